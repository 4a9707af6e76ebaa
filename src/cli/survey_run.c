/*
 * The processes of a survey.  A worker that runs out of memory, out of time or
 * into a fault takes nothing with it.  The parent sends them numbers of groups through a pipe and
 * gets back rows, and an empty line after each group; it alone writes the results.
 */
/* memmem */
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "survey_worker.h"

/* Groups sent at once: so many that the workers do not wait for the disk. */
#define SENT_SECONDS 0.05
/* Each has two pipes, and a process has 1024 files. */
#define MOST_WORKERS 256
/* A worker looks at the clock itself; it is ended where it does not. */
#define GRACE_SECONDS 1.0

typedef struct
{
    fulg_cli_survey_t *survey;
    fulg_cli_survey_worker_t *worker;
    slong num_workers;
    slong *todo; /* numbers still to be sent, the next one last */
    slong num_todo, num_groups, groups_done;
    char *ready; /* rows that wait for the disk */
    size_t ready_length, ready_room;
    double start;
    int code;
} pool_t;

static void
push_bytes(char **text, size_t *length, size_t *room, const char *bytes,
           size_t n)
{
    if (*room - *length < n)
    {
        *room = 2 * *room + n;
        *text = flint_realloc(*text, *room);
    }
    memcpy(*text + *length, bytes, n);
    *length += n;
}

/* ---- workers that ended ------------------------------------------------------------ */

/* The group under way is asked for its theorems alone, the others once more.  A
   worker that left with "usage" has said why: then the survey ends. */
static void
replace_worker(pool_t *pool, fulg_cli_survey_worker_t *worker, int status,
               fulg_limit_t limit)
{
    if (WIFEXITED(status) && WEXITSTATUS(status) == FULG_EXIT_USAGE)
        pool->code = FULG_EXIT_USAGE;
    for (slong n = worker->num_sent - 1; n > 0; n--)
        pool->todo[pool->num_todo++] = worker->sent[n];
    if (worker->num_sent > 0)
    {
        const slong first = worker->sent[0];
        if (first % FULG_SURVEY_LIMITS != FULG_LIMIT_NONE &&
            pool->code == FULG_EXIT_OK)
        {
            fulg_cli_message(
                "a worker ended twice at %s",
                pool->survey->list
                    ->item[pool->survey->list
                               ->member[pool->survey->list->start
                                            [first / FULG_SURVEY_LIMITS]]]
                    .key);
            pool->code = FULG_EXIT_INTERNAL;
        }
        pool->todo[pool->num_todo++] = first + limit;
    }
    if (pool->code == FULG_EXIT_OK &&
        fulg_cli_survey_worker_start(pool->worker, pool->num_workers,
                                     worker - pool->worker, pool->survey) != 0)
    {
        fulg_cli_message("no process can be started: %s", strerror(errno));
        pool->code = FULG_EXIT_UNABLE;
    }
}

/* ---- work there and back ---------------------------------------------------------------- */

static void
send_some(pool_t *pool, fulg_cli_survey_worker_t *worker)
{
    const double each = (fulg_cli_seconds() - pool->start) *
                        (double) pool->num_workers /
                        (double) (pool->groups_done + 1);
    slong num = each * FULG_SURVEY_MOST_SENT > SENT_SECONDS
                    ? (slong) (SENT_SECONDS / each)
                    : FULG_SURVEY_MOST_SENT;
    num = FLINT_MIN(num, pool->num_todo / (2 * pool->num_workers));
    num = FLINT_MIN(FLINT_MAX(num, 1), pool->num_todo);
    for (worker->num_sent = 0; worker->num_sent < num; worker->num_sent++)
        worker->sent[worker->num_sent] = pool->todo[--pool->num_todo];
    worker->since = fulg_cli_seconds();
    /* The pipe is empty and holds far more; a worker that has died is seen when
       its answer is read. */
    if (write(worker->to, worker->sent, (size_t) num * sizeof(slong)) < 0)
        return;
}

/* The rows in text, up to length, are whole. */
static void
count_rows(fulg_cli_survey_t *survey, const char *text, size_t length)
{
    for (size_t at = 0; at < length;)
    {
        const size_t n = strcspn(text + at, "\n");
        json_t *row = json_loadb(text + at, n, 0, NULL);
        fulg_cli_survey_count(survey, row);
        fulg_cli_live_add(&survey->live, row);
        survey->num_new++;
        survey->limited += json_object_get(row, "reason") != NULL;
        json_decref(row);
        at += n + 1;
    }
}

/* Takes the whole groups out of what has come. */
static void
take_groups(pool_t *pool, fulg_cli_survey_worker_t *worker)
{
    char *end;
    size_t used = 0;
    while (used < worker->length &&
           (end = memmem(worker->text + used, worker->length - used, "\n\n",
                         2)) != NULL)
    {
        const size_t n = (size_t) (end - worker->text) + 1 - used;
        count_rows(pool->survey, worker->text + used, n);
        push_bytes(&pool->ready, &pool->ready_length, &pool->ready_room,
                   worker->text + used, n);
        used += n + 1;
        pool->groups_done++;
        worker->num_sent--;
        memmove(worker->sent, worker->sent + 1,
                (size_t) worker->num_sent * sizeof(slong));
        worker->since = fulg_cli_seconds();
    }
    memmove(worker->text, worker->text + used, worker->length - used);
    worker->length -= used;
}

