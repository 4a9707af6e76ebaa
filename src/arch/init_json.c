#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "impl.h"

static fulg_status_t
get_size(slong *n, const json_t *value, const fulg_field_t *field,
         fulg_diag_t diag)
{
    if (json_is_null(value) && field->standard == 0)
    {
        *n = 0;
        return FULG_OK;
    }
    if (!json_is_integer(value))
        return fulg_diag_set(diag, FULG_PARSE, "\"%s\" must hold integers",
                             field->key);
    *n = json_integer_value(value);
    return FULG_OK;
}

/* The place of the text in a NULL-terminated list of choices. */
static fulg_status_t
get_choice(slong *choice, const json_t *value, const char *key,
           const char *const *choices, fulg_diag_t diag)
{
    const char *text = json_string_value(value);
    for (*choice = 0; text != NULL && choices[*choice] != NULL; (*choice)++)
        if (strcmp(text, choices[*choice]) == 0)
            return FULG_OK;
    return fulg_diag_set(diag, FULG_PARSE,
                         "\"%s\" must be \"%s\" or \"%s\"%s%s%s", key,
                         choices[0], choices[1], choices[2] ? " or \"" : "",
                         choices[2] ? choices[2] : "", choices[2] ? "\"" : "");
}

static fulg_status_t
get_flag(slong *flag, const json_t *value, const char *key, fulg_diag_t diag)
{
    if (!json_is_boolean(value))
        return fulg_diag_set(diag, FULG_PARSE, "\"%s\" must be true or false",
                             key);
    *flag = json_is_true(value);
    return FULG_OK;
}

/* The number that is all of the text, without a sign or leading zeros; 0 where there is
   none, or none below 2^63. */
static slong
whole_number(const char *text)
{
    slong n;
    if (*text < '1' || *text > '9' ||
        strspn(text, "0123456789") != strlen(text))
        return 0;
    errno = 0;
    n = strtol(text, NULL, 10);
    return errno == 0 ? n : 0;
}

/* "gelu:3072", or null for none. */
static fulg_status_t
get_hidden(fulg_sublayer_struct *sub, const json_t *value, const char *key,
           fulg_diag_t diag)
{
    const char *text = json_string_value(value), *colon;
    if (json_is_null(value))
        return FULG_OK;
    colon = text ? strchr(text, ':') : NULL;
    sub->hidden = colon ? whole_number(colon + 1) : 0;
    if (sub->hidden == 0)
        return fulg_diag_set(
            diag, FULG_PARSE,
            "\"%s\" must be \"KIND:N\" with N neurons, such as "
            "\"gelu:3072\"",
            key);
    for (sub->activation = 0; sub->activation < FULG_ACTIVATIONS;
         sub->activation++)
    {
        const char *name = fulg_arch_activation(sub->activation)->name;
        if (strncmp(text, name, (size_t) (colon - text)) == 0 &&
            name[colon - text] == '\0')
            return FULG_OK;
    }
    return fulg_diag_set(diag, FULG_PARSE,
                         "\"%s\": unknown activation \"%.*s\"; known are gelu, "
                         "gelu_new, quick_gelu, silu, sigmoid, tanh, relu, "
                         "swiglu, geglu, geglu_new",
                         key, (int) FLINT_MIN(colon - text, 40), text);
}

/* "none", "qkv", "full", or which matrices have one. */
static fulg_status_t
get_bias(fulg_layer_draft_t *layer, const json_t *value, fulg_diag_t diag)
{
    static const char *const names[] = {"none", "qkv", "full", NULL};
    static const char *const keys[] = {"qkv", "output", "feed_forward", NULL};
    slong *const flags[] = {&layer->main.bias, &layer->main.bias_out,
                            &layer->forward.bias};
    slong choice;
    fulg_status_t status;
    if (!json_is_object(value))
    {
        status = get_choice(&choice, value, "bias", names, diag);
        layer->main.bias = choice > 0;
        layer->main.bias_out = layer->forward.bias = choice > 1;
    }
    else
    {
        status = fulg_exact_json_check_keys(value, keys, "bias", diag);
        for (int k = 0; keys[k] && status == FULG_OK; k++)
            if (json_object_get(value, keys[k]) != NULL)
                status = get_flag(flags[k], json_object_get(value, keys[k]),
                                  keys[k], diag);
    }
    layer->forward.bias_out = layer->forward.bias;
    return status;
}

