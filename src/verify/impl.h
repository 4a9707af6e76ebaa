/* Shared by the parts of the judge; not installed. */
#ifndef FULG_VERIFY_IMPL_H
#define FULG_VERIFY_IMPL_H

#include <fulgurite/verify.h>

#include "modular.h"

#define FULG_VERIFY_FORMAT "fulgurite-certificate/1"
#define FULG_VERIFY_PATTERN_FORMAT "fulgurite-pattern-certificate/1"

/* Why there is no proof: something is wrong or, if beyond, a limit of the judge
   was reached, so that nothing is known. */
typedef struct
{
    fulg_diag_t text;
    int beyond;
} fulg_verify_why_t;

/* Every check returns 1, or leaves a sentence in why and returns 0:
   "return FULG_VERIFY_REFUSE(why, "it is wrong");". */
#define FULG_VERIFY_REFUSE(why, ...) \
    ((void) fulg_diag_set((why)->text, FULG_PARSE, __VA_ARGS__), 0)
#define FULG_VERIFY_GIVE_UP(why, ...) \
    ((why)->beyond = 1, FULG_VERIFY_REFUSE(why, __VA_ARGS__))

/* Bytes that one thing of a certificate may take, and those of a ball. */
#define FULG_VERIFY_MAX_BYTES ((fulg_verify_wide_t) 1 << 32)
static inline fulg_verify_wide_t
fulg_verify_ball_bytes(slong bits)
{
    return (uint64_t) bits / 8 + 64;
}

/* ---- certificate.c, pattern.c ---- */

/* An object of one of the two formats. */
int fulg_verify_has_format(const json_t *value);
int fulg_verify_pattern(fulg_verify_claim_t *claim, const json_t *certificate,
                        fulg_verify_why_t *why);

/* ---- fields.c: values of the file ---- */

/* An object with exactly these keys (NULL-terminated). */
int fulg_verify_keys(const json_t *object, const char *const *keys,
                     const char *where, fulg_verify_why_t *why);
/* A list of this length. */
int fulg_verify_list(const json_t *value, slong length, const char *where,
                     fulg_verify_why_t *why);
/* A JSON integer with |n| < 2^63. */
int fulg_verify_integer(slong *n, const json_t *value, const char *where,
                        fulg_verify_why_t *why);
/* An integer, or a string "p/q" in lowest terms with q > 1; p and q have at most
   FULG_VERIFY_MAX_DIGITS digits. */
#define FULG_VERIFY_MAX_DIGITS 20000
int fulg_verify_rational(fmpq_t x, const json_t *value, const char *where,
                         fulg_verify_why_t *why);
int fulg_verify_string_is(const json_t *value, const char *text);

/* ---- own_digest.c: what certificates of several kinds share ---- */

/* "digest", over all but itself. */
int fulg_verify_own_digest(const json_t *certificate, fulg_verify_why_t *why);
/* Row r (from 0) of a list of rows: cols rational numbers. */
int fulg_verify_row(fmpq *x, const json_t *rows, slong r, slong cols,
                    const char *where, fulg_verify_why_t *why);

/* ---- fields.c again ---- */

/* The integer n as a certificate writes it: a JSON integer if |n| < 2^63, else
   a string of decimal digits. */
int fulg_verify_number_is(const json_t *value, const fmpz_t n, const char *what,
                          fulg_verify_why_t *why);
int fulg_verify_word_is(const json_t *value, const char *text, const char *what,
                        fulg_verify_why_t *why);
/* Some text for a message: the value itself when it is short, its kind else. */
#define FULG_VERIFY_QUOTE_SIZE 64
void fulg_verify_quote(char text[FULG_VERIFY_QUOTE_SIZE], const json_t *value);

/* The SHA-256 of the canonical text (keys sorted, no white space) in hex; 0
   when the value has none. */
#define FULG_VERIFY_DIGEST_SIZE 65
int fulg_verify_digest(char digest[FULG_VERIFY_DIGEST_SIZE],
                       const json_t *value);

/* ---- architecture.c ---- */

/* A sublayer, from width in to width out.  Attention: heads in groups with
   common keys and values; rows of a key that positions do not turn, and those
   that they turn; values: rows of U (0: full matrices V); latent: rows of what
   keys and values read (0: the state; else the turned key reads the state and is
   one for all heads).  Feed-forward: hidden neurons.  width is the dimension that
   the norm before it spans; seen_bias: first matrices have biases, or read the
   shift of a norm; alone: attention of one token, whose weight is 1. */
