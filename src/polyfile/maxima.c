/*
 * Maxima.  Its package "grobner" computes over the rational numbers alone; ranks
 * are taken by an elimination in the file.  The package is loaded where a basis
 * is asked for and nowhere else: the Maxima of Debian 13 cannot load it.
 */
#include "impl.h"

/* What the files use; scope is dynamic, so locals count, too.  Any word of two
   letters or more without a digit is taken as one of the system's own, see
   names.c. */
static const char *const reserved[] = {"E", "G", "L", "M", "Q", "a", "b",
                                       "c", "d", "f", "g", "i", "j", "k",
                                       "m", "n", "p", "r", "t", "v", NULL};

static const char *const ideal_text[] = {
    "It prints the Krull dimension and the degree of the ideal of the main",
    "block, by a Groebner basis over the rational numbers (slow), then whether",
    "the known points are zeros.", NULL};

static const char begin[] =
    "names: [\n"
    "  @NAMES@]$\n"
    "check_prime: @CHECK@$\n"
    "answers: []$\n"
    "entries(M) := apply(append, args(M))$\n"
    "monomials(f) := block([g: expand(f), inflag: true],\n"
    "  if g = 0 then [] elseif atom(g) or op(g) # \"+\" then [g] else "
    "args(g))$\n"
    "exponents(m) := map(lambda([v], hipow(m, v)), names)$\n"
    "at_point(f, point) := expand(subst(map(\"=\", names, point), f))$\n"
    "vanishes(L, point) := every(lambda([f], is(at_point(f, point) = 0)), "
    "L)$\n"
    "residue(c, p) := mod(num(c) * inv_mod(denom(c), p), p)$\n"
    "\n"
    "/* the rank of a list of rows of residues mod p */\n"
    "rank_mod(rows, p) := block([r: 0, i, j, k, c, n],\n"
    "  if rows = [] then return(0),\n"
    "  rows: copylist(rows), n: length(rows[1]),\n"
    "  for j: 1 thru n while r < length(rows) do (\n"
    "    k: 0,\n"
    "    for i: r + 1 thru length(rows) while k = 0 do if rows[i][j] # 0 "
    "then k: i,\n"
    "    if k > 0 then (\n"
    "      r: r + 1, c: rows[k], rows[k]: rows[r], rows[r]: c,\n"
    "      c: inv_mod(rows[r][j], p),\n"
    "      for i: r + 1 thru length(rows) do if rows[i][j] # 0 then\n"
    "        rows[i]: mod(rows[i] - rows[i][j] * c * rows[r], p))),\n"
    "  r)$\n"
    "rank_at(L, n, point, p) := rank_mod(map(lambda([f], map(lambda([v],\n"
    "  residue(at_point(diff(f, v), point), p)), rest(names, n - "
    "length(names)))), L), p)$\n"
    "say(what, n) := (answers: cons([what, n], answers), "
    "print(sconcat(what, \" \", n)))$\n"
    "expect(what, relation, n, why) := block([found: \"not computed\", a: "
    "assoc(what, answers)],\n"
    "  if a # false then\n"
    "    found: if (relation = \"=\" and is(a = n)) or (relation = \">=\" "
    "and is(a >= n))\n"
    "      or (relation = \"<=\" and is(a <= n)) then \"agrees\" else "
    "\"DIFFERS\",\n"
    "  print(sconcat(\"expected \", what, \" \", relation, \" \", n, \" "
    "(\", why, \"): \", found)))$\n"
    "\n";

/* Groebner bases and Hilbert series. */
#define LOAD "load(\"grobner\")"
#define ORDER "poly_monomial_order: grevlex"
#define HILBERT                                                               \
    "greater(a, b) := block([k: length(a), d: apply(\"+\", a - b)],\n"        \
    "  if d # 0 then return(is(d > 0)),\n"                                    \
    "  while k > 0 and a[k] = b[k] do k: k - 1,\n"                            \
    "  k > 0 and is(a[k] < b[k]))$\n"                                         \
    "leading(f) := lreduce(lambda([a, b], if greater(b, a) then b else a),\n" \
    "  map(exponents, monomials(f)))$\n"                                      \
    "/* the fewest variables of which every support has one */\n"             \
    "codimension(supports) := block([first_one],\n"                           \
    "  if supports = [] then return(0),\n"                                    \
    "  first_one: first(sort(supports, lambda([a, b], length(a) < "           \
    "length(b)))),\n"                                                         \
    "  if first_one = [] then return(length(names) + 1),\n"                   \
    "  1 + lmin(map(lambda([v], codimension(sublist(supports,\n"              \
    "    lambda([a], not member(v, a))))), first_one)))$\n"                   \
    "/* the numerator of the Hilbert series of a monomial ideal */\n"         \
    "numerator(L) := block([m, Q],\n"                                         \
    "  if L = [] then return(1),\n"                                           \
    "  m: last(L), L: rest(L, -1),\n"                                         \
    "  Q: unique(map(lambda([a], map(lambda([b], max(b, 0)), a - m)), L)),\n" \
    "  Q: sublist(Q, lambda([a], not some(lambda([b], is(a # b) and\n"        \
    "    every(lambda([c], is(c >= 0)), a - b)), Q))),\n"                     \
    "  expand(numerator(L) - t^apply(\"+\", m) * numerator(Q)))$\n"           \
    "basis(L) := block([G: delete(0, map(expand, L))],\n"                     \
    "  if G = [] then [] else poly_reduced_grobner(G, names))$\n"             \
    "dimension_and_degree(L) := block([lead: map(leading, basis(L)), "        \
    "codim],\n"                                                               \
    "  if some(lambda([a], is(apply(\"+\", a) = 0)), lead) then "             \
    "return([-1, 0]),\n"                                                      \
    "  codim: codimension(map(lambda([a], sublist(makelist(k, k, "            \
    "length(a)),\n"                                                           \
    "    lambda([k], is(a[k] > 0)))), lead)),\n"                              \
    "  [length(names) - codim, subst(t = 1, quotient(numerator(lead), (1 - "  \
    "t)^codim, t))])$\n"

