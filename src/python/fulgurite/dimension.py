"""Dimensions of neuromanifolds: of one, of many, and checks of their certificates."""
from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Optional, Union

from .answer import Answer
from .architecture import Architecture
from .command import Command
from .exact import read
from .library import Progress

__all__ = ["Dimension", "Survey", "Verification", "dim", "survey", "survey_merge", "survey_plot", "survey_table",
           "verify"]


@dataclass(frozen=True, repr=False)
class Dimension(Answer):
    """The dimension of the space of functions of an architecture.

    ``dimension`` is None where ``lower`` < ``upper``.  ``status`` is "proved",
    "probable" (wrong with probability at most 2^``error_log2``) or "bounds".
    ``certificate`` is the proof, if it was asked for.
    """

    dimension: Optional[int]
    status: str
    lower: int
    upper: int
    parameters: int
    expected: Optional[int]
    generic_fiber_dimension: Optional[int]
    error_log2: Optional[int]
    method: str
    architecture: Architecture
    certificate: Optional[dict[str, Any]] = dataclasses.field(compare=False)

    def _shown(self) -> dict[str, Any]:
        shown = super()._shown()
        if "certificate" in shown:
            shown["certificate"] = shown["certificate"].get("format", "yes")
        return shown


def dim(architecture: Any = None, *, config: Any = None, tokens: Optional[int] = None, method: Optional[str] = None,
        certificate: Union[None, bool, str, Path] = None, max_bits: Optional[int] = None,
        max_memory: Optional[int] = None, seed: int = 1, threads: int = 1,
        progress: Optional[Progress] = None) -> Dimension:
    """Returns the dimension of the neuromanifold, with its proof.

    architecture: an Architecture, its JSON object, or a file.
    config: instead of it the config.json published with a model.
    tokens: the number of tokens, with config.
    method: "auto", "reduction", "direct", "theorem" or "ball".
    certificate: True, or the file to write the certificate to.
    max_bits: the largest precision of balls.
    max_memory: the largest size of a Jacobian, in MB.

    Raises ParseError for an architecture that contradicts itself, and UnableError
    for a configuration that no theorem covers.

    >>> dim(Architecture(widths=[4, 4], head_dim=2)).dimension
    27
    """
    with Command("dim", progress) as command:
        if config is None:
            command.architecture(architecture)
        else:
            command.file(config, "config", "--config")
        file = command.folder.new("certificate", ".json") if certificate is True else certificate or None
        command.output(file, "--certificate")
        command.options(tokens=tokens, method=method, max_bits=max_bits, max_memory=max_memory, seed=seed,
                        threads=threads)
        answer = command.run(Dimension.from_json)
        if file is not None:
            answer = dataclasses.replace(answer, certificate=json.loads(Path(file).read_text(encoding="utf-8")))
        return answer


@dataclass(frozen=True, repr=False)
class Verification(Answer):
    """The verdicts of independent code on certificates.

    ``certificates`` has one entry for each, with "verdict" "accepted" or "refused"
    and, if refused, "reason".  The answer is true if all are accepted.
    """

    certificates: list[dict[str, Any]]

    @property
    def accepted(self) -> bool:
        """Whether every certificate is accepted."""
        return all(entry["verdict"] == "accepted" for entry in self.certificates)

    def __bool__(self) -> bool:
        return self.accepted


def verify(*certificates: Any, progress: Optional[Progress] = None) -> Verification:
    """Checks certificates (objects or files) with code that shares nothing with the
    search that found them, and returns a :class:`Verification`.

    Raises ParseError if one of them is not a certificate, and UnableError if one
    exceeds a limit; ``answer`` of the exception has the verdict on each.

    >>> bool(verify(dim(Architecture(widths=[3, 2], head_dim=1), certificate=True).certificate))
    True
    """
    with Command("verify", progress) as command:
        for certificate in certificates:
            command.file(certificate, "certificate")
        return command.run(Verification.from_json)


@dataclass(frozen=True, repr=False)
class Survey(Answer):
    """The counts of a survey, and ``rows``, with one object for each architecture.

    Of the ``architectures``, so many dimensions are ``proved``, ``probable``, known
    up to ``bounds``, or ended by a limit (``limited``).
    """

    architectures: int
    classes: int
    proved: int
    probable: int
    bounds: int
    limited: int
    output: str
    rows: list[dict[str, Any]] = dataclasses.field(compare=False)

    def _shown(self) -> dict[str, Any]:
        return {**super()._shown(), "rows": f"{len(self.rows)} rows"}


