#include "impl.h"

/* Transformers: outputs in balls tell them apart; sublayers that read one state,
   compared over the rationals, prove them equal (doc: thm-same-unit). */

/* Weights beyond which one input is tried for each precision. */
#define LARGE (WORD(1) << 20)

/* W (not initialised) = the sublayers first .. end - 1 of whole. */
static fulg_status_t
init_unit(fulg_weights_t W, const fulg_weights_t whole, slong first, slong end,
          fulg_diag_t diag)
{
    fulg_arch_t arch;
    fulg_status_t status;
    fulg_arch_init_slice(arch, whole->arch, first, end);
    status = fulg_weights_init(W, arch, whole->domain, diag);
    fulg_arch_clear(arch);
    for (slong b = 0; status == FULG_OK && b < W->num; b++)
    {
        const fulg_block_t *block = &W->block[b];
        fmpq_mat_set(W->mat[b].fmpq,
                     fulg_weights_mat(whole, block->layer + first, block->head,
                                      block->kind)
                         ->fmpq);
    }
    return status;
}

/* 1 when both add the same to every state; otherwise *why, if there is memory. */
static int
same_unit(char **why, const fulg_weights_t A, const fulg_weights_t B,
          slong first, slong end, fulg_rand_t rand)
{
    fulg_weights_t a, b;
    int same = 0;
    *why = NULL;
    if (init_unit(a, A, first, end, NULL) != FULG_OK)
        return 0;
    if (init_unit(b, B, first, end, NULL) == FULG_OK)
    {
        same = fulg_fiber_same_unit(why, a, b, rand);
        fulg_weights_clear(b);
    }
    fulg_weights_clear(a);
    return same;
}

int
fulg_fiber_same_units(fulg_fiber_same_t result, char **why,
                      const fulg_weights_t A, const fulg_weights_t B,
                      fulg_rand_t rand)
{
    const slong depth = A->arch->depth;
    *why = NULL;
    if (depth != B->arch->depth)
    {
        *why = fulg_fiber_text("the networks have %ld and %ld sublayers",
                               (long) depth, (long) B->arch->depth);
        return 0;
    }
    for (slong i = 0, end; i < depth; i = end)
    {
        char *text = NULL;
        end = fulg_arch_unit_end(A->arch, i);
        if (end == fulg_arch_unit_end(B->arch, i) &&
            same_unit(&text, A, B, i, end, rand))
            continue;
        *why = fulg_fiber_text("layer %ld: %s",
                               (long) A->arch->sub[i].layer + 1,
                               text ? text : "the sublayers differ");
        flint_free(text);
        return 0;
    }
    result->equal = FULG_TRUE;
    result->proof = FULG_SAME_SUBLAYERS;
    result->reason = fulg_fiber_text(
        "layer by layer the same heads, neurons and constants, up to changes of "
        "bases, scalings, signs and order");
    return 1;
}

void
fulg_fiber_same_network(fulg_fiber_same_t result, const fulg_weights_t A,
                        const fulg_weights_t B, fulg_rand_t rand,
                        const fulg_fiber_same_options_t *options)
{
    fulg_fiber_same_options_t how = *options;
    char *why;
    if (FLINT_MAX(A->parameters, B->parameters) > LARGE)
        how.trials = 1;
    if (fulg_fiber_same_witness(result, A, B, rand, &how))
        return;
    if (!fulg_fiber_same_units(result, &why, A, B, rand) &&
        !fulg_fiber_same_witness_bits(result, A, B, rand, &how,
                                      how.max_ball_bits))
        result->reason = fulg_fiber_text(
            "no input tells the outputs apart within their balls; %s", why);
    flint_free(why);
}
