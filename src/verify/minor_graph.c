#include <stdlib.h>
#include <string.h>

#include "graph.h"

/* Minors of networks with sublayers, mod a prime or in balls: derivatives by a sweep
   back through the graph of an evaluation. */

/* Multiplications, of words and of bits, that are worth waiting for. */
#define MAX_COST ((fulg_verify_wide_t) 1 << 40)
#define MAX_BALL_COST ((fulg_verify_wide_t) 1 << 44)

typedef struct
{
    const fulg_verify_minor_t *S;
    fulg_verify_graph_t G;
    fulg_verify_run_t R;
    uint64_t *matrix;
    arb_ptr balls;
} work_t;

/* The weights as leaves, and room for an input. */
static void
start(work_t *K)
{
    const fulg_verify_weights_t *W = &K->S->weights;
    const slong num = W->net->width[0] * W->net->tokens;
    for (slong e = 0; e < W->total + num; e++)
    {
        const slong n = fulg_verify_leaf(&K->G);
        if (e >= W->total)
            continue;
        if (W->bits > 0)
            arb_set(K->G.ball + n, W->ball + e);
        else
            K->G.value[n] = W->entry[e];
    }
    fulg_verify_run_init(&K->R, &K->G, W);
}

static int
evaluate(work_t *K, slong n, fulg_verify_why_t *why)
{
    const fulg_verify_weights_t *W = &K->S->weights;
    const slong leaves = W->total + W->net->width[0] * W->net->tokens;
    const int balls = W->bits > 0;
    fulg_verify_graph_cut(&K->G, leaves);
    if (!fulg_verify_minor_input(balls ? NULL : K->G.value + W->total,
                                 balls ? K->G.ball + W->total : NULL, K->S, n,
                                 why))
        return 0;
    fulg_verify_run(&K->R);
    if (K->G.why == NULL)
        return 1;
    return FULG_VERIFY_REFUSE(why, "input %ld: %s", (long) n, K->G.why);
}

static int
within_limits(const work_t *K, fulg_verify_why_t *why)
{
    const fulg_verify_wide_t s = (uint64_t) K->S->size;
    const fulg_verify_wide_t num = json_array_size(K->S->inputs) + s;
    const fulg_verify_wide_t cost = 3 * num * (uint64_t) K->G.num +
                                    2 * s * s * s;
    const fulg_verify_wide_t bits = (uint64_t) K->S->weights.bits;
    if (bits == 0 ? cost <= MAX_COST
                  : cost < (fulg_verify_wide_t) 1 << 62 &&
                        cost * bits <= MAX_BALL_COST)
        return 1;
    return FULG_VERIFY_GIVE_UP(
        why, "the work for this minor is beyond this checker's limits");
}

static void
fill_row(work_t *K, slong i)
{
    const fulg_verify_minor_t *S = K->S;
    const fulg_verify_net_t *net = S->weights.net;
    const slong *out = K->R.state[net->num_subs];
    const fulg_verify_row_t *row = &S->row[i];
    const slong n = out[(row->row - 1) * net->tokens + row->col - 1];
    if (n >= 0)
        fulg_verify_sweep(&K->G, n);
    for (slong c = 0; c < S->size; c++)
    {
        /* Weights that the output does not see come after it, or never. */
        const slong place = S->column[c];
        if (S->weights.bits > 0 && n >= 0)
            arb_set(K->balls + i * S->size + c, K->G.ball_back + place);
        else if (S->weights.bits == 0)
            K->matrix[i * S->size + c] = n >= 0 ? K->G.back[place] : 0;
    }
}

/* Every input is evaluated, so that no denominator vanishes anywhere. */
static int
fill(work_t *K, fulg_verify_why_t *why)
{
    const slong num = (slong) json_array_size(K->S->inputs);
    slong i = 0;
    for (slong n = 1; n <= num; n++)
    {
        if (!evaluate(K, n, why) || (n == 1 && !within_limits(K, why)))
            return 0;
        for (; i < K->S->size && K->S->row[i].input == n; i++)
            fill_row(K, i);
    }
    return 1;
}

static int
decide(work_t *K, fulg_verify_why_t *why)
{
    const slong bits = K->S->weights.bits;
    if (bits == 0)
        return fulg_verify_residues_invertible(K->matrix, K->S, why);
    if (fulg_verify_ball_invertible(K->balls, K->S->size, bits))
        return 1;
    return FULG_VERIFY_REFUSE(
        why, "%ld bits do not show that the minor is invertible", (long) bits);
}

int
fulg_verify_prove_graph(const fulg_verify_minor_t *S, fulg_verify_why_t *why)
{
    const slong size = S->size, bits = S->weights.bits;
    work_t K;
    int good;
    const fulg_verify_wide_t bytes = (fulg_verify_wide_t) size *
                                     (uint64_t) size *
                                     (bits ? 4 * fulg_verify_ball_bytes(bits)
                                           : 8);
    if (bytes > FULG_VERIFY_MAX_BYTES)
        return FULG_VERIFY_GIVE_UP(why,
                                   "a minor of size %ld is beyond this "
                                   "checker's limits",
                                   (long) size);
    if (!fulg_verify_graph_fits(S->weights.net, &S->weights, bits, why))
        return 0;
    memset(&K, 0, sizeof K);
    K.S = S;
    fulg_verify_graph_init(&K.G, bits ? 3 : S->weights.mod.p, bits, S->key);
    if (bits > 0)
        K.balls = _arb_vec_init(size * size);
    else
        K.matrix = flint_malloc((size_t) (size * size) * sizeof *K.matrix);
    start(&K);
    good = fill(&K, why) && decide(&K, why);
    fulg_verify_run_clear(&K.R);
    fulg_verify_graph_clear(&K.G);
    if (bits > 0)
        _arb_vec_clear(K.balls, size * size);
    flint_free(K.matrix);
    return good;
}
