#include <fulgurite/domain.h>

/* Matrices of polynomials over the rational numbers. */

static void
m_init(fulg_mat_t A, slong rows, slong cols, const fulg_domain_struct *D)
{
    const slong num = rows * cols;
    A->mpoly->num_rows = rows;
    A->mpoly->num_cols = cols;
    A->mpoly->ctx = D->ctx;
    A->mpoly->entry = flint_malloc(((size_t) num + 1) *
                                   sizeof(fmpq_mpoly_struct));
    for (slong k = 0; k < num; k++)
        fmpq_mpoly_init(&A->mpoly->entry[k], D->ctx);
}

static slong
m_count(const fulg_mat_struct *A)
{
    return A->mpoly->num_rows * A->mpoly->num_cols;
}

static void
m_clear(fulg_mat_t A)
{
    for (slong k = 0; k < m_count(A); k++)
        fmpq_mpoly_clear(&A->mpoly->entry[k], A->mpoly->ctx);
    flint_free(A->mpoly->entry);
}

static slong
m_rows(const fulg_mat_struct *A)
{
    return A->mpoly->num_rows;
}

static slong
m_cols(const fulg_mat_struct *A)
{
    return A->mpoly->num_cols;
}

static void
m_zero(fulg_mat_t A)
{
    for (slong k = 0; k < m_count(A); k++)
        fmpq_mpoly_zero(&A->mpoly->entry[k], A->mpoly->ctx);
}

static void
m_set(fulg_mat_t B, const fulg_mat_struct *A)
{
    for (slong k = 0; k < m_count(A); k++)
        fmpq_mpoly_set(&B->mpoly->entry[k], &A->mpoly->entry[k], A->mpoly->ctx);
}

static void
m_add(fulg_mat_t C, const fulg_mat_struct *A, const fulg_mat_struct *B,
      const fulg_domain_struct *D)
{
    for (slong k = 0; k < m_count(A); k++)
        fmpq_mpoly_add(&C->mpoly->entry[k], &A->mpoly->entry[k],
                       &B->mpoly->entry[k], D->ctx);
}

static void
m_sub(fulg_mat_t C, const fulg_mat_struct *A, const fulg_mat_struct *B,
      const fulg_domain_struct *D)
{
    for (slong k = 0; k < m_count(A); k++)
        fmpq_mpoly_sub(&C->mpoly->entry[k], &A->mpoly->entry[k],
                       &B->mpoly->entry[k], D->ctx);
}

/* f = (row of A)(column of B), with a place for products. */
static void
dot(fmpq_mpoly_t f, fmpq_mpoly_t product, const fulg_mat_struct *A, slong i,
    const fulg_mat_struct *B, slong j, const fmpq_mpoly_ctx_struct *ctx)
{
    fmpq_mpoly_zero(f, ctx);
    for (slong k = 0; k < m_cols(A); k++)
    {
        fmpq_mpoly_mul(product, fulg_domain_mpoly_mat_entry(A->mpoly, i, k),
                       fulg_domain_mpoly_mat_entry(B->mpoly, k, j), ctx);
        fmpq_mpoly_add(f, f, product, ctx);
    }
}

/* C may be A or B. */
static void
m_mul(fulg_mat_t C, const fulg_mat_struct *A, const fulg_mat_struct *B,
      const fulg_domain_struct *D)
{
    fulg_mat_t T;
    fmpq_mpoly_t product;
    m_init(T, m_rows(A), m_cols(B), D);
    fmpq_mpoly_init(product, D->ctx);
    for (slong i = 0; i < m_rows(A); i++)
        for (slong j = 0; j < m_cols(B); j++)
            dot(fulg_domain_mpoly_mat_entry(T->mpoly, i, j), product, A, i, B,
                j, D->ctx);
    fmpq_mpoly_clear(product, D->ctx);
    for (slong k = 0; k < m_count(T); k++)
        fmpq_mpoly_swap(&C->mpoly->entry[k], &T->mpoly->entry[k], D->ctx);
    m_clear(T);
}

/* B may be a square A. */
static void
m_transpose(fulg_mat_t B, const fulg_mat_struct *A)
{
    const fmpq_mpoly_ctx_struct *ctx = A->mpoly->ctx;
    for (slong i = 0; i < m_rows(A); i++)
        for (slong j = 0; j < m_cols(A); j++)
        {
            if (A != B)
                fmpq_mpoly_set(fulg_domain_mpoly_mat_entry(B->mpoly, j, i),
                               fulg_domain_mpoly_mat_entry(A->mpoly, i, j),
                               ctx);
            else if (i < j)
                fmpq_mpoly_swap(fulg_domain_mpoly_mat_entry(B->mpoly, j, i),
                                fulg_domain_mpoly_mat_entry(B->mpoly, i, j),
                                ctx);
        }
}

