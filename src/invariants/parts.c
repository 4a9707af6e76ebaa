#include "impl.h"

typedef struct
{
    fulg_invariants_part_t *list;
    slong num;
    const fulg_invariants_struct *model;
} parts_t;

static fulg_invariants_part_t *
append(parts_t *P, slong size, slong degree, int side)
{
    fulg_invariants_part_t *part;
    P->list = flint_realloc(P->list, sizeof *part * (size_t) (P->num + 1));
    part = &P->list[P->num++];
    part->size = size;
    part->degree = degree;
    part->side = side;
    fmpz_init_set_ui(part->raw, 1);
    fmpz_init_set_si(part->independent, -1);
    return part;
}

static void
times_binomial(fmpz_t x, slong n, slong r)
{
    fmpz_t y;
    fmpz_init(y);
    fulg_invariants_binomial(y, n, r);
    fmpz_mul(x, x, y);
    fmpz_clear(y);
}

static void
times_multisets(fmpz_t x, slong n, slong r)
{
    fmpz_t y;
    fmpz_init(y);
    fulg_invariants_multisets(y, n, r);
    fmpz_mul(x, x, y);
    fmpz_clear(y);
}

/* The dimension of a Schur module of C^d: contents over hooks. */
static void
times_schur(fmpz_t x, slong d, const slong *shape, slong rows)
{
    fmpz_t hooks;
    fmpz_init_set_ui(hooks, 1);
    for (slong i = 0; i < rows; i++)
        for (slong j = 0; j < shape[i]; j++)
        {
            slong leg = 0;
            while (i + leg + 1 < rows && shape[i + leg + 1] > j)
                leg++;
            fmpz_mul_si(x, x, d + j - i);
            fmpz_mul_si(hooks, hooks, shape[i] - j + leg);
        }
    fmpz_divexact(x, x, hooks);
    fmpz_clear(hooks);
}

static void
linear_parts(parts_t *P, fulg_invariants_family_t family)
{
    const fulg_invariants_struct *model = P->model;
    slong num, own = 0, other = 0, count;
    fulg_invariants_place_t *place;
    if (model->tokens == 1)
        return;
    place = fulg_invariants_places(&num, model);
    for (slong p = 0; p < num; p++)
        *(place[p].token == place[p].column ? &own : &other) += 1;
    flint_free(place);
    count = family == FULG_INVARIANTS_COPIES
                ? (other - model->d_out) * model->pairs * model->d
                : own * model->triples;
    if (count > 0)
    {
        fulg_invariants_part_t *part = append(P, 0, 1, 0);
        fmpz_set_si(part->raw, count);
        fmpz_set(part->independent, part->raw);
    }
}

/* The minors of a pencil; distinct minors of a matrix of distinct variables are
   independent. */
static void
minors_part(parts_t *P, fulg_invariants_family_t family, slong size,
            int distinct)
{
    fulg_invariants_part_t *part = append(P, size, size, 0);
    fulg_invariants_pencil_t pencil;
    fulg_invariants_pencil(&pencil, P->model, family, part);
    times_binomial(part->raw, pencil.rows, size);
    times_binomial(part->raw, pencil.cols, size);
    times_multisets(part->raw, pencil.colors, size);
    if (distinct)
        fmpz_set(part->independent, part->raw);
    if (fmpz_is_zero(part->raw))
    {
        fmpz_clear(part->raw);
        fmpz_clear(part->independent);
        P->num--;
    }
}

/* r-minors: all of Lambda^r Sym^2 but the hook (r+1, 1^(r-1)) is syzygies. */
static void
context_part(parts_t *P, slong r, int side)
{
    const fulg_invariants_struct *model = P->model;
    fulg_invariants_part_t *part = append(P, r, r, side);
    fmpz_t hook;
    fmpz_init_set_ui(hook, 1);
    times_binomial(hook, model->d + r, 2 * r);
    times_binomial(hook, 2 * r - 1, r);
    times_binomial(part->raw, model->pairs, r);
    fmpz_sub(part->raw, part->raw, hook);
    times_binomial(part->raw, fulg_invariants_lines(model, side), r);
    times_multisets(part->raw, fulg_invariants_colors(model, side), r);
    fmpz_set(part->independent, part->raw);
    fmpz_clear(hook);
}

/* Quadrics of the Segre-Veronese variety of v and the minors det A[K,L]; for r =
   2 the relations p12 p34 - p13 p24 + p14 p23 of the minors are lost. */
static void
veronese_part(parts_t *P, slong r, int side)
{
    const fulg_invariants_struct *model = P->model;
    const slong lines = fulg_invariants_lines(model, side);
    fulg_invariants_part_t *part = append(P, r, 2 * r, side);
    fmpz_t L, N, all, image;
    fmpz_init(L);
    fmpz_init_set_ui(N, 1);
    fmpz_init(all);
    fmpz_init(image);
    fulg_invariants_binomial(L, lines, r);
    times_multisets(N, r, r);
    fmpz_mul(N, N, L);
    fmpz_add_ui(all, N, 1);
    fmpz_mul(all, all, N);
    fmpz_add_ui(image, L, 1);
    fmpz_mul(image, image, L);
    times_multisets(image, r, 2 * r);
    fmpz_sub(all, all, image);
    fmpz_fdiv_q_2exp(all, all, 1);
    fmpz_set(part->raw, all);
    if (r == 2)
    {
        fulg_invariants_binomial(N, lines, 4);
        fmpz_sub(part->independent, all, N);
        times_binomial(part->independent, model->d, r);
        fmpz_mul_si(part->independent, part->independent,
                    fulg_invariants_colors(model, side));
    }
    times_binomial(part->raw, model->d, r);
    fmpz_mul_si(part->raw, part->raw, fulg_invariants_colors(model, side));
    fmpz_clear(L);
    fmpz_clear(N);
    fmpz_clear(all);
    fmpz_clear(image);
}

