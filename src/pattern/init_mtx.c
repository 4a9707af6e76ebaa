#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "impl.h"

/* The longest line of the format, and room for a number on it. */
#define MAX_LINE 1024

/* The text, a line at a time. */
typedef struct
{
    const char *at, *end;
    slong number;
    char line[MAX_LINE + 1];
    int coordinate, symmetric;
    slong rows, cols, num;
} reader_t;

static fulg_status_t
bad(const reader_t *R, const char *what, fulg_diag_t diag)
{
    return fulg_diag_set(diag, FULG_PARSE, "line %ld: %s", (long) R->number,
                         what);
}

/* The next line that is neither empty nor a comment; *found 0 at the end. */
static fulg_status_t
next_line(int *found, reader_t *R, fulg_diag_t diag)
{
    for (;;)
    {
        const char *stop;
        size_t n;
        *found = 0;
        if (R->at == R->end)
            return FULG_OK;
        stop = memchr(R->at, '\n', (size_t) (R->end - R->at));
        if (stop == NULL)
            stop = R->end;
        n = (size_t) (stop - R->at);
        R->number++;
        if (n > MAX_LINE || memchr(R->at, '\0', n) != NULL)
            return bad(R, "no line of text of at most 1024 characters", diag);
        memcpy(R->line, R->at, n);
        R->line[n] = '\0';
        R->at = stop + (stop < R->end);
        n = strspn(R->line, " \t\r");
        if (R->line[0] == '%' || R->line[n] == '\0')
            continue;
        *found = 1;
        return FULG_OK;
    }
}

/* The words of the line, at most max; returns how many there are. */
static int
split(char **word, int max, char *line)
{
    int n = 0;
    for (line += strspn(line, " \t\r"); *line != '\0';
         line += strspn(line, " \t\r"))
    {
        if (n++ < max)
            word[n - 1] = line;
        line += strcspn(line, " \t\r");
        if (*line != '\0')
            *line++ = '\0';
    }
    return n;
}

static int
read_size(slong *n, const char *word)
{
    char *end;
    if (word[0] < '0' || word[0] > '9' || strlen(word) > 18)
        return 0;
    *n = strtol(word, &end, 10);
    return *end == '\0';
}

/* "%%MatrixMarket matrix coordinate real general" */
static fulg_status_t
read_banner(reader_t *R, int *complex, int *pattern, fulg_diag_t diag)
{
    const char *stop = memchr(R->at, '\n', (size_t) (R->end - R->at));
    const size_t n = (size_t) ((stop ? stop : R->end) - R->at);
    char *word[6];
    R->number = 1;
    if (n > MAX_LINE)
        return bad(R, "no Matrix Market banner", diag);
    memcpy(R->line, R->at, n);
    R->line[n] = '\0';
    R->at += n + (stop != NULL);
    /* Words of the banner in any case. */
    for (char *c = R->line; *c != '\0'; c++)
        *c = (char) tolower((unsigned char) *c);
    if (split(word, 6, R->line) != 5 || strcmp(word[1], "matrix") != 0)
        return bad(R,
                   "the banner is \"%%MatrixMarket matrix FORMAT FIELD "
                   "SYMMETRY\"",
                   diag);
    R->coordinate = strcmp(word[2], "coordinate") == 0;
    if (!R->coordinate && strcmp(word[2], "array") != 0)
        return bad(R, "the format is neither coordinate nor array", diag);
    *complex = strcmp(word[3], "complex") == 0;
    *pattern = strcmp(word[3], "pattern") == 0;
    if (!*complex && !*pattern && strcmp(word[3], "real") != 0 &&
        strcmp(word[3], "integer") != 0 && strcmp(word[3], "double") != 0 &&
        strcmp(word[3], "unsigned-integer") != 0)
        return bad(R, "the field is none of real, integer, complex, pattern",
                   diag);
    /* Hermitian with real numbers is the same. */
    R->symmetric = strcmp(word[4], "symmetric") == 0 ||
                   strcmp(word[4], "hermitian") == 0;
    if (strcmp(word[4], "skew-symmetric") == 0)
        return bad(R,
                   "the entries (i,j) and (j,i) of a skew-symmetric matrix are "
                   "both zero, or one of them is negative",
                   diag);
    if (!R->symmetric && strcmp(word[4], "general") != 0)
        return bad(R, "the symmetry is neither general nor symmetric", diag);
    return FULG_OK;
}

static fulg_status_t
read_sizes(reader_t *R, fulg_diag_t diag)
{
    char *word[3];
    int found;
    const int want = R->coordinate ? 3 : 2;
    fulg_status_t status = next_line(&found, R, diag);
    if (status != FULG_OK)
        return status;
    if (!found || split(word, 3, R->line) != want ||
        !read_size(&R->rows, word[0]) || !read_size(&R->cols, word[1]) ||
        (R->coordinate && !read_size(&R->num, word[2])))
        return bad(R, "no line with the sizes of the matrix", diag);
    if (R->rows != R->cols)
        return fulg_diag_set(
            diag, FULG_PARSE,
            "line %ld: the matrix is not square: %ld rows, %ld "
            "columns",
            (long) R->number, (long) R->rows, (long) R->cols);
    if (R->rows > FULG_PATTERN_MAX_LENGTH)
        return fulg_diag_set(diag, FULG_UNABLE,
                             "a matrix of %ld rows is too large (limit: %d)",
                             (long) R->rows, FULG_PATTERN_MAX_LENGTH);
    return FULG_OK;
}

