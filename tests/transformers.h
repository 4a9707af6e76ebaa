/* Random small transformers with all their options, for the tests. */
#ifndef FULG_TESTS_TRANSFORMERS_H
#define FULG_TESTS_TRANSFORMERS_H

#include "nets.h"

/* A random transformer; exact: its activations are rational in an exponential. */
static inline void
fulg_test_transformer(fulg_arch_t arch, fulg_rand_t rand, int exact)
{
    static const slong kinds[] = {
        FULG_ACTIVATION_SILU,       FULG_ACTIVATION_GELU_NEW,
        FULG_ACTIVATION_QUICK_GELU, FULG_ACTIVATION_SIGMOID,
        FULG_ACTIVATION_TANH,       FULG_ACTIVATION_SWIGLU,
        FULG_ACTIVATION_GEGLU_NEW,  FULG_ACTIVATION_GELU,
        FULG_ACTIVATION_RELU,       FULG_ACTIVATION_GEGLU};
    const slong layers = fulg_test_between(rand, 1, 2);
    const slong d = fulg_test_between(rand, 2, 4);
    const slong groups = fulg_test_between(rand, 1, 2);
    const slong share = fulg_test_between(rand, 1, 2);
    const slong rotary = 2 * fulg_test_between(rand, 0, 1);
    const slong a = rotary + fulg_test_between(rand, rotary == 0, 2);
    const slong norm = fulg_test_between(rand, 0, 2);
    const slong bias = fulg_test_between(rand, 0, 1);
    const slong bias_out = fulg_test_between(rand, 0, 1);
    const slong forward_bias = fulg_test_between(rand, 0, 1);
    const slong shift = fulg_test_between(rand, 0, 1);
    const slong gain = fulg_test_between(rand, 0, 1);
    const slong parallel = fulg_test_between(rand, 0, 1);
    const slong shared = fulg_test_between(rand, 0, 1);
    const slong latent = fulg_test_between(rand, 0, 3) == 0
                             ? fulg_test_between(rand, 1, 4)
                             : 0;
    const slong v = fulg_test_between(rand, 1, 3);
    const slong hidden = fulg_test_between(rand, 0, 4);
    const slong kind = kinds[fulg_rand_below(rand, exact ? 7 : 10)];
    const int causal = (int) fulg_rand_below(rand, 2);
    const slong each = hidden ? 2 : 1;
    fulg_arch_init(arch, layers * each);
    arch->tokens = rotary ? rotary + 1 + causal : 2 + causal;
    for (slong i = 0; i <= arch->depth; i++)
        arch->width[i] = d;
    for (slong i = 0; i < arch->depth; i++)
    {
        fulg_sublayer_struct *sub = &arch->sub[i];
        sub->layer = i / each;
        sub->residual = 1;
        sub->pre_norm = norm;
        sub->norm_gain = gain;
        sub->norm_shift = shift;
        if (i % each == 1)
        {
            sub->kind = FULG_KIND_FEED_FORWARD;
            sub->hidden = hidden;
            sub->activation = kind;
            sub->parallel = parallel;
            sub->shared_norm = parallel && shared && norm;
            sub->bias = sub->bias_out = forward_bias;
            continue;
        }
        sub->norm = FULG_NORM_SOFTMAX;
        sub->causal = causal;
        sub->head_dim = a;
        sub->heads = groups * share;
        sub->kv_heads = latent || share == 1 ? 0 : groups;
        sub->kv_latent = latent;
        sub->value_dim = v;
        sub->rotary = rotary;
        sub->bias = bias;
        sub->bias_out = bias_out;
    }
}

/* An input has to be drawn until the mean square of every token before every norm
   is a square mod p: few norms only. */
static inline int
fulg_test_has_many_norms(const fulg_arch_t arch)
{
    return arch->sub[0].pre_norm != FULG_PRE_NORM_NONE &&
           arch->depth * arch->tokens > 6;
}

#endif
