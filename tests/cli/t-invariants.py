#!/usr/bin/env python3
"""invariants: numbers, files, verdicts, refusals."""

import json
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from tap import check, done, folder, refuses, run  # noqa: E402

directory = folder()
os.chdir(directory.name)
LAYER = "invariants --widths 3,1 --head-dim 2 --tokens 2 "

answer = run(LAYER + "--json").json()
counts = {(f["family"], f["degree"]): (f["polynomials"], f["independent"]) for f in answer["families"]}
check(counts == {("symmetrise", 1): (10, 10), ("low-rank", 3): (20, 20), ("cross-column", 3): (10, 10),
                 ("veronese", 4): (45, 45), ("resultants", 4): (90, 90)}, "counts of d = 3, head_dim 2", counts)
check(answer["complete"]["degree"] is None, "complete in every degree", answer["complete"])
check("low-rank" in run(LAYER).out, "the table names families")
answer = run(LAYER + "--discover --degree 4 --json").json()
check([d["hilbert_function"] for d in answer["degrees"]] == [18, 171, 1110, 5400], "Hilbert function")
check([d["new"] for d in answer["degrees"]] == [0, 0, 30, 90], "new relations")
check([d["new_from_families"] for d in answer["degrees"]] == [0, 0, 30, 90], "all from families")
check("5400" in run(LAYER + "--discover --degree 4").out, "Hilbert function as text")
answer = run(LAYER + "--list --family low-rank --json").json()
check(len(answer["polynomials"]) == 20, "list of a family")
check(len(run(LAYER + "--list --family low-rank").out.splitlines()) == 20, "one a line")

# files
first = run(LAYER + "-o relations.m2")
check(first.code == 0 and "resultants2" in open("relations.m2").read(), "a file for Macaulay2", first.err)
refuses("an existing file stays", run(LAYER + "-o relations.m2"), 2, "--force")
refuses("--max-terms", run(LAYER + "-o more.m2 --max-terms 10"), 4, "10 terms")
check(not os.path.exists("more.m2"), "no file after a refusal")
written = run(LAYER + "--discover --degree 3 -o d3.json --format json")
check(written.code == 0 and "degree3" in open("d3.json").read(), "discovered relations as a file", written.err)

# tests
weights = run("random --widths 3,1 --head-dim 2 --tokens 2").out
answer = run("invariants --test -", stdin=weights)
check(answer.code == 0 and "does not prove" in answer.out, "weights satisfy every relation", answer.out, answer.err)
function = json.loads(run("random function --widths 3,1 --head-dim 2 --tokens 2").out)
answer = run("invariants --test - --head-dim 2 --json", stdin=json.dumps(function))
check(answer.code == 0 and answer.json()["vanish"] is True, "its function, too", answer.out)
answer = run("invariants --test - --head-dim 1", stdin=json.dumps(function))
check(answer.code == 1 and "not a lightning layer with head_dim 1 because" in answer.out and "not 0" in answer.out,
      "but not those of head_dim 1", answer.out)
function["coefficients"][0][4] = "7/3"
answer = run("invariants --test - --json", stdin=json.dumps(function))
bad = [f for f in answer.json()["families"] if f["vanishes"] is False]
check(answer.code == 1 and bad and all(f["value"] not in (0, "0") and f["which"] for f in bad),
      "another function fails, with a value", answer.out)

# what is complete, and what was asked for
check("\ncomplete in every degree" in run(LAYER).out, "all families are complete")
check("\nall families together: complete in every degree" in run(LAYER + "--family low-rank").out,
      "one family alone is not")
answer = run("invariants --test - --family veronese --head-dim 2", stdin=run(
    "random function --widths 3,1 --head-dim 2 --tokens 2").out)
check(answer.code == 0 and "\nall families together: complete" in answer.out, "nor one that was tested", answer.out)
answer = run("invariants --widths 2,2 --head-dim 1 --tokens 1 --value-dim 1").out
check("no relations" not in answer and "rank V is 1" in answer, "rank-one values have relations of degree 2", answer)
answer = run("invariants --widths 2,2 --head-dim 1 --tokens 1").out
check("there may be more" in answer, "two variables: none are known to be missing", answer)
answer = run("invariants --widths 1,1 --head-dim 1 --tokens 1").out
check(answer.startswith("1 coefficient of the function\n"), "one coefficient", answer)

# refusals
refuses("no relation of that degree", run(LAYER + "--discover --degree 2 -o none.m2"), 4, "applies to this shape")
refuses("a family that is none", run(LAYER + "--family lowrank"), 2, "low-rank")
refuses("two questions", run(LAYER + "--count --discover"), 2, "exclude")
refuses("two layers", run("invariants --widths 3,3,3 --head-dim 2"), 4, "one layer")
refuses("softmax", run("invariants --widths 3,3 --head-dim 2 --norm softmax"), 4, "lightning")
refuses("a format that is none", run(LAYER + "-o x --format latex"), 2, "latex")
refuses("a format without a file", run(LAYER + "--format m2"), 2, "-o")
refuses("a shape beside a file", run("invariants --test x --widths 2,2"), 2, "shape")
done()
