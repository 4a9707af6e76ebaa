#include <stdlib.h>

#include "testing.h"

/* A random rows x cols matrix of rank r mod p: unit lower times upper echelon
   with scattered pivots, its rows and columns scrambled. */
static void
known_rank(nmod_mat_t A, slong r, fulg_rand_t rand)
{
    const slong rows = nmod_mat_nrows(A), cols = nmod_mat_ncols(A);
    const ulong p = A->mod.n;
    nmod_mat_t L, R;
    nmod_mat_init(L, rows, r, p);
    nmod_mat_init(R, r, cols, p);
    for (slong i = 0; i < rows; i++)
        for (slong j = 0; j < r && j <= i; j++)
            nmod_mat_entry(L, i, j) = (i == j) ? 1 : fulg_rand_below(rand, p);
    for (slong i = 0; i < r; i++)
        for (slong j = i; j < cols; j++)
            nmod_mat_entry(R, i, j) = (i == j) ? 1 : fulg_rand_below(rand, p);
    nmod_mat_mul(A, L, R);
    for (slong i = rows - 1; i > 0; i--)
        nmod_mat_swap_rows(A, NULL, i,
                           (slong) fulg_rand_below(rand, (ulong) i + 1));
    for (slong j = cols - 1; j > 0; j--)
        nmod_mat_swap_cols(A, NULL, j,
                           (slong) fulg_rand_below(rand, (ulong) j + 1));
    nmod_mat_clear(L);
    nmod_mat_clear(R);
}

/* Rows first .. first + n of A as a matrix of their own. */
static void
take_rows(nmod_mat_t B, const nmod_mat_t A, slong first, slong n)
{
    nmod_mat_init(B, n, nmod_mat_ncols(A), A->mod.n);
    for (slong i = 0; i < n; i++)
        for (slong j = 0; j < nmod_mat_ncols(A); j++)
            nmod_mat_entry(B, i, j) = nmod_mat_entry(A, first + i, j);
}

/* The minor at the rows and columns E names is invertible. */
static void
check_minor(const fulg_rank_echelon_t E, const nmod_mat_t A, slong seen)
{
    nmod_mat_t minor;
    nmod_mat_init(minor, E->rank, E->rank, E->prime);
    for (slong i = 0; i < E->rank; i++)
    {
        assert_in_range(E->source[i], 0, (ulong) seen - 1);
        assert_in_range(E->pivot[i], 0, (ulong) E->cols - 1);
        for (slong j = 0; j < E->rank; j++)
        {
            if (i != j)
            {
                assert_true(E->source[i] != E->source[j]);
                assert_true(E->pivot[i] != E->pivot[j]);
            }
            nmod_mat_entry(minor, i, j) = nmod_mat_entry(A, E->source[i],
                                                         E->pivot[j]);
        }
    }
    assert_true(E->rank == 0 || nmod_mat_det(minor) != 0);
    nmod_mat_clear(minor);
}

/* After every batch: rank as FLINT finds it for the rows so far. */
static void
check_batches(const nmod_mat_t A, fulg_rand_t rand)
{
    const slong rows = nmod_mat_nrows(A);
    fulg_rank_echelon_t E;
    slong seen = 0;
    fulg_rank_echelon_init(E, nmod_mat_ncols(A), A->mod.n);
    while (seen < rows)
    {
        const slong n = (slong) fulg_rand_below(rand,
                                                (ulong) (rows - seen) + 1);
        const slong before = E->rank;
        nmod_mat_t batch, so_far;
        slong gain;
        take_rows(batch, A, seen, n);
        gain = fulg_rank_echelon_append(E, batch, seen);
        seen += n;
        take_rows(so_far, A, 0, seen);
        assert_int_equal(E->rank, nmod_mat_rank(so_far));
        assert_int_equal(gain, E->rank - before);
        check_minor(E, A, seen);
        nmod_mat_clear(so_far);
    }
    fulg_rank_echelon_clear(E);
}

/* The rows, taken in order, that are no combinations of earlier ones: the pivot columns
   of the transpose's reduced form, by FLINT. */
static void
set_profile(slong *profile, const nmod_mat_t A)
{
    nmod_mat_t R;
    slong rank, j = 0;
    nmod_mat_init(R, nmod_mat_ncols(A), nmod_mat_nrows(A), A->mod.n);
    nmod_mat_transpose(R, A);
    rank = nmod_mat_rref(R);
    for (slong i = 0; i < rank; i++)
    {
        while (nmod_mat_entry(R, i, j) == 0)
            j++;
        profile[i] = j++;
    }
    nmod_mat_clear(R);
}

static int
compare(const void *a, const void *b)
{
    const slong x = *(const slong *) a, y = *(const slong *) b;
    return (x > y) - (x < y);
}

