#include "pattern.h"

#define MAX_BITS 16384

typedef struct
{
    slong k;
    fmpq_t ratio, mu, beta;
} class_t;

/* The largest product of two different rows in absolute value, over their norm. */
static void
coherence(fmpq_t mu, const fulg_verify_queries_t *G)
{
    slong most = 0;
    for (slong i = 1; i < G->length; i++)
        for (slong l = 0; l < i; l++)
        {
            const slong product = fulg_verify_query_product(G, i, l);
            most = product > most ? product : most;
            most = -product > most ? -product : most;
        }
    fmpq_set_si(mu, most, (ulong) G->norm);
}

static void
log_fmpq(arb_t y, const fmpq_t x, slong bits)
{
    arb_set_fmpq(y, x, bits);
    arb_log(y, y, bits);
}

/* (T1) 2 mu (k - 1) (beta + log ratio) < log(1 + e1) and
   (T2) mu (2 k - 1) (beta + log ratio) < beta + log(e2) (doc: thm-pattern-class),
   in balls. */
static fulg_truth_t
conditions(const class_t *C, const fulg_verify_claim_t *claim, slong bits)
{
    fulg_truth_t truth = FULG_UNKNOWN;
    fmpq_t one;
    arb_t most, left, right, x;
    fmpq_init(one);
    arb_init(most);
    arb_init(left);
    arb_init(right);
    arb_init(x);
    log_fmpq(most, C->ratio, bits);
    arb_set_fmpq(x, C->beta, bits);
    arb_add(most, most, x, bits);
    arb_set_fmpq(x, C->mu, bits);
    arb_mul(most, most, x, bits);
    arb_mul_si(left, most, 2 * C->k - 2, bits);
    fmpq_set_si(one, 1, 1);
    fmpq_add(one, one, claim->e1);
    log_fmpq(right, one, bits);
    if (arb_ge(left, right))
        truth = FULG_FALSE;
    else if (arb_lt(left, right))
    {
        arb_mul_si(left, most, 2 * C->k - 1, bits);
        log_fmpq(right, claim->e2, bits);
        arb_set_fmpq(x, C->beta, bits);
        arb_add(right, right, x, bits);
        truth = arb_lt(left, right)   ? FULG_TRUE
                : arb_ge(left, right) ? FULG_FALSE
                                      : FULG_UNKNOWN;
    }
    fmpq_clear(one);
    arb_clear(most);
    arb_clear(left);
    arb_clear(right);
    arb_clear(x);
    return truth;
}

static int
decide(const class_t *C, const fulg_verify_claim_t *claim,
       fulg_verify_why_t *why)
{
    for (slong bits = 64; bits <= MAX_BITS; bits *= 2)
    {
        const fulg_truth_t truth = conditions(C, claim, bits);
        if (truth == FULG_TRUE)
            return 1;
        if (truth == FULG_FALSE)
            return FULG_VERIFY_REFUSE(why,
                                      "mu is too large for this class, or "
                                      "beta is not in the interval that it "
                                      "leaves");
    }
    return FULG_VERIFY_GIVE_UP(why, "the conditions are not decided at %d bits",
                               MAX_BITS);
}

static int
check(class_t *C, fulg_verify_queries_t *G, const fulg_verify_claim_t *claim,
      const json_t *certificate, fulg_verify_why_t *why)
{
    int right;
    fmpq_t mu;
    if (!fulg_verify_integer(&C->k,
                             json_object_get(certificate, "column_nonzeros"),
                             "column_nonzeros", why) ||
        !fulg_verify_rational(C->ratio, json_object_get(certificate, "ratio"),
                              "the ratio", why) ||
        !fulg_verify_rational(C->mu, json_object_get(certificate, "mu"), "mu",
                              why) ||
        !fulg_verify_rational(C->beta, json_object_get(certificate, "beta"),
                              "beta", why))
        return 0;
    if (C->k < 1 || C->k > claim->length || fmpq_cmp_si(C->ratio, 1) < 0 ||
        fmpq_sgn(C->beta) <= 0)
        return FULG_VERIFY_REFUSE(why,
                                  "column_nonzeros is not in 1 .. length, or "
                                  "the ratio below 1, or beta not positive");
    if (G->kind == FULG_VERIFY_ROWS)
        return FULG_VERIFY_REFUSE(why, "the queries of a class are signs or "
                                       "symbols");
    fmpq_init(mu);
    coherence(mu, G);
    right = fmpq_equal(mu, C->mu);
    fmpq_clear(mu);
    if (!right)
        return FULG_VERIFY_REFUSE(why, "mu is not the largest product of two "
                                       "queries");
    return decide(C, claim, why);
}

int
fulg_verify_pattern_class(fulg_verify_claim_t *claim, const json_t *certificate,
                          fulg_verify_why_t *why)
{
    class_t C = {.k = 0};
    fulg_verify_queries_t G;
    int good;
    fmpq_init(C.ratio);
    fmpq_init(C.mu);
    fmpq_init(C.beta);
    good = fulg_verify_queries_init(&G, json_object_get(certificate, "queries"),
                                    claim->length, claim->hidden_size, why) &&
           check(&C, &G, claim, certificate, why);
    claim->column_nonzeros = C.k;
    fmpq_set(claim->ratio, C.ratio);
    fulg_verify_queries_clear(&G);
    fmpq_clear(C.ratio);
    fmpq_clear(C.mu);
    fmpq_clear(C.beta);
    return good;
}
