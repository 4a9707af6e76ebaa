#include "transformer.h"

/* ---- doc: thm-transformer, the upper bound ------------------------------------ */

void
fulg_dim_shape_set(fulg_dim_shape_t *shape, const fulg_arch_struct *arch,
                   slong i)
{
    const fulg_sublayer_struct *sub = &arch->sub[i];
    const fulg_activation_t *activation = fulg_arch_activation(sub->activation);
    shape->attention = sub->kind == FULG_KIND_ATTENTION;
    shape->normalised = fulg_arch_sublayer_is_normalised(sub);
    shape->softmax = fulg_arch_sublayer_is_softmax(sub);
    shape->alone = shape->attention && shape->normalised && arch->tokens == 1;
    shape->d = arch->width[i];
    shape->out = arch->width[i + 1];
    shape->n = shape->d - (sub->pre_norm == FULG_PRE_NORM_LAYER);
    shape->shift = sub->pre_norm == FULG_PRE_NORM_LAYER && sub->norm_shift;
    shape->bias = (int) sub->bias;
    shape->bias_out = (int) sub->bias_out;
    shape->e = sub->bias || shape->shift;
    shape->heads = sub->heads;
    shape->groups = sub->kv_latent ? sub->heads
                                   : fulg_arch_sublayer_groups(sub);
    shape->p = sub->rotary;
    shape->r = sub->kv_latent;
    shape->a = sub->head_dim - (sub->kv_latent ? 0 : sub->rotary);
    shape->v = sub->value_dim;
    shape->hidden = sub->hidden;
    shape->gated = activation->gated;
    shape->scaled = activation->scaled;
    shape->relu = activation->scaled && !activation->gated;
}

/* n = times * the dimension of the rows x cols matrices of rank <= rank, where
   cols = a * b. */
static void
low_rank(fmpz_t n, slong times, slong rank, slong rows, slong a, slong b)
{
    fmpz_t r, m, c;
    fmpz_init_set_si(r, rank);
    fmpz_init_set_si(m, rows);
    fmpz_init_set_si(c, a);
    fmpz_mul_si(c, c, b);
    fulg_dim_rank_variety(n, m, c, r);
    fmpz_mul_si(n, n, times);
    fmpz_clear(r);
    fmpz_clear(m);
    fmpz_clear(c);
}

/* A token sees itself alone: the sum of the heads' matrices. */
static void
one_token(fulg_dim_heads_t *heads, const fulg_dim_shape_t *s)
{
    slong rank = FLINT_MIN(s->n, s->out);
    if (s->v)
        rank = fulg_dim_min_product(rank, s->v, s->groups);
    if (s->r)
        rank = FLINT_MIN(rank, s->r);
    heads->source = s->n;
    heads->alpha = 0;
    heads->nu = rank;
    low_rank(heads->values, 1, heads->nu, s->out, s->n, 1);
}

/* What keys and values read: n coordinates, or r of them that can be chosen; not
   more than the heads show unless biases show the rest. */
static void
set_source(fulg_dim_heads_t *heads, const fulg_dim_shape_t *s, slong seen)
{
    slong shown;
    heads->source = s->n;
    if (s->r == 0 || s->r >= s->n)
        return;
    heads->source = s->r;
    shown = FLINT_MIN(s->a, s->r) + FLINT_MIN(s->v, FLINT_MIN(s->r, s->out));
    if (seen == 0)
        heads->source = fulg_dim_min_product(s->r, s->heads, shown);
    fmpz_set_si(heads->latent, s->n + (seen ? s->shift : 0) - heads->source);
    fmpz_mul_si(heads->latent, heads->latent, heads->source);
}

/* Turned coordinates: for every plane a complex matrix of rank one. */
static void
set_planes(fulg_dim_heads_t *heads, const fulg_dim_shape_t *s)
{
    const slong b = s->r ? s->shift : s->e;
    const slong share = s->r ? s->heads : s->heads / s->groups;
    fmpz_set_si(heads->planes, s->n + b);
    fmpz_mul_si(heads->planes, heads->planes, share);
    fmpz_add_si(heads->planes, heads->planes, s->n + b - 1);
    /* behind a layer norm of width 1 nothing is read */
    if (fmpz_sgn(heads->planes) < 0)
        fmpz_zero(heads->planes);
    fmpz_mul_si(heads->planes, heads->planes, s->p);
    fmpz_mul_si(heads->planes, heads->planes, s->r ? 1 : s->groups);
}

