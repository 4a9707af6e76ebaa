#include <stdlib.h>
#include <string.h>

#include "cli.h"

static const char *
method_of(const fulg_cert_t cert)
{
    if (cert->has_minor && cert->minor->prime == 0)
        return "ball";
    if (strcmp(cert->lower_theorem, "direct") == 0)
        return "direct";
    return cert->has_minor ? "reduction" : "theorem";
}

/* ---- JSON ---------------------------------------------------------------- */

static json_t *
json_lower(const fulg_dim_t dim)
{
    const fulg_cert_struct *cert = dim->cert;
    json_t *lower = json_pack("{s:s, s:o}", "theorem", cert->lower_theorem,
                              "value", fulg_exact_json_fmpz(cert->lower));
    if (cert->has_minor)
    {
        const int balls = cert->minor->prime == 0;
        json_object_set_new(lower, balls ? "bits" : "prime",
                            json_integer(balls
                                             ? (json_int_t) cert->minor->bits
                                             : (json_int_t) cert->minor->prime));
        json_object_set_new(lower, "seed",
                            fulg_cli_json_seed(dim->seed));
        json_object_set_new(lower, "rank", json_integer(cert->minor->size));
        json_object_set_new(lower, "model",
                            fulg_arch_json(cert->minor->weights->arch));
    }
    return lower;
}

static json_t *
json_answer(const fulg_cli_t *cli, const fulg_dim_t dim, double seconds)
{
    static const char *const strengths[] = {"proved", "probable", "bounds"};
    const fulg_cert_struct *cert = dim->cert;
    const int known = dim->strength != FULG_DIM_BOUNDS;
    json_t *redundancy = fulg_cli_json_redundancy(cert);
    json_t *answer = fulg_cli_json_head(cli);
    fmpz_t fiber;
    fmpz_init(fiber);
    fmpz_sub(fiber, cert->parameters, cert->lower);
    json_object_set_new(answer, "architecture", fulg_arch_json(cert->arch));
    json_object_set_new(answer, "parameters",
                        fulg_exact_json_fmpz(cert->parameters));
    json_object_set_new(answer, "lower", fulg_exact_json_fmpz(cert->lower));
    json_object_set_new(answer, "upper",
                        fulg_exact_json_fmpz(fulg_bound_total(cert->upper)));
    json_object_set_new(answer, "dimension",
                        known ? fulg_exact_json_fmpz(cert->lower)
                              : json_null());
    json_object_set_new(answer, "status",
                        json_string(strengths[dim->strength]));
    if (dim->strength == FULG_DIM_PROBABLE)
        json_object_set_new(answer, "error_log2",
                            json_integer(dim->error_log2));
    json_object_set_new(answer, "generic_fiber_dimension",
                        known ? fulg_exact_json_fmpz(fiber) : json_null());
    json_object_set_new(answer, "method", json_string(method_of(cert)));
    json_object_set_new(answer, "upper_bound",
                        json_pack("{s:s, s:o}", "theorem",
                                  cert->upper->theorem, "terms",
                                  fulg_bound_json_terms(cert->upper)));
    json_object_set_new(answer, "lower_bound", json_lower(dim));
    /* The closed formula, where there is one, is the upper bound. */
    json_object_set_new(answer, "expected",
                        fulg_exact_json_fmpz(fulg_bound_total(cert->upper)));
    if (dim->strength == FULG_DIM_PROVED && redundancy != NULL)
        json_object_set(answer, "redundancy", redundancy);
    json_decref(redundancy);
    json_object_set_new(answer, "seconds", json_real(seconds));
    fmpz_clear(fiber);
    return answer;
}

/* ---- the command --------------------------------------------------------- */

static int
read_method(fulg_dim_method_t *method, const char *text)
{
    static const char *const names[] = {"auto", "reduction", "direct",
                                        "theorem", NULL};
    for (int i = 0; names[i] != NULL; i++)
        if (strcmp(text, names[i]) == 0)
        {
            *method = (fulg_dim_method_t) i;
            return FULG_EXIT_OK;
        }
    fulg_cli_message("--method is auto, reduction, direct or theorem, not "
                     "\"%.60s\"", text);
    return FULG_EXIT_USAGE;
}

/* What is known when the lower bound fails. */
static void
say_upper(const fulg_dim_t dim)
{
    char *text;
    if (dim->cert->upper->num == 0)
        return;
    text = fmpz_get_str(NULL, 10, fulg_bound_total(dim->cert->upper));
    fulg_cli_message("only the upper bound is known: dimension <= %s (theorem "
                     "%s)", text,
                     dim->cert->upper->theorem);
    flint_free(text);
}

static void
print_answer(fulg_cli_t *cli, const fulg_dim_t dim, double seconds,
             const char *certificate, const fulg_config_struct *config)
{
    json_t *value;
    if (!cli->json)
    {
        fulg_cli_print_dim(cli->out, dim, certificate);
        if (config != NULL)
            fulg_cli_config_print(cli->out, config);
        return;
    }
    value = json_answer(cli, dim, seconds);
    if (config != NULL)
        fulg_cli_config_json(value, config);
    fulg_cli_print_json(cli, value);
}

