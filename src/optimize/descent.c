#include "impl.h"

/* Bits beyond those of the grid, for the first attempt at a step. */
#define GUARD 64

/* The data and two points of a run, in balls of so many bits. */
typedef struct
{
    slong bits, max_bits;
    const fulg_dataset_struct *D;
    fulg_optimize_data_t data;
    fulg_optimize_point_t point, gradient;
    fulg_optimize_heads_t next;
    fmpq_t R2;
    fulg_optimize_watch_t watch;
} work_t;

static void
work_init(work_t *w, const fulg_optimize_descent_t R, const fulg_dataset_t D,
          slong max_bits)
{
    const fulg_optimize_heads_struct *P = R->point;
    w->bits = R->grid + GUARD;
    w->max_bits = FLINT_MAX(max_bits, w->bits);
    w->D = D;
    fmpq_init(w->R2);
    fulg_dataset_radius_squared(w->R2, D);
    fulg_optimize_data_init(&w->data, D, w->bits);
    fulg_optimize_point_init(&w->point, P->num, P->tokens, P->dim);
    fulg_optimize_point_init(&w->gradient, P->num, P->tokens, P->dim);
    fulg_optimize_heads_init(w->next, 1, 1, 1);
    fulg_optimize_heads_set(w->next, P);
}

static void
work_clear(work_t *w)
{
    fulg_optimize_data_clear(&w->data);
    fulg_optimize_point_clear(&w->point);
    fulg_optimize_point_clear(&w->gradient);
    fulg_optimize_heads_clear(w->next);
    fmpq_clear(w->R2);
}

/* Twice the bits, unless these are too many. */
static int
more_bits(work_t *w)
{
    if (2 * w->bits > w->max_bits)
        return 0;
    w->bits *= 2;
    fulg_optimize_data_clear(&w->data);
    fulg_optimize_data_init(&w->data, w->D, w->bits);
    return 1;
}

/* The multiple of 2^-grid nearest to x, when x decides it. */
static int
round_ball(fmpq_t y, const arb_t x, slong grid, slong bits)
{
    arb_t z, half;
    fmpz_t n;
    int unique;
    arb_init(z);
    arb_init(half);
    fmpz_init(n);
    arb_mul_2exp_si(z, x, grid);
    arb_one(half);
    arb_mul_2exp_si(half, half, -1);
    arb_add(z, z, half, bits + grid);
    arb_floor(z, z, bits + grid);
    unique = arb_get_unique_fmpz(n, z);
    if (unique)
    {
        fmpq_set_fmpz(y, n);
        fmpq_div_2exp(y, y, (flint_bitcnt_t) grid);
    }
    arb_clear(z);
    arb_clear(half);
    fmpz_clear(n);
    return unique;
}

/* Y = P - eta G on the grid. */
static int
step_matrix(fmpq_mat_t Y, const arb_mat_t P, const arb_mat_t G, const arb_t eta,
            slong grid, slong bits)
{
    arb_t x;
    int decided = 1;
    arb_init(x);
    for (slong i = 0; i < fmpq_mat_nrows(Y) && decided; i++)
        for (slong j = 0; j < fmpq_mat_ncols(Y) && decided; j++)
        {
            arb_set(x, arb_mat_entry(P, i, j));
            arb_submul(x, eta, arb_mat_entry(G, i, j), bits);
            decided = round_ball(fmpq_mat_entry(Y, i, j), x, grid, bits);
        }
    arb_clear(x);
    return decided;
}

/* How far a step has come. */
typedef enum
{
    DECIDED,
    OPEN, /* the bits do not say */
    STOPPED
} outcome_t;

/* w->next = the point after R->point. */
static outcome_t
try_step(arb_t loss, work_t *w, const fulg_optimize_descent_t R)
{
    const fulg_optimize_heads_struct *P = R->point;
    arb_t eta;
    int decided = 1;
    fulg_optimize_point_set(&w->point, P, w->bits);
    if (!fulg_optimize_gradient(loss, &w->gradient, &w->data, w->D, &w->point,
                                P, w->bits, &w->watch))
        return STOPPED;
    arb_init(eta);
    arb_set_fmpq(eta, R->eta, w->bits);
    for (slong g = 0; g < P->num && decided; g++)
        decided = step_matrix(&w->next->U[g], &w->point.U[g], &w->gradient.U[g],
                              eta, R->grid, w->bits) &&
                  step_matrix(&w->next->W[g], &w->point.W[g], &w->gradient.W[g],
                              eta, R->grid, w->bits);
    arb_clear(eta);
    return decided ? DECIDED : OPEN;
}

