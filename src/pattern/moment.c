#include "impl.h"

/* Everything of one row: its wanted nodes and the logarithms there. */
typedef struct
{
    const fulg_pattern_struct *P;
    const fmpz *nodes;
    const fmpq *b;
    slong bits;
    arb_t room;   /* log(1/e2) */
    fmpz_t below; /* ceil(log(1/e2)): unwanted logits of an interpolated row */
} row_data_t;

/* l(x_j) = b_ij on the support. */
static void
interpolate(fmpq_poly_t l, const row_data_t *D, slong i)
{
    const slong first = D->P->start[i], k = D->P->start[i + 1] - first;
    fmpz *x = _fmpz_vec_init(k), *y = _fmpz_vec_init(k);
    for (slong n = 0; n < k; n++)
    {
        const fmpq *b = D->b + first + n;
        fmpz_set(x + n, D->nodes + D->P->col[first + n]);
        fmpz_mul_2exp(y + n, fmpq_numref(b), (ulong) D->bits);
        fmpz_divexact(y + n, y + n, fmpq_denref(b));
    }
    fmpq_poly_interpolate_fmpz_vec(l, x, y, k);
    fmpz_one(x);
    fmpz_mul_2exp(x, x, (ulong) D->bits);
    fmpq_poly_scalar_div_fmpz(l, l, x);
    _fmpz_vec_clear(x, k);
    _fmpz_vec_clear(y, k);
}

/* prod (x - x_j)^2 over the support. */
static void
set_square(fmpz_poly_t square, const row_data_t *D, slong i)
{
    fmpz_poly_t factor;
    fmpz_t x;
    fmpz_init(x);
    fmpz_poly_init(factor);
    fmpz_poly_set_ui(square, 1);
    fmpz_poly_set_coeff_ui(factor, 1, 1);
    for (slong n = D->P->start[i]; n < D->P->start[i + 1]; n++)
    {
        fmpz_neg(x, D->nodes + D->P->col[n]);
        fmpz_poly_set_coeff_fmpz(factor, 0, x);
        fmpz_poly_mul(square, square, factor);
    }
    fmpz_poly_sqr(square, square);
    fmpz_poly_clear(factor);
    fmpz_clear(x);
}

/* R = the least integer, at least 1, with l - R square < log(e2) at all unwanted
   nodes (up to the width of a ball); the least logit wanted is 0. */
static void
set_factor(fmpz_t R, const fmpq_poly_t l, const fmpz_poly_t square,
           const row_data_t *D, slong i)
{
    fmpz_poly_t top;
    fmpz_t p, s, r;
    arb_t need;
    fmpz_poly_init(top);
    fmpz_init(p);
    fmpz_init(s);
    fmpz_init(r);
    arb_init(need);
    fmpz_one(R);
    fmpq_poly_get_numerator(top, l);
    for (slong j = 0, n = D->P->start[i]; j < D->P->length; j++)
    {
        if (n < D->P->start[i + 1] && D->P->col[n] == j)
        {
            n++;
            continue;
        }
        fmpz_poly_evaluate_fmpz(p, top, D->nodes + j);
        fmpz_poly_evaluate_fmpz(s, square, D->nodes + j);
        arb_set_fmpz(need, p);
        arb_div_fmpz(need, need, fmpq_poly_denref(l), 128);
        arb_add(need, need, D->room, 128);
        arb_div_fmpz(need, need, s, 128);
        arb_get_ubound_arf(arb_midref(need), need, 128);
        arf_get_fmpz(r, arb_midref(need), ARF_RND_CEIL);
        if (fmpz_cmp(r, R) > 0)
            fmpz_set(R, r);
    }
    fmpz_poly_clear(top);
    fmpz_clear(p);
    fmpz_clear(s);
    fmpz_clear(r);
    arb_clear(need);
}

/* Through all nodes, unwanted ones at -below: degree L - 1 at most. */
static void
interpolate_all(fmpq_poly_t q, const row_data_t *D, slong i)
{
    const slong length = D->P->length;
    fmpz *y = _fmpz_vec_init(length);
    fmpz_t one;
    fmpz_init(one);
    fmpz_one(one);
    fmpz_mul_2exp(one, one, (ulong) D->bits);
    for (slong j = 0; j < length; j++)
    {
        fmpz_mul(y + j, D->below, one);
        fmpz_neg(y + j, y + j);
    }
    for (slong n = D->P->start[i]; n < D->P->start[i + 1]; n++)
    {
        fmpz *value = y + D->P->col[n];
        fmpz_mul(value, fmpq_numref(D->b + n), one);
        fmpz_divexact(value, value, fmpq_denref(D->b + n));
    }
    fmpq_poly_interpolate_fmpz_vec(q, D->nodes, y, length);
    fmpq_poly_scalar_div_fmpz(q, q, one);
    fmpz_clear(one);
    _fmpz_vec_clear(y, length);
}

