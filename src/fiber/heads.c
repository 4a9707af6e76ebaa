#include <stdlib.h>
#include <string.h>

#include "heads_impl.h"

/*
 * doc: thm-softmax-fiber.  All ways to share out the heads among the classes of
 * the canonical list: at least one head for every class, heads with A = 0 where
 * rest->V needs them, and groups ("ghosts") with one free A whose V add up to 0.
 */

#define MAX_HEADS 24
#define MAX_LISTED 100
#define MAX_LEAVES 20000

/* ---- the search ------------------------------------------------------------ */

static void
sharing_copy(fulg_fiber_sharing_t *copy, const fulg_fiber_sharing_t *s,
             slong classes)
{
    const size_t c = (size_t) (classes + 1) * sizeof(slong);
    const size_t g = (size_t) (s->num_ghosts + 1) * sizeof(slong);
    *copy = *s;
    copy->heads = flint_malloc(c);
    copy->negative = flint_malloc(c);
    copy->ghost = flint_malloc(g);
    copy->ghost_negative = flint_malloc(g);
    memcpy(copy->heads, s->heads, (size_t) classes * sizeof(slong));
    memcpy(copy->negative, s->negative, (size_t) classes * sizeof(slong));
    memcpy(copy->ghost, s->ghost, (size_t) s->num_ghosts * sizeof(slong));
    memcpy(copy->ghost_negative, s->ghost_negative,
           (size_t) s->num_ghosts * sizeof(slong));
    fmpz_init_set(copy->count, s->count);
    fmpz_init_set(copy->components, s->components);
}

static void
sharing_clear(fulg_fiber_sharing_t *s)
{
    flint_free(s->heads);
    flint_free(s->negative);
    flint_free(s->ghost);
    flint_free(s->ghost_negative);
    fmpz_clear(s->count);
    fmpz_clear(s->components);
}

static void
divide_factorial(fmpz_t count, slong n)
{
    fmpz_t f;
    fmpz_init(f);
    fmpz_fac_ui(f, (ulong) n);
    fmpz_divexact(count, count, f);
    fmpz_clear(f);
}

/* H! / (orders within the groups, and exchanges of equal ghosts). */
static void
set_count(share_t *S)
{
    fulg_fiber_sharing_t *s = &S->now;
    slong alike = 0;
    fmpz_fac_ui(s->count, (ulong) S->heads);
    for (slong k = 0; k < S->list->num; k++)
    {
        divide_factorial(s->count, s->negative[k]);
        divide_factorial(s->count, s->heads[k] - s->negative[k]);
    }
    divide_factorial(s->count, s->zero);
    for (slong g = 0; g < s->num_ghosts; g++)
    {
        const slong n = s->ghost[g], minus = s->ghost_negative[g];
        divide_factorial(s->count, minus);
        divide_factorial(s->count, n - minus);
        if (2 * minus == n)
            fmpz_divexact_ui(s->count, s->count, 2);
        alike = g > 0 && n == s->ghost[g - 1] &&
                        minus == s->ghost_negative[g - 1]
                    ? alike + 1
                    : 1;
        fmpz_divexact_ui(s->count, s->count, (ulong) alike);
    }
}

static void
leaf(share_t *S)
{
    fulg_fiber_heads_fiber_struct *f = S->fiber;
    if (!fulg_fiber_sharing_measure(S))
        return;
    set_count(S);
    if (++S->leaves > MAX_LEAVES)
    {
        f->complete = 0;
        return;
    }
    if (S->now.doubtful)
        fmpz_zero(S->now.count);
    S->sure &= !S->now.doubtful;
    fmpz_add(f->pieces, f->pieces, S->now.count);
    fmpz_addmul(f->components, S->now.count, S->now.components);
    S->counted &= !fmpz_is_zero(S->now.components);
    S->measured &= S->now.dim >= 0;
    f->dim = FLINT_MAX(f->dim, S->now.dim);
    f->sharing = flint_realloc(f->sharing, (size_t) (f->num + 1) *
                                               sizeof(fulg_fiber_sharing_t));
    sharing_copy(&f->sharing[f->num++], &S->now, S->list->num);
}

/* Ghosts in decreasing order; a ghost and its mirror image are one. */
static void
share_ghosts(share_t *S, slong left, slong most, slong most_minus)
{
    fulg_fiber_sharing_t *s = &S->now;
    if (left == 0)
        leaf(S);
    for (slong n = FLINT_MIN(left, most); n > 0; n--)
    {
        slong minus = S->list->paired ? n / 2 : 0;
        if (n == most)
            minus = FLINT_MIN(minus, most_minus);
        for (; minus >= 0 && S->fiber->complete; minus--)
        {
            s->ghost[s->num_ghosts] = n;
            s->ghost_negative[s->num_ghosts++] = minus;
            share_ghosts(S, left - n, n, minus);
            s->num_ghosts--;
        }
    }
}

/* The heads with A = 0: one at least where their V is not 0, and where it is 0
   none, for they are limits of a ghost; on two tokens of softmax any number. */
