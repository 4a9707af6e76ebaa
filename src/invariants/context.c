#include <string.h>

#include "impl.h"

/*
 * The r x r minors p_R of the matrix (pair) x (line) are sums of det N(v)[R,K]
 * det A[K,L]; row (k,l) of N(v) is v_k e_l + v_l e_k, or v_k e_k.  So linear
 * relations among the p_R are the kernel of R -> det N(v)[R,K], weight by weight:
 * the weight of R is K and the exponents of v together.
 */

typedef struct
{
    slong d, r;
    const slong *weight; /* what R has to add up to */
    slong *left;
    slong *chosen; /* r pairs, increasing */
    slong num;
    slong *list; /* num sets of r pairs */
    slong room;
} sets_t;

static void
find_sets(sets_t *S, slong n, slong from)
{
    const slong d = S->d, pairs = d * (d + 1) / 2;
    if (n == S->r)
    {
        if (S->num == S->room)
        {
            S->room = 2 * S->room + 16;
            S->list = flint_realloc(S->list,
                                    sizeof(slong) * (size_t) (S->room * S->r));
        }
        memcpy(S->list + S->num++ * S->r, S->chosen,
               sizeof(slong) * (size_t) S->r);
        return;
    }
    for (slong p = from; p < pairs; p++)
    {
        slong k, l;
        fulg_invariants_pair(&k, &l, d, p);
        /* Pairs with a smaller first index are over. */
        if (k > 0 && S->left[k - 1] > 0)
            return;
        S->left[k]--;
        S->left[l]--;
        S->chosen[n] = p;
        if (S->left[k] >= 0 && S->left[l] >= 0)
            find_sets(S, n + 1, p + 1);
        S->left[k]++;
        S->left[l]++;
    }
}

/* det N(v)[R,K] is a number times a monomial: the signed count of the ways to
   choose an end of every pair that make up K.  place[k] is the place of k in K, or
   -1. */
static slong
orientations(const slong *R, slong r, slong d, const slong *place, int *used,
             slong n)
{
    slong k, l, sum = 0;
    if (n == r)
        return 1;
    fulg_invariants_pair(&k, &l, d, R[n]);
    for (int end = 0; end < (k == l ? 1 : 2); end++)
    {
        const slong p = place[end ? l : k];
        slong inversions = 0;
        if (p < 0 || used[p])
            continue;
        for (slong m = p + 1; m < r; m++)
            inversions += used[m];
        used[p] = 1;
        sum += (inversions % 2 ? -1 : 1) *
               orientations(R, r, d, place, used, n + 1);
        used[p] = 0;
    }
    return sum;
}

slong
fulg_invariants_orientations(const slong *R, const slong *K, slong r, slong d)
{
    slong place[64], sum;
    int *used = flint_calloc((size_t) r, sizeof(int));
    for (slong k = 0; k < d; k++)
        place[k] = -1;
    for (slong n = 0; n < r; n++)
        place[K[n]] = n;
    sum = orientations(R, r, d, place, used, 0);
    flint_free(used);
    return sum;
}

slong
fulg_invariants_pair_sets(slong **list, const slong *weight, slong d, slong r)
{
    sets_t S = {d, r, weight, NULL, NULL, 0, NULL, 0};
    S.left = flint_malloc(sizeof(slong) * (size_t) (d + r));
    S.chosen = S.left + d;
    memcpy(S.left, weight, sizeof(slong) * (size_t) d);
    find_sets(&S, 0, 0);
    flint_free(S.left);
    *list = S.list;
    return S.num;
}

