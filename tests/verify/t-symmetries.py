#!/usr/bin/env python3
"""Certificates whose upper bound is that of symmetries: the engine's are accepted by both
judges, and forged ones, with their digests made right again, refused by both."""
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile

ROOT = os.environ.get("srcdir") or os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
sys.path.insert(0, os.path.join(ROOT, "tests", "cli"))
from tap import check, done  # noqa: E402

PROGRAM = os.path.join(os.environ.get("builddir") or os.path.join(ROOT, "build"), "fulgurite")
JUDGES = ([PROGRAM, "verify"], [sys.executable, os.path.join(ROOT, "examples", "verify", "verify.py")])

# options, dimension, whether it is proved
CASES = (
    ("--widths 5,1 --head-dim 3 --heads 2 --tokens 1", 31, True),
    ("--widths 5,1 --head-dim 2 --heads 2 --tokens 1", 31, True),
    ("--widths 3,3,1 --head-dim 2,2 --heads 1,2 --tokens 2", 24, True),
    ("--widths 3,2 --head-dim 2 --heads 2 --kv-heads 1", 22, True),
    ("--widths 2,3,2 --head-dim 1 --heads 2 --kv-heads 1", 20, True),
    ("--widths 2,2,2 --head-dim 1 --heads 2 --kv-heads 1 --value-dim 1 --mask causal", 8, True),
)

# With fields that no family explains: the certificate brings them. 
FOUND = (
    ("--widths 2,2 --head-dim 1 --heads 2 --kv-heads 1 --tokens 1", 7, True),
    ("--widths 3,2 --head-dim 1 --heads 3 --kv-heads 1 --tokens 1", 14, True),
    ("--widths 4,2 --head-dim 1 --heads 2 --kv-heads 1 --tokens 1 --mask causal", 21, True),
    ("--widths 3,1 --head-dim 2 --heads 2 --kv-heads 1 --tokens 1", None, False),
)


def run(words):
    return subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, universal_newlines=True)


