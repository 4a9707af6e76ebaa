#include "impl.h"

/*
 * Exhaustive exact comparison (doc: thm-same-g).
 *
 * A polynomial of degree at most D in n variables that vanishes at the points
 * of N^n with sum at most D vanishes, mod any prime p > D; a homogeneous one may
 * have its last variable set to 1.  Modulo enough primes, the product of which
 * exceeds twice the height of the difference, it is zero over Q.
 *
 * Variables: the entries of X; or, for an unmasked lightning stack with
 * t >= d_0, those of the symmetric G = X X^T, because the output is Phi(G) X
 * with Phi of degree (3^l - 1)/2, and G is Zariski dense.  One-head stacks
 * without residual are first restricted to the joint row space of their virtual
 * weights, which is all that they see of X.
 */

typedef struct
{
    const fulg_weights_struct *A, *B;
    int gram, homogeneous;
    slong vars, degree, bits;
} grid_t;

/* The joint row space (basis E, initialised here) of M_i, M_i^T, L of both. */
static void
visible_space(fmpq_mat_t E, const fulg_fiber_virtual_t a,
              const fulg_fiber_virtual_t b)
{
    const fulg_fiber_virtual_struct *both[2] = {a, b};
    fmpq_mat_init(E, 0, fmpq_mat_ncols(&a->P[0]));
    for (int n = 0; n < 2; n++)
        for (slong i = 0; i < 2 * both[n]->depth + 1; i++)
        {
            fmpq_mat_t R, joined, basis;
            if (i == 2 * both[n]->depth)
                fmpq_mat_init_set(R, FULG_VIRTUAL_L(both[n]));
            else if (i % 2)
                fulg_fiber_init_transpose(R, &both[n]->M[i / 2]);
            else
                fmpq_mat_init_set(R, &both[n]->M[i / 2]);
            fmpq_mat_init(joined, fmpq_mat_nrows(E) + fmpq_mat_nrows(R),
                          fmpq_mat_ncols(E));
            fmpq_mat_concat_vertical(joined, E, R);
            fulg_fiber_row_basis(basis, joined);
            fmpq_mat_swap(E, basis);
            fmpq_mat_clear(basis);
            fmpq_mat_clear(joined);
            fmpq_mat_clear(R);
        }
}

/* m with E^T m E = M, or l with l E = L: entries at the pivot columns of E. */
static void
at_pivots(fmpq_mat_t m, const fmpq_mat_t M, const fmpq_mat_t E, int both)
{
    const slong w = fmpq_mat_nrows(E);
    slong *pivot = flint_calloc((size_t) w + 1, sizeof(slong));
    for (slong i = 0; i < w; i++)
    {
        pivot[i] = i ? pivot[i - 1] + 1 : 0;
        while (fmpq_is_zero(fmpq_mat_entry(E, i, pivot[i])))
            pivot[i]++;
    }
    for (slong i = 0; i < fmpq_mat_nrows(m); i++)
        for (slong j = 0; j < w; j++)
            fmpq_set(fmpq_mat_entry(m, i, j),
                     fmpq_mat_entry(M, both ? pivot[i] : i, pivot[j]));
    flint_free(pivot);
}

/* The stack with widths (w, .., w, d_l): Q = 1, K = m_i^T, V = 1 but the last,
   which is l. */
static int
restricted(fulg_weights_t W, const fulg_fiber_virtual_t virt,
           const fmpq_mat_t E, const fulg_arch_struct *old, slong tokens)
{
    const slong w = fmpq_mat_nrows(E), l = virt->depth;
    fulg_arch_t arch;
    fulg_domain_t D;
    int made;
    fulg_arch_init(arch, l);
    for (slong i = 0; i < l; i++)
        arch->width[i] = arch->sub[i].head_dim = w;
    arch->width[l] = old->width[l];
    arch->tokens = tokens;
    fulg_arch_set_all(arch, "mask", fulg_arch_is_causal(old));
    fulg_domain_init_fmpq(D);
    made = fulg_weights_init(W, arch, D, NULL) == FULG_OK;
    fulg_arch_clear(arch);
    for (slong i = 0; i < l && made; i++)
    {
        fmpq_mat_struct *K = fulg_weights_mat(W, i, 0, 'k')->fmpq;
        fmpq_mat_one(fulg_weights_mat(W, i, 0, 'q')->fmpq);
        at_pivots(K, &virt->M[i], E, 1);
        fmpq_mat_transpose(K, K);
        if (i + 1 < l)
            fmpq_mat_one(fulg_weights_mat(W, i, 0, 'v')->fmpq);
        else
            at_pivots(fulg_weights_mat(W, i, 0, 'v')->fmpq,
                      FULG_VIRTUAL_L(virt), E, 0);
    }
    return made;
}

