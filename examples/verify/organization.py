"""Certificates of kind "organization": trees on the axes of a tensor are those that the
questionnaire gives, and their Haar coefficients have the stated energy and entropy.

verify.py calls check().  Only the standard library is used.  Everything is computed
with integers and fractions.  For softmax the entries are multiples of 2^-b, off by at
most 2 units, and a choice counts only when it is the same for all tensors within that
error.
"""

from decimal import Context, Decimal
from fractions import Fraction
from math import gcd
from operator import add, sub

AXES = ("query", "key", "head")
KEYS = ("format", "kind", "alpha", "beta", "tensor", "trees", "iterations", "state", "period", "energy", "nonzero",
        "l1_entropy", "n99", "softmax", "digest")
SOFTMAX = ("tau", "root", "mask", "bits", "iterations", "state", "period", "trees", "tree_invariant")
WORK = 4e9              # differences of numbers, some minutes


def lcm(a, b):
    return a // gcd(a, b) * b


class Tensor:
    """The entries x[i][j][t] / den up to error / den, and in twin, for each axis and slice,
    the first slice that is equal to it (in source, if given)."""

    def __init__(self, x, den, error=0, source=None):
        self.x, self.den, self.error = x, den, error
        self.n = (len(x), len(x[0]), len(x[0][0]))
        of = source or x
        self.twin = []
        for axis in range(3):
            found = {}
            self.twin.append([found.setdefault(str(slice_of(of, axis, i)), i) for i in range(self.n[axis])])

    def largest(self):
        return max(abs(v) for rows in self.x for row in rows for v in row)


def slice_of(x, axis, i):
    if axis == 0:
        return x[i]
    if axis == 1:
        return [rows[i] for rows in x]
    return [[v[i] for v in rows] for rows in x]


def read_tensor(value, tools):
    tools.need_keys(value, ("shape", "values"), "tensor")
    shape, values = value["shape"], value["values"]
    tools.need_list(shape, 3, "shape")
    tools.need(all(type(n) is int and n >= 1 for n in shape), "a side of the tensor is not a positive integer")
    tools.limit(shape[0] * shape[1] * shape[2] <= 10 ** 7, "the tensor is too large")
    tools.need_list(values, shape[0], "values")
    for rows in values:
        tools.need_list(rows, shape[1], "a slice of values")
        for row in rows:
            tools.need_list(row, shape[2], "a row of values")
    numbers = [[[exact(v, tools) for v in row] for row in rows] for rows in values]
    den = 1
    for rows in numbers:
        for row in rows:
            for v in row:
                den = lcm(den, v.denominator)
    return Tensor([[[int(v * den) for v in row] for row in rows] for rows in numbers], den)


def exact(value, tools):
    """The Fraction of an integer, or of "p/q" in lowest terms as certificates write it."""
    if type(value) is int:
        return Fraction(value)
    tools.need(type(value) is str and len(value) <= 40000, "an entry is not an exact number")
    try:
        x = Fraction(value)
    except (ValueError, ZeroDivisionError):
        x = None
    tools.need(x is not None and value == str(x) and (x.denominator > 1 or abs(x) >= tools.WORD),
               "an entry is not an exact number in lowest terms")
    return x


# -------------------------------------------------------------------- trees

def read_tree(value, n, axis, tools):
    """The levels of a tree, each a list of the folders' numbers, one for each element;
    folders are numbered in the order of their least elements."""
    tools.need(type(value) is list and value, "the %s tree is not a list" % axis)
    levels = []
    for level in value:
        tools.need(type(level) is list and all(type(f) is list and f for f in level),
                   "a level of the %s tree is not a list of folders" % axis)
        flat = [x for folder in level for x in folder]
        tools.need(all(type(x) is int for x in flat) and sorted(flat) == list(range(n)),
                   "a level of the %s tree is not a partition" % axis)
        tools.need(all(f == sorted(f) for f in level) and level == sorted(level),
                   "the folders of the %s tree are not in order" % axis)
        label = [None] * n
        for number, folder in enumerate(level):
            for x in folder:
                label[x] = number
        levels.append(label)
    tools.need(set(levels[0]) == {0} and levels[-1] == list(range(n)),
               "the %s tree does not go from the whole to single elements" % axis)
    for above, below in zip(levels, levels[1:]):
        parents = {}
        for a, b in zip(above, below):
            tools.need(parents.setdefault(b, a) == a, "a level of the %s tree does not refine the one above" % axis)
    return levels


