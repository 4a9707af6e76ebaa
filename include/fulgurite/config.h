/* Architectures from the config.json that is published with a model. */
#ifndef FULGURITE_CONFIG_H
#define FULGURITE_CONFIG_H

#include <fulgurite/arch.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What a published configuration says.  type is its model_type, and belongs to
   the table of the module.

   arch is the network of its blocks: the residual stream in, the residual stream
   out; tokens are the longest sequence it is made for.  why_not is NULL when the
   theorems cover the blocks; else it says what they do not cover, and the
   dimension is at most upper = parameters - what the symmetries that are left
   move (doc: thm-head-symmetries); arch then has the same matrices, as far as it
   can say them.

   norm_epsilon, angles, slopes: what the blocks compute with; arch has the plain ones.
   window: a token sees that many tokens up to itself, 0:
   all.  angles_until: for more tokens angles are others (dynamic), 0: for none.
   not_evaluated: NULL, or what else the blocks do that
   arch does not say (a constant string).

   has_model is 1 where the whole model, from token to logits, is known as well:
   model_parameters weights, whose functions have dimension at most
   model_parameters - model_symmetries (doc: thm-embeddings). */
typedef struct
{
    const char *type;
    fulg_arch_t arch;
    char *why_not;
    double norm_epsilon;
    fulg_angles_t angles;
    fulg_slopes_t slopes;
    slong window, angles_until;
    const char *not_evaluated;
    fmpz_t parameters, upper;
    int has_model;
    fmpz_t model_parameters, model_symmetries;
} fulg_config_struct;
typedef fulg_config_struct fulg_config_t[1];

/* Reads the object of a config.json.  PARSE, naming the key, when model_type is
   missing or not in the table (the message lists it), a size is missing or not
   a positive integer, or two keys contradict each other.  Initialised only when
   FULG_OK is returned. */
FULG_MUST_CHECK fulg_status_t fulg_config_init(fulg_config_t config,
                                               const json_t *value,
                                               fulg_diag_t diag);
void fulg_config_clear(fulg_config_t config);

/* What a configuration says about heads, when nothing else is needed: type
   belongs to the table of the module; head_dim is 0 when neither it nor the
   width is there. */
typedef struct
{
    const char *type;
    slong heads, kv_heads, head_dim;
    slong layers; /* 0 where it does not say them */
} fulg_config_heads_t;
/* PARSE as fulg_config_init, for these keys. */
FULG_MUST_CHECK fulg_status_t fulg_config_heads(fulg_config_heads_t *heads,
                                                const json_t *value,
                                                fulg_diag_t diag);

/* What a file of weights says of its sizes; 0: nothing. */
typedef struct
{
    slong width, layers, heads, kv_heads, head_dim, hidden;
    int bias, bias_out, bias_forward;
} fulg_config_sizes_t;
/* A copy of a configuration of that type, or a new one (value is NULL, and biases count
   then), with the sizes it does not say, and the layers of sizes.  A new reference; NULL
   when the type is not in the table. */
json_t *fulg_config_complete(const json_t *value, const char *type,
                             const fulg_config_sizes_t *sizes);

/* The model types of the table in order; covered is 1 where the theorems cover
   the family.  NULL when n is too large. */
const char *fulg_config_type(slong n, int *covered);

#ifdef __cplusplus
}
#endif

#endif
