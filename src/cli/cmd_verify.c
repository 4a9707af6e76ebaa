#include <string.h>

#include "cli.h"

static const char *const verdicts[] = {"accepted", "refused", "malformed",
                                       "unable"};
static const int exit_codes[] = {FULG_EXIT_OK, FULG_EXIT_NO, FULG_EXIT_PARSE,
                                 FULG_EXIT_UNABLE};

/* What weighs more as the exit code of several files. */
static int
weight(int code)
{
    static const int order[] = {FULG_EXIT_OK, FULG_EXIT_UNABLE, FULG_EXIT_NO,
                                FULG_EXIT_PARSE, FULG_EXIT_USAGE};
    int n = 0;
    while (n < 4 && order[n] != code)
        n++;
    return n;
}

static void
set_fmpq(json_t *object, const char *key, const fmpq_t x)
{
    char *text = fmpq_get_str(NULL, 10, x);
    json_object_set_new(object, key, json_string(text));
    flint_free(text);
}

/* What is proved of sparse attention. */
static void
json_pattern(json_t *object, const fulg_verify_claim_t *claim)
{
    json_object_set_new(object, "length", json_integer(claim->length));
    json_object_set_new(object, "hidden_size",
                        json_integer(claim->hidden_size));
    if (claim->column_nonzeros > 0)
    {
        json_object_set_new(object, "column_nonzeros",
                            json_integer(claim->column_nonzeros));
        set_fmpq(object, "ratio", claim->ratio);
    }
    else
        json_object_set_new(object, "row_nonzeros",
                            json_integer(claim->row_nonzeros));
    set_fmpq(object, "e1", claim->e1);
    set_fmpq(object, "e2", claim->e2);
}

static json_t *
json_verdict(const char *file, fulg_verdict_t verdict,
             const fulg_verify_claim_t *claim, const fulg_diag_t diag)
{
    json_t *object = json_pack("{s:o, s:s}", "file", fulg_cli_json_text(file),
                               "verdict", verdicts[verdict]);
    if (verdict != FULG_ACCEPTED)
    {
        json_object_set_new(object, "reason", fulg_cli_json_text(diag->text));
        return object;
    }
    if (claim->statement != NULL)
    {
        json_object_set_new(object, "kind", json_string(claim->kind));
        json_object_set_new(object, "statement",
                            fulg_cli_json_text(claim->statement));
        if (claim->hidden_size > 0)
            json_pattern(object, claim);
        return object;
    }
    json_object_set_new(object, "lower", fulg_exact_json_fmpz(claim->lower));
    json_object_set_new(object, "upper", fulg_exact_json_fmpz(claim->upper));
    json_object_set_new(object, "dimension",
                        claim->known == FULG_TRUE
                            ? fulg_exact_json_fmpz(claim->lower)
                            : json_null());
    json_object_set_new(object, "parameters",
                        fulg_exact_json_fmpz(claim->parameters));
    json_object_set_new(object, "upper_theorem",
                        json_string(claim->upper_theorem));
    json_object_set_new(object, "lower_theorem",
                        json_string(claim->lower_theorem));
    return object;
}

static void
print_verdict(FILE *out, const char *file, fulg_verdict_t verdict,
              const fulg_verify_claim_t *claim, const fulg_diag_t diag)
{
    if (verdict != FULG_ACCEPTED)
    {
        fprintf(out, "%s: %s: %s\n", file,
                verdict == FULG_MALFORMED ? "does not parse"
                                          : verdicts[verdict],
                diag->text);
        return;
    }
    fprintf(out, "%s: accepted: ", file);
    if (claim->statement != NULL)
    {
        fprintf(out, "%s, proved\n", claim->statement);
        return;
    }
    if (claim->known == FULG_TRUE)
    {
        fputs("dimension ", out);
        fulg_cli_print_fmpz(out, claim->lower);
    }
    else
    {
        fulg_cli_print_fmpz(out, claim->lower);
        fputs(" <= dimension <= ", out);
        fulg_cli_print_fmpz(out, claim->upper);
    }
    fprintf(out, ", proved (at most: %s; at least: %s)\n", claim->upper_theorem,
            claim->lower_theorem);
}

/* One file: its exit code. */
static int
judge(fulg_cli_t *cli, json_t *list, const char *file)
{
    fulg_verify_claim_t claim;
    fulg_verdict_t verdict;
    fulg_diag_t diag;
    char *text;
    size_t length;
    const fulg_status_t status = fulg_exact_text_load(&text, &length, file,
                                                      diag);
    if (status != FULG_OK)
        return fulg_cli_fail(status, diag, NULL);
    fulg_diag_init(diag);
    fulg_verify_claim_init(&claim);
    fulg_verify_text(&verdict, &claim, text, length, diag);
    if (cli->json)
        json_array_append_new(list, json_verdict(file, verdict, &claim, diag));
    else
        print_verdict(cli->out, fulg_cli_name(file), verdict, &claim, diag);
    fulg_verify_claim_clear(&claim);
    flint_free(text);
    return exit_codes[verdict];
}

static int
run(fulg_cli_t *cli)
{
    const int room = cli->argc + 1;
    const char **files = flint_malloc((size_t) room * sizeof(char *));
    json_t *list = json_array();
    int num, code, worst = FULG_EXIT_OK;

    code = fulg_cli_parse(cli, NULL, files, room, &num);
    if (code == FULG_EXIT_OK && num == 0)
    {
        fulg_cli_message("verify needs a certificate (\"-\" is standard "
                         "input)");
        code = FULG_EXIT_USAGE;
    }
    for (int i = 0, inputs = 0; code == FULG_EXIT_OK && i < num; i++)
        if (strcmp(files[i], "-") == 0 && inputs++)
        {
            fulg_cli_message("only one file can come from standard input");
            code = FULG_EXIT_USAGE;
        }
    for (int i = 0; code == FULG_EXIT_OK && i < num; i++)
    {
        const int one = judge(cli, list, files[i]);
        if (weight(one) > weight(worst))
            worst = one;
    }
    if (code == FULG_EXIT_OK && cli->json)
    {
        json_t *answer = fulg_cli_json_head(cli);
        json_object_set(answer, "certificates", list);
        fulg_cli_print_json(cli, answer);
    }
    /* The verdicts are the answer, whatever they are. */
    cli->keep_output = worst != FULG_EXIT_USAGE;
    json_decref(list);
    flint_free(files);
    return code == FULG_EXIT_OK ? worst : code;
}

static const fulg_option_t options[] = {FULG_CLI_LAST_OPTION};

const fulg_command_t fulg_command_verify = {
    "verify", "re-checks certificates with independent code", run, options,
    "usage: fulgurite verify FILE... [--json]\n\n"
    "Recomputes every number of a certificate with code that shares nothing with\n"
    "the search that found it: the network, its derivative, the minor, the bounds\n"
    "and the theorem they rest on.\n\n"
    "Exit code 0: all are accepted; 1: one is refused, and why; 3: one is not a\n"
    "certificate; 4: none of these, but one exceeds a limit and is left undecided.\n\n"
    "  fulgurite dim --widths 4,4 --head-dim 2 --certificate c.json\n"
    "  fulgurite verify c.json\n"};
