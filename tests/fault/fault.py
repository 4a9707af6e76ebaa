"""The program with calls of the C library that fail: see shim.c."""

import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, "cli"))
from arrays import gauss, gpt2, npy, safetensors  # noqa: E402,F401
from tap import BUILD, PROGRAM, check, done, folder, rounds, run, skip  # noqa: E402,F401

SHIM = os.path.join(BUILD, "tests", "fault", "shim.so")
OK, NO, USAGE, PARSE, UNABLE, INTERNAL = range(6)


def fault(words, faults, stdin="", timeout=60, **rest):
    """One run; faults: the variables of shim.c without their "FAULT_"."""
    environment = dict(os.environ, LD_PRELOAD=SHIM, LSAN_OPTIONS="detect_leaks=0")
    environment.update(("FAULT_" + name, str(value)) for name, value in faults.items())
    if isinstance(words, str):
        words = words.split()
    return run(*words, stdin=stdin, timeout=timeout, env=environment, **rest)


def works():
    """Is there a shim, and does it reach the program's calls?  Not so under
    sanitizers, which have an allocator of their own; and not wanted where the
    program writes files of its own accord, as for gcov."""
    if not os.path.exists(SHIM) or "FULG_TEST_NO_FAULTS" in os.environ:
        return False
    try:
        return fault("--version", {"ALLOCATION": 1}).code == UNABLE
    except (OSError, subprocess.SubprocessError):
        return False


def need():
    """Ends the test when no fault can be injected."""
    if not works():
        print("1..0 # SKIP no shim, or it is not wanted here, or the allocator is another")
        sys.exit(0)


def prepare():
    """Small files of every kind in the current folder, and the command lines
    that use them: (name, words, the file it leaves or None)."""
    def make(name, words):
        with open(name, "w", encoding="utf-8") as file:
            file.write(run(*words.split()).out)
    make("w.json", "random --widths 2,2,2 --head-dim 1,1 --tokens 2")
    make("one.json", "random --widths 2,2 --head-dim 1")
    make("f.json", "random function --widths 2,2 --head-dim 2")
    make("cubic.json", "random function --widths 2,2 --head-dim 2 --tokens 1 --seed 3")
    make("soft.json", "random --widths 2,2 --head-dim 1 --norm softmax")
    make("x.json", "random input --widths 2,2 --head-dim 1 --count 2")
    make("arch.json", "dim --widths 3,3 --head-dim 2 --json")
    make("c.json", "dim --widths 3,3 --head-dim 2 --certificate -")
    make("balls.json", "dim --widths 2,2 --head-dim 1 --norm softmax --tokens 2 --certificate -")
    for n, name in enumerate("QKV"):
        with open(name + ".npy", "wb") as file:
            file.write(npy(gauss(2, 2, seed=n), "<f8"))
    safetensors("qk.safetensors", [(n, "F64", [2, 2], npy(gauss(2, 2, seed=3), "<f8")[-32:]) for n in "QK"])
    return [
        ("help", "help dim", None),
        ("dim", "dim --widths 3,3 --head-dim 2 --json", None),
        ("a direct dim with its certificate",
         "dim --widths 2,2,2 --head-dim 1 --heads 2 --method direct --certificate new.json", "new.json"),
        ("verify", "verify c.json", None),
        ("rank", "rank w.json", None),
        ("fiber", "fiber one.json --json", None),
        ("same", "same w.json w.json", None),
        ("classify", "classify one.json", None),
        ("recover", "recover f.json --head-dim 2 --weights", None),
        ("recover, one token", "recover cubic.json --head-dim 2 --json", None),
        ("eval", "eval one.json --input x.json", None),
        ("eval of softmax in balls", "eval soft.json --json", None),
        ("dim of a softmax stack with its certificate",
         "dim --widths 2,2 --head-dim 1 --norm softmax --tokens 2 --certificate new.json", "new.json"),
        ("verify in balls", "verify balls.json", None),
        ("rank in balls", "rank --ball soft.json", None),
        ("export", "export --system image --format m2 --widths 2,1 --head-dim 1 --tokens 2 -o new.m2", "new.m2"),
        ("export of a Jacobian", "export --system jacobian --format sage --widths 2,2 --head-dim 1", None),
        ("invariants", "invariants --widths 3,1 --head-dim 1 --tokens 2 -o new.json --format json", "new.json"),
        ("invariants, discovered", "invariants --widths 2,1 --head-dim 1 --tokens 2 --discover --degree 2", None),
        # LAPACK and its Fortran end the program themselves without memory.
        ("check of arrays", "check Q.npy K.npy V.npy --claim regular --no-lapack", None),
        ("check of tensors", "check qk.safetensors --json --no-lapack", None),
        ("random", "random --widths 3,2 --head-dim 2 --denominator 5", None),
    ]
