/* Private to the command check, which is spread over check_*.c. */
#ifndef FULG_CLI_CHECK_H
#define FULG_CLI_CHECK_H

#include "cli.h"

/* The options as they were given, and everything that was found. */
typedef struct
{
    fulg_cli_t *cli;
    const char *map, *radius, *claim, *norm, *mask;
    slong tokens, max_bits, digits, max_weights;
    int residual, no_float;
    fulg_judge_options_t options;
    char *map_text; /* of a file */
    fulg_radius_t given_radius;
    fulg_lapack_t lapack;
    slong num;
    fulg_judge_subject_struct *subject;
    int compared;
    fulg_judge_same_t same;
    slong num_claims;
    fulg_claim_t *claims;
} check_t;

void fulg_check_print(const check_t *check);
void fulg_check_print_json(const check_t *check);

#endif
