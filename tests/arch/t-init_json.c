#include "nets.h"

#define HEAD "\"format\":\"fulgurite-architecture/1\","

/* Text as a file would hold it: through fulg_exact_json_load, so that whatever the
   reader itself refuses is met here as well. */
static fulg_status_t
read_arch(fulg_arch_t arch, const char *text, fulg_diag_t diag)
{
    char name[] = "/tmp/fulg-arch-XXXXXX";
    json_t *value;
    fulg_status_t status;
    const int fd = mkstemp(name);
    FILE *file = fdopen(fd, "w");
    assert_non_null(file);
    fputs(text, file);
    assert_int_equal(fclose(file), 0);
    status = fulg_exact_json_load(&value, name, diag);
    remove(name);
    if (status != FULG_OK)
        return status;
    status = fulg_arch_init_json(arch, value, diag);
    json_decref(value);
    return status;
}

static void
refuse(const char *text, const char *reason)
{
    fulg_arch_t arch;
    fulg_diag_t diag;
    fulg_diag_init(diag);
    if (read_arch(arch, text, diag) != FULG_PARSE)
        fail_msg("not refused: %.200s", text);
    if (strstr(diag->text, reason) == NULL)
        fail_msg("%.200s: expected \"%s\", found \"%s\"", text, reason,
                 diag->text);
}

static void
test_defaults(void **state)
{
    fulg_arch_t arch, expected;
    fulg_diag_t diag;
    assert_int_equal(
        read_arch(arch, "{" HEAD "\"widths\":[4,5,6],\"head_dim\":2}", diag),
        FULG_OK);
    fulg_arch_init(expected, 2);
    expected->width[0] = 4;
    expected->width[1] = 5;
    expected->width[2] = 6;
    expected->sub[0].head_dim = expected->sub[1].head_dim = 2;
    assert_true(fulg_arch_equal(arch, expected));
    fulg_arch_clear(arch);
    fulg_arch_clear(expected);
}

static void
test_everything(void **state)
{
    fulg_arch_t arch;
    fulg_diag_t diag;
    assert_int_equal(
        read_arch(arch,
                  "{" HEAD "\"family\":\"attention\",\"widths\":[4,4,4],"
                  "\"head_dim\":[2,3],\"tokens\":7,\"heads\":[1,5],"
                  "\"value_dim\":[2,1],\"norm\":\"softmax\","
                  "\"residual\":true,\"mask\":\"causal\"}",
                  diag),
        FULG_OK);
    assert_int_equal(arch->sub[1].head_dim, 3);
    assert_int_equal(arch->tokens, 7);
    assert_int_equal(arch->sub[1].heads, 5);
    assert_int_equal(arch->sub[0].value_dim, 2);
    assert_int_equal(fulg_arch_norm(arch), FULG_NORM_SOFTMAX);
    assert_int_equal(fulg_arch_is_residual(arch), 1);
    assert_int_equal(fulg_arch_is_causal(arch), 1);
    fulg_arch_clear(arch);
    assert_int_equal(read_arch(arch,
                               "{" HEAD "\"family\":\"pnn\",\"widths\":[2,3,1],"
                               "\"power\":3}",
                               diag),
                     FULG_OK);
    assert_int_equal(arch->sub[0].kind, FULG_KIND_POLYNOMIAL);
    assert_int_equal(arch->sub[0].power, 3);
    assert_int_equal(arch->tokens, 1);
    fulg_arch_clear(arch);
    assert_int_equal(read_arch(arch,
                               "{" HEAD
                               "\"family\":\"pnn\",\"widths\":[2,3,3,1],"
                               "\"power\":[3,2]}",
                               diag),
                     FULG_OK);
    assert_int_equal(arch->sub[0].power, 3);
    assert_int_equal(arch->sub[1].power, 2);
    assert_int_equal(arch->sub[2].power, 2);
    assert_true(fulg_arch_is_stack(arch));
    fulg_arch_clear(arch);
}

