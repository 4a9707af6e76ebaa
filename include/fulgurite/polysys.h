/*
 * Polynomial systems: what a file for another algebra system says, before it is
 * written in any grammar.
 *
 * A system is a ring with named variables, blocks of polynomials in it, a task
 * (what the file computes and prints), the expected answer with its strength,
 * and known points.  Everything is over the rational numbers; indices in names
 * and in texts are from 1, in arrays from 0.
 */
#ifndef FULGURITE_POLYSYS_H
#define FULGURITE_POLYSYS_H

#include <fulgurite/cert.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- the ring ----------------------------------------------------------- */

typedef enum
{
    FULG_VARIABLE_WEIGHT,      /* q1_1_2_3, .. and a1_1_2_3 */
    FULG_VARIABLE_INPUT,       /* x1_2, or x1_1_2 with several inputs */
    FULG_VARIABLE_COEFFICIENT, /* c1_1_1_1, or c1, c2, .. */
    FULG_VARIABLE_AUXILIARY    /* s1, y1, .. */
} fulg_variable_kind_t;

/* A name is a letter, then letters, digits and _; no two are the same. */
typedef struct
{
    char *name;
    char *meaning;
    fulg_variable_kind_t kind;
} fulg_variable_t;

/* The ring Q[variables], monomials in degrevlex, the first variable the
   largest.  Variables are pushed first; ctx exists from fulg_polysys_ring_close on. */
typedef struct
{
    slong num, alloc;
    fulg_variable_t *variable;
    int closed;
    fmpq_mpoly_ctx_t ctx;
} fulg_polysys_ring_struct;
typedef fulg_polysys_ring_struct fulg_polysys_ring_t[1];

/* A ring without variables, still open. */
void fulg_polysys_ring_init(fulg_polysys_ring_t R);
void fulg_polysys_ring_clear(fulg_polysys_ring_t R);
/* Adds a variable; returns its place. The texts are copied. */
slong fulg_polysys_ring_push(fulg_polysys_ring_t R, fulg_variable_kind_t kind,
                             const char *name, const char *meaning);
/* Adds the weights of an architecture in their canonical order, with their
   names and meanings; *first is the place of the first.  UNABLE as
   fulg_arch_blocks. */
FULG_MUST_CHECK fulg_status_t
fulg_polysys_ring_push_weights(slong *first, fulg_polysys_ring_t R,
                               const fulg_arch_t arch, fulg_diag_t diag);
/* Adds the entries of a rows x cols input, row by row: x1_2 for which = 0, or
   x<which>_1_2; returns the place of the first. */
slong fulg_polysys_ring_push_inputs(fulg_polysys_ring_t R, slong rows,
                                    slong cols, slong which);
/* No further variables; polynomials can be made. */
void fulg_polysys_ring_close(fulg_polysys_ring_t R);
/* The place of the variable of that name, or -1. */
slong fulg_polysys_ring_find(const fulg_polysys_ring_t R, const char *name);

/* ---- blocks ------------------------------------------------------------- */

/* A matrix of polynomials, row by row; a list has one column.  label[k] names
   entry k where it has a name of its own (such as c1_1_2_1), about[k] says what
   it is; either array, and either text, may be NULL. */
typedef struct
{
    char *name; /* formed as a variable's name, and no variable's */
    char *meaning;
    slong rows, cols;
    fmpq_mpoly_struct *entry;
    char **label;
    char **about;
} fulg_polysys_polyblock_t;

/* ---- the task ----------------------------------------------------------- */

typedef enum
{
    /* numbers of polynomials and of terms of each block, largest total degree */
    FULG_TASK_PRINT,
    /* Krull dimension and degree of the ideal of block main in the whole ring,
       after saturation; then whether it vanishes at each point */
    FULG_TASK_DIMENSION,
    /* the closure of the image of block main, as a map from the variables below
       first_target to the variables from first_target on, one for each entry;
       restricted to the zeros of block conditions.  Eliminate; the last line
       is the affine dimension of the closure */
    FULG_TASK_IMAGE,
    /* rank of the matrix main at the point number point, or over the field of
       rational functions (point = -1: at a random point); mod prime unless
       that is 0 */
    FULG_TASK_RANK,
    /* dimension and degree of the critical ideal main, after saturation; then
       whether it vanishes at each point */
    FULG_TASK_CRITICAL
} fulg_task_kind_t;

