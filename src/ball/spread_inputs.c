#include <math.h>

#include "impl.h"

/* Inputs are multiples of 2^-GRAIN; a first guess has entries up to 1 or 2 or 4 or 8
   of these in size. */
#define GRAIN 16
#define FIRST_BOUND (WORD(1) << GRAIN)
#define NUM_SIZES 4
#define MAX_BOUND (WORD(1) << 40)
/* Of so many guesses the best is improved by so many changes, which get smaller when
   so many in a row were in vain, and large again after the smallest. */
#define GUESSES 64
#define CHANGES 400
#define MAX_VAIN 12
#define NUM_STEPS 7
/* So many times as many are drawn as are kept. */
#define CHOICE 2

#define BITS 64
/* What 64 bits do not tell from 0 is 2^-60 or so; what cannot be evaluated is worse
   than anything that can. */
#define MOST_BITS 60
#define USELESS 1e300

/* The input x / 2^GRAIN, what it is evaluated with, and what it costs. */
typedef struct
{
    fulg_domain_t domain;
    fulg_weights_t weights;
    fulg_eval_tape_t tape;
    fulg_mat_t input;
    arb_t difference;
    slong num; /* entries of an input */
    slong *x, *y;
    double price;
} climb_t;

static fulg_status_t
climb_init(climb_t *c, const fulg_weights_t W, fulg_diag_t diag)
{
    const slong rows = W->arch->width[0], cols = W->arch->tokens;
    fulg_status_t status;
    fulg_domain_init_arb(c->domain, BITS);
    status = fulg_weights_init(c->weights, W->arch, c->domain, diag);
    if (status != FULG_OK)
        return status;
    status = fulg_weights_set_fmpq(c->weights, W, diag);
    if (status != FULG_OK)
    {
        fulg_weights_clear(c->weights);
        return status;
    }
    fulg_eval_tape_init(c->tape, c->weights);
    c->domain->ops->init(c->input, rows, cols, c->domain);
    arb_init(c->difference);
    c->num = rows * cols;
    c->x = flint_malloc((size_t) (c->num + 1) * sizeof(slong));
    c->y = flint_malloc((size_t) (c->num + 1) * sizeof(slong));
    return FULG_OK;
}

static void
climb_clear(climb_t *c)
{
    flint_free(c->x);
    flint_free(c->y);
    arb_clear(c->difference);
    c->domain->ops->clear(c->input);
    fulg_eval_tape_clear(c->tape, c->weights);
    fulg_weights_clear(c->weights);
}

/* ---- what an input costs --------------------------------------------------- */

/* log2 |x| of the midpoint; -infinity for 0. */
static double
log2_of(const arb_t x)
{
    double log;
    arf_t mantissa;
    fmpz_t exponent;
    if (arf_is_special(arb_midref(x)))
        return arf_is_zero(arb_midref(x)) ? -HUGE_VAL : HUGE_VAL;
    arf_init(mantissa);
    fmpz_init(exponent);
    arf_frexp(mantissa, exponent, arb_midref(x));
    log = log2(fabs(arf_get_d(mantissa, ARF_RND_NEAR))) + fmpz_get_d(exponent);
    arf_clear(mantissa);
    fmpz_clear(exponent);
    return log;
}

static double
square_of_bits(double bits)
{
    const double clipped = fmin(fmax(bits, 0), MOST_BITS);
    return clipped * clipped;
}

/* How many bits the smallest attention weight is below 1: the softmax is that much
   less sensitive. */
static double
faintness(const arb_mat_t N)
{
    double least = 0;
    for (slong i = 0; i < arb_mat_nrows(N); i++)
        for (slong j = 0; j < arb_mat_ncols(N); j++)
            if (!arb_is_zero(arb_mat_entry(N, i, j)))
                least = fmin(least, log2_of(arb_mat_entry(N, i, j)));
    return square_of_bits(-least);
}

/* How many bits the largest difference of two tokens is below the largest entry:
   attention to tokens that are alike makes them nearly equal. */
static double
likeness(const arb_mat_t X, arb_t difference)
{
    double entry = -HUGE_VAL, apart = -HUGE_VAL;
    for (slong i = 0; i < arb_mat_nrows(X); i++)
        for (slong j = 0; j < arb_mat_ncols(X); j++)
        {
            entry = fmax(entry, log2_of(arb_mat_entry(X, i, j)));
            for (slong k = 0; k < j; k++)
            {
                arb_sub(difference, arb_mat_entry(X, i, j),
                        arb_mat_entry(X, i, k), BITS);
                apart = fmax(apart, log2_of(difference));
            }
        }
    return entry == -HUGE_VAL ? square_of_bits(MOST_BITS)
                              : square_of_bits(entry - apart);
}

