/* The steps of a descent: how they are seen to go on, and what is saved of them,
   also when they are interrupted. */
#include <string.h>

#include "optimize_descend.h"

/* After so many seconds a certificate in the making is written, in case that the
   machine stops. */
#define PATIENCE 20.0
/* Steps are asked for in parts that take about so long. */
#define PART 4.0

/* Steps done of all that are asked for, in all runs, those of a certificate that is
   resumed among them; the time left goes by the different heads. */
static int
tick(void *data, const char *what, slong done, slong total)
{
    const optimize_descend_t *d = data;
    double work = 0, left = 0;
    done = total = 0;
    for (slong n = 0; n < d->num; n++)
    {
        const fulg_optimize_descent_struct *R = &d->run[n];
        const slong last = R->stationary ? R->steps : d->last[n];
        done += R->steps;
        total += last;
        work += (double) (R->steps - d->first[n]) * (double) R->point->num;
        left += (double) (last - R->steps) * (double) R->point->num;
    }
    if (d->cli->is_call)
        return fulg_progress_tick(&d->cli->progress, what, done, total);
    fulg_cli_show(d->cli, what, done, total,
                  work > 0 ? (fulg_cli_seconds() - d->start) * left / work
                           : -1);
    return fulg_cli_interrupted();
}

/* There is a file to save steps in: standard output gets them at the end. */
static int
is_saved(const optimize_descend_t *d)
{
    return d->said->certificate != NULL &&
           strcmp(d->said->certificate, "-") != 0;
}

static int
save(optimize_descend_t *d, double *saved)
{
    const int code = fulg_cli_optimize_descend_certificate(d);
    if (code == FULG_EXIT_OK)
        d->cli->force = 1; /* the file is ours from now on */
    *saved = fulg_cli_seconds();
    return code;
}

/* The run has come to an end too early: what is done so far is not lost. */
static int
give_up(optimize_descend_t *d, slong n, fulg_status_t status,
        const fulg_diag_t diag)
{
    const fulg_optimize_descent_struct *R = &d->run[n];
    const long steps = (long) R->steps, last = (long) d->last[n];
    const slong new = R->steps - d->first[n];
    const int code = fulg_cli_interrupted() ? FULG_EXIT_UNABLE
                                            : fulg_cli_fail(status, diag, NULL);
    double saved;
    fulg_cli_clear_progress();
    if (new > 0 && is_saved(d) && save(d, &saved) == FULG_EXIT_OK)
        fulg_cli_message(
            "%s%ld of %ld steps are done; %s holds them; --resume %s "
            "--steps %ld continues",
            fulg_cli_interrupted() ? "interrupted: " : "", steps, last,
            d->said->certificate, d->said->certificate, last - steps);
    else if (fulg_cli_interrupted())
        fulg_cli_message("interrupted: %ld of %ld steps are done%s", steps,
                         last,
                         new > 0 && d->said->certificate == NULL
                             ? "; --certificate FILE would have saved them"
                             : "");
    return code;
}

/* One run, in parts. */
static int
run_one(optimize_descend_t *d, slong n)
{
    fulg_optimize_descent_struct *R = &d->run[n];
    const fulg_progress_t progress = {tick, d};
    slong part = 1;
    double saved = fulg_cli_seconds();
    fulg_diag_t diag;
    while (R->steps < d->last[n] && !R->stationary)
    {
        const double start = fulg_cli_seconds();
        const fulg_status_t status = fulg_optimize_descent_run(
            R, d->D, FLINT_MIN(part, d->last[n] - R->steps), d->said->max_bits,
            &progress, diag);
        const double now = fulg_cli_seconds();
        if (status != FULG_OK)
            return give_up(d, n, status, diag);
        part = now - start < PART / 2   ? 2 * part
               : now - start > 2 * PART ? part / 2 + 1
                                        : part;
        if (is_saved(d) && now - saved > PATIENCE)
        {
            const int code = save(d, &saved);
            if (code != FULG_EXIT_OK)
                return code;
        }
    }
    return FULG_EXIT_OK;
}

int
fulg_cli_optimize_descend_run(optimize_descend_t *d)
{
    int code = FULG_EXIT_OK;
    d->start = fulg_cli_seconds();
    for (slong n = 0; n < d->num; n++)
    {
        d->first[n] = d->run[n].steps;
        d->last[n] = d->run[n].steps + d->said->steps;
    }
    /* Until what is done is in its file. */
    fulg_cli_wait_for_work(d->cli, is_saved(d));
    for (slong n = 0; n < d->num && code == FULG_EXIT_OK; n++)
        code = run_one(d, n);
    if (code == FULG_EXIT_OK && d->said->certificate != NULL)
        code = fulg_cli_optimize_descend_certificate(d);
    fulg_cli_wait_for_work(d->cli, 0);
    return code;
}
