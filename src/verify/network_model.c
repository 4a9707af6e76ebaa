#include "graph.h"

/* Minors of the network itself, or of the network with fewer tokens, where it is more
   than a stack or its exponentials are free (doc: thm-direct,
   thm-free-exponentials). */

/* More tokens than this are beyond the judge. */
#define MAX_TOKENS 256

/* doc: lem-transformer-tokens.  Fewer tokens: a causal network does not see what
   follows; one that counts all keys alike and no positions may get tokens several
   times, and *copies is how often it gets the last. */
static int
tokens_are_right(slong *copies, const fulg_verify_net_t *net, slong tokens,
                 fulg_verify_why_t *why)
{
    int causal = 1, alike = 1;
    *copies = 1;
    if (tokens < 1 || tokens > net->tokens)
        return FULG_VERIFY_REFUSE(
            why, "tokens of the model is %ld, not between 1 and %ld",
            (long) tokens, (long) net->tokens);
    for (slong j = 0; j < net->num_subs; j++)
    {
        const fulg_verify_sub_t *s = &net->sub[j];
        if (!s->attention)
            continue;
        causal &= s->causal != 0;
        alike &= !s->causal && s->turned == 0 &&
                 s->norm != FULG_VERIFY_LIGHTNING;
    }
    if (causal || tokens == net->tokens)
        return 1;
    if (!alike)
        return FULG_VERIFY_REFUSE(
            why, "the model has %ld tokens, and no theorem allows fewer",
            (long) tokens);
    if (net->tokens % tokens != 0)
        *copies = net->tokens - tokens + 1;
    return 1;
}

/* The architecture with that many tokens is the model, key by key. */
static int
is_model(const json_t *model, const json_t *architecture,
         fulg_verify_why_t *why)
{
    json_t *right = json_copy((json_t *) architecture);
    int same;
    json_object_set(right, "tokens", json_object_get(model, "tokens"));
    same = json_equal(model, right);
    json_decref(right);
    if (same)
        return 1;
    return FULG_VERIFY_REFUSE(why,
                              "the model is not the architecture, up to its "
                              "tokens");
}

static int
check_hypothesis(const fulg_verify_net_t *model, const json_t *bound,
                 fulg_verify_why_t *why)
{
    fulg_verify_claims_t C = {json_object_get(bound, "hypotheses"), 0, model,
                              why};
    slong independent, exponents, no_squares, roots;
    return fulg_verify_free_hypothesis(&independent, &exponents, &no_squares,
                                       &roots, model, why) &&
           fulg_verify_claim_si(&C, "exponentials", -1, independent,
                                exponents) &&
           fulg_verify_claim_si(&C, "roots", -1, no_squares, roots) &&
           fulg_verify_claims_end(&C);
}

static int
check_minor(slong *size, const fulg_verify_net_t *model, const json_t *bound,
            fulg_verify_why_t *why)
{
    const json_t *minor = json_object_get(bound, "minor");
    if (json_object_get(bound, "ball") != NULL)
        return fulg_verify_ball_minor(size, model,
                                      json_object_get(bound, "ball"), why);
    if (!fulg_verify_string_is(json_object_get(bound, "theorem"),
                               "free-exponentials"))
        return fulg_verify_minor(size, model, minor, why);
    return check_hypothesis(model, bound, why) &&
           fulg_verify_free_minor(size, model, minor, why);
}

int
fulg_verify_free(fmpz_t value, const fulg_verify_net_t *net,
                 const json_t *bound, fulg_verify_why_t *why)
{
    const json_t *model = json_object_get(bound, "model");
    fulg_verify_net_t M;
    slong size = 0, copies;
    int good;
    if (net->pnn || net->readout)
        return FULG_VERIFY_REFUSE(
            why, "free exponentials are neither for polynomial "
                 "networks nor for readouts");
    good = is_model(model, net->architecture, why) &&
           fulg_verify_net_init(&M, model, "the model", why);
    if (!good)
        return 0;
    good = tokens_are_right(&copies, net, M.tokens, why);
    if (good && M.tokens > MAX_TOKENS)
        good = FULG_VERIFY_GIVE_UP(why,
                                   "the tokens of the model are beyond this "
                                   "checker's limits");
    M.copies = copies;
    good = good && check_minor(&size, &M, bound, why);
    fulg_verify_net_clear(&M);
    fmpz_set_si(value, size);
    return good;
}
