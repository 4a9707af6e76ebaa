/* Random architectures, weights and moves along a fiber, for the fiber tests. */
#ifndef FULG_TESTS_FIBER_NETWORKS_H
#define FULG_TESTS_FIBER_NETWORKS_H

#include "testing.h"

static inline slong
between(fulg_rand_t rand, slong low, slong high)
{
    return low + (slong) fulg_rand_below(rand, (ulong) (high - low + 1));
}

/* One-head lightning with all widths d, tokens t. */
static inline void
plain_weights(fulg_weights_t W, slong depth, slong d, slong a, slong t)
{
    fulg_arch_t arch;
    fulg_domain_t Q;
    fulg_diag_t diag;
    fulg_arch_init(arch, depth);
    for (slong i = 0; i <= depth; i++)
        arch->width[i] = d;
    for (slong i = 0; i < depth; i++)
        arch->sub[i].head_dim = a;
    arch->tokens = t;
    fulg_domain_init_fmpq(Q);
    assert_int_equal(fulg_weights_init(W, arch, Q, diag), FULG_OK);
    fulg_arch_clear(arch);
}

static inline fmpq_mat_struct *
mat(const fulg_weights_t W, slong layer, slong head, char kind)
{
    return fulg_weights_mat(W, layer, head, kind)->fmpq;
}

static inline void
copy_weights(fulg_weights_t B, const fulg_weights_t A)
{
    fulg_diag_t diag;
    assert_int_equal(fulg_weights_init(B, A->arch, A->domain, diag), FULG_OK);
    for (slong b = 0; b < A->num; b++)
        fmpq_mat_set(B->mat[b].fmpq, A->mat[b].fmpq);
}

static inline void
set_ints(fmpq_mat_t A, const slong *x)
{
    for (slong i = 0; i < fmpq_mat_nrows(A); i++)
        for (slong j = 0; j < fmpq_mat_ncols(A); j++)
            fmpq_set_si(fmpq_mat_entry(A, i, j), *x++, 1);
}

static inline void
random_mat(fmpq_mat_t A, fulg_rand_t rand, slong bound)
{
    for (slong i = 0; i < fmpq_mat_nrows(A); i++)
        for (slong j = 0; j < fmpq_mat_ncols(A); j++)
            fulg_test_rational(fmpq_mat_entry(A, i, j), rand, bound, 2);
}

static inline void
random_invertible(fmpq_mat_t A, fulg_rand_t rand)
{
    fmpq_t det;
    fmpq_init(det);
    do
    {
        random_mat(A, rand, 2);
        fmpq_one(det);
        if (!fmpq_mat_is_empty(A))
            fmpq_mat_det(det, A);
    } while (fmpq_is_zero(det));
    fmpq_clear(det);
}

/* Random C_i, G, H and scales; residual stacks keep C_i = 1, and only lightning
   scales. */
static inline void
random_change(fulg_fiber_change_t change, const fulg_arch_t arch,
              fulg_rand_t rand)
{
    fulg_fiber_change_init(change, arch);
    for (slong i = 1; i < arch->depth && !fulg_arch_is_residual(arch); i++)
        random_invertible(&change->C[i], rand);
    for (slong n = 0; n < change->num_heads; n++)
    {
        random_invertible(&change->G[n], rand);
        random_invertible(&change->H[n], rand);
        if (!fulg_arch_is_normalised(arch))
            fmpq_set_si(change->scale + n,
                        between(rand, 1, 3) * (between(rand, 0, 1) ? 1 : -1),
                        (ulong) between(rand, 1, 3));
    }
    for (slong i = 0; i < arch->depth; i++)
        if (arch->sub[i].heads == 2 && between(rand, 0, 1))
        {
            change->source[change->first[i]] = 1;
            change->source[change->first[i] + 1] = 0;
        }
}

/* X A = c B Y, without any inverse. */
static inline int
intertwines(const fmpq_mat_t X, const fmpq_mat_t A, const fmpq_t c,
            const fmpq_mat_t B, const fmpq_mat_t Y)
{
    fmpq_mat_t XA, BY;
    int equal;
    fmpq_mat_init(XA, fmpq_mat_nrows(X), fmpq_mat_ncols(A));
    fmpq_mat_init(BY, fmpq_mat_nrows(B), fmpq_mat_ncols(Y));
    fmpq_mat_mul(XA, X, A);
    fmpq_mat_mul(BY, B, Y);
    for (slong i = 0; i < fmpq_mat_nrows(BY); i++)
        for (slong j = 0; j < fmpq_mat_ncols(BY); j++)
            fmpq_mul(fmpq_mat_entry(BY, i, j), fmpq_mat_entry(BY, i, j), c);
    equal = fmpq_mat_equal(XA, BY);
    fmpq_mat_clear(XA);
    fmpq_mat_clear(BY);
    return equal;
}

/* The defining equations of a change, in a form of their own:
   Q' C = c G Q, G^T K' C = K, c V' C = C_+ V; O' H c = C_+ O, U' C = H U. */
static inline int
change_holds(const fulg_fiber_change_t ch, const fulg_weights_t A,
             const fulg_weights_t B)
{
    int holds = 1;
    for (slong i = 0; i < A->arch->depth; i++)
        for (slong h = 0; h < A->arch->sub[i].heads; h++)
        {
            const slong n = ch->first[i] + h, s = ch->source[n];
            const fmpq_mat_struct *C = &ch->C[i], *Cp = &ch->C[i + 1];
            const slong a = A->arch->sub[i].head_dim;
            fmpq_mat_t Gt, K, one;
            fmpq_t unit;
            fmpq_init(unit);
            fmpq_one(unit);
            fmpq_mat_init(Gt, a, a);
            fmpq_mat_transpose(Gt, &ch->G[n]);
            fmpq_mat_init(K, a, A->arch->width[i]);
            fmpq_mat_mul(K, Gt, mat(B, i, h, 'k'));
            fmpq_mat_init(one, A->arch->width[i], A->arch->width[i]);
            fmpq_mat_one(one);
            holds = holds &&
                    intertwines(mat(B, i, h, 'q'), C, ch->scale + n, &ch->G[n],
                                mat(A, i, s, 'q')) &&
                    intertwines(K, C, unit, mat(A, i, s, 'k'), one);
            fmpq_inv(unit, ch->scale + n);
            if (fulg_arch_has_value_dim(A->arch))
            {
                holds = holds && intertwines(mat(B, i, h, 'o'), &ch->H[n], unit,
                                             Cp, mat(A, i, s, 'o'));
                fmpq_one(unit);
                holds = holds && intertwines(mat(B, i, h, 'u'), C, unit,
                                             &ch->H[n], mat(A, i, s, 'u'));
            }
            else
                holds = holds && intertwines(mat(B, i, h, 'v'), C, unit, Cp,
                                             mat(A, i, s, 'v'));
            fmpq_mat_clear(one);
            fmpq_mat_clear(K);
            fmpq_mat_clear(Gt);
            fmpq_clear(unit);
        }
    return holds;
}

/* Exact outputs of a rational network. */
static inline void
exact_output(fmpq_mat_t Y, const fulg_weights_t W, const fmpq_mat_t X)
{
    fulg_diag_t diag;
    fulg_eval_tape_t T;
    fulg_mat_t x;
    fmpq_mat_init_set(x->fmpq, X);
    fulg_eval_tape_init(T, W);
    assert_int_equal(fulg_eval_forward(T, W, x, diag), FULG_OK);
    fmpq_mat_init_set(Y, T->state[T->depth].fmpq);
    fulg_eval_tape_clear(T, W);
    fmpq_mat_clear(x->fmpq);
}

#endif
