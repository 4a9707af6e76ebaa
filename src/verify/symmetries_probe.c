#include <string.h>

#include "listed.h"

/* The derivatives of a network at a point mod 2^61 - 1, which refute most of what is no
   symmetry at once. */

#define PRIME ((UINT64_C(1) << 61) - 1)
#define KEY UINT64_C(0x6c6973746564)
/* Draws of a point: every mean square before a norm has to be a square. */
#define MOST_DRAWS 4096
/* Numbers in all draws, and in the sweeps of all outputs. */
#define MOST_NODES ((fulg_verify_wide_t) 1 << 25)
#define MOST_SWEPT ((fulg_verify_wide_t) 1 << 28)
#define MOST_WORDS ((fulg_verify_wide_t) 1 << 24)

/* Derivatives of all outputs; R has been run. */
static void
sweep(fulg_verify_probe_t *P, fulg_verify_graph_t *G,
      const fulg_verify_run_t *R)
{
    const slong *out = R->state[R->end];
    P->gradient = flint_calloc((size_t) (P->outputs * P->total),
                               sizeof(uint64_t));
    for (slong k = 0; k < P->outputs; k++)
        if (out[k] >= 0)
        {
            fulg_verify_sweep(G, out[k]);
            for (slong n = 0; n < P->total && n <= out[k]; n++)
                P->gradient[k * P->total + n] = G->back[n];
        }
}

void
fulg_verify_probe_init(fulg_verify_probe_t *P, const fulg_verify_weights_t *W)
{
    const fulg_verify_net_t *net = W->net;
    const slong leaves = W->total + net->sub[0].in * net->tokens;
    fulg_verify_graph_t G;
    fulg_verify_run_t R;
    fulg_verify_wide_t nodes = 0;
    uint64_t next = 0;
    slong draws = 0;
    memset(P, 0, sizeof *P);
    P->total = W->total;
    P->weight = flint_malloc((size_t) W->total * sizeof(uint64_t));
    fulg_verify_graph_init(&G, PRIME, 0, KEY);
    P->mod = G.mod;
    for (slong n = 0; n < leaves; n++)
        (void) fulg_verify_leaf(&G);
    fulg_verify_run_init(&R, &G, W);
    do
    {
        fulg_verify_graph_cut(&G, leaves);
        for (slong n = 0; n < leaves; n++)
            G.value[n] = fulg_verify_draw(KEY, 9, next++, &G.mod);
        fulg_verify_run(&R);
        nodes += (uint64_t) G.num;
    } while (G.why != NULL && ++draws < MOST_DRAWS && nodes < MOST_NODES);
    memcpy(P->weight, G.value, (size_t) W->total * sizeof(uint64_t));
    P->outputs = net->sub[net->num_subs - 1].out * net->tokens;
    if (G.why != NULL ||
        (fulg_verify_wide_t) P->outputs * (uint64_t) G.num > MOST_SWEPT ||
        (fulg_verify_wide_t) P->outputs * (uint64_t) P->total > MOST_WORDS)
        P->outputs = 0;
    sweep(P, &G, &R);
    fulg_verify_run_clear(&R);
    fulg_verify_graph_clear(&G);
}

void
fulg_verify_probe_clear(fulg_verify_probe_t *P)
{
    flint_free(P->weight);
    flint_free(P->gradient);
}

int
fulg_verify_probe_changes(const fulg_verify_probe_t *P,
                          const fulg_verify_entry_t *entry, slong num)
{
    const fulg_verify_mod_t *M = &P->mod;
    for (slong k = 0; k < P->outputs; k++)
    {
        uint64_t sum = 0;
        for (slong n = 0; n < num; n++)
        {
            uint64_t x = fulg_verify_set(entry[n].number, M);
            if (entry[n].from >= 0)
                x = fulg_verify_mul(x, P->weight[entry[n].from], M);
            x = fulg_verify_mul(x, P->gradient[k * P->total + entry[n].to], M);
            sum = fulg_verify_add(sum, x, M);
        }
        if (sum != 0)
            return 1;
    }
    return 0;
}
