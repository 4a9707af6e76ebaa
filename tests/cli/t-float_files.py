#!/usr/bin/env python3
"""check: files of many writers, odd members, models in several files."""

import json
import os
import struct
import subprocess
import sys
import zipfile
import zlib
from fractions import Fraction

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from arrays import gauss, npy, other_python, safetensors  # noqa: E402
from tap import check, done, folder, refuses, run, skip  # noqa: E402

ROWS = [[1.5, -2.25, 0.0], [0.125, 3.0, -7.0]]
FLAT = [x for row in ROWS for x in row]


def at(name):
    return os.path.join(place, name)


def store(name, data):
    with open(at(name), "wb") as file:
        file.write(data)
    return at(name)


def npz(name, members, method=zipfile.ZIP_STORED):
    with zipfile.ZipFile(at(name), "w", method) as archive:
        for member, data in members:
            archive.writestr(member, data)
    return at(name)


def found(path, *words):
    """The matrices of a file by name."""
    answer = run("check", path, "--json", "--no-float", *words)
    if answer.code != 0:
        return answer.err
    return {m.pop("name"): m for m in answer.json()["files"][0]["matrices"]}


def same_matrix(name, path, key="m"):
    got = found(path)
    check(isinstance(got, dict) and got.get(key) == REFERENCE, name, got)


def header(text):
    text += " " * (63 - (10 + len(text)) % 64) + "\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text.encode()


