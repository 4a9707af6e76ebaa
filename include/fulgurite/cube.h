/*
 * Tensors with three indices: query, key, head.
 *
 * All entries have one denominator.  A tensor is exact, or every entry is known
 * up to one error: that of softmax, rounded to a multiple of a power of two, is
 * of this kind, so that one integer arithmetic serves both.
 */
#ifndef FULGURITE_CUBE_H
#define FULGURITE_CUBE_H

#include <fulgurite/floats.h>

#ifdef __cplusplus
extern "C" {
#endif

enum
{
    FULG_AXIS_QUERY = 0,
    FULG_AXIS_KEY = 1,
    FULG_AXIS_HEAD = 2
};

/* The largest side and the largest number of entries. */
#define FULG_CUBE_MAX_SIDE (WORD(1) << 16)
#define FULG_CUBE_MAX_ENTRIES (WORD(1) << 28)

/* Entry (i,j,t) is value[(i * shape[1] + j) * shape[2] + t] / den, up to
   error / den; error is 0 for an exact tensor.  twin[axis][i] is the first slice
   of the axis that is equal to slice i, which is known although the entries are
   not; NULL when they are exact. */
typedef struct
{
    slong shape[3];
    fmpz *value;
    fmpz_t den, error;
    slong *twin[3];
} fulg_cube_struct;
typedef fulg_cube_struct fulg_cube_t[1];

/* The name of an axis: a constant string. */
const char *fulg_cube_axis_name(int axis);

/* The zero tensor with these sides, at least 1 each; and everything back. */
void fulg_cube_init(fulg_cube_t X, slong queries, slong keys, slong heads);
void fulg_cube_clear(fulg_cube_t X);
/* The number of entries. */
slong fulg_cube_size(const fulg_cube_t X);
/* X is multiplied by a rational number. */
void fulg_cube_scale(fulg_cube_t X, const fmpq_t factor);

/* From {"format":"fulgurite-tensor/1","shape":[q,k,h],"values":[[[..]..]..]},
   values[query][key][head], exact numbers as fulg_exact_set_json reads them.
   Initialised only when FULG_OK is returned; PARSE, naming query, key and head,
   for a ragged list, an empty axis, or what is not a number. */
FULG_MUST_CHECK fulg_status_t fulg_cube_init_json(fulg_cube_t X,
                                                  const json_t *value,
                                                  fulg_diag_t diag);
/* An exact tensor in that format; a new reference. */
json_t *fulg_cube_json(const fulg_cube_t X);

/* From an array of floating-point numbers with three indices, or two (one
   head), taken exactly.  axes names its indices in their order by letters, such
   as "qkh" or "hqk".  Initialised only when FULG_OK is returned; PARSE for
   another number of indices, an empty axis, an infinity or a NaN, and for floats
   whose exponents are so far apart that a common denominator is beyond 2^4096.
   */
FULG_MUST_CHECK fulg_status_t
fulg_cube_init_tensor(fulg_cube_t X, const fulg_tensor_struct *tensor,
                      const char *axes, fulg_diag_t diag);

/* From a matrix (query x key) for each head.  Initialised only when FULG_OK is
   returned; PARSE for an empty axis or different shapes, UNABLE when it is too
   large. */
FULG_MUST_CHECK fulg_status_t fulg_cube_init_heads(fulg_cube_t X,
                                                   const fmpq_mat_struct *head,
                                                   slong num, fulg_diag_t diag);

/* The positive number tau / sqrt(root), by which softmax multiplies scores; root is
   a positive integer.  Models divide by the root of their head dimension. */
typedef struct
{
    fmpq_t tau;
    fmpz_t root;
} fulg_cube_scale_struct;
typedef fulg_cube_scale_struct fulg_cube_scale_t[1];

/* The number 1; and everything back. */
void fulg_cube_scale_init(fulg_cube_scale_t scale);
void fulg_cube_scale_clear(fulg_cube_scale_t scale);
/* A root that is a square goes into tau. */
void fulg_cube_scale_reduce(fulg_cube_scale_t scale);
/* A ball that contains x / sqrt(root). */
void fulg_cube_scale_over_root(arb_t y, const fmpq_t x,
                               const fulg_cube_scale_t scale, slong bits);

/* Which keys a query sees: all, or, with as many keys as queries, those up to
   its own number. */
typedef enum
{
    FULG_MASK_NONE,
    FULG_MASK_CAUSAL
} fulg_mask_t;

/* Y = softmax(scale X) over the keys that each query and head sees, every entry a
   multiple of 2^-bits and its error; masked keys have exactly 0.  X is
   exact, Y not initialised.  scale > 0.  PARSE for a causal mask without as many keys
   as queries; UNABLE when scale times the largest difference of scores that are
   seen is beyond 2^24. */
FULG_MUST_CHECK fulg_status_t fulg_cube_init_softmax(
    fulg_cube_t Y, const fulg_cube_t X, const fulg_cube_scale_t scale,
    fulg_mask_t mask, slong bits, fulg_diag_t diag);
/* The same for exp((tau X - shift) / sqrt(root)), where shift is the largest entry
   of tau X that is seen; PARSE and UNABLE as fulg_cube_init_softmax. */
FULG_MUST_CHECK fulg_status_t fulg_cube_init_exp(fulg_cube_t Y, fmpq_t shift,
                                                 const fulg_cube_t X,
                                                 const fulg_cube_scale_t scale,
                                                 fulg_mask_t mask, slong bits,
                                                 fulg_diag_t diag);

#ifdef __cplusplus
}
#endif

#endif
