#!/usr/bin/env python3
"""Files for the algebra systems that are here, run there (Sage, where it is missing,
on top of sympy): every task, its answer, and what the file says of what was expected."""

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from systems import check, command, done, has_bases, make, run, run_all, skip, with_elimination  # noqa: E402


def expected(what, relation, n, verdict="agrees"):
    return "expected %s %s %d (proved; by hand): %s" % (what, relation, n, verdict)


def modulo(lines):
    """A file modulo a prime says that what it expects is over the rational numbers."""
    return [line.replace("(proved;", "(proved over the rational numbers;") for line in lines]


IMAGE = "affine dimension of the closure of the image:"
CUBIC = ["dimension 2", "degree 3", "vanishes at point 1: true", "vanishes at point 2: false",
         "vanishes at point 3: true", expected("dimension", "=", 2), expected("degree", "<=", 4),
         expected("degree", ">=", 4, "DIFFERS")]
ANSWERS = {
    "print": ["outputs: polynomials 3, terms 5, degree 3", "map: polynomials 1, terms 3, degree 2",
              expected("polynomials", "=", 3), expected("terms", "=", 5)],
    "names": ["ring: polynomials 1, terms 6, degree 3", expected("terms", "=", 6)],
    "cubic": CUBIC,
    "cubic 101": modulo(CUBIC),
    "saturate": ["dimension 0", "degree 2", "vanishes at point 1: true", expected("dimension", "=", 0),
                 expected("degree", "=", 2)],
    "empty": ["dimension -1", "degree 0", expected("dimension", "=", -1)],
    "cone": ["dimension 2", "vanishes at point 1: true", expected("dimension", "=", 2),
             expected("degree", "=", 2, "not computed"), IMAGE, "2"],
    "cone 32003": modulo(["dimension 2", "vanishes at point 1: true", expected("dimension", "=", 2),
                          expected("degree", "=", 2, "not computed"), IMAGE, "2"]),
    "curve 101": modulo(["dimension 1", "vanishes at point 1: true", expected("dimension", "=", 1), IMAGE, "1"]),
    "curve": ["dimension 1", "vanishes at point 1: true", expected("dimension", "=", 1), IMAGE, "1"],
    "nothing": ["dimension 0", expected("dimension", "=", 0), IMAGE, "0"],
    "rank": ["rank 1", expected("rank", "=", 1)],
    "rank 101": modulo(["rank 1", expected("rank", "=", 1)]),
    "rank-generic": ["rank 2", expected("rank", "=", 2)],
    "rank-prime": ["rank 1", expected("rank", "=", 1)],
}
# The elimination adds lines before the verdicts; (lines that must be there).
ELIMINATION = {
    "cone": (2, {"m2": ["generators of the ideal, by degree: new Tally from {2 => 1}", "degree 2",
                        expected("degree", "=", 2)],
                 "singular": ["generators of the ideal: 1", "degree 2", expected("degree", "=", 2)],
                 "sage": ["generators of the ideal: 1"],
                 "python": ["generators of a Groebner basis of the ideal: 1", "degree 2"],
                 "gap": ["generators of a Groebner basis of the ideal: 1", "degree 2"],
                 "maxima": ["generators of the ideal: 1", "degree 2"],
                 "giac": ["generators of the ideal: 1", "degree 2"]}),
    "curve": (1, {"m2": ["generators of the ideal, by degree: new Tally from {1 => 1, 2 => 1, 3 => 1}", "degree 6"],
                  "singular": ["generators of the ideal: 3", "degree 6"], "sage": [], "python": ["degree 6"],
                  "gap": ["degree 6"], "maxima": ["degree 6"], "giac": ["degree 6"]}),
}

# PARI/GP has no Groebner bases: points and tangent spaces alone.
NOT_COMPUTED = [expected("dimension", "=", 2, "not computed"), expected("degree", "<=", 4, "not computed"),
                expected("degree", ">=", 4, "not computed")]
GP_CUBIC = ["vanishes at point 1: true", "tangent space there: dimension 2", "vanishes at point 2: false",
            "vanishes at point 3: true"] + NOT_COMPUTED
GP = {"cubic": GP_CUBIC, "cubic 101": modulo(GP_CUBIC),
      "saturate": ["vanishes at point 1: true", "tangent space there: dimension 0",
                   expected("dimension", "=", 0, "not computed"), expected("degree", "=", 2, "not computed")],
      "empty": [expected("dimension", "=", -1, "not computed")]}
