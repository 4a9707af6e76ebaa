#include <stdio.h>
#include <string.h>

#include "network.h"

/* More tokens than this are beyond the judge (and any use) in a model. */
#define MAX_TOKENS 20000

/* A network whose lists are filled in by the theorem. */
static void
prescribed_init(fulg_verify_net_t *model, const fulg_verify_net_t *net)
{
    const size_t size = ((size_t) net->layers + 1) * sizeof(slong);
    *model = *net;
    model->width = flint_malloc(size);
    model->head_dim = flint_malloc(size);
    model->heads = flint_malloc(size);
    model->value_dim = NULL;
    model->sub = NULL;
    model->num_subs = 0;
    memcpy(model->heads, net->heads, size);
    model->head_dim[0] = 0;
}

/* Does a sum over keys count every token, so that tokens are repeated? */
static int
repeats_tokens(const fulg_verify_net_t *net)
{
    return net->normalised && !net->causal;
}

/* The number of tokens of the model, at least least and at most those of net. */
static int
read_tokens(slong *tokens, const json_t *bound, slong least,
            const fulg_verify_net_t *net, fulg_verify_why_t *why)
{
    const json_t *model = json_object_get(bound, "model");
    if (!fulg_verify_integer(tokens, json_object_get(model, "tokens"),
                             "tokens of the model", why))
        return 0;
    if (*tokens < least || *tokens > net->tokens)
        return FULG_VERIFY_REFUSE(
            why, "tokens of the model is %ld, not between %ld and %ld",
            (long) *tokens, (long) least, (long) net->tokens);
    if (*tokens > MAX_TOKENS)
        return FULG_VERIFY_GIVE_UP(why, "the tokens of the model are beyond "
                                        "this checker's limits");
    return 1;
}

/* Zero tokens may be added where nothing normalises, later tokens where they are
   masked: two are the fewest on which a layer is not linear.  Otherwise any
   number of them, from two on (doc: lem-tokens). */
static int
fewest_tokens(slong *tokens, const json_t *bound, const fulg_verify_net_t *net,
              fulg_verify_why_t *why)
{
    *tokens = fulg_verify_min(net->tokens, 2);
    return !repeats_tokens(net) || read_tokens(tokens, bound, 2, net, why);
}

static int
list_is(const slong *list, const slong *right, slong first, slong last,
        const char *name, fulg_verify_why_t *why)
{
    for (slong i = first; i <= last; i++)
        if (list[i] != right[i])
            return FULG_VERIFY_REFUSE(
                why, "%s_%ld of the model must be %ld, but is %ld", name,
                (long) i, (long) right[i], (long) list[i]);
    return 1;
}

/* The model is the network "right", entry by entry. */
static int
model_is(const fulg_verify_net_t *model, const fulg_verify_net_t *right,
         fulg_verify_why_t *why)
{
    const slong l = right->layers;
    if (model->pnn != right->pnn)
        return FULG_VERIFY_REFUSE(why, "the model is of another family");
    if (model->transformer || model->readout != right->readout)
        return FULG_VERIFY_REFUSE(why, "the model is another kind of "
                                       "network");
    if (model->layers != l)
        return FULG_VERIFY_REFUSE(why,
                                  "the model must have %ld layers, but "
                                  "has %ld",
                                  (long) l, (long) model->layers);
    if (!list_is(model->width, right->width, 0, l, "width", why))
        return 0;
    if (model->pnn)
        return l == 1 ||
               list_is(model->power, right->power, 1, l - 1, "power", why);
    if (!list_is(model->head_dim, right->head_dim, 1, l, "head_dim", why) ||
        !list_is(model->heads, right->heads, 1, l, "heads", why))
        return 0;
    if ((model->value_dim == NULL) != (right->value_dim == NULL))
        return FULG_VERIFY_REFUSE(why, "value_dim of the model must %sbe null",
                                  right->value_dim ? "not " : "");
    if (model->value_dim != NULL &&
        !list_is(model->value_dim, right->value_dim, 1, l, "value_dim", why))
        return 0;
    if (model->tokens != right->tokens)
        return FULG_VERIFY_REFUSE(why,
                                  "the model must have %ld tokens, but has %ld",
                                  (long) right->tokens, (long) model->tokens);
    if (model->normalised != right->normalised ||
        model->softmax != right->softmax || model->causal != right->causal ||
        model->residual != right->residual)
        return FULG_VERIFY_REFUSE(
            why, "norm, mask or residual of the model is not that of the "
                 "architecture");
    return 1;
}

/* Is bound["model"] the network "right", and the minor one of it? */
static int
check_model(slong *size, const json_t *bound, const fulg_verify_net_t *right,
            const fulg_verify_net_t *net, fulg_verify_why_t *why)
{
    fulg_verify_net_t model;
    int good = fulg_verify_net_init(&model, json_object_get(bound, "model"),
                                    "the model", why) &&
               model_is(&model, right, why);
    /* All tokens equally often, or else the last one for all that are missing. */
    if (good && repeats_tokens(net) && net->tokens % model.tokens != 0)
        model.copies = net->tokens - model.tokens + 1;
    good = good &&
           (model.softmax
                ? fulg_verify_ball_minor(size, &model,
                                         json_object_get(bound, "ball"), why)
                : fulg_verify_minor(size, &model,
                                    json_object_get(bound, "minor"), why));
    fulg_verify_net_clear(&model);
    return good;
}

