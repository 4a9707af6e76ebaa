/* What tells the architectures of a results file apart: the curves of a picture and
   their colours. */
#include <stdlib.h>
#include <string.h>

#include "survey_plot.h"

const char *
fulg_cli_survey_trait(const fulg_cli_survey_sketch_t *S, slong n, int t)
{
    return S->trait[n * FULG_SURVEY_TRAITS + t];
}

const char *
fulg_cli_survey_trait_name(const fulg_cli_survey_sketch_t *S, int t)
{
    static const char *const names[] = {"family", "depth"};
    if (t < FULG_SURVEY_TRAIT_SHAPE)
        return names[t];
    if (t == FULG_SURVEY_TRAIT_SHAPE)
        return S->equal_widths ? "width" : "widths";
    return fulg_arch_fields[t - FULG_SURVEY_TRAIT_FIRST_FIELD].key;
}

/* ---- traits ---------------------------------------------------------------------- */

/* "2 2 2" becomes "2". */
static void
collapse(char *text)
{
    const size_t n = strcspn(text, " ");
    const char *rest = text + n;
    while (*rest == ' ' && strncmp(rest + 1, text, n) == 0 &&
           (rest[n + 1] == ' ' || rest[n + 1] == '\0'))
        rest += n + 1;
    if (*rest == '\0')
        text[n] = '\0';
}

void
fulg_cli_survey_set_traits(fulg_cli_survey_sketch_t *S)
{
    const slong num = S->rows->num;
    S->equal_widths = 1;
    for (slong n = 0; n < num; n++)
    {
        const json_t *row = S->rows->row[n].value;
        char **trait = &S->trait[n * FULG_SURVEY_TRAITS], text[32], *shape;
        const json_t *arch = json_object_get(row, "architecture");
        snprintf(text, sizeof text, "%ld",
                 (long) json_array_size(json_object_get(arch, "widths")) - 1);
        trait[FULG_SURVEY_TRAIT_FAMILY] = fulg_cli_survey_cell(row, 0);
        trait[FULG_SURVEY_TRAIT_DEPTH] = strdup(text);
        trait[FULG_SURVEY_TRAIT_SHAPE] = fulg_cli_survey_cell(row, 1);
        for (int f = 0; f < FULG_ARCH_NUM_FIELDS; f++)
        {
            trait[FULG_SURVEY_TRAIT_FIRST_FIELD + f] = fulg_cli_survey_cell(
                row, 2 + f);
            collapse(trait[FULG_SURVEY_TRAIT_FIRST_FIELD + f]);
        }
        shape = strdup(trait[FULG_SURVEY_TRAIT_SHAPE]);
        collapse(shape);
        S->equal_widths &= strchr(shape, ' ') == NULL;
        free(shape);
    }
    for (slong n = 0; n < num && S->equal_widths; n++)
        collapse(S->trait[n * FULG_SURVEY_TRAITS + FULG_SURVEY_TRAIT_SHAPE]);
    for (int t = 0; t < FULG_SURVEY_TRAITS; t++)
        for (slong n = 1; n < num && !S->varies[t]; n++)
            S->varies[t] = strcmp(fulg_cli_survey_trait(S, n, t),
                                  fulg_cli_survey_trait(S, 0, t)) != 0;
}

/* ---- series: architectures that differ along the axis alone ----------------------------- */

/* What qsort may not be given as an argument. */
typedef struct
{
    const fulg_cli_survey_sketch_t *S;
    slong row;
} entry_t;

static int
compare_rest(const fulg_cli_survey_sketch_t *S, slong m, slong n)
{
    for (int t = 0; t < FULG_SURVEY_TRAITS; t++)
    {
        /* The depth is in the widths, unless there is one number of these. */
        const int counts = S->varies[t] && t != S->x_trait &&
                           (t != FULG_SURVEY_TRAIT_DEPTH || S->equal_widths);
        const int order = counts ? strcmp(fulg_cli_survey_trait(S, m, t),
                                          fulg_cli_survey_trait(S, n, t))
                                 : 0;
        if (order != 0)
            return order;
    }
    return 0;
}

static int
by_rest(const void *a, const void *b)
{
    const entry_t *p = a, *q = b;
    const int order = compare_rest(p->S, p->row, q->row);
    return order ? order : (p->row > q->row) - (p->row < q->row);
}

/* Numbers the series in the points, in the order of their first rows; their
   number. */
