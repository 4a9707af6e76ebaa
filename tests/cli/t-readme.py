#!/usr/bin/env python3
"""The transcript of README.md is what the program prints, its links exist, and
its table names every command."""

import os
import re
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from tap import BUILD, SOURCE, check, done, folder, run  # noqa: E402

with open(os.path.join(SOURCE, "README.md"), encoding="utf-8") as file:
    text = file.read()
transcript = re.search(r"(?m)^    \$ (?:.*\n)(?:    .*\n)*", text).group(0)
commands = []
for line in transcript.splitlines():
    if line.startswith("    $ "):
        commands.append((line[6:], []))
    else:
        commands[-1][1].append(line[4:])
check(len(commands) >= 3, "a transcript of %d commands" % len(commands))
with folder() as directory:
    os.symlink(BUILD, os.path.join(directory, "build"))
    os.symlink(os.path.abspath(os.path.join(SOURCE, "examples")), os.path.join(directory, "examples"))
    for command, lines in commands:
        process = subprocess.run(["sh", "-c", command], cwd=directory, stdout=subprocess.PIPE,
                                 stderr=subprocess.STDOUT, universal_newlines=True, timeout=60)
        check(process.stdout.splitlines() == lines, command, process.stdout, "\n".join(lines))

for link in re.findall(r"\]\(([^):]+)\)", text):
    check(os.path.exists(os.path.join(SOURCE, link)), "the link " + link)
for name in re.findall(r"(?m)^  ([a-z]+)  ", run("help").out):
    check("| `fulgurite %s` |" % name in text, "the table has " + name)
check(len(text.splitlines()) <= 84 and all(len(line) <= 115 for line in text.splitlines()), "one page")
version = run("--version").out.split()[1]
with open(os.path.join(SOURCE, "NEWS.md"), encoding="utf-8") as file:
    check("## %s" % version in file.read(), "NEWS.md has " + version)
done()
