/*
 * The weights of a function are never isolated: scalings, and the changes of a
 * basis between layers, move them.  As many variables as the fiber has
 * dimensions are given values, so that what is left can be isolated.  Which
 * ones: those over which the tangent space of the fiber is a graph.
 */
#include <stdlib.h>
#include <string.h>

#include "impl.h"

/* 2^61 - 1 */
#define GAUGE_PRIME UWORD(2305843009213693951)

typedef struct
{
    slong variable;
    slong layer, kind, head, row, col; /* by its name: q1_2_3_4 */
} place_t;

/* The order in which variables are tried: layer by layer, of a product the
   factor that a change of basis can make the identity first, and in it column
   by column. */
static int
compare_places(const void *left, const void *right)
{
    const place_t *a = left, *b = right;
    const slong x[] = {a->layer, a->kind, a->head, a->col, a->row, a->variable};
    const slong y[] = {b->layer, b->kind, b->head, b->col, b->row, b->variable};
    for (int k = 0; k < 6; k++)
        if (x[k] != y[k])
            return x[k] < y[k] ? -1 : 1;
    return 0;
}

static void
read_place(place_t *P, slong v, const char *name)
{
    static const char order[] = "kuovalm";
    const char *kind = strchr(order, name[0]);
    slong number[4] = {0, 0, 0, 0}, n = 0;
    P->variable = v;
    P->kind = (kind != NULL && *kind != '\0') ? kind - order : 7;
    while (*name != '\0' && (*name < '0' || *name > '9'))
        name++;
    for (; *name != '\0' && n < 4; n++)
    {
        char *end;
        number[n] = strtol(name, &end, 10);
        name = (*end == '_') ? end + 1 : end;
    }
    P->layer = number[0];
    P->head = (n == 4) ? number[1] : 0;
    P->row = (n >= 2) ? number[n - 2] : 0;
    P->col = (n >= 2) ? number[n - 1] : 0;
}

static place_t *
sort_places(const fulg_polysys_ring_t R)
{
    place_t *place = flint_malloc(((size_t) R->num + 1) * sizeof(place_t));
    for (slong v = 0; v < R->num; v++)
        read_place(&place[v], v, R->variable[v].name);
    qsort(place, (size_t) R->num, sizeof(place_t), compare_places);
    return place;
}

/* Row i of J: the derivatives of f at a point, mod p.  0 when p divides a
   denominator. */
static int
derivatives(nmod_mat_t J, slong i, const fmpq_mpoly_struct *f, const ulong *x,
            const fmpq_mpoly_ctx_struct *ctx)
{
    const slong n = nmod_mat_ncols(J);
    const nmod_t mod = J->mod;
    slong *e = flint_malloc(((size_t) n + 1) * sizeof(slong));
    int good = 1;
    fmpz_t c, p;
    fmpq_t q;
    fmpz_init(c);
    fmpz_init_set_ui(p, mod.n);
    fmpq_init(q);
    for (slong t = 0; t < fmpq_mpoly_length(f, ctx) && good; t++)
    {
        fmpq_mpoly_get_term_coeff_fmpq(q, f, t, ctx);
        fmpq_mpoly_get_term_exp_si(e, f, t, ctx);
        good = fmpq_mod_fmpz(c, q, p);
        for (slong v = 0; v < n && good; v++)
        {
            ulong y;
            if (e[v] == 0)
                continue;
            y = nmod_mul(fmpz_get_ui(c), (ulong) e[v] % mod.n, mod);
            for (slong w = 0; w < n; w++)
                if (e[w] - (w == v) > 0)
                    y = nmod_mul(
                        y, nmod_pow_ui(x[w], (ulong) (e[w] - (w == v)), mod),
                        mod);
            nmod_mat_entry(J, i, v) = nmod_add(nmod_mat_entry(J, i, v), y, mod);
        }
    }
    fmpq_clear(q);
    fmpz_clear(p);
    fmpz_clear(c);
    flint_free(e);
    return good;
}

/* J, initialised here: of the entries of a block. */
static int
jacobian(nmod_mat_t J, const fulg_polysys_polyblock_t *block, const ulong *x,
         const fulg_polysys_ring_t R)
{
    int good = 1;
    nmod_mat_init(J, block->rows * block->cols, R->num, GAUGE_PRIME);
    for (slong k = 0; k < block->rows * block->cols && good; k++)
        good = derivatives(J, k, &block->entry[k], x, R->ctx);
    return good;
}

/* The first places over which the kernel of J is a graph: their number, and
   pivot[k] the k-th, a number in place. */
