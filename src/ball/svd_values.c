#include <math.h>

#include "svd.h"

#define BITS 96

/* sqrt(1 + sign x), rounded down or up. */
static void
root(arf_t y, double x, int sign, arf_rnd_t direction)
{
    arf_set_d(y, sign * x);
    arf_add_ui(y, y, 1, ARF_PREC_EXACT, ARF_RND_DOWN);
    arf_sqrt(y, y, BITS, direction);
}

/* low <= the i-th singular value of the scaled matrix <= high. */
static void
bounds(arf_t low, arf_t high, const fulg_ball_svd_t S, slong i)
{
    arf_t d, x;
    arf_init(d);
    arf_init(x);
    arf_set_d(d, S->d[i]);
    root(x, S->e, -1, ARF_RND_FLOOR);
    arf_mul(low, d, x, BITS, ARF_RND_FLOOR);
    root(x, S->e, 1, ARF_RND_CEIL);
    arf_mul(high, d, x, BITS, ARF_RND_CEIL);
    arf_set_d(x, S->beta);
    arf_sub(low, low, x, BITS, ARF_RND_FLOOR);
    arf_add(high, high, x, BITS, ARF_RND_CEIL);
    if (arf_sgn(low) < 0)
        arf_zero(low);
    root(x, S->f, 1, ARF_RND_CEIL);
    arf_div(low, low, x, BITS, ARF_RND_FLOOR);
    root(x, S->f, -1, ARF_RND_FLOOR);
    arf_div(high, high, x, BITS, ARF_RND_CEIL);
    arf_clear(d);
    arf_clear(x);
}

/* The enclosure of 2^exponent [low, high] -+ radius. */
static void
set(arb_t sigma, arf_t low, arf_t high, slong exponent, const mag_t radius)
{
    arf_t r;
    arf_init(r);
    arf_set_mag(r, radius);
    arf_mul_2exp_si(low, low, exponent);
    arf_mul_2exp_si(high, high, exponent);
    arf_sub(low, low, r, BITS, ARF_RND_FLOOR);
    arf_add(high, high, r, BITS, ARF_RND_CEIL);
    if (arf_sgn(low) < 0)
        arf_zero(low);
    fulg_ball_set_bounds(sigma, low, high);
    arf_clear(r);
}

/* The scaling may have lost what is below the smallest double. */
static void
full_radius(mag_t r, const fulg_ball_svd_t S)
{
    mag_t lost;
    mag_init(lost);
    mag_set_ui(lost, (ulong) S->m * (ulong) S->n);
    mag_mul_2exp_si(lost, lost, S->exponent - 1074);
    mag_add(r, S->radius, lost);
    mag_clear(lost);
}

void
fulg_ball_svd_values(arb_ptr sigma, const fulg_ball_svd_t S)
{
    arf_t low, high;
    mag_t radius;
    arf_init(low);
    arf_init(high);
    mag_init(radius);
    full_radius(radius, S);
    for (slong i = 0; i < S->n; i++)
    {
        bounds(low, high, S, i);
        set(&sigma[i], low, high, S->exponent, radius);
    }
    arf_clear(low);
    arf_clear(high);
    mag_clear(radius);
}

/* ---- products --------------------------------------------------------------- */

/* Upper bounds for a scaled matrix A = B V^T + Y: |A|, |B|, |Y|. */
typedef struct
{
    mag_t norm, core, rest;
} parts_t;

static void
parts_init(parts_t *p, const fulg_ball_svd_t S)
{
    arf_t low, high, x;
    mag_t y;
    mag_init(p->norm);
    mag_init(p->core);
    mag_init(p->rest);
    mag_init(y);
    arf_init(low);
    arf_init(high);
    arf_init(x);
    bounds(low, high, S, 0);
    arf_get_mag(p->norm, high);
    root(x, S->e, 1, ARF_RND_CEIL);
    arf_get_mag(p->core, x);
    mag_set_d(y, S->d[0]);
    mag_mul(p->core, p->core, y);
    /* |Y| <= (|B| f + beta) / sqrt(1 - f) */
    mag_set_d(y, S->f);
    mag_mul(p->rest, p->core, y);
    mag_set_d(y, S->beta);
    mag_add(p->rest, p->rest, y);
    root(x, S->f, -1, ARF_RND_FLOOR);
    arf_get_mag_lower(y, x);
    mag_div(p->rest, p->rest, y);
    arf_clear(low);
    arf_clear(high);
    arf_clear(x);
    mag_clear(y);
}

static void
parts_clear(parts_t *p)
{
    mag_clear(p->norm);
    mag_clear(p->core);
    mag_clear(p->rest);
}

