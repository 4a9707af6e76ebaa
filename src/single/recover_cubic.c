/*
 * One token: C_i = S f_i (doc: thm-single-7, thm-single-8).  When all C_i are
 * multiples of one cubic c, every linear factor of c may be the value.
 * Otherwise rank V >= 2, the factorisation is unique, hence rational, and S =
 * C_i / f_i for a rational linear factor f_i of the first nonzero C_i.
 */
#include "impl.h"

static slong
num_pairs(slong d)
{
    return d * (d + 1) / 2;
}

static const fmpq *
cubic_of(const fulg_function_t F, slong i)
{
    return fmpq_mat_entry(F->coeff, i, 0);
}

static slong
first_nonzero(const fmpq *c, slong n)
{
    slong i = 0;
    while (i < n && fmpq_is_zero(c + i))
        i++;
    return i;
}

/* Is every C_i = h_i C_first? */
static int
is_rank_one(fmpq *h, const fulg_function_t F, slong first)
{
    const slong n = fmpq_mat_ncols(F->coeff);
    const fmpq *c = cubic_of(F, first);
    const slong pivot = first_nonzero(c, n);
    int ok = 1;
    fmpq_t x;
    fmpq_init(x);
    for (slong i = 0; i < F->d_out && ok; i++)
    {
        fmpq_div(h + i, cubic_of(F, i) + pivot, c + pivot);
        for (slong j = 0; j < n && ok; j++)
        {
            fmpq_mul(x, h + i, c + j);
            ok = fmpq_equal(x, cubic_of(F, i) + j);
        }
    }
    fmpq_clear(x);
    return ok;
}

/* Makes the first nonzero coefficient of the cofactor 1. */
static void
canonical(fulg_factor_t *f)
{
    fmpq_poly_t scale, inverse;
    slong n = 0;
    fmpq_poly_init(scale);
    fmpq_poly_init(inverse);
    while (fmpq_poly_is_zero(f->cofactor + n))
        n++;
    /* S_kl is half the coefficient off the diagonal: see set_symmetric */
    fmpq_poly_set(scale, f->cofactor + n);
    for (slong k = 0, diagonal = 0, m = 0; k < f->d; k++)
    {
        diagonal = m;
        m += f->d - k;
        if (n > diagonal && n < m)
            fmpq_poly_scalar_div_si(scale, scale, 2);
    }
    fulg_single_nf_inv(inverse, scale, f->modulus);
    for (slong k = 0; k < f->d; k++)
        fulg_single_nf_mul(f->form + k, f->form + k, scale, f->modulus);
    for (n = 0; n < num_pairs(f->d); n++)
        fulg_single_nf_mul(f->cofactor + n, f->cofactor + n, inverse,
                           f->modulus);
    fmpq_poly_clear(scale);
    fmpq_poly_clear(inverse);
}

/* A = the symmetric matrix of the cofactor. */
static void
set_symmetric(fulg_single_weights_t *W, const fulg_factor_t *f)
{
    const slong d = f->d;
    fmpq_poly_t x;
    fmpq_poly_init(x);
    for (slong k = 0; k < d; k++)
        for (slong l = k; l < d; l++)
        {
            fmpq_poly_set(x, f->cofactor + fulg_function_pair(d, k, l));
            if (k != l)
                fmpq_poly_scalar_div_si(x, x, 2);
            fulg_single_nf_set_entry(W->A, f->degree, 0, k, l, x);
            fulg_single_nf_set_entry(W->A, f->degree, 0, l, k, x);
        }
    fmpq_poly_clear(x);
}

/* Rank and signature of S.  Over Q(r) of degree 2 or 3 the cubic is a product
   of three linear forms, S of the two others: distinct and real, or conjugate
   (then S is semidefinite, and positive by its normalisation).  Over a complex
   quadratic field there is no signature. */
static void
set_signature(fulg_single_weights_t *W)
{
    if (W->field.degree == 1)
        fulg_rank_signature(&W->plus, &W->minus, W->A);
    else if (W->field.real_roots > 0)
    {
        W->plus = (W->field.real_roots == 1) ? 2 : 1;
        W->minus = (W->field.real_roots == 1) ? 0 : 1;
    }
    W->rank_S = (W->field.degree == 1) ? W->plus + W->minus : 2;
}