static void
test_keys(void **state)
{
    refuse("{" HEAD
           "\"family\":\"pnn\",\"widths\":[2,3,3,1],\"power\":[3,2,2]}",
           "\"power\" has 3 entries, but there are 2 hidden layers");
    refuse("{" HEAD "\"family\":\"pnn\",\"widths\":[2,1],\"power\":[]}",
           "no hidden layer");
    refuse("{" HEAD "\"family\":\"pnn\",\"widths\":[2,2,2,1],\"power\":[2,0]}",
           "power_2 is 0");
    refuse("{" HEAD "\"widths\":[2,2],\"head_dim\":1,\"token\":3}",
           "unknown key \"token\" (did you mean \"tokens\"?)");
    refuse("{" HEAD "\"widths\":[2,2],\"head-dim\":1}",
           "unknown key \"head-dim\" (did you mean \"head_dim\"?)");
    refuse("{" HEAD "\"widths\":[2,2],\"head_dim\":1,\"zzzzzzzzz\":3}",
           "unknown key \"zzzzzzzzz\"");
    refuse("{" HEAD "\"widths\":[2,2],\"head_dim\":1,\"power\":3}",
           "unknown key \"power\"");
    refuse("{" HEAD "\"family\":\"pnn\",\"widths\":[2,2],\"tokens\":3}",
           "unknown key \"tokens\"");
    refuse("{" HEAD "\"widths\":[2,2]}", "\"head_dim\" is missing");
    refuse("{" HEAD "\"head_dim\":1}", "\"widths\"");
    refuse("{\"widths\":[2,2],\"head_dim\":1}", "\"format\"");
    refuse("{\"format\":\"fulgurite-architecture/2\",\"widths\":[2,2],"
           "\"head_dim\":1}",
           "\"format\"");
    refuse("{\"format\":1,\"widths\":[2,2],\"head_dim\":1}", "\"format\"");
}

static void
test_values(void **state)
{
    refuse("{" HEAD "\"widths\":[2.0,2],\"head_dim\":1}", "integers");
    refuse("{" HEAD "\"widths\":[2,2],\"head_dim\":1.5}", "integers");
    refuse("{" HEAD "\"widths\":[\"2\",2],\"head_dim\":1}", "integers");
    refuse("{" HEAD "\"widths\":[2,null],\"head_dim\":1}", "integers");
    refuse("{" HEAD "\"widths\":[2,[2]],\"head_dim\":1}", "integers");
    refuse("{" HEAD "\"widths\":[2,0],\"head_dim\":1}", "width_1 is 0");
    refuse("{" HEAD "\"widths\":[-3,2],\"head_dim\":1}", "width_0 is -3");
    refuse("{" HEAD "\"widths\":[2,2],\"head_dim\":0}", "head_dim_1 is 0");
    refuse("{" HEAD "\"widths\":[2,2],\"head_dim\":-1}", "head_dim_1 is -1");
    refuse("{" HEAD "\"widths\":[2,2],\"head_dim\":1,\"tokens\":0}",
           "tokens is 0");
    refuse("{" HEAD "\"widths\":[2,2],\"head_dim\":1,\"tokens\":-2}",
           "tokens is -2");
    refuse("{" HEAD "\"widths\":[2,2],\"head_dim\":1,\"tokens\":[3]}",
           "\"tokens\" must hold integers");
    refuse("{" HEAD "\"widths\":[2,2],\"head_dim\":1,\"heads\":0}",
           "heads_1 is 0");
    refuse("{" HEAD "\"widths\":[2,2],\"head_dim\":1,\"value_dim\":0}",
           "value_dim_1 is 0");
    refuse("{" HEAD "\"widths\":[2,2,2],\"head_dim\":1,\"value_dim\":[1,0]}",
           "value_dim_2 is 0");
    refuse("{" HEAD "\"widths\":[2,2],\"head_dim\":1,\"norm\":\"soft\"}",
           "\"norm\" must be");
    refuse("{" HEAD "\"widths\":[2,2],\"head_dim\":1,\"norm\":null}",
           "\"norm\" must be");
    refuse("{" HEAD "\"widths\":[2,2],\"head_dim\":1,\"mask\":true}",
           "\"mask\" must be");
    refuse("{" HEAD "\"widths\":[2,2],\"head_dim\":1,\"residual\":1}",
           "\"residual\" must be true or false");
    refuse("{" HEAD "\"widths\":[2,3],\"head_dim\":1,\"residual\":true}",
           "residual needs equal widths");
    refuse("{" HEAD "\"family\":\"mlp\",\"widths\":[2,3]}",
           "\"family\" must be");
    refuse("{" HEAD "\"family\":\"pnn\",\"widths\":[2,3],\"power\":0}",
           "power");
    refuse("{" HEAD "\"family\":\"pnn\",\"widths\":[2,3],\"power\":2.5}",
           "integers");
}

