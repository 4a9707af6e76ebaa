/*
 * The rank over Q, proved (doc: sec-exact-rank).
 *
 * A minor that is nonzero mod a prime is nonzero: the rank mod p is a lower
 * bound.  That nothing larger exists is proved in one of two ways, whichever
 * is cheaper: the rank mod enough primes, whose product exceeds Hadamard's
 * bound, so that every larger minor, being divisible by all of them, is 0; or
 * the remaining columns written exactly as combinations of the pivot columns.
 */
#include <config.h>

#include <stdlib.h>

#include <fulgurite/rank.h>

static slong
echelon_mod(fulg_rank_echelon_t E, const fmpz_mat_t B, ulong prime)
{
    nmod_mat_t image;
    nmod_mat_init(image, fmpz_mat_nrows(B), fmpz_mat_ncols(B), prime);
    fmpz_mat_get_nmod_mat(image, B);
    fulg_rank_echelon_init(E, fmpz_mat_ncols(B), prime);
    return fulg_rank_echelon_append(E, image, 0);
}

static int
compare_slong(const void *a, const void *b)
{
    const slong x = *(const slong *) a, y = *(const slong *) b;
    return (x < y) - (x > y);
}

/* An upper bound for log2 of every n x n minor: half the bits of the n largest
   squared row norms. */
static slong
minor_bits(const fmpz_mat_t B, slong n)
{
    const slong rows = fmpz_mat_nrows(B);
    slong *bits = flint_malloc((size_t) (rows + 1) * sizeof(slong));
    slong total = 0;
    fmpz_t norm;
    fmpz_init(norm);
    for (slong i = 0; i < rows; i++)
    {
        fmpz_zero(norm);
        for (slong j = 0; j < fmpz_mat_ncols(B); j++)
            fmpz_addmul(norm, fmpz_mat_entry(B, i, j), fmpz_mat_entry(B, i, j));
        bits[i] = (slong) fmpz_bits(norm);
    }
    qsort(bits, (size_t) rows, sizeof(slong), compare_slong);
    for (slong i = 0; i < n; i++)
        total += bits[i];
    fmpz_clear(norm);
    flint_free(bits);
    return total / 2 + 1;
}

/* 1 when the rank mod num further primes (each above 2^60) stays at most rank;
   otherwise 0, and *prime is one that shows more. */
static int
bounded_mod_primes(const fmpz_mat_t B, slong rank, slong num, ulong *prime)
{
    for (slong n = 0; n < num; n++)
    {
        fulg_rank_echelon_t E;
        slong found;
        *prime = n_nextprime(*prime, 0);
        found = echelon_mod(E, B, *prime);
        fulg_rank_echelon_clear(E);
        if (found > rank)
            return 0;
    }
    return 1;
}

/* given[0..rank), then the other numbers below n. */
static slong *
given_first(const slong *given, slong rank, slong n)
{
    slong *order = flint_malloc((size_t) (n + 1) * sizeof(slong));
    char *taken = flint_calloc((size_t) n + 1, 1);
    slong num = 0;
    for (; num < rank; num++)
    {
        order[num] = given[num];
        taken[given[num]] = 1;
    }
    for (slong i = 0; i < n; i++)
        if (!taken[i])
            order[num++] = i;
    flint_free(taken);
    return order;
}

#if HAVE_FMPZ_MAT_RANK_CERTIFY_LU_MOD_P

/* FLINT 3.6 and later write the other columns by the pivot columns. */
static int
bounded_by_columns(const fmpz_mat_t B, const fulg_rank_echelon_t E)
{
    slong *row = given_first(E->source, E->rank, fmpz_mat_nrows(B));
    slong *col = given_first(E->pivot, E->rank, E->cols);
    const int bounded = fmpz_mat_rank_certify_lu_mod_p(B, E->rank, row, col);
    flint_free(row);
    flint_free(col);
    return bounded;
}

#else

static void
set_submatrix(fmpz_mat_t S, const fmpz_mat_t B, const slong *row,
              const slong *col)
{
    for (slong i = 0; i < fmpz_mat_nrows(S); i++)
        for (slong j = 0; j < fmpz_mat_ncols(S); j++)
            fmpz_set(fmpz_mat_entry(S, i, j),
                     fmpz_mat_entry(B, row ? row[i] : i, col[j]));
}

