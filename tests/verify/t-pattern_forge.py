#!/usr/bin/env python3
"""Forged certificates of sparse attention: fulgurite verify and verify.py are of one
mind, and accept a forgery only when what it says is true all the same, which a third
judge decides: here, with dense matrices of fractions and decimals of 60 digits.

FULG_TEST_SEED=N replays, FULG_TEST_SEED=random draws a seed."""

import copy
import decimal
import hashlib
import importlib.util
import json
import os
import sys
from fractions import Fraction

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, os.pardir, "cli"))
from tap import SHARE, SOURCE, check, done, draws, folder, run  # noqa: E402

spec = importlib.util.spec_from_file_location("verify", os.path.join(SOURCE, "examples", "verify", "verify.py"))
sys.dont_write_bytecode = True
verify = importlib.util.module_from_spec(spec)
spec.loader.exec_module(verify)
decimal.getcontext().prec = 60

rng = draws()


def ln(x):
    x = Fraction(x)
    return decimal.Decimal(x.numerator).ln() - decimal.Decimal(x.denominator).ln()


def number(x):
    return decimal.Decimal(x.numerator) / decimal.Decimal(x.denominator)


def frame(queries):
    """The rows as lists of integers."""
    if "signs" in queries:
        return [[{"+": 1, "-": -1}[c] for c in row] for row in queries["signs"]]
    return [[int(a == x) for x in row for a in range(queries["alphabet"])] for row in queries["symbols"]]


def dot(x, y):
    return sum(a * b for a, b in zip(x, y))


def logits(c):
    if "rows" in c["queries"]:
        Q = [[Fraction(x) for x in row] for row in c["queries"]["rows"]]
        K = [[Fraction(x) for x in row] for row in c["keys"]["rows"]]
    else:
        Q = frame(c["queries"])
        K = [[Fraction(0)] * len(Q[0]) for _ in Q]
        for i, j, b in c["keys"]["combination"]:
            K[j - 1] = [x + Fraction(b) * g for x, g in zip(K[j - 1], Q[i - 1])]
    assert len(Q) == len(K) == c["length"] and all(len(row) == c["hidden_size"] for row in Q + K)
    return [[Fraction(c["scale"]) * dot(q, k) for k in K] for q in Q]


def is_true(c):
    """Whether the certificate is well-formed and says the truth; anything that goes wrong on the way is a no."""
    try:
        e1, e2, n = Fraction(c["e1"]), Fraction(c["e2"]), c["length"]
        if not (0 < e1 < 1 and 0 < e2 < 1 and n >= 2):
            return False
        if c["claim"] == "class":
            G = frame(c["queries"])
            assert len(G) == n and all(len(row) == c["hidden_size"] for row in G)
            mu = max(abs(Fraction(dot(x, y), dot(x, x))) for i, x in enumerate(G) for y in G[:i])
            k, most = c["column_nonzeros"], number(Fraction(c["beta"])) + ln(c["ratio"])
            return (mu == Fraction(c["mu"]) and 1 <= k <= n and Fraction(c["ratio"]) >= 1 and Fraction(c["beta"]) > 0
                    and 2 * number(mu) * (k - 1) * most < ln(1 + e1)
                    and number(mu) * (2 * k - 1) * most < number(Fraction(c["beta"])) + ln(e2))
        A, S = [[Fraction(0)] * n for _ in range(n)], logits(c)
        places = [(i, j) for i, j, _ in c["matrix"]]
        if places != sorted(set(places)):
            return False
        for i, j, x in c["matrix"]:
            A[i - 1][j - 1] = Fraction(x)
        if any(x < 0 for row in A for x in row) or not all(map(any, A)) or not all(Fraction(x) for _, _, x in c["matrix"]):
            return False
        for row, a in zip(S, A):
            e = [number(x) - ln(y) for x, y in zip(row, a) if y]
            out = [x for x, y in zip(row, a) if not y]
            if max(e) - min(e) >= ln(1 + e1):
                return False
            if out and number(max(out) - min(x for x, y in zip(row, a) if y)) >= ln(e2):
                return False
        return Fraction(c["spread"]) == max(max(row) - min(row) for row in S)
    except (KeyError, TypeError, ValueError, IndexError, AssertionError, ArithmeticError, AttributeError):
        return False


def places(value, path=()):
    yield path, value
    if isinstance(value, (dict, list)):
        for key in (value if isinstance(value, dict) else range(len(value))):
            yield from places(value[key], path + (key,))


def put(value, path, new):
    if not path:
        return new
    result = copy.copy(value)
    result[path[0]] = put(value[path[0]], path[1:], new)
    return result


