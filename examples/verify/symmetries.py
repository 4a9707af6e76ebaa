"""Symmetries of small lightning networks: an upper bound for the dimension.

A symmetry is a vector field along which the function does not change, so the dimension is at
most the number of coordinates minus the rank of the symmetries at any point.  The coordinates
of a layer are its weights or, in forms, A = K^T Q (any matrix) and V of each head.
"""

import free
import listed

PRIME = 2 ** 61 - 1
MOST_WEIGHTS, MOST_COORDINATES, MOST_LAYERS = 256, 512, 16


class Layer:
    def __init__(self, d, out, heads, groups, a, v, residual, causal):
        self.d, self.out, self.heads, self.groups = d, out, heads, groups
        self.a, self.v, self.residual, self.causal, self.forms = a, v, residual, causal, False

    def coordinates(self):
        d, e, H, G = self.d, self.out, self.heads, self.groups
        if self.forms:
            return H * d * (d + e)
        return (G + H) * self.a * d + (self.v * (G * d + H * e) if self.v else H * d * e)


def layers_of(net):
    """The layers, or None when the theorem is not about the network."""
    if net.pnn or net.readout or net.l > MOST_LAYERS or net.parameters() > MOST_WEIGHTS:
        return None
    layers = []
    subs = net.subs if net.transformer else net.subs[:net.l]
    if len(subs) > MOST_LAYERS:
        return None
    for i, s in enumerate(subs):
        if (not s.attention or s.norm != "none" or s.bias or s.bias_out or s.p or s.r
                or s.parallel or s.pre_norm != "none"):
            return None
        widths = (s.d, s.out) if net.transformer else net.d[i:i + 2]
        layers.append(Layer(*widths, s.H, s.G, s.a, s.v, s.residual, s.mask == "causal"))
    return layers


