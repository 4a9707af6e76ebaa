#!/usr/bin/env python3
"""check: floating-point files, ranks, claims, comparisons."""

import io
import json
import os
import resource
import struct
import sys
import zipfile
import zlib

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from arrays import gauss, gpt2, npy, safetensors  # noqa: E402
from tap import check, done, folder, refuses, run  # noqa: E402

MB = 1 << 20
IDENTITY = [[float(i == j) for j in range(4)] for i in range(4)]


def store(name, data):
    path = os.path.join(place, name)
    with open(path, "wb") as file:
        file.write(data)
    return path


def npz(name, members, method=zipfile.ZIP_STORED, wide=False):
    path = os.path.join(place, name)
    with zipfile.ZipFile(path, "w", method) as archive:
        for member, data in members:
            with archive.open(member, "w", force_zip64=wide) as file:
                file.write(data)
    return path


def matrices(answer, file=0, head=0):
    return answer.json()["files"][file]["heads"][head]["matrices"]


def test_head():
    """One head of 64 x 768 in .npy, and what is proved of it."""
    files = [store(n + ".npy", npy(gauss(*shape, seed=k)))
             for k, (n, shape) in enumerate((("Q", (64, 768)), ("K", (64, 768)), ("O", (768, 64)), ("U", (64, 768))))]
    answer = run("check", *files, "--json", "--radius", "half-ulp", "--threads", "2",
                 "--claim", "rank_A=64,rank_V=64,rank_Q>=64,sigma_min>=0.1")
    check(answer.code == 0, "all claims are proved", answer.err, answer.out)
    parts = matrices(answer)
    check(all(parts[k]["rank"] == {"lower": 64, "upper": 64} for k in "QKAVOU"), "every rank is 64")
    check(parts["A"]["rows"] == 768 and parts["A"]["columns"] == 768, "A is 768 x 768")
    check(all(v["verdict"] == "proved" for v in answer.json()["claims"]), "verdicts")
    for claim, code, verdict in (("rank_A=63", 1, "refuted"), ("sigma_min>=1", 1, "refuted"),
                                 ("sigma_min<=1", 0, "proved"), ("rank_Q<=64", 0, "proved")):
        answer = run("check", *files, "--claim", claim, "--no-float")
        check(answer.code == code and "%s: %s" % (claim, verdict) in answer.out, claim, answer.out)
    answer = run("check", files[0], files[1], "--radius", "0.1", "--claim", "rank_Q=64")
    check(answer.code == 4 and "undecided" in answer.out, "radii that leave it open: exit 4", answer.out)


def test_single():
    """One lightning layer: regular, singular, Jacobian."""
    q, k = gauss(2, 4, 1), gauss(2, 4, 2)
    low = [q[0], [2 * x for x in q[0]]]
    for name, rows in (("Q", q), ("K", k), ("V", gauss(4, 4, 3))):
        store("one-%s.npy" % name, npy(rows))
    def files(folder_name, **rows):
        os.mkdir(os.path.join(place, folder_name))
        return [store("%s/%s.npy" % (folder_name, n), npy(r, "<f8")) for n, r in rows.items()]
    good = files("good", Q=q, K=k, V=gauss(4, 4, 3))
    answer = run("check", *good, "--radius", "half-ulp", "--claim", "regular,rank=27,dimension=27")
    check(answer.code == 0, "regular with radii", answer.out, answer.err)
    answer = run("check", *good, "--claim", "rank=26")
    check(answer.code == 1 and "27 <= rank of the Jacobian <= 27" in answer.out, "a wrong rank is refuted", answer.out)
    answer = run("check", *good, "--claim", "dimension=28")
    check(answer.code == 1, "a wrong dimension is refuted", answer.out)
    bad = files("bad", Q=low, K=k, V=gauss(4, 4, 3))
    answer = run("check", *bad, "--claim", "regular")
    check(answer.code == 1 and "singular, exactly" in answer.out, "rank Q = 1, exactly: singular", answer.out)
    check(matrices(run("check", *bad, "--json"))["Q"]["rank"] == {"lower": 1, "upper": 1}, "rank Q is 1 exactly")
    dimension = run("dim", "--widths", "4,4", "--head-dim", "2", "--json").json()["dimension"]
    rank = run("check", *bad, "--json").json()["files"][0]["jacobian_rank"]
    check(rank["lower"] == rank["upper"] < dimension, "the Jacobian at singular weights has a smaller rank", rank)
    for claim, code in (("dimension=%d" % dimension, 0), ("dimension=%d" % rank["upper"], 1),
                        ("dimension<=%d" % rank["upper"], 1), ("rank=%d" % rank["upper"], 0)):
        answer = run("check", *bad, "--claim", claim)
        check(answer.code == code, "singular weights say nothing of the dimension: " + claim, answer.out)
    answer = run("check", *bad, "--radius", "half-ulp", "--claim", "regular")
    check(answer.code == 4 and "not excluded" in answer.out, "with radii: a singular point is not excluded", answer.out)
    for part in matrices(run("check", *good, "--radius", "9", "--json")).values():
        check(part["relative"] == ["0", "1"], "all that is known of the quotient of two values that may be 0",
              part["relative"])
    refuses("a file that is no matrix of the network", run("check", *good, store("Key.npy", npy(k))), 3, "Key.npy",
            "--map")


