#include <stdio.h>
#include <string.h>

#include "impl.h"

static void
result_init(fulg_pattern_result_t *result, fulg_pattern_method_t method)
{
    memset(result, 0, sizeof *result);
    result->method = method;
    result->gap = -1;
    fmpq_init(result->beta);
    fmpq_init(result->beta_lower);
    fmpq_init(result->beta_upper);
    fmpq_init(result->kappa);
    fmpq_init(result->mu);
    fulg_pattern_proof_init(&result->proof);
}

void
fulg_pattern_result_clear(fulg_pattern_result_t *result)
{
    fmpq_clear(result->beta);
    fmpq_clear(result->beta_lower);
    fmpq_clear(result->beta_upper);
    fmpq_clear(result->kappa);
    fmpq_clear(result->mu);
    fulg_pattern_proof_clear(&result->proof);
    if (result->proved)
        fulg_pattern_model_clear(result->model);
}

/* The proof at another beta, and back. */
static fulg_status_t
proved_at(int *good, fulg_pattern_result_t *result, const fmpq_t beta,
          const fulg_pattern_t P, const fulg_pattern_options_t *options,
          fulg_diag_t diag)
{
    fulg_pattern_model_struct *M = result->model;
    fulg_pattern_proof_t proof;
    fulg_status_t status;
    fmpq_t move;
    fmpq_init(move);
    fulg_pattern_proof_init(&proof);
    fmpq_sub(move, beta, result->beta);
    for (slong n = 0; n < M->num; n++)
        fmpq_add(M->combination + n, M->combination + n, move);
    status = fulg_pattern_prove(&proof, M, P, options->e1, options->e2, 0,
                                options->max_bits, options->progress, diag);
    *good = status == FULG_OK && proof.holds == FULG_TRUE;
    for (slong n = 0; n < M->num; n++)
        fmpq_sub(M->combination + n, M->combination + n, move);
    fmpq_clear(move);
    fulg_pattern_proof_clear(&proof);
    return status;
}

/* By convexity both ends prove what is between; an end that is not proved is
   moved to the beta that is. */
static fulg_status_t
prove_ends(fulg_pattern_result_t *result, const fulg_pattern_t P,
           const fulg_pattern_options_t *options, fulg_diag_t diag)
{
    int good;
    fulg_status_t status = proved_at(&good, result, result->beta_lower, P,
                                     options, diag);
    if (status == FULG_OK && !good)
        fmpq_set(result->beta_lower, result->beta);
    if (status != FULG_OK || result->unbounded)
        return status;
    status = proved_at(&good, result, result->beta_upper, P, options, diag);
    if (status == FULG_OK && !good)
        fmpq_set(result->beta_upper, result->beta);
    return status;
}

static fulg_status_t
prove_frame(fulg_pattern_result_t *result, fulg_pattern_frame_struct *F,
            const fulg_pattern_t P, const fulg_pattern_options_t *options,
            fulg_diag_t diag)
{
    fulg_status_t status;
    slong kappa, mu;
    fulg_pattern_frame_coherence(&kappa, &mu, F);
    fmpq_set_si(result->kappa, kappa, (ulong) F->norm);
    fmpq_set_si(result->mu, mu, (ulong) F->norm);
    fulg_pattern_model_init_frame(result->model, F, P, result->beta,
                                  options->frame_bits);
    status = fulg_pattern_prove(&result->proof, result->model, P, options->e1,
                                options->e2, options->with_difference,
                                options->max_bits, options->progress, diag);
    result->proved = status == FULG_OK && result->proof.holds == FULG_TRUE;
    if (!result->proved)
    {
        fulg_pattern_model_clear(result->model);
        return status;
    }
    result->size = result->model->size;
    result->bits = fulg_pattern_model_bits(result->model, P);
    return result->uniform ? FULG_OK : prove_ends(result, P, options, diag);
}

/* One frame: *F is cleared or has become part of the model. */
static fulg_status_t
try_frame(fulg_pattern_result_t *result, fulg_pattern_frame_struct *F,
          const fulg_pattern_conditions_t *C, const fulg_pattern_t P,
          const fulg_pattern_options_t *options, fulg_diag_t diag)
{
    fulg_pattern_interval_t I;
    if (fulg_pattern_interval(&I, C, F) &&
        fulg_pattern_beta(result, C, &I, F->norm, options))
        return prove_frame(result, F, P, options, diag);
    fulg_pattern_frame_clear(F);
    return FULG_OK;
}

