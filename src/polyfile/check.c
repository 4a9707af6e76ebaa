#include "impl.h"

void
fulg_polyfile_options_init(fulg_polyfile_options_t *options)
{
    options->prime = 0;
    options->check_prime = FULG_POLYFILE_CHECK_PRIME;
    options->integral = 0;
    options->short_names = 0;
}

/* p is 0 or a prime below 2^31. */
static fulg_status_t
check_prime(ulong p, fulg_diag_struct *diag)
{
    if (p == 0 || (p < PRIME_LIMIT && n_is_prime(p)))
        return FULG_OK;
    return fulg_diag_set(diag, FULG_PARSE, "%lu is not a prime below 2^31",
                         (unsigned long) p);
}

/* The file divides by the denominators modulo its check prime. */
static fulg_status_t
check_denominators(const fulg_polysys_struct *S, ulong p,
                   fulg_diag_struct *diag)
{
    for (slong b = 0; b < S->num_blocks; b++)
    {
        const fulg_polysys_polyblock_t *B = &S->block[b];
        for (slong k = 0; k < B->rows * B->cols; k++)
            if (fmpz_fdiv_ui(fmpq_denref(B->entry[k].content), p) == 0)
                return fulg_diag_set(diag, FULG_DOMAIN,
                                     "the check prime %lu divides the "
                                     "denominator of a coefficient",
                                     (unsigned long) p);
    }
    return FULG_OK;
}

/* A prime of the system, beside one that it has itself or that the program can
   not take. */
static fulg_status_t
check_modulus(const fulg_polysys_struct *S, const fulg_dialect_t *D, ulong p,
              fulg_diag_struct *diag)
{
    if (p == 0)
        return FULG_OK;
    if (D->no_prime)
        return fulg_diag_set(diag, FULG_UNABLE,
                             "%s does not support numbers modulo a prime",
                             D->program);
    if (!fmpz_is_zero(S->task.prime) && !fmpz_equal_ui(S->task.prime, p))
        return fulg_diag_set(diag, FULG_UNABLE,
                             "the system is one modulo a prime of its own: it "
                             "has no meaning modulo %lu",
                             (unsigned long) p);
    return FULG_OK;
}

fulg_status_t
fulg_polyfile_check(const fulg_polysys_struct *S, const fulg_dialect_t *D,
                    const fulg_polyfile_options_t *options,
                    fulg_diag_struct *diag)
{
    const ulong p = options->prime, check = options->check_prime;
    fulg_status_t status = check_prime(p, diag);
    if (status == FULG_OK)
        status = check_prime(check, diag);
    if (status == FULG_OK)
        status = check_modulus(S, D, p, diag);
    if (status != FULG_OK)
        return status;
    if (D->minors && S->minor == NULL)
        return fulg_diag_set(
            diag, FULG_UNABLE,
            "a file for %s proves the minor of a certificate, but this "
            "system has none",
            D->program);
    if (S->num_blocks == 0)
        return fulg_diag_set(diag, FULG_UNABLE,
                             "the system has no polynomials to write");
    if (S->task.kind == FULG_TASK_IMAGE &&
        fulg_polyfile_out_has_conditions(S) && S->num_points == 0)
        return fulg_diag_set(diag, FULG_UNABLE,
                             "the conditions on the map have no known point");
    if (S->task.kind == FULG_TASK_RANK && D->no_rank)
        return fulg_diag_set(diag, FULG_UNABLE,
                             "%s has no matrices: a rank needs another format",
                             D->program);
    if (D->max_variables > 0 && S->ring->num > D->max_variables)
        return fulg_diag_set(diag, FULG_UNABLE,
                             "%s takes at most %ld variables: the system has "
                             "%ld",
                             D->program, (long) D->max_variables,
                             (long) S->ring->num);
    if (D->max_prime > 0 && p == 0 && check > D->max_prime)
        return fulg_diag_set(diag, FULG_UNABLE,
                             "%s computes modulo primes up to %lu: the check "
                             "prime is %lu",
                             D->program, (unsigned long) D->max_prime,
                             (unsigned long) check);
    if (p == 0 && check > 0)
        return check_denominators(S, check, diag);
    return FULG_OK;
}
