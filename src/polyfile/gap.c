/*
 * GAP.  Its parser reads no sum of many terms quickly, so sums are texts that a
 * few lines of the file read.
 */
#include "impl.h"

static const char begin[] =
    "SizeScreen([4096, 24]);;\n"
    "names := [\n"
    "  @NAMES@];;\n"
    "field := @FIELD@;;\n"
    "check_prime := @CHECK@;;\n"
    "ring := PolynomialRing(field, names);;\n"
    "gens := IndeterminatesOfPolynomialRing(ring);;\n"
    "answers := rec();;\n"
    "\n"
    "# a number in a field (of more than 2^16 elements it takes no "
    "fractions itself)\n"
    "number := function(F, c)\n"
    "  if IsRat(c) then return NumeratorRat(c) * One(F) / "
    "(DenominatorRat(c) * One(F)); fi;\n"
    "  return c * One(F);\n"
    "end;;\n"
    "\n"
    "# a polynomial from [[exponents], coefficient] for each term\n"
    "build := function(F, x, list)\n"
    "  local ext, term, m, k;\n"
    "  ext := [];\n"
    "  for term in list do\n"
    "    m := [];\n"
    "    for k in [1 .. Length(x)] do\n"
    "      if term[1][k] > 0 then\n"
    "        Append(m, [IndeterminateNumberOfLaurentPolynomial(x[k]), "
    "term[1][k]]);\n"
    "      fi;\n"
    "    od;\n"
    "    if not IsZero(number(F, term[2])) then\n"
    "      Append(ext, [m, number(F, term[2])]);\n"
    "    fi;\n"
    "  od;\n"
    "  return PolynomialByExtRep(FamilyObj(x[1]), ext);\n"
    "end;;\n"
    "\n"
    "# the exponents and coefficients of a polynomial in x\n"
    "terms := function(f, x)\n"
    "  local ext, out, place, e, k, l;\n"
    "  ext := ExtRepPolynomialRatFun(f);\n"
    "  place := List(x, IndeterminateNumberOfLaurentPolynomial);\n"
    "  out := [];\n"
    "  for k in [1, 3 .. Length(ext) - 1] do\n"
    "    e := List(x, y -> 0);\n"
    "    for l in [1, 3 .. Length(ext[k]) - 1] do\n"
    "      e[Position(place, ext[k][l])] := ext[k][l + 1];\n"
    "    od;\n"
    "    Add(out, [e, ext[k + 1]]);\n"
    "  od;\n"
    "  return out;\n"
    "end;;\n"
    "\n"
    "# the sum that a text says\n"
    "poly := function(text)\n"
    "  local out, term, c, e, factor, part, k;\n"
    "  text := Filtered(text, y -> not y in \" \\n\");\n"
    "  out := [];\n"
    "  for term in SplitString(ReplacedString(text, \"-\", \"+-\"), \"+\") "
    "do\n"
    "    if term <> \"\" then\n"
    "      c := 1;\n"
    "      e := List(names, y -> 0);\n"
    "      if term[1] = '-' then\n"
    "        c := -1;\n"
    "        term := term{[2 .. Length(term)]};\n"
    "      fi;\n"
    "      for factor in SplitString(term, \"*\") do\n"
    "        part := SplitString(factor, \"^\");\n"
    "        k := Position(names, part[1]);\n"
    "        if k = fail then\n"
    "          c := c * Rat(factor);\n"
    "        elif Length(part) = 1 then\n"
    "          e[k] := e[k] + 1;\n"
    "        else\n"
    "          e[k] := e[k] + Int(part[2]);\n"
    "        fi;\n"
    "      od;\n"
    "      Add(out, [e, c]);\n"
    "    fi;\n"
    "  od;\n"
    "  return build(field, gens, out);\n"
    "end;;\n"
    "\n"
    "# f in the ring over another field F, with the variables x\n"
    "over := function(f, F, x)\n"
    "  return build(F, x, List(terms(f, gens), function(t)\n"
    "    if field = Rationals then return t; fi;\n"
    "    return [t[1], Int(t[2])];\n"
    "  end));\n"
    "end;;\n"
    "\n"
    "zeros := function(rows, cols)\n"
    "  return List([1 .. rows], i -> List([1 .. cols], j -> Zero(ring)));\n"
    "end;;\n"
    "\n"
    "# whether all are 0 at a point; fail leaves a variable as it is\n"
    "vanishes := function(L, point)\n"
    "  local x;\n"
    "  x := List([1 .. Length(gens)], function(k)\n"
    "    if point[k] = fail then return gens[k]; fi;\n"
    "    return number(field, point[k]) * One(ring);\n"
    "  end);\n"
    "  return ForAll(L, f -> IsZero(Value(f, gens, x)));\n"
    "end;;\n"
    "\n"
    "say := function(what, n)\n"
    "  answers.(what) := n;\n"
    "  Print(what, \" \", n, \"\\n\");\n"
    "end;;\n"
    "\n"
    "expect := function(what, relation, n, why)\n"
    "  local found, a;\n"
    "  found := \"not computed\";\n"
    "  if IsBound(answers.(what)) then\n"
    "    a := answers.(what);\n"
    "    found := \"DIFFERS\";\n"
    "    if (relation = \"=\" and a = n) or (relation = \">=\" and a >= n)\n"
    "        or (relation = \"<=\" and a <= n) then\n"
    "      found := \"agrees\";\n"
    "    fi;\n"
    "  fi;\n"
    "  Print(\"expected \", what, \" \", relation, \" \", n, \" (\", why, "
    "\"): \", found, \"\\n\");\n"
    "end;;\n"
    "\n";

