/* softmax(tau X) beside the scores X; and a second tensor. */
#include <string.h>

#include "organize.h"

/* So few that sums over folders are single words, and mostly enough; then more. */
#define FIRST_BITS 44
#define SECOND_BITS 128

/* The next precision; 0: there is none. */
static slong
more_bits(slong bits, slong most)
{
    const slong next = bits < SECOND_BITS ? FLINT_MIN(SECOND_BITS, most)
                                          : 2 * bits;
    return next > bits && next <= most ? next : 0;
}

/* The trees of softmax, with more and more bits. */
static int
find_trees(organize_t *o)
{
    organize_softmax_t *s = &o->softmax;
    slong next;
    for (s->bits = FLINT_MIN(FIRST_BITS, o->max_bits);; s->bits = next)
    {
        fulg_cube_t Y;
        fulg_status_t status;
        fulg_diag_init(s->why);
        status = fulg_cube_init_softmax(Y, o->X, s->scale, s->mask, s->bits,
                                        s->why);
        if (status != FULG_OK)
            return fulg_cli_fail(status, s->why, "--softmax");
        status = fulg_organize(s->R, Y, &o->options, s->why);
        fulg_cube_clear(Y);
        s->decided = status == FULG_OK;
        if (s->decided)
            return FULG_EXIT_OK;
        if (fulg_cli_interrupted())
            return fulg_cli_fail(status, s->why, o->name);
        next = more_bits(s->bits, o->max_bits);
        if (next == 0)
            return FULG_EXIT_OK;
    }
}

/* 1 when the trees stopped for lack of iterations. */
static int
is_unfinished(const organize_t *o, const fulg_organize_organization_t R)
{
    return R->state == FULG_ORGANIZE_STOPPED && o->said.iterations == NULL;
}

int
fulg_cli_organize_softmax_keeps(const organize_t *o, int axis)
{
    const organize_softmax_t *s = &o->softmax;
    if (!s->decided || is_unfinished(o, o->R) || is_unfinished(o, s->R))
        return -1;
    return fulg_organize_organization_same(s->R, o->R, axis);
}

const char *
fulg_cli_organize_softmax_reason(const organize_t *o)
{
    const organize_softmax_t *s = &o->softmax;
    if (!s->decided)
        return s->why->text;
    if (is_unfinished(o, o->R))
        return "the trees of X reach neither a fixed point nor a cycle";
    return "the trees of softmax reach neither a fixed point nor a cycle";
}

static int
regularity(organize_t *o)
{
    organize_softmax_t *s = &o->softmax;
    fulg_diag_t diag;
    for (int n = 0; n < 3; n++)
    {
        const fulg_status_t status = fulg_organize_regularity_init(
            &s->regularity[n], &s->tensor[n], o->R->tree, o->exponent,
            ORGANIZE_BITS, &o->options, diag);
        if (status != FULG_OK)
        {
            while (n-- > 0)
                fulg_organize_regularity_clear(&s->regularity[n]);
            return fulg_cli_fail(status, diag, o->name);
        }
    }
    fulg_organize_regularity_over_root(&s->regularity[0], s->scale->root,
                                       ORGANIZE_BITS);
    arb_init(s->bound);
    /* The theorem is for softmax without a mask. */
    if (s->mask == FULG_MASK_NONE)
        fulg_organize_regularity_softmax_bound(s->bound, &s->regularity[0],
                                               &s->tensor[1], ORGANIZE_BITS);
    return FULG_EXIT_OK;
}

static void
clear(organize_softmax_t *s)
{
    for (int n = 0; n < 3; n++)
    {
        fulg_organize_entropy_clear(&s->in[n][0]);
        fulg_organize_entropy_clear(&s->in[n][1]);
        fulg_cube_clear(&s->tensor[n]);
    }
    fmpq_clear(s->shift);
    if (s->decided)
        fulg_organize_organization_clear(s->R);
}

/* The coefficients themselves, large as they are, are not kept. */
static void
measure(fulg_organize_entropy_struct *E, const fulg_cube_t X,
        const fulg_tree_struct *tree)
{
    fulg_organize_coefficients_t C;
    fulg_organize_coefficients_init(C, X, tree);
    fulg_organize_entropy_init(E, C, X, ORGANIZE_BITS);
    fulg_organize_coefficients_clear(C);
}

int
fulg_cli_organize_softmax_part(organize_t *o)
{
    organize_softmax_t *s = &o->softmax;
    fulg_diag_t diag;
    fulg_status_t status;
    int code = find_trees(o);
    if (code != FULG_EXIT_OK)
        return code;
    fmpq_init(s->shift);
    fulg_cube_init(&s->tensor[0], o->X->shape[0], o->X->shape[1],
                   o->X->shape[2]);
    _fmpz_vec_set(s->tensor[0].value, o->X->value, fulg_cube_size(o->X));
    fmpz_set(s->tensor[0].den, o->X->den);
    fulg_cube_scale(&s->tensor[0], s->scale->tau);
    status = fulg_cube_init_exp(&s->tensor[1], s->shift, o->X, s->scale,
                                s->mask, ORGANIZE_BITS, diag);
    if (status == FULG_OK)
    {
        status = fulg_cube_init_softmax(&s->tensor[2], o->X, s->scale, s->mask,
                                        ORGANIZE_BITS, diag);
        if (status != FULG_OK)
            fulg_cube_clear(&s->tensor[1]);
    }
    if (status != FULG_OK)
    {
        fulg_cube_clear(&s->tensor[0]);
        fmpq_clear(s->shift);
        if (s->decided)
            fulg_organize_organization_clear(s->R);
        return fulg_cli_fail(status, diag, "--softmax");
    }
    for (int n = 0; n < 3; n++)
    {
        measure(&s->in[n][0], &s->tensor[n], o->R->tree);
        measure(&s->in[n][1], &s->tensor[n], o->dyadic->tree);
    }
    for (int d = 0; d < 2; d++)
        fulg_organize_entropy_over_root(&s->in[0][d], s->scale->root,
                                        ORGANIZE_BITS);
    code = regularity(o);
    if (code == FULG_EXIT_OK)
        o->has_softmax = 1;
    else
        clear(s);
    return code;
}

