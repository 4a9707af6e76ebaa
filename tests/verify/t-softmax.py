#!/usr/bin/env python3
"""Certificates of softmax stacks, altered everywhere and signed anew: what the
verify command accepts must still be a proof."""
import copy
import hashlib
import importlib
import json
import os
import subprocess
import sys
import tempfile
from decimal import Decimal, getcontext
from fractions import Fraction
from operator import mul

ROOT = os.environ.get("srcdir") or os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
PROGRAM = os.path.join(os.environ.get("builddir") or os.path.join(ROOT, "build"), "fulgurite")
STACKS = ("--widths 3,3,2 --head-dim 2 --method reduction",
          "--widths 2,2 --head-dim 1 --method ball --mask causal",
          "--widths 3,1,2 --head-dim 1,3 --tokens 7",
          "--widths 2,2 --head-dim 1 --heads 2 --value-dim 1 --tokens 2 --method ball")
sys.path.insert(0, os.path.join(ROOT, "tests"))
from tools import draws  # noqa: E402

count = 0
failed = 0


def check(right, what, detail=""):
    global count, failed
    count += 1
    failed += not right
    print("%s %d - %s %s" % ("ok" if right else "not ok", count, what, "" if right else detail))


def canonical(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


def signed(value):
    value = {k: v for k, v in value.items() if k != "digest"}
    if "architecture" in value:
        value["architecture_digest"] = hashlib.sha256(
            canonical(value["architecture"]).encode()).hexdigest()
    value["digest"] = hashlib.sha256(canonical(value).encode()).hexdigest()
    return value


def leaves(value, path=()):
    if isinstance(value, dict):
        for key in value:
            yield from leaves(value[key], path + (key,))
    elif isinstance(value, list):
        for place, item in enumerate(value):
            yield from leaves(item, path + (place,))
    yield path, value


def changed(value, path, new):
    value = copy.deepcopy(value)
    spot = value
    for step in path[:-1]:
        spot = spot[step]
    if new is None:
        del spot[path[-1]]
    else:
        spot[path[-1]] = new
    return value


CHECKER = [sys.executable, os.path.join(ROOT, "examples", "verify", "verify.py")]


def verdicts(values, folder, command=(PROGRAM, "verify")):
    names = []
    for number, value in enumerate(values):
        names.append(os.path.join(folder, "%d.json" % number))
        with open(names[-1], "w") as file:
            file.write(value if isinstance(value, str) else canonical(value))
    out = subprocess.run(list(command) + names, stdout=subprocess.PIPE, universal_newlines=True)
    return [": accepted: " in line for line in out.stdout.splitlines()]


def other(value):
    """Other values of the same kind."""
    if isinstance(value, bool) or value is None:
        return [not value]
    if isinstance(value, int):
        return [value + 1, 0, -value - 1, 1.5]
    if isinstance(value, str):
        return [value + "0", "", "none"]
    return []


def make(words, folder):
    name = os.path.join(folder, "certificate.json")
    subprocess.run([PROGRAM, "dim", "--norm", "softmax", "--force", "--certificate", name] + words.split(),
                   stdout=subprocess.PIPE, check=True)
    with open(name) as file:
        return json.load(file)


def outside(certificate):
    """Alterations of what is not the point itself, and of its lists."""
    for path, value in leaves(certificate):
        if not path or path[0] in ("digest", "architecture_digest") or path == ("architecture", "tokens"):
            continue                    # more tokens: a proof of another claim
        point = "ball" in path[:-1]
        if point and path[2] in ("weights", "inputs"):    # may prove as well
            continue
        if point and path[2] in ("rows", "columns", "bits") and not isinstance(value, list):
            continue
        for new in other(value):
            yield changed(certificate, path, new)
        yield changed(certificate, path, None)
        if isinstance(value, list) and value and path[-1] != "inputs":
            yield changed(certificate, path, value + value[-1:])
            yield changed(certificate, path, value[1:])


def zeros(certificate, kind):
    """The same with a matrix of the first layer zero: singular."""
    path = ("lower_bound", "ball", "weights", "layers", 0, "heads", 0, kind)
    rows = certificate["lower_bound"]["ball"]["weights"]["layers"][0]["heads"][0][kind]
    return changed(certificate, path, [[0] * len(row) for row in rows])


def singular(certificate):
    """Points, rows and columns at which the minor is not invertible."""
    ball = certificate["lower_bound"]["ball"]
    for kind in ("K", "Q") + (("V",) if "V" in ball["weights"]["layers"][0]["heads"][0] else ("O", "U")):
        yield zeros(certificate, kind)
    path = ("lower_bound", "ball")
    inputs = ball["inputs"]
    yield changed(certificate, path + ("inputs",), [[[0] * len(r) for r in x] for x in inputs])
    yield changed(certificate, path + ("inputs",), [inputs[0]] * len(inputs))
    yield changed(certificate, path + ("rows",), ball["rows"][:-1] + ball["rows"][:1])
    yield changed(certificate, path + ("columns",), ball["columns"][:-1] + ball["columns"][:1])
    for bits in (0, 1, 23, -128, 65537, 10 ** 18, "128", 128.0):
        yield changed(certificate, path + ("bits",), bits)
    entry = path + ("inputs", 0, 0, 0)
    for text in ("2/4", "1/0", "1/-2", "-0/3", "0/3", "7", "7/1", " 1/2", "1/2 ", "0.5", "1e2", "x", "01/2", "1/02",
                 "1/1" + 20000 * "0", "1/2/3", "/2", "1/", "-", "", "NaN", 0.5):
        yield changed(certificate, entry, text)


def load():
    """The interval arithmetic of verify.py."""
    sys.path.insert(0, os.path.dirname(CHECKER[1]))
    return importlib.import_module("balls"), importlib.import_module("basics").Refused


def near(value, radius, draw):
    """A number in the ball, often at its edge."""
    return value + radius * draw.choice((-1, 1, 0, Fraction(draw.randrange(-99, 99), 100)))


def outside_ball(A, M, R):
    return sum(abs(a - m) > r for x, y, z in zip(A, M, R) for a, m, r in zip(x, y, z))


def products(balls, draw):
    """Products and softmax gradients contain those of points anywhere in the balls."""
    P = draw.choice((10, 40))
    def drawn(rows, columns):
        M = [[draw.randrange(-9 << P, 9 << P) for _ in range(columns)] for _ in range(rows)]
        R = [[draw.choice((0, 1, draw.randrange(1 << P))) for _ in range(columns)] for _ in range(rows)]
        return (M, R), [[near(m, r, draw) for m, r in zip(x, y)] for x, y in zip(M, R)]
    (S, A), (T, B) = drawn(2, 3), drawn(3, 2)
    C = [[sum(map(mul, a, b)) / Fraction(2) ** P for b in zip(*B)] for a in A]
    wrong = outside_ball(C, *balls.ball_product(S, T, P))
    exact = [[Fraction(draw.randrange(-99, 99), draw.randrange(1, 99)) for _ in range(3)]]
    wrong += outside_ball([[x * 2 ** P for x in exact[0]]], *balls.ball_set(exact, P))
    w = [[Fraction(draw.randrange(1, 50)) for _ in range(3)] for _ in range(3)]
    causal = draw.randrange(2)
    w = [[x if k <= j or not causal else Fraction(0) for j, x in enumerate(row)] for k, row in enumerate(w)]
    w = [[x / sum(column) for x, column in zip(row, zip(*w))] for row in w]
    E = [[draw.randrange(1 << P) // 4 if x else 0 for x in row] for row in w]
    W = [[int(near(x * 2 ** P, r, draw)) for x, r in zip(a, b)] for a, b in zip(w, E)]
    E = [[r + 1 if x else 0 for x, r in zip(a, b)] for a, b in zip(w, E)]
    (D, d) = drawn(3, 3)
    mean = [sum(map(mul, a, b)) for a, b in zip(zip(*w), zip(*d))]
    true = [[x * (y - m) for x, y, m in zip(a, b, mean)] for a, b in zip(w, d)]
    return wrong + outside_ball(true, *balls.softmax_gradient(D, (W, E), causal, P))


def edges(balls):
    """The judge of minors knows singular matrices in the balls."""
    unit = [[8 * (i == j) for j in range(3)] for i in range(3)]
    off = [[int(i != j) for j in range(3)] for i in range(3)]
    for M, R, right in (([[4]], [[4]], False), ([[4]], [[3]], True), ([[1]], [[7]], False),
                        ([[8, 0], [0, 8]], [[0, 5], [5, 0]], True), ([[8, 0], [0, 8]], [[0, 8], [8, 0]], False),
                        ([[8, 7], [7, 8]], [[1, 1], [1, 1]], False), (unit, [[4 * x for x in r] for r in off], False),
                        (unit, [[3 * x for x in r] for r in off], True)):
        yield balls.ball_invertible((M, R), 40) == right


def enclosures():
    """Exponentials and softmax of verify.py contain those of the decimal module, for
    points anywhere in the balls."""
    balls, Refused = load()
    getcontext().prec = 120
    draw = draws(20240817)
    wrong = wide = 0
    for _ in range(200):
        P = draw.choice((40, 100, 250))
        unit = Decimal(2) ** P
        r = draw.choice((0, 1, draw.randrange(1 << P // 2), draw.randrange(1 << P)))
        m = -draw.randrange(draw.choice((1, 1 << P // 2, 1 << P, 200 << P)) + 1)
        value, error = balls.ball_exp(m, r, P)
        wrong += any(abs(((m + x) / unit).exp() * unit - value) > error
                     for x in (-r, r, Decimal(r) * draw.randrange(-99, 99) / 100))
        wide += r == 0 and error > 40
        S = [[draw.randrange(-40 << P, 40 << P) for _ in range(3)] for _ in range(3)]
        R = [[draw.randrange(1 << P - 20) for _ in range(3)] for _ in range(3)]
        M, E = balls.softmax((S, R), False, P)
        wrong += products(balls, draw)
        # wide balls: an enclosure, or none
        big = [[draw.randrange(1 << P - 1) for _ in range(2)] for _ in range(2)]
        small = [[draw.randrange(-2 << P, 2 << P) for _ in range(2)] for _ in range(2)]
        try:
            wide_M, wide_E = balls.softmax((small, big), False, P)
        except Refused:
            wide_M = None
        for j in range(2 if wide_M else 0):
            for sign in (1, -1):
                e = [((small[k][j] + (sign if k else -sign) * big[k][j]) / unit).exp() for k in range(2)]
                wrong += any(abs(e[k] / sum(e) * unit - wide_M[k][j]) > wide_E[k][j] for k in range(2))
        for j in range(3):
            e = [((S[k][j] + draw.choice((-1, 1, 0)) * R[k][j]) / unit).exp() for k in range(3)]
            wrong += any(abs(e[k] / sum(e) * unit - M[k][j]) > E[k][j] for k in range(3))
    check(wrong == 0 and wide == 0, "enclosures of verify.py contain", (wrong, wide))
    for what, function, words in (
            ("a sum of exponentials that may be zero", balls.softmax, (([[0], [0]], [[1 << 39], [1 << 39]]), False, 40)),
            ("a radius above 1", balls.ball_exp, (-5, (1 << 40) + 1, 40))):
        try:
            function(*words)
            check(False, what + " is refused")
        except Refused:
            check(True, what + " is refused")
    found = list(edges(balls))
    check(all(found), "invertible in balls", found)


def large(certificate, size, bits):
    """A direct minor of so many rows at width 30, all zero."""
    arch = certificate["architecture"]
    zeros = [[0] * 30 for _ in range(30)]
    head = {"Q": zeros[:15], "K": zeros[:15], "V": zeros}
    rows = [[n, i, j] for n in range(1, size // 90 + 2) for i in range(1, 31) for j in (1, 2, 3)][:size]
    columns = ["%s1_1_%d_%d" % (m, i, j) for m in "vqk" for i in range(1, 31 if m == "v" else 16) for j in range(1, 31)]
    ball = {"bits": bits, "weights": {"layers": [{"heads": [head]}]}, "inputs": [[[0] * 3] * 30] * (size // 90 + 1),
            "rows": rows, "columns": columns[:size]}
    return signed(dict(certificate, lower_bound={"theorem": "direct", "value": size, "model": arch, "ball": ball}))


def limits(folder):
    """Beyond limits nothing is known, which is no refusal: exit code 4."""
    certificate = make("--widths 30,30 --head-dim 15", folder)
    name = os.path.join(folder, "large.json")
    for size, bits, command in ((400, 65536, [PROGRAM, "verify"]), (1001, 24, CHECKER)):
        with open(name, "w") as file:
            file.write(canonical(large(certificate, size, bits)))
        out = subprocess.run(command + [name], stdout=subprocess.PIPE, universal_newlines=True, timeout=60)
        check(out.returncode == 4 and ": unable: " in out.stdout, "%d rows at %d bits: unable" % (size, bits), out)
    out = subprocess.run([PROGRAM, "verify", "--json", name], stdout=subprocess.PIPE, universal_newlines=True)
    answer = json.loads(out.stdout)["certificates"][0]
    check(out.returncode == 1 and answer["verdict"] == "refused", "24 bits: small enough to be refused", answer)


def main():
    enclosures()
    with tempfile.TemporaryDirectory() as folder:
        for words in STACKS:
            certificate = make(words, folder)
            check("ball" in certificate["lower_bound"], "a minor in balls: " + words)
            check(verdicts([certificate], folder) == [True], "accepted as it is")
            forged = [signed(x) for x in outside(certificate) if x != certificate]
            found = verdicts(forged, folder)
            check(len(found) == len(forged) > 50 and not any(found), "%d altered fields" % len(forged),
                  [canonical(x)[:400] for x, y in zip(forged, found) if y][:2])
            forged = [signed(x) for x in singular(certificate)]
            found = verdicts(forged, folder)
            check(len(found) == len(forged) and not any(found), "%d singular points and wrong numbers" % len(forged),
                  [number for number, y in enumerate(found) if y])
            found = verdicts([certificate] + forged, folder, CHECKER)
            check(found == [True] + [False] * len(forged), "the same for verify.py",
                  [number for number, y in enumerate(found) if y])
            unsigned = changed(certificate, ("lower_bound", "ball", "bits"), 256)
            check(verdicts([unsigned, signed(unsigned)], folder) == [False, True], "more bits need a new digest only")
            text = canonical(certificate)
            check(not any(verdicts([text[:n] for n in range(1, len(text), len(text) // 40)], folder)), "truncated")
        few = make("--layers 4 --width 4 --head-dim 2", folder)
        forged = [signed(changed(few, ("lower_bound", "ball", "bits"), bits)) for bits in (24, 25, 28, 32, 48, 64)]
        check(verdicts(forged, folder) == verdicts(forged, folder, CHECKER), "few bits: one verdict of two checkers",
              (verdicts(forged, folder), verdicts(forged, folder, CHECKER)))
        deep = make("--layers 12 --width 4 --head-dim 1", folder)
        deep["lower_bound"]["ball"]["bits"] = 32
        check(verdicts([signed(deep)], folder) == [False], "too few bits")
        deep = make("--layers 12 --width 768 --head-dim 64", folder)
        check(verdicts([deep], folder) == verdicts([deep], folder, CHECKER) == [True], "12 layers of width 768")
        limits(folder)
    print("1..%d" % count)
    return failed > 0


raise SystemExit(main())
