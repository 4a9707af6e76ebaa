/* What the tasks of "optimize" share. */
#ifndef FULG_CLI_OPTIMIZE_H
#define FULG_CLI_OPTIMIZE_H

#include "cli.h"

/* What the options say; NULL or 0 where they say nothing. */
typedef struct
{
    const char *data, *labels, *init, *star, *heads, *eta, *epsilon,
        *certificate, *witness, *length, *plot, *csv, *resume, *zeta, *output;
    const char *num_steps, *num_tokens, *num_dim, *num_samples;
    slong steps, every, max_bits, grid, tokens, dim, samples;
    int exact, ball, find_heads, shuffle;
} optimize_said_t;

typedef struct
{
    const char *name;
    int (*run)(fulg_cli_t *cli, const optimize_said_t *said);
    const char *options; /* the names of those it takes, with spaces around */
} optimize_task_t;

int fulg_cli_optimize_margin(fulg_cli_t *cli, const optimize_said_t *said);
int fulg_cli_optimize_realize(fulg_cli_t *cli, const optimize_said_t *said);
int fulg_cli_optimize_bound(fulg_cli_t *cli, const optimize_said_t *said);
int fulg_cli_optimize_descend(fulg_cli_t *cli, const optimize_said_t *said);
int fulg_cli_optimize_mixture(fulg_cli_t *cli, const optimize_said_t *said);

/* ---- optimize_files.c: all return an exit code, after a message ---- */

int fulg_cli_optimize_data(fulg_dataset_t D, const optimize_said_t *said);
/* The parameters in a file. */
int fulg_cli_optimize_heads(fulg_optimize_heads_t P, const char *file,
                            const fulg_dataset_t D);
/* Those of --init (all zero without it), repeated to so many heads (0: as many
   as there are, or 1). */
int fulg_cli_optimize_init(fulg_optimize_heads_t P, const optimize_said_t *said,
                           slong heads, const fulg_dataset_t D);
/* A number > 0 of the option; zero is refused unless it may be. */
int fulg_cli_optimize_number(fmpq_t x, const char *option, const char *text,
                             int zero);
/* A count of at least 1 that an option says; 0 without it. */
int fulg_cli_optimize_count(slong *n, const char *option, const char *text);

/* ---- optimize_print.c ---- */

#define OPTIMIZE_DIGITS 16
/* "[lo, hi]" */
void fulg_cli_optimize_print(FILE *out, const arb_t x);
json_t *fulg_cli_optimize_json(const arb_t x);
json_t *fulg_cli_optimize_json_truth(fulg_truth_t truth);
const char *fulg_cli_optimize_verdict(fulg_truth_t truth);
int fulg_cli_optimize_code(fulg_truth_t truth);
/* What there is to say of the data, on a line. */
void fulg_cli_optimize_print_data(FILE *out, const fulg_dataset_t D);
json_t *fulg_cli_optimize_json_head(const fulg_cli_t *cli, const char *task,
                                    const fulg_dataset_t D);

/* ---- optimize_plot.c ---- */

/* Losses of runs against steps, and the bound of the theorem where there is
   one. */
typedef struct
{
    slong num;
    const fulg_optimize_descent_struct *run;
    slong num_bounds; /* of run 0 */
    const slong *bound_steps;
    const arb_struct *bound;
} optimize_plot_t;
int fulg_cli_optimize_plot(fulg_cli_t *cli, const char *file,
                           const optimize_plot_t *plot);

#endif
