/* What a file says of an attention network, layer by layer, becomes a list of
   sublayers. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "impl.h"

/* Reading one layer: where it stands, and what has been found wrong. */
typedef struct
{
    const json_t *architecture;
    const char *where;
    slong layers, layer; /* from 0 */
    fulg_verify_why_t *why;
} reader_t;

/* What the file says of this layer; NULL when it says nothing. */
static const json_t *
value_of(const reader_t *R, const char *key)
{
    const json_t *value = json_object_get(R->architecture, key);
    return json_is_array(value) ? json_array_get(value, (size_t) R->layer)
                                : value;
}

static int
wrong(const reader_t *R, const char *key)
{
    char quoted[FULG_VERIFY_QUOTE_SIZE];
    fulg_verify_quote(quoted, value_of(R, key));
    return FULG_VERIFY_REFUSE(R->why, "%s_%ld of %s cannot be %s", key,
                              (long) R->layer + 1, R->where, quoted);
}

/* An integer >= minimum; 0 where there is nothing or null, if that may be. */
static int
size(slong *n, const reader_t *R, const char *key, slong minimum, int optional)
{
    const json_t *value = value_of(R, key);
    *n = 0;
    if (optional && (value == NULL || json_is_null(value)))
        return 1;
    if (!json_is_integer(value) || json_integer_value(value) < minimum)
        return wrong(R, key);
    *n = json_integer_value(value);
    return 1;
}

static int
flag(int *yes, const reader_t *R, const char *key, int standard)
{
    const json_t *value = value_of(R, key);
    *yes = value == NULL ? standard : json_is_true(value);
    return value == NULL || json_is_boolean(value) ? 1 : wrong(R, key);
}

/* The place in the list of names; 0 where there is nothing. */
static int
word(int *place, const reader_t *R, const char *key, const char *const *names)
{
    const json_t *value = value_of(R, key);
    for (*place = 0; value != NULL && names[*place] != NULL; ++*place)
        if (fulg_verify_string_is(value, names[*place]))
            return 1;
    return value == NULL ? 1 : wrong(R, key);
}

static int
biases(int bias[3], const reader_t *R)
{
    static const char *const keys[] = {"qkv", "output", "feed_forward", NULL};
    const json_t *value = value_of(R, "bias");
    memset(bias, 0, 3 * sizeof *bias);
    if (value == NULL)
        return 1;
    if (!fulg_verify_keys(value, keys, "bias", R->why))
        return 0;
    for (int k = 0; k < 3; k++)
    {
        const json_t *item = json_object_get(value, keys[k]);
        bias[k] = json_is_true(item);
        if (!json_is_boolean(item))
            return wrong(R, "bias");
    }
    return 1;
}

/* "gelu:3072"; hidden is 0 where there is none. */
static int
forward(fulg_verify_sub_t *sub, const reader_t *R)
{
    static const struct
    {
        const char *name;
        int gated, scaled, relu;
    } kinds[] = {{"gelu", 0, 0, 0},       {"gelu_new", 0, 0, 0},
                 {"quick_gelu", 0, 0, 0}, {"silu", 0, 0, 0},
                 {"sigmoid", 0, 0, 0},    {"tanh", 0, 0, 0},
                 {"relu", 0, 1, 1},       {"swiglu", 1, 1, 0},
                 {"geglu", 1, 1, 0},      {"geglu_new", 1, 1, 0}};
    const json_t *value = value_of(R, "feed_forward");
    const char *text = json_string_value(value), *digits;
    if (value == NULL || json_is_null(value))
        return 1;
    digits = text ? strchr(text, ':') : NULL;
    if (digits == NULL ||
        strspn(digits + 1, "0123456789") != strlen(digits + 1) ||
        digits[1] == '0' || digits[1] == '\0')
        return wrong(R, "feed_forward");
    errno = 0;
    sub->hidden = strtol(digits + 1, NULL, 10);
    if (errno != 0)
        return wrong(R, "feed_forward");
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
        if (strlen(kinds[k].name) == (size_t) (digits - text) &&
            strncmp(kinds[k].name, text, (size_t) (digits - text)) == 0)
        {
            sub->activation = (int) k;
            sub->gated = kinds[k].gated;
            sub->scaled = kinds[k].scaled;
            sub->relu = kinds[k].relu;
            return 1;
        }
    return wrong(R, "feed_forward");
}

