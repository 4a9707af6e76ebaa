#include <string.h>

#include "impl.h"

static const char *const norms[] = {"none", "affine", "softmax", NULL};
static const char *const masks[] = {"none", "causal", NULL};
static const char *const pre_norms[] = {"none", "rms", "layer", NULL};

#define ATT FULG_USED_BY_ATTENTION
#define FF FULG_USED_BY_FEED_FORWARD
#define POLY FULG_USED_BY_POLYNOMIAL
#define AT(member) offsetof(fulg_sublayer_struct, member)
#define OF_ARCH(member) offsetof(fulg_arch_struct, member)

/* The order is that of keys in files and of options in help. */
const fulg_field_t fulg_arch_fields[FULG_ARCH_NUM_FIELDS + 1] = {
    {"head_dim", "a", "rows of K and Q: one value, or one per layer",
     FULG_FIELD_SIZE, FULG_FIELD_LAYER, ATT, AT(head_dim), 1, 1, 1, NULL},
    {"tokens", "t", "columns of the input (default 3)", FULG_FIELD_SIZE,
     FULG_FIELD_NETWORK, ATT, OF_ARCH(tokens), 3, 1, 1, NULL},
    {"heads", "H", "heads per layer (default 1)", FULG_FIELD_SIZE,
     FULG_FIELD_LAYER, ATT, AT(heads), 1, 1, 1, NULL},
    {"kv_heads", "G", "grouped-query: heads in G groups share K and U",
     FULG_FIELD_SIZE, FULG_FIELD_LAYER, ATT, AT(kv_heads), 0, 1, 0, NULL},
    {"value_dim", "v", "V = O U, where U has v rows (default: V is full)",
     FULG_FIELD_SIZE, FULG_FIELD_LAYER, ATT, AT(value_dim), 0, 1, 1, NULL},
    {"norm", "N", "none (lightning, the default), affine or softmax",
     FULG_FIELD_CHOICE, FULG_FIELD_SINGLE, ATT, AT(norm), FULG_NORM_NONE, 0, 1,
     norms},
    {"residual", "", "a residual connection around every sublayer",
     FULG_FIELD_FLAG, FULG_FIELD_SINGLE, ATT | FF, AT(residual), 0, 0, 1, NULL},
    {"mask", "M", "none or causal", FULG_FIELD_CHOICE, FULG_FIELD_SINGLE, ATT,
     AT(causal), 0, 0, 1, masks},
    {"readout", "", "one output: the sum over heads h of <V_h, head h>",
     FULG_FIELD_FLAG, FULG_FIELD_SINGLE, ATT, AT(readout), 0, 0, 0, NULL},
    {"rotary", "P", "rotary coordinates of a head (default 0)", FULG_FIELD_SIZE,
     FULG_FIELD_LAYER, ATT, AT(rotary), 0, 0, 0, NULL},
    {"kv_latent", "r", "keys and values read r latent coordinates",
     FULG_FIELD_SIZE, FULG_FIELD_LAYER, ATT, AT(kv_latent), 0, 1, 0, NULL},
    {"feed_forward", "KIND:n",
     "n neurons after attention: gelu, relu, swiglu, ..", FULG_FIELD_HIDDEN,
     FULG_FIELD_LAYER, FF, AT(hidden), 0, 1, 0, NULL},
    {"parallel", "", "attention and feed-forward have the same input",
     FULG_FIELD_FLAG, FULG_FIELD_SINGLE, FF, AT(parallel), 0, 0, 0, NULL},
    {"bias", "B", "none, qkv (queries, keys, values) or full", FULG_FIELD_BIAS,
     FULG_FIELD_SINGLE, ATT | FF, AT(bias), 0, 0, 0, NULL},
    {"pre_norm", "N", "before each sublayer: none, rms or layer",
     FULG_FIELD_CHOICE, FULG_FIELD_SINGLE, ATT | FF, AT(pre_norm),
     FULG_PRE_NORM_NONE, 0, 0, pre_norms},
    {"norm_gain", "yes|no", "whether these norms have a gain (default yes)",
     FULG_FIELD_FLAG, FULG_FIELD_SINGLE, ATT | FF, AT(norm_gain), 1, 0, 0,
     NULL},
    {"norm_shift", "yes|no", "whether layer norms have a shift (default yes)",
     FULG_FIELD_FLAG, FULG_FIELD_SINGLE, ATT | FF, AT(norm_shift), 1, 0, 0,
     NULL},
    {"shared_norm", "", "parallel sublayers share one norm", FULG_FIELD_FLAG,
     FULG_FIELD_SINGLE, FF, AT(shared_norm), 0, 0, 0, NULL},
    {"power", "n", "pnn: one value, or one per hidden layer (default 2)",
     FULG_FIELD_SIZE, FULG_FIELD_HIDDEN_LAYER, POLY, AT(power), 2, 1, 1, NULL},
    {NULL, NULL, NULL, FULG_FIELD_SIZE, FULG_FIELD_LAYER, 0, 0, 0, 0, 0, NULL}};

