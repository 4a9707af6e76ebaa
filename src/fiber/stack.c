#include <string.h>

#include "impl.h"

/*
 * The group that moves along the fiber of a stack (doc: thm-fiber-o):
 * GL of each hidden width (not in residual stacks), GL of each head (and of each
 * value dimension), a scaling of each lightning head; for polynomial networks a
 * scaling of each hidden neuron.  The orbit's dimension is the rank of the
 * action of the Lie algebra
 *   dQ = G Q + c Q - Q C_{i-1},  dK = -G^T K - K C_{i-1},
 *   dV = C_i V - V C_{i-1} - c V   (dO = C_i O - O H - c O, dU = H U - U C_{i-1}).
 *
 * When every V of a hidden layer has full row rank and every A is nonzero, the
 * stabiliser is the sum over the heads of { G : G Q = 0, G^T K = 0 }, of dimension
 * (a - rank Q)(a - rank K), and likewise for H: with C_{i-1} = 0 the scores give
 * 0 = dA = c A, so c = 0, and 0 = dV = C_i V gives C_i = 0.  Otherwise the rank is
 * computed: mod p from below, over Q when it is not already all of the group.
 */

#define MAX_EXACT_ENTRIES (WORD(1) << 21)
#define MAX_MODULAR_ENTRIES (WORD(1) << 26)

static void
count_group(fulg_fiber_stack_fiber_t fiber, const fulg_arch_struct *arch)
{
    const int pnn = fulg_arch_is_pnn(arch);
    for (slong i = 0; i < arch->depth; i++)
    {
        if (i > 0 && !fulg_arch_is_residual(arch))
            fiber->hidden += pnn ? arch->width[i]
                                 : arch->width[i] * arch->width[i];
        if (pnn)
            continue;
        fiber->heads += arch->sub[i].heads * arch->sub[i].head_dim *
                        arch->sub[i].head_dim;
        fiber->values += arch->sub[i].heads * arch->sub[i].value_dim *
                         arch->sub[i].value_dim;
        if (!fulg_arch_is_normalised(arch))
            fiber->scalings += arch->sub[i].heads;
    }
    fiber->group = fiber->hidden + fiber->heads + fiber->values +
                   fiber->scalings;
}

static char *
group_formula(const fulg_arch_struct *arch)
{
    if (fulg_arch_is_pnn(arch))
        return fulg_fiber_text("a scaling of each hidden neuron");
    return fulg_fiber_text(
        "%s%s%s%s",
        fulg_arch_is_residual(arch) || arch->depth == 1
            ? ""
            : "prod GL(d_i) over the hidden widths x ",
        "prod GL(a_i) over the heads",
        arch->sub[0].value_dim ? " x prod GL(v_i) over the heads" : "",
        !fulg_arch_is_normalised(arch) ? " x a scaling of each head" : "");
}

/* ---- the stabiliser in closed form -------------------------------------- */

static slong
block_rank(const fulg_weights_t W, slong i, slong h, char kind)
{
    return fulg_fiber_rank(fulg_weights_mat(W, i, h, kind)->fmpq);
}

/* Dimension of { G : G Q = 0, G^T K = 0 } and the same for U, O^T. */
static slong
head_stabiliser(const fulg_weights_t W, slong i, slong h)
{
    const slong a = W->arch->sub[i].head_dim, v = W->arch->sub[i].value_dim;
    slong dim = (a - block_rank(W, i, h, 'q')) * (a - block_rank(W, i, h, 'k'));
    if (v > 0)
        dim += (v - block_rank(W, i, h, 'u')) * (v - block_rank(W, i, h, 'o'));
    return dim;
}

/* K^T Q times one vector: most products that are not 0 show it there. */
static int
shows_scores(const fmpq_mat_t K, const fmpq_mat_t Q)
{
    fmpq_mat_t x, y, Kt, z;
    int shown;
    fmpq_mat_init(x, fmpq_mat_ncols(Q), 1);
    for (slong j = 0; j < fmpq_mat_ncols(Q); j++)
        fmpq_set_si(fmpq_mat_entry(x, j, 0), j + 1, 1);
    fulg_fiber_init_mul(y, Q, x);
    fulg_fiber_init_transpose(Kt, K);
    fulg_fiber_init_mul(z, Kt, y);
    shown = !fmpq_mat_is_zero(z);
    fmpq_mat_clear(x);
    fmpq_mat_clear(y);
    fmpq_mat_clear(Kt);
    fmpq_mat_clear(z);
    return shown;
}

