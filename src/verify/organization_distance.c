/* Distances of slices: the sums over pairs of folders of each slice by itself, then
   the l1 distances of these lists, level by level of one tree. */
#include <stdint.h>

#include "organization.h"

/* The numbers of a list that are worked on for all pairs of slices together, so
   that they stay in the cache. */
#define PART 256

static slong
step_of(const slong *n, int axis)
{
    return axis == 0 ? n[1] * n[2] : axis == 1 ? n[2] : 1;
}

/* ---- folders -------------------------------------------------------------- */

/* One of the two axes that are averaged over.  Folder f of level l has the number
   offset[l] + f, and weight times its size is an integer multiple of what it weighs;
   total: the sum of all of these. */
typedef struct
{
    slong n, levels, step;
    const slong *label;
    slong *own; /* the labels of a tree that is not there */
    slong *offset, *size;
    fmpz *weight;
    fmpz_t total;
} side_t;

static slong
folders(const side_t *s)
{
    return s->offset[s->levels];
}

static void
set_sizes(side_t *s)
{
    s->offset = flint_calloc((size_t) s->levels + 1, sizeof(slong));
    for (slong l = 0; l < s->levels; l++)
    {
        slong most = 0;
        for (slong x = 0; x < s->n; x++)
            most = FLINT_MAX(most, s->label[l * s->n + x]);
        s->offset[l + 1] = s->offset[l] + most + 1;
    }
    s->size = flint_calloc((size_t) folders(s), sizeof(slong));
    for (slong l = 0; l < s->levels; l++)
        for (slong x = 0; x < s->n; x++)
            s->size[s->offset[l] + s->label[l * s->n + x]]++;
}

/* 2^(alpha (levels - 1 - l)) size^beta / size, times what makes it an integer. */
static void
set_weights(side_t *s, fulg_verify_weighting_t w)
{
    fmpz_t all, size;
    fmpz_init_set_ui(all, 1);
    fmpz_init(size);
    for (slong f = 0; f < folders(s) && w.beta == 0; f++)
    {
        fmpz_set_si(size, s->size[f]);
        fmpz_lcm(all, all, size);
    }
    for (slong l = 0; l < s->levels; l++)
        for (slong f = s->offset[l]; f < s->offset[l + 1]; f++)
        {
            fmpz *weight = s->weight + f;
            fmpz_set_si(size, s->size[f]);
            fmpz_pow_ui(weight, size, (ulong) w.beta);
            fmpz_mul(weight, weight, all);
            fmpz_divexact(weight, weight, size);
            fmpz_mul_2exp(weight, weight,
                          (ulong) (w.alpha * (s->levels - 1 - l)));
            fmpz_addmul(s->total, weight, size);
        }
    fmpz_clear(all);
    fmpz_clear(size);
}

/* tree NULL: single elements alone, which makes the l1 distance. */
static void
side_init(side_t *s, const fulg_verify_tree_t *tree, slong n, slong step,
          fulg_verify_weighting_t w)
{
    s->n = n;
    s->step = step;
    s->own = NULL;
    if (tree == NULL)
    {
        s->own = flint_malloc((size_t) n * sizeof(slong));
        for (slong x = 0; x < n; x++)
            s->own[x] = x;
    }
    s->levels = tree != NULL ? tree->levels : 1;
    s->label = tree != NULL ? tree->label : s->own;
    set_sizes(s);
    s->weight = _fmpz_vec_init(folders(s));
    fmpz_init(s->total);
    set_weights(s, w);
}

static void
side_clear(side_t *s)
{
    _fmpz_vec_clear(s->weight, folders(s));
    fmpz_clear(s->total);
    flint_free(s->offset);
    flint_free(s->size);
    flint_free(s->own);
}

/* ---- lists ---------------------------------------------------------------- */

typedef struct
{
    const fulg_verify_tensor_t *X;
    slong n, step; /* slices, and from one to the next */
    side_t a, b;
    fmpz *half; /* half[(x a.n + i) folders of b + f] */
    fulg_verify_width_t width;
    ulong cut; /* bits left out of all numbers */
    union
    {
        int64_t *s;
        fulg_verify_signed_t *l;
        fmpz *e;
    } list, sum; /* sum[x n + y], x < y */
} lists_t;

