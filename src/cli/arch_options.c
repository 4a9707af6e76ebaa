#include <string.h>

#include "arch.h"

/* "--head-dim" of "head_dim" */
static void
set_name(char *name, const char *key)
{
    size_t n = 2;
    name[0] = name[1] = '-';
    for (; *key != '\0'; key++)
        name[n++] = (char) (*key == '_' ? '-' : *key);
    name[n] = '\0';
}

int
fulg_cli_arch_options(fulg_cli_target_t *targets, fulg_cli_arch_t *said)
{
    const fulg_cli_target_t list[] = {
        {"--arch", FULG_OPTION_TEXT, &said->file},
        {"--widths", FULG_OPTION_TEXT, &said->widths},
        {"--layers", FULG_OPTION_TEXT, &said->layers},
        {"--width", FULG_OPTION_TEXT, &said->width},
        {"--family", FULG_OPTION_TEXT, &said->family}};
    const int n = sizeof list / sizeof *list;
    memset(said, 0, sizeof *said);
    memcpy(targets, list, sizeof list);
    for (int f = 0; f < FULG_ARCH_NUM_FIELDS; f++)
    {
        const fulg_field_t *field = &fulg_arch_fields[f];
        fulg_cli_target_t *option = &targets[n + f];
        set_name(said->name[f], field->key);
        option->name = said->name[f];
        option->kind = fulg_cli_arch_bare(field) ? FULG_OPTION_FLAG
                                                 : FULG_OPTION_TEXT;
        option->target = fulg_cli_arch_bare(field) ? (void *) &said->flag[f]
                                                   : (void *) &said->text[f];
    }
    return n + FULG_ARCH_NUM_FIELDS;
}

/* The first option given that says something of the shape, of the fields that
   are not for the kinds of sublayer in except. */
static const char *
given_field(const fulg_cli_arch_t *said, int except)
{
    for (int f = 0; f < FULG_ARCH_NUM_FIELDS; f++)
        if ((said->text[f] != NULL || said->flag[f]) &&
            !(fulg_arch_fields[f].used_by & except))
            return said->name[f];
    return NULL;
}

static const char *
given_shape(const fulg_cli_arch_t *said)
{
    const char *const names[] = {"--widths", "--layers", "--width", "--family"};
    const char *const texts[] = {said->widths, said->layers, said->width,
                                 said->family};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (texts[i] != NULL)
            return names[i];
    return given_field(said, 0);
}

int
fulg_cli_arch_given(const fulg_cli_arch_t *said)
{
    return said->file != NULL || given_shape(said) != NULL;
}

const char *
fulg_cli_arch_take(fulg_cli_arch_t *said, const char *key)
{
    const char **text = &said->text[fulg_arch_field(key) - fulg_arch_fields];
    const char *word = *text;
    *text = NULL;
    return word;
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
            fulg_cli_arch_complain(
                "--widths", "cannot be combined with --layers or --width",
                NULL);
            return NULL;
        }
        list = fulg_cli_arch_list(num, 1, "--widths", said->widths);
        if (list != NULL && *num < 2)
        {
            fulg_cli_arch_complain("--widths",
                                   "needs at least two widths (input, output)",
                                   said->widths);
            flint_free(list);
            return NULL;
        }
        return list;
    }
    if (said->width == NULL)
    {
        fulg_cli_arch_complain("an architecture",
                               "needs --widths d_0,..,d_l, or --layers l "
                               "and --width d, or --arch FILE",
                               NULL);
        return NULL;
    }
    if (fulg_cli_size(&layers, "--layers", said->layers) != FULG_EXIT_OK ||
        fulg_cli_size(&width, "--width", said->width) != FULG_EXIT_OK)
        return NULL;
    if (layers > FULG_ARCH_MAX_DEPTH)
    {
        fulg_cli_message("--layers goes up to %d, not %ld", FULG_ARCH_MAX_DEPTH,
                         (long) layers);
        return NULL;
    }
    *num = layers + 1;
    list = flint_malloc((size_t) *num * sizeof(slong));
    for (slong i = 0; i < *num; i++)
        list[i] = width;
    return list;
}

/* Options that the family has no use for, or lacks. */
static int
check_family(const fulg_cli_arch_t *said, int pnn)
{
    const char *extra;
    if (pnn)
    {
        extra = given_field(said, FULG_USED_BY_POLYNOMIAL);
        return extra ? fulg_cli_arch_complain(
                           extra, "does not apply to --family pnn", NULL)
                     : FULG_EXIT_OK;
    }
    extra = given_field(said,
                        FULG_USED_BY_ATTENTION | FULG_USED_BY_FEED_FORWARD);
    if (extra != NULL)
        return fulg_cli_arch_complain(extra, "applies only to --family pnn",
                                      NULL);
    if (said->text[fulg_arch_field("head_dim") - fulg_arch_fields] == NULL)
        return fulg_cli_arch_complain(
            "an attention architecture",
            "needs --head-dim a (one value, or one per layer)", NULL);
    return FULG_EXIT_OK;
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
        return fulg_cli_arch_complain(
            "--arch",
            "cannot be combined with other options of the "
            "architecture",
            extra);
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
    json_t *value;

    if (said->file != NULL)
        return init_from_file(arch, said);
    code = fulg_cli_arch_choice(&family, "--family", said->family, families);
    if (code != FULG_EXIT_OK)
        return code;
    widths = read_widths(&num, said);
    if (widths == NULL)
        return FULG_EXIT_USAGE;
    code = check_family(said, family);
    value = code == FULG_EXIT_OK ? fulg_cli_arch_json(said, widths, num) : NULL;
    flint_free(widths);
    if (value == NULL)
        return FULG_EXIT_USAGE;
    if (fulg_arch_init_json(arch, value, diag) != FULG_OK)
    {
        fulg_cli_message("%s", diag->text);
        code = FULG_EXIT_USAGE;
    }
    json_decref(value);
    return code;
}