/* Hilbert series, and elimination by a lexicographic basis. */
#define HILBERT                                                              \
    "leading := function(L, x)\n"                                            \
    "  local order;\n"                                                       \
    "  L := Filtered(L, f -> not IsZero(f));\n"                              \
    "  if L = [] then return []; fi;\n"                                      \
    "  order := CallFuncList(MonomialGrevlexOrdering, x);\n"                 \
    "  return List(GroebnerBasis(L, order),\n"                               \
    "    g -> terms(LeadingMonomialOfPolynomial(g, order), x)[1][1]);\n"     \
    "end;;\n"                                                                \
    "\n"                                                                     \
    "# the fewest variables of which every support has one\n"                \
    "codimension := function(supports)\n"                                    \
    "  local first;\n"                                                       \
    "  if supports = [] then return 0; fi;\n"                                \
    "  first := First(supports, s -> Length(s) = Minimum(List(supports, "    \
    "Length)));\n"                                                           \
    "  return 1 + Minimum(List(first,\n"                                     \
    "    v -> codimension(Filtered(supports, s -> not v in s))));\n"         \
    "end;;\n"                                                                \
    "\n"                                                                     \
    "# the numerator of the Hilbert series of a monomial ideal, by its "     \
    "last member\n"                                                          \
    "numerator := function(L, t)\n"                                          \
    "  local m, rest, quotient;\n"                                           \
    "  if L = [] then return t^0; fi;\n"                                     \
    "  m := L[Length(L)];\n"                                                 \
    "  rest := L{[1 .. Length(L) - 1]};\n"                                   \
    "  quotient := Set(rest, e -> List([1 .. Length(e)], k -> Maximum(e[k] " \
    "- m[k], 0)));\n"                                                        \
    "  quotient := Filtered(quotient, e -> not ForAny(quotient,\n"           \
    "    f -> f <> e and ForAll([1 .. Length(e)], k -> f[k] <= e[k])));\n"   \
    "  return numerator(rest, t) - t^Sum(m) * numerator(quotient, t);\n"     \
    "end;;\n"                                                                \
    "\n"                                                                     \
    "dimension_and_degree := function(L, x)\n"                               \
    "  local lead, codim, t, n;\n"                                           \
    "  lead := leading(L, x);\n"                                             \
    "  if ForAny(lead, e -> Sum(e) = 0) then return [-1, 0]; fi;\n"          \
    "  codim := codimension(List(lead, e -> Filtered([1 .. Length(e)], k "   \
    "-> e[k] > 0)));\n"                                                      \
    "  t := Indeterminate(Rationals, \"t\");\n"                              \
    "  n := numerator(lead, t);\n"                                           \
    "  return [Length(x) - codim, Value(Quotient(n, (1 - t)^codim), 1)];\n"  \
    "end;;\n"                                                                \
    "\n"                                                                     \
    "# the members of a lexicographic basis without the first n variables\n" \
    "eliminate := function(L, x, n)\n"                                       \
    "  local order;\n"                                                       \
    "  L := Filtered(L, f -> not IsZero(f));\n"                              \
    "  if L = [] then return []; fi;\n"                                      \
    "  order := CallFuncList(MonomialLexOrdering, x);\n"                     \
    "  return Filtered(GroebnerBasis(L, order),\n"                           \
    "    f -> ForAll(terms(f, x), t -> Sum(t[1]{[1 .. n]}) = 0));\n"         \
    "end;;\n"                                                                \
    "\n"                                                                     \
    "over_check := function()\n"                                             \
    "  if check_prime <> 0 and field = Rationals then return "               \
    "GF(check_prime); fi;\n"                                                 \
    "  return field;\n"                                                      \
    "end;;\n"                                                                \
    "\n"

