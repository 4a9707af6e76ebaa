/*
 * Oscar.  A literal sum of many terms takes Julia's compiler minutes: sums are
 * texts, which a few lines of the file read.
 */
#include "impl.h"
#include "julia.h"

static const char begin[] =
    "using Oscar\n"
    "import Random\n\n"
    "variable_names = [\n  @NAMES@]\n"
    "field = @FIELD@\n"
    "check_prime = @CHECK@\n"
    "place = Dict(name => k for (k, name) in enumerate(variable_names))\n"
    "R, _ = polynomial_ring(field, variable_names)\n"
    "answers = Dict{String,Any}()\n\n"
    "# \"3/2\" as an element of a field\n"
    "function number(F, text)\n"
    "    part = [parse(BigInt, s) for s in split(text, '/')]\n"
    "    return length(part) == 1 ? F(part[1]) : F(part[1]) // F(part[2])\n"
    "end\n\n"
    "# the sum that a text says\n"
    "function poly(text)\n"
    "    sum = MPolyBuildCtx(R)\n"
    "    text = replace(filter(c -> !isspace(c), text), \"-\" => \"+-\")\n"
    "    for term in split(text, '+'; keepempty = false)\n"
    "        c = startswith(term, '-') ? -one(field) : one(field)\n"
    "        exponents = zeros(Int, length(variable_names))\n"
    "        for factor in split(lstrip(term, '-'), '*')\n"
    "            part = split(factor, '^')\n"
    "            k = get(place, part[1], 0)\n"
    "            if k == 0\n"
    "                c *= number(field, factor)\n"
    "            else\n"
    "                exponents[k] += length(part) == 1 ? 1 : parse(Int, part[2])\n"
    "            end\n"
    "        end\n"
    "        push_term!(sum, c, exponents)\n"
    "    end\n"
    "    return finish(sum)\n"
    "end\n\n"
    "# an element of another field\n"
    "residue(F, c) = field === QQ ? F(numerator(c)) // F(denominator(c)) : "
    "F(lift(ZZ, c))\n\n"
    "# the same polynomial in a ring over another field\n"
    "function over(S, F, f)\n"
    "    sum = MPolyBuildCtx(S)\n"
    "    for (c, e) in zip(coefficients(f), exponent_vectors(f))\n"
    "        push_term!(sum, residue(F, c), e)\n"
    "    end\n"
    "    return finish(sum)\n"
    "end\n\n"
    "# the value at a point; nothing leaves a variable as it is\n"
    "at(f, point) = evaluate(f, [x === nothing ? gen(R, k) : R(number(field, "
    "x))\n"
    "    for (k, x) in enumerate(point)])\n"
    "vanishes(L, point) = all(f -> iszero(at(f, point)), L)\n" FULG_JULIA_ANSWERS;

static const char ideal_task[] =
    "F = check_prime == 0 ? field : GF(check_prime)\n"
    "S, _ = polynomial_ring(F, variable_names)\n"
    "I = ideal(S, [over(S, F, f) for f in entries(@MAIN@)])\n"
    "@IF SAT@"
    "for f in entries(@SAT@)\n"
    "    global I = saturation(I, ideal(S, [over(S, F, f)]))\n"
    "end\n"
    "@END@"
    "# the number of points, with multiplicity, of a linear section\n"
    "function degree_of(I)\n"
    "    isone(I) && return 0\n"
    "    Random.seed!(1)\n"
    "    section = [sum(F(rand(1:10^9)) * x for x in gens(S)) + F(rand(1:10^9)) "
    "for _ in 1:dim(I)]\n"
    "    A, _ = quo(S, I + ideal(S, vcat(section, [zero(S)])))\n"
    "    return isdefined(Oscar, :vector_space_dim) ? "
    "Oscar.vector_space_dim(A) :\n"
    "           Oscar.vector_space_dimension(A)\n"
    "end\n"
    "say(\"dimension\", isone(I) ? -1 : dim(I))\n"
    "say(\"degree\", degree_of(I))\n"
    "for (k, point) in enumerate(Any[@POINTS@])\n"
    "    println(\"vanishes at point \", k, \": \", vanishes(entries(@MAIN@), "
    "point))\n"
    "end\n"
    "@EXPECT@";

