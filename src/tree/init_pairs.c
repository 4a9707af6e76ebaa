#include <stdlib.h>
#include <string.h>

#include <fulgurite/tree.h>

/* A pair of clusters i < j; key is their average distance times a number that
   all pairs of a level share. */
typedef struct
{
    fmpz key;
    slong i, j;
} pair_t;

/* The clusters of a level, by least element.  sum[i * num + j] is that of the
   distances between the elements of i and of j. */
typedef struct
{
    const fulg_tree_distances_struct *D;
    slong num;
    fmpz *sum;
    slong *size, *least;
    slong *twin;          /* what all elements are equal to, or -1 */
    slong *mate;          /* what it is joined with, or itself */
    slong *turn;          /* when it was joined; num: not at all */
    fmpz_t common, slack; /* of the keys; twice the error of a key */
    pair_t *pair;
} clusters_t;

static void
clusters_init(clusters_t *C, const fulg_tree_distances_struct *D, slong num)
{
    const size_t size = (size_t) num * sizeof(slong);
    C->D = D;
    C->num = num;
    C->sum = _fmpz_vec_init(num * num);
    C->size = flint_malloc(size);
    C->least = flint_malloc(size);
    C->twin = flint_malloc(size);
    C->mate = flint_malloc(size);
    C->turn = flint_malloc(size);
    C->pair = NULL;
    fmpz_init(C->common);
    fmpz_init(C->slack);
}

static void
clusters_clear(clusters_t *C)
{
    for (slong n = 0; C->pair != NULL && n < C->num * (C->num - 1) / 2; n++)
        fmpz_clear(&C->pair[n].key);
    flint_free(C->pair);
    _fmpz_vec_clear(C->sum, C->num * C->num);
    flint_free(C->size);
    flint_free(C->least);
    flint_free(C->twin);
    flint_free(C->mate);
    flint_free(C->turn);
    fmpz_clear(C->common);
    fmpz_clear(C->slack);
}

static int
by_key(const void *a, const void *b)
{
    const pair_t *p = a, *q = b;
    const int order = fmpz_cmp(&p->key, &q->key);
    if (order != 0)
        return order;
    if (p->i != q->i)
        return p->i < q->i ? -1 : 1;
    return (p->j > q->j) - (p->j < q->j);
}

static void
set_key(fmpz_t key, const clusters_t *C, slong i, slong j)
{
    fmpz_divexact_ui(key, C->common, (ulong) (C->size[i] * C->size[j]));
    fmpz_mul(key, key, C->sum + i * C->num + j);
}

static void
set_pairs(clusters_t *C)
{
    const slong num = C->num * (C->num - 1) / 2;
    pair_t *p = C->pair = flint_malloc((size_t) num * sizeof(pair_t));
    fmpz_t size;
    fmpz_init(size);
    fmpz_one(C->common);
    for (slong i = 0; i < C->num; i++)
    {
        fmpz_set_si(size, C->size[i]);
        fmpz_lcm(C->common, C->common, size);
    }
    fmpz_mul(C->common, C->common, C->common);
    fmpz_mul(C->slack, C->common, C->D->error);
    fmpz_mul_2exp(C->slack, C->slack, 1);
    for (slong i = 0; i < C->num; i++)
        for (slong j = i + 1; j < C->num; j++, p++)
        {
            fmpz_init(&p->key);
            set_key(&p->key, C, i, j);
            p->i = i;
            p->j = j;
        }
    qsort(C->pair, (size_t) num, sizeof(pair_t), by_key);
    fmpz_clear(size);
}

/* All elements of both clusters are known to be equal. */
static int
is_zero(const clusters_t *C, slong i, slong j)
{
    return C->twin[i] >= 0 && C->twin[i] == C->twin[j];
}

/* Is the distance of i and c certainly not before that of the pair p? */
static int
is_later(const clusters_t *C, const pair_t *p, slong i, slong c, fmpz_t key)
{
    if (is_zero(C, p->i, p->j) && is_zero(C, i, c))
        return 1;
    set_key(key, C, i, c);
    fmpz_sub(key, key, &p->key);
    return fmpz_cmp(key, C->slack) > 0;
}

static fulg_status_t
open_choice(const clusters_t *C, const pair_t *p, slong i, slong c,
            fulg_diag_t diag)
{
    return fulg_diag_set(
        diag, FULG_UNABLE,
        "at a level of %ld clusters it is undecided whether those "
        "of %ld and %ld or those of %ld and %ld are closer",
        (long) C->num, (long) C->least[p->i], (long) C->least[p->j],
        (long) C->least[i], (long) C->least[c]);
}

