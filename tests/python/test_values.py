"""Values there and back, and how they look."""
import dataclasses
import json
import os
from fractions import Fraction

import fulgurite as fg
import pytest
from conftest import SOURCE
from fulgurite import exact, show

SCHEMA = os.path.join(SOURCE, "schema")


def properties():
    """(key, its schema, the definitions around it) of all answers."""
    for name in sorted(os.listdir(SCHEMA)):
        if name.startswith("output-") or name in ("common.json", "survey-row.json"):
            with open(os.path.join(SCHEMA, name), encoding="utf-8") as stream:
                whole = json.load(stream)
            yield from walk(whole, whole.get("$defs", {}))


def walk(value, definitions):
    if isinstance(value, list):
        value = dict(enumerate(value))
    if not isinstance(value, dict):
        return
    if isinstance(value.get("properties"), dict):
        for key, entry in value["properties"].items():
            yield key, entry, definitions
    for entry in value.values():
        yield from walk(entry, definitions)


def kinds(schema, definitions):
    """"enclosure", "number", "text": what a value may be or hold."""
    if isinstance(schema, list):
        return set().union(*(kinds(entry, definitions) for entry in schema), set())
    if not isinstance(schema, dict):
        return set()
    target = schema.get("$ref", "").rsplit("/", 1)[-1]
    if target in ("enclosure", "enclosure_matrix"):
        return {"enclosure"}
    if target in ("integer", "natural", "rank", "written", "written_matrix", "exact", "matrix", "rational"):
        return {"integer" if target in ("integer", "natural", "rank") else "number"}
    if schema.get("$ref", "").startswith("#") and "properties" not in definitions.get(target, {"properties": 0}):
        return kinds(definitions[target], definitions)
    if "string" in str(schema.get("type", "")):
        pattern = schema.get("pattern", "")
        return {"enclosure" if "inf" in pattern else "number" if "(/" in pattern else "text"}
    return set().union(*(kinds(schema.get(key, []), definitions)
                         for key in ("items", "anyOf", "oneOf", "prefixItems", "additionalProperties")))


def test_keys_of_the_schemas():
    """Enclosures are read as such, text is never taken for a number."""
    found = {}
    for key, schema, definitions in properties():
        found.setdefault(key, set()).update(kinds(schema, definitions))
    assert len(found) > 100
    assert {key for key, kind in found.items() if kind == {"enclosure"}} <= exact.ENCLOSURES
    for key in ("file", "reason", "because", "theorem", "polynomial", "name", "parametrisation"):
        assert found[key] == {"text"} and key in exact.TEXTS
    assert not [key for key in exact.TEXTS if "number" in found.get(key, ())]
    integers = {key for key, kind in found.items() if kind == {"integer"}}
    assert integers - exact.INTEGERS <= {"float32", "float64"}


def subclasses(kind):
    for one in kind.__subclasses__():
        yield one
        yield from subclasses(one)


@pytest.mark.parametrize("kind", list(subclasses(fg.Answer)))
def test_fields_are_members(kind):
    """A field with a name that no answer has would always be None."""
    known = {key for key, _, _ in properties()} | {"certificate", "rows", "text", "weights", "inputs", "data_"}
    assert {field.name for field in dataclasses.fields(kind)} - known <= {"data"}


def test_fractions():
    assert fg.fraction("1/3") == Fraction(1, 3)
    assert fg.fraction(0.1) == Fraction(0.1) != Fraction(1, 10)
    assert exact.plain([1, "x", Fraction(1, 2), 0.25, 2**70, True]) == [1, "x", "1/2", "1/4", str(2**70), True]
    for wrong in (float("inf"), float("nan"), "a"):
        with pytest.raises(ValueError):
            fg.fraction(wrong)


def test_read():
    assert exact.read({"sigma_min": ["0", "1"]}) == {"sigma_min": (0, 1)}
    assert exact.read({"matrix": [["1", "1/2"]]}) == {"matrix": [[1, Fraction(1, 2)]]}
    assert exact.read({"beta": ["1.5", None]})["beta"] == (Fraction(3, 2), float("inf"))
    assert exact.read({"file": "7", "rank": "9" * 20}) == {"file": "7", "rank": int("9" * 20)}


