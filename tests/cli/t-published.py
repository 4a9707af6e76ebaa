#!/usr/bin/env python3
"""check of published layouts: biases, norms and feed-forward matrices, against an evaluation in plain Python."""

import contextlib
import copy
import json
import math
import os
import random
import struct
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from arrays import safetensors, singular_values  # noqa: E402
from tap import check, done, draws, folder, refuses, run, skip  # noqa: E402

D, H, A, N, L = 8, 2, 4, 6, 2     # width, heads, rows of a head, neurons, layers
SEED = draws().randrange(10 ** 9)


# ---- what the families are: facts of transformers, said once more and independently of the library ----

def family(groups=H, norm="layer", next_norm=True, parallel=False, bias=True, out_bias=True, ff_bias=True, gate=False,
           act="gelu", eps=1e-5, rotary=0, halves=True, base=10000.0, causal=True, plus=0, config=(), slopes=None, angles=None):
    """slopes: of the heads, a number a position; angles: what is done to an angle."""
    return dict(locals(), config=dict(config))


SIZES = {"hidden_size": D, "num_attention_heads": H, "num_hidden_layers": L, "intermediate_size": N}
GPT = {"n_embd": D, "n_head": H, "n_layer": L, "n_inner": N}
RMS = dict(norm="rms", bias=False, out_bias=False, ff_bias=False, gate=True, act="silu", rotary=A, eps=1e-6)
FAMILIES = {
    "gpt2": family(act="gelu_new", config=dict(GPT, layer_norm_epsilon=0.001), eps=0.001),
    "gptj": family(act="gelu_new", config=dict(GPT, rotary_dim=2), rotary=2, halves=False, parallel=True, next_norm=False,
                   bias=False, out_bias=False),
    "gpt_neox": family(config=dict(SIZES, rotary_pct=0.5, rotary_emb_base=500), rotary=2, base=500.0, parallel=True),
    "opt": family(act="relu", config=dict(SIZES, ffn_dim=N)),
    "bloom": family(act="gelu_new", config={"hidden_size": D, "n_head": H, "n_layer": L}, slopes=[2.0 ** -4, 2.0 ** -8]),
    "mpt": family(norm="unshifted", bias=False, out_bias=False, ff_bias=False, slopes=[2.0 ** -4, 2.0 ** -8],
                  config={"d_model": D, "n_heads": H, "n_layers": L, "expansion_ratio": 1}),
    "falcon": family(groups=1, config=dict(SIZES, ffn_hidden_size=N, rope_theta=100.5), rotary=A, base=100.5, parallel=True,
                     next_norm=False, bias=False, out_bias=False, ff_bias=False),
    "phi": family(act="gelu_new", config=dict(SIZES, partial_rotary_factor=0.5), rotary=2, parallel=True, next_norm=False),
    "llama": family(groups=1, **RMS, config=dict(SIZES, num_key_value_heads=1, rope_theta=5e5), base=5e5),
    "mistral": family(groups=1, **RMS, config=dict(SIZES, num_key_value_heads=1)),
    "phi3": family(groups=1, **dict(RMS, eps=1e-5), config=dict(SIZES, num_key_value_heads=1)),
    "qwen2": family(groups=1, **dict(RMS, bias=True, eps=0.25), config=dict(SIZES, num_key_value_heads=1, rms_norm_eps=0.25)),
    "gemma": family(groups=1, **dict(RMS, act="gelu_new"), plus=1, config=dict(SIZES, num_key_value_heads=1, head_dim=A)),
    "starcoder2": family(groups=1, act="gelu_new", rotary=A, config=dict(SIZES, num_key_value_heads=1)),
    "stablelm": family(norm="layer", gate=True, act="silu", rotary=2, bias=False, out_bias=False, ff_bias=False,
                       config=dict(SIZES, partial_rotary_factor=0.5)),
    "olmo": family(norm="bare", gate=True, act="silu", rotary=A, bias=False, out_bias=False, ff_bias=False, config=SIZES),
    "vit": family(causal=False, eps=1e-12, config=SIZES),
}


# ---- the numbers -------------------------------------------------------------------------------------------

def draw(rng, rows, cols=None):
    """Multiples of 1/64, which float32 holds."""
    one = lambda: rng.randrange(-64, 65) / 64 or 0.5
    return [one() for _ in range(rows)] if cols is None else [[one() for _ in range(cols)] for _ in range(rows)]


def weights(f, seed):
    rng, layers = random.Random("%d %s" % (SEED, seed)), []
    n = N if f["config"].get("n_inner") or "intermediate_size" in f["config"] else f["config"].get("expansion_ratio", 4) * D
    for _ in range(L):
        layer = {"q": draw(rng, H * A, D), "k": draw(rng, f["groups"] * A, D), "v": draw(rng, f["groups"] * A, D),
                 "o": draw(rng, D, H * A), "up": draw(rng, n, D), "down": draw(rng, D, n)}
        if f["gate"]:
            layer["gate"] = draw(rng, n, D)
        if f["bias"]:
            layer.update(bq=draw(rng, H * A), bk=draw(rng, f["groups"] * A), bv=draw(rng, f["groups"] * A))
        if f["out_bias"]:
            layer["bo"] = draw(rng, D)
        if f["ff_bias"]:
            layer.update(bup=draw(rng, n), bdown=draw(rng, D))
        for name in ["n1", "n2"][:1 + f["next_norm"]] if f["norm"] != "bare" else []:
            layer[name] = draw(rng, D)
            if f["norm"] == "layer":
                layer["b" + name] = draw(rng, D)
        layers.append(layer)
    return layers


# ---- the files ----------------------------------------------------------------------------------------------

def fused_groups(parts, groups):
    """Of each group its queries, then one key, then one value; rows of A or entries."""
    q, k, v = parts
    share, rows = H // groups, []
    for g in range(groups):
        rows += q[g * share * A:(g + 1) * share * A] + k[g * A:(g + 1) * A] + v[g * A:(g + 1) * A]
    return rows


def turned(rows):
    return [list(column) for column in zip(*rows)]


