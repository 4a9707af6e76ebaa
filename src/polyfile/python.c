/*
 * Python, with SymPy.  "import" gives the polynomials alone, as elements of a
 * sparse ring (f.as_expr() is an expression); run, the file computes, slowly.
 * Sums are texts: Python's parser nests literal ones too deep.
 */
#include "impl.h"

static const char begin[] =
    "from fractions import Fraction\n"
    "from random import Random\n"
    "\n"
    "from sympy import GF, QQ\n"
    "from sympy.polys.groebnertools import groebner\n"
    "from sympy.polys.orderings import grevlex, lex\n"
    "from sympy.polys.rings import ring\n"
    "\n"
    "names = [\n"
    "  @NAMES@]\n"
    "field = @FIELD@\n"
    "check_prime = @CHECK@\n"
    "R, *gens = ring(names, field, grevlex)\n"
    "place = {name: k for k, name in enumerate(names)}\n"
    "answers = {}\n"
    "\n"
    "\n"
    "def number(F, text):\n"
    "    \"\"\"A number such as \"-3/2\" as an element of a field.\"\"\"\n"
    "    c = Fraction(text)\n"
    "    return F(c.numerator) / F(c.denominator)\n"
    "\n"
    "\n"
    "def poly(text):\n"
    "    \"\"\"The sum that a text says.\"\"\"\n"
    "    found = {}\n"
    "    text = \"\".join(text.split()).replace(\"-\", \"+-\")\n"
    "    for term in text.split(\"+\"):\n"
    "        if term == \"\":\n"
    "            continue\n"
    "        c = -field(1) if term[0] == \"-\" else field(1)\n"
    "        exponents = [0] * len(names)\n"
    "        for factor in term.lstrip(\"-\").split(\"*\"):\n"
    "            base, _, power = factor.partition(\"^\")\n"
    "            if base in place:\n"
    "                exponents[place[base]] += int(power or 1)\n"
    "            else:\n"
    "                c = c * number(field, base)\n"
    "        found[tuple(exponents)] = c\n"
    "    return R.from_dict({e: c for e, c in found.items() if c})\n"
    "\n"
    "\n"
    "def zeros(rows, cols):\n"
    "    return [[R.zero] * cols for _ in range(rows)]\n"
    "\n"
    "\n"
    "def entries(M):\n"
    "    return [f for row in M for f in row]\n"
    "\n"
    "\n"
    "def over(S, f):\n"
    "    \"\"\"The same polynomial in a ring over another field.\"\"\"\n"
    "    F = S.domain\n"
    "    found = {e: F(int(c.numerator)) / F(int(c.denominator)) if field "
    "== QQ else F(int(c)) for e, c in f.items()}\n"
    "    return S.from_dict({e: c for e, c in found.items() if c})\n"
    "\n"
    "\n"
    "def value(f, point, p):\n"
    "    \"\"\"The value at a point: mod p, or rational when p is 0.\"\"\"\n"
    "    total = Fraction(0)\n"
    "    for exponents, c in f.items():\n"
    "        t = Fraction(int(c.numerator), int(c.denominator)) if field "
    "== QQ else Fraction(int(c))\n"
    "        t = t.numerator * pow(t.denominator, -1, p) if p else t\n"
    "        for x, e in zip(point, exponents):\n"
    "            t = t * (pow(x, e, p) if p else x**e) if e else t\n"
    "        total = (total + t) % p if p else total + t\n"
    "    return total\n"
    "\n"
    "\n"
    "def rank(rows, p):\n"
    "    \"\"\"The rank of a matrix of numbers: mod p, or over the "
    "rational numbers.\"\"\"\n"
    "    rows, r = [list(row) for row in rows], 0\n"
    "    for j in range(len(rows[0]) if rows else 0):\n"
    "        k = next((i for i in range(r, len(rows)) if rows[i][j]), None)\n"
    "        if k is None:\n"
    "            continue\n"
    "        rows[r], rows[k] = rows[k], rows[r]\n"
    "        c = pow(int(rows[r][j]), -1, p) if p else 1 / rows[r][j]\n"
    "        for i in range(r + 1, len(rows)):\n"
    "            t = rows[i][j] * c\n"
    "            rows[i] = [(x - t * y) % p if p else x - t * y for x, y "
    "in zip(rows[i], rows[r])]\n"
    "        r += 1\n"
    "    return r\n"
    "\n"
    "\n"
    "def vanishes(L, point):\n"
    "    \"\"\"Whether all are 0 at a point; None leaves a variable as it "
    "is.\"\"\"\n"
    "    given = [(x, number(field, c)) for x, c in zip(gens, point) if c "
    "is not None]\n"
    "    return all(f.subs(given) == 0 for f in L)\n"
    "\n"
    "\n"
    "def say(what, n):\n"
    "    answers[what] = n\n"
    "    print(what, n)\n"
    "\n"
    "\n"
    "def expect(what, relation, n, why):\n"
    "    found = \"not computed\"\n"
    "    if what in answers:\n"
    "        a = answers[what]\n"
    "        good = {\"=\": a == n, \">=\": a >= n, \"<=\": a <= "
    "n}[relation]\n"
    "        found = \"agrees\" if good else \"DIFFERS\"\n"
    "    print(\"expected %s %s %s (%s): %s\" % (what, relation, n, why, "
    "found))\n"
    "\n"
    "\n";