typedef struct
{
    int attention, residual, parallel, causal, norm, readout;
    int pre_norm, own_norm, gain, shift;
    int bias, bias_out, seen_bias, alone;
    int gated, scaled, relu, activation;
    slong layer, in, out, width;
    slong heads, groups, rows, turned, values, latent, hidden;
} fulg_verify_sub_t;

enum
{
    FULG_VERIFY_LIGHTNING,
    FULG_VERIFY_AFFINE,
    FULG_VERIFY_SOFTMAX
};

/* In the order of the names that files give. */
enum
{
    FULG_VERIFY_GELU,
    FULG_VERIFY_GELU_NEW,
    FULG_VERIFY_QUICK_GELU,
    FULG_VERIFY_SILU,
    FULG_VERIFY_SIGMOID,
    FULG_VERIFY_TANH,
    FULG_VERIFY_RELU,
    FULG_VERIFY_SWIGLU,
    FULG_VERIFY_GEGLU,
    FULG_VERIFY_GEGLU_NEW
};

enum
{
    FULG_VERIFY_NO_NORM,
    FULG_VERIFY_RMS_NORM,
    FULG_VERIFY_LAYER_NORM
};

/* The network.  Indices are those of the formulas: width[0..layers], the
   other lists 1..layers (place 0 is not used); value_dim is NULL when there is
   none.  An attention network has its sublayers in sub; it is a transformer when it
   is more than a stack of one kind of attention, and then the lists, norm and mask
   are not filled in.  A readout of width e (readout = e, else 0) is told as the layer
   of its values: width[1] is e times the tokens. */
typedef struct
{
    const json_t *architecture; /* what it was read from */
    int pnn;
    int transformer;
    slong num_subs;
    fulg_verify_sub_t *sub;
    slong layers;
    slong *width;
    slong *head_dim;
    slong *heads;
    slong *value_dim;
    slong tokens;
    slong copies;   /* of a model: the last token stands for so many */
    int normalised; /* some normalisation: 1 + s, or e^s if softmax */
    int softmax;
    int causal;
    int residual;
    slong readout;
    slong *power; /* of a polynomial network: behind layers 1..layers - 1 */
} fulg_verify_net_t;

/* where is the name of the object in messages.  net needs a clear in any
   case. */
int fulg_verify_net_init(fulg_verify_net_t *net, const json_t *architecture,
                         const char *where, fulg_verify_why_t *why);
void fulg_verify_net_clear(fulg_verify_net_t *net);
/* A polynomial network whose activations are all x -> x. */
int fulg_verify_is_linear(const fulg_verify_net_t *net);
/* The largest rank nu_i of a value matrix of layer i, and min(a_i, n). */
slong fulg_verify_nu(const fulg_verify_net_t *net, slong i);
slong fulg_verify_min(slong a, slong b);
void fulg_verify_parameters(fmpz_t n, const fulg_verify_net_t *net);

/* ---- sublayers.c ---- */

/* The sublayers of an attention network whose widths are known. */
int fulg_verify_sublayers(fulg_verify_net_t *net, const json_t *architecture,
                          const char *where, fulg_verify_why_t *why);
int fulg_verify_is_stack(const fulg_verify_net_t *net);

/* ---- terms.c, upper.c, layer_sum.c, virtual_weights.c, stacks.c ---- */

typedef struct
{
    char name[32];
    fmpz_t value;
} fulg_verify_term_t;

typedef struct
{
    slong num;
    slong room;
    fulg_verify_term_t *term;
} fulg_verify_terms_t;

void fulg_verify_terms_init(fulg_verify_terms_t *T);
void fulg_verify_terms_clear(fulg_verify_terms_t *T);
void fulg_verify_terms_swap(fulg_verify_terms_t *T, fulg_verify_terms_t *other);
/* Appends "name_index" ("name" if index < 0), with value 0; the place of its
   value is good until the next append. */
fmpz *fulg_verify_term(fulg_verify_terms_t *T, const char *name, slong index);
fmpz *fulg_verify_last_term(const fulg_verify_terms_t *T);

/* z = r (m + n - r): matrices m x n of rank r. */
void fulg_verify_low_rank(fmpz_t z, slong r, slong m, slong n);
/* z = m_i: pairs of key and query matrices on r coordinates, alpha <= r. */
void fulg_verify_key_query(fmpz_t z, slong alpha, slong r, int symmetric);
void fulg_verify_min_fmpz(fmpz_t z, const fmpz_t x);

