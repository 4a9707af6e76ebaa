#include <string.h>

#include "impl.h"

void
fulg_check_head_start(fulg_check_head_t H, const fulg_check_network_t N,
                      slong layer, slong head)
{
    memset(H, 0, sizeof(fulg_check_head_struct));
    H->layer = layer;
    H->head = head;
    H->first = head < 0 ? head : fulg_check_network_first(N, layer, head);
    H->number = (N->by_blocks ? N->arch->sub[layer].layer : layer) + 1;
}

void
fulg_check_head_clear(fulg_check_head_t H)
{
    for (int n = 0; n < H->num; n++)
        fulg_check_matrix_clear(&H->part[n]);
}

const fulg_check_matrix_struct *
fulg_check_head_part(const fulg_check_head_t H, char kind)
{
    for (int n = 0; n < H->num; n++)
        if (H->kind[n] == kind)
            return &H->part[n];
    return NULL;
}

int
fulg_check_is_repeated(const fulg_check_head_t H, char kind)
{
    return (kind == 'K' || kind == 'U') && H->first != H->head;
}

const char *
fulg_check_part_name(char kind)
{
    static const char kinds[] = "QKAVOUCRSFGE";
    static const char *const names[] = {"Q",        "K",  "A",    "V",
                                        "O",        "U",  "C",    "R",
                                        "Q_rotary", "up", "gate", "down"};
    return names[strchr(kinds, kind) - kinds];
}

/* ---- latent coordinates ---------------------------------------------------- */

int
fulg_check_has_latent(const fulg_check_network_t N, slong layer)
{
    return N->by_blocks && fulg_check_network_has(N, layer, 'c');
}

/* Without rounding, so that a product of exact matrices has an exact rank. */
static void
mul_exactly(arb_mat_t P, const arb_mat_t A, const arb_mat_t B)
{
    arb_mat_init(P, arb_mat_nrows(A), arb_mat_ncols(B));
    for (slong i = 0; i < arb_mat_nrows(A); i++)
        for (slong j = 0; j < arb_mat_ncols(B); j++)
            for (slong k = 0; k < arb_mat_ncols(A); k++)
                arb_addmul(arb_mat_entry(P, i, j), arb_mat_entry(A, i, k),
                           arb_mat_entry(B, k, j), ARF_PREC_EXACT);
}

fulg_status_t
fulg_check_times_latent(arb_mat_t P, const arb_mat_t K,
                        const fulg_check_network_t N, slong layer,
                        fulg_diag_t diag)
{
    fulg_floats_view_t view;
    arb_mat_t C;
    fulg_status_t status;
    fulg_floats_view_init(view);
    status = fulg_check_network_matrix(C, view, N, layer, 0, 'c', diag);
    if (status == FULG_OK)
    {
        mul_exactly(P, K, C);
        arb_mat_clear(C);
    }
    fulg_floats_view_clear(view);
    return status;
}

/* ---- what a sublayer has once ---------------------------------------------- */

static fulg_status_t
add_part(fulg_check_head_t H, const fulg_check_network_t N, char kind,
         const fulg_check_options_t *options, fulg_diag_t diag)
{
    fulg_check_matrix_struct *M = &H->part[H->num];
    fulg_floats_view_t view;
    fulg_status_t status;
    if (!fulg_check_network_has(N, H->layer, kind))
        return FULG_OK;
    fulg_floats_view_init(view);
    status = fulg_check_network_view(view, N, H->layer, 0, kind, diag);
    if (status == FULG_OK)
    {
        H->kind[H->num++] = (char) (kind - 32);
        fulg_check_matrix_init(M);
        status = fulg_check_view(M, view, N->radius, options, diag);
    }
    fulg_floats_view_clear(view);
    return status;
}

fulg_status_t
fulg_check_sublayer(fulg_check_head_t H, const fulg_check_network_t N,
                    slong layer, const fulg_check_options_t *options,
                    fulg_diag_t diag)
{
    static const char kinds[] = "crfge";
    fulg_status_t status = FULG_OK;
    fulg_check_head_start(H, N, layer, -1);
    for (const char *k = kinds; *k && status == FULG_OK; k++)
        status = add_part(H, N, *k, options, diag);
    if (status != FULG_OK)
        fulg_check_head_clear(H);
    return status;
}