def test_float_report():
    """Where single precision is wrong: sigma_min = 1e-9 sigma_max, rank 3."""
    rows = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1e-9]]
    answer = run("check", store("tiny.npy", npy(rows, "<f8")), "--json")
    part = answer.json()["files"][0]["matrices"][0]
    check(part["rank"] == {"lower": 3, "upper": 3}, "rank 3 is proved", part)
    if part.get("float32") is not None:
        check(part["float32"] == 2 and part["float64"] == 3, "float32 says 2, float64 3", part)
    rows[2][2] = 1e-300
    part = run("check", store("tinier.npy", npy(rows, "<f8")), "--json").json()["files"][0]["matrices"][0]
    check(part["rank"] == {"lower": 3, "upper": 3}, "1e-300: rank 3 is proved", part)
    if part.get("float64") is not None:
        check(part["float64"] == 2, "float64 says 2", part)
    rows[2][2] = 5e-324
    rows[0][0] = 1e300
    part = run("check", store("wide.npy", npy(rows, "<f8")), "--json", "--max-bits", "8192").json()
    part = part["files"][0]["matrices"][0]
    check(part["rank"] == {"lower": 3, "upper": 3}, "1e300 beside a subnormal: rank 3", part)


def test_formats():
    """The same numbers in every format give the same answer."""
    rows = [[1.5, -2.25, 0.0], [0.125, 3.0, -7.0]]
    flat = [x for row in rows for x in row]
    reference = None
    for number, data in enumerate((npy(rows), npy(rows, "<f8"), npy(rows, "<f2"), npy(rows, fortran=True))):
        path = store("f%d.npy" % number, data)
        part = run("check", path, "--json").json()["files"][0]["matrices"][0]
        part.pop("name")
        reference = reference or part
        check(part == reference, "file %d" % number, part, reference)
    paths = [npz("a.npz", [("m.npy", npy(rows))]), npz("b.npz", [("m.npy", npy(rows))], zipfile.ZIP_DEFLATED),
             npz("c.npz", [("m.npy", npy(rows))], wide=True),
             npz("d.npz", [("m.npy", npy(rows))], zipfile.ZIP_DEFLATED, wide=True)]
    for code, dtype in (("d", "F64"), ("f", "F32"), ("e", "F16")):
        paths.append(os.path.join(place, dtype + ".safetensors"))
        safetensors(paths[-1], [("m", dtype, [2, 3], struct.pack("<6" + code, *flat))])
    paths.append(os.path.join(place, "BF16.safetensors"))
    safetensors(paths[-1], [("m", "BF16", [2, 3], b"".join(struct.pack("<f", x)[2:] for x in flat)),
                            ("mask", "BOOL", [2], b"\0\1")])
    for path in paths:
        part = run("check", path, "--json").json()["files"][0]["matrices"][0]
        part.pop("name")
        check(part == reference, os.path.basename(path), part, reference)
    with open(paths[0], "rb") as file:
        data = file.read()
    check(run("check", "/dev/stdin", stdin="").code == 3, "an empty stream is no file")
    check(len(data) > 0, "there are bytes")


