#include "impl.h"

/* The sum of the roots of the num first squares over common. */
static void
sum_roots(arb_t sum, const fmpz *square, const fmpz_t common, slong num,
          slong bits)
{
    arb_t x;
    arb_init(x);
    arb_zero(sum);
    for (slong n = 0; n < num; n++)
    {
        arb_sqrt_fmpz(x, square + n, bits);
        arb_add(sum, sum, x, bits);
    }
    arb_sqrt_fmpz(x, common, bits);
    arb_div(sum, sum, x, bits);
    arb_clear(x);
}

/* |c| / sqrt(norm) of one coefficient. */
static void
add_coefficient(fulg_organize_surds_t S, const fulg_organize_coefficients_t C,
                const fulg_organize_norms_t *N, slong place)
{
    const slong *n = C->shape;
    const slong kind[3] = {N[0].kind[place / n[2] / n[1]],
                           N[1].kind[place / n[2] % n[1]],
                           N[2].kind[place % n[2]]};
    fmpz_t factor, root;
    fmpq_t x;
    fmpz_init(factor);
    fmpz_init(root);
    fmpq_init(x);
    fulg_organize_norms_product(factor, root, N, kind, 3);
    fmpz_mul(factor, factor, root);
    fmpz_mul(factor, factor, C->den);
    fmpq_set_fmpz_frac(x, C->value + place, factor);
    fmpq_abs(x, x);
    fulg_organize_surds_add(S, x, root);
    fmpz_clear(factor);
    fmpz_clear(root);
    fmpq_clear(x);
}

void
fulg_organize_entropy_top(fulg_organize_surds_struct *S, arb_t sum,
                          const fulg_organize_coefficients_t C,
                          const fulg_organize_entropy_t E, slong num,
                          slong bits)
{
    num = FLINT_MIN(num, E->size);
    sum_roots(sum, E->square, E->common, num, bits);
    if (!E->exact)
    {
        arb_t upper;
        arb_init(upper);
        sum_roots(upper, E->square_upper, E->common, num, bits);
        arb_union(sum, sum, upper, bits);
        arb_clear(upper);
    }
    if (S != NULL && E->exact)
    {
        fulg_organize_norms_t N[3];
        for (int a = 0; a < 3; a++)
            fulg_organize_norms_init(&N[a], &C->basis[a]);
        for (slong n = 0; n < num && !fmpz_is_zero(E->square + n); n++)
            add_coefficient(S, C, N, E->order[n]);
        for (int a = 0; a < 3; a++)
            fulg_organize_norms_clear(&N[a]);
        fulg_organize_surds_get_arb(sum, S, bits);
    }
}
