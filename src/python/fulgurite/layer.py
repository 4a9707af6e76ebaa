"""Points and fibers: exact questions about given weights and functions."""
from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Optional, Union

from .answer import Answer
from .architecture import Architecture
from .command import Command
from .errors import UnableError
from .exact import Enclosure, Matrix, matrix, read
from .files import is_array, is_state_dict
from .library import Progress

__all__ = ["Fiber", "Invariants", "Output", "Place", "Rank", "Recovery", "Sameness", "Symmetries", "classify", "eval",
           "fiber", "invariants", "rank", "recover", "same", "symmetries"]


@dataclass(frozen=True, repr=False)
class Rank(Answer):
    """The rank of the Jacobian at a point.

    ``kernel``: directions that do not change the function to first order, each
    {"direction": {weight name: integer}, "proof": ..}.  In balls ``lower`` and
    ``upper`` are the bounds, ``rank`` is None where they differ, and
    ``singular_values`` are enclosures.
    """

    rank: Optional[int]
    status: str
    parameters: int
    kernel_dimension: Optional[int]
    kernel: Optional[list[dict[str, Any]]]
    lower: Optional[int]
    upper: Optional[int]
    bits: Optional[int]
    radius: Optional[Fraction]
    singular_values: Optional[list[Enclosure]]
    architecture: Architecture


def rank(weights: Any, *, ball: bool = False, radius: Optional[Any] = None, inputs: Optional[int] = None,
         max_bits: Optional[int] = None, singular_values: bool = False, max_memory: Optional[int] = None,
         seed: int = 1, threads: int = 1, progress: Optional[Progress] = None) -> Rank:
    """The rank of the derivative of the map from weights to functions, at weights.

    Exact over Q, with the kernel; with ball=True a lower bound in ball arithmetic
    for any norm, softmax included, and for all weights within radius.  inputs: how
    many random ones; max_memory: MB.

    >>> from fulgurite import Architecture, random
    >>> rank(random(Architecture(widths=[3, 2], head_dim=1))).rank
    10
    """
    with Command("rank", progress) as command:
        command.file(weights, "weights")
        command.options(ball=ball, radius=radius, inputs=inputs, max_bits=max_bits, singular_values=singular_values,
                        max_memory=max_memory, seed=seed, threads=threads)
        return command.run(Rank.from_json)


@dataclass(frozen=True, repr=False)
class Place(Answer):
    """Where a point lies on the neuromanifold of one layer.

    ``place`` is "image", "complex" or "outside"; truth values are None where they
    have no answer; ``reasons`` are sentences.
    """

    place: str
    singular: Optional[bool]
    boundary: Optional[bool]
    critical: Optional[bool]
    zero: bool
    rank_A: Optional[int]
    rank_V: Optional[int]
    jacobian_rank: Optional[int]
    generic_rank: Optional[int]
    reasons: list[str]


def classify(point: Any, *, head_dim: Optional[int] = None, progress: Optional[Progress] = None) -> Place:
    """The place of weights, or of a Function, of one lightning layer with one head.

    head_dim: of a function, the bound for the rank of A (default: none).

    >>> from fulgurite import Architecture, random
    >>> classify(random(Architecture(widths=[3, 2], head_dim=1))).singular
    False
    """
    with Command("classify", progress) as command:
        command.file(point, "point")
        command.options(head_dim=head_dim)
        return command.run(Place.from_json)


@dataclass(frozen=True, repr=False)
class Fiber(Answer):
    """All weights with the same function.

    One layer with one head: the components ``AV`` and ``QKV`` with their
    dimensions, parametrisations, equations and sample points.  Stacks: the
    ``group``, the dimension of its orbit, and whether the weights are ``generic``.
    Transformers: ``symmetries``.  Other members by ``answer["name"]``.
    """

    architecture: Architecture
    generic_fiber_dimension: Optional[int]
    fiber_dimension: Optional[int]
    orbit_dimension: Optional[int]
    generic: Optional[bool]
    AV: Optional[list[dict[str, Any]]]
    QKV: Optional[list[dict[str, Any]]]
    group: Optional[list[dict[str, Any]]]
    classes: Optional[list[dict[str, Any]]]
    symmetries: Optional[list[dict[str, Any]]]