/* Y += V W G W^T A W for a head, mod p. */
static void
gram_head(nmod_mat_t Y, const nmod_mat_t W, const nmod_mat_t G,
          const fulg_weights_t net, slong i, slong h)
{
    const slong n = nmod_mat_ncols(G), d = nmod_mat_nrows(W),
                a = net->arch->sub[i].head_dim;
    const ulong p = net->domain->prime;
    nmod_mat_t k, q, kq, kt, x, y;
    fulg_mat_t v, in;
    nmod_mat_init(k, a, n, p);
    nmod_mat_init(q, a, n, p);
    nmod_mat_init(kt, n, a, p);
    nmod_mat_init(kq, n, n, p);
    nmod_mat_init(x, n, n, p);
    nmod_mat_init(y, d, n, p);
    nmod_mat_mul(k, fulg_weights_mat(net, i, h, 'k')->nmod, W);
    nmod_mat_mul(q, fulg_weights_mat(net, i, h, 'q')->nmod, W);
    nmod_mat_transpose(kt, k);
    nmod_mat_mul(kq, kt, q);
    nmod_mat_mul(x, G, kq);
    nmod_mat_mul(y, W, x);
    *in->nmod = *y;
    net->domain->ops->init(v, nmod_mat_nrows(Y), n, net->domain);
    fulg_weights_apply_value(v, net, i, h, in);
    nmod_mat_add(Y, Y, v->nmod);
    net->domain->ops->clear(v);
    nmod_mat_clear(k);
    nmod_mat_clear(q);
    nmod_mat_clear(kt);
    nmod_mat_clear(kq);
    nmod_mat_clear(x);
    nmod_mat_clear(y);
}

/* Phi(G) (initialised here): W_0 = 1, W_i = [W_{i-1}] + sum over the heads. */
static void
gram_output(nmod_mat_t W, const nmod_mat_t G, const fulg_weights_t net)
{
    const slong n = nmod_mat_ncols(G);
    const ulong p = net->domain->prime;
    nmod_mat_init(W, n, n, p);
    nmod_mat_one(W);
    for (slong i = 0; i < net->arch->depth; i++)
    {
        nmod_mat_t Y;
        nmod_mat_init(Y, net->arch->width[i + 1], n, p);
        if (fulg_arch_is_residual(net->arch))
            nmod_mat_set(Y, W);
        for (slong h = 0; h < net->arch->sub[i].heads; h++)
            gram_head(Y, W, G, net, i, h);
        nmod_mat_swap(W, Y);
        nmod_mat_clear(Y);
    }
}

/* Do the two agree at the values of the variables, mod p? */
static int
agree_at(const grid_t *grid, const slong *point, const fulg_weights_t a,
         const fulg_weights_t b, fulg_eval_tape_t S, fulg_eval_tape_t T)
{
    const slong n = a->arch->width[0];
    const fulg_domain_struct *D = a->domain;
    slong v = 0;
    fulg_mat_t X;
    int agree;
    D->ops->init(X, n, grid->gram ? n : a->arch->tokens, D);
    for (slong i = 0; i < n; i++)
        for (slong j = grid->gram ? i : 0; j < D->ops->cols(X); j++, v++)
        {
            D->ops->set_si(X, i, j, point[v]);
            if (grid->gram)
                D->ops->set_si(X, j, i, point[v]);
        }
    if (grid->gram)
    {
        nmod_mat_t Wa, Wb;
        gram_output(Wa, X->nmod, a);
        gram_output(Wb, X->nmod, b);
        agree = nmod_mat_equal(Wa, Wb);
        nmod_mat_clear(Wa);
        nmod_mat_clear(Wb);
    }
    else
        agree = fulg_eval_forward(S, a, X, NULL) == FULG_OK &&
                fulg_eval_forward(T, b, X, NULL) == FULG_OK &&
                D->ops->equal(&S->state[S->depth], &T->state[T->depth]);
    D->ops->clear(X);
    return agree;
}

/* The next point of N^free with sum at most D; 0 after the last. */
static int
next_point(slong *point, slong free, slong D)
{
    slong total = 0;
    for (slong i = 0; i < free; i++)
        total += point[i];
    for (slong i = 0; i < free; i++)
    {
        if (total < D)
        {
            point[i]++;
            return 1;
        }
        total -= point[i];
        point[i] = 0;
    }
    return 0;
}

static int
agree_mod(const grid_t *grid, ulong p)
{
    const slong free = grid->vars - grid->homogeneous;
    slong *point;
    fulg_weights_t a, b;
    fulg_eval_tape_t S, T;
    int agree = 1;
    if (!fulg_fiber_same_reduce(a, grid->A, p))
        return 0;
    if (!fulg_fiber_same_reduce(b, grid->B, p))
    {
        fulg_weights_clear(a);
        return 0;
    }
    fulg_eval_tape_init(S, a);
    fulg_eval_tape_init(T, b);
    point = flint_calloc((size_t) grid->vars + 1, sizeof(slong));
    if (grid->homogeneous)
        point[grid->vars - 1] = 1;
    do
        agree = agree_at(grid, point, a, b, S, T);
    while (agree && next_point(point, free, grid->degree));
    flint_free(point);
    fulg_eval_tape_clear(T, b);
    fulg_eval_tape_clear(S, a);
    fulg_weights_clear(b);
    fulg_weights_clear(a);
    return agree;
}

