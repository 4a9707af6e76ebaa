#include "impl.h"

/* ---- the tape ------------------------------------------------------------------ */

static void
init_head(fulg_head_tape_t *head, const fulg_weights_t W, slong i)
{
    const fulg_domain_struct *D = W->domain;
    const fulg_sublayer_struct *sub = &W->arch->sub[i];
    const slong t = W->arch->tokens, a = sub->head_dim;
    const slong far = sub->kv_latent ? sub->rotary : 0;
    const slong in = sub->kv_latent ? sub->kv_latent : W->arch->width[i];
    D->ops->init(head->query, a, t, D);
    D->ops->init(head->key, a, t, D);
    D->ops->init(head->far, far, far ? t : 0, D);
    D->ops->init(head->weight, t, t, D);
    D->ops->init(head->slope, t, t, D);
    D->ops->init(head->mixed, in, t, D);
    D->ops->init(head->sums, sub->bias ? 1 : 0, sub->bias ? t : 0, D);
}

/* The angles of the first num of rows coordinates, where the domain has some. */
static void
init_angles(fulg_mat_t cosine, fulg_mat_t sine, slong rows, slong num, slong t,
            const fulg_angles_t *angles, const fulg_domain_struct *D)
{
    const int turned = num > 0 && D->ops->set_angle != NULL;
    D->ops->init(cosine, turned ? rows : 0, turned ? t : 0, D);
    D->ops->init(sine, turned ? rows : 0, turned ? t : 0, D);
    if (turned)
        fulg_eval_angles(cosine, sine, num, angles, D);
}

static void
attention_tape_init(fulg_eval_tape_t T, const fulg_weights_t W, slong i)
{
    const fulg_domain_struct *D = W->domain;
    const fulg_sublayer_struct *sub = &W->arch->sub[i];
    const slong t = W->arch->tokens, r = sub->kv_latent;
    const slong far = r ? sub->rotary : 0, near = r ? 0 : sub->rotary;
    fulg_sublayer_tape_t *tape = &T->sub[i];
    D->ops->clear(tape->latent);
    D->ops->clear(tape->common);
    D->ops->clear(tape->cosine);
    D->ops->clear(tape->sine);
    D->ops->clear(tape->far_cosine);
    D->ops->clear(tape->far_sine);
    D->ops->init(tape->latent, r, r ? t : 0, D);
    D->ops->init(tape->common, far, far ? t : 0, D);
    init_angles(tape->cosine, tape->sine, sub->head_dim, near, t,
                &W->arch->angles, D);
    init_angles(tape->far_cosine, tape->far_sine, far, far, t, &W->arch->angles,
                D);
    for (slong h = 0; h < sub->heads; h++)
        init_head(&T->head[T->first_head[i] + h], W, i);
}

/* What keys and values read. */
static const fulg_mat_struct *
source(const fulg_eval_tape_t T, const fulg_weights_t W, slong i,
       const fulg_mat_struct *x)
{
    return W->arch->sub[i].kv_latent ? T->sub[i].latent : x;
}

/* ---- forward ----------------------------------------------------------------------- */

/* Row k of the scores += k times the slope of the head. */
static void
add_slope(fulg_mat_t S, const fulg_arch_struct *arch, slong i, slong h,
          const fulg_domain_struct *D)
{
    const fulg_sublayer_struct *sub = &arch->sub[i];
    const int over = arch->slopes.kind == FULG_SLOPES_DOWN_OVER_SQRT;
    fulg_mat_t slope, position, product;
    fmpq_t e;
    if (!fulg_arch_has_slopes(arch))
        return;
    fmpq_init(e);
    fulg_arch_slope_exponent(e, &arch->slopes, h, sub->heads);
    D->ops->init(slope, 1, arch->tokens, D);
    D->ops->init(position, arch->tokens, 1, D);
    D->ops->init(product, arch->tokens, arch->tokens, D);
    for (slong k = 0; k < arch->tokens; k++)
    {
        D->ops->set_si(position, k, 0, k);
        D->ops->set_slope(slope, 0, k, e, over ? sub->head_dim : 1, D);
    }
    D->ops->mul(product, position, slope, D);
    D->ops->add(S, S, product, D);
    D->ops->clear(slope);
    D->ops->clear(position);
    D->ops->clear(product);
    fmpq_clear(e);
}

