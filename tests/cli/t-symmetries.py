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


def main():
    for words, dimension, orbit, upper in CASES:
        answer = run("symmetries --json " + words).json()
        found = [answer[key] for key in ("dimension", "orbit", "upper", "others")]
        check(found == [dimension, orbit, upper, 0], words, found)
        check(answer["number"] == orbit + upper and sum(f["dimension"] for f in answer["families"]) >= dimension,
              words + ": families", answer)
        text = run("symmetries " + words).out
        check("= %d (theorem" % upper in text and "there are no other fields" in text, words + ": words", text)
    answer = run("dim --json --widths 3,1 --head-dim 2 --heads 2").json()
    check(answer["dimension"] == 17 and answer["status"] == "proved", "dim", answer)
    answer = run("symmetries --json --widths 9,9 --head-dim 3").json()
    check(answer["others"] is None and "not_looked_for" in answer, "too large for others", answer)
    for words, code in (("--widths 2,2 --head-dim 1 --norm softmax --forms", 4), ("--width 99 --layers 9 --head-dim 1", 4), ("--forms", 2),
                        ("--widths 2,2 extra", 2)):
        answer = run("symmetries " + words)
        check(answer.code == code and answer.out == "", words + ": refused", answer.code, answer.err)


main()
done()
