#!/usr/bin/env python3
"""One layer with a readout: outputs and ranks against the formulas written out here, dimensions
against a table, and certificates before both judges, true and forged."""

import cmath
import hashlib
import importlib.util
import json
import os
import sys
from fractions import Fraction

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, os.pardir, "cli"))
from tap import SOURCE, check, done, draws, folder, refuses, rounds, run  # noqa: E402

spec = importlib.util.spec_from_file_location("verify", os.path.join(SOURCE, "examples", "verify", "verify.py"))
verify = importlib.util.module_from_spec(spec)
spec.loader.exec_module(verify)

rand = draws()
ROUNDS = rounds(12)
P = 2 ** 61 - 1


# ------------------------------------------------------------------ the formula

def dot(a, b):
    return sum(x * y for x, y in zip(a, b))


def forms(head):
    """A = K^T Q"""
    K, Q, d = head["K"], head["Q"], len(head["K"][0])
    return [[sum(k[c] * q[b] for k, q in zip(K, Q)) for b in range(d)] for c in range(d)]


def weights_of(x, A, j, norm, causal, exp=None):
    """The attention weights of query j, for the list x of tokens."""
    seen = range(j + 1 if causal else len(x))
    s = [dot(x[k], [dot(row, x[j]) for row in A]) for k in seen]
    if norm == "affine":
        s = [1 + y for y in s]
    if norm == "softmax":
        s = [exp(y) for y in s]
    total = sum(s)
    return [y / total for y in s] if norm != "none" else s


def output(heads, x, e, norm, causal, exp=None):
    """The output: sum over heads, queries j and keys k of V_j x_k w_kj."""
    y = [0] * e
    for head in heads:
        A = forms(head)
        for j in range(len(x)):
            w = weights_of(x, A, j, norm, causal, exp)
            mixed = [sum(a * x[k][c] for k, a in enumerate(w)) for c in range(len(x[0]))]
            for i in range(e):
                y[i] += dot(head["V"][j * e + i], mixed)
    return y


def gradients(heads, x, e, causal):
    """Without a norm: a row for each output, all weights in the order K, Q, V of each head."""
    d, t, rows = len(x[0]), len(x), [[] for _ in range(e)]
    for head in heads:
        A = forms(head)
        dA = [[[0] * d for _ in range(d)] for _ in range(e)]
        dV = [[[0] * d for _ in range(t * e)] for _ in range(e)]
        for j in range(t):
            w = weights_of(x, A, j, "none", causal)
            for i in range(e):
                dV[i][j * e + i] = [sum(a * x[k][c] for k, a in enumerate(w)) for c in range(d)]
                for k in range(len(w)):
                    f = dot(head["V"][j * e + i], x[k])
                    for c in range(d):
                        for b in range(d):
                            dA[i][c][b] += f * x[k][c] * x[j][b]
        for i in range(e):
            rows[i] += [dot(q, dA[i][c]) for q in head["Q"] for c in range(d)]
            rows[i] += [sum(k[c] * dA[i][c][b] for c in range(d)) for k in head["K"] for b in range(d)]
            rows[i] += [v for row in dV[i] for v in row]
    return rows


def rank_mod(rows):
    rank, rows = 0, [[v % P for v in row] for row in rows]
    for c in range(len(rows[0])):
        pivot = next((r for r in rows[rank:] if r[c]), None)
        if pivot is None:
            continue
        k = rows.index(pivot, rank)
        rows[rank], rows[k] = rows[k], rows[rank]
        inverse = pow(pivot[c], P - 2, P)
        for r in range(rank + 1, len(rows)):
            f = rows[r][c] * inverse % P
            if f:
                rows[r] = [(a - f * b) % P for a, b in zip(rows[r], pivot)]
        rank += 1
    return rank


