#include "reduce_impl.h"

/*
 * doc: thm-same-r.  Networks none of whose scores matter are linear: with M the
 * mean over the tokens that a token sees, X -> sum of P_k X M^k.  They are equal
 * when they are at every eigenvalue of M.  Other reduced stacks are compared layer
 * by layer.
 */

static int
is_linear(const fulg_fiber_reduced_t *R)
{
    int linear = R->vanishes || R->num == 0 || fulg_arch_is_normalised(R->arch);
    for (slong n = 0; n < R->num && !R->vanishes; n++)
        linear = linear && R->head[n].zero;
    return linear;
}

static slong
num_layers(const fulg_fiber_reduced_t *R)
{
    return R->num ? R->head[R->num - 1].layer + 1 : 0;
}

/* The mean over the tokens that are seen has an eigenvector of eigenvalue x; P
   (initialised here) is what the network does there. */
static void
matrix_at(fmpq_mat_t P, const fulg_fiber_reduced_t *R, const fmpq_t x)
{
    const fulg_arch_struct *arch = R->arch;
    const int residual = fulg_arch_is_residual(arch);
    const slong layers = residual ? num_layers(R) : arch->depth;
    if (R->vanishes)
    {
        fmpq_mat_init(P, arch->width[arch->depth], arch->width[0]);
        return;
    }
    fulg_fiber_init_one(P, arch->width[0]);
    for (slong i = 0; i < layers; i++)
    {
        fmpq_mat_t S, SP;
        fmpq_mat_init(S, arch->width[i + 1], arch->width[i]);
        for (slong n = 0; n < R->num; n++)
            if (R->head[n].layer == i)
                fmpq_mat_add(S, S, R->head[n].V);
        fulg_fiber_place(S, 0, 0, S, x);
        fulg_fiber_init_mul(SP, S, P);
        if (residual)
            fmpq_mat_add(SP, SP, P);
        fmpq_mat_swap(P, SP);
        fmpq_mat_clear(SP);
        fmpq_mat_clear(S);
    }
}

/* Eigenvalue number j: without a mask 1 and 0, with one 1, 1/2, 1/3, .. */
static void
eigenvalue(fmpq_t x, const fulg_arch_struct *arch, slong j)
{
    if (fulg_arch_is_causal(arch))
        fmpq_set_si(x, 1, (ulong) j + 1);
    else
        fmpq_set_si(x, j == 0, 1);
}

/* As many of them as there are, or as a polynomial of the degree in x needs. */
static slong
num_eigenvalues(const fulg_arch_struct *arch, slong degree)
{
    const slong t = arch->tokens;
    if (!fulg_arch_is_causal(arch))
        return FLINT_MIN(t, 2);
    return FLINT_MIN(t, degree + 1);
}

static int
equal_at(const fulg_fiber_reduced_t *x, slong i, const fulg_fiber_reduced_t *y,
         slong j)
{
    fmpq_mat_t P, R;
    fmpq_t e;
    int equal;
    fmpq_init(e);
    eigenvalue(e, x->arch, i);
    matrix_at(P, x, e);
    eigenvalue(e, y->arch, j);
    matrix_at(R, y, e);
    equal = fmpq_mat_equal(P, R);
    fmpq_clear(e);
    fmpq_mat_clear(P);
    fmpq_mat_clear(R);
    return equal;
}

/* Under one mask the matrices at all eigenvalues must agree; under two the tokens
   must not mix at all. */
static int
equal_linear(const fulg_fiber_reduced_t *x, const fulg_fiber_reduced_t *y)
{
    const slong degree = FLINT_MAX(x->arch->depth, y->arch->depth);
    const slong n = num_eigenvalues(x->arch, degree);
    const slong m = num_eigenvalues(y->arch, degree);
    const int one_mask = x->arch->tokens == 1 ||
                         fulg_arch_is_causal(x->arch) ==
                             fulg_arch_is_causal(y->arch);
    int equal = 1;
    for (slong i = 0; i < n && equal; i++)
        equal = one_mask ? equal_at(x, i, y, i) : equal_at(x, i, y, 0);
    for (slong j = 1; j < m && equal && !one_mask; j++)
        equal = equal_at(x, 0, y, j);
    return equal;
}

