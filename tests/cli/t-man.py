#!/usr/bin/env python3
"""Every command has a man page, which groff accepts and which says what
"fulgurite help COMMAND" says."""

import os
import re
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from tap import BUILD, SOURCE, check, done, run, skip  # noqa: E402


def find(name):
    for folder in (BUILD, SOURCE):
        path = os.path.join(folder, "doc", "man", name)
        if os.path.exists(path):
            return path
    return None


def words(text):
    """The words of a page, however its lines are broken."""
    return " ".join(re.sub(r"\\f[BRI]|\\&", "", text).replace("\\-", "-").replace("\\e", "\\").split())


names = re.findall(r"(?m)^  ([a-z]+)  ", run("help").out)
check(len(names) >= 9, "the commands", names)
for name in [None] + names:
    file = "fulgurite%s.1" % ("-" + name if name else "")
    path = find(file)
    check(path is not None, file + " is there")
    if path is None:
        continue
    with open(path, encoding="utf-8") as stream:
        text = stream.read()
    page = words(re.sub(r"(?m)^\.(PP|EX|EE|in.*|nf|fi|TP)$", "", text))
    if name:
        said = run("help", name).out.split("\n\n", 1)
        usage = words(said[1].partition("\n\n")[0].replace("usage: ", ""))
        check(usage in page and all(words(x) in page for x in said[1].split("\n\n")[1:]),
              "%s says what the help says" % file)
        check(all(re.search(r"(?m)^\.SH %s$" % section, text)
                  for section in ("NAME", "SYNOPSIS", "DESCRIPTION", "EXAMPLES", "OUTPUT FOR PROGRAMS", "SEE ALSO")),
              "%s has its sections" % file)
    else:
        check(all("fulgurite-%s(1)" % other in page for other in names) and "EXIT CODES" in page, "%s names all" % file)
    check(not re.search(r"``|:math:|:ref:|:doc:|`_|\\\\", text), "%s has no markup left" % file)
    if shutil.which("groff"):
        process = subprocess.run(["groff", "-man", "-ww", "-Tutf8", "-z", path], stderr=subprocess.PIPE,
                                 stdout=subprocess.PIPE, universal_newlines=True)
        check(process.returncode == 0 and not process.stderr, "groff accepts " + file, process.stderr)
    else:
        skip("groff accepts " + file, "no groff")
done()
