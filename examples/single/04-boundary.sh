#!/bin/sh
# The boundary of the image: rank-one pairs with key parallel to value.  Beyond
# it lie functions that satisfy every equation and have complex weights alone.
fulgurite=${FULGURITE:-fulgurite}

echo "# x_1^2 y_1: a square, on the boundary"
$fulgurite classify - --head-dim 1 <<END
{"format": "fulgurite-function/1", "d": 2, "d_out": 1, "tokens": 2,
 "coefficients": [[1, 1, 1, 1, 1]]}
END

echo
echo "# (x_1^2 - x_2^2 / 2) y_1: inside, weights over Q(sqrt 2)"
$fulgurite recover - --head-dim 1 --weights <<END
{"format": "fulgurite-function/1", "d": 2, "d_out": 1, "tokens": 2,
 "coefficients": [[1, 1, 1, 1, 1], [1, 2, 2, 1, "-1/2"]]}
END

echo
echo "# (x_1^2 + x_2^2 / 2) y_1: beyond"
$fulgurite classify - --head-dim 1 <<END
{"format": "fulgurite-function/1", "d": 2, "d_out": 1, "tokens": 2,
 "coefficients": [[1, 1, 1, 1, 1], [1, 2, 2, 1, "1/2"]]}
END
