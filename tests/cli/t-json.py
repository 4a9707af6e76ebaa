#!/usr/bin/env python3
"""--json: exactly the fields of the manual, with values that fit together; and
pipes between the commands."""

import json
import os
import re
import sys
from fractions import Fraction

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from tap import SOURCE, check, done, folder, run  # noqa: E402

directory = folder()
os.chdir(directory.name)
VERSION = run("--version").out.split()[1]

# ---- dim ----------------------------------------------------------------------

DIM = ["command", "version", "architecture", "parameters", "lower", "upper", "dimension", "status",
       "generic_fiber_dimension", "method", "upper_bound", "lower_bound", "expected", "seconds"]
ATTENTION = {"format", "family", "widths", "head_dim", "tokens", "heads", "value_dim", "norm", "residual", "mask"}


def parameters(arch):
    w = arch["widths"]
    if arch["family"] == "pnn":
        return sum(a * b for a, b in zip(w, w[1:]))
    v = arch["value_dim"] or [None] * len(arch["heads"])
    return sum(h * (2 * a * i + (n * (i + o) if n else i * o))
               for h, a, n, i, o in zip(arch["heads"], arch["head_dim"], v, w, w[1:]))


def total(answer):
    """The upper bound, from its terms."""
    bound, arch = answer["upper_bound"], answer["architecture"]
    t = {term["name"]: int(term["value"]) for term in bound["terms"]}
    layers = range(1, len(arch["widths"]))
    if bound["theorem"] == "virtual-weights":
        return (sum(arch["heads"][i - 1] * t["m_%d" % i] for i in layers)
                + sum(t["flag_%d" % i] for i in layers[:-1]) + t["output"] - t["scalings"])
    if bound["theorem"] == "layer-sum":
        return sum(t["layer_%d" % i] for i in layers)
    if bound["theorem"] == "polynomial-network":
        return min(t["parameters"] - t["hidden"], t["network_%d" % layers[-1]])
    return t["total"]


def problems(answer):
    """What does not fit together in an answer of dim --json."""
    low, up = int(answer["lower"]), int(answer["upper"])
    count = int(answer["parameters"])
    status, method, bound = answer["status"], answer["method"], answer["lower_bound"]
    keys = list(DIM)
    if status == "probable":
        keys.insert(keys.index("status") + 1, "error_log2")
        yield answer["error_log2"] < 0, "an error probability below 1"
    yield list(answer) == keys, "the fields %s" % list(answer)
    yield answer["command"] == "dim" and answer["version"] == VERSION, "command and version"
    arch = answer["architecture"]
    yield (set(arch) == {"format", "family", "widths", "power"} if arch["family"] == "pnn" else set(arch) == ATTENTION,
           "the architecture")
    yield count == parameters(arch), "the number of parameters"
    yield 0 < low <= up <= count, "lower <= upper <= parameters"
    yield status in ("proved", "probable", "bounds") and (status == "proved") == (low == up), "the status"
    if status == "bounds":
        yield answer["dimension"] is None and answer["generic_fiber_dimension"] is None, "no dimension"
    else:
        yield int(answer["dimension"]) == low, "the dimension"
        yield int(answer["generic_fiber_dimension"]) == count - low, "the generic fiber"
    yield int(answer["expected"]) == up, "expected"
    yield isinstance(answer["seconds"], float) and answer["seconds"] < 60, "the seconds"
    yield set(answer["upper_bound"]) == {"theorem", "terms"}, "the upper bound"
    last = answer["upper_bound"]["terms"][-1]
    yield last["name"] == "total" and int(last["value"]) == up and total(answer) == up, "its terms"
    yield int(bound["value"]) == low, "the lower bound"
    if method == "theorem":
        yield set(bound) == {"theorem", "value"}, "the fields of the lower bound"
    else:
        yield set(bound) == {"theorem", "value", "prime", "seed", "rank", "model"}, "the fields of the lower bound"
        bits = bound["prime"].bit_length()
        yield (bits == 61 or bits == 23 and method == "direct") and bound["prime"] % 2 == 1, "the prime"
        yield (bound["rank"] == low and bound["theorem"] == "direct") if method == "direct" else \
            bound["rank"] <= low and bound["theorem"].endswith("reduction"), "the rank"


