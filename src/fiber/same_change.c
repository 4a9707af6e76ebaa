#include "impl.h"

/*
 * The change of parameters that takes A to B, once their functions are known to
 * be equal.
 *
 * The proof of equality gives matrices Y_i, Z_i with C_i Y_i = Z_i for whatever
 * change there is: P_i and e_i P_i' (e_i = c_1 .. c_i) when it went through
 * virtual weights, the linear images of the common functions when it went layer
 * by layer.  Where Y_i has full row rank this fixes C_i.  Where ranks drop, C_i
 * also satisfies linear equations with what the function does not see of the
 * next layer:  c V' C_i = C_{i+1} V,  Q' C_i = c G Q,  K' C_i = G^-T K; a
 * random solution is invertible when any is.  G and H solve linear systems in
 * turn.  What is found is verified by substitution, so nothing rests on luck.
 */

/* Largest number of unknown entries of all C_i together. */
#define MAX_UNKNOWNS 400
#define TRIES 12

typedef struct
{
    const fulg_weights_struct *A, *B;
    slong depth;
    fmpq_mat_struct *Y, *Z; /* depth + 1 */
    fmpq *c;                /* one a layer; one-head stacks */
    int *known;
    slong *offset; /* of the unknown C_i among the unknowns */
    slong unknowns;
    fulg_change_struct *change;
    fulg_rand_struct *rand;
} search_t;

/* ---- two-sided systems -------------------------------------------------- */

/* X (initialised here) with A X = B; 0 when there is none. */
static int
left_divide(fmpq_mat_t X, const fmpq_mat_t A, const fmpq_mat_t B)
{
    int found;
    fmpq_mat_init(X, fmpq_mat_ncols(A), fmpq_mat_ncols(B));
    if (fmpq_mat_is_empty(A) || fmpq_mat_is_empty(B))
        found = fmpq_mat_is_zero(B);
    else
        found = fmpq_mat_can_solve(X, A, B);
    if (!found)
        fmpq_mat_clear(X);
    return found;
}

static void
random_entries(fmpq_mat_t A, fulg_rand_struct *rand, slong bound)
{
    for (slong i = 0; i < fmpq_mat_nrows(A); i++)
        for (slong j = 0; j < fmpq_mat_ncols(A); j++)
            fmpq_set_si(fmpq_mat_entry(A, i, j),
                        fulg_rand_signed(rand, bound), 1);
}

/* G += N Z R for random Z until G is invertible. */
static int
make_invertible(fmpq_mat_t G, const fmpq_mat_t N, const fmpq_mat_t R,
                fulg_rand_struct *rand)
{
    const slong a = fmpq_mat_nrows(G);
    fmpq_mat_t Z, NZ, NZR, sum;
    int found = fulg_fiber_rank(G) == a;
    if (found || fmpq_mat_ncols(N) == 0 || fmpq_mat_nrows(R) == 0)
        return found;
    fmpq_mat_init(Z, fmpq_mat_ncols(N), fmpq_mat_nrows(R));
    fmpq_mat_init(NZ, a, fmpq_mat_nrows(R));
    fmpq_mat_init(NZR, a, a);
    fmpq_mat_init(sum, a, a);
    for (slong n = 0; n < TRIES && !found; n++)
    {
        random_entries(Z, rand, n + 1);
        fmpq_mat_mul(NZ, N, Z);
        fmpq_mat_mul(NZR, NZ, R);
        fmpq_mat_add(sum, G, NZR);
        found = fulg_fiber_rank(sum) == a;
    }
    if (found)
        fmpq_mat_swap(G, sum);
    fmpq_mat_clear(sum);
    fmpq_mat_clear(NZR);
    fmpq_mat_clear(NZ);
    fmpq_mat_clear(Z);
    return found;
}

/* Adds to G a matrix Y R with K Y R = rest, R the left kernel of Q, so that
   K G = target too; then makes G invertible within the solutions. */
