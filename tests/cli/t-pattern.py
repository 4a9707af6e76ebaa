#!/usr/bin/env python3
"""pattern: the numbers of the constructions, files of every kind, what eval says of
the network that is written, and what is refused."""

import json
import math
import os
import struct
import sys
from fractions import Fraction

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from tap import check, done, folder, refuses, run, skip  # noqa: E402

directory = folder()
os.chdir(directory.name)
ERRORS = "--e1 9/10 --e2 1/4"


def answer(words, code=0):
    result = run("pattern --json " + words)
    check(result.code == code, "exit code %d: %s" % (code, words), result.code, result.err)
    return result.json()


def only(words):
    """The only method of an answer, which is proved."""
    method = answer(words)["methods"][0]
    check(method["verdict"] == "proved", "proved: " + words, method)
    return method


def is_near(text, value, digits=6):
    return abs(float(text) - value) <= 10 ** -digits


# ---- one entry a row: (length, any logits, at most twice log(1/e2), existence) ----

for length, free, capped, existence in (
        (4, (2, 19, "0"), (2, 19, "0"), 15), (8, (4, 3, "1/2"), (4, 3, "1/2"), 27),
        (16, (6, 4, "2/3"), (11, 17, "5/11"), 39), (32, (8, 13, "3/4"), (20, 11, "1/2"), 50),
        (64, (10, 3, "4/5"), (31, 6, "15/31"), 61), (128, (12, 4, "5/6"), (40, 14, "1/2"), 73),
        (256, (14, 12, "6/7"), (51, 8, "25/51"), 84)):
    for words, expected in (("", free), ("--logit-cap 2", capped)):
        a = answer("--cyc %d,1 --method jl %s" % (length, words))
        m = a["methods"][0]
        check((m["hidden_size"], m["seed"], m["kappa"]) == expected and a["existence"] == existence,
              "a permutation of length %d %s" % (length, words), m, a["existence"])
        check(m["noise"] == 0 and Fraction(m["gap"], m["hidden_size"]) == 1 - Fraction(m["kappa"]),
              "its gap is 1 - kappa")

# ---- two equal entries ------------------------------------------------------------

for words, expected, low, high in (
        ("--cyc 8,2 " + ERRORS, (9, 2, 2, 6), 2.079442, 2.888342),
        ("--cyc 16,2 " + ERRORS, (56, 3, 10, 22), 3.528749, 3.594382),
        ("--cyc 32,2 " + ERRORS, (82, 3, 18, 40), 2.841903, 2.924001),
        ("--cyc 64,2 " + ERRORS, (126, 4, 28, 62), 2.817308, 2.888342),
        ("--cyc 8,2 --e1 1/2 --e2 1/10 --dstep 4 --seeds 1..10", (89, 1, 10, 62), None, None),
        ("--cyc 16,2 --e1 1/2 --e2 1/10 --dstep 4 --seeds 1..10", (185, 9, 22, 126), None, None),
        ("--cyc 32,2 --e1 1/2 --e2 1/10 --dstep 4 --seeds 1..10", (289, 5, 34, 204), None, None)):
    m = only(words + " --method jl")
    check((m["hidden_size"], m["seed"], m["noise"], m["gap"]) == expected, words, m)
    e1, e2 = (0.9, 0.25) if low else (0.5, 0.1)
    d, _, n, g = expected
    low, high = low or -d * math.log(e2) / g, high or d * math.log(1 + e1) / n
    check(is_near(m["beta"][0], low) and is_near(m["beta"][1], high), "its interval", m["beta"])

# ---- different entries --------------------------------------------------------------

