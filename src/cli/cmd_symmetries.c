#include <fulgurite/symmetry.h>

#include "cli.h"

typedef struct
{
    fulg_cli_arch_t arch;
    int forms;
    slong most;
} said_t;

typedef struct
{
    fulg_symmetry_algebra_t S;
    slong span, orbit;
    slong others; /* -1: not looked for */
    slong forms; /* the bound of the families of --forms, -1: it is no better */
    fulg_diag_t why_not, why_unproved;
    fulg_symmetry_structure_t structure;
} answer_t;

/* The simple Lie algebras over the complex numbers, by their dimension. */
static const char *
simple_name(slong dimension)
{
    static const struct
    {
        slong dimension;
        const char *name;
    } simple[] = {{3, "sl_2"},  {8, "sl_3"},          {10, "sp_4"}, {14, "g_2"},
                  {15, "sl_4"}, {21, "so_7 or sp_6"}, {24, "sl_5"}};
    for (size_t n = 0; n < sizeof simple / sizeof *simple; n++)
        if (simple[n].dimension == dimension)
            return simple[n].name;
    return "simple";
}

/* "sl_2 + sl_2 + k^1", over the complex numbers: forms are not told apart. */
static void
print_structure(FILE *out, const answer_t *A)
{
    const fulg_symmetry_structure_t *G = &A->structure;
    const char *plus = "";
    if (!G->closed)
    {
        fprintf(out, "their Lie algebra is not computed: %s\n", G->why_not);
        return;
    }
    fputs("their Lie algebra over the complex numbers: ", out);
    for (slong n = 0; n < G->num_simple; n++, plus = " + ")
        fprintf(out, "%s%s", plus, simple_name(G->simple[n]));
    if (G->num_simple == 0 && G->radical < G->dimension)
    {
        fprintf(out, "semisimple of dimension %ld",
                (long) (G->dimension - G->radical));
        plus = " + ";
    }
    if (G->radical == G->centre && (G->radical > 0 || !*plus))
        fprintf(out, "%sk^%ld", plus, (long) G->centre);
    else if (G->radical > 0)
        fprintf(out, "%ssolvable of dimension %ld", *plus ? " on " : "",
                (long) G->radical);
    if (G->translations > 0)
        fprintf(out, ", modulo translations k^%ld times functions",
                (long) G->translations);
    fputc('\n', out);
}

/* "K1 Q1.1": the kinds of matrices that a family moves, with layer and head. */
static void
print_moved(FILE *out, const answer_t *A, slong family)
{
    const fulg_symmetry_algebra_struct *S = A->S;
    for (slong b = 0; b < S->num_blocks; b++)
    {
        const fulg_block_t *block = &S->block[b];
        const fulg_block_kind_t *kind = fulg_arch_block_kind(block->kind);
        if (!fulg_symmetry_moves(S, family, block))
            continue;
        fprintf(out, " %s_%ld",
                fulg_symmetry_in_forms(S, block->layer) && block->kind == 'q'
                    ? "A"
                    : kind->key,
                (long) block->number);
        if (kind->per != FULG_PER_SUBLAYER)
            fprintf(out, ".%ld", (long) block->head + 1);
    }
}

static const char *
unproved(const answer_t *A)
{
    return *A->why_unproved->text ? A->why_unproved->text
                                  : "no integers were found that prove them";
}

