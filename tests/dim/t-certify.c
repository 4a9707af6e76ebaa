#include "dims.h"

static slong
entry(const json_t *object, const char *key, size_t i)
{
    return json_integer_value(json_array_get(json_object_get(object, key), i));
}

static void
set_reference(fulg_arch_t arch, const json_t *item)
{
    const slong l = (slong) json_array_size(json_object_get(item, "head_dim"));
    fulg_arch_init(arch, l);
    for (slong i = 0; i <= l; i++)
        arch->width[i] = entry(item, "widths", (size_t) i);
    for (slong i = 0; i < l; i++)
        arch->sub[i].head_dim = entry(item, "head_dim", (size_t) i);
    arch->tokens = json_integer_value(json_object_get(item, "tokens"));
}

/* Exact dimensions computed elsewhere, by both routes. */
static void
test_references(void **state)
{
    char path[1024];
    fulg_diag_t diag;
    json_t *list, *item;
    size_t i;
    snprintf(path, sizeof path, "%s/tests/data/lightning_dimensions.json",
             getenv("srcdir"));
    assert_int_equal(fulg_exact_json_load(&list, path, diag), FULG_OK);
    assert_int_equal(json_array_size(list), 120);
    json_array_foreach(list, i, item)
    {
        const fulg_dim_method_t methods[] = {FULG_DIM_REDUCTION,
                                             FULG_DIM_DIRECT};
        fulg_arch_t arch;
        set_reference(arch, item);
        for (int m = 0; m < 2; m++)
        {
            fulg_dim_strength_t strength = FULG_DIM_BOUNDS;
            assert_int_equal(
                fulg_test_dimension(&strength, arch, methods[m], 7),
                json_integer_value(json_object_get(item, "dimension")));
            assert_int_equal(strength, FULG_DIM_PROVED);
        }
        fulg_arch_clear(arch);
    }
    json_decref(list);
}

static void
check_pattern(slong depth, const slong *widths, const slong *head_dim)
{
    for (slong tokens = 1; tokens <= 3; tokens++)
        for (int causal = 0; causal < 2; causal++)
            for (int norm = 0; norm < 2; norm++)
            {
                fulg_arch_t arch;
                fulg_test_stack(arch, depth, widths, head_dim, tokens);
                fulg_arch_set_all(arch, "mask", causal);
                fulg_arch_set_all(arch, "norm", (fulg_norm_t) norm);
                fulg_test_methods_agree(
                    arch,
                    norm && tokens == 1 ? FULG_DIM_THEOREM : FULG_DIM_REDUCTION,
                    FULG_DIM_DIRECT, 3);
                fulg_arch_clear(arch);
            }
}

/* Every pattern of section "reduction": rank-one layers and bottlenecks of width
   1 first, in the middle, last; d_0 = 1; growing and shrinking widths; head_dim
   above the width. */
static void
test_patterns(void **state)
{
    static const slong square[] = {3, 3, 3, 3}, two[] = {2, 2, 2};
    static const slong a1[] = {1, 2, 2}, a2[] = {2, 1, 2}, a3[] = {2, 2, 1};
    static const slong ones[] = {1, 1, 1}, big[] = {5, 4, 9};
    static const slong b1[] = {3, 1, 2, 2}, b2[] = {3, 3, 1, 3};
    static const slong b3[] = {3, 2, 2, 1}, b0[] = {1, 3, 2, 2};
    static const slong grow[] = {2, 3, 4, 5}, shrink[] = {5, 4, 3, 2};
    const slong *const widths[] = {square, b0, b1, b2, b3, grow, shrink};
    const slong *const ranks[] = {two, a1, a2, a3, ones, big};
    for (int w = 0; w < 7; w++)
        for (int r = 0; r < 6; r++)
            check_pattern(3, widths[w], ranks[r]);
}

/* Stacks of one head: the reduction and the full Jacobian agree. */
static void
test_random_stacks(void **state)
{
    fulg_rand_t rand;
    fulg_test_rand(rand, "random stacks");
    for (slong n = 0; n < fulg_test_rounds(500); n++)
    {
        const slong depth = fulg_test_between(rand, 1, 4);
        fulg_arch_t arch;
        fulg_arch_init(arch, depth);
        for (slong i = 0; i <= depth; i++)
            arch->width[i] = fulg_test_between(rand, 1, 5);
        for (slong i = 0; i < depth; i++)
            arch->sub[i].head_dim = fulg_test_between(rand, 1, 4);
        arch->tokens = fulg_test_between(rand, 1, 4);
        fulg_arch_set_all(arch, "mask", n % 3 == 1);
        if (n % 5 == 4)
            for (slong i = 0; i < depth; i++)
                arch->sub[i].value_dim = fulg_test_between(rand, 1, 4);
        fulg_arch_set_all(arch, "norm",
                          n % 4 == 3 && arch->tokens > 1 ? FULG_NORM_AFFINE
                                                         : FULG_NORM_NONE);
        fulg_test_methods_agree(arch, FULG_DIM_REDUCTION, FULG_DIM_DIRECT,
                                fulg_rand_limb(rand) >> 1);
        fulg_arch_clear(arch);
    }
}

