/* Giac and Xcas. */
#include "impl.h"

/* What the files use; any word of two letters or more without a digit is taken
   as one of the system's own, see names.c. */
static const char *const reserved[] = {"D", "E", "G", "I", "L", "M", "P", "Q",
                                       "a", "b", "d", "e", "f", "i", "k", "m",
                                       "n", "p", "t", "v", "x", "y", NULL};

static const char begin[] =
    "names := [\n"
    "  @NAMES@]:;\n"
    "check_prime := @CHECK@:;\n"
    "modulus := @CHAR@:;\n"
    "answers := table():;\n"
    "for a in [\"polynomials\", \"terms\", \"dimension\", \"degree\", "
    "\"rank\"] do\n"
    "  answers[a] := \"none\";\n"
    "od:;\n"
    "entries(M) := {\n"
    "  local out, a, b;\n"
    "  out := [];\n"
    "  for a in M do\n"
    "    for b in a do out := append(out, b); od;\n"
    "  od;\n"
    "  return out;\n"
    "}:;\n"
    "// the exponents of the terms of f in the variables from number n on\n"
    "exponents(f, n) := {\n"
    "  local out, a, b, d;\n"
    "  if (f == 0) return [];\n"
    "  if (n == size(names)) return [[]];\n"
    "  out := [];\n"
    "  for (d := 0; d <= degree(f, names[n]); d++) {\n"
    "    a := coeff(f, names[n], d);\n"
    "    for b in exponents(a, n + 1) do out := append(out, prepend(b, "
    "d)); od;\n"
    "  }\n"
    "  return out;\n"
    "}:;\n"
    "reduced(f, p) := { if (p == 0) return normal(f); return normal(f % p) "
    "% 0; }:;\n"
    "at_point(f, place, p) := reduced(subst(f, names, place), p):;\n"
    "vanishes(L, place) := {\n"
    "  local f;\n"
    "  for f in L do\n"
    "    if (at_point(f, place, modulus) != 0) return \"false\";\n"
    "  od;\n"
    "  return \"true\";\n"
    "}:;\n"
    "rank_of(M, p) := {\n"
    "  if (size(M) == 0) return 0;\n"
    "  if (p == 0) return rank(M);\n"
    "  return rank(M % p);\n"
    "}:;\n"
    "// the rank of the derivatives of L with respect to the first n "
    "variables\n"
    "rank_at(L, n, place, p) := {\n"
    "  local M, a, f, k;\n"
    "  M := [];\n"
    "  for f in L do\n"
    "    a := [];\n"
    "    for (k := 0; k < n; k++) { a := append(a, at_point(diff(f, "
    "names[k]), place, p)); }\n"
    "    M := append(M, a);\n"
    "  od;\n"
    "  return rank_of(M, p);\n"
    "}:;\n"
    "say(what, n) := { answers[what] := n; print(what + \" \" + "
    "string(n)); }:;\n"
    "expect(what, relation, n, why) := {\n"
    "  local found, a;\n"
    "  found := \"not computed\";\n"
    "  a := answers[what];\n"
    "  if (type(a) == integer) {\n"
    "    found := \"DIFFERS\";\n"
    "    if ((relation == \"=\" && a == n) || (relation == \">=\" && a >= "
    "n)\n"
    "        || (relation == \"<=\" && a <= n)) { found := \"agrees\"; }\n"
    "  }\n"
    "  print(\"expected \" + what + \" \" + relation + \" \" + string(n) + "
    "\" (\" + why + \"): \" + found);\n"
    "}:;\n"
    "\n";

