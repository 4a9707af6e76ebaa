/* doc: thm-softmax-heads, thm-residual-limit, with the hypotheses of
   doc: thm-transformer */
#include <string.h>

#include "impl.h"

/* Whether the theorem of this name is about such networks at all. */
static int
applies(const fulg_verify_net_t *net, int residual_limit,
        fulg_verify_why_t *why)
{
    const fulg_verify_sub_t *first = net->sub;
    int norm = -1, affine_only = 1;
    if (net->pnn)
        return FULG_VERIFY_REFUSE(why, "the theorem is about attention");
    if (net->readout)
        return FULG_VERIFY_REFUSE(why, "the theorem is not about readouts");
    for (slong i = 0; i < net->num_subs; i++)
    {
        const fulg_verify_sub_t *s = &net->sub[i];
        if (s->attention && (s->norm == FULG_VERIFY_LIGHTNING ||
                             (norm >= 0 && s->norm != norm)))
            return FULG_VERIFY_REFUSE(why, "the theorem is about softmax, or "
                                           "affine scores alone");
        if (s->attention)
            norm = s->norm;
        if (s->bias || s->bias_out || s->turned ||
            s->pre_norm != FULG_VERIFY_NO_NORM)
            affine_only = 0;
    }
    if (norm == FULG_VERIFY_AFFINE && !affine_only)
        return FULG_VERIFY_REFUSE(why,
                                  "the theorem is about affine scores "
                                  "without biases, norms or rotary positions");
    if (!fulg_verify_one_norm(net))
        return FULG_VERIFY_REFUSE(why, "the sublayers have different norms");
    if (residual_limit ? !fulg_verify_all_residual(net)
                       : first->residual || net->num_subs != 1)
        return FULG_VERIFY_REFUSE(why, "the theorem is about %s",
                                  residual_limit
                                      ? "residual networks"
                                      : "one sublayer that is not residual");
    if (!residual_limit && first->latent && first->seen_bias)
        return FULG_VERIFY_REFUSE(why, "the theorem is about latents without "
                                       "biases");
    return 1;
}

/* The rank of what the sublayers [from, to) that do not absorb see of a constant,
   at most d. */
static slong
seen(const fulg_verify_net_t *net, slong from, slong to)
{
    const slong d = net->width[0];
    slong rank;
    fmpz_t sum, part;
    fmpz_init(sum);
    fmpz_init(part);
    for (slong i = from; i < to; i++)
    {
        const fulg_verify_sub_t *s = &net->sub[i];
        if (fulg_verify_absorbs(net, i, i + 1))
            continue;
        fmpz_set_si(part, s->hidden);
        if (s->attention && s->latent)
            fmpz_set_si(part, fulg_verify_min(s->rows, s->latent));
        else if (s->attention)
            fmpz_set_si(part, s->rows);
        if (s->attention)
            fmpz_add_si(part, part, s->turned);
        if (s->attention && !s->latent && fmpz_cmp_si(part, s->width) > 0)
            fmpz_set_si(part, s->width);
        fmpz_mul_si(part, part, s->attention ? s->heads : s->gated ? 2 : 1);
        fmpz_add(sum, sum, part);
    }
    rank = fmpz_cmp_si(sum, d) > 0 ? d : fmpz_get_si(sum);
    fmpz_clear(sum);
    fmpz_clear(part);
    return rank;
}

/* Without norms: what comes before a position that does not absorb is seen. */
static int
seen_claims(fulg_verify_claims_t *C, const fulg_verify_net_t *net)
{
    int before = 0, good = 1;
    fmpz_t beta;
    fmpz_init(beta);
    for (slong i = 0, end; good && i < net->num_subs; i = end)
    {
        end = fulg_verify_position_end(net, i);
        if (before && !fulg_verify_absorbs(net, i, end))
            good = fulg_verify_claim_si(C, "seen", i + 1, seen(net, i, end),
                                        net->width[0]);
        for (slong k = i; k < end; k++)
        {
            fulg_verify_constants(beta, &net->sub[k]);
            before |= !fmpz_is_zero(beta);
        }
    }
    fmpz_clear(beta);
    return good;
}

static int
claims(fulg_verify_claims_t *C, const fulg_verify_net_t *net,
       int residual_limit)
{
    const fulg_verify_sub_t *first = net->sub;
    int heads = 0, plane = first->pre_norm != FULG_VERIFY_NO_NORM;
    slong turned = 0;
    for (slong i = 0; i < net->num_subs; i++)
    {
        const fulg_verify_sub_t *s = &net->sub[i];
        heads |= s->attention;
        plane |= s->relu && !s->seen_bias;
        if (s->attention && s->turned > turned)
            turned = s->turned;
    }
    return (!heads || fulg_verify_claim_si(C, "tokens", -1, net->tokens,
                                           turned > 0 ? turned + 1 : 2)) &&
           fulg_verify_claim_si(C, "width", -1, first->width, plane ? 2 : 1) &&
           (!residual_limit || first->pre_norm != FULG_VERIFY_NO_NORM ||
            seen_claims(C, net));
}

int
fulg_verify_transformer_lower(fmpz_t value, const fulg_verify_net_t *net,
                              const json_t *bound, fulg_verify_why_t *why)
{
    const int residual_limit = fulg_verify_string_is(
        json_object_get(bound, "theorem"), "residual-limit");
    fulg_verify_claims_t C = {json_object_get(bound, "hypotheses"), 0, net,
                              why};
    fulg_verify_terms_t T;
    if (!json_is_array(C.list))
        return FULG_VERIFY_REFUSE(why, "hypotheses is not a list");
    if (!applies(net, residual_limit, why) ||
        !claims(&C, net, residual_limit) || !fulg_verify_claims_end(&C))
        return 0;
    fulg_verify_terms_init(&T);
    fulg_verify_transformer(&T, net);
    fmpz_set(value, fulg_verify_last_term(&T));
    fulg_verify_terms_clear(&T);
    return 1;
}
