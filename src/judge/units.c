#include <stdio.h>

#include "impl.h"

/* Networks by blocks, compared exactly, sublayer by sublayer (doc: thm-same-unit). */

/* Weights of a unit of sublayers, which is compared at once. */
#define MAX_UNIT (WORD(1) << 26)

/* Both are read, and their queries have one irrational factor. */
static fulg_status_t
compare_unit(char **why, int *same, const fulg_check_network_struct *A,
             const fulg_check_network_struct *B, slong first, slong end,
             fulg_rand_t rand, fulg_diag_t diag)
{
    fulg_weights_t V, W;
    fmpz_t left, right;
    fulg_status_t status;
    *why = NULL;
    *same = 0;
    fmpz_init(left);
    fmpz_init(right);
    status = fulg_check_unit(V, left, A, first, end, MAX_UNIT, diag);
    if (status == FULG_OK)
    {
        status = fulg_check_unit(W, right, B, first, end, MAX_UNIT, diag);
        if (status == FULG_OK)
        {
            if (fmpz_equal(left, right))
                *same = fulg_fiber_same_unit(why, V, W, rand);
            else
                status = fulg_diag_set(diag, FULG_UNABLE,
                                       "scores have different irrational "
                                       "factors");
            fulg_weights_clear(W);
        }
        fulg_weights_clear(V);
    }
    fmpz_clear(left);
    fmpz_clear(right);
    return status;
}

static void
say_open(fulg_judge_same_t same, slong layer, const char *text)
{
    snprintf(
        same->why, sizeof same->why,
        "no input was found at which the outputs differ; layer %ld: %.300s",
        (long) layer, text);
}

static int
has_units(const fulg_judge_subject_t S)
{
    return S->network->by_blocks && S->network->has_values;
}

void
fulg_judge_compare_units(fulg_judge_same_t same, const fulg_judge_subject_t A,
                         const fulg_judge_subject_t B,
                         const fulg_judge_options_t *options)
{
    const fulg_check_network_struct *N = A->network, *M = B->network;
    const slong depth = N->arch->depth;
    fulg_rand_t rand;
    int equal = 1;
    if (same->same != FULG_UNKNOWN || !has_units(A) || !has_units(B) ||
        depth != M->arch->depth)
        return;
    fulg_rand_init(rand, options->seed);
    for (slong i = 0, end; i < depth && equal; i = end)
    {
        fulg_diag_t diag;
        char *why;
        end = fulg_arch_unit_end(N->arch, i);
        if (end != fulg_arch_unit_end(M->arch, i) ||
            fulg_progress_tick(options->progress, "layers", i, depth))
            return;
        if (compare_unit(&why, &equal, N, M, i, end, rand, diag) != FULG_OK)
            say_open(same, N->arch->sub[i].layer + 1, diag->text);
        else if (!equal)
            say_open(same, N->arch->sub[i].layer + 1, why);
        flint_free(why);
    }
    if (!equal)
        return;
    same->same = FULG_TRUE;
    snprintf(same->why, sizeof same->why,
             "layer by layer the same heads, neurons and constants, up to "
             "changes of bases, scalings, signs and order");
}