/* doc: thm-direct */
int
fulg_verify_direct(fmpz_t value, const fulg_verify_net_t *net,
                   const json_t *bound, fulg_verify_why_t *why)
{
    fulg_verify_net_t right = *net;
    slong size = 0;
    if (net->transformer)
        return fulg_verify_free(value, net, bound, why);
    if ((!net->pnn && !read_tokens(&right.tokens, bound, 1, net, why)) ||
        !check_model(&size, bound, &right, net, why))
        return 0;
    fmpz_set_si(value, size);
    return 1;
}

static int
size_is(slong size, const fmpz_t right, fulg_verify_why_t *why)
{
    if (fmpz_equal_si(right, size))
        return 1;
    return FULG_VERIFY_REFUSE(why,
                              "the minor has %ld rows, which is not the bound "
                              "of the model",
                              (long) size);
}

static int
single_heads(const fulg_verify_net_t *net, const char *theorem,
             fulg_verify_why_t *why)
{
    if (net->pnn || net->readout || (net->normalised && net->tokens == 1))
        return FULG_VERIFY_REFUSE(
            why, "the %s is about attention that is not linear", theorem);
    for (slong i = 1; i <= net->layers; i++)
        if (net->heads[i] != 1)
            return FULG_VERIFY_REFUSE(
                why, "the %s needs one head per layer, but heads_%ld is %ld",
                theorem, (long) i, (long) net->heads[i]);
    return 1;
}

/* doc: thm-reduction */
int
fulg_verify_reduction(fmpz_t value, const fulg_verify_net_t *net,
                      const json_t *bound, fulg_verify_why_t *why)
{
    fulg_verify_net_t model;
    fulg_verify_terms_t T;
    slong *r, size = 0;
    int good;
    if (!single_heads(net, "reduction", why))
        return 0;
    if (net->residual)
        return FULG_VERIFY_REFUSE(
            why, "the reduction does not apply to residual stacks");
    prescribed_init(&model, net);
    r = flint_malloc(((size_t) net->layers + 1) * sizeof(slong));
    fulg_verify_virtual_ranks(r, model.head_dim, net);
    for (slong i = 0; i <= net->layers; i++)
    {
        model.width[i] = i < net->layers ? fulg_verify_min(r[i], 2) : 1;
        model.head_dim[i] = fulg_verify_min(model.head_dim[i], 2);
    }
    flint_free(r);
    fulg_verify_terms_init(&T);
    good = fewest_tokens(&model.tokens, bound, net, why) &&
           check_model(&size, bound, &model, net, why);
    if (good)
    {
        fulg_verify_virtual_weights(&T, &model);
        good = size_is(size, fulg_verify_last_term(&T), why);
        fulg_verify_virtual_weights(&T, net);
        fmpz_set(value, fulg_verify_last_term(&T));
    }
    fulg_verify_terms_clear(&T);
    fulg_verify_net_clear(&model);
    return good;
}

/* Is value the matrix 1 of size 3? */
static int
is_identity(const json_t *value)
{
    for (size_t i = 0; i < 3; i++)
        for (size_t j = 0; j < 3; j++)
        {
            const json_t *x = json_array_get(json_array_get(value, i), j);
            if (!json_is_integer(x) || json_integer_value(x) != (i == j))
                return 0;
        }
    return 1;
}

/* The weights and inputs at which the first two coordinates are a stack of
   their own: V_i = 1 and nothing in the third row of the inputs. */
static int
third_is_apart(const json_t *minor, slong layers, fulg_verify_why_t *why)
{
    const json_t *list = json_object_get(json_object_get(minor, "weights"),
                                         "layers");
    const json_t *inputs = json_object_get(minor, "inputs");
    for (slong i = 0; i < layers; i++)
    {
        const json_t *heads = json_object_get(json_array_get(list, (size_t) i),
                                              "heads");
        if (!is_identity(json_object_get(json_array_get(heads, 0), "V")))
            return FULG_VERIFY_REFUSE(
                why, "V of layer %ld of the minor is not the identity",
                (long) i + 1);
    }
    for (size_t n = 0; n < json_array_size(inputs); n++)
    {
        const json_t *row = json_array_get(json_array_get(inputs, n), 2);
        for (size_t j = 0; j < json_array_size(row); j++)
            if (json_integer_value(json_array_get(row, j)) != 0)
                return FULG_VERIFY_REFUSE(why, "row 3 of input %zu is not zero",
                                          n + 1);
    }
    return 1;
}

/* What a column of the residual minor may be: 3 for v_3_1 and v_3_2, 1 for the
   other entries that are allowed, else 0.  The name is known to be a weight. */
