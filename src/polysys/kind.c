#include <string.h>

#include "impl.h"

static const char *const kind_names[FULG_POLYSYS_KINDS] = {
    "parametrization", "coefficients", "jacobian",    "fiber",     "image",
    "singular",        "critical",     "certificate", "invariants"};

const char *
fulg_polysys_kind_name(fulg_polysys_kind_t kind)
{
    return kind_names[kind];
}

int
fulg_polysys_kind_find(const char *name)
{
    for (int i = 0; i < FULG_POLYSYS_KINDS; i++)
        if (strcmp(kind_names[i], name) == 0)
            return i;
    return -1;
}

int
fulg_polysys_is_plain(const fulg_arch_t arch)
{
    return !fulg_arch_is_pnn(arch) && !fulg_arch_is_residual(arch) &&
           !fulg_arch_has_value_dim(arch);
}
