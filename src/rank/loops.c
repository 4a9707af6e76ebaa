/*
 * Residues in doubles, in vectors of GCC as wide as the processor's.
 *
 * With q the whole number next to x/p, x - q p is exact for |x| < 2^53: x, q p
 * and the difference are whole numbers below 2^53 in size.  The quotient is
 * rounded by adding and subtracting 1.5 2^52; x (1/p) is rounded twice and so off
 * by less than 2^53/p 2^-52 = 2/p, and the difference is at most p/2 + 2.
 */
#include "impl.h"

#define ROUND 6755399441055744.0
/* Rows that a tile of submul takes at once; with two vectors of each all fits into
   sixteen registers. */
#define ROWS 4

#define NAME(x) plain_##x
#define TARGET
#define LANES 2
#include "loops_template.h"
#if defined(__x86_64__) && defined(__GNUC__)
#define NAME(x) avx2_##x
#define TARGET __attribute__((target("avx2,fma")))
#define LANES 4
#include "loops_template.h"
#define NAME(x) avx512_##x
#define TARGET __attribute__((target("avx512f")))
#define LANES 8
#include "loops_template.h"
#endif

const fulg_residue_loops_t *
fulg_rank_loops(void)
{
#if defined(__x86_64__) && defined(__GNUC__)
    if (__builtin_cpu_supports("avx512f"))
        return &avx512_loops;
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
        return &avx2_loops;
#endif
    return &plain_loops;
}
