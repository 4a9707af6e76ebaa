#include "impl.h"

/* doc: thm-head-tensors */

int
fulg_verify_has_head_tensors(const fulg_verify_net_t *net)
{
    if (net->pnn || net->transformer || net->readout || net->normalised ||
        net->layers != 1 || net->heads[1] < 2)
        return 0;
    return net->tokens > 1 || (net->width[1] == 2 && net->heads[1] > 2 &&
                               net->heads[1] <= net->width[0]);
}

/* z = min(most, a b c) and more += z (most - z) */
static void
factor(fmpz_t z, fmpz_t more, slong a, slong b, slong c, const fmpz_t most)
{
    fmpz_t rest;
    fmpz_set_si(z, a);
    fmpz_mul_si(z, z, b);
    fmpz_mul_si(z, z, c);
    fulg_verify_min_fmpz(z, most);
    fmpz_init(rest);
    fmpz_sub(rest, most, z);
    fmpz_mul(rest, rest, z);
    fmpz_add(more, more, rest);
    fmpz_clear(rest);
}

/* Heads are o (x) q (x) u k: outputs, queries, quadratic forms. */
static void
tensor(fmpz_t z, fulg_verify_terms_t *T, const fulg_verify_net_t *net)
{
    const slong d = net->width[0], heads = net->heads[1];
    const slong nu = fulg_verify_nu(net, 1);
    const slong alpha = fulg_verify_min(net->head_dim[1], d);
    fmpz_t r, most, more;
    fmpz_init(r);
    fmpz_init_set_si(most, net->width[1]);
    fmpz_init(more);
    factor(r, more, heads, nu, 1, most);
    fmpz_set(fulg_verify_term(T, "outputs", -1), r);
    fmpz_set(z, r);
    fmpz_set_si(most, d);
    factor(r, more, heads, alpha, 1, most);
    fmpz_set(fulg_verify_term(T, "queries", -1), r);
    fmpz_mul(z, z, r);
    fmpz_add_ui(most, most, 1);
    fmpz_mul_si(most, most, d);
    fmpz_divexact_ui(most, most, 2);
    factor(r, more, heads, alpha, nu, most);
    fmpz_set(fulg_verify_term(T, "products", -1), r);
    fmpz_mul(z, z, r);
    fmpz_add(z, z, more);
    fmpz_set(fulg_verify_term(T, "tensor", -1), z);
    fmpz_clear(r);
    fmpz_clear(most);
    fmpz_clear(more);
}

/* z = x (x - 1) / 2 */
static void
pairs(fmpz_t z, slong x)
{
    fmpz_set_si(z, x);
    fmpz_sub_ui(z, z, 1);
    fmpz_mul_si(z, z, x);
    fmpz_divexact_ui(z, z, 2);
}

/* One output: head h gets v_h' c^T and head h' gets - v_h c^T, c seen by both. */
static void
crossed(fmpz_t z, const fulg_verify_net_t *net)
{
    const slong d = net->width[0], heads = net->heads[1];
    const slong alpha = fulg_verify_min(net->head_dim[1], d);
    fmpz_t n;
    fmpz_init(n);
    fulg_verify_key_query(z, alpha, d, 0);
    fmpz_add_si(z, z, d);
    fmpz_sub_ui(z, z, 1);
    fmpz_mul_si(z, z, heads);
    if (alpha > d - alpha)
    {
        pairs(n, heads);
        fmpz_mul_si(n, n, alpha - (d - alpha));
        fmpz_sub(z, z, n);
    }
    fmpz_clear(n);
}

/* One output: d forms that vanish on a space of codimension H. */
static void
ideal(fmpz_t z, const fulg_verify_net_t *net)
{
    const slong d = net->width[0], heads = net->heads[1];
    fmpz_t forms, outside;
    fmpz_init(forms);
    fmpz_init(outside);
    fmpz_set_si(z, heads);
    fmpz_mul_si(z, z, d - heads);
    pairs(forms, d);
    fmpz_add_si(forms, forms, d);
    pairs(outside, d - heads);
    fmpz_add_si(outside, outside, d - heads);
    fmpz_sub(forms, forms, outside);
    fmpz_mul_si(forms, forms, d);
    fmpz_add(z, z, forms);
    fmpz_clear(forms);
    fmpz_clear(outside);
}

/* Two outputs and one token: heads are two linear forms and a quadratic one; less the
   mixtures of heads, and the minors of three heads. */
static void
minors(fulg_verify_terms_t *T, const fulg_verify_net_t *net)
{
    const slong d = net->width[0], heads = net->heads[1];
    fmpz_t z, n;
    fmpz_init(z);
    fmpz_init(n);
    pairs(z, d + 1);
    fmpz_add_si(z, z, d);
    fmpz_add_si(z, z, d);
    fmpz_mul_si(z, z, heads);
    fmpz_set_si(n, heads);
    fmpz_mul_si(n, n, heads);
    fmpz_sub(z, z, n);
    fmpz_bin_uiui(n, (ulong) heads, 3);
    fmpz_sub(z, z, n);
    fmpz_set(fulg_verify_term(T, "minors", -1), z);
    fmpz_set(fulg_verify_term(T, "total", -1), z);
    fmpz_clear(z);
    fmpz_clear(n);
}

void
fulg_verify_head_tensors(fulg_verify_terms_t *T, const fulg_verify_net_t *net)
{
    const int one = net->width[1] == 1;
    fmpz_t least, z;
    if (net->tokens == 1)
    {
        minors(T, net);
        return;
    }
    fmpz_init(least);
    fmpz_init(z);
    tensor(least, T, net);
    if (one && net->heads[1] <= net->width[0])
    {
        crossed(z, net);
        fmpz_set(fulg_verify_term(T, "crossed", -1), z);
        fulg_verify_min_fmpz(least, z);
    }
    if (one && net->heads[1] < net->width[0])
    {
        ideal(z, net);
        fmpz_set(fulg_verify_term(T, "ideal", -1), z);
        fulg_verify_min_fmpz(least, z);
    }
    fmpz_set(fulg_verify_term(T, "total", -1), least);
    fmpz_clear(least);
    fmpz_clear(z);
}
