#include "impl.h"

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
