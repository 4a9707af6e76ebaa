#include <pthread.h>
#include <stdint.h>

#include "impl.h"

/* Largest differences by the sizes of the least common folders. */
typedef struct
{
    const fulg_cube_struct *X;
    const fulg_tree_struct *tree;
    slong *parent; /* of the folders of the tree of keys, counted on through all
                      levels */
    fmpz *mixed;   /* [size of the key folder][size of the query folder] */
    /* X in 60 bits, without the lowest cut ones: rough[(i heads + t) keys + j]. */
    int64_t *rough;
    ulong cut;
    pthread_mutex_t lock;
} table_t;

/* parent[f]: the folder of the level above. */
static slong *
new_parents(const fulg_tree_t T)
{
    slong *parent = flint_malloc((size_t) T->num * sizeof(slong));
    parent[0] = 0;
    for (slong l = 1; l < T->levels; l++)
        for (slong f = T->offset[l]; f < T->offset[l] + T->count[l]; f++)
            parent[f] = T->offset[l - 1] +
                        T->label[(l - 1) * T->n + T->order[T->start[f]]];
    return parent;
}

/* most[s] = max over folders of s elements of (largest - least value), so far;
   the differences over a folder count for its own size, and smaller folders
   inside it have larger quotients of their own. */
static void
take_ranges(fmpz *most, slong step, const fmpz *value, slong value_step,
            const fulg_tree_t T, const slong *parent, const fmpz **ends)
{
    const fmpz **low = ends, **high = ends + T->num;
    fmpz_t d;
    fmpz_init(d);
    for (slong f = 0; f < T->num; f++)
        low[f] = high[f] = NULL;
    for (slong x = 0; x < T->n; x++)
    {
        const slong f = T->offset[T->levels - 1] + x;
        low[f] = high[f] = value + x * value_step;
    }
    for (slong f = T->num - 1; f > 0; f--)
    {
        const slong p = parent[f];
        if (low[p] == NULL || fmpz_cmp(low[f], low[p]) < 0)
            low[p] = low[f];
        if (high[p] == NULL || fmpz_cmp(high[f], high[p]) > 0)
            high[p] = high[f];
    }
    for (slong f = 0; f < T->offset[T->levels - 1]; f++)
    {
        fmpz *m = most + (T->end[f] - T->start[f]) * step;
        fmpz_sub(d, high[f], low[f]);
        if (fmpz_cmp(d, m) > 0)
            fmpz_set(m, d);
    }
    fmpz_clear(d);
}

/* The size of the least folder that holds both. */
static slong
common_size(const fulg_tree_t T, slong x, slong y)
{
    slong l = T->levels - 1;
    while (T->label[l * T->n + x] != T->label[l * T->n + y])
        l--;
    l = T->offset[l] + T->label[l * T->n + x];
    return T->end[l] - T->start[l];
}

static void
set_rough(table_t *G)
{
    const slong *n = G->X->shape, size = fulg_cube_size(G->X);
    const slong bits = FLINT_ABS(_fmpz_vec_max_bits(G->X->value, size));
    fmpz_t x;
    fmpz_init(x);
    G->cut = bits > 60 ? (ulong) (bits - 60) : 0;
    G->rough = flint_malloc((size_t) size * sizeof(int64_t));
    for (slong m = 0; m < size; m++)
    {
        const slong i = m / n[2] / n[1], j = m / n[2] % n[1], t = m % n[2];
        fmpz_fdiv_q_2exp(x, G->X->value + m, G->cut);
        G->rough[(i * n[2] + t) * n[1] + j] = fmpz_get_si(x);
    }
    fmpz_clear(x);
}

/* Memory for the work of a query: what is known of most, cut like rough; the ends
   of the values of all folders, roughly and exactly; differences. */
typedef struct
{
    fmpz *most, *d;
    int64_t *known, *low, *high;
    const fmpz **ends;
} room_t;

/* Whether the differences of two rows may raise a number of most.  A difference is
   off by less than 1, a range by less than 2. */
static int
may_raise(const table_t *G, const room_t *r, const int64_t *a, const int64_t *b,
          slong size)
{
    const fulg_tree_struct *T = &G->tree[FULG_AXIS_KEY];
    const slong step = G->X->shape[0] + 1, leaf = T->offset[T->levels - 1];
    const int64_t slack = G->cut > 0 ? 2 : 0;
    for (slong f = 0; f < leaf; f++)
    {
        r->low[f] = INT64_MAX;
        r->high[f] = INT64_MIN;
    }
    for (slong x = 0; x < T->n; x++)
        r->low[leaf + x] = r->high[leaf + x] = a[x] - b[x];
    for (slong f = T->num - 1; f > 0; f--)
    {
        const slong p = G->parent[f];
        r->low[p] = FLINT_MIN(r->low[p], r->low[f]);
        r->high[p] = FLINT_MAX(r->high[p], r->high[f]);
    }
    for (slong f = 0; f < leaf; f++)
        if (r->high[f] - r->low[f] + slack >
            r->known[(T->end[f] - T->start[f]) * step + size])
            return 1;
    return 0;
}