/* One value of a field into the drafts of a layer. */
static fulg_status_t
get_value(fulg_layer_draft_t *layer, const fulg_field_t *field,
          const json_t *value, fulg_diag_t diag)
{
    fulg_status_t status = FULG_OK;
    slong n = field->standard;
    switch (field->form)
    {
        case FULG_FIELD_SIZE:
            status = get_size(&n, value, field, diag);
            break;
        case FULG_FIELD_CHOICE:
            status = get_choice(&n, value, field->key, field->choices, diag);
            break;
        case FULG_FIELD_FLAG:
            status = get_flag(&n, value, field->key, diag);
            break;
        case FULG_FIELD_HIDDEN:
            return get_hidden(&layer->forward, value, field->key, diag);
        case FULG_FIELD_BIAS:
            return get_bias(layer, value, diag);
    }
    fulg_arch_field_put(&layer->main, field, n);
    fulg_arch_field_put(&layer->forward, field, n);
    /* 0 in the structure means "none"; in a file it is a mistake. */
    if (status == FULG_OK && field->form == FULG_FIELD_SIZE &&
        n < field->minimum && !json_is_null(value) &&
        field->offset != offsetof(fulg_sublayer_struct, heads))
        status = fulg_diag_set(diag, FULG_PARSE,
                               "%s_%ld is %ld, but must be at least %ld",
                               field->key, (long) layer->main.layer + 1,
                               (long) n, (long) field->minimum);
    return status;
}

/* A list with one value a layer, or one value for all of them. */
static fulg_status_t
get_field(fulg_layer_draft_t *layer, slong num, const fulg_field_t *field,
          const json_t *value, fulg_diag_t diag)
{
    const slong count = fulg_arch_field_count(field, num);
    const char *hidden = count < num ? "hidden " : "";
    fulg_status_t status = FULG_OK;
    if (json_is_array(value) && (slong) json_array_size(value) != count)
        return fulg_diag_set(diag, FULG_PARSE,
                             "\"%s\" has %zu entries, but there %s %ld "
                             "%slayer%s",
                             field->key, json_array_size(value),
                             count == 1 ? "is" : "are", (long) count, hidden,
                             count == 1 ? "" : "s");
    if (json_is_array(value) && count == 0)
        return fulg_diag_set(diag, FULG_PARSE,
                             "\"%s\" must be an integer where there is no "
                             "hidden layer",
                             field->key);
    for (slong i = 0; i < num && status == FULG_OK; i++)
        status = get_value(
            &layer[i], field,
            json_is_array(value)
                ? json_array_get(value, (size_t) FLINT_MIN(i, count - 1))
                : value,
            diag);
    return status;
}

/* A layer without heads is a feed-forward sublayer alone. */
static fulg_status_t
settle(fulg_layer_draft_t *layer, fulg_diag_t diag)
{
    layer->has_forward = layer->forward.hidden != 0;
    if (layer->main.kind == FULG_KIND_POLYNOMIAL)
        layer->has_forward = 0;
    else if (layer->main.heads == 0 && layer->has_forward)
        layer->has_main = 0;
    else if (layer->main.heads < 1)
        return fulg_diag_set(
            diag, FULG_PARSE, "heads_%ld is %ld, but must be at least 1",
            (long) layer->main.layer + 1, (long) layer->main.heads);
    return FULG_OK;
}

static fulg_status_t
get_layers(fulg_layer_draft_t *layer, slong num, slong *tokens,
           const json_t *value, int bits, fulg_diag_t diag)
{
    fulg_status_t status = FULG_OK;
    if ((bits & FULG_USED_BY_ATTENTION) && !json_object_get(value, "head_dim"))
        return fulg_diag_set(diag, FULG_PARSE, "\"head_dim\" is missing");
    for (const fulg_field_t *field = fulg_arch_fields;
         field->key && status == FULG_OK; field++)
    {
        const json_t *item = json_object_get(value, field->key);
        if (item == NULL || !(field->used_by & bits))
            continue;
        if (field->place == FULG_FIELD_NETWORK)
            status = get_size(tokens, item, field, diag);
        else
            status = get_field(layer, num, field, item, diag);
    }
    for (slong i = 0; i < num && status == FULG_OK; i++)
        status = settle(&layer[i], diag);
    return status;
}

