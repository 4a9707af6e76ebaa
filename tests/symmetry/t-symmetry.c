#include "point.h"

/* ---- every field is a symmetry -------------------------------------------------- */

/* The families that a test has met, by their reasons. */
#define MOST_REASONS 32
static const char *reason[MOST_REASONS];
static int num_reasons;

static void
note_families(const fulg_symmetry_algebra_t S)
{
    for (slong n = 0; n < S->num_families; n++)
    {
        int k = 0;
        while (k < num_reasons && strcmp(reason[k], S->family[n].reason) != 0)
            k++;
        if (k == num_reasons && k < MOST_REASONS)
            reason[num_reasons++] = S->family[n].reason;
    }
}

/* The output does not change along the fields. */
static void
check_fields(const fulg_arch_t arch, ulong forms, fulg_rand_t rand)
{
    fulg_symmetry_algebra_t S;
    fulg_test_point_t point;
    fulg_diag_t diag;
    assert_int_equal(fulg_symmetry_algebra_init(S, arch, forms, diag), FULG_OK);
    fulg_test_point_init(&point, S, rand);
    note_families(S);
    for (slong f = 0; f < S->num_fields; f++)
        if (fulg_test_point_moves(&point, S, f))
        {
            char *text = json_dumps(fulg_arch_json(arch), JSON_SORT_KEYS);
            slong n = 0;
            while (f >= S->family[n].first + S->family[n].num)
                n++;
            print_message("# %s: %s of sublayer %ld\n", text,
                          S->family[n].reason, (long) S->family[n].layer);
            fail();
        }
    fulg_test_point_clear(&point);
    fulg_symmetry_algebra_clear(S);
}

static void
test_fields(void **state)
{
    fulg_rand_t rand;
    const slong rounds = fulg_test_rounds(240);
    fulg_test_rand(rand, "fields");
    for (slong n = rounds; n-- > 0;)
    {
        fulg_arch_t arch;
        if (n % 2)
        {
            const slong all = n % 4 == 1;
            const slong norm = fulg_test_between(rand, 0, 2);
            fulg_test_transformer(arch, rand, 1);
            /* mixtures need plain scores, and shifts all biases */
            for (slong i = 0; i < arch->depth; i++)
            {
                if (arch->sub[i].kind == FULG_KIND_ATTENTION)
                    arch->sub[i].norm = norm;
                arch->sub[i].bias |= all;
                arch->sub[i].bias_out |= all;
            }
        }
        else
        {
            const slong depth = fulg_test_between(rand, 1, 3);
            fulg_test_arch(arch, rand, n / 2 % FULG_TEST_FAMILIES, depth, 3);
        }
        /* half of all residues have no root */
        for (slong i = 2; i < arch->depth; i++)
            arch->sub[i].pre_norm = arch->sub[i].shared_norm = 0;
        check_fields(arch, FULG_SYMMETRY_WEIGHTS, rand);
        if (fulg_symmetry_has_forms(arch))
        {
            check_fields(arch, FULG_SYMMETRY_FORMS, rand);
            check_fields(arch, fulg_rand_limb(rand), rand);
        }
        fulg_arch_clear(arch);
    }
    /* Every family of the library was put to the test. */
    if (rounds >= 240)
        assert_int_equal(num_reasons, 16);
}

/* A field that is none is noticed. */
static void
test_no_symmetry(void **state)
{
    fulg_arch_t arch;
    fulg_symmetry_algebra_t S;
    fulg_test_point_t point;
    fulg_rand_t rand;
    fulg_rand_init(rand, 3);
    fulg_test_algebra_init(S, arch, FORMAT "\"widths\":[2,2],\"head_dim\":[1]}",
                           W);
    S->entry[0].num = -S->entry[0].num;
    fulg_test_point_init(&point, S, rand);
    assert_true(fulg_test_point_moves(&point, S, 0));
    fulg_test_point_clear(&point);
    fulg_symmetry_algebra_clear(S);
    fulg_arch_clear(arch);
}

/* ---- known algebras -------------------------------------------------------------- */

/* The families span so much, act with such orbits, and there is nothing else. */
static void
check_known(const char *text, ulong forms, slong span, slong orbit)
{
    slong others;
    fulg_arch_t arch;
    fulg_symmetry_algebra_t S;
    fulg_rand_t rand;
    fulg_diag_t diag;
    fulg_test_algebra_init(S, arch, text, forms);
    fulg_rand_init(rand, 1);
    assert_int_equal(fulg_symmetry_search(&others, S, 64, rand, NULL, diag),
                     FULG_OK);
    print_message("# %s: span %ld, orbit %ld, others %ld\n", text,
                  (long) fulg_symmetry_span(S, 0, S->num_fields),
                  (long) fulg_symmetry_orbit(S, 0, S->num_fields),
                  (long) others);
    assert_int_equal(fulg_symmetry_span(S, 0, S->num_fields), span);
    assert_int_equal(fulg_symmetry_orbit(S, 0, S->num_fields), orbit);
    assert_int_equal(others, 0);
    fulg_symmetry_algebra_clear(S);
    fulg_arch_clear(arch);
}

