#!/bin/sh
# The main job on four lines of numbers: exact dimensions beside what floating
# point says, then two real shapes, then a certificate written and verified.
#
#     sh examples/demo.sh build
#
# The argument is the folder in which fulgurite was built.
set -eu
build=${1:-build}
fulgurite=$build/fulgurite
svd=$build/examples/float/svd_rank
[ -x "$fulgurite" ] || {
    echo "there is no $fulgurite: build it first, or name the build folder" >&2
    exit 2
}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

say() { printf '\n\033[1m%s\033[0m\n' "$*" | if [ -t 1 ]; then cat; else sed 's/\x1b\[[01]m//g'; fi; }

say "Two lightning layers, 3 tokens, head_dim 2, widths 3 to 10"
echo "float32: the rank of the Jacobian by SVD, three random draws of weights and inputs"
echo
printf '  width   exact                                    float32 says\n'
for d in 3 4 5 6 7 8 9 10; do
    exact=$("$fulgurite" dim --layers 2 --width $d --head-dim 2 |
        sed -n '1s/^dimension //p')
    if [ -x "$svd" ]; then
        floats=$(for s in 1 2 3; do "$svd" 2 $d 2 3 $s; done | tr '\n' ' ')
    else
        floats="(LAPACK is not installed)"
    fi
    printf '  %5d   %-40s %s\n' $d "$exact" "$floats"
done

say "Published models: parameters of the blocks, exact dimension of what they can express"
for model in gpt2 pythia-160m falcon-7b llama-3-8b llama-3-70b; do
    answer=$("$fulgurite" dim --config "$(dirname "$0")/configs/$model.json")
    printf '  %-12s %14s   %14s\n' $model \
        "$(echo "$answer" | sed -n 's/^\([0-9]*\) parameters.*/\1/p')" \
        "$(echo "$answer" | sed -n '1s/^dimension \([0-9]*\);.*/\1/p')"
done

say "Where the parameters of Llama-3-8B go"
"$fulgurite" dim --config "$(dirname "$0")/configs/llama-3-8b.json" |
    sed -n '/^lost to/,/^$/p'

say "The shape of GPT-2 small with one head a layer: 12 layers, width 768, 1024 tokens"
"$fulgurite" dim --layers 12 --width 768 --head-dim 64 --tokens 1024

say "The same with its 12 heads a layer and residual connections"
"$fulgurite" dim --layers 12 --width 768 --heads 12 --head-dim 64 \
    --value-dim 64 --residual --tokens 1024

say "A certificate for the depth and width of GPT-3 (96 layers of 12288, one head each), written and re-checked"
"$fulgurite" dim --layers 96 --width 12288 --head-dim 128 \
    --certificate "$folder/gpt3.json" | sed -n 1p
"$fulgurite" verify "$folder/gpt3.json" | sed "s|$folder/||"
if command -v python3 >/dev/null 2>&1; then
    echo "and by an independent checker in Python, without any package:"
    python3 "$(dirname "$0")/verify/verify.py" "$folder/gpt3.json" |
        sed "s|$folder/||"
fi
