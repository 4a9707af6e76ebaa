#!/usr/bin/env python3
"""Certificates as theorems for Coq: the checker of examples/verify/coq compiles, so do
the files that the program writes for it, with no axioms but those of native
integers; and no forgery of such a file does."""
import json
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir))
from tools import SHARE, find  # noqa: E402

ROOT = os.environ.get("srcdir") or os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
PROGRAM = os.path.join(os.environ.get("builddir") or os.path.join(ROOT, "build"), "fulgurite")
CHECKER = os.path.join(ROOT, "examples", "verify", "coq")
SECONDS = 120       # of processor time, for one file

# name, network, size of the minor
CASES = (
    ("one", "--widths 3,2 --head-dim 2 --method direct", 13),
    ("polynomial", "--family pnn --widths 3,4,2 --power 3", 16),
    ("wide", "--widths 7,4 --head-dim 3 --method direct", 60),
    ("two", "--widths 5,4,3 --head-dim 3 --method direct", 50),
    ("three", "--widths 4,4,4,4 --head-dim 3 --method direct", 58),
    ("residual", "--layers 2 --width 4 --head-dim 2 --residual --method direct", 54),
    ("residual-reduction", "--layers 3 --width 5 --head-dim 2 --residual", 21),
    ("heads", "--widths 3,3,2 --head-dim 2 --heads 2 --value-dim 1 --mask causal --method direct", 30),
    ("reduction", "--layers 2 --width 6 --head-dim 2", 8))
# Systems that Network.v has no model of, and one without a minor.
BEYOND = (("--widths 2,2 --head-dim 2 --norm affine", "division"),
          ("--widths 4,4 --head-dim 2 --tokens 2 --rotary 2", ""))
AXIOMS = re.compile(r"^(?:Uint63\.|PrimInt63\.)?(?:int|\w+_spec'?|eqb_correct|eqb_refl|of_to_Z|add|sub|mul|mod|div|"
                    r"ltb|leb|lsl|lsr|land|lor|lxor|eqb|compare|head0|tail0)$")

lock = threading.Lock()
count = failures = 0


def check(good, what, *why):
    """A line of TAP."""
    global count, failures
    with lock:
        count += 1
        print("%sok %d - %s" % ("" if good else "not ", count, what))
        if not good:
            failures += 1
            print("\n".join("# " + line for line in " ".join(map(str, why)).split("\n")))
        sys.stdout.flush()
    return good


def skip(reason):
    print("1..0 # SKIP " + reason)
    sys.exit(0)


def run(*command):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return done.returncode, done.stdout


def compiler():
    coqc = find("coqc")
    if coqc is None:
        skip("there is no coqc")
    code, where = run(coqc, "-where")
    contrib = os.path.join(where.strip(), "user-contrib")
    if code != 0 or not os.path.exists(os.path.join(contrib, "mathcomp", "algebra", "rat.vo")):
        skip("Coq has no MathComp algebra")
    return coqc


COQC = compiler()


def coq(directory, file):
    return run(COQC, "-w", "none", "-R", directory, "Fulgurite", os.path.join(directory, file))


def compile_checker(directory):
    for name in ("Network", "Facts", "Checker", "Sound"):
        shutil.copy(os.path.join(CHECKER, name + ".v"), directory)
        code, words = coq(directory, name + ".v")
        if not check(code == 0, name + ".v compiles", words):
            print("Bail out! there is no checker")
            sys.exit(1)


def export(directory, name, network, size):
    certificate = os.path.join(directory, name + ".json")
    file = os.path.join(directory, name.replace("-", "_") + ".v")
    code, words = run(PROGRAM, "dim", *network.split(), "--certificate", certificate)
    check(code == 0, name + " has a certificate", words)
    with open(certificate) as text:
        minor = json.load(text)["lower_bound"]["minor"]
    check(len(minor["rows"]) == size, "%s has a minor of size %d" % (name, size), len(minor["rows"]))
    code, words = run(PROGRAM, "export", "--system", "certificate", "--format", "coq", certificate, "-o", file)
    check(code == 0, name + " is exported", words)
    with open(file) as text:
        return os.path.basename(file), text.read()


def accepted(directory, case):
    name, network, size = case
    file, text = export(directory, name, network, size)
    check(text.count("\n  %d <= \\rank (jacobian_at net weights inputs).\n" % size) == 1,
          "%s claims the rank %d" % (name, size))
    code, words = coq(directory, file)
    check(code == 0, name + " compiles", words[-2000:])
    first, _, axioms = words.partition("Axioms:\n")
    names = re.findall(r"^([\w.']+)(?= :|$)", axioms, re.M)
    check(first == "" and len(names) >= 10 and all(map(AXIOMS.match, names)),
          name + " assumes nothing but native integers", words[-4000:])
    return text


