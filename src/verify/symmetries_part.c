#include "listed.h"

/* Some sublayers as symbols, and what changes along a field (doc: thm-symmetry-listed). */

/* Numbers of an evaluation. */
#define MOST_NODES (1 << 15)
/* Products of terms: for values, for the changes along a field, and for seeing that a
   state inside does not change.  Terms that are kept fit in some gigabytes. */
#define MOST_VALUES 3e7
#define MOST_FIELD 3e7
#define MOST_STATE 1e6

void
fulg_verify_part_clear(fulg_verify_part_t *part)
{
    if (part->end == 0)
        return;
    fulg_verify_symbols_clear(&part->S);
    fulg_verify_run_clear(&part->R);
    fulg_verify_graph_clear(&part->G);
    flint_free(part->is_state);
    part->end = 0;
}

static void
mark(fulg_verify_part_t *part, slong j, slong rows)
{
    for (slong k = 0; k < rows * part->R.t; k++)
        if (part->R.state[j][k] >= 0)
            part->is_state[part->R.state[j][k]] = 1;
}

void
fulg_verify_part_init(fulg_verify_part_t *part, fulg_verify_listed_t *L,
                      slong first, slong end)
{
    const fulg_verify_net_t *net = L->W.net;
    const slong leaves = L->W.total + net->sub[first].in * net->tokens;
    const double most = FLINT_MIN(MOST_VALUES, L->work);
    part->first = first;
    part->end = end;
    fulg_verify_graph_init_symbols(&part->G);
    for (slong n = 0; n < leaves; n++)
        (void) fulg_verify_leaf(&part->G);
    fulg_verify_run_init(&part->R, &part->G, &L->W);
    part->R.first = first;
    part->R.end = end;
    fulg_verify_run(&part->R);
    part->is_state = flint_calloc((size_t) part->G.num + 1, 1);
    for (slong j = first + 1; part->G.why == NULL && j < end; j++)
        if (!net->sub[j].parallel)
            mark(part, j, net->sub[j - 1].out);
    fulg_verify_symbols_init(&part->S, &part->G, leaves,
                             part->G.num > MOST_NODES ? -1 : most);
    if (part->S.work >= 0)
        L->work -= most - part->S.work;
    if (part->S.why != NULL)
        L->why = part->S.why;
}

/* ---- changes ------------------------------------------------------------------------ */

/* The slope of the function of node n at its argument: -x^2, x, -x^3/2. */
static void
set_slope(fmpq_mpoly_t slope, slong n, const fulg_verify_part_t *part)
{
    const fulg_verify_symbols_t *S = &part->S;
    const fulg_verify_node_kind_t kind = part->G.node[n].kind;
    const int power = kind == FULG_VERIFY_EXPONENTIAL ? 1
                      : kind == FULG_VERIFY_INVERSE   ? 2
                                                      : 3;
    fmpq_t c;
    fmpq_init(c);
    fmpq_set_si(c, power == 1 ? 1 : -1, power == 3 ? 2 : 1);
    fmpq_mpoly_pow_ui(slope, &S->value[n], (ulong) power, S->ring);
    fmpq_mpoly_scalar_mul_fmpq(slope, slope, c, S->ring);
    fmpq_clear(c);
}

/* change[n], from those of nodes before it. */
static void
set_change(slong n, fulg_verify_part_t *part)
{
    fulg_verify_symbols_t *S = &part->S;
    const fulg_verify_node_t *x = &part->G.node[n];
    fmpq_mpoly_struct *to = &S->change[n];
    fmpq_mpoly_t slope;
    switch (x->kind)
    {
        case FULG_VERIFY_NUMBER:
            if (x->c >= 0)
                fmpq_mpoly_set(to, &S->change[x->c], S->ring);
            if (x->a < 0 || fulg_verify_symbols_is_one(S, x->a, x->b))
                return;
            fulg_verify_symbols_add_product(to, &S->change[x->a],
                                            &S->value[x->b], S);
            fulg_verify_symbols_add_product(to, &S->value[x->a],
                                            &S->change[x->b], S);
            return;
        case FULG_VERIFY_INVERSE:
        case FULG_VERIFY_EXPONENTIAL:
        case FULG_VERIFY_ROOT:
            if (fmpq_mpoly_is_zero(&S->change[x->a], S->ring))
                return;
            fmpq_mpoly_init(slope, S->ring);
            set_slope(slope, n, part);
            fulg_verify_symbols_add_product(to, slope, &S->change[x->a], S);
            fmpq_mpoly_clear(slope, S->ring);
            return;
        default: /* a constant */
            return;
    }
}

