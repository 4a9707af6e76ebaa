/*
 * A cubic c = l S with l over Q[r] of degree 3: S = kappa l' l'' for the
 * conjugates of l, and A = kappa l' l''^T has rank one.  l' and l'' lie in
 * Q[r](sqrt(disc)), disc the discriminant of the modulus.
 */
#include "impl.h"

/* tau with l' - l'' = sqrt(disc) tau, for the conjugates of l = f0 + f1 r + f2
   r^2, l(w) = 1, r^3 + p2 r^2 + ..: (f1 - f2 (p2 + r)) / modulus'(r). */
static void
set_tau(fmpq_poly_struct *tau, const fulg_factor_t *f)
{
    fmpq_poly_t slope, value, x;
    fmpq_t c;
    fmpq_poly_init(slope);
    fmpq_poly_init(value);
    fmpq_poly_init(x);
    fmpq_init(c);
    fmpq_poly_derivative(slope, f->modulus);
    fulg_single_nf_inv(slope, slope, f->modulus);
    fulg_single_factor_value(value, f);
    fulg_single_nf_inv(value, value, f->modulus);
    for (slong k = 0; k < f->d; k++)
    {
        fmpq_poly_struct *t = tau + k;
        fulg_single_nf_mul(x, f->form + k, value, f->modulus);
        fmpq_poly_get_coeff_fmpq(c, f->modulus, 2);
        fmpq_poly_zero(t);
        fmpq_poly_set_coeff_fmpq(t, 0, c);
        fmpq_poly_set_coeff_si(t, 1, 1);
        fmpq_poly_get_coeff_fmpq(c, x, 2);
        fmpq_neg(c, c);
        fmpq_poly_scalar_mul_fmpq(t, t, c);
        fmpq_poly_get_coeff_fmpq(c, x, 1);
        fmpq_poly_set_fmpq(x, c);
        fmpq_poly_add(t, t, x);
        fulg_single_nf_mul(t, t, slope, f->modulus);
    }
    fmpq_poly_clear(slope);
    fmpq_poly_clear(value);
    fmpq_poly_clear(x);
    fmpq_clear(c);
}

static void
discriminant(fmpq_t disc, const fmpq_poly_t modulus)
{
    fmpz_poly_t numerator;
    fmpz_t D;
    fmpz_poly_init(numerator);
    fmpz_init(D);
    fmpq_poly_get_numerator(numerator, modulus);
    fmpz_poly_discriminant(D, numerator);
    /* of degree 4 in the coefficients, which were scaled by the denominator */
    fmpq_set_fmpz(disc, D);
    fmpz_pow_ui(D, fmpq_poly_denref(modulus), 4);
    fmpq_div_fmpz(disc, disc, D);
    fmpz_poly_clear(numerator);
    fmpz_clear(D);
}

/* K = kappa (sigma + root tau), Q = sigma - root tau in row 0; s is the number
   of the root, 0 when it is rational (and then part of tau). */
static void
set_conjugate_rows(fulg_single_weights_t *W, const fulg_factor_t *f,
                   const fmpq_poly_t kappa, const fmpq_poly_struct *sigma,
                   const fmpq_poly_struct *tau, slong s)
{
    fmpq_poly_t x, y;
    fmpq_poly_init(x);
    fmpq_poly_init(y);
    for (slong k = 0; k < f->d; k++)
    {
        fulg_single_nf_mul(x, sigma + k, kappa, f->modulus);
        fulg_single_nf_mul(y, tau + k, kappa, f->modulus);
        if (s == 0)
            fmpq_poly_add(y, y, x);
        else
            fulg_single_nf_set_entry(W->K, 3, 0, 0, k, x);
        fulg_single_nf_set_entry(W->K, 3, s, 0, k, y);
        fmpq_poly_neg(y, tau + k);
        if (s == 0)
            fmpq_poly_add(y, y, sigma + k);
        else
            fulg_single_nf_set_entry(W->Q, 3, 0, 0, k, sigma + k);
        fulg_single_nf_set_entry(W->Q, 3, s, 0, k, y);
    }
    fmpq_poly_clear(x);
    fmpq_poly_clear(y);
}

