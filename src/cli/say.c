#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli.h"

void
fulg_cli_message(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fputs("fulgurite: ", stderr);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
    va_end(args);
}

int
fulg_cli_fail(fulg_status_t status, const fulg_diag_t diag, const char *where)
{
    if (where != NULL)
        fulg_cli_message("%s: %s", where, diag->text);
    else
        fulg_cli_message("%s", diag->text);
    switch (status)
    {
        case FULG_OK:
            break;
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

json_t *
fulg_cli_json_head(const fulg_cli_t *cli)
{
    json_t *value = json_object();
    json_object_set_new(value, "command", json_string(cli->command->name));
    json_object_set_new(value, "version", json_string(fulg_version()));
    return value;
}

void
fulg_cli_print_json(fulg_cli_t *cli, json_t *value)
{
    char *text = json_dumps(value, JSON_COMPACT | JSON_REAL_PRECISION(6));
    fputs(text, cli->out);
    fputc('\n', cli->out);
    free(text);
    json_decref(value);
}

void
fulg_cli_print_fmpz(FILE *out, const fmpz_t n)
{
    char *text = fmpz_get_str(NULL, 10, n);
    fputs(text, out);
    flint_free(text);
}

/* The widest entry of a column, in characters. */
static int
column_width(const fmpq_mat_t A, slong j)
{
    size_t width = 1;
    for (slong i = 0; i < fmpq_mat_nrows(A); i++)
    {
        char *text = fmpq_get_str(NULL, 10, fmpq_mat_entry(A, i, j));
        width = FLINT_MAX(width, strlen(text));
        flint_free(text);
    }
    return (int) FLINT_MIN(width, 1000);
}

void
fulg_cli_print_matrix(FILE *out, const fmpq_mat_t A, const char *indent)
{
    const slong cols = fmpq_mat_ncols(A);
    int *width = flint_malloc((size_t) (cols + 1) * sizeof(int));
    for (slong j = 0; j < cols; j++)
        width[j] = column_width(A, j);
    for (slong i = 0; i < fmpq_mat_nrows(A); i++)
    {
        fprintf(out, "%s[", indent);
        for (slong j = 0; j < cols; j++)
        {
            char *text = fmpq_get_str(NULL, 10, fmpq_mat_entry(A, i, j));
            fprintf(out, "%s%*s", j ? "  " : " ", width[j], text);
            flint_free(text);
        }
        fputs(" ]\n", out);
    }
    flint_free(width);
}

double
fulg_cli_seconds(void)
{
    static struct timespec start;
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    if (start.tv_sec == 0)
        start = now;
    return (double) (now.tv_sec - start.tv_sec) +
           1e-9 * (double) (now.tv_nsec - start.tv_nsec);
}
