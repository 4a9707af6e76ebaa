#!/usr/bin/env python3
"""Files that are wrong, cannot be read or cannot be written: the exit code, and
a message that names the file and the place; never half a file."""

import json
import os
import signal
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from tap import PROGRAM, check, done, folder, refuses, run, skip  # noqa: E402

USAGE, PARSE, UNABLE = 2, 3, 4
ARCH = {"format": "fulgurite-architecture/1", "widths": [2, 3], "head_dim": [1], "tokens": 2}
HEAD = {"Q": [[1, 2]], "K": [["1/2", "-0.5"]], "V": [[1, 0], [0, 1], ["1e2", 3]]}
WEIGHTS = {"format": "fulgurite-weights/1", "architecture": ARCH, "layers": [{"heads": [HEAD]}]}

directory = folder()
os.chdir(directory.name)


def write(name, value):
    if not isinstance(value, (str, bytes)):
        value = json.dumps(value)
    with open(name, "wb") as file:
        file.write(value if isinstance(value, bytes) else value.encode())
    return name


def copy(value):
    return json.loads(json.dumps(value))


def changed(value, *path_and_new):
    """A copy with the value at a path replaced; the key removed when new is ..."""
    *path, last, new = path_and_new
    result = copy(value)
    place = result
    for key in path:
        place = place[key]
    if new is ...:
        del place[last]
    else:
        place[last] = new
    return result


# ---- architectures ----------------------------------------------------------

write("good.json", ARCH)
check(run("dim --json --arch good.json").json()["architecture"]["heads"] == [1], "a good architecture, and its defaults")
for name, value, parts in (
        ("an unknown key", changed(ARCH, "tokns", 2), ['unknown key "tokns"', '"tokens"']),
        ("a missing format", changed(ARCH, "format", ...), ["format"]),
        ("another format", changed(ARCH, "format", "fulgurite-weights/1"), ["format"]),
        ("missing widths", changed(ARCH, "widths", ...), ["widths"]),
        ("missing head_dim", changed(ARCH, "head_dim", ...), ["head_dim"]),
        ("a width 0", changed(ARCH, "widths", [2, 0]), ["width_1 is 0", "at least 1"]),
        ("a negative width", changed(ARCH, "widths", [-2, 1]), ["width_0 is -2", "at least 1"]),
        ("a width that is a string", changed(ARCH, "widths", ["2", 1]), ["widths"]),
        ("a width that is a float", changed(ARCH, "widths", [2.0, 1]), ["widths"]),
        ("a single width", changed(ARCH, "widths", [2]), ["widths"]),
        ("widths that are no list", changed(ARCH, "widths", 2), ["widths"]),
        ("lists of different lengths", changed(ARCH, "head_dim", [1, 1]), ["head_dim"]),
        ("heads of another length", changed(ARCH, "heads", [1, 1]), ["heads"]),
        ("tokens 0", changed(ARCH, "tokens", 0), ["tokens"]),
        ("an unknown norm", changed(ARCH, "norm", "softmx"), ["norm", '"softmax"']),
        ("an unknown mask", changed(ARCH, "mask", True), ["mask"]),
        ("an unknown family", changed(ARCH, "family", "cnn"), ["family", '"pnn"']),
        ("residual that is no truth value", changed(ARCH, "residual", "yes"), ["residual"]),
        ("residual with unequal widths", changed(ARCH, "residual", True), ["residual", "equal"]),
        ("power in an attention stack", changed(ARCH, "power", 2), ["power"]),
        ("a list", "[1,2]", []),
        ("a number", "17", []),
        ("nothing", "", ["bad.json:1:"]),
        ("a truncated file", json.dumps(ARCH)[:40], ["bad.json:1:"]),
        ("a duplicate key", '{"format":"x","format":"y"}', ["bad.json:1:", "duplicate"]),
        ("NaN", json.dumps(ARCH).replace("2,", "NaN,", 1), ["bad.json:1:"]),
        ("Infinity", json.dumps(ARCH).replace("2,", "Infinity,", 1), ["bad.json:1:"]),
        ("text after the end", json.dumps(ARCH) + "\n}", ["bad.json:2:"]),
        ("a width beyond 2^63", json.dumps(ARCH).replace("3]", "9223372036854775808]"), ["bad.json:1:"]),
        ("deep nesting", "[" * 100000, ["bad.json:1:", "depth"]),
        ("deep nesting inside", json.dumps(ARCH).replace("[2, 3]", "[" * 5000 + "]" * 5000),
         ["bad.json:1:", "depth"]),
        ("bytes that are no UTF-8", b'{"format":"\xff\xfe"}', ["bad.json:1:11", "decode"])):
    write("bad.json", value)
    refuses("architecture: " + name, run("dim --arch bad.json"), PARSE, "bad.json", *parts)

