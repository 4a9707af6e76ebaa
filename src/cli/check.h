/* Private to the command check, which is spread over check_*.c. */
#ifndef FULG_CLI_CHECK_H
#define FULG_CLI_CHECK_H

#include "cli.h"

/* What is known of one head, or of one plain matrix (kind 'M'), and the ranks
   that single and double precision would report (-1: no answer). */
typedef struct
{
    char *name; /* of a plain matrix */
    fulg_check_head_t head;
    slong rank32[FULG_CHECK_PARTS], rank64[FULG_CHECK_PARTS];
} check_item_t;

/* A network, or the matrices of a file that has none. */
typedef struct
{
    const char *name;
    int is_network;
    fulg_check_network_t network; /* without a network only T and radius */
    slong num;
    check_item_t *item;
    /* of the whole network */
    int has_point;
    fulg_truth_t regular;        /* FALSE: singular; exact weights alone */
    slong jacobian_lower;        /* -1: not known */
    slong jacobian_upper;
    const char *jacobian_theorem;
    fulg_bound_t upper;          /* of the dimension, hence of the Jacobian */
} check_subject_t;

/* Two networks: different is TRUE with an input and a place where the outputs'
   balls are disjoint; same is TRUE with a proof, exact weights alone. */
typedef struct
{
    fulg_truth_t same;
    char why[512];
    int has_input;
    fmpq_mat_t input;
    slong row, col;
    arb_t left, right;
} check_same_t;

typedef struct
{
    fulg_cli_t *cli;
    const char *map, *radius, *claim, *norm, *mask;
    slong tokens, max_bits, max_weights;
    int residual, no_float;
    slong num;
    check_subject_t *subject;
    int compared;
    check_same_t same;
} check_t;

typedef enum
{
    CLAIM_PROVED,
    CLAIM_REFUTED,
    CLAIM_UNDECIDED
} check_verdict_t;

typedef struct
{
    char *text;
    check_verdict_t verdict;
    char why[512];
} check_claim_t;

/* Files to subjects; an exit code after a message. */
int fulg_check_load(check_t *check, const char **files, int num_files);
void fulg_check_clear(check_t *check);

/* Fills the items in as many threads as asked for. */
int fulg_check_items(check_t *check, check_subject_t *subject);

/* Ranks as numpy.linalg.matrix_rank has them, by LAPACK in the precision of
   float (32) or double (64); -1 where there is no LAPACK or it gives up.  The
   matrix is given column after column and destroyed. */
slong fulg_check_float_rank(double *columns, slong rows, slong cols, int bits);
/* Loads LAPACK, once, before the threads start: 0 when there is none. */
int fulg_check_float_load(void);

/* 1 for a matrix that is stored, 0 for A = K^T Q and V = O U. */
int fulg_check_is_stored(const fulg_check_head_t H, char kind);

/* The single layer and the Jacobian; two networks. */
int fulg_check_network(check_t *check, check_subject_t *subject);
int fulg_check_same(check_t *check);

/* Judges --claim, or only looks whether it makes sense; *claims is freed by
   fulg_check_claims_clear in either case. */
int fulg_check_claims(check_claim_t **claims, slong *num,
                      const check_t *check, int only_parse);
void fulg_check_claims_clear(check_claim_t *claims, slong num);

void fulg_check_print(const check_t *check, const check_claim_t *claims,
                      slong num_claims);
void fulg_check_print_json(const check_t *check, const check_claim_t *claims,
                           slong num_claims);

#endif
