-- Check certificates of dimensions of attention networks.
--
--     M2 --script verify.m2 FILE...          ("-" is standard input)
--
-- A certificate claims  lower <= dim M <= upper  for the set M of functions of
-- one architecture.  Every number in it is computed again here; the file
-- verify.py beside this one does the same in Python and explains each theorem.  Minors of
-- softmax and of transformers are beyond it; the theorems about them are in transformer.m2.
--
-- Prints one line per file.  Exit code: 0 if all are accepted; otherwise the first
-- of these that occurs: 2 a file cannot be read, 3 one does not parse, 1 one is
-- refused, 4 one exceeds the limits of this checker.
-- Written for Macaulay2 1.21; needs the command sha256sum.

-- Two traps of Macaulay2 1.21, avoided here: binomial(n, k) fails for n beyond
-- 32 bits, and elements of ZZ/p are computed correctly but printed wrongly for
-- large p.

recursionLimit = 4000
LIMIT = 5000                -- rows of a minor, tokens of its model
DEPTH = 64                  -- nesting of brackets

-- A refusal is thrown as {exit code, reason} and caught by verdict.
refuse = reason -> throw {1, reason}
notParsed = reason -> throw {3, reason}
need = (condition, reason) -> if not condition then refuse reason
-- Where a limit of this checker is reached, nothing is known.
unable = reason -> throw {4, reason}
limit = (condition, reason) -> if not condition then unable reason

isInt = x -> instance(x, ZZ)
isText = x -> instance(x, String)
isList = x -> instance(x, List)
isObject = x -> instance(x, HashTable) and not instance(x, MutableHashTable)

------------------------------------------------------------------ the file

-- UTF-8 without overlong forms and surrogates (utf8check accepts them)
needUTF8 = B -> (
    i := 0;
    while i < #B do (
        c := B#i;
        more := if c < 128 then 0 else if c < 194 then 4 else if c < 224 then 1
            else if c < 240 then 2 else if c < 245 then 3 else 4;
        low := if c == 224 then 160 else if c == 240 then 144 else 128;
        high := if c == 237 then 159 else if c == 244 then 143 else 191;
        for k from 1 to more do (
            if more == 4 or i + k >= #B or B#(i+k) < low or B#(i+k) > high then notParsed "not JSON: bad UTF-8";
            (low, high) = (128, 191));
        i = i + more + 1))

