#include <fulgurite/ball.h>

#include "impl.h"

json_t *
fulg_optimize_json_enclosure(const arb_t x, slong digits)
{
    char *lower = fulg_ball_bound_text(x, 0, digits);
    char *upper = fulg_ball_bound_text(x, 1, digits);
    json_t *pair = json_pack("[s, s]", lower, upper);
    flint_free(lower);
    flint_free(upper);
    return pair;
}
