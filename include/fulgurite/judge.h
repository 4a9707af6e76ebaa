/*
 * Files of floating-point weights: what a file holds, what is certain
 * about each of its matrices, about the network, about two networks, and whether
 * a claim is proved.
 */
#ifndef FULGURITE_JUDGE_H
#define FULGURITE_JUDGE_H

#include <fulgurite/check.h>
#include <fulgurite/dim.h>
#include <fulgurite/fiber.h>
#include <fulgurite/lapack.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- what is asked for ----------------------------------------------------- */

typedef struct
{
    /* Which tensor is which matrix: the text of a map and what messages call it.
       NULL: the map for the model_type of a config.json beside the first file, or
       the one that the names of the tensors suggest, or else none. */
    const char *map, *map_name;
    int map_is_builtin; /* where it does not fit, there is a list of matrices */
    int no_map;         /* a list of matrices in any case */
    /* What a map leaves open, or says otherwise; 0: nothing is said. */
    slong heads, kv_heads, head_dim;
    /* Networks are compared without regard to what was not looked at, and judged without
       regard to what is not modelled. */
    int ignore;
    /* Against the map or the file, where not 0, or not negative. */
    slong tokens;
    int norm, causal, residual;
    const fulg_floats_radius_struct *radius; /* NULL: 0 */
    fulg_check_options_t check;
    slong max_weights; /* up to which the Jacobian is enclosed */
    slong threads;
    ulong seed;
    const fulg_lapack_struct *lapack; /* NULL: no floating-point ranks */
    const fulg_progress_t *progress;
} fulg_judge_options_t;

/* No map, nothing against the file, radius 0, what fulg_check_options_init says, 1000
   weights, one thread, seed 1, no floating-point ranks, no progress. */
void fulg_judge_options_init(fulg_judge_options_t *options);

/* ---- files ----------------------------------------------------------------- */

/* What is known of one head, or of one plain matrix (kind 'M'), and the ranks
   that single and double precision would report (-1: no answer). */
typedef struct
{
    const char *name;       /* of a plain matrix */
    const char *neighbours; /* of it, where the file says so; or NULL */
    fulg_check_head_t head;
    slong rank32[FULG_CHECK_PARTS], rank64[FULG_CHECK_PARTS];
} fulg_judge_item_t;

/* A network, or the matrices of files that hold none.  Without a network only
   network->T and network->radius are there. */
typedef struct
{
    char *name;
    char *note; /* how the map was chosen, or why it does not fit; or NULL */
    const char *map_name; /* of a network */
    int is_network;
    fulg_check_network_t network;
    slong num;
    fulg_judge_item_t *item;
    slong num_vectors; /* of a network by blocks, by fulg_judge_network */
    fulg_check_vector_struct *vector;
    /* of the whole network, by fulg_judge_network: */
    int has_point;        /* one layer, of which regular tells */
    fulg_truth_t regular; /* FALSE: singular; exact weights alone */
    slong jacobian_lower; /* -1: not known */
    slong jacobian_upper;
    const char *jacobian_theorem;
    fulg_cert_bound_t upper; /* of the dimension, hence of the Jacobian */
} fulg_judge_subject_struct;
typedef fulg_judge_subject_struct fulg_judge_subject_t[1];

/* *parts = 1 when the files are parts of one network or list, not one each: they
   share no tensor, and some of them alone is not whole.  Files of one matrix (.npy)
   are.  PARSE, IO and UNABLE as fulg_floats_tensors_load. */
FULG_MUST_CHECK fulg_status_t
fulg_judge_are_parts(int *parts, const char *const *files, int num_files,
                     const fulg_judge_options_t *options, fulg_diag_t diag);

/* Loads the files, which are one network or one list of matrices.  S is to be
   cleared in either case.  PARSE, IO and UNABLE as fulg_floats_tensors_load and
   fulg_check_network_init. */
FULG_MUST_CHECK fulg_status_t fulg_judge_subject_init(
    fulg_judge_subject_t S, const char *const *files, int num_files,
    const fulg_judge_options_t *options, fulg_diag_t diag);
void fulg_judge_subject_clear(fulg_judge_subject_t S);

/* The tensors of S that none of its matrices is made of, then the members of
   archives that are no tensors: their number; the names go to name[], which may be
   NULL and else has room for them. */
