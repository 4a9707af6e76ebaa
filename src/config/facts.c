#include <string.h>

#include "impl.h"

/* What configurations call the activations, plain and gated. */
static const struct
{
    const char *name;
    fulg_activation_kind_t plain, gated;
} activations[] = {
    {"gelu", FULG_ACTIVATION_GELU, FULG_ACTIVATION_GEGLU},
    {"gelu_python", FULG_ACTIVATION_GELU, FULG_ACTIVATION_GEGLU},
    {"gelu_new", FULG_ACTIVATION_GELU_NEW, FULG_ACTIVATION_GEGLU_NEW},
    {"gelu_fast", FULG_ACTIVATION_GELU_NEW, FULG_ACTIVATION_GEGLU_NEW},
    {"gelu_pytorch_tanh", FULG_ACTIVATION_GELU_NEW, FULG_ACTIVATION_GEGLU_NEW},
    {"quick_gelu", FULG_ACTIVATION_QUICK_GELU, FULG_ACTIVATIONS},
    {"silu", FULG_ACTIVATION_SILU, FULG_ACTIVATION_SWIGLU},
    {"swish", FULG_ACTIVATION_SILU, FULG_ACTIVATION_SWIGLU},
    {"sigmoid", FULG_ACTIVATION_SIGMOID, FULG_ACTIVATIONS},
    {"tanh", FULG_ACTIVATION_TANH, FULG_ACTIVATIONS},
    {"relu", FULG_ACTIVATION_RELU, FULG_ACTIVATIONS},
    {NULL, FULG_ACTIVATIONS, FULG_ACTIVATIONS}};

static fulg_status_t
get_activation(fulg_config_facts_t *facts, fulg_diag_t diag)
{
    const fulg_config_row_t *row = facts->row;
    const json_t *item = row->activation
                             ? fulg_config_get(facts->value, row->activation)
                             : NULL;
    const char *name = item ? json_string_value(item)
                            : row->activation_standard;
    int n = 0;
    while (name != NULL && activations[n].name != NULL &&
           strcmp(activations[n].name, name) != 0)
        n++;
    facts->activation = FULG_ACTIVATIONS;
    if (name != NULL)
        facts->activation = facts->gated ? activations[n].gated
                                         : activations[n].plain;
    if (facts->activation < FULG_ACTIVATIONS)
        return FULG_OK;
    return fulg_diag_set(
        diag, FULG_PARSE, "\"%s\": unknown activation \"%.40s\"%s",
        row->activation ? row->activation : "activation", name ? name : "",
        facts->gated ? " of a gated sublayer" : "");
}

static fulg_status_t
get_rotary(fulg_config_facts_t *facts, fulg_diag_t diag)
{
    const fulg_config_row_t *row = facts->row;
    const json_t *item = row->turn_key
                             ? fulg_config_get(facts->value, row->turn_key)
                             : NULL;
    const double said = item ? json_number_value(item) : row->turn_standard;
    facts->rotary = 0;
    if (item != NULL && (!json_is_number(item) || !(said >= 0) || said > 1e9))
        return fulg_diag_set(diag, FULG_PARSE, "\"%.*s\" must be a number",
                             (int) strcspn(row->turn_key, "|"), row->turn_key);
    if (row->turn == FULG_TURN_ALL)
        facts->rotary = facts->head_dim;
    else if (row->turn == FULG_TURN_COUNT)
        facts->rotary = (slong) said;
    else if (row->turn == FULG_TURN_FRACTION)
        facts->rotary = (slong) ((double) facts->head_dim * said);
    if (facts->rotary > facts->head_dim || facts->rotary % 2 != 0)
        return fulg_diag_set(
            diag, FULG_PARSE,
            "\"%.*s\" rotates %ld of the %ld coordinates of a head; "
            "the number must be even and at most %ld",
            (int) strcspn(row->turn_key ? row->turn_key : "head_dim", "|"),
            row->turn_key ? row->turn_key : "head_dim", (long) facts->rotary,
            (long) facts->head_dim, (long) facts->head_dim);
    return FULG_OK;
}

/* A number that is not negative; above: more than 1. */
static fulg_status_t
get_number(double *x, const json_t *value, const char *names, double standard,
           int above, fulg_diag_t diag)
{
    const json_t *item = names ? fulg_config_get(value, names) : NULL;
    *x = item ? json_number_value(item) : standard;
    if (item == NULL ||
        (json_is_number(item) && (above ? *x > 1 : *x >= 0) && *x < 1e18))
        return FULG_OK;
    return fulg_diag_set(diag, FULG_PARSE, "\"%.*s\" must be a number%s",
                         (int) strcspn(names, "|"), names,
                         above ? " greater than 1" : "");
}

static fulg_status_t
get_constants(fulg_config_facts_t *facts, fulg_diag_t diag)
{
    const fulg_config_row_t *row = facts->row;
    fulg_status_t status = get_number(&facts->epsilon, facts->value,
                                      row->epsilon, row->epsilon_standard, 0,
                                      diag);
    if (status != FULG_OK)
        return status;
    /* Angles are distinct and less than pi only then (doc: thm-transformer). */
    status = get_number(&facts->angles.base, facts->value, row->turn_base,
                        FULG_ARCH_ROTARY_BASE, 1, diag);
    return status == FULG_OK ? fulg_config_get_angles(facts, diag) : status;
}

