#include "impl.h"

#define MAX_HEADS (WORD(1) << 40)

void
fulg_optimize_heads_init(fulg_optimize_heads_t P, slong num, slong tokens,
                         slong dim)
{
    P->num = P->total = num;
    P->tokens = tokens;
    P->dim = dim;
    P->copies = flint_malloc((size_t) num * sizeof *P->copies);
    P->U = flint_malloc((size_t) num * sizeof *P->U);
    P->W = flint_malloc((size_t) num * sizeof *P->W);
    for (slong g = 0; g < num; g++)
    {
        P->copies[g] = 1;
        fmpq_mat_init(&P->U[g], tokens, dim);
        fmpq_mat_init(&P->W[g], dim, dim);
    }
}

void
fulg_optimize_heads_clear(fulg_optimize_heads_t P)
{
    for (slong g = 0; g < P->num; g++)
    {
        fmpq_mat_clear(&P->U[g]);
        fmpq_mat_clear(&P->W[g]);
    }
    flint_free(P->copies);
    flint_free(P->U);
    flint_free(P->W);
}

void
fulg_optimize_heads_set(fulg_optimize_heads_t P, const fulg_optimize_heads_t Q)
{
    if (P == Q)
        return;
    fulg_optimize_heads_clear(P);
    fulg_optimize_heads_init(P, Q->num, Q->tokens, Q->dim);
    P->total = Q->total;
    for (slong g = 0; g < Q->num; g++)
    {
        P->copies[g] = Q->copies[g];
        fmpq_mat_set(&P->U[g], &Q->U[g]);
        fmpq_mat_set(&P->W[g], &Q->W[g]);
    }
}

fulg_status_t
fulg_optimize_heads_init_zero(fulg_optimize_heads_t P, slong total,
                              slong tokens, slong dim, fulg_diag_t diag)
{
    if (total < 1 || total > MAX_HEADS)
        return fulg_diag_set(diag, total < 1 ? FULG_PARSE : FULG_UNABLE,
                             "%ld heads; expected 1 to %ld", (long) total,
                             (long) MAX_HEADS);
    fulg_optimize_heads_init(P, 1, tokens, dim);
    P->copies[0] = P->total = total;
    return FULG_OK;
}

fulg_status_t
fulg_optimize_heads_repeat(fulg_optimize_heads_t P, slong total,
                           fulg_diag_t diag)
{
    const slong times = total / P->total;
    fulg_optimize_heads_t R;
    if (total < 1 || total % P->total != 0 || total > MAX_HEADS)
        return fulg_diag_set(
            diag, FULG_PARSE,
            "%ld heads are not a multiple of the %ld given ones", (long) total,
            (long) P->total);
    if (P->num == 1)
    {
        P->copies[0] = P->total = total;
        return FULG_OK;
    }
    fulg_optimize_heads_init(R, P->num * times, P->tokens, P->dim);
    for (slong g = 0; g < R->num; g++)
    {
        R->copies[g] = P->copies[g % P->num];
        fmpq_mat_set(&R->U[g], &P->U[g % P->num]);
        fmpq_mat_set(&R->W[g], &P->W[g % P->num]);
    }
    R->total = total;
    fulg_optimize_heads_clear(P);
    *P = *R;
    return FULG_OK;
}

/* s += copies |A - B|^2 */
static void
add_distance(fmpq_t s, const fmpq_mat_t A, const fmpq_mat_t B, slong copies)
{
    fmpq_t x, n;
    fmpq_init(x);
    fmpq_init(n);
    fmpq_set_si(n, copies, 1);
    for (slong i = 0; i < fmpq_mat_nrows(A); i++)
        for (slong j = 0; j < fmpq_mat_ncols(A); j++)
        {
            fmpq_sub(x, fmpq_mat_entry(A, i, j), fmpq_mat_entry(B, i, j));
            fmpq_mul(x, x, x);
            fmpq_addmul(s, x, n);
        }
    fmpq_clear(x);
    fmpq_clear(n);
}

void
fulg_optimize_heads_distance_squared(fmpq_t d, const fulg_optimize_heads_t P,
                                     const fulg_optimize_heads_t Q)
{
    slong p = 0, q = 0, in_p = P->copies[0], in_q = Q->copies[0];
    fmpq_zero(d);
    /* the common refinement of both groupings */
    while (p < P->num && q < Q->num)
    {
        const slong both = FLINT_MIN(in_p, in_q);
        add_distance(d, &P->U[p], &Q->U[q], both);
        add_distance(d, &P->W[p], &Q->W[q], both);
        in_p -= both;
        in_q -= both;
        if (in_p == 0 && ++p < P->num)
            in_p = P->copies[p];
        if (in_q == 0 && ++q < Q->num)
            in_q = Q->copies[q];
    }
}

void
fulg_optimize_heads_readout_squared(fmpq_t r, const fulg_optimize_heads_t P)
{
    fmpq_mat_t zero;
    fmpq_t s;
    fmpq_init(s);
    fmpq_mat_init(zero, P->tokens, P->dim);
    fmpq_zero(r);
    for (slong g = 0; g < P->num; g++)
    {
        fmpq_zero(s);
        add_distance(s, &P->U[g], zero, 1);
        if (fmpq_cmp(s, r) > 0)
            fmpq_set(r, s);
    }
    fmpq_mat_clear(zero);
    fmpq_clear(s);
}
