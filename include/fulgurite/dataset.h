/*
 * Labelled samples for binary classification: each is a matrix of tokens, a row
 * a token, with a label 1 or -1.  The file format: doc: sec-dataset.
 */
#ifndef FULGURITE_DATASET_H
#define FULGURITE_DATASET_H

#include <jansson.h>

#include <fulgurite/floats.h>

#ifdef __cplusplus
extern "C" {
#endif

#define FULG_DATASET_FORMAT "fulgurite-dataset/1"

/* X[i] is tokens x dim, label[i] is 1 or -1; num, tokens, dim >= 1. */
typedef struct
{
    slong num, tokens, dim;
    fmpq_mat_struct *X;
    int *label;
} fulg_dataset_struct;
typedef fulg_dataset_struct fulg_dataset_t[1];

/* Zero tokens, labels 1.  PARSE unless all sizes are at least 1, UNABLE beyond 2^27
   numbers; initialised only when FULG_OK is returned. */
FULG_MUST_CHECK fulg_status_t fulg_dataset_init(fulg_dataset_t D, slong num,
                                                slong tokens, slong dim,
                                                fulg_diag_t diag);
void fulg_dataset_clear(fulg_dataset_t D);

/* From an object of the format "fulgurite-dataset/1".  PARSE, naming the sample,
   when there is none, tokens are ragged or empty, a number is none, or a label
   is not 1 or -1.  Initialised only when FULG_OK is returned. */
FULG_MUST_CHECK fulg_status_t fulg_dataset_init_json(fulg_dataset_t D,
                                                     const json_t *value,
                                                     fulg_diag_t diag);
/* From tensors X (num x tokens x dim) and y (num), every number taken exactly.
   PARSE, naming the sample, for other shapes, labels and what is not finite.
   Initialised only when FULG_OK is returned. */
FULG_MUST_CHECK fulg_status_t
fulg_dataset_init_tensors(fulg_dataset_t D, const fulg_tensor_struct *X,
                          const fulg_tensor_struct *y, fulg_diag_t diag);
/* 1 when the tensor holds floating-point numbers or integers, as labels often are. */
int fulg_dataset_tensor_is_numeric(const fulg_tensor_struct *tensor);
/* Number place of a tensor in the order of its last index first, exactly; 0 when
   it is not finite. */
int fulg_dataset_tensor_entry(fmpq_t x, const fulg_tensor_struct *tensor,
                              slong place);
/* The object of the file; a new reference. */
json_t *fulg_dataset_json(const fulg_dataset_t D);

/* The tokenised mixture (doc: sec-mixture): sample i draws its label, then its
   first relevant tokens are e_1 (label 1) or e_2 (label -1), the others noise in
   the span of e_3, .., e_dim: entries k / 1024 with k uniform, |k| <= 1024 /
   ceil(sqrt(dim - 2)), so of norm at most 1.  With shuffle the places of the
   relevant tokens are drawn too.  PARSE unless 0 <= relevant <= tokens and dim >=
   2; UNABLE as fulg_dataset_init; initialised only when FULG_OK is returned. */
FULG_MUST_CHECK fulg_status_t fulg_dataset_init_mixture(
    fulg_dataset_t D, slong num, slong tokens, slong dim, slong relevant,
    int shuffle, fulg_rand_t rand, fulg_diag_t diag);

/* The largest squared norm of a token. */
void fulg_dataset_radius_squared(fmpq_t r, const fulg_dataset_t D);
/* 1 or -1 when all labels are that, else 0. */
int fulg_dataset_only_label(const fulg_dataset_t D);

#ifdef __cplusplus
}
#endif

#endif