static int
correct(fmpq_mat_t G, const fmpq_mat_t R, const fmpq_mat_t K,
        const fmpq_mat_t target, fulg_rand_struct *rand)
{
    fmpq_mat_t KG, rest, KY, Y, YR, N;
    int found;
    fulg_fiber_init_mul(KG, K, G);
    fmpq_mat_init(rest, fmpq_mat_nrows(target), fmpq_mat_ncols(target));
    fmpq_mat_sub(rest, target, KG);
    fmpq_mat_clear(KG);
    found = fulg_fiber_right_divide(KY, rest, R);
    fmpq_mat_clear(rest);
    if (!found)
        return 0;
    found = left_divide(Y, K, KY);
    fmpq_mat_clear(KY);
    if (!found)
        return 0;
    fulg_fiber_init_mul(YR, Y, R);
    fmpq_mat_add(G, G, YR);
    fulg_fiber_kernel(N, K);
    found = make_invertible(G, N, R, rand);
    fmpq_mat_clear(N);
    fmpq_mat_clear(YR);
    fmpq_mat_clear(Y);
    return found;
}

/* An invertible G (initialised by the caller) with G Q = left and K G = right. */
static int
solve_two_sided(fmpq_mat_t G, const fmpq_mat_t Q, const fmpq_mat_t left,
                const fmpq_mat_t K, const fmpq_mat_t right,
                fulg_rand_struct *rand)
{
    fmpq_mat_t G0, Qt, Nt, R;
    int found;
    if (!fulg_fiber_right_divide(G0, left, Q))
        return 0;
    fulg_fiber_init_transpose(Qt, Q);
    fulg_fiber_kernel(Nt, Qt);
    fulg_fiber_init_transpose(R, Nt);
    found = correct(G0, R, K, right, rand);
    if (found)
        fmpq_mat_set(G, G0);
    fmpq_mat_clear(R);
    fmpq_mat_clear(Nt);
    fmpq_mat_clear(Qt);
    fmpq_mat_clear(G0);
    return found;
}

/* ---- heads, once the C_i are known -------------------------------------- */

/* G, H of a head whose source and scale are set. */
static int
solve_head(search_t *s, slong i, slong h)
{
    fulg_change_struct *ch = s->change;
    const slong place = ch->first[i] + h, src = ch->source[place];
    fmpq_mat_t left, Kt, Kold, right;
    fmpq_t inverse;
    int found;
    fmpq_init(inverse);
    fmpq_inv(inverse, ch->scale + place);
    fulg_fiber_init_mul(left, fulg_weights_mat(s->B, i, h, 'q')->fmpq,
                        &ch->C[i]);
    fulg_fiber_place(left, 0, 0, left, inverse);
    fulg_fiber_init_mul(right, fulg_weights_mat(s->B, i, h, 'k')->fmpq,
                        &ch->C[i]);
    fulg_fiber_init_transpose(Kt, right);
    fmpq_mat_clear(right);
    fulg_fiber_init_transpose(Kold,
                              fulg_weights_mat(s->A, i, src, 'k')->fmpq);
    found = solve_two_sided(&ch->G[place],
                            fulg_weights_mat(s->A, i, src, 'q')->fmpq, left, Kt,
                            Kold, s->rand);
    fmpq_mat_clear(Kold);
    fmpq_mat_clear(Kt);
    fmpq_mat_clear(left);
    if (found && fulg_arch_has_value_dim(s->A->arch))
    {
        fulg_fiber_init_mul(left, fulg_weights_mat(s->B, i, h, 'u')->fmpq,
                            &ch->C[i]);
        fulg_fiber_init_mul(right, &ch->C[i + 1],
                            fulg_weights_mat(s->A, i, src, 'o')->fmpq);
        fulg_fiber_place(right, 0, 0, right, inverse);
        found = solve_two_sided(
            &ch->H[place], fulg_weights_mat(s->A, i, src, 'u')->fmpq, left,
            fulg_weights_mat(s->B, i, h, 'o')->fmpq, right, s->rand);
        fmpq_mat_clear(left);
        fmpq_mat_clear(right);
    }
    fmpq_clear(inverse);
    return found;
}

