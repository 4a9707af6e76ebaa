#include "unit_impl.h"

void
fulg_fiber_unit_sum_init(fulg_fiber_unit_sum_t *sum, slong num, slong rows,
                         slong cols)
{
    fmpq_mat_init(sum->left, num, rows);
    fmpq_mat_init(sum->right, num, cols);
    sum->used = 0;
}

void
fulg_fiber_unit_sum_clear(fulg_fiber_unit_sum_t *sum)
{
    fmpq_mat_clear(sum->left);
    fmpq_mat_clear(sum->right);
}

void
fulg_fiber_unit_sum_add(fulg_fiber_unit_sum_t *sum, slong sign,
                        const fmpq_mat_t left, slong i, const fmpq_mat_t right,
                        slong j)
{
    const slong k = sum->used++;
    const slong rows = FLINT_MIN(fmpq_mat_ncols(sum->left),
                                 fmpq_mat_ncols(left));
    const slong cols = FLINT_MIN(fmpq_mat_ncols(sum->right),
                                 fmpq_mat_ncols(right));
    for (slong m = 0; m < rows; m++)
    {
        fmpq *x = fmpq_mat_entry(sum->left, k, m);
        fmpq_set(x, fmpq_mat_entry(left, i, m));
        if (sign < 0)
            fmpq_neg(x, x);
    }
    for (slong m = 0; m < cols; m++)
        fmpq_set(fmpq_mat_entry(sum->right, k, m), fmpq_mat_entry(right, j, m));
}

/* Row r becomes row r times the gain, entry by entry, and in its last place the
   product with the shift. */
static void
apply_norm(fmpq_mat_t M, const fulg_weights_struct *W, slong owner)
{
    const slong n = fmpq_mat_ncols(M) - 1;
    const fmpq_mat_struct *gain = NULL, *shift = NULL;
    if (fulg_weights_has(W, owner, 'n'))
        gain = fulg_weights_mat(W, owner, 0, 'n')->fmpq;
    if (fulg_weights_has(W, owner, 'm'))
        shift = fulg_weights_mat(W, owner, 0, 'm')->fmpq;
    for (slong r = 0; r < fmpq_mat_nrows(M); r++)
        for (slong c = 0; c < n; c++)
        {
            fmpq *x = fmpq_mat_entry(M, r, c);
            if (shift != NULL)
                fmpq_addmul(fmpq_mat_entry(M, r, n), x,
                            fmpq_mat_entry(shift, c, 0));
            if (gain != NULL)
                fmpq_mul(x, x, fmpq_mat_entry(gain, c, 0));
        }
}

/* The first n entries of every row less the last of them, which is 0 then: the same
   of every u whose sum is 0, and binary fractions stay such. */
static void
centre(fmpq_mat_t M)
{
    const slong n = fmpq_mat_ncols(M) - 1;
    for (slong r = 0; r < fmpq_mat_nrows(M); r++)
    {
        const fmpq *last = fmpq_mat_entry(M, r, n - 1);
        for (slong c = 0; c < n; c++)
            fmpq_sub(fmpq_mat_entry(M, r, c), fmpq_mat_entry(M, r, c), last);
    }
}

void
fulg_fiber_unit_matrix(fmpq_mat_t M, const fulg_weights_struct *W, slong i,
                       slong h, char kind, char bias)
{
    const fulg_sublayer_struct *sub = &W->arch->sub[i];
    const fmpq_mat_struct *A = fulg_weights_of_head(W, i, h, kind)->fmpq;
    const slong n = fmpq_mat_ncols(A);
    fmpq_mat_init(M, fmpq_mat_nrows(A), n + 1);
    for (slong r = 0; r < fmpq_mat_nrows(A); r++)
        for (slong c = 0; c < n; c++)
            fmpq_set(fmpq_mat_entry(M, r, c), fmpq_mat_entry(A, r, c));
    apply_norm(M, W, sub->shared_norm ? i - 1 : i);
    if (fulg_weights_has(W, i, bias))
    {
        const fmpq_mat_struct *b = fulg_weights_of_head(W, i, h, bias)->fmpq;
        for (slong r = 0; r < fmpq_mat_nrows(A); r++)
            fmpq_add(fmpq_mat_entry(M, r, n), fmpq_mat_entry(M, r, n),
                     fmpq_mat_entry(b, r, 0));
    }
    if (sub->pre_norm == FULG_PRE_NORM_LAYER)
        centre(M);
}

void
fulg_fiber_unit_add_bias(fulg_fiber_unit_pair_t *pair, int side, slong i)
{
    const fulg_weights_struct *W = pair->W[side];
    if (!fulg_weights_has(W, i, 'B'))
        return;
    if (side)
        fmpq_mat_sub(pair->constant, pair->constant,
                     fulg_weights_mat(W, i, 0, 'B')->fmpq);
    else
        fmpq_mat_add(pair->constant, pair->constant,
                     fulg_weights_mat(W, i, 0, 'B')->fmpq);
}