typedef struct
{
    fulg_task_kind_t kind;
    slong main;         /* a block */
    slong conditions;   /* a block, or -1 */
    slong saturate;     /* a block: the ideal is saturated by each of its
                           entries, one after the other; or -1 */
    slong first_target; /* image: a variable; otherwise ring->num */
    slong point;        /* rank: a point, or -1 */
    fmpz_t prime;       /* rank: 0 is the rational numbers */
} fulg_task_t;

/* What is expected: a number the task computes. */
typedef enum
{
    FULG_EXPECT_POLYNOMIALS, /* number of nonzero entries of block main */
    FULG_EXPECT_TERMS,       /* their terms in all */
    FULG_EXPECT_DIMENSION,   /* Krull dimension, or affine dimension of the
                                closure of the image */
    FULG_EXPECT_DEGREE,
    FULG_EXPECT_RANK
} fulg_expect_kind_t;

typedef enum
{
    FULG_EXPECT_PROVED,
    FULG_EXPECT_PROBABLE,
    FULG_EXPECT_AT_LEAST, /* proved; equality is open */
    FULG_EXPECT_AT_MOST
} fulg_expect_strength_t;

typedef struct
{
    fulg_expect_kind_t kind;
    fulg_expect_strength_t strength;
    fmpz_t value;
    char *why; /* a clause such as "theorem virtual-weights"; or NULL */
} fulg_expected_t;

/* Rational values of some or all variables at which every entry of block main
   (image: main minus its targets, and conditions) vanishes; or, for a rank, the
   place where it is taken.  value has ring->num entries; given[v] tells whether
   variable v has one. */
typedef struct
{
    char *meaning;
    fmpq *value;
    char *given;
} fulg_polypoint_t;

/* ---- the system --------------------------------------------------------- */

typedef enum
{
    FULG_POLYSYS_PARAMETRIZATION,
    FULG_POLYSYS_COEFFICIENTS,
    FULG_POLYSYS_JACOBIAN,
    FULG_POLYSYS_FIBER,
    FULG_POLYSYS_IMAGE,
    FULG_POLYSYS_SINGULAR,
    FULG_POLYSYS_CRITICAL,
    FULG_POLYSYS_CERTIFICATE,
    FULG_POLYSYS_INVARIANTS
} fulg_polysys_kind_t;
#define FULG_POLYSYS_KINDS 9

typedef struct
{
    fulg_polysys_kind_t kind;
    int has_arch;
    fulg_arch_t arch;
    fulg_polysys_ring_t ring;
    char *title; /* one line */
    slong num_comments, alloc_comments;
    char **comment; /* lines, without marks and line ends */
    slong num_blocks, alloc_blocks;
    fulg_polysys_polyblock_t *block;
    slong num_points, alloc_points;
    fulg_polypoint_t *point;
    slong num_expected, alloc_expected;
    fulg_expected_t *expected;
    fulg_task_t task;
    fulg_minor_struct *minor; /* behind a certificate; NULL: none */
} fulg_polysys_struct;
typedef fulg_polysys_struct fulg_polysys_t[1];

/* "parametrization", "coefficients", ..: a constant string. */
const char *fulg_polysys_kind_name(fulg_polysys_kind_t kind);
/* The kind of that name; -1 for any other word. */
int fulg_polysys_kind_find(const char *name);

/* An empty system with an open ring: push variables, close the ring, then push
   blocks.  The task is FULG_TASK_PRINT of block 0. arch may be NULL. */
void fulg_polysys_init(fulg_polysys_t S, fulg_polysys_kind_t kind,
                       const fulg_arch_struct *arch);
