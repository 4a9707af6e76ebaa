#!/usr/bin/env python3
"""Certificates that list symmetries of networks with softmax, norms, rotary positions and
feed-forward: where a theorem knows the dimension, listed fields give the same; what the
program proves with them is accepted by both judges; and forged fields, those along which an
evaluation mod a prime changes, are refused by both."""
import copy
import hashlib
import json
import os
import subprocess
import sys
import tempfile
from fractions import Fraction

ROOT = os.path.abspath(os.environ.get("srcdir") or
                       os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
PROGRAM = os.path.abspath(os.path.join(os.environ.get("builddir") or os.path.join(ROOT, "build"), "fulgurite"))
sys.path.insert(0, os.path.join(ROOT, "examples", "verify"))
sys.path.insert(0, os.path.join(ROOT, "tests", "cli"))
import free  # noqa: E402
import transformer  # noqa: E402
import verify  # noqa: E402
from tap import check, done, draws, rounds  # noqa: E402

rand = draws()
PRIME = 2 ** 61 - 1

# Dimensions that theorems know: options, dimension
KNOWN = (
    # softmax stacks of width d, depth l and head dimension a
    ("--widths 2,2,2 --head-dim 1 --norm softmax", 10), ("--widths 2,2,2 --head-dim 2 --norm softmax", 12),
    ("--widths 3,3,3 --head-dim 2 --norm softmax", 25), ("--widths 2,2,2,2 --head-dim 1 --norm softmax", 13),
    # rotary positions: p (n + m n - 1) + values
    ("--widths 2,2 --head-dim 2 --rotary 2 --norm softmax --tokens 3", 10),
    ("--widths 2,2 --head-dim 2 --rotary 2 --heads 2 --kv-heads 1 --norm softmax --tokens 3 --residual", 18),
    # shared keys; biases, one of which no score sees; norms; neurons, those that are gated with a scaling
    ("--widths 3,3 --head-dim 2 --heads 2 --kv-heads 1 --value-dim 1 --norm softmax --residual", 22),
    ("--widths 2,2 --head-dim 1 --norm softmax --residual --bias full", 10),
    ("--widths 2,2 --head-dim 1 --norm softmax --residual --pre-norm rms", 7),
    ("--widths 2,2 --head-dim 1 --norm softmax --residual --feed-forward silu:2", 15),
    ("--widths 3,3 --head-dim 1 --norm softmax --residual --pre-norm layer --norm-gain no --norm-shift no", 9),
    ("--widths 2,2 --head-dim 1 --norm softmax --mask causal --residual --pre-norm rms --feed-forward swiglu:1 --bias qkv", None),
    # keys and values read a latent
    ("--widths 3,3 --head-dim 1 --heads 2 --kv-latent 2 --value-dim 1 --norm softmax --residual", None),
)

# Proved with listed fields alone: options, dimension
PROVED = (
    ("--widths 3,3,3 --head-dim 1 --tokens 1 --norm softmax --pre-norm rms --norm-gain no", 14),
    ("--widths 2,2 --head-dim 1 --heads 2 --kv-heads 1 --residual --feed-forward swiglu:1", 14),
    ("--widths 1,1,1 --head-dim 1 --heads 2 --tokens 1 --norm affine --bias qkv", 2),
    ("--widths 2,3 --head-dim 2 --heads 2 --kv-heads 1 --rotary 2 --bias full", 33),
    ("--widths 1,1,1 --head-dim 2 --heads 2 --kv-heads 1 --mask causal --residual --rotary 2 --feed-forward tanh:1", 8),
    ("--widths 2,2 --head-dim 2 --tokens 1 --bias qkv --value-dim 1", 9),
)

# Not what the certificate is about, so that some of its fields are no symmetries: number of the case above, changes
ELSEWHERE = ((0, {"tokens": 2}), (0, {"pre_norm": "none", "norm_gain": None}), (1, {"norm": "softmax"}), (2, {"tokens": 2}),
             (2, {"norm": "none"}), (3, {"norm": "affine"}), (3, {"rotary": [1]}), (4, {"norm": "softmax"}), (5, {"tokens": 2}),
             (5, {"norm": "softmax", "tokens": 3}), (4, {"feed_forward": ["relu:1"] * 2}), (4, {"feed_forward": ["gelu:1"] * 2}),
             (4, {"pre_norm": "layer"}))

# relu and erf have no symbols: the program does not list fields, and both judges refuse any
WITHOUT = ("--widths 2,2 --head-dim 2 --heads 2 --kv-heads 1 --residual --feed-forward relu:1",
           "--widths 1,1 --head-dim 2 --heads 2 --kv-heads 1 --residual --feed-forward gelu:1")
SCALING = [["k1_1_1_1", "k1_1_1_1", 1], ["q1_1_1_1", "q1_1_1_1", -1], ["q1_2_1_1", "q1_2_1_1", -1]]


def run(*words):
    done = subprocess.run([PROGRAM] + list(words), stdout=subprocess.PIPE, stderr=subprocess.PIPE, universal_newlines=True)
    return done.stdout


def digest(value):
    return hashlib.sha256(json.dumps(value, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def judged(certificates, folder):
    """What both judges say of each."""
    names, ours = [], []
    for n, c in enumerate(certificates):
        c["architecture_digest"] = digest(c["architecture"])
        c["digest"] = digest({k: x for k, x in c.items() if k != "digest"})
        names.append(os.path.join(folder, "%d.json" % n))
        with open(names[-1], "w") as file:
            json.dump(c, file)
        ours.append(verify.check(json.dumps(c))[0])
    theirs = [line.split(": ")[1] for line in run("verify", *names).splitlines()]
    return list(zip(theirs, ours))


def certificate(words, folder):
    name = os.path.join(folder, "c.json")
    if os.path.exists(name):
        os.remove(name)             # an earlier one would hide that none was written
    run("dim", *words.split(), "--certificate", name)
    with open(name) as file:
        return json.load(file)


def changes(architecture, field):
    """Whether the output changes along the field at random points mod a prime, by a gradient."""
    subs = transformer.sublayers(architecture)
    weights, t = free.Weights(subs), architecture["tokens"]
    for _ in range(2):
        while True:
            values = [rand.randrange(1, PRIME) for _ in range(weights.total)]
            X = [[rand.randrange(1, PRIME) for _ in range(t)] for _ in range(subs[0].d)]
            try:
                point = free.Run(weights, values, X, free.Tape(PRIME, rand.randrange(1, 2 ** 62)))
                break
            except free.Undefined:
                pass
        for row in point.out:
            for place in row:
                gradient = point.T.gradient(place) + [0] * weights.total
                if sum(c * (1 if source is None else values[weights.name[source]]) * gradient[weights.name[to]]
                       for to, source, c in field) % PRIME:
                    return True
    return False


def with_fields(c, fields, orbit):
    """The certificate with this upper bound, and what follows from it."""
    c, parameters = copy.deepcopy(c), c["claim"]["parameters"]
    total = parameters - orbit
    c["upper_bound"] = {"theorem": "symmetries", "value": total, "fields": fields,
                        "terms": [{"name": "coordinates", "value": parameters}, {"name": "orbit", "value": orbit},
                                  {"name": "total", "value": total}]}
    claim = c["claim"]
    known = claim["lower"] == total
    claim.update(upper=total, status="proved" if known else "bounds", dimension=total if known else None,
                 generic_fiber_dimension=parameters - total if known else None)
    return c


def numbered(subs):
    """{number: name} of the weights, as the answer of symmetries numbers them: group by group."""
    weights, keys = free.Weights(subs), []
    for j, key, h in weights.block:
        s, once = subs[j], ("norm_gain", "norm_shift", "C", "R", "up", "up_bias", "gate", "gate_bias", "down", "output_bias")
        heads = ("Q", "Q_bias", "Q_rotary", "K", "K_bias", "V", "V_bias", "O", "U", "U_bias")
        if key in once:
            keys.append(((j, 2 if key == "output_bias" else 0, once.index(key)), (j, key, h)))
        else:
            group = h if key in ("K", "K_bias", "U", "U_bias") else h // (s.H // s.G)
            keys.append(((j, 1, group, heads.index(key), h), (j, key, h)))
    name = {place: name for name, place in weights.name.items()}
    places = [place for _, key in sorted(keys) for row in weights.block[key] for place in row]
    return {n: name[place] for n, place in enumerate(places, 1)}


def known(folder):
    """Fields instead of the theorem on the architecture, for the same dimension."""
    all_of_them = []
    for words, dimension in KNOWN:
        c = certificate(words, folder)
        answer = json.loads(run("symmetries", "--json", "--most", "1", *words.split()))
        claim = c["claim"]
        check(claim["status"] == "proved" and dimension in (None, claim["dimension"]) and c["upper_bound"]["theorem"] != "symmetries"
              and answer["upper"] == claim["dimension"], words + ": a theorem and fields, the same dimension", claim, answer["upper"])
        names = numbered(transformer.sublayers(c["architecture"]))
        fields = [[[names[i], names.get(j), x] for i, j, x in field] for family in answer["families"] for field in family["fields"]]
        all_of_them.append(with_fields(c, fields, answer["orbit"]))
    verdicts = judged(all_of_them, folder)
    for (words, _), found in zip(KNOWN, verdicts):
        check(found == ("accepted", "accepted"), words + ": with fields, accepted", found)


def forgeries(c):
    """(what, certificate, whether it must be refused; None: whether the output changes says so)"""
    upper = c["upper_bound"]
    fields, orbit = upper["fields"], upper["terms"][1]["value"]
    for n, term in enumerate(upper["terms"]):
        for step in 1, -1:
            other = copy.deepcopy(c)
            other["upper_bound"]["terms"][n]["value"] += step
            yield "%s %+d" % (term["name"], step), other, True
    for step in 1, -1:
        yield "an orbit of another dimension, %+d" % step, with_fields(c, fields, orbit + step), True
    for n in range(3):
        other = copy.deepcopy(c)
        del other["upper_bound"]["terms"][n]
        yield "term %d is missing" % n, other, True
    other = copy.deepcopy(c)
    del other["upper_bound"]["fields"]
    yield "no fields", other, True
    for bad in [], {}, [1], None, [[1]], [[[]]], [None]:
        yield "fields %s" % bad, with_fields(c, bad, orbit), True
    for theorem in "transformer", "layer-sum":
        other = copy.deepcopy(c)
        other["upper_bound"]["theorem"] = theorem
        yield theorem, other, True
    names = sorted(free.Weights(transformer.sublayers(c["architecture"])).name)
    for f in range(len(fields)):
        yield "field %d is missing" % f, with_fields(c, fields[:f] + fields[f + 1:], orbit), True
    to, source, number = fields[0][0]
    for bad in ([to, source], [to, source, number, 1], {}, "x", [1, source, number], [to, 1, number], [to, source, 0], [to, source, "1"],
                [to, source, number + 0.5], [to, source, 2 ** 40], ["q9_1_1_1", source, number], [to + "x", source, number],
                [to, "", number], [None, source, number], [to, source, True]):
        yield "an entry %s" % (bad,), with_fields(c, [[bad] + fields[0][1:]] + fields[1:], orbit), True
    for f, field in enumerate(rand.sample(fields, min(len(fields), 6))):
        for n, (to, source, number) in enumerate(rand.sample(field, min(len(field), 2))):
            name = rand.choice([x for x in names if x not in (to, source)])
            for entry in ([to, source, number + 1], [to, source, -number], [name, source, number], [to, name, number],
                          [to, None if source else name, number], None):
                changed = [[e for e in [entry if e == [to, source, number] else e for e in field] if e] if x == field else x for x in fields]
                yield "field %d, entry %d: %s" % (f, n, entry), with_fields(c, changed, orbit), None


def forged(words, c, folder):
    names, certificates, wanted = zip(*forgeries(c))
    verdicts = judged(certificates, folder)
    refused, wrong = 0, []
    for name, other, must, found in zip(names, certificates, wanted, verdicts):
        if must is None:
            must = any(changes(other["architecture"], field) for field in other["upper_bound"]["fields"]
                       if field not in c["upper_bound"]["fields"])
        refused += must
        # what is a symmetry may be refused for its orbit alone, by both
        if found != ("refused", "refused") and (must or found != ("accepted", "accepted")):
            wrong.append((name, found))
    check(refused > 40 and not wrong, "%s: %d of %d forgeries must be refused, and are" % (words, refused, len(names)), *wrong)


def reduced(basis):
    """An LLL-reduced basis of the lattice."""
    def dot(u, v):
        return sum(x * y for x, y in zip(u, v))

    def orthogonal():
        rows = []
        for b in basis:
            row = [Fraction(x) for x in b]
            for r in rows:
                c = dot(b, r) / dot(r, r)
                row = [x - c * y for x, y in zip(row, r)]
            rows.append(row)
        return rows

    n, k = len(basis), 1
    rows = orthogonal()
    while k < n:
        for j in range(k - 1, -1, -1):
            c = round(dot(basis[k], rows[j]) / dot(rows[j], rows[j]))
            basis[k] = [x - c * y for x, y in zip(basis[k], basis[j])]
        c = dot(basis[k], rows[k - 1]) / dot(rows[k - 1], rows[k - 1])
        if dot(rows[k], rows[k]) >= (Fraction(3, 4) - c * c) * dot(rows[k - 1], rows[k - 1]):
            k += 1
        else:
            basis[k - 1:k + 1] = basis[k], basis[k - 1]
            rows, k = orthogonal(), max(k - 1, 1)
    return basis


def lattice(equations, n):
    """A basis of the integer vectors of n entries that satisfy the equations mod the prime."""
    pivots = {}
    for k in range(len(equations)):
        pivot = next((i for i, x in enumerate(equations[k]) if x), None)
        if pivot is None:
            continue
        scale = pow(equations[k][pivot], PRIME - 2, PRIME)
        row = equations[k] = [x * scale % PRIME for x in equations[k]]
        for other in range(len(equations)):
            if other != k:
                x = equations[other][pivot]
                equations[other] = [(y - x * z) % PRIME for y, z in zip(equations[other], row)]
        pivots[pivot] = k
    basis = []
    for i in range(n):
        vector = [0] * n
        vector[i] = PRIME if i in pivots else 1
        if i not in pivots:
            for pivot, k in pivots.items():
                vector[pivot] = -equations[k][i] % PRIME
        basis.append(vector)
    return basis


def unseen(c, tape_key):
    """A field that is no symmetry, along which the output does not change at the point where a
    judge with that key looks first."""
    subs = transformer.sublayers(c["architecture"])
    weights, t, next_one = free.Weights(subs), c["architecture"]["tokens"], 0
    while True:
        numbers = [free.draw(0x6c6973746564, 9, next_one + n, PRIME) for n in range(weights.total + subs[0].d * t)]
        next_one += len(numbers)
        values, rest = numbers[:weights.total], numbers[weights.total:]
        try:
            point = free.Run(weights, values, [rest[n:n + t] for n in range(0, len(rest), t)], free.Tape(PRIME, tape_key))
            break
        except free.Undefined:
            pass
    rows = [point.T.gradient(place)[:weights.total] for row in point.out for place in row]
    names = {place: name for name, place in weights.name.items()}
    moved = [n for n in range(weights.total) if any(row[n] for row in rows)]
    while True:
        pairs = [rand.sample(moved, 2) for _ in range(3 * len(rows) + 2)]
        vectors = reduced(lattice([[row[to] * values[source] % PRIME for to, source in pairs] for row in rows], len(pairs)))
        for field in ([[names[to], names[source], x] for (to, source), x in zip(pairs, vector) if x] for vector in vectors):
            if max(abs(x) for _, _, x in field) < 2 ** 30 and changes(c["architecture"], field):
                return field


def hidden(words, c, folder):
    """Neither judge is deceived where its own point shows nothing."""
    upper, forged_ones = c["upper_bound"], []
    for key in 0x6c6973746564, 0x66726565:
        forged_ones.append(with_fields(c, upper["fields"][1:] + [unseen(c, key)], upper["terms"][1]["value"]))
    found = judged(forged_ones, folder)
    theirs, ours = run("verify", os.path.join(folder, "0.json")), verify.check(json.dumps(forged_ones[1]))[1]
    check(found == [("refused", "refused")] * 2 and "is not shown" in theirs and "is not shown" in ours,
          words + ": a change that the judges' points do not show", found, theirs, ours)


def drawn():
    """A small network of some kind, in words."""
    d, heads, residual = rand.choice((1, 1, 2)), rand.choice((1, 2)), rand.random() < 0.5
    widths = [d, d] if residual else [d] + [rand.choice((1, 2)) for _ in range(rand.choice((1, 2)))]
    words = ["--widths", ",".join(map(str, widths)), "--head-dim", str(rand.choice((1, 2))), "--heads", str(heads),
             "--tokens", str(rand.choice((1, 2))), "--norm", rand.choice(("none", "affine", "softmax"))]
    for chance, some in ((residual, "--residual"), (0.3, "--mask causal"), (0.4, "--pre-norm rms"), (0.3, "--value-dim 1"),
                         (0.4 * (heads == 2), "--kv-heads 1"), (0.4, "--bias qkv"),
                         (residual * 0.6, "--feed-forward " + rand.choice(("silu:1", "swiglu:1", "tanh:1")))):
        words += some.split() if rand.random() < chance else []
    return " ".join(words)


def good(folder):
    """Whatever the program proves with listed fields, nobody refuses."""
    seen, some = [], []
    while len(seen) < rounds(4, 2):
        words = drawn()
        name = os.path.join(folder, "c.json")
        if os.path.exists(name):
            os.remove(name)
        run("dim", *words.split(), "--certificate", name)
        if not os.path.exists(name):
            continue                # no lower bound, or too large
        with open(name) as file:
            c = json.load(file)
        names = [term["name"] for term in c["upper_bound"]["terms"]]
        if c["upper_bound"]["theorem"] == "symmetries" and "forms_1" not in names:
            seen.append(words)
            some.append(c)
    wrong = [x for x in zip(seen, judged(some, folder)) if x[1] not in (("accepted", "accepted"), ("accepted", "unable"))
             or x[1][1] == "unable" and "ball" not in some[seen.index(x[0])]["lower_bound"]]
    check(not wrong, "%d certificates of networks that are drawn: accepted" % len(seen), *wrong)


def main():
    with tempfile.TemporaryDirectory() as folder:
        known(folder)
        good(folder)
        cases = [certificate(words, folder) for words, _ in PROVED]
        for (words, dimension), c in zip(PROVED, cases):
            upper = c["upper_bound"]
            check(c["claim"]["dimension"] == dimension and c["claim"]["status"] == "proved" and upper["theorem"] == "symmetries"
                  and len(upper["fields"]) == upper["terms"][1]["value"], "%s: dimension %d by fields" % (words, dimension), c["claim"])
            changing = [field for field in upper["fields"] if changes(c["architecture"], field)]
            check(not changing, words + ": an evaluation does not change", *changing)
        verdicts = judged(cases, folder)
        check(set(verdicts) == {("accepted", "accepted")}, "accepted by both", verdicts)
        for (words, _), c in zip(PROVED, cases):
            forged(words, c, folder)
            if c["architecture"]["tokens"] * c["architecture"]["widths"][-1] < 3:
                hidden(words, c, folder)
        others = []
        for n, values in ELSEWHERE:
            others.append(copy.deepcopy(cases[n]))
            others[-1]["architecture"].update(values)
            for key in [key for key, x in values.items() if x is None]:
                others[-1]["architecture"].pop(key, None)
        large = copy.deepcopy(cases[4])
        large["architecture"]["tokens"] = 10 ** 6
        check(judged([large], folder) == [("unable", "unable")], "too many tokens: nobody knows")
        for (n, values), found in zip(ELSEWHERE, judged(others, folder)):
            check(found == ("refused", "refused"), "%s, with %s: refused" % (PROVED[n][0], values), found)
        for words in WITHOUT:
            c = certificate(words, folder)
            verdict = run("verify", os.path.join(folder, "c.json"))
            check("fields" not in c["upper_bound"] and ": accepted: " in verdict, words + ": no fields", c["upper_bound"], verdict)
            field = SCALING + [[x.replace("_1_1", "_1_2") for x in e[:2]] + e[2:] for e in SCALING] * (c["architecture"]["widths"][0] > 1)
            found = judged([with_fields(c, [field], 1)], folder)
            check(found == [("refused", "refused")], words + ": with a field, refused", found)
    done()


main()