const fulg_field_t *
fulg_arch_field(const char *key)
{
    const fulg_field_t *field = fulg_arch_fields;
    while (strcmp(field->key, key) != 0)
        field++;
    return field;
}

slong
fulg_arch_field_count(const fulg_field_t *field, slong layers)
{
    return field->place == FULG_FIELD_HIDDEN_LAYER ? layers - 1 : layers;
}

static slong *
member(fulg_sublayer_struct *sub, const fulg_field_t *field)
{
    return (slong *) (void *) ((char *) sub + field->offset);
}

slong
fulg_arch_field_get(const fulg_sublayer_struct *sub, const fulg_field_t *field)
{
    return *(const slong *) (const void *) ((const char *) sub + field->offset);
}

void
fulg_arch_field_put(fulg_sublayer_struct *sub, const fulg_field_t *field,
                    slong value)
{
    *member(sub, field) = value;
}

int
fulg_arch_kind_bit(slong kind)
{
    return 1 << kind;
}

int
fulg_arch_uses(const fulg_sublayer_struct *sub, const fulg_field_t *field)
{
    return (field->used_by & fulg_arch_kind_bit(sub->kind)) != 0;
}

void
fulg_arch_set_all(fulg_arch_t arch, const char *key, slong value)
{
    const fulg_field_t *field = fulg_arch_field(key);
    for (slong i = 0; i < arch->depth; i++)
        *member(&arch->sub[i], field) = value;
}

void
fulg_arch_sublayer_init(fulg_sublayer_struct *sub, fulg_kind_t kind,
                        slong layer)
{
    memset(sub, 0, sizeof *sub);
    for (const fulg_field_t *field = fulg_arch_fields; field->key; field++)
        if (field->place != FULG_FIELD_NETWORK)
            *member(sub, field) = field->standard;
    sub->kind = kind;
    sub->layer = layer;
}

void
fulg_arch_sublayer_normalise(fulg_sublayer_struct *sub)
{
    fulg_sublayer_struct standard;
    fulg_arch_sublayer_init(&standard, (fulg_kind_t) sub->kind, sub->layer);
    for (const fulg_field_t *field = fulg_arch_fields; field->key; field++)
        if (field->place != FULG_FIELD_NETWORK && !fulg_arch_uses(sub, field))
            *member(sub, field) = field->standard;
    if (sub->kind != FULG_KIND_FEED_FORWARD)
        sub->activation = 0;
    if (sub->kind == FULG_KIND_POLYNOMIAL)
        sub->bias_out = 0;
    if (sub->kv_heads == sub->heads)
        sub->kv_heads = 0;
    if (sub->pre_norm == FULG_PRE_NORM_NONE)
        sub->norm_gain = standard.norm_gain;
    if (sub->pre_norm != FULG_PRE_NORM_LAYER)
        sub->norm_shift = standard.norm_shift;
    if (sub->pre_norm == FULG_PRE_NORM_NONE || !sub->parallel)
        sub->shared_norm = 0;
}
