/* Shared inside the fiber module; not installed. */
#ifndef FULG_FIBER_IMPL_H
#define FULG_FIBER_IMPL_H

#include <fulgurite/fiber.h>
#include <fulgurite/rank.h>

/* ---- linear algebra over Q (linear.c) ---------------------------------- */

slong fulg_fiber_rank(const fmpq_mat_t A);
/* B = c A with c != 0; 0 when there is no such c or A is zero. */
int fulg_fiber_proportional(fmpq_t c, const fmpq_mat_t B, const fmpq_mat_t A);
/* A becomes A / c with first nonzero entry 1; 0 when A is zero. */
int fulg_fiber_normalise(fmpq_t c, fmpq_mat_t A);
/* R (initialised here) = the nonzero rows of the reduced echelon form of A. */
void fulg_fiber_row_basis(fmpq_mat_t R, const fmpq_mat_t A);
/* N (initialised here): columns are a basis of { x : A x = 0 }. */
void fulg_fiber_kernel(fmpq_mat_t N, const fmpq_mat_t A);
/* A of rank one = column row^T, row normalised; both are initialised here as
   columns. */
void fulg_fiber_split_rank_one(fmpq_mat_t column, fmpq_mat_t row,
                               const fmpq_mat_t A);
/* Initialised copies: transpose, product, A^T B, identity. */
void fulg_fiber_init_transpose(fmpq_mat_t B, const fmpq_mat_t A);
void fulg_fiber_init_mul(fmpq_mat_t C, const fmpq_mat_t A, const fmpq_mat_t B);
void fulg_fiber_init_mul_tn(fmpq_mat_t C, const fmpq_mat_t A,
                            const fmpq_mat_t B);
void fulg_fiber_init_one(fmpq_mat_t A, slong n);
/* S (initialised here) = (A + A^T)/2. */
void fulg_fiber_init_symmetric(fmpq_mat_t S, const fmpq_mat_t A);
/* X (initialised here) with X A = B, the only one when A has full row rank; 0
   (and X not initialised) when there is none. */
int fulg_fiber_right_divide(fmpq_mat_t X, const fmpq_mat_t B,
                            const fmpq_mat_t A);
/* The same with A X = B. */
int fulg_fiber_left_divide(fmpq_mat_t X, const fmpq_mat_t A,
                           const fmpq_mat_t B);
/* c with T X = c Y, all entries compared; 0 when there is none.  c = 1 when both
   sides are 0. */
int fulg_fiber_product_ratio(fmpq_t c, const fmpq_mat_t T, const fmpq_mat_t X,
                             const fmpq_mat_t Y);
/* x (initialised here) = the columns col[0..n) of X mod p; 0 when a denominator
   vanishes.  col NULL: all columns. */
int fulg_fiber_init_residues(nmod_mat_t x, const fmpq_mat_t X, const slong *col,
                             slong n, ulong p);
/* The invertible square matrix T (initialised) with T X = Y; 0 when there is none,
   or X has not full row rank, or T not, mod the prime p. */
int fulg_fiber_solve_left(fmpq_mat_t T, const fmpq_mat_t X, const fmpq_mat_t Y,
                          ulong p);
/* An invertible n x n matrix G (initialised by the caller) with G Q = left and
   K G = right; Q and left have n rows, K and right n columns.  0, and G as it
   was, when there is none, or none was met among FULG_FIBER_TRIES random
   solutions. */
int fulg_fiber_two_sided(fmpq_mat_t G, const fmpq_mat_t Q,
                         const fmpq_mat_t left, const fmpq_mat_t K,
                         const fmpq_mat_t right, fulg_rand_struct *rand);
/* How often a random member of an affine family is drawn that shall be
   invertible, with entries that grow. */
#define FULG_FIBER_TRIES 12
/* Integer entries in [-bound, bound]. */
void fulg_fiber_random_entries(fmpq_mat_t A, fulg_rand_struct *rand,
                               slong bound);
/* B(i.., j..) = c A */
void fulg_fiber_place(fmpq_mat_t B, slong i, slong j, const fmpq_mat_t A,
                      const fmpq_t c);
/* C(n) = all mats joined; used to sweep arrays */
fmpq_mat_struct *fulg_fiber_mats(slong n);
void fulg_fiber_mats_clear(fmpq_mat_struct *mats, slong n);
/* A symmetric form S of rank 1 or 2 that is a product over Q: S = c p r^T
   symmetrised, p and r columns (initialised here) with first nonzero entry 1.
   0 when rank S > 2 or it does not split over Q. */
int fulg_fiber_split(fmpq_t c, fmpq_mat_t p, fmpq_mat_t r, const fmpq_mat_t S);

