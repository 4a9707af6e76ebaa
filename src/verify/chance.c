#include "graph.h"

uint64_t
fulg_verify_mix(uint64_t z)
{
    z += UINT64_C(0x9e3779b97f4a7c15);
    z ^= z >> 30;
    z *= UINT64_C(0xbf58476d1ce4e5b9);
    z ^= z >> 27;
    z *= UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

uint64_t
fulg_verify_draw(uint64_t key, uint64_t kind, uint64_t what,
                 const fulg_verify_mod_t *M)
{
    const uint64_t z = fulg_verify_mix(fulg_verify_mix(key ^ kind) ^ what);
    return fulg_verify_set((int64_t) (1 + z % (M->p - 1)), M);
}

static uint64_t
no_square(const fulg_verify_mod_t *M)
{
    for (int64_t n = 2;; n++)
    {
        const uint64_t z = fulg_verify_set(n, M);
        if (fulg_verify_pow(z, (M->p - 1) / 2, M) != M->one)
            return z;
    }
}

/* Tonelli and Shanks: x^2 = a b, and b has an order 2^k that falls to 1. */
static uint64_t
any_root(uint64_t a, const fulg_verify_mod_t *M)
{
    uint64_t odd = M->p - 1, x, b, z;
    int twos = 0;
    for (; odd % 2 == 0; odd /= 2)
        twos++;
    x = fulg_verify_pow(a, (odd + 1) / 2, M);
    b = fulg_verify_pow(a, odd, M);
    z = twos > 1 ? fulg_verify_pow(no_square(M), odd, M) : M->one;
    while (b != M->one)
    {
        uint64_t c = b;
        int k = 0;
        for (; c != M->one; k++)
            c = fulg_verify_mul(c, c, M);
        for (int i = k + 1; i < twos; i++)
            z = fulg_verify_mul(z, z, M);
        twos = k;
        x = fulg_verify_mul(x, z, M);
        z = fulg_verify_mul(z, z, M);
        b = fulg_verify_mul(b, z, M);
    }
    return x;
}

uint64_t
fulg_verify_root(uint64_t a, const fulg_verify_mod_t *M)
{
    uint64_t x;
    if (a == 0 || fulg_verify_pow(a, (M->p - 1) / 2, M) != M->one)
        return 0;
    x = any_root(a, M);
    return fulg_verify_redc(x, M) > M->p / 2 ? M->p - x : x;
}