void fulg_polysys_clear(fulg_polysys_t S);

/* Sets the title, as printf does. */
void fulg_polysys_title(fulg_polysys_t S, const char *format, ...)
    FULG_PRINTF(2, 3);
/* Adds one more line of comment, as printf does. */
void fulg_polysys_comment(fulg_polysys_t S, const char *format, ...)
    FULG_PRINTF(2, 3);

/* A block of zeros; returns its number.  The ring is closed. Pointers to other
   blocks are no longer valid. */
slong fulg_polysys_push_block(fulg_polysys_t S, const char *name,
                              const char *meaning, slong rows, slong cols);
/* The polynomial in row i and column j, from 0; it belongs to the block. */
fmpq_mpoly_struct *
fulg_polysys_polyblock_entry(const fulg_polysys_polyblock_t *block, slong i,
                             slong j);
/* The name, and the meaning, of entry k; either may be NULL. */
void fulg_polysys_polyblock_describe(fulg_polysys_polyblock_t *block, slong k,
                                     const char *label, const char *about);

/* A point without values; returns its number. */
slong fulg_polysys_push_point(fulg_polysys_t S, const char *meaning);
/* Gives a variable of a point its value; all three numbers count from 0. */
void fulg_polysys_point_set(fulg_polysys_t S, slong point, slong variable,
                            const fmpq_t value);
/* A foreseen answer; why may be NULL. */
void fulg_polysys_expect(fulg_polysys_t S, fulg_expect_kind_t kind,
                         const fmpz_t value, fulg_expect_strength_t strength,
                         const char *why);
/* The foreseen answer of a kind, or NULL. */
const fulg_expected_t *fulg_polysys_expected(const fulg_polysys_t S,
                                             fulg_expect_kind_t kind);

/* The number of terms of a block. */
slong fulg_polysys_polyblock_terms(const fulg_polysys_polyblock_t *block);
/* The largest total degree in a block; -1 when all its entries are 0. */
slong fulg_polysys_polyblock_degree(const fulg_polysys_polyblock_t *block,
                                    const fulg_polysys_ring_t R);

/* ---- builders ----------------------------------------------------------- */

/* In which variables the function is written: the weights themselves; A = K^T Q
   (of each head; with one token its symmetric part, on which alone the function
   depends) in place of Q and K; or the virtual weights M_1 .. M_l and L of a
   stack of one-head layers without residual.  AUTO is the first of these that
   stays within max_terms, or the one that suits the system. */
typedef enum
{
    FULG_COORDINATES_AUTO,
    FULG_COORDINATES_WEIGHTS,
    FULG_COORDINATES_A,
    FULG_COORDINATES_VIRTUAL
} fulg_coordinates_t;

typedef struct
{
    fulg_coordinates_t coordinates;
    slong max_terms;
    ulong seed; /* for the ranks behind the expected answers */
    const fulg_progress_t *progress;
} fulg_polysys_options_t;

#define FULG_POLYSYS_MAX_TERMS 10000000

/* AUTO, 10^7 terms, seed 1, no progress. */
void fulg_polysys_options_init(fulg_polysys_options_t *options);

/* An upper bound for the number of terms of the coefficients (expanded == 0) or
   of the outputs, found without any expansion: terms of factors multiplied, as
   if nothing ever collected.  UNABLE where the coordinates, or polynomials at
   all, do not apply. */
FULG_MUST_CHECK fulg_status_t
fulg_polysys_terms_upper(fmpz_t bound, const fulg_arch_t arch,
                         fulg_coordinates_t coordinates, fulg_diag_t diag);

/* Every builder initialises S when it returns FULG_OK, and only then.  UNABLE
   with a sentence: softmax (not polynomial), more than max_terms terms (naming
   how many, or a bound), coordinates that do not apply. */

/* The output at a symbolic input, with the exact weights W; or in weights and
   input when W is NULL.  One affine layer: numerators and denominators.  UNABLE
   as said above. */
