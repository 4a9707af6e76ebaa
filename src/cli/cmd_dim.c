#include <stdlib.h>
#include <string.h>

#include "cli.h"

static const char *
method_of(const fulg_cert_t cert)
{
    if (cert->has_minor && cert->minor->prime == 0)
        return "ball";
    if (cert->lower_theorem->at_point)
        return "direct";
    return cert->has_minor ? "reduction" : "theorem";
}

/* ---- JSON ---------------------------------------------------------------- */

static json_t *
json_lower(const fulg_dim_t dim)
{
    const fulg_cert_struct *cert = dim->cert;
    json_t *lower = json_pack("{s:s, s:o}", "theorem",
                              cert->lower_theorem->name, "value",
                              fulg_exact_json_fmpz(cert->lower));
    if (cert->has_minor)
    {
        const int balls = cert->minor->prime == 0;
        json_object_set_new(
            lower, balls ? "bits" : "prime",
            json_integer(balls ? (json_int_t) cert->minor->bits
                               : (json_int_t) cert->minor->prime));
        json_object_set_new(lower, "seed", fulg_cli_json_seed(dim->seed));
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
    json_t *answer = fulg_cli_json_head(cli), *upper;
    fmpz_t fiber;
    fmpz_init(fiber);
    fmpz_sub(fiber, cert->parameters, cert->lower);
    json_object_set_new(answer, "architecture", fulg_arch_json(cert->arch));
    json_object_set_new(answer, "parameters",
                        fulg_exact_json_fmpz(cert->parameters));
    json_object_set_new(answer, "lower", fulg_exact_json_fmpz(cert->lower));
    json_object_set_new(
        answer, "upper",
        fulg_exact_json_fmpz(fulg_cert_bound_total(cert->upper)));
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
    upper = fulg_cert_bound_json(cert->upper);
    json_object_del(upper, "value");
    json_object_set_new(answer, "upper_bound", upper);
    json_object_set_new(answer, "lower_bound", json_lower(dim));
    /* The closed formula, where there is one, is the upper bound. */
    json_object_set_new(
        answer, "expected",
        fulg_exact_json_fmpz(fulg_cert_bound_total(cert->upper)));
    if (dim->strength == FULG_DIM_PROVED && redundancy != NULL)
        json_object_set(answer, "redundancy", redundancy);
    json_decref(redundancy);
    json_object_set_new(answer, "seconds", json_real(seconds));
    fmpz_clear(fiber);
    return answer;
}

/* ---- the command --------------------------------------------------------- */

/* What is known when the lower bound fails. */
static void
say_upper(const fulg_dim_t dim)
{
    char *text;
    if (dim->cert->upper->num == 0)
        return;
    text = fmpz_get_str(NULL, 10, fulg_cert_bound_total(dim->cert->upper));
    fulg_cli_message("only the upper bound is known: dimension <= %s (theorem "
                     "%s)",
                     text, dim->cert->upper->theorem->name);
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
        fulg_cli_message(
            "--config gives the architecture; only --tokens can be "
            "combined with it");
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

typedef struct
{
    fulg_cli_arch_t arch;
    const char *method, *certificate, *config, *batch, *plot, *against;
    slong megabytes, max_bits;
} said_t;

/* What cannot be combined; an exit code after a message. */
static int
check(const said_t *said)
{
    const char *wrong = NULL;
    if (said->max_bits < 24 || said->max_bits > 1000000)
        wrong = "--max-bits must be between 24 and 1000000";
    else if (said->batch != NULL &&
             (said->certificate != NULL || said->config != NULL ||
              said->plot != NULL || fulg_cli_arch_given(&said->arch)))
        wrong = "--batch takes architectures from its file, and writes no "
                "certificates and no picture";
    else if (said->plot != NULL &&
             (said->certificate != NULL || said->config != NULL))
        wrong = "--plot draws architectures from options, and writes no "
                "certificates (\"fulgurite survey\" does)";
    else if (said->against != NULL && said->plot == NULL)
        wrong = "--against is the axis of --plot";
    if (wrong != NULL)
        fulg_cli_message("%s", wrong);
    return wrong == NULL ? FULG_EXIT_OK : FULG_EXIT_USAGE;
}

static int
run(fulg_cli_t *cli)
{
    said_t said = {.method = "auto", .megabytes = 8192, .max_bits = 4096};
    fulg_dim_options_t of_dim;
    const char *word;
    int num_words, code;
    fulg_arch_t arch;

    fulg_dim_options_init(&of_dim);
    code = fulg_cli_parse(cli, &said, &word, 0, &num_words);
    if (code == FULG_EXIT_OK)
        code = check(&said);
    if (code == FULG_EXIT_OK)
        code = fulg_cli_dim_method(&of_dim.method, said.method);
    if (code == FULG_EXIT_OK && said.batch == NULL && said.config == NULL &&
        said.plot == NULL)
        code = fulg_cli_arch_init(arch, &said.arch);
    if (code != FULG_EXIT_OK)
        return code;
    of_dim.seed = cli->seed;
    of_dim.max_bytes = (ulong) FLINT_MIN(said.megabytes, WORD(1) << 40) << 20;
    of_dim.max_bits = said.max_bits;
    of_dim.progress = &cli->progress;
    if (said.batch != NULL)
        return fulg_cli_dim_batch(cli, said.batch, &of_dim, json_answer);
    if (said.plot != NULL)
        return fulg_cli_dim_plot(cli, &said.arch, &of_dim, said.plot,
                                 said.against);
    if (said.config != NULL)
        return answer_config(cli, said.config, &said.arch, &of_dim,
                             said.certificate);
    code = answer(cli, arch, &of_dim, said.certificate, NULL);
    fulg_arch_clear(arch);
    return code;
}

#define AT(member) offsetof(said_t, member)
static const fulg_option_t options[] = {
    {"ARCHITECTURE", "", FULG_OPTION_ARCHITECTURE, AT(arch), NULL},
    {"--config", "FILE", FULG_OPTION_TEXT, AT(config),
     "the config.json published with a model"},
    {"--batch", "FILE", FULG_OPTION_TEXT, AT(batch),
     "one architecture per line (\"-\" is standard input); one "
     "line of JSON answers each"},
    {"--certificate", "FILE", FULG_OPTION_TEXT, AT(certificate),
     "write the proof, for \"fulgurite verify FILE\""},
    {"--plot", "FILE", FULG_OPTION_TEXT, AT(plot),
     "numbers may be ranges, 2-6: all drawn (.svg, .png, .pdf, .gp), and a "
     "table"},
    {"--against", "NAME", FULG_OPTION_TEXT, AT(against),
     "the axis of the picture: heads, depth, .. (default: what varies)"},
    {"--method", "M", FULG_OPTION_TEXT, AT(method),
     "the only method to try for the lower bound: reduction, "
     "direct, theorem or ball (default: auto)"},
    {"--max-bits", "N", FULG_OPTION_SIZE, AT(max_bits),
     "balls: the precision is doubled up to N bits (default 4096)"},
    {"--max-memory", "MB", FULG_OPTION_SIZE, AT(megabytes),
     "memory for the largest Jacobian (default 8192)"},
    FULG_CLI_LAST_OPTION};

const fulg_command_t fulg_command_dim = {
    "dim", "the dimension of the neuromanifold, with its proof", run, options,
    "usage: fulgurite dim ARCHITECTURE|--config FILE [--certificate FILE]\n"
    "                     [--method auto|reduction|direct|theorem|ball]\n"
    "                     [--max-bits N] [--max-memory MB] [--json]\n"
    "       fulgurite dim --batch FILE [--method M] ...\n"
    "       fulgurite dim ARCHITECTURE WITH RANGES --plot FILE.svg\n\n"
    "The answer is \"proved\" if the upper bound, a theorem, equals the proved lower\n"
    "bound; \"probable\" if the lower bound equals the dimension unless all random\n"
    "points were bad (with the probability of that); \"bounds\" if a gap remains.\n"
    "Ranks are exact modulo a prime (softmax: with free exponentials) or proved in\n"
    "balls.\n\n" FULG_CLI_OPTIONS "\n"
    "  fulgurite dim --layers 2 --width 8 --head-dim 2\n"
    "  fulgurite dim --layers 96 --width 12288 --head-dim 128 --certificate c.json\n"};