def digest(value):
    return hashlib.sha256(json.dumps(value, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def judged(certificate, folder):
    """The exit codes of the judges; what a crash says is no verdict."""
    certificate["digest"] = digest({k: x for k, x in certificate.items() if k != "digest"})
    name = os.path.join(folder, "forged.json")
    with open(name, "w") as file:
        json.dump(certificate, file)
    answers = [run(judge + [name]) for judge in JUDGES]
    return ["crashed" if "Traceback" in str(answer.stderr) else answer.returncode for answer in answers]


def forgeries(certificate):
    """Each changes one thing of the upper bound; what follows from it is changed, too."""
    def copy():
        return json.loads(json.dumps(certificate))

    terms = certificate["upper_bound"]["terms"]
    for n, term in enumerate(terms):
        for step in (1, -1):
            other = copy()
            other["upper_bound"]["terms"][n]["value"] = term["value"] + step
            yield "%s %+d" % (term["name"], step), other
    for step in (1, -1):
        other = copy()
        values = {t["name"]: t for t in other["upper_bound"]["terms"]}
        values["orbit"]["value"] += step
        values["total"]["value"] -= step
        other["upper_bound"]["value"] -= step
        claim = other["claim"]
        claim["upper"] -= step
        claim["status"] = "proved" if claim["upper"] == claim["lower"] else "bounds"
        if claim["status"] == "bounds":
            claim["dimension"] = claim["generic_fiber_dimension"] = None
        yield "an orbit of another dimension, %+d" % step, other
    other = copy()
    other["upper_bound"]["theorem"] = "layer-sum"
    yield "another theorem", other
    other = copy()
    del other["upper_bound"]["terms"][0]
    yield "a term is missing", other
    other = copy()
    other["architecture"]["norm"] = "affine"
    other["architecture_digest"] = digest(other["architecture"])
    yield "affine scores", other


def forged_fields(certificate):
    """One thing of a field is changed; every one of these is no symmetry, or no field."""
    fields = certificate["upper_bound"]["fields"]

    def put(f, n, entry):
        other = json.loads(json.dumps(certificate))
        field = other["upper_bound"]["fields"][f]
        field[n:n + 1] = [] if entry is None else [entry]
        return other

    names = sorted({x for field in fields for entry in field for x in entry[:2] if x})
    for f, field in enumerate(fields):
        for n, (to, source, number) in enumerate(field):
            for wrong in (number + 1, -number, 2 ** 40, 0, "1", number + 0.5)[:6 if f == n == 0 else 1]:
                yield "field %d, entry %d, number %s" % (f, n, wrong), put(f, n, [to, source, wrong])
            if f > 0 or n > 1:
                continue
            other = next(name for name in names if name not in (to, source))
            yield "field %d, entry %d, another weight moves" % (f, n), put(f, n, [other, source, number])
            yield "field %d, entry %d, by another weight" % (f, n), put(f, n, [to, other, number])
            yield "field %d, entry %d, a constant" % (f, n), put(f, n, [to, None, number])
            yield "field %d, entry %d is missing" % (f, n), put(f, n, None)
    to, source, number = fields[0][0]
    for bad in ("q9_1_1_1", "q1_9_1_1", "q1_1_9_1", "q1_1_1_9", "x1_1_1_1", "q1_1_1_1x", "", "q01_1_1_1", 1, None, ["q1_1_1_1"]):
        yield "%s moves" % (bad,), put(0, 0, [bad, source, number])
    for bad in ([to, source], [to, source, number, 1], {}, "x", None):
        yield "an entry %s" % (bad,), put(0, 0, bad) if bad is not None else put(0, 0, [None] * 3)
    for what, value in (("no fields", None), ("an empty list", []), ("an object", {}), ("a list of numbers", [1])):
        other = json.loads(json.dumps(certificate))
        if value is None:
            del other["upper_bound"]["fields"]
        else:
            other["upper_bound"]["fields"] = value
        yield "fields: " + what, other
    other = json.loads(json.dumps(certificate))
    del other["upper_bound"]["fields"][-1]
    yield "a field fewer, the same orbit", other


def test_case(words, dimension, proved, folder, forge, part):
    """A certificate of that dimension, with that part in its upper bound, and its forgeries."""
    name = os.path.join(folder, "c.json")
    done = run([PROGRAM, "dim"] + words.split() + ["--certificate", name, "--force"])
    check(done.returncode == 0, words + ": a certificate", done.stderr)
    with open(name) as file:
        certificate = json.load(file)
    claim, upper = certificate["claim"], certificate["upper_bound"]
    check(upper["theorem"] == "symmetries" and (upper.get("fields") if part == "fields" else True),
          "%s: %s" % (words, part), upper)
    check(claim["dimension"] == dimension and (claim["status"] == "proved") == proved,
          "%s: dimension %s" % (words, dimension), claim)
    codes = judged(certificate, folder)
    check(codes == [0, 0], words + ": accepted", codes)
    for what, forged in forge(certificate):
        codes = judged(forged, folder)
        check(codes == [1, 1], "%s, %s: refused" % (words, what), codes)


def test_macaulay2(folder):
    """Says plainly that it does not check fields: of the last certificate."""
    if not (shutil.which("M2") and shutil.which("sha256sum")):
        print("# no Macaulay2, or no sha256sum")
        return
    done = run(["M2", "--script", os.path.join(ROOT, "examples", "verify", "verify.m2"), os.path.join(folder, "c.json")])
    check(done.returncode == 4 and "unable: verify.m2 does not check the vector fields" in done.stdout,
          "verify.m2 is unable, and says why", done.stdout, done.stderr)


def all_forgeries(certificate):
    yield from forgeries(certificate)
    yield from forged_fields(certificate)


def main():
    with tempfile.TemporaryDirectory() as folder:
        for case in CASES:
            test_case(*case, folder, forgeries, "symmetries")
        for case in FOUND:
            test_case(*case, folder, all_forgeries, "fields")
        test_macaulay2(folder)
    done()


main()
