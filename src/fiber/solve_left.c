#include "impl.h"

/*
 * T X = Y over Q, found mod a prime and checked by multiplication.
 */

/* The integers a, b without a common factor with x b = y a; 0 when x = 0 or
   y = 0. */
static int
entry_ratio(fmpz_t a, fmpz_t b, const fmpz_t x, const fmpz_t y)
{
    fmpz_t g;
    if (fmpz_is_zero(x) || fmpz_is_zero(y))
        return 0;
    fmpz_init(g);
    fmpz_gcd(g, x, y);
    fmpz_divexact(a, x, g);
    fmpz_divexact(b, y, g);
    fmpz_clear(g);
    return 1;
}

/* x b = y a, entry by entry, for the a and b of the first entry that is not 0; a =
   b = 1 when all are 0. */
static int
matrix_ratio(fmpz_t a, fmpz_t b, const fmpz_mat_t x, const fmpz_mat_t y)
{
    int found = 0, equal = 1;
    fmpz_t l, r;
    fmpz_init(l);
    fmpz_init(r);
    fmpz_one(a);
    fmpz_one(b);
    for (slong i = 0; i < fmpz_mat_nrows(y) && equal; i++)
        for (slong j = 0; j < fmpz_mat_ncols(y) && equal; j++)
        {
            const fmpz *u = fmpz_mat_entry(x, i, j);
            const fmpz *v = fmpz_mat_entry(y, i, j);
            if (!found)
                found = entry_ratio(a, b, u, v);
            fmpz_mul(l, u, b);
            fmpz_mul(r, v, a);
            equal = fmpz_equal(l, r);
        }
    fmpz_clear(l);
    fmpz_clear(r);
    return equal;
}

int
fulg_fiber_product_ratio(fmpq_t c, const fmpq_mat_t T, const fmpq_mat_t X,
                         const fmpq_mat_t Y)
{
    fmpz_mat_t t, x, y, tx;
    fmpz_t dt, dx, dy, a, b;
    int equal;
    fmpz_mat_init(t, fmpq_mat_nrows(T), fmpq_mat_ncols(T));
    fmpz_mat_init(x, fmpq_mat_nrows(X), fmpq_mat_ncols(X));
    fmpz_mat_init(y, fmpq_mat_nrows(Y), fmpq_mat_ncols(Y));
    fmpz_mat_init(tx, fmpz_mat_nrows(t), fmpz_mat_ncols(x));
    fmpz_init(dt);
    fmpz_init(dx);
    fmpz_init(dy);
    fmpz_init(a);
    fmpz_init(b);
    fmpq_mat_get_fmpz_mat_matwise(t, dt, T);
    fmpq_mat_get_fmpz_mat_matwise(x, dx, X);
    fmpq_mat_get_fmpz_mat_matwise(y, dy, Y);
    fmpz_mat_mul(tx, t, x);
    equal = matrix_ratio(a, b, tx, y);
    if (equal && !fmpz_mat_is_zero(y))
    {
        fmpz_mul(a, a, dy);
        fmpz_mul(b, b, dt);
        fmpz_mul(b, b, dx);
    }
    fmpq_set_fmpz_frac(c, a, b);
    fmpz_clear(a);
    fmpz_clear(b);
    fmpz_clear(dt);
    fmpz_clear(dx);
    fmpz_clear(dy);
    fmpz_mat_clear(tx);
    fmpz_mat_clear(t);
    fmpz_mat_clear(x);
    fmpz_mat_clear(y);
    return equal;
}

int
fulg_fiber_init_residues(nmod_mat_t x, const fmpq_mat_t X, const slong *col,
                         slong n, ulong p)
{
    int defined = 1;
    nmod_mat_init(x, fmpq_mat_nrows(X), n, p);
    for (slong i = 0; i < fmpq_mat_nrows(X); i++)
        for (slong j = 0; j < n; j++)
        {
            const fmpq *e = fmpq_mat_entry(X, i, col ? col[j] : j);
            const ulong den = fmpz_fdiv_ui(fmpq_denref(e), p);
            ulong num = fmpz_fdiv_ui(fmpq_numref(e), p);
            defined = defined && den != 0;
            if (den > 1)
                num = n_mulmod2_preinv(num, n_invmod(den, p), p, x->mod.ninv);
            nmod_mat_entry(x, i, j) = num;
        }
    return defined;
}

