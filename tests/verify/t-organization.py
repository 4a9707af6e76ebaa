#!/usr/bin/env python3
"""Certificates of organisations: what the program writes both judges accept, and
forged ones, with a right digest, both refuse."""

import copy
import json
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "cli"))
sys.path.insert(0, os.path.join(HERE, "..", "..", "examples", "verify"))
import verify  # noqa: E402
from tap import check, done, draws, folder, rounds, run  # noqa: E402

directory = folder()
os.chdir(directory.name)
rng = draws(20240817)


def tensor(q, k, h, entry):
    return {"format": "fulgurite-tensor/1", "shape": [q, k, h],
            "values": [[[entry(i, j, t) for t in range(h)] for j in range(k)] for i in range(q)]}


def certificate(name, value, words=""):
    with open("x.json", "w") as stream:
        json.dump(value, stream)
    answer = run(("organize x.json --certificate %s.json --force --quiet " % name) + words)
    if not os.path.exists(name + ".json"):
        check(False, "a certificate " + name, answer.err)
        return None
    with open(name + ".json") as stream:
        return json.load(stream)


TOKENS = [[i % 4 - 1, i * i % 5 - 2] for i in range(8)]
FORMS = [[[1, 0], [0, 1]], [[0, 1], [1, 0]], [[1, 1], [0, 1]], [[1, -1], [1, 0]]]


def score(i, j, t):
    return sum(TOKENS[i][a] * FORMS[t][a][b] * TOKENS[j][b] for a in (0, 1) for b in (0, 1))


def noise(i, j, t):
    return "%d/%d" % (rng.randrange(-99, 100), rng.randrange(1, 9))


good = {
    "tokens": certificate("tokens", tensor(8, 8, 4, score), "--softmax 1/4"),
    "noise": certificate("noise", tensor(7, 5, 3, noise), "--alpha 1 --beta 2 --softmax 1/9"),
    "causal": certificate("causal", tensor(6, 6, 3, noise), "--softmax 1/9 --mask causal"),
    "root": certificate("root", tensor(6, 6, 3, noise), "--softmax 1/2/sqrt(8)"),
    "means": certificate("means", tensor(5, 6, 2, noise), "--beta 0"),
    "stopped": certificate("stopped", tensor(6, 6, 3, noise), "--iters 0"),
    "one": certificate("one", tensor(1, 1, 1, noise)),
    "zero": certificate("zero", tensor(2, 3, 2, lambda i, j, t: 0))}
with open("trees.json", "w") as stream:
    json.dump({"query": [[[0, 1, 2]], [[0, 1], [2]], [[0], [1], [2]]], "key": [[[0, 1]], [[0], [1]]],
               "head": [[[0, 1, 2, 3]], [[0], [1], [2], [3]]]}, stream)
good["given"] = certificate("given", tensor(3, 2, 4, noise), "--trees trees.json")

CIRCLING = (1, -2, 2, 1, 2, -3, 1, -2, -2, 3, 3, 1, 2, -1, -2, 2, -2, 2, 0, 2, 1, 0, 2, 1)
good["cycle"] = certificate("cycle", tensor(4, 3, 2, lambda i, j, t: CIRCLING[6 * i + 2 * j + t]), "--softmax 1/64")
check(good["cycle"] is not None and good["cycle"]["state"] == "cycle", "a cycle")
SAID = {"tokens": ("a fixed point, reached after 2 iterations (alpha 0, beta 1)", "a sum of 2 square roots, 172 coefficients",
                   "87 hold 99%", "softmax(tau X), tau = 1/4, are a fixed point",
                   "they are the same as those of X on the query, key and head axes"),
        "causal": (", with a causal mask, ",), "root": ("softmax(tau X / sqrt(8)), tau = 1/2, are",), "given": ("2 x 4, are given; in them",), "zero": ("l1 entropy is 0",),
        "stopped": ("are those after 0 iterations, which have not repeated yet",),
        "one": ("reached after 1 iteration (", "a sum of 1 square root, 1 coefficient is not 0 and 1 holds 99%"),
        "cycle": ("go through a cycle of 2, which closes after 2 iterations",)}
