#include <string.h>

#include "cli.h"

/* Numbers end in this column. */
#define LAST_COLUMN 80
/* So many different layers are shown one by one. */
#define MAX_ROWS 8

/* Every line indented. */
static void
print_sentence(FILE *out, const char *text)
{
    fputs("    ", out);
    for (const char *c = text; *c != '\0'; c++)
    {
        fputc(*c, out);
        if (*c == '\n')
            fputs("    ", out);
    }
    fputc('\n', out);
}

void
fulg_cli_print_number(FILE *out, const char *label, const char *text,
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
print_run(FILE *out, const fulg_reason_t *row)
{
    char place[64], text[400];
    char *each = fmpz_get_str(NULL, 10, row->value);
    const int plain = *row->how == '\0';
    const char *how = plain ? each : row->how;
    fmpz_t sum;
    fmpz_init_set(sum, row->value);
    fmpz_mul_si(sum, sum, row->to - row->from + 1);
    if (row->from == row->to)
    {
        snprintf(place, sizeof place, "%s_%ld", row->label, (long) row->from);
        snprintf(text, sizeof text, "%s%s%s", row->what, plain ? "" : ": ",
                 plain ? "" : how);
    }
    else
    {
        snprintf(place, sizeof place, "%s_%ld..%s_%ld", row->label,
                 (long) row->from, row->label, (long) row->to);
        snprintf(text, sizeof text, "%s: %ld x %s", row->what,
                 (long) (row->to - row->from + 1), how);
    }
    fulg_cli_print_number(out, place, text, sum);
    fmpz_clear(sum);
    flint_free(each);
}

/* The rows from .. end - 1 in one line. */
static void
print_rest(FILE *out, const fulg_reason_t *from, const fulg_reason_t *end)
{
    char place[64];
    fmpz_t sum;
    fmpz_init(sum);
    for (const fulg_reason_t *row = from; row < end; row++)
    {
        fmpz_t part;
        fmpz_init(part);
        fmpz_mul_si(part, row->value, row->to - row->from + 1);
        fmpz_add(sum, sum, part);
        fmpz_clear(part);
    }
    snprintf(place, sizeof place, "%s_%ld..%s_%ld", from->label,
             (long) from->from, from->label, (long) end[-1].to);
    fulg_cli_print_number(out, place, "likewise (--json has every term)", sum);
    fmpz_clear(sum);
}

/* The layers that begin with row, up to the last of that label; returns what
   comes after. */
static const fulg_reason_t *
print_layers(FILE *out, const fulg_reason_t *row, const fulg_reason_t *end)
{
    const fulg_reason_t *last = row;
    slong rows = 0;
    while (last < end && last->label != NULL && last->to >= 0 &&
           strcmp(last->label, row->label) == 0)
        last++;
    for (; row < last; row++)
    {
        if (rows >= MAX_ROWS && row->from < last[-1].to)
        {
            print_rest(out, row, last);
            break;
        }
        if (fmpz_is_zero(row->value))
            continue;
        print_run(out, row);
        rows++;
    }
    return last;
}

void
fulg_cli_print_reasons(FILE *out, const fulg_theorem_t *theorem,
                       const fulg_cert_t cert)
{
    const fulg_reason_t *row, *end;
    fulg_cert_reasons_t reasons;
    if (theorem->say == NULL)
        return;
    fulg_cert_reasons_init(reasons);
    theorem->say(reasons, cert);
    row = reasons->row;
    end = row + reasons->num;
    while (row < end)
        if (row->label == NULL)
            print_sentence(out, row++->what);
        else if (row->to >= 0)
            row = print_layers(out, row, end);
        else
        {
            fulg_cli_print_number(out, row->label, row->what, row->value);
            row++;
        }
    fulg_cert_reasons_clear(reasons);
}
