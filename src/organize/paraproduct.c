/*
 * The paraproduct of one head after the other, in integers.  The means of tau X over
 * the pairs of folders are p = P / den; those of f = tau X / sqrt(root) are p /
 * sqrt(root).  With B(p) = A(p / sqrt(root)), the values of B, B' and B'' are integers
 * over W, exact for a polynomial and root 1, else up to one unit.
 */
#include "impl.h"

/* B and its derivatives. */
enum
{
    VALUE,
    SLOPE,
    BEND,
    FUNCTIONS
};

/* Sums over pairs of levels, on the way down. */
enum
{
    FIRST,
    SECOND,
    DOUBLE,
    SUMS
};

typedef struct
{
    const fulg_tree_struct *q, *k;
    slong *q_parent, *k_parent;
    fulg_organize_outer_t B;
    fmpz_t den, W, unit; /* P / den; B / W; all / unit with unit = W den^2 */
    slong bits;
    fmpz *mean;          /* P, at [q folder * k->num + k folder] */
    fmpz *at[FUNCTIONS]; /* one list when they are the same */
    fmpz *sum[SUMS];
    fmpz_t biggest; /* of the |factors| of B' and B'' */
} work_t;

static slong *
new_parents(const fulg_tree_struct *T)
{
    slong *parent = flint_malloc((size_t) T->num * sizeof(slong));
    parent[0] = -1;
    for (slong l = 1; l < T->levels; l++)
        for (slong f = T->offset[l]; f < T->offset[l] + T->count[l]; f++)
            parent[f] = T->offset[l - 1] +
                        T->label[(l - 1) * T->n + T->order[T->start[f]]];
    return parent;
}

static void
common_size(fmpz_t z, const fulg_tree_struct *T)
{
    fmpz_t s;
    fmpz_init(s);
    fmpz_one(z);
    for (slong f = 0; f < T->num; f++)
    {
        fmpz_set_si(s, T->end[f] - T->start[f]);
        fmpz_lcm(z, z, s);
    }
    fmpz_clear(s);
}

/* W: so that W times a polynomial of degree d in P / den is an integer, or a
   power of 2. */
static void
set_unit(work_t *w)
{
    fmpz_one(w->W);
    if (!w->B->exact)
        fmpz_mul_2exp(w->W, w->W, (ulong) w->bits + 3 * fmpz_bits(w->den));
    else
    {
        const slong degree = fmpq_poly_degree(w->B->derivative[VALUE]);
        fmpz_pow_ui(w->W, w->den, (ulong) FLINT_MAX(degree, 0));
        fmpz_mul(w->W, w->W, fmpq_poly_denref(w->B->derivative[VALUE]));
    }
    fmpz_mul(w->unit, w->den, w->den);
    fmpz_mul(w->unit, w->unit, w->W);
}

static void
work_init(work_t *w, const fulg_cube_t X, const fulg_tree_struct *tree,
          const fmpq_poly_struct *A, const fulg_cube_scale_t scale, slong bits)
{
    const slong size = tree[0].num * tree[1].num;
    fmpz_t z;
    fmpz_init(z);
    w->q = &tree[0];
    w->k = &tree[1];
    w->q_parent = new_parents(w->q);
    w->k_parent = new_parents(w->k);
    fulg_organize_outer_init(w->B, A, scale);
    w->bits = bits;
    fmpz_init(w->den);
    fmpz_init(w->W);
    fmpz_init(w->unit);
    fmpz_init(w->biggest);
    common_size(z, w->q);
    fmpz_mul(w->den, X->den, z);
    common_size(z, w->k);
    fmpz_mul(w->den, w->den, z);
    fmpz_mul(w->den, w->den, fmpq_denref(scale->tau));
    set_unit(w);
    w->mean = _fmpz_vec_init(size);
    for (int n = 0; n < FUNCTIONS; n++)
        w->at[n] = !w->B->same || n == VALUE ? _fmpz_vec_init(size) : w->at[0];
    for (int n = 0; n < SUMS; n++)
        w->sum[n] = _fmpz_vec_init(size);
    fmpz_clear(z);
}

static void
work_clear(work_t *w)
{
    const slong size = w->q->num * w->k->num;
    flint_free(w->q_parent);
    flint_free(w->k_parent);
    fmpz_clear(w->den);
    fmpz_clear(w->W);
    fmpz_clear(w->unit);
    fmpz_clear(w->biggest);
    _fmpz_vec_clear(w->mean, size);
    for (int n = 0; n < FUNCTIONS; n++)
        if (!w->B->same || n == VALUE)
            _fmpz_vec_clear(w->at[n], size);
    fulg_organize_outer_clear(w->B);
    for (int n = 0; n < SUMS; n++)
        _fmpz_vec_clear(w->sum[n], size);
}