/* c with Ab = c Aa and Va = c Vb; c = 1 when all are zero. */
static int
head_scale(fmpq_t c, const fmpq_mat_t Aa, const fmpq_mat_t Va,
           const fmpq_mat_t Ab, const fmpq_mat_t Vb)
{
    fmpq_t other;
    int match;
    fmpq_init(other);
    fmpq_one(c);
    match = (fmpq_mat_is_zero(Aa) && fmpq_mat_is_zero(Ab)) ||
            fulg_fiber_proportional(c, Ab, Aa);
    if (match && !(fmpq_mat_is_zero(Va) && fmpq_mat_is_zero(Vb)))
    {
        match = fulg_fiber_proportional(other, Va, Vb);
        if (match && fmpq_mat_is_zero(Aa))
            fmpq_set(c, other);
        match = match && fmpq_equal(c, other);
    }
    fmpq_clear(other);
    return match;
}

/* Does head src of A become head h of B?  Sets the scale. */
static int
match_pair(search_t *s, slong i, slong h, slong src)
{
    fulg_change_struct *ch = s->change;
    fmpq *c = ch->scale + ch->first[i] + h;
    fmpq_mat_t Aa, Va, Ab, Vb, AC, CAC, CV, VC;
    int match;
    fulg_fiber_head(Aa, Va, s->A, i, src);
    fulg_fiber_head(Ab, Vb, s->B, i, h);
    fulg_fiber_init_mul(AC, Ab, &ch->C[i]);
    fulg_fiber_init_mul_tn(CAC, &ch->C[i], AC);
    fulg_fiber_init_mul(VC, Vb, &ch->C[i]);
    fulg_fiber_init_mul(CV, &ch->C[i + 1], Va);
    match = head_scale(c, Aa, CV, CAC, VC) &&
            (s->A->arch->norm == FULG_NORM_NONE || fmpq_is_one(c));
    fmpq_mat_clear(CV);
    fmpq_mat_clear(VC);
    fmpq_mat_clear(CAC);
    fmpq_mat_clear(AC);
    fmpq_mat_clear(Ab);
    fmpq_mat_clear(Vb);
    fmpq_mat_clear(Aa);
    fmpq_mat_clear(Va);
    return match;
}

/* Finds for every head of layer i of B an unused head of A. */
static int
match_layer(search_t *s, slong i)
{
    fulg_change_struct *ch = s->change;
    const slong heads = s->A->arch->heads[i];
    int *used = flint_calloc((size_t) heads, sizeof(int));
    int all = 1;
    for (slong h = 0; h < heads && all; h++)
    {
        all = 0;
        for (slong src = 0; src < heads && !all; src++)
        {
            if (used[src] || !match_pair(s, i, h, src))
                continue;
            ch->source[ch->first[i] + h] = src;
            all = solve_head(s, i, h);
            used[src] = all;
        }
    }
    flint_free(used);
    return all;
}

/* ---- the unknown C_i ----------------------------------------------------- */

typedef struct
{
    fmpq_mat_t rows; /* unknowns + 1 columns, the last one the right side */
    slong used;
} system_t;

static void
system_grow(system_t *S, slong more)
{
    fmpq_mat_t bigger;
    fmpq_t one;
    if (S->used + more <= fmpq_mat_nrows(S->rows))
        return;
    fmpq_mat_init(bigger, 2 * (S->used + more), fmpq_mat_ncols(S->rows));
    fmpq_init(one);
    fmpq_one(one);
    fulg_fiber_place(bigger, 0, 0, S->rows, one);
    fmpq_clear(one);
    fmpq_mat_swap(S->rows, bigger);
    fmpq_mat_clear(bigger);
}

/* Adds sign * X C_i Y (NULL: the identity) to the rows from row on, one for each
   entry of the product; a known C_i goes to the right side. */
static void
add_product(system_t *S, slong row, const search_t *s, slong i,
            const fmpq_mat_struct *X, const fmpq_mat_struct *Y, slong sign)
{
    const slong d = s->A->arch->width[i], last = s->unknowns;
    const slong rows = X ? fmpq_mat_nrows(X) : d;
    const slong cols = Y ? fmpq_mat_ncols(Y) : d;
    fmpq_t x;
    fmpq_init(x);
    for (slong r = 0; r < rows; r++)
        for (slong q = 0; q < cols; q++)
            for (slong k = X ? 0 : r; k < (X ? d : r + 1); k++)
                for (slong m = Y ? 0 : q; m < (Y ? d : q + 1); m++)
                {
                    fmpq_set_si(x, s->known[i] ? -sign : sign, 1);
                    if (X)
                        fmpq_mul(x, x, fmpq_mat_entry(X, r, k));
                    if (Y)
                        fmpq_mul(x, x, fmpq_mat_entry(Y, m, q));
                    if (s->known[i])
                        fmpq_mul(x, x, fmpq_mat_entry(&s->change->C[i], k, m));
                    fmpq_add(fmpq_mat_entry(S->rows, row + r * cols + q,
                                            s->known[i] ? last
                                                        : s->offset[i] +
                                                              k * d + m),
                             fmpq_mat_entry(S->rows, row + r * cols + q,
                                            s->known[i] ? last
                                                        : s->offset[i] +
                                                              k * d + m),
                             x);
                }
    fmpq_clear(x);
}

