/* Private to the command pattern, which is spread over pattern_*.c. */
#ifndef FULG_CLI_PATTERN_H
#define FULG_CLI_PATTERN_H

#include "cli.h"

#define FULG_CLI_PATTERN_FAMILIES 5

/* The options as they were given, and what was found. */
typedef struct
{
    fulg_cli_t *cli;
    const char *file;
    const char *numbers[FULG_CLI_PATTERN_FAMILIES]; /* --cyc, --band, .. */
    const char *e1, *e2, *method, *seeds, *beta, *cap, *nodes, *reed_solomon;
    const char *class_of, *certificate, *output, *sweep, *plot, *gamma;
    slong length, bits, samples, nonzeros;
    ulong max_size;
    fulg_pattern_options_t options;
    int methods[FULG_PATTERN_METHODS];
    fulg_pattern_t matrix;
    fulg_pattern_shape_t shape;
    slong existence;   /* 0: beyond 63 bits */
    fulg_truth_t line; /* is hidden size 1 possible */
    char line_reason[256];
    slong lower;
    int num_results, smallest; /* smallest: -1 when nothing is proved */
    fulg_pattern_result_t result[FULG_PATTERN_METHODS];
} fulg_cli_pattern_t;

/* The names of the options --cyc, .. without their dashes. */
extern const char *const fulg_cli_pattern_families[FULG_CLI_PATTERN_FAMILIES];

/* Exit code after a message; or FULG_EXIT_OK. */
int fulg_cli_pattern_options(fulg_cli_pattern_t *A);
/* Those of --nodes, which need the matrix. */
int fulg_cli_pattern_nodes(fulg_cli_pattern_t *A);
/* Refuses options that would change nothing. */
int fulg_cli_pattern_rules(const fulg_cli_pattern_t *A);
/* A matrix of so many rows is too long for --rs. */
int fulg_cli_pattern_check_rs(const fulg_cli_pattern_t *A, slong length);
int fulg_cli_pattern_class(fulg_cli_pattern_t *A);
int fulg_cli_pattern_sweep(fulg_cli_pattern_t *A);
/* Whether their names can be written, before long work. */
int fulg_cli_pattern_check_files(fulg_cli_pattern_t *A);
/* The certificate, weights and input of the smallest result. */
int fulg_cli_pattern_files(fulg_cli_pattern_t *A);
void fulg_cli_pattern_print(const fulg_cli_pattern_t *A);
void fulg_cli_pattern_print_json(const fulg_cli_pattern_t *A);

/* A list "4,8,16" of 1 to max numbers from 1; 0 when it is none. */
int fulg_cli_pattern_numbers(slong *n, const char *text, int max);
/* beta_lower .. beta_upper as JSON: the upper end may be null. */
json_t *fulg_cli_pattern_interval(const fmpq_t lower, const fmpq_t upper,
                                  int unbounded);
/* The number as a decimal of so many places, rounded down or up; to be freed with
   flint_free. */
char *fulg_cli_pattern_decimal(const fmpq_t x, slong places, int up);

#endif
