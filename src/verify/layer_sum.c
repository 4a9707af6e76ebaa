#include "impl.h"

/* Cubic maps: those a layer can make on two tokens or more, and on one. */
void
fulg_verify_ambient(fmpz_t z, slong d, slong e, int one_token)
{
    fmpz_t x;
    fmpz_init_set_si(x, d);
    fmpz_add_ui(x, x, 1);
    fmpz_mul_si(z, x, d);
    fmpz_add_ui(x, x, 1);
    if (!one_token)
        fmpz_set_si(x, d);
    fmpz_mul(z, z, x);
    fmpz_divexact_ui(z, z, one_token ? 6 : 2);
    fmpz_mul_si(z, z, e);
    fmpz_clear(x);
}

/* A sum of H products v x a, whatever the ranks of v and a: matrices of
   de x q of rank h. */
void
fulg_verify_mixing(fmpz_t z, slong d, slong e, slong heads, int one_token)
{
    fmpz_t values, q, h;
    fmpz_init_set_si(values, d);
    fmpz_init_set_si(q, d);
    fmpz_init_set_si(h, heads);
    fmpz_mul_si(values, values, e);
    if (one_token)
        fmpz_add_ui(q, q, 1);
    fmpz_mul_si(q, q, d);
    if (one_token)
        fmpz_divexact_ui(q, q, 2);
    fulg_verify_min_fmpz(h, values);
    fulg_verify_min_fmpz(h, q);
    fmpz_add(z, values, q);
    fmpz_sub(z, z, h);
    fmpz_mul(z, z, h);
    fmpz_clear(values);
    fmpz_clear(q);
    fmpz_clear(h);
}

static void
one_layer(fmpz_t layer, fulg_verify_terms_t *T, const fulg_verify_net_t *net,
          slong i)
{
    const slong d = net->width[i - 1], e = net->width[i];
    const slong alpha = fulg_verify_min(net->head_dim[i], d);
    const slong nu = fulg_verify_nu(net, i);
    const int one_token = net->tokens == 1;
    fmpz *z;
    fmpz_set_si(fulg_verify_term(T, "alpha", i), alpha);
    fmpz_set_si(fulg_verify_term(T, "nu", i), nu);
    z = fulg_verify_term(T, "m", i);
    fulg_verify_key_query(z, alpha, d, one_token);
    fmpz_set(layer, z);
    z = fulg_verify_term(T, "v", i);
    fulg_verify_low_rank(z, nu, d, e);
    fmpz_add(layer, layer, z);
    if (!net->normalised)
        fmpz_sub_ui(layer, layer, 1);
    fmpz_mul_si(layer, layer, net->heads[i]);
    fmpz_set(fulg_verify_term(T, "scaled", i), layer);
    if (!net->normalised)
    {
        z = fulg_verify_term(T, "ambient", i);
        fulg_verify_ambient(z, d, e, one_token);
        fulg_verify_min_fmpz(layer, z);
        z = fulg_verify_term(T, "mixing", i);
        fulg_verify_mixing(z, d, e, net->heads[i], one_token);
        fulg_verify_min_fmpz(layer, z);
    }
    fmpz_set(fulg_verify_term(T, "layer", i), layer);
}

/* doc: thm-layer-sum */
void
fulg_verify_layer_sum(fulg_verify_terms_t *T, const fulg_verify_net_t *net)
{
    fmpz_t total, layer;
    fmpz_init(total);
    fmpz_init(layer);
    for (slong i = 1; i <= net->layers; i++)
    {
        one_layer(layer, T, net, i);
        fmpz_add(total, total, layer);
    }
    fmpz_set(fulg_verify_term(T, "total", -1), total);
    fmpz_clear(total);
    fmpz_clear(layer);
}