def swapped(text, old, new):
    """The text with the first occurrence of a pattern changed."""
    changed, number = re.subn(old, new, text, count=1)
    check(number == 1 and changed != text, "there is something to change", old)
    return changed


def more(match):
    return match.group(1) + str(int(match.group(2)) + 1)


def forgeries(text, size):
    """Name, text, where Coq must stop."""
    yield "weight", swapped(text, r"(q1_1_1_1 \.\. \*\) \[:: )(-?\d+)", more), "accepted"
    yield "claim", swapped(text, r"(\n  )(%d)(?= <= .rank)" % size, more), "rank_at_least"
    yield "repeated row", swapped(text, r"(\[:: )(\(\d, \d, \d\)); \(\d, \d, \d\)", r"\1\2; \2"), "accepted"
    yield ("size + 1", swapped(swapped(swapped(text, r"(\[:: )(\(\d, \d, \d\))", r"\1\2; \2"),
                                       r"(number.*\n  \[:: )(\d+)", r"\1\2; \2"),
                               r"(\n  )(%d)(?= <= .rank)" % size, more), "accepted")
    yield "column", swapped(text, r"(number.*\n  \[:: )(\d+); (\d+)", r"\1\3; \2"), "accepted"
    yield "row", swapped(text, r"\[:: (\(\d, \d, \d\)); (\(\d, \d, \d\))", r"[:: \2; \1"), "accepted"
    yield "row out of range", swapped(text, r"\[:: \(\d, ", "[:: (99, "), "accepted"
    yield "input", swapped(text, r"(Definition inputs [^=]*:= (?:\[:: )+)(-?\d+)", more), "accepted"
    yield "inverse", swapped(text, r"(inverse of the minor \*\)\s+\[:: \[:: )(\d+)", more), "accepted"
    yield "prime 0", swapped(text, r"\d+%uint63\n", "0%uint63\n"), "accepted"
    yield "prime 1", swapped(text, r"\d+%uint63\n", "1%uint63\n"), "accepted"
    yield "large prime", swapped(text, r"\d+%uint63\n", "2305843009213693951%uint63\n"), "accepted"
    yield "mask", swapped(text, r"false \(\* causal", "true (* causal"), "accepted"


def refused(directory, number, forgery):
    name, text, place = forgery
    file = "forged%d.v" % number
    with open(os.path.join(directory, file), "w") as out:
        out.write(text)
    code, words = coq(directory, file)
    line = re.search(r"line (\d+), characters", words)
    before = text.split("\n")[:int(line.group(1))] if line else []
    names = re.findall(r"^(?:Lemma|Theorem) (\w+)", "\n".join(before), re.M)
    check(code != 0 and names[-1:] == [place], "the forgery \"%s\" is refused" % name, code, words[:2000])


def beyond():
    for network, reason in BEYOND:
        code, words = run(PROGRAM, "export", "--system", "certificate", "--format", "coq", *network.split())
        check(code == 4 and reason in words and "Theorem" not in words, "no model of " + network, code, words)
    code, words = run(PROGRAM, "export", "--system", "jacobian", "--format", "coq", "--widths", "2,2", "--head-dim", "1")
    check(code == 4 and "certificate" in words, "a system that is no certificate", code, words)


def altered(directory):
    """A certificate that the judge refuses is not exported, and the network's own
    is that of the file."""
    name, network, _ = CASES[1]
    certificate = os.path.join(directory, name + ".json")
    export_it = (PROGRAM, "export", "--system", "certificate", "--format", "coq")
    whole = run(*export_it, certificate)
    check(whole[0] == 0 and whole == run(*export_it, *network.split()), "two ways to one file")
    with open(certificate) as text:
        value = json.load(text)
    value["lower_bound"]["minor"]["rows"][0] = value["lower_bound"]["minor"]["rows"][1]
    with open(certificate, "w") as out:
        json.dump(value, out)
    code, words = run(*export_it, certificate)
    check(code == 3 and "Theorem" not in words, "a refused certificate", code, words)


def main():
    few = SHARE < 1
    with tempfile.TemporaryDirectory() as directory, ThreadPoolExecutor(2) as pool:
        compile_checker(directory)
        texts = list(pool.map(lambda case: accepted(directory, case), CASES[:2] if few else CASES))
        forged = list(forgeries(texts[0], CASES[0][2]))
        list(pool.map(lambda n: refused(directory, n, forged[n]), range(3 if few else len(forged))))
        beyond()
        altered(directory)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    files = 4 + len(texts) + (3 if few else len(forged))
    check(used.ru_utime < SECONDS * files, "%d files take %.0f s of processor time" % (files, used.ru_utime))
    print("1..%d" % count)
    return failures > 0


sys.exit(main())
