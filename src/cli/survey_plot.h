/* The picture of a results file: what is drawn, and how gnuplot is told. */
#ifndef FULG_CLI_SURVEY_PLOT_H
#define FULG_CLI_SURVEY_PLOT_H

#include "survey_columns.h"

/* A row: dimension is NaN where there are bounds only, expected where there is no
   count. */
typedef struct
{
    double x, parameters, lower, upper, dimension, expected;
    int probable;
    slong series, row;
    int colour;
} fulg_cli_survey_point_t;

#define FULG_SURVEY_COLOURS 9

/* Points in the order of their colours, series and x.  Without lines x is the number
   of parameters, and every point stands alone. */
typedef struct
{
    fulg_cli_survey_point_t *point;
    slong num, num_series, defects, probable, gaps;
    int lines, num_colours;
    char *label[FULG_SURVEY_COLOURS]; /* of a colour; NULL: nothing to say */
    char *title;
    const char *axis; /* the name of x */
} fulg_cli_survey_picture_t;

/* What tells architectures apart: family, depth, the widths (one number where
   every architecture has equal ones), and the fields. */
#define FULG_SURVEY_TRAIT_FAMILY 0
#define FULG_SURVEY_TRAIT_DEPTH 1
#define FULG_SURVEY_TRAIT_SHAPE 2
#define FULG_SURVEY_TRAIT_FIRST_FIELD 3
#define FULG_SURVEY_TRAITS \
    (FULG_SURVEY_TRAIT_FIRST_FIELD + FULG_ARCH_NUM_FIELDS)

typedef struct
{
    const fulg_cli_survey_rows_t *rows;
    fulg_cli_survey_picture_t *picture;
    char **trait; /* FULG_SURVEY_TRAITS for each row */
    int equal_widths, varies[FULG_SURVEY_TRAITS];
    int axis, x_trait; /* x_trait is -1 for parameters */
} fulg_cli_survey_sketch_t;

/* Fills trait, which is all NULL, equal_widths and varies. */
void fulg_cli_survey_set_traits(fulg_cli_survey_sketch_t *S);
const char *fulg_cli_survey_trait(const fulg_cli_survey_sketch_t *S, slong n,
                                  int t);
const char *fulg_cli_survey_trait_name(const fulg_cli_survey_sketch_t *S,
                                       int t);
/* Numbers the curves, whose architectures differ along the axis alone, in the order
   of their first rows; their number. */
slong fulg_cli_survey_number_series(fulg_cli_survey_sketch_t *S);
/* The different values of a trait, at most one more than there are colours. */
int fulg_cli_survey_count_values(const fulg_cli_survey_sketch_t *S, int t);
/* Few curves have a colour each; of many the trait with the most values that can
   have one each. */
void fulg_cli_survey_set_colours(fulg_cli_survey_sketch_t *S);

/* For fulg_cli_picture; data is a fulg_cli_survey_picture_t. */
void fulg_cli_survey_plot_script(FILE *script, const void *data);

#define FULG_SURVEY_PLOT_WIDTH 1200
#define FULG_SURVEY_PLOT_HEIGHT 480

#endif