/* The relations of one weight: columns of kernel, a row for each set. */
static slong
relations(fmpz_mat_t kernel, const slong *list, slong num, slong d, slong r)
{
    slong *K = flint_malloc(sizeof(slong) * (size_t) r), rows = 0, rank;
    fmpz_t subsets;
    fmpq_mat_t M;
    fmpz_init(subsets);
    fulg_invariants_binomial(subsets, d, r);
    fmpq_mat_init(M, fmpz_get_si(subsets), num);
    fulg_invariants_first_combination(K, r);
    do
    {
        for (slong n = 0; n < num; n++)
            fmpq_set_si(fmpq_mat_entry(M, rows, n),
                        fulg_invariants_orientations(list + n * r, K, r, d), 1);
        rows++;
    } while (fulg_invariants_next_combination(K, d, r));
    rank = fulg_rank_kernel(kernel, M);
    fmpq_mat_clear(M);
    fmpz_clear(subsets);
    flint_free(K);
    return num - rank;
}

/* One relation for every choice of lines and of the colors of the rows. */
static int
emit_relation(fulg_invariants_tour_t *tour,
              const fulg_invariants_pencil_t *pencil, const fmpz_mat_t kernel,
              slong n, const slong *list, slong num, const slong *weight)
{
    const slong r = pencil->size;
    slong *L = flint_malloc(sizeof(slong) * 3 * (size_t) r);
    slong *u = L + r, *w = u + r;
    int ended = 0;
    fulg_invariants_first_combination(L, r);
    do
    {
        memset(u, 0, 2 * sizeof(slong) * (size_t) r);
        do
        {
            for (slong m = 0; m < num; m++)
                if (!fmpz_is_zero(fmpz_mat_entry(kernel, m, n)))
                    fulg_invariants_polar_minor(tour, pencil,
                                                fmpz_mat_entry(kernel, m, n),
                                                list + m * r, L, u, w);
            fulg_invariants_say_list(
                tour, tour->part->side ? "minors of rows" : "minors of columns",
                L, r);
            fulg_invariants_say(tour, ", degrees in x");
            for (slong k = 0; k < tour->model->d; k++)
                fulg_invariants_say(tour, "%s%ld", k ? "," : " ",
                                    (long) weight[k]);
            if (pencil->colors > 1)
                fulg_invariants_say_list(
                    tour, tour->part->side ? ", slices" : ", output rows", u,
                    r);
            ended = fulg_invariants_emit(tour);
        } while (!ended && fulg_invariants_next_multiset(u, pencil->colors, r));
    } while (!ended && fulg_invariants_next_combination(L, pencil->cols, r));
    flint_free(L);
    return ended;
}

static int
tour_weight(fulg_invariants_tour_t *tour,
            const fulg_invariants_pencil_t *pencil, const slong *weight)
{
    slong *list, num, nullity;
    fmpz_mat_t kernel;
    int ended = 0;
    num = fulg_invariants_pair_sets(&list, weight, tour->model->d,
                                    pencil->size);
    if (num > 0)
    {
        nullity = relations(kernel, list, num, tour->model->d, pencil->size);
        for (slong n = 0; n < nullity && !ended; n++)
            ended = emit_relation(tour, pencil, kernel, n, list, num, weight);
        fmpz_mat_clear(kernel);
    }
    flint_free(list);
    return ended;
}

/* Weights: all ways to write 2r as a sum of d parts. */
int
fulg_invariants_tour_context(fulg_invariants_tour_t *tour)
{
    const slong d = tour->model->d, r = tour->part->size;
    slong *x = flint_calloc((size_t) (2 * r), sizeof(slong));
    slong *weight = flint_malloc(sizeof(slong) * (size_t) d);
    fulg_invariants_pencil_t pencil;
    int ended;
    fulg_invariants_pencil(&pencil, tour->model, FULG_INVARIANTS_CONTEXT,
                           tour->part);
    do
    {
        memset(weight, 0, sizeof(slong) * (size_t) d);
        for (slong n = 0; n < 2 * r; n++)
            weight[x[n]]++;
        ended = tour_weight(tour, &pencil, weight);
    } while (!ended && fulg_invariants_next_multiset(x, d, 2 * r));
    flint_free(weight);
    flint_free(x);
    return ended;
}
