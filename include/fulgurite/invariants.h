/*
 * Polynomial relations among the coefficients of one lightning layer with one
 * head: the families, one polynomial at a time, and the exact space of all
 * relations of a given degree.
 *
 * The coordinates are those of fulg_function_t, T_ij = v_i a_j (quadratic forms
 * in x; v_i is row i of V, a_j column j of A), or, for one token, the cubics C_i
 * = S v_i; they are the variables of `ring`.  The linear families live among the
 * coefficients of the output itself, the variables of `output`.  Proofs:
 * doc: sec-invariants.
 */
#ifndef FULGURITE_INVARIANTS_H
#define FULGURITE_INVARIANTS_H

#include <flint/fmpz_mpoly.h>

#include <fulgurite/function.h>
#include <fulgurite/polysys.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum
{
    FULG_INVARIANTS_COPIES,
    FULG_INVARIANTS_SYMMETRISE,
    FULG_INVARIANTS_LOW_RANK,
    FULG_INVARIANTS_VALUE_RANK,
    FULG_INVARIANTS_EXCHANGE,
    FULG_INVARIANTS_CROSS_COLUMN,
    FULG_INVARIANTS_CONTEXT,
    FULG_INVARIANTS_VERONESE,
    FULG_INVARIANTS_RESULTANTS,
    FULG_INVARIANTS_INCIDENCE,
    FULG_INVARIANTS_HESSIAN,
    FULG_INVARIANTS_LIE,
    FULG_INVARIANTS_KOSZUL,
    FULG_INVARIANTS_FAMILIES /* their number */
} fulg_invariants_family_t;

/* One layer: rank A <= alpha = min(head_dim, d), rank V <= value_rank =
   min(value_dim, d, d_out); for one token, rank S <= sym_rank = min(2 alpha, d).
   Pairs and triples are the numbers of monomials of
   degree 2 and 3 in d variables.  all_columns: the output's coordinates are
   those of every column, not of the last alone. */
typedef struct
{
    slong d, d_out, head_dim, tokens;
    int causal, all_columns;
    slong alpha, sym_rank, value_rank, pairs, triples;
    slong num;             /* coordinates of the function */
    slong num_output;      /* coordinates of the output */
    fmpz_mpoly_ctx_t ring; /* degrevlex, as is output */
    fmpz_mpoly_ctx_t output;
} fulg_invariants_struct;
typedef fulg_invariants_struct fulg_invariants_t[1];

/* The largest number of coordinates for which polynomials are made. */
#define FULG_INVARIANTS_MAX_COORDINATES 20000

/* UNABLE unless the architecture is one lightning layer with one head (masked and
   residual allowed: the tensor is that of function.h), or beyond
   FULG_INVARIANTS_MAX_COORDINATES.  Initialised only when FULG_OK is returned. */
FULG_MUST_CHECK fulg_status_t fulg_invariants_init(fulg_invariants_t model,
                                                   const fulg_arch_t arch,
                                                   int all_columns,
                                                   fulg_diag_t diag);
void fulg_invariants_clear(fulg_invariants_t model);

/* The names of a ring, and their release. */
char **fulg_invariants_names(const fulg_invariants_t model, int output);
void fulg_invariants_clear_names(char **names, slong num);

/* ---- families ---------------------------------------------------------- */

/* "copies", "low-rank", ...: a constant string. */
const char *fulg_invariants_family_name(fulg_invariants_family_t family);
/* The family of that name, or -1. */
int fulg_invariants_family_named(const char *name);
/* What the family says, in a sentence. */
const char *fulg_invariants_family_text(const fulg_invariants_t model,
                                        fulg_invariants_family_t family);
/* 1 for the families whose variables are those of output. */
int fulg_invariants_family_is_linear(fulg_invariants_family_t family);

/* The parts of a family: degree, and the number of polynomials that
   fulg_invariants_each hands out.  independent: how many are linearly
   independent, by a formula with a proof; -1 when there is none.  by_theorem
   says which.  size: of the minors, determinants or subspaces, 0 when there is
   none. */
typedef struct
{
    slong size, degree;
    int side; /* 0: columns j share v_i; 1: rows i share a_j */
    fmpz_t raw;
    fmpz_t independent;
} fulg_invariants_part_t;

/* The parts of the family for this layer, none when nothing of it applies.  The
   caller clears them with fulg_invariants_clear_parts. */
fulg_invariants_part_t *fulg_invariants_parts(slong *num,
                                              const fulg_invariants_t model,
                                              fulg_invariants_family_t family);
void fulg_invariants_clear_parts(fulg_invariants_part_t *parts, slong num);

/* Called with each polynomial, primitive and not 0 (a raw polynomial may be 0:
   it is counted and not handed out), and a text that says which it is; a nonzero
   return ends the tour. */
typedef int (*fulg_invariants_put_t)(void *data, const fmpz_mpoly_t f,
                                     const char *which);

/* Every polynomial of one part, one after the other; memory for one.  Each
   vanishes on the image: the theorem of its family (doc: sec-invariants).  UNABLE
   when a single polynomial would be expanded from more than max_terms products;
   nothing was handed out then. */
