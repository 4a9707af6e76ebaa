#include <string.h>

#include "impl.h"

/* Lines that several layouts share.  Linear layers are stored out x in, and heads are
   rows of them one after the other: no transposition. */
#define APART(where, q, k, v, o) APART_SCALED(where, q, k, v, o, "over-sqrt a")
#define APART_SCALED(where, q, k, v, o, scale)            \
    "Q = " where q ".weight rows a*(h-1):a*h " scale "\n" \
    "K = " where k ".weight rows a*(g-1):a*g\n"           \
    "U = " where v ".weight rows a*(g-1):a*g\n"           \
    "O = " where o ".weight cols a*(h-1):a*h\n"           \
    "query_rows R\n"                                      \
    "kv_heads R/a\n"                                      \
    "bq = " where q ".bias rows a*(h-1):a*h " scale "\n"  \
    "bk = " where k ".bias rows a*(g-1):a*g\n"            \
    "bu = " where v ".bias rows a*(g-1):a*g\n"            \
    "bo = " where o ".bias\n"
/* For every group of H/G heads its queries, then one key, then one value. */
#define GROUPED_QUERY \
    "rows a*((g-1)*(H/G+2)+(h-1)%(H/G)):a*((g-1)*(H/G+2)+(h-1)%(H/G)+1) "
#define GROUPED_KEY "rows a*(g*(H/G+2)-2):a*(g*(H/G+2)-1)\n"
#define GROUPED_VALUE "rows a*(g*(H/G+2)-1):a*g*(H/G+2)\n"
#define GROUPED(where)                                                   \
    "Q = " where "query_key_value.weight " GROUPED_QUERY "over-sqrt a\n" \
    "K = " where "query_key_value.weight " GROUPED_KEY "U = " where      \
    "query_key_value.weight " GROUPED_VALUE "O = " where                 \
    "dense.weight cols a*(h-1):a*h\n"                                    \
    "query_rows C\n"                                                     \
    "bq = " where "query_key_value.bias " GROUPED_QUERY "over-sqrt a\n"  \
    "bk = " where "query_key_value.bias " GROUPED_KEY "bu = " where      \
    "query_key_value.bias " GROUPED_VALUE "bo = " where "dense.bias\n"
/* A norm with the names of its gain and shift, before attention and before the
   feed-forward sublayer. */
#define NORM(where) "gain = " where ".weight\nshift = " where ".bias\n"
#define NEXT_NORM(where) "fgain = " where ".weight\nfshift = " where ".bias\n"
#define DENSE(up, down)                       \
    "up = " up ".weight\nbup = " up ".bias\n" \
    "down = " down ".weight\nfbo = " down ".bias\n"
#define GATED(where)                     \
    "gate = " where "gate_proj.weight\n" \
    "bgate = " where                     \
    "gate_proj.bias\n" DENSE(where "up_proj", where "down_proj")
#define DECODER "norm softmax\nmask causal\nresidual\n"
#define ENCODER "norm softmax\nresidual\n"
#define ROTARY "rotary halves\n"
#define LLAMA_HEADS(scale)                                                \
    APART_SCALED("layers.{l-1}.self_attn.", "q_proj", "k_proj", "v_proj", \
                 "o_proj", scale)
#define LLAMA_NORMS                      \
    NORM("layers.{l-1}.input_layernorm") \
    NEXT_NORM("layers.{l-1}.post_attention_layernorm")
#define LLAMA "prefix model.\n" DECODER ROTARY LLAMA_HEADS("over-sqrt a")
/* Gains are stored less 1. */
#define GEMMA_NORMS(next)                                 \
    "gain = layers.{l-1}.input_layernorm.weight plus 1\n" \
    "fgain = layers.{l-1}." next ".weight plus 1\n"
#define GEMMA(unmodelled)                                                  \
    "prefix model.\n" DECODER unmodelled "rotary halves\n" LLAMA_HEADS("") \
        GEMMA_NORMS("pre_feedforward_layernorm") GATED("layers.{l-1}.mlp.")
/* Some files have older names of the parts of a norm. */
#define BERT_NORM(gain, shift, where)                              \
    gain " = " where ".weight|" where ".gamma\n" shift " = " where \
         ".bias|" where ".beta\n"
#define VIT_NORMS(where) \
    NORM(where "layernorm_before") NEXT_NORM(where "layernorm_after")
#define NEOX_FORWARD(where) \
    DENSE(where "mlp.dense_h_to_4h", where "mlp.dense_4h_to_h")

/* The layout of each model type as Hugging Face's transformers stores it.  Which of
   the vectors and feed-forward matrices there are is what the table of model types
   says (src/config/rows.c). */
