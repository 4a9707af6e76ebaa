"""The rules of the source tree that a compiler does not see.  Prints TAP.

With a folder as argument, checks that tree instead of the one it lies in.
"""
import functools
import glob
import os
import re
import sys

sys.dont_write_bytecode = True
import tree  # noqa: E402

ROOT = sys.argv[1] if len(sys.argv) > 1 else os.path.join(
    os.path.dirname(os.path.abspath(__file__)), "..", "..")

# A module includes only modules of lower levels (and itself).
LEVEL = {
    "base": 0, "exact": 1, "lapack": 1, "domain": 2, "arch": 3, "config": 4, "rank": 3, "weights": 4,
    "floats": 5, "eval": 5, "function": 5, "minor": 6, "symmetry": 6, "cert": 7, "ball": 7, "jacobian": 7,
    "dim": 8, "fiber": 8, "single": 8, "verify": 8, "polysys": 9, "check": 9,
    "polyfile": 10, "judge": 10, "invariants": 10, "draw": 10, "survey": 10, "cli": 11,
    "cube": 6, "tree": 6, "organize": 8, "dataset": 6, "optimize": 8,
    "pattern": 8,
}
# Headers that belong to a module of another name.
HEADER = {"flint": "base", "call": "cli"}
# verify shares nothing with the engine that finds what it checks.
VERIFY_BLIND = {"rank", "eval", "minor", "symmetry", "dim", "jacobian", "ball", "cube", "tree", "organize",
                "optimize", "dataset", "pattern", "survey"}
VERIFY_BLIND_NAMES = rf"\bfulg_({'|'.join(sorted(VERIFY_BLIND))})_\w+"
# Below the command line nothing prints, ends the program, or draws chance or
# time from outside.
FORBIDDEN = (r"\b(v?f?printf|v?dprintf|f?puts|f?putc|putchar|fwrite|perror|stdout|"
             r"stderr|flint_v?f?printf|flint_abort|_exit|_Exit|quick_exit|"
             r"srand|rand_r|s?random_r|[dejlmn]rand48|arc4random\w*|getrandom|"
             r"gettimeofday|clock_gettime|secure_getenv)\b|"
             r"\b(write|exit|at_quick_exit|atexit|abort|raise|kill|signal|assert|"
             r"rand|random|time|clock|getpid|getenv|system|popen|fork|alloca|"
             r"setlocale|strtok|longjmp|__builtin_trap|__builtin_abort|"
             r"[a-z]+_(mat_|poly_|mpoly_)*f?print\w*|"
             r"[a-z]+_(mat_|poly_|mpoly_)*rand(test|bits|m|init)\w*)\s*\(")


@functools.lru_cache(maxsize=None)
def strip(text, strings=True):
    """The text with comments blanked (and strings), line by line as before."""
    def blank(match):
        found = match.group(0)
        if found[0] in "\"'" and not strings:
            return found
        return re.sub(r"[^\n]", " ", found)
    pattern = r"/\*.*?\*/|//[^\n]*|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'"
    return re.sub(pattern, blank, text, flags=re.S)


def files(folder, *endings):
    return tree.files(ROOT, folder, *endings)


def module_of(path):
    return path.split(os.sep)[1]


@functools.lru_cache(maxsize=None)
def includes(text):
    """(line number, included name) of a file."""
    lines = enumerate(strip(text, strings=False).split("\n"), 1)
    found = ((number, re.match(r'\s*#\s*include\s*([<"])([^>"]+)[>"]', line)) for number, line in lines)
    return [(number, match.group(2)) for number, match in found if match]


def header_module(name):
    match = re.fullmatch(r"fulgurite/(\w+)\.h", name)
    if not match:
        return None
    return HEADER.get(match.group(1), match.group(1))


def check_plain_includes():
    """An include that a preprocessor has to compute, or that is written so that
    this checker does not see it."""
    for folder in ("src", "include"):
        for path, text in files(folder, ".c", ".h"):
            for number, line in enumerate(strip(text, strings=False).split("\n"), 1):
                if re.search(r"%:|\?\?=", line) or (
                        re.match(r"\s*#", line) and re.search(r"incl|embed", line) and
                        not re.match(r'\s*#\s*include\s*([<"])[\w./-]+[>"]\s*$', line)):
                    yield f"{path}:{number}: {line.strip()}"
                if re.match(r"\s*#(?!\s*(define|if|elif|error|pragma)\b).*\\$", line):
                    yield f"{path}:{number}: {line.strip()}"