static slong
choose_pivots(slong *pivot, const nmod_mat_t J, const place_t *place)
{
    const slong n = nmod_mat_ncols(J);
    nmod_mat_t N, T;
    slong nullity, num = 0;
    nmod_mat_init(N, n, n, J->mod.n);
    nullity = nmod_mat_nullspace(N, J);
    nmod_mat_init(T, nullity, n, J->mod.n);
    for (slong i = 0; i < nullity; i++)
        for (slong k = 0; k < n; k++)
            nmod_mat_entry(T, i, k) = nmod_mat_entry(N, place[k].variable, i);
    nmod_mat_rref(T);
    for (slong k = 0; k < n && num < nullity; k++)
        if (nmod_mat_entry(T, num, k) != 0)
            pivot[num++] = k;
    nmod_mat_clear(T);
    nmod_mat_clear(N);
    return num;
}

/* Whether the columns of J without the pivots have a rank. */
static int
is_transversal(const nmod_mat_t J, const place_t *place, const slong *pivot,
               slong num, slong rank)
{
    nmod_mat_t A;
    int good;
    nmod_mat_init_set(A, J);
    for (slong k = 0; k < num; k++)
        for (slong i = 0; i < nmod_mat_nrows(J); i++)
            nmod_mat_entry(A, i, place[pivot[k]].variable) = 0;
    good = nmod_mat_rank(A) == rank;
    nmod_mat_clear(A);
    return good;
}

/* ---- the equations ------------------------------------------------------- */

/* The first block grows by num zeros. */
static slong
grow_block(fulg_polysys_t S, slong num)
{
    fulg_polysys_polyblock_t *B = &S->block[S->task.main];
    const slong rows = B->rows;
    const size_t size = (size_t) (rows + num) + 1;
    B->entry = flint_realloc(B->entry, size * sizeof(fmpq_mpoly_struct));
    if (B->label != NULL)
        B->label = flint_realloc(B->label, size * sizeof(char *));
    if (B->about != NULL)
        B->about = flint_realloc(B->about, size * sizeof(char *));
    for (slong k = rows; k < rows + num; k++)
    {
        fmpq_mpoly_init(&B->entry[k], S->ring->ctx);
        if (B->label != NULL)
            B->label[k] = NULL;
        if (B->about != NULL)
            B->about[k] = NULL;
    }
    B->rows += num;
    return rows;
}

/* variable = value, as entry number row of the ideal. */
static void
set_equation(fulg_polysys_t S, slong row, slong v, const fmpq_t value)
{
    fmpq_mpoly_struct *f = &S->block[S->task.main].entry[row];
    char *text = fmpq_get_str(NULL, 10, value);
    fmpq_mpoly_gen(f, v, S->ring->ctx);
    fmpq_mpoly_sub_fmpq(f, f, value, S->ring->ctx);
    fulg_polysys_comment(S, "gauge: %s = %s", S->ring->variable[v].name, text);
    flint_free(text);
}

/* The equations of the gauge take the places of the derivatives with respect to
   its variables, which follow from the others wherever the tangent space of the
   fiber is a graph over them: as many equations as variables are left. */
static void
replace_derivatives(fulg_polysys_t S, const place_t *place, const slong *pivot,
                    slong num, const fmpq *value)
{
    const slong b = fulg_polysys_push_block(
        S, "others",
        "derivatives with respect to the variables of the gauge: 0 "
        "at every zero where the gauge is transversal to the fiber",
        num, 1);
    for (slong k = 0; k < num; k++)
    {
        const slong v = place[pivot[k]].variable;
        fmpq_mpoly_swap(&S->block[b].entry[k], &S->block[S->task.main].entry[v],
                        S->ring->ctx);
        set_equation(S, v, v, value + k);
    }
}

static void
forget_expected(fulg_polysys_t S)
{
    while (S->num_expected > 0)
        fulg_polysys_pop_expected(S);
}

/* ---- the fiber ----------------------------------------------------------- */

/* The point's values mod p; 0 when one has p in its denominator. */
static int
point_residues(ulong *x, const fulg_polypoint_t *point, slong n)
{
    int good = 1;
    fmpz_t c, p;
    fmpz_init(c);
    fmpz_init_set_ui(p, GAUGE_PRIME);
    for (slong v = 0; v < n && good; v++)
    {
        good = fmpq_mod_fmpz(c, point->value + v, p);
        x[v] = fmpz_get_ui(c);
    }
    fmpz_clear(p);
    fmpz_clear(c);
    return good;
}

/* The variables of the gauge keep the values of the known point, which stays a
   zero; where its fiber is smooth, an isolated one. */
