#include "symbols.h"

/*
 * Every function that a network applies becomes a variable, and its argument has earlier
 * variables alone.  A polynomial vanishes where it does so after all functions with a
 * relation are eliminated, from the last to the first.
 */

typedef fulg_verify_symbols_t symbols_t;

static const fulg_verify_node_t *
node_of(const symbols_t *S, slong function)
{
    return &S->G->node[S->node[function]];
}

static double
length(const fmpq_mpoly_struct *f, symbols_t *S)
{
    return (double) fmpq_mpoly_length(f, S->ring);
}

/* 1 when so much more may be computed.  A term is as long as there are variables: what
   it costs in time and memory grows with their number. */
static int
spend(symbols_t *S, double work)
{
    if (S->work >= 0)
        S->work -= (work + 1) * (1 + (double) (S->leaves + S->room) / 64);
    return S->work >= 0;
}

void
fulg_verify_symbols_add_product(fmpq_mpoly_t sum, const fmpq_mpoly_t f,
                                const fmpq_mpoly_t g, fulg_verify_symbols_t *S)
{
    fmpq_mpoly_t product;
    if (fmpq_mpoly_is_zero(f, S->ring) || fmpq_mpoly_is_zero(g, S->ring) ||
        !spend(S, length(f, S) * length(g, S) + length(sum, S)))
        return;
    fmpq_mpoly_init(product, S->ring);
    fmpq_mpoly_mul(product, f, g, S->ring);
    fmpq_mpoly_add(sum, sum, product, S->ring);
    fmpq_mpoly_clear(product, S->ring);
}

/* f = f g */
static void
multiply(fmpq_mpoly_t f, const fmpq_mpoly_t g, symbols_t *S)
{
    if (!spend(S, length(f, S) * length(g, S)))
        return;
    fmpq_mpoly_mul(f, f, g, S->ring);
    if (!fmpq_mpoly_degrees_fit_si(f, S->ring))
        S->work = -1;
}

/* ---- relations ------------------------------------------------------------------- */

/* What is left to vanish: polynomials of the variables that are not yet eliminated. */
typedef struct
{
    slong num, room;
    fmpq_mpoly_struct *f;
} open_t;

static fmpq_mpoly_struct *
push(open_t *open, symbols_t *S)
{
    if (open->num == open->room)
    {
        open->room = 2 * open->room + 4;
        open->f = flint_realloc(open->f, (size_t) open->room * sizeof *open->f);
    }
    fmpq_mpoly_init(&open->f[open->num], S->ring);
    return &open->f[open->num++];
}

/* With f = sum of c_k x^k, the k being from + n step: sum of c_k y^n, or, where x^step y
   is 1, f divided by the largest power of x: sum of c_k y^(N - n). */
static void
without(fmpq_mpoly_t sum, fmpq_mpoly_univar_t f, slong from, slong step,
        const fmpq_mpoly_t y, int divide, symbols_t *S)
{
    const slong terms = fmpq_mpoly_univar_length(f, S->ring);
    slong most = 0;
    fmpq_mpoly_t c;
    fmpq_mpoly_init(c, S->ring);
    for (slong k = 0; k < terms; k++)
    {
        const slong e = fmpq_mpoly_univar_get_term_exp_si(f, k, S->ring);
        if (e % step == from && e / step > most)
            most = e / step;
    }
    for (slong n = 0; n <= most && spend(S, (double) terms); n++)
    {
        const slong wanted = from + step * (divide ? n : most - n);
        multiply(sum, y, S);
        for (slong k = 0; k < terms; k++)
        {
            if (fmpq_mpoly_univar_get_term_exp_si(f, k, S->ring) != wanted)
                continue;
            fmpq_mpoly_univar_get_term_coeff(c, f, k, S->ring);
            fmpq_mpoly_add(sum, sum, c, S->ring);
        }
    }
    fmpq_mpoly_clear(c, S->ring);
}

/* y = the argument of that function, or 1 - c^2 for a sine. */
static void
set_argument(fmpq_mpoly_t y, slong function, symbols_t *S)
{
    if (node_of(S, function)->kind != FULG_VERIFY_SINE)
    {
        fmpq_mpoly_set(y, &S->value[node_of(S, function)->a], S->ring);
        return;
    }
    fmpq_mpoly_gen(y, S->leaves + function - 1, S->ring);
    fmpq_mpoly_mul(y, y, y, S->ring);
    fmpq_mpoly_neg(y, y, S->ring);
    fmpq_mpoly_add_si(y, y, 1, S->ring);
}

