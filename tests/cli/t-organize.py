#!/usr/bin/env python3
"""organize: answers from outside, inputs of every kind, refusals."""

import json
import math
import os
import shutil
import struct
import subprocess
import sys
import zipfile
import zlib
from fractions import Fraction

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import arrays  # noqa: E402
from tap import check, done, folder, refuses, run, skip  # noqa: E402

directory = folder()
os.chdir(directory.name)

TOKENS = [[i % 4 - 1, i * i % 5 - 2] for i in range(8)]
FORMS = [[[1, 0], [0, 1]], [[0, 1], [1, 0]], [[1, 1], [0, 1]], [[1, -1], [1, 0]]]
HALF = Fraction(1, 2 * 10**11)  # of the last of 12 digits
HALVES = [[0, 2, 3, 7], [1, 4, 5, 6]]


def write(name, value):
    with open(name, "w") as stream:
        json.dump(value, stream)
    return name


def npy(flat, shape, dtype):
    return arrays.npy([flat], dtype, shape=shape)


def colours(png):
    """How many different pixels there are, in a picture of 8 bits a colour."""
    place, data = 8, b""
    while place < len(png):
        size, kind = struct.unpack(">I4s", png[place:place + 8])
        data += png[place + 8:place + 8 + size] if kind == b"IDAT" else b""
        place += size + 12
    return len(set(zip(*[iter(zlib.decompress(data))] * 3)))


def score(x, form, y):
    return sum(x[a] * form[a][b] * y[b] for a in range(len(x)) for b in range(len(y)))


def scores(tokens=TOKENS, forms=FORMS):
    return [[[score(x, form, y) for form in forms] for y in tokens] for x in tokens]


def tensor(values):
    return {"format": "fulgurite-tensor/1", "shape": [len(values), len(values[0]), len(values[0][0])],
            "values": values}


write("tokens.json", TOKENS)
write("heads.json", FORMS)
write("x.json", tensor(scores()))


def is_known(name, answer):
    value = answer.json() if answer.code == 0 else {}
    check(value.get("l1_entropy", {}).get("surds") == {"1": "469/2", "2": "735/4"} and value["energy"] == "4286"
          and value["nonzero"] == 172 and value["coefficients"] == 256 and value["n99"] == 87
          and value["iterations"] == 2 and value["state"] == "fixed"
          and value["trees"]["query"][1] == HALVES and value["trees"]["key"][1] == HALVES
          and value["trees"]["head"][1] == [[0, 1], [2, 3]]
          and value["dyadic"]["l1_entropy"]["surds"] == {"1": "1043/4", "2": "743/4"},
          name, answer.out[:500], answer.err)
    return value


# ---- inputs -------------------------------------------------------------------

known = is_known("tokens and forms", run("organize --tokens tokens.json --heads heads.json --json"))
is_known("a tensor", run("organize x.json --json"))
is_known("a tensor, two threads", run("organize x.json --json --threads 2"))
with open("x.json") as stream:
    is_known("standard input", run("organize - --json", stdin=stream.read()))
flat = [v for i in scores() for j in i for v in j]
with open("x.npy", "wb") as stream:
    stream.write(npy(flat, (8, 8, 4), "<f8"))
is_known("an array", run("organize x.npy --json"))
turned = [scores()[i][j][t] for t in range(4) for i in range(8) for j in range(8)]
with open("t.npy", "wb") as stream:
    stream.write(npy(turned, (4, 8, 8), "<f4"))
is_known("an array, heads first", run("organize t.npy --axes hqk --json"))

# Q^T K as the form; the tool's own weights; weights in floats with a map.
heads = [{"Q": [[1, 0], [0, 1]], "K": form} for form in FORMS]
write("qk.json", heads)
is_known("tokens, Q and K", run("organize --tokens tokens.json --heads qk.json --json"))
write("w.json", {"format": "fulgurite-weights/1",
                 "architecture": {"format": "fulgurite-architecture/1", "widths": [2, 1], "head_dim": [2], "heads": [4],
                                  "tokens": 8, "norm": "softmax"},
                 "layers": [{"heads": [dict(head, V=[[1, 1]]) for head in heads]}]})
write("columns.json", [list(column) for column in zip(*TOKENS)])
is_known("weights at tokens", run("organize w.json --input columns.json --json"))
with zipfile.ZipFile("w.npz", "w") as stream:
    for h, head in enumerate(heads):
        for k in "QK":
            stream.writestr("%s1_%d.npy" % (k.lower(), h + 1), npy([v for row in head[k] for v in row], (2, 2), "<f4"))
with open("rows.npy", "wb") as stream:
    stream.write(npy([v for x in TOKENS for v in x], (8, 2), "<f4"))
