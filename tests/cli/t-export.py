#!/usr/bin/env python3
"""export: the files are whole or absent, say what they hold, and refuse what they must."""

import json
import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from tap import check, done, folder, refuses, run  # noqa: E402

SMALL = "--widths 2,1 --head-dim 1 --tokens 2"
SYSTEMS = ("parametrization", "coefficients", "jacobian", "image", "singular", "critical", "certificate")
FORMATS = ("m2", "singular", "sage", "oscar", "hc", "msolve", "magma", "json")

with folder() as directory:
    def path(name):
        return os.path.join(directory, name)

    with open(path("w.json"), "w", encoding="utf-8") as file:
        file.write(run("random --widths 2,1 --head-dim 1 --tokens 2").out)

    # every system in JSON, which says what it holds
    for system in SYSTEMS + ("fiber",):
        network = path("w.json") if system == "fiber" else SMALL
        answer = run("export --system %s --format json %s" % (system, network))
        check(answer.code == 0 and answer.out, "%s in json" % system, answer.err)
        check("q1_1_1_1" in answer.out or "a1_1_1_1" in answer.out or "c1_1_1_1" in answer.out,
              "%s names its variables" % system)
        check(json.loads(answer.out).get("format") == "fulgurite-system/1", "%s is a system" % system)
    for name in FORMATS:
        answer = run("export --system coefficients --format %s %s" % (name, SMALL))
        check(answer.code == 0 and "1_1" in answer.out, "coefficients in %s" % name, answer.err)

    # a file is written, with a summary, and never overwritten unasked
    words = "export --system coefficients %s -o %s" % (SMALL, path("c.m2"))
    answer = run(words)
    check(answer.code == 0 and "6 polynomials with 8 terms in 6 variables, for Macaulay2" in answer.out,
          "the summary", answer.out + answer.err)
    with open(path("c.m2"), encoding="utf-8") as file:
        first = file.read()
    refuses("an existing file", run(words), 2, "exists; --force replaces it")
    check(run(words + " --force --json").json()["variables"] == 6, "--force replaces it, --json sums it up")
    with open(path("c.m2"), encoding="utf-8") as file:
        check(file.read() == first, "the same file again")
    before = sorted(os.listdir(directory))
    refuses("a folder that is not there", run(words.replace("c.m2", "no/c.m2")), 2, "No such file")
    refuses("over the limit", run("export --system coefficients --layers 2 --width 2 --head-dim 1 --max-terms 10 -o "
                                  + path("big.m2")), 4, "--max-terms", "terms, more than the 10 allowed")
    check(sorted(os.listdir(directory)) == before, "a failure leaves no file", os.listdir(directory))

    # the summary in JSON: the foreseen answers
    answer = run("export --system image %s -o %s --json" % (SMALL, path("i.m2"))).json()
    check({"name": "dimension", "value": 4, "strength": "proved"}.items() <= answer["expected"][0].items(),
          "the expected dimension", answer["expected"])
    answer = run("export --system fiber %s -o %s --json" % (path("w.json"), path("f.m2"))).json()
    check(answer["expected"][0]["value"] == 2, "the fiber has dimension 2", answer["expected"])
    answer = run("export --system fiber --coordinates a %s -o %s --json" % (path("w.json"), path("fa.m2"))).json()
    degree = [one["value"] for one in answer["expected"] if one["name"] == "degree"]
    check(answer["expected"][0]["value"] == 1 and degree == [4], "two conics over (A, V)", answer["expected"])

    # data
    with open(path("d.json"), "w", encoding="utf-8") as file:
        json.dump({"format": "fulgurite-data/1", "inputs": [[[1, 2], [3, "1/2"]]], "outputs": [[[5, -7]]]}, file)
    answer = run("export --system critical %s --data %s" % (SMALL, path("d.json")))
    check(answer.code == 0 and '"1/2"' in answer.out, "data of a file are shown", answer.err)
    answer = run("export --system critical %s --pairs 3 --seed 5" % SMALL)
    check(answer.code == 0 and "seed 5" in answer.out and "Y_3" in answer.out and "Y_4" not in answer.out,
          "drawn data are shown", answer.err)
    for bad, part in (({"format": "x"}, "fulgurite-data/1"),
                      ({"format": "fulgurite-data/1", "inputs": [], "outputs": []}, "at least one"),
                      ({"format": "fulgurite-data/1", "inputs": [[[1, 2], [3, 4]]], "outputs": []}, "as many"),
                      ({"format": "fulgurite-data/1", "inputs": [[[1, 2]]], "outputs": [[[1, 2]]]}, "input 1"),
                      ({"format": "fulgurite-data/1", "inputs": [[[1, 2], [3, 4]]], "outputs": [[[0.5, 1]]]},
                       "output 1"),
                      ({"format": "fulgurite-data/1", "inputs": [[[1, 2], [3, 4]]], "outputs": [[[1, 2]]], "z": 1},
                       "z")):
        with open(path("bad.json"), "w", encoding="utf-8") as file:
            json.dump(bad, file)
        refuses("data: " + part, run("export --system critical %s --data %s" % (SMALL, path("bad.json"))), 3, part)

    # words that contradict each other
    for words, code, parts in (
            ("export " + SMALL, 2, ["--system must be"]),
            ("export --system fibre " + SMALL, 2, ["--system must be"]),
            ("export --system invariants " + SMALL, 2, ["--system must be"]),
            ("export --system image --format maple " + SMALL, 2, ["--format must be", "maple"]),
            ("export --system image --coordinates b " + SMALL, 2, ["--coordinates must be"]),
            ("export --system image", 2, ["--widths"]),
            ("export --system image --max-terms 0 " + SMALL, 2, ["--max-terms"]),
            ("export --system fiber " + SMALL, 2, ["weights file"]),
            ("export --system fiber %s %s" % (SMALL, path("w.json")), 2, ["contains its architecture"]),
            ("export --system image --data x " + SMALL, 2, ["--data applies"]),
            ("export --system image --pairs 2 " + SMALL, 2, ["--pairs"]),
            ("export --system image --json " + SMALL, 2, ["-o FILE"]),
            ("export --system image --prime 6 " + SMALL, 2, ["prime below 2^31"]),
            ("export --system image --prime 0 " + SMALL, 2, ["prime below 2^31"]),
            ("export --system image --prime 4294967311 " + SMALL, 2, ["prime below 2^31"]),
            ("export --system parametrization --coordinates a " + path("w.json"), 2, ["--coordinates"]),
            ("export --system certificate --coordinates a " + SMALL, 2, ["always uses the weights"]),
            ("export --system singular --coordinates weights " + SMALL, 2, ["--coordinates a"]),
            ("export --system jacobian --coordinates a --family pnn --widths 2,1", 4, ["no matrix A"]),
            ("export --system critical --coordinates a --family pnn --widths 2,1", 4, ["no matrix A"]),
            ("export --system critical --coordinates a " + SMALL, 4, ["rank of A_1 is at most 1"]),
            ("export --system jacobian --coordinates virtual --widths 2,1,2 --head-dim 2", 4, ["hidden width"]),
            ("export --system coefficients --widths 4294967296,1 --head-dim 1", 4, ["--max-terms"]),
            ("export --system certificate --prime 101 " + SMALL, 4, ["a prime of its own"]),
            ("export --system image %s" % path("none.json"), 2, ["none.json"]),
            ("export --system coefficients --norm softmax " + SMALL, 4, ["softmax is not polynomial"]),
            ("export --system coefficients --norm affine " + SMALL, 4, ["affine"]),
            ("export --system parametrization --layers 2 --width 2 --head-dim 1 --norm affine", 4, ["one layer"]),
            ("export --system singular --layers 2 --width 2 --head-dim 1", 4, ["one lightning layer"]),
            ("export --system jacobian --coordinates a " + SMALL, 4, ["not free"]),
            ("export --system coefficients --coordinates virtual --heads 2 " + SMALL, 4, ["one head"]),
            ("export --system coefficients --coordinates a --family pnn --widths 2,1", 4, ["no matrix A"]),
            ("export --system coefficients --layers 96 --width 12288 --head-dim 128", 4, ["--max-terms"]),
            ("export --system certificate --widths 2,2 --head-dim 1 --tokens 1 --norm softmax", 4, ["without a minor"]),
            ("export --system certificate --widths 2,2,2 --head-dim 2 --norm softmax", 4, ["balls"])):
        refuses(words[7:60], run(words), code, *parts)

    # coordinates without a condition are as good as weights, whatever they are called
    for words in ("jacobian --coordinates a --widths 2,2 --head-dim 1 --tokens 1",
                  "jacobian --coordinates virtual --widths 1,2,1 --head-dim 1",
                  "critical --coordinates a --widths 2,2 --head-dim 1 --tokens 1 --pairs 1"):
        answer = run("export --format json --system " + words)
        check(answer.code == 0 and "conditions\":null" in answer.out, "free: " + words, answer.err)

    # one of a kind
    answer = run("export --system coefficients --widths 1,1 --head-dim 1 -o " + path("one.m2"))
    check("1 polynomial with 1 term in 3 variables" in answer.out, "one polynomial", answer.out)

    # numerators and denominators of one affine layer
    answer = run("export --system parametrization --format json --norm affine " + SMALL)
    check(answer.code == 0 and "denominator" in answer.out, "affine: fractions", answer.err)
done()
