#include "impl.h"

/*
 * The change of parameters that takes A to B, from the input on, without a proof
 * of equality at hand (doc: thm-fiber-o).
 *
 * C_0 = 1.  With C = C_{i-1}, the head g of A that becomes head h of B has
 * (Q' C) = (c G) Q and c K = (c G)^T (K' C): where Q has full row rank the first
 * equation has at most one solution c G, and the second one gives c.  Likewise
 * U' C = H U, and then C_i O = c O' H for all heads together, which fixes C_i
 * where the O (or the V) of the layer have full row rank together.  Which heads
 * belong together shows mod a prime; every equation is then checked over Q, so
 * that what is found is a change of parameters, and proves equality.
 */

/* A C_i that is 1 is written out up to this width. */
#define MAX_WRITTEN 64

typedef struct
{
    const fulg_weights_struct *A, *B;
    fulg_fiber_change_struct *change;
    fulg_rand_struct *rand;
    ulong p;
    int *plain; /* C_i = 1 */
} walk_t;

/* M becomes M C. */
static void
times(fmpq_mat_t M, const walk_t *w, slong i)
{
    fmpq_mat_t MC;
    if (w->plain[i])
        return;
    fulg_fiber_init_mul(MC, M, &w->change->C[i]);
    fmpq_mat_swap(M, MC);
    fmpq_mat_clear(MC);
}

/* ---- one head ---------------------------------------------------------------- */

static const fmpq_mat_struct *
mat_of(const fulg_weights_struct *W, slong i, slong h, char kind)
{
    return fulg_weights_mat(W, i, h, kind)->fmpq;
}

/* M' C, initialised here. */
static void
init_seen(fmpq_mat_t M, const walk_t *w, slong i, slong h, char kind)
{
    fmpq_mat_init_set(M, mat_of(w->B, i, h, kind));
    times(M, w, i);
}

/* c and G of head h, from head g of A. */
static int
set_scores(walk_t *w, slong i, slong h, slong g)
{
    const slong place = w->change->first[i] + h;
    fmpq_mat_struct *G = &w->change->G[place];
    fmpq *c = w->change->scale + place;
    fmpq_mat_t M, Gt;
    int found;
    init_seen(M, w, i, h, 'q');
    found = fulg_fiber_solve_left(G, mat_of(w->A, i, g, 'q'), M, w->p);
    fmpq_mat_clear(M);
    if (!found)
        return 0;
    init_seen(M, w, i, h, 'k');
    fulg_fiber_init_transpose(Gt, G);
    found = fulg_fiber_product_ratio(c, Gt, M, mat_of(w->A, i, g, 'k')) &&
            (!fulg_arch_is_normalised(w->A->arch) || fmpq_is_one(c));
    if (found && !fmpq_is_one(c))
    {
        fmpq_t inverse;
        fmpq_init(inverse);
        fmpq_inv(inverse, c);
        fulg_fiber_place(G, 0, 0, G, inverse);
        fmpq_clear(inverse);
    }
    fmpq_mat_clear(Gt);
    fmpq_mat_clear(M);
    return found;
}

/* C_i X = Y is what the values of head h say; both are initialised here. */
static int
init_values(fmpq_mat_t X, fmpq_mat_t Y, walk_t *w, slong i, slong h, slong g)
{
    const slong place = w->change->first[i] + h;
    const int split = fulg_arch_has_value_dim(w->A->arch);
    int found = 1;
    fmpq_mat_init_set(X, mat_of(w->A, i, g, split ? 'o' : 'v'));
    if (split)
    {
        fmpq_mat_struct *H = &w->change->H[place];
        fmpq_mat_t U;
        init_seen(U, w, i, h, 'u');
        found = fulg_fiber_solve_left(H, mat_of(w->A, i, g, 'u'), U, w->p);
        fmpq_mat_clear(U);
        fulg_fiber_init_mul(Y, mat_of(w->B, i, h, 'o'), H);
    }
    else
        init_seen(Y, w, i, h, 'v');
    if (!fmpq_is_one(w->change->scale + place))
        fulg_fiber_place(Y, 0, 0, Y, w->change->scale + place);
    return found;
}

