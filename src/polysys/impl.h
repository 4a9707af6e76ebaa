/* Shared by the systems; not installed. */
#ifndef FULG_POLYSYS_IMPL_H
#define FULG_POLYSYS_IMPL_H

#include <fulgurite/eval.h>
#include <fulgurite/polysys.h>

/* A copy of a text; NULL stays NULL. */
char *fulg_polysys_copy(const char *text);
/* The list with room for one entry more than num. */
void *fulg_polysys_grow(void *list, slong num, slong *alloc, size_t size);

void fulg_polysys_clear_block(fulg_polysys_polyblock_t *block,
                              const fulg_polysys_ring_t R);
/* The last block, and the last foreseen answer, go. */
void fulg_polysys_pop_block(fulg_polysys_t S);
void fulg_polysys_pop_expected(fulg_polysys_t S);
/* The known points go, all of them. */
void fulg_polysys_clear_points(fulg_polysys_t S);
/* The entries of A, or the upper half of its symmetric part, become values of
   the point from variable *next on. */
void fulg_polysys_give_matrix(fulg_polysys_t S, slong point, slong *next,
                              const fmpq_mat_t A, int symmetric);

/* ---- the network in coordinates ------------------------------------------ */

/* model is a network of the same functions whose matrices are the coordinates:
   K = 1 and Q = A for the coordinates A, and further V_1 = .. = V_(l-1) = 1 and
   V_l = L for virtual ones. */
typedef struct
{
    fulg_coordinates_t coordinates;
    fulg_arch_t arch, model;
} fulg_polysys_model_t;

/* UNABLE where the coordinates do not apply; initialised only with FULG_OK. */
FULG_MUST_CHECK fulg_status_t
fulg_polysys_model_init(fulg_polysys_model_t *M, const fulg_arch_t arch,
                        fulg_coordinates_t coordinates, fulg_diag_t diag);
void fulg_polysys_model_clear(fulg_polysys_model_t *M);
/* Adds the coordinates to R; *first is the place of the first. */
FULG_MUST_CHECK fulg_status_t
fulg_polysys_model_push(slong *first, fulg_polysys_ring_t R,
                        const fulg_polysys_model_t *M, fulg_diag_t diag);
/* W, over the polynomials of a ring, becomes the model's weights, with the
   coordinates from variable first on. */
FULG_MUST_CHECK fulg_status_t fulg_polysys_model_weights(
    fulg_weights_t W, const fulg_polysys_model_t *M, const fulg_domain_t D,
    slong first, fulg_diag_t diag);
/* The coordinates of rational weights: point[first + ..]. */
FULG_MUST_CHECK fulg_status_t fulg_polysys_model_point(
    fulg_polysys_t S, slong point, slong first, const fulg_polysys_model_t *M,
    const fulg_weights_t W, fulg_diag_t diag);
/* UNABLE where the coordinates do not apply, or satisfy something, so that
   derivatives with respect to them mean nothing. */
FULG_MUST_CHECK fulg_status_t fulg_polysys_model_check_free(
    const fulg_arch_t arch, fulg_coordinates_t coordinates, fulg_diag_t diag);
/* Lines that say what the coordinates are. */
void fulg_polysys_model_comment(fulg_polysys_t S,
                                const fulg_polysys_model_t *M);

/* ---- lists of polynomials ------------------------------------------------ */

typedef struct
{
    slong num, alloc;
    fmpq_mpoly_struct *poly;
    const fmpq_mpoly_ctx_struct *ctx;
} fulg_polysys_polylist_t;

void fulg_polysys_polylist_init(fulg_polysys_polylist_t *L,
                                const fmpq_mpoly_ctx_struct *ctx);
void fulg_polysys_polylist_clear(fulg_polysys_polylist_t *L);
/* The next place in the list, zero. */
fmpq_mpoly_struct *fulg_polysys_polylist_push(fulg_polysys_polylist_t *L);
/* The minors of a size of A; of a symmetric A each once. */
void fulg_polysys_polylist_minors(fulg_polysys_polylist_t *L,
                                  const fulg_mpoly_mat_t A, slong size,
                                  int symmetric);
/* The number of their terms when the entries are variables. */
void fulg_polysys_polylist_minors_terms(fmpz_t terms, slong rows, slong cols,
                                        slong size);