/* A change of a state that vanishes becomes 0, which spares what follows. */
static void
simplify(slong n, fulg_verify_symbols_t *S)
{
    const double work = S->work;
    if (fmpq_mpoly_is_zero(&S->change[n], S->ring) || work < MOST_STATE)
        return;
    S->work = MOST_STATE;
    if (fulg_verify_symbols_vanish(S, &S->change[n]))
        fmpq_mpoly_zero(&S->change[n], S->ring);
    S->work = work - (MOST_STATE - (S->work < 0 ? 0 : S->work));
}

/* sum += number y (y = -1: number) */
static void
add_multiple(fmpq_mpoly_t sum, slong number, const fmpq_mpoly_struct *y,
             const fulg_verify_symbols_t *S)
{
    fmpq_mpoly_t term;
    if (number == 0)
        return;
    fmpq_mpoly_init(term, S->ring);
    if (y == NULL)
        fmpq_mpoly_set_si(term, number, S->ring);
    else
        fmpq_mpoly_scalar_mul_si(term, y, number, S->ring);
    fmpq_mpoly_add(sum, sum, term, S->ring);
    fmpq_mpoly_clear(term, S->ring);
}

/* sum += sign (L y + l), row r of token n, y having the nodes of state. */
static void
add_motion(fmpq_mpoly_t sum, const fulg_verify_motion_t *m, slong sign, slong r,
           slong n, const slong *state, const fulg_verify_part_t *part)
{
    const fulg_verify_symbols_t *S = &part->S;
    if (m->L == NULL)
        return;
    for (slong s = 0; s < m->rows; s++)
        if (state[s * part->R.t + n] >= 0)
            add_multiple(sum, sign * m->L[r * m->rows + s],
                         &S->value[state[s * part->R.t + n]], S);
    add_multiple(sum, sign * m->l[r], NULL, S);
}

int
fulg_verify_part_move(fulg_verify_part_t *part, fulg_verify_listed_t *L,
                      const fulg_verify_motion_t *in)
{
    fulg_verify_symbols_t *S = &part->S;
    const slong t = part->R.t;
    if (S->why != NULL || S->work < 0 || L->work < 0)
    {
        L->beyond = 1;
        return 0;
    }
    S->work = MOST_FIELD;
    for (slong n = 0; n < part->G.num; n++)
        fmpq_mpoly_zero(&S->change[n], S->ring);
    for (slong k = 0; k < L->num; k++)
        add_multiple(&S->change[L->entry[k].to], L->entry[k].number,
                     L->entry[k].from < 0 ? NULL : &S->value[L->entry[k].from],
                     S);
    for (slong e = 0; e < S->leaves - L->W.total; e++)
        add_motion(&S->change[L->W.total + e], in, 1, e / t, e % t,
                   part->R.state[part->first], part);
    for (slong n = S->leaves; n < part->G.num && S->work >= 0; n++)
    {
        set_change(n, part);
        if (part->is_state[n])
            simplify(n, S);
    }
    L->beyond |= S->work < 0;
    L->work -= MOST_FIELD - (S->work < 0 ? 0 : S->work);
    if (S->work >= 0)
        return 1;
    S->work = MOST_FIELD;
    return 0;
}

int
fulg_verify_part_moves(fulg_verify_part_t *part, fulg_verify_listed_t *L,
                       const fulg_verify_motion_t *out)
{
    fulg_verify_symbols_t *S = &part->S;
    const slong *state = part->R.state[part->end];
    const slong t = part->R.t;
    fmpq_mpoly_t left;
    int good = 1;
    S->work = MOST_FIELD;
    fmpq_mpoly_init(left, S->ring);
    for (slong k = 0; good && k < out->rows * t; k++)
    {
        if (state[k] < 0)
            fmpq_mpoly_zero(left, S->ring);
        else
            fmpq_mpoly_set(left, &S->change[state[k]], S->ring);
        add_motion(left, out, -1, k / t, k % t, state, part);
        good = fulg_verify_symbols_vanish(S, left);
    }
    fmpq_mpoly_clear(left, S->ring);
    L->beyond |= S->work < 0;
    L->work -= MOST_FIELD - (S->work < 0 ? 0 : S->work);
    S->work = MOST_FIELD;
    return good;
}
