#!/usr/bin/env python3
"""check --claim same on two files with all blocks of GPT-2 small, in float32: 85 million numbers each.

    same_gpt2.py PROGRAM [LAYERS [WIDTH [llama]]]

The second file has the heads and neurons of the first in another order, with bases of keys and values
changed by permutations, signs and powers of 2, and parts of gains moved into matrices, so that both are
the same function exactly; then it has one number changed.  With "llama" the layout is that of llama:
rotary positions, rms, swiglu, a key for four heads.  Needs numpy."""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time

import numpy

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, "cli"))
from arrays import safetensors  # noqa: E402

program = sys.argv[1] if len(sys.argv) > 1 else "build/fulgurite"
layers, width = ([int(x) for x in sys.argv[2:4]] + [12, 768][len(sys.argv[2:4]):])[:2]
llama = sys.argv[4:] == ["llama"]
A = 64
H = width // A
rng = numpy.random.default_rng(1)


def draw(*shape):
    return (0.02 * rng.standard_normal(shape)).astype(numpy.float32)


def powers(n):
    return numpy.float32(2.0) ** rng.integers(-2, 3, n).astype(numpy.float32)


def basis(n):
    """A matrix of a permutation with signs and powers of 2, as (order, factors)."""
    return rng.permutation(n), powers(n) * rng.choice(numpy.array([-1, 1], numpy.float32), n)


def gpt2_layer():
    hidden = 4 * width
    return {"ln_1.weight": 1 + draw(width), "ln_1.bias": draw(width), "attn.c_attn.weight": draw(width, 3 * width),
            "attn.c_attn.bias": draw(3 * width), "attn.c_proj.weight": draw(width, width),
            "attn.c_proj.bias": draw(width), "ln_2.weight": 1 + draw(width), "ln_2.bias": draw(width),
            "mlp.c_fc.weight": draw(width, hidden), "mlp.c_fc.bias": draw(hidden),
            "mlp.c_proj.weight": draw(hidden, width), "mlp.c_proj.bias": draw(width)}


def gpt2_same(x):
    y = {name: value.copy() for name, value in x.items()}
    for norm, behind in (("ln_1", "attn.c_attn.weight"), ("ln_2", "mlp.c_fc.weight")):
        factor = powers(width)
        y[norm + ".weight"] *= factor
        y[norm + ".bias"] *= factor
        y[behind] /= factor[:, None]
    old = {name: value.copy() for name, value in y.items()}
    for h, source in enumerate(rng.permutation(H)):
        (keys, scale), (values, size) = basis(A), basis(A)
        for part, order, factor in ((0, keys, scale), (1, keys, 1 / scale), (2, values, size)):
            to, of = part * width + h * A, part * width + source * A + order
            y["attn.c_attn.weight"][:, to:to + A] = old["attn.c_attn.weight"][:, of] * factor
            y["attn.c_attn.bias"][to:to + A] = old["attn.c_attn.bias"][of] * factor
        y["attn.c_proj.weight"][h * A:(h + 1) * A] = old["attn.c_proj.weight"][source * A + values] / size[:, None]
    y["attn.c_attn.bias"][width:2 * width] += draw(width)
    order = rng.permutation(4 * width)
    y["mlp.c_fc.weight"], y["mlp.c_fc.bias"] = old["mlp.c_fc.weight"][:, order], old["mlp.c_fc.bias"][order]
    y["mlp.c_proj.weight"] = old["mlp.c_proj.weight"][order]
    return y


