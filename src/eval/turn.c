#include "impl.h"

/* Rotary positions: the coordinates 2 m and 2 m + 1 of token j (from 0) are
   turned by j theta_m; the differences of positions alone enter the scores. */

void
fulg_eval_angles(fulg_mat_t cosine, fulg_mat_t sine, slong num,
                 const fulg_angles_t *angles, const fulg_domain_struct *D)
{
    const slong t = D->ops->cols(cosine);
    fulg_eval_ones(cosine, D);
    D->ops->zero(sine);
    for (slong m = 0; m < num / 2; m++)
        for (slong j = 0; j < t; j++)
        {
            D->ops->set_angle(cosine, sine, 2 * m, j, m, num, j, angles, D);
            D->ops->set_angle(cosine, sine, 2 * m + 1, j, m, num, j, angles, D);
        }
}

/* J exchanges the coordinates of a plane, with a sign: (x, y) -> (-y, x). */
static void
set_quarter_turn(fulg_mat_t J, int back, const fulg_domain_struct *D)
{
    const slong n = D->ops->rows(J);
    D->ops->zero(J);
    for (slong m = 0; 2 * m + 1 < n; m++)
    {
        D->ops->set_si(J, 2 * m, 2 * m + 1, back ? 1 : -1);
        D->ops->set_si(J, 2 * m + 1, 2 * m, back ? -1 : 1);
    }
}

void
fulg_eval_turn(fulg_mat_t x, const fulg_mat_struct *cosine,
               const fulg_mat_struct *sine, int back,
               const fulg_domain_struct *D)
{
    const slong n = D->ops->rows(x), t = D->ops->cols(x);
    fulg_mat_t J, y;
    if (D->ops->rows(cosine) == 0)
        return;
    D->ops->init(J, n, n, D);
    D->ops->init(y, n, t, D);
    set_quarter_turn(J, back, D);
    /* The sine of a plane is the same in both rows, so J and it commute. */
    D->ops->mul(y, J, x, D);
    D->ops->entry_mul(y, y, sine, D);
    D->ops->entry_mul(x, x, cosine, D);
    D->ops->add(x, x, y, D);
    D->ops->clear(J);
    D->ops->clear(y);
}
