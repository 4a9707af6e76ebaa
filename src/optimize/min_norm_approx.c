/* Wolfe's min-norm point in double precision, on the Gram matrix.  Nothing here
   is believed: what comes out is weighed exactly or in balls. */
#include <math.h>

#include "impl.h"

typedef struct
{
    slong n, size;
    const double *K;
    double shift, eps;
    slong *S;           /* the corral */
    double *lambda, *z; /* by place in S */
    double *A;
} wolfe_t;

/* z = the affine minimiser of the corral: (K_SS + shift) z = 1, scaled to sum 1.
   Cholesky; 0 when it breaks down. */
static int
affine_minimiser(wolfe_t *w)
{
    const slong m = w->size;
    double sum = 0;
    for (slong i = 0; i < m; i++)
        for (slong j = 0; j <= i; j++)
        {
            double x = w->K[w->S[i] * w->n + w->S[j]] + w->shift;
            for (slong k = 0; k < j; k++)
                x -= w->A[i * w->n + k] * w->A[j * w->n + k];
            if (i == j && !(x > w->eps))
                return 0;
            w->A[i * w->n + j] = i == j ? sqrt(x) : x / w->A[j * w->n + j];
        }
    for (slong i = 0; i < m; i++)
    {
        w->z[i] = 1;
        for (slong k = 0; k < i; k++)
            w->z[i] -= w->A[i * w->n + k] * w->z[k];
        w->z[i] /= w->A[i * w->n + i];
    }
    for (slong i = m - 1; i >= 0; i--)
    {
        for (slong k = i + 1; k < m; k++)
            w->z[i] -= w->A[k * w->n + i] * w->z[k];
        w->z[i] /= w->A[i * w->n + i];
        sum += w->z[i];
    }
    for (slong i = 0; i < m; i++)
        w->z[i] /= sum;
    return 1;
}

/* Moves lambda to z, or as far as the simplex goes, where a point is dropped.
   1 when z was reached. */
static int
move(wolfe_t *w)
{
    double theta = 1;
    slong kept = 0, drop = -1;
    for (slong i = 0; i < w->size; i++)
        if (w->z[i] <= 0 && w->lambda[i] - w->z[i] > 0 &&
            w->lambda[i] / (w->lambda[i] - w->z[i]) <= theta)
        {
            theta = w->lambda[i] / (w->lambda[i] - w->z[i]);
            drop = i;
        }
    for (slong i = 0; i < w->size; i++)
    {
        const double x = (1 - theta) * w->lambda[i] + theta * w->z[i];
        if (i == drop || (drop >= 0 && x <= 0))
            continue;
        w->S[kept] = w->S[i];
        w->lambda[kept++] = x > 0 ? x : 0;
    }
    w->size = kept;
    return drop < 0;
}

/* The point that is farthest below the plane through the min-norm point; -1
   when none is. */
static slong
next_point(const wolfe_t *w)
{
    double norm = 0, least = 0;
    slong best = -1;
    for (slong i = 0; i < w->n; i++)
    {
        double x = 0;
        int inside = 0;
        for (slong k = 0; k < w->size; k++)
            x += w->K[i * w->n + w->S[k]] * w->lambda[k];
        for (slong k = 0; k < w->size; k++)
            if (w->S[k] == i)
            {
                norm += w->lambda[k] * x;
                inside = 1;
            }
        if (!inside && (best < 0 || x < least))
        {
            best = i;
            least = x;
        }
    }
    return best >= 0 && least < norm - w->eps ? best : -1;
}

static void
steps(wolfe_t *w)
{
    for (slong round = 0; round < 20 * w->n + 100; round++)
    {
        slong next;
        while (w->size > 0)
        {
            if (!affine_minimiser(w))
            {
                /* dependent to this precision: the last point goes again */
                w->size--;
                return;
            }
            if (move(w))
                break;
        }
        next = next_point(w);
        if (next < 0 || w->size == w->n)
            return;
        w->S[w->size] = next;
        w->lambda[w->size++] = 0;
    }
}

void
fulg_optimize_min_norm_approx(double *lambda, const double *K, slong num)
{
    wolfe_t w = {.n = num, .size = 1, .K = K};
    double top = 0, sum = 0;
    w.S = flint_malloc((size_t) num * sizeof *w.S);
    w.lambda = flint_calloc((size_t) num, sizeof *w.lambda);
    w.z = flint_calloc((size_t) num, sizeof *w.z);
    w.A = flint_calloc((size_t) (num * num), sizeof *w.A);
    w.S[0] = 0;
    for (slong i = 0; i < num; i++)
    {
        lambda[i] = 0;
        top = fmax(top, K[i * num + i]);
        if (K[i * num + i] < K[w.S[0] * num + w.S[0]])
            w.S[0] = i;
    }
    w.lambda[0] = 1;
    w.shift = top > 0 ? top : 1;
    w.eps = 1e-12 * w.shift;
    steps(&w);
    for (slong k = 0; k < w.size; k++)
        sum += w.lambda[k];
    for (slong k = 0; k < w.size; k++)
        lambda[w.S[k]] = sum > 0 ? w.lambda[k] / sum : 1.0 / (double) w.size;
    flint_free(w.S);
    flint_free(w.lambda);
    flint_free(w.z);
    flint_free(w.A);
}
