#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"

int
fulg_cli_arch_options(fulg_option_t *options, fulg_cli_arch_t *said)
{
    const fulg_option_t list[FULG_CLI_ARCH_OPTIONS] = {
        {"--arch", FULG_OPTION_TEXT, &said->file},
        {"--widths", FULG_OPTION_TEXT, &said->widths},
        {"--layers", FULG_OPTION_TEXT, &said->layers},
        {"--width", FULG_OPTION_TEXT, &said->width},
        {"--head-dim", FULG_OPTION_TEXT, &said->head_dim},
        {"--tokens", FULG_OPTION_TEXT, &said->tokens},
        {"--heads", FULG_OPTION_TEXT, &said->heads},
        {"--value-dim", FULG_OPTION_TEXT, &said->value_dim},
        {"--norm", FULG_OPTION_TEXT, &said->norm},
        {"--mask", FULG_OPTION_TEXT, &said->mask},
        {"--family", FULG_OPTION_TEXT, &said->family},
        {"--power", FULG_OPTION_TEXT, &said->power},
        {"--residual", FULG_OPTION_FLAG, &said->residual}};
    memset(said, 0, sizeof *said);
    memcpy(options, list, sizeof list);
    return FULG_CLI_ARCH_OPTIONS;
}

static const char *
given_shape(const fulg_cli_arch_t *said)
{
    const char *const names[] = {"--widths", "--layers", "--width",
                                 "--head-dim", "--tokens", "--heads",
                                 "--value-dim", "--norm", "--mask", "--family",
                                 "--power"};
    const char *const texts[] = {said->widths, said->layers, said->width,
                                 said->head_dim, said->tokens, said->heads,
                                 said->value_dim, said->norm, said->mask,
                                 said->family, said->power};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (texts[i] != NULL)
            return names[i];
    return said->residual ? "--residual" : NULL;
}

int
fulg_cli_arch_given(const fulg_cli_arch_t *said)
{
    return said->file != NULL || given_shape(said) != NULL;
}

static int
complain(const char *option, const char *why, const char *text)
{
    fulg_cli_message("%s %s%s%.60s%s", option, why, text ? ": \"" : "",
                     text ? text : "", text ? "\"" : "");
    return FULG_EXIT_USAGE;
}

/* One size of a list: digits only, 1 .. WORD_MAX, ended by a comma or the end.
   Returns what follows, or NULL after a message; wanted names what text is. */
static const char *
read_size(slong *n, const char *place, const char *option, const char *wanted,
          const char *text)
{
    char *end;
    long value;
    if (*place == '-')
    {
        complain(option, "must be positive", text);
        return NULL;
    }
    if (*place < '0' || *place > '9')
    {
        complain(option, wanted, text);
        return NULL;
    }
    errno = 0;
    value = strtol(place, &end, 10);
    if (errno != 0)
    {
        complain(option, "holds an integer beyond 2^63", text);
        return NULL;
    }
    if (*end != '\0' && *end != ',')
    {
        complain(option, wanted, text);
        return NULL;
    }
    if (value < 1)
    {
        complain(option, "must be positive", text);
        return NULL;
    }
    *n = value;
    return end;
}

/* The list as a fresh array; its length in *num. NULL after a message. */
static slong *
read_list(slong *num, const char *option, const char *text)
{
    slong *list = flint_malloc(sizeof(slong) * (strlen(text) / 2 + 1));
    const char *place = text;
    *num = 0;
    for (;;)
    {
        place = read_size(&list[*num], place, option,
                          "needs integers separated by commas", text);
        if (place == NULL)
        {
            flint_free(list);
            return NULL;
        }
        ++*num;
        if (*place == '\0')
            return list;
        place++;
    }
}

/* A list with one value a layer, or one value for all layers. */
static int
set_list(slong *target, slong layers, const char *option, const char *text)
{
    slong num;
    slong *list;
    if (text == NULL)
        return FULG_EXIT_OK;
    list = read_list(&num, option, text);
    if (list == NULL)
        return FULG_EXIT_USAGE;
    if (num != 1 && num != layers)
    {
        fulg_cli_message("%s has %ld values, but there %s %ld layer%s", option,
                         (long) num, layers == 1 ? "is" : "are",
                         (long) layers, layers == 1 ? "" : "s");
        flint_free(list);
        return FULG_EXIT_USAGE;
    }
    for (slong i = 0; i < layers; i++)
        target[i] = list[num == 1 ? 0 : i];
    flint_free(list);
    return FULG_EXIT_OK;
}

static int
set_one(slong *target, const char *option, const char *text)
{
    const char *end;
    if (text == NULL)
        return FULG_EXIT_OK;
    end = read_size(target, text, option, "needs one integer", text);
    if (end != NULL && *end == ',')
        complain(option, "needs one integer", text);
    return end && *end == '\0' ? FULG_EXIT_OK : FULG_EXIT_USAGE;
}

static int
set_choice(int *target, const char *option, const char *text,
           const char *const *choices)
{
    if (text == NULL)
        return FULG_EXIT_OK;
    for (*target = 0; choices[*target] != NULL; (*target)++)
        if (strcmp(text, choices[*target]) == 0)
            return FULG_EXIT_OK;
    /* There are two choices or three. */
    fulg_cli_message("%s is %s%s%s or %s, not \"%.60s\"", option, choices[0],
                     *target == 3 ? ", " : "", *target == 3 ? choices[1] : "",
                     choices[*target - 1], text);
    return FULG_EXIT_USAGE;
}

