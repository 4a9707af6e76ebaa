"""How all functions of this package run a command: its words, files and errors."""
from __future__ import annotations

import json
import os
from typing import Any, Callable, Optional, TypeVar

from .architecture import Architecture
from .errors import BY_STATUS, InternalError
from .exact import plain
from .files import Folder
from .library import Progress, call

__all__ = ["Command"]

A = TypeVar("A")


class Command:
    """Collects the words of a command, then runs it.

    with Command("rank", progress) as command: command.file(weights, "weights"); ...

    Its temporary files are deleted at the end of the with statement.
    """

    def __init__(self, name: str, progress: Optional[Progress] = None) -> None:
        self.words = [name]
        self.progress = progress
        self.folder = Folder()

    def __enter__(self) -> "Command":
        return self

    def __exit__(self, *what: Any) -> None:
        self.folder.__exit__(*what)

    def word(self, *words: str) -> None:
        """Adds these words, unchanged."""
        self.words += words

    def file(self, value: Any, stem: str, option: Optional[str] = None, arrays: str = ".safetensors") -> None:
        """Adds a file: ``value`` is its name, or is written to a file named after
        ``stem``.  It is the value of ``option`` if that is given.  None adds nothing.
        ``arrays`` is the ending for dicts of arrays, ".safetensors" or ".npz"."""
        if value is None:
            return
        name = self.folder.name(value, stem, arrays)
        if option is None and name.startswith("-") and name != "-":
            name = os.path.join(".", name)
        self.words += [name] if option is None else [f"{option}={name}"]

    def options(self, **given: Any) -> None:
        """Adds options, with _ in their names for -.  None and False add nothing, True
        adds a flag, and a list adds its entries separated by commas."""
        for key, value in given.items():
            name = "--" + key.rstrip("_").replace("_", "-")
            if value is None or value is False:
                continue
            if value is True:
                self.words.append(name)
            else:
                self.words.append(f"{name}={_text(value)}")

    def architecture(self, architecture: Any) -> None:
        """Adds an Architecture, its JSON object, the name of a file, or a list of widths."""
        if isinstance(architecture, (list, tuple)):
            architecture = Architecture(architecture)
        self.file(architecture, "architecture", "--arch")

    def output(self, path: Optional[Any], option: str) -> None:
        """Adds an option with a file to write, which replaces an existing one."""
        if path is not None:
            self.words += [f"{option}={os.fspath(path)}"]
            if "--force" not in self.words:
                self.words.append("--force")

    def text(self) -> str:
        """Runs the command and returns what it prints; raises a FulguriteError."""
        status, answer, message = call(self.words, self.progress)
        if status > 1:
            raise BY_STATUS.get(status, InternalError)(self.folder.shorten(message))
        return answer

    def run(self, make: Callable[[dict[str, Any]], A]) -> A:
        """Runs the command and returns make(the JSON object that it prints).

        Raises a FulguriteError, whose ``answer`` is what was found all the same.
        """
        status, text, message = call(self.words + ["--json"], self.progress)
        message = self.folder.shorten(message)
        answer = None
        if text or (status == 0 and "-o" in self.words):  # the whole answer is in the file
            answer = make(json.loads(self.folder.shorten(text) or "{}"))
        if status > 1 or answer is None:
            raise BY_STATUS.get(status, InternalError)(message, answer)
        return answer


def _text(value: Any) -> str:
    if isinstance(value, (list, tuple)):
        return ",".join(_text(entry) for entry in value)
    return str(plain(value))