/* Solves for the other columns on the pivot rows and checks the answer on all
   rows: B_other = B_pivot X over Q. */
static int
bounded_by_columns(const fmpz_mat_t B, const fulg_rank_echelon_t E)
{
    const slong rows = fmpz_mat_nrows(B), rank = E->rank;
    const slong num = E->cols - rank;
    slong *order = given_first(E->pivot, rank, E->cols);
    const slong *other = order + rank;
    fmpz_mat_t minor, right, pivots, others, top, product;
    fmpz *den = _fmpz_vec_init(num);
    fmpq_mat_t X;
    int bounded;

    fmpz_mat_init(minor, rank, rank);
    fmpz_mat_init(right, rank, num);
    fmpz_mat_init(pivots, rows, rank);
    fmpz_mat_init(others, rows, num);
    fmpz_mat_init(top, rank, num);
    fmpz_mat_init(product, rows, num);
    fmpq_mat_init(X, rank, num);
    set_submatrix(minor, B, E->source, E->pivot);
    set_submatrix(right, B, E->source, other);
    set_submatrix(pivots, B, NULL, E->pivot);
    set_submatrix(others, B, NULL, other);
    bounded = fmpq_mat_solve_fmpz_mat_dixon(X, minor, right);
    fmpq_mat_get_fmpz_mat_colwise(top, den, X);
    fmpz_mat_mul(product, pivots, top);
    for (slong j = 0; j < num; j++)
        for (slong i = 0; i < rows; i++)
            fmpz_mul(fmpz_mat_entry(others, i, j), fmpz_mat_entry(others, i, j),
                     den + j);
    bounded = bounded && fmpz_mat_equal(product, others);
    _fmpz_vec_clear(den, num);
    fmpz_mat_clear(minor);
    fmpz_mat_clear(right);
    fmpz_mat_clear(pivots);
    fmpz_mat_clear(others);
    fmpz_mat_clear(top);
    fmpz_mat_clear(product);
    fmpq_mat_clear(X);
    flint_free(order);
    return bounded;
}

#endif

/* No minor larger than the echelon form's rank is nonzero.  When 0 is
   returned, *prime is the last one tried. */
static int
is_bounded(const fmpz_mat_t B, const fulg_rank_echelon_t E, ulong *prime)
{
    const slong rows = fmpz_mat_nrows(B), cols = fmpz_mat_ncols(B);
    if (E->rank == FLINT_MIN(rows, cols))
        return 1;
    const slong bits = minor_bits(B, E->rank + 1);
    const slong num = bits / 60 + 1;
    const double r = (double) E->rank;
    /* Multiplications: num eliminations; or an inverse and two products for
       each of about bits/30 digits, on numbers four times as slow. */
    const double by_primes = (double) num * (double) rows * (double) cols * r;
    const double by_columns = 4 * r * r *
                              (r + (double) bits / 15 * ((double) cols - r));
    if (by_primes <= by_columns)
        return bounded_mod_primes(B, E->rank, num, prime);
    return bounded_by_columns(B, E);
}

slong
fulg_rank_exact(slong *row, slong *col, const fmpq_mat_t A)
{
    fmpz_mat_t B;
    fulg_rank_echelon_t E;
    slong rank;
    ulong prime = UWORD(1) << 60;

    fmpz_mat_init(B, fmpq_mat_nrows(A), fmpq_mat_ncols(A));
    fmpq_mat_get_fmpz_mat_rowwise(B, NULL, A);
    for (;;)
    {
        prime = n_nextprime(prime, 0);
        rank = echelon_mod(E, B, prime);
        if (is_bounded(B, E, &prime))
            break;
        fulg_rank_echelon_clear(E);
    }
    for (slong i = 0; i < rank; i++)
    {
        if (row != NULL)
            row[i] = E->source[i];
        if (col != NULL)
            col[i] = E->pivot[i];
    }
    fulg_rank_echelon_clear(E);
    fmpz_mat_clear(B);
    return rank;
}
