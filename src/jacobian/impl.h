/* Private to the module. */
#ifndef FULG_JACOBIAN_IMPL_H
#define FULG_JACOBIAN_IMPL_H

#include <fulgurite/jacobian.h>

/* So many tokens of arch, or of the model of fulg_jacobian_set_tokens, have at every
   point the kernel that all tokens of arch have (doc: thm-given-tokens). */
slong fulg_jacobian_enough_tokens(const fulg_arch_t arch);
/* model (a copy of arch) gets so many tokens; where all keys are summed and the sum is
   divided by, the last one stands for all that are missing.  Its kernel contains that of
   arch (doc: lem-tokens). */
void fulg_jacobian_set_tokens(fulg_arch_t model, slong tokens,
                              const fulg_arch_t arch);

/* A random prime that divides no denominator: of finitely many there are primes to
   spare.  small: of 23 bits, if such a one is soon found. */
ulong fulg_jacobian_prime(const fulg_weights_t W, int small, fulg_rand_t rand);

/* A row of few entries that begins with 1 in its first place. */
typedef struct
{
    slong num, *place;
    ulong *entry;
} fulg_jacobian_row_t;

/* Independent rows mod a prime; row_at is the row that begins in a column, or -1. */
typedef struct
{
    nmod_t mod;
    slong cols, rank;
    fulg_jacobian_row_t *row;
    slong *row_at;
    ulong *work; /* cols residues; what is appended next, otherwise zero */
    slong num_entries; /* of all rows */
    slong wasted;      /* entries gone through for what brought nothing */
    ulong *dual;       /* a random vector orthogonal to all rows, if has_dual */
    int has_dual;
} fulg_jacobian_echelon_t;

void fulg_jacobian_echelon_init(fulg_jacobian_echelon_t *E, slong cols,
                                ulong prime);
void fulg_jacobian_echelon_clear(fulg_jacobian_echelon_t *E);
/* Appends work, if it is independent of the rows: 1, else 0.  work is left zero. */
int fulg_jacobian_echelon_append(fulg_jacobian_echelon_t *E);

/* A vector of the kernel: its entries that are not 0, in any order of their places. */
typedef struct
{
    fulg_kernel_proof_t proof;
    slong num, *place;
    fmpz *entry;
} fulg_jacobian_direction_t;

/* Directions of the kernel at given weights that are known beforehand (doc:
   thm-given-symmetries, thm-given-states), independent mod the prime of the echelon form;
   and columns of the Jacobian, in increasing order, that span what all do, as many as there
   are weights less directions. */
typedef struct
{
    fulg_jacobian_echelon_t echelon;
    fulg_jacobian_direction_t *direction; /* as many as the echelon has rows */
    enum
    {
        FULG_JACOBIAN_SHORT,
        FULG_JACOBIAN_LONG,
        FULG_JACOBIAN_ALL
    } tried;        /* which directions are */
    int has_layers; /* where it is not enough, more has been added */
    slong num_cols, *col;
} fulg_jacobian_known_t;

/* The symmetries of the architecture at W, and what its states show; none of either where
   they are not known.  UNABLE as fulg_weights_init. */
FULG_MUST_CHECK fulg_status_t
fulg_jacobian_known_init(fulg_jacobian_known_t *known, const fulg_weights_t W,
                         fulg_rand_t rand, fulg_diag_t diag);
void fulg_jacobian_known_clear(fulg_jacobian_known_t *known);
/* The direction with these entries, which are consumed, becomes the last one; the echelon
   form has its row. */
void fulg_jacobian_known_push(fulg_jacobian_known_t *known,
                              fulg_jacobian_direction_t *direction);
/* The same, where it is independent of the others and of the length that is tried;
   otherwise it is cleared. */
void fulg_jacobian_known_try(fulg_jacobian_known_t *known,
                             fulg_jacobian_direction_t *direction);
void fulg_jacobian_direction_init(fulg_jacobian_direction_t *direction,
                                  slong room, fulg_kernel_proof_t proof);
