#include "impl.h"

/* Rows up to this length have all their exponentials computed; of longer ones
   those of unwanted keys are bounded by the largest. */
#define EXACT_LENGTH 1024

/* Places of the extreme logits of a row. */
typedef struct
{
    slong i;
    slong most, least; /* of all */
    slong least_wanted;
    slong most_unwanted; /* -1: none */
} extremes_t;

typedef struct
{
    fulg_pattern_rows_t R;
    const fulg_pattern_struct *P;
    const fmpq *e1;
    arb_t ratio;       /* the largest so far */
    arb_ptr deviation; /* of one row: log of M_ij / A_ij, shifted */
    slong bits;        /* for what is only enclosed */
    slong max_bits;
} work_t;

static void
find_extremes(extremes_t *E, const work_t *W, slong i)
{
    const fulg_pattern_struct *P = W->P;
    const fmpz *S = W->R.logit;
    slong n = P->start[i];
    *E = (extremes_t){i, 0, 0, P->col[n], -1};
    for (slong j = 0; j < P->length; j++)
    {
        const int wanted = n < P->start[i + 1] && P->col[n] == j;
        n += wanted;
        if (fmpz_cmp(S + j, S + E->most) > 0)
            E->most = j;
        if (fmpz_cmp(S + j, S + E->least) < 0)
            E->least = j;
        if (wanted && fmpz_cmp(S + j, S + E->least_wanted) < 0)
            E->least_wanted = j;
        if (!wanted &&
            (E->most_unwanted < 0 || fmpz_cmp(S + j, S + E->most_unwanted) > 0))
            E->most_unwanted = j;
    }
}

/* x = (S_a - S_b) / den. */
static void
difference(fmpq_t x, const work_t *W, slong a, slong b)
{
    fmpz_sub(fmpq_numref(x), W->R.logit + a, W->R.logit + b);
    fmpz_set(fmpq_denref(x), W->R.den);
    fmpq_canonicalise(x);
}

/* Spread, largest logit and leak, exactly. */
static void
take_logits(fulg_pattern_proof_t *proof, const work_t *W, const extremes_t *E)
{
    fmpq_t x;
    fmpq_init(x);
    difference(x, W, E->most, E->least);
    if (fmpq_cmp(x, proof->spread) > 0)
        fmpq_set(proof->spread, x);
    fmpz_abs(fmpq_numref(x),
             W->R.logit +
                 (fmpz_cmpabs(W->R.logit + E->most, W->R.logit + E->least) > 0
                      ? E->most
                      : E->least));
    fmpz_set(fmpq_denref(x), W->R.den);
    fmpq_canonicalise(x);
    if (fmpq_cmp(x, proof->logit) > 0)
        fmpq_set(proof->logit, x);
    if (E->most_unwanted >= 0)
    {
        difference(x, W, E->most_unwanted, E->least_wanted);
        if (proof->no_zeros || fmpq_cmp(x, proof->leak) > 0)
        {
            fmpq_set(proof->leak, x);
            if (proof->holds == FULG_TRUE)
                proof->row = E->i;
        }
        proof->no_zeros = 0;
    }
    fmpq_clear(x);
}

/* Deviations S_j - S_first - log(A_j / A_first) of the row; equal entries have
   the logarithm 0 exactly. */
static void
set_deviations(work_t *W, slong i, slong bits)
{
    const fulg_pattern_struct *P = W->P;
    const slong first = P->start[i];
    fmpq_t x;
    arb_t y;
    fmpq_init(x);
    arb_init(y);
    for (slong n = first; n < P->start[i + 1]; n++)
    {
        difference(x, W, P->col[n], P->col[first]);
        arb_set_fmpq(W->deviation + n - first, x, bits);
        fmpq_div(x, P->value + n, P->value + first);
        if (fmpq_is_one(x))
            continue;
        fulg_pattern_log(y, x, bits);
        arb_sub(W->deviation + n - first, W->deviation + n - first, y, bits);
    }
    fmpq_clear(x);
    arb_clear(y);
}

/* Where logits are equal the condition is one on rationals: A_b / A_a < 1 + e1.
   Otherwise no equality is possible (doc: lem-pattern-decidable). */