/* In doubles the rank profiles are found, those of A and of its transpose. */
static void
check_profiles(const nmod_mat_t A, slong batch)
{
    const slong rows = nmod_mat_nrows(A), cols = nmod_mat_ncols(A);
    slong *profile = flint_malloc((size_t) (rows + cols + 1) * sizeof(slong));
    fulg_rank_echelon_t E;
    nmod_mat_t At;
    fulg_rank_echelon_init(E, cols, A->mod.n);
    for (slong i = 0; i < rows; i += batch)
    {
        nmod_mat_t B;
        take_rows(B, A, i, FLINT_MIN(batch, rows - i));
        fulg_rank_echelon_append(E, B, i);
    }
    assert_int_equal(E->rank, nmod_mat_rank(A));
    check_minor(E, A, rows);
    if (E->doubles != NULL)
    {
        set_profile(profile, A);
        for (slong i = 0; i < E->rank; i++)
            assert_int_equal(E->source[i], profile[i]);
        nmod_mat_init(At, cols, rows, A->mod.n);
        nmod_mat_transpose(At, A);
        set_profile(profile, At);
        if (E->rank > 0)
            qsort(E->pivot, (size_t) E->rank, sizeof(slong), compare);
        for (slong i = 0; i < E->rank; i++)
            assert_int_equal(E->pivot[i], profile[i]);
        nmod_mat_clear(At);
    }
    fulg_rank_echelon_clear(E);
    flint_free(profile);
}

/* Small primes, all shapes and ranks, with zeros that make columns change
   places; and extreme residues, for sums to become as large as they may. */
static void
test_profiles(void **state)
{
    fulg_rand_t rand;
    fulg_test_rand(rand, "test_profiles");
    for (slong round = 0; round < fulg_test_rounds(60); round++)
    {
        const slong rows = (slong) fulg_rand_below(rand, 70);
        const slong cols = (slong) fulg_rand_below(rand, 70);
        const ulong p = round % 3 ? fulg_exact_prime_small(rand) : 4099;
        const slong most = FLINT_MIN(rows, cols);
        nmod_mat_t A;
        nmod_mat_init(A, rows, cols, p);
        known_rank(A, (slong) fulg_rand_below(rand, (ulong) most + 1), rand);
        for (slong n = (slong) fulg_rand_below(rand, 60); n > 0 && most > 0;
             n--)
        {
            const slong j = (slong) fulg_rand_below(rand, (ulong) cols);
            const slong k = (slong) fulg_rand_below(rand, (ulong) rows);
            for (slong i = 0; i < k; i++)
                nmod_mat_entry(A, i, j) = fulg_rand_below(rand, 2)
                                              ? 0
                                              : (p - 1) / 2 + i % 2;
        }
        check_profiles(A, 1 + (slong) fulg_rand_below(rand, 40));
        nmod_mat_clear(A);
    }
}

/* Zeros: columns without an entry, rows that are others, a triangle. */
static void
make_special(nmod_mat_t A, fulg_rand_t rand)
{
    const slong rows = nmod_mat_nrows(A), cols = nmod_mat_ncols(A);
    const slong step = 2 + (slong) fulg_rand_below(rand, 5);
    const slong kind = (slong) fulg_rand_below(rand, 4);
    for (slong i = 0; i < rows; i++)
        for (slong j = 0; j < cols; j++)
            if ((kind == 1 && j % step == 0) || (kind == 2 && j > i) ||
                (kind == 3 && j + i < cols - 1))
                nmod_mat_entry(A, i, j) = 0;
            else if (kind == 1 && i % step == 1)
                nmod_mat_entry(A, i, j) = nmod_mat_entry(A, i - 1, j);
}

/* Sizes on both sides of those from which the form goes by halves, takes a BLAS, and
   begins a new block or panel; of any rank. */
static void
test_sizes(void **state)
{
    fulg_rand_t rand;
    fulg_test_rand(rand, "test_sizes");
    for (slong round = 0; round < fulg_test_rounds(60); round++)
    {
        const ulong size = round % 12 ? 90 : 700;
        const slong rows = 1 + (slong) fulg_rand_below(rand, size);
        const slong cols = 1 + (slong) fulg_rand_below(rand, size);
        const ulong most = (ulong) FLINT_MIN(rows, cols);
        const ulong p = n_nextprime(4096 + fulg_rand_below(rand, 8380000), 1);
        nmod_mat_t A;
        nmod_mat_init(A, rows, cols, p);
        known_rank(A, (slong) (most - fulg_rand_below(rand, most)), rand);
        make_special(A, rand);
        check_profiles(A, 1 + (slong) fulg_rand_below(rand, (ulong) rows));
        nmod_mat_clear(A);
    }
}

