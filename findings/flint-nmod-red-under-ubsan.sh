#!/bin/sh
# FLINT 2.9: a caller of the macro NMOD_RED fails under -fsanitize=undefined.
# NMOD_RED(r, a, mod) is NMOD_RED2(r, 0, a, mod), and that macro shifts its second
# argument left by mod.norm.  The 0 is an int there, so a modulus below 2^32 shifts a
# 32-bit number by at least 32 places, which C leaves undefined.  The code is expanded in the
# caller's file, so the report names the caller, with its line and no word of FLINT.
# NMOD_RED2 with UWORD(0) computes the same residue and is clean.
#
# Seen (Debian 12, libflint-dev 2.9.0-5, gcc 12):
#   12 12 (1000015 mod 1000003 by either macro: the residues are right)
#   reduce.c:9: runtime error: shift exponent 44 is too large for 32-bit type 'int'
#   and nothing for NMOD_RED2
set -eu
dpkg-query -W libflint-dev gcc >/dev/null 2>&1 ||
    apt-get install -y -q --no-install-recommends gcc libc6-dev libflint-dev >/dev/null
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat >"$folder/reduce.c" <<'END'
#include <stdio.h>
#include <flint/nmod_vec.h>
int
main(void)
{
    nmod_t mod;
    ulong a = 1000015, x, y;
    nmod_init(&mod, 1000003);
    NMOD_RED(x, a, mod);
    NMOD_RED2(y, UWORD(0), a, mod);
    printf("%lu %lu\n", x, y);
    return 0;
}
END
cd "$folder"
gcc -fsanitize=undefined -I/usr/include/flint reduce.c -o reduce -lflint
dpkg-query -W -f 'libflint-dev ${Version}\n' libflint-dev
./reduce >out 2>err
cat out
sed 's/^\(reduce.c:[0-9]*\):[0-9]*/\1/' err | tee report
[ "$(cat out)" = "12 12" ]
[ "$(cat report)" = "reduce.c:9: runtime error: shift exponent 44 is too large for 32-bit type 'int'" ]
