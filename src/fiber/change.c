#include "impl.h"

void
fulg_fiber_change_init(fulg_fiber_change_t change, const fulg_arch_t arch)
{
    fulg_fiber_change_init_plain(change, arch);
    for (slong i = 0; i <= arch->depth; i++)
    {
        fmpq_mat_clear(&change->C[i]);
        fulg_fiber_init_one(&change->C[i], arch->width[i]);
    }
}

void
fulg_fiber_change_init_plain(fulg_fiber_change_t change, const fulg_arch_t arch)
{
    const slong depth = arch->depth;
    slong n = 0;
    change->depth = depth;
    change->first = flint_malloc((size_t) depth * sizeof(slong));
    for (slong i = 0; i < depth; i++)
    {
        change->first[i] = n;
        n += arch->sub[i].heads;
    }
    change->num_heads = n;
    change->source = flint_malloc((size_t) n * sizeof(slong));
    change->scale = flint_malloc((size_t) n * sizeof(fmpq));
    change->C = fulg_fiber_mats(depth + 1);
    change->G = fulg_fiber_mats(n);
    change->H = fulg_fiber_mats(n);
    for (slong i = 0; i <= depth; i++)
        fmpq_mat_init(&change->C[i], 0, 0);
    for (slong i = 0; i < depth; i++)
        for (slong h = 0; h < arch->sub[i].heads; h++)
        {
            const slong place = change->first[i] + h;
            change->source[place] = h;
            fmpq_init(change->scale + place);
            fmpq_one(change->scale + place);
            fulg_fiber_init_one(&change->G[place], arch->sub[i].head_dim);
            fulg_fiber_init_one(&change->H[place], arch->sub[i].value_dim);
        }
}

void
fulg_fiber_change_clear(fulg_fiber_change_t change)
{
    for (slong n = 0; n < change->num_heads; n++)
        fmpq_clear(change->scale + n);
    fulg_fiber_mats_clear(change->C, change->depth + 1);
    fulg_fiber_mats_clear(change->G, change->num_heads);
    fulg_fiber_mats_clear(change->H, change->num_heads);
    flint_free(change->scale);
    flint_free(change->source);
    flint_free(change->first);
}