m = only("--cyc 8,2,w %s --method jl --dmin 128 --dmax 128 --seeds 1..1" % ERRORS)
check(is_near(m["beta"][0], 2.065001) and is_near(m["beta"][1], 2.961123), "weights 1, 2 at size 128", m["beta"])
a = answer("--cyc 8,2,w %s --method jl --dmin 64 --dmax 64 --seeds 1..10" % ERRORS, 4)
check(a["smallest"] is None and "none found for these seeds" in a["methods"][0]["reason"], "none at size 64", a)
a = answer("--cyc 8,2 --dmax 260 --seeds 1..10 --method jl", 4)
check(a["existence"] == 313300 and a["smallest"] is None, "the existence bound is 313300, none found below 260", a)
a = answer("--cyc 8,2 --dmax 260 --seeds 1..10")
check(a["smallest"] == {"method": "moment", "hidden_size": 4}, "but moment has 4", a["smallest"])
answer("--cyc 8,2 --dmax 20 --method jl --beta 1", 4)

# ---- the moment curve: length, entries, size, spread -------------------------------

for words, size, spread in (
        ("3,1", 2, 20), ("3,2", 2, None), ("8,1", 2, 245), ("8,2", 4, 3528), ("8,2,w", 4, 3523.84),
        ("16,3,w", 6, 7452936.29), ("32,1", 2, 4805), ("32,2", 4, 1729800), ("32,3,w", 6, 727381046.34)):
    m = only("--cyc %s --method moment" % words)
    check(m["hidden_size"] == size, "moment %s: size" % words, m)
    if spread is not None:
        # two decimals, cut or rounded
        check(abs(Fraction(m["spread"]) - Fraction(str(spread))) < Fraction(1, 100), "moment %s: spread" % words, m["spread"])
    if words == "8,2,w":
        check(4.745e-7 < float(m["ratio_error"][0]) and float(m["ratio_error"][1]) < 4.755e-7, "the worst ratio", m)
    check(float(m["leak"][1]) < 0.01, "unwanted entries are below e2")
only("--cyc 3,1 --method moment --certificate k.json")
c = json.load(open("k.json"))
check(c["queries"]["rows"] == [[10 * i, -5] for i in range(3)] and c["keys"]["rows"] == [[j, j * j] for j in range(3)],
      "moment 3,1: queries (10 i, -5), keys (j, j^2)", c)
m = only("--cyc 3,1 --method moment --nodes 0,1/2,5 --certificate n.json")
check(m["hidden_size"] == 2 and run("verify n.json").code == 0, "other nodes")

# ---- frames ---------------------------------------------------------------------------

for q, m, length, size, mu in ((3, 2, 9, 9, "1/3"), (5, 2, 25, 25, "1/5"), (5, 3, 125, 25, "2/5"), (7, 3, 343, 49, "2/7")):
    r = only("--cyc %d,1 --method rs --rs %d,%d" % (length, q, m))
    check((r["hidden_size"], r["mu"]) == (size, mu), "rs with q = %d, m = %d" % (q, m), r)
m = only("--cyc 8,3,w --method hadamard")
check(m["hidden_size"] == 8 and m["mu"] == "0" and m["beta"][1] is None and is_near(m["beta"][0], math.log(100)),
      "hadamard: every beta above log 100", m)

# ---- the lower bound ------------------------------------------------------------------

for words, lower, possible in (("--cyc 3,1", 2, False), ("--cyc 2,1", 1, True), ("--cyc 8,3", 2, False),
                               ("--block 8,4", 1, True), ("--block 9,3", 2, False), ("--cyc 4,4", 1, True)):
    a = answer(words + " --method line --method=line"[:14], 0 if possible else 4)
    check(a["lower_bound"] == lower and a["size_1"] == possible, "size 1 for " + words, a)
    if possible:
        check(a["smallest"] == {"method": "line", "hidden_size": 1}, "and it is proved", a)
# Two covering ends: c1 > c2 > c3, rows {c1,c2} and {c2,c3}: 1 + e1 > 1/e2 decides.
ENDS = {"format": "fulgurite-pattern/1", "matrix": [[1, 1, 0], [0, 1, 1], [1, 1, 0]]}
json.dump(ENDS, open("ends.json", "w"))
check(answer("ends.json --method line --e1 0.9 --e2 0.6")["size_1"] is True, "distances that do")
a = answer("ends.json --method line --e1 0.5 --e2 0.6", 4)
check(a["size_1"] is False and "no distances" in a["size_1_reason"], "no distances do", a)
check(answer("ends.json --method line --e1 1/2 --e2 2/3", 4)["size_1"] in (None, False), "the border is no success")

