#!/usr/bin/env python3
"""optimize: the reference values of the theory, files, refusals."""

import json
import math
import os
import shutil
import struct
import sys
import zipfile
from fractions import Fraction

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from optimize_data import D1, TWO, ZERO, star, weights, write  # noqa: E402
from tap import check, done, folder, refuses, run  # noqa: E402


def encloses(pair, text):
    """The pair encloses a number whose digits are these, the last one rounded."""
    low, high, value = Fraction(pair[0]), Fraction(pair[1]), Fraction(text)
    unit = Fraction(1, 10 ** len(text.partition(".")[2]))
    return low <= high and low >= value - unit and high <= value + unit


def margins():
    answer = run("optimize margin --data D1.json --json").json()
    check(answer["gamma_squared"] == "1/2" and answer["verdict"] == "proved", "margin of D1 at zero is 1/2", answer)
    for heads in (2, 3, 1000):
        answer = run("optimize margin --data D1.json --heads %d --json" % heads).json()
        check(answer["gamma_squared"] == "1/2", "so with %d heads" % heads, answer)
    answer = run("optimize margin --data D1.json --init two.json --json").json()
    check(answer["gamma_squared"] == "736333659/1306119200", "margin of D1 at two heads", answer)
    check(answer["lambda"] == ["16991771/97958940", "8023729/24489735", "16456475/58775364", "16083596/73469205"],
          "its lambda", answer)
    check(encloses(answer["gamma"], "0.750837439141832"), "its root", answer)
    ball = run("optimize margin --data D1.json --init two.json --ball --json").json()
    check(ball["gamma_squared"] is None and encloses(ball["gamma"], "0.750837439141832")
          and sum(map(Fraction, ball["lambda"])) == 1, "the same in balls", ball)
    twice = dict(D1, samples=D1["samples"] + [dict(s, label=-s["label"]) for s in D1["samples"]])
    write("twice.json", twice)
    answer = run("optimize margin --data twice.json --json")
    value = answer.json()
    check(answer.code == 1 and value["gamma_squared"] == 0 and value["separable"] is False,
          "both labels: not separable", value)
    write("both.json", dict(D1, samples=D1["samples"] + [dict(D1["samples"][0], label=-1)]))
    answer = run("optimize margin --data both.json --init tilted.json --json")
    value = answer.json()
    check(answer.code == 1 and value["method"] == "opposite" and value["lambda"][0] == value["lambda"][4] == "1/2"
          and value["gamma"] == ["0", "0"], "opposite labels of equal samples, in balls", value)
    answer = run("optimize margin --data both.json --init tilted.json --exact --json")
    check(answer.code == 1 and answer.json()["method"] == "opposite" and answer.json()["gamma_squared"] == 0,
          "opposite samples make the margin 0 exactly, also where softmax is not uniform", answer.err)
    points = [[-4, -1], [4, 4], [1, 0], [-2, -3], [0, -1], [-4, 0], [2, 3]]
    write("line.json", weights(([[1], ["-1/2"]], [["1/2"]])))
    for num, method, code in ((7, "opposite", 1), (6, "inside", 1), (1, "ball", 0)):
        write("points.json", {"format": "fulgurite-dataset/1", "samples": [
            {"tokens": [[x] for x in p], "label": -1} for p in points[:num]]})
        answer = run("optimize margin --data points.json --init line.json --json")
        value = answer.json()
        check(answer.code == code and value["method"] == method, "%d points on a line: %s" % (num, method), value)
        check(method != "inside" or len(value["support"]) == 4 and value["gamma_squared"] == 0, "its simplex", value)
    write("one.json", dict(D1, samples=D1["samples"][:2]))
    answer = run("optimize margin --data one.json")
    check(answer.code == 0 and "all labels are 1" in answer.out, "one label is legal and said", answer.out)
    refuses("--exact where softmax is not uniform", run("optimize margin --data D1.json --init tilted.json --exact"), 4,
            "needs a softmax that is uniform on these tokens")


RUNS = {
    (1, "1/2"): ".6931471805599 .6323082784294 .5787605114660 .4520158670485 .3153329087399 .0261858191680 .0018055146150",
    (4, "1/2"): ".6931471805599 .6323082784294 .5788348588711 .4533561942913 .3211233583651 .0359032002475 .0025721172512",
    (16, "9/10"): ".6931471805599 .5864697027670 .5023539262453 .3384183353702 .2086467474284 .0215257523654 .0018541390145",
    (250000, "9/10"): ".6931471805599 .5864697027670 .5023838804818 .3387884778268 .20969729635 .0229848912182 .0022378867278",
}