static const char ideal_task[] = HILBERT
    "F := over_check();;\n"
    "ring2 := PolynomialRing(F, Concatenation([\"reciprocal\"], names));;\n"
    "gens2 := IndeterminatesOfPolynomialRing(ring2);;\n"
    "y := gens2{[2 .. Length(gens2)]};;\n"
    "L := List(Concatenation(@MAIN@), f -> over(f, F, y));;\n"
    "@IF SAT@for f in Concatenation(@SAT@) do\n"
    "  Add(L, gens2[1] * over(f, F, y) - 1);\n"
    "  L := eliminate(L, gens2, 1);\n"
    "od;\n"
    "@END@found := dimension_and_degree(L, y);;\n"
    "say(\"dimension\", found[1]);\n"
    "say(\"degree\", found[2]);\n"
    "points := [@POINTS@];;\n"
    "for k in [1 .. Length(points)] do\n"
    "  Print(\"vanishes at point \", k, \": \", "
    "vanishes(Concatenation(@MAIN@), points[k]), \"\\n\");\n"
    "od;\n"
    "@EXPECT@";

static const char image_task[] = HILBERT
    "# true: also the ideal of the closure, by elimination (slow)\n"
    "eliminate_too := false;;\n"
    "sources := @SOURCES@;;\n"
    "F := GF(@FALLBACK@);;\n"
    "if check_prime <> 0 then F := GF(check_prime); fi;\n"
    "y := IndeterminatesOfPolynomialRing(PolynomialRing(F, names));;\n"
    "draw := RandomSource(IsMersenneTwister, 1);;\n"
    "somewhere := @IF NOCOND@List(names, x -> Random(draw, 1, 10^9) * "
    "One(F))@END@@IF COND@List(point1, function(x)\n"
    "  if x = fail then return Zero(F); fi;\n"
    "  return number(F, x);\n"
    "end)@END@;;\n"
    "rank_at := function(L)\n"
    "  if L = [] then return 0; fi;\n"
    "  return RankMat(List(L, f -> List([1 .. sources],\n"
    "    k -> Value(over(Derivative(f, gens[k]), F, y), y, somewhere) * "
    "One(F))));\n"
    "end;;\n"
    "L := Concatenation(@MAIN@);;\n"
    "conditions := @IF COND@Concatenation(@COND@)@END@@IF NOCOND@[]@END@;;\n"
    "say(\"dimension\", rank_at(Concatenation(conditions, L)) - "
    "rank_at(conditions));\n"
    "graph := Concatenation(List([1 .. Length(names) - sources],\n"
    "  k -> L[k] - gens[sources + k]), conditions);;\n"
    "points := [@POINTS@];;\n"
    "for k in [1 .. Length(points)] do\n"
    "  Print(\"vanishes at point \", k, \": \", vanishes(graph, "
    "points[k]), \"\\n\");\n"
    "od;\n"
    "if eliminate_too then\n"
    "  F := over_check();\n"
    "  ring2 := PolynomialRing(F, names);\n"
    "  y := IndeterminatesOfPolynomialRing(ring2);\n"
    "  found := eliminate(List(graph, f -> over(f, F, y)), y, sources);\n"
    "  Print(\"generators of a Groebner basis of the ideal: \", "
    "Length(found), \"\\n\");\n"
    "  found := dimension_and_degree(found, y);\n"
    "  say(\"degree\", found[2]);\n"
    "  say(\"dimension\", found[1] - sources);\n"
    "fi;\n"
    "@EXPECT@Print(\"affine dimension of the closure of the image:\\n\");\n"
    "Print(answers.dimension, \"\\n\");\n";

