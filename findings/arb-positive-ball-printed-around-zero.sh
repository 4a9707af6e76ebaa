#!/bin/sh
# Arb 2.23: a ball that is known to be positive is printed as an interval around 0.
# Where the radius is more than about a third of the midpoint, arb_get_str has no digit
# that it could print, so it prints [+/- r] with a larger r: the sign, which arb_is_positive
# proves, is gone, and the printed interval is three times as wide as the ball.
#
# Seen (Debian 12, libflint-arb-dev 1:2.23.0-1+b1):
#   the ball [0.00267.., 0.02667..], positive: 1
#   printed: [+/- 0.0267]
#   read back, positive: 0
set -eu
dpkg-query -W libflint-arb-dev >/dev/null 2>&1 ||
    apt-get install -y -q --no-install-recommends gcc libc6-dev libflint-arb-dev >/dev/null
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat >"$folder/print.c" <<'END'
#include <arb.h>
int
main(void)
{
    arb_t x, y;
    char *text;
    arb_init(x);
    arb_init(y);
    arb_set_d(x, 0.014674);
    mag_set_d(arb_radref(x), 0.012);
    flint_printf("the ball [0.00267.., 0.02667..], positive: %d\n", arb_is_positive(x));
    text = arb_get_str(x, 15, 0);
    flint_printf("printed: %s\n", text);
    arb_set_str(y, text, 64);
    flint_printf("read back, positive: %d\n", arb_is_positive(y));
    return 0;
}
END
gcc "$folder/print.c" -o "$folder/print" -lflint-arb -lflint
dpkg-query -W -f 'libflint-arb-dev ${Version}\n' libflint-arb-dev
"$folder/print" | tee "$folder/out"
[ "$(cat "$folder/out")" = "the ball [0.00267.., 0.02667..], positive: 1
printed: [+/- 0.0267]
read back, positive: 0" ]
