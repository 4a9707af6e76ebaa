#include <fulgurite/domain.h>

/* Matrices of rational numbers. */

static void
q_init(fulg_mat_t A, slong rows, slong cols, const fulg_domain_struct *D)
{
    fmpq_mat_init(A->fmpq, rows, cols);
}

static void
q_clear(fulg_mat_t A)
{
    fmpq_mat_clear(A->fmpq);
}

static slong
q_rows(const fulg_mat_struct *A)
{
    return fmpq_mat_nrows(A->fmpq);
}

static slong
q_cols(const fulg_mat_struct *A)
{
    return fmpq_mat_ncols(A->fmpq);
}

static void
q_zero(fulg_mat_t A)
{
    fmpq_mat_zero(A->fmpq);
}

static void
q_set(fulg_mat_t B, const fulg_mat_struct *A)
{
    fmpq_mat_set(B->fmpq, A->fmpq);
}

static void
q_add(fulg_mat_t C, const fulg_mat_struct *A, const fulg_mat_struct *B,
      const fulg_domain_struct *D)
{
    fmpq_mat_add(C->fmpq, A->fmpq, B->fmpq);
}

static void
q_sub(fulg_mat_t C, const fulg_mat_struct *A, const fulg_mat_struct *B,
      const fulg_domain_struct *D)
{
    fmpq_mat_sub(C->fmpq, A->fmpq, B->fmpq);
}

static void
q_mul(fulg_mat_t C, const fulg_mat_struct *A, const fulg_mat_struct *B,
      const fulg_domain_struct *D)
{
    fmpq_mat_mul(C->fmpq, A->fmpq, B->fmpq);
}

static void
q_transpose(fulg_mat_t B, const fulg_mat_struct *A)
{
    fmpq_mat_transpose(B->fmpq, A->fmpq);
}

static void
q_scale(fulg_mat_t C, const fulg_mat_struct *A, slong n,
        const fulg_domain_struct *D)
{
    fmpz_t c;
    fmpz_init_set_si(c, n);
    fmpq_mat_scalar_mul_fmpz(C->fmpq, A->fmpq, c);
    fmpz_clear(c);
}

static void
q_entry_mul(fulg_mat_t C, const fulg_mat_struct *A, const fulg_mat_struct *B,
            const fulg_domain_struct *D)
{
    for (slong i = 0; i < q_rows(A); i++)
        for (slong j = 0; j < q_cols(A); j++)
            fmpq_mul(fmpq_mat_entry(C->fmpq, i, j),
                     fmpq_mat_entry(A->fmpq, i, j),
                     fmpq_mat_entry(B->fmpq, i, j));
}

static int
q_entry_inv(fulg_mat_t B, const fulg_mat_struct *A, const fulg_domain_struct *D)
{
    for (slong i = 0; i < q_rows(A); i++)
        for (slong j = 0; j < q_cols(A); j++)
        {
            if (fmpq_is_zero(fmpq_mat_entry(A->fmpq, i, j)))
                return 0;
            fmpq_inv(fmpq_mat_entry(B->fmpq, i, j),
                     fmpq_mat_entry(A->fmpq, i, j));
        }
    return 1;
}

static void
q_set_si(fulg_mat_t A, slong i, slong j, slong n)
{
    fmpq_set_si(fmpq_mat_entry(A->fmpq, i, j), n, 1);
}

static int
q_set_fmpq(fulg_mat_t A, slong i, slong j, const fmpq_t x,
           const fulg_domain_struct *D)
{
    fmpq_set(fmpq_mat_entry(A->fmpq, i, j), x);
    return 1;
}

static void
q_pack_row(fulg_mat_t T, slong row, slong col, const fulg_mat_struct *A)
{
    for (slong i = 0; i < q_rows(A); i++)
        for (slong j = 0; j < q_cols(A); j++)
            fmpq_set(fmpq_mat_entry(T->fmpq, row, col++),
                     fmpq_mat_entry(A->fmpq, i, j));
}

static int
q_equal(const fulg_mat_struct *A, const fulg_mat_struct *B)
{
    return fmpq_mat_equal(A->fmpq, B->fmpq);
}

/* Exact where the entry is the square of a rational number. */
static int
q_entry_rsqrt(fulg_mat_t B, const fulg_mat_struct *A,
              const fulg_domain_struct *D)
{
    for (slong i = 0; i < q_rows(A); i++)
        for (slong j = 0; j < q_cols(A); j++)
        {
            const fmpq *a = fmpq_mat_entry(A->fmpq, i, j);
            fmpq *b = fmpq_mat_entry(B->fmpq, i, j);
            if (fmpq_sgn(a) <= 0 || !fmpz_is_square(fmpq_numref(a)) ||
                !fmpz_is_square(fmpq_denref(a)))
                return 0;
            fmpq_inv(b, a);
            fmpz_sqrt(fmpq_numref(b), fmpq_numref(b));
            fmpz_sqrt(fmpq_denref(b), fmpq_denref(b));
        }
    return 1;
}

static int
q_entry_relu(fulg_mat_t B, fulg_mat_t dB, const fulg_mat_struct *A,
             const fulg_domain_struct *D)
{
    for (slong i = 0; i < q_rows(A); i++)
        for (slong j = 0; j < q_cols(A); j++)
        {
            const fmpq *a = fmpq_mat_entry(A->fmpq, i, j);
            const int sign = fmpq_sgn(a);
            if (sign == 0)
                return 0;
            if (sign > 0)
                fmpq_set(fmpq_mat_entry(B->fmpq, i, j), a);
            else
                fmpq_zero(fmpq_mat_entry(B->fmpq, i, j));
            fmpq_set_si(fmpq_mat_entry(dB->fmpq, i, j), sign > 0, 1);
        }
    return 1;
}

static const fulg_domain_ops_t fmpq_ops = {
    .name = "rational numbers",
    .init = q_init,
    .clear = q_clear,
    .rows = q_rows,
    .cols = q_cols,
    .zero = q_zero,
    .set = q_set,
    .add = q_add,
    .sub = q_sub,
    .mul = q_mul,
    .transpose = q_transpose,
    .scale = q_scale,
    .entry_mul = q_entry_mul,
    .entry_inv = q_entry_inv,
    .entry_rsqrt = q_entry_rsqrt,
    .entry_relu = q_entry_relu,
    .set_si = q_set_si,
    .set_fmpq = q_set_fmpq,
    .pack_row = q_pack_row,
    .equal = q_equal,
};

void
fulg_domain_init_fmpq(fulg_domain_t D)
{
    D->ops = &fmpq_ops;
    D->prime = 0;
    D->bits = 0;
    D->ctx = NULL;
    D->key = 0;
}
