#!/bin/sh
# Singular 4.3.1 makes a polynomial ring modulo any prime below 2^31 and computes
# Groebner bases there, but factors modulo primes below 2^29 alone: factorize ends
# with "characteristic is too large", and with it all primary decompositions.
# Macaulay2 1.21, which uses the same library, fails in decompose in the same way.
#
# Seen (Debian 12, singular-ui 4.3.1-p3, macaulay2 1.21):
#   modulo 536870909 (below 2^29): factors x+y and x-y
#   modulo 2147483629: a basis, but ? characteristic is too large(max is 2^29)
set -eu
command -v Singular >/dev/null ||
    apt-get install -y -q --no-install-recommends singular-ui >/dev/null
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
dpkg-query -W -f 'singular-ui ${Version}\n' singular-ui
for prime in 536870909 2147483629; do
    cat >"$folder/$prime" <<CODE
ring r = $prime,(x,y),dp;
ideal I = std(ideal(x2-y2, x3+1)); print("basis: " + string(size(I)));
list L = factorize(x2-y2); print("factors: " + string(size(L[1])));
quit;
CODE
    Singular -q "$folder/$prime" </dev/null >"$folder/answer-$prime" 2>&1
    echo "modulo $prime:"
    grep -E 'basis|factors: |too large' "$folder/answer-$prime" | head -n 3
done
grep -q '^factors: 3' "$folder/answer-536870909"
grep -q '^basis: 3' "$folder/answer-2147483629"
grep -q 'too large(max is 2^29)' "$folder/answer-2147483629"
! grep -q '^factors: 3' "$folder/answer-2147483629"
