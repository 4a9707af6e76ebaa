#include <stdio.h>
#include <string.h>

#include "impl.h"

static const char *const keys_attention[] = {
    "format",    "family", "widths",   "head_dim", "tokens", "heads",
    "value_dim", "norm",   "residual", "mask",     NULL};
static const char *const keys_pnn[] = {"format", "family", "widths", "power",
                                       NULL};

static int
positive(slong *n, const json_t *value, const char *where,
         fulg_verify_why_t *why)
{
    if (!fulg_verify_integer(n, value, where, why))
        return 0;
    if (*n < 1)
        return FULG_VERIFY_REFUSE(why, "%s is %ld, but must be positive", where,
                                  (long) *n);
    return 1;
}

/* The list under key, of num entries, to list[first..]. */
static int
positives(slong **list, slong first, slong num, const json_t *architecture,
          const char *key, const char *where, fulg_verify_why_t *why)
{
    const json_t *value = json_object_get(architecture, key);
    char name[96];
    snprintf(name, sizeof name, "%s of %s", key, where);
    if (!fulg_verify_list(value, num, name, why))
        return 0;
    *list = flint_malloc((size_t) (first + num) * sizeof(slong));
    (*list)[0] = 0;
    for (slong i = 0; i < num; i++)
    {
        snprintf(name, sizeof name, "%s_%ld of %s", key, (long) (first + i),
                 where);
        if (!positive(&(*list)[first + i], json_array_get(value, (size_t) i),
                      name, why))
            return 0;
    }
    return 1;
}

/* What the theorems about stacks go by. */
static void
fill_stack(fulg_verify_net_t *net)
{
    const size_t room = ((size_t) net->layers + 1) * sizeof(slong);
    net->head_dim = flint_malloc(room);
    net->heads = flint_malloc(room);
    if (net->sub->values)
        net->value_dim = flint_malloc(room);
    for (slong i = 1; i <= net->layers; i++)
    {
        net->head_dim[i] = net->sub[i - 1].rows;
        net->heads[i] = net->sub[i - 1].heads;
        if (net->value_dim)
            net->value_dim[i] = net->sub[i - 1].values;
    }
    net->softmax = net->sub->norm == FULG_VERIFY_SOFTMAX;
    net->normalised = net->sub->norm != FULG_VERIFY_LIGHTNING;
    net->causal = net->sub->causal;
    if (!net->sub->readout)
        return;
    net->readout = net->width[1];
    net->width[1] *= net->tokens;
}

/* 1 for a key that files have where it says something else than its default. */
static int
is_optional(const char *key)
{
    static const char *const keys[] = {
        "kv_heads",   "rotary",      "kv_latent", "feed_forward",
        "parallel",   "bias",        "pre_norm",  "norm_gain",
        "norm_shift", "shared_norm", "readout"};
    for (size_t k = 0; k < sizeof keys / sizeof *keys; k++)
        if (strcmp(key, keys[k]) == 0)
            return 1;
    return 0;
}

static int
check_keys(const fulg_verify_net_t *net, const json_t *architecture,
           const char *where, fulg_verify_why_t *why)
{
    json_t *always = json_object(), *value;
    const char *key;
    int good;
    json_object_foreach((json_t *) architecture, key,
                        value) if (net->pnn || !is_optional(key))
        json_object_set(always, key, value);
    good = fulg_verify_keys(always, net->pnn ? keys_pnn : keys_attention, where,
                            why);
    json_decref(always);
    return good;
}

static int
attention(fulg_verify_net_t *net, const json_t *architecture, const char *where,
          fulg_verify_why_t *why)
{
    if (!positive(&net->tokens, json_object_get(architecture, "tokens"),
                  "tokens", why) ||
        !fulg_verify_sublayers(net, architecture, where, why))
        return 0;
    net->transformer = !fulg_verify_is_stack(net);
    net->residual = fulg_verify_all_residual(net);
    if (!net->transformer)
        fill_stack(net);
    return 1;
}

/* One power, or a list with one for every hidden layer, which are not all equal: a
   network has one spelling, and so one digest. */
