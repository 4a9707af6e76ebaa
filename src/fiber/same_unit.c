#include "unit_impl.h"

/*
 * Sublayers that read one state: the difference of what two of them add is a sum
 * over heads and neurons, which cancel class by class, and of a rest that is linear
 * in (u, 1) (doc: thm-same-unit).  No epsilon is asked for: it is in u, which both
 * have in common.
 */

static int
comparable_sublayers(const fulg_sublayer_struct *a,
                     const fulg_sublayer_struct *b)
{
    if (a->kind != b->kind || a->residual != b->residual ||
        a->parallel != b->parallel || a->pre_norm != b->pre_norm)
        return 0;
    if (a->kind == FULG_KIND_FEED_FORWARD)
        return a->activation == b->activation;
    return a->kind == FULG_KIND_ATTENTION && fulg_arch_sublayer_is_softmax(a) &&
           fulg_arch_sublayer_is_softmax(b) && a->causal == b->causal &&
           a->rotary == b->rotary && !a->kv_latent && !b->kv_latent &&
           !a->readout && !b->readout;
}

/* Of kinds that are the same: heads of one number have one slope. */
static int
same_slopes(const fulg_sublayer_struct *a, const fulg_sublayer_struct *b)
{
    return a->heads == b->heads && a->head_dim == b->head_dim;
}

static int
comparable(const fulg_arch_struct *a, const fulg_arch_struct *b)
{
    int good = a->depth == b->depth && a->tokens == b->tokens &&
               a->copies == 1 && b->copies == 1 &&
               fulg_arch_same_constants(a, b);
    for (slong i = 0; i < a->depth && good; i++)
        good = a->width[i] == b->width[i] && a->width[i] == a->width[0] &&
               a->width[i + 1] == b->width[i + 1] &&
               a->sub[i].pre_norm == a->sub[0].pre_norm &&
               (i > 0) == a->sub[i].parallel &&
               comparable_sublayers(&a->sub[i], &b->sub[i]) &&
               (!fulg_arch_has_slopes(a) ||
                same_slopes(&a->sub[i], &b->sub[i]));
    return good;
}

/* The constant is the last column of what is linear. */
static void
add_constant(fulg_fiber_unit_sum_t *linear, const fulg_fiber_unit_pair_t *pair)
{
    const slong n = fmpq_mat_ncols(linear->right);
    fmpq_mat_t row, one;
    fulg_fiber_init_transpose(row, pair->constant);
    fmpq_mat_init(one, 1, n);
    fmpq_one(fmpq_mat_entry(one, 0, n - 1));
    fulg_fiber_unit_sum_add(linear, 1, row, 0, one, 0);
    fmpq_mat_clear(row);
    fmpq_mat_clear(one);
}

/* What a reason names. */
static char *
reason(const fulg_weights_struct *W, slong i)
{
    if (i == W->arch->depth)
        return fulg_fiber_text("the constants of the two differ");
    if (W->arch->sub[i].kind == FULG_KIND_ATTENTION)
        return fulg_fiber_text("its heads are not those of the other network "
                               "up to changes of bases and their order");
    return fulg_fiber_text("its neurons are not those of the other network up "
                           "to scalings, signs and their order");
}

/* The constant, and at most one of a neuron, which has none where it is gated. */
static slong
rows_of_linear(const fulg_arch_struct *a, const fulg_arch_struct *b)
{
    slong rows = 1;
    for (slong i = 0; i < a->depth; i++)
        if (a->sub[i].kind == FULG_KIND_FEED_FORWARD &&
            !fulg_arch_activation(a->sub[i].activation)->gated)
            rows += a->sub[i].hidden + b->sub[i].hidden;
    return rows;
}

int
fulg_fiber_same_unit(char **why, const fulg_weights_t A, const fulg_weights_t B,
                     fulg_rand_t rand)
{
    const fulg_arch_struct *arch = A->arch;
    fulg_fiber_unit_pair_t pair = {.W = {A, B}, .rand = rand};
    fulg_fiber_unit_sum_t linear;
    slong i = 0;
    int same = 1;
    *why = NULL;
    if (!comparable(arch, B->arch))
    {
        *why = fulg_fiber_text("the architectures differ in more than heads "
                               "and neurons, or have what this comparison "
                               "does not know");
        return 0;
    }
    pair.p = fulg_exact_prime_random(rand);
    fmpq_mat_init(pair.constant, arch->width[arch->depth], 1);
    fulg_fiber_unit_sum_init(&linear, rows_of_linear(arch, B->arch),
                             arch->width[arch->depth], arch->width[0] + 1);
    while (same && i < arch->depth)
    {
        same = arch->sub[i].kind == FULG_KIND_ATTENTION
                   ? fulg_fiber_unit_heads(&pair, i)
                   : fulg_fiber_unit_neurons(&pair, &linear, i);
        i += same;
    }
    if (same)
    {
        add_constant(&linear, &pair);
        same = fulg_fiber_unit_sum_is_zero(&linear, pair.p);
    }
    if (!same)
        *why = reason(A, i);
    fulg_fiber_unit_sum_clear(&linear);
    fmpq_mat_clear(pair.constant);
    return same;
}
