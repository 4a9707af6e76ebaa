#include "polynomial.h"

/* What the theorems about polynomial networks share: bounds of their parts, and
   the best way to cut a network into parts. */

/* A part that starts behind layer 1 is at most this long. */
#define LONGEST_PART 16

void
fulg_dim_keep_least_forms(fmpz_t z, slong outputs, slong vars,
                          const fmpz_t degree)
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

/* z = min(z, what is known of one hidden layer of width h): doc:
   thm-polynomial-network, 3. */
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

/* Six squares of linear forms in four variables: five combinations of them. */
static void
keep_least_six_squares(fmpz_t z, slong power, slong vars, slong h,
                       slong outputs)
{
    if (power == 2 && vars == 4 && h == 6 && outputs == 5 &&
        fmpz_cmp_si(z, 47) > 0)
        fmpz_set_si(z, 47);
}

/* z = min(z, outputs > h combinations of h forms): doc: thm-polynomial-mixing, 4. */
static void
keep_least_spanned(fmpz_t z, slong h, slong outputs, slong vars,
                   const fmpz_t degree)
{
    fmpz_t combinations;
    if (outputs <= h)
        return;
    fmpz_init_set_si(combinations, outputs - h);
    fmpz_mul_si(combinations, combinations, h);
    fmpz_sub(z, z, combinations);
    fulg_dim_keep_least_forms(z, h, vars, degree);
    fmpz_add(z, z, combinations);
    fmpz_clear(combinations);
}

/* A part of a network: the entries of its matrices less its hidden neurons, and
   the degree of its forms. */
typedef struct
{
    slong layers;
    fmpz_t weights;
    fmpz_t degree;
} part_struct;
typedef part_struct part_t[1];

static void
part_init(part_t part)
{
    part->layers = 0;
    fmpz_init(part->weights);
    fmpz_init_set_ui(part->degree, 1);
}

static void
part_clear(part_t part)
{
    fmpz_clear(part->weights);
    fmpz_clear(part->degree);
}

/* One more layer, rows x cols; where there was one, that many neurons become hidden,
   with this power. */
static void
lengthen(part_t part, slong rows, slong cols, slong hidden, slong power)
{
    fmpz_t n;
    fmpz_init_set_si(n, rows);
    fmpz_mul_si(n, n, cols);
    fmpz_add(part->weights, part->weights, n);
    if (part->layers++ > 0)
    {
        fmpz_sub_si(part->weights, part->weights, hidden);
        /* No part has 2^256 weights, and more than that many forms do not
           matter. */
        if (fmpz_bits(part->degree) <= 256)
            fmpz_mul_si(part->degree, part->degree, power);
    }
    fmpz_clear(n);
}

/* best = min(best, before + the bound of the part - passing), the part from d_i
   variables to the outputs of layer j: doc: thm-polynomial-network; with mixing
   thm-polynomial-mixing. */
static void
keep_least_split(fmpz_t best, const fmpz_t before, const fmpz_t passing,
                 const part_t part, const fulg_arch_t arch, slong i, slong j,
                 int mixing)
{
    const slong *d = arch->width;
    fmpz_t z;
    fmpz_init_set(z, part->weights);
    fulg_dim_keep_least_forms(z, d[j], d[i], part->degree);
    if (part->layers == 2)
        keep_least_powers(z, arch->sub[j - 2].power, d[i], d[j - 1], d[j]);
    if (mixing && part->layers == 2)
        keep_least_six_squares(z, arch->sub[j - 2].power, d[i], d[j - 1], d[j]);
    if (mixing && part->layers >= 2)
        keep_least_spanned(z, d[j - 1], d[j], d[i], part->degree);
    fmpz_add(z, z, before);
    fmpz_sub(z, z, passing);
    if (fmpz_sgn(best) < 0 || fmpz_cmp(z, best) < 0)
        fmpz_swap(best, z);
    fmpz_clear(z);
}