/* The widths, from --widths or from --layers and --width. */
static slong *
read_widths(slong *num, const fulg_cli_arch_t *said)
{
    slong layers = 1, width = 1;
    slong *list;
    if (said->widths != NULL)
    {
        if (said->layers != NULL || said->width != NULL)
        {
            complain("--widths", "stands beside --layers or --width: give one "
                                 "or the other", NULL);
            return NULL;
        }
        list = read_list(num, "--widths", said->widths);
        if (list != NULL && *num < 2)
        {
            complain("--widths", "needs at least two widths (input, output)",
                     said->widths);
            flint_free(list);
            return NULL;
        }
        return list;
    }
    if (said->width == NULL)
    {
        complain("an architecture", "needs --widths d_0,..,d_l, or --layers l "
                                    "and --width d, or --arch FILE", NULL);
        return NULL;
    }
    if (set_one(&layers, "--layers", said->layers) != FULG_EXIT_OK ||
        set_one(&width, "--width", said->width) != FULG_EXIT_OK)
        return NULL;
    if (layers > FULG_ARCH_MAX_DEPTH)
    {
        fulg_cli_message("--layers goes up to %d, not %ld",
                         FULG_ARCH_MAX_DEPTH, (long) layers);
        return NULL;
    }
    *num = layers + 1;
    list = flint_malloc((size_t) *num * sizeof(slong));
    for (slong i = 0; i < *num; i++)
        list[i] = width;
    return list;
}

static int
set_attention(fulg_arch_t arch, const fulg_cli_arch_t *said)
{
    static const char *const norms[] = {"none", "affine", "softmax", NULL};
    static const char *const masks[] = {"none", "causal", NULL};
    const slong l = arch->depth;
    int norm = 0, code;
    if (said->power != NULL)
        return complain("--power", "belongs to --family pnn", NULL);
    if (said->head_dim == NULL)
        return complain("an attention architecture",
                        "needs --head-dim a (one value, or one a layer)", NULL);
    code = set_list(arch->head_dim, l, "--head-dim", said->head_dim);
    if (code == FULG_EXIT_OK)
        code = set_list(arch->heads, l, "--heads", said->heads);
    if (code == FULG_EXIT_OK)
        code = set_list(arch->value_dim, l, "--value-dim", said->value_dim);
    if (code == FULG_EXIT_OK)
        code = set_one(&arch->tokens, "--tokens", said->tokens);
    if (code == FULG_EXIT_OK)
        code = set_choice(&norm, "--norm", said->norm, norms);
    if (code == FULG_EXIT_OK)
        code = set_choice(&arch->causal, "--mask", said->mask, masks);
    arch->norm = (fulg_norm_t) norm;
    arch->residual = said->residual;
    return code;
}

static int
set_pnn(fulg_arch_t arch, const fulg_cli_arch_t *said)
{
    fulg_cli_arch_t rest = *said;
    const char *extra;
    rest.widths = rest.layers = rest.width = rest.family = rest.power = NULL;
    extra = given_shape(&rest);
    if (extra != NULL)
        return complain(extra, "has no meaning for --family pnn", NULL);
    arch->tokens = 1;
    return set_one(&arch->power, "--power", said->power);
}

static int
init_from_file(fulg_arch_t arch, const fulg_cli_arch_t *said)
{
    const char *extra = given_shape(said);
    fulg_diag_t diag;
    json_t *value;
    fulg_status_t status;
    int code;
    if (extra != NULL)
        return complain("--arch", "stands beside an option that says the "
                                  "shape again", extra);
    code = fulg_cli_load_json(&value, said->file);
    if (code != FULG_EXIT_OK)
        return code;
    status = fulg_arch_init_json(arch, value, diag);
    json_decref(value);
    if (status != FULG_OK)
        return fulg_cli_fail(status, diag, fulg_cli_name(said->file));
    return FULG_EXIT_OK;
}

int
fulg_cli_arch_init(fulg_arch_t arch, const fulg_cli_arch_t *said)
{
    static const char *const families[] = {"attention", "pnn", NULL};
    slong num;
    slong *widths;
    int family = 0, code;
    fulg_diag_t diag;

    if (said->file != NULL)
        return init_from_file(arch, said);
    code = set_choice(&family, "--family", said->family, families);
    if (code != FULG_EXIT_OK)
        return code;
    widths = read_widths(&num, said);
    if (widths == NULL)
        return FULG_EXIT_USAGE;
    fulg_arch_init(arch, num - 1);
    memcpy(arch->width, widths, (size_t) num * sizeof(slong));
    flint_free(widths);
    arch->family = (fulg_family_t) family;
    code = (family == FULG_FAMILY_PNN) ? set_pnn(arch, said)
                                       : set_attention(arch, said);
    if (code == FULG_EXIT_OK && fulg_arch_check(arch, diag) != FULG_OK)
    {
        fulg_cli_message("%s", diag->text);
        code = FULG_EXIT_USAGE;
    }
    if (code != FULG_EXIT_OK)
        fulg_arch_clear(arch);
    return code;
}
