#!/usr/bin/env python3
"""Certificates that the program writes, judged by all checkers: the verify
command, verify.py and verify.m2.  Every kind of proof is among them; then one
figure of each claim is altered, with fresh digests, and all must refuse."""
import hashlib
import json
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir))
from tools import SHARE, draws, find  # noqa: E402

ROOT = os.environ.get("srcdir") or os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
PROGRAM = os.path.join(os.environ.get("builddir") or os.path.join(ROOT, "build"), "fulgurite")
CHECKERS = os.path.join(ROOT, "examples", "verify")

AFFINE = "--widths 3,2,3 --head-dim 2 --norm affine --tokens 9"
ARCHITECTURES = (
    "--layers 2 --width 8 --head-dim 2",
    "--layers 2 --width 4 --head-dim 2 --method direct",
    "--widths 5,1,4,2 --head-dim 3,2,1 --mask causal",
    "--widths 4,3,2 --head-dim 1,5 --tokens 1",
    "--widths 1,2,1 --head-dim 2",
    AFFINE,
    "--layers 3 --width 5 --head-dim 2 --residual",
    "--layers 3 --width 5 --head-dim 2 --residual --norm affine --tokens 2",
    "--layers 2 --width 2 --head-dim 1 --residual",
    "--widths 3,2,3 --head-dim 2 --norm affine --tokens 7",
    "--layers 2 --width 4 --head-dim 2 --residual --norm affine --tokens 101",
    "--layers 2 --width 3 --head-dim 2 --heads 2 --norm affine --tokens 13",
    "--widths 3,3,2 --head-dim 2 --heads 2 --value-dim 1",
    "--widths 9,9 --head-dim 3 --heads 3",
    "--widths 9,9 --head-dim 9 --heads 3",
    "--widths 9,8 --head-dim 9 --heads 3 --value-dim 6",
    "--layers 12 --width 768 --heads 12 --head-dim 64 --value-dim 64 --residual --tokens 1024",
    "--layers 12 --width 768 --head-dim 64",
    "--widths 3,2 --head-dim 1 --heads 2",
    "--widths 5,1 --head-dim 3 --heads 2",
    "--widths 6,1 --head-dim 4 --heads 5",
    "--widths 2,4 --head-dim 2 --heads 3 --value-dim 1",
    "--widths 3,2 --head-dim 1 --heads 5 --value-dim 1",
    "--widths 2,3,1,3 --head-dim 2,2,1 --heads 4,4,2 --tokens 1",
    "--widths 3,2 --head-dim 1 --norm affine --tokens 1",
    "--family pnn --widths 3,2,1",
    "--family pnn --widths 3,2,4 --power 1",
    "--family pnn --widths 3,5,1 --power 4",
    "--family pnn --widths 4,9,1 --power 4",
    "--family pnn --widths 5,14,1 --power 4",
    "--family pnn --widths 5,7,1 --power 3",
    "--family pnn --widths 3,5,2 --power 3",
    "--family pnn --widths 4,5,3 --power 2",
    "--family pnn --widths 4,2,1 --power 2",
    "--family pnn --widths 3,4,2,1 --power 2",
    "--family pnn --widths 2,3,4,5 --power 2",
    "--family pnn --widths 4,6,5 --power 2",
    "--widths 9223372036854775807,9223372036854775807 --head-dim 9",
)


def some(architectures):
    """All of them; where the suite is repeated a few, and the one whose bounds are passed."""
    if SHARE >= 1:
        return architectures
    chosen = draws().sample(architectures, max(6, int(len(architectures) * SHARE)))
    return chosen + [AFFINE] * (AFFINE not in chosen)


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


def beyond(certificate):
    """The same, with a model of more tokens or a larger minor than any checker takes."""
    model = json.loads(json.dumps(certificate))
    model["architecture"]["tokens"] = 10 ** 9 + 7
    model["lower_bound"]["model"]["tokens"] = 10 ** 9 + 7
    rows = json.loads(json.dumps(certificate))
    minor = rows["lower_bound"]["minor"]
    minor["rows"] = [[1, 1, 1]] * 20001
    minor["columns"] = ["q1_1_1_1"] * 20001
    for value in (model, rows):
        value["architecture_digest"] = digest(value["architecture"])
        del value["digest"]
        value["digest"] = digest(value)
        yield value


def unable(command, files):
    """Exit code 4, and a line that says so for each file."""
    answer = subprocess.run(command + files, stdout=subprocess.PIPE, universal_newlines=True)
    return answer.returncode == 4 and [": unable: " in line for line in answer.stdout.splitlines()] == [True] * len(files)


def verdicts(command, files):
    """1 for each file that is accepted, 0 for each that is refused."""
    lines = subprocess.run(command + files, stdout=subprocess.PIPE, universal_newlines=True).stdout.splitlines()
    return [": accepted: " in line for line in lines]


def main():
    commands = [("verify", [PROGRAM, "verify"]),
                ("verify.py", [sys.executable, os.path.join(CHECKERS, "verify.py")]),
                ("verify.m2", ["M2", "--script", os.path.join(CHECKERS, "verify.m2")])]
    print("1..%d" % (4 * len(commands)))
    with tempfile.TemporaryDirectory() as folder:
        chosen = some(ARCHITECTURES)
        true, false = [], []
        for number, words in enumerate(chosen):
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
        affine = chosen.index(AFFINE)
        far = []
        with open(true[affine]) as file:
            for number, value in enumerate(beyond(json.load(file))):
                far.append(os.path.join(folder, "far-%d.json" % number))
                with open(far[-1], "w") as other:
                    other.write(canonical(value))
        good = True
        for number, (name, command) in enumerate(commands):
            if name == "verify.m2" and not (find("M2") and find("sha256sum")):
                for step in range(4):
                    print("ok %d # SKIP no Macaulay2" % (4 * number + step + 1))
                continue
            accepted, refused = verdicts(command, true), verdicts(command, false)
            for step, right, what in ((1, accepted == [True] * len(true), "accepts what the program proves"),
                                      (2, refused == [False] * len(false), "refuses altered claims"),
                                      (3, unable(command, far), "is unable beyond its limits"),
                                      (4, subprocess.run(command + far + false[:1], stdout=subprocess.PIPE).returncode
                                       == 1, "refusals weigh more than limits")):
                print("%sok %d - %s %s" % ("" if right else "not ", 4 * number + step, name, what))
                good = good and right
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
