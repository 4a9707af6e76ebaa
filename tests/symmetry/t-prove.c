/* Proofs by substitution, of the families and of fields that no family explains. */
#include "impl.h"
#include "point.h"

/* The output changes along field f at a random point mod a prime. */
static int
changes(const fulg_symmetry_algebra_t S, slong f, fulg_rand_t rand)
{
    fulg_test_point_t point;
    int changed;
    fulg_test_point_init(&point, S, rand);
    changed = fulg_test_point_moves(&point, S, f);
    fulg_test_point_clear(&point);
    return changed;
}

/* Every field of the families is proved by substitution alone, and none that changes the
   output.  The numbers of both. */
static void
check_proofs(slong *proved, slong *refused, const fulg_symmetry_algebra_t S,
             fulg_rand_t rand)
{
    fulg_symmetry_proof_t P;
    fulg_diag_t diag;
    fulg_diag_init(diag);
    if (fulg_symmetry_proof_init(&P, S, diag) != FULG_OK)
        return;
    for (slong f = 0; f < S->num_fields; f++)
    {
        fulg_symmetry_entry_t *e = &S->entry[S->start[f]];
        const slong num = e->num;
        const int is_proved = fulg_symmetry_proof_field(&P, S, f, diag);
        if (!is_proved && *diag->text)
            break;
        assert_true(is_proved);
        ++*proved;
        e->num = num + 1 + (slong) fulg_rand_below(rand, 3);
        if (changes(S, f, rand))
        {
            assert_false(fulg_symmetry_proof_field(&P, S, f, diag));
            ++*refused;
        }
        e->num = num;
    }
    fulg_symmetry_proof_clear(&P);
}

/* Nets so small that their outputs can be written down: of all kinds. */
static void
test_proofs(void **state)
{
    const slong rounds = fulg_test_rounds(150);
    slong proved = 0, refused = 0;
    fulg_rand_t rand;
    fulg_test_rand(rand, "proofs");
    for (slong n = 0; n < rounds; n++)
    {
        fulg_symmetry_algebra_t S;
        fulg_arch_t arch;
        fulg_diag_t diag;
        fulg_test_transformer(arch, rand, 1);
        arch->tokens = fulg_test_between(rand, 1, 2);
        for (slong i = 0, d = fulg_test_between(rand, 1, 2); i <= arch->depth;
             i++)
            arch->width[i] = d;
        for (slong i = 0; i < arch->depth; i++)
            if (arch->sub[i].kind == FULG_KIND_ATTENTION)
                arch->sub[i].norm = n % 3;
        for (slong i = 1; i < arch->depth; i++)
            arch->sub[i].pre_norm = arch->sub[i].shared_norm = 0;
        if (fulg_arch_check(arch, diag) == FULG_OK &&
            fulg_symmetry_algebra_init(S, arch, FULG_SYMMETRY_WEIGHTS, diag) ==
                FULG_OK)
        {
            if (S->moving <= 40 && arch->depth <= 2)
                check_proofs(&proved, &refused, S, rand);
            fulg_symmetry_algebra_clear(S);
        }
        fulg_arch_clear(arch);
    }
    print_message("# %ld fields proved, %ld refused\n", (long) proved,
                  (long) refused);
    if (rounds >= 150)
        assert_true(proved > 50 && refused > 50);
}

/* What is lifted closes the gap to the search, and is a symmetry at random points. */
static void
check_lift(const char *text, ulong forms, slong span)
{
    const slong most = 64;
    slong before, others, after;
    fulg_arch_t arch;
    fulg_symmetry_algebra_t S;
    fulg_test_point_t point;
    fulg_rand_t rand;
    fulg_diag_t diag, why_not;
    fulg_test_rand(rand, "lift");
    fulg_test_algebra_init(S, arch, text, forms);
    assert_int_equal(fulg_symmetry_search(&before, S, most, rand, NULL, diag),
                     FULG_OK);
    assert_true(before > 0);
    assert_int_equal(
        fulg_symmetry_lift(&others, S, most, rand, NULL, why_not, diag),
        FULG_OK);
    assert_int_equal(fulg_symmetry_search(&after, S, most, rand, NULL, diag),
                     FULG_OK);
    print_message("# %s: %ld more, then %ld and %ld\n", text, (long) before,
                  (long) others, (long) after);
    assert_int_equal(others, 0);
    assert_int_equal(after, 0);
    assert_int_equal(fulg_symmetry_span(S, 0, S->num_fields), span);
    assert_true(S->family[S->num_families - 1].found);
    fulg_test_point_init(&point, S, rand);
    for (slong f = 0; f < S->num_fields; f++)
        assert_false(fulg_test_point_moves(&point, S, f));
    fulg_test_point_clear(&point);
    fulg_symmetry_algebra_clear(S);
    fulg_arch_clear(arch);
}

static void
test_lift(void **state)
{
    /* one token, a common key: V_h += u q_g, V_g -= u q_h */
    check_lift(FORMAT "\"widths\":[2,2],\"head_dim\":[1],\"heads\":[2],"
                      "\"kv_heads\":[1],\"tokens\":1}",
               W, 7);
    /* width 1: so_4 in place of gl_2 */
    check_lift(FORMAT "\"widths\":[1,2],\"head_dim\":[2],\"tokens\":2}", W, 7);
    check_lift(FORMAT "\"widths\":[1,1],\"head_dim\":[1],\"heads\":[2]}", F, 6);
    /* behind a bottleneck of width 1 */
    check_lift(FORMAT "\"widths\":[2,1,1],\"head_dim\":[1,2],\"tokens\":2}", W,
               10);
    /* softmax and affine scores, a gated neuron: not polynomials */
    check_lift(FORMAT "\"widths\":[2,2],\"head_dim\":[2],\"tokens\":1,"
                      "\"norm\":\"softmax\"}",
               W, 12);
    check_lift(FORMAT "\"widths\":[1,2],\"head_dim\":[2],\"tokens\":2,"
                      "\"norm\":\"softmax\",\"mask\":\"causal\"}",
               W, 6);
    check_lift(FORMAT "\"widths\":[1,1],\"head_dim\":[1],\"tokens\":1,"
                      "\"residual\":true,\"norm\":\"softmax\","
                      "\"feed_forward\":\"swiglu:2\"}",
               W, 5);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_proofs),
    cmocka_unit_test(test_lift),
};

FULG_TEST_MAIN(tests)
