#!/bin/sh
# Every C file is as clang-format 14 leaves it (.clang-format).  Prints TAP.
# "t-format.sh --fix" formats them all.
cd "${srcdir:-$(dirname "$0")/../..}" || exit 1
formatter=$(command -v clang-format-14 || command -v clang-format)
list()
{
    find src include tests examples -name '*.[ch]' ! -name '*.pb-c.[ch]' | sort
}

echo 1..1
if [ -z "$formatter" ] || ! "$formatter" --version | grep -q 'version 14\.'; then
    echo "ok 1 - the sources are formatted # SKIP no clang-format 14"
    exit 0
fi
if [ "$1" = --fix ]; then
    list | xargs "$formatter" -i
fi
# shellcheck disable=SC2046
wrong=$("$formatter" --dry-run $(list) 2>&1 | sed -n 's/^\([^:]*\):.*clang-format-violations.*/\1/p' | sort -u)
if [ -z "$wrong" ]; then
    echo "ok 1 - the sources are formatted"
    exit 0
fi
echo "not ok 1 - the sources are formatted (tests/ck/t-format.sh --fix)"
echo "$wrong" | sed 's/^/# /'
exit 1