/* An attention network of one layer. */
/* Attention with full values and no residual connection. */
int fulg_polysys_is_plain(const fulg_arch_t arch);
int fulg_polysys_is_single(const fulg_arch_t arch);
/* Bounds by multiplying the terms of factors: of an entry of the last layer's
   input, and of all listed coefficients.  Hopeless: bounds beyond 2^2000 are not
   followed to the end. */
void fulg_polysys_model_terms_upper(fmpz_t state, fmpz_t all,
                                    const fulg_polysys_model_t *M);
int fulg_polysys_is_hopeless(const fmpz_t terms);
/* What the coordinates satisfy: ranks of A, or of M. UNABLE beyond max_terms, or
   where more than ranks is needed (virtual, a hidden width below the first). */
FULG_MUST_CHECK fulg_status_t fulg_polysys_model_conditions(
    fulg_polysys_polylist_t *L, const fulg_polysys_model_t *M,
    const fulg_weights_t W, slong max_terms, fulg_diag_t diag);
/* The list becomes a block of the system; returns its number, -1 if empty. */
slong fulg_polysys_push_list(fulg_polysys_t S, const char *name,
                             const char *meaning, fulg_polysys_polylist_t *L);

/* ---- sets of monomials --------------------------------------------------- */

/* Distinct exponent vectors, numbered in the order of their coming. */
typedef struct
{
    slong nvars, num, alloc, slots;
    ulong *exp;
    slong *slot;
} fulg_polysys_monomials_t;

void fulg_polysys_monomials_init(fulg_polysys_monomials_t *T, slong nvars);
void fulg_polysys_monomials_clear(fulg_polysys_monomials_t *T);
/* The number of a monomial, or -1; and the same after adding it. */
slong fulg_polysys_monomials_find(const fulg_polysys_monomials_t *T,
                                  const ulong *exp);
slong fulg_polysys_monomials_add(fulg_polysys_monomials_t *T, const ulong *exp);
/* Their numbers in decreasing degrevlex order; freed by the caller. */
slong *fulg_polysys_monomials_order(const fulg_polysys_monomials_t *T);

/* ---- the function, expanded ---------------------------------------------- */

/*
 * The matrices of the last layer occur in no other factor, so that its output
 * is a sum of (entry of V)(entry of A) times the forms
 *     G_pq x_r,  G = sum of the keys' X X^T,  x = the query's column,
 * of its input X, and distinct factors never collect.  The forms alone are
 * expanded, in a ring of inputs and coordinates; the rest is assembled in any
 * ring that has the coordinates.
 */
typedef struct
{
    fulg_polysys_model_t model;
    int single;               /* the tensor of one lightning layer */
    fulg_polysys_ring_t work; /* inputs, then coordinates from first on */
    slong num_inputs, first;
    fulg_domain_t domain;
    fulg_weights_t weights; /* over work */
    fulg_mat_t state;       /* the last layer's input */
    slong num_columns;      /* of the output, those that are listed */
    slong *column;
    fulg_polysys_monomials_t *monomials; /* of the inputs, for each column */
    slong **order; /* their numbers in the order of the list */
    slong *start;  /* of each column, in the list of one row */
    slong num;     /* coefficients in all */
    fmpz_t terms;  /* their terms, exactly */
} fulg_polysys_expansion_t;

/* Expands the forms and counts.  UNABLE when even they are too many, or when
   the count is over max_terms. Initialised only with FULG_OK. */
FULG_MUST_CHECK fulg_status_t fulg_polysys_expansion_init(
    fulg_polysys_expansion_t *E, const fulg_arch_t arch,
    fulg_coordinates_t coordinates, const fulg_polysys_options_t *options,
    fulg_diag_t diag);
void fulg_polysys_expansion_clear(fulg_polysys_expansion_t *E);
/* The same in the first coordinates of a list, ended by AUTO, that fit. */
FULG_MUST_CHECK fulg_status_t fulg_polysys_expansion_init_first(
    fulg_polysys_expansion_t *E, const fulg_arch_t arch,
    const fulg_coordinates_t *choice, const fulg_polysys_options_t *options,
    fulg_diag_t diag);
