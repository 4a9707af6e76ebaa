#!/usr/bin/env python3
"""check of JSON weights of transformers: every matrix of the table of blocks, the Jacobian, two networks, forgeries."""

import copy
import json
import os
import struct
import sys
from fractions import Fraction

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from arrays import safetensors, singular_values  # noqa: E402
from tap import check, done, folder, refuses, run, skip  # noqa: E402

SOFTMAX = "--norm softmax --residual "
# kind -> options of random
KINDS = {
    "grouped": SOFTMAX + "--widths 3,3 --heads 4 --kv-heads 2 --head-dim 2 --value-dim 1",
    "one group": SOFTMAX + "--widths 3,3 --heads 2 --kv-heads 1 --head-dim 1 --value-dim 1",
    "bias qkv": SOFTMAX + "--widths 3,3 --heads 2 --head-dim 1 --value-dim 1 --bias qkv",
    "bias full": SOFTMAX + "--widths 2,2 --head-dim 2 --value-dim 2 --bias full",
    "rms": SOFTMAX + "--widths 3,3 --head-dim 2 --value-dim 1 --pre-norm rms",
    "layer": SOFTMAX + "--widths 3,3 --head-dim 2 --value-dim 1 --pre-norm layer",
    "layer without shift": SOFTMAX + "--widths 3,3 --head-dim 2 --value-dim 1 --pre-norm layer --norm-shift no",
    "rotary": SOFTMAX + "--widths 3,3 --head-dim 2 --value-dim 1 --rotary 2",
    "gelu": SOFTMAX + "--widths 2,2,2 --head-dim 1 --feed-forward gelu:3",
    "swiglu": SOFTMAX + "--widths 2,2 --head-dim 1 --value-dim 1 --bias full --feed-forward swiglu:2 --pre-norm rms",
    "parallel": SOFTMAX + "--widths 3,3 --head-dim 1 --value-dim 1 --feed-forward tanh:2 --parallel --pre-norm layer",
    "latent": SOFTMAX + "--widths 4,4 --heads 2 --head-dim 2 --value-dim 1 --kv-latent 3",
    "latent and rotary": SOFTMAX + "--widths 4,4 --heads 2 --head-dim 1 --value-dim 1 --kv-latent 2 --rotary 2",
    "readout": "--norm softmax --widths 2,2 --head-dim 2 --readout",
    "plain": SOFTMAX + "--widths 3,3,3 --heads 2 --head-dim 2 --value-dim 2",
}
VECTORS = {"norm_gain", "norm_shift", "Q_bias", "K_bias", "V_bias", "U_bias", "up_bias", "gate_bias", "output_bias"}


def rank(rows):
    """Exactly."""
    rows, found = [[Fraction(x) for x in row] for row in rows], 0
    for col in range(len(rows[0])):
        pivot = next((r for r in range(found, len(rows)) if rows[r][col]), None)
        if pivot is None:
            continue
        rows[found], rows[pivot] = rows[pivot], rows[found]
        for r in range(found + 1, len(rows)):
            factor = rows[r][col] / rows[found][col]
            rows[r] = [x - factor * y for x, y in zip(rows[r], rows[found])]
        found += 1
    return found


def transposed(rows):
    return [list(column) for column in zip(*rows)]


def product(*factors):
    left = factors[0]
    for right in factors[1:]:
        left = [[sum(x * y for x, y in zip(row, column)) for column in transposed(right)] for row in left]
    return left