def descents():
    for (heads, eta), text in RUNS.items():
        answer = run("optimize descend --data D1.json --json --steps 1000 --heads %d --eta %s" % (heads, eta)).json()
        losses = dict((k, pair) for k, pair in answer["losses"])
        wanted = dict(zip((0, 1, 2, 5, 10, 100, 1000), text.split()))
        good = [k for k in wanted if encloses(losses[k], wanted[k])]
        check(len(good) == 7 and answer["monotone"] is True and answer["verdict"] == "proved",
              "%d heads, eta %s" % (heads, eta), good, losses)
    answer = run("optimize descend --data D1.json --json --steps 30 --heads 1,4,16 --eta 1/2").json()
    check([r["heads"] for r in answer["runs"]] == [1, 4, 16] and answer["monotone"], "heads side by side", answer)
    write("twice.json", dict(D1, samples=D1["samples"] + [dict(s, label=-s["label"]) for s in D1["samples"]]))
    answer = run("optimize descend --data twice.json --init tilted.json --json --steps 3 --eta 100")
    value = answer.json()
    check(answer.code == 1 and value["monotone"] is False and value["first_increase"] == 1
          and value["hypothesis"]["first_failure"] == 1, "too large a step is refuted", value)
    answer = run("optimize descend --data D1.json --steps 5 --eta 9/10 --heads 250000 --star star.json --csv r.csv "
                 "--plot r.gp --json").json()
    check(answer["hypothesis"]["holds"] is True and [k for k, _ in answer["bounds"]] == [1, 2, 5],
          "with the bound of the theorem", answer)
    lines = open("r.csv").read().split()
    check(lines[0] == "heads,step,lower,upper" and len(lines) == 7 and lines[1].startswith("250000,0,0.693"), "csv", lines)
    check("bound of the theorem" in open("r.gp").read(), "the script of a plot")
    if shutil.which("gnuplot"):
        check(run("optimize descend --data D1.json --steps 5 --eta 1/2 --heads 1,2 --plot r.svg").code == 0
              and "<svg" in open("r.svg").read(), "a plot")


def resumed():
    run("optimize descend --data D1.json --steps 12 --eta 1/2 --init tilted.json --certificate whole.json")
    run("optimize descend --data D1.json --steps 5 --eta 1/2 --init tilted.json --certificate part.json")
    run("optimize descend --resume part.json --steps 7 --certificate joined.json")
    check(json.load(open("whole.json")) == json.load(open("joined.json")), "a resumed run is the run")
    for words in ("--eta 1/2", "--eta 1/100000 --heads 1000"):
        run("optimize descend --data D1.json --steps 1 %s --certificate one.json --force" % words)
        a = run("optimize descend --data D1.json --steps 2 --json " + words).json()
        b = run("optimize descend --resume one.json --steps 1 --json").json()
        check(a["hypothesis"] == b["hypothesis"] and a["hypothesis"]["holds"] is ("1/2" not in words),
              "and says the same of eta rho, " + words, a, b)
        a = run("optimize descend --data D1.json --steps 2 " + words).out.splitlines()[-1]
        b = run("optimize descend --resume one.json --steps 1").out.splitlines()[-1]
        check("eta rho" in a and a == b, "in text, too, " + words, a, b)
    refuses("--bits is that of the certificate", run("optimize descend --resume part.json --steps 1 --bits 99"), 2, "--bits",
            "--resume")
    refuses("one file for two", run("optimize descend --resume part.json --steps 1 --csv a --certificate a"), 2, "two files")
    refuses("--resume has its data", run("optimize descend --resume part.json --steps 1 --data D1.json"), 2, "--resume")
    write("broken.json", dict(json.load(open("part.json")), final=[]))
    refuses("a broken one", run("optimize descend --resume broken.json --steps 1"), 3, "broken.json")


