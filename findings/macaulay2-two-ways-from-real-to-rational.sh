#!/bin/sh
# Macaulay2 1.21: two conversions of the same real number to QQ differ.  lift(0.1, QQ)
# looks for a simple fraction nearby and gives 1/10, which is not the value of the
# double; 0.1_QQ gives that value, 3602879701896397/36028797018963968.  An exact check
# of floating-point weights needs the second.
#
# Seen (Debian 12, macaulay2 1.21+ds-3+b1):
#   1/10
#   3602879701896397/36028797018963968
set -eu
dpkg-query -W macaulay2 >/dev/null 2>&1 ||
    apt-get install -y -q --no-install-recommends macaulay2=1.21+ds-3+b1 >/dev/null
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
echo 'print toString lift(0.1, QQ); print toString(0.1_QQ)' >"$folder/ask.m2"
dpkg-query -W -f 'macaulay2 ${Version}\n' macaulay2
M2 --script "$folder/ask.m2" | tee "$folder/out"
[ "$(cat "$folder/out")" = "1/10
3602879701896397/36028797018963968" ]