/* Groebner bases and Hilbert series. */
#define HILBERT                                                              \
    "// whether the exponents a belong to a larger monomial than b\n"        \
    "greater(a, b) := {\n"                                                   \
    "  local k;\n"                                                           \
    "  if (sum(a) != sum(b)) return sum(a) > sum(b);\n"                      \
    "  for (k := size(a) - 1; k >= 0; k--) {\n"                              \
    "    if (a[k] != b[k]) return a[k] < b[k];\n"                            \
    "  }\n"                                                                  \
    "  return false;\n"                                                      \
    "}:;\n"                                                                  \
    "leading(f) := {\n"                                                      \
    "  local L, a, b;\n"                                                     \
    "  L := exponents(f, 0);\n"                                              \
    "  a := L[0];\n"                                                         \
    "  for b in L do\n"                                                      \
    "    if (greater(b, a)) a := b;\n"                                       \
    "  od;\n"                                                                \
    "  return a;\n"                                                          \
    "}:;\n"                                                                  \
    "// the fewest variables of which every support has one\n"               \
    "codimension(L) := {\n"                                                  \
    "  local a, b, v, n, m, rest;\n"                                         \
    "  if (size(L) == 0) return 0;\n"                                        \
    "  a := L[0];\n"                                                         \
    "  n := size(names) + 1;\n"                                              \
    "  for v in a do\n"                                                      \
    "    rest := [];\n"                                                      \
    "    for b in L do\n"                                                    \
    "      if (!member(v, b)) rest := append(rest, b);\n"                    \
    "    od;\n"                                                              \
    "    m := 1 + codimension(rest);\n"                                      \
    "    if (m < n) n := m;\n"                                               \
    "  od;\n"                                                                \
    "  return n;\n"                                                          \
    "}:;\n"                                                                  \
    "// the numerator of the Hilbert series of a monomial ideal\n"           \
    "numerator_of(L) := {\n"                                                 \
    "  local a, b, m, Q, P, good, k, rest;\n"                                \
    "  if (size(L) == 0) return 1;\n"                                        \
    "  m := L[size(L) - 1];\n"                                               \
    "  if (size(L) == 1) return 1 - t^sum(m);\n"                             \
    "  rest := L[0..size(L) - 2];\n"                                         \
    "  Q := [];\n"                                                           \
    "  for a in rest do\n"                                                   \
    "    b := [];\n"                                                         \
    "    for (k := 0; k < size(m); k++) { b := append(b, max(a[k] - m[k], "  \
    "0)); }\n"                                                               \
    "    Q := append(Q, b);\n"                                               \
    "  od;\n"                                                                \
    "  P := [];\n"                                                           \
    "  for (k := 0; k < size(Q); k++) {\n"                                   \
    "    good := true;\n"                                                    \
    "    for (b := 0; b < size(Q); b++) {\n"                                 \
    "      a := Q[k] - Q[b];\n"                                              \
    "      if (b != k && min(a) >= 0 && (max(a) > 0 || b < k)) { good := "   \
    "false; }\n"                                                             \
    "    }\n"                                                                \
    "    if (good) { P := append(P, Q[k]); }\n"                              \
    "  }\n"                                                                  \
    "  return normal(numerator_of(rest) - t^sum(m) * numerator_of(P));\n"    \
    "}:;\n"                                                                  \
    "without_zeros(L) := remove(f -> f == 0, L):;\n"                         \
    "support(a) := {\n"                                                      \
    "  local out, k;\n"                                                      \
    "  out := [];\n"                                                         \
    "  for (k := 0; k < size(a); k++) { if (a[k] > 0) out := append(out, "   \
    "k); }\n"                                                                \
    "  return out;\n"                                                        \
    "}:;\n"                                                                  \
    "groebner_of(L, p) := {\n"                                               \
    "  local F;\n"                                                           \
    "  F := without_zeros(map(L, f -> reduced(f, p)));\n"                    \
    "  if (size(F) == 0) return [];\n"                                       \
    "  if (p == 0) return gbasis(F, names, revlex);\n"                       \
    "  return map(gbasis(F % p, names, revlex), f -> f % 0);\n"              \
    "}:;\n"                                                                  \
    "// the members of a lexicographic basis without the first n of the "    \
    "variables\n"                                                            \
    "// (the command eliminate takes resultants, whose ideal is another)\n"  \
    "without_first(L, variables, n, p) := {\n"                               \
    "  local F, G, f, k, good, out;\n"                                       \
    "  F := without_zeros(map(L, f -> reduced(f, p)));\n"                    \
    "  if (size(F) == 0) return [];\n"                                       \
    "  if (p == 0) { G := gbasis(F, variables, plex); }\n"                   \
    "  else { G := map(gbasis(F % p, variables, plex), f -> f % 0); }\n"     \
    "  out := [];\n"                                                         \
    "  for f in G do\n"                                                      \
    "    good := true;\n"                                                    \
    "    for (k := 0; k < n; k++) { if (degree(f, variables[k]) > 0) good "  \
    ":= false; }\n"                                                          \
    "    if (good) out := append(out, f);\n"                                 \
    "  od;\n"                                                                \
    "  return out;\n"                                                        \
    "}:;\n"                                                                  \
    "dimension_and_degree(L, p) := {\n"                                      \
    "  local G, f, lead, codim;\n"                                           \
    "  lead := [];\n"                                                        \
    "  G := groebner_of(L, p);\n"                                            \
    "  for f in G do lead := append(lead, leading(f)); od;\n"                \
    "  for f in lead do\n"                                                   \
    "    if (sum(f) == 0) return [-1, 0];\n"                                 \
    "  od;\n"                                                                \
    "  codim := codimension(map(lead, support));\n"                          \
    "  return [size(names) - codim, subst(normal(numerator_of(lead) / (1 - " \
    "t)^codim), t, 1)];\n"                                                   \
    "}:;\n"

