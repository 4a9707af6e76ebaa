#include "impl.h"

void
fulg_pattern_proof_init(fulg_pattern_proof_t *proof)
{
    proof->holds = FULG_UNKNOWN;
    proof->row = 0;
    proof->condition = 0;
    proof->no_zeros = 1;
    fmpq_init(proof->spread);
    fmpq_init(proof->logit);
    fmpq_init(proof->leak);
    arb_init(proof->ratio_error);
    arb_init(proof->leak_error);
    arb_init(proof->difference);
}

void
fulg_pattern_proof_clear(fulg_pattern_proof_t *proof)
{
    fmpq_clear(proof->spread);
    fmpq_clear(proof->logit);
    fmpq_clear(proof->leak);
    arb_clear(proof->ratio_error);
    arb_clear(proof->leak_error);
    arb_clear(proof->difference);
}
