#!/bin/sh
# Singular points of one layer, and points where the parametrisation alone is
# critical.
fulgurite=${FULGURITE:-fulgurite}

layer() # widths, head_dim, K, Q, V
{
    $fulgurite classify - <<END
{"format": "fulgurite-weights/1",
 "architecture": {"format": "fulgurite-architecture/1", "widths": [$1],
                  "head_dim": [$2], "tokens": 2},
 "layers": [{"heads": [{"K": $3, "Q": $4, "V": $5}]}]}
END
}

echo "# rank A = 1 < head_dim = 2 < d = 3: singular"
layer 3,2 2 '[[1,0,0],[0,0,0]]' '[[0,1,0],[0,0,1]]' '[[1,0,0],[0,1,0]]'

echo
echo "# rank A = rank V = 1: two sheets cross, singular but not critical"
layer 2,2 1 '[[1,0]]' '[[0,1]]' '[[1,1],[0,0]]'

echo
echo "# d = head_dim = 2, K and Q of rank 1: critical, though the function is smooth"
layer 2,2 2 '[[1,0],[0,0]]' '[[1,0],[0,0]]' '[[1,0],[0,1]]'
