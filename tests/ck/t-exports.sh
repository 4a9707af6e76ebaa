#!/bin/sh
# The shared library exports fulg_* and nothing else; the static one defines
# nothing else with external linkage.  Prints TAP.
build=${builddir:-.}
shared=$(ls "$build"/.libs/libfulgurite.so.*.*.* 2>/dev/null | head -n 1)
static=$build/.libs/libfulgurite.a
[ -f "$static" ] || static=$build/libfulgurite.a

check()
{
    number=$1
    file=$2
    option=$3
    if ! command -v nm >/dev/null 2>&1 || [ ! -f "$file" ]; then
        echo "ok $number - exports # SKIP no nm, or no such library"
        return
    fi
    names=$(nm "$option" --defined-only "$file" 2>/dev/null |
        awk 'NF == 3 && $2 ~ /[A-TV-Z]/ { print $3 }')
    good=$(printf '%s\n' "$names" | grep -c '^fulg_')
    others=$(printf '%s\n' "$names" | grep -v -e '^fulg_' -e '^$' \
        -e '^__asan' -e '^__odr_asan' -e '^__ubsan')
    if [ "$good" -gt 20 ] && [ -z "$others" ]; then
        echo "ok $number - $(basename "$file") exports $good names, all fulg_*"
    else
        echo "not ok $number - $(basename "$file") exports only fulg_*"
        printf '%s\n' "$others" | sed 's/^/# /'
    fi
}

echo 1..2
check 1 "$shared" -D
check 2 "$static" -g
