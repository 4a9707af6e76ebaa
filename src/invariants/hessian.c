#include "impl.h"

/*
 * A product of three linear forms in three variables divides its Hessian
 * determinant H, which is again a cubic.  On the plane of the points p, q, r, with
 * C(p,q,r) the polarised cubic, C_ppp H_ppq = C_ppq H_ppp.  We hand out the
 * coefficients at p^a q^b r^c, |a| = 7, |b| = 3, |c| = 2, for the standard
 * tableaux (a over b over c): the others are combinations of these.
 */
typedef struct
{
    fulg_invariants_tour_t *tour;
    slong left[3][64]; /* what remains of a, b, c */
    slong var[4];
    const slong *color;
    slong point[4][3]; /* the points of the four factors */
} plane_t;

/* Coefficient and coordinate of p_k q_l r_m in 6 C_i(p, q, r). */
static slong
third(slong *var, const fulg_invariants_struct *model, slong i, const slong *at)
{
    slong x[3] = {at[0], at[1], at[2]};
    for (int p = 0; p < 3; p++)
        if (x[p % 2] > x[p % 2 + 1])
        {
            const slong kept = x[p % 2];
            x[p % 2] = x[p % 2 + 1];
            x[p % 2 + 1] = kept;
        }
    *var = i * model->triples +
           fulg_function_triple(model->d, x[0], x[1], x[2]);
    return x[0] == x[2] ? 6 : x[0] == x[1] || x[1] == x[2] ? 2 : 1;
}

/* Chooses indices at[slot..] of factor n, then the factors that follow. */
static void
multiply(plane_t *P, slong n, slong slot, slong *at, slong coeff)
{
    if (n == 4)
    {
        fulg_invariants_push_si(P->tour, coeff, P->var, 4);
        return;
    }
    if (slot == 3)
    {
        slong next[3];
        coeff *= third(&P->var[n], P->tour->model, P->color[n], at);
        multiply(P, n + 1, 0, next, coeff);
        return;
    }
    for (slong k = 0; k < P->tour->model->d; k++)
    {
        slong *left = &P->left[P->point[n][slot]][k];
        if (*left == 0)
            continue;
        --*left;
        at[slot] = k;
        multiply(P, n, slot + 1, at, coeff);
        ++*left;
    }
}

/* scale C(x) H at the points y[0] y[1] y[2], in all orders. */
static void
add_product(plane_t *P, slong scale, const slong *x, slong *y)
{
    static const int perm[6][4] = {{0, 1, 2, 1},  {1, 2, 0, 1},  {2, 0, 1, 1},
                                   {0, 2, 1, -1}, {2, 1, 0, -1}, {1, 0, 2, -1}};
    do
        for (int s = 0; s < 6; s++)
        {
            slong at[3];
            for (int n = 0; n < 3; n++)
            {
                P->point[n][0] = n;
                P->point[n][1] = perm[s][n];
                P->point[n][2] = y[n];
                P->point[3][n] = x[n];
            }
            multiply(P, 0, 0, at, scale * perm[s][3]);
        }
    while (fulg_invariants_next_arrangement(y, 3));
}

static int
emit_coefficient(plane_t *P, const slong *a, const slong *b, const slong *c,
                 slong *color)
{
    fulg_invariants_tour_t *tour = P->tour;
    const slong ppp[3] = {0, 0, 0}, ppq[3] = {0, 0, 1};
    slong y[3];
    for (slong k = 0; k < tour->model->d; k++)
        P->left[0][k] = P->left[1][k] = P->left[2][k] = 0;
    for (slong n = 0; n < 7; n++)
        P->left[0][a[n]]++;
    for (slong n = 0; n < 3; n++)
        P->left[1][b[n]]++;
    for (slong n = 0; n < 2; n++)
        P->left[2][c[n]]++;
    P->color = color;
    do
    {
        y[0] = y[1] = 0;
        y[2] = 1;
        add_product(P, 1, ppp, y);
        /* the polarised C_ppq is a third of the coefficient of p^2 q */
        y[0] = y[1] = y[2] = 0;
        add_product(P, -3, ppq, y);
    } while (fulg_invariants_next_arrangement(color, 4));
    fulg_invariants_say_list(tour, "at p", a, 7);
    fulg_invariants_say_list(tour, ", q", b, 3);
    fulg_invariants_say_list(tour, ", r", c, 2);
    if (tour->model->d_out > 1)
        fulg_invariants_say_list(tour, ", output rows", color, 4);
    return fulg_invariants_emit(tour);
}

static int
tour_colors(plane_t *P, const slong *a, const slong *b, const slong *c)
{
    slong color[4] = {0, 0, 0, 0};
    int ended;
    do
        ended = emit_coefficient(P, a, b, c, color);
    while (!ended &&
           fulg_invariants_next_multiset(color, P->tour->model->d_out, 4));
    return ended;
}

int
fulg_invariants_tour_hessian(fulg_invariants_tour_t *tour)
{
    const slong d = tour->model->d;
    slong a[7] = {0}, b[3], c[2];
    plane_t P = {.tour = tour};
    int ended = 0;
    do
    {
        b[0] = b[1] = b[2] = 0;
        do
        {
            if (a[0] >= b[0] || a[1] >= b[1] || a[2] >= b[2])
                continue;
            c[0] = c[1] = 0;
            do
                if (b[0] < c[0] && b[1] < c[1])
                    ended = tour_colors(&P, a, b, c);
            while (!ended && fulg_invariants_next_multiset(c, d, 2));
        } while (!ended && fulg_invariants_next_multiset(b, d, 3));
    } while (!ended && fulg_invariants_next_multiset(a, d, 7));
    return ended;
}
