#include <string.h>

#include <fulgurite/arch.h>

static slong *
ones(slong n)
{
    slong *list = flint_malloc((size_t) n * sizeof(slong));
    for (slong i = 0; i < n; i++)
        list[i] = 1;
    return list;
}

void
fulg_arch_init(fulg_arch_t arch, slong depth)
{
    arch->family = FULG_FAMILY_ATTENTION;
    arch->depth = depth;
    arch->tokens = 3;
    arch->width = ones(depth + 1);
    arch->head_dim = ones(depth);
    arch->heads = ones(depth);
    arch->value_dim = flint_calloc((size_t) depth, sizeof(slong));
    arch->norm = FULG_NORM_NONE;
    arch->residual = 0;
    arch->causal = 0;
    arch->power = 2;
}

void
fulg_arch_clear(fulg_arch_t arch)
{
    flint_free(arch->width);
    flint_free(arch->head_dim);
    flint_free(arch->heads);
    flint_free(arch->value_dim);
}

void
fulg_arch_set(fulg_arch_t copy, const fulg_arch_t arch)
{
    const size_t n = (size_t) arch->depth * sizeof(slong);
    if (copy == arch)
        return;
    fulg_arch_clear(copy);
    *copy = *arch;
    copy->width = flint_malloc(n + sizeof(slong));
    copy->head_dim = flint_malloc(n);
    copy->heads = flint_malloc(n);
    copy->value_dim = flint_malloc(n);
    memcpy(copy->width, arch->width, n + sizeof(slong));
    memcpy(copy->head_dim, arch->head_dim, n);
    memcpy(copy->heads, arch->heads, n);
    memcpy(copy->value_dim, arch->value_dim, n);
}
