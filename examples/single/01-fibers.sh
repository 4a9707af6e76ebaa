#!/bin/sh
# The fibers of one layer.
#
# V X X^T A X determines (A, V) up to (cA, V/c), with one exception: when A = k
# q^T and V = h v^T both have rank one, k and v may change places.
fulgurite=${FULGURITE:-fulgurite}

echo "# rank A = 2: one family"
$fulgurite recover - <<END
{"format": "fulgurite-weights/1",
 "architecture": {"format": "fulgurite-architecture/1", "widths": [2, 1],
                  "head_dim": [2], "tokens": 2},
 "layers": [{"heads": [{"A": [[1, 2], [3, 4]], "V": [[5, 6]]}]}]}
END

echo
echo "# k = (1,2), q = (1,0), v = (1,3): key and value change places"
$fulgurite recover - <<END
{"format": "fulgurite-weights/1",
 "architecture": {"format": "fulgurite-architecture/1", "widths": [2, 1],
                  "head_dim": [1], "tokens": 2},
 "layers": [{"heads": [{"K": [[1, 2]], "Q": [[1, 0]], "V": [[1, 3]]}]}]}
END
