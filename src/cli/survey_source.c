/* Where the architectures of a survey come from. */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "survey.h"

int
fulg_cli_survey_options(fulg_cli_target_t *targets,
                        fulg_cli_survey_said_t *said)
{
    const fulg_cli_target_t list[] = {
        {"--family", FULG_OPTION_TEXT, &said->family},
        {"--widths", FULG_OPTION_TEXT, &said->widths},
        {"--width", FULG_OPTION_TEXT, &said->width}};
    const int n = sizeof list / sizeof *list;
    memset(said, 0, sizeof *said);
    memcpy(targets, list, sizeof list);
    for (int f = 0; f < FULG_ARCH_NUM_FIELDS; f++)
    {
        char *name = said->name[f];
        snprintf(name, sizeof said->name[f], "--%s", fulg_arch_fields[f].key);
        for (; *name != '\0'; name++)
            if (*name == '_')
                *name = '-';
        targets[n + f] = (fulg_cli_target_t){said->name[f], FULG_OPTION_TEXT,
                                             &said->text[f]};
    }
    return n + FULG_ARCH_NUM_FIELDS;
}

static int
usage(const fulg_diag_t diag)
{
    fulg_cli_message("%s", diag->text);
    return FULG_EXIT_USAGE;
}

/* ---- ranges -------------------------------------------------------------------- */

int
fulg_cli_survey_said_check(const fulg_cli_survey_said_t *said)
{
    for (int f = 0; f < FULG_ARCH_NUM_FIELDS; f++)
        if (said->text[f] != NULL && strncmp(said->text[f], "--", 2) == 0)
        {
            fulg_cli_message("%s needs %s, not %.60s", said->name[f],
                             fulg_arch_fields[f].form == FULG_FIELD_FLAG
                                 ? "yes or no (or both: no,yes)"
                                 : "values",
                             said->text[f]);
            return FULG_EXIT_USAGE;
        }
    return FULG_EXIT_OK;
}

static int
read_families(json_t **families, const char *text)
{
    json_t *list = json_array();
    for (const char *word = text; word != NULL;)
    {
        const size_t n = strcspn(word, ",");
        if ((n == 9 && strncmp(word, "attention", n) == 0) ||
            (n == 3 && strncmp(word, "pnn", n) == 0))
            json_array_append_new(list, json_stringn(word, n));
        else
        {
            fulg_cli_message("--family: \"%.*s\" is not attention or pnn",
                             (int) FLINT_MIN(n, 60), word);
            json_decref(list);
            return FULG_EXIT_USAGE;
        }
        word = word[n] == '\0' ? NULL : word + n + 1;
    }
    *families = list;
    return FULG_EXIT_OK;
}

/* f < 0: of widths and depths. */
static int
read_values(json_t **values, int f, const char *option, const char *text)
{
    fulg_diag_t diag;
    if (text == NULL ||
        fulg_survey_values(values, f < 0 ? NULL : &fulg_arch_fields[f], option,
                           text, diag) == FULG_OK)
        return FULG_EXIT_OK;
    return usage(diag);
}

int
fulg_cli_survey_asked_init(fulg_cli_survey_asked_t *asked,
                           const fulg_cli_survey_said_t *said)
{
    int code = FULG_EXIT_OK;
    memset(asked, 0, sizeof *asked);
    if (said->family != NULL)
        code = read_families(&asked->family, said->family);
    if (code == FULG_EXIT_OK)
        code = read_values(&asked->depth, -1, "--depth", said->depth);
    if (code == FULG_EXIT_OK)
        code = read_values(&asked->widths, -1, "--widths", said->widths);
    if (code == FULG_EXIT_OK)
        code = read_values(&asked->width, -1, "--width", said->width);
    for (int f = 0; f < FULG_ARCH_NUM_FIELDS && code == FULG_EXIT_OK; f++)
        code = read_values(&asked->field[f], f, said->name[f], said->text[f]);
    if (code != FULG_EXIT_OK)
        fulg_cli_survey_asked_clear(asked);
    return code;
}

void
fulg_cli_survey_asked_clear(fulg_cli_survey_asked_t *asked)
{
    json_decref(asked->family);
    json_decref(asked->depth);
    json_decref(asked->widths);
    json_decref(asked->width);
    for (int f = 0; f < FULG_ARCH_NUM_FIELDS; f++)
        json_decref(asked->field[f]);
}

