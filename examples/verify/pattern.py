"""Certificates of sparse attention, which verify.py judges.

A certificate gives exact inputs of a softmax attention whose parameters depend only on
its hidden size, and claims that the attention matrix is near a given sparse one; or it
gives a frame whose coherence mu shows this for every matrix of a class.  Logarithms are
enclosed in intervals with integer ends.  Only the standard library is used.
"""

from fractions import Fraction
from math import gcd
from operator import mul

from basics import Unable, exact, limit, need, need_keys, need_list, sha256

# The limits of this checker:
LENGTH = 16384          # tokens
WORK = 2 ** 27          # products
FRAME = 2 ** 30         # the same for signs, 64 of which count as one
LOG_BITS = 2 ** 14      # bits of a logarithm


def atanh_units(p, q, Q):
    """atanh(p/q) for |p/q| <= 1/3 in units of 2^-Q, and a bound for the error."""
    z = (p << Q) // q
    square, term, value, n = z * z >> Q, z, 0, 0
    while term not in (0, -1):          # a term is off by at most 3 units
        value += term // (2 * n + 1)
        term = term * square >> Q
        n += 1
    return value, 4 * n + 8


def log_bounds(x, P):
    """Integers a <= 2^P log(x) <= b for a rational x > 0."""
    p, q = x.numerator, x.denominator
    shift = p.bit_length() - q.bit_length()
    p, q = (p, q << shift) if shift >= 0 else (p << -shift, q)      # 1/2 < p/q < 2
    guard = 32 + abs(shift).bit_length() + P.bit_length()
    two, two_error = atanh_units(1, 3, P + guard)
    rest, rest_error = atanh_units(p - q, p + q, P + guard)
    value = 2 * (shift * two + rest)
    error = 2 * (abs(shift) * two_error + rest_error)
    return (value - error) >> guard, -(-(value + error) >> guard)


def below_log(r, x):
    """Whether r < log(x) for rationals r and x > 0, x != 1, which are never equal."""
    if r == 0:
        return x > 1
    P = 64
    while P <= LOG_BITS:
        low, high = log_bounds(x, P)
        if r.numerator << P < low * r.denominator:
            return True
        if r.numerator << P > high * r.denominator:
            return False
        P *= 2
    raise Unable("a logarithm is not decided by this checker")


def read_sparse(value, length, positive, where):
    """Sorted triples [i,j,value], counted from 1, as rows of pairs (j, value), from 0."""
    need(type(value) is list, "%s is not a list" % where)
    rows, last = [[] for _ in range(length)], (0, 0)
    for triple in value:
        need_list(triple, 3, "an entry of " + where)
        i, j, x = triple
        need(type(i) is int and type(j) is int and 1 <= i <= length and 1 <= j <= length,
             "an entry of %s is out of range" % where)
        need((i, j) > last, "an entry of %s is out of order" % where)
        x, last = exact(x), (i, j)
        need(not positive or x > 0, "an entry of %s is not positive" % where)
        rows[i - 1].append((j - 1, x))
    need(not positive or all(rows), "a row of %s is zero" % where)
    return rows


