#!/bin/sh
. "$(dirname "$0")/steps.sh"
words <<'TEXT'
7. The dimension of a stack of equal widths

Theorem.  For t >= 2 the neuromanifold of l lightning layers of width d and
head_dim a <= d has dimension l a (2d - a) + d^2 - l, when a >= 2.

At most: l bilinear forms of rank a, the matrix L, and l scalings.  At least:
inputs on two coordinates reduce the question to a stack of width 2 with the
same pattern, whose Jacobian minor is nonzero modulo a prime (the reduction is
proved in the manual: doc/proofs/lower).
TEXT

for case in "2 3 2" "2 8 2" "3 4 3" "5 6 2" "12 768 64"; do
    set -- $case
    formula=$(($1 * $3 * (2 * $2 - $3) + $2 * $2 - $1))
    step "l = $1, d = $2, a = $3: the formula gives $formula."
    file=$certificates/stack-$1-$2-$3.json
    rm -f "$file"
    quiet dim --layers $1 --width $2 --head-dim $3 --certificate "$file"
    sed -n 1p "$work/answer" | sed 's/^/    /'
    holds "both bounds meet" "^dimension $formula = .*proved\$"
    show verify "$file"
    holds "the certificate is accepted" 'accepted'
done

step "The reduction against the full Jacobian, which it never uses."
for case in "2 3 2" "2 4 2" "3 3 2"; do
    set -- $case
    formula=$(($1 * $3 * (2 * $2 - $3) + $2 * $2 - $1))
    quiet dim --layers $1 --width $2 --head-dim $3 --method direct --json
    equal "l = $1, d = $2, a = $3: rank $formula by the direct route" \
        "$(value lower)" "$formula"
done

verified "dimension l a (2d - a) + d^2 - l in five shapes, each with a certificate"
