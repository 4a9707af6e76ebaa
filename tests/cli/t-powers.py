#!/usr/bin/env python3
"""Polynomial networks with a power for each hidden layer: the options, the files, evaluation by hand,
the dimension and what three judges say of true and of forged powers."""

import copy
import hashlib
import json
import os
import subprocess
import sys
import tempfile
from fractions import Fraction

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from tap import SOURCE, check, done, find, run, skip  # noqa: E402

FOLDER = tempfile.TemporaryDirectory()
NET = ("--family", "pnn", "--widths", "2,2,2,1", "--power", "3,2")
CHECKERS = os.path.join(SOURCE, "examples", "verify")


def canonical_digest(value):
    text = json.dumps(value, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def path(name):
    return os.path.join(FOLDER.name, name)


def write(name, value):
    with open(path(name), "w") as file:
        json.dump(value, file)
    return path(name)


# ---- the shape

answer = run("dim", *NET, "--json").json()
check(answer["architecture"]["power"] == [3, 2], "a list", answer["architecture"])
check((answer["dimension"], answer["status"]) == (5, "proved"), "dimension 5", answer)
same = run("dim", "--family", "pnn", "--widths", "2,2,2,1", "--power", "2,2", "--json").json()
check(same["architecture"]["power"] == 2, "equal powers are one number", same["architecture"])
one = run("dim", "--family", "pnn", "--widths", "2,2,1", "--power", "3", "--json").json()
check(one["architecture"]["power"] == 3, "one hidden layer", one["architecture"])
for words, said in ((("--power", "3,2,2"), "3 values, but there are 2 hidden layers"),
                    (("--power", "3,0"), "must be positive"), (("--power", "3,x"), "separated by commas")):
    bad = run("dim", "--family", "pnn", "--widths", "2,2,2,1", *words)
    check(bad.code == 2 and said in bad.err and bad.out == "", said, bad.err)
ARCH = {"format": "fulgurite-architecture/1", "family": "pnn", "widths": [2, 2, 2, 1]}
for power, code in (([3, 2], 0), (2, 0), ([2], 3), ([3, 2, 1], 3), ([], 3), ([3, 0], 3), ("2", 3)):
    got = run("dim", "--arch", write("arch.json", dict(ARCH, power=power)))
    check(got.code == code and (code == 0 or "power" in got.err), "power %s in a file" % json.dumps(power), got.err)
third = run("dim", "--family", "pnn", "--widths", "3,2,3,3", "--power", "1,2", "--json").json()
check((third["dimension"], third["status"]) == (11, "proved"),
      "a linear layer before a square: 9 coefficients on each of the planes of k^3", third)

# ---- its function, by hand

W = [[[1, 2], [3, "-1"]], [["1/2", 1], [1, -2]], [[1, 5]]]
weights = write("w.json", {"format": "fulgurite-weights/1", "architecture": dict(ARCH, power=[3, 2]),
                           "layers": [{"W": w} for w in W]})
x = [[Fraction(2)], [Fraction(-3)]]
for layer, n in zip(W, (3, 2, 1)):
    x = [[sum(Fraction(a) * y[0] for a, y in zip(row, x)) ** n] for row in layer]
inputs = write("x.json", [["2"], ["-3"]])
got = run("eval", weights, "--input", inputs, "--json")
out = got.json() if got.code == 0 else {}
check(got.code == 0 and str(x[0][0]) in json.dumps(out), "the value %s" % x[0][0], got.out, got.err)
rank = run("rank", weights, "--json")
check(rank.code == 0 and rank.json().get("rank", 5) <= 5, "rank at most the dimension", rank.out, rank.err)

# ---- three judges

judges = [("verify", lambda name: run("verify", name).code),
          ("verify.py", lambda name: subprocess.run([sys.executable, os.path.join(CHECKERS, "verify.py"), name],
                                                    stdout=subprocess.DEVNULL,
                                                    stderr=subprocess.DEVNULL).returncode)]
if find("M2") and find("sha256sum"):
    judges.append(("verify.m2", lambda name: subprocess.run(
        ["M2", "--script", os.path.join(CHECKERS, "verify.m2"), name], stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL).returncode))
else:
    skip("verify.m2", "no Macaulay2")
for widths, power in (("2,2,2,1", "3,2"), ("3,2,3,3", "1,2"), ("2,3,2,3", "2,3")):
    made = run("dim", "--family", "pnn", "--widths", widths, "--power", power, "--certificate", path("c.json"),
               "--force")
    check(made.code == 0, "a certificate of %s, powers %s" % (widths, power), made.err)
    with open(path("c.json")) as file:
        true = json.load(file)
    for name, judge in judges:
        check(judge(path("c.json")) == 0, "%s accepts it" % name)
    # Other powers with new digests: the derivatives or the terms are others then.
    for forged in ([3, 3], [2, 2], 2, [power[0]], [2, 3, 1], [3, 0], "3,2", None,
                   [int(p) for p in reversed(power.split(","))]):
        lie = copy.deepcopy(true)
        lie["architecture"]["power"] = forged
        lie["lower_bound"]["model"]["power"] = forged
        lie.pop("digest")
        lie["architecture_digest"] = canonical_digest(lie["architecture"])
        lie["digest"] = canonical_digest(lie)
        lying = write("lie.json", lie)
        verdicts = {name: judge(lying) for name, judge in judges}
        # a minor may be nonzero for other powers, too; then it is a proof for these, and all agree
        check(len({v == 0 for v in verdicts.values()}) == 1, "all agree on powers %s" % json.dumps(forged), verdicts)
        wrong = type(forged) is not int and not (type(forged) is list and len(forged) == 2 and 0 not in forged)
        check(not wrong or all(verdicts.values()), "no judge takes powers %s" % json.dumps(forged), verdicts)
    # The model alone with other powers.
    lie = copy.deepcopy(true)
    lie["lower_bound"]["model"]["power"] = [5, 4]
    lie.pop("digest")
    lie["digest"] = canonical_digest(lie)
    lying = write("lie.json", lie)
    for name, judge in judges:
        check(judge(lying) != 0, "%s refuses a model with other powers" % name)

# ---- the judges' derivatives: sum_j w_kj dw_kj = p_i sum_m v_mk dv_mk for neuron k of layer i, w and v the
# matrices before and behind it, so that these columns are dependent; with a wrong slope they are not

run("dim", *NET, "--certificate", path("c.json"), "--force")
with open(path("c.json")) as file:
    true = json.load(file)
for columns, proves in ((["w1_1_1", "w1_1_2", "w2_1_1", "w2_2_1"], False), (["w2_1_1", "w2_1_2", "w3_1_1"], False),
                        (["w1_1_1", "w1_1_2", "w2_1_1"], True), (["w1_1_1", "w2_1_2", "w3_1_1"], True)):
    case = copy.deepcopy(true)
    size = len(columns)
    case["claim"].update(lower=size, dimension=None, generic_fiber_dimension=None, status="bounds")
    case["lower_bound"]["value"] = size
    case["lower_bound"]["minor"].update(columns=columns, rows=case["lower_bound"]["minor"]["rows"][:size])
    case.pop("digest")
    case["digest"] = canonical_digest(case)
    name_of = write("case.json", case)
    for name, judge in judges:
        check((judge(name_of) == 0) == proves, "%s: columns %s" % (name, " ".join(columns)), judge(name_of))

# ---- systems of polynomials

made = run("export", "--system", "image", *NET, "--format", "singular", "-o", path("image.sing"))
check(made.code == 0, "export image", made.err)
done()