/* ---- another tensor -------------------------------------------------------- */

/* The square of a sum of roots. */
static void
square(fulg_organize_surds_t S, const fulg_organize_surds_t T)
{
    fmpz_t g, root;
    fmpq_t x;
    fmpz_init(g);
    fmpz_init(root);
    fmpq_init(x);
    for (slong i = 0; i < T->num; i++)
        for (slong j = 0; j < T->num; j++)
        {
            fmpz_gcd(g, T->root + i, T->root + j);
            fmpz_mul(root, T->root + i, T->root + j);
            fmpq_mul(x, T->value + i, T->value + j);
            fmpq_mul_fmpz(x, x, g);
            fmpz_mul(g, g, g);
            fmpz_divexact(root, root, g);
            fulg_organize_surds_add(S, x, root);
        }
    fmpz_clear(g);
    fmpz_clear(root);
    fmpq_clear(x);
}

static void
add_multiple(fulg_organize_surds_t S, const fulg_organize_surds_t T,
             const fmpq_t factor, int minus)
{
    fmpq_t x;
    fmpq_init(x);
    for (slong n = 0; n < T->num; n++)
    {
        fmpq_mul(x, T->value + n, factor);
        if (minus)
            fmpq_neg(x, x);
        fulg_organize_surds_add(S, x, T->root + n);
    }
    fmpq_clear(x);
}

/* The sign of l1^2 / energy of A minus that of B: exactly, in sums of roots; 2 if
   no precision tells it from 0, which is tried first. */
static int
compare_ratios(const fulg_organize_entropy_t A, const fulg_organize_entropy_t B,
               slong max_bits)
{
    fulg_organize_surds_t S, a, b;
    arb_t x;
    int order = 2;
    fulg_organize_surds_init(S);
    fulg_organize_surds_init(a);
    fulg_organize_surds_init(b);
    arb_init(x);
    square(a, A->surds);
    square(b, B->surds);
    add_multiple(S, a, B->energy, 0);
    add_multiple(S, b, A->energy, 1);
    if (S->num == 0)
        order = 0;
    for (slong bits = 128; order == 2 && bits <= max_bits; bits *= 2)
    {
        fulg_organize_surds_get_arb(x, S, bits);
        if (!arb_contains_zero(x))
            order = arb_is_positive(x) ? 1 : -1;
    }
    arb_clear(x);
    fulg_organize_surds_clear(S);
    fulg_organize_surds_clear(a);
    fulg_organize_surds_clear(b);
    return order;
}

int
fulg_cli_organize_other_part(organize_t *o)
{
    organize_other_t *t = &o->other;
    fulg_diag_t diag;
    fulg_status_t status;
    status = fulg_organize(t->R, t->X, &o->options, diag);
    if (status != FULG_OK)
        return fulg_cli_fail(status, diag, o->said.compare);
    fulg_cli_organize_measure_init(&t->M, t->X, t->R->tree);
    fulg_organize_surds_init(t->top);
    arb_init(t->top_sum);
    fulg_organize_entropy_top(t->top, t->top_sum, t->M.C, t->M.E, o->said.top,
                              ORGANIZE_BITS);
    t->same_shape = memcmp(t->X->shape, o->X->shape, sizeof t->X->shape) == 0;
    for (int a = 0; a < 3; a++)
        t->equal[a] = is_unfinished(o, o->R) || is_unfinished(o, t->R)
                          ? -1
                          : fulg_organize_organization_same(t->R, o->R, a);
    if (t->same_shape)
        fulg_cli_organize_measure_init(&t->there, t->X, o->R->tree);
    t->order = compare_ratios(o->M.E, t->M.E, FLINT_MAX(o->max_bits, 256));
    o->has_other = 1;
    return FULG_EXIT_OK;
}

/* ---- everything back -------------------------------------------------------- */

static void
clear_other(organize_other_t *t)
{
    if (t->same_shape)
        fulg_cli_organize_measure_clear(&t->there);
    fulg_cli_organize_measure_clear(&t->M);
    fulg_organize_surds_clear(t->top);
    arb_clear(t->top_sum);
    fulg_organize_organization_clear(t->R);
}

void
fulg_cli_organize_clear(organize_t *o)
{
    if (o->has_pruning)
        fulg_organize_pruning_clear(o->pruning);
    if (o->has_diffusion)
        fulg_organize_diffusion_clear(o->diffusion);
    if (o->has_regularity)
        fulg_organize_regularity_clear(o->regularity);
    for (int n = 0; o->has_paraproduct && n < 6; n++)
        fulg_organize_regularity_clear(&o->parts[n / 3][n % 3]);
    if (o->has_paraproduct)
        fulg_organize_paraproduct_clear(o->paraproduct);
    for (int n = 0; o->has_softmax && n < 3; n++)
        fulg_organize_regularity_clear(&o->softmax.regularity[n]);
    if (o->has_softmax)
    {
        arb_clear(o->softmax.bound);
        clear(&o->softmax);
    }
    if (o->has_other)
        clear_other(&o->other);
}
