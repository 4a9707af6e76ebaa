#include "impl.h"

/*
 * The function of a lightning stack (one head, no mask, no residual) as a product
 * of irreducible factors; equal products prove equality (doc:
 * thm-same-f).
 *
 * t >= 2.  Let j be the first layer with rank M_j = 1, M_j = k q^T, and Z the
 * state before it (a function of M_1 .. M_{j-1}), G = Z Z^T.  Then
 *   L X B_l = (L G k) (q^T Z) (q^T G q)^((3^(l-j)-1)/2)
 *             prod_{i>j} (k^T G M_i G k)^(3^(l-i)).
 * Only the symmetric part S_i of M_i counts; it is split where it is a product
 * of linear forms over Q; and when L = h v^T, L G k = h (v^T G k).  A factor
 * p^T G r is symmetric in p and r: that is the exchange of key and value.
 * t = 1: the factors are L x and x^T S_i x, split where they are products.
 * No such j: the factors are M_1 .. M_l and L themselves.
 */

typedef enum
{
    LETTER,   /* M_i, at its layer */
    CONSTANT, /* a column h */
    HEAD,     /* L, or L G k */
    TAIL,     /* q^T Z */
    BILINEAR, /* p^T G r, p and r in order */
    LINEAR,   /* p^T x */
    QUADRATIC /* k^T G S G k, or x^T S x with an empty k */
} kind_t;

typedef struct
{
    kind_t kind;
    slong layer;
    fmpq_mat_t a, b;
    fmpz_t exponent;
} factor_t;

typedef struct
{
    slong num, room, num_scalars;
    factor_t *factor;
    fmpq *scalar;
    fmpz *scalar_exponent;
    int zero;
} product_t;

/* At most two factors and five scalars come from a form. */
static void
product_init(product_t *P, slong depth)
{
    const size_t room = (size_t) (6 * depth + 12);
    P->num = P->num_scalars = 0;
    P->room = (slong) room;
    P->zero = 0;
    P->factor = flint_malloc(room * sizeof(factor_t));
    P->scalar = flint_malloc(room * sizeof(fmpq));
    P->scalar_exponent = flint_malloc(room * sizeof(fmpz));
}

static void
product_clear(product_t *P)
{
    for (slong n = 0; n < P->num; n++)
    {
        fmpq_mat_clear(P->factor[n].a);
        fmpq_mat_clear(P->factor[n].b);
        fmpz_clear(P->factor[n].exponent);
    }
    for (slong n = 0; n < P->num_scalars; n++)
    {
        fmpq_clear(P->scalar + n);
        fmpz_clear(P->scalar_exponent + n);
    }
    flint_free(P->factor);
    flint_free(P->scalar);
    flint_free(P->scalar_exponent);
}

static void
push_scalar(product_t *P, const fmpq_t c, const fmpz_t e)
{
    fmpq_init(P->scalar + P->num_scalars);
    fmpq_set(P->scalar + P->num_scalars, c);
    fmpz_init_set(P->scalar_exponent + P->num_scalars++, e);
}

static int
same_factor(const factor_t *x, const factor_t *y)
{
    return x->kind == y->kind && x->layer == y->layer &&
           fmpq_mat_nrows(x->b) == fmpq_mat_nrows(y->b) &&
           fmpq_mat_equal(x->a, y->a) && fmpq_mat_equal(x->b, y->b);
}

/* Multiplies by (a, b)^e, a and b not zero; b may be NULL.  Scalars go out, a
   bilinear pair is put in order, equal factors are joined. */
static void
push(product_t *P, kind_t kind, slong layer, const fmpq_mat_t a,
     const fmpq_mat_struct *b, const fmpz_t e)
{
    factor_t *f = &P->factor[P->num];
    fmpq_t c;
    if (fmpz_is_zero(e))
        return;
    fmpq_init(c);
    f->kind = kind;
    f->layer = layer;
    fmpq_mat_init_set(f->a, a);
    fulg_fiber_normalise(c, f->a);
    push_scalar(P, c, e);
    if (b != NULL)
    {
        fmpq_mat_init_set(f->b, b);
        fulg_fiber_normalise(c, f->b);
        push_scalar(P, c, e);
    }
    else
        fmpq_mat_init(f->b, 0, 0);
    if (kind == BILINEAR && fulg_fiber_mat_compare(f->a, f->b) > 0)
        fmpq_mat_swap(f->a, f->b);
    fmpz_init_set(f->exponent, e);
    fmpq_clear(c);
    for (slong n = 0; n < P->num; n++)
        if (same_factor(&P->factor[n], f))
        {
            fmpz_add(P->factor[n].exponent, P->factor[n].exponent, e);
            fmpq_mat_clear(f->a);
            fmpq_mat_clear(f->b);
            fmpz_clear(f->exponent);
            return;
        }
    P->num++;
}

/* The form S of M at the argument G k, or x when k is NULL. */
static void
push_form(product_t *P, const fmpq_mat_t M, const fmpq_mat_struct *k,
          const fmpz_t e)
{
    fmpq_mat_t S, p, r;
    fmpq_t c;
    fulg_fiber_init_symmetric(S, M);
    fmpq_init(c);
    if (fmpq_mat_is_zero(S))
        P->zero = 1;
    else if (fulg_fiber_split(c, p, r, S))
    {
        push_scalar(P, c, e);
        push(P, k ? BILINEAR : LINEAR, 0, p, k, e);
        push(P, k ? BILINEAR : LINEAR, 0, r, k, e);
        fmpq_mat_clear(p);
        fmpq_mat_clear(r);
    }
    else
        push(P, QUADRATIC, 0, S, k, e);
    fmpq_clear(c);
    fmpq_mat_clear(S);
}

