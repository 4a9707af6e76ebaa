#!/bin/sh
. "$(dirname "$0")/steps.sh"
words <<'TEXT'
5. One layer and one token

With t = 1 the layer is a list of cubics (V x)(x^T A x), which sees only the
symmetric part of A.  With d = 2, d' = 1, a = 1 every binary cubic is on the
variety.

Theorem.  A real binary cubic has real weights if and only if its three roots
are real; the boundary consists of the cubics with a double root.
TEXT

cubic() # FILE, coefficients of x^3, x^2 y, x y^2, y^3
{
    tensor "$1" 2 1 1 \
        "[1,1,1,1,\"$2\"], [1,1,1,2,\"$3\"], [1,1,2,2,\"$4\"], [1,2,2,2,\"$5\"]"
}

step "x^3 - x y^2: three rational roots, any factor may be the value."
cubic rational.json 1 0 -1 0
show recover "$work/rational.json" --head-dim 1
equal "three families" "$(grep -c '^real weights' "$work/answer")" 3

step "x^3 - 3 x y^2 + y^3: three real roots of one cubic field."
cubic field.json 1 0 -3 1
show recover "$work/field.json" --head-dim 1
holds "all three are real" '3 of 3 are real'

step "x^2 y: a double root."
cubic double.json 0 1 0 0
show classify "$work/double.json" --head-dim 1
holds "on the boundary" 'on the boundary'

step "x^3 - 2 y^3: one real root."
cubic complex.json 1 0 0 -2
show classify "$work/complex.json" --head-dim 1
holds "only complex weights" 'no real weights'

step "The dimension for d = 3, d' = 2, a = 2: s d - s (s - 1) / 2 + d d' - 1, s = 3."
show dim --widths 3,2 --head-dim 2 --tokens 1
holds "11" '^dimension 11 .*proved'

verified "with one token real weights mean real roots, and the boundary is the double roots"
