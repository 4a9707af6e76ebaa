#include <string.h>

#include "graph.h"

/* A network with sublayers, as a graph.  Matrices of nodes are rows x t, row by row;
   -1 is a number that is 0 and has no node. */

void
fulg_verify_run_init(fulg_verify_run_t *R, fulg_verify_graph_t *G,
                     const fulg_verify_weights_t *W)
{
    R->G = G;
    R->W = W;
    R->t = W->net->tokens;
    R->first = 0;
    R->end = W->net->num_subs;
    R->state = flint_calloc((size_t) W->net->num_subs + 1, sizeof *R->state);
}

void
fulg_verify_run_clear(fulg_verify_run_t *R)
{
    for (slong j = 0; j <= R->W->net->num_subs; j++)
        flint_free(R->state[j]);
    flint_free(R->state);
}

/* ---- norms ------------------------------------------------------------------------ */

/* x becomes what the norm makes of a column: entries x[i * t], i < d. */
static void
normalise(fulg_verify_graph_t *G, slong *x, slong d, slong t, int centred)
{
    const slong part = fulg_verify_constant(G, 1, d);
    const slong minus = fulg_verify_constant(G, -1, d);
    slong sum = -1, root;
    for (slong i = 0; centred && i < d; i++)
        sum = fulg_verify_sum(G, sum, x[i * t]);
    for (slong i = 0; centred && i < d; i++)
        x[i * t] = fulg_verify_muladd_node(G, x[i * t], sum, minus);
    sum = -1;
    for (slong i = 0; i < d; i++)
        sum = fulg_verify_muladd_node(G, sum, x[i * t], x[i * t]);
    root = fulg_verify_inverse_root(G,
                                    fulg_verify_muladd_node(G, -1, sum, part));
    for (slong i = 0; i < d; i++)
        x[i * t] = fulg_verify_muladd_node(G, -1, x[i * t], root);
}

/* What sublayer j reads; the caller frees it.  A sublayer beside another takes the
   same roots if its norm is of the same kind. */
static slong *
read_state(fulg_verify_run_t *R, slong j, const slong *state)
{
    const fulg_verify_sub_t *s = &R->W->net->sub[j];
    const slong d = s->in, t = R->t;
    const slong owner = s->own_norm ? j : j - 1;
    const int again = s->parallel && j > 0 && s[-1].pre_norm == s->pre_norm;
    const fulg_verify_block_t *gain;
    slong *x = flint_malloc((size_t) (d * t) * sizeof *x);
    memcpy(x, state, (size_t) (d * t) * sizeof *x);
    if (s->pre_norm == FULG_VERIFY_NO_NORM)
        return x;
    for (slong n = 0; n < t && R->G->why == NULL; n++)
    {
        normalise(R->G, x + n, d, t, s->pre_norm == FULG_VERIFY_LAYER_NORM);
        R->G->roots += !again;
    }
    gain = fulg_verify_block(R->W, owner, "norm_gain", 0);
    for (slong i = 0; gain != NULL && i < d; i++)
        for (slong n = 0; n < t; n++)
            x[i * t + n] = fulg_verify_muladd_node(R->G, -1, x[i * t + n],
                                                   gain->offset + i);
    fulg_verify_shift(R, x, owner, "norm_shift", 0);
    return x;
}

/* ---- feed-forward ------------------------------------------------------------------ */

static void
note_exponent(fulg_verify_graph_t *G, slong a)
{
    if (G->exponent != NULL)
        G->exponent[G->num_exponents] = G->value[a];
    G->num_exponents++;
}

/* 1/(1 + e^-w) */
static slong
logistic(fulg_verify_graph_t *G, slong w)
{
    const slong minus = fulg_verify_constant(G, -1, 1);
    const slong one = fulg_verify_constant(G, 1, 1);
    note_exponent(G, w);
    return fulg_verify_inverse(
        G, fulg_verify_sum(G, one,
                           fulg_verify_exponential(
                               G, fulg_verify_muladd_node(G, -1, w, minus))));
}

/* sqrt(8/pi) (z + 0.044715 z^3) */
static slong
gelu_argument(fulg_verify_graph_t *G, slong z)
{
    const slong c = fulg_verify_constant(G, 44715, 1000000);
    const slong square = fulg_verify_muladd_node(G, -1, z, z);
    const slong one = fulg_verify_constant(G, 1, 1);
    const slong factor = fulg_verify_muladd_node(G, one, square, c);
    return fulg_verify_muladd_node(G, -1,
                                   fulg_verify_muladd_node(G, -1, z, factor),
                                   fulg_verify_sqrt8pi(G));
}

