#include "invariants.h"

typedef struct
{
    fulg_cli_t *cli;
    const fulg_invariants_struct *model;
    char **names;
    int family, output;
    json_t *list;
    slong terms, max_terms;
} listing_t;

static int
put(void *data, const fmpz_mpoly_t f, const char *which)
{
    listing_t *L = data;
    const fmpz_mpoly_ctx_struct *ctx = L->output ? L->model->output
                                                 : L->model->ring;
    char *text;
    L->terms += fmpz_mpoly_length(f, ctx);
    if (L->terms > L->max_terms)
        return 1;
    text = fmpz_mpoly_get_str_pretty(f, (const char **) L->names, ctx);
    if (L->cli->json)
        json_array_append_new(L->list,
                              json_pack("{s:s,s:s,s:s}", "family",
                                        fulg_invariants_family_name(L->family),
                                        "which", which, "polynomial", text));
    else
        fprintf(L->cli->out, "%s\n", text);
    flint_free(text);
    return 0;
}

static int
list_part(listing_t *L, const fulg_invariants_part_t *part)
{
    fulg_diag_t diag;
    fulg_status_t status;
    fmpz_t limit;
    fmpz_init_set_si(limit, L->max_terms);
    L->output = fulg_invariants_family_is_linear(L->family);
    L->names = fulg_invariants_names(L->model, L->output);
    status = fulg_invariants_each(L->model, L->family, part, put, L, limit,
                                  diag);
    fulg_invariants_clear_names(L->names, L->output ? L->model->num_output
                                                    : L->model->num);
    fmpz_clear(limit);
    if (status != FULG_OK)
        return fulg_cli_fail(status, diag, NULL);
    if (L->terms > L->max_terms)
    {
        fulg_cli_message("the polynomials have more than %ld terms; choose "
                         "with --family and --degree, or raise --max-terms",
                         (long) L->max_terms);
        return FULG_EXIT_UNABLE;
    }
    return FULG_EXIT_OK;
}

int
fulg_cli_invariants_list(fulg_cli_t *cli, const fulg_invariants_t model,
                         const fulg_arch_t arch,
                         const fulg_cli_invariants_t *said)
{
    listing_t L = {.cli = cli,
                   .model = model,
                   .list = json_array(),
                   .max_terms = said->max_terms};
    int code = FULG_EXIT_OK;
    for (L.family = 0; L.family < FULG_INVARIANTS_FAMILIES; L.family++)
    {
        slong num;
        fulg_invariants_part_t *part = fulg_invariants_parts(&num, model,
                                                             L.family);
        for (slong n = 0; n < num && code == FULG_EXIT_OK; n++)
            if (fulg_cli_invariants_wanted(said, L.family, &part[n]))
                code = list_part(&L, &part[n]);
        fulg_invariants_clear_parts(part, num);
    }
    if (cli->json && code == FULG_EXIT_OK)
    {
        json_t *answer = fulg_cli_json_head(cli);
        json_object_set_new(answer, "architecture", fulg_arch_json(arch));
        json_object_set(answer, "polynomials", L.list);
        fulg_cli_print_json(cli, answer);
    }
    json_decref(L.list);
    return code;
}