# ---- weights ----------------------------------------------------------------

write("w.json", WEIGHTS)
check(run("eval w.json --input [[1,0],[0,1]]").code == 0, "good weights")
AT = ("layers", 0, "heads", 0)
TWO = {"format": "fulgurite-weights/1",
       "architecture": {"format": "fulgurite-architecture/1", "widths": [2, 2, 2], "head_dim": [1, 1],
                        "heads": [1, 2]},
       "layers": [{"heads": [{"Q": [[1, 2]], "K": [[1, 2]], "V": [[1, 0], [0, 1]]}] * n} for n in (1, 2)]}
for name, value, parts in (
        ("Q of another shape", changed(WEIGHTS, *AT, "Q", [[1, 2, 3]]),
         ["layer 1, head 1, Q: expected a 1 x 2 matrix, found 1 x 3"]),
        ("K with too many rows", changed(WEIGHTS, *AT, "K", [[1, 2], [3, 4]]),
         ["layer 1, head 1, K: expected a 1 x 2 matrix, found 2 x 2"]),
        ("V transposed", changed(WEIGHTS, *AT, "V", [[1, 0, 0], [0, 1, 0]]),
         ["layer 1, head 1, V: expected a 3 x 2 matrix, found 2 x 3"]),
        ("a shape in layer 2, head 2", changed(TWO, "layers", 1, "heads", 1, "V", [[1], [2]]),
         ["layer 2, head 2, V: expected a 2 x 2 matrix, found 2 x 1"]),
        ("rows of different lengths", changed(WEIGHTS, *AT, "V", [[1, 0], [0], [1, 1]]),
         ["layer 1, head 1, V: row 2"]),
        ("an empty matrix", changed(WEIGHTS, *AT, "Q", []), ["layer 1, head 1, Q", "found 0 x 0"]),
        ("a matrix that is a number", changed(WEIGHTS, *AT, "Q", 1), ["layer 1, head 1, Q"]),
        ("a row that is a number", changed(WEIGHTS, *AT, "Q", [1]), ["layer 1, head 1, Q", "row 1"]),
        ("a missing matrix", changed(WEIGHTS, *AT, "V", ...), ["layer 1, head 1, V is missing"]),
        ("an unknown matrix", changed(WEIGHTS, *AT, "q", [[1, 2]]), ['unknown key "q"', "layer 1, head 1"]),
        ("A beside Q", changed(WEIGHTS, *AT, "A", [[1, 2], [3, 4]]), ["layer 1, head 1, A cannot be combined with"]),
        ("A of too high a rank",
         changed(WEIGHTS, *AT, {"A": [[1, 0], [0, 1]], "V": HEAD["V"]}),
         ["layer 1, head 1, A has rank 2, but head_dim is 1"]),
        ("O and U without value_dim", changed(WEIGHTS, *AT, "U", [[1, 2]]), ["layer 1, head 1, V cannot be combined with"]),
        ("a head too many", changed(WEIGHTS, "layers", 0, "heads", [HEAD, HEAD]), ["layer 1", "1 head"]),
        ("a layer too few", changed(WEIGHTS, "layers", []), ['"layers"', "1 layer"]),
        ("a layer that is a list", changed(WEIGHTS, "layers", [[]]), ["layer 1"]),
        ("an architecture that is wrong", changed(WEIGHTS, "architecture", "tokens", 0), ["architecture", "tokens"]),
        ("a missing architecture", changed(WEIGHTS, "architecture", ...), ["architecture"]),
        ("an unknown key", changed(WEIGHTS, "layer", []), ['unknown key "layer"', '"layers"']),
        ("a float", changed(WEIGHTS, *AT, "Q", [[1, 0.5]]),
         ["layer 1, head 1, Q: entry (1,2)", '"0.5"', "quoted"]),
        ("a float that is an integer", changed(WEIGHTS, *AT, "Q", [[1.0, 2]]), ["Q: entry (1,1)", "quoted"]),
        ("division by zero", changed(WEIGHTS, *AT, "Q", [[1, "1/0"]]),
         ["layer 1, head 1, Q: entry (1,2)", '"1/0" divides by zero']),
        ("0/0", changed(WEIGHTS, *AT, "V", [[1, 1], [1, "0/0"], [1, 1]]),
         ["layer 1, head 1, V: entry (2,2)", "divides by zero"]),
        ("a word", changed(WEIGHTS, *AT, "Q", [["one", 2]]), ["Q: entry (1,1)", '"one" is not a number']),
        ("nan in a string", changed(WEIGHTS, *AT, "Q", [["nan", 2]]), ['"nan" is not a number']),
        ("an empty string", changed(WEIGHTS, *AT, "Q", [["", 2]]), ["Q: entry (1,1)"]),
        ("a negative denominator", changed(WEIGHTS, *AT, "Q", [["1/-2", 2]]), ['"1/-2" is not a number']),
        ("a huge exponent", changed(WEIGHTS, *AT, "Q", [["1e999999999", 2]]), ["exponent"]),
        ("a truth value", changed(WEIGHTS, *AT, "Q", [[True, 2]]), ["Q: entry (1,1)"]),
        ("null", changed(WEIGHTS, *AT, "Q", [[None, 2]]), ["Q: entry (1,1)"]),
        ("a huge JSON integer", json.dumps(WEIGHTS).replace("[1, 2]", "[1, %d]" % 10 ** 30), ["bad.json:1:"]),
        ("a truncated file", json.dumps(WEIGHTS)[:-3], ["bad.json:1:"]),
        ("a duplicate matrix", json.dumps(WEIGHTS).replace('"K"', '"Q"'), ["bad.json:1:", "duplicate"]),
        ("NaN", json.dumps(WEIGHTS).replace("[1, 2]", "[1, NaN]"), ["bad.json:1:"]),
        ("deep nesting", '{"a":' * 100000, ["bad.json:1:", "depth"])):
    write("bad.json", value)
    refuses("weights: " + name, run("rank bad.json"), PARSE, "bad.json", *parts)
