#include <string.h>

#include "impl.h"

/*
 * An input where the outputs differ proves that the functions do.  Inputs are
 * tried modulo a random prime p: outputs that differ mod p differ.  When nothing
 * is found, the last trials, with entries uniform mod p, bound the chance that
 * different functions were missed: a nonzero numerator of degree D vanishes with
 * probability at most D/p (Schwartz, Zippel), and p divides all of its
 * coefficients with probability at most (bits/60) / 2^54.
 */

/* Exact outputs are given up to this degree; beyond, those mod p. */
#define EXACT_DEGREE 20000
#define UNIFORM_TRIALS 2
/* Inputs for each precision after the first. */
#define MORE_TRIALS 6

int
fulg_fiber_same_reduce(fulg_weights_t Wp, const fulg_weights_t W, ulong p)
{
    fulg_domain_t D;
    fulg_domain_init_nmod(D, p);
    if (fulg_weights_init(Wp, W->arch, D, NULL) != FULG_OK)
        return 0;
    if (fulg_weights_set_fmpq(Wp, W, NULL) == FULG_OK)
        return 1;
    fulg_weights_clear(Wp);
    return 0;
}

/* Both outputs at X (over the domain of a and b): 0 when one is undefined. */
static int
outputs(fulg_eval_tape_t S, fulg_eval_tape_t T, const fulg_weights_t a,
        const fulg_weights_t b, const fulg_mat_t X)
{
    return fulg_eval_forward(S, a, X, NULL) == FULG_OK &&
           fulg_eval_forward(T, b, X, NULL) == FULG_OK;
}

static const fulg_mat_struct *
output(const fulg_eval_tape_t T)
{
    return &T->state[T->depth];
}

/* Trial n of trials: small integers first, then larger ones, uniform last. */
static void
draw(fmpq_mat_t X, fulg_rand_t rand, slong n, slong trials, ulong p)
{
    const slong bound = n < 2 ? 1 : n < 6 ? 2 : n < 12 ? 5 : 100;
    for (slong i = 0; i < fmpq_mat_nrows(X); i++)
        for (slong j = 0; j < fmpq_mat_ncols(X); j++)
        {
            fmpq *x = fmpq_mat_entry(X, i, j);
            if (n >= trials)
                fmpz_set_ui(fmpq_numref(x), fulg_rand_below(rand, p));
            else
                fmpz_set_si(fmpq_numref(x), fulg_rand_signed(rand, bound));
            fmpz_one(fmpq_denref(x));
        }
}

static void
keep_input(fulg_fiber_same_t result, const fmpq_mat_t X)
{
    result->equal = FULG_FALSE;
    result->proof = FULG_SAME_WITNESS;
    result->has_witness = 1;
    fmpq_mat_set(result->X, X);
}

static void
keep_residues(fmpq_mat_t Y, const fulg_mat_struct *y)
{
    for (slong i = 0; i < fmpq_mat_nrows(Y); i++)
        for (slong j = 0; j < fmpq_mat_ncols(Y); j++)
            fmpz_set_ui(fmpq_mat_entry_num(Y, i, j),
                        nmod_mat_entry(y->nmod, i, j));
}

/* The exact outputs at a witness found mod p; 0 when one is undefined over Q
   (it can not be when it is defined mod p). */
static int
keep_exact(fulg_fiber_same_t result, const fulg_weights_t A,
           const fulg_weights_t B)
{
    fulg_eval_tape_t S, T;
    fulg_mat_t X;
    int defined;
    fulg_eval_tape_init(S, A);
    fulg_eval_tape_init(T, B);
    fmpq_mat_init_set(X->fmpq, result->X);
    defined = outputs(S, T, A, B, X);
    if (defined)
    {
        fmpq_mat_set(result->YA, output(S)->fmpq);
        fmpq_mat_set(result->YB, output(T)->fmpq);
    }
    fmpq_mat_clear(X->fmpq);
    fulg_eval_tape_clear(T, B);
    fulg_eval_tape_clear(S, A);
    return defined && !fmpq_mat_equal(result->YA, result->YB);
}

