#!/usr/bin/env python3
"""python3 ball.py BUILD: rank --ball at random softmax weights, head dimension 2, seed 1: CPU seconds of the whole
process, the least of FULG_BENCH_RUNS, one thread.  bound: the entries are whole numbers from -bound to bound."""

import json
import os
import sys
import tempfile

import machine

ROWS = ((8, 3, 1), (8, 3, 9), (6, 3, 1), (6, 6, 1), (6, 8, 1), (6, 6, 9))


def main():
    program = os.path.join(sys.argv[1] if len(sys.argv) > 1 else os.getcwd(), "fulgurite")
    machine.say()
    print("%5s %5s %5s %5s %8s %8s %5s  %s" % ("width", "depth", "bound", "rank", "seconds", "MiB", "bits", "answer"))
    with tempfile.TemporaryDirectory(prefix="fulgurite-") as folder:
        file = os.path.join(folder, "weights.json")
        for width, depth, bound in ROWS:
            words = ["--layers", str(depth), "--width", str(width), "--head-dim", "2", "--norm", "softmax"]
            with open(file, "w", encoding="utf-8") as out:
                out.write(machine.cpu([program, "random"] + words + ["--bound", str(bound), "--seed", "1"])[2])
            runs = [machine.cpu([program, "rank", "--ball", "--json", file]) for _ in
                    range(1 if bound > 1 and depth > 3 else machine.RUNS)]
            seconds, mib, text = min(runs)
            answer = json.loads(text)
            print("%5d %5d %5d %5s %8.2f %8.0f %5s  %s" % (
                width, depth, bound, answer.get("rank"), seconds, mib, answer.get("bits", "?"),
                "proved" if answer.get("rank") is not None else "bounds"), flush=True)


main()
