#include "impl.h"

fulg_status_t
fulg_single_classify_av(fulg_single_class_t *answer, const fmpq_mat_t A,
                        const fmpq_mat_t V, slong head_dim, slong tokens,
                        fulg_diag_t diag)
{
    fulg_single_point_t P = {.d = fmpq_mat_nrows(A),
                             .d_out = fmpq_mat_nrows(V),
                             .head_dim = head_dim,
                             .tokens = tokens,
                             .rank_K = -1,
                             .rank_Q = -1,
                             .rank_KQ = -1};
    P.rank_A = fulg_rank_exact(NULL, NULL, A);
    P.rank_V = fulg_rank_exact(NULL, NULL, V);
    if (P.rank_A > head_dim)
        return fulg_diag_set(diag, FULG_DOMAIN,
                             "A has rank %ld, but head_dim is %ld",
                             (long) P.rank_A, (long) head_dim);
    if (tokens == 1)
    {
        fmpq_mat_t S;
        fmpq_mat_init(S, P.d, P.d);
        fulg_single_symmetric(S, A);
        fulg_rank_signature(&P.plus, &P.minus, S);
        P.rank_S = P.plus + P.minus;
        fmpq_mat_clear(S);
    }
    fulg_single_point_factors(&P, A, V);
    fulg_single_decide(answer, &P, FULG_SINGLE_IN_IMAGE);
    return FULG_OK;
}
