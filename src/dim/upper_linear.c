#include "impl.h"

/* ---- linear maps (doc: thm-linear-tokens, thm-linear-network) ------------ */
static void
set_tokens(fulg_cert_bound_t bound, const fulg_arch_t arch)
{
    const slong l = arch->depth, d = arch->width[0];
    slong rank = fulg_arch_is_residual(arch) ? 0 : d;
    fmpz_t n;
    fmpz_init(n);
    if (!fulg_arch_is_residual(arch))
        fulg_cert_bound_push_si(bound, "r", 0, d);
    for (slong i = 0; i < l; i++)
    {
        const slong layer = fulg_dim_min_product(
            fulg_arch_is_residual(arch) ? d : rank, arch->sub[i].heads,
            fulg_dim_value_rank(arch, i));
        if (fulg_arch_is_residual(arch))
            rank = (layer > d - rank) ? d : rank + layer;
        else
        {
            rank = FLINT_MIN(layer, arch->width[i + 1]);
            fulg_cert_bound_push_si(bound, "r", i + 1, rank);
        }
    }
    if (fulg_arch_is_residual(arch))
    {
        fulg_cert_bound_push_si(bound, "K", -1, rank);
        fulg_dim_square_rank(n, d, rank);
    }
    else
        fulg_dim_matrix_rank(n, d, arch->width[l], rank);
    fulg_cert_bound_push(bound, "total", -1, n);
    fmpz_clear(n);
}

static void
set_network(fulg_cert_bound_t bound, const fulg_arch_t arch)
{
    slong r = arch->width[0];
    fmpz_t n;
    fmpz_init(n);
    for (slong i = 1; i <= arch->depth; i++)
        r = FLINT_MIN(r, arch->width[i]);
    fulg_cert_bound_push_si(bound, "r", -1, r);
    fulg_dim_matrix_rank(n, arch->width[0], arch->width[arch->depth], r);
    fulg_cert_bound_push(bound, "total", -1, n);
    fmpz_clear(n);
}

/* ---- words ------------------------------------------------------------------ */

static void
say_maps(fulg_cert_reasons_t reasons, const fulg_cert_struct *cert,
         const char *name, slong layer)
{
    const fulg_arch_struct *arch = cert->arch;
    fulg_cert_reasons_say(
        reasons,
        "the functions are the linear maps %sR^%ld -> R^%ld of rank "
        "at most %ld",
        fulg_arch_is_residual(arch) ? "1 + Z, Z : " : "", (long) arch->width[0],
        (long) arch->width[arch->depth], fulg_dim_term_si(cert, name, layer));
}

static void
say_tokens(fulg_cert_reasons_t reasons, const fulg_cert_struct *cert)
{
    fulg_cert_reasons_say(reasons,
                          "a single token attends to itself with weight 1");
    if (fulg_arch_is_residual(cert->arch))
        say_maps(reasons, cert, "K", -1);
    else
        say_maps(reasons, cert, "r", cert->arch->depth);
}

static void
say_network(fulg_cert_reasons_t reasons, const fulg_cert_struct *cert)
{
    say_maps(reasons, cert, "r", -1);
}

static int
is_linear(const fulg_arch_t arch)
{
    return fulg_dim_is_polynomial(arch) && fulg_arch_is_linear_pnn(arch);
}

const fulg_dim_upper_t fulg_dim_upper_linear_tokens = {
    {"linear-tokens", 0, say_tokens, NULL}, fulg_dim_is_one_token, set_tokens};
const fulg_dim_upper_t fulg_dim_upper_linear_network = {
    {"linear-network", 0, say_network, NULL}, is_linear, set_network};

/* Matrices of bounded rank: the upper bound is an equality. */
static int
is_equality(const fulg_cert_struct *cert)
{
    const fulg_theorem_t *upper = cert->upper->theorem;
    return upper == &fulg_dim_upper_linear_tokens.theorem ||
           upper == &fulg_dim_upper_linear_network.theorem;
}

static fulg_status_t
prove_equality(fulg_cert_t cert, fulg_diag_t diag)
{
    (void) diag;
    cert->lower_theorem = cert->upper->theorem;
    fmpz_set(cert->lower, fulg_cert_bound_total(cert->upper));
    return FULG_OK;
}

const fulg_dim_lower_t fulg_dim_lower_linear = {is_equality, prove_equality};
