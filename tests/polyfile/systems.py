"""Runs files of polynomial systems in the algebra systems that are here."""

import os
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, os.pardir, "cli"))
sys.path.insert(0, os.path.join(HERE, os.pardir))
from tap import BUILD, check, done, folder, skip  # noqa: E402,F401
from tools import find, wanted  # noqa: E402

# Seconds after which a system is given up; a long sum takes Maxima two minutes on
# a loaded machine.
HANGS = 600
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


# Giac has no program of its own in Debian 12; its library is in Sage's Python.
GIAC = """import sys
from sage.all import *
from sage.libs.giac.giac import libgiac
libgiac('read("%s")' % sys.argv[1])
"""
COMMANDS = {"m2": ["M2", "--script"], "singular": ["Singular", "-q"], "gp": ["gp", "-q"], "gap": ["gap", "-q"],
            "maxima": ["maxima", "--very-quiet"], "sage": ["sage"], "giac": ["sage", "-python", "-c", GIAC]}
ENDINGS = {"maxima": ".mac", "sage": ".sage", "python": ".py"}


def command(form):
    """How a file of that format is run here; None when it can not be."""
    if form == "python":
        return [python_with_sympy()] if python_with_sympy() else None
    words = COMMANDS.get(form, [None])
    if words[0] and find(words[0]):
        return words
    # Sage's names on top of sympy, where there is no Sage.
    return [python_with_sympy()] if form == "sage" and python_with_sympy() else None


def has_bases(form):
    """Whether a system computes the Groebner bases that its files ask for: the Maxima of Debian 13 (5.47.0, built
    with a newer GCL) cannot load its own package grobner."""
    if form != "maxima":
        return True
    return run(form, 'load("grobner")$\nprint(length(poly_reduced_grobner([x^2 - y, x*y - 1], [x, y])))$\n')[-1:] == ["2"]


def arguments(form, name):
    return ["--batch-string=load(\"%s\")$" % name] if form == "maxima" else [name]


def is_answer(form, line):
    """Not empty, a complaint of a Singular that misses a plug-in or of a Maxima that misses its documentation, the
    echo of a command, or what Giac says while it compiles."""
    if form == "giac":
        return re.match(r"dimension|degree|vanishes|expected|rank|generators|affine|-?\d+$|\w+: polynomials", line)
    return line and not line.startswith(("//", "load(", "SIMPLE-WARNING: Maxima is unable to set up the help system",
                                         "(Details: CL-INFO::"))


# Sage takes longer to start than to answer: several files go through one process.
MANY = {"sage": """import sys
from sage.all import *
from sage.repl.load import load
for name in sys.argv[1:]:
    print("file", name, flush=True)
    load(name, {**globals()})
""", "giac": """import sys
from sage.all import *
from sage.libs.giac.giac import libgiac
for name in sys.argv[1:]:
    print("file", name, flush=True)
    libgiac('restart')
    libgiac('read("%s")' % name)
    sys.stdout.flush()
"""}


def run_all(form, texts, timeout=HANGS):
    """The answers of several files."""
    if command(form) != COMMANDS.get(form) or form not in MANY:
        return [run(form, text) for text in texts]
    answers = []
    with tempfile.TemporaryDirectory(prefix="fulgurite-") as directory:
        names = [os.path.join(directory, "s%d%s" % (k, ENDINGS.get(form, ""))) for k in range(len(texts))]
        for name, text in zip(names, texts):
            with open(name, "w", encoding="utf-8") as stream:
                stream.write(text)
        done = subprocess.run(["sage", "-python", "-c", MANY[form]] + names, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, universal_newlines=True,
                              timeout=timeout, env=dict(os.environ, DOT_SAGE=os.path.join(directory, "dot")))
    for line in done.stdout.splitlines():
        if line.startswith("file "):
            answers.append([])
        elif answers and is_answer(form, line.strip()):
            answers[-1].append(line.strip())
    return answers + [[done.stdout[-500:]]] * (len(texts) - len(answers))


def run(form, text, timeout=HANGS):
    """The lines of answers that a file prints."""
    environment = dict(os.environ, PYTHONDONTWRITEBYTECODE="1")
    if form == "sage" and command(form) != COMMANDS["sage"]:
        environment["PYTHONPATH"] = HERE
    with tempfile.TemporaryDirectory(prefix="fulgurite-") as directory:
        name = os.path.join(directory, "system" + ENDINGS.get(form, ""))
        environment["DOT_SAGE"] = os.path.join(directory, "dot")
        with open(name, "w", encoding="utf-8") as stream:
            stream.write(text)
        done = subprocess.run(command(form) + arguments(form, name), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, universal_newlines=True, timeout=timeout, env=environment)
    lines = [line.strip() for line in done.stdout.splitlines()]
    return [line for line in lines if is_answer(form, line)]


SWITCH = {"m2": ("eliminateToo = false", "eliminateToo = true"),
          "singular": ("eliminate_too = 0", "eliminate_too = 1"),
          "sage": ("eliminate_too = False", "eliminate_too = True"),
          "python": ("eliminate_too = False", "eliminate_too = True"),
          "gap": ("eliminate_too := false", "eliminate_too := true"),
          "giac": ("eliminate_too := false", "eliminate_too := true"),
          "maxima": ("eliminate_too: false", "eliminate_too: true")}


def with_elimination(form, text):
    before, after = SWITCH[form]
    assert before in text
    return text.replace(before, after)