/* X C_i Y = B */
static void
add_equation(system_t *S, const search_t *s, slong i, const fmpq_mat_struct *X,
             const fmpq_mat_struct *Y, const fmpq_mat_t B)
{
    const slong cols = fmpq_mat_ncols(B), size = fmpq_mat_nrows(B) * cols;
    system_grow(S, size);
    add_product(S, S->used, s, i, X, Y, 1);
    for (slong r = 0; r < fmpq_mat_nrows(B); r++)
        for (slong q = 0; q < cols; q++)
        {
            fmpq *x = fmpq_mat_entry(S->rows, S->used + r * cols + q,
                                            s->unknowns);
            fmpq_add(x, x, fmpq_mat_entry(B, r, q));
        }
    S->used += size;
}

/* c V' C_i = C_{i+1} V */
static void
value_equation(system_t *S, const search_t *s, slong i)
{
    fmpq_mat_t A, V, Vb;
    fulg_fiber_head(A, V, s->A, i, 0);
    fmpq_mat_clear(A);
    fulg_fiber_head(A, Vb, s->B, i, 0);
    fmpq_mat_clear(A);
    fulg_fiber_place(Vb, 0, 0, Vb, s->c + i);
    system_grow(S, fmpq_mat_nrows(V) * fmpq_mat_ncols(V));
    add_product(S, S->used, s, i, Vb, NULL, 1);
    add_product(S, S->used, s, i + 1, NULL, V, -1);
    S->used += fmpq_mat_nrows(V) * fmpq_mat_ncols(V);
    fmpq_mat_clear(Vb);
    fmpq_mat_clear(V);
}

/* (X Z)(Y W)^+ for Y W of full row rank a: the matrix T with T Y W = X Z. */
static int
forced(fmpq_mat_t T, const fmpq_mat_t X, const fmpq_mat_t Z,
       const fmpq_mat_t Y, const fmpq_mat_t W)
{
    fmpq_mat_t XZ, YW;
    int found;
    fulg_fiber_init_mul(YW, Y, W);
    fulg_fiber_init_mul(XZ, X, Z);
    found = fulg_fiber_rank(YW) == fmpq_mat_nrows(YW) &&
            fulg_fiber_right_divide(T, XZ, YW);
    fmpq_mat_clear(YW);
    fmpq_mat_clear(XZ);
    return found;
}

/* Q' C_i = T Q and K' C_i = c T^-T K, given T = c G. */
static void
query_equations(system_t *S, const search_t *s, slong i, const fmpq_mat_t T)
{
    fmpq_mat_t inverse, back, B;
    fulg_fiber_init_mul(B, T, fulg_weights_mat(s->A, i, 0, 'q')->fmpq);
    add_equation(S, s, i, fulg_weights_mat(s->B, i, 0, 'q')->fmpq, NULL, B);
    fmpq_mat_clear(B);
    fmpq_mat_init(inverse, fmpq_mat_nrows(T), fmpq_mat_nrows(T));
    if (fmpq_mat_inv(inverse, T))
    {
        fulg_fiber_init_transpose(back, inverse);
        fulg_fiber_place(back, 0, 0, back, s->c + i);
        fulg_fiber_init_mul(B, back, fulg_weights_mat(s->A, i, 0, 'k')->fmpq);
        add_equation(S, s, i, fulg_weights_mat(s->B, i, 0, 'k')->fmpq, NULL, B);
        fmpq_mat_clear(B);
        fmpq_mat_clear(back);
    }
    fmpq_mat_clear(inverse);
}

