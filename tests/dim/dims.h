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

/* The rank of the Jacobian mod a prime with free exponentials at a random point,
   from inputs that are added until the rank stops growing. */
static inline slong
fulg_test_free_rank(const fulg_arch_t arch, fulg_rand_t rand)
{
    const slong rows = arch->width[arch->depth] * arch->tokens;
    fulg_domain_t D;
    fulg_weights_t W;
    fulg_mat_t X, J;
    fulg_diag_t diag;
    slong rank = -1, last = -2, n = 0;
    fulg_domain_init_free(D, fulg_exact_prime_random(rand),
                          fulg_rand_limb(rand));
    assert_int_equal(fulg_weights_init(W, arch, D, diag), FULG_OK);
    fulg_weights_random(W, rand, WORD(1) << 50, 1);
    D->ops->init(J, (W->parameters + 12) * rows, W->parameters, D);
    D->ops->init(X, arch->width[0], arch->tokens, D);
    /* A new input adds to the rank until nothing is left to add. */
    while (rank != last && n < W->parameters)
    {
        for (int k = 0; k < 12; k++, n++)
            do
                fulg_weights_mat_random(X, rand, WORD(1) << 50, 1, D);
            while (fulg_eval_jacobian(J, n * rows, W, X, diag) != FULG_OK);
        last = rank;
        rank = nmod_mat_rank(J->nmod);
    }
    D->ops->clear(J);
    D->ops->clear(X);
    fulg_weights_clear(W);
    return rank;
}

#endif
