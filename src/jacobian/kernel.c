#include <fulgurite/rank.h>

#include "impl.h"

#define POINT_BOUND 99
/* After so many images another prime is asked whether the rank is larger. */
#define MANY_IMAGES 12

/* ---- the minor --------------------------------------------------------------- */

/* The minor of the model mod some prime; initialised when FULG_OK is returned. */
static fulg_status_t
minor_init(fulg_minor_t minor, const fulg_weights_t model,
           const fulg_jacobian_search_t *search, fulg_rand_t rand,
           fulg_diag_t diag)
{
    const fulg_jacobian_known_t *known = search->known;
    const slong all = search->W->parameters;
    fulg_status_t status = fulg_minor_init(minor, model->arch, diag);
    if (status != FULG_OK)
        return status;
    minor->prime = fulg_jacobian_prime(search->W, 1, rand);
    status = fulg_weights_set_fmpq(minor->weights, model, diag);
    if (status == FULG_OK)
        status = known->num_cols < all
                     ? fulg_minor_grow_among(minor, known->col, known->num_cols,
                                             POINT_BOUND, rand,
                                             search->progress, diag)
                     : fulg_minor_grow(minor, all, POINT_BOUND, rand,
                                       search->progress, diag);
    if (status != FULG_OK)
        fulg_minor_clear(minor);
    return status;
}

/* A minor, and the columns among which the kernel of its rows is looked for. */
typedef struct
{
    fulg_minor_struct *minor;
    const fulg_weights_struct *model;
    const fulg_jacobian_search_t *search;
    fulg_rand_struct *rand;
    fulg_diag_struct *diag;
    slong images;
    fulg_status_t status;
    int larger; /* the minor has just been replaced by a larger one */
} rows_t;

/* The rows may be those that the minor's prime alone leaves: their kernel has large
   entries then, and is not that of the network. */
static void
try_another_prime(rows_t *rows)
{
    fulg_minor_t other;
    rows->status = minor_init(other, rows->model, rows->search, rows->rand,
                              rows->diag);
    if (rows->status != FULG_OK)
        return;
    rows->larger = other->size > rows->minor->size;
    if (rows->larger)
    {
        const fulg_minor_struct found = *other;
        *other = *rows->minor;
        *rows->minor = found;
    }
    fulg_minor_clear(other);
}

/* ---- its rows mod other primes ---------------------------------------------------- */

/* The output rows first .. first + the result - 1 are those that the minor has of input
   n. */
static slong
span_of_input(slong *first, const fulg_minor_struct *minor, slong n, slong t,
              slong out)
{
    slong last = -1;
    *first = out;
    for (slong s = 0; s < minor->size; s++)
        if (minor->row[s] / (out * t) == n)
        {
            *first = FLINT_MIN(*first, minor->row[s] / t % out);
            last = FLINT_MAX(last, minor->row[s] / t % out);
        }
    return FLINT_MAX(0, last - *first + 1);
}

/* The rows of J that belong to input n, over the domain of W. */
static fulg_status_t
set_input(nmod_mat_t J, const rows_t *rows, const fulg_weights_t W, slong n)
{
    const fulg_minor_struct *minor = rows->minor;
    const slong *col = rows->search->known->col;
    const fulg_domain_ops_t *ops = W->domain->ops;
    const slong t = fulg_arch_output_columns(W->arch);
    const slong out = W->arch->width[W->arch->depth];
    slong first, num = span_of_input(&first, minor, n, t, out);
    fulg_status_t status;
    fulg_mat_t part, X;
    if (num == 0)
        return FULG_OK;
    ops->init(part, num * t, W->parameters, W->domain);
    ops->init(X, W->arch->width[0], W->arch->tokens, W->domain);
    fulg_domain_set_fmpq_mat(X, &minor->input[n], W->domain);
    status = fulg_eval_jacobian_part(part, 0, W, X, first, num, NULL);
    for (slong s = 0; s < minor->size && status == FULG_OK; s++)
        for (slong c = 0;
             c < nmod_mat_ncols(J) && minor->row[s] / (out * t) == n; c++)
            nmod_mat_entry(J, s, c) = nmod_mat_entry(
                part->nmod, minor->row[s] % (out * t) - first * t, col[c]);
    ops->clear(part);
    ops->clear(X);
    return status;
}

/* The rows of the minor mod the prime of J; 0 when something is not defined
   there. */
static int
image(nmod_mat_t J, void *context)
{
    rows_t *rows = context;
    const fulg_minor_struct *minor = rows->minor;
    fulg_domain_t D;
    fulg_weights_t W;
    int defined;
    if (fulg_progress_tick(rows->search->progress, "primes", rows->images, 0))
        rows->status = fulg_diag_set(rows->diag, FULG_UNABLE, "interrupted");
    else if (++rows->images == MANY_IMAGES)
        try_another_prime(rows);
    if (rows->larger || rows->status != FULG_OK)
        return -1;
    fulg_domain_init_nmod(D, J->mod.n);
    if (fulg_weights_init(W, minor->weights->arch, D, NULL) != FULG_OK)
        return 0;
    defined = fulg_weights_set_fmpq(W, minor->weights, NULL) == FULG_OK;
    for (slong n = 0; n < minor->num_inputs && defined; n++)
        defined = set_input(J, rows, W, n) == FULG_OK;
    fulg_weights_clear(W);
    return defined;
}

