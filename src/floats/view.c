#include <stdio.h>

#include "impl.h"

void
fulg_floats_view_init(fulg_floats_view_t view)
{
    view->tensor = NULL;
    view->rows = view->cols = view->start = 0;
    view->row_step = view->col_step = 0;
    fmpq_init(view->scale);
    fmpq_one(view->scale);
    fmpq_init(view->shift);
    fmpz_init_set_ui(view->root, 1);
}

void
fulg_floats_view_clear(fulg_floats_view_t view)
{
    fmpq_clear(view->scale);
    fmpq_clear(view->shift);
    fmpz_clear(view->root);
}

int
fulg_floats_sizes(slong *size, const fulg_tensor_struct *tensor, int wanted)
{
    int num = 0, spare = tensor->rank - wanted;
    for (int i = 0; i < tensor->rank; i++)
    {
        if (spare > 0 && tensor->shape[i] == 1)
            spare--;
        else
            size[num++] = tensor->shape[i];
    }
    return num;
}

static fulg_status_t
check_numbers(const fulg_tensor_struct *tensor, fulg_diag_t diag)
{
    if (tensor->odd != NULL)
        return fulg_diag_set(diag, FULG_PARSE, "tensor \"%.200s\": %s",
                             tensor->name, tensor->odd);
    if (tensor->format == FULG_FLOAT_OTHER)
        return fulg_diag_set(
            diag, FULG_PARSE,
            "tensor \"%.200s\": numbers of type %s, not floats", tensor->name,
            tensor->dtype);
    if (tensor->count == 0)
        return fulg_diag_set(diag, FULG_PARSE,
                             "tensor \"%.200s\": a side of length 0",
                             tensor->name);
    return FULG_OK;
}

fulg_status_t
fulg_floats_view_set(fulg_floats_view_t view, const fulg_tensor_struct *tensor,
                     fulg_diag_t diag)
{
    slong size[FULG_TENSOR_MAX_RANK] = {1, 1};
    const int num = fulg_floats_sizes(size, tensor, 2);
    const fulg_status_t status = check_numbers(tensor, diag);
    if (status != FULG_OK)
        return status;
    if (num < 1 || num > 2)
        return fulg_diag_set(diag, FULG_PARSE,
                             "tensor \"%.200s\": %d indices; a matrix has 2",
                             tensor->name, tensor->rank);
    view->tensor = tensor;
    view->start = 0;
    view->rows = size[0];
    view->cols = num == 2 ? size[1] : 1;
    view->row_step = tensor->fortran ? 1 : view->cols;
    view->col_step = tensor->fortran ? view->rows : 1;
    return FULG_OK;
}

fulg_status_t
fulg_floats_view_set_slice(fulg_floats_view_t view,
                           const fulg_tensor_struct *tensor, int axis,
                           slong value, fulg_diag_t diag)
{
    slong size[FULG_TENSOR_MAX_RANK], step[3];
    const int num = fulg_floats_sizes(size, tensor, 3);
    const int row = axis == 0, col = axis == 2 ? 1 : 2;
    const fulg_status_t status = check_numbers(tensor, diag);
    if (status != FULG_OK)
        return status;
    if (num != 3)
        return fulg_diag_set(diag, FULG_PARSE,
                             "tensor \"%.200s\": %d indices where 3 are needed",
                             tensor->name, tensor->rank);
    if (value < 0 || value >= size[axis])
        return fulg_diag_set(diag, FULG_PARSE,
                             "tensor \"%.200s\": value %ld of an index of %ld",
                             tensor->name, (long) value, (long) size[axis]);
    step[0] = tensor->fortran ? 1 : size[1] * size[2];
    step[1] = tensor->fortran ? size[0] : size[2];
    step[2] = tensor->fortran ? size[0] * size[1] : 1;
    view->tensor = tensor;
    view->start = value * step[axis];
    view->rows = size[row];
    view->cols = size[col];
    view->row_step = step[row];
    view->col_step = step[col];
    return FULG_OK;
}

void
fulg_floats_view_transpose(fulg_floats_view_t view)
{
    const slong rows = view->rows, row_step = view->row_step;
    view->rows = view->cols;
    view->cols = rows;
    view->row_step = view->col_step;
    view->col_step = row_step;
}

static fulg_status_t
check_range(const fulg_floats_view_t view, const char *what, slong first,
            slong end, slong size, fulg_diag_t diag)
{
    if (first < 0 || end <= first || end > size)
        return fulg_diag_set(
            diag, FULG_PARSE, "tensor \"%.200s\": %s %ld:%ld of %ld",
            view->tensor->name, what, (long) first, (long) end, (long) size);
    return FULG_OK;
}

fulg_status_t
fulg_floats_view_rows(fulg_floats_view_t view, slong first, slong end,
                      fulg_diag_t diag)
{
    const fulg_status_t status = check_range(view, "rows", first, end,
                                             view->rows, diag);
    if (status != FULG_OK)
        return status;
    view->start += first * view->row_step;
    view->rows = end - first;
    return FULG_OK;
}

fulg_status_t
fulg_floats_view_cols(fulg_floats_view_t view, slong first, slong end,
                      fulg_diag_t diag)
{
    const fulg_status_t status = check_range(view, "cols", first, end,
                                             view->cols, diag);
    if (status != FULG_OK)
        return status;
    view->start += first * view->col_step;
    view->cols = end - first;
    return FULG_OK;
}
