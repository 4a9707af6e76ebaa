/* Distances of slices by subtracting first and averaging then, and average
   linkage by looking for the least pair again and again. */
#include "organization.h"

static slong
step_of(const slong *n, int axis)
{
    return axis == 0 ? n[1] * n[2] : axis == 1 ? n[2] : 1;
}

/* size[l * n + f] of folder f of level l; 0: there is none. */
static slong *
sizes_of(const fulg_verify_tree_t *T)
{
    slong *size = flint_calloc((size_t) (T->n * T->levels), sizeof(slong));
    for (slong l = 0; l < T->levels; l++)
        for (slong x = 0; x < T->n; x++)
            size[l * T->n + T->label[l * T->n + x]]++;
    return size;
}

/* weight[l * n + f]: 2^(alpha (levels - 1 - l)) size^beta / size, times what makes
   it an integer; total: the sum of weight size. */
static fmpz *
weights_of(fmpz_t total, const fulg_verify_tree_t *T, const slong *size,
           fulg_verify_weighting_t w)
{
    fmpz *weight = _fmpz_vec_init(T->n * T->levels);
    fmpz_t all, s;
    fmpz_init_set_ui(all, 1);
    fmpz_init(s);
    fmpz_zero(total);
    for (slong m = 0; m < T->n * T->levels; m++)
        if (size[m] > 0)
        {
            fmpz_set_si(s, size[m]);
            fmpz_lcm(all, all, s);
        }
    for (slong m = 0; m < T->n * T->levels; m++)
    {
        if (size[m] == 0)
            continue;
        fmpz_set_si(s, size[m]);
        fmpz_pow_ui(weight + m, s, (ulong) w.beta);
        if (w.beta == 0)
            fmpz_mul(weight + m, weight + m, all);
        fmpz_divexact(weight + m, weight + m, s);
        fmpz_mul_2exp(weight + m, weight + m,
                      (ulong) (w.alpha * (T->levels - 1 - m / T->n)));
        fmpz_addmul(total, weight + m, s);
    }
    fmpz_clear(all);
    fmpz_clear(s);
    return weight;
}

/* One of the two axes that are averaged over. */
typedef struct
{
    const fulg_verify_tree_t *T;
    slong *size;
    fmpz *weight;
    fmpz_t total;
} side_t;

/* sum += |sum of row over folder| weight outer, for all folders of all levels. */
static void
add_row(fmpz_t sum, const fmpz *row, const side_t *s, const fmpz_t outer,
        fmpz *part)
{
    const slong n = s->T->n;
    for (slong l = 0; l < s->T->levels; l++)
    {
        _fmpz_vec_zero(part, n);
        for (slong y = 0; y < n; y++)
            fmpz_add(part + s->T->label[l * n + y],
                     part + s->T->label[l * n + y], row + y);
        for (slong f = 0; f < n && s->size[l * n + f] > 0; f++)
        {
            fmpz_abs(part + f, part + f);
            fmpz_mul(part + f, part + f, s->weight + l * n + f);
            fmpz_addmul(sum, part + f, outer);
        }
    }
}

static void
tree_distance(fmpz_t d, const fmpz *difference, const side_t *a,
              const side_t *b)
{
    const slong n = a->T->n, m = b->T->n;
    fmpz *rows = _fmpz_vec_init(n * m), *part = _fmpz_vec_init(m);
    fmpz_zero(d);
    for (slong l = 0; l < a->T->levels; l++)
    {
        _fmpz_vec_zero(rows, n * m);
        for (slong x = 0; x < n; x++)
        {
            fmpz *row = rows + a->T->label[l * n + x] * m;
            _fmpz_vec_add(row, row, difference + x * m, m);
        }
        for (slong f = 0; f < n && a->size[l * n + f] > 0; f++)
            add_row(d, rows + f * m, b, a->weight + l * n + f, part);
    }
    _fmpz_vec_clear(rows, n * m);
    _fmpz_vec_clear(part, m);
}

