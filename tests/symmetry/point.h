/* Algebras of symmetries and random points, for the tests of the module. */
#ifndef FULG_TESTS_SYMMETRY_POINT_H
#define FULG_TESTS_SYMMETRY_POINT_H

#include "transformers.h"

#define FORMAT "{\"format\":\"fulgurite-architecture/1\","
#define W FULG_SYMMETRY_WEIGHTS
#define F FULG_SYMMETRY_FORMS

/* The families of the architecture in the text. */
static inline void
fulg_test_algebra_init(fulg_symmetry_algebra_t S, fulg_arch_t arch,
                       const char *text, ulong forms)
{
    json_t *value = json_loads(text, 0, NULL);
    fulg_diag_t diag;
    assert_non_null(value);
    assert_int_equal(fulg_arch_init_json(arch, value, diag), FULG_OK);
    json_decref(value);
    assert_int_equal(fulg_symmetry_algebra_init(S, arch, forms, diag), FULG_OK);
}

/* Random weights and a random input modulo a prime, and room for a derivative. */
typedef struct
{
    fulg_domain_t D;
    fulg_weights_t at, along;
    fulg_eval_tape_t T;
    fulg_mat_t X, dY, zero;
} fulg_test_point_t;

/* Of forms the keys are the identity. */
static inline void
fulg_test_point_draw(fulg_test_point_t *P, const fulg_symmetry_algebra_t S,
                     fulg_rand_t rand)
{
    const fulg_domain_struct *D = P->D;
    fulg_status_t status;
    fulg_diag_t diag;
    do
    {
        fulg_weights_random(P->at, rand, (slong) (D->prime / 2), 1);
        for (slong n = 0; n < P->at->num; n++)
            if (P->at->block[n].kind == 'k' &&
                fulg_symmetry_in_forms(S, P->at->block[n].layer))
            {
                D->ops->zero(&P->at->mat[n]);
                for (slong r = 0; r < P->at->block[n].rows; r++)
                    D->ops->set_si(&P->at->mat[n], r, r, 1);
            }
        fulg_weights_mat_random(P->X, rand, (slong) (D->prime / 2), 1, D);
        status = fulg_eval_forward(P->T, P->at, P->X, diag);
    } while (status == FULG_DOMAIN);
    assert_int_equal(status, FULG_OK);
}

static inline void
fulg_test_point_init(fulg_test_point_t *P, const fulg_symmetry_algebra_t S,
                     fulg_rand_t rand)
{
    const fulg_arch_struct *arch = S->arch;
    const fulg_domain_struct *D = P->D;
    fulg_diag_t diag;
    fulg_domain_init_free(P->D, fulg_exact_prime_random(rand), 17);
    assert_int_equal(fulg_weights_init(P->at, arch, D, diag), FULG_OK);
    assert_int_equal(fulg_weights_init(P->along, arch, D, diag), FULG_OK);
    D->ops->init(P->X, arch->width[0], arch->tokens, D);
    D->ops->init(P->dY, arch->width[arch->depth], arch->tokens, D);
    D->ops->init(P->zero, arch->width[arch->depth], arch->tokens, D);
    D->ops->zero(P->zero);
    fulg_eval_tape_init(P->T, P->at);
    fulg_test_point_draw(P, S, rand);
}

/* The output changes along field f. */
static inline int
fulg_test_point_moves(fulg_test_point_t *P, const fulg_symmetry_algebra_t S,
                      slong f)
{
    fulg_symmetry_field(P->along, S, f, P->at);
    fulg_eval_tangent(P->dY, P->T, P->at, P->along);
    return !P->D->ops->equal(P->dY, P->zero);
}

static inline void
fulg_test_point_clear(fulg_test_point_t *P)
{
    const fulg_domain_struct *D = P->D;
    fulg_eval_tape_clear(P->T, P->at);
    D->ops->clear(P->X);
    D->ops->clear(P->dY);
    D->ops->clear(P->zero);
    fulg_weights_clear(P->at);
    fulg_weights_clear(P->along);
}

#endif