def fiber(weights: Any, *, seed: int = 1, progress: Optional[Progress] = None) -> Fiber:
    """The fiber through weights.

    >>> from fulgurite import Architecture, random
    >>> fiber(random(Architecture(widths=[3, 2], head_dim=1))).generic_fiber_dimension
    2
    """
    with Command("fiber", progress) as command:
        command.file(weights, "weights")
        command.options(seed=seed)
        return command.run(Fiber.from_json)


@dataclass(frozen=True, repr=False)
class Recovery(Answer):
    """All (A, V) of a function, or with ``classes`` those of a layer with heads.

    ``weights`` are families {"A", "V", "rank_A", "real", ..}; entries are Fractions,
    or text in r where a "field" is named.
    """

    place: Optional[str]
    weights: Optional[list[dict[str, Any]]]
    classes: Optional[list[dict[str, Any]]]
    why: Optional[str]


def recover(point: Any, *, head_dim: Optional[int] = None, weights: bool = False,
            progress: Optional[Progress] = None) -> Recovery:
    """All weights of a Function (or of the function of weights) of one layer.

    head_dim: the bound for the rank of A = K^T Q (default: none); weights: give K
    and Q as well.

    >>> from fulgurite import Architecture, random_function
    >>> len(recover(random_function(Architecture(widths=[2, 2], head_dim=1)), head_dim=1).weights)
    1
    """
    with Command("recover", progress) as command:
        command.file(point, "point")
        command.options(head_dim=head_dim, weights=weights)
        return command.run(Recovery.from_json)


@dataclass(frozen=True, repr=False)
class Sameness(Answer):
    """Whether two networks have the same function: ``equal``, or None when it is
    open (of floating-point networks); the ``change`` of parameters that takes the
    first to the second, or a ``witness``: an input and both outputs."""

    equal: Optional[bool]
    proof: Optional[str]
    reason: str
    change: Optional[dict[str, Any]]
    witness: Optional[dict[str, Any]]

    def __bool__(self) -> bool:
        return self.equal is True


def same(a: Any, b: Any, *, seed: int = 1, map: Union[None, str, dict[str, Any]] = None,
         progress: Optional[Progress] = None, **options: Any) -> Sameness:
    """Do two networks give the same function?

    a, b: weights.  Where one of them is a state dict (a dict of arrays) both are
    compared as by :func:`check`, whose options (map, heads, tokens, ..) then count.
    Raises UnableError when it stays open, with the answer.

    >>> from fulgurite import Architecture, random
    >>> w = random(Architecture(widths=[3, 2], head_dim=1))
    >>> same(w, w).equal
    True
    """
    if any(is_state_dict(one) or is_array(one) for one in (a, b)):
        return _same_floats(a, b, map=map, progress=progress, **options)
    if options or map is not None:
        raise TypeError("these options are for state dicts")
    with Command("same", progress) as command:
        command.file(a, "a")
        command.file(b, "b")
        command.options(seed=seed)
        return command.run(Sameness.from_json)


def _same_floats(a: Any, b: Any, **options: Any) -> Sameness:
    from .floats import check

    compared = check(a, b, **options).data["comparison"]
    witness = {"input": compared["input"]} if "input" in compared else None
    if witness is not None:
        witness.update({key: compared[key] for key in ("row", "column", "output_a", "output_b") if key in compared})
    answer = Sameness.from_json({"command": "same", "equal": compared["same"], "reason": compared["reason"],
                                 **({"witness": witness, "proof": "witness"} if witness else {})})
    if answer.equal is None:
        raise UnableError(answer.reason, answer)
    return answer


@dataclass(frozen=True, repr=False)
class Output(Answer):
    """``inputs`` and ``outputs``: matrices of Fractions, outputs of softmax of
    enclosures (lower, upper); modulo a prime of integers."""

    inputs: list[Matrix]
    outputs: list[Any]
    modulo: Optional[int]

    @classmethod
    def _member(cls, data: dict[str, Any], name: str) -> Any:
        if name == "inputs" or (name == "outputs" and "outputs_arb" not in data and "modulo" not in data):
            return [matrix(entry) for entry in data[name]]
        # "value" is a key of enclosures.
        return read(data.get(name), "value" if name == "outputs" else name)