def expected(weights):
    """(layer, head or None, name) -> rows: all that check should look at; and the vectors of the file."""
    found, vectors = {}, 0
    for n, layer in enumerate(weights["layers"], 1):
        heads, groups = layer["heads"], layer.get("groups")
        latent = [layer["C"]] if "C" in layer else []
        for key in ("C", "R"):
            if key in layer:
                found[n, None, key] = layer[key]
        for key, rows in layer.get("feed_forward", {}).items():
            if key not in VECTORS:
                found[n, None, key] = rows
        for h, head in enumerate(heads, 1):
            both = dict(head, **(groups[(h - 1) * len(groups) // len(heads)] if groups else {}))
            both = {key: rows for key, rows in both.items() if key not in VECTORS}
            both["A"] = product(transposed(product(both["K"], *latent)), both["Q"])
            if "O" in both:
                both["V"] = product(both["O"], both["U"], *latent)
            found.update({(n, h, key): rows for key, rows in both.items()})
        for item in [layer, layer.get("feed_forward", {})] + heads + (groups or []):
            vectors += sum(key in VECTORS for key in item)
    return found, vectors


def shown(answer):
    value = answer["files"][0]
    found = {}
    for item in value["heads"] + value.get("sublayers", []):
        found.update({(item["layer"], item.get("head"), key): part for key, part in item["matrices"].items()})
    return found


def wrong_part(part, rows):
    size = min(len(rows), len(rows[0]))
    if (part["rows"], part["columns"]) != (len(rows), len(rows[0])):
        return "shape"
    if part["rank"] != {"lower": rank(rows), "upper": rank(rows)}:
        return "rank %s, not %d" % (part["rank"], rank(rows))
    values = singular_values(rows) if size > 0 else None
    if values:
        if not float(part["sigma_max"][0]) * (1 - 1e-9) <= values[0] <= float(part["sigma_max"][1]) * (1 + 1e-9):
            return "sigma_max %s, not %s" % (part["sigma_max"], values[0])
    return None


def store(name, weights):
    path = os.path.join(place, name + ".json")
    with open(path, "w") as file:
        json.dump(weights, file)
    return path


def blocks(weights):
    """Every object of the file with a key of a matrix in it."""
    for layer in weights["layers"]:
        for item in [layer, layer.get("feed_forward", {})] + layer["heads"] + layer.get("groups", []):
            for key, rows in item.items():
                if key not in ("heads", "groups", "feed_forward"):
                    yield item, key, rows


def test_kind(name, options):
    weights = run("random " + options + " --tokens 3 --bound 3").json()
    path = store(name.replace(" ", "-"), weights)
    answer = run("check", path, "--json", "--no-float")
    value = answer.json() if answer.code == 0 else {}
    if not value:
        check(False, name, answer.err)
        return
    want, vectors = expected(weights)
    got = shown(value)
    wrong = [(key, wrong_part(got[key], want[key])) for key in got if key in want and wrong_part(got[key], want[key])]
    check(set(got) == set(want) and not wrong, name + ": every matrix, its shape and exact rank", set(got) ^ set(want), *wrong)
    value = value["files"][0]
    check(value["architecture"] == weights["architecture"], name + ": the architecture", value["architecture"])
    check(len(value["not_looked_at"]) == vectors, name + ": biases and norms are named", value["not_looked_at"])
    ball = run("rank", "--ball", path, "--json").json()
    jacobian = value["jacobian_rank"]
    check((jacobian["lower"], jacobian["upper"]) == (ball["lower"], ball["upper"]), name + ": the Jacobian of rank --ball",
          jacobian, ball["lower"], ball["upper"])
    words = run("check", path, "--no-float")
    check(words.code == 0 and ("which have no rank" in words.out) == (vectors > 0), name + ": in words", words.out)
    test_claims(name, path, jacobian, want)
    test_two(name, path, weights)


def test_claims(name, path, jacobian, want):
    least = {}
    for (_, _, key), rows in want.items():
        least[key] = min(rank(rows), least.get(key, rank(rows)))
    claims = ["rank>=%d" % jacobian["lower"]] + ["rank_%s>=%d" % item for item in sorted(least.items())]
    answer = run("check", path, "--no-float", "--claim", ",".join(claims))
    check(answer.code == 0, name + ": claims", answer.out, answer.err)
    for key in sorted(least):
        answer = run("check", path, "--no-float", "--claim", "rank_%s>=%d" % (key, least[key] + 1))
        check(answer.code == 1 and "refuted" in answer.out, "%s: one more than the rank of %s is refuted" % (name, key), answer.out)
    answer = run("check", path, "--no-float", "--claim", "rank>=%d" % (jacobian["upper"] + 1))
    check(answer.code == 1 and "refuted" in answer.out, name + ": a rank beyond the bound is refuted", answer.out)


def test_two(name, path, weights):
    """The same file is the same; another one differs at an input where eval says so, too."""
    weights = copy.deepcopy(weights)
    for _, key, rows in blocks(weights):
        if key == "norm_gain":  # behind a gain of 0 a changed column is the same function
            rows[:] = [[x or 1 for x in row] for row in rows]
    path = store("seen", weights)
    other = store("copy", weights)
    answer = run("check", path, other, "--no-float", "--claim", "same")
    check(answer.code == 0, name + ": equal weights are the same", answer.out, answer.err)
    told = unclear = 0
    for n, (_, key, _) in enumerate(blocks(weights)):
        changed = copy.deepcopy(weights)
        rows = list(blocks(changed))[n][2]
        rows[0][0] += 1
        answer = run("check", path, store("other", changed), "--no-float", "--json")
        same = answer.json()["comparison"] if answer.code == 0 else {"same": True, "reason": answer.err}
        if key == "K_bias" and "rotary" not in weights["architecture"]:
            check(same["same"] is not False, name + ": a bias of keys is not seen", same)
            continue
        told += same["same"] is False
        unclear += same["same"] is None
        if same["same"] is True:
            check(False, "%s: %s changed is no other function" % (name, key), same)
        if same["same"] is False and n < 4:
            check(*agrees(name, path, same, "output_a"))
            check(*agrees(name, os.path.join(place, "other.json"), same, "output_b"))
    check(told > unclear, name + ": a number changed is another function", told, unclear)


def agrees(name, path, same, side):
    """eval at that input lies in the ball, or near it: a name and what is wrong."""
    answer = run("eval", path, "--json", "--input", json.dumps(same["input"]))
    output = answer.json()["outputs"][0] if answer.code == 0 else None
    if output is None:
        return False, name + ": eval", answer.err
    entry = output[same["row"] - 1][same["column"] - 1]
    low, high = (Fraction(x) for x in (entry if isinstance(entry, list) else [entry, entry]))
    first, last = (Fraction(x) for x in same[side])
    return low <= last and first <= high, name + ": %s is that of eval" % side, entry, same[side]


def edit(weights, change):
    value = copy.deepcopy(weights)
    change(value["layers"][0])
    return store("forged", value)


def forged(layer, **keys):
    layer.update(keys)


def test_forged():
    weights = run("random " + SOFTMAX + "--widths 4,4 --heads 4 --kv-heads 2 --head-dim 2 --value-dim 2 --bias full "
                  "--pre-norm layer --feed-forward swiglu:3").json()
    for number, (_, key, _) in enumerate(blocks(weights)):
        short, longer, gone, odd = (copy.deepcopy(weights) for _ in range(4))
        list(blocks(short))[number][2].pop()
        list(blocks(longer))[number][2][0].append(1)
        list(blocks(gone))[number][0].pop(key)
        list(blocks(odd))[number][2][0][0] = "1/3"
        for what, value in (("short", short), ("of ragged rows", longer), ("missing", gone), ("not a float", odd)):
            refuses("%s, %s" % (key, what), run("check", store("forged", value)), 3, "forged.json", key)
    for what, change, words in (
            ("an extra key of a head", lambda l: l["heads"][1].update(K=[[1]]), ("head 2", '"K"')),
            ("an extra key of a group", lambda l: l["groups"][1].update(Q=[[1]]), ("group 2", '"Q"')),
            ("an extra key of a layer", lambda l: l.update(norm_scale=[[1]]), ("norm_scale",)),
            ("an extra key of a feed-forward sublayer", lambda l: l["feed_forward"].update(side=[[1]]), ("side",)),
            ("a head too many", lambda l: l["heads"].append(l["heads"][0]), ("heads",)),
            ("a group too few", lambda l: l["groups"].pop(), ("groups",)),
            ("no feed-forward sublayer", lambda l: l.pop("feed_forward"), ("feed_forward",)),
            ("A for Q", lambda l: l["heads"][0].update(A=l["heads"][0].pop("Q")), ("A",))):
        refuses(what, run("check", edit(weights, change)), 3, "forged.json", *words)
    single = run("random " + SOFTMAX + "--widths 2,2 --head-dim 2 --value-dim 2 --bias qkv").json()
    factors = single["layers"][0]["heads"][0]
    factors["A"] = product(transposed(factors.pop("K")), factors.pop("Q"))
    refuses("A in place of its factors", run("check", store("forged", single)), 4, "head 1", "product")
    wide = copy.deepcopy(weights)
    wide["architecture"]["widths"] = [4, 5]
    refuses("widths that do not fit", run("check", store("forged", wide)), 3, "forged.json: ", "equal widths")
    refuses("a map", run("check", store("good", weights), "--map", "plain"), 3, "leave --map out")
    answer = run("check", store("good", weights), "--map", "none", "--json", "--no-float")
    check(answer.code == 0 and len(answer.json()["files"][0]["matrices"]) == len(list(blocks(weights))),
          "--map none: every tensor is a matrix", answer.err)


def test_shared():
    """Keys of a group stand once in the table, with the heads that share them; low rank is exact."""
    weights = run("random " + SOFTMAX + "--widths 3,3 --heads 4 --kv-heads 2 --head-dim 2 --value-dim 2").json()
    weights["layers"][0]["groups"][1]["K"][1] = [2 * x for x in weights["layers"][0]["groups"][1]["K"][0]]
    path = store("low", weights)
    answer = run("check", path, "--no-float")
    check(answer.out.count(" K ") == 2 and answer.out.count(" U ") == 2 and "  1-2  K " in answer.out and
          "  3-4  K " in answer.out, "shared keys stand once", answer.out)
    check("keys and values in 2 groups" in answer.out and "2 of 4 heads" in answer.out, "and are said to be shared", answer.out)
    value = run("check", path, "--no-float", "--json").json()["files"][0]
    check([head["group"] for head in value["heads"]] == [1, 1, 2, 2], "groups of heads", value["heads"])
    answer = run("check", path, "--no-float", "--claim", "rank_K=2")
    check(answer.code == 1 and "layer 1, head 3, K" in answer.out, "a shared key of rank 1 refutes", answer.out)


def test_radius():
    """Every statement holds within the radius; JSON reals are read, subnormal ones, too."""
    weights = run("random " + KINDS["swiglu"] + " --bound 3").json()
    for _, _, rows in blocks(weights):
        for row in rows:
            row[:] = [x + 0.1 for x in row]
    weights["layers"][0]["feed_forward"]["up"][0][0] = 5e-324
    path = store("reals", weights)
    answer = run("check", path, "--radius", "half-ulp", "--json", "--no-float")
    check(answer.code == 0 and answer.json()["files"][0]["jacobian_rank"]["lower"] > 0, "reals within half an ulp", answer.err)
    answer = run("check", path, "--radius", "100", "--json", "--no-float")
    ranks = [part["rank"]["lower"] for part in shown(answer.json()).values()]
    check(set(ranks) == {0}, "nothing is certain within 100", ranks)
    answer = run("check", path, path, "--radius", "half-ulp", "--no-float", "--claim", "same")
    check(answer.code == 4, "weights that are not exact are not known to be the same", answer.out)


def test_gauge():
    """A change of bases of the values of a group is no other function."""
    weights = run("random " + SOFTMAX + "--widths 3,3 --heads 2 --kv-heads 1 --head-dim 1 --value-dim 1").json()
    turned = copy.deepcopy(weights)
    for row in turned["layers"][0]["groups"][0]["U"]:
        row[:] = [2 * x for x in row]
    for head in turned["layers"][0]["heads"]:
        head["O"] = [[x / 2 for x in row] for row in head["O"]]
    a, b = store("a", weights), store("b", turned)
    answer = run("check", a, b, "--no-float", "--json")
    check(answer.code == 0 and answer.json()["comparison"]["same"] is not False, "bases changed: not different", answer.out)


def test_map():
    """Heads that share keys in a file with a map: the Jacobian and the dimension of the same weights in JSON."""
    weights = run("random " + SOFTMAX + "--widths 3,3 --heads 2 --kv-heads 1 --head-dim 2 --value-dim 2 --tokens 3 --bound 3").json()
    layer = weights["layers"][0]
    tensors = {"k": layer["groups"][0]["K"], "u": layer["groups"][0]["U"],
               "q": [row for head in layer["heads"] for row in head["Q"]],
               "o": [sum(rows, []) for rows in zip(*(head["O"] for head in layer["heads"]))]}
    path, own = os.path.join(place, "grouped.safetensors"), os.path.join(place, "grouped.map")
    safetensors(path, [(name + "1", "F64", [len(rows), len(rows[0])],
                        b"".join(struct.pack("<%dd" % len(row), *row) for row in rows)) for name, rows in tensors.items()])
    with open(own, "w") as file:
        file.write("norm softmax\nresidual\ntokens 3\nheads 2\nkv_heads 1\nhead_dim 2\nQ = q{l} rows a*(h-1):a*h\n"
                   "K = k{l} rows a*(g-1):a*g\nU = u{l} rows a*(g-1):a*g\nO = o{l} cols a*(h-1):a*h\n")
    answer = run("check", path, "--map", own, "--no-float", "--json")
    value = answer.json()["files"][0] if answer.code == 0 else {}
    same = run("check", store("grouped", weights), "--no-float", "--json").json()["files"][0]
    check(value.get("architecture") == same["architecture"], "a map with groups: the architecture", answer.err, value)
    check(value.get("jacobian_rank") == same["jacobian_rank"], "a map with groups: the Jacobian", value, same["jacobian_rank"])
    check([head["group"] for head in value.get("heads", [])] == [1, 1], "a map with groups: the heads say it")
    dimension = run("dim", "--arch", own_architecture(weights), "--json").json()["dimension"]
    answer = run("check", path, "--map", own, "--no-float", "--claim", "dimension=%s" % dimension)
    check(answer.code == 0, "a map with groups: the dimension", answer.out, answer.err)
    test_groups_not_shared(own)


def test_groups_not_shared(own):
    """A map that says that heads share a matrix, with rules by which each has its own."""
    lone = os.path.join(place, "lone.safetensors")
    flat = {"q": [[1, 0, 0], [0, 1, 0]] * 2, "k": [[1, 0, 0], [0, 1, 0], [1, 1, 1], [2, 2, 2]], "u": [[1, 0, 0], [0, 1, 0]],
            "o": [[1, 0, 1, 0], [0, 1, 0, 1], [1, 1, 0, 0]]}
    safetensors(lone, [(name + "1", "F64", [len(rows), len(rows[0])],
                        b"".join(struct.pack("<%dd" % len(row), *row) for row in rows)) for name, rows in flat.items()])
    with open(own) as file:
        text = file.read()
    with open(own, "w") as file:
        file.write(text.replace("K = k{l} rows a*(g-1):a*g", "K = k{l} rows a*(h-1):a*h"))
    refuses("a map with groups whose heads have keys of their own",
            run("check", lone, "--map", own, "--no-float", "--claim", "rank_K>=2"), 3, "in the same group", "heads 1 and 2")
    weights = run("random --widths 3,3 --heads 2 --head-dim 2 --bound 3").json()
    weights["layers"][0]["heads"][1]["K"] = [[1, 1, 1], [2, 2, 2]]
    plain = store("plain-heads", weights)
    answer = run("check", plain, "--no-float", "--claim", "rank_K>=2")
    check(answer.code == 1, "a key of rank one in the second head refutes", answer.out, answer.err)
    answer = run("check", plain, "--no-float", "--kv-heads", "1", "--claim", "rank_K>=2")
    check(answer.code in (1, 2, 3) and "proved" not in answer.out, "and --kv-heads does not hide it", answer.out, answer.err)


def own_architecture(weights):
    path = os.path.join(place, "architecture.json")
    with open(path, "w") as file:
        json.dump(weights["architecture"], file)
    return path


with folder() as place:
    for kind in KINDS:
        test_kind(kind, KINDS[kind])
    test_forged()
    test_shared()
    test_radius()
    test_gauge()
    test_map()
    if singular_values([[1]]) is None:
        skip("singular values", "no numpy")
done()
