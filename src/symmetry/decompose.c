#include <flint/fmpz_poly_factor.h>

#include "structure.h"

/*
 * The structure of a Lie algebra over Q (doc: sec-symmetry-structure): the radical is
 * orthogonal to the derived algebra in the Killing form, and the simple ideals of what is
 * left are those of the maps that commute with all brackets.
 */

/* Simple ideals are told apart up to that dimension. */
#define MOST_SEMISIMPLE 24

/* ---- spans ------------------------------------------------------------------------ */

/* Rows of A from rank on are dropped; A is in reduced echelon form. */
void
fulg_symmetry_reduce(fmpq_mat_t A)
{
    const slong rank = fmpq_mat_is_empty(A) ? 0 : fmpq_mat_rref(A, A);
    fmpq_mat_t B;
    fmpq_mat_init(B, rank, fmpq_mat_ncols(A));
    for (slong i = 0; i < rank; i++)
        for (slong j = 0; j < fmpq_mat_ncols(A); j++)
            fmpq_set(fmpq_mat_entry(B, i, j), fmpq_mat_entry(A, i, j));
    fmpq_mat_swap(A, B);
    fmpq_mat_clear(B);
}

/* The pivot of row i of a reduced echelon form. */
slong
fulg_symmetry_pivot(const fmpq_mat_t A, slong i)
{
    slong j = 0;
    while (fmpq_is_zero(fmpq_mat_entry(A, i, j)))
        j++;
    return j;
}

/* ---- constants ------------------------------------------------------------------------ */

void
fulg_symmetry_constants_init(fulg_symmetry_constants_t *L, slong dimension)
{
    L->dimension = dimension;
    L->ad = flint_malloc((size_t) (dimension + 1) * sizeof *L->ad);
    for (slong x = 0; x < dimension; x++)
        fmpq_mat_init(&L->ad[x], dimension, dimension);
}

void
fulg_symmetry_constants_clear(fulg_symmetry_constants_t *L)
{
    for (slong x = 0; x < L->dimension; x++)
        fmpq_mat_clear(&L->ad[x]);
    flint_free(L->ad);
}

/* A basis of the x with A x = 0, as rows. */
static void
kernel(fmpq_mat_t K, const fmpq_mat_t A)
{
    const slong cols = fmpq_mat_ncols(A);
    fmpq_mat_t R;
    slong row = 0;
    fmpq_mat_init_set(R, A);
    fulg_symmetry_reduce(R);
    fmpq_mat_init(K, cols - fmpq_mat_nrows(R), cols);
    for (slong j = 0, t = 0; j < cols; j++)
    {
        if (t < fmpq_mat_nrows(R) && fulg_symmetry_pivot(R, t) == j)
        {
            t++;
            continue;
        }
        fmpq_one(fmpq_mat_entry(K, row, j));
        for (slong i = 0; i < t; i++)
            fmpq_neg(fmpq_mat_entry(K, row, fulg_symmetry_pivot(R, i)),
                     fmpq_mat_entry(R, i, j));
        row++;
    }
    fmpq_mat_clear(R);
}

/* ---- derived algebra, centre, radical ---------------------------------------------- */

/* B = a basis of the brackets of the rows of A with each other. */
static void
derive(fmpq_mat_t B, const fmpq_mat_t A, const fulg_symmetry_constants_t *L)
{
    const slong num = fmpq_mat_nrows(A), n = L->dimension;
    fmpq_mat_t X, Y, At;
    fmpq_mat_init(B, num * num, n);
    fmpq_mat_init(X, n, n);
    fmpq_mat_init(Y, n, num);
    fmpq_mat_init(At, n, num);
    fmpq_mat_transpose(At, A);
    for (slong i = 0; i < num; i++)
    {
        fmpq_mat_zero(X);
        for (slong x = 0; x < n; x++)
            for (slong k = 0; k < n * n; k++)
                fmpq_addmul(fmpq_mat_entry(X, k / n, k % n),
                            fmpq_mat_entry(A, i, x),
                            fmpq_mat_entry(&L->ad[x], k / n, k % n));
        fmpq_mat_mul(Y, X, At);
        for (slong k = 0; k < n * num; k++)
            fmpq_set(fmpq_mat_entry(B, i * num + k % num, k / num),
                     fmpq_mat_entry(Y, k / num, k % num));
    }
    fulg_symmetry_reduce(B);
    fmpq_mat_clear(X);
    fmpq_mat_clear(Y);
    fmpq_mat_clear(At);
}