static void
print_text(FILE *out, const answer_t *A)
{
    const fulg_symmetry_algebra_struct *S = A->S;
    fprintf(
        out,
        "fields of dimension %ld on %ld %s, orbits of dimension %ld\n"
        "so the dimension is at most %ld - %ld = %ld (theorem symmetry-fields)\n",
        (long) A->span, (long) S->moving,
        S->forms ? "coordinates A = K^T Q, V" : "weights", (long) A->orbit,
        (long) S->moving, (long) A->orbit, (long) (S->moving - A->orbit));
    print_structure(out, A);
    fputc('\n', out);
    for (slong n = 0; n < S->num_families; n++)
    {
        const fulg_symmetry_family_t *F = &S->family[n];
        fprintf(out, "  %-15s  %s, orbit %ld\n                   on",
                F->algebra, F->reason,
                (long) fulg_symmetry_orbit(S, F->first, F->num));
        print_moved(out, A, n);
        fputc('\n', out);
    }
    if (S->num_families)
        fputc('\n', out);
    if (A->others == 0)
        fprintf(
            out,
            "there are no other fields that are affine in these coordinates, up to\n"
            "translations times functions%s\n",
            fulg_symmetry_has_free(S)
                ? ", if exponentials, roots and angles are independent\n"
                  "(theorem free-exponentials; not checked here)"
                : "");
    else if (A->others > 0)
        fprintf(
            out,
            "at most %ld more fields are affine in these coordinates: counted at random\n"
            "points mod a prime, not proved (%s)\n",
            (long) A->others, unproved(A));
    else
        fprintf(out, "whether there are others is not known: %s\n",
                A->why_not->text);
    if (A->forms >= 0)
        fprintf(
            out,
            "with --forms, in the coordinates A = K^T Q and V: at most %ld\n",
            (long) A->forms);
}

static json_t *
json_family(const answer_t *A, slong n)
{
    const fulg_symmetry_algebra_struct *S = A->S;
    const fulg_symmetry_family_t *F = &S->family[n];
    json_t *value = json_object(), *fields = json_array();
    json_object_set_new(value, "reason", json_string(F->reason));
    json_object_set_new(value, "proof",
                        json_string(F->found ? "substitution" : "theorem"));
    json_object_set_new(value, "algebra", json_string(F->algebra));
    json_object_set_new(value, "dimension",
                        json_integer(fulg_symmetry_span(S, F->first, F->num)));
    json_object_set_new(value, "orbit",
                        json_integer(fulg_symmetry_orbit(S, F->first, F->num)));
    /* each [to, from, number]; from 0: a constant; weights count from 1 */
    for (slong f = F->first; f < F->first + F->num; f++)
    {
        json_t *field = json_array();
        for (slong k = S->start[f]; k < S->start[f + 1]; k++)
            json_array_append_new(
                field, json_pack("[I, I, I]", (json_int_t) S->entry[k].to + 1,
                                 (json_int_t) S->entry[k].from + 1,
                                 (json_int_t) S->entry[k].num));
        json_array_append_new(fields, field);
    }
    json_object_set_new(value, "fields", fields);
    return value;
}

static json_t *
json_structure(const fulg_symmetry_structure_t *G)
{
    json_t *simple = json_array();
    if (!G->closed)
    {
        json_decref(simple);
        return json_null();
    }
    for (slong n = 0; n < G->num_simple; n++)
        json_array_append_new(simple, json_string(simple_name(G->simple[n])));
    return json_pack("{sI, sI, sI, sI, sI, so}", "translations",
                     (json_int_t) G->translations, "dimension",
                     (json_int_t) G->dimension, "centre",
                     (json_int_t) G->centre, "derived", (json_int_t) G->derived,
                     "radical", (json_int_t) G->radical, "simple", simple);
}

static void
print_json(fulg_cli_t *cli, const answer_t *A, const fulg_arch_t arch)
{
    const fulg_symmetry_algebra_struct *S = A->S;
    json_t *answer = fulg_cli_json_head(cli), *list = json_array();
    json_object_set_new(answer, "architecture", fulg_arch_json(arch));
    json_object_set_new(answer, "coordinates",
                        json_string(S->forms ? "forms" : "weights"));
    json_object_set_new(answer, "number", json_integer(S->moving));
    json_object_set_new(answer, "dimension", json_integer(A->span));
    json_object_set_new(answer, "orbit", json_integer(A->orbit));
    json_object_set_new(answer, "upper", json_integer(S->moving - A->orbit));
    json_object_set_new(answer, "structure", json_structure(&A->structure));
    if (!A->structure.closed)
        json_object_set_new(answer, "not_computed",
                            json_string(A->structure.why_not));
    for (slong n = 0; n < S->num_families; n++)
        json_array_append_new(list, json_family(A, n));
    json_object_set_new(answer, "families", list);
    json_object_set_new(answer, "others",
                        A->others < 0 ? json_null() : json_integer(A->others));
    json_object_set_new(answer, "others_up_to_independence",
                        json_boolean(fulg_symmetry_has_free(S)));
    if (A->others > 0)
        json_object_set_new(answer, "not_proved", json_string(unproved(A)));
    if (A->others < 0)
        json_object_set_new(answer, "not_looked_for",
                            json_string(A->why_not->text));
    fulg_cli_print_json(cli, answer);
}

