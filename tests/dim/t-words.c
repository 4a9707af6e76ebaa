/* The words for a bound: every theorem has some, and where its rows are numbers
   they add up to the bound. */
#include <fulgurite/dim.h>

#include "testing.h"

/* doc: thm-head-tensors: each of its four bounds. */
static void
draw_heads(fulg_arch_t arch, fulg_rand_t rand)
{
    static const slong shape[][5] = {
        {5, 1, 3, 2, 0}, {9, 1, 8, 4, 0}, {2, 4, 2, 3, 1}, {6, 2, 3, 3, 0}};
    const slong *x = shape[fulg_rand_below(rand, 4)];
    fulg_arch_init(arch, 1);
    arch->tokens = x[1] == 2 ? 1 : 2;
    arch->width[0] = x[0];
    arch->width[1] = x[1];
    arch->sub[0].head_dim = x[2];
    arch->sub[0].heads = x[3];
    arch->sub[0].value_dim = x[4];
}

/* doc: thm-coefficients: with and without a state of rank one, and with fewer forms
   than outputs. */
static void
draw_token(fulg_arch_t arch, fulg_rand_t rand)
{
    static const slong shape[][2] = {{4, 5}, {1, 3}, {1, 1}, {2, 4}};
    const slong *x = shape[fulg_rand_below(rand, 4)];
    fulg_arch_init(arch, 2);
    arch->tokens = 1;
    arch->width[0] = 2;
    arch->width[1] = x[0];
    arch->width[2] = x[1];
    for (slong i = 0; i < 2; i++)
    {
        arch->sub[i].head_dim = 4;
        arch->sub[i].heads = 4;
        arch->sub[i].value_dim = x[0] == 2 ? 1 : 0;
    }
}

static void
draw_any(fulg_arch_t arch, fulg_rand_t rand)
{
    const slong l = 1 + (slong) fulg_rand_below(rand, 4);
    const int pnn = fulg_rand_below(rand, 5) == 0;
    const int residual = fulg_rand_below(rand, 3) == 0;
    const slong heads = 1 + (slong) fulg_rand_below(rand, 3);
    fulg_arch_init(arch, l);
    for (slong i = 0; i <= l; i++)
        arch->width[i] = 1 + (slong) fulg_rand_below(rand, 5);
    for (slong i = 0; residual && !pnn && i <= l; i++)
        arch->width[i] = arch->width[0];
    for (slong i = 0; i < l; i++)
    {
        arch->sub[i].head_dim = 1 + (slong) fulg_rand_below(rand, 4);
        arch->sub[i].heads = heads > 2 ? 1 : heads;
        arch->sub[i].value_dim = heads == 2 ? 1 + i % 2 : 0;
    }
    if (!pnn && heads == 2 && fulg_rand_below(rand, 3) == 0)
        fulg_arch_set_all(arch, "kv_heads", 1);
    arch->tokens = 1 + (slong) fulg_rand_below(rand, 3);
    fulg_arch_set_all(arch, "norm", (slong) fulg_rand_below(rand, 3));
    fulg_arch_set_all(arch, "residual", residual && !pnn);
    if (!pnn && fulg_rand_below(rand, 4) == 0)
        fulg_arch_set_all(arch, "bias", 1);
    else if (!pnn && !residual && l == 1 && heads != 2)
        fulg_arch_set_all(arch, "readout", 1);
    if (pnn)
    {
        fulg_arch_make_pnn(arch);
        fulg_test_powers(arch, rand, 4);
    }
    if (pnn && l == 3 && fulg_rand_below(rand, 2) == 0)
    {
        /* doc: thm-polynomial-mixing */
        const slong widths[] = {3, 4 + (slong) fulg_rand_below(rand, 2), 2, 1};
        for (slong i = 0; i <= l; i++)
            arch->width[i] = widths[i];
        fulg_arch_set_all(arch, "power", 2);
    }
}

static void
draw(fulg_arch_t arch, fulg_rand_t rand)
{
    if (fulg_rand_below(rand, 50) == 0)
        draw_heads(arch, rand);
    else if (fulg_rand_below(rand, 50) == 0)
        draw_token(arch, rand);
    else
        draw_any(arch, rand);
}

