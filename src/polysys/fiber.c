#include <fulgurite/dim.h>
#include <fulgurite/fiber.h>
#include <fulgurite/function.h>

#include "impl.h"

/* Block number b becomes "coefficient - its value at the point". */
static void
subtract_values(fulg_polysys_t S, slong b, slong point)
{
    const slong n = S->ring->num;
    fmpq **value = flint_malloc(((size_t) n + 1) * sizeof(fmpq *));
    fmpq_t y;
    fmpq_init(y);
    for (slong v = 0; v < n; v++)
        value[v] = &S->point[point].value[v];
    for (slong k = 0; k < S->block[b].rows; k++)
    {
        fmpq_mpoly_struct *f = &S->block[b].entry[k];
        fmpq_mpoly_evaluate_all_fmpq(y, f, value, S->ring->ctx);
        fmpq_mpoly_sub_fmpq(f, f, y, S->ring->ctx);
    }
    fmpq_clear(y);
    flint_free(value);
}

/* The conditions join the ideal, which is one list. */
static void
join_conditions(fulg_polysys_t S, slong ideal, slong conditions)
{
    fulg_polysys_polyblock_t *left = &S->block[ideal],
                             *right = &S->block[conditions];
    const slong n = left->rows, m = right->rows;
    left->entry = flint_realloc(left->entry, ((size_t) (n + m) + 1) *
                                                 sizeof(fmpq_mpoly_struct));
    left->label = flint_realloc(left->label, (size_t) (n + m) * sizeof(char *));
    left->about = flint_realloc(left->about, (size_t) (n + m) * sizeof(char *));
    for (slong k = 0; k < m; k++)
    {
        left->entry[n + k] = right->entry[k];
        left->label[n + k] = left->about[n + k] = NULL;
    }
    left->rows = n + m;
    right->rows = 0;
    fulg_polysys_pop_block(S);
}

/* ---- what to expect ------------------------------------------------------ */

/* Over (A, V), two or more tokens: is the ideal radical?  The kernel of the
   differential is a line but where V and A have rank one and the same linear
   form (doc: thm-single-6). */
static int
is_reduced(const fulg_fiber_layer_fiber_struct *fiber)
{
    return fiber->d == 1 || fiber->rank_A > 1 || fiber->rank_V > 1 ||
           !fiber->parallel;
}

/* One layer: the components of Theorems 1, 2 and 7. */
static void
expect_layer(fulg_polysys_t S, const fulg_weights_t W,
             const fulg_fiber_layer_fiber_struct *fiber,
             const fulg_polysys_model_t *M)
{
    const int weights = M->coordinates == FULG_COORDINATES_WEIGHTS;
    const fulg_component_t *list = weights ? fiber->QKV : fiber->AV;
    const slong num = weights ? fiber->num_QKV : fiber->num_AV;
    slong dim = -1;
    for (slong k = 0; k < num; k++)
        dim = (list[k].dim > dim) ? list[k].dim : dim;
    if (!weights && W->arch->tokens == 1)
    {
        /* over the symmetric part each factorisation gives a curve */
        if (fiber->zero)
            return;
        dim = 1;
    }
    fulg_polysys_expect_si(S, FULG_EXPECT_DIMENSION, dim, FULG_EXPECT_PROVED,
                           "all components are known (fulgurite fiber)");
    if (!weights && !fiber->zero && W->arch->tokens > 1 && is_reduced(fiber))
        fulg_polysys_expect_si(S, FULG_EXPECT_DEGREE, 2 * num,
                               FULG_EXPECT_PROVED,
                               "a conic (cA, V/c) for each component");
}

/* Every component of a fiber has at least parameters - dimension, so at least
   parameters - (an upper bound of the dimension). */
static void
expect_least(fulg_polysys_t S, const fulg_weights_t W,
             const fulg_polysys_options_t *options)
{
    const fulg_expected_t *dim;
    fulg_cert_bound_t upper;
    fmpz_t fiber;
    int proved;
    fulg_polysys_expect_dim(S, FULG_EXPECT_DIMENSION, W->arch, options);
    dim = fulg_polysys_expected(S, FULG_EXPECT_DIMENSION);
    proved = dim != NULL && dim->strength == FULG_EXPECT_PROVED;
    if (dim != NULL)
        fulg_polysys_pop_expected(S);
    fulg_cert_bound_init(upper);
    fulg_dim_upper(upper, W->arch);
    fmpz_init_set_si(fiber, W->parameters);
    fmpz_sub(fiber, fiber, fulg_cert_bound_total(upper));
    fulg_polysys_expect(
        S, FULG_EXPECT_DIMENSION, fiber, FULG_EXPECT_AT_LEAST,
        proved ? "parameters minus dimension; equality at generic weights"
               : "parameters minus an upper bound on the dimension");
    fmpz_clear(fiber);
    fulg_cert_bound_clear(upper);
}