/* Weighted sums over the folders of b, of every line of every slice. */
static void
set_half(lists_t *L)
{
    const side_t *b = &L->b;
    const slong num = folders(b);
    L->half = _fmpz_vec_init(L->n * L->a.n * num);
    for (slong m = 0; m < L->n * L->a.n; m++)
    {
        const fmpz *in = L->X->x + m / L->a.n * L->step +
                         m % L->a.n * L->a.step;
        fmpz *out = L->half + m * num;
        for (slong l = 0; l < b->levels; l++)
            for (slong y = 0; y < b->n; y++)
            {
                fmpz *z = out + b->offset[l] + b->label[l * b->n + y];
                fmpz_add(z, z, in + y * b->step);
            }
        for (slong f = 0; f < num; f++)
            fmpz_mul(out + f, out + f, b->weight + f);
    }
}

/* |x| < 2^127. */
static fulg_verify_signed_t
get_wide(const fmpz_t x)
{
    ulong limb[2];
    fulg_verify_signed_t value;
    fmpz_t y;
    fmpz_init(y);
    fmpz_abs(y, x);
    fmpz_get_ui_array(limb, 2, y);
    fmpz_clear(y);
    value = (fulg_verify_signed_t) limb[1] << 64 | limb[0];
    return fmpz_sgn(x) < 0 ? -value : value;
}

/* The sums of slice x over the folders of level l of a and all of b. */
static void
set_list(lists_t *L, slong l, slong x, fmpz *work)
{
    const side_t *a = &L->a;
    const slong num = folders(&L->b);
    const slong size = (a->offset[l + 1] - a->offset[l]) * num;
    fmpz *out = L->width == FULG_VERIFY_EXACT ? L->list.e + x * size : work;
    _fmpz_vec_zero(out, size);
    for (slong i = 0; i < a->n; i++)
    {
        fmpz *line = out + a->label[l * a->n + i] * num;
        _fmpz_vec_add(line, line, L->half + (x * a->n + i) * num, num);
    }
    for (slong m = 0; m < size; m++)
    {
        fmpz_mul(out + m, out + m, a->weight + a->offset[l] + m / num);
        if (L->width == FULG_VERIFY_EXACT)
            continue;
        fmpz_fdiv_q_2exp(out + m, out + m, L->cut);
        if (L->width == FULG_VERIFY_SHORT)
            L->list.s[x * size + m] = fmpz_get_si(out + m);
        else
            L->list.l[x * size + m] = get_wide(out + m);
    }
}

/* ---- sums ----------------------------------------------------------------- */

static int64_t
short_distance(const int64_t *a, const int64_t *b, slong size)
{
    int64_t s = 0, t = 0;
    slong m = 0;
    for (; m + 1 < size; m += 2)
    {
        const int64_t d = a[m] - b[m], e = a[m + 1] - b[m + 1];
        s += d < 0 ? -d : d;
        t += e < 0 ? -e : e;
    }
    if (m < size)
        s += a[m] < b[m] ? b[m] - a[m] : a[m] - b[m];
    return s + t;
}

static fulg_verify_signed_t
long_distance(const fulg_verify_signed_t *a, const fulg_verify_signed_t *b,
              slong size)
{
    fulg_verify_signed_t s = 0;
    for (slong m = 0; m < size; m++)
    {
        const fulg_verify_signed_t d = a[m] - b[m];
        s += d < 0 ? -d : d;
    }
    return s;
}

static void
add_exact_distance(fmpz_t sum, const fmpz *a, const fmpz *b, slong size)
{
    for (slong m = 0; m < size; m++)
    {
        const int order = fmpz_cmp(a + m, b + m);
        if (order == 0)
            continue;
        fmpz_add(sum, sum, (order > 0 ? a : b) + m);
        fmpz_sub(sum, sum, (order > 0 ? b : a) + m);
    }
}

/* Numbers first .. first + part - 1 of the lists of size numbers, all pairs. */
static void
add_part(lists_t *L, slong size, slong first, slong part)
{
    const slong n = L->n;
    for (slong x = 0; x < n; x++)
        for (slong y = x + 1; y < n; y++)
        {
            const slong i = x * size + first, j = y * size + first;
            if (L->width == FULG_VERIFY_SHORT)
                L->sum.s[x * n + y] += short_distance(L->list.s + i,
                                                      L->list.s + j, part);
            else if (L->width == FULG_VERIFY_LONG)
                L->sum.l[x * n + y] += long_distance(L->list.l + i,
                                                     L->list.l + j, part);
            else
                add_exact_distance(L->sum.e + x * n + y, L->list.e + i,
                                   L->list.e + j, part);
        }
}

