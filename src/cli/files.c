#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli.h"

int
fulg_cli_load_json(json_t **value, const char *file)
{
    fulg_diag_t diag;
    const fulg_status_t status = fulg_json_load(value, file, diag);
    if (status != FULG_OK)
        return fulg_cli_fail(status, diag, NULL);
    return FULG_EXIT_OK;
}

int
fulg_cli_load_weights(fulg_weights_t W, const char *file)
{
    fulg_diag_t diag;
    json_t *value;
    fulg_status_t status;
    int code = fulg_cli_load_json(&value, file);
    if (code != FULG_EXIT_OK)
        return code;
    status = fulg_weights_init_json(W, value, diag);
    json_decref(value);
    if (status != FULG_OK)
        return fulg_cli_fail(status, diag,
                             strcmp(file, "-") ? file : "standard input");
    return FULG_EXIT_OK;
}

/* A list of numbers nested twice is a matrix, three times a list of them. */
static int
is_matrix(const json_t *value)
{
    const json_t *entry = json_array_get(json_array_get(value, 0), 0);
    return entry != NULL && !json_is_array(entry);
}

static int
read_inputs(fmpq_mat_struct **inputs, slong *num, const json_t *list,
            const char *name, slong rows, slong cols)
{
    fulg_diag_t diag;
    const int single = is_matrix(list);
    const slong n = single ? 1 : (slong) json_array_size(list);
    if (!json_is_array(list) || n == 0)
    {
        fulg_cli_message("%s: expected a %ld x %ld matrix or a list of them",
                         name, (long) rows, (long) cols);
        return FULG_EXIT_PARSE;
    }
    *inputs = flint_malloc((size_t) n * sizeof(fmpq_mat_struct));
    for (*num = 0; *num < n;)
    {
        const json_t *value = single ? list : json_array_get(list, (size_t) *num);
        char where[64];
        fulg_status_t status;
        snprintf(where, sizeof where, "input %ld", (long) *num + 1);
        fmpq_mat_init(&(*inputs)[*num], rows, cols);
        status = fulg_mat_set_json(&(*inputs)[(*num)++], value, where, diag);
        if (status != FULG_OK)
        {
            fulg_cli_clear_inputs(*inputs, *num);
            return fulg_cli_fail(status, diag, name);
        }
    }
    return FULG_EXIT_OK;
}

/* The list of matrices of a "fulgurite-input/1" object; other values stand for
   themselves.  NULL after a message. */
static const json_t *
input_list(const json_t *value, const char *name)
{
    static const char *const keys[] = {"format", "inputs", NULL};
    const char *format = json_string_value(json_object_get(value, "format"));
    fulg_diag_t diag;
    if (!json_is_object(value))
        return value;
    if (format == NULL || strcmp(format, "fulgurite-input/1") != 0)
    {
        fulg_cli_message("%s: \"format\" must be \"fulgurite-input/1\"", name);
        return NULL;
    }
    if (fulg_json_check_keys(value, keys, name, diag) != FULG_OK)
    {
        fulg_cli_message("%s", diag->text);
        return NULL;
    }
    return json_object_get(value, "inputs");
}

int
fulg_cli_load_inputs(fmpq_mat_struct **inputs, slong *num, const char *text,
                     slong rows, slong cols)
{
    const int literal = text[0] == '[';
    const char *name = literal ? "--input" : text;
    const json_t *list;
    json_t *value;
    json_error_t error;
    int code;
    if (literal)
    {
        value = json_loads(text, JSON_REJECT_DUPLICATES, &error);
        if (value == NULL)
        {
            fulg_cli_message("--input:%d:%d: %s", error.line, error.column,
                             error.text);
            return FULG_EXIT_PARSE;
        }
    }
    else if ((code = fulg_cli_load_json(&value, text)) != FULG_EXIT_OK)
        return code;
    list = input_list(value, name);
    code = list ? read_inputs(inputs, num, list, name, rows, cols)
                : FULG_EXIT_PARSE;
    json_decref(value);
    return code;
}

void
fulg_cli_clear_inputs(fmpq_mat_struct *inputs, slong num)
{
    for (slong n = 0; n < num; n++)
        fmpq_mat_clear(&inputs[n]);
    flint_free(inputs);
}

static int
io_failure(const char *file)
{
    fulg_cli_message("%s: %s", file, strerror(errno));
    return FULG_EXIT_USAGE;
}

/* Writes all of the text to an open descriptor and closes it. */
static int
write_close(int fd, const char *text, int sync)
{
    size_t left = strlen(text);
    int good = 1;
    while (left > 0 && good)
    {
        const ssize_t n = write(fd, text, left);
        if (n < 0 && errno != EINTR)
            good = 0;
        if (n > 0)
        {
            text += n;
            left -= (size_t) n;
        }
    }
    if (good && sync && fsync(fd) != 0)
        good = 0;
    if (close(fd) != 0)
        good = 0;
    return good;
}

/* Beside the file first, so that no reader ever sees half of it. */
static int
write_renamed(const char *file, const char *text)
{
    const size_t size = strlen(file) + 16;
    char *beside = flint_malloc(size);
    int fd, code = FULG_EXIT_OK;
    snprintf(beside, size, "%s.XXXXXX", file);
    fd = mkstemp(beside);
    if (fd < 0)
        code = io_failure(file);
    else
    {
        const mode_t mask = umask(0);
        umask(mask);
        if (fchmod(fd, 0666 & ~mask) != 0 || !write_close(fd, text, 1) ||
            rename(beside, file) != 0)
        {
            code = io_failure(file);
            unlink(beside);
        }
    }
    flint_free(beside);
    return code;
}

static int
write_special(const char *file, const char *text)
{
    FILE *stream = fopen(file, "wb");
    int good;
    if (stream == NULL)
        return io_failure(file);
    good = fputs(text, stream) >= 0 && fflush(stream) == 0;
    if (!good)
    {
        const int code = io_failure(file);
        fclose(stream);
        return code;
    }
    if (fclose(stream) != 0)
        return io_failure(file);
    return FULG_EXIT_OK;
}

static int
write_text(const fulg_cli_t *cli, const char *file, const char *text)
{
    struct stat info;
    if (stat(file, &info) == 0)
    {
        if (!S_ISREG(info.st_mode))
            return write_special(file, text);
        if (!cli->force)
        {
            fulg_cli_message("%s exists; --force replaces it", file);
            return FULG_EXIT_USAGE;
        }
    }
    return write_renamed(file, text);
}

int
fulg_cli_write_json(fulg_cli_t *cli, const char *file, const json_t *value)
{
    char *text = json_dumps(value, JSON_COMPACT);
    int code = FULG_EXIT_OK;
    size_t length = strlen(text);
    text = realloc(text, length + 2);
    memcpy(text + length, "\n", 2);
    if (strcmp(file, "-") == 0)
        fputs(text, cli->out);
    else
        code = write_text(cli, file, text);
    free(text);
    return code;
}
