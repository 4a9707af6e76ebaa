#include "impl.h"

/* Sizes as a person reads them. */
static void
refuse(const fmpz_t bytes, ulong max_bytes, fulg_diag_t diag)
{
    static const char *const units[] = {"MiB", "GiB", "TiB", "PiB", "EiB"};
    int unit = 0;
    fmpz_t n;
    fmpz_init(n);
    fmpz_cdiv_q_2exp(n, bytes, 20);
    for (; unit < 4 && fmpz_cmp_ui(n, 10240) >= 0; unit++)
        fmpz_cdiv_q_2exp(n, n, 10);
    if (fmpz_cmp_ui(n, 1000000) < 0)
        fulg_diag_set(diag, FULG_UNABLE,
                      "a Jacobian of about %lu %s is needed, the limit is %lu "
                      "MiB (--max-memory)",
                      fmpz_get_ui(n), units[unit], max_bytes >> 20);
    else
        fulg_diag_set(diag, FULG_UNABLE,
                      "the Jacobian would need more than 10^24 bytes");
    fmpz_clear(n);
}

fulg_status_t
fulg_dim_check_jacobian(const fmpz_t rank, const fulg_arch_t model,
                        ulong max_bytes, fulg_diag_t diag)
{
    /* A ball takes about eight words where a residue takes one. */
    const ulong words = fulg_arch_is_softmax(model) ? 8 : 1;
    fmpz_t bytes, tape;
    fulg_status_t status = FULG_OK;
    fmpz_init(bytes);
    fulg_arch_parameters(bytes, model);
    fmpz_mul(bytes, bytes, rank);
    /* The scores of the heads; a few of them are in memory at a time. */
    fmpz_init_set_si(tape, model->tokens);
    fmpz_mul_si(tape, tape, model->tokens);
    fmpz_add(bytes, bytes, tape);
    fmpz_mul_ui(bytes, bytes, words * sizeof(ulong));
    if (fmpz_cmp_ui(bytes, max_bytes) > 0)
    {
        refuse(bytes, max_bytes, diag);
        status = FULG_UNABLE;
    }
    fmpz_clear(bytes);
    fmpz_clear(tape);
    return status;
}

fulg_status_t
fulg_dim_check_direct(const fulg_cert_t cert, ulong max_bytes, fulg_diag_t diag)
{
    fulg_arch_t model;
    fulg_status_t status;
    fulg_arch_init(model, 1);
    fulg_arch_set(model, cert->arch);
    model->tokens = fulg_arch_model_tokens(cert->arch);
    status = fulg_dim_check_jacobian(fulg_cert_bound_total(cert->upper), model,
                                     max_bytes, diag);
    fulg_arch_clear(model);
    return status;
}