static int
column_kind(const char *name)
{
    long layer, head, row, col;
    if (sscanf(name + 1, "%ld_%ld_%ld_%ld", &layer, &head, &row, &col) != 4)
        return 0;
    if (*name == 'q' || *name == 'k')
        return col <= 2;
    if (*name != 'v' || col > 2)
        return 0;
    return row == 3 ? 3 : row == col;
}

/* With the columns distinct, 2l of the third kind are all of them. */
static int
third_is_full(const json_t *minor, slong layers, fulg_verify_why_t *why)
{
    const json_t *columns = json_object_get(minor, "columns");
    const json_t *rows = json_object_get(minor, "rows");
    slong found = 0;
    for (size_t i = 0; i < json_array_size(columns); i++)
    {
        const char *name = json_string_value(json_array_get(columns, i));
        const int kind = column_kind(name);
        if (kind == 0)
            return FULG_VERIFY_REFUSE(
                why, "the column %s has no place in this reduction", name);
        found += kind == 3;
    }
    if (found != 2 * layers)
        return FULG_VERIFY_REFUSE(
            why, "%ld of the %ld columns v_3_1 and v_3_2 are missing",
            (long) (2 * layers - found), (long) (2 * layers));
    found = 0;
    for (size_t i = 0; i < json_array_size(rows); i++)
        found += json_integer_value(
                     json_array_get(json_array_get(rows, i), 1)) == 3;
    if (found != 2 * layers)
        return FULG_VERIFY_REFUSE(
            why, "%ld rows have output index 3, but %ld are needed",
            (long) found, (long) (2 * layers));
    return 1;
}

/* 2l + sum (mu_i + 2), less one scaling a layer. */
static void
residual_size(fmpz_t size, const fulg_verify_net_t *model)
{
    fmpz_zero(size);
    for (slong i = 1; i <= model->layers; i++)
    {
        const int mu = model->tokens > 1 && model->head_dim[i] == 2 ? 4 : 3;
        fmpz_add_si(size, size, 2 + mu + 2 - (model->normalised ? 0 : 1));
    }
}

/* doc: thm-residual-reduction */
int
fulg_verify_residual_reduction(fmpz_t value, const fulg_verify_net_t *net,
                               const json_t *bound, fulg_verify_why_t *why)
{
    const json_t *minor = json_object_get(bound, "minor");
    fulg_verify_net_t model;
    fulg_verify_terms_t T;
    fmpz_t right;
    slong size = 0;
    int good;
    if (!single_heads(net, "residual reduction", why))
        return 0;
    if (net->softmax)
        return FULG_VERIFY_REFUSE(
            why, "the residual reduction is not about softmax");
    if (!net->residual || net->width[0] < 3)
        return FULG_VERIFY_REFUSE(why, "the residual reduction is about "
                                       "residual stacks of width at least 3");
    for (slong i = 1; i <= net->layers; i++)
        if (fulg_verify_nu(net, i) != net->width[0])
            return FULG_VERIFY_REFUSE(
                why, "the values of layer %ld do not have full rank", (long) i);
    prescribed_init(&model, net);
    model.width[0] = 3;
    for (slong i = 1; i <= net->layers; i++)
    {
        model.width[i] = 3;
        model.head_dim[i] = fulg_verify_min(net->head_dim[i], 2);
    }
    fmpz_init(right);
    fulg_verify_terms_init(&T);
    good = fewest_tokens(&model.tokens, bound, net, why) &&
           check_model(&size, bound, &model, net, why) &&
           third_is_apart(minor, net->layers, why) &&
           third_is_full(minor, net->layers, why);
    if (good)
    {
        residual_size(right, &model);
        good = size_is(size, right, why);
        fulg_verify_layer_sum(&T, net);
        fmpz_set(value, fulg_verify_last_term(&T));
    }
    fulg_verify_terms_clear(&T);
    fmpz_clear(right);
    fulg_verify_net_clear(&model);
    return good;
}

/* doc: thm-heads-reduction */
int
fulg_verify_heads_reduction(fmpz_t value, const fulg_verify_net_t *net,
                            const json_t *bound, fulg_verify_why_t *why)
{
    fulg_verify_net_t model;
    fulg_verify_terms_t T;
    fmpz_t right;
    slong size = 0;
    int good;
    if (net->pnn || net->readout || net->normalised || net->residual)
        return FULG_VERIFY_REFUSE(why, "the reduction of several heads is "
                                       "about lightning stacks without "
                                       "residual");
    prescribed_init(&model, net);
    if (net->value_dim != NULL)
        model.value_dim = flint_malloc(((size_t) net->layers + 1) *
                                       sizeof(slong));
    fmpz_init(right);
    good = read_tokens(&model.tokens, bound, 2, net, why) &&
           fulg_verify_heads_model(&model, net, json_object_get(bound, "model"),
                                   why) &&
           fulg_verify_heads_hypotheses(right, net, &model, why) &&
           check_model(&size, bound, &model, net, why) &&
           size_is(size, right, why);
    fulg_verify_terms_init(&T);
    fulg_verify_virtual_weights(&T, net);
    fmpz_set(value, fulg_verify_last_term(&T));
    fulg_verify_terms_clear(&T);
    fmpz_clear(right);
    fulg_verify_net_clear(&model);
    return good;
}
