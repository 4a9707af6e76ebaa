#include "impl.h"

int
fulg_invariants_next_combination(slong *c, slong n, slong r)
{
    for (slong i = r - 1; i >= 0; i--)
        if (c[i] < n - r + i)
        {
            c[i]++;
            for (slong j = i + 1; j < r; j++)
                c[j] = c[j - 1] + 1;
            return 1;
        }
    return 0;
}

int
fulg_invariants_next_multiset(slong *c, slong n, slong r)
{
    for (slong i = r - 1; i >= 0; i--)
        if (c[i] < n - 1)
        {
            const slong next = c[i] + 1;
            for (slong j = i; j < r; j++)
                c[j] = next;
            return 1;
        }
    return 0;
}

static void
reverse(slong *c, slong from, slong to)
{
    for (; from < to; from++, to--)
    {
        const slong kept = c[from];
        c[from] = c[to];
        c[to] = kept;
    }
}

int
fulg_invariants_next_arrangement(slong *c, slong r)
{
    slong i = r - 2, j = r - 1, kept;
    while (i >= 0 && c[i] >= c[i + 1])
        i--;
    if (i < 0)
    {
        reverse(c, 0, r - 1);
        return 0;
    }
    while (c[j] <= c[i])
        j--;
    kept = c[i];
    c[i] = c[j];
    c[j] = kept;
    reverse(c, i + 1, r - 1);
    return 1;
}

void
fulg_invariants_first_combination(slong *c, slong r)
{
    for (slong i = 0; i < r; i++)
        c[i] = i;
}

void
fulg_invariants_arrangements(fmpz_t n, const slong *c, slong r)
{
    slong run = 0;
    fmpz_fac_ui(n, (ulong) r);
    for (slong i = 0; i < r; i++)
    {
        run = (i > 0 && c[i] == c[i - 1]) ? run + 1 : 1;
        fmpz_divexact_ui(n, n, (ulong) run);
    }
}

void
fulg_invariants_binomial(fmpz_t x, slong n, slong r)
{
    if (r < 0 || n < r)
        fmpz_zero(x);
    else
        fmpz_bin_uiui(x, (ulong) n, (ulong) r);
}

void
fulg_invariants_multisets(fmpz_t x, slong n, slong r)
{
    if (n == 0)
        fmpz_set_si(x, r == 0);
    else
        fulg_invariants_binomial(x, n + r - 1, r);
}

void
fulg_invariants_pair(slong *k, slong *l, slong d, slong n)
{
    for (*k = 0; n >= d - *k; (*k)++)
        n -= d - *k;
    *l = *k + n;
}

void
fulg_invariants_triple(slong *k, slong *l, slong *m, slong d, slong n)
{
    for (*k = 0;; (*k)++)
    {
        const slong e = d - *k, pairs = e * (e + 1) / 2;
        if (n < pairs)
            break;
        n -= pairs;
    }
    fulg_invariants_pair(l, m, d - *k, n);
    *l += *k;
    *m += *k;
}
