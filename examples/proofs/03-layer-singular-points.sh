#!/bin/sh
. "$(dirname "$0")/steps.sh"
words <<'TEXT'
3. The singular points of one layer

Theorem (t >= 2, d >= 2).  Let alpha = min(a, d).  A function with weights (A, V)
is a singular point of the Zariski closure of the neuromanifold exactly when
  it is zero,
  or alpha < d and rank A < alpha,
  or rank A = rank V = 1 and alpha > 1 or d' > 1,
  or rank A = rank V = 1, alpha = d' = 1, d >= 3 and key and value are parallel.
The Jacobian of the parametrisation may drop at smooth points, and need not drop
at singular ones.

"classify" decides by the ranks of A and V.  Here its answers are held against
the exact rank of the Jacobian; the test suite holds them against Macaulay2.
TEXT

step "A generic point, d = 3, d' = 2, a = 2."
layer generic.json 3,2 2 2 \
    '"K": [[1,0,0],[0,1,0]], "Q": [[0,1,0],[0,0,1]], "V": [[1,0,0],[0,1,0]]'
show classify "$work/generic.json"
holds "smooth" '^smooth'
quiet rank "$work/generic.json"
holds "the Jacobian has the rank 13 of a smooth point" '^rank 13; proved'

step "rank A = 1 < a = 2 < d = 3."
layer low.json 3,2 2 2 \
    '"K": [[1,0,0],[0,0,0]], "Q": [[0,1,0],[0,0,1]], "V": [[1,0,0],[0,1,0]]'
show classify "$work/low.json"
holds "singular: the tangent space has at least 14 dimensions, not 13" \
    'tangent space of dimension at least 14'

step "rank A = rank V = 1: two sheets of the set cross."
layer cross.json 2,2 1 2 '"K": [[1,0]], "Q": [[0,1]], "V": [[1,1],[0,0]]'
show classify "$work/cross.json"
holds "singular" '^singular'
holds "although the Jacobian has its full rank 6" 'rank of the Jacobian here 6'

step "d = a = 2, K and Q of rank 1: the Jacobian drops, the function is smooth."
layer critical.json 2,2 2 2 \
    '"K": [[1,0],[0,0]], "Q": [[1,0],[0,0]], "V": [[1,0],[0,1]]'
show classify "$work/critical.json"
holds "smooth, critical for the parametrisation alone" '^smooth.*, critical'

step "alpha = d' = 1, d = 3, key not parallel to value: smooth."
layer smooth.json 3,1 1 2 '"K": [[1,0,0]], "Q": [[0,1,0]], "V": [[1,1,0]]'
show classify "$work/smooth.json"
holds "smooth" '^smooth'

step "The same with key parallel to value: singular."
layer parallel.json 3,1 1 2 '"K": [[1,1,0]], "Q": [[0,1,0]], "V": [[1,1,0]]'
show classify "$work/parallel.json"
holds "singular and on the boundary" '^singular, on the boundary'

step "Zero."
layer zero.json 3,1 1 2 '"K": [[0,0,0]], "Q": [[0,1,0]], "V": [[1,1,0]]'
quiet classify "$work/zero.json"
holds "singular" '^.*singular'

verified "singular points are found by the ranks of A and V; criticality is another matter"
