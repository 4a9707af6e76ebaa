#!/bin/sh
# Maxima 5.46.0: with modulus:5 set, rank() works modulo 5 and determinant() does not.
# The matrix [1,2; 2,9] has determinant 5: its rank is given as 1, its determinant as 5,
# and only rat() turns that into 0.  So "determinant # 0" and "full rank" disagree.
#
# Seen (Debian 12, maxima 5.46.0-11):
#   [1,5,0]
set -eu
dpkg-query -W maxima >/dev/null 2>&1 ||
    apt-get install -y -q --no-install-recommends maxima=5.46.0-11 >/dev/null
dpkg-query -W -f 'maxima ${Version}\n' maxima
out=$(maxima --very-quiet --batch-string='modulus:5$ M:matrix([1,2],[2,9])$
printf(true, "~a~%", string([rank(M), determinant(M), rat(determinant(M))]))$' </dev/null 2>/dev/null |
    grep '^\[')
echo "$out"
[ "$out" = "[1,5,0]" ]
