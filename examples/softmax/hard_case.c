/*
 * Normalised attention with small scores: the rank that floats lose.
 *
 *     hard_case [SEED]
 *
 * Three softmax layers on 4 tokens, width 4, head_dim 2, with Q = s U, K = s W,
 * V = 1 and a small scale s; the Jacobian at 48 inputs is 768 x 96.  Its exact
 * rank is 52 at every scale.  A float64 SVD sees 40 or less: the last 12 singular
 * values, those of the third layer, shrink like s^17.  The program proves the
 * rank at each of these points, and encloses the exponents.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <fulgurite/fulgurite.h>

#define LAYERS 3
#define WIDTH 4
#define HEAD_DIM 2
#define INPUTS 48
#define RANK 52
#define ROWS (INPUTS * WIDTH * WIDTH)
#define COLS (LAYERS * (2 * HEAD_DIM * WIDTH + WIDTH * WIDTH))
/* Values 1 .. 16 belong to L = V_3 V_2 V_1, the next 12 to each layer. */
#define OUTPUT (WIDTH * WIDTH)
#define EACH (HEAD_DIM * (2 * WIDTH - HEAD_DIM))
#define MAX_BITS 4096
#define SCALES 7

static double
seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double) now.tv_sec + 1e-9 * (double) now.tv_nsec;
}

/* Entries of U and W are multiples of 1/8 in [-1, 1]. */
static void
set_weights(fulg_weights_t weights, const fmpq_t scale, ulong seed)
{
    fulg_rand_t rand;
    fulg_rand_init(rand, seed);
    for (slong i = 0; i < LAYERS; i++)
    {
        for (const char *kind = "qk"; *kind != '\0'; kind++)
        {
            fmpq_mat_struct *A = fulg_weights_mat(weights, i, 0, *kind)->fmpq;
            for (slong k = 0; k < HEAD_DIM * WIDTH; k++)
            {
                fmpq *x = fmpq_mat_entry(A, k / WIDTH, k % WIDTH);
                fmpq_set_si(x, fulg_rand_signed(rand, 8), 8);
                fmpq_mul(x, x, scale);
            }
        }
        fmpq_mat_one(fulg_weights_mat(weights, i, 0, 'v')->fmpq);
    }
}

/* What a float64 SVD of the same matrix says. */
static slong
float64_rank(const arb_mat_t J)
{
    double *A = malloc(sizeof(double) * ROWS * COLS), sigma[COLS];
    slong rank = 0;
    for (slong k = 0; k < ROWS * COLS; k++)
        A[k] = arf_get_d(arb_midref(arb_mat_entry(J, k / COLS, k % COLS)),
                         ARF_RND_NEAR);
    fulg_ball_singular_values_approx(sigma, A, ROWS, COLS);
    while (rank < COLS && sigma[rank] > 1e-10 * sigma[0])
        rank++;
    free(A);
    return rank;
}

/* Proves the rank, encloses the singular values, prints a row. */
static fulg_status_t
treat(arb_ptr sigma, const fulg_weights_t weights, const char *scale,
      fulg_diag_t diag)
{
    const double start = seconds();
    double proved;
    fulg_ball_rank_options_t options;
    fulg_ball_jacobian_rank_t R;
    fulg_rand_t rand;
    mag_t zero;
    fulg_status_t status;
    fulg_rand_init(rand, 1);
    mag_init(zero);
    fulg_ball_rank_options_init(&options);
    options.target = RANK;
    options.num_inputs = INPUTS;
    status = fulg_ball_jacobian_rank(R, weights, zero, &options, rand, diag);
    if (status != FULG_OK)
        return status;
    proved = seconds() - start;
    status = fulg_ball_jacobian_singular(sigma, R, weights, zero, MAX_BITS,
                                         diag);
    if (status == FULG_OK)
    {
        char *least = arb_get_str(&sigma[RANK - 1], 8, 0);
        printf("  %-7s %5ld %5ld %8.1f %8ld    %s\n", scale, (long) R->rank,
               (long) R->bits, proved, (long) float64_rank(R->jacobian), least);
        flint_free(least);
    }
    fulg_ball_jacobian_rank_clear(R);
    return status;
}

/* x/1000 with three digits, rounded as asked. */
static void
print_thousandths(const char *before, const arf_t x, arf_rnd_t direction)
{
    const slong n = arf_get_si(x, direction);
    printf("%s%s%ld.%03ld", before, n < 0 ? "-" : "", labs((long) n) / 1000,
           labs((long) n) % 1000);
}

