/* Private to the command check, which is spread over check_*.c. */
#ifndef FULG_CLI_CHECK_H
#define FULG_CLI_CHECK_H

#include "cli.h"

/* The options as they were given, and everything that was found. */
typedef struct
{
    fulg_cli_t *cli;
    const char *map, *radius, *claim, *norm, *mask;
    slong tokens, max_bits, digits, max_weights, heads, kv_heads, head_dim;
    int residual, no_float, no_lapack, ignore;
    fulg_judge_options_t options;
    char *map_text; /* of a file */
    fulg_floats_radius_t given_radius;
    fulg_lapack_t lapack;
    slong num;
    fulg_judge_subject_struct *subject;
    int only_compare; /* no claim is about one network */
    int compared;
    fulg_judge_same_t same;
    slong num_claims;
    fulg_judge_claim_t *claims;
} check_t;

/* The tensors that were not looked at: a line, if any; their names. */
void fulg_cli_check_print_left(FILE *out, const fulg_judge_subject_struct *S);
json_t *fulg_cli_check_json_left(const fulg_judge_subject_struct *S);
/* Biases and norms: lines, if any; a list. */
void fulg_cli_check_print_vectors(FILE *out,
                                  const fulg_judge_subject_struct *S);
json_t *fulg_cli_check_json_vectors(const fulg_judge_subject_struct *S,
                                    slong digits);
/* By fulg_verdict of a claim. */
extern const char *const fulg_check_verdicts[];
void fulg_cli_check_print(const check_t *check);
void fulg_cli_check_print_json(const check_t *check);

#endif
