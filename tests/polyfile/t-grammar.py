#!/usr/bin/env python3
"""The grammar of every format, from the published manuals, and the same
polynomials in all of them: each file is read back and compared with the JSON."""

import json
import math
import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from systems import check, done, make  # noqa: E402
from fractions import Fraction  # noqa: E402

SYSTEMS = ["print", "names", "cubic", "saturate", "empty", "cone", "curve", "nothing", "rank", "rank-generic", "rank-prime",
           "big4"]
COMMENT = {"m2": "--", "singular": "//", "magma": "//", "sage": "#", "oscar": "#", "hc": "#"}


class Wrong(Exception):
    pass


def need(good, what):
    if not good:
        raise Wrong(what)


def polynomial(text, names):
    """A sum of terms [coefficient*]x^2*y.. as {exponents: coefficient}: the coefficient comes first, no
    parentheses, no monomial twice, no coefficient 0 or 1 before a monomial."""
    text = "".join(text.split())
    if text == "0":
        return {}
    need(not re.search(r"[()]", text), "a parenthesis in " + text[:60])
    need(text[-1:] not in "+-" and not re.search("[+-][+-]", text), "signs in " + text[:60])
    found = {}
    for sign, term in re.findall(r"([+-]?)([^+-]+)", text):
        exponents = [0] * len(names)
        coefficient = Fraction(1)
        for k, factor in enumerate(term.split("*")):
            number = re.fullmatch(r"([1-9][0-9]*)(/[1-9][0-9]*)?", factor)
            power = re.fullmatch(r"([A-Za-z][A-Za-z0-9_']*)(\^([1-9][0-9]*))?", factor)
            need(number or power, "the factor %r" % factor)
            if number:
                need(k == 0, "a number behind a variable in " + term)
                need(factor != "1" or term == "1", "a coefficient 1 in " + term)
                coefficient = Fraction(factor)
            else:
                need(power.group(1) in names, "unknown variable " + power.group(1))
                exponents[names.index(power.group(1))] += int(power.group(3) or 1)
        need(tuple(exponents) not in found, "a monomial twice in " + text[:60])
        found[tuple(exponents)] = -coefficient if sign == "-" else coefficient
    return found


def from_json(text):
    """({block: {(i, j): polynomial}}, names) of a JSON file, whose fields are checked on the way."""
    system = json.loads(text)
    need(list(system) == ["format", "version", "kind", "title", "architecture", "characteristic", "comments",
                          "variables", "blocks", "points", "task", "expected"], "the fields")
    need(system["format"] == "fulgurite-system/1", "the format")
    names = [v["name"] for v in system["variables"]]
    blocks = {}
    for b in system["blocks"]:
        need(len(b["entries"]) == b["rows"] * b["cols"], "the entries of " + b["name"])
        blocks[b["name"]] = {}
        for k, entry in enumerate(b["entries"]):
            terms = {}
            for c, *powers in entry["terms"]:
                exponents = [0] * len(names)
                for v, e in powers:
                    need(e >= 1 and exponents[v - 1] == 0, "the exponents")
                    exponents[v - 1] = e
                need(tuple(exponents) not in terms and Fraction(c) != 0, "the terms")
                terms[tuple(exponents)] = Fraction(c)
            if terms:
                blocks[b["name"]][divmod(k, b["cols"])] = terms
    for point in system["points"]:
        need(len(point["values"]) == len(names), "the values of a point")
    for key in ("main", "conditions", "saturate"):
        need(system["task"][key] is None or system["task"][key] in blocks, "the task")
    return blocks, names


def code_of(form, text):
    """The file without its comments; a comment is a whole line."""
    mark = COMMENT[form]
    lines = text.split("\n")
    need(max(map(len, lines)) < 500, "a line of %d characters" % max(map(len, lines)))
    need(lines[0].startswith(mark + " ") and any(line.startswith(mark + " Run: ") for line in lines), "the header")
    need(all(ord(c) < 128 for c in text), "only ASCII")
    return "\n".join(line for line in lines if not line.startswith(mark))


