/*
 * The linear factors of a cubic form c, over the complex numbers.
 *
 * Restrict c to a line z w + u.  Where a root z0 of p(z) = c(z w + u) is
 * simple, the gradient of c at z0 w + u is the only candidate, up to scale, for
 * a linear factor that vanishes there (c = l S, so grad c = S l + l grad S). If
 * p has three simple roots, every linear factor is found in this way or shown
 * not to exist.  If p has a multiple root, either c = l^2 m, which is tried, or
 * the line is unlucky, and another one is taken: for a reduced cubic all lines
 * but those of a hypersurface are good.
 */
#include <flint/fmpz_poly.h>
#include <flint/fmpz_poly_factor.h>

#include "impl.h"

typedef struct
{
    slong d;
    const fmpq *cubic;
    fmpq *w, *u;
    fmpq *dw;           /* the quadric D_w c */
    fmpq *ww, *wu, *uu; /* D_w D_w c, D_w D_u c, D_u D_u c */
    fmpq_t top;         /* c(w) */
} line_t;

void
fulg_single_derive_cubic(fmpq *quadric, const fmpq *cubic, slong d,
                         const fmpq *w)
{
    for (slong n = 0; n < d * (d + 1) / 2; n++)
        fmpq_zero(quadric + n);
    for (slong k = 0; k < d; k++)
        for (slong l = k; l < d; l++)
            for (slong m = l; m < d; m++, cubic++)
            {
                if (fmpq_is_zero(cubic))
                    continue;
                fmpq_addmul(quadric + fulg_function_pair(d, l, m), cubic,
                            w + k);
                fmpq_addmul(quadric + fulg_function_pair(d, k, m), cubic,
                            w + l);
                fmpq_addmul(quadric + fulg_function_pair(d, k, l), cubic,
                            w + m);
            }
}

void
fulg_single_derive_quadric(fmpq *linear, const fmpq *quadric, slong d,
                           const fmpq *w)
{
    for (slong n = 0; n < d; n++)
        fmpq_zero(linear + n);
    for (slong k = 0; k < d; k++)
        for (slong l = k; l < d; l++, quadric++)
        {
            fmpq_addmul(linear + l, quadric, w + k);
            fmpq_addmul(linear + k, quadric, w + l);
        }
}

static void
dot(fmpq_t x, const fmpq *a, const fmpq *b, slong n)
{
    fmpq_zero(x);
    for (slong i = 0; i < n; i++)
        fmpq_addmul(x, a + i, b + i);
}

static void
line_init(line_t *L, const fmpq *cubic, slong d)
{
    L->d = d;
    L->cubic = cubic;
    L->w = _fmpq_vec_init(d);
    L->u = _fmpq_vec_init(d);
    L->dw = _fmpq_vec_init(d * (d + 1) / 2);
    L->ww = _fmpq_vec_init(d);
    L->wu = _fmpq_vec_init(d);
    L->uu = _fmpq_vec_init(d);
    fmpq_init(L->top);
}

static void
line_clear(line_t *L)
{
    _fmpq_vec_clear(L->w, L->d);
    _fmpq_vec_clear(L->u, L->d);
    _fmpq_vec_clear(L->dw, L->d * (L->d + 1) / 2);
    _fmpq_vec_clear(L->ww, L->d);
    _fmpq_vec_clear(L->wu, L->d);
    _fmpq_vec_clear(L->uu, L->d);
    fmpq_clear(L->top);
}

/* Another line, with entries that slowly grow, such that c(w) is not 0. The
   choice has no part in the answer. */
static void
line_draw(line_t *L, fulg_rand_t rand, slong *bound)
{
    const slong d = L->d;
    fmpq *du = _fmpq_vec_init(d * (d + 1) / 2);
    do
    {
        for (slong k = 0; k < d; k++)
        {
            fmpq_set_si(L->w + k, fulg_rand_signed(rand, *bound), 1);
            fmpq_set_si(L->u + k, fulg_rand_signed(rand, *bound), 1);
        }
        ++*bound;
        fulg_single_derive_cubic(L->dw, L->cubic, d, L->w);
        fulg_single_derive_quadric(L->ww, L->dw, d, L->w);
        dot(L->top, L->ww, L->w, d);
    } while (fmpq_is_zero(L->top));
    fmpq_div_fmpz(L->top, L->top, (const fmpz[]){6});
    fulg_single_derive_quadric(L->wu, L->dw, d, L->u);
    fulg_single_derive_cubic(du, L->cubic, d, L->u);
    fulg_single_derive_quadric(L->uu, du, d, L->u);
    _fmpq_vec_clear(du, d * (d + 1) / 2);
}

