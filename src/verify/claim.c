#include <fulgurite/verify.h>

void
fulg_verify_claim_init(fulg_verify_claim_t *claim)
{
    fmpz_init(claim->parameters);
    fmpz_init(claim->lower);
    fmpz_init(claim->upper);
    claim->known = FULG_UNKNOWN;
    claim->statement = NULL;
    claim->lower_theorem = claim->upper_theorem = claim->kind = "";
    claim->length = claim->hidden_size = 0;
    claim->row_nonzeros = claim->column_nonzeros = 0;
    fmpq_init(claim->e1);
    fmpq_init(claim->e2);
    fmpq_init(claim->ratio);
}

void
fulg_verify_claim_clear(fulg_verify_claim_t *claim)
{
    fmpz_clear(claim->parameters);
    fmpz_clear(claim->lower);
    fmpz_clear(claim->upper);
    flint_free(claim->statement);
    fmpq_clear(claim->e1);
    fmpq_clear(claim->e2);
    fmpq_clear(claim->ratio);
}
