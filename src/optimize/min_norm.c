/* Wolfe's min-norm point (1976), exactly: it ends, because every corral has a
   shorter affine minimiser than the one before. */
#include "impl.h"

typedef struct
{
    slong size;
    const fmpq_mat_struct *K;
    slong *S;
    fmpq *lambda, *z;
} wolfe_t;

/* z = the affine minimiser of the corral: with any c > 0, (K_SS + c 1 1^T) z = 1
   up to scale.  The matrix is invertible just when the points of the corral are
   affinely independent; 0 when they are not. */
static int
affine_minimiser(wolfe_t *w)
{
    const slong m = w->size;
    fmpq_mat_t A, one, z;
    fmpq_t sum;
    int good;
    fmpq_mat_init(A, m, m);
    fmpq_mat_init(one, m, 1);
    fmpq_mat_init(z, m, 1);
    fmpq_init(sum);
    for (slong i = 0; i < m; i++)
    {
        fmpq_one(fmpq_mat_entry(one, i, 0));
        for (slong j = 0; j < m; j++)
            fmpq_add_si(fmpq_mat_entry(A, i, j),
                        fmpq_mat_entry(w->K, w->S[i], w->S[j]), 1);
    }
    good = fmpq_mat_solve(z, A, one);
    for (slong i = 0; i < m && good; i++)
        fmpq_add(sum, sum, fmpq_mat_entry(z, i, 0));
    for (slong i = 0; i < m && good; i++)
        fmpq_div(w->z + i, fmpq_mat_entry(z, i, 0), sum);
    fmpq_mat_clear(A);
    fmpq_mat_clear(one);
    fmpq_mat_clear(z);
    fmpq_clear(sum);
    return good;
}

/* theta = the part of the way from lambda to z inside the simplex; returns the
   place that becomes 0 there, or -1. */
static slong
way(fmpq_t theta, const wolfe_t *w)
{
    slong drop = -1;
    fmpq_t x;
    fmpq_init(x);
    fmpq_one(theta);
    for (slong i = 0; i < w->size; i++)
    {
        if (fmpq_sgn(w->z + i) > 0)
            continue;
        fmpq_sub(x, w->lambda + i, w->z + i);
        if (fmpq_is_zero(x))
            fmpq_zero(x); /* both 0: drop it at once */
        else
            fmpq_div(x, w->lambda + i, x);
        if (fmpq_cmp(x, theta) <= 0)
        {
            fmpq_set(theta, x);
            drop = i;
        }
    }
    fmpq_clear(x);
    return drop;
}

/* 1 when z was reached. */
static int
move(wolfe_t *w)
{
    slong kept = 0;
    fmpq_t theta, x;
    slong drop;
    fmpq_init(theta);
    fmpq_init(x);
    drop = way(theta, w);
    for (slong i = 0; i < w->size; i++)
    {
        fmpq_sub(x, w->z + i, w->lambda + i);
        fmpq_mul(x, x, theta);
        fmpq_add(x, x, w->lambda + i);
        if (i == drop)
            continue;
        w->S[kept] = w->S[i];
        fmpq_set(w->lambda + kept++, x);
    }
    w->size = kept;
    fmpq_clear(theta);
    fmpq_clear(x);
    return drop < 0;
}

/* The point with the least <z_i, p>, when it is below |p|^2; else -1. */
static slong
next_point(const wolfe_t *w)
{
    const slong n = fmpq_mat_nrows(w->K);
    slong best = 0;
    fmpq_t norm, least, x;
    fmpq_init(norm);
    fmpq_init(least);
    fmpq_init(x);
    for (slong i = 0; i < n; i++)
    {
        fmpq_zero(x);
        for (slong k = 0; k < w->size; k++)
            fmpq_addmul(x, fmpq_mat_entry(w->K, i, w->S[k]), w->lambda + k);
        for (slong k = 0; k < w->size; k++)
            if (w->S[k] == i)
                fmpq_addmul(norm, x, w->lambda + k);
        if (i == 0 || fmpq_cmp(x, least) < 0)
        {
            best = i;
            fmpq_set(least, x);
        }
    }
    if (fmpq_cmp(least, norm) >= 0)
        best = -1;
    fmpq_clear(norm);
    fmpq_clear(least);
    fmpq_clear(x);
    return best;
}

/* One point, the shortest. */
static void
start_small(wolfe_t *w)
{
    const slong n = fmpq_mat_nrows(w->K);
    w->size = 1;
    w->S[0] = 0;
    fmpq_one(w->lambda);
    for (slong i = 1; i < n; i++)
        if (fmpq_cmp(fmpq_mat_entry(w->K, i, i),
                     fmpq_mat_entry(w->K, w->S[0], w->S[0])) < 0)
            w->S[0] = i;
}

/* The approximate point, made a point of the simplex. */
static void
start_at(wolfe_t *w, const double *start)
{
    const slong n = fmpq_mat_nrows(w->K);
    fmpq_t sum;
    arf_t x;
    fmpq_init(sum);
    arf_init(x);
    w->size = 0;
    for (slong i = 0; i < n; i++)
    {
        if (!(start[i] > 0 && start[i] <= 2))
            continue;
        arf_set_d(x, start[i]);
        w->S[w->size] = i;
        arf_get_fmpq(w->lambda + w->size, x);
        fmpq_add(sum, sum, w->lambda + w->size++);
    }
    for (slong k = 0; k < w->size; k++)
        fmpq_div(w->lambda + k, w->lambda + k, sum);
    fmpq_clear(sum);
    arf_clear(x);
    if (w->size == 0)
        start_small(w);
}

/* 0 when interrupted. */
static int
steps(wolfe_t *w, const fulg_progress_t *progress)
{
    slong next = 0;
    while (next >= 0)
    {
        for (int reached = 0; !reached;)
        {
            if (fulg_progress_tick(progress, "exact margin: corral", w->size,
                                   0))
                return 0;
            if (!affine_minimiser(w))
            {
                /* only an approximate start can be dependent */
                start_small(w);
                continue;
            }
            reached = move(w);
        }
        next = next_point(w);
        if (next >= 0)
        {
            w->S[w->size] = next;
            fmpq_zero(w->lambda + w->size++);
        }
    }
    return 1;
}

int
fulg_optimize_min_norm(fmpq *lambda, const fmpq_mat_t K, const double *start,
                       const fulg_progress_t *progress)
{
    const slong n = fmpq_mat_nrows(K);
    wolfe_t w = {.K = K};
    int done;
    w.S = flint_malloc((size_t) (n + 1) * sizeof *w.S);
    w.lambda = _fmpq_vec_init(n + 1);
    w.z = _fmpq_vec_init(n + 1);
    start_at(&w, start);
    done = steps(&w, progress);
    for (slong i = 0; i < n; i++)
        fmpq_zero(lambda + i);
    for (slong k = 0; k < w.size && done; k++)
        fmpq_set(lambda + w.S[k], w.lambda + k);
    flint_free(w.S);
    _fmpq_vec_clear(w.lambda, n + 1);
    _fmpq_vec_clear(w.z, n + 1);
    return done;
}
