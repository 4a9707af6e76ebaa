/*
 * A worker is forked from the program, so that it has the list.  It reads numbers
 * of groups from one pipe and writes their rows, and an empty line after each
 * group, to another.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

#include "survey_worker.h"

static void
put(int fd, const char *text, size_t length)
{
    while (length > 0)
    {
        const ssize_t n = write(fd, text, length);
        if (n < 0 && errno != EINTR)
            _exit(FULG_EXIT_USAGE);
        if (n > 0)
        {
            text += n;
            length -= (size_t) n;
        }
    }
}

static FLINT_NORETURN void
work(const fulg_cli_survey_t *survey, int from, int to, pid_t parent)
{
    slong number;
    /* The lock of the results file goes with the parent: a worker may outlive it
       for a moment, and --resume comes at once. */
    if (survey->journal.fd >= 0)
        close(survey->journal.fd);
    signal(SIGINT, SIG_IGN);
    signal(SIGHUP, SIG_IGN);
    signal(SIGTERM, SIG_DFL);
    signal(SIGPIPE, SIG_DFL);
#ifdef __linux__
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent)
        _exit(FULG_EXIT_USAGE);
#endif
    setenv("OPENBLAS_NUM_THREADS", "1", 1);
    while (read(from, &number, sizeof number) == (ssize_t) sizeof number)
    {
        size_t length;
        char *text = fulg_cli_survey_compute(
            &length, survey, number / FULG_SURVEY_LIMITS,
            (fulg_limit_t) (number % FULG_SURVEY_LIMITS));
        if (text == NULL)
            _exit(FULG_EXIT_USAGE);
        text[length] = '\n';
        put(to, text, length + 1);
        flint_free(text);
    }
    _exit(FULG_EXIT_OK);
}

/* ---- starting and ending it ---------------------------------------------------------- */

static void
close_ends(const fulg_cli_survey_worker_t *worker, slong num)
{
    for (slong n = 0; n < num; n++)
        if (worker[n].pid > 0)
        {
            close(worker[n].to);
            close(worker[n].from);
        }
}

int
fulg_cli_survey_worker_start(fulg_cli_survey_worker_t *workers, slong num,
                             slong n, const fulg_cli_survey_t *survey)
{
    const pid_t parent = getpid();
    fulg_cli_survey_worker_t *worker = &workers[n];
    int there[2], back[2];
    worker->pid = 0;
    worker->num_sent = 0;
    worker->length = 0;
    if (pipe(there) != 0)
        return -1;
    if (pipe(back) != 0)
    {
        close(there[0]);
        close(there[1]);
        return -1;
    }
    worker->pid = fork();
    if (worker->pid == 0)
    {
        worker->pid = -1;
        close_ends(workers, num);
        close(there[1]);
        close(back[0]);
        work(survey, there[0], back[1], parent);
    }
    close(there[0]);
    close(back[1]);
    worker->to = there[1];
    worker->from = back[0];
    fcntl(worker->from, F_SETFL, O_NONBLOCK);
    return worker->pid > 0 ? 0 : -1;
}

int
fulg_cli_survey_worker_end(fulg_cli_survey_worker_t *worker, int by_force)
{
    int status = 0;
    if (worker->pid <= 0)
        return 0;
    if (by_force)
        kill(worker->pid, SIGKILL);
    close(worker->to);
    close(worker->from);
    while (waitpid(worker->pid, &status, 0) < 0 && errno == EINTR)
        ;
    worker->pid = 0;
    return status;
}

fulg_limit_t
fulg_cli_survey_worker_limit(int status)
{
    if (WIFEXITED(status) && WEXITSTATUS(status) == FULG_EXIT_UNABLE)
        return FULG_LIMIT_MEMORY;
    return FULG_LIMIT_FAULT;
}
