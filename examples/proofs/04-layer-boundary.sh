#!/bin/sh
. "$(dirname "$0")/steps.sh"
words <<'TEXT'
4. The boundary points of one layer

Theorem (t >= 2, d >= 2).  The neuromanifold is closed.  Its boundary inside the
real points of its Zariski closure consists of zero and of the rank-one pairs
whose key is parallel to the value: there the quadratic factor (k.x)(v.x) is the
square of a linear form, a limit of definite forms k^2 + e l^2, which split over
the complex numbers only.
TEXT

step "x_1^2 y_1, a square."
tensor square.json 2 1 2 '[1, 1, 1, 1, 1]'
show classify "$work/square.json" --head-dim 1
holds "on the boundary" '^smooth, on the boundary'

step "Inside: (x_1^2 - x_2^2 / 2) y_1 has real weights, over Q(sqrt 2)."
tensor inside.json 2 1 2 '[1, 1, 1, 1, 1], [1, 2, 2, 1, "-1/2"]'
show recover "$work/inside.json" --head-dim 1 --weights
holds "both roots are real" '2 of 2 are real'

step "Beyond: (x_1^2 + x_2^2 / 2) y_1 satisfies every equation."
tensor beyond.json 2 1 2 '[1, 1, 1, 1, 1], [1, 2, 2, 1, "1/2"]'
show classify "$work/beyond.json" --head-dim 1
holds "but has only complex weights" 'in the Zariski closure alone'

step "Approach: (x_1^2 + e x_2^2) y_1 is beyond for every e > 0, inside for every e < 0."
for e in 1 1/1000 1/1000000; do
    tensor plus.json 2 1 2 "[1, 1, 1, 1, 1], [1, 2, 2, 1, \"$e\"]"
    quiet classify "$work/plus.json" --head-dim 1
    holds "e = $e: no real weights" 'no real weights'
    tensor minus.json 2 1 2 "[1, 1, 1, 1, 1], [1, 2, 2, 1, \"-$e\"]"
    quiet classify "$work/minus.json" --head-dim 1
    holds "e = -$e: real weights" '^smooth, not on the boundary'
done

verified "the boundary is where key and value are parallel in a rank-one pair"
