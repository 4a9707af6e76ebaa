/* Random points of every stratum, for the tests of this module. */
#ifndef FULG_TESTS_STRATA_H
#define FULG_TESTS_STRATA_H

#include "testing.h"

#include <flint/fmpq_poly.h>
#include <flint/nmod_poly.h>
#include <flint/nmod_poly_factor.h>

/* A random matrix of rank at most r, as a product. */
static inline void
set_low_rank(fmpq_mat_t A, fulg_rand_t rand, slong r, slong bound, slong den)
{
    fulg_domain_t Q;
    fulg_mat_t left, right;
    fulg_domain_init_fmpq(Q);
    Q->ops->init(left, fmpq_mat_nrows(A), r, Q);
    Q->ops->init(right, r, fmpq_mat_ncols(A), Q);
    fulg_weights_mat_random(left, rand, bound, den, Q);
    fulg_weights_mat_random(right, rand, bound, den, Q);
    fmpq_mat_mul(A, left->fmpq, right->fmpq);
    Q->ops->clear(left);
    Q->ops->clear(right);
}

/* One row of V, times random factors, along a nonzero column of A (or, for
   tokens 1, possibly along a row). */
static inline void
make_parallel(fmpq_mat_t V, const fmpq_mat_t A, fulg_rand_t rand, slong bound)
{
    const slong d = fmpq_mat_nrows(A);
    const slong n = (slong) fulg_rand_below(rand, (ulong) d);
    const int row = (int) fulg_rand_below(rand, 2);
    for (slong i = 0; i < fmpq_mat_nrows(V); i++)
    {
        const slong h = fulg_rand_signed(rand, bound);
        for (slong k = 0; k < d; k++)
        {
            fmpq_set_si(fmpq_mat_entry(V, i, k), h, 1);
            fmpq_mul(fmpq_mat_entry(V, i, k), fmpq_mat_entry(V, i, k),
                     row ? fmpq_mat_entry(A, n, k) : fmpq_mat_entry(A, k, n));
        }
    }
}

static inline void
strata_init(fulg_weights_t W, slong d, slong d_out, slong a, slong t)
{
    fulg_arch_t arch;
    fulg_domain_t Q;
    fulg_diag_t diag;
    fulg_domain_init_fmpq(Q);
    fulg_arch_init(arch, 1);
    arch->width[0] = d;
    arch->width[1] = d_out;
    arch->sub[0].head_dim = a;
    arch->tokens = t;
    assert_int_equal(fulg_weights_init(W, arch, Q, diag), FULG_OK);
    fulg_arch_clear(arch);
}

/* Weights of random ranks; one time in three the values follow a column or row
   of A; one time in four queries and keys share their row space. */
static inline void
strata_random(fulg_weights_t W, fulg_rand_t rand, slong bound, slong den)
{
    fmpq_mat_struct *K = fulg_weights_mat(W, 0, 0, 'k')->fmpq;
    fmpq_mat_struct *Q = fulg_weights_mat(W, 0, 0, 'q')->fmpq;
    fmpq_mat_struct *V = fulg_weights_mat(W, 0, 0, 'v')->fmpq;
    const ulong a = (ulong) fmpq_mat_nrows(K), d = (ulong) fmpq_mat_ncols(K);
    const ulong most = FLINT_MIN(a, d);
    set_low_rank(K, rand, (slong) fulg_rand_below(rand, most + 1), bound, den);
    if (fulg_rand_below(rand, 4) == 0)
    {
        fmpq_mat_t mix;
        fmpq_mat_init(mix, (slong) a, (slong) a);
        set_low_rank(mix, rand, (slong) a, bound, den);
        fmpq_mat_mul(Q, mix, K);
        fmpq_mat_clear(mix);
    }
    else
        set_low_rank(Q, rand, (slong) fulg_rand_below(rand, most + 1), bound,
                     den);
    set_low_rank(V, rand, (slong) fulg_rand_below(rand, d + 1), bound, den);
    if (fulg_rand_below(rand, 3) == 0)
    {
        fmpq_mat_t A, none;
        fulg_diag_t diag;
        assert_int_equal(fulg_function_weights_av(A, none, W, diag), FULG_OK);
        make_parallel(V, A, rand, bound);
        fmpq_mat_clear(A);
        fmpq_mat_clear(none);
    }
}

/* ---- an independent check of recovered weights --------------------------- */

static inline ulong
residue(const fmpq_t x, ulong p)
{
    const ulong den = fmpz_fdiv_ui(fmpq_denref(x), p);
    return n_mulmod2(fmpz_fdiv_ui(fmpq_numref(x), p), n_invmod(den, p), p);
}

/* basis[b] = the b-th basis element of the field mod p; 0 when p does not
   split it. */
