-- The dimension of transformers: a formula, in exact integers.  Loaded by verify.m2.
--
-- The upper theorem "transformer" and the hypotheses of the lower theorems "softmax-heads"
-- and "residual-limit", under which the upper bound is attained.  The file transformer.py
-- beside this one has the same in Python; the proofs are in the chapter "Transformers" of
-- the manual.

gatedKinds = {"swiglu", "geglu", "geglu_new"}
neuronKinds = join({"gelu", "gelu_new", "quick_gelu", "silu", "sigmoid", "tanh", "relu"}, gatedKinds)
-- a positive factor of a neuron can be undone in its other weights
scaledKinds = append(gatedKinds, "relu")

-- These keys are written only where they differ from their defaults.
optionalKeys = {"kv_heads", "rotary", "kv_latent", "feed_forward", "parallel", "bias", "pre_norm",
    "norm_gain", "norm_shift", "shared_norm"}
noBias = hashTable {"qkv" => false, "output" => false, "feed_forward" => false}
layerDefaults = hashTable {"kv_heads" => null, "rotary" => 0, "kv_latent" => null,
    "feed_forward" => null, "parallel" => false, "bias" => noBias, "pre_norm" => "none",
    "norm_gain" => true, "norm_shift" => true, "shared_norm" => false}

isFlag = x -> instance(x, Boolean)
isSize = x -> isInt x and x >= 1
isOneOf = words -> x -> isText x and member(x, words)
isNullOr = rule -> x -> x === null or rule x

