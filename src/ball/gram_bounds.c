#include "singular.h"

arf_struct *
fulg_ball_arf_init(slong n)
{
    arf_struct *x = flint_malloc((size_t) (n + 1) * sizeof(arf_struct));
    for (slong i = 0; i < n; i++)
        arf_init(&x[i]);
    return x;
}

void
fulg_ball_arf_clear(arf_struct *x, slong n)
{
    for (slong i = 0; i < n; i++)
        arf_clear(&x[i]);
    flint_free(x);
}

slong
fulg_ball_gram_bits(slong m, slong bits)
{
    return 2 * bits + 20 + 2 * (slong) FLINT_BIT_COUNT((ulong) m);
}

/* norm >= |V^T V - I|. */
static void
defect_upper(mag_t norm, const arb_mat_t V, slong bits)
{
    const slong n = arb_mat_nrows(V);
    arb_mat_t T, E;
    arb_mat_init(T, n, n);
    arb_mat_init(E, n, n);
    arb_mat_transpose(T, V);
    arb_mat_mul(E, T, V, bits);
    for (slong i = 0; i < n; i++)
        arb_sub_ui(arb_mat_entry(E, i, i), arb_mat_entry(E, i, i), 1, bits);
    arb_mat_bound_inf_norm(norm, E);
    arb_mat_clear(T);
    arb_mat_clear(E);
}

/* T = V^T G V. */
static void
conjugate(arb_mat_t T, const arb_mat_t G, const arb_mat_t V, slong bits)
{
    const slong n = arb_mat_nrows(G);
    arb_mat_t left, right;
    arb_mat_init(left, n, n);
    arb_mat_init(right, n, n);
    arb_mat_transpose(left, V);
    arb_mat_mul(right, G, V, bits);
    arb_mat_mul(T, left, right, bits);
    arb_mat_clear(left);
    arb_mat_clear(right);
}

/* Adds |T_ij|/(root_i root_j), j < i, to the sums of i and of j, and lets
   largest be the largest sum. */
static void
add_scaled(mag_ptr sum, mag_t largest, const arb_mat_t T, mag_srcptr root,
           slong i)
{
    mag_t x, y;
    mag_init(x);
    mag_init(y);
    for (slong j = 0; j < i; j++)
    {
        arb_get_mag(x, arb_mat_entry(T, i, j));
        mag_mul_lower(y, &root[i], &root[j]);
        mag_div(x, x, y);
        mag_add(&sum[i], &sum[i], x);
        mag_add(&sum[j], &sum[j], x);
        mag_max(largest, largest, &sum[j]);
    }
    mag_max(largest, largest, &sum[i]);
    mag_clear(x);
    mag_clear(y);
}

/* low = least (1 - epsilon)/(1 + defect), or 0. */
static void
set_low(arf_t low, const arf_t least, const mag_t epsilon, const mag_t defect,
        slong bits)
{
    arf_t x;
    arf_init(x);
    arf_set_mag(x, epsilon);
    arf_neg(x, x);
    arf_add_ui(x, x, 1, bits, ARF_RND_FLOOR);
    if (arf_sgn(x) <= 0)
        arf_zero(low);
    else
    {
        arf_mul(low, least, x, bits, ARF_RND_FLOOR);
        arf_set_mag(x, defect);
        arf_add_ui(x, x, 1, bits, ARF_RND_CEIL);
        arf_div(low, low, x, bits, ARF_RND_FLOOR);
    }
    arf_clear(x);
}

/* Leading blocks D F D of T, D^2 below the diagonal of T: the i-th eigenvalue of T
   is at least min D^2 times the least eigenvalue of F. */
static void
set_lows(arf_struct *low, const arb_mat_t T, const mag_t defect, slong bits)
{
    const slong n = arb_mat_nrows(T);
    mag_ptr sum = _mag_vec_init(n), root = _mag_vec_init(n);
    mag_t epsilon;
    arf_t d, least;
    mag_init(epsilon);
    arf_init(d);
    arf_init(least);
    arf_pos_inf(least);
    for (slong i = 0; i < n; i++)
        arf_zero(&low[i]);
    for (slong i = 0; i < n; i++)
    {
        arb_get_lbound_arf(d, arb_mat_entry(T, i, i), bits);
        if (!(arf_sgn(d) > 0))
            break;
        arf_min(least, least, d);
        arf_get_mag_lower(&root[i], d);
        mag_sqrt_lower(&root[i], &root[i]);
        add_scaled(sum, epsilon, T, root, i);
        set_low(&low[i], least, epsilon, defect, bits);
        if (arf_is_zero(&low[i]))
            break;
    }
    _mag_vec_clear(sum, n);
    _mag_vec_clear(root, n);
    mag_clear(epsilon);
    arf_clear(d);
    arf_clear(least);
}

