#!/usr/bin/env python3
"""Every file format and every --json answer has a schema; outputs are valid, and
outputs with a field missing, added or of another type are not."""

import copy
import glob
import json
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import schema  # noqa: E402
from tap import SOURCE, check, done, folder, run  # noqa: E402

GHOST = '{"format":"fulgurite-function/1","d":2,"d_out":1,"tokens":2,"coefficients":[[1,1,1,1,1],[1,2,2,1,1]]}'
NONE = '{"format":"fulgurite-function/1","d":2,"d_out":1,"tokens":2,"coefficients":[[1,1,1,1,1],[1,2,2,2,1]]}'
FIELD = '{"format":"fulgurite-function/1","d":2,"d_out":1,"tokens":2,"coefficients":[[1,1,1,1,1],[1,2,2,1,-2]]}'
CUBIC = '{"format":"fulgurite-function/1","d":2,"d_out":1,"tokens":1,"coefficients":[[1,1,1,1,1],[1,2,2,2,"-1/2"]]}'
ARCHS = ("--widths 2,2 --head-dim 1", "--widths 3,2,2 --head-dim 2", "--widths 2,2 --head-dim 2 --heads 2 --value-dim 1",
         "--widths 2,2 --head-dim 1 --tokens 1", "--widths 2,2,2 --head-dim 1 --residual --mask causal",
         "--widths 2,2 --head-dim 1 --norm affine", "--family pnn --widths 2,2,1 --power 3",
         "--widths 2,2 --head-dim 1 --tokens 1 --norm softmax --residual --bias full --feed-forward silu:2")


def broken(value):
    """The value with one thing wrong: a key lost, one too many, another type."""
    if isinstance(value, dict):
        yield dict(value, unheard_of=1)
        for key in value:
            yield {k: v for k, v in value.items() if k != key}
            if value[key] is not None:
                yield dict(value, **{key: {"unheard": "of"}})
            for other in list(broken(value[key]))[:40]:
                yield dict(value, **{key: other})
    elif isinstance(value, list):
        for n, item in enumerate(value[:2]):
            for other in broken(item):
                yield value[:n] + [other] + value[n + 1:]


def validate(name, answer):
    found = schema.problems_of_answer(answer)
    check(not found, name, found, json.dumps(answer)[:1000])


# Mutations that leave a valid value: optional keys, free maps.
def proofs(schema_part):
    """The values of every "proof" that a schema lists."""
    if isinstance(schema_part, list):
        return [name for part in schema_part for name in proofs(part)]
    if not isinstance(schema_part, dict):
        return []
    named = schema_part.get("proof")
    here = named.get("enum", []) if isinstance(named, dict) else []
    return here + [name for part in schema_part.values() for name in proofs(part)]


def refuses_mutations(name, answer, at_least):
    total = refused = 0
    for other in broken(copy.deepcopy(answer)):
        total += 1
        refused += bool(schema.problems_of_answer(other))
    check(total > 4 and refused >= at_least * total, "%s: %d of %d mutations refused" % (name, refused, total))


