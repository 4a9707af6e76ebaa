#include "impl.h"

#define ROW(name) &fulg_dim_upper_##name,
static const fulg_dim_upper_t *const rows[] = {FULG_DIM_UPPERS(ROW)};

void
fulg_dim_upper(fulg_bound_t bound, const fulg_arch_t arch)
{
    for (size_t n = 0; n < sizeof rows / sizeof *rows; n++)
    {
        fulg_bound_t other;
        if (!rows[n]->applies(arch))
            continue;
        fulg_bound_init(other);
        other->theorem = &rows[n]->theorem;
        rows[n]->terms(other, arch);
        if (bound->theorem == NULL ||
            fmpz_cmp(fulg_bound_total(other), fulg_bound_total(bound)) < 0)
            fulg_bound_swap(bound, other);
        fulg_bound_clear(other);
    }
}
