"""Symmetries that a certificate lists, for any network of attention and feed-forward.

A field dw_i = sum of c w_j is a symmetry when the output does not change along it.  Numbers
are polynomials in the weights, the inputs and the functions that the network applies: the
inverse x of a satisfies x a = 1, the inverse root x^2 a = 1, cosine and sine c^2 + s^2 = 1,
and the exponential e of a has the derivative e a'.  A polynomial vanishes wherever all is
defined when it becomes 0 after these relations have been used, from the last function to
the first.

The state y is followed from sublayer to sublayer.  While it changes by L y + l, for a matrix
L and a vector l of numbers, the next sublayer is looked at with any input that changes so.

First an evaluation modulo a prime, where exponentials are any residues, is differentiated: a
field along which it changes can not be proved in this way.
"""

from fractions import Fraction

import free

MOST_PRODUCTS = 3e7             # of terms, for a certificate
BITS = 16                       # of a monomial, for the exponent of one variable
MOST_DEGREE = 2 ** BITS - 1
MOST_NUMBERS = 2 ** 15          # of an evaluation
MOST_TOKENS = 16
MOST_DRAWN = 2 ** 21            # numbers in all evaluations modulo the prime
MOST_SWEPT = 2 ** 23            # numbers in the sweeps of all outputs


class TooLarge(Exception):
    """There are too many terms, or the degrees are too large."""


class Outside(Exception):
    """The theorem is not about this network."""


class Work:
    """The products of terms that may still be computed.  A monomial is as long as there are
    variables, and what it costs grows with their number."""

    def __init__(self, left):
        self.left, self.variables = left, 0

    def spend(self, products):
        self.left -= (products + 1) * (1 + self.variables / 512)
        if self.left < 0:
            raise TooLarge


class Polynomial:
    """terms: {monomial: coefficient}, a monomial having the exponent of variable n in its bits
    from BITS n on; degree: at least the total degree."""

    __slots__ = ("terms", "degree")

    def __init__(self, terms, degree):
        self.terms, self.degree = terms, degree

    def __bool__(self):
        return bool(self.terms)

    def __eq__(self, other):
        return self.terms == other.terms

    def multiple(self, c):
        return Polynomial({m: c * x for m, x in self.terms.items()} if c else {}, self.degree)

    def powers(self, n):
        """{k: the polynomial in front of the k-th power of variable n}."""
        found, shift = {}, BITS * n
        for m, x in self.terms.items():
            k = m >> shift & MOST_DEGREE
            found.setdefault(k, {})[m - (k << shift)] = x
        return {k: Polynomial(terms, self.degree) for k, terms in found.items()}


ZERO = Polynomial({}, 0)


def number(c):
    return Polynomial({0: c} if c else {}, 0)


def variable(n):
    return Polynomial({1 << BITS * n: 1}, 1)


def plus(*polynomials):
    terms, degree = {}, 0
    for f in polynomials:
        degree = max(degree, f.degree)
        for m, x in f.terms.items():
            x += terms.get(m, 0)
            if x:
                terms[m] = x
            else:
                del terms[m]
    return Polynomial(terms, degree)


def product(f, g, work):
    if not f or not g:
        return ZERO
    work.spend(len(f.terms) * len(g.terms))
    if f.degree + g.degree > MOST_DEGREE:
        raise TooLarge
    terms = {}
    for m, x in f.terms.items():
        for n, y in g.terms.items():
            terms[m + n] = terms.get(m + n, 0) + x * y
    return Polynomial({m: x for m, x in terms.items() if x}, f.degree + g.degree)


# ------------------------------------------------------------------ an evaluation

