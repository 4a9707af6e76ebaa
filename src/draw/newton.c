/* The test of Krawczyk: with c the middle of X, Y about the inverse of f'(c) and
   K = c - Y f(c) + (1 - Y f'(X)) (X - c), a K in the inside of X proves that X
   holds exactly one zero of f, and it lies in K; K outside X that it holds none
   (doc: sec-draw). */
#include "impl.h"

void
fulg_draw_value(arb_t value, const fmpz_mpoly_t f, const arb_struct *x,
                const fmpz_mpoly_ctx_t ring)
{
    const slong prec = FULG_DRAW_PRECISION;
    arb_t term, power;
    fmpz_t c;
    arb_init(term);
    arb_init(power);
    fmpz_init(c);
    arb_zero(value);
    for (slong n = 0; n < fmpz_mpoly_length(f, ring); n++)
    {
        ulong e[3];
        fmpz_mpoly_get_term_coeff_fmpz(c, f, n, ring);
        fmpz_mpoly_get_term_exp_ui(e, f, n, ring);
        arb_set_fmpz(term, c);
        for (slong i = 0; i < fmpz_mpoly_ctx_nvars(ring); i++)
        {
            arb_pow_ui(power, x + i, e[i], prec);
            arb_mul(term, term, power, prec);
        }
        arb_add(value, value, term, prec);
    }
    arb_clear(term);
    arb_clear(power);
    fmpz_clear(c);
}

static void
set_jacobian(arb_mat_t J, const fmpz_mpoly_struct *const *f,
             const arb_struct *x, const fmpz_mpoly_ctx_t ring)
{
    fmpz_mpoly_t g;
    fmpz_mpoly_init(g, ring);
    for (slong i = 0; i < arb_mat_nrows(J); i++)
        for (slong j = 0; j < arb_mat_ncols(J); j++)
        {
            fmpz_mpoly_derivative(g, f[i], j, ring);
            fulg_draw_value(arb_mat_entry(J, i, j), g, x, ring);
        }
    fmpz_mpoly_clear(g, ring);
}

typedef struct
{
    arb_mat_t J, Y, value, one, D;
    arb_ptr middle;
} krawczyk_t;

/* D = K of X, 0 when there is no Y. */
static int
set_k(krawczyk_t *k, const fmpz_mpoly_struct *const *f, const arb_struct *X,
      const fmpz_mpoly_ctx_t ring)
{
    const slong prec = FULG_DRAW_PRECISION, dim = arb_mat_nrows(k->J);
    for (slong i = 0; i < dim; i++)
        arb_get_mid_arb(k->middle + i, X + i);
    set_jacobian(k->J, f, k->middle, ring);
    if (!arb_mat_inv(k->Y, k->J, prec))
        return 0;
    arb_mat_get_mid(k->Y, k->Y);
    for (slong i = 0; i < dim; i++)
        fulg_draw_value(arb_mat_entry(k->value, i, 0), f[i], k->middle, ring);
    set_jacobian(k->J, f, X, ring);
    arb_mat_mul(k->J, k->Y, k->J, prec);
    arb_mat_one(k->one);
    arb_mat_sub(k->J, k->one, k->J, prec);
    for (slong i = 0; i < dim; i++)
        arb_sub(arb_mat_entry(k->D, i, 0), X + i, k->middle + i, prec);
    arb_mat_mul(k->D, k->J, k->D, prec);
    arb_mat_mul(k->value, k->Y, k->value, prec);
    arb_mat_sub(k->D, k->D, k->value, prec);
    for (slong i = 0; i < dim; i++)
        arb_add(arb_mat_entry(k->D, i, 0), arb_mat_entry(k->D, i, 0),
                k->middle + i, prec);
    return 1;
}

fulg_truth_t
fulg_draw_newton(arb_struct *at, const fmpz_mpoly_struct *const *f, slong dim,
                 const arb_struct *X, const fmpz_mpoly_ctx_t ring)
{
    fulg_truth_t answer = FULG_UNKNOWN;
    krawczyk_t k;
    arb_mat_init(k.J, dim, dim);
    arb_mat_init(k.Y, dim, dim);
    arb_mat_init(k.one, dim, dim);
    arb_mat_init(k.value, dim, 1);
    k.middle = _arb_vec_init(dim);
    arb_mat_init(k.D, dim, 1);
    for (slong i = 0; i < dim; i++)
        arb_set(at + i, X + i);
    for (int round = 0; round < 9 && set_k(&k, f, at, ring); round++)
    {
        int inside = 1, apart = 0;
        for (slong i = 0; i < dim; i++)
        {
            const arb_struct *K = arb_mat_entry(k.D, i, 0);
            inside &= arb_contains_interior(at + i, K);
            apart |= !arb_overlaps(at + i, K);
        }
        if (round == 0)
            answer = inside ? FULG_TRUE : apart ? FULG_FALSE : FULG_UNKNOWN;
        if (answer != FULG_TRUE || (round > 0 && !inside))
            break;
        for (slong i = 0; i < dim; i++)
            arb_set(at + i, arb_mat_entry(k.D, i, 0));
    }
    arb_mat_clear(k.J);
    arb_mat_clear(k.Y);
    arb_mat_clear(k.one);
    arb_mat_clear(k.value);
    _arb_vec_clear(k.middle, dim);
    arb_mat_clear(k.D);
    return answer;
}
