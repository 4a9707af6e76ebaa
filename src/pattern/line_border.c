#include <flint/fmpz_mpoly.h>

#include "line.h"

/* Edges lambda >= 0 that add up to something not positive in every unknown have no
   solution (doc: thm-pattern-border).  Their coefficients are logarithms of
   rationals, so integer combinations of logarithms of coprime integers, which are
   the variables here: lambda is a kernel vector of a matrix of polynomials, and an
   equality of logarithms that is an identity is seen to be one. */
#define MAX_EDGES 24
#define MAX_LOGS 12
#define MAX_PRODUCTS 1000000 /* of terms, in one product */

typedef fulg_pattern_line_edge_t edge_t;

typedef struct
{
    const fulg_pattern_line_system_t *S;
    slong num; /* edges */
    edge_t edge[MAX_EDGES];
    fmpq *power; /* e^w of each */
    slong logs;
    fmpz *base; /* coprime integers > 1 */
    fmpz_mpoly_ctx_t ctx;
    slong rows, cols;
    fmpz_mpoly_struct *entry;
    slong *pivot; /* column of each row, once eliminated */
    slong rank;
    fmpz_mpoly_t det;
} border_t;

/* ---- coprime integers --------------------------------------------------------- */

/* Joins x > 0 to integers of which each two are coprime, so that it is a product
   of powers of them.  0 when there are too many. */
static int
join(border_t *B, const fmpz_t x)
{
    int good = 1;
    fmpz_t rest, g, y;
    fmpz_init_set(rest, x);
    fmpz_init(g);
    fmpz_init(y);
    for (slong n = 0; good && n < B->logs && !fmpz_is_one(rest); n++)
    {
        fmpz_gcd(g, rest, B->base + n);
        if (fmpz_is_one(g))
            continue;
        fmpz_remove(rest, rest, g);
        if (fmpz_equal(g, B->base + n))
            continue;
        /* Split base n = g^e y by taking both parts in anew. */
        fmpz_set(y, B->base + n);
        fmpz_swap(B->base + n, B->base + --B->logs);
        fmpz_divexact(y, y, g);
        good = join(B, g) && join(B, y) && join(B, rest);
        fmpz_one(rest);
    }
    if (good && !fmpz_is_one(rest))
    {
        good = B->logs < MAX_LOGS;
        if (good)
            fmpz_set(B->base + B->logs++, rest);
    }
    fmpz_clear(rest);
    fmpz_clear(g);
    fmpz_clear(y);
    return good;
}

static int
find_base(border_t *B)
{
    int good = 1;
    B->logs = 0;
    for (slong e = 0; good && e < B->num; e++)
        good = join(B, fmpq_numref(B->power + e)) &&
               join(B, fmpq_denref(B->power + e));
    return good;
}

/* w of an edge as a linear form in the logarithms. */
static void
set_form(fmpz_mpoly_t w, const border_t *B, slong e)
{
    fmpz_t x;
    fmpz_mpoly_t term;
    fmpz_init(x);
    fmpz_mpoly_init(term, B->ctx);
    fmpz_mpoly_zero(w, B->ctx);
    for (slong n = 0; n < B->logs; n++)
    {
        const slong power = fmpz_remove(x, fmpq_numref(B->power + e),
                                        B->base + n) -
                            fmpz_remove(x, fmpq_denref(B->power + e),
                                        B->base + n);
        fmpz_mpoly_gen(term, n, B->ctx);
        fmpz_mpoly_scalar_mul_si(term, term, power, B->ctx);
        fmpz_mpoly_add(w, w, term, B->ctx);
    }
    fmpz_mpoly_clear(term, B->ctx);
    fmpz_clear(x);
}

/* ---- the kernel ------------------------------------------------------------------ */

static fmpz_mpoly_struct *
at(const border_t *B, slong i, slong j)
{
    return B->entry + i * B->cols + j;
}

/* Rows: the keys, then the rows of the matrix that have to be met with equality. */
static void
set_matrix(border_t *B, const int *loose)
{
    const fulg_pattern_line_system_t *S = B->S;
    slong row = S->keys;
    B->cols = B->num;
    B->rows = S->keys + S->rows;
    B->entry = flint_malloc((size_t) (B->rows * B->cols) *
                            sizeof(fmpz_mpoly_struct));
    for (slong n = 0; n < B->rows * B->cols; n++)
        fmpz_mpoly_init(B->entry + n, B->ctx);
    for (slong e = 0; e < B->num; e++)
    {
        const edge_t *edge = &B->edge[e];
        fmpz_mpoly_add_si(at(B, edge->up, e), at(B, edge->up, e), 1, B->ctx);
        fmpz_mpoly_sub_si(at(B, edge->down, e), at(B, edge->down, e), 1,
                          B->ctx);
    }
    for (slong r = 0; r < S->rows; r++)
    {
        if (loose[r])
            continue;
        for (slong e = 0; e < B->num; e++)
            if (B->edge[e].row == r)
                set_form(at(B, row, e), B, e);
        row++;
    }
    B->pivot = flint_malloc((size_t) B->rows * sizeof(slong));
}

