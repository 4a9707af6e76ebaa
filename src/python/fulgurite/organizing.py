"""Attention tensors organised by trees."""
from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Optional, Union

from .answer import Answer
from .command import Command
from .files import is_array
from .library import Progress

__all__ = ["Organization", "organize"]


@dataclass(frozen=True, repr=False)
class Organization(Answer):
    """Trees on the axes of a tensor, its Haar coefficients and their l1 entropy.

    ``trees`` has for each axis the levels, each a list of folders, which are lists of
    indices from 0.  ``l1_entropy`` is {"surds": {n: c}, "value": enclosure} for the
    sum of c sqrt(n).  ``softmax`` says whether softmax has the same trees.
    """

    shape: list[int]
    trees: dict[str, list[Any]]
    iterations: int
    state: str
    energy: Fraction
    l1_entropy: dict[str, Any]
    ratio: Any
    nonzero: int
    counts: list[dict[str, Any]]
    softmax: Optional[dict[str, Any]]
    certificate: Optional[dict[str, Any]] = dataclasses.field(compare=False)

    def _shown(self) -> dict[str, Any]:
        shown = super()._shown()
        if "certificate" in shown:
            shown["certificate"] = shown["certificate"].get("format", "yes")
        return shown


def organize(tensor: Any = None, *, tokens: Any = None, heads: Any = None, input: Any = None,
             array: Optional[str] = None, axes: Optional[str] = None, layer: Optional[int] = None,
             head_dim: Optional[int] = None, compare_layer: Optional[int] = None,
             map: Union[None, str, dict[str, Any]] = None, alpha: Any = None, beta: Any = None,
             iters: Optional[int] = None, trees: Any = None, softmax: Any = None, mask: Optional[str] = None,
             max_bits: Optional[int] = None, energy: Any = None, top: Optional[int] = None, prune: Any = None,
             diffusion: Optional[str] = None, regularity: Any = None, paraproduct: Optional[str] = None,
             compare: Any = None, plot: Union[None, str, Path] = None,
             certificate: Union[None, bool, str, Path] = None, threads: int = 1,
             progress: Optional[Progress] = None) -> Organization:
    """Computes trees on queries, keys and heads, and the Haar coefficients of a tensor
    in them; returns an :class:`Organization`.

    tensor: an array of shape (queries, keys, heads), or in the order that ``axes``
    names; a file; or weights, whose scores at ``input`` (d x tokens) are taken.
    tokens, heads: instead of it a list of T vectors of length d and a list of d x d
    matrices A_h, for the scores x^T A_h y.
    map, heads (a number), head_dim: for the model in a state dict, a dict of arrays.
    softmax: a number tau; also decides whether the trees of softmax(tau X) are the
    same.
    plot: a folder for pictures (gnuplot).
    certificate: True, or the file to write the certificate to.

    All numbers are taken exactly.  The other arguments are the options of the same
    name of ``fulgurite organize``.

    >>> organize(tokens=[[1, 0], [0, 1], [1, 1]], heads=[[[1, 0], [0, 1]]]).energy
    Fraction(10, 1)
    """
    with Command("organize", progress) as command:
        if tensor is not None:
            command.file(tensor, "tensor")
        command.file(_rows(tokens), "tokens", "--tokens")
        if isinstance(heads, int):
            command.options(heads=heads)
        else:
            command.file(_rows(heads), "heads", "--heads")
        command.file(_rows(input), "input", "--input")
        command.file(map, "map", "--map")
        command.file(trees, "trees", "--trees")
        command.file(compare, "compare", "--compare")
        command.options(array=array, axes=axes, layer=layer, head_dim=head_dim, compare_layer=compare_layer,
                        alpha=alpha, beta=beta, iters=iters, softmax=softmax, mask=mask, max_bits=max_bits,
                        energy=energy, top=top, prune=prune, diffusion=diffusion,
                        regularity=regularity, paraproduct=paraproduct, plot=None if plot is None else str(plot),
                        threads=threads)
        file = command.folder.new("certificate", ".json") if certificate is True else certificate or None
        command.output(file, "--certificate")
        answer = command.run(Organization.from_json)
        if file is not None and Path(file).exists():
            answer = dataclasses.replace(answer, certificate=json.loads(Path(file).read_text(encoding="utf-8")))
        return answer


def _rows(value: Any) -> Any:
    """Arrays as lists, since these files are JSON; anything else unchanged."""
    return value.tolist() if is_array(value) else value