for words, status, method in (
        ("--layers 2 --width 8 --head-dim 2", "proved", "reduction"),
        ("--layers 2 --width 4 --head-dim 2 --method direct", "proved", "direct"),
        ("--widths 4,3,2 --head-dim 1,5 --tokens 1", "proved", "reduction"),
        ("--widths 5,1,4 --head-dim 3,2 --mask causal", "proved", "reduction"),
        ("--widths 1,1 --head-dim 1", "proved", "reduction"),
        ("--widths 4,4,4 --head-dim 2 --residual", "proved", "reduction"),
        ("--widths 2,2,2 --head-dim 2 --residual", "proved", "direct"),
        ("--widths 3,2,3 --head-dim 2 --norm affine", "proved", "reduction"),
        ("--widths 3,3 --head-dim 2 --norm affine --tokens 1", "proved", "theorem"),
        ("--widths 3,3 --head-dim 2 --norm affine --tokens 1 --residual", "proved", "theorem"),
        ("--widths 3,4,2 --head-dim 2 --heads 2,1", "proved", "direct"),
        ("--widths 3,4,2 --head-dim 2 --heads 2,1 --value-dim 1,2", "proved", "direct"),
        ("--widths 9,9 --head-dim 3 --heads 3", "proved", "theorem"),
        ("--widths 9,9 --head-dim 9 --heads 3", "proved", "theorem"),
        ("--layers 12 --width 768 --heads 12 --head-dim 64 --value-dim 64 --residual --tokens 1024",
         "proved", "theorem"),
        ("--widths 5,1 --head-dim 3 --heads 2", "proved", "direct"),
        ("--family pnn --widths 2,3,9,10 --power 3", "probable", "direct"),
        ("--widths 3,1 --head-dim 2 --heads 2", "proved", "direct"),
        ("--family pnn --widths 3,2,1", "proved", "direct"),
        ("--family pnn --widths 2,4,5,4,1 --power 4", "proved", "direct"),
        ("--family pnn --widths 3,4,2,1", "proved", "direct"),
        ("--family pnn --widths 3,5,4 --power 1", "proved", "theorem"),
        ("--layers 40 --width 1 --heads 2 --head-dim 1", "proved", "direct"),
        ("--widths 3," + 38 * "1," + "3 --heads 2 --head-dim 2", "bounds", "direct"),
        ("--widths 9223372036854775807,9223372036854775807 --head-dim 9223372036854775807", "proved", "reduction")):
    run_ = run("dim --json " + words)
    answer = run_.json() if run_.code == 0 else {"status": run_.err, "method": None}
    wrong = [] if run_.code == 0 else [run_.err]
    wrong += [what for good, what in problems(answer) if not good] if run_.code == 0 else []
    check(not wrong and (answer["status"], answer["method"]) == (status, method) and run_.out.count("\n") == 1,
          "dim " + words, wrong, run_.out)
    text = run("dim " + words).out
    if run_.code == 0:
        terms = {term["name"]: int(term["value"]) for term in answer["upper_bound"]["terms"]}
        scalings = terms.get("scalings", 0)
        head = "dimension %s" % answer["dimension"]
        if status == "bounds":
            head = "dimension between %s and %s; both bounds proved" % (answer["lower"], answer["upper"])
        elif status == "proved" and scalings:
            head += " = virtual %d - %d scaling" % (int(answer["dimension"]) + scalings, scalings)
        first = text.split("\n")[0]
        check(first.startswith(head) and ("; " + status in first or status == "bounds"), "dim %s: the words say the same" % words, text)
        check("%s parameters" % answer["parameters"] in text, "dim %s: and the parameters" % words, text)
    same = {key: value for key, value in run("dim --json " + words).json().items() if key != "seconds"}
    check(same == {key: value for key, value in answer.items() if key != "seconds"}, "dim %s: again the same" % words)

