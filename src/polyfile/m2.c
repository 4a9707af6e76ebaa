/*
 * Macaulay2.  A _ in a name would be a subscript, so it becomes a prime (').
 * The interpreter adds the terms of a sum one by one, each time copying it:
 * long sums are written in parts and added up in pairs.
 */
#include "impl.h"

/* What the files use; any word of two letters or more without a digit is taken
   as one of the system's own, see names.c. */
static const char *const reserved[] = {"C", "F", "I", "K", "L",
                                       "R", "S", "T", "r", NULL};

static const char begin[] =
    "R = @FIELD@[\n  @NAMES@];\n"
    "checkPrime = @CHECK@;\n"
    "addUp = L -> (while #L > 1 do L = apply(pack(2, L), sum); L#0);\n"
    "answers = new MutableHashTable;\n"
    "say = (what, n) -> (\n"
    "    answers#what = n;\n"
    "    print concatenate(what, \" \", toString n));\n"
    "agrees = (n, relation, m) -> (\n"
    "    if relation == \"=\" then n == m\n"
    "    else if relation == \">=\" then n >= m else n <= m);\n"
    "expect = (what, relation, n, why) -> print concatenate(\n"
    "    \"expected \", what, \" \", relation, \" \", toString n, \" (\", why, "
    "\"): \",\n"
    "    if not answers#?what then \"not computed\"\n"
    "    else if agrees(answers#what, relation, n) then \"agrees\"\n"
    "    else \"DIFFERS\");\n"
    "-- whether all of L vanish at a point\n"
    "vanishes = (L, point) -> (\n"
    "    at := map(R, R, apply(point, x -> promote(x, R)));\n"
    "    all(L, f -> at f == 0));\n\n";

static const char ideal_task[] =
    "S = if checkPrime == 0 then R else (ZZ/checkPrime)(monoid R);\n"
    "toS = map(S, R, vars S);\n"
    "I = toS ideal matrix @MAIN@;\n"
    "@IF SAT@"
    "scan(flatten entries matrix @SAT@, f -> I = saturate(I, toS f));\n"
    "@END@"
    "say(\"dimension\", dim I);\n"
    "say(\"degree\", if I == 1 then 0 else degree I);\n"
    "scan(#{@POINTS@}, k -> print concatenate(\n"
    "    \"vanishes at point \", toString(k + 1), \": \",\n"
    "    toString vanishes(flatten entries matrix @MAIN@, {@POINTS@}#k)));\n"
    "@EXPECT@";

static const char image_task[] =
    "-- true: also the ideal of the closure, by elimination (slow)\n"
    "eliminateToo = false;\n"
    "F = flatten entries matrix @MAIN@;\n"
    "before = take(gens R, @SOURCES@);\n"
    "behind = drop(gens R, @SOURCES@);\n"
    "conditions = @IF COND@flatten entries matrix @COND@@END@"
    "@IF NOCOND@{}@END@;\n"
    "kk = if checkPrime == 0 then QQ else ZZ/checkPrime;\n"
    "setRandomSeed 1;\n"
    "somewhere = @IF NOCOND@apply(numgens R, k -> random kk)@END@"
    "@IF COND@apply(point1, x ->\n"
    "    if instance(x, R) then 0_kk else promote(x, kk))@END@;\n"
    "at = map(kk, R, somewhere);\n"
    "jacobianAt = L -> (\n"
    "    if #L == 0 then map(kk^0, kk^@SOURCES@, 0)\n"
    "    else matrix apply(L, f -> flatten entries at diff(matrix{before}, "
    "f)));\n"
    "r = rank(jacobianAt conditions || jacobianAt F) - rank jacobianAt "
    "conditions;\n"
    "say(\"dimension\", r);\n"
    "scan(#{@POINTS@}, k -> print concatenate(\n"
    "    \"vanishes at point \", toString(k + 1), \": \",\n"
    "    toString vanishes(join(conditions, take(F, #behind) - behind), "
    "{@POINTS@}#k)));\n"
    "if eliminateToo then (\n"
    "    S = kk[before];\n"
    "    T = kk[behind];\n"
    "    toS = map(S, R, join(gens S, apply(#behind, k -> 0_S)));\n"
    "    K = ker map(S / ideal append(apply(conditions, f -> toS f), 0_S), T,\n"
    "        apply(F, f -> toS f));\n"
    "    print concatenate(\"generators of the ideal, by degree: \",\n"
    "        toString tally apply(flatten entries mingens K, f -> first degree "
    "f));\n"
    "    say(\"degree\", degree K);\n"
    "    say(\"dimension\", dim K));\n"
    "@EXPECT@"
    "@IF POINTS@"
    "-- The same dimension numerically, at known point 1 (take the marks away):\n"
    "-- needsPackage \"NumericalImplicitization\"; C = CC[before];\n"
    "-- overC = map(C, R, join(gens C, apply(#behind, k -> 0_C)));\n"
    "-- print numericalImageDim(matrix{apply(F, f -> overC f)},\n"
    "--     ideal append(apply(conditions, f -> overC f), 0_C),\n"
    "--     point({apply(take(point1, @SOURCES@), x -> promote(x, CC))}));\n"
    "@END@"
    "print concatenate(\"affine dimension of the closure of the image:\");\n"
    "print answers#\"dimension\";\n";