def network(name, *tensors):
    """Square matrices of side 2 with these names."""
    path = os.path.join(place, name + ".safetensors")
    safetensors(path, [(t, "F64", [2, 2], struct.pack("<4d", 1.5, k + 2, k, 2.5)) for k, t in enumerate(tensors)])
    return path


def test_left_out():
    """A network that the names of its tensors contradict is none."""
    one, two, three = (["%s%d_1" % (m, layer) for m in "qkv"] for layer in (1, 2, 3))
    head = ["q2_2", "k2_2", "v2_2"]
    cases = (("gap", one + three, "q3_1"), ("gap of heads", one + ["q1_3", "k1_3", "v1_3"], "q1_3"),
             ("late", one + two + ["a2_1"], "a2_1"),
             ("beside", one + ["a1_1"], "A cannot be combined with Q or K"), ("a", ["a1_1", "k1_1", "v1_1"], "A cannot be combined with"),
             ("v", one + ["o1_1", "u1_1"], "V cannot be combined with O or U"), ("u", one + ["u1_1"], "V cannot be combined with O or U"))
    for name, tensors, words in cases:
        refuses("left out: " + name, run("check", network(name, *tensors)), 3, words)
    answer = run("check", network("more", *one, *two, *head), "--json")
    heads = [(h["layer"], h["head"]) for h in answer.json()["files"][0]["heads"]]
    check(heads == [(1, 1), (2, 1), (2, 2)], "a layer may have more heads", answer.err, heads)
    answer = run("check", network("whole", *one, *two), "--json")
    check(answer.code == 0 and len(answer.json()["files"][0]["heads"]) == 2, "without gaps: two layers", answer.err)
    path = os.path.join(place, "tall.safetensors")
    safetensors(path, [("m", "F64", [2 ** 40, 0], b""), ("n", "F64", [1, 1], struct.pack("<d", 1))])
    names = [part["name"] for part in run("check", path, "--json").json()["files"][0]["matrices"]]
    check(names == ["n"], "matrices without entries are passed over", names)
    safetensors(path, [("q1_1", "F64", [2 ** 40, 0], b"")])
    refuses("a side of length 0", run("check", path), 3, "a side of length 0")


def test_shapes():
    """Every head has the shapes of the first one."""
    path = os.path.join(place, "shapes.safetensors")
    for wrong, shape in (("q1_2", [2, 3]), ("k1_2", [3, 2]), ("v1_2", [2, 3]), ("v1_2", [3, 2])):
        tensors = []
        for name in ("q1_1", "k1_1", "v1_1", "q1_2", "k1_2", "v1_2"):
            sides = shape if name == wrong else [2, 2]
            tensors.append((name, "F64", sides, struct.pack("<%dd" % (sides[0] * sides[1]),
                                                            *range(1, sides[0] * sides[1] + 1))))
        safetensors(path, tensors)
        refuses("shape of " + wrong, run("check", path), 3, "%s is %d x %d" % (wrong[0].upper(), *shape), "expected 2 x 2")


def test_names():
    """A name that is no text of JSON is told all the same."""
    path = os.path.join(os.fsencode(place), b"\xff.npy")
    with open(path, "wb") as file:
        file.write(npy([[1.0]]))
    value = run("check", path, "--json").json()["files"][0]
    check(value["file"].endswith("\ufffd.npy") and value["matrices"][0]["name"] == "\ufffd", "check", value)
    value = run("verify", path, "--json").json()["certificates"]
    check(len(value) == 1 and value[0]["file"].endswith("\ufffd.npy"), "verify", value)


