#include <fulgurite/function.h>

#include "impl.h"

/*
 * The coefficients of one layer in the functions z of which its state is a
 * linear image.
 *
 * Lightning, t >= 2: the layer is determined by
 * T[r][(k,l)][j] = sum_h V_rk A_lj + V_rl A_kj, masked or not; t = 1: by the
 * cubic sum_h (V z)(z^T A z).  Polynomial networks: by the powers (w z)^p.
 * Normalised layers: by the sum of the V of every distinct A.
 */

int
fulg_fiber_walk_is_linear(const fulg_fiber_walk_t *x)
{
    return fulg_arch_is_normalised(x->W->arch) && x->equal_tokens;
}

/* The number of monomials of a degree in n variables, at most
   FULG_WALK_MAX_COLUMNS + 1. */
static slong
monomials(slong n, slong degree)
{
    slong count = 1;
    if (n == 0)
        return degree == 0;
    for (slong m = 1; m <= degree && count <= FULG_WALK_MAX_COLUMNS; m++)
        count = count * (n + m - 1) / m;
    return FLINT_MIN(count, FULG_WALK_MAX_COLUMNS + 1);
}

/* The place of z_k z_l z_j, j being of another token when there are several. */
static slong
place_of(slong k, slong l, slong j, slong n, slong tokens)
{
    const slong low = FLINT_MIN(k, l), high = FLINT_MAX(k, l);
    if (tokens > 1)
        return fulg_function_pair(n, low, high) * n + j;
    if (j >= high)
        return fulg_function_triple(n, low, high, j);
    return fulg_function_triple(n, FLINT_MIN(low, j), FLINT_MAX(low, j), high);
}

/* Adds V A to the coefficients in the columns from col on. */
static void
add_head(fmpq_mat_t T, slong col, const fmpq_mat_t V, const fmpq_mat_t A,
         slong tokens)
{
    const slong n = fmpq_mat_ncols(V);
    slong place;
    for (slong k = 0; k < n; k++)
        for (slong l = 0; l < n; l++)
            for (slong j = 0; j < n; j++)
            {
                if (fmpq_is_zero(fmpq_mat_entry(A, l, j)))
                    continue;
                place = col + place_of(k, l, j, n, tokens);
                for (slong r = 0; r < fmpq_mat_nrows(V); r++)
                    fmpq_addmul(fmpq_mat_entry(T, r, place),
                                fmpq_mat_entry(V, r, k),
                                fmpq_mat_entry(A, l, j));
            }
}

void
fulg_fiber_walk_head(fmpq_mat_t A, fmpq_mat_t V, const fulg_fiber_walk_t *x,
                     slong h)
{
    fmpq_mat_t A0, V0, AE;
    fulg_weights_head_fmpq(A0, V0, x->W, x->layer, h);
    fulg_fiber_init_mul(AE, A0, x->E);
    fulg_fiber_init_mul_tn(A, x->E, AE);
    fulg_fiber_init_mul(V, V0, x->E);
    fmpq_mat_clear(AE);
    fmpq_mat_clear(V0);
    fmpq_mat_clear(A0);
}

/* The number of the class of A, a new one when A was not met before. */
static slong
class_of(fulg_fiber_score_classes_t *classes, const fmpq_mat_t A)
{
    for (slong n = 0; n < classes->num; n++)
        if (fmpq_mat_equal(&classes->A[n], A))
            return n;
    classes->A = flint_realloc(classes->A, (size_t) (classes->num + 1) *
                                               sizeof(fmpq_mat_struct));
    fmpq_mat_init_set(&classes->A[classes->num], A);
    return classes->num++;
}

void
fulg_fiber_walk_enter(fulg_fiber_score_classes_t *classes,
                      const fulg_fiber_walk_t *x)
{
    fmpq_mat_t A, V;
    if (!fulg_arch_is_normalised(x->W->arch) || fulg_fiber_walk_is_linear(x))
        return;
    for (slong h = 0; h < x->W->arch->sub[x->layer].heads; h++)
    {
        fulg_fiber_walk_head(A, V, x, h);
        class_of(classes, A);
        fmpq_mat_clear(A);
        fmpq_mat_clear(V);
    }
}

static int
hidden_pnn(const fulg_fiber_walk_t *x)
{
    return fulg_arch_is_pnn(x->W->arch) && x->layer + 1 < x->W->arch->depth;
}