def rank_float(rows):
    """Elimination with the largest pivot; what is left is rounding or it is not."""
    rows, rank = [list(r) for r in rows], 0
    sizes = []
    while rank < min(len(rows), len(rows[0])):
        size, i, j = max((abs(rows[i][j]), i, j) for i in range(rank, len(rows))
                         for j in range(rank, len(rows[0])))
        sizes.append(size)
        if size < 1e-12 * sizes[0]:
            break
        rows[rank], rows[i] = rows[i], rows[rank]
        for r in rows:
            r[rank], r[j] = r[j], r[rank]
        for r in rows[rank + 1:]:
            f = r[rank] / rows[rank][rank]
            for c in range(rank, len(r)):
                r[c] -= f * rows[rank][c]
        rank += 1
    return rank


def draw(d, e, t, a, H, bound, number=int):
    def matrix(rows):
        return [[number(rand.randint(-bound, bound)) for _ in range(d)] for _ in range(rows)]
    return [{"K": matrix(a), "Q": matrix(a), "V": matrix(t * e)} for _ in range(H)]


def options(d, e, t, a, H, norm, mask):
    return ["--widths", "%d,%d" % (d, e), "--head-dim", str(a), "--tokens", str(t), "--heads", str(H),
            "--norm", norm, "--mask", mask, "--readout"]


def architecture(d, e, t, a, H, norm="none", mask="none"):
    return {"format": "fulgurite-architecture/1", "family": "attention", "widths": [d, e], "head_dim": [a],
            "tokens": t, "heads": [H], "value_dim": None, "norm": norm, "residual": False, "mask": mask,
            "readout": True}


