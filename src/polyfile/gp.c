/*
 * PARI/GP.  It has no Groebner bases: the file of an ideal checks the points and
 * says how many directions leave the equations there.  Statements of several
 * lines stand in braces; long sums are written in parts and added up in pairs.
 */
#include "impl.h"

/* What the files use, and GP's own; any word of two letters or more without a
   digit is taken as one of the system's own, see names.c. */
static const char *const reserved[] = {"I", "L", "M", "O", "a", "d", "f",
                                       "i", "j", "k", "n", "p", NULL};

static const char *const ideal_text[] = {
    "PARI/GP has no Groebner bases: the file says whether the known points are",
    "zeros, and how many dimensions the tangent space of the equations has "
    "there,",
    "modulo the prime below: no component through the point has more.", NULL};

static const char begin[] =
    "{names = [\n"
    "  @NAMES@];}\n"
    "check_prime = @CHECK@;\n"
    "one = @IF MODULO@Mod(1, @CHAR@)@END@@IF RATIONAL@1@END@;\n"
    "answers = Map();\n"
    "\\\\ the sum of a list, added up in pairs\n"
    "{add_up(L) =\n"
    "  while (#L > 1, L = vector((#L + 1)\\2, k, if (2*k <= #L, L[2*k - 1] "
    "+ L[2*k], L[#L])));\n"
    "  L[1];\n"
    "}\n"
    "{entries(M) = concat(vector(matsize(M)[1], i, vector(matsize(M)[2], "
    "j, M[i, j])));}\n"
    "\\\\ the number of terms, and the total degree\n"
    "{terms(f) =\n"
    "  if (f == 0, 0, if (type(f) != \"t_POL\", 1, sum(k = 0, "
    "poldegree(f), terms(polcoef(f, k)))));\n"
    "}\n"
    "{total_degree(f) = my(d = -1);\n"
    "  if (f == 0, return(-1));\n"
    "  if (type(f) != \"t_POL\", return(0));\n"
    "  for (k = 0, poldegree(f), if (polcoef(f, k) != 0, d = max(d, k + "
    "total_degree(polcoef(f, k)))));\n"
    "  d;\n"
    "}\n"
    "{at(f, point) = substvec(f, names, point);}\n"
    "{vanishes(L, point) =\n"
    "  for (k = 1, #L, if (at(L[k], point)*one != 0, return(\"false\")));\n"
    "  \"true\";\n"
    "}\n"
    "\\\\ the rank of the derivatives of L with respect to the first n "
    "variables\n"
    "{rank_at(L, n, point, p) =\n"
    "  if (#L == 0, return(0));\n"
    "  matrank(matrix(#L, n, i, j, at(deriv(L[i], names[j]), point)*Mod(1, "
    "p)));\n"
    "}\n"
    "{say(what, n) = mapput(answers, what, n); print(what, \" \", n);}\n"
    "{expect(what, relation, n, why) = my(found = \"not computed\", a);\n"
    "  if (mapisdefined(answers, what),\n"
    "    a = mapget(answers, what);\n"
    "    found = if ((relation == \"=\" && a == n) || (relation == \">=\" "
    "&& a >= n)\n"
    "      || (relation == \"<=\" && a <= n), \"agrees\", \"DIFFERS\"));\n"
    "  print(\"expected \", what, \" \", relation, \" \", n, \" (\", why, "
    "\"): \", found);\n"
    "}\n"
    "\n";

static const char ideal_task[] =
    "L = select(f -> f != 0, entries(@MAIN@));\n"
    "points = [@POINTS@];\n"
    "{for (k = 1, #points,\n"
    "  print(\"vanishes at point \", k, \": \", vanishes(L, points[k]));\n"
    "  if (vanishes(L, points[k]) == \"true\" && #variables(points[k]) == "
    "0 && check_prime > 0,\n"
    "    print(\"tangent space there: dimension \",\n"
    "      #names - rank_at(L, #names, points[k], check_prime)))\n"
    ");}\n"
    "@EXPECT@";