/* A form S of rank 2 with S = (k0 + sqrt(D) k1)(k0 - sqrt(D) k1) / a, D > 0, as
   a product of columns (initialised here); 0 when it is semidefinite, of
   another rank, or has a = 0 in its leading place (it then splits over Q).
   Asked when fulg_fiber_split has answered 0, D is no square. */
int fulg_fiber_split_real(fmpq_t D, fmpq_t a, fmpq_mat_t k0, fmpq_mat_t k1,
                          const fmpq_mat_t S);

/* Any total order of matrices of one shape: negative, 0 or positive. */
int fulg_fiber_mat_compare(const fmpq_mat_t a, const fmpq_mat_t b);

/* prod x_m^(e_m) = 1, exactly, for exponents of any size. */
int fulg_fiber_product_is_one(const fmpq *x, const fmpz *e, slong n);

/* An allocated string. */
char *fulg_fiber_text(const char *format, ...) FULG_PRINTF(1, 2);

/* The text, whose ownership passes, becomes a reason of the answer. */
void fulg_fiber_generic_reason(fulg_fiber_generic_struct *g, char *text);
/* What theorems see that makes the weights not generic: ranks of virtual weights
   below those of generic ones, a key parallel to its value. */
void fulg_fiber_generic_reasons(fulg_fiber_generic_struct *g,
                                const fulg_weights_struct *W);

/* ---- weights ------------------------------------------------------------ */

int fulg_fiber_single_head(const fulg_arch_struct *arch);

/* ---- parts of fulg_fiber_same ------------------------------------------ */

/* Each returns 1 when it has settled the question and filled the result. */
int fulg_fiber_same_witness(fulg_fiber_same_t result, const fulg_weights_t A,
                            const fulg_weights_t B, fulg_rand_t rand,
                            const fulg_fiber_same_options_t *options);
/* Softmax: the same search with twice the bits of the options, and so on. */
int fulg_fiber_same_witness_bits(fulg_fiber_same_t result,
                                 const fulg_weights_t A, const fulg_weights_t B,
                                 fulg_rand_t rand,
                                 const fulg_fiber_same_options_t *options,
                                 slong max_bits);
/* Two normalised layers of one kind: TRUE with the reason filled in, FALSE with
   nothing filled in, UNKNOWN for other networks. */
fulg_truth_t fulg_fiber_same_heads(fulg_fiber_same_t result,
                                   const fulg_weights_t A,
                                   const fulg_weights_t B);
int fulg_fiber_same_virtual(fulg_fiber_same_t result, const fulg_weights_t A,
                            const fulg_weights_t B);
int fulg_fiber_same_factors(fulg_fiber_same_t result, const fulg_weights_t A,
                            const fulg_weights_t B);
/* The linear maps E_i, F_i with X_i(A) = E_i z_i and X_i(B) = F_i z_i are kept
   for the change of parameters; arrays of depth + 1, or NULL when the layers
   were not matched one to one. */
typedef struct
{
    slong num;
    fmpq_mat_struct *E, *F;
} fulg_fiber_lockstep_t;
int fulg_fiber_same_layers(fulg_fiber_same_t result,
                           fulg_fiber_lockstep_t *lock, const fulg_weights_t A,
                           const fulg_weights_t B);
void fulg_fiber_lockstep_clear(fulg_fiber_lockstep_t *lock);
int fulg_fiber_same_linear(fulg_fiber_same_t result, const fulg_weights_t A,
                           const fulg_weights_t B);
int fulg_fiber_same_reduced(fulg_fiber_same_t result, const fulg_weights_t A,
                            const fulg_weights_t B);
int fulg_fiber_same_grid(fulg_fiber_same_t result, const fulg_weights_t A,
                         const fulg_weights_t B, fulg_rand_t rand, slong limit);
/* Fills result->change after equality is known; 1 when found, and then the
   change takes A to B exactly. */
int fulg_fiber_same_change(fulg_fiber_same_t result, const fulg_weights_t A,
                           const fulg_weights_t B,
                           const fulg_fiber_lockstep_t *lock, fulg_rand_t rand);

/* One input drawn from a small box, the weights of one layer at a time over the
   integers mod a prime, or in balls of so many bits; settles the question when the
   outputs differ. */
int fulg_fiber_same_deep(fulg_fiber_same_t result, const fulg_weights_t A,
                         const fulg_weights_t B, fulg_rand_t rand, slong bits);
/* Looks for a change of parameters from the input on, one layer after the other;
   settles the question when there is one that takes A to B exactly.  Q, and U
   where there is one, of full row rank. */
int fulg_fiber_same_gauge(fulg_fiber_same_t result, const fulg_weights_t A,
                          const fulg_weights_t B, fulg_rand_t rand);