/* Taking pairs in their order is the same as taking, again and again, any pair
   that comes before all others with which it shares a cluster: so only these
   have to be told apart (doc: sec-pair-tree). */
static fulg_status_t
certify(const clusters_t *C, const pair_t *p, slong turn, fulg_diag_t diag)
{
    fulg_status_t status = FULG_OK;
    fmpz_t key;
    fmpz_init(key);
    for (slong c = 0; c < C->num && status == FULG_OK; c++)
    {
        if (c == p->i || c == p->j || C->turn[c] < turn)
            continue;
        if (!is_later(C, p, p->i, c, key))
            status = open_choice(C, p, p->i, c, diag);
        else if (!is_later(C, p, p->j, c, key))
            status = open_choice(C, p, p->j, c, diag);
    }
    fmpz_clear(key);
    return status;
}

static fulg_status_t
join(clusters_t *C, fulg_diag_t diag)
{
    const slong num = C->num * (C->num - 1) / 2;
    fulg_status_t status = FULG_OK;
    slong turn = 0;
    set_pairs(C);
    for (slong c = 0; c < C->num; c++)
    {
        C->mate[c] = c;
        C->turn[c] = C->num;
    }
    for (slong n = 0; n < num && status == FULG_OK; n++)
    {
        const pair_t *p = &C->pair[n];
        if (C->mate[p->i] != p->i || C->mate[p->j] != p->j)
            continue;
        if (!fmpz_is_zero(C->slack))
            status = certify(C, p, turn, diag);
        C->mate[p->i] = p->j;
        C->mate[p->j] = p->i;
        C->turn[p->i] = C->turn[p->j] = turn++;
    }
    return status;
}

/* The next level: cluster c of next has first[c] and its mate. */
static void
gather(clusters_t *next, const clusters_t *C, slong *label, slong n)
{
    slong *first = flint_malloc((size_t) C->num * sizeof(slong));
    slong *name = flint_malloc((size_t) C->num * sizeof(slong));
    slong num = 0;
    for (slong c = 0; c < C->num; c++)
        if (c <= C->mate[c])
        {
            name[c] = name[C->mate[c]] = num;
            first[num++] = c;
        }
    clusters_init(next, C->D, num);
    for (slong c = 0; c < num; c++)
    {
        const slong i = first[c], j = C->mate[i];
        next->least[c] = C->least[i];
        next->size[c] = C->size[i] + (j != i ? C->size[j] : 0);
        next->twin[c] = C->twin[i] == C->twin[j] ? C->twin[i] : -1;
    }
    for (slong i = 0; i < C->num; i++)
        for (slong j = 0; j < C->num; j++)
        {
            fmpz *s = next->sum + name[i] * num + name[j];
            fmpz_add(s, s, C->sum + i * C->num + j);
        }
    for (slong x = 0; x < n; x++)
        label[x] = name[label[x]];
    flint_free(first);
    flint_free(name);
}

fulg_status_t
fulg_tree_init_pairs(fulg_tree_t T, const fulg_tree_distances_t D,
                     fulg_diag_t diag)
{
    const slong n = D->n;
    const size_t row = (size_t) n * sizeof(slong);
    slong levels = 1, *label;
    fulg_status_t status = FULG_OK;
    clusters_t C, next;
    while ((n - 1) >> (levels - 1) != 0)
        levels++;
    label = flint_malloc((size_t) levels * row);
    clusters_init(&C, D, n);
    _fmpz_vec_set(C.sum, D->d, n * n);
    for (slong x = 0; x < n; x++)
    {
        C.size[x] = 1;
        C.least[x] = label[(levels - 1) * n + x] = x;
        C.twin[x] = D->twin != NULL ? D->twin[x] : -1;
    }
    for (slong l = levels - 2; l >= 0 && status == FULG_OK; l--)
    {
        memcpy(label + l * n, label + (l + 1) * n, row);
        status = join(&C, diag);
        gather(&next, &C, label + l * n, n);
        clusters_clear(&C);
        C = next;
    }
    clusters_clear(&C);
    if (status == FULG_OK)
        status = fulg_tree_init(T, n, levels, label, diag);
    flint_free(label);
    return status;
}
