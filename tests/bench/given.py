#!/usr/bin/env python3
"""python3 given.py BUILD: rank at given weights beside dim --method direct of the same architecture, one thread.

CPU seconds of the whole process, the least of FULG_BENCH_RUNS (3), MiB, the ratio, and how many directions of the kernel
are symmetries, how many are shown by the states, and how many were found beside both and lifted from primes.  The weights
are random, or special: the kernel is larger there."""

import json
import os
import subprocess
import sys
import tempfile

os.environ["OPENBLAS_NUM_THREADS"] = "1"
RUNS = int(os.environ.get("FULG_BENCH_RUNS", "3"))


def random_weights(layers):
    """As they come."""


def value(head):
    """V, or O of V = O U."""
    return head["V"] if "V" in head else head["O"]


def first_value(layers):
    """The first V loses a rank."""
    V = value(layers[0]["heads"][0])
    V[0] = V[1]


def middle_value(layers):
    """One V has rank 1."""
    V = value(layers[len(layers) // 2]["heads"][0])
    V[:] = [V[0]] * len(V)


def keys(layers):
    """Every K has rank 1."""
    for layer in layers:
        K = layer["heads"][0]["K"]
        K[:] = [K[0]] * len(K)


def same(layers):
    """Q = K."""
    for layer in layers:
        layer["heads"][0]["Q"] = layer["heads"][0]["K"]


def queries(layers):
    """Every Q loses a rank."""
    for layer in layers:
        for head in layer["heads"]:
            head["Q"][0] = head["Q"][1]


def zero_value(layers):
    """A V is 0."""
    V = value(layers[len(layers) // 2]["heads"][0])
    V[:] = [[0] * len(V[0])] * len(V)


def zero_query(layers):
    """The last Q is 0."""
    Q = layers[-1]["heads"][0]["Q"]
    Q[:] = [[0] * len(Q[0])] * len(Q)


def rows(layers):
    """The last row of every matrix is the first one."""
    for layer in layers:
        for matrices in layer.get("heads", [layer]):
            for matrix in matrices.values():
                matrix[-1] = matrix[0]


def equal(layers, kinds):
    """The second head is the first one."""
    for layer in layers:
        for kind in kinds:
            if kind in layer["heads"][0]:
                layer["heads"][1][kind] = layer["heads"][0][kind]


def sum_of_values(layers):
    """The third V is the sum of the first two, and these heads share Q, two of them K."""
    for layer in layers:
        first, second, third = layer["heads"][:3]
        third["V"] = [[int(x) + int(y) for x, y in zip(a, b)] for a, b in zip(first["V"], second["V"])]
        second["Q"] = third["Q"] = first["Q"]
        third["K"] = first["K"]


def all_of_rank_one(layers):
    """Every K and V of all heads has rank 1."""
    for layer in layers:
        for head in layer["heads"]:
            for matrix in head["K"], value(head):
                matrix[:] = [matrix[0]] * len(matrix)


def neuron(layers):
    """A row of W_1 is 0, and one of W_2 twice another."""
    layers[0]["W"][0] = [0] * len(layers[0]["W"][0])
    layers[1]["W"][0] = [2 * int(x) for x in layers[1]["W"][1]]


def middle_matrix(layers):
    """W_2 has rank 1."""
    W = layers[1]["W"]
    W[:] = [W[0]] * len(W)


RANDOM = {"random": random_weights}
ONE_HEAD = {**RANDOM, "V_1 loses a rank": first_value, "one V of rank 1": middle_value, "every K of rank 1": keys,
            "Q = K": same, "Q lose a rank": queries, "one V = 0": zero_value, "last Q = 0": zero_query,
            "repeated rows": rows}
HEADS = {**RANDOM, "one V of rank 1": middle_value, "every K of rank 1": keys, "Q lose a rank": queries,
         "one V = 0": zero_value, "last Q = 0": zero_query, "repeated rows": rows,
         "equal heads": lambda layers: equal(layers, "QKVOU"), "equal forms": lambda layers: equal(layers, "QK"),
         "equal values": lambda layers: equal(layers, "VOU")}
POLYNOMIAL = {**RANDOM, "neurons 0, equal": neuron, "W_2 of rank 1": middle_matrix, "repeated rows": rows}
TABLE = [("--layers 2 --width 4 --head-dim 2", ONE_HEAD), ("--layers 6 --width 6 --head-dim 2", ONE_HEAD),
         ("--layers 6 --width 16 --head-dim 4", ONE_HEAD), ("--layers 2 --width 16 --head-dim 4", ONE_HEAD),
         ("--layers 2 --width 23 --head-dim 6", ONE_HEAD), ("--layers 2 --width 40 --head-dim 10", RANDOM),
         ("--layers 2 --width 10 --heads 4 --head-dim 2", 
          {**HEADS, "K, V of rank 1": all_of_rank_one, "V_3 = V_1 + V_2": sum_of_values}),
         ("--layers 2 --width 6 --heads 4 --head-dim 3 --tokens 1", RANDOM),
         ("--layers 3 --width 8 --heads 2 --head-dim 2 --residual", HEADS),
         ("--layers 3 --width 8 --heads 2 --head-dim 2 --value-dim 3", HEADS),
         ("--layers 3 --width 8 --heads 2 --head-dim 2 --norm affine", HEADS),
         ("--layers 3 --width 8 --head-dim 3 --tokens 1", ONE_HEAD), ("--widths 8,3,8,8 --head-dim 3", ONE_HEAD),
         ("--family pnn --widths 12,16,16,8 --power 3", POLYNOMIAL)]


def run(words):
    process = subprocess.Popen(words, stdout=subprocess.PIPE, universal_newlines=True)
    out = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(" ".join(words) + " failed")
    return out, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def least(words):
    return min((run(words)[1:] for _ in range(RUNS)))


def main():
    program = os.path.join(sys.argv[1] if len(sys.argv) > 1 else os.getcwd(), "fulgurite")
    print("load %.1f" % os.getloadavg()[0])
    print("%-58s %-17s %5s %5s %6s %6s %5s %4s %5s %5s %5s" % ("", "weights", "N", "rank", "dim s", "rank s", "ratio",
                                                            "MiB", "sym.", "stat.", "found"))
    with tempfile.TemporaryDirectory() as folder:
        file = os.path.join(folder, "weights.json")
        for words, kinds in TABLE:
            dim, _ = least([program, "dim", "--method", "direct"] + words.split())
            for name, make_special in kinds.items():
                weights = json.loads(run([program, "random"] + words.split())[0])
                make_special(weights["layers"])
                with open(file, "w", encoding="utf-8") as out:
                    json.dump(weights, out)
                seconds, mib = least([program, "rank", file])
                answer = json.loads(run([program, "rank", "--json", file])[0])
                proofs = [x["proof"] for x in answer["kernel"]]
                known = proofs.count("symmetry"), proofs.count("states")
                print("%-58s %-17s %5d %5d %6.3f %6.3f %5.1f %4.0f %5d %5d %5d"
                      % (words, name, answer["parameters"], answer["rank"], dim, seconds, seconds / dim, mib, *known,
                         len(proofs) - sum(known)), flush=True)


main()
