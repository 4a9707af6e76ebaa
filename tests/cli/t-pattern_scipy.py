#!/usr/bin/env python3
"""pattern: what numpy and scipy themselves write is read as it is, or refused by name."""

import json
import os
import subprocess
import sys
from fractions import Fraction

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from arrays import other_python  # noqa: E402
from tap import check, done, folder, refuses, run, skip  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))


def rows_of(certificate, length):
    rows = [[Fraction(0)] * length for _ in range(length)]
    with open(certificate, encoding="utf-8") as file:
        for i, j, x in json.load(file)["matrix"]:
            rows[i - 1][j - 1] = Fraction(x)
    return rows


def reads(name, wanted):
    result = run("pattern %s --method hadamard --certificate c.json --force --quiet" % name)
    wanted = [[Fraction(x) for x in row] for row in wanted]
    good = result.code == 0 and rows_of("c.json", len(wanted)) == wanted
    check(good, "read: " + name, result.code, result.err, wanted)


python = other_python("numpy", "scipy.io", "scipy.sparse")
with folder() as directory:
    os.chdir(directory)
    if python is None:
        skip("files of numpy and scipy", "no Python with both")
    else:
        writer = subprocess.run([python, os.path.join(HERE, "write_scipy.py")], stdout=subprocess.PIPE,
                                stderr=subprocess.STDOUT, universal_newlines=True, check=False)
        check(writer.returncode == 0, "numpy and scipy write", writer.stdout)
        with open("expected.json", encoding="utf-8") as list_of_files:
            expected = json.load(list_of_files)
        check(len(expected) > 100, "many files", len(expected))
        for file_name, what in sorted(expected.items()):
            if isinstance(what, dict):
                refuses("refused: " + file_name, run("pattern " + file_name), 3, file_name, *what["says"])
            else:
                reads(file_name, what)
    os.chdir("/")
done()
