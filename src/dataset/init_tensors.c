#include <fulgurite/dataset.h>

static fulg_status_t
set_sample(fulg_dataset_t D, slong i, const fulg_tensor_struct *X,
           const fulg_tensor_struct *y, fulg_diag_t diag)
{
    fmpq_t label;
    fmpq_init(label);
    if (!fulg_dataset_tensor_entry(label, y, i) ||
        !fmpz_is_one(fmpq_denref(label)) || !fmpz_is_pm1(fmpq_numref(label)))
    {
        fmpq_clear(label);
        return fulg_diag_set(diag, FULG_PARSE,
                             "\"%.100s\", sample %ld: the "
                             "label is neither 1 nor -1",
                             y->name, (long) i + 1);
    }
    D->label[i] = fmpq_sgn(label);
    fmpq_clear(label);
    for (slong t = 0; t < D->tokens; t++)
        for (slong j = 0; j < D->dim; j++)
            if (!fulg_dataset_tensor_entry(fmpq_mat_entry(&D->X[i], t, j), X,
                                           (i * D->tokens + t) * D->dim + j))
                return fulg_diag_set(diag, FULG_PARSE,
                                     "\"%.100s\", sample "
                                     "%ld: entry (%ld,%ld) is not finite",
                                     X->name, (long) i + 1, (long) t + 1,
                                     (long) j + 1);
    return FULG_OK;
}

fulg_status_t
fulg_dataset_init_tensors(fulg_dataset_t D, const fulg_tensor_struct *X,
                          const fulg_tensor_struct *y, fulg_diag_t diag)
{
    fulg_status_t status;
    const fulg_tensor_struct *bad = !fulg_dataset_tensor_is_numeric(X)   ? X
                                    : !fulg_dataset_tensor_is_numeric(y) ? y
                                                                         : NULL;
    if (bad != NULL)
        return fulg_diag_set(diag, FULG_PARSE,
                             "\"%.100s\" holds numbers of "
                             "type \"%.15s\"",
                             bad->name, bad->dtype);
    if (X->rank != 3 || X->count == 0)
        return fulg_diag_set(diag, FULG_PARSE,
                             "\"%.100s\" is not of shape "
                             "samples x tokens x dimension, all 1 or more",
                             X->name);
    if (y->rank != 1 || y->shape[0] != X->shape[0])
        return fulg_diag_set(diag, FULG_PARSE,
                             "\"%.100s\" is not a list of "
                             "%ld labels",
                             y->name, (long) X->shape[0]);
    status = fulg_dataset_init(D, X->shape[0], X->shape[1], X->shape[2], diag);
    if (status != FULG_OK)
        return status;
    for (slong i = 0; i < D->num && status == FULG_OK; i++)
        status = set_sample(D, i, X, y, diag);
    if (status != FULG_OK)
        fulg_dataset_clear(D);
    return status;
}
