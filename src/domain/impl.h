/* Inside the module: what free exponentials add to integers mod a prime. */
#ifndef FULG_DOMAIN_IMPL_H
#define FULG_DOMAIN_IMPL_H

#include <fulgurite/domain.h>

void fulg_domain_free_exp(fulg_mat_t B, const fulg_mat_struct *A,
                          const fulg_domain_struct *D);
int fulg_domain_free_rsqrt(fulg_mat_t B, const fulg_mat_struct *A,
                           const fulg_domain_struct *D);
void fulg_domain_free_angle(fulg_mat_t C, fulg_mat_t S, slong i, slong j,
                            slong m, slong size, slong position,
                            const fulg_angles_t *angles,
                            const fulg_domain_struct *D);
void fulg_domain_free_sqrt8pi(fulg_mat_t A, slong i, slong j,
                              const fulg_domain_struct *D);

#endif
