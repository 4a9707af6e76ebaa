#include "impl.h"

/*
 * The matrices C_i of the hidden widths.  Where Y_i has full row rank
 * C_i Y_i = Z_i fixes C_i.  Where ranks drop, C_i also satisfies linear
 * equations with what the function does not see of the next layer:
 *     c V' C_i = C_{i+1} V,  Q' C_i = c G Q,  K' C_i = G^-T K.
 */

/* Largest number of unknown entries of all C_i together. */
#define MAX_UNKNOWNS 400

typedef struct
{
    fmpq_mat_t rows; /* unknowns + 1 columns, the last one the right side */
    slong used;
} system_t;

static void
system_grow(system_t *S, slong more)
{
    fmpq_mat_t bigger;
    fmpq_t one;
    if (S->used + more <= fmpq_mat_nrows(S->rows))
        return;
    fmpq_mat_init(bigger, 2 * (S->used + more), fmpq_mat_ncols(S->rows));
    fmpq_init(one);
    fmpq_one(one);
    fulg_fiber_place(bigger, 0, 0, S->rows, one);
    fmpq_clear(one);
    fmpq_mat_swap(S->rows, bigger);
    fmpq_mat_clear(bigger);
}

/* Adds sign * X C_i Y (NULL: the identity) to the rows from row on, one for
   each entry of the product; a known C_i goes to the right side. */
static void
add_product(system_t *S, slong row, const fulg_fiber_change_search_t *s,
            slong i, const fmpq_mat_struct *X, const fmpq_mat_struct *Y,
            slong sign)
{
    const slong d = s->A->arch->width[i], last = s->unknowns;
    const slong rows = X ? fmpq_mat_nrows(X) : d;
    const slong cols = Y ? fmpq_mat_ncols(Y) : d;
    fmpq_t x;
    fmpq_init(x);
    for (slong r = 0; r < rows; r++)
        for (slong q = 0; q < cols; q++)
            for (slong k = X ? 0 : r; k < (X ? d : r + 1); k++)
                for (slong m = Y ? 0 : q; m < (Y ? d : q + 1); m++)
                {
                    const slong col = s->known[i] ? last
                                                  : s->offset[i] + k * d + m;
                    fmpq *sum = fmpq_mat_entry(S->rows, row + r * cols + q,
                                               col);
                    fmpq_set_si(x, s->known[i] ? -sign : sign, 1);
                    if (X)
                        fmpq_mul(x, x, fmpq_mat_entry(X, r, k));
                    if (Y)
                        fmpq_mul(x, x, fmpq_mat_entry(Y, m, q));
                    if (s->known[i])
                        fmpq_mul(x, x, fmpq_mat_entry(&s->change->C[i], k, m));
                    fmpq_add(sum, sum, x);
                }
    fmpq_clear(x);
}

/* X C_i Y = B */
static void
add_equation(system_t *S, const fulg_fiber_change_search_t *s, slong i,
             const fmpq_mat_struct *X, const fmpq_mat_struct *Y,
             const fmpq_mat_t B)
{
    const slong cols = fmpq_mat_ncols(B), size = fmpq_mat_nrows(B) * cols;
    system_grow(S, size);
    add_product(S, S->used, s, i, X, Y, 1);
    for (slong r = 0; r < fmpq_mat_nrows(B); r++)
        for (slong q = 0; q < cols; q++)
        {
            fmpq *x = fmpq_mat_entry(S->rows, S->used + r * cols + q,
                                     s->unknowns);
            fmpq_add(x, x, fmpq_mat_entry(B, r, q));
        }
    S->used += size;
}

/* c V' C_i = C_{i+1} V */
static void
value_equation(system_t *S, const fulg_fiber_change_search_t *s, slong i)
{
    fmpq_mat_t A, V, Vb;
    fulg_weights_head_fmpq(A, V, s->A, i, 0);
    fmpq_mat_clear(A);
    fulg_weights_head_fmpq(A, Vb, s->B, i, 0);
    fmpq_mat_clear(A);
    fulg_fiber_place(Vb, 0, 0, Vb, s->c + i);
    system_grow(S, fmpq_mat_nrows(V) * fmpq_mat_ncols(V));
    add_product(S, S->used, s, i, Vb, NULL, 1);
    add_product(S, S->used, s, i + 1, NULL, V, -1);
    S->used += fmpq_mat_nrows(V) * fmpq_mat_ncols(V);
    fmpq_mat_clear(Vb);
    fmpq_mat_clear(V);
}