static void
listen_to(pool_t *pool, fulg_cli_survey_worker_t *worker)
{
    char bytes[1 << 16];
    ssize_t n;
    while ((n = read(worker->from, bytes, sizeof bytes)) > 0)
        push_bytes(&worker->text, &worker->length, &worker->room, bytes,
                   (size_t) n);
    take_groups(pool, worker);
    if (n == 0)
    {
        const int status = fulg_cli_survey_worker_end(worker, 0);
        replace_worker(pool, worker, status,
                       fulg_cli_survey_worker_limit(status));
    }
}

static void
watch_clock(pool_t *pool, fulg_cli_survey_worker_t *worker)
{
    const double allowed = (double) pool->survey->max_seconds + GRACE_SECONDS;
    if (pool->survey->max_seconds > 0 && worker->num_sent > 0 &&
        fulg_cli_seconds() - worker->since > allowed)
        replace_worker(pool, worker, fulg_cli_survey_worker_end(worker, 1),
                       FULG_LIMIT_TIME);
}

/* Certificates are on the disk before the rows that name them. */
static void
flush(pool_t *pool)
{
    fulg_cli_survey_t *survey = pool->survey;
    int code;
    if (pool->ready_length == 0)
        return;
    if (survey->certificates != NULL)
        fulg_cli_survey_sync_folder(survey->certificates);
    code = fulg_cli_journal_append(&survey->journal, pool->ready,
                                   pool->ready_length);
    if (code == FULG_EXIT_OK)
        code = fulg_cli_live_flush(&survey->live);
    pool->ready_length = 0;
    if (pool->code == FULG_EXIT_OK)
        pool->code = code;
}

/* ---- what is seen of it ------------------------------------------------------------------- */

static void
show(const pool_t *pool)
{
    const fulg_cli_survey_t *survey = pool->survey;
    const double left = (fulg_cli_seconds() - pool->start) /
                        (double) FLINT_MAX(pool->groups_done, 1) *
                        (double) (pool->num_groups - pool->groups_done);
    fulg_cli_show(survey->cli, "survey: architectures",
                  survey->num_done + survey->num_new, survey->list->num,
                  pool->groups_done > 0 ? left : -1);
}

/* ---- all ------------------------------------------------------------------------------------ */

static int
is_open(const fulg_cli_survey_t *survey, slong group)
{
    const fulg_survey_list_struct *list = survey->list;
    for (slong m = list->start[group]; m < list->start[group + 1]; m++)
        if (!survey->done[list->member[m]])
            return 1;
    return 0;
}

static void
pool_init(pool_t *pool, fulg_cli_survey_t *survey)
{
    const slong groups = survey->list->num_groups;
    memset(pool, 0, sizeof *pool);
    pool->survey = survey;
    pool->start = fulg_cli_seconds();
    pool->todo = flint_malloc((size_t) (groups + 1) * sizeof(slong));
    for (slong g = groups - 1; g >= 0; g--)
        if (is_open(survey, g))
            pool->todo[pool->num_todo++] = FULG_SURVEY_LIMITS * g;
    pool->num_groups = pool->num_todo;
    pool->num_workers = FLINT_MIN(survey->cli->threads, MOST_WORKERS);
    pool->num_workers = FLINT_MIN(pool->num_workers, pool->num_groups);
    pool->worker = flint_calloc((size_t) pool->num_workers + 1,
                                sizeof(fulg_cli_survey_worker_t));
    for (slong n = 0; n < pool->num_workers && pool->code == FULG_EXIT_OK; n++)
        if (fulg_cli_survey_worker_start(pool->worker, pool->num_workers, n,
                                         survey) != 0)
        {
            fulg_cli_message("no process can be started: %s", strerror(errno));
            pool->code = FULG_EXIT_UNABLE;
        }
}

static void
pool_clear(pool_t *pool)
{
    for (slong n = 0; n < pool->num_workers; n++)
    {
        fulg_cli_survey_worker_end(&pool->worker[n],
                                   pool->worker[n].num_sent > 0);
        flint_free(pool->worker[n].text);
    }
    flint_free(pool->worker);
    flint_free(pool->todo);
    flint_free(pool->ready);
}

static void
step(pool_t *pool, struct pollfd *fds)
{
    for (slong n = 0; n < pool->num_workers; n++)
    {
        if (pool->worker[n].num_sent == 0 && pool->num_todo > 0)
            send_some(pool, &pool->worker[n]);
        fds[n] = (struct pollfd){pool->worker[n].from, POLLIN, 0};
    }
    flush(pool);
    if (poll(fds, (nfds_t) pool->num_workers, 200) < 0 && errno != EINTR)
        pool->code = FULG_EXIT_INTERNAL;
    for (slong n = 0; n < pool->num_workers && pool->code == FULG_EXIT_OK; n++)
    {
        if (fds[n].revents != 0)
            listen_to(pool, &pool->worker[n]);
        if (pool->worker[n].pid > 0)
            watch_clock(pool, &pool->worker[n]);
    }
    show(pool);
}

int
fulg_cli_survey_run(fulg_cli_survey_t *survey)
{
    pool_t pool;
    struct pollfd *fds;
    int code;
    /* A worker that has died is seen when its answer is read. */
    signal(SIGPIPE, SIG_IGN);
    pool_init(&pool, survey);
    fds = flint_calloc((size_t) pool.num_workers + 1, sizeof *fds);
    while (pool.code == FULG_EXIT_OK && pool.groups_done < pool.num_groups &&
           !fulg_cli_interrupted())
        step(&pool, fds);
    flush(&pool);
    flint_free(fds);
    code = pool.code;
    pool_clear(&pool);
    return code;
}
