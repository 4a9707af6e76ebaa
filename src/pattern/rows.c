#include "impl.h"

/* d = the least common denominator; x = numerators over it. */
static void
common_denominator(fmpz *x, fmpz_t d, const fmpq *y, slong num)
{
    fmpz_one(d);
    for (slong n = 0; n < num; n++)
        fmpz_lcm(d, d, fmpq_denref(y + n));
    for (slong n = 0; n < num; n++)
    {
        fmpz_divexact(x + n, d, fmpq_denref(y + n));
        fmpz_mul(x + n, x + n, fmpq_numref(y + n));
    }
}

static void
init_keys(fulg_pattern_rows_t *R, const fulg_pattern_model_struct *M)
{
    fmpz_mat_init(R->key, M->length, M->size);
    fmpz_one(R->common);
    for (slong j = 0; j < M->length; j++)
        for (slong t = 0; t < M->size; t++)
            fmpz_lcm(R->common, R->common,
                     fmpq_denref(fmpq_mat_entry(M->key, j, t)));
    for (slong j = 0; j < M->length; j++)
        for (slong t = 0; t < M->size; t++)
        {
            fmpz *x = fmpz_mat_entry(R->key, j, t);
            fmpz_divexact(x, R->common,
                          fmpq_denref(fmpq_mat_entry(M->key, j, t)));
            fmpz_mul(x, x, fmpq_numref(fmpq_mat_entry(M->key, j, t)));
        }
}

void
fulg_pattern_rows_init(fulg_pattern_rows_t *R,
                       const fulg_pattern_model_struct *M,
                       const fulg_pattern_struct *P)
{
    R->P = P;
    R->M = M;
    R->logit = _fmpz_vec_init(M->length);
    R->query = _fmpz_vec_init(M->size);
    fmpz_init(R->den);
    fmpz_init(R->common);
    R->product = NULL;
    R->combination = NULL;
    if (!M->has_frame)
    {
        init_keys(R, M);
        return;
    }
    R->product = flint_malloc((size_t) M->length * sizeof(slong));
    R->combination = _fmpz_vec_init(M->num);
    common_denominator(R->combination, R->common, M->combination, M->num);
}

void
fulg_pattern_rows_clear(fulg_pattern_rows_t *R)
{
    if (R->M->has_frame)
        _fmpz_vec_clear(R->combination, R->M->num);
    else
        fmpz_mat_clear(R->key);
    flint_free(R->product);
    _fmpz_vec_clear(R->logit, R->M->length);
    _fmpz_vec_clear(R->query, R->M->size);
    fmpz_clear(R->den);
    fmpz_clear(R->common);
}

/* Row i of (G G^T) B: most products of a Hadamard frame are 0. */
static void
set_frame(fulg_pattern_rows_t *R, slong i)
{
    const fulg_pattern_struct *P = R->P;
    fulg_pattern_frame_row(R->product, &R->M->frame[0], i);
    for (slong j = 0; j < P->length; j++)
        fmpz_zero(R->logit + j);
    for (slong l = 0; l < P->length; l++)
        for (slong n = P->start[l]; R->product[l] != 0 && n < P->start[l + 1];
             n++)
        {
            fmpz *S = R->logit + P->col[n];
            if (R->product[l] > 0)
                fmpz_addmul_ui(S, R->combination + n, (ulong) R->product[l]);
            else
                fmpz_submul_ui(S, R->combination + n, (ulong) -R->product[l]);
        }
    fmpz_set(R->den, R->common);
}

static void
set_products(fulg_pattern_rows_t *R, slong i)
{
    const fulg_pattern_model_struct *M = R->M;
    common_denominator(R->query, R->den, fmpq_mat_entry(M->query, i, 0),
                       M->size);
    for (slong j = 0; j < M->length; j++)
    {
        fmpz_zero(R->logit + j);
        for (slong t = 0; t < M->size; t++)
            fmpz_addmul(R->logit + j, R->query + t,
                        fmpz_mat_entry(R->key, j, t));
    }
    fmpz_mul(R->den, R->den, R->common);
}

void
fulg_pattern_rows_set(fulg_pattern_rows_t *R, slong i)
{
    if (R->M->has_frame)
        set_frame(R, i);
    else
        set_products(R, i);
    if (!fmpz_is_one(fmpq_numref(R->M->scale)))
        _fmpz_vec_scalar_mul_fmpz(R->logit, R->logit, R->M->length,
                                  fmpq_numref(R->M->scale));
    fmpz_mul(R->den, R->den, fmpq_denref(R->M->scale));
}
