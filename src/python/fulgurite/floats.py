"""Floating-point weights: what is certain about them."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Optional, Sequence, Union

from .answer import Answer
from .command import Command
from .library import Progress

__all__ = ["Check", "check"]


@dataclass(frozen=True, repr=False)
class Check(Answer):
    """What holds for all weights within the radius.

    ``files`` has an entry for each network: "heads", each with the "matrices" Q, K,
    A, V, their "rank" (lower, upper), and "sigma_max" and "sigma_min" as enclosures;
    "regular"; "jacobian_rank".  Without a map the entry has a list "matrices".
    ``comparison`` compares two networks.  ``claims`` has the "verdict" on each claim:
    "proved", "refuted" or "undecided".
    """

    files: list[dict[str, Any]]
    comparison: Optional[dict[str, Any]]
    claims: list[dict[str, Any]]

    @property
    def proved(self) -> bool:
        """Whether every claim is proved."""
        return all(claim["verdict"] == "proved" for claim in self.claims)


def check(*networks: Any, map: Union[None, str, dict[str, Any]] = None, radius: Any = None,
          claim: Union[None, str, Sequence[str]] = None, heads: Optional[int] = None, kv_heads: Optional[int] = None,
          head_dim: Optional[int] = None, ignore: bool = False, tokens: Optional[int] = None,
          norm: Optional[str] = None, mask: Optional[str] = None, residual: bool = False,
          max_weights: Optional[int] = None, max_bits: Optional[int] = None, digits: Optional[int] = None,
          float: bool = True, lapack: bool = True, seed: int = 1, threads: int = 1,
          progress: Optional[Progress] = None) -> Check:
    """Returns what is certain about floating-point weights, as a :class:`Check`.

    networks: files (.npy, .npz, .safetensors, .onnx, JSON), numpy arrays, torch
    tensors, or state dicts {name: array}; two whole networks are compared.
    map: which tensor is which matrix: the type of a model ("gpt2", ..), a map as an
    object or a file, or "none".
    radius: how far the true weights may be from the given ones: 0, "half-ulp" or a
    number.
    claim: a claim such as "rank_A=64", "sigma_min>=1e-3", "regular", "same", or a
    list of them.

    The other arguments are the options of the same name of ``fulgurite check``.
    A refuted claim is an answer; an undecided one raises UnableError, which has the
    answer.

    >>> check([[1.0, 0.0], [0.0, 0.5]]).files[0]["matrices"][0]["rank"]
    {'lower': 2, 'upper': 2}
    """
    with Command("check", progress) as command:
        for network in networks:
            command.file(_array(network), "network")
        if map is not None:
            command.file(map, "map", "--map")
        command.options(radius=radius, claim=claim, heads=heads, kv_heads=kv_heads, head_dim=head_dim, ignore=ignore,
                        tokens=tokens, norm=norm, mask=mask, residual=residual, max_weights=max_weights,
                        max_bits=max_bits, digits=digits, no_float=not float, no_lapack=not lapack,
                        seed=seed, threads=threads)
        return command.run(Check.from_json)


def _array(network: Any) -> Any:
    """Rows of numbers as a numpy array; anything else unchanged."""
    if isinstance(network, (list, tuple)):
        import numpy

        return numpy.array(network, dtype="float64")
    return network
