"""Arrays of numpy and state dicts."""
from fractions import Fraction

import fulgurite as fg
import pytest

np = pytest.importorskip("numpy")


def test_check_an_array():
    answer = fg.check(np.array([[1.0, 2.0], [2.0, 4.0]]))
    (matrix,) = answer.files[0]["matrices"]
    assert matrix["rank"] == {"lower": 1, "upper": 1}
    low, high = fg.check(np.diag([3.0, 0.5]).astype("float32")).files[0]["matrices"][0]["sigma_min"]
    assert low <= Fraction(1, 2) <= high


def gpt2(seed=0, width=4, layers=1):
    """A state dict with the names of the published one."""
    rng = np.random.default_rng(seed)
    tensors = {}
    for n in range(layers):
        tensors[f"h.{n}.attn.c_attn.weight"] = rng.standard_normal((width, 3 * width)).astype("float32")
        tensors[f"h.{n}.attn.c_attn.bias"] = np.zeros(3 * width, "float32")
        tensors[f"h.{n}.attn.c_proj.weight"] = rng.standard_normal((width, width)).astype("float32")
        tensors[f"h.{n}.attn.c_proj.bias"] = np.zeros(width, "float32")
    return tensors


def test_check_a_state_dict():
    answer = fg.check(gpt2(), map="gpt2", heads=2)
    assert len(answer.files[0]["heads"]) == 2
    assert answer.files[0]["heads"][0]["matrices"]["A"]["rank"] == {"lower": 2, "upper": 2}


def test_same_of_arrays(layer):
    head = layer.head(1, 1)
    arrays = {name: np.array([[float(x) for x in row] for row in entry]) for name, entry in head.items()}
    weights = fg.Weights(layer.architecture, [{"heads": [arrays]}])
    assert fg.same(layer, weights).equal is True
    assert fg.eval(weights, np.eye(3)).outputs == fg.eval(layer, [[1, 0, 0], [0, 1, 0], [0, 0, 1]]).outputs


def test_same_of_state_dicts():
    tensors, other = gpt2(), gpt2()
    other["h.0.attn.c_attn.weight"] = other["h.0.attn.c_attn.weight"] * 2
    options = {"map": "gpt2", "heads": 2, "ignore": True}
    answer = fg.same(tensors, other, **options)
    assert answer.equal is False and len(answer.witness["input"]) == 4
    low, high = answer.witness["output_a"]
    assert low <= high
    assert fg.same(tensors, dict(tensors), **options).equal is True


def test_organize_an_array():
    tensor = np.arange(8.0).reshape(2, 2, 2)
    answer = fg.organize(tensor)
    assert answer.shape == [2, 2, 2] and answer.energy == sum(n * n for n in range(8))
    assert fg.organize(tokens=np.eye(2), heads=np.ones((1, 2, 2))).energy == 4
    assert fg.organize(tensor, compare=tensor + 1)["compare"] is not None


def test_pattern_of_an_array():
    answer = fg.pattern(np.eye(4), method="moment")
    assert answer.length == 4 and answer.smallest["method"] == "moment"
    assert fg.pattern([[1, 0], [0, 1]]).length == 2


def test_optimize_with_arrays():
    data = fg.mixture(T=2, d=2, zeta="1/2", n=4)
    X = np.array([sample["tokens"] for sample in data["samples"]], dtype=float)
    y = np.array([sample["label"] for sample in data["samples"]])
    exact = fg.optimize("margin", data)["gamma_squared"]
    assert fg.optimize("margin", {"X": X, "y": y})["gamma_squared"] == exact
    assert fg.optimize("margin", X, labels=y)["gamma_squared"] == exact
    zero = {"U": np.zeros((1, 2, 2)), "W": np.zeros((1, 2, 2))}
    assert fg.optimize("margin", data, init=zero)["gamma_squared"] == exact


def test_numbers():
    assert fg.fraction(np.float32(0.1)) == Fraction(float(np.float32(0.1)))
    assert fg.fraction(np.int8(-3)) == -3
    assert fg.matrix(np.eye(2)) == [[1, 0], [0, 1]]
    with pytest.raises(ValueError):
        fg.fraction(np.longdouble(1) / 3)
