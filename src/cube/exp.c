#include <fulgurite/cube.h>

/* Beyond this the exponentials differ by factors that nothing can hold. */
#define MAX_LOG2 24

/* U = X less the largest entry of its row (the keys of a query and head), or
   less the largest of all: softmax does not see the difference, and equal
   slices of softmax have equal slices here. */
static void
subtract_largest(fulg_cube_t U, const fulg_cube_t X, int by_row)
{
    const slong *n = X->shape;
    fmpz *top = _fmpz_vec_init(n[2]);
    fulg_cube_init(U, n[0], n[1], n[2]);
    fmpz_set(U->den, X->den);
    for (slong i = 0; i < n[0]; i++)
    {
        const fmpz *row = X->value + i * n[1] * n[2];
        fmpz *out = U->value + i * n[1] * n[2];
        if (by_row)
            _fmpz_vec_set(top, row, n[2]);
        for (slong j = 0; by_row && j < n[1]; j++)
            for (slong t = 0; t < n[2]; t++)
                if (fmpz_cmp(row + j * n[2] + t, top + t) > 0)
                    fmpz_set(top + t, row + j * n[2] + t);
        for (slong j = 0; j < n[1]; j++)
            _fmpz_vec_sub(out + j * n[2], row + j * n[2], top, n[2]);
    }
    if (!by_row)
    {
        fmpz_set(top, U->value);
        for (slong m = 1; m < fulg_cube_size(U); m++)
            if (fmpz_cmp(U->value + m, top) > 0)
                fmpz_set(top, U->value + m);
        for (slong m = 0; m < fulg_cube_size(U); m++)
            fmpz_sub(U->value + m, U->value + m, top);
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

/* The keys of one query and head: e = exp(tau U), divided by their sum if
   normalised. */
static void
do_row(fulg_cube_t Y, arb_ptr e, const fulg_cube_t U, const fmpq_t tau,
       slong i, slong t, int normalised, slong bits)
{
    const slong *n = U->shape;
    const slong precision = bits + 40;
    arb_t sum;
    fmpq_t x;
    arb_init(sum);
    fmpq_init(x);
    for (slong j = 0; j < n[1]; j++)
    {
        fmpq_set_fmpz_frac(x, U->value + (i * n[1] + j) * n[2] + t, U->den);
        fmpq_mul(x, x, tau);
        arb_set_fmpq(e + j, x, precision + MAX_LOG2);
        arb_exp(e + j, e + j, precision);
        arb_add(sum, sum, e + j, precision);
    }
    for (slong j = 0; j < n[1]; j++)
    {
        if (normalised)
            arb_div(e + j, e + j, sum, precision);
        round_ball(Y->value + (i * n[1] + j) * n[2] + t, Y->error, e + j,
                   bits);
    }
    fmpq_clear(x);
    arb_clear(sum);
}

static fulg_status_t
check_size(const fulg_cube_t U, const fmpq_t tau, fulg_diag_t diag)
{
    fmpz_t least, bound;
    int good;
    fmpz_init(least);
    fmpz_init(bound);
    for (slong n = 0; n < fulg_cube_size(U); n++)
        if (fmpz_cmp(U->value + n, least) < 0)
            fmpz_set(least, U->value + n);
    fmpz_mul(least, least, fmpq_numref(tau));
    fmpz_mul(bound, U->den, fmpq_denref(tau));
    fmpz_mul_2exp(bound, bound, MAX_LOG2);
    good = fmpz_cmpabs(least, bound) <= 0;
    fmpz_clear(least);
    fmpz_clear(bound);
    if (good)
        return FULG_OK;
    return fulg_diag_set(diag, FULG_UNABLE, "the scores times tau differ by "
                         "more than 2^%d", MAX_LOG2);
}

static fulg_status_t
exponential(fulg_cube_t Y, const fulg_cube_t X, const fmpq_t tau,
            int normalised, slong bits, fulg_diag_t diag)
{
    fulg_cube_t U;
    arb_ptr e = _arb_vec_init(X->shape[1]);
    fulg_status_t status;
    subtract_largest(U, X, normalised);
    status = check_size(U, tau, diag);
    if (status == FULG_OK)
    {
        fulg_cube_init(Y, X->shape[0], X->shape[1], X->shape[2]);
        fmpz_mul_2exp(Y->den, Y->den, (ulong) bits);
        for (slong i = 0; i < X->shape[0]; i++)
            for (slong t = 0; t < X->shape[2]; t++)
                do_row(Y, e, U, tau, i, t, normalised, bits);
        find_twins(Y, U);
    }
    fulg_cube_clear(U);
    _arb_vec_clear(e, X->shape[1]);
    return status;
}

fulg_status_t
fulg_cube_init_softmax(fulg_cube_t Y, const fulg_cube_t X, const fmpq_t tau,
                       slong bits, fulg_diag_t diag)
{
    return exponential(Y, X, tau, 1, bits, diag);
}

fulg_status_t
fulg_cube_init_exp(fulg_cube_t Y, fmpq_t shift, const fulg_cube_t X,
                   const fmpq_t tau, slong bits, fulg_diag_t diag)
{
    const fmpz *top = X->value;
    for (slong n = 1; n < fulg_cube_size(X); n++)
        if (fmpz_cmp(X->value + n, top) > 0)
            top = X->value + n;
    fmpq_set_fmpz_frac(shift, top, X->den);
    fmpq_mul(shift, shift, tau);
    return exponential(Y, X, tau, 0, bits, diag);
}
