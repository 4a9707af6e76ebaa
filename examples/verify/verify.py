#!/usr/bin/env python3
"""Check certificates of dimensions of attention networks, and of sparse attention.

    verify.py FILE...          ('-' is standard input)

A certificate claims  lower <= dim M <= upper  for the set M of functions of
one architecture.  The upper bound is a formula.  The lower bound is a formula
whose hypotheses are inequalities, or an invertible submatrix ("minor") of a
Jacobian, modulo a prime or, for softmax, over the real numbers.  Nothing is
taken on trust: every number of the certificate is computed again here, with
integers only; real numbers are enclosed in intervals with integer ends.

A certificate of sparse attention (see the second part) gives exact inputs of a
softmax attention whose parameters depend only on its hidden size, and claims that
the attention matrix is near a given sparse one; or it gives a frame whose coherence
mu shows this for every matrix of a class.

Prints one line per file.  Exit code: 0 if all are accepted; otherwise the first of
these that occurs: 2 a file cannot be read, 3 one does not parse, 1 one is refused,
4 one exceeds the limits of this checker, so that nothing is known about it.
Only the standard library is used; Python 3.8 or later.
"""

import copy
import hashlib
import json
import os
import re
import sys
from fractions import Fraction
from math import comb, gcd, isqrt
from operator import mul

# The other parts of this checker are in the same folder.
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import free  # noqa: E402
import organization  # noqa: E402
import symmetries  # noqa: E402
import transformer  # noqa: E402

if hasattr(sys, "set_int_max_str_digits"):
    sys.set_int_max_str_digits(0)       # the numbers of a bound may be long

WORD = 2 ** 63          # integers below this in absolute value are JSON numbers
# The limits of this checker:
LIMIT = 5000            # rows of a minor, tokens of its model
BALL_LIMIT = 1000       # rows of a minor in balls
DEPTH = 64              # nesting of brackets
PATTERN_LENGTH = 16384  # tokens in a certificate of attention patterns
PATTERN_WORK = 2 ** 27  # products in a certificate of attention patterns
PATTERN_FRAME = 2 ** 30  # the same for signs, 64 of which count as one
LOG_BITS = 2 ** 14      # bits of a logarithm
FORMATS = ("fulgurite-certificate/1", "fulgurite-pattern-certificate/1")


class Refused(Exception):
    """The file is a certificate, but not a valid one."""


class NotParsed(Exception):
    """The file is not a certificate at all."""


class Unable(Exception):
    """A limit of this checker was reached."""


def need(condition, reason):
    if not condition:
        raise Refused(reason)


def limit(condition, reason):
    if not condition:
        raise Unable(reason + " for this checker")


# ------------------------------------------------------------------ the file

def parse(text):
    """The object in a str or bytes of strict JSON.  Raises NotParsed for what is not
    JSON, and Refused for JSON that certificates do not allow."""
    flaws = []

    def pairs(items):
        if len(dict(items)) < len(items):
            flaws.append("an object has the same key twice")
        if any("\0" in key for key, _ in items):
            raise NotParsed("a key has a NUL byte")
        return dict(items)

    def integer(digits):
        if len(digits) > 20 or abs(int(digits)) >= WORD or digits == "-0":
            flaws.append("a number is not an integer of 63 bits: %.30s" % digits)
            return 0
        return int(digits)

    def real(digits):
        flaws.append("a number is not an integer: %.30s" % digits)

    def constant(name):
        raise NotParsed("%s is not JSON" % name)

    try:
        if isinstance(text, bytes):
            text = text.decode("utf-8")
        value = json.loads(text, object_pairs_hook=pairs, parse_int=integer,
                           parse_float=real, parse_constant=constant)
        json.dumps(value, ensure_ascii=False).encode("utf-8")   # lone surrogates
    except RecursionError:
        raise NotParsed("the brackets are nested too deeply")
    except ValueError as error:             # covers bad JSON and bad UTF-8
        raise NotParsed("not JSON: %s" % error)
    depth = 0
    for bracket in re.findall(r'[\[\]{}]', re.sub(r'"(?:[^"\\]|\\.)*"', "", text)):
        depth += 1 if bracket in "[{" else -1
        if depth > DEPTH:
            raise NotParsed("the brackets are nested too deeply")
    if type(value) is not dict or value.get("format") not in FORMATS:
        raise NotParsed("not an object of format " + " or ".join(map(str, FORMATS)))
    for flaw in flaws:
        raise Refused(flaw)
    return value


