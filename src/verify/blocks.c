#include <stdio.h>
#include <string.h>

#include "graph.h"

/* The matrices of attention and feed-forward sublayers: their shapes, and where a file
   has them. */

#define MAX_ENTRIES (WORD(1) << 24)

enum
{
    ONCE,
    PER_HEAD,
    PER_GROUP
};

typedef struct
{
    const char *key, *name;
    int per;
    slong rows, cols;
} shape_t;

#define MAX_SHAPES 16

/* Without those that have no rows; their number. */
static int
keep(shape_t *list, const shape_t *all, int num)
{
    int n = 0;
    for (int k = 0; k < num; k++)
        if (all[k].rows > 0 && all[k].cols > 0)
            list[n++] = all[k];
    return n;
}

static int
shapes(shape_t *list, const fulg_verify_sub_t *s)
{
    const slong d = s->in, e = s->out, v = s->values;
    const slong far = s->latent ? s->turned : 0;
    const slong a = s->rows + (s->latent ? 0 : s->turned);
    const slong z = s->latent ? s->latent : d;
    const slong gain = s->gain && s->own_norm ? d : 0;
    const slong shift = s->shift && s->own_norm ? d : 0;
    const slong bias = s->bias != 0, out = s->bias_out ? e : 0;
    const shape_t attention[] = {
        {"norm_gain", "gain", ONCE, gain, 1},
        {"norm_shift", "shift", ONCE, shift, 1},
        {"C", "c", ONCE, s->latent, d},
        {"R", "r", ONCE, far, d},
        {"Q", "q", PER_HEAD, a, d},
        {"Q_bias", "bq", PER_HEAD, bias * a, 1},
        {"Q_rotary", "s", PER_HEAD, far, d},
        {"K", "k", PER_GROUP, a, z},
        {"K_bias", "bk", PER_GROUP, bias * a, 1},
        {"V", "v", PER_HEAD, v ? 0 : e, d},
        {"V_bias", "bv", PER_HEAD, v ? 0 : bias * e, 1},
        {"O", "o", PER_HEAD, v ? e : 0, v},
        {"U", "u", PER_GROUP, v, z},
        {"U_bias", "bu", PER_GROUP, bias * v, 1},
        {"output_bias", "bo", ONCE, out, 1}};
    const shape_t forward[] = {
        {"norm_gain", "fgain", ONCE, gain, 1},
        {"norm_shift", "fshift", ONCE, shift, 1},
        {"up", "up", ONCE, s->hidden, d},
        {"up_bias", "bup", ONCE, bias * s->hidden, 1},
        {"gate", "gate", ONCE, s->gated ? s->hidden : 0, d},
        {"gate_bias", "bgate", ONCE, s->gated ? bias * s->hidden : 0, 1},
        {"down", "down", ONCE, e, s->hidden},
        {"output_bias", "fbo", ONCE, out, 1}};
    return s->attention
               ? keep(list, attention,
                      (int) (sizeof attention / sizeof *attention))
               : keep(list, forward, (int) (sizeof forward / sizeof *forward));
}

static int
push(fulg_verify_weights_t *W, const shape_t *shape, slong j, slong head,
     slong *total, fulg_verify_why_t *why)
{
    fulg_verify_block_t *block;
    const slong layer = W->net->sub[j].layer;
    if (shape->rows > MAX_ENTRIES || shape->cols > MAX_ENTRIES / shape->rows ||
        *total + shape->rows * shape->cols > MAX_ENTRIES)
        return FULG_VERIFY_GIVE_UP(why, "the weights of the model are beyond "
                                        "this checker's limits");
    if (W->num == W->room)
    {
        W->room = 2 * W->room + 16;
        W->block = flint_realloc(W->block, (size_t) W->room * sizeof *W->block);
    }
    block = &W->block[W->num++];
    memset(block, 0, sizeof *block);
    block->rows = shape->rows;
    block->cols = shape->cols;
    block->offset = *total;
    block->sub = j;
    block->head = head;
    block->key = shape->key;
    if (shape->per == ONCE)
        snprintf(block->name, sizeof block->name, "%s%ld_", shape->name,
                 (long) layer);
    else
        snprintf(block->name, sizeof block->name, "%s%ld_%ld_", shape->name,
                 (long) layer, (long) head + 1);
    *total += shape->rows * shape->cols;
    return 1;
}

static slong
times(const shape_t *shape, const fulg_verify_sub_t *s)
{
    return shape->per == ONCE       ? 1
           : shape->per == PER_HEAD ? s->heads
                                    : s->groups;
}

int
fulg_verify_blocks(fulg_verify_weights_t *W, fulg_verify_why_t *why)
{
    slong total = 0;
    for (slong j = 0; j < W->net->num_subs; j++)
    {
        shape_t list[MAX_SHAPES];
        const int num = shapes(list, &W->net->sub[j]);
        for (int k = 0; k < num; k++)
            for (slong h = 0; h < times(&list[k], &W->net->sub[j]); h++)
                if (!push(W, &list[k], j, h, &total, why))
                    return 0;
    }
    return 1;
}

const fulg_verify_block_t *
fulg_verify_block(const fulg_verify_weights_t *W, slong j, const char *key,
                  slong head)
{
    for (slong b = 0; b < W->num; b++)
        if (W->block[b].sub == j && W->block[b].head == head &&
            strcmp(W->block[b].key, key) == 0)
            return &W->block[b];
    return NULL;
}

