#include "impl.h"

/* rho^2 = x for a rational x >= 0; 0 when x is no square. */
static int
square_root(fmpq_t rho, const fmpq_t x)
{
    if (fmpq_sgn(x) < 0 || !fmpz_is_square(fmpq_numref(x)) ||
        !fmpz_is_square(fmpq_denref(x)))
        return 0;
    fmpz_sqrt(fmpq_numref(rho), fmpq_numref(x));
    fmpz_sqrt(fmpq_denref(rho), fmpq_denref(x));
    return 1;
}

/* a y^2 + 2 b y z + c z^2 = (p_0 y + p_1 z)(r_0 y + r_1 z) over Q: with
   a != 0, a (y - y_1 z)(y - y_2 z), the roots being (-b +- rho)/a. */
static int
split_binary(fmpq *p, fmpq *r, const fmpq_mat_t D)
{
    const fmpq *a = fmpq_mat_entry(D, 0, 0), *b = fmpq_mat_entry(D, 0, 1),
               *c = fmpq_mat_entry(D, 1, 1);
    fmpq_t x, rho;
    int splits;
    fmpq_init(x);
    fmpq_init(rho);
    fmpq_mul(x, b, b);
    fmpq_submul(x, a, c);
    splits = square_root(rho, x);
    if (splits && fmpq_is_zero(a))
    {
        fmpq_zero(p + 0);
        fmpq_one(p + 1);
        fmpq_add(r + 0, b, b);
        fmpq_set(r + 1, c);
    }
    else if (splits)
    {
        fmpq_set(p + 0, a);
        fmpq_sub(p + 1, b, rho);
        fmpq_one(r + 0);
        fmpq_add(r + 1, b, rho);
        fmpq_div(r + 1, r + 1, a);
    }
    fmpq_clear(rho);
    fmpq_clear(x);
    return splits;
}

/* S = E^T D E with E its reduced row basis and D its restriction to the pivot
   columns of E, where E is the identity. */
static void
restrict_to_pivots(fmpq_mat_t D, const fmpq_mat_t E, const fmpq_mat_t S)
{
    const slong n = fmpq_mat_nrows(E);
    slong pivot[2] = {0, 0};
    for (slong i = 0; i < n; i++)
        while (fmpq_is_zero(fmpq_mat_entry(E, i, pivot[i])))
            pivot[i]++;
    for (slong i = 0; i < n; i++)
        for (slong j = 0; j < n; j++)
            fmpq_set(fmpq_mat_entry(D, i, j),
                     fmpq_mat_entry(S, pivot[i], pivot[j]));
}

/* p = E^T (u_0, u_1) */
static void
combine(fmpq_mat_t p, const fmpq *u, const fmpq_mat_t E)
{
    fmpq_mat_init(p, fmpq_mat_ncols(E), 1);
    for (slong j = 0; j < fmpq_mat_ncols(E); j++)
        for (slong i = 0; i < fmpq_mat_nrows(E); i++)
            fmpq_addmul(fmpq_mat_entry(p, j, 0), u + i,
                        fmpq_mat_entry(E, i, j));
}

int
fulg_fiber_split(fmpq_t c, fmpq_mat_t p, fmpq_mat_t r, const fmpq_mat_t S)
{
    fmpq_mat_t E, D;
    fmpq u[4];
    fmpq_t x;
    slong rank;
    int splits = 0;
    fulg_fiber_row_basis(E, S);
    rank = fmpq_mat_nrows(E);
    fmpq_mat_init(D, 2, 2);
    fmpq_init(x);
    for (int i = 0; i < 4; i++)
        fmpq_init(u + i);
    if (rank == 1 || rank == 2)
    {
        restrict_to_pivots(D, E, S);
        splits = split_binary(u, u + 2, D);
    }
    if (splits)
    {
        combine(p, u, E);
        combine(r, u + 2, E);
        fulg_fiber_normalise(c, p);
        fulg_fiber_normalise(x, r);
        fmpq_mul(c, c, x);
    }
    for (int i = 0; i < 4; i++)
        fmpq_clear(u + i);
    fmpq_clear(x);
    fmpq_mat_clear(D);
    fmpq_mat_clear(E);
    return splits;
}

int
fulg_fiber_split_real(fmpq_t D, fmpq_t a, fmpq_mat_t k0, fmpq_mat_t k1,
                      const fmpq_mat_t S)
{
    fmpq_mat_t E, form;
    fmpq u[2];
    int real;
    fulg_fiber_row_basis(E, S);
    real = fmpq_mat_nrows(E) == 2;
    fmpq_mat_init(form, 2, 2);
    fmpq_init(u + 0);
    fmpq_init(u + 1);
    if (real)
    {
        restrict_to_pivots(form, E, S);
        fmpq_mat_det(D, form);
        fmpq_neg(D, D);
        fmpq_set(a, fmpq_mat_entry(form, 0, 0));
        real = fmpq_sgn(D) > 0 && !fmpq_is_zero(a);
    }
    if (real)
    {
        fmpq_set(u + 0, a);
        fmpq_set(u + 1, fmpq_mat_entry(form, 0, 1));
        combine(k0, u, E);
        fmpq_zero(u + 0);
        fmpq_one(u + 1);
        combine(k1, u, E);
    }
    fmpq_clear(u + 0);
    fmpq_clear(u + 1);
    fmpq_mat_clear(form);
    fmpq_mat_clear(E);
    return real;
}
