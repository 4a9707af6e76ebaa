"""Polynomial systems for other algebra systems."""
from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Optional, Union

from .answer import Answer
from .architecture import Architecture
from .command import Command
from .library import Progress

__all__ = ["Export", "export"]


@dataclass(frozen=True, repr=False)
class Export(Answer):
    """A system as it was written.

    ``text`` is the system, ``blocks`` describes its blocks of polynomials,
    ``variables`` is the number of its variables, and ``expected`` is what is known
    about its solution.
    """

    architecture: Architecture
    system: str
    format: str
    variables: int
    blocks: list[dict[str, Any]]
    expected: Optional[list[dict[str, Any]]]
    text: str

    def _shown(self) -> dict[str, Any]:
        return {**super()._shown(), "text": f"{len(self.text)} characters"}


def export(network: Any, system: str, *, format: str = "m2", out: Union[None, str, Path] = None,
           coordinates: Optional[str] = None, data: Any = None, pairs: Optional[int] = None, gauge: bool = False,
           names: Optional[str] = None, integral: bool = False, prime: Optional[int] = None,
           check_prime: Optional[int] = None, max_terms: Optional[int] = None, seed: int = 1,
           progress: Optional[Progress] = None) -> Export:
    """Writes a polynomial system of a network for an algebra system, and returns an
    :class:`Export`.

    network: an Architecture, or weights.
    system: "parametrization", "coefficients", "jacobian", "fiber", "image",
    "singular", "critical" or "certificate".
    format: m2, singular, sage, oscar, hc, msolve, magma, json, phc, gp, python, giac,
    maxima or gap.
    out: the file to write, which is replaced if it exists; the answer has the text in
    any case.

    Raises UnableError for systems with more than max_terms terms (default: 10^7).

    >>> export(Architecture(widths=[2, 1], head_dim=1), "image").variables > 0
    True
    """
    with Command("export", progress) as command:
        is_shape = isinstance(network, Architecture) or (isinstance(network, dict) and "widths" in network)
        if is_shape:
            command.architecture(network)
        else:
            command.file(network, "weights")
        command.file(data, "data", "--data")
        path = Path(out) if out is not None else command.folder.new("system", ".txt")
        command.options(system=system, format=format, coordinates=coordinates, pairs=pairs, gauge=gauge, names=names,
                        integral=integral, prime=prime, check_prime=check_prime, max_terms=max_terms, seed=seed)
        command.word("-o", str(path), "--force")
        return command.run(lambda answer: Export.from_json({**answer, "text": path.read_text(encoding="utf-8")}))