def free_rank(d, e, t, a, H, causal):
    """The rank of the Jacobian at a random point, without a norm."""
    heads = draw(d, e, t, a, H, 10 ** 6)
    rows = []
    for _ in range((H * d * (2 * a + t * e)) // e + 2):
        x = [[rand.randint(-10 ** 6, 10 ** 6) for _ in range(d)] for _ in range(t)]
        rows += gradients(heads, x, e, causal)
    return rank_mod(rows)


class Dual:
    """x + y epsilon modulo P, epsilon^2 = 0."""

    def __init__(self, x, y=0):
        self.x, self.y = x % P, y % P

    def __add__(self, other):
        other = other if isinstance(other, Dual) else Dual(other)
        return Dual(self.x + other.x, self.y + other.y)

    def __mul__(self, other):
        other = other if isinstance(other, Dual) else Dual(other)
        return Dual(self.x * other.x, self.x * other.y + self.y * other.x)

    def __truediv__(self, other):
        inverse = pow(other.x, P - 2, P)
        return self * Dual(inverse, -other.y * inverse * inverse)

    __radd__, __rmul__ = __add__, __mul__


def derivatives(heads, x, e, norm, causal, step, part):
    """The rows of the Jacobian at x: each weight moves by step in turn."""
    columns = []
    for head in heads:
        for key in "KQV":
            for row in head[key]:
                for c, kept in enumerate(row):
                    row[c] = kept + step
                    columns.append(list(map(part, output(heads, x, e, norm, causal, cmath.exp))))
                    row[c] = kept
    return [list(r) for r in zip(*columns)]


def norm_rank(d, e, t, a, H, norm, causal):
    """The same with a norm: affine modulo P, softmax in floating point by complex steps."""
    num = (H * d * (2 * a + t * e)) // e + 4
    rows = []
    if norm == "affine":
        heads = draw(d, e, t, a, H, 10 ** 6, Dual)
        for _ in range(num):
            x = [[rand.randint(-10 ** 6, 10 ** 6) for _ in range(d)] for _ in range(t)]
            rows += derivatives(heads, x, e, norm, causal, Dual(0, 1), lambda v: v.y)
        return rank_mod(rows)
    heads = draw(d, e, t, a, H, 1, lambda n: rand.gauss(0, 1) + 0j)
    for _ in range(2 * num):
        x = [[rand.gauss(0, 1) for _ in range(d)] for _ in range(t)]
        rows += derivatives(heads, x, e, norm, causal, 1e-30j, lambda v: v.imag * 1e30)
    return rank_float(rows)


def signed(value):
    def sha(v):
        text = json.dumps(v, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()
    body = {k: v for k, v in value.items() if k != "digest"}
    body["architecture_digest"] = sha(body["architecture"])
    return dict(body, digest=sha(body))


def judged(value):
    with open("j.json", "w", encoding="utf-8") as file:
        json.dump(value, file)
    return run("verify", "j.json").code, {"accepted": 0, "refused": 1, "does not parse": 3, "unable": 4}[
        verify.check(json.dumps(value))[0]]


def certified(words, *more):
    answer = run("dim", *(words + ["--json", "--certificate", "c.json", "--force"] + list(more)))
    if answer.code:
        return None, None
    with open("c.json", encoding="utf-8") as file:
        return answer.json(), json.load(file)


# ----------------------------------------------------------------------- tests

TABLE = {(2, 2): [7, 12], (3, 2): [9, 16, 18], (2, 3): [14, 26, 36], (3, 3): [17, 32, 45, 54],
         (4, 3): [20, 38, 54, 68, 72], (2, 4): [23, 44, 63, 80]}
SOFTMAX = {(2, 1, 1): 3, (2, 2, 1): 8, (2, 2, 2): 16, (3, 2, 2): 20, (2, 3, 2): 30, (3, 3, 3): 54, (4, 3, 4): 84,
           (1, 3, 1): 3, (1, 2, 2): 2}


def test_table():
    for (t, d), dims in TABLE.items():
        for H, dim in enumerate(dims, 1):
            answer, certificate = certified(options(d, 1, t, d, H, "none", "none"))
            check(answer and answer["dimension"] == dim and answer["status"] == "proved",
                  "t %d, d %d, H %d: %d" % (t, d, H, dim), answer)
            check(judged(certificate) == (0, 0), "both judges accept it", judged(certificate))
    for (t, d, H), dim in SOFTMAX.items():
        answer, certificate = certified(options(d, 1, t, d, H, "softmax", "none"))
        check(answer and answer["dimension"] == dim and answer["status"] == "proved",
              "softmax, t %d, d %d, H %d: %d" % (t, d, H, dim), answer)
        check(judged(certificate) == (0, 0), "both judges accept it", judged(certificate))


def test_layer():
    """Without norm and mask the dimension is that of the layer with t e outputs."""
    for d, e, t, a, H in ((3, 1, 3, 1, 2), (3, 1, 2, 2, 2), (2, 2, 2, 1, 3), (3, 1, 3, 2, 3), (4, 2, 2, 3, 2)):
        words = ["dim", "--json", "--head-dim", str(a), "--heads", str(H), "--tokens", str(t)]
        layer = run(*(words + ["--widths", "%d,%d" % (d, t * e)])).json()
        readout = run(*(words + ["--widths", "%d,%d" % (d, e), "--readout"])).json()
        check(layer["lower"] == readout["lower"] == free_rank(d, e, t, a, H, False),
              "the dimension of a layer: %s" % readout["lower"], layer, readout)


def test_random():
    for _ in range(ROUNDS):
        d, e, t, H = rand.randint(1, 3), rand.randint(1, 2), rand.randint(1, 3), rand.randint(1, 3)
        a, mask = rand.randint(1, d + 1), rand.choice(["none", "causal"])
        answer, certificate = certified(options(d, e, t, a, H, "none", mask))
        want = free_rank(d, e, t, a, H, mask == "causal")
        name = "d %d, e %d, t %d, a %d, H %d, mask %s" % (d, e, t, a, H, mask)
        check(answer and answer["lower"] == want, "%s: rank %d" % (name, want), answer)
        check(judged(certificate) == (0, 0), "both judges accept it", judged(certificate))
        norm = rand.choice(["affine", "softmax"])
        answer, certificate = certified(options(d, e, t, a, H, norm, mask))
        # on a line, in floating point, heads are too much alike to be told
        if H * d * (2 * a + t * e) <= 40 and (norm == "affine" or d > 1):
            want = norm_rank(d, e, t, a, H, norm, mask == "causal")
            check(answer and answer["dimension"] == want, "%s, %s: rank %d" % (name, norm, want), answer)
        check(judged(certificate) == (0, 0), "both judges accept it", judged(certificate))


def test_direct():
    """The direct route is one more for what the theorem says."""
    for norm, mask in (("affine", "none"), ("affine", "causal"), ("softmax", "none"), ("none", "causal")):
        words = options(2, 2, 2, 1, 2, norm, mask)
        theorem, direct = certified(words), certified(words, "--method", "direct")
        check(direct[0] and direct[0]["lower"] == theorem[0]["lower"], "direct, %s, %s" % (norm, mask),
              theorem[0], direct[0])
        check(direct[1] and judged(direct[1]) == (0, 0), "both judges accept its certificate",
              direct[1] and judged(direct[1]))
    large = run(*(["dim", "--json"] + options(32, 1, 16, 32, 8, "none", "none"))).json()
    check(large["dimension"] == 8 * (32 * 32 + 16 * 32 - 8), "8 heads, d = 32, T = 16, by a theorem", large)


def text(heads):
    return [{key: [[str(v) for v in row] for row in rows] for key, rows in head.items()} for head in heads]


def test_eval():
    for norm in ("none", "affine", "softmax"):
        for mask in ("none", "causal"):
            d, e, t, H = 2, 2, 3, 2
            heads = draw(d, e, t, 1, H, 5, lambda n: Fraction(n, 3))
            x = [[Fraction(rand.randint(-3, 3), 2) for _ in range(d)] for _ in range(t)]
            with open("w.json", "w", encoding="utf-8") as file:
                json.dump({"format": "fulgurite-weights/1", "architecture": architecture(d, e, t, 1, H, norm, mask),
                           "layers": [{"heads": text(heads)}]}, file)
            answer = run("eval", "w.json", "--json", "--input",
                         json.dumps([[str(v) for v in row] for row in zip(*x)])).json()["outputs"][0]
            if norm == "softmax":
                floats = [{k: [[float(v) for v in r] for r in m] for k, m in h.items()} for h in heads]
                want = output(floats, [[float(v) for v in r] for r in x], e, norm, mask == "causal",
                              lambda z: cmath.exp(z).real)
                good = all(abs(float(row[0][0]) - w) < 1e-9 * (1 + abs(w)) for row, w in zip(answer, want))
            else:
                want = output(heads, x, e, norm, mask == "causal")
                good = [[Fraction(v) for v in row] for row in answer] == [[w] for w in want]
            check(good and len(answer) == e, "eval, %s, %s" % (norm, mask), answer, want)
            if norm == "none":
                rank = run("rank", "w.json", "--json").json()
                rows = []
                for _ in range(20):
                    x = [[rand.randint(-99, 99) for _ in range(d)] for _ in range(t)]
                    rows += gradients([{k: [[int(3 * v) for v in r] for r in m] for k, m in h.items()}
                                       for h in heads], x, e, mask == "causal")
                check(rank["rank"] == rank_mod(rows), "rank at these weights, mask %s" % mask, rank)


def test_forged():
    _, good = certified(options(2, 1, 3, 2, 2, "none", "none"))
    _, soft = certified(options(2, 1, 3, 2, 2, "softmax", "causal"))
    _, heads = certified(options(6, 1, 3, 6, 2, "none", "none"))
    check(judged(heads) == (0, 0) and heads["lower_bound"]["theorem"] == "many-heads", "many heads, by a theorem")

    def forged(base, name, change):
        value = json.loads(json.dumps(base))
        change(value)
        found = judged(signed(value))
        check(0 not in found, "refused: " + name, found)

    def put(path, new):
        def change(value):
            for key in path[:-1]:
                value = value[key]
            value[path[-1]] = new
        return change

    for base, where in ((good, "lightning"), (soft, "softmax"), (heads, "heads")):
        forged(base, where + ": no readout", put(["architecture", "readout"], False))
        forged(base, where + ": readout is a word", put(["architecture", "readout"], "yes"))
        forged(base, where + ": one token more", put(["architecture", "tokens"], 4))
        forged(base, where + ": another mask",
               put(["architecture", "mask"], "none" if base is soft else "causal"))
        forged(base, where + ": another norm", put(["architecture", "norm"], "affine" if base is good else "none"
                                                   if base is soft else "softmax"))
        forged(base, where + ": value_dim", put(["architecture", "value_dim"], [2]))
        forged(base, where + ": residual", put(["architecture", "residual"], True))
        for k in range(len(base["upper_bound"]["terms"])):
            value = base["upper_bound"]["terms"][k]["value"]
            forged(base, "%s: term %d" % (where, k), put(["upper_bound", "terms", k, "value"], value + 1))
        forged(base, where + ": theorem", put(["upper_bound", "theorem"], "layer-sum"))
        for name in ("readout", "softmax-heads", "linear-tokens", "direct", "many-heads", "reduction"):
            if name != base["lower_bound"]["theorem"]:
                forged(base, where + ": lower theorem " + name, put(["lower_bound", "theorem"], name))
        forged(base, where + ": lower", put(["lower_bound", "value"], base["lower_bound"]["value"] + 1))
        forged(base, where + ": claim", put(["claim", "dimension"], base["claim"]["dimension"] - 1))
    forged(soft, "softmax-heads for a readout", lambda c: c["lower_bound"].update(
        theorem="softmax-heads", hypotheses=[{"name": "tokens", "left": 3, "right": 2},
                                             {"name": "width", "left": 2, "right": 1}]))
    minor = ["lower_bound", "minor"]
    forged(good, "a model without readout", lambda c: c["lower_bound"]["model"].pop("readout"))
    forged(good, "a column of the output", put(minor + ["rows", 0], good["lower_bound"]["minor"]["rows"][0][:2] + [2]))
    forged(good, "a row twice", put(minor + ["rows", 0], good["lower_bound"]["minor"]["rows"][1]))
    forged(good, "a value row is gone", lambda c: c["lower_bound"]["minor"]["weights"]["layers"][0]["heads"][0]["V"].pop())
    forged(good, "values are 0", put(minor + ["weights", "layers", 0, "heads", 0, "V"], [[0, 0]] * 3))
    for k in range(len(heads["lower_bound"]["hypotheses"])):
        forged(heads, "hypothesis %d" % k,
               put(["lower_bound", "hypotheses", k, "left"], heads["lower_bound"]["hypotheses"][k]["left"] + 1))


def test_bad():
    base = "dim --widths 3,1 --head-dim 3 --tokens 2 --readout"
    for more, part in (("--residual --widths 3,3", "readout and residual"), ("--value-dim 2", "readout and value_dim"),
                       ("--heads 2 --kv-heads 1 --value-dim 1", "readout"), ("--bias full", "readout and bias"),
                       ("--rotary 2", "readout and rotary"), ("--pre-norm rms", "readout and bias or pre_norm")):
        words = base.replace(" --widths 3,1", "") if "--widths" in more else base
        refuses("readout with " + more, run(words + " " + more), 2, part)
    refuses("two layers", run("dim --widths 3,3,1 --head-dim 3 --readout"), 2, "several sublayers")
    refuses("no such family", run("dim --widths 3,3,1 --family pnn --readout"), 2, "--readout")
    with open("r.json", "w", encoding="utf-8") as file:
        file.write(run("random --widths 2,1 --head-dim 1 --tokens 2 --readout").out)
    for words in ("fiber r.json", "classify r.json", "same r.json r.json",
                  "export --system jacobian --widths 2,1 --head-dim 1 --tokens 2 --readout",
                  "invariants --widths 2,1 --head-dim 1 --tokens 2 --readout"):
        refuses(words, run(words), 4, "readout")
    found = run("check r.json --json").json()["files"][0]["jacobian_rank"]
    check(found["lower"] == found["upper"] == run("rank r.json --json").json()["rank"],
          "check r.json finds the rank of the Jacobian", found)


def main():
    with folder() as place:
        os.chdir(place)
        test_table()
        test_layer()
        test_random()
        test_direct()
        test_eval()
        test_forged()
        test_bad()
        os.chdir("/")
    done()


main()