static const char image_task[] =
    "sources = @SOURCES@;\n"
    "p = if (check_prime > 0, check_prime, @FALLBACK@);\n"
    "L = entries(@MAIN@);\n"
    "conditions = @IF COND@entries(@COND@)@END@@IF NOCOND@[]@END@;\n"
    "setrand(1);\n"
    "somewhere = @IF NOCOND@vector(#names, k, random(p))@END@@IF COND@[if "
    "(type(x) == \"t_POL\", 0, x) | x <- point1]@END@;\n"
    "{say(\"dimension\", rank_at(concat(conditions, L), sources, "
    "somewhere, p)\n"
    "  - rank_at(conditions, sources, somewhere, p));}\n"
    "graph = concat(vector(#names - sources, k, L[k] - names[sources + "
    "k]), conditions);\n"
    "points = [@POINTS@];\n"
    "for (k = 1, #points, print(\"vanishes at point \", k, \": \", "
    "vanishes(graph, points[k])));\n"
    "@EXPECT@print(\"affine dimension of the closure of the image:\");\n"
    "print(mapget(answers, \"dimension\"));\n";

static const char rank_task[] =
    "unit = @IF RANKPRIME@Mod(1, @RANKPRIME@)@END@@IF "
    "RATIONALPOINT@1@END@@IF RATIONALGENERIC@if (check_prime > 0, Mod(1, "
    "check_prime), 1)@END@;\n"
    "setrand(1);\n"
    "somewhere = vector(#names, k, 1 + random(10^9));\n"
    "@IF POINT@{for (k = 1, #names,\n"
    "  if (type(point@RANKPOINT@[k]) != \"t_POL\", somewhere[k] = "
    "point@RANKPOINT@[k]));}\n"
    "@END@{say(\"rank\", matrank(matrix(matsize(@MAIN@)[1], "
    "matsize(@MAIN@)[2], i, j,\n"
    "  at(@MAIN@[i, j], somewhere)*unit)));}\n"
    "@EXPECT@";

static const char print_task[] =
    "{describe(name, L) =\n"
    "  L = select(f -> f != 0, L);\n"
    "  print(name, \": polynomials \", #L, \", terms \", "
    "vecsum(apply(terms, L)),\n"
    "    \", degree \", vecmax(concat([-1], apply(total_degree, L))));\n"
    "}\n"
    "@BLOCKS@L = select(f -> f != 0, entries(@MAIN@));\n"
    "mapput(answers, \"polynomials\", #L);\n"
    "mapput(answers, \"terms\", vecsum(apply(terms, L)));\n"
    "@EXPECT@";

const fulg_dialect_t fulg_polyfile_gp = {
    .name = "gp",
    .program = "PARI/GP",
    .ending = ".gp",
    .run = "gp -q FILE",
    .ideal_text = ideal_text,
    .comment = "\\\\",
    .joint = '_',
    .reserved = reserved,
    .prefix = "sys_",
    .quote = "",
    .field_q = "QQ",
    .field_p = "GF(@CHAR@)",
    .begin = begin,
    .block = "@BLOCK@ = matrix(@ROWS@, @COLS@);\n",
    .entry = "{@BLOCK@[@I@,@J@] = @POLY@;}\n",
    .part = 100,
    .part_begin = "parts = List();\n",
    .part_item = "{listput(parts, @POLY@);}\n",
    .part_end = "@BLOCK@[@I@,@J@] = add_up(Vec(parts));\n",
    .point = "{point@P@ = [@VALUES@];}\n",
    .describe = "describe(\"@BLOCKNAME@\", entries(@BLOCK@));\n",
    .expect = "expect(\"@WHAT@\", \"@RELATION@\", @VALUE@, \"@WHY@\");\n",
    .task = {print_task, ideal_task, image_task, rank_task, ideal_task},
    .end = "quit\n",
    .fold = 1,
};