FULG_MUST_CHECK fulg_status_t fulg_invariants_each(
    const fulg_invariants_t model, fulg_invariants_family_t family,
    const fulg_invariants_part_t *part, fulg_invariants_put_t put, void *data,
    const fmpz_t max_terms, fulg_diag_t diag);

/* The number of linearly independent polynomials of a part, over Q, exactly: the
   rank of their coefficients, weight by weight.  UNABLE when it has more than
   max_polynomials. */
FULG_MUST_CHECK fulg_status_t fulg_invariants_independent(
    fmpz_t independent, const fulg_invariants_t model,
    fulg_invariants_family_t family, const fulg_invariants_part_t *part,
    slong max_polynomials, fulg_diag_t diag);

/* Does f (in ring, or in output) vanish on the image?  Decided by substituting a
   parametrisation with dense image, symbolically. */
int fulg_invariants_vanishes(const fulg_invariants_t model,
                             const fmpz_mpoly_t f, int output);

/* The degree up to which all families together, with what they generate, are
   known to be every relation; -1: all degrees.  why says by what theorem. */
slong fulg_invariants_complete(const char **why, const fulg_invariants_t model);

/* ---- a function against them -------------------------------------------- */

/* What became of a part at a function: tested polynomials, and, when one does
   not vanish, which, the polynomial, and its value. exhausted is 0 when the
   limit of polynomials was reached first. */
typedef struct
{
    fulg_invariants_family_t family;
    slong size, degree;
    int side;
    slong tested;
    int exhausted, violated;
    char *which;
    char *text; /* NULL when it is too long to be read */
    fmpq_t value;
} fulg_invariants_verdict_t;

/* Evaluates a part at F exactly.  A family of minors of one matrix is decided by
   the rank of that matrix, all at once.  UNABLE as fulg_invariants_each. */
FULG_MUST_CHECK fulg_status_t fulg_invariants_test(
    fulg_invariants_verdict_t *verdict, const fulg_invariants_t model,
    fulg_invariants_family_t family, const fulg_invariants_part_t *part,
    const fulg_function_t F, slong max_polynomials, fulg_diag_t diag);
void fulg_invariants_verdict_clear(fulg_invariants_verdict_t *verdict);

/* ---- all relations of a degree ------------------------------------------ */

/* Degree k: of the forms in the coordinates, `forms` in all, `image` is the rank
   on the image (the Hilbert function), `ideal` the dimension of those that
   vanish; of these, `generated` come from lower degrees, and `explained` from
   lower degrees and the families.  All proved; explained is -1 when a family of
   this degree is beyond max_polynomials. */
typedef struct
{
    slong degree;
    fmpz_t forms, image, ideal, generated, explained;
    slong blocks, largest_block;
} fulg_invariants_degree_t;

typedef struct
{
    slong num; /* degrees 1 .. num */
    fulg_invariants_degree_t *degree;
    /* the relations of each degree and dominant weight, then by symmetry */
    struct fulg_invariants_space_struct *space;
} fulg_invariants_discovery_t;

/* The relations of degrees 1 .. degree.  A weight is a block: the torus acts.
   Each block is the kernel of the exact substitution matrix: found mod a prime of
   61 bits (the rank mod p bounds the ideal from above), reconstructed and
   substituted back over Z (which bounds it from below). UNABLE when a block is
   too large, or the user interrupts. */
FULG_MUST_CHECK fulg_status_t fulg_invariants_discover(
    fulg_invariants_discovery_t *found, const fulg_invariants_t model,
    slong degree, fulg_rand_t rand, const fulg_progress_t *progress,
    fulg_diag_t diag);
void fulg_invariants_discovery_clear(fulg_invariants_discovery_t *found,
                                     const fulg_invariants_t model);
/* A basis of the relations of degree k <= found->num, over all weights.  UNABLE as
   fulg_invariants_discover. */
FULG_MUST_CHECK fulg_status_t fulg_invariants_discovered(
    const fulg_invariants_discovery_t *found, const fulg_invariants_t model,
    slong k, fulg_invariants_put_t put, void *data, fulg_diag_t diag);

/* ---- for other algebra systems ------------------------------------------- */

/* A system (kind invariants) in the variables of ring or of output, without
   blocks. */
void fulg_invariants_system_init(fulg_polysys_t S,
                                 const fulg_invariants_t model,
                                 const fulg_arch_t arch, int output);
/* Adds a block with the polynomials of a part; the number of those that are not 0
   is added to *num, their terms to *terms.  UNABLE when *terms would pass
   max_terms (nothing is added then), or as fulg_invariants_each. */
FULG_MUST_CHECK fulg_status_t fulg_invariants_system_push(
    fulg_polysys_t S, slong *num, slong *terms, const fulg_invariants_t model,
    fulg_invariants_family_t family, const fulg_invariants_part_t *part,
    slong max_terms, fulg_diag_t diag);
/* As fulg_invariants_system_push with all relations of degree k. */
FULG_MUST_CHECK fulg_status_t fulg_invariants_system_push_discovered(
    fulg_polysys_t S, slong *num, slong *terms, const fulg_invariants_t model,
    const fulg_invariants_discovery_t *found, slong k, slong max_terms,
    fulg_diag_t diag);

#ifdef __cplusplus
}
#endif

#endif
