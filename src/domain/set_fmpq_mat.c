#include <fulgurite/domain.h>

int
fulg_domain_set_fmpq_mat(fulg_mat_t B, const fmpq_mat_t A,
                         const fulg_domain_t D)
{
    for (slong i = 0; i < fmpq_mat_nrows(A); i++)
        for (slong j = 0; j < fmpq_mat_ncols(A); j++)
            if (!D->ops->set_fmpq(B, i, j, fmpq_mat_entry(A, i, j), D))
                return 0;
    return 1;
}