for name, parts in SAID.items():
    if good.get(name) is not None:
        text = run("verify %s.json" % name).out
        check(all(part in text for part in parts), "what is said of " + name, text)

for name, value in good.items():
    if value is not None:
        check(verify.check(json.dumps(value))[1] in run("verify %s.json" % name).out, "both say the same of " + name)
        check(run("verify %s.json" % name).code == 0, "the program accepts " + name, run("verify %s.json" % name).out)
        check(verify.check(json.dumps(value))[0] == "accepted", "verify.py accepts " + name,
              verify.check(json.dumps(value)))


def leaves(value, path=()):
    if isinstance(value, dict):
        for key in value:
            yield from leaves(value[key], path + (key,))
    elif isinstance(value, list):
        yield path
        for n in range(len(value)):
            yield from leaves(value[n], path + (n,))
    else:
        yield path


def at(value, path):
    for step in path:
        value = value[step]
    return value


def others(value):
    """Other values in the place of one."""
    if value is True or value is False:
        return [not value, 1]
    if isinstance(value, int):
        return [value + 1, value - 1, str(value), None]
    if isinstance(value, str):
        return ["1/2" if value != "1/2" else "1/3", value + "0", 7, "fixed" if value != "fixed" else "cycle"]
    if isinstance(value, list):
        return [value[1:], value + value[:1], value[::-1], {}]
    return [1]


def seal(value):
    value["digest"] = verify.sha256({k: v for k, v in value.items() if k != "digest"})
    return value


# What may be another number and prove as much: the bits are only a hint, and tau
# and the root may have other values with the same trees.
HINTS = {("softmax", "bits"), ("softmax", "tau"), ("softmax", "root")}


def forgeries(value):
    for path in leaves(value):
        if not path or path[0] in ("digest", "format") or path in HINTS:
            continue
        before = at(value, path)
        for new in others(before):
            if new == before and type(new) is type(before):
                continue
            forged = copy.deepcopy(value)
            at(forged, path[:-1])[path[-1]] = new
            yield "%s: %s" % ("/".join(map(str, path)), json.dumps(new)[:40]), seal(forged)
    for key in value:
        yield "without " + key, seal({k: v for k, v in value.items() if k != key}) if key != "digest" else \
            {k: v for k, v in value.items() if k != key}
    yield "another key", seal(dict(value, note=1))
    yield "another digest", dict(value, digest="0" * 64)


forged = []
for name, value in good.items():
    if value is None:
        continue
    found = list(forgeries(value))
    # FULG_TEST_MULTIPLIER=100 tries every one.
    share = rounds(160, 160)
    forged += [(name + ", " + what, text) for what, text in rng.sample(found, min(len(found), share))]
files = []
for n, (what, value) in enumerate(forged):
    files.append("f%d.json" % n)
    with open(files[-1], "w") as stream:
        json.dump(value, stream)
verdicts = []
for n in range(0, len(files), 500):
    answer = json.loads(run(*(["verify", "--json"] + files[n:n + 500])).out)
    verdicts += [one["verdict"] for one in answer["certificates"]]
# Other weights may well give the same trees: another statement, and true.  Then both
# judges say so.
weights = [n for n, (what, _) in enumerate(forged) if what.split(", ")[1].split(":")[0] in ("alpha", "beta")]
check(all((verdicts[n] == "accepted") == (verify.check(json.dumps(forged[n][1]))[0] == "accepted") for n in weights),
      "both judge %d other weights alike" % len(weights))
verdicts = [verdict for n, verdict in enumerate(verdicts) if n not in weights]
forged = [one for n, one in enumerate(forged) if n not in weights]
accepted = [what for (what, _), verdict in zip(forged, verdicts) if verdict == "accepted"]
check(len(verdicts) == len(forged), "every forgery is judged", len(verdicts), len(forged))
check(len(forged) > 500 and not accepted, "the program refuses %d forgeries" % len(forged), accepted[:20])
accepted = [what for what, value in forged if verify.check(json.dumps(value))[0] == "accepted"]
check(not accepted, "verify.py refuses them", accepted[:20])