static fulg_status_t
add_head(fulg_mat_t Y, fulg_eval_tape_t T, const fulg_weights_t W, slong i,
         slong h, const fulg_mat_struct *x, fulg_diag_t diag)
{
    const fulg_domain_struct *D = W->domain;
    const fulg_sublayer_struct *sub = &W->arch->sub[i];
    const fulg_sublayer_tape_t *tape = &T->sub[i];
    const fulg_mat_struct *z = source(T, W, i, x);
    fulg_head_tape_t *head = &T->head[T->first_head[i] + h];
    fulg_status_t status;
    fulg_mat_t S;

    fulg_eval_linear(head->query, W, i, h, 'q', 'Q', x);
    fulg_eval_linear(head->key, W, i, h, 'k', 'K', z);
    fulg_eval_turn(head->query, tape->cosine, tape->sine, 0, D);
    fulg_eval_turn(head->key, tape->cosine, tape->sine, 0, D);
    D->ops->init(S, W->arch->tokens, W->arch->tokens, D);
    fulg_eval_mul_tn(S, head->key, head->query, D);
    if (D->ops->rows(head->far) > 0)
    {
        fulg_eval_linear(head->far, W, i, h, 's', 0, x);
        fulg_eval_turn(head->far, tape->far_cosine, tape->far_sine, 0, D);
        fulg_eval_addmul_tn(S, tape->common, head->far, D);
    }
    add_slope(S, W->arch, i, h, D);
    status = fulg_eval_score(head, S, sub, W->arch->copies, D, diag);
    D->ops->clear(S);
    if (status != FULG_OK)
        return fulg_diag_prefix(diag, status,
                                "layer %ld, head %ld: ", (long) sub->layer + 1,
                                (long) h + 1);
    D->ops->mul(head->mixed, z, head->weight, D);
    fulg_eval_sums(head->sums, head->weight, D);
    fulg_eval_value(Y, head, W, i, h);
    return FULG_OK;
}

static fulg_status_t
attention_forward(fulg_mat_t y, fulg_eval_tape_t T, const fulg_weights_t W,
                  slong i, const fulg_mat_struct *x, fulg_diag_t diag)
{
    const fulg_domain_struct *D = W->domain;
    const fulg_sublayer_struct *sub = &W->arch->sub[i];
    fulg_sublayer_tape_t *tape = &T->sub[i];
    fulg_status_t status = FULG_OK;
    if (sub->rotary > 0 && D->ops->set_angle == NULL)
        return fulg_diag_set(
            diag, FULG_UNABLE,
            "rotary positions need angles, which the %s do not "
            "have",
            D->ops->name);
    if (fulg_arch_has_slopes(W->arch) && D->ops->set_slope == NULL)
        return fulg_diag_set(diag, FULG_UNABLE,
                             "linear biases of scores need powers of 2, which "
                             "the %s do not have",
                             D->ops->name);
    if (sub->rotary > 0 && D->prime != 0 &&
        !fulg_arch_has_plain_angles(W->arch))
        return fulg_diag_set(diag, FULG_UNABLE,
                             "residues stand for the angles of the base %d "
                             "alone",
                             FULG_ARCH_ROTARY_BASE);
    if (sub->kv_latent)
        fulg_eval_linear(tape->latent, W, i, 0, 'c', 0, x);
    if (D->ops->rows(tape->common) > 0)
    {
        fulg_eval_linear(tape->common, W, i, 0, 'r', 0, x);
        fulg_eval_turn(tape->common, tape->far_cosine, tape->far_sine, 0, D);
    }
    for (slong h = 0; h < sub->heads && status == FULG_OK; h++)
        status = add_head(y, T, W, i, h, x, diag);
    if (status == FULG_OK && fulg_weights_has(W, i, 'B'))
    {
        fulg_mat_t ones;
        D->ops->init(ones, 1, W->arch->tokens, D);
        fulg_eval_ones(ones, D);
        fulg_eval_addmul(y, fulg_weights_mat(W, i, 0, 'B'), ones, D);
        D->ops->clear(ones);
    }
    return status;
}

/* ---- tangent ------------------------------------------------------------------------ */

/* What the changes of a head have in common. */
typedef struct
{
    const fulg_mat_struct *x, *dx, *z, *dz, *dcommon;
} change_t;