static fulg_status_t
push(fulg_pattern_list_t *list, const reader_t *R, slong i, slong j,
     const char *text, fulg_diag_t diag)
{
    fmpq *x = fulg_pattern_list_push(list, i, j);
    fulg_status_t status;
    fmpq_t copy;
    fmpq_init(copy);
    /* "+1.5" is a number there. */
    status = fulg_exact_set_text(copy, text + (text[0] == '+'), diag);
    fmpq_set(x, copy);
    if (status == FULG_OK && R->symmetric && i != j)
        fmpq_set(fulg_pattern_list_push(list, j, i), copy);
    fmpq_clear(copy);
    return fulg_diag_prefix(diag, status,
                            "line %ld: entry (%ld,%ld): ", (long) R->number,
                            (long) i + 1, (long) j + 1);
}

/* The place of the next number of an array: down the columns, of a symmetric one
   from the diagonal. */
static void
next_place(slong *i, slong *j, const reader_t *R)
{
    if (++*i == R->rows)
    {
        ++*j;
        *i = R->symmetric ? *j : 0;
    }
}

static fulg_status_t
read_array(fulg_pattern_list_t *list, reader_t *R, fulg_diag_t diag)
{
    slong i = 0, j = 0;
    for (;;)
    {
        char *word[1];
        int found;
        fulg_status_t status = next_line(&found, R, diag);
        if (status != FULG_OK)
            return status;
        if (!found)
            break;
        if (j >= R->cols)
            return bad(R, "more numbers than the matrix has", diag);
        if (split(word, 1, R->line) != 1)
            return bad(R, "expected one number", diag);
        status = push(list, R, i, j, word[0], diag);
        if (status != FULG_OK)
            return status;
        next_place(&i, &j, R);
    }
    if (j < R->cols)
        return fulg_diag_set(diag, FULG_PARSE,
                             "the file ends before entry (%ld,%ld)",
                             (long) i + 1, (long) j + 1);
    return FULG_OK;
}

static fulg_status_t
read_coordinates(fulg_pattern_list_t *list, reader_t *R, fulg_diag_t diag)
{
    slong n = 0;
    for (;; n++)
    {
        char *word[3];
        slong i, j;
        int found;
        fulg_status_t status = next_line(&found, R, diag);
        if (status != FULG_OK)
            return status;
        if (!found)
            break;
        if (split(word, 3, R->line) != 3 || !read_size(&i, word[0]) ||
            !read_size(&j, word[1]))
            return bad(R, "expected row, column and one number", diag);
        if (i < 1 || i > R->rows || j < 1 || j > R->cols)
            return fulg_diag_set(diag, FULG_PARSE,
                                 "line %ld: entry (%ld,%ld) is outside of the "
                                 "matrix",
                                 (long) R->number, (long) i, (long) j);
        status = push(list, R, i - 1, j - 1, word[2], diag);
        if (status != FULG_OK)
            return status;
    }
    if (n != R->num)
        return fulg_diag_set(diag, FULG_PARSE,
                             "the file announces %ld entries and has %ld",
                             (long) R->num, (long) n);
    return FULG_OK;
}

/* Names the first entry of a file whose values are of no use. */
static fulg_status_t
refuse_values(reader_t *R, const char *what, fulg_diag_t diag)
{
    char *word[3];
    slong i = 1, j = 1;
    int found;
    fulg_status_t status = read_sizes(R, diag);
    if (status == FULG_OK)
        status = next_line(&found, R, diag);
    if (status != FULG_OK)
        return status;
    if (R->coordinate && found && split(word, 3, R->line) >= 2)
    {
        if (!read_size(&i, word[0]) || !read_size(&j, word[1]))
            i = j = 1;
    }
    return fulg_diag_set(diag, FULG_PARSE, "line %ld: entry (%ld,%ld): %s",
                         (long) R->number, (long) i, (long) j, what);
}

fulg_status_t
fulg_pattern_init_mtx(fulg_pattern_t P, const char *text, size_t length,
                      fulg_diag_t diag)
{
    reader_t R = {.at = text, .end = text + length};
    fulg_pattern_list_t list;
    int complex = 0, pattern = 0;
    fulg_status_t status = read_banner(&R, &complex, &pattern, diag);
    if (status == FULG_OK && complex)
        return refuse_values(&R, "the values are complex numbers", diag);
    if (status == FULG_OK && pattern)
        return refuse_values(
            &R,
            "the file gives only the positions of the entries, not "
            "their values (pattern)",
            diag);
    if (status == FULG_OK)
        status = read_sizes(&R, diag);
    if (status != FULG_OK)
        return status;
    fulg_pattern_list_init(&list);
    status = R.coordinate ? read_coordinates(&list, &R, diag)
                          : read_array(&list, &R, diag);
    if (status == FULG_OK)
        status = fulg_pattern_init_entries(P, R.rows, list.num, list.row,
                                           list.col, list.value, diag);
    fulg_pattern_list_clear(&list);
    return status;
}
