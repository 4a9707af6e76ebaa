#include "heads_impl.h"

/*
 * Dimensions of the pieces.  The scores of a head with fixed A are the (K, Q)
 * with K^T Q = A.  The values of n heads that add up to W are one product
 * [O_1 .. O_n] [U_1; ..; U_n] = W.  Where heads with A and with -A share a class,
 * the sum of all V is a further condition.
 */

/* The pairs whose left factor has rank p: its columns span a space that contains
   those of W, and the right factor runs over an affine space. */
static slong
stratum(slong p, slong n, slong rows, slong cols, slong r)
{
    return (p - r) * (rows - p) + p * n + cols * (n - p);
}

slong
fulg_fiber_product_fiber(slong *components, slong n, slong rows, slong cols,
                         slong r)
{
    const slong left = FLINT_MIN(n, rows), right = FLINT_MIN(n, cols);
    slong most = -1;
    *components = 0;
    if (r > FLINT_MIN(left, right))
        return -1;
    if (n + r >= left + right)
    {
        *components = 1;
        return stratum(left, n, rows, cols, r);
    }
    for (slong p = n + r - right; p <= left; p++)
        most = FLINT_MAX(most, stratum(p, n, rows, cols, r));
    *components = left + right - n - r + 1;
    return most;
}

typedef struct
{
    slong AV, weights;
    fmpz_t components;
} measure_t;

/* Factors: -1 and 0 mean not known, and stay. */
static void
multiply(measure_t *m, slong AV, slong weights, slong components)
{
    m->AV = m->AV < 0 || AV < 0 ? -1 : m->AV + AV;
    m->weights = m->weights < 0 || weights < 0 ? -1 : m->weights + weights;
    fmpz_mul_si(m->components, m->components, components);
}

/* n heads with this A of rank r. */
static void
fixed_scores(measure_t *m, const share_t *S, slong n, slong r)
{
    slong components;
    const slong d = S->list->d;
    const slong dim = fulg_fiber_product_fiber(&components, S->head_dim, d, d,
                                               r);
    for (slong h = 0; h < n; h++)
        multiply(m, 0, dim, components);
}

/* n heads with one free A: over all its ranks. */
static void
free_scores(measure_t *m, const share_t *S, slong n)
{
    const slong d = S->list->d, alpha = FLINT_MIN(S->head_dim, d);
    slong most = 2 * S->head_dim * d, components;
    for (slong r = 0; r <= alpha && n > 1; r++)
    {
        const slong dim = r * (2 * d - r) +
                          n * fulg_fiber_product_fiber(&components, S->head_dim,
                                                       d, d, r);
        most = FLINT_MAX(r == 0 ? 0 : most, dim);
    }
    multiply(m, alpha * (2 * d - alpha), most, n == 1);
}

/* n heads whose V add up to a matrix of rank r; 0 when there are none. */
static int
sum_of_values(measure_t *m, const share_t *S, slong n, slong r)
{
    const slong d = S->list->d, e = S->list->d_out, v = S->value_dim;
    const slong full = FLINT_MIN(d, e);
    slong components, dim, AV = (n - 1) * d * e;
    if (n == 0)
        return r == 0;
    if (v == 0)
    {
        multiply(m, AV, AV, 1);
        return 1;
    }
    dim = fulg_fiber_product_fiber(&components, n * v, e, d, r);
    if (v < full && n > 1)
        AV = n == 2 && r == 0 ? v * (d + e - v) : -1;
    multiply(m, AV, dim, components);
    return dim >= 0;
}

/* How many classes and ghosts have heads of both signs; *group is the last one,
   num + g for a ghost. */
static slong
mixed_groups(slong *group, const share_t *S)
{
    const fulg_fiber_sharing_t *s = &S->now;
    slong mixed = 0;
    for (slong k = 0; k < S->list->num; k++)
        if (s->negative[k] > 0 && s->negative[k] < s->heads[k])
        {
            mixed++;
            *group = k;
        }
    for (slong g = 0; g < s->num_ghosts; g++)
        if (s->ghost_negative[g] > 0)
        {
            mixed++;
            *group = S->list->num + g;
        }
    return mixed;
}

/* R (initialised here): the sum of all V less what the classes, each of one sign
   but for the class skip, bring.  Not paired: the sum over the heads with A = 0. */
static void
init_rest(fmpq_mat_t R, const share_t *S, slong skip)
{
    const fulg_fiber_sharing_t *s = &S->now;
    fmpq_mat_init_set(R, S->list->rest->V);
    for (slong k = 0; k < S->list->num && S->list->paired; k++)
    {
        if (k == skip)
            continue;
        if (s->negative[k] > 0)
            fmpq_mat_add(R, R, S->list->classes[k].V);
        else
            fmpq_mat_sub(R, R, S->list->classes[k].V);
    }
}