/* The name and the meaning of coefficient n. */
#define FULG_COEFFICIENT_NAME_SIZE 96
char *fulg_polysys_expansion_describe(char *name,
                                      const fulg_polysys_expansion_t *E,
                                      slong n);
/* A block with all coefficients in the ring of S, whose coordinates begin at
   first; returns its number. */
FULG_MUST_CHECK fulg_status_t fulg_polysys_expansion_block(
    slong *number, fulg_polysys_t S, const char *name,
    const fulg_polysys_expansion_t *E, slong first,
    const fulg_polysys_options_t *options, fulg_diag_t diag);
/* The matrices V and A of the heads of the last layer, over the ring of W; none
   in a polynomial network. */
void fulg_polysys_expansion_heads(fulg_mat_struct **V, fulg_mat_struct **A,
                                  slong *num, const fulg_weights_t W);
void fulg_polysys_expansion_heads_clear(fulg_mat_struct *V, fulg_mat_struct *A,
                                        slong num, const fulg_domain_struct *D);
/* The forms of column c: attention: G_pq x_r for p <= q and r, then the state
   itself when residual; otherwise the entries of the state. */
void fulg_polysys_expansion_forms(fulg_polysys_polylist_t *L,
                                  const fulg_polysys_expansion_t *E, slong c);
/* Does the list have this monomial, with its exponents in the work ring? */
int fulg_polysys_expansion_keeps(const fulg_polysys_expansion_t *E,
                                 const ulong *exp);
/* Lists the monomials of every column, and counts the coefficients and their
   terms. */
void fulg_polysys_expansion_count(fulg_polysys_expansion_t *E);

/* ---- images -------------------------------------------------------------- */

/* Pushes what the coordinates W satisfy. */
typedef fulg_status_t (*fulg_conditions_t)(fulg_polysys_polylist_t *L,
                                           const fulg_polysys_model_t *M,
                                           const fulg_weights_t W,
                                           slong max_terms, fulg_diag_t diag);
/* The same as a block of S, whose coordinates begin at first: its number, or
   -1. */
FULG_MUST_CHECK fulg_status_t fulg_polysys_push_conditions(
    slong *number, fulg_polysys_t S, slong first, const fulg_polysys_model_t *M,
    fulg_conditions_t conditions, const fulg_polysys_options_t *options,
    fulg_diag_t diag);
/* Ring, map, conditions and task of an image, and the weights "sample", which
   satisfy the conditions, as a known point of its graph. */
FULG_MUST_CHECK fulg_status_t fulg_polysys_fill_image(
    fulg_polysys_t S, const fulg_polysys_expansion_t *E,
    fulg_conditions_t conditions, const fulg_weights_t sample,
    const fulg_polysys_options_t *options, fulg_diag_t diag);
/* Random weights with integers up to 99. */
FULG_MUST_CHECK fulg_status_t fulg_polysys_sample(fulg_weights_t W,
                                                  const fulg_arch_t arch,
                                                  ulong seed, fulg_diag_t diag);
/* The coordinates that suit an elimination, ended by AUTO. */
void fulg_polysys_choose(fulg_coordinates_t choice[4], const fulg_arch_t arch);

/* ---- comments and foreseen answers --------------------------------------- */

/* "architecture: {...}" */
void fulg_polysys_comment_arch(fulg_polysys_t S, const fulg_arch_t arch);
/* What the names of the coefficients mean. */
void fulg_polysys_expansion_comment(fulg_polysys_t S,
                                    const fulg_polysys_expansion_t *E);
/* The dimension, as an answer of a kind; nothing when it is out of reach. */
void fulg_polysys_expect_dim(fulg_polysys_t S, fulg_expect_kind_t kind,
                             const fulg_arch_t arch,
                             const fulg_polysys_options_t *options);
void fulg_polysys_expect_si(fulg_polysys_t S, fulg_expect_kind_t kind,
                            slong value, fulg_expect_strength_t strength,
                            const char *why);
/* The numbers of polynomials and terms of block main. */
void fulg_polysys_expect_counts(fulg_polysys_t S);
/* UNABLE for softmax and affine networks, which have no coefficients. */
FULG_MUST_CHECK fulg_status_t fulg_polysys_check(const fulg_arch_t arch,
                                                 fulg_diag_t diag);

#endif
