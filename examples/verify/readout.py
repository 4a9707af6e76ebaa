"""Certificates of attention with a readout, which verify.py judges: of a margin, and of
steps of gradient descent.

Phi(X) = H^(-1/2) sum_h <U_h, softmax(X W_h X^T) X>, a row of X a token; the loss is the
mean of log(1 + e^(-y Phi(X))).  A scalar ball is a pair (m, r): a real number within r of
m, in units of 2^-P.  Only the standard library is used.
"""

import re
from fractions import Fraction
from math import isqrt
from operator import mul

from balls import (about_inverse, ball_add, ball_exp, ball_product, ball_set, ball_transpose, ball_zero, softmax,
                   softmax_gradient)
from basics import (Refused, Unable, exact, exact_matrix, limit, need, need_keys, need_list, same, sha256,
                    transpose)
from organization import many


class Readout:
    """The samples and heads of a certificate; equal heads are written once, with copies."""

    def __init__(self, samples, heads):
        need(type(samples) is list and samples, "there are no samples")
        self.X, self.y = [], []
        for n, sample in enumerate(samples, 1):
            need_keys(sample, ["tokens", "label"], "sample %d" % n)
            need(type(sample["label"]) is int and sample["label"] in (1, -1), "label %d is not 1 or -1" % n)
            self.X.append(exact_matrix(sample["tokens"]))
            self.y.append(sample["label"])
        first = self.X[0]
        need(type(first) is list and first and type(first[0]) is list and first[0], "sample 1 has no tokens")
        self.T, self.d = len(first), len(first[0])
        for n, X in enumerate(self.X, 1):
            need_matrix_of(X, self.T, self.d, "sample %d" % n)
        self.R2 = max(sum(x * x for x in row) for X in self.X for row in X)
        self.set_heads(heads)

    def set_heads(self, heads):
        need(type(heads) is list and heads, "there are no heads")
        self.copies, self.U, self.W = [], [], []
        for n, head in enumerate(heads, 1):
            copies = head.get("copies") if type(head) is dict else None
            need_keys(head, ["W", "U"] + ["copies"] * (copies is not None), "head %d" % n)
            need(copies is None or type(copies) is int and 1 < copies <= 2 ** 40, "head %d: copies" % n)
            self.copies.append(copies or 1)
            self.U.append(exact_matrix(head["U"]))
            self.W.append(exact_matrix(head["W"]))
            need_matrix_of(self.U[-1], self.T, self.d, "U of head %d" % n)
            need_matrix_of(self.W[-1], self.d, self.d, "W of head %d" % n)
        self.H = sum(self.copies)
        limit(self.H <= 2 ** 40, "there are too many heads")

    def rounded(self, grid):
        """Moves the heads to the nearest point of the grid of multiples of 2^-grid."""
        def near(M):
            return [[Fraction(((x.numerator << grid + 1) // x.denominator + 1) >> 1, 1 << grid) for x in row]
                    for row in M]
        self.U, self.W = list(map(near, self.U)), list(map(near, self.W))


def need_matrix_of(M, rows, columns, where):
    need(type(M) is list and len(M) == rows
         and all(type(row) is list and len(row) == columns for row in M), where + " has the wrong shape")


def enclosure(value, where):
    """["lo","hi"], decimal, as two Fractions."""
    need_list(value, 2, where)
    for text in value:
        need(type(text) is str and len(text) <= 20000
             and re.fullmatch(r"-?[0-9]+(\.[0-9]+)?(e-?[0-9]{1,5})?", text), where + " is not a pair of decimal numbers")
    low, high = map(Fraction, value)
    need(low <= high, where + ": the lower number is the larger one")
    return low, high


def need_own_digest(c):
    body = {key: value for key, value in c.items() if key != "digest"}
    need(same(c["digest"], sha256(body)), "the digest is wrong")


def flat(matrices):
    return [x for M in matrices for row in M for x in row]


def exact_features(S):
    """y grad Phi(X) H^(1/2), head by head, where softmax is uniform."""
    features = []
    for X, y in zip(S.X, S.y):
        mean = [sum(column) / S.T for column in zip(*X)]
        centred = [[x - m for x, m in zip(row, mean)] for row in X]
        feature = []
        for U, W in zip(S.U, S.W):
            if any(map(any, W)):
                XW = [[sum(map(mul, row, column)) for column in zip(*W)] for row in X]
                need(all(len({sum(map(mul, q, x)) for x in X}) == 1 for q in XW),
                     "an exact margin is claimed, but softmax is not uniform")
            by_w = [[Fraction(0)] * S.d for _ in range(S.d)]
            for x, u in zip(X, U):
                if not any(u):
                    continue
                moved = [Fraction(0)] * S.d
                for c in centred:
                    s = sum(map(mul, c, u)) / S.T
                    if s:
                        moved = [m + s * z for m, z in zip(moved, c)]
                by_w = [[b + xi * m for b, m in zip(row, moved)] if xi else row for row, xi in zip(by_w, x)]
            feature.append([y * z for z in mean * S.T + flat([by_w])])
        features.append(feature)
    return features


def exact_margin(S, weights, squared):
    features = exact_features(S)
    p = [[Fraction(0)] * len(part) for part in features[0]]
    for weight, feature in zip(weights, features):
        if weight:
            p = [[a + weight * z for a, z in zip(*pair)] for pair in zip(p, feature)]

    def inner(f, g):
        return sum(n * sum(map(mul, a, b)) for n, a, b in zip(S.copies, f, g)) / S.H
    need(inner(p, p) == squared, "gamma_squared is not |p|^2")
    need(all(inner(feature, p) >= squared for feature in features), "p is not the nearest point of the hull")


def readout_balls(S, P):
    """X, U, W as ball matrices."""
    return tuple([ball_set(M, P) for M in list_] for list_ in (S.X, S.U, S.W))


def readout_gradient(X, heads, P):
    """At sample X: for every head the ball <U, Y> and its gradients with respect to U (this
    is Y) and to W."""
    result = []
    Xt = ball_transpose(X)
    for U, W in heads:
        A = softmax(ball_product(X, ball_transpose(ball_product(X, W, P)), P), False, P)
        Y = ball_product(ball_transpose(A), X, P)
        E = softmax_gradient(ball_product(X, ball_transpose(U), P), A, False, P)
        by_w = ball_product(ball_product(Xt, ball_transpose(E), P), X, P)
        pairs = list(zip(flat([U[0]]), flat([U[1]]), flat([Y[0]]), flat([Y[1]])))
        value = (sum(u * y for u, _, y, _ in pairs) >> P,
                 (sum(abs(u) * s + r * (abs(y) + s) for u, r, y, s in pairs) >> P) + 2)
        result.append((value, Y, by_w))
    return result


def scalar_product(a, b, P):
    return a[0] * b[0] >> P, (abs(a[0]) * b[1] + a[1] * (abs(b[0]) + b[1]) >> P) + 2


def scalar_quotient(a, b, P):
    """a / b for b > 0."""
    need(b[0] > b[1], "the precision does not tell a denominator from zero")
    q = (a[0] << P) // b[0]
    return q, (((a[1] << P) + abs(q) * b[1]) // (b[0] - b[1])) + 2


def scalar_root(n, P):
    """sqrt(n) of an integer or Fraction n >= 0."""
    n = Fraction(n)
    return isqrt((n.numerator << 2 * P) // n.denominator), 1


def scalar_log1p(e, P):
    """log(1 + e) for about 0 <= e <= 1: 2 artanh(e / (2 + e))."""
    z = scalar_quotient((max(e[0], 0), e[1]), ((2 << P) + max(e[0], 0), e[1]), P)
    square = z[0] * z[0] >> P
    term, total, n = z[0], 0, 1
    while term:
        total += term // n
        term = term * square >> P
        n += 2
    # the derivative of 2 artanh is below 4 here
    return 2 * total, 4 * z[1] + 2 * n + 8


def logistic(m, P):
    """log(1 + e^-m) and 1 / (1 + e^m)."""
    small = ball_exp(-abs(m[0]), m[1], P)           # e^-|m|
    loss, one = scalar_log1p(small, P), (1 << P, 0)
    whole = (small[0] + (1 << P), small[1])
    if m[0] < 0:
        return (loss[0] - m[0], loss[1] + m[1]), scalar_quotient(one, whole, P)
    return loss, scalar_quotient(small, whole, P)


def ball_margin(S, weights, P):
    """|p| and min <z, p> / |p|, with p the sum of the weighted features."""
    X, U, W = readout_balls(S, P)
    features = []
    for x, y in zip(X, S.y):
        parts = readout_gradient(x, list(zip(U, W)), P)
        features.append([([y * z for z in flat([Y[0], V[0]])], flat([Y[1], V[1]])) for _, Y, V in parts])
    p = [([0] * len(part[0]), [0] * len(part[0])) for part in features[0]]
    for weight, feature in zip(weights, features):
        w = (weight.numerator << P) // weight.denominator, 1
        if weight:
            p = [([a + (w[0] * z >> P) for a, z in zip(A[0], Z[0])],
                  [r + ((w[0] * s + abs(z) + s) >> P) + 2 for r, z, s in zip(A[1], Z[0], Z[1])])
                 for A, Z in zip(p, feature)]

    def inner(f, g):
        m = r = 0
        for n, (a, ar), (b, br) in zip(S.copies, f, g):
            m += n * sum(map(mul, a, b))
            r += n * sum(abs(x) * v + u * (abs(y) + v) for x, u, y, v in zip(a, ar, b, br))
        return (m >> P) // S.H, (r >> P) // S.H + 3
    norm = inner(p, p)
    low, high = max(norm[0] - norm[1], 0), norm[0] + norm[1]
    size = (isqrt(low << P) + isqrt(high << P)) // 2, (isqrt(high << P) - isqrt(low << P)) // 2 + 2
    values = [inner(feature, p) for feature in features]
    least = min(m - r for m, r in values)
    return size, least, min(m + r for m, r in values)


def decided(claim, first, last=4096):
    """The first answer of claim(P) that is not None, for P = first, 2 first, ..; Unable if
    there is none up to last."""
    P = first
    while P <= last:
        answer = claim(P)
        if answer is not None:
            return answer
        P *= 2
    raise Unable("%d bits do not decide it" % (P // 2))


def token_columns(S):
    """The coordinates that determine a vector in the span of all tokens, from an echelon
    form."""
    base = {}
    for x in S.X:
        for token in x:
            row = list(map(Fraction, token))
            for j, b in base.items():
                row = [a - row[j] * c for a, c in zip(row, b)]
            j = next((j for j, a in enumerate(row) if a), None)
            if j is not None:
                base[j] = [a / row[j] for a in row]
    return set(base)


def feature_places(S):
    """The places (head, number) of a feature that determine all of it.  The gradient with respect
    to U has rows in the span of the tokens, one for each different token (only one where W = 0)
    and each different W; that with respect to W has its rows and columns in this span, and is 0
    for U = 0."""
    keep, places = token_columns(S), []
    columns = [[x[t] for x in S.X] for t in range(S.T)]
    for g in range(len(S.U)):
        if S.W[g] not in S.W[:g]:
            for t in range(S.T if any(flat([S.W[g]])) else 1):
                if columns[t] not in columns[:t]:
                    places += [(g, t * S.d + j) for j in keep]
        if any(flat([S.U[g]])) and (S.U[g], S.W[g]) not in list(zip(S.U, S.W))[:g]:
            places += [(g, (S.T + j) * S.d + k) for j in keep for k in keep]
    return places


def zero_inside(S, weights):
    """Checks that a simplex of n + 1 features in n dimensions has 0 inside, for all matrices in a
    ball: A lambda = (0,..,0,1) is solved by about_inverse, and the distance of lambda from the
    solution is bounded in the norm of row sums."""
    places, chosen = feature_places(S), [i for i, w in enumerate(weights) if w]
    n = len(places) + 1
    need(len(chosen) == n, "a simplex with 0 inside has %d features here, but lambda has %d" % (n, len(chosen)))

    def holds(P):
        X, U, W = readout_balls(S, P)
        columns = []
        for i in chosen:
            parts = readout_gradient(X[i], list(zip(U, W)), P)
            mids, rads = ([flat([Y[k], V[k]]) for _, Y, V in parts] for k in (0, 1))
            columns.append(([S.y[i] * mids[g][m] for g, m in places] + [1 << P],
                            [rads[g][m] for g, m in places] + [0]))
        A, R = transpose([c[0] for c in columns]), transpose([c[1] for c in columns])
        try:
            B, shift = about_inverse(A, P)
        except Refused:
            return None
        one = Fraction(1 << shift)
        lam = [weights[i] for i in chosen]
        # B A lambda is B e_n, so lambda - solution = (B A)^-1 (B A lambda - B e_n)
        off, rest, least = 0, 0, 0
        for i, row in enumerate(B):
            size = list(map(abs, row))
            product = [(sum(map(mul, row, m)), sum(map(mul, size, r)))
                       for m, r in zip(zip(*A), zip(*R))]
            off = max(off, sum(abs(((i == j) << shift) - m) + r for j, (m, r) in enumerate(product)))
            mid = abs(sum(m * w for (m, _), w in zip(product, lam)) - (row[-1] << P))
            rad = sum(r * w for (_, r), w in zip(product, lam))
            rest, least = max(rest, mid + rad), max(least, mid - rad)
        if off >= one:
            return None
        error = rest / (one - off)
        if error <= Fraction(1, 1 << 40) and min(lam) > error:
            return True
        return False if least / (one + off) > Fraction(1, 1 << 40) else None
    need(decided(holds, 128), "lambda is not near positive coefficients of 0")


def zero_opposite(S, weights):
    """Checks that lambda is of two samples with equal tokens and opposite labels, or with X and -X
    (all features change sign) and equal labels; or of one sample that is its own opposite."""
    chosen = [i for i, w in enumerate(weights) if w]
    i, j = chosen[0], chosen[-1]
    sign = -S.y[i] * S.y[j]
    need(len(chosen) <= 2 and weights[i] == weights[j]
         and flat([S.X[i]]) == [sign * x for x in flat([S.X[j]])],
         "lambda is not of two samples with opposite features")


def check_margin(c):
    need_keys(c, ["format", "kind", "samples", "heads", "lambda", "gamma", "gamma_squared", "separable", "digest"]
              + ["zero"] * ("zero" in c), "the certificate")
    need_own_digest(c)
    S = Readout(c["samples"], c["heads"])
    need_list(c["lambda"], len(S.X), "lambda")
    weights = list(map(exact, c["lambda"]))
    need(min(weights) >= 0 and sum(weights) == 1, "lambda is not in the simplex")
    low, high = enclosure(c["gamma"], "gamma")
    if c["gamma_squared"] is not None:
        squared = exact(c["gamma_squared"])
        if "zero" in c:
            need(squared == 0 and c["zero"] in ("inside", "opposite"), "zero does not explain gamma_squared")
            (zero_inside if c["zero"] == "inside" else zero_opposite)(S, weights)
        else:
            exact_margin(S, weights, squared)
        need(max(low, 0) ** 2 <= squared <= high ** 2 and high >= 0, "gamma does not enclose the root")
        separable = squared > 0
        need(not separable or low > 0, "separable is not what gamma says")
    else:
        need("zero" not in c, "zero is given without gamma_squared")
        separable = True if low > 0 else None

        def holds(P):
            size, least, most = ball_margin(S, weights, P)
            above = (size[0] + size[1]) <= high * (1 << P)
            below = low <= 0 or least >= low * Fraction(size[0] + size[1]) and size[0] > size[1]
            if above and below:
                return True
            wrong = size[0] - size[1] > high * (1 << P) or low > 0 and most < low * (size[0] - size[1])
            return False if wrong else None
        need(decided(holds, 128), "lambda does not prove gamma")
    need(c["separable"] is separable, "separable is not what gamma says")
    return "margin of %s at %s in [%s, %s]%s (proved)" % (
        many(len(S.X), "sample"), many(S.H, "head"), c["gamma"][0], c["gamma"][1],
        {True: ", separable", False: ", not separable", None: ""}[separable])


def loss_and_gradient(S, P):
    """The loss, and for each head the gradient with respect to one of its copies, as a pair of
    balls (for U, for W)."""
    X, U, W = readout_balls(S, P)
    root, n = scalar_root(S.H, P), len(S.X)
    scale = root[0] * n, root[1] * n
    total = (0, 0)
    gradient = [(ball_zero(S.T, S.d), ball_zero(S.d, S.d)) for _ in U]
    for x, y in zip(X, S.y):
        parts = readout_gradient(x, list(zip(U, W)), P)
        m = (y * sum(k * v[0] for k, (v, _, _) in zip(S.copies, parts)),
             sum(k * v[1] for k, (v, _, _) in zip(S.copies, parts)))
        loss, slope = logistic(scalar_quotient(m, root, P), P)
        total = total[0] + loss[0], total[1] + loss[1]
        c = scalar_quotient((-y * slope[0], slope[1]), scale, P)

        def times(M):
            cells = [[scalar_product(c, z, P) for z in zip(*rows)] for rows in zip(*M)]
            return tuple([[z[k] for z in row] for row in cells] for k in (0, 1))
        gradient = [tuple(ball_add(g, times(M)) for g, M in zip(G, part[1:])) for G, part in zip(gradient, parts)]
    return (total[0] // n, total[1] // n + 2), gradient


def next_point(S, gradient, eta, grid, P):
    """The point of the grid nearest to theta - eta gradient; None if the balls are too wide
    to tell."""
    def step(M, G):
        rows = []
        for row, mids, rads in zip(M, *G):
            new = []
            for x, m, r in zip(row, mids, rads):
                ends = [x - eta * Fraction(m + s * r, 1 << P) for s in (1, -1)]
                a, b = [((e.numerator << grid + 1) // e.denominator + 1) >> 1 for e in ends]
                if a != b:
                    return None
                new.append(Fraction(a, 1 << grid))
            rows.append(new)
        return rows
    U = [step(M, G[0]) for M, G in zip(S.U, gradient)]
    W = [step(M, G[1]) for M, G in zip(S.W, gradient)]
    return None if None in U or None in W else (U, W)


def is_small(S, B2, eta, P=256):
    """Whether eta (G^2 / 4 + beta) <= 1 for readouts of squared norm up to B2."""
    G2 = S.T * S.R2 * (1 + S.R2 ** 2 * B2)
    B = sum(scalar_root(B2, P))                     # rounded up
    factor = sum(scalar_root(Fraction(S.T) * S.R2 ** 3 / S.H, P))
    beta = (1 + 2 * S.R2 * Fraction(B, 1 << P)) * Fraction(factor, 1 << P)
    return eta * (G2 / 4 + beta) <= 1


def check_descent(c):
    need_keys(c, ["format", "kind", "samples", "heads", "eta", "grid", "steps", "losses", "monotone", "small_steps",
                  "final", "digest"], "the certificate")
    need_own_digest(c)
    S = Readout(c["samples"], c["heads"])
    eta, grid, steps = exact(c["eta"]), c["grid"], c["steps"]
    need(eta > 0 and type(grid) is int and grid >= 1 and type(steps) is int and steps >= 0,
         "eta, grid or steps is out of range")
    limit(grid <= 4096 and steps <= 10 ** 6, "grid or steps is too large")
    need_list(c["losses"], steps + 1, "losses")
    losses = [enclosure(pair, "loss %d" % k) for k, pair in enumerate(c["losses"])]
    S.rounded(grid)
    before, rises, leading = None, 0, 0
    for k, (low, high) in enumerate(losses):

        def step(P):
            (m, r), gradient = loss_and_gradient(S, P)
            ends = Fraction(m - r, 1 << P), Fraction(m + r, 1 << P)
            need(ends[1] >= low and ends[0] <= high, "loss %d is not the one in the certificate" % k)
            point = next_point(S, gradient, eta, grid, P) if k < steps else ()
            apart = before is None or ends[1] < before[0] or ends[0] > before[1]
            return (ends, point) if low <= ends[0] and ends[1] <= high and point is not None and apart else None
        ends, point = decided(step, grid + 96, 32 * (grid + 96))
        rises += before is not None and ends[0] > before[1]
        before = ends
        if k < steps:
            B2 = max(sum(x * x for x in flat([M])) for M in S.U + point[0])
            S.U, S.W = point
            leading += leading == k and is_small(S, B2, eta)
    final = Readout(c["samples"], c["final"])
    need((final.copies, final.U, final.W) == (S.copies, S.U, S.W), "the final point is not the one reached")
    need(same(c["small_steps"], leading), "eta rho <= 1 holds for the first %d steps" % leading)
    need(c["monotone"] is (rises == 0), "monotone is not what the losses say")
    return "%s of gradient descent at %s, loss %s, in the end in [%s, %s] (proved)" % (
        (many(steps, "step"), many(S.H, "head"),
         "not monotone" if rises else "decreasing in each") + tuple(c["losses"][-1]))
