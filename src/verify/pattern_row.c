#include "pattern.h"

/*
 * The two conditions on a row of logits S, one for each key: (T1), ratios of wanted
 * entries are right up to e1; (T2), an unwanted entry is below e2 times a wanted one
 * (doc: thm-pattern-certificate).
 */

#define MAX_BITS 65536

static void
log_fmpq(arb_t y, const fmpq_t x, slong bits)
{
    arb_set_fmpq(y, x, bits);
    arb_log(y, y, bits);
}

/* The pair (a, b) of wanted keys breaks (T1): S_a - S_b + log(A_b / A_a) is not
   below log(1 + e1).  Equal logits make this a comparison of rationals. */
static fulg_truth_t
pair_breaks(const fmpq *S, const fmpq *A, slong col_a, slong col_b, slong a,
            slong b, const fmpq_t e1, slong bits)
{
    fulg_truth_t truth = FULG_UNKNOWN;
    fmpq_t quotient, one;
    arb_t x, y;
    fmpq_init(quotient);
    fmpq_init(one);
    arb_init(x);
    arb_init(y);
    fmpq_set_si(one, 1, 1);
    fmpq_add(one, one, e1);
    fmpq_div(quotient, A + b, A + a);
    fmpq_div(quotient, quotient, one);
    if (fmpq_equal(S + col_a, S + col_b))
        truth = fmpq_cmp_si(quotient, 1) >= 0 ? FULG_TRUE : FULG_FALSE;
    else
    {
        fmpq_sub(one, S + col_a, S + col_b);
        arb_set_fmpq(x, one, bits);
        log_fmpq(y, quotient, bits);
        arb_add(x, x, y, bits);
        if (arb_is_nonnegative(x))
            truth = FULG_TRUE;
        else if (arb_is_negative(x))
            truth = FULG_FALSE;
    }
    fmpq_clear(quotient);
    fmpq_clear(one);
    arb_clear(x);
    arb_clear(y);
    return truth;
}

/* The wanted keys of a row with the largest and the least S - log A, as far as
   midpoints tell. */
static void
extremes(slong *top, slong *bottom, arf_t slack, const fmpq *S,
         const fulg_verify_sparse_t *M, slong i, slong bits)
{
    const slong first = M->start[i], k = M->start[i + 1] - first;
    arb_ptr e = _arb_vec_init(k);
    arb_t y;
    arf_t high, low;
    arb_init(y);
    arf_init(high);
    arf_init(low);
    *top = *bottom = 0;
    for (slong n = 0; n < k; n++)
    {
        fmpq_t x;
        fmpq_init(x);
        fmpq_sub(x, S + M->col[first + n], S + M->col[first]);
        arb_set_fmpq(e + n, x, bits);
        fmpq_div(x, M->value + first + n, M->value + first);
        log_fmpq(y, x, bits);
        arb_sub(e + n, e + n, y, bits);
        fmpq_clear(x);
        if (arf_cmp(arb_midref(e + n), arb_midref(e + *top)) > 0)
            *top = n;
        if (arf_cmp(arb_midref(e + n), arb_midref(e + *bottom)) < 0)
            *bottom = n;
    }
    /* An upper bound for the range of all. */
    arf_neg_inf(slack);
    arf_pos_inf(low);
    for (slong n = 0; n < k; n++)
    {
        arb_get_ubound_arf(high, e + n, bits);
        if (arf_cmp(high, slack) > 0)
            arf_set(slack, high);
        arb_get_lbound_arf(high, e + n, bits);
        if (arf_cmp(high, low) < 0)
            arf_set(low, high);
    }
    arf_sub(slack, slack, low, bits, ARF_RND_UP);
    arb_clear(y);
    arf_clear(high);
    arf_clear(low);
    _arb_vec_clear(e, k);
}

static int
check_ratios(const fmpq *S, const fulg_verify_sparse_t *M, const fmpq_t e1,
             slong i, fulg_verify_why_t *why)
{
    const slong first = M->start[i];
    const fmpq *A = M->value + first;
    int done = 0, good = 0;
    fmpq_t one;
    arf_t range, low;
    arb_t room;
    fmpq_init(one);
    arf_init(range);
    arf_init(low);
    arb_init(room);
    fmpq_set_si(one, 1, 1);
    fmpq_add(one, one, e1);
    for (slong bits = 64; !done && bits <= MAX_BITS; bits *= 2)
    {
        slong a, b;
        log_fmpq(room, one, bits);
        arb_get_lbound_arf(low, room, bits);
        extremes(&a, &b, range, S, M, i, bits);
        good = done = arf_cmp(range, low) < 0;
        if (!done && pair_breaks(S, A, M->col[first + a], M->col[first + b], a,
                                 b, e1, bits) == FULG_TRUE)
            done = 1;
    }
    fmpq_clear(one);
    arf_clear(range);
    arf_clear(low);
    arb_clear(room);
    if (good)
        return 1;
    if (!done)
        return FULG_VERIFY_GIVE_UP(why,
                                   "row %ld: (T1) is not decided at %d "
                                   "bits",
                                   (long) i + 1, MAX_BITS);
    return FULG_VERIFY_REFUSE(why,
                              "row %ld: a ratio of two wanted entries is "
                              "off by e1 or more (T1)",
                              (long) i + 1);
}

/* x < log(e2); an equality is impossible, e2 being rational and not 1. */
static int
check_gap(const fmpq_t x, const fmpq_t e2, slong i, fulg_verify_why_t *why)
{
    int below = 0, above = 0;
    arb_t left, right;
    arb_init(left);
    arb_init(right);
    for (slong bits = 64; !below && !above && bits <= MAX_BITS; bits *= 2)
    {
        arb_set_fmpq(left, x, bits);
        log_fmpq(right, e2, bits);
        below = arb_lt(left, right);
        above = arb_gt(left, right);
    }
    arb_clear(left);
    arb_clear(right);
    if (below)
        return 1;
    if (above)
        return FULG_VERIFY_REFUSE(why,
                                  "row %ld: an unwanted entry is not below "
                                  "e2 times a wanted one (T2)",
                                  (long) i + 1);
    return FULG_VERIFY_GIVE_UP(why, "row %ld: (T2) is not decided at %d bits",
                               (long) i + 1, MAX_BITS);
}

int
fulg_verify_pattern_row(fmpq_t spread, const fmpq *S,
                        const fulg_verify_sparse_t *M,
                        const fulg_verify_claim_t *claim, slong i,
                        fulg_verify_why_t *why)
{
    const fmpq *most = S, *least = S, *out = NULL, *in = NULL;
    slong n = M->start[i];
    int good = 1;
    fmpq_t x;
    for (slong j = 0; j < M->length; j++)
    {
        most = fmpq_cmp(S + j, most) > 0 ? S + j : most;
        least = fmpq_cmp(S + j, least) < 0 ? S + j : least;
        if (n < M->start[i + 1] && M->col[n] == j)
        {
            in = in == NULL || fmpq_cmp(S + j, in) < 0 ? S + j : in;
            n++;
        }
        else
            out = out == NULL || fmpq_cmp(S + j, out) > 0 ? S + j : out;
    }
    fmpq_init(x);
    fmpq_sub(x, most, least);
    if (fmpq_cmp(x, spread) > 0)
        fmpq_set(spread, x);
    if (out != NULL)
    {
        fmpq_sub(x, out, in);
        good = check_gap(x, claim->e2, i, why);
    }
    fmpq_clear(x);
    return good && check_ratios(S, M, claim->e1, i, why);
}