is_known("floats, a map and tokens", run("organize w.npz --map plain --input rows.npy --json"))

# A layer as GPT-2 stores it, by another writer: numpy and struct; the scores by fractions.
WRITER = """
import json, struct, sys
import numpy as np
rng = np.random.default_rng(5)
C, n, width = 128, 6, int(sys.argv[1])
W = rng.integers(-64, 64, (C, 3 * C)).astype("<f4") / 256
b = rng.integers(-64, 64, 3 * C).astype("<f4") / 64
x = rng.integers(-64, 64, (n, C)).astype("<f4") / 64
prefix = "transformer." if width else ""
tensors = {prefix + "h.0.attn.c_attn.weight": W, prefix + "h.0.attn.c_attn.bias": b[:width],
           prefix + "h.0.attn.c_proj.weight": np.zeros((C, C), "<f4")}
if width == 0:
    del tensors["h.0.attn.c_attn.bias"]
header, place = {}, 0
for name, a in tensors.items():
    header[name] = {"dtype": "F32", "shape": list(a.shape), "data_offsets": [place, place + a.nbytes]}
    place += a.nbytes
text = json.dumps(header).encode()
with open("layer.safetensors", "wb") as stream:
    stream.write(struct.pack("<Q", len(text)) + text + b"".join(a.tobytes() for a in tensors.values()))
np.save("input.npy", x)
# Integers below 2^53: exact.
y = (x.astype("f8") * 64) @ (W.astype("f8") * 256) + (b.astype("f8") * 64 * 256 if width else 0)
q, k = (y[:, s:s + C].reshape(n, 2, 64) for s in (0, C))
scores = np.zeros((n, n, 2), dtype=object)
for i in range(n):
    for j in range(n):
        for h in range(2):
            scores[i, j, h] = sum(int(p) * int(r) for p, r in zip(q[i, h], k[j, h]))
json.dump([[["%d/%d" % (v, 8 * 2 ** 28) for v in row] for row in rows] for rows in scores.tolist()],
          open("scores.json", "w"))
"""
LLAMA = """
import json, struct, sys
import numpy as np
dim, heads, groups, factor = map(int, sys.argv[1:])
rng = np.random.default_rng(6)
C, n = 64, 6
tensors = {}
for layer in range(2):
    place = "model.layers.%d.self_attn." % layer
    for name, shape in (("v_proj", (groups * dim, C)), ("k_proj", (groups * dim, C)), ("q_proj", (heads * dim, C)),
                        ("o_proj", (C, heads * dim))):
        tensors[place + name + ".weight"] = rng.integers(-64, 64, shape).astype("<f4") / 256
    tensors["model.layers.%d.input_layernorm.weight" % layer] = np.ones(C, "<f4")
x = rng.integers(-64, 64, (n, C)).astype("<f4") / 64
header, place = {}, 0
for name, a in tensors.items():
    header[name] = {"dtype": "F32", "shape": list(a.shape), "data_offsets": [place, place + a.nbytes]}
    place += a.nbytes
text = json.dumps(header).encode()
with open("llama.safetensors", "wb") as stream:
    stream.write(struct.pack("<Q", len(text)) + text + b"".join(a.tobytes() for a in tensors.values()))
np.save("input.npy", x)
Q, K = ((tensors["model.layers.1.self_attn.%s_proj.weight" % m].astype("f8") * 256) for m in "qk")
q, k = ((x.astype("f8") * 64) @ W.T for W in (Q, K))
json.dump([[["%d/%d" % (sum(int(q[i, dim * h + a]) * int(k[j, dim * (h * groups // heads) + a]) for a in range(dim)),
                        factor * 2 ** 28)
             for h in range(heads)] for j in range(n)] for i in range(n)], open("scores.json", "w"))
"""
python = arrays.other_python("numpy")
for width in (384, 0) if python else ():
    subprocess.run([python, "-c", WRITER, str(width)], check=True)
    with open("scores.json") as stream:
        write("same.json", tensor(json.load(stream)))
    answer = run("organize layer.safetensors --map gpt2 --input input.npy --softmax 1/8 --json").json()
    same = run("organize same.json --softmax 1/8 --mask causal --json").json()
    what = "with biases" if width else "without biases"
    check(all(answer[key] == same[key] for key in same if key != "file"), "the scores of a layer, " + what)
    check(answer["scores"]["biases"] == {"Q": width > 0, "K": width > 0} and answer["softmax"]["mask"] == "causal"
          and answer["scores"]["model_mask"] == "causal" and len(answer["scores"]["left_out"]) == 3, "what is left out",
          answer["scores"])
    words = run("organize layer.safetensors --map gpt2 --input input.npy").out
    check(("with the biases of Q and K" if width else "without biases") in words and "left out: positions" in words
          and "causal mask" in words, "the same in words", words)