/* Hilbert series, and elimination by a lexicographic basis. */
#define HILBERT                                                              \
    "\n"                                                                     \
    "\n"                                                                     \
    "def leading(L, S):\n"                                                   \
    "    \"\"\"The exponents of the leading monomials of a Groebner "        \
    "basis.\"\"\"\n"                                                         \
    "    L = [f for f in L if f]\n"                                          \
    "    return [g.LM for g in groebner(L, S)] if L else []\n"               \
    "\n"                                                                     \
    "\n"                                                                     \
    "def codimension(supports):\n"                                           \
    "    \"\"\"The fewest variables of which every support has one.\"\"\"\n" \
    "    if not supports:\n"                                                 \
    "        return 0\n"                                                     \
    "    first = min(supports, key=len)\n"                                   \
    "    return 1 + min((codimension([s for s in supports if v not in s]) "  \
    "for v in first), default=len(names))\n"                                 \
    "\n"                                                                     \
    "\n"                                                                     \
    "def times(a, b):\n"                                                     \
    "    out = [0] * (len(a) + len(b) - 1)\n"                                \
    "    for i, x in enumerate(a):\n"                                        \
    "        for j, y in enumerate(b):\n"                                    \
    "            out[i + j] += x * y\n"                                      \
    "    return out\n"                                                       \
    "\n"                                                                     \
    "\n"                                                                     \
    "def numerator(L):\n"                                                    \
    "    \"\"\"Of the Hilbert series of a monomial ideal, over (1 - "        \
    "t)^(variables).\"\"\"\n"                                                \
    "    if not L:\n"                                                        \
    "        return [1]\n"                                                   \
    "    m, rest = L[-1], L[:-1]\n"                                          \
    "    quotient = {tuple(max(a - b, 0) for a, b in zip(e, m)) for e in "   \
    "rest}\n"                                                                \
    "    minimal = [e for e in quotient if not any(f != e and all(x <= y "   \
    "for x, y in zip(f, e)) for f in quotient)]\n"                           \
    "    a, b = numerator(rest), times([0] * sum(m) + [1], "                 \
    "numerator(minimal))\n"                                                  \
    "    a, b = a + [0] * (len(b) - len(a)), b + [0] * (len(a) - len(b))\n"  \
    "    return [x - y for x, y in zip(a, b)]\n"                             \
    "\n"                                                                     \
    "\n"                                                                     \
    "def degree(L, codim):\n"                                                \
    "    \"\"\"The numerator, divided by (1 - t)^codim, at t = 1.\"\"\"\n"   \
    "    c = numerator(L)\n"                                                 \
    "    for _ in range(codim):\n"                                           \
    "        c = [sum(c[:k + 1]) for k in range(len(c) - 1)]\n"              \
    "    return sum(c)\n"                                                    \
    "\n"                                                                     \
    "\n"                                                                     \
    "def dimension_and_degree(L, S):\n"                                      \
    "    lead = leading(L, S)\n"                                             \
    "    if any(not any(e) for e in lead):\n"                                \
    "        return -1, 0\n"                                                 \
    "    codim = codimension([{k for k, x in enumerate(e) if x} for e in "   \
    "lead])\n"                                                               \
    "    return len(S.gens) - codim, degree(lead, codim)\n"                  \
    "\n"                                                                     \
    "\n"                                                                     \
    "def eliminate(L, S, first, keep):\n"                                    \
    "    \"\"\"The members of a lex basis of L without the variables "       \
    "first.\"\"\"\n"                                                         \
    "    T = ring([str(x) for x in first + keep], S.domain, lex)[0]\n"       \
    "    place = [(first + keep).index(x) for x in S.gens]\n"                \
    "\n"                                                                     \
    "    def move(f):\n"                                                     \
    "        out = {}\n"                                                     \
    "        for e, c in f.items():\n"                                       \
    "            new = [0] * len(place)\n"                                   \
    "            for k, x in zip(place, e):\n"                               \
    "                new[k] = x\n"                                           \
    "            out[tuple(new)] = c\n"                                      \
    "        return T.from_dict(out)\n"                                      \
    "    G = groebner([move(f) for f in L if f], T) if any(L) else []\n"     \
    "    return [S.from_dict({tuple(e[k] for k in place): c for e, c in "    \
    "g.items()})\n"                                                          \
    "            for g in G if not any(any(e[:len(first)]) for e in g)]\n"   \
    "\n"                                                                     \
    "\n"

