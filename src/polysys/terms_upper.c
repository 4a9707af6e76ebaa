#include "impl.h"

int
fulg_polysys_is_single(const fulg_arch_t arch)
{
    return !fulg_arch_is_pnn(arch) && arch->depth == 1;
}

fulg_status_t
fulg_polysys_check(const fulg_arch_t arch, fulg_diag_t diag)
{
    const fulg_status_t status = fulg_arch_check_stack(
        arch, "a system of polynomials", diag);
    if (status != FULG_OK || fulg_arch_is_pnn(arch) ||
        !fulg_arch_is_normalised(arch))
        return status;
    if (fulg_arch_is_softmax(arch))
        return fulg_diag_set(
            diag, FULG_UNABLE,
            "softmax is not polynomial: no system of polynomials can "
            "be written");
    return fulg_diag_set(diag, FULG_UNABLE,
                         "an affine network is a rational function, which has "
                         "no coefficients; parametrization writes numerators "
                         "and denominators of one layer");
}

/* ---- the bound before any expansion -------------------------------------- */

/* Terms of all products of one entry of V, in a given row, and of A. */
static void
layer_factors(fmpz_t values, fmpz_t scores, const fulg_polysys_model_t *M,
              slong i)
{
    const fulg_arch_struct *arch = M->model;
    const ulong d = (ulong) arch->width[i];
    const int virt = M->coordinates == FULG_COORDINATES_VIRTUAL;
    fmpz_set_ui(values, (virt && i + 1 < arch->depth) ? 1 : d);
    if (arch->sub[i].value_dim)
        fmpz_mul_ui(values, values, (ulong) arch->sub[i].value_dim);
    fmpz_set_ui(scores, d);
    fmpz_mul_ui(scores, scores, d);
    if (M->coordinates == FULG_COORDINATES_WEIGHTS)
        fmpz_mul_ui(scores, scores, (ulong) arch->sub[i].head_dim);
}

/* Terms of an entry after layer i from those before. */
static void
next_terms(fmpz_t terms, const fulg_polysys_model_t *M, slong i)
{
    const fulg_arch_struct *arch = M->model;
    fmpz_t values, scores, before;
    fmpz_init_set(before, terms);
    fmpz_init(values);
    fmpz_init(scores);
    if (fulg_arch_is_pnn(arch))
    {
        fmpz_mul_ui(terms, terms, (ulong) arch->width[i]);
        if (i + 1 < arch->depth)
            fmpz_pow_ui(terms, terms, (ulong) arch->sub[i].power);
    }
    else
    {
        layer_factors(values, scores, M, i);
        fmpz_pow_ui(terms, terms, 3);
        fmpz_mul(terms, terms, values);
        fmpz_mul(terms, terms, scores);
        fmpz_mul_ui(terms, terms, (ulong) arch->tokens);
        fmpz_mul_ui(terms, terms, (ulong) arch->sub[i].heads);
        if (fulg_arch_is_residual(arch))
            fmpz_add(terms, terms, before);
    }
    fmpz_clear(before);
    fmpz_clear(values);
    fmpz_clear(scores);
}

/* Beyond this the tower of powers is not worth its digits. */
int
fulg_polysys_is_hopeless(const fmpz_t terms)
{
    return fmpz_bits(terms) > 2000;
}

/* state: terms of an entry of the last layer's input. */
void
fulg_polysys_model_terms_upper(fmpz_t state, fmpz_t all,
                               const fulg_polysys_model_t *M)
{
    const fulg_arch_struct *arch = M->model;
    const slong l = arch->depth;
    fmpz_one(state);
    for (slong i = 0; i + 1 < l && !fulg_polysys_is_hopeless(state); i++)
        next_terms(state, M, i);
    fmpz_set(all, state);
    next_terms(all, M, l - 1);
    fmpz_mul_ui(all, all, (ulong) arch->width[l]);
    if (fulg_arch_is_causal(arch))
        fmpz_mul_ui(all, all, (ulong) arch->tokens);
}

fulg_status_t
fulg_polysys_terms_upper(fmpz_t bound, const fulg_arch_t arch,
                         fulg_coordinates_t coordinates, fulg_diag_t diag)
{
    fulg_polysys_model_t M;
    fmpz_t state;
    fulg_status_t status = fulg_polysys_check(arch, diag);
    if (status == FULG_OK)
        status = fulg_polysys_model_init(&M, arch, coordinates, diag);
    if (status != FULG_OK)
        return status;
    if (fulg_polysys_is_single(arch) && M.model->tokens > 2)
        M.model->tokens = 2;
    fmpz_init(state);
    fulg_polysys_model_terms_upper(state, bound, &M);
    fmpz_clear(state);
    fulg_polysys_model_clear(&M);
    return FULG_OK;
}