# ---- the network ---------------------------------------------------------------------

for words in ("--cyc 5,2,w --method moment", "--cyc 6,2 --method jl --dmax 64 " + ERRORS, "--cyc 5,1 --method rs",
              "--cyc 5,2,w --method hadamard", "--cyc 2,1 --method line"):
    a = answer(words + " -o net --certificate net.json --force")
    length = a["length"]
    check(run("verify net.json").code == 0, "verify: " + words)
    output = run("eval --json net.weights.json --input net.input.json").json()["outputs"][0]
    matrix = [[Fraction(0)] * length for _ in range(length)]
    for i, j, x in json.load(open("net.json"))["matrix"]:
        matrix[i - 1][j - 1] = Fraction(x)
    worst = 0.0
    for i in range(length):
        total = sum(matrix[i])
        low = [float(output[j][i][0]) for j in range(length)]       # tokens are columns
        high = [float(output[j][i][1]) for j in range(length)]
        for j in range(length):
            worst = max(worst, abs(low[j] - matrix[i][j] / total))
            for k in range(length):
                e1, e2 = Fraction(a["e1"]), Fraction(a["e2"])
                if matrix[i][j] and matrix[i][k]:
                    ratio = low[j] / high[k] / float(matrix[i][j] / matrix[i][k])
                    check(abs(ratio - 1) < e1, "(R1) in eval") if abs(ratio - 1) >= e1 else None
                elif matrix[i][k]:
                    check(low[j] < e2 * high[k], "(R2) in eval") if low[j] >= e2 * high[k] else None
    bounds = a["methods"][0]["difference"]
    check(float(bounds[0]) - 1e-9 <= worst <= float(bounds[1]) + 1e-9, "eval reproduces: " + words, worst, bounds)

# ---- files -------------------------------------------------------------------------------

DENSE = [["1/2", "0.5", 0], [0, 1, 0], ["1e-1", 0, 3]]
ENTRIES = [[3, 3, 3], [1, 1, "1/2"], [1, 2, "1/2"], [2, 2, 1], [3, 1, "1/10"]]
json.dump({"format": "fulgurite-pattern/1", "matrix": DENSE}, open("dense.json", "w"))
json.dump({"format": "fulgurite-pattern/1", "length": 3, "entries": ENTRIES}, open("sparse.json", "w"))
open("a.mtx", "w").write("%%MatrixMarket matrix coordinate real general\n% a comment\n\n3 3 5\n1 1 0.5\n1 2 5e-1\n"
                         "2 2 +1.0\n3 1 .1\n3 3 3\n")
open("b.mtx", "w").write("%%matrixmarket MATRIX Array REAL general\n3 3\n0.5\n0\n0.1\n0.5\n1\n0\n0\n0\n3\n"
                         .replace("%%matrixmarket", "%%MatrixMarket"))
same = [answer(name + " --method moment") for name in ("dense.json", "sparse.json", "a.mtx", "b.mtx")]
check(all(x == same[0] for x in same), "the same matrix in four files", same)
open("s.mtx", "w").write("%%MatrixMarket matrix coordinate integer symmetric\n3 3 4\n1 1 2\n2 1 1\n2 2 2\n3 3 1\n")
check(answer("s.mtx --method moment")["row_nonzeros"] == 2, "a symmetric file")
open("h.mtx", "w").write(open("s.mtx").read().replace("symmetric", "hermitian"))
check(answer("h.mtx --method moment") == answer("s.mtx --method moment"), "Hermitian and real: the same")
stdin = run("pattern --json --method moment -", stdin=open("dense.json").read())
check(stdin.json() == same[0], "standard input")


