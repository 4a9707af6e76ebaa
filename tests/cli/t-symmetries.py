#!/usr/bin/env python3
"""symmetries: what it finds, in words and as JSON; and that dim agrees."""

import itertools
import os

from tap import check, done, draws, run

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
    number = max(1, min(len(everything), int(60 * float(os.environ.get("FULG_TEST_MULTIPLIER", "1")))))
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


def main():
    sweep()
    for words, dimension, orbit, upper in CASES:
        answer = run("symmetries --json " + words).json()
        found = [answer[key] for key in ("dimension", "orbit", "upper", "others")]
        check(found == [dimension, orbit, upper, 0], words, found)
        check(answer["number"] == orbit + upper and sum(f["dimension"] for f in answer["families"]) >= dimension,
              words + ": families", answer)
        text = run("symmetries " + words).out
        check("= %d (theorem" % upper in text and "there are no other fields" in text, words + ": words", text)
    for words, dimension, families, upper in FOUND:
        answer = run("symmetries --json " + words).json()
        new = [f for f in answer["families"] if f["proof"] == "substitution"]
        check([answer["dimension"], sum(f["dimension"] for f in new), answer["upper"], answer["others"]] ==
              [dimension, dimension - families, upper, 0], words + ": found and proved", answer)
        text = run("symmetries " + words).out
        check("proved by substitution" in text and "there are no other fields" in text, words + ": words", text)
        lower = run("dim --json --method direct " + words.replace(" --forms", "")).json()["lower"]
        check(lower <= upper, words + ": not below the rank", lower)
    answer = run("symmetries --json --widths 2,2 --head-dim 2 --tokens 1 --norm softmax").json()
    check(answer["others"] > 0 and "no polynomial" in answer["not_proved"] and
          all(f["proof"] == "theorem" for f in answer["families"]), "softmax: counted, not proved", answer)
    answer = run("dim --json --widths 5,1 --head-dim 2 --heads 2 --tokens 1").json()
    check(answer["dimension"] == 31 and answer["status"] == "proved" and answer["upper_bound"]["theorem"] == "symmetries", "dim", answer)
    # equal bounds: the theorem that more verifiers know
    answer = run("dim --json --widths 3,1 --head-dim 2 --heads 2").json()
    check(answer["dimension"] == 17 and answer["upper_bound"]["theorem"] == "head-tensors", "head-tensors comes first", answer)
    answer = run("symmetries --json --widths 9,9 --head-dim 3").json()
    check(answer["others"] is None and "not_looked_for" in answer, "too large for others", answer)
    for words, code in (("--widths 2,2 --head-dim 1 --norm softmax --forms", 4), ("--width 99 --layers 9 --head-dim 1", 4), ("--forms", 2),
                        ("--widths 2,2 extra", 2)):
        answer = run("symmetries " + words)
        check(answer.code == code and answer.out == "", words + ": refused", answer.code, answer.err)


main()
done()
