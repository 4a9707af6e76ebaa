#include <fulgurite/domain.h>

/* Matrices of real balls: every operation encloses the exact result. */

static void
ball_init(fulg_mat_t A, slong rows, slong cols, const fulg_domain_struct *D)
{
    arb_mat_init(A->arb, rows, cols);
}

static void
ball_clear(fulg_mat_t A)
{
    arb_mat_clear(A->arb);
}

static slong
ball_rows(const fulg_mat_struct *A)
{
    return arb_mat_nrows(A->arb);
}

static slong
ball_cols(const fulg_mat_struct *A)
{
    return arb_mat_ncols(A->arb);
}

static void
ball_zero(fulg_mat_t A)
{
    arb_mat_zero(A->arb);
}

static void
ball_set(fulg_mat_t B, const fulg_mat_struct *A)
{
    arb_mat_set(B->arb, A->arb);
}

static void
ball_add(fulg_mat_t C, const fulg_mat_struct *A, const fulg_mat_struct *B,
         const fulg_domain_struct *D)
{
    arb_mat_add(C->arb, A->arb, B->arb, D->bits);
}

static void
ball_sub(fulg_mat_t C, const fulg_mat_struct *A, const fulg_mat_struct *B,
         const fulg_domain_struct *D)
{
    arb_mat_sub(C->arb, A->arb, B->arb, D->bits);
}

static void
ball_mul(fulg_mat_t C, const fulg_mat_struct *A, const fulg_mat_struct *B,
         const fulg_domain_struct *D)
{
    arb_mat_mul(C->arb, A->arb, B->arb, D->bits);
}

static void
ball_transpose(fulg_mat_t B, const fulg_mat_struct *A)
{
    arb_mat_transpose(B->arb, A->arb);
}

static void
ball_scale(fulg_mat_t C, const fulg_mat_struct *A, slong n,
           const fulg_domain_struct *D)
{
    arb_mat_scalar_mul_si(C->arb, A->arb, n, D->bits);
}

static void
ball_entry_mul(fulg_mat_t C, const fulg_mat_struct *A, const fulg_mat_struct *B,
               const fulg_domain_struct *D)
{
    arb_mat_mul_entrywise(C->arb, A->arb, B->arb, D->bits);
}

static int
ball_entry_inv(fulg_mat_t B, const fulg_mat_struct *A,
               const fulg_domain_struct *D)
{
    for (slong i = 0; i < ball_rows(A); i++)
        for (slong j = 0; j < ball_cols(A); j++)
        {
            if (arb_contains_zero(arb_mat_entry(A->arb, i, j)))
                return 0;
            arb_inv(arb_mat_entry(B->arb, i, j), arb_mat_entry(A->arb, i, j),
                    D->bits);
        }
    return 1;
}

static void
ball_entry_exp(fulg_mat_t B, const fulg_mat_struct *A,
               const fulg_domain_struct *D)
{
    for (slong i = 0; i < ball_rows(A); i++)
        for (slong j = 0; j < ball_cols(A); j++)
            arb_exp(arb_mat_entry(B->arb, i, j), arb_mat_entry(A->arb, i, j),
                    D->bits);
}

static int
ball_entry_rsqrt(fulg_mat_t B, const fulg_mat_struct *A,
                 const fulg_domain_struct *D)
{
    for (slong i = 0; i < ball_rows(A); i++)
        for (slong j = 0; j < ball_cols(A); j++)
        {
            if (!arb_is_positive(arb_mat_entry(A->arb, i, j)))
                return 0;
            arb_rsqrt(arb_mat_entry(B->arb, i, j), arb_mat_entry(A->arb, i, j),
                      D->bits);
        }
    return 1;
}

/* The part of an angle that is not divided: (original angle / 2 pi - low) / (high -
   low), but no less than 0 and no more than 1. */
static void
undivided_part(arb_t part, const arb_t angle, const fulg_angles_t *a,
               slong bits)
{
    arb_t x, width;
    arb_init(x);
    arb_init(width);
    arb_set_d(part, a->original);
    arb_mul(part, part, angle, bits);
    arb_const_pi(x, bits);
    arb_mul_2exp_si(x, x, 1);
    arb_div(part, part, x, bits);
    arb_set_d(x, a->low);
    arb_sub(part, part, x, bits);
    arb_set_d(width, a->high);
    arb_sub(width, width, x, bits);
    arb_div(part, part, width, bits);
    arb_one(x);
    arb_min(part, part, x, bits);
    arb_zero(x);
    arb_max(part, part, x, bits);
    arb_clear(x);
    arb_clear(width);
}

