#!/bin/sh
# Maxima 5.46.0: rank() finds some zeros that are written with square roots and takes
# others for nonzero.  (1+sqrt(2))^2-3-2*sqrt(2) has rank 0, sqrt(2)*sqrt(3)-sqrt(6) has
# rank 1; radcan knows that both are 0.  A rank of a matrix with radicals is an upper
# bound until its entries have been through radcan.
#
# Seen (Debian 12, maxima 5.46.0-11):
#   [0,1,0,0]
set -eu
dpkg-query -W maxima >/dev/null 2>&1 ||
    apt-get install -y -q --no-install-recommends maxima=5.46.0-11 >/dev/null
dpkg-query -W -f 'maxima ${Version}\n' maxima
out=$(maxima --very-quiet --batch-string='a:(1+sqrt(2))^2-3-2*sqrt(2)$ b:sqrt(2)*sqrt(3)-sqrt(6)$
printf(true, "~a~%", string([rank(matrix([a])), rank(matrix([b])), radcan(a), radcan(b)]))$' </dev/null 2>/dev/null |
    grep '^\[')
echo "$out"
[ "$out" = "[0,1,0,0]" ]
