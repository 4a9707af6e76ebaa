#include "unit_impl.h"

/*
 * Attention as a list of heads (doc: thm-same-unit).  With u the normed state and
 * z = (u, 1), a head adds sum_k w_k V z_k with V = O [U | b], w the softmax of scores
 *
 *     z_k^T E z_j + sum_m Re(e^{i (j - k) theta_m} z_k^T Z_m z_j),
 *
 * Z_m = conj(k_m)^T q_m of the rows of plane m, E = K^T Q of the others, of which the
 * last row does not count: it is the same for all keys.  Heads whose forms agree
 * have one w, and the sum of their V counts; its last column is a constant.
 */

typedef struct
{
    int side;
    slong number;          /* of its network */
    slong first, rows, n;  /* rows of planes, all rows, columns of u */
    fmpq_mat_t Q, K, U, O; /* O is transposed; U in place of V with O = 1 */
    ulong mark;
} head_t;

static void
head_init(head_t *head, const fulg_fiber_unit_pair_t *pair, int side, slong i,
          slong h)
{
    const fulg_weights_struct *W = pair->W[side];
    const fulg_sublayer_struct *sub = &W->arch->sub[i];
    head->side = side;
    head->number = h;
    head->first = sub->rotary;
    head->rows = sub->head_dim;
    head->n = W->arch->width[i];
    fulg_fiber_unit_matrix(head->Q, W, i, h, 'q', 'Q');
    fulg_fiber_unit_matrix(head->K, W, i, h, 'k', 'K');
    if (sub->value_dim)
    {
        fulg_fiber_unit_matrix(head->U, W, i, h, 'u', 'U');
        fulg_fiber_init_transpose(head->O,
                                  fulg_weights_of_head(W, i, h, 'o')->fmpq);
        return;
    }
    fulg_fiber_unit_matrix(head->U, W, i, h, 'v', 'V');
    fulg_fiber_init_one(head->O, fmpq_mat_nrows(head->U));
}

static void
head_clear(head_t *head)
{
    fmpq_mat_clear(head->Q);
    fmpq_mat_clear(head->K);
    fmpq_mat_clear(head->U);
    fmpq_mat_clear(head->O);
}

/* ---- equal scores ------------------------------------------------------------- */

/* z_k^T E z_j of both heads, less one another: 1 when that is 0 for all z. */
static int
same_rest(const head_t *a, const head_t *b, ulong p)
{
    const head_t *const both[] = {a, b};
    fulg_fiber_unit_sum_t sum;
    int same;
    fulg_fiber_unit_sum_init(&sum, a->rows - a->first + b->rows - b->first,
                             a->n, a->n + 1);
    for (int s = 0; s < 2; s++)
        for (slong r = both[s]->first; r < both[s]->rows; r++)
            fulg_fiber_unit_sum_add(&sum, s ? -1 : 1, both[s]->K, r, both[s]->Q,
                                    r);
    same = fulg_fiber_unit_sum_is_zero(&sum, p);
    fulg_fiber_unit_sum_clear(&sum);
    return same;
}

/* The real or the imaginary part of Z_m. */
static int
same_plane(const head_t *a, const head_t *b, slong m, int imaginary, ulong p)
{
    const head_t *const both[] = {a, b};
    fulg_fiber_unit_sum_t sum;
    int same;
    fulg_fiber_unit_sum_init(&sum, 4, a->n + 1, a->n + 1);
    for (int s = 0; s < 2; s++)
        for (slong r = 0; r < 2; r++)
            fulg_fiber_unit_sum_add(
                &sum, (s ? -1 : 1) * (imaginary && r ? -1 : 1), both[s]->K,
                2 * m + r, both[s]->Q, 2 * m + (imaginary ? 1 - r : r));
    same = fulg_fiber_unit_sum_is_zero(&sum, p);
    fulg_fiber_unit_sum_clear(&sum);
    return same;
}

static int
same_scores(const head_t *a, const head_t *b, ulong p)
{
    int same = same_rest(a, b, p);
    for (slong m = 0; 2 * m < a->first && same; m++)
        same = same_plane(a, b, m, 0, p) && same_plane(a, b, m, 1, p);
    return same;
}

/* ---- which heads may have equal scores -------------------------------------------- */

/* x = a random column mod p. */
static void
draw(nmod_mat_t x, slong n, const fulg_fiber_unit_pair_t *pair)
{
    nmod_mat_init(x, n, 1, pair->p);
    for (slong r = 0; r < n; r++)
        nmod_mat_entry(x, r, 0) = fulg_rand_below(pair->rand, pair->p);
}

/* M x mod p, and without the last entry of x; 0 where a denominator vanishes. */
static int
times(nmod_mat_t y, nmod_mat_t short_y, const fmpq_mat_t M, const nmod_mat_t x,
      ulong p)
{
    const slong rows = fmpq_mat_nrows(M), n = fmpq_mat_ncols(M) - 1;
    nmod_mat_t R;
    if (!fulg_fiber_init_residues(R, M, NULL, n + 1, p))
    {
        nmod_mat_clear(R);
        return 0;
    }
    nmod_mat_init(y, rows, 1, p);
    nmod_mat_init(short_y, rows, 1, p);
    nmod_mat_mul(y, R, x);
    for (slong r = 0; r < rows; r++)
        nmod_mat_entry(short_y, r, 0) = nmod_sub(
            nmod_mat_entry(y, r, 0),
            nmod_mul(nmod_mat_entry(R, r, n), nmod_mat_entry(x, n, 0), R->mod),
            R->mod);
    nmod_mat_clear(R);
    return 1;
}

