#include "impl.h"

void
fulg_organize_options_init(fulg_organize_options_t *options)
{
    options->alpha = 0;
    options->beta = 1;
    options->max_iterations = 64;
    options->threads = 1;
    options->progress = NULL;
}

static void
clear_trees(fulg_tree_struct *tree)
{
    for (int a = 0; a < 3; a++)
        fulg_tree_clear(&tree[a]);
}

static int
trees_equal(const fulg_tree_struct *S, const fulg_tree_struct *T)
{
    return fulg_tree_equal(&S[0], &T[0]) && fulg_tree_equal(&S[1], &T[1]) &&
           fulg_tree_equal(&S[2], &T[2]);
}

/* The tree of an axis, from the trees of the others (NULL: from l1 distances).
   Distances rounded to a word are tried first: mostly they tell all that has to be
   told, with proof.  Where they do not, as for ties, exact ones do. */
static fulg_status_t
tree_of(fulg_tree_t T, const fulg_cube_t X, int axis,
        const fulg_tree_struct *tree, const fulg_organize_options_t *options,
        fulg_diag_t diag)
{
    fulg_status_t status = FULG_UNABLE;
    for (int rounded = 1; rounded >= 0 && status != FULG_OK; rounded--)
    {
        fulg_tree_distances_t D;
        status = fulg_organize_any_distances(D, X, axis, tree, rounded, options,
                                             diag);
        if (status != FULG_OK)
            return status;
        status = fulg_tree_init_pairs(T, D, diag);
        fulg_tree_distances_clear(D);
    }
    return status == FULG_OK
               ? status
               : fulg_diag_prefix(diag, status,
                                  "%s tree: ", fulg_cube_axis_name(axis));
}

/* The trees of the l1 distances. */
static fulg_status_t
first_trees(fulg_tree_struct *tree, const fulg_cube_t X,
            const fulg_organize_options_t *options, fulg_diag_t diag)
{
    for (int axis = 0; axis < 3; axis++)
    {
        const fulg_status_t status = tree_of(&tree[axis], X, axis, NULL,
                                             options, diag);
        if (status == FULG_OK)
            continue;
        while (axis-- > 0)
            fulg_tree_clear(&tree[axis]);
        return status;
    }
    return FULG_OK;
}

/* One iteration; next is initialised when FULG_OK is returned. */
static fulg_status_t
next_trees(fulg_tree_struct *next, const fulg_tree_struct *tree,
           const fulg_cube_t X, const fulg_organize_options_t *options,
           fulg_diag_t diag)
{
    static const int axes[3] = {FULG_AXIS_HEAD, FULG_AXIS_QUERY, FULG_AXIS_KEY};
    for (int a = 0; a < 3; a++)
        fulg_tree_init_set(&next[a], &tree[a]);
    for (int n = 0; n < 3; n++)
    {
        const int axis = axes[n];
        fulg_tree_t T;
        const fulg_status_t status = tree_of(T, X, axis, next, options, diag);
        if (status != FULG_OK)
        {
            clear_trees(next);
            return status;
        }
        fulg_tree_clear(&next[axis]);
        next[axis] = *T;
    }
    return FULG_OK;
}

/* All trees so far: those of iteration n are tree[3 n] .. */
typedef struct
{
    fulg_tree_struct *tree;
    slong num;
} past_t;

/* How many iterations ago the last trees were the same; 0: never. */
static slong
recurrence(const past_t *past)
{
    const fulg_tree_struct *last = past->tree + 3 * (past->num - 1);
    for (slong n = past->num - 2; n >= 0; n--)
        if (trees_equal(past->tree + 3 * n, last))
            return past->num - 1 - n;
    return 0;
}

/* num is the period; no cycle has been found when it is 0. */
static void
set_cycle(fulg_organize_organization_t R, const fulg_tree_struct *tree,
          slong num)
{
    R->cycle = flint_malloc((size_t) FLINT_MAX(3 * num, 1) *
                            sizeof(fulg_tree_struct));
    for (slong n = 0; n < 3 * num; n++)
        fulg_tree_init_set(&R->cycle[n], &tree[n]);
    R->period = num;
}

