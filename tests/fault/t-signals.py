#!/usr/bin/env python3
"""Signals: the program ends by the signal it got, says so, and leaves no
unfinished file and no part of an answer."""

import os
import signal
import subprocess
import time

from fault import OK, PROGRAM, check, done, fault, folder, gpt2, prepare, run, skip, works

ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
# Under nohup, or behind an "&" of a script, some are ignored, and stay so.
for number in ENDING:
    signal.signal(number, signal.SIG_DFL)
directory = folder()
os.chdir(directory.name)
prepare()
before = sorted(os.listdir("."))
SAID = "fulgurite: interrupted\n"


def start(words, **rest):
    """The program, once it has its handlers of signals."""
    process = subprocess.Popen([PROGRAM] + words.split(), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE, universal_newlines=True, **rest)
    for _ in range(600):
        with open("/proc/%d/status" % process.pid, encoding="utf-8") as file:
            caught = [line.split()[1] for line in file if line.startswith("SigCgt:")]
        if process.poll() is not None or int(caught[0], 16) >> (signal.SIGALRM - 1) & 1:
            break
        time.sleep(0.02)
    time.sleep(0.1)
    return process


def ended(process, number, name):
    begun = time.time()
    out, err = process.communicate(timeout=120)
    took = time.time() - begun
    check(process.returncode == -number and out == "" and (SAID in err or err.endswith(": interrupted\n"))
          and sorted(os.listdir(".")) == before,
          "%s: %s, gone after %.1f s" % (name, signal.Signals(number).name, took), process.returncode, out, err,
          os.listdir("."))


# ---- long work that looks up now and then: it ends by itself --------------------

LONG = "dim --widths 40,40,40 --head-dim 10 --tokens 3 --heads 2 --method direct --certificate new.json"
for number in ENDING:
    process = start(LONG)
    process.send_signal(number)
    ended(process, number, "dim")

# ---- long work that does not: it is ended ---------------------------------------

slow = "eval big.json --bits 1000000"
with open("big.json", "w", encoding="utf-8") as file:
    file.write(run("random --widths 6,6,6 --head-dim 6 --norm softmax --tokens 6").out)
before = sorted(os.listdir("."))
for number in ENDING:
    process = start(slow)
    process.send_signal(number)
    ended(process, number, "eval")
process = start(slow)
process.send_signal(signal.SIGTERM)
process.send_signal(signal.SIGINT)
ended(process, -process.wait(60), "eval, twice")

# ---- the other commands that take long -------------------------------------------

gpt2("big.safetensors", layers=12, width=512)
before = sorted(os.listdir("."))
for words, number in (
        ("export --system coefficients --coordinates weights --widths 3,3,3 --head-dim 2 --tokens 2 "
         "--max-terms 100000000 --format json -o new.json", signal.SIGINT),
        ("invariants --widths 6,1 --head-dim 6 --tokens 2 --discover --degree 4 --format m2 -o new.m2", signal.SIGTERM),
        ("dim --layers 96 --width 40 --head-dim 1 --norm softmax --certificate new.json", signal.SIGINT),
        ("check big.safetensors --map gpt2", signal.SIGTERM)):
    process = start(words)
    time.sleep(0.5)
    process.send_signal(number)
    ended(process, number, words.split()[0])

# ---- waiting for standard input -------------------------------------------------

for words in ("rank -", "verify -", "dim --arch -"):
    process = start(words)
    process.stdin.write('{"format":')
    process.stdin.flush()
    process.send_signal(signal.SIGINT)
    process.wait(60)
    process.stdin.close()
    process.stdin = None
    ended(process, signal.SIGINT, words + " waiting")

# ---- what was ignored stays ignored; a shell sees 128 + number -------------------

process = start("dim --widths 12,12,12 --head-dim 4 --heads 2 --method direct",
                preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN))
process.send_signal(signal.SIGINT)
out, err = process.communicate(timeout=120)
check(process.returncode == OK and out.startswith("dimension ") and not err, "an ignored signal", process.returncode, err)
answer = subprocess.run(["sh", "-c", "\"$0\" eval big.json --bits 1000000 & sleep 0.5; kill -TERM $!; wait $!; exit $?",
                         PROGRAM], stdout=subprocess.PIPE, stderr=subprocess.PIPE, universal_newlines=True,
                        timeout=60, check=False)
check(answer.returncode == 128 + signal.SIGTERM and not answer.stdout, "a shell sees 143", answer)

# ---- nobody reads -----------------------------------------------------------------

reader, writer = os.pipe()
os.close(reader)
answer = run("dim --widths 3,3 --head-dim 2 --certificate new.json", stdout=writer)
os.close(writer)
check(answer.code == -signal.SIGPIPE and not answer.err and run("verify new.json").code == OK,
      "a pipe that nobody reads; the certificate is whole", answer.code, answer.err)
os.unlink("new.json")
reader, writer = os.pipe()
process = subprocess.Popen([PROGRAM, "random", "--widths", "99,99", "--head-dim", "99"], stdout=writer)
os.close(writer)
os.read(reader, 100)
os.close(reader)
check(process.wait(60) == -signal.SIGPIPE, "a reader who goes away", process.returncode)

# ---- at each step of writing a file ------------------------------------------------

WRITE = "dim --widths 3,3 --head-dim 2 --certificate new.json"
if works():
    for call in ("open:2", "write:1", "fsync:1", "rename:1", "write:2"):
        for number in ENDING:
            # The first asks, and what is nearly done is finished; two in a row do not ask.
            answer = fault(WRITE, {"SIGNAL": int(number), "SIGNAL_AT": call})
            whole = answer.code == OK and answer.out and run("verify new.json").code == OK
            os.path.exists("new.json") and os.unlink("new.json")
            check(whole and sorted(os.listdir(".")) == before, "%s before %s" % (number.name, call), answer.code,
                  answer.err, os.listdir("."))
            answer = fault(WRITE, {"SIGNAL": int(number), "SIGNAL_AT": call, "SIGNAL_TIMES": 2})
            rest = sorted(os.listdir("."))
            if call == "write:2":  # the file is written, the answer is not
                rest.remove("new.json")
                os.unlink("new.json")
            check(answer.code == -number and not answer.out and SAID in answer.err and rest == before,
                  "%s twice before %s" % (number.name, call), answer.code, answer.out, answer.err, rest)
    with open("new.json", "w", encoding="utf-8") as file:
        file.write("old")
    answer = fault(WRITE + " --force", {"SIGNAL": int(signal.SIGTERM), "SIGNAL_AT": "rename:1", "SIGNAL_TIMES": 2})
    with open("new.json", encoding="utf-8") as file:
        check(answer.code == -signal.SIGTERM and file.read() == "old", "an old file stays", answer.code)
else:
    skip("signals while writing", "no shim, or an allocator of the program's own")

os.chdir("/")
directory.cleanup()
done()