/* Quartics: a Schur module in x, S_22 of the lines, S^4 of the colors. */
static void
quartic_part(parts_t *P, int side, const slong *shape, slong rows)
{
    static const slong square[2] = {2, 2};
    const fulg_invariants_struct *model = P->model;
    fulg_invariants_part_t *part = append(P, 2, 4, side);
    times_schur(part->raw, model->d, shape, rows);
    times_schur(part->raw, fulg_invariants_lines(model, side), square, 2);
    times_multisets(part->raw, fulg_invariants_colors(model, side), 4);
    fmpz_set(part->independent, part->raw);
}

/* Families of T_ij = v_i a_j by sides. */
static void
side_parts(parts_t *P, fulg_invariants_family_t family)
{
    static const slong line[2] = {4, 4}, planes[4] = {3, 3, 1, 1};
    for (int side = 0; side < 2; side++)
    {
        const slong rank = fulg_invariants_line_rank(P->model, side);
        if (family == FULG_INVARIANTS_RESULTANTS && rank >= 2)
            quartic_part(P, side, line, 2);
        if (family == FULG_INVARIANTS_INCIDENCE && rank >= 2 && P->model->d > 3)
            quartic_part(P, side, planes, 4);
        for (slong r = 3; r <= rank; r++)
            if (family == FULG_INVARIANTS_CONTEXT)
                context_part(P, r, side);
        for (slong r = 2; r <= rank; r++)
            if (family == FULG_INVARIANTS_VERONESE)
                veronese_part(P, r, side);
    }
}

static void
quadratic_parts(parts_t *P, fulg_invariants_family_t family)
{
    const fulg_invariants_struct *model = P->model;
    static const slong columns[3] = {2, 2, 2};
    const slong d = model->d, d_out = model->d_out;
    fulg_invariants_part_t *part;
    if (family == FULG_INVARIANTS_LOW_RANK && model->alpha < d)
        minors_part(P, family, model->alpha + 1, 1);
    else if (family == FULG_INVARIANTS_EXCHANGE && d_out > 1 && d > 1)
    {
        part = append(P, 2, 2, 0);
        times_binomial(part->raw, d_out, 2);
        times_binomial(part->raw, d, 2);
        times_multisets(part->raw, d, 4);
        fmpz_set(part->independent, part->raw);
    }
    else if (family == FULG_INVARIANTS_CROSS_COLUMN && d > 2)
    {
        part = append(P, 3, 3, 0);
        times_schur(part->raw, d, columns, 3);
        times_multisets(part->raw, d_out, 3);
        times_multisets(part->raw, d, 3);
        fmpz_set(part->independent, part->raw);
    }
    else
        side_parts(P, family);
}

static void
cubic_parts(parts_t *P, fulg_invariants_family_t family)
{
    const fulg_invariants_struct *model = P->model;
    const slong d = model->d, nu = model->value_rank;
    if (family == FULG_INVARIANTS_LOW_RANK && model->sym_rank + 2 <= d)
        minors_part(P, family, model->sym_rank + 2, 0);
    if (family == FULG_INVARIANTS_LIE && d > 2)
        minors_part(P, family, fulg_invariants_lie_rank(d, model->sym_rank) + 1,
                    0);
    if (family == FULG_INVARIANTS_KOSZUL && nu > 1)
        minors_part(P, family, nu * d - nu * (nu - 1) / 2 + 1, 0);
    if (family == FULG_INVARIANTS_HESSIAN && model->alpha == 1 && d > 2)
    {
        static const slong shape[3] = {7, 3, 2};
        fulg_invariants_part_t *part = append(P, 3, 4, 0);
        times_schur(part->raw, d, shape, 3);
        times_multisets(part->raw, model->d_out, 4);
        fmpz_set(part->independent, part->raw);
    }
}

fulg_invariants_part_t *
fulg_invariants_parts(slong *num, const fulg_invariants_t model,
                      fulg_invariants_family_t family)
{
    parts_t P = {NULL, 0, model};
    if (fulg_invariants_family_is_linear(family))
        linear_parts(&P, family);
    else if (family == FULG_INVARIANTS_VALUE_RANK)
    {
        if (model->value_rank < model->d_out)
            minors_part(&P, family, model->value_rank + 1, 1);
    }
    else if (model->tokens == 1)
        cubic_parts(&P, family);
    else
        quadratic_parts(&P, family);
    *num = P.num;
    return P.list;
}

void
fulg_invariants_clear_parts(fulg_invariants_part_t *parts, slong num)
{
    for (slong n = 0; n < num; n++)
    {
        fmpz_clear(parts[n].raw);
        fmpz_clear(parts[n].independent);
    }
    flint_free(parts);
}
