#include <fulgurite/jacobian.h>
#include <fulgurite/rank.h>

/* Exact evaluations spent on proving one kernel direction, and in all. */
#define MAX_INPUTS 6000
#define MAX_EVALUATIONS 60000

static fulg_status_t
check_size(const fulg_weights_t W, ulong max_bytes, fulg_diag_t diag)
{
    const ulong n = (ulong) W->parameters;
    if (n > max_bytes / sizeof(ulong) / n)
        return fulg_diag_set(diag, FULG_UNABLE,
                             "%lu weights: the Jacobian would take more than "
                             "%lu MiB (--max-memory)",
                             n, max_bytes >> 20);
    return FULG_OK;
}

/* The rows of the minor with all columns, over the domain of W; neighbours that
   belong to one input and one output row are found at once. */
static fulg_status_t
set_rows(nmod_mat_t J, const fulg_minor_t minor, const fulg_weights_t W)
{
    const slong t = fulg_arch_output_columns(W->arch);
    const slong out = W->arch->width[W->arch->depth];
    const fulg_domain_ops_t *ops = W->domain->ops;
    fulg_status_t status = FULG_OK;
    fulg_mat_t rows, X;
    slong known = -1;
    ops->init(rows, t, W->parameters, W->domain);
    ops->init(X, W->arch->width[0], W->arch->tokens, W->domain);
    for (slong s = 0; s < minor->size && status == FULG_OK; s++)
    {
        const slong r = minor->row[s];
        if (r / t != known)
        {
            fulg_domain_set_fmpq_mat(X, &minor->input[r / (out * t)],
                                     W->domain);
            status = fulg_eval_jacobian_part(rows, 0, W, X, r / t % out, 1,
                                             NULL);
        }
        known = r / t;
        for (slong c = 0; c < W->parameters && status == FULG_OK; c++)
            nmod_mat_entry(J, s, c) = nmod_mat_entry(rows->nmod, r % t, c);
    }
    ops->clear(rows);
    ops->clear(X);
    return status;
}

/* The rows of the minor mod the prime of J; 0 when something is not defined
   there. */
static int
image(nmod_mat_t J, void *context)
{
    const fulg_minor_struct *minor = context;
    fulg_domain_t D;
    fulg_weights_t W;
    int defined = 0;
    fulg_domain_init_nmod(D, J->mod.n);
    if (fulg_weights_init(W, minor->weights->arch, D, NULL) != FULG_OK)
        return 0;
    if (fulg_weights_set_fmpq(W, minor->weights, NULL) == FULG_OK)
        defined = set_rows(J, minor, W) == FULG_OK;
    fulg_weights_clear(W);
    return defined;
}

static void
set_direction(fulg_weights_t dW, const fmpz_mat_t kernel, slong column)
{
    for (slong b = 0; b < dW->num; b++)
    {
        const fulg_block_t *block = &dW->block[b];
        for (slong i = 0; i < block->rows; i++)
            for (slong j = 0; j < block->cols; j++)
                fmpq_set_fmpz(
                    fmpq_mat_entry(dW->mat[b].fmpq, i, j),
                    fmpz_mat_entry(kernel, block->offset + i * block->cols + j,
                                   column));
    }
}

/* FALSE when the direction is refuted, UNKNOWN when it is not proved. */
static fulg_truth_t
prove_direction(fulg_kernel_proof_t *proof, slong *budget,
                const fulg_weights_t W, const fulg_weights_t dW,
                const fulg_progress_t *progress)
{
    fulg_truth_t truth = FULG_UNKNOWN;
    *proof = FULG_KERNEL_PROBABLE;
    if (fulg_jacobian_check_virtual(W, dW))
        *proof = FULG_KERNEL_VIRTUAL;
    else if (fulg_jacobian_check_layers(W, dW))
        *proof = FULG_KERNEL_LAYERS;
    else if (*budget > 0)
    {
        truth = fulg_jacobian_check_inputs(
            W, dW, (ulong) FLINT_MIN(*budget, MAX_INPUTS), progress);
        *budget -= MAX_INPUTS;
        if (truth == FULG_TRUE)
            *proof = FULG_KERNEL_INPUTS;
    }
    return *proof == FULG_KERNEL_PROBABLE ? truth : FULG_TRUE;
}

/* One direction; a refutation means that the inputs of the minor were not
   enough. */
