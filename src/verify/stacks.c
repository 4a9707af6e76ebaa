#include "impl.h"

/* Lightning stacks without residual in which some layer has several heads. */

/* What is known of the stack before its layers are counted. */
typedef struct
{
    slong *r;
    slong *alpha;
    int *symmetric;
} ranks_t;

static void
ranks_init(ranks_t *S, const fulg_verify_net_t *net)
{
    const size_t num = (size_t) net->layers + 1;
    S->r = flint_malloc(num * sizeof(slong));
    S->alpha = flint_malloc(num * sizeof(slong));
    S->symmetric = flint_malloc(num * sizeof(int));
    fulg_verify_virtual_ranks(S->r, S->alpha, net);
    fulg_verify_collapses(S->symmetric, S->r, S->alpha, net);
}

static void
ranks_clear(ranks_t *S)
{
    flint_free(S->r);
    flint_free(S->alpha);
    flint_free(S->symmetric);
}

/* z = h (rows + cols - h) where h is the least of the three */
static void
low_rank(fmpz_t z, const fmpz_t rows, const fmpz_t cols, slong h)
{
    fmpz_t rank;
    fmpz_init_set_si(rank, h);
    fulg_verify_min_fmpz(rank, rows);
    fulg_verify_min_fmpz(rank, cols);
    fmpz_add(z, rows, cols);
    fmpz_sub(z, z, rank);
    fmpz_mul(z, z, rank);
    fmpz_clear(rank);
}

/* The monomials of a layer on a coordinates, and of its attention forms. */
static void
monomials(fmpz_t cubic, fmpz_t forms, slong a, int symmetric)
{
    fmpz_t next;
    fmpz_init_set_si(next, a);
    fmpz_add_ui(next, next, 1);
    fmpz_mul_si(forms, next, a);
    fmpz_divexact_ui(forms, forms, 2);
    fmpz_add_ui(next, next, 1);
    if (symmetric)
    {
        fmpz_mul(cubic, forms, next);
        fmpz_divexact_ui(cubic, cubic, 3);
    }
    else
    {
        fmpz_mul_si(cubic, forms, a);
        fmpz_set_si(forms, a);
        fmpz_mul_si(forms, forms, a);
    }
    fmpz_clear(next);
}

/* Layer i from the states on r_{i-1} coordinates to those on r_i; the last layer
   has all its outputs. */
static void
quotient_layer(fmpz_t layer, fulg_verify_terms_t *T, const ranks_t *S,
               const fulg_verify_net_t *net, slong i)
{
    const slong a = S->r[i - 1], b = S->r[i];
    const slong out = i < net->layers ? b : net->width[i];
    fmpz_t x, cubic, forms;
    fmpz *z;
    fmpz_init(x);
    fmpz_init(cubic);
    fmpz_init(forms);
    z = fulg_verify_term(T, "m", i);
    fulg_verify_key_query(z, S->alpha[i], a, S->symmetric[i]);
    fmpz_set(layer, z);
    z = fulg_verify_term(T, "v", i);
    fulg_verify_low_rank(
        z, fulg_verify_min(fulg_verify_nu(net, i), fulg_verify_min(a, b)), a,
        b);
    fmpz_add(layer, layer, z);
    fmpz_sub_ui(layer, layer, 1);
    fmpz_mul_si(layer, layer, net->heads[i]);
    fmpz_set_si(x, b);
    fmpz_mul_si(x, x, out - b);
    fmpz_add(layer, layer, x);
    fmpz_set(fulg_verify_term(T, "scaled", i), layer);

    monomials(cubic, forms, a, S->symmetric[i]);
    fmpz_set_si(x, out);
    z = fulg_verify_term(T, "ambient", i);
    if (i < net->layers)
        fmpz_mul(z, x, cubic);
    else
        low_rank(z, x, cubic, b);
    fulg_verify_min_fmpz(layer, z);
    fmpz_mul_si(x, x, a);
    z = fulg_verify_term(T, "mixing", i);
    low_rank(z, x, forms, net->heads[i]);
    fulg_verify_min_fmpz(layer, z);
    fmpz_set(fulg_verify_term(T, "layer", i), layer);
    fmpz_clear(x);
    fmpz_clear(cubic);
    fmpz_clear(forms);
}

