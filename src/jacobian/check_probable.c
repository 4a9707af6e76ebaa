#include "impl.h"

/* Primes, each with a combination of the directions and an input of its own. */
#define TRIALS 2
/* Half of all inputs are defined, where anything is claimed at all. */
#define MAX_TRIES 1000

/* ---- the probability (doc: thm-given-probable) -------------------------------- */

/* So many bits have a common denominator of the weights and their numerators over it. */
static ulong
weight_bits(const fulg_weights_t W)
{
    fmpz_t q, n;
    ulong bits;
    fmpz_init_set_ui(q, 1);
    fmpz_init(n);
    for (slong b = 0; b < W->num; b++)
        for (slong i = 0; i < W->block[b].rows; i++)
            for (slong j = 0; j < W->block[b].cols; j++)
                fmpz_lcm(q, q, fmpq_mat_entry_den(W->mat[b].fmpq, i, j));
    bits = fmpz_bits(q);
    for (slong b = 0; b < W->num; b++)
        for (slong i = 0; i < W->block[b].rows; i++)
            for (slong j = 0; j < W->block[b].cols; j++)
            {
                fmpz_divexact(n, q, fmpq_mat_entry_den(W->mat[b].fmpq, i, j));
                fmpz_mul(n, n, fmpq_mat_entry_num(W->mat[b].fmpq, i, j));
                bits = FLINT_MAX(bits, fmpz_bits(n));
            }
    fmpz_clear(q);
    fmpz_clear(n);
    return bits;
}

/* The sizes of the network whose last token is counted once. */
static void
set_sizes(fmpz_t D, fmpz_t lambda, const fulg_arch_struct *arch)
{
    fulg_arch_t whole;
    fulg_arch_init(whole, 1);
    fulg_arch_set(whole, arch);
    whole->tokens += whole->copies - 1;
    whole->copies = 1;
    fulg_eval_jacobian_sizes(D, lambda, whole);
    fulg_arch_clear(whole);
}

/* log2 of a bound for the probability of one trial, at most 0. */
static slong
error_of_trial(const fulg_weights_t W, const fmpz_mat_t directions)
{
    const fulg_arch_struct *arch = W->arch;
    const ulong t = (ulong) (arch->tokens + arch->copies - 1);
    fmpz_t D, eta;
    slong point, prime, defined = -1;
    fmpz_init(D);
    fmpz_init(eta);
    set_sizes(D, eta, arch);
    if (fulg_arch_is_normalised(arch))
    {
        defined = (slong) fmpz_bits(D) - 60;
        fmpz_fdiv_q_ui(D, D, 2 * t);
    }
    fmpz_addmul_ui(eta, D, weight_bits(W));
    fmpz_add_ui(eta, eta,
                (ulong) FLINT_ABS(fmpz_mat_max_bits(directions)) +
                    FLINT_BIT_COUNT((ulong) W->parameters));
    point = (slong) fmpz_bits(D) + 1 - 60;
    prime = (slong) fmpz_bits(eta) - 59;
    fmpz_clear(D);
    fmpz_clear(eta);
    return defined >= 0 ? 0 : FLINT_MIN(0, 1 + FLINT_MAX(point, prime));
}

/* ---- one trial --------------------------------------------------------------------- */

void
fulg_jacobian_combine(fulg_weights_t dW, const fmpz_mat_t directions,
                      fulg_rand_t rand)
{
    const ulong p = dW->domain->prime;
    nmod_mat_t A, c, x;
    nmod_mat_init(A, fmpz_mat_nrows(directions), fmpz_mat_ncols(directions), p);
    nmod_mat_init(c, fmpz_mat_ncols(directions), 1, p);
    nmod_mat_init(x, fmpz_mat_nrows(directions), 1, p);
    fmpz_mat_get_nmod_mat(A, directions);
    for (slong k = 0; k < nmod_mat_nrows(c); k++)
        nmod_mat_entry(c, k, 0) = fulg_rand_below(rand, p);
    nmod_mat_mul(x, A, c);
    for (slong b = 0; b < dW->num; b++)
    {
        const fulg_block_t *block = &dW->block[b];
        for (slong i = 0; i < block->rows; i++)
            for (slong j = 0; j < block->cols; j++)
                nmod_mat_entry(dW->mat[b].nmod, i, j) = nmod_mat_entry(
                    x, block->offset + i * block->cols + j, 0);
    }
    nmod_mat_clear(A);
    nmod_mat_clear(c);
    nmod_mat_clear(x);
}

/* An input at which the network is defined. */
static fulg_status_t
draw_input(fulg_eval_tape_t T, const fulg_weights_t W, fulg_rand_t rand)
{
    const fulg_domain_struct *D = W->domain;
    fulg_status_t status;
    slong tries = 0;
    fulg_mat_t X;
    D->ops->init(X, W->arch->width[0], W->arch->tokens, D);
    do
    {
        for (slong i = 0; i < nmod_mat_nrows(X->nmod); i++)
            for (slong j = 0; j < nmod_mat_ncols(X->nmod); j++)
                nmod_mat_entry(X->nmod, i, j) = fulg_rand_below(rand, D->prime);
        status = fulg_eval_forward(T, W, X, NULL);
    } while (status == FULG_DOMAIN && ++tries < MAX_TRIES);
    D->ops->clear(X);
    return status;
}

/* -1 when nothing was tried. */
static int
vanishes(const fulg_weights_t W, const fmpz_mat_t directions, fulg_rand_t rand)
{
    const fulg_arch_struct *arch = W->arch;
    fulg_domain_t D;
    fulg_weights_t B, dB;
    fulg_eval_tape_t T;
    fulg_mat_t dY;
    int zero = -1;
    fulg_domain_init_nmod(D, fulg_jacobian_prime(W, 0, rand));
    if (fulg_weights_init(B, arch, D, NULL) != FULG_OK)
        return -1;
    if (fulg_weights_init(dB, arch, D, NULL) == FULG_OK)
    {
        fulg_eval_tape_init(T, B);
        D->ops->init(dY, arch->width[arch->depth],
                     fulg_arch_output_columns(arch), D);
        if (fulg_weights_set_fmpq(B, W, NULL) == FULG_OK &&
            draw_input(T, B, rand) == FULG_OK)
        {
            fulg_jacobian_combine(dB, directions, rand);
            fulg_eval_tangent(dY, T, B, dB);
            zero = nmod_mat_is_zero(dY->nmod);
        }
        D->ops->clear(dY);
        fulg_eval_tape_clear(T, B);
        fulg_weights_clear(dB);
    }
    fulg_weights_clear(B);
    return zero;
}

int
fulg_jacobian_check_probable(slong *error_log2, const fulg_weights_t W,
                             const fmpz_mat_t directions, fulg_rand_t rand)
{
    const slong one = error_of_trial(W, directions);
    *error_log2 = TRIALS * one;
    for (int n = 0; n < TRIALS; n++)
    {
        const int zero = vanishes(W, directions, rand);
        if (zero == 0)
            return 0;
        if (zero < 0)
            *error_log2 -= one;
    }
    return 1;
}
