/* Results files of the shards of a survey, put together. */
#include <string.h>

#include "survey_rows.h"

/* Which shards there are; said when some are not. */
static void
note_shard(char **seen, slong *shards, const json_t *header)
{
    json_t *shard = json_object_get(header, "shard");
    const slong k = (slong) json_integer_value(json_array_get(shard, 0));
    const slong n = (slong) json_integer_value(json_array_get(shard, 1));
    if (shard == NULL || k < 1 || k > n || n > 1000000)
        return;
    if (*shards == 0)
    {
        *shards = n;
        *seen = flint_calloc((size_t) n + 1, 1);
    }
    if (n == *shards)
        (*seen)[k] = 1;
}

static slong
say_missing(const char *seen, slong shards)
{
    slong missing = 0;
    for (slong k = 1; k <= shards; k++)
        missing += !seen[k];
    for (slong k = 1; k <= shards && missing > 0; k++)
        if (!seen[k])
        {
            fulg_cli_message(
                "%ld of %ld shards %s %ld/%ld", (long) missing, (long) shards,
                missing == 1 ? "is missing:" : "are missing, the first one is",
                (long) k, (long) shards);
            break;
        }
    return missing;
}

static int
load_all(json_t **header, fulg_cli_survey_rows_t *rows, slong *missing,
         const char **files, int num)
{
    char *seen = NULL;
    slong shards = 0;
    int code = FULG_EXIT_OK;
    for (int n = 0; n < num && code == FULG_EXIT_OK; n++)
    {
        json_t *one = NULL;
        fulg_diag_t diag;
        code = fulg_cli_survey_rows_load(&one, rows, files[n]);
        if (code != FULG_EXIT_OK)
            break;
        note_shard(&seen, &shards, one);
        if (*header == NULL)
            *header = json_incref(one);
        else if (fulg_survey_check_header(one, *header, 0, diag) != FULG_OK)
            code = fulg_cli_fail(FULG_PARSE, diag, files[n]);
        json_decref(one);
    }
    *missing = code == FULG_EXIT_OK ? say_missing(seen, shards) : 0;
    flint_free(seen);
    return code;
}

static int
write_rows(fulg_cli_t *cli, json_t *header, const fulg_cli_survey_rows_t *rows,
           const char *out)
{
    fulg_cli_output_t output;
    char *text;
    int code = fulg_cli_output_open(cli, &output, out);
    if (code != FULG_EXIT_OK)
        return code;
    json_object_del(header, "shard");
    text = json_dumps(header, JSON_COMPACT);
    fulg_cli_output_put(&output, text, strlen(text));
    fulg_cli_output_put(&output, "\n", 1);
    free(text);
    for (slong n = 0; n < rows->num; n++)
    {
        const char *line = rows->row[n].line;
        fulg_cli_output_put(&output, line, strlen(line));
        fulg_cli_output_put(&output, "\n", 1);
    }
    return fulg_cli_output_close(&output, code);
}

static void
say_merged(fulg_cli_t *cli, slong rows, int files, slong missing,
           const char *out)
{
    if (strcmp(out, "-") == 0)
        return;
    if (cli->json)
    {
        json_t *answer = fulg_cli_json_head(cli);
        json_object_set_new(answer, "merged", json_integer(files));
        json_object_set_new(answer, "rows", json_integer(rows));
        json_object_set_new(answer, "missing_shards", json_integer(missing));
        json_object_set_new(answer, "output", fulg_cli_json_text(out));
        fulg_cli_print_json(cli, answer);
    }
    else
        fprintf(cli->out, "%ld architecture%s of %d file%s in %s\n",
                (long) rows, rows == 1 ? "" : "s", files, files == 1 ? "" : "s",
                out);
}

int
fulg_cli_survey_merge(fulg_cli_t *cli, const char **files, int num,
                      const char *out)
{
    fulg_cli_survey_rows_t rows = {NULL, 0, 0, NULL};
    json_t *header = NULL;
    slong missing;
    int code = load_all(&header, &rows, &missing, files, num);
    if (code == FULG_EXIT_OK)
        code = fulg_cli_survey_rows_sort(&rows);
    if (code == FULG_EXIT_OK)
        code = write_rows(cli, header, &rows, out);
    if (code == FULG_EXIT_OK)
        say_merged(cli, rows.num, num, missing, out);
    json_decref(header);
    fulg_cli_survey_rows_clear(&rows);
    return code;
}
