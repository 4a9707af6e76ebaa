#include "reduce_impl.h"

/*
 * A network without what does nothing (doc: thm-same-r).  Heads that see nothing
 * of the states that occur are dropped, scores that vanish on them become 0, and
 * heads with one A are joined.  A head of a residual stack then moves to the first
 * layer where it reads what it read before and is read as before.  A network all of
 * whose scores are 0 is linear in the tokens, whatever its norm.
 */

/* Wider networks, or more heads, are left as they are. */
#define MAX_WIDTH 256
#define MAX_HEADS 256

static void
head_clear(fulg_fiber_reduced_head_t *h)
{
    fmpq_mat_clear(h->A);
    fmpq_mat_clear(h->V);
}

void
fulg_fiber_reduced_clear(fulg_fiber_reduced_t *R)
{
    for (slong n = 0; n < R->num; n++)
        head_clear(&R->head[n]);
    flint_free(R->head);
}

/* ---- dropping and joining ---------------------------------------------------- */

/* Is A 0 on states in the column space of E, as far as a layer sees it? */
static int
scores_vanish(const fmpq_mat_t A, const fmpq_mat_t E,
              const fulg_arch_struct *arch)
{
    fmpq_mat_t AE, EAE;
    int zero;
    if (fulg_arch_is_normalised(arch) && arch->tokens == 1)
        return 1;
    fulg_fiber_init_mul(AE, A, E);
    fulg_fiber_init_mul_tn(EAE, E, AE);
    if (arch->tokens == 1)
    {
        fmpq_mat_clear(AE);
        fulg_fiber_init_symmetric(AE, EAE);
        zero = fmpq_mat_is_zero(AE);
    }
    else
        zero = fmpq_mat_is_zero(EAE);
    fmpq_mat_clear(AE);
    fmpq_mat_clear(EAE);
    return zero;
}

static int
is_dead(const fulg_fiber_reduced_head_t *h, const fmpq_mat_t E,
        const fulg_arch_struct *arch)
{
    fmpq_mat_t VE;
    int dead = h->zero && !fulg_arch_is_normalised(arch);
    fulg_fiber_init_mul(VE, h->V, E);
    dead = dead || fmpq_mat_is_zero(VE);
    fmpq_mat_clear(VE);
    return dead;
}

static void
drop(fulg_fiber_reduced_t *R, slong n)
{
    head_clear(&R->head[n]);
    for (slong m = n + 1; m < R->num; m++)
        R->head[m - 1] = R->head[m];
    R->num--;
}

/* Do two heads of a normalised layer have the same weights? */
static int
same_scores(const fulg_fiber_reduced_head_t *g,
            const fulg_fiber_reduced_head_t *h)
{
    return g->layer == h->layer && g->zero == h->zero &&
           (g->zero || fmpq_mat_equal(g->A, h->A));
}

/* Joins the heads from first on with one layer and A; drops those that are
   dead. */
static void
join(fulg_fiber_reduced_t *R, slong first, const fmpq_mat_t E)
{
    for (slong n = first; n < R->num; n++)
        for (slong m = R->num - 1; m > n && fulg_arch_is_normalised(R->arch);
             m--)
            if (same_scores(&R->head[n], &R->head[m]))
            {
                fmpq_mat_add(R->head[n].V, R->head[n].V, R->head[m].V);
                drop(R, m);
            }
    for (slong n = R->num - 1; n >= first; n--)
        if (is_dead(&R->head[n], E, R->arch))
            drop(R, n);
}

/* E = a basis of what the heads from first on write into. */
static void
advance(fmpq_mat_t E, const fulg_fiber_reduced_t *R, slong first, slong width)
{
    fmpq_mat_t rows, basis, VE, VEt;
    fmpq_mat_init(rows, 0, width);
    for (slong n = first; n < R->num; n++)
    {
        fulg_fiber_init_mul(VE, R->head[n].V, E);
        fulg_fiber_init_transpose(VEt, VE);
        fmpq_mat_init(basis, fmpq_mat_nrows(rows) + fmpq_mat_nrows(VEt), width);
        fmpq_mat_concat_vertical(basis, rows, VEt);
        fmpq_mat_clear(rows);
        fulg_fiber_row_basis(rows, basis);
        fmpq_mat_clear(basis);
        fmpq_mat_clear(VE);
        fmpq_mat_clear(VEt);
    }
    fmpq_mat_clear(E);
    fulg_fiber_init_transpose(E, rows);
    fmpq_mat_clear(rows);
}

