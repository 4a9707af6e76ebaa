#include <string.h>

#include "graph.h"

void
fulg_verify_graph_init(fulg_verify_graph_t *G, uint64_t prime, slong bits,
                       uint64_t key)
{
    memset(G, 0, sizeof *G);
    G->bits = bits;
    G->key = key;
    if (bits == 0)
        fulg_verify_mod_init(&G->mod, prime);
    fulg_verify_graph_cut(G, 0);
}

void
fulg_verify_graph_init_symbols(fulg_verify_graph_t *G)
{
    memset(G, 0, sizeof *G);
    G->symbols = 1;
    fulg_verify_graph_cut(G, 0);
}

void
fulg_verify_graph_clear(fulg_verify_graph_t *G)
{
    if (G->bits > 0)
    {
        _arb_vec_clear(G->ball, G->room);
        _arb_vec_clear(G->ball_slope, G->room);
        _arb_vec_clear(G->ball_back, G->room);
    }
    flint_free(G->node);
    flint_free(G->value);
    flint_free(G->slope);
    flint_free(G->back);
}

void
fulg_verify_graph_cut(fulg_verify_graph_t *G, slong num)
{
    G->num = num;
    G->why = NULL;
    G->roots = 0;
    G->not_square = -1;
    G->num_exponents = 0;
}

static uint64_t *
more_words(uint64_t *list, slong room)
{
    return flint_realloc(list, (size_t) room * sizeof *list);
}

static arb_ptr
more_balls(arb_ptr list, slong old, slong room)
{
    list = flint_realloc(list, (size_t) room * sizeof *list);
    for (slong i = old; i < room; i++)
        arb_init(list + i);
    return list;
}

static slong
append(fulg_verify_graph_t *G, slong c, slong a, slong b,
       fulg_verify_node_kind_t kind)
{
    if (G->num == G->room)
    {
        const slong old = G->room;
        G->room = 2 * old + 1024;
        G->node = flint_realloc(G->node, (size_t) G->room * sizeof *G->node);
        if (G->bits > 0)
        {
            G->ball = more_balls(G->ball, old, G->room);
            G->ball_slope = more_balls(G->ball_slope, old, G->room);
            G->ball_back = more_balls(G->ball_back, old, G->room);
        }
        else if (!G->symbols)
        {
            G->value = more_words(G->value, G->room);
            G->slope = more_words(G->slope, G->room);
            G->back = more_words(G->back, G->room);
        }
    }
    G->node[G->num] = (fulg_verify_node_t){a, b, c, kind};
    return G->num++;
}

slong
fulg_verify_leaf(fulg_verify_graph_t *G)
{
    const slong n = append(G, -1, -1, -1, FULG_VERIFY_NUMBER);
    if (G->bits > 0)
        arb_zero(G->ball + n);
    else if (!G->symbols)
        G->value[n] = 0;
    return n;
}

slong
fulg_verify_constant(fulg_verify_graph_t *G, slong p, slong q)
{
    const slong n = fulg_verify_leaf(G);
    if (G->symbols)
    {
        G->node[n] = (fulg_verify_node_t){p, q, -1, FULG_VERIFY_RATIONAL};
        return n;
    }
    if (G->bits > 0)
    {
        arb_set_si(G->ball + n, p);
        arb_div_si(G->ball + n, G->ball + n, q, G->bits);
        return n;
    }
    G->value[n] = fulg_verify_set(q, &G->mod);
    if (G->value[n] == 0)
        G->why = "a constant of the network has no value mod the prime";
    G->value[n] = fulg_verify_mul(fulg_verify_set(p, &G->mod),
                                  fulg_verify_inv(G->value[n], &G->mod),
                                  &G->mod);
    return n;
}

slong
fulg_verify_muladd_node(fulg_verify_graph_t *G, slong c, slong a, slong b)
{
    const slong n = append(G, c, a, b, FULG_VERIFY_NUMBER);
    if (G->symbols)
        return n;
    if (G->bits > 0)
    {
        arb_mul(G->ball + n, G->ball + a, G->ball + b, G->bits);
        if (c >= 0)
            arb_add(G->ball + n, G->ball + n, G->ball + c, G->bits);
        return n;
    }
    G->value[n] = fulg_verify_mul(G->value[a], G->value[b], &G->mod);
    if (c >= 0)
        G->value[n] = fulg_verify_add(G->value[n], G->value[c], &G->mod);
    return n;
}

