/*
 * Options of an architecture, put as a file would say them: what they mean is
 * then judged in one place, where files are read.
 */
#include <string.h>

#include "arch.h"

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
        return fulg_cli_size(&one, option, text) == FULG_EXIT_OK
                   ? json_integer(one)
                   : NULL;
    list = fulg_cli_arch_list(&num, field->minimum, option, text);
    if (list == NULL)
        return NULL;
    if (num != 1 && num != count)
    {
        fulg_cli_message("%s has %ld values, but there %s %ld %slayer%s",
                         option, (long) num, count == 1 ? "is" : "are",
                         (long) count, count < layers ? "hidden " : "",
                         count == 1 ? "" : "s");
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
    return fulg_cli_arch_choice(&n, option, text, choices) == FULG_EXIT_OK
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
            if (fulg_cli_arch_bare(field))
                return json_true();
            return fulg_cli_arch_choice(&flag, name, text, yes_no) ==
                           FULG_EXIT_OK
                       ? json_boolean(flag)
                       : NULL;
        case FULG_FIELD_BIAS:
            return json_choice(name, text, biases);
        case FULG_FIELD_HIDDEN:
            break;
    }
    return json_words(text);
}

json_t *
fulg_cli_arch_json(const fulg_cli_arch_t *said, const slong *widths, slong num)
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

int
fulg_cli_arch_bare(const fulg_field_t *field)
{
    return field->form == FULG_FIELD_FLAG && field->standard == 0;
}
