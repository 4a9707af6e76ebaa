/*
 * What is certain about a network whose weights are known up to a radius: every
 * answer holds for each network whose weights lie in the balls.
 */
#ifndef FULGURITE_CHECK_H
#define FULGURITE_CHECK_H

#include <fulgurite/ball.h>
#include <fulgurite/eval.h>
#include <fulgurite/floats.h>
#include <fulgurite/lapack.h>
#include <fulgurite/single.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- a network in files --------------------------------------------------- */

/* arch has the widths of the files; the same number of heads in every layer
   unless JSON says otherwise.  has_values: each head has V or O and U, and Q and
   K, so that the network can be evaluated.  by_blocks: a JSON file with more than
   plain attention (see fulg_floats_tensors_are_blocks), where the tensors are the blocks of
   arch and the map is not asked.  Layers are sublayers below; the layout then has one
   layer a sublayer, feed-forward ones without heads.  by_map: by blocks, which the map
   finds in the layers of map_layout.  unmodelled: what the layout has and arch has
   not, or NULL. */
typedef struct
{
    int has_values, by_blocks, by_map;
    fulg_floats_layout_t map_layout;
    char *unmodelled;
    fulg_floats_tensors_t T;
    fulg_floats_map_t map;
    fulg_floats_layout_t layout;
    fulg_floats_radius_t radius;
    fulg_arch_t arch;
} fulg_check_network_struct;
typedef fulg_check_network_struct fulg_check_network_t[1];

/* From tensors already loaded; takes hold of T and map, which are cleared with
   N or, when this fails, by the caller.  PARSE when a tensor is missing or is
   given with a product that contains it, or the shapes of the layers do not fit
   one another. */
FULG_MUST_CHECK fulg_status_t
fulg_check_network_init(fulg_check_network_t N, const fulg_floats_tensors_t T,
                        const fulg_floats_map_t map, fulg_diag_t diag);
void fulg_check_network_clear(fulg_check_network_t N);
/* A network of a map that has lines for all blocks of arch, whose layers are those of
   the map, becomes that network, with the norm of scores, the mask and the numbers of
   arch; unmodelled (or NULL) is what the function has besides.  When this fails, N is
   as it was.  PARSE as fulg_floats_map_check_blocks; UNABLE as fulg_arch_blocks. */
FULG_MUST_CHECK fulg_status_t
fulg_check_network_set_arch(fulg_check_network_t N, const fulg_arch_t arch,
                            const char *unmodelled, fulg_diag_t diag);

/* 1 when a matrix of that kind is stored in that layer: of the letters of maps, or,
   by blocks, a kind of the table of blocks. */
int fulg_check_network_has(const fulg_check_network_t N, slong layer,
                           char kind);
/* The matrix of a kind that a head uses (see fulg_floats_map_view), its group's where heads
   share it; head is 0 where the layer has one.  PARSE as fulg_floats_map_view, and for
   another shape than that of the architecture. */
FULG_MUST_CHECK fulg_status_t
fulg_check_network_view(fulg_floats_view_t view, const fulg_check_network_t N,
                        slong layer, slong head, char kind, fulg_diag_t diag);

/* The view, and the matrix in balls before scale, root and shift; A is initialised when FULG_OK is returned.  PARSE as
   fulg_check_network_view and fulg_floats_view_get_arb_mat. */
FULG_MUST_CHECK fulg_status_t fulg_check_network_matrix(
    arb_mat_t A, fulg_floats_view_t view, const fulg_check_network_t N,
    slong layer, slong head, char kind, fulg_diag_t diag);

/* Y encloses the output at X of every network in the balls; X is width[0] x
   tokens, Y is initialised when FULG_OK is returned.  Weights are read head
   after head, by blocks sublayer after sublayer, so memory stays that of one.  UNABLE
   without values, without layers, or where a sublayer has more than max_weights; DOMAIN when a normalisation may divide by zero; PARSE as
   fulg_check_network_matrix. */
FULG_MUST_CHECK fulg_status_t fulg_check_forward(
    arb_mat_t Y, const fulg_check_network_t N, const arb_mat_t X, slong bits,
    slong max_weights, const fulg_progress_t *progress, fulg_diag_t diag);

