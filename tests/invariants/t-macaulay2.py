#!/usr/bin/env python3
"""The ideal of the families is the ideal of the image.  Two tokens: Macaulay2
eliminates the weights over the rational numbers and compares.  One token, where
that takes too long: the families' ideal is unmixed and has the dimension and
the degree of the image, a prime ideal that contains it.  Prints TAP."""

import json
import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir))
from tools import find  # noqa: E402

PROGRAM = os.path.join(os.environ.get("builddir", os.getcwd()), "fulgurite")
# d, head_dim (d_out is 1); numbers of generators by degree
ELIMINATIONS = [
    (2, 1, {2: 3}),
    (2, 2, {4: 1}),
    (3, 1, {2: 45, 3: 10}),
    (3, 2, {3: 30, 4: 90}),
    (3, 3, {3: 20, 4: 90}),
]
# head_dim, degree of the generators, dimension and degree of the image for d = 3:
# P^2 x P^2 x P^2 -> triangles is 6 to 1, P^2 x P^5 -> reducible cubics birational
CUBICS = [(1, 4, 7, 15), (3, 8, 8, 21)]


def entry_names(t, d):
    if t == 1:
        return [(k, l, m) for k in range(d) for l in range(k, d)
                for m in range(l, d)]
    return [(k, l, j) for k in range(d) for l in range(k, d) for j in range(d)]


def images(d, a):
    """The variables of the weights and the coefficients as polynomials in
    them.  A = [I; B] Q is dense among the matrices of rank a."""
    names = ["v_%d" % k for k in range(d)]
    names += ["q_(%d,%d)" % (s, j) for s in range(a) for j in range(d)]
    names += ["b_(%d,%d)" % (i, s) for i in range(a, d) for s in range(a)]
    A = [["q_(%d,%d)" % (i, j) if i < a else
          "(%s)" % "+".join("b_(%d,%d)*q_(%d,%d)" % (i, s, s, j)
                            for s in range(a))
          for j in range(d)] for i in range(d)]
    return names, ["v_%d*%s" % (k, A[k][j]) if k == l else
                   "v_%d*%s+v_%d*%s" % (k, A[l][j], l, A[k][j])
                   for k, l, j in entry_names(2, d)]


def families(t, d, a, degree):
    """The families' ideal J in c_0, c_1, .., up to a degree."""
    run = subprocess.run(
        [PROGRAM, "invariants", "--widths", "%d,1" % d, "--head-dim", str(a),
         "--tokens", str(t), "--list", "--degree", str(degree), "--json"],
        stdout=subprocess.PIPE, check=True, universal_newlines=True)
    polynomials = [p["polynomial"]
                   for p in json.loads(run.stdout)["polynomials"]
                   if p["family"] not in ("copies", "symmetrise")]
    c = ["c1_" + "_".join(str(x + 1) for x in e) for e in entry_names(t, d)]
    for n, name in enumerate(c):
        polynomials = [p.replace(name, "c_%d" % n) for p in polynomials]
    return ["R = QQ[c_0..c_%d];" % (len(c) - 1),
            "J = ideal {%s};" % ",\n".join(polynomials)]


def elimination(d, a):
    names, image = images(d, a)
    return "\n".join(["S = QQ[%s];" % ",".join(names)] + families(2, d, a, 4) + [
        "I = kernel map(S, R, {%s});" % ",".join(image),
        "G = gens gb(J, DegreeLimit => 4);",
        "M = mingens I;",
        "T = tally flatten degrees source M;",
        '<< "in " << isSubset(J, I) << endl;',
        '<< "over " << (max flatten degrees source M <= 4 and '
        "(M % G) == 0) << endl;",
        'scan(pairs T, p -> << "degree " << p#0 << " " << p#1 << endl);'])


def unmixed(a, degree):
    """codim Ext^i(R/J, R) > i for every i > codim J: all associated primes have
    the same dimension."""
    return "\n".join(families(1, 3, a, degree) + [
        "C = res J;",
        '<< "unmixed " << all(toList(codim J + 1 .. length C), '
        "i -> codim Ext^i(comodule J, R) > i) << endl;",
        '<< "size " << dim J << " " << degree J << endl;'])


def macaulay2(code):
    """The lines it prints; None when it takes too long."""
    try:
        run = subprocess.run(["M2", "--script", "/dev/stdin"], input=code,
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                             timeout=280, universal_newlines=True)
    except subprocess.TimeoutExpired:
        return None
    return run.stdout.split("\n") + run.stderr.split("\n")


def report(number, name, lines, good):
    if lines is None:
        print("ok %d - %s # SKIP no answer in 280 s" % (number, name))
        return True
    print("%s %d - %s" % ("ok" if good(lines) else "not ok", number, name))
    if not good(lines):
        print("\n".join("# " + line for line in lines))
    sys.stdout.flush()
    return good(lines)


def equal(expected):
    def good(lines):
        degrees = {int(l.split()[1]): int(l.split()[2])
                   for l in lines if l.startswith("degree ")}
        return "in true" in lines and "over true" in lines and \
            degrees == expected
    return good


def main():
    if find("M2") is None:
        print("1..0 # skip Macaulay2 (M2) is not installed")
        return
    if not os.path.exists(PROGRAM):
        print("1..0 # skip the program is not built")
        return
    print("1..%d" % (len(ELIMINATIONS) + len(CUBICS)))
    results, number = [], 0
    for d, a, expected in ELIMINATIONS:
        number += 1
        results.append(report(
            number, "two tokens, d = %d, head_dim = %d: equality over Q" %
            (d, a), macaulay2(elimination(d, a)), equal(expected)))
    for a, generators, dimension, degree in CUBICS:
        number += 1
        results.append(report(
            number, "one token, d = 3, head_dim = %d: unmixed, dimension %d, "
            "degree %d" % (a, dimension, degree),
            macaulay2(unmixed(a, generators)),
            lambda lines: "unmixed true" in lines and
            "size %d %d" % (dimension, degree) in lines))
    sys.exit(0 if all(results) else 1)


main()
