#include "impl.h"

slong
fulg_verify_min_product(slong n, slong heads, fulg_verify_wide_t x)
{
    const fulg_verify_wide_t product = x * (uint64_t) heads;
    return product < (uint64_t) n ? (slong) product : n;
}

void
fulg_verify_virtual_ranks(slong *r, slong *alpha, const fulg_verify_net_t *net)
{
    r[0] = net->width[0];
    alpha[0] = 0;
    for (slong i = 1; i <= net->layers; i++)
    {
        const slong x = fulg_verify_min(fulg_verify_nu(net, i), r[i - 1]);
        r[i] = fulg_verify_min_product(net->width[i], net->heads[i],
                                       (uint64_t) x);
        alpha[i] = fulg_verify_min(net->head_dim[i], r[i - 1]);
    }
}

/* How much of the row space of P_i the function can still see. */
static void
visible(slong *w, const slong *r, const slong *alpha,
        const fulg_verify_net_t *net)
{
    const slong l = net->layers;
    w[0] = 0;
    w[l] = r[l];
    for (slong i = l - 1; i >= 1; i--)
        w[i] = fulg_verify_min_product(
            r[i], net->heads[i + 1],
            (fulg_verify_wide_t) (uint64_t) w[i + 1] +
                2 * (fulg_verify_wide_t) alpha[i + 1]);
}

void
fulg_verify_collapses(int *symmetric, const slong *r, const slong *alpha,
                      const fulg_verify_net_t *net)
{
    int rank_one = 0;
    symmetric[0] = 0;
    for (slong i = 1; i <= net->layers; i++)
    {
        const slong j = i - 1;
        if (r[j] == 1 ||
            (j >= 1 && !net->causal && net->heads[j] == 1 && alpha[j] == 1))
            rank_one = 1;
        symmetric[i] = net->tokens == 1 || (!net->normalised && rank_one);
    }
}

/* H_i nu_i (r_{i-1} + r_i - nu_i) */
static void
low_rank_values(fmpz_t z, slong i, const slong *r, const fulg_verify_net_t *net)
{
    fulg_verify_low_rank(z, fulg_verify_nu(net, i), r[i - 1], r[i]);
    fmpz_mul_si(z, z, net->heads[i]);
}

int
fulg_verify_values_are_free(const fulg_verify_net_t *net, const slong *r,
                            slong i)
{
    return fulg_verify_nu(net, i) >= fulg_verify_min(r[i - 1], r[i]);
}

static void
flag(fmpz_t z, slong i, const slong *r, slong w, const fulg_verify_net_t *net)
{
    fmpz_t x;
    fmpz_init(x);
    if (fulg_verify_values_are_free(net, r, i))
    {
        fmpz_set_si(z, r[i - 1]);
        fmpz_mul_si(z, z, net->heads[i]);
        fmpz_sub_si(z, z, r[i]);
        fmpz_mul_si(z, z, w);
    }
    else
    {
        low_rank_values(z, i, r, net);
        fmpz_set_si(x, r[i]);
        fmpz_mul_si(x, x, r[i]);
        fmpz_sub(z, z, x);
    }
    fmpz_clear(x);
}

static void
output(fmpz_t z, const slong *r, const fulg_verify_net_t *net)
{
    const slong l = net->layers, d = net->width[l];
    fmpz_t x;
    fmpz_init(x);
    if (fulg_verify_values_are_free(net, r, l))
    {
        fmpz_set_si(z, r[l - 1]);
        fmpz_mul_si(z, z, net->heads[l]);
        fmpz_add_si(z, z, d - r[l]);
        fmpz_mul_si(z, z, r[l]);
    }
    else
    {
        low_rank_values(z, l, r, net);
        fmpz_set_si(x, r[l]);
        fmpz_mul_si(x, x, d - r[l]);
        fmpz_add(z, z, x);
    }
    fmpz_clear(x);
}

/* The terms from m_1 on. */
static void
dimensions(fulg_verify_terms_t *T, const slong *r, const slong *alpha,
           const slong *w, const int *symmetric, const fulg_verify_net_t *net)
{
    const slong l = net->layers;
    fmpz_t total, scalings, x;
    fmpz *z;
    fmpz_init(total);
    fmpz_init(scalings);
    fmpz_init(x);
    for (slong i = 1; i <= l; i++)
    {
        z = fulg_verify_term(T, "m", i);
        fulg_verify_key_query(z, alpha[i], r[i - 1], symmetric[i]);
        fmpz_mul_si(x, z, net->heads[i]);
        fmpz_add(total, total, x);
        fmpz_add_si(scalings, scalings, net->normalised ? 0 : net->heads[i]);
    }
    for (slong i = 1; i < l; i++)
    {
        z = fulg_verify_term(T, "flag", i);
        flag(z, i, r, w[i], net);
        fmpz_add(total, total, z);
    }
    z = fulg_verify_term(T, "output", -1);
    output(z, r, net);
    fmpz_add(total, total, z);
    fmpz_set(fulg_verify_term(T, "scalings", -1), scalings);
    fmpz_sub(total, total, scalings);
    fmpz_set(fulg_verify_term(T, "total", -1), total);
    fmpz_clear(total);
    fmpz_clear(scalings);
    fmpz_clear(x);
}

/* doc: thm-virtual-weights */
void
fulg_verify_virtual_weights(fulg_verify_terms_t *T,
                            const fulg_verify_net_t *net)
{
    const slong l = net->layers;
    const size_t num = (size_t) l + 1;
    slong *r = flint_malloc(num * sizeof(slong));
    slong *alpha = flint_malloc(num * sizeof(slong));
    slong *w = flint_malloc(num * sizeof(slong));
    int *symmetric = flint_malloc(num * sizeof(int));
    fulg_verify_virtual_ranks(r, alpha, net);
    visible(w, r, alpha, net);
    fulg_verify_collapses(symmetric, r, alpha, net);
    for (slong i = 0; i <= l; i++)
        fmpz_set_si(fulg_verify_term(T, "r", i), r[i]);
    for (slong i = 1; i <= l; i++)
        fmpz_set_si(fulg_verify_term(T, "alpha", i), alpha[i]);
    for (slong i = 1; i <= l; i++)
        fmpz_set_si(fulg_verify_term(T, "w", i), w[i]);
    for (slong i = 1; i <= l; i++)
        fmpz_set_si(fulg_verify_term(T, "symmetric", i), symmetric[i]);
    dimensions(T, r, alpha, w, symmetric, net);
    flint_free(r);
    flint_free(alpha);
    flint_free(w);
    flint_free(symmetric);
}
