#include <string.h>

#include "impl.h"

/* Of an irrational factor, whose error becomes a radius of the weights, which are
   rational: far more than the bits of any ball that is made of them (1024, unless more
   are asked for), so that this radius is not what limits an answer. */
#define FACTOR_BITS 4096

/* Rows of A: the coordinates 2 m and 2 m + 1 of a head are m and m + num/2 of A. */
static void
pair_rows(arb_mat_t A, slong num)
{
    arb_mat_t B;
    arb_mat_init(B, arb_mat_nrows(A), arb_mat_ncols(A));
    arb_mat_swap(A, B);
    for (slong i = 0; i < arb_mat_nrows(A); i++)
    {
        const slong from = i < num ? i % 2 * (num / 2) + i / 2 : i;
        for (slong j = 0; j < arb_mat_ncols(A); j++)
            arb_swap(arb_mat_entry(A, i, j), arb_mat_entry(B, from, j));
    }
    arb_mat_clear(B);
}

/* Queries and keys whose neighbours turn together. */
static void
pair_block(arb_mat_t B, const fulg_check_network_t N, const fulg_block_t *block)
{
    if (N->by_map && N->map->halves && strchr("qkQK", block->kind) != NULL)
        pair_rows(B, N->arch->sub[block->layer].rotary);
}

void
fulg_check_finish_block(arb_mat_t B, const fulg_check_network_t N,
                        const fulg_block_t *block,
                        const fulg_floats_view_t view, slong bits)
{
    arb_t factor, shift;
    arb_init(factor);
    arb_init(shift);
    fulg_floats_view_factor(factor, view, bits);
    arb_set_fmpq(shift, view->shift, bits);
    if (!arb_is_one(factor))
        arb_mat_scalar_mul_arb(B, B, factor, bits);
    for (slong i = 0; !arb_is_zero(shift) && i < arb_mat_nrows(B); i++)
        for (slong j = 0; j < arb_mat_ncols(B); j++)
            arb_add(arb_mat_entry(B, i, j), arb_mat_entry(B, i, j), shift,
                    bits);
    pair_block(B, N, block);
    arb_clear(factor);
    arb_clear(shift);
}

/* A factor that is rational is kept exact: B = factor A + shift, and the largest radius
   in A times the factor where that is larger. */
static void
set_rationally(fmpq_mat_t B, mag_t radius, const arb_mat_t A,
               const fulg_floats_view_t view)
{
    fmpq_t factor;
    fmpz_t root;
    arb_t f;
    mag_t m, r;
    fmpq_init(factor);
    fmpz_init(root);
    arb_init(f);
    mag_init(m);
    mag_init(r);
    fmpz_sqrt(root, view->root);
    fmpq_div_fmpz(factor, view->scale, root);
    arb_set_fmpq(f, factor, 64);
    arb_get_mag(m, f);
    for (slong i = 0; i < arb_mat_nrows(A); i++)
        for (slong j = 0; j < arb_mat_ncols(A); j++)
        {
            arb_srcptr a = arb_mat_entry(A, i, j);
            fmpq *x = fmpq_mat_entry(B, i, j);
            arf_get_fmpq(x, arb_midref(a));
            fmpq_mul(x, x, factor);
            fmpq_add(x, x, view->shift);
            mag_mul(r, m, arb_radref(a));
            mag_max(radius, radius, r);
        }
    fmpq_clear(factor);
    fmpz_clear(root);
    arb_clear(f);
    mag_clear(m);
    mag_clear(r);
}

void
fulg_check_set_rationally(fmpq_mat_t B, arb_mat_t A,
                          const fulg_check_network_t N,
                          const fulg_block_t *block,
                          const fulg_floats_view_t view)
{
    mag_t none;
    mag_init(none);
    pair_block(A, N, block);
    set_rationally(B, none, A, view);
    mag_clear(none);
}

/* The midpoints of A, and its largest radius. */
static void
set_midpoints(fmpq_mat_t B, mag_t radius, const arb_mat_t A)
{
    for (slong i = 0; i < arb_mat_nrows(A); i++)
        for (slong j = 0; j < arb_mat_ncols(A); j++)
        {
            arb_srcptr a = arb_mat_entry(A, i, j);
            arf_get_fmpq(fmpq_mat_entry(B, i, j), arb_midref(a));
            mag_max(radius, radius, arb_radref(a));
        }
}

slong
fulg_check_head_of(const fulg_check_network_t N, const fulg_block_t *block)
{
    const int group = fulg_arch_block_kind(block->kind)->per == FULG_PER_GROUP;
    return block->head *
           (group ? fulg_arch_sublayer_share(&N->arch->sub[block->layer]) : 1);
}

static fulg_status_t
set_block(fmpq_mat_t B, mag_t radius, const fulg_check_network_t N,
          const fulg_block_t *block, fulg_diag_t diag)
{
    fulg_floats_view_t view;
    arb_mat_t A;
    fulg_status_t status;
    fulg_floats_view_init(view);
    status = fulg_check_network_matrix(A, view, N, block->layer,
                                       fulg_check_head_of(N, block),
                                       block->kind, diag);
    if (status == FULG_OK && fmpz_is_square(view->root))
    {
        pair_block(A, N, block);
        set_rationally(B, radius, A, view);
        arb_mat_clear(A);
    }
    else if (status == FULG_OK)
    {
        fulg_check_finish_block(A, N, block, view, FACTOR_BITS);
        set_midpoints(B, radius, A);
        arb_mat_clear(A);
    }
    fulg_floats_view_clear(view);
    return status;
}

fulg_status_t
fulg_check_weights(fulg_weights_t W, mag_t radius, const fulg_check_network_t N,
                   slong max_parameters, fulg_diag_t diag)
{
    fulg_domain_t D;
    fulg_status_t status;
    if (!N->has_values)
        return fulg_diag_set(diag, FULG_UNABLE,
                             "the files do not hold Q, K and V of a network");
    if (fulg_arch_num_parameters(N->arch) > max_parameters)
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
