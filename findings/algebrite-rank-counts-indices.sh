#!/bin/sh
# Algebrite 1.4.0: rank(M) is not the rank of a matrix but the number of indices of a
# tensor, so 2 for every matrix, also for one of rank 1 and for zero.
#
# Seen (algebrite 1.4.0, Node.js 20):
#   rank([[1,2],[2,4]]) = 2, det = 0
#   rank([[0,0],[0,0]]) = 2
#   rank([1,2]) = 1
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --ignore-scripts --no-audit --no-fund algebrite@1.4.0 >/dev/null
cat >ask.cjs <<'END'
const { run } = require('algebrite')
console.log(`rank([[1,2],[2,4]]) = ${run('rank([[1,2],[2,4]])')}, det = ${run('det([[1,2],[2,4]])')}`)
console.log(`rank([[0,0],[0,0]]) = ${run('rank([[0,0],[0,0]])')}`)
console.log(`rank([1,2]) = ${run('rank([1,2])')}`)
END
node ask.cjs | tee out
cat >expected <<'END'
rank([[1,2],[2,4]]) = 2, det = 0
rank([[0,0],[0,0]]) = 2
rank([1,2]) = 1
END
cmp out expected