def check_layers():
    for folder in ("src", "include/fulgurite"):
        for path, text in files(folder, ".c", ".h"):
            if folder == "src":
                own = module_of(path)
            else:
                own = header_module("fulgurite/" + os.path.basename(path))
            if own == "fulgurite":
                continue
            if own not in LEVEL:
                yield f"{path}: module {own} has no level"
                continue
            for number, name in includes(text):
                other = header_module(name)
                if other == "fulgurite" and own == "cli":
                    continue
                if other is None or other == own:
                    continue
                if LEVEL.get(other, 99) >= LEVEL[own]:
                    yield f"{path}:{number}: {own} includes {other}"


def check_private_headers():
    """A private header is seen by its own module only."""
    for path, text in files("src", ".c", ".h"):
        for number, name in includes(text):
            if name.startswith("fulgurite/") or "/" not in name:
                continue
            if name.startswith(("..", "src/")):
                yield f"{path}:{number}: includes {name}"
    # A test that needs one names the folder in its list, where it can be seen.
    for path, text in files("tests", ".c", ".h"):
        for number, name in includes(text):
            if name.startswith(".."):
                yield f"{path}:{number}: includes {name}"


def check_verify():
    headers = {os.path.basename(path): text
               for path, text in files("include/fulgurite", ".h")}
    seen, todo = set(), []
    for path, text in files("src/verify", ".c", ".h"):
        for number, line in enumerate(strip(text).split("\n"), 1):
            if re.search(VERIFY_BLIND_NAMES, line):
                yield f"{path}:{number}: {line.strip()}"
        todo += [name for _, name in includes(text)]
    while todo:
        name = todo.pop()
        module = header_module(name)
        if module is None or name in seen:
            continue
        seen.add(name)
        if module in VERIFY_BLIND:
            yield f"src/verify sees <{name}>"
        todo += [other for _, other in
                 includes(headers.get(os.path.basename(name), ""))]


def check_forbidden():
    for path, text in files("src", ".c", ".h"):
        if module_of(path) == "cli":
            continue
        for number, line in enumerate(strip(text).split("\n"), 1):
            if re.search(FORBIDDEN, line):
                yield f"{path}:{number}: {line.strip()}"


def check_included_sources():
    for folder in ("src", "include", "tests"):
        for path, text in files(folder, ".c", ".h"):
            for number, name in includes(text):
                if name.endswith(".c"):
                    yield f"{path}:{number}: includes {name}"


def check_row_pointers():
    """FLINT 3.3 has no row pointers: entries by accessors only."""
    for folder in ("src", "include", "tests"):
        for path, text in files(folder, ".c", ".h"):
            for number, line in enumerate(strip(text).split("\n"), 1):
                if re.search(r"(->|\.)\s*rows\s*\[|->\s*entries\b", line):
                    yield f"{path}:{number}: {line.strip()}"


def check_flint_headers():
    """Versions of FLINT differ in <fulgurite/flint.h> and nowhere else."""
    for folder in ("src", "include", "tests"):
        for path, text in files(folder, ".c", ".h"):
            if path.endswith("fulgurite/flint.h"):
                continue
            for number, name in includes(text):
                if re.fullmatch(r"(flint/)?(arb|arb_mat|arf|mag)\.h", name):
                    yield f"{path}:{number}: includes {name}"


def check_documented():
    """Every public prototype has a comment above it or heads a group that has:
    prototypes without a blank line between them are one group."""
    for path, text in files("include/fulgurite", ".h"):
        number = 1
        for group in re.split(r"\n[ \t]*\n", text):
            first = re.search(r"^(?:FULG_MUST_CHECK )?[a-z_][\w \t*]*[\s*]"
                              r"(fulg_\w+)\(", strip(group), re.M)
            if first and "/*" not in group[:first.start()]:
                yield f"{path}:{number}: {first.group(1)} has no comment"
            number += group.count("\n") + 2


