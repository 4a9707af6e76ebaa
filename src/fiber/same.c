#include <string.h>

#include "impl.h"

/* Two functions that differ by a theorem differ at nearly every input: so many
   bits are enough unless the weights differ by less. */
#define MAX_WITNESS_BITS 65536

/* Weights beyond which one input is tried and a change of parameters looked for
   before anything else: these take little memory. */
#define LARGE (WORD(1) << 20)

void
fulg_fiber_same_options_init(fulg_fiber_same_options_t *options)
{
    options->trials = 24;
    options->grid_limit = WORD(20000000000);
    options->ball_bits = 256;
    options->max_ball_bits = 4096;
    options->no_change = 0;
}

static void
same_init(fulg_fiber_same_t result, const fulg_arch_t arch)
{
    const slong out = arch->width[arch->depth];
    memset(result, 0, sizeof(fulg_fiber_same_struct));
    result->equal = FULG_UNKNOWN;
    result->proof = FULG_SAME_OPEN;
    fmpq_mat_init(result->X, arch->width[0], arch->tokens);
    fmpq_mat_init(result->YA, out, arch->tokens);
    fmpq_mat_init(result->YB, out, arch->tokens);
}

void
fulg_fiber_same_clear(fulg_fiber_same_t result)
{
    flint_free(result->reason);
    if (result->has_change)
        fulg_fiber_change_clear(result->change);
    if (result->has_lists)
    {
        fulg_fiber_canonical_clear(result->list_A);
        fulg_fiber_canonical_clear(result->list_B);
    }
    for (slong i = 0; i < result->num_scales; i++)
        fmpq_clear(result->scale + i);
    flint_free(result->scale);
    if (result->balls)
    {
        arb_mat_clear(result->ball_A);
        arb_mat_clear(result->ball_B);
    }
    fmpq_mat_clear(result->X);
    fmpq_mat_clear(result->YA);
    fmpq_mat_clear(result->YB);
}

static fulg_status_t
check_sizes(const fulg_arch_struct *x, const fulg_arch_struct *y,
            fulg_diag_t diag)
{
    if (x->width[0] != y->width[0])
        return fulg_diag_set(
            diag, FULG_PARSE,
            "the inputs have width %ld and %ld: the functions cannot "
            "be compared",
            (long) x->width[0], (long) y->width[0]);
    if (x->width[x->depth] != y->width[y->depth])
        return fulg_diag_set(
            diag, FULG_PARSE,
            "the outputs have width %ld and %ld: the functions cannot "
            "be compared",
            (long) x->width[x->depth], (long) y->width[y->depth]);
    if (x->tokens != y->tokens)
        return fulg_diag_set(
            diag, FULG_PARSE,
            "the networks read %ld and %ld tokens: the functions "
            "cannot be compared",
            (long) x->tokens, (long) y->tokens);
    return FULG_OK;
}

static void
replace_reason(fulg_fiber_same_t result, char *reason)
{
    flint_free(result->reason);
    result->reason = reason;
}

/* Ranks of a layer's matrices do not change along an orbit: where they differ no
   change of parameters exists.  NULL when they agree. */
static char *
obstruction(const fulg_weights_t A, const fulg_weights_t B)
{
    const char *kinds = fulg_arch_sublayer_head_kinds(&A->arch->sub[0]);
    if (A->num != B->num || !fulg_fiber_single_head(A->arch) ||
        !fulg_fiber_single_head(B->arch) || fulg_arch_is_residual(A->arch))
        return NULL;
    for (slong i = 0; i < A->arch->depth; i++)
        for (const char *kind = kinds; *kind != '\0'; kind++)
        {
            const slong a = fulg_fiber_rank(
                fulg_weights_mat(A, i, 0, *kind)->fmpq);
            const slong b = fulg_fiber_rank(
                fulg_weights_mat(B, i, 0, *kind)->fmpq);
            if (a != b)
                return fulg_fiber_text(
                    "%c of layer %ld has rank %ld in the first network and %ld "
                    "in the second, so no change of parameters exists",
                    *kind - 'a' + 'A', (long) i + 1, (long) a, (long) b);
        }
    return NULL;
}

/* Equality is proved; says how the parameters are related. */
static void
explain(fulg_fiber_same_t result, const fulg_weights_t A,
        const fulg_weights_t B, const fulg_fiber_lockstep_t *lock,
        fulg_rand_t rand)
{
    char *why;
    if (fulg_fiber_same_change(result, A, B, lock, rand))
    {
        result->proof = FULG_SAME_CHANGE;
        replace_reason(result,
                       fulg_fiber_text("the second network is the first one "
                                       "after a change of parameters, checked "
                                       "by substitution"));
        return;
    }
    why = obstruction(A, B);
    replace_reason(result,
                   fulg_fiber_text("%s; %s", result->reason,
                                   why ? why
                                       : "no change of parameters was found "
                                         "between them"));
    flint_free(why);
}