/* Rows with numbers add up to value; a theorem without rows has a sentence. */
static void
check_sum(const fulg_theorem_t *theorem, const fulg_cert_struct *cert,
          const fmpz_t value)
{
    slong rows = 0, end = 0;
    fulg_cert_reasons_t reasons;
    fmpz_t sum, part;
    fulg_cert_reasons_init(reasons);
    theorem->say(reasons, cert);
    fmpz_init(sum);
    fmpz_init(part);
    assert_true(reasons->num > 0);
    for (slong k = 0; k < reasons->num; k++)
    {
        const fulg_reason_t *row = &reasons->row[k];
        assert_true(row->what[0] != '\0');
        if (row->label == NULL)
            continue;
        rows++;
        assert_true(row->from <= row->to);
        /* layers of one label follow each other */
        assert_true(row->from < 2 || row->from == end + 1);
        end = row->to;
        fmpz_mul_si(part, row->value, row->to - row->from + 1);
        fmpz_add(sum, sum, part);
    }
    if (rows > 0 && !fmpz_equal(sum, value))
        fail_msg("%s: the rows do not add up", theorem->name);
    fmpz_clear(sum);
    fmpz_clear(part);
    fulg_cert_reasons_clear(reasons);
}

static void
test_sums(void **state)
{
    static const char *const names[] = {"linear-network",
                                        "polynomial-network",
                                        "linear-tokens",
                                        "layer-sum",
                                        "virtual-weights",
                                        "quotient-layers",
                                        "cut",
                                        "transformer",
                                        "readout",
                                        "symmetries",
                                        "polynomial-mixing",
                                        "head-tensors",
                                        "coefficients",
                                        "one-token"};
    const slong rounds = fulg_test_rounds(2000);
    slong seen[14] = {0};
    fulg_rand_t rand;
    fulg_test_rand(rand, "test_sums");
    for (slong n = 0; n < rounds; n++)
    {
        fulg_arch_t arch;
        fulg_dim_t dim;
        fulg_diag_t diag;
        draw(arch, rand);
        fulg_dim_init(dim, arch);
        fulg_dim_upper(dim->cert->upper, arch);
        check_sum(dim->cert->upper->theorem, dim->cert,
                  fulg_cert_bound_total(dim->cert->upper));
        for (int k = 0; k < 14; k++)
            seen[k] += strcmp(dim->cert->upper->theorem->name, names[k]) == 0;
        if (fulg_dim_lower_theorem(dim->cert, diag) == FULG_OK &&
            dim->cert->lower_theorem != dim->cert->upper->theorem)
            check_sum(dim->cert->lower_theorem, dim->cert, dim->cert->lower);
        fulg_dim_clear(dim);
        fulg_arch_clear(arch);
    }
    for (int k = 0; k < 14; k++)
        assert_true(rounds < 1000 || seen[k] > 0);
}

/* Equal layers make one row. */
static void
test_layers(void **state)
{
    fulg_cert_reasons_t reasons;
    fmpz_t n;
    fmpz_init_set_si(n, 7);
    fulg_cert_reasons_init(reasons);
    fulg_cert_reasons_say(reasons, "%d lines\nof text", 2);
    for (slong i = 1; i <= 5; i++)
    {
        fmpz_set_si(n, i == 4 ? 8 : 7);
        fulg_cert_reasons_layer(reasons, "f", i, n, "", "rank %d", 3);
    }
    fulg_cert_reasons_row(reasons, "total", n, "all");
    assert_int_equal(reasons->num, 5);
    assert_null(reasons->row[0].label);
    assert_string_equal(reasons->row[0].what, "2 lines\nof text");
    assert_int_equal(reasons->row[1].from, 1);
    assert_int_equal(reasons->row[1].to, 3);
    assert_int_equal(reasons->row[2].from, 4);
    assert_int_equal(reasons->row[3].from, 5);
    assert_int_equal(reasons->row[4].to, -1);
    fulg_cert_reasons_clear(reasons);
    fmpz_clear(n);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_sums),
    cmocka_unit_test(test_layers),
};

FULG_TEST_MAIN(tests)