/* The largest row sum of absolute values of the block from i on, whose sums of
   entries off the diagonal are given. */
static void
largest_row(arf_t bound, const arb_mat_t T, mag_srcptr sum, slong i, slong bits)
{
    arf_t x, y;
    arf_init(x);
    arf_init(y);
    arf_zero(bound);
    for (slong j = i; j < arb_mat_nrows(T); j++)
    {
        arb_get_ubound_arf(x, arb_mat_entry(T, j, j), bits);
        arf_set_mag(y, &sum[j]);
        arf_add(x, x, y, bits, ARF_RND_CEIL);
        arf_max(bound, bound, x);
    }
    arf_clear(x);
    arf_clear(y);
}

/* Trailing blocks: the i-th eigenvalue of T is at most the largest one of the
   block from i on, and that at most its largest row sum. */
static void
set_highs(arf_struct *high, const arb_mat_t T, const mag_t defect, slong bits)
{
    const slong n = arb_mat_nrows(T);
    mag_ptr sum = _mag_vec_init(n);
    mag_t x;
    arf_t scale;
    mag_init(x);
    arf_init(scale);
    arf_set_mag(scale, defect);
    arf_neg(scale, scale);
    arf_add_ui(scale, scale, 1, bits, ARF_RND_FLOOR);
    for (slong i = n - 1; i >= 0; i--)
    {
        for (slong j = i + 1; j < n; j++)
        {
            arb_get_mag(x, arb_mat_entry(T, i, j));
            mag_add(&sum[i], &sum[i], x);
            mag_add(&sum[j], &sum[j], x);
        }
        largest_row(&high[i], T, sum, i, bits);
        if (arf_sgn(scale) > 0)
            arf_div(&high[i], &high[i], scale, bits, ARF_RND_CEIL);
        else
            arf_pos_inf(&high[i]);
    }
    _mag_vec_clear(sum, n);
    mag_clear(x);
    arf_clear(scale);
}

void
fulg_ball_gram_bounds(arf_struct *low, arf_struct *high, const arb_mat_t G,
                      slong bits)
{
    const slong n = arb_mat_nrows(G);
    const slong wide = fulg_ball_gram_bits(n, bits);
    arb_mat_t V, T;
    mag_t defect;
    arb_mat_init(V, n, n);
    arb_mat_init(T, n, n);
    mag_init(defect);
    fulg_ball_approx_eigenvectors(V, G, bits);
    defect_upper(defect, V, wide);
    conjugate(T, G, V, wide);
    set_lows(low, T, defect, bits + 30);
    set_highs(high, T, defect, bits + 30);
    arb_mat_clear(V);
    arb_mat_clear(T);
    mag_clear(defect);
}

void
fulg_ball_set_root(arb_t x, const arf_t low, const arf_t high,
                   const mag_t slack, const mag_t ceiling, slong bits)
{
    arf_t a, b, s;
    arf_init(a);
    arf_init(b);
    arf_init(s);
    arf_set_mag(s, slack);
    arf_sqrt(a, low, bits, ARF_RND_FLOOR);
    arf_sub(a, a, s, bits, ARF_RND_FLOOR);
    arf_sqrt(b, high, bits, ARF_RND_CEIL);
    arf_add(b, b, s, bits, ARF_RND_CEIL);
    arf_set_mag(s, ceiling);
    arf_min(b, b, s);
    if (!(arf_sgn(a) > 0))
        arf_zero(a);
    if (arf_is_finite(b))
        fulg_ball_set_bounds(x, a, b);
    else
        arb_zero_pm_inf(x);
    arf_clear(a);
    arf_clear(b);
    arf_clear(s);
}
