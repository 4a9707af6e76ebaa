"""The manual's Sphinx extension: formulas that need no network, and the pages
that are made from the sources.

Formulas become MathML, by docutils: every present browser shows it, without a
script and without a network.  Directives:

    .. header:: dim      the reference of <fulgurite/dim.h>
    .. command:: dim     the summary and the help of "fulgurite dim"
    .. modules::         a table of contents: the page of every public header
    .. commands::        a table of contents: the page of every command
    .. news::            NEWS.md
"""
import os

from docutils import nodes
from docutils.statemachine import StringList
from docutils.utils.math import latex2mathml
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective
from sphinx.util.nodes import nested_parse_with_titles

import commands
import headers

LOGGER = logging.getLogger(__name__)

# ---- formulas -----------------------------------------------------------------

# What docutils' converter does not know, in words that it does.
SPELLING = ((r"\dots", r"\ldots"), (r"\textstyle", ""),
            (r"\begin{aligned}", ""), (r"\end{aligned}", ""))


def mathml(formula, block, where):
    for word, other in SPELLING:
        formula = formula.replace(word, other)
    formula = formula.replace(r"\ldotsb", r"\dotsb").replace(r"\tag{", r"\qquad \text{(").strip()
    if r"\text{(" in formula:
        head, _, tail = formula.rpartition(r"\text{(")
        formula = head + r"\text{(" + tail.replace("}", ")}", 1)
    try:
        try:
            return latex2mathml.tex2mathml(formula, as_block=block)
        except TypeError:  # docutils before 0.21
            return latex2mathml.tex2mathml(formula, inline=not block)
    except (SyntaxError, ValueError, AttributeError, IndexError) as error:
        LOGGER.warning("formula: %s: %s", error, formula, location=where)
        return "<code>%s</code>" % formula


def visit_math(translator, node):
    translator.body.append(mathml(node.astext(), False, node))
    raise nodes.SkipNode


def visit_math_block(translator, node):
    for formula in node.astext().split("\n\n"):
        translator.body.append('<div class="math">%s</div>\n' % mathml(formula, True, node))
    raise nodes.SkipNode


# ---- pages made from the sources ---------------------------------------------------


class Made(SphinxDirective):
    """A directive that stands for lines of restructured text."""
    has_content = False

    def lines(self):
        raise NotImplementedError

    def sources(self):
        return ()

    def run(self):
        for path in self.sources():
            self.env.note_dependency(os.path.join(headers.ROOT, path))
        node = nodes.Element()
        node.document = self.state.document
        source = "<%s %s>" % (self.name, " ".join(self.arguments))
        nested_parse_with_titles(self.state, StringList(self.lines(), source=source), node)
        return node.children


class Header(Made):
    required_arguments = 1

    def sources(self):
        return [os.path.join(headers.FOLDER, self.arguments[0] + ".h")]

    def lines(self):
        return headers.rst_module(self.arguments[0], headers.functions())


class Command(Made):
    required_arguments = 1

    def sources(self):
        return [os.path.join(commands.FOLDER, "cmd_%s.c" % self.arguments[0]),
                os.path.join(commands.FOLDER, "cli.h")]

    def lines(self):
        summary, text = commands.load(self.arguments[0])
        return ([summary[0].upper() + summary[1:] + ".", "", "::", ""] +
                ["   " + line if line else "" for line in text.rstrip("\n").split("\n")] + [""])



class Modules(Made):
    def sources(self):
        return [os.path.join(headers.FOLDER, "fulgurite.h")]

    def lines(self):
        result = [".. list-table::", "   :widths: 20 80", ""]
        for module in headers.modules():
            head = headers.load(module)[0].split("\n\n")[0]
            sentence = " ".join(head.split())
            result += ["   * - :doc:`%s`" % module, "     - " + headers.rst_comment(sentence, {})[0]]
        return result + [""]


class Commands(Made):
    def sources(self):
        return [os.path.join(commands.FOLDER, "cli.h")]

    def lines(self):
        result = [".. list-table::", "   :widths: 30 70", ""]
        for name in commands.names():
            result += ["   * - :doc:`fulgurite %s <commands/%s>`" % (name, name),
                       "     - " + commands.load(name)[0]]
        return result + [""]


class News(Made):
    def sources(self):
        return ["NEWS.md"]

    def lines(self):
        with open(os.path.join(headers.ROOT, "NEWS.md"), encoding="utf-8") as stream:
            result = []
            for line in stream.read().replace("`", "``").split("\n"):
                if line.startswith("# "):
                    continue
                if line.startswith("## "):
                    result += [line[3:], "-" * len(line[3:])]
                else:
                    result.append(line)
        return result


def add_contents(app, docname, source):
    """The lists of pages stand in one place each: a header, a table."""
    if docname == "modules":
        source[0] += "\n" + "\n".join([".. toctree::", "   :hidden:", ""] + ["   " + m for m in headers.modules()])
    if docname == "commands":
        source[0] += "\n" + "\n".join([".. toctree::", "   :hidden:", ""]
                                      + ["   commands/" + name for name in commands.names()])


def setup(app):
    app.add_html_math_renderer("mathml", (visit_math, None), (visit_math_block, None))
    for name, directive in (("header", Header), ("command", Command), ("modules", Modules),
                            ("commands", Commands), ("news", News)):
        app.add_directive(name, directive)
    app.connect("source-read", add_contents)
    return {"parallel_read_safe": True}