static slong
activate(fulg_verify_graph_t *G, slong z, int activation)
{
    slong w;
    switch (activation)
    {
        case FULG_VERIFY_RELU:
            return fulg_verify_relu(G, z);
        case FULG_VERIFY_GELU:
        case FULG_VERIFY_GEGLU:
            return fulg_verify_muladd_node(G, -1, z, fulg_verify_normal(G, z));
        case FULG_VERIFY_SIGMOID:
            return logistic(G, z);
        case FULG_VERIFY_TANH:
            w = logistic(G, fulg_verify_sum(G, z, z));
            return fulg_verify_sum(G, fulg_verify_constant(G, -1, 1),
                                   fulg_verify_sum(G, w, w));
        case FULG_VERIFY_QUICK_GELU:
            w = fulg_verify_muladd_node(G, -1, z,
                                        fulg_verify_constant(G, 851, 500));
            break;
        case FULG_VERIFY_GELU_NEW:
        case FULG_VERIFY_GEGLU_NEW:
            w = gelu_argument(G, z);
            break;
        default:
            w = z;
    }
    return fulg_verify_muladd_node(G, -1, z, logistic(G, w));
}

static void
feed_forward(fulg_verify_run_t *R, slong j, slong *y, const slong *x)
{
    const fulg_verify_sub_t *s = &R->W->net->sub[j];
    const slong num = s->hidden * R->t;
    slong *up = fulg_verify_nothing(num), *gate = fulg_verify_nothing(num);
    fulg_verify_apply(R, up, j, "up", 0, x);
    fulg_verify_shift(R, up, j, "up_bias", 0);
    if (s->gated)
    {
        fulg_verify_apply(R, gate, j, "gate", 0, x);
        fulg_verify_shift(R, gate, j, "gate_bias", 0);
    }
    for (slong i = 0; i < num; i++)
        up[i] = s->gated ? fulg_verify_muladd_node(
                               R->G, -1, up[i],
                               activate(R->G, gate[i], s->activation))
                         : activate(R->G, up[i], s->activation);
    fulg_verify_apply(R, y, j, "down", 0, up);
    flint_free(up);
    flint_free(gate);
}

/* Nodes at most: a product for every weight and token, and in attention the scores,
   what is made of them, and the mixture. */
static fulg_verify_wide_t
nodes(const fulg_verify_net_t *net, const fulg_verify_weights_t *W)
{
    const fulg_verify_wide_t t = (uint64_t) net->tokens;
    fulg_verify_wide_t num = 0;
    for (slong b = 0; b < W->num; b++)
        num += (fulg_verify_wide_t) (W->block[b].rows * W->block[b].cols) *
               (2 * (uint64_t) W->net->sub[W->block[b].sub].heads + 4) * t;
    for (slong j = 0; j < net->num_subs; j++)
    {
        const fulg_verify_sub_t *s = &net->sub[j];
        const fulg_verify_wide_t rows = (uint64_t) s->rows +
                                        12 * (uint64_t) s->turned +
                                        (uint64_t) (s->values ? s->values
                                                              : s->out) +
                                        8;
        num += (uint64_t) s->heads * rows * t * t +
               32 * ((uint64_t) s->hidden + (uint64_t) s->in) * t;
    }
    return num;
}

#define MAX_NODES ((fulg_verify_wide_t) 1 << 25)

int
fulg_verify_graph_fits(const fulg_verify_net_t *net,
                       const fulg_verify_weights_t *W, slong bits,
                       fulg_verify_why_t *why)
{
    const fulg_verify_wide_t num = nodes(net, W);
    if (num <= MAX_NODES &&
        (bits == 0 ||
         num * 3 * fulg_verify_ball_bytes(bits) <= FULG_VERIFY_MAX_BYTES))
        return 1;
    return FULG_VERIFY_GIVE_UP(
        why, "the model network is beyond this checker's limits");
}

/* ---- the network -------------------------------------------------------------------- */

void
fulg_verify_run(fulg_verify_run_t *R)
{
    const fulg_verify_net_t *net = R->W->net;
    const slong rows = R->first ? net->sub[R->first].in : net->width[0];
    const slong inputs = rows * R->t;
    slong source = R->first;
    for (slong j = 0; j <= net->num_subs; j++)
    {
        flint_free(R->state[j]);
        R->state[j] = NULL;
    }
    R->state[R->first] = fulg_verify_nothing(inputs);
    for (slong e = 0; e < inputs; e++)
        R->state[R->first][e] = R->W->total + e;
    for (slong j = R->first; j < R->end && R->G->why == NULL; j++)
    {
        const fulg_verify_sub_t *s = &net->sub[j];
        slong *y = fulg_verify_nothing(s->out * R->t), *x;
        source = s->parallel ? source : j;
        if (s->residual)
            memcpy(y, R->state[j], (size_t) (s->out * R->t) * sizeof *y);
        R->state[j + 1] = y;
        x = read_state(R, j, R->state[source]);
        if (R->G->why == NULL && s->attention)
            fulg_verify_attend(R, j, y, x);
        else if (R->G->why == NULL)
            feed_forward(R, j, y, x);
        fulg_verify_shift(R, y, j, "output_bias", 0);
        flint_free(x);
    }
}
