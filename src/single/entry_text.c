#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "impl.h"

/* The name of basis element b: r, r^2, sqrt(5), sqrt(5)*r, ..; "" is 1. */
static char *
basis_text(const fulg_single_field_t *field, slong b)
{
    const slong power = b % field->degree, s = b / field->degree;
    char *root = s ? fmpq_get_str(NULL, 10, field->root + s - 1) : NULL;
    const size_t size = 32 + (root ? strlen(root) : 0);
    char *text = flint_malloc(size);
    snprintf(text, size, "%s%s%s%s%s", root ? "sqrt(" : "", root ? root : "",
             root ? ")" : "", root && power ? "*" : "",
             power == 0 ? "" : (power == 1 ? "r" : "r^2"));
    flint_free(root);
    return text;
}

static void
append(char **text, const char *more)
{
    const size_t used = strlen(*text);
    *text = flint_realloc(*text, used + strlen(more) + 1);
    strcpy(*text + used, more);
}

static void
append_term(char **text, const fmpq_t c, const char *name)
{
    const int first = **text == '\0';
    fmpq_t size;
    char *number;
    fmpq_init(size);
    fmpq_abs(size, c);
    number = fmpq_get_str(NULL, 10, size);
    append(text,
           fmpq_sgn(c) < 0 ? (first ? "-" : " - ") : (first ? "" : " + "));
    if (*name == '\0' || !fmpq_is_one(size))
    {
        append(text, number);
        if (*name != '\0')
            append(text, "*");
    }
    append(text, name);
    flint_free(number);
    fmpq_clear(size);
}

char *
fulg_single_entry_text(const fulg_single_field_t *field,
                       const fmpq_mat_struct *mat, slong i, slong j)
{
    char *text = flint_calloc(1, 1);
    for (slong b = 0; b < field->size; b++)
        if (!fmpq_is_zero(fmpq_mat_entry(mat + b, i, j)))
        {
            char *name = basis_text(field, b);
            append_term(&text, fmpq_mat_entry(mat + b, i, j), name);
            flint_free(name);
        }
    if (*text == '\0')
        append(&text, "0");
    return text;
}
