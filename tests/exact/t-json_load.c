#include "testing.h"

#include <sys/stat.h>
#include <unistd.h>

static void
write_file(char *name, const char *text, size_t length)
{
    const int fd = mkstemp(name);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, length), (ssize_t) length);
    close(fd);
}

static fulg_status_t
load(json_t **value, const char *text, size_t length, fulg_diag_t diag)
{
    char name[] = "/tmp/fulg-json-XXXXXX";
    fulg_status_t status;
    write_file(name, text, length);
    status = fulg_exact_json_load(value, name, diag);
    if (status != FULG_OK)
        assert_int_equal(strncmp(diag->text, name, strlen(name)), 0);
    unlink(name);
    return status;
}

static void
refuse(const char *text, size_t length, const char *reason)
{
    fulg_diag_t diag;
    json_t *value;
    if (load(&value, text, length, diag) != FULG_PARSE)
        fail_msg("not refused: %s", text);
    assert_null(value);
    if (strstr(diag->text, reason) == NULL)
        fail_msg("%s: %s", text, diag->text);
}

static void
test_refusals(void **state)
{
    refuse("", 0, ":1:");
    refuse("{\"a\":1,\n\"a\":2}", 14, ":2:");
    refuse("{\"a\":1,\"a\":2}", 13, "duplicate");
    refuse("[1,2", 4, ":1:");
    refuse("[1,]", 4, ":1:");
    refuse("[1] 2", 5, "end of file");
    refuse("NaN", 3, ":1:");
    refuse("[-Infinity]", 11, ":1:");
    refuse("[1e400]", 7, "overflow");
    refuse("[99999999999999999999]", 22, "too big");
    refuse("[\"\xff\"]", 5, "decode byte 0xff");
    refuse("\xef\xbb\xbf[]", 5, ":1:");
    refuse("[1]\0", 4, ":1:4: a zero byte");
    refuse("[1,\n2\0]", 7, ":2:2: a zero byte");
    refuse("[\"a\\u0000b\"]", 12, "\\u0000");
    refuse("[01]", 4, ":1:");
    refuse("[+1]", 4, ":1:");
    refuse("['a']", 5, ":1:");
}

static void
test_values(void **state)
{
    fulg_diag_t diag;
    json_t *value;
    assert_int_equal(load(&value, " [1, \"2/3\"]\n", 12, diag), FULG_OK);
    assert_int_equal(json_array_size(value), 2);
    json_decref(value);
    assert_int_equal(load(&value, "7", 1, diag), FULG_OK);
    assert_int_equal(json_integer_value(value), 7);
    json_decref(value);
}

/* Larger than any first buffer. */
static void
test_long(void **state)
{
    const size_t n = 300000;
    char *text = flint_malloc(2 * n + 2);
    fulg_diag_t diag;
    json_t *value;
    for (size_t k = 0; k < n; k++)
        memcpy(text + 2 * k, k ? ",1" : "[1", 2);
    text[2 * n] = ']';
    assert_int_equal(load(&value, text, 2 * n + 1, diag), FULG_OK);
    assert_int_equal(json_array_size(value), n);
    json_decref(value);
    memset(text, '[', 2 * n);
    refuse(text, 2 * n, "depth");
    flint_free(text);
}

static void
refuse_file(const char *name, const char *reason)
{
    fulg_diag_t diag;
    json_t *value;
    assert_int_equal(fulg_exact_json_load(&value, name, diag), FULG_IO);
    assert_null(value);
    assert_non_null(strstr(diag->text, name));
    assert_non_null(strstr(diag->text, reason));
}

static void
test_files(void **state)
{
    char name[] = "/tmp/fulg-json-XXXXXX";
    refuse_file("/nonexistent/file.json", "No such file");
    refuse_file("/tmp", "directory");
    write_file(name, "[]", 2);
    chmod(name, 0);
    if (geteuid() != 0)
        refuse_file(name, "Permission denied");
    unlink(name);
}

static void
test_standard_input(void **state)
{
    char name[] = "/tmp/fulg-json-XXXXXX";
    fulg_diag_t diag;
    json_t *value;
    write_file(name, "[1,2,3]", 7);
    assert_non_null(freopen(name, "r", stdin));
    assert_int_equal(fulg_exact_json_load(&value, "-", diag), FULG_OK);
    assert_int_equal(json_array_size(value), 3);
    json_decref(value);
    unlink(name);
    /* Nothing is left: the sentence names standard input. */
    assert_int_equal(fulg_exact_json_load(&value, "-", diag), FULG_PARSE);
    assert_non_null(strstr(diag->text, "standard input:1:"));
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_refusals),       cmocka_unit_test(test_values),
    cmocka_unit_test(test_long),           cmocka_unit_test(test_files),
    cmocka_unit_test(test_standard_input),
};

FULG_TEST_MAIN(tests)
