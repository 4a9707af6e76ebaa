#!/usr/bin/env python3
"""Files for Macaulay2, Singular and Sage (this one on top of sympy), run there:
every task, its answer, and what the file says of what was expected."""

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from systems import check, command, done, make, run, skip, with_elimination  # noqa: E402


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
                 "sage": ["generators of the ideal: 1"]}),
    "curve": (1, {"m2": ["generators of the ideal, by degree: new Tally from {1 => 1, 2 => 1, 3 => 1}", "degree 6"],
                  "singular": ["generators of the ideal: 3", "degree 6"], "sage": []}),
}

for form in ("m2", "singular", "sage"):
    if command(form) is None:
        skip(form, "the program for %s is not installed" % form)
        continue
    for system, answer in ANSWERS.items():
        found = run(form, make(*([system.split()[0], form] + system.split()[1:])))
        check(found == answer, "%s: %s" % (form, system), found)
    for system, (dimension, lines) in ELIMINATION.items():
        found = run(form, with_elimination(form, make(system, form)))
        check(found[-1] == str(dimension) and found.count("dimension %d" % dimension) == 2
              and expected("dimension", "=", dimension) in found and all(line in found for line in lines[form]),
              "%s: %s, with the elimination" % (form, system), found)
    for system in ("cubic", "saturate") if form != "sage" else ("saturate",):
        text = make(system, form)
        for spelling in ("checkPrime = 2147483647", "check_prime = 2147483647"):
            text = text.replace(spelling, spelling.split()[0] + " = 0")
        found = run(form, text)
        check(found == ANSWERS[system], "%s: %s over the rational numbers" % (form, system), found)

# One polynomial of thousands of terms: a parser that adds term by term, or
# nests its sums, takes minutes or falls over.
for form, system, terms in (("m2", "big6", 8008), ("singular", "big10", 184756), ("sage", "big7", 19448)):
    if command(form) is None:
        skip("long sum: " + form, "not installed")
        continue
    found = run(form, make(system, form))
    check(found[-1] == expected("terms", "=", terms),
          "%s: a sum of %d terms" % (form, terms), found)

done()