/* Mixtures of heads, for example, are affine fields only there. */
static slong
better_in_forms(const answer_t *A, const fulg_arch_t arch)
{
    fulg_symmetry_algebra_t S;
    fulg_diag_t diag;
    slong upper;
    if (A->S->forms || fulg_symmetry_algebra_init(S, arch, FULG_SYMMETRY_FORMS,
                                                  diag) != FULG_OK)
        return -1;
    upper = S->moving - fulg_symmetry_orbit(S, 0, S->num_fields);
    fulg_symmetry_algebra_clear(S);
    return upper < A->S->moving - A->orbit ? upper : -1;
}

static int
answer(fulg_cli_t *cli, const fulg_arch_t arch, const said_t *said)
{
    answer_t A;
    fulg_rand_t rand;
    fulg_diag_t diag;
    const fulg_status_t status = fulg_symmetry_algebra_init(
        A.S, arch, said->forms ? FULG_SYMMETRY_FORMS : FULG_SYMMETRY_WEIGHTS,
        diag);
    if (status != FULG_OK)
        return fulg_cli_fail(status, diag, NULL);
    fulg_rand_init(rand, cli->seed);
    fulg_diag_init(A.why_not);
    fulg_diag_init(A.why_unproved);
    if (fulg_symmetry_lift(&A.others, A.S, said->most, rand, &cli->progress,
                           A.why_unproved, A.why_not) != FULG_OK)
        A.others = -1;
    A.span = fulg_symmetry_span(A.S, 0, A.S->num_fields);
    A.orbit = fulg_symmetry_orbit(A.S, 0, A.S->num_fields);
    (void) fulg_symmetry_structure(&A.structure, A.S);
    A.forms = cli->json ? -1 : better_in_forms(&A, arch);
    if (cli->json)
        print_json(cli, &A, arch);
    else
        print_text(cli->out, &A);
    fulg_symmetry_algebra_clear(A.S);
    return FULG_EXIT_OK;
}

static int
run(fulg_cli_t *cli)
{
    said_t said = {.most = 48};
    int num_words, code;
    fulg_arch_t arch;
    code = fulg_cli_parse(cli, &said, NULL, 0, &num_words);
    if (code == FULG_EXIT_OK)
        code = fulg_cli_arch_init(arch, &said.arch);
    if (code != FULG_EXIT_OK)
        return code;
    code = answer(cli, arch, &said);
    fulg_arch_clear(arch);
    return code;
}

static const fulg_option_t options[] = {
    {"ARCHITECTURE", "", FULG_OPTION_ARCHITECTURE, offsetof(said_t, arch),
     NULL},
    {"--forms", "", FULG_OPTION_FLAG, offsetof(said_t, forms),
     "for lightning stacks: use the coordinates A = K^T Q and V "
     "of the heads"},
    {"--most", "N", FULG_OPTION_SIZE, offsetof(said_t, most),
     "look for other fields in up to N coordinates (default 48)"},
    FULG_CLI_LAST_OPTION};

const fulg_command_t fulg_command_symmetries = {
    "symmetries", "vector fields on weights that do not change the function",
    run, options,
    "usage: fulgurite symmetries ARCHITECTURE [--forms] [--most N] [--json]\n\n"
    "The vector fields, affine in the weights, along which no function of the\n"
    "architecture changes: families that are proved, the Lie algebra of each, the\n"
    "matrices it moves and the dimension of its orbits; and whether there are others.\n"
    "The dimension of the neuromanifold is at most weights - orbit.\n\n" FULG_CLI_OPTIONS
    "\n"
    "  fulgurite symmetries --widths 3,2 --head-dim 2\n"};
