#include "impl.h"

int
fulg_invariants_vanishes(const fulg_invariants_t model, const fmpz_mpoly_t f,
                         int output)
{
    fulg_invariants_map_t map;
    fmpz_mpoly_struct **image;
    fmpz_mpoly_t g;
    int zero;
    fulg_invariants_map_init(&map, model, output);
    image = flint_malloc(sizeof *image * (size_t) FLINT_MAX(1, map.num));
    for (slong n = 0; n < map.num; n++)
        image[n] = &map.image[n];
    fmpz_mpoly_init(g, map.ctx);
    zero = fmpz_mpoly_compose_fmpz_mpoly(
               g, f, image, output ? model->output : model->ring, map.ctx) &&
           fmpz_mpoly_is_zero(g, map.ctx);
    fmpz_mpoly_clear(g, map.ctx);
    flint_free(image);
    fulg_invariants_map_clear(&map);
    return zero;
}