/* The midpoints as rational weights W, and a radius that no entry exceeds: where a
   factor 1/sqrt(n) is irrational, it is not 0.  W is initialised when FULG_OK is
   returned.  UNABLE without values or beyond max_parameters; PARSE as
   fulg_check_network_matrix. */
FULG_MUST_CHECK fulg_status_t fulg_check_weights(fulg_weights_t W, mag_t radius,
                                                 const fulg_check_network_t N,
                                                 slong max_parameters,
                                                 fulg_diag_t diag);

/* Sublayers first .. end - 1 of a network by blocks, exactly: W is initialised when
   FULG_OK is returned.  Queries (and their biases) are multiplied by sqrt(root) where
   that makes them rational; root is 1 else.  UNABLE beyond max_parameters, within a
   radius, and for other roots; PARSE as fulg_check_network_matrix. */
FULG_MUST_CHECK fulg_status_t fulg_check_unit(fulg_weights_t W, fmpz_t root,
                                              const fulg_check_network_t N,
                                              slong first, slong end,
                                              slong max_parameters,
                                              fulg_diag_t diag);

/* ---- how much is asked for -------------------------------------------------- */

/* Quotients of singular values are given to so many digits at most. */
#define FULG_CHECK_MAX_DIGITS 600

typedef struct
{
    slong max_bits; /* of balls */
    slong digits;   /* wanted of the smallest singular value */
    const fulg_lapack_struct *lapack; /* for approximations; NULL: without */
    slong least_entries; /* of matrices that are tried in doubles first */
} fulg_check_options_t;

/* 1024 bits, three digits, no LAPACK, doubles from 1024 entries on. */
void fulg_check_options_init(fulg_check_options_t *options);

/* ---- matrices -------------------------------------------------------------- */

/* rank_lower <= rank <= rank_upper for every matrix; sigma_max and sigma_min
   enclose the first and the size-th singular value, where size is the smallest
   side (of a product also the inner one): the norm, and the distance from the
   nearest matrix of rank below size.  relative_lower <= sigma_min / sigma_max <=
   relative_upper <= 1. */
typedef struct
{
    slong rows, cols, size;
    slong rank_lower, rank_upper;
    arb_t sigma_max, sigma_min;
    arf_t relative_lower, relative_upper;
} fulg_check_matrix_struct;
typedef fulg_check_matrix_struct fulg_check_matrix_t[1];

/* A matrix of which nothing is known. */
void fulg_check_matrix_init(fulg_check_matrix_t M);
void fulg_check_matrix_clear(fulg_check_matrix_t M);
/* All that is certain about A.  A without radii of low rank gets its exact rank.
   Bits double from 53 until the smallest singular value has the digits asked for
   (once the rank is known to be full, only that value is sharpened),
   or radii are to blame, or max_bits is reached. */
void fulg_check_matrix(fulg_check_matrix_t M, const arb_mat_t A,
                       const fulg_check_options_t *options);
/* All that is certain about a view, before scale and root: in doubles where they do,
   else as fulg_check_matrix.  PARSE as fulg_floats_view_get_arb_mat. */
FULG_MUST_CHECK fulg_status_t
fulg_check_view(fulg_check_matrix_t M, const fulg_floats_view_t view,
                const fulg_floats_radius_t radius,
                const fulg_check_options_t *options, fulg_diag_t diag);
/* All that is certain about L R, whose factors are known as ML and MR.  Besides
   singular values of the product itself, rank L + rank R - inner size is a lower
   bound (Sylvester), and singular values of the factors bound those of the product
   (doc: prop-product-bounds): the sharper bound is kept. */
void fulg_check_product(fulg_check_matrix_t M, const arb_mat_t L,
                        const fulg_check_matrix_t ML, const arb_mat_t R,
                        const fulg_check_matrix_t MR,
                        const fulg_check_options_t *options);

/* ---- heads ----------------------------------------------------------------- */

