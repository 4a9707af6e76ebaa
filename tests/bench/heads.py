#!/usr/bin/env python3
"""python3 heads.py BUILD: stacks of several lightning heads, found by the reduction and judged
by three programs on the same certificate, a process each.  CPU seconds and MiB.  verify.py and
verify.m2 only judge certificates of at most FULG_BENCH_BYTES (default 40000) here."""

import os
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
JUDGES = os.path.join(HERE, os.pardir, os.pardir, "examples", "verify")
SHAPES = ("--layers 2 --width 16 --heads 2 --head-dim 4", "--layers 2 --width 64 --heads 4 --head-dim 16",
          "--layers 2 --width 64 --heads 4 --head-dim 16 --value-dim 16",
          "--layers 2 --width 768 --heads 4 --head-dim 64", "--layers 3 --width 300 --heads 2 --head-dim 9")
os.environ["OPENBLAS_NUM_THREADS"] = "1"


def cpu(words):
    """CPU seconds, MiB and the first line of a program."""
    process = subprocess.Popen(words, stdout=subprocess.PIPE, universal_newlines=True)
    line = process.stdout.read().split("\n")[0]
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit("%s failed" % " ".join(words))
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, line


def main():
    program = os.path.join(sys.argv[1] if len(sys.argv) > 1 else os.getcwd(), "fulgurite")
    macaulay2 = shutil.which("M2")
    print("%-62s %8s %6s %9s %6s %9s %6s" % ("", "dim", "dim s", "verify s", "MiB", "verify.py", ".m2"))
    with tempfile.TemporaryDirectory(prefix="fulgurite-") as folder:
        path = os.path.join(folder, "c.json")
        for shape in SHAPES:
            found = cpu([program, "dim"] + shape.split() + ["--certificate", path, "--force"])
            judged = cpu([program, "verify", path])
            python = other = "-"
            if os.path.getsize(path) <= int(os.environ.get("FULG_BENCH_BYTES", "40000")):
                python = "%.1f" % cpu([sys.executable, os.path.join(JUDGES, "verify.py"), path])[0]
                if macaulay2:
                    other = "%.1f" % cpu([macaulay2, "--script", os.path.join(JUDGES, "verify.m2"), path])[0]
            print("%-62s %8s %6.2f %9.2f %6.0f %9s %6s" % (shape, found[2].split()[1], found[0], judged[0],
                                                            max(found[1], judged[1]), python, other), flush=True)


main()
