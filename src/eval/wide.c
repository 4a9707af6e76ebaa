/*
 * The adjoint of many seeds at once.
 *
 * The adjoints of all entries of the output at one input are sums of the same products,
 * with the same weights and states: only what flows back differs.  Of a small network the
 * matrices of one adjoint are so small that making them takes longer than their products.
 * Here every number that flows back is a vector with an entry for each seed.
 *
 * For stacks of attention (without biases, norms of states, positions or latent
 * coordinates) and polynomial networks, modulo a prime of 20 to 23 bits.
 */
#include <string.h>

#include "wide.h"

#define LOW_PRIME (UWORD(1) << 19)
#define HIGH_PRIME (UWORD(1) << 23)
/* Seeds at once: what flows back is to stay in the cache. */
#define MOST_SEEDS 32
/* Scores of more tokens would be too many vectors. */
#define MOST_TOKENS 64

typedef struct
{
    const fulg_eval_tape_struct *T;
    const fulg_weights_struct *W;
    const fulg_wide_loops_t *loops;
    fulg_residues_t R;
    slong t;
    double *room;           /* all that follows */
    double *state, *behind; /* what flows into a state, and out of the layer */
    double *mixed, *inner, *side, *score, *sums, *zero, *gradient;
    double *coefficient, *second;
} work_t;

static int
applies(const fulg_weights_struct *W)
{
    const fulg_arch_struct *arch = W->arch;
    if (W->domain->prime < LOW_PRIME || W->domain->prime >= HIGH_PRIME ||
        arch->tokens > MOST_TOKENS || fulg_arch_has_readout(arch))
        return 0;
    for (slong i = 0; i < arch->depth; i++)
    {
        const fulg_sublayer_struct *sub = &arch->sub[i];
        if ((sub->kind != FULG_KIND_ATTENTION &&
             sub->kind != FULG_KIND_POLYNOMIAL) ||
            sub->bias || sub->bias_out || sub->rotary || sub->kv_latent ||
            sub->parallel || sub->pre_norm != FULG_PRE_NORM_NONE)
            return 0;
    }
    return 1;
}

/* The largest of the sizes that a vector is needed for. */
static slong
most_rows(const fulg_arch_struct *arch)
{
    slong most = arch->width[0];
    for (slong i = 0; i < arch->depth; i++)
    {
        most = FLINT_MAX(most, arch->width[i + 1]);
        most = FLINT_MAX(most, arch->sub[i].head_dim);
        most = FLINT_MAX(most, arch->sub[i].value_dim);
    }
    return most;
}

static double *
take(double **room, slong vectors, slong B)
{
    double *taken = *room;
    *room += vectors * B;
    return taken;
}

static void
work_init(work_t *w, const fulg_eval_tape_t T, const fulg_weights_t W)
{
    const slong t = W->arch->tokens, d = most_rows(W->arch);
    const slong B = MOST_SEEDS;
    const slong vectors = 5 * d * t + t * t + 2 + W->parameters;
    /* A coefficient matrix is d x d, d x t or t x t. */
    const slong numbers = FLINT_MAX(d, t) * FLINT_MAX(d, t);
    double *room;
    w->T = T;
    w->W = W;
    w->loops = fulg_eval_wide_loops();
    w->R.p = (double) W->domain->prime;
    w->R.inverse = 1 / w->R.p;
    w->t = t;
    w->room = flint_malloc((size_t) (vectors * B + 2 * numbers) *
                           sizeof(double));
    room = w->room;
    w->state = take(&room, d * t, B);
    w->behind = take(&room, d * t, B);
    w->mixed = take(&room, d * t, B);
    w->inner = take(&room, d * t, B);
    w->side = take(&room, d * t, B);
    w->score = take(&room, t * t, B);
    w->sums = take(&room, 1, B);
    w->zero = take(&room, 1, B);
    w->gradient = take(&room, W->parameters, B);
    w->coefficient = room;
    w->second = room + numbers;
}

/* ---- coefficients ------------------------------------------------------------ */

/* A as doubles, in w->coefficient or w->second. */
static const double *
doubles(double *to, const fulg_mat_struct *A)
{
    const nmod_mat_struct *M = A->nmod;
    const ulong p = M->mod.n;
    for (slong i = 0; i < M->r; i++)
        for (slong j = 0; j < M->c; j++)
        {
            const ulong x = nmod_mat_entry(M, i, j);
            to[i * M->c + j] = 2 * x > p ? (double) x - (double) p : (double) x;
        }
    return to;
}

