#!/usr/bin/env python3
"""The shells' completions offer what "fulgurite help" names, and nothing that the
program does not take."""

import os
import re
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from tap import BUILD, SOURCE, check, done, run, skip  # noqa: E402

# What the help of a command that takes an architecture says in one line.
SHAPE = "Architecture (or --arch FILE"


def find(name):
    for folder in (BUILD, SOURCE):
        path = os.path.join(folder, "doc", "completion", name)
        if os.path.exists(path):
            return path
    return None


def complete(path, *words):
    """What bash is offered behind these words."""
    script = ('compopt() { echo "$*"; }; . "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); '
              '_fulgurite; printf "%s\\n" "${COMPREPLY[@]}"')
    found = subprocess.run(["bash", "-c", script, "bash", path, "fulgurite"] + list(words),
                           stdout=subprocess.PIPE, stderr=subprocess.PIPE, universal_newlines=True)
    check(found.returncode == 0 and not found.stderr, "bash completes " + " ".join(words), found.stderr)
    return found.stdout.split("\n")[:-1]


names = re.findall(r"(?m)^  ([a-z]+)  ", run("help").out)
bash, zsh = find("fulgurite"), find("_fulgurite")
check(bash is not None and zsh is not None, "the completions are there")
with open(zsh, encoding="utf-8") as stream:
    zsh_text = stream.read()
if shutil.which("zsh"):
    read = subprocess.run(["zsh", "-n", zsh], stderr=subprocess.PIPE, universal_newlines=True)
    check(read.returncode == 0 and not read.stderr, "zsh reads its completion", read.stderr)
else:
    skip("zsh reads its completion", "no zsh")
if not shutil.which("bash"):
    skip("bash completes", "no bash")
    done()
check(set(names) | {"help"} <= set(complete(bash, "")), "every command is offered", complete(bash, ""))
check(complete(bash, "org") == ["organize"], "a command is completed")
shape = set(re.findall(r"--[a-z][a-z-]*", run("help", "architecture").out))
for name in names:
    text = run("help", name).out
    # The table: lines that begin with an option; the prose names those of others.
    said = set(re.findall(r"(?m)^  (--?[A-Za-z0-9-]+)", text))
    said |= set(re.findall(r"--[a-z][a-z-]*", text[text.index(SHAPE):].split("\n\n")[0])) if SHAPE in text else set()
    offered = {word for word in complete(bash, name, "-") if word.startswith("-")}
    check(said <= offered, "%s: bash offers all options of the help" % name, sorted(said - offered))
    section = re.search(r"(?ms)^        %s\) _arguments.*?;;" % name, zsh_text).group(0)
    listed = set(re.findall(r"'(--?[A-Za-z0-9-]+)\[", section))
    check(listed == offered, "%s: zsh offers the same" % name, sorted(listed ^ offered))
    wrong = [option for option in sorted(offered)
             if "unknown option" in run(name, *(["margin"] if name == "optimize" else []), option, "1").err]
    check(not wrong, "%s takes every option that is offered" % name, wrong)
check(complete(bash, "dim", "--norm", "") == ["none", "affine", "softmax"], "the words of a choice")
check(complete(bash, "dim", "--norm", "s") == ["softmax"], "a word of a choice")
check(complete(bash, "dim", "--config", "") == ["-o default", ""], "files behind an option that takes one")
check("-o dirnames" in complete(bash, "organize", "--plot", ""), "folders behind an option that takes one")
check({"margin", "descend"} <= set(complete(bash, "optimize", "")), "the tasks of a command")
check(complete(bash, "dim", "--tokens", "") == [""], "nothing behind an option that takes a number")
done()
