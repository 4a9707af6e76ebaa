"""The data that the tests of "optimize" share."""

import json

D1 = {"format": "fulgurite-dataset/1", "samples": [
    {"tokens": [[1, 0, 0], [1, 0, 0], [0, 0, "3/5"], [0, 0, "-1/5"]], "label": 1},
    {"tokens": [[1, 0, 0], [1, 0, 0], [0, 0, "-3/5"], [0, 0, "2/5"]], "label": 1},
    {"tokens": [[0, 1, 0], [0, 1, 0], [0, 0, "3/5"], [0, 0, "1/5"]], "label": -1},
    {"tokens": [[0, 1, 0], [0, 1, 0], [0, 0, "-2/5"], [0, 0, "-3/5"]], "label": -1}]}
ZERO = [[0, 0, 0]] * 3


def write(name, value):
    with open(name, "w") as file:
        json.dump(value, file)


def weights(*heads):
    """(U, W) or (U, W, copies) each."""
    return {"format": "fulgurite-weights/1", "layers": [{"heads": [
        dict({"U": h[0], "W": h[1]}, **({"copies": h[2]} if len(h) > 2 else {})) for h in heads]}]}


def star(c, copies=1):
    """Every row of U_h is c (1, -1, 0), W = 0."""
    row = [str(c), str(-c), 0]
    return weights(([row] * 4, ZERO) + ((copies,) if copies > 1 else ()))


TWO = weights(([[1, 0, 0]] * 4, ZERO), ([[0, 1, 0]] * 4, ZERO))
