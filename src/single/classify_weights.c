#include "impl.h"

/* W = (K above Q) has rank u; S = W^T J W with J of signature (a,a).  The u
   pivot columns of W give a u x u form of the same rank and signature; for u =
   2a it is J itself. */
static void
set_symmetric_part(fulg_single_point_t *P, const fmpq_mat_t K,
                   const fmpq_mat_t Q)
{
    const slong a = P->head_dim, d = P->d;
    slong *col = flint_malloc((size_t) (d + 1) * sizeof(slong));
    fmpq_mat_t both, key, query, keyt, product;
    slong u;
    fmpq_mat_init(both, 2 * a, d);
    fmpq_mat_concat_vertical(both, K, Q);
    u = P->rank_KQ = fulg_rank_exact(NULL, col, both);
    fmpq_mat_clear(both);
    P->plus = P->minus = a;
    if (u < 2 * a)
    {
        fmpq_mat_init(key, a, u);
        fmpq_mat_init(query, a, u);
        fmpq_mat_init(keyt, u, a);
        fmpq_mat_init(product, u, u);
        for (slong i = 0; i < a; i++)
            for (slong j = 0; j < u; j++)
            {
                fmpq_set(fmpq_mat_entry(key, i, j),
                         fmpq_mat_entry(K, i, col[j]));
                fmpq_set(fmpq_mat_entry(query, i, j),
                         fmpq_mat_entry(Q, i, col[j]));
            }
        fmpq_mat_transpose(keyt, key);
        fmpq_mat_mul(product, keyt, query);
        fmpq_mat_transpose(product, product);
        fmpq_mat_clear(key);
        fmpq_mat_init(key, u, u);
        fulg_single_symmetric(key, product);
        fulg_rank_signature(&P->plus, &P->minus, key);
        fmpq_mat_clear(key);
        fmpq_mat_clear(query);
        fmpq_mat_clear(keyt);
        fmpq_mat_clear(product);
    }
    P->rank_S = P->plus + P->minus;
    flint_free(col);
}

static void
set_point(fulg_single_point_t *P, const fmpq_mat_t K, const fmpq_mat_t Q,
          const fmpq_mat_t V)
{
    fmpq_mat_t Kt;
    fmpq_mat_init(Kt, P->d, P->head_dim);
    fmpq_mat_transpose(Kt, K);
    P->rank_A = fulg_rank_product(&P->rank_K, &P->rank_Q, Kt, Q);
    P->rank_V = fulg_rank_exact(NULL, NULL, V);
    if (P->tokens == 1)
        set_symmetric_part(P, K, Q);
    /* The product of all of K and Q is needed for products of linear forms
       alone. */
    if (P->rank_V == 1 &&
        (P->rank_A == 1 || (P->tokens == 1 && P->rank_S <= 2)))
    {
        fmpq_mat_t A;
        fmpq_mat_init(A, P->d, P->d);
        fmpq_mat_mul(A, Kt, Q);
        fulg_single_point_factors(P, A, V);
        fmpq_mat_clear(A);
    }
    fmpq_mat_clear(Kt);
}

fulg_status_t
fulg_single_classify_weights(fulg_single_class_t *answer,
                             const fulg_weights_t W, fulg_diag_t diag)
{
    const fulg_arch_struct *arch = W->arch;
    fulg_single_point_t P = {.rank_A = 0};
    fulg_status_t status = fulg_function_check_single(arch, diag);
    if (status != FULG_OK)
        return status;
    if (fulg_arch_has_value_dim(arch))
        return fulg_diag_set(diag, FULG_UNABLE,
                             "a value matrix V = O U of bounded rank is not "
                             "covered; give V in full, without value_dim");
    P.d = arch->width[0];
    P.d_out = arch->width[1];
    P.head_dim = arch->sub[0].head_dim;
    P.tokens = arch->tokens;
    set_point(&P, fulg_weights_mat(W, 0, 0, 'k')->fmpq,
              fulg_weights_mat(W, 0, 0, 'q')->fmpq,
              fulg_weights_mat(W, 0, 0, 'v')->fmpq);
    fulg_single_decide(answer, &P, FULG_SINGLE_IN_IMAGE);
    return FULG_OK;
}
