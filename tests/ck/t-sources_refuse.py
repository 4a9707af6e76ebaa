"""t-sources.py can fail: for each of its rules, a tree that breaks it."""
import os
import shutil
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
                            'const char *s = "exit(";\n'
                            'void\nfulg_base_one(void)\n{\n}\n',
        "src/base/upper.c": "void\nfulg_base_two(void)\n{\n"
                            "    fulg_base_one();\n}\n",
        "src/base/local.mk": "x += src/base/first.c src/base/upper.c\n",
        "src/verify/first.c": "#include <fulgurite/verify.h>\n",
        "src/verify/local.mk": "x += src/verify/first.c\n",
        "src/cli/main.c": "#include <flint/fmpz.h>\n#include <flint/fmpz_poly_factor.h>\n"
                          "#include <fulgurite/fulgurite.h>\n"
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
    (2, "tests/base/t-first.c", '#include "../../src/rank/impl.h"\n'),
    (3, "src/verify/first.c", "#include <fulgurite/eval.h>\n"),
    (3, "src/verify/first.c", "int x(void) { return fulg_rank_kernel(); }\n"),
    (3, "include/fulgurite/base.h", "#include <fulgurite/eval.h>\n"),
    (4, "src/base/first.c", "void f(void) { printf(\"x\"); }\n"),
    (4, "src/base/first.c", "void f(void) { exit (1); }\n"),
    (4, "src/base/first.c", "void f(void) { abort(); }\n"),
    (4, "src/base/first.c", "void f(void) { int x = rand(); }\n"),
    (4, "src/base/first.c", "void f(void) { srand(1); }\n"),
    (4, "src/base/first.c", "void f(void) { int x = time(NULL); }\n"),
    (4, "src/base/first.c", "void f(void) { fputc('x', stderr); }\n"),
    (4, "src/base/first.c", "#define SAY printf\n"),
    (4, "src/base/first.c", "int (*say)(const char *, ...) = printf;\n"),
    (4, "src/base/first.c", "void f(void) { dprintf(1, \"x\"); }\n"),
    (4, "src/base/first.c", "void f(void) { write(1, \"x\", 1); }\n"),
    (4, "src/base/first.c", "void f(void) { fmpz_mat_print_pretty(A); }\n"),
    (4, "src/base/first.c", "void f(void) { arb_printd(x, 5); }\n"),
    (4, "src/base/first.c", "void f(void) { assert(0); }\n"),
    (4, "src/base/first.c", "void f(void) { quick_exit(0); }\n"),
    (4, "src/base/first.c", "void f(void) { __builtin_trap(); }\n"),
    (4, "src/base/first.c", "void f(void) { raise(6); }\n"),
    (4, "src/base/first.c", "void f(void) { double x = drand48(); }\n"),
    (4, "src/base/first.c", "void f(void) { int x = rand_r(&seed); }\n"),
    (4, "src/base/first.c", "void f(void) { getrandom(&x, 8, 0); }\n"),
    (4, "src/base/first.c", "void f(void) { x = arc4random(); }\n"),
    (4, "src/base/first.c", "void f(void) { clock_gettime(0, &x); }\n"),
    (4, "src/base/first.c", "void f(void) { fmpz_randtest(x, s, 9); }\n"),
    (4, "src/base/first.c", "void f(void) { char *s = getenv(\"SEED\"); }\n"),
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
    (13, "src/base/first.c",
     "#define ABOVE <fulgurite/rank.h>\n#include ABOVE\n"),
    (13, "src/base/first.c", "#inc\\\nlude <fulgurite/rank.h>\n"),
    (13, "src/base/first.c", "#include \\\n<fulgurite/rank.h>\n"),
    (13, "src/base/first.c", "%:include <fulgurite/rank.h>\n"),
    (13, "src/base/first.c", "#include_next <fulgurite/rank.h>\n"),
    (14, "src/base/first.c", "int f(void) { return strcmp(s, s); }\n"),
    (14, "tests/base/t-first.c", "int f(void) { return memcmp(&x, &x, 1); }\n"),
    (15, "tests/base/t-first.c", "void f(void) { skip(); }\n"),
    (15, "tests/base/t-first.c", "void f(void) { assert_float_equal(x, y, 0); }\n"),
    (16, "src/base/first.c", "void f(void) { fulg_base_two(); }\n"),
    (17, "tests/base/get.sh", "debootstrap bookworm x http://deb" + ".debian.org/debian\n"),
    (17, "doc/first.rst", "``http://ftp.de" + ".debian.org/debian``\n"),
    (18, "src/verify/first.c", "int\nfulg_claim_first(void)\n{\n}\n"),
    (18, "src/base/first.c", "int\nfulg_baseline(void)\n{\n}\n"),
    (1, "src/base/first.c", "#  include  <fulgurite/rank.h>\n"),
    (1, "src/base/first.c", "/* */ #include <fulgurite/rank.h>\n"),
    (19, "src/base/first.c", "void f(void) { fmpz_init(x); }\n"),
    (19, "src/base/first.c", "#include <flint/fmpz.h>\n#include <flint/fmpz_poly.h>\n"
                            "void f(void) { fmpz_poly_factor_init(x); }\n"),
]

