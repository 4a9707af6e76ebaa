#!/usr/bin/env python3
"""same on networks that are equal for a reason other than their coefficients: dead
heads, other norms, uniform attention, heads that change their order; and on such as
differ by very little."""
import json, os, subprocess, sys, tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir))
from tools import draws  # noqa: E402

PROGRAM = os.path.join(os.environ.get("builddir", "."), "fulgurite")
R = draws()
count = 0


def check(good, what, detail=""):
    global count
    count += 1
    print(f"{'ok' if good else 'not ok'} {count} - {what} {'' if good else detail}", flush=True)


def network(widths, layers, norm, tokens, residual=False, mask="none"):
    return {"format": "fulgurite-weights/1",
            "architecture": {"format": "fulgurite-architecture/1", "widths": widths,
                             "head_dim": [len(layer[0]["Q"]) for layer in layers],
                             "heads": [len(layer) for layer in layers], "norm": norm,
                             "tokens": tokens, "residual": residual, "mask": mask},
            "layers": [{"heads": layer} for layer in layers]}


def matrix(rows, columns, only_rows=None, only_columns=None):
    """Small nonzero numbers in some rows and columns, zeros elsewhere."""
    return [[R.choice((-2, -1, 1, 2, 3))
             if (only_rows is None or i in only_rows) and (only_columns is None or j in only_columns)
             else 0 for j in range(columns)] for i in range(rows)]


def zero(rows, columns):
    return [[0] * columns for _ in range(rows)]


def head(d, reads=None, writes=None):
    return {"Q": matrix(1, d, None, reads), "K": matrix(1, d, None, reads), "V": matrix(d, d, writes, reads)}


def uniform(d, V):
    """A head with A = 0."""
    Q, K = R.choice(((zero(1, d), matrix(1, d)), (matrix(1, d), zero(1, d))))
    return {"Q": Q, "K": K, "V": V}


def times(A, B):
    return [[sum(x * y for x, y in zip(row, column)) for column in zip(*B)] for row in A]


NORMS, MASKS = ("none", "affine", "softmax"), ("none", "causal")


def nothing(d, tokens, residual):
    """A stack that is zero, or the identity: in some layer no head does anything, or in
    all."""
    layers = [[head(d) for _ in range(R.randint(1, 2))] for _ in range(R.randint(1, 3))]
    for layer in layers if residual else [R.choice(layers)]:
        for h in layer:
            h["V"] = zero(d, d)
    return network([d] * (len(layers) + 1), layers, R.choice(NORMS), tokens, residual, R.choice(MASKS))


def pair():
    """Two equal networks, and why they are."""
    d, tokens, mask, residual = R.randint(1, 3), R.randint(1, 3), R.choice(MASKS), R.random() < .5
    kind = R.choice(("nothing", "uniform", "deep and uniform", "order", "joined"))
    one, two = R.choice(("affine", "softmax")), R.choice(("affine", "softmax"))
    if kind == "nothing":
        return kind, nothing(d, tokens, residual), nothing(d, tokens, residual)
    if kind == "uniform":
        V, W = matrix(d, d), matrix(d, d)
        rest = [[x - y for x, y in zip(r, s)] for r, s in zip(V, W)]
        return (kind, network([d, d], [[uniform(d, V)]], one, tokens, residual, mask),
                network([d, d], [[uniform(d, W), uniform(d, rest)]], two, tokens, residual, mask))
    if kind == "deep and uniform":          # after a mean all tokens are equal
        V, W = matrix(d, d), matrix(d, d)
        last = dict(head(d), V=W)
        return (kind, network([d, d, d], [[uniform(d, V)], [last]], one, tokens),
                network([d, d], [[uniform(d, times(W, V))]], two, tokens))
    d, S, T, norm = 4, (0, 1), (2, 3), R.choice(NORMS)
    if kind == "order":
        f, g, h = head(d, S, S), head(d, T, T), head(d, T, T)
        layers = R.choice(([[g], [f], [h]], [[g], [h], [f]], [[g, f], [h]], [[g], [h, f]]))
        return (kind, network([d] * 4, [[f], [g], [h]], norm, tokens, True, mask),
                network([d] * (len(layers) + 1), layers, norm, tokens, True, mask))
    f, g = head(d, S, T), head(d, S, T)
    layers = R.choice(([[g], [f]], [[f, g]]))
    return (kind, network([d] * 3, [[f], [g]], norm, tokens, True, mask),
            network([d] * (len(layers) + 1), layers, norm, tokens, True, mask))


def main():
    with tempfile.TemporaryDirectory() as place:
        def same(a, b):
            names = [os.path.join(place, name) for name in ("a.json", "b.json")]
            for name, value in zip(names, (a, b)):
                with open(name, "w") as f:
                    json.dump(value, f)
            r = subprocess.run([PROGRAM, "same", "--json", *names], capture_output=True, text=True)
            return r.returncode, r.stdout and json.loads(r.stdout)

        wrong, kinds = [], {}
        for _ in range(60):
            kind, a, b = pair()
            code, answer = same(a, b)
            kinds[kind] = kinds.get(kind, 0) + 1
            if code != 0 or answer["equal"] is not True:
                wrong.append((kind, code, answer, a, b))
        check(not wrong and len(kinds) == 5, "60 pairs of equal networks", json.dumps(wrong[:1]))
        wrong = []
        for _ in range(20):                 # the second head reads what the first one writes
            f, g = head(4, (0, 1), (0, 1)), head(4, (1, 2), (3,))
            norm = R.choice(NORMS)
            code, answer = same(network([4] * 3, [[f], [g]], norm, 2, True), network([4] * 3, [[g], [f]], norm, 2, True))
            if code != 1 or "witness" not in answer:
                wrong.append((code, answer, f, g))
        check(not wrong, "heads that read each other do not change their order", json.dumps(wrong[:1]))
        near = "1." + "0" * 99 + "1"
        for norm, tokens in (("softmax", 3), ("softmax", 2), ("affine", 2)):
            for key in ("Q", "V"):
                f = {"Q": [[1, 0]], "K": [[0, 1]], "V": [[1, 1]]}
                g = dict(f, **{key: [[near, f[key][0][1]]]})
                code, answer = same(network([2, 1], [[f]], norm, tokens), network([2, 1], [[g]], norm, tokens))
                check(code == 1 and "witness" in answer, "1 and 1 + 1e-100 differ: %s, %d tokens, %s" % (norm, tokens, key),
                      answer)
        f, g = ({"Q": [[x]], "K": [[10 ** 6]], "V": [[1]]} for x in (10 ** 6, 10 ** 6 + 1))
        code, answer = same(network([1, 1], [[f]], "softmax", 3), network([1, 1], [[g]], "softmax", 3))
        check(code == 1, "large weights: small inputs tell them apart", answer)
    print("1..%d" % count)
    return 0


sys.exit(main())
