/* Several heads: the reduction and the Jacobian of the network itself agree. */
#include "dims.h"

static void
draw(fulg_arch_t arch, fulg_rand_t rand)
{
    const slong depth = fulg_test_between(rand, 1, 3);
    const slong most = depth == 3 ? 4 : 6;
    const int values = fulg_rand_below(rand, 3) == 0;
    fulg_arch_init(arch, depth);
    for (slong i = 0; i <= depth; i++)
        arch->width[i] = fulg_test_between(rand, 2, most);
    for (slong i = 0; i < depth; i++)
    {
        fulg_sublayer_struct *sub = &arch->sub[i];
        sub->heads = fulg_test_between(rand, i == 0 ? 2 : 1, 4);
        sub->head_dim = fulg_test_between(rand, 1, arch->width[i]);
        sub->value_dim = values ? fulg_test_between(rand, 1, most) : 0;
    }
    arch->tokens = fulg_test_between(rand, 2, 4);
    fulg_arch_set_all(arch, "mask", (int) fulg_rand_below(rand, 2));
}

/* What the reduction proves is at least what is found at points of the network, and
   equal where both are proofs. */
static void
test_random(void **state)
{
    const slong rounds = fulg_test_rounds(400);
    slong reduced = 0;
    fulg_rand_t rand;
    fulg_test_rand(rand, "several heads");
    for (slong n = 0; n < rounds; n++)
    {
        fulg_dim_strength_t s = FULG_DIM_BOUNDS, t = FULG_DIM_BOUNDS;
        fulg_arch_t arch;
        slong one, other;
        draw(arch, rand);
        one = fulg_test_dimension(&s, arch, FULG_DIM_REDUCTION,
                                  fulg_rand_limb(rand) >> 1);
        if (one >= 0)
        {
            other = fulg_test_dimension(&t, arch, FULG_DIM_DIRECT,
                                        fulg_rand_limb(rand) >> 1);
            if (s != FULG_DIM_PROVED || t != FULG_DIM_PROVED || one != other)
            {
                fulg_test_print_arch(arch);
                fail_msg("the reduction says %ld, the Jacobian %ld", (long) one,
                         (long) other);
            }
            reduced++;
        }
        fulg_arch_clear(arch);
    }
    print_message("# %ld of %ld are reduced\n", (long) reduced, (long) rounds);
    assert_true(rounds < 100 || reduced > rounds / 5);
}

typedef struct
{
    slong depth, width, heads, head_dim, value_dim, tokens, dimension;
} large_t;

/* Far beyond the direct route; the numbers are sum_i H (a (2d - a) - 1), the
   values H d^2 or H v (2d - v), less d^2 for every change of basis between layers. */
static void
test_large(void **state)
{
    static const large_t large[] = {{2, 64, 4, 16, 0, 2, 43000},
                                    {2, 64, 4, 16, 0, 3, 43000},
                                    {2, 64, 4, 16, 16, 3, 24568},
                                    {2, 1000, 2, 10, 0, 3, 3079596},
                                    {1, 20, 12, 3, 0, 2, 6120}};
    for (size_t n = 0; n < sizeof large / sizeof *large; n++)
    {
        const large_t *net = &large[n];
        fulg_dim_strength_t strength = FULG_DIM_BOUNDS;
        fulg_arch_t arch;
        fulg_arch_init(arch, net->depth);
        for (slong i = 0; i <= net->depth; i++)
            arch->width[i] = net->width;
        for (slong i = 0; i < net->depth; i++)
        {
            arch->sub[i].heads = net->heads;
            arch->sub[i].head_dim = net->head_dim;
            arch->sub[i].value_dim = net->value_dim;
        }
        arch->tokens = net->tokens;
        assert_int_equal(
            fulg_test_dimension(&strength, arch, FULG_DIM_REDUCTION, 5),
            net->dimension);
        assert_int_equal(strength, FULG_DIM_PROVED);
        fulg_arch_clear(arch);
    }
}

typedef struct
{
    slong widths[3], heads[2], head_dim[2], value_dim, tokens, in, out;
    const char *why;
} refusal_t;

/* Every hypothesis fails somewhere. */
static void
test_hypotheses(void **state)
{
    static const refusal_t bad[] = {
        {{5, 5, 5}, {2, 2}, {2, 2}, 0, 1, 3, 2, "two tokens"},
        {{5, 1, 5}, {2, 2}, {2, 2}, 0, 2, 3, 2, "rank two"},
        {{5, 5, 5}, {1, 2}, {1, 2}, 0, 2, 3, 2, "rank two"},
        {{5, 8, 3}, {4, 1}, {2, 1}, 2, 2, 3, 2, "all values"},
        {{5, 5, 5}, {2, 2}, {2, 2}, 0, 2, 6, 2, "so many inputs"},
        {{5, 5, 5}, {2, 2}, {2, 2}, 0, 2, 3, 6, "so many inputs"},
        {{5, 5, 5}, {5, 2}, {2, 2}, 0, 2, 3, 2, "too few inputs"},
        {{5, 5, 5}, {2, 2}, {5, 2}, 0, 2, 3, 2, "combinations"}};
    fulg_diag_t diag;
    fmpz_t size;
    fmpz_init(size);
    for (size_t n = 0; n < sizeof bad / sizeof *bad; n++)
    {
        fulg_arch_t arch, model;
        fulg_test_stack(arch, 2, bad[n].widths, bad[n].head_dim, bad[n].tokens);
        for (slong i = 0; i < 2; i++)
        {
            arch->sub[i].heads = bad[n].heads[i];
            arch->sub[i].value_dim = bad[n].value_dim;
        }
        assert_int_equal(fulg_dim_heads_reduction_model(
                             model, size, arch, bad[n].in, bad[n].out, diag),
                         0);
        if (strstr(diag->text, bad[n].why) == NULL)
            fail_msg("%s, not %s", diag->text, bad[n].why);
        fulg_arch_clear(arch);
    }
    fmpz_clear(size);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_random),
    cmocka_unit_test(test_large),
    cmocka_unit_test(test_hypotheses),
};

FULG_TEST_MAIN(tests)