if python:
    answer = run("organize layer.safetensors --map gpt2 --input input.npy --softmax 1/8 --mask none --json").json()
    check(answer["softmax"]["mask"] == "none" and answer["softmax"]["regularity"]["bound"], "no mask is asked for")
    subprocess.run([python, "-c", WRITER, "100"], check=True)
    refuses("a bias of another length", run("organize layer.safetensors --map gpt2 --input input.npy"), 3, "c_attn.bias")
    subprocess.run([python, "-c", "import numpy; numpy.save('short.npy', numpy.ones((3, 5)))"], check=True)
    refuses("tokens of another length", run("organize layer.safetensors --map gpt2 --input short.npy"), 3,
            "tokens of 5 entries")
    # Llama's names: 4 heads of 16, 2 of keys; layer 2 of 2; another order of tensors.
    subprocess.run([python, "-c", LLAMA, "16", "4", "2", "4"], check=True)
    with open("scores.json") as stream:
        write("same.json", tensor(json.load(stream)))
    words = "organize llama.safetensors --map llama --layer 2 --input input.npy --softmax 1/8 --json "
    same = run("organize same.json --softmax 1/8 --mask causal --json")
    for how in ("--head-dim 16", "--heads 4"):
        answer = run(words + how)
        check(answer.code == same.code and all(answer.json()[key] == value for key, value in same.json().items() if key != "file"),
              "grouped keys, " + how)
        check(answer.json()["scores"]["biases"] == {"Q": False, "K": False}
              and "rotary positions" in answer.json()["scores"]["left_out"], "what Llama's scores leave out",
              answer.json()["scores"])
    refuses("an unknown number of heads", run(words), 3, "--head-dim")
    refuses("a head dimension of GPT-2 without a map", run("organize x.json --head-dim 4"), 2, "--head-dim", "--map")
    both = run("organize llama.safetensors --map llama --head-dim 16 --input input.npy --compare llama.safetensors "
               "--compare-layer 2 --json").json()
    one = run("organize llama.safetensors --map llama --head-dim 16 --input input.npy --json").json()
    check(both["scores"]["layer"] == 1 and both["compare"]["scores"]["layer"] == 2 and both["trees"] == one["trees"]
          and both["compare"]["l1_entropy"] == same.json()["l1_entropy"], "two layers", both["compare"])
    refuses("a layer of a second tensor", run("organize x.json --compare x.json --compare-layer 2"), 2, "--compare-layer")
    answer = run("organize llama.safetensors --map llama --head-dim 16 --input input.npy --compare same.json --json").json()
    check(answer["compare"]["shape"] == answer["shape"] == [6, 6, 4] and "in_first_trees" in answer["compare"],
          "a layer beside a tensor")
    # Llama's own head dimension, whose root is not rational: the scores times it are a tensor.
    subprocess.run([python, "-c", LLAMA, "128", "4", "2", "1"], check=True)
    with open("scores.json") as stream:
        write("same.json", tensor(json.load(stream)))
    words = "organize llama.safetensors --map llama --head-dim 128 --layer 2 --input input.npy --paraproduct 0,1,2 --json "
    answer = run(words + "--softmax 1 --certificate llama.json")
    same = run("organize same.json --softmax 1/sqrt(128) --mask causal --paraproduct 0,1,2 --json")
    check(answer.code == same.code and answer.json()["scores"]["root"] == answer.json()["softmax"]["root"] == 128
          and all(answer.json()[key] == value for key, value in same.json().items() if key != "file"),
          "a head dimension of 128", answer.err)
    check(run("verify llama.json").code == 0, "its certificate")
    answer = run(words + "--softmax 1/3/sqrt(2)")
    check(answer.json()["softmax"]["root"] == 1 and answer.json()["softmax"]["tau"] == "1/48", "two roots are one number",
          answer.json()["softmax"]["tau"])
else:
    skip("a layer of a model", "no numpy")
# A root that is no rational number is left out, and said so.
with open("root.map", "w") as stream:
    stream.write("Q = q1_{h} over-sqrt 2\nK = k1_{h}\n")
answer = run("organize w.npz --map root.map --input rows.npy --json").json()
check(answer["l1_entropy"] == known["l1_entropy"] and any("sqrt(2)" in part for part in answer["scores"]["left_out"]),
      "an irrational root", answer["scores"])
# Heads whose roots are rational multiples of one are put on the first one's; others are refused.
with open("roots.map", "w") as stream:
    stream.write("Q = q1_{h} over-sqrt 2*h*h*h*h\nK = k1_{h}\n")
