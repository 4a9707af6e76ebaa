#include <stdlib.h>
#include <string.h>

#include "network.h"

/* Words of one tape: one GiB. */
#define MAX_WORDS (WORD(1) << 27)

/* Hands out the parts of one allocation; with no memory yet it only counts. */
typedef struct
{
    uint64_t *memory;
    fulg_verify_wide_t used;
} arena_t;

static uint64_t *
take_words(arena_t *A, fulg_verify_wide_t size)
{
    uint64_t *part = A->memory ? A->memory + (size_t) A->used : NULL;
    A->used += size;
    return part;
}

static uint64_t *
take(arena_t *A, slong rows, slong cols)
{
    return take_words(A, (fulg_verify_wide_t) rows * (uint64_t) cols);
}

void
fulg_verify_scratch(fulg_verify_wide_t size[FULG_VERIFY_SCRATCH],
                    const fulg_verify_weights_t *W)
{
    const fulg_verify_net_t *net = W->net;
    const fulg_verify_wide_t t = (uint64_t) W->tokens;
    slong width = net->width[0], a = 1, v = 1;
    for (slong i = 1; i <= net->layers; i++)
    {
        if (net->width[i] > width)
            width = net->width[i];
        if (net->head_dim != NULL && net->head_dim[i] > a)
            a = net->head_dim[i];
        if (net->value_dim != NULL && net->value_dim[i] > v)
            v = net->value_dim[i];
    }
    size[0] = size[1] = size[2] = t * (uint64_t) width;
    size[3] = t * t;
    size[4] = t * (uint64_t) a;
    size[5] = t * (uint64_t) v;
}

static void
lay_out_head(fulg_verify_head_t *head, arena_t *A,
             const fulg_verify_weights_t *W, slong i)
{
    const fulg_verify_net_t *net = W->net;
    const slong t = W->tokens;
    memset(head, 0, sizeof *head);
    if (net->pnn)
    {
        head->inner = take(A, net->width[i], 1);
        return;
    }
    head->query = take(A, net->head_dim[i], t);
    head->key = take(A, net->head_dim[i], t);
    head->weight = take(A, t, t);
    head->inverse = take(A, 1, t);
    head->mixed = take(A, net->width[i - 1], t);
    if (net->value_dim != NULL)
        head->inner = take(A, net->value_dim[i], t);
}

static void
lay_out(fulg_verify_tape_t *T, arena_t *A, const fulg_verify_weights_t *W)
{
    const fulg_verify_net_t *net = W->net;
    uint64_t **part[FULG_VERIFY_SCRATCH] = {&T->out,   &T->back, &T->side,
                                            &T->score, &T->own,  &T->inner};
    fulg_verify_wide_t size[FULG_VERIFY_SCRATCH];
    slong next = 0;
    for (slong i = 0; i <= net->layers; i++)
    {
        T->state[i] = take(A, net->width[i], W->tokens);
        for (slong h = 0; i > 0 && h < (net->pnn ? 1 : net->heads[i]); h++)
            lay_out_head(&T->head[next++], A, W, i);
    }
    fulg_verify_scratch(size, W);
    for (int n = 0; n < FULG_VERIFY_SCRATCH; n++)
        *part[n] = take_words(A, size[n]);
}

int
fulg_verify_tape_init(fulg_verify_tape_t *T, const fulg_verify_weights_t *W,
                      fulg_verify_why_t *why)
{
    const size_t heads = (size_t) (W->num / W->per_head);
    arena_t A = {NULL, 0};
    T->memory = NULL;
    T->state = flint_malloc(((size_t) W->net->layers + 1) * sizeof *T->state);
    T->head = flint_malloc(heads * sizeof *T->head);
    lay_out(T, &A, W);
    if (A.used > MAX_WORDS)
        return FULG_VERIFY_GIVE_UP(
            why, "the model network is beyond this checker's limits");
    A.memory = T->memory = malloc((size_t) A.used * sizeof(uint64_t));
    if (A.memory == NULL)
        return FULG_VERIFY_GIVE_UP(why, "no memory for the model network");
    A.used = 0;
    lay_out(T, &A, W);
    return 1;
}

void
fulg_verify_tape_clear(fulg_verify_tape_t *T)
{
    free(T->memory);
    flint_free(T->state);
    flint_free(T->head);
}

slong
fulg_verify_cost(const fulg_verify_weights_t *W)
{
    const fulg_verify_net_t *net = W->net;
    const fulg_verify_wide_t t = (uint64_t) W->tokens;
    fulg_verify_wide_t cost = 3 * t * (uint64_t) W->total;
    for (slong i = 1; i <= net->layers; i++)
    {
        const fulg_verify_wide_t d = (uint64_t) net->width[i - 1];
        if (net->pnn)
            cost += 256 * (fulg_verify_wide_t) (uint64_t) net->width[i];
        else
            cost += (uint64_t) net->heads[i] * t *
                    (128 + 3 * t * (d + (uint64_t) net->head_dim[i]));
    }
    return cost >> 62 != 0 ? WORD(1) << 62 : (slong) cost;
}

