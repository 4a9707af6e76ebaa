/* The numbers of a network, over any domain. */
#ifndef FULGURITE_WEIGHTS_H
#define FULGURITE_WEIGHTS_H

#include <fulgurite/arch.h>
#include <fulgurite/domain.h>

#ifdef __cplusplus
extern "C" {
#endif

/* One matrix for every block of the architecture, in the order of
   fulg_arch_blocks; parameters is the number of entries in all. */
typedef struct
{
    slong num;
    slong parameters;
    fulg_arch_t arch;
    fulg_domain_t domain;
    fulg_block_t *block;
    fulg_mat_struct *mat;
    /* For fulg_weights_place: the first block of every kind in every sublayer,
       and the blocks of a group. */
    slong *place;
    slong *stride;
} fulg_weights_struct;
typedef fulg_weights_struct fulg_weights_t[1];

#define FULG_WEIGHTS_FORMAT "fulgurite-weights/1"

/* Zero weights; initialised only when FULG_OK is returned.  UNABLE beyond 2^27
   weights, or entries of a state or score matrix.  Memory: an entry of the
   domain for every weight. */
FULG_MUST_CHECK fulg_status_t fulg_weights_init(fulg_weights_t W,
                                                const fulg_arch_t arch,
                                                const fulg_domain_t D,
                                                fulg_diag_t diag);
void fulg_weights_clear(fulg_weights_t W);
/* All weights 0. */
void fulg_weights_zero(fulg_weights_t W);

/* The place in W->mat of the matrix of a kind (see fulg_arch_block_kinds): of a
   head or, where heads share it, of a group; layer is the sublayer; all count
   from 0.  -1 when the sublayer has none. */
slong fulg_weights_place(const fulg_weights_t W, slong layer, slong head,
                         char kind);
/* 1 when the sublayer has matrices of that kind. */
int fulg_weights_has(const fulg_weights_t W, slong layer, char kind);
/* The matrix at that place.  It belongs to W; the kind must exist there. */
fulg_mat_struct *fulg_weights_mat(const fulg_weights_t W, slong layer,
                                  slong head, char kind);
/* The matrix that a query head uses: its own, or its group's. */
fulg_mat_struct *fulg_weights_of_head(const fulg_weights_t W, slong layer,
                                      slong head, char kind);

/* What a head of a sublayer without biases, norms, rotary or latent coordinates
   does: A = K^T Q (d x d, key index first) and V = O U, or V itself (d' x d).
   Both are initialised, over the domain of W. */
void fulg_weights_head(fulg_mat_t A, fulg_mat_t V, const fulg_weights_t W,
                       slong layer, slong head);
/* The product A = K^T Q of a head alone (d x d, initialised). */
void fulg_weights_key_query(fulg_mat_t A, const fulg_weights_t W, slong layer,
                            slong head);
/* The matrix V, or the product O U, of a head alone (d' x d, initialised). */
void fulg_weights_value(fulg_mat_t V, const fulg_weights_t W, slong layer,
                        slong head);
/* Y = V X, by way of O (U X) where V = O U; Y (d' x n) is initialised, X is
   d x n. */
void fulg_weights_apply_value(fulg_mat_t Y, const fulg_weights_t W, slong layer,
                              slong head, const fulg_mat_struct *X);
/* A and V of a head, and their changes dA = dK^T Q + K^T dQ and dV in the
   direction dW, of the same architecture; all initialised. */
void fulg_weights_head_tangent(fulg_mat_t A, fulg_mat_t dA, fulg_mat_t V,
                               fulg_mat_t dV, const fulg_weights_t W,
                               const fulg_weights_t dW, slong layer,
                               slong head);
/* A and V of a head of rational weights; both are initialised here. */
void fulg_weights_head_fmpq(fmpq_mat_t A, fmpq_mat_t V, const fulg_weights_t W,
                            slong layer, slong head);

/* B = A, where A is rational and B over any domain, of one architecture.
   DOMAIN when a denominator is not a unit. */
FULG_MUST_CHECK fulg_status_t fulg_weights_set_fmpq(fulg_weights_t B,
                                                    const fulg_weights_t A,
                                                    fulg_diag_t diag);

/* Every weight an integer uniform in [-bound, bound], divided by an integer
   uniform in [1, denominator], in the order of the blocks, so that the same
   stream gives the same weights over every domain.  0 <= bound < 2^62; every
   integer up to denominator is a unit of the domain. */
void fulg_weights_random(fulg_weights_t W, fulg_rand_t rand, slong bound,
                         slong denominator);
/* The same for one matrix over D. */
void fulg_weights_mat_random(fulg_mat_t A, fulg_rand_t rand, slong bound,
                             slong denominator, const fulg_domain_t D);

/* Rational weights of the file format "fulgurite-weights/1": an object with
   "format", "architecture" and "layers".  A head may give A in place of Q and
   K, and V in place of O and U; it is then factored (see fulg_weights_factor).
   PARSE when it is not such a file, a matrix has another shape or, given as a
   product, too large a rank; UNABLE as fulg_weights_init. */
FULG_MUST_CHECK fulg_status_t fulg_weights_init_json(fulg_weights_t W,
                                                     const json_t *value,
                                                     fulg_diag_t diag);
/* The list of layers alone, with the architecture in hand: W is initialised and
   rational.  PARSE as fulg_weights_init_json. */
FULG_MUST_CHECK fulg_status_t fulg_weights_set_json_layers(fulg_weights_t W,
                                                           const json_t *layers,
                                                           fulg_diag_t diag);
/* The file of rational weights; a new reference. */
json_t *fulg_weights_json(const fulg_weights_t W);
/* Its list of layers alone; a new reference. */
json_t *fulg_weights_json_layers(const fulg_weights_t W);

/* A = L R with L of n columns and R of n rows, exactly.  When n is at least a
   side of A that side's factor is the identity padded with zeros, so that the
   factorisation loses no rank; otherwise L holds the pivot columns of A.
   DOMAIN when A has rank above n; *rank is its rank in either case.  Cost: one
   exact rank (fulg_rank_exact) and one linear solve. */
FULG_MUST_CHECK fulg_status_t fulg_weights_factor(fmpq_mat_t L, fmpq_mat_t R,
                                                  slong *rank,
                                                  const fmpq_mat_t A);

/* A list of rows; A is initialised and gives the shape.  PARSE when the shape
   or an entry is wrong.  where names the place in messages. */
FULG_MUST_CHECK fulg_status_t fulg_weights_mat_set_json(fmpq_mat_t A,
                                                        const json_t *value,
                                                        const char *where,
                                                        fulg_diag_t diag);
/* The matrix as a list of rows; a new reference. */
json_t *fulg_weights_mat_json(const fmpq_mat_t A);

#ifdef __cplusplus
}
#endif

#endif
