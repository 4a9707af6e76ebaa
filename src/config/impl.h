/* Shared inside the module; not installed. */
#ifndef FULG_CONFIG_IMPL_H
#define FULG_CONFIG_IMPL_H

#include <fulgurite/config.h>

/* How many coordinates of a head are turned by position. */
typedef enum
{
    FULG_TURN_NONE,
    FULG_TURN_ALL,
    FULG_TURN_COUNT,   /* the key holds the number */
    FULG_TURN_FRACTION /* the key holds the part of head_dim */
} fulg_turn_t;

/* A yes or no: the value of the key, or what stands where it is missing; without
   a key always that. */
typedef struct
{
    const char *key;
    int standard;
} fulg_yes_t;

/* What is true of one model_type.  Keys may have other names after "|"; NULL:
   the family has no such key. */
typedef struct
{
    const char *type;
    const char *why_not; /* NULL: covered */
    const char *width, *layers, *heads, *kv_heads, *head_dim, *hidden;
    slong hidden_factor; /* hidden = factor width where not said; 0: required */
    const char *activation, *activation_standard;
    int gated;
    fulg_pre_norm_t pre_norm;
    int gain, shift;
    fulg_yes_t bias, bias_out, bias_forward;
    /* What norms add to the mean square. */
    const char *epsilon;
    double epsilon_standard;
    fulg_turn_t turn;
    const char *turn_key;
    double turn_standard;
    const char *turn_base; /* 10000 where not said */
    fulg_yes_t parallel;
    int shared_norm; /* when parallel */
    int causal;
    const char *positions;
    slong positions_standard;
    fulg_yes_t tied;
    /* Which formula of the whole model holds: 0 none, 'l' llama, 'g' gpt2. */
    char whole;
    /* What the family asks of a head that symmetries of keys respect: 0 none are
       left. */
    int key_symmetry;
} fulg_config_row_t;

extern const fulg_config_row_t fulg_config_rows[];

/* A key whose value takes a family out of what the theorems cover: when it is
   (as a truth value) bad.  key may be "object.key". */
typedef struct
{
    const char *type, *key;
    int bad;
    const char *why;
} fulg_config_limit_t;

extern const fulg_config_limit_t fulg_config_limits[];
/* The same of what the dimension does not depend on, but the function does. */
extern const fulg_config_limit_t fulg_config_numbers[];

/* A reason that rows and limits share. */
#define POST_NORM \
    "its norms come after the sublayers, on the residual stream (post-norm)"

/* What is read of a file, by the row. */
typedef struct
{
    const fulg_config_row_t *row;
    const json_t *value;
    slong width, layers, heads, kv_heads, head_dim, hidden, rotary, tokens;
    slong activation, vocabulary;
    double epsilon;
    fulg_angles_t angles;
    slong angles_until; /* dynamic: the tokens up to which they are plain */
    int angles_known, angles_apart;
    int gated, bias, bias_out, bias_forward, parallel, shared_norm, tied;
} fulg_config_facts_t;

FULG_MUST_CHECK fulg_status_t fulg_config_facts(fulg_config_facts_t *facts,
                                                const json_t *value,
                                                fulg_diag_struct *diag);
/* The angles, of which the base is known: how they are scaled.  known: they are
   evaluated; apart: they are known to be distinct, and less than pi. */
FULG_MUST_CHECK fulg_status_t fulg_config_get_angles(fulg_config_facts_t *facts,
                                                     fulg_diag_t diag);
/* The slopes of scores by position; *why is what of them is not evaluated, or as it
   was. */
void fulg_config_get_slopes(fulg_slopes_t *slopes, const char **why,
                            const fulg_config_facts_t *facts);
/* A value that is there and neither false nor 0. */
int fulg_config_is_true(const json_t *item);
/* The row of the model type; PARSE as fulg_config_init. */
/* NULL when the type is not in the table. */
const fulg_config_row_t *fulg_config_row(const char *type);
FULG_MUST_CHECK fulg_status_t fulg_config_find_row(fulg_config_facts_t *facts,
                                                   fulg_diag_t diag);
/* Heads, groups, and head_dim: width / heads where it is not said, 0 when the width
   is 0, not known. */
FULG_MUST_CHECK fulg_status_t fulg_config_get_heads(fulg_config_facts_t *facts,
                                                    fulg_diag_t diag);
/* A positive integer; standard where it is missing, an error when that is 0. */
FULG_MUST_CHECK fulg_status_t fulg_config_get_size(slong *n,
                                                   const json_t *value,
                                                   const char *names,
                                                   slong standard,
                                                   fulg_diag_t diag);
FULG_MUST_CHECK fulg_status_t fulg_config_get_yes(int *yes, const json_t *value,
                                                  fulg_yes_t rule,
                                                  fulg_diag_t diag);
/* The value of the first of the names that is there and not null, or NULL. */
const json_t *fulg_config_get(const json_t *value, const char *names);
/* The whole model of the facts, where its formula is known. */
void fulg_config_model(fulg_config_struct *config,
                       const fulg_config_facts_t *facts);

#endif
