#!/bin/sh
# SymPy 1.11.1: a polynomial with a fraction as coefficient cannot be taken modulo a
# prime, though 1/2 is 4 there: Poly(x/2, x, modulus=7) raises CoercionFailed, and so
# does a Groebner basis of such polynomials.  To begin with the domain QQ and to set the
# modulus afterwards does not help; the denominators have to go first.
#
# Seen (Debian 12, python3-sympy 1.11.1-1):
#   Poly(x/2, modulus=7): CoercionFailed
#   groebner([x/2 + 1], modulus=7): CoercionFailed
#   Poly(x/2, domain=QQ).set_modulus(7): CoercionFailed
#   Poly(4*x, modulus=7): Poly(-3*x, x, modulus=7)
set -eu
dpkg-query -W python3-sympy >/dev/null 2>&1 ||
    apt-get install -y -q --no-install-recommends python3-sympy=1.11.1-1 >/dev/null
dpkg-query -W -f 'python3-sympy ${Version}\n' python3-sympy
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat >"$folder/ask.py" <<'END'
from sympy import Poly, QQ, groebner, symbols

x = symbols("x")
attempts = (("Poly(x/2, modulus=7)", lambda: Poly(x / 2, x, modulus=7)),
            ("groebner([x/2 + 1], modulus=7)", lambda: groebner([x / 2 + 1], x, modulus=7)),
            ("Poly(x/2, domain=QQ).set_modulus(7)", lambda: Poly(x / 2, x, domain=QQ).set_modulus(7)),
            ("Poly(4*x, modulus=7)", lambda: Poly(4 * x, x, modulus=7)))
for name, attempt in attempts:
    try:
        print("%s: %s" % (name, attempt()))
    except Exception as error:
        print("%s: %s" % (name, type(error).__name__))
END
/usr/bin/python3 "$folder/ask.py" | tee "$folder/out"
cat >"$folder/expected" <<'END'
Poly(x/2, modulus=7): CoercionFailed
groebner([x/2 + 1], modulus=7): CoercionFailed
Poly(x/2, domain=QQ).set_modulus(7): CoercionFailed
Poly(4*x, modulus=7): Poly(-3*x, x, modulus=7)
END
cmp "$folder/out" "$folder/expected"
