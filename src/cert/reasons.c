#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <fulgurite/cert.h>

void
fulg_cert_reasons_init(fulg_cert_reasons_t reasons)
{
    reasons->num = reasons->room = 0;
    reasons->row = NULL;
}

static void
clear_row(fulg_reason_t *row)
{
    flint_free(row->label);
    flint_free(row->what);
    flint_free(row->how);
    fmpz_clear(row->value);
}

void
fulg_cert_reasons_clear(fulg_cert_reasons_t reasons)
{
    for (slong i = 0; i < reasons->num; i++)
        clear_row(&reasons->row[i]);
    flint_free(reasons->row);
}

static char *
copy(const char *text)
{
    const size_t size = strlen(text) + 1;
    return memcpy(flint_malloc(size), text, size);
}

static fulg_reason_t *
append(fulg_cert_reasons_t reasons, const char *label, slong layer,
       const char *how)
{
    fulg_reason_t *row;
    if (reasons->num == reasons->room)
    {
        reasons->room = 2 * reasons->room + 8;
        reasons->row = flint_realloc(reasons->row, (size_t) reasons->room *
                                                       sizeof *reasons->row);
    }
    row = &reasons->row[reasons->num++];
    row->label = label ? copy(label) : NULL;
    row->how = copy(how);
    row->from = row->to = layer;
    fmpz_init(row->value);
    return row;
}

/* row->what, by a format. */
static void
set_what(fulg_reason_t *row, const char *format, va_list args)
{
    va_list again;
    size_t size;
    va_copy(again, args);
    size = (size_t) vsnprintf(NULL, 0, format, again) + 1;
    va_end(again);
    row->what = flint_malloc(size);
    vsnprintf(row->what, size, format, args);
}

void
fulg_cert_reasons_say(fulg_cert_reasons_t reasons, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    set_what(append(reasons, NULL, -1, ""), format, args);
    va_end(args);
}

void
fulg_cert_reasons_row(fulg_cert_reasons_t reasons, const char *label,
                      const fmpz_t value, const char *format, ...)
{
    fulg_reason_t *row = append(reasons, label, -1, "");
    va_list args;
    va_start(args, format);
    set_what(row, format, args);
    va_end(args);
    fmpz_set(row->value, value);
}

static int
continues(const fulg_reason_t *before, const fulg_reason_t *row)
{
    return before->label != NULL && before->to >= 0 &&
           before->to + 1 == row->from &&
           strcmp(before->label, row->label) == 0 &&
           strcmp(before->what, row->what) == 0 &&
           strcmp(before->how, row->how) == 0 &&
           fmpz_equal(before->value, row->value);
}

void
fulg_cert_reasons_layer(fulg_cert_reasons_t reasons, const char *label, slong i,
                        const fmpz_t value, const char *how, const char *format,
                        ...)
{
    fulg_reason_t *row = append(reasons, label, i, how);
    va_list args;
    va_start(args, format);
    set_what(row, format, args);
    va_end(args);
    fmpz_set(row->value, value);
    if (reasons->num > 1 && continues(row - 1, row))
    {
        row[-1].to = i;
        clear_row(row);
        reasons->num--;
    }
}
