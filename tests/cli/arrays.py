"""Files of floating-point numbers, with nothing but the standard library."""

import array
import json
import os
import random
import struct
import subprocess
import sys

CODES = {"<f8": "d", "<f4": "f"}


def npy(rows, dtype="<f4", fortran=False, shape=None, header=None):
    """The bytes of an .npy with these rows."""
    if shape is None:
        shape = (len(rows), len(rows[0]))
    if header is None:
        header = "{'descr': '%s', 'fortran_order': %s, 'shape': %s, }" % (dtype, fortran, shape)
    header += " " * (63 - (10 + len(header)) % 64) + "\n"
    order = zip(*rows) if fortran else rows
    numbers = [x for row in order for x in row]
    if dtype == "<f2":
        data = struct.pack("<%de" % len(numbers), *numbers)
    else:
        data = array.array(CODES[dtype], numbers).tobytes()
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode() + data


def gauss(rows, cols, seed, scale=0.02):
    rng = random.Random(seed)
    return [[rng.gauss(0, scale) for _ in range(cols)] for _ in range(rows)]


def floats(count, rng):
    """float32 with random sign and significand and the exponent of 1/64."""
    x = int.from_bytes(rng.getrandbits(32 * count).to_bytes(4 * count, "little"), "little")
    x &= int.from_bytes(b"\xff\xff\x7f\x80" * count, "little")
    x |= int.from_bytes(b"\x00\x00\x80\x3c" * count, "little")
    return x.to_bytes(4 * count, "little")


def safetensors(path, tensors):
    """tensors: (name, dtype, shape, bytes)"""
    header, place = {"__metadata__": {"format": "pt"}}, 0
    for name, dtype, shape, data in tensors:
        header[name] = {"dtype": dtype, "shape": shape, "data_offsets": [place, place + len(data)]}
        place += len(data)
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for _, _, _, data in tensors:
            file.write(data)


def gpt2(path, layers=12, width=768, seed=1, prefix=""):
    """The attention part of a model with the names and shapes of GPT-2; random numbers."""
    rng = random.Random(seed)
    shapes = [("attn.c_attn.weight", [width, 3 * width]), ("attn.c_attn.bias", [3 * width]),
              ("attn.c_proj.weight", [width, width]), ("attn.c_proj.bias", [width])]
    tensors = []
    for layer in range(layers):
        for name, shape in shapes:
            count = shape[0] * (shape[1] if len(shape) > 1 else 1)
            tensors.append(("%sh.%d.%s" % (prefix, layer, name), "F32", shape, floats(count, rng)))
    safetensors(path, tensors)


def other_python(*modules):
    """A Python that has these modules, or None: they come with the system's, not with every one."""
    for python in (sys.executable, "/usr/bin/python3"):
        code = "import " + ", ".join(modules)
        if os.path.exists(python) and subprocess.run([python, "-c", code], stderr=subprocess.DEVNULL).returncode == 0:
            return python
    return None


SVD = """
import json, sys, numpy
for line in sys.stdin:
    print(json.dumps(numpy.linalg.svd(numpy.array(json.loads(line), dtype=float), compute_uv=False).tolist()), flush=True)
"""
_svd = []


def singular_values(rows):
    """numpy's, the largest first; None where no Python has numpy."""
    if not _svd:
        python = other_python("numpy")
        _svd.append(python and subprocess.Popen([python, "-c", SVD], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                                universal_newlines=True))
    if _svd[0] is None:
        return None
    _svd[0].stdin.write(json.dumps([[float(x) for x in row] for row in rows]) + "\n")
    _svd[0].stdin.flush()
    return json.loads(_svd[0].stdout.readline())
