#!/usr/bin/env python3
"""symmetries: what it finds, in words and as JSON; and that dim agrees."""

import cmath
import itertools
import re

from tap import check, done, draws, rounds, run

DRAW = draws(20251130)

# options, dimension, orbit, coordinates - orbit
CASES = (
    ("--widths 3,2 --head-dim 2", 5, 5, 13),
    ("--widths 3,1 --head-dim 2 --heads 2 --forms", 7, 7, 17),
    ("--widths 2,2 --head-dim 1 --heads 2 --kv-heads 1", 5, 5, 9),
    ("--family pnn --widths 2,3,2,2", 5, 5, 11),
    ("--widths 2,2 --head-dim 2 --rotary 2 --norm softmax", 2, 2, 10),
)

# Fields that no family explains: options, dimension with them and without, weights less orbit
FOUND = (
    ("--widths 2,2 --head-dim 1 --heads 2 --kv-heads 1 --tokens 1", 7, 5, 7),
    ("--widths 3,2 --head-dim 1 --heads 3 --kv-heads 1 --tokens 1", 16, 10, 14),
    ("--widths 1,2 --head-dim 2 --heads 2 --tokens 2", 14, 10, 4),
    ("--widths 1,1 --head-dim 1 --heads 2 --tokens 2 --forms", 6, 5, 1),
    ("--widths 1,3 --head-dim 2 --tokens 2 --mask causal", 7, 5, 3),
)


# The same where the output is no polynomial, the proof then being one with exponentials, inverses and roots as variables
NOT_POLYNOMIAL = (
    ("--widths 2,2 --head-dim 2 --tokens 1 --norm softmax", 12, 4, 4),
    ("--widths 1,2 --head-dim 2 --heads 2 --tokens 2 --norm softmax", 12, 8, 6),
    ("--widths 1,2 --head-dim 2 --tokens 2 --norm softmax --mask causal", 6, 4, 3),
    ("--widths 2,1,2 --head-dim 1 --heads 2 --tokens 1 --norm affine", 21, 5, 3),
    ("--widths 1,1 --head-dim 1 --tokens 1 --norm softmax --residual --feed-forward swiglu:2", 5, 3, 5),
    # rotations before a norm: the compact form of sl_2
    ("--widths 3,3,3 --head-dim 1 --tokens 1 --norm softmax --pre-norm rms --norm-gain no", 18, 2, 14),
)


def shapes():
    """Small lightning layers and stacks, in weights and in forms, and polynomial networks (doc: thm-symmetry-found)."""
    for w, a, h, t in itertools.product(itertools.product((1, 2, 3), repeat=2), (1, 2), (1, 2), (1, 2)):
        for extra in ("", " --value-dim 1", " --kv-heads 1", " --residual", " --mask causal"):
            if (extra != " --kv-heads 1" or h > 1) and (extra != " --residual" or w[0] == w[1]):
                for forms in ("",) if extra == " --kv-heads 1" else ("", " --forms"):
                    yield "--widths %d,%d --head-dim %d --heads %d --tokens %d%s%s" % (*w, a, h, t, extra, forms)
    for w, a, h, t in itertools.product(itertools.product((1, 2), repeat=3), (1, 2), (1, 2), (1, 2)):
        for forms in "", " --forms":
            yield "--widths %d,%d,%d --head-dim %d --heads %d --tokens %d%s" % (*w, a, h, t, forms)
    for depth in 1, 2, 3:
        for w, p in itertools.product(itertools.product((1, 2, 3), repeat=depth + 1), (2, 3)):
            yield "--family pnn --widths %s --power %d" % (",".join(map(str, w)), p)


def sweep():
    """With the fields that are found there are no others.  All of it: FULG_TEST_MULTIPLIER=20."""
    everything = list(shapes())
    number = min(len(everything), rounds(60))
    seen, with_fields, fields, wrong = [0, 0], [0, 0], [0, 0], []
    for words in DRAW.sample(everything, number):
        answer = run("symmetries --most 20 --json " + words).json()
        if answer["others"] is None:
            continue
        found = sum(f["dimension"] for f in answer["families"] if f["proof"] == "substitution")
        kind = "pnn" in words
        seen[kind] += 1
        with_fields[kind] += found > 0
        fields[kind] += found
        wrong += [words] if answer["others"] else []
    check(not wrong and 2 * sum(seen) >= number, "%d of %d shapes: what is found is proved, and all" % (sum(seen), number), *wrong)
    if number == len(everything):
        check((seen, with_fields, fields) == ([500, 218], [116, 0], [311, 0]), "the numbers of the manual", seen, with_fields, fields)


def derivative(options, number, field, weights, X):
    """Of the output along a field, by a complex step: an evaluation of our own.  X has a row a token; heads have Q, K, V."""
    widths, a, heads, tokens, norm, causal = options
    step, w, rest = 1e-30, [], []
    change = [0.0] * number
    for to, source, c in field:
        change[to - 1] += c * (weights[source - 1] if source else 1)
    rest = [x + 1j * step * y for x, y in zip(weights, change)]
    for d, e in zip(widths, widths[1:]):
        Y = [[0] * e for _ in range(tokens)]
        for _ in range(heads):
            Q, K, V = ([[rest.pop(0) for _ in range(d)] for _ in range(rows)] for rows in (a, a, e))
            queries, keys, values = ([[sum(m * x for m, x in zip(row, token)) for row in M] for token in X] for M in (Q, K, V))
            for j in range(tokens):
                seen = range(j + 1 if causal else tokens)
                scores = [sum(x * y for x, y in zip(keys[k], queries[j])) for k in seen]
                f = [cmath.exp(x) if norm == "softmax" else 1 + x for x in scores]
                for k, x in zip(seen, f):
                    Y[j] = [y + x / sum(f) * v for y, v in zip(Y[j], values[k])]
        X = Y
    return max(abs(y.imag) / step for token in X for y in token)