static void
scale_angle(arb_t angle, const fulg_angles_t *a, slong bits)
{
    arb_t divided, part, factor;
    if (!(a->factor > 1))
        return;
    arb_init(divided);
    arb_init(part);
    arb_init(factor);
    arb_set_d(factor, a->factor);
    arb_div(divided, angle, factor, bits);
    if (a->original > 0)
        undivided_part(part, angle, a, bits);
    /* divided + part (angle - divided) */
    arb_sub(angle, angle, divided, bits);
    arb_mul(angle, angle, part, bits);
    arb_add(angle, angle, divided, bits);
    arb_clear(divided);
    arb_clear(part);
    arb_clear(factor);
}

static void
ball_set_slope(fulg_mat_t A, slong i, slong j, const fmpq_t exponent,
               slong root, const fulg_domain_struct *D)
{
    arb_ptr x = arb_mat_entry(A->arb, i, j);
    fmpq_t e;
    arb_t r;
    fmpq_init(e);
    arb_init(r);
    fmpq_neg(e, exponent);
    arb_set_ui(x, 2);
    arb_pow_fmpq(x, x, e, D->bits);
    arb_sqrt_ui(r, (ulong) root, D->bits);
    arb_div(x, x, r, D->bits);
    fmpq_clear(e);
    arb_clear(r);
}

static void
ball_set_angle(fulg_mat_t C, fulg_mat_t S, slong i, slong j, slong m,
               slong size, slong position, const fulg_angles_t *angles,
               const fulg_domain_struct *D)
{
    arb_t angle;
    fmpq_t exponent;
    arb_init(angle);
    fmpq_init(exponent);
    arb_set_d(angle, angles->base);
    fmpq_set_si(exponent, -2 * m, (ulong) size);
    arb_pow_fmpq(angle, angle, exponent, D->bits);
    scale_angle(angle, angles, D->bits);
    arb_mul_si(angle, angle, position, D->bits);
    arb_sin_cos(arb_mat_entry(S->arb, i, j), arb_mat_entry(C->arb, i, j), angle,
                D->bits);
    arb_clear(angle);
    fmpq_clear(exponent);
}

static void
ball_set_sqrt8pi(fulg_mat_t A, slong i, slong j, const fulg_domain_struct *D)
{
    arb_ptr x = arb_mat_entry(A->arb, i, j);
    arb_const_pi(x, D->bits);
    arb_ui_div(x, 8, x, D->bits);
    arb_sqrt(x, x, D->bits);
}

/* value = (1 + erf(x/sqrt 2))/2 and slope = exp(-x^2/2)/sqrt(2 pi) */
static void
normal(arb_t value, arb_t slope, const arb_t x, slong bits)
{
    arb_t y, root;
    arb_init(y);
    arb_init(root);
    arb_const_pi(root, bits);
    arb_mul_2exp_si(root, root, 1);
    arb_rsqrt(root, root, bits);
    arb_mul(y, x, x, bits);
    arb_mul_2exp_si(y, y, -1);
    arb_neg(y, y);
    arb_exp(y, y, bits);
    arb_mul(slope, y, root, bits);
    arb_set_ui(root, 2);
    arb_rsqrt(root, root, bits);
    arb_mul(y, x, root, bits);
    arb_neg(y, y);
    arb_hypgeom_erfc(value, y, bits);
    arb_mul_2exp_si(value, value, -1);
    arb_clear(y);
    arb_clear(root);
}

static void
ball_entry_normal(fulg_mat_t B, fulg_mat_t dB, const fulg_mat_struct *A,
                  const fulg_domain_struct *D)
{
    for (slong i = 0; i < ball_rows(A); i++)
        for (slong j = 0; j < ball_cols(A); j++)
            normal(arb_mat_entry(B->arb, i, j), arb_mat_entry(dB->arb, i, j),
                   arb_mat_entry(A->arb, i, j), D->bits);
}

