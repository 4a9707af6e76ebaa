#include "impl.h"

/* Uniform points are tried for at most this many tokens; the scores of a head
   alone are tokens x tokens numbers. */
#define MAX_TRIAL_TOKENS 64
#define TRIALS 2
/* From this dimension on a stack of several heads is reduced, where a minor of half
   the size is enough. */
#define MIN_REDUCED 1000

void
fulg_dim_options_init(fulg_dim_options_t *options)
{
    options->method = FULG_DIM_AUTO;
    options->seed = 1;
    options->max_bytes = UWORD(8) << 30;
    options->max_bits = 4096;
    options->no_symmetries = 0;
    options->progress = NULL;
}

void
fulg_dim_init(fulg_dim_t dim, const fulg_arch_t arch)
{
    fulg_cert_init(dim->cert, arch);
    dim->strength = FULG_DIM_BOUNDS;
    dim->error_log2 = 0;
    dim->seed = 0;
}

void
fulg_dim_clear(fulg_dim_t dim)
{
    fulg_cert_clear(dim->cert);
}

/* One trial (doc: def-trial, thm-probable): a uniform point mod a random
   prime, with all the tokens.  A larger rank than the one in hand is kept, with
   its minor. */
static fulg_status_t
trial(fulg_cert_t cert, fulg_rand_t rand, const fulg_progress_t *progress,
      fulg_diag_t diag)
{
    const slong target = fmpz_get_si(fulg_cert_bound_total(cert->upper));
    fulg_minor_t minor;
    fulg_status_t status = fulg_minor_init(minor, cert->arch, diag);
    slong half;
    if (status != FULG_OK)
        return status;
    minor->prime = fulg_exact_prime_random(rand);
    half = (slong) (minor->prime / 2);
    fulg_weights_random(minor->weights, rand, half, 1);
    status = fulg_minor_grow(minor, target, half, rand, progress, diag);
    if (status != FULG_OK || fmpz_cmp_si(cert->lower, minor->size) >= 0)
    {
        fulg_minor_clear(minor);
        return status;
    }
    fulg_cert_reset_lower(cert);
    cert->lower_theorem = &fulg_dim_direct;
    cert->has_minor = 1;
    *cert->minor = *minor;
    fmpz_set_si(cert->lower, minor->size);
    return FULG_OK;
}

static fulg_status_t
direct(fulg_dim_t dim, fulg_rand_t rand, const fulg_dim_options_t *options,
       fulg_diag_t diag)
{
    const fulg_arch_struct *arch = dim->cert->arch;
    fulg_status_t status = fulg_dim_lower_direct(
        dim->cert, rand, options->max_bytes, options->progress, diag);
    if (arch->tokens > MAX_TRIAL_TOKENS)
        return status;
    for (slong n = 0;
         n < TRIALS && status == FULG_OK && !fulg_cert_is_closed(dim->cert);
         n++)
        status = trial(dim->cert, rand, options->progress, diag);
    if (status != FULG_OK || fulg_cert_is_closed(dim->cert))
        return status;
    dim->error_log2 = fulg_dim_error_log2_upper(
        arch, fulg_cert_bound_total(dim->cert->upper), TRIALS);
    if (dim->error_log2 < 0)
        dim->strength = FULG_DIM_PROBABLE;
    return FULG_OK;
}

/* The last route is too large: also says why no theorem spares it. */
static fulg_status_t
check_direct(const fulg_dim_t dim, const fulg_dim_options_t *options,
             const fulg_diag_t no_reduction, const fulg_diag_t no_theorem,
             fulg_diag_t diag)
{
    const fulg_status_t status = fulg_dim_check_direct(
        dim->cert, options->max_bytes, diag);
    if (status != FULG_OK && *no_theorem->text != '\0')
        fulg_diag_prefix(diag, status, "%s; ", no_theorem->text);
    if (status != FULG_OK && *no_reduction->text != '\0')
        fulg_diag_prefix(diag, status, "%s; ", no_reduction->text);
    return status;
}

/* Several heads: the reduction where its minor is much smaller than the direct one. */
static fulg_status_t
reduce_heads(fulg_dim_t dim, fulg_rand_t rand,
             const fulg_dim_options_t *options, fulg_diag_t diag)
{
    const fmpz *total = fulg_cert_bound_total(dim->cert->upper);
    if (fmpz_cmp_si(total, MIN_REDUCED) < 0)
        return FULG_UNABLE;
    return fulg_dim_lower_heads_reduction(
        dim->cert, fmpz_fits_si(total) ? fmpz_get_si(total) / 2 : WORD_MAX,
        rand, options->max_bytes, options->progress, diag);
}

