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

/* z = min(z, e C(n + k - 1, k)): e forms of degree k in n variables.  C(m + j, j)
   grows with j, so the product may stop at z. */
static void
least_forms(fmpz_t z, slong e, slong n, const fmpz_t k)
{
    const int long_k = fmpz_cmp_si(k, n - 1) >= 0;
    const ulong lower = long_k ? (ulong) n - 1 : fmpz_get_ui(k);
    fmpz_t forms, factor;
    fmpz_init_set_si(forms, e);
    fmpz_init(factor);
    for (ulong j = 1; j <= lower && fmpz_cmp(forms, z) < 0; j++)
    {
        if (long_k)
            fmpz_set(factor, k);
        else
            fmpz_set_si(factor, n - 1);
        fmpz_add_ui(factor, factor, j);
        fmpz_mul(forms, forms, factor);
        fmpz_divexact_ui(forms, forms, j);
    }
    fulg_verify_min_fmpz(z, forms);
    fmpz_clear(forms);
    fmpz_clear(factor);
}

/* z = min(z, the e-tuples of combinations of h p-th powers of linear forms in n
   variables), as far as doc: thm-polynomial-network knows of a special case. */
static void
least_powers(fmpz_t z, slong p, slong n, slong h, slong e)
{
    fmpz_t special;
    slong value = -1;
    fmpz_init(special);
    if (e == 1 && p == 4 && n == 3 && h == 5)
        value = 14;
    else if (e == 1 && p == 4 && n == 4 && h == 9)
        value = 34;
    else if (e == 1 && p == 4 && n == 5 && h == 14)
        value = 69;
    else if (e == 1 && p == 3 && n == 5 && h == 7)
        value = 34;
    else if (e == 2 && p == 3 && n == 3 && h == 5)
        value = 19;
    fmpz_set_si(special, value);
    if (p == 1 && h < n && h < e)
    {
        fulg_verify_low_rank(special, h, n, e);
        value = 0;
    }
    if (e == 1 && p == 2 && h < n)
    {
        /* h (2n - h + 1) / 2 */
        fmpz_set_si(special, n);
        fmpz_mul_2exp(special, special, 1);
        fmpz_sub_ui(special, special, (ulong) h - 1);
        fmpz_mul_si(special, special, h);
        fmpz_fdiv_q_2exp(special, special, 1);
        value = 0;
    }
    if (e == 3 && p == 2 && n % 2 == 0 && h - n == n / 2 - 1)
    {
        /* 3 n (n + 1) / 2 - 1 */
        fmpz_set_si(special, n);
        fmpz_add_ui(special, special, 1);
        fmpz_mul_si(special, special, n / 2);
        fmpz_mul_ui(special, special, 3);
        fmpz_sub_ui(special, special, 1);
        value = 0;
    }
    if (value >= 0)
        fulg_verify_min_fmpz(z, special);
    fmpz_clear(special);
}

/* A part of the network that ends with layer j: the entries of its matrices less
   its hidden neurons, and the degree of its forms, which stops growing beyond
   2^256: no part has that many weights. */
typedef struct
{
    slong layers;
    fmpz_t weights;
    fmpz_t degree;
} part_t;

static void
part_init(part_t *part)
{
    part->layers = 0;
    fmpz_init(part->weights);
    fmpz_init_set_ui(part->degree, 1);
}

/* doc: thm-polynomial-network */
static void
part_clear(part_t *part)
{
    fmpz_clear(part->weights);
    fmpz_clear(part->degree);
}

/* One more matrix, rows x cols, and neurons that are hidden by it. */
static void
part_extend(part_t *part, slong rows, slong cols, slong neurons, slong power)
{
    fmpz_t n;
    fmpz_init_set_si(n, rows);
    fmpz_mul_si(n, n, cols);
    fmpz_add(part->weights, part->weights, n);
    if (part->layers++ > 0)
    {
        fmpz_sub_ui(part->weights, part->weights, (ulong) neurons);
        if (fmpz_bits(part->degree) <= 256)
            fmpz_mul_si(part->degree, part->degree, power);
    }
    fmpz_clear(n);
}

/* z = the bound of the part of layers i + 1 .. j */
static void
part_bound(fmpz_t z, const part_t *part, const fulg_verify_net_t *net, slong i,
           slong j)
{
    fmpz_set(z, part->weights);
    least_forms(z, net->width[j], net->width[i], part->degree);
    if (j - i == 2)
        least_powers(z, net->power[i + 1], net->width[i], net->width[i + 1],
                     net->width[j]);
}

/* Layers 1 .. j either as one part, or as layers 1 .. i and a part of at most 16
   layers, where the neurons of layer i can be rescaled or, where their power is 1,
   mixed: d_i entries for each function that is independent of others. */
static void
set_passing(fmpz *passing, const fulg_verify_net_t *net)
{
    slong independent = net->width[0];
    for (slong i = 1; i < net->layers; i++)
    {
        independent = fulg_verify_min(independent, net->width[i]);
        fmpz_set_si(passing + i, net->power[i] == 1 ? independent : 1);
        fmpz_mul_si(passing + i, passing + i, net->width[i]);
    }
}

static void
polynomial_network(fulg_verify_terms_t *T, const fulg_verify_net_t *net)
{
    fmpz *network = _fmpz_vec_init(net->layers + 1);
    fmpz *passing = _fmpz_vec_init(net->layers + 1);
    part_t whole;
    fmpz_t n;
    fmpz_init(n);
    part_init(&whole);
    fulg_verify_parameters(fulg_verify_term(T, "parameters", -1), net);
    for (slong i = 1; i < net->layers; i++)
        fmpz_add_si(n, n, net->width[i]);
    fmpz_set(fulg_verify_term(T, "hidden", -1), n);
    set_passing(passing, net);
    for (slong j = 1; j <= net->layers; j++)
    {
        part_t part;
        part_extend(&whole, net->width[j], net->width[j - 1], net->width[j - 1],
                    j > 1 ? net->power[j - 1] : 1);
        part_bound(network + j, &whole, net, 0, j);
        part_init(&part);
        for (slong i = j - 1; i >= 1 && j - i <= 16; i--)
        {
            part_extend(&part, net->width[i + 1], net->width[i],
                        net->width[i + 1], i + 1 < j ? net->power[i + 1] : 1);
            part_bound(n, &part, net, i, j);
            fmpz_add(n, n, network + i);
            fmpz_sub(n, n, passing + i);
            fulg_verify_min_fmpz(network + j, n);
        }
        part_clear(&part);
        fmpz_set(fulg_verify_term(T, "network", j), network + j);
    }
    fmpz_set(fulg_verify_term(T, "total", -1), network + net->layers);
    _fmpz_vec_clear(network, net->layers + 1);
    _fmpz_vec_clear(passing, net->layers + 1);
    part_clear(&whole);
    fmpz_clear(n);
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
    {"polynomial-network", is_polynomial_network, polynomial_network},
    {"linear-tokens", is_one_token, linear_tokens},
    {"layer-sum", is_layer_sum, fulg_verify_layer_sum},
    {"virtual-weights", is_virtual, fulg_verify_virtual_weights},
    {"quotient-layers", is_quotient, fulg_verify_quotient_layers},
    {"cut", is_cut, fulg_verify_cut},
    {"transformer", is_transformer, fulg_verify_transformer},
    {"readout", is_readout, fulg_verify_readout},
};

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