def canonical(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


def sha256(value):
    return hashlib.sha256(canonical(value).encode("ascii")).hexdigest()


def same(a, b):
    """Equality of JSON values.  (In Python True == 1, in JSON not.)"""
    return canonical(a) == canonical(b)


def number(n):
    """How a certificate writes the integer n."""
    return n if abs(n) < WORD else str(n)


def need_keys(value, names, where):
    need(type(value) is dict, "%s is not an object" % where)
    for name in value:
        need(name in names, "%s has the unknown key %s" % (where, ascii(name)[:40]))
    for name in names:
        need(name in value, "%s has no key %s" % (where, name))


def need_list(value, length, where):
    need(type(value) is list and len(value) == length,
         "%s is not a list of length %d" % (where, length))


def need_matrix(value, rows, columns, where):
    need_list(value, rows, where)
    for row in value:
        need_list(row, columns, "a row of " + where)
        need(all(type(x) in (int, Fraction) for x in row), "%s has an entry that is not an integer" % where)


# ---------------------------------------------------------- the architecture

ATTENTION = ("format", "family", "widths", "head_dim", "tokens", "heads",
             "value_dim", "norm", "residual", "mask")
PNN = ("format", "family", "widths", "power")
# written only where they differ from their defaults
OPTIONAL = ("kv_heads", "rotary", "kv_latent", "feed_forward", "parallel", "bias", "pre_norm",
            "norm_gain", "norm_shift", "shared_norm", "readout")


def check_layers(arch, l):
    """Checks that every key that describes layers has an allowed value, and that these
    values fit together."""
    flag, size = (lambda x: type(x) is bool), (lambda x: type(x) is int and x >= 1)
    kinds = "|".join(transformer.PLAIN + transformer.GATED)
    rules = {
        "head_dim": size, "heads": lambda x: type(x) is int and x >= 0,
        "value_dim": lambda x: x is None or size(x), "kv_heads": lambda x: x is None or size(x),
        "kv_latent": lambda x: x is None or size(x),
        "norm": lambda x: x in ("none", "affine", "softmax"),
        "mask": lambda x: x in ("none", "causal"), "residual": flag,
        "rotary": lambda x: type(x) is int and x >= 0 and x % 2 == 0,
        "feed_forward": lambda x: x is None or type(x) is str and re.fullmatch(
            "(%s):[1-9][0-9]{0,17}" % kinds, x),
        "parallel": flag, "readout": flag, "shared_norm": flag, "norm_gain": flag, "norm_shift": flag,
        "pre_norm": lambda x: x in ("none", "rms", "layer"),
        "bias": lambda x: type(x) is dict and set(x) == {"qkv", "output", "feed_forward"}
        and all(map(flag, x.values()))}
    # Lists with one value per layer, where null stands for a list of nulls.  Other keys
    # have one value for all layers, or a list of values that are not all the same.
    lists = ("head_dim", "heads", "value_dim", "kv_heads", "kv_latent", "rotary", "feed_forward")
    row = {}
    for key, rule in rules.items():
        value = arch.get(key, transformer.DEFAULTS.get(key))
        if key in arch and (type(value) is list or key in lists and value is not None):
            need_list(value, l, key)
            need(key in lists and value[0] is not None or any(not same(x, value[0]) for x in value),
                 "%s is given layer by layer, but is the same in all layers" % key)
        row[key] = transformer.layers_of(value, l)
        need(all(rule(x) for x in row[key]), "%s has a value that is not allowed" % key)
    for i in range(l):
        heads, groups, latent, value_dim, turned, forward = (row[key][i] for key in (
            "heads", "kv_heads", "kv_latent", "value_dim", "rotary", "feed_forward"))
        need(heads or forward, "a layer has neither heads nor neurons")
        need(not groups or heads % groups == 0, "heads is not a multiple of kv_heads")
        need(latent or turned <= row["head_dim"][i] or not heads, "rotary exceeds head_dim")
        need(not latent or not groups and value_dim, "kv_latent needs value_dim and excludes kv_heads")
        need(not forward or row["residual"][i], "feed_forward without residual")
    split = {row["value_dim"][i] is None for i in range(l) if row["heads"][i]}
    need(len(split) < 2, "values are split in some layers only")


class Network:
    """A checked architecture: l layers, widths d[0..l], a[i], H[i], v[i] for
    i = 1..l (index 0 unused), t tokens."""

    copies = 1      # in a model: the last token stands for this many equal tokens
    readout = 0     # e for a readout with e outputs; then d[1] = e t, rows of values, e per token

    def __init__(self, arch, where="the architecture"):
        need(type(arch) is dict, "%s is not an object" % where)
        self.pnn = arch.get("family") == "pnn"
        need_keys({k: x for k, x in arch.items() if self.pnn or k not in OPTIONAL},
                  PNN if self.pnn else ATTENTION, where)
        need(arch["format"] == "fulgurite-architecture/1", "%s has an unknown format" % where)

        def positive(x, name):
            need(type(x) is int and x >= 1, "%s is not a positive integer" % name)
            return x

        need(type(arch["widths"]) is list and len(arch["widths"]) >= 2, "there is no layer")
        self.d = [positive(x, "a width") for x in arch["widths"]]
        self.l = len(self.d) - 1
        if self.pnn:
            # power[i] comes after layer i + 1
            power, hidden = arch["power"], self.l - 1
            if type(power) is list and hidden > 0:
                need(len(power) == hidden, "power is not a list with one entry per hidden layer")
                self.power = [positive(x, "a power") for x in power]
                need(len(set(power)) > 1, "equal powers are not written as one number")
            else:
                self.power = [positive(power, "power")] * max(hidden, 1)
            return
        need(arch["family"] == "attention", "unknown family")
        self.t = positive(arch["tokens"], "tokens")
        check_layers(arch, self.l)
        self.subs = transformer.sublayers(arch)
        self.arch = arch
        self.transformer = not transformer.is_plain(self.subs)
        first = self.subs[0]
        need(not any(s.attention and s.readout for s in self.subs) or not self.transformer and len(self.subs) == 1
             and not first.v and not first.residual, "a readout has options that it cannot have")
        self.residual = all(s.residual for s in self.subs)
        need(self.residual or not any(s.residual and s.d != s.out for s in self.subs),
             "a residual layer has different widths")
        need(not self.residual or len(set(self.d)) == 1, "a residual stack has different widths")
        if self.transformer:
            self.softmax = self.normalised = False
            return
        self.a, self.H = ([None] + [getattr(s, k) for s in self.subs] for k in "aH")
        self.v = [None] + [s.v for s in self.subs] if first.v else None
        self.normalised = first.norm != "none"              # attention weights are divided by their sums
        self.softmax = first.norm == "softmax"
        self.causal = first.mask == "causal"
        if first.readout:
            self.readout, self.d = self.d[1], [self.d[0], self.d[1] * self.t]

    def layers(self):
        return range(1, self.l + 1)

    def nu(self, i):
        """The largest rank of a value matrix of layer i."""
        return min(self.d[i - 1], self.d[i], *([self.v[i]] if self.v else []))

    def parameters(self):
        if self.pnn:
            return sum(self.d[i] * self.d[i - 1] for i in self.layers())
        if self.transformer:
            return transformer.parameters(self.arch)
        return sum(self.H[i] * (2 * self.a[i] * self.d[i - 1]
                                + (self.v[i] * (self.d[i - 1] + self.d[i]) if self.v
                                   else self.d[i] * self.d[i - 1])) for i in self.layers())


# -------------------------------------------------------------- upper bounds

def key_query(alpha, r, symmetric):
    """Dimension of the r x r matrices K^T Q of rank <= alpha, or, when the
    layer sees their symmetric parts only, of the symmetric matrices of rank
    <= 2 alpha."""
    if not symmetric:
        return alpha * (2 * r - alpha)
    s = min(2 * alpha, r)
    return s * r - s * (s - 1) // 2


def linear_network(net):
    r = min(net.d)                      # matrices of rank <= r
    return [("r", r), ("total", r * (net.d[0] + net.d[-1] - r))]


# Sums of h p-th powers of linear forms in n variables, e at a time, that are fewer
# than expected: (p, n, h, e) -> dimension.
DEFECTIVE = {(4, 3, 5, 1): 14, (4, 4, 9, 1): 34, (4, 5, 14, 1): 69, (3, 5, 7, 1): 34,
             (3, 3, 5, 2): 19}


def forms(most, e, n, k):
    """min(most, e C(n + k - 1, k)); the product stops once it reaches most."""
    low, high = min(k, n - 1), max(k, n - 1)
    for j in range(1, low + 1):
        if e >= most:
            break
        e = e * (high + j) // j
    return min(most, e)


def part(widths, powers, mixing):
    """An upper bound for a network of these widths and powers that is not cut into parts;
    with mixing also that of thm-polynomial-mixing."""
    n, e, k = widths[0], widths[-1], degree(powers)
    best = sum(a * b for a, b in zip(widths, widths[1:])) - sum(widths[1:-1])
    best = forms(best, e, n, k)
    if len(widths) == 3:
        hidden, power = widths[1], powers[0]
        if power == 1 and hidden < min(n, e):
            best = min(best, hidden * (n + e - hidden))
        if power == 2 and e == 1 and hidden < n:
            best = min(best, hidden * (2 * n - hidden + 1) // 2)
        if power == 2 and e == 3 and 2 * hidden == 3 * n - 2:
            best = min(best, 3 * n * (n + 1) // 2 - 1)
        best = min(best, DEFECTIVE.get((power, n, hidden, e), best))
        if mixing and (power, n, hidden, e) == (2, 4, 6, 5):
            best = min(best, 47)
    if mixing and len(widths) > 2 and widths[-2] < e:
        h = widths[-2]                  # all outputs are combinations of h forms
        best = min(best, forms(best - h * (e - h), h, n, k) + h * (e - h))
    return best


def degree(powers):
    """The product of the powers, stopped once it reaches 2^256: no network has as many weights."""
    k = 1
    for p in powers:
        if k >> 256 == 0:
            k *= p
    return k


def polynomial(net, independent, mixing):
    """The terms of the bound.  Layers 1..j are bounded as one part, or cut at layer i, whose
    neurons can be rescaled or mixed."""
    d, p, network = net.d, [None] + net.power, [0]
    terms = [("parameters", net.parameters()), ("hidden", sum(d[1:-1]))]
    if mixing:
        terms += [("independent_%d" % i, independent[i]) for i in range(1, net.l)]
    for j in net.layers():
        best = part(d[:j + 1], p[1:j], mixing)
        for i in range(j - 1, max(1, j - 16) - 1, -1):
            # neurons are rescaled or, where their power is 1, mixed
            free = d[i] * (independent[i] if p[i] == 1 else 1)
            best = min(best, network[i] + part(d[i:j + 1], p[i + 1:j], mixing) - free)
            if mixing:                  # the part after the cut begins with the matrix that mixes
                best = min(best, network[i] + part(d[i:i + 1] + d[i:j + 1], p[i:j], mixing)
                           - d[i] * independent[i])
        network.append(best)
        terms.append(("network_%d" % j, best))
    return terms + [("total", network[-1])]


def polynomial_network(net):
    return polynomial(net, [min(net.d[:i + 1]) for i in range(net.l)], False)


def polynomial_mixing(net):
    """At least independent[i] of the polynomials before activation i are linearly independent.
    In general, p-th powers of combinations of a polynomials, v of them algebraically
    independent, are linearly independent if they are at most as many as the monomials of
    degree p in those v, or at most p (a - 1) + 1."""
    independent, a, v = [None], net.d[0], net.d[0]
    for d, p in zip(net.d[1:-1], net.power):
        independent.append(min(d, a))
        a, v = min(d, max(forms(d, 1, v, p), p * (a - 1) + 1)), min(v, d)
    return polynomial(net, independent, True)


def linear_tokens(net):
    """With one token and weights that sum to 1 each layer is a linear map."""
    if net.residual:
        d = net.d[0]
        K = min(d, sum(net.H[i] * net.nu(i) for i in net.layers()))
        return [("K", K), ("total", K * (2 * d - K))]
    r = [net.d[0]]
    for i in net.layers():
        r.append(min(net.d[i], r[-1], net.H[i] * net.nu(i)))
    return ([("r_%d" % i, x) for i, x in enumerate(r)]
            + [("total", r[-1] * (net.d[0] + net.d[-1] - r[-1]))])


def layer_sum(net):
    """Each layer on its own: keys and queries, plus values, minus one scaling per
    head; but at most the dimension of all cubic maps, and at most that of the
    matrices v x a of rank <= H (heads can be mixed)."""
    terms, total = [], 0
    for i in net.layers():
        d, e, H = net.d[i - 1], net.d[i], net.H[i]
        alpha, nu = min(net.a[i], d), net.nu(i)
        m, v = key_query(alpha, d, net.t == 1), nu * (d + e - nu)
        scaled = H * (m + v - (0 if net.normalised else 1))
        layer = scaled
        terms += [("alpha_%d" % i, alpha), ("nu_%d" % i, nu), ("m_%d" % i, m),
                  ("v_%d" % i, v), ("scaled_%d" % i, scaled)]
        if not net.normalised:
            ambient = e * (d * comb(d + 1, 2) if net.t >= 2 else comb(d + 2, 3))
            q = d * d if net.t >= 2 else comb(d + 1, 2)
            h = min(H, e * d, q)
            mixing = h * (e * d + q - h)
            layer = min(scaled, ambient, mixing)
            terms += [("ambient_%d" % i, ambient), ("mixing_%d" % i, mixing)]
        terms.append(("layer_%d" % i, layer))
        total += layer
    return terms + [("total", total)]


def head_tensors(net):
    """One layer of several lightning heads, as a tensor: outputs x queries x products of
    coordinates.  None where the theorem does not apply."""
    if net.pnn or net.transformer or net.readout or net.normalised or net.t < 2 or net.l > 1 or net.H[1] < 2:
        return None
    d, e, H, nu = net.d[0], net.d[1], net.H[1], net.nu(1)
    alpha, Q = min(net.a[1], d), comb(d + 1, 2)
    r, q, p = min(e, H * nu), min(d, H * alpha), min(Q, H * alpha * nu)
    terms = [("outputs", r), ("queries", q), ("products", p),
             ("tensor", r * q * p + r * (e - r) + q * (d - q) + p * (Q - p))]
    if e == 1 and H <= d:
        terms.append(("crossed", H * (alpha * (2 * d - alpha) + d - 1) - comb(H, 2) * max(0, 2 * alpha - d)))
    if e == 1 and H < d:
        terms.append(("ideal", H * (d - H) + d * (H * d - comb(H, 2))))
    return terms + [("total", min(x for _, x in terms[3:]))]


def readout(net):
    """Heads with e rows for each token, which add up to e outputs: the coefficients are those
    of a layer with e t outputs.  A token that sees only itself gives a cubic map or, where the
    weights sum to one, a linear map."""
    d, e, rows, H, t = net.d[0], net.readout, net.d[1], net.H[1], net.t
    alpha, alone = min(net.a[1], d), t == 1 or net.causal
    m, v = key_query(alpha, d, t == 1), d * rows
    terms = [("alpha", alpha), ("rows", rows), ("m", m), ("v", v)]
    if net.normalised and t == 1:
        return terms + [("total", d * e)]
    if net.normalised:
        first = (H - 1) * d * e if net.causal else 0
        return terms + [("first_token", first), ("total", H * (m + v) - first)]
    scaled = H * (m + v - 1)
    ambient = (rows - alone * e) * d * comb(d + 1, 2) + alone * e * comb(d + 2, 3)
    q = comb(d + 1, 2) if t == 1 else d * d
    h = min(H, d * rows, q)
    mixing = h * (d * rows + q - h)
    return terms + [("scaled", scaled), ("ambient", ambient), ("mixing", mixing),
                    ("total", min(scaled, ambient, mixing))]


def virtual_weights(net):
    """The stack is a function of M_i = P_{i-1}^T A_i P_{i-1} and P_l, where
    P_i = V_i ... V_1: count flags of row spaces, the M_i on them and the output
    matrix, minus one scaling per head where weights are not normalised.  Returns
    the terms and the lists r, alpha and symmetric."""
    l, H, nu = net.l, net.H, net.nu
    r, alpha, symmetric = [net.d[0]], [None], [None]
    collapsed = False                   # the state of layer i has rank one
    for i in net.layers():
        collapsed = collapsed or (not net.normalised and r[i - 1] == 1)
        symmetric.append(1 if net.t == 1 or collapsed else 0)
        r.append(min(net.d[i], H[i] * min(nu(i), r[i - 1])))
        alpha.append(min(net.a[i], r[i - 1]))
        collapsed = collapsed or (not net.normalised and not net.causal and H[i] == alpha[i] == 1)
    w = [None] * l + [r[l]]             # the rank of P_i that later layers see
    for i in range(l - 1, 0, -1):
        w[i] = min(r[i], H[i + 1] * (w[i + 1] + 2 * alpha[i + 1]))
    m = [None] + [key_query(alpha[i], r[i - 1], symmetric[i]) for i in net.layers()]

    def values(i):                      # H_i value matrices of rank <= nu_i
        return H[i] * nu(i) * (r[i - 1] + r[i] - nu(i))

    full = [None] + [nu(i) >= min(r[i - 1], r[i]) for i in net.layers()]
    flag = [None] + [w[i] * (H[i] * r[i - 1] - r[i]) if full[i] else values(i) - r[i] ** 2
                     for i in range(1, l)]
    output = (r[l] * (net.d[l] + H[l] * r[l - 1] - r[l]) if full[l]
              else r[l] * (net.d[l] - r[l]) + values(l))
    scalings = 0 if net.normalised else sum(H[1:])
    total = (sum(flag[1:]) + sum(H[i] * m[i] for i in net.layers()) + output - scalings)
    terms = [("r_0", r[0])]
    for name, column in (("r", r), ("alpha", alpha), ("w", w), ("symmetric", symmetric),
                         ("m", m), ("flag", flag)):
        terms += [("%s_%d" % (name, i), column[i]) for i in range(1, len(column))]
    return terms + [("output", output), ("scalings", scalings), ("total", total)], r, alpha, symmetric


def quotient_layers(net):
    """Each layer on the r_i coordinates that hold the state; changes of these
    coordinates do not change the function and are subtracted."""
    _, r, alpha, symmetric = virtual_weights(net)
    terms = [("r_0", r[0])]
    for name, column in (("r", r), ("alpha", alpha), ("symmetric", symmetric)):
        terms += [("%s_%d" % (name, i), column[i]) for i in net.layers()]
    total = 0
    for i in net.layers():
        a, b, H, nu = r[i - 1], r[i], net.H[i], min(net.nu(i), r[i - 1], r[i])
        out = net.d[i] if i == net.l else b
        m, v = key_query(alpha[i], a, symmetric[i]), nu * (a + b - nu)
        scaled = H * (m + v - 1) + b * (out - b)
        cubics = comb(a + 2, 3) if symmetric[i] else a * comb(a + 1, 2)
        k = min(b, cubics)              # forms of which the outputs are combinations
        ambient = k * (out + cubics - k) if i == net.l and out != b else b * cubics
        q = comb(a + 1, 2) if symmetric[i] else a * a
        h = min(H, out * a, q)
        mixing = h * (out * a + q - h)
        layer = min(scaled, ambient, mixing)
        terms += [("%s_%d" % (name, i), x) for name, x in
                  (("m", m), ("v", v), ("scaled", scaled), ("ambient", ambient),
                   ("mixing", mixing), ("layer", layer))]
        total += layer
    for i in range(1, net.l):
        gauge = r[i] * min(r[i], min(net.H[i], r[i - 1]) * min(net.nu(i), r[i - 1]))
        terms.append(("gauge_%d" % i, gauge))
        total -= gauge
    return terms + [("total", total)]


def cut(net):
    """After a state of rank one, the output is a vector times a function of that state.
    None where no state has rank one."""
    r = virtual_weights(net)[1]
    if 1 not in r[:-1]:
        return None
    j, out = r.index(1), net.d[-1]
    if j == 0:
        return [("cut", 0), ("total", out)]
    first = copy.copy(net)
    first.l, first.d, first.H, first.a = j, net.d[:j] + [1], net.H[:j + 1], net.a[:j + 1]
    stack = upper_bound(first)[1][-1][1]
    return [("cut", j), ("stack", stack), ("outputs", out - 1), ("total", stack + out - 1)]


def heads_bounds(net):
    yield "virtual-weights", virtual_weights(net)[0]
    if max(net.H[1:]) > 1 and not net.normalised:
        yield "quotient-layers", quotient_layers(net)
        if cut(net):
            yield "cut", cut(net)


def upper_bounds(net):
    """(name, terms) of each theorem that applies."""
    if net.pnn and set(net.power) == {1}:
        yield "linear-network", linear_network(net)
    elif net.pnn:
        yield "polynomial-network", polynomial_network(net)
        if net.l > 1:
            yield "polynomial-mixing", polynomial_mixing(net)
    elif net.transformer:
        yield "transformer", transformer.upper(net.arch)
    elif net.readout:
        yield "readout", readout(net)
    elif net.normalised and net.t == 1:
        yield "linear-tokens", linear_tokens(net)
    elif net.residual or (net.l == 1 and net.H[1] >= 2):
        yield "layer-sum", layer_sum(net)
    else:
        yield from heads_bounds(net)


def upper_bound(net, wanted=None):
    """(name, terms, bound) of the wanted theorem if it applies, otherwise of the first
    theorem with the least bound."""
    found = list(upper_bounds(net))
    if wanted == "head-tensors" and head_tensors(net):
        found.append((wanted, head_tensors(net)))
    named = [bound for bound in found if bound[0] == wanted]
    name, terms = named[0] if named else min(found, key=lambda bound: bound[1][-1][1])
    return name, terms, terms[-1][1]


# ------------------------------------------------------------ arithmetic mod p

def is_prime(n):
    """Miller-Rabin with the first 13 primes, a proof below 3.3e24: Sorenson &
    Webster, Strong pseudoprimes to twelve prime bases (2015)."""
    bases = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41)
    if n < 2 or any(n % b == 0 for b in bases):
        return n in bases
    s = ((n - 1) & (1 - n)).bit_length() - 1
    for b in bases:
        x = pow(b, (n - 1) >> s, n)
        if x != 1 and all(pow(x, 2 ** k, n) != n - 1 for k in range(s)):
            return False
    return True


def product(A, B, p):
    columns = list(zip(*B))
    return [[sum(map(mul, row, column)) % p for column in columns] for row in A]


def transpose(A):
    return [list(column) for column in zip(*A)]


def add(A, B, p):
    return [[(x + y) % p for x, y in zip(r, s)] for r, s in zip(A, B)]


def invertible(rows, p):
    """Whether a square matrix is invertible mod p.  Each step of the elimination drops one
    row and the first column."""
    while rows:
        k = next((k for k, row in enumerate(rows) if row[0]), None)
        if k is None:
            return False
        pivot = rows.pop(k)
        scale = pow(pivot[0], p - 2, p)
        pivot = [x * scale % p for x in pivot[1:]]
        rows = [[(x - row[0] * y) % p for x, y in zip(row[1:], pivot)] if row[0] else row[1:]
                for row in rows]
    return True


# ---------------------------------------- networks mod p and their derivatives

def evaluate(net, weights, X, p):
    """The output at X and, for each layer, what the derivative needs."""
    trace = []
    for i, layer in enumerate(weights, 1):
        if net.pnn:                     # x -> W_l s(... s(W_1 x)), s = powers
            Z = product(layer[0]["W"], X, p)
            trace.append((X, Z))
            X = Z if i == net.l else [[pow(z[0], net.power[i - 1], p)] for z in Z]
            continue
        t, heads = len(X[0]), []
        Y = X if net.residual else [[0] * t for _ in range(net.d[i])]
        for head in layer:
            QX, KX = product(head["Q"], X, p), product(head["K"], X, p)
            W = product(transpose(KX), QX, p)           # W[k][j]: key k, query j
            if net.normalised:
                W = [[x + 1 for x in row] for row in W]
                W[-1] = [x * net.copies for x in W[-1]]
            if net.causal:
                W = [[x if k <= j else 0 for j, x in enumerate(row)] for k, row in enumerate(W)]
            inverse = None
            if net.normalised:              # each column is divided by its sum
                sums = [sum(column) % p for column in zip(*W)]
                need(all(sums), "a denominator vanishes modulo the prime")
                inverse = [pow(s, p - 2, p) for s in sums]
                W = [[x * s % p for x, s in zip(row, inverse)] for row in W]
            XW = product(X, W, p)
            V = product(head["O"], head["U"], p) if net.v else head["V"]
            Y = add(Y, product(V, XW, p), p)
            heads.append((V, QX, KX, W, inverse, XW))
        trace.append((X, heads))
        X = Y
    return X, trace


def seeds(net, row, column):
    """The entries of the last state whose sum is this entry of the output."""
    if not net.pnn and net.readout:
        return {(j * net.readout + row, j) for j in range(net.t)}
    return {(row, column)}


def gradient(net, weights, trace, row, column, p):
    """The derivatives of one output entry with respect to all weights, computed
    from the last layer to the first.  dX, for any matrix X, is the matrix of the
    derivatives of that entry with respect to the entries of X."""
    X = trace[-1][1] if net.pnn else trace[-1][0]
    dY = [[1 if (i, j) in seeds(net, row, column) else 0 for j in range(len(X[0]))]
          for i in range(net.d[-1])]
    result = []
    for i in range(net.l, 0, -1):
        X, rest = trace[i - 1]
        if net.pnn:
            if i < net.l:
                n = net.power[i - 1]
                dY = [[n * pow(z[0], n - 1, p) * y[0] % p] for z, y in zip(rest, dY)]
            result.append([{"W": product(dY, transpose(X), p)}])
            dY = product(transpose(weights[i - 1][0]["W"]), dY, p)
            continue
        Xt, dX, gradients = transpose(X), None, []
        if net.residual:
            dX = dY
        for head, (V, QX, KX, W, inverse, XW) in zip(weights[i - 1], rest):
            dV = product(dY, transpose(XW), p)
            dXW = product(transpose(V), dY, p)
            dS = product(Xt, dXW, p)                    # with respect to W
            if net.normalised:                              # W = N / column sums of N
                mean = [sum(map(mul, a, b)) for a, b in zip(zip(*dS), zip(*W))]
                dS = [[(x - m) * s % p for x, m, s in zip(r, mean, inverse)] for r in dS]
                dS[-1] = [x * net.copies % p for x in dS[-1]]
            if net.causal:
                dS = [[x if k <= j else 0 for j, x in enumerate(r)] for k, r in enumerate(dS)]
            dQX, dKX = product(KX, dS, p), product(QX, transpose(dS), p)
            entry = {"Q": product(dQX, Xt, p), "K": product(dKX, Xt, p)}
            if net.v:
                entry["O"] = product(dV, transpose(head["U"]), p)
                entry["U"] = product(transpose(head["O"]), dV, p)
            else:
                entry["V"] = dV
            gradients.append(entry)
            for part in (product(dXW, transpose(W), p), product(transpose(head["Q"]), dQX, p),
                         product(transpose(head["K"]), dKX, p)):
                dX = part if dX is None else add(dX, part, p)
        result.append(gradients)
        dY = dX
    return result[::-1]


# --------------------------------------------------------------- real numbers
#
# A ball matrix is a pair (M, R) of integer matrices: entry (i, j) is a real
# number within R[i][j] of M[i][j], in units of 2^-P.  Shifts round down; every
# radius has room for that.

def ball_product(A, B, P):
    (M, R), (N, S) = A, B
    columns = list(zip(list(zip(*N)), [[abs(x) for x in c] for c in zip(*N)], list(zip(*S))))
    mids, rads = [], []
    for row, rad in zip(M, R):
        size = [abs(x) + r for x, r in zip(row, rad)]
        mids.append([sum(map(mul, row, n)) >> P for n, _, _ in columns])
        rads.append([((sum(map(mul, size, s)) + sum(map(mul, rad, a))) >> P) + 2 for _, a, s in columns])
    return mids, rads


def ball_transpose(A):
    return tuple(transpose(x) for x in A)


def ball_add(A, B):
    return tuple([[x + y for x, y in zip(r, s)] for r, s in zip(a, b)] for a, b in zip(A, B))


def ball_set(rows, P):
    """Exact numbers as a ball matrix."""
    scaled = [[(x.numerator << P, x.denominator) for x in map(Fraction, row)] for row in rows]
    return ([[n // d for n, d in row] for row in scaled], [[int(n % d != 0) for n, d in row] for row in scaled])


def ball_zero(rows, columns):
    return [[0] * columns for _ in range(rows)], [[0] * columns for _ in range(rows)]


def ball_exp(m, r, P):
    """(m, r) of e^x, for x in the ball (m, r) and m <= 0 (see softmax)."""
    need(r <= 1 << P and m <= 0, "the precision does not enclose an exponential")
    if m < -P << P:
        value, error = 0, 1             # e^-P < 2^-P
    else:
        halvings = max(0, (-m >> P).bit_length()) + 8
        guard = 2 * halvings + 32
        Q = P + guard
        y = (m << guard) >> halvings    # |y| <= 2^-8 (in units of 2^-Q)
        value = term = 1 << Q
        n = 0
        while term not in (0, -1):      # an error of at most 3 units a term
            n += 1
            term = ((term * y) >> Q) // n
            value += term
        error = 3 * n + 4               # the terms left out, and y rounded down
        for _ in range(halvings):
            value, error = (value * value) >> Q, ((2 * abs(value) * error + error * error) >> Q) + 2
        value, error = value >> guard, (error >> guard) + 2
    # |e^(x + r) - e^x| <= 2 r e^x for r <= 1
    return value, error + (((value + error) * 2 * r) >> P) + 1


def top_key(column, last):
    return max(range(last + 1), key=lambda k: column[k])


def softmax(S, causal, P, copies=1):
    """The weights of the scores S, column by column; a common shift of a column
    changes nothing, so the largest score becomes 0.  The last key counts copies times."""
    mids, rads = [], []
    for j, (column, rad) in enumerate(zip(zip(*S[0]), zip(*S[1]))):
        last = j if causal else len(column) - 1
        top = top_key(column, last)
        e = [(1 << P, 0) if k == top else (0, 0) if k > last else
             ball_exp(column[k] - column[top], rad[k] + rad[top], P) for k in range(len(column))]
        e[-1] = (e[-1][0] * copies, e[-1][1] * copies)
        s, r = sum(x for x, _ in e), sum(x for _, x in e)
        need(s > r, "the precision does not tell a sum of exponentials from zero")
        mids.append([(x << P) // s for x, _ in e])
        rads.append([(((q * s + x * r) << P) // (s * (s - r)) + 2) if (x or q) else 0 for x, q in e])
    return transpose(mids), transpose(rads)


def softmax_gradient(dW, W, causal, P):
    """The gradient with respect to the scores, from dW, that with respect to the weights:
    W_k (dW_k - sum_i W_i dW_i) in each column, where all dW may be shifted by that of the
    largest weight."""
    mids, rads = [], []
    for j, (d, dr, w, wr) in enumerate(zip(*map(lambda x: list(zip(*x)), dW + W))):
        last = j if causal else len(w) - 1
        top = top_key(w, last)
        m = [0 if k == top or k > last else x - d[top] for k, x in enumerate(d)]
        r = [0 if k == top or k > last else x + dr[top] for k, x in enumerate(dr)]
        mean = sum(map(mul, m, w)) >> P
        error = (sum(abs(a) * b + c * (abs(e) + b) for a, b, c, e in zip(m, wr, r, w)) >> P) + 2
        m, r = [x - mean for x in m], [x + error for x in r]
        mids.append([x * y >> P for x, y in zip(m, w)])
        rads.append([((abs(x) * b + c * (abs(y) + b)) >> P) + 2 if y or b else 0
                     for x, b, c, y in zip(m, wr, r, w)])
    return transpose(mids), transpose(rads)


def ball_evaluate(net, weights, X, P):
    trace = []
    for i, layer in enumerate(weights, 1):
        heads, Y = [], X if net.residual else ball_zero(net.d[i], len(X[0][0]))
        for head in layer:
            QX, KX = ball_product(head["Q"], X, P), ball_product(head["K"], X, P)
            W = softmax(ball_product(ball_transpose(KX), QX, P), net.causal, P, net.copies)
            XW = ball_product(X, W, P)
            UXW = ball_product(head["U"], XW, P) if net.v else XW
            Y = ball_add(Y, ball_product(head["O" if net.v else "V"], UXW, P))
            heads.append((QX, KX, W, XW, UXW))
        trace.append((X, heads))
        X = Y
    return trace


def ball_gradient(net, weights, trace, row, column, P):
    """The same as gradient(), in balls."""
    t = len(trace[-1][0][0][0])
    dY = ball_zero(net.d[-1], t)
    for i, j in seeds(net, row, column):
        dY[0][i][j] = 1 << P
    result = []
    for i in range(net.l, 0, -1):
        X, rest = trace[i - 1]
        Xt, gradients = ball_transpose(X), []
        dX = dY if net.residual else ball_zero(net.d[i - 1], t)
        for head, (QX, KX, W, XW, UXW) in zip(weights[i - 1], rest):
            dXW = ball_product(ball_transpose(head["O" if net.v else "V"]), dY, P)
            entry = {"O" if net.v else "V": ball_product(dY, ball_transpose(UXW), P)}
            if net.v:
                entry["U"] = ball_product(dXW, ball_transpose(XW), P)
                dXW = ball_product(ball_transpose(head["U"]), dXW, P)
            dS = softmax_gradient(ball_product(Xt, dXW, P), W, net.causal, P)
            dQX, dKX = ball_product(KX, dS, P), ball_product(QX, ball_transpose(dS), P)
            entry.update({"Q": ball_product(dQX, Xt, P), "K": ball_product(dKX, Xt, P)})
            gradients.append(entry)
            for part in (ball_product(dXW, ball_transpose(W), P),
                         ball_product(ball_transpose(head["Q"]), dQX, P),
                         ball_product(ball_transpose(head["K"]), dKX, P)):
                dX = ball_add(dX, part)
        result.append(gradients)
        dY = dX
    return result[::-1]


def scale_rows(M, R):
    """Scales rows by powers of two so that their largest entries have equally many bits."""
    bits = [max(map(abs, row)).bit_length() for row in M]
    need(all(bits), "a row or column of the minor is zero to this precision")
    most = max(bits)
    return tuple([[x << most - b for x in row] for row, b in zip(A, bits)] for A in (M, R))


def about_inverse(M, P):
    """(R, s): an integer matrix R with R M near 2^s times the identity; how near, the
    callers check."""
    n, size = len(M), max(abs(x) for row in M for x in row).bit_length()
    shift = max(P, size)
    A = [[x << shift - size for x in row] + [(1 << shift) if i == j else 0 for j in range(n)]
         for i, row in enumerate(M)]
    for k in range(n):
        best = max(range(k, n), key=lambda i: abs(A[i][k]))
        A[k], A[best] = A[best], A[k]
        pivot = A[k][k]
        need(pivot, "the minor vanishes to this precision")
        A[k] = line = [(x << shift) // pivot for x in A[k]]
        for i in range(n):
            if i != k and A[i][k]:
                f = A[i][k]
                A[i] = [x - (f * y >> shift) for x, y in zip(A[i], line)]
    return [row[n:] for row in A], shift + size


def ball_invertible(S, P):
    """Whether |1 - R S| < 1 in the norm of row sums, in exact integers, for an
    approximate inverse R.  Then R S is invertible (Neumann series) for every matrix
    in the ball S, and so is that matrix."""
    S = scale_rows(*ball_transpose(scale_rows(*ball_transpose(S))))
    R, shift = about_inverse(S[0], P)
    columns = list(zip(zip(*S[0]), zip(*S[1])))
    for i, row in enumerate(R):
        size = list(map(abs, row))
        if sum(abs(((i == j) << shift) - sum(map(mul, row, m))) + sum(map(mul, size, r))
               for j, (m, r) in enumerate(columns)) >= 1 << shift:
            return False
    return True


# -------------------------------------------------------------------- minors

def exact(x):
    """The Fraction of a JSON integer, or of a string "p/q" in lowest terms with q > 1
    (or an integer beyond 63 bits)."""
    if type(x) is int:
        return Fraction(x)
    need(type(x) is str and len(x) <= 40002
         and re.fullmatch("-?(0|[1-9][0-9]{0,19999})(/[1-9][0-9]{0,19999})?", x), "a number is not exact")
    value = Fraction(x)
    need(str(value) == x and ("/" in x or number(value.numerator) == x), "a number is not in lowest terms")
    return value


def exact_weights(net, value):
    """The same object with Fractions as entries; read_weights checks the shapes."""
    plain = copy.deepcopy(value)
    for layer in plain["layers"] if type(plain) is dict and type(plain.get("layers")) is list else []:
        for head in layer["heads"] if type(layer) is dict and type(layer.get("heads")) is list else []:
            for letter in head if type(head) is dict else []:
                head[letter] = exact_matrix(head[letter])
    return plain


def exact_matrix(rows):
    if type(rows) is not list or not all(type(row) is list for row in rows):
        return rows
    return [[exact(x) for x in row] for row in rows]


def read_weights(net, value):
    """For each layer a list of heads (pnn: only one), each {letter: matrix}."""
    need_keys(value, ("layers",), "weights")
    need_list(value["layers"], net.l, "layers")
    result = []
    for i, layer in enumerate(value["layers"], 1):
        d, e = net.d[i - 1], net.d[i]
        if net.pnn:
            shapes, heads = {"W": (e, d)}, [layer]
        else:
            need_keys(layer, ("heads",), "layer %d" % i)
            need_list(layer["heads"], net.H[i], "the heads of layer %d" % i)
            heads, shapes = layer["heads"], {"Q": (net.a[i], d), "K": (net.a[i], d)}
            shapes.update({"O": (e, net.v[i]), "U": (net.v[i], d)} if net.v else {"V": (e, d)})
        for head in heads:
            need_keys(head, shapes, "the weights of layer %d" % i)
            for letter in shapes:
                need_matrix(head[letter], *shapes[letter], "%s of layer %d" % (letter, i))
        result.append(heads)
    return result


def weight_places(net, weights):
    """For each name of a weight, such as q2_1_3_4 (pnn: w2_3_4), the place
    (layer, head, letter, row, column), counted from 0."""
    return {"%s%d_%s%d_%d" % (letter.lower(), i, "" if net.pnn else "%d_" % h, r, c):
            (i - 1, h - 1, letter, r - 1, c - 1)
            for i, layer in enumerate(weights, 1) for h, head in enumerate(layer, 1)
            for letter, matrix in head.items()
            for r, row in enumerate(matrix, 1) for c in range(1, len(row) + 1)}


def read_places(net, minor):
    """(places, values): where the weights of a transformer are, and a list of them all."""
    weights = free.Weights(net.subs)
    limit(weights.total <= 200000, "the model has too many weights")
    need_keys(minor["weights"], ("layers",), "weights")
    layers = minor["weights"]["layers"]
    need_list(layers, net.l, "layers")
    for i, layer in enumerate(layers, 1):
        if not any(s.layer == i and s.attention for s in net.subs):
            need_keys(layer, ("feed_forward",), "layer %d" % i)
    values = [None] * weights.total
    for j, s in enumerate(net.subs):
        where = "the weights of layer %d" % s.layer
        layer = layers[s.layer - 1]
        if not s.attention:
            need(type(layer) is dict, "layer %d is not an object" % s.layer)
            need("feed_forward" in layer, "layer %d has no feed_forward" % s.layer)
            layer = layer["feed_forward"]
        own, lists = weights.expected(j)
        need_keys(layer, own, where)
        for name, (num, keys) in lists.items():
            need_list(layer[name], num, where)
            for item in layer[name]:
                need_keys(item, keys, where)
        for key, (_, name, num, rows, columns) in free.shapes(s).items():
            for h in range(num):
                matrix = layer[name][h][key] if name else layer[key]
                need_matrix(matrix, rows, columns, "%s of %s" % (key, where))
                for places, row in zip(weights.block[j, key, h], matrix):
                    for place, x in zip(places, row):
                        values[place] = x
    return weights, values


def check_free(net, weights, values, inputs, rows, places, p, key):
    """The size of the minor of a transformer; Refused if it vanishes mod p."""
    jacobian = []
    for n, X in enumerate(inputs, 1):
        try:
            run = free.Run(weights, [x % p for x in values], X, p, key, net.copies)
        except free.Undefined as reason:
            raise Refused("input %d: %s" % (n, reason))
        for _, i, j in (row for row in rows if row[0] == n):
            g = run.T.gradient(run.out[i - 1][j - 1])
            jacobian.append([g[place] % p for place in places])
    need(invertible(jacobian, p), "the minor vanishes modulo the prime")
    return len(rows)


def net_is_softmax(net):
    return not net.pnn and net.softmax


def check_balls(net, weights, inputs, rows, places, bits):
    """The size of the minor; Refused unless it is shown to be invertible over the
    real numbers.  Units of 2^-P are absolute, while bits count from the leading
    digit, so P is larger than bits."""
    limit(len(rows) <= BALL_LIMIT, "the minor is too large")
    P = 2 * bits + 64
    balls = [[{letter: ball_set(head[letter], P) for letter in head} for head in layer] for layer in weights]
    used = {n for n, _, _ in rows}
    traces = {n: ball_evaluate(net, balls, ball_set(inputs[n - 1], P), P) for n in used}
    mids, rads = [], []
    for n, i, j in rows:
        g = ball_gradient(net, balls, traces[n], i - 1, j - 1, P)
        mids.append([g[a][b][c][0][d][e] for a, b, c, d, e in places])
        rads.append([g[a][b][c][1][d][e] for a, b, c, d, e in places])
    need(ball_invertible((mids, rads), P), "this precision does not show that the minor is invertible")
    return len(rows)


def transformer_limit(arch, net, bound):
    """No two softmax heads share a pole, so the map of one layer is an immersion; scaled-down
    outputs of a residual network show all its sublayers side by side."""
    need(not net.pnn and not net.readout, "the theorem %s does not apply" % bound["theorem"])
    try:
        theorem, claims = transformer.lower(net.arch)
    except transformer.DoesNotApply as reason:
        raise Refused("the theorem %s does not apply: %s" % (bound["theorem"], reason))
    need(theorem == bound["theorem"], "the theorem that applies is %s" % theorem)
    need_claims(bound, claims)
    return transformer.upper(net.arch)[-1][1]


def check_minor(net, minor, is_free=False):
    """The size of the minor; Refused unless it is shown not to vanish.  Its entries
    are integers, or fractions with denominators prime to p; a determinant that is
    not 0 mod p is not 0, so the generic rank is at least the size."""
    key = "bits" if net_is_softmax(net) and not is_free else "prime"
    need_keys(minor, (key, "weights", "inputs", "rows", "columns") + ("key",) * is_free, "the minor")
    if is_free:
        need(type(minor["key"]) is int and 1 <= minor["key"] < WORD, "key is not a positive integer")
    p, inputs, rows, names = (minor[k] for k in (key, "inputs", "rows", "columns"))
    if key == "bits":
        need(type(p) is int and 24 <= p <= 65536, "bits is not one of 24..65536")
        minor = dict(minor, weights=exact_weights(net, minor["weights"]))
        inputs = [exact_matrix(X) for X in inputs] if type(inputs) is list else inputs
    else:
        need(type(p) is int and 2 ** 6 < p < 2 ** 62 and is_prime(p), "the modulus is not a prime of 7 to 62 bits")
    need(type(rows) is list and type(names) is list and 1 <= len(rows) == len(names),
         "the minor is not square")
    limit(len(rows) <= LIMIT, "the minor is too large")
    tokens = 1 if net.pnn else net.t
    if is_free or not net.pnn and net.transformer:
        weights, values = read_places(net, minor)
        places = weights.name
    else:
        weights = read_weights(net, minor["weights"])
        places = weight_places(net, weights)
    for name in names:
        need(type(name) is str and name in places, "a column is not a weight: %s" % ascii(name)[:40])
    need(len(set(names)) == len(names), "a column occurs twice")
    need(type(inputs) is list, "inputs is not a list")
    for X in inputs:
        need_matrix(X, net.d[0], tokens, "an input")
    need_matrix(rows, len(rows), 3, "rows")
    need(len(set(map(tuple, rows))) == len(rows), "a row occurs twice")
    out, columns = (net.readout, 1) if not net.pnn and net.readout else (net.d[-1], tokens)
    need(all(1 <= n <= len(inputs) and 1 <= i <= out and 1 <= j <= columns
             for n, i, j in rows), "a row is out of range")
    if is_free or not net.pnn and net.transformer:
        return check_free(net, weights, values, inputs, rows, [places[name] for name in names], p,
                          minor["key"] if is_free else 0)
    if key == "bits":
        return check_balls(net, weights, inputs, rows, [places[name] for name in names], p)
    reduced = [[{letter: [[x % p for x in r] for r in head[letter]] for letter in head}
                for head in layer] for layer in weights]
    traces = [evaluate(net, reduced, [[x % p for x in r] for r in X], p)[1] for X in inputs]
    jacobian = []
    for n, i, j in rows:
        g = gradient(net, reduced, traces[n - 1], i - 1, j - 1, p)
        jacobian.append([g[a][b][c][d][e] for a, b, c, d, e in map(places.get, names)])
    need(invertible(jacobian, p), "the minor vanishes modulo the prime")
    return len(rows)


# -------------------------------------------------------------- lower bounds

def model_tokens(net, model, least):
    """The number of tokens of the model.  Without a norm zero tokens can be added, and with a
    causal mask a prefix can be taken; affine and softmax tokens are repeated, so that any
    number from `least` on is enough.  With two tokens layers still differ from linear ones."""
    if least == 2 and (not net.normalised or net.causal):
        return min(net.t, 2)
    t = model.get("tokens") if type(model) is dict else None
    need(type(t) is int and least <= t <= net.t, "the model has a wrong number of tokens")
    limit(t <= LIMIT, "the model has too many tokens")
    return t


def model_network(net, model):
    """The network of the model.  All its tokens are repeated equally often or, where this is
    impossible, the last one stands for all missing tokens."""
    small = Network(model, "the model")
    if not net.pnn and net.normalised and not net.causal and net.t % small.t:
        small.copies = net.t - small.t + 1
    return small


def transformer_model(arch, net, model):
    """The network of the model: the architecture, possibly on fewer tokens.  Fewer are allowed
    where earlier tokens do not see later ones, and where all keys count alike and there are no
    positions, so that tokens may be repeated."""
    t = model.get("tokens") if type(model) is dict else None
    need(type(t) is int and 1 <= t <= net.t, "the model has a wrong number of tokens")
    need(same(model, dict(arch, tokens=t)), "the model is not the architecture")
    limit(t <= 64, "the model has too many tokens")
    small = Network(model, "the model")
    heads = [s for s in net.subs if s.attention]
    if t == net.t or all(s.mask == "causal" for s in heads):
        return small
    need(all(s.mask != "causal" and not s.p and s.norm != "none" for s in heads),
         "the model must have all tokens of the architecture")
    small.copies = 1 if net.t % t == 0 else net.t - t + 1
    return small


def free_exponentials(arch, net, bound):
    """Exponentials of independent arguments are independent variables (Ax), so a minor that is
    not 0 mod p for some residues in their place is not 0."""
    need(not net.pnn and not net.readout, "the theorem is not about polynomial networks or readouts")
    small = transformer_model(arch, net, bound["model"])
    need(not free.not_covered(small.subs), "the theorem does not apply: %s" % free.not_covered(small.subs))
    limit(free.roots(small.subs, small.t) <= 9, "there are too many roots")
    independent, exponents, squares, roots = free.hypothesis(small.subs, small.d[0], small.t)
    need_claims(bound, [("exponentials", independent, exponents), ("roots", squares, roots)])
    return check_minor(small, bound["minor"], True)


def direct(arch, net, bound):
    """A minor of the Jacobian of the architecture, possibly on fewer tokens."""
    model = bound["model"]
    if not net.pnn and net.transformer:
        limit("minor" in bound, "a transformer in balls is too much")
        return check_minor(transformer_model(arch, net, model), bound["minor"])
    if not net.pnn:
        arch = dict(arch, tokens=model_tokens(net, model, 1))
    need(same(model, arch), "the model is not the architecture")
    return check_minor(model_network(net, model), bound["ball" if net_is_softmax(net) else "minor"])


def reduction(arch, net, bound):
    """Inputs in two coordinates see only a stack of widths <= 2.  If its
    kernel is the scalings (norm: zero), so is that of the architecture."""
    need(not net.pnn and not net.transformer and not net.residual and not net.readout and set(net.H[1:]) == {1}
         and not (net.normalised and net.t == 1), "the reduction does not apply")
    terms, r, alpha, _ = virtual_weights(net)
    need(same(bound["model"], dict(
        arch, widths=[min(x, 2) for x in r[:-1]] + [1], head_dim=[min(x, 2) for x in alpha[1:]],
        value_dim=None, tokens=model_tokens(net, bound["model"], 2))), "the model is not the reduced architecture")
    small = model_network(net, bound["model"])
    s = check_minor(small, bound["ball" if net.softmax else "minor"])
    need(s == virtual_weights(small)[0][-1][1], "the minor has not the size of the reduced bound")
    return terms[-1][1]


def residual_reduction(arch, net, bound):
    """At V_i = 1, inputs in two coordinates stay there; a third coordinate
    shows the rest of the kernel.  The minor is that of width 3."""
    need(not net.pnn and not net.transformer and not net.softmax and net.residual and set(net.H[1:]) == {1} and net.d[0] >= 3
         and all(net.nu(i) == net.d[0] for i in net.layers())
         and not (net.normalised and net.t == 1), "the residual reduction does not apply")
    small = [min(net.a[i], net.d[0], 2) for i in net.layers()]
    need(same(bound["model"], dict(arch, widths=[3] * (net.l + 1), head_dim=small, value_dim=None,
                                   tokens=model_tokens(net, bound["model"], 2))),
         "the model is not the reduced architecture")
    s = check_minor(model_network(net, bound["model"]), bound["minor"])
    minor = bound["minor"]
    need(all(layer["heads"][0]["V"] == [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
             for layer in minor["weights"]["layers"]), "a value matrix of the minor is not the identity")
    need(all(not any(X[2]) for X in minor["inputs"]), "an input has a third coordinate")
    third = {"v%d_1_3_%d" % (i, c) for i in net.layers() for c in (1, 2)}
    need(third <= set(minor["columns"]), "a column of the third coordinate is missing")
    inner = {name for i, a in zip(net.layers(), small) for name in
             ["v%d_1_1_1" % i, "v%d_1_2_2" % i] + ["%s%d_1_%d_%d" % (letter, i, row, c)
             for letter in "qk" for row in range(1, a + 1) for c in (1, 2)]}
    need(third | inner >= set(minor["columns"]), "a column is not allowed in this reduction")
    need(sum(i == 3 for _, i, _ in minor["rows"]) == 2 * net.l, "wrong number of rows of the third coordinate")
    mu = [3 if net.t == 1 or a == 1 else 4 for a in small]
    need(s == 2 * net.l + sum(mu) + 2 * net.l - (0 if net.normalised else net.l),
         "the minor has not the size of the reduced bound")
    return layer_sum(net)[-1][1]


def heads_reduction(arch, net, bound):
    """Inputs in s coordinates and o rows of the output see a smaller stack.  If its kernel consists
    only of scalings and, where all forms are heads, of combinations of heads, then so does that of
    the architecture; there combinations of heads are not heads, so only scalings remain."""
    need(not net.pnn and not net.transformer and not net.residual and not net.readout and not net.normalised,
         "the reduction of several heads does not apply")
    model, l, H = bound["model"], net.l, net.H
    ends = model.get("widths") if type(model) is dict else None
    need(type(ends) is list and len(ends) == l + 1 and all(type(x) is int for x in ends)
         and min(2, net.d[0]) <= ends[0] <= net.d[0] and 1 <= ends[l] <= net.d[l],
         "the model has wrong inputs or outputs")
    t = model.get("tokens")
    need(type(t) is int and 2 <= t <= net.t, "the model has a wrong number of tokens")
    limit(t <= LIMIT, "the model has too many tokens")

    def states(r):                      # the ranks of all states before the output
        ranks = [r]
        for i in range(1, l):
            ranks.append(min(net.d[i], H[i] * min(net.nu(i), ranks[-1])))
        return ranks

    widths = states(ends[0]) + [ends[l]]
    values = net.v and [min(net.nu(i), widths[i - 1], widths[i]) for i in net.layers()]
    need(same(model, dict(arch, widths=widths, head_dim=[min(net.a[i], widths[i - 1]) for i in net.layers()],
                          value_dim=values, tokens=t)), "the model is not the reduced architecture")
    small = Network(model, "the model")
    terms, r, alpha, symmetric = virtual_weights(net)
    few, r1, alpha1, symmetric1 = virtual_weights(small)
    need(not any(symmetric[1:] + symmetric1[1:]), "a layer sees only symmetric parts")
    if any(net.nu(i) < min(r[i - 1], r[i]) for i in net.layers()):
        need(all(H[i + 1] * (min(net.nu(i + 1), r[i + 1], r[i]) + 2 * alpha[i + 1]) >= r[i] for i in range(1, l)),
             "a layer need not see all values of the layer before")
    common = states(ends[0] - (1 if ends[0] < net.d[0] else 0))
    need(all(H[i] <= common[i - 1] ** 2 for i in net.layers()), "too few inputs for so many heads")
    size = few[-1][1]
    for i in net.layers():
        if alpha1[i] == r1[i - 1] and small.nu(i) >= min(r1[i - 1], r1[i]):
            need((r[i - 1] - alpha[i]) ** 2 >= H[i] - 1, "combinations of heads are heads")
            size -= H[i] * (H[i] - 1)
    need(check_minor(small, bound["minor"]) == size, "the minor has not the size of the reduced bound")
    return terms[-1][1]


def need_claims(bound, claims):
    """Checks that the certificate states these hypotheses (name, left, right) of the theorem,
    and that left >= right in each."""
    need(same(bound["hypotheses"], [{"name": name, "left": number(x), "right": number(y)}
                                    for name, x, y in claims]), "the hypotheses are not those of the theorem")
    for name, x, y in claims:
        need(x >= y, "the hypothesis %s fails: %d < %d" % (name, x, y))


def many_heads(arch, net, bound):
    """Generic heads in large width: the linear syzygies between their forms
    are Koszul, so only scalings (or GL_H mixing full heads) remain.
    "degree-three" reads this off the cubic part of a residual stack."""
    single = bound["theorem"] == "many-heads"
    need(not net.pnn and not net.transformer and not net.normalised and (net.l == 1 if single else net.residual),
         "the theorem %s does not apply" % bound["theorem"])
    need(not net.readout or single and net.t >= 2 and not net.causal,
         "the theorem is about readouts of two tokens or more, without a mask")
    d, layers, N, side = net.d, net.layers(), sum(net.H[1:]), bound["side"]
    alpha = [None] + [min(net.a[i], d[i - 1]) for i in layers]
    nu = [None] + [net.nu(i) for i in layers]
    claims = [("tokens", net.t, 2)]
    for i in layers:
        claims += [("alpha_%d" % i, alpha[i], 2), ("nu_%d" % i, nu[i], 2)]
    claims.append(("width", d[0], 3 * N))
    if side == "key" and N >= 2:
        claims += [("key_%d" % i, (d[i - 1] - alpha[i]) ** 2, N - 1) for i in layers]
    elif side == "value" and N >= 2:
        claims += [("value_%d" % i, (d[i - 1] - nu[i]) * (d[i] - nu[i]), N - 1) for i in layers]
    elif side == "mixing" and N >= 2 and single:
        claims += [("full_key", alpha[1], d[0]), ("full_value", nu[1], min(d[0], d[1]))]
    else:
        need(side == "single" and N == 1, "this side of the theorem does not apply")
    need_claims(bound, claims)
    if side == "mixing":
        return N * (d[0] ** 2 + d[0] * d[1] - N)
    return sum(net.H[i] * (alpha[i] * (2 * d[i - 1] - alpha[i])
                           + nu[i] * (d[i - 1] + d[i] - nu[i]) - 1) for i in layers)


def equality(arch, net, bound):
    """Matrices of bounded rank: the upper bound is attained."""
    name, _, total = upper_bound(net)
    need(not net.readout or net.normalised, "the theorem readout is no equality without a norm")
    need(name == bound["theorem"], "the theorem %s does not apply" % bound["theorem"])
    return total


LOWER = (("direct", direct, ("model", "minor")),
         ("free-exponentials", free_exponentials, ("model", "minor", "hypotheses")),
         ("reduction", reduction, ("model", "minor")),
         ("residual-reduction", residual_reduction, ("model", "minor")),
         ("heads-reduction", heads_reduction, ("model", "minor")),
         ("many-heads", many_heads, ("side", "hypotheses")),
         ("degree-three", many_heads, ("side", "hypotheses")),
         ("softmax-heads", transformer_limit, ("hypotheses",)),
         ("residual-limit", transformer_limit, ("hypotheses",)),
         ("linear-network", equality, ()),
         ("linear-tokens", equality, ()),
         ("readout", equality, ()))


def lower_bound(arch, net, bound):
    need(type(bound) is dict, "lower_bound is not an object")
    for name, check_bound, keys in LOWER:
        if bound.get("theorem") == name:
            if keys == ("model", "minor") and (net_is_softmax(net) or not net.pnn
                                               and net.transformer and "ball" in bound):
                keys = ("model", "ball")
            need_keys(bound, ("theorem", "value") + keys, "lower_bound")
            value = check_bound(arch, net, bound)
            need(same(bound["value"], number(value)), "the value of the lower bound is %d" % value)
            return value
    raise Refused("the lower bound rests on no known theorem")


# ---------------------------------------------------------- sparse attention

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
        limit(length * length * size <= PATTERN_WORK, "the matrices are too large")
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
    limit(length * sum(map(len, B)) <= PATTERN_WORK and length * length * size // 64 <= PATTERN_FRAME,
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
    limit(length * length * size // 64 <= PATTERN_FRAME, "the frame is too large")
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
    limit(length <= PATTERN_LENGTH, "there are too many tokens")
    return (check_pattern if c["claim"] == "matrix" else check_class)(c, length, size, e1, e2)


# --------------------------------------------------------------- the verdict

# ------------------------------------------------- attention with a readout
#
# Phi(X) = H^(-1/2) sum_h <U_h, softmax(X W_h X^T) X>, a row of X a token; the loss
# is the mean of log(1 + e^(-y Phi(X))).  A scalar ball is a pair (m, r): a real
# number within r of m, in units of 2^-P.

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
        organization.many(len(S.X), "sample"), organization.many(S.H, "head"), c["gamma"][0], c["gamma"][1],
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
        (organization.many(steps, "step"), organization.many(S.H, "head"),
         "not monotone" if rises else "decreasing in each") + tuple(c["losses"][-1]))


# ---------------------------------------------------------------- the verdict

def check_organization(c):
    return organization.check(c, sys.modules[__name__])


KINDS = {"margin": check_margin, "descent": check_descent, "organization": check_organization}


def symmetries_bound(net, bound):
    """The terms of the theorem symmetries, or None."""
    if "fields" not in bound:
        return symmetries.bound(net)
    terms = bound.get("terms")
    need(type(terms) is list and all(type(x) is dict and type(x.get("value")) is int for x in terms),
         "terms of the upper bound are not numbers")
    try:
        return symmetries.bound_with(net, terms, bound["fields"])
    except symmetries.NotSymmetric as error:
        raise Refused(str(error)) from None
    except symmetries.TooLarge:
        raise Unable("the output of the network has too many terms to check fields") from None


def check_certificate(c):
    if "kind" in c:
        need(type(c["kind"]) is str and c["kind"] in KINDS, "an unknown kind of certificate")
        return KINDS[c["kind"]](c)
    need_keys(c, ("format", "architecture", "architecture_digest", "claim",
                  "upper_bound", "lower_bound", "digest"), "the certificate")
    need(c["digest"] == sha256({k: c[k] for k in c if k != "digest"}), "the digest is wrong")
    need(c["architecture_digest"] == sha256(c["architecture"]), "the architecture's digest is wrong")
    net = Network(c["architecture"])
    wanted = c["upper_bound"].get("theorem") if type(c["upper_bound"]) is dict else None
    name, terms, upper = upper_bound(net, wanted)
    extra = {}
    if wanted == "symmetries":
        other = symmetries_bound(net, c["upper_bound"])
        if other:
            name, terms, upper = "symmetries", other, other[-1][1]
            extra = {k: c["upper_bound"][k] for k in ("fields",) if k in c["upper_bound"]}
    need(same(c["upper_bound"], {
        "theorem": name, "value": number(upper),
        "terms": [{"name": n, "value": number(x)} for n, x in terms], **extra}),
        "the upper bound is not that of the theorem %s, which gives %d" % (name, upper))
    lower = lower_bound(c["architecture"], net, c["lower_bound"])
    need(lower <= upper, "the lower bound %d exceeds the upper bound %d" % (lower, upper))
    proved, parameters = lower == upper, net.parameters()
    need(same(c["claim"], {
        "parameters": number(parameters), "lower": number(lower), "upper": number(upper),
        "dimension": number(lower) if proved else None,
        "generic_fiber_dimension": number(parameters - lower) if proved else None,
        "status": "proved" if proved else "bounds"}),
        "the claim is not what is proved: %d <= dim <= %d" % (lower, upper))
    if proved:
        return "dimension %d (proved: %d <= dim <= %d)" % (lower, lower, upper)
    return "%d <= dim <= %d (bounds)" % (lower, upper)


def check(text):
    """("accepted" | "refused" | "does not parse" | "unable", reason) of a str or bytes."""
    try:
        value = parse(text)
        return "accepted", (check_certificate if value["format"] == FORMATS[0] else check_pattern_certificate)(value)
    except Refused as error:
        return "refused", str(error)
    except NotParsed as error:
        return "does not parse", str(error)
    except Unable as error:
        return "unable", str(error)
    except MemoryError:
        return "unable", "out of memory"


def main(files):
    if not files or files[0] in ("-h", "--help"):
        print(__doc__.strip(), file=sys.stdout if files else sys.stderr)
        return 0 if files else 2
    seen = set()
    for name in files:
        try:
            if name == "-":
                text = sys.stdin.buffer.read()
            else:
                with open(name, "rb") as file:
                    text = file.read()
        except (OSError, ValueError) as error:
            print("%s: cannot be read: %s" % (name, error), file=sys.stderr)
            seen.add(2)
            continue
        verdict, reason = check(text)
        seen.add({"accepted": 0, "refused": 1, "does not parse": 3, "unable": 4}[verdict])
        print("%s: %s: %s" % (name, verdict, reason), flush=True)
    return next(code for code in (2, 3, 1, 4, 0) if code in seen)


if __name__ == "__main__":
    sys.stdout.reconfigure(errors="backslashreplace")
    sys.stderr.reconfigure(errors="backslashreplace")
    try:
        sys.exit(main(sys.argv[1:]))
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(2)