refuses("weights from standard input", run("rank -", stdin="{"), PARSE, "standard input:1:")
refuses("weights of a wrong shape from standard input",
        run("eval -", stdin=json.dumps(changed(WEIGHTS, *AT, "Q", [[1]]))), PARSE,
        "standard input: layer 1, head 1, Q")

# ---- inputs -----------------------------------------------------------------

for text, parts in (
        ("[[1,0,0],[0,1,0]]", ["--input", "expected a 2 x 2 matrix, found 2 x 3"]),
        ("[[1,0],[0,0.5]]", ["--input", "entry (2,2)", "quoted"]),
        ('[[1,0],[0,"1/0"]]', ["--input", "entry (2,2)", "divides by zero"]),
        ("[[1,0],[0", ["--input:1:"]),
        ("[]", ["--input"]),
        ("[[[1,0],[0,1]],[[1,0]]]", ["--input", "input 2", "found 1 x 2"])):
    refuses("input " + text, run("eval", "w.json", "--input", text), PARSE, *parts)
write("x.json", {"format": "fulgurite-input/1", "inputs": [[[1, 2], [3]]]})
refuses("an input file", run("eval w.json --input x.json"), PARSE, "x.json: input 1", "row 2")
write("x.json", {"format": "fulgurite-input/2", "inputs": []})
refuses("the format of an input file", run("eval w.json --input x.json"), PARSE, "x.json", "fulgurite-input/1")
write("x.json", {"format": "fulgurite-input/1", "input": []})
refuses("a key of an input file", run("eval w.json --input x.json"), PARSE, "x.json", '"inputs"')
refuses("no input file", run("eval w.json --input nothere"), USAGE, "nothere: No such file")

# ---- reading and writing ----------------------------------------------------

for command in ("dim --arch", "rank", "eval", "verify"):
    refuses(command + " without its file", run(command + " nothere.json"), USAGE, "nothere.json: No such file")
    refuses(command + " of a folder", run(command + " ."), USAGE, ".: Is a directory")
if os.geteuid() != 0:
    write("secret.json", ARCH)
    os.chmod("secret.json", 0)
    refuses("a file without permission", run("dim --arch secret.json"), USAGE, "secret.json: Permission denied")
else:
    skip("a file without permission", "root reads everything")

DIM = "dim --widths 3,3 --head-dim 2 --certificate "


def leftovers():
    return sorted(name for name in os.listdir(".") if name.startswith("c.json"))


check(run(DIM + "c.json").code == 0 and leftovers() == ["c.json"], "a certificate, and nothing beside it")
check(run("verify c.json").code == 0, "it is accepted")
before = open("c.json").read()
refuses("an existing certificate", run("dim --widths 4,4 --head-dim 2 --certificate c.json"), USAGE,
        "c.json exists", "--force")
