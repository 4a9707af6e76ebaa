#include <string.h>

#include "impl.h"

/* The architecture of one head of a layer, alone and without residual. */
static void
init_head_arch(fulg_arch_t arch, const fulg_check_network_t N, slong layer)
{
    const fulg_arch_struct *whole = N->arch;
    const int factored = strchr(N->layout.kinds, 'v') == NULL;
    fulg_arch_init(arch, 1);
    arch->width[0] = whole->width[layer];
    arch->width[1] = whole->width[layer + 1];
    arch->sub[0].head_dim = whole->sub[layer].head_dim;
    arch->sub[0].value_dim = factored ? whole->sub[layer].value_dim : 0;
    arch->tokens = whole->tokens;
    fulg_arch_set_all(arch, "norm", fulg_arch_norm(whole));
    fulg_arch_set_all(arch, "mask", fulg_arch_is_causal(whole));
}

/* B = its blocks of the network, with scale, root and shift; of one head of a layer,
   or of all from that layer on when head is -1. */
static fulg_status_t
fill(fulg_weights_t B, const fulg_check_network_t N, slong layer, slong head,
     slong bits, fulg_diag_t diag)
{
    fulg_status_t status = FULG_OK;
    for (slong b = 0; b < B->num && status == FULG_OK; b++)
    {
        fulg_block_t block = B->block[b];
        fulg_floats_view_t view;
        arb_mat_t A;
        fulg_floats_view_init(view);
        block.layer += layer;
        status = fulg_check_network_matrix(
            A, view, N, block.layer,
            head < 0 ? fulg_check_head_of(N, &block) : head, block.kind, diag);
        if (status == FULG_OK)
        {
            fulg_check_finish_block(A, N, &block, view, bits);
            arb_mat_swap(B->mat[b].arb, A);
            arb_mat_clear(A);
        }
        fulg_floats_view_clear(view);
    }
    return status;
}

/* Y, initialised when FULG_OK is returned: the output at X of what fill reads. */
static fulg_status_t
evaluate(arb_mat_t Y, const fulg_arch_t arch, const fulg_check_network_t N,
         slong layer, slong head, const fulg_mat_t X, slong bits,
         fulg_diag_t diag)
{
    fulg_domain_t D;
    fulg_weights_t B;
    fulg_status_t status;
    fulg_domain_init_arb(D, bits);
    status = fulg_weights_init(B, arch, D, diag);
    if (status != FULG_OK)
        return status;
    status = fill(B, N, layer, head, bits, diag);
    if (status == FULG_OK)
    {
        fulg_eval_tape_t tape;
        fulg_eval_tape_init(tape, B);
        status = fulg_eval_forward(tape, B, X, diag);
        if (status == FULG_OK)
        {
            const arb_mat_struct *out = tape->state[B->arch->depth].arb;
            arb_mat_init(Y, arb_mat_nrows(out), arb_mat_ncols(out));
            arb_mat_set(Y, out);
        }
        fulg_eval_tape_clear(tape, B);
    }
    fulg_weights_clear(B);
    return status;
}

/* Y += the output of one head at X. */
static fulg_status_t
add_head(fulg_mat_t Y, const fulg_mat_t X, const fulg_check_network_t N,
         slong layer, slong head, slong bits, fulg_diag_t diag)
{
    fulg_arch_t arch;
    arb_mat_t part;
    fulg_status_t status;
    init_head_arch(arch, N, layer);
    status = evaluate(part, arch, N, layer, head, X, bits, diag);
    fulg_arch_clear(arch);
    if (status != FULG_OK)
        return status;
    arb_mat_add(Y->arb, Y->arb, part, bits);
    arb_mat_clear(part);
    return FULG_OK;
}

