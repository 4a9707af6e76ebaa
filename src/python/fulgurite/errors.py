"""The exceptions raised when there is no answer.

A "no" (refused, different) is an answer; it raises nothing.
"""
from __future__ import annotations

from typing import Any

__all__ = ["FulguriteError", "UsageError", "ParseError", "UnableError", "InternalError"]


class FulguriteError(Exception):
    """A command had no answer.

    ``str(error)`` is the sentence that the program would print and ``status`` its
    exit code.  ``answer`` is what was found all the same, of the same type as the
    answer, or None.
    """

    status = 5

    def __init__(self, sentence: str, answer: Any = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.answer = answer


class UsageError(FulguriteError, ValueError):
    """The options make no sense, or a file cannot be read or written (status 2)."""

    status = 2


class ParseError(FulguriteError, ValueError):
    """An input does not parse or contradicts itself (status 3)."""

    status = 3


class UnableError(FulguriteError, RuntimeError):
    """A limit was reached, which the sentence names; ``answer`` is what was found
    so far (status 4)."""

    status = 4


class InternalError(FulguriteError, RuntimeError):
    """A fault of the library (status 5)."""

    status = 5


BY_STATUS = {kind.status: kind for kind in (UsageError, ParseError, UnableError, InternalError)}
