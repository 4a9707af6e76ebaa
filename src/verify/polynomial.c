#include "impl.h"

/* Polynomial networks: doc: thm-polynomial-network and thm-polynomial-mixing. */

/* C(m + j, j) grows with j, so the product may stop at z. */
void
fulg_verify_least_forms(fmpz_t z, slong e, slong n, const fmpz_t k)
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

/* A matrix of e rows, forms of degree k in n variables, has rank at most h. */
static void
least_rank(fmpz_t z, slong h, slong e, slong n, const fmpz_t k)
{
    fmpz_t most, rows;
    if (h >= e)
        return;
    /* h rows are free, the others are h coefficients each */
    fmpz_init_set_si(rows, h);
    fmpz_mul_si(rows, rows, e - h);
    fmpz_init(most);
    fmpz_sub(most, z, rows);
    fulg_verify_least_forms(most, h, n, k);
    fmpz_add(most, most, rows);
    fulg_verify_min_fmpz(z, most);
    fmpz_clear(most);
    fmpz_clear(rows);
}

/* z = the bound of the part, whose last layer is j, as a map of n variables. */
static void
part_bound(fmpz_t z, const part_t *part, const fulg_verify_net_t *net, slong n,
           slong j, int mixing)
{
    const slong e = net->width[j], h = net->width[j - 1];
    fmpz_set(z, part->weights);
    fulg_verify_least_forms(z, e, n, part->degree);
    if (part->layers == 2)
        least_powers(z, net->power[j - 1], n, h, e);
    /* six points of space lie on a twisted cubic */
    if (mixing && part->layers == 2 && net->power[j - 1] == 2 && n == 4 &&
        h == 6 && e == 5 && fmpz_cmp_si(z, 47) > 0)
        fmpz_set_si(z, 47);
    if (mixing && part->layers > 1)
        least_rank(z, h, e, n, part->degree);
}

/* independent[i]: how many of the d_i polynomials before activation i, or more, are
   linearly independent in general.  They are combinations of dimension polynomials,
   variables of them algebraically independent; their powers span as many monomials
   of those, and sums of ordered leading exponents, one after the other. */
static void
count_independent(slong *independent, const fulg_verify_net_t *net)
{
    slong dimension = net->width[0], variables = dimension;
    for (slong i = 1; i < net->layers; i++)
    {
        const slong d = net->width[i];
        fmpz_t power, monomials, sums;
        fmpz_init_set_si(power, net->power[i]);
        fmpz_init_set_si(monomials, d);
        fmpz_init_set_si(sums, dimension);
        independent[i] = fulg_verify_min(d, dimension);
        fulg_verify_least_forms(monomials, 1, variables, power);
        fmpz_sub_ui(sums, sums, 1);
        fmpz_mul(sums, sums, power);
        fmpz_add_ui(sums, sums, 1);
        if (fmpz_cmp(sums, monomials) < 0)
            fmpz_set(sums, monomials);
        dimension = fmpz_cmp_si(sums, d) < 0 ? fmpz_get_si(sums) : d;
        variables = fulg_verify_min(variables, d);
        fmpz_clear(power);
        fmpz_clear(monomials);
        fmpz_clear(sums);
    }
}

/* What passes a cut behind layer i without a trace: rescaling of its neurons, or,
   where their power is 1, mixing: d_i entries for each function that is independent
   of others. */
static void
set_passing(fmpz *passing, const slong *independent,
            const fulg_verify_net_t *net)
{
    for (slong i = 1; i < net->layers; i++)
    {
        fmpz_set_si(passing + i, net->power[i] == 1 ? independent[i] : 1);
        fmpz_mul_si(passing + i, passing + i, net->width[i]);
    }
}

/* z = min(z, a cut behind layer i where neurons are mixed: the part behind it
   begins with a matrix that mixes them, and those mixings pass) */
static void
least_mixed(fmpz_t z, const fmpz_t before, const part_t *behind,
            const fulg_verify_net_t *net, slong independent, slong i, slong j)
{
    const slong d = net->width[i];
    part_t part;
    fmpz_t n, mixings;
    fmpz_init(n);
    fmpz_init_set_si(mixings, d);
    part_init(&part);
    part.layers = behind->layers;
    fmpz_set(part.weights, behind->weights);
    fmpz_set(part.degree, behind->degree);
    part_extend(&part, d, d, d, net->power[i]);
    part_bound(n, &part, net, d, j, 1);
    fmpz_mul_si(mixings, mixings, independent);
    fmpz_add(n, n, before);
    fmpz_sub(n, n, mixings);
    fulg_verify_min_fmpz(z, n);
    part_clear(&part);
    fmpz_clear(n);
    fmpz_clear(mixings);
}

/* Layers 1 .. j either as one part, or as layers 1 .. i and a part of at most 16
   layers. */
static void
least_cut(fmpz *network, const fmpz *passing, const slong *independent,
          const fulg_verify_net_t *net, slong j, int mixing)
{
    part_t part;
    fmpz_t n;
    fmpz_init(n);
    part_init(&part);
    for (slong i = j - 1; i >= 1 && j - i <= 16; i--)
    {
        part_extend(&part, net->width[i + 1], net->width[i], net->width[i + 1],
                    i + 1 < j ? net->power[i + 1] : 1);
        part_bound(n, &part, net, net->width[i], j, mixing);
        fmpz_add(n, n, network + i);
        fmpz_sub(n, n, passing + i);
        fulg_verify_min_fmpz(network + j, n);
        if (mixing)
            least_mixed(network + j, network + i, &part, net, independent[i], i,
                        j);
    }
    part_clear(&part);
    fmpz_clear(n);
}

static void
recursion(fulg_verify_terms_t *T, const slong *independent,
          const fulg_verify_net_t *net, int mixing)
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
    for (slong i = 1; mixing && i < net->layers; i++)
        fmpz_set_si(fulg_verify_term(T, "independent", i), independent[i]);
    set_passing(passing, independent, net);
    for (slong j = 1; j <= net->layers; j++)
    {
        part_extend(&whole, net->width[j], net->width[j - 1], net->width[j - 1],
                    j > 1 ? net->power[j - 1] : 1);
        part_bound(network + j, &whole, net, net->width[0], j, mixing);
        least_cut(network, passing, independent, net, j, mixing);
        fmpz_set(fulg_verify_term(T, "network", j), network + j);
    }
    fmpz_set(fulg_verify_term(T, "total", -1), network + net->layers);
    _fmpz_vec_clear(network, net->layers + 1);
    _fmpz_vec_clear(passing, net->layers + 1);
    part_clear(&whole);
    fmpz_clear(n);
}

void
fulg_verify_polynomial_network(fulg_verify_terms_t *T,
                               const fulg_verify_net_t *net)
{
    slong *independent = flint_malloc((size_t) net->layers * sizeof(slong));
    slong least = net->width[0];
    for (slong i = 1; i < net->layers; i++)
    {
        least = fulg_verify_min(least, net->width[i]);
        independent[i] = least;
    }
    recursion(T, independent, net, 0);
    flint_free(independent);
}

void
fulg_verify_polynomial_mixing(fulg_verify_terms_t *T,
                              const fulg_verify_net_t *net)
{
    slong *independent = flint_malloc((size_t) net->layers * sizeof(slong));
    count_independent(independent, net);
    recursion(T, independent, net, 1);
    flint_free(independent);
}
