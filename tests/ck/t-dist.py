"""The release archive holds every file of the repository, but for those named
here, and none that is neither there nor made.  Prints TAP.

Skipped outside of a checkout: only git knows what there is.
"""
import os
import subprocess
import sys

import tree

SOURCE = os.path.abspath(os.environ.get("srcdir", os.path.join(os.path.dirname(__file__), "../..")))
BUILD = os.path.abspath(os.environ.get("builddir", "."))

# What serves the repository and not who builds from the archive: the run on each
# change, git's own files, and scripts that show faults of other programs.
LEFT_OUT = (".ci/", ".gitattributes", ".gitignore", "findings/")
# What "make dist" makes first.
MADE = ("doc/man/", "doc/completion/")

LIST = r"""
list-of-dist:
	@printf '%s\n' 'here they are' '$(srcdir)' $(DISTFILES)
"""


def git(*words, text=None):
    return subprocess.run(("git", "-C", SOURCE) + words, capture_output=True, text=True,
                          input=text)


def tracked():
    return git("ls-files", "-z").stdout.split("\0")[:-1]


def listed():
    """DISTFILES of automake, below the folder of the sources."""
    environment = {name: value for name, value in os.environ.items()
                   if name not in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL")}
    answer = subprocess.run(
        ["make", "-s", "--no-print-directory", "-f", "Makefile", "-f", "-", "list-of-dist"],
        cwd=BUILD, env=environment, input=LIST, capture_output=True, text=True, check=True)
    # Before that stands what make said when the Makefile itself had to be made.
    place, *names = answer.stdout.split("here they are\n")[1].split("\n")[:-1]
    place += "/"
    return [os.path.normpath(name[len(place):] if name.startswith(place) else name)
            for name in names]


def absent(files, dist):
    """Those of the files that are not in the list, nor in a folder of it."""
    given = set(dist)
    for name in files:
        parts = name.split("/")
        whole = ("/".join(parts[:n]) for n in range(1, len(parts) + 1))
        if not name.startswith(LEFT_OUT) and given.isdisjoint(whole):
            yield name


def unknown(files, dist, ignored):
    """Those of the list that the repository lacks and nothing makes."""
    known = set(files) | set(ignored)
    for name in dist:
        folder = name + "/"
        if not name.startswith(MADE) and name not in known \
                and not any(one.startswith(folder) for one in files):
            yield name


def nothing_absent():
    yield from absent(tracked(), listed())


def nothing_unknown():
    dist = listed()
    ignored = git("check-ignore", "-z", "--stdin", text="\0".join(dist)).stdout.split("\0")
    yield from unknown(tracked(), dist, ignored)


def exceptions_needed():
    files = tracked()
    for start in LEFT_OUT:
        if not any(name.startswith(start) for name in files):
            yield start + ": there is no such file"


def both_can_fail():
    """The two comparisons, of lists of which the answer is plain."""
    files = ["a.c", "b/c.c", "d/e/f.c", ".ci/run"]
    if list(absent(files, ["a.c", "d"])) != ["b/c.c"]:
        yield "a file that is not listed is not missed"
    if list(unknown(files, ["a.c", "d", "x.c", "made", "doc/man/x.1"], ["made"])) != ["x.c"]:
        yield "a file that is not in the repository is not noticed"


def main():
    if not os.path.exists(os.path.join(SOURCE, ".git")) or git("ls-files").returncode:
        print("1..0 # SKIP no checkout of git")
        return 0
    return tree.report([
        ("the archive has every file of the repository", nothing_absent),
        ("and none that nobody has", nothing_unknown),
        ("what is left out is there", exceptions_needed),
        ("the comparisons see a difference", both_can_fail),
    ])


if __name__ == "__main__":
    sys.exit(main())
