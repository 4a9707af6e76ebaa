#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli.h"

/* A matrix whose rows are longer is printed an entry a line. */
#define LINE 88

/* NULL: standard error. */
static FILE *messages;

void
fulg_cli_set_messages(FILE *stream)
{
    messages = stream;
}

FILE *
fulg_cli_messages(void)
{
    return messages ? messages : stderr;
}

void
fulg_cli_message(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    if (messages == NULL)
        fputs("fulgurite: ", stderr);
    vfprintf(fulg_cli_messages(), format, args);
    fputc('\n', fulg_cli_messages());
    va_end(args);
}

int
fulg_cli_exit_code(fulg_status_t status)
{
    switch (status)
    {
        case FULG_OK:
            return FULG_EXIT_OK;
        case FULG_DOMAIN:
        case FULG_UNABLE:
            return FULG_EXIT_UNABLE;
        case FULG_PARSE:
            return FULG_EXIT_PARSE;
        case FULG_IO:
            return FULG_EXIT_USAGE;
    }
    return FULG_EXIT_INTERNAL;
}

int
fulg_cli_fail(fulg_status_t status, const fulg_diag_t diag, const char *where)
{
    if (where != NULL)
        fulg_cli_message("%s: %s", where, diag->text);
    else
        fulg_cli_message("%s", diag->text);
    return status == FULG_OK ? FULG_EXIT_INTERNAL : fulg_cli_exit_code(status);
}

json_t *
fulg_cli_json_head(const fulg_cli_t *cli)
{
    json_t *value = json_object();
    json_object_set_new(value, "command", json_string(cli->command->name));
    json_object_set_new(value, "version", json_string(fulg_version()));
    return value;
}

json_t *
fulg_cli_json_seed(ulong seed)
{
    json_t *value;
    fmpz_t n;
    fmpz_init_set_ui(n, seed);
    value = fulg_exact_json_fmpz(n);
    fmpz_clear(n);
    return value;
}

void
fulg_cli_print_json(fulg_cli_t *cli, json_t *value)
{
    json_dumpf(value, cli->out, JSON_COMPACT | JSON_REAL_PRECISION(6));
    fputc('\n', cli->out);
    json_decref(value);
}

void
fulg_cli_print_fmpz(FILE *out, const fmpz_t n)
{
    char *text = fmpz_get_str(NULL, 10, n);
    fputs(text, out);
    flint_free(text);
}

/* The characters of the longest entry of column j. */
static size_t
column_width(char **text, slong rows, slong cols, slong j)
{
    size_t width = 1;
    for (slong i = 0; i < rows; i++)
        width = FLINT_MAX(width, strlen(text[i * cols + j]));
    return width;
}

void
fulg_cli_print_table(FILE *out, char **text, slong rows, slong cols,
                     const char *indent)
{
    size_t *width = flint_malloc((size_t) (cols + 1) * sizeof(size_t));
    size_t whole = strlen(indent) + 2;
    for (slong j = 0; j < cols; j++)
    {
        width[j] = column_width(text, rows, cols, j);
        whole += width[j] + 2;
    }
    for (slong i = 0; i < rows; i++)
        for (slong j = 0; j < cols; j++)
        {
            const char *entry = text[i * cols + j];
            if (whole > LINE)
                fprintf(out, "%s(%ld,%ld)  %s\n", indent, (long) i + 1,
                        (long) j + 1, entry);
            else
                fprintf(out, "%s%s%*s%s", j ? "" : indent, j ? "  " : "[ ",
                        (int) width[j], entry, j + 1 < cols ? "" : " ]\n");
        }
    flint_free(width);
}

void
fulg_cli_print_matrix(FILE *out, const fmpq_mat_t A, const char *indent)
{
    const slong rows = fmpq_mat_nrows(A), cols = fmpq_mat_ncols(A);
    char **text = flint_malloc((size_t) (rows * cols + 1) * sizeof(char *));
    for (slong i = 0; i < rows * cols; i++)
        text[i] = fmpq_get_str(NULL, 10, fmpq_mat_entry(A, i / cols, i % cols));
    fulg_cli_print_table(out, text, rows, cols, indent);
    for (slong i = 0; i < rows * cols; i++)
        flint_free(text[i]);
    flint_free(text);
}

static struct timespec start;

void
fulg_cli_restart_clock(void)
{
    clock_gettime(CLOCK_MONOTONIC, &start);
}

double
fulg_cli_seconds(void)
{
    struct timespec now;
    if (start.tv_sec == 0)
        fulg_cli_restart_clock();
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double) (now.tv_sec - start.tv_sec) +
           1e-9 * (double) (now.tv_nsec - start.tv_nsec);
}