/* (X Z)(Y W)^+ for Y W of full row rank a: the matrix T with T Y W = X Z. */
static int
forced(fmpq_mat_t T, const fmpq_mat_t X, const fmpq_mat_t Z, const fmpq_mat_t Y,
       const fmpq_mat_t W)
{
    fmpq_mat_t XZ, YW;
    int found;
    fulg_fiber_init_mul(YW, Y, W);
    fulg_fiber_init_mul(XZ, X, Z);
    found = fulg_fiber_rank(YW) == fmpq_mat_nrows(YW) &&
            fulg_fiber_right_divide(T, XZ, YW);
    fmpq_mat_clear(YW);
    fmpq_mat_clear(XZ);
    return found;
}

/* Q' C_i = T Q and K' C_i = c T^-T K, given T = c G. */
static void
query_equations(system_t *S, const fulg_fiber_change_search_t *s, slong i,
                const fmpq_mat_t T)
{
    fmpq_mat_t inverse, back, B;
    fulg_fiber_init_mul(B, T, fulg_weights_mat(s->A, i, 0, 'q')->fmpq);
    add_equation(S, s, i, fulg_weights_mat(s->B, i, 0, 'q')->fmpq, NULL, B);
    fmpq_mat_clear(B);
    fmpq_mat_init(inverse, fmpq_mat_nrows(T), fmpq_mat_nrows(T));
    if (fmpq_mat_inv(inverse, T))
    {
        fulg_fiber_init_transpose(back, inverse);
        fulg_fiber_place(back, 0, 0, back, s->c + i);
        fulg_fiber_init_mul(B, back, fulg_weights_mat(s->A, i, 0, 'k')->fmpq);
        add_equation(S, s, i, fulg_weights_mat(s->B, i, 0, 'k')->fmpq, NULL, B);
        fmpq_mat_clear(B);
        fmpq_mat_clear(back);
    }
    fmpq_mat_clear(inverse);
}

/* Z^T A' C_i = c Y^T A and the same for the transposes. */
static void
score_equations(system_t *S, const fulg_fiber_change_search_t *s, slong i)
{
    fmpq_mat_t A, V, Ab, ZA, YA;
    for (int flip = 0; flip < 2; flip++)
    {
        fulg_weights_head_fmpq(A, V, s->A, i, 0);
        fmpq_mat_clear(V);
        fulg_weights_head_fmpq(Ab, V, s->B, i, 0);
        fmpq_mat_clear(V);
        if (flip)
        {
            fmpq_mat_transpose(A, A);
            fmpq_mat_transpose(Ab, Ab);
        }
        fulg_fiber_init_mul_tn(ZA, &s->Z[i], Ab);
        fulg_fiber_init_mul_tn(YA, &s->Y[i], A);
        fulg_fiber_place(YA, 0, 0, YA, s->c + i);
        add_equation(S, s, i, ZA, NULL, YA);
        fmpq_mat_clear(YA);
        fmpq_mat_clear(ZA);
        fmpq_mat_clear(Ab);
        fmpq_mat_clear(A);
    }
}

/* All linear equations for an unknown C_i from the layer that reads it. */
static void
reading_equations(system_t *S, const fulg_fiber_change_search_t *s, slong i)
{
    fmpq_mat_t T, E, inverse;
    if (forced(T, fulg_weights_mat(s->B, i, 0, 'q')->fmpq, &s->Z[i],
               fulg_weights_mat(s->A, i, 0, 'q')->fmpq, &s->Y[i]))
    {
        query_equations(S, s, i, T);
        fmpq_mat_clear(T);
        return;
    }
    if (forced(E, fulg_weights_mat(s->B, i, 0, 'k')->fmpq, &s->Z[i],
               fulg_weights_mat(s->A, i, 0, 'k')->fmpq, &s->Y[i]))
    {
        /* E = G^-T, so c G = c E^-T */
        fmpq_mat_init(inverse, fmpq_mat_nrows(E), fmpq_mat_nrows(E));
        if (fmpq_mat_inv(inverse, E))
        {
            fulg_fiber_init_transpose(T, inverse);
            fulg_fiber_place(T, 0, 0, T, s->c + i);
            query_equations(S, s, i, T);
            fmpq_mat_clear(T);
        }
        fmpq_mat_clear(inverse);
        fmpq_mat_clear(E);
        return;
    }
    score_equations(S, s, i);
}