static int
is_large(const fmpz_mpoly_t x, const fmpz_mpoly_t y, const border_t *B)
{
    const slong n = fmpz_mpoly_length(y, B->ctx);
    return n > 0 && fmpz_mpoly_length(x, B->ctx) > MAX_PRODUCTS / n;
}

/* x = (x p - y z) / det; 0 when that has too many terms. */
static int
update(fmpz_mpoly_t x, const fmpz_mpoly_t p, const fmpz_mpoly_t y,
       const fmpz_mpoly_t z, const border_t *B)
{
    int good;
    fmpz_mpoly_t a;
    if (is_large(x, p, B) || is_large(y, z, B))
        return 0;
    fmpz_mpoly_init(a, B->ctx);
    fmpz_mpoly_mul(x, x, p, B->ctx);
    fmpz_mpoly_mul(a, y, z, B->ctx);
    fmpz_mpoly_sub(x, x, a, B->ctx);
    good = fmpz_mpoly_divides(x, x, B->det, B->ctx);
    fmpz_mpoly_clear(a, B->ctx);
    return good;
}

/* Column j of row B->rank becomes the only entry of its column: fraction-free. */
static int
eliminate(border_t *B, slong j)
{
    int good = 1;
    fmpz_mpoly_t z, p;
    fmpz_mpoly_init(z, B->ctx);
    fmpz_mpoly_init(p, B->ctx);
    fmpz_mpoly_set(p, at(B, B->rank, j), B->ctx);
    for (slong i = 0; good && i < B->rows; i++)
    {
        if (i == B->rank)
            continue;
        fmpz_mpoly_set(z, at(B, i, j), B->ctx);
        for (slong l = 0; good && l < B->cols; l++)
            good = update(at(B, i, l), p, at(B, B->rank, l), z, B);
    }
    fmpz_mpoly_swap(B->det, p, B->ctx);
    fmpz_mpoly_clear(z, B->ctx);
    fmpz_mpoly_clear(p, B->ctx);
    B->pivot[B->rank++] = j;
    return good;
}

/* Reduced echelon form over the field of fractions; 0: too large. */
static int
reduce(border_t *B)
{
    int good = 1;
    B->rank = 0;
    fmpz_mpoly_one(B->det, B->ctx);
    for (slong j = 0; good && j < B->cols; j++)
    {
        slong i = B->rank;
        while (i < B->rows && fmpz_mpoly_is_zero(at(B, i, j), B->ctx))
            i++;
        if (i == B->rows)
            continue;
        for (slong l = 0; i != B->rank && l < B->cols; l++)
            fmpz_mpoly_swap(at(B, i, l), at(B, B->rank, l), B->ctx);
        good = eliminate(B, j);
    }
    return good;
}

/* lambda[0 .. num - 1] spans the kernel; 0 when it has not dimension 1. */
static int
set_kernel(fmpz_mpoly_struct *lambda, const border_t *B)
{
    slong is_free = 0;
    if (B->rank != B->num - 1)
        return 0;
    while (is_free < B->rank && B->pivot[is_free] == is_free)
        is_free++;
    fmpz_mpoly_set(lambda + is_free, B->det, B->ctx);
    for (slong i = 0; i < B->rank; i++)
        fmpz_mpoly_neg(lambda + B->pivot[i], at(B, i, is_free), B->ctx);
    return 1;
}

/* ---- signs ----------------------------------------------------------------------- */

/* The sign of f at the logarithms, 2 when balls do not tell. */
static int
sign(const fmpz_mpoly_t f, const border_t *B, slong bits)
{
    arb_t sum, term, x;
    fmpz_t c;
    int result = 2;
    arb_init(sum);
    arb_init(term);
    arb_init(x);
    fmpz_init(c);
    for (slong n = 0; n < fmpz_mpoly_length(f, B->ctx); n++)
    {
        fmpz_mpoly_get_term_coeff_fmpz(c, f, n, B->ctx);
        arb_set_fmpz(term, c);
        for (slong v = 0; v < B->logs; v++)
        {
            const ulong power = fmpz_mpoly_get_term_var_exp_ui(f, n, v, B->ctx);
            arb_log_fmpz(x, B->base + v, bits);
            arb_pow_ui(x, x, power, bits);
            arb_mul(term, term, x, bits);
        }
        arb_add(sum, sum, term, bits);
    }
    if (fmpz_mpoly_is_zero(f, B->ctx))
        result = 0;
    else if (arb_is_positive(sum))
        result = 1;
    else if (arb_is_negative(sum))
        result = -1;
    arb_clear(sum);
    arb_clear(term);
    arb_clear(x);
    fmpz_clear(c);
    return result;
}

