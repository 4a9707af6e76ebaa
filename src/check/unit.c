#include "impl.h"

/* The root that is left out of a query: of all the same. */
static fulg_status_t
leave_out_root(fulg_floats_view_t view, fmpz_t root, char kind, int *has_query,
               fulg_diag_t diag)
{
    const int query = kind == 'q' || kind == 'Q';
    const int square = fmpz_is_square(view->root);
    if (!query && square)
        return FULG_OK;
    if (!query || (*has_query && !(square ? fmpz_is_one(root)
                                          : fmpz_equal(root, view->root))))
        return fulg_diag_set(diag, FULG_UNABLE,
                             "its scales have different irrational factors");
    *has_query = 1;
    if (!square)
    {
        fmpz_set(root, view->root);
        fmpz_one(view->root);
    }
    return FULG_OK;
}

static fulg_status_t
set_block(fmpq_mat_t B, fmpz_t root, int *has_query,
          const fulg_check_network_t N, const fulg_block_t *block,
          fulg_diag_t diag)
{
    fulg_floats_view_t view;
    arb_mat_t A;
    fulg_status_t status;
    fulg_floats_view_init(view);
    status = fulg_check_network_matrix(A, view, N, block->layer,
                                       fulg_check_head_of(N, block),
                                       block->kind, diag);
    if (status == FULG_OK)
    {
        status = leave_out_root(view, root, block->kind, has_query, diag);
        if (status == FULG_OK)
            fulg_check_set_rationally(B, A, N, block, view);
        arb_mat_clear(A);
    }
    fulg_floats_view_clear(view);
    return status;
}

/* The sublayers as a network of their own, or UNABLE. */
static fulg_status_t
init_weights(fulg_weights_t W, const fulg_check_network_t N, slong first,
             slong end, slong max_parameters, fulg_diag_t diag)
{
    fulg_domain_t D;
    fulg_arch_t arch;
    fmpz_t parameters;
    fulg_status_t status;
    fulg_arch_init_slice(arch, N->arch, first, end);
    fmpz_init(parameters);
    fulg_arch_parameters(parameters, arch);
    fulg_domain_init_fmpq(D);
    status = fmpz_cmp_si(parameters, max_parameters) > 0
                 ? fulg_diag_set(diag, FULG_UNABLE,
                                 "a sublayer has more than %ld weights",
                                 (long) max_parameters)
                 : fulg_weights_init(W, arch, D, diag);
    fmpz_clear(parameters);
    fulg_arch_clear(arch);
    return status;
}

fulg_status_t
fulg_check_unit(fulg_weights_t W, fmpz_t root, const fulg_check_network_t N,
                slong first, slong end, slong max_parameters, fulg_diag_t diag)
{
    fulg_status_t status;
    int has_query = 0;
    fmpz_one(root);
    if (N->radius->kind != FULG_RADIUS_ZERO)
        return fulg_diag_set(diag, FULG_UNABLE,
                             "numbers within a radius are never proved equal");
    status = init_weights(W, N, first, end, max_parameters, diag);
    if (status != FULG_OK)
        return status;
    for (slong b = 0; b < W->num && status == FULG_OK; b++)
    {
        fulg_block_t block = W->block[b];
        block.layer += first;
        status = set_block(W->mat[b].fmpq, root, &has_query, N, &block, diag);
    }
    if (status != FULG_OK)
        fulg_weights_clear(W);
    return status;
}
