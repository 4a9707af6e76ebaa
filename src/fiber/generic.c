#include <fulgurite/ball.h>
#include <fulgurite/jacobian.h>

#include "impl.h"

/*
 * Weights are generic when the derivative of (weights -> function) has at them
 * the largest rank that it has anywhere, the dimension.  The rank is bounded from
 * below by a minor, mod a prime or in balls, and from above by kernel directions:
 * those within the heads and along the orbit (doc: thm-fiber-k), those that move
 * no virtual weight, or an exact kernel.
 */

/* Weights: more are not given a minor, an exact kernel, or balls. */
#define MAX_MINOR 2500
#define MAX_KERNEL 300
#define MAX_BALLS 80
#define MAX_BALL_BITS 512
#define MAX_BYTES (UWORD(1) << 30)

typedef struct
{
    fulg_fiber_generic_struct *answer;
    const fulg_weights_struct *W;
    const fmpz *lower, *upper; /* of the dimension */
    fulg_rand_struct *rand;
    const fulg_progress_t *progress;
} question_t;

/* The rank is at most n. */
static void
lower_to(question_t *s, slong n)
{
    if (s->answer->rank_upper < 0 || n < s->answer->rank_upper)
        s->answer->rank_upper = n;
}

static int
is_settled(const question_t *s)
{
    fulg_fiber_generic_struct *g = s->answer;
    if (s->upper != NULL && fmpz_cmp_si(s->upper, g->rank_lower) <= 0)
        g->generic = FULG_TRUE;
    else if (s->lower != NULL && g->rank_upper >= 0 &&
             fmpz_cmp_si(s->lower, g->rank_upper) > 0)
        g->generic = FULG_FALSE;
    return g->generic != FULG_UNKNOWN;
}

/* ---- from above ------------------------------------------------------------ */

/* The rank of (left, right) -> left right, at factors of ranks p and q: the image
   is C x R^cols + R^rows x R. */
static slong
product_rank(slong rows, slong cols, slong p, slong q)
{
    return rows * cols - (rows - p) * (cols - q);
}

static slong
rank_of(const fulg_weights_t W, slong i, slong h, char kind)
{
    return fulg_fiber_rank(fulg_weights_mat(W, i, h, kind)->fmpq);
}

/* The ranks of (K, Q) -> A and of (O, U) -> V of a head; says when they are below
   those of generic factors. */
static slong
head_rank(question_t *s, slong i, slong h)
{
    const fulg_arch_struct *arch = s->W->arch;
    const slong d = arch->width[i], e = arch->width[i + 1];
    const slong alpha = FLINT_MIN(arch->sub[i].head_dim, d);
    const slong p = rank_of(s->W, i, h, 'k'), q = rank_of(s->W, i, h, 'q');
    slong rank = product_rank(d, d, p, q);
    if (rank < product_rank(d, d, alpha, alpha))
        fulg_fiber_generic_reason(
            s->answer,
            fulg_fiber_text("layer %ld, head %ld: rank K = %ld, rank Q = "
                            "%ld: K^T Q moves in %ld of %ld directions",
                            (long) i + 1, (long) h + 1, (long) p, (long) q,
                            (long) rank,
                            (long) product_rank(d, d, alpha, alpha)));
    if (arch->sub[i].value_dim > 0)
    {
        const slong nu = FLINT_MIN(arch->sub[i].value_dim, FLINT_MIN(d, e));
        const slong o = rank_of(s->W, i, h, 'o'), u = rank_of(s->W, i, h, 'u');
        const slong r = product_rank(e, d, o, u);
        if (r < product_rank(e, d, nu, nu))
            fulg_fiber_generic_reason(
                s->answer,
                fulg_fiber_text("layer %ld, head %ld: rank O = %ld, rank U "
                                "= %ld: O U moves in %ld of %ld directions",
                                (long) i + 1, (long) h + 1, (long) o, (long) u,
                                (long) r, (long) product_rank(e, d, nu, nu)));
        return rank + r;
    }
    return rank + d * e;
}

/* doc: thm-fiber-k */
static void
heads_upper(question_t *s, const fulg_fiber_stack_fiber_t fiber)
{
    const fulg_arch_struct *arch = s->W->arch;
    slong heads = 0;
    lower_to(s, s->W->parameters - fiber->orbit_lower);
    if (fulg_arch_is_pnn(arch))
        return;
    for (slong i = 0; i < arch->depth; i++)
        for (slong h = 0; h < arch->sub[i].heads; h++)
            heads += head_rank(s, i, h);
    if (fiber->regular)
        heads -= fiber->hidden + fiber->scalings;
    lower_to(s, heads);
}

