/*
 * Weights that need not move (doc: lem-gauge).
 *
 * A group of changes of the weights that leaves the function alone gives vectors
 * d with J d = 0.  Where these vectors take all values in some of the weights, the
 * columns of J there are combinations of the other columns.  The groups used here,
 * and the weights they move at will:
 *
 *   keys      K -> M^-T K, Q -> M Q for all heads that read K: the first columns of
 *             K, as many as are independent at once;
 *   values    U -> M U, O -> O M^-1: the same of U;
 *   states    X_i -> G X_i between two layers of a stack without residual: the same
 *             of the matrix [V_1 ... V_H] or [O_1 ... O_H] that makes X_i;
 *   neurons   of a polynomial network: one entry of every row that makes X_i.
 *
 * Taken in the order of the layers, values before states, what a group moves of the
 * weights of later ones is made up for by these.
 */
#include "impl.h"

typedef struct
{
    const fulg_weights_struct *W;
    char *fixed; /* a mark for every weight */
} gauge_t;

/* The first n columns of the blocks b, b + step, ..., one after the other, as a
   matrix; marks them when they are independent. */
static void
fix_columns(gauge_t *gauge, const slong *block, slong num, slong n)
{
    const fulg_weights_struct *W = gauge->W;
    const slong rows = W->block[block[0]].rows;
    nmod_mat_t C;
    slong at = 0;
    nmod_mat_init(C, rows, n, W->domain->prime);
    for (int mark = 0; mark <= 1; mark++, at = 0)
    {
        for (slong b = 0; b < num; b++)
            for (slong j = 0; j < W->block[block[b]].cols && at < n; j++, at++)
                for (slong i = 0; i < rows; i++)
                    if (mark)
                        gauge->fixed[W->block[block[b]].offset +
                                     i * W->block[block[b]].cols + j] = 1;
                    else
                        nmod_mat_entry(C, i, at) = nmod_mat_entry(
                            W->mat[block[b]].nmod, i, j);
        if (!mark && nmod_mat_rank(C) < n)
            break;
    }
    nmod_mat_clear(C);
}

/* What heads or groups have of their own: the matrices of a kind, one by one. */
static void
fix_kind(gauge_t *gauge, slong layer, char kind)
{
    const fulg_weights_struct *W = gauge->W;
    for (slong b = 0; b < W->num; b++)
        if (W->block[b].layer == layer && W->block[b].kind == kind)
            fix_columns(gauge, &b, 1,
                        FLINT_MIN(W->block[b].rows, W->block[b].cols));
}

/* The matrices of a kind in a layer together. */
static void
fix_together(gauge_t *gauge, slong layer, char kind)
{
    const fulg_weights_struct *W = gauge->W;
    slong *block = flint_malloc((size_t) W->num * sizeof(slong));
    slong num = 0, cols = 0;
    for (slong b = 0; b < W->num; b++)
        if (W->block[b].layer == layer && W->block[b].kind == kind)
        {
            cols += W->block[b].cols;
            block[num++] = b;
        }
    if (num > 0)
        fix_columns(gauge, block, num,
                    FLINT_MIN(W->block[block[0]].rows, cols));
    flint_free(block);
}

/* An entry that is not 0 in every row. */
static void
fix_neurons(gauge_t *gauge, slong layer)
{
    const fulg_weights_struct *W = gauge->W;
    const slong b = fulg_weights_place(W, layer, 0, 'w');
    const fulg_block_t *block = &W->block[b];
    for (slong i = 0; i < block->rows; i++)
        for (slong j = 0; j < block->cols; j++)
            if (nmod_mat_entry(W->mat[b].nmod, i, j) != 0)
            {
                gauge->fixed[block->offset + i * block->cols + j] = 1;
                break;
            }
}

static void
fix_sublayer(gauge_t *gauge, slong i)
{
    const fulg_arch_struct *arch = gauge->W->arch;
    const fulg_sublayer_struct *sub = &arch->sub[i];
    const int hidden = i + 1 < arch->depth && fulg_arch_is_stack(arch) &&
                       !fulg_arch_is_residual(arch);
    if (sub->kind == FULG_KIND_POLYNOMIAL && hidden)
        fix_neurons(gauge, i);
    /* Positions turn keys, and latent coordinates stand between: other groups. */
    if (sub->kind != FULG_KIND_ATTENTION || sub->rotary || sub->kv_latent)
        return;
    fix_kind(gauge, i, 'k');
    if (sub->value_dim)
        fix_kind(gauge, i, 'u');
    if (hidden)
        fix_together(gauge, i, sub->value_dim ? 'o' : 'v');
}

slong
fulg_minor_columns(slong **col, const fulg_weights_t W)
{
    gauge_t gauge = {W, flint_calloc((size_t) W->parameters + 1, 1)};
    slong num = 0;
    for (slong i = 0; i < W->arch->depth; i++)
        fix_sublayer(&gauge, i);
    *col = flint_malloc((size_t) (W->parameters + 1) * sizeof(slong));
    for (slong j = 0; j < W->parameters; j++)
        if (!gauge.fixed[j])
            (*col)[num++] = j;
    flint_free(gauge.fixed);
    return num;
}
