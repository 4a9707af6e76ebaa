#include "networks.h"

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

static void
compare(fulg_same_t result, const fulg_weights_t A, const fulg_weights_t B,
        fulg_rand_t rand)
{
    fulg_same_options_t options;
    fulg_diag_t diag;
    fulg_same_options_init(&options);
    assert_int_equal(fulg_fiber_same(result, A, B, rand, &options, diag),
                     FULG_OK);
}

static void
expect(const fulg_weights_t A, const fulg_weights_t B, fulg_truth_t equal,
       fulg_same_proof_t proof)
{
    fulg_same_t result;
    fulg_rand_t rand;
    fulg_rand_init(rand, 5);
    compare(result, A, B, rand);
    if (result->equal != equal || result->proof != proof)
        fail_msg("answer %d, proof %d instead of %d, %d: %s", result->equal,
                 result->proof, equal, proof, result->reason);
    fulg_same_clear(result);
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
    fulg_virtual_t virt;
    fulg_diag_t diag;
    int promised = 1;
    if (fulg_virtual_init(virt, A, diag) != FULG_OK)
        return 0;
    for (slong i = 0; i < virt->depth; i++)
    {
        promised = promised && !fmpq_mat_is_zero(&virt->M[i]);
        if (i > 0)
            promised = promised && full_row_rank(&virt->P[i]);
    }
    promised = promised && !fmpq_mat_is_zero(FULG_VIRTUAL_L(virt));
    fulg_virtual_clear(virt);
    return promised;
}

/* A moved by a random change must be found equal to A, with a change that holds
   in a formulation of its own. */