/* The logits of row i as a polynomial in the node; the constant term is a shift
   of the row and dropped. */
static void
set_row(fmpq_poly_t q, const row_data_t *D, slong i)
{
    const slong k = D->P->start[i + 1] - D->P->start[i];
    fmpz_poly_t square;
    fmpq_poly_t part;
    fmpz_t R;
    if (k < D->P->length && 2 * k > D->P->length - 1)
        interpolate_all(q, D, i);
    else
        interpolate(q, D, i);
    if (2 * k <= D->P->length - 1)
    {
        fmpz_poly_init(square);
        fmpq_poly_init(part);
        fmpz_init(R);
        set_square(square, D, i);
        set_factor(R, q, square, D, i);
        fmpz_poly_scalar_mul_fmpz(square, square, R);
        fmpq_poly_set_fmpz_poly(part, square);
        fmpq_poly_sub(q, q, part);
        fmpz_poly_clear(square);
        fmpq_poly_clear(part);
        fmpz_clear(R);
    }
    fmpq_poly_set_coeff_si(q, 0, 0);
}

static void
set_matrices(fulg_pattern_model_t M, const fmpq_poly_struct *q,
             const fmpz *nodes)
{
    fmpq_mat_init(M->query, M->length, M->size);
    fmpq_mat_init(M->key, M->length, M->size);
    for (slong i = 0; i < M->length; i++)
        for (slong t = 0; t < M->size; t++)
        {
            fmpz *power = fmpq_mat_entry_num(M->key, i, t);
            fmpz_pow_ui(power, nodes + i, (ulong) t + 1);
            fmpq_poly_get_coeff_fmpq(fmpq_mat_entry(M->query, i, t), q + i,
                                     t + 1);
        }
}

static fulg_status_t
set_rows(fmpq_poly_struct *q, slong *degree, const row_data_t *D,
         const fulg_progress_t *progress, fulg_diag_t diag)
{
    for (slong i = 0; i < D->P->length; i++)
    {
        if (fulg_progress_tick(progress, "rows built", i, D->P->length))
            return fulg_diag_set(diag, FULG_UNABLE, "interrupted");
        set_row(q + i, D, i);
        *degree = FLINT_MAX(*degree, fmpq_poly_degree(q + i));
    }
    return FULG_OK;
}

fulg_status_t
fulg_pattern_model_init_moment(fulg_pattern_model_t M, const fulg_pattern_t P,
                               const fmpq_t e2, const fmpz *nodes, slong bits,
                               const fulg_progress_t *progress,
                               fulg_diag_t diag)
{
    const slong length = P->length;
    fmpq *b = _fmpq_vec_init(P->num);
    fmpq_poly_struct *q = flint_malloc((size_t) length *
                                       sizeof(fmpq_poly_struct));
    row_data_t D = {.P = &P[0], .nodes = nodes, .b = b, .bits = bits};
    slong degree = 1;
    fulg_status_t status;
    arb_init(D.room);
    fmpz_init(D.below);
    fulg_pattern_logarithms(b, P, bits);
    fulg_pattern_log(D.room, e2, 128);
    arb_neg(D.room, D.room);
    arb_get_ubound_arf(arb_midref(D.room), D.room, 128);
    mag_zero(arb_radref(D.room));
    arf_get_fmpz(D.below, arb_midref(D.room), ARF_RND_CEIL);
    for (slong i = 0; i < length; i++)
        fmpq_poly_init(q + i);
    status = set_rows(q, &degree, &D, progress, diag);
    if (status == FULG_OK)
    {
        M->length = length;
        M->size = degree;
        M->has_frame = 0;
        fmpq_init(M->scale);
        fmpq_set_si(M->scale, 1, 1);
        set_matrices(M, q, nodes);
    }
    for (slong i = 0; i < length; i++)
        fmpq_poly_clear(q + i);
    flint_free(q);
    arb_clear(D.room);
    fmpz_clear(D.below);
    _fmpq_vec_clear(b, P->num);
    return status;
}