static int
has_scores(const fulg_weights_t W, slong i, slong h)
{
    const fmpq_mat_struct *K = fulg_weights_mat(W, i, h, 'k')->fmpq;
    const fmpq_mat_struct *Q = fulg_weights_mat(W, i, h, 'q')->fmpq;
    fmpq_mat_t A;
    int zero;
    if (shows_scores(K, Q))
        return 1;
    fulg_fiber_init_mul_tn(A, K, Q);
    zero = fmpq_mat_is_zero(A);
    fmpq_mat_clear(A);
    return !zero;
}

/* V of full row rank? */
static int
is_onto(const fulg_weights_t W, slong i, slong h)
{
    const slong width = W->arch->width[i + 1];
    const slong v = W->arch->sub[i].value_dim;
    fmpq_mat_t V;
    int onto;
    if (v == 0)
        return block_rank(W, i, h, 'v') == width;
    if (v < width || block_rank(W, i, h, 'o') < width)
        return 0;
    fulg_fiber_init_mul(V, fulg_weights_mat(W, i, h, 'o')->fmpq,
                        fulg_weights_mat(W, i, h, 'u')->fmpq);
    onto = fulg_fiber_rank(V) == width;
    fmpq_mat_clear(V);
    return onto;
}

/* Adds the stabilisers of the heads; 0 when more than these may fix the
   weights. */
static int
closed_form(slong *dim, const fulg_weights_t W)
{
    const fulg_arch_struct *arch = W->arch;
    int closed = !fulg_arch_is_pnn(arch);
    *dim = 0;
    for (slong i = 0; i < arch->depth && !fulg_arch_is_pnn(arch); i++)
        for (slong h = 0; h < arch->sub[i].heads; h++)
        {
            const int hidden = !fulg_arch_is_residual(arch) &&
                               i + 1 < arch->depth;
            *dim += head_stabiliser(W, i, h);
            closed = closed && has_scores(W, i, h) &&
                     (!hidden || is_onto(W, i, h));
        }
    return closed;
}

/* ---- the action as a matrix ---------------------------------------------- */

typedef struct
{
    fmpq_mat_struct *J; /* a generator a row, a weight a column */
    const fulg_weights_struct *W;
    slong row;
} action_t;

static const fulg_block_t *
block_of(const action_t *act, slong i, slong h, char kind)
{
    return &act->W->block[fulg_weights_mat(act->W, i, h, kind) - act->W->mat];
}

/* Row `to` of dX += sign * (row `from` of X). */
static void
add_row(action_t *act, slong i, slong h, char kind, slong to, slong from,
        slong sign)
{
    const fulg_block_t *b = block_of(act, i, h, kind);
    const fmpq_mat_struct *X = fulg_weights_mat(act->W, i, h, kind)->fmpq;
    for (slong j = 0; j < b->cols; j++)
    {
        fmpq *x = fmpq_mat_entry(act->J, act->row,
                                 b->offset + to * b->cols + j);
        if (sign > 0)
            fmpq_add(x, x, fmpq_mat_entry(X, from, j));
        else
            fmpq_sub(x, x, fmpq_mat_entry(X, from, j));
    }
}

/* Column `to` of dX -= column `from` of X. */
static void
sub_col(action_t *act, slong i, slong h, char kind, slong to, slong from)
{
    const fulg_block_t *b = block_of(act, i, h, kind);
    const fmpq_mat_struct *X = fulg_weights_mat(act->W, i, h, kind)->fmpq;
    for (slong r = 0; r < b->rows; r++)
    {
        fmpq *x = fmpq_mat_entry(act->J, act->row,
                                 b->offset + r * b->cols + to);
        fmpq_sub(x, x, fmpq_mat_entry(X, r, from));
    }
}

/* C_i = E_kl for a hidden layer i: X_i -> C X_i. */
static void
hidden_rows(action_t *act, slong i)
{
    const fulg_arch_struct *arch = act->W->arch;
    /* V_{i-1} ends in the state, V_i reads it. */
    const char *ends = fulg_arch_sublayer_value_kinds(&arch->sub[i - 1]);
    const char *reads = fulg_arch_sublayer_value_kinds(&arch->sub[i]);
    const char in = reads[strlen(reads) - 1];
    for (slong k = 0; k < arch->width[i]; k++)
        for (slong l = 0; l < arch->width[i]; l++, act->row++)
        {
            for (slong h = 0; h < arch->sub[i - 1].heads; h++)
                add_row(act, i - 1, h, ends[0], k, l, 1);
            for (slong h = 0; h < arch->sub[i].heads; h++)
            {
                sub_col(act, i, h, 'q', l, k);
                sub_col(act, i, h, 'k', l, k);
                sub_col(act, i, h, in, l, k);
            }
        }
}

