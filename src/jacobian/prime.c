#include "impl.h"

ulong
fulg_jacobian_prime(const fulg_weights_t W, fulg_rand_t rand)
{
    ulong p;
    int divides;
    do
    {
        p = fulg_exact_prime_random(rand);
        divides = 0;
        for (slong b = 0; b < W->num && !divides; b++)
            for (slong i = 0; i < W->block[b].rows && !divides; i++)
                for (slong j = 0; j < W->block[b].cols && !divides; j++)
                    divides = fmpz_fdiv_ui(
                                  fmpq_mat_entry_den(W->mat[b].fmpq, i, j),
                                  p) == 0;
    } while (divides);
    return p;
}
