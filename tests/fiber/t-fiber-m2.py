#!/usr/bin/env python3
"""Theorem 2 against Macaulay2: the minimal primes of K^T Q = A, for A of every
rank, against the components that `fulgurite fiber` lists over (Q,K,V).  With
V of full rank and T != 0 the scaling c adds 1 to each dimension; with A = 0 the
values are free and V = 0 is a component of its own."""
import json, os, subprocess, sys, tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir))
from tools import find  # noqa: E402

CASES = [(a, d, r) for a in (1, 2, 3) for d in (1, 2) for r in range(0, min(a, d) + 1)]
CASES += [(1, 3, 1), (2, 3, 1), (2, 3, 2)]
PROGRAM = os.path.join(os.environ.get("builddir", "."), "fulgurite")


def matrix(rows):
    return "matrix{" + ",".join("{" + ",".join(map(str, r)) + "}" for r in rows) + "}"


def script():
    lines = []
    for n, (a, d, r) in enumerate(CASES):
        A = [[int(i == j < r) * (i + 2) for j in range(d)] for i in range(d)]
        lines.append(
            f"R = QQ[k_0..k_{a*d-1}, q_0..q_{a*d-1}];"
            f"K = genericMatrix(R, k_0, {a}, {d}); Q = genericMatrix(R, q_0, {a}, {d});"
            f"P = minimalPrimes ideal(transpose K * Q - sub({matrix(A)}, R));"
            f'print("case {n} " | toString sort apply(P, dim));')
    return "\n".join(lines) + "\nexit 0\n"


def components(a, d, r):
    eye = [[int(i == j) for j in range(d)] for i in range(d)]
    K = [[int(i == j < r) for j in range(d)] for i in range(a)]
    Q = [[int(i == j < r) * (i + 2) for j in range(d)] for i in range(a)]
    weights = {"format": "fulgurite-weights/1",
               "architecture": {"format": "fulgurite-architecture/1", "widths": [d, d],
                                "head_dim": [a], "tokens": 2},
               "layers": [{"heads": [{"Q": Q, "K": K, "V": eye}]}]}
    out = subprocess.run([PROGRAM, "fiber", "-", "--json"], input=json.dumps(weights),
                         capture_output=True, text=True)
    if out.returncode != 0:
        raise RuntimeError(out.stderr)
    parts = json.loads(out.stdout)["QKV"]
    if r == 0:
        parts = [c for c in parts if c["name"] != "V = 0"]
    extra = d * d if r == 0 else 1
    dims = sorted(c["dimension"] - extra for c in parts)
    if d == 1 and r == 1:
        # One number: key and value are always parallel, nothing to exchange.
        assert all("exchanged" not in c["name"] for c in parts)
    return dims


def main():
    if find("M2") is None:
        print("1..0 # SKIP Macaulay2 is not installed")
        return 0
    with tempfile.TemporaryDirectory() as place:
        name = os.path.join(place, "fiber.m2")
        with open(name, "w") as f:
            f.write(script())
        run = subprocess.run(["M2", "--script", name], capture_output=True, text=True,
                             timeout=300, cwd=place)
    found = {}
    for line in run.stdout.splitlines():
        if line.startswith("case "):
            _, n, dims = line.split(" ", 2)
            found[int(n)] = [int(x) for x in dims.strip("{}").split(",")]
    print(f"1..{len(CASES)}")
    bad = 0
    for n, (a, d, r) in enumerate(CASES):
        ours = components(a, d, r)
        good = found.get(n) == ours
        bad += not good
        print(f"{'ok' if good else 'not ok'} {n+1} - (a, d, r) = {(a, d, r)}: "
              f"{ours}" + ("" if good else f" but Macaulay2 says {found.get(n)}"))
    if bad and run.stderr:
        print("# " + run.stderr.replace("\n", "\n# "))
    return 0


sys.exit(main())
