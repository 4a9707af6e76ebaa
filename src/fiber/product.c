#include "impl.h"

/*
 * Is a product of rational powers with huge exponents one?  The numerators and
 * denominators are refined to pairwise coprime integers > 1; then the product
 * is one exactly when the exponent of each of them is zero, and the sign is
 * positive.  Nothing is ever raised to a power.
 */

typedef struct
{
    slong num, room;
    fmpz *base;
} base_t;

static void
base_append(base_t *B, const fmpz_t n)
{
    if (B->num == B->room)
    {
        B->room = 2 * B->room + 8;
        B->base = flint_realloc(B->base, (size_t) B->room * sizeof(fmpz));
    }
    fmpz_init_set(B->base + B->num++, n);
}

/* Keeps the base coprime.  Each recursion lowers the product of all numbers in
   play by gcd(n, b), so it ends. */
static void
base_insert(base_t *B, const fmpz_t n)
{
    fmpz_t g, b, rest;
    if (fmpz_is_one(n))
        return;
    fmpz_init(g);
    fmpz_init(b);
    fmpz_init(rest);
    for (slong i = 0; i < B->num; i++)
    {
        fmpz_gcd(g, n, B->base + i);
        if (fmpz_is_one(g))
            continue;
        fmpz_divexact(b, B->base + i, g);
        fmpz_divexact(rest, n, g);
        fmpz_swap(B->base + i, B->base + B->num - 1);
        fmpz_clear(B->base + --B->num);
        base_insert(B, g);
        base_insert(B, b);
        base_insert(B, rest);
        goto done;
    }
    base_append(B, n);
done:
    fmpz_clear(g);
    fmpz_clear(b);
    fmpz_clear(rest);
}

/* total += e * (exponent of b in n) */
static void
add_exponent(fmpz_t total, const fmpz_t e, const fmpz_t n, const fmpz_t b,
             int sign)
{
    fmpz_t rest, power;
    fmpz_init(rest);
    fmpz_init(power);
    fmpz_set_si(power, sign * fmpz_remove(rest, n, b));
    fmpz_addmul(total, power, e);
    fmpz_clear(power);
    fmpz_clear(rest);
}

static int
signs_cancel(const fmpq *x, const fmpz *e, slong n)
{
    int odd = 0;
    for (slong m = 0; m < n; m++)
        odd ^= fmpq_sgn(x + m) < 0 && fmpz_is_odd(e + m);
    return !odd;
}

int
fulg_fiber_product_is_one(const fmpq *x, const fmpz *e, slong n)
{
    base_t B = {0, 0, NULL};
    fmpz_t total, a;
    int one = signs_cancel(x, e, n);
    fmpz_init(total);
    fmpz_init(a);
    for (slong m = 0; m < n; m++)
    {
        fmpz_abs(a, fmpq_numref(x + m));
        base_insert(&B, a);
        base_insert(&B, fmpq_denref(x + m));
    }
    for (slong i = 0; i < B.num && one; i++)
    {
        fmpz_zero(total);
        for (slong m = 0; m < n; m++)
        {
            fmpz_abs(a, fmpq_numref(x + m));
            add_exponent(total, e + m, a, B.base + i, 1);
            add_exponent(total, e + m, fmpq_denref(x + m), B.base + i, -1);
        }
        one = fmpz_is_zero(total);
    }
    for (slong i = 0; i < B.num; i++)
        fmpz_clear(B.base + i);
    flint_free(B.base);
    fmpz_clear(a);
    fmpz_clear(total);
    return one;
}