/* ---- the file -------------------------------------------------------------------- */

/* The list in which a matrix stands, or NULL. */
static const char *
list_of(const shape_t *shape, const fulg_verify_sub_t *s)
{
    if (shape->per == ONCE)
        return NULL;
    return shape->per == PER_GROUP && s->groups != s->heads ? "groups"
                                                            : "heads";
}

/* The object has the keys of the matrices in the list of that name (NULL: in
   none), and those in more. */
static int
check_object(const json_t *object, const fulg_verify_sub_t *s, const char *list,
             const char *const more[4], const char *where,
             fulg_verify_why_t *why)
{
    const char *keys[MAX_SHAPES + 5];
    shape_t all[MAX_SHAPES];
    const int num = s ? shapes(all, s) : 0;
    int n = 0;
    for (int k = 0; k < num; k++)
    {
        const char *own = list_of(&all[k], s);
        if (list == NULL ? own == NULL : own != NULL && strcmp(own, list) == 0)
            keys[n++] = all[k].key;
    }
    for (int k = 0; more && more[k]; k++)
        keys[n++] = more[k];
    keys[n] = NULL;
    return fulg_verify_keys(object, keys, where, why);
}

static int
check_heads(const json_t *layer, const fulg_verify_sub_t *s, const char *list,
            slong num, const char *where, fulg_verify_why_t *why)
{
    const json_t *value = json_object_get(layer, list);
    if (!fulg_verify_list(value, num, where, why))
        return 0;
    for (slong h = 0; h < num; h++)
        if (!check_object(json_array_get(value, (size_t) h), s, list, NULL,
                          where, why))
            return 0;
    return 1;
}

/* The layer whose first sublayer is j. */
static int
check_layer(const json_t *layer, const fulg_verify_net_t *net, slong j,
            fulg_verify_why_t *why)
{
    const fulg_verify_sub_t *s = &net->sub[j];
    const fulg_verify_sub_t *forward = s;
    const char *more[4] = {NULL, NULL, NULL, NULL};
    char where[64];
    int n = 0;
    snprintf(where, sizeof where, "layer %ld of the weights", (long) s->layer);
    if (s->attention)
    {
        more[n++] = "heads";
        if (s->groups != s->heads)
            more[n++] = "groups";
        forward = j + 1 < net->num_subs && s[1].layer == s->layer ? s + 1
                                                                  : NULL;
    }
    if (forward)
        more[n++] = "feed_forward";
    if (!check_object(layer, s->attention ? s : NULL, NULL, more, where, why) ||
        (s->attention &&
         !check_heads(layer, s, "heads", s->heads, where, why)) ||
        (s->attention && s->groups != s->heads &&
         !check_heads(layer, s, "groups", s->groups, where, why)))
        return 0;
    return forward == NULL ||
           check_object(json_object_get(layer, "feed_forward"), forward, NULL,
                        NULL, where, why);
}

static int
read_matrix(fulg_verify_weights_t *W, const fulg_verify_block_t *block,
            const json_t *value, fulg_verify_why_t *why)
{
    char where[96];
    snprintf(where, sizeof where, "%s of layer %ld of the weights", block->key,
             (long) W->net->sub[block->sub].layer);
    if (!fulg_verify_list(value, block->rows, where, why))
        return 0;
    for (slong i = 0; i < block->rows; i++)
    {
        const json_t *row = json_array_get(value, (size_t) i);
        if (!fulg_verify_list(row, block->cols, where, why))
            return 0;
        for (slong k = 0; k < block->cols; k++)
            if (!fulg_verify_push_entry(W, json_array_get(row, (size_t) k),
                                        where, why))
                return 0;
    }
    return 1;
}

static int
read_block(fulg_verify_weights_t *W, const fulg_verify_block_t *block,
           const json_t *layers, fulg_verify_why_t *why)
{
    const fulg_verify_sub_t *s = &W->net->sub[block->sub];
    const json_t *holder = json_array_get(layers, (size_t) s->layer - 1);
    shape_t all[MAX_SHAPES];
    const int num = shapes(all, s);
    if (!s->attention)
        holder = json_object_get(holder, "feed_forward");
    for (int k = 0; k < num; k++)
        if (strcmp(all[k].key, block->key) == 0 && list_of(&all[k], s))
            holder = json_array_get(
                json_object_get(holder, list_of(&all[k], s)),
                (size_t) block->head);
    return read_matrix(W, block, json_object_get(holder, block->key), why);
}

int
fulg_verify_read_blocks(fulg_verify_weights_t *W, const json_t *weights,
                        fulg_verify_why_t *why)
{
    static const char *const keys[] = {"layers", NULL};
    const json_t *layers = json_object_get(weights, "layers");
    if (!fulg_verify_keys(weights, keys, "weights", why) ||
        !fulg_verify_list(layers, W->net->layers, "layers of the weights", why))
        return 0;
    for (slong j = 0; j < W->net->num_subs; j++)
        if ((j == 0 || W->net->sub[j].layer != W->net->sub[j - 1].layer) &&
            !check_layer(
                json_array_get(layers, (size_t) W->net->sub[j].layer - 1),
                W->net, j, why))
            return 0;
    for (slong b = 0; b < W->num; b++)
        if (!read_block(W, &W->block[b], layers, why))
            return 0;
    return 1;
}