def bounds():
    answer = run("optimize bound --data D1.json --star star.json --K 1000 --eta 9/10 --json").json()
    for key, text in (("D_squared", "100.4108541613"), ("B", ".0434434"), ("rho", "1.0062349"),
                      ("beta_D_squared", ".4365410"), ("bound", ".0760688289")):
        check(encloses(answer[key], text), key, answer[key])
    check([h["holds"] for h in answer["hypotheses"]] == [True] * 3 and answer["verdict"] == "proved", "proved", answer)
    check("not proved here" in answer["generalization"]["status"], "generalization is a formula", answer)
    write("few.json", star(Fraction(35, 1000), 10000))
    answer = run("optimize bound --data D1.json --star few.json --K 1000 --eta 9/10")
    check(answer.code == 1 and "hypothesis beta D^2 <= 1/2 fails" in answer.out, "too few heads", answer.out)
    for K, m, heads, value in ((100, 5, 57570, ".39291"), (1000, 6, 125657, ".0590737"), (1000, 7, 194929, ".0760688"),
                               (10000, 9, 517188, ".0125111")):
        write("s.json", star(Fraction(m, 2)))
        answer = run("optimize bound --data D1.json --star s.json --K %d --eta 9/10 --find-H --json" % K).json()
        check(heads / 1.05 < answer["least_heads"] <= heads and encloses(answer["bound"], value), "least heads, K = %d, "
              "m = %d" % (K, m), answer)
    answer = run("optimize realize --data D1.json --theta star.json --eps 1/1000 --json").json()
    check(answer["verdict"] == "proved" and encloses(answer["distance"], "9.8994949366"), "realize", answer)
    # The output is sqrt 2 on every sample, whatever its label.
    answer = run("optimize realize --data D1.json --theta two.json --eps 2 --json").json()
    loss = sum(math.log1p(math.exp(-label * math.sqrt(2))) for label in (1, -1)) / 2
    check(all(abs(float(end) - loss) < 1e-14 for end in answer["loss"]), "the outputs at two heads", answer, loss)
    answer = run("optimize realize --data D1.json --theta star.json --eps 1/2000 --json")
    check(answer.code == 1 and answer.json()["verdict"] == "refuted", "not so small a loss", answer.out)
    refuses("--find-H needs equal heads", run("optimize bound --data D1.json --star two.json --K 9 --eta 1 --find-H"), 4)


def mixture():
    answer = run("optimize mixture --T 6 --d 4 --zeta 1/3 --n 40 --seed 7 --shuffle")
    data = json.loads(answer.out)
    good = len(data["samples"]) == 40
    for sample in data["samples"]:
        mark = [1, 0, 0, 0] if sample["label"] == 1 else [0, 1, 0, 0]
        rows = [list(map(Fraction, row)) for row in sample["tokens"]]
        good = good and sum(row == mark for row in rows) == 2
        good = good and all(row == mark or row[:2] == [0, 0] and sum(x * x for x in row) <= 1 for row in rows)
    check(good and answer.out == run("optimize mixture --T 6 --d 4 --zeta 1/3 --n 40 --seed 7 --shuffle").out,
          "a mixture is what it says")
    state, mask = 7, 2 ** 64 - 1
    state = (state + 0x9E3779B97F4A7C15) & mask
    z = state
    z = ((z ^ z >> 30) * 0xBF58476D1CE4E5B9) & mask
    z = ((z ^ z >> 27) * 0x94D049BB133111EB) & mask
    check(data["samples"][0]["label"] == (-1 if ((z ^ z >> 31) & 1) else 1), "its stream is splitmix64")
    refuses("zeta T no integer", run("optimize mixture --T 4 --d 3 --zeta 1/3 --n 1"), 3, "--zeta")
    refuses("zeta > 1", run("optimize mixture --T 4 --d 3 --zeta 2 --n 1"), 3, "--zeta")
    for words in ("--T 0 --d 3 --n 1", "--T 4 --d 0 --n 1", "--T 4 --d 3 --n 0"):
        refuses(words, run("optimize mixture --zeta 1/2 " + words), 3, "0 is not positive")
    refuses("--T is no number", run("optimize mixture --zeta 1/2 --T 4.5 --d 3 --n 1"), 3, "--T")
    refuses("no --n", run("optimize mixture --zeta 1/2 --T 4 --d 3"), 2, "--n")


