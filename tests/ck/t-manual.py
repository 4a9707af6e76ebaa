#!/usr/bin/env python3
"""The manual and the sources say the same.  Prints TAP.

With a folder as argument, checks that tree instead of the one it lies in.
"""
import os
import re
import sys

ROOT = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else os.path.join(
    os.path.dirname(os.path.abspath(__file__)), "..", ".."))
sys.path.insert(0, os.path.join(ROOT, "doc", "tools"))
sys.dont_write_bytecode = True
import commands  # noqa: E402
import headers  # noqa: E402
import tree  # noqa: E402

# Statuses by the name that comments use.
STATUS = r"\b(DOMAIN|UNABLE|PARSE|IO)\b|\b[Aa]s fulg_\w+|\bReturns status\b"


def files(folder, *endings):
    return tree.files(ROOT, folder, *endings)


def read(path):
    try:
        with open(os.path.join(ROOT, path), encoding="utf-8") as stream:
            return stream.read()
    except FileNotFoundError:
        return ""


def labels():
    found = {}
    for path, text in files("doc", ".rst"):
        for number, line in enumerate(text.split("\n"), 1):
            match = re.match(r"\.\. _([\w-]+):$", line)
            if match:
                found.setdefault(match.group(1), []).append(f"{path}:{number}")
    return found


def check_prototypes():
    """A comment of its own for every public function; only a _clear below
    another prototype may go without."""
    for module in headers.modules():
        for item in headers.load(module)[1]:
            for place, declaration in enumerate(item.prototypes()):
                name = headers.prototype_name(declaration)
                where = f"{module}.h:{item.line}: {name}"
                if re.search(r"_clear(_|$)", name) and (place > 0 or item.comment):
                    continue
                if item.comment is None or place > 0:
                    yield f"{where} has no comment of its own"
                elif len(item.comment.split()) < 3:
                    yield f"{where}: \"{item.comment}\" says too little"


def check_errors():
    """What a function returns in place of FULG_OK is named."""
    for module in headers.modules():
        for item in headers.load(module)[1]:
            for declaration in item.prototypes():
                if re.search(r"\bfulg_status_t\s+fulg_", declaration) and \
                        not re.search(STATUS, item.comment or ""):
                    yield f"{module}.h:{item.line}: {headers.prototype_name(declaration)} names no status"


def check_must_check():
    """A status can not be ignored by mistake."""
    for module in headers.modules():
        for item in headers.load(module)[1]:
            for declaration in item.prototypes():
                if declaration.startswith("fulg_status_t") and not \
                        headers.prototype_name(declaration).startswith("fulg_diag_"):
                    yield f"{module}.h:{item.line}: {headers.prototype_name(declaration)} without FULG_MUST_CHECK"


def check_citations():
    known = labels()
    for folder in ("src", "include", "tests", "examples"):
        for path, text in files(folder, ".c", ".h"):
            for match in re.finditer(headers.CITATION, text):
                number = text[:match.start()].count("\n") + 1
                for label in re.findall(headers.LABEL, match.group(1)):
                    if label not in known:
                        yield f"{path}:{number}: no statement {label} in the manual"
            for number, line in enumerate(text.split("\n"), 1):
                if re.search(r"\bdoc/[\w/]+\.rst", line):
                    yield f"{path}:{number}: cite a label, not a file: {line.strip()}"
                if re.search(r"\bdoc:\s*(?!%s)\S" % headers.LABEL, line):
                    yield f"{path}:{number}: no label: {line.strip()}"


def check_labels():
    for label, places in labels().items():
        if len(places) > 1:
            yield f"{label} stands at {', '.join(places)}"
    for path, text in files("doc/proofs", ".rst"):
        lines = text.split("\n")
        for number, line in enumerate(lines):
            statement = re.match(r"(\*\*)?(Theorem|Lemma|Corollary|Proposition)\b", line)
            heading = number + 1 < len(lines) and re.match(r"[-~=]{4,}$", lines[number + 1])
            if statement and (statement.group(1) or heading) and \
                    not re.match(r"\.\. _[\w-]+:", "\n".join(lines[max(number - 2, 0):number]).strip()):
                yield f"{path}:{number + 1}: a statement without a label: {line}"


