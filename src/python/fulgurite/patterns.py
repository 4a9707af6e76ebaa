"""Sparse attention patterns realised with fixed parameters."""
from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Optional, Sequence, Union

from .answer import Answer
from .command import Command
from .library import Progress
from .weights import Weights

__all__ = ["Pattern", "pattern"]


@dataclass(frozen=True, repr=False)
class Pattern(Answer):
    """Realisations of a pattern.

    ``smallest`` is {"method", "hidden_size"} of the smallest one, or None if there is
    none.  ``methods`` has an entry for each method that was tried.  ``weights`` and
    ``inputs`` are those of the smallest one, if they were asked for, and so is
    ``certificate``.
    """

    length: Optional[int]
    e1: Fraction
    e2: Fraction
    smallest: Optional[dict[str, Any]]
    lower_bound: Optional[int]
    methods: Optional[list[dict[str, Any]]]
    sweep: Optional[list[dict[str, Any]]]
    weights: Optional[Weights] = dataclasses.field(compare=False)
    inputs: Optional[dict[str, Any]] = dataclasses.field(compare=False)
    certificate: Optional[dict[str, Any]] = dataclasses.field(compare=False)

    def _shown(self) -> dict[str, Any]:
        shown = super()._shown()
        for name in ("certificate", "inputs", "weights"):
            if name in shown:
                shown[name] = "yes"
        return shown


def pattern(matrix: Any = None, *, cyc: Any = None, band: Any = None, block: Any = None, strided: Any = None,
            bigbird: Any = None, class_: Any = None, length: Optional[int] = None,
            sweep: Optional[Sequence[int]] = None, e1: Any = None, e2: Any = None,
            method: Union[None, str, Sequence[str]] = None, dmin: Optional[int] = None, dmax: Optional[int] = None,
            dstep: Optional[int] = None, seeds: Optional[str] = None, rs: Any = None,
            nodes: Optional[Sequence[Any]] = None, beta: Any = None, logit_cap: Any = None, prec: Optional[int] = None,
            max_bits: Optional[int] = None, samples: Optional[int] = None, nonzeros: Optional[int] = None,
            gamma: Any = None, plot: Union[None, str, Path] = None,
            certificate: Union[None, bool, str, Path] = None, weights: bool = False, seed: int = 1,
            progress: Optional[Progress] = None) -> Pattern:
    """Finds inputs for which softmax attention with fixed parameters is close to a
    matrix; returns a :class:`Pattern`.

    matrix: a square array of nonnegative numbers, a "fulgurite-pattern/1" object, or a
    file.
    cyc, band, block, strided, bigbird: instead of it a pattern of length L:
    cyc=(L, k) or (L, k, "w"), band=(L, w), block=(L, b), strided=(L, s),
    bigbird=(L, w, g, r).
    class_, length: instead of it a class (k, gamma) of matrices of this length.
    sweep: a list of lengths.
    e1, e2: the errors inside and outside the support.
    weights: also return weights and inputs.
    certificate: True, or the file to write the certificate to.

    The other arguments are the options of the same name of ``fulgurite pattern``.
    Raises UnableError, which has the answer, if nothing is found for these seeds and
    sizes; that refutes nothing.

    >>> pattern(cyc=(4, 2)).smallest["hidden_size"]
    3
    """
    with Command("pattern", progress) as command:
        if matrix is not None:
            command.file(_object(matrix), "pattern")
        command.options(cyc=cyc, band=band, block=block, strided=strided, bigbird=bigbird, class_=class_,
                        length=length, sweep=sweep, e1=e1, e2=e2, method=method, dmin=dmin, dmax=dmax, dstep=dstep,
                        seeds=seeds, rs=rs, nodes=nodes, beta=beta, logit_cap=logit_cap, prec=prec,
                        max_bits=max_bits, samples=samples, nonzeros=nonzeros, gamma=gamma, seed=seed)
        command.output(plot, "--plot")
        file = command.folder.new("certificate", ".json") if certificate is True else certificate or None
        command.output(file, "--certificate")
        prefix = command.folder.path / "model"
        command.output(prefix if weights else None, "-o")
        if weights:  # the value of a short option is the next word
            at = command.words.index(f"-o={prefix}")
            command.words[at:at + 1] = ["-o", str(prefix)]
        answer = command.run(Pattern.from_json)
        if file is not None:
            answer = dataclasses.replace(answer, certificate=json.loads(Path(file).read_text(encoding="utf-8")))
        if weights:
            answer = dataclasses.replace(answer, weights=Weights.load(f"{prefix}.weights.json"),
                                         inputs=json.loads(Path(f"{prefix}.input.json").read_text(encoding="utf-8")))
        return answer


def _object(matrix: Any) -> Any:
    """Rows of numbers as a numpy array; anything else unchanged."""
    if isinstance(matrix, (list, tuple)):
        import numpy

        return numpy.array(matrix, dtype="float64")
    return matrix
