#include "impl.h"

/* The bits of the first attempt in balls. */
#define FIRST_BITS 128
/* lower and upper agree to so many bits. */
#define CLOSE 40
/* An exact solution costs about size^3 bits operations and its numbers get
   size bits long: up to this, when not asked for. */
#define EXACT_LIMIT 40000

void
fulg_optimize_margin_options_init(fulg_optimize_margin_options_t *options)
{
    options->max_bits = 1024;
    options->method = 0;
    options->progress = NULL;
}

void
fulg_optimize_margin_clear(fulg_optimize_margin_t M)
{
    _fmpq_vec_clear(M->lambda, M->num);
    fmpq_clear(M->gamma_squared);
    arb_clear(M->lower);
    arb_clear(M->upper);
}

static slong
support(const double *lambda, slong num)
{
    slong size = 0;
    for (slong i = 0; i < num; i++)
        size += lambda[i] > 0;
    return size;
}

/* |p|^2 = lambda^T K lambda is gamma*^2, since no <z_i, p> is below it. */
static void
set_exact(fulg_optimize_margin_t M, const fmpq_mat_t K)
{
    fmpq_t x, sum;
    fmpq_init(x);
    fmpq_init(sum);
    for (slong i = 0; i < M->num; i++)
    {
        fmpq_zero(x);
        if (fmpq_is_zero(M->lambda + i))
            continue;
        for (slong j = 0; j < M->num; j++)
            fmpq_addmul(x, fmpq_mat_entry(K, i, j), M->lambda + j);
        fmpq_addmul(sum, x, M->lambda + i);
    }
    fmpq_set(M->gamma_squared, sum);
    M->exact = 1;
    M->bits = FIRST_BITS;
    arb_set_fmpq(M->upper, M->gamma_squared, M->bits);
    arb_sqrtpos(M->upper, M->upper, M->bits);
    arb_set(M->lower, M->upper);
    M->separable = fmpq_is_zero(M->gamma_squared) ? FULG_FALSE : FULG_TRUE;
    fmpq_clear(x);
    fmpq_clear(sum);
}

/* weight = about the min-norm point with the support of start, solved with so
   many bits; 0 when it leaves the simplex. */
static int
refine(arb_ptr weight, const arb_mat_t K, const double *start, slong num,
       slong bits)
{
    const slong m = support(start, num);
    slong *S = flint_malloc((size_t) (m + 1) * sizeof *S);
    arb_mat_t A, b, z;
    int good;
    arb_mat_init(A, m, m);
    arb_mat_init(b, m, 1);
    arb_mat_init(z, m, 1);
    for (slong i = 0, k = 0; i < num; i++)
        if (start[i] > 0)
            S[k++] = i;
    for (slong i = 0; i < m; i++)
    {
        arb_one(arb_mat_entry(b, i, 0));
        for (slong j = 0; j < m; j++)
            arb_add_ui(arb_mat_entry(A, i, j), arb_mat_entry(K, S[i], S[j]), 1,
                       bits);
    }
    arb_mat_get_mid(A, A);
    good = m > 0 && arb_mat_approx_solve(z, A, b, bits);
    for (slong i = 0; i < m && good; i++)
        good = arb_is_finite(arb_mat_entry(z, i, 0)) &&
               arf_sgn(arb_midref(arb_mat_entry(z, i, 0))) > 0;
    for (slong k = 0; k < m && good; k++)
        arb_get_mid_arb(weight + S[k], arb_mat_entry(z, k, 0));
    arb_mat_clear(A);
    arb_mat_clear(b);
    arb_mat_clear(z);
    flint_free(S);
    return good;
}

/* lambda = weight / sum, rounded to dyadic numbers of sum 1. */
static void
set_dyadic(fmpq *lambda, arb_srcptr weight, slong num, slong bits)
{
    slong top = 0;
    fmpz_t n, left, one;
    arb_t sum, x;
    fmpz_init(n);
    fmpz_init(left);
    fmpz_init(one);
    arb_init(sum);
    arb_init(x);
    fmpz_one(one);
    fmpz_mul_2exp(one, one, (ulong) bits);
    fmpz_set(left, one);
    for (slong i = 0; i < num; i++)
    {
        arb_add(sum, sum, weight + i, 2 * bits);
        if (arf_cmp(arb_midref(weight + i), arb_midref(weight + top)) > 0)
            top = i;
    }
    for (slong i = 0; i < num; i++)
    {
        if (i == top)
            continue;
        arb_div(x, weight + i, sum, 2 * bits);
        arf_mul_2exp_si(arb_midref(x), arb_midref(x), bits);
        arf_get_fmpz(n, arb_midref(x), ARF_RND_FLOOR);
        fmpz_sub(left, left, n);
        fmpq_set_fmpz_frac(lambda + i, n, one);
    }
    /* the largest takes what is left; it is at least 1 / num */
    fmpq_set_fmpz_frac(lambda + top, left, one);
    fmpz_clear(n);
    fmpz_clear(left);
    fmpz_clear(one);
    arb_clear(sum);
    arb_clear(x);
}

