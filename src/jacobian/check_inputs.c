#include "impl.h"

/*
 * Along dW the output changes by a polynomial in the entries of X: homogeneous of
 * degree D for a polynomial network or a lightning stack without residual, of
 * degree at most D with residual.  A homogeneous polynomial of degree D in n
 * variables that vanishes at all points of N^n with coordinate sum D is zero (the
 * principal lattice is unisolvent); without homogeneity the points with
 * coordinate sum at most D serve.
 */

/* The number of points, or 0 when it is more than max. */
static ulong
count_points(ulong n, const fmpz_t D, int homogeneous, ulong max)
{
    fmpz_t count, k;
    ulong result = 0;
    if (fmpz_cmp_ui(D, max) > 0)
        return 0;
    fmpz_init_set_ui(count, 1);
    fmpz_init(k);
    /* binomial(D + m, m), m = n - 1 or n, one factor at a time */
    for (ulong m = 1; m <= n - (ulong) homogeneous; m++)
    {
        fmpz_add_ui(k, D, m);
        fmpz_mul(count, count, k);
        fmpz_divexact_ui(count, count, m);
        if (fmpz_cmp_ui(count, max) > 0)
            break;
    }
    if (fmpz_cmp_ui(count, max) <= 0)
        result = fmpz_get_ui(count);
    fmpz_clear(count);
    fmpz_clear(k);
    return result;
}

ulong
fulg_jacobian_count_inputs(const fulg_arch_t arch, ulong max)
{
    const ulong n = (ulong) (arch->width[0] * arch->tokens);
    ulong count = 0;
    fmpz_t D;
    fmpz_init(D);
    if (!fulg_arch_is_normalised(arch))
    {
        fulg_eval_degree(D, arch);
        count = count_points(n, D, !fulg_arch_is_residual(arch), max);
    }
    fmpz_clear(D);
    return count;
}

/* The next composition of the same sum, 0 after the last. */
static int
next_point(ulong *x, slong n)
{
    slong i = 0;
    ulong first;
    while (i < n && x[i] == 0)
        i++;
    if (i >= n - 1)
        return 0;
    first = x[i];
    x[i] = 0;
    x[0] = first - 1;
    x[i + 1]++;
    return 1;
}

static int
vanishes_at(const ulong *x, fulg_eval_tape_t T, const fulg_weights_t W,
            const fulg_weights_t dW)
{
    const slong rows = W->arch->width[0], t = W->arch->tokens;
    const slong out = W->arch->width[W->arch->depth];
    fulg_mat_t X, dY;
    int zero;
    fmpq_mat_init(X->fmpq, rows, t);
    fmpq_mat_init(dY->fmpq, out, fulg_arch_output_columns(W->arch));
    for (slong i = 0; i < rows; i++)
        for (slong j = 0; j < t; j++)
            fmpq_set_ui(fmpq_mat_entry(X->fmpq, i, j), x[i * t + j], 1);
    zero = fulg_eval_forward(T, W, X, NULL) == FULG_OK;
    if (zero)
    {
        fulg_eval_tangent(dY, T, W, dW);
        zero = fmpq_mat_is_zero(dY->fmpq);
    }
    fmpq_mat_clear(X->fmpq);
    fmpq_mat_clear(dY->fmpq);
    return zero;
}

fulg_truth_t
fulg_jacobian_check_inputs(const fulg_weights_t W, const fulg_weights_t dW,
                           ulong max_inputs, const fulg_progress_t *progress)
{
    const fulg_arch_struct *arch = W->arch;
    const int homogeneous = !fulg_arch_is_residual(arch);
    /* One more coordinate takes up the slack of the sum. */
    const slong n = arch->width[0] * arch->tokens;
    const slong coordinates = n + !homogeneous;
    fulg_truth_t truth = FULG_TRUE;
    fulg_eval_tape_t T;
    fmpz_t D;
    ulong *x, count, done = 0;

    count = fulg_jacobian_count_inputs(arch, max_inputs);
    if (count == 0)
        return FULG_UNKNOWN;
    fmpz_init(D);
    fulg_eval_degree(D, arch);
    x = flint_calloc((size_t) coordinates, sizeof(ulong));
    x[0] = fmpz_get_ui(D);
    fmpz_clear(D);
    fulg_eval_tape_init(T, W);
    do
    {
        if (fulg_progress_tick(progress, "inputs", (slong) done++,
                               (slong) count))
            truth = FULG_UNKNOWN;
        else if (!vanishes_at(x, T, W, dW))
            truth = FULG_FALSE;
    } while (truth == FULG_TRUE && next_point(x, coordinates));
    fulg_eval_tape_clear(T, W);
    flint_free(x);
    return truth;
}