/* The value at (x, y) of all forms of the scores, joined by powers of a number. */
static ulong
join(const head_t *head, const nmod_mat_t k, const nmod_mat_t k_short,
     const nmod_mat_t q)
{
    const nmod_t mod = k->mod;
    const ulong factor = 1000003 % mod.n;
    ulong all = 0;
    for (slong r = head->first; r < head->rows; r++)
        all = nmod_add(all,
                       nmod_mul(nmod_mat_entry(k_short, r, 0),
                                nmod_mat_entry(q, r, 0), mod),
                       mod);
    for (slong r = 0; r < head->first; r += 2)
        for (int imaginary = 0; imaginary < 2; imaginary++)
        {
            const ulong one = nmod_mul(nmod_mat_entry(k, r, 0),
                                       nmod_mat_entry(q, r + imaginary, 0),
                                       mod);
            const ulong two = nmod_mul(nmod_mat_entry(k, r + 1, 0),
                                       nmod_mat_entry(q, r + 1 - imaginary, 0),
                                       mod);
            all = nmod_mul(all, factor, mod);
            all = nmod_add(all,
                           imaginary ? nmod_sub(one, two, mod)
                                     : nmod_add(one, two, mod),
                           mod);
        }
    return all;
}

static int
set_mark(head_t *head, const nmod_mat_t x, const nmod_mat_t y, ulong p)
{
    nmod_mat_t k, k_short, q, q_short;
    if (!times(k, k_short, head->K, x, p))
        return 0;
    if (!times(q, q_short, head->Q, y, p))
    {
        nmod_mat_clear(k);
        nmod_mat_clear(k_short);
        return 0;
    }
    head->mark = join(head, k, k_short, q);
    nmod_mat_clear(k);
    nmod_mat_clear(k_short);
    nmod_mat_clear(q);
    nmod_mat_clear(q_short);
    return 1;
}

static int
set_marks(head_t *heads, slong num, const fulg_fiber_unit_pair_t *pair)
{
    nmod_mat_t x, y;
    int good = 1;
    draw(x, heads[0].n + 1, pair);
    draw(y, heads[0].n + 1, pair);
    for (slong h = 0; h < num && good; h++)
        good = set_mark(&heads[h], x, y, pair->p);
    nmod_mat_clear(x);
    nmod_mat_clear(y);
    return good;
}

/* ---- values ---------------------------------------------------------------------- */

/* The values of the heads of a class, those of the second network subtracted, are 0
   but for a constant, which is added to the pair. */
static int
same_values(fulg_fiber_unit_pair_t *pair, head_t *const *heads, slong num)
{
    const slong n = heads[0]->n, out = fmpq_mat_ncols(heads[0]->O);
    fulg_fiber_unit_sum_t sum;
    slong rows = 0;
    int same;
    for (slong h = 0; h < num; h++)
        rows += fmpq_mat_nrows(heads[h]->U);
    fulg_fiber_unit_sum_init(&sum, rows, out, n);
    for (slong h = 0; h < num; h++)
        for (slong r = 0; r < fmpq_mat_nrows(heads[h]->U); r++)
        {
            const slong k = sum.used;
            fulg_fiber_unit_sum_add(&sum, heads[h]->side ? -1 : 1, heads[h]->O,
                                    r, heads[h]->U, r);
            for (slong c = 0; c < out; c++)
                fmpq_addmul(fmpq_mat_entry(pair->constant, c, 0),
                            fmpq_mat_entry(sum.left, k, c),
                            fmpq_mat_entry(heads[h]->U, r, n));
        }
    same = fulg_fiber_unit_sum_is_zero(&sum, pair->p);
    fulg_fiber_unit_sum_clear(&sum);
    return same;
}

/* Heads whose slopes of positions are equal, too. */
static int
is_like(const fulg_fiber_unit_pair_t *pair, const head_t *a, const head_t *b)
{
    return a->mark == b->mark &&
           (a->number == b->number || !fulg_arch_has_slopes(pair->W[0]->arch));
}

/* Class by class. */
static int
same_classes(fulg_fiber_unit_pair_t *pair, head_t *heads, slong num)
{
    head_t **some = flint_malloc((size_t) num * sizeof *some);
    char *done = flint_calloc((size_t) num, 1);
    int same = 1;
    for (slong h = 0; h < num && same; h++)
    {
        slong size = 0;
        for (slong g = h; g < num; g++)
            if (!done[g] && is_like(pair, &heads[h], &heads[g]))
            {
                done[g] = 1;
                some[size++] = &heads[g];
            }
        for (slong g = 1; g < size && same; g++)
            same = same_scores(some[0], some[g], pair->p);
        if (size > 0 && same)
            same = same_values(pair, some, size);
    }
    flint_free(done);
    flint_free(some);
    return same;
}

int
fulg_fiber_unit_heads(fulg_fiber_unit_pair_t *pair, slong i)
{
    const slong count[] = {pair->W[0]->arch->sub[i].heads,
                           pair->W[1]->arch->sub[i].heads};
    const slong num = count[0] + count[1];
    head_t *heads = flint_malloc((size_t) num * sizeof *heads);
    int same;
    for (slong h = 0; h < num; h++)
        head_init(&heads[h], pair, h >= count[0], i,
                  h < count[0] ? h : h - count[0]);
    same = set_marks(heads, num, pair) && same_classes(pair, heads, num);
    for (int side = 0; side < 2; side++)
        fulg_fiber_unit_add_bias(pair, side, i);
    for (slong h = 0; h < num; h++)
        head_clear(&heads[h]);
    flint_free(heads);
    return same;
}