static const char ideal_task[] = LOAD
    "$\n" ORDER "$\n" HILBERT "L: entries(@MAIN@)$\n"
    "@IF SAT@for f in entries(@SAT@) do L: "
    "poly_ideal_saturation1(delete(0, L), f, names)$\n"
    "@END@found: dimension_and_degree(L)$\n"
    "say(\"dimension\", found[1])$\n"
    "say(\"degree\", found[2])$\n"
    "points: [@POINTS@]$\n"
    "for k: 1 thru length(points) do\n"
    "  print(sconcat(\"vanishes at point \", k, \": \", "
    "vanishes(entries(@MAIN@), points[k])))$\n"
    "@EXPECT@";

static const char image_task[] = HILBERT
    "/* true: also the ideal of the closure, by elimination (slow) */\n"
    "eliminate_too: false$\n"
    "sources: @SOURCES@$\n"
    "p: if check_prime > 0 then check_prime else @FALLBACK@$\n"
    "L: entries(@MAIN@)$\n"
    "conditions: @IF COND@entries(@COND@)@END@@IF NOCOND@[]@END@$\n"
    "set_random_state(make_random_state(1))$\n"
    "somewhere: @IF NOCOND@map(lambda([v], random(p)), names)@END@@IF "
    "COND@map(lambda([c], if numberp(c) then c else 0), point1)@END@$\n"
    "say(\"dimension\", rank_at(append(conditions, L), sources, somewhere, "
    "p)\n"
    "  - rank_at(conditions, sources, somewhere, p))$\n"
    "graph: append(L - rest(names, sources), conditions)$\n"
    "points: [@POINTS@]$\n"
    "for k: 1 thru length(points) do\n"
    "  print(sconcat(\"vanishes at point \", k, \": \", vanishes(graph, "
    "points[k])))$\n"
    "if eliminate_too then (\n"
    "  " LOAD ",\n"
    "  " ORDER ",\n"
    "  L: poly_elimination_ideal(graph, sources, names),\n"
    "  print(sconcat(\"generators of the ideal: \", length(L))),\n"
    "  found: dimension_and_degree(L),\n"
    "  say(\"degree\", found[2]),\n"
    "  say(\"dimension\", found[1] - sources))$\n"
    "@EXPECT@print(\"affine dimension of the closure of the image:\")$\n"
    "print(assoc(\"dimension\", answers))$\n";

static const char rank_task[] =
    "set_random_state(make_random_state(1))$\n"
    "somewhere: map(lambda([v], 1 + random(10^9)), names)$\n"
    "@IF POINT@somewhere: map(lambda([a, b], if numberp(a) then a else b), "
    "point@RANKPOINT@, somewhere)$\n"
    "@END@M: matrixmap(lambda([f], at_point(f, somewhere)), @MAIN@)$\n"
    "p: @IF RANKPRIME@@RANKPRIME@@END@@IF RATIONALPOINT@0@END@@IF "
    "RATIONALGENERIC@check_prime@END@$\n"
    "say(\"rank\", if p = 0 then rank(M) else\n"
    "  rank_mod(map(lambda([a], map(lambda([b], residue(b, p)), a)), "
    "args(M)), p))$\n"
    "@EXPECT@";

static const char print_task[] =
    "describe(name, L) := block([E: map(exponents, apply(append, "
    "map(monomials, L)))],\n"
    "  print(sconcat(name, \": polynomials \", length(sublist(L, "
    "lambda([f], is(f # 0)))),\n"
    "    \", terms \", length(E), \", degree \", lmax(cons(-1, "
    "map(lambda([a], apply(\"+\", a)), E))))))$\n"
    "@BLOCKS@L: sublist(entries(@MAIN@), lambda([f], is(f # 0)))$\n"
    "answers: [[\"polynomials\", length(L)], [\"terms\", apply(\"+\", "
    "map(lambda([f], length(monomials(f))), L))]]$\n"
    "@EXPECT@";

const fulg_dialect_t fulg_polyfile_maxima = {
    .name = "maxima",
    .program = "Maxima",
    .ending = ".mac",
    .run = "maxima --very-quiet --batch-string='load(\"FILE\")$'",
    .no_prime = 1,
    .ideal_text = ideal_text,
    .comment = "/*",
    .comment_end = " */",
    .joint = '_',
    .reserved = reserved,
    .prefix = "sys_",
    .quote = "",
    .begin = begin,
    .block = "@BLOCK@: zeromatrix(@ROWS@, @COLS@)$\n",
    .entry = "@BLOCK@[@I@,@J@]: @POLY@$\n",
    .part = 0,
    .point = "point@P@: [@VALUES@]$\n",
    .describe = "describe(\"@BLOCKNAME@\", entries(@BLOCK@))$\n",
    .expect = "expect(\"@WHAT@\", \"@RELATION@\", @VALUE@, \"@WHY@\")$\n",
    .task = {print_task, ideal_task, image_task, rank_task, ideal_task},
    .end = "",
    .eliminate = "Set eliminate_too: true for the ideal of the closure, too "
                 "(slow).",
    .fold = 1,
};
