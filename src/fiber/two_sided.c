#include "impl.h"

/*
 * G Q = left and K G = right.  All G with G Q = left are one of them plus Y R,
 * R a basis of the left kernel of Q; K Y R = right - K G then fixes K Y, and Y
 * up to the kernel of K.  What remains free is used to make G invertible.
 */

/* G += N Z R for random Z until G is invertible. */
static int
make_invertible(fmpq_mat_t G, const fmpq_mat_t N, const fmpq_mat_t R,
                fulg_rand_struct *rand)
{
    const slong a = fmpq_mat_nrows(G);
    fmpq_mat_t Z, NZ, NZR, sum;
    int found = fulg_fiber_rank(G) == a;
    if (found || fmpq_mat_ncols(N) == 0 || fmpq_mat_nrows(R) == 0)
        return found;
    fmpq_mat_init(Z, fmpq_mat_ncols(N), fmpq_mat_nrows(R));
    fmpq_mat_init(NZ, a, fmpq_mat_nrows(R));
    fmpq_mat_init(NZR, a, a);
    fmpq_mat_init(sum, a, a);
    for (slong n = 0; n < FULG_FIBER_TRIES && !found; n++)
    {
        fulg_fiber_random_entries(Z, rand, n + 1);
        fmpq_mat_mul(NZ, N, Z);
        fmpq_mat_mul(NZR, NZ, R);
        fmpq_mat_add(sum, G, NZR);
        found = fulg_fiber_rank(sum) == a;
    }
    if (found)
        fmpq_mat_swap(G, sum);
    fmpq_mat_clear(sum);
    fmpq_mat_clear(NZR);
    fmpq_mat_clear(NZ);
    fmpq_mat_clear(Z);
    return found;
}

/* Adds to G a matrix Y R with K Y R = rest, R the left kernel of Q, so that
   K G = target too; then makes G invertible within the solutions. */
static int
correct(fmpq_mat_t G, const fmpq_mat_t R, const fmpq_mat_t K,
        const fmpq_mat_t target, fulg_rand_struct *rand)
{
    fmpq_mat_t KG, rest, KY, Y, YR, N;
    int found;
    fulg_fiber_init_mul(KG, K, G);
    fmpq_mat_init(rest, fmpq_mat_nrows(target), fmpq_mat_ncols(target));
    fmpq_mat_sub(rest, target, KG);
    fmpq_mat_clear(KG);
    found = fulg_fiber_right_divide(KY, rest, R);
    fmpq_mat_clear(rest);
    if (!found)
        return 0;
    found = fulg_fiber_left_divide(Y, K, KY);
    fmpq_mat_clear(KY);
    if (!found)
        return 0;
    fulg_fiber_init_mul(YR, Y, R);
    fmpq_mat_add(G, G, YR);
    fulg_fiber_kernel(N, K);
    found = make_invertible(G, N, R, rand);
    fmpq_mat_clear(N);
    fmpq_mat_clear(YR);
    fmpq_mat_clear(Y);
    return found;
}

int
fulg_fiber_two_sided(fmpq_mat_t G, const fmpq_mat_t Q, const fmpq_mat_t left,
                     const fmpq_mat_t K, const fmpq_mat_t right,
                     fulg_rand_struct *rand)
{
    fmpq_mat_t G0, Qt, Nt, R;
    int found;
    if (!fulg_fiber_right_divide(G0, left, Q))
        return 0;
    fulg_fiber_init_transpose(Qt, Q);
    fulg_fiber_kernel(Nt, Qt);
    fulg_fiber_init_transpose(R, Nt);
    found = correct(G0, R, K, right, rand);
    if (found)
        fmpq_mat_set(G, G0);
    fmpq_mat_clear(R);
    fmpq_mat_clear(Nt);
    fmpq_mat_clear(Qt);
    fmpq_mat_clear(G0);
    return found;
}
