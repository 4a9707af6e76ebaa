#!/usr/bin/env python3
"""Allocations that fail: the program ends with "out of memory" and exit code 4,
or gives the very answer it gives otherwise; never another one, never half a
file, never a crash."""

import os
import re

from fault import OK, UNABLE, check, done, fault, folder, need, prepare, rounds

ROUNDS = rounds(40, 4)

need()
directory = folder()
os.chdir(directory.name)


def places(total):
    """The first allocations, and others spread over all."""
    return sorted(set(range(1, min(total, ROUNDS // 2) + 1)) |
                  {1 + i * (total - 1) // ROUNDS for i in range(ROUNDS + 1)})


def stable(text):
    return re.sub(r'"seconds":[-+.0-9e]*', "", text)


def leave(name):
    """What lies there now, and takes it away."""
    found = sorted(os.listdir("."))
    text = None
    if name in found:
        with open(name, encoding="utf-8") as file:
            text = file.read()
        os.unlink(name)
    return found, text


for title, words, product in prepare():
    before = os.listdir(".")
    expected = fault(words, {"COUNT": "../count-%d" % os.getpid()})
    with open("../count-%d" % os.getpid(), encoding="utf-8") as count:
        total = int(count.read())
    os.unlink("../count-%d" % os.getpid())
    whole = leave(product)[1]
    bad = []
    tried = 0
    for n in places(total):
        for rest in ({}, {"ALLOCATION_ON": 1}):
            answer = fault(words, dict(rest, ALLOCATION=n))
            found, text = leave(product)
            tried += 1
            if answer.code == UNABLE and "unable" in answer.out:
                # verify asks for the memory of a minor itself, and answers.
                good = title.startswith("verify") and "memory" in answer.out
            elif answer.code == UNABLE:
                # The file may be in its place already, and whole.
                good = not answer.out and text in (None, whole) and "fulgurite: out of memory\n" in answer.err
            else:
                good = (answer.code == expected.code and stable(answer.out) == stable(expected.out)
                        and text == whole)
            good = good and set(found) <= set(before) | {product}
            if not good:
                bad.append((n, rest, answer.code, answer.out[:80], answer.err[:200], found))
    check(expected.code == OK and total > 2 and not bad,
          "%s: %d of its %d allocations fail" % (title, tried // 2, total), expected.code, total,
          *bad[:5])

os.chdir("/")
directory.cleanup()
done()
