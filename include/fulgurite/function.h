/*
 * The function of one attention layer with one lightning head, as a tensor.
 *
 * Column m of the output, entry i, is sum_n F_i(x_n, x_m) with
 * F_i(x, y) = (V x)_i (x^T A y).  For tokens >= 2 the function determines F_i
 * and is stored as T[i][k,l][j] = V_ik A_lj + V_il A_kj (V_ik A_kj when k = l),
 * k <= l: the coefficient of x_k x_l y_j.  For tokens = 1 it is the cubic
 * F_i(x, x), stored as the coefficient of x_k x_l x_m, k <= l <= m.
 *
 * A causal mask leaves T unchanged: column 2 still holds F(x_1, x_2).  A
 * residual layer is X + F: its tensor here is that of F, without the X.
 */
#ifndef FULGURITE_FUNCTION_H
#define FULGURITE_FUNCTION_H

#include <fulgurite/weights.h>

#ifdef __cplusplus
extern "C" {
#endif

/* coeff has, for tokens >= 2, a row for each (i, k <= l) and a column for each
   j; for tokens = 1, a row for each i and a column for each k <= l <= m. */
typedef struct
{
    slong d;
    slong d_out;
    slong tokens;
    fmpq_mat_t coeff;
} fulg_function_struct;
typedef fulg_function_struct fulg_function_t[1];

#define FULG_FUNCTION_FORMAT "fulgurite-function/1"
#define FULG_FUNCTION_MAX_COEFFICIENTS (WORD(1) << 28)

/* The zero function; UNABLE when it has too many coefficients (2^28), PARSE
   when a size is not positive. Initialised only when FULG_OK is returned. */
FULG_MUST_CHECK fulg_status_t fulg_function_init(fulg_function_t F, slong d,
                                                 slong d_out, slong tokens,
                                                 fulg_diag_t diag);
void fulg_function_clear(fulg_function_t F);
/* F = G, of equal sizes. */
void fulg_function_set(fulg_function_t F, const fulg_function_t G);
/* Same sizes (tokens both 1 or both above) and same coefficients. */
int fulg_function_equal(const fulg_function_t F, const fulg_function_t G);
/* 1 when every coefficient is 0. */
int fulg_function_is_zero(const fulg_function_t F);

/* The coefficient of x_k x_l y_j (tokens >= 2; k <= l) or x_k x_l x_j (tokens
   1; k <= l <= j) of output i; all indices from 0. */
fmpq *fulg_function_entry(const fulg_function_t F, slong i, slong k, slong l,
                          slong j);
/* The place of k <= l < d among the pairs, in lexicographic order. */
slong fulg_function_pair(slong d, slong k, slong l);
/* The same for k <= l <= m < d. */
slong fulg_function_triple(slong d, slong k, slong l, slong m);

/* F = the function of A (d x d) and V (d_out x d); F is initialised and its
   tokens say which.  Cost d_out d^3 (doc: sec-function-tensor). */
void fulg_function_set_av(fulg_function_t F, const fmpq_mat_t A,
                          const fmpq_mat_t V);
/* UNABLE, and why, unless the architecture is one lightning layer, one head. */
FULG_MUST_CHECK fulg_status_t fulg_function_check_single(const fulg_arch_t arch,
                                                         fulg_diag_t diag);
/* The layer's function; initialises F.  UNABLE unless the weights are one
   lightning layer with one head. */
FULG_MUST_CHECK fulg_status_t fulg_function_init_weights(fulg_function_t F,
                                                         const fulg_weights_t W,
                                                         fulg_diag_t diag);
/* A = K^T Q (d x d) and V = V, or O U (d_out x d), of such a layer, both
   initialised here.  UNABLE as fulg_function_check_single. */
FULG_MUST_CHECK fulg_status_t fulg_function_weights_av(fmpq_mat_t A,
                                                       fmpq_mat_t V,
                                                       const fulg_weights_t W,
                                                       fulg_diag_t diag);
/* The function of random weights with rank A <= head_dim; F is initialised.
   bound, denominator: see fulg_weights_random. */
void fulg_function_random(fulg_function_t F, slong head_dim, fulg_rand_t rand,
                          slong bound, slong denominator);

/* Y (d_out x the columns of X) = the function at X (d x tokens; any number of
   columns for tokens >= 2, one for tokens 1); no mask, no residual.  Cost: the
   number of coefficients times the columns. */
void fulg_function_eval(fmpq_mat_t Y, const fulg_function_t F,
                        const fmpq_mat_t X);

/* The file format "fulgurite-function/1"; missing coefficients are 0.
   Initialises F when FULG_OK.  UNABLE as fulg_function_init.  PARSE, with the
   place: an index out of range, indices that are not in order, an entry given
   twice, an unknown key, a number that is not exact. */
FULG_MUST_CHECK fulg_status_t fulg_function_init_json(fulg_function_t F,
                                                      const json_t *value,
                                                      fulg_diag_t diag);
/* The same from the text of a file, whose coefficients are read one after the
   other: memory for the text and F alone.  A text of another format is given
   back as *other (a new reference), without F; otherwise *other is NULL.  PARSE
   and UNABLE as fulg_function_init_json. */
FULG_MUST_CHECK fulg_status_t fulg_function_init_text(fulg_function_t F,
                                                      json_t **other,
                                                      const char *text,
                                                      size_t length,
                                                      fulg_diag_t diag);
/* The file, its nonzero coefficients in order; a new reference. */
json_t *fulg_function_json(const fulg_function_t F);

#ifdef __cplusplus
}
#endif

#endif
