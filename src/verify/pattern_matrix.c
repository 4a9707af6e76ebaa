#include <stdio.h>

#include "pattern.h"

/* Rows of logits that are multiplied at once. */
#define BLOCK 16

typedef struct
{
    fulg_verify_sparse_t A, B; /* B: combinations, for signs and symbols */
    fulg_verify_queries_t G;
    int has_key;
    fmpq_mat_t key;   /* d x L: keys as columns */
    fmpq_mat_t logit; /* BLOCK x L */
    fmpq_t scale, spread;
    const fulg_verify_claim_t *claim;
} certificate_t;

/* ---- logits ---- */

/* Rows i .. i + num - 1 of scale times queries times keys. */
static void
multiply_rows(certificate_t *C, slong i, slong num)
{
    fmpq_mat_t some, product;
    fmpq_mat_init(some, num, C->G.size);
    fmpq_mat_init(product, num, C->A.length);
    for (slong r = 0; r < num; r++)
        for (slong t = 0; t < C->G.size; t++)
            fmpq_set(fmpq_mat_entry(some, r, t),
                     fmpq_mat_entry(C->G.row, i + r, t));
    fmpq_mat_mul(product, some, C->key);
    for (slong r = 0; r < num; r++)
        for (slong j = 0; j < C->A.length; j++)
            fmpq_mul(fmpq_mat_entry(C->logit, r, j),
                     fmpq_mat_entry(product, r, j), C->scale);
    fmpq_mat_clear(some);
    fmpq_mat_clear(product);
}

/* The same for keys that are combinations of queries: G (B^T G)^T = (G G^T) B, the
   entries of B over their common denominator. */
static void
combine_row(fmpq *S, certificate_t *C, const fmpz *numerator,
            const fmpz_t denominator, slong i)
{
    const slong length = C->A.length;
    fmpz *sum = _fmpz_vec_init(length);
    for (slong l = 0; l < length; l++)
    {
        const slong product = fulg_verify_query_product(&C->G, i, l);
        for (slong n = C->B.start[l]; product != 0 && n < C->B.start[l + 1];
             n++)
        {
            fmpz *x = sum + C->B.col[n];
            if (product > 0)
                fmpz_addmul_ui(x, numerator + n, (ulong) product);
            else
                fmpz_submul_ui(x, numerator + n, (ulong) -product);
        }
    }
    for (slong j = 0; j < length; j++)
    {
        fmpz_set(fmpq_numref(S + j), sum + j);
        fmpz_set(fmpq_denref(S + j), denominator);
        fmpq_canonicalise(S + j);
        fmpq_mul(S + j, S + j, C->scale);
    }
    _fmpz_vec_clear(sum, length);
}

static int
check_rows(fmpq_t spread, certificate_t *C, fulg_verify_why_t *why)
{
    for (slong i = 0; i < C->A.length; i += BLOCK)
    {
        const slong num = C->A.length - i < BLOCK ? C->A.length - i : BLOCK;
        multiply_rows(C, i, num);
        for (slong r = 0; r < num; r++)
            if (!fulg_verify_pattern_row(spread, fmpq_mat_entry(C->logit, r, 0),
                                         &C->A, C->claim, i + r, why))
                return 0;
    }
    return 1;
}

static int
check_combinations(fmpq_t spread, certificate_t *C, fulg_verify_why_t *why)
{
    fmpz *numerator = _fmpz_vec_init(C->B.num);
    fmpz_t denominator;
    int good = 1;
    fmpz_init_set_ui(denominator, 1);
    for (slong n = 0; n < C->B.num; n++)
        fmpz_lcm(denominator, denominator, fmpq_denref(C->B.value + n));
    for (slong n = 0; n < C->B.num; n++)
    {
        fmpz_divexact(numerator + n, denominator, fmpq_denref(C->B.value + n));
        fmpz_mul(numerator + n, numerator + n, fmpq_numref(C->B.value + n));
    }
    for (slong i = 0; good && i < C->A.length; i++)
    {
        fmpq *S = fmpq_mat_entry(C->logit, 0, 0);
        combine_row(S, C, numerator, denominator, i);
        good = fulg_verify_pattern_row(spread, S, &C->A, C->claim, i, why);
    }
    fmpz_clear(denominator);
    _fmpz_vec_clear(numerator, C->B.num);
    return good;
}

