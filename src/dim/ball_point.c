#include "impl.h"

/*
 * A point where a softmax stack of width at most 2 can be told from its
 * neighbours: with random weights all tokens soon attend to one key, the states
 * of the tokens become equal doubly exponentially fast, and the derivatives with
 * them.  Here every token attends mostly to itself, so that the state hardly
 * changes from layer to layer: the forms M_i = K_i^T Q_i are near multiples of
 * 1, the values are 1, and the scale of M_i, a power of two, makes the scores
 * spread over about SPREAD.
 *
 * Without layers of rank one the tokens lie around a circle, in any position.  A
 * form of rank one, or a bottleneck of width one, sees one direction only: there
 * the tokens stand near two opposite poles, and the direction is near theirs.
 *
 * What is chosen here proves nothing; the numbers end up in the certificate.
 */

#define GRID 64      /* coordinates of tokens are multiples of 1/GRID */
#define FORM_GRID 16 /* and of forms, before scaling, of 1/FORM_GRID */
#define SPREAD 20
#define TURN 4096 /* angles are multiples of pi/TURN */
#define POINT_BITS 128

/* (x, y) = radius/grid (cos, sin)(angle pi/TURN), rounded to multiples of
   1/grid; y may be NULL. */
static void
set_polar(fmpq *x, fmpq *y, slong radius, slong angle, slong grid)
{
    arb_t sine, cosine;
    fmpq_t turn;
    fmpz_t n;
    arb_init(sine);
    arb_init(cosine);
    fmpq_init(turn);
    fmpz_init(n);
    fmpq_set_si(turn, angle, TURN);
    arb_sin_cos_pi_fmpq(sine, cosine, turn, POINT_BITS);
    arb_mul_si(sine, sine, radius, POINT_BITS);
    arb_mul_si(cosine, cosine, radius, POINT_BITS);
    arf_get_fmpz(n, arb_midref(cosine), ARF_RND_NEAR);
    fmpq_set_si(x, fmpz_get_si(n), (ulong) grid);
    arf_get_fmpz(n, arb_midref(sine), ARF_RND_NEAR);
    if (y != NULL)
        fmpq_set_si(y, fmpz_get_si(n), (ulong) grid);
    arb_clear(sine);
    arb_clear(cosine);
    fmpq_clear(turn);
    fmpz_clear(n);
}

void
fulg_dim_ball_input(fmpq_mat_t X, int poles, fulg_rand_t rand)
{
    const slong t = fmpq_mat_ncols(X);
    const slong start = poles ? fulg_rand_signed(rand, TURN / 4)
                              : (slong) fulg_rand_below(rand, 2 * TURN);
    for (slong j = 0; j < t; j++)
    {
        const slong place = poles ? j % 2 * TURN : 2 * TURN * j / t;
        const slong radius = GRID + fulg_rand_signed(rand, GRID / 8);
        fmpq *y = fmpq_mat_nrows(X) > 1 ? fmpq_mat_entry(X, 1, j) : NULL;
        set_polar(fmpq_mat_entry(X, 0, j), y, radius,
                  start + place + fulg_rand_signed(rand, TURN / 20), GRID);
    }
}

static void
add_noise(fmpq_mat_t A, slong bound, fulg_rand_t rand)
{
    fmpq_t x;
    fmpq_init(x);
    for (slong i = 0; i < fmpq_mat_nrows(A); i++)
        for (slong j = 0; j < fmpq_mat_ncols(A); j++)
        {
            fmpq_set_si(x, fulg_rand_signed(rand, bound), FORM_GRID);
            fmpq_add(fmpq_mat_entry(A, i, j), fmpq_mat_entry(A, i, j), x);
        }
    fmpq_clear(x);
}

/* A form near 1 (or near a square of a linear form), and the value 1 (or, into a
   bottleneck, x_1 + x_2/4). */
static void
set_layer(fulg_weights_t W, slong i, fulg_rand_t rand)
{
    fmpq_mat_struct *Q = fulg_weights_mat(W, i, 0, 'q')->fmpq;
    fmpq_mat_struct *K = fulg_weights_mat(W, i, 0, 'k')->fmpq;
    fmpq_mat_struct *V = fulg_weights_mat(W, i, 0, 'v')->fmpq;
    if (fmpq_mat_nrows(K) == 1 && fmpq_mat_ncols(K) == 2)
        set_polar(fmpq_mat_entry(K, 0, 0), fmpq_mat_entry(K, 0, 1), FORM_GRID,
                  fulg_rand_signed(rand, TURN / 8), FORM_GRID);
    else
        fmpq_mat_one(K);
    fmpq_mat_set(Q, K);
    add_noise(Q, FORM_GRID / 4, rand);
    fmpq_mat_one(V);
    if (fmpq_mat_nrows(V) == 1 && fmpq_mat_ncols(V) == 2)
        fmpq_set_si(fmpq_mat_entry(V, 0, 1), 1, 4);
}

/* ---- the scales --------------------------------------------------------- */

/* e such that 2^e times the scores of the layer's head spread over SPREAD: the
   largest distance, within a column, from the score of a token with itself. */
