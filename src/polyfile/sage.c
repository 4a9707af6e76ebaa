/*
 * Sage.  Plain Python, so that "sage FILE" and "sage -python FILE" agree: the
 * former makes a Sage Integer of every literal, which "random" refuses.  The
 * parser of polynomials recurses once a term, so sums are texts that a few
 * lines of the file read.
 */
#include "impl.h"

static const char begin[] =
    "from random import Random\n"
    "from sage.all import QQ, GF, PolynomialRing, matrix\n\n"
    "names = [\n  @NAMES@]\n"
    "field = @FIELD@\n"
    "check_prime = @CHECK@\n"
    "R = PolynomialRing(field, len(names), names, order=\"degrevlex\")\n"
    "place = dict((name, k) for k, name in enumerate(names))\n"
    "answers = {}\n\n\n"
    "def poly(text):\n"
    "    \"\"\"The sum that a text says.\"\"\"\n"
    "    found = {}\n"
    "    text = \"\".join(text.split()).replace(\"-\", \"+-\")\n"
    "    for term in text.split(\"+\"):\n"
    "        if term == \"\":\n"
    "            continue\n"
    "        c = field(-1) if term[0] == \"-\" else field(1)\n"
    "        exponents = [0] * len(names)\n"
    "        for factor in term.lstrip(\"-\").split(\"*\"):\n"
    "            base, _, power = factor.partition(\"^\")\n"
    "            if base in place:\n"
    "                exponents[place[base]] += int(power or 1)\n"
    "            else:\n"
    "                c = c * field(base)\n"
    "        found[tuple(exponents)] = c\n"
    "    return R(found)\n\n\n"
    "def zeros(rows, cols):\n"
    "    return [[R(0)] * cols for _ in range(rows)]\n\n\n"
    "def entries(M):\n"
    "    return [f for row in M for f in row]\n\n\n"
    "def residue(c, p):\n"
    "    if field != QQ:\n"
    "        return int(c) % p\n"
    "    return int(c.numerator()) * pow(int(c.denominator()), -1, p) % p\n\n\n"
    "def gradient(f, point, p):\n"
    "    \"\"\"The partial derivatives at a point, mod p.\"\"\"\n"
    "    values = [0] * len(names)\n"
    "    for exponents, c in f.dict().items():\n"
    "        used = [(k, int(e)) for k, e in enumerate(exponents) if e]\n"
    "        for k, _ in used:\n"
    "            v = residue(c, p)\n"
    "            for l, e in used:\n"
    "                v = v * (e if l == k else 1) % p\n"
    "                v = v * pow(point[l], e - 1 if l == k else e, p) % p\n"
    "            values[k] = (values[k] + v) % p\n"
    "    return values\n\n\n"
    "def at(f, point):\n"
    "    \"\"\"The value at a point; None leaves a variable as it is.\"\"\"\n"
    "    return f(*[R.gen(k) if x is None else field(x)\n"
    "               for k, x in enumerate(point)])\n\n\n"
    "def vanishes(L, point):\n"
    "    return all(at(f, point) == 0 for f in L)\n\n\n"
    "def say(what, n):\n"
    "    answers[what] = n\n"
    "    print(what, n)\n\n\n"
    "def expect(what, relation, n, why):\n"
    "    found = \"not computed\"\n"
    "    if what in answers:\n"
    "        a = answers[what]\n"
    "        good = {\"=\": a == n, \">=\": a >= n, \"<=\": a <= n}[relation]\n"
    "        found = \"agrees\" if good else \"DIFFERS\"\n"
    "    print(\"expected %s %s %s (%s): %s\" % (what, relation, n, why, found))"
    "\n\n\n";

static const char ideal_task[] =
    "\nS = R if check_prime == 0 else R.change_ring(GF(check_prime))\n"
    "I = S.ideal([S(f) for f in entries(@MAIN@)])\n"
    "@IF SAT@"
    "for f in entries(@SAT@):\n"
    "    I = I.saturation(S.ideal([S(f)]))[0]\n"
    "@END@"
    "\n\ndef degree(I):\n"
    "    \"\"\"From the Hilbert series of the ideal of leading monomials.\"\"\"\n"
    "    d = int(I.dimension())\n"
    "    if d < 0:\n"
    "        return 0\n"
    "    H = S.ideal([g.lm() for g in I.groebner_basis()]).hilbert_series()\n"
    "    N, D = H.numerator(), H.denominator()\n"
    "    t = D.parent().gen()\n"
    "    return abs(N(1) / (D // (t - 1)**d)(1))\n\n\n"
    "say(\"dimension\", I.dimension())\n"
    "say(\"degree\", degree(I))\n"
    "for k, point in enumerate([@POINTS@], 1):\n"
    "    print(\"vanishes at point %d: %s\" % (\n"
    "        k, str(vanishes(entries(@MAIN@), point)).lower()))\n"
    "@EXPECT@";