/* The primitive integer polynomial of c(z w + u). */
static void
line_restrict(fmpz_poly_t p, const line_t *L)
{
    fmpq_poly_t f;
    fmpq_t x;
    fmpq_init(x);
    fmpq_poly_init(f);
    fmpq_poly_set_coeff_fmpq(f, 3, L->top);
    dot(x, L->ww, L->u, L->d);
    fmpq_div_2exp(x, x, 1);
    fmpq_poly_set_coeff_fmpq(f, 2, x);
    dot(x, L->uu, L->w, L->d);
    fmpq_div_2exp(x, x, 1);
    fmpq_poly_set_coeff_fmpq(f, 1, x);
    dot(x, L->uu, L->u, L->d);
    fmpq_div_fmpz(x, x, (const fmpz[]){6});
    fmpq_poly_set_coeff_fmpq(f, 0, x);
    fmpq_poly_get_numerator(p, f);
    fmpz_poly_primitive_part(p, p);
    fmpq_poly_clear(f);
    fmpq_clear(x);
}

static void
factor_init(fulg_factor_t *F, const line_t *L)
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

/* The field of a root of g and the root in it: Q itself, Q(sqrt D) with D an
   integer, or Q[r]/g for a cubic g. */
static void
set_field(fulg_factor_t *F, fmpq_poly_t root, const fmpz_poly_t g)
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

/* form = form / form(w); 0 when that is 0. */
static int
normalise(fulg_factor_t *F)
{
    fmpq_poly_t value, term;
    int ok;
    fmpq_poly_init(value);
    fmpq_poly_init(term);
    for (slong k = 0; k < F->d; k++)
    {
        fmpq_poly_scalar_mul_fmpq(term, F->form + k, F->point + k);
        fmpq_poly_add(value, value, term);
    }
    ok = !fmpq_poly_is_zero(value);
    if (ok)
    {
        fulg_single_nf_inv(value, value, F->modulus);
        for (slong k = 0; k < F->d; k++)
            fulg_single_nf_mul(F->form + k, F->form + k, value, F->modulus);
    }
    fmpq_poly_clear(value);
    fmpq_poly_clear(term);
    return ok;
}

/* The gradient of c at root w + u: (root^2 D_ww + 2 root D_wu + D_uu) / 2. */
static void
set_gradient(fulg_factor_t *F, const line_t *L, const fmpq_poly_t root)
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
static void
set_cofactor(fulg_factor_t *F, const line_t *L)
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

/* form * cofactor = c, every coefficient. */
static int
is_factor(const fulg_factor_t *F, const line_t *L, fulg_diag_t why)
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

/* All roots simple: one candidate for each irreducible factor of p. */
static slong
simple_factors(fulg_factor_t *factor, const line_t *L,
               const fmpz_poly_factor_t parts, fulg_diag_t why)
{
    slong num = 0;
    fmpq_poly_t root;
    fmpq_poly_init(root);
    for (slong n = 0; n < parts->num; n++)
    {
        fulg_factor_t *F = factor + num;
        factor_init(F, L);
        set_field(F, root, parts->p + n);
        set_gradient(F, L, root);
        if (normalise(F))
        {
            set_cofactor(F, L);
            if (is_factor(F, L, why))
            {
                num++;
                continue;
            }
        }
        fulg_single_factor_clear(F);
    }
    fmpq_poly_clear(root);
    return num;
}

/* S = l m for the rational l, S of F: m into the form of G, l^2 m(w) into its
   cofactor, m(w) = S(w) = c(w).  -1: l does not divide S; 0: m is a multiple of
   l; 1: G is another class. */