static fulg_status_t
get_widths(slong *width, slong num, const json_t *list, fulg_diag_t diag)
{
    static const fulg_field_t field = {
        "widths", NULL, NULL, FULG_FIELD_SIZE, FULG_FIELD_NETWORK, 0, 0, 1,
        1,        1,    NULL};
    fulg_status_t status = FULG_OK;
    for (slong i = 0; i < num && status == FULG_OK; i++)
        status = get_size(&width[i], json_array_get(list, (size_t) i), &field,
                          diag);
    return status;
}

/* The keys that a family has; the caller frees the list. */
static const char **
keys_of(int bits)
{
    const char **keys;
    size_t n = 0;
    for (const fulg_field_t *field = fulg_arch_fields; field->key; field++)
        n++;
    keys = flint_malloc((n + 4) * sizeof *keys);
    n = 0;
    keys[n++] = "format";
    keys[n++] = "family";
    keys[n++] = "widths";
    for (const fulg_field_t *field = fulg_arch_fields; field->key; field++)
        if (field->used_by & bits)
            keys[n++] = field->key;
    keys[n] = NULL;
    return keys;
}

static fulg_status_t
get_head(slong *family, slong *layers, const json_t *value, fulg_diag_t diag)
{
    static const char *const families[] = {"attention", "pnn", NULL};
    const json_t *item;
    fulg_status_t status;

    if (!json_is_object(value))
        return fulg_diag_set(diag, FULG_PARSE,
                             "an architecture must be a JSON object");
    status = fulg_exact_json_check_format(value, FULG_ARCH_FORMAT, diag);
    *family = 0;
    if (status == FULG_OK && (item = json_object_get(value, "family")))
        status = get_choice(family, item, "family", families, diag);
    if (status != FULG_OK)
        return status;
    item = json_object_get(value, "widths");
    if (!json_is_array(item) || json_array_size(item) < 2)
        return fulg_diag_set(diag, FULG_PARSE,
                             "\"widths\" must be a list of at least two "
                             "integers");
    if (json_array_size(item) > FULG_ARCH_MAX_DEPTH + 1)
        return fulg_diag_set(diag, FULG_PARSE, "more than %d layers",
                             FULG_ARCH_MAX_DEPTH);
    *layers = (slong) json_array_size(item) - 1;
    return FULG_OK;
}

/* The drafts and widths; then the network, checked. */
static fulg_status_t
init_layers(fulg_arch_t arch, slong num, int pnn, const json_t *value,
            fulg_diag_t diag)
{
    const int bits = pnn ? FULG_USED_BY_POLYNOMIAL
                         : FULG_USED_BY_ATTENTION | FULG_USED_BY_FEED_FORWARD;
    fulg_layer_draft_t *layer = flint_calloc((size_t) num, sizeof *layer);
    slong *width = flint_calloc((size_t) num + 1, sizeof(slong));
    slong tokens = pnn ? 1 : fulg_arch_field("tokens")->standard;
    fulg_status_t status = get_widths(width, num + 1,
                                      json_object_get(value, "widths"), diag);

    for (slong i = 0; i < num; i++)
    {
        layer[i].has_main = 1;
        fulg_arch_sublayer_init(
            &layer[i].main, pnn ? FULG_KIND_POLYNOMIAL : FULG_KIND_ATTENTION,
            i);
        fulg_arch_sublayer_init(&layer[i].forward, FULG_KIND_FEED_FORWARD, i);
    }
    if (status == FULG_OK)
        status = get_layers(layer, num, &tokens, value, bits, diag);
    if (status == FULG_OK)
    {
        fulg_arch_assemble(arch, layer, num, width, tokens);
        status = fulg_arch_check(arch, diag);
        if (status != FULG_OK)
            fulg_arch_clear(arch);
    }
    flint_free(layer);
    flint_free(width);
    return status;
}

fulg_status_t
fulg_arch_init_json(fulg_arch_t arch, const json_t *value, fulg_diag_t diag)
{
    slong family = 0, layers = 1;
    const char **keys;
    fulg_status_t status = get_head(&family, &layers, value, diag);
    if (status != FULG_OK)
        return status;
    keys = keys_of(family ? FULG_USED_BY_POLYNOMIAL
                          : FULG_USED_BY_ATTENTION | FULG_USED_BY_FEED_FORWARD);
    status = fulg_exact_json_check_keys(value, keys, "architecture", diag);
    flint_free(keys);
    if (status != FULG_OK)
        return status;
    return init_layers(arch, layers, family != 0, value, diag);
}
