#include <string.h>

#include "draw.h"

#define AT(member) offsetof(fulg_cli_draw_said_t, member)

static void
count(fulg_cli_draw_answer_t *A)
{
    memset(A->states, 0, sizeof A->states);
    memset(A->places, 0, sizeof A->places);
    for (slong n = 0; n < A->P->num_free; n++)
        A->places[A->P->free[n].place]++;
    for (slong n = 0; n < A->P->num_leaf; n++)
        A->states[A->P->leaf[n].surface < 0][A->P->leaf[n].state]++;
}

/* The kind of picture that the name of the file says: 2 in the plane, 3 in space;
   0 after a message. */
static int
kind_of_file(const char *file)
{
    if (fulg_exact_text_ends(file, ".svg"))
        return 2;
    if (fulg_exact_text_ends(file, ".html"))
        return 3;
    fulg_cli_message(
        "-o: a file .svg (dimension 2) or .html (dimension 3), not "
        "\"%.80s\"",
        file);
    return 0;
}

/* A slice of that dimension goes into that file. */
static int
check_file(const char *file, slong dim)
{
    const int kind = kind_of_file(file);
    if (kind == 0)
        return FULG_EXIT_USAGE;
    if (kind == dim)
        return FULG_EXIT_OK;
    fulg_cli_message("a slice of dimension %ld goes into a file %s", (long) dim,
                     dim == 2 ? ".svg" : ".html");
    return FULG_EXIT_USAGE;
}

static int
write_picture(const fulg_cli_draw_answer_t *A)
{
    fulg_cli_output_t *out = flint_malloc(sizeof *out);
    char *three = NULL;
    int code = A->S->dim == 3 ? fulg_cli_draw_three(&three) : FULG_EXIT_OK;
    if (code == FULG_EXIT_OK)
        code = fulg_cli_output_open(A->cli, out, A->said.file);
    if (code == FULG_EXIT_OK)
    {
        if (A->S->dim == 2)
            fulg_cli_draw_svg(out, A);
        else
            code = fulg_cli_draw_page(out, A, three);
        code = fulg_cli_output_close(out, code);
    }
    flint_free(three);
    flint_free(out);
    return code;
}

static int
draw(fulg_cli_draw_answer_t *A)
{
    const slong depth = A->said.depth ? A->said.depth : A->S->dim == 2 ? 9 : 6;
    fulg_diag_t diag;
    fulg_status_t status;
    int code;
    fulg_draw_equations_init(A->E, A->S);
    status = fulg_draw_picture_init(A->P, A->S, A->E, depth, &A->cli->progress,
                                    diag);
    if (status != FULG_OK)
    {
        fulg_draw_equations_clear(A->E);
        return fulg_cli_fail(status, diag, NULL);
    }
    count(A);
    code = A->said.file ? write_picture(A) : FULG_EXIT_OK;
    if (code == FULG_EXIT_OK && A->cli->json)
        fulg_cli_draw_print_json(A);
    else if (code == FULG_EXIT_OK &&
             !(A->said.file && strcmp(A->said.file, "-") == 0))
        fulg_cli_draw_print(A);
    fulg_draw_picture_clear(A->P);
    fulg_draw_equations_clear(A->E);
    return code;
}

static int
run(fulg_cli_t *cli)
{
    fulg_cli_draw_answer_t A = {.cli = cli,
                                .said = {.head_dim = 2, .tokens = 3}};
    int num_words;
    int code = fulg_cli_parse(cli, &A.said, NULL, 0, &num_words);
    if (code == FULG_EXIT_OK && A.said.file && !kind_of_file(A.said.file))
        code = FULG_EXIT_USAGE;
    if (code == FULG_EXIT_OK)
        code = fulg_cli_draw_read_slice(A.S, cli, &A.said);
    if (code != FULG_EXIT_OK)
        return code;
    if (A.said.file)
        code = check_file(A.said.file, A.S->dim);
    if (code == FULG_EXIT_OK)
        code = draw(&A);
    fulg_draw_slice_clear(A.S);
    return code;
}

static const fulg_option_t options[] = {
    {"--head-dim", "a", FULG_OPTION_SIZE, AT(head_dim),
     "A has rank <= a (default 2)"},
    {"--tokens", "t", FULG_OPTION_SIZE, AT(tokens),
     "1: the cubic form of one token; more are all the same (default 3)"},
    {"--dimension", "2|3", FULG_OPTION_SIZE, AT(dimension),
     "of the slice (default: 3 for a file .html, else 2)"},
    {"--slice", "FILE", FULG_OPTION_TEXT, AT(slice),
     "a file fulgurite-slice/1 in place of the options above and below"},
    {"--origin", "V", FULG_OPTION_TEXT, AT(origin),
     "a vector: six numbers (one token: four) with commas, or a file with a "
     "function or weights (default: 0)"},
    {"--directions", "V;V[;V]", FULG_OPTION_TEXT, AT(directions),
     "two or three vectors (default: a slice of the manual)"},
    {"--box", "LOW,HIGH", FULG_OPTION_TEXT, AT(box),
     "of all coordinates, or with ; one for each (default -2,2)"},
    {"--depth", "N", FULG_OPTION_SIZE, AT(depth),
     "boxes are halved N times (default 9, in space 6)"},
    {"-o", "FILE", FULG_OPTION_TEXT, AT(file),
     "the picture: .svg in the plane, .html in space"},
    FULG_CLI_LAST_OPTION};

const fulg_command_t fulg_command_draw = {
    "draw", "slices of the neuromanifold of one layer as pictures", run,
    options,
    "usage: fulgurite draw [--head-dim a] [--tokens t] [--directions V;V[;V]]\n"
    "                      [--slice FILE] [-o FILE.svg|FILE.html] [--json]\n\n"
    "An affine slice, in the plane or in space, of the functions of one lightning\n"
    "layer with d = 2, d_out = 1 and one head: the exact equations of the variety, of\n"
    "its singular locus and of the boundary there, which regions have real weights,\n"
    "and boxes in which all that is proved.  Boxes in which it is not are counted and\n"
    "drawn.\n\n" FULG_CLI_OPTIONS "\n"
    "  fulgurite draw --tokens 1 --head-dim 1 -o cusp.svg\n"
    "  fulgurite draw --directions '1,0,-1,0,0,0;0,0,0,0,1,0' --origin 0,1,0,1,0,1\n"
    "  fulgurite draw -o umbrella.html\n"};
