#!/usr/bin/env python3
"""python3 elimination.py BUILD: the elimination alone, on one matrix in four programs.

elimination.cpp gives the same random matrix mod p = 1048583 to fulgurite's echelon form (fulg_rank_echelon_append), to
FLINT (nmod_mat_rank; "best" is with the best of primes of 8, 16, 20, 31 and 61 bits, up to N = 500) and to FFLAS-FFPACK
(Rank, Modular<double>), in turn in one process, and beside them a dgemm of as many multiplications.  CPU seconds, one
thread, the least of FULG_BENCH_RUNS (small matrices: of many).  full is N x N of rank N, half of rank N/2, wide
N x 2N, tall 2N x N.  "N^2": what the form adds to the memory at its peak, beside the matrix, in matrices of 8 N^2 bytes.
Then wall seconds of the elimination and of dim --method direct with one and two threads, the least of as many runs: on a
machine with other work they say little.  FULG_BENCH_SIZES sets the sizes of full."""

import math
import os
import subprocess
import sys
import tempfile
import time

import machine

SIZES = [int(n) for n in os.environ.get("FULG_BENCH_SIZES", "20 50 100 200 300 500 1000 2000 3000 5068 8000").split()]
OTHERS = [(shape, n) for shape in ("half", "wide", "tall") for n in (50, 200, 1000, 3000) if n <= max(SIZES)]


def built(folder, build):
    """The program, and whether FFLAS-FFPACK is in it."""
    flags = ["-march=native", "-Wno-deprecated", "-I", os.path.join(machine.ROOT, "include"), "-I",
             os.path.join(build, "include"), "-L", os.path.join(build, ".libs"),
             "-Wl,-rpath," + os.path.abspath(os.path.join(build, ".libs")), "-lfulgurite", "-lflint", "-lopenblas"]
    program = machine.compiled(folder, "elimination.cpp", ["-DWITH_FFPACK"] + flags +
                               ["-lgivaro", "-lgmpxx", "-lgmp"], "g++")
    if program:
        return program, True
    return machine.compiled(folder, "elimination.cpp", flags, "g++"), False


def cell(seconds, form="%10.3e"):
    return form % seconds if seconds > 0 else "%10s" % "-"


def table(program):
    print("%5s %5s %5s" % ("", "N", "rank") + "".join("%10s" % name for name in ("fulgurite", "FLINT", "best", "FFPACK",
                                                                              "dgemm"))
          + "  of FFPACK  of FLINT  of dgemm   N^2")
    ours = []
    for shape, n in [("full", n) for n in SIZES] + OTHERS:
        rank, *times = subprocess.run([program, shape, str(n), str(machine.RUNS if n < 4000 else 1)], check=True,
                                      stdout=subprocess.PIPE, universal_newlines=True).stdout.split()
        own, flint, best, ffpack, gemm = map(float, times)
        memory = "-"
        if shape == "full" and n >= 1000:
            _rank, mib, one = machine.cpu([program, "memory", str(n), "1"])[2].split()
            memory = "%.2f" % (int(mib) / int(one))
        least = min(x for x in (flint, best, math.inf) if x > 0)
        print("%5s %5d %5s%s  %9s %9s %9.2f %5s" % (
            shape, n, rank, "".join(map(cell, (own, flint, best, ffpack, gemm))),
            "%.2f" % (own / ffpack) if ffpack > 0 else "-", "%.2f" % (own / least) if least < math.inf else "-",
            own / gemm, memory), flush=True)
        if shape == "full":
            ours.append((n, own, ffpack))
    if len(ours) > 1:
        steps = math.log(ours[-1][0] / ours[-2][0])
        print("from %d to %d the time grows as N^%.2f, that of FFPACK as N^%.2f" % (
            ours[-2][0], ours[-1][0], math.log(ours[-1][1] / ours[-2][1]) / steps,
            math.log(abs(ours[-1][2] / ours[-2][2])) / steps))


def wall(words):
    start = time.monotonic()
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL)
    return time.monotonic() - start


def threads(program, build):
    print("threads, seconds of the clock (load %.1f)" % os.getloadavg()[0])
    os.environ["BENCH_CLOCK"] = "1"
    for n, width in ((1078, 24), (2998, 40), (5068, 52)):
        if n > max(SIZES):
            continue
        best = {}
        for _ in range(machine.RUNS):
            for t in "1", "2":
                os.environ["OPENBLAS_NUM_THREADS"] = t
                out = subprocess.run([program, "full", str(n), "1"], check=True, stdout=subprocess.PIPE,
                                     universal_newlines=True).stdout.split()
                words = [os.path.join(build, "fulgurite"), "dim", "--threads", t, "--layers", "2", "--width", str(width),
                         "--head-dim", str(width // 4), "--method", "direct"]
                for name, seconds in (("elimination", float(out[1])), ("FFPACK", float(out[4])), ("dgemm", float(out[5])),
                                      ("dim", wall(words))):
                    best[name, t] = min(best.get((name, t), math.inf), seconds)
        print("%5d  " % n + ";  ".join("%s %.3f, %.3f: %.2f times" % (name, best[name, "1"], best[name, "2"],
                                                                  best[name, "1"] / best[name, "2"])
                                      for name in ("elimination", "FFPACK", "dgemm", "dim")), flush=True)
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    del os.environ["BENCH_CLOCK"]


def main():
    build = sys.argv[1] if len(sys.argv) > 1 else os.getcwd()
    machine.say(machine.flint(), machine.ffpack())
    with tempfile.TemporaryDirectory(prefix="fulgurite-") as folder:
        program, complete = built(folder, build)
        if program is None:
            print("not measured: needs g++ and the headers of FLINT and OpenBLAS")
            return
        if not complete:
            print("no FFLAS-FFPACK here (Debian: fflas-ffpack)")
        table(program)
        threads(program, build)


main()