# These start slowly, or compute over the rational numbers alone.
SOME = {"giac": ["print", "names", "cubic", "cubic 101", "saturate", "empty", "cone", "nothing", "rank", "rank-prime"],
        "maxima": [system for system in ANSWERS if " " not in system]}
# At the start of a line; inside a branch it is loaded when that runs.
LOADS_BASES = '\nload("grobner")$'
FORMS = ("m2", "singular", "sage", "python", "gap", "gp", "maxima", "giac")

for form in FORMS:
    if command(form) is None:
        skip(form, "the program for %s is not installed" % form)
        continue
    systems = SOME.get(form, list(ANSWERS))
    bases = has_bases(form)
    texts = [make(system.split()[0], form, *system.split()[1:]) for system in systems]
    if not bases:
        wanting = [system for system, text in zip(systems, texts) if LOADS_BASES in text]
        for system in wanting + ["with the elimination"]:
            skip("%s: %s" % (form, system), "this Maxima cannot load its package grobner")
        systems = [system for system in systems if system not in wanting]
        texts = [text for text in texts if LOADS_BASES not in text]
    # "Run: sage FILE" itself, once; the others in one process.
    if form == "sage":
        found = run(form, texts[0])
        check(found == ANSWERS[systems[0]], "sage FILE", found)
    for system, found in zip(systems, run_all(form, texts)):
        answer = GP.get(system, ANSWERS[system]) if form == "gp" else ANSWERS[system]
        check(found == answer, "%s: %s" % (form, system), found)
    eliminations = list(ELIMINATION.items()) if form != "gp" and bases else []
    for (system, (dimension, lines)), found in zip(eliminations, run_all(form, [
            with_elimination(form, make(system, form)) for system, _ in eliminations])):
        check(found[-1] == str(dimension) and found.count("dimension %d" % dimension) == 2
              and expected("dimension", "=", dimension) in found and all(line in found for line in lines[form]),
              "%s: %s, with the elimination" % (form, system), found)
    for system in ("saturate", "cubic")[:1 if form in ("sage", "giac") else 2] if form not in ("gp", "maxima") else ():
        text = make(system, form)
        check("536870909" in text, "%s: the check prime is the largest below 2^29" % form)
        for spelling in ("checkPrime =", "check_prime =", "check_prime :="):
            text = text.replace(spelling + " 536870909", spelling + " 0")
        found = run(form, text)
        check(found == ANSWERS[system], "%s: %s over the rational numbers" % (form, system), found)
    # With short names, and without denominators, the answers are the same.
    for system in [system for system in ("cubic", "rank") if system in systems] if form != "giac" else ():
        found = run(form, make(system, form, 0, "integral", "short"))
        answer = GP.get(system, ANSWERS[system]) if form == "gp" else ANSWERS[system]
        check(found == answer, "%s: %s with short names and integers" % (form, system), found)

# The calls that stand in comments are right.
def without_marks(text, first, mark):
    head, _, tail = text.partition(first)
    lines = tail.split("\n")
    for k in range(1, len(lines)):
        if not lines[k].startswith(mark):
            break
        lines[k] = lines[k][len(mark):]
    return head + first + "\n".join(lines)


if command("m2"):
    for system, dimension in (("cone", "2"), ("curve", "1")):
        found = run("m2", without_marks(make(system, "m2"), "-- The same dimension numerically", "-- "))
        check(found[-3:] == [dimension, IMAGE, dimension], "NumericalImplicitization: " + system, found)
if command("singular"):
    found = run("singular", without_marks(make("saturate", "singular"), "// The components", "// "))
    check(all(line in found for line in ("_[1]=y+1", "_[1]=y-1", "_[2]=x-1")), "primary decomposition", found)

# One polynomial of thousands of terms: a parser that adds term by term, or
# nests its sums, takes minutes or falls over.
for form, system, terms in (("m2", "big6", 8008), ("singular", "big10", 184756), ("sage", "big7", 19448),
                            ("python", "big7", 19448), ("gap", "big6", 8008), ("gp", "big6", 8008),
                            ("maxima", "big5", 3003)):
    if command(form) is None:
        skip("long sum: " + form, "not installed")
        continue
    found = run(form, make(system, form))
    check(found[-1] == expected("terms", "=", terms),
          "%s: a sum of %d terms" % (form, terms), found)

done()
