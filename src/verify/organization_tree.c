/* Average linkage: the least pair of clusters again and again, each choice tested
   against the errors of the distances. */
#include "organization.h"

/* One level: sum and size of clusters 0 .. num - 1, in the order of their least
   elements; twin: what all elements equal, -1: they do not. */
typedef struct
{
    slong num;
    fmpz *sum;
    slong *size, *twin, *mate;
    const fmpz *error;
} level_t;

/* difference = the average of (i,j) minus that of (k,l), times all sizes. */
static void
compare(fmpz_t difference, const level_t *L, slong i, slong j, slong k, slong l)
{
    const slong first = L->size[i] * L->size[j];
    const slong second = L->size[k] * L->size[l];
    fmpz_t other;
    if (first == second)
    {
        fmpz_sub(difference, L->sum + i * L->num + j, L->sum + k * L->num + l);
        fmpz_mul_si(difference, difference, first);
        return;
    }
    fmpz_init(other);
    fmpz_mul_si(difference, L->sum + i * L->num + j, second);
    fmpz_mul_si(other, L->sum + k * L->num + l, first);
    fmpz_sub(difference, difference, other);
    fmpz_clear(other);
}

/* Whether the average of (i,j) is below that of (k,l). */
static int
is_below(const level_t *L, slong i, slong j, slong k, slong l)
{
    fmpz_t d;
    int sign;
    if (L->size[i] * L->size[j] == L->size[k] * L->size[l])
        return fmpz_cmp(L->sum + i * L->num + j, L->sum + k * L->num + l) < 0;
    fmpz_init(d);
    compare(d, L, i, j, k, l);
    sign = fmpz_sgn(d);
    fmpz_clear(d);
    return sign < 0;
}

static int
all_equal(const level_t *L, slong i, slong j)
{
    return L->twin[i] >= 0 && L->twin[i] == L->twin[j];
}

/* For all distances within the error the pair (i,j) comes before all free pairs
   with one of the two. */
static int
is_first(const level_t *L, slong i, slong j)
{
    fmpz_t d, slack, unit;
    int good = 1;
    if (fmpz_is_zero(L->error))
        return 1;
    fmpz_init(d);
    fmpz_init(slack);
    fmpz_init(unit);
    fmpz_mul_si(unit, L->error, 2 * L->size[i] * L->size[j]);
    for (slong c = 0; c < L->num && good; c++)
        for (int side = 0; side < 2 && good; side++)
        {
            const slong k = side ? j : i;
            if (c == i || c == j || L->mate[c] >= 0 ||
                (all_equal(L, i, j) && all_equal(L, k, c)))
                continue;
            compare(d, L, k, c, i, j);
            fmpz_mul_si(slack, unit, L->size[k] * L->size[c]);
            good = fmpz_cmp(d, slack) > 0;
        }
    fmpz_clear(d);
    fmpz_clear(slack);
    fmpz_clear(unit);
    return good;
}

/* The best partner of i among the free clusters behind it; -1: there is none. */
static slong
partner(const level_t *L, slong i)
{
    slong best = -1;
    for (slong j = i + 1; j < L->num; j++)
        if (L->mate[j] < 0 && (best < 0 || is_below(L, i, j, i, best)))
            best = j;
    return best;
}

/* The free cluster that makes the least pair with one behind it; -1: there is no
   pair. */
static slong
leader(const level_t *L, const slong *best)
{
    slong a = -1;
    for (slong i = 0; i < L->num; i++)
        if (L->mate[i] < 0 && best[i] >= 0 &&
            (a < 0 || is_below(L, i, best[i], a, best[a])))
            a = i;
    return a;
}

static int
join(level_t *L)
{
    slong *best = flint_malloc((size_t) L->num * sizeof(slong)), a;
    int good = 1;
    for (slong c = 0; c < L->num; c++)
        L->mate[c] = -1;
    for (slong c = 0; c < L->num; c++)
        best[c] = partner(L, c);
    while (good && (a = leader(L, best)) >= 0)
    {
        const slong b = best[a];
        good = is_first(L, a, b);
        L->mate[a] = b;
        L->mate[b] = a;
        for (slong c = 0; c < b; c++)
            if (L->mate[c] < 0 && (best[c] == a || best[c] == b))
                best[c] = partner(L, c);
    }
    flint_free(best);
    return good;
}

/* The level of clusters given by label, 0 .. num - 1; joined, label becomes that
   of the next level. */
static int
next_level(slong *label, slong *num, const fmpz *d, const fmpz_t error,
           const slong *twin, slong n)
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
            fmpz_add(L.sum + c * L.num + label[y], L.sum + c * L.num + label[y],
                     d + x * n + y);
    }
    good = join(&L);
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
                    const slong *twin, slong n)
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
            good = next_level(label, &num, d, error, twin, n);
    }
    if (!good)
        flint_free(T->label);
    return good;
}
