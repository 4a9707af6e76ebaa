#include <fulgurite/single.h>

slong
fulg_single_alpha(slong d, slong head_dim)
{
    return FLINT_MIN(head_dim, d);
}

slong
fulg_single_sym_rank(slong d, slong head_dim)
{
    return FLINT_MIN(2 * fulg_single_alpha(d, head_dim), d);
}

slong
fulg_single_dimension(slong d, slong d_out, slong head_dim, slong tokens)
{
    const slong alpha = fulg_single_alpha(d, head_dim);
    const slong s = fulg_single_sym_rank(d, head_dim);
    if (tokens == 1)
        return s * d - s * (s - 1) / 2 + d * d_out - 1;
    return alpha * (2 * d - alpha) + d * d_out - 1;
}
