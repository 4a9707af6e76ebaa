/*
 * What a float32 singular value decomposition says about the dimension of a
 * lightning stack: the usual practice, for comparison with the exact answer.
 *
 *     svd_rank LAYERS WIDTH HEAD_DIM TOKENS SEED
 *
 * prints the number of singular values above the customary cut-off
 * max(rows, columns) * epsilon * largest, of the Jacobian at standard normal
 * weights and inputs, with about twice as many inputs as would suffice exactly.
 */
#include <float.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <lapacke.h>

typedef struct
{
    int layers, width, head_dim, tokens;
} shape_t;

static uint64_t state = 1;

static double
uniform(void)
{
    uint64_t z = (state += UINT64_C(0x9e3779b97f4a7c15));
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return ((double) ((z ^ (z >> 31)) >> 11) + 0.5) / 9007199254740992.0;
}

static float
normal(void)
{
    return (float) (sqrt(-2 * log(uniform())) *
                    cos(6.283185307179586 * uniform()));
}

/* c (m x n) = a (m x k) b (k x n), or with a transposed (k x m) */
static void
multiply(float *c, const float *a, const float *b, int m, int k, int n,
         int transposed)
{
    for (int i = 0; i < m; i++)
        for (int j = 0; j < n; j++)
        {
            float sum = 0;
            for (int p = 0; p < k; p++)
                sum += (transposed ? a[p * m + i] : a[i * k + p]) *
                       b[p * n + j];
            c[i * n + j] = sum;
        }
}

static void
add(float *c, const float *a, int n)
{
    for (int i = 0; i < n; i++)
        c[i] += a[i];
}

/* The output (d x t) and its derivative along dW, both overwriting x and dx; the
   weights of a layer are Q, K (a x d) and V (d x d), one after another. */
static void
stack(float *x, float *dx, const float *w, const float *dw, shape_t s)
{
    const int d = s.width, a = s.head_dim, t = s.tokens;
    float *q = malloc(sizeof(float) *
                      (size_t) (4 * a * t + 2 * t * t + 5 * d * t));
    float *k = q + a * t, *dq = k + a * t, *dk = dq + a * t,
          *score = dk + a * t;
    float *dscore = score + t * t, *mixed = dscore + t * t,
          *dmixed = mixed + d * t;
    float *part = dmixed + d * t;
    for (int l = 0; l < s.layers; l++)
    {
        const float *Q = w, *K = w + a * d, *V = w + 2 * a * d;
        multiply(q, Q, x, a, d, t, 0);
        multiply(k, K, x, a, d, t, 0);
        multiply(dq, dw, x, a, d, t, 0);
        multiply(part, Q, dx, a, d, t, 0);
        add(dq, part, a * t);
        multiply(dk, dw + a * d, x, a, d, t, 0);
        multiply(part, K, dx, a, d, t, 0);
        add(dk, part, a * t);
        multiply(score, k, q, t, a, t, 1);
        multiply(dscore, dk, q, t, a, t, 1);
        multiply(part, k, dq, t, a, t, 1);
        add(dscore, part, t * t);
        multiply(mixed, x, score, d, t, t, 0);
        multiply(dmixed, dx, score, d, t, t, 0);
        multiply(part, x, dscore, d, t, t, 0);
        add(dmixed, part, d * t);
        multiply(x, V, mixed, d, d, t, 0);
        multiply(dx, V, dmixed, d, d, t, 0);
        multiply(part, dw + 2 * a * d, mixed, d, d, t, 0);
        add(dx, part, d * t);
        w += 2 * a * d + d * d;
        dw += 2 * a * d + d * d;
    }
    free(q);
}

static void
fill_jacobian(float *J, int inputs, int columns, const float *w, shape_t s)
{
    const int n = s.width * s.tokens;
    float *x0 = malloc(sizeof(float) * (size_t) n);
    float *x = malloc(sizeof(float) * (size_t) n);
    float *dx = malloc(sizeof(float) * (size_t) n);
    float *dw = calloc((size_t) columns, sizeof(float));
    for (int m = 0; m < inputs; m++)
    {
        for (int i = 0; i < n; i++)
            x0[i] = normal();
        for (int c = 0; c < columns; c++)
        {
            memcpy(x, x0, sizeof(float) * (size_t) n);
            memset(dx, 0, sizeof(float) * (size_t) n);
            dw[c] = 1;
            stack(x, dx, w, dw, s);
            dw[c] = 0;
            for (int i = 0; i < n; i++)
                J[(size_t) (m * n + i) * (size_t) columns + (size_t) c] = dx[i];
        }
    }
    free(x0);
    free(x);
    free(dx);
    free(dw);
}

int
main(int argc, char **argv)
{
    shape_t s;
    int columns, inputs, rows, rank = 0;
    float *w, *J, *sigma;
    if (argc != 6)
    {
        fputs("usage: svd_rank LAYERS WIDTH HEAD_DIM TOKENS SEED\n", stderr);
        return 2;
    }
    s = (shape_t){atoi(argv[1]), atoi(argv[2]), atoi(argv[3]), atoi(argv[4])};
    state = strtoull(argv[5], NULL, 10);
    columns = s.layers * (2 * s.head_dim * s.width + s.width * s.width);
    inputs = 2 * columns / (s.width + s.tokens) + 1;
    rows = inputs * s.width * s.tokens;
    w = malloc(sizeof(float) * (size_t) columns);
    J = malloc(sizeof(float) * (size_t) rows * (size_t) columns);
    sigma = malloc(sizeof(float) * (size_t) columns);
    for (int c = 0; c < columns; c++)
        w[c] = normal();
    fill_jacobian(J, inputs, columns, w, s);
    if (LAPACKE_sgesdd(LAPACK_ROW_MAJOR, 'N', rows, columns, J, columns, sigma,
                       NULL, rows, NULL, columns) != 0)
        return 1;
    for (int i = 0; i < columns; i++)
        if (sigma[i] >
            (float) (rows > columns ? rows : columns) * FLT_EPSILON * sigma[0])
            rank++;
    printf("%d\n", rank);
    free(w);
    free(J);
    free(sigma);
    return 0;
}
