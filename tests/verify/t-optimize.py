#!/usr/bin/env python3
"""Certificates of margins and descents: both checkers accept what is true and
refuse every forgery, signed anew."""

import hashlib
import importlib.util
import json
import os
import re
import sys
from fractions import Fraction

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, os.pardir, "cli"))
from optimize_data import D1, TWO, ZERO, star, weights, write  # noqa: E402
from tap import SOURCE, check, done, folder, run  # noqa: E402

spec = importlib.util.spec_from_file_location("verify", os.path.join(SOURCE, "examples", "verify", "verify.py"))
verify = importlib.util.module_from_spec(spec)
spec.loader.exec_module(verify)


DECIMAL = re.compile(r"-?[0-9]+(\.[0-9]+)?(e-?[0-9]{1,3})?")


def signed(certificate):
    body = {k: v for k, v in certificate.items() if k != "digest"}
    text = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return dict(body, digest=hashlib.sha256(text.encode()).hexdigest())


def verdicts(certificates):
    """(verdict of the program, of verify.py) for each, in one run."""
    names = []
    for n, c in enumerate(certificates):
        names.append("v%d.json" % n)
        write(names[-1], c)
    answer = json.loads(run(*(["verify", "--json"] + names)).out)["certificates"]
    return [({"malformed": "does not parse"}.get(a["verdict"], a["verdict"]), verify.check(json.dumps(c))[0])
            for a, c in zip(answer, certificates)]


def moved(value):
    """Other values in place of one."""
    if value is None:
        return [0, "1/2", True, []]
    if isinstance(value, bool):
        return [not value, None, 1]
    if isinstance(value, int):
        return [value + 1, -value - 1, value + 10 ** 6, None, str(value), "1/0", [value]]
    if isinstance(value, str):
        try:
            x = Fraction(value)
        except ValueError:
            return ["", value + "x", value[1:] + value[:1], None, 0]
        return [str(x + 1), str(-x - 1), str(x * Fraction(1001, 1000)), value + "0", "", "nan", "1e99999999", None]
    return []


def forgeries(value, place=()):
    """(where, the value with one thing changed)."""
    if isinstance(value, dict):
        for key in value:
            yield place + (key,), {k: v for k, v in value.items() if k != key}
            for where, other in forgeries(value[key], place + (key,)):
                yield where, dict(value, **{key: other})
        yield place, dict(value, more=1)
    elif isinstance(value, list):
        if value:
            yield place, value[:-1]
            yield place, value + [value[-1]]
            yield place, value[::-1]
        for n in range(len(value)):
            for where, other in forgeries(value[n], place + (n,)):
                yield where, value[:n] + [other] + value[n + 1:]
    for other in moved(value):
        yield place, other


def is_true_again(c, original):
    """Changes that leave a truth: weaker enclosures, another name of the same."""
    try:
        if c["kind"] != original["kind"]:
            return False
        if "zero" in c and c["zero"] != original.get("zero"):
            return False
        for key in original:
            if key not in ("gamma", "losses", "digest") and c[key] != original[key]:
                # the data of a margin may change where the claims still follow
                return None
        pairs = [(c["gamma"], original["gamma"])] if "gamma" in c else list(zip(c["losses"], original["losses"]))
        if "losses" in c and len(c["losses"]) != len(original["losses"]) or set(c) != set(original):
            return False
        if not all(len(p) == 2 and all(DECIMAL.fullmatch(x) for x in p) for p, _ in pairs):
            return False
        if "gamma" in c and original["separable"] and Fraction(c["gamma"][0]) <= 0:
            return False                # separable no longer follows
        return all(Fraction(p[0]) <= Fraction(q[0]) and Fraction(p[1]) >= Fraction(q[1]) for p, q in pairs)
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return False