static fulg_status_t
gauge_fiber(fulg_polysys_t S, const place_t *place, slong *pivot, ulong *x,
            fulg_diag_t diag)
{
    const slong n = S->ring->num;
    fmpq *value = _fmpq_vec_init(n);
    slong num, row;
    nmod_mat_t J;
    int good = point_residues(x, &S->point[0], n);
    good &= jacobian(J, &S->block[S->task.main], x, S->ring);
    if (good)
    {
        num = choose_pivots(pivot, J, place);
        for (slong k = 0; k < num; k++)
            fmpq_set(value + k, &S->point[0].value[place[pivot[k]].variable]);
        row = grow_block(S, num);
        for (slong k = 0; k < num; k++)
            set_equation(S, row + k, place[pivot[k]].variable, value + k);
        forget_expected(S);
        fulg_polysys_expect_si(S, FULG_EXPECT_DIMENSION, 0,
                               FULG_EXPECT_AT_LEAST,
                               "the given weights are a zero; equality where "
                               "every component is smooth and meets the gauge "
                               "transversally");
    }
    nmod_mat_clear(J);
    _fmpq_vec_clear(value, n);
    return good ? FULG_OK
                : fulg_diag_set(diag, FULG_UNABLE,
                                "a denominator is divisible by 2^61 - 1");
}

/* ---- critical points ----------------------------------------------------- */

/* How the values of a gauge are chosen; the first at which it is transversal is
   taken. */
typedef enum
{
    IDENTITY, /* 1 on the diagonal, 0 off it */
    ONES,
    PRIMES, /* 2, 3, 5, .. */
    NUM_VALUES
} values_t;

static void
choose_value(fmpq_t value, const place_t *P, slong k, values_t how)
{
    const ulong prime = how == PRIMES ? n_nth_prime((ulong) k + 1) : 1;
    fmpq_set_si(value, how == IDENTITY && P->row != P->col ? 0 : (slong) prime,
                1);
}

/* C is the system of coefficients, in the same variables. */
static fulg_status_t
gauge_by_map(fulg_polysys_t S, const fulg_polysys_t C, const place_t *place,
             slong *pivot, ulong *x, fulg_diag_t diag)
{
    const fulg_polysys_polyblock_t *map = &C->block[C->task.main];
    const slong n = S->ring->num;
    fmpq *value = _fmpq_vec_init(n);
    slong num, rank;
    nmod_mat_t J;
    int good = jacobian(J, map, x, C->ring), how;
    num = choose_pivots(pivot, J, place);
    rank = n - num;
    nmod_mat_clear(J);
    for (how = IDENTITY; how < NUM_VALUES && good; how++)
    {
        int found;
        for (slong k = 0; k < num; k++)
        {
            choose_value(value + k, &place[pivot[k]], k, (values_t) how);
            x[place[pivot[k]].variable] = fmpz_get_ui(fmpq_numref(value + k));
        }
        good = jacobian(J, map, x, C->ring);
        found = good && is_transversal(J, place, pivot, num, rank);
        nmod_mat_clear(J);
        if (found)
            break;
    }
    good &= how < NUM_VALUES;
    if (good)
    {
        replace_derivatives(S, place, pivot, num, value);
        forget_expected(S);
        fulg_polysys_clear_points(S);
    }
    _fmpq_vec_clear(value, n);
    return good ? FULG_OK
                : fulg_diag_set(diag, FULG_UNABLE,
                                "no values of a gauge were found at which it "
                                "meets the fibers transversally");
}

static fulg_status_t
gauge_critical(fulg_polysys_t S, const place_t *place, slong *pivot, ulong *x,
               const fulg_polysys_options_t *options, fulg_diag_t diag)
{
    fulg_polysys_options_t same = *options;
    fulg_polysys_t C;
    fulg_rand_t rand;
    fulg_status_t status;
    if (same.coordinates == FULG_COORDINATES_AUTO)
        same.coordinates = FULG_COORDINATES_WEIGHTS;
    status = fulg_polysys_coefficients(C, S->arch, &same, diag);
    if (status != FULG_OK)
        return status;
    fulg_rand_init(rand, options->seed);
    for (slong v = 0; v < S->ring->num; v++)
        x[v] = 1 + fulg_rand_below(rand, GAUGE_PRIME - 1);
    status = gauge_by_map(S, C, place, pivot, x, diag);
    fulg_polysys_clear(C);
    return status;
}

fulg_status_t
fulg_polysys_gauge(fulg_polysys_t S, const fulg_polysys_options_t *options,
                   fulg_diag_t diag)
{
    const size_t size = (size_t) S->ring->num + 1;
    place_t *place = sort_places(S->ring);
    slong *pivot = flint_malloc(size * sizeof(slong));
    ulong *x = flint_malloc(size * sizeof(ulong));
    fulg_status_t status = S->kind == FULG_POLYSYS_FIBER
                               ? gauge_fiber(S, place, pivot, x, diag)
                               : gauge_critical(S, place, pivot, x, options,
                                                diag);
    flint_free(x);
    flint_free(pivot);
    flint_free(place);
    return status;
}