static fulg_coefficients_t
plain(work_t *w, const fulg_mat_struct *A)
{
    return (fulg_coefficients_t){doubles(w->coefficient, A), A->nmod->c, 1};
}

static fulg_coefficients_t
transposed(work_t *w, const fulg_mat_struct *A)
{
    return (fulg_coefficients_t){doubles(w->coefficient, A), 1, A->nmod->c};
}

static fulg_wide_t
wide(double *entry, slong cols)
{
    return (fulg_wide_t){entry, cols, 1};
}

static fulg_wide_t
wide_transposed(double *entry, slong cols)
{
    return (fulg_wide_t){entry, 1, cols};
}

static double *
gradient_of(const work_t *w, slong i, slong h, char kind)
{
    const fulg_mat_struct *M = fulg_weights_of_head(w->W, i, h, kind);
    return w->gradient + w->W->block[M - w->W->mat].offset * w->R.B;
}

/* ---- one sublayer ---------------------------------------------------------------- */

/* y = M x: from g, the gradient of y, the gradient of M, and back += M^T g; or back =
   M^T g when it is new. */
static void
linear(work_t *w, double *back, int add, slong i, slong h, char kind,
       const fulg_mat_struct *x, double *g)
{
    const fulg_mat_struct *M = fulg_weights_of_head(w->W, i, h, kind);
    const slong rows = M->nmod->r, cols = M->nmod->c, t = w->t;
    w->loops->mul(wide_transposed(gradient_of(w, i, h, kind), cols),
                  plain(w, x), wide_transposed(g, t), cols, t, rows, 1, &w->R);
    w->loops->mul(wide(back, t), transposed(w, M), wide(g, t), cols, rows, t,
                  add, &w->R);
}

/* The gradient of the weights becomes that of the scores. */
static void
score(work_t *w, const fulg_head_tape_t *head, const fulg_sublayer_struct *sub)
{
    const slong t = w->t, B = w->R.B;
    const double *N, *G;
    if (!fulg_arch_sublayer_is_normalised(sub))
    {
        for (slong k = 0; k < t && sub->causal; k++)
            for (slong j = 0; j < k; j++)
                memset(w->score + (k * t + j) * B, 0,
                       (size_t) B * sizeof(double));
        return;
    }
    N = doubles(w->coefficient, head->weight);
    G = doubles(w->second, head->slope);
    for (slong j = 0; j < t; j++)
    {
        const fulg_wide_t column = {w->score + j * B, t, 0};
        w->loops->mul(wide(w->sums, 1), (fulg_coefficients_t){N + j, 0, t},
                      column, 1, t, 1, 0, &w->R);
        for (slong k = 0; k < t; k++)
            w->loops->scale(w->score + (k * t + j) * B, G[k * t + j],
                            w->score + (k * t + j) * B, w->sums, &w->R);
    }
}

/* back += what flows from out, the gradient of the head's output. */
static void
head_adjoint(work_t *w, double *back, slong i, slong h, double *out)
{
    const fulg_sublayer_struct *sub = &w->W->arch->sub[i];
    const fulg_head_tape_t *head = &w->T->head[w->T->first_head[i] + h];
    const fulg_mat_struct *x = &w->T->state[i];
    const slong t = w->t, d = w->W->arch->width[i], a = sub->head_dim;
    if (sub->value_dim)
    {
        fulg_mat_t y;
        const fulg_domain_struct *D = w->W->domain;
        D->ops->init(y, sub->value_dim, t, D);
        fulg_eval_linear(y, w->W, i, h, 'u', 0, head->mixed);
        linear(w, w->inner, 0, i, h, 'o', y, out);
        D->ops->clear(y);
        out = w->inner;
    }
    linear(w, w->mixed, 0, i, h, sub->value_dim ? 'u' : 'v', head->mixed, out);
    w->loops->mul(wide_transposed(back, t), plain(w, head->weight),
                  wide_transposed(w->mixed, t), t, t, d, 1, &w->R);
    w->loops->mul(wide(w->score, t), transposed(w, x), wide(w->mixed, t), t, d,
                  t, 0, &w->R);
    score(w, head, sub);
    w->loops->mul(wide(w->side, t), plain(w, head->key), wide(w->score, t), a,
                  t, t, 0, &w->R);
    linear(w, back, 1, i, h, 'q', x, w->side);
    w->loops->mul(wide(w->side, t), plain(w, head->query),
                  wide_transposed(w->score, t), a, t, t, 0, &w->R);
    linear(w, back, 1, i, h, 'k', x, w->side);
}

