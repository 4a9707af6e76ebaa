#include <fulgurite/single.h>

#include "impl.h"

/* The rows of Theorem 4 (tokens >= 2) and Theorem 10 (one token), as the locus
   of (A, V) whose functions are singular; for one token A is symmetric. */
typedef enum
{
    LOCUS_EMPTY,    /* the closure is smooth */
    LOCUS_ORIGIN,   /* only the zero function */
    LOCUS_RANK_A,   /* rank A < r */
    LOCUS_PAIR,     /* rank A <= 1 (one token: <= 2) and rank V <= 1 */
    LOCUS_PARALLEL, /* rank A <= 1, and V spans its column space */
    LOCUS_UNION     /* one token, rank A <= 2: rank A <= 1 or rank V <= 1 */
} locus_kind_t;

typedef struct
{
    locus_kind_t kind;
    slong rank; /* LOCUS_RANK_A */
    slong dimension;
} locus_t;

static locus_t
locus_tensor(slong d, slong d_out, slong alpha)
{
    const locus_t pair = {LOCUS_PAIR, 0, 3 * d + d_out - 3};
    const locus_t low = {LOCUS_RANK_A, alpha,
                         (alpha - 1) * (2 * d - alpha + 1) + d * d_out - 1};
    const locus_t parallel = {LOCUS_PARALLEL, 0, 2 * d - 1};
    const locus_t empty = {LOCUS_EMPTY, 0, -1};
    const locus_t origin = {LOCUS_ORIGIN, 0, 0};
    if (d == 1)
        return empty;
    if (alpha >= 2 && alpha < d)
        return low;
    if (alpha == 1 && d_out == 1)
        return d == 2 ? origin : parallel;
    return pair;
}

static locus_t
locus_cubic(slong d, slong d_out, slong alpha)
{
    const slong r = 2 * alpha - 1;
    const slong low_dim = r * d - r * (r - 1) / 2 + d * d_out - 1;
    const slong pair_dim = 3 * d + d_out - 3;
    const locus_t pair = {LOCUS_PAIR, 0, pair_dim};
    const locus_t low = {LOCUS_RANK_A, 2 * alpha, low_dim};
    const locus_t both = {LOCUS_UNION, 0,
                          low_dim > pair_dim ? low_dim : pair_dim};
    const locus_t empty = {LOCUS_EMPTY, 0, -1};
    if (d == 1 || (d == 2 && d_out == 1))
        return empty;
    if (2 * alpha >= d)
        return pair;
    return (alpha == 1 && d_out >= 2) ? both : low;
}

static locus_t
locus_of(const fulg_arch_t arch)
{
    const slong d = arch->width[0];
    const slong alpha = fulg_single_alpha(d, arch->sub[0].head_dim);
    return arch->tokens == 1 ? locus_cubic(d, arch->width[1], alpha)
                             : locus_tensor(d, arch->width[1], alpha);
}

/* ---- its equations ------------------------------------------------------- */

/* (V^T | A): rank one when V spans the column space of A. */
static void
side_by_side(fulg_mat_t C, const fulg_mat_struct *A, const fulg_mat_struct *V,
             const fulg_domain_struct *D)
{
    const slong d = D->ops->rows(A), out = D->ops->rows(V);
    D->ops->init(C, d, out + d, D);
    for (slong i = 0; i < d; i++)
    {
        for (slong j = 0; j < out; j++)
            fmpq_mpoly_set(fulg_domain_mpoly_mat_entry(C->mpoly, i, j),
                           fulg_domain_mpoly_mat_entry(V->mpoly, j, i), D->ctx);
        for (slong j = 0; j < d; j++)
            fmpq_mpoly_set(fulg_domain_mpoly_mat_entry(C->mpoly, i, out + j),
                           fulg_domain_mpoly_mat_entry(A->mpoly, i, j), D->ctx);
    }
}

/* Products of a 2-minor of A and one of V: one of the ranks is at most 1. */
static void
push_products(fulg_polysys_polylist_t *L, const fulg_mat_struct *A,
              const fulg_mat_struct *V)
{
    fulg_polysys_polylist_t left, right;
    fulg_polysys_polylist_init(&left, L->ctx);
    fulg_polysys_polylist_init(&right, L->ctx);
    fulg_polysys_polylist_minors(&left, A->mpoly, 2, 1);
    fulg_polysys_polylist_minors(&right, V->mpoly, 2, 0);
    for (slong i = 0; i < left.num; i++)
        for (slong j = 0; j < right.num; j++)
            fmpq_mpoly_mul(fulg_polysys_polylist_push(L), &left.poly[i],
                           &right.poly[j], L->ctx);
    fulg_polysys_polylist_clear(&left);
    fulg_polysys_polylist_clear(&right);
}

