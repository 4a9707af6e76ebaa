#!/usr/bin/env python3
"""Make a valid certificate, for tests of the checkers.

    make_certificates.py [--seed N] [--tokens T] [--size S] [--side SIDE] [--upper THEOREM]
                         ARCHITECTURE THEOREM

ARCHITECTURE is JSON (missing keys take their defaults), THEOREM the name of a
lower bound.  Nothing is shared with the checkers: the formulas are written
again, the derivative is taken forward (tangents), not backward, and the rows
and columns of a minor are found, not given.
"""

import argparse
import hashlib
import json
import random
from math import comb, prod

PRIME = 2 ** 61 - 1


def canonical(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


def sha256(value):
    return hashlib.sha256(canonical(value).encode()).hexdigest()


def num(n):
    return n if -2 ** 63 < n < 2 ** 63 else str(n)


def complete(arch):
    """Fill in the defaults of an architecture."""
    full = {"format": "fulgurite-architecture/1", "family": "attention"}
    if arch.get("family") != "pnn":
        layers = len(arch["widths"]) - 1
        full.update(tokens=3, heads=[1] * layers, value_dim=None, norm="none",
                    residual=False, mask="none")
    full.update(arch)
    return full


# --------------------------------------------------------------------- bounds

def per_layer(arch):
    """(d_in, d_out, head_dim, heads, nu) of each layer."""
    widths = arch["widths"]
    values = arch["value_dim"] or [max(widths)] * (len(widths) - 1)
    return [(d, e, a, H, min(d, e, v)) for d, e, a, H, v in
            zip(widths, widths[1:], arch["head_dim"], arch["heads"], values)]


def symmetric_rank(s, n):
    """Dimension of the symmetric n x n matrices of rank <= s."""
    rest = max(n - s, 0)            # the corank leaves a free symmetric block
    return n * (n + 1) // 2 - rest * (rest + 1) // 2


def powers_of(arch):
    """The power behind each hidden layer (behind the only layer, where there is one)."""
    power, hidden = arch["power"], len(arch["widths"]) - 2
    return power if type(power) is list else [power] * max(hidden, 1)


def polynomial_part(widths, powers):
    """The least of all bounds for one part, by plain arithmetic."""
    n, e, depth = widths[0], widths[-1], len(widths) - 1
    free = sum(a * b for a, b in zip(widths, widths[1:])) - sum(widths[1:-1])
    found = [free]
    degree = prod(powers[:depth - 1])
    if n == 1 or degree < 2 ** 64 and min(n, degree) <= 5000:
        found.append(e * comb(n - 1 + degree, min(n - 1, degree)))
    if depth == 2:
        h, p = widths[1], powers[0]
        if p == 1:
            r = min(h, n, e)
            found.append(r * (n + e - r))
        if p == 2 and e == 1:
            found.append(symmetric_rank(min(h, n), n))
        if p == 2 and e == 3 and n % 2 == 0 and h == 3 * n // 2 - 1:
            found.append(e * comb(n + 1, 2) - 1)
        if e == 1 and (n, p, h) in ((3, 4, 5), (4, 4, 9), (5, 3, 7), (5, 4, 14)):
            found.append(comb(n + p - 1, p) - 1)
        if (n, p, h, e) == (3, 3, 5, 2):
            found.append(19)
    return min(found)


def monomials(variables, degree, most):
    """binomial(variables + degree - 1, degree), or more than most."""
    few = min(variables - 1, degree)
    if few > 64:
        assert most < comb(130, 65)
        return most + 1
    return comb(variables - 1 + degree, few)


def mixing_part(widths, powers):
    """The same with all outputs in the span of the last hidden layer."""
    best = polynomial_part(widths, powers)
    if len(widths) == 2:
        return best
    h, e = widths[-2:]
    if widths[-3:] == [4, 6, 5] and len(widths) == 3 and powers[0] == 2:
        best = min(best, 47)
    if h < e:
        M = monomials(widths[0], prod(powers[:len(widths) - 2]), best)
        best = min(best, h * (e + max(M, h) - h))
    return best


def independent(widths, powers):
    """So many polynomials of each hidden layer are independent, at least."""
    size = [widths[0]]                  # of what layer i combines
    for i in range(1, len(widths) - 1):
        p = powers[i - 1]
        more = max(monomials(min(widths[:i]), p, widths[i]), 1 + p * (size[-1] - 1))
        size.append(min(widths[i], more))
    return [None] + [min(a, b) for a, b in zip(size, widths[1:-1])]


def mixing_terms(widths, powers):
    free, best = independent(widths, powers), {0: 0}
    for j in range(1, len(widths)):
        ways = [mixing_part(widths[:j + 1], powers)]
        for i in range(max(1, j - 16), j):
            scaled = widths[i] * (free[i] if powers[i - 1] == 1 else 1)
            ways.append(best[i] + mixing_part(widths[i:j + 1], powers[i:]) - scaled)
            ways.append(best[i] + mixing_part([widths[i]] + widths[i:j + 1], powers[i - 1:])
                        - widths[i] * free[i])
        best[j] = min(ways)
    return ([("parameters", sum(a * b for a, b in zip(widths, widths[1:]))),
             ("hidden", sum(widths[1:-1]))]
            + [("independent_%d" % i, free[i]) for i in range(1, len(widths) - 1)]
            + [("network_%d" % j, best[j]) for j in range(1, len(widths))]
            + [("total", best[len(widths) - 1])])


def passing(widths, powers, i):
    """What a change of the neurons of layer i changes in the layers before, and the layers behind
    undo: scalings, or invertible matrices on as many independent functions as any layer keeps."""
    if i == 0:
        return 0
    return widths[i] * min(widths[:i + 1]) if powers[i - 1] == 1 else widths[i]


def polynomial_terms(widths, powers):
    best = {0: 0}
    for j in range(1, len(widths)):
        best[j] = min(best[i] + polynomial_part(widths[i:j + 1], powers[i:]) - passing(widths, powers, i)
                      for i in range(j) if i == 0 or j - i <= 16)
    return ([("parameters", sum(a * b for a, b in zip(widths, widths[1:]))),
             ("hidden", sum(widths[1:-1]))]
            + [("network_%d" % j, best[j]) for j in range(1, len(widths))]
            + [("total", best[len(widths) - 1])])


def head_tensors(arch):
    """One lightning layer; three rooms for the sum of the heads' tensors, and for one output
    what heads exchange, and the forms that vanish with all values.  One token, two outputs: every
    head has two linear forms and a quadratic one."""
    (d, e, a, H, nu), alpha = per_layer(arch)[0], min(arch["head_dim"][0], arch["widths"][0])
    if arch["tokens"] == 1:
        left = H * (d * (d + 5) // 2 - H) - comb(H, 3)
        return [("minors", left), ("total", left)]
    rooms = (e, d, sum(range(d + 1)) if d < 1000 else d * (d + 1) // 2)
    ranks = [min(room, H * x) for room, x in zip(rooms, (nu, alpha, alpha * nu))]
    found = [("tensor", prod(ranks) + sum(r * (room - r) for r, room in zip(ranks, rooms)))]
    if e == 1 and H <= d:
        shared = max(0, alpha + alpha - d)
        found.append(("crossed", H * (d * d - (d - alpha) ** 2 + d - 1) - comb(H, 2) * shared))
    if e == 1 and H < d:
        found.append(("ideal", H * (d - H) + d * (comb(d + 1, 2) - comb(d - H + 1, 2))))
    return (list(zip(("outputs", "queries", "products"), ranks)) + found
            + [("total", min(x for _, x in found))])


def coefficients(arch):
    """One token: rows of coefficients of a form, as many of them independent as the state has
    coordinates; where it has one, the first such layer decides."""
    r = virtual_data(arch)[0][1:]
    layers = next((i for i, x in enumerate(r, 1) if x == 1), len(r))
    n = monomials(arch["widths"][0], 3 ** layers, parameters(arch))
    n, out = min(n, parameters(arch)), arch["widths"][-1]
    rank = min(n, r[layers - 1])
    return [("layers", layers), ("degree", 3 ** layers), ("forms", n), ("rank", rank),
            ("total", rank_variety(out, n, rank))]


def virtual_data(arch):
    """r, alpha, where only symmetric parts are seen, m, and all terms of virtual-weights."""
    t, layers, lightning = arch["tokens"], per_layer(arch), arch["norm"] == "none"
    first, last = arch["widths"][0], arch["widths"][-1]
    r = [first]
    for _, e, _, H, nu in layers:
        r.append(min(e, H * min(nu, r[-1])))
    alpha = [min(x[2], r[i]) for i, x in enumerate(layers)]
    w = [r[-1]]
    for i in reversed(range(1, len(layers))):
        w.insert(0, min(r[i], layers[i][3] * (w[0] + 2 * alpha[i])))
    flat = [int(t == 1 or lightning and (
        1 in r[:i + 1] or any(arch["mask"] == "none" and layers[j][3] == 1 == alpha[j] for j in range(i))))
        for i in range(len(layers))]
    m = [symmetric_rank(2 * alpha[i], r[i]) if flat[i] else r[i] ** 2 - (r[i] - alpha[i]) ** 2
         for i in range(len(layers))]
    flags = []
    for i, (_, _, _, H, nu) in enumerate(layers):
        full, values = nu >= min(r[i], r[i + 1]), H * nu * (r[i] + r[i + 1] - nu)
        if i + 1 < len(layers):
            flags.append(w[i] * (H * r[i] - r[i + 1]) if full else values - r[i + 1] ** 2)
        else:
            output = r[-1] * (last + H * r[i] - r[-1]) if full else r[-1] * (last - r[-1]) + values
    scalings = sum(arch["heads"]) if lightning else 0
    total = sum(flags) + sum(x[3] * y for x, y in zip(layers, m)) + output - scalings
    terms = [("r_0", r[0])]
    for name, column in (("r", r[1:]), ("alpha", alpha), ("w", w), ("symmetric", flat), ("m", m),
                         ("flag", flags)):
        terms += [("%s_%d" % (name, i), x) for i, x in enumerate(column, 1)]
    return r, alpha, flat, m, terms + [("output", output), ("scalings", scalings), ("total", total)]


def virtual_terms(arch):
    return virtual_data(arch)[-1]


def upper_bound(arch, wanted=None):
    """The least bound, or the one that is wanted: of polynomial networks the plain one, of a layer
    head-tensors, on one token coefficients."""
    if wanted == "head-tensors":
        return wanted, head_tensors(arch)
    if wanted == "coefficients":
        return wanted, coefficients(arch)
    widths = arch["widths"]
    first, last, lightning = widths[0], widths[-1], arch.get("norm") == "none"
    if arch["family"] == "pnn":
        if set(powers_of(arch)) == {1}:
            return "linear-network", [("r", min(widths)),
                                      ("total", min(widths) * (first + last - min(widths)))]
        plain = polynomial_terms(widths, powers_of(arch))
        mixed = mixing_terms(widths, powers_of(arch)) if len(widths) > 2 else plain
        if wanted == "polynomial-network" or plain[-1][1] <= mixed[-1][1]:
            return "polynomial-network", plain
        return "polynomial-mixing", mixed
    t, layers = arch["tokens"], per_layer(arch)
    if not lightning and t == 1:
        if arch["residual"]:
            K = min(first, sum(H * nu for _, _, _, H, nu in layers))
            return "linear-tokens", [("K", K), ("total", K * (2 * first - K))]
        ranks = [first]
        for _, e, _, H, nu in layers:
            ranks.append(min(e, ranks[-1], H * nu))
        return "linear-tokens", ([("r_%d" % i, r) for i, r in enumerate(ranks)]
                                 + [("total", ranks[-1] * (first + last - ranks[-1]))])
    terms, total = [], 0
    if arch["residual"] or len(layers) == 1 < arch["heads"][0]:
        for i, (d, e, a, H, nu) in enumerate(layers, 1):
            alpha = min(a, d)
            m = d * d - (d - alpha) ** 2 if t > 1 else symmetric_rank(2 * alpha, d)
            v = d * e - (d - nu) * (e - nu)
            best = scaled = H * (m + v) - (H if lightning else 0)
            part = [("alpha", alpha), ("nu", nu), ("m", m), ("v", v), ("scaled", scaled)]
            if lightning:
                forms = d * d if t > 1 else d * (d + 1) // 2
                ambient = e * d * d * (d + 1) // 2 if t > 1 else e * d * (d + 1) * (d + 2) // 6
                h = min(H, e * d, forms)
                mixing = e * d * forms - (e * d - h) * (forms - h)
                part += [("ambient", ambient), ("mixing", mixing)]
                best = min(scaled, ambient, mixing)
            terms += [("%s_%d" % (name, i), x) for name, x in part + [("layer", best)]]
            total += best
        return "layer-sum", terms + [("total", total)]
    r, alpha, flat, m, terms = virtual_data(arch)
    answer = "virtual-weights", terms
    if lightning and max(arch["heads"]) > 1:
        for name, other in several_heads(arch, layers, r, alpha, flat, m):
            if other[-1][1] < answer[1][-1][1]:
                answer = name, other
    return answer


def rank_variety(rows, columns, rank):
    rest = max(rows - rank, 0) * max(columns - rank, 0)
    return rows * columns - rest


def several_heads(arch, layers, r, alpha, flat, m):
    """The other bounds of a lightning stack (lists here start with layer 1)."""
    count = len(layers)
    terms = [("r_%d" % i, x) for i, x in enumerate(r)]
    terms += [("alpha_%d" % i, x) for i, x in enumerate(alpha, 1)]
    terms += [("symmetric_%d" % i, x) for i, x in enumerate(flat, 1)]
    total, gauges = 0, []
    for i in range(count):
        a, b, (_, e, _, H, nu) = r[i], r[i + 1], layers[i]
        final = i + 1 == count
        outputs = e if final else b
        v = rank_variety(a, b, min(nu, a, b))
        scaled = H * (m[i] + v - 1) + (outputs - b) * b
        pairs = a * (a + 1) // 2
        cubics = pairs * (a + 2) // 3 if flat[i] else pairs * a
        ambient = rank_variety(outputs, cubics, b) if final else outputs * cubics
        mixing = rank_variety(outputs * a, pairs if flat[i] else a * a, H)
        best = min(scaled, ambient, mixing)
        terms += [("%s_%d" % (name, i + 1), x) for name, x in
                  zip(("m", "v", "scaled", "ambient", "mixing", "layer"),
                      (m[i], v, scaled, ambient, mixing, best))]
        total += best
        if not final:
            gauges.append(b * min(b, min(H, a) * min(nu, a)))
    terms += [("gauge_%d" % i, x) for i, x in enumerate(gauges, 1)]
    yield "quotient-layers", terms + [("total", total - sum(gauges))]
    ones = [j for j in range(count) if r[j] == 1]
    if ones and ones[0] == 0:
        yield "cut", [("cut", 0), ("total", arch["widths"][-1])]
    elif ones:
        j, last = ones[0], arch["widths"][-1] - 1
        first = dict(arch, widths=arch["widths"][:j] + [1])
        for key in ("head_dim", "heads", "value_dim"):
            first[key] = arch[key] and arch[key][:j]
        stack = upper_bound(first)[1][-1][1]
        yield "cut", [("cut", j), ("stack", stack), ("outputs", last), ("total", stack + last)]


def parameters(arch):
    if arch["family"] == "pnn":
        return sum(a * b for a, b in zip(arch["widths"], arch["widths"][1:]))
    one = dict(arch, heads=[1] * len(arch["heads"]))     # there may be millions of heads
    return sum(H * sum(r * c for _, r, c in layer) for H, layer in zip(arch["heads"], shapes(one)))


# ------------------------------------------------------- tangents, mod a prime

def shapes(arch):
    """Per layer a list of (name prefix, rows, columns)."""
    result, widths = [], arch["widths"]
    for i, (d, e) in enumerate(zip(widths, widths[1:])):
        if arch["family"] == "pnn":
            result.append([("w%d_" % (i + 1), e, d)])
            continue
        layer = []
        for h in range(arch["heads"][i]):
            tail = "%d_%d_" % (i + 1, h + 1)
            layer += [("q" + tail, arch["head_dim"][i], d), ("k" + tail, arch["head_dim"][i], d)]
            layer += ([("o" + tail, e, arch["value_dim"][i]), ("u" + tail, arch["value_dim"][i], d)]
                      if arch["value_dim"] else [("v" + tail, e, d)])
        result.append(layer)
    return result


class Jet:
    """A matrix A + eps B, eps^2 = 0, mod p; B may be None for zero."""

    def __init__(self, a, b, p):
        self.a, self.b, self.p = a, b, p

    def times(self, other):
        def dot(x, y):
            return [[sum(row[k] * y[k][j] for k in range(len(y))) % self.p
                     for j in range(len(y[0]))] for row in x]
        b = None
        if other.b is not None:
            b = dot(self.a, other.b)
        if self.b is not None:
            c = dot(self.b, other.a)
            b = c if b is None else [[(x + y) % self.p for x, y in zip(r, s)] for r, s in zip(b, c)]
        return Jet(dot(self.a, other.a), b, self.p)

    def plus(self, other):
        def total(x, y):
            return [[(u + v) % self.p for u, v in zip(r, s)] for r, s in zip(x, y)]
        if self.b is None or other.b is None:
            return Jet(total(self.a, other.a), self.b or other.b, self.p)
        return Jet(total(self.a, other.a), total(self.b, other.b), self.p)

    def transposed(self):
        return Jet([list(c) for c in zip(*self.a)], self.b and [list(c) for c in zip(*self.b)], self.p)

    def mapped(self, value, slope):
        """Entrywise: value(k, j, x), slope(k, j, x, dx)."""
        a = [[value(k, j, x) % self.p for j, x in enumerate(r)] for k, r in enumerate(self.a)]
        b = self.b and [[slope(k, j, x, y) % self.p for j, (x, y) in enumerate(zip(r, s))]
                        for k, (r, s) in enumerate(zip(self.a, self.b))]
        return Jet(a, b, self.p)


def tangent(arch, W, X, name, p):
    """Value and derivative, along the weight called name, of the output at X.
    W maps a prefix such as q1_2_ to its matrix."""
    prefix = name and name[:name.rindex("_", 0, name.rindex("_")) + 1]

    def weight(key):
        if key != prefix:
            return Jet(W[key], None, p)
        i, j = (int(x) for x in name[len(prefix):].split("_"))
        return Jet(W[key], [[int((r, c) == (i - 1, j - 1)) for c in range(len(W[key][0]))]
                            for r in range(len(W[key]))], p)

    X = Jet(X, None, p)
    for i, layer in enumerate(shapes(arch), 1):
        if arch["family"] == "pnn":
            X = weight(layer[0][0]).times(X)
            if i + 1 < len(arch["widths"]):
                n = powers_of(arch)[i - 1]
                X = X.mapped(lambda k, j, x: pow(x, n, p), lambda k, j, x, y: n * pow(x, n - 1, p) * y)
            continue
        Y = X if arch["residual"] else None
        for h in range(1, arch["heads"][i - 1] + 1):
            tail = "%d_%d_" % (i, h)
            S = weight("k" + tail).times(X).transposed().times(weight("q" + tail).times(X))
            hidden = (lambda k, j: k > j) if arch["mask"] == "causal" else (lambda k, j: False)
            one = int(arch["norm"] == "affine")
            S = S.mapped(lambda k, j, x: 0 if hidden(k, j) else x + one,
                         lambda k, j, x, y: 0 if hidden(k, j) else y)
            if one:
                c, last = getattr(arch, "copies", 1), len(S.a) - 1
                S = S.mapped(lambda k, j, x: x * (c if k == last else 1),
                             lambda k, j, x, y: y * (c if k == last else 1))
                sums = [sum(c) % p for c in zip(*S.a)]
                if not all(sums):
                    raise ZeroDivisionError
                inverse = [pow(s, -1, p) for s in sums]
                dsums = [sum(c) for c in zip(*S.b)] if S.b else None
                S = S.mapped(lambda k, j, x: x * inverse[j], lambda k, j, x, y:
                             (y - x * dsums[j] * inverse[j]) * inverse[j])
            V = weight("o" + tail).times(weight("u" + tail)) if arch["value_dim"] else weight("v" + tail)
            head = V.times(X.times(S))
            Y = head if Y is None else Y.plus(head)
        X = Y
    return X.a, X.b or [[0] * len(X.a[0]) for _ in X.a]


def named(arch, weights):
    """The weights of a certificate by prefix."""
    result = {}
    for layer, names in zip(weights["layers"], shapes(arch)):
        heads = layer["heads"] if "heads" in layer else [layer]
        matrices = [head[key] for head in heads for key in ("Q", "K", "O", "U", "V", "W") if key in head]
        result.update((prefix, matrix) for (prefix, _, _), matrix in zip(names, matrices))
    return result


def reduced(X, p):
    return [[x % p for x in row] for row in X]


def is_invertible(arch, minor):
    """Whether the minor is invertible modulo its prime, from tangents."""
    p = minor["prime"]
    W = {key: reduced(M, p) for key, M in named(arch, minor["weights"]).items()}
    inputs = [reduced(X, p) for X in minor["inputs"]]
    try:
        for X in inputs:
            tangent(arch, W, X, None, p)
        used = sorted({n for n, _, _ in minor["rows"]})
        columns = []
        for name in minor["columns"]:
            d = {n: tangent(arch, W, inputs[n - 1], name, p)[1] for n in used}
            columns.append([d[n][i - 1][j - 1] for n, i, j in minor["rows"]])
    except ZeroDivisionError:
        return False
    return len(select(columns, p)[0]) == len(columns)


def select(rows, p, basis=None):
    """Greedily independent rows: their indices, their pivots, the basis."""
    basis, chosen, pivots = basis or [], [], []
    for index, row in enumerate(rows):
        row = list(row)
        for pivot, b in basis:
            if row[pivot]:
                f = row[pivot]
                row = [(x - f * y) % p for x, y in zip(row, b)]
        pivot = next((k for k, x in enumerate(row) if x), None)
        if pivot is not None:
            f = pow(row[pivot], p - 2, p)
            basis.append((pivot, [x * f % p for x in row]))
            chosen.append(index)
            pivots.append(pivot)
    return chosen, pivots, basis


# --------------------------------------------------------------- lower bounds

def find_minor(model, rng, size=None, residual=False):
    """A minor of the given size, or the largest that random inputs show."""
    p, widths, layers = PRIME, model["widths"], len(model["widths"]) - 1
    t = model.get("tokens", 1)

    def entry():            # not 0: a zero 1 x 1 matrix would be no generic point
        return rng.choice((-1, 1)) * rng.randint(1, 99)

    W = {prefix: [[entry() for _ in range(c)] for _ in range(r)]
         for layer in shapes(model) for prefix, r, c in layer}
    names = [prefix + "%d_%d" % (i + 1, j + 1) for layer in shapes(model)
             for prefix, r, c in layer for i in range(r) for j in range(c)]
    third = []
    if residual:            # values are 1; third coordinates are read apart
        for i in range(1, layers + 1):
            W["v%d_1_" % i] = [[int(a == b) for b in range(3)] for a in range(3)]
            third += ["v%d_1_3_%d" % (i, c) for c in (1, 2)]
        names = third + [n for n in names if n[0] in "qk" and n[-1] in "12"
                         or n[0] == "v" and n[-3:] in ("1_1", "2_2")]
    Wp = {key: reduced(M, p) for key, M in W.items()}
    inputs, rows, pivots, basis, idle, count = [], [], [], [], 0, 0
    while idle < 6 and (size is None or len(rows) < size):
        X = [[entry() for _ in range(t)] for _ in range(widths[0])]
        if residual:
            X[2] = [0] * t
        tangents = [tangent(model, Wp, reduced(X, p), name, p)[1] for name in names]
        found = []
        for i in reversed(range(widths[-1])):
            for j in range(t):
                if size is not None and len(rows) + len(found) >= size:
                    break
                if residual and (i == 2) != (count < 2 * layers):
                    continue
                new, pivot, basis = select([[d[i][j] for d in tangents]], p, basis)
                if new:
                    found.append([len(inputs) + 1, i + 1, j + 1])
                    pivots += pivot
                    count += 1
        idle = 0 if found else idle + 1
        if found:
            inputs.append(X)
            rows += found
    if size is not None and len(rows) < size:
        raise SystemExit("no minor of size %d: the rank is %d" % (size, len(rows)))
    if model["family"] == "pnn":
        packed = [{"W": W["w%d_" % i]} for i in range(1, layers + 1)]
    else:
        packed = [{"heads": [{key: W["%s%d_%d_" % (key.lower(), i, h)]
                              for key in ("QKOU" if model["value_dim"] else "QKV")}
                             for h in range(1, model["heads"][i - 1] + 1)]}
                  for i in range(1, layers + 1)]
    return {"prime": p, "weights": {"layers": packed}, "inputs": inputs, "rows": rows,
            "columns": [names[k] for k in sorted(pivots)]}


class Model(dict):
    """A model whose last token stands for copies equal ones; JSON does not say it."""
    copies = 1


def repeats(arch):
    return arch["norm"] == "affine" and arch["mask"] == "none"


def small_tokens(arch, tokens=None):
    if repeats(arch) and tokens:
        return tokens
    return min(arch["tokens"], 2)


def with_copies(arch, model):
    """All its tokens are repeated equally often, or else the last one as often as needed."""
    model = Model(model)
    if "tokens" in arch and repeats(arch) and arch["tokens"] % model["tokens"]:
        model.copies = arch["tokens"] - model["tokens"] + 1
    return model


def residual_size(model):
    t, lightning = model["tokens"], model["norm"] == "none"
    return sum(2 + (3 if t == 1 or a == 1 else 4) + 2 - lightning for a in model["head_dim"])


def heads_model(arch, tokens, ends):
    """The model of heads-reduction with these first and last widths, and the size of its minor:
    0 where the theorem says nothing."""
    layers = per_layer(arch)
    if arch["residual"] or arch["norm"] != "none" or not 2 <= tokens <= arch["tokens"]:
        return arch, 0
    inputs, outputs, first, last = ends[0], ends[-1], arch["widths"][0], arch["widths"][-1]
    if not (2 <= inputs <= first and 1 <= outputs <= last):
        return arch, 0

    def ranks(start, end):
        """Before and behind each layer, where the last one has so many outputs."""
        found = [start]
        for k, (_, e, _, H, nu) in enumerate(layers):
            e, nu = (min(e, end), min(nu, end)) if k + 1 == len(layers) else (e, nu)
            found.append(min(e, H * min(nu, found[-1])))
        return found

    def collapses(r):
        """Some layer reads a state of rank one."""
        return any(r[i] == 1 or i and arch["mask"] == "none" and arch["heads"][i - 1] == 1
                   and min(layers[i - 1][2], r[i - 1]) == 1 for i in range(len(layers)))

    whole, part = ranks(first, last), ranks(inputs, outputs)
    shared = ranks(inputs - (inputs < first), outputs)
    widths = part[:-1] + [outputs]
    nus = [min(x[4], widths[i], widths[i + 1]) for i, x in enumerate(layers)]
    model = dict(arch, widths=widths, tokens=tokens, value_dim=arch["value_dim"] and nus,
                 head_dim=[min(x[2], w) for x, w in zip(layers, widths)])
    if collapses(whole) or collapses(part):
        return model, 0
    if any(x[4] < min(whole[i:i + 2]) for i, x in enumerate(layers)):
        for (_, _, a, H, nu), r, after in list(zip(layers, whole, whole[1:]))[1:]:
            if H * (min(nu, r, after) + 2 * min(a, r)) < r:
                return model, 0
    upper = dict(virtual_terms(model))
    size = upper["total"]
    for i, (_, _, a, H, nu) in enumerate(layers):
        if H > shared[i] ** 2:
            return model, 0
        if min(a, part[i]) == part[i] and nus[i] >= min(part[i], part[i + 1]):
            if (whole[i] - min(a, whole[i])) ** 2 < H - 1:
                return model, 0
            size -= H * H - H
    return model, max(size, 0)


def model_of(arch, theorem, tokens=None, ends=None):
    """The model architecture and the required size of its minor (or None)."""
    if theorem == "heads-reduction":
        return heads_model(arch, tokens or arch["tokens"], ends)
    if theorem == "direct":
        model = arch if arch["family"] == "pnn" else dict(arch, tokens=tokens or arch["tokens"])
        return with_copies(arch, model), None
    if theorem == "reduction":
        layers, upper = range(1, len(arch["widths"])), dict(upper_bound(arch)[1])
        model = dict(arch, widths=[min(upper["r_%d" % (i - 1)], 2) for i in layers] + [1],
                     head_dim=[min(upper["alpha_%d" % i], 2) for i in layers],
                     value_dim=None, tokens=small_tokens(arch, tokens))
        return with_copies(arch, model), dict(upper_bound(model)[1])["total"]
    model = dict(arch, widths=[3] * len(arch["widths"]), value_dim=None, tokens=small_tokens(arch, tokens),
                 head_dim=[min(a, 2) for a in arch["head_dim"]])
    return with_copies(arch, model), residual_size(model)


def with_minor(arch, theorem, model, minor):
    value = len(minor["rows"]) if theorem == "direct" else dict(upper_bound(arch)[1])["total"]
    if theorem == "heads-reduction":
        value = virtual_terms(arch)[-1][1]
    return {"theorem": theorem, "value": num(value), "model": model, "minor": minor}


def lower_bound(arch, theorem, rng=None, size=None, tokens=None, side=None, ends=None):
    if theorem in ("direct", "reduction", "residual-reduction", "heads-reduction"):
        model, fixed = model_of(arch, theorem, tokens, ends)
        if fixed == 0:
            raise ValueError("the theorem %s says nothing" % theorem)
        return with_minor(arch, theorem, model, find_minor(model, rng, fixed or size,
                                                           theorem == "residual-reduction"))
    if theorem in ("many-heads", "degree-three"):
        layers, N = per_layer(arch), sum(arch["heads"])
        alphas = [min(a, d) for d, e, a, H, nu in layers]
        options = {"single": [] if N == 1 else None}
        if N > 1:
            options = {"key": [("key_%d" % i, (x[0] - al) ** 2, N - 1)
                               for i, (x, al) in enumerate(zip(layers, alphas), 1)],
                       "value": [("value_%d" % i, (x[0] - x[4]) * (x[1] - x[4]), N - 1)
                                 for i, x in enumerate(layers, 1)]}
            if theorem == "many-heads":
                d, e = arch["widths"]
                options["mixing"] = [("full_key", alphas[0], d), ("full_value", layers[0][4], min(d, e))]
        side = side or next(s for s, c in options.items() if all(x >= y for _, x, y in c))
        claims = [("tokens", arch["tokens"], 2)]
        for i, (x, al) in enumerate(zip(layers, alphas), 1):
            claims += [("alpha_%d" % i, al, 2), ("nu_%d" % i, x[4], 2)]
        claims += [("width", arch["widths"][0], 3 * N)] + options[side]
        value = sum(H * (d * d - (d - al) ** 2 + d * e - (d - nu) * (e - nu) - 1)
                    for (d, e, _, H, nu), al in zip(layers, alphas))
        if side == "mixing":
            value = N * (d * d + d * e - N)
        return {"theorem": theorem, "value": num(value), "side": side,
                "hypotheses": [{"name": n, "left": num(x), "right": num(y)} for n, x, y in claims]}
    return {"theorem": theorem, "value": num(dict(upper_bound(arch)[1])["total"])}


def digested(certificate):
    certificate["architecture_digest"] = sha256(certificate["architecture"])
    certificate.pop("digest", None)
    certificate["digest"] = sha256(certificate)
    return certificate


def assemble(arch, bound, upper=None):
    """The certificate that a lower bound makes, and the best upper bound or the one that is named."""
    name, terms = upper_bound(arch, upper)
    upper = terms[-1][1]
    lower = int(bound["value"])
    proved = lower == upper
    return digested({
        "format": "fulgurite-certificate/1", "architecture": arch,
        "claim": {"parameters": num(parameters(arch)), "lower": num(lower), "upper": num(upper),
                  "dimension": num(lower) if proved else None,
                  "generic_fiber_dimension": num(parameters(arch) - lower) if proved else None,
                  "status": "proved" if proved else "bounds"},
        "upper_bound": {"theorem": name, "value": num(upper),
                        "terms": [{"name": n, "value": num(x)} for n, x in terms]},
        "lower_bound": bound})


def make(arch, theorem, seed=1, upper=None, **options):
    arch = complete(arch)
    return assemble(arch, lower_bound(arch, theorem, random.Random(seed), **options), upper)


def main():
    parser = argparse.ArgumentParser(description="Make a valid certificate.")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--size", type=int, help="of the minor of a direct bound")
    parser.add_argument("--tokens", type=int, help="of the model")
    parser.add_argument("--ends", type=int, nargs=2, help="the inputs and the outputs of the model")
    parser.add_argument("--side", choices=("single", "key", "value", "mixing"))
    parser.add_argument("--upper", choices=("polynomial-network", "head-tensors", "coefficients"))
    parser.add_argument("architecture")
    parser.add_argument("theorem")
    options = parser.parse_args()
    print(canonical(make(json.loads(options.architecture), options.theorem, seed=options.seed,
                         size=options.size, tokens=options.tokens, side=options.side, ends=options.ends,
                         upper=options.upper)))


if __name__ == "__main__":
    main()