FULG_MUST_CHECK fulg_status_t fulg_polysys_parametrization(
    fulg_polysys_t S, const fulg_arch_t arch, const fulg_weights_struct *W,
    const fulg_polysys_options_t *options, fulg_diag_t diag);
/* The coefficients of the function, as polynomials in the coordinates: for one
   lightning layer the entries of its tensor (function.h), otherwise the
   coefficients of the output monomials, those that tokens exchange once.
   UNABLE as said above. */
FULG_MUST_CHECK fulg_status_t fulg_polysys_coefficients(
    fulg_polysys_t S, const fulg_arch_t arch,
    const fulg_polysys_options_t *options, fulg_diag_t diag);
/* The coefficients and their Jacobian with respect to the weights; its generic
   rank is the dimension (doc: lem-generic-rank).  UNABLE as said above. */
FULG_MUST_CHECK fulg_status_t
fulg_polysys_jacobian(fulg_polysys_t S, const fulg_arch_t arch,
                      const fulg_polysys_options_t *options, fulg_diag_t diag);
/* The ideal of the weights with the function of W (rational).  UNABLE as said
   above. */
FULG_MUST_CHECK fulg_status_t
fulg_polysys_fiber(fulg_polysys_t S, const fulg_weights_t W,
                   const fulg_polysys_options_t *options, fulg_diag_t diag);
/* The closure of all functions, by elimination.  UNABLE as said above. */
FULG_MUST_CHECK fulg_status_t
fulg_polysys_image(fulg_polysys_t S, const fulg_arch_t arch,
                   const fulg_polysys_options_t *options, fulg_diag_t diag);
/* The singular locus of that closure, for one lightning layer with one head
   (doc: thm-single-4, thm-single-10), as an elimination problem.  UNABLE as said
   above. */
FULG_MUST_CHECK fulg_status_t
fulg_polysys_singular(fulg_polysys_t S, const fulg_arch_t arch,
                      const fulg_polysys_options_t *options, fulg_diag_t diag);
/* The critical points of sum_n |f(X_n) - Y_n|^2 over the weights: the gradient.
   X and Y are num rational matrices, d_0 x tokens and d_l x tokens.  UNABLE as
   said above. */
FULG_MUST_CHECK fulg_status_t fulg_polysys_critical(
    fulg_polysys_t S, const fulg_arch_t arch, const fmpq_mat_struct *X,
    const fmpq_mat_struct *Y, slong num, const fulg_polysys_options_t *options,
    fulg_diag_t diag);
/* Adds to a fiber, or to critical points, equations variable = value for as many
   variables as the fiber has dimensions, so that zeros can be isolated: a fiber
   keeps the values of the known point, critical points take 1 and 0.  The
   variables are those over which the tangent space of the fiber (at the known
   point; at a random one mod a prime) is a graph.  Of critical points the
   derivatives with respect to these variables become a block of their own, and
   as many equations as variables are left.  UNABLE where no such values are
   found, and as fulg_polysys_coefficients. */
FULG_MUST_CHECK fulg_status_t fulg_polysys_gauge(
    fulg_polysys_t S, const fulg_polysys_options_t *options, fulg_diag_t diag);
/* The minor of a certificate: a square matrix mod a prime, recomputed from the
   certificate's point and inputs, that is invertible.  UNABLE when the lower
   bound rests on no minor, or on one in balls (softmax). */
FULG_MUST_CHECK fulg_status_t fulg_polysys_certificate(
    fulg_polysys_t S, const fulg_cert_t cert,
    const fulg_polysys_options_t *options, fulg_diag_t diag);

/* ---- where a writer writes ---------------------------------------------- */

/* put takes n bytes and returns 1, or 0 when it cannot (the writer then stops
   with FULG_IO). */
typedef struct
{
    int (*put)(void *ctx, const char *bytes, size_t n);
    void *ctx;
} fulg_sink_t;

#ifdef __cplusplus
}
#endif

#endif
