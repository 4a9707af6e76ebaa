/*
 * Large matrices of integers inside a JSON text, without a node for every number.
 *
 * Before the text is parsed the outer brackets of such a matrix become quotes, so
 * that the reader takes all of it as one string; what follows the first of them
 * becomes the sign DEL, which marks it, and so do line ends, which no string may
 * hold.  A text that has DEL in it, or could have one in a string, is left as it
 * is: no string of a file passes for a matrix.
 */
#include <string.h>

#include <fulgurite/exact.h>

#define MARK '\x7f'

/* Smaller matrices are left as they are. */
#define MIN_ENTRIES 256
/* Digits that surely fit a word. */
#define MAX_DIGITS 18

static const char *
skip_blanks(const char *s, const char *end)
{
    while (s < end && (*s == ' ' || *s == '\n'))
        s++;
    return s;
}

/* Behind an integer as JSON writes it; NULL when there is none that fits. */
static const char *
skip_integer(const char *s, const char *end)
{
    const char *first;
    if (s < end && *s == '-')
        s++;
    first = s;
    while (s < end && *s >= '0' && *s <= '9')
        s++;
    if (s == first || s - first > MAX_DIGITS ||
        (*first == '0' && s - first > 1))
        return NULL;
    return s;
}

/* Behind "[1, 2]", s being behind its bracket; NULL when it is no such row.
   Adds to *entries. */
static const char *
skip_row(const char *s, const char *end, size_t *entries)
{
    for (;;)
    {
        s = skip_integer(skip_blanks(s, end), end);
        if (s == NULL)
            return NULL;
        ++*entries;
        s = skip_blanks(s, end);
        if (s == end || (*s != ',' && *s != ']'))
            return NULL;
        if (*s++ == ']')
            return s;
    }
}

/* The last bracket of a large matrix of integers, s being behind its first one;
   NULL when it is none. */
static char *
matrix_end(char *s, const char *end)
{
    size_t entries = 0;
    const char *p = s;
    for (;;)
    {
        p = skip_blanks(p, end);
        if (p == end || *p != '[')
            return NULL;
        p = skip_row(p + 1, end, &entries);
        if (p == NULL)
            return NULL;
        p = skip_blanks(p, end);
        if (p == end || (*p != ',' && *p != ']'))
            return NULL;
        if (*p == ']')
            return entries >= MIN_ENTRIES ? s + (p - s) : NULL;
        p++;
    }
}

/* The matrix between two brackets becomes a string.  A line end that follows its
   first bracket is marked in place of the inner bracket. */
static void
pack(char *first, char *last)
{
    *first = *last = '"';
    first[1] = MARK;
    for (char *s = first + 2; s < last; s++)
        if (*s == '\n')
            *s = MARK;
}

static int
may_hold_mark(const char *text, size_t length)
{
    const char *end = text + length, *s = text;
    if (memchr(text, MARK, length) != NULL)
        return 1;
    while ((s = memchr(s, '\\', (size_t) (end - s))) != NULL && s + 1 < end)
    {
        if (s[1] == 'u')
            return 1;
        s += 2;
        if (s >= end)
            break;
    }
    return 0;
}

size_t
fulg_exact_json_pack(char *text, size_t length)
{
    const char *end = text + length;
    size_t packed = 0;
    if (may_hold_mark(text, length))
        return 0;
    for (char *s = text; s < end; s++)
        if (*s == '"')
        {
            /* A string that does not end is left to the reader. */
            for (s++; s < end && *s != '"'; s++)
                s += *s == '\\';
        }
        else if (*s == '[' && s + 1 < end && (s[1] == '[' || s[1] == '\n'))
        {
            char *last = matrix_end(s + 1, end);
            if (last == NULL)
                continue;
            pack(s, last);
            packed++;
            s = last;
        }
    return packed;
}

/* The matrix that starts with a quote at s; returns its end. */
static char *
restore(char *s)
{
    char *inner = s + 2;
    *s = '[';
    while (*inner == ' ' || *inner == MARK)
        inner++;
    s[1] = *inner == '[' ? '\n' : '[';
    for (s += 2; *s != '"'; s++)
        if (*s == MARK)
            *s = '\n';
    *s = ']';
    return s;
}

void
fulg_exact_json_pack_undo(char *text, size_t length)
{
    const char *end = text + length;
    for (char *s = text; s + 1 < end; s++)
        if (*s == '"' && s[1] == MARK)
            s = restore(s);
}

int
fulg_exact_json_is_packed(const json_t *value)
{
    return json_is_string(value) && json_string_value(value)[0] == MARK;
}

size_t
fulg_exact_json_packed_entries(const json_t *value)
{
    const char *s = json_string_value(value);
    size_t entries = 1;
    for (; *s != '\0'; s++)
        entries += *s == ',';
    return entries;
}

/* The next integer of a packed matrix. */
static slong
read_integer(const char **place)
{
    const char *s = *place;
    slong n = 0, sign = 1;
    while (*s != '-' && (*s < '0' || *s > '9'))
        s++;
    if (*s == '-')
    {
        sign = -1;
        s++;
    }
    for (; *s >= '0' && *s <= '9'; s++)
        n = 10 * n + (*s - '0');
    *place = s;
    return sign * n;
}

int
fulg_exact_json_packed_get(fmpq_mat_t A, const json_t *value)
{
    const slong rows = fmpq_mat_nrows(A), cols = fmpq_mat_ncols(A);
    const char *s = json_string_value(value);
    slong i = 0, j = 0;
    if (rows == 0 || cols == 0)
        return 0;
    /* The shape first: a row ends with ']', but for the last one. */
    for (; *s != '\0'; s++)
        if (*s == ']')
        {
            if (j != cols - 1)
                return 0;
            i++;
        }
        else if (*s == '[')
            j = 0;
        else
            j += *s == ',';
    if (i != rows)
        return 0;
    s = json_string_value(value);
    for (i = 0; i < rows; i++)
        for (j = 0; j < cols; j++)
        {
            fmpz_set_si(fmpq_mat_entry_num(A, i, j), read_integer(&s));
            fmpz_one(fmpq_mat_entry_den(A, i, j));
        }
    return 1;
}

json_t *
fulg_exact_json_unpack(const json_t *value)
{
    json_t *rows = json_array(), *row = json_array();
    const char *s = json_string_value(value);
    for (;;)
    {
        json_array_append_new(row, json_integer(read_integer(&s)));
        while (*s == ' ' || *s == MARK)
            s++;
        if (*s == ',')
            continue;
        json_array_append_new(rows, row);
        for (s += *s != '\0'; *s == ' ' || *s == ',' || *s == MARK; s++)
            ;
        if (*s == '\0')
            return rows;
        row = json_array();
    }
}
