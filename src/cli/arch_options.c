#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"

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

/* A flag that is true by default needs a word. */
static int
is_bare(const fulg_field_t *field)
{
    return field->form == FULG_FIELD_FLAG && field->standard == 0;
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
        option->kind = is_bare(field) ? FULG_OPTION_FLAG : FULG_OPTION_TEXT;
        option->target = is_bare(field) ? (void *) &said->flag[f]
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

static int
complain(const char *option, const char *why, const char *text)
{
    fulg_cli_message("%s %s%s%.60s%s", option, why, text ? ": \"" : "",
                     text ? text : "", text ? "\"" : "");
    return FULG_EXIT_USAGE;
}

/* One size of a list: digits only, minimum .. WORD_MAX, ended by a comma or the
   end.  Returns what follows, or NULL after a message; wanted names what text
   is. */
static const char *
read_size(slong *n, const char *place, slong minimum, const char *option,
          const char *wanted, const char *text)
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
    if (value < minimum)
    {
        complain(option, "must be positive", text);
        return NULL;
    }
    *n = value;
    return end;
}

/* The list as a fresh array; its length in *num. NULL after a message. */
static slong *
read_list(slong *num, slong minimum, const char *option, const char *text)
{
    slong *list = flint_malloc(sizeof(slong) * (strlen(text) / 2 + 1));
    const char *place = text;
    *num = 0;
    for (;;)
    {
        place = read_size(&list[*num], place, minimum, option,
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

static int
set_one(slong *target, const char *option, const char *text)
{
    const char *end;
    if (text == NULL)
        return FULG_EXIT_OK;
    end = read_size(target, text, 1, option, "needs one integer", text);
    if (end != NULL && *end == ',')
        complain(option, "needs one integer", text);
    return end && *end == '\0' ? FULG_EXIT_OK : FULG_EXIT_USAGE;
}

int
fulg_cli_size(slong *n, const char *option, const char *text)
{
    return set_one(n, option, text);
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
            complain("--widths", "cannot be combined with --layers or --width", NULL);
            return NULL;
        }
        list = read_list(num, 1, "--widths", said->widths);
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

/* ---- one field, as files say it -------------------------------------------- */

/* A value a layer, or one for all layers (one alone for the network). */
static json_t *
json_sizes(const fulg_field_t *field, slong layers, const char *option,
           const char *text)
{
    const slong count = fulg_arch_field_count(field, layers);
    slong num, one;
    slong *list;
    json_t *value;
    if (field->place == FULG_FIELD_NETWORK)
        return set_one(&one, option, text) == FULG_EXIT_OK ? json_integer(one)
                                                           : NULL;
    list = read_list(&num, field->minimum, option, text);
    if (list == NULL)
        return NULL;
    if (num != 1 && num != count)
    {
        fulg_cli_message("%s has %ld values, but there %s %ld %slayer%s", option,
                         (long) num, count == 1 ? "is" : "are", (long) count,
                         count < layers ? "hidden " : "", count == 1 ? "" : "s");
        flint_free(list);
        return NULL;
    }
    value = num == 1 ? json_integer(list[0]) : json_array();
    for (slong i = 0; num > 1 && i < num; i++)
        json_array_append_new(value, json_integer(list[i]));
    flint_free(list);
    return value;
}

static json_t *
json_choice(const char *option, const char *text, const char *const *choices)
{
    int n;
    return set_choice(&n, option, text, choices) == FULG_EXIT_OK
               ? json_string(choices[n])
               : NULL;
}

/* Words between commas; "none" is null. */
static json_t *
json_words(const char *text)
{
    json_t *list = json_array();
    for (const char *end; text != NULL; text = *end ? end + 1 : NULL)
    {
        const size_t n = strcspn(text, ",");
        end = text + n;
        json_array_append_new(list, n == 4 && strncmp(text, "none", 4) == 0
                                        ? json_null()
                                        : json_stringn(text, n));
    }
    if (json_array_size(list) == 1)
    {
        json_t *one = json_incref(json_array_get(list, 0));
        json_decref(list);
        return one;
    }
    return list;
}

/* NULL after a message. */
static json_t *
json_field(const fulg_cli_arch_t *said, int f, slong layers)
{
    static const char *const yes_no[] = {"no", "yes", NULL};
    static const char *const biases[] = {"none", "qkv", "full", NULL};
    const fulg_field_t *field = &fulg_arch_fields[f];
    const char *name = said->name[f], *text = said->text[f];
    int flag;
    switch (field->form)
    {
        case FULG_FIELD_SIZE:
            return json_sizes(field, layers, name, text);
        case FULG_FIELD_CHOICE:
            return json_choice(name, text, field->choices);
        case FULG_FIELD_FLAG:
            if (is_bare(field))
                return json_true();
            return set_choice(&flag, name, text, yes_no) == FULG_EXIT_OK
                       ? json_boolean(flag)
                       : NULL;
        case FULG_FIELD_BIAS:
            return json_choice(name, text, biases);
        case FULG_FIELD_HIDDEN:
            break;
    }
    return json_words(text);
}

/* The architecture as a file would say it; NULL after a message. */
static json_t *
json_arch(const fulg_cli_arch_t *said, const slong *widths, slong num)
{
    json_t *value = json_object(), *list = json_array();
    json_object_set_new(value, "format", json_string(FULG_ARCH_FORMAT));
    json_object_set_new(value, "widths", list);
    for (slong i = 0; i < num; i++)
        json_array_append_new(list, json_integer(widths[i]));
    if (said->family != NULL)
        json_object_set_new(value, "family", json_string(said->family));
    for (int f = 0; f < FULG_ARCH_NUM_FIELDS; f++)
        if (said->text[f] != NULL || said->flag[f])
        {
            json_t *item = json_field(said, f, num - 1);
            if (item == NULL)
            {
                json_decref(value);
                return NULL;
            }
            json_object_set_new(value, fulg_arch_fields[f].key, item);
        }
    return value;
}

/* Options that the family has no use for, or lacks. */
static int
check_family(const fulg_cli_arch_t *said, int pnn)
{
    const char *extra;
    if (pnn)
    {
        extra = given_field(said, FULG_USED_BY_POLYNOMIAL);
        return extra ? complain(extra, "has no meaning for --family pnn", NULL)
                     : FULG_EXIT_OK;
    }
    extra = given_field(said,
                        FULG_USED_BY_ATTENTION | FULG_USED_BY_FEED_FORWARD);
    if (extra != NULL)
        return complain(extra, "belongs to --family pnn", NULL);
    if (said->text[fulg_arch_field("head_dim") - fulg_arch_fields] == NULL)
        return complain("an attention architecture",
                        "needs --head-dim a (one value, or one a layer)", NULL);
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
        return complain("--arch", "cannot be combined with other options of the "
                                  "architecture", extra);
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
    code = set_choice(&family, "--family", said->family, families);
    if (code != FULG_EXIT_OK)
        return code;
    widths = read_widths(&num, said);
    if (widths == NULL)
        return FULG_EXIT_USAGE;
    code = check_family(said, family);
    value = code == FULG_EXIT_OK ? json_arch(said, widths, num) : NULL;
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
