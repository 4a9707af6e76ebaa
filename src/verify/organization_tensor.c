/* Tensors: memory, equal slices, softmax. */
#include <string.h>

#include "organization.h"

void
fulg_verify_tensor_init(fulg_verify_tensor_t *X, const slong *n)
{
    memcpy(X->n, n, sizeof X->n);
    X->x = _fmpz_vec_init(n[0] * n[1] * n[2]);
    fmpz_init_set_ui(X->den, 1);
    fmpz_init(X->error);
    for (int a = 0; a < 3; a++)
        X->twin[a] = flint_calloc((size_t) n[a], sizeof(slong));
}

void
fulg_verify_tensor_clear(fulg_verify_tensor_t *X)
{
    _fmpz_vec_clear(X->x, X->n[0] * X->n[1] * X->n[2]);
    fmpz_clear(X->den);
    fmpz_clear(X->error);
    for (int a = 0; a < 3; a++)
        flint_free(X->twin[a]);
}

/* Whether slices i and j of an axis are equal. */
static int
equal(const fulg_verify_tensor_t *X, int axis, slong i, slong j)
{
    const slong *n = X->n;
    const slong step = axis == 0 ? n[1] * n[2] : axis == 1 ? n[2] : 1;
    /* Runs of step entries, n[axis] of them after each other. */
    for (slong m = 0; m < n[0] * n[1] * n[2]; m += n[axis] * step)
        if (!_fmpz_vec_equal(X->x + m + i * step, X->x + m + j * step, step))
            return 0;
    return 1;
}

void
fulg_verify_tensor_twins(fulg_verify_tensor_t *X,
                         const fulg_verify_tensor_t *source)
{
    for (int a = 0; a < 3; a++)
        for (slong i = 0; i < X->n[a]; i++)
        {
            slong j = 0;
            while (j < i && !equal(source, a, i, j))
                j++;
            X->twin[a][i] = j;
        }
}

/* One row: the first num keys of query i and head t.  U is <= 0 there and 1
   behind. */
static void
softmax_row(fulg_verify_tensor_t *Y, fulg_verify_tensor_t *U,
            const fulg_verify_tensor_t *X, fulg_verify_factor_t c, slong i,
            slong t, slong num, slong bits)
{
    const slong *n = X->n;
    const slong p = bits + 64;
    const fmpz *top = X->x + i * n[1] * n[2] + t;
    arb_ptr e = _arb_vec_init(num);
    arb_t sum, root;
    fmpq_t q;
    arb_init(sum);
    arb_init(root);
    fmpq_init(q);
    arb_sqrt_ui(root, (ulong) c.root, p);
    for (slong j = num; j < n[1]; j++)
        fmpz_one(U->x + (i * n[1] + j) * n[2] + t);
    for (slong j = 1; j < num; j++)
        if (fmpz_cmp(X->x + (i * n[1] + j) * n[2] + t, top) > 0)
            top = X->x + (i * n[1] + j) * n[2] + t;
    for (slong j = 0; j < num; j++)
    {
        fmpz *u = U->x + (i * n[1] + j) * n[2] + t;
        fmpz_sub(u, X->x + (i * n[1] + j) * n[2] + t, top);
        fmpq_set_fmpz_frac(q, u, X->den);
        fmpq_mul(q, q, c.tau);
        arb_set_fmpq(e + j, q, p);
        arb_div(e + j, e + j, root, p);
        arb_exp(e + j, e + j, p);
        arb_add(sum, sum, e + j, p);
    }
    for (slong j = 0; j < num; j++)
    {
        fmpz *y = Y->x + (i * n[1] + j) * n[2] + t;
        arb_div(e + j, e + j, sum, p);
        arb_mul_2exp_si(e + j, e + j, bits);
        arf_get_fmpz(y, arb_midref(e + j), ARF_RND_FLOOR);
        /* |e - y| < 1 + radius. */
        if (fmpz_is_zero(Y->error))
            fmpz_set_ui(Y->error, 2);
        if (mag_cmp_2exp_si(arb_radref(e + j), 0) >= 0)
            fmpz_set(Y->error, Y->den);
    }
    _arb_vec_clear(e, num);
    arb_clear(sum);
    arb_clear(root);
    fmpq_clear(q);
}

/* |tau X| <= 2^24 sqrt(root), so that exp is within reach. */
static int
is_within_reach(const fulg_verify_tensor_t *X, fulg_verify_factor_t c)
{
    fmpz_t bound, most, x;
    int good;
    fmpz_init(bound);
    fmpz_init(most);
    fmpz_init(x);
    for (slong m = 0; m < X->n[0] * X->n[1] * X->n[2]; m++)
        if (fmpz_cmpabs(X->x + m, most) > 0)
            fmpz_abs(most, X->x + m);
    fmpz_mul(x, most, fmpq_numref(c.tau));
    fmpz_mul(x, x, x);
    fmpz_mul(bound, X->den, fmpq_denref(c.tau));
    fmpz_mul_2exp(bound, bound, 24);
    fmpz_mul(bound, bound, bound);
    fmpz_mul_si(bound, bound, c.root);
    good = fmpz_cmp(x, bound) <= 0;
    fmpz_clear(bound);
    fmpz_clear(most);
    fmpz_clear(x);
    return good;
}

int
fulg_verify_softmax(fulg_verify_tensor_t *Y, const fulg_verify_tensor_t *X,
                    fulg_verify_factor_t c, int causal, slong bits,
                    fulg_verify_why_t *why)
{
    fulg_verify_tensor_t U;
    if (!is_within_reach(X, c))
        return FULG_VERIFY_GIVE_UP(why, "tau X / sqrt(root) is beyond 2^24");
    fulg_verify_tensor_init(&U, X->n);
    fulg_verify_tensor_init(Y, X->n);
    fmpz_mul_2exp(Y->den, Y->den, (ulong) bits);
    for (slong i = 0; i < X->n[0]; i++)
        for (slong t = 0; t < X->n[2]; t++)
            softmax_row(Y, &U, X, c, i, t, causal ? i + 1 : X->n[1], bits);
    fulg_verify_tensor_twins(Y, &U);
    fulg_verify_tensor_clear(&U);
    return 1;
}
