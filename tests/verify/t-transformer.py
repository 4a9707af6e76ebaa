#!/usr/bin/env python3
"""Certificates of transformers: what the program proves is accepted by all judges,
and nothing that differs from it in a number, a name or an option."""
import copy
import hashlib
import json
import os
import subprocess
import sys
import tempfile

ROOT = os.environ.get("srcdir") or os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
PROGRAM = os.path.join(os.environ.get("builddir") or os.path.join(ROOT, "build"), "fulgurite")

sys.path.insert(0, os.path.join(ROOT, "tests"))
from tools import draws, find, rounds  # noqa: E402

VERIFY = os.path.join(ROOT, "examples", "verify", "verify.py")
sys.path.insert(0, os.path.dirname(VERIFY))
import one_token  # noqa: E402
import transformer  # noqa: E402

rand = draws()
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
    value["architecture_digest"] = hashlib.sha256(canonical(value["architecture"]).encode()).hexdigest()
    value["digest"] = hashlib.sha256(canonical(value).encode()).hexdigest()
    return value


def write(value, name="c.json"):
    with open(name, "w", encoding="utf-8") as file:
        json.dump(value, file)


def program(*words):
    return subprocess.run([PROGRAM] + list(words), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          universal_newlines=True, timeout=120, check=False)


def judges(value):
    """Whether each of the two accepts: (C, Python)."""
    write(value)
    c = program("verify", "c.json").returncode
    python = subprocess.run([sys.executable, VERIFY, "c.json"],
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False).returncode
    return c, python


def random_arch():
    rotary = 2 * rand.randint(0, 2)
    layers, d = rand.randint(1, 3), rand.randint(2, 8)
    groups = rand.randint(1, 3)
    arch = {"format": "fulgurite-architecture/1", "family": "attention", "widths": [d] * (layers + 1),
            "head_dim": rotary + rand.randint(1, 3), "heads": groups * rand.randint(1, 2),
            "value_dim": rand.randint(1, 4), "rotary": rotary, "tokens": rand.randint(5, 6),
            "norm": "softmax", "residual": True, "mask": rand.choice(["none", "causal"]),
            "pre_norm": rand.choice(["none", "rms", "layer"]), "norm_shift": rand.random() < .5,
            "norm_gain": rand.random() < .5, "parallel": rand.random() < .4,
            "shared_norm": rand.random() < .3,
            "bias": {k: rand.random() < .5 for k in ("qkv", "output", "feed_forward")}}
    if rand.random() < .25:
        arch["kv_latent"] = rand.randint(1, 5)
    else:
        arch["kv_heads"] = groups
    if rand.random() < .7:
        kind = rand.choice(["gelu", "gelu_new", "silu", "tanh", "relu", "swiglu", "geglu"])
        arch["feed_forward"] = "%s:%d" % (kind, rand.randint(1, 6))
    return on_one_token(arch) if rand.random() < .4 else arch


def on_one_token(arch):
    """The same with one token, and sublayers that differ from layer to layer."""
    layers, d = rand.randint(1, 5), rand.randint(1, 8)
    arch.update(tokens=1, widths=[d] * (layers + 1), norm=rand.choice(["softmax", "affine"]),
                feed_forward=[arch.get("feed_forward") if rand.random() < .6 else None for _ in range(layers)])
    arch["heads"] = [arch["heads"] if rand.random() < .8 or kind is None else 0 for kind in arch["feed_forward"]]
    arch["bias"] = [{k: rand.random() < .3 for k in arch["bias"]} if rand.random() < .5 else arch["bias"]
                    for _ in range(layers)]
    if layers == 1 and arch["feed_forward"] == [None] and rand.random() < .5:
        arch.update(residual=False, widths=[d, rand.randint(1, 8)])
    return arch


def altered(value):
    """(what, certificate) with one thing changed, signed anew."""
    upper, lower = value["upper_bound"], value["lower_bound"]
    for n, term in enumerate(upper["terms"]):
        copied = copy.deepcopy(value)
        copied["upper_bound"]["terms"][n]["value"] = term["value"] + rand.choice([-1, 1])
        yield "term " + term["name"], copied
    for n, claim in enumerate(lower.get("hypotheses", [])):
        for side in ("left", "right"):
            copied = copy.deepcopy(value)
            copied["lower_bound"]["hypotheses"][n][side] = claim[side] + 1
            yield "hypothesis %s, %s" % (claim["name"], side), copied
        copied = copy.deepcopy(value)
        del copied["lower_bound"]["hypotheses"][n]
        yield "no hypothesis " + claim["name"], copied
    for theorem in ("softmax-heads", "residual-limit", "one-token", "many-heads", "linear-tokens", "transformer"):
        if theorem != lower["theorem"]:
            copied = copy.deepcopy(value)
            copied["lower_bound"]["theorem"] = theorem
            yield "theorem " + theorem, copied
    arch = value["architecture"]
    changes = {"tokens": 1 if arch["tokens"] > 1 else 2, "residual": not arch["residual"], "norm": "none",
               "pre_norm": "rms" if arch.get("pre_norm") != "rms" else "layer",
               "bias": {"qkv": True, "output": True, "feed_forward": False}}
    if lower["theorem"] == "one-token" and len(transformer.sublayers(arch)) == 1:
        del changes["residual"]     # x and W x are not told apart by the dimension
    for key, new in changes.items():
        if arch.get(key) != new:
            copied = copy.deepcopy(value)
            copied["architecture"][key] = new
            yield "another " + key, copied
    copied = copy.deepcopy(value)
    copied["lower_bound"]["value"] += 1
    yield "one more", copied