static int
equal_and_too_far(const work_t *W, slong i, slong a, slong b)
{
    const fulg_pattern_struct *P = W->P;
    const slong first = P->start[i];
    int far;
    fmpq_t x, y;
    if (!fmpz_equal(W->R.logit + P->col[first + a],
                    W->R.logit + P->col[first + b]))
        return 0;
    fmpq_init(x);
    fmpq_init(y);
    fmpq_div(x, P->value + first + b, P->value + first + a);
    fmpq_set_si(y, 1, 1);
    fmpq_add(y, y, W->e1);
    far = fmpq_cmp(x, y) >= 0;
    fmpq_clear(x);
    fmpq_clear(y);
    return far;
}

/* range = largest less least deviation of the row; (T1) compares it. */
static fulg_truth_t
compare_row(arb_t range, work_t *W, slong i, slong bits)
{
    const slong k = W->P->start[i + 1] - W->P->start[i];
    fulg_truth_t truth = FULG_UNKNOWN;
    slong most = 0, least = 0;
    arb_t low, bound, unused;
    arb_init(low);
    arb_init(bound);
    arb_init(unused);
    set_deviations(W, i, bits);
    arb_set(range, W->deviation);
    arb_set(low, W->deviation);
    for (slong n = 1; n < k; n++)
    {
        arb_max(range, range, W->deviation + n, bits);
        arb_min(low, low, W->deviation + n, bits);
        if (arf_cmp(arb_midref(W->deviation + n),
                    arb_midref(W->deviation + most)) > 0)
            most = n;
        if (arf_cmp(arb_midref(W->deviation + n),
                    arb_midref(W->deviation + least)) < 0)
            least = n;
    }
    arb_sub(range, range, low, bits);
    fulg_pattern_rooms(bound, unused, W->e1, W->e1, bits);
    if (arb_lt(range, bound))
        truth = FULG_TRUE;
    else if (arb_ge(range, bound) || equal_and_too_far(W, i, most, least))
        truth = FULG_FALSE;
    arb_clear(low);
    arb_clear(bound);
    arb_clear(unused);
    return truth;
}

static fulg_truth_t
judge_ratios(work_t *W, slong i)
{
    fulg_truth_t truth = FULG_UNKNOWN;
    arb_t range;
    arb_init(range);
    for (slong bits = 64; truth == FULG_UNKNOWN && bits <= W->max_bits;
         bits *= 2)
        truth = compare_row(range, W, i, bits);
    arb_max(W->ratio, W->ratio, range, W->bits);
    arb_clear(range);
    return truth;
}

/* y = exp(S_j - S_most). */
static void
relative_weight(arb_t y, const work_t *W, slong j, slong most)
{
    fmpq_t x;
    fmpq_init(x);
    difference(x, W, j, most);
    arb_set_fmpq(y, x, W->bits);
    arb_exp(y, y, W->bits);
    fmpq_clear(x);
}

/* The sum of exp(S_j - S_most) over the row, and over its unwanted keys. */
static void
sum_weights(arb_t sum, arb_ptr wanted, const work_t *W, const extremes_t *E)
{
    const fulg_pattern_struct *P = W->P;
    slong n = P->start[E->i];
    arb_t y;
    arb_init(y);
    arb_zero(sum);
    for (slong j = 0; j < P->length; j++)
    {
        const int is_wanted = n < P->start[E->i + 1] && P->col[n] == j;
        if (!is_wanted && P->length > EXACT_LENGTH)
            continue;
        relative_weight(y, W, j, E->most);
        arb_add(sum, sum, y, W->bits);
        if (is_wanted)
            arb_set(wanted + n++ - P->start[E->i], y);
    }
    if (P->length > EXACT_LENGTH && E->most_unwanted >= 0)
    {
        /* Each of them is between 0 and the largest. */
        relative_weight(y, W, E->most_unwanted, E->most);
        arb_mul_si(y, y, P->length - (P->start[E->i + 1] - P->start[E->i]),
                   W->bits);
        arb_mul_2exp_si(y, y, -1);
        arb_add_error(sum, y);
        arb_add(sum, sum, y, W->bits);
    }
    arb_clear(y);
}

