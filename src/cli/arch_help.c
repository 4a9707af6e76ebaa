#include <string.h>

#include "cli.h"

#define LINE_WIDTH 79

/* "--head-dim a" of a row of the table; the length. */
static int
put_option(char *text, size_t size, const fulg_field_t *field)
{
    int n = snprintf(text, size, "--%s%s%s", field->key, *field->value ? " " : "",
                     field->value);
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
    fputs("The shape of a network, for every command that takes one.  A size is "
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
