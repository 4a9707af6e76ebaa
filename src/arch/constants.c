#include "impl.h"

/* Numbers that are read from one file as from another are equal or not. */
static int
equal(double x, double y)
{
    return !(x < y) && !(x > y);
}

static int
same_angles(const fulg_angles_t *a, const fulg_angles_t *b)
{
    return equal(a->base, b->base) && equal(a->factor, b->factor) &&
           equal(a->low, b->low) && equal(a->high, b->high) &&
           equal(a->original, b->original);
}

int
fulg_arch_same_constants(const fulg_arch_t a, const fulg_arch_t b)
{
    return equal(a->norm_epsilon, b->norm_epsilon) &&
           same_angles(&a->angles, &b->angles) &&
           a->slopes.kind == b->slopes.kind && a->slopes.most == b->slopes.most;
}

int
fulg_arch_has_plain_angles(const fulg_arch_t arch)
{
    const fulg_angles_t plain = {.base = FULG_ARCH_ROTARY_BASE, .factor = 1};
    return same_angles(&arch->angles, &plain);
}

int
fulg_arch_has_slopes(const fulg_arch_t arch)
{
    return arch->slopes.kind != FULG_SLOPES_NONE;
}

int
fulg_arch_has_plain_constants(const fulg_arch_t arch)
{
    return !(arch->norm_epsilon > 0) && fulg_arch_has_plain_angles(arch) &&
           !fulg_arch_has_slopes(arch);
}

void
fulg_arch_slope_exponent(fmpq_t e, const fulg_slopes_t *slopes, slong head,
                         slong heads)
{
    const int up = slopes->kind == FULG_SLOPES_UP;
    slong n = 1, m = head + 1, most = up ? slopes->most : 8;
    while (up ? n < heads : 2 * n <= heads)
        n *= 2;
    if (up && n != heads)
        m = head < n / 2 ? 2 * (head + 1) : 2 * (head - n / 2) + 1;
    else if (!up && head >= n)
    {
        m = 2 * (head - n) + 1;
        most = 4;
    }
    fmpq_set_si(e, m * most, (ulong) n);
}
