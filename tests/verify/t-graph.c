/* The judge's evaluation of transformers against the engine's, entry by entry: mod a
   prime with free exponentials, and in balls. */
#include <string.h>

#include "graph.h"
#include "transformers.h"

/* The judge's point: the same weights and input as the engine's. */
typedef struct
{
    json_t *json;
    fulg_verify_net_t net;
    fulg_verify_weights_t W;
    fulg_verify_graph_t G;
    fulg_verify_run_t R;
} judge_t;

static void
judge_init(judge_t *J, const fulg_arch_t arch, ulong prime, slong bits,
           ulong key)
{
    fulg_verify_why_t why = {.beyond = 0};
    const fulg_verify_block_t *last;
    memset(J, 0, sizeof *J);
    J->json = fulg_arch_json(arch);
    if (!fulg_verify_net_init(&J->net, J->json, "the network", &why))
        fail_msg("%s", why.text->text);
    J->net.copies = arch->copies;
    J->W.net = &J->net;
    J->W.tokens = arch->tokens;
    J->W.bits = bits;
    assert_true(fulg_verify_blocks(&J->W, &why));
    last = &J->W.block[J->W.num - 1];
    J->W.total = last->offset + last->rows * last->cols;
    fulg_verify_graph_init(&J->G, bits ? 3 : prime, bits, key);
    for (slong n = 0; n < J->W.total + arch->width[0] * arch->tokens; n++)
        (void) fulg_verify_leaf(&J->G);
    fulg_verify_run_init(&J->R, &J->G, &J->W);
}

static void
judge_clear(judge_t *J)
{
    fulg_verify_run_clear(&J->R);
    fulg_verify_graph_clear(&J->G);
    flint_free(J->W.block);
    fulg_verify_net_clear(&J->net);
    json_decref(J->json);
}

/* The judge's place of weight e of a block, by its name. */
static slong
place_of(const judge_t *J, const fulg_block_t *block, slong e)
{
    char name[FULG_ARCH_NAME_SIZE];
    slong place;
    fulg_arch_weight_name(name, block, e / block->cols, e % block->cols);
    place = fulg_verify_weight_place(&J->W, name);
    if (place < 0)
        fail_msg("the judge does not know %s", name);
    return place;
}

static void
set_leaf(judge_t *J, slong n, const fulg_mat_struct *A, slong i, slong j)
{
    if (J->G.bits > 0)
        arb_set(J->G.ball + n, arb_mat_entry(A->arb, i, j));
    else
        J->G.value[n] = fulg_verify_set((int64_t) nmod_mat_entry(A->nmod, i, j),
                                        &J->G.mod);
}

static void
set_point(judge_t *J, const fulg_weights_t W, const fulg_mat_struct *X)
{
    const slong t = J->W.tokens;
    for (slong b = 0; b < W->num; b++)
        for (slong e = 0; e < W->block[b].rows * W->block[b].cols; e++)
            set_leaf(J, place_of(J, &W->block[b], e), &W->mat[b],
                     e / W->block[b].cols, e % W->block[b].cols);
    for (slong e = 0; e < J->net.width[0] * t; e++)
        set_leaf(J, J->W.total + e, X, e / t, e % t);
}

static int
agrees(const judge_t *J, slong node, const fulg_mat_struct *A, slong i, slong j,
       int back)
{
    if (J->G.bits > 0)
        return arb_overlaps((back ? J->G.ball_back : J->G.ball) + node,
                            arb_mat_entry(A->arb, i, j));
    return fulg_verify_redc((back ? J->G.back : J->G.value)[node], &J->G.mod) ==
           nmod_mat_entry(A->nmod, i, j);
}

