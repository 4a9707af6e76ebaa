/*
 * The kernel over Q by primes (doc: sec-exact-kernel).
 *
 * The reduced echelon form mod p gives a kernel vector for every free column;
 * they are combined by Chinese remainders and read as fractions.  When the
 * matrix times these vectors is 0 over Q they are the kernel: there are cols -
 * rank mod p of them, independent, and the rank over Q is not smaller than the
 * rank mod p.  The entries of a kernel are often far smaller than the minors
 * that elimination over Z passes through.
 */
#include "impl.h"

/* With fewer columns a large prime costs no more than a small one. */
#define FEW_COLUMNS 32

/* A matrix that is known through its images mod primes. */
typedef struct
{
    slong rows, cols;
    fulg_rank_image_t image;
    fulg_rank_accept_t accept;
    void *context;
} matrix_t;

typedef struct
{
    slong rank;
    slong *pivot, *other; /* pivot columns and free ones, both increasing */
    fmpz_mat_t residue; /* the free columns of the reduced form, mod modulus */
    fmpz_t modulus;     /* 1: nothing is known */
} lift_t;

static void
lift_init(lift_t *lift, slong cols)
{
    lift->rank = -1;
    lift->pivot = flint_malloc((size_t) (cols + 1) * sizeof(slong));
    lift->other = flint_malloc((size_t) (cols + 1) * sizeof(slong));
    fmpz_mat_init(lift->residue, 0, 0);
    fmpz_init_set_ui(lift->modulus, 1);
}

static void
lift_clear(lift_t *lift)
{
    flint_free(lift->pivot);
    flint_free(lift->other);
    fmpz_mat_clear(lift->residue);
    fmpz_clear(lift->modulus);
}

/* The columns of a reduced echelon form. */
static void
split_columns(slong *pivot, slong *other, const nmod_mat_t R, slong rank)
{
    slong row = 0, gaps = 0;
    for (slong j = 0; j < nmod_mat_ncols(R); j++)
        if (row < rank && nmod_mat_entry(R, row, j) != 0)
            pivot[row++] = j;
        else
            other[gaps++] = j;
}

/* The same of pivot columns in any order. */
static void
sort_columns(slong *pivot, slong *other, const fulg_rank_echelon_t E)
{
    char *is_pivot = flint_calloc((size_t) E->cols + 1, 1);
    slong row = 0, gaps = 0;
    for (slong i = 0; i < E->rank; i++)
        is_pivot[E->pivot[i]] = 1;
    for (slong j = 0; j < E->cols; j++)
        if (is_pivot[j])
            pivot[row++] = j;
        else
            other[gaps++] = j;
    flint_free(is_pivot);
}

/* The rank of R, its columns with and without pivots, and as F (initialised here) the
   latter in its reduced form; R is left cleared. */
static slong
reduce(nmod_mat_t F, slong *pivot, slong *other, nmod_mat_t R)
{
    const slong cols = nmod_mat_ncols(R);
    fulg_rank_echelon_t E;
    slong rank;
    fulg_rank_echelon_init(E, cols, R->mod.n);
    if (E->doubles != NULL)
    {
        fulg_rank_echelon_append(E, R, 0);
        rank = E->rank;
        sort_columns(pivot, other, E);
        nmod_mat_init(F, rank, cols - rank, E->prime);
        fulg_rank_echelon_doubles_reduced(F, E);
    }
    else
    {
        rank = nmod_mat_rref(R);
        split_columns(pivot, other, R, rank);
        nmod_mat_init(F, rank, cols - rank, E->prime);
        for (slong i = 0; i < rank; i++)
            for (slong j = 0; j < cols - rank; j++)
                nmod_mat_entry(F, i, j) = nmod_mat_entry(R, i, other[j]);
        nmod_mat_clear(R);
    }
    fulg_rank_echelon_clear(E);
    return rank;
}

