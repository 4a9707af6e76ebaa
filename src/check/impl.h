/* Private to the module. */
#ifndef FULG_CHECK_IMPL_H
#define FULG_CHECK_IMPL_H

#include <fulgurite/check.h>

/* The precision of the first attempt with balls. */
#define FULG_CHECK_FIRST_BITS 53

/* Sizes, and what they alone say of the rank. */
void fulg_check_matrix_start(fulg_check_matrix_t M, slong rows, slong cols,
                             slong size);
/* Takes over what enclosures of the M->size first singular values say. */
void fulg_check_matrix_set_values(fulg_check_matrix_t M, arb_srcptr sigma);
/* Sharpens sigma_min alone, where the rank is known to be full. */
void fulg_check_matrix_set_min(fulg_check_matrix_t M, const arb_mat_t A,
                               slong bits);
/* M is known to have exactly this rank. */
void fulg_check_matrix_set_rank(fulg_check_matrix_t M, slong rank);
/* The quotient from the two singular values. */
void fulg_check_matrix_set_relative(fulg_check_matrix_t M);
/* 1 when the smallest singular value has the digits asked for. */
int fulg_check_matrix_is_good(const fulg_check_matrix_t M,
                              const fulg_check_options_t *options);
/* The norm of the radii: nothing is known to more than that. */
void fulg_check_norm_of_radii(mag_t norm, const arb_mat_t A);
/* 1 when more bits cannot help: the enclosure is no wider than a few times the norm
   of the radii, which every enclosure has. */
int fulg_check_radii_are_the_limit(const fulg_check_matrix_t M,
                                   const mag_t radii);
/* The view of a block of a network that is read by blocks. */
fulg_status_t fulg_check_block_view(fulg_floats_view_t view,
                                    const fulg_check_network_t N, slong layer,
                                    slong head, char kind, fulg_diag_t diag);
/* The heads that share keys and values with a head, its own included, begin with
   this one. */
slong fulg_check_network_first(const fulg_check_network_t N, slong layer,
                               slong head);
/* A head that uses the block. */
slong fulg_check_head_of(const fulg_check_network_t N,
                         const fulg_block_t *block);
/* B, whose entries are those of the block of the network before scale, root and
   shift, becomes the block: factor B + shift, with the rows in the order in which
   neighbours turn together. */
void fulg_check_finish_block(arb_mat_t B, const fulg_check_network_t N,
                             const fulg_block_t *block,
                             const fulg_floats_view_t view, slong bits);
/* B = the block, whose entries before scale, root and shift are A, which is changed,
   and exact; the root is a square. */
void fulg_check_set_rationally(fmpq_mat_t B, arb_mat_t A,
                               const fulg_check_network_t N,
                               const fulg_block_t *block,
                               const fulg_floats_view_t view);
/* The layout and arch of such a network. */
void fulg_check_set_blocks(fulg_check_network_t N);
/* A head, or what a layer has once (-1), without parts. */
void fulg_check_head_start(fulg_check_head_t H, const fulg_check_network_t N,
                           slong layer, slong head);
/* 1 when keys and values of the layer read latent coordinates. */
int fulg_check_has_latent(const fulg_check_network_t N, slong layer);
/* P = K C with the matrix C of latent coordinates, exact where both are; initialised
   when FULG_OK is returned. */
fulg_status_t fulg_check_times_latent(arb_mat_t P, const arb_mat_t K,
                                      const fulg_check_network_t N, slong layer,
                                      fulg_diag_t diag);
/* The view, or its transpose where that is taller (or, across, as tall), in doubles:
   *good is 1 when S is
   certified, and M then has what follows from it.  S is to be cleared when FULG_OK is
   returned. */
fulg_status_t fulg_check_double(int *good, fulg_check_matrix_t M,
                                fulg_ball_svd_t S,
                                const fulg_floats_view_t view, int across,
                                const fulg_floats_radius_t radius,
                                const fulg_check_options_t *options,
                                fulg_diag_t diag);
/* The same of a product L R^T, M being rows x cols, of what is certified, L and R
   themselves with the inner side as their shorter one, with the bounds of its
   factors: 1 when that is enough, 0 also for other shapes. */
int fulg_check_double_product(fulg_check_matrix_t M, slong rows, slong cols,
                              const fulg_ball_svd_t L,
                              const fulg_check_matrix_t ML,
                              const fulg_ball_svd_t R,
                              const fulg_check_matrix_t MR,
                              const fulg_check_options_t *options);
/* Takes over what the factors say of a product. */
void fulg_check_product_sharpen(fulg_check_matrix_t M,
                                const fulg_check_matrix_t ML,
                                const fulg_check_matrix_t MR, slong inner);
/* The midpoints. */
void fulg_check_to_rational(fmpq_mat_t B, const arb_mat_t A);

/* The same matrix times a factor that is not zero. */
void fulg_check_matrix_scale(fulg_check_matrix_t M, const arb_t factor);

#endif
