#include "impl.h"

/* doc: thm-readout.  Here width[1] is the number of rows of values. */

/* Every token has forms of two vectors, but one that sees itself alone. */
static void
forms(fmpz_t z, const fulg_verify_net_t *net)
{
    const slong d = net->width[0], e = net->readout;
    const int alone = net->tokens == 1 || net->causal;
    fmpz_t one;
    fmpz_init(one);
    fulg_verify_ambient(z, d, net->width[1] - (alone ? e : 0), 0);
    if (alone)
        fulg_verify_ambient(one, d, e, 1);
    fmpz_add(z, z, one);
    fmpz_clear(one);
}

/* sum: heads times keys and values. */
static void
lightning(fulg_verify_terms_t *T, fmpz_t sum, const fulg_verify_net_t *net)
{
    fmpz *z;
    fmpz_sub_ui(sum, sum, (ulong) net->heads[1]);
    fmpz_set(fulg_verify_term(T, "scaled", -1), sum);
    z = fulg_verify_term(T, "ambient", -1);
    forms(z, net);
    fulg_verify_min_fmpz(sum, z);
    z = fulg_verify_term(T, "mixing", -1);
    fulg_verify_mixing(z, net->width[0], net->width[1], net->heads[1],
                       net->tokens == 1);
    fulg_verify_min_fmpz(sum, z);
}

/* Weights add up to one: a token that sees itself alone is read by the sum of all
   heads. */
static void
normalised(fulg_verify_terms_t *T, fmpz_t sum, const fulg_verify_net_t *net)
{
    fmpz_t linear;
    fmpz_init_set_si(linear, net->width[0]);
    fmpz_mul_si(linear, linear, net->readout);
    if (net->tokens == 1)
        fmpz_set(sum, linear);
    else
    {
        fmpz_mul_si(linear, linear, net->causal ? net->heads[1] - 1 : 0);
        fmpz_set(fulg_verify_term(T, "first_token", -1), linear);
        fmpz_sub(sum, sum, linear);
    }
    fmpz_clear(linear);
}

void
fulg_verify_readout(fulg_verify_terms_t *T, const fulg_verify_net_t *net)
{
    const slong d = net->width[0];
    const slong alpha = fulg_verify_min(net->head_dim[1], d);
    fmpz *z;
    fmpz_t sum;
    fmpz_set_si(fulg_verify_term(T, "alpha", -1), alpha);
    fmpz_set_si(fulg_verify_term(T, "rows", -1), net->width[1]);
    z = fulg_verify_term(T, "m", -1);
    fulg_verify_key_query(z, alpha, d, net->tokens == 1);
    fmpz_init_set(sum, z);
    z = fulg_verify_term(T, "v", -1);
    fmpz_set_si(z, d);
    fmpz_mul_si(z, z, net->width[1]);
    fmpz_add(sum, sum, z);
    fmpz_mul_si(sum, sum, net->heads[1]);
    if (net->normalised)
        normalised(T, sum, net);
    else
        lightning(T, sum, net);
    fmpz_set(fulg_verify_term(T, "total", -1), sum);
    fmpz_clear(sum);
}
