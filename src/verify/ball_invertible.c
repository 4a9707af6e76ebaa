#include "network.h"

/*
 * Is every matrix in a square matrix of balls invertible?  With R any matrix and
 * |I - R S| < 1 in the norm of row sums, R S is invertible by the Neumann series,
 * and so is S.  R comes from plain elimination of the midpoints and need not be
 * right.  Powers of two first bring rows and columns to the size of 1.
 */

/* Multiplies line n (a row or a column) by a power of two; 0 when its midpoints
   are all zero or some entry is not finite. */
static int
scale_line(arb_ptr S, slong n, slong start, slong step)
{
    const fmpz *most = NULL;
    fmpz_t e;
    for (slong m = 0; m < n; m++)
    {
        const arb_struct *x = S + start + m * step;
        if (!arb_is_finite(x))
            return 0;
        if (!arf_is_zero(arb_midref(x)) &&
            (most == NULL || fmpz_cmp(ARF_EXPREF(arb_midref(x)), most) > 0))
            most = ARF_EXPREF(arb_midref(x));
    }
    if (most == NULL)
        return 0;
    fmpz_init(e);
    fmpz_neg(e, most);
    for (slong m = 0; m < n; m++)
        arb_mul_2exp_fmpz(S + start + m * step, S + start + m * step, e);
    fmpz_clear(e);
    return 1;
}

static void
swap_rows(arf_ptr A, slong i, slong j, slong n)
{
    for (slong c = 0; c < n && i != j; c++)
        arf_swap(A + i * n + c, A + j * n + c);
}

/* Row i of A and R less its multiple of row k. */
static void
clear_entry(arf_ptr A, arf_ptr R, slong i, slong k, slong n, slong bits)
{
    arf_t f;
    if (i == k || arf_is_zero(A + i * n + k))
        return;
    arf_init(f);
    arf_set(f, A + i * n + k);
    for (slong c = k; c < n; c++)
        arf_submul(A + i * n + c, f, A + k * n + c, bits, ARF_RND_NEAR);
    for (slong c = 0; c < n; c++)
        arf_submul(R + i * n + c, f, R + k * n + c, bits, ARF_RND_NEAR);
    arf_clear(f);
}

/* R = about the inverse of A, which is overwritten; 0 when a pivot vanishes. */
static int
about_inverse(arf_ptr R, arf_ptr A, slong n, slong bits)
{
    for (slong i = 0; i < n; i++)
        arf_one(R + i * n + i);
    for (slong k = 0; k < n; k++)
    {
        slong best = k;
        arf_t f;
        for (slong i = k + 1; i < n; i++)
            if (arf_cmpabs(A + i * n + k, A + best * n + k) > 0)
                best = i;
        if (arf_is_special(A + best * n + k))
            return 0;
        swap_rows(A, k, best, n);
        swap_rows(R, k, best, n);
        arf_init(f);
        arf_set(f, A + k * n + k);
        for (slong c = 0; c < n; c++)
        {
            arf_div(A + k * n + c, A + k * n + c, f, bits, ARF_RND_NEAR);
            arf_div(R + k * n + c, R + k * n + c, f, bits, ARF_RND_NEAR);
        }
        arf_clear(f);
        for (slong i = 0; i < n; i++)
            clear_entry(A, R, i, k, n, bits);
    }
    return 1;
}

/* Every row sum of |I - R S| is below 1. */
static int
residual_is_small(arb_srcptr R, arb_srcptr S, slong n, slong bits)
{
    int small = 1;
    arb_t x;
    mag_t sum, size;
    arb_init(x);
    mag_init(sum);
    mag_init(size);
    for (slong i = 0; i < n && small; i++)
    {
        mag_zero(sum);
        for (slong j = 0; j < n; j++)
        {
            arb_set_si(x, i == j);
            arb_dot(x, x, 1, R + i * n, 1, S + j, n, n, bits);
            arb_get_mag(size, x);
            mag_add(sum, sum, size);
        }
        small = mag_cmp_2exp_si(sum, 0) < 0;
    }
    arb_clear(x);
    mag_clear(sum);
    mag_clear(size);
    return small;
}

static arf_ptr
numbers_init(slong n)
{
    arf_ptr list = flint_malloc((size_t) n * sizeof *list);
    for (slong e = 0; e < n; e++)
        arf_init(list + e);
    return list;
}

static void
numbers_clear(arf_ptr list, slong n)
{
    for (slong e = 0; e < n; e++)
        arf_clear(list + e);
    flint_free(list);
}

int
fulg_verify_ball_invertible(arb_ptr S, slong n, slong bits)
{
    const slong all = n * n;
    arf_ptr A, inverse;
    arb_ptr R;
    int good = 1;
    for (slong j = 0; j < n && good; j++)
        good = scale_line(S, n, j, n);
    for (slong i = 0; i < n && good; i++)
        good = scale_line(S, n, i * n, 1);
    if (!good)
        return 0;
    A = numbers_init(all);
    inverse = numbers_init(all);
    R = _arb_vec_init(all);
    for (slong e = 0; e < all; e++)
        arf_set(A + e, arb_midref(S + e));
    good = about_inverse(inverse, A, n, bits);
    for (slong e = 0; e < all; e++)
        arb_set_arf(R + e, inverse + e);
    good = good && residual_is_small(R, S, n, bits);
    numbers_clear(A, all);
    numbers_clear(inverse, all);
    _arb_vec_clear(R, all);
    return good;
}
