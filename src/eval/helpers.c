#include "impl.h"

/* Products of more terms are left to the domain. */
#define SMALL 16

/* How a factor stands in a product. */
typedef struct
{
    const fulg_mat_struct *mat;
    int transposed;
} factor_t;

static slong
row_step(const nmod_mat_struct *A)
{
    return A->r > 1 ? &nmod_mat_entry(A, 1, 0) - &nmod_mat_entry(A, 0, 0)
                    : A->c;
}

/* The sum of products of residues below 2^29, and of larger ones below 2^62.  NMOD_RED
   and NMOD2_RED2 would shift an int 0 by more than its bits. */
static ulong
dot_small(const ulong *x, slong x_step, const ulong *y, slong y_step, slong n,
          ulong sum, nmod_t mod)
{
    for (slong k = 0; k < n; k++, x += x_step, y += y_step)
        sum += *x * *y;
    NMOD_RED2(sum, UWORD(0), sum, mod);
    return sum;
}

static ulong
dot_large(const ulong *x, slong x_step, const ulong *y, slong y_step, slong n,
          ulong sum, nmod_t mod)
{
    ulong high = 0;
    for (slong k = 0; k < n; k++, x += x_step, y += y_step)
    {
        ulong hi, lo;
        umul_ppmm(hi, lo, *x, *y);
        add_ssaaaa(high, sum, high, sum, hi, lo);
    }
    NMOD_RED2(high, UWORD(0), high, mod);
    NMOD_RED2(sum, high, sum, mod);
    return sum;
}

/* C = A B, or C += A B, entry by entry without any matrix beside them: of residues with
   few terms, as they occur hundreds of times in the derivative of a small network, making
   matrices takes longer than multiplying them.  0 when it is not done. */
static int
multiply_small(fulg_mat_t C, factor_t A, factor_t B, int add,
               const fulg_domain_struct *D)
{
    const ulong p = D->prime;
    const nmod_mat_struct *a = A.mat->nmod, *b = B.mat->nmod;
    slong inner, a_row, a_col, b_row, b_col;
    if (p == 0 || p >= UWORD(1) << 62 || C == A.mat || C == B.mat)
        return 0;
    inner = A.transposed ? a->r : a->c;
    if (inner > SMALL - 1 || inner == 0 || a->c == 0 || b->c == 0)
        return 0;
    a_row = A.transposed ? 1 : row_step(a);
    a_col = A.transposed ? row_step(a) : 1;
    b_row = B.transposed ? 1 : row_step(b);
    b_col = B.transposed ? row_step(b) : 1;
    for (slong i = 0; i < C->nmod->r; i++)
        for (slong j = 0; j < C->nmod->c; j++)
        {
            const ulong *x = &nmod_mat_entry(a, 0, 0) + i * a_row;
            const ulong *y = &nmod_mat_entry(b, 0, 0) + j * b_col;
            ulong *c = &nmod_mat_entry(C->nmod, i, j);
            *c = (p <= UWORD(1) << 29 ? dot_small : dot_large)(
                x, a_col, y, b_row, inner, add ? *c : 0, C->nmod->mod);
        }
    return 1;
}

static void
transpose_init(fulg_mat_t At, const fulg_mat_struct *A,
               const fulg_domain_struct *D)
{
    D->ops->init(At, D->ops->cols(A), D->ops->rows(A), D);
    D->ops->transpose(At, A);
}

static void
multiply(fulg_mat_t C, factor_t A, factor_t B, const fulg_domain_struct *D)
{
    fulg_mat_t At, Bt;
    if (multiply_small(C, A, B, 0, D))
        return;
    if (A.transposed)
        transpose_init(At, A.mat, D);
    if (B.transposed)
        transpose_init(Bt, B.mat, D);
    D->ops->mul(C, A.transposed ? At : A.mat, B.transposed ? Bt : B.mat, D);
    if (A.transposed)
        D->ops->clear(At);
    if (B.transposed)
        D->ops->clear(Bt);
}

static void
add_multiple(fulg_mat_t C, factor_t A, factor_t B, const fulg_domain_struct *D)
{
    fulg_mat_t product;
    if (multiply_small(C, A, B, 1, D))
        return;
    D->ops->init(product, D->ops->rows(C), D->ops->cols(C), D);
    multiply(product, A, B, D);
    D->ops->add(C, C, product, D);
    D->ops->clear(product);
}

void
fulg_eval_mul_tn(fulg_mat_t C, const fulg_mat_struct *A,
                 const fulg_mat_struct *B, const fulg_domain_struct *D)
{
    multiply(C, (factor_t){A, 1}, (factor_t){B, 0}, D);
}

void
fulg_eval_mul_nt(fulg_mat_t C, const fulg_mat_struct *A,
                 const fulg_mat_struct *B, const fulg_domain_struct *D)
{
    multiply(C, (factor_t){A, 0}, (factor_t){B, 1}, D);
}

void
fulg_eval_addmul(fulg_mat_t C, const fulg_mat_struct *A,
                 const fulg_mat_struct *B, const fulg_domain_struct *D)
{
    add_multiple(C, (factor_t){A, 0}, (factor_t){B, 0}, D);
}

void
fulg_eval_addmul_tn(fulg_mat_t C, const fulg_mat_struct *A,
                    const fulg_mat_struct *B, const fulg_domain_struct *D)
{
    add_multiple(C, (factor_t){A, 1}, (factor_t){B, 0}, D);
}

void
fulg_eval_addmul_nt(fulg_mat_t C, const fulg_mat_struct *A,
                    const fulg_mat_struct *B, const fulg_domain_struct *D)
{
    add_multiple(C, (factor_t){A, 0}, (factor_t){B, 1}, D);
}

void
fulg_eval_ones(fulg_mat_t A, const fulg_domain_struct *D)
{
    for (slong i = 0; i < D->ops->rows(A); i++)
        for (slong j = 0; j < D->ops->cols(A); j++)
            D->ops->set_si(A, i, j, 1);
}

void
fulg_eval_spread_sums(fulg_mat_t A, const fulg_domain_struct *D)
{
    const slong t = D->ops->rows(A);
    fulg_mat_t ones, sums;
    D->ops->init(ones, t, t, D);
    D->ops->init(sums, t, D->ops->cols(A), D);
    fulg_eval_ones(ones, D);
    D->ops->mul(sums, ones, A, D);
    D->ops->set(A, sums);
    D->ops->clear(ones);
    D->ops->clear(sums);
}

void
fulg_eval_mask(fulg_mat_t A, const fulg_sublayer_struct *sub,
               const fulg_domain_struct *D)
{
    if (!sub->causal)
        return;
    for (slong k = 0; k < D->ops->rows(A); k++)
        for (slong j = 0; j < k; j++)
            D->ops->set_si(A, k, j, 0);
}

void
fulg_eval_power(fulg_mat_t y, const fulg_mat_struct *x, slong n,
                const fulg_domain_struct *D)
{
    fulg_mat_t base;
    D->ops->init(base, D->ops->rows(x), D->ops->cols(x), D);
    D->ops->set(base, x);
    fulg_eval_ones(y, D);
    for (; n > 0; n >>= 1)
    {
        if (n & 1)
            D->ops->entry_mul(y, y, base, D);
        if (n > 1)
            D->ops->entry_mul(base, base, base, D);
    }
    D->ops->clear(base);
}