/* Stacks.  Over virtual weights that are generic the torus of scalings alone,
   whose closure is the hypersurface c_1^(3^(l-1)) .. c_l y = 1; but where a state
   has rank one, later layers see the symmetric part of M_i alone. */
static void
expect_stack(fulg_polysys_t S, const fulg_weights_t W,
             const fulg_polysys_model_t *M,
             const fulg_polysys_options_t *options)
{
    const slong l = W->arch->depth;
    if (M->coordinates == FULG_COORDINATES_VIRTUAL && W->arch->tokens > 1)
    {
        fulg_polysys_expect_si(S, FULG_EXPECT_DIMENSION, l,
                               FULG_EXPECT_AT_LEAST,
                               "scalings of M_1 .. M_l; equality at generic "
                               "weights when every width and head_dim is at "
                               "least 2");
        fulg_polysys_comment(S, "with every width and head_dim at least 2, at "
                                "generic weights the fiber is the orbit of the "
                                "scalings, of degree (3^l + 1)/2");
        return;
    }
    if (M->coordinates == FULG_COORDINATES_WEIGHTS)
        expect_least(S, W, options);
}

static void
expect_fiber(fulg_polysys_t S, const fulg_weights_t W,
             const fulg_polysys_model_t *M,
             const fulg_polysys_options_t *options)
{
    fulg_fiber_layer_fiber_t fiber;
    fulg_diag_t diag;
    if (fulg_function_check_single(W->arch, diag) == FULG_OK &&
        fulg_fiber_layer(fiber, W, diag) == FULG_OK)
    {
        expect_layer(S, W, fiber, M);
        fulg_fiber_layer_fiber_clear(fiber);
    }
    else
        expect_stack(S, W, M, options);
}

/* ---- the system ---------------------------------------------------------- */

static fulg_status_t
fill(fulg_polysys_t S, const fulg_polysys_expansion_t *E,
     const fulg_weights_t W, const fulg_polysys_options_t *options,
     fulg_diag_t diag)
{
    slong first, b = 0, conditions = -1, point;
    fulg_status_t status = fulg_polysys_model_push(&first, S->ring, &E->model,
                                                   diag);
    fulg_polysys_ring_close(S->ring);
    if (status == FULG_OK)
        status = fulg_polysys_expansion_block(&b, S, "fiber", E, first, options,
                                              diag);
    if (status == FULG_OK)
        status = fulg_polysys_push_conditions(&conditions, S, first, &E->model,
                                              fulg_polysys_model_conditions,
                                              options, diag);
    point = fulg_polysys_push_point(S, "the given weights");
    if (status == FULG_OK)
        status = fulg_polysys_model_point(S, point, first, &E->model, W, diag);
    if (status != FULG_OK)
        return status;
    subtract_values(S, b, point);
    if (conditions >= 0)
        join_conditions(S, b, conditions);
    S->task.kind = FULG_TASK_DIMENSION;
    S->task.main = b;
    S->task.first_target = S->ring->num;
    return FULG_OK;
}

fulg_status_t
fulg_polysys_fiber(fulg_polysys_t S, const fulg_weights_t W,
                   const fulg_polysys_options_t *options, fulg_diag_t diag)
{
    fulg_coordinates_t choice[5] = {FULG_COORDINATES_WEIGHTS};
    fulg_polysys_expansion_t E;
    fulg_status_t status;
    fulg_polysys_choose(choice + 1, W->arch);
    status = fulg_polysys_expansion_init_first(&E, W->arch, choice, options,
                                               diag);
    if (status != FULG_OK)
        return status;
    fulg_polysys_init(S, FULG_POLYSYS_FIBER, W->arch);
    fulg_polysys_title(S, "The fiber through given weights: all weights with "
                          "the same function");
    fulg_polysys_comment_arch(S, W->arch);
    fulg_polysys_model_comment(S, &E.model);
    fulg_polysys_expansion_comment(S, &E);
    fulg_polysys_comment(
        S, "each polynomial is a coefficient minus its value at the "
           "given weights");
    status = fill(S, &E, W, options, diag);
    if (status == FULG_OK)
        expect_fiber(S, W, &E.model, options);
    else
        fulg_polysys_clear(S);
    fulg_polysys_expansion_clear(&E);
    return status;
}
