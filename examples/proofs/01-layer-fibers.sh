#!/bin/sh
. "$(dirname "$0")/steps.sh"
words <<'TEXT'
1. The fibers of one layer

Theorem. Let t >= 2 and let (A, V), (B, W) be nonzero weights of one lightning
layer X -> V X X^T A X.  They give the same function if and only if
(B, W) = (c A, V / c) for some c != 0, or A = k q^T and V = h v^T have rank one
and (B, W) = (c v q^T, h k^T / c): key and value have changed places.

The coefficients of the function are T_ij = v_i a_j, products of a row of V and
a column of A, taken as linear forms.  Polynomial rings factor uniquely, so the
fiber can be read off the factors; that is what "recover" does, exactly.
TEXT

step "Rank of A at least 2: the products cannot be regrouped."
layer one.json 2,1 2 2 '"A": [[1, 2], [3, 4]], "V": [[5, 6]]'
show recover "$work/one.json"
holds "one family: only (c A, V / c)" '^one family of weights'

step "The scaling, checked on its own: c = 3."
layer scaled.json 2,1 2 2 '"A": [[3, 6], [9, 12]], "V": [["5/3", 2]]'
show same "$work/one.json" "$work/scaled.json"
holds "(3 A, V / 3) is the same function" '^equal'

step "Rank one: k = (1,2), q = (1,0), v = (1,3)."
layer pair.json 2,1 1 2 '"K": [[1, 2]], "Q": [[1, 0]], "V": [[1, 3]]'
show recover "$work/pair.json"
equal "two families, (A, V) and the exchanged pair" \
    "$(grep -c '^real weights' "$work/answer")" 2

step "The exchange, checked on its own."
layer exchanged.json 2,1 1 2 '"K": [[1, 3]], "Q": [[1, 0]], "V": [[1, 2]]'
show same "$work/pair.json" "$work/exchanged.json"
holds "k and v exchanged: the same function" '^equal'

step "Nothing else: moving one entry of V changes the function."
layer moved.json 2,1 1 2 '"K": [[1, 2]], "Q": [[1, 0]], "V": [[1, 4]]'
show same "$work/pair.json" "$work/moved.json"
holds "an input tells them apart" '^different'

verified "the fibers of one layer are the scalings and, in rank one, the exchange of key and value"
