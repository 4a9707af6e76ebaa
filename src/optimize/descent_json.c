#include <string.h>

#include <fulgurite/exact.h>

#include "impl.h"

#define MAX_GRID 100000

static const char *const keys[] = {
    "format", "kind",     "samples",     "heads", "eta",    "grid", "steps",
    "losses", "monotone", "small_steps", "final", "digest", NULL};

/* ["lo","hi"] as a ball; 0 when it is none. */
static int
set_enclosure(arb_t x, const json_t *pair, slong bits)
{
    fmpq_t q;
    arb_t hi;
    fulg_diag_t diag;
    int good;
    fmpq_init(q);
    arb_init(hi);
    good = json_array_size(pair) == 2 &&
           fulg_exact_set_json(q, json_array_get(pair, 0), diag) == FULG_OK;
    if (good)
        arb_set_fmpq(x, q, bits);
    good = good &&
           fulg_exact_set_json(q, json_array_get(pair, 1), diag) == FULG_OK;
    if (good)
    {
        arb_set_fmpq(hi, q, bits);
        arb_union(x, x, hi, bits);
    }
    fmpq_clear(q);
    arb_clear(hi);
    return good;
}

static slong
integer(const json_t *value, const char *key)
{
    const json_t *n = json_object_get(value, key);
    return json_is_integer(n) ? (slong) json_integer_value(n) : -1;
}

static fulg_status_t
set_losses(fulg_optimize_descent_t R, const json_t *losses, fulg_diag_t diag)
{
    if ((slong) json_array_size(losses) != R->steps + 1)
        return fulg_diag_set(diag, FULG_PARSE,
                             "\"losses\" is not a list of %ld",
                             (long) R->steps + 1);
    R->room = R->steps + 1;
    R->loss = _arb_vec_init(R->room);
    for (slong k = 0; k <= R->steps; k++)
        if (!set_enclosure(R->loss + k, json_array_get(losses, (size_t) k),
                           R->grid + 64))
            return fulg_diag_set(diag, FULG_PARSE,
                                 "loss %ld is not a pair of numbers", (long) k);
    R->earlier = json_incref((json_t *) losses);
    R->num_earlier = R->steps;
    return FULG_OK;
}

/* The first steps that increase the loss, or are not seen to decrease it. */
static void
find_failure(fulg_optimize_descent_t R)
{
    for (slong k = 1; k <= R->steps; k++)
    {
        if (R->first_increase == 0 && arb_gt(R->loss + k, R->loss + k - 1))
            R->first_increase = k;
        if (R->first_open == 0 && arb_overlaps(R->loss + k, R->loss + k - 1))
            R->first_open = k;
    }
}

/* What is not a matrix. */
static fulg_status_t
set_numbers(fulg_optimize_descent_t R, const json_t *value, fulg_diag_t diag)
{
    const json_t *monotone = json_object_get(value, "monotone");
    const slong small = integer(value, "small_steps");
    fulg_status_t status = fulg_exact_set_json(
        R->eta, json_object_get(value, "eta"), diag);
    if (status != FULG_OK)
        return fulg_diag_prefix(diag, status, "eta: ");
    R->grid = integer(value, "grid");
    R->steps = integer(value, "steps");
    if (fmpq_sgn(R->eta) <= 0 || R->grid < 1 || R->grid > MAX_GRID ||
        R->steps < 0)
        return fulg_diag_set(diag, FULG_PARSE,
                             "\"eta\", \"grid\" or "
                             "\"steps\" is out of range");
    R->first_large_open = small >= 0 && small < R->steps ? small + 1 : 0;
    status = set_losses(R, json_object_get(value, "losses"), diag);
    if (status == FULG_OK && !json_is_true(monotone))
        find_failure(R);
    return status;
}

static fulg_status_t
set_data(fulg_dataset_t D, const json_t *value, fulg_diag_t diag)
{
    json_t *data = json_pack("{s:s, s:O}", "format", FULG_DATASET_FORMAT,
                             "samples", json_object_get(value, "samples"));
    const fulg_status_t status = fulg_dataset_init_json(D, data, diag);
    json_decref(data);
    return status;
}

