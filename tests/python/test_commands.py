"""Every command says what the program says."""
import inspect
import json
import re
from fractions import Fraction

import fulgurite as fg
import pytest


def test_dim(program, same_data):
    answer = fg.dim(fg.Architecture(widths=[4, 4], head_dim=2))
    same_data(answer, program("dim", "--widths", "4,4", "--head-dim", 2))
    assert (answer.dimension, answer.status, answer.lower, answer.upper) == (27, "proved", 27, 27)
    assert answer.architecture == fg.Architecture(widths=[4, 4], head_dim=2)


def test_dim_many_fields(program, same_data):
    shape = fg.Architecture(layers=2, width=6, head_dim=[1, 2], heads=2, norm="softmax", residual=True, mask="causal",
                            feed_forward="gelu:4", pre_norm="rms", bias="qkv")
    same_data(fg.dim(shape), program("dim", "--layers", 2, "--width", 6, "--head-dim", "1,2", "--heads", 2, "--norm",
                                     "softmax", "--residual", "--mask", "causal", "--feed-forward", "gelu:4",
                                     "--pre-norm", "rms", "--bias", "qkv"))


def test_dim_pnn(program, same_data):
    same_data(fg.dim(fg.Architecture(widths=[2, 2, 2], family="pnn", power=3)),
              program("dim", "--widths", "2,2,2", "--family", "pnn", "--power", 3))


def test_dim_options(program, same_data):
    same_data(fg.dim(fg.Architecture(widths=[3, 3], head_dim=1), method="direct", seed=5),
              program("dim", "--widths", "3,3", "--head-dim", 1, "--method", "direct", "--seed", 5))


def test_certificate_and_verify(program, same_data, tmp_path):
    shape = fg.Architecture(widths=[3, 2], head_dim=1)
    proved = fg.dim(shape, certificate=True)
    checked = fg.verify(proved.certificate)
    assert checked and checked.certificates[0]["dimension"] == proved.dimension
    fg.dim(shape, certificate=tmp_path / "c.json")
    same_data(fg.verify(tmp_path / "c.json"), program("verify", tmp_path / "c.json"))
    forged = json.loads((tmp_path / "c.json").read_text())
    forged["lower_bound"]["minor"]["rows"][0] = forged["lower_bound"]["minor"]["rows"][1]
    refused = fg.verify(forged)
    assert not refused and refused.certificates[0]["verdict"] == "refused"


def test_survey(program, same_data, tmp_path):
    answer = fg.survey(widths="2-3", depth=1, head_dim=1)
    same_data(answer, program("survey", "--widths", "2-3", "--depth", 1, "--head-dim", 1, "-o", tmp_path / "s.jsonl"))
    assert [row["dimension"] for row in answer.rows] == [6, 8, 10, 13]
    assert answer.rows[0]["architecture"].widths == (2, 2)


def test_survey_of_a_list_and_a_table(tmp_path):
    shapes = [fg.Architecture(widths=[2, n], head_dim=1) for n in (1, 2, 3)]
    fg.survey(tmp_path / "a.jsonl", list_=shapes, shard="1/2")
    fg.survey(tmp_path / "b.jsonl", list_=shapes, shard="2/2")
    rows = fg.survey_merge(tmp_path / "all.jsonl", tmp_path / "a.jsonl", tmp_path / "b.jsonl")
    assert sorted(row["architecture"].widths for row in rows) == [(2, 1), (2, 2), (2, 3)]
    assert fg.survey_table(tmp_path / "all.jsonl", "csv").count("\n") == 4
    table = fg.survey_table(tmp_path / "all.jsonl", "csv", columns=["heads", "dimension"])
    assert table.startswith("heads,dimension\n")


def test_survey_draws(tmp_path):
    fg.survey(tmp_path / "s.jsonl", widths=2, head_dim=1, heads="1-3", csv=tmp_path / "s.csv", plot=tmp_path / "s.gp")
    assert (tmp_path / "s.csv").read_text().count("\n") == 4 and "heads H" in (tmp_path / "s.gp").read_text()
    with pytest.raises(fg.UsageError):
        fg.survey(tmp_path / "s.jsonl", widths=2, head_dim=1, heads="1-3", csv=tmp_path / "other.csv")
    assert len(fg.survey_table(tmp_path / "s.jsonl", "csv", heads="2-3").splitlines()) == 3
    fg.survey_plot(tmp_path / "s.jsonl", tmp_path / "s.gp", against="parameters", heads="2-3")
    assert "heads H" not in (tmp_path / "s.gp").read_text()


def test_rank(program, same_data, layer, layer_file):
    answer = fg.rank(layer)
    same_data(answer, program("rank", layer_file))
    assert (answer.rank, answer.kernel_dimension) == (10, 2)


