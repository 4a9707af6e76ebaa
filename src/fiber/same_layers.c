#include "impl.h"

/*
 * Equality layer by layer (doc: thm-same-s).  Suppose the states of
 * A and B are X = E z and Y = F z for the same z(input); at first E = F = 1.
 * A layer's output is a linear map of a list of functions of z: its
 * coefficients are the rows of a matrix [T_A; T_B] over the monomials
 * (lightning, polynomial networks) or over the distinct heads (normalised
 * ones).  With R its reduced row basis, T_A = E' R and T_B = F' R, so the next
 * states are E' z' and F' z' with z' = R(z).  E = F after the last layer proves
 * equality, whatever the heads, masks and widths in between.
 */

/* E = the pivot columns of T, so that T = E R for the echelon form R. */
static void
set_pivot_columns(fmpq_mat_t E, const fmpq_mat_t T, const fmpq_mat_t R)
{
    const slong rank = fmpq_mat_nrows(R);
    fmpq_mat_clear(E);
    fmpq_mat_init(E, fmpq_mat_nrows(T), rank);
    for (slong k = 0, pivot = 0; k < rank; k++, pivot++)
    {
        while (fmpq_is_zero(fmpq_mat_entry(R, k, pivot)))
            pivot++;
        for (slong i = 0; i < fmpq_mat_nrows(T); i++)
            fmpq_set(fmpq_mat_entry(E, i, k), fmpq_mat_entry(T, i, pivot));
    }
}

/* After an unmasked normalised layer without residual and with zero scores all
   tokens are equal: each is the mean. */
static int
makes_tokens_equal(const fulg_fiber_walk_t *x)
{
    const fulg_arch_struct *arch = x->W->arch;
    int equal = fulg_arch_is_normalised(arch) && !fulg_arch_is_causal(arch) &&
                !fulg_arch_is_residual(arch);
    for (slong h = 0; equal && h < arch->sub[x->layer].heads; h++)
    {
        fmpq_mat_t A, V;
        fulg_fiber_walk_head(A, V, x, h);
        equal = fmpq_mat_is_zero(A) || fmpq_mat_is_zero(V);
        fmpq_mat_clear(A);
        fmpq_mat_clear(V);
    }
    return equal;
}

/* One layer of both; 0 when its coefficients are too many. */
static int
step(fulg_fiber_walk_t *x, fulg_fiber_walk_t *y)
{
    fulg_fiber_score_classes_t classes = {0, NULL};
    fmpq_mat_t Tx, Ty, T, R;
    int small, equal_tokens = x->equal_tokens;
    fulg_fiber_walk_enter(&classes, x);
    fulg_fiber_walk_enter(&classes, y);
    equal_tokens = equal_tokens ||
                   (makes_tokens_equal(x) && makes_tokens_equal(y));
    small = fulg_fiber_walk_columns(x, &classes) <= FULG_WALK_MAX_COLUMNS;
    if (small)
    {
        fulg_fiber_walk_coefficients(Tx, x, &classes);
        fulg_fiber_walk_coefficients(Ty, y, &classes);
        fmpq_mat_init(T, fmpq_mat_nrows(Tx) + fmpq_mat_nrows(Ty),
                      fmpq_mat_ncols(Tx));
        fmpq_mat_concat_vertical(T, Tx, Ty);
        fulg_fiber_row_basis(R, T);
        set_pivot_columns(x->E, Tx, R);
        set_pivot_columns(y->E, Ty, R);
        x->layer++;
        y->layer++;
        fmpq_mat_clear(R);
        fmpq_mat_clear(T);
        fmpq_mat_clear(Ty);
        fmpq_mat_clear(Tx);
    }
    fulg_fiber_score_classes_clear(&classes);
    x->equal_tokens = y->equal_tokens = equal_tokens;
    return small;
}

/* Passes layers of a residual stack that add nothing; linear ones need no such
   care. */
