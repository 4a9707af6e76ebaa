#include "impl.h"

/* Components of {K^T Q = A}, rank A = r (doc: thm-single-2). */
static void
fiber_of_product(slong *components, slong *dimension, slong d, slong a, slong r)
{
    const slong m = FLINT_MIN(a, d);
    if (a + r >= 2 * m)
    {
        *components = 1;
        *dimension = (a >= d) ? 2 * a * d - d * d : a * a;
    }
    else
    {
        /* one for each p + q = a + r, p, q <= m; the middle is largest */
        const slong p = (a + r) / 2, q = a + r - p;
        *components = 2 * m - a - r + 1;
        *dimension = p * q + d * (a - r);
    }
}

/* Components of {K^T Q + Q^T K = 2 S}, rank S = n <= 2a (doc: thm-single-7p). */
static void
fiber_of_symmetric(slong *components, slong *dimension, slong d, slong a,
                   slong n)
{
    const slong m = 2 * a - n, rho = FLINT_MIN(d - n, m / 2);
    *components = (n % 2 == 0 && 2 * a + n <= 2 * d) ? 2 : 1;
    *dimension = 2 * a * n - n * (n + 1) / 2 + rho * (2 * m - 3 * rho - 1) / 2 +
                 rho * (d - n);
}

/* The fiber over 0: V = 0, or A = 0 (its symmetric part) with any V. */
static void
fiber_of_zero(slong *components, slong *dimension, const fulg_single_point_t *P)
{
    const slong d = P->d, a = P->head_dim;
    slong num, dim;
    if (P->tokens == 1)
        fiber_of_symmetric(&num, &dim, d, a, 0);
    else
        fiber_of_product(&num, &dim, d, a, 0);
    *components = 1 + num;
    *dimension = FLINT_MAX(2 * a * d, dim + d * P->d_out);
}

static void
fiber_of_tensor(slong *components, slong *dimension,
                const fulg_single_point_t *P)
{
    fiber_of_product(components, dimension, P->d, P->head_dim, P->rank_A);
    *dimension += 1;
    if (P->rank_A == 1 && P->rank_V == 1 && !P->parallel)
        *components *= 2;
}

/* C = h k l v: each class of proportional forms among k, l, v may be the value
   factor; what remains is a symmetric form of rank 1 or 2. */
static void
fiber_of_cubic(slong *components, slong *dimension,
               const fulg_single_point_t *P)
{
    const slong n = P->rank_S;
    slong rank[3] = {n, 0, 0};
    slong num = 1;
    if (P->rank_V == 1 && n <= 2)
    {
        const int square = n == 1;
        if (square && !P->divides)
            rank[num++] = 2; /* k^2 v: v, or k with k v */
        else if (!square && P->divides)
            rank[num++] = 1; /* k v^2: v with k v, or k with v^2 */
        else if (!square)
        {
            rank[num++] = 2;
            rank[num++] = 2;
        }
    }
    *components = *dimension = 0;
    for (slong i = 0; i < num; i++)
    {
        slong parts, dim;
        fiber_of_symmetric(&parts, &dim, P->d, P->head_dim, rank[i]);
        *components += parts;
        *dimension = FLINT_MAX(*dimension, dim + 1);
    }
}

void
fulg_single_fiber_size(slong *components, slong *dimension,
                       const fulg_single_point_t *P)
{
    const slong rank = P->tokens == 1 ? P->rank_S : P->rank_A;
    if (rank == 0 || P->rank_V == 0)
        fiber_of_zero(components, dimension, P);
    else if (P->tokens == 1)
        fiber_of_cubic(components, dimension, P);
    else
        fiber_of_tensor(components, dimension, P);
}
