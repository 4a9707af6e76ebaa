/*
 * K and Q of a form S, the cofactor of a linear factor of a cubic: S is the
 * symmetric part of a matrix of rank at most head_dim, over Q, over the field
 * of the factor, or with further square roots (doc: thm-single-7p).
 */
#include "impl.h"

/* x(-r), the conjugate in Q(sqrt D) */
static void
conjugate(fmpq_poly_t y, const fmpq_poly_t x)
{
    fmpq_t c;
    fmpq_init(c);
    fmpq_poly_set(y, x);
    fmpq_poly_get_coeff_fmpq(c, x, 1);
    fmpq_neg(c, c);
    fmpq_poly_set_coeff_fmpq(y, 1, c);
    fmpq_clear(c);
}

/* Degree 2: S = l' m with l' the conjugate of l up to scale and m rational up
   to scale: A = l' m^T has rank one.  With l'(w) = 1, m = D_w S - S(w) l'.  The
   form is scaled otherwise: l' is the conjugate of l / l(w). */
static void
split_quadratic(fulg_single_weights_t *W, const fulg_factor_t *f)
{
    const slong d = f->d;
    fmpq_poly_struct *m = fulg_single_nf_vec_init(d),
                     *l = fulg_single_nf_vec_init(d);
    fmpq_poly_t value, x;
    fmpq_poly_init(value);
    fmpq_poly_init(x);
    fulg_single_factor_value(value, f);
    fulg_single_nf_inv(value, value, f->modulus);
    for (slong k = 0; k < d; k++)
    {
        fulg_single_nf_mul(x, f->form + k, value, f->modulus);
        conjugate(l + k, x);
    }
    fulg_single_derive_cofactor(value, m, f);
    for (slong k = 0; k < d; k++)
    {
        fulg_single_nf_mul(x, l + k, value, f->modulus);
        fmpq_poly_sub(m + k, m + k, x);
    }
    for (slong i = 0; i < d; i++)
        for (slong j = 0; j < d; j++)
        {
            fulg_single_nf_mul(x, l + i, m + j, f->modulus);
            fulg_single_nf_set_entry(W->A, 2, 0, i, j, x);
        }
    fulg_single_nf_vec_clear(m, d);
    fulg_single_nf_vec_clear(l, d);
    fmpq_poly_clear(value);
    fmpq_poly_clear(x);
}

/* head_dim >= 2 and S of rank 2 over a cubic field: two squares (Lagrange), the
   first at w. */
static void
two_squares(fulg_single_weights_t *W, const fulg_factor_t *f, slong head_dim)
{
    const slong d = f->d;
    fmpq_poly_struct *y = fulg_single_nf_vec_init(d),
                     *rest = fulg_single_nf_vec_init(d * d);
    fmpq_poly_t value, x, z;
    slong pivot = 0;
    fmpq_poly_init(value);
    fmpq_poly_init(x);
    fmpq_poly_init(z);
    W->K = fulg_single_mat_init(&W->field, head_dim, d);
    W->Q = fulg_single_mat_init(&W->field, head_dim, d);
    fulg_single_derive_cofactor(value, y, f);
    fulg_single_nf_inv(value, value, f->modulus);
    for (slong k = 0; k < d; k++)
    {
        fmpq_poly_scalar_div_si(y + k, y + k, 2); /* y = S w */
        fulg_single_nf_mul(x, y + k, value, f->modulus);
        fulg_single_nf_set_entry(W->K, 3, 0, 0, k, x);
        fulg_single_nf_set_entry(W->Q, 3, 0, 0, k, y + k);
    }
    for (slong i = 0; i < d; i++)
        for (slong j = 0; j < d; j++)
        {
            fulg_single_nf_get_entry(rest + i * d + j, W->A, 3, 0, i, j);
            fulg_single_nf_get_entry(z, W->K, 3, 0, 0, i);
            fulg_single_nf_mul(x, y + j, z, f->modulus);
            fmpq_poly_sub(rest + i * d + j, rest + i * d + j, x);
        }
    while (fmpq_poly_is_zero(rest + pivot * d + pivot))
        pivot++;
    fulg_single_nf_inv(value, rest + pivot * d + pivot, f->modulus);
    for (slong k = 0; k < d; k++)
    {
        fulg_single_nf_mul(x, rest + k * d + pivot, value, f->modulus);
        fulg_single_nf_set_entry(W->K, 3, 0, 1, k, x);
        fulg_single_nf_set_entry(W->Q, 3, 0, 1, k, rest + k * d + pivot);
    }
    fulg_single_nf_vec_clear(y, d);
    fulg_single_nf_vec_clear(rest, d * d);
    fmpq_poly_clear(value);
    fmpq_poly_clear(x);
    fmpq_poly_clear(z);
}

void
fulg_single_fit_head_dim(fulg_single_weights_t *W, const fulg_factor_t *f,
                         slong head_dim)
{
    if (W->field.degree == 1 && W->rank_S > head_dim)
        fulg_single_add_skew(W, head_dim);
    else if (W->field.degree == 3 && head_dim == 1)
        fulg_single_split_cubic(W, f, head_dim);
    else if (W->field.degree == 3)
        two_squares(W, f, head_dim);
    else
    {
        if (W->field.degree == 2)
            split_quadratic(W, f);
        fulg_single_key_query(W, head_dim);
    }
}