static void
test_random_residual(void **state)
{
    fulg_rand_t rand;
    fulg_test_rand(rand, "random residual stacks");
    for (slong n = 0; n < fulg_test_rounds(100); n++)
    {
        const slong depth = fulg_test_between(rand, 1, 4);
        const slong width = fulg_test_between(rand, 3, 5);
        fulg_arch_t arch;
        fulg_arch_init(arch, depth);
        for (slong i = 0; i <= depth; i++)
            arch->width[i] = width;
        for (slong i = 0; i < depth; i++)
            arch->sub[i].head_dim = fulg_test_between(rand, 1, width + 1);
        arch->tokens = fulg_test_between(rand, 1, 3);
        fulg_arch_set_all(arch, "residual", 1);
        fulg_arch_set_all(arch, "mask", n % 2);
        fulg_arch_set_all(arch, "norm",
                          n % 3 == 2 && arch->tokens > 1 ? FULG_NORM_AFFINE
                                                         : FULG_NORM_NONE);
        fulg_test_methods_agree(arch, FULG_DIM_REDUCTION, FULG_DIM_DIRECT,
                                fulg_rand_limb(rand) >> 1);
        fulg_arch_clear(arch);
    }
}

/* The closed theorems against the full Jacobian. */
static void
test_theorems(void **state)
{
    static const slong six[] = {6, 6, 6}, down[] = {6, 4};
    static const slong a2[] = {2, 2}, a6[] = {6, 6}, a3[] = {3, 3};
    fulg_arch_t arch;
    for (int n = 0; n < 8; n++)
    {
        /* One layer: key, value, mixing; then two residual layers. */
        const slong depth = n < 6 ? 1 : 2;
        fulg_test_stack(arch, depth, n == 3 ? down : six,
                        n % 3 == 0         ? a2
                        : n == 1 || n == 4 ? a6
                                           : a3,
                        2);
        arch->sub[0].heads = depth == 1 ? 2 : 1;
        fulg_arch_set_all(arch, "mask", n & 1);
        if (n == 4)
            arch->sub[0].value_dim = 3;
        fulg_arch_set_all(arch, "residual", n >= 5);
        fulg_test_methods_agree(arch, FULG_DIM_THEOREM, FULG_DIM_DIRECT, 5);
        fulg_arch_clear(arch);
    }
    for (int residual = 0; residual < 2; residual++)
        for (slong v = 1; v < 3; v++)
        {
            static const slong three[] = {3, 3, 3};
            fulg_test_stack(arch, 2, three, a2, 1);
            fulg_arch_set_all(arch, "norm", FULG_NORM_AFFINE);
            fulg_arch_set_all(arch, "residual", residual);
            arch->sub[0].value_dim = arch->sub[1].value_dim = v;
            fulg_test_methods_agree(arch, FULG_DIM_THEOREM, FULG_DIM_DIRECT, 5);
            fulg_arch_clear(arch);
        }
}

/* Every family: no rank ever exceeds the upper bound (a rank that did would not
   be found, since the search stops there; so it is looked for past it). */
static void
test_upper_is_never_exceeded(void **state)
{
    fulg_rand_t rand;
    fulg_test_rand(rand, "upper bounds");
    for (slong n = 0; n < fulg_test_rounds(200); n++)
    {
        fulg_cert_bound_t bound;
        fulg_minor_t minor;
        fulg_diag_t diag;
        fulg_arch_t arch;
        fulg_test_arch(arch, rand, n % FULG_TEST_FAMILIES,
                       fulg_test_between(rand, 1, 3), 3);
        fulg_cert_bound_init(bound);
        fulg_dim_upper(bound, arch);
        assert_int_equal(fulg_minor_init(minor, arch, diag), FULG_OK);
        minor->prime = fulg_exact_prime_random(rand);
        fulg_weights_random(minor->weights, rand, 99, 1);
        assert_int_equal(fulg_minor_grow(minor, minor->weights->parameters, 99,
                                         rand, NULL, diag),
                         FULG_OK);
        if (fmpz_cmp_si(fulg_cert_bound_total(bound), minor->size) < 0)
        {
            fulg_test_print_arch(arch);
            fail_msg("rank %ld", (long) minor->size);
        }
        fulg_minor_clear(minor);
        fulg_cert_bound_clear(bound);
        fulg_arch_clear(arch);
    }
}

static int
stop_at_once(void *data, const char *what, slong done, slong total)
{
    return 1;
}

static void
test_limits(void **state)
{
    static const slong widths[] = {9, 9, 9}, a[] = {3, 3};
    fulg_progress_t progress = {stop_at_once, NULL};
    fulg_dim_options_t options;
    fulg_diag_t diag;
    fulg_arch_t arch;
    fulg_dim_t dim;
    fulg_test_stack(arch, 2, widths, a, 2);
    fulg_dim_options_init(&options);
    options.method = FULG_DIM_DIRECT;
    options.max_bytes = 1000;
    fulg_dim_init(dim, arch);
    assert_int_equal(fulg_dim_certify(dim, &options, diag), FULG_UNABLE);
    assert_non_null(strstr(diag->text, "--max-memory"));
    fulg_dim_clear(dim);
    options.max_bytes = UWORD(1) << 30;
    options.progress = &progress;
    fulg_dim_init(dim, arch);
    assert_int_equal(fulg_dim_certify(dim, &options, diag), FULG_UNABLE);
    assert_string_equal(diag->text, "interrupted");
    fulg_dim_clear(dim);
    fulg_arch_clear(arch);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_references),
    cmocka_unit_test(test_patterns),
    cmocka_unit_test(test_random_stacks),
    cmocka_unit_test(test_random_residual),
    cmocka_unit_test(test_theorems),
    cmocka_unit_test(test_upper_is_never_exceeded),
    cmocka_unit_test(test_limits),
};

FULG_TEST_MAIN(tests)
