#!/usr/bin/env python3
"""Dimensions that are known: 120 stacks with ranks computed elsewhere, a layer of
several heads, polynomial networks, the shapes of GPT-2 and GPT-3."""

import json
import os
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from tap import SOURCE, check, done, folder, run  # noqa: E402


def dimension(words, expected, *statuses):
    answer = run("dim --json " + words)
    found = answer.json() if answer.code == 0 else {"dimension": None, "status": answer.err}
    check(found["dimension"] == expected and found["status"] in (statuses or ("proved", "probable")),
          "%s: %d" % (words, expected), "found %s, %s" % (found["dimension"], found["status"]))
    return found


with open(os.path.join(SOURCE, "tests", "data", "lightning_dimensions.json")) as file:
    table = json.load(file)
check(len(table) == 120, "120 stacks")
for row in table:
    words = "--widths %s --head-dim %s --tokens %d" % (
        ",".join(map(str, row["widths"])), ",".join(map(str, row["head_dim"])), row["tokens"])
    found = dimension(words, row["dimension"], "proved")
    if found.get("parameters") != row["parameters"]:
        check(False, words + ": parameters", found.get("parameters"), row["parameters"])

# A layer norm of one coordinate is 0/0: this is said first, whatever the method; of two coordinates, or another norm, it is not.
for words, undefined in (("--widths 1,1 --pre-norm layer --norm softmax --residual", True), ("--widths 2,1,1 --pre-norm layer", True),
                         ("--widths 1,1 --pre-norm rms", False), ("--widths 3,1 --pre-norm layer --norm softmax", False)):
    for method in ("auto", "theorem", "direct", "ball"):
        answer = run("dim --head-dim 1 --tokens 2 --method %s %s" % (method, words))
        said = answer.err.startswith("fulgurite: the layer norm of a state of width 1 is 0/0")
        check((answer.code == 4 or not undefined) and said == undefined, "a norm of one coordinate, %s: %s" % (method, words),
              answer.code, answer.err)
check(run("dim --head-dim 1 --tokens 2 --widths 3,1 --pre-norm layer --norm softmax").code == 0, "a norm of three")

# On one token keys have no effect: their row is left out.
for tokens in (1, 2):
    answer = run("dim --layers 2 --width 3 --head-dim 2 --value-dim 1 --norm softmax --residual --pre-norm rms --tokens %d" % tokens)
    check(answer.code == 0 and ("keys and queries, " in answer.out) == (tokens > 1)
          and ("together, rank 1" in answer.out) == (tokens == 1), "keys and queries of %d tokens" % tokens, answer.out, answer.err)

# One lightning layer, several tokens: (d, d', a) and the dimension for 1, 2, .. heads.
HEADS = {(2, 1, 1): [4, 6], (2, 1, 2): [5, 6],
         (3, 1, 1): [7, 14, 18], (3, 1, 2): [10, 17, 18], (3, 1, 3): [11, 17, 18],
         (3, 2, 1): [10, 20, 30, 36], (3, 2, 2): [13, 26, 36], (3, 2, 3): [14, 26, 36],
         (3, 3, 1): [13, 26, 39, 52, 54], (3, 3, 2): [16, 32, 45, 54], (3, 3, 3): [17, 32, 45, 54],
         (4, 4, 1): [22, 44, 66, 88, 110], (4, 4, 2): [27, 54, 81, 108, 135], (4, 4, 3): [30, 60, 87, 112, 135],
         (4, 4, 4): [31, 60, 87, 112, 135], (4, 1, 2): [None, None, 39]}
for (d, out, a), dims in HEADS.items():
    for h, expected in enumerate(dims, 1):
        if expected is not None:
            dimension("--widths %d,%d --head-dim %d --heads %d --tokens 2" % (d, out, a, h), expected)

# Polynomial networks.
for power, widths, expected in (
        (2, "3,2,1", 5), (2, "3,3,2,1", 11), (2, "4,5,5,3,1", 47), (2, "3,4,4,3,1", 29), (2, "2,3,2,3", 10),
        (3, "3,5,2", 19), (3, "2,3,4,3,1", 23), (4, "3,5,1", 14), (4, "2,4,5,4,1", 39),
        (2, "2,3,4,5,4,6,4,1", 65)):
    dimension("--family pnn --power %d --widths %s" % (power, widths), expected)

# The closed formula of equal widths, sum a(2d - a) + d^2 - l.
for layers in (1, 2, 5):
    for d in (2, 3, 7):
        for a in (1, 2):
            if a == 1 and layers > 1:
                continue  # the states have rank one: another formula
            dimension("--layers %d --width %d --head-dim %d" % (layers, d, a),
                      layers * a * (2 * d - a) + d * d - layers, "proved")

# Large shapes, in under a second each, with certificates that are accepted.
SHAPES = (
    ("--layers 12 --width 768 --head-dim 64 --tokens 1024", 12 * 64 * (2 * 768 - 64) + 768 ** 2 - 12),
    ("--layers 96 --width 12288 --head-dim 128 --tokens 2048", 96 * 128 * (2 * 12288 - 128) + 12288 ** 2 - 96),
    ("--layers 12 --width 768 --heads 12 --head-dim 64 --value-dim 64 --residual --tokens 1024", 27131760))
with folder() as directory:
    for n, (words, expected) in enumerate(SHAPES):
        certificate = os.path.join(directory, "%d.json" % n)
        start = time.time()
        dimension(words + " --certificate " + certificate, expected, "proved")
        seconds = time.time() - start
        check(seconds < 5, "in %.2f s" % seconds)
        verdict = run("verify", "--json", certificate).json()["certificates"][0]
        check(verdict["verdict"] == "accepted" and verdict["dimension"] == expected, "its certificate", verdict)

done()
