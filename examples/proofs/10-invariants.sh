#!/bin/sh
. "$(dirname "$0")/steps.sh"
words <<'TEXT'
10. The polynomial relations of one layer

Statement (after Alexandr, Duan and Montufar, arXiv 2604.15632).  With one output
row and one output column, t >= 2, the coefficients of a layer satisfy the families
"symmetrise", "low rank", "cross-column", "context syzygies", "Veronese" and
"resultants".  For d = 2 and d = 3 they generate all relations in the degrees
shown here.
TEXT

step "The families for d = 3, a = 3: 10 linear, then 20 cubics and 90 quartics."
show invariants --widths 3,1 --head-dim 3 --tokens 2

step "All relations up to degree 4, without using the families."
show invariants --widths 3,1 --head-dim 3 --tokens 2 --discover --degree 4
holds "20 cubics, all from the families" '^ +3 +1120 +20 +20 +20'
holds "90 new quartics, all from the families" '^ +4 +5535 +450 +90 +90'

step "The same for a = 2: 30 cubics and 90 quartics."
show invariants --widths 3,1 --head-dim 2 --tokens 2 --discover --degree 4
holds "30 cubics" '^ +3 +1110 +30 +30 +30'
holds "90 new quartics" '^ +4 +5400 +[0-9]+ +90 +90'

step "A layer satisfies them; a function near it does not."
quiet random function --widths 3,1 --head-dim 2 --tokens 2
cp "$work/answer" "$work/layer.json"
show invariants --test "$work/layer.json" --head-dim 2
tensor other.json 3 1 2 '[1,1,1,1,1], [1,2,2,2,1], [1,3,3,3,1], [1,1,2,3,1]'
show invariants --test "$work/other.json" --head-dim 2
holds "and it says why" 'not a lightning layer'

verified "the relations of one layer for d = 3 up to degree 4, complete"
