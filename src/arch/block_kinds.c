#include <fulgurite/arch.h>

/* The shapes of a sublayer's matrices; a shape that does not occur keeps the 0
   rows it comes with. */
#define SHAPE(name)                            \
    static void name(slong *rows, slong *cols, \
                     const fulg_sublayer_struct *sub, slong in, slong out)

/* What keys and values read: the state, or the common latent coordinates. */
static slong
key_input(const fulg_sublayer_struct *sub, slong in)
{
    return sub->kv_latent ? sub->kv_latent : in;
}

static int
is_gated(const fulg_sublayer_struct *sub)
{
    return fulg_arch_activation(sub->activation)->gated;
}

SHAPE(gain)
{
    *rows = fulg_arch_sublayer_has_gain(sub) ? in : 0;
    *cols = 1;
}

SHAPE(shift)
{
    *rows = fulg_arch_sublayer_has_shift(sub) ? in : 0;
    *cols = 1;
}

SHAPE(latent)
{
    *rows = sub->kv_latent;
    *cols = in;
}

SHAPE(shared_key)
{
    *rows = sub->kv_latent ? sub->rotary : 0;
    *cols = in;
}

SHAPE(query)
{
    *rows = sub->head_dim;
    *cols = in;
}

SHAPE(query_bias)
{
    *rows = sub->bias ? sub->head_dim : 0;
    *cols = 1;
}

SHAPE(key)
{
    *rows = sub->head_dim;
    *cols = key_input(sub, in);
}

SHAPE(value)
{
    *rows = sub->value_dim ? 0 : out;
    *cols = in;
}

SHAPE(value_bias)
{
    *rows = sub->bias && !sub->value_dim ? out : 0;
    *cols = 1;
}

SHAPE(output)
{
    *rows = sub->value_dim ? out : 0;
    *cols = sub->value_dim;
}

SHAPE(inner)
{
    *rows = sub->value_dim;
    *cols = key_input(sub, in);
}

SHAPE(inner_bias)
{
    *rows = sub->bias ? sub->value_dim : 0;
    *cols = 1;
}

SHAPE(output_bias)
{
    *rows = sub->bias_out ? out : 0;
    *cols = 1;
}

SHAPE(up)
{
    *rows = sub->hidden;
    *cols = in;
}

SHAPE(up_bias)
{
    *rows = sub->bias ? sub->hidden : 0;
    *cols = 1;
}

SHAPE(gate)
{
    *rows = is_gated(sub) ? sub->hidden : 0;
    *cols = in;
}

SHAPE(gate_bias)
{
    *rows = sub->bias && is_gated(sub) ? sub->hidden : 0;
    *cols = 1;
}

SHAPE(down)
{
    *rows = out;
    *cols = sub->hidden;
}

SHAPE(polynomial)
{
    *rows = out;
    *cols = in;
}

#define ATT FULG_USED_BY_ATTENTION
#define FF FULG_USED_BY_FEED_FORWARD

/* Capital letters are biases. */
const fulg_block_kind_t fulg_arch_block_kinds[FULG_BLOCK_KINDS + 1] = {
    {'n', "gain", "norm_gain", FULG_PER_SUBLAYER, ATT | FF, gain},
    {'m', "shift", "norm_shift", FULG_PER_SUBLAYER, ATT | FF, shift},
    {'c', "c", "C", FULG_PER_SUBLAYER, ATT, latent},
    {'r', "r", "R", FULG_PER_SUBLAYER, ATT, shared_key},
    {'q', "q", "Q", FULG_PER_HEAD, ATT, query},
    {'Q', "bq", "Q_bias", FULG_PER_HEAD, ATT, query_bias},
    {'s', "s", "Q_rotary", FULG_PER_HEAD, ATT, shared_key},
    {'k', "k", "K", FULG_PER_GROUP, ATT, key},
    {'K', "bk", "K_bias", FULG_PER_GROUP, ATT, query_bias},
    {'v', "v", "V", FULG_PER_HEAD, ATT, value},
    {'V', "bv", "V_bias", FULG_PER_HEAD, ATT, value_bias},
    {'o', "o", "O", FULG_PER_HEAD, ATT, output},
    {'u', "u", "U", FULG_PER_GROUP, ATT, inner},
    {'U', "bu", "U_bias", FULG_PER_GROUP, ATT, inner_bias},
    {'f', "up", "up", FULG_PER_SUBLAYER, FF, up},
    {'F', "bup", "up_bias", FULG_PER_SUBLAYER, FF, up_bias},
    {'g', "gate", "gate", FULG_PER_SUBLAYER, FF, gate},
    {'G', "bgate", "gate_bias", FULG_PER_SUBLAYER, FF, gate_bias},
    {'e', "down", "down", FULG_PER_SUBLAYER, FF, down},
    {'B', "bo", "output_bias", FULG_PER_SUBLAYER, ATT | FF, output_bias},
    {'w', "w", "W", FULG_PER_SUBLAYER, FULG_USED_BY_POLYNOMIAL, polynomial},
    {0, NULL, NULL, FULG_PER_SUBLAYER, 0, NULL}};

const fulg_block_kind_t *
fulg_arch_block_kind(char kind)
{
    const fulg_block_kind_t *row = fulg_arch_block_kinds;
    while (row->kind != kind)
        row++;
    return row;
}

const char *
fulg_arch_block_list(const fulg_block_kind_t *row,
                     const fulg_sublayer_struct *sub)
{
    if (row->per == FULG_PER_SUBLAYER)
        return NULL;
    return row->per == FULG_PER_GROUP && sub->kv_heads ? "groups" : "heads";
}