/* The means of tau X - shift over all pairs of folders. */
static void
set_means(work_t *w, const fulg_cube_t X, slong t, const fmpq_t shift)
{
    const slong *n = X->shape;
    const slong nk = w->k->num;
    fmpz *half = _fmpz_vec_init(n[0] * nk),
         *sum = _fmpz_vec_init(FLINT_MAX(n[0], n[1]) + 1);
    fmpq_t x;
    fmpq_init(x);
    for (slong i = 0; i < n[0]; i++)
    {
        for (slong p = 0; p < n[1]; p++)
            fmpz_add(sum + p + 1, sum + p,
                     X->value + (i * n[1] + w->k->order[p]) * n[2] + t);
        for (slong f = 0; f < nk; f++)
            fmpz_sub(half + i * nk + f, sum + w->k->end[f],
                     sum + w->k->start[f]);
    }
    for (slong f = 0; f < nk; f++)
    {
        for (slong p = 0; p < n[0]; p++)
            fmpz_add(sum + p + 1, sum + p, half + w->q->order[p] * nk + f);
        for (slong g = 0; g < w->q->num; g++)
        {
            fmpz_sub(fmpq_numref(x), sum + w->q->end[g], sum + w->q->start[g]);
            fmpz_set_si(fmpq_denref(x), (w->q->end[g] - w->q->start[g]) *
                                            (w->k->end[f] - w->k->start[f]));
            fmpz_mul(fmpq_denref(x), fmpq_denref(x), X->den);
            fmpq_canonicalise(x);
            fmpq_mul(x, x, w->B->scale->tau);
            fmpq_sub(x, x, shift);
            fmpq_mul_fmpz(x, x, w->den);
            fmpz_set(w->mean + g * nk + f, fmpq_numref(x));
        }
    }
    fmpq_clear(x);
    _fmpz_vec_clear(half, n[0] * nk);
    _fmpz_vec_clear(sum, FLINT_MAX(n[0], n[1]) + 1);
}

static void
set_functions(work_t *w)
{
    for (slong m = 0; m < w->q->num * w->k->num; m++)
    {
        fmpz *const value[FUNCTIONS] = {w->at[VALUE] + m, w->at[SLOPE] + m,
                                        w->at[BEND] + m};
        fulg_organize_outer_values(value, w->B, w->mean + m, w->den, w->W);
    }
}

static void
note_size(work_t *w, const fmpz_t x)
{
    if (fmpz_cmpabs(x, w->biggest) > 0)
        fmpz_abs(w->biggest, x);
}

/* z = x[both] - x[q] - x[k] + x[none]. */
static void
mixed(fmpz_t z, const fmpz *x, slong both, slong q, slong k, slong none)
{
    fmpz_sub(z, x + both, x + q);
    fmpz_sub(z, z, x + k);
    fmpz_add(z, z, x + none);
}

/* The sums on the pair of folders (g, f), neither of level 0: those above, by
   inclusion and exclusion, and the term of this pair of levels. */
static void
set_sums(work_t *w, slong g, slong f, fmpz_t x, fmpz_t y)
{
    const slong nk = w->k->num, a = w->q_parent[g], b = w->k_parent[f];
    const slong both = g * nk + f, q = g * nk + b, k = a * nk + f,
                none = a * nk + b;
    for (int n = 0; n < SUMS; n++)
    {
        fmpz *s = w->sum[n] + both;
        fmpz_add(s, w->sum[n] + q, w->sum[n] + k);
        fmpz_sub(s, s, w->sum[n] + none);
    }
    mixed(x, w->at[VALUE], both, q, k, none);
    fmpz_add(w->sum[DOUBLE] + both, w->sum[DOUBLE] + both, x);
    mixed(x, w->mean, both, q, k, none);
    fmpz_mul(x, x, w->den);
    note_size(w, x);
    fmpz_addmul(w->sum[FIRST] + both, w->at[SLOPE] + none, x);
    fmpz_sub(x, w->mean + q, w->mean + none);
    fmpz_sub(y, w->mean + k, w->mean + none);
    fmpz_mul(x, x, y);
    note_size(w, x);
    fmpz_addmul(w->sum[SECOND] + both, w->at[BEND] + none, x);
}

