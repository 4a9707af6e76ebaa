#include "impl.h"

#define MAX_ENTRIES (WORD(1) << 24)

typedef struct
{
    fmpq_mat_struct *X;
    slong size;
} target_t;

static void
take_key(void *data, slong j, const fmpz *key, const fmpz_t den)
{
    const target_t *target = data;
    for (slong t = 0; t < target->size; t++)
    {
        fmpq *x = fmpq_mat_entry(target->X, target->size + t, j);
        fmpz_set(fmpq_numref(x), key + t);
        fmpz_set(fmpq_denref(x), den);
        fmpq_canonicalise(x);
    }
}

/* Column j is (query_j, key_j, e_j). */
static void
set_tokens(fmpq_mat_t X, const fulg_pattern_model_t M, const fulg_pattern_t P)
{
    target_t target = {&X[0], M->size};
    for (slong j = 0; j < M->length; j++)
    {
        fmpq_set_si(fmpq_mat_entry(X, 2 * M->size + j, j), 1, 1);
        for (slong t = 0; t < M->size; t++)
        {
            fmpq *query = fmpq_mat_entry(X, t, j);
            if (M->has_frame)
                fmpq_set_si(query, fulg_pattern_frame_entry(M->frame, j, t), 1);
            else
            {
                fmpq_set(query, fmpq_mat_entry(M->query, j, t));
                fmpq_set(fmpq_mat_entry(X, M->size + t, j),
                         fmpq_mat_entry(M->key, j, t));
            }
        }
    }
    if (M->has_frame)
        fulg_pattern_frame_keys(take_key, &target, &M[0], &P[0]);
}

static void
set_parameters(fulg_weights_t W, const fulg_pattern_model_t M)
{
    fmpq_mat_struct *Q = fulg_weights_mat(W, 0, 0, 'q')->fmpq;
    fmpq_mat_struct *K = fulg_weights_mat(W, 0, 0, 'k')->fmpq;
    fmpq_mat_struct *V = fulg_weights_mat(W, 0, 0, 'v')->fmpq;
    for (slong t = 0; t < M->size; t++)
    {
        fmpq_set_si(fmpq_mat_entry(Q, t, t), 1, 1);
        fmpq_set(fmpq_mat_entry(K, t, M->size + t), M->scale);
    }
    for (slong j = 0; j < M->length; j++)
        fmpq_set_si(fmpq_mat_entry(V, j, 2 * M->size + j), 1, 1);
}

fulg_status_t
fulg_pattern_model_weights(fulg_weights_t W, fmpq_mat_t X,
                           const fulg_pattern_model_t M, const fulg_pattern_t P,
                           fulg_diag_t diag)
{
    const slong width = 2 * M->size + M->length;
    fulg_arch_t arch;
    fulg_domain_t Q;
    fulg_status_t status;
    json_t *value;
    if (width > MAX_ENTRIES / FLINT_MAX(M->length, M->size))
        return fulg_diag_set(
            diag, FULG_UNABLE,
            "tokens of %ld entries, %ld of them, are too large "
            "to be written out (limit: 2^24 entries)",
            (long) width, (long) M->length);
    fulg_domain_init_fmpq(Q);
    value = json_pack("{s:s, s:[I, I], s:[I], s:I, s:s}", "format",
                      FULG_ARCH_FORMAT, "widths", (json_int_t) width,
                      (json_int_t) M->length, "head_dim", (json_int_t) M->size,
                      "tokens", (json_int_t) M->length, "norm", "softmax");
    status = fulg_arch_init_json(arch, value, diag);
    json_decref(value);
    if (status != FULG_OK)
        return status;
    status = fulg_weights_init(W, arch, Q, diag);
    fulg_arch_clear(arch);
    if (status != FULG_OK)
        return status;
    set_parameters(W, M);
    fmpq_mat_init(X, width, M->length);
    set_tokens(X, M, P);
    return FULG_OK;
}
