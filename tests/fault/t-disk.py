#!/usr/bin/env python3
"""Reads and writes that are short, interrupted or fail, and disks that are full:
the same answer, or exit code 2 with a message; never half a file."""

import errno
import os
import resource

from fault import OK, PROGRAM, USAGE, check, done, fault, folder, need, prepare, run

need()
directory = folder()
os.chdir(directory.name)
commands = prepare()
FULL, ERROR, LARGE = (os.strerror(n) for n in (errno.ENOSPC, errno.EIO, errno.EFBIG))


def read(name):
    with open(name, encoding="utf-8") as file:
        return file.read()


# ---- as much as asked for, but piecewise ---------------------------------------

for title, words, product in commands:
    if "--json" in words and words.startswith("dim"):
        continue  # it tells the seconds it took
    expected = run(words)
    whole = product and read(product)
    for faults in ({"READ": 1, "WRITE": 1}, {"READ": 7, "WRITE": 13, "EINTR": 1}):
        answer = fault(words + (" --force" if product else ""), faults)
        check((answer.code, answer.out, answer.err) == (expected.code, expected.out, expected.err)
              and (not product or read(product) == whole),
              "%s, short reads and writes %s" % (title, faults), answer.code, answer.err)
    if product:
        os.unlink(product)
with open("w.json", encoding="utf-8") as file:
    text = file.read()
for faults in ({"READ": 1}, {"EINTR": 1}):
    answer = fault("rank -", faults, stdin=text)
    check(answer.code == OK and answer.out == run("rank w.json").out, "standard input %s" % faults, answer.err)

# ---- failures -----------------------------------------------------------------

before = sorted(os.listdir("."))
for n in (1, 2, 3):
    answer = fault("rank w.json", {"READ_ERROR": n, "READ": 50})
    check(answer.code == USAGE and not answer.out and answer.err == "fulgurite: w.json: %s\n" % ERROR,
          "read %d fails" % n, answer.code, answer.err)
answer = fault("rank -", {"READ_ERROR": 1}, stdin=text)
check(answer.code == USAGE and "standard input: " + ERROR in answer.err, "standard input fails", answer.err)

DIM = "dim --widths 3,3 --head-dim 2 --certificate "
SIZE = len(read("c.json"))
for name, faults, why in ([("a disk with %d bytes left" % n, {"SPACE": n}, FULL) for n in (0, 1, 100, SIZE - 1)]
                          + [("short writes to a full disk", {"SPACE": 100, "WRITE": 7, "EINTR": 1}, FULL),
                             ("fsync fails", {"FSYNC": 1}, ERROR), ("rename fails", {"RENAME": 1}, ERROR),
                             ("close fails", {"CLOSE": 1}, ERROR)]):
    answer = fault(DIM + "new.json", faults)
    check(answer.code == USAGE and not answer.out and answer.err == "fulgurite: new.json: %s\n" % why
          and sorted(os.listdir(".")) == before, name, answer.code, answer.out, answer.err, os.listdir("."))
    answer = fault(DIM + "c.json --force", faults)
    check(answer.code == USAGE and len(read("c.json")) == SIZE and run("verify c.json").code == OK
          and sorted(os.listdir(".")) == before, name + ": the old file stays", answer.code, os.listdir("."))
for n in (0, 10):
    answer = fault("rank w.json", {"SPACE": n})
    check(answer.code == USAGE and answer.err == "fulgurite: standard output: %s\n" % FULL,
          "standard output on a disk with %d bytes left" % n, answer.code, answer.err)


def small_files():
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))


answer = run(DIM + "new.json", preexec_fn=small_files)
check(answer.code == USAGE and answer.err == "fulgurite: new.json: %s\n" % LARGE
      and sorted(os.listdir(".")) == before, "a limit on the size of files", answer.code, answer.err, os.listdir("."))
check(os.path.exists(PROGRAM), "the program is still there")

os.chdir("/")
directory.cleanup()
done()
