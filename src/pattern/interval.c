#include <math.h>

#include "impl.h"

/* Ends are found by Newton's method on the largest of the conditions, a convex
   function of beta: doubles are enough, what is found is proved afterwards. */
#define START 1e9
#define TINY FULG_PATTERN_TINY

void
fulg_pattern_rooms(arb_t room1, arb_t room2, const fmpq_t e1, const fmpq_t e2,
                   slong bits)
{
    fmpq_t x;
    fmpq_init(x);
    fmpq_set_si(x, 1, 1);
    fmpq_add(x, x, e1);
    fulg_pattern_log(room1, x, bits);
    fulg_pattern_log(room2, e2, bits);
    arb_neg(room2, room2);
    fmpq_clear(x);
}

static double
to_double(const arb_t x)
{
    return arf_get_d(arb_midref(x), ARF_RND_NEAR);
}

static void
set_logarithms(fulg_pattern_conditions_t *C, slong bits)
{
    const fulg_pattern_struct *P = C->P;
    fmpq *b = _fmpq_vec_init(P->num);
    arb_t x, y;
    fmpq_t ratio;
    arb_init(x);
    arb_init(y);
    fmpq_init(ratio);
    fulg_pattern_logarithms(b, P, bits);
    for (slong i = 0; i < P->length; i++)
    {
        const fmpq *least = P->value + P->start[i];
        for (slong n = P->start[i]; n < P->start[i + 1]; n++)
            if (fmpq_cmp(P->value + n, least) < 0)
                least = P->value + n;
        for (slong n = P->start[i]; n < P->start[i + 1]; n++)
        {
            arb_set_fmpq(x, b + n, 128);
            C->b[n] = to_double(x);
            fmpq_div(ratio, P->value + n, least);
            fulg_pattern_log(y, ratio, 128);
            arb_sub(x, x, y, 128);
            C->error[n] = to_double(x);
        }
    }
    arb_clear(x);
    arb_clear(y);
    fmpq_clear(ratio);
    _fmpq_vec_clear(b, P->num);
}

void
fulg_pattern_conditions_init(fulg_pattern_conditions_t *C,
                             const fulg_pattern_struct *P,
                             const fulg_pattern_options_t *options)
{
    fulg_pattern_shape_t shape;
    arb_t x, y;
    C->P = P;
    C->b = flint_calloc((size_t) P->num, sizeof(double));
    C->error = flint_calloc((size_t) P->num, sizeof(double));
    fulg_pattern_shape_init(&shape, P);
    C->uniform = shape.uniform;
    fulg_pattern_shape_clear(&shape);
    if (!C->uniform)
        set_logarithms(C, options->frame_bits);
    arb_init(x);
    arb_init(y);
    fulg_pattern_rooms(x, y, options->e1, options->e2, 128);
    C->room1 = to_double(x);
    C->room2 = to_double(y);
    C->cap = options->has_cap ? fmpq_get_d(options->cap) : HUGE_VAL;
    C->start = flint_malloc((size_t) (P->length + 1) * sizeof(slong));
    C->entry = flint_malloc((size_t) P->num * sizeof(slong));
    C->row = flint_malloc((size_t) P->num * sizeof(slong));
    fulg_pattern_columns(C->start, C->entry, C->row, P);
    arb_clear(x);
    arb_clear(y);
}

void
fulg_pattern_conditions_clear(fulg_pattern_conditions_t *C)
{
    flint_free(C->b);
    flint_free(C->error);
    flint_free(C->start);
    flint_free(C->entry);
    flint_free(C->row);
}

/* Logits of a row are constant[j] + beta slope[j] / norm. */
typedef struct
{
    const fulg_pattern_conditions_t *C;
    slong i, norm;
    slong *slope;
    double *constant;
} line_t;

/* The largest violation at beta, and its slope times norm; negative when all
   conditions of the row hold. */
static double
violation(slong *slope, const line_t *L, double beta)
{
    const fulg_pattern_struct *P = L->C->P;
    const double *c = L->constant, *error = L->C->error, *b = L->C->b;
    const slong first = P->start[L->i], end = P->start[L->i + 1];
    double most = -HUGE_VAL, least = HUGE_VAL, low = HUGE_VAL, out = -HUGE_VAL;
    slong at_most = 0, at_least = 0, at_low = 0, at_out = -1;
    for (slong j = 0, n = first; j < P->length; j++)
    {
        const double s = c[j] + beta * (double) L->slope[j] / (double) L->norm;
        if (n == end || P->col[n] != j)
        {
            if (s > out)
                out = s, at_out = j;
            continue;
        }
        if (s < low)
            low = s, at_low = j;
        if (s - b[n] + error[n] > most)
            most = s - b[n] + error[n], at_most = j;
        if (s - b[n] + error[n] < least)
            least = s - b[n] + error[n], at_least = j;
        n++;
    }
    *slope = L->slope[at_most] - L->slope[at_least];
    if (at_out < 0 || most - least - L->C->room1 > out - low + L->C->room2)
        return most - least - L->C->room1;
    *slope = L->slope[at_out] - L->slope[at_low];
    return out - low + L->C->room2;
}

/* 1 when no condition of the row grows with beta: in integers, so that "no upper
   end" is exact. */
static int
never_grows(const line_t *L)
{
    const fulg_pattern_struct *P = L->C->P;
    slong most = WORD_MIN, least = WORD_MAX, out = WORD_MIN;
    for (slong j = 0, n = P->start[L->i]; j < P->length; j++)
        if (n < P->start[L->i + 1] && P->col[n] == j)
        {
            most = FLINT_MAX(most, L->slope[j]);
            least = FLINT_MIN(least, L->slope[j]);
            n++;
        }
        else
            out = FLINT_MAX(out, L->slope[j]);
    return most == least && out <= least;
}

