#include "testing.h"

/* Fails exactly where a denominator is no unit. */
static void
test_units(void **state)
{
    fulg_domain_t D;
    fulg_mat_t B;
    fmpq_mat_t A;
    fmpq_mat_init(A, 2, 2);
    fmpq_set_si(fmpq_mat_entry(A, 0, 0), -1, 1);
    fmpq_set_si(fmpq_mat_entry(A, 1, 1), 3, 7);
    for (int which = 0; which < 4; which++)
    {
        if (which == 0)
            fulg_domain_init_fmpq(D);
        else if (which == 1)
            fulg_domain_init_arb(D, 64);
        else
            fulg_domain_init_nmod(D, which == 2 ? 7 : 11);
        D->ops->init(B, 2, 2, D);
        assert_int_equal(fulg_domain_set_fmpq_mat(B, A, D), which != 2);
        if (which == 3)
        {
            assert_int_equal(nmod_mat_entry(B->nmod, 0, 0), 10);
            assert_int_equal(nmod_mat_entry(B->nmod, 1, 1), 2);
        }
        D->ops->clear(B);
    }
    fmpq_mat_clear(A);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_units),
};

FULG_TEST_MAIN(tests)
