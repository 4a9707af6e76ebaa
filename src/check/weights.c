#include "impl.h"

/* scale / sqrt(root) when that is rational. */
static int
rational_factor(fmpq_t factor, const fulg_view_t view)
{
    fmpz_t root;
    const int square = fmpz_is_square(view->root);
    if (!square)
        return 0;
    fmpz_init(root);
    fmpz_sqrt(root, view->root);
    fmpq_div_fmpz(factor, view->scale, root);
    fmpz_clear(root);
    return 1;
}

/* radius = the largest radius in A times the factor, if that is larger. */
static void
raise_radius(mag_t radius, const arb_mat_t A, const fmpq_t factor)
{
    arb_t f;
    mag_t m, r;
    arb_init(f);
    mag_init(m);
    mag_init(r);
    arb_set_fmpq(f, factor, 64);
    arb_get_mag(m, f);
    for (slong i = 0; i < arb_mat_nrows(A); i++)
        for (slong j = 0; j < arb_mat_ncols(A); j++)
        {
            mag_mul(r, m, arb_radref(arb_mat_entry(A, i, j)));
            mag_max(radius, radius, r);
        }
    arb_clear(f);
    mag_clear(m);
    mag_clear(r);
}

slong
fulg_check_head_of(const fulg_check_network_t N, const fulg_block_t *block)
{
    const int group = fulg_arch_block_kind(block->kind)->per == FULG_PER_GROUP;
    return block->head *
           (group ? fulg_sublayer_share(&N->arch->sub[block->layer]) : 1);
}

static fulg_status_t
set_block(fmpq_mat_t B, mag_t radius, const fulg_check_network_t N,
          const fulg_block_t *block, fulg_diag_t diag)
{
    fulg_view_t view;
    arb_mat_t A;
    fmpq_t factor;
    fulg_status_t status;
    fulg_view_init(view);
    fmpq_init(factor);
    status = fulg_check_network_matrix(A, view, N, block->layer,
                                       fulg_check_head_of(N, block),
                                       block->kind, diag);
    if (status == FULG_OK)
    {
        if (!rational_factor(factor, view))
            status = fulg_diag_set(diag, FULG_DOMAIN,
                                   "a factor 1/sqrt(n) is irrational");
        for (slong i = 0; i < view->rows; i++)
            for (slong j = 0; j < view->cols; j++)
            {
                fmpq *x = fmpq_mat_entry(B, i, j);
                arf_get_fmpq(x, arb_midref(arb_mat_entry(A, i, j)));
                fmpq_mul(x, x, factor);
            }
        raise_radius(radius, A, factor);
        arb_mat_clear(A);
    }
    fmpq_clear(factor);
    fulg_view_clear(view);
    return status;
}

fulg_status_t
fulg_check_weights(fulg_weights_t W, mag_t radius, const fulg_check_network_t N,
                   slong max_parameters, fulg_diag_t diag)
{
    fulg_domain_t D;
    fmpz_t parameters;
    fulg_status_t status;
    int few;
    if (!N->has_values)
        return fulg_diag_set(diag, FULG_UNABLE,
                             "the files do not hold Q, K and V of a network");
    fmpz_init(parameters);
    fulg_arch_parameters(parameters, N->arch);
    few = fmpz_cmp_si(parameters, max_parameters) <= 0;
    fmpz_clear(parameters);
    if (!few)
        return fulg_diag_set(diag, FULG_UNABLE, "more than %ld weights",
                             (long) max_parameters);
    fulg_domain_init_fmpq(D);
    status = fulg_weights_init(W, N->arch, D, diag);
    if (status != FULG_OK)
        return status;
    mag_zero(radius);
    for (slong b = 0; b < W->num && status == FULG_OK; b++)
        status = set_block(W->mat[b].fmpq, radius, N, &W->block[b], diag);
    if (status != FULG_OK)
        fulg_weights_clear(W);
    return status;
}
