#include <stdio.h>
#include <stdlib.h>

#include <fulgurite/dim.h>

#include "impl.h"

/* Jacobians beyond this are not worth a foreseen answer. */
#define MAX_BYTES (UWORD(1) << 28)

void
fulg_polysys_options_init(fulg_polysys_options_t *options)
{
    options->coordinates = FULG_COORDINATES_AUTO;
    options->max_terms = FULG_POLYSYS_MAX_TERMS;
    options->seed = 1;
    options->progress = NULL;
}

void
fulg_polysys_comment_arch(fulg_polysys_t S, const fulg_arch_t arch)
{
    json_t *value = fulg_arch_json(arch);
    char *text = json_dumps(value, JSON_SORT_KEYS);
    fulg_polysys_comment(S, "architecture: %s", text);
    free(text);
    json_decref(value);
}

void
fulg_polysys_expansion_comment(fulg_polysys_t S,
                               const fulg_polysys_expansion_t *E)
{
    const fulg_arch_struct *model = E->model.model;
    if (E->single && model->tokens > 1)
    {
        fulg_polysys_comment(S, "c<i>_<k>_<l>_<j> is the coefficient of x_k "
                                "x_l y_j in F_i(x, y) = (V x)_i (x^T A y), the "
                                "part of output token 2");
        fulg_polysys_comment(S,
                             "  of degree 2 in token 1 and 1 in token 2; "
                             "they determine the function%s",
                             fulg_arch_is_residual(model) ? " (without its X)"
                                                          : "");
    }
    else if (E->single)
        fulg_polysys_comment(S,
                             "c<i>_<k>_<l>_<m> is the coefficient of x_k "
                             "x_l x_m in output i%s",
                             fulg_arch_is_residual(model) ? " (without its X)"
                                                          : "");
    else if (fulg_arch_is_causal(model) || model->tokens == 1)
        fulg_polysys_comment(S, "c1, c2, .. are ordered by output row, output "
                                "token, monomial of the input in degrevlex");
    else
        fulg_polysys_comment(
            S, "c1, c2, .. are ordered by output row, then monomial of "
               "the input in degrevlex; tokens can be exchanged, so "
               "output token 1 and one monomial of each orbit suffice");
}

void
fulg_polysys_expect_si(fulg_polysys_t S, fulg_expect_kind_t kind, slong value,
                       fulg_expect_strength_t strength, const char *why)
{
    fmpz_t n;
    fmpz_init_set_si(n, value);
    fulg_polysys_expect(S, kind, n, strength, why);
    fmpz_clear(n);
}

void
fulg_polysys_expect_dim(fulg_polysys_t S, fulg_expect_kind_t kind,
                        const fulg_arch_t arch,
                        const fulg_polysys_options_t *options)
{
    static const fulg_expect_strength_t strengths[] = {
        FULG_EXPECT_PROVED, FULG_EXPECT_PROBABLE, FULG_EXPECT_AT_LEAST};
    fulg_dim_options_t chosen;
    fulg_diag_t diag;
    fulg_dim_t dim;
    char why[160];
    fulg_dim_options_init(&chosen);
    chosen.seed = options->seed;
    chosen.max_bytes = MAX_BYTES;
    chosen.progress = options->progress;
    fulg_dim_init(dim, arch);
    if (fulg_dim_certify(dim, &chosen, diag) == FULG_OK)
    {
        snprintf(why, sizeof why,
                 "the dimension of the neuromanifold: at "
                 "most by theorem %s, at least by %s",
                 dim->cert->upper->theorem->name,
                 dim->cert->lower_theorem->name);
        fulg_polysys_expect(S, kind, dim->cert->lower, strengths[dim->strength],
                            why);
    }
    fulg_dim_clear(dim);
}

void
fulg_polysys_expect_counts(fulg_polysys_t S)
{
    const fulg_polysys_polyblock_t *block = &S->block[S->task.main];
    slong nonzero = 0;
    for (slong k = 0; k < block->rows * block->cols; k++)
        nonzero += block->entry[k].zpoly->length > 0;
    fulg_polysys_expect_si(S, FULG_EXPECT_POLYNOMIALS, nonzero,
                           FULG_EXPECT_PROVED, "counted");
    fulg_polysys_expect_si(S, FULG_EXPECT_TERMS,
                           fulg_polysys_polyblock_terms(block),
                           FULG_EXPECT_PROVED, "counted");
}
