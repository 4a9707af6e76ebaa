"""The shape of a network."""
from __future__ import annotations

import functools
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Mapping, Optional, Sequence, Union

from . import show
from .errors import BY_STATUS, InternalError, ParseError
from .exact import plain
from .library import call

__all__ = ["Architecture", "Field", "activations", "fields"]

FORMAT = "fulgurite-architecture/1"


@dataclass(frozen=True)
class Field:
    """An option of an architecture.

    ``key`` is its name, ``default`` its default, ``help`` its explanation, and
    ``form`` the kind of its value: "size", "choice" (one of ``choices``), "flag",
    "activation:size" or "bias".  ``per_layer`` says whether a list with one value
    per layer is allowed.
    """

    key: str
    form: str
    per_layer: bool
    default: Any
    help: str
    choices: tuple[str, ...] = ()


@functools.cache
def _table() -> dict[str, Any]:
    status, answer, message = call(["help", "architecture", "--json"])
    if status != 0:
        raise InternalError(message)
    return dict(json.loads(answer))


@functools.cache
def fields() -> Mapping[str, Field]:
    """Returns the table of the library: a :class:`Field` for each key.

    >>> fields()["tokens"].default
    3
    """
    return {row["key"]: Field(row["key"], row["form"], row["per_layer"], row["default"], row["help"],
                              tuple(row.get("choices", ()))) for row in _table()["fields"]}


def activations() -> Mapping[str, str]:
    """Returns the formula of each activation, by name."""
    return dict(_table()["activations"])


@dataclass(frozen=True, init=False, repr=False)
class Architecture:
    """The shape of a network: widths and the fields that :func:`fields` lists.

    ``widths`` are d_0, .., d_l, input first; ``layers`` and ``width`` may be given
    instead.  ``family`` is "attention" or "pnn" (a polynomial network).  Every other
    keyword is a field of the table: one value for all layers, or a list with one
    value per layer.  Fields are also attributes, with their defaults where they are
    not given.

    >>> Architecture(widths=[4, 4], head_dim=2)
    Architecture(widths=[4, 4], head_dim=2)
    >>> Architecture(layers=2, width=8, head_dim=2, heads=[1, 2]).heads
    [1, 2]
    >>> Architecture(widths=[4, 4], head_dim=2).tokens
    3

    Raises TypeError for a keyword that is not a field.  Whether the values fit
    together is checked by the commands, which raise ParseError.
    """

    widths: tuple[int, ...]
    family: str
    given: Mapping[str, Any]

    def __init__(self, widths: Optional[Sequence[int]] = None, *, layers: Optional[int] = None,
                 width: Optional[int] = None, family: str = "attention", **given: Any) -> None:
        if widths is None:
            if layers is None or width is None:
                raise TypeError("an architecture needs widths, or layers and width")
            widths = [width] * (layers + 1)
        elif layers is not None or width is not None:
            raise TypeError("give widths, or layers and width, but not both")
        for key in given:
            if key not in fields():
                raise TypeError(f"{key!r} is not a field of an architecture; the fields are: {', '.join(fields())}")
        object.__setattr__(self, "widths", tuple(int(d) for d in widths))
        object.__setattr__(self, "family", family)
        object.__setattr__(self, "given", {key: plain(value) for key, value in given.items()})

    @classmethod
    def from_json(cls, value: Union[str, Mapping[str, Any]]) -> "Architecture":
        """Reads a "fulgurite-architecture/1" object, or its text.

        Raises ParseError for another format.
        """
        entries = dict(json.loads(value) if isinstance(value, str) else value)
        if entries.pop("format", FORMAT) != FORMAT:
            raise ParseError(f"the format of an architecture is {FORMAT}")
        said = {key: _once(entry) if key in fields() else entry for key, entry in entries.items()}
        # Attention needs head_dim, even where it has the default value.
        return cls(**{key: entry for key, entry in said.items()
                      if key not in fields() or key == "head_dim" or entry != fields()[key].default})

    @classmethod
    def from_config(cls, path: Union[str, Path], tokens: Optional[int] = None) -> "Architecture":
        """Reads the config.json published with a model.

        ``tokens`` is the number of columns of the input (default: chosen by the
        library).  Raises UnableError, with the reason, for a model that no theorem
        covers.
        """
        status, answer, message = call(["dim", "--config", str(path), "--method", "theorem", "--json"])
        if status != 0:
            raise BY_STATUS[status](message)
        entries = json.loads(answer)["architecture"]
        return cls.from_json(entries if tokens is None else {**entries, "tokens": tokens})

    def __getattr__(self, key: str) -> Any:
        if key.startswith("_") or key not in fields():
            raise AttributeError(key)
        given = self.__dict__.get("given", {})
        return given[key] if key in given else fields()[key].default

    def __hash__(self) -> int:
        return hash(json.dumps(self.json(), sort_keys=True))

    @property
    def depth(self) -> int:
        """The number l of layers."""
        return len(self.widths) - 1

    def json(self) -> dict[str, Any]:
        """Returns the "fulgurite-architecture/1" object."""
        return {"format": FORMAT, "widths": list(self.widths), "family": self.family, **self.given}

    def _said(self) -> dict[str, Any]:
        said: dict[str, Any] = {"widths": list(self.widths)}
        if self.family != "attention":
            said["family"] = self.family
        return {**said, **self.given}

    def __repr__(self) -> str:
        return f"Architecture({', '.join(f'{key}={value!r}' for key, value in self._said().items())})"

    def _repr_html_(self) -> str:
        return show.html_table("Architecture", self._said())

    def _repr_latex_(self) -> str:
        return show.latex_table(self._said())


def _once(value: Any) -> Any:
    """One value in place of a list of equal values."""
    if isinstance(value, list) and value and all(entry == value[0] for entry in value):
        return value[0]
    return value
