"""t-sources.py can fail: for each of its rules, a tree that breaks it."""
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
HEADER = ("#ifndef FULGURITE_{0}_H\n#define FULGURITE_{0}_H\n{1}\n"
          "/* Documented. */\nint fulg_{2}_first(void);\n{3}#endif\n")


def header(name, body="", more=""):
    return HEADER.format(name.upper(), body, name, more)


def good_tree():
    return {
        "include/fulgurite/base.h": header("base"),
        "include/fulgurite/rank.h":
            header("rank", "#include <fulgurite/base.h>"),
        "include/fulgurite/eval.h":
            header("eval", "#include <fulgurite/base.h>"),
        "include/fulgurite/verify.h":
            header("verify", "#include <fulgurite/base.h>"),
        "include/fulgurite/fulgurite.h":
            "#ifndef FULGURITE_FULGURITE_H\n#define FULGURITE_FULGURITE_H\n"
            "#include <fulgurite/base.h>\n#include <fulgurite/rank.h>\n"
            "#include <fulgurite/eval.h>\n#include <fulgurite/verify.h>\n"
            "#endif\n",
        "src/base/first.c": '#include <fulgurite/base.h>\n'
                            'static const int seven = 7;\n'
                            '/* printf( in a comment */\n'
                            'const char *s = "exit(";\n',
        "src/base/local.mk": "x += src/base/first.c\n",
        "src/verify/first.c": "#include <fulgurite/verify.h>\n",
        "src/verify/local.mk": "x += src/verify/first.c\n",
        "src/cli/main.c": "#include <fulgurite/fulgurite.h>\n"
                          "int main(void) { printf(\"\"); exit(0); }\n",
        "src/cli/local.mk": "x += src/cli/main.c\n",
        "tests/base/t-first.c": "int x;\n",
        "tests/base/local.mk": "x += tests/base/t-first\n",
    }


# (number of the rule, file, text added to it)
BREAKS = [
    (1, "src/base/first.c", "#include <fulgurite/rank.h>\n"),
    (1, "include/fulgurite/rank.h", "#include <fulgurite/eval.h>\n"),
    (1, "src/base/first.c", "#include <fulgurite/fulgurite.h>\n"),
    (1, "src/banana/first.c", "\n"),
    (2, "src/base/first.c", '#include "../rank/impl.h"\n'),
    (3, "src/verify/first.c", "#include <fulgurite/eval.h>\n"),
    (3, "src/verify/first.c", "int x(void) { return fulg_rank_kernel(); }\n"),
    (3, "include/fulgurite/base.h", "#include <fulgurite/eval.h>\n"),
    (4, "src/base/first.c", "void f(void) { printf(\"x\"); }\n"),
    (4, "src/base/first.c", "void f(void) { exit (1); }\n"),
    (4, "src/base/first.c", "void f(void) { abort(); }\n"),
    (4, "src/base/first.c", "void f(void) { int x = rand(); }\n"),
    (4, "src/base/first.c", "void f(void) { srand(1); }\n"),
    (4, "src/base/first.c", "void f(void) { int x = time(NULL); }\n"),
    (5, "src/base/first.c", '#include "second.c"\n'),
    (6, "src/base/first.c", "void f(void) { int x = A->rows[0][1]; }\n"),
    (7, "src/base/first.c", "#include <arb.h>\n"),
    (7, "tests/base/t-first.c", "#include <flint/arb_mat.h>\n"),
    (8, "include/fulgurite/base.h", "\nint fulg_base_second(void);\n"),
    (8, "include/fulgurite/base.h",
     "\nFULG_MUST_CHECK fulg_status_t fulg_base_second(int *x,\n  int y);\n"),
    (9, "include/fulgurite/banana.h", "int x;\n"),
    (10, "include/fulgurite/banana.h", "int x;\n"),
    (11, "src/base/first.c", "static int counter;\n"),
    (11, "src/base/first.c", "static int table[3] = {1, 2, 3};\n"),
    (12, "src/base/second.c", "\n"),
    (12, "tests/base/t-second.c", "\n"),
    (12, "tests/base/t-second.py", "\n"),
]


def verdicts(tree):
    """The numbers of the rules that the tree breaks."""
    with tempfile.TemporaryDirectory() as root:
        for path, text in tree.items():
            path = os.path.join(root, path)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w", encoding="utf-8") as stream:
                stream.write(text)
        output = subprocess.run(
            [sys.executable, os.path.join(HERE, "t-sources.py"), root],
            capture_output=True, text=True, check=False).stdout
    return {int(line.split()[2]) for line in output.split("\n")
            if line.startswith("not ok")}, "1..12\n" in output


def main():
    print(f"1..{len(BREAKS) + 1}")
    broken, complete = verdicts(good_tree())
    print("ok" if complete and not broken else "not ok",
          "1 - a good tree passes")
    for line in broken:
        print("# broken rule", line)
    for number, (rule, path, text) in enumerate(BREAKS, 2):
        tree = good_tree()
        tree[path] = tree.get(path, "") + text
        broken, complete = verdicts(tree)
        print("ok" if complete and rule in broken else "not ok", number,
              f"- rule {rule} is broken by {text.strip()!r}")


main()