/* The largest |softmax(S)_ij - A_ij / sum| of the row joins the others. */
static void
take_difference(fulg_pattern_proof_t *proof, const work_t *W,
                const extremes_t *E)
{
    const fulg_pattern_struct *P = W->P;
    const slong first = P->start[E->i], k = P->start[E->i + 1] - first;
    arb_ptr wanted = _arb_vec_init(k);
    arb_t sum, y;
    fmpq_t total, x;
    arb_init(sum);
    arb_init(y);
    fmpq_init(total);
    fmpq_init(x);
    sum_weights(sum, wanted, W, E);
    for (slong n = 0; n < k; n++)
        fmpq_add(total, total, P->value + first + n);
    for (slong n = 0; n < k; n++)
    {
        fmpq_div(x, P->value + first + n, total);
        arb_set_fmpq(y, x, W->bits);
        arb_div(wanted + n, wanted + n, sum, W->bits);
        arb_sub(y, y, wanted + n, W->bits);
        arb_abs(y, y);
        arb_max(proof->difference, proof->difference, y, W->bits);
    }
    if (E->most_unwanted >= 0)
    {
        relative_weight(y, W, E->most_unwanted, E->most);
        arb_div(y, y, sum, W->bits);
        arb_max(proof->difference, proof->difference, y, W->bits);
    }
    arb_clear(sum);
    arb_clear(y);
    fmpq_clear(total);
    fmpq_clear(x);
    _arb_vec_clear(wanted, k);
}

/* leak < log(e2): never an equality, e2 being rational and not 1. */
static fulg_truth_t
judge_leak(const fulg_pattern_proof_t *proof, const fmpq_t e2, slong max_bits)
{
    fulg_truth_t truth = FULG_UNKNOWN;
    arb_t x, y;
    if (proof->no_zeros)
        return FULG_TRUE;
    arb_init(x);
    arb_init(y);
    for (slong bits = 64; truth == FULG_UNKNOWN && bits <= max_bits; bits *= 2)
    {
        arb_set_fmpq(x, proof->leak, bits);
        fulg_pattern_log(y, e2, bits);
        if (arb_lt(x, y))
            truth = FULG_TRUE;
        else if (arb_ge(x, y))
            truth = FULG_FALSE;
    }
    arb_clear(x);
    arb_clear(y);
    return truth;
}

static fulg_status_t
judge_rows(fulg_pattern_proof_t *proof, work_t *W, int with_difference,
           const fulg_progress_t *progress, fulg_diag_t diag)
{
    const slong length = W->P->length;
    for (slong i = 0; i < length; i++)
    {
        extremes_t E;
        fulg_truth_t truth;
        if (fulg_progress_tick(progress, "rows proved", i, length))
            return fulg_diag_set(diag, FULG_UNABLE, "interrupted");
        fulg_pattern_rows_set(&W->R, i);
        find_extremes(&E, W, i);
        take_logits(proof, W, &E);
        truth = judge_ratios(W, i);
        if (truth != FULG_TRUE && proof->holds != FULG_FALSE &&
            (truth == FULG_FALSE || proof->holds == FULG_TRUE))
        {
            proof->holds = truth;
            proof->row = i;
            proof->condition = 1;
        }
        if (with_difference)
            take_difference(proof, W, &E);
    }
    return FULG_OK;
}

static void
conclude(fulg_pattern_proof_t *proof, const work_t *W, const fmpq_t e2)
{
    const fulg_truth_t truth = judge_leak(proof, e2, W->max_bits);
    if (proof->holds == FULG_TRUE && truth != FULG_TRUE)
    {
        proof->holds = truth;
        proof->condition = 2;
    }
    arb_expm1(proof->ratio_error, W->ratio, W->bits);
    arb_set_fmpq(proof->leak_error, proof->leak, W->bits);
    arb_exp(proof->leak_error, proof->leak_error, W->bits);
}

fulg_status_t
fulg_pattern_prove(fulg_pattern_proof_t *proof, const fulg_pattern_model_t M,
                   const fulg_pattern_t P, const fmpq_t e1, const fmpq_t e2,
                   int with_difference, slong max_bits,
                   const fulg_progress_t *progress, fulg_diag_t diag)
{
    fulg_status_t status;
    slong most = 0;
    work_t W;
    for (slong i = 0; i < P->length; i++)
        most = FLINT_MAX(most, P->start[i + 1] - P->start[i]);
    fulg_pattern_proof_clear(proof);
    fulg_pattern_proof_init(proof);
    proof->holds = FULG_TRUE;
    fulg_pattern_rows_init(&W.R, &M[0], &P[0]);
    W.P = &P[0];
    W.e1 = e1;
    W.bits = 128;
    W.max_bits = max_bits;
    W.deviation = _arb_vec_init(most);
    arb_init(W.ratio);
    status = judge_rows(proof, &W, with_difference, progress, diag);
    if (status == FULG_OK)
        conclude(proof, &W, e2);
    arb_clear(W.ratio);
    _arb_vec_clear(W.deviation, most);
    fulg_pattern_rows_clear(&W.R);
    return status;
}
