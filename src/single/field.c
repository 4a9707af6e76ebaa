/* Numbers a + b r + c r^2 and matrices of them (see single.h). */
#include <stdlib.h>
#include <string.h>

#include "impl.h"

void
fulg_single_field_init(fulg_single_field_t *field, const fmpq_poly_t modulus)
{
    fmpq_poly_init(field->modulus);
    fmpq_poly_set(field->modulus, modulus);
    field->degree = fmpq_poly_degree(modulus);
    field->num_roots = 0;
    field->root = NULL;
    field->real_roots = field->degree;
    field->size = field->degree;
}

void
fulg_single_field_clear(fulg_single_field_t *field)
{
    fmpq_poly_clear(field->modulus);
    if (field->root != NULL)
        _fmpq_vec_clear(field->root, field->num_roots);
}

void
fulg_single_field_adjoin(fulg_single_field_t *field, const fmpq_t x)
{
    const slong n = field->num_roots;
    fmpq *root = _fmpq_vec_init(n + 1);
    for (slong i = 0; i < n; i++)
        fmpq_swap(root + i, field->root + i);
    fmpq_set(root + n, x);
    if (field->root != NULL)
        _fmpq_vec_clear(field->root, n);
    field->root = root;
    field->num_roots = n + 1;
    field->size += field->degree;
}

fmpq_mat_struct *
fulg_single_mat_init(const fulg_single_field_t *field, slong rows, slong cols)
{
    fmpq_mat_struct *mat = flint_malloc((size_t) field->size *
                                        sizeof(fmpq_mat_struct));
    for (slong b = 0; b < field->size; b++)
        fmpq_mat_init(mat + b, rows, cols);
    return mat;
}

fmpq_mat_struct *
fulg_single_mat_regrow(const fulg_single_field_t *field, fmpq_mat_struct *mat,
                       slong old)
{
    fmpq_mat_struct *wide = fulg_single_mat_init(field, fmpq_mat_nrows(mat),
                                                 fmpq_mat_ncols(mat));
    for (slong b = 0; b < old; b++)
    {
        fmpq_mat_swap(wide + b, mat + b);
        fmpq_mat_clear(mat + b);
    }
    flint_free(mat);
    return wide;
}

void
fulg_single_mat_clear(const fulg_single_field_t *field, fmpq_mat_struct *mat)
{
    if (mat == NULL)
        return;
    for (slong b = 0; b < field->size; b++)
        fmpq_mat_clear(mat + b);
    flint_free(mat);
}

void
fulg_single_nf_mul(fmpq_poly_t c, const fmpq_poly_t a, const fmpq_poly_t b,
                   const fmpq_poly_t modulus)
{
    fmpq_poly_mul(c, a, b);
    if (fmpq_poly_length(c) >= fmpq_poly_length(modulus))
        fmpq_poly_rem(c, c, modulus);
}

void
fulg_single_nf_inv(fmpq_poly_t b, const fmpq_poly_t a,
                   const fmpq_poly_t modulus)
{
    /* 1 = s a + t modulus, since the modulus is irreducible */
    fmpq_poly_t one, s, t;
    fmpq_poly_init(one);
    fmpq_poly_init(s);
    fmpq_poly_init(t);
    fmpq_poly_xgcd(one, s, t, a, modulus);
    fmpq_poly_swap(b, s);
    fmpq_poly_clear(one);
    fmpq_poly_clear(s);
    fmpq_poly_clear(t);
}

void
fulg_single_nf_set_entry(fmpq_mat_struct *mat, slong degree, slong s, slong i,
                         slong j, const fmpq_poly_t x)
{
    for (slong b = 0; b < degree; b++)
        fmpq_poly_get_coeff_fmpq(fmpq_mat_entry(mat + s * degree + b, i, j), x,
                                 b);
}

void
fulg_single_nf_get_entry(fmpq_poly_t x, const fmpq_mat_struct *mat,
                         slong degree, slong s, slong i, slong j)
{
    fmpq_poly_zero(x);
    for (slong b = 0; b < degree; b++)
        fmpq_poly_set_coeff_fmpq(x, b,
                                 fmpq_mat_entry(mat + s * degree + b, i, j));
}

fmpq_poly_struct *
fulg_single_nf_vec_init(slong n)
{
    fmpq_poly_struct *v = flint_malloc((size_t) (n + 1) *
                                       sizeof(fmpq_poly_struct));
    for (slong i = 0; i < n; i++)
        fmpq_poly_init(v + i);
    return v;
}

void
fulg_single_nf_vec_clear(fmpq_poly_struct *v, slong n)
{
    for (slong i = 0; i < n; i++)
        fmpq_poly_clear(v + i);
    flint_free(v);
}

void
fulg_single_sqrt(fmpq_t outside, fmpz_t inside, const fmpq_t x)
{
    fmpz_t square, root;
    ulong p = 2;
    fmpz_init(square);
    fmpz_init(root);
    /* n/m = n m / m^2 */
    fmpz_mul(inside, fmpq_numref(x), fmpq_denref(x));
    fmpz_one(fmpq_numref(outside));
    fmpz_set(fmpq_denref(outside), fmpq_denref(x));
    for (; p < 1000; p = n_nextprime(p, 1))
    {
        fmpz_set_ui(square, p * p);
        while (!fmpz_is_zero(inside) && fmpz_divisible(inside, square))
        {
            fmpz_divexact(inside, inside, square);
            fmpz_mul_ui(fmpq_numref(outside), fmpq_numref(outside), p);
        }
    }
    if (fmpz_sgn(inside) > 0 && fmpz_is_square(inside))
    {
        fmpz_sqrt(root, inside);
        fmpz_mul(fmpq_numref(outside), fmpq_numref(outside), root);
        fmpz_one(inside);
    }
    fmpq_canonicalise(outside);
    fmpz_clear(square);
    fmpz_clear(root);
}