/* ---- the certificate ---- */

static int
read_keys(certificate_t *C, const json_t *keys, fulg_verify_why_t *why)
{
    static const char *const rows[] = {"rows", NULL};
    static const char *const combination[] = {"combination", NULL};
    fmpq_mat_t key;
    int good;
    if (C->G.kind != FULG_VERIFY_ROWS)
        return fulg_verify_keys(keys, combination, "keys", why) &&
               fulg_verify_sparse_init(&C->B,
                                       json_object_get(keys, "combination"),
                                       C->A.length, 0, "combination", why);
    if (!fulg_verify_keys(keys, rows, "keys", why))
        return 0;
    fmpq_mat_init(key, C->A.length, C->G.size);
    good = fulg_verify_rows(key, json_object_get(keys, "rows"), "keys", why);
    fmpq_mat_init(C->key, C->G.size, C->A.length);
    fmpq_mat_transpose(C->key, key);
    C->has_key = 1;
    fmpq_mat_clear(key);
    return good;
}

/* Multiplications, as far as they can be told beforehand. */
static int
check_work(const certificate_t *C, fulg_verify_why_t *why)
{
    const fulg_verify_wide_t length = (fulg_verify_wide_t) C->A.length;
    fulg_verify_wide_t work = length * length;
    if (C->G.kind == FULG_VERIFY_ROWS)
    {
        if (work * (fulg_verify_wide_t) C->G.size >
            FULG_VERIFY_PATTERN_MAX_PRODUCTS)
            return FULG_VERIFY_GIVE_UP(why, "more than 2^34 multiplications");
        return 1;
    }
    work *= (fulg_verify_wide_t) (C->G.words + C->G.blocks);
    work += length * (fulg_verify_wide_t) C->B.num;
    if (work > FULG_VERIFY_PATTERN_MAX_WORK)
        return FULG_VERIFY_GIVE_UP(why, "more than 2^38 multiplications");
    return 1;
}

static int
check(certificate_t *C, const json_t *certificate, fulg_verify_why_t *why)
{
    fmpq_t spread;
    int good;
    if (!fulg_verify_queries_init(&C->G,
                                  json_object_get(certificate, "queries"),
                                  C->A.length, C->claim->hidden_size, why) ||
        !read_keys(C, json_object_get(certificate, "keys"), why) ||
        !fulg_verify_rational(C->scale, json_object_get(certificate, "scale"),
                              "the scale", why) ||
        !fulg_verify_rational(C->spread, json_object_get(certificate, "spread"),
                              "the spread", why) ||
        !check_work(C, why))
        return 0;
    fmpq_init(spread);
    good = C->G.kind == FULG_VERIFY_ROWS ? check_rows(spread, C, why)
                                         : check_combinations(spread, C, why);
    if (good && !fmpq_equal(spread, C->spread))
        good = FULG_VERIFY_REFUSE(why, "the spread is not the largest "
                                       "difference of two logits of a row");
    fmpq_clear(spread);
    return good;
}

int
fulg_verify_pattern_matrix(fulg_verify_claim_t *claim,
                           const json_t *certificate, fulg_verify_why_t *why)
{
    certificate_t C = {.claim = claim};
    int good;
    /* So that clearing it is right when reading ends early. */
    C.G.kind = FULG_VERIFY_SIGNS;
    fmpq_init(C.scale);
    fmpq_init(C.spread);
    fmpq_mat_init(C.logit, BLOCK, claim->length);
    good = fulg_verify_sparse_init(&C.A, json_object_get(certificate, "matrix"),
                                   claim->length, 1, "the matrix", why) &&
           check(&C, certificate, why);
    for (slong i = 0; good && i < claim->length; i++)
    {
        const slong k = C.A.start[i + 1] - C.A.start[i];
        claim->row_nonzeros = k > claim->row_nonzeros ? k : claim->row_nonzeros;
    }
    fulg_verify_queries_clear(&C.G);
    fulg_verify_sparse_clear(&C.A);
    if (C.B.start != NULL)
        fulg_verify_sparse_clear(&C.B);
    if (C.has_key)
        fmpq_mat_clear(C.key);
    fmpq_mat_clear(C.logit);
    fmpq_clear(C.scale);
    fmpq_clear(C.spread);
    return good;
}
