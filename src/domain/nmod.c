#include "impl.h"

/* Matrices of integers mod a prime below 2^63. */

/* FLINT's product pays from this size on. */
#define SMALL 16

static void
p_init(fulg_mat_t A, slong rows, slong cols, const fulg_domain_struct *D)
{
    nmod_mat_init(A->nmod, rows, cols, D->prime);
}

static void
p_clear(fulg_mat_t A)
{
    nmod_mat_clear(A->nmod);
}

static slong
p_rows(const fulg_mat_struct *A)
{
    return nmod_mat_nrows(A->nmod);
}

static slong
p_cols(const fulg_mat_struct *A)
{
    return nmod_mat_ncols(A->nmod);
}

static void
p_zero(fulg_mat_t A)
{
    nmod_mat_zero(A->nmod);
}

static void
p_set(fulg_mat_t B, const fulg_mat_struct *A)
{
    nmod_mat_set(B->nmod, A->nmod);
}

static void
p_add(fulg_mat_t C, const fulg_mat_struct *A, const fulg_mat_struct *B,
      const fulg_domain_struct *D)
{
    nmod_mat_add(C->nmod, A->nmod, B->nmod);
}

static void
p_sub(fulg_mat_t C, const fulg_mat_struct *A, const fulg_mat_struct *B,
      const fulg_domain_struct *D)
{
    nmod_mat_sub(C->nmod, A->nmod, B->nmod);
}

/* Whether a sum of that many products fits a word. */
static int
fits_word(slong products, ulong p)
{
    return p <= UWORD(1) << 31 &&
           (ulong) products <= UWORD_MAX / ((p - 1) * (p - 1));
}

/* C = A B for few products an entry, as evaluation has them: a row of C is added
   up in place and reduced once. */
static void
mul_small(nmod_mat_t C, const nmod_mat_t A, const nmod_mat_t B)
{
    const slong inner = nmod_mat_ncols(A), cols = nmod_mat_ncols(C);
    for (slong i = 0; i < nmod_mat_nrows(C); i++)
    {
        ulong *c = &nmod_mat_entry(C, i, 0);
        for (slong j = 0; j < cols; j++)
            c[j] = 0;
        for (slong k = 0; k < inner; k++)
        {
            const ulong a = nmod_mat_entry(A, i, k);
            const ulong *b = &nmod_mat_entry(B, k, 0);
            for (slong j = 0; j < cols; j++)
                c[j] += a * b[j];
        }
        for (slong j = 0; j < cols; j++)
            NMOD_RED2(c[j], UWORD(0), c[j], C->mod);
    }
}

/* The same for primes below 2^62, whose products are added up in two words. */
static void
mul_small_long(nmod_mat_t C, const nmod_mat_t A, const nmod_mat_t B)
{
    const slong inner = nmod_mat_ncols(A);
    for (slong i = 0; i < nmod_mat_nrows(C); i++)
        for (slong j = 0; j < nmod_mat_ncols(C); j++)
        {
            ulong high = 0, low = 0;
            for (slong k = 0; k < inner; k++)
            {
                ulong hi, lo;
                umul_ppmm(hi, lo, nmod_mat_entry(A, i, k),
                          nmod_mat_entry(B, k, j));
                add_ssaaaa(high, low, high, low, hi, lo);
            }
            /* NMOD2_RED2 would shift an int 0 by more than its bits. */
            NMOD_RED2(high, UWORD(0), high, C->mod);
            NMOD_RED2(nmod_mat_entry(C, i, j), high, low, C->mod);
        }
}

static void
p_mul(fulg_mat_t C, const fulg_mat_struct *A, const fulg_mat_struct *B,
      const fulg_domain_struct *D)
{
    const slong inner = p_cols(A);
    const int plain = C != A && C != B && p_rows(A) > 0 && inner > 0 &&
                      p_cols(B) > 0;
    if (plain && FLINT_MIN(inner, p_cols(B)) <= SMALL &&
        fits_word(inner, D->prime))
        mul_small(C->nmod, A->nmod, B->nmod);
    else if (plain && inner < SMALL && D->prime < UWORD(1) << 62)
        mul_small_long(C->nmod, A->nmod, B->nmod);
    else
        nmod_mat_mul(C->nmod, A->nmod, B->nmod);
}

