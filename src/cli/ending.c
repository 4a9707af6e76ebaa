/*
 * How the program ends when it does not come to its own end: by a signal, for
 * lack of memory, by a fault inside FLINT.  Standard output holds nothing yet
 * then (see main.c); what remains to do is to remove the unfinished files.
 */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

#include "cli.h"

static volatile sig_atomic_t caught;

/* The functions below run inside a signal handler, or without memory. */

static void
last_words(const char *text)
{
    if (write(STDERR_FILENO, text, strlen(text)) < 0)
        return;
}

/* The caller of the program sees which signal it was: a loop of a shell ends,
   and $? is 128 + number. */
static void
end_by(int number)
{
    sigset_t set;
    fulg_cli_unfinished_remove();
    signal(number, SIG_DFL);
    sigemptyset(&set);
    sigaddset(&set, number);
    sigprocmask(SIG_UNBLOCK, &set, NULL);
    raise(number);
    _exit(128 + number);
}

static void
on_end_of_grace(int number)
{
    last_words("fulgurite: interrupted\n");
    end_by(caught);
}

static void
on_signal(int number)
{
    static const struct itimerval grace = {{0, 0}, {0, FULG_CLI_GRACE}};
    if (caught)
        on_end_of_grace(number);
    caught = number;
    fulg_cli_stop();
    if (!fulg_cli_is_waiting())
        setitimer(ITIMER_REAL, &grace, NULL);
}

static void
on_closed_pipe(int number)
{
    end_by(number);
}

static FLINT_NORETURN void
give_up(void)
{
    fulg_cli_unfinished_remove();
    last_words("fulgurite: internal error (in FLINT or GMP)\n");
    _exit(FULG_EXIT_INTERNAL);
}

static FLINT_NORETURN void
out_of_memory(void)
{
    fulg_cli_unfinished_remove();
    last_words("fulgurite: out of memory\n");
    _exit(FULG_EXIT_UNABLE);
}

/* ---- memory: there is enough, or the program ends ----------------------- */

/* Not inlined: a compiler that sees malloc and memset makes calloc of them. */
__attribute__((noinline)) static void *
allocate(size_t size)
{
    void *block = malloc(size);
    if (block == NULL && size > 0)
        out_of_memory();
    return block;
}

#define SMALL 256
static void *
allocate_zeros(size_t num, size_t size)
{
    void *block;
    /* malloc keeps small blocks at hand for the next one; calloc of glibc does not. */
    if (num <= SMALL && size <= SMALL)
        return memset(allocate(num * size), 0, num * size);
    block = calloc(num, size);
    if (block == NULL && num > 0 && size > 0)
        out_of_memory();
    return block;
}

static void *
reallocate(void *block, size_t size)
{
    block = realloc(block, size);
    if (block == NULL && size > 0)
        out_of_memory();
    return block;
}

static void *
gmp_reallocate(void *block, size_t old_size, size_t size)
{
    return reallocate(block, size);
}

static void
gmp_release(void *block, size_t size)
{
    free(block);
}

/* ---- for main ------------------------------------------------------------ */

/* A signal that was ignored stays so (nohup, work in the background). */
static void
handle(int number, void (*handler)(int))
{
    struct sigaction action;
    if (sigaction(number, NULL, &action) != 0 || action.sa_handler == SIG_IGN)
        return;
    memset(&action, 0, sizeof action);
    action.sa_handler = handler;
    action.sa_flags = SA_RESTART;
    sigemptyset(&action.sa_mask);
    sigaction(number, &action, NULL);
}

void
fulg_cli_prepare_endings(void)
{
    flint_set_abort(give_up);
    __flint_set_memory_functions(allocate, allocate_zeros, reallocate, free);
    json_set_alloc_funcs(allocate, free);
    mp_set_memory_functions(allocate, gmp_reallocate, gmp_release);
    handle(SIGINT, on_signal);
    handle(SIGTERM, on_signal);
    handle(SIGHUP, on_signal);
    handle(SIGALRM, on_end_of_grace);
    handle(SIGPIPE, on_closed_pipe);
    /* A limit on the size of files is an error of write, as a full disk is. */
    signal(SIGXFSZ, SIG_IGN);
}

void
fulg_cli_end_by_signal(void)
{
    if (caught)
        end_by(caught);
}
