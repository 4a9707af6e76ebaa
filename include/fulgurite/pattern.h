/*
 * Sparse attention patterns with fixed parameters.  A nonnegative matrix A of
 * size L x L is realised by a softmax attention whose W_Q, W_K depend on a
 * hidden size d alone and whose inputs X adapt to A: rows of X are a query and
 * a key, S_ij = scale (query_i . key_j), and the row softmax of S is close to A
 * in ratios.  Everything is exact; the statements: doc: thm-pattern-certificate.
 */
#ifndef FULGURITE_PATTERN_H
#define FULGURITE_PATTERN_H

#include <jansson.h>

#include <fulgurite/weights.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- matrices ------------------------------------------------------------ */

#define FULG_PATTERN_FORMAT "fulgurite-pattern/1"
/* Rows and columns of a matrix, at most. */
#define FULG_PATTERN_MAX_LENGTH 16384

/* The positive entries of an L x L matrix, row by row, columns ascending: those
   of row i are start[i] .. start[i + 1] - 1.  No row is zero. */
typedef struct
{
    slong length;
    slong num;
    slong *start;
    slong *col;
    fmpq *value;
} fulg_pattern_struct;
typedef fulg_pattern_struct fulg_pattern_t[1];

/* The matrix with these num entries, rows and columns from 0, in any order.  An
   entry 0 is left out.  Initialises P when it returns FULG_OK.  PARSE, naming
   row and column, for a negative entry, a place that is out of range or given
   twice, a row without positive entry, L < 2; UNABLE for L above the limit. */
FULG_MUST_CHECK fulg_status_t fulg_pattern_init_entries(
    fulg_pattern_t P, slong length, slong num, const slong *row,
    const slong *col, const fmpq *value, fulg_diag_t diag);
void fulg_pattern_clear(fulg_pattern_t P);

/* From an object of the format "fulgurite-pattern/1": "matrix", a list of rows,
   or "length" and "entries", triples [i,j,value] from 1.  PARSE and UNABLE as
   fulg_pattern_init_entries. */
FULG_MUST_CHECK fulg_status_t fulg_pattern_init_json(fulg_pattern_t P,
                                                     const json_t *value,
                                                     fulg_diag_t diag);
/* From the text of a Matrix Market file (real or integer, coordinate or array,
   general or symmetric); decimals are exact.  PARSE with the line, row and
   column; complex and pattern-only files are PARSE, too. */
FULG_MUST_CHECK fulg_status_t fulg_pattern_init_mtx(fulg_pattern_t P,
                                                    const char *text,
                                                    size_t length,
                                                    fulg_diag_t diag);
/* From the bytes of a .npy or .npz file: one matrix of numbers, or the arrays
   that scipy.sparse.save_npz writes (csr, csc, coo).  Floats are taken at their
   exact value.  PARSE for anything else. */
FULG_MUST_CHECK fulg_status_t fulg_pattern_init_numpy(
    fulg_pattern_t P, const char *name, const unsigned char *bytes,
    size_t length, fulg_diag_t diag);
/* Any of these, detected from the first bytes; the message names it by name.
   PARSE or UNABLE as above. */
FULG_MUST_CHECK fulg_status_t fulg_pattern_init_bytes(
    fulg_pattern_t P, const char *name, const unsigned char *bytes,
    size_t length, fulg_diag_t diag);
/* The same from a file ("-" is standard input).  IO when it cannot be read. */
FULG_MUST_CHECK fulg_status_t fulg_pattern_load(fulg_pattern_t P,
                                                const char *file,
                                                fulg_diag_t diag);
/* A pattern of the literature by its name and numbers: "cyc" L,k[,w] (keys i ..
   i+k-1 mod L; with w the weights 1..k), "band" L,w (|i-j| <= w), "block" L,b
   (blocks of b), "strided" L,s (the s keys before, and every s-th), "bigbird"
   L,w,g,r (window w, g global tokens, r random keys a row, drawn from the seed).
   PARSE when the numbers make no sense, UNABLE above the limit of L. */
FULG_MUST_CHECK fulg_status_t fulg_pattern_init_named(fulg_pattern_t P,
                                                      const char *name,
                                                      const char *numbers,
                                                      ulong seed,
                                                      fulg_diag_t diag);