def written(x):
    return x.numerator if x.denominator == 1 and abs(x) < 2 ** 63 else str(x)


def others(value):
    yield from (None, True, 0, -1, "", "x", [], {}, 10 ** 25, "1/0", "2/4")
    if isinstance(value, (int, str)) and not isinstance(value, bool):
        try:
            x = Fraction(value)
            yield from map(written, (x + 1, x - 1, -x, 2 * x, x / 2, x + Fraction(1, 10 ** 9), 1000 * x + 3))
            yield from (str(value), float(x), "+" + str(x))
        except ValueError:
            yield from (value + "x", value[1:], value[::-1], value.replace("+", "-", 1), value.replace("-", "+", 1))
    elif isinstance(value, list):
        yield from (value + value[:1], value[1:], value[::-1], value[:-1], value + [0])
        if len(value) > 1:
            yield [value[1], value[0]] + value[2:]
    elif isinstance(value, dict):
        yield dict(value, note=1)
        for key in value:
            yield {k: v for k, v in value.items() if k != key}


def redigested(c):
    if isinstance(c, dict) and "digest" in c:
        c = {k: v for k, v in c.items() if k != "digest"}
        text = json.dumps(c, sort_keys=True, separators=(",", ":"))
        c["digest"] = hashlib.sha256(text.encode()).hexdigest()
    return c


def judge(certificates):
    """The verdicts of fulgurite verify."""
    names = []
    for n, c in enumerate(certificates):
        names.append("%d.json" % n)
        with open(names[-1], "w") as file:
            json.dump(c, file)
    result = []
    for n in range(0, len(names), 400):
        result += [a["verdict"] for a in run("verify", "--json", *names[n:n + 400]).json()["certificates"]]
    return result


CERTIFICATES = (
    "--cyc 3,1 --method moment", "--cyc 5,2,w --method moment", "--cyc 4,2,w --method hadamard",
    "--cyc 4,1 --method jl", "--cyc 8,2 --method jl --e1 9/10 --e2 1/4", "--cyc 4,1 --method rs", "--cyc 2,1 --method line",
    "--class 1,1 --length 4 --method jl", "--class 2,3 --length 3 --method hadamard", "--class 1,1 --length 5 --method rs")

directory = folder()
os.chdir(directory.name)
names = {"accepted": "accepted", "refused": "refused", "does not parse": "malformed", "unable": "unable"}
total = {}
for words in CERTIFICATES:
    check(run("pattern --force --certificate c.json " + words).code == 0, "made: " + words)
    c = json.load(open("c.json"))
    check(judge([c]) == ["accepted"] and verify.check(json.dumps(c))[0] == "accepted" and is_true(c), "accepted: " + words)
    forged = []
    for path, value in places(c):
        for new in others(value):
            if new == value and type(new) is type(value):
                continue
            f = put(c, path, new)
            for g in (f, redigested(f)) if path else (f,):
                if rng.random() < min(1, 1500 / 4000) * SHARE or len(path) < 2:
                    forged.append((path, g, g is f))
    verdicts = judge([f for _, f, _ in forged])
    wrong = []
    for (path, f, stale), verdict in zip(forged, verdicts):
        other = names[verify.check(json.dumps(f))[0]]
        total[verdict] = total.get(verdict, 0) + 1
        if verdict != other:
            wrong.append(("two verdicts", verdict, other, path, json.dumps(f)[:1500]))
        right_digest = isinstance(f, dict) and f.get("digest") == redigested(f).get("digest")
        if verdict == "accepted" and not (is_true(f) and right_digest):
            wrong.append(("a forgery is accepted", path, json.dumps(f)[:1500]))
    check(not wrong, "%d forgeries of %s" % (len(forged), words), *wrong[:3])
check(total.get("accepted", 0) > 20 and total["refused"] > 2000, "verdicts of all kinds", total)
print("# %s" % total)
# A query of the moment curve with the other sign: (T2), and the row is named.
run("pattern --cyc 8,2 --method moment --certificate c.json --force")
c = json.load(open("c.json"))
c["queries"]["rows"][4] = [written(-Fraction(x)) for x in c["queries"]["rows"][4]]
json.dump(redigested(c), open("t2.json", "w"))
answer = run("verify t2.json")
check(answer.code == 1 and "row 5" in answer.out and "(T2)" in answer.out, "a negated query", answer.out)
check("row 5" in verify.check(open("t2.json").read())[1] and "(T2)" in verify.check(open("t2.json").read())[1], "and verify.py")
os.chdir("/")
directory.cleanup()
done()
