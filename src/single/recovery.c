#include "impl.h"

fulg_single_weights_t *
fulg_single_add(fulg_single_recovery_t *R, const fmpq_poly_t modulus,
                slong real_roots)
{
    fulg_single_weights_t *W = &R->weights[R->num++];
    fulg_single_field_init(&W->field, modulus);
    W->field.real_roots = real_roots;
    W->A = fulg_single_mat_init(&W->field, R->d, R->d);
    W->V = fulg_single_mat_init(&W->field, R->d_out, R->d);
    W->K = W->Q = NULL;
    W->rank_A = W->rank_S = W->plus = W->minus = 0;
    W->real = real_roots > 0;
    return W;
}

static void
weights_clear(fulg_single_weights_t *W)
{
    fulg_single_mat_clear(&W->field, W->A);
    fulg_single_mat_clear(&W->field, W->V);
    fulg_single_mat_clear(&W->field, W->K);
    fulg_single_mat_clear(&W->field, W->Q);
    fulg_single_field_clear(&W->field);
}

void
fulg_single_recovery_clear(fulg_single_recovery_t *R)
{
    while (R->num > 0)
        weights_clear(&R->weights[--R->num]);
}
