#include "testing.h"

#include <stdlib.h>

/* A sink that keeps what it gets, and refuses beyond a limit. */
typedef struct
{
    char *text;
    size_t length, largest, limit;
} memory_t;

static int
put(void *ctx, const char *bytes, size_t n)
{
    memory_t *M = ctx;
    if (M->length + n > M->limit)
        return 0;
    M->text = realloc(M->text, M->length + n + 1);
    memcpy(M->text + M->length, bytes, n);
    M->length += n;
    M->text[M->length] = '\0';
    if (n > M->largest)
        M->largest = n;
    return 1;
}

static void
make(fulg_polysys_t S, ulong power)
{
    const char *names[] = {"x1_1", "x1_2"};
    fmpq_mpoly_struct *f;
    fulg_polysys_init(S, FULG_POLYSYS_PARAMETRIZATION, NULL);
    fulg_polysys_ring_push(S->ring, FULG_VARIABLE_INPUT, names[0],
                           "first\nline");
    fulg_polysys_ring_push(S->ring, FULG_VARIABLE_INPUT, names[1], NULL);
    fulg_polysys_ring_close(S->ring);
    fulg_polysys_push_block(S, "outputs", "what comes out", 1, 2);
    f = fulg_polysys_polyblock_entry(&S->block[0], 0, 0);
    assert_int_equal(
        fmpq_mpoly_set_str_pretty(f, "x1_1-1/2*x1_2+3", names, S->ring->ctx),
        0);
    assert_true(fmpq_mpoly_pow_ui(f, f, power, S->ring->ctx));
}

/* That system, and where its file goes. */
typedef struct
{
    fulg_polysys_t S;
    memory_t M;
    fulg_sink_t sink;
    fulg_diag_t diag;
} writing_t;

static void
writing_init(writing_t *W, ulong power)
{
    make(W->S, power);
    memset(&W->M, 0, sizeof W->M);
    W->M.limit = (size_t) -1;
    W->sink.put = put;
    W->sink.ctx = &W->M;
}

static void
writing_clear(writing_t *W)
{
    free(W->M.text);
    fulg_polysys_clear(W->S);
}

static void
test_names(void **state)
{
    char *name;
    for (int k = 0; k < FULG_POLYFILE_FORMATS; k++)
    {
        assert_int_equal(
            fulg_polyfile_format_from_name(fulg_polyfile_format_name(k)), k);
        assert_true(fulg_polyfile_ending(k)[0] == '.');
        assert_true(fulg_polyfile_program(k)[0] != '\0');
    }
    assert_int_equal(fulg_polyfile_format_from_name("maple"), -1);
    assert_int_equal(fulg_polyfile_format_from_name(""), -1);
    assert_int_equal(fulg_polyfile_has_comments(FULG_POLYFILE_MSOLVE), 0);
    assert_int_equal(fulg_polyfile_has_comments(FULG_POLYFILE_PHC), 0);
    assert_int_equal(fulg_polyfile_has_comments(FULG_POLYFILE_JSON), 1);
    assert_int_equal(fulg_polyfile_has_comments(FULG_POLYFILE_M2), 1);
    assert_int_equal(fulg_polyfile_max_variables(FULG_POLYFILE_SINGULAR),
                     32767);
    name = fulg_polyfile_variable_name(FULG_POLYFILE_M2, "q1_1_2_3");
    assert_string_equal(name, "q1'1'2'3");
    flint_free(name);
    name = fulg_polyfile_variable_name(FULG_POLYFILE_SINGULAR, "ideal");
    assert_string_equal(name, "ideal_");
    flint_free(name);
    name = fulg_polyfile_variable_name(FULG_POLYFILE_SINGULAR, "ideal_");
    assert_string_equal(name, "ideal__");
    flint_free(name);
    name = fulg_polyfile_variable_name(FULG_POLYFILE_PHC, "e1");
    assert_string_equal(name, "ve1");
    flint_free(name);
    name = fulg_polyfile_variable_name(FULG_POLYFILE_PHC, "ve1");
    assert_string_equal(name, "vve1");
    flint_free(name);
    name = fulg_polyfile_variable_name(FULG_POLYFILE_MSOLVE, "ideal");
    assert_string_equal(name, "ideal");
    flint_free(name);
}