/* The fields named in --per-layer, with "-" or "_". */
static int
read_per_layer(fulg_survey_ranges_t ranges, const fulg_cli_survey_said_t *said)
{
    for (const char *word = said->per_layer; word != NULL;)
    {
        const size_t n = strcspn(word, ",");
        int f = 0;
        while (f < FULG_ARCH_NUM_FIELDS &&
               !(strlen(said->name[f] + 2) == n &&
                 strncmp(said->name[f] + 2, word, n) == 0))
            f++;
        if (f == FULG_ARCH_NUM_FIELDS || said->text[f] == NULL ||
            fulg_arch_fields[f].place == FULG_FIELD_NETWORK)
        {
            fulg_cli_message("--per-layer: \"%.*s\" is no option of layers "
                             "given here, such as head-dim",
                             (int) FLINT_MIN(n, 60), word);
            return FULG_EXIT_USAGE;
        }
        ranges->field[f].each = 1;
        word = word[n] == '\0' ? NULL : word + n + 1;
    }
    return FULG_EXIT_OK;
}

static int
has_family(const fulg_survey_ranges_t ranges, const char *name)
{
    size_t n;
    json_t *family;
    json_array_foreach(ranges->family, n,
                       family) if (strcmp(json_string_value(family), name) ==
                                   0) return 1;
    return 0;
}

/* Every option has a family that uses it, and attention a head_dim. */
static int
check_fields(const fulg_survey_ranges_t ranges,
             const fulg_cli_survey_said_t *said)
{
    const int kinds = (has_family(ranges, "pnn") ? FULG_USED_BY_POLYNOMIAL
                                                 : 0) |
                      (has_family(ranges, "attention")
                           ? FULG_USED_BY_ATTENTION | FULG_USED_BY_FEED_FORWARD
                           : 0);
    for (int f = 0; f < FULG_ARCH_NUM_FIELDS; f++)
        if (said->text[f] != NULL && !(fulg_arch_fields[f].used_by & kinds))
        {
            fulg_cli_message("%s has no meaning for the families asked for",
                             said->name[f]);
            return FULG_EXIT_USAGE;
        }
    if (has_family(ranges, "attention") &&
        ranges->field[fulg_arch_field("head_dim") - fulg_arch_fields].values ==
            NULL)
    {
        fulg_cli_message("attention architectures need --head-dim");
        return FULG_EXIT_USAGE;
    }
    return FULG_EXIT_OK;
}

/* What was asked for takes the place of the defaults. */
static void
take_values(json_t **values, const json_t *asked)
{
    if (asked == NULL)
        return;
    json_decref(*values);
    *values = json_incref((json_t *) asked);
}

static int
read_ranges(fulg_survey_ranges_t ranges, const fulg_cli_survey_said_t *said)
{
    fulg_cli_survey_asked_t asked;
    int code;
    if ((said->widths == NULL) == (said->width == NULL))
    {
        fulg_cli_message("survey needs --widths (all taken independently) or "
                         "--width (equal ones), or --list FILE, or --configs "
                         "FOLDER");
        return FULG_EXIT_USAGE;
    }
    code = fulg_cli_survey_asked_init(&asked, said);
    if (code != FULG_EXIT_OK)
        return code;
    ranges->equal_widths = said->width != NULL;
    take_values(&ranges->family, asked.family);
    take_values(&ranges->depth, asked.depth);
    take_values(&ranges->width, said->width ? asked.width : asked.widths);
    for (int f = 0; f < FULG_ARCH_NUM_FIELDS; f++)
        take_values(&ranges->field[f].values, asked.field[f]);
    fulg_cli_survey_asked_clear(&asked);
    code = check_fields(ranges, said);
    return code == FULG_EXIT_OK ? read_per_layer(ranges, said) : code;
}

static void
push(void *list, const fulg_arch_t arch)
{
    fulg_survey_list_push(list, arch, NULL);
}

static int
from_ranges(fulg_survey_list_t list, json_t **source, slong *left_out,
            const fulg_cli_survey_said_t *said)
{
    fulg_survey_ranges_t ranges;
    fulg_diag_t diag;
    int code;
    fulg_survey_ranges_init(ranges);
    code = read_ranges(ranges, said);
    if (code == FULG_EXIT_OK &&
        fulg_survey_each(left_out, ranges, push, list, diag) != FULG_OK)
        code = usage(diag);
    if (code == FULG_EXIT_OK)
        *source = fulg_survey_ranges_json(ranges);
    fulg_survey_ranges_clear(ranges);
    return code;
}

/* ---- a list: an architecture a line ----------------------------------------------- */

