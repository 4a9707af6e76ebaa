/* Hidden size 1: against all orders of the keys, for small random supports; where
   logarithms meet exactly; for matrices that a model was planted in; limits. */
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
            const slong copy = i > 0 && fulg_rand_below(rand, 2)
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
            assert_int_equal(
                fulg_pattern_prove(&proof, M, P, e1, e2, 0, 1024, NULL, diag),
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

/* size x size entries as text, "0" for none; decides, and proves what is possible. */
static fulg_truth_t
decide(char *reason, const char *const *text, slong size, const char *e1_text,
       const char *e2_text)
{
    slong row[64], col[64];
    fmpq *value = _fmpq_vec_init(64);
    fulg_diag_t diag;
    fulg_pattern_t P;
    fulg_pattern_model_t M;
    fulg_pattern_proof_t proof;
    fulg_truth_t truth;
    fmpq_t e1, e2;
    fmpq_init(e1);
    fmpq_init(e2);
    assert_int_equal(fulg_exact_set_text(e1, e1_text, diag), FULG_OK);
    assert_int_equal(fulg_exact_set_text(e2, e2_text, diag), FULG_OK);
    for (slong n = 0; n < size * size; n++)
    {
        row[n] = n / size;
        col[n] = n % size;
        assert_int_equal(fulg_exact_set_text(value + n, text[n], diag),
                         FULG_OK);
    }
    assert_int_equal(
        fulg_pattern_init_entries(P, size, size * size, row, col, value, diag),
        FULG_OK);
    truth = fulg_pattern_line(M, reason, P, e1, e2, NULL);
    if (truth == FULG_TRUE)
    {
        fulg_pattern_proof_init(&proof);
        assert_int_equal(
            fulg_pattern_prove(&proof, M, P, e1, e2, 0, 1024, NULL, diag),
            FULG_OK);
        assert_int_equal(proof.holds, FULG_TRUE);
        fulg_pattern_proof_clear(&proof);
        fulg_pattern_model_clear(M);
    }
    fulg_pattern_clear(P);
    _fmpq_vec_clear(value, 64);
    fmpq_clear(e1);
    fmpq_clear(e2);
    return truth;
}

/* Two rows at different ends that cover three keys, {a, 1} and {1, b} from the top:
   they ask for g < t log((1 + e1) a) / .. both ways, so for g^2 < log((1 + e1) a)
   log((1 + e1) b), both being positive. */
static fulg_truth_t
two_ends(const char *a, const char *b, const char *e1, const char *e2)
{
    const char *text[9] = {a, "1", "0", "0", "1", b, "0", "1", b};
    char reason[256];
    const fulg_truth_t truth = decide(reason, text, 3, e1, e2);
    assert_int_not_equal(strlen(reason), 0);
    return truth;
}

static void
test_border(void **state)
{
    /* log(3)^2 = log(3) log(3) */
    assert_int_equal(two_ends("2", "2", "1/2", "1/3"), FULG_FALSE);
    assert_int_equal(two_ends("2", "2", "1/2", "100001/300000"), FULG_TRUE);
    assert_int_equal(two_ends("2", "2", "1/2", "99999/300000"), FULG_FALSE);
    assert_int_equal(two_ends("1", "1", "1/2", "2/3"), FULG_FALSE);
    /* log(4)^2 = log(16) log(2) */
    assert_int_equal(two_ends("32/3", "4/3", "1/2", "1/4"), FULG_FALSE);
    assert_int_equal(two_ends("32/3",
                              "4000000000000000000000000000001/"
                              "3000000000000000000000000000000",
                              "1/2", "1/4"),
                     FULG_TRUE);
    assert_int_equal(two_ends("32/3",
                              "3999999999999999999999999999999/"
                              "3000000000000000000000000000000",
                              "1/2", "1/4"),
                     FULG_FALSE);
    /* log(6)^2, of two primes, against log(36) log(6) and log(6) log(6) */
    assert_int_equal(two_ends("24", "4", "1/2", "1/6"), FULG_TRUE);
    assert_int_equal(two_ends("4", "4", "1/2", "1/6"), FULG_FALSE);
}

/* No zeros: a row whose ratios are below 1 + e1 has the query 0; at 1 + e1 it has
   not, and orders its keys; three such orders that contradict one another. */
static void
test_full(void **state)
{
    static const char *const cycle[9] = {"4", "2", "1", "1", "4",
                                         "2", "2", "1", "4"};
    static const char *const line[9] = {"4", "2", "1", "1", "2",
                                        "4", "9", "3", "1"};
    static const char *const flat[9] = {"3", "2", "2", "2", "3",
                                        "2", "2", "2", "3"};
    char reason[256];
    assert_int_equal(decide(reason, cycle, 3, "1/2", "1/2"), FULG_FALSE);
    assert_int_equal(decide(reason, line, 3, "1/2", "1/2"), FULG_TRUE);
    assert_int_equal(decide(reason, flat, 3, "2/3", "1/2"), FULG_TRUE);
    assert_int_equal(decide(reason, flat, 3, "1/2", "1/2"), FULG_FALSE);
}

/* Entries near exp(q x), cut off at one end: possible by construction. */
static void
test_planted(void **state)
{
    fulg_rand_t rand;
    fulg_test_rand(rand, "planted");
    for (slong round = 0; round < fulg_test_rounds(100); round++)
    {
        const slong L = 2 + (slong) fulg_rand_below(rand, 5);
        char number[64][16], reason[256];
        const char *text[64];
        int place[8];
        for (slong j = 0; j < L; j++)
            place[j] = (int) fulg_rand_below(rand, 9);
        for (slong i = 0; i < L; i++)
        {
            /* Entries 2^(q x), exact; a row ends where its order has a jump. */
            const int q = (int) fulg_rand_below(rand, 7) - 3;
            const int jump = (int) fulg_rand_below(rand, 10);
            int any = 0;
            for (slong j = 0; j < L; j++)
            {
                const int wanted = q == 0 || jump == 0 ||
                                   (q > 0 ? place[j] >= jump : place[j] < jump);
                any |= wanted;
                snprintf(number[i * L + j], sizeof number[0], "%lld",
                         wanted ? 1LL << (q * place[j] + 24) : 0LL);
            }
            for (slong j = 0; !any && j < L; j++)
                strcpy(number[i * L + j], "1");
        }
        for (slong n = 0; n < L * L; n++)
            text[n] = number[n];
        /* 2^-1 < e2: a step of one place is enough. */
        assert_int_equal(decide(reason, text, L, "1/100", "3/4"), FULG_TRUE);
    }
}

static int
stop(void *data, const char *what, slong done, slong total)
{
    return 1;
}

/* More unknowns than the simplex method takes; and one that is interrupted. */
static void
test_limits(void **state)
{
    fulg_progress_t progress = {stop, NULL};
    fmpq_t e1, e2;
    fmpq_init(e1);
    fmpq_init(e2);
    fmpq_set_si(e1, 1, 10);
    fmpq_set_si(e2, 1, 10);
    for (slong L = 40; L <= 100; L += 60)
    {
        slong *row = flint_malloc((size_t) (L * L) * sizeof(slong)), num = 0;
        slong *col = flint_malloc((size_t) (L * L) * sizeof(slong));
        fmpq *value = _fmpq_vec_init(L * L);
        fulg_diag_t diag;
        fulg_pattern_t P;
        fulg_pattern_model_t M;
        char reason[256];
        for (slong i = 0; i < L; i++)
            for (slong j = 0; j < L; j++)
            {
                row[num] = i;
                col[num] = j;
                fmpz_one(fmpq_numref(value + num));
                fmpz_mul_2exp(fmpq_numref(value + num),
                              fmpq_numref(value + num), (ulong) ((i + 1) * j));
                num++;
            }
        assert_int_equal(
            fulg_pattern_init_entries(P, L, num, row, col, value, diag),
            FULG_OK);
        assert_int_equal(fulg_pattern_line(M, reason, P, e1, e2, &progress),
                         FULG_UNKNOWN);
        assert_non_null(strstr(reason, "simplex"));
        fulg_pattern_clear(P);
        flint_free(row);
        flint_free(col);
        _fmpq_vec_clear(value, L * L);
    }
    fmpq_clear(e1);
    fmpq_clear(e2);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_orders), cmocka_unit_test(test_border),
    cmocka_unit_test(test_full), cmocka_unit_test(test_planted),
    cmocka_unit_test(test_limits)};

FULG_TEST_MAIN(tests)
