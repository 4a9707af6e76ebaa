"""Reads the command line's own texts: which commands there are, what "fulgurite
help COMMAND" says, which options are accepted.  The manual's pages and the man
pages are made from these, so that nothing is said twice."""
import os
import re
import textwrap

from headers import ROOT

FOLDER = os.path.join("src", "cli")
# Of src/cli/help.c.
LINE_WIDTH, MAX_HEAD = 79, 24


def _read(name):
    with open(os.path.join(ROOT, FOLDER, name), encoding="utf-8") as stream:
        return stream.read()


def _strings(text):
    """Adjacent C string literals and the macros among them, as one string."""
    result = []
    for literal, macro in re.findall(r'"((?:\\.|[^"\\])*)"|\b(FULG_CLI_\w+)\b', text):
        result.append(macro_text(macro) if macro else
                      literal.replace("\\n", "\n").replace('\\"', '"').replace("\\\\", "\\"))
    return "".join(result)


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
                      r"\s*\w+,\s*\w+,(.*?)\};" % (name, name), text, re.S)
    return _strings(match.group(1)), _strings(match.group(2)).replace("\\f", option_lines(name))


def _table(file, variable):
    """(option, value, kind, help or None) of every row of a table of options."""
    table = re.search(r"static const fulg_option_t %s\[\] = \{(.*?)\};" % variable, _read(file), re.S)
    literal = r'"(?:[^"\\]|\\.)*"'
    found = re.findall(r'\{\s*(%s),\s*(%s),\s*FULG_OPTION_(\w+),\s*(?:\w+\([^()]*\)|0),\s*(NULL|(?:%s\s*)+)\}'
                       % (literal, literal, literal), table.group(1))
    if len(found) != len(re.findall(r"FULG_OPTION_", table.group(1))):
        raise ValueError("%s: a row of the table of options that commands.py does not read" % file)
    return [(_strings(option), _strings(value), kind, None if text == "NULL" else _strings(text))
            for option, value, kind, text in found]


def rows(name):
    """The rows of a command's table of options."""
    return _table("cmd_%s.c" % name, "options")


def common():
    """(option, value, help) of the options of every command."""
    return [(option, value, text) for option, value, _, text in _table("help.c", "common")]


def tasks(name):
    """The first words that tell what a command does, if it takes such words."""
    return sorted(set(re.findall(r"(?m)^(?:usage:)? *fulgurite %s ([a-z]+)(?=\s)" % name, load(name)[1])))


def option_lines(name):
    """What "fulgurite help NAME" prints for the table; as src/cli/help.c does."""
    lines, heads = [], []
    for option, value, kind, text in rows(name):
        if kind == "ARCHITECTURE" and text is None:
            lines.append((None, architecture_summary().rstrip("\n")))
            continue
        heads.append((option + " " + value).rstrip())
        if text is not None:
            lines.append((", ".join(heads), text))
            heads = []
    column = max([len(head) for head, _ in lines if head is not None and len(head) <= MAX_HEAD], default=0) + 4
    result = []
    for number, (head, text) in enumerate(lines):
        if head is None:
            result += [""] * (number > 0) + text.split("\n") + [""] * (number + 1 < len(lines))
            continue
        first = ("  " + head).ljust(column) if len(head) + 4 <= column else " " * column
        result += ["  " + head] * (len(head) + 4 > column)
        result += textwrap.wrap(text, LINE_WIDTH, initial_indent=first, subsequent_indent=" " * column,
                                break_long_words=False, break_on_hyphens=False)
    return "".join(line + "\n" for line in result)


def parts(text):
    """(usage lines, the paragraphs below) of a help text."""
    usage, _, rest = text.partition("\n\n")
    return usage.replace("usage: ", "", 1), [p for p in rest.rstrip("\n").split("\n\n")]


def _fields():
    path = os.path.join(ROOT, "src", "arch", "fields.c")
    if not os.path.exists(path):
        return ""
    with open(path, encoding="utf-8") as stream:
        return stream.read()


def fields():
    """(option, value, help) of every row of the table of fields of an architecture."""
    rows = re.findall(r'(?m)^    \{"(\w+)", "([^"]*)",\s*"([^"]*)",', _fields())
    return [("--" + key.replace("_", "-"), value, text) for key, value, text in rows]


def choices():
    """The words of every field that is a choice: option -> list."""
    text, result = _fields(), {}
    for key, rest in re.findall(r'(?m)^    \{"(\w+)",((?:[^{}"]|"[^"]*")*)\}', text):
        array = re.search(r"(\w+)\s*$", rest).group(1)
        if array != "NULL":
            words = re.search(r"const char \*const %s\[\] = \{(.*?)\}" % array, text, re.S).group(1)
            result["--" + key.replace("_", "-")] = re.findall(r'"(\w+)"', words)
    return result


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
    found = []
    for option, _, kind, _ in rows(name):
        found += architecture_options() if kind == "ARCHITECTURE" else [option]
    return sorted(set(found))