with folder() as directory:
    os.chdir(directory)
    for name in sorted(os.listdir(schema.FOLDER)):
        if name.endswith(".json"):
            text = schema.load(name)
            check(text.get("$schema", "").endswith("2020-12/schema") and text.get("$id") == name and "title" in text,
                  "the head of " + name)
    for words in ARCHS:
        run("random --seed 3 %s" % words)
        weights, inputs = run("random --seed 3 " + words).out, run("random input --seed 4 " + words).out
        open("w.json", "w").write(weights)
        open("v.json", "w").write(run("random --seed 5 " + words).out)
        open("x.json", "w").write(inputs)
        validate("random " + words, json.loads(weights))
        validate("random input " + words, json.loads(inputs))
        check(run("dim --certificate c.json --force " + words).code == 0, "dim --certificate " + words)
        validate("the certificate of " + words, json.load(open("c.json")))
        for command in ("dim --json " + words, "verify --json c.json", "rank --json w.json", "fiber --json w.json",
                        "same --json w.json v.json", "same --json w.json w.json", "eval --json w.json --input x.json"):
            answer = run(command)
            if answer.code not in (0, 1):
                check("not" in answer.err or "needs" in answer.err, "unable: " + command, answer.err)
                continue
            validate(command + " (" + words + ")", json.loads(answer.out))
            if words == ARCHS[1]:
                refuses_mutations(command, json.loads(answer.out), 0.8)
        if words == ARCHS[1]:
            for name in ("w.json", "x.json", "c.json"):
                refuses_mutations(name, json.load(open(name)), 0.8)
    open("w.json", "w").write(run("random --widths 2,1 --head-dim 1").out)
    for words in ("--system parametrization", "--system coefficients --coordinates a", "--system jacobian", "--system image",
                  "--system image --tokens 1 --prime 10007", "--system singular", "--system critical --pairs 1",
                  "--system certificate"):
        words += " --widths 2,1 --head-dim 1"
        validate("export %s --format json" % words, json.loads(run("export --format json " + words).out))
        answer = json.loads(run("export --json --force -o s.m2 " + words).out)
        validate("export --json " + words, answer)
    refuses_mutations("export --json", answer, 0.7)
    validate("export --system fiber", json.loads(run("export --format json --system fiber w.json").out))
    refuses_mutations("fulgurite-system/1", json.loads(run("export --format json --system fiber w.json").out), 0.6)
    for words in ("", "--list", "--discover --degree 2", "--test f.json"):
        open("f.json", "w").write(FIELD)
        answer = json.loads(run("invariants --json %s %s" % ("" if "test" in words else "--widths 2,1 --head-dim 1", words)).out)
        validate("invariants --json " + words, answer)
        refuses_mutations("invariants --json " + words, answer, 0.7)
    answer = json.loads(run("check --json --no-float --radius 1e-3 --claim regular,rank_A=1 w.json").out)
    validate("check --json", answer)
    refuses_mutations("check --json", answer, 0.7)
    answer = json.loads(run("check --json --claim same w.json w.json").out)
    validate("check --json of a comparison alone", answer)
    refuses_mutations("check --json of a comparison alone", answer, 0.7)
    answer = json.loads(run("rank --json -", stdin=run("random --widths 2,2 --head-dim 1 --norm softmax").out).out)
    validate("rank --json of softmax", answer)
    refuses_mutations("rank --json of softmax", answer, 0.7)
    answer = json.loads(run("rank --json --ball w.json").out)
    validate("rank --json --ball", answer)
    refuses_mutations("rank --json --ball", answer, 0.8)
    data = {"format": "fulgurite-data/1", "inputs": [[["1/2", 1, 0], [0, 1, 2]]], "outputs": [[[1, "0.5", 2]]]}
    open("d.json", "w").write(json.dumps(data))
    validate("a data file", data)
    check(run("export --system critical --widths 2,1 --head-dim 1 --data d.json").code == 0, "export takes the data file")
    for name, text in (("ghost", GHOST), ("none", NONE), ("field", FIELD), ("cubic", CUBIC)):
        open("f.json", "w").write(text)
        validate("function " + name, json.loads(text))
        for command in ("classify --json f.json --head-dim 1", "recover --json f.json --head-dim 1 --weights",
                        "recover --json f.json"):
            answer = run(command)
            check(answer.code in (0, 1), command, answer.err)
            validate("%s of %s" % (command, name), json.loads(answer.out))
    open("w.json", "w").write(run("random --widths 2,2 --head-dim 1").out)
    for command in ("classify --json w.json", "recover --json w.json --weights"):
        answer = json.loads(run(command).out)
        validate(command, answer)
        refuses_mutations(command, answer, 0.7)
    soft = run("random --widths 2,2 --head-dim 1 --norm softmax --bound 1").out
    validate("eval of softmax", json.loads(run("eval --json -", stdin=soft).out))
    for name in sorted(glob.glob(os.path.join(SOURCE, "tests", "verify", "data", "*.json"))):
        validate("the certificate " + os.path.basename(name), json.load(open(name)))
    check(schema.problems({"format": "fulgurite-architecture/1", "widths": [2, 2]}, "architecture.json")
          and schema.problems({"format": "fulgurite-architecture/1", "widths": [2, 0], "head_dim": [1]}, "architecture.json")
          and not schema.problems({"format": "fulgurite-architecture/1", "widths": [2, 2], "head_dim": [1]}, "architecture.json"),
          "an architecture file")
    os.chdir("/")
for name in ("rank", "same", "symmetries"):
    page = open(os.path.join(SOURCE, "doc", "commands", name + ".rst")).read()
    kinds = proofs(json.load(open(os.path.join(SOURCE, "schema", "output-%s.json" % name))))
    missing = [kind for kind in kinds if "``%s``" % kind not in page]
    check(kinds and not missing, "the page of %s names every kind of proof" % name, missing)
done()
