/* Networks moved along their fiber, and networks with one entry changed. */
#include "same.h"

/* What an architecture of random_arch may have. */
typedef struct
{
    slong max_depth, max_width;
    int heads, value_dim, residual, affine, causal;
} menu_t;

static void
random_arch(fulg_arch_t arch, fulg_rand_t rand, const menu_t *menu)
{
    const slong depth = between(rand, 1, menu->max_depth);
    const int split = menu->value_dim && between(rand, 0, 3) == 0;
    fulg_arch_init(arch, depth);
    arch->tokens = between(rand, 1, 3);
    fulg_arch_set_all(arch, "residual",
                      menu->residual && between(rand, 0, 2) == 0);
    fulg_arch_set_all(arch, "mask", menu->causal && between(rand, 0, 2) == 0);
    if (menu->affine && between(rand, 0, 3) == 0)
        fulg_arch_set_all(arch, "norm", FULG_NORM_AFFINE);
    for (slong i = 0; i <= depth; i++)
        arch->width[i] = (fulg_arch_is_residual(arch) && i > 0)
                             ? arch->width[0]
                             : between(rand, 1, menu->max_width);
    for (slong i = 0; i < depth; i++)
    {
        arch->sub[i].head_dim = between(rand, 1, 3);
        arch->sub[i].heads = menu->heads ? between(rand, 1, 2) : 1;
        arch->sub[i].value_dim = split ? between(rand, 1, 2) : 0;
    }
}

static void
random_network(fulg_weights_t A, fulg_rand_t rand, const menu_t *menu)
{
    fulg_arch_t arch;
    fulg_domain_t Q;
    fulg_diag_t diag;
    random_arch(arch, rand, menu);
    fulg_domain_init_fmpq(Q);
    assert_int_equal(fulg_weights_init(A, arch, Q, diag), FULG_OK);
    fulg_weights_random(A, rand, 3, 2);
    fulg_arch_clear(arch);
}

static char *
describe(const fulg_arch_t arch)
{
    json_t *value = fulg_arch_json(arch);
    char *text = json_dumps(value, JSON_COMPACT);
    json_decref(value);
    return text;
}

static int
full_row_rank(const fmpq_mat_t A)
{
    fmpq_mat_t R;
    slong rank;
    fmpq_mat_init(R, fmpq_mat_nrows(A), fmpq_mat_ncols(A));
    rank = fmpq_mat_rref(R, A);
    fmpq_mat_clear(R);
    return rank == fmpq_mat_nrows(A);
}

/* The theory promises an explicit change: one head, all V of a hidden layer of
   full row rank on what is reached, and no M_i or L zero. */
static int
change_is_promised(const fulg_weights_t A)
{
    fulg_fiber_virtual_t virt;
    fulg_diag_t diag;
    int promised = 1;
    if (fulg_fiber_virtual_init(virt, A, diag) != FULG_OK)
        return 0;
    for (slong i = 0; i < virt->depth; i++)
    {
        promised = promised && !fmpq_mat_is_zero(&virt->M[i]);
        if (i > 0)
            promised = promised && full_row_rank(&virt->P[i]);
    }
    promised = promised && !fmpq_mat_is_zero(FULG_VIRTUAL_L(virt));
    fulg_fiber_virtual_clear(virt);
    return promised;
}

/* A moved by a random change must be found equal to A, with a change that holds
   in a formulation of its own. */
static slong
move(fulg_rand_t rand, const menu_t *menu)
{
    fulg_weights_t A, B;
    fulg_fiber_change_t change;
    fulg_fiber_same_t result;
    fulg_diag_t diag;
    slong found;
    random_network(A, rand, menu);
    copy_weights(B, A);
    random_change(change, A->arch, rand);
    assert_int_equal(fulg_fiber_change_apply(B, change, A, diag), FULG_OK);
    assert_true(change_holds(change, A, B));
    compare(result, A, B, rand);
    if (result->equal != FULG_TRUE)
        fail_msg("not found equal: %s (%s)", describe(A->arch), result->reason);
    found = result->has_change;
    if (!found && change_is_promised(A))
        fail_msg("no change found: %s (%s)", describe(A->arch), result->reason);
    if (found)
        assert_true(change_holds(result->change, A, B));
    else if (getenv("FULG_TEST_VERBOSE") != NULL)
        fprintf(stderr, "# no change: %s: %s\n", describe(A->arch),
                result->reason);
    fulg_fiber_same_clear(result);
    fulg_fiber_change_clear(change);
    fulg_weights_clear(A);
    fulg_weights_clear(B);
    return found;
}

