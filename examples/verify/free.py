"""Transformers modulo a prime, with free exponentials, and their derivatives.

Exponentials of independent arguments (theorem "free-exponentials" of the manual, chapter
"Transformers") may be any residues.  Here a key determines them, and also the points of
the circle that stand for rotary angles.  Of two square roots the one below p/2 is taken.
An evaluation is a list of numbers, each a function of earlier ones with known partial
derivatives; the derivatives of an output are summed from the end of the list to its start.
"""

from math import gcd

import transformer

MASK = 2 ** 64 - 1
PRIME = 2 ** 61 - 1     # the hypothesis is checked at points modulo this prime
MORE = 8                # more rows than exponents, when it is checked


class Undefined(Exception):
    """Something has no value at this point.  root is the number of the radicand that is not a
    square, or None."""

    def __init__(self, reason, root=None):
        super().__init__(reason)
        self.root = root


def mix(z):
    """One step of splitmix64."""
    z = (z + 0x9e3779b97f4a7c15) & MASK
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9 & MASK
    z = (z ^ z >> 27) * 0x94d049bb133111eb & MASK
    return z ^ z >> 31


def draw(key, kind, what, p):
    """A residue other than 0, the same for the same arguments."""
    return 1 + mix(mix(key ^ kind) ^ what) % (p - 1)


