#include <fulgurite/rank.h>

#include "impl.h"

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

/* model (not initialised) = W with so many tokens. */
static fulg_status_t
model_init(fulg_weights_t model, const fulg_weights_t W, slong tokens,
           fulg_diag_t diag)
{
    fulg_arch_t arch;
    fulg_status_t status;
    fulg_arch_init(arch, 1);
    fulg_arch_set(arch, W->arch);
    fulg_jacobian_set_tokens(arch, tokens, W->arch);
    status = fulg_weights_init(model, arch, W->domain, diag);
    fulg_arch_clear(arch);
    if (status != FULG_OK)
        return status;
    status = fulg_weights_set_fmpq(model, W, diag);
    if (status != FULG_OK)
        fulg_weights_clear(model);
    return status;
}

/* The rank and the kernel of the model, and whether that is the kernel of W, which has
   enough tokens.  The result is initialised when FULG_OK is returned. */
static fulg_status_t
attempt(int *is_kernel, fulg_jacobian_rank_t result, const fulg_weights_t model,
        const fulg_weights_t W, ulong prime, fulg_rand_t rand,
        const fulg_progress_t *progress, fulg_diag_t diag)
{
    fulg_minor_t minor;
    fulg_status_t status = fulg_minor_init(minor, model->arch, diag);
    if (status != FULG_OK)
        return status;
    minor->prime = prime;
    status = fulg_weights_set_fmpq(minor->weights, model, diag);
    if (status == FULG_OK)
        status = fulg_minor_grow(minor, W->parameters, 99, rand, progress,
                                 diag);
    if (status == FULG_OK)
    {
        set_kernel(result, minor);
        result->rank = minor->size;
        result->prime = minor->prime;
        status = fulg_jacobian_prove_kernel(is_kernel, result, W, rand,
                                            progress, diag);
        if (status != FULG_OK)
            fulg_jacobian_rank_clear(result);
    }
    fulg_minor_clear(minor);
    return status;
}

/* Any of so many models could have passed by mistake. */
static void
add_models(fulg_jacobian_rank_t result, slong worst, slong tokens)
{
    const slong models = (slong) FLINT_BIT_COUNT((ulong) tokens - 1);
    const slong bits = models > 1 ? (slong) FLINT_BIT_COUNT((ulong) models - 1)
                                  : 0;
    result->error_log2 = FLINT_MAX(worst, result->error_log2) + bits;
    result->error_log2 = FLINT_MIN(0, result->error_log2);
}

/* Two tokens, and twice as many while their kernel is too large.  W has enough tokens. */
static fulg_status_t
search(fulg_jacobian_rank_t result, const fulg_weights_t W, slong tokens,
       ulong prime, fulg_rand_t rand, const fulg_progress_t *progress,
       fulg_diag_t diag)
{
    const slong most = fulg_arch_has_readout(W->arch) ? 1 : W->arch->tokens;
    slong worst = WORD_MIN;
    for (;; tokens = FLINT_MIN(2 * tokens, W->arch->tokens))
    {
        fulg_weights_t model;
        int is_kernel = 0;
        fulg_status_t status = model_init(model, W, tokens, diag);
        if (status != FULG_OK)
            return status;
        status = attempt(&is_kernel, result, model, W, prime, rand, progress,
                         diag);
        fulg_weights_clear(model);
        if (status != FULG_OK)
            return status;
        if (is_kernel)
        {
            add_models(result, worst, most);
            return FULG_OK;
        }
        worst = FLINT_MAX(worst, result->error_log2);
        fulg_jacobian_rank_clear(result);
        if (tokens == W->arch->tokens)
            return fulg_diag_set(diag, FULG_UNABLE,
                                 "the inputs drawn do not span the derivative; "
                                 "try another --seed");
    }
}

fulg_status_t
fulg_jacobian_rank(fulg_jacobian_rank_t result, const fulg_weights_t W,
                   fulg_rand_t rand, ulong max_bytes,
                   const fulg_progress_t *progress, fulg_diag_t diag)
{
    fulg_weights_t enough;
    fulg_status_t status = check_size(W, max_bytes, diag);
    if (status == FULG_OK && !fulg_arch_has_readout(W->arch))
        status = fulg_arch_check_stack(W->arch, "the rank", diag);
    if (status == FULG_OK && fulg_arch_is_softmax(W->arch))
        status = fulg_diag_set(
            diag, FULG_UNABLE,
            "softmax has no exact derivative over Q; its rank "
            "is proved in balls (rank --ball)");
    if (status == FULG_OK)
        status = model_init(enough, W, fulg_jacobian_enough_tokens(W->arch),
                            diag);
    if (status != FULG_OK)
        return status;
    status = search(result, enough,
                    fulg_arch_has_readout(W->arch)
                        ? W->arch->tokens
                        : FLINT_MIN(enough->arch->tokens, 2),
                    fulg_jacobian_prime(W, rand), rand, progress, diag);
    fulg_weights_clear(enough);
    return status;
}

void
fulg_jacobian_rank_clear(fulg_jacobian_rank_t result)
{
    fmpz_mat_clear(result->kernel);
    flint_free(result->proof);
}