/* min_i <z_i, p> / |p| <= gamma* <= |p| */
static void
enclose(fulg_optimize_margin_t M, const arb_mat_t K, slong bits)
{
    arb_ptr lambda = _arb_vec_init(M->num);
    arb_t x, least;
    arb_init(x);
    arb_init(least);
    for (slong i = 0; i < M->num; i++)
        arb_set_fmpq(lambda + i, M->lambda + i, bits);
    arb_zero(M->upper);
    for (slong i = 0; i < M->num; i++)
    {
        arb_dot(x, NULL, 0, lambda, 1, arb_mat_entry(K, i, 0), 1, M->num, bits);
        arb_addmul(M->upper, x, lambda + i, bits);
        if (i == 0)
            arb_set(least, x);
        else
            arb_min(least, least, x, bits);
    }
    arb_sqrtpos(M->upper, M->upper, bits);
    if (arb_is_positive(M->upper))
        arb_div(M->lower, least, M->upper, bits);
    else
        arb_zero(M->lower);
    if (arb_is_nonpositive(M->lower) || !arb_is_finite(M->lower))
        arb_zero(M->lower);
    M->bits = bits;
    M->separable = arb_is_positive(M->lower) ? FULG_TRUE : FULG_UNKNOWN;
    _arb_vec_clear(lambda, M->num);
    arb_clear(x);
    arb_clear(least);
}

/* gamma* = 0, since lambda is known to make 0, or to be near what does. */
static void
set_zero(fulg_optimize_margin_t M, fulg_zero_t zero, slong bits)
{
    M->zero = zero;
    M->exact = 1;
    M->bits = bits;
    fmpq_zero(M->gamma_squared);
    arb_zero(M->lower);
    arb_zero(M->upper);
    M->separable = FULG_FALSE;
}

/* Where no lower bound is found, is 0 in the hull? */
static int
try_zero(fulg_optimize_margin_t M, const double *start, const fulg_dataset_t D,
         const fulg_optimize_heads_t P, slong bits)
{
    arb_ptr weight = _arb_vec_init(M->num);
    const int inside = fulg_optimize_zero_inside(weight, &M->needed, start, D,
                                                 P, bits);
    if (inside)
    {
        set_dyadic(M->lambda, weight, M->num, bits / 2);
        set_zero(M, FULG_ZERO_INSIDE, bits);
    }
    _arb_vec_clear(weight, M->num);
    return inside;
}

/* upper - lower < 2^-CLOSE upper */
static int
is_close(const fulg_optimize_margin_t M)
{
    arb_t gap, limit;
    int close;
    arb_init(gap);
    arb_init(limit);
    arb_sub(gap, M->upper, M->lower, M->bits);
    arb_mul_2exp_si(limit, M->upper, -CLOSE);
    close = M->separable == FULG_TRUE && arb_lt(gap, limit);
    arb_clear(gap);
    arb_clear(limit);
    return close;
}

static void
get_doubles(double *k, const arb_mat_t K)
{
    const slong n = arb_mat_nrows(K);
    for (slong i = 0; i < n; i++)
        for (slong j = 0; j < n; j++)
            k[i * n + j] = arf_get_d(arb_midref(arb_mat_entry(K, i, j)),
                                     ARF_RND_NEAR);
}

/* One attempt in balls: K is the Gram matrix in them. */
static void
attempt(fulg_optimize_margin_t M, const arb_mat_t K, const double *start,
        slong bits)
{
    arb_ptr weight = _arb_vec_init(M->num);
    if (!refine(weight, K, start, M->num, bits))
        for (slong i = 0; i < M->num; i++)
            arb_set_d(weight + i, start[i]);
    set_dyadic(M->lambda, weight, M->num, bits / 2);
    enclose(M, K, bits);
    _arb_vec_clear(weight, M->num);
}