static fulg_status_t
add_layer(fulg_mat_t Y, const fulg_mat_t X, const fulg_check_network_t N,
          slong layer, slong bits, const fulg_progress_t *progress,
          fulg_diag_t diag)
{
    const slong heads = N->arch->sub[layer].heads;
    fulg_status_t status = FULG_OK;
    if (fulg_arch_is_residual(N->arch))
        arb_mat_set(Y->arb, X->arb);
    for (slong h = 0; h < heads && status == FULG_OK; h++)
    {
        if (fulg_progress_tick(progress, "layers", layer, N->arch->depth))
            return fulg_diag_set(diag, FULG_UNABLE, "interrupted");
        status = add_head(Y, X, N, layer, h, bits, diag);
    }
    return status;
}

/* ---- by blocks ------------------------------------------------------------------ */

static fulg_status_t
check_size(const fulg_arch_t arch, slong first, slong max_weights,
           fulg_diag_t diag)
{
    const slong n = fulg_arch_num_parameters(arch);
    if (n <= max_weights)
        return FULG_OK;
    return fulg_diag_set(
        diag, FULG_UNABLE,
        "sublayer %ld has %ld million weights, in balls about %.1f GB; "
        "evaluated are sublayers of up to %ld million",
        (long) first + 1, (long) (n / 1000000),
        (double) n * sizeof(arb_struct) / 1e9, (long) (max_weights / 1000000));
}

/* The state after each sublayer in turn. */
static fulg_status_t
evaluate_blocks(fulg_mat_t state, const fulg_check_network_t N, slong bits,
                slong max_weights, const fulg_progress_t *progress,
                fulg_diag_t diag)
{
    const fulg_arch_struct *whole = N->arch;
    fulg_status_t status = FULG_OK;
    for (slong i = 0, end; i < whole->depth && status == FULG_OK; i = end)
    {
        fulg_arch_t arch;
        arb_mat_t next;
        end = fulg_arch_unit_end(N->arch, i);
        if (fulg_progress_tick(progress, "layers", i, whole->depth))
            return fulg_diag_set(diag, FULG_UNABLE, "interrupted");
        fulg_arch_init_slice(arch, whole, i, end);
        status = check_size(arch, i, max_weights, diag);
        if (status == FULG_OK)
            status = evaluate(next, arch, N, i, -1, state, bits, diag);
        fulg_arch_clear(arch);
        if (status != FULG_OK)
            return status;
        arb_mat_swap(state->arb, next);
        arb_mat_clear(next);
    }
    return status;
}

fulg_status_t
fulg_check_forward(arb_mat_t Y, const fulg_check_network_t N, const arb_mat_t X,
                   slong bits, slong max_weights,
                   const fulg_progress_t *progress, fulg_diag_t diag)
{
    const fulg_arch_struct *arch = N->arch;
    fulg_status_t status = FULG_OK;
    fulg_mat_t state;
    if (!N->has_values)
        return fulg_diag_set(diag, FULG_UNABLE,
                             "the files do not hold Q, K and V of a network");
    arb_mat_init(state->arb, arch->width[0], arch->tokens);
    arb_mat_set(state->arb, X);
    if (N->by_blocks)
    {
        status = evaluate_blocks(state, N, bits, max_weights, progress, diag);
        if (status == FULG_OK)
        {
            arb_mat_init(Y, arb_mat_nrows(state->arb),
                         arb_mat_ncols(state->arb));
            arb_mat_swap(Y, state->arb);
        }
        arb_mat_clear(state->arb);
        return status;
    }
    for (slong i = 0; i < arch->depth && status == FULG_OK; i++)
    {
        fulg_mat_t next;
        arb_mat_init(next->arb, arch->width[i + 1], arch->tokens);
        status = add_layer(next, state, N, i, bits, progress, diag);
        arb_mat_swap(state->arb, next->arb);
        arb_mat_clear(next->arb);
    }
    if (status == FULG_OK)
    {
        arb_mat_init(Y, arch->width[arch->depth], arch->tokens);
        arb_mat_set(Y, state->arb);
    }
    arb_mat_clear(state->arb);
    return status;
}
