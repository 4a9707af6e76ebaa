/* Any bytes as data: JSON, else .npz with X and y.  Refused with a sentence, or
   written and read again to the same. */
#include <stdlib.h>

#include <fulgurite/fulgurite.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_status(fulg_status_t status, const fulg_diag_t diag)
{
    if (status != FULG_OK && diag->text[0] == '\0')
        abort();
}

static void
round_trip(const fulg_dataset_t D)
{
    json_t *value = fulg_dataset_json(D);
    fulg_dataset_t back;
    fulg_diag_t diag;
    fmpq_t radius;
    if (fulg_dataset_init_json(back, value, diag) != FULG_OK ||
        back->num != D->num)
        abort();
    for (slong i = 0; i < D->num; i++)
        if (!fmpq_mat_equal(&D->X[i], &back->X[i]) ||
            D->label[i] != back->label[i])
            abort();
    fmpq_init(radius);
    fulg_dataset_radius_squared(radius, D);
    if (fmpq_sgn(radius) < 0)
        abort();
    fmpq_clear(radius);
    fulg_dataset_clear(back);
    json_decref(value);
}

/* As data, as parameters, and as a run to be resumed. */
static void
read_json(const json_t *value)
{
    fulg_dataset_t D;
    fulg_optimize_heads_t P;
    fulg_optimize_descent_t R;
    fulg_diag_t diag;
    fulg_status_t status;
    fulg_diag_init(diag);
    status = fulg_dataset_init_json(D, value, diag);
    check_status(status, diag);
    if (status == FULG_OK)
    {
        round_trip(D);
        fulg_dataset_clear(D);
    }
    fulg_diag_init(diag);
    status = fulg_optimize_heads_init_json(P, value, 2, 2, diag);
    check_status(status, diag);
    if (status == FULG_OK)
        fulg_optimize_heads_clear(P);
    fulg_diag_init(diag);
    status = fulg_optimize_descent_init_json(R, D, P, value, diag);
    check_status(status, diag);
    if (status != FULG_OK)
        return;
    round_trip(D);
    fulg_optimize_descent_clear(R);
    fulg_dataset_clear(D);
    fulg_optimize_heads_clear(P);
}

static void
read_tensors(const uint8_t *data, size_t size)
{
    const fulg_tensor_struct *X, *y;
    fulg_floats_tensors_t T;
    fulg_dataset_t D;
    fulg_diag_t diag;
    fulg_status_t status;
    fulg_floats_tensors_init(T);
    fulg_diag_init(diag);
    status = fulg_floats_tensors_load_bytes(T, "x.npz", data, size, diag);
    check_status(status, diag);
    X = status == FULG_OK ? fulg_floats_tensors_find(T, "X") : NULL;
    y = status == FULG_OK ? fulg_floats_tensors_find(T, "y") : NULL;
    if (X != NULL && y != NULL && X->count <= 4096)
    {
        fulg_diag_init(diag);
        status = fulg_dataset_init_tensors(D, X, y, diag);
        check_status(status, diag);
        if (status == FULG_OK)
        {
            round_trip(D);
            fulg_dataset_clear(D);
        }
    }
    fulg_floats_tensors_clear(T);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    json_t *value = json_loadb((const char *) data, size,
                               JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, NULL);
    if (value != NULL)
        read_json(value);
    else
        read_tensors(data, size);
    json_decref(value);
    return 0;
}