static const char ideal_task[] = HILBERT
    "def main():\n"
    "    F = GF(check_prime, symmetric=False) if check_prime and field == "
    "QQ else field\n"
    "    S = ring(names, F, grevlex)[0]\n"
    "    L = [over(S, f) for f in entries(@MAIN@)]\n"
    "@IF SAT@    for f in entries(@SAT@):\n"
    "        T, inverse, *rest = ring([\"inverse\"] + names, F, grevlex)\n"
    "        lift = [T.from_dict({(0,) + e: c for e, c in g.items()}) for "
    "g in L + [over(S, f)]]\n"
    "        G = eliminate(lift[:-1] + [inverse * lift[-1] - 1], T, "
    "[inverse], rest)\n"
    "        L = [S.from_dict({e[1:]: c for e, c in g.items()}) for g in G]\n"
    "@END@    dimension, degree = dimension_and_degree(L, S)\n"
    "    say(\"dimension\", dimension)\n"
    "    say(\"degree\", degree)\n"
    "    for k, point in enumerate([@POINTS@], 1):\n"
    "        print(\"vanishes at point %d: %s\" % (k, "
    "str(vanishes(entries(@MAIN@), point)).lower()))\n"
    "@EXPECT@\n"
    "\n"
    "if __name__ == \"__main__\":\n"
    "    main()\n";

