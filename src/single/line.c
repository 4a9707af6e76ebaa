/*
 * A cubic form c on a line z w + u, by its derivatives:
 *     c(z w + u) = z^3 c(w) + z^2 D_w D_w c(u)/2 + z D_u D_u c(w)/2 + c(u).
 */
#include "impl.h"

void
fulg_single_derive_cubic(fmpq *quadric, const fmpq *cubic, slong d,
                         const fmpq *w)
{
    for (slong n = 0; n < d * (d + 1) / 2; n++)
        fmpq_zero(quadric + n);
    for (slong k = 0; k < d; k++)
        for (slong l = k; l < d; l++)
            for (slong m = l; m < d; m++, cubic++)
            {
                if (fmpq_is_zero(cubic))
                    continue;
                fmpq_addmul(quadric + fulg_function_pair(d, l, m), cubic,
                            w + k);
                fmpq_addmul(quadric + fulg_function_pair(d, k, m), cubic,
                            w + l);
                fmpq_addmul(quadric + fulg_function_pair(d, k, l), cubic,
                            w + m);
            }
}

void
fulg_single_derive_quadric(fmpq *linear, const fmpq *quadric, slong d,
                           const fmpq *w)
{
    for (slong n = 0; n < d; n++)
        fmpq_zero(linear + n);
    for (slong k = 0; k < d; k++)
        for (slong l = k; l < d; l++, quadric++)
        {
            fmpq_addmul(linear + l, quadric, w + k);
            fmpq_addmul(linear + k, quadric, w + l);
        }
}

static void
dot(fmpq_t x, const fmpq *a, const fmpq *b, slong n)
{
    fmpq_zero(x);
    for (slong i = 0; i < n; i++)
        fmpq_addmul(x, a + i, b + i);
}

void
fulg_single_line_init(fulg_line_t *L, const fmpq *cubic, slong d)
{
    L->d = d;
    L->cubic = cubic;
    L->w = _fmpq_vec_init(d);
    L->u = _fmpq_vec_init(d);
    L->dw = _fmpq_vec_init(d * (d + 1) / 2);
    L->ww = _fmpq_vec_init(d);
    L->wu = _fmpq_vec_init(d);
    L->uu = _fmpq_vec_init(d);
    fmpq_init(L->top);
}

void
fulg_single_line_clear(fulg_line_t *L)
{
    _fmpq_vec_clear(L->w, L->d);
    _fmpq_vec_clear(L->u, L->d);
    _fmpq_vec_clear(L->dw, L->d * (L->d + 1) / 2);
    _fmpq_vec_clear(L->ww, L->d);
    _fmpq_vec_clear(L->wu, L->d);
    _fmpq_vec_clear(L->uu, L->d);
    fmpq_clear(L->top);
}

void
fulg_single_line_draw(fulg_line_t *L, fulg_rand_t rand, slong *bound)
{
    const slong d = L->d;
    fmpq *du = _fmpq_vec_init(d * (d + 1) / 2);
    do
    {
        for (slong k = 0; k < d; k++)
        {
            fmpq_set_si(L->w + k, fulg_rand_signed(rand, *bound), 1);
            fmpq_set_si(L->u + k, fulg_rand_signed(rand, *bound), 1);
        }
        ++*bound;
        fulg_single_derive_cubic(L->dw, L->cubic, d, L->w);
        fulg_single_derive_quadric(L->ww, L->dw, d, L->w);
        dot(L->top, L->ww, L->w, d);
    } while (fmpq_is_zero(L->top));
    fmpq_div_fmpz(L->top, L->top, (const fmpz[]){6});
    fulg_single_derive_quadric(L->wu, L->dw, d, L->u);
    fulg_single_derive_cubic(du, L->cubic, d, L->u);
    fulg_single_derive_quadric(L->uu, du, d, L->u);
    _fmpq_vec_clear(du, d * (d + 1) / 2);
}

void
fulg_single_line_restrict(fmpz_poly_t p, const fulg_line_t *L)
{
    fmpq_poly_t f;
    fmpq_t x;
    fmpq_init(x);
    fmpq_poly_init(f);
    fmpq_poly_set_coeff_fmpq(f, 3, L->top);
    dot(x, L->ww, L->u, L->d);
    fmpq_div_2exp(x, x, 1);
    fmpq_poly_set_coeff_fmpq(f, 2, x);
    dot(x, L->uu, L->w, L->d);
    fmpq_div_2exp(x, x, 1);
    fmpq_poly_set_coeff_fmpq(f, 1, x);
    dot(x, L->uu, L->u, L->d);
    fmpq_div_fmpz(x, x, (const fmpz[]){6});
    fmpq_poly_set_coeff_fmpq(f, 0, x);
    fmpq_poly_get_numerator(p, f);
    fmpz_poly_primitive_part(p, p);
    fmpq_poly_clear(f);
    fmpq_clear(x);
}
