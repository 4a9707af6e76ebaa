#include "impl.h"

/* The targets, named as the coefficients, after the coordinates. */
static void
push_targets(fulg_polysys_ring_t R, const fulg_polysys_expansion_t *E)
{
    char name[FULG_COEFFICIENT_NAME_SIZE], *about;
    for (slong n = 0; n < E->num; n++)
    {
        about = fulg_polysys_expansion_describe(name, E, n);
        fulg_polysys_ring_push(R, FULG_VARIABLE_COEFFICIENT, name, about);
        flint_free(about);
    }
}

fulg_status_t
fulg_polysys_push_conditions(slong *number, fulg_polysys_t S, slong first,
                             const fulg_polysys_model_t *M,
                             fulg_conditions_t conditions,
                             const fulg_polysys_options_t *options,
                             fulg_diag_t diag)
{
    fulg_domain_t D;
    fulg_weights_t W;
    fulg_polysys_polylist_t list;
    fulg_status_t status;
    fulg_domain_init_mpoly(D, S->ring->ctx);
    status = fulg_polysys_model_weights(W, M, D, first, diag);
    if (status != FULG_OK)
        return status;
    fulg_polysys_polylist_init(&list, S->ring->ctx);
    status = conditions(&list, M, W, options->max_terms, diag);
    *number = -1;
    if (status == FULG_OK)
        *number = fulg_polysys_push_list(S, "conditions",
                                         "what the coordinates satisfy", &list);
    fulg_polysys_polylist_clear(&list);
    fulg_weights_clear(W);
    return status;
}

fulg_status_t
fulg_polysys_sample(fulg_weights_t W, const fulg_arch_t arch, ulong seed,
                    fulg_diag_t diag)
{
    fulg_domain_t Q;
    fulg_rand_t rand;
    fulg_status_t status;
    fulg_domain_init_fmpq(Q);
    status = fulg_weights_init(W, arch, Q, diag);
    fulg_rand_init(rand, seed);
    if (status == FULG_OK)
        fulg_weights_random(W, rand, 99, 1);
    return status;
}

/* The coordinates of the sample and their image. */
static fulg_status_t
add_sample(fulg_polysys_t S, const fulg_polysys_expansion_t *E, slong first,
           const fulg_weights_t sample, fulg_diag_t diag)
{
    const fulg_polysys_polyblock_t *map = &S->block[S->task.main];
    const slong p = fulg_polysys_push_point(S, "random weights, and their "
                                               "function");
    fulg_status_t status = fulg_polysys_model_point(S, p, first, &E->model,
                                                    sample, diag);
    fmpq **value = flint_malloc(((size_t) S->ring->num + 1) * sizeof(fmpq *));
    fmpq_t y;
    fmpq_init(y);
    for (slong v = 0; v < S->ring->num; v++)
        value[v] = &S->point[p].value[v];
    for (slong k = 0; k < map->rows; k++)
    {
        fmpq_mpoly_evaluate_all_fmpq(y, &map->entry[k], value, S->ring->ctx);
        fulg_polysys_point_set(S, p, S->task.first_target + k, y);
    }
    fmpq_clear(y);
    flint_free(value);
    return status;
}

fulg_status_t
fulg_polysys_fill_image(fulg_polysys_t S, const fulg_polysys_expansion_t *E,
                        fulg_conditions_t conditions,
                        const fulg_weights_t sample,
                        const fulg_polysys_options_t *options, fulg_diag_t diag)
{
    slong first, b = 0;
    fulg_status_t status = fulg_polysys_model_push(&first, S->ring, &E->model,
                                                   diag);
    S->task.kind = FULG_TASK_IMAGE;
    S->task.first_target = S->ring->num;
    push_targets(S->ring, E);
    fulg_polysys_ring_close(S->ring);
    if (status == FULG_OK)
        status = fulg_polysys_expansion_block(&b, S, "map", E, first, options,
                                              diag);
    S->task.main = b;
    if (status == FULG_OK)
        status = fulg_polysys_push_conditions(&S->task.conditions, S, first,
                                              &E->model, conditions, options,
                                              diag);
    if (status == FULG_OK)
        status = add_sample(S, E, first, sample, diag);
    return status;
}

/* Fewer variables make elimination easier: virtual weights where bounds of
   their ranks are all they satisfy, then A. */
void
fulg_polysys_choose(fulg_coordinates_t choice[4], const fulg_arch_t arch)
{
    int n = 0, simple = fulg_polysys_is_plain(arch);
    for (slong i = 0; i < arch->depth; i++)
        simple = simple && arch->sub[i].heads == 1 &&
                 arch->width[i] >= arch->width[0];
    if (arch->depth > 1 && simple)
        choice[n++] = FULG_COORDINATES_VIRTUAL;
    if (!fulg_arch_is_pnn(arch))
        choice[n++] = FULG_COORDINATES_A;
    choice[n++] = FULG_COORDINATES_WEIGHTS;
    choice[n] = FULG_COORDINATES_AUTO;
}

fulg_status_t
fulg_polysys_image(fulg_polysys_t S, const fulg_arch_t arch,
                   const fulg_polysys_options_t *options, fulg_diag_t diag)
{
    fulg_coordinates_t choice[4];
    fulg_polysys_expansion_t E;
    fulg_weights_t sample;
    fulg_status_t status;
    fulg_polysys_choose(choice, arch);
    status = fulg_polysys_expansion_init_first(&E, arch, choice, options, diag);
    if (status != FULG_OK)
        return status;
    status = fulg_polysys_sample(sample, arch, options->seed, diag);
    if (status != FULG_OK)
    {
        fulg_polysys_expansion_clear(&E);
        return status;
    }
    fulg_polysys_init(S, FULG_POLYSYS_IMAGE, arch);
    fulg_polysys_title(S, "The neuromanifold of a network: the closure of the "
                          "image of (weights -> coefficients of the function)");
    fulg_polysys_comment_arch(S, arch);
    fulg_polysys_model_comment(S, &E.model);
    fulg_polysys_expansion_comment(S, &E);
    status = fulg_polysys_fill_image(S, &E, fulg_polysys_model_conditions,
                                     sample, options, diag);
    fulg_weights_clear(sample);
    if (status == FULG_OK)
        fulg_polysys_expect_dim(S, FULG_EXPECT_DIMENSION, arch, options);
    else
        fulg_polysys_clear(S);
    fulg_polysys_expansion_clear(&E);
    return status;
}
