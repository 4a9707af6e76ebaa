#include <fulgurite/check.h>

/* The side up to which a d x d matrix is formed. */
#define MAX_SQUARE 128

/* The rows of A over those of B. */
static void
stack(arb_mat_t C, const arb_mat_t A, const arb_mat_t B)
{
    const slong a = arb_mat_nrows(A), b = arb_mat_nrows(B);
    arb_mat_init(C, a + b, arb_mat_ncols(A));
    for (slong i = 0; i < a + b; i++)
        for (slong j = 0; j < arb_mat_ncols(A); j++)
            arb_set(arb_mat_entry(C, i, j), i < a ? arb_mat_entry(A, i, j)
                                                  : arb_mat_entry(B, i - a, j));
}

static slong
rank_lower(const arb_mat_t A, const fulg_check_options_t *options)
{
    fulg_check_matrix_t M;
    slong rank;
    fulg_check_matrix_init(M);
    fulg_check_matrix(M, A, options);
    rank = M->rank_lower;
    fulg_check_matrix_clear(M);
    return rank;
}

static slong
stacked_rank(const arb_mat_t A, const arb_mat_t B,
             const fulg_check_options_t *options)
{
    arb_mat_t C;
    slong rank;
    stack(C, A, B);
    rank = rank_lower(C, options);
    arb_mat_clear(C);
    return rank;
}

/* B^T A, initialised here. */
static void
mul_tn(arb_mat_t C, const arb_mat_t B, const arb_mat_t A, slong bits)
{
    arb_mat_t T;
    arb_mat_init(T, arb_mat_ncols(B), arb_mat_nrows(B));
    arb_mat_transpose(T, B);
    arb_mat_init(C, arb_mat_ncols(B), arb_mat_ncols(A));
    arb_mat_mul(C, T, A, bits);
    arb_mat_clear(T);
}

/* Rows of A^T are multiples of k, those of V of v: together of rank 2 unless k and
   v are parallel or some rank is above one. */
static int
is_apart(const arb_mat_t K, const arb_mat_t Q, const arb_mat_t V,
         const fulg_check_options_t *options)
{
    arb_mat_t A;
    int apart;
    if (arb_mat_ncols(K) > MAX_SQUARE)
        return 0;
    mul_tn(A, Q, K, options->max_bits);
    apart = stacked_rank(A, V, options) >= 2;
    arb_mat_clear(A);
    return apart;
}

/* S is formed where it is small; else the stacked rank has to do. */
static slong
sym_rank(const arb_mat_t K, const arb_mat_t Q,
         const fulg_check_options_t *options)
{
    arb_mat_t A, S;
    slong rank;
    if (arb_mat_ncols(K) > MAX_SQUARE)
        return 0;
    mul_tn(A, Q, K, options->max_bits);
    mul_tn(S, K, Q, options->max_bits);
    arb_mat_add(S, S, A, options->max_bits);
    rank = rank_lower(S, options);
    arb_mat_clear(A);
    arb_mat_clear(S);
    return rank;
}

/* What needs two matrices at once. */
static fulg_status_t
set_joint(fulg_check_point_t *p, const fulg_check_network_t N,
          const fulg_check_options_t *options, fulg_diag_t diag)
{
    static const char kinds[] = "kqv";
    fulg_floats_view_t view;
    arb_mat_t mat[3];
    fulg_status_t status = FULG_OK;
    int num = 0;
    fulg_floats_view_init(view);
    for (; num < (p->tokens == 1 ? 2 : 3); num++)
    {
        status = fulg_check_network_matrix(mat[num], view, N, 0, 0, kinds[num],
                                           diag);
        if (status != FULG_OK)
            break;
    }
    if (status == FULG_OK && p->tokens == 1)
    {
        p->rank_KQ = stacked_rank(mat[0], mat[1], options);
        p->rank_S = sym_rank(mat[0], mat[1], options);
    }
    else if (status == FULG_OK)
        p->apart = is_apart(mat[0], mat[1], mat[2], options);
    while (num-- > 0)
        arb_mat_clear(mat[num]);
    fulg_floats_view_clear(view);
    return status;
}

fulg_status_t
fulg_check_point(fulg_check_point_t *p, const fulg_check_network_t N,
                 const fulg_check_head_t H, const fulg_check_options_t *options,
                 fulg_diag_t diag)
{
    *p = (fulg_check_point_t){.d = N->arch->width[0],
                              .d_out = N->arch->width[1],
                              .head_dim = N->arch->sub[0].head_dim,
                              .tokens = N->arch->tokens};
    p->rank_A = fulg_check_head_part(H, 'A')->rank_lower;
    p->rank_V = fulg_check_head_part(H, 'V')->rank_lower;
    p->rank_K = fulg_check_head_part(H, 'K')->rank_lower;
    p->rank_Q = fulg_check_head_part(H, 'Q')->rank_lower;
    if (p->tokens == 1 || (p->rank_A == 1 && p->rank_V == 1))
        return set_joint(p, N, options, diag);
    return FULG_OK;
}
