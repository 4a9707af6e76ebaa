/*
 * Shared by all tests.  A random test draws from fulg_test_rand: its seed is
 * fixed by default, FULG_TEST_SEED=N replays another, FULG_TEST_SEED=random
 * draws one; it is printed in either case.  FULG_TEST_MULTIPLIER scales the
 * number of rounds.
 */
#ifndef FULG_TESTS_TESTING_H
#define FULG_TESTS_TESTING_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include <fulgurite/fulgurite.h>

static inline ulong
fulg_test_seed(void)
{
    const char *text = getenv("FULG_TEST_SEED");
    if (text == NULL || *text == '\0')
        return 20240817;
    if (strcmp(text, "random") == 0)
        return (ulong) time(NULL) * 1000003u + (ulong) clock();
    return strtoul(text, NULL, 10);
}

static inline void
fulg_test_rand(fulg_rand_t rand, const char *name)
{
    static ulong seed;
    static int drawn;
    if (!drawn)
        seed = fulg_test_seed();
    drawn = 1;
    fprintf(stderr, "# %s: seed %lu (replay: FULG_TEST_SEED=%lu)\n", name, seed,
            seed);
    fulg_rand_init(rand, seed);
}

/* The arguments of a call are computed in any order: where a test draws twice,
   it does so in two statements. */
static inline void
fulg_test_rational(fmpq_t x, fulg_rand_t rand, slong bound, ulong denominator)
{
    const slong p = fulg_rand_signed(rand, bound);
    const ulong q = 1 + fulg_rand_below(rand, denominator);
    fmpq_set_si(x, p, q);
}

static inline slong
fulg_test_rounds(slong n)
{
    const char *text = getenv("FULG_TEST_MULTIPLIER");
    const double factor = text ? atof(text) : 1.0;
    const slong rounds = (slong) ((double) n * factor);
    return rounds < 1 ? 1 : rounds;
}

/* Powers 1 .. most of a polynomial network: one for all layers, or one each. */
static inline void
fulg_test_powers(fulg_arch_t arch, fulg_rand_t rand, ulong most)
{
    const int alike = (int) fulg_rand_below(rand, 2);
    for (slong i = 0; i < arch->depth; i++)
        arch->sub[i].power = i > 0 && (alike || i + 1 == arch->depth)
                                 ? arch->sub[i - 1].power
                                 : 1 + (slong) fulg_rand_below(rand, most);
}

/* Every test program ends in FULG_TEST_MAIN(tests). */
#define FULG_TEST_MAIN(tests)                                           \
    int main(void)                                                      \
    {                                                                   \
        const int failures = cmocka_run_group_tests(tests, NULL, NULL); \
        flint_cleanup();                                                \
        return failures;                                                \
    }

#endif
