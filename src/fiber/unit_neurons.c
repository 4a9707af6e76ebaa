#include "unit_impl.h"

/*
 * Feed-forward sublayers as lists of neurons (doc: thm-same-unit): d phi(u z), or
 * d (u z) phi(g z), z = (x, 1).  The key of a neuron is u, or (g, u), with a factor
 * taken out where phi allows it, and the sign of its first entry: then equal keys
 * have one function, and the sum of their d counts.  A sign costs
 *
 *     z s(z):  phi(-z) = phi(z) - z;   s(z):  s(-z) = 1 - s(z);   tanh(-z) = -tanh(z).
 *
 * Where phi sees 0 it is 0, and 1/2 for s.
 */

typedef struct
{
    slong num, n; /* neurons of both networks, entries of z */
    fmpq_mat_t key,
        out; /* a row a neuron; out has its sign of the difference */
    char *flipped;
} neurons_t;

/* What a change of sign does. */
typedef enum
{
    FLIP_NONE,
    FLIP_LINEAR,
    FLIP_CONSTANT,
    FLIP_ODD
} flip_t;

static flip_t
flip_of(slong activation)
{
    if (fulg_arch_activation(activation)->gated)
        return FLIP_NONE;
    return activation == FULG_ACTIVATION_SIGMOID ? FLIP_CONSTANT
           : activation == FULG_ACTIVATION_TANH  ? FLIP_ODD
                                                 : FLIP_LINEAR;
}

/* The factor that is taken out of entries first .. end - 1 of a row of keys: 1
   where there is none. */
static void
take_factor(fmpq_t factor, fmpq_mat_t key, slong row, slong first, slong end,
            int with_sign)
{
    slong c = first;
    fmpq_one(factor);
    while (c < end && fmpq_is_zero(fmpq_mat_entry(key, row, c)))
        c++;
    /* Of a product with 0 nothing is left. */
    if (c == end && with_sign)
        fmpq_zero(factor);
    if (c == end)
        return;
    fmpq_set(factor, fmpq_mat_entry(key, row, c));
    if (!with_sign)
        fmpq_abs(factor, factor);
    for (; c < end; c++)
        fmpq_div(fmpq_mat_entry(key, row, c), fmpq_mat_entry(key, row, c),
                 factor);
}

/* 1 when the first entry that is not 0 was negative: the row is negated. */
static int
take_sign(fmpq_mat_t key, slong row, slong n)
{
    slong c = 0;
    while (c < n && fmpq_is_zero(fmpq_mat_entry(key, row, c)))
        c++;
    if (c == n || fmpq_sgn(fmpq_mat_entry(key, row, c)) > 0)
        return 0;
    for (; c < n; c++)
        fmpq_neg(fmpq_mat_entry(key, row, c), fmpq_mat_entry(key, row, c));
    return 1;
}

static void
scale_out(neurons_t *N, slong row, const fmpq_t factor)
{
    for (slong c = 0; c < fmpq_mat_ncols(N->out); c++)
        fmpq_mul(fmpq_mat_entry(N->out, row, c), fmpq_mat_entry(N->out, row, c),
                 factor);
}

/* The normal form of a neuron. */
static void
normalise(neurons_t *N, slong row, slong activation)
{
    const int gated = fulg_arch_activation(activation)->gated;
    fmpq_t factor;
    fmpq_init(factor);
    fmpq_one(factor);
    if (gated)
        take_factor(factor, N->key, row, N->n, 2 * N->n, 1);
    else if (fulg_arch_activation(activation)->scaled)
        take_factor(factor, N->key, row, 0, N->n, 0);
    if (flip_of(activation) != FLIP_NONE)
        N->flipped[row] = (char) take_sign(N->key, row, N->n);
    /* s and tanh: the neuron is minus that of the key, up to a constant. */
    if (N->flipped[row] && flip_of(activation) != FLIP_LINEAR)
        fmpq_neg(factor, factor);
    scale_out(N, row, factor);
    fmpq_clear(factor);
}

/* Rows from row on: the neurons of one network. */
static void
read_side(neurons_t *N, slong row, const fulg_fiber_unit_pair_t *pair, int side,
          slong i)
{
    const fulg_weights_struct *W = pair->W[side];
    const slong activation = W->arch->sub[i].activation;
    const int gated = fulg_arch_activation(activation)->gated;
    const fmpq_mat_struct *down = fulg_weights_mat(W, i, 0, 'e')->fmpq;
    fmpq_mat_t up, gate;
    fulg_fiber_unit_matrix(up, W, i, 0, 'f', 'F');
    if (gated)
        fulg_fiber_unit_matrix(gate, W, i, 0, 'g', 'G');
    for (slong m = 0; m < fmpq_mat_nrows(up); m++, row++)
    {
        for (slong c = 0; c < N->n; c++)
        {
            fmpq_set(fmpq_mat_entry(N->key, row, gated ? N->n + c : c),
                     fmpq_mat_entry(up, m, c));
            if (gated)
                fmpq_set(fmpq_mat_entry(N->key, row, c),
                         fmpq_mat_entry(gate, m, c));
        }
        for (slong c = 0; c < fmpq_mat_nrows(down); c++)
            fmpq_set(fmpq_mat_entry(N->out, row, c),
                     fmpq_mat_entry(down, c, m));
        normalise(N, row, activation);
        if (side)
            for (slong c = 0; c < fmpq_mat_nrows(down); c++)
                fmpq_neg(fmpq_mat_entry(N->out, row, c),
                         fmpq_mat_entry(N->out, row, c));
    }
    fmpq_mat_clear(up);
    if (gated)
        fmpq_mat_clear(gate);
}

