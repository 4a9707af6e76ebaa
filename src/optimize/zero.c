/*
 * 0 in the hull of the features, proved in balls (doc: thm-zero-inside): the
 * features span no more than some of their coordinates show, and a simplex of
 * features has 0 inside, which is so for all that is near.
 */
#include "impl.h"

/* lambda is told to so many bits at least. */
#define LAMBDA_BITS 64

/* The features of -X are those of X, negated.  A sample of zeros is its own
   opposite. */
int
fulg_optimize_opposite(slong pair[2], const fulg_dataset_t D)
{
    fmpq_mat_t minus;
    int found = 0;
    fmpq_mat_init(minus, D->tokens, D->dim);
    for (slong i = 0; i < D->num && !found; i++)
    {
        fmpq_mat_neg(minus, &D->X[i]);
        for (slong j = i; j < D->num && !found; j++)
        {
            found = fmpq_mat_equal(
                &D->X[j], D->label[i] == D->label[j] ? minus : &D->X[i]);
            pair[0] = i;
            pair[1] = j;
        }
    }
    fmpq_mat_clear(minus);
    return found;
}

/* keep[j]: coordinates of tokens that determine the others, as all tokens lie in
   one subspace; the first ones that do. */
static void
choose_coordinates(char *keep, const fulg_dataset_t D)
{
    const slong T = D->tokens;
    slong rank, row = 0;
    fmpq_mat_t all;
    fmpq_mat_init(all, D->num * T, D->dim);
    for (slong i = 0; i < D->num; i++)
        for (slong t = 0; t < T; t++)
            for (slong j = 0; j < D->dim; j++)
                fmpq_set(fmpq_mat_entry(all, i * T + t, j),
                         fmpq_mat_entry(&D->X[i], t, j));
    rank = fmpq_mat_rref(all, all);
    for (slong j = 0; j < D->dim; j++)
    {
        keep[j] = row < rank && !fmpq_is_zero(fmpq_mat_entry(all, row, j));
        row += keep[j];
    }
    fmpq_mat_clear(all);
}

/* Tokens s and t are equal in every sample. */
static int
same_tokens(const fulg_dataset_t D, slong s, slong t)
{
    for (slong i = 0; i < D->num; i++)
        for (slong j = 0; j < D->dim; j++)
            if (!fmpq_equal(fmpq_mat_entry(&D->X[i], s, j),
                            fmpq_mat_entry(&D->X[i], t, j)))
                return 0;
    return 1;
}

/* The first head whose gradient by U, or also that by W, is that of head g. */
static slong
first_like(const fulg_optimize_heads_t P, slong g, int by_W)
{
    slong f = 0;
    while (!fmpq_mat_equal(&P->W[f], &P->W[g]) ||
           (by_W && !fmpq_mat_equal(&P->U[f], &P->U[g])))
        f++;
    return f;
}

/* mark[place] for the coordinates of a feature that determine it; their number. */
static slong
mark_coordinates(char *mark, const fulg_dataset_t D,
                 const fulg_optimize_heads_t P)
{
    const slong T = D->tokens, d = D->dim;
    char *keep = flint_malloc((size_t) d);
    slong num = 0, place = 0;
    choose_coordinates(keep, D);
    for (slong g = 0; g < P->num; g++)
    {
        const int uniform = fmpq_mat_is_zero(&P->W[g]);
        const int own_U = first_like(P, g, 0) == g;
        const int own_W = first_like(P, g, 1) == g &&
                          !fmpq_mat_is_zero(&P->U[g]);
        for (slong t = 0; t < T; t++)
        {
            slong s = 0;
            while (!(uniform || same_tokens(D, s, t)))
                s++;
            for (slong j = 0; j < d; j++)
                num += mark[place++] = (char) (own_U && s == t && keep[j]);
        }
        for (slong j = 0; j < d; j++)
            for (slong k = 0; k < d; k++)
                num += mark[place++] = (char) (own_W && keep[j] && keep[k]);
    }
    flint_free(keep);
    return num;
}

/* Column k of A: the marked coordinates of feature list[k], and 1. */
static void
set_system(arb_mat_t A, const slong *list, const char *mark,
           const fulg_dataset_t D, const fulg_optimize_heads_t P, slong bits)
{
    const slong size = arb_mat_nrows(A), T = D->tokens, d = D->dim;
    fulg_optimize_data_t B;
    fulg_optimize_point_t point, gradient;
    arb_t m;
    arb_init(m);
    fulg_optimize_data_init(&B, D, bits);
    fulg_optimize_point_init(&point, P->num, T, d);
    fulg_optimize_point_init(&gradient, P->num, T, d);
    fulg_optimize_point_set(&point, P, bits);
    for (slong k = 0; k < size; k++)
    {
        slong row = 0, place = 0;
        fulg_optimize_sample(m, &gradient, &B, D, list[k], &point, P, bits);
        for (slong g = 0; g < P->num; g++)
            for (slong n = 0; n < (T + d) * d; n++)
            {
                const arb_mat_struct *M = n < T * d ? &gradient.U[g]
                                                    : &gradient.W[g];
                const slong at = n < T * d ? n : n - T * d;
                if (!mark[place++])
                    continue;
                arb_mul_si(arb_mat_entry(A, row++, k),
                           arb_mat_entry(M, at / d, at % d), D->label[list[k]],
                           bits);
            }
        arb_one(arb_mat_entry(A, row, k));
    }
    fulg_optimize_data_clear(&B);
    fulg_optimize_point_clear(&point);
    fulg_optimize_point_clear(&gradient);
    arb_clear(m);
}

/* weight[list[k]] = the coefficients that make 0, all positive. */
static int
solve(arb_ptr weight, const slong *list, slong size, const char *mark,
      const fulg_dataset_t D, const fulg_optimize_heads_t P, slong bits)
{
    arb_mat_t A, b, z;
    int good;
    arb_mat_init(A, size, size);
    arb_mat_init(b, size, 1);
    arb_mat_init(z, size, 1);
    set_system(A, list, mark, D, P, bits);
    arb_one(arb_mat_entry(b, size - 1, 0));
    good = arb_mat_solve(z, A, b, bits);
    for (slong k = 0; k < size && good; k++)
    {
        arb_ptr x = arb_mat_entry(z, k, 0);
        good = arb_is_positive(x) && arb_rel_accuracy_bits(x) > LAMBDA_BITS;
        arb_get_mid_arb(weight + list[k], x);
    }
    arb_mat_clear(A);
    arb_mat_clear(b);
    arb_mat_clear(z);
    return good;
}

int
fulg_optimize_zero_inside(arb_ptr weight, slong *needed, const double *start,
                          const fulg_dataset_t D, const fulg_optimize_heads_t P,
                          slong bits)
{
    const slong size = P->num * (D->tokens + D->dim) * D->dim;
    char *mark = flint_malloc((size_t) size);
    slong *list = flint_malloc((size_t) D->num * sizeof *list);
    slong num = 0;
    int inside;
    *needed = mark_coordinates(mark, D, P) + 1;
    for (slong i = 0; i < D->num; i++)
        if (start[i] > 0)
            list[num++] = i;
    inside = num == *needed && solve(weight, list, num, mark, D, P, bits);
    flint_free(mark);
    flint_free(list);
    return inside;
}
