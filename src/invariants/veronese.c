#include <string.h>

#include "impl.h"

/*
 * In the variables x_K, |K| = r, the r x r minors of the lines L are v_K^alpha det
 * A[K,L] up to a number: D_alpha(L).  The products D_alpha(L) D_beta(M) with alpha +
 * beta fixed are all equal: minors of the catalecticants of D.
 */
typedef struct
{
    fulg_invariants_tour_t *tour;
    slong d, r, num; /* num exponents alpha */
    slong *alpha;    /* num x r, degrees in x_K */
    slong *set;      /* num x r pairs: one minor for each alpha */
    slong *number;   /* the factor of that minor */
    const slong *K;
    slong color;
} forms_t;

/* The minor with the smallest factor, for each exponent. */
static void
choose_sets(forms_t *V)
{
    const slong r = V->r, d = V->d;
    slong *weight = flint_malloc(sizeof(slong) * (size_t) d);
    for (slong n = 0; n < V->num; n++)
    {
        slong *list, num;
        memset(weight, 0, sizeof(slong) * (size_t) d);
        for (slong m = 0; m < r; m++)
            weight[V->K[m]] = V->alpha[n * r + m] + 1;
        num = fulg_invariants_pair_sets(&list, weight, d, r);
        V->number[n] = 0;
        for (slong m = 0; m < num; m++)
        {
            const slong found = fulg_invariants_orientations(list + m * r, V->K,
                                                             r, d);
            if (found != 0 && (V->number[n] == 0 ||
                               FLINT_ABS(found) < FLINT_ABS(V->number[n])))
            {
                V->number[n] = found;
                memcpy(V->set + n * r, list + m * r,
                       sizeof(slong) * (size_t) r);
            }
        }
        flint_free(list);
    }
    flint_free(weight);
}

static void
list_exponents(forms_t *V)
{
    const slong r = V->r;
    slong *x = flint_calloc((size_t) r, sizeof(slong)), n = 0;
    do
    {
        for (slong m = 0; m < r; m++)
            V->alpha[n * r + m] = 0;
        for (slong m = 0; m < r; m++)
            V->alpha[n * r + x[m]]++;
        n++;
    } while (fulg_invariants_next_multiset(x, r, r));
    flint_free(x);
}

/* The minor of exponent n and lines L, as a polynomial times number[n]. */
static void
form(fmpz_mpoly_t f, forms_t *V, slong n, const slong *L)
{
    fulg_invariants_tour_t *tour = V->tour;
    const slong r = V->r;
    slong *u = flint_calloc((size_t) (2 * r), sizeof(slong));
    fulg_invariants_pencil_t pencil;
    fmpz_t one;
    fulg_invariants_pencil(&pencil, tour->model, FULG_INVARIANTS_VERONESE,
                           tour->part);
    for (slong m = 0; m < r; m++)
        u[m] = V->color;
    fmpz_init_set_ui(one, 1);
    fulg_invariants_polar_minor(tour, &pencil, one, V->set + n * r, L, u,
                                u + r);
    fmpz_mpoly_sort_terms(tour->f, tour->ctx);
    fmpz_mpoly_combine_like_terms(tour->f, tour->ctx);
    fmpz_mpoly_swap(f, tour->f, tour->ctx);
    fmpz_mpoly_zero(tour->f, tour->ctx);
    fmpz_clear(one);
    flint_free(u);
}

/* number[a] number[b] times the product (L,a), (M,b). */
static void
product(fmpz_mpoly_t f, forms_t *V, slong a, slong b, const slong *L,
        const slong *M)
{
    fmpz_mpoly_t g;
    fmpz_mpoly_init(g, V->tour->ctx);
    form(f, V, a, L);
    form(g, V, b, M);
    fmpz_mpoly_mul(f, f, g, V->tour->ctx);
    fmpz_mpoly_clear(g, V->tour->ctx);
}

static int
same_sum(const forms_t *V, slong a, slong b, slong p, slong q)
{
    for (slong m = 0; m < V->r; m++)
        if (V->alpha[a * V->r + m] + V->alpha[b * V->r + m] !=
            V->alpha[p * V->r + m] + V->alpha[q * V->r + m])
            return 0;
    return 1;
}

