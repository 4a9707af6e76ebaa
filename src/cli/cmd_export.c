#include <string.h>

#include "export.h"

/* --prime was not said. */
#define NO_PRIME UWORD_MAX

static int
read_names(fulg_cli_export_t *E)
{
    static const char *const words[] = {"auto", "weights", "a", "virtual"};
    const int kind = E->system ? fulg_polysys_kind_find(E->system) : -1;
    int c = 0;
    if (kind < 0 || kind == FULG_POLYSYS_INVARIANTS)
    {
        fulg_cli_message(
            "--system must be parametrization, coefficients, jacobian, "
            "fiber, image, singular, critical or certificate");
        return FULG_EXIT_USAGE;
    }
    if (fulg_cli_read_format(&E->writer, E->format) != FULG_EXIT_OK)
        return FULG_EXIT_USAGE;
    while (c < 4 && strcmp(E->coordinates, words[c]) != 0)
        c++;
    if (c == 4)
    {
        fulg_cli_message(
            "--coordinates must be weights, a, virtual or auto, not "
            "\"%.60s\"",
            E->coordinates);
        return FULG_EXIT_USAGE;
    }
    E->kind = (fulg_polysys_kind_t) kind;
    E->options.coordinates = (fulg_coordinates_t) c;
    E->options.max_terms = E->max_terms;
    return FULG_EXIT_OK;
}

/* Systems that are written in coordinates of their own. */
static const char *
wrong_coordinates(const fulg_cli_export_t *E)
{
    const fulg_coordinates_t said = E->options.coordinates;
    if (said == FULG_COORDINATES_AUTO)
        return NULL;
    if (E->kind == FULG_POLYSYS_PARAMETRIZATION && E->weights_file != NULL)
        return "with a weights file the output depends only on the input: "
               "leave --coordinates out";
    if (E->kind == FULG_POLYSYS_CERTIFICATE && said != FULG_COORDINATES_WEIGHTS)
        return "--system certificate always uses the weights: leave "
               "--coordinates out";
    if (E->kind == FULG_POLYSYS_SINGULAR && said != FULG_COORDINATES_A)
        return "--system singular is written in A and V: --coordinates a";
    return NULL;
}

static int
check_words(const fulg_cli_t *cli, const fulg_cli_export_t *E)
{
    const char *wrong = wrong_coordinates(E);
    if (E->prime != NO_PRIME && (E->prime >> 31 != 0 || !n_is_prime(E->prime)))
        wrong = "--prime needs a prime below 2^31";
    else if (E->check_prime != 0 &&
             (E->check_prime >> 31 != 0 || !n_is_prime(E->check_prime)))
        wrong = "--check-prime needs a prime below 2^31, or 0 for the rational "
                "numbers";
    else if (strcmp(E->names, "full") != 0 && strcmp(E->names, "short") != 0)
        wrong = "--names must be full or short";
    else if (E->gauge && E->kind != FULG_POLYSYS_FIBER &&
             E->kind != FULG_POLYSYS_CRITICAL)
        wrong = "--gauge applies only to --system fiber and --system "
                "critical";
    else if (E->data != NULL && E->kind != FULG_POLYSYS_CRITICAL)
        wrong = "--data applies only to --system critical";
    else if (E->pairs > 0 &&
             (E->data != NULL || E->kind != FULG_POLYSYS_CRITICAL))
        wrong = "--pairs draws data for --system critical";
    else if (E->kind == FULG_POLYSYS_FIBER && E->weights_file == NULL)
        wrong = "--system fiber needs a weights file";
    else if (cli->json && strcmp(E->file, "-") == 0)
        wrong = "with --json the system goes to a file: -o FILE";
    if (wrong == NULL)
        return FULG_EXIT_OK;
    fulg_cli_message("%s", wrong);
    return FULG_EXIT_USAGE;
}

/* A certificate that the judge accepts. */
static int
read_certificate(fulg_cli_export_t *E, json_t *value)
{
    fulg_verify_claim_t claim;
    fulg_verdict_t verdict;
    fulg_diag_t diag;
    fulg_verify_claim_init(&claim);
    fulg_verify_certificate(&verdict, &claim, value, diag);
    fulg_verify_claim_clear(&claim);
    if (verdict != FULG_ACCEPTED)
    {
        const fulg_status_t status = verdict == FULG_UNDECIDED ? FULG_UNABLE
                                                               : FULG_PARSE;
        json_decref(value);
        return fulg_cli_fail(status, diag, fulg_cli_name(E->weights_file));
    }
    E->certificate = value;
    if (fulg_arch_init_json(E->arch, json_object_get(value, "architecture"),
                            diag) == FULG_OK)
        return FULG_EXIT_OK;
    json_decref(value);
    fulg_cli_message("%s is not a certificate of a dimension",
                     fulg_cli_name(E->weights_file));
    return FULG_EXIT_UNABLE;
}

/* The file of --system certificate: weights, whose architecture counts, or a
   certificate. */
static int
read_either(fulg_cli_export_t *E)
{
    const char *format;
    fulg_diag_t diag;
    fulg_status_t status;
    json_t *value;
    const int code = fulg_cli_load_json(&value, E->weights_file);
    if (code != FULG_EXIT_OK)
        return code;
    format = json_string_value(json_object_get(value, "format"));
    if (format != NULL && strcmp(format, FULG_CERT_FORMAT) == 0)
        return read_certificate(E, value);
    status = fulg_weights_init_json(E->W, value, diag);
    json_decref(value);
    if (status != FULG_OK)
        return fulg_cli_fail(status, diag, fulg_cli_name(E->weights_file));
    E->has_weights = 1;
    return FULG_EXIT_OK;
}

