/*
 * Elimination with blocks, by halves of the columns (Toledo, Locality of reference
 * in LU decomposition with partial pivoting, 1997): the left half first, then
 * the right half minus a product, which is nearly all of the work.
 */
#include <stdlib.h>
#include <string.h>

#include "doubles.h"

#define NARROW 16 /* columns that are eliminated one by one */
#define TALL 192  /* rows whose part of A is in reach of the processor */

typedef struct
{
    double *entry;
    int64_t n;
    double p;
    const fulg_verify_tile_t *tile;
    double *left, *right; /* parts of factors, in the order they are wanted */
} matrix_t;

static double *
at(const matrix_t *A, int64_t i, int64_t j)
{
    return A->entry + i * A->n + j;
}

static int64_t
least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* The k columns from c of rows i.. as groups of tile rows; 0 beyond. */
static void
pack_left(const matrix_t *A, int64_t i, int64_t rows, int64_t c, int64_t k)
{
    const int step = A->tile->rows;
    double *next = A->left;
    for (int64_t first = 0; first < rows; first += step)
        for (int64_t l = 0; l < k; l++)
            for (int r = 0; r < step; r++)
                *next++ = first + r < rows ? *at(A, i + first + r, c + l) : 0;
}

/* The k rows from i of the columns j.. as groups of tile columns; 0 beyond. */
static void
pack_right(const matrix_t *A, int64_t i, int64_t k, int64_t j, int64_t cols)
{
    const int step = A->tile->columns;
    double *next = A->right;
    for (int64_t first = 0; first < cols; first += step)
        for (int64_t l = 0; l < k; l++)
        {
            const int64_t num = least(step, cols - first);
            memcpy(next, at(A, i + l, j + first),
                   (size_t) num * sizeof(double));
            memset(next + num, 0, (size_t) (step - num) * sizeof(double));
            next += step;
        }
}

/* One tile of the matrix at (i, j), of which rows x cols are inside. */
static void
update_tile(const matrix_t *A, int64_t i, int64_t rows, int64_t j, int64_t cols,
            const double *left, const double *right, int64_t k)
{
    const fulg_verify_tile_t *tile = A->tile;
    double edge[FULG_VERIFY_TILE_MOST];
    if (rows >= tile->rows && cols >= tile->columns)
    {
        tile->update(at(A, i, j), A->n, left, right, k, A->p);
        return;
    }
    rows = least(rows, tile->rows);
    cols = least(cols, tile->columns);
    memset(edge, 0, sizeof edge);
    for (int64_t r = 0; r < rows; r++)
        memcpy(edge + r * tile->columns, at(A, i + r, j),
               (size_t) cols * sizeof(double));
    tile->update(edge, tile->columns, left, right, k, A->p);
    for (int64_t r = 0; r < rows; r++)
        memcpy(at(A, i + r, j), edge + r * tile->columns,
               (size_t) cols * sizeof(double));
}

/* Rows i.., columns j.. minus (rows i.., k columns from c) (k rows from c, columns
   j..), all numbers reduced. */
static void
subtract_product(const matrix_t *A, int64_t i, int64_t rows, int64_t j,
                 int64_t cols, int64_t c, int64_t k)
{
    const int down = A->tile->rows, right = A->tile->columns;
    for (; k > 0 && cols > 0; c += FULG_VERIFY_DEPTH, k -= FULG_VERIFY_DEPTH)
    {
        const int64_t depth = least(k, FULG_VERIFY_DEPTH);
        pack_right(A, c, depth, j, cols);
        for (int64_t top = 0; top < rows; top += TALL)
        {
            const int64_t tall = least(TALL, rows - top);
            pack_left(A, i + top, tall, c, depth);
            for (int64_t y = 0; y < cols; y += right)
                for (int64_t x = 0; x < tall; x += down)
                    update_tile(A, i + top + x, tall - x, j + y, cols - y,
                                A->left + x * depth, A->right + y * depth,
                                depth);
        }
    }
}

/* 1/x mod p by Fermat; x is not 0, and products of reduced numbers are exact. */
static double
inverse(double x, double p)
{
    double y = 1;
    for (uint64_t e = (uint64_t) p - 2; e != 0; e >>= 1)
    {
        if (e & 1)
            y = fulg_verify_reduce(y * x, p);
        x = fulg_verify_reduce(x * x, p);
    }
    return y;
}

static void
swap_rows(const matrix_t *A, int64_t a, int64_t b)
{
    double *x = at(A, a, 0), *y = at(A, b, 0);
    for (int64_t j = 0; j < A->n && a != b; j++)
    {
        const double z = x[j];
        x[j] = y[j];
        y[j] = z;
    }
}

/* x -= f y in the columns from..to, reduced. */
static void
subtract_row(const matrix_t *A, int64_t x, int64_t y, double f, int64_t from,
             int64_t to)
{
    for (int64_t j = from; j < to; j++)
        *at(A, x, j) = fulg_verify_reduce(*at(A, x, j) - f * *at(A, y, j),
                                          A->p);
}

/* The columns c..c + w one by one: below the diagonal stand the factors by which
   the pivot rows are subtracted.  0 when a column has no pivot. */
static int
eliminate_columns(const matrix_t *A, int64_t c, int64_t w)
{
    for (int64_t j = c; j < c + w; j++)
    {
        int64_t i = j;
        double unit;
        while (i < A->n && *at(A, i, j) == 0)
            i++;
        if (i == A->n)
            return 0;
        swap_rows(A, i, j);
        unit = inverse(*at(A, j, j), A->p);
        for (i = j + 1; i < A->n; i++)
        {
            double *f = at(A, i, j);
            if (*f == 0)
                continue;
            *f = fulg_verify_reduce(*f * unit, A->p);
            subtract_row(A, i, j, *f, j + 1, c + w);
        }
    }
    return 1;
}

/* The rows c..c + w in the columns j..: each minus its factors times those above. */
static void
subtract_above(const matrix_t *A, int64_t c, int64_t w, int64_t j, int64_t cols)
{
    const int64_t half = w / 2;
    if (w <= NARROW)
    {
        for (int64_t i = c + 1; i < c + w; i++)
            for (int64_t k = c; k < i; k++)
                subtract_row(A, i, k, *at(A, i, k), j, j + cols);
        return;
    }
    subtract_above(A, c, half, j, cols);
    subtract_product(A, c + half, w - half, j, cols, c, half);
    subtract_above(A, c + half, w - half, j, cols);
}

/* The columns c..c + w, from row c on; 0 when the matrix is not invertible. */
static int
eliminate(const matrix_t *A, int64_t c, int64_t w)
{
    const int64_t half = w / 2;
    if (w <= NARROW)
        return eliminate_columns(A, c, w);
    if (!eliminate(A, c, half))
        return 0;
    subtract_above(A, c, half, c + half, w - half);
    subtract_product(A, c + half, A->n - c - half, c + half, w - half, c, half);
    return eliminate(A, c + half, w - half);
}

int
fulg_verify_doubles_invertible(double *A, int64_t n, double p)
{
    const size_t depth = FULG_VERIFY_DEPTH * sizeof(double);
    matrix_t M = {A, n, p, fulg_verify_tile(), NULL, NULL};
    int result = -1;
    /* whole tiles, also at the edge */
    M.left = malloc((size_t) (TALL + M.tile->rows) * depth);
    M.right = malloc((size_t) (n + M.tile->columns) * depth);
    if (M.left != NULL && M.right != NULL)
        result = eliminate(&M, 0, n);
    free(M.left);
    free(M.right);
    return result;
}
