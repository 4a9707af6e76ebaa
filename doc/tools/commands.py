"""Reads the command line's own texts: which commands there are, what "fulgurite
help COMMAND" says, which options are accepted.  The manual's pages and the man
pages are made from these, so that nothing is said twice."""
import os
import re

from headers import ROOT

FOLDER = os.path.join("src", "cli")


def _read(name):
    with open(os.path.join(ROOT, FOLDER, name), encoding="utf-8") as stream:
        return stream.read()


def _strings(text):
    """Adjacent C string literals and the macros among them, as one string."""
    result = []
    for literal, macro in re.findall(r'"((?:\\.|[^"\\])*)"|\b(FULG_CLI_\w+)\b', text):
        result.append(macro_text(macro) if macro else
                      literal.replace("\\n", "\n").replace('\\"', '"').replace("\\\\", "\\"))
    return "".join(result).replace("\\f", architecture_summary())


def macro_text(name):
    """The text of a macro of cli.h that is a string."""
    match = re.search(r"#define %s\b((?:[^\n]*\\\n)*[^\n]*)\n" % name, _read("cli.h"))
    return _strings(match.group(1))


def names():
    """The commands in the order of "fulgurite --help"."""
    table = re.search(r"#define FULG_CLI_COMMANDS\(X\)((?:[^\n]*\\\n)*[^\n]*)\n", _read("cli.h"))
    return re.findall(r"X\((\w+)\)", table.group(1))


def load(name):
    """(summary, help) of a command."""
    text = _read("cmd_%s.c" % name)
    match = re.search(r"const fulg_command_t fulg_command_%s = \{\s*\"%s\",\s*(\"(?:[^\"\\]|\\.)*\"),"
                      r"\s*\w+,(.*?)\};" % (name, name), text, re.S)
    return _strings(match.group(1)), _strings(match.group(2))


def parts(text):
    """(usage lines, the paragraphs below) of a help text."""
    usage, _, rest = text.partition("\n\n")
    return usage.replace("usage: ", "", 1), [p for p in rest.rstrip("\n").split("\n\n")]


def fields():
    """(option, value, help) of every row of the table of fields of an architecture."""
    path = os.path.join(ROOT, "src", "arch", "fields.c")
    if not os.path.exists(path):
        return []
    with open(path, encoding="utf-8") as stream:
        rows = re.findall(r'(?m)^    \{"(\w+)", "([^"]*)",\s*"([^"]*)",', stream.read())
    return [("--" + key.replace("_", "-"), value, text) for key, value, text in rows]


def architecture_summary():
    """What stands in a help text for the options of an architecture; as
    src/cli/arch_help.c prints it."""
    line = "  --widths d_0,..,d_l | --layers l --width d"
    lines = ["Architecture (or --arch FILE; see fulgurite help architecture):"]
    for option, value, _ in fields():
        word = (option + " " + value).rstrip()
        if len(line) + 2 + len(word) > 79:
            lines.append(line + ",")
            line = "  " + word
        else:
            line += ", " + word
    if len(line) + 24 > 79:
        lines.append(line + ",")
        line = "  --family attention|pnn"
    else:
        line += ", --family attention|pnn"
    return "\n".join(lines + [line]) + "\n"


def architecture_options():
    """The options that describe an architecture."""
    return sorted({option for option, _, _ in fields()} |
                  {"--arch", "--widths", "--layers", "--width", "--family"})


def options(name):
    """The options that the source of a command accepts, the common ones apart."""
    text = _read("cmd_%s.c" % name)
    found = re.findall(r'\{\s*"(--[\w-]+)",\s*FULG_OPTION_', text)
    if "fulg_cli_arch_options" in text:
        found += architecture_options()
    return sorted(set(found))
