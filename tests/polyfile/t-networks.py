#!/usr/bin/env python3
"""The systems of networks, exported by the program and run in Macaulay2 and
Singular; their answers against those of the other commands."""

import json
import os
import re
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from systems import (COMMANDS, check, command, done, find, folder, run, run_all, skip,  # noqa: E402
                     with_elimination)
from tap import run as fulgurite  # noqa: E402

PROGRAMS = [form for form in ("m2", "singular") if command(form)]
directory = folder()
os.chdir(directory.name)


def exported(form, words):
    answer = fulgurite("export --format %s %s" % (form, words))
    if answer.code:
        raise ValueError(answer.err)
    return answer.out


def last_words(lines):
    """Nothing the file computes contradicts what it expects."""
    return not any("DIFFERS" in line or "not computed" in line and "degree" not in line for line in lines)


def dimension(words):
    return fulgurite("dim --json " + words).json()["dimension"]


# ---- image: the affine dimension of the closure is that of "dim" ----------------

# (architecture, whether the elimination is quick, in Macaulay2 and in Singular)
NETWORKS = [
    ("--widths 2,1 --head-dim 1 --tokens 2", "m2 singular"),
    ("--widths 2,2 --head-dim 2 --tokens 2", ""),
    ("--widths 3,1 --head-dim 2 --tokens 1", ""),
    ("--widths 3,2 --head-dim 1 --tokens 2", ""),
    ("--widths 2,2,2 --head-dim 1 --tokens 2", ""),
    ("--widths 2,2 --head-dim 1 --tokens 2 --mask causal", ""),
    ("--widths 2,2,1 --family pnn --power 2", "singular"),
]
for form in PROGRAMS:
    for words, quick in NETWORKS:
        lines = run(form, exported(form, "--system image " + words))
        n = dimension(words)
        check(lines[-1:] == [str(n)] and last_words(lines) and "expected dimension = %d" % n in "\n".join(lines)
              and not any("false" in line for line in lines), "%s: image %s" % (form, words), lines)
    for words, quick in NETWORKS:
        if form in quick.split():
            lines = run(form, with_elimination(form, exported(form, "--system image " + words)))
            check(lines[-1:] == [str(dimension(words))] and last_words(lines),
                  "%s: image %s, with the elimination" % (form, words), lines)

# ---- modulo a prime: along the conditions, too; what is expected is not claimed there --

for form in PROGRAMS:
    lines = run(form, exported(form, "--system image --widths 2,1 --head-dim 1 --prime 101"))
    check(lines[-1:] == ["4"] and "vanishes at point 1: true" in lines and last_words(lines),
          "%s: an image with conditions, modulo 101" % form, lines)
    # the coefficients with a 3 are gone: the rank falls
    text = exported(form, "--system image --widths 2,2,1 --family pnn --power 3 --prime 3")
    lines = run(form, text)
    check(int(lines[-1]) < 4 and "Expected over the rational numbers: dimension = 4; proved" in text
          and "(proved over the rational numbers; " in "\n".join(lines), "%s: an image modulo 3" % form, lines)

# ---- the others ------------------------------------------------------------------

LAYER = "--widths 2,1 --head-dim 1 --tokens 2"
with open("weights.json", "w", encoding="utf-8") as stream:
    stream.write(fulgurite("random %s --seed 5" % LAYER).out)
fiber = dimension(LAYER)
parameters = fulgurite("dim --json " + LAYER).json()["parameters"]
SYSTEMS = [
    ("parametrization", "--system parametrization " + LAYER, lambda lines: True),
    ("coefficients", "--system coefficients " + LAYER, lambda lines: True),
    ("jacobian", "--system jacobian " + LAYER, lambda lines: "rank %d" % fiber in lines),
    ("fiber", "--system fiber --coordinates weights weights.json",
     lambda lines: "dimension %d" % (parameters - fiber) in lines and "vanishes at point 1: true" in lines),
    ("singular", "--system singular --widths 2,2 --head-dim 2 --tokens 2", lambda lines: lines[-1].isdigit()),
    ("critical", "--system critical " + LAYER, lambda lines: any("dimension" in line for line in lines)),
    ("certificate", "--system certificate --widths 3,3,3 --head-dim 2",
     lambda lines: any(line.startswith("rank ") for line in lines)),
]
for form in PROGRAMS:
    for name, words, good in SYSTEMS:
        try:
            lines = run(form, exported(form, words))
        except (ValueError, subprocess.TimeoutExpired) as error:
            check(False, "%s: %s" % (form, name), error)
            continue
        check(len(lines) > 0 and good(lines) and last_words(lines), "%s: %s" % (form, name), lines)

