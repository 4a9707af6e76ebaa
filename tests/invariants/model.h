/* One layer, and a tour of its relations. */
#ifndef FULG_TESTS_INVARIANTS_MODEL_H
#define FULG_TESTS_INVARIANTS_MODEL_H

#include "testing.h"

/* value_dim 0: any V. */
static inline void
model_init_values(fulg_invariants_t model, slong d, slong d_out, slong head_dim,
                  slong tokens, slong value_dim, int all_columns)
{
    fulg_arch_t arch;
    fulg_diag_t diag;
    fulg_arch_init(arch, 1);
    arch->width[0] = d;
    arch->width[1] = d_out;
    arch->sub[0].head_dim = head_dim;
    arch->tokens = tokens;
    arch->sub[0].value_dim = value_dim;
    assert_int_equal(fulg_invariants_init(model, arch, all_columns, diag),
                     FULG_OK);
    fulg_arch_clear(arch);
}

static inline void
model_init(fulg_invariants_t model, slong d, slong d_out, slong head_dim,
           slong tokens, int all_columns)
{
    model_init_values(model, d, d_out, head_dim, tokens, 0, all_columns);
}

/* The part of a family with that size (0: any) and side; *parts is to be cleared
   by the caller; NULL when there is none. */
static inline const fulg_invariants_part_t *
model_part(fulg_invariants_part_t **parts, slong *num,
           const fulg_invariants_t model, fulg_invariants_family_t family,
           slong size, int side)
{
    *parts = fulg_invariants_parts(num, model, family);
    for (slong n = 0; n < *num; n++)
        if ((size == 0 || (*parts)[n].size == size) && (*parts)[n].side == side)
            return &(*parts)[n];
    return NULL;
}

/* The function of random weights with rank A <= rank. */
static inline void
model_function(fulg_function_t F, const fulg_invariants_t model, slong rank,
               fulg_rand_t rand)
{
    fulg_diag_t diag;
    assert_int_equal(
        fulg_function_init(F, model->d, model->d_out, model->tokens, diag),
        FULG_OK);
    fulg_function_random(F, rank, rand, 9, 2);
}

#endif
