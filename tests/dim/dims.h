/* Shared by the tests of dimensions. */
#ifndef FULG_TESTS_DIMS_H
#define FULG_TESTS_DIMS_H

#include "nets.h"

/* An attention stack from lists: widths has depth + 1 entries. */
static inline void
fulg_test_stack(fulg_arch_t arch, slong depth, const slong *widths,
                const slong *head_dim, slong tokens)
{
    fulg_arch_init(arch, depth);
    for (slong i = 0; i <= depth; i++)
        arch->width[i] = widths[i];
    for (slong i = 0; i < depth; i++)
        arch->sub[i].head_dim = head_dim[i];
    arch->tokens = tokens;
}

/* The answer of one method; -1 when it is unable, with its strength. */
static inline slong
fulg_test_dimension(fulg_dim_strength_t *strength, const fulg_arch_t arch,
                    fulg_dim_method_t method, ulong seed)
{
    fulg_dim_options_t options;
    fulg_diag_t diag;
    fulg_dim_t dim;
    slong answer = -1;
    fulg_dim_options_init(&options);
    options.method = method;
    options.seed = seed;
    fulg_dim_init(dim, arch);
    if (fulg_dim_certify(dim, &options, diag) == FULG_OK)
    {
        answer = fmpz_get_si(dim->cert->lower);
        *strength = dim->strength;
    }
    fulg_dim_clear(dim);
    return answer;
}

static inline void
fulg_test_print_arch(const fulg_arch_t arch)
{
    json_t *value = fulg_arch_json(arch);
    char *text = json_dumps(value, JSON_COMPACT);
    fprintf(stderr, "# %s\n", text);
    free(text);
    json_decref(value);
}

/* Two methods prove the same number. */
static inline void
fulg_test_methods_agree(const fulg_arch_t arch, fulg_dim_method_t one,
                        fulg_dim_method_t other, ulong seed)
{
    fulg_dim_strength_t s = FULG_DIM_BOUNDS, t = FULG_DIM_BOUNDS;
    const slong a = fulg_test_dimension(&s, arch, one, seed);
    const slong b = fulg_test_dimension(&t, arch, other, seed + 1);
    if (a < 0 || a != b || s != FULG_DIM_PROVED || t != FULG_DIM_PROVED)
    {
        fulg_test_print_arch(arch);
        fail_msg("methods %d and %d say %ld and %ld", (int) one, (int) other,
                 (long) a, (long) b);
    }
}

#endif