def test_refused():
    """Messages name the place; nothing is printed on standard output."""
    rows = [[1.0, 2.0], [3.0, 4.0]]
    good = npy(rows)
    cases = [("short", good[:-1], "truncated"), ("long", good + b"x", "trailing bytes"),
             ("int", good.replace(b"<f4", b"<i4"), "<i4"),
             ("negative", good.replace(b"(2, 2)", b"(2,-2)"), "negative"),
             ("nan", npy([[1.0, float("nan")], [0.0, 0.0]]), "entry (1,2) is NaN"),
             ("inf", npy([[1.0, 2.0], [float("-inf"), 0.0]]), "entry (2,1) is infinite"),
             ("none", b"", "empty"), ("other", b"#!/bin/sh\n", "neither")]
    for name, data, words in cases:
        refuses(name, run("check", store(name + ".npy", data)), 3, words)
    refuses("no file", run("check", os.path.join(place, "nothing.npy")), 2, "No such file")
    path = store("good.npy", good)
    for claim in ("rank", "rank=x", "rank_W=2", "colour=2", "regular=1", "sigma_min=2", "", "rank=1/2"):
        refuses("claim %r" % claim, run("check", path, "--claim", claim), 2, "--claim")
    refuses("radius", run("check", path, "--radius", "-1"), 2, "--radius")
    refuses("norm", run("check", path, "--norm", "hard"), 2, "--norm")
    refuses("map", run("check", path, "--map", os.path.join(place, "no.map")), 2, "no.map")
    answer = run("check", path, "--map", "gpt2")
    check(answer.code == 0 and "does not fit" in answer.out and "h.0.attn.c_attn.weight" in answer.out,
          "a map of the library that does not fit", answer.out)
    bad = store("bad.map", b"Q = good rows 0:3\n")
    refuses("map beyond the tensor", run("check", path, "--map", bad), 3, "rows 0:3 of 2")


def test_bombs():
    """What inflates without end is refused before it does."""
    header = "{'descr': '<f8', 'fortran_order': False, 'shape': (134217728,), }"
    header += " " * (63 - (10 + len(header)) % 64) + "\n"
    head = b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode()
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    # not all zeros: no deflate stream would be as short as that of zeros
    packed = packer.compress(head + bytes(8 * MB)) + packer.flush(zlib.Z_FULL_FLUSH)
    packed += os.urandom(2 * MB)
    size = len(head) + (1 << 30)
    local = struct.pack("<4s5H3I2H", b"PK\3\4", 20, 0, 8, 0, 0, 0, len(packed), size, 5, 0) + b"a.npy"
    entry = struct.pack("<4s6H3I5H2I", b"PK\1\2", 20, 20, 0, 8, 0, 0, 0, len(packed), size, 5, 0, 0, 0, 0, 0, 0)
    entry += b"a.npy"
    start = len(local) + len(packed)
    end = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, 1, 1, len(entry), start, 0)
    refuses("1 GiB inside 2 MiB", run("check", store("bomb.npz", local + packed + entry + end)), 4, "512 MiB")
    refuses("more than deflate can", run("check", store("lie.npz", local.replace(packed[:0], b"")[:len(local)]
                                         + packed[:1000] + entry[:20] + struct.pack("<I", 1000) + entry[24:]
                                         + struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, 1, 1, len(entry),
                                                       len(local) + 1000, 0))), 3, "more than deflate can hold")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    check(peak < 400 * 1024, "memory stays bounded", "%d KiB" % peak)


def test_gpt2():
    """The names of GPT-2: fused c_attn, stored input x output."""
    path = os.path.join(place, "gpt2.safetensors")
    for prefix in ("", "transformer."):
        gpt2(path, layers=2, width=128, prefix=prefix)
        answer = run("check", path, "--map", "gpt2", "--json", "--threads", "2", "--radius", "half-ulp",
                     "--claim", "rank_A=64,rank_V=64")
        check(answer.code == 0, "GPT-2 names with prefix %r" % prefix, answer.err, answer.out[:300])
    heads = answer.json()["files"][0]["heads"]
    check([(h["layer"], h["head"]) for h in heads] == [(1, 1), (1, 2), (2, 1), (2, 2)], "four heads in order")
    check(answer.json()["files"][0]["architecture"]["norm"] == "softmax", "softmax, as in the map")
    one = run("check", path, "--map", "gpt2", "--json", "--radius", "half-ulp", "--claim", "rank_A=64,rank_V=64")
    check(one.out == answer.out, "one thread gives the same answer")
    answer = run("check", path, path, "--map", "gpt2", "--no-float", "--claim", "different")
    check(answer.code == 1 and "all tensors are equal" in answer.out, "a file is not different from itself", answer.out)
    answer = run("check", path, path, "--map", "gpt2", "--no-float", "--radius", "half-ulp", "--claim", "different")
    check(answer.code == 4 and "may be the same" in answer.out, "within a radius that is not known", answer.out)
    other = os.path.join(place, "other.safetensors")
    gpt2(other, layers=2, width=128, seed=2)
    words = ("check", path, other, "--map", "gpt2", "--no-float", "--claim", "different")
    answer = run(*words, timeout=120)
    check(answer.code == 4 and "c_attn.bias" in answer.out, "their biases differ, too", answer.out)
    answer = run(*words, "--ignore", timeout=120)
    check(answer.code == 0 and "different: proved" in answer.out, "two models are different", answer.out)


