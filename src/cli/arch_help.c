#include <string.h>

#include "cli.h"

#define LINE_WIDTH 79

/* "--head-dim a" of a row of the table; the length. */
static int
put_option(char *text, size_t size, const fulg_field_t *field)
{
    int n = snprintf(text, size, "--%s%s%s", field->key,
                     *field->value ? " " : "", field->value);
    for (int i = 2; text[i] != '\0' && text[i] != ' '; i++)
        if (text[i] == '_')
            text[i] = '-';
    return n;
}

void
fulg_cli_print_architecture_summary(FILE *out)
{
    int column;
    fputs("Architecture (or --arch FILE; see fulgurite help architecture):\n",
          out);
    column = fprintf(out, "  --widths d_0,..,d_l | --layers l --width d");
    for (const fulg_field_t *field = fulg_arch_fields; field->key; field++)
    {
        char text[80];
        const int n = put_option(text, sizeof text, field);
        if (column + 2 + n > LINE_WIDTH)
            column = fprintf(out, ",\n  %s", text) - 2;
        else
            column += fprintf(out, ", %s", text);
    }
    fprintf(out, "%s--family attention|pnn\n",
            column + 24 > LINE_WIDTH ? ",\n  " : ", ");
}

void
fulg_cli_print_architecture_help(FILE *out)
{
    fputs(
        "The shape of a network, for every command that takes one.  A size is "
        "one value\nfor all layers, or a list with a value for each layer.\n\n"
        "  --arch FILE              all of it from a JSON file, with _ for - in "
        "keys\n"
        "  --widths d_0,..,d_l      the widths of the states, input first\n"
        "  --layers l --width d     l layers, all widths d\n"
        "  --family F               attention (default), or pnn: W_l s(..s(W_1 "
        "x))\n",
        out);
    for (const fulg_field_t *field = fulg_arch_fields; field->key; field++)
    {
        char text[80];
        put_option(text, sizeof text, field);
        fprintf(out, "  %-24s %s\n", text, field->help);
    }
    fputs("\nActivations of --feed-forward:\n", out);
    for (slong n = 0; n < FULG_ACTIVATIONS; n++)
        fprintf(out, "  %-24s %s\n", fulg_arch_activation(n)->name,
                fulg_arch_activation(n)->formula);
    fputs("with s(z) = 1/(1 + e^-z), E(z) = (1 + erf(z/sqrt 2))/2, c = "
          "sqrt(8/pi);\nin gated kinds y is a second linear function.\n\n"
          "  fulgurite dim --layers 32 --width 4096 --head-dim 128 --heads 32 "
          "\\\n"
          "      --kv-heads 8 --value-dim 128 --norm softmax --mask causal "
          "--residual \\\n"
          "      --rotary 128 --pre-norm rms --feed-forward swiglu:14336 "
          "--tokens 200\n",
          out);
}

/* How a value is written in a file, by the forms of fields. */
static const char *
form_name(fulg_field_form_t form)
{
    switch (form)
    {
        case FULG_FIELD_SIZE:
            return "size";
        case FULG_FIELD_CHOICE:
            return "choice";
        case FULG_FIELD_FLAG:
            return "flag";
        case FULG_FIELD_HIDDEN:
            return "activation:size";
        case FULG_FIELD_BIAS:
            return "bias";
    }
    return "";
}

/* The default as files write it; null: none. */
static json_t *
standard_json(const fulg_field_t *field)
{
    if (field->form == FULG_FIELD_FLAG)
        return json_boolean(field->standard);
    if (field->choices != NULL)
        return json_string(field->choices[field->standard]);
    if (field->form == FULG_FIELD_BIAS)
        return json_string("none");
    return field->standard ? json_integer(field->standard) : json_null();
}

static json_t *
field_json(const fulg_field_t *field)
{
    json_t *row = json_object();
    json_object_set_new(row, "key", json_string(field->key));
    json_object_set_new(row, "form", json_string(form_name(field->form)));
    json_object_set_new(row, "per_layer",
                        json_boolean(field->place != FULG_FIELD_NETWORK));
    json_object_set_new(row, "default", standard_json(field));
    if (field->choices != NULL)
    {
        json_t *choices = json_array();
        for (slong n = 0; field->choices[n] != NULL; n++)
            json_array_append_new(choices, json_string(field->choices[n]));
        json_object_set_new(row, "choices", choices);
    }
    json_object_set_new(row, "help", json_string(field->help));
    return row;
}

json_t *
fulg_cli_architecture_json(void)
{
    json_t *value = json_object(), *fields = json_array();
    json_t *activations = json_object();
    for (const fulg_field_t *field = fulg_arch_fields; field->key; field++)
        json_array_append_new(fields, field_json(field));
    for (slong n = 0; n < FULG_ACTIVATIONS; n++)
        json_object_set_new(activations, fulg_arch_activation(n)->name,
                            json_string(fulg_arch_activation(n)->formula));
    json_object_set_new(value, "version", json_string(fulg_version()));
    json_object_set_new(value, "fields", fields);
    json_object_set_new(value, "activations", activations);
    return value;
}