/* A random matrix for experiments: k entries in every row and column, the sum of
   k permutations without common place; values 1, or with gamma > 1 integers in
   1 .. gamma.  UNABLE when k > L / 2 or above the limit of L. */
FULG_MUST_CHECK fulg_status_t fulg_pattern_init_random(fulg_pattern_t P,
                                                       slong length, slong k,
                                                       ulong gamma,
                                                       fulg_rand_t rand,
                                                       fulg_diag_t diag);

/* What the bounds depend on: most positive entries in a row and in a column, the
   largest ratio of two positive entries of one row. */
typedef struct
{
    slong row_nonzeros;
    slong column_nonzeros;
    fmpq_t ratio;
    int uniform; /* ratio = 1 */
} fulg_pattern_shape_t;
/* The shape of a matrix; initialised here. */
void fulg_pattern_shape_init(fulg_pattern_shape_t *shape,
                             const fulg_pattern_t P);
void fulg_pattern_shape_clear(fulg_pattern_shape_t *shape);

/* ---- frames -------------------------------------------------------------- */

typedef enum
{
    FULG_PATTERN_SIGNS,  /* entries 1 and -1; a bit 1 is -1 */
    FULG_PATTERN_SYMBOLS /* a row is one-hot in every block */
} fulg_pattern_frame_kind_t;

/* L vectors of size entries with norm^2 = norm: the rows of G.  symbol[i *
   blocks + b] is the place of the 1 in block b, of alphabet entries.  drawn: NULL
   but inside a search, which draws rows when it comes to them. */
typedef struct
{
    fulg_pattern_frame_kind_t kind;
    slong length, size, norm;
    slong words;
    ulong *bits;
    ulong seed;
    unsigned char *drawn;
    slong blocks, alphabet;
    slong *symbol;
} fulg_pattern_frame_struct;
typedef fulg_pattern_frame_struct fulg_pattern_frame_t[1];

/* Signs from the stream of a seed: G_it is 1 if the top bit of limb i d + t (from
   0) is 0, else -1. */
void fulg_pattern_frame_init_random(fulg_pattern_frame_t F, slong length,
                                    slong size, ulong seed);
/* Rows of a Hadamard matrix of the least order 2^m >= L: orthogonal. */
void fulg_pattern_frame_init_hadamard(fulg_pattern_frame_t F, slong length);
/* Polynomials of degree < m over the field of q elements, q prime, L <= q^m, by
   their values: at most m - 1 of q agree.  PARSE unless q is a prime, 1 <= m <= q
   and L <= q^m. */
FULG_MUST_CHECK fulg_status_t fulg_pattern_frame_init_reed_solomon(
    fulg_pattern_frame_t F, slong length, slong q, slong m, fulg_diag_t diag);
void fulg_pattern_frame_clear(fulg_pattern_frame_t F);
/* Entry (i, t) of G. */
int fulg_pattern_frame_entry(const fulg_pattern_frame_t F, slong i, slong t);
/* k[l] = row i times row l, for all l: norm at l = i. */
void fulg_pattern_frame_row(slong *k, const fulg_pattern_frame_t F, slong i);
/* The largest product of two different rows, and the largest in absolute value:
   norm times kappa and mu.  L^2 d / 128 operations. */
void fulg_pattern_frame_coherence(slong *kappa, slong *mu,
                                  const fulg_pattern_frame_t F);

/* ---- models -------------------------------------------------------------- */

/* Inputs X and the number that W_K holds: S_ij = scale (query_i . key_j).  With
   a frame, query_i = G_i and key_j = sum_i combination_ij G_i over the positive
   entries of the matrix, in its order. */
typedef struct
{
    slong length, size;
    fmpq_t scale;
    int has_frame;
    fulg_pattern_frame_t frame;
    slong num;
    fmpq *combination;
    fmpq_mat_t query, key; /* L x d; without a frame */
} fulg_pattern_model_struct;
typedef fulg_pattern_model_struct fulg_pattern_model_t[1];

/* Takes ownership of the frame; combination_ij = b_ij + beta, where b_ij
   (dyadic, within 2^-bits) is the logarithm of A_ij over the least positive
   entry of its row, 0 exactly for that. */
void fulg_pattern_model_init_frame(fulg_pattern_model_t M,
                                   fulg_pattern_frame_t F,
                                   const fulg_pattern_t P, const fmpq_t beta,
                                   slong bits);
