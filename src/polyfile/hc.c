/*
 * HomotopyContinuation.jl.  It computes with floating-point numbers; ranks and
 * the check of points are done beside it with exact integers.  Sums are texts,
 * because Julia's compiler takes minutes for a literal sum of many terms.
 */
#include "impl.h"
#include "julia.h"

static const char begin[] =
    "using HomotopyContinuation\n"
    "import Random\n\n"
    "variable_names = [\n  @NAMES@]\n"
    "check_prime = @CHECK@\n"
    "place = Dict(name => k for (k, name) in enumerate(variable_names))\n"
    "X = [Variable(Symbol(name)) for name in variable_names]\n"
    "answers = Dict{String,Int}()\n\n"
    "# \"3/2\" as a rational number\n"
    "function number(text)\n"
    "    part = [parse(BigInt, s) for s in split(text, '/')]\n"
    "    return length(part) == 1 ? part[1] // 1 : part[1] // part[2]\n"
    "end\n\n"
    "# a sum, kept exactly: (coefficient, [(variable, exponent), ..]) a term\n"
    "const Term = Tuple{Rational{BigInt},Vector{Tuple{Int,Int}}}\n"
    "function poly(text)\n"
    "    terms = Term[]\n"
    "    text = replace(filter(c -> !isspace(c), text), \"-\" => \"+-\")\n"
    "    for term in split(text, '+'; keepempty = false)\n"
    "        c = startswith(term, '-') ? -big(1) // 1 : big(1) // 1\n"
    "        monomial = Tuple{Int,Int}[]\n"
    "        for factor in split(lstrip(term, '-'), '*')\n"
    "            part = split(factor, '^')\n"
    "            k = get(place, part[1], 0)\n"
    "            if k == 0\n"
    "                c *= number(factor)\n"
    "            else\n"
    "                push!(monomial, (k, length(part) == 1 ? 1 : parse(Int, "
    "part[2])))\n"
    "            end\n"
    "        end\n"
    "        push!(terms, (c, monomial))\n"
    "    end\n"
    "    return terms\n"
    "end\n\n"
    "# the same as an expression, added up in pairs\n"
    "function expression(f)\n"
    "    L = Expression[c * prod(X[k]^e for (k, e) in m; init = Expression(1)) "
    "for (c, m) in f]\n"
    "    isempty(L) && return Expression(0)\n"
    "    while length(L) > 1\n"
    "        L = [i < length(L) ? L[i] + L[i+1] : L[i] for i in "
    "1:2:length(L)]\n"
    "    end\n"
    "    return L[1]\n"
    "end\n\n"
    "residue(x, p) = Int(mod(numerator(x) * invmod(denominator(x), big(p)), "
    "p))\n"
    "times(a, b, p) = Int(mod(Int128(a) * b, p))\n"
    "power(a, e, p) = Int(powermod(big(a), e, big(p)))\n\n"
    "# the value at a point, mod p\n"
    "function value(f, point, p)\n"
    "    v = 0\n"
    "    for (c, m) in f\n"
    "        t = residue(c, p)\n"
    "        for (k, e) in m\n"
    "            t = times(t, power(point[k], e, p), p)\n"
    "        end\n"
    "        v = mod(v + t, p)\n"
    "    end\n"
    "    return v\n"
    "end\n\n"
    "# its partial derivatives there\n"
    "function gradient(f, point, p)\n"
    "    v = zeros(Int, length(X))\n"
    "    for (c, m) in f, (k, _) in m\n"
    "        t = residue(c, p)\n"
    "        for (l, e) in m\n"
    "            t = times(t, power(point[l], l == k ? e - 1 : e, p), p)\n"
    "            t = l == k ? times(t, e, p) : t\n"
    "        end\n"
    "        v[k] = mod(v[k] + t, p)\n"
    "    end\n"
    "    return v\n"
    "end\n\n"
    "# the rank of a matrix (a list of rows) mod p\n"
    "function rank_mod(rows, p)\n"
    "    rows = copy.(rows)\n"
    "    r = 0\n"
    "    for j in 1:(isempty(rows) ? 0 : length(rows[1]))\n"
    "        k = findfirst(i -> rows[i][j] != 0, r+1:length(rows))\n"
    "        k === nothing && continue\n"
    "        r += 1\n"
    "        rows[r], rows[r+k-1] = rows[r+k-1], rows[r]\n"
    "        c = invmod(rows[r][j], p)\n"
    "        for i in r+1:length(rows)\n"
    "            t = times(rows[i][j], c, p)\n"
    "            t == 0 && continue\n"
    "            rows[i] = [mod(x - times(t, y, p), p) for (x, y) in "
    "zip(rows[i], rows[r])]\n"
    "        end\n"
    "    end\n"
    "    return r\n"
    "end\n\n"
    "# whether all of L are 0 at a point, exactly; nothing is any value\n"
    "function vanishes(L, point)\n"
    "    for f in L\n"
    "        rest = Dict{Vector{Tuple{Int,Int}},Rational{BigInt}}()\n"
    "        for (c, m) in f\n"
    "            for (k, e) in m\n"
    "                c *= point[k] === nothing ? 1 : number(point[k])^e\n"
    "            end\n"
    "            free = sort(filter(t -> point[t[1]] === nothing, m))\n"
    "            rest[free] = get(rest, free, 0) + c\n"
    "        end\n"
    "        all(iszero, values(rest)) || return false\n"
    "    end\n"
    "    return true\n"
    "end\n\n" FULG_JULIA_ANSWERS;

/* The new variable times a saturating polynomial is 1: same dimension, but
   another degree. */
