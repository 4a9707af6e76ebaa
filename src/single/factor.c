/*
 * A candidate for a linear factor of a cubic form c, over the field of a root
 * of c on a line, with all its conjugates: the form, scaled to form(w) = 1, the
 * cofactor that it forces, and the check that their product is c.
 */
#include "impl.h"

void
fulg_single_factor_init(fulg_factor_t *F, const fulg_line_t *L)
{
    F->d = L->d;
    fmpq_poly_init(F->modulus);
    fmpq_poly_set_coeff_si(F->modulus, 1, 1);
    F->degree = F->real_roots = 1;
    F->point = _fmpq_vec_init(L->d);
    for (slong k = 0; k < L->d; k++)
        fmpq_set(F->point + k, L->w + k);
    F->form = fulg_single_nf_vec_init(L->d);
    F->cofactor = fulg_single_nf_vec_init(L->d * (L->d + 1) / 2);
}

void
fulg_single_factor_clear(fulg_factor_t *F)
{
    fmpq_poly_clear(F->modulus);
    _fmpq_vec_clear(F->point, F->d);
    fulg_single_nf_vec_clear(F->form, F->d);
    fulg_single_nf_vec_clear(F->cofactor, F->d * (F->d + 1) / 2);
}

void
fulg_single_factor_set_field(fulg_factor_t *F, fmpq_poly_t root,
                             const fmpz_poly_t g)
{
    fmpq_poly_t monic;
    fmpq_t x, c;
    fmpz_t D;
    fmpq_poly_init(monic);
    fmpq_init(x);
    fmpq_init(c);
    fmpz_init(D);
    fmpq_poly_set_fmpz_poly(monic, g);
    fmpq_poly_make_monic(monic, monic);
    F->degree = fmpz_poly_degree(g);
    fmpq_poly_zero(root);
    if (F->degree == 1)
    {
        fmpq_poly_get_coeff_fmpq(x, monic, 0);
        fmpq_neg(x, x);
        fmpq_poly_set_fmpq(root, x);
    }
    else if (F->degree == 2)
    {
        /* -b/2 + sqrt(b^2/4 - c) */
        fmpq_poly_get_coeff_fmpq(x, monic, 1);
        fmpq_div_2exp(x, x, 1);
        fmpq_neg(x, x);
        fmpq_poly_set_coeff_fmpq(root, 0, x);
        fmpq_mul(x, x, x);
        fmpq_poly_get_coeff_fmpq(c, monic, 0);
        fmpq_sub(x, x, c);
        fulg_single_sqrt(c, D, x);
        fmpq_poly_set_coeff_fmpq(root, 1, c);
        F->real_roots = fmpz_sgn(D) > 0 ? 2 : 0;
        fmpq_poly_set_coeff_si(F->modulus, 2, 1);
        fmpq_poly_set_coeff_si(F->modulus, 1, 0);
        fmpz_neg(D, D);
        fmpq_poly_set_coeff_fmpz(F->modulus, 0, D);
    }
    else
    {
        fmpz_poly_discriminant(D, g);
        F->real_roots = fmpz_sgn(D) > 0 ? 3 : 1;
        fmpq_poly_set_coeff_si(root, 1, 1);
        fmpq_poly_set(F->modulus, monic);
    }
    fmpq_poly_clear(monic);
    fmpq_clear(x);
    fmpq_clear(c);
    fmpz_clear(D);
}

void
fulg_single_factor_value(fmpq_poly_t value, const fulg_factor_t *F)
{
    fmpq_poly_t term;
    fmpq_poly_init(term);
    fmpq_poly_zero(value);
    for (slong k = 0; k < F->d; k++)
    {
        fmpq_poly_scalar_mul_fmpq(term, F->form + k, F->point + k);
        fmpq_poly_add(value, value, term);
    }
    fmpq_poly_clear(term);
}

void
fulg_single_factor_normalise(fulg_factor_t *F)
{
    fmpq_poly_t value;
    fmpq_poly_init(value);
    fulg_single_factor_value(value, F);
    fulg_single_nf_inv(value, value, F->modulus);
    for (slong k = 0; k < F->d; k++)
        fulg_single_nf_mul(F->form + k, F->form + k, value, F->modulus);
    fmpq_poly_clear(value);
}

