#!/bin/sh
# Giac 1.9.0: eliminate() takes resultants by default when one variable goes, and
# returns an ideal with other zeros than the elimination ideal.  From the ideal
#   x*y^2 - x, x^2 - x, r*x - 1        (so x = 1 and y = 1 or -1)
# eliminating r gives [x, x^2-x], whose zeros have x = 0; with the option gbasis,
# or by a lexicographic basis, it gives y^2-1, x-1.
#
# Seen (Debian 12, libgiac0 1.9.0.35, through giacpy):
#   default: [x,x^2-x]
#   gbasis: [y^2-1,x-1,r-1]
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
command -v g++ >/dev/null && [ -e /usr/include/giac/giac.h ] || {
    apt-get install -y -q --no-install-recommends g++ libgiac-dev libgmp-dev >/dev/null
}
cat >"$folder/ask.cc" <<'CODE'
#include <giac/config.h>
#include <giac/giac.h>
#include <iostream>
int main(int, char **argv)
{
    giac::context ct;
    giac::gen g(argv[1], &ct);
    std::cout << giac::eval(g, 1, &ct) << std::endl;
}
CODE
g++ -w -o "$folder/ask" "$folder/ask.cc" -lgiac -lgmp
dpkg-query -W -f 'libgiac0 ${Version}\n' libgiac0
one=$("$folder/ask" 'eliminate([x*y^2-x,x^2-x,r*x-1],[r])' 2>/dev/null | tail -n 1)
two=$("$folder/ask" 'gbasis([x*y^2-x,x^2-x,r*x-1],[r,x,y],plex)' 2>/dev/null | tail -n 1)
echo "default: $one"
echo "gbasis: $two"
[ "$one" = "[x,x^2-x]" ] && [ "$two" = "[y^2-1,x-1,r-1]" ]