static void
test_lengths(void **state)
{
    refuse("{" HEAD "\"widths\":[2],\"head_dim\":1}", "at least two");
    refuse("{" HEAD "\"widths\":[],\"head_dim\":1}", "at least two");
    refuse("{" HEAD "\"widths\":2,\"head_dim\":1}",
           "\"widths\" must be a list");
    refuse("{" HEAD "\"widths\":[2,2,2],\"head_dim\":[1]}",
           "\"head_dim\" has 1 entries, but there are 2 layers");
    refuse("{" HEAD "\"widths\":[2,2],\"head_dim\":[1,1]}",
           "\"head_dim\" has 2 entries");
    refuse("{" HEAD "\"widths\":[2,2],\"head_dim\":[]}",
           "\"head_dim\" has 0 entries");
    refuse("{" HEAD "\"widths\":[2,2],\"head_dim\":1,\"heads\":[1,1]}",
           "\"heads\" has 2 entries");
    refuse("{" HEAD "\"widths\":[2,2],\"head_dim\":1,\"value_dim\":[1,1]}",
           "\"value_dim\" has 2 entries");
}

/* What the reader of JSON refuses: each with a line and a column. */
static void
test_syntax(void **state)
{
    refuse("{" HEAD "\"widths\":[2,2],\"head_dim\":1,\"head_dim\":1}",
           "duplicate");
    refuse("{" HEAD "\"widths\":[2,2],\"head_dim\":9223372036854775808}",
           "too big");
    refuse("{" HEAD "\"widths\":[-9223372036854775809,2],\"head_dim\":1}",
           "too");
    refuse("{" HEAD "\"widths\":[NaN,2],\"head_dim\":1}", ":1:");
    refuse("{" HEAD "\"widths\":[Infinity,2],\"head_dim\":1}", ":1:");
    refuse("{" HEAD "\"widths\":[1e999,2],\"head_dim\":1}", ":1:");
    refuse("{" HEAD "\"widths\":[02,2],\"head_dim\":1}", ":1:");
    refuse("{" HEAD "\"widths\":[2,2],\"head_dim\":1} x", ":1:");
    refuse("", ":1:");
    refuse("[]", "must be a JSON object");
    refuse("7", "must be a JSON object");
    refuse("null", "must be a JSON object");
}

static void
test_truncated(void **state)
{
    const char *whole = "{" HEAD "\"widths\":[2,2],\"head_dim\":[1]}";
    char text[200];
    for (size_t n = 0; n < strlen(whole); n++)
    {
        memcpy(text, whole, n);
        text[n] = '\0';
        refuse(text, ":1:");
    }
}

static void
test_deep(void **state)
{
    const size_t n = 200000;
    char *text = flint_malloc(2 * n + 200);
    const size_t start = (size_t) sprintf(text, "{" HEAD
                                                "\"head_dim\":1,\"widths\":");
    memset(text + start, '[', n);
    memset(text + start + n, ']', n);
    strcpy(text + start + 2 * n, "}");
    refuse(text, "depth");
    /* As deep as the reader allows: then it is no list of integers. */
    memset(text + start, '[', 1000);
    memset(text + start + 1000, ']', 1000);
    strcpy(text + start + 2000, "}");
    refuse(text, "\"widths\"");
    flint_free(text);
}

static void
test_too_deep_network(void **state)
{
    json_t *value = json_object(), *widths = json_array();
    fulg_arch_t arch;
    fulg_diag_t diag;
    json_object_set_new(value, "format", json_string(FULG_ARCH_FORMAT));
    json_object_set_new(value, "head_dim", json_integer(1));
    for (slong i = 0; i <= FULG_ARCH_MAX_DEPTH; i++)
        json_array_append_new(widths, json_integer(1));
    json_object_set_new(value, "widths", widths);
    assert_int_equal(fulg_arch_init_json(arch, value, diag), FULG_OK);
    fulg_arch_clear(arch);
    json_array_append_new(widths, json_integer(1));
    assert_int_equal(fulg_arch_init_json(arch, value, diag), FULG_PARSE);
    assert_non_null(strstr(diag->text, "layers"));
    json_decref(value);
    assert_int_equal(fulg_arch_init_json(arch, NULL, diag), FULG_PARSE);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_defaults),
    cmocka_unit_test(test_everything),
    cmocka_unit_test(test_keys),
    cmocka_unit_test(test_values),
    cmocka_unit_test(test_lengths),
    cmocka_unit_test(test_syntax),
    cmocka_unit_test(test_truncated),
    cmocka_unit_test(test_deep),
    cmocka_unit_test(test_too_deep_network),
};

FULG_TEST_MAIN(tests)
