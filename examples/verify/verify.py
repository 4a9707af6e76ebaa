#!/usr/bin/env python3
"""Check certificates of dimensions of attention networks, and of sparse attention.

    verify.py FILE...          ('-' is standard input)

A certificate claims  lower <= dim M <= upper  for the set M of functions of
one architecture.  The upper bound is a formula.  The lower bound is a formula
whose hypotheses are inequalities, or an invertible submatrix ("minor") of a
Jacobian, modulo a prime or, for softmax, over the real numbers.  Nothing is
taken on trust: every number of the certificate is computed again here, with
integers only; real numbers are enclosed in intervals with integer ends.

A certificate of sparse attention (pattern.py) gives exact inputs of a
softmax attention whose parameters depend only on its hidden size, and claims that
the attention matrix is near a given sparse one; or it gives a frame whose coherence
mu shows this for every matrix of a class.

Prints one line per file.  Exit code: 0 if all are accepted; otherwise the first of
these that occurs: 2 a file cannot be read, 3 one does not parse, 1 one is refused,
4 one exceeds the limits of this checker, so that nothing is known about it.
Only the standard library is used; Python 3.8 or later.
"""

import copy
import os
import re
import sys
from math import comb
from operator import mul

# The other parts of this checker are in the same folder.
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import basics  # noqa: E402
import free  # noqa: E402
import listed  # noqa: E402
import one_token  # noqa: E402
import organization  # noqa: E402
import symmetries  # noqa: E402
import transformer  # noqa: E402
from balls import (ball_add, ball_invertible, ball_product, ball_set, ball_transpose, ball_zero,  # noqa: E402
                   softmax, softmax_gradient)
from basics import (FORMATS, WORD, NotParsed, Refused, Unable, exact_matrix, limit, need, need_keys,  # noqa: E402
                    need_list, need_matrix, number, parse, same, sha256, transpose)
from pattern import check_pattern_certificate  # noqa: E402
from readout import check_descent, check_margin  # noqa: E402

if hasattr(sys, "set_int_max_str_digits"):
    sys.set_int_max_str_digits(0)       # the numbers of a bound may be long

# The limits of this checker:
LIMIT = 5000            # rows of a minor, tokens of its model
BALL_LIMIT = 1000       # rows of a minor in balls


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
            "(%s):[1-9][0-9]{0,18}" % kinds, x) and int(x.split(":")[1]) < WORD,
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
    coordinates; on one token, of two outputs, as a matrix of linear forms times quadratic
    forms.  None where the theorem does not apply."""
    if net.pnn or net.transformer or net.readout or net.normalised or net.l > 1 or net.H[1] < 2:
        return None
    d, e, H, nu = net.d[0], net.d[1], net.H[1], net.nu(1)
    if net.t == 1:
        minors = H * (2 * d + comb(d + 1, 2)) - H * H - comb(H, 3)
        return [("minors", minors), ("total", minors)] if e == 2 and 3 <= H <= d else None
    alpha, Q = min(net.a[1], d), comb(d + 1, 2)
    r, q, p = min(e, H * nu), min(d, H * alpha), min(Q, H * alpha * nu)
    terms = [("outputs", r), ("queries", q), ("products", p),
             ("tensor", r * q * p + r * (e - r) + q * (d - q) + p * (Q - p))]
    if e == 1 and H <= d:
        terms.append(("crossed", H * (alpha * (2 * d - alpha) + d - 1) - comb(H, 2) * max(0, 2 * alpha - d)))
    if e == 1 and H < d:
        terms.append(("ideal", H * (d - H) + d * (H * d - comb(H, 2))))
    return terms + [("total", min(x for _, x in terms[3:]))]


def coefficients(net):
    """A stack of several lightning heads on one token: every output is a form, and all are
    combinations of as many forms as the state has coordinates.  A state with one coordinate
    is raised to some power afterwards.  None where the theorem does not apply."""
    if net.pnn or net.transformer or net.readout or net.normalised or net.residual or net.t > 1 or max(net.H[1:]) < 2:
        return None
    r = virtual_weights(net)[1]
    j = r.index(1, 1) if 1 in r[1:] else net.l
    if 3 ** min(j, 40) >= 2 ** 62:
        return None
    n = forms(net.parameters(), 1, net.d[0], 3 ** j)
    k = min(r[j], n)
    return [("layers", j), ("degree", 3 ** j), ("forms", n), ("rank", k), ("total", k * (net.d[-1] + n - k))]


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
        if one_token.merges(net.subs):
            yield "one-token", one_token.upper(net.arch)
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
    for name, theorem in (("head-tensors", head_tensors), ("coefficients", coefficients)):
        if wanted == name and theorem(net):
            found.append((wanted, theorem(net)))
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


# -------------------------------------------------------------------- minors

def exact_weights(net, value):
    """The same object with Fractions as entries; read_weights checks the shapes."""
    plain = copy.deepcopy(value)
    for layer in plain["layers"] if type(plain) is dict and type(plain.get("layers")) is list else []:
        for head in layer["heads"] if type(layer) is dict and type(layer.get("heads")) is list else []:
            for letter in head if type(head) is dict else []:
                head[letter] = exact_matrix(head[letter])
    return plain


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
            run = free.Run(weights, [x % p for x in values], X, free.Tape(p, key), net.copies)
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


def one_token_limit(arch, net, bound):
    """On one token attention is linear: sublayers side by side, and to the next order one
    after the other."""
    found = one_token.lower(net.arch) if not net.pnn and net.transformer else None
    need(found is not None, "the theorem one-token does not apply")
    need_claims(bound, found[1])
    return found[0]


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
         ("one-token", one_token_limit, ("hypotheses",)),
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


# ---------------------------------------------------------------- the verdict

def check_organization(c):
    return organization.check(c, basics)


KINDS = {"margin": check_margin, "descent": check_descent, "organization": check_organization}


def symmetries_bound(net, bound):
    """The terms of the theorem symmetries, or None."""
    if "fields" not in bound:
        return symmetries.bound(net)
    try:
        if not symmetries.layers_of(net):
            return symmetries.bound_listed(net, bound["fields"])
        terms = bound.get("terms")
        need(type(terms) is list and all(type(x) is dict and type(x.get("value")) is int for x in terms),
             "terms of the upper bound are not numbers")
        return symmetries.bound_with(net, terms, bound["fields"])
    except symmetries.NotSymmetric as error:
        raise Refused(str(error)) from None
    except (symmetries.TooLarge, listed.TooLarge):
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
