/* Who is asked whether to go on, and the files that are not yet whole. */
#include <signal.h>
#include <sys/time.h>
#include <unistd.h>

#include "cli.h"

static volatile sig_atomic_t stopped, waiting;
static const fulg_progress_t *watched;
static fulg_cli_output_t *volatile unfinished;

void
fulg_cli_stop(void)
{
    stopped = 1;
}

void
fulg_cli_watch(const fulg_progress_t *progress)
{
    watched = progress;
    stopped = 0;
}

int
fulg_cli_interrupted(void)
{
    if (!stopped && fulg_progress_tick(watched, "", 0, 0))
        stopped = 1;
    return stopped;
}

/* The clock that runs since a signal is stopped, and goes on afterwards; that of
   somebody else's process is left alone. */
void
fulg_cli_wait_for_work(const fulg_cli_t *cli, int wait)
{
    const struct itimerval grace = {{0, 0}, {0, wait ? 0 : FULG_CLI_GRACE}};
    waiting = wait;
    if (stopped && !cli->is_call)
        setitimer(ITIMER_REAL, &grace, NULL);
}

int
fulg_cli_is_waiting(void)
{
    return waiting;
}

void
fulg_cli_unfinished_push(fulg_cli_output_t *output)
{
    output->below = unfinished;
    unfinished = output;
}

void
fulg_cli_unfinished_pop(fulg_cli_output_t *output)
{
    if (unfinished == output)
        unfinished = output->below;
}

void
fulg_cli_unfinished_remove(void)
{
    for (const fulg_cli_output_t *o = unfinished; o != NULL; o = o->below)
        unlink(o->beside);
}

void
fulg_cli_unfinished_forget(void)
{
    unfinished = NULL;
}