static slong
move(fulg_rand_t rand, const menu_t *menu)
{
    fulg_weights_t A, B;
    fulg_change_t change;
    fulg_same_t result;
    fulg_diag_t diag;
    slong found;
    random_network(A, rand, menu);
    copy_weights(B, A);
    random_change(change, A->arch, rand);
    assert_int_equal(fulg_change_apply(B, change, A, diag), FULG_OK);
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
    fulg_same_clear(result);
    fulg_change_clear(change);
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
    fulg_same_t result;
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
    fulg_same_clear(result);
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

/* ---- special functions -------------------------------------------------- */

/* A = k q^T with a = 1. */
static void
set_rank_one(const fulg_weights_t W, slong layer, const slong *k,
             const slong *q)
{
    set_ints(mat(W, layer, 0, 'k'), k);
    set_ints(mat(W, layer, 0, 'q'), q);
}

/* V = h v^T (d = 2). */
static void
set_value(const fulg_weights_t W, slong layer, const slong *h, const slong *v)
{
    const slong V[4] = {h[0] * v[0], h[0] * v[1], h[1] * v[0], h[1] * v[1]};
    set_ints(mat(W, layer, 0, 'v'), V);
}

static const slong one2[4] = {1, 0, 0, 1}, skew2[4] = {0, 1, -1, 0};

static void
test_exchange_of_key_and_value(void **state)
{
    const slong k[2] = {1, 2}, q[2] = {3, -1}, h[2] = {1, 4}, v[2] = {2, 5},
                u[2] = {1, 1};
    for (slong tokens = 1; tokens <= 3; tokens++)
        for (int causal = 0; causal < 2; causal++)
        {
            fulg_weights_t A, B;
            plain_weights(A, 1, 2, 1, tokens);
            fulg_arch_set_all(A->arch, "mask", causal);
            copy_weights(B, A);
            set_rank_one(A, 0, k, q);
            set_value(A, 0, h, v);
            set_rank_one(B, 0, v, q);
            set_value(B, 0, h, k);
            expect(A, B, FULG_TRUE,
                   (causal && tokens > 1) ? FULG_SAME_LAYERS
                                          : FULG_SAME_FACTORS);
            /* Query and value are exchanged only for one token. */
            set_rank_one(B, 0, k, v);
            set_value(B, 0, h, q);
            expect(A, B, tokens == 1 ? FULG_TRUE : FULG_FALSE,
                   tokens == 1 ? FULG_SAME_FACTORS : FULG_SAME_WITNESS);
            set_rank_one(B, 0, u, q);
            expect(A, B, FULG_FALSE, FULG_SAME_WITNESS);
            fulg_weights_clear(A);
            fulg_weights_clear(B);
        }
}

/* Three layers whose first has rank one; the third A changes by a skew matrix,
   and the factors of L and of the second layer are exchanged. */
static void
test_collapse(void **state)
{
    const slong p[2] = {1, -3}, v[2] = {5, 2}, h[2] = {1, -1};
    const slong S[4] = {1, 5, -2, 2}, S_skew[4] = {1, 2, 1, 2};
    fulg_weights_t A, B;
    plain_weights(A, 3, 2, 2, 3);
    set_ints(mat(A, 0, 0, 'q'), (slong[]){3, -1, 0, 0});
    set_ints(mat(A, 0, 0, 'k'), (slong[]){1, 2, 7, 8});
    set_ints(mat(A, 0, 0, 'v'), one2);
    set_ints(mat(A, 1, 0, 'q'), (slong[]){2, 1, 0, 0});
    set_ints(mat(A, 1, 0, 'k'), (slong[]){1, -3, 0, 0});
    set_ints(mat(A, 1, 0, 'v'), one2);
    set_ints(mat(A, 2, 0, 'q'), S);
    set_ints(mat(A, 2, 0, 'k'), one2);
    set_value(A, 2, h, v);
    copy_weights(B, A);
    set_ints(mat(B, 2, 0, 'q'), S_skew);
    expect(A, B, FULG_TRUE, FULG_SAME_FACTORS);
    /* p^T G k (layer 2, cubed) can not be exchanged with v^T G k alone. */
    set_ints(mat(B, 1, 0, 'k'), (slong[]){5, 2, 0, 0});
    set_value(B, 2, h, p);
    expect(A, B, FULG_FALSE, FULG_SAME_WITNESS);
    /* k and q of the second layer can. */
    fulg_weights_clear(B);
    copy_weights(B, A);
    set_ints(mat(B, 1, 0, 'k'), (slong[]){2, 1, 0, 0});
    set_ints(mat(B, 1, 0, 'q'), (slong[]){1, -3, 0, 0});
    expect(A, B, FULG_TRUE, FULG_SAME_FACTORS);
    /* The second layer alone collapses too. */
    set_ints(mat(A, 0, 0, 'q'), (slong[]){3, -1, 1, 1});
    fulg_weights_clear(B);
    copy_weights(B, A);
    set_ints(mat(B, 2, 0, 'q'), S_skew);
    expect(A, B, FULG_TRUE, FULG_SAME_FACTORS);
    /* Without a collapse the skew part is seen. */
    set_ints(mat(A, 1, 0, 'q'), (slong[]){2, 1, 1, 1});
    set_ints(mat(A, 1, 0, 'k'), (slong[]){1, -3, 0, 1});
    fulg_weights_clear(B);
    copy_weights(B, A);
    set_ints(mat(B, 2, 0, 'q'), S_skew);
    expect(A, B, FULG_FALSE, FULG_SAME_WITNESS);
    fulg_weights_clear(A);
    fulg_weights_clear(B);
}

/* Every factor p^T G k is cubed when v = p: then k and v change places. */
static void
test_collapse_exchanges_the_common_vector(void **state)
{
    const slong k[2] = {1, 2}, q[2] = {3, -1}, v[2] = {5, 2}, h[2] = {1, -1};
    fulg_weights_t A, B;
    plain_weights(A, 2, 2, 1, 2);
    set_rank_one(A, 0, k, q);
    set_ints(mat(A, 0, 0, 'v'), one2);
    set_rank_one(A, 1, v, v);
    set_value(A, 1, h, v);
    copy_weights(B, A);
    set_rank_one(B, 0, v, q);
    set_rank_one(B, 1, k, k);
    set_value(B, 1, h, k);
    expect(A, B, FULG_TRUE, FULG_SAME_FACTORS);
    fulg_weights_clear(A);
    fulg_weights_clear(B);
}

static void
test_one_token(void **state)
{
    /* x^T A x: 2 x y in both; then 2 x^2 - 2 y^2 in two forms. */
    fulg_weights_t A, B;
    plain_weights(A, 2, 2, 2, 1);
    set_ints(mat(A, 0, 0, 'q'), (slong[]){0, 2, 0, 0});
    set_ints(mat(A, 0, 0, 'k'), one2);
    set_ints(mat(A, 0, 0, 'v'), one2);
    set_ints(mat(A, 1, 0, 'q'), (slong[]){2, 1, -1, -2});
    set_ints(mat(A, 1, 0, 'k'), one2);
    set_ints(mat(A, 1, 0, 'v'), (slong[]){1, 2, 3, 4});
    copy_weights(B, A);
    set_ints(mat(B, 0, 0, 'q'), (slong[]){0, 1, 1, 0});
    set_ints(mat(B, 1, 0, 'q'), (slong[]){2, 0, 0, -2});
    expect(A, B, FULG_TRUE, FULG_SAME_FACTORS);
    fulg_arch_set_all(B->arch, "mask", 1);
    expect(A, B, FULG_TRUE, FULG_SAME_FACTORS);
    set_ints(mat(B, 1, 0, 'q'), (slong[]){2, 0, 0, -1});
    expect(A, B, FULG_FALSE, FULG_SAME_WITNESS);
    /* a skew A: zero */
    set_ints(mat(A, 1, 0, 'q'), skew2);
    fmpq_mat_zero(mat(B, 0, 0, 'v'));
    expect(A, B, FULG_TRUE, FULG_SAME_ZERO);
    fulg_weights_clear(A);
    fulg_weights_clear(B);
}

static void
test_zero(void **state)
{
    fulg_weights_t A, B;
    fulg_rand_t rand;
    fulg_rand_init(rand, 3);
    plain_weights(A, 3, 3, 2, 2);
    fulg_weights_random(A, rand, 3, 1);
    copy_weights(B, A);
    fmpq_mat_zero(mat(A, 1, 0, 'q'));
    fmpq_mat_zero(mat(B, 2, 0, 'v'));
    expect(A, B, FULG_TRUE, FULG_SAME_ZERO);
    fulg_arch_set_all(A->arch, "mask", 1);
    fulg_arch_set_all(B->arch, "mask", 1);
    expect(A, B, FULG_TRUE, FULG_SAME_LAYERS);
    fulg_weights_clear(A);
    fulg_weights_clear(B);
}

/* V_1 of rank 1 in A and 2 in B, with the same P_1 on what the input reaches:
   equal virtual weights, and no change of parameters. */
static void
test_ranks_drop(void **state)
{
    fulg_weights_t A, B;
    fulg_same_t result;
    fulg_rand_t rand;
    fulg_rand_init(rand, 9);
    plain_weights(A, 3, 2, 2, 2);
    fulg_weights_random(A, rand, 5, 1);
    set_ints(mat(A, 0, 0, 'v'), (slong[]){1, 2, 0, 0});
    set_ints(mat(A, 1, 0, 'v'), one2);
    copy_weights(B, A);
    set_ints(mat(B, 1, 0, 'v'), (slong[]){1, 0, 0, 0});
    compare(result, A, B, rand);
    assert_int_equal(result->equal, FULG_TRUE);
    assert_int_equal(result->proof, FULG_SAME_VIRTUAL);
    assert_false(result->has_change);
    assert_non_null(strstr(result->reason, "no change of parameters exists"));
    fulg_same_clear(result);
    fulg_weights_clear(A);
    fulg_weights_clear(B);
}

/* Width two: G J G = det(G) J for J skew, so skew layers commute with others
   though no theorem on factors says so: (M, J, J) and (J, J, M). */
static void
test_skew_layers_of_width_two(void **state)
{
    const slong M[4] = {1, 2, 3, 5};
    fulg_weights_t A, B;
    fmpq_mat_t X, Y, Z;
    fmpq_t c;
    for (slong tokens = 2; tokens <= 3; tokens++)
    {
        plain_weights(A, 3, 2, 2, tokens);
        for (slong i = 0; i < 3; i++)
        {
            set_ints(mat(A, i, 0, 'k'), one2);
            set_ints(mat(A, i, 0, 'v'), one2);
            set_ints(mat(A, i, 0, 'q'), skew2);
        }
        copy_weights(B, A);
        set_ints(mat(A, 0, 0, 'q'), M);
        set_ints(mat(B, 2, 0, 'q'), M);
        /* They agree up to a constant: read it off and scale. */
        fmpq_mat_init(X, 2, tokens);
        fmpq_init(c);
        set_ints(X, (slong[]){1, 2, 0, 3, 1, -1});
        exact_output(Y, A, X);
        exact_output(Z, B, X);
        fmpq_div(c, fmpq_mat_entry(Y, 0, 0), fmpq_mat_entry(Z, 0, 0));
        fmpq_set(fmpq_mat_entry(mat(B, 2, 0, 'v'), 0, 0), c);
        fmpq_set(fmpq_mat_entry(mat(B, 2, 0, 'v'), 1, 1), c);
        expect(A, B, FULG_TRUE, FULG_SAME_GRID);
        fmpq_clear(c);
        fmpq_mat_clear(X);
        fmpq_mat_clear(Y);
        fmpq_mat_clear(Z);
        fulg_weights_clear(A);
        fulg_weights_clear(B);
    }
}

/* A head split in two, and a wider hidden layer with a dead coordinate. */
static void
test_different_architectures(void **state)
{
    fulg_weights_t A, B;
    fulg_arch_t arch;
    fulg_domain_t Q;
    fulg_diag_t diag;
    fulg_rand_t rand;
    fulg_rand_init(rand, 11);
    plain_weights(A, 2, 2, 1, 2);
    fulg_weights_random(A, rand, 4, 1);
    fulg_arch_init(arch, 2);
    for (slong i = 0; i < 3; i++)
        arch->width[i] = i == 1 ? 3 : 2;
    for (slong i = 0; i < 2; i++)
    {
        arch->sub[i].head_dim = 1;
        arch->sub[i].heads = 2;
    }
    arch->tokens = 2;
    fulg_domain_init_fmpq(Q);
    assert_int_equal(fulg_weights_init(B, arch, Q, diag), FULG_OK);
    fulg_weights_random(B, rand, 4, 1);
    for (slong i = 0; i < 2; i++)
        for (slong h = 0; h < 2; h++)
            for (slong r = 0; r < 2; r++)
            {
                /* Both heads read as the head of A; the values are halved, and
                   the third hidden coordinate is not written. */
                fmpq_set(fmpq_mat_entry(mat(B, i, h, 'q'), 0, r),
                         fmpq_mat_entry(mat(A, i, 0, 'q'), 0, r));
                fmpq_set(fmpq_mat_entry(mat(B, i, h, 'k'), 0, r),
                         fmpq_mat_entry(mat(A, i, 0, 'k'), 0, r));
                for (slong s = 0; s < 2; s++)
                    fmpq_div_2exp(fmpq_mat_entry(mat(B, i, h, 'v'), r, s),
                                  fmpq_mat_entry(mat(A, i, 0, 'v'), r, s), 1);
                if (i == 0)
                    fmpq_zero(fmpq_mat_entry(mat(B, i, h, 'v'), 2, r));
            }
    expect(A, B, FULG_TRUE, FULG_SAME_LAYERS);
    fmpq_add_si(fmpq_mat_entry(mat(B, 0, 0, 'v'), 2, 0),
                fmpq_mat_entry(mat(B, 0, 0, 'v'), 2, 0), 1);
    expect(A, B, FULG_FALSE, FULG_SAME_WITNESS);
    fulg_arch_clear(arch);
    fulg_weights_clear(A);
    fulg_weights_clear(B);
}

static void
pnn_weights(fulg_weights_t W, slong depth, const slong *width, slong power)
{
    fulg_arch_t arch;
    fulg_domain_t Q;
    fulg_diag_t diag;
    fulg_arch_init(arch, depth);
    fulg_arch_make_pnn(arch);
    arch->tokens = 1;
    fulg_arch_set_all(arch, "power", power);
    for (slong i = 0; i <= depth; i++)
        arch->width[i] = width[i];
    fulg_domain_init_fmpq(Q);
    assert_int_equal(fulg_weights_init(W, arch, Q, diag), FULG_OK);
    fulg_arch_clear(arch);
}

/* Neurons permuted and scaled: W_i' = D P W_i, W_{i+1}' = W_{i+1} P^T D^-power;
   then a neuron split in two, against one of power 1 times as wide. */
static void
test_polynomial_networks(void **state)
{
    fulg_weights_t A, B;
    pnn_weights(A, 3, (slong[]){2, 2, 2, 1}, 2);
    set_ints(mat(A, 0, 0, 'w'), (slong[]){1, 2, 3, -1});
    set_ints(mat(A, 1, 0, 'w'), (slong[]){4, 9, -8, 1});
    set_ints(mat(A, 2, 0, 'w'), (slong[]){1, 5});
    copy_weights(B, A);
    set_ints(mat(B, 0, 0, 'w'), (slong[]){-6, 2, 3, 6});
    set_ints(mat(B, 1, 0, 'w'), (slong[]){9, 4, 1, -8});
    for (slong i = 0; i < 2; i++)
    {
        fmpq_div_2exp(fmpq_mat_entry(mat(B, 1, 0, 'w'), i, 0),
                      fmpq_mat_entry(mat(B, 1, 0, 'w'), i, 0), 2);
        fmpq_div_fmpz(fmpq_mat_entry(mat(B, 1, 0, 'w'), i, 1),
                      fmpq_mat_entry(mat(B, 1, 0, 'w'), i, 1), (fmpz[]){9});
    }
    expect(A, B, FULG_TRUE, FULG_SAME_LAYERS);
    set_ints(mat(B, 2, 0, 'w'), (slong[]){1, 4});
    expect(A, B, FULG_FALSE, FULG_SAME_WITNESS);
    fulg_weights_clear(A);
    fulg_weights_clear(B);

    /* Powers 2 and 3, scalings 2, 3 and 2, 1: the first are undone by squares, the
       second by a cube. */
    pnn_weights(A, 3, (slong[]){2, 2, 2, 1}, 2);
    pnn_weights(B, 3, (slong[]){2, 2, 2, 1}, 2);
    A->arch->sub[1].power = A->arch->sub[2].power = 3;
    B->arch->sub[1].power = B->arch->sub[2].power = 3;
    set_ints(mat(A, 0, 0, 'w'), (slong[]){1, 2, 3, -1});
    set_ints(mat(A, 1, 0, 'w'), (slong[]){4, 9, -8, 18});
    set_ints(mat(A, 2, 0, 'w'), (slong[]){8, 5});
    set_ints(mat(B, 0, 0, 'w'), (slong[]){2, 4, 9, -3});
    set_ints(mat(B, 1, 0, 'w'), (slong[]){2, 2, -2, 2});
    set_ints(mat(B, 2, 0, 'w'), (slong[]){1, 5});
    expect(A, B, FULG_TRUE, FULG_SAME_LAYERS);
    /* in the other order these are other functions */
    B->arch->sub[0].power = 3;
    B->arch->sub[1].power = B->arch->sub[2].power = 2;
    expect(A, B, FULG_FALSE, FULG_SAME_WITNESS);
    fulg_weights_clear(A);
    fulg_weights_clear(B);

    /* (x+y)^2 + (x-y)^2 = 2 x^2 + 2 y^2, squared again */
    pnn_weights(A, 2, (slong[]){2, 2, 1}, 2);
    pnn_weights(B, 2, (slong[]){2, 2, 1}, 2);
    set_ints(mat(A, 0, 0, 'w'), (slong[]){1, 1, 1, -1});
    set_ints(mat(A, 1, 0, 'w'), (slong[]){1, 1});
    set_ints(mat(B, 0, 0, 'w'), (slong[]){1, 0, 0, 1});
    set_ints(mat(B, 1, 0, 'w'), (slong[]){2, 2});
    expect(A, B, FULG_TRUE, FULG_SAME_LAYERS);
    fulg_weights_clear(A);
    fulg_weights_clear(B);
}

/* A lightning token is a polynomial network: x -> x^3 in both, compared where no
   structure is shared. */
static void
test_families(void **state)
{
    fulg_weights_t A, B;
    plain_weights(A, 1, 1, 1, 1);
    set_ints(mat(A, 0, 0, 'q'), (slong[]){2});
    set_ints(mat(A, 0, 0, 'k'), (slong[]){3});
    set_ints(mat(A, 0, 0, 'v'), (slong[]){5});
    pnn_weights(B, 2, (slong[]){1, 1, 1}, 3);
    set_ints(mat(B, 0, 0, 'w'), (slong[]){1});
    set_ints(mat(B, 1, 0, 'w'), (slong[]){30});
    expect(A, B, FULG_TRUE, FULG_SAME_GRID);
    set_ints(mat(B, 1, 0, 'w'), (slong[]){31});
    expect(A, B, FULG_FALSE, FULG_SAME_WITNESS);
    fulg_weights_clear(A);
    fulg_weights_clear(B);
}

/* Softmax: equal virtual weights prove equality, balls that do not meet prove the
   contrary. */
static void
test_softmax(void **state)
{
    fulg_weights_t A, B;
    fulg_change_t change;
    fulg_diag_t diag;
    fulg_rand_t rand;
    fulg_rand_init(rand, 21);
    plain_weights(A, 2, 2, 1, 2);
    fulg_weights_random(A, rand, 3, 2);
    fulg_arch_set_all(A->arch, "norm", FULG_NORM_SOFTMAX);
    copy_weights(B, A);
    random_change(change, A->arch, rand);
    assert_int_equal(fulg_change_apply(B, change, A, diag), FULG_OK);
    expect(A, B, FULG_TRUE, FULG_SAME_CHANGE);
    fmpq_add_si(fmpq_mat_entry(mat(B, 1, 0, 'k'), 0, 0),
                fmpq_mat_entry(mat(B, 1, 0, 'k'), 0, 0), 1);
    expect(A, B, FULG_FALSE, FULG_SAME_WITNESS);
    fulg_change_clear(change);
    fulg_weights_clear(A);
    fulg_weights_clear(B);
}

/* Twelve layers: the exponents 3^11 are compared, nothing is raised to them. */
static void
test_depth(void **state)
{
    fulg_weights_t A, B;
    fulg_rand_t rand;
    fulg_rand_init(rand, 2);
    plain_weights(A, 12, 2, 2, 2);
    for (slong i = 0; i < 12; i++)
    {
        set_ints(mat(A, i, 0, 'q'), (slong[]){1, 2, 0, 1});
        set_ints(mat(A, i, 0, 'k'), one2);
        set_ints(mat(A, i, 0, 'v'), one2);
    }
    copy_weights(B, A);
    set_ints(mat(B, 11, 0, 'q'), (slong[]){8, 16, 0, 8});
    set_ints(mat(B, 10, 0, 'k'), (slong[]){-1, 0, 0, -1});
    for (slong i = 0; i < 2; i++)
        fmpq_set_si(fmpq_mat_entry(mat(B, 11, 0, 'v'), i, i), -1, 8);
    expect(A, B, FULG_TRUE, FULG_SAME_CHANGE);
    set_ints(mat(B, 10, 0, 'k'), (slong[]){1, 0, 0, 1});
    expect(A, B, FULG_FALSE, FULG_SAME_WITNESS);
    fulg_weights_clear(A);
    fulg_weights_clear(B);
}

static void
test_refusals(void **state)
{
    fulg_weights_t A, B;
    fulg_same_t result;
    fulg_same_options_t options;
    fulg_diag_t diag;
    fulg_rand_t rand;
    fulg_rand_init(rand, 1);
    fulg_same_options_init(&options);
    plain_weights(A, 1, 2, 1, 2);
    plain_weights(B, 1, 3, 1, 2);
    assert_int_equal(fulg_fiber_same(result, A, B, rand, &options, diag),
                     FULG_PARSE);
    assert_non_null(strstr(diag->text, "inputs have width 2 and 3"));
    fulg_weights_clear(B);
    plain_weights(B, 1, 2, 1, 3);
    assert_int_equal(fulg_fiber_same(result, A, B, rand, &options, diag),
                     FULG_PARSE);
    assert_non_null(strstr(diag->text, "2 and 3 tokens"));
    fulg_weights_clear(A);
    fulg_weights_clear(B);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_moves_of_one_head),
    cmocka_unit_test(test_moves_of_heads),
    cmocka_unit_test(test_perturbations),
    cmocka_unit_test(test_exchange_of_key_and_value),
    cmocka_unit_test(test_collapse),
    cmocka_unit_test(test_collapse_exchanges_the_common_vector),
    cmocka_unit_test(test_one_token),
    cmocka_unit_test(test_zero),
    cmocka_unit_test(test_ranks_drop),
    cmocka_unit_test(test_skew_layers_of_width_two),
    cmocka_unit_test(test_different_architectures),
    cmocka_unit_test(test_polynomial_networks),
    cmocka_unit_test(test_families),
    cmocka_unit_test(test_softmax),
    cmocka_unit_test(test_depth),
    cmocka_unit_test(test_refusals),
};

FULG_TEST_MAIN(tests)
