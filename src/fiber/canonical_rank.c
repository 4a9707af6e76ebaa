#include <fulgurite/rank.h>

#include "impl.h"

/*
 * doc: thm-softmax-rank.  A tangent vector (dA_h, dV_h) of one softmax layer is
 * in the kernel exactly when, class by class,
 *     sum of the dV_h = 0  (paired: sign by sign, and the sum over all heads)
 *     sum of (V_h u)(u^T dA_h y) = 0 for all u, y.
 * So the rank is that of the sums of dV plus that of those cubic forms.  A class
 * with one head has V u (u^T dA y) = 0, so dA = 0 unless V = 0; for this case the
 * same is true of affine.
 */

#define MAX_ENTRIES (WORD(1) << 22)

static const fmpq_mat_struct *
mat_of(const fulg_weights_t W, slong h, char kind)
{
    return fulg_weights_mat(W, 0, h, kind)->fmpq;
}

/* ---- scores ------------------------------------------------------------ */

/* Adds row r of V (u) times u_l y_j, times c, to the column of J. */
static void
add_form(fmpq_mat_t J, slong col, const fmpq_mat_t V, slong l, slong j,
         const fmpq_t c)
{
    const slong d = fmpq_mat_ncols(V), pairs = d * (d + 1) / 2;
    for (slong r = 0; r < fmpq_mat_nrows(V); r++)
        for (slong k = 0; k < d; k++)
        {
            const slong low = FLINT_MIN(k, l), high = FLINT_MAX(k, l);
            const slong pair = high * (high + 1) / 2 + low;
            fmpq_addmul(fmpq_mat_entry(J, (r * pairs + pair) * d + j, col),
                        fmpq_mat_entry(V, r, k), c);
        }
}

/* The columns of dK and dQ of head h. */
static void
score_columns(fmpq_mat_t J, slong col, const fulg_weights_t W, slong h)
{
    const fmpq_mat_struct *K = mat_of(W, h, 'k'), *Q = mat_of(W, h, 'q');
    const slong a = fmpq_mat_nrows(K), d = fmpq_mat_ncols(K);
    fmpq_mat_t A, V;
    fulg_weights_head_fmpq(A, V, W, 0, h);
    for (slong i = 0; i < a; i++)
        for (slong l = 0; l < d; l++, col += 2)
            for (slong j = 0; j < d; j++)
            {
                add_form(J, col, V, l, j, fmpq_mat_entry(Q, i, j));
                add_form(J, col + 1, V, j, l, fmpq_mat_entry(K, i, j));
            }
    fmpq_mat_clear(A);
    fmpq_mat_clear(V);
}

/* The rank of (dK, dQ) -> sum of (V_h u)(u^T dA_h y); -1 when too large. */
static slong
scores_rank(const fulg_head_class_t *c, const fulg_weights_t W)
{
    const slong a = W->arch->sub[0].head_dim, d = W->arch->width[0];
    const slong rows = W->arch->width[1] * d * d * (d + 1) / 2;
    const slong cols = c->num * 2 * a * d;
    fmpq_mat_t J;
    slong rank;
    if (c->num == 0)
        return 0;
    if (c->num == 1)
    {
        const slong p = fulg_fiber_rank(mat_of(W, c->head[0], 'k'));
        const slong q = fulg_fiber_rank(mat_of(W, c->head[0], 'q'));
        fmpq_mat_t A, V;
        fulg_weights_head_fmpq(A, V, W, 0, c->head[0]);
        rank = fmpq_mat_is_zero(V) ? 0 : d * (p + q) - p * q;
        fmpq_mat_clear(A);
        fmpq_mat_clear(V);
        return rank;
    }
    if (!fulg_arch_is_softmax(W->arch) || rows > MAX_ENTRIES / cols)
        return -1;
    fmpq_mat_init(J, rows, cols);
    for (slong n = 0; n < c->num; n++)
        score_columns(J, n * 2 * a * d, W, c->head[n]);
    rank = fulg_rank_exact(NULL, NULL, J);
    fmpq_mat_clear(J);
    return rank;
}

/* ---- values ------------------------------------------------------------ */

/* The sums O_h dU_h + dO_h U_h over some heads are all matrices C x R^d + R^e x R,
   C spanned by the columns of the O_h and R by the rows of the U_h. */