/* The same where the neurons of layer i are mixed: its matrix counts on both sides. */
static void
keep_least_mixed(fmpz_t best, const fmpz_t before, const fmpz_t passing,
                 const part_t part, const fulg_arch_t arch, slong i, slong j)
{
    const slong h = arch->width[i];
    part_t longer;
    part_init(longer);
    longer->layers = part->layers;
    fmpz_set(longer->weights, part->weights);
    fmpz_set(longer->degree, part->degree);
    lengthen(longer, h, h, h, arch->sub[i - 1].power);
    keep_least_split(best, before, passing, longer, arch, i, j, 1);
    part_clear(longer);
}

/* network[j] = the bound for layers 1 .. j, from those before; whole is the part of
   all j layers. */
static void
set_network(fmpz *network, const fmpz *cut, const fmpz *mixed,
            const part_t whole, const fulg_arch_t arch, slong j)
{
    const slong *d = arch->width;
    part_t part;
    part_init(part);
    fmpz_set_si(&network[j], -1);
    keep_least_split(&network[j], &network[0], &network[0], whole, arch, 0, j,
                     mixed != NULL);
    for (slong i = j - 1; i > 0 && i >= j - LONGEST_PART; i--)
    {
        lengthen(part, d[i], d[i + 1], d[i + 1], arch->sub[i].power);
        keep_least_split(&network[j], &network[i], &cut[i], part, arch, i, j,
                         mixed != NULL);
        if (mixed != NULL)
            keep_least_mixed(&network[j], &network[i], &mixed[i], part, arch, i,
                             j);
    }
    part_clear(part);
}

static void
push_counts(fulg_cert_bound_t bound, const fulg_arch_t arch)
{
    fmpz_t n;
    fmpz_init(n);
    fulg_arch_parameters(n, arch);
    fulg_cert_bound_push(bound, "parameters", -1, n);
    fmpz_zero(n);
    for (slong i = 1; i < arch->depth; i++)
        fmpz_add_si(n, n, arch->width[i]);
    fulg_cert_bound_push(bound, "hidden", -1, n);
    fmpz_clear(n);
}

void
fulg_dim_polynomial_terms(fulg_cert_bound_t bound, const fulg_arch_t arch,
                          const slong *independent, const fmpz *cut,
                          const fmpz *mixed)
{
    fmpz *network = _fmpz_vec_init(arch->depth + 1);
    const slong *d = arch->width;
    part_t whole;
    part_init(whole);
    push_counts(bound, arch);
    for (slong i = 1; independent != NULL && i < arch->depth; i++)
        fulg_cert_bound_push_si(bound, "independent", i, independent[i]);
    for (slong j = 1; j <= arch->depth; j++)
    {
        lengthen(whole, d[j - 1], d[j], d[j - 1],
                 arch->sub[FLINT_MAX(j - 2, 0)].power);
        set_network(network, cut, mixed, whole, arch, j);
        fulg_cert_bound_push(bound, "network", j, &network[j]);
    }
    fulg_cert_bound_push(bound, "total", -1, &network[arch->depth]);
    _fmpz_vec_clear(network, arch->depth + 1);
    part_clear(whole);
}

/* ---- words ------------------------------------------------------------------ */

/* The layers with fewer functions than weights and scalings suggest. */
static void
say_networks(fulg_cert_reasons_t reasons, const fulg_cert_struct *cert)
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
        fmpz_sub(gain, fulg_cert_bound_get(cert->upper, "network", j), plain);
        fmpz_sub(lost, gain, lost);
        if (!fmpz_is_zero(lost))
            fulg_cert_reasons_row(reasons, "relations", lost,
                                  "among the coefficients of layers 1..%ld",
                                  (long) j);
        fmpz_set(lost, gain);
    }
    fmpz_clear(plain);
    fmpz_clear(gain);
    fmpz_clear(lost);
}

void
fulg_dim_polynomial_say(fulg_cert_reasons_t reasons,
                        const fulg_cert_struct *cert)
{
    fmpz_t minus;
    fulg_cert_reasons_row(reasons, "weights",
                          fulg_cert_bound_get(cert->upper, "parameters", -1),
                          "the entries of the W_i");
    fmpz_init(minus);
    fmpz_neg(minus, fulg_cert_bound_get(cert->upper, "hidden", -1));
    fulg_cert_reasons_row(reasons, "scalings", minus,
                          "one for every hidden neuron");
    fmpz_clear(minus);
    say_networks(reasons, cert);
}