# The other mask has other trees.
for name, mask in (("causal", "none"), ("noise", "causal")):
    value = copy.deepcopy(good[name])
    value["softmax"]["mask"] = mask
    with open("mask.json", "w") as stream:
        json.dump(seal(value), stream)
    check(run("verify mask.json").code == 1 and verify.check(json.dumps(value))[0] == "refused",
          "another mask, " + mask)

# Another root is another statement: both judges accept it where a run of its own has the same trees, and refuse it
# elsewhere.  What is no positive integer is no root.
CLAIMS = ("trees", "state", "iterations")
outcomes = set()
for name in ("root", "tokens", "noise"):
    if good[name] is None:
        continue
    given = good[name]["softmax"]
    words = "--alpha %d --beta %d " % (good[name]["alpha"], good[name]["beta"])
    for root in (1, 2, 7, 9, 128, 10 ** 4, 10 ** 8 + 7):
        own = certificate("own", dict(good[name]["tensor"], format="fulgurite-tensor/1"),
                          words + "--softmax %s/sqrt(%d)" % (given["tau"], root))
        if own is None or own["softmax"] is None:
            continue
        value = copy.deepcopy(good[name])
        value["softmax"]["root"] = root
        with open("another.json", "w") as stream:
            json.dump(seal(value), stream)
        same = all(own["softmax"][key] == given[key] for key in CLAIMS)
        outcomes.add(same)
        check(run("verify another.json").code == (0 if same else 1)
              and (verify.check(json.dumps(value))[0] == "accepted") == same, "root %d of %s" % (root, name), same)
    for root in (0, -8, "8", 8.0, True, None):
        value = copy.deepcopy(good[name])
        value["softmax"]["root"] = root
        with open("another.json", "w") as stream:
            json.dump(dict(value, digest="0" * 64) if root == 8.0 else seal(value), stream)
        check(run("verify another.json").code == 1 and verify.check(open("another.json").read())[0] == "refused",
              "%r is no root" % (root,))
check(outcomes == {True, False}, "some roots change the trees, some do not", outcomes)

# Another number of iterations of softmax: there is nothing to compare.
value = copy.deepcopy(good["stopped"])
soft = certificate("stopped2", dict(value["tensor"], format="fulgurite-tensor/1"), "--iters 1 --softmax 1/9")
if soft is not None and soft["state"] == soft["softmax"]["state"] == "stopped":
    value["softmax"] = soft["softmax"]
    with open("mixed.json", "w") as stream:
        json.dump(seal(value), stream)
    answer = run("verify mixed.json")
    check(answer.code == 1 and "different numbers of iterations" in answer.out, "runs of different length", answer.out)
    check(verify.check(json.dumps(value))[0] == "refused", "verify.py agrees on them")
else:
    check(False, "both are stopped after an iteration", soft and (soft["state"], soft["softmax"]["state"]))

# Swapped trees, with everything that is computed from them made right: only the
# questionnaire tells.
value = copy.deepcopy(good["stopped"])
if value is not None:
    with open("trees.json", "w") as stream:
        json.dump({axis: [[list(range(n))], [[i] for i in range(n)]]
                   for axis, n in zip(("query", "key", "head"), (6, 6, 3))}, stream)
    with open("x.json", "w") as stream:
        json.dump(dict(value["tensor"], format="fulgurite-tensor/1"), stream)
    run("organize x.json --trees trees.json --certificate flat.json")
    with open("flat.json") as stream:
        flat = json.load(stream)
    flat.update(state="stopped")
    with open("flat.json", "w") as stream:
        json.dump(seal(flat), stream)
    answer = run("verify flat.json")
    check(answer.code == 1 and "are not those" in answer.out, "flat trees are no outcome", answer.out)
    check(verify.check(json.dumps(flat))[0] == "refused", "verify.py agrees")

done()
