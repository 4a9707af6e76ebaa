"""Reads the public headers: what is declared, and the comment that documents it.

The headers are the only place where a function is documented.  The manual's
reference (manual.py) and the rules of the test suite (tests/ck/t-manual.py) are
made from what this file reads.
"""
import os
import re

ROOT = os.path.normpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
FOLDER = os.path.join("include", "fulgurite")
# An anchor of the manual, as comments cite it: "doc: thm-reduction, lem-mod-p".
LABEL = r"(?:thm|lem|cor|prop|def|sec)-[a-z0-9]+(?:-[a-z0-9]+)*"
CITATION = r"doc:\s+(%s(?:,[\s*]+%s)*)" % (LABEL, LABEL)


class Item:
    """Declarations that share one comment."""

    def __init__(self, line, comment):
        self.line = line
        self.comment = comment  # None when there is none
        self.section = None  # a title, when the comment is one
        self.declarations = []

    def prototypes(self):
        return [d for d in self.declarations if prototype_name(d)]

    def others(self):
        return [d for d in self.declarations if not prototype_name(d)]


def prototype_name(declaration):
    """The function a declaration declares, or None."""
    if declaration.startswith(("typedef", "#", "extern const", "struct", "enum", "static const")):
        return None
    match = re.match(r"(?:FULG_MUST_CHECK\s+)?[A-Za-z_][\w\s*]*?\b(\w+)\s*\(", declaration)
    return match.group(1) if match else None


def signature(declaration):
    """A prototype on one line, without what is for the compiler alone."""
    text = re.sub(r"\bFULG_MUST_CHECK\b|\bFULG_PRINTF\s*\([^)]*\)", " ", declaration)
    text = re.sub(r"/\*.*?\*/", " ", text, flags=re.S)
    return re.sub(r"\s+", " ", text).strip().rstrip(";").strip()


def comment_text(raw):
    """The words of a comment, without its stars; indentation kept."""
    body = raw[2:-2]
    lines = body.split("\n")
    starred = len(lines) > 1 and all(re.match(r"\s*\*|\s*$", x) for x in lines[1:])
    cleaned = [lines[0].strip()]
    for line in lines[1:]:
        line = re.sub(r"^\s*\* ?", "", line) if starred else re.sub(r"^ {3}", "", line)
        cleaned.append(line.rstrip())
    return "\n".join(cleaned).strip("\n").rstrip()


def _end_of_declaration(lines, n):
    """The number after the last line of the declaration that begins at n."""
    depth, text = 0, ""
    while n < len(lines):
        text = re.sub(r"/\*.*?\*/", "", text + lines[n] + "\n", flags=re.S)
        n += 1
        depth = text.count("{") - text.count("}")
        if depth == 0 and text.rstrip().endswith(";"):
            break
    return n


def _skip(line):
    return re.match(r'#\s*(include|endif)|#ifndef FULGURITE_|#define FULGURITE_\w+_H|#ifdef __cplusplus'
                    r'|extern "C"|\}$', line)


def parse(text):
    """(the comment at the head of the file, the items in their order)."""
    lines = text.split("\n")
    head, items, pending, open_item, n = "", [], None, None, 0
    while n < len(lines):
        line = lines[n]
        if line.startswith("/*"):
            start = n
            while "*/" not in lines[n]:
                n += 1
            n += 1
            raw = "\n".join(lines[start:n]).strip()
            raw = raw[:raw.index("*/") + 2]
            if pending is not None:
                items.append(pending)
            pending = open_item = None
            section = re.match(r"/\* -{3,} (.*?) -+ \*/$", raw)
            if section:
                title = Item(start + 1, None)
                title.section = section.group(1)
                items.append(title)
            elif start == 0:
                head = comment_text(raw)
            else:
                pending = Item(start + 1, comment_text(raw))
            continue
        if not line.strip():
            if pending is not None and not pending.declarations:
                items.append(pending)
                pending = None
            open_item = None
            n += 1
            continue
        if _skip(line):
            n += 1
            continue
        start = n
        if re.match(r"#\s*if", line):
            while not re.match(r"#\s*endif", lines[n]):
                n += 1
            n += 1
        elif line.startswith("#"):
            while lines[n].endswith("\\"):
                n += 1
            n += 1
        else:
            n = _end_of_declaration(lines, n)
        if pending is not None:
            open_item, pending = pending, None
            items.append(open_item)
        elif open_item is None:
            open_item = Item(start + 1, None)
            items.append(open_item)
        open_item.declarations.append("\n".join(lines[start:n]).rstrip())
    if pending is not None:
        items.append(pending)
    return head, items


def load(module):
    with open(os.path.join(ROOT, FOLDER, module + ".h"), encoding="utf-8") as stream:
        return parse(stream.read())


def modules():
    """The public headers that declare something, in the order of the umbrella."""
    with open(os.path.join(ROOT, FOLDER, "fulgurite.h"), encoding="utf-8") as stream:
        return re.findall(r"#include <fulgurite/(\w+)\.h>", stream.read())


def functions():
    """{name: module} of every public function."""
    found = {}
    for module in modules():
        for item in load(module)[1]:
            for declaration in item.prototypes():
                found[prototype_name(declaration)] = module
    return found


# ---- restructured text ------------------------------------------------------


def _escape(text):
    return re.sub(r"([\\*`|])", r"\\\1", re.sub(r"(\w)_(?=\W|$)", r"\1\\_", text))


def _words(text, known):
    """Escaped words, with links to functions and to the statements cited."""
    pieces, last = [], 0
    for match in re.finditer(CITATION + r"|\bfulg_\w+", text):
        pieces.append(_escape(text[last:match.start()]))
        word = match.group(0)
        if match.group(1):
            labels = [x.strip() for x in match.group(1).split(",")]
            pieces.append(", ".join(":ref:`%s <%s>`" % (x, x) for x in labels))
        elif word in known:
            pieces.append(":c:func:`%s`" % word)
        else:
            pieces.append("``%s``" % word)
        last = match.end()
        # Markup ends where a blank or a backslash follows.
        pieces.append("\\ " if text[last:last + 1].strip() else "")
    return "".join(pieces) + _escape(text[last:])


def rst_comment(comment, known):
    """A comment as lines of restructured text; what is indented stays as it is."""
    result = []
    for paragraph in re.split(r"\n[ \t]*\n", comment):
        lines = paragraph.split("\n")
        if all(line.startswith("  ") for line in lines):
            result += ["::", ""] + ["  " + line for line in lines] + [""]
        else:
            result += _words(" ".join(x.strip() for x in lines), known).split("\n") + [""]
    return result


def rst_module(module, known):
    """The reference of a header as lines of restructured text."""
    head, items = load(module)
    result = ["``#include <fulgurite/%s.h>``" % module, ""] + rst_comment(head, known)
    for item in items:
        if item.section:
            result += [".. rubric:: " + item.section.capitalize(), ""]
            continue
        comment = rst_comment(item.comment, known) if item.comment else []
        others, prototypes = item.others(), item.prototypes()
        if not prototypes:
            result += comment
        if others:
            result += [".. code-block:: c", ""]
            result += ["   " + line for code in others for line in code.split("\n")] + [""]
        if prototypes:
            first, *rest = [signature(p) for p in prototypes]
            result += [".. c:function:: " + first] + ["                " + r for r in rest] + [""]
            if any("FULG_MUST_CHECK" in p for p in prototypes):
                comment += ["The result must be looked at.", ""]
            result += ["   " + line if line else "" for line in comment] + [""]
    return result
