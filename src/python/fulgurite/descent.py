"""Gradient descent on multi-head attention, certified."""
from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Optional, Sequence, Union

from .answer import Answer
from .command import Command
from .library import Progress

__all__ = ["Optimization", "mixture", "optimize"]


@dataclass(frozen=True, repr=False)
class Optimization(Answer):
    """The answer of a task of ``optimize``.

    ``verdict`` is "proved", "refuted" or "undecided".  ``data_`` describes the data,
    and ``certificate`` is the certificate if it was asked for.  The other members
    depend on the task: ``answer["gamma"]``, loss, bound, losses and so on;
    ``answer.keys()`` lists them.
    """

    task: str
    verdict: Optional[str]
    heads: Optional[Any]
    data_: dict[str, Any]
    certificate: Optional[dict[str, Any]] = dataclasses.field(compare=False)

    @classmethod
    def _member(cls, data: dict[str, Any], name: str) -> Any:
        return super()._member(data, "data" if name == "data_" else name)

    def _shown(self) -> dict[str, Any]:
        shown = {name: self[name] for name in self.keys()}
        if self.certificate is not None:
            shown["certificate"] = self.certificate.get("format", "yes")
        return shown


def optimize(task: str, data: Any, *, labels: Any = None, init: Any = None,
             heads: Union[None, int, Sequence[int]] = None, exact: bool = False, ball: bool = False, theta: Any = None,
             eps: Any = None, star: Any = None, K: Optional[int] = None, eta: Any = None,
             steps: Optional[int] = None, every: Optional[int] = None, bits: Optional[int] = None,
             find_H: bool = False, resume: Any = None, length: Any = None,
             witness: Union[None, str, Path] = None, plot: Union[None, str, Path] = None,
             csv: Union[None, str, Path] = None, certificate: Union[None, bool, str, Path] = None,
             max_bits: Optional[int] = None, seed: int = 1, progress: Optional[Progress] = None) -> Optimization:
    """Proves margins, hypotheses, bounds and runs of gradient descent for given data.

    task: "margin", "realize", "bound" or "descend".
    data: a "fulgurite-dataset/1" object or file; {"X": array n x T x d, "y": labels 1
    and -1}; or an array X, with the labels in ``labels``.
    init, theta, star: parameters: weights, or {"U": H x T x d, "W": H x d x d}.
    certificate: True, or the file to write (tasks "margin" and "descend").

    All numbers are taken exactly.  The other arguments are the options of the same
    name of ``fulgurite optimize``.  Returns an :class:`Optimization`.  A "no" of
    realize or bound is returned like any answer; for an undecided one UnableError is
    raised, whose ``answer`` is what was found.

    >>> optimize("margin", mixture(T=2, d=2, zeta="1/2", n=4))["gamma_squared"]
    Fraction(1, 4)
    """
    with Command("optimize", progress) as command:
        command.word(task)
        command.file(data, "data", "--data", arrays=".npz")
        command.file(labels, "labels", "--labels")
        for name, value in (("init", init), ("theta", theta), ("star", star)):
            command.file(value, name, "--" + name, arrays=".npz")
        command.file(resume, "resume", "--resume")
        command.options(heads=heads, exact=exact, ball=ball, eps=eps, K=K, eta=eta, steps=steps, every=every, bits=bits,
                        find_H=find_H, length=length, max_bits=max_bits, seed=seed if task == "mixture" else None)
        for name, path in (("witness", witness), ("plot", plot), ("csv", csv)):
            command.output(path, "--" + name)
        file = command.folder.new("certificate", ".json") if certificate is True else certificate or None
        command.output(file, "--certificate")
        answer = command.run(Optimization.from_json)
        if file is not None:
            answer = dataclasses.replace(answer, certificate=json.loads(Path(file).read_text(encoding="utf-8")))
        return answer


def mixture(*, T: int, d: int, zeta: Any, n: int, shuffle: bool = False, seed: int = 1) -> dict[str, Any]:
    """Returns a "fulgurite-dataset/1" object: n samples with T tokens of size d, of which
    a fraction zeta shows the label."""
    with Command("optimize") as command:
        command.word("mixture")
        command.options(T=T, d=d, zeta=zeta, n=n, shuffle=shuffle, seed=seed)
        return dict(json.loads(command.text()))
