"""t-manual.py can fail: for each of its rules, a tree that breaks it."""
import os
import subprocess
import shutil
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.join(HERE, "..", "..")


def good_tree():
    return {
        "include/fulgurite/fulgurite.h": "#include <fulgurite/base.h>\n",
        "include/fulgurite/base.h":
            "/* The base. */\n#ifndef FULGURITE_BASE_H\n#define FULGURITE_BASE_H\n\n"
            "/* Says yes, always (doc: thm-yes). */\nint fulg_base_yes(void);\n\n"
            "/* Reads a thing; PARSE when it is none. */\n"
            "FULG_MUST_CHECK fulg_status_t\nfulg_base_read(int *x);\nvoid fulg_base_clear(int *x);\n\n#endif\n",
        "src/dim/yes.c": 'static void f(b)\n{\n    b->theorem = "always-yes"; /* doc: thm-always-yes */\n}\n',
        "src/cli/cli.h": "#define FULG_CLI_COMMANDS(X) \\\n    X(dim)\n#define FULG_CLI_OPTIONS \"\\f\"\n",
        "src/cli/cmd_dim.c": 'static const fulg_option_t options[] = {\n'
                             '    {"--fast", "", FULG_OPTION_FLAG, AT(fast), "be "\n     "quick"},\n'
                             '    FULG_CLI_LAST_OPTION};\n'
                             'const fulg_command_t fulg_command_dim = {\n    "dim", "says", run, options,\n'
                             '    "usage: fulgurite dim\\n\\n" FULG_CLI_OPTIONS "\\n  fulgurite dim\\n"};\n',
        "src/cli/arch_options.c": "\n",
        "doc/base.rst": "base\n====\n\n.. header:: base\n",
        "doc/proofs/all.rst": ".. _thm-yes:\n\n**Theorem.** Yes.\n\n.. _thm-always-yes:\n\nTheorem\n-------\n",
        "doc/commands/dim.rst": "fulgurite dim\n=============\n\n.. command:: dim\n\nExamples\n--------\n\n"
                                "Output for programs\n-------------------\n",
        "doc/local.mk": "doc/base.rst doc/proofs/all.rst doc/commands/dim.rst doc/man/fulgurite-dim.1\n"
                        "doc/tools/headers.py doc/tools/commands.py\n",
        "schema/local.mk": "schema/a.json\n",
        "schema/a.json": "{}\n",
    }


# (number of the rule, file, what is replaced, by what)
BREAKS = [
    (1, "include/fulgurite/base.h", "/* Says yes, always (doc: thm-yes). */\n", ""),
    (1, "include/fulgurite/base.h", "#endif\n", "int fulg_base_no(void);\n\n#endif\n"),
    (1, "include/fulgurite/base.h", "int fulg_base_yes(void);\n", "int fulg_base_yes(void);\nint fulg_base_no(void);\n"),
    (1, "include/fulgurite/base.h", "Says yes, always (doc: thm-yes).", "Yes."),
    (2, "include/fulgurite/base.h", "PARSE when it is none", "fails when it is none"),
    (3, "include/fulgurite/base.h", "FULG_MUST_CHECK fulg_status_t", "fulg_status_t"),
    (4, "include/fulgurite/base.h", "doc: thm-yes", "doc: thm-no"),
    (4, "src/dim/yes.c", "doc: thm-always-yes", "doc: thm-yes, thm-never"),
    (4, "src/dim/yes.c", "doc: thm-always-yes", "doc: Theorem 4"),
    (4, "src/dim/yes.c", "doc: thm-always-yes", "see doc/proofs/all.rst"),
    (5, "doc/proofs/all.rst", "Yes.\n", "Yes.\n\n**Lemma.** So.\n"),
    (5, "doc/base.rst", "base\n====\n", ".. _thm-yes:\n\nbase\n====\n"),
    (6, "src/dim/yes.c", '"always-yes"', '"some-times"'),
    (7, "doc/base.rst", ".. header:: base", ".. header:: bases"),
    (8, "doc/commands/dim.rst", ".. command:: dim", ""),
    (8, "doc/commands/dim.rst", "Examples\n--------", ""),
    (9, "src/cli/cmd_dim.c", "FULG_CLI_OPTIONS ", ""),
    (9, "src/cli/cmd_dim.c", "usage: fulgurite dim\\n", "usage: fulgurite dim\\n" + 25 * "more\\n"),
    (9, "src/cli/cmd_dim.c", "\\n  fulgurite dim\\n", "\\n  none\\n"),
    (9, "src/cli/cmd_dim.c", "usage: ", ""),
    (9, "src/cli/cmd_dim.c", "\\n  fulgurite dim\\n", "\\n  fulgurite dim " + 70 * "x" + "\\n"),
    (10, "doc/local.mk", "doc/base.rst", ""),
    (10, "doc/local.mk", "doc/man/fulgurite-dim.1", ""),
    (10, "schema/local.mk", "schema/a.json", ""),
    (11, "src/cli/cmd_dim.c", "dim\\n\\n", "dim [--json]\\n\\n"),
    (11, "src/dim/yes.c", "static void", 'static const char *s = "fulgurite-thing/1";\nstatic void'),
    (12, "doc/base.rst", "base\n====\n", "base\n====\n\nHalf is :math:`a \\ge \\tfrac12`.\n"),
    (12, "doc/base.rst", "base\n====\n", "base\n====\n\n.. math::\n\n   a \\ge \\frac12\n\nmore\n"),
]
RULES = 12


def judge(tree):
    """The numbers of the rules that the tree breaks."""
    with tempfile.TemporaryDirectory() as folder:
        for path, text in tree.items():
            path = os.path.join(folder, path)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w", encoding="utf-8") as stream:
                stream.write(text)
        os.makedirs(os.path.join(folder, "doc", "tools"))
        for name in ("headers.py", "commands.py"):
            shutil.copy(os.path.join(ROOT, "doc", "tools", name), os.path.join(folder, "doc", "tools"))
        result = subprocess.run([sys.executable, os.path.join(HERE, "t-manual.py"), folder],
                                stdout=subprocess.PIPE, universal_newlines=True)
        lines = result.stdout.split("\n")
        broken = {int(line.split()[2]) for line in lines if line.startswith("not ok")}
        complete = lines[0] == "1..%d" % RULES and (result.returncode != 0) == bool(broken)
        return broken if complete else {0}, result.stdout


def main():
    print("1..%d" % (len(BREAKS) + 2))
    tries = [((), good_tree())]
    for rule, path, old, new in BREAKS:
        tree = good_tree()
        assert tree[path].count(old) == 1, (path, old)
        tree[path] = tree[path].replace(old, new)
        tries.append(((rule,), tree))
    failures = 0
    for number, (rules, tree) in enumerate(tries, 1):
        broken, text = judge(tree)
        good = broken == set(rules)
        failures += not good
        what = "breaks rule %d" % rules if rules else "the good tree passes"
        print("%s %d - %s" % ("ok" if good else "not ok", number, what))
        if not good:
            print("# found", sorted(broken))
            for line in text.split("\n"):
                print("# " + line)
    covered = {rule for rule, *_ in BREAKS} == set(range(1, RULES + 1))
    failures += not covered
    print("%s %d - every rule is tried" % ("ok" if covered else "not ok", len(tries) + 1))
    return 1 if failures else 0


sys.exit(main())
