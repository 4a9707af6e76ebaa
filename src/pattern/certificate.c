#include "impl.h"

static json_t *
matrix_json(const fulg_pattern_struct *P, const fmpq *value)
{
    json_t *list = json_array();
    for (slong i = 0; i < P->length; i++)
        for (slong n = P->start[i]; n < P->start[i + 1]; n++)
        {
            json_t *entry = json_array();
            json_array_append_new(entry, json_integer(i + 1));
            json_array_append_new(entry, json_integer(P->col[n] + 1));
            json_array_append_new(entry, fulg_exact_json_fmpq(value + n));
            json_array_append_new(list, entry);
        }
    return list;
}

/* Signs as text: "+--+"; symbols as lists, a number for every block. */
static json_t *
frame_json(const fulg_pattern_frame_t F)
{
    json_t *rows = json_array(), *frame;
    char *text = flint_malloc((size_t) F->size + 1);
    for (slong i = 0; i < F->length; i++)
    {
        json_t *row;
        if (F->kind == FULG_PATTERN_SIGNS)
        {
            for (slong t = 0; t < F->size; t++)
                text[t] = fulg_pattern_frame_entry(F, i, t) > 0 ? '+' : '-';
            text[F->size] = '\0';
            row = json_string(text);
        }
        else
        {
            row = json_array();
            for (slong b = 0; b < F->blocks; b++)
                json_array_append_new(
                    row, json_integer(F->symbol[i * F->blocks + b]));
        }
        json_array_append_new(rows, row);
    }
    flint_free(text);
    if (F->kind == FULG_PATTERN_SIGNS)
        return json_pack("{s:o}", "signs", rows);
    frame = json_pack("{s:o}", "symbols", rows);
    json_object_set_new(frame, "alphabet", json_integer(F->alphabet));
    return frame;
}

static void
set_digest(json_t *certificate)
{
    char digest[FULG_EXACT_DIGEST_SIZE];
    fulg_exact_digest(digest, certificate);
    json_object_set_new(certificate, "digest", json_string(digest));
}

static json_t *
head(const char *claim, slong length, const fmpq_t e1, const fmpq_t e2)
{
    json_t *c = json_object();
    json_object_set_new(c, "format",
                        json_string("fulgurite-pattern-certificate/1"));
    json_object_set_new(c, "claim", json_string(claim));
    json_object_set_new(c, "length", json_integer(length));
    json_object_set_new(c, "e1", fulg_exact_json_fmpq(e1));
    json_object_set_new(c, "e2", fulg_exact_json_fmpq(e2));
    return c;
}

json_t *
fulg_pattern_certificate_json(const fulg_pattern_model_t M,
                              const fulg_pattern_proof_t *proof,
                              const fulg_pattern_t P, const fmpq_t e1,
                              const fmpq_t e2)
{
    json_t *c = head("matrix", P->length, e1, e2);
    json_object_set_new(c, "matrix", matrix_json(&P[0], P->value));
    json_object_set_new(c, "hidden_size", json_integer(M->size));
    json_object_set_new(c, "scale", fulg_exact_json_fmpq(M->scale));
    if (M->has_frame)
    {
        json_object_set_new(c, "queries", frame_json(M->frame));
        json_object_set_new(c, "keys",
                            json_pack("{s:o}", "combination",
                                      matrix_json(&P[0], M->combination)));
    }
    else
    {
        json_object_set_new(
            c, "queries",
            json_pack("{s:o}", "rows", fulg_weights_mat_json(M->query)));
        json_object_set_new(
            c, "keys",
            json_pack("{s:o}", "rows", fulg_weights_mat_json(M->key)));
    }
    json_object_set_new(c, "spread", fulg_exact_json_fmpq(proof->spread));
    set_digest(c);
    return c;
}

json_t *
fulg_pattern_class_json(const fulg_pattern_class_t *C,
                        const fulg_pattern_options_t *options)
{
    json_t *c = head("class", C->length, options->e1, options->e2);
    json_object_set_new(c, "column_nonzeros", json_integer(C->k));
    json_object_set_new(c, "ratio", fulg_exact_json_fmpq(C->gamma));
    json_object_set_new(c, "hidden_size", json_integer(C->size));
    json_object_set_new(c, "queries", frame_json(C->frame));
    json_object_set_new(c, "mu", fulg_exact_json_fmpq(C->mu));
    json_object_set_new(c, "beta", fulg_exact_json_fmpq(C->beta));
    set_digest(c);
    return c;
}