static fulg_status_t
search_frames(fulg_pattern_result_t *result, const fulg_pattern_t P,
              const fulg_pattern_options_t *options, fulg_diag_t diag)
{
    fulg_pattern_frames_t T;
    fulg_pattern_frame_t F;
    fulg_pattern_conditions_t C;
    fulg_status_t status = FULG_OK;
    fulg_pattern_frames_init(&T, result->method, P->length, options);
    fulg_pattern_conditions_init(&C, P, options);
    result->has_frame = 1;
    result->uniform = C.uniform;
    while (status == FULG_OK && !result->proved &&
           fulg_pattern_frames_next(F, &T, options))
    {
        if (fulg_pattern_tick(options, "hidden size", T.size,
                              options->max_size))
        {
            status = fulg_diag_set(diag, FULG_UNABLE, "interrupted");
            fulg_pattern_frame_clear(F);
        }
        else
            status = try_frame(result, F, &C, P, options, diag);
    }
    result->has_seed = result->method == FULG_PATTERN_JL;
    result->seed = T.seed;
    fulg_pattern_conditions_clear(&C);
    if (!result->proved && result->method == FULG_PATTERN_JL)
        snprintf(result->reason, sizeof result->reason,
                 "none found for these seeds up to size %ld",
                 (long) options->max_size);
    else if (!result->proved && options->has_beta)
        snprintf(result->reason, sizeof result->reason,
                 "none found for this beta");
    else if (!result->proved && result->method == FULG_PATTERN_RS &&
             options->q == 0)
        snprintf(result->reason, sizeof result->reason,
                 "none found up to size %ld", (long) options->max_size);
    else if (!result->proved)
        snprintf(result->reason, sizeof result->reason,
                 options->has_cap ? "none found within the logit cap"
                                  : "none found for these numbers");
    return status;
}

/* A model that is there: proof, bits and cap. */
static fulg_status_t
finish(fulg_pattern_result_t *result, const fulg_pattern_t P,
       const fulg_pattern_options_t *options, fulg_diag_t diag)
{
    fulg_status_t status = fulg_pattern_prove(
        &result->proof, result->model, P, options->e1, options->e2,
        options->with_difference, options->max_bits, options->progress, diag);
    arb_t cap, x;
    int within = 1;
    arb_init(cap);
    arb_init(x);
    if (options->has_cap)
    {
        fulg_pattern_rooms(x, cap, options->e1, options->e2, 128);
        arb_set_fmpq(x, options->cap, 128);
        arb_mul(cap, cap, x, 128);
        arb_set_fmpq(x, result->proof.spread, 128);
        within = arb_le(x, cap);
    }
    arb_clear(cap);
    arb_clear(x);
    result->proved = status == FULG_OK && within &&
                     result->proof.holds == FULG_TRUE;
    if (!result->proved)
    {
        snprintf(
            result->reason, sizeof result->reason, "%s",
            within ? "the logarithms are rounded too coarsely: increase --prec"
                   : "none found within the logit cap: this spread is "
                     "larger");
        fulg_pattern_model_clear(result->model);
        return status;
    }
    result->size = result->model->size;
    result->bits = fulg_pattern_model_bits(result->model, P);
    return FULG_OK;
}

static fulg_status_t
search_moment(fulg_pattern_result_t *result, const fulg_pattern_t P,
              const fulg_pattern_options_t *options, fulg_diag_t diag)
{
    fmpz *nodes = _fmpz_vec_init(P->length);
    fulg_status_t status;
    for (slong j = 0; j < P->length; j++)
        if (options->nodes != NULL)
            fmpz_set(nodes + j, options->nodes + j);
        else
            fmpz_set_si(nodes + j, j);
    status = fulg_pattern_model_init_moment(result->model, P, options->e2,
                                            nodes, options->bits,
                                            options->progress, diag);
    _fmpz_vec_clear(nodes, P->length);
    return status == FULG_OK ? finish(result, P, options, diag) : status;
}

fulg_status_t
fulg_pattern_search(fulg_pattern_result_t *result, fulg_pattern_method_t method,
                    const fulg_pattern_t P,
                    const fulg_pattern_options_t *options, fulg_diag_t diag)
{
    result_init(result, method);
    if (method == FULG_PATTERN_MOMENT)
        return search_moment(result, P, options, diag);
    if (method != FULG_PATTERN_LINE)
        return search_frames(result, P, options, diag);
    result->possible = fulg_pattern_line(result->model, result->possible_reason,
                                         P, options->e1, options->e2,
                                         options->progress);
    if (result->possible == FULG_TRUE)
        return finish(result, P, options, diag);
    memcpy(result->reason, result->possible_reason, sizeof result->reason);
    if (result->possible == FULG_UNKNOWN &&
        fulg_pattern_tick(options, "hidden size", 1, 1))
        return fulg_diag_set(diag, FULG_UNABLE, "interrupted");
    return FULG_OK;
}
