#!/bin/sh
# fraction.js 5.3.4, a library of exact fractions (mathjs computes with it): a fraction
# made from a number is not that number but a fraction of small denominator nearby.
# Math.PI becomes 11985110/3814979, wrong from the 13th decimal on; 1e-20 and 2^-60
# become 0.  Of 1000 numbers in (0, 1) 999 come back changed.
# A string of digits is kept exactly.
#
# Seen (fraction.js 5.3.4, Node.js 20):
#   11985110/3814979 3.141592653589967
#   0 0
#   3141592653589793/1000000000000000
#   999 of 1000 changed
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --ignore-scripts --no-audit --no-fund fraction.js@5.3.4 >/dev/null
cat >ask.cjs <<'END'
const Fraction = require('fraction.js')
const pi = new Fraction(Math.PI)
console.log(pi.toFraction(), pi.valueOf())
console.log(new Fraction(1e-20).toFraction(), new Fraction(2 ** -60).toFraction())
console.log(new Fraction('3.141592653589793').toFraction())
let state = 1, changed = 0
for (let n = 0; n < 1000; n++) {
  state = (state * 16807) % 2147483647
  const x = state / 2147483647
  if (new Fraction(x).valueOf() !== x) changed++
}
console.log(`${changed} of 1000 changed`)
END
node ask.cjs | tee out
cat >expected <<'END'
11985110/3814979 3.141592653589967
0 0
3141592653589793/1000000000000000
999 of 1000 changed
END
cmp out expected
