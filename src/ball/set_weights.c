#include <fulgurite/ball.h>

fulg_status_t
fulg_ball_set_weights(fulg_weights_t B, const fulg_weights_t W,
                      const mag_t radius, fulg_diag_t diag)
{
    const fulg_status_t status = fulg_weights_set_fmpq(B, W, diag);
    for (slong b = 0; b < B->num && status == FULG_OK; b++)
        for (slong i = 0; i < B->block[b].rows; i++)
            for (slong j = 0; j < B->block[b].cols; j++)
            {
                arb_struct *x = arb_mat_entry(B->mat[b].arb, i, j);
                mag_add(arb_radref(x), arb_radref(x), radius);
            }
    return status;
}
