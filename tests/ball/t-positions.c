/* Slopes of scores and scaled angles, which files of ours cannot have: the Jacobian
   against differences of the function, and its rank against the dimension. */
#include "transformers.h"

#include <fulgurite/ball.h>
#include <fulgurite/dim.h>

#define BITS 640
/* Differences of weights are 2^-STEP; their error is about 2^(-2 STEP). */
#define STEP 160

static void
init_balls(fulg_weights_t B, const fulg_weights_t W)
{
    fulg_domain_t D;
    mag_t zero;
    mag_init(zero);
    fulg_domain_init_arb(D, BITS);
    assert_int_equal(fulg_weights_init(B, W->arch, D, NULL), FULG_OK);
    assert_int_equal(fulg_ball_set_weights(B, W, zero, NULL), FULG_OK);
    mag_clear(zero);
}

/* The output as one column; 0 where it is not defined. */
static int
evaluate(arb_mat_t Y, const fulg_weights_t B, const fulg_mat_t X)
{
    const fulg_arch_struct *arch = B->arch;
    fulg_eval_tape_t T;
    fulg_diag_t diag;
    int good;
    fulg_eval_tape_init(T, B);
    good = fulg_eval_forward(T, B, X, diag) == FULG_OK;
    for (slong i = 0; i < arch->width[arch->depth] && good; i++)
        for (slong j = 0; j < arch->tokens; j++)
            arb_set(arb_mat_entry(Y, i * arch->tokens + j, 0),
                    arb_mat_entry(T->state[arch->depth].arb, i, j));
    fulg_eval_tape_clear(T, B);
    return good;
}

/* Column col of J against the difference of the outputs at weights x +- 2^-STEP. */
static void
check_column(const arb_mat_t J, slong col, arb_t x, const fulg_weights_t B,
             const fulg_mat_t X)
{
    const slong rows = arb_mat_nrows(J);
    arb_mat_t up, down;
    arb_t old, step;
    arb_mat_init(up, rows, 1);
    arb_mat_init(down, rows, 1);
    arb_init(old);
    arb_init(step);
    arb_set(old, x);
    arb_one(step);
    arb_mul_2exp_si(step, step, -STEP);
    arb_add(x, old, step, BITS);
    assert_true(evaluate(up, B, X));
    arb_sub(x, old, step, BITS);
    assert_true(evaluate(down, B, X));
    arb_set(x, old);
    for (slong i = 0; i < rows; i++)
    {
        arb_struct *d = arb_mat_entry(up, i, 0);
        arb_sub(d, d, arb_mat_entry(down, i, 0), BITS);
        arb_mul_2exp_si(d, d, STEP - 1);
        arb_sub(d, d, arb_mat_entry(J, i, col), BITS);
        /* now the error of the difference, and radii */
        arb_mul_2exp_si(d, d, STEP);
        arb_sub_ui(step, d, 1, BITS);
        assert_true(arb_is_negative(step));
        arb_add_ui(step, d, 1, BITS);
        assert_true(arb_is_positive(step));
    }
    arb_clear(old);
    arb_clear(step);
    arb_mat_clear(up);
    arb_mat_clear(down);
}

/* Every weight; 0 where an input was met at which the network is not defined. */
static int
check_jacobian(const fulg_arch_t arch, fulg_rand_t rand)
{
    const slong rows = arch->width[arch->depth] * arch->tokens;
    fulg_domain_t Q;
    fulg_weights_t W, B;
    fmpq_mat_t exact;
    fulg_mat_t X;
    arb_mat_t J;
    slong col = 0;
    int good;
    fulg_domain_init_fmpq(Q);
    assert_int_equal(fulg_weights_init(W, arch, Q, NULL), FULG_OK);
    fulg_weights_random(W, rand, 100, 100);
    init_balls(B, W);
    fmpq_mat_init(exact, arch->width[0], arch->tokens);
    for (slong i = 0; i < arch->width[0]; i++)
        for (slong j = 0; j < arch->tokens; j++)
            fulg_test_rational(fmpq_mat_entry(exact, i, j), rand, 20, 9);
    B->domain->ops->init(X, arch->width[0], arch->tokens, B->domain);
    arb_mat_set_fmpq_mat(X->arb, exact, BITS);
    arb_mat_init(J, rows, W->parameters);
    good = fulg_ball_jacobian(J, B, exact, 1, NULL) == FULG_OK;
    for (slong b = 0; b < B->num && good; b++)
        for (slong i = 0; i < B->block[b].rows; i++)
            for (slong j = 0; j < B->block[b].cols; j++)
                check_column(J, col++, arb_mat_entry(B->mat[b].arb, i, j), B,
                             X);
    arb_mat_clear(J);
    B->domain->ops->clear(X);
    fmpq_mat_clear(exact);
    fulg_weights_clear(B);
    fulg_weights_clear(W);
    return good;
}

static void
set_slopes(fulg_arch_t arch, fulg_rand_t rand)
{
    static const fulg_slopes_kind_t kinds[] = {
        FULG_SLOPES_DOWN, FULG_SLOPES_DOWN_OVER_SQRT, FULG_SLOPES_UP};
    arch->slopes.kind = kinds[fulg_rand_below(rand, 3)];
    arch->slopes.most = 8;
}