static void
set_all_sums(work_t *w)
{
    fmpz_t x, y;
    fmpz_init(x);
    fmpz_init(y);
    for (int n = 0; n < SUMS; n++)
        _fmpz_vec_zero(w->sum[n], w->q->num * w->k->num);
    for (slong g = 1; g < w->q->num; g++)
        for (slong f = 1; f < w->k->num; f++)
            set_sums(w, g, f, x, y);
    fmpz_clear(x);
    fmpz_clear(y);
}

/* The entries of one head; 0 when the double sum is not A(f) - boundary. */
static int
set_head(fulg_organize_paraproduct_t P, const work_t *w, slong t)
{
    const slong *n = P->first->shape;
    const slong nk = w->k->num;
    const slong gq = w->q->offset[w->q->levels - 1];
    const slong fk = w->k->offset[w->k->levels - 1];
    int good = 1;
    fmpz_t x, den2;
    fmpz_init(x);
    fmpz_init(den2);
    fmpz_mul(den2, w->den, w->den);
    for (slong i = 0; i < n[0]; i++)
        for (slong j = 0; j < n[1]; j++)
        {
            const slong m = (gq + i) * nk + fk + j;
            const slong e = (i * n[1] + j) * n[2] + t;
            fmpz *r = P->residual->value + e;
            mixed(x, w->at[VALUE], m, (gq + i) * nk, fk + j, 0);
            good = good && fmpz_equal(x, w->sum[DOUBLE] + m);
            fmpz_mul(r, x, den2);
            fmpz_sub(r, r, w->sum[FIRST] + m);
            fmpz_sub(r, r, w->sum[SECOND] + m);
            fmpz_set(P->first->value + e, w->sum[FIRST] + m);
            fmpz_set(P->second->value + e, w->sum[SECOND] + m);
        }
    fmpz_clear(x);
    fmpz_clear(den2);
    return good;
}

/* A unit of B' or B'' times the largest factor for each pair of levels, and four
   of B in the residual. */
static void
set_errors(fulg_organize_paraproduct_t P, const work_t *w)
{
    fmpz_t e;
    fmpz_init(e);
    fmpz_set_si(e, w->q->levels * w->k->levels);
    fmpz_mul(e, e, w->biggest);
    fmpz_set(P->first->error, e);
    fmpz_set(P->second->error, e);
    fmpz_mul_2exp(P->residual->error, e, 1);
    fmpz_mul(e, w->den, w->den);
    fmpz_mul_2exp(e, e, 2);
    fmpz_add(P->residual->error, P->residual->error, e);
    fmpz_clear(e);
}

static fulg_cube_struct *
cube_of(fulg_organize_paraproduct_t P, int n)
{
    return n == 0 ? P->first : n == 1 ? P->second : P->residual;
}

fulg_status_t
fulg_organize_paraproduct_init(fulg_organize_paraproduct_t P,
                               const fulg_cube_t X,
                               const fulg_tree_struct *tree,
                               const fmpq_poly_struct *A,
                               const fulg_cube_scale_t scale, slong bits,
                               fulg_diag_t diag)
{
    work_t w;
    fmpq_init(P->shift);
    if (A == NULL)
    {
        /* The largest entry, and whether exp is within reach. */
        fulg_cube_t E;
        const fulg_status_t status = fulg_cube_init_exp(
            E, P->shift, X, scale, FULG_MASK_NONE, 8, diag);
        if (status != FULG_OK)
        {
            fmpq_clear(P->shift);
            return status;
        }
        fulg_cube_clear(E);
    }
    work_init(&w, X, tree, A, scale, bits);
    P->exact = 1;
    for (int n = 0; n < 3; n++)
    {
        fulg_cube_init(cube_of(P, n), X->shape[0], X->shape[1], X->shape[2]);
        fmpz_set(cube_of(P, n)->den, w.unit);
    }
    for (slong t = 0; t < X->shape[2]; t++)
    {
        set_means(&w, X, t, P->shift);
        set_functions(&w);
        set_all_sums(&w);
        P->exact = set_head(P, &w, t) && P->exact;
    }
    if (!w.B->exact)
        set_errors(P, &w);
    work_clear(&w);
    return FULG_OK;
}

void
fulg_organize_paraproduct_clear(fulg_organize_paraproduct_t P)
{
    fmpq_clear(P->shift);
    fulg_cube_clear(P->first);
    fulg_cube_clear(P->second);
    fulg_cube_clear(P->residual);
}
