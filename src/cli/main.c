/* fopencookie */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "cli.h"

/* Matrices of a few MiB come and go all the time.  To give each back to the system and
   have its pages made anew takes longer than what is computed with it. */
#define KEPT_BYTES (1 << 25)

static void
keep_memory(void)
{
#ifdef __GLIBC__
    mallopt(M_MMAP_THRESHOLD, KEPT_BYTES);
    mallopt(M_TRIM_THRESHOLD, KEPT_BYTES);
#endif
}

static int
tick(void *data, const char *what, slong done, slong total)
{
    if (fulg_cli_interrupted())
        return 1;
    fulg_cli_show(data, what, done, total, -1);
    return 0;
}

/* FLINT prints its last words on standard output; keep that for answers alone:
   the real one moves to another descriptor and standard error takes its place.
   Nor may a file that is opened later get their numbers. */
static int
take_standard_output(void)
{
    const int fd = fcntl(STDOUT_FILENO, F_DUPFD, 3);
    if (fcntl(STDERR_FILENO, F_GETFD) < 0)
        dup2(open("/dev/null", O_WRONLY), STDERR_FILENO);
    dup2(STDERR_FILENO, STDOUT_FILENO);
    return fd;
}

static int
deliver(int fd, const char *text, size_t length)
{
    while (length > 0)
    {
        const ssize_t n = write(fd, text, length);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
        {
            fulg_cli_message("standard output: %s", strerror(errno));
            return FULG_EXIT_USAGE;
        }
        text += n;
        length -= (size_t) n;
    }
    return FULG_EXIT_OK;
}

/* The answer, held back until it is whole, unless it is a list of answers. */
typedef struct
{
    const fulg_cli_t *cli;
    int fd;
    char *text;
    size_t length, room;
} answer_t;

static ssize_t
hold(void *data, const char *bytes, size_t length)
{
    answer_t *answer = data;
    if (answer->cli->stream)
        return deliver(answer->fd, bytes, length) == FULG_EXIT_OK
                   ? (ssize_t) length
                   : 0;
    if (answer->room - answer->length < length)
    {
        answer->room = 2 * answer->room + length;
        answer->text = flint_realloc(answer->text, answer->room);
    }
    memcpy(answer->text + answer->length, bytes, length);
    answer->length += length;
    return (ssize_t) length;
}

/* Unlike a stream of open_memstream this one never fails in silence: without
   memory the program ends. */
static FILE *
open_answer(answer_t *answer, const fulg_cli_t *cli, int fd)
{
    const cookie_io_functions_t functions = {.write = hold};
    FILE *stream;
    memset(answer, 0, sizeof *answer);
    answer->cli = cli;
    answer->fd = fd;
    answer->room = 1 << 12;
    answer->text = flint_malloc(answer->room);
    stream = fopencookie(answer, "w", functions);
    if (stream == NULL)
    {
        fulg_cli_message("out of memory");
        exit(FULG_EXIT_UNABLE);
    }
    return stream;
}

int
main(int argc, char **argv)
{
    fulg_cli_t cli = {.seed = 1, .threads = 1};
    const int standard_output = take_standard_output();
    answer_t answer;
    int code;

    keep_memory();
    fulg_cli_seconds();
    fulg_cli_prepare_endings();
    cli.progress = (fulg_progress_t){tick, &cli};
    cli.out = open_answer(&answer, &cli, standard_output);
    code = fulg_cli_run(&cli, argc - 1, argv + 1);
    fulg_cli_clear_progress();
    if (fclose(cli.out) != 0)
        code = cli.stream ? FULG_EXIT_USAGE : FULG_EXIT_INTERNAL;
    /* An answer that was ready all the same is given. */
    if (code > FULG_EXIT_NO)
        fulg_cli_end_by_signal();
    if (answer.length > 0 && (code <= FULG_EXIT_NO || cli.keep_output))
    {
        const int delivered = deliver(standard_output, answer.text,
                                      answer.length);
        if (delivered != FULG_EXIT_OK)
            code = delivered;
    }
    flint_free(answer.text);
    if (standard_output >= 0 && close(standard_output) != 0)
        code = FULG_EXIT_USAGE;
    flint_cleanup();
    return code;
}