/* b min(b, min(H, a) min(nu, a)) */
static void
gauge(fmpz_t z, const ranks_t *S, const fulg_verify_net_t *net, slong i)
{
    const slong a = S->r[i - 1], b = S->r[i];
    const slong values = fulg_verify_min(fulg_verify_nu(net, i), a);
    fmpz_t limit;
    fmpz_init_set_si(limit, b);
    fmpz_set_si(z, fulg_verify_min(net->heads[i], a));
    fmpz_mul_si(z, z, values);
    fulg_verify_min_fmpz(z, limit);
    fmpz_mul_si(z, z, b);
    fmpz_clear(limit);
}

void
fulg_verify_quotient_layers(fulg_verify_terms_t *T,
                            const fulg_verify_net_t *net)
{
    const slong l = net->layers;
    ranks_t S;
    fmpz_t total, layer;
    fmpz_init(total);
    fmpz_init(layer);
    ranks_init(&S, net);
    for (slong i = 0; i <= l; i++)
        fmpz_set_si(fulg_verify_term(T, "r", i), S.r[i]);
    for (slong i = 1; i <= l; i++)
        fmpz_set_si(fulg_verify_term(T, "alpha", i), S.alpha[i]);
    for (slong i = 1; i <= l; i++)
        fmpz_set_si(fulg_verify_term(T, "symmetric", i), S.symmetric[i]);
    for (slong i = 1; i <= l; i++)
    {
        quotient_layer(layer, T, &S, net, i);
        fmpz_add(total, total, layer);
    }
    for (slong i = 1; i < l; i++)
    {
        fmpz *z = fulg_verify_term(T, "gauge", i);
        gauge(z, &S, net, i);
        fmpz_sub(total, total, z);
    }
    fmpz_set(fulg_verify_term(T, "total", -1), total);
    ranks_clear(&S);
    fmpz_clear(total);
    fmpz_clear(layer);
}

/* The bound of the first j layers with a last width of 1. */
static void
first_layers(fmpz_t z, const fulg_verify_net_t *net, slong j)
{
    const size_t size = ((size_t) j + 1) * sizeof(slong);
    fulg_verify_net_t stack = *net;
    fulg_verify_terms_t T;
    stack.layers = j;
    stack.width = flint_malloc(size);
    for (slong i = 0; i < j; i++)
        stack.width[i] = net->width[i];
    stack.width[j] = 1;
    fulg_verify_terms_init(&T);
    (void) fulg_verify_upper(&T, &stack);
    fmpz_set(z, fulg_verify_last_term(&T));
    fulg_verify_terms_clear(&T);
    flint_free(stack.width);
}

/* The first j < layers behind which the state has rank one, or layers. */
static slong
first_rank_one(const fulg_verify_net_t *net)
{
    ranks_t S;
    slong j = 0;
    ranks_init(&S, net);
    while (j < net->layers && S.r[j] != 1)
        j++;
    ranks_clear(&S);
    return j;
}

int
fulg_verify_has_cut(const fulg_verify_net_t *net)
{
    return first_rank_one(net) < net->layers;
}

void
fulg_verify_cut(fulg_verify_terms_t *T, const fulg_verify_net_t *net)
{
    const slong j = first_rank_one(net);
    fmpz_t total;
    fmpz_init_set_si(total, net->width[net->layers]);
    fmpz_set_si(fulg_verify_term(T, "cut", -1), j);
    if (j > 0)
    {
        fmpz_t stack;
        fmpz_init(stack);
        first_layers(stack, net, j);
        fmpz_set(fulg_verify_term(T, "stack", -1), stack);
        fmpz_sub_ui(total, total, 1);
        fmpz_set(fulg_verify_term(T, "outputs", -1), total);
        fmpz_add(total, total, stack);
        fmpz_clear(stack);
    }
    fmpz_set(fulg_verify_term(T, "total", -1), total);
    fmpz_clear(total);
}
