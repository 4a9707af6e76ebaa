#include <fulgurite/dataset.h>

void
fulg_dataset_radius_squared(fmpq_t r, const fulg_dataset_t D)
{
    fmpq_t s;
    fmpq_init(s);
    fmpq_zero(r);
    for (slong i = 0; i < D->num; i++)
        for (slong t = 0; t < D->tokens; t++)
        {
            fmpq_zero(s);
            for (slong j = 0; j < D->dim; j++)
                fmpq_addmul(s, fmpq_mat_entry(&D->X[i], t, j),
                            fmpq_mat_entry(&D->X[i], t, j));
            if (fmpq_cmp(s, r) > 0)
                fmpq_set(r, s);
        }
    fmpq_clear(s);
}
