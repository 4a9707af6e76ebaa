#include "impl.h"

fulg_status_t
fulg_dim_check_jacobian(const fmpz_t rank, const fulg_arch_t model,
                        ulong max_bytes, fulg_diag_t diag)
{
    fmpz_t bytes, tape;
    fulg_status_t status = FULG_OK;
    fmpz_init(bytes);
    fulg_arch_parameters(bytes, model);
    fmpz_mul(bytes, bytes, rank);
    /* The scores of the heads; a few of them are in memory at a time. */
    fmpz_init_set_si(tape, model->tokens);
    fmpz_mul_si(tape, tape, model->tokens);
    fmpz_add(bytes, bytes, tape);
    fmpz_mul_ui(bytes, bytes, sizeof(ulong));
    if (fmpz_cmp_ui(bytes, max_bytes) > 0)
    {
        fmpz_cdiv_q_2exp(bytes, bytes, 20);
        if (fmpz_fits_si(bytes))
            status = fulg_diag_set(diag, FULG_UNABLE,
                                   "a Jacobian of about %ld MiB is needed, the "
                                   "limit is %lu MiB (--max-memory)",
                                   (long) fmpz_get_si(bytes), max_bytes >> 20);
        else
            status = fulg_diag_set(diag, FULG_UNABLE,
                                   "the Jacobian that is needed is out of "
                                   "reach (--max-memory)");
    }
    fmpz_clear(bytes);
    fmpz_clear(tape);
    return status;
}
