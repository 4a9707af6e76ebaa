#include <fulgurite/exact.h>

ulong
fulg_exact_prime_random(fulg_rand_t rand)
{
    const ulong low = UWORD(1) << 60;
    ulong p;
    /* Rejection keeps the choice uniform; about one odd number in 21 is prime. */
    do
        p = (low + fulg_rand_below(rand, low)) | 1;
    while (!n_is_prime(p));
    return p;
}
