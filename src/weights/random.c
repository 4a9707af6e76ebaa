#include <fulgurite/weights.h>

void
fulg_weights_mat_random(fulg_mat_t A, fulg_rand_t rand, slong bound,
                        slong denominator, const fulg_domain_t D)
{
    const slong rows = D->ops->rows(A), cols = D->ops->cols(A);
    fmpq_t x;
    fmpq_init(x);
    for (slong i = 0; i < rows; i++)
        for (slong j = 0; j < cols; j++)
        {
            const slong num = fulg_rand_signed(rand, bound);
            const ulong den = 1 + fulg_rand_below(rand, (ulong) denominator);
            fmpq_set_si(x, num, den);
            /* A denominator that is no unit of the domain is left out. */
            if (!D->ops->set_fmpq(A, i, j, x, D))
                D->ops->set_si(A, i, j, num);
        }
    fmpq_clear(x);
}

void
fulg_weights_random(fulg_weights_t W, fulg_rand_t rand, slong bound,
                    slong denominator)
{
    for (slong b = 0; b < W->num; b++)
        fulg_weights_mat_random(&W->mat[b], rand, bound, denominator,
                                W->domain);
}