/* ---- directions that may be in its kernel ---------------------------------------------- */

/* Those columns of directions that begin at column become K, whose rows stand for the
   columns that were looked at. */
static void
spread(fmpz_mat_t directions, slong column, const fmpz_mat_t K,
       const slong *col)
{
    for (slong i = 0; i < fmpz_mat_nrows(K); i++)
        for (slong k = 0; k < fmpz_mat_ncols(K); k++)
            fmpz_set(fmpz_mat_entry(directions, col[i], column + k),
                     fmpz_mat_entry(K, i, k));
}

/* 1 when dW changes none of the minor's rows at the input of the tape. */
static int
leaves_rows(const fulg_eval_tape_t T, const fulg_weights_t W,
            const fulg_weights_t dW, const fulg_minor_struct *minor, slong n)
{
    const fulg_domain_struct *D = W->domain;
    const slong t = fulg_arch_output_columns(W->arch);
    const slong out = W->arch->width[W->arch->depth];
    fulg_mat_t dY;
    int zero = 1;
    D->ops->init(dY, out, t, D);
    fulg_eval_tangent(dY, T, W, dW);
    for (slong s = 0; s < minor->size && zero; s++)
        if (minor->row[s] / (out * t) == n)
            zero = nmod_mat_entry(dY->nmod, minor->row[s] / t % out,
                                  minor->row[s] % t) == 0;
    D->ops->clear(dY);
    return zero;
}

/* At all inputs; 1 where the network is not defined. */
static int
leaves_minor(const fulg_weights_t W, const fulg_weights_t dW,
             const fulg_minor_struct *minor)
{
    const fulg_domain_struct *D = W->domain;
    fulg_eval_tape_t T;
    fulg_mat_t X;
    int zero = 1;
    fulg_eval_tape_init(T, W);
    D->ops->init(X, W->arch->width[0], W->arch->tokens, D);
    for (slong n = 0; n < minor->num_inputs && zero; n++)
    {
        fulg_domain_set_fmpq_mat(X, &minor->input[n], D);
        if (fulg_eval_forward(T, W, X, NULL) == FULG_OK)
            zero = leaves_rows(T, W, dW, minor, n);
    }
    D->ops->clear(X);
    fulg_eval_tape_clear(T, W);
    return zero;
}

/* A random combination of the columns of K, mod a random prime. */
static int
accept(const fmpz_mat_t K, void *context)
{
    const rows_t *rows = context;
    const fulg_weights_struct *given = rows->minor->weights;
    fulg_domain_t D;
    fulg_weights_t W, dW;
    fmpz_mat_t directions;
    int good = 1;
    fulg_domain_init_nmod(D, fulg_jacobian_prime(given, 0, rows->rand));
    if (fulg_weights_init(W, given->arch, D, NULL) != FULG_OK)
        return 1;
    if (fulg_weights_init(dW, given->arch, D, NULL) == FULG_OK)
    {
        fmpz_mat_init(directions, W->parameters, fmpz_mat_ncols(K));
        spread(directions, 0, K, rows->search->known->col);
        fulg_jacobian_combine(dW, directions, rows->rand);
        good = fulg_weights_set_fmpq(W, given, NULL) != FULG_OK ||
               leaves_minor(W, dW, rows->minor);
        fmpz_mat_clear(directions);
        fulg_weights_clear(dW);
    }
    fulg_weights_clear(W);
    return good;
}

/* ---- all of it ------------------------------------------------------------------------ */

/* The result's kernel: what is known, and the columns of K. */
static void
set_result(fulg_jacobian_rank_t result, const rows_t *rows, const fmpz_mat_t K)
{
    const fulg_jacobian_known_t *known = rows->search->known;
    const slong num = known->echelon.rank;
    result->rank = rows->minor->size;
    result->prime = rows->minor->prime;
    result->nullity = num + fmpz_mat_ncols(K);
    fmpz_mat_init(result->kernel, rows->model->parameters, result->nullity);
    result->proof = flint_calloc((size_t) result->nullity + 1,
                                 sizeof(fulg_kernel_proof_t));
    fulg_jacobian_known_get(result->kernel, result->proof, known);
    spread(result->kernel, num, K, known->col);
}

fulg_status_t
fulg_jacobian_kernel(fulg_jacobian_rank_t result, const fulg_weights_t model,
                     const fulg_jacobian_search_t *search, fulg_rand_t rand,
                     fulg_diag_t diag)
{
    fulg_minor_t minor;
    rows_t rows = {minor, model, search, rand, diag, 0, FULG_OK, 0};
    fmpz_mat_t K;
    fulg_status_t status = minor_init(minor, model, search, rand, diag);
    if (status != FULG_OK)
        return status;
    do
    {
        slong cols = search->known->num_cols;
        if (minor->size < cols && !search->known->has_layers)
        {
            search->known->has_layers = 1;
            search->add(search->known, search->W, rand, search->progress);
            cols = search->known->num_cols;
        }
        rows.larger = 0;
        rows.images = 0;
        if (minor->size == cols)
            fmpz_mat_init(K, cols, 0);
        else
            fulg_rank_kernel_images(K, minor->size, cols, image, accept, &rows);
    } while (rows.larger);
    status = rows.status;
    if (status == FULG_OK)
    {
        set_result(result, &rows, K);
        fmpz_mat_clear(K);
    }
    fulg_minor_clear(minor);
    return status;
}
