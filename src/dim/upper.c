#include "impl.h"

#define ROW(name) &fulg_dim_upper_##name,
static const fulg_dim_upper_t *const rows[] = {FULG_DIM_UPPERS(ROW)};

/* The bound of row if it applies and is less. */
static void
keep_less(fulg_cert_bound_t bound, const fulg_dim_upper_t *row,
          const fulg_arch_t arch)
{
    fulg_cert_bound_t other;
    if (!row->applies(arch))
        return;
    fulg_cert_bound_init(other);
    other->theorem = &row->theorem;
    row->terms(other, arch);
    if (bound->theorem == NULL || fmpz_cmp(fulg_cert_bound_total(other),
                                           fulg_cert_bound_total(bound)) < 0)
        fulg_cert_bound_swap(bound, other);
    fulg_cert_bound_clear(other);
}

void
fulg_dim_upper_shape(fulg_cert_bound_t bound, const fulg_arch_t arch)
{
    for (size_t n = 0; n < sizeof rows / sizeof *rows; n++)
        keep_less(bound, rows[n], arch);
}

void
fulg_dim_upper_without(fulg_cert_bound_t bound, const fulg_arch_t arch)
{
    fulg_dim_upper_shape(bound, arch);
    keep_less(bound, &fulg_dim_upper_head_tensors, arch);
    keep_less(bound, &fulg_dim_upper_coefficients, arch);
}

/* Coefficients come last: where they give as little as another theorem, the
   certificate is that of the other one. */
void
fulg_dim_upper(fulg_cert_bound_t bound, const fulg_arch_t arch)
{
    fulg_dim_upper_shape(bound, arch);
    keep_less(bound, &fulg_dim_upper_head_tensors, arch);
    if (fulg_dim_upper_symmetries.applies(arch) &&
        fulg_dim_symmetries_may_be_less(arch, fulg_cert_bound_total(bound)))
        keep_less(bound, &fulg_dim_upper_symmetries, arch);
    keep_less(bound, &fulg_dim_upper_coefficients, arch);
}