slong
fulg_cli_survey_number_series(fulg_cli_survey_sketch_t *S)
{
    const slong num = S->rows->num;
    fulg_cli_survey_point_t *point = S->picture->point;
    entry_t *entry = flint_malloc((size_t) (num + 1) * sizeof(entry_t));
    slong *leader = flint_malloc((size_t) (num + 1) * sizeof(slong));
    slong count = 0;
    for (slong n = 0; n < num; n++)
        entry[n] = (entry_t){S, n};
    qsort(entry, (size_t) num, sizeof *entry, by_rest);
    for (slong i = 0; i < num; i++)
        leader[entry[i].row] = i > 0 && compare_rest(S, entry[i].row,
                                                     entry[i - 1].row) == 0
                                   ? leader[entry[i - 1].row]
                                   : entry[i].row;
    for (slong n = 0; n < num; n++)
        point[n].series = leader[n] == n ? count++ : point[leader[n]].series;
    flint_free(entry);
    flint_free(leader);
    return count;
}

/* ---- colours ------------------------------------------------------------------------------- */

int
fulg_cli_survey_count_values(const fulg_cli_survey_sketch_t *S, int t)
{
    slong first[FULG_SURVEY_COLOURS + 1];
    int num = 0;
    for (slong n = 0; n < S->rows->num && num <= FULG_SURVEY_COLOURS; n++)
    {
        int k = 0;
        while (k < num && strcmp(fulg_cli_survey_trait(S, n, t),
                                 fulg_cli_survey_trait(S, first[k], t)) != 0)
            k++;
        if (k == num)
            first[num++] = n;
    }
    return num;
}

/* With few series each has its colour, with many the trait of most values has one
   for each; -1 where none has few enough. */
static int
colour_trait(const fulg_cli_survey_sketch_t *S)
{
    int best = -1, most = 1;
    for (int t = 0; t < FULG_SURVEY_TRAITS; t++)
    {
        const int values = S->varies[t] && t != S->x_trait
                               ? fulg_cli_survey_count_values(S, t)
                               : 1;
        if (values > most && values <= FULG_SURVEY_COLOURS)
        {
            best = t;
            most = values;
        }
    }
    return best;
}

/* What tells a series from the others. */
static char *
series_label(const fulg_cli_survey_sketch_t *S, slong n)
{
    fulg_cli_survey_text_t text;
    FILE *out = fulg_cli_survey_text_open(&text);
    const char *between = "";
    for (int t = 0; t < FULG_SURVEY_TRAITS; t++)
    {
        const char *value = fulg_cli_survey_trait(S, n, t);
        if (!S->varies[t] || t == S->x_trait ||
            (t == FULG_SURVEY_TRAIT_DEPTH && !S->equal_widths))
            continue;
        fprintf(out, "%s%s %s", between, fulg_cli_survey_trait_name(S, t),
                *value ? value : "none");
        between = ", ";
    }
    return fulg_cli_survey_text_close(&text);
}

static void
colour_by_series(fulg_cli_survey_sketch_t *S)
{
    fulg_cli_survey_picture_t *P = S->picture;
    P->num_colours = (int) P->num_series;
    for (slong n = 0; n < P->num; n++)
    {
        const int c = P->point[n].colour = (int) P->point[n].series;
        if (P->label[c] == NULL && P->num_series > 1)
            P->label[c] = series_label(S, n);
    }
}

static void
colour_by_trait(fulg_cli_survey_sketch_t *S, int t)
{
    fulg_cli_survey_picture_t *P = S->picture;
    slong first[FULG_SURVEY_COLOURS];
    P->num_colours = 0;
    for (slong n = 0; n < P->num; n++)
    {
        const char *value = fulg_cli_survey_trait(S, n, t);
        int c = 0;
        while (c < P->num_colours &&
               strcmp(value, fulg_cli_survey_trait(S, first[c], t)) != 0)
            c++;
        P->point[n].colour = c;
        if (c == P->num_colours)
        {
            const size_t size = strlen(value) + 32;
            first[P->num_colours++] = n;
            P->label[c] = malloc(size);
            snprintf(P->label[c], size, "%s %s",
                     fulg_cli_survey_trait_name(S, t), *value ? value : "none");
        }
    }
}

void
fulg_cli_survey_set_colours(fulg_cli_survey_sketch_t *S)
{
    fulg_cli_survey_picture_t *P = S->picture;
    const int few = P->lines && P->num_series <= FULG_SURVEY_COLOURS;
    const int t = few ? -1 : colour_trait(S);
    P->num_colours = 1;
    if (few)
        colour_by_series(S);
    else if (t >= 0)
        colour_by_trait(S, t);
}