answer = run("organize w.npz --map roots.map --input rows.npy --json").json()
check(answer["scores"]["root"] == 2 and any("sqrt(2)" in part for part in answer["scores"]["left_out"]),
      "roots 2, 32, 162 .. are the first one", answer["scores"])
with open("roots.map", "w") as stream:
    stream.write("Q = q1_{h} over-sqrt h\nK = k1_{h}\n")
refuses("a root for each head", run("organize w.npz --map roots.map --input rows.npy --softmax 1"), 4, "different roots", "head")
answer = run("organize w.npz --map root.map --input rows.npy --softmax 1 --paraproduct exp --json")
same = run("organize x.json --softmax 1/sqrt(2) --paraproduct exp --json")
check(answer.code == same.code and all(answer.json()[key] == value for key, value in same.json().items() if key != "file")
      and answer.json()["scores"]["root"] == answer.json()["softmax"]["root"] == answer.json()["paraproduct"]["root"] == 2,
      "its softmax", answer.err)
# The entropy of the scores themselves, X over the root, in roots; of softmax, that of its floats in the same trees.
rooted = answer.json()["softmax"]
check(rooted["scores"]["organized"]["l1_entropy"]["surds"] == {"1": "735/4", "2": "469/4"}
      and rooted["scores"]["organized"]["ratio"] == known["ratio"] and rooted["scores"]["organized"]["n99"] == 87,
      "the entropy of scores over a root", rooted["scores"])
rows = [[[math.exp(v / math.sqrt(2)) for v in row] for row in s] for s in scores()]
sums = [[sum(row[t] for row in s) for t in range(4)] for s in rows]
for name, flat in (("exp", [v for s in rows for row in s for v in row]),
                   ("softmax", [v / w[t] for s, w in zip(rows, sums) for row in s for t, v in enumerate(row)])):
    with open("rooted.npy", "wb") as stream:
        stream.write(npy(flat, (8, 8, 4), "<f8"))
    floats = run("organize rooted.npy --json --trees " + write("trees.json", known)).json()
    for place, value in (("organized", floats), ("dyadic", floats["dyadic"])):
        low, high = map(float, rooted[name][place]["l1_entropy"]["value"])
        near = float(value["l1_entropy"]["value"][0])
        check(abs(low - near) < 1e-12 * near and high - low < 1e-12 * near, "%s over a root, %s" % (name, place), low, near)
check("softmax(tau X / sqrt(2)) over the keys, tau = 1; f = tau X over the root" in
      run("organize x.json --softmax 1/sqrt(2)").out, "a root in words")
exact = run("organize x.json --softmax 1/sqrt(16) --json").json()
check(exact["softmax"] == run("organize x.json --softmax 1/4 --json").json()["softmax"], "a root that is rational")

# ---- options ------------------------------------------------------------------

value = run("organize x.json --json --softmax 1/4 --prune 1/10 --regularity 1 --paraproduct 0,0,1 --energy 9/10 "
            "--top 3 --diffusion head,2,3").json()
soft = value["softmax"]
check(soft["tree_invariant"] == {"query": True, "key": True, "head": True}, "the trees of softmax are the same")
for key, organized, dyadic in (("scores", 123.590435521514054, 130.860042302700601),
                               ("exp", 353.870607034905449, 445.374236716171412),
                               ("softmax", 13.3207988952018971, 13.78135998858556854)):
    for place, expected in (("organized", organized), ("dyadic", dyadic)):
        low, high = map(float, soft[key][place]["l1_entropy"]["value"])
        check(abs(low - expected) < 1e-11 and abs(high - expected) < 1e-11, "entropy of %s, %s" % (key, place),
              low, high)
# Entropy over the root of the energy, at the digits another program gave.
for key, ratios in (("scores", ("7.55124864191", "7.99541414793")), ("exp", ("6.32472750608", "7.96017140011")),
                    ("softmax", ("5.34102923608", "5.52569310528"))):
    for place, expected in zip(("organized", "dyadic"), ratios):
        low, high = map(Fraction, soft[key][place]["ratio"])
        check(abs(low - Fraction(expected)) <= HALF and abs(high - Fraction(expected)) <= HALF,
              "entropy / norm of %s, %s" % (key, place), low, high)
for place, expected in ((known, "7.55124864191"), (known["dyadic"], "7.99541414793")):
    low, high = map(Fraction, place["ratio"])
    check(abs(low - Fraction(expected)) <= HALF and abs(high - Fraction(expected)) <= HALF, "entropy / norm", low, high)