static void
head_rows(action_t *act, slong i, slong h)
{
    const fulg_arch_struct *arch = act->W->arch;
    const char out = fulg_arch_sublayer_value_kinds(&arch->sub[i])[0];
    for (slong k = 0; k < arch->sub[i].head_dim; k++)
        for (slong l = 0; l < arch->sub[i].head_dim; l++, act->row++)
        {
            add_row(act, i, h, 'q', k, l, 1);
            add_row(act, i, h, 'k', l, k, -1);
        }
    for (slong k = 0; k < arch->sub[i].value_dim; k++)
        for (slong l = 0; l < arch->sub[i].value_dim; l++, act->row++)
        {
            add_row(act, i, h, 'u', k, l, 1);
            sub_col(act, i, h, 'o', l, k);
        }
    if (fulg_arch_is_normalised(arch))
        return;
    for (slong k = 0; k < arch->sub[i].head_dim; k++)
        add_row(act, i, h, 'q', k, k, 1);
    for (slong k = 0; k < arch->width[i + 1]; k++)
        add_row(act, i, h, out, k, k, -1);
    act->row++;
}

/* Neuron k of hidden layer i: row k of W_i times 1 + e, column k of W_{i+1} times
   1 - power e, the power being that of the layer before. */
static void
neuron_rows(action_t *act, slong i)
{
    const fulg_arch_struct *arch = act->W->arch;
    for (slong k = 0; k < arch->width[i]; k++, act->row++)
    {
        add_row(act, i - 1, 0, 'w', k, k, 1);
        for (slong n = 0; n < arch->sub[i - 1].power; n++)
            sub_col(act, i, 0, 'w', k, k);
    }
}

static void
fill_action(fmpq_mat_t J, const fulg_weights_t W)
{
    const fulg_arch_struct *arch = W->arch;
    action_t act = {J, W, 0};
    for (slong i = 0; i < arch->depth; i++)
    {
        if (fulg_arch_is_pnn(arch))
        {
            if (i > 0)
                neuron_rows(&act, i);
            continue;
        }
        if (i > 0 && !fulg_arch_is_residual(arch))
            hidden_rows(&act, i);
        for (slong h = 0; h < arch->sub[i].heads; h++)
            head_rows(&act, i, h);
    }
}

/* Rank mod a random prime: a lower bound.  0 when p divides a denominator. */
static slong
modular_rank(const fmpq_mat_t J, fulg_rand_t rand)
{
    const ulong p = fulg_exact_prime_random(rand);
    fulg_domain_t D;
    fulg_mat_t Jp;
    slong rank = 0;
    fulg_domain_init_nmod(D, p);
    D->ops->init(Jp, fmpq_mat_nrows(J), fmpq_mat_ncols(J), D);
    if (fulg_domain_set_fmpq_mat(Jp, J, D))
        rank = nmod_mat_rank(Jp->nmod);
    D->ops->clear(Jp);
    return rank;
}

static void
rank_of_action(fulg_fiber_stack_fiber_t fiber, const fulg_weights_t W,
               fulg_rand_t rand)
{
    const slong entries = fiber->group * W->parameters;
    fmpq_mat_t J;
    slong rank;
    if (fiber->group == 0 || entries > MAX_MODULAR_ENTRIES)
        return;
    fmpq_mat_init(J, fiber->group, W->parameters);
    fill_action(J, W);
    rank = modular_rank(J, rand);
    if (rank < fiber->orbit_upper && entries <= MAX_EXACT_ENTRIES)
        rank = fiber->orbit_upper = fulg_fiber_rank(J);
    fiber->orbit_lower = FLINT_MAX(fiber->orbit_lower, rank);
    fmpq_mat_clear(J);
}

void
fulg_fiber_stack(fulg_fiber_stack_fiber_t fiber, const fulg_weights_t W,
                 fulg_rand_t rand)
{
    slong stabiliser;
    memset(fiber, 0, sizeof(fulg_fiber_stack_fiber_struct));
    fmpz_init(fiber->parameters);
    fulg_arch_parameters(fiber->parameters, W->arch);
    fiber->formula = group_formula(W->arch);
    count_group(fiber, W->arch);
    fiber->regular = closed_form(&stabiliser, W);
    if (fiber->regular)
        fiber->orbit_lower = fiber->orbit_upper = fiber->group - stabiliser;
    else
    {
        fiber->orbit_upper = fiber->group - stabiliser;
        rank_of_action(fiber, W, rand);
    }
}

void
fulg_fiber_stack_fiber_clear(fulg_fiber_stack_fiber_t fiber)
{
    fmpz_clear(fiber->parameters);
    flint_free(fiber->formula);
}
