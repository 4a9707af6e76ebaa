#!/usr/bin/env python3
"""Forge certificates and demand that the checkers refuse them.

Every number, string, list element and key of valid certificates of every kind
is changed, first with the digests left as they were, then with the digests
made right again.  A forgery may be accepted only if it proves its claim: a
minor may have other entries and still be invertible, and a certificate may
become that of another architecture, say with more tokens.  Whether it does is
decided by make_certificates.py, which shares nothing with the checker.

FULG_TEST_SEED=N replays, FULG_TEST_SEED=random draws a seed.
"""

import importlib.util
import json
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir))
from tools import SHARE, draws, find, rounds  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))
EXAMPLES = os.path.join(HERE, os.pardir, os.pardir, "examples", "verify")
PRIMES = (2 ** 61 - 1, 2 ** 62 - 57, 2 ** 31 - 1, 2 ** 30 + 3, 2 ** 22 + 15, 67)
PSEUDOPRIME = 3825123056546413051       # strong to the bases 2, 3, ..., 23


def load(directory, name):
    spec = importlib.util.spec_from_file_location(name, os.path.join(directory, name + ".py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


sys.dont_write_bytecode = True
verify = load(EXAMPLES, "verify")
maker = load(HERE, "make_certificates")

CERTIFICATES = (
    ({"widths": [2, 2, 1], "head_dim": [1, 3], "tokens": 3}, "direct", {"tokens": 2}),
    ({"widths": [2, 2], "head_dim": [1], "tokens": 4, "norm": "affine"}, "direct", {"tokens": 2}),
    ({"widths": [2, 1], "head_dim": [1], "tokens": 2, "heads": [2]}, "direct", {}),
    ({"widths": [2, 2], "head_dim": [1], "tokens": 2, "value_dim": [1]}, "direct", {}),
    ({"widths": [2, 1, 1], "head_dim": [1, 2], "tokens": 2, "mask": "causal"}, "direct", {}),
    ({"widths": [2, 2], "head_dim": [1], "tokens": 2, "residual": True}, "direct", {}),
    ({"family": "pnn", "widths": [2, 2, 1], "power": 3}, "direct", {}),
    ({"family": "pnn", "widths": [2, 2, 2, 1], "power": [3, 2]}, "direct", {}),
    ({"family": "pnn", "widths": [3, 4, 2, 1], "power": 2}, "direct", {}),
    ({"family": "pnn", "widths": [3, 4, 2, 1], "power": 2}, "direct", {"upper": "polynomial-network"}),
    ({"widths": [2, 1], "head_dim": [2], "tokens": 2, "heads": [2]}, "direct", {"upper": "head-tensors"}),
    ({"widths": [3, 2], "head_dim": [1], "tokens": 1, "heads": [3]}, "direct", {"upper": "head-tensors", "size": 4}),
    ({"widths": [2, 1, 2], "head_dim": [1, 1], "tokens": 1, "heads": [2, 1]}, "direct", {"upper": "coefficients"}),
    ({"widths": [3, 3], "head_dim": [1], "tokens": 2, "heads": [2]}, "direct", {"size": 4}),
    ({"widths": [5, 4], "head_dim": [3], "tokens": 1}, "reduction", {}),
    ({"widths": [5, 4, 3], "head_dim": [1, 3], "tokens": 3}, "reduction", {}),
    ({"widths": [5, 1, 4], "head_dim": [3, 2], "tokens": 3}, "reduction", {}),
    ({"widths": [5, 4], "head_dim": [3], "tokens": 9, "norm": "affine"}, "reduction", {}),
    ({"widths": [3, 2], "head_dim": [3], "tokens": 7, "norm": "affine"}, "reduction", {"tokens": 2}),
    ({"widths": [2, 2], "head_dim": [1], "tokens": 5, "norm": "affine"}, "direct", {"tokens": 2}),
    ({"widths": [4, 3], "head_dim": [1], "tokens": 3, "heads": [2], "mask": "causal"}, "heads-reduction",
     {"tokens": 2, "ends": (3, 1)}),
    ({"widths": [4, 2, 2], "head_dim": [1, 1], "tokens": 2, "value_dim": [2, 1], "mask": "causal"},
     "heads-reduction", {"ends": (2, 1)}),
    ({"widths": [2, 2, 2], "head_dim": [1, 1], "tokens": 2, "heads": [2, 1]}, "heads-reduction", {"ends": (2, 1)}),
    ({"widths": [5, 5], "head_dim": [1], "tokens": 3, "residual": True}, "residual-reduction", {}),
    ({"widths": [4, 4], "head_dim": [2], "tokens": 4, "residual": True, "norm": "affine",
      "mask": "causal"}, "residual-reduction", {}),
    ({"widths": [4, 5], "head_dim": [2]}, "many-heads", {}),
    ({"widths": [9, 7], "head_dim": [8], "heads": [2], "value_dim": [3]}, "many-heads", {}),
    ({"widths": [6, 8], "head_dim": [7], "heads": [2], "value_dim": [3]}, "many-heads", {}),
    ({"widths": [6, 5], "head_dim": [7], "heads": [2]}, "many-heads", {}),
    ({"widths": [768] * 3, "head_dim": [64, 32], "heads": [12, 8], "value_dim": [64, 64],
      "residual": True}, "degree-three", {}),
    ({"widths": [4000000] * 3, "head_dim": [2000000] * 2, "heads": [500000] * 2,
      "residual": True}, "degree-three", {}),
    ({"widths": [4, 2, 3], "head_dim": [2, 1], "tokens": 1, "norm": "affine"}, "linear-tokens", {}),
    ({"widths": [4, 4], "head_dim": [2], "value_dim": [1], "heads": [3], "tokens": 1,
      "norm": "affine", "residual": True}, "linear-tokens", {}),
    ({"family": "pnn", "widths": [3, 4, 2], "power": 1}, "linear-network", {}),
)


# ------------------------------------------------------------- the other judge

def minor_holds(arch, theorem, model, size, minor):
    """All conditions on a minor, by the tangents of make_certificates.py."""
    def is_matrix(M, rows, columns):
        return (type(M) is list and len(M) == rows
                and all(type(r) is list and len(r) == columns
                        and all(type(x) is int and abs(x) < 2 ** 63 for x in r) for r in M))

    if set(minor) != {"prime", "weights", "inputs", "rows", "columns"} or minor["prime"] not in PRIMES:
        return False
    if type(minor["weights"]) is not dict or set(minor["weights"]) != {"layers"}:
        return False
    layers, names, t = minor["weights"]["layers"], [], model.get("tokens", 1)
    if type(layers) is not list or len(layers) != len(model["widths"]) - 1:
        return False
    for layer, shapes in zip(layers, maker.shapes(model)):
        heads = [layer]
        if model["family"] != "pnn":
            if type(layer) is not dict or set(layer) != {"heads"} or type(layer["heads"]) is not list:
                return False
            heads = layer["heads"]
        letters = {s[0][0].upper() for s in shapes}
        if len(heads) * len(letters) != len(shapes):
            return False
        for h, head in enumerate(heads):
            if type(head) is not dict or set(head) != letters:
                return False
            for name, r, c in shapes[h * len(letters):(h + 1) * len(letters)]:
                if not is_matrix(head[name[0].upper()], r, c):
                    return False
                names += [name + "%d_%d" % (i + 1, j + 1) for i in range(r) for j in range(c)]
    inputs, rows, columns = minor["inputs"], minor["rows"], minor["columns"]
    if not all(type(x) is list for x in (inputs, rows, columns)):
        return False
    if not all(is_matrix(X, model["widths"][0], t) for X in inputs):
        return False
    if not is_matrix(rows, len(rows), 3) or not all(type(x) is str and x in names for x in columns):
        return False
    if len(rows) != len(columns) or len(set(columns)) < len(columns) or not rows:
        return False
    if len(set(map(tuple, rows))) < len(rows) or size not in (None, len(rows)):
        return False
    if not all(0 < n <= len(inputs) and 0 < i <= model["widths"][-1] and 0 < j <= t for n, i, j in rows):
        return False
    if theorem == "residual-reduction":
        if any(head["V"] != [[1, 0, 0], [0, 1, 0], [0, 0, 1]] for x in layers for head in x["heads"]):
            return False
        if any(x for X in inputs for x in X[2]):
            return False
        tails = [x.split("_")[2:] for x in columns if x[0] == "v"]
        if any(x not in (["3", "1"], ["3", "2"], ["1", "1"], ["2", "2"]) for x in tails):
            return False
        if any(x[0] != "v" and x[-1] == "3" for x in columns):
            return False
        if not sum(x[0] == "3" for x in tails) == len([1 for r in rows if r[1] == 3]) == 2 * len(layers):
            return False
    return maker.is_invertible(model, minor)


def is_architecture(arch):
    def positive(x):
        return type(x) is int and 0 < x < 2 ** 63

    def positives(x, n):
        return type(x) is list and len(x) == n and all(map(positive, x))

    if type(arch) is not dict or arch.get("format") != "fulgurite-architecture/1":
        return False
    widths = arch.get("widths")
    if type(widths) is not list or len(widths) < 2 or not all(map(positive, widths)):
        return False
    n = len(widths) - 1
    if set(arch) == {"format", "family", "widths", "power"}:
        return arch["family"] == "pnn" and (positive(arch["power"])
                                            or n > 1 and positives(arch["power"], n - 1)
                                            and len(set(arch["power"])) > 1)
    return (set(arch) == set(maker.complete({"widths": widths, "head_dim": []}))
            and arch["family"] == "attention" and positive(arch["tokens"])
            and positives(arch["head_dim"], n) and positives(arch["heads"], n)
            and (arch["value_dim"] is None or positives(arch["value_dim"], n))
            and arch["norm"] in ("none", "affine") and arch["mask"] in ("none", "causal")
            and type(arch["residual"]) is bool and not (arch["residual"] and len(set(widths)) > 1))


def still_true(path, c):
    """Whether the forgery c, changed at path, is a certificate after all.  A
    minor has many good points; some bounds are those of another architecture
    too, say with more tokens; and one theorem's model may be that of another,
    as heads-reduction with all inputs and outputs is direct."""
    if (path[:1] != ("architecture",) and path[:2] not in (("lower_bound", "minor"), ("lower_bound", "theorem"))
            and path != ("lower_bound",)):
        return False
    arch, bound = c["architecture"], c["lower_bound"]
    if not is_architecture(arch):
        return False
    theorem, upper = bound["theorem"], c["upper_bound"]["theorem"]
    if "minor" not in bound:
        if any(int(x["left"]) < int(x["right"]) for x in bound.get("hypotheses", ())):
            return False
        good = maker.lower_bound(arch, theorem, side=bound.get("side"))
        return maker.canonical(maker.assemble(arch, good, upper)) == maker.canonical(c)
    tokens = bound["model"].get("tokens", 1)
    if tokens > arch.get("tokens", 1) or (theorem != "direct" and maker.repeats(arch) and tokens < 2):
        return False
    model, size = maker.model_of(arch, theorem, tokens, bound["model"]["widths"])
    if theorem == "heads-reduction" and (size == 0 or len(bound["model"]["widths"]) != len(arch["widths"])):
        return False
    if not minor_holds(arch, theorem, model, size, bound["minor"]):
        return False
    good = maker.assemble(arch, maker.with_minor(arch, theorem, model, bound["minor"]), upper)
    return maker.canonical(good) == maker.canonical(c)


# ------------------------------------------------------------------- forgeries

def places(value, path=()):
    yield path, value
    if isinstance(value, (dict, list)):
        for key in (value if isinstance(value, dict) else range(len(value))):
            yield from places(value[key], path + (key,))


def put(value, path, new):
    """A copy of value with new at path."""
    if not path:
        return new
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = put(value[path[0]], path[1:], new)
    return copy


class Raw(str):
    """JSON text that Python would not write itself."""


def mutants(value, path, certificate):
    """Other values for one place."""
    yield from (None, True, 0, -1, "", "x", [], {}, 10 ** 25)
    if type(value) is bool:
        yield from (not value, int(value), str(value).lower())
    elif type(value) is int:
        yield from (value + 1, value - 1, -value, 2 * value, 2 ** 62 + 1, 2 ** 63 - 1, -2 ** 63, 10 ** 18,
                    str(value), float(value), [value])
        yield from map(Raw, ("%d.0" % value, "%de0" % value, "-0", "0%d" % abs(value), "+%d" % abs(value),
                             "NaN", "Infinity", "-Infinity", "1e400", "9" * 5000, "[" * 500 + "]" * 500,
                             "[" * 99999))
        if path[-1] == "prime":
            yield from PRIMES + (PSEUDOPRIME, 2 ** 61 + 1, 61, 2 ** 62 + 135)
    elif type(value) is str:
        yield from (value + "x", value + " ", value[1:], value[:-1], value.upper(), value.swapcase(),
                    value[::-1], value + "\n", value + "\0", "\u0661" + value, value.replace("1", "2"),
                    value.replace("_", "_0", 1), value.replace("2", "1"), [value])
        yield from map(Raw, (value, '"\\ud800"', '"\\x"', '"' + value, '"\t"'))
        if value.lstrip("-").isdigit():
            yield from (int(value), str(int(value) + 1), str(int(value) - 1), "0" + value, "+" + value)
        if "columns" in path:
            for layer in maker.shapes(certificate["lower_bound"]["model"]):
                for name, r, c in layer:        # every weight, and some that are none
                    yield from (name + "%d_%d" % (i, j) for i in range(r + 2) for j in range(c + 2))
    elif type(value) is list:
        yield value + [None]
        yield value + [0]
        yield value[::-1]
        for k in range(len(value)):
            yield value[:k] + value[k + 1:]
            yield value[:k] + [value[k]] + value[k:]
            yield value[:k] + value[k + 1:k + 2] + [value[k]] + value[k + 2:]
    elif type(value) is dict:
        yield dict(value, note="x")
        yield list(value.values())
        for key in value:
            yield {k: value[k] for k in value if k != key}
            yield {k if k != key else key + "_": value[k] for k in value}
            yield dict(value, **{"@@" + key: value[key]})       # the same key twice


def text_of(c):
    """JSON text; the marks of Raw and of doubled keys are resolved."""
    raws = []

    def mark(value):
        if isinstance(value, Raw):
            raws.append(value)
            return "@RAW%d@" % (len(raws) - 1)
        if isinstance(value, dict):
            return {k: mark(v) for k, v in value.items()}
        if isinstance(value, list):
            return [mark(v) for v in value]
        return value

    text = maker.canonical(mark(c)).replace('"@@', '"')
    for k, raw in enumerate(raws):
        text = text.replace('"@RAW%d@"' % k, raw)
    return text


def redigested(c):
    """Digests as the forger would make them: of what a reader would see."""
    if not isinstance(c, dict):
        return c

    def seen(value):
        if isinstance(value, dict):
            return {k: seen(v) for k, v in value.items() if not k.startswith("@@")}
        return [seen(v) for v in value] if isinstance(value, list) else value

    plain = {k: v for k, v in seen(c).items() if k != "digest"}
    c = dict(c)
    if "architecture_digest" in c and "architecture" in c:
        c["architecture_digest"] = plain["architecture_digest"] = maker.sha256(plain["architecture"])
    if "digest" in c:
        c["digest"] = maker.sha256(plain)
    return c


def forgeries(certificates, rng):
    """(path, certificate or None, text) of every forgery; FULG_TEST_MULTIPLIER below 1 thins them out."""
    def left_out():
        return SHARE < 1 and rng.random() > SHARE

    for number, c in enumerate(certificates):
        original = maker.canonical(c)
        seen = {original}

        def both(path, forged):
            for sign in (lambda c: c, redigested):
                if left_out():
                    continue
                version = sign(forged)
                text = text_of(version)
                if text not in seen:
                    seen.add(text)
                    yield path, version, text

        for path, value in list(places(c)):
            for new in mutants(value, path, c):
                yield from both(path, put(c, path, new))
        minor = c["lower_bound"].get("minor", {"rows": [], "columns": []})
        for k in range(len(minor["rows"])):         # smaller minors
            for j in range(len(minor["columns"])):
                smaller = dict(minor, rows=minor["rows"][:k] + minor["rows"][k + 1:],
                               columns=minor["columns"][:j] + minor["columns"][j + 1:])
                yield from both(("lower_bound", "minor", "size"), put(c, ("lower_bound", "minor"), smaller))
        for other in certificates[:number] + certificates[number + 1:]:
            for path, value in places(other):
                if 0 < len(path) <= 3 and isinstance(value, (dict, list, str)):
                    try:
                        forged = put(c, path, value)
                    except (KeyError, IndexError, TypeError):
                        continue
                    yield from both(path, forged)
        ends = range(len(original)) if len(original) < 1500 else rng.sample(range(len(original)), 1500)
        for end in ends:
            if not left_out():
                yield ("truncated",), None, original[:end]
        for _ in range(rounds(300)):
            k = rng.randrange(len(original))
            byte = chr(rng.randrange(256))
            text = original[:k] + byte + original[k + 1:]
            if text != original:
                yield ("byte",), None, text


def fail(path, text, why):
    print("FAIL: %s at %s\n%s" % (why, "/".join(map(str, path)), text[:3000]))
    sys.exit(1)


def run_files(command, texts):
    """Verdicts of a checker that is a program, for many files at once."""
    with tempfile.TemporaryDirectory() as directory:
        names = []
        for k, text in enumerate(texts):
            names.append(os.path.join(directory, "%d.json" % k))
            with open(names[-1], "wb") as file:
                file.write(text.encode("utf-8", "surrogatepass"))
        result = subprocess.run(command + names, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                universal_newlines=True)
        lines = result.stdout.splitlines()
        if len(lines) != len(names) or result.stderr:
            print("FAIL: %s printed %d lines for %d files\n%s"
                  % (command, len(lines), len(names), result.stderr))
            sys.exit(1)
        return [line[len(name) + 2:].split(":")[0] for name, line in zip(names, lines)], result.returncode


def main():
    print("1..1")
    rng = draws()
    certificates = [maker.make(arch, theorem, seed=rng.randrange(10 ** 9), **options)
                    for arch, theorem, options in CERTIFICATES]
    for c in certificates:
        verdict, reason = verify.check(maker.canonical(c))
        if verdict != "accepted":
            fail((), maker.canonical(c), "a valid certificate is %s (%s)" % (verdict, reason))
        if verify.check(json.dumps(c, indent=2).encode())[0] != "accepted":
            fail((), maker.canonical(c), "white space matters")

        for escape in ("\\ud800", "\\udc00", "\\ud800\\ud800", "\\ud83dx"):
            lone = maker.canonical(c).replace('"format"', '"%s":0,"format"' % escape, 1)
            if verify.check(lone)[0] != "does not parse" or verify.check(lone.encode())[0] != "does not parse":
                fail((), lone, "half of a surrogate pair")

    count = {"accepted": 0, "refused": 0, "does not parse": 0}
    samples = {verdict: [] for verdict in count}
    for path, c, text in forgeries(certificates, rng):
        verdict, reason = verify.check(text)
        count[verdict] = count.get(verdict, 0) + 1      # it may be unable, too
        samples.setdefault(verdict, [])
        if len(samples[verdict]) < 12:              # a uniform sample, without keeping all
            samples[verdict].append(text)
        elif rng.randrange(count[verdict]) < 12:
            samples[verdict][rng.randrange(12)] = text
        if verdict == "accepted":
            if c is None or not still_true(path, c):
                fail(path, text, "a forgery is accepted")
        elif path[:2] == ("lower_bound", "minor") and len(path) > 2 and still_true(path, c):
            fail(path, text, "a valid certificate is refused (%s)" % reason)

    valid = [maker.canonical(c) for c in certificates]
    sampled = [text for verdict in samples for text in samples[verdict]]
    expected = [verify.check(text)[0] for text in valid + sampled]
    programs = [[sys.executable, os.path.join(EXAMPLES, "verify.py")]]
    if find("M2") and find("sha256sum"):
        programs.append(["M2", "--script", os.path.join(EXAMPLES, "verify.m2")])
    else:
        print("M2 or sha256sum not found: verify.m2 is not tested")
    codes = {"accepted": 0, "refused": 1, "does not parse": 3, "unable": 4}
    for program in programs:
        verdicts, code = run_files(program, valid + sampled)
        for text, got, want in zip(valid + sampled, verdicts, expected):
            if got != want:
                fail(program[:1], text, "the verdict is %s, not %s" % (got, want))
        for want in samples:
            one = next(text for text, verdict in zip(valid + sampled, expected) if verdict == want)
            if run_files(program, [one])[1] != codes[want]:
                fail(program[:1], one, "wrong exit code")
        missing = subprocess.run(program + [os.path.join(HERE, "no such file")], stdout=subprocess.PIPE,
                                 stderr=subprocess.PIPE)
        if missing.returncode != 2 or code != 3:
            fail(program[:1], "", "wrong exit code")
        print("%s: %d valid certificates, %d forgeries, same verdicts"
              % (os.path.basename(program[-1]), len(valid), len(sampled)))
    print("%d mutations, %d refused, %d still true"
          % (sum(count.values()), sum(count.values()) - count["accepted"], count["accepted"]))
    print("ok 1 - every forgery that claims something false is refused")


if __name__ == "__main__":
    main()