/* dS = the change of the scores. */
static void
score_tangent(fulg_mat_t dS, const fulg_eval_tape_t T, const fulg_weights_t W,
              const fulg_weights_t dW, slong i, slong h, const change_t *c)
{
    const fulg_domain_struct *D = W->domain;
    const fulg_sublayer_tape_t *tape = &T->sub[i];
    const fulg_head_tape_t *head = &T->head[T->first_head[i] + h];
    const slong a = W->arch->sub[i].head_dim, t = W->arch->tokens;
    const slong far = D->ops->rows(head->far);
    fulg_mat_t dq, dk, df;
    D->ops->init(dq, a, t, D);
    D->ops->init(dk, a, t, D);
    D->ops->init(df, far, far ? t : 0, D);
    fulg_eval_linear_tangent(dq, W, dW, i, h, 'q', 'Q', c->x, c->dx);
    fulg_eval_linear_tangent(dk, W, dW, i, h, 'k', 'K', c->z, c->dz);
    fulg_eval_turn(dq, tape->cosine, tape->sine, 0, D);
    fulg_eval_turn(dk, tape->cosine, tape->sine, 0, D);
    fulg_eval_mul_tn(dS, dk, head->query, D);
    fulg_eval_addmul_tn(dS, head->key, dq, D);
    if (far)
    {
        fulg_eval_linear_tangent(df, W, dW, i, h, 's', 0, c->x, c->dx);
        fulg_eval_turn(df, tape->far_cosine, tape->far_sine, 0, D);
        fulg_eval_addmul_tn(dS, c->dcommon, head->far, D);
        fulg_eval_addmul_tn(dS, tape->common, df, D);
    }
    D->ops->clear(dq);
    D->ops->clear(dk);
    D->ops->clear(df);
}

static void
head_tangent(fulg_mat_t dY, const fulg_eval_tape_t T, const fulg_weights_t W,
             const fulg_weights_t dW, slong i, slong h, const change_t *c)
{
    const fulg_domain_struct *D = W->domain;
    const fulg_head_tape_t *head = &T->head[T->first_head[i] + h];
    const slong t = W->arch->tokens;
    fulg_mat_t dS, dmixed, dsums;
    D->ops->init(dS, t, t, D);
    D->ops->init(dmixed, D->ops->rows(head->mixed), t, D);
    D->ops->init(dsums, D->ops->rows(head->sums), D->ops->cols(head->sums), D);
    score_tangent(dS, T, W, dW, i, h, c);
    fulg_eval_score_tangent(dS, head, &W->arch->sub[i], D);
    fulg_eval_addmul(dmixed, c->dz, head->weight, D);
    fulg_eval_addmul(dmixed, c->z, dS, D);
    fulg_eval_sums(dsums, dS, D);
    fulg_eval_value_tangent(dY, head, W, dW, i, h, dmixed, dsums);
    D->ops->clear(dS);
    D->ops->clear(dmixed);
    D->ops->clear(dsums);
}

static void
attention_tangent(fulg_mat_t dy, const fulg_eval_tape_t T,
                  const fulg_weights_t W, const fulg_weights_t dW, slong i,
                  const fulg_mat_struct *x, const fulg_mat_struct *dx)
{
    const fulg_domain_struct *D = W->domain;
    const fulg_sublayer_struct *sub = &W->arch->sub[i];
    const fulg_sublayer_tape_t *tape = &T->sub[i];
    const slong t = W->arch->tokens, r = sub->kv_latent;
    const slong far = D->ops->rows(tape->common);
    fulg_mat_t dlatent, dcommon;
    change_t c = {x, dx, source(T, W, i, x), dx, dcommon};
    D->ops->init(dlatent, r, r ? t : 0, D);
    D->ops->init(dcommon, far, far ? t : 0, D);
    if (r)
    {
        fulg_eval_linear_tangent(dlatent, W, dW, i, 0, 'c', 0, x, dx);
        c.dz = dlatent;
    }
    if (far)
    {
        fulg_eval_linear_tangent(dcommon, W, dW, i, 0, 'r', 0, x, dx);
        fulg_eval_turn(dcommon, tape->far_cosine, tape->far_sine, 0, D);
    }
    for (slong h = 0; h < sub->heads; h++)
        head_tangent(dy, T, W, dW, i, h, &c);
    if (fulg_weights_has(W, i, 'B'))
    {
        fulg_mat_t ones;
        D->ops->init(ones, 1, t, D);
        fulg_eval_ones(ones, D);
        fulg_eval_addmul(dy, fulg_weights_mat(dW, i, 0, 'B'), ones, D);
        D->ops->clear(ones);
    }
    D->ops->clear(dlatent);
    D->ops->clear(dcommon);
}

/* ---- adjoint ------------------------------------------------------------------------- */

/* What flows back: into the input, into what keys and values read, and into the
   shared rotary key (turned). */
typedef struct
{
    fulg_mat_struct *back, *z, *common;
} flow_t;

/* One side of a product of queries and keys: own = the turned matrix of kind at
   x, other = its partner; score is the gradient of key^T query. */