def test_rank_ball(program, same_data, tmp_path):
    weights = fg.random(fg.Architecture(widths=[3, 2], head_dim=1, norm="softmax"))
    weights.save(tmp_path / "w.json")
    answer = fg.rank(weights, ball=True, radius=Fraction(1, 2**40))
    same_data(answer, program("rank", "--ball", tmp_path / "w.json", "--radius", "1/1099511627776"))
    low, high = answer.singular_values[0]
    assert isinstance(low, Fraction) and 0 < low < high


def test_classify(program, same_data, layer, layer_file):
    answer = fg.classify(layer)
    same_data(answer, program("classify", layer_file))
    assert answer.singular is False and answer.place == "image"


def test_fiber(program, same_data, layer, layer_file):
    answer = fg.fiber(layer)
    same_data(answer, program("fiber", layer_file))
    assert answer.AV[0]["name"] == "scaling"


@pytest.mark.parametrize("options", [{"widths": [3, 3, 2], "head_dim": 1},
                                     {"widths": [2, 2], "head_dim": 1, "heads": 2, "norm": "softmax"},
                                     {"widths": [4, 4], "head_dim": 2, "norm": "softmax", "residual": True,
                                      "feed_forward": "gelu:3"}])
def test_fibers(program, same_data, tmp_path, options):
    weights = fg.random(fg.Architecture(**options))
    weights.save(tmp_path / "w.json")
    same_data(fg.fiber(weights), program("fiber", tmp_path / "w.json"))


def test_recover(program, same_data, tmp_path):
    function = fg.random_function(fg.Architecture(widths=[2, 2], head_dim=1))
    (tmp_path / "f.json").write_text(json.dumps(function.json()))
    answer = fg.recover(function, head_dim=1, weights=True)
    same_data(answer, program("recover", tmp_path / "f.json", "--head-dim", 1, "--weights"))
    assert len(answer.weights) == 1


def test_same(program, same_data, layer, layer_file, tmp_path):
    answer = fg.same(layer, layer_file)
    same_data(answer, program("same", layer_file, layer_file))
    assert answer and answer.proof == "change-of-parameters"
    other = fg.random(layer.architecture, seed=2)
    other.save(tmp_path / "other.json")
    answer = fg.same(layer, other)
    same_data(answer, program("same", layer_file, tmp_path / "other.json", code=1))
    assert not answer and answer.witness["output_a"] != answer.witness["output_b"]


def test_eval(program, same_data, layer, layer_file):
    inputs = [[1, Fraction(1, 3), 0], ["-2", 0, 5], [0.5, 1, 1]]
    answer = fg.eval(layer, inputs)
    same_data(answer, program("eval", layer_file, "--input", '[[1,"1/3",0],[-2,0,5],["1/2",1,1]]'))
    assert answer.inputs == [fg.matrix(inputs)]
    assert all(isinstance(x, Fraction) for row in answer.outputs[0] for x in row)
    same_data(fg.eval(layer, mod=101), program("eval", layer_file, "--mod", 101))


def test_eval_softmax(tmp_path):
    weights = fg.random(fg.Architecture(widths=[2, 2], head_dim=1, norm="softmax"))
    answer = fg.eval(weights, [[0, 0, 0], [0, 0, 0]])
    assert all(low == high == 0 for row in answer.outputs[0] for low, high in row)
    answer = fg.eval(weights, fg.random_inputs(weights.architecture, 2, seed=3), bits=80)
    assert len(answer.outputs) == 2
    assert all(0 <= high - low < 1e-6 for row in answer.outputs[1] for low, high in row)


def test_random(program):
    printed = program("random", "--widths", "2,3", "--head-dim", 1, "--denominator", 4, "--seed", 8, parse=False)
    shape = fg.Architecture(widths=[2, 3], head_dim=1)
    assert fg.random(shape, denominator=4, seed=8) == fg.Weights.from_json(printed)
    printed = program("random", "function", "--widths", "2,3", "--head-dim", 1, parse=False)
    assert fg.random_function(shape).json() == json.loads(printed)
    printed = program("random", "input", "--widths", "2,3", "--head-dim", 1, "--count", 2, parse=False)
    assert fg.random_inputs(shape, 2) == [fg.matrix(one) for one in json.loads(printed)["inputs"]]


@pytest.mark.parametrize("task", ["count", "list", "discover"])
def test_invariants(program, same_data, task):
    shape = fg.Architecture(widths=[2, 1], head_dim=1, tokens=2)
    same_data(fg.invariants(shape, task=task, degree=2),
              program("invariants", "--widths", "2,1", "--head-dim", 1, "--tokens", 2, "--" + task, "--degree", 2))


def test_invariants_for_an_algebra_system(program, tmp_path):
    shape = fg.Architecture(widths=[2, 1], head_dim=1, tokens=2)
    fg.invariants(shape, task="list", out=tmp_path / "here.sing", format="singular")
    program("invariants", "--widths", "2,1", "--head-dim", 1, "--tokens", 2, "--list", "--format", "singular", "-o",
            tmp_path / "there.sing", parse=False)
    assert (tmp_path / "here.sing").read_text() == (tmp_path / "there.sing").read_text() != ""


