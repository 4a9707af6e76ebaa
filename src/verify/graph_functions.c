#include "graph.h"

/* What a graph has in one of its two arithmetics only, and constants. */

slong
fulg_verify_normal(fulg_verify_graph_t *G, slong a)
{
    const slong n = fulg_verify_leaf(G);
    arb_t x;
    G->node[n].a = a;
    if (G->bits == 0)
    {
        G->why = G->symbols ? "the network has erf" : "erf has no residue";
        if (!G->symbols)
            G->slope[n] = 0;
        return n;
    }
    /* slope = e^(-a^2/2)/sqrt(2 pi), value = (1 + erf(a/sqrt 2))/2 */
    arb_init(x);
    arb_const_pi(x, G->bits);
    arb_mul_2exp_si(x, x, 1);
    arb_rsqrt(x, x, G->bits);
    arb_mul(G->ball_slope + n, G->ball + a, G->ball + a, G->bits);
    arb_mul_2exp_si(G->ball_slope + n, G->ball_slope + n, -1);
    arb_neg(G->ball_slope + n, G->ball_slope + n);
    arb_exp(G->ball_slope + n, G->ball_slope + n, G->bits);
    arb_mul(G->ball_slope + n, G->ball_slope + n, x, G->bits);
    arb_sqrt_ui(x, 2, G->bits);
    arb_div(x, G->ball + a, x, G->bits);
    arb_neg(x, x);
    arb_hypgeom_erfc(G->ball + n, x, G->bits);
    arb_mul_2exp_si(G->ball + n, G->ball + n, -1);
    arb_clear(x);
    return n;
}

slong
fulg_verify_relu(fulg_verify_graph_t *G, slong a)
{
    const slong n = fulg_verify_leaf(G);
    G->node[n].a = a;
    if (G->bits == 0)
    {
        G->why = G->symbols ? "the network has relu" : "residues have no sign";
        if (!G->symbols)
            G->slope[n] = 0;
        return n;
    }
    if (arb_contains_zero(G->ball + a))
        G->why = "the bits do not tell the sign of the argument of a relu";
    arb_set_si(G->ball_slope + n, arb_is_positive(G->ball + a));
    if (arb_is_positive(G->ball + a))
        arb_set(G->ball + n, G->ball + a);
    return n;
}

static uint64_t
gcd(uint64_t a, uint64_t b)
{
    while (b != 0)
    {
        const uint64_t c = a % b;
        a = b;
        b = c;
    }
    return a;
}

/* (c + i s)^n */
static void
turn(uint64_t *c, uint64_t *s, uint64_t n, const fulg_verify_mod_t *M)
{
    const uint64_t x = *c, y = *s;
    uint64_t u = M->one, v = 0;
    for (int bit = 63; bit >= 0; bit--)
    {
        const uint64_t w = fulg_verify_mul(u, v, M);
        u = fulg_verify_sub(fulg_verify_mul(u, u, M), fulg_verify_mul(v, v, M),
                            M);
        v = fulg_verify_add(w, w, M);
        if (n >> bit & 1)
        {
            const uint64_t z = fulg_verify_mul(u, x, M);
            const uint64_t q = fulg_verify_mul(v, y, M);
            v = fulg_verify_add(fulg_verify_mul(u, y, M),
                                fulg_verify_mul(v, x, M), M);
            u = fulg_verify_sub(z, q, M);
        }
    }
    *c = u;
    *s = v;
}

/* The angle is a multiple, by a power of ten, of 10^(-3 - f), f the fraction of
   8 m/size: of one point of the circle for each f (doc: sec-free-residues). */
static void
residue_angle(uint64_t *c, uint64_t *s, const fulg_verify_graph_t *G, slong m,
              slong size, slong position)
{
    const fulg_verify_mod_t *M = &G->mod;
    const uint64_t over = (uint64_t) (8 * m % size), all = (uint64_t) size;
    const uint64_t common = gcd(over, all);
    uint64_t what = (over / common << 32) + (all / common << 8);
    uint64_t power = (uint64_t) position, t, square, norm;
    for (slong k = 8 * m / size; k < 3; k++)
        power *= 10;
    do
    {
        t = fulg_verify_draw(G->key, 2, what++, M);
        square = fulg_verify_mul(t, t, M);
        norm = fulg_verify_add(M->one, square, M);
    } while (norm == 0);
    norm = fulg_verify_inv(norm, M);
    *c = fulg_verify_mul(fulg_verify_sub(M->one, square, M), norm, M);
    *s = fulg_verify_mul(fulg_verify_add(t, t, M), norm, M);
    turn(c, s, power, M);
}

void
fulg_verify_angle(fulg_verify_graph_t *G, slong *cosine, slong *sine, slong m,
                  slong size, slong position)
{
    fmpq_t exponent;
    arb_t x;
    *cosine = fulg_verify_leaf(G);
    *sine = fulg_verify_leaf(G);
    if (G->symbols)
    {
        G->node[*cosine] = (fulg_verify_node_t){m, size, position,
                                                FULG_VERIFY_COSINE};
        G->node[*sine] = (fulg_verify_node_t){m, size, position,
                                              FULG_VERIFY_SINE};
        return;
    }
    if (G->bits == 0)
    {
        if (G->key == 0)
            G->why = "an angle has no residue, and there is no key";
        residue_angle(&G->value[*cosine], &G->value[*sine], G, m, size,
                      position);
        return;
    }
    fmpq_init(exponent);
    arb_init(x);
    fmpq_set_si(exponent, -2 * m, (ulong) size);
    arb_set_ui(x, 10000);
    arb_pow_fmpq(x, x, exponent, G->bits);
    arb_mul_si(x, x, position, G->bits);
    arb_sin_cos(G->ball + *sine, G->ball + *cosine, x, G->bits);
    fmpq_clear(exponent);
    arb_clear(x);
}

slong
fulg_verify_sqrt8pi(fulg_verify_graph_t *G)
{
    const slong n = fulg_verify_leaf(G);
    if (G->symbols)
    {
        G->node[n].kind = FULG_VERIFY_SQRT8PI;
        return n;
    }
    if (G->bits == 0)
    {
        G->value[n] = fulg_verify_draw(G->key, 3, 0, &G->mod);
        return n;
    }
    arb_const_pi(G->ball + n, G->bits);
    arb_ui_div(G->ball + n, 8, G->ball + n, G->bits);
    arb_sqrt(G->ball + n, G->ball + n, G->bits);
    return n;
}
