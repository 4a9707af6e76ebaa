#include "impl.h"

/*
 * The change of parameters that takes A to B, once their functions are known to
 * be equal.
 *
 * The proof of equality gives matrices Y_i, Z_i with C_i Y_i = Z_i for whatever
 * change there is: P_i and e_i P_i' (e_i = c_1 .. c_i) when it went through
 * virtual weights, the linear images of the common functions when it went layer
 * by layer.  They give the C_i (same_change_hidden.c), and these the heads with
 * their G and H (same_change_heads.c).  Almost every solution of a linear
 * system is invertible when any is.  What is found is verified by substitution,
 * so that nothing rests on luck.
 */

/* c with Z^T A' Z = c Y^T A Y; 1 when both vanish. */
static int
layer_scale(fmpq_t c, const fulg_fiber_change_search_t *s, slong i)
{
    fmpq_mat_t A, V, Ab, Vb, x, YAY, ZAZ;
    int found;
    fulg_weights_head_fmpq(A, V, s->A, i, 0);
    fulg_weights_head_fmpq(Ab, Vb, s->B, i, 0);
    fulg_fiber_init_mul(x, A, &s->Y[i]);
    fulg_fiber_init_mul_tn(YAY, &s->Y[i], x);
    fmpq_mat_clear(x);
    fulg_fiber_init_mul(x, Ab, &s->Z[i]);
    fulg_fiber_init_mul_tn(ZAZ, &s->Z[i], x);
    fmpq_mat_clear(x);
    fmpq_one(c);
    found = (fmpq_mat_is_zero(YAY) && fmpq_mat_is_zero(ZAZ)) ||
            fulg_fiber_proportional(c, ZAZ, YAY);
    fmpq_mat_clear(ZAZ);
    fmpq_mat_clear(YAY);
    fmpq_mat_clear(Ab);
    fmpq_mat_clear(Vb);
    fmpq_mat_clear(A);
    fmpq_mat_clear(V);
    return found;
}

/* From virtual weights: Y_i = P_i and Z_i = e_i P_i'. */
static int
set_virtual(fulg_fiber_change_search_t *s)
{
    fulg_fiber_virtual_t a, b;
    fmpq_t e;
    int found = 1;
    if (fulg_fiber_virtual_init(a, s->A, NULL) != FULG_OK)
        return 0;
    if (fulg_fiber_virtual_init(b, s->B, NULL) != FULG_OK)
    {
        fulg_fiber_virtual_clear(a);
        return 0;
    }
    fmpq_init(e);
    fmpq_one(e);
    for (slong i = 0; i <= s->depth; i++)
    {
        fmpq_mat_set(&s->Y[i], &a->P[i]);
        fulg_fiber_place(&s->Z[i], 0, 0, &b->P[i], e);
        if (i == s->depth)
            break;
        found = found && layer_scale(s->c + i, s, i);
        fmpq_mul(e, e, s->c + i);
    }
    fmpq_clear(e);
    fulg_fiber_virtual_clear(a);
    fulg_fiber_virtual_clear(b);
    return found;
}

/* Layer by layer: the linear images of the common functions. */
static int
set_lockstep(fulg_fiber_change_search_t *s, const fulg_fiber_lockstep_t *lock)
{
    int found = 1;
    for (slong i = 0; i <= s->depth; i++)
    {
        fmpq_mat_clear(&s->Y[i]);
        fmpq_mat_clear(&s->Z[i]);
        fmpq_mat_init_set(&s->Y[i], &lock->E[i]);
        fmpq_mat_init_set(&s->Z[i], &lock->F[i]);
        if (i < s->depth && fulg_fiber_single_head(s->A->arch))
            found = found && layer_scale(s->c + i, s, i);
    }
    return found;
}

int
fulg_fiber_same_shape(const fulg_arch_struct *x, const fulg_arch_struct *y)
{
    int same = fulg_arch_is_pnn(x) == fulg_arch_is_pnn(y) &&
               x->depth == y->depth && fulg_arch_norm(x) == fulg_arch_norm(y) &&
               fulg_arch_is_residual(x) == fulg_arch_is_residual(y) &&
               !fulg_arch_is_pnn(x);
    for (slong i = 0; same && i < x->depth; i++)
        same = x->width[i] == y->width[i] &&
               x->sub[i].heads == y->sub[i].heads &&
               x->sub[i].head_dim == y->sub[i].head_dim &&
               x->sub[i].value_dim == y->sub[i].value_dim;
    return same && x->width[x->depth] == y->width[y->depth];
}

/* B = change applied to A? */
static int
verified(const fulg_fiber_change_search_t *s)
{
    fulg_weights_t W;
    int equal;
    if (fulg_weights_init(W, s->A->arch, s->A->domain, NULL) != FULG_OK)
        return 0;
    equal = fulg_fiber_change_apply(W, s->change, s->A, NULL) == FULG_OK;
    for (slong b = 0; b < W->num && equal; b++)
        equal = fmpq_mat_equal(W->mat[b].fmpq, s->B->mat[b].fmpq);
    fulg_weights_clear(W);
    return equal;
}

static void
search_init(fulg_fiber_change_search_t *s, const fulg_weights_t A,
            const fulg_weights_t B)
{
    const slong depth = A->arch->depth, d0 = A->arch->width[0];
    s->A = A;
    s->B = B;
    s->depth = depth;
    s->Y = fulg_fiber_mats(depth + 1);
    s->Z = fulg_fiber_mats(depth + 1);
    s->c = flint_malloc((size_t) depth * sizeof(fmpq));
    s->known = flint_calloc((size_t) depth + 1, sizeof(int));
    s->offset = flint_calloc((size_t) depth + 1, sizeof(slong));
    for (slong i = 0; i <= depth; i++)
    {
        fmpq_mat_init(&s->Y[i], A->arch->width[i], d0);
        fmpq_mat_init(&s->Z[i], A->arch->width[i], d0);
    }
    for (slong i = 0; i < depth; i++)
    {
        fmpq_init(s->c + i);
        fmpq_one(s->c + i);
    }
}

static void
search_clear(fulg_fiber_change_search_t *s)
{
    for (slong i = 0; i < s->depth; i++)
        fmpq_clear(s->c + i);
    fulg_fiber_mats_clear(s->Y, s->depth + 1);
    fulg_fiber_mats_clear(s->Z, s->depth + 1);
    flint_free(s->c);
    flint_free(s->known);
    flint_free(s->offset);
}

int
fulg_fiber_same_change(fulg_fiber_same_t result, const fulg_weights_t A,
                       const fulg_weights_t B,
                       const fulg_fiber_lockstep_t *lock, fulg_rand_t rand)
{
    fulg_fiber_change_search_t s;
    int found;
    if (!fulg_fiber_same_shape(A->arch, B->arch))
        return 0;
    search_init(&s, A, B);
    fulg_fiber_change_init(result->change, A->arch);
    s.change = result->change;
    s.rand = rand;
    if (fulg_arch_is_residual(A->arch))
        found = 1;
    else if (lock != NULL)
        found = lock->E != NULL && lock->num == s.depth + 1 &&
                set_lockstep(&s, lock);
    else
        found = set_virtual(&s);
    found = found && fulg_fiber_change_hidden(&s);
    for (slong i = 0; i < s.depth && found; i++)
        found = fulg_fiber_change_match_heads(&s, i);
    found = found && verified(&s);
    result->has_change = found;
    if (!found)
        fulg_fiber_change_clear(result->change);
    search_clear(&s);
    return found;
}
