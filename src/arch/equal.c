#include <string.h>

#include <fulgurite/arch.h>

static int
same(const slong *a, const slong *b, slong n)
{
    return memcmp(a, b, (size_t) n * sizeof(slong)) == 0;
}

int
fulg_arch_equal(const fulg_arch_t a, const fulg_arch_t b)
{
    const slong l = a->depth;
    if (a->family != b->family || l != b->depth ||
        !same(a->width, b->width, l + 1))
        return 0;
    if (a->family == FULG_FAMILY_PNN)
        return a->power == b->power;
    return a->tokens == b->tokens && a->norm == b->norm &&
           a->residual == b->residual && a->causal == b->causal &&
           same(a->head_dim, b->head_dim, l) && same(a->heads, b->heads, l) &&
           same(a->value_dim, b->value_dim, l);
}

int
fulg_arch_has_value_dim(const fulg_arch_t arch)
{
    return arch->value_dim[0] != 0;
}
