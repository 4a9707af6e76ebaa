#!/usr/bin/env python3
"""python3 given.py BUILD: rank at given weights beside dim --method direct of the same architecture, one thread.

CPU seconds of the whole process, the least of FULG_BENCH_RUNS (3), MiB, the ratio, and how many directions of the kernel
are symmetries and how many were found beside them.  The weights are random, or special: a matrix of lower rank makes the
kernel larger, and what is beside the symmetries has to be lifted from primes."""

import json
import os
import subprocess
import sys
import tempfile

os.environ["OPENBLAS_NUM_THREADS"] = "1"
RUNS = int(os.environ.get("FULG_BENCH_RUNS", "3"))
STACKS = ["--layers 2 --width 4 --head-dim 2", "--layers 6 --width 6 --head-dim 2", "--layers 6 --width 16 --head-dim 4",
          "--layers 2 --width 16 --head-dim 4", "--layers 2 --width 23 --head-dim 6"]
OTHERS = ["--layers 2 --width 40 --head-dim 10", "--layers 2 --width 10 --heads 4 --head-dim 2",
          "--layers 3 --width 8 --heads 2 --head-dim 2 --residual",
          "--layers 3 --width 8 --heads 2 --head-dim 2 --norm affine", "--layers 3 --width 8 --head-dim 3 --tokens 1",
          "--widths 8,3,8,8 --head-dim 3", "--family pnn --widths 12,16,16,8 --power 3"]


def random_weights(layers):
    """As they come."""


def first_value(layers):
    """The first V loses a rank."""
    V = layers[0]["heads"][0]["V"]
    V[0] = V[1]


def middle_value(layers):
    """One V has rank 1."""
    V = layers[len(layers) // 2]["heads"][0]["V"]
    V[:] = [V[0]] * len(V)


def keys(layers):
    """Every K has rank 1."""
    for layer in layers:
        K = layer["heads"][0]["K"]
        K[:] = [K[0]] * len(K)


def same(layers):
    """Q = K."""
    for layer in layers:
        layer["heads"][0]["Q"] = layer["heads"][0]["K"]


SPECIAL = {"random": random_weights, "V_1 loses a rank": first_value, "one V of rank 1": middle_value,
           "every K of rank 1": keys, "Q = K": same}


def run(words):
    process = subprocess.Popen(words, stdout=subprocess.PIPE, universal_newlines=True)
    out = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(" ".join(words) + " failed")
    return out, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def least(words):
    return min((run(words)[1:] for _ in range(RUNS)))


def main():
    program = os.path.join(sys.argv[1] if len(sys.argv) > 1 else os.getcwd(), "fulgurite")
    print("load %.1f" % os.getloadavg()[0])
    print("%-58s %-17s %5s %5s %6s %6s %5s %4s %5s %5s" % ("", "weights", "N", "rank", "dim s", "rank s", "ratio", "MiB",
                                                        "sym.", "found"))
    with tempfile.TemporaryDirectory() as folder:
        file = os.path.join(folder, "weights.json")
        for words in STACKS + OTHERS:
            for name in SPECIAL if words in STACKS else ["random"]:
                weights = json.loads(run([program, "random"] + words.split())[0])
                SPECIAL[name](weights["layers"])
                with open(file, "w", encoding="utf-8") as out:
                    json.dump(weights, out)
                dim, _ = least([program, "dim", "--method", "direct"] + words.split())
                seconds, mib = least([program, "rank", file])
                answer = json.loads(run([program, "rank", "--json", file])[0])
                known = sum(x["proof"] == "symmetry" for x in answer["kernel"])
                print("%-58s %-17s %5d %5d %6.3f %6.3f %5.1f %4.0f %5d %5d"
                      % (words, name, answer["parameters"], answer["rank"], dim, seconds, seconds / dim, mib, known,
                         answer["kernel_dimension"] - known), flush=True)


main()
