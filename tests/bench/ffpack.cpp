// The rank of a random n x n matrix mod 1048583 by FFLAS-FFPACK, and a third of a
// dgemm: "n rank seconds seconds", CPU time, the least of a few runs.
#include <cstdio>
#include <cstdlib>
#include <ctime>

#include <givaro/modular.h>
#include <fflas-ffpack/fflas-ffpack.h>

static double
now()
{
    timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double) t.tv_sec + 1e-9 * (double) t.tv_nsec;
}

static void
fill(double *A, size_t n, unsigned long seed)
{
    unsigned long s = 88172645463325252UL + seed;
    for (size_t i = 0; i < n * n; i++)
    {
        s ^= s << 13;
        s ^= s >> 7;
        s ^= s << 17;
        A[i] = (double) (s % 1048583);
    }
}

int
main(int argc, char **argv)
{
    const Givaro::Modular<double> F(1048583);
    for (int a = 1; a < argc; a++)
    {
        const size_t n = (size_t) atol(argv[a]);
        const int runs = n < 1500 ? 5 : n < 4000 ? 3 : 1;
        double *A = FFLAS::fflas_new<double>(n * n);
        double *B = FFLAS::fflas_new<double>(n * n);
        double rank_time = 1e9, gemm_time = 1e9;
        size_t rank = 0;
        for (int k = 0; k < runs; k++)
        {
            fill(A, n, (unsigned long) k);
            const double start = now();
            cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, (int) n,
                        (int) n, (int) (n / 3), 1.0, A, (int) n, A, (int) n, 0.0,
                        B, (int) n);
            const double middle = now();
            rank = FFPACK::Rank(F, n, n, A, n);
            const double end = now();
            if (middle - start < gemm_time)
                gemm_time = middle - start;
            if (end - middle < rank_time)
                rank_time = end - middle;
        }
        printf("%zu %zu %.4f %.4f\n", n, rank, rank_time, gemm_time);
        fflush(stdout);
        FFLAS::fflas_delete(A);
        FFLAS::fflas_delete(B);
    }
}