/* Of the input y. */
static double
price(climb_t *c)
{
    const fulg_eval_tape_struct *T = c->tape;
    const slong cols = arb_mat_ncols(c->input->arb);
    double sum = 0;
    for (slong k = 0; k < c->num; k++)
    {
        arb_struct *x = arb_mat_entry(c->input->arb, k / cols, k % cols);
        arb_set_si(x, c->y[k]);
        arb_mul_2exp_si(x, x, -GRAIN);
    }
    if (fulg_eval_forward(c->tape, c->weights, c->input, NULL) != FULG_OK)
        return USELESS;
    for (slong h = 0; h < T->num_heads; h++)
        sum += faintness(T->head[h].weight->arb);
    for (slong s = 0; s < T->depth; s++)
        sum += likeness(T->state[T->source[s]].arb, c->difference);
    return sum;
}

/* ---- the search ------------------------------------------------------------ */

/* x = y when that is cheaper. */
static int
improve(climb_t *c)
{
    const double found = price(c);
    slong *swap = c->x;
    if (!(found < c->price))
        return 0;
    c->price = found;
    c->x = c->y;
    c->y = swap;
    return 1;
}

static void
guess(climb_t *c, slong number, fulg_rand_t rand)
{
    for (slong k = 0; k < c->num; k++)
        c->y[k] = fulg_rand_signed(rand, FIRST_BOUND << number % NUM_SIZES);
    if (!improve(c) && number == 0)
    {
        /* Something has to be there. */
        for (slong k = 0; k < c->num; k++)
            c->x[k] = c->y[k];
    }
}

/* y = x, larger or smaller, or with some or all of its entries moved; no entry gets
   too large. */
static void
change(climb_t *c, slong step, fulg_rand_t rand)
{
    const ulong kind = fulg_rand_below(rand, 4);
    const slong factor = fulg_rand_signed(rand, WORD(128) >> step);
    for (slong k = 0; k < c->num; k++)
    {
        c->y[k] = c->x[k];
        if (kind == 0)
            c->y[k] += c->x[k] / 256 * factor;
        else if (kind == 1 || fulg_rand_below(rand, 3) == 0)
            c->y[k] += fulg_rand_signed(rand, 2 * FIRST_BOUND >> step);
        if (c->y[k] > MAX_BOUND || c->y[k] < -MAX_BOUND)
            c->y[k] = c->x[k];
    }
}

static void
climb(climb_t *c, fulg_rand_t rand)
{
    slong step = 0, vain = 0;
    c->price = USELESS;
    for (slong n = 0; n < GUESSES; n++)
        guess(c, n, rand);
    for (slong n = 0; n < CHANGES; n++)
    {
        change(c, step, rand);
        vain = improve(c) ? 0 : vain + 1;
        if (vain < MAX_VAIN)
            continue;
        vain = 0;
        step = (step + 1) % NUM_STEPS;
    }
}

static void
set_input(fmpq_mat_t X, const climb_t *c)
{
    const slong cols = fmpq_mat_ncols(X);
    for (slong k = 0; k < c->num; k++)
    {
        fmpq *x = fmpq_mat_entry(X, k / cols, k % cols);
        fmpq_set_si(x, c->x[k], 1);
        fmpq_div_2exp(x, x, GRAIN);
    }
}

/* The place for an input of this price: a new one, that of a dearer one, or -1. */
static slong
place_for(double *prices, slong *filled, slong num, double found)
{
    slong worst = 0;
    if (*filled < num)
    {
        prices[*filled] = found;
        return (*filled)++;
    }
    for (slong n = 1; n < num; n++)
        if (prices[n] > prices[worst])
            worst = n;
    if (!(found < prices[worst]))
        return -1;
    prices[worst] = found;
    return worst;
}

fulg_status_t
fulg_ball_inputs_spread(fulg_ball_jacobian_rank_t result, slong num,
                        const fulg_weights_t W, fulg_rand_t rand,
                        const fulg_progress_t *progress, fulg_diag_t diag)
{
    climb_t c;
    double *prices;
    fulg_status_t status = climb_init(&c, W, diag);
    if (status != FULG_OK)
        return status;
    prices = flint_malloc((size_t) (num + 1) * sizeof(double));
    result->input = flint_realloc(result->input,
                                  (size_t) (num + 1) * sizeof(fmpq_mat_struct));
    for (slong n = 0; n < CHOICE * num && status == FULG_OK; n++)
    {
        const slong filled = result->num_inputs;
        slong place;
        if (fulg_progress_tick(progress, "inputs", n, CHOICE * num))
            status = fulg_diag_set(diag, FULG_UNABLE, "interrupted");
        climb(&c, rand);
        place = place_for(prices, &result->num_inputs, num, c.price);
        if (result->num_inputs > filled)
            fmpq_mat_init(&result->input[place], W->arch->width[0],
                          W->arch->tokens);
        if (place >= 0)
            set_input(&result->input[place], &c);
    }
    flint_free(prices);
    climb_clear(&c);
    return status;
}
