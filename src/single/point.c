#include "impl.h"

void
fulg_single_symmetric(fmpq_mat_t S, const fmpq_mat_t A)
{
    fmpq_t half;
    fmpq_init(half);
    fmpq_set_si(half, 1, 2);
    fmpq_mat_transpose(S, A);
    fmpq_mat_add(S, S, A);
    for (slong i = 0; i < fmpq_mat_nrows(S); i++)
        for (slong j = 0; j < fmpq_mat_ncols(S); j++)
            fmpq_mul(fmpq_mat_entry(S, i, j), fmpq_mat_entry(S, i, j), half);
    fmpq_clear(half);
}

/* The place of a nonzero entry of A, which is not zero. */
static void
find_nonzero(slong *row, slong *col, const fmpq_mat_t A)
{
    *col = 0;
    for (*row = 0; *row < fmpq_mat_nrows(A); ++*row)
        for (*col = 0; *col < fmpq_mat_ncols(A); ++*col)
            if (!fmpq_is_zero(fmpq_mat_entry(A, *row, *col)))
                return;
}

/* A = k q^T and V = h v^T of rank one: k is a column of A, v a row of V. */
static int
is_parallel(const fmpq_mat_t A, const fmpq_mat_t V)
{
    slong row, col, out, c;
    int parallel = 1;
    fmpq_t x, y;
    find_nonzero(&row, &col, A);
    find_nonzero(&out, &c, V);
    fmpq_init(x);
    fmpq_init(y);
    /* k_row v_i = k_i v_row for all i, where k_row is not 0 */
    for (slong i = 0; i < fmpq_mat_nrows(A) && parallel; i++)
    {
        fmpq_mul(x, fmpq_mat_entry(A, row, col), fmpq_mat_entry(V, out, i));
        fmpq_mul(y, fmpq_mat_entry(A, i, col), fmpq_mat_entry(V, out, row));
        parallel = fmpq_equal(x, y);
    }
    fmpq_clear(x);
    fmpq_clear(y);
    return parallel;
}

/* Does v (row "out" of V, with v_c nonzero) divide x^T S x?  The cofactor w is
   forced: v_c w = 2 S e_c - w_c v with v_c w_c = S_cc. */
static int
row_divides(const fmpq_mat_t V, slong out, slong c, const fmpq_mat_t S)
{
    const slong d = fmpq_mat_nrows(S);
    fmpq *w = _fmpq_vec_init(d);
    int divides = 1;
    fmpq_t x, y;
    fmpq_init(x);
    fmpq_init(y);
    fmpq_div(x, fmpq_mat_entry(S, c, c), fmpq_mat_entry(V, out, c));
    for (slong i = 0; i < d; i++)
    {
        fmpq_add(w + i, fmpq_mat_entry(S, i, c), fmpq_mat_entry(S, i, c));
        fmpq_submul(w + i, x, fmpq_mat_entry(V, out, i));
        fmpq_div(w + i, w + i, fmpq_mat_entry(V, out, c));
    }
    for (slong i = 0; i < d && divides; i++)
        for (slong j = i; j < d && divides; j++)
        {
            fmpq_mul(x, fmpq_mat_entry(V, out, i), w + j);
            fmpq_addmul(x, fmpq_mat_entry(V, out, j), w + i);
            fmpq_add(y, fmpq_mat_entry(S, i, j), fmpq_mat_entry(S, i, j));
            divides = fmpq_equal(x, y);
        }
    _fmpq_vec_clear(w, d);
    fmpq_clear(x);
    fmpq_clear(y);
    return divides;
}

void
fulg_single_point_factors(fulg_single_point_t *P, const fmpq_mat_t A,
                          const fmpq_mat_t V)
{
    if (P->rank_A == 1 && P->rank_V == 1)
        P->parallel = is_parallel(A, V);
    if (P->tokens == 1 && P->rank_V == 1 && P->rank_S >= 1 && P->rank_S <= 2)
    {
        slong out, c;
        fmpq_mat_t S;
        fmpq_mat_init(S, P->d, P->d);
        fulg_single_symmetric(S, A);
        find_nonzero(&out, &c, V);
        P->divides = row_divides(V, out, c, S);
        fmpq_mat_clear(S);
    }
}