/* Puts what has to vanish for f to do so in open, without that function. */
static void
eliminate(open_t *open, const fmpq_mpoly_t f, slong function, symbols_t *S)
{
    const fulg_verify_node_kind_t kind = node_of(S, function)->kind;
    const slong step = kind == FULG_VERIFY_INVERSE ? 1 : 2;
    fmpq_mpoly_univar_t U;
    fmpq_mpoly_t y;
    fmpq_mpoly_univar_init(U, S->ring);
    fmpq_mpoly_init(y, S->ring);
    fmpq_mpoly_to_univar(U, f, S->leaves + function, S->ring);
    set_argument(y, function, S);
    for (slong from = 0; from < step; from++)
        without(push(open, S), U, from, step, y, kind != FULG_VERIFY_SINE, S);
    fmpq_mpoly_univar_clear(U, S->ring);
    fmpq_mpoly_clear(y, S->ring);
}

/* The same for all of them; they are cleared. */
static open_t
next_round(open_t *all, slong function, symbols_t *S)
{
    open_t next = {0, 0, NULL};
    for (slong n = 0; n < all->num; n++)
    {
        fmpq_mpoly_struct *f = &all->f[n];
        if (S->work >= 0 &&
            fmpq_mpoly_degree_si(f, S->leaves + function, S->ring) > 0)
            eliminate(&next, f, function, S);
        else if (!fmpq_mpoly_is_zero(f, S->ring))
            fmpq_mpoly_swap(push(&next, S), f, S->ring);
        fmpq_mpoly_clear(f, S->ring);
    }
    flint_free(all->f);
    return next;
}

int
fulg_verify_symbols_vanish(fulg_verify_symbols_t *S, const fmpq_mpoly_t f)
{
    open_t all = {0, 0, NULL};
    int zero = 1;
    /* every function is looked at, also where it does not occur */
    if (!fmpq_mpoly_degrees_fit_si(f, S->ring) ||
        !spend(S, length(f, S) + (double) S->num))
        S->work = -1;
    if (S->work < 0)
        return 0;
    fmpq_mpoly_set(push(&all, S), f, S->ring);
    for (slong n = S->num - 1; n >= 0; n--)
    {
        const fulg_verify_node_kind_t kind = node_of(S, n)->kind;
        if (kind == FULG_VERIFY_INVERSE || kind == FULG_VERIFY_ROOT ||
            kind == FULG_VERIFY_SINE)
            all = next_round(&all, n, S);
    }
    for (slong n = 0; n < all.num; n++)
    {
        zero &= fmpq_mpoly_is_zero(&all.f[n], S->ring);
        fmpq_mpoly_clear(&all.f[n], S->ring);
    }
    flint_free(all.f);
    return zero && S->work >= 0;
}

/* ---- values ----------------------------------------------------------------------- */

static int
is_same(symbols_t *S, const fulg_verify_node_t *x, const fulg_verify_node_t *y)
{
    fmpq_mpoly_t difference;
    int same;
    if (x->kind != y->kind)
        return 0;
    if (x->kind == FULG_VERIFY_SQRT8PI)
        return 1;
    if (x->kind == FULG_VERIFY_COSINE || x->kind == FULG_VERIFY_SINE)
        return (fulg_verify_wide_t) x->a * (uint64_t) y->b ==
               (fulg_verify_wide_t) y->a * (uint64_t) x->b;
    if (fmpq_mpoly_equal(&S->value[x->a], &S->value[y->a], S->ring))
        return 1;
    fmpq_mpoly_init(difference, S->ring);
    fmpq_mpoly_sub(difference, &S->value[x->a], &S->value[y->a], S->ring);
    same = fulg_verify_symbols_vanish(S, difference);
    fmpq_mpoly_clear(difference, S->ring);
    return same;
}

/* f = the variable of the function of node n, a new one if it is one. */
static void
set_function(fmpq_mpoly_t f, slong n, symbols_t *S)
{
    slong k = 0;
    while (k < S->num && !is_same(S, node_of(S, k), &S->G->node[n]))
        k++;
    if (k == S->num)
        S->node[S->num++] = n;
    fmpq_mpoly_gen(f, S->leaves + k, S->ring);
}

