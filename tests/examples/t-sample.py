#!/usr/bin/env python3
"""The random sample: drawn and computed again byte for byte, some certificates judged twice, another seed noticed."""

import csv
import os
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, "cli"))
from tap import PROGRAM, SOURCE, check, done, draws, rounds, run  # noqa: E402

SAMPLE = os.path.join(SOURCE, "examples", "sample")
sys.path.insert(0, os.path.join(SOURCE, "examples", "atlas"))
import rows  # noqa: E402

DRAW = draws(20261130)
FOLDER = tempfile.mkdtemp()


def reproduce(script):
    return subprocess.run(["sh", script, "sample"], cwd=FOLDER, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          universal_newlines=True, env={**os.environ, "FULGURITE": PROGRAM, "PYTHON3": sys.executable})


def table(name):
    with open(os.path.join(SAMPLE, name + ".csv"), encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


again = reproduce(os.path.join(SAMPLE, "reproduce.sh"))
check(again.returncode == 0 and again.stdout.count(": the same\n") == 5, "lists and tables are the same", again.stdout)
for name in ("stacks", "without", "networks"):
    for row in DRAW.sample(table(name), rounds(3)):
        what = rows.problem(row, os.path.join(FOLDER, "sample"))
        check(what is None, "%s: %s, judged by verify.py" % (name, row["widths"]), what)
        answer = run("verify", os.path.join(FOLDER, "sample", row["certificate"]))
        check(answer.code == 0, "%s: %s, judged by verify" % (name, row["widths"]), answer.out)

# Another table beside the script is noticed.
other = os.path.join(FOLDER, "other")
shutil.copytree(SAMPLE, other)
with open(os.path.join(other, "stacks.csv"), "a", encoding="utf-8") as file:
    file.write("1\n")
again = reproduce(os.path.join(other, "reproduce.sh"))
check(again.returncode == 1 and "stacks.csv: differs" in again.stdout, "a table that differs", again.stdout)

# Without the symmetries nothing is proved that is not proved with them, and two rows less.
shape = ("widths", "head_dim", "heads", "tokens", "mask", "residual")
with_them = {tuple(row[k] for k in shape): row for row in table("stacks")}
without = {tuple(row[k] for k in shape): row for row in table("without")}
check(with_them.keys() == without.keys() and len(with_them) == 252, "the same stacks")
check(all(int(without[k]["upper"]) >= int(row["upper"]) and without[k]["lower"] == row["lower"]
          for k, row in with_them.items()), "the bounds are no better")
check(all(row["theorem"] != "symmetries" for row in without.values()), "another theorem in every row")
check(all((without[k]["upper"] != row["upper"]) == (row["theorem"] == "symmetries") for k, row in with_them.items()),
      "symmetries are less")
shutil.rmtree(FOLDER)
done()
