#!/usr/bin/env python3
"""The atlas: slices of its tables byte for byte, certificates of a sample judged twice, forged tables refused."""

import csv
import io
import itertools
import json
import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, "cli"))
from tap import PROGRAM, SOURCE, check, done, draws, folder, rounds, run  # noqa: E402

ATLAS = os.path.join(SOURCE, "examples", "atlas")
DRAW = draws(20251129)


def committed(name):
    """The heading, and the lines of a table with their rows."""
    with open(os.path.join(ATLAS, name + ".csv"), encoding="utf-8", newline="") as file:
        lines = file.read().splitlines(True)
    return lines[0], list(zip(lines[1:], csv.DictReader(io.StringIO("".join(lines)))))


def numbers(cell):
    return [int(word) for word in cell.split()]


def architecture(row):
    value = {"format": "fulgurite-architecture/1", "widths": numbers(row["widths"])}
    if "head_dim" in row:
        return {**value, "head_dim": numbers(row["head_dim"]), "heads": numbers(row["heads"]),
                "tokens": int(row["tokens"])}
    return {**value, "family": "pnn", "power": int(row["power"])}


def is_complete():
    """Every architecture once, nothing else: counted here by loops."""
    layers = {(d, e, a, t, h) for d in range(1, 6) for e in range(1, 6) for a in range(1, d + 1) for t in (1, 2)
              for h in range(1, 7)}
    rows = [row for _, row in committed("layers")[1]]
    found = [(*numbers(r["widths"]), int(r["head_dim"]), int(r["tokens"]), int(r["heads"])) for r in rows]
    check(len(found) == len(layers) and set(found) == layers, "every layer", len(found))
    networks = {(w, p) for depth in range(1, 5) for w in itertools.product(range(1, 6), repeat=depth + 1) for p in (2, 3)}
    rows = [row for _, row in committed("networks")[1]]
    found = [(tuple(numbers(r["widths"])), int(r["power"])) for r in rows]
    check(len(found) == len(networks) and set(found) == networks, "every network", len(found))