def evaluated():
    """Fields of softmax and affine networks, families and found ones, do not change the output of an evaluation in
    Python, and other fields do."""
    everything = list(itertools.product(("1,2", "2,1", "2,2", "1,1,2", "2,1,1"), (1, 2), (1, 2), (1, 2), ("softmax", "affine"), (0, 1)))
    fields, found, noticed, wrong = 0, 0, 0, []
    for options in DRAW.sample(everything, min(len(everything), rounds(12))):
        widths, a, heads, tokens, norm, causal = options
        words = "--widths %s --head-dim %d --heads %d --tokens %d --norm %s" % options[:5] + " --mask causal" * causal
        answer = run("symmetries --json --most 16 " + words).json()
        number = answer["number"]
        options = [int(d) for d in widths.split(",")], a, heads, tokens, norm, causal
        weights = [DRAW.uniform(0.3, 1) for _ in range(number)]
        X = [[DRAW.uniform(0.3, 1) for _ in range(options[0][0])] for _ in range(tokens)]
        for family in answer["families"]:
            for field in family["fields"]:
                fields += 1
                found += family["proof"] == "substitution"
                if derivative(options, number, field, weights, X) > 1e-9 * sum(abs(c) for _, _, c in field):
                    wrong.append((words, field))
        noticed += derivative(options, number, [[number, 0, 1]], weights, X) > 1e-9
    check(not wrong and fields and noticed, "%d fields, %d of them found: no change" % (fields, found), *wrong[:3])


def main():
    sweep()
    evaluated()
    for words, dimension, orbit, upper in CASES:
        answer = run("symmetries --json " + words).json()
        found = [answer[key] for key in ("dimension", "orbit", "upper", "others")]
        check(found == [dimension, orbit, upper, 0], words, found)
        check(answer["number"] == orbit + upper and sum(f["dimension"] for f in answer["families"]) >= dimension,
              words + ": families", answer)
        text = run("symmetries " + words).out
        check("= %d (theorem" % upper in text and "there are no other fields" in text, words + ": words", text)
    for words, dimension, families, upper in FOUND + NOT_POLYNOMIAL:
        answer = run("symmetries --json " + words).json()
        new = [f for f in answer["families"] if f["proof"] == "substitution"]
        check([answer["dimension"], sum(f["dimension"] for f in new), answer["upper"], answer["others"]] ==
              [dimension, dimension - families, upper, 0], words + ": found and proved", answer)
        text = run("symmetries " + words).out
        check("proved by substitution" in text and "there are no other fields" in text, words + ": words", text)
        check(answer["structure"] is not None and "their Lie algebra over the complex numbers: " in text, words + ": algebra", text)
        lower = run("dim --json --method direct " + words.replace(" --forms", "")).json()["lower"]
        check(lower <= upper, words + ": not below the rank", lower)
    answer = run("dim --json --widths 5,1 --head-dim 2 --heads 2 --tokens 1").json()
    check(answer["dimension"] == 31 and answer["status"] == "proved" and answer["upper_bound"]["theorem"] == "symmetries", "dim", answer)
    # equal bounds: the theorem that more verifiers know
    answer = run("dim --json --widths 3,1 --head-dim 2 --heads 2").json()
    check(answer["dimension"] == 17 and answer["upper_bound"]["theorem"] == "head-tensors", "head-tensors comes first", answer)
    told = 0
    # several lightning heads: that --forms does better is said where it does
    for words in ("--widths 2,2 --head-dim 2 --heads 2", "--widths 4,4 --head-dim 4 --heads 3", "--widths 3,2 --head-dim 2",
                  "--widths 2,2 --head-dim 1 --heads 2 --kv-heads 1 --tokens 1", "--widths 2,2 --head-dim 2 --heads 2 --norm softmax"):
        upper = run("symmetries --json " + words).json()["upper"]
        forms = run("symmetries --json --forms " + words)
        better = forms.json()["upper"] if forms.code == 0 else upper
        said = re.findall(r"(?m)^with --forms.*at most (\d+)$", run("symmetries " + words).out)
        check(said == ([str(better)] if better < upper else []), words + ": what is said of --forms", said, upper, better)
        told += bool(said)
    check(told >= 2, "--forms is better for some", told)
    answer = run("symmetries --json --widths 9,9 --head-dim 3").json()
    check(answer["others"] is None and "not_looked_for" in answer, "too large for others", answer)
    for words, why in (("--widths 9,9 --head-dim 3", "more than 64 weights occur in its fields"),
                       ("--widths 2,2 --head-dim 2 --heads 2 --kv-heads 1 --tokens 1 --most 1", None)):
        answer, text = run("symmetries --json " + words).json(), run("symmetries " + words).out
        said = "their Lie algebra is not computed: %s\n" % answer.get("not_computed")
        check((answer["structure"] is None) == ("not_computed" in answer) == (said in text) and
              (why is None or answer["not_computed"] == why), words + ": why there is no algebra", answer.get("not_computed"), text)
    for words, code in (("--widths 2,2 --head-dim 1 --norm softmax --forms", 4), ("--width 99 --layers 9 --head-dim 1", 4), ("--forms", 2),
                        ("--widths 2,2 extra", 2)):
        answer = run("symmetries " + words)
        check(answer.code == code and answer.out == "", words + ": refused", answer.code, answer.err)


main()
done()