/* C = D_L V_L^T V_R D_R, and what it is off by: gamma_n |D_L| |D_R| times norms of
   columns, four roundings of its entries, and what underflows. */
static void
set_core(double *C, mag_t error, const fulg_ball_svd_t L,
         const fulg_ball_svd_t R)
{
    const slong n = L->n;
    double left = 0, right = 0, all = 0;
    fulg_ball_double_dot(C, L->V, n, R->V, n, n, 0);
    for (slong j = 0; j < n; j++)
        for (slong i = 0; i < n; i++)
        {
            C[i + j * n] *= L->d[i];
            C[i + j * n] *= R->d[j];
            all += C[i + j * n] * C[i + j * n];
        }
    for (slong i = 0; i < n; i++)
    {
        left += L->d[i] * L->d[i];
        right += R->d[i] * R->d[i];
    }
    /* columns of norm below 2; sums and roots enlarged by 2^-10 */
    mag_set_d(error, ((double) n * 0x1p-51 * sqrt(left) * sqrt(right) +
                      0x1p-51 * sqrt(all)) *
                             (1 + 0x1p-10) +
                         0x1p-500);
}

/* What the product is off by besides its core: |Y_L| |R| + |B_L| |V_L| |Y_R|, and
   the radii; in units of 2^exponent. */
static void
set_rest(mag_t rest, const fulg_ball_svd_t L, const fulg_ball_svd_t R)
{
    parts_t left, right;
    mag_t x, y, l, r;
    mag_init(x);
    mag_init(y);
    mag_init(l);
    mag_init(r);
    parts_init(&left, L);
    parts_init(&right, R);
    mag_mul(rest, left.rest, right.norm);
    mag_mul(x, left.core, right.rest);
    mag_mul_ui(x, x, 2); /* |V_L| <= sqrt(1 + f) < 2 */
    mag_add(rest, rest, x);
    full_radius(l, L);
    full_radius(r, R);
    mag_mul_2exp_si(l, l, -L->exponent);
    mag_mul_2exp_si(r, r, -R->exponent);
    mag_mul(x, left.norm, r);
    mag_add(rest, rest, x);
    mag_add(y, right.norm, r);
    mag_addmul(rest, l, y);
    parts_clear(&left);
    parts_clear(&right);
    mag_clear(x);
    mag_clear(y);
    mag_clear(l);
    mag_clear(r);
}

/* sigma times [sqrt((1 - e)(1 - e')), sqrt((1 + e)(1 + e'))] -+ rest. */
static void
widen(arb_t sigma, const fulg_ball_svd_t L, const fulg_ball_svd_t R,
      const mag_t rest)
{
    arf_t low, high, x;
    arf_init(low);
    arf_init(high);
    arf_init(x);
    fulg_ball_get_bounds(low, high, sigma, BITS);
    if (arf_sgn(low) < 0)
        arf_zero(low);
    root(x, L->e, -1, ARF_RND_FLOOR);
    arf_mul(low, low, x, BITS, ARF_RND_FLOOR);
    root(x, R->e, -1, ARF_RND_FLOOR);
    arf_mul(low, low, x, BITS, ARF_RND_FLOOR);
    root(x, L->e, 1, ARF_RND_CEIL);
    arf_mul(high, high, x, BITS, ARF_RND_CEIL);
    root(x, R->e, 1, ARF_RND_CEIL);
    arf_mul(high, high, x, BITS, ARF_RND_CEIL);
    set(sigma, low, high, 0, rest);
    arf_clear(low);
    arf_clear(high);
    arf_clear(x);
}

int
fulg_ball_svd_product_values(arb_ptr sigma, const fulg_ball_svd_t L,
                             const fulg_ball_svd_t R,
                             const fulg_lapack_struct *lapack)
{
    const slong n = L->n;
    double *C = flint_malloc((size_t) (n * n) * sizeof(double));
    fulg_ball_svd_t S;
    mag_t error, rest;
    int good;
    mag_init(error);
    mag_init(rest);
    set_core(C, error, L, R);
    good = fulg_ball_svd_init(S, C, n, n, error, lapack);
    if (good)
    {
        fulg_ball_svd_values(sigma, S);
        set_rest(rest, L, R);
        for (slong i = 0; i < n; i++)
        {
            widen(&sigma[i], L, R, rest);
            arb_mul_2exp_si(&sigma[i], &sigma[i], L->exponent + R->exponent);
        }
    }
    fulg_ball_svd_clear(S);
    flint_free(C);
    mag_clear(error);
    mag_clear(rest);
    return good;
}
