#!/bin/sh
# GAP 4.12: a fraction times an element of GF(p) works for p <= 2^16 and is an error
# above; dividing the element by an integer works for both.  Above 2^16 GF(p) is
# Integers mod p, whose elements multiply with integers, not with fractions.
#
# Seen (Debian 12, gap-core 4.12.1):
#   1/2 * One(GF(65521)): true
#   One(GF(65537)) / 2:   ZmodpZObj( 32769, 65537 )
#   1/2 * One(GF(65537)): Error, no method found! ...
set -eu
command -v gap >/dev/null || apt-get install -y -q --no-install-recommends gap-core >/dev/null
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
ask() {
    printf 'Print(%s, "\\n");\nQUIT;\n' "$1" >"$folder/ask.g"
    gap -q "$folder/ask.g" </dev/null 2>&1 | head -n 1
}
dpkg-query -W -f 'gap-core ${Version}\n' gap-core
small=$(ask '2 * (1/2 * One(GF(65521))) = One(GF(65521))')
over=$(ask 'One(GF(65537)) / 2')
large=$(ask '1/2 * One(GF(65537))')
printf '%s\n' "1/2 * One(GF(65521)): $small" "One(GF(65537)) / 2:   $over" "1/2 * One(GF(65537)): $large"
[ "$small" = true ] && [ "$over" = "ZmodpZObj( 32769, 65537 )" ]
case $large in "Error, no method found"*) ;; *) exit 1 ;; esac
