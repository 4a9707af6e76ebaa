#include "cli.h"

int
fulg_cli_config_init(fulg_config_t config, const char *file, const char *tokens)
{
    fulg_diag_t diag;
    json_t *value;
    fulg_status_t status;
    int code = fulg_cli_load_json(&value, file);
    if (code != FULG_EXIT_OK)
        return code;
    status = fulg_config_init(config, value, diag);
    json_decref(value);
    if (status != FULG_OK)
        return fulg_cli_fail(status, diag, fulg_cli_name(file));
    if (tokens != NULL && fulg_cli_size(&config->arch->tokens, "--tokens",
                                        tokens) != FULG_EXIT_OK)
    {
        fulg_config_clear(config);
        return FULG_EXIT_USAGE;
    }
    return FULG_EXIT_OK;
}

int
fulg_cli_config_refuse(const fulg_config_t config, const char *file)
{
    char *text = fmpz_get_str(NULL, 10, config->upper);
    char *all = fmpz_get_str(NULL, 10, config->parameters);
    fulg_cli_message(
        "%s: no theorem covers the blocks of %s: %s; only the upper "
        "bound is known: dimension <= %s of %s parameters (theorem "
        "head-symmetries)",
        fulg_cli_name(file), config->type, config->why_not, text, all);
    flint_free(text);
    flint_free(all);
    return FULG_EXIT_UNABLE;
}

void
fulg_cli_config_print(FILE *out, const fulg_config_t config)
{
    fmpz_t rest;
    fprintf(out, "\n%s: the parameters above are those of its blocks",
            config->type);
    if (!config->has_model)
    {
        fputs("; embeddings are not counted\n", out);
        return;
    }
    fmpz_init(rest);
    fmpz_sub(rest, config->model_parameters, config->model_symmetries);
    fputs("\nthe whole model has ", out);
    fulg_cli_print_fmpz(out, config->model_parameters);
    fputs(" parameters; its functions have dimension at most ", out);
    fulg_cli_print_fmpz(out, rest);
    fputs("\n  (parameters - ", out);
    fulg_cli_print_fmpz(out, config->model_symmetries);
    fputs(", proved: theorem embeddings)\n", out);
    fmpz_clear(rest);
}

void
fulg_cli_config_json(json_t *answer, const fulg_config_t config)
{
    json_t *value = json_object();
    json_object_set_new(value, "model_type", json_string(config->type));
    if (config->has_model)
    {
        fmpz_t rest;
        fmpz_init(rest);
        fmpz_sub(rest, config->model_parameters, config->model_symmetries);
        json_object_set_new(value, "parameters",
                            fulg_exact_json_fmpz(config->model_parameters));
        json_object_set_new(value, "upper", fulg_exact_json_fmpz(rest));
        fmpz_clear(rest);
    }
    json_object_set_new(answer, "model", value);
}
