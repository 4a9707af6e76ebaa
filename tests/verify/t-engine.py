#!/usr/bin/env python3
"""Certificates that the program writes, judged by all checkers: the verify
command, verify.py and verify.m2.  Every kind of proof is among them; then one
figure of each claim is altered, with fresh digests, and all must refuse."""
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile

ROOT = os.environ.get("srcdir") or os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
PROGRAM = os.path.join(os.environ.get("builddir") or os.path.join(ROOT, "build"), "fulgurite")
CHECKERS = os.path.join(ROOT, "examples", "verify")

ARCHITECTURES = (
    "--layers 2 --width 8 --head-dim 2",
    "--layers 2 --width 4 --head-dim 2 --method direct",
    "--widths 5,1,4,2 --head-dim 3,2,1 --mask causal",
    "--widths 4,3,2 --head-dim 1,5 --tokens 1",
    "--widths 1,2,1 --head-dim 2",
    "--widths 3,2,3 --head-dim 2 --norm affine --tokens 9",
    "--layers 3 --width 5 --head-dim 2 --residual",
    "--layers 3 --width 5 --head-dim 2 --residual --norm affine --tokens 2",
    "--layers 2 --width 2 --head-dim 1 --residual",
    "--widths 3,3,2 --head-dim 2 --heads 2 --value-dim 1",
    "--widths 9,9 --head-dim 3 --heads 3",
    "--widths 9,9 --head-dim 9 --heads 3",
    "--widths 9,8 --head-dim 9 --heads 3 --value-dim 6",
    "--layers 12 --width 768 --heads 12 --head-dim 64 --value-dim 64 --residual --tokens 1024",
    "--layers 12 --width 768 --head-dim 64",
    "--widths 3,1 --head-dim 2 --heads 2",
    "--widths 3,2 --head-dim 1 --norm affine --tokens 1",
    "--family pnn --widths 3,2,1",
    "--family pnn --widths 3,2,4 --power 1",
    "--widths 9223372036854775807,9223372036854775807 --head-dim 9",
)


def canonical(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


def digest(value):
    return hashlib.sha256(canonical(value).encode()).hexdigest()


def forge(certificate, key):
    """The same certificate with one figure of its claim raised by one."""
    forged = json.loads(json.dumps(certificate))
    forged["claim"][key] = int(forged["claim"][key] or 0) + 1
    del forged["digest"]
    forged["digest"] = digest(forged)
    return forged


def verdicts(command, files):
    """1 for each file that is accepted, 0 for each that is refused."""
    lines = subprocess.run(command + files, stdout=subprocess.PIPE, universal_newlines=True).stdout.splitlines()
    return [": accepted: " in line for line in lines]


def main():
    commands = [("verify", [PROGRAM, "verify"]),
                ("verify.py", [sys.executable, os.path.join(CHECKERS, "verify.py")]),
                ("verify.m2", ["M2", "--script", os.path.join(CHECKERS, "verify.m2")])]
    print("1..%d" % (2 * len(commands)))
    with tempfile.TemporaryDirectory() as folder:
        true, false = [], []
        for number, words in enumerate(ARCHITECTURES):
            name = os.path.join(folder, "%d.json" % number)
            subprocess.run([PROGRAM, "dim", "--certificate", name] + words.split(),
                           stdout=subprocess.PIPE, check=True)
            true.append(name)
            with open(name) as file:
                certificate = json.load(file)
            for key in ("lower", "upper", "dimension", "parameters", "generic_fiber_dimension"):
                false.append(os.path.join(folder, "%d-%s.json" % (number, key)))
                with open(false[-1], "w") as file:
                    file.write(canonical(forge(certificate, key)))
        good = True
        for number, (name, command) in enumerate(commands):
            if not shutil.which(command[0]) or (name == "verify.m2" and not shutil.which("sha256sum")):
                print("ok %d # SKIP no Macaulay2" % (2 * number + 1))
                print("ok %d # SKIP no Macaulay2" % (2 * number + 2))
                continue
            accepted, refused = verdicts(command, true), verdicts(command, false)
            for step, right, what in ((1, accepted == [True] * len(true), "accepts what the program proves"),
                                      (2, refused == [False] * len(false), "refuses altered claims")):
                print("%sok %d - %s %s" % ("" if right else "not ", 2 * number + step, name, what))
                good = good and right
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
