/* What a certificate of an organisation proves, in words. */
#include <stdio.h>
#include <string.h>

#include "organization.h"

typedef struct
{
    char *text;
    size_t room, used;
} words_t;

#define ADD(w, ...)                                        \
    ((w)->used += (size_t) snprintf((w)->text + (w)->used, \
                                    (w)->room - (w)->used, __VA_ARGS__))

static const char *
plural(slong n)
{
    return n == 1 ? "" : "s";
}

static void
add_outcome(words_t *w, const fulg_verify_run_t *R)
{
    const slong n = R->iterations;
    if (strcmp(R->state, "given") == 0)
        ADD(w, "are given");
    else if (R->period == 0)
        ADD(w, "are those after %ld iteration%s, which have not repeated yet",
            (long) n, plural(n));
    else if (R->period == 1)
        ADD(w, "are a fixed point, reached after %ld iteration%s", (long) n,
            plural(n));
    else
        ADD(w, "go through a cycle of %ld, which closes after %ld iteration%s",
            (long) R->period, (long) n, plural(n));
}

/* "query, key and head axes" of those that are the same, or are not. */
static void
add_axes(words_t *w, const int *same, int wanted)
{
    static const char *const axes[] = {"query", "key", "head"};
    int num = 0, n = 0;
    for (int a = 0; a < 3; a++)
        num += same[a] == wanted;
    for (int a = 0; a < 3; a++)
        if (same[a] == wanted)
        {
            ADD(w, "%s%s",
                n == 0         ? ""
                : n == num - 1 ? " and "
                               : ", ",
                axes[a]);
            n++;
        }
    ADD(w, num == 1 ? " axis" : " axes");
}

static void
add_softmax(words_t *w, const fulg_verify_run_t *R,
            const fulg_verify_softmax_t *S)
{
    const int num = S->same[0] + S->same[1] + S->same[2];
    char *tau = fmpq_get_str(NULL, 10, S->tau);
    ADD(w, "; the trees of softmax(tau X");
    if (S->root > 1)
        ADD(w, " / sqrt(%ld)", (long) S->root);
    ADD(w, "), tau = %.40s%s%s, ", tau, strlen(tau) > 40 ? ".." : "",
        S->causal ? ", with a causal mask" : "");
    flint_free(tau);
    add_outcome(w, &S->run);
    ADD(w, "; ");
    if (fulg_verify_is_stopped(R) || fulg_verify_is_stopped(&S->run))
    {
        const slong n = FLINT_MAX(R->iterations, S->run.iterations);
        ADD(w, "after %ld iteration%s ", (long) n, plural(n));
    }
    ADD(w, "they are ");
    if (num > 0)
    {
        ADD(w, "the same as those of X on the ");
        add_axes(w, S->same, 1);
    }
    if (num < 3)
    {
        ADD(w, num > 0 ? ", others on the " : "others than those of X on the ");
        add_axes(w, S->same, 0);
    }
}

void
fulg_verify_organization_words(fulg_verify_claim_t *claim,
                               const fulg_verify_tensor_t *X,
                               fulg_verify_weighting_t weights,
                               const fulg_verify_run_t *R,
                               const fulg_verify_entropy_t *E,
                               const fulg_verify_softmax_t *S)
{
    /* Longer than all that can be said. */
    words_t w = {.room = 1024};
    w.text = flint_malloc(w.room);
    ADD(&w, "the trees of X, a tensor of %ld x %ld x %ld, ", (long) X->n[0],
        (long) X->n[1], (long) X->n[2]);
    add_outcome(&w, R);
    if (strcmp(R->state, "given") != 0 || S != NULL)
        ADD(&w, " (alpha %ld, beta %ld)", (long) weights.alpha,
            (long) weights.beta);
    if (E->num == 0)
        ADD(&w, "; its l1 entropy is 0");
    else
        ADD(&w,
            "; in them its l1 entropy is a sum of %ld square root%s, %ld "
            "coefficient%s %s not 0 and %ld hold%s 99%% of the energy",
            (long) E->num, plural(E->num), (long) E->nonzero,
            plural(E->nonzero), E->nonzero == 1 ? "is" : "are", (long) E->n99,
            E->n99 == 1 ? "s" : "");
    if (S != NULL)
        add_softmax(&w, R, S);
    claim->statement = w.text;
}