/* falcon has two norms in the new decoder architecture. */
static fulg_status_t
adjust_falcon(fulg_config_facts_t *facts, fulg_diag_t diag)
{
    const fulg_yes_t new_rule = {"new_decoder_architecture", 0};
    const fulg_yes_t alibi_rule = {"alibi", 0};
    slong norms = 1;
    int fresh = 0, alibi = 0;
    fulg_status_t status = fulg_config_get_yes(&fresh, facts->value, new_rule,
                                               diag);
    if (status == FULG_OK)
        status = fulg_config_get_yes(&alibi, facts->value, alibi_rule, diag);
    if (status == FULG_OK)
        status = fulg_config_get_size(&norms, facts->value,
                                      "num_ln_in_parallel_attn", fresh ? 2 : 1,
                                      diag);
    if (alibi)
        facts->rotary = 0;
    facts->shared_norm = facts->parallel && norms == 1;
    return status;
}

/* mpt gives the feed-forward width as a multiple, vit and deit the tokens as an
   image; deit has a token more, for distillation. */
static fulg_status_t
adjust(fulg_config_facts_t *facts, fulg_diag_t diag)
{
    const char *type = facts->row->type;
    slong factor, image, patch;
    fulg_status_t status = FULG_OK;
    if (strcmp(type, "falcon") == 0)
        return adjust_falcon(facts, diag);
    if (strcmp(type, "mpt") == 0)
    {
        status = fulg_config_get_size(&factor, facts->value, "expansion_ratio",
                                      4, diag);
        facts->hidden = factor * facts->width;
    }
    if (strcmp(type, "vit") == 0 || strcmp(type, "deit") == 0)
    {
        status = fulg_config_get_size(&image, facts->value, "image_size", 224,
                                      diag);
        if (status == FULG_OK)
            status = fulg_config_get_size(&patch, facts->value, "patch_size",
                                          16, diag);
        if (status == FULG_OK)
            facts->tokens = (image / patch) * (image / patch) +
                            (strcmp(type, "deit") == 0 ? 2 : 1);
    }
    if (strcmp(type, "gemma") == 0 &&
        fulg_config_get(facts->value, "hidden_activation") == NULL)
        facts->activation = FULG_ACTIVATION_GEGLU_NEW;
    return status;
}

static fulg_status_t
get_flags(fulg_config_facts_t *facts, fulg_diag_t diag)
{
    const fulg_config_row_t *row = facts->row;
    const struct
    {
        int *yes;
        fulg_yes_t rule;
    } flags[] = {{&facts->bias, row->bias},
                 {&facts->bias_out, row->bias_out},
                 {&facts->bias_forward, row->bias_forward},
                 {&facts->parallel, row->parallel},
                 {&facts->tied, row->tied}};
    fulg_status_t status = FULG_OK;
    for (size_t n = 0; n < 5 && status == FULG_OK; n++)
        status = fulg_config_get_yes(flags[n].yes, facts->value, flags[n].rule,
                                     diag);
    facts->shared_norm = facts->parallel && row->shared_norm;
    facts->gated = row->gated;
    return status;
}

fulg_status_t
fulg_config_facts(fulg_config_facts_t *facts, const json_t *value,
                  fulg_diag_struct *diag)
{
    const fulg_config_row_t *row;
    fulg_status_t status;
    facts->value = value;
    status = fulg_config_find_row(facts, diag);
    if (status != FULG_OK)
        return status;
    row = facts->row;
    status = fulg_config_get_size(&facts->width, value, row->width, 0, diag);
    if (status == FULG_OK)
        status = fulg_config_get_size(&facts->layers, value, row->layers, 0,
                                      diag);
    if (status == FULG_OK && facts->layers > FULG_ARCH_MAX_DEPTH)
        status = fulg_diag_set(diag, FULG_PARSE, "more than %d layers",
                               FULG_ARCH_MAX_DEPTH);
    if (status == FULG_OK)
        status = fulg_config_get_heads(facts, diag);
    if (status == FULG_OK)
        status = fulg_config_get_size(&facts->hidden, value, row->hidden,
                                      row->hidden_factor * facts->width, diag);
    if (status == FULG_OK)
        status = fulg_config_get_size(&facts->tokens, value, row->positions,
                                      row->positions_standard, diag);
    if (status == FULG_OK)
        status = fulg_config_get_size(&facts->vocabulary, value, "vocab_size",
                                      -1, diag);
    if (status == FULG_OK)
        status = get_flags(facts, diag);
    if (status == FULG_OK)
        status = get_activation(facts, diag);
    if (status == FULG_OK)
        status = get_rotary(facts, diag);
    if (status == FULG_OK)
        status = get_constants(facts, diag);
    return status == FULG_OK ? adjust(facts, diag) : status;
}
