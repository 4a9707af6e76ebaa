#!/usr/bin/env python3
"""dim --batch: for every line the answer that it gets alone, or an error of its own."""

import json
import os
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import schema  # noqa: E402
from tap import PROGRAM, check, done, run  # noqa: E402

ARCH = {"format": "fulgurite-architecture/1"}
GOOD = [dict(ARCH, widths=[4, 4, 4], head_dim=[2, 2]),
        dict(ARCH, widths=[3, 3], head_dim=[2], heads=[2]),
        dict(ARCH, widths=[2, 3, 1], family="pnn", power=2),
        dict(ARCH, widths=[2, 2], head_dim=[1], norm="softmax")]


def without_time(answer):
    answer.pop("seconds")
    return answer


lines = [json.dumps(x) for x in GOOD]
for method in ("auto", "direct"):
    batch = run("dim", "--batch", "-", "--seed", "7", "--method", method, stdin="\n".join(lines))
    answers = batch.out.splitlines()
    check(batch.code == 0 and len(answers) == len(GOOD), "a line each, %s" % method, batch.err)
    for number, (line, answer) in enumerate(zip(lines, answers)):
        alone = run("dim", "--arch", "-", "--json", "--seed", "7", "--method", method, stdin=line)
        check(without_time(json.loads(answer)) == dict(without_time(alone.json()), line=number + 1), line, answer, alone.out)
        check(not schema.problems_of_answer(json.loads(answer)), "the schema of answers", answer)

bad = run("dim", "--batch", "-", stdin="\n".join(["{", "", lines[0], '{"widths":[1]}', "\0", lines[1]]))
answers = [json.loads(line) for line in bad.out.splitlines()]
check(bad.code == 3, "the code of the first line without an answer", bad.code)
check([a.get("line") for a in answers] == [1, 3, 4, 5, 6], "answers name their lines", answers)
check(all(set(a) == {"line", "error", "exit_code"} and a["exit_code"] == 3 and a["error"]
          for a in answers if "error" in a) and sum("error" in a for a in answers) == 3, "what an error says", answers)
limit = run("dim", "--batch", "-", "--method", "reduction", stdin=json.dumps(dict(GOOD[1], norm="affine")))
check(limit.code == 4 and json.loads(limit.out)["exit_code"] == 4, "unable", limit.out)

for words in ("--batch x --layers 2", "--batch - --certificate c", "--batch /nowhere/x"):
    answer = run("dim " + words)
    check(answer.code == 2 and answer.out == "" and answer.err, words, answer.out)

with subprocess.Popen([PROGRAM, "dim", "--batch", "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                      universal_newlines=True) as process:
    for line in lines[:2]:
        process.stdin.write(line + "\n")
        process.stdin.flush()
        check(json.loads(process.stdout.readline())["command"] == "dim", "an answer before the next question")
    process.stdin.close()
done()
