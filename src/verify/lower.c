#include <string.h>

#include "impl.h"

/* Matrices of bounded rank, and readouts of normalised scores: the upper bound is
   attained. */
static int
equality(fmpz_t value, const fulg_verify_net_t *net, const json_t *bound,
         fulg_verify_why_t *why)
{
    fulg_verify_terms_t T;
    const char *theorem;
    int good;
    fulg_verify_terms_init(&T);
    theorem = fulg_verify_upper(&T, net);
    if (net->readout && !net->normalised)
        theorem = "readout, which is not an equality without normalisation";
    fmpz_set(value, fulg_verify_last_term(&T));
    good = fulg_verify_string_is(json_object_get(bound, "theorem"), theorem);
    if (!good)
        good = FULG_VERIFY_REFUSE(why,
                                  "the theorem does not apply to this "
                                  "network: the one that applies is %s",
                                  theorem);
    fulg_verify_terms_clear(&T);
    return good;
}

typedef struct
{
    const char *name;
    int (*check)(fmpz_t value, const fulg_verify_net_t *net,
                 const json_t *bound, fulg_verify_why_t *why);
    const char *keys[6];
} theorem_t;

static const theorem_t theorems[] = {
    {"direct", fulg_verify_direct, {"theorem", "value", "model", "minor"}},
    {"free-exponentials",
     fulg_verify_free,
     {"theorem", "value", "model", "minor", "hypotheses"}},
    {"reduction",
     fulg_verify_reduction,
     {"theorem", "value", "model", "minor"}},
    {"residual-reduction",
     fulg_verify_residual_reduction,
     {"theorem", "value", "model", "minor"}},
    {"heads-reduction",
     fulg_verify_heads_reduction,
     {"theorem", "value", "model", "minor"}},
    {"many-heads",
     fulg_verify_heads,
     {"theorem", "value", "side", "hypotheses"}},
    {"degree-three",
     fulg_verify_heads,
     {"theorem", "value", "side", "hypotheses"}},
    {"softmax-heads",
     fulg_verify_transformer_lower,
     {"theorem", "value", "hypotheses"}},
    {"residual-limit",
     fulg_verify_transformer_lower,
     {"theorem", "value", "hypotheses"}},
    {"one-token",
     fulg_verify_one_token_lower,
     {"theorem", "value", "hypotheses"}},
    {"linear-network", equality, {"theorem", "value"}},
    {"linear-tokens", equality, {"theorem", "value"}},
    {"readout", equality, {"theorem", "value"}},
};

/* A minor of a softmax network is one in balls, unless its exponentials are free; of
   other networks with sublayers it may be. */
static int
check_keys(const json_t *bound, const theorem_t *theorem,
           const fulg_verify_net_t *net, fulg_verify_why_t *why)
{
    static const char *const balls[] = {"theorem", "value", "model", "ball",
                                        NULL};
    const int minor = theorem->keys[3] != NULL && theorem->keys[4] == NULL &&
                      strcmp(theorem->keys[3], "minor") == 0;
    const int ball = net->softmax || (net->transformer &&
                                      json_object_get(bound, "ball") != NULL);
    return fulg_verify_keys(bound, minor && ball ? balls : theorem->keys,
                            "lower_bound", why);
}

/* Most theorems are about stacks of one kind of attention. */
static int
check_scope(const fulg_verify_net_t *net, const theorem_t *theorem,
            fulg_verify_why_t *why)
{
    if (!net->transformer || theorem->check == fulg_verify_transformer_lower ||
        theorem->check == fulg_verify_one_token_lower ||
        theorem->check == fulg_verify_free ||
        theorem->check == fulg_verify_direct)
        return 1;
    return FULG_VERIFY_REFUSE(why,
                              "the theorem %s is about stacks of "
                              "attention layers",
                              theorem->name);
}

int
fulg_verify_lower(fmpz_t value, const char **method,
                  const fulg_verify_net_t *net, const json_t *bound,
                  fulg_verify_why_t *why)
{
    const json_t *name = json_object_get(bound, "theorem");
    if (!json_is_object(bound))
        return FULG_VERIFY_REFUSE(why, "lower_bound is not an object");
    for (size_t i = 0; i < sizeof theorems / sizeof *theorems; i++)
    {
        const theorem_t *theorem = &theorems[i];
        if (!fulg_verify_string_is(name, theorem->name))
            continue;
        *method = theorem->name;
        return check_keys(bound, theorem, net, why) &&
               check_scope(net, theorem, why) &&
               theorem->check(value, net, bound, why) &&
               fulg_verify_number_is(json_object_get(bound, "value"), value,
                                     "the value of the lower bound", why);
    }
    return FULG_VERIFY_REFUSE(why, "lower_bound rests on no known theorem");
}