/* What attention and feed-forward of a layer have in common. */
static int
common(fulg_verify_sub_t *sub, const reader_t *R)
{
    static const char *const norms[] = {"none", "rms", "layer", NULL};
    int shift = 0, gain = 1;
    if (!word(&sub->pre_norm, R, "pre_norm", norms) ||
        !flag(&gain, R, "norm_gain", 1) || !flag(&shift, R, "norm_shift", 1) ||
        !flag(&sub->residual, R, "residual", 0))
        return 0;
    sub->gain = sub->pre_norm != FULG_VERIFY_NO_NORM && gain;
    sub->shift = sub->pre_norm == FULG_VERIFY_LAYER_NORM && shift;
    sub->own_norm = sub->pre_norm != FULG_VERIFY_NO_NORM;
    return 1;
}

static int
attention(fulg_verify_sub_t *sub, const reader_t *R)
{
    static const char *const norms[] = {"none", "affine", "softmax", NULL};
    static const char *const masks[] = {"none", "causal", NULL};
    slong groups;
    if (!size(&sub->heads, R, "heads", 0, 0) ||
        !size(&sub->rows, R, "head_dim", 1, 0) ||
        !size(&sub->values, R, "value_dim", 1, 1) ||
        !size(&groups, R, "kv_heads", 1, 1) ||
        !size(&sub->latent, R, "kv_latent", 1, 1) ||
        (value_of(R, "rotary") && !size(&sub->turned, R, "rotary", 0, 0)) ||
        !word(&sub->norm, R, "norm", norms) ||
        !flag(&sub->readout, R, "readout", 0) ||
        !word(&sub->causal, R, "mask", masks))
        return 0;
    sub->attention = 1;
    sub->groups = groups ? groups : sub->heads;
    if (sub->turned % 2 != 0)
        return wrong(R, "rotary");
    if (sub->latent && (groups || !sub->values))
        return wrong(R, "kv_latent");
    if (sub->heads == 0)
        return 1;
    if (sub->heads % sub->groups != 0)
        return wrong(R, "kv_heads");
    if (!sub->latent && sub->turned > sub->rows)
        return wrong(R, "rotary");
    sub->rows -= sub->latent ? 0 : sub->turned;
    return 1;
}

static void
append(fulg_verify_net_t *net, const fulg_verify_sub_t *sub, slong d)
{
    fulg_verify_sub_t *place = &net->sub[net->num_subs++];
    *place = *sub;
    place->in = d;
    place->out = net->width[sub->layer];
    place->width = d - (sub->pre_norm == FULG_VERIFY_LAYER_NORM);
    place->seen_bias = sub->bias || sub->shift;
    place->alone = sub->attention && net->tokens == 1 &&
                   sub->norm != FULG_VERIFY_LIGHTNING;
}

static int
layer(fulg_verify_net_t *net, const reader_t *R)
{
    fulg_verify_sub_t head = {.layer = R->layer + 1}, hidden = head;
    int bias[3], parallel, shared;
    slong d = net->width[R->layer];
    if (!common(&head, R) || !common(&hidden, R) || !attention(&head, R) ||
        !forward(&hidden, R) || !biases(bias, R) ||
        !flag(&parallel, R, "parallel", 0) ||
        !flag(&shared, R, "shared_norm", 0))
        return 0;
    head.bias = bias[0];
    head.bias_out = bias[1];
    hidden.bias = hidden.bias_out = bias[2];
    hidden.parallel = parallel && head.heads > 0;
    hidden.own_norm = hidden.own_norm && !(hidden.parallel && shared);
    if (head.heads == 0 && hidden.hidden == 0)
        return wrong(R, "heads");
    if (hidden.hidden > 0 && !hidden.residual)
        return wrong(R, "feed_forward");
    if (head.residual && d != net->width[R->layer + 1])
        return FULG_VERIFY_REFUSE(R->why,
                                  "%s is residual, but its widths "
                                  "differ",
                                  R->where);
    if (head.heads > 0)
    {
        append(net, &head, d);
        d = net->width[R->layer + 1];
    }
    if (hidden.hidden > 0)
        append(net, &hidden, d);
    return 1;
}

