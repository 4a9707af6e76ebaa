// The rank of one matrix mod a prime by fulgurite's echelon form, by FLINT and by FFLAS-FFPACK, and beside
// them a product of matrices with as many multiplications, in turn in one process.
//
//     elimination SHAPE N RUNS [PRIME]
//
// SHAPE is full (N x N, random), half (N x N of rank N/2), wide (N x 2 N) or tall (2 N x N).  A line: the
// rank, then seconds, the least of RUNS: fulgurite, FLINT, FLINT with the best of its primes, FFLAS-FFPACK,
// dgemm.  Seconds are of the processor, or of the clock when BENCH_CLOCK is set.  fulgurite and FFPACK may
// destroy the matrix they are given; FLINT copies it, which is part of its time.
// With SHAPE memory: the MiB that fulgurite's form has added at its peak, and those of the matrix.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <vector>

#include <malloc.h>
#include <sys/resource.h>

#include <flint/nmod_mat.h>
#include <fulgurite/rank.h>

#ifdef WITH_FFPACK
#include <givaro/modular.h>
#include <fflas-ffpack/fflas-ffpack.h>
#else
extern "C" {
#include <cblas.h>
}
#endif

static double
now()
{
    timespec t;
    clock_gettime(getenv("BENCH_CLOCK") ? CLOCK_MONOTONIC : CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double) t.tv_sec + 1e-9 * (double) t.tv_nsec;
}

static ulong state = 88172645463325252UL;

static ulong
below(ulong p)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state % p;
}

static void
fill(nmod_mat_t A)
{
    for (slong i = 0; i < nmod_mat_nrows(A); i++)
        for (slong j = 0; j < nmod_mat_ncols(A); j++)
            nmod_mat_entry(A, i, j) = below(A->mod.n);
}

static void
make(nmod_mat_t A, const char *shape, slong n, ulong p)
{
    nmod_mat_init(A, strcmp(shape, "tall") ? n : 2 * n, strcmp(shape, "wide") ? n : 2 * n, p);
    if (strcmp(shape, "half"))
        fill(A);
    else
    {
        nmod_mat_t L, R;
        nmod_mat_init(L, n, n / 2, p);
        nmod_mat_init(R, n / 2, n, p);
        fill(L);
        fill(R);
        nmod_mat_mul(A, L, R);
        nmod_mat_clear(L);
        nmod_mat_clear(R);
    }
}

// Small matrices are so quick that many of them are measured together.
struct timer
{
    double least = 1e9;
    slong times, rank = -1;
    template <class prepare_t, class run_t>
    void
    measure(prepare_t prepare, run_t run)
    {
        for (slong i = 0; i < times; i++)
            prepare(i);
        const double start = now();
        for (slong i = 0; i < times; i++)
            rank = run(i);
        least = std::min(least, (now() - start) / (double) times);
    }
};

static slong
own_rank(nmod_mat_t B)
{
    fulg_rank_echelon_t E;
    slong rank;
    fulg_rank_echelon_init(E, nmod_mat_ncols(B), B->mod.n);
    rank = fulg_rank_echelon_append(E, B, 0);
    fulg_rank_echelon_clear(E);
    return rank;
}

static long
peak()
{
    rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss / 1024;
}

static int
memory(slong n, ulong p)
{
    nmod_mat_t A, S;
    slong rank;
    // The BLAS has its own room from the first product on.
    make(S, "full", 300, p);
    own_rank(S);
    make(A, "full", n, p);
    const long before = peak();
    rank = own_rank(A);
    printf("%ld %ld %ld\n", (long) rank, peak() - before, (long) (8 * n * n >> 20));
    return 0;
}

int
main(int argc, char **argv)
{
    if (argc < 4)
        return 2;
    const char *shape = argv[1];
    const slong n = atol(argv[2]);
    const int runs = atoi(argv[3]);
    const ulong p = argc > 4 ? strtoul(argv[4], NULL, 10) : 1048583;
    const slong times = std::max<slong>(1, 20000000 / (n * n * (n + 50)));
    // Of 8, 16, 20, 31 and 61 bits.
    const ulong primes[] = {251, 65521, p, 2147483647, UWORD(2305843009213693951)};
    // As the program does: memory that has been freed is kept.
    mallopt(M_MMAP_THRESHOLD, 1 << 25);
    mallopt(M_TRIM_THRESHOLD, 1 << 25);
    timer own{1e9, times}, flint{1e9, times}, best{1e9, times}, ffpack{1e9, times}, gemm{1e9, times};
    if (!strcmp(shape, "memory"))
        return memory(n, p);
    nmod_mat_t A;
    make(A, shape, n, p);
    const slong rows = nmod_mat_nrows(A), cols = nmod_mat_ncols(A);
    std::vector<nmod_mat_struct> copy((size_t) times);
    std::vector<double> D((size_t) (times * rows * cols)), C((size_t) (rows * cols));
    auto nothing = [](slong) {};
    for (int run = 0; run < runs; run++)
    {
        own.measure(
            [&](slong i) {
                nmod_mat_init_set(&copy[(size_t) i], A);
            },
            [&](slong i) { return own_rank(&copy[(size_t) i]); });
        if (n <= 2000 && !getenv("BENCH_CLOCK"))
            flint.measure(nothing, [&](slong) { return nmod_mat_rank(A); });
        for (const ulong q : primes)
            if (n <= 500)
            {
                nmod_mat_t B;
                make(B, shape, n, q);
                best.measure(nothing, [&](slong) { return nmod_mat_rank(B); });
                nmod_mat_clear(B);
            }
#ifdef WITH_FFPACK
        const Givaro::Modular<double> F((double) p);
        ffpack.measure(
            [&](slong k) {
                for (slong i = 0; i < rows; i++)
                    for (slong j = 0; j < cols; j++)
                        D[(size_t) (k * rows * cols + i * cols + j)] = (double) nmod_mat_entry(A, i, j);
            },
            [&](slong k) {
                return (slong) FFPACK::Rank(F, (size_t) rows, (size_t) cols, D.data() + k * rows * cols,
                                            (size_t) cols);
            });
#endif
        // r^2 (rows + cols - r) - ... multiplications: of the full square, N^3 / 3.
        const double r = (double) own.rank;
        const double work = r * (double) rows * (double) cols - r * r * (double) (rows + cols) / 2 + r * r * r / 3;
        const int k = std::max(1, (int) (work / ((double) n * (double) n)));
        for (slong j = 0; j < n * n; j++)
            C[(size_t) j] = D[(size_t) j] = 1;
        gemm.measure(nothing, [&](slong) {
            cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, (int) n, (int) n, std::min((int) n, k), 1.0,
                        D.data(), (int) n, D.data(), (int) n, 0.0, C.data(), (int) n);
            return (slong) 0;
        });
    }
    for (const timer *t : {&flint, &ffpack})
        if (t->rank >= 0 && t->rank != own.rank)
        {
            fprintf(stderr, "ranks differ: %ld, %ld\n", (long) own.rank, (long) t->rank);
            return 1;
        }
    printf("%ld", (long) own.rank);
    for (const timer *t : {&own, &flint, &best, &ffpack, &gemm})
        printf(" %.3e", t->least < 1e9 ? t->least : -1.0);
    printf("\n");
    nmod_mat_clear(A);
    return 0;
}