/* out becomes out times the derivative of the activation. */
static void
times_slope(work_t *w, slong i, double *out)
{
    const fulg_domain_struct *D = w->W->domain;
    const slong n = w->W->arch->sub[i].power, B = w->R.B;
    const slong size = w->W->arch->width[i + 1] * w->t;
    const double *c;
    fulg_mat_t slope;
    if (i + 1 == w->W->arch->depth)
        return;
    D->ops->init(slope, w->W->arch->width[i + 1], w->t, D);
    fulg_eval_power(slope, w->T->sub[i].up, n - 1, D);
    D->ops->scale(slope, slope, n, D);
    c = doubles(w->coefficient, slope);
    for (slong k = 0; k < size; k++)
        w->loops->scale(out + k * B, c[k], out + k * B, w->zero, &w->R);
    D->ops->clear(slope);
}

static void
sublayer_adjoint(work_t *w, slong i)
{
    const fulg_arch_struct *arch = w->W->arch;
    const fulg_sublayer_struct *sub = &arch->sub[i];
    const size_t size = (size_t) (arch->width[i] * w->t * w->R.B) *
                        sizeof(double);
    double *const out = w->behind, *const back = w->state;
    if (sub->kind == FULG_KIND_POLYNOMIAL)
        times_slope(w, i, out);
    if (sub->residual)
        memcpy(back, out, size);
    else
        memset(back, 0, size);
    if (sub->kind == FULG_KIND_POLYNOMIAL)
        linear(w, back, 1, i, 0, 'w', &w->T->state[i], out);
    else
        for (slong h = 0; h < sub->heads; h++)
            head_adjoint(w, back, i, h, out);
    w->state = out;
    w->behind = back;
}

/* ---- all of them --------------------------------------------------------------------- */

/* Entries first .. first + num - 1 of the output, counted from output row first_out on. */
static void
set_seeds(work_t *w, slong first, slong num, slong first_out)
{
    const slong out = w->W->arch->width[w->W->arch->depth], t = w->t;
    w->R.B = (num + 7) / 8 * 8;
    memset(w->behind, 0, (size_t) (out * t * w->R.B) * sizeof(double));
    for (slong b = 0; b < num; b++)
    {
        const slong n = (first_out * t + first + b) % (out * t);
        w->behind[n * w->R.B + b] = 1;
    }
}

static void
set_rows(fulg_mat_t J, slong row, const work_t *w, slong num)
{
    const slong B = w->R.B, n = w->W->parameters;
    const slong p = (slong) w->W->domain->prime;
    for (slong b = 0; b < num; b++)
    {
        const double *from = w->gradient + b;
        ulong *to = &nmod_mat_entry(J->nmod, row + b, 0);
        for (slong k = 0; k < n; k++, from += B)
        {
            const slong x = (slong) *from;
            const slong c = x < 0 ? x + p : x;
            to[k] = (ulong) (c >= p ? c - p : c);
        }
    }
}

int
fulg_eval_wide(fulg_mat_t J, slong row, const fulg_eval_tape_t T,
               const fulg_weights_t W, slong first_out, slong num_out)
{
    const slong all = num_out * W->arch->tokens;
    work_t w;
    if (!applies(W))
        return 0;
    work_init(&w, T, W);
    for (slong first = 0; first < all; first += MOST_SEEDS)
    {
        const slong num = FLINT_MIN(MOST_SEEDS, all - first);
        set_seeds(&w, first, num, first_out);
        memset(w.gradient, 0,
               (size_t) (W->parameters * w.R.B) * sizeof(double));
        memset(w.zero, 0, (size_t) w.R.B * sizeof(double));
        for (slong i = W->arch->depth - 1; i >= 0; i--)
            sublayer_adjoint(&w, i);
        set_rows(J, row + first, &w, num);
    }
    flint_free(w.room);
    return 1;
}