NAME = r"sys[_'](\w+)"
ENTRY = {
    "m2": r"sys'([\w']+)_\((\d+),(\d+)\) = ([^;]*);\n",
    "singular": NAME + r"\[(\d+),(\d+)\] = ([^;]*);\n",
    "magma": NAME + r"\[(\d+),(\d+)\] := ([^;]*);\n",
    "sage": NAME + r'\[(\d+)\]\[(\d+)\] = poly\("""\n([^"]*)"""\)\n',
    "oscar": NAME + r'\[(\d+),(\d+)\] = poly\("""\n([^"]*)"""\)\n',
    "hc": NAME + r'\[(\d+),(\d+)\] = poly\("""\n([^"]*)"""\)\n',
}
# (an empty list of parts, one part, the sum of the parts)
PARTS = {
    "m2": ("pieces = new MutableList;", r"pieces#\(#pieces\) = ([^;]*);\n", "addUp toList pieces"),
    "singular": ("parts = 0;", r"parts\[ncols\(parts\) \+ \(size\(parts\) > 0\)\] = ([^;]*);\n", "add_up(parts)"),
    "magma": ("parts := [R | ];", r"Append\(~parts, ([^;]*)\);\n", "add_up(parts)"),
}
VARIABLES = {
    "m2": r"R = (?:QQ|\(ZZ/\d+\))\[\s*([^\]]*)\];",
    "singular": r"^ring R = \d+,\(([^)]*)\),dp;",
    "magma": r"^R<([^>]*)> :=",
    "sage": r"^names = \[([^\]]*)\]",
    "oscar": r"^variable_names = \[([^\]]*)\]",
    "hc": r"^variable_names = \[([^\]]*)\]",
}


def whole_sums(form, code):
    """The code with sums written in parts put together again."""
    if form not in PARTS:
        return code
    begin, item, end = PARTS[form]
    pieces = code.split(begin + "\n")
    for k in range(1, len(pieces)):
        parts = re.findall(item, pieces[k])
        pieces[k] = pieces[k].replace(end, " + ".join(parts).replace("+ -", "- "))
    return "\n".join(pieces)


def from_file(form, text):
    code = code_of(form, text)
    match = re.search(VARIABLES[form], code, re.M)
    need(match, "the list of variables")
    names = [name.strip().strip('"') for name in match.group(1).split(",")]
    need(len(set(names)) == len(names), "a name twice")
    blocks, first = {}, 0 if form in ("m2", "sage") else 1
    for block, i, j, terms in re.findall(ENTRY[form], whole_sums(form, code)):
        blocks.setdefault(block, {})[int(i) - first, int(j) - first] = polynomial(terms, names)
    return blocks, names


# ---- the shape of the code ------------------------------------------------------

def without_strings(form, code):
    if form in ("oscar", "hc", "sage"):
        code = re.sub(r'"""[^"]*"""', '""', code)
        need("$" not in code, "a $ that Julia would interpolate") if form != "sage" else None
        code = re.sub(r"'[^'\n]'", "0", code)
    return re.sub(r'"(?:\\.|[^"\\\n])*"', '""', code)


def balanced(code):
    stack = []
    for c in code:
        if c in "([{":
            stack.append(c)
        elif c in ")]}":
            need(stack and "([{".index(stack.pop()) == ")]}".index(c), "brackets")
    need(not stack, "brackets left open")


def words(code):
    return re.findall(r"(?<![\w.'!])[A-Za-z]\w*", code)


def check_julia(code):
    """begin .. end of Julia: openers at the head of a block, not in comprehensions and ternaries."""
    depth, brackets = 0, 0
    for token in re.findall(r"[\[\](){}]|(?<![\w.:!])(?:function|for|while|if|begin|let|struct|try|do|end)(?!\w)", code):
        if token in "[({":
            brackets += 1
        elif token in "])}":
            brackets -= 1
        elif token == "end":
            if brackets == 0:
                depth -= 1
                need(depth >= 0, "an end too many")
        elif brackets == 0:
            depth += 1
    need(depth == 0, "%d blocks without end" % depth)


