#!/usr/bin/env python3
"""python3 direct.py BUILD [OTHER-BUILD]: finding and judging a minor, a process each,
beside FFLAS-FFPACK's rank of a random matrix of the final size and a dgemm of as many
products, in one run.  CPU time, one thread, the least of three runs in turn.  verify.py judges
certificates of up to FULG_BENCH_PYTHON (default 300)."""

import json
import math
import os
import sys
import tempfile

import machine

WIDTHS = [int(w) for w in os.environ.get("FULG_BENCH_WIDTHS", "12 24 32 40 52").split()]
PYTHON = int(os.environ.get("FULG_BENCH_PYTHON", "300"))
JUDGE = os.path.join(machine.ROOT, "examples", "verify", "verify.py")


def ffpack(folder):
    program = machine.compiled(folder, "ffpack.cpp", ["-march=native", "-lopenblas", "-lgivaro", "-lgmpxx", "-lgmp"],
                               "g++")
    if program is None:
        print("no FFLAS-FFPACK here (Debian: fflas-ffpack, libopenblas-dev, g++)")
    return program


def least(best, name, words):
    """CPU seconds and MiB of a program, the least so far under that name."""
    best[name] = min(best.get(name, (math.inf, 0)), machine.cpu(words)[:2])


def measure(folder, builds, width, beside):
    best, size = {}, 0
    file = os.path.join(folder, "c.json")
    for run in range(machine.RUNS):
        for build in builds:
            which = "" if build == builds[0] else "other "
            if which and width > 30 and run:
                continue        # a minute each
            if os.path.exists(file):
                os.remove(file)
            program = os.path.join(build, "fulgurite")
            words = [program, "dim", "--layers", "2", "--width", str(width), "--head-dim", str(width // 4), "--method",
                     "direct", "--certificate", file]
            least(best, which + "dim", words)
            least(best, which + "verify", [program, "verify", file])
            if not which:
                size = len(json.load(open(file))["lower_bound"]["minor"]["rows"])
                if size <= PYTHON:
                    least(best, "python", [sys.executable, JUDGE, file])
        if beside:
            _n, _r, rank, gemm = machine.cpu([beside, str(size)])[2].split()
            best["ff"] = min(best.get("ff", (math.inf, 0)), (float(rank), 0))
            best["gemm"] = min(best.get("gemm", (math.inf, 0)), (float(gemm), 0))
    return size, best


def main():
    builds = sys.argv[1:] or [os.getcwd()]
    machine.say(machine.ffpack())
    print("%6s" % "N" + "".join("%10s" % name for name in ("dim s", "verify s", "verify.py", "ffpack s", "dgemm s", "dim/ff",
                                                         "ver/dim", "MiB"))
          + "  other: dim s  verify s" * (len(builds) > 1))
    with tempfile.TemporaryDirectory() as folder:
        beside = ffpack(folder)
        for width in WIDTHS:
            size, best = measure(folder, builds, width, beside)
            none = (math.nan, 0)
            dim, verify, ff = best["dim"][0], best["verify"][0], best.get("ff", none)[0]
            print("%6d" % size + "".join("%10s" % x if isinstance(x, str) else "%10.3f" % x for x in (
                dim, verify, "%.1f" % best["python"][0] if "python" in best else "-", ff, best.get("gemm", none)[0],
                "%.2f" % (dim / ff), "%.2f" % (verify / dim), "%.0f" % best["dim"][1]))
                + ("  %12.2f %9.2f" % (best["other dim"][0], best["other verify"][0]) if "other dim" in best else ""),
                flush=True)


main()
