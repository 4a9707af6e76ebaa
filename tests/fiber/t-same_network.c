/* Whole transformers: the same after changes of every part that the theorem same-unit
   knows; after one entry more, different exactly where an input says so. */
#include "units.h"

#include <fulgurite/fiber.h>

/* to = the blocks of from that belong to the sublayers from first on, which are all of
   the smaller network; back: the other way. */
static void
copy_part(fulg_weights_t part, fulg_weights_t whole, slong first, int back)
{
    for (slong b = 0; b < part->num; b++)
    {
        const fulg_block_t *block = &part->block[b];
        fmpq_mat_struct *M = fulg_weights_mat(whole, block->layer + first,
                                              block->head, block->kind)
                                 ->fmpq;
        if (back)
            fmpq_mat_set(M, part->mat[b].fmpq);
        else
            fmpq_mat_set(part->mat[b].fmpq, M);
    }
}

static void
change_all(fulg_weights_t W, fulg_rand_t rand)
{
    fulg_domain_t Q;
    fulg_diag_t diag;
    fulg_domain_init_fmpq(Q);
    for (slong i = 0, end; i < W->arch->depth; i = end)
    {
        fulg_weights_t part;
        fulg_arch_t arch;
        end = fulg_arch_unit_end(W->arch, i);
        fulg_arch_init_slice(arch, W->arch, i, end);
        assert_int_equal(fulg_weights_init(part, arch, Q, diag), FULG_OK);
        copy_part(part, W, i, 0);
        change(part, rand);
        copy_part(part, W, i, 1);
        fulg_weights_clear(part);
        fulg_arch_clear(arch);
    }
}

static fulg_truth_t
compare(fulg_fiber_same_proof_t *proof, const fulg_weights_t A,
        const fulg_weights_t B, slong seed)
{
    fulg_fiber_same_options_t options;
    fulg_fiber_same_t result;
    fulg_rand_t rand;
    fulg_diag_t diag;
    fulg_truth_t equal;
    fulg_rand_init(rand, (ulong) seed);
    fulg_fiber_same_options_init(&options);
    /* What is left open is so at any precision. */
    options.max_ball_bits = 512;
    assert_int_equal(fulg_fiber_same(result, A, B, rand, &options, diag),
                     FULG_OK);
    equal = result->equal;
    *proof = result->proof;
    assert_int_equal(result->has_witness, equal == FULG_FALSE);
    assert_true(result->reason != NULL && result->reason[0] != '\0');
    fulg_fiber_same_clear(result);
    return equal;
}

/* Without latents, which the comparison does not know. */
static void
random_network(fulg_weights_t W, fulg_rand_t rand)
{
    fulg_domain_t Q;
    fulg_diag_t diag;
    fulg_arch_t arch;
    int good = 0;
    while (!good)
    {
        fulg_test_transformer(arch, rand, 0);
        good = !fulg_arch_is_stack(arch);
        for (slong i = 0; i < arch->depth; i++)
            good = good && !arch->sub[i].kv_latent;
        if (!good)
            fulg_arch_clear(arch);
    }
    fulg_domain_init_fmpq(Q);
    assert_int_equal(fulg_weights_init(W, arch, Q, diag), FULG_OK);
    fulg_weights_random(W, rand, 3, 4);
    fulg_arch_clear(arch);
}

static void
test_changes(void **state)
{
    slong apart = 0, open = 0;
    fulg_rand_t rand;
    fulg_test_rand(rand, "same_network");
    for (slong round = 0; round < fulg_test_rounds(120); round++)
    {
        fulg_weights_t A, B;
        fulg_fiber_same_proof_t proof;
        fulg_truth_t equal;
        slong b;
        fmpq *x;
        random_network(A, rand);
        copy_weights(B, A);
        change_all(B, rand);
        if (compare(&proof, A, B, round) != FULG_TRUE)
            fail_msg("not found: %s", json_dumps(fulg_arch_json(A->arch), 0));
        assert_int_equal(proof, FULG_SAME_SUBLAYERS);
        b = (slong) fulg_rand_below(rand, (ulong) B->num);
        x = fmpq_mat_entry(B->mat[b].fmpq,
                           fulg_test_between(rand, 0, B->block[b].rows - 1),
                           fulg_test_between(rand, 0, B->block[b].cols - 1));
        fmpq_add_si(x, x, 1);
        equal = compare(&proof, A, B, round);
        apart += equal == FULG_FALSE;
        open += equal == FULG_UNKNOWN;
        fulg_weights_clear(A);
        fulg_weights_clear(B);
    }
    print_message("one entry more: %ld differ, %ld are open\n", (long) apart,
                  (long) open);
    assert_true(apart > 4 * open);
}

/* Other numbers of sublayers, or a plain stack, are told apart at an input. */
static void
test_other_shapes(void **state)
{
    slong apart = 0, tried = 0;
    fulg_rand_t rand;
    fulg_test_rand(rand, "same_network_shapes");
    while (tried < fulg_test_rounds(30))
    {
        fulg_weights_t A, B;
        fulg_fiber_same_proof_t proof;
        random_network(A, rand);
        random_network(B, rand);
        if (A->arch->width[0] == B->arch->width[0] &&
            A->arch->width[A->arch->depth] == B->arch->width[B->arch->depth] &&
            A->arch->tokens == B->arch->tokens)
        {
            tried++;
            apart += compare(&proof, A, B, tried) == FULG_FALSE;
        }
        fulg_weights_clear(A);
        fulg_weights_clear(B);
    }
    assert_true(10 * apart >= 9 * tried);
}

static const struct CMUnitTest tests[] = {cmocka_unit_test(test_changes),
                                          cmocka_unit_test(test_other_shapes)};

FULG_TEST_MAIN(tests)