class Fields:
    """The symmetries at one point.  A matrix is a list of rows of places; a field is a dictionary
    from places to its values at the point."""

    def __init__(self, layers, tokens):
        self.layers, self.tokens, self.num, self.kept = layers, tokens, 0, {}
        self.heads = [[self.head(L, h) for h in range(L.heads)] for L in layers]
        for L, heads in zip(layers, self.heads):
            for h, head in enumerate(heads):
                head.update({k: x for k, x in heads[h - h % (L.heads // L.groups)].items()
                             if k in "KU"})
        self.place(self.num)

    def place(self, num):
        """A point for so many coordinates."""
        self.num, state, self.w = num, 314159, []
        for _ in range(num):
            state = (state * 6364136223846793005 + 1442695040888963407) % 2 ** 64
            self.w.append((state >> 3) % PRIME)

    def matrix(self, rows, cols):
        self.num += rows * cols
        start = self.num - rows * cols
        return [[start + r * cols + c for c in range(cols)] for r in range(rows)]

    def head(self, L, h):
        first = h % (L.heads // L.groups) == 0
        M = {"Q": self.matrix(L.d if L.forms else L.a, L.d)}
        if first and not L.forms:
            M["K"] = self.matrix(L.a, L.d)
        if L.forms or not L.v:
            M["V"] = self.matrix(L.out, L.d)
        else:
            M["O"] = self.matrix(L.out, L.v)
            if first:
                M["U"] = self.matrix(L.v, L.d)
        return M

    # changes of a matrix, as lists (place, number)

    def rows(self, M, r, s, c):
        return [(x, c * self.w[y]) for x, y in zip(M[r], M[s])] if M else []

    def columns(self, M, r, s, c):
        return [(line[s], c * self.w[line[r]]) for line in M or []]

    def whole(self, M, N, c):
        return [(x, c * self.w[y]) for line, other in zip(M or [], N or [])
                for x, y in zip(line, other)]

    def add(self, changes):
        """Adds a field, given as a list (place, number), reduced by the earlier ones."""
        row = {}
        for place, x in changes:
            row[place] = (row.get(place, 0) + x) % PRIME
        row = {k: x for k, x in row.items() if x}
        while row:
            first = min(row)
            if first not in self.kept:
                inverse = pow(row[first], PRIME - 2, PRIME)
                self.kept[first] = {k: x * inverse % PRIME for k, x in row.items()}
                return
            factor = row[first]
            for k, x in self.kept[first].items():
                y = (row.get(k, 0) - factor * x) % PRIME
                if y:
                    row[k] = y
                else:
                    row.pop(k, None)

    # the families

    def group(self, L, heads):
        pairs = [(r, s) for r in range(L.a) for s in range(L.a)]
        for r, s in pairs:
            self.add(self.rows(heads[0]["K"], r, s, 1)
                     + sum((self.rows(M["Q"], s, r, -1) for M in heads), []))
        for r in range(L.v or 0):
            for s in range(L.v):
                self.add(self.rows(heads[0]["U"], r, s, 1)
                         + sum((self.columns(M["O"], r, s, -1) for M in heads), []))
        self.mix(heads)
        if self.tokens > 1:
            return
        for r, s in pairs:
            if s < r:
                turns = [(M["Q"], M["K"]) for M in heads]
                if len(heads) == 1:
                    turns.append((heads[0]["K"], heads[0]["Q"]))
                for M, N in turns:
                    self.add(self.whole([M[r]], [N[s]], 1) + self.whole([M[s]], [N[r]], -1))

    def mix(self, heads):
        for M in heads:
            for N in heads:
                self.add(self.whole(M["Q"], N["Q"], 1)
                         + sum((self.whole(N.get(k), M.get(k), -1) for k in "VO"), []))

    def forms(self, L, heads):
        self.mix(heads)
        below = [(r, s) for r in range(L.d) for s in range(r)]
        if self.tokens == 1:
            for M in heads:
                for r, s in below:
                    self.add([(M["Q"][r][s], 1), (M["Q"][s][r], -1)])
        if L.out == 1:
            for h, M in enumerate(heads):
                for N in heads[:h]:
                    for c in range(L.d):
                        self.add(self.whole([[line[c] for line in M["Q"]]], N["V"], 1)
                                 + self.whole([[line[c] for line in N["Q"]]], M["V"], -1))

    def between(self, heads, L, following):
        for r in range(L.d):
            for s in range(L.d):
                changes = []
                for M in heads:
                    changes += self.rows(M.get("V"), r, s, 1) + self.rows(M.get("O"), r, s, 1)
                for h, M in enumerate(following):
                    read = ["Q", "V"] + (["K", "U"] if h % (L.heads // L.groups) == 0 else [])
                    for k in read:
                        changes += self.columns(M.get(k), r, s, -1)
                    if L.forms:
                        changes += self.rows(M["Q"], s, r, -1)
                self.add(changes)

    def orbit(self):
        for i, (L, heads) in enumerate(zip(self.layers, self.heads)):
            if L.forms:
                self.forms(L, heads)
            else:
                share = L.heads // L.groups
                for g in range(0, L.heads, share):
                    self.group(L, heads[g:g + share])
            if i > 0 and not L.residual and not self.layers[i - 1].residual:
                self.between(self.heads[i - 1], L, heads)
        return len(self.kept)


# --------------------------------------------------- fields that a certificate adds

MOST_PRODUCTS = 2e7


class NotSymmetric(Exception):
    """A field of the certificate is refused; the text says why."""


class TooLarge(Exception):
    """The output has too many terms."""


class Polynomial(dict):
    """A dictionary from monomials, sorted tuples of variables, to nonzero coefficients."""

    def __add__(self, other):
        total = Polynomial(self)
        for monomial, c in other.items():
            c += total.pop(monomial, 0)
            if c:
                total[monomial] = c
        return total

    def __mul__(self, other):
        total = {}
        for x, c in self.items():
            for y, e in other.items():
                monomial = tuple(sorted(x + y))
                total[monomial] = total.get(monomial, 0) + c * e
        return Polynomial((m, c) for m, c in total.items() if c)

    def derivative(self, n):
        """The derivative with respect to variable n."""
        total = Polynomial()
        for monomial, c in self.items():
            if n in monomial:
                k = monomial.index(n)
                total[monomial[:k] + monomial[k + 1:]] = c * monomial.count(n)
        return total


def variable(n):
    return Polynomial({(n,): 1})


def times(A, B):
    """The product of two matrices of polynomials."""
    return [[sum((x * line[j] for x, line in zip(row, B)), Polynomial()) for j in range(len(B[0]))] for row in A]


def output(layers, fields):
    """The entries of the output, as polynomials; the variables are the places, then the
    entries of the input."""
    t, X = fields.tokens, []
    for r in range(layers[0].d):
        X.append([variable(fields.num + r * t + k) for k in range(t)])
    for L, heads in zip(layers, fields.heads):
        Y = X if L.residual else [[Polynomial()] * t for _ in range(L.out)]
        for M in heads:
            M = {name: [[variable(n) for n in row] for row in places] for name, places in M.items()}
            query, key = times(M["Q"], X), times(M["K"], X) if "K" in M else X
            score = times([list(column) for column in zip(*key)], query)
            if L.causal:
                score = [[x if s <= k else Polynomial() for k, x in enumerate(row)] for s, row in enumerate(score)]
            mixed = times(X, score)
            value = times(M["V"], mixed) if "V" in M else times(M["O"], times(M["U"], mixed))
            Y = [[x + y for x, y in zip(*rows)] for rows in zip(Y, value)]
        X = Y
    return [x for row in X for x in row]


def products(layers, t):
    """An upper bound for the products of terms that the output takes; raises TooLarge."""
    terms, total = 1.0, 0.0
    for L in layers:
        old, keys = terms, 1 if L.forms else L.d
        terms = L.heads * (1 if L.forms else L.v or 1) * L.d * t * (L.d if L.forms else L.a) * keys * L.d * terms ** 3
        terms += old if L.residual else 0
        total += terms * L.out * t
        if total > MOST_PRODUCTS:
            raise TooLarge
    return total


def places(layers, fields):
    """{name: place}, with the names that certificates use."""
    names = {}
    for i, (L, heads) in enumerate(zip(layers, fields.heads), 1):
        for h, M in enumerate(heads):
            for letter, matrix in M.items():
                n = h // (L.heads // L.groups) if letter in "KU" else h
                for r, row in enumerate(matrix, 1):
                    for c, place in enumerate(row, 1):
                        names["%s%d_%d_%d_%d" % (letter.lower(), i, n + 1, r, c)] = place
    return names


def read_fields(found, names):
    """The fields of a certificate, one after the other, as lists (to, source, number) of places."""
    if type(found) is not list or not 1 <= len(found) <= 4096:
        raise NotSymmetric("fields is not a list of fields")
    for field in found:
        if type(field) is not list:
            raise NotSymmetric("a field is not a list")
        read = []
        for entry in field:
            if type(entry) is not list or len(entry) != 3 or type(entry[2]) is not int or not 0 < abs(entry[2]) < 2 ** 30:
                raise NotSymmetric("an entry of a field is not [to, from, number]")
            to, source, c = entry
            if type(to) is not str or to not in names or source is not None and (
                    type(source) is not str or source not in names):
                raise NotSymmetric("a field names something that is not a coordinate")
            read.append((names[to], None if source is None else names[source], c))
        yield read


def add_found(layers, fields, found):
    """Adds each of the fields; raises NotSymmetric if the output changes along one of them."""
    products(layers, fields.tokens)
    f = None
    for field in read_fields(found, places(layers, fields)):
        f = f or output(layers, fields)
        change = {}
        for to, source, c in field:
            monomial = () if source is None else (source,)
            change[to] = change.get(to, Polynomial()) + Polynomial({monomial: c})
        for y in f:
            if sum((y.derivative(to) * x for to, x in change.items()), Polynomial()):
                raise NotSymmetric("the output changes along a field")
        fields.add([(to, c * (fields.w[m[0]] if m else 1)) for to, x in change.items() for m, c in x.items()])


def bound_with(net, terms, found):
    """The same as bound(), with fields of a certificate, whose terms say which layers are in
    forms."""
    layers = layers_of(net)
    if not layers:
        return None
    for L, term in zip(layers, terms):
        if term["value"] not in (0, 1) or term["value"] and net.transformer:
            raise NotSymmetric("a layer has no forms")
        L.forms = bool(term["value"])
    number = sum(L.coordinates() for L in layers)
    if number > MOST_COORDINATES:
        return None
    fields = Fields(layers, net.t)
    fields.orbit()
    add_found(layers, fields, found)
    orbit = len(fields.kept)
    return ([("forms_%d" % (i + 1), int(L.forms)) for i, L in enumerate(layers)]
            + [("coordinates", number), ("orbit", orbit), ("total", number - orbit)])


def bound_listed(net, found):
    """The terms where every symmetry that counts is one of the certificate's fields, for any
    network of attention and feed-forward; None where the theorem is not about it."""
    if net.pnn or net.readout:
        return None
    if net.parameters() > MOST_COORDINATES:
        raise NotSymmetric("there are more than %d coordinates" % MOST_COORDINATES)
    try:
        network = listed.Listed(net.subs, net.t)
    except free.Undefined as reason:
        raise NotSymmetric("fields are not checked: %s" % reason) from None
    fields = Fields([], net.t)
    fields.place(network.weights.total)
    for field in read_fields(found, network.weights.name):
        try:
            if network.changes(field):
                raise NotSymmetric("the output changes along a field")
            if not network.is_symmetry(field):
                raise NotSymmetric("it is not shown that the output does not change along a field")
        except listed.Outside as reason:
            raise NotSymmetric("fields are not checked: %s" % reason) from None
        fields.add([(to, c * (1 if source is None else fields.w[source])) for to, source, c in field])
    number, orbit = fields.num, len(fields.kept)
    return [("coordinates", number), ("orbit", orbit), ("total", number - orbit)]


def bound(net):
    """The terms of the theorem, or None where it does not apply.  Of all choices of layers in
    forms, the first with the least bound is taken."""
    layers = layers_of(net)
    if not layers:
        return None
    l, best = len(layers), None
    masks = [0]
    if not net.transformer:
        masks = range(2 ** l) if l <= 3 else [0, 2 ** l - 1]
    for mask in masks:
        for i, L in enumerate(layers):
            L.forms = bool(mask >> i & 1)
        number = sum(L.coordinates() for L in layers)
        if number > MOST_COORDINATES:
            continue
        orbit = Fields(layers, net.t).orbit()
        if best is None or number - orbit < best[1] - best[2]:
            best = mask, number, orbit
    mask, number, orbit = best
    return ([("forms_%d" % (i + 1), mask >> i & 1) for i in range(l)]
            + [("coordinates", number), ("orbit", orbit), ("total", number - orbit)])
