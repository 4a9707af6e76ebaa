#include <fulgurite/domain.h>

/* Matrices of real balls: every operation encloses the exact result. */

static void
ball_init(fulg_mat_t A, slong rows, slong cols, const fulg_domain_struct *D)
{
    arb_mat_init(A->arb, rows, cols);
}

static void
ball_clear(fulg_mat_t A)
{
    arb_mat_clear(A->arb);
}

static slong
ball_rows(const fulg_mat_struct *A)
{
    return arb_mat_nrows(A->arb);
}

static slong
ball_cols(const fulg_mat_struct *A)
{
    return arb_mat_ncols(A->arb);
}

static void
ball_zero(fulg_mat_t A)
{
    arb_mat_zero(A->arb);
}

static void
ball_set(fulg_mat_t B, const fulg_mat_struct *A)
{
    arb_mat_set(B->arb, A->arb);
}

static void
ball_add(fulg_mat_t C, const fulg_mat_struct *A, const fulg_mat_struct *B,
         const fulg_domain_struct *D)
{
    arb_mat_add(C->arb, A->arb, B->arb, D->bits);
}

static void
ball_sub(fulg_mat_t C, const fulg_mat_struct *A, const fulg_mat_struct *B,
         const fulg_domain_struct *D)
{
    arb_mat_sub(C->arb, A->arb, B->arb, D->bits);
}

static void
ball_mul(fulg_mat_t C, const fulg_mat_struct *A, const fulg_mat_struct *B,
         const fulg_domain_struct *D)
{
    arb_mat_mul(C->arb, A->arb, B->arb, D->bits);
}

static void
ball_transpose(fulg_mat_t B, const fulg_mat_struct *A)
{
    arb_mat_transpose(B->arb, A->arb);
}

static void
ball_scale(fulg_mat_t C, const fulg_mat_struct *A, slong n,
           const fulg_domain_struct *D)
{
    arb_mat_scalar_mul_si(C->arb, A->arb, n, D->bits);
}

static void
ball_entry_mul(fulg_mat_t C, const fulg_mat_struct *A,
               const fulg_mat_struct *B, const fulg_domain_struct *D)
{
    arb_mat_mul_entrywise(C->arb, A->arb, B->arb, D->bits);
}

static int
ball_entry_inv(fulg_mat_t B, const fulg_mat_struct *A,
               const fulg_domain_struct *D)
{
    for (slong i = 0; i < ball_rows(A); i++)
        for (slong j = 0; j < ball_cols(A); j++)
        {
            if (arb_contains_zero(arb_mat_entry(A->arb, i, j)))
                return 0;
            arb_inv(arb_mat_entry(B->arb, i, j), arb_mat_entry(A->arb, i, j),
                    D->bits);
        }
    return 1;
}

static void
ball_entry_exp(fulg_mat_t B, const fulg_mat_struct *A,
               const fulg_domain_struct *D)
{
    for (slong i = 0; i < ball_rows(A); i++)
        for (slong j = 0; j < ball_cols(A); j++)
            arb_exp(arb_mat_entry(B->arb, i, j), arb_mat_entry(A->arb, i, j),
                    D->bits);
}

/* The row of the largest midpoint among the first n of column j. */
static slong
largest_row(const arb_mat_t A, slong j, slong n)
{
    slong best = 0;
    for (slong i = 1; i < n; i++)
        if (arf_cmp(arb_midref(arb_mat_entry(A, i, j)),
                    arb_midref(arb_mat_entry(A, best, j))) > 0)
            best = i;
    return best;
}

static void
ball_shift_columns(fulg_mat_t A, const fulg_mat_struct *key, int causal,
                   const fulg_domain_struct *D)
{
    const slong rows = ball_rows(A);
    arb_t x;
    arb_init(x);
    for (slong j = 0; j < ball_cols(A); j++)
    {
        const slong n = causal ? FLINT_MIN(j + 1, rows) : rows;
        const slong top = largest_row(key->arb, j, n);
        arb_set(x, arb_mat_entry(A->arb, top, j));
        for (slong i = 0; i < rows; i++)
            arb_sub(arb_mat_entry(A->arb, i, j), arb_mat_entry(A->arb, i, j),
                    x, D->bits);
        arb_zero(arb_mat_entry(A->arb, top, j));
    }
    arb_clear(x);
}

static void
ball_set_si(fulg_mat_t A, slong i, slong j, slong n)
{
    arb_set_si(arb_mat_entry(A->arb, i, j), n);
}

static int
ball_set_fmpq(fulg_mat_t A, slong i, slong j, const fmpq_t x,
              const fulg_domain_struct *D)
{
    arb_set_fmpq(arb_mat_entry(A->arb, i, j), x, D->bits);
    return 1;
}

static void
ball_pack_row(fulg_mat_t T, slong row, slong col, const fulg_mat_struct *A)
{
    for (slong i = 0; i < ball_rows(A); i++)
        for (slong j = 0; j < ball_cols(A); j++)
            arb_set(arb_mat_entry(T->arb, row, col++),
                    arb_mat_entry(A->arb, i, j));
}

static int
ball_equal(const fulg_mat_struct *A, const fulg_mat_struct *B)
{
    return arb_mat_equal(A->arb, B->arb);
}

static const fulg_domain_ops_t arb_ops = {
    .name = "real balls",
    .init = ball_init,
    .clear = ball_clear,
    .rows = ball_rows,
    .cols = ball_cols,
    .zero = ball_zero,
    .set = ball_set,
    .add = ball_add,
    .sub = ball_sub,
    .mul = ball_mul,
    .transpose = ball_transpose,
    .scale = ball_scale,
    .entry_mul = ball_entry_mul,
    .entry_inv = ball_entry_inv,
    .entry_exp = ball_entry_exp,
    .shift_columns = ball_shift_columns,
    .set_si = ball_set_si,
    .set_fmpq = ball_set_fmpq,
    .pack_row = ball_pack_row,
    .equal = ball_equal,
};

void
fulg_domain_init_arb(fulg_domain_t D, slong bits)
{
    D->ops = &arb_ops;
    D->prime = 0;
    D->bits = bits;
    D->ctx = NULL;
}