static const char rank_task[] =
    "kk = @IF RANKPRIME@ZZ/@RANKPRIME@@END@"
    "@IF RATIONALPOINT@QQ@END@"
    "@IF RATIONALGENERIC@if checkPrime == 0 then QQ else ZZ/checkPrime@END@"
    ";\n"
    "setRandomSeed 1;\n"
    "somewhere = apply(numgens R, k -> random kk);\n"
    "@IF POINT@"
    "at = map(kk, R, apply(numgens R, k -> (\n"
    "    x := point@RANKPOINT@#k;\n"
    "    if instance(x, R) then somewhere#k else promote(x, kk))));\n"
    "@END@"
    "@IF NOPOINT@at = map(kk, R, somewhere);\n@END@"
    "say(\"rank\", rank at matrix @MAIN@);\n"
    "@EXPECT@";

const fulg_dialect_t fulg_polyfile_m2 = {
    .name = "m2",
    .program = "Macaulay2",
    .ending = ".m2",
    .run = "M2 --script FILE",
    .comment = "--",
    .joint = '\'',
    .reserved = reserved,
    .prefix = "sys_",
    .quote = "",
    .field_q = "QQ",
    .field_p = "(ZZ/@CHAR@)",
    .begin = begin,
    .block = "@BLOCK@ = mutableMatrix(R, @ROWS@, @COLS@);\n",
    .entry = "@BLOCK@_(@I0@,@J0@) = @POLY@;\n",
    .part = 24,
    .part_begin = "pieces = new MutableList;\n",
    .part_item = "pieces#(#pieces) = @POLY@;\n",
    .part_end = "@BLOCK@_(@I0@,@J0@) = addUp toList pieces;\n",
    .point = "point@P@ = {@VALUES@};\n",
    .describe = "report(\"@BLOCKNAME@\", flatten entries matrix @BLOCK@);\n",
    .expect = "expect(\"@WHAT@\", \"@RELATION@\", @VALUE@, \"@WHY@\");\n",
    .task =
        {"report = (name, L) -> (\n"
         "    L = select(L, f -> f != 0);\n"
         "    print concatenate(name, \": polynomials \", toString(#L),\n"
         "        \", terms \", toString sum(L, size), \", degree \",\n"
         "        toString max append(apply(L, f -> first degree f), -1)));\n"
         "@BLOCKS@"
         "F = select(flatten entries matrix @MAIN@, f -> f != 0);\n"
         "answers#\"polynomials\" = #F;\n"
         "answers#\"terms\" = sum(F, size);\n"
         "@EXPECT@",
         ideal_task, image_task, rank_task, ideal_task},
    .end = "",
    .eliminate = "Set eliminateToo = true for the ideal of the closure, too "
                 "(slow).",
    .fold = 1,
};
