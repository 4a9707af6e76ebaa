"""Singular points and membership, judged by Macaulay2.

For each shape Macaulay2 eliminates the weights over F_32003, which gives the
ideal of the variety, and applies the Jacobian criterion at random points of
every stratum, at ghost points and at points beside the variety.  "fulgurite
classify" must agree at every one of them.
"""
import itertools
import json
import os
import random
import shutil
import subprocess
import sys

PRIME = 32003
PROGRAM = os.path.join(os.environ.get("builddir", "."), "fulgurite")
# tokens, d, d_out, alpha: the eliminations that end within seconds
SHAPES = [(2, 1, 1, 1), (2, 1, 2, 1), (2, 2, 1, 1), (2, 2, 1, 2), (2, 2, 2, 1),
          (2, 2, 2, 2), (2, 2, 3, 1), (2, 3, 1, 1),
          (1, 1, 1, 1), (1, 1, 2, 1), (1, 2, 1, 1), (1, 2, 1, 2), (1, 2, 2, 1),
          (1, 2, 2, 2), (1, 2, 3, 1), (1, 3, 1, 1)]


def indices(t, d, d_out):
    for i in range(d_out):
        for k, l in itertools.combinations_with_replacement(range(d), 2):
            for j in range(l if t == 1 else 0, d):
                yield i, k, l, j


def coefficients(t, d, d_out, A, V):
    T = dict.fromkeys(indices(t, d, d_out), 0)
    for i, k, l, j in itertools.product(range(d_out), range(d), range(d),
                                        range(d)):
        place = (k, l, j) if t == 1 else (min(k, l), max(k, l), j)
        if t == 1:
            place = tuple(sorted(place))
        T[(i,) + place] += V[i][k] * A[l][j]
    return T


def matrix(rng, rows, cols, rank, bound):
    """A random integer matrix of rank at most rank."""
    left = [[rng.randint(-bound, bound) for _ in range(rank)]
            for _ in range(rows)]
    right = [[rng.randint(-bound, bound) for _ in range(cols)]
             for _ in range(rank)]
    return [[sum(left[i][n] * right[n][j] for n in range(rank))
             for j in range(cols)] for i in range(rows)]


def random_point(rng, t, d, d_out, alpha):
    """A function of the variety, sometimes of low rank, sometimes with key
    parallel to value, with the head_dim to classify it by."""
    a = alpha if alpha < d else rng.randint(d, 3)
    bound = rng.choice([1, 2, 5])
    A = matrix(rng, d, d, rng.randint(0, alpha), bound)
    V = matrix(rng, d_out, d, rng.randint(0, min(d, d_out)), bound)
    if rng.random() < 0.4:
        n = rng.randrange(d)
        line = A[n] if rng.random() < 0.3 else [row[n] for row in A]
        V = [[h * x for x in line]
             for h in (rng.randint(-2, 2) for _ in range(d_out))]
    return a, coefficients(t, d, d_out, A, V)


def ghost_point(rng, t, d, d_out, alpha):
    """h(w) (k^2 + l^2) q: complex weights alone for t >= 2, and for t = 1 when
    head_dim is 1."""
    k, l, q = ([rng.randint(-2, 2) for _ in range(d)] for _ in range(3))
    T = dict.fromkeys(indices(t, d, d_out), 0)
    for i in range(d_out):
        h = rng.randint(-2, 2)
        for m, n, j in itertools.product(range(d), repeat=3):
            place = (m, n, j) if t == 1 else (min(m, n), max(m, n), j)
            if t == 1:
                place = tuple(sorted(place))
            T[(i,) + place] += h * (k[m] * k[n] + l[m] * l[n]) * q[j]
    return alpha, T


def beside(rng, point):
    a, T = point
    T = dict(T)
    T[rng.choice(sorted(T))] += rng.choice([-1, 1])
    return a, T


def function_file(t, d, d_out, T):
    return json.dumps({"format": "fulgurite-function/1", "d": d,
                       "d_out": d_out, "tokens": t,
                       "coefficients": [[i + 1, k + 1, l + 1, j + 1, c]
                                        for (i, k, l, j), c in T.items()
                                        if c]})


