#include "impl.h"

void
fulg_single_derive_cofactor(fmpq_poly_t value, fmpq_poly_struct *linear,
                            const fulg_factor_t *f)
{
    const fmpq_poly_struct *S = f->cofactor;
    fmpq_poly_t x;
    fmpq_poly_init(x);
    for (slong k = 0; k < f->d; k++)
        for (slong l = k; l < f->d; l++, S++)
        {
            fmpq_poly_scalar_mul_fmpq(x, S, f->point + k);
            fmpq_poly_add(linear + l, linear + l, x);
            fmpq_poly_scalar_mul_fmpq(x, S, f->point + l);
            fmpq_poly_add(linear + k, linear + k, x);
        }
    fmpq_poly_zero(value);
    for (slong k = 0; k < f->d; k++)
    {
        fmpq_poly_scalar_mul_fmpq(x, linear + k, f->point + k);
        fmpq_poly_add(value, value, x);
    }
    fmpq_poly_scalar_div_si(value, value, 2);
    fmpq_poly_clear(x);
}
