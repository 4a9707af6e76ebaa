#include <fulgurite/base.h>

void
fulg_rand_init(fulg_rand_t rand, ulong seed)
{
    rand->state = seed;
}

ulong
fulg_rand_limb(fulg_rand_t rand)
{
    uint64_t z = (rand->state += UINT64_C(0x9e3779b97f4a7c15));
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

ulong
fulg_rand_below(fulg_rand_t rand, ulong n)
{
    /* Reject the incomplete last block, so that every residue is as likely. */
    const ulong limit = UWORD_MAX - UWORD_MAX % n;
    ulong x;
    do
        x = fulg_rand_limb(rand);
    while (x >= limit);
    return x % n;
}

slong
fulg_rand_signed(fulg_rand_t rand, slong bound)
{
    return (slong) fulg_rand_below(rand, 2 * (ulong) bound + 1) - bound;
}

void
fulg_rand_split(fulg_rand_t child, fulg_rand_t rand)
{
    fulg_rand_init(child, fulg_rand_limb(rand));
}