def classify(t, d, d_out, point):
    a, T = point
    run = subprocess.run([PROGRAM, "classify", "-", "--json", "--head-dim",
                          str(a)], input=function_file(t, d, d_out, T),
                         capture_output=True, text=True)
    if run.returncode not in (0, 1):
        sys.exit("classify failed: " + run.stderr)
    return json.loads(run.stdout)


def elimination(n, t, d, d_out, alpha, points):
    """Macaulay2 code that prints, for each point, whether the ideal vanishes
    there and the rank of its Jacobian matrix; then the codimension."""
    names = ["K_(%d,%d),Q_(%d,%d)" % (r, k, r, k)
             for r in range(alpha) for k in range(d)] if alpha < d else \
            ["A_(%d,%d)" % (k, l) for k in range(d) for l in range(d)]
    names += ["V_(%d,%d)" % (i, k) for i in range(d_out) for k in range(d)]
    images = []
    for i, k, l, j in indices(t, d, d_out):
        terms = []
        places = set(itertools.permutations((k, l, j))) if t == 1 else \
            {(k, l, j), (l, k, j)}
        for x, y, z in sorted(places):
            if alpha < d:
                A = "+".join("K_(%d,%d)*Q_(%d,%d)" % (r, y, r, z)
                             for r in range(alpha))
            else:
                A = "A_(%d,%d)" % (y, z)
            terms.append("V_(%d,%d)*(%s)" % (i, x, A))
        images.append("+".join(terms))
    code = ["S = ZZ/%d[%s];" % (PRIME, ",".join(names)),
            "R = ZZ/%d[T_0..T_%d];" % (PRIME, len(images) - 1),
            "I = ker map(S, R, {%s});" % ",".join(images),
            "J = jacobian I;"]
    for m, (_, T) in enumerate(points):
        values = ",".join(str(T[p]) for p in indices(t, d, d_out))
        code.append("e = map(ZZ/%d, R, {%s}); << \"%d %d \" << (if e(I) == 0 "
                    "then 1 else 0) << \" \" << rank e(J) << \" \" << codim I "
                    "<< endl;" % (PRIME, values, n, m))
    return "\n".join(code)


def main():
    if shutil.which("M2") is None:
        print("1..0 # skip Macaulay2 (M2) is not installed")
        return
    if not os.path.exists(PROGRAM):
        print("1..0 # skip the program is not built")
        return
    rng = random.Random(os.environ.get("FULG_TEST_SEED", "20240817"))
    cases, code = [], []
    for n, shape in enumerate(SHAPES):
        t, d, d_out, alpha = shape
        points = [random_point(rng, *shape) for _ in range(16)]
        if d > 1:
            points += [ghost_point(rng, *shape) for _ in range(4)]
        points += [beside(rng, p) for p in points[:6]]
        cases.append(points)
        code.append(elimination(n, t, d, d_out, alpha, points))
    run = subprocess.run(["M2", "--script", "/dev/stdin"], input="\n".join(code),
                         capture_output=True, text=True, timeout=300)
    verdict = {}
    for line in run.stdout.splitlines():
        n, m, on, rank, codim = map(int, line.split())
        verdict[n, m] = (on == 1, rank < codim)
    print("1..%d" % len(SHAPES))
    for n, (shape, points) in enumerate(zip(SHAPES, cases)):
        wrong, on_variety, singular = [], 0, 0
        for m, point in enumerate(points):
            ours = classify(*shape[:3], point)
            on, bad = verdict.get((n, m), (None, None))
            on_variety += bool(on)
            singular += bool(on and bad)
            if on != (ours["place"] != "outside") or \
                    (on and bad != ours["singular"]):
                wrong.append((point, ours["place"], ours["singular"], on, bad))
        print("%s %d - t=%d d=%d d_out=%d alpha=%d: %d points, %d on the "
              "variety, %d singular" % (("not ok" if wrong else "ok", n + 1) +
                                        shape + (len(points), on_variety,
                                                 singular)))
        for w in wrong[:3]:
            print("#", w)
    if run.returncode != 0:
        print("#", run.stderr[:500])


main()