class Symbols(free.Tape):
    """Numbers that are polynomials; up[n] has the derivatives of number n.  function[k], the
    variable leaves + k, is (kind, argument), the argument of an angle being its frequency."""

    def __init__(self, leaves, work):
        super().__init__(0, 0)
        self.leaves, self.work, self.function, self.inverse_of = leaves, work, [], {}

    def put(self, value, up=()):
        if len(self.value) > MOST_NUMBERS:
            raise TooLarge
        self.value.append(value)
        self.up.append(up)
        return len(self.value) - 1

    def note(self, *numbers):
        pass

    def rational(self, num, den=1):
        x = Fraction(num, den)
        return self.put(number(x.numerator if x.denominator == 1 else x))

    def dot(self, pairs, rest=()):
        parts, up = [self.value[a] for a in rest], [(a, number(1)) for a in rest]
        self.work.spend(sum(len(f.terms) for f in parts))
        for a, b in pairs:
            if any(x in self.inverse_of and self.inverse_of[x] == self.value[y] for x, y in ((a, b), (b, a))):
                parts.append(number(1))         # x times 1/x
                continue
            parts.append(product(self.value[a], self.value[b], self.work))
            self.work.spend(len(parts[-1].terms))
            up += [(a, self.value[b]), (b, self.value[a])]
        return self.put(plus(*parts), up)

    def symbol(self, kind, argument):
        """The variable of that function, the same for the same argument."""
        for k, (other, known) in enumerate(self.function):
            if other == kind and (known == argument if kind in ("cosine", "sine", "constant") else
                                  known == argument or self.vanishes(plus(known, argument.multiple(-1)))):
                return variable(self.leaves + k)
        self.function.append((kind, argument))
        self.work.variables = max(self.work.variables, self.leaves + len(self.function))
        return variable(self.leaves + len(self.function) - 1)

    def of(self, kind, a, slope):
        if kind != "exponential" and self.vanishes(self.value[a]):
            raise Outside("the network divides by 0")
        x = self.symbol(kind, self.value[a])
        return self.put(x, [(a, slope(x))])

    def inverse(self, a):
        n = self.of("inverse", a, lambda x: product(x, x, self.work).multiple(-1))
        self.inverse_of[n] = self.value[a]
        return n

    def exp(self, a):
        return self.of("exponential", a, lambda x: x)

    def inverse_root(self, a):
        return self.of("root", a, lambda x: product(x, product(x, x, self.work), self.work).multiple(Fraction(-1, 2)))

    def sqrt8pi(self):
        return self.put(self.symbol("constant", 0))

    def angle(self, m, size, position):
        c, s = (self.symbol(kind, Fraction(m, size)) for kind in ("cosine", "sine"))
        u, v = number(1), ZERO
        for _ in range(position):
            u, v = (plus(product(u, c, self.work), product(v, s, self.work).multiple(-1)),
                    plus(product(u, s, self.work), product(v, c, self.work)))
        return self.put(u), self.put(v)

    def vanishes(self, f):
        """Whether the relations show that f is 0."""
        left = [f]
        self.work.spend(len(f.terms) + len(self.function))
        for k in range(len(self.function) - 1, -1, -1):
            left = [g for f in left for g in self.without(f, k)]
        return not any(left)

    def without(self, f, k):
        """Polynomials without function k; where they vanish, f does."""
        (kind, argument), powers = self.function[k], f.powers(self.leaves + k)
        if set(powers) <= {0} or kind in ("exponential", "cosine", "constant"):
            return [f]
        if kind == "sine":
            c = variable(self.leaves + k - 1)
            argument = plus(number(1), product(c, c, self.work).multiple(-1))
        step = 1 if kind == "inverse" else 2
        found = []
        for first in range(step):
            # of x^first times a polynomial in x^step, which is 1/argument, or the argument of a sine
            some = {n // step: g for n, g in powers.items() if n % step == first}
            order = range(max(some, default=-1) + 1)
            total = ZERO
            for n in reversed(order) if kind == "sine" else order:
                total = plus(product(total, argument, self.work), some.get(n, ZERO))
            found.append(total)
        return found


class Part:
    """The sublayers first .. end - 1 at general weights and a general input."""

    def __init__(self, weights, t, first, end, work):
        rows, self.total = weights.subs[first].d, weights.total
        work.variables = max(work.variables, weights.total + rows * t)
        self.first, self.end, self.work = first, end, work
        self.T = Symbols(weights.total + rows * t, work)
        run = free.Run(weights, [variable(n) for n in range(weights.total)],
                       [[variable(weights.total + r * t + n) for n in range(t)] for r in range(rows)],
                       self.T, first=first, end=end)
        self.out, self.input = run.out, run.input

    def motion(self, state, r, n, L, l):
        return plus(number(l[r]), *(self.T.value[row[n]].multiple(c) for row, c in zip(state, L[r])))

    def move(self, field, L, l):
        """The changes of the output along the field, for an input that changes by L y + l."""
        T, change = self.T, {}
        for to, source, c in field:
            x = number(c) if source is None else variable(source).multiple(c)
            change[to] = plus(change.get(to, ZERO), x)
        for r, row in enumerate(self.input):
            for n, place in enumerate(row):
                change[place] = self.motion(self.input, r, n, L, l)
        for n, up in enumerate(T.up):
            if up:
                x = plus(*(product(change[a], slope, self.work) for a, slope in up if change.get(a)))
                if x:
                    change[n] = x
        return [[change.get(place, ZERO) for place in row] for row in self.out]

    def moves(self, changes, L, l):
        """Whether these are L y + l, with y the output."""
        return all(self.T.vanishes(plus(x, self.motion(self.out, r, n, L, l).multiple(-1)))
                   for r, row in enumerate(changes) for n, x in enumerate(row))


# ------------------------------------------------------------------ fields

def still(rows):
    return [[0] * rows for _ in range(rows)], [0] * rows


class Limited(free.Tape):
    """Numbers mod p, and no more than so many."""

    def put(self, value, up=()):
        if len(self.value) > MOST_NUMBERS:
            raise TooLarge
        return super().put(value, up)


def gradients(weights, t):
    """Values of the weights mod a prime, and the derivatives of all outputs at one input; None when
    no input is found where everything is defined, or that is too much."""
    count = drawn = 0
    while drawn < MOST_DRAWN:
        tape = Limited(free.PRIME, 0x66726565)
        numbers = [free.draw(0x6c6973746564, 9, count + n, free.PRIME) for n in range(weights.total + weights.subs[0].d * t)]
        count += len(numbers)
        values, rest = numbers[:weights.total], numbers[weights.total:]
        try:
            run = free.Run(weights, values, [rest[n:n + t] for n in range(0, len(rest), t)], tape)
        except free.Undefined as reason:
            if reason.root is None and "residue" in str(reason):
                raise               # erf and relu have none at all
            drawn += len(tape.value)
            continue
        except TooLarge:
            return None
        if len(tape.value) * len(run.out) * t > MOST_SWEPT:
            return None
        return values, [run.T.gradient(place)[:weights.total] for row in run.out for place in row]
    return None


class Listed:
    """Fields of the network with these sublayers, on t tokens."""

    def __init__(self, subs, t):
        if t > MOST_TOKENS:
            raise TooLarge
        self.weights, self.subs, self.t = free.Weights(subs), subs, t
        self.work, self.parts, self.owner = Work(MOST_PRODUCTS), {}, {}
        self.point = gradients(self.weights, t)
        for (j, key, _), block in self.weights.block.items():
            for r, row in enumerate(block):
                for c, place in enumerate(row):
                    self.owner[place] = j, key, r, c, block

    def part(self, first, end):
        if (first, end) not in self.parts:
            self.parts[first, end] = Part(self.weights, self.t, first, end, self.work)
        return self.parts[first, end]

    def next(self, j):
        """The first sublayer behind j that is not beside it."""
        j += 1
        while j < len(self.subs) and self.subs[j].parallel:
            j += 1
        return j

    def guess(self, field, first, end, l):
        """How the output of these sublayers may move, from what the field does to matrices that
        write it; l: the vector of their input."""
        L, new = still(self.subs[end - 1].out)
        if self.subs[first].residual:
            new = list(l)
        for to, source, c in field:
            j, key, r, column, block = self.owner[to]
            if not first <= j < end or key not in ("V", "V_bias", "O", "down", "output_bias"):
                continue
            if source is None:
                if key in ("V_bias", "output_bias"):
                    new[r] += c
            elif self.owner[source][4] is block and self.owner[source][3] == column:
                L[r][self.owner[source][2]] = c
        return L, new

    def one_by_one(self, field, first, end):
        L, l = still(self.subs[first].d)
        j = first
        while j < len(self.subs) and (j < end or (L, l) != still(len(l))):
            part = self.part(j, self.next(j))
            changes = part.move(field, L, l)
            L, l = self.guess(field, j, part.end, l)
            if not part.moves(changes, L, l):
                L = still(len(l))[0]
                if not part.moves(changes, L, l):
                    return False
            j = part.end
        return (L, l) == still(len(l))

    def together(self, field, first, end):
        part = self.part(first, end)
        rest = still(self.subs[end - 1].out)
        return part.moves(part.move(field, *still(self.subs[first].d)), *rest)

    def changes(self, field):
        """Whether the output changes at the point."""
        if not self.point:
            return False
        values, rows = self.point
        moved = [(to, c * (1 if source is None else values[source])) for to, source, c in field]
        # outputs do not depend on weights whose derivative is left out
        return any(sum(x * row[to] for to, x in moved if to < len(row)) % free.PRIME for row in rows)

    def is_symmetry(self, field):
        """Whether the field, a list of (to, source or None, number), is shown to be one."""
        if not field:
            return True
        touched = sorted(self.owner[to][0] for to, _, _ in field)
        first, end, last = touched[0], self.next(touched[-1]), len(self.subs)
        while self.subs[first].parallel:
            first -= 1
        large = False
        for way, *where in ((self.one_by_one, first, end), (self.together, first, end),
                            (self.together, first, last), (self.together, 0, last)):
            try:
                if way(field, *where):
                    return True
            except TooLarge:
                large = True
        if large:
            raise TooLarge
        return False