static const char image_task[] = HILBERT
    "# True: also the ideal of the closure, by elimination (slow)\n"
    "eliminate_too = False\n"
    "\n"
    "\n"
    "def main():\n"
    "    sources = @SOURCES@\n"
    "    p = check_prime or @FALLBACK@\n"
    "    F = entries(@MAIN@)\n"
    "    conditions = @IF COND@entries(@COND@)@END@@IF NOCOND@[]@END@\n"
    "@IF NOCOND@    draw = Random(1)\n"
    "    somewhere = [draw.randrange(p) for _ in names]\n"
    "@END@@IF COND@    somewhere = [int(number(GF(p, symmetric=False), x "
    "or \"0\")) for x in point1]\n"
    "@END@\n"
    "    def rank_at(L):\n"
    "        return rank([[value(f.diff(x), somewhere, p) for x in "
    "gens[:sources]] for f in L], p)\n"
    "    say(\"dimension\", rank_at(conditions + F) - rank_at(conditions))\n"
    "    graph = [f - x for f, x in zip(F, gens[sources:])] + conditions\n"
    "    for k, point in enumerate([@POINTS@], 1):\n"
    "        print(\"vanishes at point %d: %s\" % (k, str(vanishes(graph, "
    "point)).lower()))\n"
    "    if eliminate_too:\n"
    "        T = GF(check_prime, symmetric=False) if check_prime and field "
    "== QQ else field\n"
    "        S, *x = ring(names, T, grevlex)\n"
    "        K = eliminate([over(S, f) for f in graph], S, x[:sources], "
    "x[sources:])\n"
    "        dimension, degree = dimension_and_degree(K, S)\n"
    "        print(\"generators of a Groebner basis of the ideal:\", "
    "len(K))\n"
    "        say(\"degree\", degree)\n"
    "        say(\"dimension\", dimension - sources)\n"
    "@EXPECT@    print(\"affine dimension of the closure of the image:\")\n"
    "    print(answers[\"dimension\"])\n"
    "\n"
    "\n"
    "if __name__ == \"__main__\":\n"
    "    main()\n";

static const char rank_task[] =
    "\n"
    "\n"
    "def main():\n"
    "    p = @IF RANKPRIME@@RANKPRIME@@END@@IF RATIONALPOINT@0@END@@IF "
    "RATIONALGENERIC@check_prime@END@\n"
    "    draw = Random(1)\n"
    "    somewhere = [draw.randrange(1, 10**9) for _ in names]\n"
    "@IF POINT@    for k, x in enumerate(point@RANKPOINT@):\n"
    "        if x is not None:\n"
    "            c = Fraction(x)\n"
    "            somewhere[k] = c.numerator * pow(c.denominator, -1, p) % "
    "p if p else c\n"
    "@END@    say(\"rank\", rank([[value(f, somewhere, p) for f in row] "
    "for row in @MAIN@], p))\n"
    "@EXPECT@\n"
    "\n"
    "if __name__ == \"__main__\":\n"
    "    main()\n";

static const char print_task[] =
    "\n"
    "\n"
    "def describe(name, L):\n"
    "    L = [f for f in L if f]\n"
    "    print(\"%s: polynomials %d, terms %d, degree %d\" % (\n"
    "        name, len(L), sum(len(f) for f in L), max([sum(e) for f in L "
    "for e in f], default=-1)))\n"
    "\n"
    "\n"
    "def main():\n"
    "@BLOCKS@    L = [f for f in entries(@MAIN@) if f]\n"
    "    answers[\"polynomials\"] = len(L)\n"
    "    answers[\"terms\"] = sum(len(f) for f in L)\n"
    "@EXPECT@\n"
    "\n"
    "if __name__ == \"__main__\":\n"
    "    main()\n";

const fulg_dialect_t fulg_polyfile_python = {
    .name = "python",
    .program = "SymPy",
    .ending = ".py",
    .run = "python3 FILE",
    .comment = "#",
    .joint = '_',
    .prefix = "sys_",
    .quote = "\"",
    .field_q = "QQ",
    .field_p = "GF(@CHAR@, symmetric=False)",
    .begin = begin,
    .block = "@BLOCK@ = zeros(@ROWS@, @COLS@)\n",
    .entry = "@BLOCK@[@I0@][@J0@] = poly(\"\"\"\n  @POLY@\"\"\")\n",
    .part = 0,
    .point = "point@P@ = [@VALUES@]\n",
    .given = "\"",
    .missing = "None",
    .describe = "    describe(\"@BLOCKNAME@\", entries(@BLOCK@))\n",
    .expect = "    expect(\"@WHAT@\", \"@RELATION@\", @VALUE@, \"@WHY@\")\n",
    .task = {print_task, ideal_task, image_task, rank_task, ideal_task},
    .end = "",
    .eliminate = "Set eliminate_too = True for the ideal of the closure, too "
                 "(slow).",
    .fold = 1,
};
