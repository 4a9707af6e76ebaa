/* Any bytes as a matrix in JSON, Matrix Market, .npy or .npz: refused with a
   sentence, or sound, and the same when it is written as JSON and read again.  What
   is small is decided for hidden size 1, and a model proved. */
#include <stdlib.h>
#include <string.h>

#include <fulgurite/fulgurite.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check(int good)
{
    if (!good)
        abort();
}

static void
check_sound(const fulg_pattern_t P)
{
    check(P->length >= 2 && P->length <= FULG_PATTERN_MAX_LENGTH &&
          P->start[0] == 0 && P->start[P->length] == P->num);
    for (slong i = 0; i < P->length; i++)
    {
        check(P->start[i] < P->start[i + 1]);
        for (slong n = P->start[i]; n < P->start[i + 1]; n++)
            check(P->col[n] >= 0 && P->col[n] < P->length &&
                  (n == P->start[i] || P->col[n - 1] < P->col[n]) &&
                  fmpq_sgn(P->value + n) > 0 &&
                  fmpq_is_canonical(P->value + n));
    }
}

static void
round_trip(const fulg_pattern_t P)
{
    json_t *value, *entries = json_array();
    fulg_pattern_t Q;
    fulg_diag_t diag;
    for (slong i = 0; i < P->length; i++)
        for (slong n = P->start[i]; n < P->start[i + 1]; n++)
        {
            char *text = fmpq_get_str(NULL, 10, P->value + n);
            json_array_append_new(entries,
                                  json_pack("[I, I, s]", (json_int_t) i + 1,
                                            (json_int_t) P->col[n] + 1, text));
            flint_free(text);
        }
    value = json_pack("{s:s, s:I, s:o}", "format", FULG_PATTERN_FORMAT,
                      "length", (json_int_t) P->length, "entries", entries);
    check(fulg_pattern_init_json(Q, value, diag) == FULG_OK &&
          Q->length == P->length && Q->num == P->num);
    for (slong n = 0; n < P->num; n++)
        check(Q->col[n] == P->col[n] && fmpq_equal(Q->value + n, P->value + n));
    fulg_pattern_clear(Q);
    json_decref(value);
}

static void
decide(const fulg_pattern_t P)
{
    fulg_pattern_model_t M;
    fulg_pattern_proof_t proof;
    fulg_diag_t diag;
    char reason[256];
    fmpq_t e1, e2;
    fmpq_init(e1);
    fmpq_init(e2);
    fmpq_set_si(e1, 1, 2);
    fmpq_set_si(e2, 2, 3);
    if (fulg_pattern_line(M, reason, P, e1, e2, NULL) == FULG_TRUE)
    {
        fulg_pattern_proof_init(&proof);
        check(fulg_pattern_prove(&proof, M, P, e1, e2, 0, 4096, NULL, diag) ==
                  FULG_OK &&
              proof.holds == FULG_TRUE);
        fulg_pattern_proof_clear(&proof);
        fulg_pattern_model_clear(M);
    }
    fmpq_clear(e1);
    fmpq_clear(e2);
}

/* Whether numbers are short, so that it takes no time. */
static int
is_small(const fulg_pattern_t P)
{
    int small = P->length <= 5;
    for (slong n = 0; small && n < P->num; n++)
        small = fmpz_bits(fmpq_numref(P->value + n)) <= 64 &&
                fmpz_bits(fmpq_denref(P->value + n)) <= 64;
    return small;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fulg_pattern_t P;
    fulg_diag_t diag;
    fulg_diag_init(diag);
    if (fulg_pattern_init_bytes(P, "x", data, size, diag) != FULG_OK)
    {
        check(diag->text[0] != '\0');
        return 0;
    }
    check_sound(P);
    if (P->num <= 2048)
        round_trip(P);
    if (is_small(P))
        decide(P);
    fulg_pattern_clear(P);
    return 0;
}
