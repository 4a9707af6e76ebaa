"""The dimension of transformers: a formula, in exact integers.

    transformer.py FILE...     prints it for files with architectures

This file has the upper theorem "transformer", the hypotheses of the lower theorems
"softmax-heads" and "residual-limit", under which the upper bound is attained, and the
sources of the redundancy, parameters - dimension.  The proofs are in the chapter
"Transformers" of the manual.
Only the standard library is used.
"""

import json
import sys

GATED = ("swiglu", "geglu", "geglu_new")
PLAIN = ("gelu", "gelu_new", "quick_gelu", "silu", "sigmoid", "tanh", "relu")
SCALED = GATED + ("relu",)      # scaling a neuron can be undone in its other weights

# The keys that describe layers, with their defaults.
DEFAULTS = {"heads": 1, "value_dim": None, "norm": "none", "residual": False, "mask": "none",
            "kv_heads": None, "rotary": 0, "kv_latent": None, "feed_forward": None,
            "parallel": False, "bias": {"qkv": False, "output": False, "feed_forward": False},
            "pre_norm": "none", "norm_gain": True, "norm_shift": True, "shared_norm": False,
            "readout": False}


class Sublayer:
    """Attention or feed-forward, from width d to width out.

    Attention has H heads in G groups.  K and Q have a rows that are not rotated by the
    position and p that are.  U has v rows (None: every head has a full matrix V).  The
    latent C, which keys and values read, has r rows (None: there is no latent); with a
    latent, the p rotated rows are another key, shared by all heads, that reads the state
    itself.
    """

    def __init__(self, attention, layer, d, out, **fields):
        self.attention, self.layer, self.d, self.out = attention, layer, d, out
        self.__dict__.update(fields)
        shift = self.pre_norm == "layer" and self.norm_shift
        # n: the dimension of what the norm gives; e: 1 where matrices have biases or the
        # shift of a norm acts as one
        self.n = d - (self.pre_norm == "layer")
        self.shift = int(shift)
        self.e = int(self.bias or shift)


def is_plain(subs):
    """Whether this is a stack of one kind of attention, whose upper bound does not need the
    theorems about transformers."""
    return all(s.attention and s.G == s.H and not s.r and not s.p and not s.bias
               and not s.bias_out and s.pre_norm == "none"
               and (s.norm, s.residual, s.mask) == (subs[0].norm, subs[0].residual, subs[0].mask)
               for s in subs)


def layers_of(value, l):
    """A list with one value per layer, from such a list or from one value for all layers."""
    return value if type(value) is list else [value] * l


def sublayers(arch):
    """The sublayers of an architecture (a JSON object, checked), in order."""
    l = len(arch["widths"]) - 1
    get = {key: layers_of(arch.get(key, default), l) for key, default in DEFAULTS.items()}
    get["head_dim"] = layers_of(arch["head_dim"], l)
    found = []
    for i in range(l):
        row = {key: values[i] for key, values in get.items()}
        common = {key: row[key] for key in
                  ("residual", "pre_norm", "norm_gain", "norm_shift")}
        d, out, bias, H = arch["widths"][i], arch["widths"][i + 1], row["bias"], row["heads"]
        if type(bias) is str:
            bias = {"qkv": bias != "none", "output": bias == "full",
                    "feed_forward": bias == "full"}
        if H:
            p, r = row["rotary"], row["kv_latent"]
            found.append(Sublayer(
                True, i + 1, d, out, H=H, G=row["kv_heads"] or H, p=p, r=r,
                a=row["head_dim"] - (0 if r else p), v=row["value_dim"], norm=row["norm"],
                readout=row["readout"],
                alone=arch.get("tokens", 3) == 1 and row["norm"] != "none", mask=row["mask"], bias=bias["qkv"], bias_out=bias["output"], parallel=False, own_norm=True,
                **common))
            d = out
        if row["feed_forward"]:
            kind, hidden = row["feed_forward"].split(":")
            parallel = bool(row["parallel"] and H)
            found.append(Sublayer(
                False, i + 1, d, out, kind=kind, hidden=int(hidden), bias=bias["feed_forward"],
                bias_out=bias["feed_forward"], parallel=parallel,
                own_norm=not (parallel and row["shared_norm"]), **common))
    return found