def arrays_of_numpy():
    """The same data as .npz and .npy; labels as floats and as integers."""
    X = [float(Fraction(x)) for s in D1["samples"] for row in s["tokens"] for x in row]
    y = [s["label"] for s in D1["samples"]]
    quarter = [x / 4 for x in range(-24, 24)]
    for kind, fmt in (("<f8", "d"), ("<i8", "q"), ("<i4", "i"), (">i4", ">i"), ("<i2", "h"), ("|i1", "b")):
        write_npz("d.npz", {"X": ("<f8", (4, 4, 3), struct.pack("<48d", *X)),
                            "y": (kind, (4,), struct.pack(fmt[:-1] + "4" + fmt[-1] if fmt[0] == ">" else "<4" + fmt, *y))})
        write("same.json", {"format": "fulgurite-dataset/1", "samples": [
            {"tokens": [[str(Fraction(x)) for x in X[12 * n + 3 * t:12 * n + 3 * t + 3]] for t in range(4)],
             "label": y[n]} for n in range(4)]})
        a, b = (run("optimize margin --json --data %s --init two.json" % f).json() for f in ("d.npz", "same.json"))
        check(a == b and a["method"] == "exact", ".npz with labels " + kind, a, b)
        with zipfile.ZipFile("d.npz") as archive:
            archive.extractall("arrays")
        b = run("optimize margin --json --data arrays/X.npy --labels arrays/y.npy --init two.json").json()
        check(a == b, ".npy and --labels, " + kind, a, b)
    write_npz("d.npz", {"X": ("|u1", (2, 2, 1), bytes([0, 1, 255, 2])), "y": ("|u1", (2,), bytes([1, 1]))})
    write("same.json", {"format": "fulgurite-dataset/1", "samples": [
        {"tokens": [[0], [1]], "label": 1}, {"tokens": [[255], [2]], "label": 1}]})
    a, b = (run("optimize margin --json --data " + f).json() for f in ("d.npz", "same.json"))
    check(a == b, "tokens of unsigned integers", a, b)
    write_npz("u.npz", {"U": ("<f8", (2,), struct.pack("<2d", 1, 1))})
    with zipfile.ZipFile("u.npz") as archive:
        archive.extractall("arrays")
    refuses(".npy without labels", run("optimize margin --data arrays/X.npy"), 3, "y (the labels)")
    refuses("--labels of another shape", run("optimize margin --data arrays/X.npy --labels arrays/U.npy"), 3, "labels")
    refuses("no such labels", run("optimize margin --data arrays/X.npy --labels no.npy"), 2, "no.npy")
    refuses("--labels beside JSON", run("optimize margin --data same.json --labels arrays/y.npy"), 2, "--labels")
    write_npz("p.npz", {"U": ("<f8", (1, 4, 3), struct.pack("<12d", *quarter[:12])),
                        "W": ("<f8", (1, 3, 3), struct.pack("<9d", *quarter[20:29]))})
    write("p.json", weights(([[str(Fraction(x)) for x in quarter[3 * t:3 * t + 3]] for t in range(4)],
                             [[str(Fraction(x)) for x in quarter[20 + 3 * t:23 + 3 * t]] for t in range(3)])))
    a, b = (run("optimize margin --json --data D1.json --init " + f).json() for f in ("p.npz", "p.json"))
    check(a == b, "parameters as .npz", a, b)
    write_npz("d.npz", {"X": ("<f8", (4, 4, 3), struct.pack("<48d", *(X[:47] + [float("nan")]))),
                        "y": ("<f8", (4,), struct.pack("<4d", *y))})
    refuses("NaN in .npz", run("optimize margin --data d.npz"), 3, "d.npz", "sample 4")
    write_npz("d.npz", {"X": ("<f8", (4, 4, 3), struct.pack("<48d", *X)), "y": ("<i8", (4,), struct.pack("<4q", 1, 0, 1, 1))})
    refuses("a label 0 in .npz", run("optimize margin --data d.npz"), 3, "sample 2")
    write_npz("d.npz", {"X": ("<f8", (4, 12), struct.pack("<48d", *X)), "y": ("<i8", (4,), struct.pack("<4q", *y))})
    refuses("X of two indices", run("optimize margin --data d.npz"), 3, "shape")


def write_npz(name, members):
    with zipfile.ZipFile(name, "w") as archive:
        for key, (dtype, shape, data) in members.items():
            text = "{'descr': '%s', 'fortran_order': False, 'shape': %r, }" % (dtype, shape)
            text += " " * (-(len(text) + 11) % 64) + "\n"
            archive.writestr(key + ".npy", b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text.encode() + data)