/* L G k, L x (k NULL, split) or L alone (k NULL, whole). */
static void
push_head(product_t *P, const fmpq_mat_t L, const fmpq_mat_struct *k, int whole)
{
    fmpq_mat_t h, v;
    fmpz_t one;
    fmpz_init_set_ui(one, 1);
    if (whole || fulg_fiber_rank(L) > 1)
        push(P, HEAD, 0, L, k, one);
    else
    {
        fulg_fiber_split_rank_one(h, v, L);
        push(P, CONSTANT, 0, h, NULL, one);
        push(P, k ? BILINEAR : LINEAR, 0, v, k, one);
        fmpq_mat_clear(h);
        fmpq_mat_clear(v);
    }
    fmpz_clear(one);
}

/* Layer j (from 0) has M_j = k q^T. */
static void
push_collapsed(product_t *P, const fulg_fiber_virtual_t virt, slong j)
{
    fmpq_mat_t k, q;
    fmpz_t e;
    fmpz_init_set_ui(e, 1);
    fulg_fiber_split_rank_one(k, q, &virt->M[j]);
    push(P, TAIL, 0, q, NULL, e);
    push_head(P, FULG_VIRTUAL_L(virt), k, 0);
    for (slong i = virt->depth - 1; i > j; i--)
    {
        push_form(P, &virt->M[i], k, e);
        fmpz_mul_ui(e, e, 3);
    }
    /* e = 3^(l-j) */
    fmpz_sub_ui(e, e, 1);
    fmpz_fdiv_q_2exp(e, e, 1);
    push(P, BILINEAR, 0, q, q, e);
    fmpq_mat_clear(k);
    fmpq_mat_clear(q);
    fmpz_clear(e);
}

static void
push_stack(product_t *P, const fulg_fiber_virtual_t virt, slong tokens)
{
    const slong l = virt->depth;
    slong j = 0;
    fmpz_t e;
    P->zero = fmpq_mat_is_zero(FULG_VIRTUAL_L(virt));
    for (slong i = 0; i < l; i++)
        P->zero |= fmpq_mat_is_zero(&virt->M[i]);
    if (P->zero)
        return;
    while (j < l && tokens > 1 && fulg_fiber_rank(&virt->M[j]) > 1)
        j++;
    fmpz_init_set_ui(e, 3);
    fmpz_pow_ui(e, e, (ulong) (l - 1));
    for (slong i = 0; i < (tokens > 1 ? j : l); i++)
    {
        if (tokens > 1)
            push(P, LETTER, i, &virt->M[i], NULL, e);
        else
            push_form(P, &virt->M[i], NULL, e);
        fmpz_divexact_ui(e, e, 3);
    }
    fmpz_clear(e);
    if (tokens > 1 && j < l)
        push_collapsed(P, virt, j);
    else
        push_head(P, FULG_VIRTUAL_L(virt), NULL, tokens > 1);
}

static int
factors_match(const product_t *P, const product_t *R)
{
    int match = P->num == R->num;
    for (slong n = 0; n < P->num && match; n++)
    {
        match = 0;
        for (slong m = 0; m < R->num && !match; m++)
            match = same_factor(&P->factor[n], &R->factor[m]) &&
                    fmpz_equal(P->factor[n].exponent, R->factor[m].exponent);
    }
    return match;
}

/* prod scalars of P / prod scalars of R = 1 */
static int
scalars_match(const product_t *P, const product_t *R)
{
    const slong n = P->num_scalars, m = R->num_scalars;
    fmpq *x = flint_malloc((size_t) (n + m + 1) * sizeof(fmpq));
    fmpz *e = flint_malloc((size_t) (n + m + 1) * sizeof(fmpz));
    int one;
    for (slong i = 0; i < n + m; i++)
    {
        fmpq_init(x + i);
        fmpz_init(e + i);
        fmpq_set(x + i, i < n ? P->scalar + i : R->scalar + i - n);
        if (i < n)
            fmpz_set(e + i, P->scalar_exponent + i);
        else
            fmpz_neg(e + i, R->scalar_exponent + i - n);
    }
    one = fulg_fiber_product_is_one(x, e, n + m);
    for (slong i = 0; i < n + m; i++)
    {
        fmpq_clear(x + i);
        fmpz_clear(e + i);
    }
    flint_free(x);
    flint_free(e);
    return one;
}

static void
settle(fulg_fiber_same_t result, int zero)
{
    result->equal = FULG_TRUE;
    result->proof = zero ? FULG_SAME_ZERO : FULG_SAME_FACTORS;
    result->reason = fulg_fiber_text(
        zero ? "both functions are zero"
             : "both functions are the same product of irreducible factors");
}

static int
product_of(product_t *P, const fulg_weights_t W)
{
    const fulg_arch_struct *arch = W->arch;
    fulg_fiber_virtual_t virt;
    if (fulg_arch_is_normalised(arch) ||
        (fulg_arch_is_causal(arch) && arch->tokens > 1) ||
        fulg_fiber_virtual_init(virt, W, NULL) != FULG_OK)
        return 0;
    product_init(P, virt->depth);
    push_stack(P, virt, arch->tokens);
    fulg_fiber_virtual_clear(virt);
    return 1;
}

int
fulg_fiber_same_factors(fulg_fiber_same_t result, const fulg_weights_t A,
                        const fulg_weights_t B)
{
    product_t P, R;
    int equal;
    if (!product_of(&P, A))
        return 0;
    if (!product_of(&R, B))
    {
        product_clear(&P);
        return 0;
    }
    if (P.zero || R.zero)
        equal = P.zero && R.zero;
    else
        equal = factors_match(&P, &R) && scalars_match(&P, &R);
    if (equal)
        settle(result, P.zero);
    product_clear(&P);
    product_clear(&R);
    return equal;
}
