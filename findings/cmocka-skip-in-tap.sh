#!/bin/sh
# cmocka 1.1.5: a test that calls skip() is printed in TAP as "not ok N # SKIP name", where
# the protocol has "ok N # SKIP".  Consumers differ in what they make of a failure that
# carries the directive; the exit code is 0.
#
# Seen (Debian 12, libcmocka-dev 1.1.5-2.1):
#   not ok 1 # SKIP elsewhere
set -eu
dpkg-query -W libcmocka-dev gcc >/dev/null 2>&1 ||
    apt-get install -y -q --no-install-recommends gcc libc6-dev libcmocka-dev=1.1.5-2.1 >/dev/null
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat >"$folder/skip.c" <<'END'
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

static void
elsewhere(void **state)
{
    skip();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(elsewhere)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
END
gcc "$folder/skip.c" -o "$folder/skip" -lcmocka
dpkg-query -W -f 'libcmocka-dev ${Version}\n' libcmocka-dev
CMOCKA_MESSAGE_OUTPUT=TAP "$folder/skip" >"$folder/out" 2>&1
echo "exit code 0"
cat "$folder/out"
grep -qx 'not ok 1 # SKIP elsewhere' "$folder/out"