/* config is NULL, or where arch comes from. */
static int
answer(fulg_cli_t *cli, const fulg_arch_t arch,
       const fulg_dim_options_t *options, const char *certificate,
       const fulg_config_struct *config)
{
    const double start = fulg_cli_seconds();
    fulg_diag_t diag;
    fulg_dim_t dim;
    fulg_status_t status;
    int code = FULG_EXIT_OK;

    fulg_dim_init(dim, arch);
    status = fulg_dim_certify(dim, options, diag);
    if (status != FULG_OK)
    {
        code = fulg_cli_fail(status, diag, NULL);
        say_upper(dim);
    }
    else
    {
        const int alone = certificate != NULL && strcmp(certificate, "-") == 0;
        if (certificate != NULL)
        {
            json_t *value = fulg_cert_json(dim->cert);
            code = fulg_cli_write_json(cli, certificate, value);
            json_decref(value);
        }
        if (!alone)
            print_answer(cli, dim, fulg_cli_seconds() - start, certificate,
                         config);
    }
    fulg_dim_clear(dim);
    return code;
}

/* The blocks of a published model; of the options of an architecture only the
   tokens go with it. */
static int
answer_config(fulg_cli_t *cli, const char *file, fulg_cli_arch_t *said,
              const fulg_dim_options_t *options, const char *certificate)
{
    const char *tokens = fulg_cli_arch_take(said, "tokens");
    fulg_config_t config;
    int code;
    if (fulg_cli_arch_given(said))
    {
        fulg_cli_message("--config has the architecture: of its options only "
                         "--tokens can be combined with it");
        return FULG_EXIT_USAGE;
    }
    code = fulg_cli_config_init(config, file, tokens);
    if (code != FULG_EXIT_OK)
        return code;
    code = config->why_not
               ? fulg_cli_config_refuse(config, file)
               : answer(cli, config->arch, options, certificate, config);
    fulg_config_clear(config);
    return code;
}

static int
run(fulg_cli_t *cli)
{
    fulg_option_t list[FULG_CLI_ARCH_OPTIONS + 6];
    fulg_cli_arch_t said;
    fulg_dim_options_t options;
    const char *method = "auto", *certificate = NULL, *config = NULL, *word;
    const char *batch = NULL;
    slong megabytes = 8192, max_bits = 4096;
    int num_words, code, n = fulg_cli_arch_options(list, &said);
    fulg_arch_t arch;

    list[n++] = (fulg_option_t){"--method", FULG_OPTION_TEXT, &method};
    list[n++] =
        (fulg_option_t){"--certificate", FULG_OPTION_TEXT, &certificate};
    list[n++] = (fulg_option_t){"--config", FULG_OPTION_TEXT, &config};
    list[n++] = (fulg_option_t){"--batch", FULG_OPTION_TEXT, &batch};
    list[n++] = (fulg_option_t){"--max-memory", FULG_OPTION_SIZE, &megabytes};
    list[n++] = (fulg_option_t){"--max-bits", FULG_OPTION_SIZE, &max_bits};
    list[n] = (fulg_option_t){NULL, FULG_OPTION_FLAG, NULL};
    fulg_dim_options_init(&options);
    code = fulg_cli_parse(cli, list, &word, 0, &num_words);
    if (code == FULG_EXIT_OK && (max_bits < 24 || max_bits > 1000000))
    {
        fulg_cli_message("--max-bits is between 24 and 1000000");
        code = FULG_EXIT_USAGE;
    }
    if (code == FULG_EXIT_OK)
        code = read_method(&options.method, method);
    if (code == FULG_EXIT_OK && batch != NULL &&
        (certificate != NULL || config != NULL ||
         fulg_cli_arch_given(&said)))
    {
        fulg_cli_message("--batch takes architectures from its file, and writes "
                         "no certificates");
        code = FULG_EXIT_USAGE;
    }
    if (code == FULG_EXIT_OK && batch == NULL && config == NULL)
        code = fulg_cli_arch_init(arch, &said);
    if (code != FULG_EXIT_OK)
        return code;
    options.seed = cli->seed;
    options.max_bytes = (ulong) FLINT_MIN(megabytes, WORD(1) << 40) << 20;
    options.max_bits = max_bits;
    options.progress = &cli->progress;
    if (batch != NULL)
        return fulg_cli_dim_batch(cli, batch, &options, json_answer);
    if (config != NULL)
        return answer_config(cli, config, &said, &options, certificate);
    code = answer(cli, arch, &options, certificate, NULL);
    fulg_arch_clear(arch);
    return code;
}

const fulg_command_t fulg_command_dim = {
    "dim", "the dimension of the neuromanifold, with its proof", run,
    "usage: fulgurite dim ARCHITECTURE|--config FILE [--certificate FILE]\n"
    "                     [--method auto|reduction|direct|theorem] "
    "[--max-bits N]\n"
    "                     [--max-memory MB] [--json]\n"
    "       fulgurite dim --batch FILE [--method M] ...\n\n"
    FULG_CLI_ARCHITECTURE_HELP "\n"
    "The answer is \"proved\" when an upper bound that is a theorem meets a "
    "rank that\n"
    "is exact; \"probable\" when only random points speak for it (the chance "
    "of error\n"
    "is stated); \"bounds\" when a gap remains.  For softmax the rank is "
    "proved in\n"
    "ball arithmetic, at an exact point.\n\n"
    "  --config FILE            the config.json published with a model\n"
    "  --batch FILE             an architecture a line (- is standard input), a "
    "line\n"
    "                           of JSON for each\n"
    "  --certificate FILE       the proof, for fulgurite verify FILE\n"
    "  --method M               only this route to the lower bound (default: "
    "auto)\n"
    "  --max-bits N             softmax: bits double up to N (default 4096)\n"
    "  --max-memory MB          for the largest Jacobian tried (default 8192)\n"
    "\n"
    "  fulgurite dim --layers 2 --width 8 --head-dim 2\n"
    "  fulgurite dim --layers 96 --width 12288 --head-dim 128 --certificate "
    "c.json\n"};
