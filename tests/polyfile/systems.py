"""Runs files of polynomial systems in the algebra systems that are here."""

import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, os.pardir, "cli"))
sys.path.insert(0, os.path.join(HERE, os.pardir))
from tap import BUILD, check, done, folder, skip  # noqa: E402,F401
from tools import find, wanted  # noqa: E402

MAKE = os.path.join(BUILD, "tests", "polyfile", "make")


def make(system, form, *prime):
    """The text of a system of tests/polyfile/make.c."""
    run = subprocess.run([MAKE, system, form] + [str(p) for p in prime], stdout=subprocess.PIPE,
                         stderr=subprocess.PIPE, universal_newlines=True, timeout=60)
    if run.returncode:
        raise ValueError(run.stderr.strip())
    return run.stdout


def python_with_sympy():
    for python in (sys.executable, "/usr/bin/python3") if wanted() else ():
        try:
            if subprocess.run([python, "-c", "import sympy"], stderr=subprocess.DEVNULL).returncode == 0:
                return python
        except OSError:
            pass
    return None


def command(form):
    """How a file of that format is run here; None when it can not be."""
    if form == "m2" and find("M2"):
        return ["M2", "--script"]
    if form == "singular" and find("Singular"):
        return ["Singular", "-q"]
    if form == "sage" and python_with_sympy():
        return [python_with_sympy()]
    return None


def run(form, text, timeout=120):
    """The lines a file prints, without the complaints of a Singular that misses a plug-in."""
    environment = dict(os.environ, PYTHONPATH=HERE, PYTHONDONTWRITEBYTECODE="1")
    with tempfile.TemporaryDirectory(prefix="fulgurite-") as directory:
        name = os.path.join(directory, "system")
        with open(name, "w", encoding="utf-8") as stream:
            stream.write(text)
        done = subprocess.run(command(form) + [name], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, universal_newlines=True, timeout=timeout, env=environment)
    lines = [line.strip() for line in done.stdout.splitlines()]
    return [line for line in lines if line and not line.startswith("//")]


SWITCH = {"m2": ("eliminateToo = false", "eliminateToo = true"),
          "singular": ("eliminate_too = 0", "eliminate_too = 1"),
          "sage": ("eliminate_too = False", "eliminate_too = True")}


def with_elimination(form, text):
    before, after = SWITCH[form]
    assert before in text
    return text.replace(before, after)