static int
from_list(fulg_survey_list_t list, const char *file)
{
    const char *name = fulg_cli_name(file);
    fulg_diag_t diag;
    char *text;
    size_t length;
    fulg_status_t status = fulg_exact_text_load(&text, &length, file, diag);
    if (status != FULG_OK)
        return fulg_cli_fail(status, diag, NULL);
    status = fulg_survey_list_read(list, text, length, diag);
    flint_free(text);
    if (status != FULG_OK)
        return fulg_cli_fail(status, diag, name);
    if (list->num > 0)
        return FULG_EXIT_OK;
    fulg_cli_message("%s: no architecture in it (one a line is expected)",
                     name);
    return FULG_EXIT_PARSE;
}

/* ---- a folder of config.json -------------------------------------------------------- */

static int
push_config(fulg_survey_list_t list, const char *file, slong *left_out)
{
    fulg_config_t config;
    int code = fulg_cli_config_init(config, file, NULL);
    if (code != FULG_EXIT_OK)
        return code;
    if (config->why_not)
    {
        fulg_cli_message("%s: left out: no theorem covers the blocks of %s: %s",
                         file, config->type, config->why_not);
        ++*left_out;
    }
    else
        fulg_survey_list_push(list, config->arch, file);
    fulg_config_clear(config);
    return FULG_EXIT_OK;
}

static int
ends_in_json(const char *name)
{
    const size_t n = strlen(name);
    return n > 5 && strcmp(name + n - 5, ".json") == 0;
}

/* FOLDER/NAME.json, or FOLDER/NAME/config.json; left alone otherwise. */
static int
push_entry(fulg_survey_list_t list, const char *folder, const char *name,
           slong *left_out)
{
    const size_t size = strlen(folder) + strlen(name) + 16;
    char *path = flint_malloc(size);
    struct stat info;
    int code = FULG_EXIT_OK;
    snprintf(path, size, "%s/%s", folder, name);
    if (stat(path, &info) == 0 && S_ISDIR(info.st_mode))
        snprintf(path, size, "%s/%s/config.json", folder, name);
    else if (!ends_in_json(name))
        *path = '\0';
    if (*path != '\0' && stat(path, &info) == 0 && S_ISREG(info.st_mode))
        code = push_config(list, path, left_out);
    flint_free(path);
    return code;
}

static int
from_configs(fulg_survey_list_t list, slong *left_out, const char *folder)
{
    struct dirent **entry;
    const int num = scandir(folder, &entry, NULL, alphasort);
    int code = FULG_EXIT_OK;
    if (num < 0)
    {
        fulg_cli_message("%s: %s", folder, strerror(errno));
        return FULG_EXIT_USAGE;
    }
    for (int n = 0; n < num; n++)
    {
        if (code == FULG_EXIT_OK && entry[n]->d_name[0] != '.')
            code = push_entry(list, folder, entry[n]->d_name, left_out);
        free(entry[n]);
    }
    free(entry);
    if (code == FULG_EXIT_OK && list->num == 0)
    {
        fulg_cli_message(
            "%s: no NAME.json and no NAME/config.json whose blocks "
            "a theorem covers",
            folder);
        code = FULG_EXIT_USAGE;
    }
    return code;
}

/* ---- all ------------------------------------------------------------------------------ */

static const char *
range_given(const fulg_cli_survey_said_t *said)
{
    const char *const texts[] = {said->family, said->depth, said->widths,
                                 said->width, said->per_layer};
    static const char *const names[] = {"--family", "--depth", "--widths",
                                        "--width", "--per-layer"};
    for (int n = 0; n < 5; n++)
        if (texts[n] != NULL)
            return names[n];
    for (int f = 0; f < FULG_ARCH_NUM_FIELDS; f++)
        if (said->text[f] != NULL)
            return said->name[f];
    return NULL;
}

int
fulg_cli_survey_source(fulg_survey_list_t list, json_t **source,
                       slong *left_out, const fulg_cli_survey_said_t *said)
{
    const char *range = range_given(said);
    *left_out = 0;
    if (said->list == NULL && said->configs == NULL)
        return from_ranges(list, source, left_out, said);
    if (range != NULL || (said->list != NULL && said->configs != NULL))
    {
        fulg_cli_message("%s cannot be combined with %s",
                         said->list ? "--list" : "--configs",
                         range ? range : "--configs");
        return FULG_EXIT_USAGE;
    }
    *source = json_string(said->list ? "list" : "configs");
    return said->list ? from_list(list, said->list)
                      : from_configs(list, left_out, said->configs);
}
