#!/usr/bin/env python3
"""Files for msolve, where it is on PATH."""

import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from systems import check, done, find, make, skip  # noqa: E402


def msolve(text, *options):
    with tempfile.TemporaryDirectory(prefix="fulgurite-") as directory:
        name, answer = os.path.join(directory, "in.ms"), os.path.join(directory, "out.ms")
        with open(name, "w", encoding="utf-8") as stream:
            stream.write(text)
        subprocess.run(["msolve"] + list(options) + ["-f", name, "-o", answer], check=True, timeout=60,
                       stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        with open(answer, encoding="utf-8") as stream:
            return "".join(stream.read().split())


if find("msolve") is None:
    skip("msolve reads the files", "msolve is not installed")
    done()

# [0,[1,[points]]]: two real points, y = 1 and y = -1, x = 1, and the inverses of x and y - 2.
found = msolve(make("saturate", "msolve"))
check(found.startswith("[0,[1,") and found.count("[[") >= 2, "the two points left by a saturation", found)
found = msolve(make("empty", "msolve"))
check(found.startswith("[-1]"), "no zeros", found)
found = msolve(make("cubic", "msolve"))
check(found.startswith("[1,4,-1,[]]"), "the cone of the twisted cubic has infinitely many", found)
# Leading monomials of the basis of the elimination ideal: one quadric in c1, c2, c3.
found = msolve(make("cone", "msolve", 32003), "-e", "2", "-g", "2")
check("c2^2" in found and "c1^1*c3" in found.replace("c1*c3", "c1^1*c3"), "the quadric cone by elimination", found)
# A sum of 11440 terms is read whole: its basis is itself.
found = msolve(make("big7", "msolve", 32003), "-g", "2")
check(found.count("+") + found.count("-") >= 19000, "a long sum", len(found))

done()
