#include <fulgurite/dataset.h>

#define MAX_NUMBERS (WORD(1) << 27)

fulg_status_t
fulg_dataset_init(fulg_dataset_t D, slong num, slong tokens, slong dim,
                  fulg_diag_t diag)
{
    if (num < 1 || tokens < 1 || dim < 1)
        return fulg_diag_set(diag, FULG_PARSE,
                             num < 1 ? "no samples" : "tokens without entries");
    if (num > MAX_NUMBERS / tokens || num * tokens > MAX_NUMBERS / dim)
        return fulg_diag_set(diag, FULG_UNABLE, "more than %ld numbers",
                             (long) MAX_NUMBERS);
    D->num = num;
    D->tokens = tokens;
    D->dim = dim;
    D->X = flint_malloc((size_t) num * sizeof *D->X);
    D->label = flint_malloc((size_t) num * sizeof *D->label);
    for (slong i = 0; i < num; i++)
    {
        fmpq_mat_init(&D->X[i], tokens, dim);
        D->label[i] = 1;
    }
    return FULG_OK;
}

void
fulg_dataset_clear(fulg_dataset_t D)
{
    for (slong i = 0; i < D->num; i++)
        fmpq_mat_clear(&D->X[i]);
    flint_free(D->X);
    flint_free(D->label);
}
