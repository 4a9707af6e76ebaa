#include <string.h>

#include "impl.h"

/* ---- the blocks ------------------------------------------------------------ */

static void
put(json_t *object, const char *key, json_t *value)
{
    json_object_set_new(object, key, value);
}

static json_t *
json_bias(const fulg_config_facts_t *facts)
{
    return json_pack("{s:b, s:b, s:b}", "qkv", facts->bias, "output",
                     facts->bias_out, "feed_forward", facts->bias_forward);
}

/* The architecture as a file of ours would say it. */
static json_t *
json_arch(const fulg_config_facts_t *facts)
{
    static const char *const norms[] = {"none", "rms", "layer"};
    const fulg_config_row_t *row = facts->row;
    json_t *value = json_object(), *widths = json_array();
    char hidden[64];
    for (slong i = 0; i <= facts->layers; i++)
        json_array_append_new(widths, json_integer(facts->width));
    snprintf(hidden, sizeof hidden, "%s:%ld",
             fulg_arch_activation(facts->activation)->name,
             (long) facts->hidden);
    put(value, "format", json_string(FULG_ARCH_FORMAT));
    put(value, "widths", widths);
    put(value, "head_dim", json_integer(facts->head_dim));
    put(value, "value_dim", json_integer(facts->head_dim));
    put(value, "heads", json_integer(facts->heads));
    put(value, "kv_heads", json_integer(facts->kv_heads));
    put(value, "tokens", json_integer(facts->tokens));
    put(value, "norm", json_string("softmax"));
    put(value, "mask", json_string(row->causal ? "causal" : "none"));
    put(value, "residual", json_true());
    put(value, "rotary", json_integer(facts->rotary));
    put(value, "feed_forward", json_string(hidden));
    put(value, "parallel", json_boolean(facts->parallel));
    put(value, "shared_norm", json_boolean(facts->shared_norm));
    put(value, "bias", json_bias(facts));
    put(value, "pre_norm", json_string(norms[row->pre_norm]));
    put(value, "norm_gain", json_boolean(row->gain));
    put(value, "norm_shift", json_boolean(row->shift));
    return value;
}

/* ---- what is not covered ----------------------------------------------------- */

/* The window of attention; 0: none. */
static slong
window(const json_t *value)
{
    const json_t *size = json_object_get(value, "sliding_window");
    if (json_is_false(json_object_get(value, "use_sliding_window")) ||
        !json_is_integer(size) || json_integer_value(size) < 0)
        return 0;
    return (slong) json_integer_value(size);
}

/* What changes the function alone, or NULL. */
static const char *
not_evaluated(const fulg_config_facts_t *facts)
{
    for (const fulg_config_limit_t *limit = fulg_config_numbers; limit->type;
         limit++)
    {
        const json_t *item = fulg_config_get(facts->value, limit->key);
        if (strcmp(limit->type, facts->row->type) == 0 && item != NULL &&
            fulg_config_is_true(item) == limit->bad)
            return limit->why;
    }
    return facts->rotary > 0 && !facts->angles_known
               ? "scaling of rotary angles"
               : NULL;
}

/* The sentence's end, or NULL. */
static const char *
why_not(const fulg_config_facts_t *facts)
{
    for (const fulg_config_limit_t *limit = fulg_config_limits; limit->type;
         limit++)
    {
        const json_t *item = fulg_config_get(facts->value, limit->key);
        if (strcmp(limit->type, facts->row->type) == 0 && item != NULL &&
            fulg_config_is_true(item) == limit->bad)
            return limit->why;
    }
    if (facts->rotary > 0 && !facts->angles_apart && !facts->row->why_not)
        return "of the scaling of its rotary angles it is not known whether it "
               "keeps them distinct";
    return facts->row->why_not;
}

/* The experts of a feed-forward sublayer, each with its own matrices, and the
   matrix that chooses among them; 1 without. */
static slong
experts(const fulg_config_facts_t *facts)
{
    const json_t *item = fulg_config_get(facts->value, "num_local_experts");
    if (strcmp(facts->row->type, "mixtral") != 0)
        return 1;
    return json_is_integer(item) && json_integer_value(item) > 0
               ? FLINT_MIN(json_integer_value(item), 1 << 20)
               : 8;
}

