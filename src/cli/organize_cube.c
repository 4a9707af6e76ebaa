#include "organize.h"

void
fulg_cli_organize_set_scores(fmpq_mat_t score, const fmpq_mat_t Q,
                             const fmpq_mat_t K)
{
    fmpq_mat_t T;
    fmpq_mat_init(T, fmpq_mat_ncols(Q), fmpq_mat_nrows(Q));
    fmpq_mat_transpose(T, Q);
    fmpq_mat_mul(score, T, K);
    fmpq_mat_clear(T);
}

int
fulg_cli_organize_to_cube(fulg_cube_t X, fmpq_mat_struct *score, slong num,
                          const char *name)
{
    fulg_diag_t diag;
    const fulg_status_t status = fulg_cube_init_heads(X, score, num, diag);
    for (slong t = 0; t < num; t++)
        fmpq_mat_clear(&score[t]);
    flint_free(score);
    return status == FULG_OK ? FULG_EXIT_OK : fulg_cli_fail(status, diag, name);
}
