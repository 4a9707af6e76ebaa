/* The judge's own arithmetic against FLINT's. */
#include "modular.h"
#include "testing.h"

static ulong
prime_above(fulg_rand_t rand)
{
    const ulong bits = 31 + fulg_rand_below(rand, 31);
    const ulong n = (UWORD(1) << (bits - 1)) +
                    fulg_rand_below(rand, (UWORD(1) << (bits - 1)) - 2000);
    return n_nextprime(n, 1);
}

static void
test_words(void **state)
{
    const slong rounds = fulg_test_rounds(3000);
    fulg_rand_t rand;
    fulg_test_rand(rand, "test_words");
    for (slong i = 0; i < rounds; i++)
    {
        const ulong p = prime_above(rand);
        const ulong cut_a = fulg_rand_below(rand, 63);
        const ulong cut_b = fulg_rand_below(rand, 63);
        const ulong cut_e = fulg_rand_below(rand, 64);
        const slong a = (slong) fulg_rand_limb(rand) >> cut_a;
        const slong b = (slong) fulg_rand_limb(rand) >> cut_b;
        const ulong e = fulg_rand_limb(rand) >> cut_e;
        fulg_verify_mod_t M;
        nmod_t N;
        ulong x, y;
        uint64_t u, v;
        nmod_init(&N, p);
        fulg_verify_mod_init(&M, p);
        x = a < 0 ? nmod_neg(n_mod2_preinv(-(ulong) a, p, N.ninv), N)
                  : n_mod2_preinv((ulong) a, p, N.ninv);
        y = b < 0 ? nmod_neg(n_mod2_preinv(-(ulong) b, p, N.ninv), N)
                  : n_mod2_preinv((ulong) b, p, N.ninv);
        u = fulg_verify_set(a, &M);
        v = fulg_verify_set(b, &M);
        assert_true(fulg_verify_redc(u, &M) == x);
        assert_true(fulg_verify_redc(fulg_verify_mul(u, v, &M), &M) ==
                    nmod_mul(x, y, N));
        assert_true(fulg_verify_redc(fulg_verify_add(u, v, &M), &M) ==
                    nmod_add(x, y, N));
        assert_true(fulg_verify_redc(fulg_verify_sub(u, v, &M), &M) ==
                    nmod_sub(x, y, N));
        assert_true(fulg_verify_redc(fulg_verify_pow(u, e, &M), &M) ==
                    n_powmod2_ui_preinv(x, e, p, N.ninv));
        if (x != 0)
            assert_true(fulg_verify_redc(fulg_verify_inv(u, &M), &M) ==
                        nmod_inv(x, N));
    }
}

static void
test_primes(void **state)
{
    /* strong pseudoprimes to the first bases, Carmichael numbers, squares,
       and the ends of the range */
    static const ulong composites[] = {UWORD(3215031751),
                                       UWORD(2152302898747),
                                       UWORD(3474749660383),
                                       UWORD(341550071728321),
                                       UWORD(3825123056546413051),
                                       UWORD(1590231231043178376) + 1,
                                       UWORD(2147483647) * 2147483647,
                                       UWORD(4611686018427387903)};
    const slong rounds = fulg_test_rounds(20000);
    fulg_rand_t rand;
    fulg_test_rand(rand, "test_primes");
    for (size_t i = 0; i < sizeof composites / sizeof *composites; i++)
        assert_int_equal(fulg_verify_is_prime(composites[i]),
                         n_is_prime(composites[i]));
    assert_false(fulg_verify_is_prime(UWORD(3825123056546413051)));
    assert_true(fulg_verify_is_prime(UWORD(2305843009213693951)));
    for (slong i = 0; i < rounds; i++)
    {
        ulong n = 43 + fulg_rand_below(rand, UWORD(1) << 40);
        assert_int_equal(fulg_verify_is_prime(n), n_is_prime(n));
        n = fulg_rand_below(rand, UWORD(1) << 62) | 1;
        if (n >= 43)
            assert_int_equal(fulg_verify_is_prime(n), n_is_prime(n));
    }
}

/* Sparse, dense, and products of thin factors. */
static void
draw(nmod_mat_t A, fulg_rand_t rand, ulong p)
{
    const slong n = nmod_mat_nrows(A);
    const ulong kind = fulg_rand_below(rand, 3);
    nmod_mat_t L, R;
    if (kind == 2)
    {
        const slong r = n - (slong) fulg_rand_below(rand, 2);
        nmod_mat_init(L, n, r, p);
        nmod_mat_init(R, r, n, p);
        for (slong i = 0; i < n; i++)
            for (slong k = 0; k < r; k++)
            {
                nmod_mat_entry(L, i, k) = fulg_rand_below(rand, p);
                nmod_mat_entry(R, k, i) = p - 1 - fulg_rand_below(rand, 3);
            }
        nmod_mat_mul(A, L, R);
        nmod_mat_clear(L);
        nmod_mat_clear(R);
        return;
    }
    for (slong i = 0; i < n; i++)
        for (slong j = 0; j < n; j++)
            nmod_mat_entry(A, i, j) = kind == 0 && fulg_rand_below(rand, 4) != 0
                                          ? 0
                                          : fulg_rand_below(rand, p);
}

static void
test_invertible(void **state)
{
    const slong rounds = fulg_test_rounds(3000);
    slong regular = 0;
    fulg_rand_t rand;
    fulg_test_rand(rand, "test_invertible");
    for (slong i = 0; i < rounds; i++)
    {
        const ulong p = prime_above(rand);
        const slong n = 1 + (slong) fulg_rand_below(rand, 14);
        fulg_verify_mod_t M;
        uint64_t *entry = flint_malloc((size_t) (n * n) * sizeof *entry);
        nmod_mat_t A;
        int found;
        nmod_mat_init(A, n, n, p);
        draw(A, rand, p);
        for (slong r = 0; r < n; r++)
            for (slong c = 0; c < n; c++)
                entry[r * n + c] = nmod_mat_entry(A, r, c);
        fulg_verify_mod_init(&M, p);
        found = fulg_verify_invertible(entry, n, &M);
        assert_int_equal(found, nmod_mat_rank(A) == n);
        regular += found;
        nmod_mat_clear(A);
        flint_free(entry);
    }
    assert_true(regular > rounds / 10 && regular < rounds - rounds / 10);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_words),
    cmocka_unit_test(test_primes),
    cmocka_unit_test(test_invertible),
};

FULG_TEST_MAIN(tests)