def test_map():
    """A map of one's own: separate names, out x in, as most libraries have them."""
    path = os.path.join(place, "own.safetensors")
    tensors = []
    for layer in (0, 1):
        for k, name in enumerate(("q_proj", "k_proj", "v_proj", "o_proj")):
            rows = gauss(6, 6, 10 * layer + k)
            data = b"".join(struct.pack("<6f", *row) for row in rows)
            tensors.append(("model.%d.%s" % (layer, name), "F32", [6, 6], data))
    safetensors(path, tensors)
    text = """# two layers of three heads
heads 3
head_dim 2
norm softmax
residual
Q = model.{l-1}.q_proj rows a*(h-1):a*h over-sqrt a
K = model.{l-1}.k_proj rows a*(h-1):a*h
U = model.{l-1}.v_proj rows a*(h-1):a*h
O = model.{l-1}.o_proj cols a*(h-1):a*h
"""
    own = store("own.map", text.encode())
    answer = run("check", path, "--map", own, "--json", "--claim", "rank_A=2")
    check(answer.code == 0, "a map of one's own", answer.err, answer.out)
    arch = answer.json()["files"][0]["architecture"]
    check(arch["widths"] == [6, 6, 6] and arch["heads"] == [3, 3] and arch["value_dim"] == [2, 2], "its shape", arch)


def test_factor():
    """A factor scales singular values; a claim is proved for the whole ball or not at all."""
    path = network("factor", "q1_1", "k1_1", "v1_1")
    own = store("factor.map", b"Q = q{l}_{h} times -3\nK = k{l}_{h}\nV = v{l}_{h}\n")
    plain, scaled = (matrices(run("check", path, "--json", *words)) for words in ((), ("--map", own)))
    def middle(part, key):
        return (float(part[key][0]) + float(part[key][1])) / 2
    for key, factor in (("sigma_min", 3), ("sigma_max", 3), ("relative", 1)):
        for kind, other in (("Q", factor), ("A", factor), ("K", 1)):
            check(abs(middle(scaled[kind], key) - other * middle(plain[kind], key)) < 1e-9, key + " of " + kind)
    one = store("one.npy", npy([[1.0]]))
    for claim, code in (("sigma_min>=0.4", 0), ("sigma_min>=0.9", 4), ("sigma_min>=1.6", 1),
                        ("sigma_min<=1.6", 0), ("sigma_min<=1.1", 4), ("sigma_min<=0.4", 1)):
        check(run("check", one, "--radius", "0.5", "--claim", claim).code == code, claim)


