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

/* All roots simple: one candidate for each irreducible factor of p.  Its
   form(w) is 2 p'(root), not 0. */
static slong
simple_factors(fulg_factor_t *factor, const fulg_line_t *L,
               const fmpz_poly_factor_t parts, fulg_diag_t why)
{
    slong num = 0;
    fmpq_poly_t root;
    fmpq_poly_init(root);
    for (slong n = 0; n < parts->num; n++)
    {
        fulg_factor_t *F = factor + num;
        fulg_single_factor_init(F, L);
        fulg_single_factor_set_field(F, root, parts->p + n);
        fulg_single_factor_set_gradient(F, L, root);
        fulg_single_factor_normalise(F);
        fulg_single_factor_set_cofactor(F, L);
        if (fulg_single_is_factor(F, L, why))
            num++;
        else
            fulg_single_factor_clear(F);
    }
    /* why says that there is no linear factor at all */
    if (num > 0)
        fulg_diag_init(why);
    fmpq_poly_clear(root);
    return num;
}

/* S = l m for the rational l, S of F: m into the form of G, l^2 m(w) into its
   cofactor, m(w) = S(w) = c(w).  The number of classes, 1 when m is a multiple
   of l and 2 otherwise; -1: l does not divide S. */
static slong
second_factor(fulg_factor_t *G, const fulg_factor_t *F, const fulg_line_t *L)
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
    return !divides ? -1 : same ? 1 : 2;
}

/* A multiple root, which is rational: c = l^2 m with l the gradient of D_w c at
   root w + u (double), or of D_ww c (triple)?  Its form(w) is the derivative of
   p of that order at the root, not 0.  The number of factors, or -1: the line
   was unlucky. */
static slong
multiple_factors(fulg_factor_t *factor, const fulg_line_t *L,
                 const fmpz_poly_t g, slong multiplicity)
{
    slong num = -1;
    fmpq_poly_t root;
    fmpq_t z, x;
    fulg_diag_t unused;
    fulg_single_factor_init(factor, L);
    fulg_single_factor_init(factor + 1, L);
    fmpq_poly_init(root);
    fmpq_init(z);
    fmpq_init(x);
    fulg_single_factor_set_field(factor, root, g);
    fmpq_poly_get_coeff_fmpq(z, root, 0);
    for (slong k = 0; k < L->d; k++)
    {
        fmpq_set(x, L->ww + k);
        if (multiplicity == 2)
        {
            fmpq_mul(x, x, z);
            fmpq_add(x, x, L->wu + k);
        }
        fmpq_poly_set_fmpq(factor->form + k, x);
    }
    fulg_single_factor_normalise(factor);
    fulg_single_factor_set_cofactor(factor, L);
    if (fulg_single_is_factor(factor, L, unused))
        num = second_factor(factor + 1, factor, L);
    for (slong n = FLINT_MAX(num, 0); n < 2; n++)
        fulg_single_factor_clear(factor + n);
    fmpq_poly_clear(root);
    fmpq_clear(z);
    fmpq_clear(x);
    return num;
}

slong
fulg_single_linear_factors(fulg_factor_t *factor, const fmpq *cubic, slong d,
                           fulg_diag_t why)
{
    fulg_line_t L;
    fulg_rand_t rand;
    slong bound = 1, num = -1;
    fmpz_poly_t p;
    fmpz_poly_init(p);
    fulg_rand_init(rand, 1);
    fulg_single_line_init(&L, cubic, d);
    while (num < 0)
    {
        fmpz_poly_factor_t parts;
        slong multiple = -1;
        fulg_single_line_draw(&L, rand, &bound);
        fulg_single_line_restrict(p, &L);
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
    fulg_single_line_clear(&L);
    fmpz_poly_clear(p);
    return num;
}
