#include "singular.h"

/* Convergence is quadratic in the end; this is far beyond what it takes. */
#define MAX_SWEEPS 100

/* cosine and sine of the rotation that makes x and y orthogonal, from
   a = |x|^2, b = |y|^2 and c = x.y. */
static void
set_rotation(arf_t cosine, arf_t sine, const arb_t a, const arb_t b,
             const arb_t c, slong bits)
{
    arf_t zeta, t, one;
    int sign;
    arf_init(zeta);
    arf_init(t);
    arf_init(one);
    arf_one(one);
    arf_sub(zeta, arb_midref(b), arb_midref(a), bits, ARF_RND_NEAR);
    arf_div(zeta, zeta, arb_midref(c), bits, ARF_RND_NEAR);
    arf_mul_2exp_si(zeta, zeta, -1);
    sign = arf_sgn(zeta) < 0 ? -1 : 1;
    arf_abs(zeta, zeta);
    /* t = sign/(|zeta| + sqrt(1 + zeta^2)) */
    arf_set(t, one);
    arf_addmul(t, zeta, zeta, bits, ARF_RND_NEAR);
    arf_sqrt(t, t, bits, ARF_RND_NEAR);
    arf_add(t, t, zeta, bits, ARF_RND_NEAR);
    arf_ui_div(t, 1, t, bits, ARF_RND_NEAR);
    if (sign < 0)
        arf_neg(t, t);
    arf_addmul(one, t, t, bits, ARF_RND_NEAR);
    arf_rsqrt(cosine, one, bits, ARF_RND_NEAR);
    arf_mul(sine, cosine, t, bits, ARF_RND_NEAR);
    arf_clear(zeta);
    arf_clear(t);
    arf_clear(one);
}

/* (x, y) becomes (cosine x - sine y, sine x + cosine y). */
static void
rotate(arb_ptr x, arb_ptr y, slong n, const arf_t cosine, const arf_t sine,
       slong bits)
{
    arf_t old;
    arf_init(old);
    for (slong m = 0; m < n; m++)
    {
        arf_struct *u = arb_midref(x + m), *v = arb_midref(y + m);
        arf_set(old, u);
        arf_mul(u, u, cosine, bits, ARF_RND_NEAR);
        arf_submul(u, v, sine, bits, ARF_RND_NEAR);
        arf_mul(v, v, cosine, bits, ARF_RND_NEAR);
        arf_addmul(v, old, sine, bits, ARF_RND_NEAR);
    }
    arf_clear(old);
}

/* Makes x and y orthogonal; returns e such that the cosine of their angle was
   below 2^e, or -bits when it was small enough to leave them. */
static slong
treat_pair(arb_ptr x, arb_ptr y, slong n, slong bits)
{
    arb_t a, b, c, product, square;
    arf_t cosine, sine;
    slong size = -bits;
    arb_init(a);
    arb_init(b);
    arb_init(c);
    arb_init(product);
    arb_init(square);
    arb_approx_dot(c, NULL, 0, x, 1, y, 1, n, bits);
    arb_approx_dot(a, NULL, 0, x, 1, x, 1, n, bits);
    arb_approx_dot(b, NULL, 0, y, 1, y, 1, n, bits);
    arf_mul(arb_midref(product), arb_midref(a), arb_midref(b), 30,
            ARF_RND_NEAR);
    arf_mul(arb_midref(square), arb_midref(c), arb_midref(c), 30, ARF_RND_NEAR);
    arf_div(arb_midref(square), arb_midref(square), arb_midref(product), 30,
            ARF_RND_NEAR);
    if (arf_is_normal(arb_midref(square)) &&
        arf_cmpabs_2exp_si(arb_midref(square), 12 - 2 * bits) > 0)
    {
        arf_init(cosine);
        arf_init(sine);
        set_rotation(cosine, sine, a, b, c, bits);
        rotate(x, y, n, cosine, sine, bits);
        arf_clear(cosine);
        arf_clear(sine);
        size = (slong) arf_abs_bound_lt_2exp_si(arb_midref(square)) / 2;
    }
    arb_clear(a);
    arb_clear(b);
    arb_clear(c);
    arb_clear(product);
    arb_clear(square);
    return size;
}

void
fulg_ball_approx_jacobi(arb_mat_t X, slong bits)
{
    const slong rows = arb_mat_nrows(X), n = arb_mat_ncols(X);
    for (slong sweep = 0; sweep < MAX_SWEEPS && n > 0; sweep++)
    {
        slong largest = -bits;
        for (slong i = 0; i < rows; i++)
            for (slong j = i + 1; j < rows; j++)
            {
                const slong size = treat_pair(arb_mat_entry(X, i, 0),
                                              arb_mat_entry(X, j, 0), n, bits);
                largest = FLINT_MAX(largest, size);
            }
        /* The angles after a sweep are about the squares of those before. */
        if (2 * largest + 10 < -bits)
            return;
    }
}