fulg_status_t
fulg_organize(fulg_organize_organization_t R, const fulg_cube_t X,
              const fulg_organize_options_t *options, fulg_diag_t diag)
{
    past_t past = {NULL, 0};
    slong period = 0;
    fulg_status_t status;
    past.tree = flint_malloc((size_t) (3 * (options->max_iterations + 1)) *
                             sizeof(fulg_tree_struct));
    status = first_trees(past.tree, X, options, diag);
    if (status == FULG_OK)
        past.num = 1;
    while (status == FULG_OK && period == 0 &&
           past.num <= options->max_iterations)
    {
        status = next_trees(past.tree + 3 * past.num,
                            past.tree + 3 * (past.num - 1), X, options, diag);
        if (status == FULG_OK)
            past.num++;
        else
            break;
        period = recurrence(&past);
    }
    if (status == FULG_OK)
    {
        fulg_organize_organization_init_trees(R,
                                              past.tree + 3 * (past.num - 1));
        set_cycle(R, past.tree + 3 * (past.num - period), period);
        R->iterations = past.num - 1;
        R->state = period == 1 ? FULG_ORGANIZE_FIXED
                   : period    ? FULG_ORGANIZE_CYCLE
                               : FULG_ORGANIZE_STOPPED;
    }
    for (slong n = 0; n < past.num; n++)
        clear_trees(past.tree + 3 * n);
    flint_free(past.tree);
    return status;
}

void
fulg_organize_organization_init_trees(fulg_organize_organization_t R,
                                      const fulg_tree_struct *tree)
{
    for (int a = 0; a < 3; a++)
        fulg_tree_init_set(&R->tree[a], &tree[a]);
    R->cycle = NULL;
    R->state = FULG_ORGANIZE_GIVEN;
    R->iterations = R->period = 0;
}

void
fulg_organize_organization_init_dyadic(fulg_organize_organization_t R,
                                       const fulg_cube_t X)
{
    for (int a = 0; a < 3; a++)
        fulg_tree_init_dyadic(&R->tree[a], X->shape[a]);
    R->cycle = NULL;
    R->state = FULG_ORGANIZE_GIVEN;
    R->iterations = R->period = 0;
}

void
fulg_organize_organization_clear(fulg_organize_organization_t R)
{
    clear_trees(R->tree);
    for (slong n = 0; n < 3 * R->period; n++)
        fulg_tree_clear(&R->cycle[n]);
    flint_free(R->cycle);
}

/* The tree of an axis after so many iterations, at least those of R. */
static const fulg_tree_struct *
tree_after(const fulg_organize_organization_t R, slong iterations, int axis)
{
    if (R->period == 0)
        return &R->tree[axis];
    /* The last of the cycle is that of R->iterations. */
    return &R->cycle[3 * ((iterations - R->iterations + R->period - 1) %
                          R->period) +
                     axis];
}

int
fulg_organize_organization_same(const fulg_organize_organization_t R,
                                const fulg_organize_organization_t S, int axis)
{
    const slong last = FLINT_MAX(R->iterations, S->iterations);
    const int settled = R->state != FULG_ORGANIZE_STOPPED &&
                        S->state != FULG_ORGANIZE_STOPPED;
    const slong p = FLINT_MAX(R->period, 1), q = FLINT_MAX(S->period, 1);
    for (slong shift = 0; shift < (settled ? q : 1); shift++)
    {
        /* Sequences of periods p and q that agree so far agree for ever (Fine and
           Wilf). */
        int same = 1;
        for (slong k = 0; k < (settled ? p + q : 1) && same; k++)
            same = fulg_tree_equal(tree_after(R, last + k, axis),
                                   tree_after(S, last + k + shift, axis));
        if (same)
            return 1;
    }
    return 0;
}
