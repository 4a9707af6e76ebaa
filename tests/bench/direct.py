#!/usr/bin/env python3
"""python3 direct.py BUILD [OTHER-BUILD]: finding and judging a minor, a process each,
beside FFLAS-FFPACK's rank of a random matrix of the final size and a dgemm of as many
products, in one run.  CPU time, one thread, the least of three runs in turn."""

import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
WIDTHS = [int(w) for w in os.environ.get("FULG_BENCH_WIDTHS", "12 24 32 40 52").split()]
RUNS = int(os.environ.get("FULG_BENCH_RUNS", "3"))
os.environ["OPENBLAS_NUM_THREADS"] = "1"


def cpu(words):
    """CPU seconds, MiB and the output of a program."""
    process = subprocess.Popen(words, stdout=subprocess.PIPE, universal_newlines=True)
    out = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit("%s failed" % " ".join(words))
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, out


def ffpack(directory):
    """The program beside, or None where it cannot be made."""
    program = os.path.join(directory, "ffpack")
    flags = ["-lopenblas", "-lgivaro", "-lgmpxx", "-lgmp"]
    if shutil.which("g++") is None or subprocess.run(
            ["g++", "-O2", "-march=native", os.path.join(HERE, "ffpack.cpp"), "-o", program] + flags,
            stderr=subprocess.DEVNULL).returncode:
        print("no FFLAS-FFPACK here (Debian: fflas-ffpack, libopenblas-dev, g++)")
        return None
    return program


def machine():
    model = [x.split(":")[1].strip() for x in open("/proc/cpuinfo") if x.startswith("model name")]
    name = subprocess.run([sys.executable, "-c", "import ctypes; l = ctypes.CDLL('libopenblas.so.0'); "
                           "f = l.openblas_get_config; f.restype = ctypes.c_char_p; print(f().decode())"],
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, universal_newlines=True).stdout
    print("%s; %s; load %.1f" % (model[0] if model else "?", name.strip() or "no OpenBLAS", os.getloadavg()[0]))


def main():
    builds = sys.argv[1:] or [os.getcwd()]
    machine()
    print("%6s %9s %9s %9s %9s %7s %7s %7s" % ("N", "dim s", "verify s", "ffpack s", "dgemm s", "dim/ff", "ver/dim", "MiB")
          + " other/dim" * (len(builds) > 1))
    with tempfile.TemporaryDirectory() as directory:
        beside = ffpack(directory)
        for width in WIDTHS:
            best = {}
            for _ in range(RUNS):
                for build in builds:
                    if build != builds[0] and width > 40 and "other" in best:
                        continue        # a minute each
                    file = os.path.join(directory, "c.json")
                    if os.path.exists(file):
                        os.remove(file)
                    name = "dim" if build == builds[0] else "other"
                    words = [os.path.join(build, "fulgurite"), "dim", "--layers", "2", "--width", str(width),
                             "--head-dim", str(width // 4), "--method", "direct"]
                    s, mib, _out = cpu(words + ["--certificate", file])
                    best[name] = min(best.get(name, (s, mib)), (s, mib))
                    if name == "dim":
                        size = len(json.load(open(file))["lower_bound"]["minor"]["rows"])
                        s, mib, _out = cpu([words[0], "verify", file])
                        best["verify"] = min(best.get("verify", (s, mib)), (s, mib))
                if beside:
                    _n, _r, rank, gemm = cpu([beside, str(size)])[2].split()
                    best["ff"] = min(best.get("ff", 1e9), float(rank))
                    best["gemm"] = min(best.get("gemm", 1e9), float(gemm))
            ff, gemm = best.get("ff", float("nan")), best.get("gemm", float("nan"))
            dim = best["dim"]
            print("%6d %9.3f %9.3f %9.3f %9.3f %7.2f %7.2f %7.0f" % (
                size, dim[0], best["verify"][0], ff, gemm, dim[0] / ff, best["verify"][0] / dim[0], dim[1])
                + (" %9.1f" % (best["other"][0] / dim[0]) if "other" in best else ""), flush=True)


main()
