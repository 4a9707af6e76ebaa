"""The few names of Sage that the files for Sage use, on top of sympy, so that
these files can be run where there is no Sage.  For small systems only."""
from fractions import Fraction
from itertools import combinations

from sympy import QQ as SYMPY_QQ, GF as sympy_gf
from sympy.polys.groebnertools import groebner
from sympy.polys.orderings import grevlex, lex
from sympy.polys.rings import ring


class Number:
    """A rational number, with Sage's methods in place of attributes."""

    def __init__(self, value):
        self.value = Fraction(value)

    def numerator(self):
        return self.value.numerator

    def denominator(self):
        return self.value.denominator

    def __neg__(self):
        return Number(-self.value)

    def __mul__(self, other):
        return Number(self.value * other.value)

    def __eq__(self, other):
        return self.value == Fraction(getattr(other, "value", other))


class Residue(Number):
    def __init__(self, value, p):
        fraction = Fraction(getattr(value, "value", value))
        self.p = p
        self.value = (fraction.numerator *
                      pow(fraction.denominator, -1, p)) % p

    def __int__(self):
        return self.value

    def __neg__(self):
        return Residue(-self.value, self.p)

    def __mul__(self, other):
        return Residue(self.value * other.value, self.p)


class Field:
    def __init__(self, p=0):
        self.p = p
        self.domain = sympy_gf(p, symmetric=False) if p else SYMPY_QQ

    def __call__(self, x):
        if isinstance(x, Poly):
            assert set(x.f) <= {(0,) * len(x.ring.gens_)}
            x = x.ring.field.number(x.f.get((0,) * len(x.ring.gens_), 0))
        x = getattr(x, "value", x)
        return Residue(Fraction(x), self.p) if self.p else Number(x)

    def __eq__(self, other):
        return self.p == other.p

    def number(self, c):
        if self.p:
            return Residue(int(c), self.p)
        return Number(Fraction(int(c.numerator), int(c.denominator)))

    def inner(self, c):
        """An element of sympy's domain."""
        v = self(c).value
        return self.domain(int(v)) if self.p else SYMPY_QQ(
            v.numerator, v.denominator)


QQ = Field()


def GF(p):
    return Field(p)


class PolynomialRing:
    def __init__(self, field, n, names, order):
        assert order == "degrevlex" and n == len(names)
        self.field, self.names = field, list(names)
        self.ring, *self.gens_ = ring(self.names, field.domain, grevlex)

    def __call__(self, x):
        if isinstance(x, Poly):
            if x.ring is self:
                return x
            x = x.dict()
        if isinstance(x, dict):
            return Poly(self, self.ring.from_dict(
                {tuple(e): self.field.inner(c) for e, c in x.items()
                 if self.field(c).value != 0}))
        return Poly(self, self.ring.ground_new(self.field.inner(x)))

    def gens(self):
        return tuple(Poly(self, x) for x in self.gens_)

    def gen(self, k):
        return Poly(self, self.gens_[k])

    def change_ring(self, field):
        return PolynomialRing(field, len(self.names), self.names, "degrevlex")

    def ideal(self, L):
        return Ideal(self, L)


class Poly:
    def __init__(self, parent, f):
        self.ring, self.f = parent, f

    def dict(self):
        return {e: self.ring.field.number(c) for e, c in self.f.items()}

    def degree(self):
        return max([sum(e) for e in self.f], default=-1)

    def lm(self):
        return Poly(self.ring, self.ring.ring.from_dict(
            {self.f.LM: self.ring.field.domain(1)}))

    def __sub__(self, other):
        return Poly(self.ring, self.f - other.f)

    def __eq__(self, other):
        return self.f == getattr(other, "f", other)

    def __call__(self, *values):
        R = self.ring
        values = [v.f if isinstance(v, Poly) else
                  R.ring.ground_new(R.field.inner(v)) for v in values]
        total = R.ring.zero
        for e, c in self.f.items():
            term = R.ring.ground_new(c)
            for v, k in zip(values, e):
                term = term * v**k if k else term
            total = total + term
        return Poly(R, total)