static fulg_status_t
in_balls(fulg_optimize_margin_t M, const fulg_dataset_t D,
         const fulg_optimize_heads_t P, const fmpq_mat_struct *exact,
         const fulg_optimize_margin_options_t *options, fulg_diag_t diag)
{
    double *k = flint_malloc((size_t) (M->num * M->num) * sizeof *k);
    double *start = flint_malloc((size_t) M->num * sizeof *start);
    fulg_status_t status = FULG_OK;
    arb_mat_t K;
    arb_mat_init(K, M->num, M->num);
    for (slong bits = FIRST_BITS;
         bits == FIRST_BITS || (bits <= options->max_bits && !is_close(M));
         bits *= 2)
    {
        if (fulg_progress_tick(options->progress, "margin: bits", bits,
                               options->max_bits))
        {
            status = fulg_diag_set(diag, FULG_UNABLE, "interrupted");
            break;
        }
        if (exact != NULL)
            arb_mat_set_fmpq_mat(K, exact, bits);
        else
            fulg_optimize_gram_ball(K, D, P, bits);
        if (bits == FIRST_BITS)
        {
            get_doubles(k, K);
            fulg_optimize_min_norm_approx(start, k, M->num);
        }
        attempt(M, K, start, bits);
        if (M->separable != FULG_TRUE && try_zero(M, start, D, P, bits))
            break;
    }
    arb_mat_clear(K);
    flint_free(k);
    flint_free(start);
    return status;
}

/* Rational features: exactly where it is asked for or cheap. */
static fulg_status_t
in_rationals(fulg_optimize_margin_t M, const fulg_dataset_t D,
             const fulg_optimize_heads_t P,
             const fulg_optimize_margin_options_t *options, fulg_diag_t diag)
{
    double *k = flint_malloc((size_t) (M->num * M->num) * sizeof *k);
    double *start = flint_malloc((size_t) M->num * sizeof *start);
    fulg_status_t status = FULG_OK;
    fmpq_mat_t K;
    arb_mat_t B;
    fmpq_mat_init(K, M->num, M->num);
    arb_mat_init(B, M->num, M->num);
    fulg_optimize_gram(K, D, P);
    arb_mat_set_fmpq_mat(B, K, 64);
    get_doubles(k, B);
    fulg_optimize_min_norm_approx(start, k, M->num);
    if (options->method == 0 &&
        support(start, M->num) *
                (slong) fmpz_bits(fmpq_numref(fmpq_mat_entry(K, 0, 0))) >
            EXACT_LIMIT)
        status = in_balls(M, D, P, K, options, diag);
    else if (fulg_optimize_min_norm(M->lambda, K, start, options->progress))
        set_exact(M, K);
    else
        status = fulg_diag_set(diag, FULG_UNABLE, "interrupted");
    fmpq_mat_clear(K);
    arb_mat_clear(B);
    flint_free(k);
    flint_free(start);
    return status;
}

fulg_status_t
fulg_optimize_margin_init(fulg_optimize_margin_t M, const fulg_dataset_t D,
                          const fulg_optimize_heads_t P,
                          const fulg_optimize_margin_options_t *options,
                          fulg_diag_t diag)
{
    fulg_status_t status;
    slong pair[2];
    const int uniform = options->method != 2 && fulg_optimize_is_uniform(D, P);
    const int opposite = !uniform && fulg_optimize_opposite(pair, D);
    if (options->method == 1 && !uniform && !opposite)
        return fulg_diag_set(diag, FULG_UNABLE,
                             "an exact margin needs a softmax that is uniform "
                             "on these tokens");
    M->num = D->num;
    M->bits = 0;
    M->exact = 0;
    M->separable = FULG_UNKNOWN;
    M->zero = FULG_ZERO_NONE;
    M->needed = 0;
    M->lambda = _fmpq_vec_init(D->num);
    fmpq_init(M->gamma_squared);
    arb_init(M->lower);
    arb_init(M->upper);
    if (opposite)
    {
        fmpq_set_si(M->lambda + pair[0], 1, 2);
        fmpq_set_si(M->lambda + pair[1], 1, pair[0] == pair[1] ? 1 : 2);
        set_zero(M, FULG_ZERO_OPPOSITE, FIRST_BITS);
        return FULG_OK;
    }
    status = uniform ? in_rationals(M, D, P, options, diag)
                     : in_balls(M, D, P, NULL, options, diag);
    if (status != FULG_OK)
        fulg_optimize_margin_clear(M);
    return status;
}
