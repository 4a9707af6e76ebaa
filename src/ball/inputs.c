#include "impl.h"

/* Inputs are multiples of 2^-GRAIN in [-2, 2], times a factor of so many bits. */
#define GRAIN 8
#define TUNING 16
#define MAX_HALVINGS 40
/* An attention weight that is so many bits below the mean costs as many. */
#define FAINT 10
#define TRIAL_BITS 128

/* Some attention weight is not zero but may be below 2^-FAINT of their mean. */
static int
has_faint(const fulg_eval_tape_t T, slong tokens)
{
    const slong least = -FAINT - (slong) FLINT_BIT_COUNT((ulong) tokens);
    for (slong h = 0; h < T->num_heads; h++)
    {
        const arb_mat_struct *N = T->head[h].weight->arb;
        for (slong i = 0; i < arb_mat_nrows(N); i++)
            for (slong j = 0; j < arb_mat_ncols(N); j++)
            {
                const arb_struct *x = arb_mat_entry(N, i, j);
                if (!arb_is_zero(x) &&
                    !(arb_is_finite(x) &&
                      arf_cmp_2exp_si(arb_midref(x), least) > 0))
                    return 1;
            }
    }
    return 0;
}

/* What tries an input. */
typedef struct
{
    fulg_domain_t domain;
    fulg_weights_t weights;
    fulg_eval_tape_t tape;
    fulg_mat_t input;
    int together; /* scaling alone did not do for the last input */
} trial_t;

static fulg_status_t
trial_init(trial_t *t, const fulg_weights_t W, fulg_diag_t diag)
{
    fulg_status_t status;
    fulg_domain_init_arb(t->domain, TRIAL_BITS);
    status = fulg_weights_init(t->weights, W->arch, t->domain, diag);
    if (status != FULG_OK)
        return status;
    status = fulg_weights_set_fmpq(t->weights, W, diag);
    if (status != FULG_OK)
    {
        fulg_weights_clear(t->weights);
        return status;
    }
    t->together = 0;
    fulg_eval_tape_init(t->tape, t->weights);
    t->domain->ops->init(t->input, W->arch->width[0], W->arch->tokens,
                         t->domain);
    return FULG_OK;
}

static void
trial_clear(trial_t *t)
{
    t->domain->ops->clear(t->input);
    fulg_eval_tape_clear(t->tape, t->weights);
    fulg_weights_clear(t->weights);
}

static int
is_faint(trial_t *t, const fmpq_mat_t X)
{
    arb_mat_set_fmpq_mat(t->input->arb, X, TRIAL_BITS);
    return fulg_eval_forward(t->tape, t->weights, t->input, NULL) != FULG_OK ||
           has_faint(t->tape, t->weights->arch->tokens);
}

static void
draw(fmpq_mat_t X, fulg_rand_t rand)
{
    for (slong i = 0; i < fmpq_mat_nrows(X); i++)
        for (slong j = 0; j < fmpq_mat_ncols(X); j++)
        {
            fmpq *x = fmpq_mat_entry(X, i, j);
            fmpq_set_si(x, fulg_rand_signed(rand, WORD(2) << GRAIN), 1);
            fmpq_div_2exp(x, x, GRAIN);
        }
}

/* An input on the way to a common token: centre + part num / 2^halvings. */
typedef struct
{
    fmpq_mat_t centre, part;
} line_t;

static void
line_init(line_t *line, slong rows, slong cols, fulg_rand_t rand)
{
    fmpq_mat_t token;
    fmpq_mat_init(line->centre, rows, cols);
    fmpq_mat_init(line->part, rows, cols);
    fmpq_mat_init(token, rows, 1);
    draw(line->part, rand);
    draw(token, rand);
    for (slong i = 0; i < rows; i++)
        for (slong j = 0; j < cols; j++)
            fmpq_set(fmpq_mat_entry(line->centre, i, j),
                     fmpq_mat_entry(token, i, 0));
    fmpq_mat_clear(token);
}

static void
line_clear(line_t *line)
{
    fmpq_mat_clear(line->centre);
    fmpq_mat_clear(line->part);
}

static void
line_point(fmpq_mat_t X, const line_t *line, ulong num, slong halvings,
           int together)
{
    fmpz_t x;
    fmpz_init_set_ui(x, num);
    fmpq_mat_scalar_mul_fmpz(X, line->part, x);
    fmpz_one(x);
    fmpz_mul_2exp(x, x, (ulong) FLINT_ABS(halvings));
    if (halvings > 0)
        fmpq_mat_scalar_div_fmpz(X, X, x);
    else
        fmpq_mat_scalar_mul_fmpz(X, X, x);
    fmpz_clear(x);
    if (together)
        fmpq_mat_add(X, X, line->centre);
}

/* How often the part is to be halved (negative: doubled) until no attention weight
   is faint.  -1 when that is nowhere, 0 when there is nothing to do, else 1: the best
   place is between h and h - 1. */
static int
find_halvings(slong *h, fmpq_mat_t X, const line_t *line, trial_t *t,
              int may_double)
{
    *h = 0;
    line_point(X, line, 1, 0, t->together);
    if (is_faint(t, X))
    {
        do
            line_point(X, line, 1, ++*h, t->together);
        while (*h < MAX_HALVINGS && is_faint(t, X));
        return *h < MAX_HALVINGS ? 1 : -1;
    }
    if (!may_double)
        return 0;
    do
        line_point(X, line, 1, --*h - 1, t->together);
    while (*h > -MAX_HALVINGS && !is_faint(t, X));
    return *h > -MAX_HALVINGS;
}

/* The largest multiple of the part, nearly, at which no attention weight is faint.
   Scores of a layer grow like third powers of those of the layer before, so in a
   deep network nothing but the right size keeps all of them from saturating and
   from vanishing. */
static void
tune(fmpq_mat_t X, const line_t *line, trial_t *t, int may_double)
{
    slong h;
    int found = find_halvings(&h, X, line, t, may_double);
    ulong low = UWORD(1) << TUNING;
    if (found < 0)
    {
        t->together = !t->together;
        found = find_halvings(&h, X, line, t, may_double);
    }
    if (found < 0)
        t->together = 0;
    if (found <= 0)
    {
        line_point(X, line, 1, 0, t->together);
        return;
    }
    for (ulong step = low >> 1; step > 0; step >>= 1)
    {
        line_point(X, line, low + step, h + TUNING, t->together);
        if (!is_faint(t, X))
            low += step;
    }
    line_point(X, line, low, h + TUNING, t->together);
}

fulg_status_t
fulg_ball_inputs_add(fulg_ball_jacobian_rank_t result, slong num,
                     const fulg_weights_t W, int may_double, fulg_rand_t rand,
                     fulg_diag_t diag)
{
    const int is_softmax = fulg_arch_is_softmax(W->arch);
    trial_t trial;
    if (is_softmax)
    {
        const fulg_status_t status = trial_init(&trial, W, diag);
        if (status != FULG_OK)
            return status;
    }
    result->input = flint_realloc(result->input,
                                  (size_t) num * sizeof(fmpq_mat_struct));
    for (; result->num_inputs < num; result->num_inputs++)
    {
        fmpq_mat_struct *X = &result->input[result->num_inputs];
        line_t line;
        fmpq_mat_init(X, W->arch->width[0], W->arch->tokens);
        line_init(&line, W->arch->width[0], W->arch->tokens, rand);
        if (is_softmax)
            tune(X, &line, &trial, may_double);
        else
            line_point(X, &line, 1, 0, 0);
        line_clear(&line);
    }
    if (is_softmax)
        trial_clear(&trial);
    return FULG_OK;
}