# Trees that were merely stopped are compared only when the user stops them.
noise = [pow(3, i + 1, 65537) % 19 - 9 for i in range(24 * 24 * 3)]
write("noise.json", tensor([[noise[72 * i + 3 * j:][:3] for j in range(24)] for i in range(24)]))
answer = run("organize noise.json --softmax 1/4 --json")
stopped = json.loads(answer.out)
check("stopped" in (stopped["state"], stopped["softmax"]["state"]), "the trees of noise do not settle", stopped["state"])
check(answer.code == 4 and set(stopped["softmax"]["tree_invariant"].values()) == {None}
      and "neither a fixed point nor a cycle" in stopped["softmax"]["reason"], "nor is anything said of them", answer.code)
answer = run("organize noise.json --softmax 1/4")
check(answer.out.count("tree: undecided") == 3, "in words, too", answer.out)
answer = run("organize noise.json --softmax 1/4 --iters 2 --json")
check(answer.code == 1 and False in json.loads(answer.out)["softmax"]["tree_invariant"].values(),
      "after two iterations: others, proved", answer.code)
check([soft[key][p]["n99"] for key in ("exp", "softmax") for p in ("organized", "dyadic")] == [52, 89, 66, 72],
      "counts of exp and softmax")
check(float(soft["regularity"]["softmax"]["mixed"][1]) <= float(soft["regularity"]["bound"][0]),
      "the theorem holds")
check(value["diffusion"]["median"] == "541/32" and value["diffusion"]["eigenvalues"][0] == ["1", "1"]
      and value["diffusion"]["eigenvalues"][1][0].startswith("0.458807004735049223"), "the diffusion map")
check(value["prune"]["kept"] == 87 and sum(row.count("1") for q in value["prune"]["mask"] for row in q) == 87,
      "pruning and its mask")
check(value["n_energy"] == {"energy": "9/10", "n": 30}, "the count of an energy")
check(value["paraproduct"]["identity"], "the identity of the paraproduct")


def vector(v, n):
    """The entries of a Haar vector, from its description."""
    plus, minus = v["plus"], v["minus"]
    return [(len(minus) or 1) if x in plus else -len(plus) if x in minus else 0 for x in range(n)]


# The largest coefficients, as inner products with their vectors; all of them make an orthogonal basis.
largest = run("organize x.json --top 256 --json").json()["top"]["coefficients"]
bases = [[vector(c[axis], n) for c in largest] for axis, n in (("query", 8), ("key", 8), ("head", 4))]
S = scores()
products = [sum(u[i] * v[j] * w[t] * S[i][j][t] for i in range(8) if u[i] for j in range(8) if v[j] for t in range(4))
            for u, v, w in zip(*bases[:3])]
norms = [math.prod(sum(e * e for e in b[n]) for b in bases) for n in range(len(largest))]
squares = [Fraction(p * p, m) for p, m in zip(products, norms)]
check(len(largest) == 172 and products == [Fraction(c["value"]) for c in largest]
      and norms == [int(c["squared_norm"]) for c in largest] and squares == sorted(squares, reverse=True)
      and sum(squares) == 4286 and len({(tuple(u), tuple(v), tuple(w)) for u, v, w in zip(*bases)}) == 172,
      "the largest coefficients", largest[:3])
low, high = map(float, value["top"]["l1_entropy"]["value"])
check(value["top"]["coefficients"] == largest[:3] and abs(sum(float(s) ** .5 for s in squares[:3]) - low) < 1e-9,
      "the three largest")

write("trees.json", known)
answer = run("organize x.json --trees trees.json --json").json()
check(answer["state"] == "given" and answer["l1_entropy"] == known["l1_entropy"], "trees are reused")
answer = run("organize x.json --iters 0 --json")
check(answer.code == 0 and answer.json()["state"] == "stopped", "no iteration is what was asked for")

# Softmax with a causal mask against that of floats.
answer = run("organize x.json --softmax 1/4 --mask causal --json")
causal = answer.json()["softmax"]
rows = [[[math.exp(v / 4) if j <= i else 0.0 for v in row] for j, row in enumerate(s)] for i, s in enumerate(scores())]
rows = [[[v / sum(r[t] for r in s) for t, v in enumerate(row)] for row in s] for s in rows]
with open("causal.npy", "wb") as stream:
    stream.write(npy([v for s in rows for row in s for v in row], (8, 8, 4), "<f8"))
write("soft.json", causal["trees"])
floats = run("organize causal.npy --trees soft.json --json").json()["dyadic"]["l1_entropy"]["value"]
low, high = map(float, causal["softmax"]["dyadic"]["l1_entropy"]["value"])
check(abs(low - float(floats[0])) < 1e-12 and high - low < 1e-12 and causal["mask"] == "causal"
      and causal["regularity"]["bound"] is None, "a causal mask", low, floats)
