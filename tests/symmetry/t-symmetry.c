#include "transformers.h"

#include "../../src/symmetry/impl.h"

/* ---- every field is a symmetry -------------------------------------------------- */

/* A random point; of forms the keys are the identity. */
static void
draw(fulg_eval_tape_t T, fulg_mat_t X, fulg_weights_t W,
     const fulg_symmetry_algebra_t S, fulg_rand_t rand)
{
    const fulg_domain_struct *D = W->domain;
    fulg_status_t status;
    fulg_diag_t diag;
    do
    {
        fulg_weights_random(W, rand, (slong) (D->prime / 2), 1);
        for (slong n = 0; n < W->num; n++)
            if (W->block[n].kind == 'k' &&
                fulg_symmetry_in_forms(S, W->block[n].layer))
            {
                D->ops->zero(&W->mat[n]);
                for (slong r = 0; r < W->block[n].rows; r++)
                    D->ops->set_si(&W->mat[n], r, r, 1);
            }
        fulg_weights_mat_random(X, rand, (slong) (D->prime / 2), 1, D);
        status = fulg_eval_forward(T, W, X, diag);
    } while (status == FULG_DOMAIN);
    assert_int_equal(status, FULG_OK);
}

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

/* The output does not change along the fields: at a random point mod a prime. */
static void
check_fields(const fulg_arch_t arch, ulong forms, fulg_rand_t rand)
{
    fulg_symmetry_algebra_t S;
    fulg_weights_t W, dW;
    fulg_domain_t D;
    fulg_diag_t diag;
    fulg_eval_tape_t T;
    fulg_mat_t X, dY, zero;
    assert_int_equal(fulg_symmetry_algebra_init(S, arch, forms, diag), FULG_OK);
    fulg_domain_init_free(D, fulg_exact_prime_random(rand), 17);
    assert_int_equal(fulg_weights_init(W, S->arch, D, diag), FULG_OK);
    assert_int_equal(fulg_weights_init(dW, S->arch, D, diag), FULG_OK);
    D->ops->init(X, arch->width[0], arch->tokens, D);
    D->ops->init(dY, arch->width[arch->depth], arch->tokens, D);
    D->ops->init(zero, arch->width[arch->depth], arch->tokens, D);
    D->ops->zero(zero);
    fulg_eval_tape_init(T, W);
    draw(T, X, W, S, rand);
    note_families(S);
    for (slong f = 0; f < S->num_fields; f++)
    {
        fulg_symmetry_field(dW, S, f, W);
        fulg_eval_tangent(dY, T, W, dW);
        if (!D->ops->equal(dY, zero))
        {
            char *text = json_dumps(fulg_arch_json(arch), JSON_SORT_KEYS);
            slong n = 0;
            while (f >= S->family[n].first + S->family[n].num)
                n++;
            print_message("# %s: %s of sublayer %ld\n", text,
                          S->family[n].reason, (long) S->family[n].layer);
            fail();
        }
    }
    fulg_eval_tape_clear(T, W);
    D->ops->clear(X);
    D->ops->clear(dY);
    D->ops->clear(zero);
    fulg_weights_clear(W);
    fulg_weights_clear(dW);
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
    fulg_domain_t D;
    fulg_diag_t diag;
    fulg_weights_t W, dW;
    fulg_eval_tape_t T;
    fulg_mat_t X, dY, zero;
    fulg_rand_t rand;
    fulg_rand_init(rand, 3);
    fulg_arch_init(arch, 1);
    arch->width[0] = arch->width[1] = 2;
    assert_int_equal(
        fulg_symmetry_algebra_init(S, arch, FULG_SYMMETRY_WEIGHTS, diag),
        FULG_OK);
    S->entry[0].num = -S->entry[0].num;
    fulg_domain_init_nmod(D, fulg_exact_prime_random(rand));
    assert_int_equal(fulg_weights_init(W, arch, D, diag), FULG_OK);
    assert_int_equal(fulg_weights_init(dW, arch, D, diag), FULG_OK);
    D->ops->init(X, 2, arch->tokens, D);
    D->ops->init(dY, 2, arch->tokens, D);
    D->ops->init(zero, 2, arch->tokens, D);
    D->ops->zero(zero);
    fulg_weights_random(W, rand, 1000, 1);
    fulg_weights_mat_random(X, rand, 1000, 1, D);
    fulg_eval_tape_init(T, W);
    assert_int_equal(fulg_eval_forward(T, W, X, diag), FULG_OK);
    fulg_symmetry_field(dW, S, 0, W);
    fulg_eval_tangent(dY, T, W, dW);
    assert_false(D->ops->equal(dY, zero));
    fulg_eval_tape_clear(T, W);
    D->ops->clear(X);
    D->ops->clear(dY);
    D->ops->clear(zero);
    fulg_weights_clear(W);
    fulg_weights_clear(dW);
    fulg_symmetry_algebra_clear(S);
    fulg_arch_clear(arch);
}