slong
fulg_fiber_walk_columns(const fulg_fiber_walk_t *x,
                        const fulg_fiber_score_classes_t *classes)
{
    const fulg_arch_struct *arch = x->W->arch;
    const slong n = fmpq_mat_ncols(x->E);
    if (fulg_arch_is_pnn(arch))
        return hidden_pnn(x) ? monomials(n, arch->sub[x->layer].power) : 0;
    if (fulg_arch_is_normalised(arch))
        return fulg_fiber_walk_is_linear(x) ? 0 : classes->num * n;
    if (n > 1000)
        return FULG_WALK_MAX_COLUMNS + 1;
    return arch->tokens > 1 ? n * n * (n + 1) / 2 : monomials(n, 3);
}

/* Row r of T = the coefficients of (w z)^degree, from the column col on. */
static void
set_power(fmpq_mat_t T, slong r, slong col, const fmpq_mat_t w, slong degree)
{
    const slong n = fmpq_mat_ncols(w);
    slong *x = flint_calloc((size_t) degree + 1, sizeof(slong));
    slong m;
    fmpq_t c;
    fmpq_init(c);
    for (slong place = 0; n > 0; place++)
    {
        slong run = 0;
        /* degree! / prod (multiplicities)!, one variable at a time */
        fmpq_one(c);
        for (m = 0; m < degree; m++)
        {
            run = (m > 0 && x[m] == x[m - 1]) ? run + 1 : 1;
            fmpq_mul_si(c, c, m + 1);
            fmpq_mul(c, c, fmpq_mat_entry(w, r, x[m]));
            fmpq_div_fmpz(c, c, (fmpz[]){run});
        }
        fmpq_set(fmpq_mat_entry(T, r, col + place), c);
        for (m = degree - 1; m >= 0 && x[m] == n - 1; m--)
            ;
        if (m < 0)
            break;
        x[m]++;
        for (slong k = m + 1; k < degree; k++)
            x[k] = x[m];
    }
    fmpq_clear(c);
    flint_free(x);
}

static void
pnn_coefficients(fmpq_mat_t T, const fulg_fiber_walk_t *x)
{
    const slong n = fmpq_mat_ncols(x->E);
    fmpq_mat_t w;
    fmpq_t one;
    fulg_fiber_init_mul(w, fulg_weights_mat(x->W, x->layer, 0, 'w')->fmpq,
                        x->E);
    if (hidden_pnn(x))
    {
        for (slong r = 0; r < fmpq_mat_nrows(w); r++)
            set_power(T, r, n, w, x->W->arch->sub[x->layer].power);
    }
    else
    {
        fmpq_init(one);
        fmpq_one(one);
        fulg_fiber_place(T, 0, 0, w, one);
        fmpq_clear(one);
    }
    fmpq_mat_clear(w);
}

static void
attention_coefficients(fmpq_mat_t T, const fulg_fiber_walk_t *x,
                       fulg_fiber_score_classes_t *classes)
{
    const fulg_arch_struct *arch = x->W->arch;
    const slong n = fmpq_mat_ncols(x->E);
    fmpq_mat_t A, V;
    fmpq_t one;
    fmpq_init(one);
    fmpq_one(one);
    if (fulg_arch_is_residual(arch))
        fulg_fiber_place(T, 0, 0, x->E, one);
    for (slong h = 0; h < arch->sub[x->layer].heads; h++)
    {
        fulg_fiber_walk_head(A, V, x, h);
        if (!fulg_arch_is_normalised(arch))
            add_head(T, n, V, A, arch->tokens);
        else
        {
            const slong col = fulg_fiber_walk_is_linear(x)
                                  ? 0
                                  : n + n * class_of(classes, A);
            for (slong i = 0; i < fmpq_mat_nrows(V); i++)
                for (slong j = 0; j < n; j++)
                    fmpq_add(fmpq_mat_entry(T, i, col + j),
                             fmpq_mat_entry(T, i, col + j),
                             fmpq_mat_entry(V, i, j));
        }
        fmpq_mat_clear(A);
        fmpq_mat_clear(V);
    }
    fmpq_clear(one);
}

void
fulg_fiber_walk_coefficients(fmpq_mat_t T, const fulg_fiber_walk_t *x,
                             fulg_fiber_score_classes_t *classes)
{
    fmpq_mat_init(T, x->W->arch->width[x->layer + 1],
                  fmpq_mat_ncols(x->E) + fulg_fiber_walk_columns(x, classes));
    if (fulg_arch_is_pnn(x->W->arch))
        pnn_coefficients(T, x);
    else
        attention_coefficients(T, x, classes);
}

void
fulg_fiber_score_classes_clear(fulg_fiber_score_classes_t *classes)
{
    for (slong n = 0; n < classes->num; n++)
        fmpq_mat_clear(&classes->A[n]);
    flint_free(classes->A);
}
