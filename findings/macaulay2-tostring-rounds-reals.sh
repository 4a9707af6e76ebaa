#!/bin/sh
# Macaulay2 1.21: toString rounds real numbers to six digits (printingPrecision), so that
# value toString x is not x, and 123456789.123 comes back as 123457000.  A file of weights
# that is written with toString has lost most of them; toExternalString keeps every bit.
#
# Seen (Debian 12, macaulay2 1.21+ds-3+b1):
#   .123457
#   123457000
#   false
#   true
set -eu
dpkg-query -W macaulay2 >/dev/null 2>&1 ||
    apt-get install -y -q --no-install-recommends macaulay2=1.21+ds-3+b1 >/dev/null
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat >"$folder/ask.m2" <<'END'
x = 0.12345678901234
print toString x
print toString 123456789.123
print(value toString x == x)
print(value toExternalString x == x)
END
dpkg-query -W -f 'macaulay2 ${Version}\n' macaulay2
M2 --script "$folder/ask.m2" | tee "$folder/out"
[ "$(tr '\n' ' ' <"$folder/out")" = ".123457 123457000 false true " ]