/* All pairs of folders with one of level l of a. */
static void
add_level(lists_t *L, slong l)
{
    const slong size = (L->a.offset[l + 1] - L->a.offset[l]) * folders(&L->b);
    fmpz *work = NULL;
    if (L->width == FULG_VERIFY_EXACT)
        L->list.e = _fmpz_vec_init(L->n * size);
    else
    {
        work = _fmpz_vec_init(size);
        L->list.l = flint_malloc((size_t) (L->n * size) *
                                 (L->width == FULG_VERIFY_SHORT
                                      ? sizeof(int64_t)
                                      : sizeof(fulg_verify_signed_t)));
    }
    for (slong x = 0; x < L->n; x++)
        set_list(L, l, x, work);
    for (slong m = 0; m < size; m += PART)
        add_part(L, size, m, FLINT_MIN(PART, size - m));
    if (L->width == FULG_VERIFY_EXACT)
        _fmpz_vec_clear(L->list.e, L->n * size);
    else
    {
        _fmpz_vec_clear(work, size);
        flint_free(L->list.l);
    }
}

static void
set_wide(fmpz_t x, fulg_verify_signed_t value)
{
    const ulong limb[2] = {(ulong) value, (ulong) (value >> 64)};
    fmpz_set_ui_array(x, limb, 2);
}

static void
add_levels(fmpz *d, lists_t *L)
{
    const slong n = L->n;
    if (L->width == FULG_VERIFY_EXACT)
        L->sum.e = d;
    else
        L->sum.l = flint_calloc((size_t) (n * n), sizeof(fulg_verify_signed_t));
    for (slong l = 0; l < L->a.levels; l++)
        add_level(L, l);
    for (slong x = 0; x < n; x++)
        for (slong y = x + 1; y < n; y++)
        {
            if (L->width == FULG_VERIFY_SHORT)
                fmpz_set_si(d + x * n + y, L->sum.s[x * n + y]);
            else if (L->width == FULG_VERIFY_LONG)
                set_wide(d + x * n + y, L->sum.l[x * n + y]);
            fmpz_set(d + y * n + x, d + x * n + y);
        }
    if (L->width != FULG_VERIFY_EXACT)
        flint_free(L->sum.l);
}

/* error = 2 |error of X| total total; and how many bits have to be cut so that all
   numbers, and sums of them, fit: |difference| and distance are at most 2 |X| total
   total. */
static void
set_cut(lists_t *L, fmpz_t error)
{
    const slong room = L->width == FULG_VERIFY_SHORT ? 60 : 124;
    const slong size = L->X->n[0] * L->X->n[1] * L->X->n[2];
    const slong height = FLINT_ABS(_fmpz_vec_max_bits(L->X->x, size));
    fmpz_t total;
    slong bits;
    fmpz_init(total);
    fmpz_mul(total, L->a.total, L->b.total);
    bits = height + 1 + (slong) fmpz_bits(total);
    fmpz_mul(error, L->X->error, total);
    fmpz_mul_2exp(error, error, 1);
    L->cut = L->width == FULG_VERIFY_EXACT || bits <= room
                 ? 0
                 : (ulong) (bits - room);
    if (L->cut > 0)
    {
        /* Each difference of two cut numbers is off by less than 1. */
        fmpz_cdiv_q_2exp(error, error, L->cut);
        fmpz_set_si(total, folders(&L->a));
        fmpz_mul_si(total, total, folders(&L->b));
        fmpz_add(error, error, total);
    }
    fmpz_clear(total);
}

int
fulg_verify_distances(fmpz *d, fmpz_t error, const fulg_verify_tensor_t *X,
                      int axis, const fulg_verify_tree_t *tree,
                      fulg_verify_weighting_t w, fulg_verify_width_t width)
{
    const int a = axis == 0 ? 1 : 0, b = axis == 2 ? 1 : 2;
    lists_t L = {
        .X = X, .n = X->n[axis], .step = step_of(X->n, axis), .width = width};
    side_init(&L.a, tree ? &tree[a] : NULL, X->n[a], step_of(X->n, a), w);
    side_init(&L.b, tree ? &tree[b] : NULL, X->n[b], step_of(X->n, b), w);
    set_cut(&L, error);
    set_half(&L);
    add_levels(d, &L);
    _fmpz_vec_clear(L.half, L.n * L.a.n * folders(&L.b));
    side_clear(&L.a);
    side_clear(&L.b);
    return L.cut == 0;
}