static int
ball_entry_relu(fulg_mat_t B, fulg_mat_t dB, const fulg_mat_struct *A,
                const fulg_domain_struct *D)
{
    for (slong i = 0; i < ball_rows(A); i++)
        for (slong j = 0; j < ball_cols(A); j++)
        {
            const int positive = arb_is_positive(arb_mat_entry(A->arb, i, j));
            if (!positive && !arb_is_negative(arb_mat_entry(A->arb, i, j)))
                return 0;
            if (positive)
                arb_set(arb_mat_entry(B->arb, i, j),
                        arb_mat_entry(A->arb, i, j));
            else
                arb_zero(arb_mat_entry(B->arb, i, j));
            arb_set_si(arb_mat_entry(dB->arb, i, j), positive);
        }
    return 1;
}

/* The row of the largest midpoint among the first n of column j. */
static slong
largest_row(const arb_mat_t A, slong j, slong n)
{
    slong best = 0;
    for (slong i = 1; i < n; i++)
        if (arf_cmp(arb_midref(arb_mat_entry(A, i, j)),
                    arb_midref(arb_mat_entry(A, best, j))) > 0)
            best = i;
    return best;
}

static void
ball_shift_columns(fulg_mat_t A, const fulg_mat_struct *key, int causal,
                   const fulg_domain_struct *D)
{
    const slong rows = ball_rows(A);
    arb_t x;
    arb_init(x);
    for (slong j = 0; j < ball_cols(A); j++)
    {
        const slong n = causal ? FLINT_MIN(j + 1, rows) : rows;
        const slong top = largest_row(key->arb, j, n);
        arb_set(x, arb_mat_entry(A->arb, top, j));
        for (slong i = 0; i < rows; i++)
            arb_sub(arb_mat_entry(A->arb, i, j), arb_mat_entry(A->arb, i, j), x,
                    D->bits);
        arb_zero(arb_mat_entry(A->arb, top, j));
    }
    arb_clear(x);
}

static void
ball_set_si(fulg_mat_t A, slong i, slong j, slong n)
{
    arb_set_si(arb_mat_entry(A->arb, i, j), n);
}

static int
ball_set_fmpq(fulg_mat_t A, slong i, slong j, const fmpq_t x,
              const fulg_domain_struct *D)
{
    arb_set_fmpq(arb_mat_entry(A->arb, i, j), x, D->bits);
    return 1;
}

static void
ball_pack_row(fulg_mat_t T, slong row, slong col, const fulg_mat_struct *A)
{
    for (slong i = 0; i < ball_rows(A); i++)
        for (slong j = 0; j < ball_cols(A); j++)
            arb_set(arb_mat_entry(T->arb, row, col++),
                    arb_mat_entry(A->arb, i, j));
}

static int
ball_equal(const fulg_mat_struct *A, const fulg_mat_struct *B)
{
    return arb_mat_equal(A->arb, B->arb);
}

static const fulg_domain_ops_t arb_ops = {
    .name = "real balls",
    .init = ball_init,
    .clear = ball_clear,
    .rows = ball_rows,
    .cols = ball_cols,
    .zero = ball_zero,
    .set = ball_set,
    .add = ball_add,
    .sub = ball_sub,
    .mul = ball_mul,
    .transpose = ball_transpose,
    .scale = ball_scale,
    .entry_mul = ball_entry_mul,
    .entry_inv = ball_entry_inv,
    .entry_exp = ball_entry_exp,
    .shift_columns = ball_shift_columns,
    .entry_rsqrt = ball_entry_rsqrt,
    .set_angle = ball_set_angle,
    .set_slope = ball_set_slope,
    .set_sqrt8pi = ball_set_sqrt8pi,
    .entry_normal = ball_entry_normal,
    .entry_relu = ball_entry_relu,
    .set_si = ball_set_si,
    .set_fmpq = ball_set_fmpq,
    .pack_row = ball_pack_row,
    .equal = ball_equal,
};

void
fulg_domain_init_arb(fulg_domain_t D, slong bits)
{
    D->ops = &arb_ops;
    D->prime = 0;
    D->bits = bits;
    D->ctx = NULL;
    D->key = 0;
}