/* The cheapest route that closes the gap. */
static fulg_status_t
automatic(fulg_dim_t dim, fulg_rand_t rand, const fulg_dim_options_t *options,
          fulg_diag_t diag)
{
    fulg_arch_t model;
    fulg_diag_t no_reduction, no_theorem;
    fulg_status_t status = FULG_UNABLE;
    fulg_diag_init(no_reduction);
    fulg_diag_init(no_theorem);
    if (fulg_dim_reduction_model(model, dim->cert->arch, no_reduction))
    {
        fulg_arch_clear(model);
        status = fulg_dim_lower_reduction(dim->cert, rand, options->max_bytes,
                                          options->progress, no_reduction);
    }
    if (status == FULG_OK ||
        fulg_dim_lower_theorem(dim->cert, no_theorem) == FULG_OK)
        return FULG_OK;
    if (fulg_dim_has_heads(dim->cert->arch) &&
        reduce_heads(dim, rand, options, no_reduction) == FULG_OK)
        return FULG_OK;
    status = check_direct(dim, options, no_reduction, no_theorem, diag);
    return status == FULG_OK ? direct(dim, rand, options, diag) : status;
}

/* The network itself: exactly where that goes, else in balls. */
static fulg_status_t
direct_or_ball(fulg_dim_t dim, fulg_rand_t rand,
               const fulg_dim_options_t *options, fulg_diag_t diag)
{
    const fulg_status_t status = fulg_dim_lower_direct(
        dim->cert, rand, options->max_bytes, options->progress, diag);
    if (status != FULG_UNABLE ||
        fulg_progress_tick(options->progress, "balls", 0, 1))
        return status;
    return fulg_dim_lower_ball(dim->cert, rand, options, diag);
}

/* A softmax stack: the theorems where they close the gap, then the reduction, then
   the network itself. */
static fulg_status_t
softmax_auto(fulg_dim_t dim, fulg_rand_t rand,
             const fulg_dim_options_t *options, fulg_diag_t diag)
{
    fulg_dim_options_t chosen = *options;
    fulg_arch_t model;
    fulg_diag_t no_reduction, no_theorem;
    if (dim->cert->arch->tokens == 1)
        return fulg_dim_lower_theorem(dim->cert, diag);
    if (fulg_dim_lower_theorem(dim->cert, diag) == FULG_OK &&
        fulg_cert_is_closed(dim->cert))
        return FULG_OK;
    fulg_cert_reset_lower(dim->cert);
    fulg_diag_init(no_reduction);
    fulg_diag_init(no_theorem);
    if (fulg_dim_reduction_model(model, dim->cert->arch, no_reduction))
    {
        fulg_arch_clear(model);
        chosen.method = FULG_DIM_REDUCTION;
        return fulg_dim_lower_ball(dim->cert, rand, &chosen, diag);
    }
    if (check_direct(dim, options, no_reduction, no_theorem, diag) != FULG_OK)
        return FULG_UNABLE;
    return direct_or_ball(dim, rand, options, diag);
}

static fulg_status_t
softmax(fulg_dim_t dim, fulg_rand_t rand, const fulg_dim_options_t *options,
        fulg_diag_t diag)
{
    switch (options->method)
    {
        case FULG_DIM_THEOREM:
            return fulg_dim_lower_theorem(dim->cert, diag);
        case FULG_DIM_DIRECT:
            if (fulg_arch_has_readout(dim->cert->arch))
                return fulg_dim_lower_ball(dim->cert, rand, options, diag);
            return fulg_dim_lower_direct(dim->cert, rand, options->max_bytes,
                                         options->progress, diag);
        case FULG_DIM_AUTO:
            return softmax_auto(dim, rand, options, diag);
        default:
            return fulg_dim_lower_ball(dim->cert, rand, options, diag);
    }
}

/* The layer norm of one coordinate takes off all of it, and divides 0 by 0. */
static int
is_nowhere_defined(const fulg_arch_struct *arch)
{
    for (slong i = 0; i < arch->depth; i++)
        if (arch->sub[i].pre_norm == FULG_PRE_NORM_LAYER &&
            arch->width[i] == 1 && !(arch->norm_epsilon > 0))
            return 1;
    return 0;
}

