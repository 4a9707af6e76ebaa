#include "impl.h"

/*
 * One row a model_type.  The facts are those of the families' published
 * configuration classes and of the order of operations in their blocks; the page
 * of this module in the manual names the sources.
 */

#define LLAMA_KEYS                                                             \
    "hidden_size", "num_hidden_layers", "num_attention_heads",                 \
        "num_key_value_heads", "head_dim", "intermediate_size", 0
#define NO {NULL, 0}
#define YES {NULL, 1}
#define RMS FULG_PRE_NORM_RMS, 1, 0
#define LAYER FULG_PRE_NORM_LAYER, 1, 1


const fulg_config_row_t fulg_config_rows[] = {
    {"gpt2", NULL, "n_embd|hidden_size", "n_layer|num_hidden_layers",
     "n_head|num_attention_heads", NULL, NULL, "n_inner", 4,
     "activation_function", "gelu_new", 0, LAYER, YES, YES, YES,
     FULG_TURN_NONE, NULL, 0, NO, 0, 1,
     "n_positions|n_ctx|max_position_embeddings", 1024, {"tie_word_embeddings", 1}, 'g', 1},
    {"gptj", NULL, "n_embd|hidden_size", "n_layer|num_hidden_layers",
     "n_head|num_attention_heads", NULL, NULL, "n_inner", 4,
     "activation_function", "gelu_new", 0, LAYER, NO, NO, YES,
     FULG_TURN_COUNT, "rotary_dim", 64, YES, 1, 1,
     "n_positions|max_position_embeddings", 2048, {"tie_word_embeddings", 0}, 0, 1},
    {"gpt_neox", NULL, "hidden_size", "num_hidden_layers",
     "num_attention_heads", NULL, NULL, "intermediate_size", 0,
     "hidden_act", "gelu", 0, LAYER, {"attention_bias", 1},
     {"attention_bias", 1}, YES, FULG_TURN_FRACTION,
     "rotary_pct|partial_rotary_factor", 0.25, {"use_parallel_residual", 1}, 0,
     1, "max_position_embeddings", 2048, {"tie_word_embeddings", 0}, 0, 1},
    {"opt", NULL, "hidden_size", "num_hidden_layers", "num_attention_heads",
     NULL, NULL, "ffn_dim", 0, "activation_function", "relu", 0, LAYER,
     {"enable_bias", 1}, {"enable_bias", 1}, {"enable_bias", 1},
     FULG_TURN_NONE, NULL, 0, NO, 0, 1, "max_position_embeddings", 2048,
     {"tie_word_embeddings", 1}, 0, 1},
    {"bloom", NULL, "hidden_size|n_embed", "n_layer|num_hidden_layers",
     "n_head|num_attention_heads", NULL, NULL, NULL, 4, NULL, "gelu_new", 0,
     LAYER, YES, YES, YES, FULG_TURN_NONE, NULL, 0, NO, 0, 1, "seq_length",
     2048, {"tie_word_embeddings", 1}, 0, 1},
    {"falcon", NULL, "hidden_size|n_embed", "num_hidden_layers|n_layer",
     "num_attention_heads|n_head", "num_kv_heads|n_head_kv", NULL,
     "ffn_hidden_size", 4, "activation", "gelu", 0, LAYER, {"bias", 0},
     {"bias", 0}, {"bias", 0}, FULG_TURN_ALL, NULL, 0, {"parallel_attn", 1}, 1,
     1, "max_position_embeddings", 2048, {"tie_word_embeddings", 1}, 0, 1},
    {"phi", NULL, LLAMA_KEYS, "hidden_act", "gelu_new", 0, LAYER, YES, YES, YES,
     FULG_TURN_FRACTION, "partial_rotary_factor", 0.5, YES, 1, 1, "max_position_embeddings",
     2048, {"tie_word_embeddings", 0}, 0, 1},
    {"llama", NULL, LLAMA_KEYS, "hidden_act", "silu", 1, RMS,
     {"attention_bias", 0}, {"attention_bias", 0}, {"mlp_bias", 0},
     FULG_TURN_ALL, NULL, 0, NO, 0, 1, "max_position_embeddings", 2048,
     {"tie_word_embeddings", 0}, 'l', 1},
    {"mistral", NULL, LLAMA_KEYS, "hidden_act", "silu", 1, RMS, NO, NO, NO,
     FULG_TURN_ALL, NULL, 0, NO, 0, 1, "max_position_embeddings", 4096,
     {"tie_word_embeddings", 0}, 'l', 1},
    {"phi3", NULL, LLAMA_KEYS, "hidden_act", "silu", 1, RMS, NO, NO, NO,
     FULG_TURN_FRACTION, "partial_rotary_factor", 1, NO, 0, 1, "max_position_embeddings", 4096,
     {"tie_word_embeddings", 0}, 0, 1},
    {"qwen2", NULL, LLAMA_KEYS, "hidden_act", "silu", 1, RMS, YES, NO, NO,
     FULG_TURN_ALL, NULL, 0, NO, 0, 1, "max_position_embeddings", 32768,
     {"tie_word_embeddings", 0}, 0, 1},
    /* "hidden_act": "gelu" of its first files stands for the tanh form. */
    {"gemma", NULL, LLAMA_KEYS, "hidden_activation", "gelu_pytorch_tanh", 1,
     RMS, {"attention_bias", 0}, {"attention_bias", 0}, NO, FULG_TURN_ALL, NULL,
     0, NO, 0, 1, "max_position_embeddings", 8192, {"tie_word_embeddings", 1}, 0, 1},
    {"starcoder2", NULL, LLAMA_KEYS, "hidden_act", "gelu_pytorch_tanh", 0,
     LAYER, {"use_bias", 1}, {"use_bias", 1}, {"use_bias", 1}, FULG_TURN_ALL,
     NULL, 0, NO, 0, 1, "max_position_embeddings", 4096, {"tie_word_embeddings", 1}, 0, 1},
    {"stablelm", NULL, LLAMA_KEYS, "hidden_act", "silu", 1, LAYER,
     {"use_qkv_bias", 0}, NO, NO, FULG_TURN_FRACTION,
     "partial_rotary_factor|rope_pct", 0.25, {"use_parallel_residual", 0}, 1, 1,
     "max_position_embeddings", 4096, {"tie_word_embeddings", 0}, 0, 1},
    {"olmo", NULL, LLAMA_KEYS, "hidden_act", "silu", 1, FULG_PRE_NORM_LAYER, 0,
     0, {"attention_bias", 0}, {"attention_bias", 0}, NO, FULG_TURN_ALL, NULL, 0,
     NO, 0, 1, "max_position_embeddings", 2048, {"tie_word_embeddings", 0}, 0, 1},
    {"mpt", NULL, "d_model", "n_layers", "n_heads", "attn_config.kv_n_heads",
     NULL, NULL, 4, NULL, "gelu", 0, FULG_PRE_NORM_LAYER, 1, 0, NO, NO, NO,
     FULG_TURN_NONE, NULL, 0, NO, 0, 1, "max_seq_len", 2048,
     {"tie_word_embeddings", 1}, 0, 1},
#define VIT_ROW(type, tokens)                                                  \
    {type, NULL, "hidden_size", "num_hidden_layers", "num_attention_heads",    \
     NULL, NULL, "intermediate_size", 0, "hidden_act", "gelu", 0, LAYER,       \
     {"qkv_bias", 1}, YES, YES, FULG_TURN_NONE, NULL, 0, NO, 0, 0, NULL,       \
     tokens, NO, 0, 1}
    VIT_ROW("vit", 197),
    VIT_ROW("deit", 198),
#define POST_NORM                                                              \
    "its norms stand behind the sublayers, on the residual stream (post-norm)"
#define BERT_ROW(type)                                                         \
    {type, POST_NORM, "hidden_size", "num_hidden_layers",                      \
     "num_attention_heads", NULL, NULL, "intermediate_size", 0, "hidden_act",  \
     "gelu", 0, LAYER, YES, YES, YES, FULG_TURN_NONE, NULL, 0, NO, 0, 0,       \
     "max_position_embeddings", 512, {"tie_word_embeddings", 1}, 0, 1}
    BERT_ROW("bert"),
    BERT_ROW("roberta"),
    BERT_ROW("xlm-roberta"),
    BERT_ROW("electra"),
    {"distilbert", POST_NORM, "dim", "n_layers", "n_heads", NULL, NULL,
     "hidden_dim", 0, "activation", "gelu", 0, LAYER, YES, YES, YES,
     FULG_TURN_NONE, NULL, 0, NO, 0, 0, "max_position_embeddings", 512,
     {"tie_word_embeddings", 1}, 0, 1},
    {"gemma2", "it has norms behind the sublayers and caps its scores",
     LLAMA_KEYS, "hidden_activation", "gelu_pytorch_tanh", 1, RMS, NO, NO, NO,
     FULG_TURN_ALL, NULL, 0, NO, 0, 1, "max_position_embeddings", 8192,
     {"tie_word_embeddings", 1}, 0, 1},
    {"gemma3_text", "it has norms behind the sublayers, and on queries and keys",
     LLAMA_KEYS, "hidden_activation", "gelu_pytorch_tanh", 1, RMS, NO, NO, NO,
     FULG_TURN_ALL, NULL, 0, NO, 0, 1, "max_position_embeddings", 131072,
     {"tie_word_embeddings", 1}, 0, 0},
    {"qwen3", "it has norms on queries and keys", LLAMA_KEYS, "hidden_act",
     "silu", 1, RMS, {"attention_bias", 0}, {"attention_bias", 0}, NO,
     FULG_TURN_ALL, NULL, 0, NO, 0, 1, "max_position_embeddings", 32768,
     {"tie_word_embeddings", 0}, 0, 0},
    {"mixtral", "its feed-forward sublayers are mixtures of experts",
     LLAMA_KEYS, "hidden_act", "silu", 1, RMS, NO, NO, NO, FULG_TURN_ALL, NULL,
     0, NO, 0, 1, "max_position_embeddings", 32768, {"tie_word_embeddings", 0}, 0, 1},
    {NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, NULL, NULL, 0,
     FULG_PRE_NORM_NONE, 0, 0, NO, NO, NO, FULG_TURN_NONE, NULL, 0, NO, 0, 0,
     NULL, 0, NO, 0, 0}};

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
    {NULL, NULL, 0, NULL}};

const char *
fulg_config_type(slong n, int *covered)
{
    slong i = 0;
    while (i < n && fulg_config_rows[i].type != NULL)
        i++;
    *covered = fulg_config_rows[i].type != NULL &&
               fulg_config_rows[i].why_not == NULL;
    return fulg_config_rows[i].type;
}
