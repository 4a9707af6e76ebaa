#include "cli.h"

static json_t *
json_truth(fulg_truth_t truth)
{
    return truth == FULG_UNKNOWN ? json_null() : json_boolean(truth);
}

/* Ranks that are not known are null. */
static json_t *
json_rank(slong rank)
{
    return rank < 0 ? json_null() : json_integer(rank);
}

static const char *
place_name(fulg_single_place_t place)
{
    switch (place)
    {
        case FULG_SINGLE_IN_IMAGE:
            return "image";
        case FULG_SINGLE_IN_CLOSURE:
            return "closure";
        case FULG_SINGLE_OUTSIDE:
            return "outside";
    }
    return "";
}

static void
set_point_json(json_t *answer, const fulg_single_class_t *C)
{
    const fulg_single_point_t *P = &C->point;
    const int outside = C->place == FULG_SINGLE_OUTSIDE;
    json_object_set_new(answer, "rank_A", json_rank(outside ? -1 : P->rank_A));
    json_object_set_new(answer, "rank_V", json_rank(outside ? -1 : P->rank_V));
    json_object_set_new(answer, "rank_Q", json_rank(P->rank_Q));
    json_object_set_new(answer, "rank_K", json_rank(P->rank_K));
    json_object_set_new(answer, "parallel",
                        outside ? json_null() : json_boolean(P->parallel));
    if (P->tokens == 1 && !outside)
    {
        json_object_set_new(answer, "rank_S", json_rank(P->rank_S));
        json_object_set_new(answer, "signature_S",
                            json_pack("[ii]", (int) P->plus, (int) P->minus));
        json_object_set_new(answer, "value_divides_S",
                            json_boolean(P->divides));
    }
}

/* A row of the table of a theorem, which is cited by its label in the manual. */
static json_t *
json_table(int theorem, int row)
{
    char label[32];
    snprintf(label, sizeof label, "thm-single-%d", theorem);
    return theorem ? json_pack("{s:s,s:i}", "theorem", label, "row", row)
                   : json_null();
}

static json_t *
json_class(fulg_cli_t *cli, const fulg_single_class_t *C)
{
    const fulg_single_point_t *P = &C->point;
    json_t *answer = fulg_cli_json_head(cli), *reasons = json_array();
    json_object_set_new(answer, "d", json_integer(P->d));
    json_object_set_new(answer, "d_out", json_integer(P->d_out));
    json_object_set_new(answer, "head_dim", json_integer(P->head_dim));
    json_object_set_new(answer, "tokens", json_integer(P->tokens));
    json_object_set_new(answer, "place", json_string(place_name(C->place)));
    json_object_set_new(answer, "zero", json_boolean(C->zero));
    set_point_json(answer, C);
    json_object_set_new(answer, "singular", json_truth(C->singular));
    json_object_set_new(answer, "boundary", json_truth(C->boundary));
    json_object_set_new(answer, "critical", json_truth(C->critical));
    for (int n = 0; n < C->num_reasons; n++)
        json_array_append_new(reasons, json_string(C->reason[n]));
    json_object_set_new(answer, "reasons", reasons);
    json_object_set_new(answer, "singular_by",
                        json_table(C->singular_theorem, C->singular_row));
    json_object_set_new(answer, "boundary_by",
                        json_table(C->boundary_theorem, C->boundary_row));
    json_object_set_new(answer, "jacobian_rank", json_rank(C->jacobian_rank));
    json_object_set_new(answer, "generic_rank", json_integer(C->generic_rank));
    if (C->place != FULG_SINGLE_OUTSIDE)
    {
        json_object_set_new(answer, "tangent_dimension",
                            json_pack("{s:I,s:b}", "lower",
                                      (json_int_t) C->tangent_lower, "exact",
                                      C->tangent_exact));
        json_object_set_new(answer, "fiber",
                            json_pack("{s:I,s:I}", "components",
                                      (json_int_t) C->fiber_components,
                                      "dimension",
                                      (json_int_t) C->fiber_dimension));
    }
    return answer;
}

static void
print_ranks(FILE *out, const fulg_single_point_t *P)
{
    if (P->tokens == 1)
        fprintf(out, "  rank S = %ld, signature (%ld,%ld), S = (A + A^T)/2",
                (long) P->rank_S, (long) P->plus, (long) P->minus);
    else
        fprintf(out, "  rank A = %ld", (long) P->rank_A);
    fprintf(out, ", rank V = %ld", (long) P->rank_V);
    if (P->rank_K >= 0)
        fprintf(out, ", rank K = %ld, rank Q = %ld", (long) P->rank_K,
                (long) P->rank_Q);
    fprintf(out, "; d = %ld, d_out = %ld, head_dim = %ld\n", (long) P->d,
            (long) P->d_out, (long) P->head_dim);
}