def root(a, p):
    """The square root of a below p/2; None where a is 0 or not a square."""
    if a == 0 or pow(a, (p - 1) // 2, p) != 1:
        return None
    twos = ((p - 1) & (1 - p)).bit_length() - 1
    odd = (p - 1) >> twos
    x, b = pow(a, (odd + 1) // 2, p), pow(a, odd, p)
    z = next(n for n in range(2, p) if pow(n, (p - 1) // 2, p) != 1) if twos > 1 else 1
    z = pow(z, odd, p)
    while b != 1:                       # Tonelli and Shanks
        k, c = 0, b
        while c != 1:
            k, c = k + 1, c * c % p
        z = pow(z, 2 ** (twos - k - 1), p)
        twos, x, z = k, x * z % p, z * z % p
        b = b * z % p
    return min(x, p - x)


class Tape:
    """Numbers mod p: value[n] is number n, up[n] its pairs (earlier number, derivative)."""

    def __init__(self, p, key):
        self.p, self.key = p, key
        self.value, self.up = [], []
        self.exponents, self.roots = [], 0

    def put(self, value, up=()):
        self.value.append(value % self.p)
        self.up.append(up)
        return len(self.value) - 1

    def rational(self, num, den=1):
        if den % self.p == 0:
            raise Undefined("a constant has no value mod the prime")
        return self.put(num * pow(den, self.p - 2, self.p))

    def dot(self, pairs, rest=()):
        """The sum of the products of the pairs, and of the rest."""
        pairs, rest = list(pairs), list(rest)
        up = [x for a, b in pairs for x in ((a, self.value[b]), (b, self.value[a]))]
        return self.put(sum(self.value[a] * self.value[b] for a, b in pairs)
                        + sum(self.value[a] for a in rest), up + [(a, 1) for a in rest])

    def times(self, a, b):
        return self.dot([(a, b)])

    def sum(self, *numbers):
        return self.dot((), numbers)

    def inverse(self, a):
        if self.value[a] == 0:
            raise Undefined("a denominator vanishes")
        x = pow(self.value[a], self.p - 2, self.p)
        return self.put(x, [(a, -x * x)])

    def exp(self, a):
        if not self.key:
            raise Undefined("an exponential is not a residue")
        x = draw(self.key, 1, self.value[a], self.p)
        return self.put(x, [(a, x)])

    def inverse_root(self, a):
        x = root(self.value[a], self.p) if self.key else None
        if x is None:
            raise Undefined("a mean square is not a square", self.roots if self.value[a] else None)
        x = pow(x, self.p - 2, self.p)
        return self.put(x, [(a, -pow(x, 3, self.p) * (self.p + 1) // 2)])

    def note(self, a, b=None):
        """The argument of an exponential: number a, or a less b."""
        self.exponents.append(self.value[a] - (0 if b is None else self.value[b]))

    def sqrt8pi(self):
        return self.put(draw(self.key, 3, 0, self.p))

    def angle(self, m, size, position):
        """Cosine and sine of position 10000^(-2 m/size).  Angles with the same fractional part
        of 8 m/size are multiples of one angle, which is one point of the circle."""
        if not self.key:
            raise Undefined("an angle is not a residue")
        p, (whole, over) = self.p, divmod(8 * m, size)
        common = gcd(over, size)
        what = (over // common << 32) + (size // common << 8)
        while True:
            t = draw(self.key, 2, what, p)
            if (1 + t * t) % p:
                break
            what += 1
        norm = pow(1 + t * t, p - 2, p)
        x, y = (1 - t * t) * norm % p, 2 * t * norm % p
        u, v, n = 1, 0, position * 10 ** (3 - whole)
        while n:
            if n & 1:
                u, v = (u * x - v * y) % p, (u * y + v * x) % p
            x, y, n = (x * x - y * y) % p, 2 * x * y % p, n >> 1
        return self.put(u), self.put(v)

    def gradient(self, last):
        back = [0] * (last + 1)
        back[last] = 1
        for n in range(last, -1, -1):
            w = back[n] % self.p
            if w:
                for a, slope in self.up[n]:
                    back[a] += w * slope
        return back


# ------------------------------------------------------------------ networks

def shapes(s):
    """The matrices of a sublayer: key -> (name in columns, list that holds it, how many,
    rows, columns)."""
    d, out, found = s.d, s.out, {}

    def put(key, name, where, num, rows, cols):
        if rows and cols:
            found[key] = (name, where, num, rows, cols)

    f, bias = "" if s.attention else "f", int(bool(s.bias))
    if s.own_norm and s.pre_norm != "none":
        put("norm_gain", f + "gain", None, 1, d if s.norm_gain else 0, 1)
        put("norm_shift", f + "shift", None, 1,
            d if s.pre_norm == "layer" and s.norm_shift else 0, 1)
    put("output_bias", f + "bo", None, 1, out if s.bias_out else 0, 1)
    if not s.attention:
        put("up", "up", None, 1, s.hidden, d)
        put("up_bias", "bup", None, 1, s.hidden * bias, 1)
        if s.kind in transformer.GATED:
            put("gate", "gate", None, 1, s.hidden, d)
            put("gate_bias", "bgate", None, 1, s.hidden * bias, 1)
        put("down", "down", None, 1, out, s.hidden)
        return found
    far, a, z = (s.p, s.a, s.r) if s.r else (0, s.a + s.p, d)
    groups = "heads" if s.G == s.H else "groups"
    put("C", "c", None, 1, s.r or 0, d)
    put("R", "r", None, 1, far, d)
    put("Q", "q", "heads", s.H, a, d)
    put("Q_bias", "bq", "heads", s.H, a * bias, 1)
    put("Q_rotary", "s", "heads", s.H, far, d)
    put("K", "k", groups, s.G, a, z)
    put("K_bias", "bk", groups, s.G, a * bias, 1)
    if s.v:
        put("O", "o", "heads", s.H, out, s.v)
        put("U", "u", groups, s.G, s.v, z)
        put("U_bias", "bu", groups, s.G, s.v * bias, 1)
    else:
        put("V", "v", "heads", s.H, out, d)
        put("V_bias", "bv", "heads", s.H, out * bias, 1)
    return found


class Weights:
    """The places of the weights in one list: by sublayer, key and head, and by name."""

    def __init__(self, subs):
        self.subs, self.total, self.block, self.name = subs, 0, {}, {}
        for j, s in enumerate(subs):
            for key, (name, where, num, rows, cols) in shapes(s).items():
                for h in range(num):
                    start = self.total
                    self.block[j, key, h] = [[start + i * cols + k for k in range(cols)]
                                             for i in range(rows)]
                    self.total += rows * cols
                    head = "%d_" % (h + 1) if where else ""
                    self.name.update({"%s%d_%s%d_%d" % (name, s.layer, head, i + 1, k + 1):
                                      start + i * cols + k
                                      for i in range(rows) for k in range(cols)})

    def objects(self, layers):
        """For each sublayer, the object of the file that holds its matrices."""
        return [layers[s.layer - 1] if s.attention else layers[s.layer - 1]["feed_forward"]
                for s in self.subs]

    def expected(self, j):
        """The keys of the object of sublayer j, and of the entries of its lists."""
        s, own, lists = self.subs[j], [], {}
        for key, (_, where, num, _, _) in shapes(s).items():
            (lists.setdefault(where, (num, []))[1] if where else own).append(key)
        if s.attention and any(t.layer == s.layer and not t.attention for t in self.subs):
            own.append("feed_forward")
        return own + list(lists), lists


class Run:
    """An evaluation at weights (a list of values) and an input (rows), of the sublayers from first
    to the one before end; input and out are the matrices of places on the tape."""

    def __init__(self, weights, values, X, tape, copies=1, first=0, end=None):
        self.w, self.T, self.t, self.copies = weights, tape, len(X[0]), copies
        for x in values:
            self.T.put(x)
        self.input = state = [[self.T.put(x) for x in row] for row in X]
        source = state
        for j, s in list(enumerate(weights.subs))[first:end]:
            source = source if s.parallel else state
            read = self.read(j, s, source)
            made = self.attend(j, s, read) if s.attention else self.forward(j, s, read)
            bias = weights.block.get((j, "output_bias", 0))
            state = [[self.T.sum(*[x] * bool(made), *([state[i][n]] if s.residual else []),
                                 *(bias[i] if bias else []))
                      for n, x in enumerate(row)] for i, row in enumerate(made)]
        self.out = state

    def apply(self, j, key, h, x, bias=None):
        B, b = self.w.block[j, key, h], self.w.block.get((j, bias, h))
        return [[self.T.dot([(c, x[k][n]) for k, c in enumerate(row)], b[i] if b else ())
                 for n in range(self.t)] for i, row in enumerate(B)]

    def read(self, j, s, state):
        T, d = self.T, s.d
        if s.pre_norm == "none":
            return state
        part, minus = T.rational(1, d), T.rational(-1, d)
        x = [list(row) for row in state]
        again = s.parallel and self.w.subs[j - 1].pre_norm == s.pre_norm
        for n in range(self.t):
            column = [row[n] for row in x]
            if s.pre_norm == "layer":
                total = T.sum(*column)
                column = [T.dot([(total, minus)], [c]) for c in column]
            scale = T.inverse_root(T.times(part, T.dot([(c, c) for c in column])))
            T.roots += not again
            for i, c in enumerate(column):
                x[i][n] = T.times(c, scale)
        owner = j if s.own_norm else j - 1
        gain, shift = (self.w.block.get((owner, key, 0)) for key in ("norm_gain", "norm_shift"))
        if gain:
            x = [[T.times(g[0], c) for c in row] for g, row in zip(gain, x)]
        if shift:
            x = [[T.sum(c, b[0]) for c in row] for b, row in zip(shift, x)]
        return x

    def turn(self, x, num):
        T = self.T
        for m in range(num // 2):
            for n in range(self.t):
                c, s = T.angle(m, num, n)
                back, a, b = T.times(s, T.rational(-1)), x[2 * m][n], x[2 * m + 1][n]
                x[2 * m][n] = T.dot([(a, c), (b, back)])
                x[2 * m + 1][n] = T.dot([(b, c), (a, s)])
        return x

    def weigh(self, s, S):
        """Turns scores into weights, in place; masked entries are None."""
        T, t = self.T, self.t
        for q in range(t):
            keys = range(q + 1 if s.mask == "causal" else t)
            if s.norm == "softmax":
                for k in keys:
                    if k != q:
                        T.note(S[k][q], S[q][q])
            for k in keys:
                if s.norm != "none":
                    S[k][q] = T.exp(S[k][q]) if s.norm == "softmax" else T.sum(S[k][q], T.rational(1))
                if s.norm != "none" and k == t - 1:
                    S[k][q] = T.times(S[k][q], T.rational(self.copies))
            if s.norm != "none":
                scale = T.inverse(T.sum(*(S[k][q] for k in keys)))
                for k in keys:
                    S[k][q] = T.times(S[k][q], scale)

    def attend(self, j, s, x):
        T, t = self.T, self.t
        z, far, made = x, None, [[[] for _ in range(t)] for _ in range(s.out)]
        near = 0 if s.r else s.p
        if s.r:
            z = self.apply(j, "C", 0, x)
        if s.r and s.p:
            far = self.turn(self.apply(j, "R", 0, x), s.p)
        for h in range(s.H):
            g = h // (s.H // s.G)
            query = self.turn(self.apply(j, "Q", h, x, "Q_bias"), near)
            key = self.turn(self.apply(j, "K", g, z, "K_bias"), near)
            if far:
                key = key + far
                query = query + self.turn(self.apply(j, "Q_rotary", h, x), s.p)
            S = [[T.dot((k[i], q[n]) for k, q in zip(key, query))
                  if s.mask != "causal" or i <= n else None for n in range(t)] for i in range(t)]
            self.weigh(s, S)
            u = self.apply(j, "U", g, z, "U_bias") if s.v else self.apply(j, "V", h, x, "V_bias")
            y = [[T.dot((row[k], S[k][n]) for k in range(t) if S[k][n] is not None)
                  for n in range(t)] for row in u]
            y = self.apply(j, "O", h, y) if s.v else y
            for i in range(s.out):
                for n in range(t):
                    made[i][n].append(y[i][n])
        return [[T.sum(*cell) for cell in row] for row in made]

    def logistic(self, w):
        T = self.T
        T.note(w)
        return T.inverse(T.sum(T.rational(1), T.exp(T.times(w, T.rational(-1)))))

    def activate(self, kind, z):
        T = self.T
        if kind in ("relu", "gelu", "geglu"):
            raise Undefined("%s is not a residue" % kind)
        if kind == "sigmoid":
            return self.logistic(z)
        if kind == "tanh":
            y = self.logistic(T.sum(z, z))
            return T.sum(y, y, T.rational(-1))
        w = z
        if kind == "quick_gelu":
            w = T.times(z, T.rational(1702, 1000))
        if kind in ("gelu_new", "geglu_new"):
            cubic = T.times(T.times(z, T.rational(44715, 1000000)), T.times(z, z))
            w = T.times(T.sum(z, cubic), T.sqrt8pi())
        return T.times(z, self.logistic(w))

    def forward(self, j, s, x):
        y = self.apply(j, "up", 0, x, "up_bias")
        if s.kind in transformer.GATED:
            gate = self.apply(j, "gate", 0, x, "gate_bias")
            y = [[self.T.times(a, self.activate(s.kind, g)) for a, g in zip(r, q)]
                 for r, q in zip(y, gate)]
        else:
            y = [[self.activate(s.kind, a) for a in row] for row in y]
        return self.apply(j, "down", 0, y)


# -------------------------------------------------------------- hypothesis

def rank(rows, p):
    found = 0
    rows = [list(row) for row in rows]
    for c in range(len(rows[0]) if rows else 0):
        k = next((k for k in range(found, len(rows)) if rows[k][c] % p), None)
        if k is None:
            continue
        rows[found], rows[k] = rows[k], rows[found]
        scale = pow(rows[found][c], p - 2, p)
        for r in range(found + 1, len(rows)):
            f = rows[r][c] * scale % p
            if f:
                rows[r] = [(x - f * y) % p for x, y in zip(rows[r], rows[found])]
        found += 1
    return found


def roots(subs, t):
    """The number of different mean squares at one input."""
    return t * sum(s.pre_norm != "none" and not (s.parallel and subs[j - 1].pre_norm == s.pre_norm)
                   for j, s in enumerate(subs))


def not_covered(subs):
    """Why the theorem does not apply, or None."""
    kinds = {s.kind for s in subs if not s.attention}
    if kinds & {"gelu", "geglu", "relu"}:
        return "erf and relu are not rational functions of an exponential"
    if kinds & {"gelu_new", "geglu_new"} and any(s.p for s in subs if s.attention):
        return "it is not known whether pi is algebraic over cosines and sines"
    return None


def hypothesis(subs, width, t):
    """(independent, exponents, squares, roots): how many exponents are independent and how many
    there are, how many mean squares are not squares and how many there are.  Both are found at
    points that this checker draws."""
    weights, count, all_roots = Weights(subs), [0], roots(subs, t)
    seen, rows = set(), []

    def number():
        count[0] += 1
        return draw(0x707974686f6e, 9, count[0], PRIME)

    def point(values):
        """The exponents at an input where everything is defined.  Radicands that are not squares
        at another input are noted in seen."""
        while True:
            X = [[number() for _ in range(t)] for _ in range(width)]
            try:
                return Run(weights, values, X, Tape(PRIME, 0x66726565)).T.exponents
            except Undefined as reason:
                if reason.root is not None:
                    seen.add(reason.root)

    n = None
    while n is None or len(rows) < n + MORE * bool(n) or (
            len(seen) < all_roots and len(rows) < n + 64 * all_roots):
        values = [number() for _ in range(weights.total)]
        rows.append([x - y for x, y in zip(point(values), point(values))])
        n = len(rows[0])
    return rank(rows, PRIME), n, len(seen), all_roots