static void
set_values(fulg_single_weights_t *W, const fulg_factor_t *f, const fmpq *h,
           slong d_out)
{
    fmpq_poly_t x;
    fmpq_poly_init(x);
    for (slong i = 0; i < d_out; i++)
        for (slong k = 0; k < f->d; k++)
        {
            fmpq_poly_scalar_mul_fmpq(x, f->form + k, h + i);
            fulg_single_nf_set_entry(W->V, f->degree, 0, i, k, x);
        }
    fmpq_poly_clear(x);
}

/* Adds the factorisation, unless the rank bound forbids it even over C: then S
   has rank >= 3, no linear factor, and there was no other factorisation. */
static fulg_single_weights_t *
add_factorisation(fulg_single_recovery_t *R, fulg_factor_t *f)
{
    const slong a = R->head_dim;
    fulg_single_weights_t *W;
    W = fulg_single_add(R, f->modulus, f->real_roots);
    set_symmetric(W, f);
    set_signature(W);
    if (a > 0 && (W->rank_S + 1) / 2 > a)
    {
        fulg_diag_set(R->why, FULG_OK,
                      "S has rank %ld, but the symmetric part of a matrix of "
                      "rank <= head_dim = %ld has rank <= %ld",
                      (long) W->rank_S, (long) a, (long) (2 * a));
        fulg_single_recovery_clear(R);
        return NULL;
    }
    if (a > 0 && (W->plus > a || W->minus > a))
    {
        W->real = 0;
        fulg_diag_set(R->why, FULG_OK,
                      "S has signature (%ld,%ld); the symmetric part of a real "
                      "matrix of rank <= head_dim = %ld has at most %ld "
                      "squares of either sign",
                      (long) W->plus, (long) W->minus, (long) a, (long) a);
    }
    if (a > 0)
        fulg_single_fit_head_dim(W, f, FLINT_MIN(a, R->d));
    return W;
}

static void
explain_common(fulg_diag_t why, const slong place[4], const fmpq_t want,
               const fmpq_t have)
{
    char *forced = fmpq_get_str(NULL, 10, want);
    char *there = fmpq_get_str(NULL, 10, have);
    fulg_diag_set(why, FULG_OK,
                  "the outputs have no quadratic factor in common: with a "
                  "factor of the first nonzero output, the coefficient "
                  "[%ld,%ld,%ld,%ld] would be %.80s, but is %.80s",
                  (long) place[0] + 1, (long) place[1] + 1, (long) place[2] + 1,
                  (long) place[3] + 1, forced, there);
    flint_free(forced);
    flint_free(there);
}

/* v with C_i = S v, as rational coefficients; 0 (and the place) when S does not
   divide C_i.  grad C_i(w) = S(w) v + v(w) grad S(w). */
static int
divide(fmpq *v, const fmpq *cubic, const fmpq *S, const fmpq *w, slong d,
       slong out, fulg_diag_t why)
{
    fmpq *dc = _fmpq_vec_init(num_pairs(d)), *g = _fmpq_vec_init(d);
    fmpq *ds = _fmpq_vec_init(d);
    int ok = 1;
    fmpq_t s, x;
    fmpq_init(s);
    fmpq_init(x);
    fulg_single_derive_cubic(dc, cubic, d, w);
    fulg_single_derive_quadric(g, dc, d, w);
    fulg_single_derive_quadric(ds, S, d, w);
    for (slong k = 0; k < d; k++)
    {
        fmpq_addmul(s, ds + k, w + k);
        fmpq_addmul(x, g + k, w + k);
    }
    fmpq_div_2exp(s, s, 1);                 /* S(w) */
    fmpq_div_fmpz(x, x, (const fmpz[]){6}); /* C(w) */
    fmpq_div(x, x, s);                      /* v(w) */
    for (slong k = 0; k < d; k++)
    {
        fmpq_div_2exp(v + k, g + k, 1);
        fmpq_submul(v + k, x, ds + k);
        fmpq_div(v + k, v + k, s);
    }
    for (slong k = 0; k < d && ok; k++)
        for (slong l = k; l < d && ok; l++)
            for (slong m = l; m < d && ok; m++, cubic++)
            {
                fmpq_mul(x, v + k, S + fulg_function_pair(d, l, m));
                if (l != k)
                    fmpq_addmul(x, v + l, S + fulg_function_pair(d, k, m));
                if (m != l)
                    fmpq_addmul(x, v + m, S + fulg_function_pair(d, k, l));
                ok = fmpq_equal(x, cubic);
                if (!ok)
                    explain_common(why, (const slong[]){out, k, l, m}, x,
                                   cubic);
            }
    _fmpq_vec_clear(dc, num_pairs(d));
    _fmpq_vec_clear(g, d);
    _fmpq_vec_clear(ds, d);
    fmpq_clear(s);
    fmpq_clear(x);
    return ok;
}