/* Pivots mod p are those over Q, or more of them come later, or fewer come at
   all: > 0 when (rank, pivot) is nearer to the truth than what is known. */
static int
compare_pivots(const lift_t *lift, const slong *pivot, slong rank)
{
    if (rank != lift->rank)
        return rank > lift->rank ? 1 : -1;
    for (slong i = 0; i < rank; i++)
        if (pivot[i] != lift->pivot[i])
            return pivot[i] < lift->pivot[i] ? 1 : -1;
    return 0;
}

static void
start_again(lift_t *lift, const slong *pivot, const slong *other, slong rank,
            slong cols)
{
    lift->rank = rank;
    for (slong i = 0; i < rank; i++)
        lift->pivot[i] = pivot[i];
    for (slong j = 0; j < cols - rank; j++)
        lift->other[j] = other[j];
    fmpz_mat_clear(lift->residue);
    fmpz_mat_init(lift->residue, rank, cols - rank);
    fmpz_one(lift->modulus);
}

static int
exact_image(nmod_mat_t R, void *context)
{
    fmpz_mat_get_nmod_mat(R, context);
    return 1;
}

/* Takes the reduced form mod one more prime in; otherwise what image says. */
static int
add_prime(lift_t *lift, const matrix_t *B, ulong prime)
{
    const slong cols = B->cols;
    slong *pivot, *other, rank;
    nmod_mat_t R, F;
    int nearer, defined;
    nmod_mat_init(R, B->rows, cols, prime);
    defined = B->image(R, B->context);
    if (defined <= 0)
    {
        nmod_mat_clear(R);
        return defined;
    }
    pivot = flint_malloc((size_t) (cols + 1) * sizeof(slong));
    other = flint_malloc((size_t) (cols + 1) * sizeof(slong));
    rank = reduce(F, pivot, other, R);
    nearer = compare_pivots(lift, pivot, rank);
    if (nearer > 0)
        start_again(lift, pivot, other, rank, cols);
    if (nearer >= 0)
    {
        fmpz_mat_CRT_ui(lift->residue, lift->residue, lift->modulus, F, 0);
        fmpz_mul_ui(lift->modulus, lift->modulus, prime);
    }
    nmod_mat_clear(F);
    flint_free(pivot);
    flint_free(other);
    return 1;
}

/* Column j of K from column j of the reduced form X: primitive, and its first
   entry that is not 0 positive. */
static void
set_column(fmpz_mat_t K, const lift_t *lift, const fmpq_mat_t X, slong j)
{
    const slong cols = fmpz_mat_nrows(K);
    fmpz *v = _fmpz_vec_init(cols);
    fmpz_t den;
    slong first = 0;
    fmpz_init_set_ui(den, 1);
    for (slong i = 0; i < lift->rank; i++)
        fmpz_lcm(den, den, fmpq_mat_entry_den(X, i, j));
    fmpz_set(v + lift->other[j], den);
    for (slong i = 0; i < lift->rank; i++)
    {
        fmpz *entry = v + lift->pivot[i];
        fmpz_divexact(entry, den, fmpq_mat_entry_den(X, i, j));
        fmpz_mul(entry, entry, fmpq_mat_entry_num(X, i, j));
        fmpz_neg(entry, entry);
    }
    _fmpz_vec_content(den, v, cols);
    while (fmpz_is_zero(v + first))
        first++;
    if (fmpz_sgn(v + first) < 0)
        fmpz_neg(den, den);
    for (slong i = 0; i < cols; i++)
        fmpz_divexact(fmpz_mat_entry(K, i, j), v + i, den);
    fmpz_clear(den);
    _fmpz_vec_clear(v, cols);
}

/* B K = 0 over Q. */
static int
is_kernel_exactly(const fmpz_mat_t K, void *context)
{
    const fmpz_mat_struct *B = context;
    fmpz_mat_t product;
    int zero;
    fmpz_mat_init(product, fmpz_mat_nrows(B), fmpz_mat_ncols(K));
    fmpz_mat_mul(product, B, K);
    zero = fmpz_mat_is_zero(product);
    fmpz_mat_clear(product);
    return zero;
}

