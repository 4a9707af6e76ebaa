#include "impl.h"

static void
transform(fmpz *value, const slong *shape, int axis, const fulg_tree_haar_t H)
{
    const slong step = fulg_organize_step(shape, axis);
    int a, b;
    fulg_organize_others(&a, &b, axis);
    for (slong i = 0; i < shape[a]; i++)
        for (slong j = 0; j < shape[b]; j++)
        {
            fmpz *x = value + i * fulg_organize_step(shape, a) +
                      j * fulg_organize_step(shape, b);
            fulg_tree_haar_analyse(x, x, step, H);
        }
}

void
fulg_organize_coefficients_init(fulg_organize_coefficients_t C,
                                const fulg_cube_t X,
                                const fulg_tree_struct *tree)
{
    const slong size = fulg_cube_size(X);
    for (int a = 0; a < 3; a++)
    {
        C->shape[a] = X->shape[a];
        fulg_tree_haar_init(&C->basis[a], &tree[a]);
    }
    fmpz_init_set(C->den, X->den);
    fmpz_init_set(C->error, X->error);
    C->value = _fmpz_vec_init(size);
    C->slice = _fmpz_vec_init(size);
    _fmpz_vec_set(C->slice, X->value, size);
    transform(C->slice, C->shape, FULG_AXIS_QUERY, &C->basis[0]);
    transform(C->slice, C->shape, FULG_AXIS_KEY, &C->basis[1]);
    _fmpz_vec_set(C->value, C->slice, size);
    transform(C->value, C->shape, FULG_AXIS_HEAD, &C->basis[2]);
}

void
fulg_organize_coefficients_clear(fulg_organize_coefficients_t C)
{
    const slong size = C->shape[0] * C->shape[1] * C->shape[2];
    _fmpz_vec_clear(C->value, size);
    _fmpz_vec_clear(C->slice, size);
    fmpz_clear(C->den);
    fmpz_clear(C->error);
    for (int a = 0; a < 3; a++)
        fulg_tree_haar_clear(&C->basis[a]);
}
