"""Exact questions about given weights and functions."""
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

    ``kernel`` lists directions that do not change the function to first order, each
    {"direction": {weight name: integer}, "proof": ..}.  With ball=True, ``lower`` and
    ``upper`` are bounds, ``rank`` is None where they differ, and
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
    """Returns the rank of the Jacobian of the map from weights to functions, at weights.

    It is exact over Q and comes with the kernel.  With ball=True it is a lower bound,
    in ball arithmetic, for any norm including softmax, and for all weights within
    ``radius``.

    inputs: the number of random inputs.
    max_bits: the largest precision of balls.
    singular_values: also enclose the singular values.
    max_memory: the memory limit in MB.

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

    ``place`` is "image", "complex" or "outside".  ``singular``, ``boundary`` and
    ``critical`` are None where they have no answer.  ``reasons`` are sentences.
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
    """Returns the :class:`Place` of weights or a Function of one lightning layer with
    one head.

    head_dim: for a function, the bound for the rank of A (default: none).

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

    For one layer with one head: the components ``AV`` and ``QKV`` with their
    dimensions, parametrisations, equations and sample points.  For stacks: the
    ``group``, the dimension of its orbit, and whether the weights are ``generic``.
    For transformers: ``symmetries``.  ``answer["name"]`` reads other members.
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
    """Returns the :class:`Fiber` through weights: all weights with the same function.

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
    """All weights of a function.

    ``weights`` are families {"A", "V", "rank_A", "real", ..} for one head; entries are
    Fractions or, where a "field" is named, text with the variable r.  ``classes`` are
    those of a layer with several heads.  ``why`` says why there are no weights.
    """

    place: Optional[str]
    weights: Optional[list[dict[str, Any]]]
    classes: Optional[list[dict[str, Any]]]
    why: Optional[str]


def recover(point: Any, *, head_dim: Optional[int] = None, weights: bool = False,
            progress: Optional[Progress] = None) -> Recovery:
    """Returns all weights of one layer that give a Function, or the function of weights.

    head_dim: the bound for the rank of A = K^T Q (default: none).
    weights: also return K and Q.

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
    """Whether two networks have the same function.

    ``equal`` is None where it is undecided, which happens only for floating-point
    networks.  ``change`` is the change of parameters that takes the first network to
    the second, ``witness`` an input with both outputs.  The answer is true if
    ``equal`` is True.
    """

    equal: Optional[bool]
    proof: Optional[str]
    reason: str
    change: Optional[dict[str, Any]]
    witness: Optional[dict[str, Any]]

    def __bool__(self) -> bool:
        return self.equal is True


def same(a: Any, b: Any, *, seed: int = 1, map: Union[None, str, dict[str, Any]] = None,
         progress: Optional[Progress] = None, **options: Any) -> Sameness:
    """Decides whether two networks have the same function; returns a :class:`Sameness`.

    a, b: weights.  If one of them is an array or a state dict (a dict of arrays), they
    are compared as by :func:`check`, whose options (map, heads, tokens, ..) are then
    allowed.

    Raises UnableError, which has the answer, if it remains undecided, and TypeError
    for options of check with other weights.

    >>> from fulgurite import Architecture, random
    >>> w = random(Architecture(widths=[3, 2], head_dim=1))
    >>> same(w, w).equal
    True
    """
    if any(is_state_dict(one) or is_array(one) for one in (a, b)):
        return _same_floats(a, b, map=map, progress=progress, **options)
    if options or map is not None:
        raise TypeError("these options are only for arrays and state dicts")
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
    """The ``outputs`` of a network at ``inputs``.

    Both are lists of matrices of Fractions.  With softmax the entries of outputs are
    enclosures (lower, upper), and modulo a prime they are integers.
    """

    inputs: list[Matrix]
    outputs: list[Any]
    modulo: Optional[int]

    @classmethod
    def _member(cls, data: dict[str, Any], name: str) -> Any:
        if name == "inputs" or (name == "outputs" and "outputs_arb" not in data and "modulo" not in data):
            return [matrix(entry) for entry in data[name]]
        # The key "value" makes read() return enclosures.
        return read(data.get(name), "value" if name == "outputs" else name)


def eval(weights: Any, inputs: Any = None, *, bits: Optional[int] = None, mod: Optional[int] = None, seed: int = 1,
         progress: Optional[Progress] = None) -> Output:
    """Returns the :class:`Output` of a network on exact inputs.

    inputs: a matrix d_0 x tokens or a list of such matrices (lists, arrays whose
    floats are taken exactly, matrices of python-flint), or a "fulgurite-input/1" file
    (default: a random input determined by seed).
    bits: the precision of balls, for softmax.
    mod: a prime; outputs are computed modulo this prime.

    >>> from fulgurite import Architecture, random
    >>> w = random(Architecture(widths=[2, 1], head_dim=1), seed=7)
    >>> eval(w, [[1, 0, 1], [2, "1/3", 0]]).outputs
    [[[Fraction(-420, 1), Fraction(-98, 1), Fraction(168, 1)]]]
    """
    with Command("eval", progress) as command:
        command.file(weights, "weights")
        if inputs is not None:
            # An array is a matrix here; it is not written as .npy.
            command.file(inputs.tolist() if is_array(inputs) else inputs, "input", "--input")
        command.options(bits=bits, mod=mod, seed=seed)
        return command.run(Output.from_json)


@dataclass(frozen=True, repr=False)
class Invariants(Answer):
    """Polynomial relations among the coefficients of a layer.

    ``families`` has the number of relations of each family, ``polynomials`` the
    relations (task "list"), ``degrees`` the Hilbert function (task "discover").
    ``vanish`` says whether all relations vanish at the tested point.
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
    """Returns the :class:`Invariants` of one lightning layer: polynomials in the
    coefficients of its function that vanish for every choice of weights.

    task: "count", "list" or "discover" (the space of all forms up to ``degree``).
    test: weights or a Function at which the relations are evaluated.
    out: a file for an algebra system, which is replaced if it exists.
    format: the algebra system (m2, singular, ..).

    Raises ValueError for another task.

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

    ``upper`` is an upper bound for the dimension.  ``structure`` describes their Lie algebra,
    or is None if it was not computed.  ``families`` lists the fields by reason.  ``others`` is
    an upper bound for the number of further fields, or None if they were not looked for
    (``not_looked_for`` says why).
    """

    architecture: Architecture
    coordinates: str
    number: int
    dimension: int
    orbit: int
    upper: int
    structure: Optional[dict[str, Any]]
    families: list[dict[str, Any]]
    others: Optional[int]
    others_up_to_independence: bool
    not_looked_for: Optional[str]


def symmetries(architecture: Any, *, forms: bool = False, most: Optional[int] = None, seed: int = 1,
               progress: Optional[Progress] = None) -> Symmetries:
    """Returns the known :class:`Symmetries` of an architecture, and whether there are
    others.

    forms: for lightning stacks, use A = K^T Q and V of the heads as coordinates.
    most: others are looked for in up to this many coordinates (default: 48).

    >>> symmetries(Architecture(widths=[3, 2], head_dim=2)).upper
    13
    """
    with Command("symmetries", progress) as command:
        command.architecture(architecture)
        command.options(forms=forms, most=most, seed=seed)
        return command.run(Symmetries.from_json)
