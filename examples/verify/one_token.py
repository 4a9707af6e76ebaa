"""Transformers on one token: the upper and the lower theorem "one-token".

A token that sees itself alone gives itself the weight 1, so attention is a linear map and a
constant.  Without norms before the sublayers all these maps merge to one: the upper theorem.
The lower theorem has the hypotheses under which this bound, or with norms that of the theorem
"transformer", is attained.  The proofs are in the chapter "Transformers" of the manual.
Only the standard library is used.
"""

from transformer import (GATED, SCALED, constants, low_rank, neurons, positions, rank_alone,
                         sublayers)
from transformer import upper as sum_of_sublayers

NONE, SOME, ALL = 0, 1, 2           # constants: those in the image of a matrix, or all vectors


def applies(subs):
    """Whether attention is a linear map, in a residual network of one kind of norm or in one
    sublayer."""
    heads = [s for s in subs if s.attention]
    uniform = all(s.residual and s.pre_norm == subs[0].pre_norm for s in subs)
    return bool(heads) and all(s.alone and not s.readout for s in heads) and (uniform or len(subs) == 1)


def merges(subs):
    return applies(subs) and all(s.residual and s.pre_norm == "none" for s in subs)


def reads_plainly(group):
    """Those of the sublayers that have neurons without biases."""
    return [s for s in group if not s.attention and not s.bias]


def added(group):
    """The constants that these sublayers add."""
    found = [(s, constants(s)) for s in group]
    return max(NONE if n == 0 else ALL if n == s.out else SOME for s, n in found)


def pieces(subs):
    """The sublayers in lists that begin where neurons without biases see a constant."""
    found = [[]]
    for group in positions(subs):
        if reads_plainly(group) and found[-1]:
            found.append([])
        found[-1] += group
    return found


def upper(arch):
    """The terms of the upper theorem, the last one the total."""
    subs = sublayers(arch)
    d = subs[0].d
    terms, rank, total = [], 0, 0
    for j, s in enumerate(subs, 1):
        if s.attention:
            terms.append(("nu_%d" % j, rank_alone(s)))
            rank += rank_alone(s)
        else:
            terms.append(("neurons_%d" % j, neurons(s)))
            total += neurons(s)
    rank = min(rank, d)
    linear = low_rank(rank, d, d)
    together = sum((0, rank, d)[added(piece)] for piece in pieces(subs))
    return terms + [("K", rank), ("linear", linear), ("constants", together),
                    ("total", linear + total + together)]


def claims_with_norms(subs):
    groups = positions(subs)
    mixed = [any(s.attention for s in group) for group in groups]
    alone = [all(s.attention for s in group) for group in groups]
    pairs = sum(a and b for a, b in zip(alone, mixed[1:]))
    least = 1 if subs[0].pre_norm == "none" else max(2, pairs + 1)
    claims = [("width", subs[0].n, least)]
    few = [s.hidden for s in subs if not s.attention and s.kind in SCALED]
    if sum(mixed) > 1 and few:
        claims.append(("neurons", min(few), 2))
    reads = sum(alone[k] and max(map(added, groups[:k])) > NONE for k in range(1, len(groups)))
    if reads:
        claims.append(("after", subs[0].d, reads))
    return claims


def claims_without(subs):
    groups, d = positions(subs), subs[0].d
    relus = any(s.kind == "relu" for s in reads_plainly(subs))
    claims = [("width", d, 2 if relus else 1)]
    kinds = [kind for kind in map(added, pieces(subs)) if kind > NONE]
    if len(kinds) < 2:
        return claims
    claims.append(("free", kinds.count(ALL), len(kinds)))
    for k in range(1, len(groups)):
        plain = reads_plainly(groups[k])
        if plain and max(map(added, groups[:k])) > NONE and max(map(added, groups[k:])) > NONE:
            rows = sum(s.hidden * (2 if s.kind in GATED else 1) for s in plain)
            claims.append(("seen_%d" % (1 + subs.index(groups[k][0])), min(rows, d), d))
    return claims


def lower(arch):
    """(value, hypotheses) of the lower theorem; a hypothesis (name, left, right) says left >=
    right.  None where the theorem is not about such networks."""
    subs = sublayers(arch)
    if not applies(subs):
        return None
    if merges(subs):
        return upper(arch)[-1][1], claims_without(subs)
    return sum_of_sublayers(arch)[-1][1], claims_with_norms(subs)