static fulg_status_t
settle_direction(fulg_jacobian_rank_t result, slong k, slong *budget,
                 const fulg_weights_t W, const fulg_weights_t dW,
                 fulg_rand_t rand, const fulg_progress_t *progress,
                 fulg_diag_t diag)
{
    fulg_truth_t truth = prove_direction(&result->proof[k], budget, W, dW,
                                         progress);
    if (truth == FULG_UNKNOWN)
    {
        slong error_log2;
        if (!fulg_jacobian_check_probable(&error_log2, W, dW, rand))
            truth = FULG_FALSE;
        /* The union over all directions. */
        error_log2 += (slong) FLINT_BIT_COUNT((ulong) result->nullity);
        result->error_log2 = FLINT_MAX(result->error_log2, error_log2);
        result->exact = 0;
    }
    if (truth == FULG_FALSE)
        return fulg_diag_set(diag, FULG_UNABLE,
                             "the inputs drawn do not span the derivative; try "
                             "another --seed");
    if (fulg_progress_tick(progress, "kernel", k, result->nullity))
        return fulg_diag_set(diag, FULG_UNABLE, "interrupted");
    return FULG_OK;
}

static fulg_status_t
prove_kernel(fulg_jacobian_rank_t result, const fulg_weights_t W,
             fulg_rand_t rand, const fulg_progress_t *progress,
             fulg_diag_t diag)
{
    slong budget = MAX_EVALUATIONS;
    fulg_weights_t dW;
    fulg_status_t status = fulg_weights_init(dW, W->arch, W->domain, diag);
    if (status != FULG_OK)
        return status;
    result->exact = 1;
    result->error_log2 = WORD_MIN / 2;
    for (slong k = 0; k < result->nullity && status == FULG_OK; k++)
    {
        set_direction(dW, result->kernel, k);
        status = settle_direction(result, k, &budget, W, dW, rand, progress,
                                  diag);
    }
    fulg_weights_clear(dW);
    return status;
}

/* The kernel of the minor's rows: they span the row space unless the inputs were
   unlucky, so it is the kernel of the whole derivative.  Nothing rests on it before
   every direction is proved. */
static void
set_kernel(fulg_jacobian_rank_t result, fulg_minor_t minor)
{
    fulg_rank_kernel_images(result->kernel, minor->size,
                            minor->weights->parameters, image, minor);
    result->nullity = fmpz_mat_ncols(result->kernel);
    result->proof = flint_calloc((size_t) result->nullity + 1,
                                 sizeof(fulg_kernel_proof_t));
}

/* A random prime that divides no denominator: of finitely many there are primes
   to spare. */
static ulong
prime_for(const fulg_weights_t W, fulg_rand_t rand)
{
    ulong p;
    int divides;
    do
    {
        p = fulg_exact_prime_random(rand);
        divides = 0;
        for (slong b = 0; b < W->num && !divides; b++)
            for (slong i = 0; i < W->block[b].rows && !divides; i++)
                for (slong j = 0; j < W->block[b].cols && !divides; j++)
                    divides = fmpz_fdiv_ui(
                                  fmpq_mat_entry_den(W->mat[b].fmpq, i, j),
                                  p) == 0;
    } while (divides);
    return p;
}

fulg_status_t
fulg_jacobian_rank(fulg_jacobian_rank_t result, const fulg_weights_t W,
                   fulg_rand_t rand, ulong max_bytes,
                   const fulg_progress_t *progress, fulg_diag_t diag)
{
    fulg_minor_t minor;
    fulg_status_t status = check_size(W, max_bytes, diag);
    if (status == FULG_OK && !fulg_arch_has_readout(W->arch))
        status = fulg_arch_check_stack(W->arch, "the rank", diag);
    if (status == FULG_OK && fulg_arch_is_softmax(W->arch))
        status = fulg_diag_set(
            diag, FULG_UNABLE,
            "softmax has no exact derivative over Q; its rank "
            "is proved in balls (rank --ball)");
    if (status == FULG_OK)
        status = fulg_minor_init(minor, W->arch, diag);
    if (status != FULG_OK)
        return status;

    minor->prime = prime_for(W, rand);
    status = fulg_weights_set_fmpq(minor->weights, W, diag);
    if (status == FULG_OK)
        status = fulg_minor_grow(minor, W->parameters, 99, rand, progress,
                                 diag);
    if (status == FULG_OK)
    {
        set_kernel(result, minor);
        result->rank = minor->size;
        result->prime = minor->prime;
        status = prove_kernel(result, W, rand, progress, diag);
        if (status != FULG_OK)
            fulg_jacobian_rank_clear(result);
    }
    fulg_minor_clear(minor);
    return status;
}

void
fulg_jacobian_rank_clear(fulg_jacobian_rank_t result)
{
    fmpz_mat_clear(result->kernel);
    flint_free(result->proof);
}