/* Z^T A' C_i = c Y^T A and the same for the transposes. */
static void
score_equations(system_t *S, const search_t *s, slong i)
{
    fmpq_mat_t A, V, Ab, ZA, YA;
    for (int flip = 0; flip < 2; flip++)
    {
        fulg_fiber_head(A, V, s->A, i, 0);
        fmpq_mat_clear(V);
        fulg_fiber_head(Ab, V, s->B, i, 0);
        fmpq_mat_clear(V);
        if (flip)
        {
            fmpq_mat_transpose(A, A);
            fmpq_mat_transpose(Ab, Ab);
        }
        fulg_fiber_init_mul_tn(ZA, &s->Z[i], Ab);
        fulg_fiber_init_mul_tn(YA, &s->Y[i], A);
        fulg_fiber_place(YA, 0, 0, YA, s->c + i);
        add_equation(S, s, i, ZA, NULL, YA);
        fmpq_mat_clear(YA);
        fmpq_mat_clear(ZA);
        fmpq_mat_clear(Ab);
        fmpq_mat_clear(A);
    }
}

/* All linear equations for an unknown C_i from the layer that reads it. */
static void
reading_equations(system_t *S, const search_t *s, slong i)
{
    fmpq_mat_t T, E, inverse;
    if (forced(T, fulg_weights_mat(s->B, i, 0, 'q')->fmpq, &s->Z[i],
               fulg_weights_mat(s->A, i, 0, 'q')->fmpq, &s->Y[i]))
    {
        query_equations(S, s, i, T);
        fmpq_mat_clear(T);
        return;
    }
    if (forced(E, fulg_weights_mat(s->B, i, 0, 'k')->fmpq, &s->Z[i],
               fulg_weights_mat(s->A, i, 0, 'k')->fmpq, &s->Y[i]))
    {
        /* E = G^-T, so c G = c E^-T */
        fmpq_mat_init(inverse, fmpq_mat_nrows(E), fmpq_mat_nrows(E));
        if (fmpq_mat_inv(inverse, E))
        {
            fulg_fiber_init_transpose(T, inverse);
            fulg_fiber_place(T, 0, 0, T, s->c + i);
            query_equations(S, s, i, T);
            fmpq_mat_clear(T);
        }
        fmpq_mat_clear(inverse);
        fmpq_mat_clear(E);
        return;
    }
    score_equations(S, s, i);
}

/* The C_i of a vector of unknowns; 1 when all are invertible. */
static int
set_unknowns(search_t *s, const fmpq_mat_t x)
{
    int invertible = 1;
    for (slong i = 0; i <= s->depth; i++)
    {
        const slong d = s->A->arch->width[i];
        if (s->known[i])
            continue;
        for (slong k = 0; k < d * d; k++)
            fmpq_set(fmpq_mat_entry(&s->change->C[i], k / d, k % d),
                     fmpq_mat_entry(x, s->offset[i] + k, 0));
        invertible = invertible && fulg_fiber_rank(&s->change->C[i]) == d;
    }
    return invertible;
}

/* An invertible solution of the system. */
static int
solve_system(search_t *s, const system_t *S)
{
    const slong n = s->unknowns;
    fmpq_mat_t A, B, x, N, t, y;
    int found;
    fmpq_mat_init(A, S->used, n);
    fmpq_mat_init(B, S->used, 1);
    for (slong i = 0; i < S->used; i++)
    {
        for (slong j = 0; j < n; j++)
            fmpq_set(fmpq_mat_entry(A, i, j), fmpq_mat_entry(S->rows, i, j));
        fmpq_set(fmpq_mat_entry(B, i, 0), fmpq_mat_entry(S->rows, i, n));
    }
    found = left_divide(x, A, B);
    if (found)
    {
        fulg_fiber_kernel(N, A);
        fmpq_mat_init(t, fmpq_mat_ncols(N), 1);
        fmpq_mat_init(y, n, 1);
        found = set_unknowns(s, x);
        for (slong k = 0; k < TRIES && !found && fmpq_mat_ncols(N) > 0; k++)
        {
            random_entries(t, s->rand, k + 1);
            fmpq_mat_mul(y, N, t);
            fmpq_mat_add(y, y, x);
            found = set_unknowns(s, y);
        }
        fmpq_mat_clear(y);
        fmpq_mat_clear(t);
        fmpq_mat_clear(N);
        fmpq_mat_clear(x);
    }
    fmpq_mat_clear(B);
    fmpq_mat_clear(A);
    return found;
}