/* The C_i of a vector of unknowns; 1 when all are invertible. */
static int
set_unknowns(fulg_fiber_change_search_t *s, const fmpq_mat_t x)
{
    int invertible = 1;
    for (slong i = 0; i <= s->depth; i++)
    {
        const slong d = s->A->arch->width[i];
        if (s->known[i])
            continue;
        for (slong k = 0; k < d * d; k++)
            fmpq_set(fmpq_mat_entry(&s->change->C[i], k / d, k % d),
                     fmpq_mat_entry(x, s->offset[i] + k, 0));
        invertible = invertible && fulg_fiber_rank(&s->change->C[i]) == d;
    }
    return invertible;
}

/* An invertible solution of the system. */
static int
solve_system(fulg_fiber_change_search_t *s, const system_t *S)
{
    const slong n = s->unknowns;
    fmpq_mat_t A, B, x, N, t, y;
    int found;
    fmpq_mat_init(A, S->used, n);
    fmpq_mat_init(B, S->used, 1);
    for (slong i = 0; i < S->used; i++)
    {
        for (slong j = 0; j < n; j++)
            fmpq_set(fmpq_mat_entry(A, i, j), fmpq_mat_entry(S->rows, i, j));
        fmpq_set(fmpq_mat_entry(B, i, 0), fmpq_mat_entry(S->rows, i, n));
    }
    found = fulg_fiber_left_divide(x, A, B);
    if (found)
    {
        fulg_fiber_kernel(N, A);
        fmpq_mat_init(t, fmpq_mat_ncols(N), 1);
        fmpq_mat_init(y, n, 1);
        found = set_unknowns(s, x);
        for (slong k = 0;
             k < FULG_FIBER_TRIES && !found && fmpq_mat_ncols(N) > 0; k++)
        {
            fulg_fiber_random_entries(t, s->rand, k + 1);
            fmpq_mat_mul(y, N, t);
            fmpq_mat_add(y, y, x);
            found = set_unknowns(s, y);
        }
        fmpq_mat_clear(y);
        fmpq_mat_clear(t);
        fmpq_mat_clear(N);
        fmpq_mat_clear(x);
    }
    fmpq_mat_clear(B);
    fmpq_mat_clear(A);
    return found;
}

static int
solve_unknowns(fulg_fiber_change_search_t *s)
{
    system_t S;
    int found;
    if (s->unknowns == 0)
        return 1;
    if (s->unknowns > MAX_UNKNOWNS || !fulg_fiber_single_head(s->A->arch))
        return 0;
    fmpq_mat_init(S.rows, 16, s->unknowns + 1);
    S.used = 0;
    for (slong i = 1; i < s->depth; i++)
    {
        if (!s->known[i])
        {
            add_equation(&S, s, i, NULL, &s->Y[i], &s->Z[i]);
            reading_equations(&S, s, i);
        }
        if (!s->known[i] || !s->known[i + 1])
            value_equation(&S, s, i);
    }
    if (!s->known[1])
        value_equation(&S, s, 0);
    found = solve_system(s, &S);
    fmpq_mat_clear(S.rows);
    return found;
}

/* C_i where C_i Y_i = Z_i fixes it; the others get places among the unknowns. */
static int
set_known(fulg_fiber_change_search_t *s)
{
    s->unknowns = 0;
    for (slong i = 0; i <= s->depth; i++)
    {
        const slong d = s->A->arch->width[i];
        fmpq_mat_t C;
        s->known[i] = i == 0 || i == s->depth ||
                      fulg_arch_is_residual(s->A->arch);
        if (s->known[i])
            continue;
        s->offset[i] = s->unknowns;
        s->known[i] = fulg_fiber_rank(&s->Y[i]) == d;
        if (!s->known[i])
            s->unknowns += d * d;
        else if (fulg_fiber_right_divide(C, &s->Z[i], &s->Y[i]))
        {
            fmpq_mat_swap(&s->change->C[i], C);
            fmpq_mat_clear(C);
        }
        else
            return 0;
    }
    return 1;
}

int
fulg_fiber_change_hidden(fulg_fiber_change_search_t *s)
{
    return set_known(s) && solve_unknowns(s);
}
