#include <string.h>

#include "impl.h"

/*
 * doc: thm-softmax-canonical.  The heads of one normalised layer with the same A
 * act as one head, whose V is the sum of theirs; heads with A = 0 only add to
 * the mean of the tokens.  Softmax on two tokens does not tell (A, V) from
 * (-A, -V) but for the sum of all V.
 */

static void
class_init(fulg_head_class_t *c, const fmpq_mat_t A, slong d_out)
{
    memset(c, 0, sizeof *c);
    fmpq_mat_init_set(c->A, A);
    fmpq_mat_init(c->V, d_out, fmpq_mat_ncols(A));
}

static void
class_clear(fulg_head_class_t *c)
{
    fmpq_mat_clear(c->A);
    fmpq_mat_clear(c->V);
    flint_free(c->head);
    flint_free(c->sign);
}

static void
class_add(fulg_head_class_t *c, const fmpq_mat_t V, slong head, int sign)
{
    const size_t size = (size_t) c->num + 1;
    c->head = flint_realloc(c->head, size * sizeof(slong));
    c->sign = flint_realloc(c->sign, size * sizeof(int));
    c->head[c->num] = head;
    c->sign[c->num++] = sign;
    if (sign > 0)
        fmpq_mat_add(c->V, c->V, V);
    else
        fmpq_mat_sub(c->V, c->V, V);
}

/* The first nonzero entry is positive. */
static int
leading_sign(const fmpq_mat_t A)
{
    for (slong i = 0; i < fmpq_mat_nrows(A); i++)
        for (slong j = 0; j < fmpq_mat_ncols(A); j++)
            if (!fmpq_is_zero(fmpq_mat_entry(A, i, j)))
                return fmpq_sgn(fmpq_mat_entry(A, i, j));
    return 0;
}

int
fulg_fiber_mat_compare(const fmpq_mat_t a, const fmpq_mat_t b)
{
    for (slong i = 0; i < fmpq_mat_nrows(a); i++)
        for (slong j = 0; j < fmpq_mat_ncols(a); j++)
        {
            const int sign = fmpq_cmp(fmpq_mat_entry(a, i, j),
                                      fmpq_mat_entry(b, i, j));
            if (sign != 0)
                return sign;
        }
    return 0;
}

/* The class of A among the sorted ones, a new one when it was not met. */
static fulg_head_class_t *
class_of(fulg_fiber_canonical_t canonical, const fmpq_mat_t A)
{
    slong low = 0, high = canonical->num;
    fulg_head_class_t *c;
    while (low < high)
    {
        const slong mid = (low + high) / 2;
        const int order = fulg_fiber_mat_compare(canonical->classes[mid].A, A);
        if (order == 0)
            return &canonical->classes[mid];
        if (order < 0)
            low = mid + 1;
        else
            high = mid;
    }
    canonical->classes = flint_realloc(canonical->classes,
                                       (size_t) (canonical->num + 1) *
                                           sizeof(fulg_head_class_t));
    c = &canonical->classes[low];
    memmove(c + 1, c, (size_t) (canonical->num - low) * sizeof *c);
    canonical->num++;
    class_init(c, A, canonical->d_out);
    return c;
}

static void
enter(fulg_fiber_canonical_t canonical, const fulg_weights_t W, slong h)
{
    fmpq_mat_t A, V;
    int sign;
    fulg_weights_head_fmpq(A, V, W, 0, h);
    sign = leading_sign(A);
    if (canonical->paired)
        fmpq_mat_add(canonical->rest->V, canonical->rest->V, V);
    if (sign == 0 || canonical->tokens == 1)
    {
        class_add(canonical->rest, V, h, 1);
        if (canonical->paired)
            fmpq_mat_sub(canonical->rest->V, canonical->rest->V, V);
    }
    else if (canonical->paired && sign < 0)
    {
        fmpq_mat_neg(A, A);
        class_add(class_of(canonical, A), V, h, -1);
    }
    else
        class_add(class_of(canonical, A), V, h, 1);
    fmpq_mat_clear(A);
    fmpq_mat_clear(V);
}

/* Classes whose V is 0 do nothing: they go to the end. */
static void
sort_out(fulg_fiber_canonical_t canonical)
{
    const slong n = canonical->num;
    fulg_head_class_t *sorted = flint_malloc((size_t) (n + 1) *
                                             sizeof(fulg_head_class_t));
    slong live = 0, lost = 0;
    for (int round = 0; round < 2; round++)
        for (slong k = 0; k < n; k++)
            if (fmpq_mat_is_zero(canonical->classes[k].V) == round)
            {
                sorted[live + lost] = canonical->classes[k];
                lost += round;
                live += !round;
            }
    flint_free(canonical->classes);
    canonical->classes = sorted;
    canonical->num = live;
    canonical->num_lost = lost;
}

fulg_status_t
fulg_fiber_canonical_init(fulg_fiber_canonical_t canonical,
                          const fulg_weights_t W, fulg_diag_t diag)
{
    const fulg_arch_struct *arch = W->arch;
    fmpq_mat_t zero;
    if (!fulg_arch_is_stack(arch) || arch->depth != 1 ||
        !fulg_arch_is_normalised(arch))
        return fulg_diag_set(diag, FULG_UNABLE,
                             "the canonical list of heads belongs to one "
                             "softmax or affine layer");
    memset(canonical, 0, sizeof(fulg_fiber_canonical_struct));
    canonical->d = arch->width[0];
    canonical->d_out = arch->width[1];
    canonical->tokens = arch->tokens;
    canonical->paired = fulg_arch_is_softmax(arch) && arch->tokens == 2;
    fmpq_mat_init(zero, canonical->d, canonical->d);
    class_init(canonical->rest, zero, canonical->d_out);
    fmpq_mat_clear(zero);
    for (slong h = 0; h < arch->sub[0].heads; h++)
        enter(canonical, W, h);
    sort_out(canonical);
    for (slong k = 0; k < canonical->num + canonical->num_lost; k++)
        canonical->classes[k].rank_A = fulg_fiber_rank(canonical->classes[k].A);
    for (slong k = 0; k < canonical->num; k++)
        canonical->classes[k].rank_V = fulg_fiber_rank(canonical->classes[k].V);
    canonical->rest->rank_V = fulg_fiber_rank(canonical->rest->V);
    return FULG_OK;
}

void
fulg_fiber_canonical_clear(fulg_fiber_canonical_t canonical)
{
    for (slong k = 0; k < canonical->num + canonical->num_lost; k++)
        class_clear(&canonical->classes[k]);
    flint_free(canonical->classes);
    class_clear(canonical->rest);
}

int
fulg_fiber_canonical_equal(const fulg_fiber_canonical_t x,
                           const fulg_fiber_canonical_t y)
{
    int equal = x->num == y->num && fmpq_mat_equal(x->rest->V, y->rest->V);
    for (slong k = 0; k < x->num && equal; k++)
        equal = fmpq_mat_equal(x->classes[k].A, y->classes[k].A) &&
                fmpq_mat_equal(x->classes[k].V, y->classes[k].V);
    return equal;
}