# where, then the names of: q, k, v, o, up, gate, down, the norm of attention, the norm of the feed-forward sublayer
APART = {
    "gptj": ("transformer.h.%d.", "attn.q_proj attn.k_proj attn.v_proj attn.out_proj mlp.fc_in - mlp.fc_out ln_1 -"),
    "opt": ("model.decoder.layers.%d.", "self_attn.q_proj self_attn.k_proj self_attn.v_proj self_attn.out_proj fc1 - fc2 "
            "self_attn_layer_norm final_layer_norm"),
    "phi": ("model.layers.%d.", "self_attn.q_proj self_attn.k_proj self_attn.v_proj self_attn.dense mlp.fc1 - mlp.fc2 "
            "input_layernorm -"),
    "starcoder2": ("model.layers.%d.", "self_attn.q_proj self_attn.k_proj self_attn.v_proj self_attn.o_proj mlp.c_fc - "
                   "mlp.c_proj input_layernorm post_attention_layernorm"),
    "vit": ("vit.encoder.layer.%d.", "attention.attention.query attention.attention.key attention.attention.value "
            "attention.output.dense intermediate.dense - output.dense layernorm_before layernorm_after"),
}
LLAMA = ("model.layers.%d.", "self_attn.q_proj self_attn.k_proj self_attn.v_proj self_attn.o_proj mlp.up_proj mlp.gate_proj "
         "mlp.down_proj input_layernorm post_attention_layernorm")
BIAS = {"q": "bq", "k": "bk", "v": "bv", "o": "bo", "up": "bup", "down": "bdown", "n1": "bn1", "n2": "bn2"}


def tensors(name, layers, groups):
    """name -> rows or numbers, as transformers stores them."""
    found = {"embed.weight": [[1.0, 2.0]]}
    for i, layer in enumerate(layers):
        at = {}
        if name == "gpt2":
            at = {"h.%d.attn.c_attn.weight": turned(layer["q"] + layer["k"] + layer["v"]),
                  "h.%d.attn.c_attn.bias": layer["bq"] + layer["bk"] + layer["bv"],
                  "h.%d.attn.c_proj.weight": turned(layer["o"]), "h.%d.attn.c_proj.bias": layer["bo"],
                  "h.%d.mlp.c_fc.weight": turned(layer["up"]), "h.%d.mlp.c_fc.bias": layer["bup"],
                  "h.%d.mlp.c_proj.weight": turned(layer["down"]), "h.%d.mlp.c_proj.bias": layer["bdown"],
                  "h.%d.ln_1.weight": layer["n1"], "h.%d.ln_1.bias": layer["bn1"],
                  "h.%d.ln_2.weight": layer["n2"], "h.%d.ln_2.bias": layer["bn2"]}
        elif name in ("gpt_neox", "bloom", "falcon"):
            where = {"gpt_neox": "gpt_neox.layers.%d.", "bloom": "h.%d.", "falcon": "transformer.h.%d."}[name]
            heads = where + ("attention." if name == "gpt_neox" else "self_attention.")
            at = {heads + "query_key_value.weight": fused_groups([layer[k] for k in "qkv"], groups),
                  heads + "dense.weight": layer["o"], where + "mlp.dense_h_to_4h.weight": layer["up"],
                  where + "mlp.dense_4h_to_h.weight": layer["down"], where + "input_layernorm.weight": layer["n1"],
                  where + "input_layernorm.bias": layer["bn1"]}
            if "bq" in layer:
                at.update({heads + "query_key_value.bias": fused_groups([layer["b" + k] for k in "qkv"], groups),
                           heads + "dense.bias": layer["bo"], where + "mlp.dense_h_to_4h.bias": layer["bup"],
                           where + "mlp.dense_4h_to_h.bias": layer["bdown"]})
            if "n2" in layer:
                at.update({where + "post_attention_layernorm.weight": layer["n2"],
                           where + "post_attention_layernorm.bias": layer["bn2"]})
        elif name == "mpt":
            where = "transformer.blocks.%d."
            at = {where + "attn.Wqkv.weight": layer["q"] + layer["k"] + layer["v"], where + "attn.out_proj.weight": layer["o"],
                  where + "ffn.up_proj.weight": layer["up"], where + "ffn.down_proj.weight": layer["down"],
                  where + "norm_1.weight": layer["n1"], where + "norm_2.weight": layer["n2"]}
        elif name == "phi3":
            where = "model.layers.%d."
            at = {where + "self_attn.qkv_proj.weight": layer["q"] + layer["k"] + layer["v"],
                  where + "self_attn.o_proj.weight": layer["o"], where + "mlp.gate_up_proj.weight": layer["gate"] + layer["up"],
                  where + "mlp.down_proj.weight": layer["down"], where + "input_layernorm.weight": layer["n1"],
                  where + "post_attention_layernorm.weight": layer["n2"]}
        else:
            where, names = APART.get(name, LLAMA)
            for key, part in zip("q k v o up gate down n1 n2".split(), names.split()):
                if key in layer:
                    at[where + part + ".weight"] = layer[key]
                if BIAS.get(key) in layer:
                    at[where + part + ".bias"] = layer[BIAS[key]]
        found.update({key % i: rows for key, rows in at.items()})
    return found


def write(path, found):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    flat = lambda rows: sum(rows, []) if isinstance(rows[0], list) else rows
    safetensors(path, [(key, "F32", [len(rows)] + ([len(rows[0])] if isinstance(rows[0], list) else []),
                        struct.pack("<%df" % len(flat(rows)), *flat(rows))) for key, rows in found.items()])
    return path


def store(name, layers, folder_name=None, config=True, change=None):
    f, where = FAMILIES[name], os.path.join(place, folder_name or name)
    found = tensors(name, layers, f["groups"])
    if change is not None:
        found = copy.deepcopy(found)
        change(found)
    path = write(os.path.join(where, "model.safetensors"), found)
    if config:
        with open(os.path.join(where, "config.json"), "w") as file:
            json.dump(dict(f["config"], model_type=name, **(config if isinstance(config, dict) else {})), file)
    return path


# ---- the function: tokens are rows --------------------------------------------------------------------------------

def linear(x, rows, bias=None):
    return [[sum(a * b for a, b in zip(row, token)) + (bias[i] if bias else 0) for i, row in enumerate(rows)] for token in x]


def normed(x, f, gain, shift):
    out = []
    for token in x:
        mean = sum(token) / D if f["norm"] != "rms" else 0
        centred = [v - mean for v in token]
        root = math.sqrt(sum(v * v for v in centred) / D + f["eps"])
        out.append([v / root * (g + f["plus"]) + s for v, g, s in zip(centred, gain or [1] * D, shift or [0] * D)])
    return out