slong fulg_judge_not_looked_at(const char **name, const fulg_judge_subject_t S);

/* 1 for a matrix that is stored, 0 for A = K^T Q and V = O U. */
int fulg_judge_is_stored(const fulg_check_head_t H, char kind);

/* Fills the items, in as many threads as asked for.  PARSE as fulg_check_head;
   UNABLE when interrupted. */
FULG_MUST_CHECK fulg_status_t
fulg_judge_items(fulg_judge_subject_t S, const fulg_judge_options_t *options,
                 fulg_diag_t diag);

/* Fills what concerns the whole of a network with values, whose items are
   filled: the single layer and the rank of the Jacobian.  What is too large for
   it has no bound.  PARSE as fulg_check_head; UNABLE when interrupted. */
FULG_MUST_CHECK fulg_status_t
fulg_judge_network(fulg_judge_subject_t S, const fulg_judge_options_t *options,
                   fulg_diag_t diag);

/* ---- two networks ------------------------------------------------------------ */

/* FALSE with an input and a place where the outputs' balls are disjoint; TRUE
   with a proof, exact weights alone. */
typedef struct
{
    fulg_truth_t same;
    char why[512];
    int has_input;
    fmpq_mat_t input;
    slong row, col;
    arb_t left, right;
} fulg_judge_same_struct;
typedef fulg_judge_same_struct fulg_judge_same_t[1];

/* Compares two networks with values; unless told to ignore it, nothing is said where
   tensors that were not looked at differ, or the layouts have what the model has
   not; same is to be cleared in either case.  PARSE
   when inputs or outputs have different shapes; UNABLE when interrupted. */
FULG_MUST_CHECK fulg_status_t
fulg_judge_same(fulg_judge_same_t same, const fulg_judge_subject_t A,
                const fulg_judge_subject_t B,
                const fulg_judge_options_t *options, fulg_diag_t diag);
void fulg_judge_same_clear(fulg_judge_same_t same);

/* ---- claims -------------------------------------------------------------------- */

typedef enum
{
    FULG_CLAIM_PROVED,
    FULG_CLAIM_REFUTED,
    FULG_CLAIM_UNDECIDED
} fulg_judge_claim_verdict_t;

typedef enum
{
    FULG_CLAIM_RANK,
    FULG_CLAIM_SIGMA_MIN,
    FULG_CLAIM_REGULAR,
    FULG_CLAIM_DIMENSION,
    FULG_CLAIM_GAINS,
    FULG_CLAIM_SAME,
    FULG_CLAIM_DIFFERENT
} fulg_judge_claim_kind_t;

/* kind, of one matrix of every head (part 'Q', .. or 0), compared by op ('=',
   '>' for >=, '<' for <=, or 0) with value. */
typedef struct
{
    char *text;
    fulg_judge_claim_kind_t kind;
    char part, op;
    fmpq_t value;
    fulg_judge_claim_verdict_t verdict;
    char why[512];
} fulg_judge_claim_t;

/* The claims of a text, separated by commas (NULL: none).  PARSE when one makes
   no sense.  *claims is to be freed by fulg_judge_claims_clear in either case. */
FULG_MUST_CHECK fulg_status_t
fulg_judge_claims_init_text(fulg_judge_claim_t **claims, slong *num,
                            const char *text, fulg_diag_t diag);
/* 1 when there are claims, and none is about a network by itself: its ranks and
   singular values prove none of them. */
int fulg_judge_claims_only_compare(const fulg_judge_claim_t *claims, slong num);
void fulg_judge_claims_clear(fulg_judge_claim_t *claims, slong num);

/* Everything a claim may be about; same is NULL where nothing was compared. */
typedef struct
{
    const fulg_judge_subject_struct *subject;
    slong num;
    const fulg_judge_same_struct *same;
} fulg_judge_evidence_t;

/* Sets verdict and why.  PARSE when the claim is about something that is not
   there. */
FULG_MUST_CHECK fulg_status_t fulg_judge_claim(
    fulg_judge_claim_t *claim, const fulg_judge_evidence_t *evidence,
    const fulg_judge_options_t *options, fulg_diag_t diag);

#ifdef __cplusplus
}
#endif

#endif
