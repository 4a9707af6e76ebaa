#include "impl.h"

/* B = c X A Y; empty X and Y are the identity */
static void
sandwich(fmpq_mat_t B, const fmpq_t c, const fmpq_mat_t X, const fmpq_mat_t A,
         const fmpq_mat_t Y)
{
    fmpq_mat_t XA;
    if (fmpq_mat_is_empty(X))
        fmpq_mat_init_set(XA, A);
    else
        fulg_fiber_init_mul(XA, X, A);
    if (fmpq_mat_is_empty(Y))
        fmpq_mat_set(B, XA);
    else
        fmpq_mat_mul(B, XA, Y);
    fulg_fiber_place(B, 0, 0, B, c);
    fmpq_mat_clear(XA);
}

/* Y (initialised here) = X^-1, 0 (not initialised) when X is singular. */
static int
init_inverse(fmpq_mat_t Y, const fmpq_mat_t X)
{
    fmpq_mat_init(Y, fmpq_mat_nrows(X), fmpq_mat_ncols(X));
    if (fmpq_mat_is_empty(X) || fmpq_mat_inv(Y, X))
        return 1;
    fmpq_mat_clear(Y);
    return 0;
}

/* Head h of layer i, given the inverse of C_{i-1}; 0 when G, H or c is not
   invertible. */
static int
apply_head(fulg_weights_t Wp, const fulg_fiber_change_t change,
           const fulg_weights_t W, slong i, slong h, const fmpq_mat_t back)
{
    const slong place = change->first[i] + h, s = change->source[place];
    const fmpq *c = change->scale + place;
    fmpq_mat_t Ginv, Gt, Hinv;
    fmpq_t one, inverse;
    if (fmpq_is_zero(c) || !init_inverse(Ginv, &change->G[place]))
        return 0;
    if (!init_inverse(Hinv, &change->H[place]))
    {
        fmpq_mat_clear(Ginv);
        return 0;
    }
    fmpq_init(one);
    fmpq_one(one);
    fmpq_init(inverse);
    fmpq_inv(inverse, c);
    fulg_fiber_init_transpose(Gt, Ginv);
    sandwich(fulg_weights_mat(Wp, i, h, 'q')->fmpq, c, &change->G[place],
             fulg_weights_mat(W, i, s, 'q')->fmpq, back);
    sandwich(fulg_weights_mat(Wp, i, h, 'k')->fmpq, one, Gt,
             fulg_weights_mat(W, i, s, 'k')->fmpq, back);
    if (fulg_arch_has_value_dim(W->arch))
    {
        sandwich(fulg_weights_mat(Wp, i, h, 'o')->fmpq, inverse,
                 &change->C[i + 1], fulg_weights_mat(W, i, s, 'o')->fmpq, Hinv);
        sandwich(fulg_weights_mat(Wp, i, h, 'u')->fmpq, one, &change->H[place],
                 fulg_weights_mat(W, i, s, 'u')->fmpq, back);
    }
    else
        sandwich(fulg_weights_mat(Wp, i, h, 'v')->fmpq, inverse,
                 &change->C[i + 1], fulg_weights_mat(W, i, s, 'v')->fmpq, back);
    fmpq_mat_clear(Gt);
    fmpq_clear(inverse);
    fmpq_clear(one);
    fmpq_mat_clear(Hinv);
    fmpq_mat_clear(Ginv);
    return 1;
}

fulg_status_t
fulg_fiber_change_apply(fulg_weights_t Wp, const fulg_fiber_change_t change,
                        const fulg_weights_t W, fulg_diag_t diag)
{
    int invertible = 1;
    for (slong i = 0; i < W->arch->depth && invertible; i++)
    {
        fmpq_mat_t back;
        invertible = init_inverse(back, &change->C[i]);
        if (!invertible)
            break;
        for (slong h = 0; h < W->arch->sub[i].heads && invertible; h++)
            invertible = apply_head(Wp, change, W, i, h, back);
        fmpq_mat_clear(back);
    }
    if (!invertible)
        return fulg_diag_set(diag, FULG_DOMAIN,
                             "the change of parameters is not invertible");
    return FULG_OK;
}