/* Keys on the moment curve (doc: thm-pattern-moment): size min(2 k, L - 1) at
   most.  nodes are L distinct integers.  Numbers of the logarithms are rounded as
   above.  UNABLE when progress asks to stop. */
FULG_MUST_CHECK fulg_status_t fulg_pattern_model_init_moment(
    fulg_pattern_model_t M, const fulg_pattern_t P, const fmpq_t e2,
    const fmpz *nodes, slong bits, const fulg_progress_t *progress,
    fulg_diag_t diag);
void fulg_pattern_model_clear(fulg_pattern_model_t M);
/* b = the logarithm of A_ij over the least entry of its row, for every positive
   entry, rounded to 2^-bits. */
void fulg_pattern_logarithms(fmpq *b, const fulg_pattern_t P, slong bits);
/* The bits of the largest numerator or denominator in X. */
slong fulg_pattern_model_bits(const fulg_pattern_model_t M,
                              const fulg_pattern_t P);
/* The model as one layer of softmax attention and its input: tokens are (query,
   key, e_j), V reads e_j, so that the output at token i is row i of the attention
   matrix.  W and X are initialised when FULG_OK is returned; UNABLE beyond 2^24
   entries. */
FULG_MUST_CHECK fulg_status_t fulg_pattern_model_weights(
    fulg_weights_t W, fmpq_mat_t X, const fulg_pattern_model_t M,
    const fulg_pattern_t P, fulg_diag_t diag);

/* ---- what is proved ------------------------------------------------------- */

/* holds: for every row the conditions (T1) and (T2) of doc:
   thm-pattern-certificate.  row (from 0) and condition (1, 2) say where they fail
   or stay open.  spread: the largest difference of two logits of one row; logit:
   the largest one; leak: the largest difference of an unwanted and a wanted logit
   (no_zeros: there is none); ratio_error and leak_error enclose e^x - 1 and e^x of
   both; difference encloses the largest |softmax(S)_ij - A_ij / sum of row i|. */
typedef struct
{
    fulg_truth_t holds;
    slong row;
    int condition;
    int no_zeros;
    fmpq_t spread, logit, leak;
    arb_t ratio_error, leak_error, difference;
} fulg_pattern_proof_t;

/* An empty proof; and everything back. */
void fulg_pattern_proof_init(fulg_pattern_proof_t *proof);
void fulg_pattern_proof_clear(fulg_pattern_proof_t *proof);
/* Judges a model from its exact numbers: S over Q, logarithms in balls of 64 to
   max_bits bits.  difference is computed on request.  L^2 d operations, a frame
   L^2 d / 64 and L times the entries of P.  UNABLE when progress asks to stop. */
FULG_MUST_CHECK fulg_status_t
fulg_pattern_prove(fulg_pattern_proof_t *proof, const fulg_pattern_model_t M,
                   const fulg_pattern_t P, const fmpq_t e1, const fmpq_t e2,
                   int with_difference, slong max_bits,
                   const fulg_progress_t *progress, fulg_diag_t diag);

/* ---- the search ---------------------------------------------------------- */

typedef enum
{
    FULG_PATTERN_LINE,
    FULG_PATTERN_MOMENT,
    FULG_PATTERN_JL,
    FULG_PATTERN_RS,
    FULG_PATTERN_HADAMARD,
    FULG_PATTERN_METHODS
} fulg_pattern_method_t;

/* The name of a method: "line", "moment", "jl", "rs", "hadamard". */
const char *fulg_pattern_method_name(fulg_pattern_method_t method);

/* e1, e2 in (0,1).  Sizes of jl: min_size, min_size + step, .. up to max_size,
   each with the seeds first_seed .. last_seed.  has_cap: beta (moment, line: the
   spread) at most cap log(1/e2).  q, m: of rs, 0: the least that does. nodes:
   NULL for 0, 1, ..  Logarithms are rounded to 2^-bits, with a frame, where errors
   of rounding add up, to 2^-frame_bits. */
typedef struct
{
    fmpq_t e1, e2, beta, cap;
    int has_beta, has_cap;
    slong min_size, max_size, step;
    ulong first_seed, last_seed;
    slong q, m, bits, frame_bits, max_bits;
    int with_difference;
    fmpz *nodes;
    const fulg_progress_t *progress;
} fulg_pattern_options_t;

/* e1 = 1/10, e2 = 1/100, sizes 1 .. 512, seeds 1 .. 20, 2^-20 and 2^-40, 4096
   bits. */