/* (value[cosine], value[sine]) = the angle's multiple by the position. */
static void
set_angle(slong cosine, slong sine, symbols_t *S)
{
    fmpq_mpoly_struct *c = &S->value[cosine], *s = &S->value[sine];
    fmpq_mpoly_t x, y, minus, u, v;
    fmpq_mpoly_struct *const all[] = {x, y, minus, u, v};
    for (size_t k = 0; k < sizeof all / sizeof *all; k++)
        fmpq_mpoly_init(all[k], S->ring);
    set_function(x, cosine, S);
    set_function(y, sine, S);
    fmpq_mpoly_neg(minus, y, S->ring);
    fmpq_mpoly_one(c, S->ring);
    for (slong n = 0; n < S->G->node[cosine].c && S->work >= 0; n++)
    {
        fmpq_mpoly_zero(u, S->ring);
        fmpq_mpoly_zero(v, S->ring);
        fulg_verify_symbols_add_product(u, c, x, S);
        fulg_verify_symbols_add_product(u, s, minus, S);
        fulg_verify_symbols_add_product(v, c, y, S);
        fulg_verify_symbols_add_product(v, s, x, S);
        fmpq_mpoly_swap(c, u, S->ring);
        fmpq_mpoly_swap(s, v, S->ring);
    }
    for (size_t k = 0; k < sizeof all / sizeof *all; k++)
        fmpq_mpoly_clear(all[k], S->ring);
}

/* 1 when node x is the inverse of a number that is y: then their product is 1. */
static int
is_inverse(slong x, slong y, const symbols_t *S)
{
    const fulg_verify_node_t *node = &S->G->node[x];
    return node->kind == FULG_VERIFY_INVERSE &&
           fmpq_mpoly_equal(&S->value[node->a], &S->value[y], S->ring);
}

int
fulg_verify_symbols_is_one(const fulg_verify_symbols_t *S, slong a, slong b)
{
    return is_inverse(a, b, S) || is_inverse(b, a, S);
}

/* f += value[a] value[b] */
static void
add_node_product(fmpq_mpoly_t f, slong a, slong b, symbols_t *S)
{
    if (fulg_verify_symbols_is_one(S, a, b))
        fmpq_mpoly_add_si(f, f, 1, S->ring);
    else
        fulg_verify_symbols_add_product(f, &S->value[a], &S->value[b], S);
}

static void
set_rational(fmpq_mpoly_t f, slong p, slong q, symbols_t *S)
{
    fmpq_t x;
    fmpq_init(x);
    fmpq_set_si(x, p, (ulong) q);
    fmpq_mpoly_set_fmpq(f, x, S->ring);
    fmpq_clear(x);
}

static void
set_value(slong n, symbols_t *S)
{
    const fulg_verify_node_t *x = &S->G->node[n];
    fmpq_mpoly_struct *f = &S->value[n];
    switch (x->kind)
    {
        case FULG_VERIFY_NUMBER:
            if (x->c >= 0)
                fmpq_mpoly_set(f, &S->value[x->c], S->ring);
            if (x->a >= 0)
                add_node_product(f, x->a, x->b, S);
            break;
        case FULG_VERIFY_RATIONAL:
            set_rational(f, x->a, x->b, S);
            break;
        case FULG_VERIFY_COSINE:
            set_angle(n, n + 1, S);
            break;
        case FULG_VERIFY_SINE: /* is set with the cosine before it */
            break;
        default:
            if ((x->kind == FULG_VERIFY_INVERSE ||
                 x->kind == FULG_VERIFY_ROOT) &&
                fulg_verify_symbols_vanish(S, &S->value[x->a]))
                S->why = "the network divides by 0";
            set_function(f, n, S);
    }
}

void
fulg_verify_symbols_init(fulg_verify_symbols_t *S, const fulg_verify_graph_t *G,
                         slong leaves, double work)
{
    S->G = G;
    S->leaves = leaves;
    S->num = S->room = 0;
    S->work = work;
    S->why = G->why;
    for (slong n = 0; n < G->num; n++)
        S->room += G->node[n].kind != FULG_VERIFY_NUMBER &&
                   G->node[n].kind != FULG_VERIFY_RATIONAL;
    fmpq_mpoly_ctx_init(S->ring, leaves + S->room, ORD_LEX);
    S->node = flint_malloc((size_t) (S->room + 1) * sizeof *S->node);
    S->value = flint_malloc((size_t) (G->num + 1) * sizeof *S->value);
    S->change = flint_malloc((size_t) (G->num + 1) * sizeof *S->change);
    for (slong n = 0; n < G->num; n++)
    {
        fmpq_mpoly_init(&S->value[n], S->ring);
        fmpq_mpoly_init(&S->change[n], S->ring);
    }
    for (slong n = 0; n < G->num && S->work >= 0 && S->why == NULL; n++)
        if (n < leaves)
            fmpq_mpoly_gen(&S->value[n], n, S->ring);
        else
            set_value(n, S);
}

void
fulg_verify_symbols_clear(fulg_verify_symbols_t *S)
{
    for (slong n = 0; n < S->G->num; n++)
    {
        fmpq_mpoly_clear(&S->value[n], S->ring);
        fmpq_mpoly_clear(&S->change[n], S->ring);
    }
    flint_free(S->value);
    flint_free(S->change);
    flint_free(S->node);
    fmpq_mpoly_ctx_clear(S->ring);
}