/* What all brackets send to 0. */
static slong
centre(const fulg_symmetry_constants_t *L)
{
    const slong n = L->dimension;
    slong rank;
    fmpq_mat_t A;
    fmpq_mat_init(A, n, n * n);
    for (slong x = 0; x < n; x++)
        for (slong k = 0; k < n * n; k++)
            fmpq_set(fmpq_mat_entry(A, x, k),
                     fmpq_mat_entry(&L->ad[x], k / n, k % n));
    fulg_symmetry_reduce(A);
    rank = fmpq_mat_nrows(A);
    fmpq_mat_clear(A);
    return n - rank;
}

/* R = a basis of the radical: orthogonal to the derived algebra D. */
static void
radical(fmpq_mat_t R, const fmpq_mat_t D, const fulg_symmetry_constants_t *L)
{
    const slong n = L->dimension;
    fmpq_mat_t K, P;
    fmpq_mat_init(K, n, n);
    fmpq_mat_init(P, n, n);
    for (slong x = 0; x < n; x++)
        for (slong y = x; y < n; y++)
        {
            fmpq_mat_mul(P, &L->ad[x], &L->ad[y]);
            fmpq_mat_trace(fmpq_mat_entry(K, x, y), P);
            fmpq_set(fmpq_mat_entry(K, y, x), fmpq_mat_entry(K, x, y));
        }
    fmpq_mat_clear(P);
    fmpq_mat_init(P, fmpq_mat_nrows(D), n);
    fmpq_mat_mul(P, D, K);
    kernel(R, P);
    fmpq_mat_clear(K);
    fmpq_mat_clear(P);
}

/* ---- simple ideals ------------------------------------------------------------------- */

/* Q = L modulo the ideal R, in the basis of the coordinates that are no pivots. */
static void
set_quotient(fulg_symmetry_constants_t *Q, const fulg_symmetry_constants_t *L,
             fmpq_mat_t R)
{
    const slong n = L->dimension;
    slong *kept = flint_malloc((size_t) (n + 1) * sizeof *kept), num = 0;
    fulg_symmetry_reduce(R);
    for (slong j = 0, t = 0; j < n; j++)
        if (t < fmpq_mat_nrows(R) && fulg_symmetry_pivot(R, t) == j)
            t++;
        else
            kept[num++] = j;
    fulg_symmetry_constants_init(Q, num);
    for (slong x = 0; x < num; x++)
        for (slong y = 0; y < num; y++)
            for (slong k = 0; k < num; k++)
            {
                const fmpq_mat_struct *ad = &L->ad[kept[x]];
                fmpq *to = fmpq_mat_entry(&Q->ad[x], k, y);
                fmpq_set(to, fmpq_mat_entry(ad, kept[k], kept[y]));
                for (slong t = 0; t < fmpq_mat_nrows(R); t++)
                    fmpq_submul(
                        to,
                        fmpq_mat_entry(ad, fulg_symmetry_pivot(R, t), kept[y]),
                        fmpq_mat_entry(R, t, kept[k]));
            }
    flint_free(kept);
}

/* C = a basis of the matrices Z, as rows, with Z ad = ad Z for all ad. */
static void
centroid(fmpq_mat_t C, const fulg_symmetry_constants_t *Q)
{
    const slong n = Q->dimension;
    fmpq_mat_t E;
    fmpq_mat_init(E, 0, n * n);
    for (slong x = 0; x < n; x++)
    {
        const slong old = fmpq_mat_nrows(E);
        fmpq_mat_t F;
        fmpq_mat_init(F, old + n * n, n * n);
        for (slong k = 0; k < old * n * n; k++)
            fmpq_set(fmpq_mat_entry(F, k / (n * n), k % (n * n)),
                     fmpq_mat_entry(E, k / (n * n), k % (n * n)));
        for (slong i = 0; i < n; i++)
            for (slong j = 0; j < n; j++)
                for (slong k = 0; k < n; k++)
                {
                    fmpq *a = fmpq_mat_entry(F, old + i * n + j, i * n + k);
                    fmpq *b = fmpq_mat_entry(F, old + i * n + j, k * n + j);
                    fmpq_add(a, a, fmpq_mat_entry(&Q->ad[x], k, j));
                    fmpq_sub(b, b, fmpq_mat_entry(&Q->ad[x], i, k));
                }
        fulg_symmetry_reduce(F);
        fmpq_mat_swap(E, F);
        fmpq_mat_clear(F);
    }
    kernel(C, E);
    fmpq_mat_clear(E);
}

