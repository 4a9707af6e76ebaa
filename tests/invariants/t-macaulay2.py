#!/usr/bin/env python3
"""The ideal of the families is the ideal of the image: Macaulay2 eliminates the
weights over the rational numbers and compares.  Prints TAP."""

import json
import os
import shutil
import subprocess
import sys

PROGRAM = os.path.join(os.environ.get("builddir", os.getcwd()), "fulgurite")
# tokens, d, head_dim (d_out is 1); numbers of generators by degree
SHAPES = [
    (2, 2, 1, {2: 3}),
    (2, 2, 2, {4: 1}),
    (2, 3, 1, {2: 45, 3: 10}),
    (2, 3, 2, {3: 30, 4: 90}),
    (2, 3, 3, {3: 20, 4: 90}),
    (1, 3, 1, {4: 35}),
]


def entry_names(t, d):
    if t == 1:
        return [(k, l, m) for k in range(d) for l in range(k, d)
                for m in range(l, d)]
    return [(k, l, j) for k in range(d) for l in range(k, d) for j in range(d)]


def images(t, d, a):
    """The variables of the weights and the coefficients as polynomials in
    them.  A = [I; B] Q is dense among the matrices of rank a; one token: S =
    k l^T."""
    v = ["v_%d" % k for k in range(d)]
    if t == 1:
        names = v + ["k_%d" % k for k in range(d)] + ["l_%d" % k for k in range(d)]
        A = [["k_%d*l_%d" % (i, j) for j in range(d)] for i in range(d)]
        return names, ["+".join("v_%d*%s" % (x, A[y][z]) for x, y, z in
                                sorted({(k, l, m), (k, m, l), (l, k, m),
                                        (l, m, k), (m, k, l), (m, l, k)}))
                       for k, l, m in entry_names(t, d)]
    names = v + ["q_(%d,%d)" % (s, j) for s in range(a) for j in range(d)]
    names += ["b_(%d,%d)" % (i, s) for i in range(a, d) for s in range(a)]
    A = [["q_(%d,%d)" % (i, j) if i < a else
          "(%s)" % "+".join("b_(%d,%d)*q_(%d,%d)" % (i, s, s, j)
                            for s in range(a))
          for j in range(d)] for i in range(d)]
    return names, ["v_%d*%s" % (k, A[k][j]) if k == l else
                   "v_%d*%s+v_%d*%s" % (k, A[l][j], l, A[k][j])
                   for k, l, j in entry_names(t, d)]


def families(t, d, a):
    run = subprocess.run(
        [PROGRAM, "invariants", "--widths", "%d,1" % d, "--head-dim", str(a),
         "--tokens", str(t), "--list", "--degree", "4", "--json"],
        stdout=subprocess.PIPE, check=True, universal_newlines=True)
    return [p["polynomial"] for p in json.loads(run.stdout)["polynomials"]
            if p["family"] not in ("copies", "symmetrise")]


def script(t, d, a):
    names, image = images(t, d, a)
    c = ["c1_" + "_".join(str(x + 1) for x in e) for e in entry_names(t, d)]
    plain = {name: "c_%d" % n for n, name in enumerate(c)}
    polynomials = families(t, d, a)
    for name in sorted(c, reverse=True):
        polynomials = [p.replace(name, plain[name]) for p in polynomials]
    return "\n".join([
        "S = QQ[%s];" % ",".join(names),
        "R = QQ[c_0..c_%d];" % (len(c) - 1),
        "I = kernel map(S, R, {%s});" % ",".join(image),
        "J = ideal {%s};" % ",\n".join(polynomials),
        "G = gens gb(J, DegreeLimit => 4);",
        "M = mingens I;",
        "T = tally flatten degrees source M;",
        '<< "in " << isSubset(J, I) << endl;',
        '<< "over " << (max flatten degrees source M <= 4 and '
        "(M % G) == 0) << endl;",
        'scan(pairs T, p -> << "degree " << p#0 << " " << p#1 << endl);'])


def main():
    if shutil.which("M2") is None:
        print("1..0 # skip Macaulay2 (M2) is not installed")
        return
    if not os.path.exists(PROGRAM):
        print("1..0 # skip the program is not built")
        return
    print("1..%d" % len(SHAPES))
    failed = False
    for n, (t, d, a, expected) in enumerate(SHAPES, 1):
        name = "%d token%s, d = %d, head_dim = %d: equality over Q" % (
            t, "s" if t > 1 else "", d, a)
        try:
            run = subprocess.run(["M2", "--script", "/dev/stdin"],
                                 input=script(t, d, a), stdout=subprocess.PIPE,
                                 stderr=subprocess.PIPE, timeout=280,
                                 universal_newlines=True)
        except subprocess.TimeoutExpired:
            print("ok %d - %s # SKIP no answer in 280 s" % (n, name))
            continue
        lines = run.stdout.split("\n")
        degrees = {int(l.split()[1].strip("{}")): int(l.split()[2])
                   for l in lines if l.startswith("degree ")}
        good = "in true" in lines and "over true" in lines and \
            degrees == expected
        failed = failed or not good
        print("%s %d - %s" % ("ok" if good else "not ok", n, name))
        if not good:
            print("# " + (run.stdout + run.stderr).replace("\n", "\n# "))
        sys.stdout.flush()
    sys.exit(1 if failed else 0)


main()
