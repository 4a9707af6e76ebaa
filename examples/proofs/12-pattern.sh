#!/bin/sh
. "$(dirname "$0")/steps.sh"
words <<'TEXT'
12. Sparse attention with fixed parameters

Theorem.  Attention with hidden size 4 and the fixed parameters
W_Q = (I, 0), W_K = (0, I) realises every sparse matrix with at most two
positive entries per row, of any length, by the choice of its inputs: the keys
are points of the moment curve, the same for all matrices of a length, and
only the queries change.  For a permutation of length at least 3 the least
hidden size is 2.

Each step is proved by a certificate that holds the exact inputs: their logits
are rational numbers, compared with logarithms in balls (doc/proofs/pattern).
TEXT

# realises NAME SIZE WORD...: the pattern, its certificate, verified.
realises()
{
    file=$certificates/pattern-$1.json
    rm -f "$file"
    size=$2
    shift 2
    show pattern "$@" --method moment --certificate "$file"
    holds "hidden size $size is proved" "^hidden size $size \(moment\); proved"
    show verify "$file"
    holds "another program accepts it" ': accepted: hidden size '$size' realises'
    grep -o '"scale":[^,]*,' "$file" >>"$work/scales"
    sed 's/.*"keys":{"rows":\(.*\)},"matrix".*/\1/; s/.*"keys":{"rows":\(.*\)},"spread".*/\1/' "$file" >>"$work/keys"
}

step "A window that runs: query i attends to keys i and i + 1, one third and two."
realises cycle 4 --cyc 12,2,w

step "Blocks of two tokens, which attend to each other."
realises blocks 4 --block 12,2

step "A sparse matrix from a file, the entries as they come."
cat >"$work/matrix.json" <<'JSON'
{"format": "fulgurite-pattern/1", "length": 12,
 "entries": [[1,12,"1/7"],[1,3,"6/7"],[2,1,1],[3,1,5],[3,2,"1/9"],[4,9,1],
             [5,9,1],[5,10,100],[6,6,1],[7,1,"2/3"],[7,12,"1/3"],[8,5,1],
             [9,4,1],[9,8,3],[10,10,1],[11,2,1],[11,11,"1/50"],[12,7,1]]}
JSON
realises file 4 "$work/matrix.json"

step "The parameters and the keys are the same in all three."
equal "one scale in W_K" "$(sort -u "$work/scales" | grep -c .)" 1
equal "one list of keys" "$(sort -u "$work/keys" | grep -c .)" 1

step "Permutations: size 2 whatever the length, and size 1 is impossible."
realises permutation 2 --cyc 64,1
show pattern --cyc 64,1 --method line
holds "no order of the keys has three different ones at its two ends" \
    '^at least 2: size 1 is impossible'

verified "three patterns and a permutation, by the same parameters, each with its certificate"
