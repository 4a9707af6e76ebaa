#include <fulgurite/cube.h>

/* Beyond this the exponentials differ by factors that nothing can hold. */
#define MAX_LOG2 24

/* The number of keys that query i sees: the first ones. */
static slong
seen(const fulg_cube_t X, fulg_mask_t mask, slong i)
{
    return mask == FULG_MASK_CAUSAL ? i + 1 : X->shape[1];
}

/* The largest entries that are seen: by heads, of one query or of all. */
static void
set_largest(fmpz *top, const fulg_cube_t X, fulg_mask_t mask, slong first,
            slong end)
{
    const slong *n = X->shape;
    _fmpz_vec_set(top, X->value + first * n[1] * n[2], n[2]);
    for (slong i = first; i < end; i++)
        for (slong j = 0; j < seen(X, mask, i); j++)
            for (slong t = 0; t < n[2]; t++)
            {
                const fmpz *x = X->value + (i * n[1] + j) * n[2] + t;
                if (fmpz_cmp(x, top + t) > 0)
                    fmpz_set(top + t, x);
            }
}

/* top[0] becomes the largest of all, as do the others. */
static void
level(fmpz *top, slong num)
{
    for (slong t = 1; t < num; t++)
        if (fmpz_cmp(top + t, top) > 0)
            fmpz_set(top, top + t);
    for (slong t = 1; t < num; t++)
        fmpz_set(top + t, top);
}

/* U = X less the largest entry of its row (the keys of a query and head), or
   less the largest of all: softmax does not see the difference, and equal
   slices of softmax have equal slices here.  All of this is <= 0; what is not
   seen becomes 1. */
static void
subtract_largest(fulg_cube_t U, const fulg_cube_t X, fulg_mask_t mask,
                 int by_row)
{
    const slong *n = X->shape;
    fmpz *top = _fmpz_vec_init(n[2]);
    fulg_cube_init(U, n[0], n[1], n[2]);
    fmpz_set(U->den, X->den);
    if (!by_row)
    {
        set_largest(top, X, mask, 0, n[0]);
        level(top, n[2]);
    }
    for (slong i = 0; i < n[0]; i++)
    {
        const fmpz *row = X->value + i * n[1] * n[2];
        fmpz *out = U->value + i * n[1] * n[2];
        if (by_row)
            set_largest(top, X, mask, i, i + 1);
        for (slong j = 0; j < n[1]; j++)
            if (j < seen(X, mask, i))
                _fmpz_vec_sub(out + j * n[2], row + j * n[2], top, n[2]);
            else
                for (slong t = 0; t < n[2]; t++)
                    fmpz_one(out + j * n[2] + t);
    }
    _fmpz_vec_clear(top, n[2]);
}

static int
slices_equal(const fulg_cube_t U, int axis, slong x, slong y)
{
    const slong *n = U->shape;
    const slong step[3] = {n[1] * n[2], n[2], 1};
    const int a = axis == 0 ? 1 : 0, b = axis == 2 ? 1 : 2;
    for (slong i = 0; i < n[a]; i++)
        for (slong j = 0; j < n[b]; j++)
        {
            const fmpz *z = U->value + i * step[a] + j * step[b];
            if (!fmpz_equal(z + x * step[axis], z + y * step[axis]))
                return 0;
        }
    return 1;
}

static void
find_twins(fulg_cube_t Y, const fulg_cube_t U)
{
    for (int a = 0; a < 3; a++)
    {
        Y->twin[a] = flint_malloc((size_t) U->shape[a] * sizeof(slong));
        for (slong x = 0; x < U->shape[a]; x++)
        {
            slong y = 0;
            while (y < x && (Y->twin[a][y] != y || !slices_equal(U, a, x, y)))
                y++;
            Y->twin[a][x] = y;
        }
    }
}

/* value = the ball times 2^bits, rounded; error is raised where it must. */
static void
round_ball(fmpz_t value, fmpz_t error, const arb_t ball, slong bits)
{
    arb_t x;
    fmpz_t e;
    arf_t radius;
    arb_init(x);
    arf_init(radius);
    fmpz_init(e);
    arb_mul_2exp_si(x, ball, bits);
    arf_get_fmpz(value, arb_midref(x), ARF_RND_NEAR);
    arb_sub_fmpz(x, x, value, 64);
    arb_get_abs_ubound_arf(radius, x, 30);
    arf_get_fmpz(e, radius, ARF_RND_CEIL);
    if (fmpz_cmp(e, error) > 0)
        fmpz_set(error, e);
    fmpz_clear(e);
    arf_clear(radius);
    arb_clear(x);
}

/* The num keys that one query and head sees: e = exp(scale U), divided by their sum
   if normalised. */