def eval(weights: Any, inputs: Any = None, *, bits: Optional[int] = None, mod: Optional[int] = None, seed: int = 1,
         progress: Optional[Progress] = None) -> Output:
    """The output of a network on exact inputs.

    inputs: a matrix d_0 x tokens, or a list of them: lists, arrays (floats are taken
    exactly), matrices of python-flint, or a "fulgurite-input/1" file (default:
    random, from seed).  bits: the precision of balls, for softmax; mod: modulo this
    prime.

    >>> from fulgurite import Architecture, random
    >>> w = random(Architecture(widths=[2, 1], head_dim=1), seed=7)
    >>> eval(w, [[1, 0, 1], [2, "1/3", 0]]).outputs
    [[[Fraction(-420, 1), Fraction(-98, 1), Fraction(168, 1)]]]
    """
    with Command("eval", progress) as command:
        command.file(weights, "weights")
        if inputs is not None:
            # An array is a matrix here, and no file of numpy.
            command.file(inputs.tolist() if is_array(inputs) else inputs, "input", "--input")
        command.options(bits=bits, mod=mod, seed=seed)
        return command.run(Output.from_json)


@dataclass(frozen=True, repr=False)
class Invariants(Answer):
    """Polynomial relations among the coefficients of a layer.

    ``families`` with their numbers; ``polynomials`` (task "list"); ``degrees`` with
    the Hilbert function ("discover"); ``vanish`` (of a test).
    """

    architecture: Architecture
    families: Optional[list[dict[str, Any]]]
    polynomials: Optional[list[Any]]
    degrees: Optional[list[dict[str, Any]]]
    vanish: Optional[bool]
    complete: Optional[Any]
    coordinates: Optional[int]
    status: Optional[str]


def invariants(architecture: Any = None, *, task: str = "count", test: Any = None, family: Optional[str] = None,
               degree: Optional[int] = None, all_columns: bool = False, max_terms: Optional[int] = None,
               head_dim: Optional[int] = None, out: Union[None, str, Path] = None, format: Optional[str] = None,
               seed: int = 1, progress: Optional[Progress] = None) -> Invariants:
    """Polynomials in the coefficients of the function of one lightning layer that
    vanish for every choice of weights.

    task: "count", "list" or "discover" (the space of all forms up to degree); test:
    weights or a Function, on which the relations are tried.  out: a file for an
    algebra system, format: which (m2, singular, ..).

    >>> from fulgurite import Architecture
    >>> invariants(Architecture(widths=[3, 1], head_dim=2, tokens=2)).families[0]["family"]
    'symmetrise'
    """
    if task not in ("count", "list", "discover"):
        raise ValueError(f"task is count, list or discover, not {task!r}")
    with Command("invariants", progress) as command:
        if test is None:
            command.architecture(architecture)
            command.options(**{task: True}, degree=degree)
        else:
            command.file(test, "test", "--test")
            command.options(head_dim=head_dim, degree=degree)
        if out is not None:
            command.word("-o", str(out), "--force")
        command.options(format=format, family=family, all_columns=all_columns, max_terms=max_terms, seed=seed)
        return command.run(Invariants.from_json)


@dataclass(frozen=True, repr=False)
class Symmetries(Answer):
    """Affine vector fields along which no function of an architecture changes.

    ``upper`` is a bound of the dimension; ``families``: the fields by reason;
    ``others``: at most so many more fields, None when they were not looked for.
    """

    architecture: Architecture
    coordinates: str
    number: int
    dimension: int
    orbit: int
    upper: int
    families: list[dict[str, Any]]
    others: Optional[int]
    others_up_to_independence: bool
    not_looked_for: Optional[str]


def symmetries(architecture: Any, *, forms: bool = False, most: Optional[int] = None, seed: int = 1,
               progress: Optional[Progress] = None) -> Symmetries:
    """The symmetries of an architecture, and whether there are others.

    >>> symmetries(Architecture(widths=[3, 2], head_dim=2)).upper
    13
    """
    with Command("symmetries", progress) as command:
        command.architecture(architecture)
        command.options(forms=forms, most=most, seed=seed)
        return command.run(Symmetries.from_json)
