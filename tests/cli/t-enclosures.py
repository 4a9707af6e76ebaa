#!/usr/bin/env python3
"""Every enclosure is printed as a lower and an upper bound, rounded outward."""

import json
import os
import random
import sys
from fractions import Fraction

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from arrays import npy  # noqa: E402
from tap import check, done, folder, refuses, run  # noqa: E402


def store(name, data):
    path = os.path.join(place, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(data)
    return path


def write(name, value):
    return store(name, json.dumps(value).encode())


def weights(name, *heads, **arch):
    head = dict({"format": "fulgurite-architecture/1", "widths": [2, 2], "head_dim": [2]}, **arch)
    return write(name, {"format": "fulgurite-weights/1", "architecture": head, "layers": [{"heads": list(heads)}]})


def ball(text):
    """A dumped ball as exact bounds."""
    m, e, r, f = (int(x, 16) for x in text.split())
    middle, radius = m * Fraction(2) ** e, r * Fraction(2) ** f
    return middle - radius, middle + radius


def test_enclosures():
    """Both ends of every enclosure are printed, rounded outward: what is claimed can be read off."""
    one = store("diag.npy", npy([[1.0, 0.0], [0.0, 0.0146]], "<f8"))
    words = ("check", one, "--radius", "0.006", "--claim", "sigma_min>=0.002")
    answer = run(*words, "--json")
    check(answer.code == 0, "proved in spite of a wide ball", answer.out)
    part = answer.json()["files"][0]["matrices"][0]
    low, high = (Fraction(x) for x in part["sigma_min"])
    check(Fraction("0.002") <= low <= Fraction("0.0026") and Fraction("0.0266") <= high <= Fraction("0.027"),
          "the enclosure that is claimed", part["sigma_min"])
    for key in ("sigma_min", "sigma_max"):
        inner = ball(part[key + "_arb"])
        outer = [Fraction(x) for x in part[key]]
        check(outer[0] <= inner[0] <= inner[1] <= outer[1], "decimal bounds around the ball: " + key, part)
        check(outer[1] - outer[0] <= (inner[1] - inner[0]) * (1 + Fraction(1, 10 ** 9)), "and close: " + key, part)
    text = run(*words).out
    check("+/-" not in text and "[0.0025" in text and "0.026" in text, "the same in words", text)
    for digits in (1, 3, 8, 30, 100, 600):
        words = ("check", one, "--no-float", "--digits", str(digits), "--max-bits", "16384")
        part = run(*words, "--json").json()["files"][0]["matrices"][0]
        line = [line for line in run(*words).out.split("\n") if "2 x 2" in line][0].split("2 x 2")[1]
        shown = [x.strip("[],") for x in line.split()[1:]]
        for pair in (part["sigma_min"], part["relative"], shown[:2], shown[-2:]):
            low, high = Fraction(pair[0]), Fraction(pair[-1])
            check(low <= Fraction(0.0146) <= high <= low * (1 + Fraction(1, 10 ** (digits - 1))),
                  "%d digits are given" % digits, pair, line)
    for digits in ("601", str(2 ** 63 - 1)):
        refuses(digits + " digits", run("check", one, "--digits", digits), 2, "--digits", "600")
    eye = [[float(i == j) for j in range(2)] for i in range(2)]
    blocks = [store("eye/%s.npy" % n, npy(eye)) for n in "QKOU"]
    answer = run("check", *blocks, "--radius", "0.2", "--claim", "sigma_min_V>=0.3599,sigma_min_A>=0.3599")
    check(answer.code == 0, "products from the bounds of their factors", answer.out)
    for part in run("check", *blocks, "--radius", "0.9", "--json").json()["files"][0]["heads"][0]["matrices"].values():
        check(0 <= Fraction(part["relative"][0]) <= Fraction(part["relative"][1]) <= 1, "no quotient above 1", part)


def test_options():
    """--no-float leaves out the floating-point comparison, and nothing else changes; LAPACK or not, the truth is enclosed."""
    numbers = random.Random(5)
    path = store("many.npy", npy([[numbers.gauss(0, 1) for _ in range(48)] for _ in range(48)], "<f8"))
    both, one, bare = (run("check", path, "--map", "none", "--json", *words).json()["files"][0]["matrices"][0]
                       for words in ((), ("--no-float",), ("--no-lapack",)))
    check(not {"float32", "float64"} & (set(one) | set(bare)), "no comparison", one, bare)
    check({key: value for key, value in both.items() if not key.startswith("float")} == one, "the same enclosures", both, one)
    for key in ("sigma_min", "sigma_max"):
        low, high = (f(Fraction(x[key][n]) for x in (one, bare)) for n, f in ((0, max), (1, min)))
        check(low <= high, "enclosures with and without LAPACK meet: " + key, one, bare)


def test_different():
    """The evidence that two networks differ shows it: the printed bounds exclude each other."""
    eye = [[1.0, 0.0], [0.0, 1.0]]
    near = [[1.0, 2.0 ** -40], [0.0, 1.0]]
    pair = [weights("pair%d.json" % n, {"Q": q, "K": eye, "V": eye}) for n, q in enumerate((eye, near))]
    answer = run("check", *pair, "--no-float", "--json").json()["comparison"]
    a, b = ([Fraction(x) for x in answer["output_" + s]] for s in "ab")
    check(answer["same"] is False and (a[1] < b[0] or b[1] < a[0]), "two enclosures that exclude each other", answer)
    text = run("check", *pair, "--no-float").out
    line = [part for part in text.split("\n") if "entry" in part][0].split(":")[1]
    numbers = [Fraction(x.strip("[],")) for x in line.split()]
    middle = len(numbers) // 2
    check(max(numbers[:middle]) < min(numbers[middle:]) or max(numbers[middle:]) < min(numbers[:middle]),
          "and are seen to in words", line)
    exact = [[1, 0], [0, 1]]
    heads = [{"Q": exact, "K": exact, "V": [[1, 0], [0, v]]} for v in ("1", "1.00000000000000000000000000000001")]
    files = [weights("soft%d.json" % n, head, norm="softmax") for n, head in enumerate(heads)]
    answer = run("same", *files, "--json")
    witness = answer.json()["witness"]
    apart = [a[1] < b[0] or b[1] < a[0] for a, b in (
        ([Fraction(x) for x in a], [Fraction(x) for x in b])
        for row in zip(witness["output_a"], witness["output_b"]) for a, b in zip(*row))]
    check(answer.code == 1 and any(apart), "softmax networks 1e-32 apart", witness)
    inner = [ball(x) for row in witness["output_a_arb"] for x in row]
    check(all(low <= high for low, high in inner), "the balls themselves", witness)


def test_eval():
    """Softmax outputs: bounds around the balls, to the precision asked for."""
    exact = [[1, 0], [0, 1]]
    file = weights("eval.json", {"Q": exact, "K": exact, "V": exact}, norm="softmax")
    for bits in (20, 128, 1000):
        answer = run("eval", file, "--input", "[[1,0,2],[3,1,0]]", "--bits", str(bits), "--json").json()
        good = width = True
        for row, balls in zip(answer["outputs"][0], answer["outputs_arb"][0]):
            for pair, text in zip(row, balls):
                low, high = (Fraction(x) for x in pair)
                inner = ball(text)
                good = good and low <= inner[0] <= inner[1] <= high
                width = width and high - low <= Fraction(2) ** (16 - bits)
        check(good and width, "%d bits" % bits, answer)
    text = run("eval", file, "--input", "[[1,0,2],[3,1,0]]", "--bits", "4").out
    check("+/-" not in text and "," in text, "words: two bounds, however wide", text)


def test_rank():
    """Singular values of a Jacobian in balls."""
    exact = [["1", "0.5"], ["0", "1"]]
    file = weights("rank.json", {"Q": exact, "K": exact, "V": exact})
    answer = run("rank", file, "--ball", "--radius", "1e-2", "--json").json()
    for pair, text in zip(answer["singular_values"], answer["singular_values_arb"]):
        low, high = (Fraction(x) for x in pair)
        inner = ball(text)
        check(low <= inner[0] <= inner[1] <= high, "sigma in [%s, %s]" % tuple(pair), text)


with folder() as place:
    test_enclosures()
    test_options()
    test_different()
    test_eval()
    test_rank()
done()