def check_magma(code):
    stack = []
    tokens = re.findall(r"end (?:function|procedure|for|while|if)|\b(?:function|procedure|for|while|if)\b|:=|;", code)
    for token in tokens:
        if token.startswith("end "):
            need(stack and stack.pop() == token[4:], token)
        elif token not in (":=", ";"):
            stack.append(token)
    need(not stack, "blocks left open")
    need(not re.search(r"[^:<>=!]=[^=]", code), "an assignment by =")
    need("==" not in code and "!=" not in code, "comparisons are eq and ne")
    need(code.rstrip().endswith("quit;"), "the end")
    statements = [s.strip() for s in code.split(";")]
    need(statements[-1] == "", "a statement without ;")


SHAPE = {"magma": check_magma, "oscar": check_julia, "hc": check_julia,
         "m2": lambda code: None, "singular": lambda code: need(code.rstrip().endswith("quit;"), "the end"),
         "sage": lambda code: compile(code, "system.sage", "exec")}


def from_msolve(text):
    """Strictly as the tutorial says: variables, characteristic, one polynomial a line, a comma and a line
    break between two and neither behind the last."""
    lines = text.split("\n")
    need(len(lines) >= 3, "three lines")
    names = lines[0].split(",")
    need(all(re.fullmatch(r"[A-Za-z]\w{0,47}", name) for name in names), "the names")
    need(len(set(names)) == len(names), "a name twice")
    p = int(lines[1])
    need(p == 0 or 1 < p < 2**31, "the characteristic")
    need(lines[-1] and not lines[-1].endswith(","), "the end")
    need(all(line.endswith(",") and line.count(",") == 1 for line in lines[2:-1]), "the commas")
    need(not any(set(line) & set("()# \t") for line in lines[2:]), "the characters")
    sums = [polynomial(line.rstrip(","), names) for line in lines[2:]]
    if p:
        need(all(0 < abs(c) < p and c.denominator == 1 for f in sums for c in f.values()), "coefficients mod p")
    return sums, names


def msolve_expected(text):
    """The polynomials that the msolve file of a JSON system must hold."""
    system = json.loads(text)
    blocks, names = from_json(text)
    task = system["task"]
    by = []
    if task["saturate"]:
        by = [blocks[task["saturate"]][k] for k in sorted(blocks[task["saturate"]])]
    n = len(names) + len(by)
    pad = (0,) * len(by)
    sums = []
    if task["kind"] == "image":
        rows = next(b for b in system["blocks"] if b["name"] == task["main"])
        for k in range(rows["rows"] * rows["cols"]):
            f = {e + pad: c for e, c in blocks[task["main"]].get(divmod(k, rows["cols"]), {}).items()}
            unit = [0] * n
            unit[task["first_target"] - 1 + k] = 1
            f[tuple(unit)] = Fraction(-1 if f else 1)
            sums.append(f)
    else:
        sums = [{e + pad: c for e, c in f.items()} for _, f in sorted(blocks.get(task["main"], {}).items())]
    if task["conditions"]:
        sums += [{e + pad: c for e, c in f.items()} for _, f in sorted(blocks[task["conditions"]].items())]
    for k, f in enumerate(by):
        unit = tuple(int(i == k) for i in range(len(by)))
        sums.append(dict([(e + unit, c) for e, c in f.items()] + [((0,) * n, Fraction(-1))]))
    return sums


def one(name, test):
    try:
        test()
    except Wrong as wrong:
        check(False, name, wrong)
    else:
        check(True, name)


def compare(form, system, *prime):
    text = make(system, form, *prime)
    blocks, names = from_file(form, text)
    truth, plain = from_json(make(system, "json", *prime))
    # The naming rule: _ is ' in Macaulay2; a word without a digit gets a _.
    joint = "'" if form == "m2" else "_"
    for name, original in zip(names, plain):
        need(name.rstrip("_'") == original.rstrip("_").replace("_", joint), "%s is %s" % (original, name))
    joint_names = {key.replace("'", "_").rstrip("_"): value for key, value in blocks.items()}
    need(joint_names == {key: value for key, value in truth.items() if value}, "other polynomials than the JSON")
    code = without_strings(form, code_of(form, text))
    if form != "m2":
        balanced(re.sub(r"R<[^>]*>", "", code))
    SHAPE[form](code)


