#!/usr/bin/env python3
"""python3 large.py BUILD [OTHER-BUILD]: fiber and same on files with the shapes of GPT-2 small (12 layers of 12
heads, width 768, 28 million integers, 70 MB): a copy with its heads in another order and signed permutations
between queries and keys, and a copy with one number changed.  CPU seconds and MiB of a process each.
FULG_BENCH_LIMIT: seconds after which a run of the other build is given up (default 150)."""

import json
import os
import random
import subprocess
import sys
import tempfile

LIMIT = int(os.environ.get("FULG_BENCH_LIMIT", "150"))
SHAPE = os.environ.get("FULG_BENCH_SHAPE", "12 768 12 64").split()


def run(words):
    """CPU seconds, MiB and the first line of a program; None when it takes too long."""
    process = subprocess.Popen(["timeout", str(LIMIT)] + words, stdout=subprocess.PIPE, universal_newlines=True)
    line = process.stdout.readline().strip()
    while process.stdout.read(1 << 20):
        pass
    _, status, usage = os.wait4(process.pid, 0)
    if os.WIFEXITED(status) and os.WEXITSTATUS(status) == 124:
        return None
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, line


def gauge(weights, draw):
    """The same function: heads in another order, rows of Q with K and of O's columns with U permuted, with
    signs."""
    for layer in weights["layers"]:
        draw.shuffle(layer["heads"])
        for head in layer["heads"]:
            for left, right in (("Q", "K"), ("U", None)):
                n = len(head[left])
                order = [(i, draw.choice((1, -1))) for i in draw.sample(range(n), n)]
                for name in (left, right):
                    if name:
                        head[name] = [[s * x for x in head[name][i]] for i, s in order]
                if right is None:
                    head["O"] = [[s * row[i] for i, s in order] for row in head["O"]]


def write(path, weights):
    with open(path, "w") as out:
        json.dump(weights, out, separators=(",", ":"))


def main():
    builds = sys.argv[1:] or [os.getcwd()]
    layers, width, heads, dim = SHAPE
    with tempfile.TemporaryDirectory(prefix="fulgurite-") as folder:
        one, two, three = (os.path.join(folder, name) for name in ("a.json", "b.json", "c.json"))
        with open(one, "w") as out:
            subprocess.run([os.path.join(builds[0], "fulgurite"), "random", "--layers", layers, "--width", width,
                            "--heads", heads, "--head-dim", dim, "--value-dim", dim], stdout=out, check=True)
        weights = json.load(open(one))
        gauge(weights, random.Random(1))
        write(two, weights)
        weights["layers"][-1]["heads"][0]["U"][0][0] += 1
        write(three, weights)
        del weights
        print("%ld MB" % (os.path.getsize(one) // 10 ** 6))
        print("%-16s %8s %8s   %s" % ("", "CPU s", "MiB", "answer"))
        for build in builds:
            for name, words in (("fiber", ["fiber", one]), ("same, moved", ["same", one, two]),
                                ("same, changed", ["same", one, three])):
                found = run([os.path.join(build, "fulgurite")] + words)
                print("%-16s %8s %8s   %s" % ((name, "> %d" % LIMIT, "", "") if found is None else
                                              (name, "%.1f" % found[0], "%.0f" % found[1], found[2][:60])),
                      flush=True)


main()