void
fulg_single_factor_set_gradient(fulg_factor_t *F, const fulg_line_t *L,
                                const fmpq_poly_t root)
{
    fmpq_poly_t square, term;
    fmpq_t two;
    fmpq_poly_init(square);
    fmpq_poly_init(term);
    fmpq_init(two);
    fulg_single_nf_mul(square, root, root, F->modulus);
    for (slong k = 0; k < L->d; k++)
    {
        fmpq_poly_scalar_mul_fmpq(F->form + k, square, L->ww + k);
        fmpq_mul_2exp(two, L->wu + k, 1);
        fmpq_poly_scalar_mul_fmpq(term, root, two);
        fmpq_poly_add(F->form + k, F->form + k, term);
        fmpq_poly_set_fmpq(term, L->uu + k);
        fmpq_poly_add(F->form + k, F->form + k, term);
    }
    fmpq_poly_clear(square);
    fmpq_poly_clear(term);
    fmpq_clear(two);
}

/* If c = l S with l(w) = 1 then S = D_w c - l (D_ww c / 2 - l c(w)). */
void
fulg_single_factor_set_cofactor(fulg_factor_t *F, const fulg_line_t *L)
{
    const slong d = L->d;
    fmpq_poly_struct *S = F->cofactor;
    fmpq_poly_struct *m = fulg_single_nf_vec_init(d);
    fmpq_poly_t term;
    fmpq_t half;
    fmpq_poly_init(term);
    fmpq_init(half);
    for (slong k = 0; k < d; k++)
    {
        fmpq_div_2exp(half, L->ww + k, 1);
        fmpq_poly_set_fmpq(m + k, half);
        fmpq_poly_scalar_mul_fmpq(term, F->form + k, L->top);
        fmpq_poly_sub(m + k, m + k, term);
    }
    for (slong k = 0; k < d; k++)
        for (slong l = k; l < d; l++, S++)
        {
            fmpq_poly_set_fmpq(S, L->dw + fulg_function_pair(d, k, l));
            fulg_single_nf_mul(term, F->form + k, m + l, F->modulus);
            fmpq_poly_sub(S, S, term);
            if (k == l)
                continue;
            fulg_single_nf_mul(term, F->form + l, m + k, F->modulus);
            fmpq_poly_sub(S, S, term);
        }
    fulg_single_nf_vec_clear(m, d);
    fmpq_poly_clear(term);
    fmpq_clear(half);
}

/* The coefficient of x_k x_l x_m in form * cofactor. */
static void
product_entry(fmpq_poly_t x, const fulg_factor_t *F, slong k, slong l, slong m)
{
    const slong one[3] = {k, l, m}, a[3] = {l, k, k}, b[3] = {m, m, l};
    fmpq_poly_t term;
    fmpq_poly_init(term);
    fmpq_poly_zero(x);
    for (int n = 0; n < 3; n++)
    {
        if (n > 0 && one[n] == one[n - 1])
            continue;
        fulg_single_nf_mul(term, F->form + one[n],
                           F->cofactor + fulg_function_pair(F->d, a[n], b[n]),
                           F->modulus);
        fmpq_poly_add(x, x, term);
    }
    fmpq_poly_clear(term);
}

static void
explain(fulg_diag_t why, slong k, slong l, slong m, const fmpq *have,
        const fmpq_poly_t want)
{
    char *there = fmpq_get_str(NULL, 10, have);
    char *forced = fmpq_poly_get_str_pretty(want, "r");
    fulg_diag_set(why, FULG_OK,
                  "the cubic has no linear factor, even over the complex "
                  "numbers: its roots on a line are simple, and the linear "
                  "form forced there asks for the coefficient %.80s of "
                  "x_%ld x_%ld x_%ld, which is %.80s",
                  forced, (long) k + 1, (long) l + 1, (long) m + 1, there);
    flint_free(there);
    flint_free(forced);
}

int
fulg_single_is_factor(const fulg_factor_t *F, const fulg_line_t *L,
                      fulg_diag_t why)
{
    const slong d = L->d;
    const fmpq *c = L->cubic;
    int ok = 1;
    fmpq_poly_t x, y;
    fmpq_poly_init(x);
    fmpq_poly_init(y);
    for (slong k = 0; k < d && ok; k++)
        for (slong l = k; l < d && ok; l++)
            for (slong m = l; m < d && ok; m++, c++)
            {
                product_entry(x, F, k, l, m);
                fmpq_poly_set_fmpq(y, c);
                ok = fmpq_poly_equal(x, y);
                if (!ok)
                    explain(why, k, l, m, c, x);
            }
    fmpq_poly_clear(x);
    fmpq_poly_clear(y);
    return ok;
}
