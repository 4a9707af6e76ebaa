#include "impl.h"

/*
 * The bottleneck widths r_i, the ranks alpha_i, what later layers can still see
 * of the state (w_i), and the layers that see only the symmetric part of their
 * attention form because their state has rank one (doc: thm-virtual-weights).
 */

static void
set_symmetric(fulg_dim_flag_t flag, const fulg_arch_t arch)
{
    const int lightning = !fulg_arch_is_normalised(arch);
    int rank_one = arch->tokens == 1 || (lightning && flag->r[0] == 1);
    for (slong i = 0; i < arch->depth; i++)
    {
        flag->symmetric[i] = rank_one;
        if (lightning && (flag->r[i + 1] == 1 ||
                          (!fulg_arch_is_causal(arch) &&
                           arch->sub[i].heads == 1 && flag->alpha[i] == 1)))
            rank_one = 1;
    }
}

void
fulg_dim_flag_init(fulg_dim_flag_t flag, const fulg_arch_t arch)
{
    const slong l = arch->depth;
    const size_t n = (size_t) l * sizeof(slong);
    flag->depth = l;
    flag->r = flint_malloc(n + sizeof(slong));
    flag->alpha = flint_malloc(n);
    flag->w = flint_malloc(n);
    flag->symmetric = flint_malloc((size_t) l * sizeof(int));

    flag->r[0] = arch->width[0];
    for (slong i = 0; i < l; i++)
    {
        const slong seen = FLINT_MIN(fulg_dim_value_rank(arch, i), flag->r[i]);
        flag->r[i + 1] = fulg_dim_min_product(arch->width[i + 1],
                                              arch->sub[i].heads, seen);
        flag->alpha[i] = FLINT_MIN(arch->sub[i].head_dim, flag->r[i]);
    }
    flag->w[l - 1] = flag->r[l];
    for (slong i = l - 2; i >= 0; i--)
    {
        /* Both summands are at most a width; their sum is clipped at r. */
        const slong r = flag->r[i + 1];
        const slong forms = fulg_dim_min_product(r, 2, flag->alpha[i + 1]);
        const slong rest = FLINT_MIN(r, flag->w[i + 1]);
        const slong each = (forms > r - rest) ? r : forms + rest;
        flag->w[i] = fulg_dim_min_product(r, arch->sub[i + 1].heads, each);
    }
    set_symmetric(flag, arch);
}

void
fulg_dim_flag_clear(fulg_dim_flag_t flag)
{
    flint_free(flag->r);
    flint_free(flag->alpha);
    flint_free(flag->w);
    flint_free(flag->symmetric);
}

int
fulg_dim_values_are_free(const fulg_arch_t arch, const fulg_dim_flag_t flag,
                         slong i)
{
    return fulg_dim_value_rank(arch, i) >=
           FLINT_MIN(flag->r[i], flag->r[i + 1]);
}
