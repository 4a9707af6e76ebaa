#include "impl.h"
#include "polynomial.h"

/* ---- doc: thm-coefficients --------------------------------------------------- */

/* 3^39 is the last power of 3 below 2^62. */
#define MOST_LAYERS 39

/* The first layer 1 <= j <= l behind which the state has rank one, or l; *rank is
   that of the state behind it. */
static slong
layers_that_count(slong *rank, const fulg_arch_t arch)
{
    slong j = 1;
    fulg_dim_flag_t flag;
    fulg_dim_flag_init(flag, arch);
    while (j < arch->depth && flag->r[j] != 1)
        j++;
    *rank = flag->r[j];
    fulg_dim_flag_clear(flag);
    return j;
}

/* On one token, without residual, where some layer has several heads: of a stack with
   single heads virtual-weights is known to be the dimension. */
static int
applies(const fulg_arch_t arch)
{
    slong rank;
    return fulg_dim_is_attention(arch) && arch->tokens == 1 &&
           !fulg_arch_is_normalised(arch) && !fulg_arch_is_residual(arch) &&
           fulg_dim_has_heads(arch) &&
           layers_that_count(&rank, arch) <= MOST_LAYERS;
}

static void
set_terms(fulg_cert_bound_t bound, const fulg_arch_t arch)
{
    slong rank;
    const slong j = layers_that_count(&rank, arch);
    fmpz_t degree, n, k, total;
    fmpz_init_set_ui(degree, 3);
    fmpz_init(n);
    fmpz_init_set_si(k, rank);
    fmpz_init_set_si(total, arch->width[arch->depth]);
    fmpz_pow_ui(degree, degree, (ulong) j);
    /* No more than the weights: the product of a binomial may be long. */
    fulg_arch_parameters(n, arch);
    fulg_dim_keep_least_forms(n, 1, arch->width[0], degree);
    fulg_dim_keep_least(k, n);
    fmpz_add(total, total, n);
    fmpz_sub(total, total, k);
    fmpz_mul(total, total, k);
    fulg_cert_bound_push_si(bound, "layers", -1, j);
    fulg_cert_bound_push(bound, "degree", -1, degree);
    fulg_cert_bound_push(bound, "forms", -1, n);
    fulg_cert_bound_push(bound, "rank", -1, k);
    fulg_cert_bound_push(bound, "total", -1, total);
    fmpz_clear(degree);
    fmpz_clear(n);
    fmpz_clear(k);
    fmpz_clear(total);
}

/* ---- words ------------------------------------------------------------------ */

static void
say(fulg_cert_reasons_t reasons, const fulg_cert_struct *cert)
{
    const fulg_cert_bound_struct *bound = cert->upper;
    const fulg_arch_struct *arch = cert->arch;
    const slong out = arch->width[arch->depth];
    const slong k = fulg_dim_term_si(cert, "rank", -1);
    const long j = fulg_dim_term_si(cert, "layers", -1);
    fmpz_t n;
    fmpz_init(n);
    if (j < arch->depth)
        fulg_cert_reasons_say(
            reasons,
            "after layer %ld the state has rank one: the output is a vector u "
            "times a power\nof one form, of which only the coefficients count",
            j);
    else
        fulg_cert_reasons_say(
            reasons, "on one token every output is a form, of which only the "
                     "coefficients count");
    fmpz_mul_si(n, fulg_cert_bound_get(bound, "forms", -1), k);
    fulg_cert_reasons_row(reasons, "f", n, "%ld x degree %ld, %ld variables",
                          (long) k, fulg_dim_term_si(cert, "degree", -1),
                          (long) arch->width[0]);
    fmpz_set_si(n, out - k);
    fmpz_mul_si(n, n, k);
    if (k == 1 && out > 1)
        fulg_cert_reasons_row(reasons, "u", n,
                              "a vector in R^%ld, up to a scaling", (long) out);
    else if (k < out)
        fulg_cert_reasons_row(reasons, "u", n,
                              "a space of dimension %ld in R^%ld", (long) k,
                              (long) out);
    fmpz_clear(n);
}

const fulg_dim_upper_t fulg_dim_upper_coefficients = {
    {"coefficients", 0, say, NULL}, applies, set_terms};