static void
p_transpose(fulg_mat_t B, const fulg_mat_struct *A)
{
    nmod_mat_transpose(B->nmod, A->nmod);
}

static void
p_scale(fulg_mat_t C, const fulg_mat_struct *A, slong n,
        const fulg_domain_struct *D)
{
    const ulong m = (n < 0) ? -(ulong) n : (ulong) n;
    ulong c = m % D->prime;
    if (n < 0 && c != 0)
        c = D->prime - c;
    nmod_mat_scalar_mul(C->nmod, A->nmod, c);
}

static void
p_entry_mul(fulg_mat_t C, const fulg_mat_struct *A, const fulg_mat_struct *B,
            const fulg_domain_struct *D)
{
    for (slong i = 0; i < p_rows(A); i++)
        for (slong j = 0; j < p_cols(A); j++)
            nmod_mat_entry(C->nmod, i, j) = nmod_mul(
                nmod_mat_entry(A->nmod, i, j), nmod_mat_entry(B->nmod, i, j),
                A->nmod->mod);
}

static int
p_entry_inv(fulg_mat_t B, const fulg_mat_struct *A, const fulg_domain_struct *D)
{
    for (slong i = 0; i < p_rows(A); i++)
        for (slong j = 0; j < p_cols(A); j++)
        {
            const ulong a = nmod_mat_entry(A->nmod, i, j);
            if (a == 0)
                return 0;
            nmod_mat_entry(B->nmod, i, j) = n_invmod(a, D->prime);
        }
    return 1;
}

static void
p_set_si(fulg_mat_t A, slong i, slong j, slong n)
{
    const ulong p = A->nmod->mod.n;
    const ulong c = ((n < 0) ? -(ulong) n : (ulong) n) % p;
    nmod_mat_entry(A->nmod, i, j) = (n < 0 && c != 0) ? p - c : c;
}

static int
p_set_fmpq(fulg_mat_t A, slong i, slong j, const fmpq_t x,
           const fulg_domain_struct *D)
{
    const ulong num = fmpz_fdiv_ui(fmpq_numref(x), D->prime);
    const ulong den = fmpz_fdiv_ui(fmpq_denref(x), D->prime);
    if (den == 0)
        return 0;
    nmod_mat_entry(A->nmod, i, j) = (den == 1)
                                        ? num
                                        : nmod_mul(num, n_invmod(den, D->prime),
                                                   A->nmod->mod);
    return 1;
}

static void
p_pack_row(fulg_mat_t T, slong row, slong col, const fulg_mat_struct *A)
{
    for (slong i = 0; i < p_rows(A); i++)
        for (slong j = 0; j < p_cols(A); j++)
            nmod_mat_entry(T->nmod, row, col++) = nmod_mat_entry(A->nmod, i, j);
}

static int
p_equal(const fulg_mat_struct *A, const fulg_mat_struct *B)
{
    return nmod_mat_equal(A->nmod, B->nmod);
}

#define COMMON_OPS                                                          \
    .init = p_init, .clear = p_clear, .rows = p_rows, .cols = p_cols,       \
    .zero = p_zero, .set = p_set, .add = p_add, .sub = p_sub, .mul = p_mul, \
    .transpose = p_transpose, .scale = p_scale, .entry_mul = p_entry_mul,   \
    .entry_inv = p_entry_inv, .set_si = p_set_si, .set_fmpq = p_set_fmpq,   \
    .pack_row = p_pack_row, .equal = p_equal

static const fulg_domain_ops_t nmod_ops = {.name = "integers mod a prime",
                                           COMMON_OPS};

static const fulg_domain_ops_t free_ops = {
    .name = "integers mod a prime with free exponentials",
    COMMON_OPS,
    .entry_exp = fulg_domain_free_exp,
    .entry_rsqrt = fulg_domain_free_rsqrt,
    .set_angle = fulg_domain_free_angle,
    .set_sqrt8pi = fulg_domain_free_sqrt8pi};

void
fulg_domain_init_nmod(fulg_domain_t D, ulong prime)
{
    D->ops = &nmod_ops;
    D->prime = prime;
    D->bits = 0;
    D->ctx = NULL;
    D->key = 0;
}

void
fulg_domain_init_free(fulg_domain_t D, ulong prime, ulong key)
{
    fulg_domain_init_nmod(D, prime);
    D->ops = &free_ops;
    D->key = key;
}
