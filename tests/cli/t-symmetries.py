#!/usr/bin/env python3
"""symmetries: what it finds, in words and as JSON; and that dim agrees."""

from tap import check, done, run

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


def main():
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
