#include "impl.h"

/* Small primes that are tried. */
#define TRIES 20

static int
divides_a_denominator(ulong p, const fulg_weights_t W)
{
    for (slong b = 0; b < W->num; b++)
        for (slong i = 0; i < W->block[b].rows; i++)
            for (slong j = 0; j < W->block[b].cols; j++)
                if (fmpz_fdiv_ui(fmpq_mat_entry_den(W->mat[b].fmpq, i, j), p) ==
                    0)
                    return 1;
    return 0;
}

ulong
fulg_jacobian_prime(const fulg_weights_t W, int small, fulg_rand_t rand)
{
    ulong p;
    slong tries = 0;
    do
        p = small && tries++ < TRIES ? fulg_exact_prime_small(rand)
                                     : fulg_exact_prime_random(rand);
    while (divides_a_denominator(p, W));
    return p;
}