/* All lambda of one sign, which becomes positive; not all 0. */
static int
is_nonnegative(fmpz_mpoly_struct *lambda, const border_t *B, slong bits)
{
    int seen = 0;
    for (slong e = 0; e < B->num; e++)
    {
        const int s = sign(lambda + e, B, bits);
        if (s == 2 || s * seen < 0)
            return 0;
        seen = s != 0 ? s : seen;
    }
    for (slong e = 0; seen < 0 && e < B->num; e++)
        fmpz_mpoly_neg(lambda + e, lambda + e, B->ctx);
    return seen != 0;
}

/* The loose rows: their sum of w lambda is at most 0. */
static int
loose_rows_hold(const fmpz_mpoly_struct *lambda, const border_t *B,
                const int *loose, slong bits)
{
    int good = 1;
    fmpz_mpoly_t sum, w;
    fmpz_mpoly_init(sum, B->ctx);
    fmpz_mpoly_init(w, B->ctx);
    for (slong r = 0; good && r < B->S->rows; r++)
    {
        if (!loose[r])
            continue;
        fmpz_mpoly_zero(sum, B->ctx);
        for (slong e = 0; e < B->num; e++)
        {
            if (B->edge[e].row != r)
                continue;
            set_form(w, B, e);
            fmpz_mpoly_mul(w, w, lambda + e, B->ctx);
            fmpz_mpoly_add(sum, sum, w, B->ctx);
        }
        good = sign(sum, B, bits) <= 0;
    }
    fmpz_mpoly_clear(sum, B->ctx);
    fmpz_mpoly_clear(w, B->ctx);
    return good;
}

static int
decide(border_t *B, const int *loose, slong bits)
{
    fmpz_mpoly_struct *lambda = flint_malloc((size_t) B->num *
                                             sizeof(fmpz_mpoly_struct));
    int good;
    for (slong e = 0; e < B->num; e++)
        fmpz_mpoly_init(lambda + e, B->ctx);
    set_matrix(B, loose);
    good = reduce(B) && set_kernel(lambda, B) &&
           is_nonnegative(lambda, B, bits) &&
           loose_rows_hold(lambda, B, loose, bits);
    for (slong e = 0; e < B->num; e++)
        fmpz_mpoly_clear(lambda + e, B->ctx);
    flint_free(lambda);
    for (slong n = 0; n < B->rows * B->cols; n++)
        fmpz_mpoly_clear(B->entry + n, B->ctx);
    flint_free(B->entry);
    flint_free(B->pivot);
    return good;
}

/* e^w of the edges. */
static void
set_powers(border_t *B)
{
    fmpq_t one;
    fmpq_init(one);
    fmpq_set_si(one, 1, 1);
    for (slong e = 0; e < B->num; e++)
    {
        const edge_t *edge = &B->edge[e];
        fmpq_set(B->power + e, B->S->e2);
        if (edge->a < 0)
            continue;
        fmpq_add(B->power + e, B->S->e1, one);
        fmpq_mul(B->power + e, B->power + e, B->S->ratio + edge->a);
        fmpq_div(B->power + e, B->power + e, B->S->ratio + edge->b);
    }
    fmpq_clear(one);
}

/* The edges of V, and the rows that need no equality; 0: too many. */
static int
take_edges(border_t *B, int *loose, const fulg_pattern_line_verdict_t *V)
{
    B->num = 0;
    for (slong e = 0; e < V->num; e++)
    {
        const edge_t *edge = &V->edge[e];
        if (edge->row < 0 && edge->up >= B->S->keys)
            loose[edge->up - B->S->keys] = 1;
        else if (edge->row >= 0 && B->num == MAX_EDGES)
            return 0;
        else if (edge->row >= 0)
            B->edge[B->num++] = *edge;
    }
    return B->num > 0;
}

int
fulg_pattern_line_border(const fulg_pattern_line_verdict_t *V,
                         const fulg_pattern_line_system_t *S, slong bits)
{
    border_t B = {.S = S};
    int *loose = flint_calloc((size_t) S->rows + 1, sizeof(int)), good = 0;
    B.power = _fmpq_vec_init(MAX_EDGES);
    B.base = _fmpz_vec_init(MAX_LOGS + 1);
    if (take_edges(&B, loose, V))
    {
        set_powers(&B);
        if (find_base(&B))
        {
            fmpz_mpoly_ctx_init(B.ctx, FLINT_MAX(B.logs, 1), ORD_LEX);
            fmpz_mpoly_init(B.det, B.ctx);
            good = decide(&B, loose, bits);
            fmpz_mpoly_clear(B.det, B.ctx);
            fmpz_mpoly_ctx_clear(B.ctx);
        }
    }
    flint_free(loose);
    _fmpq_vec_clear(B.power, MAX_EDGES);
    _fmpz_vec_clear(B.base, MAX_LOGS + 1);
    return good;
}