/* All entries of M_1 .. M_l (where scores count) and L, from place on. */
static void
virtual_entries(fmpq_mat_t J, slong col, const fulg_weights_t W, slong sign)
{
    fulg_fiber_virtual_t virt;
    slong row = 0;
    if (fulg_fiber_virtual_init(virt, W, NULL) != FULG_OK)
        return;
    for (slong n = W->arch->tokens > 1 ? 0 : virt->depth; n <= virt->depth; n++)
    {
        const fmpq_mat_struct *A = n < virt->depth ? &virt->M[n]
                                                   : FULG_VIRTUAL_L(virt);
        for (slong i = 0; i < fmpq_mat_nrows(A); i++)
            for (slong j = 0; j < fmpq_mat_ncols(A); j++, row++)
            {
                fmpq *x = fmpq_mat_entry(J, row, col);
                if (sign > 0)
                    fmpq_add(x, x, fmpq_mat_entry(A, i, j));
                else
                    fmpq_sub(x, x, fmpq_mat_entry(A, i, j));
            }
    }
    fulg_fiber_virtual_clear(virt);
}

/* A normalised stack of one-head layers depends on its M_i and L alone, which are
   of degree at most two in every single weight: the difference of their values at
   x + 1 and x - 1 is twice the derivative. */
static void
virtual_upper(question_t *s)
{
    const fulg_arch_struct *arch = s->W->arch;
    const slong d = arch->width[0];
    const slong rows = (arch->depth * d + arch->width[arch->depth]) * d;
    fulg_weights_t W;
    fmpq_mat_t J;
    slong col = 0;
    if (!fulg_fiber_single_head(arch) || fulg_arch_is_residual(arch) ||
        !fulg_arch_is_normalised(arch) || s->W->parameters > MAX_KERNEL ||
        fulg_weights_init(W, arch, s->W->domain, NULL) != FULG_OK)
        return;
    for (slong b = 0; b < W->num; b++)
        fmpq_mat_set(W->mat[b].fmpq, s->W->mat[b].fmpq);
    fmpq_mat_init(J, rows, W->parameters);
    for (slong b = 0; b < W->num; b++)
        for (slong i = 0; i < W->block[b].rows; i++)
            for (slong j = 0; j < W->block[b].cols; j++, col++)
            {
                fmpq *x = fmpq_mat_entry(W->mat[b].fmpq, i, j);
                fmpq_add_si(x, x, 1);
                virtual_entries(J, col, W, 1);
                fmpq_sub_si(x, x, 2);
                virtual_entries(J, col, W, -1);
                fmpq_add_si(x, x, 1);
            }
    lower_to(s, fulg_fiber_rank(J));
    fmpq_mat_clear(J);
    fulg_weights_clear(W);
}

/* ---- from below, and exactly ----------------------------------------------- */

/* One softmax or affine layer: its theorem. */
static void
one_layer(question_t *s)
{
    fulg_fiber_canonical_t list;
    slong rank;
    if (fulg_fiber_canonical_init(list, s->W, NULL) != FULG_OK)
        return;
    rank = fulg_fiber_canonical_rank(list, s->W);
    fulg_fiber_canonical_clear(list);
    if (rank < 0)
        return;
    s->answer->rank_lower = rank;
    lower_to(s, rank);
}

static slong
target(const question_t *s)
{
    const slong most = s->answer->rank_upper;
    if (s->upper != NULL && fmpz_cmp_si(s->upper, most) < 0)
        return fmpz_get_si(s->upper);
    return most;
}

static void
minor_lower(question_t *s)
{
    fulg_minor_t minor;
    fulg_diag_t diag;
    if (fulg_arch_is_softmax(s->W->arch) || s->W->parameters > MAX_MINOR ||
        fulg_minor_init(minor, s->W->arch, diag) != FULG_OK)
        return;
    minor->prime = fulg_exact_prime_random(s->rand);
    if (fulg_weights_set_fmpq(minor->weights, s->W, diag) == FULG_OK &&
        fulg_minor_grow(minor, target(s), 99, s->rand, s->progress, diag) ==
            FULG_OK)
        s->answer->rank_lower = FLINT_MAX(s->answer->rank_lower, minor->size);
    fulg_minor_clear(minor);
}

