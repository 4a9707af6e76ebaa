#!/usr/bin/env python3
"""python3 batch.py BUILD: dim --batch beside a shell loop over dim, with the same 200 small stacks of one layer, and of
two: seconds of the clock and of the processors (both with the start of the processes), the least of FULG_BENCH_RUNS, in
turn."""

import json
import math
import os
import resource
import subprocess
import sys
import tempfile
import time

import machine


def timed(words):
    start, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.monotonic() - start, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def shape(widths, head_dim):
    return {"format": "fulgurite-architecture/1", "widths": widths, "head_dim": head_dim, "heads": [1] * len(head_dim),
            "tokens": 3}


SHAPES = {
    "one layer": [shape([a, b], [d]) for a in range(2, 12) for b in range(1, 6) for d in range(1, 5)],
    "two layers": [shape([a, b, c], [d, e]) for a in range(2, 7) for b in range(2, 7) for c in (1, 2) for d in (1, 2)
                   for e in (1, 2)]}


def measure(program, name, shapes):
    with tempfile.TemporaryDirectory(prefix="fulgurite-") as folder:
        with open(folder + "/list", "w", encoding="utf-8") as out:
            out.writelines(json.dumps(x) + "\n" for x in shapes)
        for n, x in enumerate(shapes):
            with open("%s/%d.json" % (folder, n), "w", encoding="utf-8") as out:
                json.dump(x, out)
        loop = batch = (math.inf, math.inf)
        for _ in range(machine.RUNS):
            loop = tuple(map(min, loop, timed(["sh", "-c", 'for f in %s/*.json; do "%s" dim --json --arch "$f"; done'
                                               % (folder, program)])))
            batch = tuple(map(min, batch, timed([program, "dim", "--batch", folder + "/list", "--json"])))
    print("%-10s  %d: loop %.2f s of the clock, %.2f of processors; --batch %.3f, %.3f: %.0f and %.0f times" % (
        (name, len(shapes)) + loop + batch + (loop[0] / batch[0], loop[1] / batch[1])), flush=True)


def main():
    machine.say()
    for name, shapes in SHAPES.items():
        measure(os.path.abspath(os.path.join(sys.argv[1] if len(sys.argv) > 1 else os.getcwd(), "fulgurite")), name,
                shapes)


main()