static inline int
basis_mod(ulong *basis, const fulg_single_field_t *field, ulong p)
{
    nmod_poly_t f;
    fmpq_t c;
    ulong r = 0;
    int ok = 1;
    nmod_poly_init(f, p);
    fmpq_init(c);
    for (slong n = 0; n <= field->degree; n++)
    {
        fmpq_poly_get_coeff_fmpq(c, field->modulus, n);
        nmod_poly_set_coeff_ui(f, n, residue(c, p));
    }
    if (field->degree > 1)
    {
        nmod_poly_factor_t roots;
        nmod_poly_factor_init(roots);
        nmod_poly_factor(roots, f);
        ok = 0;
        for (slong n = 0; n < roots->num; n++)
            if (nmod_poly_degree(roots->p + n) == 1)
            {
                r = n_negmod(nmod_poly_get_coeff_ui(roots->p + n, 0), p);
                ok = 1;
            }
        nmod_poly_factor_clear(roots);
    }
    for (slong s = 0; s <= field->num_roots && ok; s++)
    {
        ulong x = 1;
        if (s > 0)
        {
            x = n_sqrtmod(residue(field->root + s - 1, p), p);
            ok = x != 0;
        }
        for (slong n = 0; n < field->degree; n++)
        {
            basis[s * field->degree + n] = x;
            x = n_mulmod2(x, r, p);
        }
    }
    nmod_poly_clear(f);
    fmpq_clear(c);
    return ok;
}

static inline void
reduce(nmod_mat_t M, const fulg_single_field_t *field,
       const fmpq_mat_struct *mat, const ulong *basis, ulong p)
{
    for (slong i = 0; i < nmod_mat_nrows(M); i++)
        for (slong j = 0; j < nmod_mat_ncols(M); j++)
        {
            ulong x = 0;
            for (slong b = 0; b < field->size; b++)
                x = n_addmod(
                    x,
                    n_mulmod2(residue(fmpq_mat_entry(mat + b, i, j), p),
                              basis[b], p),
                    p);
            nmod_mat_entry(M, i, j) = x;
        }
}

/* F at random x, y (tokens 1: x = y) equals V x (x^T A y), and K^T Q = A, mod a
   prime of 61 bits at a place of the field. */
static inline void
check_family(const fulg_single_weights_t *W, const fulg_function_t F,
             fulg_rand_t rand)
{
    const slong d = F->d, n = F->d_out;
    ulong basis[64], p;
    nmod_mat_t A, V, x, y, Ay, xt, s, Vx, K, Q, Kt, KQ;
    do
        p = fulg_exact_prime_random(rand);
    while (!basis_mod(basis, &W->field, p));
    nmod_mat_init(A, d, d, p);
    nmod_mat_init(V, n, d, p);
    nmod_mat_init(x, d, 1, p);
    nmod_mat_init(y, d, 1, p);
    nmod_mat_init(Ay, d, 1, p);
    nmod_mat_init(xt, 1, d, p);
    nmod_mat_init(s, 1, 1, p);
    nmod_mat_init(Vx, n, 1, p);
    reduce(A, &W->field, W->A, basis, p);
    reduce(V, &W->field, W->V, basis, p);
    for (slong k = 0; k < d; k++)
    {
        nmod_mat_entry(x, k, 0) = fulg_rand_below(rand, p);
        nmod_mat_entry(y, k, 0) = (F->tokens == 1) ? nmod_mat_entry(x, k, 0)
                                                   : fulg_rand_below(rand, p);
    }
    nmod_mat_mul(Ay, A, y);
    nmod_mat_transpose(xt, x);
    nmod_mat_mul(s, xt, Ay);
    nmod_mat_mul(Vx, V, x);
    for (slong i = 0; i < n; i++)
    {
        ulong want = n_mulmod2(nmod_mat_entry(Vx, i, 0),
                               nmod_mat_entry(s, 0, 0), p);
        ulong have = 0;
        for (slong k = 0; k < d; k++)
            for (slong l = k; l < d; l++)
                for (slong j = (F->tokens == 1) ? l : 0; j < d; j++)
                {
                    ulong term = residue(fulg_function_entry(F, i, k, l, j), p);
                    term = n_mulmod2(term, nmod_mat_entry(x, k, 0), p);
                    term = n_mulmod2(term, nmod_mat_entry(x, l, 0), p);
                    term = n_mulmod2(term, nmod_mat_entry(y, j, 0), p);
                    have = n_addmod(have, term, p);
                }
        assert_true(have == want);
    }
    if (W->K != NULL)
    {
        const slong a = fmpq_mat_nrows(W->K);
        nmod_mat_init(K, a, d, p);
        nmod_mat_init(Kt, d, a, p);
        nmod_mat_init(Q, a, d, p);
        nmod_mat_init(KQ, d, d, p);
        reduce(K, &W->field, W->K, basis, p);
        reduce(Q, &W->field, W->Q, basis, p);
        nmod_mat_transpose(Kt, K);
        nmod_mat_mul(KQ, Kt, Q);
        assert_true(nmod_mat_equal(KQ, A));
        nmod_mat_clear(K);
        nmod_mat_clear(Kt);
        nmod_mat_clear(Q);
        nmod_mat_clear(KQ);
    }
    nmod_mat_clear(A);
    nmod_mat_clear(V);
    nmod_mat_clear(x);
    nmod_mat_clear(y);
    nmod_mat_clear(Ay);
    nmod_mat_clear(xt);
    nmod_mat_clear(s);
    nmod_mat_clear(Vx);
}

/* "real" says what the signs of the roots say. */
static inline void
check_real(const fulg_single_weights_t *W)
{
    int real = W->field.real_roots > 0;
    for (slong s = 0; s < W->field.num_roots; s++)
        real = real && fmpq_sgn(W->field.root + s) > 0;
    if (W->K != NULL)
        assert_int_equal(W->real, real);
}

#endif
