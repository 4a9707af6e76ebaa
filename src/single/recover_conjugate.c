/*
 * Two tokens or more, where the factors of one slice are conjugate over a
 * quadratic field: all slices are then multiples of it, T_ij = h_i q_j k v with
 * k and v the factors, and A = k q^T, V = h v^T.
 */
#include "impl.h"

/* All slices are multiples c_ij of slice (out, col), c_ij = h_i q_j; else the
   first failure. */
static int
slices_proportional(fmpq *h, fmpq *q, const fulg_single_slices_t *T,
                    fulg_diag_t why)
{
    slong pivot = 0;
    int ok = 1;
    fmpq_t x, c;
    fmpq_init(x);
    fmpq_init(c);
    while (fmpq_is_zero(fulg_single_slices_entry(T, T->out, pivot, T->col)))
        pivot++;
    for (slong i = 0; i < T->F->d_out; i++)
        fmpq_div(h + i, fulg_single_slices_entry(T, i, pivot, T->col),
                 fulg_single_slices_entry(T, T->out, pivot, T->col));
    for (slong j = 0; j < T->d; j++)
        fmpq_div(q + j, fulg_single_slices_entry(T, T->out, pivot, j),
                 fulg_single_slices_entry(T, T->out, pivot, T->col));
    for (slong i = 0; i < T->F->d_out && ok; i++)
        for (slong j = 0; j < T->d && ok; j++)
        {
            fmpq_mul(c, h + i, q + j);
            for (slong n = 0; n < T->pairs && ok; n++)
            {
                fmpq_mul(x, c, fulg_single_slices_entry(T, T->out, n, T->col));
                ok = fmpq_equal(x, fulg_single_slices_entry(T, i, n, j));
            }
            if (!ok)
                fulg_diag_set(why, FULG_OK,
                              "the quadratic form T[%ld][.][%ld] has "
                              "conjugate factors, which forces all slices to "
                              "be multiples of it; T[%ld][.][%ld] is not the "
                              "multiple that the other slices force",
                              (long) T->out + 1, (long) T->col + 1,
                              (long) i + 1, (long) j + 1);
        }
    fmpq_clear(x);
    fmpq_clear(c);
    return ok;
}

/* x = a + sign r b */
static void
set_number(fmpq_poly_t x, const fmpq_t a, const fmpq_t b, int sign)
{
    fmpq_t c;
    fmpq_init(c);
    fmpq_mul_si(c, b, sign);
    fmpq_poly_zero(x);
    fmpq_poly_set_coeff_fmpq(x, 0, a);
    fmpq_poly_set_coeff_fmpq(x, 1, c);
    fmpq_clear(c);
}

/* lead = k_n q_m, the first nonzero entry of k q^T, k = l + r y, and the e with
   the slice = e k (l - r y): its coefficient of x_n^2 is e N(k_n). */
static void
leading_entry(fmpq_poly_t lead, fmpq_t e, const fulg_single_slices_t *T,
              const fmpq *l, const fmpq *y, const fmpq *q,
              const fmpq_poly_t modulus)
{
    slong n = 0, m = 0;
    fmpq_poly_t norm;
    fmpq_poly_init(norm);
    while (fmpq_is_zero(l + n) && fmpq_is_zero(y + n))
        n++;
    while (fmpq_is_zero(q + m))
        m++;
    set_number(lead, l + n, y + n, 1);
    set_number(norm, l + n, y + n, -1);
    fulg_single_nf_mul(norm, norm, lead, modulus);
    fmpq_poly_get_coeff_fmpq(e, norm, 0);
    fmpq_div(e,
             fulg_single_slices_entry(T, T->out, fulg_function_pair(T->d, n, n),
                                      T->col),
             e);
    fmpq_poly_scalar_mul_fmpq(lead, lead, q + m);
    fmpq_poly_clear(norm);
}

/* A = k q^T with k = l + r y, and V = h v^T with v the slice divided by k, that
   is e (l - r y); scaled so that A begins with 1. */
static void
set_conjugate_pair(fulg_single_weights_t *W, const fulg_single_slices_t *T,
                   const fmpq *l, const fmpq *y, const fmpq *h, const fmpq *q)
{
    fmpq_poly_t lead, inverse, x, factor;
    fmpq_t e;
    fmpq_poly_init(lead);
    fmpq_poly_init(inverse);
    fmpq_poly_init(x);
    fmpq_poly_init(factor);
    fmpq_init(e);
    leading_entry(lead, e, T, l, y, q, W->field.modulus);
    fulg_single_nf_inv(inverse, lead, W->field.modulus);
    fmpq_poly_scalar_mul_fmpq(lead, lead, e);
    for (slong k = 0; k < T->d; k++)
    {
        set_number(factor, l + k, y + k, 1);
        fulg_single_nf_mul(factor, factor, inverse, W->field.modulus);
        for (slong j = 0; j < T->d; j++)
        {
            fmpq_poly_scalar_mul_fmpq(x, factor, q + j);
            fulg_single_nf_set_entry(W->A, 2, 0, k, j, x);
        }
        set_number(factor, l + k, y + k, -1);
        fulg_single_nf_mul(factor, factor, lead, W->field.modulus);
        for (slong i = 0; i < T->F->d_out; i++)
        {
            fmpq_poly_scalar_mul_fmpq(x, factor, h + i);
            fulg_single_nf_set_entry(W->V, 2, 0, i, k, x);
        }
    }
    fmpq_poly_clear(lead);
    fmpq_poly_clear(inverse);
    fmpq_poly_clear(x);
    fmpq_poly_clear(factor);
    fmpq_clear(e);
}

void
fulg_single_recover_conjugate(fulg_single_recovery_t *R,
                              const fulg_single_slices_t *T, const fmpq *l,
                              const fmpq *y, const fmpz_t D)
{
    fmpq *h = _fmpq_vec_init(T->F->d_out), *q = _fmpq_vec_init(T->d);
    if (slices_proportional(h, q, T, R->why))
    {
        const int real = fmpz_sgn(D) > 0;
        fulg_single_weights_t *W;
        fmpq_poly_t modulus;
        fmpz_t minus;
        fmpz_init(minus);
        fmpz_neg(minus, D);
        fmpq_poly_init(modulus);
        fmpq_poly_set_coeff_si(modulus, 2, 1);
        fmpq_poly_set_coeff_fmpz(modulus, 0, minus);
        W = fulg_single_add(R, modulus, real ? 2 : 0);
        set_conjugate_pair(W, T, l, y, h, q);
        W->rank_A = R->rank_V = 1;
        R->place = real ? FULG_SINGLE_IN_IMAGE : FULG_SINGLE_IN_CLOSURE;
        if (!real)
            fulg_diag_set(R->why, FULG_OK,
                          "all slices are multiples of one quadratic form "
                          "that is semidefinite of rank 2, a product of two "
                          "complex conjugate linear forms");
        fmpq_poly_clear(modulus);
        fmpz_clear(minus);
    }
    else
        R->place = FULG_SINGLE_OUTSIDE;
    _fmpq_vec_clear(h, T->F->d_out);
    _fmpq_vec_clear(q, T->d);
}
