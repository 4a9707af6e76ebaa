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
    "kv_heads R/a\n"
/* For every group of H/G heads its queries, then one key, then one value. */
#define GROUPED(where)                                                    \
    "Q = " where "query_key_value.weight "                                \
    "rows a*((g-1)*(H/G+2)+(h-1)%(H/G)):a*((g-1)*(H/G+2)+(h-1)%(H/G)+1) " \
    "over-sqrt a\n"                                                       \
    "K = " where "query_key_value.weight "                                \
    "rows a*(g*(H/G+2)-2):a*(g*(H/G+2)-1)\n"                              \
    "U = " where "query_key_value.weight "                                \
    "rows a*(g*(H/G+2)-1):a*g*(H/G+2)\n"                                  \
    "O = " where "dense.weight cols a*(h-1):a*h\n"                        \
    "query_rows C\n"
#define DECODER "norm softmax\nmask causal\nresidual\n"
#define ENCODER "norm softmax\nresidual\n"
#define ROTARY "unmodelled rotary-positions\n"
#define LLAMA_WITH(unmodelled, scale)                                      \
    "prefix model.\n" DECODER unmodelled APART_SCALED(                     \
        "layers.{l-1}.self_attn.", "q_proj", "k_proj", "v_proj", "o_proj", \
        scale)

/* The layout of each model type as Hugging Face's transformers stores it. */
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
     "O = h.{l-1}.attn.c_proj.weight rows a*(h-1):a*h transpose\n"},
    {"llama mistral mixtral qwen2 qwen3 stablelm starcoder2 olmo gemma",
     LLAMA_WITH(ROTARY, "over-sqrt a")},
    /* The scale of their scores is a number of the configuration. */
    {"gemma2",
     LLAMA_WITH("unmodelled rotary-positions,-cap-and-scale-of-scores\n", "")},
    {"gemma3_text",
     LLAMA_WITH("unmodelled rotary-positions,-norms-and-scale-of-scores\n",
                "")},
    {"mpt",
     "prefix transformer.\n" DECODER "unmodelled linear-biases-of-scores\n"
     "query_rows R/3\n"
     "Q = blocks.{l-1}.attn.Wqkv.weight rows a*(h-1):a*h over-sqrt a\n"
     "K = blocks.{l-1}.attn.Wqkv.weight rows R/3+a*(h-1):R/3+a*h\n"
     "U = blocks.{l-1}.attn.Wqkv.weight rows 2*R/3+a*(h-1):2*R/3+a*h\n"
     "O = blocks.{l-1}.attn.out_proj.weight cols a*(h-1):a*h\n"},
    {"gpt_neox",
     "prefix gpt_neox.\n" DECODER ROTARY GROUPED("layers.{l-1}.attention.")},
    {"bloom",
     "prefix transformer.\n" DECODER
     "unmodelled linear-biases-of-scores\n" GROUPED("h.{l-1}.self_attention.")},
    {"falcon",
     "prefix transformer.\n" DECODER ROTARY GROUPED("h.{l-1}.self_attention.")},
    {"opt", "prefix model.\nprefix model.model.\n" DECODER APART(
                "decoder.layers.{l-1}.self_attn.", "q_proj", "k_proj", "v_proj",
                "out_proj")},
    {"phi",
     "prefix model.\n" DECODER ROTARY APART("layers.{l-1}.self_attn.", "q_proj",
                                            "k_proj", "v_proj", "dense")},
    {"phi3",
     "prefix model.\n" DECODER ROTARY "query_rows C\n"
     "Q = layers.{l-1}.self_attn.qkv_proj.weight rows a*(h-1):a*h over-sqrt a\n"
     "K = layers.{l-1}.self_attn.qkv_proj.weight "
     "rows a*(H+g-1):a*(H+g)\n"
     "U = layers.{l-1}.self_attn.qkv_proj.weight "
     "rows a*(H+G+g-1):a*(H+G+g)\n"
     "O = layers.{l-1}.self_attn.o_proj.weight cols a*(h-1):a*h\n"
     "kv_heads (R/a-H)/2\n"},
    {"gptj", "prefix transformer.\n" DECODER ROTARY APART(
                 "h.{l-1}.attn.", "q_proj", "k_proj", "v_proj", "out_proj")},
    {"bert roberta xlm-roberta electra",
     "prefix bert.\nprefix roberta.\nprefix electra.\n" ENCODER APART(
         "encoder.layer.{l-1}.attention.", "self.query", "self.key",
         "self.value", "output.dense")},
    {"distilbert", "prefix distilbert.\n" ENCODER APART(
                       "transformer.layer.{l-1}.attention.", "q_lin", "k_lin",
                       "v_lin", "out_lin")},
    {"vit deit", "prefix vit.\nprefix deit.\n" ENCODER APART(
                     "encoder.layer.{l-1}.attention.", "attention.query",
                     "attention.key", "attention.value", "output.dense")}};
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
fulg_map_builtin(const char *name)
{
    for (int i = 0; i < NUM_MAPS; i++)
        if (has_word(maps[i].names, name))
            return maps[i].text;
    return NULL;
}

const char *
fulg_map_builtin_names(int n)
{
    return n >= 0 && n < NUM_MAPS ? maps[n].names : NULL;
}
