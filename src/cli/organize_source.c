/* What the scores of a layer are, and what of the model they leave out. */
#include "organize.h"

slong
fulg_cli_organize_layer(const organize_t *o, const organize_source_t *source)
{
    const slong layer = FLINT_MAX(o->said.layer, 1);
    return source == &o->other.source && o->said.compare_layer > 0
               ? o->said.compare_layer - 1
               : layer - 1;
}

const char *
fulg_cli_organize_mask_name(fulg_mask_t mask)
{
    return mask == FULG_MASK_CAUSAL ? "causal" : "none";
}

/* Part n of what is left out, from 0; 0: there are no more. */
static int
left_out(char *text, size_t size, const organize_source_t *s, int n)
{
    const struct
    {
        int there;
        const char *what;
    } parts[] = {
        {s->mapped,
         "positions and the layer before: the input is taken for what "
         "Q and K read, after its norm"},
        {s->mapped, "norms of queries and keys, if the model has them"},
        {s->unmodelled[0] != '\0', s->unmodelled},
        {s->root > 1, "the division by"},
        {s->causal, "the causal mask: every score is there; --softmax applies "
                    "it"}};
    for (size_t m = 0; m < sizeof parts / sizeof parts[0]; m++)
    {
        if (!parts[m].there || n-- > 0)
            continue;
        if (m == 3)
            snprintf(text, size,
                     "%s sqrt(%ld): scores are so many times too large, trees "
                     "and ratios are those of the model; --softmax divides",
                     parts[m].what, (long) s->root);
        else
            snprintf(text, size, "%s", parts[m].what);
        return 1;
    }
    return 0;
}

static const char *
biases(const organize_source_t *s)
{
    return s->bias[0] && s->bias[1] ? "with the biases of Q and K"
           : s->bias[0]             ? "with the bias of Q; K has none"
           : s->bias[1]             ? "with the bias of K; Q has none"
                                    : "without biases: the file has none";
}

void
fulg_cli_organize_print_source(FILE *out, const organize_source_t *s)
{
    char text[192];
    if (s->kind != ORGANIZE_LAYER)
        return;
    fprintf(out, "scores of layer %ld%s%s\n", (long) s->layer,
            s->mapped ? ", " : "", s->mapped ? biases(s) : "");
    for (int n = 0; left_out(text, sizeof text, s, n); n++)
        fprintf(out, "%s%s\n", n ? "            " : "  left out: ", text);
}

json_t *
fulg_cli_organize_json_source(const organize_source_t *s)
{
    char text[192];
    json_t *list = json_array();
    for (int n = 0; left_out(text, sizeof text, s, n); n++)
        json_array_append_new(list, json_string(text));
    return json_pack("{s:I, s:I, s:{s:b, s:b}, s:s, s:o}", "layer",
                     (json_int_t) s->layer, "root", (json_int_t) s->root,
                     "biases", "Q", s->bias[0], "K", s->bias[1], "model_mask",
                     s->causal ? "causal" : "none", "left_out", list);
}
