#!/usr/bin/env python3
"""python3 ranks.py BUILD: the same invertible matrix mod a prime, given to other programs, in one run.

dim --method direct finds a minor of the Jacobian of two lightning layers; verify.py writes it down as a matrix,
from the certificate alone.  Its rank by FLINT (nmod_mat_rank), FFLAS-FFPACK, Singular and Macaulay2 mod the prime,
and, of the same integers in doubles, numpy's SVD, with a dgemm of numpy beside.  CPU seconds of the rank alone,
without start and reading, one thread; of dim the whole process.  MiB: of the process, and no less than Python has
itself.  The last line is the slope of the logarithms from the first size to the last.  FULG_BENCH_RANKS sets the widths;
FULG_BENCH_SLOW the largest size for Singular and Macaulay2."""

import json
import math
import os
import shutil
import subprocess
import sys
import tempfile

import machine

WIDTHS = [int(w) for w in os.environ.get("FULG_BENCH_RANKS", "8 12 16 24").split()]
SLOW = int(os.environ.get("FULG_BENCH_SLOW", "300"))
sys.path.insert(0, os.path.join(machine.ROOT, "examples", "verify"))
import verify  # noqa: E402

NUMPY = """import sys, time, numpy
n, p = map(int, sys.stdin.readline().split())
A = numpy.array(sys.stdin.read().split(), dtype=float).reshape(n, n)
a = time.process_time()
r = numpy.linalg.matrix_rank(A)
b = time.process_time()
A @ A
print(r, b - a, time.process_time() - b)"""


def run(words, text=None):
    """The output of a program, CPU seconds and MiB."""
    with tempfile.TemporaryFile("w+") as source:
        source.write(text or "")
        source.seek(0)
        process = subprocess.Popen(words, stdin=source, stdout=subprocess.PIPE, universal_newlines=True)
        out = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit("%s failed" % words[0])
    return out, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def matrix_of(certificate):
    """The rows of the minor and the prime."""
    seen = []

    def look(rows, p):
        seen.append(([list(row) for row in rows], p))
        return True
    keep, verify.invertible = verify.invertible, look
    verdict, reason = verify.check(open(certificate).read())
    verify.invertible = keep
    assert verdict == "accepted" and seen, reason
    return max(seen, key=lambda pair: len(pair[0]))


def singular(rows, p):
    n = len(rows)
    text = "ring r = %d,x,dp; matrix m[%d][%d] = %s;\n" % (p, n, n, ",".join(str(x) for row in rows for x in row))
    text += 'system("--ticks-per-sec", 1000); int t = timer; int k = rank(m);\n'
    text += 'string(k) + " " + string(timer - t); quit;\n'
    out, _cpu, mib = run(["Singular", "-q"], text)
    rank, ticks = out.split()[-2:]
    return int(rank), int(ticks) / 1000, mib


def macaulay2(rows, p):
    text = "L = {%s};\n" % ",\n".join("{%s}" % ",".join(map(str, row)) for row in rows)
    text += "M = mutableMatrix matrix(ZZ/%d, L); t = cpuTime(); k = rank M;\n" % p
    text += "<< k << \" \" << cpuTime() - t << endl;\n"
    with tempfile.NamedTemporaryFile("w", suffix=".m2") as file:
        file.write(text)
        file.flush()
        out, _cpu, mib = run(["M2", "--script", file.name])
    rank, seconds = out.split()
    return int(rank), float(seconds), mib


def versions():
    python, numpy = machine.python_with_numpy()
    parts = [machine.flint(), machine.ffpack(), numpy]
    for program, words in (("Singular", ["Singular", "-q", "-c", 'system("version"); quit;']),
                           ("Macaulay2", ["M2", "--version"])):
        if shutil.which(words[0]):
            parts.append(program + " " + run(words)[0].split()[0])
    machine.say(*parts)
    return python


def main():
    build = sys.argv[1] if len(sys.argv) > 1 else os.getcwd()
    python = versions()
    names = ["dim", "FLINT", "FFPACK", "SVD", "dgemm", "Singular", "Macaulay2"]
    print("%6s" % "N" + "".join("%11s" % name for name in names) + "  MiB: dim, FLINT, Singular, Macaulay2")
    table = []
    with tempfile.TemporaryDirectory() as folder:
        flint = machine.compiled(folder, "flint_rank.c", ["-lflint", "-lgmp"])
        ffpack = machine.compiled(folder, "ffpack.cpp", ["-march=native", "-lopenblas", "-lgivaro", "-lgmpxx", "-lgmp"],
                                  "g++")
        for width in WIDTHS:
            file = os.path.join(folder, "c%d.json" % width)
            words = ["dim", "--layers", "2", "--width", str(width), "--head-dim", str(max(width // 4, 1))]
            _out, cpu, mib = run([os.path.join(build, "fulgurite")] + words + ["--method", "direct", "--certificate",
                                                                             file])
            row, memory = {"dim": cpu}, [mib, math.nan, math.nan, math.nan]
            rows, p = matrix_of(file)
            n = len(rows)
            text = "%d %d\n" % (n, p) + "\n".join(" ".join(map(str, r)) for r in rows) + "\n"
            ranks = {}
            if flint:
                out, _cpu, memory[1] = run([flint], text)
                ranks["FLINT"], row["FLINT"] = int(out.split()[0]), float(out.split()[1])
            if ffpack:
                row["FFPACK"] = float(run([ffpack, str(n)])[0].split()[2])
            if python:
                _rank, row["SVD"], row["dgemm"] = map(float, run([python, "-c", NUMPY], text)[0].split())
            if n <= SLOW and shutil.which("Singular"):
                ranks["Singular"], row["Singular"], memory[2] = singular(rows, p)
            if n <= SLOW and shutil.which("M2"):
                ranks["Macaulay2"], row["Macaulay2"], memory[3] = macaulay2(rows, p)
            assert all(rank == n for rank in ranks.values()), ranks
            table.append((n, row))
            print("%6d" % n + "".join("%11.4f" % row[name] if name in row else "%11s" % "-" for name in names)
                  + "  " + " ".join("-" if math.isnan(m) else "%.0f" % m for m in memory), flush=True)
    slopes = []
    for name in names:
        have = [(n, row[name]) for n, row in table if row.get(name, 0) > 0]
        slopes.append(math.log(have[-1][1] / have[0][1]) / math.log(have[-1][0] / have[0][0])
                      if len(have) > 1 else math.nan)
    print("%6s" % "N^" + "".join("%11s" % "-" if math.isnan(s) else "%11.2f" % s for s in slopes))


main()
