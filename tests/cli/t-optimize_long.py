#!/usr/bin/env python3
"""optimize descend as long work: what is seen of it, what an interruption leaves, and that
going on from there is the same run."""

import json
import os
import pty
import re
import signal
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from optimize_data import weights, write  # noqa: E402
from tap import PROGRAM, check, done, folder, refuses, run, skip  # noqa: E402

# Longer than a signal lets other work go on for.
STEP_SECONDS = 1.0
SIZE = 16
SEEN = re.compile(r"step: (\d+) of (\d+)(?:, (\d+) (?:s|min|h) left)?")
for number in (signal.SIGINT, signal.SIGTERM):
    signal.signal(number, signal.SIG_DFL)


def head(n):
    """One of many different heads."""
    return ([["%d/64" % ((3 * t + 5 * j + n) % 17 - 8) for j in range(SIZE)] for t in range(SIZE)],
            [["%d/32" % ((7 * i + j + 2 * n) % 13 - 6) for j in range(SIZE)] for i in range(SIZE)])


def has_terminals():
    """A chroot may have none."""
    try:
        for end in pty.openpty():
            os.close(end)
    except OSError:
        return False
    return True


class Watched:
    """A run whose standard error is a terminal; what it says, with the seconds."""

    def __init__(self, words):
        self.master, slave = pty.openpty()
        self.text = ""
        self.process = subprocess.Popen([PROGRAM] + words.split(), stdout=subprocess.PIPE, stderr=slave,
                                        universal_newlines=True)
        os.close(slave)

    def read(self):
        """More of it; False at the end."""
        try:
            more = os.read(self.master, 4096).decode()
        except OSError:
            more = ""
        self.text += more
        return more != ""

    def until(self, step):
        while not any(int(k) >= step for k, _, _ in SEEN.findall(self.text)):
            if not self.read():
                break

    def end(self):
        while self.read():
            pass
        os.close(self.master)
        out, _ = self.process.communicate(timeout=300)
        return self.process.returncode, out, self.text

    def seen(self):
        return [(int(k), int(n), left) for k, n, left in SEEN.findall(self.text)]


def calibrate():
    """Heads that make a step as long as it has to be."""
    write("init.json", weights(head(0)))
    start = time.time()
    run("optimize descend --data data.json --init init.json --eta 1/4 --steps 1", timeout=600)
    each = time.time() - start
    write("init.json", weights(*(head(n) for n in range(max(1, int(STEP_SECONDS / each) + 1)))))


def interrupted(number):
    words = "optimize descend --data data.json --init init.json --eta 1/4 --steps 4 --certificate part.json"
    watched = Watched(words)
    watched.until(1)
    watched.process.send_signal(number)
    code, out, text = watched.end()
    name = signal.Signals(number).name
    check(code == -number and out == "", "%s: ended by it, without an answer" % name, code, out)
    check(os.path.exists("part.json"), "%s in a step: a certificate is left" % name, text)
    steps = json.load(open("part.json"))["steps"]
    check(steps >= 1 and steps >= max(k for k, _, _ in watched.seen()), "with all steps but the last", steps, text)
    check("interrupted: %d of 4 steps are done; part.json holds them; --resume part.json --steps %d continues"
          % (steps, 4 - steps) in text, "which is said", text)
    check(all(n == 4 for _, n, _ in watched.seen()), "the progress counts all steps", text)
    check(os.listdir(".").count("part.json") == 1 and not [f for f in os.listdir(".") if f.startswith("part.json.")],
          "nothing else is left", os.listdir("."))
    return steps


def goes_on(steps):
    watched = Watched("optimize descend --resume part.json --steps %d --certificate joined.json" % (4 - steps))
    code, out, text = watched.end()
    seen = watched.seen()
    check(code == 0 and "each of the 4 steps" in out, "going on", code, out, text)
    check(seen and all(n == 4 and k >= steps for k, n, _ in seen), "its progress counts those of before", text)
    run("optimize descend --data data.json --init init.json --eta 1/4 --steps 4 --certificate whole.json", timeout=600)
    check(json.load(open("whole.json")) == json.load(open("joined.json")), "the interrupted run is the run")


def before_the_first_step():
    write("old.json", {"old": 1})
    watched = Watched("optimize descend --data data.json --init init.json --eta 1/4 --steps 4 --certificate old.json --force")
    watched.until(0)
    watched.process.send_signal(signal.SIGINT)
    code, out, text = watched.end()
    steps = [int(k) for k in re.findall(r"interrupted: (\d+) of 4", text)]
    check(code == -signal.SIGINT and out == "" and len(steps) == 1, "interrupted at the start", code, out, text)
    check(steps != [0] or json.load(open("old.json")) == {"old": 1}, "the old file stays when there is no step", text)


def twice():
    watched = Watched("optimize descend --data data.json --init init.json --eta 1/4 --steps 4 --certificate two.json")
    watched.until(0)
    for _ in range(2):
        watched.process.send_signal(signal.SIGINT)
    code, out, _ = watched.end()
    check(code == -signal.SIGINT and out == "" and not [f for f in os.listdir(".") if f.startswith("two.json.")],
          "two signals end it, too", code, out, os.listdir("."))


def several():
    """Several numbers of heads are one whole; the time left is said."""
    write("init.json", weights(head(0)))
    start = time.time()
    run("optimize descend --data data.json --init init.json --eta 1/4 --steps 4", timeout=600)
    steps = max(3, int(4 / (time.time() - start)))
    watched = Watched("optimize descend --data data.json --init init.json --eta 1/4 --steps %d --heads 1,2,3" % steps)
    code, out, text = watched.end()
    seen = watched.seen()
    check(code == 0 and "H =   3" in out and seen, "three numbers of heads", code, out)
    check(all(n == 3 * steps for _, n, _ in seen) and [k for k, _, _ in seen] == sorted(k for k, _, _ in seen)
          and seen[-1][0] > 2 * steps, "their steps are counted together", text)
    check([left for _, _, left in seen if left], "with the time left", text)


with folder() as directory:
    os.chdir(directory)
    run("optimize mixture --T %d --d %d --zeta 1/2 --n 16 --output data.json" % (SIZE, SIZE))
    calibrate()
    refuses("a plot of no known ending, before the run",
            run("optimize descend --data data.json --init init.json --eta 1/4 --steps 1000000 --plot p.jpg"), 2, "p.jpg")
    refuses("no parameters to compare with, before the run",
            run("optimize descend --data data.json --init init.json --eta 1/4 --steps 1000000 --star no.json"), 2, "no.json")
    if has_terminals():
        goes_on(interrupted(signal.SIGINT))
        os.unlink("part.json")
        interrupted(signal.SIGTERM)
        before_the_first_step()
        twice()
        several()
    else:
        skip("interrupted runs", "no terminals here: is /dev/pts mounted?")
    os.chdir("/")
done()