/* Columns where X (of full row rank) has an invertible minor mod p; NULL when it
   has none. */
static slong *
pivot_columns(const fmpq_mat_t X, ulong p)
{
    const slong rows = fmpq_mat_nrows(X), cols = fmpq_mat_ncols(X);
    slong *col = NULL;
    fulg_rank_echelon_t E;
    nmod_mat_t x;
    if (rows > cols || !fulg_fiber_init_residues(x, X, NULL, cols, p))
    {
        if (rows <= cols)
            nmod_mat_clear(x);
        return NULL;
    }
    fulg_rank_echelon_init(E, cols, p);
    if (fulg_rank_echelon_append(E, x, 0) == rows)
    {
        col = flint_malloc((size_t) (rows + 1) * sizeof(slong));
        for (slong i = 0; i < rows; i++)
            col[i] = E->pivot[i];
    }
    fulg_rank_echelon_clear(E);
    return col;
}

/* T from its residues: fractions as small as p allows. */
static int
lift(fmpq_mat_t T, const nmod_mat_t t)
{
    fmpz_mat_t z;
    fmpz_t p;
    int found;
    fmpz_mat_init(z, nmod_mat_nrows(t), nmod_mat_ncols(t));
    fmpz_init_set_ui(p, t->mod.n);
    fmpz_mat_set_nmod_mat_unsigned(z, t);
    found = fmpq_mat_set_fmpz_mat_mod_fmpz(T, z, p);
    fmpz_clear(p);
    fmpz_mat_clear(z);
    return found;
}

/* T of larger fractions, on the columns col of X and Y. */
static int
solve_exactly(fmpq_mat_t T, const fmpq_mat_t X, const fmpq_mat_t Y,
              const slong *col)
{
    const slong n = fmpq_mat_nrows(X), rows = fmpq_mat_nrows(Y);
    fmpq_mat_t x, y, t;
    int found;
    fmpq_mat_init(x, n, n);
    fmpq_mat_init(y, n, rows);
    fmpq_mat_init(t, n, rows);
    for (slong j = 0; j < n; j++)
    {
        for (slong i = 0; i < n; i++)
            fmpq_set(fmpq_mat_entry(x, j, i), fmpq_mat_entry(X, i, col[j]));
        for (slong i = 0; i < rows; i++)
            fmpq_set(fmpq_mat_entry(y, j, i), fmpq_mat_entry(Y, i, col[j]));
    }
    found = fmpq_mat_solve_dixon(t, x, y);
    if (found)
        fmpq_mat_transpose(T, t);
    fmpq_mat_clear(x);
    fmpq_mat_clear(y);
    fmpq_mat_clear(t);
    return found;
}

static int
is_product(const fmpq_mat_t T, const fmpq_mat_t X, const fmpq_mat_t Y)
{
    fmpq_t c;
    int equal;
    fmpq_init(c);
    equal = fulg_fiber_product_ratio(c, T, X, Y) && fmpq_is_one(c);
    fmpq_clear(c);
    return equal;
}

int
fulg_fiber_solve_left(fmpq_mat_t T, const fmpq_mat_t X, const fmpq_mat_t Y,
                      ulong p)
{
    const slong n = fmpq_mat_nrows(X);
    slong *col = pivot_columns(X, p);
    nmod_mat_t x, y, t;
    int found;
    if (col == NULL)
        return 0;
    nmod_mat_init(t, n, n, p);
    found = fulg_fiber_init_residues(x, X, col, n, p) &
            fulg_fiber_init_residues(y, Y, col, n, p);
    found = found && nmod_mat_inv(t, x);
    if (found)
    {
        nmod_mat_mul(x, y, t);
        found = nmod_mat_rank(y) == n;
    }
    if (found && !(lift(T, x) && is_product(T, X, Y)))
        found = solve_exactly(T, X, Y, col) && is_product(T, X, Y);
    nmod_mat_clear(t);
    nmod_mat_clear(x);
    nmod_mat_clear(y);
    flint_free(col);
    return found;
}
