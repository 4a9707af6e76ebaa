#include "modular.h"

void
fulg_verify_mod_init(fulg_verify_mod_t *M, uint64_t p)
{
    uint64_t x = 1;
    /* Newton: each step doubles the number of right bits of 1/p. */
    for (int i = 0; i < 6; i++)
        x *= 2 - p * x;
    M->p = p;
    M->inverse = 0 - x;
    M->one = (0 - p) % p;
    M->square = (uint64_t) ((fulg_verify_wide_t) M->one * M->one % p);
}

uint64_t
fulg_verify_set(int64_t n, const fulg_verify_mod_t *M)
{
    const uint64_t size = n < 0 ? 0 - (uint64_t) n : (uint64_t) n;
    const uint64_t x = fulg_verify_mul(size % M->p, M->square, M);
    return n < 0 ? fulg_verify_sub(0, x, M) : x;
}

uint64_t
fulg_verify_pow(uint64_t a, uint64_t n, const fulg_verify_mod_t *M)
{
    uint64_t x = M->one;
    for (; n != 0; n >>= 1)
    {
        if (n & 1)
            x = fulg_verify_mul(x, a, M);
        a = fulg_verify_mul(a, a, M);
    }
    return x;
}

uint64_t
fulg_verify_inv(uint64_t a, const fulg_verify_mod_t *M)
{
    return fulg_verify_pow(a, M->p - 2, M);
}

static int
passes(uint64_t base, uint64_t odd, int twos, const fulg_verify_mod_t *M)
{
    const uint64_t minus_one = M->p - M->one;
    uint64_t x = fulg_verify_pow(fulg_verify_set((int64_t) base, M), odd, M);
    if (x == M->one || x == minus_one)
        return 1;
    for (int i = 1; i < twos; i++)
    {
        x = fulg_verify_mul(x, x, M);
        if (x == minus_one)
            return 1;
    }
    return 0;
}

int
fulg_verify_is_prime(uint64_t n)
{
    static const uint64_t bases[] = {2,  3,  5,  7,  11, 13, 17,
                                     19, 23, 29, 31, 37, 41};
    fulg_verify_mod_t M;
    uint64_t odd = n - 1;
    int twos = 0;
    if (n % 2 == 0)
        return 0;
    for (; odd % 2 == 0; odd /= 2)
        twos++;
    fulg_verify_mod_init(&M, n);
    for (int i = 0; i < 13; i++)
        if (!passes(bases[i], odd, twos, &M))
            return 0;
    return 1;
}

void
fulg_verify_product(uint64_t *C, int add, fulg_verify_view_t A,
                    fulg_verify_view_t B, int64_t rows, int64_t cols,
                    int64_t inner, const fulg_verify_mod_t *M)
{
    for (int64_t i = 0; i < rows; i++)
        for (int64_t j = 0; j < cols; j++)
        {
            const uint64_t *a = A.entry + i * A.down;
            const uint64_t *b = B.entry + j * B.right;
            fulg_verify_wide_t sum = 0;
            uint64_t x;
            for (int64_t k = 0; k < inner; k++)
                sum = fulg_verify_muladd(sum, a[k * A.right], b[k * B.down], M);
            x = fulg_verify_redc(sum, M);
            C[i * cols + j] = add ? fulg_verify_add(C[i * cols + j], x, M) : x;
        }
}