def npy(name, dtype, shape, data, fortran=False):
    header = "{'descr': %s, 'fortran_order': %s, 'shape': %s, }" % (dtype, fortran, shape)
    header += " " * (-(len(header) + 11) % 64) + "\n"
    data = b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode() + data
    if name:
        open(name, "wb").write(data)
    return data


def npz(name, members):
    import zipfile
    with zipfile.ZipFile(name, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, data in members.items():
            archive.writestr(member + ".npy", data)


npy("f.npy", "'<f8'", "(2, 2)", struct.pack("<4d", 0.5, 0, 0, 1))
npy("i.npy", "'<i8'", "(2, 2)", struct.pack("<4q", 1, 0, 0, 2))
npy("b.npy", "'>i4'", "(2, 2)", struct.pack(">4i", 1, 0, 2, 1), True)
for name in ("f.npy", "i.npy", "b.npy"):
    check(answer(name)["length"] == 2, name)
CSR = {"format": npy(None, "'|S3'", "()", b"csr"), "shape": npy(None, "'<i8'", "(2,)", struct.pack("<2q", 3, 3)),
       "data": npy(None, "'<f8'", "(4,)", struct.pack("<4d", 1, 1, 2, 0.25)),
       "indices": npy(None, "'<i4'", "(4,)", struct.pack("<4i", 0, 2, 1, 0)),
       "indptr": npy(None, "'<i4'", "(4,)", struct.pack("<4i", 0, 2, 3, 4))}
npz("csr.npz", CSR)
a = answer("csr.npz --method moment")
check((a["length"], a["row_nonzeros"], a["column_nonzeros"]) == (3, 2, 2), "a sparse matrix of scipy", a)
npz("coo.npz", {"format": npy(None, "'<U3'", "()", "coo".encode("utf-32-le")), "shape": CSR["shape"], "data": CSR["data"],
                "row": npy(None, "'<i4'", "(4,)", struct.pack("<4i", 0, 0, 1, 2)), "col": CSR["indices"]})
check(answer("coo.npz --method moment") == a, "the same as coo")

# ---- what is refused -----------------------------------------------------------------------


def write(name, text):
    open(name, "w").write(text if isinstance(text, str) else json.dumps(text))
    return name


def rows(*matrix):
    return {"format": "fulgurite-pattern/1", "matrix": list(matrix)}


MM = "%%MatrixMarket matrix coordinate "
for name, text, parts in (
        ("zero row", rows([1, 0], [0, 0]), ["row 2", "zero"]),
        ("negative", rows([1, 0], ["-1/2", 1]), ["(2,1)", "negative"]),
        ("not square", rows([1, 0, 0], [0, 1, 0]), ["row 1", "3 columns"]),
        ("one row", rows([1]), ["at least 2"]),
        ("a float", '{"format":"fulgurite-pattern/1","matrix":[[1,0.5],[1,1]]}', ["(1,2)", "quote"]),
        ("a word", rows([1, "x"], [1, 1]), ["(1,2)", "x"]),
        ("twice", {"format": "fulgurite-pattern/1", "length": 2, "entries": [[1, 1, 1], [1, 1, 1], [2, 2, 1]]},
         ["(1,1)", "twice"]),
        ("outside", {"format": "fulgurite-pattern/1", "length": 2, "entries": [[1, 3, 1]]}, ["(1,3)", "outside"]),
        ("complex", MM + "complex general\n2 2 2\n1 2 1.0 0.0\n2 1 1 0\n", ["(1,2)", "complex"]),
        ("pattern", MM + "pattern general\n2 2 2\n2 1\n1 2\n", ["(2,1)", "pattern"]),
        ("skew", MM + "real skew-symmetric\n2 2 1\n2 1 1\n", ["negative"]),
        ("mtx not square", MM + "real general\n2 3 1\n1 1 1\n", ["not square", "2 rows, 3 columns"]),
        ("mtx negative", MM + "real general\n2 2 2\n1 1 1\n2 2 -1\n", ["(2,2)", "negative"]),
        ("mtx short", MM + "real general\n2 2 3\n1 1 1\n2 2 1\n", ["announces 3"]),
        ("mtx nan", MM + "real general\n2 2 2\n1 1 nan\n2 2 1\n", ["line 3", "(1,1)", "nan"]),
        ("mtx banner", "%%MatrixMarket tensor\n", ["line 1"]), ("empty", "", [])):
    file = write("bad.json", text)
    refuses("refused: " + name, run("pattern " + file), 3, file, *parts)
npy("c.npy", "'<c16'", "(2, 2)", struct.pack("<8d", *range(8)))
refuses("refused: complex .npy", run("pattern c.npy"), 3, "c.npy", "(1,1)", "complex")
npy("p.npy", "'|b1'", "(2, 2)", b"\1\0\0\1")
refuses("refused: boolean .npy", run("pattern p.npy"), 3, "p.npy", "(1,1)", "the positions of the entries")
npy("n.npy", "'<f8'", "(2, 2)", struct.pack("<4d", 1, math.nan, 0, 1))
refuses("refused: NaN", run("pattern n.npy"), 3, "(1,2)")
npy("m.npy", "'<f8'", "(2, 2)", struct.pack("<4d", 1, 0, -2, 1))
refuses("refused: negative .npy", run("pattern m.npy"), 3, "(2,1)", "negative")
npz("bad.npz", dict(CSR, indices=npy(None, "'<i4'", "(4,)", struct.pack("<4i", 0, 7, 1, 0))))
refuses("refused: an index beyond the matrix", run("pattern bad.npz"), 3, "indices", "out of range")


def integers(*values):
    return npy(None, "'<i4'", "(%d,)" % len(values), struct.pack("<%di" % len(values), *values))


for name, change, parts in (
        ("blocks", {"format": npy(None, "'|S3'", "()", b"bsr")}, ["csr, csc"]),
        ("rows that begin after the first number", {"indptr": integers(1, 2, 3, 4)}, ["indptr", "number 1"]),
        ("rows that overlap", {"indptr": integers(0, 3, 2, 4)}, ["indptr", "row 2"]),
        ("columns that overlap", {"format": npy(None, "'|S3'", "()", b"csc"), "indptr": integers(0, 3, 2, 4)},
         ["indptr", "column 2"])):
    npz("bad.npz", dict(CSR, **change))
    refuses("refused: .npz with " + name, run("pattern bad.npz"), 3, "bad.npz", *parts)
npz("two.npz", {"a": integers(1), "b": integers(1)})
refuses("refused: two arrays", run("pattern two.npz"), 3, "two.npz", "2 arrays", "save_npz")
npy("v.npy", "'<f8'", "(4,)", struct.pack("<4d", 1, 0, 0, 1))
refuses("refused: a list", run("pattern v.npy"), 3, "v.npy", "not a matrix")

for words, code, parts in (
        ("--cyc 3,1 --e1 1", 3, ["e1"]), ("--cyc 3,1 --e1 0", 3, ["e1"]), ("--cyc 3,1 --e2 3/2", 3, ["e2"]),
        ("--cyc 3,1 --e2 x", 3, ["--e2"]), ("--cyc 3,1 --dmax 0", 3, ["hidden size"]),
        ("--cyc 3,1 --nodes 0,1,0", 3, ["columns 1 and 3"]), ("--cyc 3,1 --nodes 0,1", 3, ["3 numbers"]),
        ("--cyc 10,1 --method rs --rs 3,2", 3, ["row 10", "3^2"]), ("--cyc 10,1 --rs 4,2", 3, ["prime"]),
        ("--cyc 1,1", 3, ["at least 2"]), ("--cyc 4,5", 3, ["second number"]), ("--cyc 4", 3, ["L,k"]),
        ("--cyc 99999,2", 4, ["too many"]), ("--cyc 3,1 --method jll", 2, ["did you mean \"jl\""]),
        ("", 2, ["one matrix"]), ("--cyc 3,1 --band 3,1", 2, ["one matrix"]), ("--cyc 3,1 --seeds 3", 0, None),
        ("--cyc 3,1 --seeds 5..2", 3, ["seed"]), ("--cyc 3,1 --plot x.svg", 2, ["--sweep"]), ("nothing.json", 2, ["nothing.json"]),
        ("--class 2 --length 4", 2, ["--class"]), ("--class 2,1/2 --length 4", 3, ["ratio"]), ("--class 2,1", 2, ["--length"]),
        ("--class 9,1 --length 4", 3, ["--class"]), ("--sweep 0", 2, ["--sweep"]), ("--sweep 1", 3, ["2 to"]),
        ("--sweep 8 --nonzeros 5", 3, ["half"]), ("--cyc 3,1 --dmin 5 --dmax 3", 3, ["least hidden size"]), ("--sweep 8 --plot x.jpg", 2, [".svg"])):
    result = run("pattern " + words)
    if parts is None:
        check(result.code == code, words)
    else:
        refuses("refused: pattern " + words, result, code, *parts)

# ---- options that would change nothing -----------------------------------------------------

for words, parts in (
        ("--cyc 3,1 --length 3", ["--length", "--class"]), ("--sweep 8 --length 8", ["--length", "--class"]),
        ("--cyc 3,1 --samples 3", ["--samples", "--sweep"]), ("--class 1,1 --length 4 --samples 3", ["--samples", "--sweep"]),
        ("--cyc 3,1 --nonzeros 1", ["--nonzeros", "--sweep"]), ("--cyc 3,1 --gamma 2", ["--gamma", "--sweep"]),
        ("--class 1,1 --length 4 --plot x.svg", ["--plot", "--sweep"]),
        ("--class 1,1 --length 4 --cyc 4,1", ["--cyc", "--class"]), ("--sweep 8 --band 8,1", ["--band", "--sweep"]),
        ("--sweep 8 --block 8,2", ["--block", "--sweep"]), ("--sweep 8 --strided 8,2", ["--strided", "--sweep"]),
        ("--sweep 8 --bigbird 8,1,1,1", ["--bigbird", "--sweep"]), ("--sweep 8 dense.json", ["dense.json", "--sweep"]),
        ("--class 1,1 --length 3 dense.json", ["dense.json", "--class"]), ("--sweep 8 --class 1,1", ["--class", "--sweep"]),
        ("--sweep 8 --certificate x.json", ["--certificate", "--sweep"]), ("--sweep 8 -o x", ["-o", "--sweep"]),
        ("--class 1,1 --length 4 -o x", ["-o", "--class"]), ("--class 1,1 --length 4 --prec 9", ["--prec", "--class"]),
        ("--class 1,1 --length 4 --max-bits 99", ["--max-bits", "--class"]),
        ("--class 1,1 --length 4 --nodes 1,2,3,4", ["--nodes", "--class"]),
        ("--cyc 3,1 --nodes 0,1,2 --method jl", ["--nodes", "moment"]), ("--cyc 3,1 --method line --prec 9", ["--prec", "moment"]),
        ("--cyc 3,1 --method moment --seeds 1..2", ["--seeds", "jl"]), ("--cyc 3,1 --method moment --dmin 2", ["--dmin", "jl"]),
        ("--cyc 3,1 --method rs --dstep 2", ["--dstep", "jl"]), ("--cyc 3,1 --method moment --dmax 9", ["--dmax", "jl, rs"]),
        ("--cyc 3,1 --method rs --rs 3,1 --dmax 4", ["--dmax", "--rs"]), ("--cyc 3,1 --method jl --rs 3,1", ["--rs", "rs"]),
        ("--sweep 8 --rs 3,2", ["--rs", "rs"]), ("--cyc 3,1 --method line,moment --beta 2", ["--beta", "hadamard"]),
        ("--class 1,1 --length 4 --method line", ["--class", "frame"]),
        ("--class 1,1 --length 4 --method jl,moment", ["--class", "frame"]),
        ("--sweep 8 --method all", ["--sweep", "one"]), ("--sweep 8 --method jl,rs", ["--sweep", "one"]),
        ("--cyc 3,1 --method jl,", ["--method"]), ("--cyc 3,1 --method jl,momen", ["moment"])):
    refuses("refused: pattern " + words, run("pattern " + words), 2, *parts)
refuses("rs that is too short, of a class", run("pattern --class 1,1 --length 10 --method rs --rs 3,2"), 3, "row 10")
refuses("and of a sweep", run("pattern --sweep 8,10 --method rs --rs 3,2"), 3, "row 10")
check([m["method"] for m in answer("--cyc 5,1 --method rs,moment")["methods"]] == ["moment", "rs"], "two methods")
open("there.json", "w").write("{}")
refuses("a certificate that is there is known before the search",
        run("pattern --cyc 4096,2 --method jl --certificate there.json"), 2, "there.json")
open("there.weights.json", "w").write("{}")
refuses("and so is a network", run("pattern --cyc 4096,2 --method jl -o there"), 2, "there.weights.json")

# ---- what is said of size 1 ----------------------------------------------------------------

out = run("pattern --cyc 8,2 --method line").out
check(out.startswith("hidden size 1 is impossible; proved") and "nothing is refuted" not in out
      and out.count("no order has both") == 1, "line alone, refuted", out)
out = run("pattern --cyc 8,2 --method line,jl --dmax 3").out
check(out.startswith("none found for these seeds and sizes; only size 1 is refuted"), "line and others, refuted", out)
out = run("pattern --cyc 8,2 --method jl --dmax 3").out
check("only size 1 is refuted" in out and "size 1 is impossible" in out, "others alone", out)

# ---- classes and sweeps ------------------------------------------------------------------

a = answer("--class 1,1 --length 64 --method jl --certificate class.json")
check(a["smallest"]["hidden_size"] >= 10 and run("verify class.json").code == 0, "a class", a)
a = answer("--class 3,7/2 --length 20 --method hadamard --certificate class.json --force")
check(a["class"][0]["mu"] == "0" and run("verify class.json").code == 0, "another class", a)
answer("--class 5,2 --length 20 --method jl --dmax 30", 4)
a = answer("--sweep 8,16,32 --samples 2 --logit-cap 2")
check([r["median"] for r in a["sweep"]] == [4, 11, 20] and [r["existence"] for r in a["sweep"]] == [27, 39, 50],
      "a sweep: permutations need what the identity needs", a)
a = answer("--sweep 8 --samples 4 --nonzeros 2 --gamma 2 --seeds 1..5 " + ERRORS)
check(len(set(a["sweep"][0]["hidden_sizes"])) > 1, "matrices of a sweep differ", a)
check(a == answer("--sweep 8 --samples 4 --nonzeros 2 --gamma 2 --seeds 1..5 " + ERRORS), "and come again")
import shutil  # noqa: E402
if shutil.which("gnuplot"):
    answer("--sweep 4,8 --samples 1 --plot sweep.svg")
    picture = open("sweep.svg", encoding="utf-8").read()
    check(picture.startswith("<?xml") and "existence bound" in picture, "a picture")
else:
    skip("a picture", "no gnuplot")
a, b = (answer("--bigbird 12,1,1,2 --seed %d --method moment" % seed) for seed in (1, 1))
check(a == b and a["row_nonzeros"] >= 5, "bigbird comes from its seed", a)
check(answer("--band 6,1 --method moment")["smallest"]["hidden_size"] == 5, "a band")
check(answer("--strided 9,3 --method hadamard")["row_nonzeros"] == 5, "strided", answer("--strided 9,3 --method hadamard"))

os.chdir("/")
directory.cleanup()
done()