static const char ideal_task[] = HILBERT
    "p := when(modulus > 0, modulus, check_prime):;\n"
    "found_ := without_zeros(entries(@MAIN@)):;\n"
    "@IF SAT@for hh in entries(@SAT@) do\n"
    "  found_ := without_first(append(found_, reciprocal_ * hh - 1), "
    "prepend(names, reciprocal_), 1, p);\n"
    "od:;\n"
    "@END@answer_ := dimension_and_degree(found_, p):;\n"
    "say(\"dimension\", answer_[0]):;\n"
    "say(\"degree\", answer_[1]):;\n"
    "points := [@POINTS@]:;\n"
    "for (kk := 0; kk < size(points); kk++) {\n"
    "  print(\"vanishes at point \" + string(kk + 1) + \": \" + "
    "vanishes(entries(@MAIN@), points[kk]));\n"
    "}:;\n"
    "@EXPECT@";

static const char image_task[] = HILBERT
    "// true: also the ideal of the closure, by elimination (slow)\n"
    "eliminate_too := false:;\n"
    "sources := @SOURCES@:;\n"
    "p := when(modulus > 0, modulus, when(check_prime > 0, check_prime, "
    "@FALLBACK@)):;\n"
    "L := entries(@MAIN@):;\n"
    "conditions := @IF COND@entries(@COND@)@END@@IF NOCOND@[]@END@:;\n"
    "srand(1):;\n"
    "somewhere := @IF NOCOND@map(names, x -> rand(p))@END@@IF "
    "COND@map(point1, x -> when(type(x) == integer || type(x) == rational, "
    "x, 0))@END@:;\n"
    "say(\"dimension\", rank_at(concat(conditions, L), sources, somewhere, "
    "p)\n"
    "  - rank_at(conditions, sources, somewhere, p)):;\n"
    "equations := conditions:;\n"
    "for (kk := 0; kk < size(names) - sources; kk++) {\n"
    "  equations := append(equations, L[kk] - names[sources + kk]);\n"
    "}:;\n"
    "points := [@POINTS@]:;\n"
    "for (kk := 0; kk < size(points); kk++) {\n"
    "  print(\"vanishes at point \" + string(kk + 1) + \": \" + "
    "vanishes(equations, points[kk]));\n"
    "}:;\n"
    "if (eliminate_too) {\n"
    "  found_ := without_first(equations, names, sources, p);\n"
    "  print(\"generators of the ideal: \" + string(size(found_)));\n"
    "  answer_ := dimension_and_degree(found_, p);\n"
    "  say(\"degree\", answer_[1]);\n"
    "  say(\"dimension\", answer_[0] - sources);\n"
    "}:;\n"
    "@EXPECT@print(\"affine dimension of the closure of the image:\"):;\n"
    "print(answers[\"dimension\"]):;\n";

static const char rank_task[] =
    "srand(1):;\n"
    "somewhere := map(names, x -> 1 + rand(10^9)):;\n"
    "@IF POINT@somewhere := zip((x, y) -> when(type(x) == integer || "
    "type(x) == rational, x, y), point@RANKPOINT@, somewhere):;\n"
    "@END@p := @IF RANKPRIME@@RANKPRIME@@END@@IF RATIONALPOINT@0@END@@IF "
    "RATIONALGENERIC@check_prime@END@:;\n"
    "say(\"rank\", rank_of(map(@MAIN@, a -> map(a, f -> at_point(f, "
    "somewhere, p))), p)):;\n"
    "@EXPECT@";

static const char print_task[] =
    "describe(name, L) := {\n"
    "  local E, f;\n"
    "  E := [];\n"
    "  for f in L do E := concat(E, exponents(f, 0)); od;\n"
    "  print(name + \": polynomials \" + string(size(remove(f -> f == 0, "
    "L))) + \", terms \"\n"
    "    + string(size(E)) + \", degree \" + string(max(-1, op(map(E, "
    "sum)))));\n"
    "}:;\n"
    "@BLOCKS@L := remove(f -> f == 0, entries(@MAIN@)):;\n"
    "answers[\"polynomials\"] := size(L):;\n"
    "answers[\"terms\"] := sum(map(L, f -> size(exponents(f, 0)))):;\n"
    "@EXPECT@";

const fulg_dialect_t fulg_polyfile_giac = {
    .name = "giac",
    .program = "Giac",
    .ending = ".giac",
    .run = "giac FILE, or read(\"FILE\") in Giac or Xcas",
    .comment = "//",
    .joint = '_',
    .reserved = reserved,
    .prefix = "sys_",
    .quote = "",
    .begin = begin,
    .block = "@BLOCK@ := matrix(@ROWS@, @COLS@):;\n",
    .entry = "@BLOCK@[@I0@,@J0@] := @POLY@:;\n",
    .part = 0,
    .point = "point@P@ := [@VALUES@]:;\n",
    .describe = "describe(\"@BLOCKNAME@\", entries(@BLOCK@)):;\n",
    .expect = "expect(\"@WHAT@\", \"@RELATION@\", @VALUE@, \"@WHY@\"):;\n",
    .task = {print_task, ideal_task, image_task, rank_task, ideal_task},
    .end = "",
    .eliminate = "Set eliminate_too := true for the ideal of the closure, too "
                 "(slow).",
    .fold = 1,
};