-- A small strict reader, because that of a library would accept what must be
-- refused: the same key twice, 1.0 or 1e3 for integers, -0, NaN.
-- Objects become hash tables, lists lists, null becomes null.
parse = text -> (
    B := append(ascii text, 0);         -- bytes, with a sentinel
    needUTF8 B;
    pos := 0;
    flaws := {};
    fail := () -> notParsed("not JSON, at byte " | toString pos);
    blank := () -> while member(B#pos, {32, 9, 10, 13}) do pos = pos + 1;
    digit := () -> B#pos >= 48 and B#pos <= 57;
    word := (w, x) -> (
        if take(drop(B, pos), #w) =!= ascii w then fail();
        pos = pos + #w;
        x);
    digits := () -> (
        start := pos;
        while digit() do pos = pos + 1;
        if pos == start then fail());
    readNumber := () -> (
        start := pos;
        integral := true;
        if B#pos == 45 then pos = pos + 1;
        if B#pos == 48 then pos = pos + 1 else digits();
        if B#pos == 46 then (integral = false; pos = pos + 1; digits());
        if B#pos == 69 or B#pos == 101 then (
            integral = false;
            pos = pos + 1;
            if B#pos == 43 or B#pos == 45 then pos = pos + 1;
            digits());
        s := ascii apply(min(pos - start, 30), k -> B#(start + k));
        if not integral then (
            flaws = append(flaws, "a number is not an integer: " | s);
            return 0);
        if pos - start <= 20 and s != "-0" then (
            n := fold((x, y) -> 10 * x + y, 0, for c in ascii s list if c == 45 then continue else c - 48);
            if n < 2^63 then return if s#0 == "-" then -n else n);
        flaws = append(flaws, "a number is not an integer of 63 bits: " | s);
        0);
    hex := () -> (
        n := 0;
        for k from 1 to 4 do (
            pos = pos + 1;
            c := B#pos;
            v := if c >= 48 and c <= 57 then c - 48
                else if c >= 65 and c <= 70 then c - 55
                else if c >= 97 and c <= 102 then c - 87
                else fail();
            n = 16 * n + v);
        n);
    -- The two halves of a surrogate pair follow each other.
    letter := () -> (
        c := hex();
        if c >= 56320 and c < 57344 then fail();
        if c >= 55296 and c < 56320 then (
            if B#(pos+1) != 92 or B#(pos+2) != 117 then fail();
            pos = pos + 2;
            low := hex();
            if low < 56320 or low >= 57344 then fail());
        if c >= 128 then 63 else c);        -- no certificate has such a character
    escapes := hashTable {34 => 34, 92 => 92, 47 => 47, 98 => 8, 102 => 12, 110 => 10, 114 => 13, 116 => 9};
    readString := () -> (
        pos = pos + 1;
        s := new MutableList;
        while B#pos != 34 do (
            c := B#pos;
            if c < 32 then fail();
            if c == 92 then (
                pos = pos + 1;
                c = B#pos;
                if c == 117 then c = letter()
                else if escapes#?c then c = escapes#c
                else fail());
            s#(#s) = c;
            pos = pos + 1);
        pos = pos + 1;
        ascii toList s);
    readValue := depth -> (
        if depth > DEPTH then notParsed "the brackets are nested too deeply";
        c := B#pos;
        if c == 123 then (
            object := new MutableHashTable;
            pos = pos + 1;
            blank();
            if B#pos == 125 then (pos = pos + 1; return new HashTable from object);
            while true do (
                if B#pos != 34 then fail();
                key := readString();
                if member(0, ascii key) then notParsed "a key has a NUL byte";
                blank();
                if B#pos != 58 then fail();
                pos = pos + 1;
                blank();
                if object#?key then flaws = append(flaws, "an object has the same key twice");
                object#key = readValue(depth + 1);
                blank();
                if B#pos == 125 then break;
                if B#pos != 44 then fail();
                pos = pos + 1;
                blank());
            pos = pos + 1;
            new HashTable from object)
        else if c == 91 then (
            entries' := new MutableList;
            pos = pos + 1;
            blank();
            if B#pos == 93 then (pos = pos + 1; return {});
            while true do (
                entries'#(#entries') = readValue(depth + 1);
                blank();
                if B#pos == 93 then break;
                if B#pos != 44 then fail();
                pos = pos + 1;
                blank());
            pos = pos + 1;
            toList entries')
        else if c == 34 then readString()
        else if c == 45 or digit() then readNumber()
        else if c == 116 then word("true", true)
        else if c == 102 then word("false", false)
        else if c == 110 then word("null", null)
        else fail());
    blank();
    result := readValue 1;
    blank();
    if pos != #B - 1 then fail();
    if not isObject result or not result#?"format" or result#"format" =!= "fulgurite-certificate/1" then
        notParsed "not an object of format fulgurite-certificate/1";
    if #flaws > 0 then refuse first flaws;
    result)

-- Canonical text: keys in the order of their bytes, no white space.  Strings
-- that need escapes occur in no valid certificate, so none are written.
quoted = s -> "\"" | s | "\""
canonical = x -> (
    if isObject x then (
        sorted := apply(sort apply(keys x, ascii), ascii);
        "{" | demark(",", for k in sorted list quoted k | ":" | canonical x#k) | "}")
    else if isList x then "[" | demark(",", apply(x, canonical)) | "]"
    else if isText x then quoted x
    else toString x)

sha256 = x -> (
    file := temporaryFileName();
    file << canonical x << close;
    line := get("!sha256sum < '" | replace("'", "'\\\\''", file) | "'");
    removeFile file;
    if not match("^[0-9a-f]{64} ", line) then error "sha256sum does not work";
    substring(line, 0, 64))

-- how a certificate writes the integer n
written = n -> if abs n < 2^63 then n else toString n

needKeys = (x, names, place) -> (
    need(isObject x, place | " is not an object");
    need(set keys x === set names, place | " has an unknown key, or one is missing"))
needList = (x, n, place) -> need(isList x and #x == n, place | " is not a list of length " | toString n)
needMatrix = (x, rows, columns, place) -> (
    needList(x, rows, place);
    for row in x do (
        needList(row, columns, "a row of " | place);
        need(all(row, isInt), place | " has an entry that is not an integer")))

---------------------------------------------------------- the architecture

load "./transformer.m2"
load "./one_token.m2"

-- A checked architecture: l layers, widths d_0..d_l, t tokens; of stacks of one kind of
-- attention also a_i, H_i, v_i for i = 1..l (index 0 unused).
network = arch -> (
    need(isObject arch, "the architecture is not an object");
    pnn := arch#?"family" and arch#"family" === "pnn";
    limit(not arch#?"readout", "a readout is beyond this checker (verify.py and fulgurite verify judge it)");
    needKeys(if pnn then arch else keepKeys(arch, k -> not member(k, optionalKeys)),
        if pnn then {"format", "family", "widths", "power"} else {"format", "family",
        "widths", "head_dim", "tokens", "heads", "value_dim", "norm", "residual", "mask"}, "the architecture");
    need(arch#"format" === "fulgurite-architecture/1", "the architecture has an unknown format");
    positive := (x, name) -> (
        need(isInt x and x >= 1, name | " is not a positive integer");
        x);
    need(isList arch#"widths" and #arch#"widths" >= 2, "there is no layer");
    d := apply(arch#"widths", x -> positive(x, "a width"));
    l := #d - 1;
    -- power#i comes after layer i + 1
    if pnn then return hashTable {"pnn" => true, "transformer" => false, "softmax" => false,
        "d" => d, "l" => l, "power" =>
        if instance(arch#"power", List) and l > 1 then (
            needList(arch#"power", l - 1, "power");
            need(#set arch#"power" > 1, "equal powers are not written as one number");
            apply(arch#"power", x -> positive(x, "a power")))
        else toList(max(l - 1, 1) : positive(arch#"power", "power"))};
    need(arch#"family" === "attention", "unknown family");
    t := positive(arch#"tokens", "tokens");
    checkLayers arch;
    subs := sublayers arch;
    residual := all(subs, s -> s#"residual");
    need(residual or not any(subs, s -> s#"residual" and s#"d" != s#"out"),
        "a residual layer has different widths");
    need(not residual or #unique d == 1, "a residual stack has different widths");
    common := {"pnn" => false, "d" => d, "l" => l, "t" => t, "subs" => subs, "residual" => residual};
    if not isStack subs then return hashTable join(common, {"transformer" => true, "softmax" => false});
    each := name -> prepend(null, apply(subs, s -> s#name));
    hashTable join(common, {"transformer" => false, "softmax" => arch#"norm" === "softmax",
        "a" => each "a", "H" => each "H", "v" => if subs#0#"v" === null then null else each "v",
        "normalised" => arch#"norm" =!= "none", "causal" => arch#"mask" === "causal"}))

layers = net -> toList(1 .. net#"l")
nu = (net, i) -> (              -- largest rank of a value matrix of layer i
    n := min(net#"d"#(i-1), net#"d"#i);
    if net#"v" === null then n else min(n, net#"v"#i))
parameters = net -> if net#"transformer" then transformerParameters net#"subs" else sum(layers net, i -> (
    (d, e) := (net#"d"#(i-1), net#"d"#i);
    if net#"pnn" then d * e
    else net#"H"#i * (2 * net#"a"#i * d + if net#"v" === null then d * e else net#"v"#i * (d + e))))

-------------------------------------------------------------- upper bounds

indexed = (name, i, x) -> (name | "_" | toString i, x)

choose = (n, k) -> (
    c := 1;
    for j from 1 to k do c = c * (n - k + j) // j;
    c)

bitLength = n -> (b := 0; while n > 0 do (n = n // 2; b = b + 1); b)

-- r x r matrices K^T Q of rank <= alpha, or symmetric ones of rank <= 2 alpha
keyQuery = (alpha, r, symmetric) -> (
    s := min(2 * alpha, r);
    if symmetric then s * r - s * (s - 1) // 2 else alpha * (2 * r - alpha))

linearNetwork = net -> (
    r := min net#"d";
    {("r", r), ("total", r * (first net#"d" + last net#"d" - r))})

-- sums of h p-th powers of linear forms in n variables, e at a time, that are
-- fewer than expected: (p, n, h, e) => dimension
defective = hashTable {(4,3,5,1) => 14, (4,4,9,1) => 34, (4,5,14,1) => 69,
    (3,5,7,1) => 34, (3,3,5,2) => 19}

-- min(most, e C(n + k - 1, k)); the product stops once it reaches most
forms = (most, e, n, k) -> (
    low := min(k, n - 1);
    high := max(k, n - 1);
    j := 1;
    while j <= low and e < most do (
        e = e * (high + j) // j;
        j = j + 1);
    min(most, e))

-- an upper bound for the polynomial network of widths d and these powers, not cut into
-- parts; mixing: outputs may be combinations of fewer forms
piece = (d, powers, mixing) -> (
    n := first d;
    k := 1;
    for p in powers do if k < 2^256 then k = k * p;
    power := if #powers > 0 then first powers else 1;
    weights := sum(#d - 1, i -> d#i * d#(i+1)) - sum d + n + last d;
    best := forms(weights, last d, n, k);
    if #d == 3 then (
        if power == 1 and d#1 < min(n, d#2) then best = min(best, d#1 * (n + d#2 - d#1));
        if power == 2 and d#2 == 1 and d#1 < n then best = min(best, d#1 * (2 * n - d#1 + 1) // 2);
        if power == 2 and d#2 == 3 and 2 * d#1 == 3 * n - 2 then best = min(best, 3 * n * (n + 1) // 2 - 1);
        key := (power, n, d#1, d#2);
        if defective#?key then best = min(best, defective#key);
        if mixing and key === (2, 4, 6, 5) then best = min(best, 47));
    if mixing and #d > 2 and d#(-2) < last d then (
        rest := d#(-2) * (last d - d#(-2));
        best = min(best, forms(best - rest, d#(-2), n, k) + rest));
    best)

-- for each i a lower bound for how many polynomials before activation i are independent
independentForms = net -> (
    (a, v) := (net#"d"#0, net#"d"#0);
    for i from 1 to net#"l" - 1 list (
        (d, p) := (net#"d"#i, net#"power"#(i-1));
        m := min(d, a);
        a = min(d, max(forms(d, 1, v, p), p * (a - 1) + 1));
        v = min(d, v);
        m))

-- layers 1..j are bounded as one part, or cut at layer i, whose neurons can be rescaled or
-- mixed
polynomial = (net, independent, mixing) -> (
    d := net#"d";
    p := net#"power";
    l := net#"l";
    terms := {("parameters", parameters net), ("hidden", sum d - first d - last d)};
    if mixing then terms = join(terms, apply(l - 1, i -> indexed("independent", i + 1, independent#i)));
    network := new MutableList from {0};
    for j from 1 to l do (
        best := piece(take(d, j + 1), take(p, j - 1), mixing);
        for s from 1 to min(16, j - 1) do (
            i := j - s;
            behind := d_{i..j};
            best = min(best, network#i + piece(behind, take(drop(p, i), s - 1), mixing)
                - d#i * (if p#(i-1) == 1 then independent#(i-1) else 1));
            if mixing then best = min(best, network#i
                + piece(prepend(d#i, behind), take(drop(p, i - 1), s), mixing) - d#i * independent#(i-1)));
        network#j = best;
        terms = append(terms, ("network_" | j, best)));
    append(terms, ("total", network#l)))

polynomialNetwork = net -> polynomial(net, apply(net#"l" - 1, i -> min take(net#"d", i + 2)), false)
polynomialMixing = net -> polynomial(net, independentForms net, true)

linearTokens = net -> (
    d := first net#"d";
    if net#"residual" then (
        K := min(d, sum(layers net, i -> net#"H"#i * nu(net, i)));
        return {("K", K), ("total", K * (2 * d - K))});
    r := {d};
    for i in layers net do r = append(r, min(net#"d"#i, last r, net#"H"#i * nu(net, i)));
    append(apply(#r, i -> indexed("r", i, r#i)), ("total", last r * (d + last net#"d" - last r))))

layerSum = net -> (
    total := 0;
    terms := flatten for i in layers net list (
        (d, e, H) := (net#"d"#(i-1), net#"d"#i, net#"H"#i);
        (alpha, n) := (min(net#"a"#i, d), nu(net, i));
        (m, v) := (keyQuery(alpha, d, net#"t" == 1), n * (d + e - n));
        scaled := H * (m + v - if net#"normalised" then 0 else 1);
        part := {("alpha", alpha), ("nu", n), ("m", m), ("v", v), ("scaled", scaled)};
        layer := scaled;
        if not net#"normalised" then (
            ambient := if net#"t" >= 2 then e * d * choose(d + 1, 2) else e * choose(d + 2, 3);
            q := if net#"t" >= 2 then d * d else choose(d + 1, 2);
            h := min(H, e * d, q);
            mixing := h * (e * d + q - h);
            layer = min(scaled, ambient, mixing);
            part = join(part, {("ambient", ambient), ("mixing", mixing)}));
        total = total + layer;
        apply(append(part, ("layer", layer)), x -> indexed(x#0, i, x#1)));
    append(terms, ("total", total)))

-- the terms, and the lists r and alpha
virtualWeights = net -> (
    (l, d, H) := (net#"l", net#"d", net#"H");
    (r, alpha, symmetric) := ({d#0}, {null}, {null});
    collapsed := false;
    for i in layers net do (
        collapsed = collapsed or (not net#"normalised" and r#(i-1) == 1);
        symmetric = append(symmetric, if net#"t" == 1 or collapsed then 1 else 0);
        r = append(r, min(d#i, H#i * min(nu(net, i), r#(i-1))));
        alpha = append(alpha, min(net#"a"#i, r#(i-1)));
        collapsed = collapsed or (not net#"normalised" and not net#"causal" and H#i == 1 and alpha#i == 1));
    w := {r#l};
    for i in reverse toList(1 .. l-1) do w = prepend(min(r#i, H#(i+1) * (w#0 + 2 * alpha#(i+1))), w);
    w = prepend(null, w);
    m := prepend(null, for i in layers net list keyQuery(alpha#i, r#(i-1), symmetric#i == 1));
    full := i -> nu(net, i) >= min(r#(i-1), r#i);
    values' := i -> H#i * nu(net, i) * (r#(i-1) + r#i - nu(net, i));
    flag := prepend(null, for i in toList(1 .. l-1) list
        if full i then w#i * (H#i * r#(i-1) - r#i) else values' i - (r#i)^2);
    output := if full l then r#l * (d#l + H#l * r#(l-1) - r#l) else r#l * (d#l - r#l) + values' l;
    scalings := if net#"normalised" then 0 else sum drop(H, 1);
    total := sum drop(flag, 1) + sum(layers net, i -> H#i * m#i) + output - scalings;
    column := (name, x) -> for i from 1 to #x - 1 list indexed(name, i, x#i);
    terms := join({("r_0", r#0)}, column("r", r), column("alpha", alpha), column("w", w),
        column("symmetric", symmetric), column("m", m), column("flag", flag),
        {("output", output), ("scalings", scalings), ("total", total)});
    (terms, r, alpha, symmetric))

-- each layer on the r_i coordinates that hold the state; changes of these coordinates do
-- not change the function and are subtracted
quotientLayers = net -> (
    (l, d, H) := (net#"l", net#"d", net#"H");
    (skip, r, alpha, symmetric) := virtualWeights net;
    column := (name, x) -> apply(layers net, i -> indexed(name, i, x#i));
    terms := join({("r_0", r#0)}, column("r", r), column("alpha", alpha), column("symmetric", symmetric));
    total := 0;
    for i in layers net do (
        (a, b) := (r#(i-1), r#i);
        out := if i == l then d#i else b;
        n := min {nu(net, i), a, b};
        m := keyQuery(alpha#i, a, symmetric#i == 1);
        v := n * (a + b - n);
        scaled := H#i * (m + v - 1) + b * (out - b);
        cubics := if symmetric#i == 1 then binomial(a + 2, 3) else a * binomial(a + 1, 2);
        k := min(b, cubics);
        ambient := if i == l and out != b then k * (out + cubics - k) else b * cubics;
        q := if symmetric#i == 1 then binomial(a + 1, 2) else a^2;
        h := min {H#i, out * a, q};
        mixing := h * (out * a + q - h);
        layer := min {scaled, ambient, mixing};
        terms = join(terms, {indexed("m", i, m), indexed("v", i, v), indexed("scaled", i, scaled),
            indexed("ambient", i, ambient), indexed("mixing", i, mixing), indexed("layer", i, layer)});
        total = total + layer);
    for i from 1 to l - 1 do (
        gauge := r#i * min(r#i, min(H#i, r#(i-1)) * min(nu(net, i), r#(i-1)));
        terms = append(terms, indexed("gauge", i, gauge));
        total = total - gauge);
    append(terms, ("total", total)))

-- after a state of rank one, the output is a vector times a function of that state
cutBound = net -> (
    r := drop((virtualWeights net)#1, -1);
    j := position(r, x -> x == 1);
    out := last net#"d";
    if j === null then null
    else if j == 0 then {("cut", 0), ("total", out)}
    else (
        first := merge(net, hashTable {"l" => j, "d" => append(take(net#"d", j), 1),
            "H" => take(net#"H", j + 1)}, (old, changed) -> changed);
        stack := (last (upperBound first)#1)#1;
        {("cut", j), ("stack", stack), ("outputs", out - 1), ("total", stack + out - 1)}))

headsBounds = net -> (
    found := {("virtual-weights", (virtualWeights net)#0)};
    if max drop(net#"H", 1) > 1 and not net#"normalised" then (
        found = append(found, ("quotient-layers", quotientLayers net));
        other := cutBound net;
        if other =!= null then found = append(found, ("cut", other)));
    found)

-- one layer of several lightning heads, as a tensor: outputs x queries x products of
-- coordinates; on one token, of two outputs, as a matrix of linear forms times forms
headTensors = net -> (
    (d, e, H, n) := (first net#"d", net#"d"#1, net#"H"#1, nu(net, 1));
    if net#"t" == 1 then (
        minors := H * (2 * d + choose(d + 1, 2)) - H * H - choose(H, 3);
        return {("minors", minors), ("total", minors)});
    (alpha, Q) := (min(net#"a"#1, d), choose(d + 1, 2));
    (r, q, p) := (min(e, H * n), min(d, H * alpha), min(Q, H * alpha * n));
    terms := {("outputs", r), ("queries", q), ("products", p),
        ("tensor", r * q * p + r * (e - r) + q * (d - q) + p * (Q - p))};
    if e == 1 and H <= d then terms = append(terms,
        ("crossed", H * (alpha * (2 * d - alpha) + d - 1) - choose(H, 2) * max(0, 2 * alpha - d)));
    if e == 1 and H < d then terms = append(terms, ("ideal", H * (d - H) + d * (H * d - choose(H, 2))));
    append(terms, ("total", min apply(drop(terms, 3), x -> x#1))))

-- a stack of several lightning heads on one token: the coefficients of its outputs, forms
-- of degree 3^j up to the first state with one coordinate; null where there is nothing to say
coefficientsBound = net -> (
    if net#"pnn" or net#"transformer" or net#"normalised" or net#"residual" or net#"t" > 1
        or max drop(net#"H", 1) < 2 then return null;
    r := (virtualWeights net)#1;
    j := 1;
    while j < net#"l" and r#j != 1 do j = j + 1;
    if 3^(min(j, 40)) >= 2^62 then return null;
    n := forms(parameters net, 1, first net#"d", 3^j);
    k := min(r#j, n);
    {("layers", j), ("degree", 3^j), ("forms", n), ("rank", k), ("total", k * n + k * (last net#"d" - k))})

-- all theorems that apply
upperBounds = net -> (
    if net#"pnn" then (
        if all(net#"power", p -> p == 1) then {("linear-network", linearNetwork net)}
        else join({("polynomial-network", polynomialNetwork net)},
            if net#"l" > 1 then {("polynomial-mixing", polynomialMixing net)} else {}))
    else if net#"transformer" then join(
        if merges net#"subs" then {("one-token", oneTokenTerms net#"subs")} else {},
        {("transformer", transformerTerms net#"subs")})
    else if net#"normalised" and net#"t" == 1 then {("linear-tokens", linearTokens net)}
    else if net#"residual" or (net#"l" == 1 and net#"H"#1 >= 2) then {("layer-sum", layerSum net)}
    else headsBounds net)

-- the theorem of this name if it applies, otherwise the first one with the least bound
upperNamed = (net, wanted) -> (
    found := upperBounds net;
    if wanted === "head-tensors" and not net#"pnn" and not net#"transformer" and not net#"normalised" and net#"l" == 1
        and net#"H"#1 >= 2 and (net#"t" >= 2 or net#"d"#1 == 2 and net#"H"#1 >= 3 and net#"H"#1 <= first net#"d")
        then found = append(found, (wanted, headTensors net));
    if wanted === "coefficients" then (
        other := coefficientsBound net;
        if other =!= null then found = append(found, (wanted, other)));
    named := position(found, bound -> bound#0 === wanted);
    totals := apply(found, bound -> (last bound#1)#1);
    found#(if named =!= null then named else position(totals, x -> x == min totals)))
upperBound = net -> upperNamed(net, null)

---------------------------------------- networks mod p and their derivatives

matrixOver = (R, rows) -> matrix apply(rows, row -> apply(row, x -> x_R))
masked = (net, S) -> if not net#"causal" then S else (
    matrix table(numRows S, numColumns S, (k, j) -> if k <= j then S_(k,j) else 0_(ring S)))
-- z^n for n >= 0, however large
powerOf = (z, n) -> (
    result := 1_(ring z);
    while n > 0 do (
        if n % 2 == 1 then result = result * z;
        z = z * z;
        n = n // 2);
    result)

-- in a model: the last token stands for this many equal tokens
copiesOf = (net, R) -> if net#?"copies" then ((net#"copies") % (char R))_R else 1_R

-- for each layer what the derivative needs
evaluate' = (net, weights, X, R) -> (
    for i in layers net list (
        layer := weights#(i-1);
        if net#"pnn" then (
            Z := layer#0#"W" * X;
            before := X;
            X = if i == net#"l" then Z else matrix apply(entries Z, z -> {powerOf(z#0, net#"power"#(i-1))});
            (before, Z))
        else (
            t := numColumns X;
            Y := if net#"residual" then X else 0 * random(R^(net#"d"#i), R^t);
            heads := for head in layer list (
                (QX, KX) := (head#"Q" * X, head#"K" * X);
                W := transpose KX * QX;             -- row: key, column: query
                inverses := null;
                if net#"normalised" then W = matrix table(t, t, (k, j) ->
                    (if k == t - 1 then copiesOf(net, R) else 1_R) * (W_(k,j) + 1_R));
                W = masked(net, W);
                if net#"normalised" then (
                    sums := for j to t - 1 list sum(t, k -> W_(k,j));
                    need(all(sums, s -> s != 0), "a denominator vanishes modulo the prime");
                    inverses = apply(sums, s -> 1_R / s);
                    W = matrix table(t, t, (k, j) -> W_(k,j) * inverses#j));
                XW := X * W;
                V := if head#?"V" then head#"V" else head#"O" * head#"U";
                Y = Y + V * XW;
                (V, QX, KX, W, inverses, XW));
            before = X;
            X = Y;
            (before, heads))))

-- derivatives of one output entry with respect to all weights, from the last layer
-- to the first: per layer a list of heads, each a matrix per letter; dX stands for the
-- derivatives with respect to the entries of X
gradient = (net, weights, trace, row, column, R) -> (
    p := char R;
    t := if net#"pnn" then 1 else net#"t";
    dY := matrix table(last net#"d", t, (i, j) -> if (i, j) == (row, column) then 1_R else 0_R);
    reverse for i in reverse layers net list (
        (X, rest) := trace#(i-1);
        if net#"pnn" then (
            n := if i < net#"l" then net#"power"#(i-1) else 1;
            if i < net#"l" then dY = matrix apply(numRows dY, k ->
                {(n % p)_R * powerOf(rest_(k,0), n - 1) * dY_(k,0)});
            g := {hashTable {"W" => dY * transpose X}};
            dY = transpose(weights#(i-1)#0#"W") * dY;
            g)
        else (
            dX := if net#"residual" then dY else 0 * X;
            heads := for h to #rest - 1 list (
                head := weights#(i-1)#h;
                (V, QX, KX, W, inverses, XW) := rest#h;
                dV := dY * transpose XW;
                dXW := transpose V * dY;
                dS := transpose X * dXW;            -- with respect to W
                if net#"normalised" then (              -- W = N / column sums of N
                    mean := for j to t - 1 list sum(t, k -> dS_(k,j) * W_(k,j));
                    dS = matrix table(t, t, (k, j) -> (if k == t - 1 then copiesOf(net, R) else 1_R)
                        * (dS_(k,j) - mean#j) * inverses#j));
                dS = masked(net, dS);
                (dQX, dKX) := (KX * dS, QX * transpose dS);
                dX = dX + dXW * transpose W + transpose(head#"Q") * dQX + transpose(head#"K") * dKX;
                common := {"Q" => dQX * transpose X, "K" => dKX * transpose X};
                hashTable join(common, if head#?"V" then {"V" => dV} else
                    {"O" => dV * transpose(head#"U"), "U" => transpose(head#"O") * dV}));
            dY = dX;
            heads)))

-------------------------------------------------------------------- minors

-- per layer a list of heads (pnn: of one), each a matrix of integers per letter
readWeights = (net, value) -> (
    needKeys(value, {"layers"}, "weights");
    needList(value#"layers", net#"l", "layers");
    for i in layers net list (
        (d, e, layer) := (net#"d"#(i-1), net#"d"#i, value#"layers"#(i-1));
        (shapes, heads) := if net#"pnn" then ({("W", e, d)}, {layer}) else (
            needKeys(layer, {"heads"}, "layer " | toString i);
            needList(layer#"heads", net#"H"#i, "the heads of layer " | toString i);
            (join({("Q", net#"a"#i, d), ("K", net#"a"#i, d)},
                if net#"v" === null then {("V", e, d)} else {("O", e, net#"v"#i), ("U", net#"v"#i, d)}),
                layer#"heads"));
        for head in heads do (
            needKeys(head, apply(shapes, first), "the weights of layer " | toString i);
            for s in shapes do needMatrix(head#(s#0), s#1, s#2, s#0 | " of layer " | toString i));
        heads))

-- for each name of a weight its place (layer, head, letter, row, column)
weightPlaces = (net, weights) -> hashTable flatten flatten flatten flatten for i in layers net list (
    for h to #(weights#(i-1)) - 1 list for letter in keys(weights#(i-1)#h) list (
        M := weights#(i-1)#h#letter;
        prefix := toLower letter | toString i | "_" | (if net#"pnn" then "" else toString(h+1) | "_");
        table(#M, #(M#0), (r, c) -> prefix | toString(r+1) | "_" | toString(c+1) => (i-1, h, letter, r, c))))

-- The size of the minor; it is refused if it vanishes mod p.
checkMinor = (net, minor) -> (
    needKeys(minor, {"prime", "weights", "inputs", "rows", "columns"}, "the minor");
    (p, inputs, rows, names) := (minor#"prime", minor#"inputs", minor#"rows", minor#"columns");
    need(isInt p and 2^6 < p and p < 2^62 and isPrime p, "the modulus is not a prime of 7 to 62 bits");
    need(isList rows and isList names and #rows == #names and #rows >= 1, "the minor is not square");
    limit(#rows <= LIMIT, "the minor is too large for this checker");
    tokens := if net#"pnn" then 1 else net#"t";
    weights := readWeights(net, minor#"weights");
    places := weightPlaces(net, weights);
    for name in names do need(isText name and places#?name, "a column is not a weight");
    need(#unique names == #names, "a column occurs twice");
    need(isList inputs, "inputs is not a list");
    for X in inputs do needMatrix(X, first net#"d", tokens, "an input");
    needMatrix(rows, #rows, 3, "rows");
    need(#unique rows == #rows, "a row occurs twice");
    for x in rows do need(x#0 >= 1 and x#0 <= #inputs and x#1 >= 1 and x#1 <= last net#"d"
        and x#2 >= 1 and x#2 <= tokens, "a row is out of range");
    R := ZZ/p;                  -- exact for these p; p is prime, so a field
    reduced := apply(weights, layer -> apply(layer, head -> applyValues(head, M -> matrixOver(R, M))));
    traces := apply(inputs, X -> evaluate'(net, reduced, matrixOver(R, X), R));
    wanted := apply(names, name -> places#name);
    jacobian := for x in rows list (
        g := gradient(net, reduced, traces#(x#0 - 1), x#1 - 1, x#2 - 1, R);
        for c in wanted list (g#(c#0)#(c#1)#(c#2))_(c#3, c#4));
    need(rank mutableMatrix matrix jacobian == #rows, "the minor vanishes modulo the prime");
    #rows)

-------------------------------------------------------------- lower bounds

changed = (arch, changes) -> merge(arch, hashTable changes, (x, y) -> y)

-- where tokens are repeated, any number from least on
modelTokens = (net, model, least) -> (
    if least == 2 and (not net#"normalised" or net#"causal") then return min(net#"t", 2);
    t := if isObject model and model#?"tokens" then model#"tokens";
    need(isInt t and least <= t and t <= net#"t", "the model has a wrong number of tokens");
    limit(t <= LIMIT, "the model has too many tokens for this checker");
    t)

-- all tokens are repeated equally often, or the last one stands for all missing tokens
modelNetwork = (net, model) -> (
    small := network model;
    if not net#"pnn" and net#"normalised" and not net#"causal" and net#"t" % small#"t" != 0
    then merge(small, hashTable {"copies" => net#"t" - small#"t" + 1}, (x, y) -> y) else small)

direct = (arch, net, bound) -> (
    model := bound#"model";
    if not net#"pnn" then arch = changed(arch, {"tokens" => modelTokens(net, model, 1)});
    need(model === arch, "the model is not the architecture");
    checkMinor(modelNetwork(net, model), bound#"minor"))

reduction = (arch, net, bound) -> (
    need(not net#"pnn" and not net#"residual" and all(drop(net#"H", 1), h -> h == 1)
        and not (net#"normalised" and net#"t" == 1), "the reduction does not apply");
    (terms, r, alpha, symmetric) := virtualWeights net;
    need(bound#"model" === changed(arch, {"widths" => append(apply(drop(r, -1), x -> min(x, 2)), 1),
        "head_dim" => apply(drop(alpha, 1), x -> min(x, 2)), "value_dim" => null,
        "tokens" => modelTokens(net, bound#"model", 2)}), "the model is not the reduced architecture");
    small := modelNetwork(net, bound#"model");
    s := checkMinor(small, bound#"minor");
    need(s == (last (virtualWeights small)#0)#1, "the minor has not the size of the reduced bound");
    (last terms)#1)

residualReduction = (arch, net, bound) -> (
    l := net#"l";
    need(not net#"pnn" and net#"residual" and all(drop(net#"H", 1), h -> h == 1) and first net#"d" >= 3
        and all(layers net, i -> nu(net, i) == first net#"d")
        and not (net#"normalised" and net#"t" == 1), "the residual reduction does not apply");
    small := for i in layers net list min(net#"a"#i, first net#"d", 2);
    need(bound#"model" === changed(arch, {"widths" => toList(l + 1 : 3), "head_dim" => small,
        "value_dim" => null, "tokens" => modelTokens(net, bound#"model", 2)}),
        "the model is not the reduced architecture");
    minor := bound#"minor";
    s := checkMinor(modelNetwork(net, bound#"model"), minor);
    need(all(minor#"weights"#"layers", layer -> layer#"heads"#0#"V" === {{1,0,0},{0,1,0},{0,0,1}}),
        "a value matrix of the minor is not the identity");
    need(all(minor#"inputs", X -> all(X#2, x -> x == 0)), "an input has a third coordinate");
    third := flatten for i in layers net list for c in {"1", "2"} list "v" | toString i | "_1_3_" | c;
    inner := flatten for i in layers net list join(
        {"v" | toString i | "_1_1_1", "v" | toString i | "_1_2_2"},
        flatten flatten for letter in {"q", "k"} list for row from 1 to small#(i-1) list for c in {"1", "2"} list
            letter | toString i | "_1_" | toString row | "_" | c);
    need(isSubset(third, minor#"columns"), "a column of the third coordinate is missing");
    need(isSubset(minor#"columns", join(third, inner)), "a column is not allowed in this reduction");
    need(number(minor#"rows", x -> x#1 == 3) == 2 * l, "wrong number of rows of the third coordinate");
    mu := apply(small, a -> if net#"t" == 1 or a == 1 then 3 else 4);
    need(s == 2 * l + sum mu + 2 * l - (if net#"normalised" then 0 else l),
        "the minor has not the size of the reduced bound");
    (last layerSum net)#1)

-- inputs in some coordinates and some rows of the output see a smaller stack, whose kernel has
-- only scalings and combinations of heads; in the architecture such combinations are not heads
headsReduction = (arch, net, bound) -> (
    (l, H, model) := (net#"l", net#"H", bound#"model");
    need(not net#"pnn" and not net#"residual" and not net#"normalised",
        "the reduction of several heads does not apply");
    ends := if isObject model and model#?"widths" then model#"widths";
    need(instance(ends, List) and #ends == l + 1 and all(ends, isInt)
        and min(2, net#"d"#0) <= ends#0 and ends#0 <= net#"d"#0 and 1 <= ends#l and ends#l <= net#"d"#l,
        "the model has wrong inputs or outputs");
    t := if model#?"tokens" then model#"tokens";
    need(isInt t and 2 <= t and t <= net#"t", "the model has a wrong number of tokens");
    limit(t <= LIMIT, "the model has too many tokens for this checker");
    states := s -> (
        ranks := {s};
        for i from 1 to l - 1 do ranks = append(ranks, min(net#"d"#i, H#i * min(nu(net, i), last ranks)));
        ranks);
    widths := append(states(ends#0), ends#l);
    need(model === changed(arch, {"widths" => widths,
        "head_dim" => for i in layers net list min(net#"a"#i, widths#(i-1)),
        "value_dim" => if arch#"value_dim" === null then null
            else for i in layers net list min(nu(net, i), widths#(i-1), widths#i),
        "tokens" => t}), "the model is not the reduced architecture");
    small := network model;
    (terms, r, alpha, symmetric) := virtualWeights net;
    (few, r', alpha', symmetric') := virtualWeights small;
    need(all(join(drop(symmetric, 1), drop(symmetric', 1)), x -> x == 0), "a layer sees only symmetric parts");
    if any(layers net, i -> nu(net, i) < min(r#(i-1), r#i)) then
        need(all(toList(1 .. l-1), i ->
            H#(i+1) * (min(nu(net, i+1), r#(i+1), r#i) + 2 * alpha#(i+1)) >= r#i),
            "a layer need not see all values of the layer before");
    common := states(ends#0 - (if ends#0 < net#"d"#0 then 1 else 0));
    need(all(layers net, i -> H#i <= (common#(i-1))^2), "too few inputs for so many heads");
    size := (last few)#1;
    for i in layers net do
        if alpha'#i == r'#(i-1) and nu(small, i) >= min(r'#(i-1), r'#i) then (
            need((r#(i-1) - alpha#i)^2 >= H#i - 1, "combinations of heads are heads");
            size = size - H#i * (H#i - 1));
    need(checkMinor(small, bound#"minor") == size, "the minor has not the size of the reduced bound");
    (last terms)#1)

-- The certificate states these hypotheses of the theorem, and they are true.
needClaims = (bound, claims) -> (
    need(bound#"hypotheses" === apply(claims, c -> hashTable {"name" => c#0, "left" => written c#1,
        "right" => written c#2}), "the hypotheses are not those of the theorem");
    for c in claims do need(c#1 >= c#2, "the hypothesis " | c#0 | " fails"))

manyHeads = (arch, net, bound) -> (
    single := bound#"theorem" === "many-heads";
    need(not net#"pnn" and not net#"normalised" and (if single then net#"l" == 1 else net#"residual"),
        "the theorem does not apply");
    (d, H, N, side) := (net#"d", net#"H", sum drop(net#"H", 1), bound#"side");
    alpha := prepend(null, for i in layers net list min(net#"a"#i, d#(i-1)));
    n := prepend(null, for i in layers net list nu(net, i));
    claims := join({("tokens", net#"t", 2)},
        flatten for i in layers net list {("alpha_" | toString i, alpha#i, 2), ("nu_" | toString i, n#i, 2)},
        {("width", d#0, 3 * N)},
        if side === "single" and N == 1 then {}
        else if side === "key" and N >= 2 then
            for i in layers net list ("key_" | toString i, (d#(i-1) - alpha#i)^2, N - 1)
        else if side === "value" and N >= 2 then
            for i in layers net list ("value_" | toString i, (d#(i-1) - n#i) * (d#i - n#i), N - 1)
        else if side === "mixing" and N >= 2 and single then
            {("full_key", alpha#1, d#0), ("full_value", n#1, min(d#0, d#1))}
        else refuse "this side of the theorem does not apply");
    needClaims(bound, claims);
    if side === "mixing" then return N * ((d#0)^2 + d#0 * d#1 - N);
    sum(layers net, i -> H#i * (alpha#i * (2 * d#(i-1) - alpha#i) + n#i * (d#(i-1) + d#i - n#i) - 1)))

-- No two softmax heads share a pole, so the map of one layer is an immersion; scaled-down
-- outputs of a residual network show all its sublayers side by side.
transformerLimit = (arch, net, bound) -> (
    need(not net#"pnn", "the theorem does not apply");
    (theorem, claims) := transformerClaims(net#"subs", net#"t");
    need(theorem === bound#"theorem", "the theorem that applies is " | theorem);
    needClaims(bound, claims);
    (last transformerTerms net#"subs")#1)

-- On one token attention is linear: sublayers side by side, and to the next order one after
-- the other.
oneTokenLimit = (arch, net, bound) -> (
    need(not net#"pnn" and net#"transformer" and isAlone net#"subs", "the theorem does not apply");
    needClaims(bound, oneTokenClaims net#"subs");
    (last if merges net#"subs" then oneTokenTerms net#"subs" else transformerTerms net#"subs")#1)

equality = (arch, net, bound) -> (
    (name, terms) := upperBound net;
    need(name === bound#"theorem", "the theorem does not apply");
    (last terms)#1)

lowerTheorems = hashTable {
    "direct" => (direct, {"model", "minor"}),
    "reduction" => (reduction, {"model", "minor"}),
    "residual-reduction" => (residualReduction, {"model", "minor"}),
    "heads-reduction" => (headsReduction, {"model", "minor"}),
    "many-heads" => (manyHeads, {"side", "hypotheses"}),
    "degree-three" => (manyHeads, {"side", "hypotheses"}),
    "softmax-heads" => (transformerLimit, {"hypotheses"}),
    "residual-limit" => (transformerLimit, {"hypotheses"}),
    "one-token" => (oneTokenLimit, {"hypotheses"}),
    "linear-network" => (equality, {}),
    "linear-tokens" => (equality, {})}

-- Minors of networks that this checker does not evaluate are neither accepted nor refused.
limitMinors = (net, bound) -> (
    minors := if net#"transformer" then {"direct"}
        else if net#"softmax" then {"direct", "reduction", "residual-reduction"} else {};
    limit(not member(bound#"theorem", append(minors, "free-exponentials")),
        "a minor of softmax or of a transformer needs real numbers in balls or free exponentials, which this "
        | "checker does not have (verify.py and fulgurite verify do)");
    need(not net#"transformer" or member(bound#"theorem", {"softmax-heads", "residual-limit", "one-token"}),
        "the theorem does not apply to transformers"))

lowerBound = (arch, net, bound) -> (
    need(isObject bound, "lower_bound is not an object");
    if bound#?"theorem" and isText bound#"theorem" then limitMinors(net, bound);
    need(bound#?"theorem" and isText bound#"theorem" and lowerTheorems#?(bound#"theorem"),
        "the lower bound rests on no known theorem");
    (theorem, names) := lowerTheorems#(bound#"theorem");
    needKeys(bound, join({"theorem", "value"}, names), "lower_bound");
    value := theorem(arch, net, bound);
    need(bound#"value" === written value, "the value of the lower bound is " | toString value);
    value)

--------------------------------------------------------------- the verdict

checkCertificate = c -> (
    needKeys(c, {"format", "architecture", "architecture_digest", "claim", "upper_bound",
        "lower_bound", "digest"}, "the certificate");
    need(c#"digest" === sha256 keepKeys(c, k -> k != "digest"), "the digest is wrong");
    need(c#"architecture_digest" === sha256 c#"architecture", "the architecture's digest is wrong");
    net := network c#"architecture";
    wanted := if isObject c#"upper_bound" and c#"upper_bound"#?"theorem" then c#"upper_bound"#"theorem";
    limit(wanted =!= "symmetries", "verify.m2 does not check the vector fields of the theorem symmetries");
    (name, terms) := upperNamed(net, wanted);
    upper := (last terms)#1;
    need(c#"upper_bound" === hashTable {"theorem" => name, "value" => written upper,
        "terms" => apply(terms, x -> hashTable {"name" => x#0, "value" => written x#1})},
        "the upper bound is not that of the theorem " | name | ", which gives " | toString upper);
    lower := lowerBound(c#"architecture", net, c#"lower_bound");
    need(lower <= upper, "the lower bound exceeds the upper bound");
    proved := lower == upper;
    (x, y) := (toString lower, toString upper);
    need(c#"claim" === hashTable {"parameters" => written parameters net,
        "lower" => written lower, "upper" => written upper,
        "dimension" => if proved then written lower,
        "generic_fiber_dimension" => if proved then written(parameters net - lower),
        "status" => if proved then "proved" else "bounds"},
        "the claim is not what is proved: " | x | " <= dim <= " | y);
    if proved then "dimension " | x | " (proved: " | x | " <= dim <= " | y | ")"
    else x | " <= dim <= " | y | " (bounds)")
keepKeys = (h, f) -> hashTable for k in keys h list if f k then k => h#k else continue

-- Anything else that goes wrong (no sha256sum, no memory) is no verdict.
verdict = text -> try catch {0, checkCertificate parse text} else {2, "cannot be checked"}

-- A name that starts with ! or $ would be a command or a socket to "get".
readFile' = name -> (
    if name == "-" then get "/dev/stdin"
    else get if match("^/", name) then name else "./" | name)

files = drop(scriptCommandLine, 1)
if #files == 0 then (stderr << "usage: M2 --script verify.m2 FILE..." << endl; exit 2)
words = hashTable {0 => "accepted", 1 => "refused", 3 => "does not parse", 4 => "unable"}
codes = for name in files list (
    text := try readFile' name else null;
    if not isText text then (stderr << name << ": cannot be read" << endl; 2)
    else (
        (code, reason) := toSequence verdict text;
        if code == 2 then stderr << name << ": " << reason << endl
        else << name << ": " << words#code << ": " << reason << endl;
        code))
for code in {2, 3, 1, 4, 0} do if member(code, codes) then exit code
