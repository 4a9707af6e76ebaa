#include "impl.h"

static slong
alpha_of(const fulg_verify_net_t *net, slong i)
{
    return fulg_verify_min(net->head_dim[i], net->width[i - 1]);
}

/* {"tokens", t, 2}, {"alpha_i"}, {"nu_i"}, {"width", d, 3N} */
static int
common_claims(fulg_verify_claims_t *C, const fmpz_t num_heads)
{
    const fulg_verify_net_t *net = C->net;
    fmpz_t left, right;
    int good = fulg_verify_claim_si(C, "tokens", -1, net->tokens, 2);
    for (slong i = 1; good && i <= net->layers; i++)
        good = fulg_verify_claim_si(C, "alpha", i, alpha_of(net, i), 2) &&
               fulg_verify_claim_si(C, "nu", i, fulg_verify_nu(net, i), 2);
    fmpz_init_set_si(left, net->width[0]);
    fmpz_init(right);
    fmpz_mul_ui(right, num_heads, 3);
    good = good && fulg_verify_claim(C, "width", -1, left, right);
    fmpz_clear(left);
    fmpz_clear(right);
    return good;
}

/* (d - alpha)^2 >= N - 1, or (d - nu)(d' - nu) >= N - 1, for every layer: the
   other heads are independent where the derivative of one has to vanish. */
static int
room_claims(fulg_verify_claims_t *C, const fmpz_t num_heads, int values)
{
    const fulg_verify_net_t *net = C->net;
    fmpz_t left, right;
    int good = 1;
    fmpz_init(left);
    fmpz_init(right);
    fmpz_sub_ui(right, num_heads, 1);
    for (slong i = 1; good && i <= net->layers; i++)
    {
        const slong d = net->width[i - 1];
        const slong less = values ? fulg_verify_nu(net, i) : alpha_of(net, i);
        fmpz_set_si(left, d - less);
        fmpz_mul_si(left, left, (values ? net->width[i] : d) - less);
        good = fulg_verify_claim(C, values ? "value" : "key", i, left, right);
    }
    fmpz_clear(left);
    fmpz_clear(right);
    return good;
}

static int
mixing_claims(fulg_verify_claims_t *C)
{
    const fulg_verify_net_t *net = C->net;
    const slong d = net->width[0];
    return fulg_verify_claim_si(C, "full_key", -1, alpha_of(net, 1), d) &&
           fulg_verify_claim_si(C, "full_value", -1, fulg_verify_nu(net, 1),
                                fulg_verify_min(d, net->width[1]));
}

/* sum H_i (alpha_i (2d - alpha_i) + nu_i (d + d' - nu_i) - 1), or
   H (d^2 + d d' - H) where full heads can be mixed. */
static void
heads_value(fmpz_t value, const fulg_verify_net_t *net, int mixing)
{
    const slong d = net->width[0];
    fmpz_t x, y;
    fmpz_init(x);
    fmpz_init(y);
    fmpz_zero(value);
    for (slong i = 1; !mixing && i <= net->layers; i++)
    {
        const slong n = net->width[i - 1];
        fulg_verify_low_rank(x, alpha_of(net, i), n, n);
        fulg_verify_low_rank(y, fulg_verify_nu(net, i), n, net->width[i]);
        fmpz_add(x, x, y);
        fmpz_sub_ui(x, x, 1);
        fmpz_mul_si(x, x, net->heads[i]);
        fmpz_add(value, value, x);
    }
    if (mixing)
    {
        fmpz_set_si(value, d);
        fmpz_add_si(value, value, net->width[1]);
        fmpz_mul_si(value, value, d);
        fmpz_sub_si(value, value, net->heads[1]);
        fmpz_mul_si(value, value, net->heads[1]);
    }
    fmpz_clear(x);
    fmpz_clear(y);
}

static int
side_claims(fulg_verify_claims_t *C, const json_t *side, const fmpz_t num_heads,
            int one_layer)
{
    const int one_head = fmpz_is_one(num_heads);
    if (fulg_verify_string_is(side, "single") && one_head)
        return 1;
    if (fulg_verify_string_is(side, "key") && !one_head)
        return room_claims(C, num_heads, 0);
    if (fulg_verify_string_is(side, "value") && !one_head)
        return room_claims(C, num_heads, 1);
    if (fulg_verify_string_is(side, "mixing") && !one_head && one_layer)
        return mixing_claims(C);
    return FULG_VERIFY_REFUSE(C->why,
                              "this side of the theorem does not apply");
}

/* doc: thm-many-heads, cor-degree-three */
int
fulg_verify_heads(fmpz_t value, const fulg_verify_net_t *net,
                  const json_t *bound, fulg_verify_why_t *why)
{
    const json_t *side = json_object_get(bound, "side");
    const int one_layer = fulg_verify_string_is(
        json_object_get(bound, "theorem"), "many-heads");
    fulg_verify_claims_t C = {json_object_get(bound, "hypotheses"), 0, net,
                              why};
    fmpz_t num_heads;
    int good;
    if (net->pnn || net->normalised)
        return FULG_VERIFY_REFUSE(
            why, "the theorem is about attention without normalisation");
    if (net->readout && (net->causal || net->tokens < 2 || !one_layer))
        return FULG_VERIFY_REFUSE(why, "the theorem is about readouts of two "
                                       "tokens or more, without a mask");
    if (one_layer ? net->layers != 1 : !net->residual)
        return FULG_VERIFY_REFUSE(why, "the theorem is about %s",
                                  one_layer ? "one layer" : "residual stacks");
    if (!json_is_array(C.list))
        return FULG_VERIFY_REFUSE(why, "hypotheses is not a list");
    fmpz_init(num_heads);
    for (slong i = 1; i <= net->layers; i++)
        fmpz_add_si(num_heads, num_heads, net->heads[i]);
    good = common_claims(&C, num_heads) &&
           side_claims(&C, side, num_heads, one_layer);
    fmpz_clear(num_heads);
    good = good && fulg_verify_claims_end(&C);
    if (good)
        heads_value(value, net, fulg_verify_string_is(side, "mixing"));
    return good;
}
