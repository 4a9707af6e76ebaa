-- Transformers on one token: the upper and the lower theorem "one-token".  Loaded by
-- verify.m2, after transformer.m2.
--
-- A token that sees itself alone gives itself the weight 1, so attention is a matrix and a
-- constant.  one_token.py beside this file has the same in Python; the proofs are in the
-- chapter "Transformers" of the manual.

-- Whether the theorems are about these sublayers, and whether all linear maps merge.
isAlone = subs -> (
    heads := select(subs, s -> s#"attention");
    #heads > 0 and all(heads, s -> s#"alone")
        and (#subs == 1 or all(subs, s -> s#"residual" and s#"pre_norm" == subs#0#"pre_norm")))
merges = subs -> isAlone subs and all(subs, s -> s#"residual" and s#"pre_norm" == "none")

hasHeads = group -> any(group, s -> s#"attention")
hasNeurons = group -> any(group, s -> not s#"attention")
-- neurons without biases, which see a constant
plainNeurons = group -> select(group, s -> not s#"attention" and not s#"bias")
-- constants: 0 none, 1 those in the image of a matrix, 2 all vectors
constantKind = group -> max apply(group, s -> (
    n := constantsOf s;
    if n == 0 then 0 else if n == s#"out" then 2 else 1))

-- the kinds of the constants of all pieces; a piece begins where neurons see a constant
pieceKinds = subs -> (
    groups := sharedStates subs;
    starts := select(#groups, k -> k == 0 or #plainNeurons(groups#k) > 0);
    for k to #starts - 1 list (
        end := if k + 1 < #starts then starts#(k+1) else #groups;
        max apply(toList(starts#k .. end - 1), j -> constantKind groups#j)))

-- the terms of the upper theorem, the last one the total
oneTokenTerms = subs -> (
    d := subs#0#"d";
    rank' := min(d, sum(subs, s -> if s#"attention" then rankAlone s else 0));
    linear := boundedRank(rank', d, d);
    hidden := sum(subs, s -> if s#"attention" then 0 else neuronWeights s);
    count := sum(pieceKinds subs, kind -> {0, rank', d}#kind);
    join(
        for j from 1 to #subs list if subs#(j-1)#"attention" then ("nu_" | toString j, rankAlone subs#(j-1))
            else ("neurons_" | toString j, neuronWeights subs#(j-1)),
        {("K", rank'), ("linear", linear), ("constants", count), ("total", linear + hidden + count)}))

claimsWithNorms = subs -> (
    groups := sharedStates subs;
    pairs := number(1 .. #groups - 1, k -> hasHeads groups#k and not hasNeurons groups#(k-1));
    few := apply(select(subs, s -> not s#"attention" and member(s#"kind", scaledKinds)), s -> s#"hidden");
    reads := number(1 .. #groups - 1, k -> not hasNeurons groups#k
        and any(0 .. k - 1, j -> constantKind groups#j > 0));
    join({("width", subs#0#"n", if subs#0#"pre_norm" == "none" then 1 else max(2, pairs + 1))},
        if #few > 0 and number(groups, hasHeads) > 1 then {("neurons", min few, 2)} else {},
        if reads > 0 then {("after", subs#0#"d", reads)} else {}))

claimsWithout = subs -> (
    d := subs#0#"d";
    groups := sharedStates subs;
    kinds := select(pieceKinds subs, kind -> kind > 0);
    least := if any(plainNeurons subs, s -> s#"kind" == "relu") then 2 else 1;
    claims := {("width", d, least)};
    if #kinds < 2 then return claims;
    claims = append(claims, ("free", number(kinds, kind -> kind == 2), #kinds));
    number' := 1;
    for k to #groups - 1 do (
        plain := plainNeurons groups#k;
        if k > 0 and #plain > 0 and any(0 .. k - 1, j -> constantKind groups#j > 0)
            and any(k .. #groups - 1, j -> constantKind groups#j > 0)
            then claims = append(claims, ("seen_" | toString number',
                min(d, sum(plain, s -> s#"hidden" * if member(s#"kind", gatedKinds) then 2 else 1)), d));
        number' = number' + #groups#k);
    claims)

-- The hypotheses of the lower theorem; (name, left, right) says left >= right.
oneTokenClaims = subs -> if merges subs then claimsWithout subs else claimsWithNorms subs