/* Layer i, whose input lies in the column space of E. */
static void
add_layer(fulg_fiber_reduced_t *R, const fulg_weights_t W, slong i,
          const fmpq_mat_t E, int equal_tokens)
{
    const slong first = R->num;
    for (slong h = 0; h < W->arch->sub[i].heads; h++)
    {
        fulg_fiber_reduced_head_t *head;
        R->head = flint_realloc(R->head, (size_t) (R->num + 1) *
                                             sizeof(fulg_fiber_reduced_head_t));
        head = &R->head[R->num++];
        head->layer = i;
        fulg_weights_head_fmpq(head->A, head->V, W, i, h);
        head->zero = equal_tokens || scores_vanish(head->A, E, W->arch);
    }
    join(R, first, E);
}

/* ---- moving ------------------------------------------------------------------ */

static int
kills(const fmpq_mat_t A, const fmpq_mat_t V, int turned)
{
    fmpq_mat_t AV;
    int zero;
    if (turned)
        fulg_fiber_init_mul_tn(AV, A, V);
    else
        fulg_fiber_init_mul(AV, A, V);
    zero = fmpq_mat_is_zero(AV);
    fmpq_mat_clear(AV);
    return zero;
}

/* Does h see what g writes? */
static int
reads(const fulg_fiber_reduced_head_t *h, const fulg_fiber_reduced_head_t *g)
{
    return !kills(h->V, g->V, 0) ||
           (!h->zero && (!kills(h->A, g->V, 0) || !kills(h->A, g->V, 1)));
}

/* The first layers: h sees g in the new order exactly when it did in the old. */
static void
schedule(slong *when, const fulg_fiber_reduced_t *R)
{
    const slong n = R->num;
    char *sees = flint_malloc((size_t) (n * n + 1));
    int moved = 1;
    for (slong h = 0; h < n; h++)
    {
        when[h] = 0;
        for (slong g = 0; g < n; g++)
            sees[h * n + g] = (char) reads(&R->head[h], &R->head[g]);
    }
    while (moved)
    {
        moved = 0;
        for (slong h = 0; h < n; h++)
            for (slong g = 0; g < n; g++)
            {
                const int earlier = R->head[g].layer < R->head[h].layer;
                slong least = 0;
                if (sees[h * n + g] && earlier)
                    least = when[g] + 1;
                /* g saw nothing of h, though it sees h */
                if (sees[g * n + h] && R->head[h].layer >= R->head[g].layer)
                    least = FLINT_MAX(least, when[g]);
                if (when[h] < least)
                {
                    when[h] = least;
                    moved = 1;
                }
            }
    }
    flint_free(sees);
}

/* Sorts the heads by their new layers; 1 when some of them has moved. */
static int
move(fulg_fiber_reduced_t *R)
{
    slong *when = flint_malloc((size_t) (R->num + 1) * sizeof(slong));
    fulg_fiber_reduced_head_t *sorted = flint_malloc(
        (size_t) (R->num + 1) * sizeof(fulg_fiber_reduced_head_t));
    slong num = 0;
    int moved = 0;
    schedule(when, R);
    for (slong layer = 0; num < R->num; layer++)
        for (slong n = 0; n < R->num; n++)
            if (when[n] == layer)
            {
                moved |= R->head[n].layer != layer;
                sorted[num] = R->head[n];
                sorted[num++].layer = layer;
            }
    flint_free(R->head);
    R->head = sorted;
    flint_free(when);
    return moved;
}

static void
settle_residual(fulg_fiber_reduced_t *R)
{
    fmpq_mat_t one;
    fulg_fiber_init_one(one, R->arch->width[0]);
    while (move(R))
        join(R, 0, one);
    fmpq_mat_clear(one);
}

int
fulg_fiber_reduced_init(fulg_fiber_reduced_t *R, const fulg_weights_t W)
{
    const fulg_arch_struct *arch = W->arch;
    const int residual = fulg_arch_is_residual(arch);
    slong heads = 0;
    int equal_tokens = arch->tokens == 1 && fulg_arch_is_normalised(arch);
    fmpq_mat_t E;
    for (slong i = 0; i < arch->depth; i++)
    {
        heads += arch->sub[i].heads;
        if (arch->width[i] > MAX_WIDTH || arch->width[i + 1] > MAX_WIDTH)
            return 0;
    }
    if (fulg_arch_is_pnn(arch) || heads > MAX_HEADS)
        return 0;
    R->arch = arch;
    R->num = R->vanishes = 0;
    R->head = NULL;
    fulg_fiber_init_one(E, arch->width[0]);
    for (slong i = 0; i < arch->depth && !R->vanishes; i++)
    {
        const slong first = R->num;
        int uniform = fulg_arch_is_normalised(arch) &&
                      !fulg_arch_is_causal(arch) && !residual;
        add_layer(R, W, i, E, equal_tokens);
        R->vanishes = !residual && R->num == first;
        for (slong n = first; n < R->num; n++)
            uniform = uniform && R->head[n].zero;
        equal_tokens = equal_tokens || uniform;
        if (!residual)
            advance(E, R, first, arch->width[i + 1]);
    }
    fmpq_mat_clear(E);
    if (residual)
        settle_residual(R);
    return 1;
}
