#include "impl.h"

/* Inputs are multiples of 2^-GRAIN in [-2, 2], and then halved some times. */
#define GRAIN 8
#define MAX_HALVINGS 40
/* An attention weight that is so many bits below the mean costs as many. */
#define FAINT 10
#define TRIAL_BITS 128

/* Some attention weight is not zero but may be below 2^-FAINT of their mean. */
static int
has_faint(const fulg_tape_t T, slong tokens)
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

static void
draw_entry(fmpq_t x, slong halvings, fulg_rand_t rand)
{
    fmpq_set_si(x, fulg_rand_signed(rand, WORD(2) << GRAIN), 1);
    fmpq_div_2exp(x, x, (ulong) (GRAIN + halvings));
}

/* Every token becomes what it is, halved, and a common one. */
static void
gather(fmpq_mat_t X, fulg_rand_t rand)
{
    fmpq_t common;
    fmpq_init(common);
    for (slong i = 0; i < fmpq_mat_nrows(X); i++)
    {
        draw_entry(common, 0, rand);
        for (slong j = 0; j < fmpq_mat_ncols(X); j++)
            fmpq_add(fmpq_mat_entry(X, i, j), fmpq_mat_entry(X, i, j), common);
    }
    fmpq_clear(common);
}

void
fulg_ball_draw(fmpq_mat_t X, const fulg_ball_spread_t *spread, fulg_rand_t rand)
{
    for (slong i = 0; i < fmpq_mat_nrows(X); i++)
        for (slong j = 0; j < fmpq_mat_ncols(X); j++)
            draw_entry(fmpq_mat_entry(X, i, j), spread->halvings, rand);
    if (spread->together)
        gather(X, rand);
}

/* What is needed to try inputs. */
typedef struct
{
    fulg_weights_struct *B;
    fulg_tape_struct *T;
    fulg_rand_struct *rand;
} trial_t;

static int
is_faint(const trial_t *trial, const fulg_ball_spread_t *spread)
{
    const fulg_arch_struct *arch = trial->B->arch;
    fulg_rand_t rand;
    fulg_mat_t X;
    fmpq_mat_t input;
    int faint;
    /* the same numbers every time */
    *rand = *trial->rand;
    arb_mat_init(X->arb, arch->width[0], arch->tokens);
    fmpq_mat_init(input, arch->width[0], arch->tokens);
    fulg_ball_draw(input, spread, rand);
    arb_mat_set_fmpq_mat(X->arb, input, TRIAL_BITS);
    faint = fulg_eval_forward(trial->T, trial->B, X, NULL) != FULG_OK ||
            has_faint(trial->T, arch->tokens);
    fmpq_mat_clear(input);
    arb_mat_clear(X->arb);
    return faint;
}

/* 1 when so many halvings are found. */
static int
find_halvings(fulg_ball_spread_t *spread, const trial_t *trial)
{
    for (spread->halvings = 0; spread->halvings < MAX_HALVINGS;
         spread->halvings++)
        if (!is_faint(trial, spread))
            return 1;
    spread->halvings = 0;
    return 0;
}

/* What was tried is not used again. */
static void
skip_input(const fulg_weights_t W, fulg_rand_t rand)
{
    for (slong n = 0; n < W->arch->width[0] * W->arch->tokens; n++)
        fulg_rand_signed(rand, WORD(2) << GRAIN);
}

fulg_status_t
fulg_ball_set_spread(fulg_ball_spread_t *spread, const fulg_weights_t W,
                     fulg_rand_t rand, fulg_diag_t diag)
{
    fulg_domain_t D;
    fulg_weights_t B;
    fulg_tape_t T;
    fulg_status_t status;
    *spread = (fulg_ball_spread_t){0, 0};
    if (!fulg_arch_is_softmax(W->arch))
        return FULG_OK;
    fulg_domain_init_arb(D, TRIAL_BITS);
    status = fulg_weights_init(B, W->arch, D, diag);
    if (status != FULG_OK)
        return status;
    status = fulg_weights_set_fmpq(B, W, diag);
    fulg_tape_init(T, B);
    if (status == FULG_OK)
    {
        fulg_rand_t start = {*rand};
        const trial_t trial = {B, T, start};
        int found = find_halvings(spread, &trial);
        if (!found)
        {
            spread->together = 1;
            found = find_halvings(spread, &trial);
        }
        spread->together = spread->together && found;
        skip_input(W, rand);
    }
    fulg_tape_clear(T, B);
    fulg_weights_clear(B);
    return status;
}