static const char image_task[] =
    "\n# True: also the ideal of the closure, by elimination (slow)\n"
    "eliminate_too = False\n"
    "sources = @SOURCES@\n"
    "p = check_prime or @FALLBACK@\n"
    "F = entries(@MAIN@)\n"
    "conditions = @IF COND@entries(@COND@)@END@@IF NOCOND@[]@END@\n"
    "@IF NOCOND@"
    "draw = Random(int(1))\n"
    "somewhere = [draw.randrange(int(p)) for _ in names]\n"
    "@END@"
    "@IF COND@"
    "somewhere = [residue(field(x or 0), p) for x in point1]\n"
    "@END@"
    "\n\ndef rank_at(L):\n"
    "    rows = [gradient(f, somewhere, p)[:sources] for f in L]\n"
    "    return matrix(GF(p), rows).rank() if rows else 0\n\n\n"
    "say(\"dimension\", rank_at(conditions + F) - rank_at(conditions))\n"
    "graph = [f - x for f, x in zip(F, R.gens()[sources:])] + conditions\n"
    "for k, point in enumerate([@POINTS@], 1):\n"
    "    print(\"vanishes at point %d: %s\" % (\n"
    "        k, str(vanishes(graph, point)).lower()))\n"
    "if eliminate_too:\n"
    "    S = R if check_prime == 0 else R.change_ring(GF(check_prime))\n"
    "    I = S.ideal([S(f) for f in graph])\n"
    "    K = I.elimination_ideal(list(S.gens()[:sources]))\n"
    "    print(\"generators of the ideal:\", len(K.gens()))\n"
    "    say(\"dimension\", K.dimension() - sources)\n"
    "@EXPECT@"
    "print(\"affine dimension of the closure of the image:\")\n"
    "print(answers[\"dimension\"])\n";

static const char rank_task[] =
    "\nF = @IF RANKPRIME@GF(@RANKPRIME@)@END@@IF RATIONALPOINT@QQ@END@"
    "@IF RATIONALGENERIC@GF(check_prime) if check_prime else QQ@END@\n"
    "draw = Random(int(1))\n"
    "somewhere = [draw.randrange(int(1), int(10)**int(9)) for _ in names]\n"
    "@IF POINT@"
    "somewhere = [y if x is None else x\n"
    "             for x, y in zip(point@RANKPOINT@, somewhere)]\n"
    "@END@"
    "M = matrix(F, [[F(field(at(f, somewhere))) for f in row]\n"
    "               for row in @MAIN@])\n"
    "say(\"rank\", M.rank())\n"
    "@EXPECT@";

const fulg_dialect_t fulg_polyfile_sage = {
    .name = "sage",
    .program = "Sage",
    .ending = ".sage",
    .run = "sage FILE",
    .comment = "#",
    .joint = '_',
    .prefix = "sys_",
    .quote = "\"",
    .field_q = "QQ",
    .field_p = "GF(@CHAR@)",
    .begin = begin,
    .block = "@BLOCK@ = zeros(@ROWS@, @COLS@)\n",
    .entry = "@BLOCK@[@I0@][@J0@] = poly(\"\"\"\n  @POLY@\"\"\")\n",
    .part = 0,
    .point = "point@P@ = [@VALUES@]\n",
    .given = "\"",
    .missing = "None",
    .describe = "describe(\"@BLOCKNAME@\", entries(@BLOCK@))\n",
    .expect = "expect(\"@WHAT@\", \"@RELATION@\", @VALUE@, \"@WHY@\")\n",
    .task =
        {"\n\ndef describe(name, L):\n"
         "    L = [f for f in L if f != 0]\n"
         "    print(\"%s: polynomials %d, terms %d, degree %d\" % (\n"
         "        name, len(L), sum(len(f.dict()) for f in L),\n"
         "        max([f.degree() for f in L], default=-1)))\n\n\n"
         "@BLOCKS@"
         "answers[\"polynomials\"] = len([f for f in entries(@MAIN@) if f != 0])\n"
         "answers[\"terms\"] = sum(len(f.dict()) for f in entries(@MAIN@))\n"
         "@EXPECT@",
         ideal_task, image_task, rank_task, ideal_task},
    .end = "",
    .eliminate = "Set eliminate_too = True for the ideal of the closure, too "
                 "(slow).",
    .fold = 1,
};
