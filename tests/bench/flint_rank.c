/* The rank of a square matrix mod p by FLINT: reads "n p" and n^2 numbers; prints the
   rank and the CPU seconds that nmod_mat_rank took. */
#include <stdio.h>
#include <time.h>

#include <flint/nmod_mat.h>

static double
now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double) t.tv_sec + 1e-9 * (double) t.tv_nsec;
}

int
main(void)
{
    unsigned long n, p, x;
    nmod_mat_t A;
    double start;
    slong rank;
    if (scanf("%lu %lu", &n, &p) != 2)
        return 1;
    nmod_mat_init(A, (slong) n, (slong) n, p);
    for (unsigned long k = 0; k < n * n; k++)
    {
        if (scanf("%lu", &x) != 1)
            return 1;
        nmod_mat_entry(A, k / n, k % n) = x;
    }
    start = now();
    rank = nmod_mat_rank(A);
    printf("%ld %.4f\n", (long) rank, now() - start);
    nmod_mat_clear(A);
    return 0;
}
