#include <fulgurite/cube.h>

const char *
fulg_cube_axis_name(int axis)
{
    static const char *const names[] = {"query", "key", "head"};
    return names[axis];
}

void
fulg_cube_init(fulg_cube_t X, slong queries, slong keys, slong heads)
{
    X->shape[0] = queries;
    X->shape[1] = keys;
    X->shape[2] = heads;
    X->value = _fmpz_vec_init(queries * keys * heads);
    fmpz_init_set_ui(X->den, 1);
    fmpz_init(X->error);
    for (int a = 0; a < 3; a++)
        X->twin[a] = NULL;
}

void
fulg_cube_clear(fulg_cube_t X)
{
    _fmpz_vec_clear(X->value, fulg_cube_size(X));
    fmpz_clear(X->den);
    fmpz_clear(X->error);
    for (int a = 0; a < 3; a++)
        flint_free(X->twin[a]);
}

slong
fulg_cube_size(const fulg_cube_t X)
{
    return X->shape[0] * X->shape[1] * X->shape[2];
}

/* The least denominator; an exact tensor only. */
static void
canonicalise(fulg_cube_t X)
{
    const slong size = fulg_cube_size(X);
    fmpz_t g;
    fmpz_init_set(g, X->den);
    for (slong n = 0; n < size && !fmpz_is_one(g); n++)
        fmpz_gcd(g, g, X->value + n);
    if (!fmpz_is_one(g))
    {
        _fmpz_vec_scalar_divexact_fmpz(X->value, X->value, size, g);
        fmpz_divexact(X->den, X->den, g);
    }
    fmpz_clear(g);
}

void
fulg_cube_scale(fulg_cube_t X, const fmpq_t factor)
{
    _fmpz_vec_scalar_mul_fmpz(X->value, X->value, fulg_cube_size(X),
                              fmpq_numref(factor));
    fmpz_mul(X->den, X->den, fmpq_denref(factor));
    fmpz_mul(X->error, X->error, fmpq_numref(factor));
    fmpz_abs(X->error, X->error);
    if (fmpz_is_zero(X->error))
        canonicalise(X);
}
