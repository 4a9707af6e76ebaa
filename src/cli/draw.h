/* Shared by the files of the command draw. */
#ifndef FULG_CLI_DRAW_H
#define FULG_CLI_DRAW_H

#include "cli.h"

typedef struct
{
    slong head_dim, tokens, dimension, depth;
    const char *slice, *origin, *directions, *box, *file;
} fulg_cli_draw_said_t;

typedef struct
{
    fulg_cli_t *cli;
    fulg_cli_draw_said_t said;
    fulg_draw_slice_t S;
    fulg_draw_equations_t E;
    fulg_draw_picture_t P;
    slong states[2][FULG_DRAW_STATES]; /* boxes of surfaces; of the curve */
    slong places[FULG_DRAW_PLACES];    /* free boxes */
} fulg_cli_draw_answer_t;

/* The slice that the options say; initialised when FULG_EXIT_OK is returned. */
int fulg_cli_draw_read_slice(fulg_draw_slice_t S, const fulg_cli_t *cli,
                             const fulg_cli_draw_said_t *said);

/* Words for a role and for a place. */
const char *fulg_cli_draw_role_name(fulg_draw_role_t role);
const char *fulg_cli_draw_place_name(fulg_draw_place_t place);

/* The sentences of what is proved; a new reference to a list of them. */
json_t *fulg_cli_draw_statements(const fulg_cli_draw_answer_t *A);
void fulg_cli_draw_print(const fulg_cli_draw_answer_t *A);
void fulg_cli_draw_print_json(const fulg_cli_draw_answer_t *A);

/* ---- pictures -------------------------------------------------------------- */

/* How a piece or a point of that kind looks, and what the legend calls it. */
typedef enum
{
    FULG_DRAW_KIND_SURFACE,  /* the variety, of real weights */
    FULG_DRAW_KIND_SINGULAR, /* its singular locus, of real weights */
    FULG_DRAW_KIND_CLOSURE,  /* only complex weights */
    FULG_DRAW_KIND_BOUNDARY,
    FULG_DRAW_KIND_RIM,
    FULG_DRAW_KIND_OPEN, /* where it is not decided */
    FULG_DRAW_KINDS
} fulg_cli_draw_kind_t;

typedef struct
{
    const char *color;
    double width;
    const char *text;
} fulg_cli_draw_look_t;

extern const fulg_cli_draw_look_t fulg_draw_look[FULG_DRAW_KINDS];
/* What the legend calls points of the kind. */
const char *fulg_cli_draw_point_text(int kind);

fulg_cli_draw_kind_t fulg_cli_draw_kind(fulg_draw_role_t role,
                                        fulg_draw_place_t place);
fulg_cli_draw_kind_t
fulg_cli_draw_kind_of_piece(const fulg_cli_draw_answer_t *A, slong surface,
                            fulg_draw_place_t place);
/* "d = 2, d_out = 1, head_dim = 2, two or more tokens" */
void fulg_cli_draw_title(char *text, size_t size,
                         const fulg_cli_draw_answer_t *A);
/* A step of 1, 2 or 5 times a power of ten, for about num marks. */
double fulg_cli_draw_step(double width, int num);

/* The picture in the plane; the page in space. */
void fulg_cli_draw_svg(fulg_cli_output_t *out, const fulg_cli_draw_answer_t *A);
int fulg_cli_draw_page(fulg_cli_output_t *out, const fulg_cli_draw_answer_t *A,
                       const char *three);
/* The text of three.js on this machine, freed with flint_free; FULG_EXIT_OK, or
   an exit code after a message. */
int fulg_cli_draw_three(char **text);

#endif