/* A += kappa root (tau sigma^T - sigma tau^T), into the parts of root s. */
static void
add_conjugate_skew(fulg_single_weights_t *W, const fulg_factor_t *f,
                   const fmpq_poly_t kappa, const fmpq_poly_struct *sigma,
                   const fmpq_poly_struct *tau, slong s)
{
    fmpq_poly_t x, y;
    fmpq_poly_init(x);
    fmpq_poly_init(y);
    for (slong i = 0; i < f->d; i++)
        for (slong j = 0; j < f->d; j++)
        {
            fulg_single_nf_mul(x, tau + i, sigma + j, f->modulus);
            fulg_single_nf_mul(y, sigma + i, tau + j, f->modulus);
            fmpq_poly_sub(x, x, y);
            fulg_single_nf_mul(x, x, kappa, f->modulus);
            fulg_single_nf_get_entry(y, W->A, 3, s, i, j);
            fmpq_poly_add(x, x, y);
            fulg_single_nf_set_entry(W->A, 3, s, i, j, x);
        }
    fmpq_poly_clear(x);
    fmpq_poly_clear(y);
}

/* sqrt(disc) of the modulus = out * root; *s is the number of the root among
   those of the field, 0 when disc is a square. */
static void
adjoin_discriminant(fmpq_t out, slong *s, fulg_single_weights_t *W)
{
    fmpq_t disc;
    fmpz_t inside;
    fmpq_init(disc);
    fmpz_init(inside);
    discriminant(disc, W->field.modulus);
    fulg_single_sqrt(out, inside, disc);
    *s = !fmpz_is_one(inside);
    if (*s)
    {
        fmpq_set_fmpz(disc, inside);
        fulg_single_field_adjoin(&W->field, disc);
        W->A = fulg_single_mat_regrow(&W->field, W->A, 3);
        W->V = fulg_single_mat_regrow(&W->field, W->V, 3);
    }
    fmpq_clear(disc);
    fmpz_clear(inside);
}

/* Degree 3: S = kappa l' l'' with kappa = S(w), l' + l'' = D_w S / kappa = 2
   sigma and l' - l'' = sqrt(disc) tau' = 2 root tau.  K = kappa l', Q = l'',
   and A = S + kappa root (tau sigma^T - sigma tau^T) has rank one. */
void
fulg_single_split_cubic(fulg_single_weights_t *W, const fulg_factor_t *f,
                        slong head_dim)
{
    const slong d = f->d;
    fmpq_poly_struct *sigma = fulg_single_nf_vec_init(d);
    fmpq_poly_struct *tau = fulg_single_nf_vec_init(d);
    fmpq_poly_t kappa, inverse;
    fmpq_t out;
    slong s;
    fmpq_poly_init(kappa);
    fmpq_poly_init(inverse);
    fmpq_init(out);
    adjoin_discriminant(out, &s, W);
    set_tau(tau, f);
    fulg_single_derive_cofactor(kappa, sigma, f);
    fulg_single_nf_inv(inverse, kappa, f->modulus);
    for (slong k = 0; k < d; k++)
    {
        fulg_single_nf_mul(sigma + k, sigma + k, inverse, f->modulus);
        fmpq_poly_scalar_div_si(sigma + k, sigma + k, 2);
        fmpq_poly_scalar_mul_fmpq(tau + k, tau + k, out);
        fmpq_poly_scalar_div_si(tau + k, tau + k, 2);
    }
    W->K = fulg_single_mat_init(&W->field, head_dim, d);
    W->Q = fulg_single_mat_init(&W->field, head_dim, d);
    set_conjugate_rows(W, f, kappa, sigma, tau, s);
    add_conjugate_skew(W, f, kappa, sigma, tau, s);
    fulg_single_nf_vec_clear(sigma, d);
    fulg_single_nf_vec_clear(tau, d);
    fmpq_poly_clear(kappa);
    fmpq_poly_clear(inverse);
    fmpq_clear(out);
}
