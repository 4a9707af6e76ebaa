#!/usr/bin/env python3
"""Every example of the manual is what the program prints.

An example is a literal block of doc/**/*.rst whose first line begins with "$ ".
The commands of a page run in their order in one temporary folder; "fulgurite" is
in the PATH, examples/ is at hand.  In the output a line "..." stands for any
lines.  With --write, the outputs in the pages named are replaced by what is
printed now (lines "..." and what follows them are then lost).
"""

import os
import re
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from tap import PROGRAM, SOURCE, check, done, folder, skip  # noqa: E402

OWN = {"fulgurite", "echo"}


def pages():
    for where, _, names in sorted(os.walk(os.path.join(SOURCE, "doc"))):
        for name in sorted(names):
            if name.endswith(".rst"):
                yield os.path.join(where, name)


def blocks(lines):
    """(first line, last line + 1, indentation) of the examples of a page."""
    n = 0
    while n < len(lines):
        match = re.match(r"( +)\$ ", lines[n])
        if not match or lines[n - 1].strip():
            n += 1
            continue
        start, width = n, len(match.group(1))
        while n < len(lines) and (not lines[n].strip() or lines[n].startswith(" " * width)):
            n += 1
        end = n
        while not lines[end - 1].strip():
            end -= 1
        yield start, end, width


def steps(lines):
    """[(command, expected lines)]; a line "> " goes on with the command."""
    result = []
    for line in lines:
        if line.startswith("> ") and not result[-1][1]:
            result[-1] = (result[-1][0] + "\n" + line[2:], [])
        elif line.startswith("$ "):
            result.append((line[2:], []))
        else:
            result[-1][1].append(line)
    return result


def matches(expected, found):
    """Line by line; "..." stands for any number of lines."""
    if not expected:
        return not found
    if expected[0] == "...":
        return any(matches(expected[1:], found[n:]) for n in range(len(found) + 1))
    return bool(found) and expected[0] == found[0] and matches(expected[1:], found[1:])


def strip_tail(lines):
    lines = [line.rstrip() for line in lines]
    while lines and not lines[-1]:
        lines.pop()
    return lines


def run(command, directory):
    path = os.path.join(directory, ".bin") + os.pathsep + os.environ.get("PATH", "")
    process = subprocess.run(["sh", "-c", command], cwd=directory, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                             universal_newlines=True, timeout=120, env=dict(os.environ, PATH=path, COLUMNS="80"))
    return strip_tail(process.stdout.split("\n"))


def is_missing(command):
    """Whether the program of a command, of others, is not here."""
    word = command.split()[0]
    return re.fullmatch(r"[A-Za-z][\w.-]*", word) and word not in OWN and shutil.which(word) is None


def try_page(path, write):
    with open(path, encoding="utf-8") as stream:
        lines = stream.read().split("\n")
    page, result, last = os.path.relpath(path, SOURCE), [], 0
    with folder() as directory:
        os.mkdir(os.path.join(directory, ".bin"))
        os.symlink(PROGRAM, os.path.join(directory, ".bin", "fulgurite"))
        os.symlink(os.path.join(SOURCE, "examples"), os.path.join(directory, "examples"))
        for start, end, width in blocks(lines):
            result += lines[last:start]
            for command, expected in steps([line[width:] for line in lines[start:end]]):
                if is_missing(command):
                    if write:
                        result += [(" " * width + x).rstrip() for x in ["$ " + command] + expected]
                    else:
                        skip("%s: %s" % (page, command), "not here")
                    continue
                found = run(command, directory)
                result += [(" " * width + x).rstrip() for x in ("$ " + command).replace("\n", "\n> ").split("\n") + found]
                if not write:
                    check(matches(strip_tail(expected), found), "%s: %s" % (page, command.split("\n")[0]),
                          "\n".join(found), "expected:", "\n".join(expected))
            last = end
    if write:
        with open(path, "w", encoding="utf-8") as stream:
            stream.write("\n".join(result + lines[last:]))


def main():
    write = sys.argv[1:2] == ["--write"]
    for path in (sys.argv[2:] if write else pages()):
        try_page(os.path.abspath(path), write)
    if not write:
        done()


main()