/* Transformers: settles the question, or leaves it open with the reason. */
void fulg_fiber_same_network(fulg_fiber_same_t result, const fulg_weights_t A,
                             const fulg_weights_t B, fulg_rand_t rand,
                             const fulg_fiber_same_options_t *options);
/* Sublayer by sublayer (doc: thm-same-unit): 1 when they are the same; otherwise
   *why, to be freed with flint_free. */
int fulg_fiber_same_units(fulg_fiber_same_t result, char **why,
                          const fulg_weights_t A, const fulg_weights_t B,
                          fulg_rand_t rand);
/* The same blocks of the same sizes, and norms, and residual or not. */
int fulg_fiber_same_shape(const fulg_arch_struct *x, const fulg_arch_struct *y);

/* ---- parts of fulg_fiber_same_layers ----------------------------------------- */

/* More columns of coefficients than this are not looked at. */
#define FULG_WALK_MAX_COLUMNS 20000

/* The weights W before layer "layer", where the state is E z. */
typedef struct
{
    const fulg_weights_struct *W;
    slong layer;
    int equal_tokens; /* all columns of the state are equal */
    fmpq_mat_t E;
} fulg_fiber_walk_t;

/* Distinct score matrices, in the coordinates z. */
typedef struct
{
    slong num;
    fmpq_mat_struct *A;
} fulg_fiber_score_classes_t;

/* Normalised layers on equal tokens, or on one, are linear: the weights of a
   token sum to 1. */
int fulg_fiber_walk_is_linear(const fulg_fiber_walk_t *x);
/* A head in the coordinates z: E^T A E and V E (initialised here). */
void fulg_fiber_walk_head(fmpq_mat_t A, fmpq_mat_t V,
                          const fulg_fiber_walk_t *x, slong h);
/* Enters the heads of the layer into the classes, where its coefficients need
   them: in a normalised layer that is not linear. */
void fulg_fiber_walk_enter(fulg_fiber_score_classes_t *classes,
                           const fulg_fiber_walk_t *x);
void fulg_fiber_score_classes_clear(fulg_fiber_score_classes_t *classes);
/* The number of functions of z, beside z itself, of which the layer is a linear
   image; where it exceeds FULG_WALK_MAX_COLUMNS, some number that does. */
slong fulg_fiber_walk_columns(const fulg_fiber_walk_t *x,
                              const fulg_fiber_score_classes_t *classes);
/* T (initialised here), of width[layer + 1] rows: the next state is T times the
   column of z and of those functions. */
void fulg_fiber_walk_coefficients(fmpq_mat_t T, const fulg_fiber_walk_t *x,
                                  fulg_fiber_score_classes_t *classes);

/* The identity, with every C empty: that is the identity, too. */
void fulg_fiber_change_init_plain(fulg_fiber_change_t change,
                                  const fulg_arch_t arch);

/* ---- parts of fulg_fiber_same_change ----------------------------------------- */

/* What is known of the change: C_i Y_i = Z_i, Y_i and Z_i with width[i] rows,
   for i = 0 .. depth; in a stack of one-head layers c[i] is the scale of layer i.
   A C_i that is not known[i] has its width[i]^2 entries from offset[i] on among
   the unknowns of one linear system. */
typedef struct
{
    const fulg_weights_struct *A, *B;
    slong depth;
    fmpq_mat_struct *Y, *Z;
    fmpq *c;
    int *known;
    slong *offset;
    slong unknowns;
    fulg_fiber_change_struct *change;
    fulg_rand_struct *rand;
} fulg_fiber_change_search_t;

/* Sets the C_i of the change from Y, Z and c: a solution of their linear
   equations, unproved that it is a change; 0 when there is none, none whose
   unknown C_i are invertible was met, or the unknowns are too many. */
int fulg_fiber_change_hidden(fulg_fiber_change_search_t *s);
/* Given the C_i, finds for every head of layer i of B an unused head of A, and
   sets source, scale, G and H; 0 when a head has no partner. */
int fulg_fiber_change_match_heads(fulg_fiber_change_search_t *s, slong i);

/* Over a common denominator the difference of the two functions (any tokens
   x tokens or d_0 x d_0 Gram matrix in place of the input products) has
   numerators of at most this degree in X, and integer coefficients, the sum of
   whose absolute values has at most this many bits.  Both saturate at
   FULG_SAME_HUGE.  Not for softmax. */
#define FULG_SAME_HUGE (WORD(1) << 40)
void fulg_fiber_same_bounds(slong *degree, slong *bits, const fulg_weights_t A,
                            const fulg_weights_t B);

/* W mod p (initialised here), 0 when a denominator vanishes mod p. */
int fulg_fiber_same_reduce(fulg_weights_t Wp, const fulg_weights_t W, ulong p);

#endif
