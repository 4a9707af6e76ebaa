#include "testing.h"

static void
expect(const char *text, const char *canonical, const char *digest)
{
    json_t *value = json_loads(text, JSON_DECODE_ANY, NULL);
    char *found = fulg_exact_canonical_text(value);
    char hex[FULG_EXACT_DIGEST_SIZE];
    assert_string_equal(found, canonical);
    fulg_exact_digest(hex, value);
    assert_string_equal(hex, digest);
    free(found);
    json_decref(value);
}

/* The digests are those of sha256sum. */
static void
test_known(void **state)
{
    expect(" { } ", "{}",
           "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a");
    expect("{ \"b\" : [1, 2],\n \"a\" : \"x\" }", "{\"a\":\"x\",\"b\":[1,2]}",
           "721ef82f2d6c0997bffb7a8ab3f40f8fb45b0b52ce2af3afa6b0f05efbdc317f");
    expect("7", "7",
           "7902699be42c8a8e46fbbb4501726517e86b22c56a189f7625a6da49081b2451");
    /* Letters outside ASCII are written as escapes. */
    expect("\"\xc3\xa9\"", "\"\\u00E9\"",
           "c10c3d23c01445ac4f1908111a5f3f0f88ec5578d3e7ad3e8f7d417db6c3bbc5");
}

/* Order of keys does not matter, order of lists does. */
static void
test_order(void **state)
{
    char a[FULG_EXACT_DIGEST_SIZE], b[FULG_EXACT_DIGEST_SIZE];
    json_t *one = json_loads("{\"a\":1,\"b\":{\"c\":2,\"d\":[3,4]}}", 0, NULL);
    json_t *two = json_loads("{\"b\":{\"d\":[3,4],\"c\":2},\"a\":1}", 0, NULL);
    json_t *three = json_loads("{\"b\":{\"d\":[4,3],\"c\":2},\"a\":1}", 0,
                               NULL);
    fulg_exact_digest(a, one);
    fulg_exact_digest(b, two);
    assert_string_equal(a, b);
    fulg_exact_digest(b, three);
    assert_string_not_equal(a, b);
    json_decref(one);
    json_decref(two);
    json_decref(three);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_known),
    cmocka_unit_test(test_order),
};

FULG_TEST_MAIN(tests)
