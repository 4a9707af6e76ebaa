#!/usr/bin/env python3
"""Makes man pages of the manual's pages on commands.

    man.py NAME      the page of "fulgurite NAME" on standard output
    man.py           that of fulgurite itself

The text is that of doc/commands/NAME.rst (doc/commands.rst), and of the help in
src/cli/cmd_NAME.c.  Needs nothing but Python; knows as much restructured text as
these pages use and refuses the rest.
"""
import os
import re
import sys

sys.dont_write_bytecode = True
import commands  # noqa: E402
from headers import ROOT  # noqa: E402

SYMBOLS = {r"\to": "->", r"\mapsto": "->", r"\le": "<=", r"\ge": ">=", r"\ne": "!=", r"\times": "x",
           r"\cdot": "*", r"\dots": "..", r"\ldots": "..", r"\alpha": "alpha", r"\nu": "nu", r"\sum": "sum",
           r"\min": "min", r"\max": "max", r"\quad": " ", r"\qquad": "  ", r"\,": " ", r"\in": "in",
           r"\dim": "dim", r"\sqrt": "sqrt", r"\mid": "|", r"\square": ""}


def plain_formula(text):
    text = re.sub(r"\\(?:mathbb|mathbf|mathcal|mathrm|operatorname|text)\s*\{?([A-Za-z]+)\}?", r"\1", text)
    for name in sorted(SYMBOLS, key=len, reverse=True):
        text = text.replace(name, SYMBOLS[name])
    if "\\" in text:
        raise SystemExit("man.py: a formula that is no plain text: " + text)
    return text.replace("{", "").replace("}", "")


def escape(text):
    text = text.replace("\\", "\\e").replace("-", "\\-")
    return re.sub(r"(?m)^([.'])", r"\\&\1", text)


def inline(text):
    """Words with roff's fonts: ``code`` bold, *emphasis* italic."""
    result = []
    pattern = (r"``(.+?)``|:math:`(.+?)`|:(?:ref|doc):`([^<`]+?)(?:\s*<([^`]+)>)?`|\*\*(.+?)\*\*"
               r"|(?<![\w*])\*([^*\s](?:[^*]*[^*\s])?)\*(?![\w*])|`(\S[^`<]*?)\s*<[^`]*>`__?")
    last = 0
    for match in re.finditer(pattern, text):
        result.append(escape(text[last:match.start()]))
        code, formula, name, target, strong, emphasis, link = match.groups()
        if code is not None:
            result.append("\\fB%s\\fR" % escape(code))
        elif formula is not None:
            result.append("\\fI%s\\fR" % escape(plain_formula(formula)))
        elif name is not None:
            result.append(escape(name if target else reference(name)))
        elif strong is not None:
            result.append("\\fB%s\\fR" % escape(strong))
        else:
            result.append("\\fI%s\\fR" % escape(emphasis or link))
        last = match.end()
    return "".join(result) + escape(text[last:])


def reference(name):
    name = name.lstrip("/")
    if name.startswith("commands/"):
        return "fulgurite-%s(1)" % name[9:]
    return "the manual (%s)" % name.split("/")[-1]


def example(lines):
    return [".PP", ".in +4n", ".EX"] + [escape(line) for line in lines] + [".EE", ".in"]


def indented(lines, n):
    """The block of lines after n that are blank or indented; and its end."""
    block = []
    while n < len(lines) and (not lines[n].strip() or lines[n].startswith(" ")):
        block.append(lines[n])
        n += 1
    width = min(len(x) - len(x.lstrip()) for x in block if x.strip())
    return [x[width:] for x in "\n".join(block).strip("\n").split("\n")], n