static fulg_status_t
locus_conditions(fulg_polysys_polylist_t *L, const fulg_polysys_model_t *M,
                 const fulg_weights_t W, slong max_terms, fulg_diag_t diag)
{
    const fulg_domain_struct *D = W->domain;
    const fulg_mat_struct *A = fulg_weights_mat(W, 0, 0, 'q');
    const fulg_mat_struct *V = fulg_weights_mat(W, 0, 0, 'v');
    const locus_t locus = locus_of(M->arch);
    const int one = M->arch->tokens == 1;
    const slong d = D->ops->rows(A);
    fulg_mat_t C;
    fmpz_t terms;
    int many;
    fmpz_init(terms);
    fulg_polysys_polylist_minors_terms(
        terms, d, d, locus.kind == LOCUS_RANK_A ? locus.rank : 3);
    many = fmpz_cmp_si(terms, max_terms) > 0;
    fmpz_clear(terms);
    if (many)
        return fulg_diag_set(diag, FULG_UNABLE,
                             "the minors that bound the rank of A have more "
                             "than %ld terms",
                             (long) max_terms);
    if (locus.kind == LOCUS_RANK_A)
        fulg_polysys_polylist_minors(L, A->mpoly, locus.rank, one);
    if (locus.kind == LOCUS_PAIR)
    {
        fulg_polysys_polylist_minors(L, A->mpoly, one ? 3 : 2, one);
        fulg_polysys_polylist_minors(L, V->mpoly, 2, 0);
    }
    if (locus.kind == LOCUS_PARALLEL)
    {
        side_by_side(C, A, V, D);
        fulg_polysys_polylist_minors(L, C->mpoly, 2, 0);
        D->ops->clear(C);
    }
    if (locus.kind == LOCUS_UNION)
    {
        fulg_polysys_polylist_minors(L, A->mpoly, 3, 1);
        push_products(L, A, V);
    }
    return FULG_OK;
}

/* V = h v^T of rank one; parallel: v is the first row of K. */
static void
make_rank_one(fmpq_mat_struct *V, const fmpq_mat_struct *K, int parallel)
{
    for (slong j = 0; j < fmpq_mat_ncols(V); j++)
        for (slong i = fmpq_mat_nrows(V) - 1; i >= 0; i--)
        {
            fmpq *x = fmpq_mat_entry(V, i, j);
            fmpq_set(x, parallel ? fmpq_mat_entry(K, 0, j)
                                 : fmpq_mat_entry(V, 0, j));
            fmpq_mul_si(x, x, i + 1);
        }
}

/* Weights on the locus, generic in its largest component. */
static fulg_status_t
sample_locus(fulg_weights_t W, const fulg_arch_t arch, const locus_t *locus,
             ulong seed, fulg_diag_t diag)
{
    const int one = arch->tokens == 1;
    int rank_one_V = locus->kind == LOCUS_PAIR || locus->kind == LOCUS_PARALLEL;
    int equal = 0; /* the last rows of K and Q: A loses a rank */
    fulg_mat_struct *K, *Q;
    fulg_status_t status;
    fulg_arch_t small;
    fulg_arch_init(small, 1);
    fulg_arch_set(small, arch);
    small->sub[0].head_dim = 1;
    if (locus->kind == LOCUS_RANK_A)
    {
        small->sub[0].head_dim = one ? locus->rank / 2 : locus->rank - 1;
        equal = one;
    }
    if (locus->kind == LOCUS_UNION)
    {
        rank_one_V = locus->dimension ==
                     3 * arch->width[0] + arch->width[1] - 3;
        equal = !rank_one_V;
    }
    status = fulg_polysys_sample(W, small, seed, diag);
    fulg_arch_clear(small);
    if (status != FULG_OK)
        return status;
    K = fulg_weights_mat(W, 0, 0, 'k');
    Q = fulg_weights_mat(W, 0, 0, 'q');
    for (slong j = 0; j < fmpq_mat_ncols(K->fmpq) && equal; j++)
        fmpq_set(fmpq_mat_entry(Q->fmpq, fmpq_mat_nrows(Q->fmpq) - 1, j),
                 fmpq_mat_entry(K->fmpq, fmpq_mat_nrows(K->fmpq) - 1, j));
    if (rank_one_V)
        make_rank_one(fulg_weights_mat(W, 0, 0, 'v')->fmpq, K->fmpq,
                      locus->kind == LOCUS_PARALLEL);
    return FULG_OK;
}