check(answer.code == (0 if all(causal["tree_invariant"].values()) else 1), "its exit code", answer.code)
check("causal mask" in run("organize x.json --softmax 1/4 --mask causal").out, "a causal mask, in words")

# Relabelled queries and keys: the same entropy.
place = [3, 6, 0, 5, 1, 7, 4, 2]
write("y.json", tensor(scores([TOKENS[p] for p in place])))
answer = run("organize x.json --compare y.json --json").json()["compare"]
check(answer["l1_entropy"]["surds"] == {"1": "469/2", "2": "735/4"} and answer["first_ratio_is"] == "equal"
      and answer["same_trees"]["head"] and not answer["same_trees"]["query"], "a relabelled tensor", answer)
answer = run("organize y.json --json").json()["dyadic"]
check(answer["l1_entropy"]["surds"] == {"1": "320", "2": "225"} and answer["n99"] == 132 and answer["nonzero"] == 244,
      "a relabelled tensor in index order")
write("z.json", tensor([[[1, 2]], [[3, 5]]]))
answer = run("organize x.json --compare z.json --json").json()["compare"]
check(answer["in_first_trees"] is None and answer["first_ratio_is"] == "greater", "a tensor of another shape", answer)

# Cycles are compared wherever they are looked at; the second closes in other trees.
CIRCLING = ((1, -2, 2, 1, 2, -3, 1, -2, -2, 3, 3, 1, 2, -1, -2, 2, -2, 2, 0, 2, 1, 0, 2, 1),
            (-2, -1, 2, 2, 1, 0, 0, 0, 1, 0, -1, -1, -3, -2, 1, 0, 0, -2, 0, 3, 1, -3, -1, -3))
for n, flat in enumerate(CIRCLING):
    write("circle%d.json" % n, tensor([[list(flat[6 * i + 2 * j:][:2]) for j in range(3)] for i in range(4)]))
answer = run("organize circle0.json --compare circle1.json --json").json()
check(answer["state"] == answer["compare"]["state"] == "cycle" and answer["period"] == 2
      and answer["trees"] != answer["compare"]["trees"] and set(answer["compare"]["same_trees"].values()) == {True},
      "a cycle is the same whatever its last trees", answer)
check("a cycle of 2, which closes after 2 iterations" in run("organize circle0.json").out, "a cycle, in words")
# Nothing is said of trees that 64 iterations do not settle.
noise = [pow(3, i + 1, 65537) % 23 - 11 for i in range(24 * 24 * 3)]
write("restless.json", tensor([[noise[72 * i + 3 * j:][:3] for j in range(24)] for i in range(24)]))
answer = run("organize circle1.json --compare restless.json --json")
check(answer.code == 0 and answer.json()["compare"]["state"] == "stopped"
      and set(answer.json()["compare"]["same_trees"].values()) == {None},
      "trees that do not settle are not compared", answer.code)

# ---- special tensors ------------------------------------------------------------

write("zero.json", tensor([[[0, 0]], [[0, 0]]]))
answer = run("organize zero.json --json").json()
check(answer["ratio"] is None and answer["l1_entropy"]["surds"] == {} and answer["n99"] == 0
      and "undefined" in answer["diffusion"], "the zero tensor", answer)
check("undefined" in run("organize zero.json").out, "the zero tensor, in words")
write("one.json", tensor([[["1/3"]]]))
answer = run("organize one.json --json").json()
check(answer["trees"]["head"] == [[[0]]] and answer["diffusion"]["undefined"] == "there is one slice",
      "one entry", answer)
# A tie that no precision breaks: softmax of two queries that are mirrors of each other.
write("tie.json", tensor([[[0], [1]], [[1], [0]], [["1/2"], ["1/2"]]]))
answer = run("organize tie.json --softmax 1 --json --max-bits 256")
check(answer.code == 4 and answer.json()["softmax"]["tree_invariant"] == {"query": None, "key": None, "head": None}
      and "undecided" in answer.json()["softmax"]["reason"], "an open choice", answer.out[:300], answer.err)

# ---- pictures -------------------------------------------------------------------