def check_guards():
    for path, text in files("include/fulgurite", ".h"):
        name = os.path.basename(path)[:-2].upper()
        guard = f"FULGURITE_{name}_H"
        if f"#ifndef {guard}\n#define {guard}\n" not in text:
            yield f"{path}: no guard {guard}"


def check_umbrella():
    text = "".join(t for p, t in files("include/fulgurite", ".h")
                   if p.endswith("fulgurite.h"))
    for path, _ in files("include/fulgurite", ".h"):
        name = os.path.basename(path)
        if name not in ("fulgurite.h", "flint.h") and \
                f"<fulgurite/{name}>" not in text:
            yield f"{path} is not in fulgurite.h"


def check_global_state():
    """No variable at file scope below the command line, constants apart."""
    pattern = r"^(static\s+)?(?!const\b|typedef\b|struct\b|enum\b|union\b|" \
              r"extern\b|return\b)\w[\w \t*]*\b\w+(\[[^\]]*\])*\s*(=|;)"
    for path, text in files("src", ".c"):
        if module_of(path) == "cli":
            continue
        for number, line in enumerate(strip(text).split("\n"), 1):
            if re.match(pattern, line) and not re.search(r"\bconst\b", line):
                yield f"{path}:{number}: {line.strip()}"


def check_listed():
    """Every source and every test program is in a list of the build."""
    for folder, pattern in (("src", r".*\.c"), ("tests", r"t-.*")):
        lists = "".join(text for _, text in files(folder, ".mk"))
        endings = (".c",) if folder == "src" else (".c", ".py", ".sh")
        for path, _ in files(folder, *endings):
            if not re.fullmatch(pattern, os.path.basename(path)):
                continue
            name = path
            if folder == "tests" and path.endswith(".c"):
                name = path[:-2]
            if not re.search(re.escape(name) + r"(?![\w.-])", lists):
                yield f"{path} is in no local.mk"


def included_with(path, texts, seen):
    """All names that a file includes, itself or through the tree's headers."""
    if path in seen:
        return set()
    seen.add(path)
    found = set()
    for _, name in includes(texts.get(path, "")):
        found.add(name)
        near = os.path.normpath(os.path.join(os.path.dirname(path), name))
        for other in (near, os.path.join("include", name), os.path.join("tests", name), name):
            if other in texts:
                found |= included_with(other, texts, seen)
                break
    return found


def check_string_header():
    """Some versions of FLINT's headers bring <string.h> along, others do not."""
    texts = {path: text for folder in ("src", "include", "tests")
             for path, text in files(folder, ".c", ".h")}
    call = re.compile(r"(?<!\w)(str(n?cmp|n?cpy|len|n?cat|r?chr|str|c?spn|pbrk|dup|error)|"
                      r"mem(cpy|set|cmp|move|chr)|stpcpy)\s*\(")
    for path, text in texts.items():
        match = path.endswith(".c") and call.search(strip(text))
        if match and "string.h" not in included_with(path, texts, set()):
            yield f"{path}: calls {match.group(1)} without <string.h>"


def check_flint_calls():
    """Each version of FLINT has its own headers bring others along: a function's is named.

    Arb's arb.h has always declared what arb.h is made of.
    """
    texts = {path: text for folder in ("src", "include", "tests")
             for path, text in files(folder, ".c", ".h")}
    known = {re.sub(r".*/|\.h$", "", name) for text in texts.values() for _, name in includes(text)}
    known |= {re.sub(r".*/|\.h$", "", path) for path in glob.glob("/usr/include/**/flint/*.h", recursive=True)}
    call = re.compile(r"(?<!\w)_?((?:n|fmpz|fmpq|nmod|arb|acb)_\w+)\s*\(")
    for path, text in texts.items():
        if not path.endswith(".c"):
            continue
        here = {re.sub(r".*/|\.h$", "", name) for name in included_with(path, texts, set())}
        for name in sorted(set(call.findall(strip(text)))):
            words = name.split("_")
            prefixes = ("_".join(words[:k]) for k in range(len(words) - 1, 0, -1))
            header = next((prefix for prefix in prefixes if prefix in known), None)
            if header and header not in here:
                yield f"{path}: calls {name} without {header}.h"


