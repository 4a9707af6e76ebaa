"""Slices of the neuromanifold of one layer."""
from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Optional, Sequence, Union

from .answer import Answer
from .command import Command
from .exact import plain
from .library import Progress

__all__ = ["Drawing", "draw"]


@dataclass(frozen=True, repr=False)
class Drawing(Answer):
    """A slice: its exact equations, and what is proved about it, box by box.

    ``equations``: the polynomials in x, y, z, as text.
    ``free_boxes``: how many boxes lie in the image, only in its closure, on the
    boundary, or outside.
    ``hypersurface_boxes`` and ``codimension_two_boxes``: how many of the smallest
    boxes meet exactly one sheet, meet at most one, are next to a certified point or
    curve, or are undecided.
    ``points``: each has "at" (enclosures) and "exact" (Fractions or None).
    """

    slice: dict[str, Any]
    dimension: int
    depth: int
    equations: dict[str, Any]
    free_boxes: dict[str, int]
    hypersurface_boxes: dict[str, int]
    codimension_two_boxes: dict[str, int]
    points: list[dict[str, Any]]
    statements: list[str]


def draw(*, head_dim: Optional[int] = None, tokens: Optional[int] = None, dimension: Optional[int] = None,
         slice: Any = None, origin: Any = None, directions: Optional[Sequence[Any]] = None, box: Any = None,
         depth: Optional[int] = None, out: Union[None, str, Path] = None,
         progress: Optional[Progress] = None) -> Drawing:
    """Computes a slice, in the plane or in space, of the set of functions of one
    lightning layer with d = 2, d_out = 1 and one head, and returns a :class:`Drawing`.

    slice: a "fulgurite-slice/1" object or file.
    origin, directions: instead of it, each a list of six coefficients (four with one
    token), a Function, Weights, or a file with either.
    box: (low, high), or one such pair for each direction.
    out: a file to write, .svg (dimension 2) or .html (dimension 3); an existing one
    is replaced.

    >>> draw(tokens=1, head_dim=1, depth=4).equations["hypersurfaces"][0]["polynomial"]
    '4*x^3+27*y^2'
    """
    with Command("draw", progress) as command:
        command.file(slice, "slice", "--slice")
        if origin is not None:
            command.options(origin=_vector(command, origin, "origin"))
        if directions is not None:
            command.options(directions=";".join(_vector(command, one, f"direction{n}")
                                                for n, one in enumerate(directions)))
        command.options(head_dim=head_dim, tokens=tokens, dimension=dimension, box=_box(box), depth=depth)
        if out is not None:
            command.word("-o", str(out), "--force")
        return command.run(Drawing.from_json)


def _numbers(value: Any) -> str:
    return ",".join(str(entry) for entry in plain(value))


def _vector(command: Command, value: Any, stem: str) -> str:
    if isinstance(value, (list, tuple)) or getattr(value, "ndim", 0) == 1:
        return _numbers(value)
    return command.folder.name(value, stem)


def _box(value: Any) -> Optional[str]:
    if value is None:
        return None
    pairs = plain(value)
    return ";".join(_numbers(pair) for pair in pairs) if isinstance(pairs[0], list) else _numbers(pairs)
