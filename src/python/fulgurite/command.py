"""One way from a call in Python to an answer: words, files, errors."""
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
    """The words of a command as they are collected, and its run.

    with Command("rank", progress) as command: command.file(weights); ...
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
        """These words, as they are."""
        self.words += words

    def file(self, value: Any, stem: str, option: Optional[str] = None, arrays: str = ".safetensors") -> None:
        """A file, or a value that becomes one; of an option unless it is None."""
        if value is None:
            return
        name = self.folder.name(value, stem, arrays)
        if option is None and name.startswith("-") and name != "-":
            name = os.path.join(".", name)
        self.words += [name] if option is None else [f"{option}={name}"]

    def options(self, **given: Any) -> None:
        """Options by their names, _ for -.  None and False: not said; True: a flag;
        a list: its entries with commas."""
        for key, value in given.items():
            name = "--" + key.rstrip("_").replace("_", "-")
            if value is None or value is False:
                continue
            if value is True:
                self.words.append(name)
            else:
                self.words.append(f"{name}={_text(value)}")

    def architecture(self, architecture: Any) -> None:
        """An Architecture, its JSON object, or the name of a file."""
        if isinstance(architecture, (list, tuple)):
            architecture = Architecture(architecture)
        self.file(architecture, "architecture", "--arch")

    def output(self, path: Optional[Any], option: str) -> None:
        """A file that is written; one that exists is replaced."""
        if path is not None:
            self.words += [f"{option}={os.fspath(path)}"]
            if "--force" not in self.words:
                self.words.append("--force")

    def text(self) -> str:
        """Runs it; what it prints."""
        status, answer, message = call(self.words, self.progress)
        if status > 1:
            raise BY_STATUS.get(status, InternalError)(self.folder.shorten(message))
        return answer

    def run(self, make: Callable[[dict[str, Any]], A]) -> A:
        """Runs it; make makes the answer of the JSON object."""
        status, text, message = call(self.words + ["--json"], self.progress)
        message = self.folder.shorten(message)
        answer = None
        if text or (status == 0 and "-o" in self.words):  # all that it had to say is in the file
            answer = make(json.loads(self.folder.shorten(text) or "{}"))
        if status > 1 or answer is None:
            raise BY_STATUS.get(status, InternalError)(message, answer)
        return answer


def _text(value: Any) -> str:
    if isinstance(value, (list, tuple)):
        return ",".join(_text(entry) for entry in value)
    return str(plain(value))