def test_architecture():
    shape = fg.Architecture(layers=2, width=4, head_dim=2, mask="causal")
    assert shape.widths == (4, 4, 4) and shape.depth == 2 and shape.tokens == 3 and shape.norm == "none"
    assert fg.Architecture.from_json(shape.json()) == shape
    assert fg.Architecture.from_json(fg.dim(shape).data["architecture"]) == shape
    assert eval(repr(shape), {"Architecture": fg.Architecture}) == shape
    assert hash(shape) == hash(fg.Architecture(widths=[4, 4, 4], head_dim=2, mask="causal"))
    for wrong in ({"widths": [2, 2], "had_dim": 1}, {}, {"widths": [2, 2], "width": 2}):
        with pytest.raises(TypeError):
            fg.Architecture(**wrong)
    with pytest.raises(AttributeError):
        shape.nothing
    with pytest.raises(fg.ParseError):
        fg.dim(fg.Architecture(widths=[2, 2], head_dim=1, mask="diagonal"))


def test_every_field_is_accepted(program):
    """The table of the library is the one of this package."""
    printed = json.loads(program("help", "architecture", "--json", parse=False))
    assert list(fg.fields()) == [row["key"] for row in printed["fields"]]
    for key, field in fg.fields().items():
        assert getattr(fg.Architecture(widths=[2, 2]), key) == field.default
    assert "gelu" in fg.activations()


def test_from_config():
    folder = os.path.join(SOURCE, "examples", "configs")
    shape = fg.Architecture.from_config(os.path.join(folder, "llama-2-7b.json"))
    assert shape.depth == 32 and shape.widths[0] == 4096 and shape.norm == "softmax"
    assert fg.Architecture.from_config(os.path.join(folder, "llama-2-7b.json"), tokens=7).tokens == 7
    with pytest.raises(fg.UnableError, match="post-norm"):
        fg.Architecture.from_config(os.path.join(folder, "bert-base.json"))
    assert fg.dim(config=os.path.join(folder, "gpt2.json"))["model"]["model_type"] == "gpt2"


def test_weights():
    head = {"Q": [[1, 0]], "K": [[Fraction(1, 2), 3]], "V": [[1, 2], [3, 4]]}
    weights = fg.Weights(fg.Architecture(widths=[2, 2], head_dim=1), [{"heads": [head]}])
    assert fg.rank(weights).rank == 6
    assert weights.head(1, 1)["K"] == [[Fraction(1, 2), 3]]
    assert fg.Weights.from_json(json.dumps(weights.json())) == weights
    assert "head 1" in weights._repr_html_() and r"\tfrac{1}{2}" in weights._repr_latex_()


@pytest.mark.parametrize("make", [lambda layer: fg.dim(layer.architecture), fg.rank, fg.classify, fg.fiber, fg.recover,
                                  fg.eval, fg.check, lambda layer: fg.same(layer, layer),
                                  lambda layer: fg.pattern(cyc=(4, 2)),
                                  lambda layer: fg.random_function(layer.architecture)])
def test_looks(layer, make):
    answer = make(layer)
    assert repr(answer).startswith(type(answer).__name__ + "(")
    table = answer._repr_html_()
    assert table.startswith("<table>") and table.count("<tr>") == table.count("</tr>") > 1
    if hasattr(answer, "_repr_latex_"):
        formula = answer._repr_latex_()
        assert formula.count("$") - formula.count(r"\$") == 2
        assert formula.count("{") - formula.count(r"\{") == formula.count("}") - formula.count(r"\}")


def test_show():
    assert show.text((Fraction(1, 4), Fraction(1, 2))) == "[0.25, 0.5]"
    assert show.latex([[1, Fraction(-1, 2)]]) == r"\begin{pmatrix} 1 & -\tfrac{1}{2} \end{pmatrix}"
    assert show.html_table("<a>", {"b&": "<c>"}).count("<a>") == 0


def test_flint(layer):
    flint = pytest.importorskip("flint")
    assert fg.fraction(flint.fmpq(1, 3)) == Fraction(1, 3) and fg.fraction(flint.fmpz(5)) == 5
    X = flint.fmpq_mat(3, 3, [flint.fmpq(n, 2) for n in range(9)])
    assert fg.eval(layer, X).inputs == [[[Fraction(3 * i + j, 2) for j in range(3)] for i in range(3)]]


class Fmpq:
    """What this package wants of python-flint's numbers."""

    def __init__(self, p, q):
        self.p, self.q = p, q


class FmpqMat:
    def __init__(self, rows):
        self.rows = rows

    def nrows(self):
        return len(self.rows)

    def ncols(self):
        return len(self.rows[0])

    def __getitem__(self, place):
        return Fmpq(*self.rows[place[0]][place[1]])


def test_numbers_like_those_of_flint(layer):
    X = FmpqMat([[(3 * i + j, 2) for j in range(3)] for i in range(3)])
    assert fg.eval(layer, X).inputs == [[[Fraction(3 * i + j, 2) for j in range(3)] for i in range(3)]]
