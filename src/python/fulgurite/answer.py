"""The base class of all answers."""
from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any, ClassVar, TypeVar

from . import show
from .architecture import Architecture
from .exact import read

__all__ = ["Answer"]

A = TypeVar("A", bound="Answer")


@dataclass(frozen=True, repr=False)
class Answer:
    """The answer of a command.

    Its fields are the main members of the object that the program prints with
    --json.  Exact numbers are Fractions, enclosures are pairs (lower, upper), and a
    member that the object does not have is None.  ``answer["name"]`` reads any
    member in the same way and raises KeyError if there is none; ``data`` is the
    object itself.
    """

    data: dict[str, Any] = dataclasses.field(compare=False)
    #: Members that exact.read alone cannot read.
    _own: ClassVar[frozenset[str]] = frozenset()

    @classmethod
    def from_json(cls: type[A], data: dict[str, Any]) -> A:
        """Returns the answer in the object that the program prints with --json."""
        names = [field.name for field in dataclasses.fields(cls) if field.name != "data"]
        return cls(data, **{name: cls._member(data, name) for name in names})

    @classmethod
    def _member(cls, data: dict[str, Any], name: str) -> Any:
        if name == "architecture" and data.get(name) is not None:
            return Architecture.from_json(data[name])
        return read(data.get(name), name)

    def __getitem__(self, name: str) -> Any:
        return self._member(self.data, name) if name in self.data else self._missing(name)

    def _missing(self, name: str) -> Any:
        raise KeyError(f"{name}; the members are: {', '.join(self.data)}")

    def __contains__(self, name: object) -> bool:
        return name in self.data

    def keys(self) -> list[str]:
        """The names of all members, without "command" and "version"."""
        return [name for name in self.data if name not in ("command", "version")]

    def _shown(self) -> dict[str, Any]:
        """The fields that have a value, for printing."""
        shown = {field.name: getattr(self, field.name) for field in dataclasses.fields(self) if field.name != "data"}
        return {name: value for name, value in shown.items() if value is not None}

    def __repr__(self) -> str:
        inside = ", ".join(f"{name}={_repr(value)}" for name, value in self._shown().items())
        return f"{type(self).__name__}({inside})"

    def _repr_html_(self) -> str:
        return show.html_table(str(self.data.get("command", type(self).__name__)), self._shown())

    def _repr_latex_(self) -> str:
        return show.latex_table(self._shown())


def _repr(value: Any) -> str:
    return repr(value) if isinstance(value, (str, Architecture, Answer)) else show.text(value)
