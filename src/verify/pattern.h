/* Certificates of sparse attention patterns; private to pattern*.c. */
#ifndef FULG_VERIFY_PATTERN_H
#define FULG_VERIFY_PATTERN_H

#include "impl.h"

#define FULG_VERIFY_PATTERN_MAX_LENGTH 16384
/* Numbers that one certificate may hold, and multiplications of its check. */
#define FULG_VERIFY_PATTERN_MAX_ENTRIES (WORD(1) << 28)
#define FULG_VERIFY_PATTERN_MAX_NUMBERS (WORD(1) << 24)
#define FULG_VERIFY_PATTERN_MAX_WORK (WORD(1) << 38)
#define FULG_VERIFY_PATTERN_MAX_PRODUCTS (WORD(1) << 34)

/* A sparse matrix: entries in order, those of row i from start[i] on. */
typedef struct
{
    slong length, num;
    slong *start, *col;
    fmpq *value;
} fulg_verify_sparse_t;

/* From triples [i,j,"v"] from 1, in order; positive: no value at most 0, and no
   empty row.  The object needs a clear in any case. */
int fulg_verify_sparse_init(fulg_verify_sparse_t *A, const json_t *list,
                            slong length, int positive, const char *where,
                            fulg_verify_why_t *why);
void fulg_verify_sparse_clear(fulg_verify_sparse_t *A);

/* The queries of a certificate: signs (a set bit is -1) or symbols, or numbers. */
typedef struct
{
    enum
    {
        FULG_VERIFY_SIGNS,
        FULG_VERIFY_SYMBOLS,
        FULG_VERIFY_ROWS
    } kind;
    slong length, size;
    slong norm; /* the square of a row of signs or symbols */
    slong words, blocks;
    uint64_t *sign;
    slong *symbol;
    fmpq_mat_t row;
} fulg_verify_queries_t;

/* The object needs a clear in any case. */
int fulg_verify_queries_init(fulg_verify_queries_t *G, const json_t *value,
                             slong length, slong size, fulg_verify_why_t *why);
void fulg_verify_queries_clear(fulg_verify_queries_t *G);
/* Rows i and l multiplied, of signs or symbols. */
slong fulg_verify_query_product(const fulg_verify_queries_t *G, slong i,
                                slong l);

/* A list of rows of exact numbers; A has its shape. */
int fulg_verify_rows(fmpq_mat_t A, const json_t *value, const char *where,
                     fulg_verify_why_t *why);
/* "e1", "e2": between 0 and 1. */
int fulg_verify_errors(fmpq_t e1, fmpq_t e2, const json_t *certificate,
                       fulg_verify_why_t *why);

/* The logits S of row i of the matrix meet the conditions of the claim; spread
   grows to the largest difference of two of them. */
int fulg_verify_pattern_row(fmpq_t spread, const fmpq *S,
                            const fulg_verify_sparse_t *M,
                            const fulg_verify_claim_t *claim, slong i,
                            fulg_verify_why_t *why);
int fulg_verify_pattern_matrix(fulg_verify_claim_t *claim,
                               const json_t *certificate,
                               fulg_verify_why_t *why);
int fulg_verify_pattern_class(fulg_verify_claim_t *claim,
                              const json_t *certificate,
                              fulg_verify_why_t *why);

#endif
