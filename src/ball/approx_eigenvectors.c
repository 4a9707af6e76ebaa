#include <stdlib.h>

#include "singular.h"

#define DOUBLE_BITS 53

/* The exponent of the largest midpoint. */
static void
largest_exponent(fmpz_t e, const arb_mat_t X)
{
    int found = 0;
    fmpz_zero(e);
    for (slong i = 0; i < arb_mat_nrows(X); i++)
        for (slong j = 0; j < arb_mat_ncols(X); j++)
        {
            const arf_struct *x = arb_midref(arb_mat_entry(X, i, j));
            if (arf_is_special(x))
                continue;
            if (!found || fmpz_cmp(ARF_EXPREF(x), e) > 0)
                fmpz_set(e, ARF_EXPREF(x));
            found = 1;
        }
}

/* The rotations in double precision; X is scaled so that its largest entry is
   near 1. */
static void
jacobi_double(arb_mat_t X)
{
    const slong n = arb_mat_nrows(X);
    double *x = flint_malloc((size_t) (n * n) * sizeof(double));
    for (slong k = 0; k < n * n; k++)
        x[k] = arf_get_d(arb_midref(arb_mat_entry(X, k / n, k % n)),
                         ARF_RND_NEAR);
    fulg_ball_approx_jacobi_double(x, n);
    for (slong k = 0; k < n * n; k++)
        arb_set_d(arb_mat_entry(X, k / n, k % n), x[k]);
    flint_free(x);
}

typedef struct
{
    arf_struct *norm;
    slong row;
} place_t;

static int
compare_places(const void *a, const void *b)
{
    const place_t *x = a, *y = b;
    const int c = arf_cmp(y->norm, x->norm);
    if (c != 0)
        return c;
    return (x->row > y->row) - (x->row < y->row);
}

/* Column k of V is the row of X with the k-th largest norm, divided by it. */
static void
set_columns(arb_mat_t V, const arb_mat_t X, slong bits)
{
    const slong n = arb_mat_nrows(X);
    arb_ptr square = _arb_vec_init(n);
    place_t *place = flint_malloc((size_t) (n + 1) * sizeof(place_t));
    for (slong i = 0; i < n; i++)
    {
        arb_approx_dot(&square[i], NULL, 0, arb_mat_entry(X, i, 0), 1,
                       arb_mat_entry(X, i, 0), 1, n, bits);
        place[i] = (place_t){arb_midref(&square[i]), i};
    }
    qsort(place, (size_t) n, sizeof *place, compare_places);
    for (slong k = 0; k < n; k++)
    {
        arf_t factor;
        arf_init(factor);
        arf_rsqrt(factor, place[k].norm, bits, ARF_RND_NEAR);
        for (slong j = 0; j < n; j++)
            arf_mul(arb_midref(arb_mat_entry(V, j, k)), factor,
                    arb_midref(arb_mat_entry(X, place[k].row, j)), bits,
                    ARF_RND_NEAR);
        arf_clear(factor);
    }
    flint_free(place);
    _arb_vec_clear(square, n);
}

/* G = X^T X and X = J S V^T with J orthogonal: the rows of J^T X are those of
   S V^T. */
void
fulg_ball_approx_eigenvectors(arb_mat_t V, const arb_mat_t G, slong bits)
{
    const slong n = arb_mat_nrows(G);
    arb_mat_t X;
    fmpz_t e;
    if (n == 0)
        return;
    arb_mat_init(X, n, n);
    fmpz_init(e);
    if (fulg_ball_approx_cholesky(X, G, bits, 2 * bits + 20))
    {
        largest_exponent(e, X);
        fmpz_neg(e, e);
        for (slong k = 0; k < n * n; k++)
        {
            arb_struct *x = arb_mat_entry(X, k / n, k % n);
            arb_mul_2exp_fmpz(x, x, e);
        }
        if (bits <= DOUBLE_BITS)
            jacobi_double(X);
        else
            fulg_ball_approx_jacobi(X, bits);
        set_columns(V, X, bits);
    }
    else
        arb_mat_one(V);
    arb_mat_clear(X);
    fmpz_clear(e);
}