static fulg_status_t
set_points(fulg_optimize_descent_t R, fulg_optimize_heads_t init,
           const fulg_dataset_t D, const json_t *value, fulg_diag_t diag)
{
    fulg_status_t status = fulg_optimize_heads_init_json(
        init, json_object_get(value, "heads"), D->tokens, D->dim, diag);
    if (status != FULG_OK)
        return status;
    status = fulg_optimize_heads_init_json(
        R->point, json_object_get(value, "final"), D->tokens, D->dim, diag);
    if (status != FULG_OK)
    {
        fulg_optimize_heads_clear(init);
        return fulg_diag_prefix(diag, status, "final: ");
    }
    return FULG_OK;
}

/* A certificate says for how many steps eta rho <= 1 is proved, not why no more.
   For the first step this is seen again: when it fails where the step begins. */
static void
judge_first_step(fulg_optimize_descent_t R, const fulg_optimize_heads_t init,
                 const fulg_dataset_t D)
{
    fulg_optimize_heads_t P;
    fmpq_t x;
    arb_t G2, beta, rho, B2;
    if (R->first_large_open != 1)
        return;
    fulg_optimize_heads_init(P, 1, 1, 1);
    fulg_optimize_heads_set(P, init);
    fulg_optimize_round(P, R->grid);
    fmpq_init(x);
    arb_init(G2);
    arb_init(beta);
    arb_init(rho);
    arb_init(B2);
    fulg_optimize_heads_readout_squared(x, P);
    arb_set_fmpq(B2, x, R->grid + 64);
    fulg_dataset_radius_squared(x, D);
    fulg_optimize_curvature(G2, beta, rho, P->tokens, P->total, x, B2,
                            R->grid + 64);
    arb_set_fmpq(beta, R->eta, R->grid + 64);
    arb_mul(rho, rho, beta, R->grid + 64);
    arb_sub_ui(rho, rho, 1, R->grid + 64);
    if (arb_is_positive(rho))
    {
        R->first_large = 1;
        R->first_large_open = 0;
    }
    fulg_optimize_heads_clear(P);
    fmpq_clear(x);
    arb_clear(G2);
    arb_clear(beta);
    arb_clear(rho);
    arb_clear(B2);
}

static void
clear_numbers(fulg_optimize_descent_t R)
{
    _arb_vec_clear(R->loss, R->room);
    json_decref(R->earlier);
    fmpq_clear(R->eta);
}

static int
is_descent(const json_t *value)
{
    const char *kind = json_string_value(json_object_get(value, "kind"));
    return kind != NULL && strcmp(kind, "descent") == 0 &&
           json_is_array(json_object_get(value, "samples")) &&
           json_is_array(json_object_get(value, "heads")) &&
           json_is_array(json_object_get(value, "final"));
}

fulg_status_t
fulg_optimize_descent_init_json(fulg_optimize_descent_t R, fulg_dataset_t D,
                                fulg_optimize_heads_t init, const json_t *value,
                                fulg_diag_t diag)
{
    fulg_status_t status = fulg_exact_json_check_format(
        value, "fulgurite-certificate/1", diag);
    if (status == FULG_OK)
        status = fulg_exact_json_check_keys(value, keys, "the certificate",
                                            diag);
    if (status != FULG_OK)
        return status;
    if (!is_descent(value))
        return fulg_diag_set(diag, FULG_PARSE,
                             "not a certificate of a descent");
    memset(R, 0, sizeof *R);
    fmpq_init(R->eta);
    status = set_numbers(R, value, diag);
    if (status == FULG_OK)
        status = set_data(D, value, diag);
    if (status == FULG_OK)
    {
        status = set_points(R, init, D, value, diag);
        if (status != FULG_OK)
            fulg_dataset_clear(D);
        else
            judge_first_step(R, init, D);
    }
    if (status != FULG_OK)
        clear_numbers(R);
    return status;
}
