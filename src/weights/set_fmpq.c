#include <fulgurite/weights.h>

fulg_status_t
fulg_weights_set_fmpq(fulg_weights_t B, const fulg_weights_t A,
                      fulg_diag_t diag)
{
    for (slong b = 0; b < A->num; b++)
        if (!fulg_domain_set_fmpq_mat(&B->mat[b], A->mat[b].fmpq, B->domain))
            return fulg_diag_set(diag, FULG_DOMAIN,
                                 "a denominator of the weights is divisible by "
                                 "the prime %lu",
                                 B->domain->prime);
    return FULG_OK;
}