/* Word operations of an evaluation, roughly. */
static slong
evaluation_cost(const fulg_arch_struct *arch)
{
    const slong t = FLINT_MAX(arch->tokens, arch->width[0]);
    slong cost = 500;
    for (slong i = 0; i < arch->depth; i++)
    {
        const slong d = arch->width[i] + arch->width[i + 1];
        cost += fulg_arch_is_pnn(arch)
                    ? d * d
                    : arch->sub[i].heads *
                          (200 + t * (d + t) * (d + arch->sub[i].head_dim));
    }
    return cost;
}

/* C(free + D, free), at most limit + 1. */
static slong
num_points(slong free, slong D, slong limit)
{
    slong count = 1;
    for (slong m = 1; m <= free; m++)
    {
        if (count > limit || D + m > WORD_MAX / (limit + 1))
            return limit + 1;
        count = count * (D + m) / m;
    }
    return FLINT_MIN(count, limit + 1);
}

static int
run(fulg_fiber_same_t result, const grid_t *grid, fulg_rand_t rand, slong limit)
{
    const slong free = grid->vars - grid->homogeneous;
    const slong primes = grid->bits / 60 + 1;
    slong budget = limit /
                   (evaluation_cost(grid->A->arch) +
                    evaluation_cost(grid->B->arch)) /
                   primes;
    const slong points = num_points(free, grid->degree, budget);
    if (points > budget || grid->bits >= FULG_SAME_HUGE)
        return 0;
    for (slong n = 0; n < primes; n++)
        if (!agree_mod(grid, fulg_exact_prime_random(rand)))
            return 0;
    result->equal = FULG_TRUE;
    result->proof = FULG_SAME_GRID;
    result->points = points;
    result->primes = primes;
    result->reason = fulg_fiber_text(
        "the outputs agree at %ld points, enough for polynomials of degree %ld "
        "in %ld variables, modulo %ld primes whose product exceeds every "
        "coefficient of the difference",
        (long) points, (long) grid->degree, (long) grid->vars, (long) primes);
    return 1;
}

static int
compare(fulg_fiber_same_t result, const fulg_weights_t A,
        const fulg_weights_t B, fulg_rand_t rand, slong limit)
{
    const fulg_arch_struct *x = A->arch, *y = B->arch;
    const int attention = !fulg_arch_is_pnn(x) && !fulg_arch_is_pnn(y);
    const slong n = x->width[0];
    grid_t grid;
    grid.A = A;
    grid.B = B;
    grid.gram = attention && !fulg_arch_is_causal(x) &&
                !fulg_arch_is_causal(y) && x->tokens >= n;
    grid.homogeneous = attention && !fulg_arch_is_residual(x) &&
                       !fulg_arch_is_residual(y) && x->depth == y->depth;
    fulg_fiber_same_bounds(&grid.degree, &grid.bits, A, B);
    grid.vars = n * x->tokens;
    if (grid.gram)
    {
        grid.vars = n * (n + 1) / 2;
        grid.degree = (grid.degree - 1) / 2;
    }
    if (grid.degree >= FULG_SAME_HUGE / 4)
        return 0;
    return run(result, &grid, rand, limit);
}

/* Virtual weights first, when both have them. */
static int
compare_restricted(fulg_fiber_same_t result, const fulg_weights_t A,
                   const fulg_weights_t B, fulg_rand_t rand, slong limit)
{
    fulg_fiber_virtual_t a, b;
    fulg_weights_t x, y;
    fmpq_mat_t E;
    slong w, tokens = A->arch->tokens;
    int settled = 0;
    if (fulg_fiber_virtual_init(a, A, NULL) != FULG_OK)
        return 0;
    if (fulg_fiber_virtual_init(b, B, NULL) != FULG_OK)
    {
        fulg_fiber_virtual_clear(a);
        return 0;
    }
    visible_space(E, a, b);
    w = fmpq_mat_nrows(E);
    if (!fulg_arch_is_causal(A->arch) && !fulg_arch_is_causal(B->arch))
        tokens = FLINT_MIN(tokens, FLINT_MAX(w, 1));
    if (w > 0 && restricted(x, a, E, A->arch, tokens))
    {
        if (restricted(y, b, E, B->arch, tokens))
        {
            settled = compare(result, x, y, rand, limit);
            fulg_weights_clear(y);
        }
        fulg_weights_clear(x);
    }
    fmpq_mat_clear(E);
    fulg_fiber_virtual_clear(a);
    fulg_fiber_virtual_clear(b);
    return settled;
}

int
fulg_fiber_same_grid(fulg_fiber_same_t result, const fulg_weights_t A,
                     const fulg_weights_t B, fulg_rand_t rand, slong limit)
{
    if (fulg_arch_is_normalised(A->arch) || fulg_arch_is_normalised(B->arch))
        return 0;
    return compare_restricted(result, A, B, rand, limit) ||
           compare(result, A, B, rand, limit);
}
