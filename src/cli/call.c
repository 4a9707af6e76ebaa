/* A command inside of a process that belongs to somebody else. */
/* open_memstream, sigaction */
#define _GNU_SOURCE
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"

/* How often the caller is told. */
#define TELL_SECONDS 0.05

/* The commands keep state of the process (stop.c, say.c), so that one call waits
   for the end of another. */
static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;

/* The call under way. */
static struct
{
    const fulg_progress_t *progress;
    double told;
    int stop;
    pthread_t thread;
    pid_t process;
    jmp_buf out;
} now;

static int
tick(void *data, const char *what, slong done, slong total)
{
    const double seconds = fulg_cli_seconds();
    if (!now.stop && now.process == getpid() &&
        seconds - now.told >= TELL_SECONDS)
    {
        now.told = seconds;
        now.stop = fulg_progress_tick(now.progress, what, done, total) != 0;
    }
    return now.stop;
}

/* FLINT ends here.  The thread of the call goes back to it; what it held is lost.
   Another thread cannot, and a process of a survey has to end. */
static FLINT_NORETURN void
give_up(void)
{
    if (now.process != getpid())
        _exit(FULG_EXIT_INTERNAL);
    if (!pthread_equal(now.thread, pthread_self()))
        abort();
    longjmp(now.out, 1);
}

/* The words as main has them: a copy, ended by NULL. */
static char **
copy_words(int *num, const char *const *words)
{
    char **copy;
    for (*num = 0; words[*num] != NULL; (*num)++)
        ;
    copy = flint_calloc((size_t) *num + 1, sizeof(char *));
    for (int i = 0; i < *num; i++)
    {
        copy[i] = flint_malloc(strlen(words[i]) + 1);
        strcpy(copy[i], words[i]);
    }
    return copy;
}

static void
free_words(char **words)
{
    for (int i = 0; words[i] != NULL; i++)
        flint_free(words[i]);
    flint_free(words);
}

static int
run(fulg_cli_t *cli, const char *const *words)
{
    int num, code;
    char **copy;
    if (setjmp(now.out) != 0)
    {
        fulg_cli_unfinished_remove();
        fulg_cli_unfinished_forget();
        fulg_cli_message(
            "internal error (in FLINT or GMP, or a lack of memory)");
        return FULG_EXIT_INTERNAL;
    }
    flint_set_abort(give_up);
    copy = copy_words(&num, words);
    code = fulg_cli_run(cli, num, copy);
    free_words(copy);
    return code;
}

/* What commands change in the process is put back: the number of threads of FLINT,
   its abort, and SIGPIPE, which a survey ignores. */
static int
run_apart(fulg_cli_t *cli, const char *const *words)
{
    const int threads = flint_get_num_threads();
    struct sigaction pipe_action;
    int code;
    sigaction(SIGPIPE, NULL, &pipe_action);
    code = run(cli, words);
    sigaction(SIGPIPE, &pipe_action, NULL);
    flint_set_abort(abort);
    flint_set_num_threads(threads);
    return code;
}

/* The text of a stream that is closed; without memory the empty one. */
static char *
text_of(FILE *stream, char **text, int *code)
{
    if (stream != NULL && fclose(stream) == 0)
        return *text;
    if (stream != NULL)
        free(*text);
    *code = FULG_EXIT_INTERNAL;
    return calloc(1, 1);
}

static int
call_with(fulg_call_struct *call, const char *const *words)
{
    const fulg_progress_t watch = {tick, NULL};
    fulg_cli_t cli = {
        .seed = 1, .threads = 1, .quiet = 1, .is_call = 1, .progress = watch};
    size_t message_length;
    FILE *messages = open_memstream(&call->message, &message_length);
    int code = FULG_EXIT_INTERNAL;
    cli.out = open_memstream(&call->answer, &call->answer_length);
    fulg_cli_restart_clock();
    if (cli.out != NULL && messages != NULL)
    {
        fulg_cli_set_messages(messages);
        fulg_cli_watch(&watch);
        code = run_apart(&cli, words);
        fulg_cli_watch(NULL);
        fulg_cli_set_messages(NULL);
    }
    call->answer = text_of(cli.out, &call->answer, &code);
    call->message = text_of(messages, &call->message, &code);
    if (code > FULG_EXIT_NO && !cli.keep_output && !cli.stream)
    {
        call->answer[0] = '\0';
        call->answer_length = 0;
    }
    return code;
}

int
fulg_call(fulg_call_t call, const char *const *words,
          const fulg_progress_t *progress)
{
    int code;
    memset(call, 0, sizeof *call);
    pthread_mutex_lock(&one_at_a_time);
    now.progress = progress;
    now.told = 0;
    now.stop = 0;
    now.thread = pthread_self();
    now.process = getpid();
    code = call_with(call, words);
    now.progress = NULL;
    flint_cleanup();
    pthread_mutex_unlock(&one_at_a_time);
    return code;
}

void
fulg_call_clear(fulg_call_t call)
{
    free(call->answer);
    free(call->message);
}
