#!/bin/sh
# One token: the cubics (V x)(x^T A x).  With d = 2, d' = 1, head_dim = 1 every
# real binary cubic is on the variety, and it has real weights if and only if
# its three roots are real.
fulgurite=${FULGURITE:-fulgurite}

cubic() # coefficients of x^3, x^2 y, x y^2, y^3
{
    $fulgurite "$5" - --head-dim 1 <<END
{"format": "fulgurite-function/1", "d": 2, "d_out": 1, "tokens": 1,
 "coefficients": [[1,1,1,1,"$1"], [1,1,1,2,"$2"], [1,1,2,2,"$3"],
                  [1,2,2,2,"$4"]]}
END
}

echo "# x^3 - x y^2: three rational roots, any factor may be the value"
cubic 1 0 -1 0 recover
echo
echo "# x^3 - 3 x y^2 + y^3: three real roots of one cubic field"
cubic 1 0 -3 1 recover
echo
echo "# x^2 y: a double root, on the boundary"
cubic 0 1 0 0 classify
echo
echo "# x^3 - 2 y^3: one real root, complex weights"
cubic 1 0 0 -2 classify
exit 0
