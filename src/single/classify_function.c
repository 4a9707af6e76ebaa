#include "impl.h"

/* The numbers of a function with weights; those of a ghost point are over C. */
static void
set_point(fulg_single_point_t *P, fulg_single_recovery_t *R)
{
    const fulg_single_weights_t *W = &R->weights[0];
    P->rank_V = R->rank_V;
    P->rank_A = W->rank_A;
    P->parallel = R->parallel;
    if (R->tokens > 1)
        return;
    P->rank_A = -1;
    /* a real family, if there is one: its signature is that of a real S */
    for (slong n = 0; n < R->num; n++)
        if (R->weights[n].field.real_roots > 0)
            W = &R->weights[n];
    P->rank_S = W->rank_S;
    P->plus = W->plus;
    P->minus = W->minus;
    /* Over a field of degree 2 or 3 the value form is no factor of S: it would
       be a multiple of its conjugate. */
    if (W->field.degree == 1 && P->rank_V == 1)
    {
        fmpq_mat_t S;
        fmpq_mat_init(S, P->d, P->d);
        fulg_single_symmetric(S, W->A);
        fulg_single_point_factors(P, S, W->V);
        fmpq_mat_clear(S);
    }
}

fulg_status_t
fulg_single_classify_function(fulg_single_class_t *answer,
                              const fulg_function_t F, slong head_dim,
                              fulg_diag_t diag)
{
    fulg_single_recovery_t R;
    fulg_single_point_t P = {.d = F->d,
                             .d_out = F->d_out,
                             .head_dim = head_dim,
                             .tokens = F->tokens,
                             .rank_K = -1,
                             .rank_Q = -1,
                             .rank_KQ = -1};
    if (head_dim < 1)
        return fulg_diag_set(diag, FULG_DOMAIN, "head_dim must be positive");
    fulg_single_recover(&R, F, head_dim);
    if (R.place == FULG_SINGLE_OUTSIDE)
        fulg_single_decide_outside(answer, &P, R.why);
    else
    {
        if (!R.zero)
            set_point(&P, &R);
        fulg_single_decide(answer, &P, R.place);
    }
    fulg_single_recovery_clear(&R);
    return FULG_OK;
}