static void
say_exponents(forms_t *V, const char *before, slong a)
{
    fulg_invariants_say(V->tour, "%s", before);
    for (slong m = 0; m < V->r; m++)
        fulg_invariants_say(V->tour, "%s%ld", m ? "," : "(",
                            (long) V->alpha[a * V->r + m]);
    fulg_invariants_say(V->tour, ")");
}

static int
emit_difference(forms_t *V, slong a, slong b, slong p, slong q, const slong *L,
                const slong *M)
{
    fulg_invariants_tour_t *tour = V->tour;
    fmpz_mpoly_t f;
    fmpz_mpoly_init(f, tour->ctx);
    product(f, V, a, b, L, M);
    fmpz_mpoly_scalar_mul_si(f, f, V->number[p] * V->number[q], tour->ctx);
    {
        fmpz_mpoly_t g;
        fmpz_mpoly_init(g, tour->ctx);
        product(g, V, p, q, L, M);
        fmpz_mpoly_scalar_mul_si(g, g, V->number[a] * V->number[b], tour->ctx);
        fmpz_mpoly_sub(tour->f, f, g, tour->ctx);
        fmpz_mpoly_clear(g, tour->ctx);
    }
    fmpz_mpoly_clear(f, tour->ctx);
    fulg_invariants_say(tour, "%s %ld", tour->part->side ? "slice" : "row",
                        (long) V->color + 1);
    fulg_invariants_say_list(tour, ", variables", V->K, V->r);
    fulg_invariants_say_list(tour, ", lines", L, V->r);
    fulg_invariants_say_list(tour, " and", M, V->r);
    say_exponents(V, ": exponents ", a);
    say_exponents(V, "", b);
    say_exponents(V, " = ", p);
    say_exponents(V, "", q);
    return fulg_invariants_emit(tour);
}

/* For each pair (a,b) that is not the first with its sum: the difference from
   that first. With L = M, a <= b. */
static int
tour_pair_of_lines(forms_t *V, const slong *L, const slong *M)
{
    const int same = memcmp(L, M, sizeof(slong) * (size_t) V->r) == 0;
    int ended = 0;
    for (slong a = 0; a < V->num && !ended; a++)
        for (slong b = same ? a : 0; b < V->num && !ended; b++)
        {
            slong p, q = b;
            for (p = 0; p < a; p++)
            {
                for (q = same ? p : 0; q < V->num; q++)
                    if (same_sum(V, a, b, p, q))
                        break;
                if (q < V->num)
                    break;
            }
            if (p < a)
                ended = emit_difference(V, a, b, p, q, L, M);
        }
    return ended;
}

static int
tour_lines(forms_t *V)
{
    const slong r = V->r;
    const slong lines = fulg_invariants_lines(V->tour->model,
                                              V->tour->part->side);
    slong *L = flint_malloc(sizeof(slong) * 2 * (size_t) r), *M = L + r;
    int ended = 0;
    choose_sets(V);
    fulg_invariants_first_combination(L, r);
    do
    {
        memcpy(M, L, sizeof(slong) * (size_t) r);
        do
            ended = tour_pair_of_lines(V, L, M);
        while (!ended && fulg_invariants_next_combination(M, lines, r));
    } while (!ended && fulg_invariants_next_combination(L, lines, r));
    flint_free(L);
    return ended;
}

int
fulg_invariants_tour_veronese(fulg_invariants_tour_t *tour)
{
    const slong d = tour->model->d, r = tour->part->size;
    const slong colors = fulg_invariants_colors(tour->model, tour->part->side);
    forms_t V = {tour, d, r, 0, NULL, NULL, NULL, NULL, 0};
    slong *K = flint_malloc(sizeof(slong) * (size_t) r);
    fmpz_t num;
    int ended = 0;
    fmpz_init(num);
    fulg_invariants_multisets(num, r, r);
    V.num = fmpz_get_si(num);
    fmpz_clear(num);
    V.alpha = flint_malloc(sizeof(slong) * (size_t) (V.num * (2 * r + 1)));
    V.set = V.alpha + V.num * r;
    V.number = V.set + V.num * r;
    V.K = K;
    list_exponents(&V);
    for (V.color = 0; V.color < colors && !ended; V.color++)
    {
        fulg_invariants_first_combination(K, r);
        do
            ended = tour_lines(&V);
        while (!ended && fulg_invariants_next_combination(K, d, r));
    }
    flint_free(V.alpha);
    flint_free(K);
    return ended;
}
