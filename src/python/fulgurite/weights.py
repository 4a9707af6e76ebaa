"""Weights of networks, and functions of single layers."""
from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Mapping, Optional, Sequence, Union

from . import show
from .architecture import Architecture
from .command import Command
from .exact import Matrix, matrix, plain, read

__all__ = ["Function", "Weights", "random", "random_function", "random_inputs"]


@dataclass(frozen=True, repr=False)
class Weights:
    """Exact weights of an architecture.

    ``layers`` has an entry for each layer, as in "fulgurite-weights/1": for attention
    {"heads": [{"Q": .., "K": .., "V": ..}, ..]}, where a matrix is a list of rows, Q
    and K are a x d, V is d_out x d.  Numbers may be anything that
    :func:`fulgurite.exact.fraction` takes, and matrices may also be numpy arrays or
    matrices of python-flint.

    >>> head = {"Q": [[1, 0]], "K": [["1/2", 3]], "V": [[1, 2], [3, 4]]}
    >>> Weights(Architecture(widths=[2, 2], head_dim=1), [{"heads": [head]}]).head(1, 1)["K"]
    [[Fraction(1, 2), Fraction(3, 1)]]
    """

    architecture: Architecture
    layers: Sequence[Mapping[str, Any]]

    @classmethod
    def from_json(cls, value: Union[str, Mapping[str, Any]]) -> "Weights":
        """Reads a "fulgurite-weights/1" object, or its text."""
        entries = json.loads(value) if isinstance(value, str) else value
        return cls(Architecture.from_json(entries["architecture"]), entries["layers"])

    @classmethod
    def load(cls, path: Union[str, Path]) -> "Weights":
        """Reads a "fulgurite-weights/1" file."""
        return cls.from_json(Path(path).read_text(encoding="utf-8"))

    def json(self) -> dict[str, Any]:
        """Returns the "fulgurite-weights/1" object."""
        return {"format": "fulgurite-weights/1", "architecture": self.architecture.json(),
                "layers": plain(list(self.layers))}

    def save(self, path: Union[str, Path]) -> None:
        """Writes a "fulgurite-weights/1" file."""
        Path(path).write_text(json.dumps(self.json()) + "\n", encoding="utf-8")

    def head(self, layer: int, number: int) -> dict[str, Matrix]:
        """Returns the matrices of a head of an attention layer, by letter; layers and
        heads are counted from 1."""
        return {name: matrix(entry) for name, entry in self.layers[layer - 1]["heads"][number - 1].items()}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Weights) and self.json() == other.json()

    def __repr__(self) -> str:
        return f"Weights({self.architecture!r}, {show.text(plain(list(self.layers)))})"

    def _shown(self) -> dict[str, Any]:
        shown: dict[str, Any] = {"architecture": repr(self.architecture)}
        for number, layer in enumerate(self.layers, 1):
            for place, head in enumerate(layer.get("heads", ()), 1):
                for name, entry in head.items():
                    if isinstance(plain(entry), list):
                        shown[f"{name}, layer {number}, head {place}"] = matrix(entry)
        return dict(list(shown.items())[:60])

    def _repr_html_(self) -> str:
        return show.html_table("Weights", self._shown())

    def _repr_latex_(self) -> str:
        return show.latex_table(self._shown())


@dataclass(frozen=True, repr=False)
class Function:
    """The function of one lightning layer with one head, given by its tensor.

    ``d``, ``d_out`` and ``tokens`` are its sizes.  ``coefficients`` are the nonzero
    entries [i, k, l, j, value], with indices from 1, as in "fulgurite-function/1".
    """

    d: int
    d_out: int
    tokens: int
    coefficients: Sequence[Sequence[Any]]

    @classmethod
    def from_json(cls, value: Union[str, Mapping[str, Any]]) -> "Function":
        """Reads a "fulgurite-function/1" object, or its text."""
        entries = json.loads(value) if isinstance(value, str) else value
        return cls(entries["d"], entries["d_out"], entries["tokens"], entries["coefficients"])

    def json(self) -> dict[str, Any]:
        """Returns the "fulgurite-function/1" object."""
        return {"format": "fulgurite-function/1", "d": self.d, "d_out": self.d_out, "tokens": self.tokens,
                "coefficients": plain(list(self.coefficients))}

    def __repr__(self) -> str:
        return (f"Function(d={self.d}, d_out={self.d_out}, tokens={self.tokens}, "
                f"coefficients={show.text(read(plain(list(self.coefficients))))})")

    def _repr_html_(self) -> str:
        return show.html_table("Function", {"d": self.d, "d_out": self.d_out, "tokens": self.tokens,
                                            "coefficients": read(plain(list(self.coefficients)))})


def _draw(what: Optional[str], architecture: Any, **options: Any) -> Any:
    with Command("random") as command:
        if what is not None:
            command.word(what)
        command.architecture(architecture)
        command.options(**options)
        return json.loads(command.text())


def random(architecture: Any, *, bound: int = 9, denominator: int = 1, seed: int = 1) -> Weights:
    """Returns exact random weights: integers in [-bound, bound] divided by integers in
    [1, denominator].  The same seed gives the same weights everywhere.

    Raises ParseError for an architecture that contradicts itself.

    >>> random(Architecture(widths=[2, 1], head_dim=1), seed=7).architecture.widths
    (2, 1)
    """
    return Weights.from_json(_draw(None, architecture, bound=bound, denominator=denominator, seed=seed))


def random_function(architecture: Any, *, bound: int = 9, denominator: int = 1, seed: int = 1) -> Function:
    """Returns the function of the random weights of this seed, for one layer with one
    head."""
    return Function.from_json(_draw("function", architecture, bound=bound, denominator=denominator, seed=seed))


def random_inputs(architecture: Any, count: int = 1, *, bound: int = 9, denominator: int = 1,
                  seed: int = 1) -> list[Matrix]:
    """Returns count exact random inputs, matrices of shape d_0 x tokens."""
    drawn = _draw("input", architecture, bound=bound, denominator=denominator, seed=seed, count=count)
    return [matrix(entry) for entry in drawn["inputs"]]