def verdicts(command, files):
    """{file: verdict}, from the line that a judge prints for each."""
    answer = subprocess.run(command + files, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                            universal_newlines=True, timeout=600, check=False)
    return dict(line.split(": ")[:2] for line in answer.stdout.splitlines())


def any_bound():
    """A certificate whose upper bound is that of any scores and tokens, and whose lower
    bound the judge in Macaulay2 does not read."""
    arch = random_arch()
    arch.update(norm=rand.choice(["none", "affine", "softmax"]), tokens=rand.randint(1, 6))
    for key, value in list(arch.items()):
        if type(value) is list and key != "widths" and all(x == value[0] for x in value):
            arch[key] = value = value[0]
        if type(value) is list:
            continue
        if value is None:
            del arch[key]
            continue
        if key in ("head_dim", "heads", "value_dim") or key in ("kv_heads", "rotary", "kv_latent", "feed_forward"):
            arch[key] = [value] * (len(arch["widths"]) - 1)
        elif key in transformer.DEFAULTS and key not in ("residual", "mask", "norm") and value == transformer.DEFAULTS[key]:
            del arch[key]
    name = "one-token" if one_token.merges(transformer.sublayers(arch)) and rand.random() < .6 else "transformer"
    found = one_token.upper(arch) if name == "one-token" else transformer.upper(arch)
    terms = [{"name": name, "value": x} for name, x in found]
    return signed({"format": "fulgurite-certificate/1", "architecture": arch, "claim": {},
                   "upper_bound": {"theorem": name, "value": terms[-1]["value"], "terms": terms},
                   "lower_bound": {"theorem": "direct"}})


def test_macaulay2(kept):
    """The same verdicts as those of Python on certificates that rest on theorems; and the upper
    bound of transformers of all kinds, which is compared before anything is asked of the rest."""
    if not (find("M2") and find("sha256sum")):
        print("# no Macaulay2, or no sha256sum")
        return
    names = ["m%d.json" % n for n in range(len(kept))]
    for name, value in zip(names, kept):
        write(value, name)
    right, wrong = [], []
    while len(right) < number_of_networks:
        value = any_bound()
        if transformer.is_plain(transformer.sublayers(value["architecture"])):
            continue
        copied = copy.deepcopy(value)
        rand.choice(copied["upper_bound"]["terms"])["value"] += 1
        for files, one in ((right, value), (wrong, signed(copied))):
            files.append("u%d-%d.json" % (len(right), len(wrong)))
            write(one, files[-1])
    found = verdicts(["M2", "--script", os.path.join(os.path.dirname(VERIFY), "verify.m2")], names + right + wrong)
    python = verdicts([sys.executable, VERIFY], names)
    differ = [(name, found.get(name), python.get(name)) for name in names if found.get(name) != python.get(name)]
    check(not differ and "accepted" in python.values() and "refused" in python.values(),
          "verify.m2 judges %d certificates as verify.py does" % len(names), differ)
    differ = [name for name in right if found.get(name) != "unable"] + [name for name in wrong if found.get(name) != "refused"]
    check(not differ, "verify.m2 knows %d upper bounds" % len(right),
          [open(name, encoding="utf-8").read() for name in differ[:2]])


os.chdir(tempfile.mkdtemp())
kept = []
number_of_networks = rounds(60, 4)
proved = bounds = 0
for number in range(number_of_networks):
    write(random_arch(), "arch.json")
    answer = program("dim", "--arch", "arch.json", "--method", "theorem", "--certificate", "new.json", "--force")
    if answer.returncode == 4:
        bounds += 1
        continue
    if answer.returncode != 0:
        check(False, "dim of a random network", answer.stderr)
        continue
    proved += 1
    with open("new.json", encoding="utf-8") as file:
        certificate = json.load(file)
    found = judges(certificate)
    check(found == (0, 0), "network %d is accepted by both" % number, found)
    kept.append(certificate)
    if number % 6:
        continue
    for what, forged in altered(certificate):
        forged = signed(forged)
        write(forged)
        code = program("verify", "c.json").returncode
        check(code in (1, 3, 4), "network %d: %s" % (number, what), (code, forged["architecture"]))
        if rand.random() < .2:
            kept.append(forged)
            check(judges(forged)[1] != 0, "network %d: %s (Python)" % (number, what))
check(proved >= number_of_networks // 3, "the theorem applies often enough", (proved, bounds))
test_macaulay2(kept)
print("1..%d" % count)
sys.exit(failed > 0)