one, two = (run("dim --json --layers 2 --width 4 --head-dim 2 --seed %d" % s).json() for s in (1, 2))
largest = run("dim --json --layers 2 --width 4 --head-dim 2 --seed 18446744073709551615").json()
check(largest["lower_bound"]["seed"] == "18446744073709551615", "a seed beyond JSON's integers is text", largest)
check(one["lower_bound"]["prime"] != two["lower_bound"]["prime"] and two["lower_bound"]["seed"] == 2
      and one["dimension"] == two["dimension"], "another seed, another prime, the same dimension")
arch = one["architecture"]
with open("arch.json", "w") as file:
    json.dump(arch, file)
check(run("dim --json --arch arch.json").json()["architecture"] == arch
      and run("dim --json --arch -", stdin=json.dumps(arch)).json()["dimension"] == one["dimension"],
      "the architecture of an answer is an architecture file")

# ---- verify -------------------------------------------------------------------

VERDICT = ["file", "verdict", "lower", "upper", "dimension", "parameters", "upper_theorem", "lower_theorem"]
for name, words in (("a", "--widths 4,4 --head-dim 2"), ("b", "--family pnn --widths 2,3,9,10 --power 3")):
    run("dim --certificate %s.json %s" % (name, words))
text = open("a.json").read()
open("c.json", "w").write(text.replace('"parameters":32', '"parameters":33'))
open("d.json", "w").write(text[:-9])
both = run("verify --json a.json b.json")
answer = both.json()
check(both.code == 0 and list(answer) == ["command", "version", "certificates"] and answer["command"] == "verify"
      and answer["version"] == VERSION and [list(c) for c in answer["certificates"]] == [VERDICT] * 2,
      "verify --json: the fields", both.out)
a, b = answer["certificates"]
check((a["file"], a["verdict"], a["dimension"], a["parameters"]) == ("a.json", "accepted", 27, 32)
      and (a["lower"], a["upper"], a["upper_theorem"], a["lower_theorem"]) == (27, 27, "virtual-weights", "reduction"),
      "verify --json: a proved dimension", a)
check((b["dimension"], b["lower"], b["upper"], b["lower_theorem"]) == (None, 93, 99, "direct"),
      "verify --json: bounds", b)
for files, code, verdicts in (("a.json c.json", 1, ["accepted", "refused"]), ("c.json d.json", 3, ["refused", "malformed"]),
                              ("d.json", 3, ["malformed"])):
    answer = run("verify --json " + files)
    found = answer.json()["certificates"]
    check(answer.code == code and [c["verdict"] for c in found] == verdicts
          and all(list(c) == ["file", "verdict", "reason"] and c["reason"] for c in found if c["verdict"] != "accepted"),
          "verify --json " + files, answer.out)
lost = run("verify --json a.json nothere.json")
check(lost.code == 2 and lost.out == "" and "nothere.json" in lost.err, "verify of a file that is not there", lost.out)
piped = run("verify -", stdin=run("dim --widths 5,5 --head-dim 2 --certificate -").out)
check(piped.code == 0 and piped.out.startswith("standard input: accepted: dimension "), "dim | verify", piped.out)

# ---- rank ---------------------------------------------------------------------

