#!/usr/bin/env python3
"""python3 check_numpy.py BUILD: check of one head of 768 x 64, and of one full matrix of 768 x 768, beside the singular
values that numpy finds of the same matrices (of the products K^T Q and O U by QR of their factors): CPU seconds, one
thread, the least of FULG_BENCH_RUNS; of check the whole process, of numpy what comes after the files are read.  Two
widths give the exponent.  The first row is a matrix of 32 x 32: the start of the process with LAPACK.
--no-float leaves out what check shows beside its enclosures, the singular values in floating point."""

import math
import os
import subprocess
import sys
import tempfile

import machine

MAKE = """import numpy, sys
folder, n, a = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
r = numpy.random.default_rng(1)
for name, shape in (("Q", (a, n)), ("K", (a, n)), ("U", (a, n)), ("O", (n, a)), ("V", (n, n)), ("S", (32, 32))):
    numpy.save("%s/%s.npy" % (folder, name), (0.02 * r.standard_normal(shape)).astype(numpy.float32))
"""
VALUES = """import numpy, sys, time
M = {name: numpy.load("%s/%s.npy" % (sys.argv[1], name)).astype(float) for name in sys.argv[2:]}
start = time.process_time()
for X in M.values():
    numpy.linalg.svd(X, compute_uv=False)
if "Q" in M:
    for left, right in ((M["K"].T, M["Q"].T), (M["O"], M["U"].T)):
        numpy.linalg.svd(numpy.linalg.qr(left, "r") @ numpy.linalg.qr(right, "r").T, compute_uv=False)
print(time.process_time() - start)
"""


def main():
    build = sys.argv[1] if len(sys.argv) > 1 else os.getcwd()
    program = os.path.join(build, "fulgurite")
    python, version = machine.python_with_numpy()
    machine.say(version)
    if python is None:
        return
    print("%-28s %8s %10s %8s %6s %6s %6s" % ("", "check s", "--no-float", "numpy s", "ratio", "ratio", "MiB"))
    with tempfile.TemporaryDirectory(prefix="fulgurite-") as folder:
        rows = {}
        for n in (384, 768):
            subprocess.run([python, "-c", MAKE, folder, str(n), "64"], check=True)
            for what, names in (("start", "S"),) * (n == 384) + (("a head of %d x 64", "QKUO"), ("V of %d x %d", "V")):
                words = [program, "check"] + ["%s/%s.npy" % (folder, name) for name in names]
                best, bare, other = (math.inf, 0), math.inf, math.inf
                for _ in range(machine.RUNS):
                    best = min(best, machine.cpu(words)[:2])
                    bare = min(bare, machine.cpu(words + ["--no-float"])[0])
                    other = min(other, float(machine.cpu([python, "-c", VALUES, folder] + list(names))[2]))
                ratios = ("-", "-") if what == "start" else ("%.2f" % (best[0] / other), "%.2f" % (bare / other))
                print("%-28s %8.3f %10.3f %8.3f %6s %6s %6.0f" % (
                    (what % ((n,) * what.count("%d")), best[0], bare, other) + ratios + (best[1],)), flush=True)
                rows[what, n] = best[0], other
        for what in ("a head of %d x 64", "V of %d x %d"):
            print("%s: check grows as n^%.2f, numpy as n^%.2f" % (
                (what.split(" of")[0],) + tuple(math.log2(rows[what, 768][i] / rows[what, 384][i]) for i in (0, 1))))


main()