static void
test_msolve(void **state)
{
    writing_t W;
    fulg_polyfile_options_t options;
    (void) state;
    writing_init(&W, 2);
    fulg_polyfile_options_init(&options);
    assert_int_equal(
        fulg_polyfile_write(W.S, FULG_POLYFILE_MSOLVE, NULL, W.sink, W.diag),
        FULG_OK);
    assert_string_equal(W.M.text, "x1_1,x1_2\n0\n4*x1_1^2-4*x1_1*x1_2+x1_2^2"
                                  "+24*x1_1-12*x1_2+36");
    W.M.length = 0;
    options.short_names = 1;
    assert_int_equal(
        fulg_polyfile_write(W.S, FULG_POLYFILE_PHC, &options, W.sink, W.diag),
        FULG_OK);
    assert_string_equal(W.M.text, "1 2\nx1^2 - x1*x2 + 1/4*x2^2 + 6*x1 - 3*x2 "
                                  "+ 9;\n");
    W.M.length = 0;
    options.short_names = 0;
    options.prime = 7;
    assert_int_equal(fulg_polyfile_write(W.S, FULG_POLYFILE_MSOLVE, &options,
                                         W.sink, W.diag),
                     FULG_OK);
    assert_string_equal(W.M.text, "x1_1,x1_2\n7\nx1_1^2+6*x1_1*x1_2+2*x1_2^2"
                                  "+6*x1_1+4*x1_2+2");
    writing_clear(&W);
}

static void
test_notes(void **state)
{
    writing_t W;
    (void) state;
    writing_init(&W, 1);
    assert_int_equal(fulg_polyfile_write_notes(W.S, FULG_POLYFILE_MSOLVE, NULL,
                                               W.sink, W.diag),
                     FULG_OK);
    assert_non_null(strstr(W.M.text, "Run: msolve -f FILE -o ANSWER\n"));
    assert_non_null(strstr(W.M.text, "\n  x1_1: first line\n"));
    assert_non_null(strstr(W.M.text, "what comes out"));
    writing_clear(&W);
}

/* Every format gives up when the sink does, at whatever place, and puts no more
   than a buffer at a time. */
static void
test_sink(void **state)
{
    fulg_polysys_t S;
    fulg_diag_t diag;
    make(S, 120);
    for (int k = 0; k < FULG_POLYFILE_FORMATS; k++)
    {
        memory_t M = {NULL, 0, 0, (size_t) -1};
        fulg_sink_t sink = {put, &M};
        size_t whole;
        if (k == FULG_POLYFILE_COQ) /* for certificates alone */
            continue;
        assert_int_equal(fulg_polyfile_write(S, k, NULL, sink, diag), FULG_OK);
        assert_true(M.largest <= 65536 && M.length > 65536);
        for (whole = M.length, M.limit = 0; M.limit < whole; M.limit += 60000)
        {
            M.length = 0;
            assert_int_equal(fulg_polyfile_write(S, k, NULL, sink, diag),
                             FULG_IO);
            assert_string_equal(diag->text, "the system can not be written");
        }
        free(M.text);
    }
    fulg_polysys_clear(S);
}

static void
test_refused(void **state)
{
    writing_t W;
    (void) state;
    writing_init(&W, 1);
    for (int k = 0; k < FULG_POLYFILE_FORMATS; k++)
    {
        static const ulong composite[] = {9, UWORD(4294967311)};
        const int none = k == FULG_POLYFILE_HC || k == FULG_POLYFILE_PHC ||
                         k == FULG_POLYFILE_MAXIMA;
        fulg_polyfile_options_t options;
        for (int i = 0; i < 2; i++)
        {
            fulg_polyfile_options_init(&options);
            options.prime = composite[i];
            assert_int_equal(
                fulg_polyfile_write(W.S, k, &options, W.sink, W.diag),
                FULG_PARSE);
            options.prime = 0;
            options.check_prime = composite[i];
            assert_int_equal(
                fulg_polyfile_write(W.S, k, &options, W.sink, W.diag),
                FULG_PARSE);
        }
        options.check_prime = 2;
        if (k == FULG_POLYFILE_COQ)
        {
            assert_int_equal(fulg_polyfile_write(W.S, k, NULL, W.sink, W.diag),
                             FULG_UNABLE);
            continue;
        }
        assert_int_equal(fulg_polyfile_write(W.S, k, &options, W.sink, W.diag),
                         FULG_DOMAIN);
        options.prime = 2;
        assert_int_equal(fulg_polyfile_write(W.S, k, &options, W.sink, W.diag),
                         none ? FULG_UNABLE : FULG_DOMAIN);
    }
    writing_clear(&W);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_names),   cmocka_unit_test(test_msolve),
    cmocka_unit_test(test_notes),   cmocka_unit_test(test_sink),
    cmocka_unit_test(test_refused),
};

FULG_TEST_MAIN(tests)