def weights(levels, alpha, beta):
    """For each level and folder I, |I|^(beta - 1) 2^(alpha (depth - level)) times a common
    factor that makes it an integer; and the sum of weight times |I|."""
    sizes = [[label.count(f) for f in range(max(label) + 1)] for label in levels]
    common = 1
    for row in sizes:
        for s in row:
            common = lcm(common, s)
    depth, total, result = len(levels) - 1, 0, []
    for l, row in enumerate(sizes):
        result.append([(s ** beta * (common if beta == 0 else 1) // s) << alpha * (depth - l) for s in row])
        total += sum(w * s for w, s in zip(result[-1], row))
    return result, total


def distances(X, axis, trees, alpha, beta):
    """All distances of slices, in a common unit, and a bound for their errors."""
    n = X.n[axis]
    slices = [slice_of(X.x, axis, i) for i in range(n)]
    rows, columns = len(slices[0]), len(slices[0][0])
    if trees is None:
        vectors, error = [[v for row in s for v in row] for s in slices], 2 * X.error * rows * columns
    else:
        (a, b) = [trees[k] for k in range(3) if k != axis]
        wa, total_a = weights(a, alpha, beta)
        wb, total_b = weights(b, alpha, beta)
        vectors, error = [], 2 * X.error * total_a * total_b
        for s in slices:
            half = []
            for row in s:
                line = []
                for label, w in zip(b, wb):
                    sums = [0] * len(w)
                    for x, v in zip(label, row):
                        sums[x] += v
                    line += [v * f for v, f in zip(sums, w)]
                half.append(line)
            vector = []
            for label, w in zip(a, wa):
                sums = [[0] * len(half[0]) for _ in w]
                for x, line in zip(label, half):
                    sums[x] = list(map(add, sums[x], line))
                for line, f in zip(sums, w):
                    vector += [f * v for v in line]
            vectors.append(vector)
    d = [[0] * n for _ in range(n)]
    for x in range(n):
        for y in range(x):
            # map runs the innermost loop in C.
            d[x][y] = d[y][x] = sum(map(abs, map(sub, vectors[x], vectors[y])))
    return d, error


def linkage(d, error, twin, tools):
    """The tree that joins nearest pairs: levels of labels, from the whole to single elements."""
    n = len(d)
    clusters = [[x] for x in range(n)]
    levels = [list(range(n))]
    while len(clusters) > 1:
        def average(i, j):
            p, q = clusters[i], clusters[j]
            return Fraction(sum(d[x][y] for x in p for y in q), len(p) * len(q))

        def equal(i, j):
            return len({twin[x] for x in clusters[i] + clusters[j]}) == 1
        m = len(clusters)
        mean = {(i, j): average(i, j) for i in range(m) for j in range(i + 1, m)}
        free, joined = set(range(m)), {}
        for (i, j), value in sorted(mean.items(), key=lambda item: (item[1], item[0])):
            if i not in free or j not in free:
                continue
            if error:
                for c in free - {i, j}:
                    for k in (i, j):
                        other = mean[min(k, c), max(k, c)]
                        tools.need(other - value > 2 * error or equal(i, j) and equal(k, c),
                                   "the bits leave a choice of the trees open")
            free -= {i, j}
            joined[i] = j
        clusters = [sorted(clusters[i] + (clusters[joined[i]] if i in joined else []))
                    for i in range(m) if i not in joined.values()]
        label = [0] * n
        for number, cluster in enumerate(clusters):
            for x in cluster:
                label[x] = number
        levels.append(label)
    return levels[::-1]


def check_run(claim, trees, X, alpha, beta, tools):
    """Checks that the trees are those after the claimed iterations.  Returns the trees of the
    last period iterations, or the given ones."""
    iterations, period, state = claim["iterations"], claim["period"], claim["state"]
    tools.need(type(iterations) is int and type(period) is int and 0 <= period <= iterations,
               "iterations and period do not fit together")
    if state == "given":
        tools.need(iterations == 0 and period == 0, "given trees have no iterations")
        return [trees]
    # Each pair of slices has about four times as many pairs of folders as cells.
    work = 2 * sum(X.n) * X.n[0] * X.n[1] * X.n[2] * (iterations + 1)
    tools.limit(work <= WORK, "too much work")

    def tree(axis, others):
        d, error = distances(X, axis, others, alpha, beta)
        return linkage(d, error, X.twin[axis], tools)
    past = [[tree(axis, None) for axis in range(3)]]
    for k in range(1, iterations + 1):
        now = list(past[-1])
        for axis in (2, 0, 1):
            now[axis] = tree(axis, now)
        before = [j for j in range(k) if past[j] == now]
        tools.need(not before or k == iterations, "the trees already repeat after %d iterations" % k)
        past.append(now)
    before = [j for j in range(iterations) if past[j] == past[-1]]
    found = iterations - before[-1] if before else 0
    tools.need(past[-1] == trees, "the trees are not those after %d iterations" % iterations)
    tools.need(found == period and state == ("fixed" if found == 1 else "cycle" if found else "stopped"),
               "the state of the trees is wrong")
    return past[-max(period, 1):]


def same_outcome(one, two, axis, tools):
    """Whether two runs (claim and trees of check_run) go through the same trees of an axis forever,
    wherever they begin; or, when one has been stopped, whether they have the same tree then."""
    (a, past_a), (b, past_b) = one, two
    for c, d in ((a, b), (b, a)):
        tools.need(c["state"] != "stopped" or c["iterations"] >= d["iterations"],
                   "trees of different numbers of iterations are compared")
    p, q = [past[axis] for past in past_a], [past[axis] for past in past_b]
    if "stopped" in (a["state"], b["state"]):
        last = max(a["iterations"], b["iterations"])
        return p[(last - a["iterations"] - 1) % len(p)] == q[(last - b["iterations"] - 1) % len(q)]
    p, q = p * len(q), q * len(p)
    return any(p == q[j:] + q[:j] for j in range(len(q)))


# ------------------------------------------------------------- coefficients

def haar(levels):
    """The Haar basis of a tree as integer vectors; children are taken by decreasing size, then
    by least element."""
    n = len(levels[0])
    basis = [[1] * n]
    for above, below in zip(levels, levels[1:]):
        for folder in range(max(above) + 1):
            children = {}
            for x in range(n):
                if above[x] == folder:
                    children.setdefault(below[x], []).append(x)
            left = sorted(children.values(), key=lambda c: (-len(c), c[0]))
            for i, child in enumerate(left[:-1]):
                rest = [x for c in left[i + 1:] for x in c]
                vector = [0] * n
                for x in child:
                    vector[x] = len(rest)
                for x in rest:
                    vector[x] = -len(child)
                basis.append(vector)
    return basis


def times(basis, rows):
    """For each vector of the basis, the sum of its entries times the rows."""
    result = []
    for vector in basis:
        total = [0] * len(rows[0])
        for h, row in zip(vector, rows):
            if h:
                total = [t + h * v for t, v in zip(total, row)]
        result.append(total)
    return result


def coefficients(X, trees):
    """[(coefficient, squared norm of its basis vector)]; coefficients are integers over X.den."""
    bases = [haar(tree) for tree in trees]
    norms = [[sum(h * h for h in v) for v in basis] for basis in bases]
    q, k, h = X.n
    flat = times(bases[0], [[v for row in rows for v in row] for rows in X.x])
    result = []
    for u, line in enumerate(flat):
        rows = times(bases[1], [line[j * h:(j + 1) * h] for j in range(k)])
        for v, row in enumerate(rows):
            for w, (c,) in enumerate(times(bases[2], [[x] for x in row])):
                result.append((c, norms[0][u] * norms[1][v] * norms[2][w]))
    return result


def split(n):
    """(f, s) with n = f^2 s, s squarefree."""
    f, s, p = 1, 1, 2
    while n > 1:
        while n % p == 0:
            n //= p
            if s % p == 0:
                s //= p
                f *= p
            else:
                s *= p
        p += 1
    return f, s


def check_entropy(c, X, trees, tools):
    sums, squares, known = {}, [], {}
    for value, norm in coefficients(X, trees):
        if value:
            if norm not in known:
                known[norm] = split(norm)
            f, s = known[norm]
            sums[s] = sums.get(s, 0) + Fraction(abs(value), f * s * X.den)
            squares.append(Fraction(value * value, norm * X.den ** 2))
    energy = sum(squares, Fraction(0))
    tools.need(energy == Fraction(sum(v * v for rows in X.x for row in rows for v in row), X.den ** 2),
               "Parseval fails: report this")
    total, n99 = Fraction(0), 0
    for square in sorted(squares, reverse=True):
        if total >= Fraction(99, 100) * energy:
            break
        total += square
        n99 += 1

    def written(x):
        return tools.number(x.numerator) if x.denominator == 1 else str(x)
    for key, value in (("energy", written(energy)), ("nonzero", len(squares)), ("n99", n99),
                       ("l1_entropy", [{"root": tools.number(s), "value": written(sums[s])} for s in sorted(sums)])):
        tools.need(tools.same(c[key], value), "%s is wrong" % key)
    return len(sums)


# ------------------------------------------------------------------ softmax

def softmax(X, tau, root, causal, bits, tools):
    """softmax(tau X / sqrt(root)) within 2 units of 2^-bits.  Decimal.exp and sqrt are
    correctly rounded, and with these digits all other errors are far below one unit.  causal:
    query i sees the keys 0 .. i; later entries are 0."""
    def seen(i):
        return X.x[i][:i + 1] if causal else X.x[i]
    spread = max(max(row[t] for row in seen(i)) - min(row[t] for row in seen(i))
                 for i in range(X.n[0]) for t in range(X.n[2]))
    tools.limit((spread * tau) ** 2 <= root * (X.den << 24) ** 2, "the scores times tau are too far apart")
    digits = Context(prec=bits * 302 // 1000 + 40, Emin=-10 ** 9, Emax=10 ** 9)
    scale, below = Decimal(2 ** bits), digits.sqrt(Decimal(root))
    U = [[[None] * X.n[2] for _ in rows] for rows in X.x]
    Y = [[[0] * X.n[2] for _ in rows] for rows in X.x]
    for i in range(X.n[0]):
        rows = seen(i)
        for t in range(X.n[2]):
            top = max(row[t] for row in rows)
            e = []
            for j, row in enumerate(rows):
                U[i][j][t] = row[t] - top
                x = Fraction(row[t] - top, X.den) * tau
                x = digits.divide(Decimal(x.numerator), Decimal(x.denominator))
                e.append(digits.exp(digits.divide(x, below)))
            total = Decimal(0)
            for v in e:
                total = digits.add(total, v)
            for j, v in enumerate(e):
                Y[i][j][t] = int(digits.divide(digits.multiply(v, scale), total))
    return Tensor(Y, 2 ** bits, 2, U)


def check_softmax(c, X, trees_past, alpha, beta, tools):
    s = c["softmax"]
    tools.need_keys(s, SOFTMAX, "softmax")
    tau, root, bits = exact(s["tau"], tools), s["root"], s["bits"]
    tools.need(tau > 0 and all(type(n) is int and n >= 1 for n in (root, bits)), "tau, root or bits is not positive")
    tools.need(s["mask"] in ("none", "causal"), "an unknown mask")
    causal = s["mask"] == "causal"
    tools.need(not causal or X.n[0] == X.n[1], "a causal mask needs as many keys as queries")
    tools.limit(bits <= 4096, "there are too many bits")
    tools.need(s["state"] in ("fixed", "cycle", "stopped"), "an unknown state of the trees of softmax")
    tools.need_keys(s["trees"], AXES, "trees of softmax")
    other = [read_tree(s["trees"][axis], n, axis, tools) for axis, n in zip(AXES, X.n)]
    past = check_run(s, other, softmax(X, tau, root, causal, bits + 64, tools), alpha, beta, tools)
    same = [same_outcome((c, trees_past), (s, past), axis, tools) for axis in range(3)]
    tools.need(tools.same(s["tree_invariant"], dict(zip(AXES, same))), "tree_invariant is wrong")
    return same


# -------------------------------------------------------------------- words

def many(n, word):
    return "%d %s%s" % (n, word, "" if n == 1 else "s")


def outcome(c):
    if c["state"] == "given":
        return "are given"
    if c["state"] == "stopped":
        return "are those after %s, which have not repeated yet" % many(c["iterations"], "iteration")
    if c["state"] == "fixed":
        return "are a fixed point, reached after " + many(c["iterations"], "iteration")
    return "go through a cycle of %d, which closes after %s" % (c["period"], many(c["iterations"], "iteration"))


def axes_where(same, wanted):
    names = [axis for axis, s in zip(AXES, same) if s == wanted]
    text = names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1]
    return text + (" axis" if len(names) == 1 else " axes")


def words(c, n, roots, same):
    text = "the trees of X, a tensor of %d x %d x %d, " % n + outcome(c)
    soft = c["softmax"]
    if c["state"] != "given" or soft:
        text += " (alpha %d, beta %d)" % (c["alpha"], c["beta"])
    if roots == 0:
        text += "; its l1 entropy is 0"
    else:
        text += "; in them its l1 entropy is a sum of %s, %s %s not 0 and %d hold%s 99%% of the energy" % (
            many(roots, "square root"), many(c["nonzero"], "coefficient"), "is" if c["nonzero"] == 1 else "are", c["n99"],
            "s" if c["n99"] == 1 else "")
    if soft:
        tau = str(soft["tau"])
        text += "; the trees of softmax(tau X%s), tau = %s%s, %s; " % (
            " / sqrt(%d)" % soft["root"] if soft["root"] > 1 else "", tau[:40] + (".." if len(tau) > 40 else ""),
            ", with a causal mask" if soft["mask"] == "causal" else "", outcome(soft))
        if "stopped" in (c["state"], soft["state"]):
            text += "after %s " % many(max(c["iterations"], soft["iterations"]), "iteration")
        text += "they are "
        if True in same:
            text += "the same as those of X on the " + axes_where(same, True)
        if False in same:
            text += (", others on the " if True in same else "others than those of X on the ") + axes_where(same, False)
    return text


def check(c, tools):
    """The sentence that the certificate proves.  tools is the module basics, whose functions
    raise its exceptions where the check fails."""
    tools.need_keys(c, KEYS, "the certificate")
    tools.need(c["digest"] == tools.sha256({k: c[k] for k in c if k != "digest"}), "the digest is wrong")
    alpha, beta = c["alpha"], c["beta"]
    tools.need(all(type(x) is int and x >= 0 for x in (alpha, beta)), "alpha or beta is not an integer >= 0")
    tools.limit(max(alpha, beta) <= 64, "alpha and beta beyond 64 are too large")
    tools.need(c["state"] in ("fixed", "cycle", "stopped", "given"), "an unknown state of the trees")
    X = read_tensor(c["tensor"], tools)
    tools.need_keys(c["trees"], AXES, "trees")
    trees = [read_tree(c["trees"][axis], n, axis, tools) for axis, n in zip(AXES, X.n)]
    roots = check_entropy(c, X, trees, tools)
    past = check_run(c, trees, X, alpha, beta, tools)
    same = check_softmax(c, X, past, alpha, beta, tools) if c["softmax"] is not None else None
    return words(c, X.n, roots, same) + ", proved"
