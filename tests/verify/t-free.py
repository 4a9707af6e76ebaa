#!/usr/bin/env python3
"""Certificates with free exponentials: what the program proves is accepted by both judges.
Whatever field is changed, neither accepts more than the other; and what no longer is a
proof, both refuse."""
import copy
import hashlib
import json
import os
import subprocess
import sys
import tempfile

ROOT = os.path.abspath(os.environ.get("srcdir") or
                       os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
PROGRAM = os.path.abspath(os.path.join(os.environ.get("builddir") or os.path.join(ROOT, "build"), "fulgurite"))
sys.path.insert(0, os.path.join(ROOT, "examples", "verify"))
sys.path.insert(0, os.path.join(ROOT, "tests"))
import free  # noqa: E402
import transformer  # noqa: E402
import verify  # noqa: E402
from tools import draws, find, rounds  # noqa: E402

rand = draws()
count = 0
failed = 0
NETWORKS = (
    "--widths 2,2,2 --head-dim 1 --norm softmax --method direct",
    "--widths 2,2 --head-dim 1 --norm softmax --mask causal --tokens 3 --pre-norm rms --residual"
    " --feed-forward swiglu:1 --bias full --method direct",
    "--widths 3,3 --head-dim 2 --heads 2 --kv-heads 1 --value-dim 1 --rotary 2 --tokens 3 --norm softmax"
    " --residual --feed-forward silu:1 --method direct",
    "--widths 2,2 --head-dim 1 --norm affine --bias qkv --tokens 2 --method direct",
    "--widths 3,3 --head-dim 1 --kv-latent 2 --rotary 2 --value-dim 1 --tokens 3 --norm softmax --residual"
    " --method direct",
)


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
        value["architecture_digest"] = hashlib.sha256(canonical(value["architecture"]).encode()).hexdigest()
    value["digest"] = hashlib.sha256(canonical(value).encode()).hexdigest()
    return value


def program(*words):
    return subprocess.run([PROGRAM] + list(words), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          universal_newlines=True, timeout=600, check=False)


def verdicts(values):
    """What the two judges say of each: "accepted", "refused" or "unable"."""
    names = ["c%d.json" % n for n in range(len(values))]
    for name, value in zip(names, values):
        with open(name, "w", encoding="utf-8") as file:
            json.dump(value, file)
    c = {}
    for first in range(0, len(names), 50):
        for line in program("verify", *names[first:first + 50]).stdout.splitlines():
            name, verdict = line.split(": ")[:2]
            c[name] = verdict
    return [(c.get(name, "no answer"), verify.check(json.dumps(value))[0])
            for name, value in zip(names, values)]


def make(words):
    answer = program("dim", *words.split(), "--certificate", "-")
    assert answer.returncode == 0, words + ": " + answer.stderr
    return json.loads(answer.stdout)


def leaves(value, path=()):
    if isinstance(value, dict):
        for key in sorted(value):
            yield path + (key,), "key"
            yield from leaves(value[key], path + (key,))
    elif isinstance(value, list):
        if value:
            yield path, "list"
        for n, item in enumerate(value):
            yield from leaves(item, path + (n,))
    else:
        yield path, "leaf"


def at(value, path):
    for step in path:
        value = value[step]
    return value


def changed(c, path, kind):
    """The certificate with that field changed: dropped, shortened, or another value."""
    c = copy.deepcopy(c)
    holder = at(c, path[:-1])
    old = holder[path[-1]]
    if kind == "key":
        del holder[path[-1]]
    elif kind == "list":
        holder[path[-1]] = old[:-1]
    elif isinstance(old, bool):
        holder[path[-1]] = not old
    elif isinstance(old, int):
        holder[path[-1]] = old + rand.choice((-1, 1))
    else:
        holder[path[-1]] = rand.choice(("direct", "none", "softmax", "rms", "q1_1_1_1", 1, None))
        if holder[path[-1]] == old:
            holder[path[-1]] = "x"
    return c


def same_point(path):
    """A number of the point, the key, a row: another one may prove the same.  So may the model for
    another number of tokens."""
    return path == ("architecture", "tokens") or len(path) > 2 and path[:2] == ("lower_bound", "minor") \
        and path[2] in ("weights", "inputs", "key", "prime", "rows")


def fields(c):
    """Every field that is not a number of the point, and a sample of those."""
    found = [(path, kind) for path, kind in leaves(c) if path[0] not in ("digest", "architecture_digest")]
    free_numbers = [x for x in found if same_point(x[0]) and x[1] == "leaf"]
    rest = [x for x in found if x not in free_numbers]
    return rand.sample(rest, min(rounds(90, 20), len(rest))) + rand.sample(free_numbers, min(rounds(16, 4), len(free_numbers)))


def test_fields(words):
    c = make(words)
    check(verdicts([c]) == [("accepted", "accepted")], "accepted: " + words, verdicts([c]))
    chosen = fields(c)
    for (path, kind), (one, other) in zip(chosen, verdicts([signed(changed(c, *x)) for x in chosen])):
        if same_point(path) and kind in ("leaf", "list"):
            good = one == other != "unable" or "no answer" in (one, other)
        else:
            good = one == other and one in ("refused", "does not parse")
        if not good:
            check(False, "%s changed (%s) in %s" % (path, kind, words), "C %s, Python %s" % (one, other))
    check(True, "%d fields of it" % len(chosen))


# ------------------------------------------------------ what no longer is a proof

def rename(c, old, new):
    """Another activation in the architecture and the model."""
    c = copy.deepcopy(c)
    for arch in (c["architecture"], c["lower_bound"]["model"]):
        arch["feed_forward"] = [x.replace(old, new) for x in arch["feed_forward"]]
    return c


def test_forged():
    c = make("--widths 2,2 --head-dim 1 --norm softmax --residual --tokens 2 --feed-forward silu:1 --method direct")
    minor, forged = c["lower_bound"]["minor"], []

    def forge(what, make_it):
        d = copy.deepcopy(c)
        d = make_it(d) or d
        forged.append((what, signed(d)))

    def lower(d):
        return d["lower_bound"]

    forge("gelu has no exponential", lambda d: rename(d, "silu", "gelu"))
    forge("another theorem", lambda d: lower(d).update(theorem="direct"))
    forge("direct, without the hypotheses", lambda d: (lower(d).update(theorem="direct"),
                                                       lower(d).pop("hypotheses")) and d)
    forge("direct, without the key", lambda d: (lower(d).update(theorem="direct"), lower(d).pop("hypotheses"),
                                                lower(d)["minor"].pop("key")) and d)
    for key in (0, -1, "1", 2 ** 63, None, 1.5):
        forge("key %r" % (key,), lambda d, key=key: lower(d)["minor"].update(key=key))
    for prime in (minor["prime"] + 2 - minor["prime"] % 2 * 2 + 1, 61, 2 ** 62 + 135, 10403):
        forge("prime %d" % prime, lambda d, prime=prime: lower(d)["minor"].update(prime=prime))
    forge("a row twice", lambda d: lower(d)["minor"]["rows"].__setitem__(0, lower(d)["minor"]["rows"][1]))
    forge("a column twice", lambda d: lower(d)["minor"]["columns"].__setitem__(0, lower(d)["minor"]["columns"][1]))
    for name in ("q1_1_1_3", "q2_1_1_1", "up1_1_1_1", "up1_2_1", "q1_1_1_01", "q1_1_1_1 ", "b", "", "w1_1_1", 3):
        forge("column %r" % (name,), lambda d, name=name: lower(d)["minor"]["columns"].__setitem__(0, name))
    for row in ([0, 1, 1], [1, 3, 1], [1, 1, 3], [99, 1, 1], [1, 1], "x"):
        forge("row %r" % (row,), lambda d, row=row: lower(d)["minor"]["rows"].__setitem__(0, row))
    forge("one rank more", lambda d: lower(d).update(value=lower(d)["value"] + 1))
    forge("the same exponent twice: equal tokens",
          lambda d: [x.__setitem__(slice(None), [[row[0]] * 2 for row in x]) for x in lower(d)["minor"]["inputs"]]
          and d)
    for n in range(2):
        for side in ("left", "right"):
            forge("hypothesis %d, %s" % (n, side),
                  lambda d, n=n, side=side: lower(d)["hypotheses"][n].update({side: 7}))
    forge("no hypotheses", lambda d: lower(d).update(hypotheses=[]))
    forge("the hypotheses twice", lambda d: lower(d)["hypotheses"].extend(list(lower(d)["hypotheses"])))
    forge("zero weights", lambda d: [lower(d)["minor"]["weights"]["layers"][0]["heads"][0].update(V=[[0, 0], [0, 0]])]
          and d)
    forge("fractions", lambda d: lower(d)["minor"]["weights"]["layers"][0]["feed_forward"].update(up=[["1/2", 1]])
          and d)
    forge("a bias too many",
          lambda d: lower(d)["minor"]["weights"]["layers"][0]["feed_forward"].update(up_bias=[[1]]) and d)
    forge("a matrix too few", lambda d: lower(d)["minor"]["weights"]["layers"][0]["feed_forward"].pop("down") and d)
    forge("a model with one token", lambda d: lower(d)["model"].update(tokens=1))
    forge("a model with more tokens", lambda d: lower(d)["model"].update(tokens=3))
    for (what, _), (one, other) in zip(forged, verdicts([value for _, value in forged])):
        check(one == other == "refused", "refused: " + what, "C %s, Python %s" % (one, other))


def test_constants():
    c = make("--widths 3,3 --head-dim 2 --rotary 2 --tokens 3 --norm softmax --residual --feed-forward silu:1 "
             "--method direct")
    check(verdicts([signed(rename(c, "silu", "gelu_new"))]) == [("refused", "refused")],
          "pi and angles together are not covered")
    check(verdicts([signed(rename(c, "silu", "quick_gelu"))])[0][0] ==
          verdicts([signed(rename(c, "silu", "quick_gelu"))])[0][1], "quick_gelu in its place: the judges agree")


def claims(independent, exponents, seen, roots):
    return [{"name": "exponentials", "left": independent, "right": exponents},
            {"name": "roots", "left": seen, "right": roots}]


def of_size_one(arch):
    """A lower bound that would be right if the hypothesis were: one entry of the Jacobian that is not 0."""
    p, key = 2 ** 61 - 1, 5
    weights = free.Weights(transformer.sublayers(arch))
    values = [rand.randint(1, 99) for _ in range(weights.total)]
    while True:
        X = [[rand.randint(1, 99) for _ in range(arch["tokens"])] for _ in range(arch["widths"][0])]
        try:
            run = free.Run(weights, values, X, free.Tape(p, key))
            break
        except free.Undefined:
            pass
    gradient = run.T.gradient(run.out[0][1])
    name = next(name for name, place in sorted(weights.name.items()) if gradient[place] % p)
    layers = [{"heads": [{} for _ in range(arch["heads"][i])]} for i in range(len(arch["widths"]) - 1)]
    for (j, matrix, h), places in weights.block.items():
        s = weights.subs[j]
        where = free.shapes(s)[matrix][1]
        holder = layers[s.layer - 1][where][h] if where else layers[s.layer - 1]
        holder[matrix] = [[values[place] for place in row] for row in places]
    return {"theorem": "free-exponentials", "value": 1, "model": arch, "minor": {
        "prime": p, "key": key, "weights": {"layers": layers}, "inputs": [X], "rows": [[1, 1, 2]],
        "columns": [name]}}


def test_hypothesis():
    """A good one is accepted.  A layer norm on two coordinates takes the root of a square; of three tokens of
    width 1 the scores are related: the minors are invertible, and prove nothing."""
    for what, words, good in (
            ("a network that has it", "--widths 3,3 --head-dim 1 --norm softmax --pre-norm rms --residual --tokens 2",
             True),
            ("the root of a square", "--widths 2,2 --head-dim 1 --norm affine --pre-norm layer --norm-shift no "
             "--residual --tokens 2", False),
            ("related exponents", "--widths 1,1 --head-dim 1 --norm softmax --tokens 3", False)):
        c = make(words + " --method ball")
        arch = c["architecture"]
        counts = free.hypothesis(transformer.sublayers(arch), arch["widths"][0], arch["tokens"])
        check((counts[0] == counts[1] and counts[2] == counts[3]) == good, "the count shows %s" % what, counts)
        c["claim"].update(lower=1, dimension=None, generic_fiber_dimension=None, status="bounds")
        c["lower_bound"] = of_size_one(arch)
        forged = []
        for told in (counts, (counts[1], counts[1], counts[3], counts[3])):
            c["lower_bound"]["hypotheses"] = claims(*told)
            forged.append(signed(copy.deepcopy(c)))
        check(verdicts(forged) == [("accepted", "accepted") if good else ("refused", "refused")] * 2,
              "%s: %s" % ("accepted" if good else "refused", what), verdicts(forged))


def test_macaulay2():
    """Says plainly that it knows no minors of transformers, but theorems about them."""
    if find("M2") is None:
        print("# no Macaulay2")
        return
    names = []
    for n, words in enumerate((NETWORKS[0], "--widths 3,3 --head-dim 1 --heads 2 --norm softmax",
                               "--widths 3,3 --head-dim 1 --norm softmax --residual --pre-norm rms",
                               "--widths 3,3 --head-dim 1 --norm affine --bias qkv")):
        names.append("m%d.json" % n)
        with open(names[-1], "w", encoding="utf-8") as file:
            json.dump(make(words), file)
    answer = subprocess.run(["M2", "--script", os.path.join(ROOT, "examples", "verify", "verify.m2")] + names,
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE, universal_newlines=True, timeout=600,
                            check=False)
    check(answer.returncode == 4 and [line.split(": ")[1] for line in answer.stdout.splitlines()]
          == ["unable", "accepted", "accepted", "unable"], "verify.m2 is unable to check minors, and says why",
          answer.stdout + answer.stderr)


folder = tempfile.TemporaryDirectory()
os.chdir(folder.name)
for one_network in NETWORKS:
    test_fields(one_network)
test_forged()
test_constants()
test_hypothesis()
test_macaulay2()
print("1..%d" % count)
sys.exit(failed > 0)
