#include <math.h>

#include "impl.h"

void
fulg_draw_plain_init(fulg_draw_plain_t *p, const fmpz_mpoly_t f,
                     const fmpz_mpoly_ctx_t ring)
{
    slong most = 0;
    fmpz_t c;
    fmpz_init(c);
    /* A positive factor is of no account: large coefficients become 1. */
    for (slong n = 0; n < fmpz_mpoly_length(f, ring); n++)
    {
        fmpz_mpoly_get_term_coeff_fmpz(c, f, n, ring);
        most = FLINT_MAX(most, (slong) fmpz_bits(c));
    }
    p->bits = most;
    p->dim = fmpz_mpoly_ctx_nvars(ring);
    p->num = fmpz_mpoly_length(f, ring);
    p->c = flint_malloc((size_t) (p->num + 1) * sizeof(double));
    p->exponent = flint_malloc((size_t) (p->num * p->dim + 1) * sizeof(int));
    for (slong n = 0; n < p->num; n++)
    {
        ulong e[3];
        slong exponent;
        fmpz_mpoly_get_term_coeff_fmpz(c, f, n, ring);
        p->c[n] = fmpz_get_d_2exp(&exponent, c);
        p->c[n] = ldexp(p->c[n], (int) FLINT_MAX(exponent - most, -4000));
        fmpz_mpoly_get_term_exp_ui(e, f, n, ring);
        for (slong i = 0; i < p->dim; i++)
            p->exponent[n * p->dim + i] = (int) e[i];
    }
    fmpz_clear(c);
}

void
fulg_draw_plain_clear(fulg_draw_plain_t *p)
{
    flint_free(p->c);
    flint_free(p->exponent);
}

static double
power(double x, int n)
{
    double y = 1.0;
    while (n-- > 0)
        y *= x;
    return y;
}

double
fulg_draw_plain_value(const fulg_draw_plain_t *p, const double *x)
{
    double sum = 0.0;
    for (slong n = 0; n < p->num; n++)
    {
        double term = p->c[n];
        for (slong i = 0; i < p->dim; i++)
            term *= power(x[i], p->exponent[n * p->dim + i]);
        sum += term;
    }
    return sum;
}

void
fulg_draw_plain_gradient(double *g, const fulg_draw_plain_t *p, const double *x)
{
    for (slong k = 0; k < p->dim; k++)
    {
        g[k] = 0.0;
        for (slong n = 0; n < p->num; n++)
        {
            double term = p->c[n];
            for (slong i = 0; i < p->dim; i++)
            {
                const int e = p->exponent[n * p->dim + i];
                term *= i != k   ? power(x[i], e)
                        : e == 0 ? 0.0
                                 : e * power(x[i], e - 1);
            }
            g[k] += term;
        }
    }
}

void
fulg_draw_plain_root(double *x, const fulg_draw_plain_t *p, const double *a,
                     const double *b, int sign_a)
{
    double low = 0.0, high = 1.0;
    for (int n = 0; n < 32; n++)
    {
        const double middle = 0.5 * (low + high);
        double value;
        for (slong i = 0; i < p->dim; i++)
            x[i] = a[i] + middle * (b[i] - a[i]);
        value = fulg_draw_plain_value(p, x);
        if ((value < 0.0) == (sign_a < 0))
            low = middle;
        else
            high = middle;
    }
}