void
fulg_dim_heads_init(fulg_dim_heads_t *heads, const fulg_dim_shape_t *s)
{
    /* Scores are blind to key biases under softmax alone, and outputs to value
       biases (but for a constant) where weights sum to one. */
    const slong k = s->softmax ? 0 : s->e;
    const slong w = s->normalised ? 0 : s->e;
    const slong share = s->heads / s->groups;
    fmpz_init(heads->keys);
    fmpz_init(heads->planes);
    fmpz_init(heads->values);
    fmpz_init(heads->latent);
    if (s->alone)
    {
        one_token(heads, s);
        return;
    }
    set_source(heads, s, k + w);
    heads->alpha = FLINT_MIN(s->a, heads->source + k);
    low_rank(heads->keys, s->groups, heads->alpha, heads->source + k, share,
             s->n + s->e);
    set_planes(heads, s);
    fmpz_add(heads->keys, heads->keys, heads->planes);
    if (s->v)
    {
        heads->nu = fulg_dim_min_product(FLINT_MIN(s->v, heads->source + w),
                                         share, s->out);
        low_rank(heads->values, s->groups, heads->nu, heads->source + w, share,
                 s->out);
    }
    else
    {
        heads->nu = FLINT_MIN(s->n + w, s->out);
        low_rank(heads->values, s->heads, heads->nu, s->out, s->n + w, 1);
    }
}

void
fulg_dim_heads_clear(fulg_dim_heads_t *heads)
{
    fmpz_clear(heads->keys);
    fmpz_clear(heads->planes);
    fmpz_clear(heads->values);
    fmpz_clear(heads->latent);
}

void
fulg_dim_neurons(fmpz_t n, const fulg_dim_shape_t *s)
{
    fmpz_set_si(n, s->n);
    fmpz_add_ui(n, n, (ulong) s->e);
    fmpz_mul_ui(n, n, s->gated ? 2 : 1);
    fmpz_add_ui(n, n, (ulong) s->out);
    fmpz_sub_ui(n, n, (ulong) s->scaled);
    fmpz_mul_si(n, n, s->hidden);
}

/* ---- constants (doc: thm-biases, thm-pre-norm) ---------------------------------- */

/* On one token the values' matrix and constant together have a rank: of the rows of U,
   and where the shift comes through a latent, of the latent. */
static slong
constants_alone(const fulg_dim_shape_t *s)
{
    slong rows = fulg_dim_min_product(WORD_MAX, s->groups, s->v);
    slong rank = FLINT_MIN(rows, FLINT_MIN(s->n, s->out));
    if (s->r)
        rank = FLINT_MIN(rank, s->r);
    if (s->r && !s->bias)
        rows = FLINT_MIN(rows, s->r);
    return rows > rank ? s->out : rank;
}

slong
fulg_dim_constants(const fulg_dim_shape_t *s)
{
    if (s->bias_out)
        return s->out;
    if (!s->attention || !s->e || !s->normalised)
        return 0;
    if (s->v == 0)
        return s->out;
    if (s->alone)
        return constants_alone(s);
    if (s->r && s->r <= s->n && !s->bias)
        return fulg_dim_min_product(FLINT_MIN(s->out, s->r), s->heads, s->v);
    if (s->v > (s->r && s->r < s->n ? s->r : s->n))
        return s->out;
    return fulg_dim_min_product(s->out, s->groups, s->v);
}

int
fulg_dim_absorbs(const fulg_dim_shape_t *s)
{
    return s->bias && !(s->attention && s->r && s->p);
}

/* beta = the constants of the parallel sublayers [from, to) together; *absorbed =
   whether all of them absorb. */
static slong
position(int *absorbed, const fulg_arch_struct *arch, slong from, slong to)
{
    slong beta = 0;
    *absorbed = 1;
    for (slong i = from; i < to; i++)
    {
        fulg_dim_shape_t s;
        slong own;
        fulg_dim_shape_set(&s, arch, i);
        own = fulg_dim_constants(&s);
        *absorbed = *absorbed && fulg_dim_absorbs(&s);
        beta = own > s.out - beta ? s.out : beta + own;
    }
    return beta;
}

int
fulg_dim_is_uniform(const fulg_arch_struct *arch)
{
    for (slong i = 0; i < arch->depth; i++)
        if (!arch->sub[i].residual ||
            arch->sub[i].pre_norm != arch->sub[0].pre_norm)
            return 0;
    return 1;
}

void
fulg_dim_all_constants(fmpz_t n, const fulg_arch_struct *arch)
{
    const slong d = arch->width[0], norm = arch->sub[0].pre_norm;
    const int uniform = fulg_dim_is_uniform(arch);
    slong piece = 0, full = 0;
    fmpz_zero(n);
    for (slong i = 0, end; i < arch->depth; i = end)
    {
        int absorbed;
        slong beta;
        end = fulg_arch_unit_end(arch, i);
        beta = position(&absorbed, arch, i, end);
        if (!uniform || norm != FULG_PRE_NORM_NONE)
        {
            fmpz_add_ui(n, n, (ulong) beta);
            full += beta == d;
            continue;
        }
        /* Without norms a constant passes all that absorb it. */
        if (!absorbed)
        {
            fmpz_add_ui(n, n, (ulong) piece);
            piece = 0;
        }
        piece = beta > d - piece ? d : piece + beta;
    }
    fmpz_add_ui(n, n, (ulong) piece);
    /* Multiples of (1, .., 1) pass a layer norm unseen. */
    if (uniform && norm == FULG_PRE_NORM_LAYER && full > 1)
        fmpz_sub_ui(n, n, (ulong) full - 1);
}