/* One trial mod p: 1 when X tells a and b apart. */
static int
try_input(fulg_fiber_same_t result, const fulg_weights_t a,
          const fulg_weights_t b, const fmpq_mat_t X, ulong p, int *defined)
{
    fulg_eval_tape_t S, T;
    fulg_mat_t x;
    int differ;
    a->domain->ops->init(x, fmpq_mat_nrows(X), fmpq_mat_ncols(X), a->domain);
    fulg_domain_set_fmpq_mat(x, X, a->domain);
    fulg_eval_tape_init(S, a);
    fulg_eval_tape_init(T, b);
    *defined = outputs(S, T, a, b, x);
    differ = *defined && !a->domain->ops->equal(output(S), output(T));
    if (differ)
    {
        keep_input(result, X);
        result->prime = p;
        keep_residues(result->YA, output(S));
        keep_residues(result->YB, output(T));
    }
    fulg_eval_tape_clear(T, b);
    fulg_eval_tape_clear(S, a);
    a->domain->ops->clear(x);
    return differ;
}

/* All trials modulo one prime; *done counts the uniform ones that agreed. */
static int
search(fulg_fiber_same_t result, slong *done, const fulg_weights_t A,
       const fulg_weights_t B, fulg_rand_t rand, slong trials)
{
    const ulong p = fulg_exact_prime_random(rand);
    fulg_weights_t a, b;
    fmpq_mat_t X;
    int found = 0, defined;
    if (!fulg_fiber_same_reduce(a, A, p))
        return 0;
    if (!fulg_fiber_same_reduce(b, B, p))
    {
        fulg_weights_clear(a);
        return 0;
    }
    fmpq_mat_init(X, A->arch->width[0], A->arch->tokens);
    for (slong n = 0; n <= trials && !found; n++)
    {
        draw(X, rand, n, trials, p);
        found = try_input(result, a, b, X, p, &defined);
        *done += n == trials && defined && !found;
    }
    fmpq_mat_clear(X);
    fulg_weights_clear(b);
    fulg_weights_clear(a);
    return found;
}

/* log2 (rounded up) of D/2^60 + bits/(60 2^54), for one uniform trial. */
static slong
error_log2(slong degree, slong bits)
{
    const slong zero = (slong) FLINT_BIT_COUNT((ulong) degree) - 60;
    const slong prime = (slong) FLINT_BIT_COUNT((ulong) (bits / 60 + 1)) - 54;
    return FLINT_MIN(0, FLINT_MAX(zero, prime) + 1);
}

static int
search_exact(fulg_fiber_same_t result, const fulg_weights_t A,
             const fulg_weights_t B, fulg_rand_t rand, slong trials)
{
    slong degree, bits;
    fulg_fiber_same_bounds(&degree, &bits, A, B);
    for (slong n = 0; n < UNIFORM_TRIALS; n++)
    {
        if (!search(result, &result->trials, A, B, rand, n ? 0 : trials))
            continue;
        result->reason = fulg_fiber_text("the outputs at X differ");
        if (degree <= EXACT_DEGREE && keep_exact(result, A, B))
            result->prime = 0;
        return 1;
    }
    if (degree < FULG_SAME_HUGE && bits < FULG_SAME_HUGE)
        result->error_log2 = result->trials * error_log2(degree, bits);
    return 0;
}

/* ---- softmax: balls that do not meet ----------------------------------- */

static int
disjoint(const arb_mat_t a, const arb_mat_t b)
{
    for (slong i = 0; i < arb_mat_nrows(a); i++)
        for (slong j = 0; j < arb_mat_ncols(a); j++)
            if (!arb_overlaps(arb_mat_entry(a, i, j), arb_mat_entry(b, i, j)))
                return 1;
    return 0;
}

/* Bits of the largest weight. */
static slong
size_of(const fulg_weights_t W)
{
    slong size = 0;
    for (slong b = 0; b < W->num; b++)
    {
        const fmpq_mat_struct *M = W->mat[b].fmpq;
        for (slong i = 0; i < fmpq_mat_nrows(M); i++)
            for (slong j = 0; j < fmpq_mat_ncols(M); j++)
            {
                const slong bits =
                    (slong) fmpz_bits(fmpq_mat_entry_num(M, i, j)) -
                    (slong) fmpz_bits(fmpq_mat_entry_den(M, i, j)) + 1;
                size = FLINT_MAX(size, bits);
            }
    }
    return size;
}

