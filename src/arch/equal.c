#include <string.h>

#include "impl.h"

static int
same_sublayer(const fulg_sublayer_struct *a, const fulg_sublayer_struct *b)
{
    fulg_sublayer_struct x = *a, y = *b;
    fulg_arch_sublayer_normalise(&x);
    fulg_arch_sublayer_normalise(&y);
    return memcmp(&x, &y, sizeof x) == 0;
}

int
fulg_arch_equal(const fulg_arch_t a, const fulg_arch_t b)
{
    const slong l = a->depth;
    if (l != b->depth ||
        memcmp(a->width, b->width, (size_t) (l + 1) * sizeof(slong)) != 0)
        return 0;
    for (slong i = 0; i < l; i++)
        if (!same_sublayer(&a->sub[i], &b->sub[i]))
            return 0;
    return fulg_arch_is_pnn(a) ||
           (a->tokens == b->tokens && a->copies == b->copies &&
            fulg_arch_same_constants(a, b));
}