def check_cmocka():
    """skip() of cmocka prints "not ok", and its comparisons of floating-point numbers take NaN for equal."""
    call = re.compile(r"(?<!\w)(skip|assert_(?:not_)?(?:float|double)_equal)\s*\(")
    for path, text in files("tests", ".c", ".h"):
        for match in call.finditer(strip(text)):
            yield f"{path}: calls {match.group(1)}"


# What calls itself again by its mathematics: the bound of a stack by that of its first
# layers; an index of tensors by its shards.
RECURSIONS = [{"src/verify/stacks.c", "src/verify/upper.c"},
              {"src/floats/index.c", "src/floats/json.c", "src/floats/load.c"}]


def callers():
    """Of each source the sources whose functions it names."""
    texts = {path: strip(text) for path, text in files("src", ".c")}
    home = {name: path for path, text in texts.items()
            for name in re.findall(r"^(fulg_\w+)\(", text, re.M)}
    return {path: {home[name] for name in re.findall(r"\bfulg_\w+", text)
                   if home.get(name, path) != path} for path, text in texts.items()}


def reach(graph, start):
    found, todo = set(), [start]
    while todo:
        for path in graph[todo.pop()] - found:
            found.add(path)
            todo.append(path)
    return found


def check_circles():
    """A source does not need itself through others."""
    graph = callers()
    beyond = {path: reach(graph, path) for path in graph}
    circles = {frozenset(p for p in beyond[path] if path in beyond[p])
               for path in graph if path in beyond[path]}
    for circle in circles:
        if set(circle) not in RECURSIONS:
            yield "a circle: " + ", ".join(sorted(circle))


def check_hosts():
    """Packages come from where apt takes them: a mirror or a proxy must do."""
    host = re.compile(r"\b(?:deb|ftp|security|snapshot|archive|ports)\.(?:\w+\.)?(?:debian|ubuntu)\.(?:org|com)\b"
                      r"|\bpypi\.org|\bpythonhosted\.org|\bcrates\.io|\bnpmjs\.org")
    endings = (".py", ".sh", ".c", ".h", ".rst", ".md", ".mk", ".ac", ".am", ".in", ".json", ".yaml")
    paths = [found for folder in ("src", "include", "tests", "doc", "examples") for found in files(folder, *endings)]
    for name in ("setup", "README.md", "configure.ac", "Makefile.am"):
        if os.path.exists(os.path.join(ROOT, name)):
            with open(os.path.join(ROOT, name), encoding="utf-8") as stream:
                paths.append((name, stream.read()))
    for path, text in paths:
        for match in host.finditer(text):
            yield f"{path}: {match.group(0)}"


# Base names the things every module shares by themselves; the program's one entry is public.
NAMES = {"base": {"diag", "progress", "rand", "version"}, "cli": {"call"}}


def check_names():
    """A function that other files see begins with the name of its module."""
    for path, text in files("src", ".c"):
        module = module_of(path)
        begins = {module} | NAMES.get(module, set())
        for name in re.findall(r"^(fulg_\w+)\(", strip(text), re.M):
            if name.split("_")[1] not in begins:
                yield f"{path}: {name} does not begin with fulg_{module}_"


CHECKS = [
    ("a module includes only downwards", check_layers),
    ("private headers stay in their module", check_private_headers),
    ("verify sees nothing of rank, eval, dim", check_verify),
    ("no printing, exit, chance or time below the command line",
     check_forbidden),
    ("no source file includes another", check_included_sources),
    ("entries of matrices by accessors only", check_row_pointers),
    ("FLINT's versions differ in one header only", check_flint_headers),
    ("every public prototype is documented", check_documented),
    ("public headers have guards", check_guards),
    ("the umbrella header has every header", check_umbrella),
    ("no global state below the command line", check_global_state),
    ("every source and test is in a list", check_listed),
    ("includes are plain", check_plain_includes),
    ("string functions come with <string.h>", check_string_header),
    ("no cmocka call that misleads", check_cmocka),
    ("no circle of sources", check_circles),
    ("no host of an archive of packages", check_hosts),
    ("functions are named after their module", check_names),
    ("functions of FLINT come with their header", check_flint_calls),
]


if __name__ == "__main__":
    sys.exit(tree.report(CHECKS))