static void
ball_lower(question_t *s)
{
    fulg_ball_rank_options_t options;
    fulg_ball_jacobian_rank_t balls;
    fulg_diag_t diag;
    mag_t zero;
    if (!fulg_arch_is_softmax(s->W->arch) || s->W->parameters > MAX_BALLS)
        return;
    fulg_ball_rank_options_init(&options);
    options.target = target(s);
    options.max_bits = MAX_BALL_BITS;
    options.max_bytes = MAX_BYTES;
    options.progress = s->progress;
    mag_init(zero);
    if (fulg_ball_jacobian_rank(balls, s->W, zero, &options, s->rand, diag) ==
        FULG_OK)
    {
        s->answer->rank_lower = FLINT_MAX(s->answer->rank_lower, balls->rank);
        fulg_ball_jacobian_rank_clear(balls);
    }
    mag_clear(zero);
}

static void
exact_rank(question_t *s)
{
    fulg_jacobian_rank_t R;
    fulg_diag_t diag;
    slong proved = 0;
    if (fulg_arch_is_softmax(s->W->arch) || s->W->parameters > MAX_KERNEL ||
        fulg_jacobian_rank(R, s->W, s->rand, MAX_BYTES, s->progress, diag) !=
            FULG_OK)
        return;
    s->answer->rank_lower = FLINT_MAX(s->answer->rank_lower, R->rank);
    for (slong k = 0; k < R->nullity; k++)
        proved += R->proof[k] != FULG_KERNEL_PROBABLE;
    lower_to(s, s->W->parameters - proved);
    if (!R->exact)
        s->answer->error_log2 = R->error_log2;
    fulg_jacobian_rank_clear(R);
}

/* ---- the answer ------------------------------------------------------------ */

static void
search(question_t *s, const fulg_fiber_stack_fiber_t fiber)
{
    heads_upper(s, fiber);
    if (is_settled(s))
        return;
    one_layer(s);
    if (is_settled(s))
        return;
    minor_lower(s);
    if (is_settled(s))
        return;
    virtual_upper(s);
    if (is_settled(s))
        return;
    ball_lower(s);
    if (is_settled(s))
        return;
    exact_rank(s);
    (void) is_settled(s);
}

static void
drop_reasons(fulg_fiber_generic_struct *g)
{
    for (slong n = 0; n < g->num_reasons; n++)
        flint_free(g->reason[n]);
    g->num_reasons = 0;
}

/* Why it is not judged. */
static void
excuse(question_t *s)
{
    fulg_fiber_generic_struct *g = s->answer;
    drop_reasons(g);
    if (s->upper == NULL)
        fulg_fiber_generic_reason(
            g, fulg_fiber_text("no bound on the dimension is known"));
    else if (g->error_log2 < 0)
        fulg_fiber_generic_reason(
            g, fulg_fiber_text(
                   "the Jacobian has rank %ld here, wrong with probability "
                   "below 2^%ld",
                   (long) g->rank_lower, (long) g->error_log2));
    else if (g->rank_lower == g->rank_upper)
        fulg_fiber_generic_reason(
            g, fulg_fiber_text(
                   "the Jacobian has rank %ld here, and only bounds on the "
                   "dimension are known",
                   (long) g->rank_lower));
    else
        fulg_fiber_generic_reason(
            g, fulg_fiber_text(
                   "only bounds on the rank of the Jacobian here are known: "
                   "%ld and %ld",
                   (long) g->rank_lower, (long) g->rank_upper));
}

void
fulg_fiber_generic(fulg_fiber_generic_t answer,
                   const fulg_fiber_stack_fiber_t fiber, const fulg_weights_t W,
                   const fmpz *lower, const fmpz *upper, fulg_rand_t rand,
                   const fulg_progress_t *progress)
{
    question_t s = {answer, W, lower, upper, rand, progress};
    answer->generic = FULG_UNKNOWN;
    answer->rank_lower = 0;
    answer->rank_upper = -1;
    answer->error_log2 = 0;
    answer->num_reasons = 0;
    answer->reason = NULL;
    search(&s, fiber);
    if (answer->generic == FULG_TRUE)
    {
        drop_reasons(answer);
        lower_to(&s, fmpz_get_si(upper));
    }
    else if (answer->generic == FULG_FALSE)
    {
        fulg_fiber_generic_reasons(answer, W);
    }
    else
        excuse(&s);
}

void
fulg_fiber_generic_clear(fulg_fiber_generic_t answer)
{
    drop_reasons(answer);
    flint_free(answer->reason);
}