/* Moves the ends of I inwards to where the row holds. */
static int
tighten(fulg_pattern_interval_t *I, const line_t *L)
{
    double value, beta;
    slong slope;
    for (int step = 0; step < 1000; step++)
    {
        value = violation(&slope, L, I->lower);
        if (value <= TINY)
            break;
        if (slope >= 0)
            return 0;
        beta = I->lower - value * (double) L->norm / (double) slope;
        if (beta <= I->lower)
            break;
        I->lower = beta;
    }
    beta = I->upper == HUGE_VAL ? START : I->upper;
    for (int step = 0; step < 1000; step++)
    {
        value = violation(&slope, L, beta);
        if (value <= TINY && slope <= 0)
            break;
        if (value <= TINY && I->upper != HUGE_VAL)
            break;
        if (slope <= 0)
            return 0;
        if (beta - value * (double) L->norm / (double) slope >= I->upper)
            break;
        beta -= value * (double) L->norm / (double) slope;
        I->upper = beta;
    }
    if (I->upper == HUGE_VAL && !never_grows(L))
        I->upper = START;
    return I->lower < I->upper;
}

/* Row i of K (b + beta mask), before beta is known. */
static void
set_line(line_t *L, const fulg_pattern_frame_struct *F, slong *product, slong i)
{
    const fulg_pattern_struct *P = L->C->P;
    L->i = i;
    for (slong j = 0; j < P->length; j++)
    {
        L->slope[j] = 0;
        L->constant[j] = 0;
    }
    fulg_pattern_frame_row(product, F, i);
    for (slong l = 0; l < P->length; l++)
        for (slong n = P->start[l]; product[l] != 0 && n < P->start[l + 1]; n++)
        {
            L->slope[P->col[n]] += product[l];
            L->constant[P->col[n]] += (double) product[l] * L->C->b[n];
        }
    for (slong j = 0; j < P->length; j++)
        L->constant[j] /= (double) L->norm;
}

int
fulg_pattern_interval(fulg_pattern_interval_t *I,
                      const fulg_pattern_conditions_t *C,
                      fulg_pattern_frame_struct *F)
{
    const size_t length = (size_t) C->P->length;
    slong *product;
    line_t L = {C, 0, F->norm, NULL, NULL};
    int good = 1;
    if (C->uniform)
    {
        good = fulg_pattern_uniform(I, C, F);
        if (good)
            fulg_pattern_frame_finish(F);
        return good;
    }
    fulg_pattern_frame_finish(F);
    product = flint_malloc(length * sizeof(slong));
    L.slope = flint_malloc(length * sizeof(slong));
    L.constant = flint_malloc(length * sizeof(double));
    *I = (fulg_pattern_interval_t){0, HUGE_VAL, 0, -1};
    for (slong i = 0; good && i < C->P->length; i++)
    {
        set_line(&L, F, product, i);
        good = tighten(I, &L);
    }
    flint_free(product);
    flint_free(L.slope);
    flint_free(L.constant);
    return good;
}

/* x = the integer above or below y 10^places, over 10^places. */
static void
decimal(fmpq_t x, const arb_t y, slong places, int above)
{
    fmpz_t power;
    arb_t z;
    arf_t end;
    const slong bits = 8 * places + 128;
    fmpz_init(power);
    arb_init(z);
    arf_init(end);
    fmpz_ui_pow_ui(power, 10, (ulong) places);
    arb_mul_fmpz(z, y, power, bits);
    if (above)
        arb_get_ubound_arf(end, z, bits);
    else
        arb_get_lbound_arf(end, z, bits);
    arf_get_fmpz(fmpq_numref(x), end, above ? ARF_RND_CEIL : ARF_RND_FLOOR);
    fmpz_set(fmpq_denref(x), power);
    fmpq_canonicalise(x);
    fmpz_clear(power);
    arb_clear(z);
    arf_clear(end);
}

void
fulg_pattern_decimal_above(fmpq_t x, const arb_t y, slong places)
{
    decimal(x, y, places, 1);
}

void
fulg_pattern_decimal_below(fmpq_t x, const arb_t y, slong places)
{
    decimal(x, y, places, 0);
}

void
fulg_pattern_between(fmpq_t x, const fmpq_t lower, const fmpq_t upper,
                     int unbounded)
{
    fmpq_t width, step;
    fmpq_init(width);
    fmpq_init(step);
    if (unbounded)
    {
        fmpz_cdiv_q(fmpq_numref(x), fmpq_numref(lower), fmpq_denref(lower));
        fmpz_add_ui(fmpq_numref(x), fmpq_numref(x), 1);
        fmpz_one(fmpq_denref(x));
    }
    else
    {
        /* The middle, rounded to the largest power of two below width / 4. */
        fmpq_sub(width, upper, lower);
        fmpq_set_si(step, 1, 1);
        fmpq_div_2exp(width, width, 2);
        while (fmpq_cmp(step, width) > 0)
            fmpq_div_2exp(step, step, 1);
        fmpq_add(x, lower, upper);
        fmpq_div_2exp(x, x, 1);
        fmpq_div(x, x, step);
        fmpz_fdiv_q(fmpq_numref(x), fmpq_numref(x), fmpq_denref(x));
        fmpz_one(fmpq_denref(x));
        fmpq_mul(x, x, step);
    }
    fmpq_clear(width);
    fmpq_clear(step);
}
