/* Grouped keys and values against ordinary heads that repeat them. */
#include "transformers.h"

/* 1 when heads share matrices of this kind in a group. */
static int
is_shared(char kind)
{
    return strchr("kKuU", kind) != NULL;
}

/* The matrix of head h of V is that of the head, or the group, of W. */
static fulg_mat_struct *
twin(const fulg_weights_t V, const fulg_block_t *block, slong h, slong share)
{
    if (is_shared(block->kind))
        h += block->head * share;
    else
        h = block->head;
    return fulg_weights_mat(V, block->layer, h, block->kind);
}

/* Column col of J less the sum of those of L that stand for it. */
static void
subtract_column(nmod_mat_t J, slong col, const nmod_mat_t L, slong other)
{
    for (slong r = 0; r < nmod_mat_nrows(J); r++)
        nmod_mat_entry(J, r, col) = nmod_sub(
            nmod_mat_entry(J, r, col), nmod_mat_entry(L, r, other), J->mod);
}

/* V, with a key and value for every head, becomes W, with those of groups. */
static void
repeat_groups(fulg_weights_t V, const fulg_weights_t W, slong share)
{
    for (slong b = 0; b < W->num; b++)
        for (slong h = 0; h < (is_shared(W->block[b].kind) ? share : 1); h++)
            nmod_mat_set(twin(V, &W->block[b], h, share)->nmod, W->mat[b].nmod);
}

/* J (of W) less L (of V) times the matrix that repeats keys and values. */
static void
subtract_repeated(nmod_mat_t J, const nmod_mat_t L, const fulg_weights_t W,
                  const fulg_weights_t V, slong share)
{
    for (slong b = 0; b < W->num; b++)
        for (slong h = 0; h < (is_shared(W->block[b].kind) ? share : 1); h++)
        {
            const slong at = twin(V, &W->block[b], h, share) - V->mat;
            for (slong n = 0; n < W->block[b].rows * W->block[b].cols; n++)
                subtract_column(J, W->block[b].offset + n, L,
                                V->block[at].offset + n);
        }
}

/* A group of heads is what ordinary heads with repeated keys and values are: the
   derivative of the one is that of the other along repeated changes. */
static void
test_groups(void **state)
{
    fulg_rand_t rand;
    slong done = 0;
    fulg_test_rand(rand, "groups");
    while (done < fulg_test_rounds(30))
    {
        fulg_arch_t arch, plain;
        fulg_domain_t D;
        fulg_weights_t W, V;
        fulg_mat_t X, J, L;
        fulg_diag_t diag;
        slong rows, share;
        fulg_test_transformer(arch, rand, 1);
        if (fulg_test_has_many_norms(arch) || arch->sub[0].kv_heads == 0)
        {
            fulg_arch_clear(arch);
            continue;
        }
        rows = arch->width[0] * arch->tokens;
        share = arch->sub[0].heads / arch->sub[0].kv_heads;
        fulg_arch_init(plain, 1);
        fulg_arch_set(plain, arch);
        for (slong i = 0; i < plain->depth; i++)
            plain->sub[i].kv_heads = 0;
        fulg_domain_init_free(D, fulg_exact_prime_random(rand),
                              fulg_rand_limb(rand));
        assert_int_equal(fulg_weights_init(W, arch, D, diag), FULG_OK);
        assert_int_equal(fulg_weights_init(V, plain, D, diag), FULG_OK);
        fulg_weights_random(W, rand, WORD(1) << 50, 1);
        repeat_groups(V, W, share);
        D->ops->init(J, rows, W->parameters, D);
        D->ops->init(L, rows, V->parameters, D);
        D->ops->init(X, arch->width[0], arch->tokens, D);
        do
            fulg_weights_mat_random(X, rand, WORD(1) << 50, 1, D);
        while (fulg_eval_jacobian(J, 0, W, X, diag) != FULG_OK);
        assert_int_equal(fulg_eval_jacobian(L, 0, V, X, diag), FULG_OK);
        assert_true(W->parameters < V->parameters);
        assert_false(nmod_mat_is_zero(J->nmod));
        subtract_repeated(J->nmod, L->nmod, W, V, share);
        assert_true(nmod_mat_is_zero(J->nmod));
        D->ops->clear(J);
        D->ops->clear(L);
        D->ops->clear(X);
        fulg_weights_clear(W);
        fulg_weights_clear(V);
        fulg_arch_clear(plain);
        fulg_arch_clear(arch);
        done++;
    }
}

static const struct CMUnitTest tests[] = {cmocka_unit_test(test_groups)};

FULG_TEST_MAIN(tests)
