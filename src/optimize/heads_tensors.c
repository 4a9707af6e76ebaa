#include "impl.h"

static fulg_status_t
set_matrix(fmpq_mat_t A, const fulg_tensor_struct *T, slong h, fulg_diag_t diag)
{
    const slong rows = fmpq_mat_nrows(A), cols = fmpq_mat_ncols(A);
    for (slong i = 0; i < rows; i++)
        for (slong j = 0; j < cols; j++)
            if (!fulg_dataset_tensor_entry(fmpq_mat_entry(A, i, j), T,
                                           (h * rows + i) * cols + j))
                return fulg_diag_set(diag, FULG_PARSE,
                                     "\"%.100s\", head %ld: "
                                     "entry (%ld,%ld) is not finite",
                                     T->name, (long) h + 1, (long) i + 1,
                                     (long) j + 1);
    return FULG_OK;
}

static fulg_status_t
check_shape(const fulg_tensor_struct *T, slong heads, slong rows, slong cols,
            fulg_diag_t diag)
{
    if (!fulg_dataset_tensor_is_numeric(T))
        return fulg_diag_set(diag, FULG_PARSE,
                             "\"%.100s\" holds numbers of "
                             "type \"%.15s\"",
                             T->name, T->dtype);
    if (T->rank != 3 || T->shape[0] != heads || T->shape[1] != rows ||
        T->shape[2] != cols || heads < 1)
        return fulg_diag_set(diag, FULG_PARSE,
                             "\"%.100s\" is not of shape "
                             "heads x %ld x %ld with 1 head or more",
                             T->name, (long) rows, (long) cols);
    return FULG_OK;
}

fulg_status_t
fulg_optimize_heads_init_tensors(fulg_optimize_heads_t P,
                                 const fulg_tensor_struct *U,
                                 const fulg_tensor_struct *W, slong tokens,
                                 slong dim, fulg_diag_t diag)
{
    const slong heads = U->rank == 3 ? U->shape[0] : 0;
    fulg_status_t status = check_shape(U, heads, tokens, dim, diag);
    if (status == FULG_OK)
        status = check_shape(W, heads, dim, dim, diag);
    if (status != FULG_OK)
        return status;
    fulg_optimize_heads_init(P, heads, tokens, dim);
    for (slong h = 0; h < heads && status == FULG_OK; h++)
    {
        status = set_matrix(&P->U[h], U, h, diag);
        if (status == FULG_OK)
            status = set_matrix(&P->W[h], W, h, diag);
    }
    if (status != FULG_OK)
        fulg_optimize_heads_clear(P);
    return status;
}
