#!/bin/sh
# FLINT 2.9: fmpz_mat_rank of a wide matrix takes many times as long as that of its
# transpose, which has the same rank: a 32 x 4096 matrix of 20-bit integers 70 times.
# Whoever does not care which side is long should transpose first.
#
# Seen (Debian 12, libflint-dev 2.9.0-5; processor seconds of one run):
#   rank 32 of 32 x 4096: 0.587 s; of 4096 x 32: 0.008 s
# The test asks for a ratio of 10.
set -eu
dpkg-query -W libflint-dev gcc >/dev/null 2>&1 ||
    apt-get install -y -q --no-install-recommends gcc libc6-dev libgmp-dev libflint-dev=2.9.0-5 >/dev/null
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat >"$folder/rank.c" <<'END'
#include <stdio.h>
#include <time.h>
#include <flint/fmpz_mat.h>

static double
seconds(slong *rank, const fmpz_mat_t A)
{
    const clock_t start = clock();
    *rank = fmpz_mat_rank(A);
    return (double) (clock() - start) / CLOCKS_PER_SEC;
}

int
main(void)
{
    flint_rand_t state;
    fmpz_mat_t wide, tall;
    slong r, s;
    double x, y;
    flint_randinit(state);
    fmpz_mat_init(wide, 32, 4096);
    fmpz_mat_init(tall, 4096, 32);
    fmpz_mat_randbits(wide, state, 20);
    fmpz_mat_transpose(tall, wide);
    x = seconds(&r, wide);
    y = seconds(&s, tall);
    printf("rank %ld of 32 x 4096: %.3f s; of 4096 x 32: %.3f s\n", (long) r, x, y);
    fmpz_mat_clear(wide);
    fmpz_mat_clear(tall);
    flint_randclear(state);
    return !(r == 32 && s == 32 && x > 10 * y);
}
END
cd "$folder"
gcc -O2 -I/usr/include/flint rank.c -o rank -lflint -lgmp
dpkg-query -W -f 'libflint-dev ${Version}\n' libflint-dev
./rank