/* Where weights are large softmax only sees which key is the largest, unless
   inputs are small: every other trial has scores of the size of 1. */
static void
shrink(fmpq_mat_t X, slong n, slong size)
{
    for (slong i = 0; i < fmpq_mat_nrows(X) && n % 2; i++)
        for (slong j = 0; j < fmpq_mat_ncols(X); j++)
            fmpq_div_2exp(fmpq_mat_entry(X, i, j), fmpq_mat_entry(X, i, j),
                          (ulong) size);
}

static int
search_balls(fulg_fiber_same_t result, const fulg_weights_t a,
             const fulg_weights_t b, fulg_rand_t rand, slong trials, slong size)
{
    fulg_eval_tape_t S, T;
    fulg_mat_t x;
    fmpq_mat_t X;
    int found = 0;
    fmpq_mat_init(X, a->arch->width[0], a->arch->tokens);
    a->domain->ops->init(x, fmpq_mat_nrows(X), fmpq_mat_ncols(X), a->domain);
    fulg_eval_tape_init(S, a);
    fulg_eval_tape_init(T, b);
    for (slong n = 0; n < trials && !found; n++)
    {
        draw(X, rand, n, trials, 2);
        shrink(X, n, size);
        fulg_domain_set_fmpq_mat(x, X, a->domain);
        if (!outputs(S, T, a, b, x) ||
            !disjoint(output(S)->arb, output(T)->arb))
            continue;
        found = result->balls = 1;
        keep_input(result, X);
        arb_mat_init(result->ball_A, arb_mat_nrows(output(S)->arb),
                     arb_mat_ncols(output(S)->arb));
        arb_mat_init(result->ball_B, arb_mat_nrows(output(S)->arb),
                     arb_mat_ncols(output(S)->arb));
        arb_mat_set(result->ball_A, output(S)->arb);
        arb_mat_set(result->ball_B, output(T)->arb);
        result->reason = fulg_fiber_text(
            "the outputs at X lie in balls that do not meet");
    }
    fulg_eval_tape_clear(T, b);
    fulg_eval_tape_clear(S, a);
    a->domain->ops->clear(x);
    fmpq_mat_clear(X);
    return found;
}

static int
search_softmax(fulg_fiber_same_t result, const fulg_weights_t A,
               const fulg_weights_t B, fulg_rand_t rand, slong trials,
               slong bits)
{
    fulg_domain_t D;
    fulg_weights_t a, b;
    int found = 0;
    fulg_domain_init_arb(D, bits);
    if (fulg_weights_init(a, A->arch, D, NULL) != FULG_OK)
        return 0;
    if (fulg_weights_init(b, B->arch, D, NULL) == FULG_OK)
    {
        if (fulg_weights_set_fmpq(a, A, NULL) == FULG_OK &&
            fulg_weights_set_fmpq(b, B, NULL) == FULG_OK)
            found = search_balls(result, a, b, rand, trials,
                                 FLINT_MAX(size_of(A), size_of(B)));
        fulg_weights_clear(b);
    }
    fulg_weights_clear(a);
    return found;
}

static int
needs_balls(const fulg_weights_t A, const fulg_weights_t B)
{
    return fulg_arch_is_softmax(A->arch) || fulg_arch_is_softmax(B->arch) ||
           !fulg_arch_is_stack(A->arch) || !fulg_arch_is_stack(B->arch);
}

int
fulg_fiber_same_witness(fulg_fiber_same_t result, const fulg_weights_t A,
                        const fulg_weights_t B, fulg_rand_t rand,
                        const fulg_fiber_same_options_t *options)
{
    if (needs_balls(A, B))
        return search_softmax(result, A, B, rand, options->trials,
                              options->ball_bits);
    return search_exact(result, A, B, rand, options->trials);
}

int
fulg_fiber_same_witness_bits(fulg_fiber_same_t result, const fulg_weights_t A,
                             const fulg_weights_t B, fulg_rand_t rand,
                             const fulg_fiber_same_options_t *options,
                             slong max_bits)
{
    slong bits = options->ball_bits;
    if (!needs_balls(A, B))
        return 0;
    while (bits < max_bits)
    {
        bits = FLINT_MIN(2 * bits, max_bits);
        if (search_softmax(result, A, B, rand, MORE_TRIALS, bits))
            return 1;
    }
    return 0;
}
