#!/usr/bin/env python3
"""The Python package: the tests of pytest in this folder, as TAP.

Skipped where no Python has pytest, or where the shared library is not built or
cannot be loaded (sanitizers).
"""
import os
import re
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
SOURCE = os.environ.get("srcdir", os.path.join(HERE, os.pardir, os.pardir))
BUILD = os.path.abspath(os.environ.get("builddir", "."))
LIBRARY = os.path.join(BUILD, ".libs", "libfulgurite.so.0")


def environment():
    path = os.path.join(os.path.abspath(SOURCE), "src", "python")
    return {**os.environ, "PYTHONPATH": path, "FULGURITE_LIBRARY": LIBRARY, "PYTHONDONTWRITEBYTECODE": "1",
            "builddir": BUILD, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}


def python():
    """One with pytest: that of the build, or Debian's."""
    for program in (sys.executable, "/usr/bin/python3"):
        if os.path.exists(program) and subprocess.run([program, "-c", "import pytest"],
                                                      stderr=subprocess.DEVNULL).returncode == 0:
            return program
    return None


def main():
    program = python()
    if program is None:
        print("1..0 # SKIP no python3-pytest")
        return 0
    if not os.path.exists(LIBRARY):
        print("1..0 # SKIP no shared library")
        return 0
    tried = subprocess.run([program, "-c", "import fulgurite"], env=environment(), capture_output=True, text=True)
    if "ASan runtime" in tried.stderr:
        print("1..0 # SKIP the library wants a sanitizer")
        return 0
    run = subprocess.run([program, "-m", "pytest", "-v", "-rs", "-p", "no:cacheprovider", "--color=no", HERE],
                         env=environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    number = 0
    for line in run.stdout.split("\n"):
        match = re.match(r"(\S+::.+?) (PASSED|FAILED|ERROR|SKIPPED)(.*)", line)
        if not match:
            print("#", line)
            continue
        number += 1
        name, verdict, _ = match.groups()
        why = re.search(r"\((.*?)\)? *\[", match.group(3) + " [")
        print("not ok" if verdict in ("FAILED", "ERROR") else "ok", number, "-", name.replace("#", "no."),
              f"# SKIP {why.group(1) if why else ''}" if verdict == "SKIPPED" else "")
    number += 1
    good = run.returncode == 0 and number > 20
    print("ok" if good else "not ok", number, "- pytest comes to its end with every test")
    print(f"1..{number}")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