def body(lines):
    """Restructured text as roff."""
    out, n = [], 0
    while n < len(lines):
        line = lines[n]
        following = lines[n + 1] if n + 1 < len(lines) else ""
        if not line.strip() or re.match(r"\.\. _[\w-]+:$", line):
            n += 1
        elif re.match(r"[-~]{4,}$", following):
            out.append((".SH " if following[0] == "-" else ".SS ") + escape(line.upper() if following[0] == "-" else line))
            n += 2
        elif re.match(r"\.\. code-block::|::$", line):
            block, n = indented(lines, n + 1)
            out += example(block)
        elif line.startswith(".. figure::"):
            # What is said below it.
            block, n = indented(lines, n + 1)
            out += body([x for x in block if not x.startswith(":")])
        elif line.startswith(".. "):
            raise SystemExit("man.py: no directive but code-block: " + line)
        elif re.match(r"[*-] |\d+\. ", line):
            mark = re.match(r"[*-] |\d+\. ", line).group(0)
            item = [line[len(mark):]]
            n += 1
            while n < len(lines) and lines[n].startswith(" "):
                item.append(lines[n].strip())
                n += 1
            out += [".IP \\(bu 2" if mark[0] in "*-" else ".IP %s 4" % mark.strip(), inline(" ".join(item))]
        elif following.startswith(" ") and not line.endswith("::"):
            block, n = indented(lines, n + 1)
            inner = body(block)
            out += [".TP", inline(line)] + (inner[1:] if inner and inner[0] == ".PP" else inner)
        else:
            paragraph = []
            while n < len(lines) and lines[n].strip():
                paragraph.append(lines[n].strip())
                n += 1
            text = " ".join(paragraph)
            literal = text.endswith("::")
            out += [".PP", inline(text[:-1] if literal else text)]
            if literal:
                block, n = indented(lines, n)
                out += example(block)
    return out


def help_body(text):
    """The paragraphs of a help text: what is indented stays as it is."""
    out = []
    for paragraph in commands.parts(text)[1]:
        lines = paragraph.split("\n")
        while lines:
            fixed = lines[0].startswith(" ")
            count = next((i for i, x in enumerate(lines) if x.startswith(" ") != fixed), len(lines))
            part, lines = lines[:count], lines[count:]
            if fixed:
                out += example([x[2:] for x in part])
            else:
                out += [".PP", escape(" ".join(part))]
    return out


def version():
    with open(os.path.join(ROOT, "VERSION"), encoding="utf-8") as stream:
        return stream.read().strip()


def read(path):
    with open(os.path.join(ROOT, path), encoding="utf-8") as stream:
        return stream.read().split("\n")


def header(name, summary, synopsis):
    out = ['.TH "%s" 1 "" "fulgurite %s" "fulgurite"' % (name.upper(), version()),
           ".SH NAME", escape("%s - %s" % (name, summary)), ".SH SYNOPSIS"]
    for line in synopsis.split("\n"):
        out += [".nf", escape(line), ".fi"]
    return out


def command_page(name):
    summary, text = commands.load(name)
    out = header("fulgurite-" + name, summary, commands.parts(text)[0])
    out += [".SH DESCRIPTION"] + help_body(text)
    lines = read("doc/commands/%s.rst" % name)
    out += body(lines[lines.index(".. command:: " + name) + 1:])
    return out + see_also("fulgurite(1)")


def main_page():
    out = header("fulgurite", "the algebraic geometry of attention networks, exactly", "fulgurite COMMAND [OPTIONS]")
    out += [".SH COMMANDS"]
    for name in commands.names():
        out += [".TP", "\\fB%s\\fR" % name, escape(commands.load(name)[0])]
    lines = read("doc/commands.rst")
    out += body(lines[lines.index(".. commands::") + 1:])
    return out + see_also(", ".join("fulgurite-%s(1)" % name for name in commands.names()))


def see_also(pages):
    return [".SH SEE ALSO", escape(pages), ".PP", "The whole manual comes with the sources, in doc/ (make html)."]


def main(words):
    print("\n".join(command_page(words[0]) if words else main_page()))


if __name__ == "__main__":
    main(sys.argv[1:])
