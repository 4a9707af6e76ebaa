#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"

/* "dim --batch": a line of JSON for a line of JSON. */

/* The architecture of a line, as a file has it. */
static fulg_status_t
read_line(fulg_arch_t arch, const char *line, size_t length, fulg_diag_t diag)
{
    json_t *value = NULL;
    fulg_status_t status = fulg_exact_json_parse(&value, line, length, NULL,
                                                 diag);
    if (status == FULG_OK)
        status = fulg_arch_init_json(arch, value, diag);
    json_decref(value);
    return status;
}

static json_t *
json_error(slong number, int code, const fulg_diag_t diag)
{
    json_t *value = json_object();
    json_object_set_new(value, "line", json_integer(number));
    json_object_set_new(value, "exit_code", json_integer(code));
    json_object_set_new(value, "error", fulg_cli_json_text(diag->text));
    return value;
}

/* The exit code that the line alone would have had. */
static int
answer_line(fulg_cli_t *cli, const char *line, size_t length, slong number,
            const fulg_dim_options_t *options, fulg_cli_json_dim_t json)
{
    const double start = fulg_cli_seconds();
    int code = FULG_EXIT_OK;
    fulg_diag_t diag;
    fulg_arch_t arch;
    fulg_dim_t dim;
    fulg_status_t status;
    fulg_diag_init(diag);
    status = read_line(arch, line, length, diag);
    if (status == FULG_OK)
    {
        fulg_dim_init(dim, arch);
        status = fulg_dim_certify(dim, options, diag);
        if (status == FULG_OK)
        {
            json_t *value = json(cli, dim, fulg_cli_seconds() - start);
            json_object_set_new(value, "line", json_integer(number));
            fulg_cli_print_json(cli, value);
        }
        fulg_dim_clear(dim);
        fulg_arch_clear(arch);
    }
    if (status != FULG_OK)
    {
        code = fulg_cli_exit_code(status);
        fulg_cli_print_json(cli, json_error(number, code, diag));
    }
    /* Another program may wait for this answer before it asks on. */
    fflush(cli->out);
    return code;
}

static int
is_blank(const char *line, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (strchr(" \t\r\n", line[i]) == NULL || line[i] == '\0')
            return 0;
    return 1;
}

int
fulg_cli_dim_batch(fulg_cli_t *cli, const char *file,
                   const fulg_dim_options_t *options, fulg_cli_json_dim_t json)
{
    FILE *in = strcmp(file, "-") == 0 ? stdin : fopen(file, "r");
    char *line = NULL;
    size_t room = 0;
    ssize_t length;
    int code = FULG_EXIT_OK;
    cli->stream = 1;
    if (in == NULL)
    {
        fulg_cli_message("%s: %s", file, strerror(errno));
        return FULG_EXIT_USAGE;
    }
    for (slong number = 1; !fulg_cli_interrupted() && !ferror(cli->out) &&
                           (length = getline(&line, &room, in)) >= 0;
         number++)
    {
        const int one = is_blank(line, (size_t) length)
                            ? FULG_EXIT_OK
                            : answer_line(cli, line, (size_t) length, number,
                                          options, json);
        if (code == FULG_EXIT_OK)
            code = one;
    }
    if (ferror(cli->out))
        code = FULG_EXIT_USAGE;
    if (ferror(in))
    {
        fulg_cli_message("%s: %s", fulg_cli_name(file), strerror(errno));
        code = FULG_EXIT_USAGE;
    }
    free(line);
    if (in != stdin)
        fclose(in);
    return code;
}