/* rank V >= 2: does the rational cofactor of f divide all outputs? */
static int
try_common(fulg_single_recovery_t *R, const fulg_function_t F, fulg_factor_t *f)
{
    const slong d = F->d;
    fmpq *S = _fmpq_vec_init(num_pairs(d));
    fmpq_mat_t V;
    int ok = f->degree == 1;
    fmpq_mat_init(V, F->d_out, d);
    for (slong n = 0; n < num_pairs(d) && ok; n++)
        fmpq_poly_get_coeff_fmpq(S + n, f->cofactor + n, 0);
    for (slong i = 0; i < F->d_out && ok; i++)
        ok = divide(fmpq_mat_entry(V, i, 0), cubic_of(F, i), S, f->point, d, i,
                    R->why);
    if (ok)
    {
        fulg_single_weights_t *W = add_factorisation(R, f);
        if (W != NULL)
            fmpq_mat_set(W->V, V);
    }
    _fmpq_vec_clear(S, num_pairs(d));
    fmpq_mat_clear(V);
    return ok;
}

static void
recover_common(fulg_single_recovery_t *R, const fulg_function_t F,
               fulg_factor_t *factor, slong num, slong first)
{
    int tried = 0;
    for (slong i = 0; i < num && R->num == 0; i++)
    {
        tried |= factor[i].degree == 1;
        if (try_common(R, F, factor + i))
            break;
    }
    if (R->num > 0)
        R->rank_V = fulg_rank_exact(NULL, NULL, R->weights[0].V);
    else if (num > 0 && !tried)
        fulg_diag_set(R->why, FULG_OK,
                      "the outputs are not multiples of one cubic, so that a "
                      "common quadratic factor would be rational; but output "
                      "%ld has no rational linear factor",
                      (long) first + 1);
}

static void
recover_rank_one(fulg_single_recovery_t *R, const fulg_function_t F,
                 fulg_factor_t *factor, slong num, const fmpq *h)
{
    R->rank_V = 1;
    for (slong n = 0; n < num; n++)
    {
        fulg_single_weights_t *W = add_factorisation(R, factor + n);
        if (W == NULL)
            break;
        set_values(W, factor + n, h, F->d_out);
    }
}

/* Any real family: in the image; complex ones alone: in the closure. */
static void
decide_place(fulg_single_recovery_t *R)
{
    R->place = FULG_SINGLE_OUTSIDE;
    for (slong n = 0; n < R->num; n++)
        if (R->weights[n].real)
            R->place = FULG_SINGLE_IN_IMAGE;
        else if (R->place == FULG_SINGLE_OUTSIDE)
            R->place = FULG_SINGLE_IN_CLOSURE;
    if (R->place == FULG_SINGLE_IN_IMAGE)
        fulg_diag_init(R->why);
}

void
fulg_single_recover_cubic(fulg_single_recovery_t *R, const fulg_function_t F)
{
    const slong n = fmpq_mat_ncols(F->coeff);
    fmpq *h = _fmpq_vec_init(F->d_out);
    fulg_factor_t factor[3];
    slong first = 0, num;
    while (first_nonzero(cubic_of(F, first), n) == n)
        first++;
    num = fulg_single_linear_factors(factor, cubic_of(F, first), F->d, R->why);
    for (slong i = 0; i < num; i++)
        canonical(factor + i);
    if (is_rank_one(h, F, first))
        recover_rank_one(R, F, factor, num, h);
    else
        recover_common(R, F, factor, num, first);
    decide_place(R);
    for (slong i = 0; i < num; i++)
        fulg_single_factor_clear(factor + i);
    _fmpq_vec_clear(h, F->d_out);
}