PICTURES = ["after", "before", "decay", "diffusion", "trees"]
if shutil.which("gnuplot"):
    answer = run("organize x.json --plot pictures")
    there = sorted(os.listdir("pictures"))
    check(answer.code == 0 and there == sorted([p + e for p in PICTURES for e in (".png", ".svg")]
                                               + ["organize.gp", "organize.html"]), "the pictures", there, answer.err)
    with open("pictures/organize.html") as stream:
        page = stream.read()
    check(page.count("<img") == 5 and "http" not in page.replace("http://www.w3.org", "") and "469/2" in page,
          "one page with everything in it")
    refuses("pictures are not overwritten", run("organize x.json --plot pictures"), 2, "--force")
    # gnuplot complains of empty ranges, and draws no image of one row or column.
    one_key = [[[i * i - 3 * h] for h in range(3)] for i in range(5)]
    for name, value in (("zero", [[[0, 0]] * 2] * 2), ("constant", [[[5] * 3] * 4] * 4), ("entry", [[["1/3"]]]),
                        ("one-head", [[[v[0]] for v in s] for s in scores()]),
                        ("two-heads", [[v[:2] for v in s] for s in scores()]),
                        ("one-key", [[[v[0] for v in s]] for s in one_key]), ("one-query", [one_key[2]])):
        write(name + ".json", tensor(value))
        for axis in ("head", "query"):
            answer = run("organize %s.json --plot %s-%s --diffusion %s,1,2" % (name, name, axis, axis))
            check(answer.code == 0 and answer.err == "", "pictures of %s, %s axis" % (name, axis), answer.err)
        with open(name + "-head/after.svg") as stream:
            check("<image" in stream.read(), "heat maps of %s" % name)
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium:
        # A profile of its own, in a folder that is removed.
        subprocess.run([chromium, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
                        "--user-data-dir=" + os.path.abspath("profile"), "--window-size=1000,1400",
                        "--screenshot=" + os.path.abspath("page.png"),
                        "file://" + os.path.abspath("pictures/organize.html")],
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        shot = open("page.png", "rb").read() if os.path.exists("page.png") else b""
        check(shot[:4] == b"\x89PNG" and struct.unpack(">II", shot[16:24]) == (1000, 1400)
              and colours(shot) > 50, "a browser shows the page", len(shot))
    else:
        skip("a browser shows the page", "no chromium")
else:
    skip("pictures", "no gnuplot")
    refuses("no gnuplot", run("organize x.json --plot pictures"), 2, "gnuplot")

# ---- refusals -------------------------------------------------------------------

for name, words, code, parts in (
        ("no tensor", "organize", 2, ["one tensor"]),
        ("tokens without heads", "organize --tokens tokens.json", 2, ["go together"]),
        ("a negative alpha", "organize x.json --alpha -1", 3, ["--alpha is not negative: -1"]),
        ("a negative beta", "organize x.json --beta -12", 3, ["--beta is not negative: -12"]),
        ("alpha -x", "organize x.json --alpha -x", 2, ["--alpha needs an integer from 0 to 64", '"-x"']),
        ("alpha 65", "organize x.json --alpha 65", 2, ["--alpha needs an integer from 0 to 64"]),
        ("beta 2^64", "organize x.json --beta 18446744073709551616", 2, ["--beta needs an integer from 0 to 64"]),
        ("iters 10001", "organize x.json --iters 10001", 2, ["--iters needs an integer from 0 to 10000"]),
        ("no bits", "organize x.json --max-bits 0", 2, ["--max-bits needs an integer from 1 to 1000000"]),
        ("a layer of a tensor", "organize x.json --layer 1", 2, ["--layer would be ignored", "weights"]),
        ("a layer of an array", "organize x.npy --layer 3", 2, ["--layer would be ignored", "weights"]),
        ("a layer of tokens", "organize --tokens tokens.json --heads heads.json --layer 1", 2, ["--layer", "weights"]),
        ("a map of JSON", "organize w.json --input columns.json --map plain", 2, ["--map would be ignored", "floats"]),
        ("an array with a map", "organize w.npz --map plain --input rows.npy --array q1_1", 2, ["--array", "--map"]),
        ("axes with a map", "organize w.npz --map plain --input rows.npy --axes hqk", 2, ["--axes", "--map"]),
        ("iterations of trees", "organize x.json --trees trees.json --iters 3", 2, ["--iters", "--softmax"]),
        ("an input of a tensor, arrays", "organize x.npy --input rows.npy", 2, ["--input", "weights"]),
        ("tau 0", "organize x.json --softmax 0", 2, ["--softmax", "> 0"]),
        ("tau x", "organize x.json --softmax x", 2, ["--softmax"]),
        ("the root of 0", "organize x.json --softmax 1/sqrt(0)", 2, ["--softmax", "1/sqrt(128)"]),
        ("the root of x", "organize x.json --softmax 1/sqrt(x)", 2, ["1/sqrt(128)"]),
        ("half a root", "organize x.json --softmax 1/sqrt(2", 2, ["1/sqrt(128)"]),
        ("words behind a root", "organize x.json --softmax 1/sqrt(2)x", 2, ["1/sqrt(128)"]),
        ("a root of ten digits", "organize x.json --softmax 1/sqrt(1000000007)", 2, ["nine digits"]),
        ("nothing over a root", "organize x.json --softmax /sqrt(2)", 2, ["--softmax"]),
        ("a mask without softmax", "organize x.json --mask causal", 2, ["--softmax"]),
        ("another mask", "organize x.json --softmax 1 --mask band", 2, ["causal or none"]),
        ("a causal mask of 2 x 1", "organize z.json --softmax 1 --mask causal", 3, ["causal mask", "keys"]),
        ("an energy beyond 1", "organize x.json --energy 3/2", 2, ["--energy"]),
        ("a polynomial", "organize x.json --paraproduct 1,,2", 2, ["--paraproduct"]),
        ("an axis", "organize x.json --diffusion time,1,1", 2, ["axes"]),
        ("a time below 0", "organize x.json --diffusion head,-1,2", 2, ["head,1,2"]),
        ("a time that is no number", "organize x.json --diffusion head,x,2", 2, ["head,1,2"]),
        ("a time of 20 digits", "organize x.json --diffusion head,18446744073709551616,2", 2, ["head,1,2"]),
        ("a broken time", "organize x.json --diffusion head,1.5,2", 2, ["head,1,2"]),
        ("no time", "organize x.json --diffusion head,", 2, ["head,1,2"]),
        ("four parts", "organize x.json --diffusion head,1,2,3", 2, ["head,1,2"]),
        ("axes of JSON", "organize x.json --axes hqk", 2, ["--axes", "floats"]),
        ("an input for tokens", "organize --tokens tokens.json --heads heads.json --input rows.npy", 2, ["--input"]),
        ("axes", "organize x.npy --axes qqh", 2, ["--axes"]),
        ("too few axes", "organize x.npy --axes qk", 3, ["3 indices"]),
        ("no such file", "organize nowhere.json", 2, ["nowhere.json"]),
        ("no input", "organize w.json", 2, ["--input"]),
        ("no map", "organize w.npz --input rows.npy", 2, ["--map"]),
        ("several arrays", "organize w.npz", 3, ["--array"]),
        ("no such layer", "organize w.npz --map plain --input rows.npy --layer 2", 3, ["layer 2"]),
        ("an input for a tensor", "organize x.json --input rows.npy", 2, ["--input"])):
    refuses(name, run(words), code, *parts)

for name, value, parts in (
        ("a ragged tensor", {"shape": [2, 1, 1], "values": [[[1]], [[1], [2]]]}, ["values[1] has 2 entries"]),
        ("a large shape of nothing", {"shape": [1, 65536, 4096], "values": [[]]}, ["values[0] has 0 entries"]),
        ("an empty axis", {"shape": [1, 0, 1], "values": [[]]}, ["keys"]),
        ("a word", {"shape": [1, 1, 1], "values": [[["one"]]]}, ["values[0][0][0]"]),
        ("a float", {"shape": [1, 1, 1], "values": [[[0.5]]]}, ["values[0][0][0]", "quote"])):
    refuses(name, run("organize", write("bad.json", dict(value, format="fulgurite-tensor/1"))), 3, "bad.json", *parts)

for name, query, part in (("no refinement", [[list(range(8))], [[0, 1, 2, 3], [4, 5, 6, 7]], [[0, 4]] + [[i] for i in (1, 2, 3, 5, 6, 7)],
                                             [[i] for i in range(8)]], "folder {0,4} of level 2"),
                          ("not a partition", [[list(range(8))], [[i] for i in range(7)]], "element 7 is in no folder"),
                          ("no whole", [[[i] for i in range(8)]], "level 0 has 8 folders")):
    write("bad.json", dict(known["trees"], query=query))
    refuses("trees: " + name, run("organize x.json --trees bad.json"), 3, "the query tree", part)
check(run("organize x.json --trees trees.json --alpha 1").code == 0, "weights for the diffusion of given trees")
check(run("organize x.json --compare w.json --input columns.json").code == 0, "an input for the second tensor")
check(run("organize w.json --input columns.json --layer 1 --compare t.npy --axes hqk").code == 0,
      "options for either tensor")
out = run("organize one.json").out
check("1 query x 1 key x 1 head" in out and "of 1 coefficient;" in out and "after 1 iteration " in out, "one of each", out)
refuses("forms of another size", run("organize", "--tokens", "[[1,2]]", "--heads", "[[[1]]]"), 3, "head 0", "2 x 2")
refuses("no tokens", run("organize", "--tokens", "[]", "--heads", "[[[1]]]"), 3, "tokens")
refuses("no heads", run("organize", "--tokens", "[[1]]", "--heads", "[]"), 3, "length 0")
with open("nan.npy", "wb") as stream:
    stream.write(npy([float("nan")], (1, 1, 1), "<f8"))
refuses("a NaN", run("organize nan.npy"), 3, "NaN")

done()
