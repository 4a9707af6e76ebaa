#include <string.h>

#include "impl.h"

/* How positions enter besides rotary bases: scaled angles, and slopes of scores. */

int
fulg_config_is_true(const json_t *item)
{
    return json_is_true(item) ||
           (json_is_number(item) && json_number_value(item) != 0);
}

static const char *const objects[] = {"rope_scaling", "rope_parameters"};
#define NUM_OBJECTS (sizeof objects / sizeof *objects)

/* A key of the object that scales angles, or NULL. */
static const json_t *
scaling(const json_t *value, const char *key)
{
    for (size_t n = 0; n < NUM_OBJECTS; n++)
    {
        const json_t *object = fulg_config_get(value, objects[n]);
        const json_t *item = json_is_object(object)
                                 ? fulg_config_get(object, key)
                                 : NULL;
        if (item != NULL)
            return item;
    }
    return NULL;
}

/* A number of the scaling of at least (above: more than) least. */
static fulg_status_t
get_part(double *x, const json_t *value, const char *key, double least,
         int above, fulg_diag_t diag)
{
    const json_t *item = scaling(value, key);
    *x = json_number_value(item);
    if (json_is_number(item) && (above ? *x > least : *x >= least) && *x < 1e18)
        return FULG_OK;
    return fulg_diag_set(diag, FULG_PARSE,
                         "\"rope_scaling\": \"%s\" must be a number %s %g", key,
                         above ? "above" : "of at least", least);
}

/* doc: sec-angles */
static fulg_status_t
get_llama3(fulg_angles_t *angles, const json_t *value, fulg_diag_t diag)
{
    fulg_status_t status = get_part(&angles->low, value, "low_freq_factor", 0,
                                    0, diag);
    if (status == FULG_OK)
        status = get_part(&angles->high, value, "high_freq_factor", angles->low,
                          1, diag);
    if (status == FULG_OK)
        status = get_part(&angles->original, value,
                          "original_max_position_embeddings", 0, 1, diag);
    return status;
}

/* 1 when the list does not fall and begins with at least 1: angles, which fall, are
   divided by it. */
static int
is_rising(const json_t *list)
{
    double last = 1;
    for (size_t n = 0; n < json_array_size(list); n++)
    {
        const json_t *item = json_array_get(list, n);
        if (!json_is_number(item) || !(json_number_value(item) >= last))
            return 0;
        last = json_number_value(item);
    }
    return json_array_size(list) > 0;
}

/* A part of the scaling, or what stands where it is missing; -1: no number. */
static double
part_or(const json_t *value, const char *key, double standard)
{
    const json_t *item = scaling(value, key);
    if (item == NULL)
        return standard;
    return json_is_number(item) ? json_number_value(item) : -1;
}

/* The part of an angle that is divided does not fall from plane to plane; also where
   the divisor is the quotient of the two lengths. */
static int
yarn_keeps_apart(const fulg_config_facts_t *facts)
{
    const json_t *value = facts->value;
    const double slow = part_or(value, "beta_slow", 1);
    const double fast = part_or(value, "beta_fast", 32);
    const double length = part_or(value, "original_max_position_embeddings", 1);
    return part_or(value, "factor", -1) >= 1 && slow > 0 && fast >= slow &&
           length > 0 && length <= (double) facts->tokens &&
           part_or(value, "mscale", 0) >= 0 &&
           part_or(value, "mscale_all_dim", 0) >= 0;
}

/* Of scalings that are not evaluated: 1 when they keep angles distinct, and the
   factor of the scores is not 0. */
static int
keeps_apart(const fulg_config_facts_t *facts, const char *type)
{
    const json_t *value = facts->value;
    if (!(part_or(value, "attention_factor", 1) > 0))
        return 0;
    if (strcmp(type, "yarn") == 0)
        return yarn_keeps_apart(facts);
    return (strcmp(type, "longrope") == 0 || strcmp(type, "su") == 0) &&
           is_rising(scaling(value, "short_factor")) &&
           is_rising(scaling(value, "long_factor"));
}

/* 1 when nothing scales angles but an object, which holds for all layers. */
static int
is_flat(const json_t *value)
{
    for (size_t n = 0; n < NUM_OBJECTS; n++)
    {
        json_t *object = (json_t *) fulg_config_get(value, objects[n]);
        if (object != NULL && !json_is_object(object))
            return 0;
        for (void *at = json_object_iter(object); at != NULL;
             at = json_object_iter_next(object, at))
            if (json_is_object(json_object_iter_value(at)))
                return 0;
    }
    return 1;
}

/* How angles are scaled; NULL: it is not said in a way that is known. */
static const char *
scaling_type(const json_t *value)
{
    const json_t *item = scaling(value, "rope_type|type");
    if (!is_flat(value) || (item == NULL && scaling(value, "factor") != NULL))
        return NULL;
    return item ? json_string_value(item) : "default";
}

fulg_status_t
fulg_config_get_angles(fulg_config_facts_t *facts, fulg_diag_t diag)
{
    const char *type = scaling_type(facts->value);
    fulg_angles_t *angles = &facts->angles;
    fulg_status_t status = FULG_OK;
    angles->factor = 1;
    angles->low = angles->high = angles->original = 0;
    facts->angles_until = 0;
    facts->angles_known = facts->angles_apart = 1;
    if (type != NULL && strcmp(type, "default") == 0)
        return FULG_OK;
    if (type != NULL && strcmp(type, "dynamic") == 0 &&
        scaling(facts->value, "original_max_position_embeddings") == NULL)
    {
        double factor;
        facts->angles_until = facts->tokens;
        return get_part(&factor, facts->value, "factor", 1, 0, diag);
    }
    if (type != NULL &&
        (strcmp(type, "linear") == 0 || strcmp(type, "llama3") == 0))
    {
        status = get_part(&angles->factor, facts->value, "factor", 1, 0, diag);
        return status == FULG_OK && strcmp(type, "llama3") == 0
                   ? get_llama3(angles, facts->value, diag)
                   : status;
    }
    facts->angles_known = 0;
    facts->angles_apart = type != NULL && keeps_apart(facts, type);
    return FULG_OK;
}

/* ---- slopes ------------------------------------------------------------------- */

/* mpt says whether and how steep, and may scale its scores otherwise. */
static void
get_mpt(fulg_slopes_t *slopes, const char **why, const json_t *value)
{
    const json_t *said = fulg_config_get(value, "attn_config.alibi");
    const json_t *most = fulg_config_get(value, "attn_config.alibi_bias_max");
    if (said != NULL && !fulg_config_is_true(said))
        return;
    slopes->kind = FULG_SLOPES_UP;
    slopes->most = most ? (slong) json_integer_value(most) : 8;
    if (most != NULL &&
        (!json_is_integer(most) || slopes->most < 1 || slopes->most > 1000000))
        *why = "linear biases of scores";
}

void
fulg_config_get_slopes(fulg_slopes_t *slopes, const char **why,
                       const fulg_config_facts_t *facts)
{
    const char *type = facts->row->type;
    const json_t *value = facts->value;
    *slopes = (fulg_slopes_t){.kind = FULG_SLOPES_NONE};
    if (strcmp(type, "mpt") == 0)
        get_mpt(slopes, why, value);
    else if (strcmp(type, "bloom") == 0)
        slopes->kind = FULG_SLOPES_DOWN;
    else if (strcmp(type, "falcon") == 0 &&
             fulg_config_is_true(fulg_config_get(value, "alibi")))
        slopes->kind = FULG_SLOPES_DOWN_OVER_SQRT;
}