/* The terms of the theorem that applies and gives least, the last one being the
   bound; returns its name. */
const char *fulg_verify_upper(fulg_verify_terms_t *T,
                              const fulg_verify_net_t *net);
/* The same for the theorem of this name (a string, or anything) if it applies. */
const char *fulg_verify_upper_named(fulg_verify_terms_t *T,
                                    const fulg_verify_net_t *net,
                                    const json_t *wanted);
/* For one layer of several lightning heads; in no part of a cut. */
int fulg_verify_has_head_tensors(const fulg_verify_net_t *net);
void fulg_verify_head_tensors(fulg_verify_terms_t *T,
                              const fulg_verify_net_t *net);
/* For stacks of several lightning heads on one token; in no part of a cut. */
int fulg_verify_has_coefficients(const fulg_verify_net_t *net);
void fulg_verify_coefficients(fulg_verify_terms_t *T,
                              const fulg_verify_net_t *net);
/* z = min(z, e C(n + k - 1, k)): e forms of degree k in n variables. */
void fulg_verify_least_forms(fmpz_t z, slong e, slong n, const fmpz_t k);
void fulg_verify_polynomial_network(fulg_verify_terms_t *T,
                                    const fulg_verify_net_t *net);
void fulg_verify_polynomial_mixing(fulg_verify_terms_t *T,
                                   const fulg_verify_net_t *net);
void fulg_verify_layer_sum(fulg_verify_terms_t *T,
                           const fulg_verify_net_t *net);
void fulg_verify_virtual_weights(fulg_verify_terms_t *T,
                                 const fulg_verify_net_t *net);
/* min(n, H x), where x < 2^65. */
slong fulg_verify_min_product(slong n, slong heads, fulg_verify_wide_t x);
/* 1 when values of layer i have every rank that the states around it allow. */
int fulg_verify_values_are_free(const fulg_verify_net_t *net, const slong *r,
                                slong i);
/* r_0..r_l and alpha_1..alpha_l of "virtual-weights". */
void fulg_verify_virtual_ranks(slong *r, slong *alpha,
                               const fulg_verify_net_t *net);

/* Layer i sees only the symmetric part of K^T Q: on one token, and from where
   the state of a lightning stack has rank one. */
void fulg_verify_collapses(int *symmetric, const slong *r, const slong *alpha,
                           const fulg_verify_net_t *net);
/* A layer whose output is a readout. */
void fulg_verify_readout(fulg_verify_terms_t *T, const fulg_verify_net_t *net);
/* The cubic maps of e outputs on d coordinates, on two tokens or on one, and the
   sums of heads as matrices of rank at most heads. */
void fulg_verify_ambient(fmpz_t z, slong d, slong e, int one_token);
void fulg_verify_mixing(fmpz_t z, slong d, slong e, slong heads, int one_token);
/* doc: thm-symmetries, for small lightning attention: used where a certificate says
   so. */
int fulg_verify_has_symmetries(const fulg_verify_net_t *net);
void fulg_verify_symmetries(fulg_verify_terms_t *T,
                            const fulg_verify_net_t *net);
/* The same with the fields of the certificate's upper bound (doc: thm-symmetry-found);
   0 when one of them is no symmetry. */
int fulg_verify_symmetries_with(fulg_verify_terms_t *T,
                                const fulg_verify_net_t *net,
                                const json_t *bound, fulg_verify_why_t *why);
/* The symmetries that a certificate lists, for any attention network but readouts (doc:
   thm-symmetry-listed); 0 when one of them is not shown to be one. */
int fulg_verify_symmetries_listed(fulg_verify_terms_t *T,
                                  const fulg_verify_net_t *net,
                                  const json_t *fields, fulg_verify_why_t *why);

/* Theorems for lightning stacks without residual; cut needs a width of 1. */
void fulg_verify_quotient_layers(fulg_verify_terms_t *T,
                                 const fulg_verify_net_t *net);
int fulg_verify_has_cut(const fulg_verify_net_t *net);
void fulg_verify_cut(fulg_verify_terms_t *T, const fulg_verify_net_t *net);

/* ---- transformer.c, transformer_constants.c, transformer_parameters.c ---- */

void fulg_verify_transformer(fulg_verify_terms_t *T,
                             const fulg_verify_net_t *net);