static void
print_class(FILE *out, const fulg_single_class_t *C)
{
    if (C->place == FULG_SINGLE_OUTSIDE)
        fputs("not on the neuromanifold, nor on its Zariski closure\n", out);
    else
        fprintf(out, "%s%s, %s, %s\n", C->zero ? "zero function, " : "",
                C->singular ? "singular" : "smooth",
                C->place == FULG_SINGLE_IN_CLOSURE
                    ? "in the Zariski closure alone (no real weights)"
                : C->boundary ? "on the boundary"
                              : "not on the boundary",
                C->critical == FULG_UNKNOWN && C->zero
                    ? "criticality depends on the weights"
                : C->critical == FULG_UNKNOWN ? "criticality depends on Q and K"
                : C->critical                 ? "critical"
                                              : "not critical");
    fputc('\n', out);
    if (C->place != FULG_SINGLE_OUTSIDE)
        print_ranks(out, &C->point);
    fprintf(out, "  dimension of the neuromanifold %ld\n",
            (long) C->generic_rank);
    if (C->jacobian_rank >= 0)
        fprintf(out, "  rank of the Jacobian here %ld\n",
                (long) C->jacobian_rank);
    if (C->place != FULG_SINGLE_OUTSIDE)
    {
        fprintf(out, "  tangent space of dimension %s%ld\n",
                C->tangent_exact ? "" : "at least ", (long) C->tangent_lower);
        fprintf(out,
                "  fiber in (Q,K,V), over C: %ld component%s, dimension "
                "%s%ld\n",
                (long) C->fiber_components, C->fiber_components > 1 ? "s" : "",
                C->fiber_components > 1 ? "up to " : "",
                (long) C->fiber_dimension);
    }
    fputs("\nwhy\n", out);
    for (int n = 0; n < C->num_reasons; n++)
        fprintf(out, "  %s\n", C->reason[n]);
}

/* A ghost point's complex weights belong to the answer. */
static void
deliver(fulg_cli_t *cli, const fulg_single_class_t *C, const fulg_function_t F)
{
    const int ghost = C->place == FULG_SINGLE_IN_CLOSURE;
    json_t *answer = cli->json ? json_class(cli, C) : NULL;
    json_t *list = json_array();
    fulg_single_recovery_t R = {.num = 0};
    if (ghost)
        fulg_single_recover(&R, F, C->point.head_dim);
    if (!cli->json)
        print_class(cli->out, C);
    for (slong n = 0; n < R.num; n++)
        if (cli->json)
            json_array_append_new(list, fulg_cli_json_family(&R, n, 0));
        else
        {
            fputc('\n', cli->out);
            fulg_cli_print_family(cli->out, &R, n, 0);
        }
    if (ghost)
        fulg_single_recovery_clear(&R);
    if (cli->json)
    {
        if (ghost)
            json_object_set(answer, "weights", list);
        fulg_cli_print_json(cli, answer);
    }
    json_decref(list);
}

static int
classify_function(fulg_cli_t *cli, const fulg_function_t F, slong head_dim)
{
    fulg_single_class_t C;
    fulg_diag_t diag;
    fulg_status_t status = fulg_single_classify_function(
        &C, F, head_dim ? head_dim : F->d, diag);
    if (status != FULG_OK)
        return fulg_cli_fail(status, diag, NULL);
    if (head_dim == 0 && !cli->json)
        fputs("no --head-dim given: A may have any rank\n\n", cli->out);
    deliver(cli, &C, F);
    return C.place == FULG_SINGLE_OUTSIDE ? FULG_EXIT_NO : FULG_EXIT_OK;
}

static int
classify_weights(fulg_cli_t *cli, const fulg_weights_t W, slong head_dim)
{
    fulg_single_class_t C;
    fulg_diag_t diag;
    fulg_status_t status;
    if (head_dim != 0 && head_dim != W->arch->sub[0].head_dim)
    {
        fulg_cli_message("--head-dim is for function files; these weights "
                         "have head_dim %ld",
                         (long) W->arch->sub[0].head_dim);
        return FULG_EXIT_USAGE;
    }
    status = fulg_single_classify_weights(&C, W, diag);
    if (status != FULG_OK)
        return fulg_cli_fail(status, diag, NULL);
    deliver(cli, &C, NULL);
    return FULG_EXIT_OK;
}

static int
run(fulg_cli_t *cli)
{
    slong head_dim = 0;
    fulg_function_t F;
    fulg_weights_t W;
    int is_weights;
    int code = fulg_cli_parse_function(F, W, &is_weights, cli, &head_dim,
                                       &head_dim);
    if (code != FULG_EXIT_OK)
        return code;
    if (is_weights)
    {
        code = classify_weights(cli, W, head_dim);
        fulg_weights_clear(W);
    }
    else
    {
        code = classify_function(cli, F, head_dim);
        fulg_function_clear(F);
    }
    return code;
}

static const fulg_option_t options[] = {
    {"--head-dim", "a", FULG_OPTION_SIZE, 0,
     "for a function: A has rank <= a (default: any rank)"},
    FULG_CLI_LAST_OPTION};

const fulg_command_t fulg_command_classify = {
    "classify", "smooth, singular or boundary: where a one-layer function is",
    run, options,
    "usage: fulgurite classify FILE [--head-dim a] [--json]\n\n"
    "Where a point lies on the neuromanifold of one lightning layer with one head:\n"
    "smooth or singular, on the boundary or not, critical for the parametrisation or\n"
    "not, and why.  FILE holds weights, or a function (fulgurite-function/1).  A\n"
    "function that satisfies all equations but has only complex weights is\n"
    "recognised.\n\n" FULG_CLI_OPTIONS "\n"
    "Exit code 1: the function is not on the variety.\n\n"
    "  fulgurite random --widths 3,2 --head-dim 1 | fulgurite classify -\n"};