static void
test_known(void **state)
{
    /* one lightning head: gl_2 and a scaling; softmax: gl_2 alone */
    check_known(FORMAT "\"widths\":[3,2],\"head_dim\":[2]}", W, 5, 5);
    check_known(FORMAT
                "\"widths\":[3,2],\"head_dim\":[2],\"norm\":\"softmax\"}",
                W, 4, 4);
    /* the torus of a polynomial network */
    check_known(FORMAT "\"family\":\"pnn\",\"widths\":[2,3,2,2],\"power\":2}",
                W, 5, 5);
    check_known(FORMAT "\"family\":\"pnn\",\"widths\":[2,3,2],\"power\":1}", W,
                9, 8);
    /* two heads with a common key, and at full rank in forms */
    check_known(
        FORMAT
        "\"widths\":[2,2],\"head_dim\":[1],\"heads\":[2],\"kv_heads\":[1]}",
        W, 5, 5);
    check_known(FORMAT "\"widths\":[2,2],\"head_dim\":[2],\"heads\":[2]}", F, 4,
                4);
    /* one output: values and keys are exchanged */
    check_known(FORMAT "\"widths\":[3,1],\"head_dim\":[2],\"heads\":[2]}", F, 7,
                7);
    /* a rotary plane, and a key bias */
    check_known(FORMAT "\"widths\":[2,2],\"head_dim\":[2],\"rotary\":[2],"
                       "\"norm\":\"softmax\",\"tokens\":3}",
                W, 2, 2);
    check_known(
        FORMAT
        "\"widths\":[2,2],\"head_dim\":[1],\"norm\":\"softmax\","
        "\"bias\":{\"qkv\":true,\"output\":false,\"feed_forward\":false}}",
        W, 2, 2);
    /* one token: skew forms; three layers of one head */
    check_known(FORMAT "\"widths\":[2,2],\"head_dim\":[2],\"tokens\":1}", W, 7,
                6);
    check_known(FORMAT
                "\"widths\":[2,1],\"head_dim\":[2],\"heads\":[2],\"tokens\":1}",
                F, 8, 8);
    check_known(FORMAT "\"widths\":[2,2,2],\"head_dim\":[1,1]}", W, 8, 8);
    /* two residual heads, the values of a low rank */
    check_known(FORMAT "\"widths\":[2,2],\"head_dim\":[1],\"value_dim\":[1],"
                       "\"residual\":true}",
                W, 3, 3);
    /* gated neurons */
    check_known(
        FORMAT
        "\"widths\":[2,2],\"heads\":[0],\"head_dim\":[1],\"residual\":true,"
        "\"feed_forward\":\"swiglu:2\"}",
        W, 2, 2);
    /* the gain of a norm */
    check_known(FORMAT
                "\"widths\":[2,2],\"head_dim\":[1],\"residual\":true,\"norm\":"
                "\"softmax\",\"pre_norm\":\"rms\"}",
                W, 3, 3);
}

/* Larger networks have the same families: gl of keys and of the state, and scalings. */
static void
test_large(void **state)
{
    fulg_symmetry_algebra_t S;
    fulg_arch_t arch;
    fulg_diag_t diag;
    fulg_arch_init(arch, 2);
    for (slong i = 0; i <= 2; i++)
        arch->width[i] = 40;
    for (slong i = 0; i < 2; i++)
        arch->sub[i].head_dim = 10;
    assert_int_equal(
        fulg_symmetry_algebra_init(S, arch, FULG_SYMMETRY_WEIGHTS, diag),
        FULG_UNABLE);
    assert_int_equal(fulg_symmetry_algebra_init_large(S, arch, diag), FULG_OK);
    assert_int_equal(S->parameters, 4800);
    assert_int_equal(S->num_fields, 2 * 10 * 10 + 40 * 40 + 2);
    fulg_symmetry_algebra_clear(S);
    arch->width[1] = 4000;
    assert_int_equal(fulg_symmetry_algebra_init_large(S, arch, diag),
                     FULG_UNABLE);
    for (slong i = 0; i <= 2; i++)
        arch->width[i] = 1;
    arch->sub[0].head_dim = 9000;
    assert_int_equal(fulg_symmetry_algebra_init_large(S, arch, diag),
                     FULG_UNABLE);
    fulg_arch_clear(arch);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_large),
    cmocka_unit_test(test_fields),
    cmocka_unit_test(test_no_symmetry),
    cmocka_unit_test(test_known),
};

FULG_TEST_MAIN(tests)