/* 1 when all entries of the list are the same. */
static int
is_constant(const json_t *list)
{
    for (size_t i = 1; i < json_array_size(list); i++)
        if (!json_equal(json_array_get(list, i), json_array_get(list, 0)))
            return 0;
    return 1;
}

/* One key of a file: a list as long as the network, or what all layers have. */
static int
check_list(const reader_t *R, const char *key, int always_list)
{
    const json_t *value = json_object_get(R->architecture, key);
    char name[96];
    snprintf(name, sizeof name, "%s of %s", key, R->where);
    if (!json_is_array(value) &&
        (!always_list || value == NULL || json_is_null(value)))
        return 1;
    if (!fulg_verify_list(value, R->layers, name, R->why))
        return 0;
    if (is_constant(value) &&
        (!always_list || json_is_null(json_array_get(value, 0))))
        return FULG_VERIFY_REFUSE(
            R->why, "%s is given layer by layer, but is the same in all layers",
            name);
    return 1;
}

static int
check_lists(const reader_t *R)
{
    static const struct
    {
        const char *key;
        int always_list;
    } rows[] = {{"head_dim", 1},     {"heads", 1},     {"value_dim", 1},
                {"kv_heads", 1},     {"kv_latent", 1}, {"rotary", 1},
                {"feed_forward", 1}, {"norm", 0},      {"residual", 0},
                {"mask", 0},         {"parallel", 0},  {"bias", 0},
                {"pre_norm", 0},     {"norm_gain", 0}, {"norm_shift", 0},
                {"shared_norm", 0},  {"readout", 0}};
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++)
        if (!check_list(R, rows[k].key, rows[k].always_list))
            return 0;
    return 1;
}

/* Values are split in all attention sublayers or in none. */
static int
check_values(const fulg_verify_net_t *net, const reader_t *R)
{
    int full = 0, split = 0;
    for (slong j = 0; j < net->num_subs; j++)
        if (net->sub[j].attention)
        {
            full |= net->sub[j].values == 0;
            split |= net->sub[j].values != 0;
        }
    if (full && split)
        return FULG_VERIFY_REFUSE(R->why,
                                  "values of %s are split in some "
                                  "layers only",
                                  R->where);
    return 1;
}

/* A readout is all of the network, and its heads have full values and no more. */
static int
check_readout(const fulg_verify_net_t *net, const reader_t *R)
{
    const fulg_verify_sub_t *s = net->sub;
    int some = 0;
    for (slong j = 0; j < net->num_subs; j++)
        some |= net->sub[j].readout;
    if (some && (net->num_subs != 1 || s->values || s->residual ||
                 !fulg_verify_is_stack(net)))
        return FULG_VERIFY_REFUSE(
            R->why, "%s has a readout and an option that a readout excludes",
            R->where);
    if (some && net->width[1] > WORD_MAX / net->tokens)
        return FULG_VERIFY_GIVE_UP(R->why,
                                   "the readout of %s is beyond this "
                                   "checker's limits",
                                   R->where);
    return 1;
}

int
fulg_verify_sublayers(fulg_verify_net_t *net, const json_t *architecture,
                      const char *where, fulg_verify_why_t *why)
{
    reader_t R = {architecture, where, net->layers, 0, why};
    if (!check_lists(&R))
        return 0;
    net->sub = flint_calloc(2 * (size_t) net->layers, sizeof *net->sub);
    for (; R.layer < R.layers; R.layer++)
        if (!layer(net, &R))
            return 0;
    return check_values(net, &R) && check_readout(net, &R);
}

/* One kind of attention and nothing else: a stack, for which there are other
   theorems. */
int
fulg_verify_is_stack(const fulg_verify_net_t *net)
{
    const fulg_verify_sub_t *first = net->sub;
    for (slong j = 0; j < net->num_subs; j++)
    {
        const fulg_verify_sub_t *s = &net->sub[j];
        if (!s->attention || s->groups != s->heads || s->latent || s->turned ||
            s->bias || s->bias_out || s->pre_norm != FULG_VERIFY_NO_NORM ||
            s->norm != first->norm || s->residual != first->residual ||
            s->causal != first->causal)
            return 0;
    }
    return 1;
}
