#include "impl.h"

/*
 * Equality through virtual weights (doc: thm-same-v): if
 * M_i' = c_i M_i and L' = c L with c prod c_i^(3^(l-i)) = 1, the functions are
 * equal, masked or not and whatever the ranks.  For affine and softmax all the
 * factors are 1.
 */

/* The factors c_1 .. c_l, c; 0 when some pair is not proportional. */
static int
set_scales(fmpq *scale, const fulg_fiber_virtual_t a,
           const fulg_fiber_virtual_t b)
{
    for (slong i = 0; i < a->depth; i++)
        if (!fulg_fiber_proportional(scale + i, &b->M[i], &a->M[i]))
            return 0;
    return fulg_fiber_proportional(scale + a->depth, FULG_VIRTUAL_L(b),
                                   FULG_VIRTUAL_L(a));
}

/* The exponents 3^(l-1), .., 3, 1 and 1 for L. */
static int
scales_cancel(const fmpq *scale, slong depth)
{
    fmpz *e = flint_malloc((size_t) (depth + 1) * sizeof(fmpz));
    int cancel;
    fmpz_init_set_ui(e + depth, 1);
    for (slong i = depth - 1; i >= 0; i--)
    {
        fmpz_init_set_ui(e + i, 3);
        fmpz_pow_ui(e + i, e + i, (ulong) (depth - 1 - i));
    }
    cancel = fulg_fiber_product_is_one(scale, e, depth + 1);
    for (slong i = 0; i <= depth; i++)
        fmpz_clear(e + i);
    flint_free(e);
    return cancel;
}

static int
equal_exactly(const fulg_fiber_virtual_t a, const fulg_fiber_virtual_t b)
{
    for (slong i = 0; i < a->depth; i++)
        if (!fmpq_mat_equal(&a->M[i], &b->M[i]))
            return 0;
    return fmpq_mat_equal(FULG_VIRTUAL_L(a), FULG_VIRTUAL_L(b));
}

static int
compare(fulg_fiber_same_t result, const fulg_fiber_virtual_t a,
        const fulg_fiber_virtual_t b, int scaling)
{
    const slong depth = a->depth;
    fmpq *scale;
    int equal;
    if (!scaling)
        return equal_exactly(a, b);
    scale = flint_malloc((size_t) (depth + 1) * sizeof(fmpq));
    for (slong i = 0; i <= depth; i++)
        fmpq_init(scale + i);
    equal = set_scales(scale, a, b) && scales_cancel(scale, depth);
    if (equal)
    {
        result->scale = scale;
        result->num_scales = depth;
        fmpq_clear(scale + depth);
        return 1;
    }
    for (slong i = 0; i <= depth; i++)
        fmpq_clear(scale + i);
    flint_free(scale);
    return 0;
}

/* A stack whose tokens never meet (t = 1) has no mask and, when normalised, no
   scores. */
int
fulg_fiber_same_virtual(fulg_fiber_same_t result, const fulg_weights_t A,
                        const fulg_weights_t B)
{
    const fulg_arch_struct *x = A->arch, *y = B->arch;
    fulg_fiber_virtual_t a, b;
    int equal;
    if (x->depth != y->depth || fulg_arch_norm(x) != fulg_arch_norm(y) ||
        (fulg_arch_is_causal(x) != fulg_arch_is_causal(y) && x->tokens > 1) ||
        fulg_fiber_virtual_init(a, A, NULL) != FULG_OK)
        return 0;
    if (fulg_fiber_virtual_init(b, B, NULL) != FULG_OK)
    {
        fulg_fiber_virtual_clear(a);
        return 0;
    }
    equal = compare(result, a, b, !fulg_arch_is_normalised(x));
    fulg_fiber_virtual_clear(a);
    fulg_fiber_virtual_clear(b);
    if (!equal)
        return 0;
    result->equal = FULG_TRUE;
    result->proof = FULG_SAME_VIRTUAL;
    result->reason = fulg_fiber_text(
        !fulg_arch_is_normalised(x)
            ? "M_i' = c_i M_i for every layer, and L' = L / prod c_i^(3^(l-i)): "
              "the virtual weights agree up to scaling"
            : "M_i' = M_i for every layer and L' = L: the virtual weights "
              "agree");
    return 1;
}