# What no look at the sources finds: (number of the rule of t-symbols.py,
# module, code).
CALLS = [
    (1, "base", "int fulg_rank_first(void); "
                "int fulg_base_x(void) { return fulg_rank_first(); }"),
    (1, "eval", "int fulg_eval_later(void); "
                "int fulg_rank_x(void) { return fulg_eval_later(); }"),
    (2, "base", "#define J(a, b) a##b\nint J(pri, ntf)(const char *, ...); "
                "void fulg_x(int n) { J(pri, ntf)(\"%d\", n); }"),
    (2, "base", "#define J(a, b) a##b\nint J(ra, nd)(void); "
                "int fulg_x(void) { return J(ra, nd)(); }"),
    (2, "rank", "#define J(a, b) a##b\nvoid J(ex, it)(int); "
                "void fulg_x(void) { J(ex, it)(0); }"),
    (2, "rank", "#include <stdio.h>\nvoid fulg_x(void *f) "
                "{ fputc('x', f); }"),
    (2, "rank", "#include <assert.h>\nvoid fulg_x(int f) { assert(f); }"),
    (2, "rank", "long fmpz_print(const long *); "
                "void fulg_x(long *f) { fmpz_print(f); }"),
    (2, "rank", "void n_randint(void); void fulg_x(void) { n_randint(); }"),
    (2, "rank", "int open(const char *, int, ...); "
                "int fulg_x(void) { return open(\"x\", 0); }"),
    (3, "verify", "int fulg_rank_first(void); "
                  "int fulg_verify_x(void) { return fulg_rank_first(); }"),
]
GOOD_CALLS = {
    "base": "int snprintf(char *, unsigned long, const char *, ...);\n"
            "int fulg_base_first(char *s, int n) "
            "{ return snprintf(s, 9, \"%d\", n); }\n",
    "rank": "int fulg_base_first(char *, int);\n"
            "int fulg_rank_first(void) { return fulg_base_first(0, 1); }\n",
    "eval": "int fulg_rank_first(void);\n"
            "int fulg_eval_first(void) { return fulg_rank_first(); }\n",
    "verify": "int fulg_base_first(char *, int);\n"
              "int fulg_verify_first(void) { return fulg_base_first(0, 2); }\n",
}


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
            if line.startswith("not ok")}, "1..19\n" in output


def call_verdicts(modules):
    """The numbers of the rules that the objects of these sources break."""
    with tempfile.TemporaryDirectory() as root:
        for module, text in modules.items():
            folder = os.path.join(root, "src", module)
            os.makedirs(folder)
            with open(os.path.join(folder, "one.c"), "w",
                      encoding="utf-8") as stream:
                stream.write(text)
            subprocess.run(["cc", "-O1", "-w", "-fno-builtin", "-c", "one.c"],
                           cwd=folder, check=True)
        output = subprocess.run(
            [sys.executable, os.path.join(HERE, "t-symbols.py"), root],
            capture_output=True, text=True, check=False).stdout
    return {int(line.split()[2]) for line in output.split("\n")
            if line.startswith("not ok")}, "1..3\n" in output


def main():
    compiles = shutil.which("cc") and shutil.which("nm")
    calls = [(0, "base", "")] + CALLS
    print(f"1..{len(BREAKS) + 1 + len(calls)}")
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
              f"- rule {rule} is broken by {ascii(text.strip())}".replace("#", "no."))
    for number, (rule, module, text) in enumerate(calls, len(BREAKS) + 2):
        if not compiles:
            print("ok", number, "# SKIP no compiler, or no nm")
            continue
        modules = dict(GOOD_CALLS)
        modules[module] += text + "\n"
        broken, complete = call_verdicts(modules)
        expected = {rule} if rule else set()
        print("ok" if complete and broken >= expected and
              (rule or not broken) else "not ok", number,
              f"- calls: rule {rule} by {ascii(text)}".replace("#", "no."))


main()