static const char ideal_task[] =
    "L = entries(@MAIN@)\n"
    "for (k, point) in enumerate(Any[@POINTS@])\n"
    "    println(\"vanishes at point \", k, \": \", vanishes(L, point))\n"
    "    any(isnothing, point) && continue\n"
    "    at = [residue(number(x), check_prime) for x in point]\n"
    "    println(\"tangent space there: dimension \", length(X) -\n"
    "        rank_mod([gradient(f, at, check_prime) for f in L], "
    "check_prime))\n"
    "end\n"
    "# false: nothing numerical\n"
    "decompose_too = true\n"
    "E = [expression(f) for f in L if !isempty(f)]\n"
    "@IF SAT@"
    "for (k, f) in enumerate(entries(@SAT@))\n"
    "    t = Variable(:reciprocal, k)\n"
    "    push!(X, t)\n"
    "    push!(E, t * expression(f) - 1)\n"
    "end\n"
    "@END@"
    "if decompose_too\n"
    "    Random.seed!(1)\n"
    "    F = System(E; variables = X)\n"
    "    D = degrees(nid(F))\n"
    "    println(\"degrees of the components, by dimension: \", D)\n"
    "    found = sort([d for (d, list) in D if !isempty(list)])\n"
    "    say(\"dimension\", isempty(found) ? -1 : found[end])\n"
    "    isempty(found) || println(\"degree of the components of that dimension: "
    "\", sum(D[found[end]]))\n"
    "end\n"
    "@EXPECT@";

static const char image_task[] =
    "sources = @SOURCES@\n"
    "p = check_prime\n"
    "L = entries(@MAIN@)\n"
    "conditions = @IF COND@entries(@COND@)@END@@IF NOCOND@Vector{Term}[]@END@\n"
    "Random.seed!(1)\n"
    "somewhere = @IF NOCOND@[rand(1:10^9) for _ in X]@END@"
    "@IF COND@[x === nothing ? 0 : residue(number(x), p) for x in point1]@END@\n"
    "rank_at(L) = rank_mod([gradient(f, somewhere, p)[1:sources] for f in L], "
    "p)\n"
    "say(\"dimension\", rank_at(vcat(conditions, L)) - rank_at(conditions))\n"
    "graph = vcat([vcat(L[k], [(-big(1) // 1, [(sources + k, 1)])]) for k in "
    "1:length(X)-sources], conditions)\n"
    "for (k, point) in enumerate(Any[@POINTS@])\n"
    "    println(\"vanishes at point \", k, \": \", vanishes(graph, point))\n"
    "end\n"
    "# the map itself, for numerical work: F(values of the sources)\n"
    "F = System([expression(f) for f in L]; variables = X[1:sources])\n"
    "@EXPECT@"
    "println(\"affine dimension of the closure of the image:\")\n"
    "println(answers[\"dimension\"])\n";

static const char rank_task[] =
    "p = @IF RANKPRIME@@RANKPRIME@@END@@IF RATIONALPOINT@check_prime@END@"
    "@IF RATIONALGENERIC@check_prime@END@\n"
    "Random.seed!(1)\n"
    "somewhere = [rand(1:10^9) for _ in X]\n"
    "@IF POINT@"
    "for (k, x) in enumerate(point@RANKPOINT@)\n"
    "    x === nothing || (somewhere[k] = residue(number(x), p))\n"
    "end\n"
    "@END@"
    "@IF RATIONALPOINT@"
    "# modulo a prime: never above the rank over the rational numbers\n"
    "@END@"
    "M = @MAIN@\n"
    "say(\"rank\", rank_mod([[value(M[i, j], somewhere, p) for j in "
    "axes(M, 2)] for i in axes(M, 1)], p))\n"
    "@EXPECT@";

static const char *const ideal_text[] = {
    "It prints whether the known points are zeros and, by the numerical",
    "irreducible decomposition nid of the main block, the largest dimension of "
    "a",
    "component and the degrees by dimension.  Floating-point numbers prove "
    "nothing,",
    "and nid misses components along which the equations are not independent "
    "(those",
    "that are not reduced).",
    NULL};

const fulg_dialect_t fulg_polyfile_hc = {
    .name = "hc",
    .program = "HomotopyContinuation.jl",
    .ending = ".jl",
    .run = "julia FILE",
    .no_prime = 1,
    .ideal_text = ideal_text,
    .comment = "#",
    .joint = '_',
    .prefix = "sys_",
    .quote = "\"",
    .begin = begin,
    .block = "@BLOCK@ = [Term[] for _ in 1:@ROWS@, _ in 1:@COLS@]\n",
    .entry = "@BLOCK@[@I@,@J@] = poly(\"\"\"\n  @POLY@\"\"\")\n",
    .part = 0,
    .point = "point@P@ = [@VALUES@]\n",
    .given = "\"",
    .missing = "nothing",
    .describe = "describe(\"@BLOCKNAME@\", entries(@BLOCK@))\n",
    .expect = "expect(\"@WHAT@\", \"@RELATION@\", @VALUE@, \"@WHY@\")\n",
    .task =
        {"function describe(name, L)\n"
         "    L = filter(!isempty, L)\n"
         "    println(name, \": polynomials \", length(L), \", terms \",\n"
         "        sum(length, L; init = 0), \", degree \",\n"
         "        maximum(sum(e for (_, e) in m; init = 0) for f in L for (_, m) "
         "in f; init = -1))\n"
         "end\n"
         "@BLOCKS@"
         "L = filter(!isempty, entries(@MAIN@))\n"
         "answers[\"polynomials\"] = length(L)\n"
         "answers[\"terms\"] = sum(length, L; init = 0)\n"
         "# for numerical work\n"
         "F = System([expression(f) for f in L]; variables = X)\n"
         "@EXPECT@",
         ideal_task, image_task, rank_task, ideal_task},
    .end = "",
    .fold = 1,
};
