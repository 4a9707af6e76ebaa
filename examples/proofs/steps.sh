# Read by the scripts beside it: a theorem in words, then steps that show a
# command with its answer and compare what the step claims with what came out.
#
#   FULGURITE     the program (default: fulgurite)
#   CERTIFICATES  the folder certificates are written to (default: certificates)
fulgurite=${FULGURITE:-fulgurite}
certificates=${CERTIFICATES:-certificates}
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
mkdir -p "$certificates" || exit 2
step=0
failed=0

# Words from standard input, as they are.
words()
{
    cat
}

step()
{
    step=$((step + 1))
    printf '\nStep %d. %s\n' "$step" "$*"
}

# show WORD...: runs the program and prints its answer, indented.  The answer
# stays in $work/answer for holds.
show()
{
    printf '    $ fulgurite %s\n' "$*" | sed "s|$work/||g; s|$certificates/||g"
    "$fulgurite" "$@" >"$work/answer" 2>&1
    sed "s|$work/||g; s|$certificates/||g; s|^|    |; s| *\$||" "$work/answer"
}

# quiet WORD...: the same without printing the answer.
quiet()
{
    "$fulgurite" "$@" >"$work/answer" 2>&1
}

# holds CLAIM PATTERN: the last answer has a line that matches the pattern.
holds()
{
    if grep -Eq -e "$2" "$work/answer"; then
        printf '  so: %s\n' "$1"
    else
        printf '  FAILED: %s\n' "$1"
        failed=$((failed + 1))
    fi
}

# equal CLAIM A B
equal()
{
    if [ "$2" = "$3" ]; then
        printf '  so: %s\n' "$1"
    else
        printf '  FAILED: %s: %s is not %s\n' "$1" "$2" "$3"
        failed=$((failed + 1))
    fi
}

# value KEY: the number of that key in the last answer, printed with --json.
value()
{
    sed -n "s/.*\"$1\":\([0-9-]*\).*/\1/p" "$work/answer"
}

# layer FILE WIDTHS HEAD_DIM TOKENS HEAD: weights of one layer.
layer()
{
    cat >"$work/$1" <<JSON
{"format": "fulgurite-weights/1",
 "architecture": {"format": "fulgurite-architecture/1", "widths": [$2],
                  "head_dim": [$3], "tokens": $4},
 "layers": [{"heads": [{$5}]}]}
JSON
}

# tensor FILE D D_OUT TOKENS COEFFICIENTS: a function of one layer.
tensor()
{
    cat >"$work/$1" <<JSON
{"format": "fulgurite-function/1", "d": $2, "d_out": $3, "tokens": $4,
 "coefficients": [$5]}
JSON
}

# verified CLAIM: the last line, when every step held.
verified()
{
    if [ "$failed" -eq 0 ]; then
        printf '\nverified: %s\n' "$*"
        exit 0
    fi
    printf '\nnot verified: %d of the claims above failed\n' "$failed"
    exit 1
}
