#!/bin/sh
# The dimension of one layer: alpha (2d - alpha) + d d' - 1, alpha = min(a, d),
# which is the rank of the Jacobian at all weights but special ones.
fulgurite=${FULGURITE:-fulgurite}

echo "# d = 3, d' = 2, a = 2: 2 (6 - 2) + 6 - 1 = 13"
$fulgurite random --widths 3,2 --head-dim 2 --tokens 2 |
    $fulgurite classify - --json |
    tr ',' '\n' | grep -E '"(generic_rank|jacobian_rank)"'

echo "# a >= d: head_dim no longer counts: 9 + 6 - 1 = 14"
$fulgurite random --widths 3,2 --head-dim 5 --tokens 2 |
    $fulgurite classify - --json |
    tr ',' '\n' | grep -E '"(generic_rank|jacobian_rank)"'

echo "# one token sees A + A^T alone: s d - s (s - 1)/2 + d d' - 1 with s = 3: 11"
$fulgurite random --widths 3,2 --head-dim 2 --tokens 1 |
    $fulgurite classify - --json |
    tr ',' '\n' | grep -E '"(generic_rank|jacobian_rank)"'