static slong
scale_exponent(const fulg_head_tape_t *head, const fulg_arch_t one)
{
    const slong t = one->tokens, a = one->sub[0].head_dim;
    arb_mat_t S, keys;
    arf_t most, x;
    slong e = 0;
    arb_mat_init(S, t, t);
    arb_mat_init(keys, t, a);
    arf_init(most);
    arf_init(x);
    arb_mat_transpose(keys, head->key->arb);
    arb_mat_mul(S, keys, head->query->arb, POINT_BITS);
    for (slong j = 0; j < t; j++)
        for (slong k = 0; k < (fulg_arch_is_causal(one) ? j + 1 : t); k++)
        {
            arf_sub(x, arb_midref(arb_mat_entry(S, k, j)),
                    arb_midref(arb_mat_entry(S, j, j)), POINT_BITS,
                    ARF_RND_DOWN);
            arf_abs(x, x);
            if (arf_cmp(x, most) > 0)
                arf_set(most, x);
        }
    /* the largest e with 2^e most <= 3/2 SPREAD, if all is in range */
    if (arf_cmpabs_2exp_si(most, 4000) < 0 &&
        arf_cmpabs_2exp_si(most, -4000) > 0)
    {
        arf_si_div(x, 3 * SPREAD / 2, most, POINT_BITS, ARF_RND_DOWN);
        e = fmpz_get_si(ARF_EXPREF(x)) - 1;
    }
    arb_mat_clear(S);
    arb_mat_clear(keys);
    arf_clear(most);
    arf_clear(x);
    return e;
}

static void
mul_2exp(fmpq_mat_t A, slong e)
{
    for (slong i = 0; i < fmpq_mat_nrows(A); i++)
        for (slong j = 0; j < fmpq_mat_ncols(A); j++)
        {
            fmpq *x = fmpq_mat_entry(A, i, j);
            if (e >= 0)
                fmpq_mul_2exp(x, x, (ulong) e);
            else
                fmpq_div_2exp(x, x, (ulong) -e);
        }
}

/* Layer i as a network of its own. */
static void
init_one_layer(fulg_arch_t one, const fulg_arch_t model, slong i)
{
    fulg_arch_init(one, 1);
    one->width[0] = model->width[i];
    one->width[1] = model->width[i + 1];
    one->sub[0].head_dim = model->sub[i].head_dim;
    one->tokens = model->tokens;
    one->copies = model->copies;
    fulg_arch_set_all(one, "norm", fulg_arch_norm(model));
    fulg_arch_set_all(one, "mask", fulg_arch_is_causal(model));
    fulg_arch_set_all(one, "residual", fulg_arch_is_residual(model));
}

static void
copy_layer(fulg_weights_t B, const fulg_weights_t W, slong i)
{
    for (const char *kind = "qkv"; *kind != '\0'; kind++)
        fulg_domain_set_fmpq_mat(fulg_weights_mat(B, 0, 0, *kind),
                                 fulg_weights_mat(W, i, 0, *kind)->fmpq,
                                 B->domain);
}

/* Scales the form of layer i at the state X, and moves X behind that layer.
   Midpoints will do: nothing is claimed about X. */
static fulg_status_t
scale_layer(fulg_weights_t W, slong i, fulg_mat_t X, fulg_diag_t diag)
{
    const slong t = W->arch->tokens;
    fulg_arch_t one;
    fulg_weights_t B;
    fulg_domain_t D;
    fulg_eval_tape_t T;
    fulg_status_t status;
    init_one_layer(one, W->arch, i);
    fulg_domain_init_arb(D, POINT_BITS);
    status = fulg_weights_init(B, one, D, diag);
    if (status == FULG_OK)
    {
        fulg_eval_tape_init(T, B);
        copy_layer(B, W, i);
        status = fulg_eval_forward(T, B, X, diag);
        if (status == FULG_OK)
            mul_2exp(fulg_weights_mat(W, i, 0, 'q')->fmpq,
                     scale_exponent(&T->head[0], one));
        copy_layer(B, W, i);
        if (status == FULG_OK)
            status = fulg_eval_forward(T, B, X, diag);
        D->ops->clear(X);
        D->ops->init(X, one->width[1], t, D);
        arb_mat_get_mid(X->arb, T->state[1].arb);
        fulg_eval_tape_clear(T, B);
        fulg_weights_clear(B);
    }
    fulg_arch_clear(one);
    return status;
}

fulg_status_t
fulg_dim_ball_weights(fulg_weights_t W, int poles, fulg_rand_t rand,
                      fulg_diag_t diag)
{
    const slong rows = W->arch->width[0], t = W->arch->tokens;
    fulg_status_t status = FULG_OK;
    fmpq_mat_t start;
    fulg_domain_t D;
    fulg_mat_t X;
    fulg_domain_init_arb(D, POINT_BITS);
    fmpq_mat_init(start, rows, t);
    fulg_dim_ball_input(start, poles, rand);
    D->ops->init(X, rows, t, D);
    fulg_domain_set_fmpq_mat(X, start, D);
    for (slong i = 0; i < W->arch->depth && status == FULG_OK; i++)
    {
        set_layer(W, i, rand);
        status = scale_layer(W, i, X, diag);
    }
    D->ops->clear(X);
    fmpq_mat_clear(start);
    return status;
}
