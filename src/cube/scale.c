#include <fulgurite/cube.h>

void
fulg_cube_scale_init(fulg_cube_scale_t scale)
{
    fmpq_init(scale->tau);
    fmpq_one(scale->tau);
    fmpz_init_set_ui(scale->root, 1);
}

void
fulg_cube_scale_clear(fulg_cube_scale_t scale)
{
    fmpq_clear(scale->tau);
    fmpz_clear(scale->root);
}

void
fulg_cube_scale_reduce(fulg_cube_scale_t scale)
{
    if (!fmpz_is_square(scale->root))
        return;
    fmpz_sqrt(scale->root, scale->root);
    fmpq_div_fmpz(scale->tau, scale->tau, scale->root);
    fmpz_one(scale->root);
}

void
fulg_cube_scale_over_root(arb_t y, const fmpq_t x,
                          const fulg_cube_scale_t scale, slong bits)
{
    arb_t root;
    arb_set_fmpq(y, x, bits);
    if (fmpz_is_one(scale->root))
        return;
    arb_init(root);
    arb_sqrt_fmpz(root, scale->root, bits);
    arb_div(y, y, root, bits);
    arb_clear(root);
}