/* Several blocks and panels, more products than a sum has room for. */
static void
test_panels(void **state)
{
    fulg_rand_t rand;
    fulg_test_rand(rand, "test_panels");
    for (slong round = 0; round < fulg_test_rounds(2); round++)
    {
        const slong n = 1100 + (slong) fulg_rand_below(rand, 100);
        const slong r = 1000 + (slong) fulg_rand_below(rand, 100);
        nmod_mat_t A, B;
        fulg_rank_echelon_t E;
        nmod_mat_init(A, n + 50, n, 8388593);
        known_rank(A, r, rand);
        take_rows(B, A, 0, n + 50);
        fulg_rank_echelon_init(E, n, A->mod.n);
        fulg_rank_echelon_append(E, B, 0);
        assert_int_equal(E->rank, r);
        check_minor(E, A, n + 50);
        fulg_rank_echelon_clear(E);
        nmod_mat_clear(A);
    }
}

static void
test_known_rank(void **state)
{
    static const ulong primes[] = {2, 3, 101, UWORD(2305843009213693951)};
    fulg_rand_t rand;
    fulg_test_rand(rand, "test_known_rank");
    for (slong round = 0; round < fulg_test_rounds(400); round++)
    {
        const slong rows = (slong) fulg_rand_below(rand, 25);
        const slong cols = (slong) fulg_rand_below(rand, 25);
        const slong most = FLINT_MIN(rows, cols);
        const slong r = (slong) fulg_rand_below(rand, (ulong) most + 1);
        nmod_mat_t A;
        nmod_mat_init(A, rows, cols, primes[round % 4]);
        known_rank(A, r, rand);
        assert_int_equal(nmod_mat_rank(A), r);
        check_batches(A, rand);
        nmod_mat_clear(A);
    }
}

/* Large enough for the recursive LU of FLINT. */
static void
test_large(void **state)
{
    fulg_rand_t rand;
    nmod_mat_t A;
    fulg_test_rand(rand, "test_large");
    for (slong round = 0; round < fulg_test_rounds(3); round++)
    {
        nmod_mat_init(A, 180, 150, fulg_exact_prime_random(rand));
        known_rank(A, 120, rand);
        check_batches(A, rand);
        nmod_mat_clear(A);
    }
}

/* Sparse rows with many zero columns and repeated rows. */
static void
test_sparse(void **state)
{
    fulg_rand_t rand;
    fulg_test_rand(rand, "test_sparse");
    for (slong round = 0; round < fulg_test_rounds(300); round++)
    {
        nmod_mat_t A;
        nmod_mat_init(A, 12, 15, 101);
        for (slong n = (slong) fulg_rand_below(rand, 25); n > 0; n--)
        {
            const slong i = (slong) fulg_rand_below(rand, 12);
            const slong j = (slong) fulg_rand_below(rand, 15);
            nmod_mat_entry(A, i, j) = fulg_rand_below(rand, 101);
        }
        check_batches(A, rand);
        nmod_mat_clear(A);
    }
}

/* The rank of an integer matrix, mod a prime of 61 bits that does not divide
   the minor: the same as over the integers. */
static void
test_integers(void **state)
{
    fulg_rand_t rand;
    fulg_test_rand(rand, "test_integers");
    for (slong round = 0; round < fulg_test_rounds(100); round++)
    {
        const slong n = 1 + (slong) fulg_rand_below(rand, 8);
        const slong r = (slong) fulg_rand_below(rand, (ulong) n + 1);
        fmpz_mat_t L, R, A;
        nmod_mat_t Ap;
        fulg_rank_echelon_t E;
        fmpz_mat_init(L, n, r);
        fmpz_mat_init(R, r, n + 2);
        fmpz_mat_init(A, n, n + 2);
        for (slong i = 0; i < n; i++)
            for (slong j = 0; j < r; j++)
                fmpz_set_si(fmpz_mat_entry(L, i, j),
                            fulg_rand_signed(rand, 20));
        for (slong i = 0; i < r; i++)
            for (slong j = 0; j < n + 2; j++)
                fmpz_set_si(fmpz_mat_entry(R, i, j),
                            fulg_rand_signed(rand, 20));
        fmpz_mat_mul(A, L, R);
        nmod_mat_init(Ap, n, n + 2, fulg_exact_prime_random(rand));
        fmpz_mat_get_nmod_mat(Ap, A);
        fulg_rank_echelon_init(E, n + 2, Ap->mod.n);
        fulg_rank_echelon_append(E, Ap, 0);
        assert_int_equal(E->rank, fmpz_mat_rank(A));
        fulg_rank_echelon_clear(E);
        fmpz_mat_clear(L);
        fmpz_mat_clear(R);
        fmpz_mat_clear(A);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_profiles),   cmocka_unit_test(test_panels),
    cmocka_unit_test(test_known_rank), cmocka_unit_test(test_large),
    cmocka_unit_test(test_sparse),     cmocka_unit_test(test_integers),
    cmocka_unit_test(test_sizes),
};

FULG_TEST_MAIN(tests)
