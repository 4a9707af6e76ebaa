#!/usr/bin/env python3
"""rank --ball: what is proved at float and rational weights, with any norm."""

import json
import os
import sys
from decimal import Decimal, getcontext

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from tap import check, done, folder, refuses, run  # noqa: E402

getcontext().prec = 60
directory = folder()
os.chdir(directory.name)

FIELDS = ["command", "version", "architecture", "parameters", "lower", "upper", "rank", "status", "upper_theorem",
          "bits", "radius", "seed", "inputs", "tokens", "jacobian", "singular_values", "singular_values_arb", "float64"]


def write(name, value):
    with open(name, "w") as stream:
        json.dump(value, stream)
    return name


def weights(heads, **arch):
    head = {"format": "fulgurite-architecture/1", "head_dim": [1] * len(heads), "tokens": 3}
    return {"format": "fulgurite-weights/1", "architecture": dict(head, **arch),
            "layers": [{"heads": [{"Q": q, "K": k, "V": v}]} for q, k, v in heads]}


def ends(ball):
    """The ends of ["lo", "hi"]."""
    low, high = ball
    return Decimal(low), Decimal(high)


def problems(answer):
    """What does not fit together."""
    rank, values = answer["rank"], [ends(ball) for ball in answer["singular_values"]]
    yield list(answer) == FIELDS, "the fields %s" % list(answer)
    yield answer["lower"] <= answer["upper"], "bounds in order"
    yield rank == (answer["lower"] if answer["lower"] == answer["upper"] else None), "rank"
    yield answer["status"] == ("bounds" if rank is None else "proved"), "status"
    yield len(values) == min(answer["jacobian"]), "a singular value for every column or row"
    yield answer["jacobian"][1] == answer["parameters"], "a column for every weight"
    yield all(low <= high for low, high in values), "intervals"
    # The sort is by enclosures, not by the values themselves.
    yield all(a[1] >= b[0] for a, b in zip(values, values[1:])), "decreasing"
    yield sum(low > 0 for low, _ in values) <= answer["upper"], "no more positive values than the rank allows"
    yield answer["float64"]["proof"] is False, "floats are no proof"


def check_answer(name, answer, **expected):
    value = answer.json() if answer.code == 0 else {}
    wrong = [why for good, why in problems(value) if not good] if value else [answer.err]
    wrong += ["%s is %s, expected %s" % (key, value.get(key), want) for key, want in expected.items()
              if value.get(key) != want]
    check(answer.code == 0 and not wrong, name, *wrong)
    return value


# ---- random rational weights --------------------------------------------------

for norm, rank in (("softmax", 15), ("affine", 15), ("none", 13)):
    arch = "--widths 2,3,3 --head-dim 2 --norm %s" % norm
    made = run("random " + arch)
    exact = run("dim " + arch + " --json").json() if norm != "softmax" else {"upper": None}
    value = check_answer("random weights, %s" % norm, run("rank", "--ball", "--json", "-", stdin=made.out))
    check(value["status"] == "proved" and exact["upper"] in (None, value["rank"]),
          "the generic rank is attained, %s" % norm, value, exact)

made = run("random --widths 2,2 --head-dim 1")
words = run("rank", "--ball", "-", stdin=made.out)
check(words.code == 0 and words.out.startswith(
    "rank >= 6 at this point; with the bound 6 of virtual-weights: rank 6; proved\n"), "the headline", words.out)
check("not a proof: a float64 SVD" in words.out, "the label of floats", words.out)
check(words.out == run("rank", "--ball", "-", stdin=made.out).out, "the same seed, the same answer")
check(all(len(line) <= 80 for line in words.out.splitlines()[2:]), "80 columns", words.out)

# ---- exact and special points -----------------------------------------------------

zero = weights([([[0, 0]], [[0, 0]], [[0, 0], [0, 0]])], widths=[2, 2], norm="softmax")
value = check_answer("zero weights", run("rank", "--ball", "--json", "--max-bits", "200", write("zero.json", zero)),
                     lower=4, upper=7, rank=None)
words = run("rank --ball --max-bits 100 zero.json")
check(words.out.startswith("rank >= 4 at this point; at most 7 by virtual-weights; both bounds proved\n"),
      "the headline with a gap", words.out)

# The double nearest to 0.1 is not one tenth.
floats = weights([([[0.1, -2.5]], [[1e-3, 1.5]], [[0.3, 1], ["1/3", "0.25"]])], widths=[2, 2], norm="softmax")
check_answer("JSON reals are doubles", run("rank", "--ball", "--json", write("floats.json", floats)), rank=7)
refuses("without --ball a real is refused", run("rank floats.json"), 3, "quoted to be exact", "layer 1, head 1, Q")

extreme = weights([([[5e-324, 0.0]], [[1e300, 1e300]], [[1e300, -1e-300], [2.0, 3.0]])], widths=[2, 2], norm="none")
check_answer("subnormal and huge doubles", run("rank", "--ball", "--json", write("extreme.json", extreme)), lower=6)
small = weights([([[5e-324, 0.0]], [[1e300, 1.0]], [[1.0, 0.0], [0.0, 1.0]])], widths=[2, 2], norm="softmax")
check_answer("the same with softmax", run("rank", "--ball", "--json", write("small.json", small)), rank=7)

