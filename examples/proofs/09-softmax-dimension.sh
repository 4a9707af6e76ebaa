#!/bin/sh
. "$(dirname "$0")/steps.sh"
words <<'TEXT'
9. The dimension of softmax stacks

Conjecture of the paper: with softmax in place of nothing the virtual weights
M_1, ..., M_l, L of a generic stack are unique, without the scalings.  Its
dimension part: for t >= 2 equal widths d and head_dim a <= d give
l a (2d - a) + d^2.

At most: the function depends on the virtual weights alone.  At least: inputs on
two coordinates reduce every width to a stack of width 2 with the same pattern.
The rank of its Jacobian is computed in ball arithmetic at an exact rational
point: an enclosure of a minor that does not contain 0 is a proof.  So each line
below is a theorem for its depth and all widths d >= 2 with a >= 2 have the same
small stack.
TEXT

step "The figure of the paper, two layers and a = 2: 4 (2d - 2) + d^2."
for d in 3 4 5 6 7 8 9 10; do
    file=$certificates/softmax-2-$d.json
    rm -f "$file"
    quiet dim --norm softmax --layers 2 --width $d --head-dim 2 \
        --certificate "$file"
    sed -n 1p "$work/answer" | sed 's/^/    /'
    holds "d = $d" "^dimension $((4 * (2 * d - 2) + d * d)) = virtual; proved"
    quiet verify "$file"
    holds "the certificate is accepted" 'accepted'
done

step "Small depths at one width: d = 768, a = 64, and each certificate judged."
for l in 1 2 3 4 6 8 12; do
    file=$certificates/softmax-$l-768.json
    rm -f "$file"
    quiet dim --norm softmax --layers $l --width 768 --head-dim 64 \
        --certificate "$file"
    sed -n 1p "$work/answer" | sed 's/^/    /'
    holds "depth $l" "^dimension $((l * 64 * (2 * 768 - 64) + 768 * 768)) = virtual; proved"
    quiet verify "$file"
    holds "the certificate is accepted" 'accepted'
done

step "The same with a causal mask, and by the full Jacobian in balls."
quiet dim --norm softmax --mask causal --layers 3 --width 4 --head-dim 2
sed -n 1p "$work/answer" | sed 's/^/    /'
holds "causal: 52" '^dimension 52 = virtual; proved'
quiet dim --norm softmax --layers 2 --width 3 --head-dim 2 --method direct
sed -n 1p "$work/answer" | sed 's/^/    /'
holds "l = 2, d = 3: 25 without the reduction" '^dimension 25 = virtual; proved'

step "Beside it, the rational normaliser (1 + s) / sum (1 + s), exactly."
quiet dim --norm affine --layers 2 --width 3 --head-dim 2
sed -n 1p "$work/answer" | sed 's/^/    /'
holds "the same number, 25" '^dimension 25'

verified "the dimension part of the softmax conjecture at depths 1, 2, 3, 4, 6, 8, 12, each for every width"
