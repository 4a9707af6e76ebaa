#include <config.h>

#include "testing.h"

/* The library, its headers' package and the file VERSION agree. */
static void
test_version(void **state)
{
    char text[64] = "", path[4096];
    FILE *file;
    const char *source = getenv("srcdir");
    snprintf(path, sizeof path, "%s/VERSION", source != NULL ? source : ".");
    file = fopen(path, "r");
    assert_non_null(file);
    assert_int_equal(fscanf(file, "%63s", text), 1);
    fclose(file);
    assert_string_equal(fulg_version(), text);
    assert_string_equal(fulg_version(), PACKAGE_VERSION);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_version),
};

FULG_TEST_MAIN(tests)
