#include "graph.h"

/* Attention as a graph. */

/* The first num rows of x are turned, plane by plane, by the position. */
static void
turn(fulg_verify_run_t *R, slong *x, slong num)
{
    fulg_verify_graph_t *G = R->G;
    const slong minus = num > 0 ? fulg_verify_constant(G, -1, 1) : -1;
    for (slong m = 0; m < num / 2; m++)
        for (slong n = 0; n < R->t; n++)
        {
            slong *p = x + 2 * m * R->t + n, *q = p + R->t, c, s, back, u, v;
            fulg_verify_angle(G, &c, &s, m, num, n);
            back = fulg_verify_muladd_node(G, -1, s, minus);
            u = fulg_verify_muladd_node(G, -1, *p, c);
            u = fulg_verify_muladd_node(G, u, *q, back);
            v = fulg_verify_muladd_node(G, -1, *q, c);
            v = fulg_verify_muladd_node(G, v, *p, s);
            *p = u;
            *q = v;
        }
}

/* A matrix of that key times x, with its bias, the first num rows turned. */
static slong *
project(fulg_verify_run_t *R, slong j, const char *key, const char *bias,
        slong head, const slong *x, slong num)
{
    const fulg_verify_block_t *B = fulg_verify_block(R->W, j, key, head);
    slong *y = fulg_verify_nothing(B->rows * R->t);
    fulg_verify_apply(R, y, j, key, head, x);
    if (bias)
        fulg_verify_shift(R, y, j, bias, head);
    turn(R, y, num);
    return y;
}

/* S += key^T query, over the pairs that count. */
static void
add_scores(fulg_verify_run_t *R, slong *S, const slong *key, const slong *query,
           slong rows, int causal)
{
    const slong t = R->t;
    for (slong q = 0; q < t; q++)
        for (slong k = 0; k < (causal ? q + 1 : t); k++)
            for (slong i = 0; i < rows; i++)
                S[k * t + q] = fulg_verify_muladd_node(
                    R->G, S[k * t + q], key[i * t + k], query[i * t + q]);
}

/* The exponents of a column: the scores less that of the token itself. */
static void
note_exponents(fulg_verify_graph_t *G, const slong *S, slong q, slong last,
               slong t)
{
    for (slong k = 0; k <= last; k++)
        if (k != q)
        {
            if (G->exponent != NULL)
                G->exponent[G->num_exponents] = fulg_verify_sub(
                    G->value[S[k * t + q]], G->value[S[q * t + q]], &G->mod);
            G->num_exponents++;
        }
}

/* e^s, or in balls e^(s - m) with m near the largest s of the column. */
static void
exponentials(fulg_verify_graph_t *G, slong *S, slong q, slong last, slong t)
{
    const slong one = fulg_verify_constant(G, 1, 1);
    slong top = 0, shift;
    for (slong k = 1; G->bits > 0 && k <= last; k++)
        if (arf_cmp(arb_midref(G->ball + S[k * t + q]),
                    arb_midref(G->ball + S[top * t + q])) > 0)
            top = k;
    shift = G->bits > 0 ? fulg_verify_minus_middle(G, S[top * t + q]) : -1;
    for (slong k = 0; k <= last; k++)
    {
        slong x = S[k * t + q];
        if (shift >= 0)
            x = fulg_verify_muladd_node(G, shift, x, one);
        S[k * t + q] = fulg_verify_exponential(G, x);
    }
}

/* Scores become weights. */
static void
weigh(fulg_verify_run_t *R, slong *S, const fulg_verify_sub_t *s)
{
    fulg_verify_graph_t *G = R->G;
    const slong t = R->t, one = fulg_verify_constant(G, 1, 1);
    const slong copies = fulg_verify_constant(G, R->W->net->copies, 1);
    for (slong q = 0; q < t && s->norm != FULG_VERIFY_LIGHTNING; q++)
    {
        const slong last = s->causal ? q : t - 1;
        slong sum = -1;
        if (s->norm == FULG_VERIFY_SOFTMAX)
        {
            note_exponents(G, S, q, last, t);
            exponentials(G, S, q, last, t);
        }
        for (slong k = 0; k <= last; k++)
        {
            slong *x = &S[k * t + q];
            if (s->norm == FULG_VERIFY_AFFINE)
                *x = fulg_verify_muladd_node(G, one, *x, one);
            if (k == t - 1)
                *x = fulg_verify_muladd_node(G, -1, *x, copies);
            sum = fulg_verify_muladd_node(G, sum, *x, one);
        }
        sum = fulg_verify_inverse(G, sum);
        for (slong k = 0; k <= last; k++)
            S[k * t + q] = fulg_verify_muladd_node(G, -1, S[k * t + q], sum);
    }
}

/* The values at the keys, mixed by the weights. */
static slong *
mix(fulg_verify_run_t *R, const slong *u, slong rows, const slong *S)
{
    const slong t = R->t;
    slong *y = fulg_verify_nothing(rows * t);
    for (slong i = 0; i < rows; i++)
        for (slong q = 0; q < t; q++)
            for (slong k = 0; k < t; k++)
                if (S[k * t + q] >= 0)
                    y[i * t + q] = fulg_verify_muladd_node(
                        R->G, y[i * t + q], u[i * t + k], S[k * t + q]);
    return y;
}

static void
head(fulg_verify_run_t *R, slong j, slong h, slong *y, const slong *x,
     const slong *z, const slong *far)
{
    const fulg_verify_sub_t *s = &R->W->net->sub[j];
    const slong g = h / (s->heads / s->groups), t = R->t;
    const slong near = s->latent ? 0 : s->turned, rows = s->rows + near;
    const slong values = s->values ? s->values : s->out;
    slong *S = fulg_verify_nothing(t * t), *u, *mixed;
    slong *query = project(R, j, "Q", "Q_bias", h, x, near);
    slong *key = project(R, j, "K", "K_bias", g, z, near);
    add_scores(R, S, key, query, rows, s->causal);
    if (far != NULL)
    {
        slong *turned = project(R, j, "Q_rotary", NULL, h, x, s->turned);
        add_scores(R, S, far, turned, s->turned, s->causal);
        flint_free(turned);
    }
    weigh(R, S, s);
    u = s->values ? project(R, j, "U", "U_bias", g, z, 0)
                  : project(R, j, "V", "V_bias", h, x, 0);
    mixed = mix(R, u, values, S);
    if (s->values)
        fulg_verify_apply(R, y, j, "O", h, mixed);
    for (slong i = 0; !s->values && i < values * t; i++)
        y[i] = y[i] < 0
                   ? mixed[i]
                   : fulg_verify_muladd_node(R->G, y[i], mixed[i],
                                             fulg_verify_constant(R->G, 1, 1));
    flint_free(S);
    flint_free(query);
    flint_free(key);
    flint_free(u);
    flint_free(mixed);
}

void
fulg_verify_attend(fulg_verify_run_t *R, slong j, slong *y, const slong *x)
{
    const fulg_verify_sub_t *s = &R->W->net->sub[j];
    slong *latent = NULL, *far = NULL;
    if (s->latent)
        latent = project(R, j, "C", NULL, 0, x, 0);
    if (s->latent && s->turned)
        far = project(R, j, "R", NULL, 0, x, s->turned);
    for (slong h = 0; h < s->heads && R->G->why == NULL; h++)
        head(R, j, h, y, x, latent ? latent : x, far);
    flint_free(latent);
    flint_free(far);
}