# ---- a gauge isolates the zeros ----------------------------------------------------

# Ten critical points, by msolve, too: four are real.
CRITICAL = "--system critical --pairs 6 --widths 2,1 --head-dim 1 --tokens 1 --coordinates a --gauge"
FIBERS = [("weights.json", "weights"), ("weights.json", "a"), ("deep.json", "weights"), ("pnn.json", "weights")]
for name, words in (("deep", "--widths 2,2,1 --head-dim 1 --tokens 2"), ("pnn", "--widths 2,2,1 --family pnn --power 2")):
    with open(name + ".json", "w", encoding="utf-8") as stream:
        stream.write(fulgurite("random %s --seed 7" % words).out)
for form in PROGRAMS:
    lines = run(form, exported(form, CRITICAL))
    check(lines[:2] == ["dimension 0", "degree 10"] and last_words(lines), form + ": critical points with a gauge", lines)
    for name, coordinates in FIBERS:
        text = exported(form, "--system fiber %s --coordinates %s --gauge" % (name, coordinates))
        lines = run(form, text)
        check("dimension 0" in lines and "vanishes at point 1: true" in lines and last_words(lines),
              "%s: the fiber through %s over %s with a gauge" % (form, name, coordinates), lines)

system = json.loads(exported("json", CRITICAL))
check(len(system["blocks"][0]["entries"]) == len(system["variables"]) and "gauge: v1_1_1_1 = 1" in system["comments"],
      "as many equations as variables", system["comments"])
plain = json.loads(exported("json", CRITICAL.replace(" --gauge", "")))
ours = [block["entries"][0]["terms"] for block in system["blocks"] if block["name"] == "others"]
check(all(terms in [entry["terms"] for entry in plain["blocks"][0]["entries"]] for terms in ours) and len(ours) == 1,
      "the derivative that left", ours)
for words, why in (("--system image " + LAYER, "--gauge applies only to"), (CRITICAL + " --names tall", "--names must be"),
                   (CRITICAL + " --check-prime 4", "--check-prime needs"), (CRITICAL + " --format maple", "m2, singular")):
    answer = fulgurite("export %s --gauge" % words.replace(" --gauge", ""))
    check(answer.code == 2 and why in answer.err and answer.out == "", "refused: " + why, answer.err)

# Singular's limit on variables, with the number; others go on.
answer = fulgurite("export --system parametrization --format singular --family pnn --widths 16384,1 --power 2")
check(answer.code == 4 and "32767" in answer.err and "32768" in answer.err, "too many variables for Singular", answer.err)

if find("phc"):
    with open("critical.phc", "w", encoding="utf-8") as stream:
        stream.write(exported("phc", CRITICAL))
    subprocess.run(["phc", "-b", "critical.phc", "critical.out"], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                   timeout=60)
    text = open("critical.out", encoding="utf-8").read()
    found = sum(int(re.findall(r"Number of %s solutions\s*: (\d+)" % kind, text)[-1]) for kind in ("regular", "singular"))
    check(found == 10, "phc: ten critical points", found)
    # More equations than unknowns: the slacks vanish at the known point.
    text = exported("phc", "--system fiber weights.json --coordinates a --gauge")
    with open("fiber.phc", "w", encoding="utf-8") as stream:
        stream.write(text)
    subprocess.run(["phc", "-b", "fiber.phc", "fiber.out"], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, timeout=60)
    slacks = re.findall(r"slack1 :\s+(\S+)\s+(\S+)", open("fiber.out", encoding="utf-8").read())
    check("slack1" in text and any(abs(float(a)) + abs(float(b)) < 1e-8 for a, b in slacks), "phc: a fiber", slacks)