/* The weights from the scores: masked, and if affine (1 + s) over its column
   sum, where the last key counts as often as it has copies. */
static int
normalise(fulg_verify_head_t *head, const fulg_verify_weights_t *W)
{
    const fulg_verify_mod_t *M = &W->mod;
    const slong t = W->tokens;
    for (slong j = 0; j < t; j++)
    {
        uint64_t sum = 0;
        for (slong k = 0; k < t; k++)
        {
            uint64_t *x = &head->weight[k * t + j];
            if (W->net->causal && k > j)
                *x = 0;
            else if (W->net->normalised)
                *x = fulg_verify_add(*x, M->one, M);
            if (k == t - 1 && W->net->copies > 1)
                *x = fulg_verify_mul(*x, fulg_verify_set(W->net->copies, M), M);
            sum = fulg_verify_add(sum, *x, M);
        }
        if (!W->net->normalised)
            continue;
        if (sum == 0)
            return 0;
        head->inverse[j] = fulg_verify_inv(sum, M);
        for (slong k = 0; k < t; k++)
            head->weight[k * t + j] = fulg_verify_mul(head->weight[k * t + j],
                                                      head->inverse[j], M);
    }
    return 1;
}

static int
evaluate_head(fulg_verify_head_t *head, uint64_t *Y, const uint64_t *X,
              const fulg_verify_block_t *block, const fulg_verify_weights_t *W)
{
    const fulg_verify_mod_t *M = &W->mod;
    const slong t = W->tokens, a = block->rows, d = block->cols;
    const uint64_t *Q = W->entry + block[0].offset;
    const uint64_t *K = W->entry + block[1].offset;
    const fulg_verify_block_t *last = block + W->per_head - 1;
    const uint64_t *mixed = head->mixed;
    fulg_verify_product(head->query, 0, fulg_verify_view(Q, d),
                        fulg_verify_view(X, t), a, t, d, M);
    fulg_verify_product(head->key, 0, fulg_verify_view(K, d),
                        fulg_verify_view(X, t), a, t, d, M);
    fulg_verify_product(head->weight, 0, fulg_verify_transposed(head->key, t),
                        fulg_verify_view(head->query, t), t, t, a, M);
    if (!normalise(head, W))
        return 0;
    fulg_verify_product(head->mixed, 0, fulg_verify_view(X, t),
                        fulg_verify_view(head->weight, t), d, t, t, M);
    if (last->letter == 'u')
    {
        fulg_verify_product(head->inner, 0,
                            fulg_verify_view(W->entry + last->offset, d),
                            fulg_verify_view(mixed, t), last->rows, t, d, M);
        mixed = head->inner;
        last--;
    }
    fulg_verify_product(
        Y, 1, fulg_verify_view(W->entry + last->offset, last->cols),
        fulg_verify_view(mixed, t), last->rows, t, last->cols, M);
    return 1;
}

static void
evaluate_pnn(fulg_verify_head_t *head, uint64_t *Y, const uint64_t *X, slong i,
             const fulg_verify_weights_t *W)
{
    const fulg_verify_block_t *block = &W->block[W->first[i]];
    fulg_verify_product(
        head->inner, 0, fulg_verify_view(W->entry + block->offset, block->cols),
        fulg_verify_view(X, 1), block->rows, 1, block->cols, &W->mod);
    for (slong j = 0; j < block->rows; j++)
        Y[j] = i == W->net->layers
                   ? head->inner[j]
                   : fulg_verify_pow(head->inner[j],
                                     (uint64_t) W->net->power[i], &W->mod);
}

int
fulg_verify_evaluate(fulg_verify_tape_t *T, const fulg_verify_weights_t *W,
                     fulg_verify_why_t *why)
{
    const fulg_verify_net_t *net = W->net;
    for (slong i = 1; i <= net->layers; i++)
    {
        const uint64_t *X = T->state[i - 1];
        uint64_t *Y = T->state[i];
        const slong size = net->width[i] * W->tokens;
        if (net->pnn)
        {
            evaluate_pnn(&T->head[i - 1], Y, X, i, W);
            continue;
        }
        if (net->residual)
            memcpy(Y, X, (size_t) size * sizeof *Y);
        else
            memset(Y, 0, (size_t) size * sizeof *Y);
        for (slong h = 0; h < net->heads[i]; h++)
        {
            const slong b = W->first[i] + h * W->per_head;
            if (!evaluate_head(&T->head[b / W->per_head], Y, X, &W->block[b],
                               W))
                return FULG_VERIFY_REFUSE(
                    why,
                    "a denominator of layer %ld, head %ld vanishes "
                    "modulo the prime",
                    (long) i, (long) h + 1);
        }
    }
    return 1;
}
