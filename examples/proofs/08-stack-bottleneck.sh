#!/bin/sh
. "$(dirname "$0")/steps.sh"
words <<'TEXT'
8. The dimension of a stack with bottlenecks

Theorem.  Let r_i = min(d_0, ..., d_i), alpha_i = min(a_i, r_{i-1}),
w_l = r_l and w_i = min(r_i, w_{i+1} + 2 alpha_{i+1}).  For t >= 2 the dimension
of the neuromanifold of single-head lightning layers is

    sum_{i<l} w_i (r_{i-1} - r_i) + sum_i m_i + r_l (d_l + r_{l-1} - r_l) - l,

where m_i = alpha_i (2 r_{i-1} - alpha_i), or the count of quadratic forms of
rank at most 2 alpha_i once a layer of rank one, or a width 1, lies before i.
TEXT

step "Widths 5,2,5 with a = 2: 2*3 + (16 + 4) + 2*5 - 2 = 34."
show dim --widths 5,2,5 --head-dim 2
holds "34" '^dimension 34 .*proved'

step "What the last layers do not see is not counted: widths 6,5,1 with a = 1."
words <<'TEXT'
  r = 6, 5, 1; w_2 = 1, w_1 = min(5, 1 + 2) = 3: of the 5 rows of P_1 only a
  space of dimension 3 acts.  3*1 + (11 + 9) + 1*(1 + 5 - 1) - 2 = 26 if the
  second layer sees all of M_2; the first has rank one, so it sees a quadratic
  form of rank 2: 9 = 2*5 - 1 again.
TEXT
show dim --widths 6,5,1 --head-dim 1
holds "26" '^dimension 26 .*proved'

step "Collapse: after a first layer of rank one a layer sees only M_2 + M_2^T."
show dim --widths 4,4,4 --head-dim 1,4
holds "the second form is symmetric: 10, not 16" '^dimension 31 .*proved'
show dim --widths 4,4,4 --head-dim 1,4 --mask causal
holds "with a causal mask nothing collapses: 37" '^dimension 37 .*proved'

step "Both against the full Jacobian."
for mask in none causal; do
    quiet dim --widths 4,4,4 --head-dim 1,4 --mask $mask --method direct --json
    [ $mask = none ] && formula=31 || formula=37
    equal "mask $mask: rank $formula" "$(value lower)" "$formula"
done

step "With certificates."
while read -r widths head_dim dimension; do
    file=$certificates/bottleneck-$(echo $widths | tr , -).json
    rm -f "$file"
    quiet dim --widths $widths --head-dim $head_dim --certificate "$file"
    show verify "$file"
    holds "accepted" "accepted: dimension $dimension, proved"
done <<'ROWS'
5,2,5 2 34
6,5,1 1 26
4,4,4 1,4 31
ROWS

verified "the dimension with bottlenecks, and the collapse after rank one"