static int
same_point(const fulg_optimize_heads_t P, const fulg_optimize_heads_t Q)
{
    for (slong g = 0; g < P->num; g++)
        if (!fmpq_mat_equal(&P->U[g], &Q->U[g]) ||
            !fmpq_mat_equal(&P->W[g], &Q->W[g]))
            return 0;
    return 1;
}

static void
note(slong *first, slong step)
{
    if (*first == 0)
        *first = step;
}

/* Is eta rho <= 1 on the segment of this step?  |U_h| is convex: its ends
   decide. */
static void
judge_size(fulg_optimize_descent_t R, const work_t *w, slong step)
{
    fmpq_t a, b;
    arb_t B2, G2, beta, rho;
    fmpq_init(a);
    fmpq_init(b);
    arb_init(B2);
    arb_init(G2);
    arb_init(beta);
    arb_init(rho);
    fulg_optimize_heads_readout_squared(a, R->point);
    fulg_optimize_heads_readout_squared(b, w->next);
    arb_set_fmpq(B2, fmpq_cmp(a, b) > 0 ? a : b, w->bits);
    fulg_optimize_curvature(G2, beta, rho, R->point->tokens, R->point->total,
                            w->R2, B2, w->bits);
    arb_set_fmpq(beta, R->eta, w->bits);
    arb_mul(rho, rho, beta, w->bits);
    arb_sub_ui(rho, rho, 1, w->bits);
    if (arb_is_positive(rho))
        note(&R->first_large, step);
    else if (!arb_is_nonpositive(rho))
        note(&R->first_large_open, step);
    fmpq_clear(a);
    fmpq_clear(b);
    arb_clear(B2);
    arb_clear(G2);
    arb_clear(beta);
    arb_clear(rho);
}

/* The loss at P with the bits of w; 0 when it is to stop. */
static int
set_loss(arb_t loss, work_t *w, const fulg_optimize_heads_t P)
{
    fulg_optimize_point_set(&w->point, P, w->bits);
    return fulg_optimize_gradient(loss, NULL, &w->data, w->D, &w->point, P,
                                  w->bits, &w->watch);
}

/* Is the loss smaller after the step?  R->point is before, w->next after it.  0
   when it is to stop. */
static int
judge_decrease(arb_t before, arb_t after, fulg_optimize_descent_t R, work_t *w,
               slong step)
{
    int going = set_loss(after, w, w->next);
    while (going && arb_overlaps(before, after) && more_bits(w))
        going = set_loss(before, w, R->point) && set_loss(after, w, w->next);
    if (going && arb_gt(after, before))
        note(&R->first_increase, step);
    else if (going && arb_overlaps(before, after))
        note(&R->first_open, step);
    return going;
}

/* The nearest multiple of 2^-grid, the upper one of two. */
static void
round_exact(fmpq_t x, slong grid)
{
    fmpz_t n;
    fmpz_init(n);
    fmpq_mul_2exp(x, x, (flint_bitcnt_t) grid + 1);
    fmpq_add_si(x, x, 1);
    fmpz_mul_2exp(n, fmpq_denref(x), 1);
    fmpz_fdiv_q(n, fmpq_numref(x), n);
    fmpq_set_fmpz(x, n);
    fmpq_div_2exp(x, x, (flint_bitcnt_t) grid);
    fmpz_clear(n);
}

void
fulg_optimize_round(fulg_optimize_heads_t P, slong grid)
{
    for (slong g = 0; g < P->num; g++)
        for (int part = 0; part < 2; part++)
        {
            fmpq_mat_struct *A = part ? &P->W[g] : &P->U[g];
            for (slong i = 0; i < fmpq_mat_nrows(A); i++)
                for (slong j = 0; j < fmpq_mat_ncols(A); j++)
                    round_exact(fmpq_mat_entry(A, i, j), grid);
        }
}