/* A network that is no stack: the theorems on transformers, then the network
   itself. */
static fulg_status_t
transformer(fulg_dim_t dim, fulg_rand_t rand, const fulg_dim_options_t *options,
            fulg_diag_t diag)
{
    fulg_diag_t no_theorem, no_reduction;
    if (is_nowhere_defined(dim->cert->arch))
        return fulg_diag_set(diag, FULG_UNABLE,
                             "the layer norm of a state of width 1 is 0/0, so "
                             "the network is nowhere defined");
    switch (options->method)
    {
        case FULG_DIM_THEOREM:
            return fulg_dim_lower_theorem(dim->cert, diag);
        case FULG_DIM_DIRECT:
            return fulg_dim_lower_direct(dim->cert, rand, options->max_bytes,
                                         options->progress, diag);
        case FULG_DIM_BALL:
            return fulg_dim_lower_ball(dim->cert, rand, options, diag);
        case FULG_DIM_REDUCTION:
            return fulg_diag_set(
                diag, FULG_UNABLE,
                "networks with biases, norms, rotary positions, "
                "shared keys or feed-forward sublayers have no "
                "reduction to a small width");
        default:
            break;
    }
    fulg_diag_init(no_theorem);
    fulg_diag_init(no_reduction);
    if (fulg_dim_lower_theorem(dim->cert, no_theorem) == FULG_OK)
        return FULG_OK;
    fulg_cert_reset_lower(dim->cert);
    if (check_direct(dim, options, no_reduction, no_theorem, diag) != FULG_OK)
        return FULG_UNABLE;
    return direct_or_ball(dim, rand, options, diag);
}

static fulg_status_t
exact(fulg_dim_t dim, fulg_rand_t rand, const fulg_dim_options_t *options,
      fulg_diag_t diag)
{
    switch (options->method)
    {
        case FULG_DIM_REDUCTION:
            return fulg_dim_lower_reduction(dim->cert, rand, options->max_bytes,
                                            options->progress, diag);
        case FULG_DIM_DIRECT:
            return direct(dim, rand, options, diag);
        case FULG_DIM_THEOREM:
            return fulg_dim_lower_theorem(dim->cert, diag);
        case FULG_DIM_BALL:
            return fulg_diag_set(
                diag, FULG_UNABLE,
                "the rank of this network mod a prime is exact: "
                "balls add nothing (--method direct)");
        default:
            return automatic(dim, rand, options, diag);
    }
}

fulg_status_t
fulg_dim_certify(fulg_dim_t dim, const fulg_dim_options_t *options,
                 fulg_diag_t diag)
{
    fulg_dim_options_t standard;
    fulg_status_t status;
    fulg_rand_t rand;

    if (options == NULL)
    {
        fulg_dim_options_init(&standard);
        options = &standard;
    }
    if (options->no_symmetries)
        fulg_dim_upper_without(dim->cert->upper, dim->cert->arch);
    else
        fulg_dim_upper(dim->cert->upper, dim->cert->arch);
    fulg_rand_init(rand, options->seed);
    dim->seed = options->seed;
    if (fulg_arch_has_readout(dim->cert->arch) &&
        fulg_arch_is_normalised(dim->cert->arch) &&
        options->method == FULG_DIM_AUTO)
        status = fulg_dim_lower_theorem(dim->cert, diag);
    else if (!fulg_arch_is_stack(dim->cert->arch) &&
             !fulg_arch_has_readout(dim->cert->arch))
        status = transformer(dim, rand, options, diag);
    else if (fulg_arch_is_softmax(dim->cert->arch))
        status = softmax(dim, rand, options, diag);
    else
        status = exact(dim, rand, options, diag);
    if (status == FULG_OK && !fulg_cert_is_closed(dim->cert) &&
        options->method == FULG_DIM_AUTO && !options->no_symmetries)
    {
        fulg_dim_upper_found(dim->cert, rand, options->progress);
        fulg_dim_upper_listed(dim->cert, rand, options->progress);
    }
    if (status == FULG_OK && fulg_cert_is_closed(dim->cert))
        dim->strength = FULG_DIM_PROVED;
    return status;
}
