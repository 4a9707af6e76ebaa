#include "testing.h"

/* Every form of a claim reads as what it says; near misses are refused. */
static void
test_forms(void **state)
{
    fulg_judge_claim_t *c;
    slong num;
    fulg_diag_t diag;
    assert_int_equal(fulg_judge_claims_init_text(
                         &c, &num,
                         "rank=3,rank_A>=2,sigma_min_K<=1/3,regular,"
                         "dimension<=9,same,different,sigma_min>=1e-3",
                         diag),
                     FULG_OK);
    assert_int_equal(num, 8);
    assert_true(c[0].kind == FULG_CLAIM_RANK && c[0].part == 0 &&
                c[0].op == '=' && fmpq_equal_si(c[0].value, 3));
    assert_true(c[1].kind == FULG_CLAIM_RANK && c[1].part == 'A' &&
                c[1].op == '>' && fmpq_equal_si(c[1].value, 2));
    assert_true(c[2].kind == FULG_CLAIM_SIGMA_MIN && c[2].part == 'K' &&
                c[2].op == '<');
    assert_int_equal(fmpz_get_si(fmpq_denref(c[2].value)), 3);
    assert_true(c[3].kind == FULG_CLAIM_REGULAR && c[3].op == 0);
    assert_true(c[4].kind == FULG_CLAIM_DIMENSION && c[4].op == '<');
    assert_true(c[5].kind == FULG_CLAIM_SAME);
    assert_true(c[6].kind == FULG_CLAIM_DIFFERENT);
    assert_int_equal(fmpz_get_si(fmpq_denref(c[7].value)), 1000);
    for (slong n = 0; n < num; n++)
        assert_int_equal(c[n].verdict, FULG_CLAIM_UNDECIDED);
    fulg_judge_claims_clear(c, num);
}

/* One claim about a single network is enough to examine the networks. */
static void
test_only_compare(void **state)
{
    static const struct
    {
        const char *text;
        int only;
    } rows[] = {{NULL, 0},           {"same", 1},
                {"different", 1},    {"same,different", 1},
                {"rank=2", 0},       {"same,rank=2", 0},
                {"regular,same", 0}, {"nonzero_gains", 0},
                {"dimension=3", 0},  {"sigma_min>=0", 0}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
    {
        fulg_judge_claim_t *c;
        slong num;
        fulg_diag_t diag;
        assert_int_equal(
            fulg_judge_claims_init_text(&c, &num, rows[i].text, diag), FULG_OK);
        assert_int_equal(fulg_judge_claims_only_compare(c, num), rows[i].only);
        fulg_judge_claims_clear(c, num);
    }
}

static void
test_refused(void **state)
{
    static const char *const texts[] = {
        "",          "rank",        "rank=x",        "rank_W=2", "colour=2",
        "regular=1", "sigma_min=2", "rank=1/2",      "rank<2",   "rank=1,",
        ",rank=1",   "same_A",      "dimension_A=2", "rank==2=", "_A=2"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
    {
        fulg_judge_claim_t *c;
        slong num;
        fulg_diag_t diag;
        if (fulg_judge_claims_init_text(&c, &num, texts[i], diag) != FULG_PARSE)
            fail_msg("accepted: %s", texts[i]);
        fulg_judge_claims_clear(c, num);
    }
}

static void
test_none(void **state)
{
    fulg_judge_claim_t *c;
    slong num;
    fulg_diag_t diag;
    assert_int_equal(fulg_judge_claims_init_text(&c, &num, NULL, diag),
                     FULG_OK);
    assert_int_equal(num, 0);
    fulg_judge_claims_clear(c, num);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_forms), cmocka_unit_test(test_only_compare),
    cmocka_unit_test(test_refused), cmocka_unit_test(test_none)};

FULG_TEST_MAIN(tests)
