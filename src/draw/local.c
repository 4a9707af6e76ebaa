#include <string.h>

#include "impl.h"

void
fulg_draw_local_init(fulg_draw_local_t *p, slong dim, slong degree)
{
    p->dim = dim;
    p->degree = degree;
    p->length = 1;
    for (slong i = dim - 1; i >= 0; i--)
    {
        p->stride[i] = p->length;
        p->length *= degree + 1;
    }
    p->c = _fmpz_vec_init(p->length);
}

void
fulg_draw_local_clear(fulg_draw_local_t *p)
{
    _fmpz_vec_clear(p->c, p->length);
}

/* y_axis -> middle + radius y_axis in units of 1/common, times common^degree:
   the coefficients of y_axis^0 .. are polynomials in the other variables. */
static void
substitute(fulg_draw_local_t *p, slong axis, const fmpz_t middle,
           const fmpz_t radius, const fmpz_t common)
{
    const slong stride = p->stride[axis];
    fmpz_t power;
    fmpz_init(power);
    for (slong start = 0; start < p->length; start++)
    {
        fmpz *c = p->c + start;
        if (start / stride % (p->degree + 1) != 0)
            continue;
        fmpz_one(power);
        for (slong k = p->degree; k >= 0; k--)
        {
            fmpz_mul(c + k * stride, c + k * stride, power);
            fmpz_mul(power, power, common);
        }
        for (slong k = 0; k < p->degree; k++)
            for (slong l = p->degree - 1; l >= k; l--)
                fmpz_addmul(c + l * stride, c + (l + 1) * stride, middle);
        fmpz_one(power);
        for (slong k = 0; k <= p->degree; k++)
        {
            fmpz_mul(c + k * stride, c + k * stride, power);
            fmpz_mul(power, power, radius);
        }
    }
    fmpz_clear(power);
}

void
fulg_draw_local_set(fulg_draw_local_t *p, const fmpz_mpoly_t f,
                    const fmpz_mpoly_ctx_t ring, const fmpq *low,
                    const fmpq *high)
{
    fmpq_t middle, radius;
    fmpz_t common, a, b;
    fmpq_init(middle);
    fmpq_init(radius);
    fmpz_init(common);
    fmpz_init(a);
    fmpz_init(b);
    _fmpz_vec_zero(p->c, p->length);
    for (slong n = 0; n < fmpz_mpoly_length(f, ring); n++)
    {
        ulong e[3];
        slong place = 0;
        fmpz_mpoly_get_term_exp_ui(e, f, n, ring);
        for (slong i = 0; i < p->dim; i++)
            place += (slong) e[i] * p->stride[i];
        fmpz_mpoly_get_term_coeff_fmpz(p->c + place, f, n, ring);
    }
    for (slong i = 0; i < p->dim; i++)
    {
        fmpq_add(middle, low + i, high + i);
        fmpq_div_2exp(middle, middle, 1);
        fmpq_sub(radius, high + i, low + i);
        fmpq_div_2exp(radius, radius, 1);
        fmpz_lcm(common, fmpq_denref(middle), fmpq_denref(radius));
        fmpz_divexact(a, common, fmpq_denref(middle));
        fmpz_mul(a, a, fmpq_numref(middle));
        fmpz_divexact(b, common, fmpq_denref(radius));
        fmpz_mul(b, b, fmpq_numref(radius));
        substitute(p, i, a, b, common);
    }
    fmpq_clear(middle);
    fmpq_clear(radius);
    fmpz_clear(common);
    fmpz_clear(a);
    fmpz_clear(b);
}

/* y = (y' + side)/2, times 2^degree. */
void
fulg_draw_local_halve(fulg_draw_local_t *q, const fulg_draw_local_t *p,
                      slong axis, int side)
{
    const slong stride = p->stride[axis];
    for (slong start = 0; start < p->length; start++)
    {
        fmpz *c = q->c + start;
        if (start / stride % (p->degree + 1) != 0)
            continue;
        for (slong k = 0; k <= p->degree; k++)
            fmpz_mul_2exp(c + k * stride, p->c + start + k * stride,
                          (ulong) (p->degree - k));
        for (slong k = 0; k < p->degree; k++)
            for (slong l = p->degree - 1; l >= k; l--)
                if (side > 0)
                    fmpz_add(c + l * stride, c + l * stride,
                             c + (l + 1) * stride);
                else
                    fmpz_sub(c + l * stride, c + l * stride,
                             c + (l + 1) * stride);
    }
}

static void
add_abs(fmpz_t sum, const fmpz_t x)
{
    if (fmpz_sgn(x) < 0)
        fmpz_sub(sum, sum, x);
    else
        fmpz_add(sum, sum, x);
}

/* The sign of every number in the ball. */
static int
ball_sign(const fmpz_t middle, const fmpz_t radius)
{
    return fmpz_cmpabs(middle, radius) > 0 ? fmpz_sgn(middle) : 0;
}

int
fulg_draw_local_sign(const fulg_draw_local_t *p)
{
    fmpz_t radius;
    int sign;
    fmpz_init(radius);
    for (slong n = 1; n < p->length; n++)
        add_abs(radius, p->c + n);
    sign = ball_sign(p->c, radius);
    fmpz_clear(radius);
    return sign;
}

void
fulg_draw_local_slope(fmpz_t middle, fmpz_t radius, const fulg_draw_local_t *p,
                      slong axis)
{
    const slong stride = p->stride[axis];
    fmpz_t x;
    fmpz_init(x);
    fmpz_zero(radius);
    fmpz_zero(middle);
    for (slong n = stride; n < p->length; n++)
    {
        const slong k = n / stride % (p->degree + 1);
        if (k == 0 || fmpz_is_zero(p->c + n))
            continue;
        fmpz_mul_si(x, p->c + n, k);
        if (n == stride)
            fmpz_set(middle, x);
        else
            add_abs(radius, x);
    }
    fmpz_clear(x);
}

slong
fulg_draw_local_monotone(const fulg_draw_local_t *p)
{
    fmpz_t middle, radius;
    slong axis = 0;
    fmpz_init(middle);
    fmpz_init(radius);
    for (; axis < p->dim; axis++)
    {
        fulg_draw_local_slope(middle, radius, p, axis);
        if (ball_sign(middle, radius) != 0)
            break;
    }
    fmpz_clear(middle);
    fmpz_clear(radius);
    return axis < p->dim ? axis : -1;
}

void
fulg_draw_local_corner(fmpz_t value, const fulg_draw_local_t *p, int corner)
{
    fmpz_zero(value);
    for (slong n = 0; n < p->length; n++)
    {
        slong odd = 0;
        if (fmpz_is_zero(p->c + n))
            continue;
        for (slong i = 0; i < p->dim; i++)
            if ((corner >> i & 1) == 0)
                odd += n / p->stride[i] % (p->degree + 1);
        if (odd % 2)
            fmpz_sub(value, value, p->c + n);
        else
            fmpz_add(value, value, p->c + n);
    }
}
