#include <stdlib.h>
#include <string.h>

#include "invariants.h"

typedef struct
{
    fulg_cli_invariants_t said;
    fulg_cli_arch_t arch;
    const char *family, *test;
    slong head_dim;
    int count, list, discover, all_columns;
} request_t;

/* --family is also an option of architectures: its words go to them. */
static int
read_family(request_t *R)
{
    const char *names[FULG_INVARIANTS_FAMILIES + 1];
    const char *near;
    R->said.family = -1;
    if (R->family == NULL)
        return FULG_EXIT_OK;
    if (strcmp(R->family, "attention") == 0 || strcmp(R->family, "pnn") == 0)
    {
        R->arch.family = R->family;
        R->family = NULL;
        return FULG_EXIT_OK;
    }
    R->said.family = fulg_invariants_family_named(R->family);
    if (R->said.family >= 0)
        return FULG_EXIT_OK;
    for (int n = 0; n < FULG_INVARIANTS_FAMILIES; n++)
        names[n] = fulg_invariants_family_name((fulg_invariants_family_t) n);
    names[FULG_INVARIANTS_FAMILIES] = NULL;
    near = fulg_exact_nearest(R->family, names);
    if (near != NULL)
        fulg_cli_message("--family does not know \"%.60s\"; did you mean "
                         "\"%s\"?",
                         R->family, near);
    else
        fulg_cli_message("--family does not know \"%.60s\"; --count names the "
                         "families of a layer",
                         R->family);
    return FULG_EXIT_USAGE;
}

/* What does not go together. */
static int
check(const request_t *R)
{
    const char *wrong = NULL;
    if ((R->test != NULL) + R->count + R->discover + R->list > 1)
        wrong = "--count, --list, --test and --discover exclude one another";
    else if (R->said.format != NULL && R->said.file == NULL)
        wrong = "--format needs -o FILE (\"-\" is standard output)";
    else if (R->said.file != NULL && (R->test != NULL || R->count))
        wrong = "-o writes polynomials; --count and --test have none";
    else if (R->discover && (R->family != NULL || R->all_columns))
        wrong = "--discover finds all relations of the function's "
                "coefficients; --family and --all-columns do not apply "
                "there";
    if (wrong == NULL)
        return FULG_EXIT_OK;
    fulg_cli_message("%s", wrong);
    return FULG_EXIT_USAGE;
}

static int
answer(fulg_cli_t *cli, const request_t *R, const fulg_arch_t arch)
{
    fulg_invariants_t model;
    fulg_diag_t diag;
    int code;
    const fulg_status_t status = fulg_invariants_init(model, arch,
                                                      R->all_columns, diag);
    if (status != FULG_OK)
        return fulg_cli_fail(status, diag, NULL);
    if (R->discover)
        code = fulg_cli_invariants_discover(cli, model, arch, &R->said);
    else if (R->said.file != NULL)
        code = fulg_cli_invariants_export(cli, model, arch, &R->said, NULL);
    else if (R->list)
        code = fulg_cli_invariants_list(cli, model, arch, &R->said);
    else
        code = fulg_cli_invariants_count(cli, model, arch, &R->said);
    fulg_invariants_clear(model);
    return code;
}

/* --test takes the shape from its file; --head-dim, a bound on the rank of A,
   goes with a function. */
static int
test(fulg_cli_t *cli, request_t *R)
{
    const char *head_dim = fulg_cli_arch_take(&R->arch, "head_dim");
    slong bound = 0;
    if (fulg_cli_arch_given(&R->arch))
    {
        fulg_cli_message(
            "--test takes the shape from its file; of the options of "
            "an architecture only --head-dim can be combined with it");
        return FULG_EXIT_USAGE;
    }
    if (head_dim != NULL)
    {
        char *end;
        bound = strtol(head_dim, &end, 10);
        if (*end != '\0' || *head_dim < '0' || *head_dim > '9' || bound < 1)
        {
            fulg_cli_message("--head-dim needs a positive integer");
            return FULG_EXIT_USAGE;
        }
        if (fulg_cli_check_head_dim(bound) != FULG_EXIT_OK)
            return FULG_EXIT_USAGE;
    }
    return fulg_cli_invariants_test(cli, R->test, bound, &R->said);
}

static int
run(fulg_cli_t *cli)
{
    request_t R = {.said = {.max_terms = 10000000}};
    const char *word = NULL;
    fulg_arch_t arch;
    int num_words, code;
    code = fulg_cli_parse(cli, &R, &word, 0, &num_words);
    if (code == FULG_EXIT_OK)
        code = read_family(&R);
    if (code == FULG_EXIT_OK)
        code = check(&R);
    if (code != FULG_EXIT_OK)
        return code;
    if (R.test != NULL)
        return test(cli, &R);
    code = fulg_cli_arch_init(arch, &R.arch);
    if (code != FULG_EXIT_OK)
        return code;
    code = answer(cli, &R, arch);
    fulg_arch_clear(arch);
    return code;
}

#define AT(member) offsetof(request_t, member)
/* --family before that of architectures: the first of a name is taken. */
static const fulg_option_t options[] = {
    {"--count", "", FULG_OPTION_FLAG, AT(count),
     "the families and the numbers of their polynomials "
     "(default)"},
    {"--list", "", FULG_OPTION_FLAG, AT(list), "the polynomials, one per line"},
    {"--discover", "", FULG_OPTION_FLAG, AT(discover),
     "the space of all forms that vanish, in degrees 1 to k, and the Hilbert "
     "function: proved; with -o, those of degree k"},
    {"--test", "FILE", FULG_OPTION_TEXT, AT(test),
     "a weights or function file: which relations vanish, and one that fails "
     "(exit code 1)"},
    {"--family", "NAME", FULG_OPTION_TEXT, AT(family),
     "only one family (low-rank, context, ...)"},
    {"--degree", "k", FULG_OPTION_SIZE, AT(said.degree), "up to degree k"},
    {"--all-columns", "", FULG_OPTION_FLAG, AT(all_columns),
     "linear relations among all output columns, not within one"},
    {"--max-terms", "N", FULG_OPTION_SIZE, AT(said.max_terms),
     "at most N terms in all (default 10^7)"},
    {"-o", "FILE", FULG_OPTION_TEXT, AT(said.file),
     "the polynomials for an algebra system"},
    {"--format", "F", FULG_OPTION_TEXT, AT(said.format),
     "that system: m2 (default), singular, sage, oscar, hc, msolve, magma, "
     "json"},
    {"ARCHITECTURE", "", FULG_OPTION_ARCHITECTURE, AT(arch),
     "one layer: --widths d,d_out --head-dim a [--tokens t] (fulgurite help "
     "architecture)"},
    FULG_CLI_LAST_OPTION};

const fulg_command_t fulg_command_invariants = {
    "invariants", "polynomial relations among the coefficients of one layer",
    run, options,
    "usage: fulgurite invariants ARCHITECTURE [--count | --list | --discover]\n"
    "       fulgurite invariants --test FILE [--head-dim a]\n\n"
    "Polynomials in the coefficients of the function that vanish for every choice of\n"
    "weights of one lightning layer with one head.  By default: the families, how\n"
    "many polynomials each has, and up to which degree they are known to generate\n"
    "all relations.\n\n" FULG_CLI_OPTIONS "\n"
    "  fulgurite invariants --widths 3,1 --head-dim 2 --tokens 2\n"
    "  fulgurite invariants --widths 3,1 --head-dim 3 --discover --degree 4\n"};
