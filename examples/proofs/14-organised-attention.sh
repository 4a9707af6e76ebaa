#!/bin/sh
. "$(dirname "$0")/steps.sh"
words <<'TEXT'
14. The geometry of attention scores, and what softmax keeps of it

Statement.  The scores of eight tokens under four forms have trees on queries, keys
and heads that reproduce themselves.  In these trees the l1 entropy of the scores is
469/2 + 735/4 sqrt(2).  Softmax of a quarter of the scores has the same trees, and so it
has when they are divided by sqrt(128), as in models with heads of 128; with a causal
mask it has not.
TEXT

cat >"$work/tokens.json" <<'END'
[[-1,-2],[0,-1],[1,2],[2,2],[-1,-1],[0,-2],[1,-1],[2,2]]
END
cat >"$work/heads.json" <<'END'
[[[1,0],[0,1]],[[0,1],[1,0]],[[1,1],[0,1]],[[1,-1],[1,0]]]
END

step "Trees, entropy, coefficients: exact, and fewer coefficients than in index order."
show organize --tokens "$work/tokens.json" --heads "$work/heads.json"
holds "the trees are a fixed point" 'a fixed point after 2 iterations'
holds "the entropy" '469/2 \+ 735/4 sqrt\(2\)'
holds "87 coefficients hold 99% of the energy; in index order 113" '87 coefficients; in index order 113'

step "Names do not matter: relabelled tokens have the same entropy."
cat >"$work/others.json" <<'END'
[[2,2],[1,-1],[-1,-2],[0,-2],[0,-1],[2,2],[-1,-1],[1,2]]
END
show organize --tokens "$work/others.json" --heads "$work/heads.json"
holds "the same entropy" '469/2 \+ 735/4 sqrt\(2\)'
holds "another one in index order" '99% of energy 87 coefficients; in index order 132'

step "Softmax keeps the trees; its mixed constant of regularity is below the theorem's bound."
quiet organize --tokens "$work/tokens.json" --heads "$work/heads.json" --softmax 1/4 \
    --certificate "$certificates/14-organised-attention.json" --force
holds "queries" 'query +tree: the same as of X, proved'
holds "keys" 'key +tree: the same as of X, proved'
holds "heads" 'head +tree: the same as of X, proved'
holds "the mixed constant" 'softmax +<= .* <= 2\.2981612'
holds "the bound" 'the theorem bounds the mixed constant of softmax by \[421\.0'

step "So it does at another temperature, which is no rational number."
quiet organize --tokens "$work/tokens.json" --heads "$work/heads.json" --softmax "1/sqrt(128)" \
    --certificate "$certificates/14-organised-attention-root.json" --force
holds "what is compared" 'softmax\(tau X / sqrt\(128\)\) over the keys, tau = 1'
holds "queries" 'query +tree: the same as of X, proved'
holds "keys" 'key +tree: the same as of X, proved'
holds "heads" 'head +tree: the same as of X, proved'

step "With a causal mask a query sees no later key, and its geometry is another one."
quiet organize --tokens "$work/tokens.json" --heads "$work/heads.json" --softmax 1/4 --mask causal \
    --certificate "$certificates/14-organised-attention-causal.json" --force
holds "queries" 'query +tree: another than of X, proved'
holds "keys" 'key +tree: another than of X, proved'
holds "heads" 'head +tree: another than of X, proved'

step "The same once more, by code that shares nothing with it."
show verify "$certificates/14-organised-attention.json"
holds "accepted" 'accepted'
show verify "$certificates/14-organised-attention-root.json"
holds "accepted" 'accepted'
show verify "$certificates/14-organised-attention-causal.json"
holds "accepted" 'accepted'

step "Pictures (gnuplot): the trees, the scores before and after, the decay of the
coefficients, the heads; together on one page."
quiet organize --tokens "$work/tokens.json" --heads "$work/heads.json" --softmax 1/4 \
    --plot "$certificates/14-organised-attention" --force
holds "one page" 'pictures written to .*/14-organised-attention/organize.html'
for picture in trees before after decay diffusion; do
    equal "$picture.svg and $picture.png" \
        "$(cd "$certificates/14-organised-attention" && ls $picture.png $picture.svg)" "$picture.png
$picture.svg"
done

verified "trees, entropy, and what softmax keeps"
