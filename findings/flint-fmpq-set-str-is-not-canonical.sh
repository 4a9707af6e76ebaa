#!/bin/sh
# FLINT 2.9: fmpq_set_str stores numerator and denominator as they stand.  "2/4", "1/-2"
# and even "1/0" return 0, the code of success, and leave an fmpq that is not canonical;
# fmpq_equal then says that 2/4 is not 1/2, for it compares parts.  fmpq_canonicalise
# repairs the first two.
#
# Seen (Debian 12, libflint-dev 2.9.0-5):
#   2/4: returned 0, reads 2/4, canonical 0, equal to 1/2: 0; canonicalised: 1
#   1/-2: returned 0, reads 1/-2, canonical 0, equal to -1/2: 0; canonicalised: 1
#   1/0: returned 0, reads 1/0, canonical 0
set -eu
dpkg-query -W libflint-dev gcc >/dev/null 2>&1 ||
    apt-get install -y -q --no-install-recommends gcc libc6-dev libflint-dev=2.9.0-5 >/dev/null
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat >"$folder/read.c" <<'END'
#include <stdio.h>
#include <flint/fmpq.h>

static void
read(const char *text, slong p)
{
    fmpq_t x, y;
    char *back;
    fmpq_init(x);
    fmpq_init(y);
    printf("%s: returned %d", text, fmpq_set_str(x, text, 10));
    back = fmpq_get_str(NULL, 10, x);
    printf(", reads %s, canonical %d", back, fmpq_is_canonical(x));
    if (p != 0)
    {
        fmpq_set_si(y, p, 2);
        printf(", equal to %ld/2: %d", (long) p, fmpq_equal(x, y));
        fmpq_canonicalise(x);
        printf("; canonicalised: %d", fmpq_equal(x, y));
    }
    printf("\n");
    flint_free(back);
    fmpq_clear(x);
    fmpq_clear(y);
}

int
main(void)
{
    read("2/4", 1);
    read("1/-2", -1);
    read("1/0", 0);
    return 0;
}
END
cd "$folder"
gcc -I/usr/include/flint read.c -o read -lflint
dpkg-query -W -f 'libflint-dev ${Version}\n' libflint-dev
./read | tee out
cat >expected <<'END'
2/4: returned 0, reads 2/4, canonical 0, equal to 1/2: 0; canonicalised: 1
1/-2: returned 0, reads 1/-2, canonical 0, equal to -1/2: 0; canonicalised: 1
1/0: returned 0, reads 1/0, canonical 0
END
cmp out expected