RANK = ["command", "version", "architecture", "parameters", "rank", "status", "prime", "kernel_dimension", "kernel"]
for words, rank in (("--widths 2,2 --head-dim 1", 6), ("--widths 3,3,3 --head-dim 2", 23),
                    ("--widths 3,3 --head-dim 2 --heads 2", 32),
                    ("--widths 2,2 --head-dim 1 --heads 2 --value-dim 1 --mask causal", None),
                    ("--widths 3,3,3 --head-dim 2 --residual", 32), ("--widths 3,2 --head-dim 2 --tokens 1", None),
                    ("--widths 2,2 --head-dim 2 --norm affine", None), ("--family pnn --widths 3,3,2,1", 11),
                    ("--widths 2,2 --head-dim 1 --denominator 7", 6)):
    weights = run("random --seed 5 " + words).out
    answer = run("rank --json -", stdin=weights).json()
    keys = list(RANK)
    if answer["status"] == "probable":
        keys.insert(keys.index("status") + 1, "error_log2")
    if rank is None:
        rank = run("dim --json " + words).json()["dimension"]
    names = {name for direction in answer["kernel"] for name in direction["direction"]}
    proofs = {direction["proof"] for direction in answer["kernel"]}
    check(list(answer) == keys and answer["rank"] == rank
          and answer["kernel_dimension"] == len(answer["kernel"]) == answer["parameters"] - rank
          and answer["architecture"] == json.loads(weights)["architecture"]
          and all(set(d) == {"direction", "proof"} and d["direction"] for d in answer["kernel"])
          and all(name[0] in "qkvouw" and name[1:].replace("_", "").isdigit() for name in names)
          and ("probable" in proofs) == (answer["status"] == "probable"),
          "random | rank --json " + words, list(answer), answer["rank"], rank, proofs)
    text = run("rank -", stdin=weights).out
    check(text.startswith("rank %d; %s" % (rank, answer["status"])) and all(len(x) <= 88 for x in text.splitlines()),
          "random | rank " + words, text)
# The degrees of six affine layers of 300 tokens are too large for a bound.
weights = run("random --seed 3 --norm affine --widths 2,2,2,2,2,2,2 --head-dim 1 --tokens 300 --bound 3").out
answer, text = run("rank --json -", stdin=weights).json(), run("rank -", stdin=weights).out
check(answer["status"] == "probable" and answer["error_log2"] == 0 and "without a bound" in text and "2^" not in text,
      "no bound is claimed where none is known", answer["status"], text)
zero = {"format": "fulgurite-weights/1", "architecture": {"format": "fulgurite-architecture/1", "widths": [2, 2],
        "head_dim": [1]}, "layers": [{"heads": [{"Q": [[0, 0]], "K": [[0, 0]], "V": [[0, 0], [0, 0]]}]}]}
answer = run("rank --json -", stdin=json.dumps(zero)).json()
check(answer["rank"] == 0 and answer["kernel_dimension"] == 8 and answer["status"] == "proved", "rank at zero", answer)

# ---- eval and random ----------------------------------------------------------


def matrix(rows):
    return [[Fraction(entry) for entry in row] for row in rows]


def product(a, b):
    return [[sum(x * y for x, y in zip(row, column)) for column in zip(*b)] for row in a]


def transpose(a):
    return [list(row) for row in zip(*a)]


def lightning(weights, x, causal):
    for layer in weights["layers"]:
        result = None
        for head in layer["heads"]:
            q, k, v = (matrix(head[name]) for name in "QKV")
            s = product(product(transpose(x), product(transpose(k), q)), x)
            if causal:
                s = [[e if i <= j else 0 for j, e in enumerate(row)] for i, row in enumerate(s)]
            y = product(product(v, x), s)
            result = y if result is None else [[a + b for a, b in zip(r, t)] for r, t in zip(result, y)]
        x = result
    return x


for words in ("--widths 2,2 --head-dim 1", "--widths 3,2,4 --head-dim 2,1 --heads 2,1 --mask causal",
              "--widths 1,3,1 --head-dim 2 --tokens 1", "--widths 2,3 --head-dim 2 --denominator 12"):
    weights = run("random --seed 3 " + words).out
    inputs = run("random input --seed 4 --count 3 " + words).out
    open("x.json", "w").write(inputs)
    answer = run("eval --json - --input x.json", stdin=weights).json()
    xs = json.loads(inputs)["inputs"]
    expected = [lightning(json.loads(weights), matrix(x), "causal" in words) for x in xs]
    check(list(answer) == ["command", "version", "inputs", "outputs"] and answer["inputs"] == xs
          and [matrix(y) for y in answer["outputs"]] == expected, "random | eval --json " + words, answer, expected)