static int
powers(fulg_verify_net_t *net, const json_t *value, const json_t *architecture,
       const char *where, fulg_verify_why_t *why)
{
    slong power;
    if (json_is_array(value) && net->layers > 1)
    {
        slong last = net->layers - 1, i = 2;
        if (!positives(&net->power, 1, last, architecture, "power", where, why))
            return 0;
        while (i <= last && net->power[i] == net->power[1])
            i++;
        if (i > last)
            return FULG_VERIFY_REFUSE(
                why, "equal powers of %s are not one number", where);
        return 1;
    }
    if (!positive(&power, value, "power", why))
        return 0;
    net->power = flint_malloc(((size_t) net->layers + 1) * sizeof(slong));
    for (slong i = 0; i <= net->layers; i++)
        net->power[i] = power;
    return 1;
}

int
fulg_verify_is_linear(const fulg_verify_net_t *net)
{
    if (net->pnn && net->layers == 1)
        return net->power[1] == 1;
    for (slong i = 1; net->pnn && i < net->layers; i++)
        if (net->power[i] != 1)
            return 0;
    return net->pnn;
}

int
fulg_verify_net_init(fulg_verify_net_t *net, const json_t *architecture,
                     const char *where, fulg_verify_why_t *why)
{
    const json_t *widths;
    memset(net, 0, sizeof *net);
    net->copies = 1;
    net->architecture = architecture;
    net->pnn = fulg_verify_string_is(json_object_get(architecture, "family"),
                                     "pnn");
    if (!json_is_object(architecture))
        return FULG_VERIFY_REFUSE(why, "%s is not an object", where);
    if (!check_keys(net, architecture, where, why))
        return 0;
    if (!fulg_verify_string_is(json_object_get(architecture, "format"),
                               "fulgurite-architecture/1"))
        return FULG_VERIFY_REFUSE(why, "%s has an unknown format", where);
    if (!net->pnn && !fulg_verify_string_is(
                         json_object_get(architecture, "family"), "attention"))
        return FULG_VERIFY_REFUSE(why, "%s is of an unknown family", where);
    widths = json_object_get(architecture, "widths");
    if (!json_is_array(widths) || json_array_size(widths) < 2)
        return FULG_VERIFY_REFUSE(why, "%s has no layer", where);
    net->layers = (slong) json_array_size(widths) - 1;
    if (!positives(&net->width, 0, net->layers + 1, architecture, "widths",
                   where, why))
        return 0;
    if (!net->pnn)
        return attention(net, architecture, where, why);
    net->tokens = 1;
    return powers(net, json_object_get(architecture, "power"), architecture,
                  where, why);
}

void
fulg_verify_net_clear(fulg_verify_net_t *net)
{
    flint_free(net->width);
    flint_free(net->head_dim);
    flint_free(net->heads);
    flint_free(net->value_dim);
    flint_free(net->power);
    flint_free(net->sub);
}

slong
fulg_verify_min(slong a, slong b)
{
    return a < b ? a : b;
}

slong
fulg_verify_nu(const fulg_verify_net_t *net, slong i)
{
    const slong n = fulg_verify_min(net->width[i - 1], net->width[i]);
    return net->value_dim ? fulg_verify_min(net->value_dim[i], n) : n;
}

void
fulg_verify_parameters(fmpz_t n, const fulg_verify_net_t *net)
{
    fmpz_t part, sum;
    if (net->transformer)
    {
        fulg_verify_transformer_parameters(n, net);
        return;
    }
    fmpz_init(part);
    fmpz_init(sum);
    fmpz_zero(n);
    for (slong i = 1; i <= net->layers; i++)
    {
        const slong d = net->width[i - 1], e = net->width[i];
        fmpz_set_si(part, d);
        if (net->value_dim == NULL)
            fmpz_mul_si(part, part, e);
        else
        {
            fmpz_add_si(part, part, e);
            fmpz_mul_si(part, part, net->value_dim[i]);
        }
        if (!net->pnn)
        {
            fmpz_set_si(sum, net->head_dim[i]);
            fmpz_mul_si(sum, sum, d);
            fmpz_mul_ui(sum, sum, 2);
            fmpz_add(part, part, sum);
            fmpz_mul_si(part, part, net->heads[i]);
        }
        fmpz_add(n, n, part);
    }
    fmpz_clear(part);
    fmpz_clear(sum);
}

int
fulg_verify_all_residual(const fulg_verify_net_t *net)
{
    for (slong i = 0; i < net->num_subs; i++)
        if (!net->sub[i].residual)
            return 0;
    return 1;
}
