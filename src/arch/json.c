#include <stdio.h>

#include "impl.h"

static json_t *
json_hidden(const fulg_sublayer_struct *forward)
{
    char text[64];
    if (forward == NULL)
        return json_null();
    snprintf(text, sizeof text, "%s:%ld",
             fulg_arch_activation(forward->activation)->name,
             (long) forward->hidden);
    return json_string(text);
}

static json_t *
json_bias(const fulg_sublayer_struct *main, const fulg_sublayer_struct *forward)
{
    json_t *value = json_object();
    json_object_set_new(value, "qkv", json_boolean(main && main->bias));
    json_object_set_new(value, "output", json_boolean(main && main->bias_out));
    json_object_set_new(value, "feed_forward",
                        json_boolean(forward && forward->bias));
    return value;
}

/* What a layer says of a field: its sublayers may be NULL, not both. */
static json_t *
json_value(const fulg_sublayer_struct *main,
           const fulg_sublayer_struct *forward, const fulg_field_t *field)
{
    const fulg_sublayer_struct *sub = main && fulg_arch_uses(main, field)
                                          ? main
                                          : forward;
    slong n = field->standard;
    if (field->form == FULG_FIELD_HIDDEN)
        return json_hidden(forward);
    if (field->form == FULG_FIELD_BIAS)
        return json_bias(main, forward);
    if (sub != NULL && fulg_arch_uses(sub, field))
        n = fulg_arch_field_get(sub, field);
    else if (field->offset == offsetof(fulg_sublayer_struct, heads))
        n = 0;
    if (field->form == FULG_FIELD_CHOICE)
        return json_string(field->choices[n]);
    if (field->form == FULG_FIELD_FLAG)
        return json_boolean(n);
    return n == 0 && field->minimum > 0 && field->standard == 0
               ? json_null()
               : json_integer(n);
}

/* 1 when all entries of the list are alike. */
static int
is_constant(const json_t *list)
{
    for (size_t i = 1; i < json_array_size(list); i++)
        if (!json_equal(json_array_get(list, i), json_array_get(list, 0)))
            return 0;
    return 1;
}

/* The value of a layer of a network that says nothing of the field. */
static json_t *
json_standard(const fulg_field_t *field)
{
    fulg_sublayer_struct main, forward;
    fulg_arch_sublayer_init(&main, FULG_KIND_ATTENTION, 0);
    fulg_arch_sublayer_init(&forward, FULG_KIND_FEED_FORWARD, 0);
    return json_value(&main, field->form == FULG_FIELD_HIDDEN ? NULL : &forward,
                      field);
}

/* One value for every layer, in order. */
static json_t *
json_layers(const fulg_arch_t arch, const fulg_field_t *field)
{
    json_t *list = json_array();
    for (slong i = 0; i < arch->depth;)
    {
        const fulg_sublayer_struct *main = NULL, *forward = NULL;
        const slong layer = arch->sub[i].layer;
        for (; i < arch->depth && arch->sub[i].layer == layer; i++)
        {
            if (arch->sub[i].kind == FULG_KIND_FEED_FORWARD)
                forward = &arch->sub[i];
            else
                main = &arch->sub[i];
        }
        json_array_append_new(list, json_value(main, forward, field));
    }
    return list;
}

static void
put_field(json_t *object, const fulg_arch_t arch, const fulg_field_t *field)
{
    json_t *list, *standard;
    int constant, same;
    if (field->place == FULG_FIELD_NETWORK)
    {
        json_object_set_new(object, field->key, json_integer(arch->tokens));
        return;
    }
    list = json_layers(arch, field);
    if (field->place == FULG_FIELD_HIDDEN_LAYER && json_array_size(list) > 1)
        json_array_remove(list, json_array_size(list) - 1);
    standard = json_standard(field);
    constant = is_constant(list);
    same = constant && json_equal(json_array_get(list, 0), standard);
    json_decref(standard);
    if (same && !field->always)
        json_decref(list);
    else if (constant && (field->place != FULG_FIELD_LAYER ||
                          json_is_null(json_array_get(list, 0))))
    {
        json_object_set(object, field->key, json_array_get(list, 0));
        json_decref(list);
    }
    else
        json_object_set_new(object, field->key, list);
}

static json_t *
json_widths(const fulg_arch_t arch)
{
    json_t *list = json_array();
    json_array_append_new(list, json_integer(arch->width[0]));
    for (slong i = 0; i < arch->depth; i++)
        if (i + 1 == arch->depth ||
            arch->sub[i + 1].layer != arch->sub[i].layer)
            json_array_append_new(list, json_integer(arch->width[i + 1]));
    return list;
}

json_t *
fulg_arch_json(const fulg_arch_t arch)
{
    const int pnn = fulg_arch_is_pnn(arch);
    const int bits = pnn ? FULG_USED_BY_POLYNOMIAL
                         : FULG_USED_BY_ATTENTION | FULG_USED_BY_FEED_FORWARD;
    json_t *value = json_object();
    json_object_set_new(value, "format", json_string(FULG_ARCH_FORMAT));
    json_object_set_new(value, "widths", json_widths(arch));
    json_object_set_new(value, "family",
                        json_string(pnn ? "pnn" : "attention"));
    for (const fulg_field_t *field = fulg_arch_fields; field->key; field++)
        if (field->used_by & bits)
            put_field(value, arch, field);
    return value;
}