/* From one scale to its half: the exponents log2(sigma(s) / sigma(s/2)) of a
   group of values lie in the interval printed; so does their mean. */
static void
print_exponents(arb_srcptr coarse, arb_srcptr fine, slong first, slong num)
{
    arb_t x, all, sum;
    arf_t low, high;
    arb_init(x);
    arb_init(all);
    arb_init(sum);
    arf_init(low);
    arf_init(high);
    for (slong k = first; k < first + num; k++)
    {
        arb_div(x, &coarse[k], &fine[k], 128);
        arb_log_base_ui(x, x, 2, 128);
        arb_add(sum, sum, x, 128);
        if (k == first)
            arb_set(all, x);
        else
            arb_union(all, all, x, 128);
    }
    arb_div_si(sum, sum, num, 128);
    arb_mul_ui(all, all, 1000, 128);
    arb_get_lbound_arf(low, all, 128);
    arb_get_ubound_arf(high, all, 128);
    /* Outwards in the last digit shown. */
    print_thousandths("  [", low, ARF_RND_FLOOR);
    print_thousandths(", ", high, ARF_RND_CEIL);
    printf("] %6.3f", arf_get_d(arb_midref(sum), ARF_RND_NEAR));
    arb_clear(x);
    arb_clear(all);
    arb_clear(sum);
    arf_clear(low);
    arf_clear(high);
}

static void
print_table(arb_ptr *sigma, char name[][16])
{
    puts("\nexponents of s, from one scale to its half: all of a group, and "
         "their mean\n"
         "  from     layer 1                 layer 2                 "
         "layer 3");
    for (slong n = 1; n + 1 < SCALES; n++)
    {
        printf("  %-7s", name[n]);
        for (slong i = 0; i < LAYERS; i++)
            print_exponents(sigma[n], sigma[n + 1], OUTPUT + i * EACH, EACH);
        putchar('\n');
    }
}

static fulg_status_t
run(ulong seed, fulg_diag_t diag)
{
    fulg_domain_t Q;
    fulg_arch_t arch;
    fulg_weights_t weights;
    fulg_status_t status;
    fmpq_t scale;
    arb_ptr sigma[SCALES];
    char name[SCALES][16];
    fulg_domain_init_fmpq(Q);
    fulg_arch_init(arch, LAYERS);
    fulg_arch_set_all(arch, "norm", FULG_NORM_SOFTMAX);
    arch->tokens = WIDTH;
    for (slong i = 0; i <= LAYERS; i++)
        arch->width[i] = WIDTH;
    for (slong i = 0; i < LAYERS; i++)
        arch->sub[i].head_dim = HEAD_DIM;
    status = fulg_weights_init(weights, arch, Q, diag);
    if (status != FULG_OK)
        return status;
    fmpq_init(scale);
    puts("rank of the 768 x 96 Jacobian, at least (proved), and as a float64 "
         "SVD\nwith the cut-off 1e-10 sigma_1 says\n"
         "  scale  proved  bits  seconds  float64    sigma_52");
    for (slong n = 0; n < SCALES; n++)
    {
        sigma[n] = _arb_vec_init(COLS);
        /* 0.06, then powers of two from 1/16 on. */
        if (n == 0)
            fmpq_set_si(scale, 3, 50);
        else
            fmpq_set_si(scale, 1, UWORD(8) << n);
        fmpq_get_str(name[n], 10, scale);
        set_weights(weights, scale, seed);
        if (status == FULG_OK)
            status = treat(sigma[n], weights, name[n], diag);
    }
    if (status == FULG_OK)
        print_table(sigma, name);
    for (slong n = 0; n < SCALES; n++)
        _arb_vec_clear(sigma[n], COLS);
    fmpq_clear(scale);
    fulg_weights_clear(weights);
    fulg_arch_clear(arch);
    return status;
}

int
main(int argc, char **argv)
{
    fulg_diag_t diag;
    const fulg_status_t status = run(argc > 1 ? strtoul(argv[1], NULL, 10) : 1,
                                     diag);
    if (status != FULG_OK)
        fprintf(stderr, "hard_case: %s\n", diag->text);
    flint_cleanup();
    return status == FULG_OK ? 0 : 1;
}