def rotate(vector, position, f):
    p, out = f["rotary"], list(vector)
    for m in range(p // 2):
        i, j = (m, m + p // 2) if f["halves"] else (2 * m, 2 * m + 1)
        angle = position * (f["angles"] or float)(f["base"] ** (-2 * m / p))
        out[i] = vector[i] * math.cos(angle) - vector[j] * math.sin(angle)
        out[j] = vector[j] * math.cos(angle) + vector[i] * math.sin(angle)
    return out


def attention(x, layer, f):
    q, k, v = (linear(x, layer[name], layer.get("b" + name)) for name in "qkv")
    out = [[] for _ in x]
    for h in range(H):
        g = h * f["groups"] // H
        for j in range(len(x)):
            query = rotate(q[j][h * A:(h + 1) * A], j, f)
            seen = range(j + 1 if f["causal"] else len(x))
            scores = [sum(a * b for a, b in zip(query, rotate(k[i][g * A:(g + 1) * A], i, f))) / math.sqrt(A) for i in seen]
            if f["slopes"]:
                scores = [s - f["slopes"][h] * (j - i) for i, s in zip(seen, scores)]
            top = max(scores)
            mass = [math.exp(s - top) for s in scores]
            out[j] += [sum(w * v[i][g * A + c] for w, i in zip(mass, seen)) / sum(mass) for c in range(A)]
    return linear(out, layer["o"], layer.get("bo"))


ACTS = {"gelu": lambda z: z * (1 + math.erf(z / math.sqrt(2))) / 2,
        "gelu_new": lambda z: z * (1 + math.tanh(math.sqrt(2 / math.pi) * (z + 0.044715 * z ** 3))) / 2,
        "silu": lambda z: z / (1 + math.exp(-z)), "relu": lambda z: max(z, 0)}


def feed_forward(x, layer, f):
    act = ACTS[f["act"]]
    up = linear(x, layer["up"], layer.get("bup"))
    if f["gate"]:
        inner = [[act(g) * u for g, u in zip(*pair)] for pair in zip(linear(x, layer["gate"]), up)]
    else:
        inner = [[act(u) for u in token] for token in up]
    return linear(inner, layer["down"], layer.get("bdown"))


def add(x, y):
    return [[a + b for a, b in zip(*pair)] for pair in zip(x, y)]


def evaluate(x, layers, f):
    for layer in layers:
        first = normed(x, f, layer.get("n1"), layer.get("bn1"))
        if f["parallel"]:
            second = normed(x, f, layer["n2"], layer["bn2"]) if "n2" in layer else first
            x = add(x, add(attention(first, layer, f), feed_forward(second, layer, f)))
        else:
            x = add(x, attention(first, layer, f))
            x = add(x, feed_forward(normed(x, f, layer.get("n2"), layer.get("bn2")), layer, f))
    return x


# ---- the tests --------------------------------------------------------------------------------------------------------

def value(text):
    top, _, bottom = str(text).partition("/")
    return float(top) / float(bottom or 1)


def test_function(name, tokens=0):
    f = FAMILIES[name]
    one, two = weights(f, name), weights(f, name + " again")
    first = store(name, one)
    second = store(name, two, name + "-2")
    answer = run("check", first, second, "--no-float", "--json", "--max-weights", "1", *["--tokens", str(tokens)] * (tokens > 0))
    same = answer.json()["comparison"] if answer.code == 0 else {}
    if not check_is(same.get("same") is False, name + ": two networks differ", answer.err, same):
        return
    x = [[value(v) for v in column] for column in zip(*same["input"])]
    row, column = same["row"] - 1, same["column"] - 1
    for side, layers in (("output_a", one), ("output_b", two)):
        low, high = map(value, same[side])
        want = evaluate(x, layers, f)[column][row]
        check(low - 1e-8 * abs(low) - 1e-9 <= want <= high + 1e-8 * abs(high) + 1e-9,
              "%s: %s is the function's" % (name, side), low, high, want)


def check_is(good, *words):
    check(good, *words)
    return good


def test_matrices(name):
    """Every matrix and vector of every layer; nothing but the embedding is left."""
    f = FAMILIES[name]
    layers = weights(f, name)
    answer = run("check", store(name, layers), "--no-float", "--json", "--max-weights", "1")
    found = answer.json()["files"][0] if answer.code == 0 else {}
    if not check_is(found.get("not_looked_at") == ["embed.weight"], name + ": the embedding alone is not looked at", answer.err,
                    found.get("not_looked_at"), found.get("note")):
        return
    parts = {(item["layer"], item.get("head"), key): part for item in found["heads"] + found.get("sublayers", [])
             for key, part in item["matrices"].items()}
    want = {}
    for i, layer in enumerate(layers, 1):
        want.update({(i, None, key): layer[key] for key in ("up", "gate", "down") if key in layer})
        for h in range(H):
            g = h * f["groups"] // H
            want[i, h + 1, "Q"] = [[v / math.sqrt(A) for v in row] for row in layer["q"][h * A:(h + 1) * A]]
            want[i, h + 1, "K"] = layer["k"][g * A:(g + 1) * A]
            want[i, h + 1, "U"] = layer["v"][g * A:(g + 1) * A]
            want[i, h + 1, "O"] = [row[h * A:(h + 1) * A] for row in layer["o"]]
    check(set(want) <= set(parts) and all(k[2] in "AV" for k in set(parts) - set(want)), name + ": all matrices", set(parts) ^ set(want))
    if singular_values([[1]]):
        wrong = []
        for key, rows in want.items():
            values = singular_values(rows)
            part = parts.get(key, {"sigma_max": [0, 0], "sigma_min": [0, 0], "rank": {"lower": -1}})
            for end, sigma in (("sigma_max", values[0]), ("sigma_min", values[-1])):
                low, high = map(value, part[end])
                if not low - 1e-6 <= sigma <= high + 1e-6:
                    wrong.append((key, end, low, high, sigma))
            if values[-1] > 1e-6 and part["rank"]["lower"] != len(values):
                wrong.append((key, part["rank"]))
        check(not wrong, name + ": their singular values are numpy's", *wrong)
    vectors = {}
    for item in found["vectors"]:
        vectors[item["name"]] = item
    entries = sum(item["entries"] for item in vectors.values())
    check(entries == sum(len(rows) for layer in layers for key, rows in layer.items() if not isinstance(rows[0], list)),
          name + ": every entry of every bias and norm", entries, sorted(vectors))
    gains = {"gain%d" % i: layer["n1"] for i, layer in enumerate(layers, 1) if "n1" in layer}
    gains.update({"fgain%d" % i: layer["n2"] for i, layer in enumerate(layers, 1) if "n2" in layer})
    for key, rows in gains.items():
        least = min(abs(v + f["plus"]) for v in rows)
        low, high = map(value, vectors[key]["least"])
        zeros = sum(v + f["plus"] == 0 for v in rows)
        check(low - 1e-9 <= least <= high + 1e-9 and vectors[key]["nonzero"] == {"lower": D - zeros, "upper": D - zeros},
              "%s: %s" % (name, key), vectors[key], least, zeros)


def test_every_tensor(name):
    """A number of any tensor changed: never the same, and different but for what softmax does not see."""
    f = FAMILIES[name]
    layers = weights(f, name)
    path = store(name, layers)
    told = 0
    names = sorted(tensors(name, layers, f["groups"]))
    for key in names:
        def change(found):
            rows = found[key]
            if isinstance(rows[0], list):
                rows[-1][0] += 1
            else:
                rows[-1] += 1
        other = store(name, weights(f, name), name + "-x", change=change)
        answer = run("check", path, other, "--no-float", "--json", "--max-weights", "1")
        same = answer.json()["comparison"] if answer.code == 0 else {"same": True, "reason": answer.err}
        unseen = f["rotary"] == 0 and ("k_proj.bias" in key or "key.bias" in key)   # a softmax does not see it
        check((same["same"] is True) == unseen, "%s: %s changed is not the same" % (name, key), same)
        if key == "embed.weight":
            check(same["same"] is None, name + ": an embedding that differs leaves it open", same)
        told += same["same"] is False
    check(told == len(names) - 1 - L * ("k_proj.bias" in str(names) and f["rotary"] == 0) - L * (name == "vit"),
          name + ": every other change is seen", told, len(names))
    twin = store(name, layers, name + "-x")
    answer = run("check", path, twin, "--no-float", "--max-weights", "1", "--claim", "same")
    check(answer.code == 0, name + ": equal files are the same", answer.out, answer.err)


# ---- positions ----------------------------------------------------------------------------------------------

@contextlib.contextmanager
def variant(name, sizes=(), config=(), **changes):
    """The family with other facts, and other sizes of everything."""
    family_of, old = FAMILIES[name], {key: globals()[key] for key in dict(sizes)}
    globals().update(sizes)
    FAMILIES[name] = dict(family_of, config=dict(family_of["config"], **dict(config)), **changes)
    yield FAMILIES[name]
    FAMILIES[name] = family_of
    globals().update(old)


def bloom_slopes(heads):
    """build_alibi_tensor of modeling_bloom.py"""
    closest = 2 ** math.floor(math.log2(heads))
    base = 2 ** -(2 ** -(math.log2(closest) - 3))
    extra = 2 ** -(2 ** -(math.log2(2 * closest) - 3))
    return [base ** k for k in range(1, 1 + closest)] + [extra ** k for k in range(1, 1 + 2 * (heads - closest), 2)]


def mpt_slopes(heads, most=8):
    """build_mpt_alibi_tensor of modeling_mpt.py"""
    power = 2 ** math.ceil(math.log2(heads))
    slopes = [1 / 2 ** (k * most / power) for k in range(1, power + 1)]
    return (slopes[1::2] + slopes[::2])[:heads] if power != heads else slopes


def llama3(angle, factor, low, high, original):
    """_compute_llama3_parameters of modeling_rope_utils.py"""
    wavelength = 2 * math.pi / angle
    if wavelength < original / high:
        return angle
    if wavelength > original / low:
        return angle / factor
    smooth = (original / wavelength - low) / (high - low)
    return (1 - smooth) * angle / factor + smooth * angle


def test_slopes():
    for heads, rows in ((1, 4), (2, 4), (3, 4), (4, 2), (6, 2), (7, 1)):
        width = heads * rows
        with variant("bloom", dict(D=width, H=heads, A=rows), dict(hidden_size=width, n_head=heads), groups=heads,
                     slopes=bloom_slopes(heads)):
            test_function("bloom", 5)
        with variant("mpt", dict(D=width, H=heads, A=rows),
                     dict(d_model=width, n_heads=heads, attn_config={"alibi": True, "alibi_bias_max": 8 + heads}), groups=heads,
                     slopes=mpt_slopes(heads, 8 + heads)):
            test_function("mpt", 5)
    with variant("mpt", config={"attn_config": {"alibi": False}}, slopes=None):
        test_function("mpt")
    with variant("falcon", config={"alibi": True}, rotary=0, slopes=[s / math.sqrt(A) for s in bloom_slopes(H)]):
        test_function("falcon", 4)
    layers = weights(FAMILIES["mpt"], "slopes")
    path = store("mpt", layers, "slopes")
    for attention in ({"alibi": False}, {"alibi_bias_max": 9}, {"alibi": True, "alibi_bias_max": 8}, {}):
        other = store("mpt", layers, "other", config={"attn_config": attention})
        claim = "same" if attention.get("alibi", 1) and attention.get("alibi_bias_max", 8) == 8 else "different"
        answer = run("check", path, other, "--no-float", "--max-weights", "1", "--claim", claim)
        check(answer.code == 0, "mpt with %s: %s" % (attention, claim), answer.out, answer.err)
    answer = run("check", path, "--no-float", "--max-weights", "1")
    check("linear biases" in answer.out and "not modelled" not in answer.out, "slopes are said", answer.out)
    answer = run("check", path, "--no-float", "--max-weights", "1", "--json")
    check(answer.json()["files"][0]["constants"]["slopes"]["exponents"] == [4, 8], "and their exponents", answer.out[:300])
    for attention in ({"softmax_scale": 0.3}, {"alibi_bias_max": 0.5}):
        answer = run("check", path, store("mpt", layers, "other", config={"attn_config": attention}), "--no-float", "--max-weights",
                     "1", "--claim", "different")
        check(answer.code == 4 and "not include" in answer.out, "mpt with %s is not evaluated" % attention, answer.out, answer.err)


def test_angles():
    linear = {"rope_scaling": {"type": "linear", "factor": 2.5}}
    with variant("mistral", config=linear, angles=lambda angle: angle / 2.5):
        test_function("mistral", 5)
    for part, turned in ((1, A), (0.5, 2)):
        for name in ("phi", "stablelm"):
            with variant(name, config={"partial_rotary_factor": None, "rope_parameters": {
                    "partial_rotary_factor": part, "rope_theta": 50.0, "rope_type": "default"}}, rotary=turned, base=50.0):
                test_function(name, 4)
    sizes = {"D": 16, "A": 8}
    for original in (4, 16, 20.5, 64, 300, 4000):
        said = {"rope_type": "llama3", "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0,
                "original_max_position_embeddings": original}
        for key in ("rope_scaling", "rope_parameters"):
            with variant("llama", sizes, dict(hidden_size=16, rope_theta=500.0, **{key: said}), rotary=8, base=500.0,
                         angles=lambda angle: llama3(angle, 8, 1, 4, original)):
                test_function("llama", 4)
    layers = weights(FAMILIES["mistral"], "angles")
    path = store("mistral", layers, "angles")
    dynamic = {"rope_type": "dynamic", "factor": 2.0}
    for scaling, more, claim, code in (
            (linear["rope_scaling"], (), "different", 0), ({"rope_type": "linear", "factor": 1.0}, (), "same", 0),
            (dynamic, (), "same", 0), (dynamic, ("--tokens", "6"), "same", 4),
            (dict(dynamic, original_max_position_embeddings=2), (), "same", 4),
            ({"rope_type": "yarn", "factor": 2.0}, (), "different", 4)):
        other = store("mistral", layers, "other", config={"rope_scaling": scaling, "max_position_embeddings": 5})
        answer = run("check", path, other, "--no-float", "--max-weights", "1", "--claim", claim, *more)
        check(answer.code == code, "angles %s %s: %s" % (scaling, more, claim), answer.out, answer.err)
    for bad in ({"type": "linear"}, {"type": "linear", "factor": 0.5}, {"type": "linear", "factor": "2"}, {"type": "dynamic"},
                {"rope_type": "llama3", "factor": 8, "low_freq_factor": 4, "high_freq_factor": 4, "original_max_position_embeddings": 9},
                {"rope_type": "llama3", "factor": 8, "low_freq_factor": 1, "high_freq_factor": 4}):
        other = store("mistral", layers, "other", config={"rope_scaling": bad})
        refuses("angles %s" % bad, run("dim", "--config", os.path.join(os.path.dirname(other), "config.json")), 3, "rope_scaling")
    for scaling, proved in ((linear["rope_scaling"], True), ({"type": "yarn", "factor": 2}, True), ({"type": "yarn"}, False),
                            ({"type": "yarn", "factor": 2, "beta_fast": 32, "beta_slow": 1, "attention_factor": 0.5}, True),
                            ({"type": "yarn", "factor": 100, "beta_fast": 1, "beta_slow": 32}, False),
                            ({"type": "yarn", "factor": 2, "beta_fast": 0.5}, False),
                            ({"type": "yarn", "factor": 2, "attention_factor": 0}, False),
                            ({"type": "yarn", "factor": 2, "mscale": 1, "mscale_all_dim": -3}, False),
                            ({"type": "yarn", "factor": 4, "original_max_position_embeddings": 4096}, True),
                            ({"type": "yarn", "factor": 4, "original_max_position_embeddings": 10 ** 7}, False),
                            ({"type": "longrope", "short_factor": [1], "long_factor": [1], "attention_factor": 0}, False),
                            ({"factor": 4}, False), ("linear", False), ({}, True), (None, True),
                            ({"full_attention": {"rope_type": "linear", "factor": 8}}, False),
                            ({"type": "longrope", "short_factor": [1, 1], "long_factor": [1.5, 3]}, True),
                            ({"type": "longrope", "short_factor": [1, 1], "long_factor": [3, 1.5]}, False),
                            ({"type": "longrope", "short_factor": [0.5, 1], "long_factor": [1, 2]}, False),
                            ({"type": "another"}, False), ({"type": 3}, False)):
        other = store("mistral", layers, "other", config={"rope_scaling": scaling})
        answer = run("dim", "--config", os.path.join(os.path.dirname(other), "config.json"))
        check(answer.code == 0 and "; proved" in answer.out.splitlines()[0] if proved else
              answer.code == 4 and "scaling of its rotary angles" in answer.err, "the dimension with angles %s" % scaling,
              answer.out, answer.err)


# ---- the same function ----------------------------------------------------------------------------------------

def planes(f):
    p = f["rotary"]
    return [(m, m + p // 2) if f["halves"] else (2 * m, 2 * m + 1) for m in range(p // 2)]


def head_moves(layer, f, rng):
    """Changes of bases of keys and values, group by group; of planes multiples of complex numbers."""
    share, free = H // f["groups"], [r for r in range(A) if r >= f["rotary"]]
    for g in range(f["groups"]):
        for key, heads in (("k", [g]), ("q", range(g * share, (g + 1) * share))):
            for h in heads:
                at = [layer[key], layer.get("b" + key)]
                for rows in at:
                    if rows is None:
                        continue
                    up = lambda r, c: c * r if not isinstance(r, list) else [c * v for v in r]
                    plus = lambda r, s: r + s if not isinstance(r, list) else [v + w for v, w in zip(r, s)]
                    for a, b in planes(f):   # k times 2i, q times i/2
                        c = 2 if key == "k" else 0.5
                        i, j = h * A + a, h * A + b
                        rows[i], rows[j] = up(rows[j], -c), up(rows[i], c)
                    for a, b in zip(free, free[1:]):   # q_a += q_b, k_b -= k_a
                        i, j = h * A + a, h * A + b
                        if key == "q":
                            rows[i] = plus(rows[i], rows[j])
                        else:
                            rows[j] = plus(rows[j], up(rows[i], -1))
                if key == "k" and "bk" in layer:
                    for r in free:
                        layer["bk"][h * A + r] += rng.randrange(-64, 65) / 64
        order = list(zip(range(A), range(1, A)))
        for a, b in order if key == "q" else []:   # u_a += 2 u_b, o_b -= 2 o_a
            i, j = g * A + a, g * A + b
            layer["v"][i] = [v + 2 * w for v, w in zip(layer["v"][i], layer["v"][j])]
            if "bv" in layer:
                layer["bv"][i] += 2 * layer["bv"][j]
            for h in range(g * share, (g + 1) * share):
                for row in layer["o"]:
                    row[h * A + b] -= 2 * row[h * A + a]
        if "bv" in layer and "bo" in layer:
            for r in range(A):
                step = rng.randrange(-64, 65) / 64
                layer["bv"][g * A + r] += step
                for out, row in enumerate(layer["o"]):
                    layer["bo"][out] -= step * sum(row[h * A + r] for h in range(g * share, (g + 1) * share))


def permuted(rows, order, size):
    return [rows[n * size + r] for n in order for r in range(size)]


def permute_heads(layer, f, rng):
    order, groups = list(range(H)), list(range(f["groups"]))
    if f["groups"] == H:
        while order == sorted(order):
            rng.shuffle(order)
        groups = order
    elif f["groups"] == 1:
        order.reverse()
    for key, by in (("q", order), ("k", groups), ("v", groups)):
        layer[key] = permuted(layer[key], by, A)
        if "b" + key in layer:
            layer["b" + key] = permuted(layer["b" + key], by, A)
    layer["o"] = [permuted(row, order, A) for row in layer["o"]]


def move_neurons(layer, f, rng):
    order = list(range(len(layer["up"])))
    rng.shuffle(order)
    for key in ("up", "gate", "bup"):
        if key in layer:
            layer[key] = [layer[key][n] for n in order]
    layer["down"] = [[row[n] for n in order] for row in layer["down"]]
    if f["gate"] or f["act"] == "relu":
        factor = -2 if f["gate"] else 2
        layer["up"][0] = [v * factor for v in layer["up"][0]]
        if "bup" in layer:
            layer["bup"][0] *= factor
        for row in layer["down"]:
            row[0] /= factor


def readers(layer, f, norm):
    """The matrices that read a norm, each with its bias."""
    heads, forward = [("q", "bq"), ("k", "bk"), ("v", "bv")], [("up", "bup"), ("gate", None)]
    both = heads + forward if not f["next_norm"] else heads if norm == "n1" else forward
    return [pair for pair in both if pair[0] in layer]


def move_norms(layer, f, rng):
    for norm in ("n1", "n2"):
        if norm not in layer:
            continue
        pairs = readers(layer, f, norm)
        for c in range(0, D, 2):   # a gain twice as large; the column halved
            layer[norm][c] = 2 * (layer[norm][c] + f["plus"]) - f["plus"]
            if "b" + norm in layer:
                for key, bias in pairs:   # what the shift gave stays as it was
                    if bias not in layer:
                        layer["b" + norm][c] *= 2
                        break
                else:
                    for key, bias in pairs:
                        for r, row in enumerate(layer[key]):
                            layer[bias][r] += row[c] / 2 * layer["b" + norm][c]
            for key, bias in pairs:
                for row in layer[key]:
                    row[c] /= 2
        if f["norm"] != "rms" and ("b" + norm not in layer):
            for key, bias in pairs:   # a layer norm has sum 0
                for row in layer[key]:
                    for c in range(D):
                        row[c] += 1 / (layer[norm][c] + f["plus"])
        if "b" + norm in layer and all(bias in layer for key, bias in pairs):
            for c in range(D):
                step = rng.randrange(-8, 9) / 8
                layer["b" + norm][c] += step
                for key, bias in pairs:
                    for r, row in enumerate(layer[key]):
                        layer[bias][r] -= row[c] * step


def exact(found):
    """All numbers are those of float32."""
    flat = lambda rows: sum(rows, []) if isinstance(rows[0], list) else rows
    return all(struct.unpack("<f", struct.pack("<f", v))[0] == v for rows in found.values() for v in flat(rows))


def rounded_gains(layers, f, rng):
    """Powers of 2, so that they can be divided by."""
    for layer in layers:
        for norm in ("n1", "n2"):
            if norm in layer:
                layer[norm] = [rng.choice([0.5, 1.0, 2.0, -1.0, -0.5]) - f["plus"] for _ in range(D)]
    return layers


def same_of(path, other, *more):
    answer = run("check", path, other, "--no-float", "--json", "--max-weights", "1", *more)
    return answer.json()["comparison"] if answer.code == 0 else {"same": "none", "reason": answer.err}


MOVES = {"bases": head_moves, "heads": permute_heads, "neurons": move_neurons, "norms": move_norms}


def moved(layers, f, rng, moves=MOVES):
    layers = copy.deepcopy(layers)
    for layer in layers:
        for move in moves:
            if move != "heads" or not f["slopes"]:
                MOVES[move](layer, f, rng)
    return layers


def test_same(name, where=""):
    f, rng = FAMILIES[name], random.Random("%d same %s" % (SEED, name))
    layers = rounded_gains(weights(f, name + " same"), f, rng)
    path = store(name, layers, "same")
    x = [[rng.randrange(-8, 9) / 8 for _ in range(D)] for _ in range(4)]
    for moves in [[move] for move in MOVES] + [list(MOVES)]:
        other = moved(layers, f, rng, moves)
        good = exact(tensors(name, other, f["groups"]))
        near = max(abs(a - b) for one, two in zip(evaluate(x, layers, f), evaluate(x, other, f)) for a, b in zip(one, two))
        if not check_is(good and near < 1e-6, "%s%s: the moves %s keep the function, in floats" % (name, where, moves), good, near):
            continue
        if other == layers:
            continue
        same = same_of(path, store(name, other, "moved"))
        check(same["same"] is True and "layer by layer" in same["reason"], "%s%s: %s, the same" % (name, where, moves), same)
        key = rng.choice(sorted(other[1]))
        rows = other[1][key]
        if isinstance(rows[0], list):
            rows[-1][0] += 1 / 64
        else:
            rows[-1] += 1 / 64
        same = same_of(path, store(name, other, "moved"))
        if key == "bk":   # seen where the coordinate turns, and only there
            check((same["same"] is True) == (f["rotary"] < A), "%s%s: %s and a key bias" % (name, where, moves), same)
        else:   # a relu may be 0 at all inputs that are tried
            check(same["same"] is False or f["act"] == "relu" and same["same"] is None,
                  "%s%s: %s and %s changed" % (name, where, moves, key), same)


def test_same_more():
    f, rng = FAMILIES["gpt2"], random.Random(SEED)
    layers = weights(f, "more")
    # two neurons that are parallel: signs of both, whose linear parts cancel
    for layer in layers:
        layer["up"][1] = [v / 2 for v in layer["up"][0]]
        layer["bup"][1] = layer["bup"][0] / 2
        for row in layer["down"]:
            row[1] = -2 * row[0]
    path = store("gpt2", layers, "same")
    other = copy.deepcopy(layers)
    for n in (0, 1):
        other[0]["up"][n] = [-v for v in other[0]["up"][n]]
        other[0]["bup"][n] *= -1
    same = same_of(path, store("gpt2", other, "moved"))
    check(same["same"] is True, "gelu_new: two signs whose linear parts cancel", same)
    other[0]["up"][1] = [-v for v in other[0]["up"][1]]
    other[0]["bup"][1] *= -1
    check(same_of(path, store("gpt2", other, "moved"))["same"] is False, "one sign alone is another function")
    # the same within a radius, or as floats of another kind, is not proved
    other = moved(layers, f, rng)
    answer = run("check", path, store("gpt2", other, "moved"), "--no-float", "--max-weights", "1", "--radius", "1e-9", "--claim", "same")
    check(answer.code == 4 and "within a radius" in answer.out, "within a radius nothing is the same", answer.out, answer.err)
    # heads that change places without their slopes, and a change of bases that does not commute with the rotation
    for name, move in (("bloom", "heads"), ("mpt", "heads")):
        one = weights(FAMILIES[name], name + " more")
        two = copy.deepcopy(one)
        permute_heads(two[0], FAMILIES[name], rng)
        check(same_of(store(name, one, "same"), store(name, two, "moved"))["same"] is False, name + ": heads have slopes of their own")
    one = weights(FAMILIES["mistral"], "turn")
    two = copy.deepcopy(one)
    with variant("mistral", rotary=0) as unturned:
        head_moves(two[0], unturned, rng)
    check(same_of(store("mistral", one, "same"), store("mistral", two, "moved"))["same"] is False, "a base that does not turn")
    # heads of 2 rows: scores are divided by an irrational number
    with variant("gpt2", dict(H=4, A=2), dict(n_head=4), groups=4):
        test_same("gpt2", ", 4 heads")


def test_rank_of_floats():
    path = store("gpt2", weights(FAMILIES["gpt2"], "rank"), "rank")
    for flags in ((), ("--ball",)):
        refuses("rank %s of a file of floats" % " ".join(flags), run("rank", *flags, path), 3, "fulgurite check", "dimension")
    answer = run("rank", "/dev/stdin", stdin=run("random --widths 2,2 --head-dim 1").out)
    check(answer.out.startswith("rank 6; proved"), "rank of a pipe given by name, no byte of which is lost", answer.err)


def test_gains():
    f = FAMILIES["gpt2"]
    layers = weights(f, "gains")
    path = store("gpt2", layers, "gains")
    answer = run("check", path, "--no-float", "--max-weights", "1", "--claim", "nonzero_gains")
    check(answer.code == 0 and "4 of 4 gains" in answer.out and "the softmax does not see them" in answer.out, "gains, all nonzero",
          answer.out)
    answer = run("check", path, "--no-float", "--radius", "1", "--max-weights", "1", "--claim", "nonzero_gains")
    check(answer.code == 4 and "may be 0" in answer.out, "gains within a radius", answer.out)
    layers[1]["n2"][3] = 0.0
    answer = run("check", store("gpt2", layers, "gains"), "--no-float", "--max-weights", "1", "--claim", "nonzero_gains")
    check(answer.code == 1 and "fgain2: 1 of 8 entries are 0" in answer.out, "a gain 0", answer.out)
    bare = store("llama", weights(FAMILIES["llama"], "bare"), "bare")
    answer = run("check", bare, "--no-float", "--max-weights", "1", "--claim", "rank_up=6,rank_gate=6,rank_down=6,nonzero_gains")
    check(answer.code == 0, "claims about feed-forward matrices", answer.out, answer.err)
    answer = run("check", bare, "--no-float", "--max-weights", "1", "--claim", "rank_down=5")
    check(answer.code == 1 and "layer 1, down" in answer.out, "a wrong one is refuted", answer.out)


def test_without_config():
    """By --map NAME alone: the usual numbers of the family; another number in config.json is another function."""
    f = FAMILIES["mistral"]
    layers = weights(f, "mistral")
    alone = store("mistral", layers, "alone", config=False)
    answer = run("check", alone, "--map", "mistral", "--heads", str(H), "--no-float", "--json", "--max-weights", "1")
    found = answer.json()["files"][0]
    check(found["not_looked_at"] == ["embed.weight"] and "usual for mistral" in found["note"], "without config.json", found["note"])
    said = store("mistral", layers, "said")
    for key, number in (("rms_norm_eps", 0.5), ("rope_theta", 777.0), ("hidden_act", "gelu")):
        other = store("mistral", layers, "other", config={key: number})
        answer = run("check", said, other, "--no-float", "--max-weights", "1", "--claim", "different")
        check(answer.code == 0, "%s is looked at" % key, answer.out)
    answer = run("check", store("mistral", layers, "other", config={"rope_scaling": {"rope_type": "yarn", "factor": 4}}), said,
                 "--no-float", "--max-weights", "1", "--claim", "different")
    check(answer.code == 4 and "scaling of rotary angles" in answer.out, "scaled angles are not modelled", answer.out)
    answer = run("check", store("mistral", layers, "other", config={"rope_scaling": {"rope_type": "default"}}), said,
                 "--no-float", "--max-weights", "1", "--claim", "same")
    check(answer.code == 0, "the default is no scaling", answer.out)
    # Activations that are not known: Q, K, V, O are equal, which says nothing of the networks.
    layers = weights(FAMILIES["gpt2"], "said")
    mish = store("gpt2", layers, "mish", config={"activation_function": "mish"})
    for path, right, name in ((mish, True, "itself"),
                              (store("gpt2", layers, "copy", config={"activation_function": "mish"}), True, "a copy"),
                              (store("gpt2", layers, "relu6", config={"activation_function": "relu6"}), False, "another one"),
                              (store("gpt2", layers, "gelu", config={"activation_function": "gelu"}), False, "a known one")):
        answer = run("check", mish, path, "--no-float", "--max-weights", "1", "--claim", "same")
        check(answer.code == (0 if right else 4) and right != ("does not include norms" in answer.out),
              "an unknown activation, and %s" % name, answer.out, answer.err)


def test_odd():
    """What does not fit is said, and the heads are read."""
    f = FAMILIES["gpt2"]
    layers = weights(f, "odd")
    for what, change, words in (
            ("a missing bias", lambda t: t.pop("h.1.mlp.c_fc.bias"), "h.1.mlp.c_fc.bias"),
            ("a norm that is too short", lambda t: t["h.0.ln_1.weight"].pop(), "h.0.ln_1.weight"),
            ("a feed-forward matrix of another shape", lambda t: t["h.1.mlp.c_proj.weight"].pop(), "h.1.mlp.c_proj.weight")):
        answer = run("check", store("gpt2", layers, "odd", change=change), "--no-float", "--max-weights", "1")
        check(answer.code == 0 and "only Q, K, V, O are read" in answer.out and words in answer.out, what, answer.out, answer.err)
    answer = run("check", store("gpt2", layers, "odd", config={"n_layer": 3}), "--no-float", "--max-weights", "1")
    check("config.json says 3 layers, the file has 2" in answer.out, "a layer that is not there", answer.out)
    answer = run("check", store("phi3", [dict(l, up=l["up"] + [[1.0] * D] * 2) for l in weights(FAMILIES["phi3"], "odd")], "odd"),
                 "--no-float", "--max-weights", "1")
    check("only Q, K, V, O are read" in answer.out and "gate_up_proj" in answer.out, "rows of a fused matrix that nothing uses",
          answer.out)
    nan = store("gpt2", layers, "odd", change=lambda t: t["h.0.ln_2.bias"].__setitem__(1, math.nan))
    refuses("a NaN in a norm", run("check", nan, "--no-float"), 3, "h.0.ln_2.bias", "NaN")
    llama = weights(FAMILIES["mistral"], "odd")
    answer = run("check", store("mistral", llama, "odd", config={"num_hidden_layers": 3, "intermediate_size": None}), "--no-float",
                 "--max-weights", "1")
    check("config.json says 3 layers, the file has 2" in answer.out and "only Q, K, V, O" not in answer.out,
          "also by one that does not say all sizes", answer.out, answer.err)
    for base in (1, 0.5, 0, -3, "x"):
        path = store("mistral", llama, "odd", config={"rope_theta": base})
        refuses("a base of angles %s" % base,
                run("dim", "--config", os.path.join(os.path.dirname(path), "config.json")), 3, "rope_theta")
    for window, tokens, said in ((2, 3, True), (3, 3, False), (None, 3, False), (4, 5, True)):
        answer = run("check", store("mistral", llama, "odd", config={"sliding_window": window}), "--no-float",
                     "--max-weights", "1", "--tokens", str(tokens))
        check(answer.code == 0 and ("attention windows" in answer.out) == said, "window %s, %d tokens" % (window, tokens),
              answer.out, answer.err)
    phi = weights(FAMILIES["phi"], "odd")
    for config, said in (({"qk_layernorm": False}, True), ({"qk_layernorm": True}, False)):
        answer = run("check", store("phi", phi, "odd", config=config), "--no-float", "--max-weights", "1")
        check(answer.code == 0 and ("the softmax does not see" in answer.out) == said, "key biases behind norms: %s" % config,
              answer.out, answer.err)
    own = os.path.join(place, "own.map")
    with open(own, "w") as file:
        file.write("gain = x\n")
    refuses("a map of norms alone", run("check", nan, "--map", own), 3, "own.map")


def as_json(layers, f, architecture):
    """The same network as a weights file of ours, with the scale in Q and neighbours that turn together."""
    p = f["rotary"]
    order = [i % 2 * (p // 2) + i // 2 if i < p and f["halves"] else i for i in range(A)]
    column = lambda numbers: [[v] for v in numbers]
    out = []
    for layer in layers:
        heads = [{"Q": [[v / 2 for v in layer["q"][h * A + i]] for i in order],
                  "O": [row[h * A:(h + 1) * A] for row in layer["o"]]} for h in range(H)]
        groups = [{"K": [layer["k"][g * A + i] for i in order], "U": layer["v"][g * A:(g + 1) * A]} for g in range(f["groups"])]
        if f["bias"]:
            for h, head in enumerate(heads):
                head["Q_bias"] = [[layer["bq"][h * A + i] / 2] for i in order]
            for g, group in enumerate(groups):
                group["K_bias"] = [[layer["bk"][g * A + i]] for i in order]
                group["U_bias"] = column(layer["bv"][g * A:(g + 1) * A])
        if f["groups"] == H:
            heads = [dict(*pair[:1], **pair[1]) for pair in zip(heads, groups)]
        item = {"heads": heads, "norm_gain": column(layer["n1"]), "feed_forward": {"up": layer["up"], "down": layer["down"],
                                                                                    "norm_gain": column(layer["n2"])}}
        if f["groups"] < H:
            item["groups"] = groups
        if f["gate"]:
            item["feed_forward"]["gate"] = layer["gate"]
        if f["norm"] == "layer":
            item["norm_shift"], item["feed_forward"]["norm_shift"] = column(layer["bn1"]), column(layer["bn2"])
        if f["out_bias"]:
            item["output_bias"] = column(layer["bo"])
        if f["ff_bias"]:
            item["feed_forward"].update(up_bias=column(layer["bup"]), output_bias=column(layer["bdown"]))
        out.append(item)
    return {"format": "fulgurite-weights/1", "architecture": architecture, "layers": out}


def test_jacobian():
    """With epsilon 0 and the base 10000: the rank of the Jacobian is that of the same weights in JSON."""
    for name, key in (("gpt2", "layer_norm_epsilon"), ("mistral", "rms_norm_eps")):
        f = FAMILIES[name]
        layers = weights(f, name + " jacobian")[:1]
        path = store(name, layers, "jacobian", config={key: 0, "n_layer" if name == "gpt2" else "num_hidden_layers": 1})
        answer = run("check", path, "--no-float", "--json", "--max-weights", "2000", "--tokens", "5", timeout=300)
        found = answer.json()["files"][0]
        twin = os.path.join(place, "twin.json")
        with open(twin, "w") as file:
            json.dump(as_json(layers, f, found["architecture"]), file)
        other = run("check", twin, "--no-float", "--json", "--max-weights", "2000", timeout=300)
        ours = other.json()["files"][0] if other.code == 0 else {}
        check(found["jacobian_rank"]["lower"] is not None and found["jacobian_rank"]["lower"] > 200 and
              found["jacobian_rank"] == ours.get("jacobian_rank"), name + ": the Jacobian of the same weights in JSON",
              found["jacobian_rank"], ours.get("jacobian_rank"), other.err)
        heads = ours.get("heads", [])
        check([h["matrices"]["A"]["sigma_min"] for h in heads] == [h["matrices"]["A"]["sigma_min"] for h in found["heads"]],
              name + ": and their products")
    f = FAMILIES["gpt2"]
    answer = run("check", store("gpt2", weights(f, "gpt2")), "--no-float", "--max-weights", "100")
    check("rank of the Jacobian: not computed" in answer.out and "--max-weights" in answer.out, "more weights than asked for: an estimate",
          answer.out)


with folder() as place:
    test_rank_of_floats()
    test_slopes()
    test_angles()
    for family_name in FAMILIES:
        test_same(family_name)
    test_same_more()
    for family_name in FAMILIES:
        test_function(family_name)
        test_matrices(family_name)
    for family_name in ("gpt2", "gpt_neox", "llama", "vit"):
        test_every_tensor(family_name)
    test_gains()
    test_without_config()
    test_odd()
    test_jacobian()
    if singular_values([[1]]) is None:
        skip("singular values", "no numpy")
done()