else:
    skip("phc", "PHCpack is not installed")

# ---- fibers through special weights, and where the dimension has a bound only ------


def layer(Q, K, V, t):
    return {"format": "fulgurite-weights/1",
            "architecture": {"format": "fulgurite-architecture/1", "widths": [len(Q[0]), len(V)],
                             "head_dim": [len(Q)], "tokens": t},
            "layers": [{"heads": [{"Q": Q, "K": K, "V": V}]}]}


SPECIAL = [
    ("a key parallel to the value", layer([[1, 2]], [[1, 1]], [[1, 1]], 2)),
    ("two keys, one of them 0", layer([[1, 2], [0, 0]], [[1, 1], [3, 5]], [[2, 2], [1, 1]], 2)),
    ("a rank-one pair, not parallel", layer([[1, 2]], [[1, 1]], [[1, 3]], 2)),
    ("width 1", layer([[2]], [[3]], [[5]], 2)),
    ("one token", layer([[1, 2]], [[1, 1]], [[1, 1]], 1)),
    ("no keys", layer([[1, 2]], [[0, 0]], [[1, 1]], 2)),
]
for form in PROGRAMS:
    for name, weights in SPECIAL:
        with open("special.json", "w", encoding="utf-8") as stream:
            json.dump(weights, stream)
        for coordinates in ("a", "weights"):
            lines = run(form, exported(form, "--system fiber special.json --coordinates " + coordinates))
            check(any(line.startswith("degree") for line in lines) and last_words(lines),
                  "%s: the fiber over %s through %s" % (form, coordinates, name), lines)

with open("gap.json", "w", encoding="utf-8") as stream:
    stream.write(fulgurite("random --widths 2,3,1 --head-dim 1 --heads 3,1 --tokens 2").out)
system = json.loads(fulgurite("export --system fiber --coordinates weights --format json gap.json").out)
answer = fulgurite("dim --json --widths 2,3,1 --head-dim 1 --heads 3,1 --tokens 2").json()
check(answer["lower"] < answer["upper"]
      and [one["value"] for one in system["expected"]] == [answer["parameters"] - answer["upper"]],
      "at least parameters less the upper bound", system["expected"], answer)

# ---- msolve has no comments: they lie beside its file ---------------------------

answer = fulgurite("export --system image %s --format msolve -o image.ms" % LAYER)
notes = open("image.ms.txt", encoding="utf-8").read() if os.path.exists("image.ms.txt") else ""
check(answer.code == 0 and "Run: msolve" in notes and "c1_1_1_1: " in notes and "dimension = %d" % fiber in notes,
      "the notes of an msolve file", answer.err, notes)
os.remove("image.ms")
answer = fulgurite("export --system image %s --format msolve -o image.ms" % LAYER)
check(answer.code == 2 and "image.ms.txt" in answer.err and not os.path.exists("image.ms"),
      "notes are not overwritten", answer.err)

# Every system in Sage itself; where its names stand on top of sympy, what that can do.
if command("sage"):
    real = command("sage") == COMMANDS["sage"]
    cases = [("image " + words, "--system image " + words, lambda lines, n=dimension(words): lines[-1:] == [str(n)])
             for words, _ in (NETWORKS if real else NETWORKS[:4])]
    cases += SYSTEMS + [("a fiber with a gauge", "--system fiber weights.json --coordinates a --gauge",
                         lambda lines: "dimension 0" in lines)] if real else []
    for (name, words, good), lines in zip(cases, run_all("sage", [exported("sage", words) for _, words, _ in cases])):
        check(len(lines) > 0 and good(lines) and last_words(lines), "sage: " + name, lines)

if not PROGRAMS:
    skip("networks", "neither Macaulay2 nor Singular is installed")
done()