soft = run("eval --json -", stdin=run("random --widths 2,2 --head-dim 1 --norm softmax --bound 1").out).json()
check(list(soft) == ["command", "version", "inputs", "outputs", "outputs_arb"]
      and all(len(e) == 2 for row in soft["outputs"][0] for e in row), "eval --json of softmax: enclosures", soft)
check(run("random --widths 2,2 --head-dim 1").out == run("random weights --widths 2,2 --head-dim 1 --seed 1").out
      != run("random --widths 2,2 --head-dim 1 --seed 2").out, "random: seed 1 by default, and seeds differ")
check(list(json.loads(run("random --widths 2,2 --head-dim 1").out)) == ["format", "architecture", "layers"],
      "random: the fields")
check(list(json.loads(run("random input --widths 2,2 --head-dim 1").out)) == ["format", "inputs"],
      "random input: the fields")
for words in ("--widths 2,2 --head-dim 1", "--widths 2,1 --head-dim 1 --tokens 1", "--widths 3,2 --head-dim 3"):
    function = run("random function --seed 5 " + words).out
    for a in (3, 5):
        for family in run("recover --json --weights --head-dim %d -" % a, stdin=function).json()["weights"]:
            check(len(family["K"]) == len(family["Q"]) == a, "recover: K and Q have head_dim rows: " + words, family)
for words in ("--widths 2,2 --head-dim 1", "--widths 2,3,1 --head-dim 2 --denominator 5", "--widths 2,2 --head-dim 1 --norm affine"):
    weights = run("random --seed 6 --tokens 2 " + words).out
    exact = run("eval --json - --input [[1,2],[3,5]]", stdin=weights).json()["outputs"][0]
    answer = run("eval --json - --mod 1000003 --input [[1,2],[3,5]]", stdin=weights).json()
    residues = [[Fraction(x).numerator * pow(Fraction(x).denominator, -1, 1000003) % 1000003 for x in row] for row in exact]
    check(answer["outputs"] == [residues] and answer["modulo"] == 1000003, "eval --mod: " + words, answer, exact)
deep = run("random --layers 13 --width 1 --head-dim 1 --tokens 1 --bound 3").out
check("digits" in run("eval -", stdin=deep).err and run("eval - --quiet", stdin=deep).err == "",
      "eval announces an output of many digits")
worst = max(abs(Fraction(e)) for h in json.loads(run("random --widths 9,9 --head-dim 9 --bound 3").out)["layers"]
            for m in h["heads"][0].values() for row in m for e in row)
check(worst == 3, "random: the bound", worst)

# Theorems are cited by labels that the manual has.
with open(os.path.join(SOURCE, "doc", "proofs", "single.rst"), encoding="utf-8") as stream:
    proofs = stream.read()
for words in ("--widths 2,2 --head-dim 1", "--widths 2,1 --head-dim 2", "--widths 2,1 --head-dim 1 --tokens 1",
              "--widths 3,1 --head-dim 1", "--widths 1,1 --head-dim 1"):
    weights = run("random --bound 1 " + words).out
    answer = run("classify - --json", stdin=weights).json()
    cited = [answer[key]["theorem"] for key in ("singular_by", "boundary_by") if answer[key]]
    fiber = run("fiber - --json", stdin=weights).json()["theorem"]
    cited += fiber if isinstance(fiber, list) else re.findall(r"thm-[\w-]+", fiber)
    check(cited and all("\n.. _%s:\n" % label in proofs for label in cited), "labels of the manual: " + words, cited)

os.chdir("/")
directory.cleanup()
done()