/* The weights of the file, or the options' architecture. */
static int
read_network(fulg_cli_export_t *E, const fulg_cli_arch_t *said)
{
    int code;
    if (E->weights_file == NULL)
        return fulg_cli_arch_init(E->arch, said);
    if (fulg_cli_arch_given(said))
    {
        fulg_cli_message("a weights file contains its architecture: leave the "
                         "options of the architecture out");
        return FULG_EXIT_USAGE;
    }
    if (E->kind == FULG_POLYSYS_CERTIFICATE)
        code = read_either(E);
    else
    {
        code = fulg_cli_load_weights(E->W, E->weights_file);
        E->has_weights = code == FULG_EXIT_OK;
    }
    if (code != FULG_EXIT_OK || E->certificate != NULL)
        return code;
    fulg_arch_init(E->arch, 1);
    fulg_arch_set(E->arch, E->W->arch);
    return FULG_EXIT_OK;
}

static int
run(fulg_cli_t *cli)
{
    fulg_cli_export_t E;
    int num_words, code;
    memset(&E, 0, sizeof E);
    E.format = "m2";
    E.coordinates = "auto";
    E.file = "-";
    E.names = "full";
    E.prime = NO_PRIME;
    E.check_prime = FULG_POLYFILE_CHECK_PRIME;
    fulg_polysys_options_init(&E.options);
    E.max_terms = E.options.max_terms;
    code = fulg_cli_parse(cli, &E, &E.weights_file, 1, &num_words);
    if (code == FULG_EXIT_OK)
        code = read_names(&E);
    if (code == FULG_EXIT_OK)
        code = check_words(cli, &E);
    if (code == FULG_EXIT_OK)
        code = read_network(&E, &E.said);
    if (code != FULG_EXIT_OK)
        return code;
    if (E.prime == NO_PRIME)
        E.prime = 0;
    E.file_options = (fulg_polyfile_options_t){
        E.prime, E.check_prime, E.integral, strcmp(E.names, "short") == 0};
    E.options.seed = cli->seed;
    E.options.progress = &cli->progress;
    code = fulg_cli_export_file(cli, &E);
    fulg_arch_clear(E.arch);
    if (E.has_weights)
        fulg_weights_clear(E.W);
    json_decref(E.certificate);
    return code;
}

#define AT(member) offsetof(fulg_cli_export_t, member)
static const fulg_option_t options[] = {
    {"--system", "SYSTEM", FULG_OPTION_TEXT, AT(system),
     "one of the systems above"},
    {"--format", "F", FULG_OPTION_TEXT, AT(format),
     "m2 (default), singular, sage, oscar, hc, msolve, magma, json, phc, gp, "
     "python, giac, maxima, gap, coq"},
    {"-o", "FILE", FULG_OPTION_TEXT, AT(file), "default: standard output"},
    {"--coordinates", "C", FULG_OPTION_TEXT, AT(coordinates),
     "weights, a (A = K^T Q in place of Q and K), virtual, auto"},
    {"--data", "FILE", FULG_OPTION_TEXT, AT(data),
     "for critical: the data pairs"},
    {"--pairs", "N", FULG_OPTION_SIZE, AT(pairs),
     "for critical: N data pairs, drawn from --seed"},
    {"--gauge", "", FULG_OPTION_FLAG, AT(gauge),
     "for fiber and critical: fix variables so that the zeros "
     "are isolated"},
    {"--names", "short", FULG_OPTION_TEXT, AT(names),
     "w1, w2, .. in place of q1_1_2_3 (default: full)"},
    {"--integral", "", FULG_OPTION_FLAG, AT(integral), "clear denominators"},
    {"--prime", "P", FULG_OPTION_ULONG, AT(prime),
     "write the system itself modulo P"},
    {"--check-prime", "P", FULG_OPTION_ULONG, AT(check_prime),
     "the file computes modulo P (default 536870909; 0: over Q)"},
    {"--max-terms", "N", FULG_OPTION_SIZE, AT(max_terms),
     "refuse to write more terms (default 10^7), with exit code 4"},
    {"ARCHITECTURE", "", FULG_OPTION_ARCHITECTURE, AT(said), NULL},
    FULG_CLI_LAST_OPTION};

const fulg_command_t fulg_command_export = {
    "export", "polynomial systems for other algebra systems", run, options,
    "usage: fulgurite export --system SYSTEM (ARCHITECTURE | WEIGHTS) [-o FILE]\n"
    "       fulgurite export --system certificate CERTIFICATE [--format F] [-o FILE]\n\n"
    "  parametrization  the output at a symbolic input; exact with WEIGHTS\n"
    "  coefficients     of the function, as polynomials in the weights\n"
    "  jacobian         their derivatives with respect to the weights\n"
    "  fiber            the ideal of the weights with the function of WEIGHTS\n"
    "  image            the neuromanifold's closure, by elimination\n"
    "  singular         the singular locus of the closure, for one layer\n"
    "  critical         stationary points of the squared error (--data, --pairs)\n"
    "  certificate      the invertible minor behind the dimension\n\n" FULG_CLI_OPTIONS
    "\n"
    "When run, the file prints its answer and what was expected.  Comments for\n"
    "msolve and PHCpack are in a separate file, FILE.txt.\n\n"
    "  fulgurite export --system image --widths 2,1 --head-dim 1 -o image.m2\n"};
