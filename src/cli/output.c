/* Files that are written whole or not at all. */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli.h"

static int
io_failure(const fulg_cli_output_t *output)
{
    fulg_cli_message("%s: %s", output->file, strerror(output->failure));
    return FULG_EXIT_USAGE;
}

/* The name beside is known before the file exists, so that a signal at any
   moment finds it. */
static int
open_beside(fulg_cli_output_t *output)
{
    const size_t size = strlen(output->file) + 48;
    output->beside = flint_malloc(size);
    for (int i = 0; i < 1000; i++)
    {
        snprintf(output->beside, size, "%s.%ld-%d.tmp", output->file,
                 (long) getpid(), i);
        fulg_cli_unfinished_push(output);
        output->fd = open(output->beside, O_WRONLY | O_CREAT | O_EXCL, 0666);
        if (output->fd >= 0)
            return FULG_EXIT_OK;
        fulg_cli_unfinished_pop(output);
        if (errno != EEXIST)
            break;
    }
    output->failure = errno;
    flint_free(output->beside);
    output->beside = NULL;
    return io_failure(output);
}

int
fulg_cli_output_open(fulg_cli_t *cli, fulg_cli_output_t *output,
                     const char *file)
{
    struct stat info;
    memset(output, 0, sizeof *output);
    output->file = file;
    output->fd = -1;
    if (strcmp(file, "-") == 0)
    {
        output->stream = cli->out;
        return FULG_EXIT_OK;
    }
    if (stat(file, &info) == 0)
    {
        if (!S_ISREG(info.st_mode))
        {
            output->fd = open(file, O_WRONLY);
            if (output->fd >= 0)
                return FULG_EXIT_OK;
            output->failure = errno;
            return io_failure(output);
        }
        if (!cli->force)
        {
            fulg_cli_message("%s exists; --force replaces it", file);
            return FULG_EXIT_USAGE;
        }
    }
    return open_beside(output);
}

static void
flush(fulg_cli_output_t *output)
{
    size_t done = 0;
    while (done < output->used && output->failure == 0)
    {
        const ssize_t n = write(output->fd, output->buffer + done,
                                output->used - done);
        if (n > 0)
            done += (size_t) n;
        else if (n < 0 && errno != EINTR)
            output->failure = errno;
    }
    output->used = 0;
}

int
fulg_cli_output_put(void *data, const char *bytes, size_t length)
{
    fulg_cli_output_t *output = data;
    if (output->stream != NULL)
        return fwrite(bytes, 1, length, output->stream) == length ? 0 : -1;
    while (length > 0 && output->failure == 0)
    {
        const size_t room = sizeof output->buffer - output->used;
        const size_t n = FLINT_MIN(room, length);
        memcpy(output->buffer + output->used, bytes, n);
        output->used += n;
        bytes += n;
        length -= n;
        if (n == room)
            flush(output);
    }
    return output->failure ? -1 : 0;
}

void
fulg_cli_output_format(fulg_cli_output_t *output, const char *format, ...)
{
    char *text;
    int length;
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    length = vsnprintf(NULL, 0, format, args);
    va_end(args);
    text = flint_malloc((size_t) length + 1);
    vsnprintf(text, (size_t) length + 1, format, again);
    va_end(again);
    fulg_cli_output_put(output, text, (size_t) length);
    flint_free(text);
}

/* Everything on the disk, and the right name in one step. */
static void
put_in_place(fulg_cli_output_t *output)
{
    flush(output);
    if (output->failure == 0 && output->beside && fsync(output->fd) != 0)
        output->failure = errno;
    if (close(output->fd) != 0 && output->failure == 0)
        output->failure = errno;
    output->fd = -1;
    if (output->failure == 0 && output->beside != NULL &&
        rename(output->beside, output->file) != 0)
        output->failure = errno;
}

int
fulg_cli_output_close(fulg_cli_output_t *output, int code)
{
    if (output->stream != NULL)
        return code;
    if (code <= FULG_EXIT_NO)
        put_in_place(output);
    if (output->fd >= 0)
        close(output->fd);
    if (output->beside != NULL)
    {
        if (code > FULG_EXIT_NO || output->failure != 0)
            unlink(output->beside);
        fulg_cli_unfinished_pop(output);
        flint_free(output->beside);
    }
    return code <= FULG_EXIT_NO && output->failure ? io_failure(output) : code;
}

static int
put_json(const char *bytes, size_t length, void *output)
{
    return fulg_cli_output_put(output, bytes, length);
}

int
fulg_cli_write_json(fulg_cli_t *cli, const char *file, const json_t *value)
{
    fulg_cli_output_t output;
    int code = fulg_cli_output_open(cli, &output, file);
    if (code != FULG_EXIT_OK)
        return code;
    /* A failure to write is noted in output. */
    if (json_dump_callback(value, put_json, &output, JSON_COMPACT) != 0 &&
        output.failure == 0)
        code = FULG_EXIT_INTERNAL;
    fulg_cli_output_put(&output, "\n", 1);
    return fulg_cli_output_close(&output, code);
}
