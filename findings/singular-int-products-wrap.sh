#!/bin/sh
# Singular 4.3.1: a product of integer literals in front of a variable is computed in
# 32-bit ints before it meets the ring, and wraps around without a word.  Over the
# rational numbers 2^40*x is 0, 65536*65536*x is 0 and 2147483647*2*x is -2x; with the
# variable first, x*2147483647*2, or as one literal, 1099511627776*x, or from number(2),
# the coefficient is right.  (A literal beyond 32 bits is no int to begin with.)
#
# Seen (Debian 12, singular-ui 1:4.3.1-p3+ds-2):
#   0  0  -2x  1410065408x
#   4294967294x  1099511627776x  1099511627776x
set -eu
dpkg-query -W singular-ui >/dev/null 2>&1 ||
    apt-get install -y -q --no-install-recommends singular-ui=1:4.3.1-p3+ds-2 >/dev/null
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat >"$folder/ask" <<'END'
ring r = 0, x, dp;
2^40*x;
65536*65536*x;
2147483647*2*x;
100000*100000*x;
x*2147483647*2;
1099511627776*x;
number(2)^40*x;
quit;
END
dpkg-query -W -f 'singular-ui ${Version}\n' singular-ui
Singular -q "$folder/ask" </dev/null 2>&1 | tee "$folder/out"
[ "$(tr '\n' ' ' <"$folder/out")" = \
    "0 0 -2x 1410065408x 4294967294x 1099511627776x 1099511627776x " ]
