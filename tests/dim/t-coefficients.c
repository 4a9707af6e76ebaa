/* Stacks of several heads on one token: their coefficients bound the dimension. */
#include "dims.h"

/* binomial(vars - 1 + 3^layers, vars - 1) for few variables and layers. */
static slong
coefficients(slong vars, slong layers)
{
    slong degree = 1, n = 1;
    for (slong i = 0; i < layers; i++)
        degree *= 3;
    for (slong i = 1; i < vars; i++)
        n = n * (degree + i) / i;
    return n;
}

/* Heads of full rank in sufficient number: widths (0 ends them), heads, and so many
   layers, outputs and other outputs that count. */
static void
test_attained(void **state)
{
    static const struct
    {
        slong widths[5], heads, layers, outputs, scaled;
    } table[] = {
        {{2, 4, 1}, 4, 2, 1, 0},       {{2, 4, 2}, 4, 2, 2, 0},
        {{2, 4, 3}, 4, 2, 3, 0},       {{2, 3, 1, 3}, 4, 2, 1, 2},
        {{2, 4, 1, 1}, 4, 2, 1, 0},    {{2, 1, 5}, 2, 1, 1, 4},
        {{3, 5, 1}, 6, 2, 1, 0},       {{2, 4, 10, 1}, 10, 3, 1, 0},
        {{2, 1, 2, 2, 4}, 3, 1, 1, 3}, {{2, 4, 1, 3, 2}, 3, 2, 1, 1},
    };
    for (size_t n = 0; n < sizeof table / sizeof *table; n++)
    {
        fulg_dim_strength_t strength = FULG_DIM_BOUNDS;
        fulg_arch_t arch;
        slong l = 0, value;
        while (l < 4 && table[n].widths[l + 1] != 0)
            l++;
        fulg_test_stack(arch, l, table[n].widths, table[n].widths, 1);
        for (slong i = 0; i < l; i++)
            arch->sub[i].heads = table[n].heads;
        value = table[n].outputs *
                    coefficients(arch->width[0], table[n].layers) +
                table[n].scaled;
        if (fulg_test_dimension(&strength, arch, FULG_DIM_DIRECT, 1) != value ||
            strength != FULG_DIM_PROVED)
        {
            fulg_test_print_arch(arch);
            fail_msg("not %ld", (long) value);
        }
        fulg_arch_clear(arch);
    }
}

static void
draw(fulg_arch_t arch, fulg_rand_t rand)
{
    const slong l = 1 + (slong) fulg_rand_below(rand, 3);
    const int values = (int) fulg_rand_below(rand, 2);
    fulg_arch_init(arch, l);
    arch->tokens = 1;
    fulg_arch_set_all(arch, "mask", (slong) fulg_rand_below(rand, 2));
    for (slong i = 0; i <= l; i++)
        arch->width[i] = 1 + (slong) fulg_rand_below(rand, i == l ? 5 : 3);
    for (slong i = 0; i < l; i++)
    {
        arch->sub[i].head_dim = 1 + (slong) fulg_rand_below(rand, 3);
        arch->sub[i].heads = 1 + (slong) fulg_rand_below(rand, 4);
        if (values)
            arch->sub[i].value_dim = 1 + (slong) fulg_rand_below(rand, 2);
    }
    arch->sub[fulg_rand_below(rand, (ulong) l)].heads = 2;
}

/* k (outputs + n - k): what the manual says, for 2^60 weights or less. */
static slong
bound(const fulg_arch_t arch)
{
    slong r = arch->width[0], j = 0, n;
    do
    {
        const slong nu = arch->sub[j].value_dim > 0 ? arch->sub[j].value_dim
                                                    : WORD(100);
        r = FLINT_MIN(arch->width[j + 1],
                      arch->sub[j].heads * FLINT_MIN(r, nu));
        j++;
    } while (j < arch->depth && r != 1);
    n = coefficients(arch->width[0], j);
    r = FLINT_MIN(r, n);
    return r * (arch->width[arch->depth] + n - r);
}

/* The rank is never more, the bound in use neither, and this theorem is among those in
   use where it gives less. */
static void
test_random(void **state)
{
    const slong rounds = fulg_test_rounds(300);
    slong used = 0;
    fulg_rand_t rand;
    fulg_test_rand(rand, "test_random");
    for (slong n = 0; n < rounds; n++)
    {
        fulg_dim_strength_t strength = FULG_DIM_BOUNDS;
        fulg_cert_bound_t upper;
        fulg_arch_t arch;
        slong rank, value;
        draw(arch, rand);
        value = bound(arch);
        rank = fulg_test_dimension(&strength, arch, FULG_DIM_DIRECT,
                                   fulg_rand_limb(rand));
        fulg_cert_bound_init(upper);
        fulg_dim_upper(upper, arch);
        if (rank < 1 || rank > value ||
            fmpz_cmp_si(fulg_cert_bound_total(upper), rank) < 0 ||
            fmpz_cmp_si(fulg_cert_bound_total(upper), value) > 0)
        {
            fulg_test_print_arch(arch);
            fail_msg("rank %ld, bound %ld", (long) rank, (long) value);
        }
        if (strcmp(upper->theorem->name, "coefficients") == 0)
        {
            assert_true(fmpz_equal_si(fulg_cert_bound_total(upper), value));
            used++;
        }
        fulg_cert_bound_clear(upper);
        fulg_arch_clear(arch);
    }
    assert_true(rounds < 300 || used > 0);
}

/* Degrees up to 3^39, and no binomial is multiplied out that exceeds the weights. */
static void
test_huge(void **state)
{
    static const slong many[] = {2, 2000000, WORD(2000000000000),
                                 WORD(2000000000000000000)};
    for (slong l = 38; l <= 41; l++)
        for (size_t k = 0; k < sizeof many / sizeof *many; k++)
        {
            const slong vars = many[k];
            const slong wide = WORD(4000000000000000000);
            fulg_cert_bound_t upper;
            fulg_arch_t arch;
            int used;
            fulg_arch_init(arch, l);
            arch->tokens = 1;
            arch->width[0] = vars;
            for (slong i = 0; i < l; i++)
            {
                arch->width[i + 1] = wide;
                arch->sub[i].head_dim = wide;
                arch->sub[i].heads = wide;
            }
            fulg_cert_bound_init(upper);
            fulg_dim_upper(upper, arch);
            used = strcmp(upper->theorem->name, "coefficients") == 0;
            assert_int_equal(used, vars == 2 && l <= 39);
            if (used)
            {
                /* wide outputs, all combinations of 3^l + 1 monomials */
                fmpz_t n;
                fmpz_init_set_ui(n, 3);
                fmpz_pow_ui(n, n, (ulong) l);
                fmpz_add_ui(n, n, 1);
                fmpz_mul_si(n, n, wide);
                assert_true(fmpz_equal(fulg_cert_bound_total(upper), n));
                fmpz_clear(n);
            }
            fulg_cert_bound_clear(upper);
            fulg_arch_clear(arch);
        }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_attained),
    cmocka_unit_test(test_random),
    cmocka_unit_test(test_huge),
};

FULG_TEST_MAIN(tests)
