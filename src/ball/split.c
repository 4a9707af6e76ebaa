#include "singular.h"

void
fulg_ball_split(arb_mat_t M, mag_t slack, const arb_mat_t A)
{
    arb_mat_t R;
    arb_mat_init(R, arb_mat_nrows(A), arb_mat_ncols(A));
    for (slong i = 0; i < arb_mat_nrows(A); i++)
        for (slong j = 0; j < arb_mat_ncols(A); j++)
            mag_set(arb_radref(arb_mat_entry(R, i, j)),
                    arb_radref(arb_mat_entry(A, i, j)));
    arb_mat_get_mid(M, A);
    fulg_ball_norm2_upper(slack, R);
    arb_mat_clear(R);
}
