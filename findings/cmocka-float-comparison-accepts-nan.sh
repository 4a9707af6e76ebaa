#!/bin/sh
# cmocka 1.1.5: assert_float_equal(NAN, 1.0, eps) passes: the comparison asks whether the
# difference exceeds eps, which no NaN does.  A test of a computed number cannot fail on
# NaN unless it asks for isnan first.
#
# Seen (Debian 12, libcmocka-dev 1.1.5-2.1):
#   ok 1 - not_a_number
#   not ok 2 - two
set -eu
dpkg-query -W libcmocka-dev gcc >/dev/null 2>&1 ||
    apt-get install -y -q --no-install-recommends gcc libc6-dev libcmocka-dev=1.1.5-2.1 >/dev/null
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat >"$folder/compare.c" <<'END'
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

static void
not_a_number(void **state)
{
    assert_float_equal(NAN, 1.0, 1e-9);
}

static void
two(void **state)
{
    assert_float_equal(2.0, 1.0, 1e-9);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(not_a_number), cmocka_unit_test(two)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
END
gcc "$folder/compare.c" -o "$folder/compare" -lcmocka
dpkg-query -W -f 'libcmocka-dev ${Version}\n' libcmocka-dev
CMOCKA_MESSAGE_OUTPUT=TAP "$folder/compare" 2>&1 | grep -E '^(not )?ok' | tee "$folder/out"
[ "$(cat "$folder/out")" = "ok 1 - not_a_number
not ok 2 - two" ]