/* One softmax or affine layer, where the lists of heads decide. */
static int
settle_heads(fulg_fiber_same_t result, const fulg_weights_t A,
             const fulg_weights_t B, fulg_rand_t rand,
             const fulg_fiber_same_options_t *options)
{
    fulg_fiber_lockstep_t lock = {0, NULL, NULL};
    const fulg_truth_t equal = fulg_fiber_same_heads(result, A, B);
    if (equal == FULG_UNKNOWN)
        return 0;
    if (equal == FULG_FALSE)
        return fulg_fiber_same_witness_bits(result, A, B, rand, options,
                                            MAX_WITNESS_BITS);
    if (!options->no_change)
    {
        /* the states at both ends are the input and the output */
        lock.num = 2;
        lock.E = fulg_fiber_mats(2);
        lock.F = fulg_fiber_mats(2);
        for (slong i = 0; i < 2; i++)
        {
            fulg_fiber_init_one(&lock.E[i], A->arch->width[i]);
            fulg_fiber_init_one(&lock.F[i], A->arch->width[i]);
        }
        explain(result, A, B, &lock, rand);
        fulg_fiber_lockstep_clear(&lock);
    }
    return 1;
}

static int
settle_equal(fulg_fiber_same_t result, const fulg_weights_t A,
             const fulg_weights_t B, fulg_rand_t rand,
             const fulg_fiber_same_options_t *options)
{
    fulg_fiber_lockstep_t lock = {0, NULL, NULL};
    if (settle_heads(result, A, B, rand, options))
        return 1;
    if (fulg_fiber_same_virtual(result, A, B))
    {
        if (!options->no_change)
            explain(result, A, B, NULL, rand);
        return 1;
    }
    if (fulg_fiber_same_factors(result, A, B))
        return 1;
    if (fulg_fiber_same_layers(result, &lock, A, B))
    {
        if (!options->no_change && !fulg_arch_is_pnn(A->arch))
            explain(result, A, B, &lock, rand);
        fulg_fiber_lockstep_clear(&lock);
        return 1;
    }
    fulg_fiber_lockstep_clear(&lock);
    if (!options->no_change && fulg_fiber_same_gauge(result, A, B, rand))
        return 1;
    return fulg_fiber_same_linear(result, A, B) ||
           fulg_fiber_same_reduced(result, A, B) ||
           fulg_fiber_same_grid(result, A, B, rand, options->grid_limit);
}

static void
leave_open(fulg_fiber_same_t result, const fulg_weights_t A,
           const fulg_weights_t B)
{
    if (fulg_arch_is_softmax(A->arch) || fulg_arch_is_softmax(B->arch))
        result->reason = fulg_fiber_text(
            "no input tells the outputs apart within their balls, and no theorem "
            "decides equality of these softmax networks");
    else if (result->error_log2 < 0)
        result->reason = fulg_fiber_text(
            "the outputs agree at %ld inputs drawn at random modulo "
            "61-bit primes: functions that differ do so with "
            "probability at most 2^%ld; no theorem applies, and an "
            "exhaustive comparison would take too long",
            (long) result->trials, (long) result->error_log2);
    else
        result->reason = fulg_fiber_text(
            "the outputs agree at every input tried; the degree is too high for "
            "a bound, and no theorem applies");
}

fulg_status_t
fulg_fiber_same(fulg_fiber_same_t result, const fulg_weights_t A,
                const fulg_weights_t B, fulg_rand_t rand,
                const fulg_fiber_same_options_t *options, fulg_diag_t diag)
{
    const fulg_status_t status = check_sizes(A->arch, B->arch, diag);
    if (status != FULG_OK)
        return status;
    if (fulg_arch_has_readout(A->arch) || fulg_arch_has_readout(B->arch))
        return fulg_diag_set(diag, FULG_UNABLE, "a readout is not compared");
    same_init(result, A->arch);
    if (!fulg_arch_is_stack(A->arch) || !fulg_arch_is_stack(B->arch))
    {
        fulg_fiber_same_network(result, A, B, rand, options);
        return FULG_OK;
    }
    if (FLINT_MAX(A->parameters, B->parameters) > LARGE &&
        (fulg_fiber_same_deep(result, A, B, rand, options->ball_bits) ||
         (!options->no_change && fulg_fiber_same_gauge(result, A, B, rand))))
        return FULG_OK;
    if (!fulg_fiber_same_witness(result, A, B, rand, options) &&
        !settle_equal(result, A, B, rand, options) &&
        !fulg_fiber_same_witness_bits(result, A, B, rand, options,
                                      options->max_ball_bits))
        leave_open(result, A, B);
    return FULG_OK;
}