void fulg_jacobian_direction_clear(fulg_jacobian_direction_t *direction);
/* Divided by the content of the entries, and the first place is that of a positive one. */
void fulg_jacobian_make_primitive(fulg_jacobian_direction_t *direction);
/* All columns but those in which rows of the echelon form begin. */
void fulg_jacobian_known_set_columns(fulg_jacobian_known_t *known);
/* The first columns of the kernel become the directions. */
void fulg_jacobian_known_get(fmpz_mat_t kernel, fulg_kernel_proof_t *proof,
                             const fulg_jacobian_known_t *known);

/* Adds the values at W of the symmetries of its architecture.  UNABLE as
   fulg_weights_init. */
FULG_MUST_CHECK fulg_status_t fulg_jacobian_known_add_symmetries(
    fulg_jacobian_known_t *known, const fulg_weights_t W, fulg_diag_t diag);
/* B (initialised here) = A times the least common denominator. */
void fulg_jacobian_whole(fmpz_mat_t B, const fmpq_mat_t A);
/* The vectors y with y^T A = 0: a basis as columns, initialised here. */
void fulg_jacobian_annihilator(fmpz_mat_t K, const fmpz_mat_t A);
/* A becomes (A, B), and B is cleared. */
void fulg_jacobian_join(fmpz_mat_t A, fmpz_mat_t B);
/* A becomes M A, or M^T A, up to a factor. */
void fulg_jacobian_apply(fmpz_mat_t A, const fmpq_mat_t M, int transposed);
/* Numbers of rows of A that are independent mod a prime; 0 when there are fewer than
   columns. */
int fulg_jacobian_choose_rows(slong *row, const fmpz_mat_t A);
/* Those rows of A, and inverse/den = the inverse of the matrix of them; 0 where there are
   not as many as columns. */
int fulg_jacobian_invert_rows(slong *row, fmpz_mat_t inverse, fmpz_t den,
                              const fmpz_mat_t A);
/* Fewer columns with the same span: the unit vectors where that is all. */
void fulg_jacobian_simplify(fmpz_mat_t A, const fmpz_mat_t annihilator);

/* For every state i, from 0: its columns are combinations of those of met[i], whatever the
   input, and unmet[i] is a basis of what annihilates them; a change of the state by
   multiples of z in its columns does not change the output, to first order, where z is
   annihilated by the columns of read[i], and unread[i] is a basis of these z (doc:
   thm-given-states).  parallel[i]: any two columns of the state are parallel. */
typedef struct
{
    slong num;
    fmpz_mat_struct *met, *unmet, *read, *unread;
    char *parallel;
} fulg_jacobian_states_t;

/* Of stacks and polynomial networks. */
void fulg_jacobian_states_init(fulg_jacobian_states_t *states,
                               const fulg_weights_t W);
void fulg_jacobian_states_clear(fulg_jacobian_states_t *states);
/* State i + 1 from state i of a polynomial network, and backwards; and a basis of the y with
   y x^T in the kernel, for any x, as a direction of W_i, initialised here. */
void fulg_jacobian_polynomial_met(fulg_jacobian_states_t *states,
                                  const fulg_weights_t W, slong i);
void fulg_jacobian_polynomial_read(fulg_jacobian_states_t *states,
                                   const fulg_weights_t W, slong i);
void fulg_jacobian_polynomial_unread(fmpz_mat_t unread,
                                     const fulg_jacobian_states_t *states,
                                     const fulg_weights_t W, slong i);
/* A becomes (A, M U), M the matrix of a kind that head h of sublayer i uses and U what its
   state meets; and (A, O^T R), R what is read of the next state. */
void fulg_jacobian_join_kind(fmpz_mat_t A, const fulg_jacobian_states_t *states,
                             const fulg_weights_t W, slong i, slong h,
                             char kind);
void fulg_jacobian_join_readers(fmpz_mat_t A,
                                const fulg_jacobian_states_t *states,
                                const fulg_weights_t W, slong i, slong h);
