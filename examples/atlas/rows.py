#!/usr/bin/env python3
"""Set the rows of a table of the atlas beside their certificates.

    rows.py TABLE.csv FOLDER

FOLDER is where the paths of the column "certificate" begin.  Each certificate is
judged by examples/verify/verify.py, and has to be one of the architecture of its row,
with the bounds of its row.  Prints what is wrong, and then a summary; exit code 0
when the bounds of every row are those its certificate proves (a probable dimension is
its lower bound, and not proved by it), 1 otherwise.
"""

import csv
import json
import os
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, "verify"))
import verify  # noqa: E402


def numbers(cell):
    return [int(word) for word in cell.split()]


def shape(row):
    """What an architecture of the row must be; or the one with the same functions that is computed: a head_dim beyond
    the width is no more than the width, and one token sees nothing of a mask."""
    widths = numbers(row["widths"])
    if "head_dim" in row:
        tokens, per_layer = int(row["tokens"]), len(widths) - 1
        head_dim, heads = (numbers(row[key]) if " " in row[key] else [int(row[key])] * per_layer
                           for key in ("head_dim", "heads"))
        return {"widths": widths, "family": "attention", "head_dim": [min(a, d) for a, d in zip(head_dim, widths)],
                "tokens": tokens, "heads": heads, "value_dim": None, "norm": "none",
                "residual": row.get("residual") == "yes",
                "mask": "none" if tokens == 1 else row.get("mask", "none")}
    # Without a hidden layer the power has nothing to act on.
    power = numbers(row["power"])
    if len(widths) == 2:
        return {"widths": widths, "family": "pnn"}
    return {"widths": widths, "family": "pnn", "power": power[0] if len(set(power)) == 1 else power}


def is_cut(row):
    """Whether a head_dim of the row is beyond its width: what is computed has fewer parameters."""
    widths, head_dim = numbers(row["widths"]), numbers(row.get("head_dim", "0"))
    return any(a > d for a, d in zip(head_dim * (len(widths) if len(head_dim) == 1 else 1), widths[:-1]))


def stated(arch):
    """The same of a certificate."""
    usual = {"family": "attention", "tokens": 3, "heads": 1, "value_dim": None, "norm": "none", "residual": False,
             "mask": "none"}
    if arch.get("family") == "pnn":
        usual = {"power": 2} if len(arch["widths"]) > 2 else {}
    arch = {**usual, **{key: value for key, value in arch.items() if key != "format"}}
    if len(arch["widths"]) == 2 and arch["family"] == "pnn":
        arch.pop("power", None)
    for key in ("head_dim", "heads"):
        if isinstance(arch.get(key), int):
            arch[key] = [arch[key]] * (len(arch["widths"]) - 1)
    return arch


def problem(row, folder):
    """What is wrong with a row, or None."""
    with open(os.path.join(folder, row["certificate"]), "rb") as file:
        text = file.read()
    verdict, reason = verify.check(text)
    if verdict != "accepted":
        return "%s: %s" % (verdict, reason)
    certificate = json.loads(text)
    claim = certificate["claim"]
    if stated(certificate["architecture"]) != shape(row):
        return "a certificate of another architecture"
    if [claim["lower"], claim["upper"]] != [int(row["lower"]), int(row["upper"])]:
        return "a certificate of other bounds"
    if claim["parameters"] != int(row["parameters"]) and not is_cut(row):
        return "a certificate of other parameters"
    closed = claim["lower"] == claim["upper"]
    if closed != (row["status"] == "proved"):
        return "the status is not that of the bounds"
    if (row["status"] == "bounds") == bool(row["dimension"]) or row["dimension"] not in ("", row["lower"]):
        return "the dimension is not the lower bound"
    return None


def main(table, folder):
    counts, wrong = {}, 0
    with open(table, encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            try:
                what = problem(row, folder)
            except (OSError, ValueError, KeyError) as error:
                what = "%s: %s" % (type(error).__name__, error)
            if what is not None:
                wrong += 1
                print("%s: %s" % ({key: value for key, value in row.items() if value}, what))
            counts[row["status"]] = counts.get(row["status"], 0) + 1
    print("%s: %d rows (%s), %s" % (os.path.basename(table), sum(counts.values()),
                                    ", ".join("%d %s" % (n, s) for s, n in sorted(counts.items())),
                                    "%d of them wrong" % wrong if wrong
                                    else "the bounds of every row are those its certificate proves"))
    return 1 if wrong or not counts else 0


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__.strip())
    sys.exit(main(*sys.argv[1:]))