static void
m_scale(fulg_mat_t C, const fulg_mat_struct *A, slong n,
        const fulg_domain_struct *D)
{
    for (slong k = 0; k < m_count(A); k++)
        fmpq_mpoly_scalar_mul_si(&C->mpoly->entry[k], &A->mpoly->entry[k], n,
                                 D->ctx);
}

static void
m_entry_mul(fulg_mat_t C, const fulg_mat_struct *A, const fulg_mat_struct *B,
            const fulg_domain_struct *D)
{
    for (slong k = 0; k < m_count(A); k++)
        fmpq_mpoly_mul(&C->mpoly->entry[k], &A->mpoly->entry[k],
                       &B->mpoly->entry[k], D->ctx);
}

/* The units of a polynomial ring are the nonzero constants. */
static int
m_entry_inv(fulg_mat_t B, const fulg_mat_struct *A, const fulg_domain_struct *D)
{
    fmpq_t c;
    int units = 1;
    fmpq_init(c);
    for (slong k = 0; k < m_count(A) && units; k++)
    {
        units = fmpq_mpoly_is_fmpq(&A->mpoly->entry[k], D->ctx) &&
                !fmpq_mpoly_is_zero(&A->mpoly->entry[k], D->ctx);
        if (units)
        {
            fmpq_mpoly_get_fmpq(c, &A->mpoly->entry[k], D->ctx);
            fmpq_inv(c, c);
            fmpq_mpoly_set_fmpq(&B->mpoly->entry[k], c, D->ctx);
        }
    }
    fmpq_clear(c);
    return units;
}

static void
m_set_si(fulg_mat_t A, slong i, slong j, slong n)
{
    fmpq_mpoly_set_si(fulg_domain_mpoly_mat_entry(A->mpoly, i, j), n,
                      A->mpoly->ctx);
}

static int
m_set_fmpq(fulg_mat_t A, slong i, slong j, const fmpq_t x,
           const fulg_domain_struct *D)
{
    fmpq_mpoly_set_fmpq(fulg_domain_mpoly_mat_entry(A->mpoly, i, j), x, D->ctx);
    return 1;
}

static void
m_pack_row(fulg_mat_t T, slong row, slong col, const fulg_mat_struct *A)
{
    for (slong k = 0; k < m_count(A); k++)
        fmpq_mpoly_set(fulg_domain_mpoly_mat_entry(T->mpoly, row, col++),
                       &A->mpoly->entry[k], A->mpoly->ctx);
}

static int
m_equal(const fulg_mat_struct *A, const fulg_mat_struct *B)
{
    if (m_rows(A) != m_rows(B) || m_cols(A) != m_cols(B))
        return 0;
    for (slong k = 0; k < m_count(A); k++)
        if (!fmpq_mpoly_equal(&A->mpoly->entry[k], &B->mpoly->entry[k],
                              A->mpoly->ctx))
            return 0;
    return 1;
}

static const fulg_domain_ops_t mpoly_ops = {
    .name = "polynomials over the rational numbers",
    .init = m_init,
    .clear = m_clear,
    .rows = m_rows,
    .cols = m_cols,
    .zero = m_zero,
    .set = m_set,
    .add = m_add,
    .sub = m_sub,
    .mul = m_mul,
    .transpose = m_transpose,
    .scale = m_scale,
    .entry_mul = m_entry_mul,
    .entry_inv = m_entry_inv,
    .entry_exp = NULL,
    .set_si = m_set_si,
    .set_fmpq = m_set_fmpq,
    .pack_row = m_pack_row,
    .equal = m_equal,
};

void
fulg_domain_init_mpoly(fulg_domain_t D, const fmpq_mpoly_ctx_t ctx)
{
    D->ops = &mpoly_ops;
    D->prime = 0;
    D->bits = 0;
    D->ctx = ctx;
    D->key = 0;
}

fmpq_mpoly_struct *
fulg_domain_mpoly_mat_entry(const fulg_mpoly_mat_t A, slong i, slong j)
{
    return &A->entry[i * A->num_cols + j];
}
