#include "organize.h"

void
fulg_cli_organize_exp_scale(arb_t scale, const organize_t *o,
                            const fmpq_t shift)
{
    fulg_cube_scale_over_root(scale, shift, o->softmax.scale, ORGANIZE_BITS);
    arb_exp(scale, scale, ORGANIZE_BITS);
}

const char *
fulg_cli_organize_state_name(fulg_organize_state_t state)
{
    static const char *const names[] = {"fixed", "cycle", "stopped", "given"};
    return names[state];
}
