#include "impl.h"

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

/* d_l C(d_0 + k - 1, k) forms of degree k = power^(l-1).  The term is left out
   (0 is returned) where it is large and can not be the minimum; what remains has
   a lower index of at most 1000. */
static int
ambient_forms(fmpz_t z, const fulg_verify_net_t *net)
{
    const uint64_t n = (uint64_t) net->width[0];
    fulg_verify_wide_t k = 1;
    uint64_t lower;
    fmpz_t factor;
    fmpz_set_si(z, net->width[net->layers]);
    if (n == 1)
        return 1;
    /* power >= 2, so this ends after at most 64 steps */
    for (slong i = 1; i < net->layers && k >> 64 == 0; i++)
        k *= (uint64_t) net->power;
    if (k >> 64 != 0 || (k > 1000 && n > 1000))
        return 0;
    lower = k < n - 1 ? (uint64_t) k : n - 1;
    fmpz_init(factor);
    /* C(N + j, j) for j = 1, 2, ..: each step is an integer */
    for (uint64_t j = 1; j <= lower; j++)
    {
        fmpz_set_ui(factor, lower == k ? n - 1 : (uint64_t) k);
        fmpz_add_ui(factor, factor, j);
        fmpz_mul(z, z, factor);
        fmpz_divexact_ui(z, z, j);
    }
    fmpz_clear(factor);
    return 1;
}

static void
polynomial_network(fulg_verify_terms_t *T, const fulg_verify_net_t *net)
{
    fmpz_t forms, total, hidden;
    int has_forms;
    fmpz_init(forms);
    fmpz_init(total);
    fmpz_init(hidden);
    has_forms = ambient_forms(forms, net);
    fulg_verify_parameters(total, net);
    for (slong i = 1; i < net->layers; i++)
        fmpz_add_si(hidden, hidden, net->width[i]);
    if (has_forms)
        fmpz_set(fulg_verify_term(T, "ambient", -1), forms);
    fmpz_set(fulg_verify_term(T, "parameters", -1), total);
    fmpz_set(fulg_verify_term(T, "hidden", -1), hidden);
    fmpz_sub(total, total, hidden);
    if (has_forms)
        fulg_verify_min_fmpz(total, forms);
    fmpz_set(fulg_verify_term(T, "total", -1), total);
    fmpz_clear(forms);
    fmpz_clear(total);
    fmpz_clear(hidden);
}

/* min(n, H_i nu_i + start) */
static slong
reach(slong n, slong start, slong i, const fulg_verify_net_t *net)
{
    const fulg_verify_wide_t x =
        (fulg_verify_wide_t) net->heads[i] *
            (uint64_t) fulg_verify_nu(net, i) + (uint64_t) start;
    return x < (uint64_t) n ? (slong) x : n;
}

/* One token and weights of sum 1: every layer is a linear map. */
static void
linear_tokens(fulg_verify_terms_t *T, const fulg_verify_net_t *net)
{
    const slong d = net->width[0];
    slong r = net->residual ? 0 : d;
    if (!net->residual)
        fmpz_set_si(fulg_verify_term(T, "r", 0), r);
    for (slong i = 1; i <= net->layers; i++)
    {
        r = net->residual
                ? reach(d, r, i, net)
                : reach(fulg_verify_min(r, net->width[i]), 0, i, net);
        if (!net->residual)
            fmpz_set_si(fulg_verify_term(T, "r", i), r);
    }
    if (net->residual)
        fmpz_set_si(fulg_verify_term(T, "K", -1), r);
    fulg_verify_low_rank(fulg_verify_term(T, "total", -1), r, d,
                         net->width[net->layers]);
}

const char *
fulg_verify_upper(fulg_verify_terms_t *T, const fulg_verify_net_t *net)
{
    if (net->pnn && net->power == 1)
    {
        linear_network(T, net);
        return "linear-network";
    }
    if (net->pnn)
    {
        polynomial_network(T, net);
        return "polynomial-network";
    }
    if (net->affine && net->tokens == 1)
    {
        linear_tokens(T, net);
        return "linear-tokens";
    }
    if (net->residual || (net->layers == 1 && net->heads[1] >= 2))
    {
        fulg_verify_layer_sum(T, net);
        return "layer-sum";
    }
    fulg_verify_virtual_weights(T, net);
    return "virtual-weights";
}
