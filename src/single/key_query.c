#include "impl.h"

static void
rational(fulg_single_weights_t *W, slong head_dim)
{
    const slong d = fmpq_mat_nrows(W->A);
    fmpq_mat_t left;
    slong rank;
    fmpq_mat_init(left, d, head_dim);
    if (fulg_weights_factor(left, W->Q, &rank, W->A) == FULG_OK)
        fmpq_mat_transpose(W->K, left);
    fmpq_mat_clear(left);
}

/* A = k q^T: k is a column with a nonzero entry, q the row of that entry
   divided by it. */
static void
rank_one(fulg_single_weights_t *W)
{
    const slong d = fmpq_mat_nrows(W->A), n = W->field.degree;
    fmpq_poly_t x, inverse;
    slong i = 0, j = 0;
    fmpq_poly_init(x);
    fmpq_poly_init(inverse);
    for (slong place = 0; place < d * d && fmpq_poly_is_zero(inverse); place++)
    {
        i = place / d;
        j = place % d;
        fulg_single_nf_get_entry(inverse, W->A, n, 0, i, j);
    }
    fulg_single_nf_inv(inverse, inverse, W->field.modulus);
    for (slong k = 0; k < d; k++)
    {
        fulg_single_nf_get_entry(x, W->A, n, 0, k, j);
        fulg_single_nf_set_entry(W->K, n, 0, 0, k, x);
        fulg_single_nf_get_entry(x, W->A, n, 0, i, k);
        fulg_single_nf_mul(x, x, inverse, W->field.modulus);
        fulg_single_nf_set_entry(W->Q, n, 0, 0, k, x);
    }
    fmpq_poly_clear(x);
    fmpq_poly_clear(inverse);
}

void
fulg_single_key_query(fulg_single_weights_t *W, slong head_dim)
{
    const slong d = fmpq_mat_nrows(W->A);
    W->K = fulg_single_mat_init(&W->field, head_dim, d);
    W->Q = fulg_single_mat_init(&W->field, head_dim, d);
    if (W->field.size == 1)
        rational(W, head_dim);
    else
        rank_one(W);
}