void fulg_pattern_options_init(fulg_pattern_options_t *options);
void fulg_pattern_options_clear(fulg_pattern_options_t *options);
/* PARSE unless 0 < e1, e2 < 1 and beta, cap > 0. */
FULG_MUST_CHECK fulg_status_t fulg_pattern_options_check(
    const fulg_pattern_options_t *options, fulg_diag_t diag);

/* What a method found.  proved: model and proof are set (initialised), and size;
   else reason says why not.  beta_lower .. beta_upper (or no upper end): every
   beta between them does.  kappa, mu: of the frame.  noise, gap: for equal
   entries, the integers of doc: thm-pattern-uniform, gap -1 without zeros.  Method
   line: possible, whether size 1 is possible at all, and possible_reason why or why
   not (fulg_pattern_line). */
typedef struct
{
    fulg_pattern_method_t method;
    int proved, has_frame, has_seed, uniform, unbounded;
    slong size, noise, gap, bits;
    ulong seed;
    fmpq_t beta, beta_lower, beta_upper, kappa, mu;
    fulg_pattern_model_t model;
    fulg_pattern_proof_t proof;
    char reason[256];
    fulg_truth_t possible;
    char possible_reason[256];
} fulg_pattern_result_t;

/* The first size, and for it the first seed, that a method proves; result is
   initialised here in any case.  UNABLE when progress asks to stop. */
FULG_MUST_CHECK fulg_status_t
fulg_pattern_search(fulg_pattern_result_t *result, fulg_pattern_method_t method,
                    const fulg_pattern_t P,
                    const fulg_pattern_options_t *options, fulg_diag_t diag);
void fulg_pattern_result_clear(fulg_pattern_result_t *result);

/* ---- bounds --------------------------------------------------------------- */

/* Whether hidden size 1 is possible (doc: thm-pattern-linear): FULG_FALSE and
   FULG_TRUE are proved, and reason (at least 256 bytes) says why, naming rows from
   1.  FULG_UNKNOWN: more than 192 different rows and columns, more than 1000
   choices for rows without zeros, or conditions that meet at their border without an
   identity between logarithms that would explain it; reason says which.  M is
   initialised for FULG_TRUE only.  progress may be NULL. */
fulg_truth_t fulg_pattern_line(fulg_pattern_model_t M, char *reason,
                               const fulg_pattern_t P, const fmpq_t e1,
                               const fmpq_t e2,
                               const fulg_progress_t *progress);

/* The least size for which the union bound shows that some signs work (doc:
   thm-pattern-existence); with one entry in every row and column for beta at
   most cap log(1/e2), cap 2 unless given.  UNABLE when the size has more than
   63 bits. */
FULG_MUST_CHECK fulg_status_t fulg_pattern_existence(
    slong *size, const fulg_pattern_shape_t *shape, slong length,
    const fulg_pattern_options_t *options, fulg_diag_t diag);

/* All matrices with at most k positive entries per column and ratios up to
   gamma (doc: thm-pattern-class). */
typedef struct
{
    int proved, has_seed, unbounded;
    fulg_pattern_method_t method;
    slong length, size, k;
    ulong seed;
    fmpq_t gamma, mu, beta, beta_lower, beta_upper;
    fulg_pattern_frame_t frame;
} fulg_pattern_class_t;

/* The first size and seed of a method with a frame for which its mu certifies the
   class; C is initialised here.  UNABLE when progress asks to stop. */
FULG_MUST_CHECK fulg_status_t fulg_pattern_class_search(
    fulg_pattern_class_t *C, fulg_pattern_method_t method, slong length,
    slong k, const fmpq_t gamma, const fulg_pattern_options_t *options,
    fulg_diag_t diag);
void fulg_pattern_class_clear(fulg_pattern_class_t *C);
/* For "fulgurite verify"; a new reference. */
json_t *fulg_pattern_class_json(const fulg_pattern_class_t *C,
                                const fulg_pattern_options_t *options);

/* The certificate of a proved model, for "fulgurite verify"; a new reference. */
json_t *fulg_pattern_certificate_json(const fulg_pattern_model_t M,
                                      const fulg_pattern_proof_t *proof,
                                      const fulg_pattern_t P, const fmpq_t e1,
                                      const fmpq_t e2);

#ifdef __cplusplus
}
#endif

#endif