/* n += count * a * b */
static void
addmul(fmpz_t n, slong count, slong a, slong b)
{
    fmpz_t part;
    fmpz_init_set_si(part, count);
    fmpz_mul_si(part, part, a);
    fmpz_mul_si(part, part, b);
    fmpz_add(n, n, part);
    fmpz_clear(part);
}

/* doc: thm-head-symmetries: changes of bases of the values of a group; of its
   keys, GL_1(C) for every plane that is turned and GL of the rest; biases of the
   values, that the output bias repeats, and of the keys, that softmax does not
   see; a scaling of every gated or relu neuron. */
static void
set_upper(fulg_config_t config, const fulg_config_facts_t *facts)
{
    const slong g = facts->kv_heads * facts->layers, a = facts->head_dim;
    const slong p = facts->rotary;
    const slong each = experts(facts), d = facts->width;
    const slong matrices = facts->gated ? 3 : 2;
    fmpz_t lost;
    fmpz_init(lost);
    addmul(lost, g, a, a);
    if (facts->row->key_symmetry)
    {
        addmul(lost, g, 1, p);
        addmul(lost, g, a - p, a - p);
    }
    if (facts->bias && facts->bias_out)
        addmul(lost, g, 1, a);
    if (facts->bias && facts->row->key_symmetry && p == 0)
        addmul(lost, g, 1, a);
    if (fulg_arch_activation(facts->activation)->scaled)
        addmul(lost, facts->layers, each, facts->hidden);
    if (each > 1)
    {
        addmul(config->parameters, facts->layers * (each - 1), matrices * d,
               facts->hidden);
        addmul(config->parameters, facts->layers, each, d);
    }
    fmpz_sub(config->upper, config->parameters, lost);
    fmpz_clear(lost);
}

/* Norms that the architecture cannot say: two more a layer in gemma 2, those of
   queries and keys. */
static void
add_norms(fulg_config_t config, const fulg_config_facts_t *facts)
{
    const char *type = facts->row->type;
    if (strncmp(type, "gemma", 5) == 0 && facts->row->why_not != NULL)
        addmul(config->parameters, facts->layers, 2, facts->width);
    if (strcmp(type, "qwen3") == 0 || strcmp(type, "gemma3_text") == 0)
        addmul(config->parameters, facts->layers, 2, facts->head_dim);
}

/* ---- both -------------------------------------------------------------------- */

fulg_status_t
fulg_config_init(fulg_config_t config, const json_t *value, fulg_diag_t diag)
{
    fulg_config_facts_t facts;
    const char *reason;
    json_t *shape;
    fulg_status_t status = fulg_config_facts(&facts, value, diag);
    if (status != FULG_OK)
        return status;
    shape = json_arch(&facts);
    status = fulg_arch_init_json(config->arch, shape, diag);
    json_decref(shape);
    if (status != FULG_OK)
        return status;
    config->type = facts.row->type;
    config->norm_epsilon = facts.epsilon;
    config->angles = facts.angles;
    config->angles_until = facts.rotary > 0 ? facts.angles_until : 0;
    config->window = window(facts.value);
    config->not_evaluated = not_evaluated(&facts);
    fulg_config_get_slopes(&config->slopes, &config->not_evaluated, &facts);
    reason = why_not(&facts);
    config->why_not = NULL;
    if (reason != NULL)
    {
        config->why_not = flint_malloc(strlen(reason) + 1);
        strcpy(config->why_not, reason);
    }
    fmpz_init(config->parameters);
    fmpz_init(config->upper);
    fmpz_init(config->model_parameters);
    fmpz_init(config->model_symmetries);
    fulg_arch_parameters(config->parameters, config->arch);
    add_norms(config, &facts);
    set_upper(config, &facts);
    fulg_config_model(config, &facts);
    return FULG_OK;
}

void
fulg_config_clear(fulg_config_t config)
{
    fulg_arch_clear(config->arch);
    flint_free(config->why_not);
    fmpz_clear(config->parameters);
    fmpz_clear(config->upper);
    fmpz_clear(config->model_parameters);
    fmpz_clear(config->model_symmetries);
}
