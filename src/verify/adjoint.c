#include <string.h>

#include "network.h"

/* The gradient of a matrix B in C = B Y from that of C: C' Y^T. */
static void
matrix_gradient(uint64_t *gradient, const fulg_verify_block_t *block,
                const uint64_t *C, const uint64_t *Y,
                const fulg_verify_weights_t *W)
{
    const slong t = W->tokens;
    fulg_verify_product(gradient + block->offset, 0, fulg_verify_view(C, t),
                        fulg_verify_transposed(Y, t), block->rows, block->cols,
                        t, &W->mod);
}

/* The gradient of Y in C = B Y: B^T C'. */
static void
back_through(uint64_t *Y, int add, const fulg_verify_block_t *block,
             const uint64_t *C, const fulg_verify_weights_t *W)
{
    const slong t = W->tokens;
    fulg_verify_product(
        Y, add, fulg_verify_transposed(W->entry + block->offset, block->cols),
        fulg_verify_view(C, t), block->cols, t, block->rows, &W->mod);
}

/* From the gradient of the weights to that of the scores: where w_kj = (1 +
   s_kj) / sum_j, it is (w'_kj - sum_i w'_ij w_ij) / sum_j; masked scores have
   none, and c times that for a key with c copies. */
static void
score_gradient(uint64_t *score, const fulg_verify_head_t *head,
               const fulg_verify_weights_t *W)
{
    const fulg_verify_mod_t *M = &W->mod;
    const slong t = W->tokens;
    for (slong j = 0; j < t; j++)
    {
        uint64_t mean = 0;
        for (slong k = 0; W->net->normalised && k < t; k++)
            mean = fulg_verify_add(
                mean,
                fulg_verify_mul(score[k * t + j], head->weight[k * t + j], M),
                M);
        for (slong k = 0; k < t; k++)
        {
            uint64_t *x = &score[k * t + j];
            if (W->net->causal && k > j)
                *x = 0;
            else if (W->net->normalised)
                *x = fulg_verify_mul(fulg_verify_sub(*x, mean, M),
                                     head->inverse[j], M);
            if (k == t - 1 && W->net->copies > 1)
                *x = fulg_verify_mul(*x, fulg_verify_set(W->net->copies, M), M);
        }
    }
}

/* Adds to T->back what the head sends to its input X, T->out being the gradient
   of the layer's output. */
static void
head_gradient(uint64_t *gradient, fulg_verify_tape_t *T,
              const fulg_verify_head_t *head, const uint64_t *X,
              const fulg_verify_block_t *block, const fulg_verify_weights_t *W)
{
    const fulg_verify_mod_t *M = &W->mod;
    const slong t = W->tokens, a = block->rows, d = block->cols;
    if (W->per_head == 4)
    {
        matrix_gradient(gradient, &block[2], T->out, head->inner, W);
        back_through(T->inner, 0, &block[2], T->out, W);
        matrix_gradient(gradient, &block[3], T->inner, head->mixed, W);
        back_through(T->side, 0, &block[3], T->inner, W);
    }
    else
    {
        matrix_gradient(gradient, &block[2], T->out, head->mixed, W);
        back_through(T->side, 0, &block[2], T->out, W);
    }
    /* mixed = X weight, with gradient side */
    fulg_verify_product(T->back, 1, fulg_verify_view(T->side, t),
                        fulg_verify_transposed(head->weight, t), d, t, t, M);
    fulg_verify_product(T->score, 0, fulg_verify_transposed(X, t),
                        fulg_verify_view(T->side, t), t, t, d, M);
    score_gradient(T->score, head, W);
    /* score = key^T query */
    fulg_verify_product(T->own, 0, fulg_verify_view(head->key, t),
                        fulg_verify_view(T->score, t), a, t, t, M);
    matrix_gradient(gradient, &block[0], T->own, X, W);
    back_through(T->back, 1, &block[0], T->own, W);
    fulg_verify_product(T->own, 0, fulg_verify_view(head->query, t),
                        fulg_verify_transposed(T->score, t), a, t, t, M);
    matrix_gradient(gradient, &block[1], T->own, X, W);
    back_through(T->back, 1, &block[1], T->own, W);
}

/* x = z^n in hidden layers, z = W x. */
static void
pnn_gradient(uint64_t *gradient, fulg_verify_tape_t *T, slong i,
             const fulg_verify_weights_t *W)
{
    const fulg_verify_mod_t *M = &W->mod;
    const fulg_verify_block_t *block = &W->block[W->first[i]];
    const uint64_t *z = T->head[i - 1].inner;
    for (slong j = 0; i < W->net->layers && j < block->rows; j++)
    {
        const slong n = W->net->power[i];
        const uint64_t slope = fulg_verify_mul(
            fulg_verify_set(n, M), fulg_verify_pow(z[j], (uint64_t) n - 1, M),
            M);
        T->out[j] = fulg_verify_mul(T->out[j], slope, M);
    }
    matrix_gradient(gradient, block, T->out, T->state[i - 1], W);
    back_through(T->back, 0, block, T->out, W);
}

void
fulg_verify_gradient(uint64_t *gradient, fulg_verify_tape_t *T,
                     const fulg_verify_weights_t *W, slong i, slong j)
{
    const fulg_verify_net_t *net = W->net;
    const slong l = net->layers, t = W->tokens;
    memset(T->out, 0, (size_t) (net->width[l] * t) * sizeof(uint64_t));
    for (slong k = 0; net->readout && k < t; k++)
        T->out[(k * net->readout + i - 1) * t + k] = W->mod.one;
    if (!net->readout)
        T->out[(i - 1) * t + j - 1] = W->mod.one;
    for (slong layer = l; layer >= 1; layer--)
    {
        const size_t size = (size_t) (net->width[layer - 1] * t);
        uint64_t *swap;
        if (net->pnn)
            pnn_gradient(gradient, T, layer, W);
        else if (net->residual)
            memcpy(T->back, T->out, size * sizeof(uint64_t));
        else
            memset(T->back, 0, size * sizeof(uint64_t));
        for (slong h = 0; !net->pnn && h < net->heads[layer]; h++)
        {
            const slong b = W->first[layer] + h * W->per_head;
            head_gradient(gradient, T, &T->head[b / W->per_head],
                          T->state[layer - 1], &W->block[b], W);
        }
        swap = T->out;
        T->out = T->back;
        T->back = swap;
    }
}
