#include "impl.h"

/* Row (i, pair), column j. */
static void
flattening_entry(slong *coeff, slong *var, const fulg_invariants_t model,
                 const fulg_invariants_part_t *part, slong u, slong w,
                 slong row, slong col)
{
    (void) part, (void) u, (void) w;
    *coeff = 1;
    *var = row * model->d + col;
}

/* Row i, columns the other indices. */
static void
value_entry(slong *coeff, slong *var, const fulg_invariants_t model,
            const fulg_invariants_part_t *part, slong u, slong w, slong row,
            slong col)
{
    (void) part, (void) u, (void) w;
    *coeff = 1;
    *var = row * (model->num / model->d_out) + col;
}

/* Twice the symmetric matrix of T_uw. */
static void
slice_entry(slong *coeff, slong *var, const fulg_invariants_t model,
            const fulg_invariants_part_t *part, slong u, slong w, slong row,
            slong col)
{
    (void) part;
    *coeff = row == col ? 2 : 1;
    *var = fulg_invariants_var(
        model, 0, u, w,
        fulg_function_pair(model->d, FLINT_MIN(row, col), FLINT_MAX(row, col)));
}

/* Rows pairs, columns the lines, of the color u. */
static void
context_entry(slong *coeff, slong *var, const fulg_invariants_t model,
              const fulg_invariants_part_t *part, slong u, slong w, slong row,
              slong col)
{
    (void) w;
    *coeff = 1;
    *var = fulg_invariants_var(model, part->side, u, col, row);
}

static slong
cubic_var(const fulg_invariants_t model, slong i, slong k, slong l, slong m)
{
    slong x[3] = {k, l, m};
    for (int n = 0; n < 2; n++)
        for (int p = 0; p < 2; p++)
            if (x[p] > x[p + 1])
            {
                const slong kept = x[p];
                x[p] = x[p + 1];
                x[p + 1] = kept;
            }
    return i * model->triples +
           fulg_function_triple(model->d, x[0], x[1], x[2]);
}

/* Row k, column (l,m): the third derivative of C_u. */
static void
derivative_entry(slong *coeff, slong *var, const fulg_invariants_t model,
                 const fulg_invariants_part_t *part, slong u, slong w,
                 slong row, slong col)
{
    slong l, m;
    (void) part, (void) w;
    fulg_invariants_pair(&l, &m, model->d, col);
    *coeff = (row == l && l == m)               ? 6
             : (row == l || row == m || l == m) ? 2
                                                : 1;
    *var = cubic_var(model, u, row, l, m);
}

/* Row: a monomial of degree 3; column: x_k d/dx_l, k != l, then x_k d/dx_k - x_d
   d/dx_d.  The entry is the coefficient of the monomial in the derivative. */
static void
lie_entry(slong *coeff, slong *var, const fulg_invariants_t model,
          const fulg_invariants_part_t *part, slong u, slong w, slong row,
          slong col)
{
    const slong d = model->d;
    slong x[3], k = col / (d - 1), l = col % (d - 1);
    (void) part, (void) w;
    fulg_invariants_triple(&x[0], &x[1], &x[2], d, row);
    *coeff = 0;
    *var = u * model->triples + row;
    if (k == d)
    {
        for (int n = 0; n < 3; n++)
            *coeff += (x[n] == l) - (x[n] == d - 1);
        return;
    }
    l += l >= k;
    for (int n = 0; n < 3; n++)
        if (x[n] == k)
        {
            const slong p = x[(n + 1) % 3], q = x[(n + 2) % 3];
            *coeff = 1 + (p == l) + (q == l);
            *var = cubic_var(model, u, p, q, l);
            return;
        }
}

/* Row: the n-th monomial of degree 4 as (k, l, m, n); column (i, k): the
   coefficient of the monomial in C_i x_k. */
static void
koszul_entry(slong *coeff, slong *var, const fulg_invariants_t model,
             const fulg_invariants_part_t *part, slong u, slong w, slong row,
             slong col)
{
    slong x[4] = {0, 0, 0, 0};
    (void) part, (void) u, (void) w;
    while (row-- > 0)
        fulg_invariants_next_multiset(x, model->d, 4);
    *coeff = 0;
    *var = 0;
    for (int n = 0; n < 4; n++)
        if (x[n] == col % model->d)
        {
            *coeff = 1;
            *var = cubic_var(model, col / model->d, x[(n + 1) % 4],
                             x[(n + 2) % 4], x[(n + 3) % 4]);
            return;
        }
}

slong
fulg_invariants_lie_rank(slong d, slong s)
{
    if (d == 1)
        return 0;
    if (s == d)
        return d * (d + 1) / 2 + d - 2;
    return s * d - s * (s - 1) / 2 + d - 1 - (d == 3 && s == 2);
}

static slong
monomials(slong d, slong degree)
{
    slong n = 1;
    for (slong k = 1; k <= degree; k++)
        n = n * (d + k - 1) / k;
    return n;
}

int
fulg_invariants_pencil(fulg_invariants_pencil_t *pencil,
                       const fulg_invariants_t model,
                       fulg_invariants_family_t family,
                       const fulg_invariants_part_t *part)
{
    const slong d = model->d, d_out = model->d_out, size = part->size;
    const int one = model->tokens == 1;
    const fulg_invariants_pencil_t low = {d_out * model->pairs, d, 1, 1, size,
                                          flattening_entry,     0};
    const fulg_invariants_pencil_t cubic = {d,    model->pairs,     d_out, 1,
                                            size, derivative_entry, 0};
    const fulg_invariants_pencil_t value = {d_out, model->num / d_out, 1, 1,
                                            size,  value_entry,        0};
    const fulg_invariants_pencil_t cross = {d,    d,           d_out, d,
                                            size, slice_entry, 1};
    const fulg_invariants_pencil_t context = {
        model->pairs,
        fulg_invariants_lines(model, part->side),
        fulg_invariants_colors(model, part->side),
        1,
        size,
        context_entry,
        0};
    const fulg_invariants_pencil_t lie = {model->triples, d * d - 1, d_out, 1,
                                          size,           lie_entry, 0};
    const fulg_invariants_pencil_t koszul = {
        monomials(d, 4), d_out * d, 1, 1, size, koszul_entry, 0};
    switch (family)
    {
        case FULG_INVARIANTS_LOW_RANK:
            *pencil = one ? cubic : low;
            return 1;
        case FULG_INVARIANTS_VALUE_RANK:
            *pencil = value;
            return 1;
        case FULG_INVARIANTS_CROSS_COLUMN:
            *pencil = cross;
            return 1;
        case FULG_INVARIANTS_CONTEXT:
        case FULG_INVARIANTS_VERONESE:
            *pencil = context;
            return 0;
        case FULG_INVARIANTS_LIE:
            *pencil = lie;
            return 1;
        case FULG_INVARIANTS_KOSZUL:
            *pencil = koszul;
            return 1;
        default:
            return 0;
    }
}