# Equal rows: exactly singular, so that nothing above the rank may be claimed.
flat = weights([([["1/3", "1/7"]], [["1/3", "1/7"]], [["1/3", "2/3"], ["1/3", "2/3"]])], widths=[2, 2], norm="none")
exact = run("rank --json " + write("flat.json", flat)).json()
value = run("rank --ball --json --max-bits 300 flat.json").json()
check(value["lower"] == exact["rank"], "the exact rank at a special point", value["lower"], exact["rank"])

# ---- radius ------------------------------------------------------------------------

value = check_answer("a small radius", run("rank --ball --json --radius 1e-6 floats.json"), rank=7, radius="1e-6")
first = run("rank --ball --json floats.json").json()
if value["inputs"] == first["inputs"]:
    check(all(a[0] <= b[1] and b[0] <= a[1] for a, b in
              zip(map(ends, value["singular_values"]), map(ends, first["singular_values"]))),
          "wider enclosures meet narrower ones")
# The float64 count is of the Jacobian at the weights, not of the midpoints of wide balls.
wide = run("rank --ball --json --radius 0.5 --inputs %d floats.json" % first["inputs"]).json()
check(wide["lower"] < 7 and wide["float64"]["rank"] == 7 and wide["float64"]["numpy_rank"] == 7,
      "the float64 count does not depend on the radius", wide)
big = run("rank --ball --json --radius 3 --max-bits 128 floats.json")
check(big.code == 4 or big.json()["lower"] == 0, "nothing holds within a radius that contains zero", big.out)
refuses("a negative radius", run("rank --ball --radius -1 floats.json"), 2, "--radius")
refuses("a radius that is no number", run("rank --ball --radius x floats.json"), 2, "--radius")

# ---- options --------------------------------------------------------------------------

check_answer("just so many inputs", run("rank --ball --json --inputs 1 floats.json"), inputs=1, jacobian=[6, 8])
check_answer("few bits", run("rank --ball --json --max-bits 10 floats.json"), bits=10)
for option in ("--radius 1", "--inputs 3", "--max-bits 9"):
    refuses("%s without --ball" % option, run("rank %s floats.json" % option), 2, "%s needs --ball" % option.split()[0])
refuses("too many bits", run("rank --ball --max-bits 9999999 floats.json"), 2, "1000000")
refuses("no file", run("rank --ball"), 2, "weights file")
refuses("no memory", run("rank --ball --max-memory 1 -", stdin=run(
    "random --widths 30,30 --head-dim 30 --norm softmax").out), 4, "--max-memory")

# ---- small scores: the hard case ----------------------------------------------------

EYE = [[int(i == j) for j in range(4)] for i in range(4)]


def small_scores(scale):
    """Q = scale U, K = scale W, V = 1."""
    state, heads = 12345, []
    for _ in range(3):
        parts = []
        for _ in range(2):
            rows = []
            for _ in range(2):
                row = []
                for _ in range(4):
                    state = (state * 1103515245 + 12345) % 2 ** 31
                    row.append(scale * ((state >> 8) % 2001 - 1000) / 1000)
                rows.append(row)
            parts.append(rows)
        heads.append((parts[0], parts[1], EYE))
    return weights(heads, widths=[4] * 4, head_dim=[2] * 3, tokens=4, norm="softmax")


value = check_answer("three layers with small scores", run("rank", "--ball", "--inputs", "48", "--json",
                                                           write("hard.json", small_scores(0.06))),
                     rank=52, jacobian=[768, 96])
check(value["float64"]["rank"] == 40 and value["float64"]["numpy_rank"] == 40,
      "where float64 says 40", value["float64"])
low, high = ends(value["singular_values"][51])
check(0 < low and high < Decimal("1e-15"), "the last singular value is tiny and positive", low, high)
check(ends(value["singular_values"][52])[0] <= 0, "and there is no other", value["singular_values"][52])

# Matrices of tokens^2 numbers would not fit; the function of few tokens is contained in that of all.
MANY = 5000
for norm, options, rank in (("softmax", "--widths 2,2 --head-dim 1", 7), ("softmax", "--widths 2,2 --head-dim 2 --mask causal", 8),
                            ("affine", "--widths 2,2,2 --head-dim 1", 10), ("none", "--widths 2,2 --head-dim 1", 6)):
    words = "random %s --norm %s --bound 9 --seed 3 --tokens " % (options, norm)
    few, many = run(words + "3").json(), run(words + str(MANY)).json()
    few, many = (write(name, value) for name, value in (("few.json", few), ("many.json", many)))
    first, second = (run("rank", "--ball", "--json", file).json() for file in (few, many))
    check(first["rank"] == second["rank"] == rank and first["tokens"] == 3 and second["tokens"] <= 4,
          "%s: %d tokens have the rank of 3" % (norm, MANY), first, second)
    check(second["jacobian"][0] == 2 * second["tokens"] * second["inputs"], norm + ": the rows of that Jacobian", second)
    if norm != "softmax":
        exact = run("rank", "--json", many).json()
        check(exact["rank"] == rank and exact["status"] == "proved", norm + ": and exactly", exact)
    answer = run("check", many, "--no-float", "--claim", "rank=%d" % rank)
    check(answer.code == 0, norm + ": and in check", answer.out, answer.err)
    answer = run("check", many, "--no-float", "--claim", "rank=%d" % (rank + 1))
    check(answer.code == 1, norm + ": no other rank", answer.out, answer.err)
check("of 2 tokens" in run("rank", "--ball", many).out or "of 4 tokens" in run("rank", "--ball", many).out, "said in words")

done()
