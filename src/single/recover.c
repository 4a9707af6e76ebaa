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

void
fulg_single_recover(fulg_single_recovery_t *R, const fulg_function_t F,
                    slong head_dim)
{
    R->d = F->d;
    R->d_out = F->d_out;
    R->tokens = F->tokens;
    R->head_dim = head_dim;
    R->num = 0;
    R->rank_V = 0;
    R->parallel = 0;
    R->zero = fulg_function_is_zero(F);
    R->place = FULG_SINGLE_IN_IMAGE;
    fulg_diag_init(R->why);
    if (R->zero)
        return;
    if (F->tokens == 1)
        fulg_single_recover_cubic(R, F);
    else
        fulg_single_recover_tensor(R, F);
}
