#!/usr/bin/env python3
"""Random architectures: the checker's formulas against those of
make_certificates.py, and its derivatives (backward) against tangents.

Every certificate made from a random architecture must be accepted, by
verify.py and, when Macaulay2 is there, by verify.m2.

FULG_TEST_SEED=N replays, FULG_TEST_SEED=random draws a seed.
"""

import importlib.util
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir))
from tools import draws, find, rounds  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))
EXAMPLES = os.path.join(HERE, os.pardir, os.pardir, "examples", "verify")


def load(directory, name):
    spec = importlib.util.spec_from_file_location(name, os.path.join(directory, name + ".py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


sys.dont_write_bytecode = True
verify = load(EXAMPLES, "verify")
maker = load(HERE, "make_certificates")


def architecture(rng, most, layers):
    """A random one; most bounds widths, heads, ranks and tokens."""
    n = rng.randint(1, layers)

    def numbers(k):
        return [rng.randint(1, rng.randint(1, most)) for _ in range(k)]

    if rng.randrange(6) == 0:
        powers = [rng.randint(1, 4) for _ in range(n - 1)]
        return maker.complete({"family": "pnn", "widths": numbers(n + 1),
                               "power": powers if len(set(powers)) > 1 else rng.randint(1, 4)})
    residual = rng.randrange(3) == 0
    return maker.complete({
        "widths": numbers(1) * (n + 1) if residual else numbers(n + 1), "head_dim": numbers(n),
        "heads": [1] * n if rng.randrange(3) == 0 else [min(h, rng.choice((2, 3, most))) for h in numbers(n)],
        "value_dim": rng.choice((None, numbers(n))), "tokens": rng.choice((1, 2, 3, numbers(1)[0])),
        "norm": rng.choice(("none", "none", "affine")), "mask": rng.choice(("none", "causal")),
        "residual": residual})


def theorems(arch):
    """The lower bounds with a proof that asks for no fixed width."""
    yield "direct"
    if arch["family"] == "pnn" or arch["heads"] != [1] * len(arch["heads"]):
        return
    if arch["norm"] == "affine" and arch["tokens"] == 1:
        return
    values = arch["value_dim"] or [arch["widths"][0]]
    if not arch["residual"]:
        yield "reduction"
    elif min(values) >= arch["widths"][0] >= 3:
        yield "residual-reduction"


def main():
    print("1..2")
    rng = draws()
    formulas, texts, kinds = 0, [], {}
    for most, layers, times in ((4, 4, 3000), (30, 8, 2000), (10 ** 6, 5, 2000), (10 ** 18, 3, 1000)):
        for _ in range(rounds(times)):
            arch = architecture(rng, most, layers)
            net = verify.Network(arch)
            name, terms, value = verify.upper_bound(net)
            if (name, terms) != maker.upper_bound(arch) or net.parameters() != maker.parameters(arch):
                print("FAIL: the formulas differ for %s" % maker.canonical(arch))
                sys.exit(1)
            formulas += 1
    while len(texts) < rounds(150, 20):
        arch = architecture(rng, 3 if rng.randrange(2) else 5, 3)
        if arch.get("residual") and rng.randrange(2):
            n = len(arch["heads"])
            arch.update(widths=[rng.randint(3, 4)] * (n + 1), heads=[1] * n, value_dim=None)
        if maker.parameters(arch) > 60:
            continue
        for theorem in theorems(arch):
            certificate = maker.make(arch, theorem, seed=rng.randrange(10 ** 9))
            text = maker.canonical(certificate)
            verdict, reason = verify.check(text)
            if verdict != "accepted":
                print("FAIL: %s (%s)\n%s" % (verdict, reason, text))
                sys.exit(1)
            if theorem != "direct" and certificate["claim"]["status"] != "proved":
                print("FAIL: no equality\n%s" % text)
                sys.exit(1)
            texts.append(text)
            kinds[theorem] = kinds.get(theorem, 0) + 1
    print("%d formulas agree; accepted: %s"
          % (formulas, ", ".join("%d %s" % (kinds[k], k) for k in sorted(kinds))))
    print("ok 1 - verify.py accepts what the other formulas certify")
    if not (find("M2") and find("sha256sum")):
        print("ok 2 # SKIP M2 or sha256sum not found")
        return
    with tempfile.TemporaryDirectory() as directory:
        names = [os.path.join(directory, "%d.json" % k) for k in range(len(texts))]
        for name, text in zip(names, texts):
            with open(name, "w") as file:
                file.write(text)
        code = subprocess.run(["M2", "--script", os.path.join(EXAMPLES, "verify.m2")] + names,
                              stdout=subprocess.PIPE, universal_newlines=True)
    if code.returncode != 0 or code.stdout.count(": accepted: ") != len(texts):
        print("FAIL: verify.m2\n" + code.stdout)
        sys.exit(1)
    print("ok 2 - verify.m2 accepts the same %d certificates" % len(texts))


if __name__ == "__main__":
    main()
