/* Hidden size 1 against all orders of the keys, for small random supports. */
#include "testing.h"

#define LARGEST 5

/* The row's support is an end of the order. */
static int
is_end(const int *wanted, const slong *order, slong length)
{
    int changes = 0;
    for (slong n = 1; n < length; n++)
        changes += wanted[order[n]] != wanted[order[n - 1]];
    return changes <= 1;
}

static int
next_order(slong *order, slong n)
{
    slong i = n - 2, j = n - 1;
    while (i >= 0 && order[i] > order[i + 1])
        i--;
    if (i < 0)
        return 0;
    while (order[j] < order[i])
        j--;
    slong x = order[i];
    order[i] = order[j];
    order[j] = x;
    for (slong a = i + 1, b = n - 1; a < b; a++, b--)
    {
        x = order[a];
        order[a] = order[b];
        order[b] = x;
    }
    return 1;
}

static int
has_order(int wanted[LARGEST][LARGEST], slong length)
{
    slong order[LARGEST];
    for (slong n = 0; n < length; n++)
        order[n] = n;
    do
    {
        int good = 1;
        for (slong i = 0; i < length; i++)
            good &= is_end(wanted[i], order, length);
        if (good)
            return 1;
    } while (next_order(order, length));
    return 0;
}

static void
test_orders(void **state)
{
    fulg_rand_t rand;
    fulg_diag_t diag;
    const slong rounds = fulg_test_rounds(500);
    slong seen[3] = {0, 0, 0};
    fmpq_t e1, e2;
    fmpq_init(e1);
    fmpq_init(e2);
    fmpq_set_si(e1, 1, 10);
    fmpq_set_si(e2, 1, 100);
    fulg_test_rand(rand, "orders");
    for (slong round = 0; round < rounds; round++)
    {
        const slong length = 2 + (slong) fulg_rand_below(rand, LARGEST - 1);
        int wanted[LARGEST][LARGEST];
        slong row[LARGEST * LARGEST], col[LARGEST * LARGEST], num = 0;
        fmpq *value = _fmpq_vec_init(LARGEST * LARGEST);
        char reason[256];
        fulg_pattern_t P;
        fulg_pattern_model_t M;
        fulg_pattern_proof_t proof;
        fulg_truth_t truth;
        for (slong i = 0; i < length; i++)
        {
            /* Some rows repeat, so that orders exist often enough. */
            const slong copy =
                i > 0 && fulg_rand_below(rand, 2)
                    ? (slong) fulg_rand_below(rand, (ulong) i)
                    : -1;
            int any = 0;
            for (slong j = 0; j < length; j++)
            {
                wanted[i][j] = copy >= 0 ? wanted[copy][j]
                                         : (int) fulg_rand_below(rand, 2);
                any |= wanted[i][j];
            }
            if (!any)
                wanted[i][0] = 1;
            for (slong j = 0; j < length; j++)
                if (wanted[i][j])
                {
                    row[num] = i;
                    col[num] = j;
                    fmpq_set_si(value + num++, 1, 1);
                }
        }
        assert_int_equal(
            fulg_pattern_init_entries(P, length, num, row, col, value, diag),
            FULG_OK);
        truth = fulg_pattern_line(M, reason, P, e1, e2, NULL);
        seen[truth]++;
        if (!has_order(wanted, length))
            assert_int_equal(truth, FULG_FALSE);
        if (truth == FULG_TRUE)
        {
            fulg_pattern_proof_init(&proof);
            assert_int_equal(fulg_pattern_prove(&proof, M, P, e1, e2, 0, 1024,
                                                NULL, diag),
                             FULG_OK);
            assert_int_equal(proof.holds, FULG_TRUE);
            fulg_pattern_proof_clear(&proof);
            fulg_pattern_model_clear(M);
        }
        else if (has_order(wanted, length))
            /* Only distances can be to blame. */
            assert_null(strstr(reason, "do not fit"));
        fulg_pattern_clear(P);
        _fmpq_vec_clear(value, LARGEST * LARGEST);
    }
    assert_true(seen[FULG_TRUE] >= rounds / 25 &&
                seen[FULG_FALSE] >= rounds / 25);
    assert_int_equal(seen[FULG_UNKNOWN], 0);
    fmpq_clear(e1);
    fmpq_clear(e2);
}

static const struct CMUnitTest tests[] = {cmocka_unit_test(test_orders)};

FULG_TEST_MAIN(tests)