/* ---- the system ---------------------------------------------------------- */

static fulg_status_t
check_single(const fulg_arch_t arch, fulg_diag_t diag)
{
    fulg_status_t status = fulg_polysys_check(arch, diag);
    if (status == FULG_OK && !fulg_arch_is_single_head(arch))
        status = fulg_diag_set(
            diag, FULG_UNABLE,
            "the singular locus is known for one lightning "
            "layer with one head and full values; for others "
            "take image and apply the Jacobian criterion to "
            "its answer");
    return status;
}

static void
describe(fulg_polysys_t S, const fulg_arch_t arch, const locus_t *locus)
{
    static const char *const what[] = {
        "the closure is smooth: its singular locus is empty",
        "only the zero function is singular",
        "singular: the functions with rank A below the largest",
        "singular: the functions with a rank-one V, and A of rank at most one "
        "(one token: symmetric part of rank at most two)",
        "singular: the functions with A = k q^T and V a multiple of k^T",
        "singular: symmetric part of A of rank at most one, or V of rank at "
        "most one"};
    fulg_polysys_title(S, "The singular locus of the closure of the functions "
                          "of one lightning layer");
    fulg_polysys_comment_arch(S, arch);
    fulg_polysys_comment(S, "%s", what[locus->kind]);
}

/* Empty, or the origin: an ideal that needs no elimination. */
static void
fill_plain(fulg_polysys_t S, const fulg_polysys_expansion_t *E,
           locus_kind_t kind)
{
    char name[FULG_COEFFICIENT_NAME_SIZE];
    slong b;
    for (slong n = 0; n < E->num; n++)
    {
        char *about = fulg_polysys_expansion_describe(name, E, n);
        fulg_polysys_ring_push(S->ring, FULG_VARIABLE_COEFFICIENT, name, about);
        flint_free(about);
    }
    fulg_polysys_ring_close(S->ring);
    b = fulg_polysys_push_block(S, "locus", "the ideal of the singular locus",
                                kind == LOCUS_EMPTY ? 1 : E->num, 1);
    if (kind == LOCUS_EMPTY)
        fmpq_mpoly_one(&S->block[b].entry[0], S->ring->ctx);
    for (slong n = 0; n < E->num && kind == LOCUS_ORIGIN; n++)
        fmpq_mpoly_gen(&S->block[b].entry[n], n, S->ring->ctx);
    S->task.kind = FULG_TASK_DIMENSION;
    S->task.main = b;
    S->task.first_target = S->ring->num;
}

fulg_status_t
fulg_polysys_singular(fulg_polysys_t S, const fulg_arch_t arch,
                      const fulg_polysys_options_t *options, fulg_diag_t diag)
{
    fulg_status_t status = check_single(arch, diag);
    fulg_polysys_expansion_t E;
    fulg_weights_t sample;
    locus_t locus;
    if (status == FULG_OK)
        status = fulg_polysys_expansion_init(&E, arch, FULG_COORDINATES_A,
                                             options, diag);
    if (status != FULG_OK)
        return status;
    locus = locus_of(arch);
    fulg_polysys_init(S, FULG_POLYSYS_SINGULAR, arch);
    describe(S, arch, &locus);
    if (locus.kind <= LOCUS_ORIGIN)
        fill_plain(S, &E, locus.kind);
    else
    {
        fulg_polysys_model_comment(S, &E.model);
        fulg_polysys_expansion_comment(S, &E);
        status = sample_locus(sample, arch, &locus, options->seed, diag);
        if (status == FULG_OK)
        {
            status = fulg_polysys_fill_image(S, &E, locus_conditions, sample,
                                             options, diag);
            fulg_weights_clear(sample);
        }
    }
    if (status == FULG_OK)
        fulg_polysys_expect_si(
            S, FULG_EXPECT_DIMENSION, locus.dimension, FULG_EXPECT_PROVED,
            arch->tokens == 1 ? "thm-single-10" : "thm-single-4");
    else
        fulg_polysys_clear(S);
    fulg_polysys_expansion_clear(&E);
    return status;
}