/* What is certain about the matrices of one head, among Q, K, A = K^T Q, V, O,
   U (V = O U), in this order, without those that are not there; where keys and
   values read latent coordinates C x, A = (K C)^T Q and V = O U C, and S is the
   query of the rotary coordinates (key Q_rotary).  head -1: what the sublayer
   has once, among C, R and F, G, E (keys up, gate, down).  number counts layers
   from 1; heads from first on share K and U. */
#define FULG_CHECK_PARTS 7
typedef struct
{
    slong layer, head, number, first;
    int num;
    char kind[FULG_CHECK_PARTS];
    fulg_check_matrix_struct part[FULG_CHECK_PARTS];
} fulg_check_head_struct;
typedef fulg_check_head_struct fulg_check_head_t[1];

/* Initialises H when FULG_OK is returned; layer and head count from 0.  PARSE as
   fulg_check_network_matrix.  Memory: the head's matrices in balls. */
FULG_MUST_CHECK fulg_status_t fulg_check_head(
    fulg_check_head_t H, const fulg_check_network_t N, slong layer, slong head,
    const fulg_check_options_t *options, fulg_diag_t diag);
/* The same of what a sublayer has once, head -1; nothing where it has no such
   matrix.  PARSE as fulg_check_head. */
FULG_MUST_CHECK fulg_status_t fulg_check_sublayer(
    fulg_check_head_t H, const fulg_check_network_t N, slong layer,
    const fulg_check_options_t *options, fulg_diag_t diag);
void fulg_check_head_clear(fulg_check_head_t H);
/* 1 for K and U of a head that shares them with one before it. */
int fulg_check_is_repeated(const fulg_check_head_t H, char kind);
/* What files call a part: "Q", "Q_rotary", "up". */
const char *fulg_check_part_name(char kind);
/* The part of a kind, or NULL. */
const fulg_check_matrix_struct *fulg_check_head_part(const fulg_check_head_t H,
                                                     char kind);

/* ---- biases and norms -------------------------------------------------------- */

/* A vector of a network by blocks: how many of its entries are proved to be 0, and
   not to be, for all weights in the balls; least encloses the smallest |entry|. */
typedef struct
{
    fulg_block_t block;
    slong zero, nonzero;
    arb_t least;
} fulg_check_vector_struct;
typedef fulg_check_vector_struct fulg_check_vector_t[1];

/* The vectors of N, of all sublayers, in the order of blocks: none unless N is by
   blocks.  *vector is to be freed by fulg_check_vectors_clear when FULG_OK is returned.
   PARSE as fulg_check_network_matrix; UNABLE as fulg_arch_blocks. */
FULG_MUST_CHECK fulg_status_t
fulg_check_vectors_init(fulg_check_vector_struct **vector, slong *num,
                        const fulg_check_network_t N, fulg_diag_t diag);
void fulg_check_vectors_clear(fulg_check_vector_struct *vector, slong num);

/* ---- one layer ------------------------------------------------------------- */

/* What is certain about the weights of one lightning layer with one head; ranks
   are lower bounds.  For one token: rank_KQ of K and Q stacked, rank_S of
   S = (A + A^T)/2.  apart: it is excluded that A = k q^T, V = h v^T with k parallel to v. */
typedef struct
{
    slong d, d_out, head_dim, tokens;
    slong rank_A, rank_V, rank_K, rank_Q, rank_KQ, rank_S;
    int apart;
} fulg_check_point_t;

/* The point of a network of one layer with one head, H; PARSE as
   fulg_check_network_matrix. */
FULG_MUST_CHECK fulg_status_t
fulg_check_point(fulg_check_point_t *point, const fulg_check_network_t N,
                 const fulg_check_head_t H, const fulg_check_options_t *options,
                 fulg_diag_t diag);

/* TRUE: the function of all such weights is a smooth point of the
   neuromanifold (doc: thm-single-4, thm-single-10); UNKNOWN
   otherwise: a singular one is not excluded. */
fulg_truth_t fulg_check_regular(const fulg_check_point_t *point);

/* A lower bound of the rank of (Q,K,V) -> function at all such weights. */
slong fulg_check_jacobian_lower(const fulg_check_point_t *point);

#ifdef __cplusplus
}
#endif

#endif
