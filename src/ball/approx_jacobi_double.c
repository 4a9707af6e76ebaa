#include <math.h>

#include "singular.h"

#define MAX_SWEEPS 40
/* The cosine of an angle that is left as it is. */
#define SMALL 1e-15

/* Four sums side by side, which a compiler may not make of one. */
static double
dot(const double *x, const double *y, slong n)
{
    double sum[4] = {0, 0, 0, 0};
    slong m = 0;
    for (; m + 4 <= n; m += 4)
        for (slong k = 0; k < 4; k++)
            sum[k] += x[m + k] * y[m + k];
    for (; m < n; m++)
        sum[0] += x[m] * y[m];
    return (sum[0] + sum[1]) + (sum[2] + sum[3]);
}

static int
treat_pair(double *x, double *y, slong n)
{
    const double c = dot(x, y, n), a = dot(x, x, n), b = dot(y, y, n);
    double zeta, t, cosine, sine;
    if (!(fabs(c) > SMALL * sqrt(a) * sqrt(b)))
        return 0;
    zeta = (b - a) / (2 * c);
    t = (zeta < 0 ? -1 : 1) / (fabs(zeta) + sqrt(1 + zeta * zeta));
    cosine = 1 / sqrt(1 + t * t);
    sine = cosine * t;
    for (slong m = 0; m < n; m++)
    {
        const double u = x[m], v = y[m];
        x[m] = cosine * u - sine * v;
        y[m] = sine * u + cosine * v;
    }
    return 1;
}

void
fulg_ball_approx_jacobi_double(double *X, slong n)
{
    for (slong sweep = 0, turned = 1; sweep < MAX_SWEEPS && turned; sweep++)
    {
        turned = 0;
        for (slong i = 0; i < n; i++)
            for (slong j = i + 1; j < n; j++)
                turned |= treat_pair(X + i * n, X + j * n, n);
    }
}