def low_rank(rank, rows, cols):
    """The dimension of the rows x cols matrices of rank <= rank."""
    rank = min(rank, rows, cols)
    return rank * (rows + cols - rank)


# ------------------------------------------------------------------ one sublayer

def value_rows(s):
    """The rows of all U together."""
    return (s.H if s.r else s.G) * s.v


def rank_alone(s):
    """The rank of the sum of the heads' matrices."""
    limits = [s.n, s.out] + ([value_rows(s)] if s.v else []) + ([s.r] if s.r else [])
    return min(limits)


def keys_and_values(s):
    """{name: value} of the terms of attention: alpha, nu, keys, values, latent, scalings."""
    softmax, n, m = s.norm == "softmax", s.n, s.H // s.G
    if s.alone:
        # a token sees only itself: one matrix, the sum of those of the heads
        rank = rank_alone(s)
        return {"alpha": 0, "nu": rank, "keys": 0, "values": low_rank(rank, s.out, n),
                "latent": 0, "scalings": 0}
    e = s.e
    k = 0 if softmax else e             # key biases that the scores see
    w = e if s.norm == "none" else 0    # value biases count: weights do not sum to one
    latent = s.r is not None and s.r < n
    if latent:
        source = s.r                    # the rows that keys and values read
        if k + w == 0:                  # at most what the heads can see
            source = min(source, s.H * (min(s.a, s.r) + min(s.v, s.r, s.out)))
        gauge = source * (n + (s.shift if k + w else 0)) - source ** 2
    else:
        source, gauge = n, 0
    groups = s.H if s.r else s.G
    m = s.H // groups
    alpha = min(s.a, source + k)
    keys = groups * low_rank(alpha, source + k, m * (n + e))
    # the rotated planes: complex matrices conj(k) (q_1 .. q_m), whose biases are seen
    b = s.shift if s.r else e
    if s.r:
        planes = s.p * max(0, (n + b) * (s.H + 1) - 1)
    else:
        planes = groups * s.p * max(0, (n + b) * (m + 1) - 1)
    if s.v:
        nu = min(s.v, source + w, m * s.out)
        values = groups * low_rank(nu, m * s.out, source + w)
    else:
        nu = min(n + w, s.out)
        values = s.H * low_rank(nu, s.out, n + w)
    return {"alpha": alpha, "nu": nu, "keys": keys + planes, "values": values, "latent": gauge,
            "scalings": s.H if s.norm == "none" and n + e else 0}


def neurons(s):
    """The number of weights of the hidden neurons, minus one for each scaling."""
    inputs = s.n + s.e
    if s.kind in GATED:
        inputs *= 2
    return s.hidden * (inputs + s.out - (s.kind in SCALED))


def constants(s):
    """The dimension of the vectors that the sublayer can add to every token."""
    if s.bias_out:
        return s.out
    if not (s.attention and s.e) or (s.norm == "none" and not s.bias_out):
        return 0
    if s.v is None:
        return s.out
    if s.alone:
        # the matrix and its constant have a rank together: that of what O leaves room for
        room = value_rows(s) if s.bias or not s.r else min(value_rows(s), s.r)
        return s.out if room > rank_alone(s) else rank_alone(s)
    if s.r and s.r <= s.n and not s.bias:
        return min(s.out, s.r, s.H * s.v)       # the latent's column alone
    if s.v > (s.r if s.r is not None and s.r < s.n else s.n):
        return s.out
    return min(s.out, (s.H if s.r else s.G) * s.v)


def positions(subs):
    """The sublayers in lists; those in one list read the same state."""
    found = []
    for s in subs:
        if s.parallel and found:
            found[-1].append(s)
        else:
            found.append([s])
    return found


def absorbs(s):
    """Whether a constant added to the input of the sublayer acts like a change of its biases."""
    return s.bias and not (s.attention and s.r is not None and s.p > 0)


def all_constants(subs):
    """The dimension of all constants together; constants that later sublayers cannot tell
    apart are counted once."""
    where = positions(subs)
    beta = [min(group[0].out, sum(constants(s) for s in group)) for group in where]
    norms = {s.pre_norm for s in subs}
    if not all(s.residual for s in subs) or len(norms) > 1 or norms == {"rms"}:
        return sum(beta)
    if norms == {"layer"}:
        return sum(beta) - max(0, beta.count(subs[0].d) - 1)
    total = segment = 0
    for group, b in zip(where, beta):
        if not all(absorbs(s) for s in group):
            total, segment = total + segment, 0
        segment = min(subs[0].d, segment + b)
    return total + segment


