#!/usr/bin/env python3
"""The throughput of survey beside a shell loop over dim: survey.py PROGRAM [NUMBER [LOOPS]]

NUMBER different architectures of up to 150 parameters (default 10000) go through one survey; LOOPS of
them (default 200), spread evenly, through a loop of sh in the same run.  Wall and processor seconds of both, the largest
resident set of a process, and the ratio of the throughputs."""

import itertools
import json
import os
import resource
import subprocess
import sys
import tempfile
import time

PROGRAM = os.path.abspath(sys.argv[1])
NUMBER = int(sys.argv[2]) if len(sys.argv) > 2 else 10000
LOOPS = int(sys.argv[3]) if len(sys.argv) > 3 else 200


def architectures():
    for depth in (1, 2, 3):
        for widths in itertools.product(range(2, 7), repeat=depth + 1):
            for dims in itertools.product((1, 2), repeat=depth):
                for heads in itertools.product((1, 2), repeat=depth):
                    weights = sum(h * (2 * a * d + d * e) for h, a, d, e in zip(heads, dims, widths, widths[1:]))
                    if weights <= 150:
                        for tokens in (2, 3):
                            yield {"format": "fulgurite-architecture/1", "widths": widths, "head_dim": dims,
                                   "heads": heads, "tokens": tokens}


def timed(words):
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    wall = time.monotonic() - start
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, after.ru_maxrss


everything = list(architectures())
step = max(len(everything) // NUMBER, 1)
chosen = everything[::step][:NUMBER]
with tempfile.TemporaryDirectory() as folder:
    with open(folder + "/list", "w", encoding="utf-8") as file:
        file.writelines(json.dumps(a) + "\n" for a in chosen)
    part = chosen[::max(len(chosen) // LOOPS, 1)][:LOOPS]
    for n, arch in enumerate(part):
        with open("%s/%d.json" % (folder, n), "w", encoding="utf-8") as file:
            json.dump(arch, file)
    loop = timed(["sh", "-c", 'for f in %s/*.json; do "%s" dim --json --arch "$f"; done' % (folder, PROGRAM)])
    survey = timed([PROGRAM, "survey", "--list", folder + "/list", "-o", folder + "/out.jsonl"])
    with open(folder + "/out.jsonl", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file][1:]
    assert len(rows) == len(chosen)
    print("%d architectures: %.1f s wall, %.1f s of processors, at most %d KiB a process"
          % ((len(chosen),) + survey))
    print("loop over dim, %d of them: %.1f s wall, %.1f s of processors" % ((len(part),) + loop[:2]))
    print("throughput: %.0f a second against %.0f, %.1f times; by processor time %.1f times"
          % (len(chosen) / survey[0], len(part) / loop[0], len(chosen) / survey[0] * loop[0] / len(part),
             len(chosen) / survey[1] * loop[1] / len(part)))
