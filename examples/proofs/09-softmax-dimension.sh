#!/bin/sh
. "$(dirname "$0")/steps.sh"
words <<'TEXT'
9. The dimension of a softmax stack

Theorem.  With three tokens the neuromanifold of l softmax layers of width d and
head_dim a <= d, a >= 2, has dimension
l a (2d - a) + d^2, for all d and a at every depth l that is certified below.

At most: l bilinear forms of rank a and the matrix L; softmax has no scalings.
At least: inputs on two coordinates reduce the question to a stack of width 2,
whose Jacobian at an exact rational point is enclosed in real balls; every
matrix in a square matrix of balls is invertible (doc/proofs/lower, doc/ball).
Widths 3 to 10 at depth 2 with three tokens are those of a figure of the paper,
where the numbers are ranks in floating point.
TEXT

# row DEPTH WIDTH HEAD_DIM [OPTION...]: one proof, checked.
row()
{
    formula=$(($1 * $3 * (2 * $2 - $3) + $2 * $2))
    file=$certificates/softmax-$1-$2-$3.json
    rm -f "$file"
    quiet dim --layers "$1" --width "$2" --head-dim "$3" --norm softmax --method reduction \
        --certificate "$file"
    headline=$(sed -n 1p "$work/answer")
    quiet verify "$file"
    accepted=$(grep -c ": accepted: dimension $formula, proved" "$work/answer")
    printf '    %3d %5d %5d %9d   %s\n' "$1" "$2" "$3" "$formula" "$headline"
    case $headline in
        "dimension $formula = virtual $formula; proved (ball arithmetic, "*)
            failed=$((failed + 1 - accepted)) ;;
        *)
            failed=$((failed + 1)) ;;
    esac
}

step "The figure: depth 2, three tokens, head_dim 2."
printf '      l     d     a   formula   answer, its certificate accepted\n'
for d in 3 4 5 6 7 8 9 10; do
    row 2 $d 2
done
equal "all are proved" "$failed" 0

step "Deeper and wider."
printf '      l     d     a   formula   answer, its certificate accepted\n'
row 6 64 8
row 12 768 64
row 24 1024 64
equal "all are proved" "$failed" 0

# minor FILE: the model network and its minor, as the certificate has them.
minor()
{
    sed 's/.*"model":\(.*\),"digest".*/\1/' "$certificates/$1"
}

step "All widths at once: depths 1 to 8."
words <<'TEXT'
  The model has width 2 whatever d and a are.  So the certificates of
  d = a = 2, of d = 3, a = 2 and of d = 1000, a = 100 hold the same minor, and
  the minor of one depth proves the formula for every d >= a >= 2.
TEXT
printf '      l     d     a   formula   answer, its certificate accepted\n'
for l in 1 2 3 4 5 6 7 8; do
    row $l 2 2
    row $l 3 2
    row $l 1000 100
    for other in 3-2 1000-100; do
        test "$(minor softmax-$l-2-2.json)" = "$(minor softmax-$l-$other.json)" ||
            failed=$((failed + 1))
    done
done
equal "all are proved, by one minor for each depth" "$failed" 0

step "The whole Jacobian, which the reduction never looks at."
for case in "2 2 2" "3 3 2" "3 4 2"; do
    set -- $case
    formula=$(($1 * $3 * (2 * $2 - $3) + $2 * $2))
    quiet dim --layers "$1" --width "$2" --head-dim "$3" --norm softmax \
        --method direct --json
    equal "l = $1, d = $2, a = $3: rank $formula by the direct route" \
        "$(value lower)" "$formula"
done

verified "dimension l a (2d - a) + d^2 of softmax stacks: all widths at depths 1 to 8, with certificates"