static int
solve_unknowns(search_t *s)
{
    system_t S;
    int found;
    if (s->unknowns == 0)
        return 1;
    if (s->unknowns > MAX_UNKNOWNS || !fulg_fiber_single_head(s->A->arch))
        return 0;
    fmpq_mat_init(S.rows, 16, s->unknowns + 1);
    S.used = 0;
    for (slong i = 1; i < s->depth; i++)
    {
        if (!s->known[i])
        {
            add_equation(&S, s, i, NULL, &s->Y[i], &s->Z[i]);
            reading_equations(&S, s, i);
        }
        if (!s->known[i] || !s->known[i + 1])
            value_equation(&S, s, i);
    }
    if (!s->known[1])
        value_equation(&S, s, 0);
    found = solve_system(s, &S);
    fmpq_mat_clear(S.rows);
    return found;
}

/* C_i where C_i Y_i = Z_i fixes it; the rest gets a place among the unknowns. */
static int
set_known(search_t *s)
{
    s->unknowns = 0;
    for (slong i = 0; i <= s->depth; i++)
    {
        const slong d = s->A->arch->width[i];
        fmpq_mat_t C;
        s->known[i] = i == 0 || i == s->depth || s->A->arch->residual;
        if (s->known[i])
            continue;
        s->offset[i] = s->unknowns;
        s->known[i] = fulg_fiber_rank(&s->Y[i]) == d;
        if (!s->known[i])
            s->unknowns += d * d;
        else if (fulg_fiber_right_divide(C, &s->Z[i], &s->Y[i]))
            fmpq_mat_swap(&s->change->C[i], C), fmpq_mat_clear(C);
        else
            return 0;
    }
    return 1;
}

/* ---- Y_i, Z_i and c_i ----------------------------------------------------- */

/* c with Z^T A' Z = c Y^T A Y; 1 when both vanish. */
static int
layer_scale(fmpq_t c, const search_t *s, slong i)
{
    fmpq_mat_t A, V, Ab, Vb, x, YAY, ZAZ;
    int found;
    fulg_fiber_head(A, V, s->A, i, 0);
    fulg_fiber_head(Ab, Vb, s->B, i, 0);
    fulg_fiber_init_mul(x, A, &s->Y[i]);
    fulg_fiber_init_mul_tn(YAY, &s->Y[i], x);
    fmpq_mat_clear(x);
    fulg_fiber_init_mul(x, Ab, &s->Z[i]);
    fulg_fiber_init_mul_tn(ZAZ, &s->Z[i], x);
    fmpq_mat_clear(x);
    fmpq_one(c);
    found = (fmpq_mat_is_zero(YAY) && fmpq_mat_is_zero(ZAZ)) ||
            fulg_fiber_proportional(c, ZAZ, YAY);
    fmpq_mat_clear(ZAZ);
    fmpq_mat_clear(YAY);
    fmpq_mat_clear(Ab);
    fmpq_mat_clear(Vb);
    fmpq_mat_clear(A);
    fmpq_mat_clear(V);
    return found;
}

/* From virtual weights: Y_i = P_i and Z_i = e_i P_i'. */
static int
set_virtual(search_t *s)
{
    fulg_virtual_t a, b;
    fmpq_t e;
    int found = 1;
    if (fulg_virtual_init(a, s->A, NULL) != FULG_OK)
        return 0;
    if (fulg_virtual_init(b, s->B, NULL) != FULG_OK)
    {
        fulg_virtual_clear(a);
        return 0;
    }
    fmpq_init(e);
    fmpq_one(e);
    for (slong i = 0; i <= s->depth; i++)
    {
        fmpq_mat_set(&s->Y[i], &a->P[i]);
        fulg_fiber_place(&s->Z[i], 0, 0, &b->P[i], e);
        if (i == s->depth)
            break;
        found = found && layer_scale(s->c + i, s, i);
        fmpq_mul(e, e, s->c + i);
    }
    fmpq_clear(e);
    fulg_virtual_clear(a);
    fulg_virtual_clear(b);
    return found;
}

