#include <string.h>

#include "cli.h"

#define MAX_DIGITS 1000

void
fulg_cli_print_balls(FILE *out, const arb_mat_t A, slong digits,
                     const char *indent)
{
    const slong rows = arb_mat_nrows(A), cols = arb_mat_ncols(A);
    char **text = flint_malloc((size_t) (rows * cols + 1) * sizeof(char *));
    for (slong i = 0; i < rows * cols; i++)
        text[i] = fulg_ball_text(arb_mat_entry(A, i / cols, i % cols), digits);
    fulg_cli_print_table(out, text, rows, cols, indent);
    for (slong i = 0; i < rows * cols; i++)
        flint_free(text[i]);
    flint_free(text);
}

json_t *
fulg_cli_json_ball(const arb_t x, slong digits)
{
    char *lower = fulg_ball_bound_text(x, 0, digits);
    char *upper = fulg_ball_bound_text(x, 1, digits);
    json_t *value = json_pack("[s, s]", lower, upper);
    flint_free(lower);
    flint_free(upper);
    return value;
}

json_t *
fulg_cli_json_arb(const arb_t x)
{
    char *text = arb_dump_str(x);
    json_t *value = json_string(text);
    flint_free(text);
    return value;
}

static void
set(json_t *object, const char *key, const char *end, json_t *value)
{
    char *name = flint_malloc(strlen(key) + strlen(end) + 1);
    strcpy(name, key);
    strcat(name, end);
    json_object_set_new(object, name, value);
    flint_free(name);
}

void
fulg_cli_json_set_ball(json_t *object, const char *key, const arb_t x,
                       slong digits)
{
    set(object, key, "", fulg_cli_json_ball(x, digits));
    set(object, key, "_arb", fulg_cli_json_arb(x));
}

json_t *
fulg_cli_json_balls(const arb_mat_t A, slong digits)
{
    json_t *rows = json_array();
    for (slong i = 0; i < arb_mat_nrows(A); i++)
    {
        json_t *row = json_array();
        for (slong j = 0; j < arb_mat_ncols(A); j++)
        {
            arb_srcptr x = arb_mat_entry(A, i, j);
            json_array_append_new(row, digits ? fulg_cli_json_ball(x, digits)
                                              : fulg_cli_json_arb(x));
        }
        json_array_append_new(rows, row);
    }
    return rows;
}

/* 1 when rounded outward to so many digits the balls are still disjoint. */
static int
are_apart(const arb_t a, const arb_t b, slong digits)
{
    const int below = arf_cmp(arb_midref(a), arb_midref(b)) < 0;
    char *end = fulg_ball_bound_text(below ? a : b, 1, digits);
    char *start = fulg_ball_bound_text(below ? b : a, 0, digits);
    fmpq_t x, y;
    fulg_diag_t diag;
    int apart;
    fmpq_init(x);
    fmpq_init(y);
    apart = fulg_exact_set_text(x, end, diag) == FULG_OK &&
            fulg_exact_set_text(y, start, diag) == FULG_OK &&
            fmpq_cmp(x, y) < 0;
    fmpq_clear(x);
    fmpq_clear(y);
    flint_free(end);
    flint_free(start);
    return apart;
}

slong
fulg_cli_digits_apart(const arb_t a, const arb_t b, slong digits)
{
    if (arb_overlaps(a, b))
        return digits;
    while (digits < MAX_DIGITS && !are_apart(a, b, digits))
        digits *= 2;
    return digits;
}

slong
fulg_cli_digits_all_apart(const arb_mat_t A, const arb_mat_t B, slong digits)
{
    for (slong i = 0; i < arb_mat_nrows(A); i++)
        for (slong j = 0; j < arb_mat_ncols(A); j++)
            digits = fulg_cli_digits_apart(arb_mat_entry(A, i, j),
                                           arb_mat_entry(B, i, j), digits);
    return digits;
}