slong
fulg_verify_inverse(fulg_verify_graph_t *G, slong a)
{
    const slong n = append(G, -1, a, -1, FULG_VERIFY_INVERSE);
    if (G->symbols)
        return n;
    if (G->bits > 0)
    {
        if (arb_contains_zero(G->ball + a))
            G->why = "the bits do not tell a denominator from 0";
        arb_inv(G->ball + n, G->ball + a, G->bits);
        arb_mul(G->ball_slope + n, G->ball + n, G->ball + n, G->bits);
        arb_neg(G->ball_slope + n, G->ball_slope + n);
        return n;
    }
    if (G->value[a] == 0)
        G->why = "a denominator vanishes";
    G->value[n] = fulg_verify_inv(G->value[a], &G->mod);
    G->slope[n] = fulg_verify_sub(
        0, fulg_verify_mul(G->value[n], G->value[n], &G->mod), &G->mod);
    return n;
}

slong
fulg_verify_exponential(fulg_verify_graph_t *G, slong a)
{
    const slong n = append(G, -1, a, -1, FULG_VERIFY_EXPONENTIAL);
    if (G->symbols)
        return n;
    if (G->bits > 0)
    {
        arb_exp(G->ball + n, G->ball + a, G->bits);
        arb_set(G->ball_slope + n, G->ball + n);
        return n;
    }
    if (G->key == 0)
        G->why = "an exponential has no residue, and there is no key";
    G->value[n] = fulg_verify_draw(
        G->key, 1, fulg_verify_redc(G->value[a], &G->mod), &G->mod);
    G->slope[n] = G->value[n];
    return n;
}

/* The slope of 1/sqrt is -1/2 of its cube. */
slong
fulg_verify_inverse_root(fulg_verify_graph_t *G, slong a)
{
    const slong n = append(G, -1, a, -1, FULG_VERIFY_ROOT);
    uint64_t x, half;
    if (G->symbols)
        return n;
    if (G->bits > 0)
    {
        if (!arb_is_positive(G->ball + a))
            G->why = "the bits do not tell a mean square from 0";
        arb_rsqrt(G->ball + n, G->ball + a, G->bits);
        arb_pow_ui(G->ball_slope + n, G->ball + n, 3, G->bits);
        arb_mul_2exp_si(G->ball_slope + n, G->ball_slope + n, -1);
        arb_neg(G->ball_slope + n, G->ball_slope + n);
        return n;
    }
    x = fulg_verify_root(G->value[a], &G->mod);
    if (x == 0)
    {
        if (G->why == NULL && G->value[a] != 0)
            G->not_square = G->roots;
        G->why = "a mean square is not a square mod the prime, or 0";
    }
    if (G->key == 0)
        G->why = "a root has no residue, and there is no key";
    G->value[n] = fulg_verify_inv(x, &G->mod);
    half = fulg_verify_inv(fulg_verify_set(-2, &G->mod), &G->mod);
    G->slope[n] = fulg_verify_mul(
        half, fulg_verify_pow(G->value[n], 3, &G->mod), &G->mod);
    return n;
}

slong
fulg_verify_minus_middle(fulg_verify_graph_t *G, slong a)
{
    const slong n = fulg_verify_leaf(G);
    if (G->bits > 0)
    {
        arb_get_mid_arb(G->ball + n, G->ball + a);
        arb_neg(G->ball + n, G->ball + n);
    }
    return n;
}

/* ---- the sweep ------------------------------------------------------------------- */

static void
sweep_residues(fulg_verify_graph_t *G, slong last)
{
    const fulg_verify_mod_t *M = &G->mod;
    memset(G->back, 0, ((size_t) last + 1) * sizeof *G->back);
    G->back[last] = M->one;
    for (slong n = last; n >= 0; n--)
    {
        const fulg_verify_node_t *x = &G->node[n];
        const uint64_t w = G->back[n];
        if (w == 0)
            continue;
        if (x->c >= 0)
            G->back[x->c] = fulg_verify_add(G->back[x->c], w, M);
        if (x->a < 0)
            continue;
        G->back[x->a] = fulg_verify_add(
            G->back[x->a],
            fulg_verify_mul(w, x->b >= 0 ? G->value[x->b] : G->slope[n], M), M);
        if (x->b >= 0)
            G->back[x->b] = fulg_verify_add(
                G->back[x->b], fulg_verify_mul(w, G->value[x->a], M), M);
    }
}

void
fulg_verify_sweep(fulg_verify_graph_t *G, slong last)
{
    if (G->bits == 0)
    {
        sweep_residues(G, last);
        return;
    }
    _arb_vec_zero(G->ball_back, last + 1);
    arb_one(G->ball_back + last);
    for (slong n = last; n >= 0; n--)
    {
        const fulg_verify_node_t *x = &G->node[n];
        arb_ptr w = G->ball_back + n;
        if (arb_is_zero(w))
            continue;
        if (x->c >= 0)
            arb_add(G->ball_back + x->c, G->ball_back + x->c, w, G->bits);
        if (x->a < 0)
            continue;
        arb_addmul(G->ball_back + x->a, w,
                   x->b >= 0 ? G->ball + x->b : G->ball_slope + n, G->bits);
        if (x->b >= 0)
            arb_addmul(G->ball_back + x->b, w, G->ball + x->a, G->bits);
    }
}