static void
set_angles(fulg_arch_t arch, fulg_rand_t rand)
{
    arch->angles.base = (double) fulg_test_between(rand, 2, 500);
    arch->angles.factor = (double) fulg_test_between(rand, 1, 9) / 2 + 0.5;
    if (fulg_rand_below(rand, 2))
        return;
    arch->angles.low = 1;
    arch->angles.high = 4;
    arch->angles.original = (double) fulg_test_between(rand, 8, 60);
}

static slong
num_parameters(const fulg_arch_t arch)
{
    fmpz_t n;
    slong found;
    fmpz_init(n);
    fulg_arch_parameters(n, arch);
    found = fmpz_get_si(n);
    fmpz_clear(n);
    return found;
}

/* A small transformer with attention whose scores have slopes, or with angles. */
static void
random_positions(fulg_arch_t arch, fulg_rand_t rand, int turned, slong most)
{
    for (;;)
    {
        fulg_test_transformer(arch, rand, 0);
        if (!arch->sub[0].rotary == !turned && !arch->sub[0].kv_latent &&
            num_parameters(arch) <= most)
            break;
        fulg_arch_clear(arch);
    }
    if (turned)
        set_angles(arch, rand);
    else
        set_slopes(arch, rand);
}

static void
test_differences(void **state)
{
    fulg_rand_t rand;
    slong done = 0;
    fulg_test_rand(rand, "differences");
    while (done < fulg_test_rounds(16))
    {
        fulg_arch_t arch;
        random_positions(arch, rand, done % 2, 90);
        /* An epsilon keeps norms from being 0. */
        arch->norm_epsilon = 0.125;
        done += check_jacobian(arch, rand);
        fulg_arch_clear(arch);
    }
}

/* The rank at random weights in balls, with as many inputs as it takes. */
static slong
rank_at(const fulg_arch_t arch, slong target, fulg_rand_t rand)
{
    fulg_ball_rank_options_t options;
    fulg_ball_jacobian_rank_t R;
    fulg_weights_t W;
    fulg_domain_t Q;
    mag_t zero;
    slong rank = -1;
    mag_init(zero);
    fulg_domain_init_fmpq(Q);
    assert_int_equal(fulg_weights_init(W, arch, Q, NULL), FULG_OK);
    fulg_weights_random(W, rand, 40, 1);
    /* So small that no softmax or activation is nearly constant. */
    for (slong b = 0; b < W->num; b++)
        for (slong i = 0; i < W->block[b].rows; i++)
            for (slong j = 0; j < W->block[b].cols; j++)
                fmpq_div_2exp(fmpq_mat_entry(W->mat[b].fmpq, i, j),
                              fmpq_mat_entry(W->mat[b].fmpq, i, j), 5);
    fulg_ball_rank_options_init(&options);
    options.max_bits = 512;
    options.target = target;
    if (fulg_ball_jacobian_rank(R, W, zero, &options, rand, NULL) == FULG_OK)
    {
        rank = R->rank;
        fulg_ball_jacobian_rank_clear(R);
    }
    fulg_weights_clear(W);
    mag_clear(zero);
    return rank;
}

/* Slopes and scaled angles do not change the dimension: no rank is larger than what
   the theorem says without them, and some rank is as large (doc: sec-angles). */
static void
test_dimension(void **state)
{
    fulg_rand_t rand;
    slong done = 0;
    fulg_test_rand(rand, "slopes and the dimension");
    while (done < fulg_test_rounds(12))
    {
        fulg_dim_options_t options;
        fulg_arch_t arch, plain;
        fulg_dim_t dim;
        fulg_diag_t diag;
        slong rank = -1, bound;
        random_positions(arch, rand, done % 4 == 3, 60);
        fulg_arch_init(plain, 1);
        fulg_arch_set(plain, arch);
        plain->slopes.kind = FULG_SLOPES_NONE;
        plain->angles = (fulg_angles_t){.base = FULG_ARCH_ROTARY_BASE,
                                        .factor = 1};
        fulg_dim_options_init(&options);
        options.method = FULG_DIM_THEOREM;
        fulg_dim_init(dim, plain);
        if (fulg_dim_certify(dim, &options, diag) == FULG_OK)
        {
            bound = fmpz_get_si(dim->cert->lower);
            /* One more is room for a rank that is too large. */
            for (int tries = 0; tries < 4 && rank < bound; tries++)
                rank = FLINT_MAX(rank, rank_at(arch, bound + 1, rand));
            if (rank != bound)
                fail_msg("theorem %ld, rank %ld: %s, slopes %d", (long) bound,
                         (long) rank, json_dumps(fulg_arch_json(arch), 0),
                         (int) arch->slopes.kind);
            done++;
        }
        fulg_dim_clear(dim);
        fulg_arch_clear(plain);
        fulg_arch_clear(arch);
    }
}

static const struct CMUnitTest tests[] = {cmocka_unit_test(test_differences),
                                          cmocka_unit_test(test_dimension)};

FULG_TEST_MAIN(tests)
