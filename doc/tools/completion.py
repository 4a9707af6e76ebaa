#!/usr/bin/env python3
"""Writes the completion of the program's words for a shell:

    completion.py bash     for share/bash-completion/completions/fulgurite
    completion.py zsh      for share/zsh/site-functions/_fulgurite

Commands, tasks, options and the words that a value may be come from the tables of
src/cli and src/arch, as the help does.  Needs nothing but Python.
"""
import re
import sys

sys.dont_write_bytecode = True
import commands  # noqa: E402


def values(value):
    """What may follow an option: None (nothing), "file", "folder", or the words."""
    if value == "":
        return None
    if value in ("DIR", "FOLDER"):
        return "folder"
    if "FILE" in value.split("|")[0] or value == "PREFIX":
        return "file"
    words = value.split("|")
    if len(words) > 1 and all(re.fullmatch(r"[a-z0-9_-]{2,}", word) for word in words):
        return words
    return []


def options(name):
    """(option, what may follow it, a line of help), in the order of the help."""
    found = []
    for option, value, kind, text in commands.rows(name):
        if kind == "ARCHITECTURE":
            found += [("--arch", "file", "an architecture file"), ("--layers", [], "the number of layers")]
        if kind in ("ARCHITECTURE", "RANGES"):
            found += architecture(kind == "RANGES")
        else:
            found.append((option, values(value), text))
    # Rows without a text share that of the next.
    for n in range(len(found) - 2, -1, -1):
        if found[n][2] is None:
            found[n] = found[n][:2] + (found[n + 1][2],)
    return found + [(option, values(value), text) for option, value, text in commands.common()]


def architecture(ranges):
    """The options of a shape; of ranges each takes a list, flags too."""
    found = [("--widths", [], "d_0,..,d_l"), ("--width", [], "the width of every layer"),
             ("--family", ["attention", "pnn"], "stacks of attention, or polynomial networks")]
    for option, value, text in commands.fields():
        words = [] if ranges else commands.choices().get(option) or values(value)
        found.append((option, words, text))
    return found


def first_line(text):
    """Of a help text: its first clause, without what a shell would read."""
    return re.sub(r"[^\w .,=+*/<>|^-]", "", re.split(r"[.;:(]", text or "")[0]).strip()


def bash():
    names = commands.names() + ["help"]
    print("# Completion of fulgurite for bash, made from the program's tables of options.")
    print("_fulgurite()\n{")
    print('    local word="${COMP_WORDS[COMP_CWORD]}" before="${COMP_WORDS[COMP_CWORD-1]}"')
    print('    local command="${COMP_WORDS[1]}" words=""')
    print("    COMPREPLY=()")
    print('    if [ "$COMP_CWORD" -eq 1 ]; then\n        words="%s --help --version"' % " ".join(names))
    print('    else\n        case "$command $before" in')
    print('            "help "*) words="%s architecture" ;;' % " ".join(commands.names()))
    plain = []
    for name in commands.names():
        for option, follow, _ in options(name):
            pattern = '"%s %s"' % (name, option)
            if follow == "file":
                print('            %s) compopt -o default; return ;;' % pattern)
            elif follow == "folder":
                print('            %s) compopt -o dirnames; return ;;' % pattern)
            elif follow:
                print('            %s) words="%s" ;;' % (pattern, " ".join(follow)))
            elif follow is not None:
                plain.append(pattern)
    print("            %s) return ;;" % " | \\\n                ".join(plain))
    print("            *)\n                case \"$command\" in")
    for name in commands.names():
        words = commands.tasks(name) + sorted({option for option, _, _ in options(name)})
        print('                    %s) words="%s" ;;' % (name, " ".join(words)))
    print("                esac\n                case \"$word\" in\n                    -*) ;;")
    print("                    *) compopt -o default ;;\n                esac ;;")
    print("        esac\n    fi")
    print('    while IFS= read -r word_found; do\n        COMPREPLY+=("$word_found")')
    print('    done < <(compgen -W "$words" -- "$word")\n    unset word_found\n}')
    print("complete -F _fulgurite fulgurite")


ZSH_VALUES = {"file": ":file:_files", "folder": ":folder:_files -/"}


def zsh():
    print("#compdef fulgurite")
    print("# Completion of fulgurite for zsh, made from the program's tables of options.")
    print("_fulgurite()\n{\n    local -a commands\n    commands=(")
    for name in commands.names():
        print("        '%s:%s'" % (name, first_line(commands.load(name)[0])))
    print("        'help:what a command does')")
    print("    if (( CURRENT == 2 )); then\n        _describe command commands\n        return\n    fi")
    print("    local command=$words[2]\n    shift words\n    (( CURRENT-- ))\n    case $command in")
    print("        help) _describe command commands ;;")
    for name in commands.names():
        print("        %s) _arguments \\" % name)
        for option, follow, text in options(name):
            after = ""
            if isinstance(follow, str):
                after = ZSH_VALUES[follow]
            elif follow is not None:
                after = ":value:" + ("(%s)" % " ".join(follow) if follow else "")
            print("            '%s[%s]%s' \\" % (option, first_line(text), after))
        tasks = commands.tasks(name)
        print("            '1:%s' \\" % ("task:(%s)" % " ".join(tasks) if tasks else "file:_files"))
        print("            '*:file:_files' ;;")
    print("    esac\n}\n_fulgurite \"$@\"")


if __name__ == "__main__":
    shells = {"bash": bash, "zsh": zsh}
    if len(sys.argv) != 2 or sys.argv[1] not in shells:
        sys.exit("usage: completion.py bash|zsh")
    shells[sys.argv[1]]()