def test_invariants_of_a_function(layer):
    assert fg.invariants(test=layer, head_dim=1).vanish is True
    function = fg.random_function(layer.architecture).json()
    function["coefficients"][0][4] = 12345
    assert fg.invariants(test=fg.Function.from_json(function), head_dim=1).vanish is False


def test_export(program, same_data, tmp_path, layer, layer_file):
    answer = fg.export(fg.Architecture(widths=[2, 1], head_dim=1), "image", format="singular")
    printed = program("export", "--system", "image", "--widths", "2,1", "--head-dim", 1, "--format", "singular", "-o",
                      tmp_path / "image.sing")
    assert answer.text == (tmp_path / "image.sing").read_text()
    assert {key: entry for key, entry in answer.data.items() if key not in ("text", "file")} == printed
    assert fg.export(layer, "fiber").variables == 12


def test_optimize(program, same_data, tmp_path):
    data = fg.mixture(T=2, d=2, zeta=Fraction(1, 2), n=4)
    (tmp_path / "data.json").write_text(json.dumps(data))
    answer = fg.optimize("margin", data, certificate=True)
    same_data(answer, program("optimize", "margin", "--data", tmp_path / "data.json"))
    assert answer.verdict == "proved" and answer["gamma_squared"] == Fraction(1, 4)
    assert fg.verify(answer.certificate)
    run = fg.optimize("descend", data, eta="1/2", steps=5, heads=[1, 2])
    same_data(run, program("optimize", "descend", "--data", tmp_path / "data.json", "--eta", "1/2", "--steps", 5,
                           "--heads", "1,2"))


def test_pattern(program, same_data):
    answer = fg.pattern(cyc=(4, 2), certificate=True, weights=True)
    same_data(answer, program("pattern", "--cyc", "4,2"))
    assert answer.smallest["hidden_size"] == 3 and fg.verify(answer.certificate)
    assert answer.e1 == Fraction(1, 10)
    (output,) = fg.eval(answer.weights, answer.inputs).outputs
    assert len(output[0]) == 4
    same_data(fg.pattern(class_=(1, 1), length=8), program("pattern", "--class", "1,1", "--length", 8))


def test_organize(program, same_data):
    answer = fg.organize(tokens=[[1, 0], [0, 1], [1, 1]], heads=[[[1, 0], [0, 1]]], certificate=True)
    same_data(answer, program("organize", "--tokens", "[[1,0],[0,1],[1,1]]", "--heads", "[[[1,0],[0,1]]]"))
    assert answer.energy == 10 and answer.l1_entropy["surds"] == {"1": 4, "2": Fraction(4, 3)}
    low, high = answer.l1_entropy["value"]
    assert low < 4 + Fraction(4, 3) * Fraction(141421356237, 10**11) + Fraction(1, 10**9) and low < high
    assert fg.verify(answer.certificate)


def test_check(program, same_data, layer_file):
    answer = fg.check(layer_file, claim=["rank_A=1", "regular"])
    same_data(answer, program("check", layer_file, "--claim", "rank_A=1,regular"))
    assert answer.proved
    low, high = answer.files[0]["heads"][0]["matrices"]["V"]["sigma_min"]
    assert isinstance(low, Fraction) and low < high
    refuted = fg.check(layer_file, claim="rank_A=2")
    assert not refuted.proved
    same_data(refuted, program("check", layer_file, "--claim", "rank_A=2", code=1))


#: Options that have another place: an output, a first argument.
ELSEWHERE = {
    "dim": {"batch", "plot", "against"}, "invariants": {"count", "list", "discover"},
    "survey": {"list", "table", "per_layer", "depth"},
    "eval": {"input"}, "check": {"no_float", "no_lapack"}, "pattern": {"class"},
    "optimize": {"T", "d", "zeta", "n", "shuffle", "output"}, "export": {"system"}, "random": {"count"},
}
COMMANDS = ["dim", "verify", "rank", "classify", "recover", "fiber", "invariants", "same", "eval", "random", "check",
            "draw", "organize", "export", "optimize", "pattern", "survey", "symmetries"]


def test_all_commands_are_here():
    overview = fg.call(["help"])[1]
    assert re.findall(r"(?m)^  ([a-z]+)  ", overview) == COMMANDS


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_is_a_keyword(name):
    """An option that the program gets is one that the function needs."""
    text = fg.call(["help", name])[1]
    text = text[:text.find("\nArchitecture (or")] + text[text.find("\n\n", text.find("\nArchitecture (or") + 1):] \
        if "\nArchitecture (or" in text else text
    rows = [line for line in text.split("\n") if line.startswith("  --")]
    options = {option.replace("-", "_") for row in rows
               for option in re.findall(r"(?<![\w'])--([\w-]+)", re.split(r" {3,}", row.strip())[0])}
    keywords = {key.rstrip("_") for key in inspect.signature(getattr(fg, name)).parameters}
    assert options - keywords - ELSEWHERE.get(name, set()) == set()
    assert options or name in ("verify", "fiber", "same")