/* ---- the rest ---------------------------------------------------------------- */

/* The reduced residual stack as weights, with Q = 1 and K = A^T; a layer without
   a head gets one that is zero. */
static int
as_weights(fulg_weights_t W, const fulg_fiber_reduced_t *R)
{
    const slong d = R->arch->width[0], depth = FLINT_MAX(1, num_layers(R));
    fulg_arch_t arch;
    fulg_domain_t D;
    slong n = 0;
    int made;
    fulg_arch_init(arch, depth);
    arch->tokens = R->arch->tokens;
    fulg_arch_set_all(arch, "norm", fulg_arch_norm(R->arch));
    fulg_arch_set_all(arch, "mask", fulg_arch_is_causal(R->arch));
    fulg_arch_set_all(arch, "residual", 1);
    arch->width[0] = d;
    for (slong i = 0; i < depth; i++)
    {
        arch->width[i + 1] = arch->sub[i].head_dim = d;
        arch->sub[i].heads = 0;
        for (slong m = 0; m < R->num; m++)
            arch->sub[i].heads += R->head[m].layer == i;
        arch->sub[i].heads = FLINT_MAX(1, arch->sub[i].heads);
    }
    fulg_domain_init_fmpq(D);
    made = fulg_weights_init(W, arch, D, NULL) == FULG_OK;
    for (slong i = 0; i < depth && made; i++)
        for (slong h = 0; n < R->num && R->head[n].layer == i; h++, n++)
        {
            fmpq_mat_one(fulg_weights_mat(W, i, h, 'q')->fmpq);
            if (!R->head[n].zero)
                fmpq_mat_transpose(fulg_weights_mat(W, i, h, 'k')->fmpq,
                                   R->head[n].A);
            fmpq_mat_set(fulg_weights_mat(W, i, h, 'v')->fmpq, R->head[n].V);
        }
    fulg_arch_clear(arch);
    return made;
}

static int
equal_layers(fulg_fiber_same_t result, const fulg_fiber_reduced_t *x,
             const fulg_fiber_reduced_t *y)
{
    fulg_fiber_lockstep_t lock = {0, NULL, NULL};
    fulg_weights_t A, B;
    int equal = 0;
    if (!fulg_arch_is_residual(x->arch) || !fulg_arch_is_residual(y->arch) ||
        !as_weights(A, x))
        return 0;
    if (as_weights(B, y))
    {
        equal = fulg_fiber_same_layers(result, &lock, A, B);
        fulg_fiber_lockstep_clear(&lock);
        fulg_weights_clear(B);
    }
    fulg_weights_clear(A);
    if (equal)
    {
        flint_free(result->reason);
        result->reason = fulg_fiber_text(
            "heads that do not read each other can be reordered: with "
            "each as early as possible, the two networks agree layer "
            "by layer");
    }
    return equal;
}

static void
say_linear(fulg_fiber_same_t result, const fulg_fiber_reduced_t *x)
{
    result->equal = FULG_TRUE;
    result->proof = x->vanishes ? FULG_SAME_ZERO : FULG_SAME_LAYERS;
    result->reason = fulg_fiber_text(
        x->vanishes ? "both functions are zero"
        : x->num == 0
            ? "both functions are the identity: no head has any effect"
            : "no score matters: both functions are linear, and the same "
              "matrices act on the tokens and on their means");
}

int
fulg_fiber_same_reduced(fulg_fiber_same_t result, const fulg_weights_t A,
                        const fulg_weights_t B)
{
    fulg_fiber_reduced_t x, y;
    int equal = 0;
    if (!fulg_fiber_reduced_init(&x, A))
        return 0;
    if (!fulg_fiber_reduced_init(&y, B))
    {
        fulg_fiber_reduced_clear(&x);
        return 0;
    }
    if (is_linear(&x) && is_linear(&y))
        equal = equal_linear(&x, &y);
    else if (equal_layers(result, &x, &y))
    {
        fulg_fiber_reduced_clear(&x);
        fulg_fiber_reduced_clear(&y);
        return 1;
    }
    if (equal)
        say_linear(result, &x);
    fulg_fiber_reduced_clear(&x);
    fulg_fiber_reduced_clear(&y);
    return equal;
}