def is_plausible():
    """What is known without computing, and closed formulas from elsewhere."""
    wrong = []
    for name in ("layers", "networks"):
        for line, row in committed(name)[1]:
            low, high, count = int(row["lower"]), int(row["upper"]), int(row["expected"])
            good = (low <= high <= int(row["parameters"]) and (row["status"] == "proved") == (low == high) and
                    int(row["dimension"]) == low and count - low == int(row["defect"]) and
                    (row["status"] == "probable") == bool(row["error_log2"]))
            if not good:
                wrong.append(line)
    for _, row in committed("layers")[1]:  # one head on two tokens or more: 2ad - a^2 of K^T Q, dd' of V, one scaling
        if row["heads"] == "1" and row["tokens"] == "2":
            d, e, a = *numbers(row["widths"]), int(row["head_dim"])
            # d = 1 has one coefficient an output
            wanted = min(2 * a * d - a * a + d * e - 1, e * d * d * (d + 1) // 2)
            wrong += [] if int(row["dimension"]) == wanted else [row]
    for _, row in committed("networks")[1]:
        widths = numbers(row["widths"])
        if len(widths) == 3 and widths[2] == 1 and row["power"] == "2":  # quadratic forms of rank at most k
            d, k = widths[0], min(widths[0], widths[1])
            wrong += [] if int(row["dimension"]) == k * d - k * (k - 1) // 2 else [row]
        if len(widths) == 3 and widths[2] == 1 and row["power"] == "3" and widths[0] >= 2:
            # sums of k cubes of linear forms: Alexander and Hirschowitz, the exception is 7 cubes in 5 variables
            d, k = widths[0], widths[1]
            cubes = min(k * d, (d + 2) * (d + 1) * d // 6)
            wrong += [] if int(row["dimension"]) == cubes else [row]
    check(not wrong, "bounds, status, defects, known dimensions", *wrong[:5])


def is_said():
    """What the manual says of the tables, row by row."""
    with open(os.path.join(SOURCE, "doc", "atlas.rst"), encoding="utf-8") as file:
        page = " ".join(file.read().split())
    layers = [row for _, row in committed("layers")[1]]
    networks = [row for _, row in committed("networks")[1]]
    keys = [(*numbers(r["widths"]), int(r["head_dim"]), int(r["tokens"]), int(r["heads"])) for r in layers]
    table = {key: {name: int(r[name]) for name in ("dimension", "expected", "defect")} for key, r in zip(keys, layers)}

    def said(words, wrong, rows):
        check(words in page and rows and not wrong, words, words in page, len(rows), wrong[:5])

    several = [key for key in keys if key[2] == key[0] and key[3] == 2 and key[1] >= 2]
    free = [(d, e, a, t, H) for d, e, a, t, H in several
            if table[d, e, a, t, H]["expected"] == H * (d * d + d * e - 1) <= e * d * d * (d + 1) // 2]
    said("With :math:`a = d` and two or more outputs the defect is :math:`H (H - 1)` in every row",
         [key for key in free if table[key]["defect"] != key[4] * (key[4] - 1)], free)

    def least(d, e, H):
        h = min(H, d * d, d * e)
        return min(e * d * d * (d + 1) // 2, h * (d * d + d * e - h))
    said("in all rows with two or more outputs the dimension is the smaller of",
         [key for key in several if table[key]["dimension"] != least(key[0], key[1], key[4])], several)
    one = [key for key in keys if key[2] == key[0] and key[3] == 2 and key[1] == 1]
    less = [key for key in one if 1 < key[4] < key[0] and key[0] >= 3]
    said("With one output the same holds except for :math:`1 < H < d`, :math:`d \\ge 3`, where the dimension is less",
         [key for key in one if (table[key]["dimension"] < least(key[0], 1, key[4])) != (key in less)]
         + [key for key in one if table[key]["dimension"] > least(key[0], 1, key[4])], less)
    near = [key for key in keys if key[3] == 2 and key[2] == key[0] - 1 and key[4] >= 2]
    said("The dimension for :math:`a = d - 1` and two or more heads is the same, in all rows on two tokens",
         [key for key in near if table[key]["dimension"] != table[key[:2] + (key[0],) + key[3:]]["dimension"]], near)
    token = [key for key in keys if key[:2] == (5, 5) and key[3] == 1]
    said("So :math:`a = 3` is as good as :math:`a = 5`",
         [key for key in token if key[2] >= 3 and table[key]["dimension"] != table[5, 5, 5, 1, key[4]]["dimension"]], token)
    said("six heads reach the dimension :math:`5 \\cdot 35 = 175`",
         [key for key in token if key[4] == 6 and table[key]["dimension"] != 175], token)
    said("All 900 dimensions of layers are proved", [row for row in layers if row["status"] != "proved"], layers)
    last = [key for key, row in zip(keys, layers) if row["theorem"] == "head-tensors" and key[3] == 1]
    said("The last ones were four on one token, with two outputs and three heads",
         [key for key in last if (key[1], key[4]) != (2, 3) or len(last) != 4], last)
    equal = [row for row in networks if len(set(row["widths"].split())) == 1]
    said("With equal widths there is no defect, in any row", [row for row in equal if row["defect"] != "0"], equal)
    said("All 7800 dimensions are proved", [row for row in networks if row["status"] != "proved"], networks)
    cubes = [row for row in networks if len(row["widths"].split()) == 3 and row["power"] == "3"]
    odd = [row["widths"] for row in cubes if int(row["defect"]) > 0]
    said("one has a defect: two forms in three variables and five cubes", [] if odd == ["3 5 2"] else odd, cubes)
    both = layers + networks
    said("checks all %d certificates" % len({row["certificate"] for row in both if row["certificate"]}),
         [row for row in both if not row["certificate"]], both)


def again(name, where):
    """A sample of rows, computed again: the same bytes."""
    heading, lines = committed(name)
    sample = DRAW.sample(range(len(lines)), min(len(lines), rounds(60, 20)))
    sample = [lines[n] for n in sorted(sample)]
    with open(os.path.join(where, name + ".list"), "w", encoding="utf-8") as file:
        file.writelines(json.dumps(architecture(row)) + "\n" for _, row in sample)
    answer = run("survey", "--list", name + ".list", "-o", name + ".jsonl", "--certificates", "certificates", "--csv",
                 name + ".csv", "--columns", heading.strip(), cwd=where, timeout=900)
    with open(os.path.join(where, name + ".csv"), encoding="utf-8", newline="") as file:
        text = file.read()
    check(answer.code == 0 and text == heading + "".join(line for line, _ in sample), "%s: the same bytes" % name,
          answer.err, text[:2000])
    return sample


def judged(table, where):
    return subprocess.run([sys.executable, os.path.join(ATLAS, "rows.py"), table, where], stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, universal_newlines=True)


def certificates(sample, name, where):
    verdict = run("verify", *sorted({row["certificate"] for _, row in sample}), cwd=where, timeout=900)
    check(verdict.code == 0, "%s: fulgurite verify accepts" % name, verdict.out, verdict.err)
    answer = judged(os.path.join(where, name + ".csv"), where)
    check(answer.returncode == 0 and "wrong" not in answer.stdout, "%s: verify.py accepts, row by row" % name, answer.stdout)


def forged(sample, name, where):
    """A number changed, another row's certificate, no certificate: each is seen."""
    heading = committed(name)[0]
    rows = [row for _, row in sample if row["status"] == "proved"]
    one, other = DRAW.sample([row for row in rows if row["lower"] != "1"], 2)
    changes = [{"dimension": str(int(one["dimension"]) + 1)}, {"lower": str(int(one["lower"]) - 1)},
               {"upper": str(int(one["upper"]) + 1)}, {"parameters": str(int(one["parameters"]) + 1)},
               {"status": "probable"}, {"certificate": other["certificate"]}, {"certificate": "certificates/none.json"},
               {"widths": " ".join(str(n + 1) for n in numbers(one["widths"]))}]
    for change in changes:
        path = os.path.join(where, "forged.csv")
        with open(path, "w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, heading.strip().split(","), lineterminator="\n")
            writer.writeheader()
            writer.writerow({**one, **change})
        answer = judged(path, where)
        check(answer.returncode == 1 and "1 of them wrong" in answer.stdout, "%s: forged %s" % (name, ", ".join(change)),
              answer.stdout)


def scripts(where):
    """reproduce.sh and verify.sh themselves, where tables differ and where certificates are spoiled."""
    environment = dict(os.environ, FULGURITE=PROGRAM, PYTHON3=sys.executable)
    answer = subprocess.run(["sh", os.path.join(ATLAS, "verify.sh"), where], stdout=subprocess.PIPE,
                            stderr=subprocess.STDOUT, universal_newlines=True, env=environment)
    check(answer.returncode == 1 and "FileNotFound" in answer.stdout, "verify.sh misses certificates", answer.stdout[-300:])
    path = os.path.join(where, "certificates", sorted(os.listdir(os.path.join(where, "certificates")))[0])
    with open(path, "rb+") as file:
        text = file.read().replace(b'"lower":', b'"lower":1', 1)
        file.seek(0)
        file.write(text)
    answer = subprocess.run(["sh", os.path.join(ATLAS, "verify.sh"), where], stdout=subprocess.PIPE,
                            stderr=subprocess.STDOUT, universal_newlines=True, env=environment)
    check(answer.returncode == 1 and "not all certificates are accepted" in answer.stdout, "verify.sh sees a spoiled one",
          answer.stdout[-300:])


is_complete()
is_plausible()
is_said()
with folder() as place:
    for which in ("layers", "networks"):
        chosen = again(which, place)
        certificates(chosen, which, place)
        forged(chosen, which, place)
    scripts(place)
done()