/* ---- equal keys ------------------------------------------------------------------ */

static int
compare(const neurons_t *N, slong a, slong b)
{
    for (slong c = 0; c < fmpq_mat_ncols(N->key); c++)
    {
        const int order = fmpq_cmp(fmpq_mat_entry(N->key, a, c),
                                   fmpq_mat_entry(N->key, b, c));
        if (order != 0)
            return order;
    }
    return 0;
}

/* order[first .. first + num - 1] sorted by keys, with room for as many. */
static void
sort(slong *order, slong *room, slong num, const neurons_t *N)
{
    const slong half = num / 2;
    slong a = 0, b = half;
    if (num < 2)
        return;
    sort(order, room, half, N);
    sort(order + half, room, num - half, N);
    for (slong k = 0; k < num; k++)
        room[k] = b == num || (a < half && compare(N, order[a], order[b]) <= 0)
                      ? order[a++]
                      : order[b++];
    for (slong k = 0; k < num; k++)
        order[k] = room[k];
}

/* phi sees 0 at every z. */
static int
is_constant(const neurons_t *N, slong row)
{
    slong c = 0;
    while (c < N->n && fmpq_is_zero(fmpq_mat_entry(N->key, row, c)))
        c++;
    return c == N->n;
}

/* constant += factor row */
static void
add_constant(fulg_fiber_unit_pair_t *pair, const fmpq_mat_t row,
             const fmpq_t factor)
{
    for (slong c = 0; c < fmpq_mat_ncols(row); c++)
        fmpq_addmul(fmpq_mat_entry(pair->constant, c, 0), factor,
                    fmpq_mat_entry(row, 0, c));
}

/* The outputs of neurons with one key cancel; what changes of signs leave is
   added to the constant or to the sum. */
static int
cancel(fulg_fiber_unit_pair_t *pair, fulg_fiber_unit_sum_t *linear,
       const neurons_t *N, const slong *order, slong num, flip_t flip)
{
    const slong out = fmpq_mat_ncols(N->out);
    fmpq_mat_t all, turned;
    fmpq_t factor;
    int zero;
    fmpq_init(factor);
    fmpq_mat_init(all, 1, out);
    fmpq_mat_init(turned, 1, out);
    for (slong k = 0; k < num; k++)
        for (slong c = 0; c < out; c++)
        {
            const fmpq *x = fmpq_mat_entry(N->out, order[k], c);
            fmpq_add(fmpq_mat_entry(all, 0, c), fmpq_mat_entry(all, 0, c), x);
            if (N->flipped[order[k]])
                fmpq_add(fmpq_mat_entry(turned, 0, c),
                         fmpq_mat_entry(turned, 0, c), x);
        }
    zero = fmpq_mat_is_zero(all);
    if (flip == FLIP_LINEAR && !fmpq_mat_is_zero(turned))
        fulg_fiber_unit_sum_add(linear, -1, turned, 0, N->key, order[0]);
    /* Their output has its sign already: d s(-z) = d - d s(z). */
    fmpq_set_si(factor, -1, 1);
    if (flip == FLIP_CONSTANT)
        add_constant(pair, turned, factor);
    /* s(0) = 1/2; all others are 0 there. */
    fmpq_set_si(factor, flip == FLIP_CONSTANT, 2);
    if (is_constant(N, order[0]))
    {
        add_constant(pair, all, factor);
        zero = 1;
    }
    fmpq_clear(factor);
    fmpq_mat_clear(all);
    fmpq_mat_clear(turned);
    return zero;
}

static int
cancel_all(fulg_fiber_unit_pair_t *pair, fulg_fiber_unit_sum_t *linear,
           const neurons_t *N, flip_t flip)
{
    slong *order = flint_malloc((size_t) N->num * sizeof *order);
    slong *room = flint_malloc((size_t) N->num * sizeof *room);
    int same = 1;
    for (slong k = 0; k < N->num; k++)
        order[k] = k;
    sort(order, room, N->num, N);
    for (slong k = 0, end; k < N->num && same; k = end)
    {
        for (end = k + 1; end < N->num; end++)
            if (compare(N, order[k], order[end]) != 0)
                break;
        same = cancel(pair, linear, N, order + k, end - k, flip);
    }
    flint_free(order);
    flint_free(room);
    return same;
}

int
fulg_fiber_unit_neurons(fulg_fiber_unit_pair_t *pair,
                        fulg_fiber_unit_sum_t *linear, slong i)
{
    const fulg_sublayer_struct *a = &pair->W[0]->arch->sub[i];
    const fulg_sublayer_struct *b = &pair->W[1]->arch->sub[i];
    const int gated = fulg_arch_activation(a->activation)->gated;
    neurons_t N = {.num = a->hidden + b->hidden,
                   .n = pair->W[0]->arch->width[i] + 1};
    int same;
    fmpq_mat_init(N.key, N.num, gated ? 2 * N.n : N.n);
    fmpq_mat_init(N.out, N.num, fmpq_mat_nrows(pair->constant));
    N.flipped = flint_calloc((size_t) N.num, 1);
    read_side(&N, 0, pair, 0, i);
    read_side(&N, a->hidden, pair, 1, i);
    same = cancel_all(pair, linear, &N, flip_of(a->activation));
    for (int side = 0; side < 2; side++)
        fulg_fiber_unit_add_bias(pair, side, i);
    flint_free(N.flipped);
    fmpq_mat_clear(N.key);
    fmpq_mat_clear(N.out);
    return same;
}
