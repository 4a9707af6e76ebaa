#!/bin/sh
. "$(dirname "$0")/steps.sh"
words <<'TEXT'
2. The dimension of one layer

Theorem. For t >= 2 the functions of one lightning layer of widths d, d' with
head_dim a form a set of dimension alpha (2d - alpha) + d d' - 1, where
alpha = min(a, d).

At most: the function depends on A, of rank at most alpha, and on V; the
scaling (c A, V / c) takes one dimension.  At least: some minor of the Jacobian
of that size is nonzero modulo a prime, hence nonzero.
TEXT

for case in "3 2 2" "3 2 5" "4 1 1" "5 5 2" "6 3 4"; do
    set -- $case
    alpha=$(($3 < $1 ? $3 : $1))
    formula=$((alpha * (2 * $1 - alpha) + $1 * $2 - 1))
    step "d = $1, d' = $2, a = $3: the formula gives $formula."
    show dim --widths $1,$2 --head-dim $3 --tokens 2
    holds "both bounds meet at $formula" "^dimension $formula = .*proved\$"
    quiet dim --widths $1,$2 --head-dim $3 --tokens 2 --method direct --json
    equal "the full Jacobian at a random point has that rank, too" \
        "$(value lower)" "$formula"
done

step "With a certificate: d = d' = 64, a = 16."
rm -f "$certificates/layer-64.json"
show dim --widths 64,64 --head-dim 16 --tokens 2 \
    --certificate "$certificates/layer-64.json"
show verify "$certificates/layer-64.json"
holds "code that shares nothing with the engine accepts it" 'accepted'

verified "dimension alpha (2d - alpha) + d d' - 1, in five shapes by two routes and for width 64 with a certificate"