for form in ("m2", "singular", "sage", "oscar", "hc", "magma"):
    for system in SYSTEMS:
        one("%s: %s" % (form, system), lambda: compare(form, system))
    if form != "hc":
        one("%s: print mod 101" % form, lambda: compare(form, "print", 101))


def integral(f):
    """f times its common denominator."""
    scale = math.lcm(*[c.denominator for c in f.values()]) if f else 1
    return {e: c * scale for e, c in f.items()}


def compare_msolve(system, *prime):
    sums, _ = from_msolve(make(system, "msolve", *prime))
    truth = msolve_expected(make(system, "json", *prime))
    p = prime[0] if prime else 0
    if p:
        sums = [{e: c % p for e, c in f.items()} for f in sums]
        truth = [{e: c % p for e, c in f.items()} for f in truth]
    if not p:
        truth = [integral(f) for f in truth]
    need(sums == truth, "other polynomials than the JSON: %s" % sums)


for system in SYSTEMS:
    if not system.startswith("rank"):
        one("msolve: " + system, lambda: compare_msolve(system))
for prime in (101, 2147483647):
    one("msolve: print mod %d" % prime, lambda: compare_msolve("print", prime))

def refused(text):
    try:
        from_msolve(text)
    except Wrong:
        return True
    return False


# PHCpack: the number of equations first, and of unknowns where it differs.
def from_phc(text):
    head, _, rest = text.partition("\n")
    equations = [part for part in rest.replace("\n", " ").split(";") if part.strip()]
    names = sorted(set(re.findall(r"[A-Za-z]\w*", rest)))
    need(not any(name[0] in "eEiI" for name in names), "a name that begins with e or i")
    need(int(head.split()[0]) == len(equations), "%s for %d equations" % (head, len(equations)))
    need(len(head.split()) == 1 or int(head.split()[1]) > len(equations), "more equations than unknowns: " + head)
    return [polynomial(part, names) for part in equations]


for system in SYSTEMS:
    if not system.startswith("rank"):
        one("phc: " + system, lambda: from_phc(make(system, "phc")))
# A denominator is gone, and so is every long name.
text = make("cubic", "json", 0, "integral", "short")
check([v["name"] for v in json.loads(text)["variables"]] == ["s1", "s2", "s3", "s4"], "short names", text[:300])
for system in ("curve", "rank"):
    with_fractions, without = make(system, "json"), make(system, "json", 0, "integral")
    check(json.loads(with_fractions)["task"] == json.loads(without)["task"], "integral: " + system)

# The checker itself refuses what msolve would misread.
for text in ("x,y\n0\nx+y,\n", "x,y\n0\nx*(y+1)", "x,y\n0\nx+x", "x,y\n0\nx*2", "x,y\n0\n1*x", "x,x\n0\nx",
             "x,y\n2147483648\nx", "x,y\n0\n# x\nx", "x,y\n0\nx,y", "x,y\n0\nx++y", "x,y\n0\nx+z"):
    check(refused(text), "the checker refuses %r" % text)
check(not refused("x,y\n0\n1/2*x^2*y-3,\n-x+y"), "the checker takes a good file")

for system, form, prime, reason in (("rank", "msolve", 0, "msolve has no matrices"),
                                    ("print", "m2", 2, "divides the denominator"),
                                    ("print", "m2", 100, "not a prime"),
                                    ("print", "msolve", 2147483659, "not a prime below 2^31"),
                                    ("print", "hc", 101, "does not support numbers modulo a prime"),
                                    ("print", "phc", 101, "does not support numbers modulo a prime"),
                                    ("rank", "phc", 0, "PHCpack has no matrices")):
    try:
        make(system, form, *([prime] if prime else []))
        check(False, "refused: %s %s %d" % (system, form, prime))
    except ValueError as error:
        check(reason in str(error), "refused: %s %s %d" % (system, form, prime), error)

done()
