#include <string.h>

#include "impl.h"

void
fulg_organize_surds_init(fulg_organize_surds_t S)
{
    S->num = S->room = 0;
    S->root = NULL;
    S->value = NULL;
}

void
fulg_organize_surds_clear(fulg_organize_surds_t S)
{
    for (slong n = 0; n < S->num; n++)
    {
        fmpz_clear(S->root + n);
        fmpq_clear(S->value + n);
    }
    flint_free(S->root);
    flint_free(S->value);
}

/* A term 0 sqrt(root) at a place. */
static void
insert(fulg_organize_surds_t S, slong place, const fmpz_t root)
{
    const size_t behind = (size_t) (S->num - place);
    if (S->num == S->room)
    {
        S->room = 2 * S->room + 4;
        S->root = flint_realloc(S->root, (size_t) S->room * sizeof(fmpz));
        S->value = flint_realloc(S->value, (size_t) S->room * sizeof(fmpq));
    }
    memmove(S->root + place + 1, S->root + place, behind * sizeof(fmpz));
    memmove(S->value + place + 1, S->value + place, behind * sizeof(fmpq));
    fmpz_init_set(S->root + place, root);
    fmpq_init(S->value + place);
    S->num++;
}

static void
drop(fulg_organize_surds_t S, slong place)
{
    const size_t behind = (size_t) (S->num - place - 1);
    fmpz_clear(S->root + place);
    fmpq_clear(S->value + place);
    memmove(S->root + place, S->root + place + 1, behind * sizeof(fmpz));
    memmove(S->value + place, S->value + place + 1, behind * sizeof(fmpq));
    S->num--;
}

void
fulg_organize_surds_add(fulg_organize_surds_t S, const fmpq_t value,
                        const fmpz_t root)
{
    slong low = 0, high = S->num;
    while (low < high)
    {
        const slong mid = (low + high) / 2;
        if (fmpz_cmp(S->root + mid, root) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    if (low == S->num || !fmpz_equal(S->root + low, root))
        insert(S, low, root);
    fmpq_add(S->value + low, S->value + low, value);
    if (fmpq_is_zero(S->value + low))
        drop(S, low);
}

int
fulg_organize_surds_equal(const fulg_organize_surds_t S,
                          const fulg_organize_surds_t T)
{
    if (S->num != T->num)
        return 0;
    for (slong n = 0; n < S->num; n++)
        if (!fmpz_equal(S->root + n, T->root + n) ||
            !fmpq_equal(S->value + n, T->value + n))
            return 0;
    return 1;
}

/* n = factor^2 root, root squarefree. */
static void
split(fmpz_t factor, fmpz_t root, const fmpz_t n)
{
    fmpz_factor_t F;
    fmpz_t power;
    fmpz_init(power);
    fmpz_factor_init(F);
    fmpz_factor(F, n);
    fmpz_one(factor);
    fmpz_one(root);
    for (slong i = 0; i < F->num; i++)
    {
        fmpz_pow_ui(power, F->p + i, F->exp[i] / 2);
        fmpz_mul(factor, factor, power);
        if (F->exp[i] % 2)
            fmpz_mul(root, root, F->p + i);
    }
    fmpz_factor_clear(F);
    fmpz_clear(power);
}

void
fulg_organize_surds_over_root(fulg_organize_surds_t S, const fmpz_t n)
{
    fulg_organize_surds_t T;
    fmpz_t factor, root, g, s;
    fmpq_t x;
    fmpz_init(factor);
    fmpz_init(root);
    fmpz_init(g);
    fmpz_init(s);
    fmpq_init(x);
    fulg_organize_surds_init(T);
    split(factor, root, n);
    /* 1 / sqrt(n) = sqrt(root) / (factor root). */
    fmpz_mul(factor, factor, root);
    for (slong m = 0; m < S->num; m++)
    {
        fmpz_gcd(g, S->root + m, root);
        fmpz_mul(s, S->root + m, root);
        fmpq_mul_fmpz(x, S->value + m, g);
        fmpq_div_fmpz(x, x, factor);
        fmpz_mul(g, g, g);
        fmpz_divexact(s, s, g);
        fulg_organize_surds_add(T, x, s);
    }
    fulg_organize_surds_clear(S);
    *S = *T;
    fmpz_clear(factor);
    fmpz_clear(root);
    fmpz_clear(g);
    fmpz_clear(s);
    fmpq_clear(x);
}

void
fulg_organize_surds_get_arb(arb_t x, const fulg_organize_surds_t S, slong bits)
{
    arb_t r, v;
    arb_init(r);
    arb_init(v);
    arb_zero(x);
    for (slong n = 0; n < S->num; n++)
    {
        arb_sqrt_fmpz(r, S->root + n, bits);
        arb_set_fmpq(v, S->value + n, bits);
        arb_addmul(x, r, v, bits);
    }
    arb_clear(r);
    arb_clear(v);
}
