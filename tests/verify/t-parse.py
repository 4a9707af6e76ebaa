#!/usr/bin/env python3
"""Files that are almost JSON: the three checkers, which read them with three
parsers, give one verdict on each."""

import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, os.pardir, "cli"), os.path.join(HERE, os.pardir)]
from tap import PROGRAM, SOURCE, check, done, folder, skip  # noqa: E402
from tools import find  # noqa: E402

EXAMPLES = os.path.join(SOURCE, "examples", "verify")
CODES = {"accepted": 0, "refused": 1, "does not parse": 3, "unable": 4}
with open(os.path.join(SOURCE, "tests", "verify", "data", "reduction.json"), "rb") as stream:
    GOOD = stream.read().strip()


def texts():
    yield "as it is", GOOD
    for escape in (rb"\ud800", rb"\udc00", rb"\ud800\ud800", rb"\ud83dx", rb"\udc00\ud800", rb"\ud83d\ude00", rb"\u0000",
                   rb"\u00e9", rb"\uFFFF", rb"\u12", rb"\u", rb"\x41", rb"\/", rb"\a"):
        yield "a key %s" % escape.decode(), GOOD.replace(b'"format"', b'"%s":0,"format"' % escape, 1)
        yield "a key deep inside %s" % escape.decode(), GOOD.replace(b'"widths"', b'"%s":0,"widths"' % escape, 1)
        yield "a text %s" % escape.decode(), GOOD.replace(b'"attention"', b'"attention%s"' % escape, 1)
    for raw in (b"\xff", b"\xed\xa0\x80", b"\xc0\x80", b"\xf4\x90\x80\x80", b"\xc3", b"\xc3\xa9", b"\0", b"\n", b"\t",
                b"\x7f", b"\x0b"):
        yield "the bytes %r in a text" % raw, GOOD.replace(b'"attention"', b'"attention' + raw + b'"', 1)
        yield "the bytes %r in a key" % raw, GOOD.replace(b'"format"', b'"' + raw + b'":0,"format"', 1)
        yield "the bytes %r in front" % raw, raw + GOOD
        yield "the bytes %r behind" % raw, GOOD + raw
    yield "a byte order mark", b"\xef\xbb\xbf" + GOOD
    for number in (b"3.0", b"3e0", b"03", b"+3", b"-0", b"NaN", b"Infinity", b"-Infinity", b"0x3", b"3_0", b"", b"3.", b".3",
                   b"9223372036854775807", b"9223372036854775808", b"-9223372036854775808", b"9" * 400, b"1e999", b"true",
                   b"null", b"'3'", b"[3", b"3]"):
        yield "tokens %s" % number.decode()[:30], GOOD.replace(b'"tokens":3', b'"tokens":' + number, 1)
    for name, text in (("nothing", b""), ("blanks", b" \n"), ("null", b"null"), ("a list", b"[]"), ("an object", b"{}"),
                       ("a text", b'"a"'), ("a number", b"1"), ("cut", GOOD[:-1]), ("a comma at the end", GOOD[:-1] + b",}"),
                       ("a comma in front", b"{," + GOOD[1:]), ("twice", GOOD + GOOD), ("a comment", b"//x\n" + GOOD),
                       ("a key twice", b'{"format":1,' + GOOD[1:]), ("no quotes", GOOD.replace(b'"format"', b"format", 1)),
                       ("other quotes", GOOD.replace(b'"', b"'")), ("a list around it", b"[" + GOOD + b"]"),
                       ("many brackets", b"[" * 3000 + b"]" * 3000),
                       ("brackets inside", b'{"format":' + b"[" * 3000 + b"]" * 3000 + b"," + GOOD[1:])):
        yield name, text


def verdicts(command, names):
    run = subprocess.run(command + names, stdout=subprocess.PIPE, stderr=subprocess.PIPE, universal_newlines=True)
    lines = run.stdout.split("\n")[:-1]
    found = [line[len(name) + 2:].split(":")[0] for name, line in zip(names, lines)]
    good = len(lines) == len(names) and not run.stderr
    check(good and run.returncode == max(CODES.get(v, 9) for v in found), "%s: a line a file, and the worst exit code" %
          os.path.basename(command[-1]), run.stderr[:500], run.stdout[-500:])
    return found


with folder() as place:
    cases, paths = list(texts()), []
    check(b'"tokens":3' in GOOD and len({text for _, text in cases}) == len(cases), "the cases differ",
          [name for name, text in cases[1:] if text == GOOD])
    for number, (_, content) in enumerate(cases):
        paths.append(os.path.join(place, "%d.json" % number))
        with open(paths[-1], "wb") as stream:
            stream.write(content)
    ours = verdicts([PROGRAM, "verify"], paths)
    check(ours[0] == "accepted" and set(ours[1:]) <= {"refused", "does not parse", "accepted"}, "the file itself")
    checkers = [[sys.executable, os.path.join(EXAMPLES, "verify.py")]]
    if find("M2") and find("sha256sum"):
        checkers.append(["M2", "--script", os.path.join(EXAMPLES, "verify.m2")])
    else:
        skip("verify.m2", "M2 or sha256sum is not here")
    for checker in checkers:
        theirs = verdicts(checker, paths)
        apart = ["%s: %s, not %s" % (case[0], b, a) for case, a, b in zip(cases, ours, theirs) if a != b]
        check(not apart, "%s: the verdicts of the program on %d files" % (os.path.basename(checker[-1]), len(cases)), *apart)
done()