def read_rows(path: Union[str, Path]) -> list[dict[str, Any]]:
    """The rows of a results file, which follow its first line."""
    lines = Path(path).read_text(encoding="utf-8").split("\n")
    return [{**read(row), "architecture": Architecture.from_json(row["architecture"])}
            for row in (json.loads(line) for line in lines[1:] if line)]


def survey(out: Union[None, str, Path] = None, *, list_: Any = None, configs: Union[None, str, Path] = None,
           resume: bool = False, retry: bool = False, shard: Optional[str] = None, distinct: bool = False,
           certificates: Union[None, str, Path] = None, csv: Union[None, str, Path] = None,
           plot: Union[None, str, Path] = None, columns: Any = None, against: Optional[str] = None, force: bool = False,
           max_seconds: Optional[int] = None, method: Optional[str] = None, max_bits: Optional[int] = None,
           max_memory: Optional[int] = None, no_symmetries: bool = False, seed: int = 1, threads: int = 1,
           progress: Optional[Progress] = None, **ranges: Any) -> Survey:
    """Computes the dimensions of many architectures and returns a :class:`Survey`.

    ranges: fields of an architecture with ranges, as on the command line: "2-6",
    "1,3-5", or lists; also widths, layers and width, depth, per_layer.
    list_: instead of ranges a file with one architecture per line, or a list of
    Architectures.
    configs: instead of ranges a folder of configurations.
    out: the results file; without it the rows are only in the answer.
    resume: continue the survey in the file ``out``.
    csv, columns: a file for a table, and its columns.
    plot, against: a file for a picture, and the field on its axis.
    force: replace existing files, which are otherwise an error.
    threads: the number of processes.

    The other arguments are the options of the same name of ``fulgurite survey``.

    >>> [row["dimension"] for row in survey(widths="2-3", depth=1, head_dim=1).rows]
    [6, 8, 10, 13]
    """
    with Command("survey", progress) as command:
        if isinstance(list_, (list, tuple)):
            place = command.folder.new("list", ".jsonl")
            place.write_text("".join(json.dumps(one.json()) + "\n" for one in list_), encoding="utf-8")
            list_ = place
        path = Path(out) if out is not None else command.folder.new("survey", ".jsonl")
        command.options(list=None if list_ is None else str(list_), configs=configs and str(configs), resume=resume,
                        retry=retry, shard=shard, distinct=distinct, certificates=certificates and str(certificates),
                        max_seconds=max_seconds, method=method, max_bits=max_bits, max_memory=max_memory,
                        no_symmetries=no_symmetries, seed=seed, threads=threads, **ranges)
        command.word("-o", str(path))
        command.options(csv=csv and str(csv), plot=plot and str(plot), columns=columns, against=against, force=force)
        return command.run(lambda data: _with_rows(data, path))


def _with_rows(data: dict[str, Any], path: Path) -> Survey:
    return dataclasses.replace(Survey.from_json(data), rows=read_rows(path))


def survey_merge(out: Union[str, Path], *files: Union[str, Path]) -> list[dict[str, Any]]:
    """Merges the parts of a survey into the file ``out``, which is replaced if it
    exists, and returns its rows."""
    with Command("survey") as command:
        command.word("merge", *(str(file) for file in files), "-o", str(out), "--force")
        command.text()
    return read_rows(out)


def survey_table(file: Union[str, Path], table: str = "markdown", *, columns: Any = None, **ranges: Any) -> str:
    """Returns the rows of a results file as a table: "csv", "markdown" or "latex".

    columns: the names of the columns, as in the first line of a CSV file.
    ranges: only rows within these ranges are taken.
    """
    with Command("survey") as command:
        command.word("table", str(file))
        command.options(table=table, columns=columns, **ranges)
        return command.text()


def survey_plot(file: Union[str, Path], out: Union[str, Path], *, against: Optional[str] = None, **ranges: Any) -> None:
    """Draws the dimensions in a results file, and the numbers of parameters, with gnuplot.

    out: a file .svg, .png, .pdf or .gp (the script); an existing one is replaced.
    against: the field on the horizontal axis, such as "heads".
    ranges: only rows within these ranges are taken.
    """
    with Command("survey") as command:
        command.word("plot", str(file), "-o", str(out), "--force")
        command.options(against=against, **ranges)
        command.text()
