#include "impl.h"

/* A part that starts behind layer 1 is at most this long. */
#define LONGEST_PART 16

/* z = min(z, outputs binomial(vars + degree - 1, degree)): all the coefficients
   of that many forms.  The product is given up once it exceeds z. */
static void
keep_least_forms(fmpz_t z, slong outputs, slong vars, const fmpz_t degree)
{
    const int few_vars = fmpz_cmp_si(degree, vars - 1) >= 0;
    const slong steps = few_vars ? vars - 1 : fmpz_get_si(degree);
    fmpz_t n, factor;
    fmpz_init_set_si(n, outputs);
    fmpz_init(factor);
    /* binomial(m + j, j), m the larger of vars - 1 and degree, grows with j */
    for (slong j = 1; j <= steps && fmpz_cmp(n, z) < 0; j++)
    {
        if (few_vars)
            fmpz_set(factor, degree);
        else
            fmpz_set_si(factor, vars - 1);
        fmpz_add_si(factor, factor, j);
        fmpz_mul(n, n, factor);
        fmpz_divexact_si(n, n, j);
    }
    fulg_dim_keep_least(z, n);
    fmpz_clear(n);
    fmpz_clear(factor);
}

/* Sums of h powers of linear forms that are fewer than their coefficients and
   their number suggest: power, variables, h, outputs, dimension.  The first four
   are the exceptions of Alexander and Hirschowitz, the last one is Terracini's. */
static const slong defective[][5] = {
    {4, 3, 5, 1, 14},  {4, 4, 9, 1, 34}, {3, 5, 7, 1, 34},
    {4, 5, 14, 1, 69}, {3, 3, 5, 2, 19},
};

/* z = min(z, what is known of one hidden layer of width h) */
static void
keep_least_powers(fmpz_t z, slong power, slong vars, slong h, slong outputs)
{
    fmpz_t n;
    fmpz_init_set(n, z);
    if (power == 1 && h < FLINT_MIN(vars, outputs))
        fulg_dim_matrix_rank(n, outputs, vars, h);
    if (power == 2 && outputs == 1 && h < vars)
        /* quadratic forms of rank at most h */
        fulg_dim_symmetric_rank(n, vars, h);
    if (power == 2 && outputs == 3 && vars % 2 == 0 && h - vars == vars / 2 - 1)
    {
        /* triples of quadratic forms on which a determinant vanishes */
        fulg_dim_symmetric_rank(n, vars, vars);
        fmpz_mul_ui(n, n, 3);
        fmpz_sub_ui(n, n, 1);
    }
    fulg_dim_keep_least(z, n);
    fmpz_clear(n);
    for (size_t k = 0; k < sizeof defective / sizeof *defective; k++)
        if (power == defective[k][0] && vars == defective[k][1] &&
            h == defective[k][2] && outputs == defective[k][3] &&
            fmpz_cmp_si(z, defective[k][4]) > 0)
            fmpz_set_si(z, defective[k][4]);
}

/* best = min(best, before + part), part the bound for the layers i+1 .. j alone
   and before the bound of what precedes it, less what passes the cut.  weights is the number
   of entries of W_{i+1} .. W_j less the hidden neurons between them. */
static void
keep_least_split(fmpz_t best, const fmpz_t before, const fmpz_t weights,
                 const fmpz_t degree, const fulg_arch_t arch, slong i, slong j)
{
    const slong *d = arch->width;
    fmpz_t part;
    fmpz_init_set(part, weights);
    keep_least_forms(part, d[j], d[i], degree);
    if (j == i + 2)
        keep_least_powers(part, arch->sub[i].power, d[i], d[i + 1], d[j]);
    fmpz_add(part, part, before);
    if (fmpz_sgn(best) < 0 || fmpz_cmp(part, best) < 0)
        fmpz_swap(best, part);
    fmpz_clear(part);
}

/* One more layer for a part: weights counts its entries less the neurons that
   are hidden now, degree (0 for no layer) its degree. */
static void
lengthen(fmpz_t weights, fmpz_t degree, slong rows, slong cols, slong hidden,
         slong power)
{
    fmpz_t n;
    fmpz_init_set_si(n, rows);
    fmpz_mul_si(n, n, cols);
    fmpz_add(weights, weights, n);
    fmpz_sub_si(weights, weights, hidden);
    /* No part has 2^256 weights, and more than that many forms do not matter. */
    if (fmpz_is_zero(degree))
        fmpz_one(degree);
    else if (fmpz_bits(degree) <= 256)
        fmpz_mul_si(degree, degree, power);
    fmpz_clear(n);
}

/* cut[i] = what passes between the layers 1 .. i and those behind them without a
   trace: scalings of the d_i neurons; behind x -> x changes of basis, d_i for each
   of min(d_0, .., d_i) independent functions. */
