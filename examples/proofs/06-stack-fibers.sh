#!/bin/sh
. "$(dirname "$0")/steps.sh"
words <<'TEXT'
6. The generic fibers of a stack

Write P_i = V_i ... V_1, M_i = P_{i-1}^T K_i^T Q_i P_{i-1}, L = P_l: the virtual
weights of a stack of l lightning layers.

Theorem (t >= 2).  For generic weights two stacks give the same function if and
only if M_i' = c_i M_i and L' = L / prod c_i^(3^(l-i)) for some c_1, ..., c_l.
In the weights themselves: a change of basis in every hidden width, one in every
head, one scaling in every layer.  For equal widths d and head_dim a <= d the
fiber has dimension (l - 1) d^2 + l a^2 + l.
TEXT

step "Random weights of widths 3,3,3 with a = 2: 9 + 8 + 2 = 19."
quiet random --widths 3,3,3 --head-dim 2 --bound 3
cp "$work/answer" "$work/stack.json"
show fiber "$work/stack.json"
holds "the group's orbit has dimension 19" 'orbit.*dimension 19'
holds "and it is a whole component: 19 = parameters - dimension" \
    'generic fiber: dimension 19'

step "The kernel of the Jacobian at this very point, each direction proved."
quiet rank "$work/stack.json"
sed -n 1p "$work/answer" | sed 's/^/    /'
holds "42 parameters - 19 directions = rank 23" '^rank 23; proved'

step "A point of the fiber far away: A_1 -> 2 A_1, V_1 -> V_1, A_2 -> 3 A_2."
words <<'TEXT'
  c_1 = 2, c_2 = 3 must be undone by V_2 -> V_2 / (2^3 * 3) = V_2 / 24: the state
  enters the second layer three times.
TEXT
stack() # FILE, A_1, A_2, V_2
{
    cat >"$work/$1" <<JSON
{"format": "fulgurite-weights/1",
 "architecture": {"format": "fulgurite-architecture/1", "widths": [2, 2, 1],
                  "head_dim": [2, 2], "tokens": 2},
 "layers": [{"heads": [{"A": $2, "V": [[1, 1], [0, 1]]}]},
            {"heads": [{"A": $3, "V": $4}]}]}
JSON
}
stack a.json '[[1, 2], [3, 5]]' '[[2, 1], [0, 1]]' '[[24, 48]]'
stack b.json '[[2, 4], [6, 10]]' '[[6, 3], [0, 3]]' '[[1, 2]]'
show same "$work/a.json" "$work/b.json"
holds "the same function" '^equal'

step "With the naive power, V_2 / 6, the function is different."
stack c.json '[[2, 4], [6, 10]]' '[[6, 3], [0, 3]]' '[[4, 8]]'
show same "$work/a.json" "$work/c.json"
holds "an input tells them apart" '^different'

verified "a generic fiber of a stack is one orbit of bases and scalings, of dimension (l - 1) d^2 + l a^2 + l"