static int
skip_identity(fulg_fiber_walk_t *x)
{
    const fulg_arch_struct *arch = x->W->arch;
    int skipped = 0,
        still = fulg_arch_is_residual(arch) && !fulg_fiber_walk_is_linear(x);
    while (still && x->layer < arch->depth)
    {
        fulg_fiber_score_classes_t classes = {0, NULL};
        fulg_fiber_walk_enter(&classes, x);
        still = fulg_fiber_walk_columns(x, &classes) <= FULG_WALK_MAX_COLUMNS;
        if (still)
        {
            fmpq_mat_t T;
            fulg_fiber_walk_coefficients(T, x, &classes);
            for (slong i = 0; i < fmpq_mat_nrows(T); i++)
                for (slong j = fmpq_mat_ncols(x->E); j < fmpq_mat_ncols(T); j++)
                    still &= fmpq_is_zero(fmpq_mat_entry(T, i, j));
            fmpq_mat_clear(T);
        }
        fulg_fiber_score_classes_clear(&classes);
        x->layer += still;
        skipped |= still;
    }
    return skipped;
}

static int
same_powers(const fulg_arch_struct *x, const fulg_arch_struct *y)
{
    if (x->depth != y->depth)
        return 0;
    for (slong i = 0; i + 1 < x->depth; i++)
        if (x->sub[i].power != y->sub[i].power)
            return 0;
    return 1;
}

/* Layers of the two kinds can be compared by their coefficients. */
static int
comparable(const fulg_arch_struct *x, const fulg_arch_struct *y)
{
    if (fulg_arch_is_pnn(x) != fulg_arch_is_pnn(y))
        return 0;
    if (fulg_arch_is_pnn(x))
        return same_powers(x, y);
    return fulg_arch_norm(x) == fulg_arch_norm(y) &&
           (fulg_arch_is_causal(x) == fulg_arch_is_causal(y) ||
            x->tokens == 1) &&
           (fulg_arch_is_residual(x) || x->depth == y->depth);
}

void
fulg_fiber_lockstep_clear(fulg_fiber_lockstep_t *lock)
{
    if (lock->E != NULL)
    {
        fulg_fiber_mats_clear(lock->E, lock->num);
        fulg_fiber_mats_clear(lock->F, lock->num);
    }
    lock->E = lock->F = NULL;
}

static void
record(fulg_fiber_lockstep_t *lock, const fulg_fiber_walk_t *x,
       const fulg_fiber_walk_t *y)
{
    fmpq_mat_init_set(&lock->E[lock->num], x->E);
    fmpq_mat_init_set(&lock->F[lock->num++], y->E);
}

int
fulg_fiber_same_layers(fulg_fiber_same_t result, fulg_fiber_lockstep_t *lock,
                       const fulg_weights_t A, const fulg_weights_t B)
{
    const slong depth = A->arch->depth;
    const int one = A->arch->tokens == 1;
    fulg_fiber_walk_t x = {A, 0, one, {{0}}}, y = {B, 0, one, {{0}}};
    int skipped = 0, going = 1, equal;
    lock->num = 0;
    lock->E = lock->F = NULL;
    if (!comparable(A->arch, B->arch))
        return 0;
    lock->E = fulg_fiber_mats(depth + 1);
    lock->F = fulg_fiber_mats(depth + 1);
    fulg_fiber_init_one(x.E, A->arch->width[0]);
    fulg_fiber_init_one(y.E, A->arch->width[0]);
    record(lock, &x, &y);
    while (going)
    {
        skipped |= skip_identity(&x);
        skipped |= skip_identity(&y);
        going = x.layer < depth && y.layer < B->arch->depth && step(&x, &y);
        if (going)
            record(lock, &x, &y);
    }
    equal = x.layer == depth && y.layer == B->arch->depth &&
            fmpq_mat_equal(x.E, y.E);
    fmpq_mat_clear(x.E);
    fmpq_mat_clear(y.E);
    if (skipped || !equal ||
        fulg_arch_is_residual(A->arch) != fulg_arch_is_residual(B->arch))
        fulg_fiber_lockstep_clear(lock);
    if (!equal)
        return 0;
    result->equal = FULG_TRUE;
    result->proof = FULG_SAME_LAYERS;
    result->reason = fulg_fiber_text(
        "layer by layer the states of the two networks are linear images of "
        "the same functions, and after the last layer the images are equal");
    return 1;
}
