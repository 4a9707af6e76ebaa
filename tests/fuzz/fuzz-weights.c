/* Any JSON as weights: refused with a sentence, or evaluated, written and read
   again to the same. */
#include <stdlib.h>

#include <fulgurite/fulgurite.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The output at X = all ones, mod a prime; whatever becomes of it. */
static void
evaluate(const fulg_weights_t W)
{
    fulg_weights_t V;
    fulg_domain_t D;
    fulg_diag_t diag;
    fulg_eval_tape_t T;
    fulg_mat_t X;
    fulg_domain_init_nmod(D, 101);
    if (W->arch->tokens > 20 || W->parameters > 1000 ||
        fulg_weights_init(V, W->arch, D, diag) != FULG_OK)
        return;
    D->ops->init(X, W->arch->width[0], W->arch->tokens, D);
    for (slong i = 0; i < W->arch->width[0]; i++)
        for (slong j = 0; j < W->arch->tokens; j++)
            D->ops->set_si(X, i, j, 1);
    fulg_eval_tape_init(T, V);
    if (fulg_weights_set_fmpq(V, W, diag) == FULG_OK &&
        fulg_eval_forward(T, V, X, diag) == FULG_PARSE)
        abort();
    fulg_eval_tape_clear(T, V);
    D->ops->clear(X);
    fulg_weights_clear(V);
}

static void
round_trip(const fulg_weights_t W)
{
    fulg_weights_t back;
    fulg_diag_t diag;
    json_t *value = fulg_weights_json(W);
    if (fulg_weights_init_json(back, value, diag) != FULG_OK)
        abort();
    for (slong b = 0; b < W->num; b++)
        if (!fmpq_mat_equal(W->mat[b].fmpq, back->mat[b].fmpq))
            abort();
    fulg_weights_clear(back);
    json_decref(value);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    json_t *value = json_loadb((const char *) data, size,
                               JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, NULL);
    fulg_weights_t W;
    fulg_diag_t diag;
    fulg_status_t status;
    fulg_diag_init(diag);
    if (value == NULL)
        return 0;
    status = fulg_weights_init_json(W, value, diag);
    if (status == FULG_OK)
    {
        evaluate(W);
        round_trip(W);
        fulg_weights_clear(W);
    }
    else if (diag->text[0] == '\0')
        abort();
    json_decref(value);
    return 0;
}