def attack(name, original):
    seen, changed, where = set(), [], []
    for place, other in forgeries(original):
        text = json.dumps(other, sort_keys=True)
        if not isinstance(other, dict) or other == original or text in seen:
            continue
        seen.add(text)
        changed.append(other)
        where.append(place)
    results = verdicts(changed[:400])
    check(all(a != "accepted" and b != "accepted" for a, b in results), name + ": unsigned changes are refused")
    anew = [signed(c) for c in changed if "digest" in c]
    places = [w for w, c in zip(where, changed) if "digest" in c]
    results = verdicts(anew)
    accepted = wrong = differ = 0
    for c, place, (a, b) in zip(anew, places, results):
        if c == original:
            continue
        differ += (a == "accepted") != (b == "accepted")
        if (a == "accepted") != (b == "accepted"):
            print("# %s %s: %s, %s" % (name, place, a, b))
        truth = is_true_again(c, original)
        accepted += a == "accepted"
        if a == "accepted" and truth is False or a != "accepted" and truth is True:
            wrong += 1
            print("# %s %s: %s, %s" % (name, place, a, json.dumps(c)[:300]))
        if a == "accepted" and truth is None:
            # true again only if the engine finds the same claim for the changed data
            if not engine_agrees(c):
                wrong += 1
                print("# %s %s: the engine does not agree: %s" % (name, place, json.dumps(c)[:600]))
    check(wrong == 0 and differ == 0, "%s: %d forgeries, %d of them true again" % (name, len(anew), accepted))


def engine_agrees(c):
    """The claims, computed from data and parameters alone."""
    write("e.json", {"format": "fulgurite-dataset/1", "samples": c["samples"]})
    write("h.json", {"format": "fulgurite-weights/1", "layers": [{"heads": c["heads"]}]})
    if c["kind"] == "margin":
        found = run("optimize margin --data e.json --init h.json --json").json()
        low, high = map(Fraction, found["gamma"])
        return Fraction(c["gamma"][0]) <= high and low <= Fraction(c["gamma"][1])
    found = run("optimize descend --data e.json --init h.json --eta %s --steps %d --bits %d --certificate again.json --force"
                % (c["eta"], max(c["steps"], 1), c["grid"]))
    return json.load(open("again.json"))["final"] == c["final"]


with folder() as directory:
    os.chdir(directory)
    write("D1.json", D1)
    write("small.json", dict(D1, samples=[{"tokens": [[1, 0], ["1/2", "1/3"]], "label": 1},
                                          {"tokens": [[0, 1], ["1/5", 0]], "label": -1}]))
    write("two.json", TWO)
    write("tilted.json", weights(([[1, 0], ["1/2", 0]], [["1/2", "-1/3"], [0, 1]]), ([[0, "1/8"]] * 2, [[0, 0]] * 2, 3)))
    write("both.json", {"format": "fulgurite-dataset/1", "samples": [
        {"tokens": [[1, 0], [0, 1]], "label": 1}, {"tokens": [[1, 0], [0, 1]], "label": -1}]})
    points = [[-4, -1], [4, 4], [1, 0], [-2, -3], [0, -1], [-4, 0]]
    write("points.json", {"format": "fulgurite-dataset/1", "samples": [
        {"tokens": [[x] for x in p], "label": -1} for p in points]})
    write("line.json", weights(([[1], ["-1/2"]], [["1/2"]])))
    makes = {"inside": "margin --data points.json --init line.json",
             "opposite": "margin --data both.json --init tilted.json", "exact": "margin --data D1.json --init two.json", "zero": "margin --data both.json",
             "ball": "margin --data small.json --init tilted.json",
             "run": "descend --data small.json --init tilted.json --eta 1/3 --steps 4",
             "many": "descend --data D1.json --eta 9/10 --steps 6 --heads 250000",
             "rising": "descend --data both.json --init tilted.json --eta 100 --steps 2"}
    for name, words in makes.items():
        run("optimize %s --certificate %s.json" % (words, name))
        c = json.load(open(name + ".json"))
        check(signed(c) == c and verdicts([c]) == [("accepted", "accepted")], name + ": both accept")
    for name in ("inside", "opposite", "exact", "zero", "ball", "run", "rising"):
        attack(name, json.load(open(name + ".json")))
done()
