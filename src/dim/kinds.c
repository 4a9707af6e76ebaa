#include "impl.h"

/* What the theorems are about; the check of all layers comes last. */

int
fulg_dim_is_polynomial(const fulg_arch_t arch)
{
    return fulg_arch_is_pnn(arch) && fulg_arch_is_stack(arch);
}

int
fulg_dim_is_attention(const fulg_arch_t arch)
{
    return !fulg_arch_is_pnn(arch) && fulg_arch_is_stack(arch);
}

int
fulg_dim_is_one_token(const fulg_arch_t arch)
{
    return fulg_arch_is_normalised(arch) && arch->tokens == 1 &&
           fulg_dim_is_attention(arch);
}

int
fulg_dim_is_virtual(const fulg_arch_t arch)
{
    return !fulg_arch_is_residual(arch) &&
           (arch->depth > 1 || arch->sub[0].heads == 1) &&
           !fulg_dim_is_one_token(arch) && fulg_dim_is_attention(arch);
}

int
fulg_dim_has_heads(const fulg_arch_t arch)
{
    for (slong i = 0; i < arch->depth; i++)
        if (arch->sub[i].heads > 1)
            return 1;
    return 0;
}

int
fulg_dim_is_quotient(const fulg_arch_t arch)
{
    return !fulg_arch_is_normalised(arch) && fulg_dim_has_heads(arch) &&
           fulg_dim_is_virtual(arch);
}

long
fulg_dim_term_si(const fulg_cert_struct *cert, const char *name, slong layer)
{
    return (long) fmpz_get_si(fulg_cert_bound_get(cert->upper, name, layer));
}