# ------------------------------------------------------------------- the theorems

def upper(arch):
    """The terms of the upper theorem "transformer", the last one the total."""
    subs = sublayers(arch)
    terms, total = [], 0
    for j, s in enumerate(subs, 1):
        if s.attention:
            part = keys_and_values(s)
            names = (("width", s.n), ("bias", s.e), ("alpha", part["alpha"]),
                     ("nu", part["nu"]), ("keys", part["keys"]), ("values", part["values"]))
            if s.r:
                names += (("latent", part["latent"]),)
            if s.norm == "none":
                names += (("scalings", part["scalings"]),)
            total += part["keys"] + part["values"] + part["latent"] - part["scalings"]
        else:
            names = (("width", s.n), ("bias", s.e), ("neurons", neurons(s)))
            total += neurons(s)
        terms += [("%s_%d" % (name, j), x) for name, x in names]
        terms.append(("beta_%d" % j, constants(s)))
    count = all_constants(subs)
    return terms + [("constants", count), ("total", total + count)]


class DoesNotApply(Exception):
    """No lower theorem is known for this network; the text says why."""


def lower(arch):
    """(theorem, hypotheses) of the lower bound that attains the upper one; a hypothesis
    (name, left, right) says left >= right.  Raises DoesNotApply."""
    subs, t = sublayers(arch), arch.get("tokens", 3)
    heads = [s for s in subs if s.attention]
    if len({s.norm for s in heads}) > 1 or heads and heads[0].norm == "none":
        raise DoesNotApply("the scores are not those of softmax")
    if len({s.pre_norm for s in subs}) > 1:
        raise DoesNotApply("the sublayers have different norms before them")
    if heads and heads[0].norm == "affine" and (any(s.p for s in heads) or any(
            s.bias or s.bias_out or s.pre_norm != "none" for s in subs)):
        raise DoesNotApply("affine scores with biases, norms or rotary positions")
    if all(s.residual for s in subs):
        theorem = "residual-limit"
    elif len(subs) == 1:
        if subs[0].r and subs[0].e:
            raise DoesNotApply("latents with biases, without residual")
        theorem = "softmax-heads"
    else:
        raise DoesNotApply("several sublayers without residual")
    claims = []
    if heads:
        claims.append(("tokens", t, max(2, 1 + max(s.p for s in heads))))
    # in width 1 the zeros of all relus without biases coincide, and a norm leaves only a sign
    spans = 2 if subs[0].pre_norm != "none" or any(
        not s.attention and s.kind == "relu" and not s.e for s in subs) else 1
    claims.append(("width", subs[0].n, spans))
    if theorem == "residual-limit" and subs[0].pre_norm == "none":
        before = 0
        for group in positions(subs):
            if before and not all(absorbs(s) for s in group):
                claims.append(("seen_%d" % (1 + subs.index(group[0])), sees(group), subs[0].d))
            before += sum(constants(s) for s in group)
    return theorem, claims


def sees(group):
    """The rank, for weights in general position, of what those of these sublayers that do not
    absorb a constant see of it."""
    rank = 0
    for s in group:
        if not absorbs(s):
            if s.attention:
                rank += s.H * min(s.a + s.p, s.n) if not s.r else s.H * (min(s.a, s.r) + s.p)
            else:
                rank += s.hidden * (2 if s.kind in GATED else 1)
    return min(rank, group[0].d)


# ------------------------------------------------------------------- parameters

def parameters(arch):
    return sum(count(s) for s in sublayers(arch))