def test_zip():
    """Directories that contradict themselves."""
    data = npy([[1.0, 2.0]])
    size = len(data)
    local = struct.pack("<IHHHHHIIIHH", 0x04034b50, 20, 0, 0, 0, 0, zlib.crc32(data), size, size, 5, 0) + b"m.npy" + data

    def whole(extra, wide, times=1):
        entry = struct.pack("<IHHHHHHIIIHHHHHII", 0x02014b50, 20, 20, 0, 0, 0, 0, zlib.crc32(data), size,
                            0xffffffff if wide else size, 5, len(extra), 0, 0, 0, 0, 0) + b"m.npy" + extra
        return local + times * entry + struct.pack("<IHHHHIIH", 0x06054b50, 0, 0, 1, 1, times * len(entry), len(local), 0)

    for name, extra in (("first", b""), ("other fields before it", struct.pack("<HH", 9, 0))):
        extra += struct.pack("<HHQ", 1, 8, size)
        check(run("check", store("good.npz", whole(extra, True))).code == 0, "zip64: " + name)
    for extra, words in ((struct.pack("<HHI", 1, 4, size), "too short"), (struct.pack("<HHI", 1, 8, size), "too long"),
                         (struct.pack("<HHQ", 2, 8, size), "no zip64"), (b"\1\0\0", "no zip64")):
        refuses("zip64: " + words, run("check", store("bad.npz", whole(extra, True))), 3, words)
    refuses("two entries for one", run("check", store("more.npz", whole(b"", False, 2))), 3, "more in the directory")


def test_json():
    """Weights with JSON reals; the same function or not."""
    def weights(scale, shift=0.0):
        head = {"Q": [[0.5 * scale, 1], [2, 0.25]], "K": [[1, 0], [0.125, 1 + shift]], "V": [[1, 2], [3, 4.5]]}
        head["Q"] = [[scale * x for x in row] for row in ([0.5, 1.0], [2.0, 0.25])]
        head["V"] = [[x / scale for x in row] for row in ([1.0, 2.0], [3.0, 4.5])]
        return json.dumps({"format": "fulgurite-weights/1", "layers": [{"heads": [head]}],
                           "architecture": {"format": "fulgurite-architecture/1", "widths": [2, 2], "head_dim": [2]}})
    a, b, c = (store("%s.json" % n, w.encode())
               for n, w in (("a", weights(1.0)), ("b", weights(2.0)), ("c", weights(1.0, 2.0 ** -40))))
    answer = run("check", a, b, "--claim", "same")
    check(answer.code == 0, "rescaled: the same function, proved", answer.out, answer.err)
    answer = run("check", a, c, "--claim", "same")
    check(answer.code == 1, "2^-40 apart: different, proved", answer.out, answer.err)
    check("singular values: not computed" in answer.out and "smallest" not in answer.out,
          "ranks are left out where no claim is about them, and it says so", answer.out)
    alone = json.loads(run("check", a, c, "--claim", "different,same", "--json").out)
    check(all(f["only_compared"] and "heads" not in f for f in alone["files"]), "and so in JSON", alone)
    more = json.loads(run("check", a, c, "--claim", "same,rank_Q=2", "--json").out)
    check(all("heads" in f for f in more["files"]) and more["comparison"] == alone["comparison"],
          "one claim about ranks: all of it, and the same comparison", more)
    check([c["verdict"] for c in more["claims"]] == ["refuted", "proved"], "both claims are judged", more["claims"])
    answer = run("check", a, c, "--claim", "same", "--radius", "1e-9")
    check(answer.code == 4, "within 1e-9: not told apart", answer.out, answer.err)
    deep = json.loads(run("random --layers 60 --width 6 --heads 2 --head-dim 3 --norm softmax --residual --tokens 2 "
                          "--pre-norm layer --bias full --feed-forward gelu:12 --seed 3").out)
    a = store("a.json", json.dumps(deep).encode())
    bias = deep["layers"][-1]["feed_forward"]["output_bias"][0]
    bias[0] += 1
    answer = run("check", a, store("b.json", json.dumps(deep).encode()), "--claim", "different")
    check(answer.code == 0, "a bias behind 120 sublayers, which lose more than 256 bits", answer.out, answer.err)
    a = store("a.json", weights(1.0).encode())
    with open(a) as file:
        answer = run("check", "-", stdin=file.read())
    check(answer.code == 0, "from standard input", answer.err)
    answer = run("check", "-", stdin=run("random --widths 3,3 --head-dim 2").out)
    check(answer.code == 0, "exact weights are floats as well", answer.err)


with folder() as place:
    test_head()
    test_single()
    test_float_report()
    test_formats()
    test_left_out()
    test_shapes()
    test_names()
    test_refused()
    test_bombs()
    test_gpt2()
    test_map()
    test_factor()
    test_zip()
    test_json()
done()