static void
do_row(fulg_cube_t Y, arb_ptr e, const fulg_cube_t U,
       const fulg_cube_scale_t scale, slong i, slong t, slong num,
       int normalised, slong bits)
{
    const slong *n = U->shape;
    const slong precision = bits + 40;
    arb_t sum;
    fmpq_t x;
    arb_init(sum);
    fmpq_init(x);
    for (slong j = 0; j < num; j++)
    {
        fmpq_set_fmpz_frac(x, U->value + (i * n[1] + j) * n[2] + t, U->den);
        fmpq_mul(x, x, scale->tau);
        fulg_cube_scale_over_root(e + j, x, scale, precision + MAX_LOG2);
        arb_exp(e + j, e + j, precision);
        arb_add(sum, sum, e + j, precision);
    }
    for (slong j = 0; j < num; j++)
    {
        if (normalised)
            arb_div(e + j, e + j, sum, precision);
        round_ball(Y->value + (i * n[1] + j) * n[2] + t, Y->error, e + j, bits);
    }
    fmpq_clear(x);
    arb_clear(sum);
}

/* (scale times the least entry)^2 <= 2^(2 MAX_LOG2): squares are rational. */
static fulg_status_t
check_size(const fulg_cube_t U, const fulg_cube_scale_t scale, fulg_diag_t diag)
{
    fmpq_t least, bound;
    int good;
    fmpq_init(least);
    fmpq_init(bound);
    for (slong n = 0; n < fulg_cube_size(U); n++)
        if (fmpz_cmp(U->value + n, fmpq_numref(least)) < 0)
            fmpz_set(fmpq_numref(least), U->value + n);
    fmpq_div_fmpz(least, least, U->den);
    fmpq_mul(least, least, scale->tau);
    fmpq_mul(least, least, least);
    fmpq_set_fmpz(bound, scale->root);
    fmpq_mul_2exp(bound, bound, 2 * MAX_LOG2);
    good = fmpq_cmp(least, bound) <= 0;
    fmpq_clear(least);
    fmpq_clear(bound);
    if (good)
        return FULG_OK;
    return fulg_diag_set(diag, FULG_UNABLE,
                         "the scores times tau differ by "
                         "more than 2^%d",
                         MAX_LOG2);
}

static fulg_status_t
exponential(fulg_cube_t Y, const fulg_cube_t X, const fulg_cube_scale_t scale,
            fulg_mask_t mask, int normalised, slong bits, fulg_diag_t diag)
{
    fulg_cube_t U;
    arb_ptr e;
    fulg_status_t status;
    if (mask == FULG_MASK_CAUSAL && X->shape[0] != X->shape[1])
        return fulg_diag_set(
            diag, FULG_PARSE,
            "a causal mask needs as many keys as queries, not %ld and "
            "%ld",
            (long) X->shape[1], (long) X->shape[0]);
    e = _arb_vec_init(X->shape[1]);
    subtract_largest(U, X, mask, normalised);
    status = check_size(U, scale, diag);
    if (status == FULG_OK)
    {
        fulg_cube_init(Y, X->shape[0], X->shape[1], X->shape[2]);
        fmpz_mul_2exp(Y->den, Y->den, (ulong) bits);
        for (slong i = 0; i < X->shape[0]; i++)
            for (slong t = 0; t < X->shape[2]; t++)
                do_row(Y, e, U, scale, i, t, seen(X, mask, i), normalised,
                       bits);
        find_twins(Y, U);
    }
    fulg_cube_clear(U);
    _arb_vec_clear(e, X->shape[1]);
    return status;
}

fulg_status_t
fulg_cube_init_softmax(fulg_cube_t Y, const fulg_cube_t X,
                       const fulg_cube_scale_t scale, fulg_mask_t mask,
                       slong bits, fulg_diag_t diag)
{
    return exponential(Y, X, scale, mask, 1, bits, diag);
}

fulg_status_t
fulg_cube_init_exp(fulg_cube_t Y, fmpq_t shift, const fulg_cube_t X,
                   const fulg_cube_scale_t scale, fulg_mask_t mask, slong bits,
                   fulg_diag_t diag)
{
    const fulg_status_t status = exponential(Y, X, scale, mask, 0, bits, diag);
    fmpz *top;
    if (status != FULG_OK)
        return status;
    top = _fmpz_vec_init(X->shape[2]);
    set_largest(top, X, mask, 0, X->shape[0]);
    level(top, X->shape[2]);
    fmpq_set_fmpz_frac(shift, top, X->den);
    fmpq_mul(shift, shift, scale->tau);
    _fmpz_vec_clear(top, X->shape[2]);
    return FULG_OK;
}