static slong
values_rank(const slong *head, slong num, const fulg_weights_t W)
{
    const slong d = W->arch->width[0], e = W->arch->width[1];
    const slong v = W->arch->sub[0].value_dim;
    fmpq_mat_t O, U;
    fmpq_t one;
    slong p, q;
    if (num == 0 || v == 0)
        return num == 0 ? 0 : d * e;
    fmpq_init(one);
    fmpq_one(one);
    fmpq_mat_init(O, e, num * v);
    fmpq_mat_init(U, num * v, d);
    for (slong n = 0; n < num; n++)
    {
        fulg_fiber_place(O, 0, n * v, mat_of(W, head[n], 'o'), one);
        fulg_fiber_place(U, n * v, 0, mat_of(W, head[n], 'u'), one);
    }
    p = fulg_fiber_rank(O);
    q = fulg_fiber_rank(U);
    fmpq_clear(one);
    fmpq_mat_clear(O);
    fmpq_mat_clear(U);
    return d * e - (e - p) * (d - q);
}

/* The columns of one head in one condition, with its sign. */
static void
value_columns(fmpq_mat_t J, slong row, slong col, const fulg_weights_t W,
              slong h, int sign)
{
    const slong d = W->arch->width[0], e = W->arch->width[1];
    const slong v = W->arch->sub[0].value_dim;
    for (slong i = 0; i < e; i++)
        for (slong j = 0; j < d; j++)
        {
            const slong r = row + i * d + j;
            if (v == 0)
                fmpq_set_si(fmpq_mat_entry(J, r, col + i * d + j), sign, 1);
            for (slong k = 0; k < v; k++)
            {
                fmpq *o = fmpq_mat_entry(J, r, col + i * v + k);
                fmpq *u = fmpq_mat_entry(J, r, col + e * v + k * d + j);
                fmpq_set(o, fmpq_mat_entry(mat_of(W, h, 'u'), k, j));
                fmpq_set(u, fmpq_mat_entry(mat_of(W, h, 'o'), i, k));
                if (sign < 0)
                {
                    fmpq_neg(o, o);
                    fmpq_neg(u, u);
                }
            }
        }
}

/* Two tokens of softmax: the sum of each class and the sum of all at once. */
static slong
paired_values_rank(const fulg_fiber_canonical_t canonical,
                   const fulg_weights_t W)
{
    const slong d = W->arch->width[0], e = W->arch->width[1];
    const slong v = W->arch->sub[0].value_dim, H = W->arch->sub[0].heads;
    const slong classes = canonical->num + canonical->num_lost;
    const slong size = v ? v * (d + e) : d * e;
    const slong rows = (classes + 1) * d * e, cols = H * size;
    fmpq_mat_t J;
    slong rank;
    if (rows > MAX_ENTRIES / cols)
        return -1;
    fmpq_mat_init(J, rows, cols);
    for (slong k = 0; k < classes; k++)
        for (slong n = 0; n < canonical->classes[k].num; n++)
        {
            const fulg_head_class_t *c = &canonical->classes[k];
            value_columns(J, k * d * e, c->head[n] * size, W, c->head[n],
                          c->sign[n]);
        }
    for (slong h = 0; h < H; h++)
        value_columns(J, classes * d * e, h * size, W, h, 1);
    rank = fulg_rank_exact(NULL, NULL, J);
    fmpq_mat_clear(J);
    return rank;
}

slong
fulg_fiber_canonical_rank(const fulg_fiber_canonical_t canonical,
                          const fulg_weights_t W)
{
    const slong classes = canonical->num + canonical->num_lost;
    const fulg_head_class_t *rest = canonical->rest;
    slong rank = canonical->paired ? paired_values_rank(canonical, W)
                                   : values_rank(rest->head, rest->num, W);
    for (slong k = -1; k < classes && rank >= 0; k++)
    {
        const fulg_head_class_t *c = k < 0 ? rest : &canonical->classes[k];
        const slong scores = canonical->tokens == 1 ? 0 : scores_rank(c, W);
        if (k >= 0 && !canonical->paired)
            rank += values_rank(c->head, c->num, W);
        rank = scores < 0 ? -1 : rank + scores;
    }
    return rank;
}
