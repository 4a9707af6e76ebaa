#!/usr/bin/env python3
"""rank at exact weights of softmax networks and transformers: by residues, held against balls and theorems."""

import json

from tap import check, done, draws, refuses, rounds, run

rng = draws()


def architecture():
    """Options of a small network; what has an erf or a kink is not drawn."""
    options = ["--layers %d --width %d --head-dim 2 --norm softmax --tokens %d" % (
        rng.choice((1, 1, 2)), rng.choice((2, 3, 4)), rng.choice((2, 3)))]
    options += rng.choice(("", "--heads 2", "--heads 2 --kv-heads 1")).split("/")
    if rng.random() < 0.7:
        options += ["--residual", rng.choice(("", "--pre-norm rms", "--pre-norm layer"))]
        options += [rng.choice(("", "--feed-forward silu:2", "--feed-forward swiglu:2", "--feed-forward tanh:2"))]
    options += [rng.choice(("", "--bias qkv", "--bias full")), rng.choice(("", "--mask causal"))]
    return " ".join(option for option in options if option)


def small(value):
    """The same weights with entries of -1, 0 and 1, so that balls see every entry."""
    if isinstance(value, list):
        return [small(x) for x in value]
    if isinstance(value, dict):
        return {key: small(x) for key, x in value.items()}
    return rng.choice((-1, 1, 1, 0)) if isinstance(value, int) else value


proved = open_ = special = 0
for _ in range(rounds(24, 8)):
    words = architecture()
    made = run("random %s --seed %d" % (words, rng.randrange(1000))).json()
    made["layers"] = small(made["layers"])
    text = json.dumps(made)
    answer = run("rank", "--json", "-", stdin=text)
    if answer.code == 4:
        open_ += 1
        check("independent" in answer.err or "squares" in answer.err, words + ": says why", answer.err)
        continue
    value = answer.json()
    ball = run("rank", "--ball", "--json", "-", stdin=text).json()
    check(value["upper"] == ball["upper"] and value["lower"] <= value["upper"], words + ": below the theorem", value, ball)
    check(value["lower"] >= ball["lower"], words + ": no less than in balls", value["lower"], ball["lower"], text)
    check(ball["rank"] is None or ball["rank"] == value["rank"], words + ": the rank of balls", value, ball)
    proved += value["rank"] is not None
    special += value["rank"] is None
check(proved > special // 4 and proved + special > open_ // 2, "most are decided", proved, special, open_)

# One softmax layer at weights where heads meet: (E) is false, and nothing may be claimed.
made = run("random --widths 3,3 --heads 2 --head-dim 2 --norm softmax").json()
heads = made["layers"][0]["heads"]
whole = run("rank", "--json", "-", stdin=json.dumps(made)).json()
check(whole["rank"] is not None and whole["rank"] == run("dim --json --widths 3,3 --heads 2 --head-dim 2 --norm softmax").json()["dimension"],
      "random heads have the generic rank", whole)
heads[1]["Q"], heads[1]["K"] = heads[0]["Q"], heads[0]["K"]
refuses("two heads with the same scores", run("rank -", stdin=json.dumps(made)), 4, "independent", "--ball")
heads[1]["Q"] = [[0] * 3] * 2
refuses("scores that are 0", run("rank -", stdin=json.dumps(made)), 4, "independent")

# A value matrix that is 0: queries and keys of that head are not seen, by count.
made = run("random --widths 3,3 --heads 2 --head-dim 2 --norm softmax --seed 5").json()
made["layers"][0]["heads"][1]["V"] = [[0] * 3] * 3
value = run("rank", "--json", "-", stdin=json.dumps(made)).json()
check(value["lower"] == (2 * 6 - 4) + 9 + 9, "one V = 0: A of the other head, and both V", value)
words = run("rank -", stdin=json.dumps(made))
check(words.out.startswith("rank >= 26 at these weights; at most 34"), "in words", words.out)

# A network that is 0, and all its derivatives: no minor is taken.
made = run("random --layers 2 --width 2 --head-dim 1 --value-dim 1 --kv-latent 1 --seed 6").json()
for layer in made["layers"]:
    layer["C"] = [[0, 0]]
value = run("rank", "--json", "-", stdin=json.dumps(made)).json()
check(value["lower"] == 0 and value["prime"] > 1, "rank 0 has a prime as all ranks have", value)
words = run("rank -", stdin=json.dumps(made))
check(words.out.startswith("rank >= 0") and "minor" not in words.out, "rank 0 needs no minor", words.out)

# Norms of many tokens: two, which the network contains, have few enough roots.
words = "--layers 2 --width 3 --head-dim 2 --norm softmax --residual --pre-norm rms --mask causal --tokens 8"
value = run("rank", "--json", "-", stdin=run("random %s --bound 99 --seed 1" % words).out).json()
check(value["rank"] == run("dim --json " + words).json()["dimension"] and value["tokens"] == 2, "two tokens of eight", value)

# Saturated scores, which balls of 1024 bits do not see.
made = run("random --layers 1 --width 3 --heads 1 --head-dim 2 --norm softmax --residual --pre-norm rms --bound 99").json()
value = run("rank", "--json", "-", stdin=json.dumps(made)).json()
check(value["rank"] is not None, "saturated scores", value)
done()
