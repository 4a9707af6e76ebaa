#!/bin/sh
# nerdamer 1.1.13: solve(x^3-2, x) gives three roots of which the second is none.  It is
# 2^(1/3) times (1 + i sqrt(3))/2, whose cube is -2; the third, with the square of that
# number, is a root.
#
# Seen (nerdamer 1.1.13, Node.js 20); the cubes of the three, by their real parts:
#   [2^(1/3),((1/2)*i*sqrt(3)+1/2)*2^(1/3),((1/2)*i*sqrt(3)+1/2)^2*2^(1/3)]
#   2 -2 2
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --ignore-scripts --no-audit --no-fund nerdamer@1.1.13 >/dev/null
cat >ask.cjs <<'END'
const nerdamer = require('nerdamer/all')
const roots = nerdamer('solve(x^3-2,x)')
console.log(roots.toString())
// The same three numbers in plain arithmetic: (real, imaginary).
const times = (a, b) => [a[0] * b[0] - a[1] * b[1], a[0] * b[1] + a[1] * b[0]]
const turn = [1 / 2, Math.sqrt(3) / 2], real = [Math.cbrt(2), 0]
const values = [real, times(turn, real), times(times(turn, turn), real)]
console.log(values.map(z => Math.round(times(times(z, z), z)[0])).join(' '))
END
node ask.cjs | tee out
[ "$(cat out)" = "[2^(1/3),((1/2)*i*sqrt(3)+1/2)*2^(1/3),((1/2)*i*sqrt(3)+1/2)^2*2^(1/3)]
2 -2 2" ]