static int
second_factor(fulg_factor_t *G, const fulg_factor_t *F, const line_t *L)
{
    const slong d = L->d;
    fmpq *S = _fmpq_vec_init(d * (d + 1) / 2), *m = _fmpq_vec_init(d);
    fmpq *l = _fmpq_vec_init(d);
    int same = 1, divides = 1;
    fmpq_t x;
    fmpq_init(x);
    for (slong n = 0; n < d * (d + 1) / 2; n++)
        fmpq_poly_get_coeff_fmpq(S + n, F->cofactor + n, 0);
    fulg_single_derive_quadric(m, S, d, L->w);
    for (slong k = 0; k < d; k++)
    {
        fmpq_poly_get_coeff_fmpq(l + k, F->form + k, 0);
        fmpq_submul(m + k, l + k, L->top);
        fmpq_div(m + k, m + k, L->top);
        fmpq_poly_set_fmpq(G->form + k, m + k);
        same = same && fmpq_equal(m + k, l + k);
    }
    for (slong k = 0; k < d; k++)
        for (slong j = k; j < d; j++)
        {
            const slong n = fulg_function_pair(d, k, j);
            fmpq_mul(x, l + k, m + j);
            if (k != j)
                fmpq_addmul(x, l + j, m + k);
            fmpq_mul(x, x, L->top);
            divides = divides && fmpq_equal(x, S + n);
            fmpq_mul(x, l + k, l + j);
            if (k != j)
                fmpq_mul_2exp(x, x, 1);
            fmpq_mul(x, x, L->top);
            fmpq_poly_set_fmpq(G->cofactor + n, x);
        }
    _fmpq_vec_clear(S, d * (d + 1) / 2);
    _fmpq_vec_clear(m, d);
    _fmpq_vec_clear(l, d);
    fmpq_clear(x);
    return !divides ? -1 : !same;
}

/* A multiple root, which is rational: c = l^2 m with l the gradient of D_w c at
   root w + u (double), or of D_ww c (triple)?  The number of factors, or -1:
   the line was unlucky. */
static slong
multiple_factors(fulg_factor_t *factor, const line_t *L, const fmpz_poly_t g,
                 slong multiplicity)
{
    slong num = -1;
    fmpq_poly_t root;
    fmpq_t z;
    fulg_diag_t unused;
    factor_init(factor, L);
    factor_init(factor + 1, L);
    fmpq_poly_init(root);
    fmpq_init(z);
    set_field(factor, root, g);
    fmpq_poly_get_coeff_fmpq(z, root, 0);
    for (slong k = 0; k < L->d; k++)
    {
        fmpq_t x;
        fmpq_init(x);
        fmpq_set(x, L->ww + k);
        if (multiplicity == 2)
        {
            fmpq_mul(x, x, z);
            fmpq_add(x, x, L->wu + k);
        }
        fmpq_poly_set_fmpq(factor->form + k, x);
        fmpq_clear(x);
    }
    if (normalise(factor))
    {
        set_cofactor(factor, L);
        if (is_factor(factor, L, unused))
            num = second_factor(factor + 1, factor, L);
    }
    /* -1, 0, 1 becomes -1, 1, 2: the factors found. */
    if (num >= 0)
        num++;
    for (slong n = FLINT_MAX(num, 0); n < 2; n++)
        fulg_single_factor_clear(factor + n);
    fmpq_poly_clear(root);
    fmpq_clear(z);
    return num;
}

slong
fulg_single_linear_factors(fulg_factor_t *factor, const fmpq *cubic, slong d,
                           fulg_diag_t why)
{
    line_t L;
    fulg_rand_t rand;
    slong bound = 1, num = -1;
    fmpz_poly_t p;
    fmpz_poly_init(p);
    fulg_rand_init(rand, 1);
    line_init(&L, cubic, d);
    while (num < 0)
    {
        fmpz_poly_factor_t parts;
        slong multiple = -1;
        line_draw(&L, rand, &bound);
        line_restrict(p, &L);
        fmpz_poly_factor_init(parts);
        fmpz_poly_factor(parts, p);
        for (slong n = 0; n < parts->num; n++)
            if (parts->exp[n] > 1)
                multiple = n;
        if (multiple < 0)
            num = simple_factors(factor, &L, parts, why);
        else
            num = multiple_factors(factor, &L, parts->p + multiple,
                                   parts->exp[multiple]);
        fmpz_poly_factor_clear(parts);
    }
    line_clear(&L);
    fmpz_poly_clear(p);
    return num;
}
