#include <stdio.h>

#include "line.h"

/* x to the nearest multiple of 2^-places. */
static void
round_to(fmpq_t x, slong places)
{
    fmpq_mul_2exp(x, x, (ulong) places + 1);
    fmpz_fdiv_q(fmpq_numref(x), fmpq_numref(x), fmpq_denref(x));
    fmpz_one(fmpq_denref(x));
    fmpz_add_ui(fmpq_numref(x), fmpq_numref(x), 1);
    fmpz_fdiv_q_2exp(fmpq_numref(x), fmpq_numref(x), 1);
    fmpq_div_2exp(x, x, (ulong) places);
}

/* Places of the scales: a change of 2^-places times a coefficient is at most
   1/4. */
static slong
scale_places(const fulg_pattern_line_system_t *S)
{
    slong bits = 0;
    fmpz_t x;
    fmpz_init(x);
    /* |log(p/q)| is at most the bits of p or q. */
    for (slong n = 0; n < S->start[S->rows]; n++)
        bits = FLINT_MAX(bits, (slong) fmpz_bits(fmpq_numref(S->ratio + n)));
    bits = FLINT_MAX(bits, (slong) fmpz_bits(fmpq_denref(S->e2)));
    fmpz_set_si(x, bits + 1);
    bits = (slong) fmpz_bits(x) + 2;
    fmpz_clear(x);
    return bits;
}

/* The inequalities hold with 1 to spare, of which rounding takes at most a half. */
static void
set_model(fulg_pattern_model_t M, fulg_pattern_line_verdict_t *V, slong bits,
          const fulg_pattern_line_system_t *S, slong length)
{
    const slong places = scale_places(S);
    M->length = length;
    M->size = 1;
    M->has_frame = 0;
    fmpq_init(M->scale);
    fmpq_set_si(M->scale, 1, 1);
    fmpq_mat_init(M->query, length, 1);
    fmpq_mat_init(M->key, length, 1);
    for (slong k = 0; k < S->keys; k++)
        round_to(V->place + k, 3);
    for (slong r = 0; r < S->rows; r++)
    {
        fmpq_mul_2exp(V->scale + r, V->scale + r, (ulong) bits);
        round_to(V->scale + r, places);
    }
    for (slong i = 0; i < length; i++)
    {
        const slong r = S->row_of[i];
        fmpq_set(fmpq_mat_entry(M->key, i, 0), V->place + S->key_of[i]);
        if (r < 0)
            continue;
        fmpq_inv(fmpq_mat_entry(M->query, i, 0), V->scale + r);
        if (S->side[r] < 0)
            fmpq_neg(fmpq_mat_entry(M->query, i, 0),
                     fmpq_mat_entry(M->query, i, 0));
    }
}

/* Exactly, where the iteration did not decide. */
static fulg_truth_t
decide(fulg_pattern_model_t M, char *reason, const fulg_pattern_line_t *G,
       const fulg_pattern_struct *P, const fmpq_t e1, const fmpq_t e2,
       const fulg_progress_t *progress)
{
    fulg_pattern_line_system_t S;
    fulg_pattern_line_verdict_t V;
    fulg_truth_t truth;
    slong bits;
    fulg_pattern_line_system_init(&S, G, P, e1, e2);
    truth = fulg_pattern_line_sides(&V, &bits, reason, &S, progress);
    if (truth == FULG_TRUE)
    {
        set_model(M, &V, bits, &S, P->length);
        fulg_pattern_line_verdict_clear(&V, &S);
    }
    fulg_pattern_line_system_clear(&S);
    return truth;
}

fulg_truth_t
fulg_pattern_line(fulg_pattern_model_t M, char *reason, const fulg_pattern_t P,
                  const fmpq_t e1, const fmpq_t e2,
                  const fulg_progress_t *progress)
{
    fulg_pattern_line_t G;
    fulg_truth_t truth = FULG_FALSE;
    if (fulg_pattern_line_order(&G, reason, &P[0]))
    {
        truth = fulg_pattern_line_gaps(M, &G, &P[0], e1, e2);
        if (truth == FULG_FALSE)
            snprintf(reason, FULG_PATTERN_REASON,
                     "the supports are ends of one order of the keys, but no "
                     "distances between the keys work for these e1, e2");
        if (truth == FULG_UNKNOWN)
            truth = decide(M, reason, &G, &P[0], e1, e2, progress);
        if (truth == FULG_TRUE)
            snprintf(reason, FULG_PATTERN_REASON,
                     "the supports are ends of one order of the keys");
    }
    fulg_pattern_line_clear(&G);
    return truth;
}