/* Rows i and x of head t: exactly, where it may matter. */
static void
do_rows(const table_t *G, room_t *r, slong i, slong x, slong t, slong size)
{
    const slong *n = G->X->shape, step = n[0] + 1;
    const fulg_tree_struct *T = &G->tree[FULG_AXIS_KEY];
    fmpz_t known;
    if (!may_raise(G, r, G->rough + (i * n[2] + t) * n[1],
                   G->rough + (x * n[2] + t) * n[1], size))
        return;
    for (slong j = 0; j < n[1]; j++)
        fmpz_sub(r->d + j, G->X->value + (i * n[1] + j) * n[2] + t,
                 G->X->value + (x * n[1] + j) * n[2] + t);
    take_ranges(r->most + size, step, r->d, 1, T, G->parent, r->ends);
    fmpz_init(known);
    for (slong f = 0; f < T->offset[T->levels - 1]; f++)
    {
        const slong m = (T->end[f] - T->start[f]) * step + size;
        fmpz_fdiv_q_2exp(known, r->most + m, G->cut);
        r->known[m] = fmpz_get_si(known);
    }
    fmpz_clear(known);
}

/* What other threads have found is known, too. */
static void
room_init(room_t *r, table_t *G)
{
    const slong block = (G->X->shape[0] + 1) * (G->X->shape[1] + 1);
    const slong num = G->tree[FULG_AXIS_KEY].num;
    fmpz_t known;
    r->most = _fmpz_vec_init(block);
    r->d = _fmpz_vec_init(G->X->shape[1]);
    r->known = flint_malloc((size_t) block * sizeof(int64_t));
    r->low = flint_malloc((size_t) num * sizeof(int64_t));
    r->high = flint_malloc((size_t) num * sizeof(int64_t));
    r->ends = flint_malloc((size_t) (2 * num) * sizeof(fmpz *));
    pthread_mutex_lock(&G->lock);
    _fmpz_vec_set(r->most, G->mixed, block);
    pthread_mutex_unlock(&G->lock);
    fmpz_init(known);
    for (slong m = 0; m < block; m++)
    {
        fmpz_fdiv_q_2exp(known, r->most + m, G->cut);
        r->known[m] = fmpz_get_si(known);
    }
    fmpz_clear(known);
}

static void
room_clear(room_t *r, const table_t *G)
{
    _fmpz_vec_clear(r->most, (G->X->shape[0] + 1) * (G->X->shape[1] + 1));
    _fmpz_vec_clear(r->d, G->X->shape[1]);
    flint_free(r->known);
    flint_free(r->low);
    flint_free(r->high);
    flint_free(r->ends);
}

/* Query i against all later ones. */
static void
do_query(void *data, slong i)
{
    table_t *G = data;
    const slong *n = G->X->shape, block = (n[0] + 1) * (n[1] + 1);
    room_t r;
    room_init(&r, G);
    for (slong x = i + 1; x < n[0]; x++)
    {
        const slong size = common_size(&G->tree[0], i, x);
        for (slong t = 0; t < n[2]; t++)
            do_rows(G, &r, i, x, t, size);
    }
    pthread_mutex_lock(&G->lock);
    for (slong m = 0; m < block; m++)
        if (fmpz_cmp(r.most + m, G->mixed + m) > 0)
            fmpz_set(G->mixed + m, r.most + m);
    pthread_mutex_unlock(&G->lock);
    room_clear(&r, G);
}

/* constant = max(constant, (difference +- error) / den (n/s)^a (m/r)^a). */
static void
raise_constant(arb_t constant, const fmpz_t difference, const fmpz_t error,
               const fmpz_t den, const arb_t factor, slong bits)
{
    arb_t x;
    mag_t e;
    arb_init(x);
    mag_init(e);
    arb_set_fmpz(x, difference);
    mag_set_fmpz(e, error);
    arb_add_error_mag(x, e);
    arb_nonnegative_part(x, x);
    arb_div_fmpz(x, x, den, bits);
    arb_mul(x, x, factor, bits);
    arb_max(constant, constant, x, bits);
    arb_clear(x);
    mag_clear(e);
}

/* factor[s] = (n/s)^a, s = 1 .. n. */
static arb_ptr
new_factors(slong n, const fmpq_t exponent, slong bits)
{
    arb_ptr factor = _arb_vec_init(n + 1);
    for (slong s = 1; s <= n; s++)
    {
        arb_set_si(factor + s, n);
        arb_div_si(factor + s, factor + s, s, bits);
        arb_pow_fmpq(factor + s, factor + s, exponent, bits);
    }
    return factor;
}