static const struct
{
    const char *names; /* separated by blanks */
    const char *text;
} maps[] = {
    {"plain", "Q ?= q{l}_{h}\nK ?= k{l}_{h}\nV ?= v{l}_{h}\n"
              "O ?= o{l}_{h}\nU ?= u{l}_{h}\nA ?= a{l}_{h}\n"},
    {"single", "Q ?= Q\nK ?= K\nV ?= V\nO ?= O\nU ?= U\nA ?= A\n"},
    /* Tokens are rows there, x W + b: stored in x out. */
    {"gpt2",
     "prefix transformer.\n" DECODER "head_dim 64\n"
     "query_rows C/3\n"
     "Q = h.{l-1}.attn.c_attn.weight cols a*(h-1):a*h transpose over-sqrt a\n"
     "K = h.{l-1}.attn.c_attn.weight cols C/3+a*(h-1):C/3+a*h transpose\n"
     "U = h.{l-1}.attn.c_attn.weight cols 2*C/3+a*(h-1):2*C/3+a*h transpose\n"
     "O = h.{l-1}.attn.c_proj.weight rows a*(h-1):a*h transpose\n"
     "bq = h.{l-1}.attn.c_attn.bias rows a*(h-1):a*h over-sqrt a\n"
     "bk = h.{l-1}.attn.c_attn.bias rows R/3+a*(h-1):R/3+a*h\n"
     "bu = h.{l-1}.attn.c_attn.bias rows 2*R/3+a*(h-1):2*R/3+a*h\n"
     "bo = h.{l-1}.attn.c_proj.bias\n"
     "up = h.{l-1}.mlp.c_fc.weight transpose\nbup = h.{l-1}.mlp.c_fc.bias\n"
     "down = h.{l-1}.mlp.c_proj.weight transpose\n"
     "fbo = h.{l-1}.mlp.c_proj.bias\n" NORM("h.{l-1}.ln_1")
         NEXT_NORM("h.{l-1}.ln_2")},
    {"llama mistral qwen2 stablelm olmo",
     LLAMA LLAMA_NORMS GATED("layers.{l-1}.mlp.")},
    /* Its experts are no matrices of one sublayer. */
    {"mixtral", LLAMA},
    {"qwen3",
     "prefix model.\n" DECODER
     "unmodelled norms-on-queries-and-keys\nrotary halves\n" LLAMA_HEADS(
         "over-sqrt a") LLAMA_NORMS GATED("layers.{l-1}.mlp.")},
    {"starcoder2", LLAMA LLAMA_NORMS DENSE("layers.{l-1}.mlp.c_fc",
                                           "layers.{l-1}.mlp.c_proj")},
    {"gemma",
     LLAMA GEMMA_NORMS("post_attention_layernorm") GATED("layers.{l-1}.mlp.")},
    /* The scale of their scores is a number of the configuration. */
    {"gemma2", GEMMA("unmodelled cap-and-scale-of-scores\n")},
    {"gemma3_text", GEMMA("unmodelled norms-and-scale-of-scores\n")},
    {"mpt",
     "prefix transformer.\n" DECODER "slopes\n"
     "query_rows R/3\n"
     "Q = blocks.{l-1}.attn.Wqkv.weight rows a*(h-1):a*h over-sqrt a\n"
     "K = blocks.{l-1}.attn.Wqkv.weight rows R/3+a*(h-1):R/3+a*h\n"
     "U = blocks.{l-1}.attn.Wqkv.weight rows 2*R/3+a*(h-1):2*R/3+a*h\n"
     "O = blocks.{l-1}.attn.out_proj.weight cols a*(h-1):a*h\n" NORM(
         "blocks.{l-1}.norm_1") NEXT_NORM("blocks.{l-1}.norm_2")
         DENSE("blocks.{l-1}.ffn.up_proj", "blocks.{l-1}.ffn.down_proj")},
    {"gpt_neox",
     "prefix gpt_neox.\n" DECODER ROTARY GROUPED("layers.{l-1}.attention.")
         LLAMA_NORMS NEOX_FORWARD("layers.{l-1}.")},
    {"bloom", "prefix transformer.\n" DECODER "slopes\n" GROUPED(
                  "h.{l-1}.self_attention.") NORM("h.{l-1}.input_layernorm")
                  NEXT_NORM("h.{l-1}.post_attention_layernorm")
                      NEOX_FORWARD("h.{l-1}.")},
    {"falcon",
     "prefix transformer.\n" DECODER ROTARY GROUPED(
         "h.{l-1}.self_attention.") "gain = h.{l-1}.input_layernorm.weight|h.{l-1}.ln_attn.weight\n"
                                    "shift = h.{l-1}.input_layernorm.bias|h.{l-1}.ln_attn.bias\n"
                                    "fgain = h.{l-1}.post_attention_layernorm.weight|h.{l-1}.ln_mlp.weight\n"
                                    "fshift = h.{l-1}.post_attention_layernorm.bias|h.{l-1}.ln_mlp.bias\n" NEOX_FORWARD(
                                        "h.{l-1}.")},
    {"opt", "prefix model.\nprefix model.model.\n" DECODER APART(
                "decoder.layers.{l-1}.self_attn.", "q_proj", "k_proj", "v_proj",
                "out_proj") NORM("decoder.layers.{l-1}.self_attn_layer_norm")
                NEXT_NORM("decoder.layers.{l-1}.final_layer_norm") DENSE(
                    "decoder.layers.{l-1}.fc1", "decoder.layers.{l-1}.fc2")},
    {"phi", "prefix model.\n" DECODER ROTARY APART(
                "layers.{l-1}.self_attn.", "q_proj", "k_proj", "v_proj",
                "dense") NORM("layers.{l-1}.input_layernorm")
                DENSE("layers.{l-1}.mlp.fc1", "layers.{l-1}.mlp.fc2")},
    {"phi3",
     "prefix model.\n" DECODER ROTARY "query_rows C\n"
     "Q = layers.{l-1}.self_attn.qkv_proj.weight rows a*(h-1):a*h over-sqrt a\n"
     "K = layers.{l-1}.self_attn.qkv_proj.weight "
     "rows a*(H+g-1):a*(H+g)\n"
     "U = layers.{l-1}.self_attn.qkv_proj.weight "
     "rows a*(H+G+g-1):a*(H+G+g)\n"
     "O = layers.{l-1}.self_attn.o_proj.weight cols a*(h-1):a*h\n"
     "kv_heads (R/a-H)/2\n" LLAMA_NORMS
     "gate = layers.{l-1}.mlp.gate_up_proj.weight rows 0:R/2\n"
     "up = layers.{l-1}.mlp.gate_up_proj.weight rows R/2:R\n"
     "down = layers.{l-1}.mlp.down_proj.weight\n"},
    /* Neighbours turn together. */
    {"gptj", "prefix transformer.\n" DECODER
             "rotary pairs\n" APART("h.{l-1}.attn.", "q_proj", "k_proj",
                                    "v_proj", "out_proj") NORM("h.{l-1}.ln_1")
                 DENSE("h.{l-1}.mlp.fc_in", "h.{l-1}.mlp.fc_out")},
    {"bert roberta xlm-roberta electra",
     "prefix bert.\nprefix roberta.\nprefix electra.\n" ENCODER APART(
         "encoder.layer.{l-1}.attention.", "self.query", "self.key",
         "self.value", "output.dense")
         BERT_NORM("gain", "shift",
                   "encoder.layer.{l-1}.attention.output.LayerNorm")
             BERT_NORM("fgain", "fshift",
                       "encoder.layer.{l-1}.output.LayerNorm")
                 DENSE("encoder.layer.{l-1}.intermediate.dense",
                       "encoder.layer.{l-1}.output.dense")},
    {"distilbert",
     "prefix distilbert.\n" ENCODER APART("transformer.layer.{l-1}.attention.",
                                          "q_lin", "k_lin", "v_lin", "out_lin")
         NORM("transformer.layer.{l-1}.sa_layer_norm")
             NEXT_NORM("transformer.layer.{l-1}.output_layer_norm")
                 DENSE("transformer.layer.{l-1}.ffn.lin1",
                       "transformer.layer.{l-1}.ffn.lin2")},
    {"vit deit",
     "prefix vit.\nprefix deit.\n" ENCODER APART(
         "encoder.layer.{l-1}.attention.", "attention.query", "attention.key",
         "attention.value", "output.dense") VIT_NORMS("encoder.layer.{l-1}.")
         DENSE("encoder.layer.{l-1}.intermediate.dense",
               "encoder.layer.{l-1}.output.dense")}};
#define NUM_MAPS ((int) (sizeof maps / sizeof maps[0]))

/* 1 when the word is among those of a text. */
static int
has_word(const char *words, const char *word)
{
    const size_t n = strlen(word);
    while (*words != '\0')
    {
        const size_t length = strcspn(words, " ");
        if (length == n && strncmp(words, word, n) == 0)
            return 1;
        words += length + strspn(words + length, " ");
    }
    return 0;
}

const char *
fulg_floats_map_builtin(const char *name)
{
    for (int i = 0; i < NUM_MAPS; i++)
        if (has_word(maps[i].names, name))
            return maps[i].text;
    return NULL;
}

const char *
fulg_floats_map_builtin_names(int n)
{
    return n >= 0 && n < NUM_MAPS ? maps[n].names : NULL;
}