def test_members():
    """What is not needed is passed over by name, what is needed is found."""
    long = b"\x93NUMPY\x02\x00" + struct.pack("<I", 70000) + b" " * 70000
    odd = {
        "structured.npy": header("{'descr': [('a', '<f4'), ('b', '<i2')], 'fortran_order': False, 'shape': (3,), }")
        + 18 * b"\0",
        "nine.npy": header("{'descr': '<f4', 'fortran_order': False, 'shape': (1, 1, 1, 1, 1, 1, 1, 1, 1), }") + 4 * b"\0",
        "long.npy": long,
        "text.npy": header("{'descr': '<U3', 'fortran_order': False, 'shape': (), }") + 12 * b"\0",
        "README.txt": b"how it was made", "folder/": b"", "notes": b"", "x.json": b"{}",
    }
    good = ("m.npy", npy(ROWS))
    for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        for name, data in odd.items():
            path = npz("odd.npz", [(name, data), good], method)
            same_matrix("beside " + name, path)
            shown = run("check", path, "--no-float").out
            check(name.replace(".npy", "").replace("folder/", "folder") in shown, "named: " + name, shown)
    for name, why in (("structured.npy", "a structured type"), ("nine.npy", "more than 8 indices"),
                      ("long.npy", "65536")):
        own = store("own.map", b"Q = %s\nK = m\n" % name[:-4].encode())
        refuses("asked for: " + name, run("check", npz("odd.npz", [(name, odd[name]), good]), "--map", own), 3, why)
        refuses("alone: " + name, run("check", store(name, odd[name])), 3, why)
    for method in (zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        path = at("methods.npz")
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("m.npy", npy(ROWS))
            archive.writestr("other.npy", npy(ROWS), compress_type=method)
        same_matrix("beside another compression", path)
        own = store("own.map", b"Q = other\nK = m\n")
        refuses("another compression, asked for", run("check", path, "--map", own), 3, "neither stored nor deflated")
    same_matrix("a member without .npy", npz("bare.npz", [("m", npy(ROWS))], zipfile.ZIP_DEFLATED))
    big = header("{'descr': '>f4', 'fortran_order': False, 'shape': (2, 3), }") + struct.pack(">6f", *FLAT)
    same_matrix("big-endian numbers", npz("big.npz", [("m.npy", big)]))
    same_matrix("big-endian numbers, alone", store("m.npy", big))
    check(run("check", npz("none.npz", [("README.txt", b"")])).code == 3, "no matrix at all")


def test_stream():
    """An archive written to a pipe ends with a zip64 record that nobody needs."""
    data, name = npy(ROWS), b"m.npy"
    crc, size = zlib.crc32(data), len(data)
    local = struct.pack("<IHHHHHIIIHH", 0x04034b50, 45, 8, 0, 0, 0, 0, 0, 0, len(name), 20) + name
    local += struct.pack("<HHQQ", 1, 16, 0, 0) + data + struct.pack("<IIQQ", 0x08074b50, crc, size, size)
    entry = struct.pack("<IHHHHHHIIIHHHHHII", 0x02014b50, 45, 45, 8, 0, 0, 0, crc, size, size, len(name), 0, 0, 0, 0, 0,
                        0) + name
    end64 = struct.pack("<IQHHIIQQQQ", 0x06064b50, 44, 45, 45, 0, 0, 1, 1, len(entry), len(local))
    locator = struct.pack("<IIQI", 0x07064b50, 0, len(local) + len(entry), 1)
    end = struct.pack("<IHHHHIIH", 0x06054b50, 0, 0, 1, 1, len(entry), len(local), 0)
    same_matrix("zip64 end record, not needed", store("stream.npz", local + entry + end64 + locator + end))
    wrong = struct.pack("<IIQI", 0x07064b50, 0, len(local), 1)
    refuses("and one that lies", run("check", store("lie.npz", local + entry + end64 + wrong + end)), 3, "zip64")


def tensors(name, *more, metadata=None):
    """A safetensors file with the matrix m and others: (name, dtype, shape, bytes, extra keys)."""
    head, body = {}, b""
    if metadata is not None:
        head["__metadata__"] = metadata
    for key, dtype, shape, data, extra in (("m", "F32", [2, 3], struct.pack("<6f", *FLAT), {}),) + more:
        head[key] = dict({"dtype": dtype, "shape": shape, "data_offsets": [len(body), len(body) + len(data)]}, **extra)
        body += data
    text = json.dumps(head).encode()
    return store(name, struct.pack("<Q", len(text)) + text + body)


def test_safetensors():
    """Types of today and of tomorrow are passed over."""
    kinds = [("F4", [3, 2], 3), ("F6_E2M3", [4], 3), ("F6_E3M2", [4], 3), ("F8_E8M0", [5], 5), ("C64", [2], 16),
             ("U16", [3], 6), ("F2_E1M0", [7], 2), ("F8_E4M3", [1] * 9, 1)]
    for dtype, shape, size in kinds:
        path = tensors("kind.safetensors", ("odd", dtype, shape, b"\1" * size, {}))
        same_matrix("beside " + dtype + " with %d indices" % len(shape), path)
        own = store("own.map", b"Q = odd\nK = m\n")
        refuses(dtype + ", asked for", run("check", path, "--map", own), 3, "odd")
    same_matrix("an unknown key", tensors("key.safetensors", ("odd", "F32", [1], b"\0" * 4, {"scale": [1]})))
    same_matrix("metadata", tensors("meta.safetensors", metadata={"format": "pt"}))
    refuses("metadata that are no strings", run("check", tensors("meta.safetensors", metadata={"step": 7})), 3, "strings")
    mask = struct.pack("<4f", 0, float("-inf"), 0, float("nan"))
    own = store("own.map", b"Q = m\nK = m\n")
    answer = run("check", tensors("mask.safetensors", ("mask", "F32", [2, 2], mask, {})), "--map", own)
    check(answer.code == 0, "infinities where no rule looks", answer.err)


def value8(bits, exponent, bias, infinities, fnuz):
    """The number in eight bits; None when it is none."""
    fraction = 7 - exponent
    sign, field, rest = bits >> 7, bits >> fraction & (1 << exponent) - 1, bits & (1 << fraction) - 1
    top = (1 << exponent) - 1
    if fnuz:
        if bits == 0x80:
            return None
    elif field == top and (infinities or rest == (1 << fraction) - 1):
        return None
    number = rest * 2.0 ** (1 - bias - fraction) if field == 0 else (1 + rest / 2 ** fraction) * 2.0 ** (field - bias)
    return -number if sign else number


def test_eight_bits():
    """Every number of 8 bits: the diagonal matrix has it for its singular value, exactly."""
    for dtype, form in (("F8_E4M3", (4, 7, False, False)), ("F8_E5M2", (5, 15, True, False)),
                        ("F8_E4M3FNUZ", (4, 8, False, True)), ("F8_E5M2FNUZ", (5, 16, False, True))):
        good, refused = [], []
        for bits in range(256):
            (refused if value8(bits, *form) is None else good).append(bits)
        entries = [("b%d" % bits, dtype, [1, 1], bytes([bits]), {}) for bits in good]
        got = found(tensors("eight.safetensors", *entries))
        wrong = [bits for bits in good if abs(value8(bits, *form)) != float(got["b%d" % bits]["sigma_max"][0])
                 or abs(value8(bits, *form)) != float(got["b%d" % bits]["sigma_max"][1])]
        check(not wrong, "%s: %d numbers" % (dtype, len(good)), wrong)
        for bits in refused[:2]:
            path = tensors("eight.safetensors", ("b", dtype, [1, 1], bytes([bits]), {}))
            words = "infinite" if dtype == "F8_E5M2" and bits & 3 == 0 else "NaN"
            refuses("%s: %d is no number" % (dtype, bits), run("check", path), 3, words)


def test_others():
    """Formats that are known, but not read, are called by their names."""
    torch = npz("model.pt", [("model/data.pkl", b"\x80\x02."), ("model/data/0", b"\0" * 8)])
    for name, path in (("zip", torch), ("pickle", store("pytorch_model.bin", b"\x80\x02}q\0."))):
        refuses("PyTorch, " + name, run("check", path), 3, "this is a PyTorch file: save it as safetensors")
    refuses("HDF5", run("check", store("w.h5", b"\x89HDF\r\n\x1a\n" + 9 * b"\0")), 3, "HDF5")
    refuses("GGUF", run("check", store("w.gguf", b"GGUF\3\0\0\0" + 9 * b"\0")), 3, "GGUF")


def test_json():
    """A double may be printed without a point."""
    def weights(*row):
        head = '{"Q": [[%s, %s]], "K": [[1, 0.5]], "V": [[1, 0], [0, 1]]}' % row
        return store("w.json", ('{"format": "fulgurite-weights/1", "architecture": {"format": "fulgurite-architecture/1",'
                                '"widths": [2, 2], "head_dim": [1]}, "layers": [{"heads": [%s]}]}' % head).encode())
    for number in (2 ** 53, 2 ** 60, 10 ** 18, 123456789012345680, 10 ** 20, -10 ** 20, 123456789012345680000):
        answer = run("check", weights(number, 0), "--json")
        check(answer.code == 0, "%d is a double" % number, answer.err)
        if answer.code == 0:
            sigma = answer.json()["files"][0]["heads"][0]["matrices"]["Q"]["sigma_max"]
            check(Fraction(sigma[0]) <= abs(Fraction(float(number))) <= Fraction(sigma[1]), "the nearest one", sigma)
    for number in (2 ** 53 + 1, 2 ** 60 + 2, "true", '"1/3"', '"9007199254740993"'):
        refuses("%s is none" % number, run("check", weights(number, 0)), 3, "Q(1,1)")


PARTS = [("q_proj", "Q"), ("k_proj", "K"), ("v_proj", "U"), ("o_proj", "O")]
MAP = b"""heads 2
head_dim 2
Q = model.{l-1}.q_proj rows a*(h-1):a*h
K = model.{l-1}.k_proj rows a*(h-1):a*h
U = model.{l-1}.v_proj rows a*(h-1):a*h
O = model.{l-1}.o_proj cols a*(h-1):a*h
"""


def test_shards():
    """A model in several files is one network, however it is given."""
    all_tensors = []
    for layer in range(2):
        for n, (name, _) in enumerate(PARTS):
            data = b"".join(struct.pack("<4f", *row) for row in gauss(4, 4, 10 * layer + n))
            all_tensors.append(("model.%d.%s" % (layer, name), "F32", [4, 4], data))
    own = store("own.map", MAP)
    whole = at("whole.safetensors")
    safetensors(whole, all_tensors)
    expected = run("check", whole, "--map", own, "--json", "--no-float").json()["files"][0]
    # the cut goes through the first layer
    shards = [at("model-0000%d-of-00002.safetensors" % n) for n in (1, 2)]
    safetensors(shards[0], all_tensors[:3])
    safetensors(shards[1], all_tensors[3:])
    names = {t[0]: os.path.basename(shards[n >= 3]) for n, t in enumerate(all_tensors)}
    index = store("model.safetensors.index.json", json.dumps({"metadata": {}, "weight_map": names}).encode())
    for words in ([index], shards, shards[::-1]):
        answer = run("check", *words, "--map", own, "--json", "--no-float")
        files = answer.json()["files"] if answer.code == 0 else []
        check(len(files) == 1 and files[0]["heads"] == expected["heads"], "one network from %d words" % len(words),
              answer.err)
    # the cut goes between the layers: the first part alone is whole, the second is not
    safetensors(shards[0], all_tensors[:4])
    safetensors(shards[1], all_tensors[4:])
    answer = run("check", *shards, "--map", own, "--json", "--no-float")
    check(answer.code == 0 and len(answer.json()["files"]) == 1, "a layer a file", answer.err)
    answer = run("check", whole, whole, "--map", own, "--json", "--no-float")
    check(answer.code == 0 and len(answer.json()["files"]) == 2, "two whole files are two networks", answer.err)
    for name, value, words in (
            ("a file that is not there", dict(names, x="none.safetensors"), "none.safetensors"),
            ("a tensor that is not there", dict(names, x=names["model.0.q_proj"]), "\"x\""),
            ("a path", dict(names, x="../x.safetensors"), "\"x\""), ("itself", {"x": "bad.json"}, "index"),
            ("nothing", {}, "weight_map"), ("a number", {"x": 7}, "\"x\"")):
        bad = store("bad.json", json.dumps({"weight_map": value}).encode())
        answer = run("check", bad, "--map", own)
        check(answer.code in (2, 3) and words in answer.err and not answer.out, "index: " + name, answer.err)


SCRIPT = r"""
import sys, numpy, scipy.sparse as sp
place = sys.argv[1]
rng = numpy.random.default_rng(5)
dense = rng.standard_normal((6, 8)).astype("<f4") * (rng.random((6, 8)) < 0.4)
dense = dense.astype("<f4")
numpy.savez(place + "/dense.npz", dense=dense)
for kind in ("csr", "csc", "coo", "bsr", "dia"):
    for packed in (False, True):
        A = sp.csr_matrix(dense).asformat(kind) if kind != "bsr" else sp.bsr_matrix(dense, blocksize=(3, 2))
        assert (A.toarray() == dense).all()
        sp.save_npz(place + "/%s%d.npz" % (kind, packed), A, compressed=packed)
numpy.savez(place + "/lil.npz", format=numpy.array(b"lil"), data=dense, shape=dense.shape)
numpy.savez(place + "/format.npz", format=dense, other=dense)
coo = sp.coo_matrix((numpy.ones(2, "<f4"), ([0, 0], [1, 1])), shape=(2, 2))
sp.save_npz(place + "/twice.npz", coo)
numpy.savez(place + "/mixed.npz", m=numpy.array(ROWS, "<f4"), big=numpy.ones((2, 2), ">f8"),
            fields=numpy.zeros(3, [("a", "f4"), ("b", "i4")]), text=numpy.array("hello"),
            flag=numpy.array([[True]]), c=numpy.ones((2, 2), complex))
numpy.savez_compressed(place + "/packed.npz", m=numpy.array(ROWS, "<f4"))
""".replace("ROWS", repr(ROWS))


def test_numpy():
    """Files that numpy and scipy write."""
    python = other_python("numpy", "scipy")
    if python is None:
        return skip("files of numpy and scipy", "no Python with numpy and scipy")
    subprocess.run([python, "-c", SCRIPT, place], check=True)
    expected = found(at("dense.npz"))["dense"]
    for kind in ("csr", "csc", "coo", "bsr", "dia"):
        for packed in "01":
            got = found(at(kind + packed + ".npz"))
            check(got == {kind + packed: expected}, "scipy.sparse %s, compressed: %s" % (kind, packed), got)
    refuses("another sparse format", run("check", at("lil.npz")), 4, "lil")
    refuses("two numbers for one entry", run("check", at("twice.npz")), 3, "sum_duplicates")
    check(set(found(at("format.npz"))) == {"format", "other"}, "a matrix called format is one")
    same_matrix("beside what else numpy saves", at("mixed.npz"))
    same_matrix("savez_compressed", at("packed.npz"))


ONNX = r"""
import sys, numpy as np, onnx
from onnx import helper, numpy_helper as nh, TensorProto as tp
place = sys.argv[1]
m = np.array(ROWS, "<f4")
def save(name, initializers, nodes, **more):
    graph = helper.make_graph(nodes, "g", [], [], initializers)
    onnx.save(helper.make_model(graph), place + "/" + name, **more)
node = helper.make_node
uses = [node("MatMul", ["x", "m"], ["y"], name="/h.0/MatMul"), node("Add", ["y", "b"], ["z"])]
save("raw.onnx", [nh.from_array(m, "m"), nh.from_array(m[0], "b"), nh.from_array(np.array([1, 2]), "i")], uses)
save("field.onnx", [helper.make_tensor("m", tp.FLOAT, [2, 3], m.flatten().tolist())], uses)
save("double.onnx", [helper.make_tensor("m", tp.DOUBLE, [2, 3], m.flatten().tolist())], uses)
save("half.onnx", [nh.from_array(m.astype("<f2"), "m")], uses)
save("half_field.onnx", [helper.make_tensor("m", tp.FLOAT16, [2, 3], m.astype("<f2").flatten().tolist())], uses)
save("constant.onnx", [], [node("Constant", [], ["m"], value=nh.from_array(m, "other"))] + uses)
save("alike.onnx", [nh.from_array(m * (k + 1), "onnx::MatMul_%d" % (100 + k)) for k in range(3)],
     [node("MatMul", ["x%d" % k, "onnx::MatMul_%d" % (100 + k)], ["y%d" % k], name="/h.%d/MatMul" % k) for k in range(3)]
     + [node("Gemm", ["y2", "onnx::MatMul_100"], ["w"], name="/tied")])
node_of = node("MatMul", ["x", "m"], ["y\x1b[31m"], name="/h\n")
save("escapes.onnx", [nh.from_array(m, "m")], [node_of])
sparse = onnx.SparseTensorProto(values=nh.from_array(np.ones(2, "<f4"), "thin"), indices=nh.from_array(np.array([0, 7])),
                                dims=[3, 3])
graph = helper.make_graph(uses, "g", [], [], [nh.from_array(m, "m")], sparse_initializer=[sparse])
onnx.save(helper.make_model(graph), place + "/sparse.onnx")
save("away.onnx", [nh.from_array(m, "m")], uses, save_as_external_data=True, location="away.bin", size_threshold=1)
big = np.zeros((100, 100), "<f4")
save("out.onnx", [nh.from_array(m, "m"), nh.from_array(big, "big")], uses, save_as_external_data=True,
     location="weights.bin", size_threshold=9999)
""".replace("ROWS", repr(ROWS))


def test_onnx():
    """Models that the ONNX project writes."""
    answer = run("check", store("odd.onnx", b"\x08\x07\x3a\x09rubbish"))
    if "without libprotobuf-c" in answer.err:
        return skip("ONNX", "built without libprotobuf-c")
    refuses("no model", answer, 3, "not an ONNX model")
    python = other_python("onnx", "numpy")
    if python is None:
        return skip("ONNX", "no Python with onnx")
    subprocess.run([python, "-c", ONNX, place], check=True)
    for name in ("raw", "field", "double", "half", "half_field", "constant"):
        got = found(at(name + ".onnx"))
        reader = got["m"].pop("read_by") if "m" in got else None
        check(isinstance(got, dict) and got.get("m") == REFERENCE, "ONNX, " + name, got)
        check(reader == 'MatMul "/h.0/MatMul", x -> y', "its neighbours", reader)
    got = found(at("alike.onnx"))
    check(sorted(m["read_by"].split(",")[0] for m in got.values()) == ['MatMul "/h.%d/MatMul"' % k for k in range(3)],
          "names that are all alike", got)
    shared = [name for name, m in got.items() if "shared by 2 nodes" in m["read_by"]]
    check(shared == ["onnx::MatMul_100"], "a shared tensor", got)
    own = store("own.map", b"Q = onnx::MatMul_{99+l}\nK = onnx::MatMul_{99+l}\n")
    answer = run("check", at("alike.onnx"), "--map", own, "--json", "--no-float")
    check(len(answer.json()["files"][0]["heads"]) == 3, "a map names them", answer.err)
    got = found(at("escapes.onnx"))
    check(got["m"]["read_by"] == 'MatMul "/h?", x -> y?[31m', "names of nodes that are commands to a terminal", got)
    own = store("own.map", b"Q = thin\nK = m\n")
    shown = run("check", at("sparse.onnx"), "--no-float").out
    check("thin" in shown and set(found(at("sparse.onnx"))) == {"m"}, "a sparse initialiser is passed over by name", shown)
    refuses("asked for", run("check", at("sparse.onnx"), "--map", own), 3, "thin", "sparse")
    refuses("all of its numbers are elsewhere", run("check", at("away.onnx")), 3, "external data", "away.bin")
    got = found(at("out.onnx"))
    check(isinstance(got, dict) and "m" in got and "big" not in got, "external data are passed over", got)
    own = store("own.map", b"Q = big\nK = m\n")
    refuses("external data, asked for", run("check", at("out.onnx"), "--map", own), 3, "external data", "weights.bin")
    with open(at("raw.onnx"), "rb") as file:
        data = file.read()
    for n in range(1, len(data), 7):
        answer = run("check", store("cut.onnx", data[:n]), "--no-float")
        if answer.code not in (3, 4) and not (answer.code == 0 and n > 60):
            check(False, "cut after %d bytes" % n, answer.code, answer.err)
    check(True, "files cut short")


with folder() as place:
    REFERENCE = found(store("m.npy", npy(ROWS)))["m"]
    test_members()
    test_stream()
    test_safetensors()
    test_eight_bits()
    test_others()
    test_json()
    test_shards()
    test_numpy()
    test_onnx()
done()
