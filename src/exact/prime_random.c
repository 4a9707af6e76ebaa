#include <fulgurite/exact.h>

/* Between low and 2 low.  Rejection keeps the choice uniform; one odd number in
   21 (8 for the small ones) is prime. */
static ulong
prime_above(ulong low, fulg_rand_t rand)
{
    ulong p;
    do
        p = (low + fulg_rand_below(rand, low)) | 1;
    while (!n_is_prime(p));
    return p;
}

ulong
fulg_exact_prime_random(fulg_rand_t rand)
{
    return prime_above(UWORD(1) << 60, rand);
}

ulong
fulg_exact_prime_small(fulg_rand_t rand)
{
    return prime_above(UWORD(1) << 22, rand);
}