static const char image_task[] =
    "# true: also the ideal of the closure, by elimination (slow)\n"
    "eliminate_too = false\n"
    "sources = @SOURCES@\n"
    "F = GF(check_prime == 0 ? @FALLBACK@ : check_prime)\n"
    "S, _ = polynomial_ring(F, variable_names)\n"
    "Random.seed!(1)\n"
    "somewhere = @IF NOCOND@[F(rand(1:10^9)) for _ in variable_names]@END@"
    "@IF COND@[x === nothing ? F(0) : number(F, x) for x in point1]@END@\n"
    "function rank_at(L)\n"
    "    isempty(L) && return 0\n"
    "    values = [evaluate(derivative(over(S, F, f), k), somewhere)\n"
    "              for f in L for k in 1:sources]\n"
    "    return rank(matrix(F, length(L), sources, values))\n"
    "end\n"
    "graph_of(L) = [L[k] - gen(R, sources + k) for k in "
    "1:length(variable_names)-sources]\n"
    "conditions = @IF COND@entries(@COND@)@END@@IF NOCOND@elem_type(R)[]@END@\n"
    "L = entries(@MAIN@)\n"
    "say(\"dimension\", rank_at(vcat(conditions, L)) - rank_at(conditions))\n"
    "graph = vcat(graph_of(L), conditions)\n"
    "for (k, point) in enumerate(Any[@POINTS@])\n"
    "    println(\"vanishes at point \", k, \": \", vanishes(graph, point))\n"
    "end\n"
    "if eliminate_too\n"
    "    I = ideal(S, [over(S, F, f) for f in graph])\n"
    "    K = eliminate(I, gens(S)[1:sources])\n"
    "    println(\"generators of the ideal: \", length(gens(K)))\n"
    "    say(\"dimension\", dim(K) - sources)\n"
    "end\n"
    "@EXPECT@"
    "println(\"affine dimension of the closure of the image:\")\n"
    "println(answers[\"dimension\"])\n";

static const char rank_task[] =
    "F = @IF RANKPRIME@GF(@RANKPRIME@)@END@@IF RATIONALPOINT@QQ@END@"
    "@IF RATIONALGENERIC@GF(check_prime)@END@\n"
    "S, _ = polynomial_ring(F, variable_names)\n"
    "Random.seed!(1)\n"
    "somewhere = [F(rand(1:10^9)) for _ in variable_names]\n"
    "@IF POINT@"
    "for (k, x) in enumerate(point@RANKPOINT@)\n"
    "    x === nothing || (somewhere[k] = number(F, x))\n"
    "end\n"
    "@END@"
    "values = [evaluate(over(S, F, f), somewhere) for f in entries(@MAIN@)]\n"
    "say(\"rank\", rank(matrix(F, size(@MAIN@, 1), size(@MAIN@, 2), values)))\n"
    "@EXPECT@";

const fulg_dialect_t fulg_polyfile_oscar = {
    .name = "oscar",
    .program = "Oscar",
    .ending = ".jl",
    .run = "julia FILE",
    .comment = "#",
    .joint = '_',
    .prefix = "sys_",
    .quote = "\"",
    .field_q = "QQ",
    .field_p = "GF(@CHAR@)",
    .begin = begin,
    .block = "@BLOCK@ = fill(zero(R), @ROWS@, @COLS@)\n",
    .entry = "@BLOCK@[@I@,@J@] = poly(\"\"\"\n  @POLY@\"\"\")\n",
    .part = 0,
    .point = "point@P@ = [@VALUES@]\n",
    .given = "\"",
    .missing = "nothing",
    .describe = "describe(\"@BLOCKNAME@\", entries(@BLOCK@))\n",
    .expect = "expect(\"@WHAT@\", \"@RELATION@\", @VALUE@, \"@WHY@\")\n",
    .task = {"function describe(name, L)\n"
             "    L = filter(!iszero, L)\n"
             "    println(name, \": polynomials \", length(L), \", terms \",\n"
             "        sum(length, L; init = 0), \", degree \",\n"
             "        maximum(total_degree, L; init = -1))\n"
             "end\n"
             "@BLOCKS@"
             "L = filter(!iszero, entries(@MAIN@))\n"
             "answers[\"polynomials\"] = length(L)\n"
             "answers[\"terms\"] = sum(length, L; init = 0)\n"
             "@EXPECT@",
             ideal_task, image_task, rank_task, ideal_task},
    .end = "",
    .eliminate = "Set eliminate_too = true for the ideal of the closure, too "
                 "(slow).",
    .fold = 1,
};
