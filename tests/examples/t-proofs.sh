#!/bin/sh
# The computations in examples/proofs print what is written beside them, and
# every certificate they leave is accepted.
FULGURITE=$(pwd)/fulgurite
CERTIFICATES=$(mktemp -d) || exit 99
trap 'rm -rf "$CERTIFICATES"' EXIT
export FULGURITE CERTIFICATES
folder=${srcdir:-.}/examples/proofs
n=0

report() # NAME, STATUS
{
    n=$((n + 1))
    [ "$2" -eq 0 ] && echo "ok $n - $1" || echo "not ok $n - $1"
}

for script in "$folder"/[0-9]*.sh; do
    name=$(basename "$script" .sh)
    if grep -q gnuplot "$script" && ! command -v gnuplot >/dev/null; then
        n=$((n + 1))
        echo "ok $n - $name # SKIP no gnuplot"
        continue
    fi
    sh "$script" >"$CERTIFICATES/$name.txt" 2>&1
    diff "$folder/$name.out" "$CERTIFICATES/$name.txt" >"$CERTIFICATES/diff"
    status=$?
    sed 's/^/# /' "$CERTIFICATES/diff"
    report "$name" $status
done
for certificate in "$CERTIFICATES"/*.json; do
    "$FULGURITE" verify "$certificate" >/dev/null 2>&1
    report "verify $(basename "$certificate")" $?
done

# A step that does not hold must end the proof.
cp "$folder/steps.sh" "$CERTIFICATES"
cat >"$CERTIFICATES/wrong.sh" <<'END'
. "$(dirname "$0")/steps.sh"
step "Two false claims."
quiet dim --widths 2,2 --head-dim 1
holds "the dimension is 7" '^dimension 7'
equal "one is two" 1 2
verified "nothing"
END
sh "$CERTIFICATES/wrong.sh" >"$CERTIFICATES/wrong.txt" 2>&1
[ $? -eq 1 ] && grep -q '^not verified: 2 of' "$CERTIFICATES/wrong.txt" &&
    ! grep -q '^verified' "$CERTIFICATES/wrong.txt"
report "false claims are not verified" $?
echo "1..$n"