static void
set_cuts(fmpz *cut, const fulg_arch_t arch)
{
    slong least = arch->width[0];
    for (slong i = 1; i < arch->depth; i++)
    {
        least = FLINT_MIN(least, arch->width[i]);
        fmpz_set_si(&cut[i], arch->width[i]);
        if (arch->sub[i - 1].power == 1)
            fmpz_mul_si(&cut[i], &cut[i], least);
    }
}

/* network[j] = the bound for layers 1 .. j, from those before; whole and degree
   are the part of all j layers. */
static void
set_network(fmpz *network, const fmpz *cut, const fmpz_t whole,
            const fmpz_t whole_degree, const fulg_arch_t arch, slong j)
{
    const slong *d = arch->width;
    fmpz_t weights, degree, before;
    fmpz_init(weights);
    fmpz_init(degree);
    fmpz_init(before);
    fmpz_set_si(&network[j], -1);
    keep_least_split(&network[j], before, whole, whole_degree, arch, 0, j);
    for (slong i = j - 1; i > 0 && i >= j - LONGEST_PART; i--)
    {
        lengthen(weights, degree, d[i], d[i + 1], i + 1 < j ? d[i + 1] : 0,
                 arch->sub[i].power);
        fmpz_sub(before, &network[i], &cut[i]);
        keep_least_split(&network[j], before, weights, degree, arch, i, j);
    }
    fmpz_clear(weights);
    fmpz_clear(degree);
    fmpz_clear(before);
}

static void
set_terms(fulg_bound_t bound, const fulg_arch_t arch)
{
    fmpz *network = _fmpz_vec_init(arch->depth + 1);
    fmpz *cut = _fmpz_vec_init(arch->depth + 1);
    const slong *d = arch->width;
    fmpz_t weights, degree, n;
    fmpz_init(weights);
    fmpz_init(degree);
    fmpz_init(n);
    set_cuts(cut, arch);
    fulg_arch_parameters(n, arch);
    fulg_bound_push(bound, "parameters", -1, n);
    fmpz_zero(n);
    for (slong i = 1; i < arch->depth; i++)
        fmpz_add_si(n, n, d[i]);
    fulg_bound_push(bound, "hidden", -1, n);
    for (slong j = 1; j <= arch->depth; j++)
    {
        lengthen(weights, degree, d[j - 1], d[j], j > 1 ? d[j - 1] : 0,
                 arch->sub[FLINT_MAX(j - 2, 0)].power);
        set_network(network, cut, weights, degree, arch, j);
        fulg_bound_push(bound, "network", j, &network[j]);
    }
    fulg_bound_push(bound, "total", -1, &network[arch->depth]);
    _fmpz_vec_clear(network, arch->depth + 1);
    _fmpz_vec_clear(cut, arch->depth + 1);
    fmpz_clear(weights);
    fmpz_clear(degree);
    fmpz_clear(n);
}

/* ---- words ------------------------------------------------------------------ */

/* The layers with fewer functions than weights and scalings suggest. */
static void
say_networks(fulg_reasons_t reasons, const fulg_cert_struct *cert)
{
    const slong *d = cert->arch->width;
    fmpz_t plain, gain, lost;
    fmpz_init(plain);
    fmpz_init(gain);
    fmpz_init(lost);
    for (slong j = 1; j <= cert->arch->depth; j++)
    {
        fmpz_set_si(gain, d[j - 1]);
        fmpz_mul_si(gain, gain, d[j]);
        fmpz_add(plain, plain, gain);
        if (j > 1)
            fmpz_sub_si(plain, plain, d[j - 1]);
        fmpz_sub(gain, fulg_bound_get(cert->upper, "network", j), plain);
        fmpz_sub(lost, gain, lost);
        if (!fmpz_is_zero(lost))
            fulg_reasons_row(reasons, "relations", lost,
                             "among the coefficients of layers 1..%ld",
                             (long) j);
        fmpz_set(lost, gain);
    }
    fmpz_clear(plain);
    fmpz_clear(gain);
    fmpz_clear(lost);
}

static void
say(fulg_reasons_t reasons, const fulg_cert_struct *cert)
{
    fmpz_t minus;
    fulg_reasons_say(reasons,
                     "a scaling of a hidden neuron is undone in the next "
                     "layer");
    fulg_reasons_row(reasons, "weights",
                     fulg_bound_get(cert->upper, "parameters", -1),
                     "the entries of the W_i");
    fmpz_init(minus);
    fmpz_neg(minus, fulg_bound_get(cert->upper, "hidden", -1));
    fulg_reasons_row(reasons, "scalings", minus, "one for every hidden neuron");
    fmpz_clear(minus);
    say_networks(reasons, cert);
}

static int
applies(const fulg_arch_t arch)
{
    return fulg_dim_is_polynomial(arch) && !fulg_arch_is_linear_pnn(arch);
}

const fulg_dim_upper_t fulg_dim_upper_polynomial_network = {
    {"polynomial-network", 0, say, NULL}, applies, set_terms};