static void
subtract(fmpz *difference, const fulg_verify_tensor_t *X, int axis, int a,
         int b, slong x, slong y)
{
    const slong s = step_of(X->n, axis);
    for (slong i = 0; i < X->n[a]; i++)
        for (slong j = 0; j < X->n[b]; j++)
        {
            const fmpz *z =
                X->x + i * step_of(X->n, a) + j * step_of(X->n, b);
            fmpz_sub(difference + i * X->n[b] + j, z + x * s, z + y * s);
        }
}

void
fulg_verify_distances(fmpz *d, fmpz_t error, const fulg_verify_tensor_t *X,
                      int axis, const fulg_verify_tree_t *tree,
                      fulg_verify_weighting_t w)
{
    const int a = axis == 0 ? 1 : 0, b = axis == 2 ? 1 : 2;
    const slong n = X->n[axis], cells = X->n[a] * X->n[b];
    fmpz *difference = _fmpz_vec_init(cells);
    side_t side[2];
    fmpz_mul_si(error, X->error, 2 * cells);
    for (int s = 0; tree != NULL && s < 2; s++)
    {
        side[s].T = &tree[s == 0 ? a : b];
        side[s].size = sizes_of(side[s].T);
        fmpz_init(side[s].total);
        side[s].weight =
            weights_of(side[s].total, side[s].T, side[s].size, w);
    }
    for (slong x = 0; x < n; x++)
        for (slong y = x + 1; y < n; y++)
        {
            fmpz *z = d + x * n + y;
            subtract(difference, X, axis, a, b, x, y);
            fmpz_zero(z);
            if (tree != NULL)
                tree_distance(z, difference, &side[0], &side[1]);
            for (slong m = 0; tree == NULL && m < cells; m++)
            {
                fmpz_abs(difference + m, difference + m);
                fmpz_add(z, z, difference + m);
            }
            fmpz_set(d + y * n + x, z);
        }
    if (tree != NULL)
    {
        fmpz_mul_2exp(error, X->error, 1);
        fmpz_mul(error, error, side[0].total);
        fmpz_mul(error, error, side[1].total);
    }
    for (int s = 0; tree != NULL && s < 2; s++)
    {
        flint_free(side[s].size);
        _fmpz_vec_clear(side[s].weight, side[s].T->n * side[s].T->levels);
        fmpz_clear(side[s].total);
    }
    _fmpz_vec_clear(difference, cells);
}

/* ---- linkage --------------------------------------------------------------- */

/* One level: sum and size of clusters 0 .. num - 1, in the order of their least
   elements; twin: what all elements equal, -1: they do not. */
typedef struct
{
    slong num;
    fmpz *sum;
    slong *size, *twin, *mate;
    const fmpz *error;
} level_t;

/* The average of (i,j) minus that of (k,l), times all sizes; slack: what it has to
   exceed to be certain. */
static void
compare(fmpz_t difference, fmpz_t slack, const level_t *L, slong i, slong j,
        slong k, slong l)
{
    fmpz_mul_si(difference, L->sum + i * L->num + j, L->size[k] * L->size[l]);
    fmpz_mul_si(slack, L->sum + k * L->num + l, L->size[i] * L->size[j]);
    fmpz_sub(difference, difference, slack);
    fmpz_mul_si(slack, L->error, 2 * L->size[k] * L->size[l]);
    fmpz_mul_si(slack, slack, L->size[i] * L->size[j]);
}

static int
all_equal(const level_t *L, slong i, slong j)
{
    return L->twin[i] >= 0 && L->twin[i] == L->twin[j];
}

