#!/usr/bin/env python3
"""check --map: the published layouts, numbers of heads, what is left out and what is not looked at."""

import json
import math
import os
import struct
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from arrays import npy, safetensors  # noqa: E402
from tap import check, done, folder, refuses, run  # noqa: E402

A, H = 4, 4           # rows of a head, heads
D = 2 * A * H // 2    # width: H heads of A


def at(name):
    return os.path.join(place, name)


def store(name, data):
    os.makedirs(os.path.dirname(at(name)), exist_ok=True)
    with open(at(name), "wb") as file:
        file.write(data)
    return at(name)


def size_of(kind, layer, head):
    """Of the one singular value of the matrix: all differ."""
    return ("QKUO".index(kind) + 1) + 0.25 * layer + 0.03125 * head


def matrix(kind, layer, head):
    """A x D (O: D x A), orthogonal rows (columns) times size_of, no two of one span."""
    size = size_of(kind, layer, head)
    rows = [[size * (j == (i + head) % D) for j in range(D)] for i in range(A)]
    return [list(column) for column in zip(*rows)] if kind == "O" else rows


def tall(*parts):
    return [row for part in parts for row in part]


def wide(parts):
    return [sum(rows, []) for rows in zip(*parts)]


def transposed(rows):
    return [list(column) for column in zip(*rows)]


def model(layout, groups=H, layers=2):
    """name -> rows, as transformers stores the layout."""
    found = {}
    for n in range(layers):
        q, k, u, o = ([matrix(kind, n, h) for h in range(H if kind in "QO" else groups)] for kind in "QKUO")
        share = H // groups
        out = wide(o)
        if layout == "gpt2":
            found["h.%d.attn.c_attn.weight" % n] = transposed(tall(*q, *k, *u))
            found["h.%d.attn.c_proj.weight" % n] = transposed(out)
        elif layout in ("gpt_neox", "bloom", "falcon"):
            where = {"gpt_neox": "gpt_neox.layers.%d.attention.", "bloom": "h.%d.self_attention.",
                     "falcon": "transformer.h.%d.self_attention."}[layout] % n
            fused = []
            for g in range(groups):
                fused += [*q[g * share:(g + 1) * share], k[g], u[g]]
            found[where + "query_key_value.weight"] = tall(*fused)
            found[where + "dense.weight"] = out
        elif layout == "phi3":
            found["model.layers.%d.self_attn.qkv_proj.weight" % n] = tall(*q, *k, *u)
            found["model.layers.%d.self_attn.o_proj.weight" % n] = out
        elif layout == "mpt":
            found["transformer.blocks.%d.attn.Wqkv.weight" % n] = tall(*q, *k, *u)
            found["transformer.blocks.%d.attn.out_proj.weight" % n] = out
        else:
            where, names = APART[layout]
            for name, value in zip(names, (tall(*q), tall(*k), tall(*u), out)):
                found[where % n + name + ".weight"] = value
    return found


LLAMA = ("model.layers.%d.self_attn.", ("q_proj", "k_proj", "v_proj", "o_proj"))
BERT = ("bert.encoder.layer.%d.attention.", ("self.query", "self.key", "self.value", "output.dense"))
APART = {
    **{name: LLAMA for name in ("llama", "mistral", "mixtral", "qwen2", "qwen3", "stablelm", "starcoder2", "olmo", "gemma",
                                "gemma2", "gemma3_text")},
    "opt": ("model.decoder.layers.%d.self_attn.", ("q_proj", "k_proj", "v_proj", "out_proj")),
    "phi": ("model.layers.%d.self_attn.", ("q_proj", "k_proj", "v_proj", "dense")),
    "gptj": ("transformer.h.%d.attn.", ("q_proj", "k_proj", "v_proj", "out_proj")),
    "bert": BERT,
    **{name: (base + BERT[0][4:], BERT[1])
       for name, base in (("roberta", "roberta"), ("xlm-roberta", "roberta"), ("electra", "electra"))},
    "distilbert": ("distilbert.transformer.layer.%d.attention.", ("q_lin", "k_lin", "v_lin", "out_lin")),
    **{name: (name + ".encoder.layer.%d.attention.", ("attention.query", "attention.key", "attention.value", "output.dense"))
       for name in ("vit", "deit")},
}


