"""Runs the program and prints TAP.  $builddir says where it lies."""

import json
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import schema  # noqa: E402

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir))
from tools import SHARE, draws, find, rounds  # noqa: E402,F401

BUILD = os.environ.get("builddir", os.path.join(os.getcwd()))
SOURCE = os.environ.get("srcdir", os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, os.pardir))
PROGRAM = os.path.join(BUILD, "fulgurite")

_count = 0
_failed = 0


class Answer:
    def __init__(self, process):
        self.code = process.returncode
        self.out = process.stdout
        self.err = process.stderr

    def json(self):
        """The answer; every one must be valid for its schema."""
        answer = json.loads(self.out)
        for problem in schema.problems_of_answer(answer):
            check(False, "the schema of an answer", problem, self.out[:2000])
        return answer


def run(*words, stdin="", timeout=60, **rest):
    """One run of the program; words may be given as one string."""
    if len(words) == 1:
        words = words[0].split()
    rest.setdefault("stdout", subprocess.PIPE)
    return Answer(subprocess.run([PROGRAM] + list(words), input=stdin, stderr=subprocess.PIPE,
                                 universal_newlines=True, timeout=timeout, **rest))


def check(good, name, *details):
    global _count, _failed
    _count += 1
    if not good:
        _failed += 1
    print("%s %d - %s" % ("ok" if good else "not ok", _count, name.replace("#", "no.").replace("\n", " ")))
    if not good:
        for detail in details:
            for line in str(detail).split("\n"):
                print("# " + line)
    sys.stdout.flush()


def skip(name, why):
    global _count
    _count += 1
    print("ok %d - %s # SKIP %s" % (_count, name, why))


def refuses(name, answer, code, *parts):
    """Nothing on standard output, the exit code, and messages with the parts."""
    lines = answer.err.splitlines()
    good = (answer.code == code and not answer.out and lines
            and all(line.startswith("fulgurite: ") for line in lines)
            and all(part in answer.err for part in parts))
    check(good, name, "exit code %s, expected %s" % (answer.code, code), "stdout: %r" % answer.out,
          "stderr: %r" % answer.err, "expected: %r" % (parts,))


def done():
    print("1..%d" % _count)
    sys.exit(1 if _failed else 0)


def folder():
    """A temporary folder, removed at the end."""
    return tempfile.TemporaryDirectory(prefix="fulgurite-")
