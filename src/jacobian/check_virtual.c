#include <string.h>

#include <fulgurite/jacobian.h>

/*
 * A one-head stack without residual depends on its weights through M_i =
 * P_{i-1}^T K_i^T Q_i P_{i-1} and L = P_l alone (doc: thm-virtual-weights).  For
 * lightning, M_i -> c_i M_i is undone by L -> L / prod c_i^(3^(l-i)).  So a
 * direction with dM_i = c_i M_i and dL = -(sum c_i 3^(l-i)) L is in the kernel;
 * when normalised, one with dM_i = 0 and dL = 0.  With one token only the
 * symmetric part of M_i counts.
 */

/* C = A B, with dC = dA B + A dB. */
typedef struct
{
    fmpq_mat_t value, change;
} dual_t;

static void
dual_init(dual_t *x, slong rows, slong cols)
{
    fmpq_mat_init(x->value, rows, cols);
    fmpq_mat_init(x->change, rows, cols);
}

static void
dual_clear(dual_t *x)
{
    fmpq_mat_clear(x->value);
    fmpq_mat_clear(x->change);
}

static void
dual_mul(dual_t *c, const fmpq_mat_t a, const fmpq_mat_t da, const dual_t *b)
{
    fmpq_mat_t part;
    fmpq_mat_init(part, fmpq_mat_nrows(a), fmpq_mat_ncols(b->value));
    fmpq_mat_mul(c->value, a, b->value);
    fmpq_mat_mul(c->change, da, b->value);
    fmpq_mat_mul(part, a, b->change);
    fmpq_mat_add(c->change, c->change, part);
    fmpq_mat_clear(part);
}

/* P becomes (the matrix of that kind) P. */
static void
dual_apply(dual_t *P, const fulg_weights_t W, const fulg_weights_t dW, slong i,
           char kind)
{
    const fmpq_mat_struct *a = fulg_weights_mat(W, i, 0, kind)->fmpq;
    const fmpq_mat_struct *da = fulg_weights_mat(dW, i, 0, kind)->fmpq;
    dual_t product;
    dual_init(&product, fmpq_mat_nrows(a), fmpq_mat_ncols(P->value));
    dual_mul(&product, a, da, P);
    dual_clear(P);
    *P = product;
}

static void
dual_copy(dual_t *x, const dual_t *y)
{
    dual_init(x, fmpq_mat_nrows(y->value), fmpq_mat_ncols(y->value));
    fmpq_mat_set(x->value, y->value);
    fmpq_mat_set(x->change, y->change);
}

static void
symmetrise(fmpq_mat_t M)
{
    fmpq_mat_t Mt;
    fmpq_mat_init(Mt, fmpq_mat_nrows(M), fmpq_mat_ncols(M));
    fmpq_mat_transpose(Mt, M);
    fmpq_mat_add(M, M, Mt);
    fmpq_mat_clear(Mt);
}

/* M = (K P)^T (Q P), symmetrised with one token. */
static void
set_form(dual_t *M, const fulg_weights_t W, const fulg_weights_t dW, slong i,
         const dual_t *P)
{
    dual_t key, query;
    fmpq_mat_t kt, dkt;
    dual_copy(&key, P);
    dual_copy(&query, P);
    dual_apply(&key, W, dW, i, 'k');
    dual_apply(&query, W, dW, i, 'q');
    fmpq_mat_init(kt, fmpq_mat_ncols(key.value), fmpq_mat_nrows(key.value));
    fmpq_mat_init(dkt, fmpq_mat_ncols(key.value), fmpq_mat_nrows(key.value));
    fmpq_mat_transpose(kt, key.value);
    fmpq_mat_transpose(dkt, key.change);
    dual_mul(M, kt, dkt, &query);
    if (W->arch->tokens == 1)
    {
        symmetrise(M->value);
        symmetrise(M->change);
    }
    fmpq_mat_clear(kt);
    fmpq_mat_clear(dkt);
    dual_clear(&key);
    dual_clear(&query);
}

/* change = c value for some c?  c is 0 when value is 0. */
static int
is_multiple(fmpq_t c, const dual_t *x)
{
    fmpq_mat_t scaled;
    int equal;
    fmpq_zero(c);
    for (slong i = 0; i < fmpq_mat_nrows(x->value) && fmpq_is_zero(c); i++)
        for (slong j = 0; j < fmpq_mat_ncols(x->value); j++)
            if (!fmpq_is_zero(fmpq_mat_entry(x->value, i, j)))
            {
                fmpq_div(c, fmpq_mat_entry(x->change, i, j),
                         fmpq_mat_entry(x->value, i, j));
                break;
            }
    fmpq_mat_init(scaled, fmpq_mat_nrows(x->value), fmpq_mat_ncols(x->value));
    fmpq_mat_scalar_mul_fmpz(scaled, x->value, fmpq_numref(c));
    fmpq_mat_scalar_div_fmpz(scaled, scaled, fmpq_denref(c));
    equal = fmpq_mat_equal(scaled, x->change);
    fmpq_mat_clear(scaled);
    return equal;
}

static int
check_forms(fmpq_t weight, dual_t *P, const fulg_weights_t W,
            const fulg_weights_t dW)
{
    const int lightning = !fulg_arch_is_normalised(W->arch);
    const slong d = W->arch->width[0];
    int good = 1;
    fmpq_t c, three;
    fmpq_init(c);
    fmpq_init(three);
    fmpq_set_si(three, 3, 1);
    fmpq_zero(weight);
    for (slong i = 0; i < W->arch->depth && good; i++)
    {
        const char *values = fulg_arch_sublayer_value_kinds(&W->arch->sub[i]);
        dual_t M;
        dual_init(&M, d, d);
        set_form(&M, W, dW, i, P);
        good = is_multiple(c, &M) && (lightning || fmpq_is_zero(c));
        dual_clear(&M);
        /* sum of c_i 3^(l-i), by Horner */
        fmpq_mul(weight, weight, three);
        fmpq_add(weight, weight, c);
        for (size_t n = strlen(values); n-- > 0;)
            dual_apply(P, W, dW, i, values[n]);
    }
    fmpq_clear(c);
    fmpq_clear(three);
    return good;
}

static int
applies(const fulg_arch_t arch)
{
    if (fulg_arch_is_pnn(arch) || fulg_arch_is_residual(arch) ||
        fulg_arch_has_readout(arch) ||
        (fulg_arch_is_normalised(arch) && arch->tokens == 1))
        return 0;
    for (slong i = 0; i < arch->depth; i++)
        if (arch->sub[i].heads != 1)
            return 0;
    return 1;
}

int
fulg_jacobian_check_virtual(const fulg_weights_t W, const fulg_weights_t dW)
{
    dual_t P;
    fmpq_t weight, c;
    int good;
    if (!applies(W->arch))
        return 0;
    dual_init(&P, W->arch->width[0], W->arch->width[0]);
    fmpq_mat_one(P.value);
    fmpq_init(weight);
    fmpq_init(c);
    good = check_forms(weight, &P, W, dW) && is_multiple(c, &P);
    if (good)
    {
        /* A zero L stays zero whatever the scalings are. */
        fmpq_add(c, c, weight);
        good = fmpq_is_zero(c) || fmpq_mat_is_zero(P.value);
    }
    dual_clear(&P);
    fmpq_clear(weight);
    fmpq_clear(c);
    return good;
}