static const char rank_task[] =
    "F := @IF RANKPRIME@GF(@RANKPRIME@)@END@@IF "
    "RATIONALPOINT@Rationals@END@@IF RATIONALGENERIC@GF(check_prime)@END@;;\n"
    "y := IndeterminatesOfPolynomialRing(PolynomialRing(F, names));;\n"
    "draw := RandomSource(IsMersenneTwister, 1);;\n"
    "somewhere := List(names, x -> Random(draw, 1, 10^9) * One(F));;\n"
    "@IF POINT@for k in [1 .. Length(names)] do\n"
    "  if point@RANKPOINT@[k] <> fail then\n"
    "    somewhere[k] := number(F, point@RANKPOINT@[k]);\n"
    "  fi;\n"
    "od;\n"
    "@END@say(\"rank\", RankMat(List(@MAIN@, row -> List(row,\n"
    "  f -> Value(over(f, F, y), y, somewhere) * One(F)))));\n"
    "@EXPECT@";

static const char print_task[] =
    "describe := function(name, L)\n"
    "  local t;\n"
    "  t := Concatenation(List(L, f -> terms(f, gens)));\n"
    "  Print(name, \": polynomials \", Number(L, f -> not IsZero(f)), \", "
    "terms \", Length(t),\n"
    "    \", degree \", Maximum(Concatenation([-1], List(t, y -> "
    "Sum(y[1])))), \"\\n\");\n"
    "end;;\n"
    "@BLOCKS@answers.polynomials := Number(Concatenation(@MAIN@), f -> not "
    "IsZero(f));;\n"
    "answers.terms := Sum(Concatenation(@MAIN@), f -> Length(terms(f, "
    "gens)));;\n"
    "@EXPECT@";

const fulg_dialect_t fulg_polyfile_gap = {
    .name = "gap",
    .program = "GAP",
    .ending = ".g",
    .run = "gap -q FILE",
    .comment = "#",
    .joint = '_',
    .prefix = "sys_",
    .quote = "\"",
    .field_q = "Rationals",
    .field_p = "GF(@CHAR@)",
    .begin = begin,
    .block = "@BLOCK@ := zeros(@ROWS@, @COLS@);;\n",
    .entry = "@BLOCK@[@I@][@J@] := poly(\"\"\"\n  @POLY@\"\"\");;\n",
    .part = 0,
    .point = "point@P@ := [@VALUES@];;\n",
    .missing = "fail",
    .describe = "describe(\"@BLOCKNAME@\", Concatenation(@BLOCK@));\n",
    .expect = "expect(\"@WHAT@\", \"@RELATION@\", @VALUE@, \"@WHY@\");\n",
    .task = {print_task, ideal_task, image_task, rank_task, ideal_task},
    .end = "QUIT;\n",
    .eliminate = "Set eliminate_too := true for the ideal of the closure, too "
                 "(slow).",
    .fold = 1,
};
