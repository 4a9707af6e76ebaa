/*
 * doc: thm-single-7p.  A symmetric S with n+, n- <= a is the symmetric part of a matrix
 * of rank <= a.  S = sum c_i y_i y_i^T; a pair of squares
 *     c (y^2 - rho z^2) = c (y - sqrt(rho) z)(y + sqrt(rho) z)
 * is the symmetric part of a matrix of rank one, c (y - ..)(y + ..)^T.  n - a
 * pairs bring the rank from n to a.  Opposite signs give real roots.
 */
#include "impl.h"

typedef struct
{
    slong n;
    fmpq *coeff;
    fmpz_mat_t Y;
    slong *partner; /* -1: alone */
    slong *root;    /* of a pair: which square root, -1: rational */
    fmpq *factor;   /* sqrt(rho) = factor * sqrt(root) */
} squares_t;

static void
squares_init(squares_t *D, const fmpq_mat_t S)
{
    const slong d = fmpq_mat_nrows(S);
    D->coeff = _fmpq_vec_init(d);
    D->factor = _fmpq_vec_init(d);
    fmpz_mat_init(D->Y, d, d);
    D->partner = flint_malloc((size_t) d * sizeof(slong));
    D->root = flint_malloc((size_t) d * sizeof(slong));
    for (slong i = 0; i < d; i++)
        D->partner[i] = D->root[i] = -1;
    D->n = fulg_rank_diagonalise(D->coeff, D->Y, S);
}

static void
squares_clear(squares_t *D)
{
    const slong d = fmpz_mat_nrows(D->Y);
    _fmpq_vec_clear(D->coeff, d);
    _fmpq_vec_clear(D->factor, d);
    fmpz_mat_clear(D->Y);
    flint_free(D->partner);
    flint_free(D->root);
}

/* The number of sqrt(x) among the roots of the field, adjoined when new. */
static slong
root_number(fulg_single_field_t *field, const fmpz_t x)
{
    fmpq_t q;
    slong n = 0;
    fmpq_init(q);
    fmpq_set_fmpz(q, x);
    while (n < field->num_roots && !fmpq_equal(field->root + n, q))
        n++;
    if (n == field->num_roots)
        fulg_single_field_adjoin(field, q);
    fmpq_clear(q);
    return n;
}

/* Pairs i with j when the kind allows it: 0 rational, 1 real, 2 complex. */
static int
try_pair(squares_t *D, fulg_single_field_t *field, slong i, slong j, int kind)
{
    fmpq_t rho, outside;
    fmpz_t inside;
    int ok;
    fmpq_init(rho);
    fmpq_init(outside);
    fmpz_init(inside);
    fmpq_div(rho, D->coeff + j, D->coeff + i);
    fmpq_neg(rho, rho);
    fulg_single_sqrt(outside, inside, rho);
    ok = kind == 2 || (kind == 1 && fmpq_sgn(rho) > 0) || fmpz_is_one(inside);
    if (ok)
    {
        D->partner[i] = j;
        D->partner[j] = i;
        fmpq_set(D->factor + i, outside);
        if (!fmpz_is_one(inside))
            D->root[i] = root_number(field, inside);
    }
    fmpq_clear(rho);
    fmpq_clear(outside);
    fmpz_clear(inside);
    return ok;
}

static void
choose_pairs(squares_t *D, fulg_single_field_t *field, slong wanted)
{
    for (int kind = 0; kind <= 2; kind++)
        for (slong i = 0; i < D->n && wanted > 0; i++)
            for (slong j = i + 1; j < D->n && wanted > 0; j++)
                if (D->partner[i] < 0 && D->partner[j] < 0)
                    wanted -= try_pair(D, field, i, j, kind);
}

/* Row "row" of K and Q from square i and its partner. */
static void
set_row(fulg_single_weights_t *W, const squares_t *D, slong row, slong i)
{
    const slong d = fmpz_mat_nrows(D->Y), j = D->partner[i];
    const slong part = D->root[i] + 1;
    fmpq_t x;
    fmpq_init(x);
    for (slong k = 0; k < d; k++)
    {
        fmpq *key = fmpq_mat_entry(W->K, row, k);
        fmpq *query = fmpq_mat_entry(W->Q, row, k);
        fmpq_set_fmpz(query, fmpz_mat_entry(D->Y, i, k));
        fmpq_mul(key, query, D->coeff + i);
        if (j < 0)
            continue;
        fmpq_mul_fmpz(x, D->factor + i, fmpz_mat_entry(D->Y, j, k));
        query = fmpq_mat_entry(W->Q + part, row, k);
        fmpq_add(query, query, x);
        fmpq_mul(x, x, D->coeff + i);
        key = fmpq_mat_entry(W->K + part, row, k);
        fmpq_sub(key, key, x);
    }
    fmpq_clear(x);
}

/* The skew part of square i and its partner, c sqrt(rho) (y z^T - z y^T), into
   A. */
static void
add_skew_part(fulg_single_weights_t *W, const squares_t *D, slong i)
{
    const slong d = fmpz_mat_nrows(D->Y), j = D->partner[i];
    fmpq_mat_struct *A = W->A + D->root[i] + 1;
    fmpq_t c, x;
    fmpz_t minor;
    fmpq_init(c);
    fmpq_init(x);
    fmpz_init(minor);
    fmpq_mul(c, D->coeff + i, D->factor + i);
    for (slong k = 0; k < d; k++)
        for (slong l = 0; l < d; l++)
        {
            fmpq *a = fmpq_mat_entry(A, k, l);
            fmpz_mul(minor, fmpz_mat_entry(D->Y, i, k),
                     fmpz_mat_entry(D->Y, j, l));
            fmpz_submul(minor, fmpz_mat_entry(D->Y, j, k),
                        fmpz_mat_entry(D->Y, i, l));
            fmpq_mul_fmpz(x, c, minor);
            fmpq_add(a, a, x);
        }
    fmpq_clear(c);
    fmpq_clear(x);
    fmpz_clear(minor);
}

void
fulg_single_add_skew(fulg_single_weights_t *W, slong head_dim)
{
    const slong d = fmpq_mat_nrows(W->A);
    squares_t D;
    slong row = 0;
    squares_init(&D, W->A);
    choose_pairs(&D, &W->field, D.n - head_dim);
    W->A = fulg_single_mat_regrow(&W->field, W->A, 1);
    W->V = fulg_single_mat_regrow(&W->field, W->V, 1);
    W->K = fulg_single_mat_init(&W->field, head_dim, d);
    W->Q = fulg_single_mat_init(&W->field, head_dim, d);
    for (slong i = 0; i < D.n; i++)
    {
        if (D.partner[i] >= 0 && D.partner[i] < i)
            continue;
        set_row(W, &D, row++, i);
        if (D.partner[i] >= 0)
            add_skew_part(W, &D, i);
    }
    squares_clear(&D);
}