class Series:
    """A polynomial in t, as the list of its coefficients."""

    def __init__(self, c):
        self.c = list(c)
        while self.c and self.c[-1] == 0:
            self.c.pop()

    def parent(self):
        return self

    def gen(self):
        return Series([0, 1])

    def __call__(self, x):
        return Fraction(sum(c * x**k for k, c in enumerate(self.c)))

    def __mul__(self, other):
        out = [0] * (len(self.c) + len(other.c))
        for i, a in enumerate(self.c):
            for j, b in enumerate(other.c):
                out[i + j] += a * b
        return Series(out)

    def __sub__(self, other):
        other = other.c if isinstance(other, Series) else [other]
        n = max(len(self.c), len(other))
        return Series([(self.c[k] if k < len(self.c) else 0) -
                       (other[k] if k < len(other) else 0) for k in range(n)])

    def __pow__(self, n):
        out = Series([1])
        for _ in range(n):
            out = out * self
        return out

    def __floordiv__(self, other):
        rest, out = list(self.c), [0] * len(self.c)
        while len(rest) >= len(other.c):
            k, q = len(rest) - len(other.c), Fraction(rest[-1], other.c[-1])
            out[k] = q
            for i, b in enumerate(other.c):
                rest[k + i] -= q * b
            rest.pop()
        return Series(out)


class Fractions:
    def __init__(self, N, D):
        self.N, self.D = N, D

    def numerator(self):
        return self.N

    def denominator(self):
        return self.D


def hilbert_numerator(L):
    """1 - .. of a monomial ideal: H(L) = H(L without m) - t^deg m H(L : m)."""
    if not L:
        return Series([1])
    m, rest = L[0], L[1:]
    quotient = [tuple(max(a - b, 0) for a, b in zip(e, m)) for e in rest]
    return hilbert_numerator(rest) - \
        Series([0] * sum(m) + [1]) * hilbert_numerator(quotient)


class Ideal:
    def __init__(self, R, L):
        self.R, self.L = R, [f for f in L if f.f]

    def gens(self):
        return self.L

    def groebner_basis(self):
        G = groebner([f.f for f in self.L], self.R.ring) if self.L else []
        return [Poly(self.R, g) for g in G]

    def leading(self):
        return [g.f.LM for g in self.groebner_basis()]

    def dimension(self):
        n, lead = len(self.R.names), self.leading()
        for size in range(n, -1, -1):
            for free in combinations(range(n), size):
                if all(any(e[k] for k in range(n) if k not in free)
                       for e in lead):
                    return size
        return -1

    def hilbert_series(self):
        n, N = len(self.R.names), hilbert_numerator(self.leading())
        t1, D = Series([1, -1]), n
        while D > 0 and N(1) == 0:
            N, D = N // t1, D - 1
        return Fractions(N, t1**D)

    def eliminate(self, names, extra=()):
        """The basis without the names, in a ring with these first."""
        keep = [x for x in self.R.names if x not in names]
        big, *_ = ring(list(names) + keep, self.R.field.domain, lex)
        place = [big.symbols.index(s) for s in
                 self.R.ring.symbols]
        def move(f):
            out = {}
            for e, c in f.items():
                new = [0] * len(big.symbols)
                for k, x in zip(place, e):
                    new[k] = x
                out[tuple(new)] = c
            return big.from_dict(out)
        G = groebner([move(f.f) for f in self.L] + [h(big) for h in extra], big)
        found = []
        for g in G:
            if not any(any(e[:len(names)]) for e in g):
                found.append(Poly(self.R, self.R.ring.from_dict(
                    {tuple(e[k] for k in place): c for e, c in g.items()})))
        return found, move

    def elimination_ideal(self, gens):
        names = [str(x.f.leading_expv().index(1)) for x in gens]
        names = [self.R.names[int(k)] for k in names]
        return Ideal(self.R, self.eliminate(names)[0])

    def saturation(self, J):
        (f,) = J.L
        def inverse(big):
            place = [big.symbols.index(s) for s in self.R.ring.symbols]
            out = {}
            for e, c in f.f.items():
                new = [0] * len(big.symbols)
                new[0] = 1
                for k, x in zip(place, e):
                    new[k] = x
                out[tuple(new)] = c
            return big.from_dict(out) - 1
        return Ideal(self.R, self.eliminate(["inverse"], [inverse])[0]), None


class matrix:
    def __init__(self, field, rows):
        self.rows = [[field(x) for x in row] for row in rows]
        self.field = field

    def rank(self):
        p = self.field.p
        rows = [[x.value for x in row] for row in self.rows]
        r = 0
        for j in range(len(rows[0]) if rows else 0):
            k = next((i for i in range(r, len(rows)) if rows[i][j]), None)
            if k is None:
                continue
            rows[r], rows[k] = rows[k], rows[r]
            c = pow(rows[r][j], -1, p) if p else 1 / rows[r][j]
            for i in range(r + 1, len(rows)):
                f = rows[i][j] * c
                rows[i] = [(x - f * y) % p if p else x - f * y
                           for x, y in zip(rows[i], rows[r])]
            r += 1
        return r