/* Z = the sum of c^k times row k of C. */
static void
combine(fmpq_mat_t Z, const fmpq_mat_t C, slong c)
{
    const slong n = fmpq_mat_nrows(Z);
    fmpq_t power;
    fmpq_init(power);
    fmpq_one(power);
    fmpq_mat_zero(Z);
    for (slong k = 0; k < fmpq_mat_nrows(C); k++)
    {
        for (slong i = 0; i < n * n; i++)
            fmpq_addmul(fmpq_mat_entry(Z, i / n, i % n), power,
                        fmpq_mat_entry(C, k, i));
        fmpq_mul_si(power, power, c);
    }
    fmpq_clear(power);
}

/* An eigenvalue of a map that commutes with everything is a simple ideal, and its
   multiplicity the dimension; 0 when several ideals have the same one. */
static int
set_ideals(fulg_symmetry_structure_t *G, const fmpq_mat_t Z, slong num)
{
    fmpq_poly_t chi;
    fmpz_poly_t f;
    fmpz_poly_factor_t factors;
    fmpq_poly_init(chi);
    fmpz_poly_init(f);
    fmpz_poly_factor_init(factors);
    fmpq_mat_charpoly(chi, Z);
    fmpq_poly_get_numerator(f, chi);
    fmpz_poly_factor(factors, f);
    G->num_simple = 0;
    for (slong i = 0; i < factors->num; i++)
        for (slong k = fmpz_poly_degree(&factors->p[i]); k > 0; k--)
            G->simple[G->num_simple++] = factors->exp[i];
    fmpq_poly_clear(chi);
    fmpz_poly_clear(f);
    fmpz_poly_factor_clear(factors);
    return G->num_simple == num;
}

static void
set_simple(fulg_symmetry_structure_t *G, const fulg_symmetry_constants_t *Q)
{
    fmpq_mat_t C, Z;
    centroid(C, Q);
    fmpq_mat_init(Z, Q->dimension, Q->dimension);
    /* of finitely many c not: two ideals have the same eigenvalue */
    for (slong c = 2;; c++)
    {
        combine(Z, C, c);
        if (set_ideals(G, Z, fmpq_mat_nrows(C)))
            break;
    }
    for (slong i = 1; i < G->num_simple; i++)
        for (slong k = i; k > 0 && G->simple[k] > G->simple[k - 1]; k--)
        {
            const slong swap = G->simple[k];
            G->simple[k] = G->simple[k - 1];
            G->simple[k - 1] = swap;
        }
    fmpq_mat_clear(C);
    fmpq_mat_clear(Z);
}

void
fulg_symmetry_decompose(fulg_symmetry_structure_t *G,
                        const fulg_symmetry_constants_t *L)
{
    fulg_symmetry_constants_t Q;
    fmpq_mat_t all, D, R;
    fmpq_mat_init(all, L->dimension, L->dimension);
    fmpq_mat_one(all);
    derive(D, all, L);
    radical(R, D, L);
    G->centre = centre(L);
    G->derived = fmpq_mat_nrows(D);
    G->radical = fmpq_mat_nrows(R);
    if (G->radical < L->dimension)
    {
        set_quotient(&Q, L, R);
        if (Q.dimension <= MOST_SEMISIMPLE)
            set_simple(G, &Q);
        fulg_symmetry_constants_clear(&Q);
    }
    fmpq_mat_clear(all);
    fmpq_mat_clear(D);
    fmpq_mat_clear(R);
}