/* ---- which heads belong together ------------------------------------------- */

/* r = (K x)(Q y) for the columns x, y of xy, mod p. */
static int
form_at(ulong *r, const fmpq_mat_t K, const fmpq_mat_t Q, const nmod_mat_t x,
        const nmod_mat_t y, ulong p)
{
    nmod_mat_t k, q, kx, qy;
    int defined = fulg_fiber_init_residues(k, K, NULL, fmpq_mat_ncols(K), p) &
                  fulg_fiber_init_residues(q, Q, NULL, fmpq_mat_ncols(Q), p);
    nmod_mat_init(kx, nmod_mat_nrows(k), 1, p);
    nmod_mat_init(qy, nmod_mat_nrows(q), 1, p);
    nmod_mat_mul(kx, k, x);
    nmod_mat_mul(qy, q, y);
    *r = 0;
    for (slong i = 0; i < nmod_mat_nrows(kx); i++)
        *r = n_addmod(*r,
                      n_mulmod2_preinv(nmod_mat_entry(kx, i, 0),
                                       nmod_mat_entry(qy, i, 0), p,
                                       k->mod.ninv),
                      p);
    nmod_mat_clear(k);
    nmod_mat_clear(q);
    nmod_mat_clear(kx);
    nmod_mat_clear(qy);
    return defined;
}

/* The values of the scores of every head at two pairs of random states: sign[2 h]
   and sign[2 h + 1]. */
static int
signatures(ulong *sign, const fulg_weights_struct *W, slong i,
           nmod_mat_struct *at, ulong p)
{
    int defined = 1;
    for (slong h = 0; h < W->arch->sub[i].heads && defined; h++)
        for (slong n = 0; n < 2 && defined; n++)
            defined = form_at(&sign[2 * h + n], mat_of(W, i, h, 'k'),
                              mat_of(W, i, h, 'q'), &at[2 * n], &at[2 * n + 1],
                              p);
    return defined;
}

/* Four random states of A, and what they are in B. */
static int
random_states(nmod_mat_struct *a, nmod_mat_struct *b, const walk_t *w, slong i)
{
    const slong d = w->A->arch->width[i];
    nmod_mat_t c;
    int defined = 1;
    if (!w->plain[i])
        defined = fulg_fiber_init_residues(c, &w->change->C[i], NULL, d, w->p);
    for (slong n = 0; n < 4; n++)
    {
        nmod_mat_init(&a[n], d, 1, w->p);
        nmod_mat_init(&b[n], d, 1, w->p);
        for (slong j = 0; j < d; j++)
            nmod_mat_entry(&a[n], j, 0) = fulg_rand_below(w->rand, w->p);
        if (w->plain[i])
            nmod_mat_set(&b[n], &a[n]);
        else
            nmod_mat_mul(&b[n], c, &a[n]);
    }
    if (!w->plain[i])
        nmod_mat_clear(c);
    return defined;
}

/* One scores are a multiple of the others, as far as it shows. */
static int
alike(const ulong *x, const ulong *y, ulong p)
{
    const ulong inverse = n_preinvert_limb(p);
    return n_mulmod2_preinv(x[0], y[1], p, inverse) ==
           n_mulmod2_preinv(x[1], y[0], p, inverse);
}

/* ---- one layer ----------------------------------------------------------------- */

/* C_i from the heads: X = [X_1 ... X_H] and Y likewise; 0 when it does not follow
   or is not what it must be. */
static int
set_state(walk_t *w, slong i, const fmpq_mat_struct *X,
          const fmpq_mat_struct *Y, slong heads)
{
    const fulg_arch_struct *arch = w->A->arch;
    const slong d = arch->width[i + 1], n = fmpq_mat_ncols(&X[0]);
    fmpq_mat_t x, y;
    fmpq_t one;
    int found = 1;
    for (slong h = 0; h < heads && found; h++)
        found = fmpq_mat_equal(&X[h], &Y[h]);
    if (found || i + 1 == arch->depth || fulg_arch_is_residual(arch))
        return found;
    w->plain[i + 1] = 0;
    fmpq_init(one);
    fmpq_one(one);
    fmpq_mat_init(x, d, heads * n);
    fmpq_mat_init(y, d, heads * n);
    for (slong h = 0; h < heads; h++)
    {
        fulg_fiber_place(x, 0, h * n, &X[h], one);
        fulg_fiber_place(y, 0, h * n, &Y[h], one);
    }
    fmpq_mat_clear(&w->change->C[i + 1]);
    fmpq_mat_init(&w->change->C[i + 1], d, d);
    found = fulg_fiber_solve_left(&w->change->C[i + 1], x, y, w->p);
    fmpq_mat_clear(x);
    fmpq_mat_clear(y);
    fmpq_clear(one);
    return found;
}

