#include <stdarg.h>
#include <string.h>

#include "upper.h"

/* Numbers end in this column. */
#define LAST_COLUMN 80
/* So many different layers are shown one by one. */
#define MAX_ROWS 8

const fmpz *
fulg_upper_term(const fulg_cert_t cert, const char *name, slong i)
{
    return fulg_bound_get(cert->upper, name, i);
}

long
fulg_upper_size(const fulg_cert_t cert, const char *name, slong i)
{
    return (long) fmpz_get_si(fulg_upper_term(cert, name, i));
}

void
fulg_upper_say(char text[160], const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(text, 160, format, args);
    va_end(args);
}

/* "    label  text        number", the number in a line of its own when the
   text is too long. */
void
fulg_upper_row(FILE *out, const char *label, const char *text,
               const fmpz_t value)
{
    char *number = fmpz_get_str(NULL, 10, value);
    int used = fprintf(out, "    %-11s %s", label, text);
    if (used + 2 + (int) strlen(number) > LAST_COLUMN)
    {
        fputc('\n', out);
        used = 0;
    }
    fprintf(out, "%*s\n", LAST_COLUMN - used, number);
    flint_free(number);
}

static void
print_run(FILE *out, const char *label, slong from, slong to,
          const fulg_upper_row_t *row)
{
    char place[64], text[400];
    char *each = fmpz_get_str(NULL, 10, row->value);
    const int plain = strcmp(row->how, each) == 0;
    fmpz_t sum;
    fmpz_init_set(sum, row->value);
    fmpz_mul_si(sum, sum, to - from + 1);
    if (from == to)
    {
        snprintf(place, sizeof place, "%s_%ld", label, (long) from);
        snprintf(text, sizeof text, "%s%s%s", row->what, plain ? "" : ": ",
                 plain ? "" : row->how);
    }
    else
    {
        snprintf(place, sizeof place, "%s_%ld..%s_%ld", label, (long) from,
                 label, (long) to);
        snprintf(text, sizeof text, "%s: %ld x %s", row->what,
                 (long) (to - from + 1), row->how);
    }
    fulg_upper_row(out, place, text, sum);
    fmpz_clear(sum);
    flint_free(each);
}

/* The layers from .. last in one line. */
static void
print_rest(FILE *out, const fulg_cert_t cert, const char *label, slong from,
           slong last, fulg_upper_describe_t describe)
{
    char place[64];
    fmpz_t sum;
    fulg_upper_row_t row;
    fmpz_init(sum);
    fmpz_init(row.value);
    for (slong i = from; i <= last; i++)
    {
        describe(&row, cert, i);
        fmpz_add(sum, sum, row.value);
    }
    snprintf(place, sizeof place, "%s_%ld..%s_%ld", label, (long) from, label,
             (long) last);
    fulg_upper_row(out, place, "likewise (--json has every term)", sum);
    fmpz_clear(row.value);
    fmpz_clear(sum);
}

/* The layers 1 .. last, those that read the same together. */
void
fulg_upper_layers(FILE *out, const fulg_cert_t cert, const char *label,
                  slong last, fulg_upper_describe_t describe)
{
    fulg_upper_row_t row, next;
    slong rows = 0;
    fmpz_init(row.value);
    fmpz_init(next.value);
    for (slong i = 1, to; i <= last; i = to + 1)
    {
        if (rows >= MAX_ROWS && i < last)
        {
            print_rest(out, cert, label, i, last, describe);
            break;
        }
        describe(&row, cert, i);
        for (to = i; to < last; to++)
        {
            describe(&next, cert, to + 1);
            if (strcmp(row.what, next.what) != 0 ||
                strcmp(row.how, next.how) != 0)
                break;
        }
        if (fmpz_is_zero(row.value))
            continue;
        print_run(out, label, i, to, &row);
        rows++;
    }
    fmpz_clear(row.value);
    fmpz_clear(next.value);
}

void
fulg_upper_each(fulg_upper_row_t *row, const fmpz_t each, slong heads)
{
    char *text = fmpz_get_str(NULL, 10, each);
    if (heads > 1)
        fulg_upper_say(row->how, "%ld heads x %s", (long) heads, text);
    else
        fulg_upper_say(row->how, "%s", text);
    fmpz_mul_si(row->value, each, heads);
    flint_free(text);
}