static void
test_moves_of_one_head(void **state)
{
    const menu_t menu = {3, 4, 0, 1, 1, 1, 1};
    const slong rounds = fulg_test_rounds(1000);
    slong found = 0, moves = 0;
    fulg_rand_t rand;
    fulg_test_rand(rand, "moves of one head");
    for (; found < rounds; moves++)
        found += move(rand, &menu);
    fprintf(stderr, "# explicit change in %ld of %ld\n", (long) found,
            (long) moves);
}

static void
test_moves_of_heads(void **state)
{
    const menu_t menu = {3, 3, 1, 1, 1, 1, 1};
    const slong rounds = fulg_test_rounds(300);
    slong found = 0;
    fulg_rand_t rand;
    fulg_test_rand(rand, "moves of heads");
    for (slong n = 0; n < rounds; n++)
        found += move(rand, &menu);
    fprintf(stderr, "# explicit change in %ld of %ld\n", (long) found,
            (long) rounds);
}

/* One entry changed.  Nearly always that changes the function, and then a
   witness is confirmed by an evaluation of our own. */
static void
perturb(fulg_rand_t rand, const menu_t *menu, slong *different, slong *equal)
{
    fulg_weights_t A, B;
    fulg_fiber_same_t result;
    fmpq_mat_t Y, Z;
    fmpq *x;
    const fmpq_mat_struct *block;
    random_network(A, rand, menu);
    copy_weights(B, A);
    block = B->mat[fulg_rand_below(rand, (ulong) B->num)].fmpq;
    x = fmpq_mat_entry(block, between(rand, 0, fmpq_mat_nrows(block) - 1),
                       between(rand, 0, fmpq_mat_ncols(block) - 1));
    fmpq_add_si(x, x, between(rand, 0, 1) ? 1 : -2);
    compare(result, A, B, rand);
    if (result->equal == FULG_UNKNOWN && getenv("FULG_TEST_VERBOSE") != NULL)
    {
        json_dumpf(fulg_weights_json(A), stderr, 0);
        json_dumpf(fulg_weights_json(B), stderr, 0);
    }
    if (result->equal == FULG_UNKNOWN)
        fail_msg("undecided: %s (%s)", describe(A->arch), result->reason);
    if (result->equal == FULG_FALSE)
    {
        assert_true(result->has_witness && result->prime == 0);
        exact_output(Y, A, result->X);
        exact_output(Z, B, result->X);
        assert_true(fmpq_mat_equal(Y, result->YA));
        assert_true(fmpq_mat_equal(Z, result->YB));
        assert_false(fmpq_mat_equal(Y, Z));
        fmpq_mat_clear(Y);
        fmpq_mat_clear(Z);
        ++*different;
    }
    else
        ++*equal;
    fulg_fiber_same_clear(result);
    fulg_weights_clear(A);
    fulg_weights_clear(B);
}

static void
test_perturbations(void **state)
{
    const menu_t menu = {3, 4, 1, 1, 1, 1, 1};
    const slong rounds = fulg_test_rounds(1000);
    slong different = 0, equal = 0;
    fulg_rand_t rand;
    fulg_test_rand(rand, "perturbations");
    while (different < rounds)
        perturb(rand, &menu, &different, &equal);
    fprintf(stderr, "# %ld different, %ld equal\n", (long) different,
            (long) equal);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_moves_of_one_head),
    cmocka_unit_test(test_moves_of_heads),
    cmocka_unit_test(test_perturbations),
};

FULG_TEST_MAIN(tests)