static void
share_zero(share_t *S, slong left)
{
    const int wanted = S->list->rest->rank_V > 0;
    const slong first = S->list->paired ? 0 : wanted;
    const slong last = S->list->paired || wanted ? left : 0;
    for (S->now.zero = first; S->now.zero <= last; S->now.zero++)
        share_ghosts(S, left - S->now.zero, S->heads, S->heads);
}

static void
share_class(share_t *S, slong k, slong left)
{
    const slong later = S->list->num - k - 1;
    if (later < 0)
    {
        share_zero(S, left);
        return;
    }
    for (slong n = 1; n <= left - later; n++)
        for (slong minus = 0; minus <= (S->list->paired ? n : 0); minus++)
        {
            S->now.heads[k] = n;
            S->now.negative[k] = minus;
            if (S->fiber->complete)
                share_class(S, k + 1, left - n);
        }
}

/* One token: A is free, the V add up to rest->V. */
static void
share_one_token(share_t *S)
{
    S->now.zero = S->heads;
    leaf(S);
}

/* ---- the answer ------------------------------------------------------------ */

static int
by_dimension(const void *x, const void *y)
{
    const fulg_fiber_sharing_t *a = x, *b = y;
    if (a->dim != b->dim)
        return a->dim < b->dim ? 1 : -1;
    if (a->num_ghosts != b->num_ghosts)
        return a->num_ghosts < b->num_ghosts ? -1 : 1;
    return 0;
}

static slong
generic_fiber(const share_t *S)
{
    const slong d = S->list->d, e = S->list->d_out, H = S->heads;
    const slong alpha = FLINT_MIN(S->head_dim, d);
    slong v = S->value_dim ? FLINT_MIN(S->value_dim, FLINT_MIN(d, e))
                           : FLINT_MIN(d, e);
    const slong values = S->value_dim ? S->value_dim * (d + e) : d * e;
    if (S->list->tokens > 1)
        return H * (2 * S->head_dim * d + values - alpha * (2 * d - alpha) -
                    v * (d + e - v));
    v = S->value_dim ? FLINT_MIN(H * S->value_dim, FLINT_MIN(d, e)) : v;
    return H * (2 * S->head_dim * d + values) - v * (d + e - v);
}

static void
search(share_t *S)
{
    const size_t room = (size_t) (S->heads + 1) * sizeof(slong);
    fulg_fiber_heads_fiber_struct *f = S->fiber;
    S->now.heads = flint_calloc((size_t) (S->list->num + 1), sizeof(slong));
    S->now.negative = flint_calloc((size_t) (S->list->num + 1), sizeof(slong));
    S->now.ghost = flint_malloc(room);
    S->now.ghost_negative = flint_malloc(room);
    fmpz_init(S->now.count);
    fmpz_init(S->now.components);
    S->counted = S->measured = S->sure = 1;
    if (S->list->tokens == 1)
        share_one_token(S);
    else
        share_class(S, 0, S->heads);
    sharing_clear(&S->now);
    if (!S->counted || !f->complete)
        fmpz_zero(f->components);
    if (!S->sure || !f->complete)
        fmpz_zero(f->pieces);
    if (!S->measured || !f->complete)
        f->dim = -1;
    qsort(f->sharing, (size_t) f->num, sizeof(fulg_fiber_sharing_t),
          by_dimension);
}

fulg_status_t
fulg_fiber_heads(fulg_fiber_heads_fiber_t fiber, const fulg_weights_t W,
                 fulg_diag_t diag)
{
    share_t S;
    fulg_status_t status = fulg_fiber_canonical_init(fiber->canonical, W, diag);
    if (status != FULG_OK)
        return status;
    if (W->arch->sub[0].heads > MAX_HEADS)
    {
        fulg_fiber_canonical_clear(fiber->canonical);
        return fulg_diag_set(diag, FULG_UNABLE,
                             "the fiber of more than %d heads is not written "
                             "out",
                             MAX_HEADS);
    }
    memset(&S, 0, sizeof S);
    S.fiber = fiber;
    S.list = fiber->canonical;
    S.heads = fiber->heads = W->arch->sub[0].heads;
    S.head_dim = fiber->head_dim = W->arch->sub[0].head_dim;
    S.value_dim = fiber->value_dim = W->arch->sub[0].value_dim;
    fiber->complete = 1;
    fiber->num = 0;
    fiber->sharing = NULL;
    fiber->dim = -1;
    fmpz_init(fiber->pieces);
    fmpz_init(fiber->components);
    fiber->generic_dim = generic_fiber(&S);
    search(&S);
    fiber->complete = fiber->complete && fiber->num <= MAX_LISTED;
    for (; fiber->num > MAX_LISTED; fiber->num--)
        sharing_clear(&fiber->sharing[fiber->num - 1]);
    return FULG_OK;
}

void
fulg_fiber_heads_fiber_clear(fulg_fiber_heads_fiber_t fiber)
{
    for (slong n = 0; n < fiber->num; n++)
        sharing_clear(&fiber->sharing[n]);
    flint_free(fiber->sharing);
    fulg_fiber_canonical_clear(fiber->canonical);
    fmpz_clear(fiber->pieces);
    fmpz_clear(fiber->components);
}