/* All groups but the one of that number. */
static int
group_values(measure_t *m, const share_t *S, slong skip)
{
    const fulg_fiber_sharing_t *s = &S->now;
    int possible = 1;
    for (slong k = 0; k < S->list->num && possible; k++)
        if (k != skip)
            possible = sum_of_values(m, S, s->heads[k],
                                     S->list->classes[k].rank_V);
    for (slong g = 0; g < s->num_ghosts && possible; g++)
        if (S->list->num + g != skip)
            possible = sum_of_values(m, S, s->ghost[g], 0);
    return possible;
}

/* Every group has one sign: the heads with A = 0 bring the rest.  Where that is 0
   they are limits of ghosts. */
static int
separate_values(measure_t *m, const share_t *S)
{
    fmpq_mat_t R;
    slong rank;
    init_rest(R, S, -1);
    rank = fulg_fiber_rank(R);
    fmpq_mat_clear(R);
    if (S->list->tokens > 1 && S->now.zero > 0 && rank == 0)
        return 0;
    return sum_of_values(m, S, S->now.zero, rank) && group_values(m, S, -1);
}

/* One group of both signs and no head with A = 0: with W the difference and R the
   sum, its heads with A bring (R + W)/2, those with -A (R - W)/2.  Where one of
   these is 0 the heads are limits of ghosts. */
static int
single_mixed_values(measure_t *m, const share_t *S, slong group)
{
    const fulg_fiber_sharing_t *s = &S->now;
    const slong g = group - S->list->num;
    const slong n = g < 0 ? s->heads[group] : s->ghost[g];
    const slong minus = g < 0 ? s->negative[group] : s->ghost_negative[g];
    fmpq_mat_t R, N;
    slong rank_plus, rank_minus;
    init_rest(R, S, group);
    fmpq_mat_init_set(N, R);
    if (g < 0)
    {
        fmpq_mat_add(R, R, S->list->classes[group].V);
        fmpq_mat_sub(N, N, S->list->classes[group].V);
    }
    rank_plus = fulg_fiber_rank(R);
    rank_minus = fulg_fiber_rank(N);
    fmpq_mat_clear(R);
    fmpq_mat_clear(N);
    return rank_plus > 0 && rank_minus > 0 &&
           sum_of_values(m, S, n - minus, rank_plus) &&
           sum_of_values(m, S, minus, rank_minus) && group_values(m, S, group);
}

/* One linear condition for every class and ghost, and one for the sum. */
static int
mixed_values(measure_t *m, share_t *S)
{
    fulg_fiber_sharing_t *s = &S->now;
    const slong size = S->list->d * S->list->d_out;
    const slong free = S->heads - S->list->num - s->num_ghosts - 1;
    const slong full = FLINT_MIN(S->list->d, S->list->d_out);
    s->doubtful = S->value_dim > 0 && S->value_dim < full;
    if (S->value_dim == 0)
        multiply(m, free * size, free * size, 1);
    else
        multiply(m, s->doubtful ? -1 : free * size, -1, 0);
    return 1;
}

static int
values(measure_t *m, share_t *S)
{
    slong group = -1;
    const slong mixed = mixed_groups(&group, S);
    if (mixed == 0)
        return separate_values(m, S);
    if (mixed == 1 && S->now.zero == 0)
        return single_mixed_values(m, S, group);
    return mixed_values(m, S);
}

int
fulg_fiber_sharing_measure(share_t *S)
{
    fulg_fiber_sharing_t *s = &S->now;
    const slong d = S->list->d, alpha = FLINT_MIN(S->head_dim, d);
    measure_t m = {0, 0, {0}};
    int possible;
    fmpz_init_set_ui(m.components, 1);
    s->doubtful = 0;
    possible = values(&m, S);
    if (S->list->tokens == 1)
        multiply(&m, s->zero * alpha * (2 * d - alpha),
                 s->zero * 2 * S->head_dim * d, 1);
    else
        fixed_scores(&m, S, s->zero, 0);
    for (slong k = 0; k < S->list->num; k++)
        fixed_scores(&m, S, s->heads[k], S->list->classes[k].rank_A);
    for (slong g = 0; g < s->num_ghosts; g++)
        free_scores(&m, S, s->ghost[g]);
    s->dim_AV = m.AV;
    s->dim = m.weights;
    fmpz_swap(s->components, m.components);
    fmpz_clear(m.components);
    return possible;
}