/* The pair (i,j) comes before all free pairs with one of the two. */
static int
is_first(const level_t *L, slong i, slong j, fulg_verify_why_t *why)
{
    fmpz_t d, slack;
    int good = 1;
    fmpz_init(d);
    fmpz_init(slack);
    for (slong c = 0; c < L->num && good; c++)
        for (int side = 0; side < 2 && good; side++)
        {
            const slong k = side ? j : i;
            if (c == i || c == j || L->mate[c] >= 0 || fmpz_is_zero(L->error) ||
                (all_equal(L, i, j) && all_equal(L, k, c)))
                continue;
            compare(d, slack, L, k, c, i, j);
            good = fmpz_cmp(d, slack) > 0;
        }
    fmpz_clear(d);
    fmpz_clear(slack);
    if (!good)
        return FULG_VERIFY_REFUSE(why, "the bits of the certificate leave a "
                                  "choice of its trees open");
    return 1;
}

static int
join(level_t *L, fulg_verify_why_t *why)
{
    int good = 1;
    fmpz_t d, slack;
    fmpz_init(d);
    fmpz_init(slack);
    for (slong c = 0; c < L->num; c++)
        L->mate[c] = -1;
    while (good)
    {
        slong a = -1, b = -1;
        for (slong i = 0; i < L->num; i++)
            for (slong j = i + 1; j < L->num && L->mate[i] < 0; j++)
            {
                if (L->mate[j] >= 0)
                    continue;
                if (a >= 0)
                    compare(d, slack, L, i, j, a, b);
                if (a < 0 || fmpz_sgn(d) < 0)
                {
                    a = i;
                    b = j;
                }
            }
        if (a < 0)
            break;
        good = is_first(L, a, b, why);
        L->mate[a] = b;
        L->mate[b] = a;
    }
    fmpz_clear(d);
    fmpz_clear(slack);
    return good;
}

/* The level of clusters given by label, 0 .. num - 1; joined, label becomes that
   of the next level. */
static int
next_level(slong *label, slong *num, const fmpz *d, const fmpz_t error,
           const slong *twin, slong n, fulg_verify_why_t *why)
{
    const size_t bytes = (size_t) n * sizeof(slong);
    level_t L = {.num = *num, .error = error};
    slong *name = flint_malloc(bytes), used = 0;
    int good;
    L.sum = _fmpz_vec_init(L.num * L.num);
    L.size = flint_calloc((size_t) n, sizeof(slong));
    L.twin = flint_malloc(bytes);
    L.mate = flint_malloc(bytes);
    for (slong x = 0; x < n; x++)
    {
        const slong c = label[x];
        L.twin[c] = L.size[c] == 0 || L.twin[c] == twin[x] ? twin[x] : -1;
        L.size[c]++;
        for (slong y = 0; y < n; y++)
            fmpz_add(L.sum + c * L.num + label[y],
                     L.sum + c * L.num + label[y], d + x * n + y);
    }
    good = join(&L, why);
    for (slong c = 0; c < L.num && good; c++)
        name[c] = L.mate[c] >= 0 && L.mate[c] < c ? name[L.mate[c]] : used++;
    for (slong x = 0; x < n && good; x++)
        label[x] = name[label[x]];
    *num = used;
    _fmpz_vec_clear(L.sum, L.num * L.num);
    flint_free(L.size);
    flint_free(L.twin);
    flint_free(L.mate);
    flint_free(name);
    return good;
}

int
fulg_verify_linkage(fulg_verify_tree_t *T, const fmpz *d, const fmpz_t error,
                    const slong *twin, slong n, fulg_verify_why_t *why)
{
    slong num = n;
    int good = 1;
    T->n = n;
    T->levels = 1;
    for (slong m = n; m > 1; m = (m + 1) / 2)
        T->levels++;
    T->label = flint_malloc((size_t) (n * T->levels) * sizeof(slong));
    for (slong l = T->levels - 1; l >= 0 && good; l--)
    {
        slong *label = T->label + l * n;
        for (slong x = 0; x < n; x++)
            label[x] = l == T->levels - 1 ? x : label[n + x];
        if (l < T->levels - 1)
            good = next_level(label, &num, d, error, twin, n, why);
    }
    if (!good)
        flint_free(T->label);
    return good;
}