def read_frame(value, length, size):
    """(product, norm) for queries of signs or symbols: product(i, j) is the scalar product
    of two rows, norm that of a row with itself."""
    if type(value) is dict and "signs" in value:
        need_keys(value, ("signs",), "queries")
        need_list(value["signs"], length, "signs")
        for row in value["signs"]:
            need(type(row) is str and len(row) == size and set(row) <= {"+", "-"}, "a row of signs is wrong")
        bits = [int(row.replace("+", "0").replace("-", "1"), 2) for row in value["signs"]]
        return lambda i, j: size - 2 * bin(bits[i] ^ bits[j]).count("1"), size
    need_keys(value, ("symbols", "alphabet"), "queries")
    alphabet = value["alphabet"]
    need(type(alphabet) is int and alphabet >= 1 and size % alphabet == 0, "the alphabet does not divide the size")
    need_list(value["symbols"], length, "symbols")
    for row in value["symbols"]:
        need_list(row, size // alphabet, "a row of symbols")
        need(all(type(x) is int and 0 <= x < alphabet for x in row), "a symbol is not in the alphabet")
    rows = value["symbols"]
    return lambda i, j: sum(x == y for x, y in zip(rows[i], rows[j])), size // alphabet


def integer_row(row):
    """(integers, denominator) of a row of Fractions."""
    d = lcm_of(x.denominator for x in row)
    return [x.numerator * (d // x.denominator) for x in row], d


def lcm_of(numbers):
    result = 1
    for n in numbers:
        result = result // gcd(result, n) * n
    return result


def logits(c, length, size):
    """Yields the rows of scale times queries times keys, as (integers, denominator)."""
    scale, queries, keys = exact(c["scale"]), c["queries"], c["keys"]
    if type(queries) is dict and "rows" in queries:
        need_keys(queries, ("rows",), "queries")
        need_keys(keys, ("rows",), "keys")
        limit(length * length * size <= WORK, "the matrices are too large")
        for name, rows in (("queries", queries["rows"]), ("keys", keys["rows"])):
            need_list(rows, length, name)
            for row in rows:
                need_list(row, size, "a row of " + name)
        key, common = integer_row([exact(x) for row in keys["rows"] for x in row])
        key = [key[j * size:(j + 1) * size] for j in range(length)]
        for row in queries["rows"]:
            query, d = integer_row([exact(x) for x in row])
            yield [sum(map(mul, query, k)) * scale.numerator for k in key], d * common * scale.denominator
        return
    need_keys(keys, ("combination",), "keys")
    product, _ = read_frame(queries, length, size)
    B = read_sparse(keys["combination"], length, False, "combination")
    limit(length * sum(map(len, B)) <= WORK and length * length * size // 64 <= FRAME,
          "the matrices are too large")
    common = lcm_of(x.denominator for row in B for _, x in row)
    B = [[(j, x.numerator * (common // x.denominator)) for j, x in row] for row in B]
    for i in range(length):
        S = [0] * length
        for k in range(length):
            weight = product(i, k) * scale.numerator
            if weight:
                for j, x in B[k]:
                    S[j] += weight * x
        yield S, common * scale.denominator


def check_ratios(S, d, row, e1, where):
    """Checks S_a - S_b + log(A_b / A_a) < log(1 + e1) for all wanted a, b."""
    groups = {}                         # equal entries: only extreme logits matter
    for j, x in row:
        low, high = groups.get(x, (S[j], S[j]))
        groups[x] = min(low, S[j]), max(high, S[j])
    for a, (_, high) in groups.items():
        for b, (low, _) in groups.items():
            r, x = Fraction(high - low, d), (1 + e1) * a / b
            good = r < 0 if x == 1 else below_log(r, x)
            need(good, "%s: a ratio of two wanted entries is off by e1 or more (T1)" % where)


def check_pattern(c, length, size, e1, e2):
    """Checks that the logits are those of the matrix up to e1 and e2 (doc/proofs/pattern).
    Returns the sentence that this proves."""
    A = read_sparse(c["matrix"], length, True, "the matrix")
    spread = Fraction(0)
    for i, (S, d) in enumerate(logits(c, length, size)):
        where, wanted = "row %d" % (i + 1), {j for j, _ in A[i]}
        spread = max(spread, Fraction(max(S) - min(S), d))
        others = [S[j] for j in range(length) if j not in wanted]
        if others:
            need(below_log(Fraction(max(others) - min(S[j] for j in wanted), d), e2),
                 "%s: an unwanted entry is not below e2 times a wanted one (T2)" % where)
        check_ratios(S, d, A[i], e1, where)
    need(exact(c["spread"]) == spread, "the spread is not that of the logits")
    return "hidden size %d realises this %d x %d matrix, e1 = %s, e2 = %s" % (size, length, length, e1, e2)


def check_class(c, length, size, e1, e2):
    """Checks 2 mu (k - 1) (beta + log ratio) < log(1 + e1) and mu (2k - 1) (beta + log
    ratio) < beta + log(e2), where mu is the largest product of two rows of the frame.
    Returns the sentence that this proves."""
    k, ratio, mu, beta = c["column_nonzeros"], exact(c["ratio"]), exact(c["mu"]), exact(c["beta"])
    need(type(k) is int and 1 <= k <= length and ratio >= 1 and beta > 0, "the numbers of the class are wrong")
    limit(length * length * size // 64 <= FRAME, "the frame is too large")
    product, norm = read_frame(c["queries"], length, size)
    need(mu == Fraction(max(abs(product(i, j)) for i in range(length) for j in range(i)), norm),
         "mu is not the largest product of two queries")
    P = 64
    while P <= LOG_BITS:
        (a, b), (s, t), (u, v) = log_bounds(ratio, P), log_bounds(1 + e1, P), log_bounds(e2, P)
        most = beta * 2 ** P + b, beta * 2 ** P + a             # an upper and a lower bound
        f, g = 2 * mu * (k - 1), mu * (2 * k - 1)
        if f * most[0] < s and g * most[0] < beta * 2 ** P + u:
            return ("hidden size %d for every %d x %d matrix with at most %d positive entries per column, "
                    "ratios up to %s, e1 = %s, e2 = %s" % (size, length, length, k, ratio, e1, e2))
        need(f * most[1] < t and g * most[1] < beta * 2 ** P + v, "mu or beta does not fit this class")
        P *= 2
    raise Unable("a logarithm is not decided by this checker")


PATTERN_KEYS = {
    "matrix": ("format", "claim", "length", "e1", "e2", "matrix", "hidden_size", "scale", "queries", "keys",
               "spread", "digest"),
    "class": ("format", "claim", "length", "e1", "e2", "column_nonzeros", "ratio", "hidden_size", "queries",
              "mu", "beta", "digest")}


def check_pattern_certificate(c):
    need(type(c.get("claim")) is str and c["claim"] in PATTERN_KEYS, "the claim is neither matrix nor class")
    need_keys(c, PATTERN_KEYS[c["claim"]], "the certificate")
    need(c["digest"] == sha256({k: c[k] for k in c if k != "digest"}), "the digest is wrong")
    length, size, e1, e2 = c["length"], c["hidden_size"], exact(c["e1"]), exact(c["e2"])
    need(type(length) is int and length >= 2 and type(size) is int and size >= 1, "a size is wrong")
    need(0 < e1 < 1 and 0 < e2 < 1, "e1 or e2 is not between 0 and 1")
    limit(length <= LENGTH, "there are too many tokens")
    return (check_pattern if c["claim"] == "matrix" else check_class)(c, length, size, e1, e2)