/* Layer by layer: the linear images of the common functions. */
static int
set_lockstep(search_t *s, const fulg_lockstep_t *lock)
{
    int found = 1;
    for (slong i = 0; i <= s->depth; i++)
    {
        fmpq_mat_clear(&s->Y[i]);
        fmpq_mat_clear(&s->Z[i]);
        fmpq_mat_init_set(&s->Y[i], &lock->E[i]);
        fmpq_mat_init_set(&s->Z[i], &lock->F[i]);
        if (i < s->depth && fulg_fiber_single_head(s->A->arch))
            found = found && layer_scale(s->c + i, s, i);
    }
    return found;
}

static int
same_shape(const fulg_arch_struct *x, const fulg_arch_struct *y)
{
    int same = x->family == y->family && x->depth == y->depth &&
               x->norm == y->norm && x->residual == y->residual &&
               x->family == FULG_FAMILY_ATTENTION;
    for (slong i = 0; same && i < x->depth; i++)
        same = x->width[i] == y->width[i] && x->heads[i] == y->heads[i] &&
               x->head_dim[i] == y->head_dim[i] &&
               x->value_dim[i] == y->value_dim[i];
    return same && x->width[x->depth] == y->width[y->depth];
}

/* B = change applied to A? */
static int
verified(const search_t *s)
{
    fulg_weights_t W;
    int equal;
    if (fulg_weights_init(W, s->A->arch, s->A->domain, NULL) != FULG_OK)
        return 0;
    equal = fulg_change_apply(W, s->change, s->A, NULL) == FULG_OK;
    for (slong b = 0; b < W->num && equal; b++)
        equal = fmpq_mat_equal(W->mat[b].fmpq, s->B->mat[b].fmpq);
    fulg_weights_clear(W);
    return equal;
}

static void
search_init(search_t *s, const fulg_weights_t A, const fulg_weights_t B)
{
    const slong depth = A->arch->depth, d0 = A->arch->width[0];
    s->A = A;
    s->B = B;
    s->depth = depth;
    s->Y = fulg_fiber_mats(depth + 1);
    s->Z = fulg_fiber_mats(depth + 1);
    s->c = flint_malloc((size_t) depth * sizeof(fmpq));
    s->known = flint_calloc((size_t) depth + 1, sizeof(int));
    s->offset = flint_calloc((size_t) depth + 1, sizeof(slong));
    for (slong i = 0; i <= depth; i++)
    {
        fmpq_mat_init(&s->Y[i], A->arch->width[i], d0);
        fmpq_mat_init(&s->Z[i], A->arch->width[i], d0);
    }
    for (slong i = 0; i < depth; i++)
    {
        fmpq_init(s->c + i);
        fmpq_one(s->c + i);
    }
}

static void
search_clear(search_t *s)
{
    for (slong i = 0; i < s->depth; i++)
        fmpq_clear(s->c + i);
    fulg_fiber_mats_clear(s->Y, s->depth + 1);
    fulg_fiber_mats_clear(s->Z, s->depth + 1);
    flint_free(s->c);
    flint_free(s->known);
    flint_free(s->offset);
}

int
fulg_same_change(fulg_same_t result, const fulg_weights_t A,
                 const fulg_weights_t B, const fulg_lockstep_t *lock,
                 fulg_rand_t rand)
{
    search_t s;
    int found;
    if (!same_shape(A->arch, B->arch))
        return 0;
    search_init(&s, A, B);
    fulg_change_init(result->change, A->arch);
    s.change = result->change;
    s.rand = rand;
    if (A->arch->residual)
        found = 1;
    else if (lock != NULL)
        found = lock->E != NULL && lock->num == s.depth + 1 &&
                set_lockstep(&s, lock);
    else
        found = set_virtual(&s);
    found = found && set_known(&s) && solve_unknowns(&s);
    for (slong i = 0; i < s.depth && found; i++)
        found = match_layer(&s, i);
    found = found && verified(&s);
    result->has_change = found;
    if (!found)
        fulg_change_clear(result->change);
    search_clear(&s);
    return found;
}