static void
side_adjoint(fulg_mat_struct *back, fulg_weights_t gradient,
             const fulg_eval_tape_t T, const fulg_weights_t W, slong i, slong h,
             char kind, const fulg_mat_struct *other,
             const fulg_mat_struct *score, const fulg_mat_struct *x)
{
    const fulg_domain_struct *D = W->domain;
    const fulg_sublayer_tape_t *tape = &T->sub[i];
    const int far = kind == 's';
    fulg_mat_t g;
    D->ops->init(g, D->ops->rows(other), W->arch->tokens, D);
    if (kind == 'k')
        fulg_eval_mul_nt(g, other, score, D);
    else
        D->ops->mul(g, other, score, D);
    fulg_eval_turn(g, far ? tape->far_cosine : tape->cosine,
                   far ? tape->far_sine : tape->sine, 1, D);
    fulg_eval_linear_adjoint(back, gradient, W, i, h, kind,
                             kind == 'q' ? 'Q' : (kind == 'k' ? 'K' : 0), x, g);
    D->ops->clear(g);
}

static void
head_adjoint(const flow_t *flow, fulg_weights_t gradient,
             const fulg_eval_tape_t T, const fulg_weights_t W, slong i, slong h,
             const fulg_mat_struct *x, const fulg_mat_struct *out)
{
    const fulg_domain_struct *D = W->domain;
    const fulg_head_tape_t *head = &T->head[T->first_head[i] + h];
    const fulg_mat_struct *z = source(T, W, i, x);
    const slong t = W->arch->tokens;
    fulg_mat_t mixed, sums, score;

    D->ops->init(mixed, D->ops->rows(head->mixed), t, D);
    D->ops->init(sums, D->ops->rows(head->sums), D->ops->cols(head->sums), D);
    D->ops->init(score, t, t, D);
    fulg_eval_value_adjoint(mixed, sums, gradient, head, W, i, h, out);
    fulg_eval_addmul_nt(flow->z, mixed, head->weight, D);
    fulg_eval_mul_tn(score, z, mixed, D);
    if (D->ops->rows(sums) > 0)
    {
        fulg_mat_t ones;
        D->ops->init(ones, t, 1, D);
        fulg_eval_ones(ones, D);
        fulg_eval_addmul(score, ones, sums, D);
        D->ops->clear(ones);
    }
    fulg_eval_score_adjoint(score, head, &W->arch->sub[i], D);
    side_adjoint(flow->back, gradient, T, W, i, h, 'q', head->key, score, x);
    side_adjoint(flow->z, gradient, T, W, i, h, 'k', head->query, score, z);
    if (D->ops->rows(head->far) > 0)
    {
        side_adjoint(flow->back, gradient, T, W, i, h, 's', T->sub[i].common,
                     score, x);
        fulg_eval_addmul_nt(flow->common, head->far, score, D);
    }
    D->ops->clear(mixed);
    D->ops->clear(sums);
    D->ops->clear(score);
}

static void
attention_adjoint(fulg_mat_t back, fulg_weights_t gradient,
                  const fulg_eval_tape_t T, const fulg_weights_t W, slong i,
                  const fulg_mat_struct *x, const fulg_mat_struct *out)
{
    const fulg_domain_struct *D = W->domain;
    const fulg_sublayer_struct *sub = &W->arch->sub[i];
    const fulg_sublayer_tape_t *tape = &T->sub[i];
    const slong t = W->arch->tokens, r = sub->kv_latent;
    const slong far = D->ops->rows(tape->common);
    fulg_mat_t latent, common;
    flow_t flow = {back, back, common};
    D->ops->init(latent, r, r ? t : 0, D);
    D->ops->init(common, far, far ? t : 0, D);
    if (r)
        flow.z = latent;
    for (slong h = 0; h < sub->heads; h++)
        head_adjoint(&flow, gradient, T, W, i, h, x, out);
    if (r)
        fulg_eval_linear_adjoint(back, gradient, W, i, 0, 'c', 0, x, latent);
    if (far)
    {
        fulg_eval_turn(common, tape->far_cosine, tape->far_sine, 1, D);
        fulg_eval_linear_adjoint(back, gradient, W, i, 0, 'r', 0, x, common);
    }
    if (fulg_weights_has(W, i, 'B'))
    {
        fulg_mat_t ones;
        D->ops->init(ones, t, 1, D);
        fulg_eval_ones(ones, D);
        fulg_eval_addmul(fulg_weights_mat(gradient, i, 0, 'B'), out, ones, D);
        D->ops->clear(ones);
    }
    D->ops->clear(latent);
    D->ops->clear(common);
}

/* V X S with S of degree two in X and in (Q, K); one more when V = O U. */
static void
attention_degree(ulong *step, ulong *own, const fulg_arch_struct *arch, slong i)
{
    *step = 3;
    *own = arch->sub[i].value_dim ? 4 : 3;
}

const fulg_layer_ops_t fulg_eval_attention = {
    attention_tape_init, attention_forward, attention_tangent,
    attention_adjoint, attention_degree};
