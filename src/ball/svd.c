#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "svd.h"

/* Sums of so many terms in doubles, as bounds: they are enlarged by 2^-40, which is
   more than the rounding of 4000 operations. */
#define MAX_SIDE 4000
#define ENLARGE (1 + 0x1p-40)
/* Smaller singular values, relative to the largest entry, are not for doubles: their
   squares would come near the underflow. */
#define LEAST 0x1p-400

/* gamma_k = k u / (1 - k u), enlarged; k is below 2^40. */
static double
gamma_of(slong k)
{
    const double x = (double) k * 0x1p-53;
    return x / (1 - x) * (1 + 0x1p-50);
}

/* A bound of the Frobenius norm. */
static double
frobenius(const double *A, slong num)
{
    double sum = 0;
    for (slong k = 0; k < num; k++)
        sum += A[k] * A[k];
    /* num roundings, and the underflow of squares */
    return (sqrt(sum * (1 + 2 * gamma_of(num))) + (double) num * 0x1p-530) *
           ENLARGE;
}

/* The largest row sum of |D^-1 G D^-1 - I| outside of the diagonal; 1 when d is not
   positive. */
static double
off_diagonal(const double *G, const double *d, slong n)
{
    double most = 0;
    for (slong i = 0; i < n; i++)
    {
        double row = 0;
        for (slong j = 0; j < n; j++)
            if (j != i)
                row += fabs(G[j + i * n]) / (d[i] * d[j]);
        most = row > most || !(row <= 1) ? row : most;
    }
    return most * ENLARGE;
}

/* e >= |W^T W - I| where B = W diag(d), from G = B^T B, whose error is at most
   gamma_m d_i d_j (1 + small); the diagonal is off by that and by the rounding of
   d_i. */
static double
orthogonality(double *d, const double *G, slong m, slong n)
{
    for (slong i = 0; i < n; i++)
    {
        d[i] = sqrt(G[i + i * n]);
        if (!(d[i] > LEAST))
            return 1;
    }
    return (off_diagonal(G, d, n) + (double) n * gamma_of(m) * (1 + 0x1p-10) +
            0x1p-50) *
           ENLARGE;
}

/* f >= |V^T V - I|. */
static double
defect(const double *V, slong n)
{
    double *H = flint_malloc((size_t) (n * n) * sizeof(double)), f = 0;
    fulg_ball_double_dot(H, V, n, V, n, n, 1);
    for (slong i = 0; i < n; i++)
    {
        double row = fabs(H[i + i * n] - 1);
        if (!(row < 0.25))
            row = 1;
        for (slong j = 0; j < n; j++)
            row += j != i ? fabs(H[j + i * n]) : 0;
        f = row > f || !(row <= 1) ? row : f;
    }
    flint_free(H);
    /* columns of norm below 2 */
    return (f + (double) n * gamma_of(n) * 2 + 0x1p-50) * ENLARGE;
}

typedef struct
{
    double d;
    slong column;
} place_t;

static int
by_size(const void *a, const void *b)
{
    const place_t *x = a, *y = b;
    if (x->d != y->d)
        return x->d < y->d ? 1 : -1;
    return (x->column > y->column) - (x->column < y->column);
}

/* Columns of V, and d, in decreasing order. */
static void
sort(double *V, double *d, slong n)
{
    const size_t size = (size_t) (n * n) * sizeof(double);
    place_t *place = flint_malloc((size_t) n * sizeof(place_t));
    double *old = flint_malloc(size);
    memcpy(old, V, size);
    for (slong i = 0; i < n; i++)
        place[i] = (place_t){d[i], i};
    qsort(place, (size_t) n, sizeof *place, by_size);
    for (slong i = 0; i < n; i++)
    {
        d[i] = place[i].d;
        memcpy(V + i * n, old + place[i].column * n,
               (size_t) n * sizeof(double));
    }
    flint_free(place);
    flint_free(old);
}

/* A = 2^exponent times the scaled matrix: 0 for the zero matrix and for what is no
   number. */
static int
scale(fulg_ball_svd_t S, double *scaled, const double *A)
{
    const slong num = S->m * S->n;
    double most = 0;
    int e;
    for (slong k = 0; k < num; k++)
    {
        const double x = fabs(A[k]);
        if (!(x <= 0x1.fffffffffffffp1023))
            return 0;
        most = x > most ? x : most;
    }
    if (most == 0)
        return 0;
    frexp(most, &e);
    S->exponent = e;
    if (e > -1000 && e < 1000)
    {
        const double factor = ldexp(1, -e);
        for (slong k = 0; k < num; k++)
            scaled[k] = A[k] * factor;
    }
    else
        for (slong k = 0; k < num; k++)
            scaled[k] = ldexp(A[k], -e);
    return 1;
}

/* doc: thm-double. */
static int
certify(fulg_ball_svd_t S, const double *A, const fulg_lapack_struct *lapack)
{
    const slong m = S->m, n = S->n;
    const size_t size = (size_t) (m * n) * sizeof(double);
    double *rows = flint_malloc(size), *B = flint_malloc(size);
    double *G = flint_malloc((size_t) (n * n) * sizeof(double));
    int good = fulg_ball_approx_vectors_double(S->V, A, m, n, lapack);
    if (good)
    {
        for (slong j = 0; j < n; j++)
            for (slong i = 0; i < m; i++)
                rows[j + i * n] = A[i + j * m];
        fulg_ball_double_dot(B, rows, m, S->V, n, n, 0);
        fulg_ball_double_dot(G, B, n, B, n, m, 1);
        S->e = orthogonality(S->d, G, m, n);
        S->f = defect(S->V, n);
        /* |B - A V| <= gamma_n |A| |V|, and what underflows */
        S->beta = (gamma_of(n) * frobenius(A, m * n) * frobenius(S->V, n * n) +
                   (double) (m * n) * 0x1p-1000) *
                  ENLARGE;
        good = S->e < 0.5 && S->f < 0.5 && S->beta < 0x1p500;
        if (good)
            sort(S->V, S->d, n);
    }
    flint_free(rows);
    flint_free(B);
    flint_free(G);
    return good;
}

int
fulg_ball_svd_init(fulg_ball_svd_t S, const double *A, slong m, slong n,
                   const mag_t radius, const fulg_lapack_struct *lapack)
{
    double *scaled;
    int good;
    S->m = m;
    S->n = n;
    S->exponent = 0;
    S->V = NULL;
    S->d = NULL;
    mag_init_set(S->radius, radius);
    if (n < 1 || m < n || m > WORD(1) << 24 || n > MAX_SIDE ||
        mag_is_inf(radius))
        return 0;
    S->V = flint_malloc((size_t) (n * n) * sizeof(double));
    S->d = flint_malloc((size_t) n * sizeof(double));
    scaled = flint_malloc((size_t) (m * n) * sizeof(double));
    good = scale(S, scaled, A) && certify(S, scaled, lapack);
    flint_free(scaled);
    return good;
}

void
fulg_ball_svd_clear(fulg_ball_svd_t S)
{
    flint_free(S->V);
    flint_free(S->d);
    mag_clear(S->radius);
}