def llama_layer():
    hidden = 7 * width // 2
    shapes = {"self_attn.q_proj": (width, width), "self_attn.k_proj": (width // 4, width),
              "self_attn.v_proj": (width // 4, width), "self_attn.o_proj": (width, width),
              "mlp.gate_proj": (hidden, width), "mlp.up_proj": (hidden, width), "mlp.down_proj": (width, hidden)}
    x = {name + ".weight": draw(*shape) for name, shape in shapes.items()}
    x.update({"input_layernorm.weight": 1 + draw(width), "post_attention_layernorm.weight": 1 + draw(width)})
    return x


def llama_same(x):
    """A plane of a head turns and grows by powers of 2 and quarters of a turn."""
    y = {name: value.copy() for name, value in x.items()}
    for g in range(H // 4):
        size, quarter = powers(A // 2), rng.integers(0, 2, A // 2).astype(bool)
        for name, heads, factor in (("q", range(4 * g, 4 * g + 4), size), ("k", [g], 1 / size)):
            for h in heads:
                rows = y["self_attn.%s_proj.weight" % name][h * A:(h + 1) * A]
                one, two = rows[:A // 2] * factor[:, None], rows[A // 2:] * factor[:, None]
                rows[:A // 2] = numpy.where(quarter[:, None], -two, one)
                rows[A // 2:] = numpy.where(quarter[:, None], one, two)
        values, factor = basis(A)
        y["self_attn.v_proj.weight"][g * A:(g + 1) * A] = x["self_attn.v_proj.weight"][g * A + values] * factor[:, None]
        for h in range(4 * g, 4 * g + 4):
            y["self_attn.o_proj.weight"][:, h * A:(h + 1) * A] = x["self_attn.o_proj.weight"][:, h * A + values] / factor
    order, factor = rng.permutation(7 * width // 2), powers(7 * width // 2)
    y["mlp.gate_proj.weight"] = x["mlp.gate_proj.weight"][order]
    y["mlp.up_proj.weight"] = x["mlp.up_proj.weight"][order] * factor[:, None]
    y["mlp.down_proj.weight"] = x["mlp.down_proj.weight"][:, order] / factor
    return y


def write(folder, name, blocks, config):
    os.makedirs(os.path.join(folder, name))
    prefix = "model.layers.%d.%s" if llama else "h.%d.%s"
    tensors = [(prefix % (layer, key), "F32", list(value.shape), numpy.ascontiguousarray(value).tobytes())
               for layer, block in enumerate(blocks) for key, value in block.items()]
    path = os.path.join(folder, name, "model.safetensors")
    safetensors(path, tensors)
    with open(os.path.join(folder, name, "config.json"), "w") as file:
        json.dump(config, file)
    return path


def run(what, *paths):
    start, before = time.time(), resource.getrusage(resource.RUSAGE_CHILDREN)
    answer = subprocess.run([program, "check", *paths, "--no-float", "--max-weights", "1", "--tokens", "3", "--claim", "same"],
                            stdout=subprocess.PIPE, universal_newlines=True)
    seconds, usage = time.time() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = usage.ru_utime + usage.ru_stime - before.ru_utime - before.ru_stime
    print("%-10s %8.1f s %8.1f CPU s %8d MB  exit %d  %s" % (
        what, seconds, cpu, usage.ru_maxrss >> 10, answer.returncode,
        [line for line in answer.stdout.splitlines() if "same" in line][:2]), flush=True)


with tempfile.TemporaryDirectory(prefix="fulgurite-") as place:
    if llama:
        settings = {"model_type": "llama", "hidden_size": width, "num_hidden_layers": layers, "num_attention_heads": H,
                    "num_key_value_heads": H // 4, "intermediate_size": 7 * width // 2}
    else:
        settings = {"model_type": "gpt2", "n_embd": width, "n_layer": layers, "n_head": H}
    first = [(llama_layer if llama else gpt2_layer)() for _ in range(layers)]
    second = [(llama_same if llama else gpt2_same)(x) for x in first]
    one = write(place, "one", first, settings)
    run("itself", one, one)
    run("same", one, write(place, "two", second, settings))
    name = "self_attn.q_proj.weight" if llama else "attn.c_attn.weight"
    second[-1][name][5, 7] += numpy.float32(2.0 ** -12)
    run("different", one, write(place, "three", second, settings))