def check_theorems():
    """Every theorem that an answer may name has its statement."""
    known = labels()
    for path, text in files(os.path.join("src", "dim"), ".c"):
        for name in re.findall(r'theorem = "([a-z]+(?:-[a-z]+)*)"', text):
            if "thm-" + name not in known and "cor-" + name not in known:
                yield f"{path}: the theorem {name} is not in the manual"


def check_module_pages():
    for module in headers.modules():
        page = read(f"doc/{module}.rst")
        if not re.search(r"(?m)^\.\. header:: %s$" % module, page):
            yield f"doc/{module}.rst has no line \".. header:: {module}\""


def check_command_pages():
    for name in commands.names():
        page = read(f"doc/commands/{name}.rst")
        if not page.startswith(f"fulgurite {name}\n") or f"\n.. command:: {name}\n" not in page:
            yield f"doc/commands/{name}.rst does not begin with its title and \".. command:: {name}\""
        for section in ("Examples", "Output for programs"):
            if f"\n{section}\n---" not in page:
                yield f"doc/commands/{name}.rst has no section \"{section}\""


def check_help():
    shape = commands.architecture_options()
    for name in commands.names():
        summary, text = commands.load(name)
        where = f"src/cli/cmd_{name}.c"
        if not text.startswith(f"usage: fulgurite {name}"):
            yield f"{where}: the help does not begin with its usage"
        if not re.search(r"(?m)^  .*\bfulgurite %s\b" % name, text):
            yield f"{where}: the help has no example"
        for option in commands.options(name):
            if option in shape and "(fulgurite help architecture)" in " ".join(text.split()):
                continue
            if option not in text:
                yield f"{where}: the help does not mention {option}"
        for line in ("fulgurite %s: %s" % (name, summary) + "\n" + text).split("\n"):
            if len(line) > 80:
                yield f"{where}: a line of {len(line)} characters: {line}"
        words = text.count("\n") - commands.option_lines(name).count("\n")
        if words > 24:
            yield f"{where}: the help does not fit a screen ({words} lines beside the options)"


def check_listed():
    """Every file of the manual is in its list."""
    text = read("doc/local.mk")
    for path, _ in files("doc", ".rst", ".py"):
        if not re.search(re.escape(path) + r"(?![\w.-])", text):
            yield f"{path} is not in doc/local.mk"
    for name in commands.names():
        if f"doc/man/fulgurite-{name}.1" not in text:
            yield f"doc/man/fulgurite-{name}.1 is not in doc/local.mk"
    schemas = read("schema/local.mk")
    for path, _ in files("schema", ".json"):
        if path not in schemas:
            yield f"{path} is not in schema/local.mk"


def check_schemas():
    """Every format that the sources read or write, and every --json answer."""
    for folder in ("src", "include"):
        for path, text in files(folder, ".c", ".h"):
            for name in re.findall(r"fulgurite-([a-z]+)/\d", text):
                if not read(f"schema/{name}.json"):
                    yield f"{path}: fulgurite-{name} has no schema/{name}.json"
    for name in commands.names():
        if "--json" in commands.load(name)[1] and not read(f"schema/output-{name}.json"):
            yield f"schema/output-{name}.json is missing"


def check_fractions():
    """The formulas' reader of docutils 0.21 misses the second digit there, which
    is a warning, and warnings are errors."""
    for path, text in files("doc", ".rst"):
        for found in re.findall(r"\\[td]?frac\s*\w\w(?:`|\n\n)", text):
            yield f"{path}: a formula ends with {found.strip('`').strip()}: braces are missing"


CHECKS = [
    ("every public prototype has a comment of its own", check_prototypes),
    ("every comment names the statuses that are returned", check_errors),
    ("every status must be looked at", check_must_check),
    ("every statement cited is in the manual", check_citations),
    ("labels are unique, statements have labels", check_labels),
    ("every theorem that an answer names is in the manual", check_theorems),
    ("every public header has its page", check_module_pages),
    ("every command has its page", check_command_pages),
    ("help names every option and fits a screen", check_help),
    ("every file of the manual is in a list", check_listed),
    ("every format and every answer has a schema", check_schemas),
    ("a fraction at the end of a formula has braces", check_fractions),
]


sys.exit(tree.report(CHECKS))
