#include "impl.h"

/* doc: thm-linear-network */
static void
linear_network(fulg_verify_terms_t *T, const fulg_verify_net_t *net)
{
    slong r = net->width[0];
    for (slong i = 1; i <= net->layers; i++)
        r = fulg_verify_min(r, net->width[i]);
    fmpz_set_si(fulg_verify_term(T, "r", -1), r);
    fulg_verify_low_rank(fulg_verify_term(T, "total", -1), r, net->width[0],
                         net->width[net->layers]);
}

/* min(n, H_i nu_i + start) */
static slong
reach(slong n, slong start, slong i, const fulg_verify_net_t *net)
{
    const fulg_verify_wide_t x = (fulg_verify_wide_t) net->heads[i] *
                                     (uint64_t) fulg_verify_nu(net, i) +
                                 (uint64_t) start;
    return x < (uint64_t) n ? (slong) x : n;
}

/* One token and weights of sum 1: every layer is a linear map
   (doc: thm-linear-tokens). */
static void
linear_tokens(fulg_verify_terms_t *T, const fulg_verify_net_t *net)
{
    const slong d = net->width[0];
    slong r = net->residual ? 0 : d;
    if (!net->residual)
        fmpz_set_si(fulg_verify_term(T, "r", 0), r);
    for (slong i = 1; i <= net->layers; i++)
    {
        r = net->residual ? reach(d, r, i, net)
                          : reach(fulg_verify_min(r, net->width[i]), 0, i, net);
        if (!net->residual)
            fmpz_set_si(fulg_verify_term(T, "r", i), r);
    }
    if (net->residual)
        fmpz_set_si(fulg_verify_term(T, "K", -1), r);
    fulg_verify_low_rank(fulg_verify_term(T, "total", -1), r, d,
                         net->width[net->layers]);
}

/* ---- what the theorems are about ------------------------------------------- */

static int
is_linear_network(const fulg_verify_net_t *net)
{
    return fulg_verify_is_linear(net);
}

static int
is_polynomial_network(const fulg_verify_net_t *net)
{
    return net->pnn && !fulg_verify_is_linear(net);
}

static int
is_deep_polynomial_network(const fulg_verify_net_t *net)
{
    return is_polynomial_network(net) && net->layers > 1;
}

static int
is_transformer(const fulg_verify_net_t *net)
{
    return !net->pnn && net->transformer;
}

static int
is_attention(const fulg_verify_net_t *net)
{
    return !net->pnn && !net->transformer && !net->readout;
}

static int
is_readout(const fulg_verify_net_t *net)
{
    return net->readout != 0;
}

static int
is_one_token(const fulg_verify_net_t *net)
{
    return is_attention(net) && net->normalised && net->tokens == 1;
}

static int
is_layer_sum(const fulg_verify_net_t *net)
{
    return is_attention(net) && !is_one_token(net) &&
           (net->residual || (net->layers == 1 && net->heads[1] >= 2));
}

static int
is_virtual(const fulg_verify_net_t *net)
{
    return is_attention(net) && !is_one_token(net) && !is_layer_sum(net);
}

/* Lightning stacks with several heads somewhere. */
static int
is_quotient(const fulg_verify_net_t *net)
{
    int heads = 0;
    if (!is_virtual(net) || net->normalised)
        return 0;
    for (slong i = 1; i <= net->layers; i++)
        heads |= net->heads[i] > 1;
    return heads;
}

static int
is_cut(const fulg_verify_net_t *net)
{
    return is_quotient(net) && fulg_verify_has_cut(net);
}

/* The least bound of the theorems that apply counts, the first of equal ones. */
static const struct
{
    const char *name;
    int (*applies)(const fulg_verify_net_t *net);
    void (*terms)(fulg_verify_terms_t *T, const fulg_verify_net_t *net);
} theorems[] = {
    {"linear-network", is_linear_network, linear_network},
    {"polynomial-network", is_polynomial_network,
     fulg_verify_polynomial_network},
    {"polynomial-mixing", is_deep_polynomial_network,
     fulg_verify_polynomial_mixing},
    {"linear-tokens", is_one_token, linear_tokens},
    {"layer-sum", is_layer_sum, fulg_verify_layer_sum},
    {"virtual-weights", is_virtual, fulg_verify_virtual_weights},
    {"quotient-layers", is_quotient, fulg_verify_quotient_layers},
    {"cut", is_cut, fulg_verify_cut},
    {"one-token", fulg_verify_merges, fulg_verify_one_token},
    {"transformer", is_transformer, fulg_verify_transformer},
    {"readout", is_readout, fulg_verify_readout},
};

/* Those that a certificate must name. */
static const char *
only_named(fulg_verify_terms_t *T, const fulg_verify_net_t *net,
           const json_t *wanted)
{
    if (fulg_verify_string_is(wanted, "head-tensors") &&
        fulg_verify_has_head_tensors(net))
    {
        fulg_verify_head_tensors(T, net);
        return "head-tensors";
    }
    if (fulg_verify_string_is(wanted, "coefficients") &&
        fulg_verify_has_coefficients(net))
    {
        fulg_verify_coefficients(T, net);
        return "coefficients";
    }
    return NULL;
}

/* Every theorem that applies is true: a certificate may use one that is not the best,
   say since it is older than a better one. */
const char *
fulg_verify_upper_named(fulg_verify_terms_t *T, const fulg_verify_net_t *net,
                        const json_t *wanted)
{
    const char *name = only_named(T, net, wanted);
    if (name != NULL)
        return name;
    for (size_t n = 0; n < sizeof theorems / sizeof *theorems; n++)
        if (fulg_verify_string_is(wanted, theorems[n].name) &&
            theorems[n].applies(net))
        {
            theorems[n].terms(T, net);
            return theorems[n].name;
        }
    return fulg_verify_upper(T, net);
}

const char *
fulg_verify_upper(fulg_verify_terms_t *T, const fulg_verify_net_t *net)
{
    const char *name = NULL;
    for (size_t n = 0; n < sizeof theorems / sizeof *theorems; n++)
    {
        fulg_verify_terms_t other;
        if (!theorems[n].applies(net))
            continue;
        fulg_verify_terms_init(&other);
        theorems[n].terms(&other, net);
        if (name == NULL || fmpz_cmp(fulg_verify_last_term(&other),
                                     fulg_verify_last_term(T)) < 0)
        {
            name = theorems[n].name;
            fulg_verify_terms_swap(T, &other);
        }
        fulg_verify_terms_clear(&other);
    }
    return name;
}