static void
one_axis(arb_t constant, const fulg_cube_t X, int axis, const fulg_tree_t T,
         const fmpq_t exponent, slong bits)
{
    const slong *n = X->shape;
    fmpz *most = _fmpz_vec_init(n[axis] + 1);
    slong *parent = new_parents(T);
    const fmpz **ends = flint_malloc((size_t) (2 * T->num) * sizeof(fmpz *));
    arb_ptr factor = new_factors(n[axis], exponent, bits);
    fmpz_t error;
    int a, b;
    fmpz_init(error);
    fmpz_mul_2exp(error, X->error, 1);
    fulg_organize_others(&a, &b, axis);
    for (slong i = 0; i < n[a]; i++)
        for (slong j = 0; j < n[b]; j++)
            take_ranges(most, 1,
                        X->value + i * fulg_organize_step(n, a) +
                            j * fulg_organize_step(n, b),
                        fulg_organize_step(n, axis), T, parent, ends);
    arb_zero(constant);
    for (slong s = 2; s <= n[axis]; s++)
        raise_constant(constant, most + s, error, X->den, factor + s, bits);
    fmpz_clear(error);
    _arb_vec_clear(factor, n[axis] + 1);
    _fmpz_vec_clear(most, n[axis] + 1);
    flint_free(parent);
    flint_free(ends);
}

static int
set_mixed(arb_t constant, const fulg_cube_t X, const fulg_tree_struct *tree,
          const fmpq_t exponent, slong bits,
          const fulg_organize_options_t *options)
{
    const slong *n = X->shape;
    const slong block = (n[0] + 1) * (n[1] + 1);
    table_t G = {.X = X, .tree = tree};
    arb_ptr fq = new_factors(n[0], exponent, bits);
    arb_ptr fk = new_factors(n[1], exponent, bits);
    fmpz_t error;
    arb_t f;
    int good;
    fmpz_init(error);
    arb_init(f);
    fmpz_mul_2exp(error, X->error, 2);
    G.parent = new_parents(&tree[FULG_AXIS_KEY]);
    G.mixed = _fmpz_vec_init(block);
    set_rough(&G);
    pthread_mutex_init(&G.lock, NULL);
    good = fulg_organize_parallel(do_query, &G, n[0], options->threads,
                                  options->progress, "mixed differences");
    arb_zero(constant);
    for (slong r = 2; r <= n[1] && good; r++)
        for (slong s = 2; s <= n[0]; s++)
        {
            const fmpz *m = G.mixed + r * (n[0] + 1) + s;
            if (fmpz_is_zero(m) && fmpz_is_zero(error))
                continue;
            arb_mul(f, fq + s, fk + r, bits);
            raise_constant(constant, m, error, X->den, f, bits);
        }
    pthread_mutex_destroy(&G.lock);
    flint_free(G.parent);
    flint_free(G.rough);
    _fmpz_vec_clear(G.mixed, block);
    _arb_vec_clear(fq, n[0] + 1);
    _arb_vec_clear(fk, n[1] + 1);
    fmpz_clear(error);
    arb_clear(f);
    return good;
}

static void
set_sup(arb_t sup, const fulg_cube_t X, slong bits)
{
    const fmpz *most = X->value;
    fmpz_t m;
    arb_t one;
    fmpz_init(m);
    arb_init(one);
    for (slong n = 1; n < fulg_cube_size(X); n++)
        if (fmpz_cmpabs(X->value + n, most) > 0)
            most = X->value + n;
    fmpz_abs(m, most);
    arb_one(one);
    arb_zero(sup);
    raise_constant(sup, m, X->error, X->den, one, bits);
    fmpz_clear(m);
    arb_clear(one);
}

fulg_status_t
fulg_organize_regularity_init(fulg_organize_regularity_t R, const fulg_cube_t X,
                              const fulg_tree_struct *tree,
                              const fmpq_t exponent, slong bits,
                              const fulg_organize_options_t *options,
                              fulg_diag_t diag)
{
    int good;
    arb_init(R->sup);
    arb_init(R->mixed);
    set_sup(R->sup, X, bits);
    for (int a = 0; a < 3; a++)
    {
        arb_init(&R->one[a]);
        one_axis(&R->one[a], X, a, &tree[a], exponent, bits);
    }
    good = set_mixed(R->mixed, X, tree, exponent, bits, options);
    if (good)
        return FULG_OK;
    fulg_organize_regularity_clear(R);
    return fulg_diag_set(diag, FULG_UNABLE, "interrupted");
}

void
fulg_organize_regularity_over_root(fulg_organize_regularity_t R, const fmpz_t n,
                                   slong bits)
{
    arb_t root;
    arb_init(root);
    arb_sqrt_fmpz(root, n, bits);
    arb_div(R->sup, R->sup, root, bits);
    arb_div(R->mixed, R->mixed, root, bits);
    for (int a = 0; a < 3; a++)
        arb_div(&R->one[a], &R->one[a], root, bits);
    arb_clear(root);
}

void
fulg_organize_regularity_clear(fulg_organize_regularity_t R)
{
    arb_clear(R->sup);
    arb_clear(R->mixed);
    for (int a = 0; a < 3; a++)
        arb_clear(&R->one[a]);
}