def count(s):
    """The number of entries of all matrices and vectors of a sublayer."""
    d, bias = s.d, int(s.bias)
    total = s.out * int(s.bias_out)
    if s.pre_norm != "none" and s.own_norm:
        total += d * int(s.norm_gain) + d * s.shift
    if not s.attention:
        return total + s.hidden * ((2 if s.kind in GATED else 1) * (d + bias) + s.out)
    groups, source = (s.H, s.r) if s.r else (s.G, d)
    turned = s.p if s.r else 0
    a = s.a + (0 if s.r else s.p)
    total += s.H * a * (d + bias) + groups * a * (source + bias)
    total += (s.r * d if s.r else 0) + turned * d * (1 + s.H)
    if s.v:
        return total + groups * s.v * (source + bias) + s.H * s.out * s.v
    return total + s.H * s.out * (d + bias)


# -------------------------------------------------------------------- redundancy

SOURCES = ("key bases of heads", "value bases of heads", "latent bases", "rotary planes",
           "key biases that no score sees", "centring", "gains and shifts of norms",
           "scalings of neurons", "constants that add up")


def redundancy(arch):
    """{source: dimension} of parameters - dimension, for softmax with two tokens or more."""
    subs = sublayers(arch)
    lost = dict.fromkeys(SOURCES, 0)
    offered = 0                                 # entries of vectors that act as constants
    for s in subs:
        if s.pre_norm != "none" and s.own_norm:
            lost["gains and shifts of norms"] += s.d * int(s.norm_gain) + s.d * s.shift
        offered += s.out * int(s.bias_out)
        # the column along (1, .., 1) acts as a bias, if there is no other bias
        blind = s.d - s.n + int(s.bias) - s.e
        if s.attention:
            offered += attention_redundancy(lost, s, blind)
        else:
            rows = s.hidden * (2 if s.kind in GATED else 1)
            lost["centring"] += rows * blind
            lost["scalings of neurons"] += s.hidden * (s.kind in SCALED)
    lost["constants that add up"] = offered - all_constants(subs)
    return lost


def attention_redundancy(lost, s, blind):
    """Adds the sources of a sublayer to lost; returns the number of entries that act as
    constants."""
    n, e, bias = s.n, s.e, int(s.bias)
    part = keys_and_values(s)
    if s.r:
        groups, rows = s.H, s.H * s.a
        source = min(s.r, n)
        if s.r < n:
            source = min(source, s.H * (min(s.a, s.r) + min(s.v, s.r, s.out)))
        shared = s.p * ((n + s.shift) * (s.H + 1) - 1)
        lost["rotary planes"] += s.p
        lost["centring"] += (s.r + s.p * (s.H + 1)) * (s.d - n - s.shift)
        lost["key biases that no score sees"] += s.H * s.a * bias
        lost["latent bases"] += (s.r * n + s.H * (s.a + s.v) * (s.r - source) - part["latent"])
        offered = s.H * s.v * bias + s.r * s.shift
    else:
        groups, source, m = s.G, n, s.H // s.G
        rows = (groups + s.H) * (s.a + s.p) + (groups * s.v if s.v else s.H * s.out)
        shared = groups * s.p * ((n + e) * (m + 1) - 1)
        lost["rotary planes"] += groups * s.p
        lost["key biases that no score sees"] += groups * s.a * e
        offered = groups * s.v * e if s.v else s.H * s.out * e
    lost["centring"] += rows * blind
    lost["key bases of heads"] += (groups * s.a * source + s.H * s.a * (n + e)
                                   - (part["keys"] - shared))
    if s.v:
        lost["value bases of heads"] += (groups * s.v * source + s.H * s.out * s.v
                                         - part["values"])
    else:
        lost["value bases of heads"] += s.H * s.out * n - part["values"]
    return offered


def main(files):
    import one_token    # it imports this file
    for name in files:
        with open(name, "rb") as file:
            arch = json.load(file)
        total = upper(arch)[-1][1]
        try:
            theorem, claims = lower(arch)
            if one_token.lower(arch):
                theorem, (total, claims) = "one-token", one_token.lower(arch)
            failed = [c for c in claims if c[1] < c[2]]
            why = "%s needs %s >= %d" % (theorem, failed[0][0], failed[0][2]) if failed else None
        except DoesNotApply as reason:
            why = str(reason)
        print("%s: %d parameters, dimension %s%d%s" % (
            name, parameters(arch), "at most " if why else "", total, " (%s)" % why if why else ""))
        for source, n in redundancy(arch).items():
            if n and not why and arch.get("tokens", 3) > 1:
                print("    %15d %s" % (n, source))
    return 0 if files else 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
