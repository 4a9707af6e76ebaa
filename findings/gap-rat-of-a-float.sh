#!/bin/sh
# GAP 4.12.1: Rat of a float is a simple fraction nearby and not the value of the float,
# and the way back can miss: Float(Rat(x)) <> x for 0.1234567890123456, and a small
# number becomes 0: Rat(1.e-20) is 0.
#
# Seen (Debian 12, gap-core 4.12.1-2):
#   1/10 0
#   3.141592653589793: back true
#   0.1234567890123456: back false
set -eu
dpkg-query -W gap-core >/dev/null 2>&1 ||
    apt-get install -y -q --no-install-recommends gap-core=4.12.1-2 >/dev/null
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat >"$folder/ask.g" <<'END'
Print(Rat(0.1), " ", Rat(1.e-20), "\n");
Print("3.141592653589793: back ", Float(Rat(3.141592653589793)) = 3.141592653589793, "\n");
Print("0.1234567890123456: back ", Float(Rat(0.1234567890123456)) = 0.1234567890123456, "\n");
QUIT_GAP();
END
dpkg-query -W -f 'gap-core ${Version}\n' gap-core
gap -q -A --nointeract "$folder/ask.g" </dev/null | tee "$folder/out"
cat >"$folder/expected" <<'END'
1/10 0
3.141592653589793: back true
0.1234567890123456: back false
END
cmp "$folder/out" "$folder/expected"
