#include <pthread.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "testing.h"

/* The program says the same to the same words. */
static void
run_program(char **answer, int *code, const char *words)
{
    const char *folder = getenv("builddir");
    char command[512];
    size_t length = 0, room = 1 << 16;
    FILE *pipe;
    snprintf(command, sizeof command, "%s/fulgurite %s 2>/dev/null",
             folder ? folder : ".", words);
    pipe = popen(command, "r");
    assert_non_null(pipe);
    *answer = malloc(room);
    length = fread(*answer, 1, room - 1, pipe);
    (*answer)[length] = '\0';
    *code = WEXITSTATUS(pclose(pipe));
}

static void
check_same(const char *const *words, const char *line)
{
    fulg_call_t call;
    char *answer;
    int code;
    run_program(&answer, &code, line);
    assert_int_equal(fulg_call(call, words, NULL), code);
    assert_string_equal(call->answer, answer);
    assert_int_equal(call->answer_length, strlen(answer));
    fulg_call_clear(call);
    free(answer);
}

static void
test_same_as_program(void **state)
{
    check_same(
        (const char *[]){"random", "--widths", "2,2", "--head-dim", "1", NULL},
        "random --widths 2,2 --head-dim 1");
    check_same((const char *[]){"invariants", "--widths", "3,1", "--head-dim",
                                "2", "--tokens", "2", "--json", NULL},
               "invariants --widths 3,1 --head-dim 2 --tokens 2 --json");
    check_same((const char *[]){"help", "architecture", "--json", NULL},
               "help architecture --json");
    check_same((const char *[]){"help", NULL}, "help");
    check_same((const char *[]){"--version", NULL}, "--version");
}

static void
test_refused(void **state)
{
    fulg_call_t call;
    assert_int_equal(fulg_call(call, (const char *[]){"dmi", NULL}, NULL),
                     FULG_EXIT_USAGE);
    assert_string_equal(call->message, "unknown command \"dmi\"; did you mean "
                                       "\"dim\"? (try: fulgurite --help)\n");
    assert_string_equal(call->answer, "");
    fulg_call_clear(call);
    assert_int_equal(fulg_call(call, (const char *[]){NULL}, NULL),
                     FULG_EXIT_USAGE);
    assert_non_null(strstr(call->message, "usage: fulgurite COMMAND"));
    fulg_call_clear(call);
    assert_int_equal(
        fulg_call(call, (const char *[]){"rank", "/nowhere/w.json", NULL},
                  NULL),
        FULG_EXIT_USAGE);
    assert_string_equal(call->message,
                        "/nowhere/w.json: No such file or directory\n");
    fulg_call_clear(call);
}

typedef struct
{
    slong told, stop_at;
} teller_t;

static int
tell(void *data, const char *what, slong done, slong total)
{
    teller_t *teller = data;
    assert_non_null(what);
    return ++teller->told >= teller->stop_at;
}

/* Of hours. */
static const char *const long_work[] = {
    "pattern", "--cyc",  "64,8", "--method", "jl",     "--seeds", "1..1000000",
    "--e1",    "1/1000", "--e2", "1/100000", "--json", NULL};

/* Long work is stopped, and the next call works. */
static void
test_stop(void **state)
{
    teller_t teller = {0, 1};
    const fulg_progress_t progress = {tell, &teller};
    fulg_call_t call;
    assert_int_equal(fulg_call(call, long_work, &progress), FULG_EXIT_UNABLE);
    assert_int_equal(teller.told, 1);
    assert_non_null(strstr(call->message, "interrupted"));
    fulg_call_clear(call);
    test_same_as_program(state);
}

static void
on_signal(int number)
{
}

/* Handlers and numbers of threads are as before. */
static void
test_leaves_the_process_alone(void **state)
{
    static const int numbers[] = {SIGINT, SIGTERM, SIGHUP, SIGALRM, SIGPIPE};
    char file[] = "/tmp/fulgurite-call-XXXXXX";
    const int fd = mkstemp(file);
    const char *const words[] = {"survey", "--widths",   "2",  "--depth",
                                 "1",      "--head-dim", "1",  "--threads",
                                 "1",      "-o",         file, "--force",
                                 "--json", NULL};
    fulg_call_t call;
    assert_true(fd >= 0);
    flint_set_num_threads(2);
    for (size_t n = 0; n < sizeof numbers / sizeof *numbers; n++)
        signal(numbers[n], on_signal);
    assert_int_equal(fulg_call(call, words, NULL), FULG_EXIT_OK);
    for (size_t n = 0; n < sizeof numbers / sizeof *numbers; n++)
        assert_true(signal(numbers[n], SIG_DFL) == on_signal);
    assert_int_equal(flint_get_num_threads(), 2);
    assert_non_null(strstr(call->answer, "\"architectures\":1,"));
    flint_set_num_threads(1);
    fulg_call_clear(call);
    unlink(file);
    close(fd);
}

static void *
call_dim(void *data)
{
    const char *const words[] = {"dim", "--widths", "3,3", "--head-dim",
                                 "1",   "--json",   NULL};
    int *good = data;
    for (int i = 0; i < 5; i++)
    {
        fulg_call_t call;
        *good += fulg_call(call, words, NULL) == FULG_EXIT_OK &&
                 strstr(call->answer, "\"dimension\":13,") != NULL;
        fulg_call_clear(call);
    }
    return NULL;
}

static void
test_threads(void **state)
{
    pthread_t thread[4];
    int good[4] = {0};
    for (int i = 0; i < 4; i++)
        assert_int_equal(pthread_create(&thread[i], NULL, call_dim, &good[i]),
                         0);
    for (int i = 0; i < 4; i++)
    {
        assert_int_equal(pthread_join(thread[i], NULL), 0);
        assert_int_equal(good[i], 5);
    }
}

/* What a call held is lost when FLINT gives up; sanitizers look for that. */
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define LOOKS_FOR_LEAKS 1
#endif
#endif
#ifdef __SANITIZE_ADDRESS__
#define LOOKS_FOR_LEAKS 1
#endif

#ifndef LOOKS_FOR_LEAKS
static int
give_up(void *data, const char *what, slong done, slong total)
{
    flint_abort();
    return 0;
}

/* An abort of FLINT comes back as an answer, and calls go on. */
static void
test_abort(void **state)
{
    const fulg_progress_t progress = {give_up, NULL};
    fulg_call_t call;
    assert_int_equal(fulg_call(call, long_work, &progress), FULG_EXIT_INTERNAL);
    assert_non_null(strstr(call->message, "internal error"));
    assert_string_equal(call->answer, "");
    fulg_call_clear(call);
    test_same_as_program(state);
}
#endif

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_same_as_program),
    cmocka_unit_test(test_refused),
    cmocka_unit_test(test_stop),
    cmocka_unit_test(test_leaves_the_process_alone),
    cmocka_unit_test(test_threads),
#ifndef LOOKS_FOR_LEAKS
    cmocka_unit_test(test_abort),
#endif
};

FULG_TEST_MAIN(tests)
