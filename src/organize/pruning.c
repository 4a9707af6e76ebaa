#include "impl.h"

/* The number of coefficients to keep: the dropped squares sum to at most error^2
   of all.  dropped receives their sum. */
static slong
choose(fmpz_t dropped, const fulg_organize_entropy_t E, const fmpq_t error)
{
    fmpz_t bound, x;
    fmpq_t part;
    slong kept = E->size;
    fmpz_init(bound);
    fmpz_init(x);
    fmpq_init(part);
    fmpq_mul(part, error, error);
    for (slong n = 0; n < E->size; n++)
        fmpz_add(bound, bound, E->square + n);
    fmpz_mul(bound, bound, fmpq_numref(part));
    fmpz_zero(dropped);
    for (; kept > 0; kept--)
    {
        fmpz_add(x, dropped, E->square + kept - 1);
        fmpz_mul(x, x, fmpq_denref(part));
        if (fmpz_cmp(x, bound) > 0)
            break;
        fmpz_add(dropped, dropped, E->square + kept - 1);
    }
    fmpz_clear(bound);
    fmpz_clear(x);
    fmpq_clear(part);
    return kept;
}

/* value = the dropped part of the tensor, over den. */
static void
dropped_part(fmpz *value, fmpz_t den, const fulg_organize_pruning_t P,
             const fulg_organize_coefficients_t C)
{
    const slong *n = C->shape;
    fmpz_t w[3];
    fmpz_set(den, C->den);
    for (int a = 0; a < 3; a++)
    {
        fmpz_init_set_ui(w[a], 1);
        for (slong v = 0; v < n[a]; v++)
        {
            fmpz_t x;
            fmpz_init_set_ui(x, C->basis[a].norm[v]);
            fmpz_lcm(w[a], w[a], x);
            fmpz_clear(x);
        }
        fmpz_mul(den, den, w[a]);
    }
    for (slong m = 0; m < n[0] * n[1] * n[2]; m++)
    {
        const slong at[3] = {m / n[2] / n[1], m / n[2] % n[1], m % n[2]};
        if (P->mask[m])
            continue;
        fmpz_set(value + m, C->value + m);
        for (int a = 0; a < 3; a++)
        {
            fmpz_mul(value + m, value + m, w[a]);
            fmpz_divexact_ui(value + m, value + m, C->basis[a].norm[at[a]]);
        }
    }
    for (int axis = 0; axis < 3; axis++)
    {
        const slong step = fulg_organize_step(n, axis);
        int a, b;
        fulg_organize_others(&a, &b, axis);
        for (slong i = 0; i < n[a]; i++)
            for (slong j = 0; j < n[b]; j++)
            {
                fmpz *x = value + i * fulg_organize_step(n, a) +
                          j * fulg_organize_step(n, b);
                fulg_tree_haar_synthesise(x, x, step, &C->basis[axis]);
            }
        fmpz_clear(w[axis]);
    }
}

static void
set_errors(fulg_organize_pruning_t P, const fulg_organize_coefficients_t C)
{
    const slong size = C->shape[0] * C->shape[1] * C->shape[2];
    fmpz *value = _fmpz_vec_init(size);
    fmpz_t den, sum, most;
    fmpz_init(den);
    fmpz_init(sum);
    fmpz_init(most);
    dropped_part(value, den, P, C);
    for (slong n = 0; n < size; n++)
    {
        fmpz_abs(value + n, value + n);
        fmpz_add(sum, sum, value + n);
        if (fmpz_cmp(value + n, most) > 0)
            fmpz_set(most, value + n);
    }
    fmpq_set_fmpz_frac(P->sup, most, den);
    fmpz_mul_si(den, den, size);
    fmpq_set_fmpz_frac(P->mean, sum, den);
    _fmpz_vec_clear(value, size);
    fmpz_clear(den);
    fmpz_clear(sum);
    fmpz_clear(most);
}

static slong
support(const fulg_organize_coefficients_t C, slong m)
{
    const slong *n = C->shape;
    const slong at[3] = {m / n[2] / n[1], m / n[2] % n[1], m % n[2]};
    slong cells = 1;
    for (int a = 0; a < 3; a++)
        cells *= C->basis[a].end[at[a]] - C->basis[a].start[at[a]];
    return cells;
}

/* (the sum of the dropped coefficients) sqrt(support) / size. */
static void
set_bound(fulg_organize_pruning_t P, const fulg_organize_coefficients_t C,
          const fulg_organize_entropy_t E, slong bits)
{
    arb_t x;
    arb_init(x);
    P->support = 0;
    arb_zero(P->mean_bound);
    for (slong n = P->kept; n < E->size; n++)
    {
        if (fmpz_is_zero(E->square + n))
            break;
        P->support = FLINT_MAX(P->support, support(C, E->order[n]));
        arb_sqrt_fmpz(x, E->square + n, bits);
        arb_add(P->mean_bound, P->mean_bound, x, bits);
    }
    arb_sqrt_fmpz(x, E->common, bits);
    arb_div(P->mean_bound, P->mean_bound, x, bits);
    arb_sqrt_ui(x, (ulong) P->support, bits);
    arb_mul(P->mean_bound, P->mean_bound, x, bits);
    arb_div_si(P->mean_bound, P->mean_bound, E->size, bits);
    arb_clear(x);
}

void
fulg_organize_pruning_init(fulg_organize_pruning_t P,
                           const fulg_organize_coefficients_t C,
                           const fulg_organize_entropy_t E, const fulg_cube_t X,
                           const fmpq_t error, slong bits)
{
    fmpz_t dropped;
    fmpz_init(dropped);
    fmpq_init(P->error2);
    fmpq_init(P->relative2);
    fmpq_init(P->sup);
    fmpq_init(P->mean);
    arb_init(P->mean_bound);
    P->kept = choose(dropped, E, error);
    P->mask = flint_calloc((size_t) E->size, 1);
    for (slong n = 0; n < P->kept; n++)
        P->mask[E->order[n]] = 1;
    fmpq_set_fmpz_frac(P->error2, dropped, E->common);
    if (!fmpq_is_zero(E->energy))
        fmpq_div(P->relative2, P->error2, E->energy);
    set_errors(P, C);
    set_bound(P, C, E, bits);
    fmpz_clear(dropped);
}

void
fulg_organize_pruning_clear(fulg_organize_pruning_t P)
{
    flint_free(P->mask);
    fmpq_clear(P->error2);
    fmpq_clear(P->relative2);
    fmpq_clear(P->sup);
    fmpq_clear(P->mean);
    arb_clear(P->mean_bound);
}