/* Derivatives by all weights, of all outputs. */
static void
compare(judge_t *J, const fulg_weights_t W, const fulg_mat_struct *D)
{
    const slong *out = J->R.state[J->net.num_subs];
    const slong num = W->arch->width[W->arch->depth] * W->arch->tokens;
    for (slong r = 0; r < num; r++)
    {
        fulg_verify_sweep(&J->G, out[r]);
        for (slong b = 0; b < W->num; b++)
            for (slong e = 0; e < W->block[b].rows * W->block[b].cols; e++)
                if (!agrees(J, place_of(J, &W->block[b], e), D, r,
                            W->block[b].offset + e, 1))
                    fail_msg("row %ld, block %c, entry %ld of %s", (long) r,
                             W->block[b].kind, (long) e,
                             json_dumps(J->json, 0));
    }
}

/* One point; 0 when the network is not defined there, which both say. */
static int
compare_at(const fulg_arch_t arch, const fulg_domain_t D, ulong key,
           fulg_rand_t rand)
{
    const slong rows = arch->width[arch->depth] * arch->tokens;
    const int balls = D->bits > 0;
    fulg_weights_t W;
    fulg_mat_t X, J;
    fulg_diag_t diag;
    judge_t judge;
    int defined;
    assert_int_equal(fulg_weights_init(W, arch, D, diag), FULG_OK);
    fulg_weights_random(W, rand, balls ? 3 : WORD(1) << 50, balls ? 4 : 1);
    D->ops->init(X, arch->width[0], arch->tokens, D);
    D->ops->init(J, rows, W->parameters, D);
    fulg_weights_mat_random(X, rand, balls ? 3 : WORD(1) << 50, balls ? 4 : 1,
                            D);
    judge_init(&judge, arch, D->prime, D->bits, key);
    set_point(&judge, W, X);
    fulg_verify_run(&judge.R);
    defined = fulg_eval_jacobian(J, 0, W, X, diag) == FULG_OK;
    if (!balls)
        assert_int_equal(judge.G.why == NULL, defined);
    defined = defined && judge.G.why == NULL;
    if (defined)
        compare(&judge, W, J);
    judge_clear(&judge);
    D->ops->clear(X);
    D->ops->clear(J);
    fulg_weights_clear(W);
    return defined;
}

static int
has_copies(const fulg_arch_t arch)
{
    for (slong i = 0; i < arch->depth; i++)
        if (arch->sub[i].kind == FULG_KIND_ATTENTION && arch->sub[i].causal)
            return 0;
    return 1;
}

static void
test_residues(void **state)
{
    fulg_rand_t rand;
    slong compared = 0;
    fulg_test_rand(rand, "graph_residues");
    for (slong round = 0; round < fulg_test_rounds(200); round++)
    {
        const ulong key = 1 + (fulg_rand_limb(rand) >> 2);
        fulg_arch_t arch;
        fulg_domain_t D;
        fulg_test_transformer(arch, rand, 1);
        if (has_copies(arch))
            arch->copies = fulg_test_between(rand, 1, 3);
        for (slong i = 0; i < arch->depth && round % 3 == 0; i++)
            if (arch->sub[i].kind == FULG_KIND_ATTENTION)
                arch->sub[i].norm = round % 2 ? FULG_NORM_AFFINE
                                              : FULG_NORM_NONE;
        fulg_domain_init_free(D,
                              round % 2 ? fulg_exact_prime_small(rand)
                                        : fulg_exact_prime_random(rand),
                              key);
        for (int n = 0, found = 0; n < 40 && !found; n++)
            compared += found = compare_at(arch, D, key, rand);
        fulg_arch_clear(arch);
    }
    assert_true(compared > 0);
}

static void
test_balls(void **state)
{
    fulg_rand_t rand;
    slong compared = 0;
    fulg_domain_t D;
    fulg_domain_init_arb(D, 128);
    fulg_test_rand(rand, "graph_balls");
    for (slong round = 0; round < fulg_test_rounds(60); round++)
    {
        fulg_arch_t arch;
        fulg_test_transformer(arch, rand, 0);
        compared += compare_at(arch, D, 0, rand);
        fulg_arch_clear(arch);
    }
    assert_true(compared > 0);
}

static const struct CMUnitTest tests[] = {cmocka_unit_test(test_residues),
                                          cmocka_unit_test(test_balls)};

FULG_TEST_MAIN(tests)
