#include <stdlib.h>
#include <string.h>

#include <fulgurite/fulgurite.h>

#include "tensors.h"

static void
read_twice(const fulg_floats_view_t view)
{
    fulg_floats_radius_t radius;
    fulg_diag_t diag;
    fmpq_mat_t A;
    arb_mat_t B;
    fulg_status_t status;
    fulg_floats_radius_init(radius);
    radius->kind = FULG_RADIUS_HALF_ULP;
    fmpq_mat_init(A, view->rows, view->cols);
    arb_mat_init(B, view->rows, view->cols);
    status = fulg_floats_view_get_fmpq_mat(A, view, diag);
    if (fulg_floats_view_get_arb_mat(B, view, radius, diag) != status)
        abort();
    if (status == FULG_OK && !arb_mat_contains_fmpq_mat(B, A))
        abort();
    fmpq_mat_clear(A);
    arb_mat_clear(B);
    fulg_floats_radius_clear(radius);
}

void
fuzz_tensors(const char *name, const uint8_t *data, size_t size)
{
    fulg_floats_tensors_t T;
    fulg_diag_t diag;
    fulg_floats_tensors_init(T);
    fulg_diag_init(diag);
    if (fulg_floats_tensors_load_bytes(T, name, data, size, diag) != FULG_OK)
    {
        if (diag->text[0] == '\0')
            abort();
        fulg_floats_tensors_clear(T);
        return;
    }
    for (slong n = 0; n < T->num; n++)
    {
        fulg_floats_view_t view;
        fulg_floats_view_init(view);
        if (T->tensor[n].count <= 4096 &&
            fulg_floats_view_set(view, &T->tensor[n], diag) == FULG_OK &&
            view->rows < 4096 && view->cols < 4096)
            read_twice(view);
        fulg_floats_view_clear(view);
    }
    fulg_floats_tensors_clear(T);
}
