#include <stdio.h>
#include <string.h>

#include "impl.h"

/* Tokens of a network whose file says nothing of them: enough for every theorem but
   that on rotary positions. */
#define TOKENS 3

/* What the tensors say of sizes. */
static void
set_sizes(fulg_config_sizes_t *sizes, const fulg_check_network_struct *N)
{
    const fulg_floats_layout_t *layout = &N->layout;
    const struct
    {
        int *there;
        char kind;
        int forward;
    } biases[] = {{&sizes->bias, 'Q', 0},
                  {&sizes->bias_out, 'B', 0},
                  {&sizes->bias_forward, 'B', 1}};
    slong rows, cols;
    sizes->layers = layout->layers;
    sizes->heads = layout->heads[0];
    sizes->kv_heads = layout->kv_heads[0];
    sizes->head_dim = layout->head_dim[0];
    sizes->width = N->arch->width[0];
    fulg_floats_map_block_shape(&rows, &cols, N->map, layout, N->T, 'f', 1);
    sizes->hidden = rows;
    for (size_t n = 0; n < 3; n++)
    {
        fulg_floats_map_block_shape(&rows, &cols, N->map, layout, N->T,
                                    biases[n].kind, biases[n].forward);
        *biases[n].there = rows > 0;
    }
}

/* The configuration of the model: that of the file, or what its type and its tensors
   say. */
static fulg_status_t
init_config(fulg_config_t config, const fulg_judge_subject_t S,
            const fulg_judge_choice_t *choice, const json_t *said,
            fulg_diag_t diag)
{
    fulg_config_sizes_t sizes;
    fulg_status_t status;
    json_t *whole;
    set_sizes(&sizes, S->network);
    whole = fulg_config_complete(said, choice->type, &sizes);
    if (whole == NULL)
        return fulg_diag_set(diag, FULG_PARSE, "no model type \"%.40s\"",
                             choice->type);
    status = fulg_config_init(config, whole, diag);
    json_decref(whole);
    return status;
}

static fulg_status_t
set_blocks(fulg_judge_subject_t S, const fulg_config_struct *config,
           const fulg_judge_options_t *options, fulg_diag_t diag)
{
    fulg_arch_struct *arch = (fulg_arch_struct *) config->arch;
    const char *why = config->why_not ? config->why_not : config->not_evaluated;
    arch->tokens = options->tokens > 0 ? options->tokens : TOKENS;
    if (why == NULL && config->window > 0 && config->window < arch->tokens)
        why = "attention windows";
    if (why == NULL && config->angles_until > 0 &&
        config->angles_until < arch->tokens)
        why = "scaling of rotary angles";
    arch->norm_epsilon = config->norm_epsilon;
    arch->angles = config->angles;
    arch->slopes = config->slopes;
    return fulg_check_network_set_arch(S->network, arch, why, diag);
}

static void
add_note(fulg_judge_subject_t S, const char *text, const char *why)
{
    char *old = S->note;
    char format[2048];
    snprintf(format, sizeof format, "%.1500s%s%.200s", old ? old : "",
             old ? "; " : "", text);
    fulg_judge_set_note(S, "%s%s", format, why);
    flint_free(old);
}

/* The layers that a configuration says, where the file has another number of them. */
static void
say_layers(fulg_judge_subject_t S, slong said)
{
    const slong layers = S->network->map_layout.layers;
    char text[120];
    if (said == 0 || said == layers)
        return;
    snprintf(text, sizeof text, "config.json says %ld layers, the file has %ld",
             (long) said, (long) layers);
    add_note(S, text, "");
}

void
fulg_judge_read_blocks(fulg_judge_subject_t S,
                       const fulg_judge_choice_t *choice,
                       const fulg_judge_options_t *options)
{
    fulg_config_t config;
    fulg_diag_t diag;
    const json_t *said = choice->config;
    fulg_status_t status;
    if (!fulg_floats_map_has_blocks(S->network->map) || choice->type == NULL ||
        !S->network->has_values)
        return;
    status = init_config(config, S, choice, said, diag);
    if (status == FULG_OK)
    {
        status = set_blocks(S, config, options, diag);
        fulg_config_clear(config);
    }
    if (status == FULG_OK)
        say_layers(S, choice->layers);
    if (status != FULG_OK)
        add_note(S, "only Q, K, V, O are read: ", diag->text);
    else if (said == NULL)
        add_note(
            S,
            "without a config.json beside the file, activation, epsilon and "
            "angles are those usual for ",
            choice->type);
}