static void
make_room(fulg_optimize_descent_t R, slong steps)
{
    const slong room = R->steps + steps + 1;
    if (room <= R->room)
        return;
    R->loss = flint_realloc(R->loss, (size_t) room * sizeof *R->loss);
    for (slong k = R->room; k < room; k++)
        arb_init(R->loss + k);
    R->room = room;
}

void
fulg_optimize_descent_init(fulg_optimize_descent_t R, const fulg_dataset_t D,
                           const fulg_optimize_heads_t init, const fmpq_t eta,
                           slong grid)
{
    fulg_optimize_heads_struct *P = R->point;
    R->grid = grid;
    R->steps = R->room = R->first_increase = R->first_open = R->first_large =
        R->first_large_open = 0;
    R->stationary = 0;
    R->loss = NULL;
    R->earlier = NULL;
    R->num_earlier = 0;
    fmpq_init(R->eta);
    fmpq_set(R->eta, eta);
    fulg_optimize_heads_init(P, 1, 1, 1);
    fulg_optimize_heads_set(P, init);
    fulg_optimize_round(P, grid);
    make_room(R, 0);
    fulg_optimize_loss(R->loss, D, P, grid + GUARD);
}

void
fulg_optimize_descent_clear(fulg_optimize_descent_t R)
{
    _arb_vec_clear(R->loss, R->room);
    json_decref(R->earlier);
    fulg_optimize_heads_clear(R->point);
    fmpq_clear(R->eta);
}

/* The next step, as a whole: when it is given up, R is as it was. */
static outcome_t
take_step(fulg_optimize_descent_t R, work_t *w)
{
    const slong step = R->steps + 1;
    arb_t before, after;
    outcome_t outcome;
    arb_init(before);
    arb_init(after);
    do
        outcome = try_step(before, w, R);
    while (outcome == OPEN && more_bits(w));
    if (outcome == DECIDED)
    {
        R->stationary = same_point(R->point, w->next);
        if (!R->stationary && !judge_decrease(before, after, R, w, step))
            outcome = STOPPED;
    }
    if (outcome == DECIDED)
        arb_swap(R->loss + step - 1, before);
    if (outcome == DECIDED && !R->stationary)
    {
        judge_size(R, w, step);
        arb_swap(R->loss + step, after);
        fulg_optimize_heads_set(R->point, w->next);
        R->steps++;
    }
    arb_clear(before);
    arb_clear(after);
    return outcome;
}

fulg_status_t
fulg_optimize_descent_run(fulg_optimize_descent_t R, const fulg_dataset_t D,
                          slong steps, slong max_bits,
                          const fulg_progress_t *progress, fulg_diag_t diag)
{
    const slong last = R->steps + steps;
    fulg_status_t status = FULG_OK;
    work_t w;
    work_init(&w, R, D, max_bits);
    w.watch = (fulg_optimize_watch_t){progress, R->steps, last};
    make_room(R, steps);
    while (R->steps < last && status == FULG_OK && !R->stationary)
    {
        const outcome_t outcome = take_step(R, &w);
        if (outcome == OPEN)
            status = fulg_diag_set(
                diag, FULG_UNABLE,
                "step %ld: %ld bits do not decide to which grid point a "
                "number is rounded",
                (long) R->steps + 1, (long) w.bits);
        else if (outcome == STOPPED)
            status = fulg_diag_set(diag, FULG_UNABLE, "interrupted");
        w.watch.done = R->steps;
    }
    work_clear(&w);
    return status;
}

slong
fulg_optimize_descent_first_large(const fulg_optimize_descent_t R)
{
    if (R->first_large == 0)
        return R->first_large_open;
    if (R->first_large_open == 0)
        return R->first_large;
    return FLINT_MIN(R->first_large, R->first_large_open);
}

fulg_truth_t
fulg_optimize_descent_is_monotone(const fulg_optimize_descent_t R)
{
    if (R->first_increase)
        return FULG_FALSE;
    return R->first_open ? FULG_UNKNOWN : FULG_TRUE;
}