/* Head h of B from some head of A that is not used yet. */
static int
set_head(walk_t *w, slong i, slong h, int *used, const ulong *sign,
         fmpq_mat_struct *X, fmpq_mat_struct *Y)
{
    const slong heads = w->A->arch->sub[i].heads;
    for (slong g = 0; g < heads; g++)
    {
        if (used[g] || !alike(sign + 2 * g, sign + 2 * (heads + h), w->p) ||
            !set_scores(w, i, h, g))
            continue;
        used[g] = 1;
        w->change->source[w->change->first[i] + h] = g;
        return init_values(X, Y, w, i, h, g) ? 1 : -1;
    }
    return 0;
}

static int
set_layer(walk_t *w, slong i)
{
    const slong heads = w->A->arch->sub[i].heads;
    nmod_mat_struct a[4], b[4];
    ulong *sign = flint_malloc((size_t) (4 * heads) * sizeof(ulong));
    int *used = flint_calloc((size_t) heads, sizeof(int));
    fmpq_mat_struct *X = fulg_fiber_mats(heads), *Y = fulg_fiber_mats(heads);
    slong h = 0;
    int found = random_states(a, b, w, i) &&
                signatures(sign, w->A, i, a, w->p) &&
                signatures(sign + 2 * heads, w->B, i, b, w->p);
    while (h < heads && found > 0)
    {
        found = set_head(w, i, h, used, sign, &X[h], &Y[h]);
        h += found != 0;
    }
    found = found > 0 && set_state(w, i, X, Y, heads);
    for (slong n = 0; n < 4; n++)
    {
        nmod_mat_clear(&a[n]);
        nmod_mat_clear(&b[n]);
    }
    fulg_fiber_mats_clear(X, h);
    fulg_fiber_mats_clear(Y, h);
    flint_free(sign);
    flint_free(used);
    return found;
}

int
fulg_fiber_same_gauge(fulg_fiber_same_t result, const fulg_weights_t A,
                      const fulg_weights_t B, fulg_rand_t rand)
{
    walk_t w = {A, B, result->change, rand, 0, NULL};
    const slong depth = A->arch->depth;
    int found = 1;
    if (!fulg_fiber_same_shape(A->arch, B->arch) ||
        (fulg_arch_is_causal(A->arch) != fulg_arch_is_causal(B->arch) &&
         A->arch->tokens > 1))
        return 0;
    fulg_fiber_change_init_plain(result->change, A->arch);
    w.p = fulg_exact_prime_random(rand);
    w.plain = flint_malloc((size_t) (depth + 1) * sizeof(int));
    for (slong i = 0; i <= depth; i++)
        w.plain[i] = 1;
    for (slong i = 0; i < depth && found; i++)
        found = set_layer(&w, i);
    flint_free(w.plain);
    if (!found)
    {
        fulg_fiber_change_clear(result->change);
        return 0;
    }
    for (slong i = 0; i <= depth; i++)
        if (fmpq_mat_is_empty(&result->change->C[i]) &&
            A->arch->width[i] <= MAX_WRITTEN)
        {
            fmpq_mat_clear(&result->change->C[i]);
            fulg_fiber_init_one(&result->change->C[i], A->arch->width[i]);
        }
    result->has_change = 1;
    result->equal = FULG_TRUE;
    result->proof = FULG_SAME_CHANGE;
    result->reason = fulg_fiber_text(
        "the second network is the first one after a change of parameters, "
        "checked by substitution");
    return 1;
}
