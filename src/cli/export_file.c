#include <string.h>

#include "export.h"

static int
put(void *output, const char *bytes, size_t n)
{
    return fulg_cli_output_put(output, bytes, n) == 0;
}

static int
write_system(const fulg_polysys_t S, const fulg_cli_export_t *E,
             fulg_cli_output_t *output)
{
    const fulg_sink_t sink = {put, output};
    fulg_diag_t diag;
    fulg_status_t status;
    status = fulg_polyfile_write(S, E->writer, &E->file_options, sink, diag);
    /* what went wrong with the file is said when it is closed */
    if (status == FULG_IO)
        return FULG_EXIT_OK;
    return status == FULG_OK ? FULG_EXIT_OK : fulg_cli_fail(status, diag, NULL);
}

static json_t *
json_expected(const fulg_polysys_t S)
{
    static const char *const names[] = {"polynomials", "terms", "dimension",
                                        "degree", "rank"};
    static const char *const strengths[] = {"proved", "probable", "at least",
                                            "at most"};
    json_t *list = json_array();
    for (slong i = 0; i < S->num_expected; i++)
    {
        const fulg_expected_t *one = &S->expected[i];
        json_array_append_new(
            list,
            json_pack("{s:s, s:o, s:s, s:s?}", "name", names[one->kind],
                      "value", fulg_exact_json_fmpz(one->value), "strength",
                      strengths[one->strength], "why", one->why));
    }
    return list;
}

static void
print_json(fulg_cli_t *cli, const fulg_polysys_t S, const fulg_cli_export_t *E)
{
    json_t *answer = fulg_cli_json_head(cli), *blocks = json_array();
    for (slong b = 0; b < S->num_blocks; b++)
        json_array_append_new(
            blocks,
            json_pack("{s:s, s:I, s:I, s:I, s:I}", "name", S->block[b].name,
                      "rows", (json_int_t) S->block[b].rows, "columns",
                      (json_int_t) S->block[b].cols, "terms",
                      (json_int_t) fulg_polysys_polyblock_terms(&S->block[b]),
                      "degree",
                      (json_int_t) fulg_polysys_polyblock_degree(&S->block[b],
                                                                 S->ring)));
    json_object_set_new(answer, "architecture", fulg_arch_json(E->arch));
    json_object_set_new(answer, "system", json_string(E->system));
    json_object_set_new(answer, "format", json_string(E->format));
    json_object_set_new(answer, "file", json_string(E->file));
    json_object_set_new(answer, "variables", json_integer(S->ring->num));
    json_object_set_new(answer, "blocks", blocks);
    json_object_set_new(answer, "expected", json_expected(S));
    fulg_cli_print_json(cli, answer);
}

static void
print_summary(fulg_cli_t *cli, const fulg_polysys_t S,
              const fulg_cli_export_t *E)
{
    const fulg_polysys_polyblock_t *block = &S->block[S->task.main];
    const long num = (long) (block->rows * block->cols);
    const long terms = (long) fulg_polysys_polyblock_terms(block);
    const long vars = (long) S->ring->num;
    fprintf(cli->out,
            "%s: %s, %ld polynomial%s with %ld term%s in %ld "
            "variable%s, for %s\n",
            E->file, E->system, num, num == 1 ? "" : "s", terms,
            terms == 1 ? "" : "s", vars, vars == 1 ? "" : "s",
            fulg_polyfile_program(E->writer));
}

/* The header of a file that can hold no comments, in FILE.txt beside it. */
static int
export_notes(fulg_cli_t *cli, const fulg_polysys_t S,
             const fulg_cli_export_t *E)
{
    fulg_cli_output_t output;
    const fulg_sink_t sink = {put, &output};
    fulg_diag_t diag;
    const size_t size = strlen(E->file) + sizeof ".txt";
    char *name = flint_malloc(size);
    int code;
    snprintf(name, size, "%s.txt", E->file);
    code = fulg_cli_output_open(cli, &output, name);
    if (code == FULG_EXIT_OK)
    {
        fulg_status_t status = fulg_polyfile_write_notes(
            S, E->writer, &E->file_options, sink, diag);
        if (status != FULG_OK && status != FULG_IO)
            code = fulg_cli_fail(status, diag, NULL);
        code = fulg_cli_output_close(&output, code);
    }
    flint_free(name);
    return code;
}

int
fulg_cli_export_file(fulg_cli_t *cli, const fulg_cli_export_t *E)
{
    fulg_cli_output_t output;
    fulg_polysys_t S;
    const int is_file = strcmp(E->file, "-") != 0;
    int code = fulg_cli_output_open(cli, &output, E->file);
    if (code != FULG_EXIT_OK)
        return code;
    code = fulg_cli_export_build(S, E);
    if (code != FULG_EXIT_OK)
        return fulg_cli_output_close(&output, code);
    code = write_system(S, E, &output);
    if (code == FULG_EXIT_OK && is_file &&
        !fulg_polyfile_has_comments(E->writer))
        code = export_notes(cli, S, E);
    code = fulg_cli_output_close(&output, code);
    if (code == FULG_EXIT_OK && cli->json)
        print_json(cli, S, E);
    else if (code == FULG_EXIT_OK && is_file && !cli->quiet)
        print_summary(cli, S, E);
    fulg_polysys_clear(S);
    return code;
}