def refusals():
    def sample(**change):
        samples = [dict(s) for s in D1["samples"]]
        samples[2].update(change)
        write("bad.json", dict(D1, samples=samples))
        return run("optimize margin --data bad.json")
    refuses("ragged tokens", sample(tokens=[[1, 0, 0], [1, 0], [0, 0, 0], [0, 0, 0]]), 3, "bad.json", "sample 3")
    refuses("one token less", sample(tokens=[[1, 0, 0]]), 3, "sample 3")
    refuses("no numbers", sample(tokens=[]), 3, "sample 3")
    refuses("a label 0", sample(label=0), 3, "sample 3", "label")
    refuses("a label 2", sample(label=2), 3, "sample 3", "label")
    refuses("a number that is none", sample(tokens=[["1", "x", 0]] + [[0, 0, 0]] * 3), 3, "sample 3", "(1,2)")
    refuses("NaN", sample(tokens=[["nan", 0, 0]] + [[0, 0, 0]] * 3), 3, "sample 3")
    write("bad.json", dict(D1, samples=[]))
    refuses("n = 0", run("optimize margin --data bad.json"), 3, "samples")
    write("bad.json", dict(D1, samples=[{"tokens": [[]], "label": 1}]))
    refuses("d = 0", run("optimize margin --data bad.json"), 3, "sample 1")
    write("bad.json", dict(D1, samples=[{"tokens": [], "label": 1}]))
    refuses("T = 0", run("optimize margin --data bad.json"), 3, "sample 1")
    refuses("eta 0", run("optimize descend --data D1.json --eta 0 --steps 1"), 3, "--eta")
    refuses("eta < 0", run("optimize bound --data D1.json --star star.json --eta=-1 --K 1"), 3, "--eta")
    refuses("K = 0", run("optimize bound --data D1.json --star star.json --eta 1 --K 0"), 3, "--K")
    refuses("no steps", run("optimize descend --data D1.json --eta 1 --steps 0"), 3, "--steps")
    refuses("H = 0", run("optimize margin --data D1.json --heads 0"), 3, "--heads")
    refuses("H no multiple", run("optimize margin --data D1.json --init two.json --heads 3"), 3, "multiple")
    write("bad.json", weights(([[1, 0, 0]] * 3, ZERO)))
    refuses("parameters of another shape", run("optimize margin --data D1.json --init bad.json"), 3, "bad.json", "head 1, U")
    write("bad.json", weights(([[1, 0, 0]] * 4, ZERO), ([[1, 0, 0]] * 4, ZERO[:2])))
    refuses("the second head", run("optimize margin --data D1.json --init bad.json"), 3, "head 2, W")
    refuses("other numbers of heads", run("optimize bound --data D1.json --init two.json --star star.json --K 1 --eta 1"), 3)
    write("bad.json", {"format": "fulgurite-weights/1", "layers": [{"heads": [{"U": [[0] * 3] * 4, "W": ZERO, "Q": ZERO}]}]})
    refuses("W and Q", run("optimize margin --data D1.json --init bad.json"), 3, "head 1", "either W or both Q and K")
    refuses("half a step", run("optimize descend --data D1.json --eta 1 --steps 1.5"), 3, "--steps", "whole number")
    refuses("no task", run("optimize"), 2, "margin")
    refuses("an unknown task", run("optimize marign"), 2, "did you mean \"margin\"")
    refuses("an option of another task", run("optimize margin --data D1.json --eta 1"), 2, "optimize margin takes no --eta",
            "bound, descend")
    refuses("one of one other task", run("optimize bound --data D1.json --zeta 1"), 2, "--zeta, which belongs to mixture")
    refuses("--length of no witness", run("optimize margin --data D1.json --length 3"), 2, "--length", "--witness")
    refuses("--exact has no precision", run("optimize margin --data D1.json --exact --max-bits 99"), 2, "--max-bits")
    refuses("--exact and --ball", run("optimize margin --data D1.json --exact --ball"), 2, "--exact", "--ball")
    refuses("no such file", run("optimize margin --data nothing.json"), 2, "nothing.json")


with folder() as directory:
    os.chdir(directory)
    write("D1.json", D1)
    write("two.json", TWO)
    write("star.json", star(Fraction(7, 1000), 250000))
    write("tilted.json", weights(([[1, 0, 0]] * 4, [["1/2", 0, "-1/3"], [0, "1/4", 0], [1, 0, 0]]),
                                 ([["1/8", 0, 0]] * 4, ZERO)))
    margins()
    descents()
    resumed()
    bounds()
    mixture()
    arrays_of_numpy()
    refusals()
done()