/* 0 for one token whose score is divided by itself. */
int fulg_jacobian_has_scores(const fulg_weights_t W, slong i);
/* The scores of a head are not all 0; R^T V U is not 0. */
int fulg_jacobian_form_is_seen(const fulg_jacobian_states_t *states,
                               const fulg_weights_t W, slong i, slong h);
int fulg_jacobian_values_are_seen(const fulg_jacobian_states_t *states,
                                  const fulg_weights_t W, slong i, slong h);

/* Adds what the states do not see (doc: thm-given-states). */
void fulg_jacobian_known_add_states(fulg_jacobian_known_t *known,
                                    const fulg_weights_t W,
                                    const fulg_jacobian_states_t *states);
/* Adds what two heads of a sublayer do and undo (doc: thm-given-pairs), and their
   mixtures, (e) there. */
void fulg_jacobian_known_add_pairs(fulg_jacobian_known_t *known,
                                   const fulg_weights_t W,
                                   const fulg_jacobian_states_t *states,
                                   slong i);

/* Layer i alone: its matrices on what it meets, and den/inverse, those rows of what is
   met. */
typedef struct
{
    slong i;
    fulg_weights_t alone;
    slong *row;
    fmpz_mat_t inverse;
    fmpz_t den;
} fulg_jacobian_layer_t;

/* 1 when layer is initialised: 0 where nothing is met. */
int fulg_jacobian_layer_init(fulg_jacobian_layer_t *layer,
                             const fulg_weights_t W,
                             const fulg_jacobian_states_t *states, slong i);
void fulg_jacobian_layer_clear(fulg_jacobian_layer_t *layer);
/* Adds the kernel of the layer alone, as far as it is proved. */
void fulg_jacobian_known_add_layer(fulg_jacobian_known_t *known,
                                   const fulg_weights_t W,
                                   const fulg_jacobian_layer_t *layer,
                                   const fulg_jacobian_rank_t result);

void fulg_jacobian_known_add_mixtures(fulg_jacobian_known_t *known,
                                      const fulg_weights_t W,
                                      const fulg_jacobian_states_t *states,
                                      slong i);

/* What is looked for: the rank at W, which has enough tokens, and what is known of its
   kernel. */
typedef struct
{
    const fulg_weights_struct *W;
    fulg_jacobian_known_t *known;
    /* Adds to what is known, where that is not enough. */
    void (*add)(fulg_jacobian_known_t *known, const fulg_weights_t W,
                fulg_rand_t rand, const fulg_progress_t *progress);
    const fulg_progress_t *progress;
} fulg_jacobian_search_t;

/* rank, prime, nullity and kernel of the result, for the model: a minor mod a small prime,
   and the kernel of its rows over Q.  These span the row space unless the inputs drawn
   were unlucky; nothing rests on it before every direction is proved.  proof is SYMMETRY
   or another one for those that are known.  The result is initialised when FULG_OK is returned; UNABLE
   as fulg_minor_grow. */
FULG_MUST_CHECK fulg_status_t fulg_jacobian_kernel(
    fulg_jacobian_rank_t result, const fulg_weights_t model,
    const fulg_jacobian_search_t *search, fulg_rand_t rand, fulg_diag_t diag);

/* dW = a random combination of the directions, mod the prime of dW. */
void fulg_jacobian_combine(fulg_weights_t dW, const fmpz_mat_t directions,
                           fulg_rand_t rand);

/* How many inputs fulg_jacobian_check_inputs evaluates at; 0 when more than max, or when
   the network is not polynomial. */
ulong fulg_jacobian_count_inputs(const fulg_arch_t arch, ulong max);

/* Proves the directions of the result's kernel at W, those that are not known, as
   far as that can be, and sets proof, exact and error_log2.  *is_kernel = 0 when one of
   them does not belong to the kernel.  UNABLE when interrupted. */
FULG_MUST_CHECK fulg_status_t fulg_jacobian_prove_kernel(
    int *is_kernel, fulg_jacobian_rank_t result, const fulg_weights_t W,
    fulg_rand_t rand, const fulg_progress_t *progress, fulg_diag_t diag);

#endif