/* Reads fractions and tries them; K is initialised only when they are right. */
static int
finish(fmpz_mat_t K, const lift_t *lift, const matrix_t *B)
{
    const slong cols = B->cols, nullity = cols - lift->rank;
    fmpq_mat_t X;
    int good;
    fmpq_mat_init(X, lift->rank, nullity);
    good = fmpq_mat_set_fmpz_mat_mod_fmpz(X, lift->residue, lift->modulus);
    if (good)
    {
        fmpz_mat_init(K, cols, nullity);
        for (slong j = 0; j < nullity; j++)
            set_column(K, lift, X, j);
        good = B->accept(K, B->context);
        if (!good)
            fmpz_mat_clear(K);
    }
    fmpq_mat_clear(X);
    return good;
}

/* B = the rows of A without denominators and common factors. */
static void
set_primitive(fmpz_mat_t B, const fmpq_mat_t A)
{
    fmpz_t content;
    fmpz_init(content);
    fmpq_mat_get_fmpz_mat_rowwise(B, NULL, A);
    for (slong i = 0; i < fmpz_mat_nrows(B); i++)
    {
        fmpz_zero(content);
        for (slong j = 0; j < fmpz_mat_ncols(B); j++)
            fmpz_gcd(content, content, fmpz_mat_entry(B, i, j));
        for (slong j = 0; j < fmpz_mat_ncols(B) && !fmpz_is_zero(content); j++)
            fmpz_divexact(fmpz_mat_entry(B, i, j), fmpz_mat_entry(B, i, j),
                          content);
    }
    fmpz_clear(content);
}

/* Large primes need fewer images; small ones are for doubles. */
static ulong
first_prime(slong cols)
{
    const ulong small = UWORD(1) << 22;
    fulg_rank_echelon_t E;
    int doubles;
    if (cols < FEW_COLUMNS)
        return UWORD(1) << 60;
    fulg_rank_echelon_init(E, cols, small + 1);
    doubles = E->doubles != NULL;
    fulg_rank_echelon_clear(E);
    return doubles ? small : UWORD(1) << 60;
}

static slong
kernel_of(fmpz_mat_t K, const matrix_t *B)
{
    lift_t lift;
    slong rank;
    ulong prime = first_prime(B->cols);
    lift_init(&lift, B->cols);
    /* The fractions are tried after 1, 2, 4, 7, .. primes: half as many again. */
    for (slong n = 1, next = 1;;)
    {
        int defined;
        prime = n_nextprime(prime, 0);
        defined = add_prime(&lift, B, prime);
        if (defined < 0)
            lift.rank = -1;
        if (defined < 0)
            break;
        if (!defined || n++ < next)
            continue;
        if (finish(K, &lift, B))
            break;
        next = n + n / 2;
    }
    rank = lift.rank;
    lift_clear(&lift);
    return rank;
}

slong
fulg_rank_kernel(fmpz_mat_t K, const fmpq_mat_t A)
{
    fmpz_mat_t B;
    slong rank;
    fmpz_mat_init(B, fmpq_mat_nrows(A), fmpq_mat_ncols(A));
    set_primitive(B, A);
    {
        const matrix_t M = {fmpz_mat_nrows(B), fmpz_mat_ncols(B), exact_image,
                            is_kernel_exactly, B};
        rank = kernel_of(K, &M);
    }
    fmpz_mat_clear(B);
    return rank;
}

slong
fulg_rank_kernel_images(fmpz_mat_t K, slong rows, slong cols,
                        fulg_rank_image_t image, fulg_rank_accept_t accept,
                        void *context)
{
    const matrix_t M = {rows, cols, image, accept, context};
    return kernel_of(K, &M);
}
