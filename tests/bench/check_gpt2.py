#!/usr/bin/env python3
"""check on a file with the attention of GPT-2 small: 144 heads, 28 million numbers.

    check_gpt2.py PROGRAM [THREADS [LAYERS [WIDTH]]]

writes the file (random numbers, names and shapes of GPT-2), runs the program and prints one row.  CPU
seconds are the measure on a busy machine."""

import os
import resource
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, "cli"))
from arrays import gpt2  # noqa: E402

program = sys.argv[1] if len(sys.argv) > 1 else "build/fulgurite"
threads, layers, width = ([int(x) for x in sys.argv[2:]] + [2, 12, 768][len(sys.argv[2:]):])[:3]
with tempfile.TemporaryDirectory(prefix="fulgurite-") as folder:
    path = os.path.join(folder, "gpt2.safetensors")
    gpt2(path, layers, width)
    size = os.path.getsize(path)
    start, before = time.time(), resource.getrusage(resource.RUSAGE_CHILDREN)
    answer = subprocess.run([program, "check", path, "--map", "gpt2", "--threads", str(threads), "--radius",
                             "half-ulp", "--claim", "rank_A=64,rank_V=64"], stdout=subprocess.PIPE,
                            universal_newlines=True)
    seconds, usage = time.time() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
cpu = usage.ru_utime + usage.ru_stime - before.ru_utime - before.ru_stime
heads = [line for line in answer.stdout.splitlines() if "heads:" in line]
print("layers  width    MB  threads  seconds    CPU s  peak MB  exit  answer")
print("%6d %6d %5d %8d %8.1f %8.1f %8d %5d  %s" % (layers, width, size >> 20, threads, seconds, cpu,
                                                 usage.ru_maxrss >> 10, answer.returncode,
                                                 heads[0] if heads else ""))
sys.exit(answer.returncode)
