#include "impl.h"

#define QK_NORM "it has norms on queries and keys"
#define CLIPPED "it clips queries, keys and values"

const fulg_config_limit_t fulg_config_limits[] = {
    {"opt", "do_layer_norm_before", 0, POST_NORM},
    {"opt", "layer_norm_elementwise_affine", 0,
     "its norms have no gain and shift"},
    {"bloom", "apply_residual_connection_post_layernorm", 1,
     "the residual stream passes through its norms"},
    {"phi", "qk_layernorm", 1, QK_NORM},
    {"stablelm", "qk_layernorm", 1, QK_NORM},
    {"olmo", "clip_qkv", 1, CLIPPED},
    {"mpt", "attn_config.clip_qkv", 1, CLIPPED},
    {"mpt", "attn_config.qk_ln", 1, QK_NORM},
    {"mpt", "attn_config.prefix_lm", 1,
     "tokens of a prefix see what comes after them"},
    {NULL, NULL, 0, NULL}};

const fulg_config_limit_t fulg_config_numbers[] = {
    {"gpt2", "scale_attn_by_inverse_layer_idx", 1, "scales of scores by layer"},
    {"gpt2", "scale_attn_weights", 0, "unscaled scores"},
    {"mpt", "attn_config.softmax_scale", 1, "a scale of scores"},
    {NULL, NULL, 0, NULL}};
