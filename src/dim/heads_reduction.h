/* The hypotheses of doc: thm-heads-reduction. */
#ifndef FULG_DIM_HEADS_REDUCTION_H
#define FULG_DIM_HEADS_REDUCTION_H

#include <fulgurite/dim.h>

/* Why the theorem is not about arch, whatever the model, or NULL (a clause). */
const char *fulg_dim_heads_not_covered(const fulg_arch_t arch);
/* The model that sees in coordinates of the input and out rows of the output; it is
   initialised. */
void fulg_dim_heads_model(fulg_arch_t model, const fulg_arch_t arch, slong in,
                          slong out);
/* Why heads of arch are not told apart by this model, or NULL (a clause). */
const char *fulg_dim_heads_separate(const fulg_arch_t arch,
                                    const fulg_arch_t model);
/* The size of the minor of the model; 0 when that is not positive. */
int fulg_dim_heads_size(fmpz_t size, const fulg_arch_t model);
/* The total of virtual-weights, also for one layer. */
void fulg_dim_heads_total(fmpz_t total, const fulg_arch_t arch);

#endif