/* ---- proofs by substitution ------------------------------------------------------ */

/* The output changes along field f at a random point mod a prime. */
static int
changes(const fulg_symmetry_algebra_t S, slong f, fulg_rand_t rand)
{
    const fulg_arch_struct *arch = S->arch;
    fulg_weights_t W, dW;
    fulg_domain_t D;
    fulg_diag_t diag;
    fulg_eval_tape_t T;
    fulg_mat_t X, dY, zero;
    int changed;
    fulg_domain_init_free(D, fulg_exact_prime_random(rand), 17);
    assert_int_equal(fulg_weights_init(W, arch, D, diag), FULG_OK);
    assert_int_equal(fulg_weights_init(dW, arch, D, diag), FULG_OK);
    D->ops->init(X, arch->width[0], arch->tokens, D);
    D->ops->init(dY, arch->width[arch->depth], arch->tokens, D);
    D->ops->init(zero, arch->width[arch->depth], arch->tokens, D);
    D->ops->zero(zero);
    fulg_eval_tape_init(T, W);
    draw(T, X, W, S, rand);
    fulg_symmetry_field(dW, S, f, W);
    fulg_eval_tangent(dY, T, W, dW);
    changed = !D->ops->equal(dY, zero);
    fulg_eval_tape_clear(T, W);
    D->ops->clear(X);
    D->ops->clear(dY);
    D->ops->clear(zero);
    fulg_weights_clear(W);
    fulg_weights_clear(dW);
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

/* ---- known algebras -------------------------------------------------------------- */

/* The families span so much, act with such orbits, and there is nothing else. */
static void
check_known(const char *text, ulong forms, slong span, slong orbit)
{
    json_t *value = json_loads(text, 0, NULL);
    slong others;
    fulg_arch_t arch;
    fulg_symmetry_algebra_t S;
    fulg_rand_t rand;
    fulg_diag_t diag;
    assert_non_null(value);
    assert_int_equal(fulg_arch_init_json(arch, value, diag), FULG_OK);
    json_decref(value);
    assert_int_equal(fulg_symmetry_algebra_init(S, arch, forms, diag), FULG_OK);
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

#define FORMAT "{\"format\":\"fulgurite-architecture/1\","
#define W FULG_SYMMETRY_WEIGHTS
#define F FULG_SYMMETRY_FORMS

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

/* The Lie algebra of the families, by the dimensions of its simple ideals (0: the end)
   and of its centre; all are reductive. */
static void
check_structure(const char *text, ulong forms, const slong *simple,
                slong centre)
{
    json_t *value = json_loads(text, 0, NULL);
    slong num = 0, dimension = centre;
    fulg_symmetry_structure_t G;
    fulg_symmetry_algebra_t S;
    fulg_arch_t arch;
    fulg_diag_t diag, why;
    fulg_rand_t rand;
    slong others;
    assert_non_null(value);
    assert_int_equal(fulg_arch_init_json(arch, value, diag), FULG_OK);
    json_decref(value);
    assert_int_equal(fulg_symmetry_algebra_init(S, arch, forms, diag), FULG_OK);
    fulg_rand_init(rand, 1);
    assert_int_equal(fulg_symmetry_lift(&others, S, 30, rand, NULL, why, diag),
                     FULG_OK);
    assert_true(fulg_symmetry_structure(&G, S));
    for (; simple[num] > 0; num++)
    {
        assert_true(num < G.num_simple);
        assert_int_equal(G.simple[num], simple[num]);
        dimension += simple[num];
    }
    assert_int_equal(G.num_simple, num);
    assert_int_equal(G.dimension, dimension);
    assert_int_equal(G.centre, centre);
    assert_int_equal(G.radical, centre);
    assert_int_equal(G.derived, dimension - centre);
    /* without one of its fields it is closed no more, or smaller */
    if (num == 1 && centre == 0)
    {
        S->num_fields--;
        assert_false(fulg_symmetry_structure(&G, S));
    }
    fulg_symmetry_algebra_clear(S);
    fulg_arch_clear(arch);
}

static void
test_structure(void **state)
{
    /* keys and queries: gl_a; a scaling of scores against values */
    check_structure(FORMAT "\"widths\":[3,2],\"head_dim\":[2]}", W,
                    (slong[]){3, 0}, 2);
    check_structure(FORMAT
                    "\"widths\":[3,3],\"head_dim\":[3],\"norm\":\"softmax\"}",
                    W, (slong[]){8, 0}, 1);
    /* width 1: k.q has the symmetries so_2a of a quadratic form in 2a variables */
    check_structure(FORMAT "\"widths\":[1,2],\"head_dim\":[2],\"tokens\":2,"
                           "\"norm\":\"softmax\"}",
                    W, (slong[]){3, 3, 0}, 0);
    check_structure(FORMAT "\"widths\":[1,2],\"head_dim\":[3],\"tokens\":2,"
                           "\"norm\":\"softmax\"}",
                    W, (slong[]){15, 0}, 0);
    /* three heads with a common key: gl_2 and mixtures gl_3 */
    check_structure(FORMAT "\"widths\":[2,2],\"head_dim\":[2],\"heads\":[3],"
                           "\"kv_heads\":[1],\"tokens\":2}",
                    W, (slong[]){8, 3, 0}, 2);
    /* linear networks */
    check_structure(FORMAT "\"family\":\"pnn\",\"widths\":[2,3,2],\"power\":1}",
                    W, (slong[]){8, 0}, 1);
    /* a torus */
    check_structure(FORMAT
                    "\"family\":\"pnn\",\"widths\":[2,3,2,2],\"power\":2}",
                    W, (slong[]){0}, 5);
}

/* ---- fields that no family explains ------------------------------------------------ */

/* What is lifted closes the gap to the search, and is a symmetry at random points. */
static void
check_lift(const char *text, ulong forms, slong span)
{
    json_t *value = json_loads(text, 0, NULL);
    const slong most = 64;
    slong before, others, after;
    fulg_arch_t arch;
    fulg_symmetry_algebra_t S;
    fulg_domain_t D;
    fulg_weights_t V, dV;
    fulg_eval_tape_t T;
    fulg_mat_t X, dY, zero;
    fulg_rand_t rand;
    fulg_diag_t diag, why_not;
    assert_non_null(value);
    assert_int_equal(fulg_arch_init_json(arch, value, diag), FULG_OK);
    json_decref(value);
    fulg_test_rand(rand, "lift");
    assert_int_equal(fulg_symmetry_algebra_init(S, arch, forms, diag), FULG_OK);
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
    fulg_domain_init_free(D, fulg_exact_prime_random(rand), 17);
    assert_int_equal(fulg_weights_init(V, S->arch, D, diag), FULG_OK);
    assert_int_equal(fulg_weights_init(dV, S->arch, D, diag), FULG_OK);
    D->ops->init(X, S->arch->width[0], S->arch->tokens, D);
    D->ops->init(dY, S->arch->width[S->arch->depth], S->arch->tokens, D);
    D->ops->init(zero, S->arch->width[S->arch->depth], S->arch->tokens, D);
    D->ops->zero(zero);
    fulg_eval_tape_init(T, V);
    draw(T, X, V, S, rand);
    for (slong f = 0; f < S->num_fields; f++)
    {
        fulg_symmetry_field(dV, S, f, V);
        fulg_eval_tangent(dY, T, V, dV);
        assert_true(D->ops->equal(dY, zero));
    }
    fulg_eval_tape_clear(T, V);
    D->ops->clear(X);
    D->ops->clear(dY);
    D->ops->clear(zero);
    fulg_weights_clear(V);
    fulg_weights_clear(dV);
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
    cmocka_unit_test(test_fields), cmocka_unit_test(test_no_symmetry),
    cmocka_unit_test(test_proofs), cmocka_unit_test(test_known),
    cmocka_unit_test(test_lift),   cmocka_unit_test(test_structure),
};

FULG_TEST_MAIN(tests)