check(open("c.json").read() == before, "the old one is still there")
check(run("dim --widths 4,4 --head-dim 2 --certificate c.json --force").code == 0 and open("c.json").read() != before
      and leftovers() == ["c.json"], "--force replaces it")
refuses("a missing folder", run(DIM + "missing/c.json"), USAGE, "missing/c.json: No such file")
refuses("a folder in place of the file", run(DIM + "."), USAGE, ".: Is a directory")
refuses("a file in place of the folder", run(DIM + "w.json/c.json"), USAGE, "w.json/c.json: Not a directory")
os.mkdir("closed")
os.chmod("closed", 0o500)
if os.geteuid() != 0:
    refuses("a folder without permission", run(DIM + "closed/c.json"), USAGE, "closed/c.json: Permission denied")
else:
    skip("a folder without permission", "root writes everywhere")
refuses("a name that is too long", run(DIM + "x" * 300), USAGE, "File name too long")
check(run(DIM + "-").json()["format"] == "fulgurite-certificate/1", "a certificate on standard output, alone")

if os.path.exists("/dev/full"):
    refuses("a certificate to a full disk", run(DIM + "/dev/full"), USAGE, "/dev/full: No space left")
    for command in ("dim --widths 3,3 --head-dim 2", "dim --json --widths 3,3 --head-dim 2", "help", "--version",
                    "rank w.json", "eval w.json", "random --widths 2,2 --head-dim 1", "verify c.json", DIM + "-"):
        with open("/dev/full", "w") as full:
            answer = run(command, stdout=full)
        check(answer.code == USAGE and answer.err == "fulgurite: standard output: No space left on device\n",
              command + " to a full disk", answer.code, answer.err)
else:
    skip("full disk", "no /dev/full")


def shell(text):
    return subprocess.run(["sh", "-c", text.replace("fulgurite", "'%s'" % PROGRAM, 1)], stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, universal_newlines=True, timeout=60)


for command in ("dim --widths 3,3 --head-dim 2", "rank w.json", "random --widths 2,2 --head-dim 1", "help"):
    closed = shell("fulgurite %s >&-" % command)
    check(closed.returncode == USAGE and closed.stderr == "fulgurite: standard output: Bad file descriptor\n",
          command + " with standard output closed", closed)
closed = shell("fulgurite %s >&- 2>&- <&-" % (DIM + "d.json"))
check(closed.returncode == USAGE and run("verify d.json").code == 0, "all closed: the certificate is whole", closed)
check(shell("fulgurite dim --widths 0 2>&-").returncode == USAGE, "standard error closed")
check(shell("fulgurite rank - <&-").returncode == USAGE, "standard input closed")
reader, writer = os.pipe()
os.close(reader)
answer = run("dim --widths 3,3 --head-dim 2", stdout=writer)
os.close(writer)
check(answer.code in (USAGE, -signal.SIGPIPE), "a pipe that nobody reads", answer.code)

# ---- limits -----------------------------------------------------------------

refuses("too few bits", run("dim --layers 24 --width 3 --head-dim 1 --norm softmax --max-bits 24"), UNABLE,
        "24 bits", "--max-bits", "dimension <= ")
refuses("no such precision", run("dim --widths 3,3 --head-dim 2 --norm softmax --max-bits 5"), USAGE, "--max-bits")
refuses("rank of relu", run("rank -", stdin=run("random --widths 2,2 --head-dim 1 --norm softmax --residual --feed-forward relu:2").out),
        UNABLE, "relu", "--ball")
refuses("no memory for the direct route", run("dim --layers 3 --width 300 --head-dim 9 --heads 2 --norm affine --max-memory 10"),
        UNABLE, "10 MiB", "--max-memory", "dimension <= ")
refuses("a method that does not apply", run("dim --widths 3,3 --heads 2 --head-dim 1 --norm affine --method reduction"), UNABLE,
        "several heads")
refuses("weights that fit in no memory", run("random --widths 99999999999,99999999999 --head-dim 1"), UNABLE)
refuses("inputs that fit in no memory", run("random input --widths 9999999999,1 --head-dim 1 --tokens 9999999999"),
        UNABLE, "too large")
refuses("so many inputs", run("random input --widths 2,2 --head-dim 1 --count 9999999999"), UNABLE, "too large")
refuses("queries that fit in no memory", run("random --widths 2,2 --head-dim 1000000 --tokens 10000"), UNABLE,
        "too large")

os.chdir("/")
directory.cleanup()
done()