def write(name, tensors, shape=lambda rows: [len(rows), len(rows[0])]):
    path = at(name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    safetensors(path, [(key, "F32", shape(rows), b"".join(struct.pack("<%df" % len(row), *row) for row in rows))
                       for key, rows in tensors.items()])
    return path


# Whose scale of the scores is a number of the configuration.
UNSCALED = ("gemma2", "gemma3_text")


def wrong_heads(answer, groups=H, layout=None):
    """What in an answer is not the matrix that was stored."""
    for head in answer["files"][0]["heads"]:
        layer, n = head["layer"] - 1, head["head"] - 1
        for kind in "QKUO":
            part = head["matrices"][kind]
            size = size_of(kind, layer, n if kind in "QO" else n // (H // groups))
            size /= math.sqrt(A) if kind == "Q" and layout not in UNSCALED else 1
            low, high = float(part["sigma_min"][0]), float(part["sigma_max"][1])
            if abs(low - size) > 1e-4 or abs(high - size) > 1e-4:
                yield head["layer"], head["head"], kind, low, high, size
            if (part["rows"], part["columns"]) != ((D, A) if kind == "O" else (A, D)):
                yield kind, part["rows"], part["columns"]


def test_layouts():
    """Every layout, its heads said by options and by a config.json."""
    cases = [(name, H, {}) for name in ["gpt2", "gpt_neox", "bloom", "mpt"] + sorted(APART)]
    cases += [("llama", 2, {"num_key_value_heads": 2}), ("mistral", 1, {"num_key_value_heads": 1}),
              ("phi3", 2, {"num_key_value_heads": 2}), ("falcon", 1, {"multi_query": True}),
              ("falcon", 2, {"new_decoder_architecture": True, "num_kv_heads": 2}), ("falcon", H, {"multi_query": False})]
    for number, (layout, groups, more) in enumerate(cases):
        name = "%s, %d groups" % (layout, groups)
        path = write("l%d/model.safetensors" % number, model(layout, groups))
        if groups == H and layout != "falcon":
            for words in (["--heads", str(H)], ["--head-dim", str(A)]):
                answer = run("check", path, "--map", layout, "--json", "--no-float", *words)
                wrong = list(wrong_heads(answer.json(), H, layout)) if answer.code == 0 else [answer.err]
                check(not wrong, name + " " + words[0], *wrong)
        key = {"gpt2": "n_head", "distilbert": "n_heads", "mpt": "n_heads"}.get(layout, "num_attention_heads")
        config = dict({"model_type": layout, key: H}, **more)
        store("l%d/config.json" % number, json.dumps(config).encode())
        answer = run("check", path, "--json", "--no-float")
        wrong = list(wrong_heads(answer.json(), groups, layout)) if answer.code == 0 else [answer.err]
        check(not wrong, name + ", by config.json", *wrong)
        if not wrong:
            layers = answer.json()["files"][0]["layout"]["layers"]
            check(layers == 2 * [{"heads": H, "kv_heads": groups, "head_dim": A}], name + ": its numbers", layers)
        # The same in two files that are cut between the layers, or inside one.
        tensors = list(model(layout, groups).items())
        for cut in (len(tensors) // 2, len(tensors) // 2 - 1, len(tensors) - 1):
            parts = [write("l%d/part%d.safetensors" % (number, n), dict(part))
                     for n, part in enumerate((tensors[:cut], tensors[cut:]))]
            split = run("check", *(parts if cut % 2 else parts[::-1]), "--json", "--no-float")
            files = split.json()["files"] if split.code == 0 else []
            check(len(files) == 1 and files[0].get("heads") == answer.json()["files"][0].get("heads"),
                  name + ": in two files, cut at %d of %d" % (cut, len(tensors)), split.err, [f["note"] for f in files])
    answer = run("check", at("l0/model.safetensors"), "--no-float")
    check("chosen by config.json" in answer.out and "2 layers of 4 heads of 4" in answer.out, "it is said", answer.out)
    answer = run("check", at("l0/model.safetensors"), "--no-float", "--map", "none", "--json").json()
    check("matrices" in answer["files"][0], "--map none: a list of matrices", answer)
    known = run("dim", "--config", store("unknown.json", b'{"model_type": "none"}')).err.split("known are ")[1].split(", ")
    tried = {name for name, _, _ in cases}
    check({name.strip() for name in known} <= tried and len(known) > 20, "every model type of dim --config is tried", known)
    llama = write("none/model.safetensors", model("llama"))
    refuses("how many heads is not known", run("check", llama, "--map", "llama"), 3, "--heads")
    refuses("heads that do not divide", run("check", llama, "--map", "llama", "--heads", "3"), 3, "heads 3")
    refuses("both, and wrong", run("check", llama, "--map", "llama", "--heads", "2", "--head-dim", "4"), 3, "2 heads of 4")
    answer = run("check", llama, "--map", "gpt2", "--no-float")
    check(answer.code == 0 and "does not fit" in answer.out and "q_proj" in answer.out, "a map that does not fit", answer.out)
    other = write("other.safetensors", {"weight": matrix("Q", 0, 0)})
    answer = run("check", at("l0/model.safetensors"), other, "--map", "gpt2", "--heads", str(H), "--json", "--no-float")
    check(answer.code == 0 and len(answer.json()["files"]) == 2, "what does not go on with a network is no part of it", answer.err)


def test_left_out():
    """Rows, columns and heads that belong to no matrix are refused; partial allows it."""
    path = write("gpt2.safetensors", model("gpt2"))
    text = "%shead_dim %s\nheads %s\nQ = h.{l-1}.attn.c_attn.weight cols a*(h-1):a*h transpose\n" \
           "K = h.{l-1}.attn.c_attn.weight cols C/3+a*(h-1):C/3+a*h transpose\n" \
           "U = h.{l-1}.attn.c_attn.weight cols 2*C/3+a*(h-1):2*C/3+a*h transpose\n" \
           "O = h.{l-1}.attn.c_proj.weight rows a*(h-1):a*h transpose\n"
    good = run("check", path, "--map", store("m.map", (text % ("", "4", "4")).encode()), "--no-float")
    check(good.code == 0, "everything is used", good.err)
    for head_dim, heads, words in (("4", "3", "columns 12:16 of 48"), ("2", "4", "columns 8:16 of 48"),
                                   ("4/l", "4", "columns 8:16 of 48")):
        own = store("m.map", (text % ("", head_dim, heads)).encode())
        refuses("%s heads of %s" % (heads, head_dim), run("check", path, "--map", own), 3, words, "no matrix")
        own = store("m.map", (text % ("partial\n", head_dim, heads)).encode())
        check(run("check", path, "--map", own, "--no-float").code == 0, "and partial")
    own = store("m.map", b"heads 2\nQ = w rows 2*(h-1):2*h cols 2*(h-1):2*h\n")
    eye = [[float(i == j) for j in range(4)] for i in range(4)]
    refuses("blocks on the diagonal alone", run("check", write("w.safetensors", {"w": eye}), "--map", own), 3,
            "8 of its 16 numbers")
    # head_dim and heads by layer
    parts = {}
    for n, (heads, a) in enumerate(((2, 8), (4, 4))):
        for name in "qkuo":
            parts["%d.%s" % (n, name)] = [[1.0 + i - j if i <= j else 0.0 for j in range(16)] for i in range(16)]
    own = store("m.map", b"head_dim 8//l\nheads 16/a\nQ = {l-1}.q rows a*(h-1):a*h\nK = {l-1}.k rows a*(h-1):a*h\n"
                         b"U = {l-1}.u rows a*(h-1):a*h\nO = {l-1}.o cols a*(h-1):a*h\n")
    answer = run("check", write("layers.safetensors", parts), "--map", own, "--no-float", "--json")
    got = [(layer["heads"], layer["head_dim"]) for layer in answer.json()["files"][0]["layout"]["layers"]]
    check(got == [(2, 8), (4, 4)], "numbers that depend on the layer", answer.err, got)


def test_arithmetic():
    """// and % round down, also below 0."""
    path = write("w.safetensors", {"w": [[float(8 * i + j == 0) + i + j * j for j in range(8)] for i in range(6)]})
    for text, rows in (("7//2:6", 3), ("7%4:6", 3), ("0-(-7//2)-4:6", 6), ("-7%4:6", 5), ("2*3//4:6", 5), ("0:13//2", 6)):
        own = store("m.map", ("partial\nQ = w rows %s\n" % text).encode())
        answer = run("check", path, "--map", own, "--json", "--no-float")
        part = answer.json()["files"][0]["heads"][0]["matrices"]["Q"] if answer.code == 0 else {}
        check(part.get("rows") == rows, "rows %s" % text, answer.err, part)
    for text, words in (("0:7/2", "remainder"), ("0:7//0", "division by 0"), ("0:7%0", "division by 0"), ("0:7///2", "letter")):
        own = store("m.map", ("Q = w rows %s\n" % text).encode())
        refuses(text, run("check", path, "--map", own), 3, words)


def test_indices():
    """Keras' [1, 1, in, out], and heads in an index of their own."""
    rows = matrix("Q", 0, 1)
    flat = write("flat.safetensors", {"m": rows})
    four = write("four.safetensors", {"m": rows}, lambda r: [1, 1, len(r), len(r[0])])
    own = store("m.map", b"Q = m\nK = m\n")
    answers = [run("check", path, "--map", own, "--json", "--no-float").json()["files"][0]["heads"] for path in (flat, four)]
    check(answers[0] == answers[1], "sizes of 1 are dropped", answers)
    heads = [matrix("Q", 0, h) for h in range(H)]
    first = [sum(h, []) for h in heads]                                      # [H, a, d]
    last = [sum((list(column) for column in zip(*h)), []) for h in heads]    # [H, d, a]
    middle = [sum((h[i] for h in heads), []) for i in range(A)]              # [a, H, d]
    for name, data, shape, words in (("[H, a, d]", first, [H, A, D], "first h-1"),
                                     ("[H, d, a]", last, [H, D, A], "first h-1 transpose"),
                                     ("[a, H, d]", middle, [A, H, D], "second h-1")):
        own = store("m.map", ("heads F\nQ = w %s over-sqrt 4\nK = w %s\n" % (words, words)).encode())
        answer = run("check", write("i.safetensors", {"w": data}, lambda _, s=shape: s), "--map", own, "--json", "--no-float")
        got = answer.json()["files"][0]["heads"] if answer.code == 0 else []
        wrong = [h["head"] for h in got if abs(float(h["matrices"]["K"]["sigma_min"][0]) - size_of("Q", 0, h["head"] - 1))
                 > 1e-4 or h["matrices"]["K"]["rows"] != A]
        check(len(got) == H and not wrong, name, answer.err, wrong)
    own = store("m.map", b"heads 3\nQ = w first h-1\n")
    refuses("a head that is left out", run("check", write("i.safetensors", {"w": first}, lambda _: [H, A, D]), "--map", own),
            3, "no matrix")


def test_not_looked_at():
    """Biases and norms are named, and two networks that differ in them alone are not the same."""
    base = model("gpt2", layers=1)
    def with_bias(name, x):
        more = {"h.0.attn.c_attn.bias": [[x] * (3 * D)], "h.0.ln_1.weight": [[1.0] * D], "h.0.mlp.c_fc.weight": [[1.0] * D]}
        return write(name, dict(base, **more), lambda r: [len(r[0])] if len(r) == 1 else [len(r), len(r[0])])
    one, other, again = with_bias("1.safetensors", 0.5), with_bias("2.safetensors", 0.25), with_bias("3.safetensors", 0.5)
    words = ("--map", "gpt2", "--heads", str(H), "--norm", "none", "--no-float", "--tokens", "2")
    answer = run("check", one, *words)
    check("not looked at: 1 norm, 1 feed-forward tensor, 1 bias" in answer.out, "named in words", answer.out)
    names = run("check", one, "--json", *words).json()["files"][0]["not_looked_at"]
    check(sorted(names) == ["h.0.attn.c_attn.bias", "h.0.ln_1.weight", "h.0.mlp.c_fc.weight"], "and for programs", names)
    answer = run("check", one, again, *words, "--claim", "same")
    check(answer.code == 0, "the same in everything", answer.out)
    answer = run("check", one, other, *words, "--claim", "same")
    check(answer.code == 4 and "c_attn.bias" in answer.out and "--ignore" in answer.out, "another bias", answer.out)
    answer = run("check", one, other, *words, "--claim", "same", "--ignore")
    ignored = answer.out.split(", without", 1)[-1]
    check(answer.code == 0 and ", without" in answer.out and "c_attn.bias" in ignored and "norms, biases and neurons" in ignored,
          "asked to ignore it, and said what", answer.out)
    llama = model("llama", layers=1)
    pair = [write("r1.safetensors", llama), write("r2.safetensors", llama)]
    words = ("--map", "llama", "--heads", str(H), "--norm", "none", "--no-float", "--claim", "same")
    answer = run("check", *pair, *words)
    check(answer.code == 4 and "rotary positions" in answer.out, "the model does not include rotary positions", answer.out)
    check(run("check", *pair, *words, "--ignore").code == 0, "asked to ignore them")
    check("not looked at" not in run("check", store("m.npy", npy([[1.0]]))).out, "nothing to say")


def test_not_modelled():
    """Of a part of a function nothing is proved, unless that is asked for: then the answer names what is left out."""
    path = write("part.safetensors", {"Q": [[1.0, 2.0]], "K": [[3.0, -1.0]], "V": [[1.0, 0.5], [2.0, -3.0]]})
    text = "Q = Q\nK = K\nV = V\ntokens 2\nnorm %s\n"
    for norm, rank in (("none", 6), ("softmax", 7)):
        whole, part = (store(name, (text % norm + more).encode()) for name, more in (
            ("whole.txt", ""), ("part.txt", "unmodelled capped-scores\n")))
        words = ("check", path, "--no-float", "--map")
        claims = ["rank=%d" % rank, "rank=8", "dimension=%d" % rank, "dimension=8"] + ["regular"] * (norm == "none")
        for claim in claims:
            code = int("8" in claim)
            for name, more in ((whole, ()), (part, ("--ignore",))):
                answer = run(*words, name, "--claim", claim, *more)
                check(answer.code == code and answer.out.count("of the model without capped scores") == 2 * len(more),
                      "%s: %s %s" % (norm, claim, more), answer.out, answer.err)
            answer = run(*words, part, "--claim", claim)
            check(answer.code == 4 and "capped scores" in answer.out.split(claim)[-1] and "proved" not in
                  answer.out.split("not modelled")[-1].split("heads:")[0] and "not computed, the function is not modelled" in
                  answer.out, "%s: %s is open" % (norm, claim), answer.out, answer.err)
            found = [run(*words, part, "--json", *more).json()["files"][0] for more in ((), ("--ignore",))]
            check(found[0]["regular"] is None and found[0]["jacobian_rank"] == {
                "lower": None, "upper": 8, "theorem": None, "without": None}, norm + ": for programs", found[0])
            check(found[1]["jacobian_rank"]["lower"] == rank and found[1]["jacobian_rank"]["without"] == "capped scores",
                  norm + ": and of the model", found[1])


with folder() as place:
    test_layouts()
    test_left_out()
    test_arithmetic()
    test_indices()
    test_not_looked_at()
    test_not_modelled()
done()
