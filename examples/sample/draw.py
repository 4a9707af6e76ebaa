#!/usr/bin/env python3
"""The two lists of this folder, drawn again: draw.py [SEED]

252 stacks of lightning layers, several heads in one of them at least, go to stacks.jsonl, 127 polynomial networks
to networks.jsonl, as survey reads them; all of them are different.  The lists that lie here are those of the default
seed."""

import json
import os
import random
import sys

SEED = 20261130
STACKS, NETWORKS = 252, 127
# So many weights at most: as many as the bound "symmetries" is for.
WEIGHTS = 256


class Draw:
    """Numbers that are the same in every version of Python."""

    def __init__(self, seed):
        self.bits = random.Random(seed)

    def between(self, low, high):
        return low + self.bits.getrandbits(32) % (high - low + 1)


def stack(draw):
    """One to three layers; every fourth one is causal, every fourth one residual."""
    depth, kind = draw.between(1, 3), draw.between(0, 3)
    widths = [draw.between(1, 6) for _ in range(depth + 1)]
    if kind == 1:
        widths = [widths[0]] * (depth + 1)
    arch = {"format": "fulgurite-architecture/1", "widths": widths,
            "head_dim": [draw.between(1, 4) for _ in range(depth)],
            "heads": [draw.between(1, 4) for _ in range(depth)], "tokens": draw.between(1, 3)}
    if kind == 0:
        arch["mask"] = "causal"
    if kind == 1:
        arch["residual"] = True
    weights = sum(h * d * (2 * a + e) for h, a, d, e in zip(arch["heads"], arch["head_dim"], widths, widths[1:]))
    return arch if max(arch["heads"]) > 1 and weights <= WEIGHTS else None


def network(draw):
    """Two to four layers, and a power for each hidden one."""
    depth = draw.between(2, 4)
    widths = [draw.between(1, 10) for _ in range(depth + 1)]
    arch = {"format": "fulgurite-architecture/1", "family": "pnn", "widths": widths,
            "power": [draw.between(2, 4) for _ in range(depth - 1)]}
    return arch if sum(d * e for d, e in zip(widths, widths[1:])) <= WEIGHTS else None


def lines(draw, make, number):
    found = []
    while len(found) < number:
        arch = make(draw)
        line = None if arch is None else json.dumps(arch, separators=(",", ":"))
        if line is not None and line not in found:
            found.append(line)
    return found


def main():
    seed = int(sys.argv[1]) if len(sys.argv) > 1 else SEED
    draw = Draw(seed)
    print("seed %d" % seed)
    for name, make, number in (("stacks", stack, STACKS), ("networks", network, NETWORKS)):
        with open(name + ".jsonl", "w", encoding="utf-8") as file:
            file.write("\n".join(lines(draw, make, number)) + "\n")
        print("%s.jsonl: %d architectures" % (name, number))


main()
