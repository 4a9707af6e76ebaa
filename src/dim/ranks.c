#include "impl.h"

slong
fulg_dim_value_rank(const fulg_arch_struct *arch, slong i)
{
    const slong full = FLINT_MIN(arch->width[i], arch->width[i + 1]);
    const slong v = arch->value_dim[i];
    return (v == 0) ? full : FLINT_MIN(v, full);
}

slong
fulg_dim_min_product(slong limit, slong a, slong b)
{
    if (a == 0 || b == 0)
        return 0;
    return (a > limit / b) ? limit : FLINT_MIN(limit, a * b);
}

/* n = a b + c d, of any size */
static void
set_sum_of_products(fmpz_t n, slong a, slong b, slong c, slong d)
{
    fmpz_t part;
    fmpz_init_set_si(part, c);
    fmpz_mul_si(part, part, d);
    fmpz_set_si(n, a);
    fmpz_mul_si(n, n, b);
    fmpz_add(n, n, part);
    fmpz_clear(part);
}

void
fulg_dim_matrix_rank(fmpz_t n, slong rows, slong cols, slong rank)
{
    set_sum_of_products(n, rank, rows, rank, cols - rank);
}

void
fulg_dim_square_rank(fmpz_t n, slong d, slong a)
{
    fulg_dim_matrix_rank(n, d, d, a);
}

void
fulg_dim_symmetric_rank(fmpz_t n, slong d, slong s)
{
    fmpz_t pairs;
    fmpz_init_set_si(pairs, s);
    fmpz_mul_si(pairs, pairs, s - 1);
    fmpz_fdiv_q_2exp(pairs, pairs, 1);
    fmpz_set_si(n, s);
    fmpz_mul_si(n, n, d);
    fmpz_sub(n, n, pairs);
    fmpz_clear(pairs);
}

void
fulg_dim_form(fmpz_t n, slong d, slong alpha, int symmetric)
{
    if (symmetric)
        fulg_dim_symmetric_rank(n, d, fulg_dim_min_product(d, 2, alpha));
    else
        fulg_dim_square_rank(n, d, alpha);
}
