#include "impl.h"

slong
fulg_dim_value_rank(const fulg_arch_struct *arch, slong i)
{
    const slong full = FLINT_MIN(arch->width[i], arch->width[i + 1]);
    const slong v = arch->sub[i].value_dim;
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
fulg_dim_rank_variety(fmpz_t n, const fmpz_t rows, const fmpz_t cols,
                      const fmpz_t rank)
{
    const fmpz *r = rank;
    fmpz_t sum;
    if (fmpz_cmp(rows, r) < 0)
        r = rows;
    if (fmpz_cmp(cols, r) < 0)
        r = cols;
    fmpz_init(sum);
    fmpz_add(sum, rows, cols);
    fmpz_sub(sum, sum, r);
    fmpz_mul(n, sum, r);
    fmpz_clear(sum);
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

void
fulg_dim_monomials(fmpz_t n, slong d, int symmetric)
{
    fulg_dim_symmetric_rank(n, d, d);
    if (symmetric)
    {
        fmpz_t next;
        fmpz_init_set_si(next, d);
        fmpz_add_ui(next, next, 2);
        fmpz_mul(n, n, next);
        fmpz_divexact_ui(n, n, 3);
        fmpz_clear(next);
    }
    else
        fmpz_mul_si(n, n, d);
}

void
fulg_dim_mixing(fmpz_t n, slong in, slong out, slong heads, int symmetric)
{
    fmpz_t values, forms, h;
    fmpz_init_set_si(values, in);
    fmpz_mul_si(values, values, out);
    fmpz_init_set_si(forms, in);
    fmpz_mul_si(forms, forms, in);
    if (symmetric)
        fulg_dim_symmetric_rank(forms, in, in);
    fmpz_init_set_si(h, heads);
    fulg_dim_rank_variety(n, values, forms, h);
    fmpz_clear(values);
    fmpz_clear(forms);
    fmpz_clear(h);
}

void
fulg_dim_keep_least(fmpz_t least, const fmpz_t n)
{
    if (fmpz_cmp(n, least) < 0)
        fmpz_set(least, n);
}
