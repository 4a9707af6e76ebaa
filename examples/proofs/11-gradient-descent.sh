#!/bin/sh
. "$(dirname "$0")/steps.sh"
words <<'TEXT'
11. Gradient descent on multi-head attention

Theorem.  For the eight samples below and 250000 equal heads of attention with a
readout, 1000 steps of gradient descent of size 9/10 from 0 decrease the
logistic loss in every step and end below 0.08 (doc/proofs/optimize).

No probability is involved: the data are fixed, and each number is exact or enclosed.
TEXT

step "Data: half of the tokens are e_1 or e_2, by the label, the others noise."
"$fulgurite" optimize mixture --T 4 --d 3 --zeta 1/2 --n 8 --seed 3 >"$work/data.json"

step "At 0 the gradients are rational; their hull stays away from 0."
rm -f "$certificates/margin.json" "$certificates/run.json"
show optimize margin --data "$work/data.json" --heads 250000 \
    --certificate "$certificates/margin.json" --witness "$work/star.json" --length 10
holds "separable, with the margin 1/sqrt(2)" "gamma\*\^2 = 1/2 exactly"

step "Ten units in the best direction, the hypotheses of the theorem hold."
show optimize bound --data "$work/data.json" --star "$work/star.json" \
    --K 1000 --eta 9/10
holds "decreasing, and below 0.08" "bound +\[0.07"
holds "proved" "^proved: the loss decreases"

step "With few heads they do not: the curvature is too large."
quiet optimize margin --data "$work/data.json" --heads 10000 \
    --witness "$work/few.json" --length 10
quiet optimize bound --data "$work/data.json" --star "$work/few.json" \
    --K 1000 --eta 9/10
holds "10000 heads are refuted" "hypothesis beta D\^2 <= 1/2 fails"

step "The run itself, every step certified, 200 of them."
show optimize descend --data "$work/data.json" --heads 250000 --eta 9/10 \
    --steps 200 --certificate "$certificates/run.json"
holds "each step decreases the loss" "decreases in each of the 200 steps: proved"
holds "and by the descent lemma, too" "eta rho <= 1 on every step"

step "Both certificates, judged by code that shares nothing with the search."
show verify "$certificates/margin.json" "$certificates/run.json"
holds "the margin" "margin.json: accepted: margin of 8 samples"
holds "the run" "run.json: accepted: 200 steps of gradient descent"

verified "gradient descent at 250000 heads: separable, the theorem applies, the run decreases in every step"