void fulg_verify_transformer_parameters(fmpz_t n, const fulg_verify_net_t *net);
/* 1 when keys and values read a latent narrower than the width. */
int fulg_verify_is_narrow(const fulg_verify_sub_t *s);
/* The matrices of keys: one a group, or one a head behind a latent. */
slong fulg_verify_key_groups(const fulg_verify_sub_t *s);
/* beta = the dimension of the constants of a sublayer, and of all together. */
void fulg_verify_constants(fmpz_t beta, const fulg_verify_sub_t *s);
void fulg_verify_all_constants(fmpz_t total, const fulg_verify_net_t *net);
/* The sublayers that read the same state as i are [i, end). */
slong fulg_verify_position_end(const fulg_verify_net_t *net, slong i);
/* 1 when a constant before the sublayers [from, to) changes their biases only. */
int fulg_verify_absorbs(const fulg_verify_net_t *net, slong from, slong to);
int fulg_verify_one_norm(const fulg_verify_net_t *net);
int fulg_verify_all_residual(const fulg_verify_net_t *net);
/* The rank of the values of attention on one token, and of the rows that O offers, which
   may be more. */
void fulg_verify_rank_alone(fmpz_t rank, fmpz_t rows,
                            const fulg_verify_sub_t *s);
/* z = what the neurons of a sublayer have. */
void fulg_verify_neurons(fmpz_t z, const fulg_verify_sub_t *s);

/* ---- one_token.c ---- */

/* The upper theorem one-token, where all linear maps merge. */
int fulg_verify_merges(const fulg_verify_net_t *net);
void fulg_verify_one_token(fulg_verify_terms_t *T,
                           const fulg_verify_net_t *net);

/* ---- hypotheses.c ---- */

/* The hypotheses of a certificate, read in order. */
typedef struct
{
    const json_t *list;
    slong next;
    const fulg_verify_net_t *net;
    fulg_verify_why_t *why;
} fulg_verify_claims_t;

/* The next one is left >= right, under the name "name_index" ("name" if index
   < 0), and true. */
int fulg_verify_claim(fulg_verify_claims_t *C, const char *name, slong index,
                      const fmpz_t left, const fmpz_t right);
int fulg_verify_claim_si(fulg_verify_claims_t *C, const char *name, slong index,
                         slong left, slong right);
int fulg_verify_claims_end(const fulg_verify_claims_t *C);

/* ---- lower.c, heads.c, reduction.c, transformer_lower.c ---- */

/* The value of the lower bound, which is proved unless 0 is returned.  *method
   becomes the name of the theorem. */
int fulg_verify_lower(fmpz_t value, const char **method,
                      const fulg_verify_net_t *net, const json_t *bound,
                      fulg_verify_why_t *why);
int fulg_verify_transformer_lower(fmpz_t value, const fulg_verify_net_t *net,
                                  const json_t *bound, fulg_verify_why_t *why);
int fulg_verify_one_token_lower(fmpz_t value, const fulg_verify_net_t *net,
                                const json_t *bound, fulg_verify_why_t *why);
int fulg_verify_heads(fmpz_t value, const fulg_verify_net_t *net,
                      const json_t *bound, fulg_verify_why_t *why);
int fulg_verify_direct(fmpz_t value, const fulg_verify_net_t *net,
                       const json_t *bound, fulg_verify_why_t *why);
int fulg_verify_free(fmpz_t value, const fulg_verify_net_t *net,
                     const json_t *bound, fulg_verify_why_t *why);
int fulg_verify_reduction(fmpz_t value, const fulg_verify_net_t *net,
                          const json_t *bound, fulg_verify_why_t *why);
int fulg_verify_residual_reduction(fmpz_t value, const fulg_verify_net_t *net,
                                   const json_t *bound, fulg_verify_why_t *why);
int fulg_verify_heads_reduction(fmpz_t value, const fulg_verify_net_t *net,
                                const json_t *bound, fulg_verify_why_t *why);

/* ---- heads_reduction.c ---- */

/* The lists of the model with the first and the last width of wanted. */
int fulg_verify_heads_model(fulg_verify_net_t *model,
                            const fulg_verify_net_t *net, const json_t *wanted,
                            fulg_verify_why_t *why);
/* All that the theorem asks for but the minor; size: that of the minor. */
int fulg_verify_heads_hypotheses(fmpz_t size, const fulg_verify_net_t *net,
                                 const fulg_verify_net_t *model,
                                 fulg_verify_why_t *why);

#endif