-- "KIND:N" as (kind, n), or null
neurons = x -> (
    parts := if isText x then separate(":", x) else {};
    digits := if #parts == 2 then apply(ascii parts#1, c -> c - 48) else {};
    if #digits >= 1 and #digits <= 19 and digits#0 != 0 and all(digits, c -> c >= 0 and c <= 9)
        and member(parts#0, neuronKinds)
    then (
        n := fold((n, c) -> 10 * n + c, 0, digits);
        if n < 2^63 then (parts#0, n)))

layerRules = hashTable {
    "head_dim" => isSize, "heads" => (x -> isInt x and x >= 0), "value_dim" => isNullOr isSize,
    "kv_heads" => isNullOr isSize, "kv_latent" => isNullOr isSize,
    "norm" => isOneOf {"none", "affine", "softmax"}, "mask" => isOneOf {"none", "causal"},
    "residual" => isFlag, "rotary" => (x -> isInt x and x >= 0 and x % 2 == 0),
    "feed_forward" => isNullOr(x -> neurons x =!= null), "parallel" => isFlag, "shared_norm" => isFlag,
    "norm_gain" => isFlag, "norm_shift" => isFlag, "pre_norm" => isOneOf {"none", "rms", "layer"},
    "bias" => (x -> isObject x and set keys x === set keys noBias and all(values x, isFlag))}

-- What a key says, layer by layer.
layersOf = (arch, key) -> (
    x := if arch#?key then arch#key else layerDefaults#key;
    if isList x then x else toList(#arch#"widths" - 1 : x))

-- Every key that describes layers has an allowed value, and these fit together.  A list
-- has a value per layer, where null stands for a list of nulls; keys that are not always
-- lists have one value for all layers, or a list of values that are not all the same.
checkLayers = arch -> (
    l := #arch#"widths" - 1;
    always := {"head_dim", "heads", "value_dim", "kv_heads", "kv_latent", "rotary", "feed_forward"};
    for key in keys layerRules do (
        if arch#?key and (isList arch#key or member(key, always) and arch#key =!= null) then (
            needList(arch#key, l, key);
            first' := arch#key#0;
            need(member(key, always) and first' =!= null or any(arch#key, x -> x =!= first'),
                key | " is given layer by layer, but is the same in all layers"));
        need(all(layersOf(arch, key), layerRules#key), key | " has a value that is not allowed"));
    row := hashTable for key in keys layerRules list key => layersOf(arch, key);
    for i to l - 1 do (
        (heads, groups, latent) := (row#"heads"#i, row#"kv_heads"#i, row#"kv_latent"#i);
        forward := row#"feed_forward"#i =!= null;
        need(heads > 0 or forward, "a layer has neither heads nor neurons");
        need(groups === null or heads % groups == 0, "heads is not a multiple of kv_heads");
        need(latent =!= null or heads == 0 or row#"rotary"#i <= row#"head_dim"#i, "rotary exceeds head_dim");
        need(latent === null or groups === null and row#"value_dim"#i =!= null,
            "kv_latent needs value_dim and excludes kv_heads");
        need(not forward or row#"residual"#i, "feed_forward without residual"));
    split := for i to l - 1 list (if row#"heads"#i == 0 then continue; row#"value_dim"#i === null);
    need(#unique split < 2, "values are split in some layers only"))

-- The sublayers in order, each from width d to width out; n: the dimension of what the norm
-- gives, e: 1 where matrices have biases, or the shift of a norm acts as one.  Attention has
-- H heads in G groups; a rows of K and Q that positions do not turn, and p that they do; v
-- rows of U (null: a head has a full matrix V); r rows of the latent that keys and values
-- read (null: none).  With a latent the p turned rows are another key, of the state itself,
-- that all heads share.
sublayers = arch -> flatten for i to #arch#"widths" - 2 list (
    get' := key -> (layersOf(arch, key))#i;
    (d, bias, H, norm) := (arch#"widths"#i, get' "bias", get' "heads", get' "pre_norm");
    common := (d, out, biased, kind) -> (
        shift := if norm == "layer" and get' "norm_shift" then 1 else 0;
        {"attention" => kind == "attention", "d" => d, "out" => out, "residual" => get' "residual",
            "pre_norm" => norm, "gain" => if get' "norm_gain" then 1 else 0, "shift" => shift,
            "n" => d - if norm == "layer" then 1 else 0, "bias" => biased,
            "e" => if biased or shift == 1 then 1 else 0});
    out := arch#"widths"#(i + 1);
    found := {};
    if H > 0 then (
        (p, r, G) := (get' "rotary", get' "kv_latent", get' "kv_heads");
        found = {hashTable join(common(d, out, bias#"qkv", "attention"), {
            "H" => H, "G" => if G === null then H else G, "p" => p, "r" => r, "v" => get' "value_dim",
            "a" => get' "head_dim" - if r === null then p else 0, "norm" => get' "norm", "mask" => get' "mask",
            "alone" => arch#"tokens" == 1 and get' "norm" != "none",
            "bias_out" => bias#"output", "parallel" => false, "own_norm" => true})};
        d = out);
    if get' "feed_forward" =!= null then (
        (kind, hidden) := neurons get' "feed_forward";
        parallel := get' "parallel" and H > 0;
        found = append(found, hashTable join(common(d, out, bias#"feed_forward", "forward"), {
            "kind" => kind, "hidden" => hidden, "bias_out" => bias#"feed_forward", "parallel" => parallel,
            "own_norm" => not (parallel and get' "shared_norm")})));
    found)

-- Whether this is a stack of one kind of attention, whose upper bound does not need the
-- theorems about transformers.
isStack = subs -> all(subs, s -> s#"attention" and s#"G" == s#"H" and s#"r" === null and s#"p" == 0
    and not s#"bias" and not s#"bias_out" and s#"pre_norm" == "none"
    and all({"norm", "residual", "mask"}, key -> s#key === subs#0#key))

-- the dimension of the rows x columns matrices of rank <= rank
boundedRank = (r, rows, columns) -> (
    r = min(r, rows, columns);
    r * (rows + columns - r))

------------------------------------------------------------------ one sublayer

hasNarrowLatent = s -> s#"r" =!= null and s#"r" < s#"n"

-- the rows of all U together, null for full matrices
valueRows = s -> if s#"v" =!= null then s#"v" * if s#"r" === null then s#"G" else s#"H"
-- one token: the rank of the sum of the heads' matrices
rankAlone = s -> min select({s#"n", s#"out", valueRows s, s#"r"}, x -> x =!= null)

-- {alpha, nu, keys, values, latent, scalings} of attention
attentionTerms = s -> (
    (n, e, H, out) := (s#"n", s#"e", s#"H", s#"out");
    (p, r, v) := (s#"p", s#"r", s#"v");
    -- a token sees only itself: one matrix, the sum of those of the heads
    if s#"alone" then return {0, rankAlone s, 0, boundedRank(rankAlone s, out, n), 0, 0};
    keyBias := if s#"norm" == "softmax" then 0 else e;      -- seen by the scores
    valueBias := if s#"norm" == "none" then e else 0;       -- weights do not sum to one
    biases := keyBias + valueBias;
    source := n;                                            -- the rows that keys and values read
    latent := 0;
    if hasNarrowLatent s then (
        source = if biases > 0 then r else min(r, H * (min(s#"a", r) + min(v, r, out)));
        latent = source * (n + if biases > 0 then s#"shift" else 0) - source^2);
    groups := if r === null then s#"G" else H;
    m := H // groups;
    alpha := min(s#"a", source + keyBias);
    keys' := groups * boundedRank(alpha, source + keyBias, m * (n + e));
    -- the planes: complex matrices conj(k) (q_1 .. q_m), whose biases are seen
    keys' = keys' + if r === null then groups * p * max(0, (n + e) * (m + 1) - 1)
        else p * max(0, (n + s#"shift") * (H + 1) - 1);
    nu := if v === null then min(n + valueBias, out) else min(v, source + valueBias, m * out);
    values' := if v === null then H * boundedRank(nu, out, n + valueBias)
        else groups * boundedRank(nu, m * out, source + valueBias);
    {alpha, nu, keys', values', latent, if s#"norm" == "none" and n + e > 0 then H else 0})

-- the number of weights of the hidden neurons, less one for each scaling
neuronWeights = s -> (
    inputs := (s#"n" + s#"e") * if member(s#"kind", gatedKinds) then 2 else 1;
    s#"hidden" * (inputs + s#"out" - if member(s#"kind", scaledKinds) then 1 else 0))

-- the dimension of the vectors that the sublayer can add to every token
constantsOf = s -> (
    out := s#"out";
    if s#"bias_out" then out
    else if not s#"attention" or s#"e" == 0 or s#"norm" == "none" then 0
    else if s#"v" === null then out
    else if s#"alone" then (
        -- the matrix and its constant have a rank together, of what rows there are
        rows := if s#"r" =!= null and not s#"bias" then min(valueRows s, s#"r") else valueRows s;
        if rows > rankAlone s then out else rankAlone s)
    else if s#"r" =!= null and s#"r" <= s#"n" and not s#"bias" then min(out, s#"r", s#"H" * s#"v")
    else if s#"v" > (if hasNarrowLatent s then s#"r" else s#"n") then out
    else min(out, (if s#"r" === null then s#"G" else s#"H") * s#"v"))

-------------------------------------------------------------- the whole network

-- the sublayers in lists; those in one list read the same state
sharedStates = subs -> (
    starts := for j to #subs - 1 list if j == 0 or not subs#j#"parallel" then j else continue;
    for k to #starts - 1 list (
        end := if k + 1 < #starts then starts#(k+1) else #subs;
        apply(toList(starts#k .. end - 1), j -> subs#j)))

-- Whether a constant added to the input of the sublayer acts like a change of its biases.
absorbs = s -> s#"bias" and not (s#"attention" and s#"r" =!= null and s#"p" > 0)

-- The dimension of all constants together: those that later sublayers cannot tell apart
-- count once.
allConstants = subs -> (
    d := subs#0#"d";
    groups := sharedStates subs;
    beta := apply(groups, group -> min(group#0#"out", sum(group, constantsOf)));
    norms := unique apply(subs, s -> s#"pre_norm");
    if any(subs, s -> not s#"residual") or #norms > 1 or norms#0 == "rms" then return sum beta;
    if norms#0 == "layer" then return sum beta - max(0, number(beta, b -> b == d) - 1);
    total := 0;
    segment := 0;
    for k to #groups - 1 do (
        if not all(groups#k, absorbs) then (
            total = total + segment;
            segment = 0);
        segment = min(d, segment + beta#k));
    total + segment)

-- the terms of the upper theorem "transformer", the last one the total
transformerTerms = subs -> (
    total := 0;
    terms := flatten for j from 1 to #subs list (
        s := subs#(j-1);
        part := {("width", s#"n"), ("bias", s#"e")};
        if s#"attention" then (
            (alpha, nu, keys', values', latent, scalings) := toSequence attentionTerms s;
            part = join(part, {("alpha", alpha), ("nu", nu), ("keys", keys'), ("values", values')},
                if s#"r" === null then {} else {("latent", latent)},
                if s#"norm" == "none" then {("scalings", scalings)} else {});
            total = total + keys' + values' + latent - (if s#"norm" == "none" then scalings else 0))
        else (
            part = append(part, ("neurons", neuronWeights s));
            total = total + neuronWeights s);
        apply(append(part, ("beta", constantsOf s)), x -> (x#0 | "_" | toString j, x#1)));
    count := allConstants subs;
    join(terms, {("constants", count), ("total", total + count)}))

-- The rank, for weights in general position, of what those of these sublayers that do not
-- absorb a constant see of it.
seenBy = group -> min(group#0#"d", sum(group, s ->
    if absorbs s then 0
    else if not s#"attention" then s#"hidden" * if member(s#"kind", gatedKinds) then 2 else 1
    else if s#"r" === null then s#"H" * min(s#"a" + s#"p", s#"n")
    else s#"H" * (min(s#"a", s#"r") + s#"p")))

-- (theorem, hypotheses) of the lower bound that attains the upper one; a hypothesis
-- (name, left, right) says left >= right.
transformerClaims = (subs, t) -> (
    heads := select(subs, s -> s#"attention");
    scores := unique apply(heads, s -> s#"norm");
    need(#scores <= 1 and not member("none", scores), "the scores are not those of softmax");
    need(#unique apply(subs, s -> s#"pre_norm") == 1, "the sublayers have different norms before them");
    need(not member("affine", scores) or all(heads, s -> s#"p" == 0) and all(subs, s ->
        not s#"bias" and not s#"bias_out" and s#"pre_norm" == "none"),
        "affine scores with biases, norms or rotary positions");
    residual := all(subs, s -> s#"residual");
    need(residual or #subs == 1, "several sublayers without residual");
    need(residual or subs#0#"r" === null or subs#0#"e" == 0, "latents with biases, without residual");
    -- in width 1 the zeros of all relus without biases coincide, and a norm leaves only a sign
    wide := subs#0#"pre_norm" != "none" or
        any(subs, s -> not s#"attention" and s#"kind" == "relu" and s#"e" == 0);
    claims := append(if #heads == 0 then {} else {("tokens", t, max(2, 1 + max apply(heads, s -> s#"p")))},
        ("width", subs#0#"n", if wide then 2 else 1));
    if residual and subs#0#"pre_norm" == "none" then (
        before := 0;
        number' := 1;
        for group in sharedStates subs do (
            if before > 0 and not all(group, absorbs) then
                claims = append(claims, ("seen_" | toString number', seenBy group, subs#0#"d"));
            before = before + sum(group, constantsOf);
            number' = number' + #group));
    (if residual then "residual-limit" else "softmax-heads", claims))

-- the number of entries of all matrices and vectors
transformerParameters = subs -> sum(subs, s -> (
    (d, out, bias) := (s#"d", s#"out", if s#"bias" then 1 else 0);
    total := if s#"bias_out" then out else 0;
    if s#"pre_norm" != "none" and s#"own_norm" then total = total + d * (s#"gain" + s#"shift");
    if not s#"attention" then return total + s#"hidden" *
        ((if member(s#"kind", gatedKinds) then 2 else 1) * (d + bias) + out);
    (H, r, v) := (s#"H", s#"r", s#"v");
    (groups, source, a) := if r === null then (s#"G", d, s#"a" + s#"p") else (H, r, s#"a");
    total = total + H * a * (d + bias) + groups * a * (source + bias);
    if r =!= null then total = total + r * d + s#"p" * d * (1 + H);
    total + if v === null then H * out * (d + bias) else groups * v * (source + bias) + H * out * v))
