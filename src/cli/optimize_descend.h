/* A descent from the command line: its runs, what is printed of them, their
   files. */
#ifndef FULG_CLI_OPTIMIZE_DESCEND_H
#define FULG_CLI_OPTIMIZE_DESCEND_H

#include "optimize.h"

#define OPTIMIZE_MAX_RUNS 64
#define OPTIMIZE_MAX_BOUNDS 64

/* All runs, and the bound of the theorem for the first. */
typedef struct
{
    fulg_cli_t *cli;
    const optimize_said_t *said;
    fulg_dataset_t D;
    slong num;
    fulg_optimize_heads_struct init[OPTIMIZE_MAX_RUNS];
    fulg_optimize_descent_struct run[OPTIMIZE_MAX_RUNS];
    slong first[OPTIMIZE_MAX_RUNS],
        last[OPTIMIZE_MAX_RUNS]; /* steps, of a run */
    double start;
    slong num_bounds;
    slong bound_steps[OPTIMIZE_MAX_BOUNDS];
    arb_struct bound[OPTIMIZE_MAX_BOUNDS];
} optimize_descend_t;

/* Steps 0, 1, 2, 5, 10, .. and the last, or every --every. */
int fulg_cli_optimize_is_shown(const optimize_descend_t *d, slong k,
                               slong last);
/* The steps of the longest run. */
slong fulg_cli_optimize_most_steps(const optimize_descend_t *d);
/* FALSE when one run is refuted, TRUE when all are proved. */
fulg_truth_t fulg_cli_optimize_runs_verdict(const optimize_descend_t *d);
void fulg_cli_optimize_descend_json(const optimize_descend_t *d);
void fulg_cli_optimize_descend_text(const optimize_descend_t *d);

/* All steps of all runs, and --certificate, which is written also when they are
   interrupted; an exit code. */
int fulg_cli_optimize_descend_run(optimize_descend_t *d);
/* The certificate of run 0; an exit code. */
int fulg_cli_optimize_descend_certificate(const optimize_descend_t *d);
/* Those of --csv and --plot; an exit code. */
int fulg_cli_optimize_descend_files(const optimize_descend_t *d);

#endif
